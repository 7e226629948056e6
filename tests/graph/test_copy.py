"""A graph moves between engines either way, and loses nothing."""

from pathlib import Path

import pytest

from cancu.errors import StoreError
from cancu.graph.build import Graph, build
from cancu.graph.store import cypher_store, open_store
from cancu.graph.store.copy import copy_store
from cancu.graph.store.cypher_store import CypherStore
from cancu.models import Relation
from tests.generated_graph import generated_graph
from tests.graph.test_store_contract import as_content, content
from tests.small_graph import LAW, LETTER, PLAN, document, mention, small_graph, text


@pytest.fixture
def other(tmp_path: Path) -> CypherStore:
    return open_store(str(tmp_path / "other"))


def test_there_and_back(store: CypherStore, other: CypherStore, tmp_path: Path) -> None:
    graph = generated_graph(150)
    store.load(graph)
    counts = copy_store(store, other)
    assert counts == store.counts()
    assert content(other) == as_content(graph)
    store.prune([])
    assert store.counts()["Document"] == 0
    assert copy_store(other, store) == counts
    assert content(store) == as_content(graph)
    assert store.load(graph).unchanged_documents == sum(one.in_corpus for one in graph.documents)
    other.close()


def test_two_texts_of_one_path_stay_two_documents(store: CypherStore, other: CypherStore) -> None:
    """Loaded one after the other from two folders."""
    law, one = document(LAW), text(LETTER)
    two = text(PLAN).model_copy(update={"path": one.path, "sha256": "1" * 64})
    store.load(build([one, law], [mention(one, 1, LAW, Relation.BASED_ON)]))
    store.load(build([two, law], [mention(two, 5, LAW, Relation.AMENDS)]))
    copy_store(store, other)
    assert content(other) == content(store)
    stated = "MATCH (m:Mention)-[:STATED_IN]->(d:Document) RETURN m.start, d.id ORDER BY m.start"
    for copied in (store, other):
        assert copied.run(stated, {}, timeout_s=10).rows == ((1, LETTER), (5, PLAN))
    other.close()


def test_a_broken_copy_is_completed_by_copying_again(
    store: CypherStore, other: CypherStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.load(small_graph())
    load = CypherStore.load

    def breaking(self: CypherStore, graph: Graph) -> object:
        if graph.mentions:
            raise StoreError("the network is gone")
        return load(self, graph)

    monkeypatch.setattr(cypher_store.CypherStore, "load", breaking)
    with pytest.raises(StoreError, match="network"):
        copy_store(store, other)
    monkeypatch.undo()
    copy_store(store, other)
    assert content(other) == content(store)
    other.close()


def test_what_the_target_held_before_shows_at_the_end(store: CypherStore, other: CypherStore) -> None:
    store.load(small_graph())
    other.create_schema()
    other.load(Graph(documents=(document("vn/1999/1-x"),)))
    with pytest.raises(StoreError, match="Document 7 instead of 6"):
        copy_store(store, other)
    other.close()
