"""A file that takes too long is named, and the others are read."""

import time
from contextlib import suppress
from pathlib import Path

import pytest

from cancu import corpus
from cancu.ingest import readings
from cancu.timelimit import TimeUpError, ends_within


def test_a_file_that_takes_too_long_is_named_and_the_rest_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long, short = tmp_path / "dài.txt", tmp_path / "ngắn.txt"
    long.write_text("Căn cứ Luật số 64/2025/QH15 và Quyết định số 12/QĐ-UBND;\n" * 20_000, encoding="utf-8")
    short.write_text("Căn cứ Luật Đất đai số 31/2024/QH15 ngày 18/01/2024;", encoding="utf-8")
    corpus.read_corpus([str(short)])  # what is read once for all files is no file's time
    monkeypatch.setattr(readings, "seconds_for", lambda size: 1.0)
    began = time.monotonic()
    found = corpus.read_corpus([str(tmp_path)])
    assert time.monotonic() - began < 20
    assert list(found.extractions) == [str(short)]
    assert len(found.failures) == 1 and f"{long}: reading it took longer than 1 s" in found.failures[0]


def test_the_limit_grows_with_the_text() -> None:
    assert readings.seconds_for(30_000_000) > 30 * readings.seconds_for(0)


def test_nothing_comes_behind_the_end() -> None:
    for _ in range(200):
        with suppress(TimeUpError), ends_within(0.001):
            time.sleep(0.001)
        sum(range(1000))
    with pytest.raises(TimeUpError), ends_within(0.05):
        while True:
            pass
    time.sleep(0.1)
