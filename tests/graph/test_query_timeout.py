"""A question ends when its time is up, whether or not the engine notices."""

import threading
import time

import pytest

from cancu.errors import QueryError
from cancu.graph.store.base import Bounds, Rows
from cancu.graph.store.cypher_store import CypherStore
from cancu.queries import answer, get
from tests.small_graph import DECISION, document, text

FOREVER_S = 30
SOON_S = 10
"""Far longer than a limit of a moment, far shorter than what nobody waits for."""


@pytest.fixture
def deaf(store: CypherStore, monkeypatch: pytest.MonkeyPatch):
    """A store whose engine does not stop by itself, until the test is over."""
    over, asked = threading.Event(), type(store)._query

    def query(self: CypherStore, statement: str, parameters: object, bounds: Bounds) -> Rows:
        if "d.state" in statement or "slow" in statement:
            over.wait(FOREVER_S)
        return asked(self, statement, parameters, bounds)  # type: ignore[arg-type]

    monkeypatch.setattr(type(store), "_query", query)
    yield store
    over.set()


def test_an_engine_that_does_not_stop_is_not_waited_for(deaf: CypherStore) -> None:
    began = time.monotonic()
    with pytest.raises(QueryError, match=r"took longer than 0\.2 s"):
        deaf.run("RETURN 1 AS slow", {}, timeout_s=0.2)
    assert time.monotonic() - began < SOON_S
    assert deaf.run("RETURN 1 AS x", {}, timeout_s=SOON_S).rows == ((1,),)


def test_a_stored_query_says_how_to_narrow_it(deaf: CypherStore) -> None:
    from cancu.graph.build import build

    deaf.load(build([document(DECISION), text("thanh-hoa/2023/1-kh-ubnd")], []))
    began = time.monotonic()
    with pytest.raises(QueryError, match=r"status took longer than 1 s: .*--timeout"):
        answer(deaf, get("status"), {"document": DECISION}, timeout_s=1)
    assert time.monotonic() - began < SOON_S


def test_work_for_which_no_time_is_left_is_not_begun(store: CypherStore) -> None:
    with pytest.raises(QueryError, match="took longer"):
        store.run("RETURN 1 AS x", {}, timeout_s=SOON_S, until=time.monotonic() - 1)


def test_what_goes_wrong_is_told_as_ever(store: CypherStore) -> None:
    with pytest.raises(QueryError):
        store.run("MATCH (d:Document) RETURN d.id +", {}, timeout_s=SOON_S)
