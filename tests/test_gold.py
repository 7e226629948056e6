"""Accuracy on hand-annotated real documents, where they lie beside the project."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cancu.corpus import read_corpus, records

GOLD = Path(__file__).parents[2] / "shared" / "gold"

pytestmark = pytest.mark.skipif(not (GOLD / "score.py").is_file(), reason="no annotated documents beside the project")


@pytest.fixture(scope="module")
def predictions():
    return "".join(line + "\n" for line in records(read_corpus([str(GOLD / "dev")])))


def test_scores(predictions, tmp_path):
    file = tmp_path / "p.jsonl"
    file.write_text(predictions, encoding="utf-8")
    command = [sys.executable, str(GOLD / "score.py"), str(GOLD / "dev"), str(file), "--json"]
    score = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert score["detection"]["f1"] >= 0.99
    assert score["linking"]["f1"] >= 0.98
    assert score["edges"]["f1"] >= 0.98
    assert score["chains"]["f1"] >= 0.93
    assert score["relation_accuracy"] >= 0.95
    assert score["source_accuracy"] >= 0.97
    assert min(score["header_accuracy"].values()) >= 0.97


def test_the_same_files_give_the_same_bytes(predictions):
    assert "".join(line + "\n" for line in records(read_corpus([str(GOLD / "dev")]))) == predictions


def test_offsets_hold_in_the_files_as_stored(predictions):
    for line in predictions.splitlines():
        row = json.loads(line)
        if row["record"] == "mention":
            with Path(row["file"]).open(encoding="utf-8", newline="") as file:
                assert file.read()[row["start"] : row["end"]] == row["text"]
