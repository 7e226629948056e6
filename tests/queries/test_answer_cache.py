"""An answer about all documents that took long is kept beside the store until the next load, and is the same answer."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cancu.errors import QueryError
from cancu.graph.build import build
from cancu.graph.store import cypher_store, open_store
from cancu.graph.store.cypher_store import CypherStore
from cancu.models import Relation
from cancu.queries import answer, get, run
from tests.queries.corpus import SCHEME, question_graph
from tests.small_graph import mention, text


@pytest.fixture(autouse=True)
def of_any_size_and_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What small graphs answer at once is kept too."""
    monkeypatch.setattr(cypher_store, "FEW_LINKS", 0)
    monkeypatch.setattr(run, "SLOW_S", -1.0)
    monkeypatch.setattr(run, "LARGE", 0)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    graph = question_graph()
    load(tmp_path / "store", graph.documents, graph.mentions)
    return tmp_path / "store"


def load(place: Path, documents: Any, mentions: Any) -> None:
    with closing(open_store(str(place))) as store:
        store.create_schema()
        store.load(build(list(documents), list(mentions)))


@pytest.fixture
def store(place: Path) -> Iterator[CypherStore]:
    with closing(open_store(str(place), create=False)) as opened:
        yield opened


def refusing(store: CypherStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object, **__: object) -> None:
        raise QueryError("the engine was asked")

    monkeypatch.setattr(store, "run", run)


@pytest.mark.parametrize("name", ["most-cited", "top", "totals", "conflicts", "duplicates", "documents"])
def test_it_is_not_worked_out_twice(store: CypherStore, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    first = answer(store, get(name), {})
    refusing(store, monkeypatch)
    assert answer(store, get(name), {}) == first


def test_fewer_rows_are_its_first_and_more_are_asked_for(store: CypherStore, monkeypatch: pytest.MonkeyPatch) -> None:
    query = get("documents")
    answer(store, query, {}, limit=3)
    with monkeypatch.context() as patch:
        refusing(store, patch)
        two = answer(store, query, {}, limit=2)
        with pytest.raises(QueryError, match="was asked"):
            answer(store, query, {}, limit=4)
    assert two == answer(store, query, {}, limit=2)
    assert len(answer(store, query, {}, limit=4)) == 4


def test_what_is_narrowed_is_worked_out(store: CypherStore, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(store, get("most-cited"), {})
    refusing(store, monkeypatch)
    with pytest.raises(QueryError, match="was asked"):
        answer(store, get("most-cited"), {"relation": "BASED_ON"})


def test_another_load_has_other_answers(place: Path) -> None:
    with closing(open_store(str(place), create=False)) as store:
        before = answer(store, get("most-cited"), {})
    plan = text("thanh-hoa/2023/7-kh-ubnd", key="7/KH-UBND")
    load(place, [plan], [mention(plan, 10, SCHEME, Relation.IMPLEMENTS)])
    with closing(open_store(str(place), create=False)) as store:
        assert answer(store, get("most-cited"), {}) != before


@pytest.mark.parametrize(
    "harm", [lambda raw: raw[: len(raw) // 2], lambda raw: raw.replace(b"06", b"07"), lambda _: b""]
)
def test_one_that_is_damaged_is_worked_out_again(place: Path, store: CypherStore, harm: Any) -> None:
    first = answer(store, get("most-cited"), {})
    (kept,) = place.glob("answers.*")
    kept.write_bytes(harm(kept.read_bytes()))
    assert answer(store, get("most-cited"), {}) == first


def test_behind_a_load_they_are_there(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run.fill_answer_cache(str(place))
    with closing(open_store(str(place), create=False)) as store:
        refusing(store, monkeypatch)
        assert answer(store, get("top"), {}).rows
        assert answer(store, get("audit"), {}).rows


def test_a_small_graph_has_none(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cypher_store, "FEW_LINKS", 10_000)
    with closing(open_store(str(place), create=False)) as store:
        answer(store, get("top"), {})
    assert [*place.glob("answers.*")] == []
