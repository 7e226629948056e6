"""The examples of docs/api.md do what they say."""

import doctest
from contextlib import closing
from pathlib import Path

import pytest

from cancu.graph.store import open_store
from tests.queries.corpus import question_graph

PAGE = Path(__file__).parents[1] / "docs" / "api.md"


def test_the_examples_of_the_manual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(open_store(".cancu/graph")) as store:
        store.create_schema()
        store.load(question_graph())
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert tried > 10
    assert not failed
    assert (tmp_path / "lineage.svg").exists()
