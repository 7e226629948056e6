"""The index of the links that a load leaves, made of what it wrote, is the one that is read back from the store, byte for byte."""

import random
from contextlib import closing
from pathlib import Path

import pytest

from cancu.graph.build import Graph
from cancu.graph.index import upkeep
from cancu.graph.index.file import save
from cancu.graph.store import cypher_store, open_store
from cancu.graph.store.cypher_store import CypherStore
from tests.queries.random_graph import random_graph


def same_as_read_back(store: CypherStore, few: int, room: Path) -> bool:
    stamp, found = store.index_stamp(), store.index_file()
    assert stamp is not None and found is not None
    save(room / "read-back", upkeep.whole(store.read_rows, few), stamp)
    return (room / "read-back").read_bytes() == found.read_bytes()


def some_of(graph: Graph, chance: random.Random) -> Graph:
    """Some of the texts with what they state; the other documents are only cited."""
    texts = [one for one in graph.documents if one.in_corpus]
    chosen = {one.id for one in chance.sample(texts, chance.randrange(1, len(texts)))}
    files = {one.path for one in texts if one.id in chosen}
    return graph.model_copy(
        update={
            "documents": tuple(
                one if one.id in chosen else one.model_copy(update={"in_corpus": False, "path": None})
                for one in graph.documents
            ),
            "mentions": tuple(one for one in graph.mentions if one.file in files),
            "links": tuple(one for one in graph.links if one.stated_by in chosen),
        }
    )


@pytest.mark.parametrize("few", [0, 10_000], ids=["links", "names alone"])
@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 20))])
def test_it_is_the_same_after_any_loads(seed: int, few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cypher_store, "FEW_LINKS", few)
    chance = random.Random(seed)
    read_back: list[object] = []
    real = upkeep.whole
    for at in range(4):
        with monkeypatch.context() as patched:
            patched.setattr(upkeep, "whole", lambda *given: read_back.append(given) or real(*given))
            with closing(open_store(str(tmp_path / "store"))) as store:
                store.create_schema()
                graph = some_of(random_graph(seed + chance.randrange(3), size=chance.choice((20, 26))), chance)
                store.load(graph, again=chance.random() < 0.2)
                if at and chance.random() < 0.5:
                    corpus = sorted(one.id for one in graph.documents if one.in_corpus)
                    store.prune(corpus[:2], bare=chance.random() < 0.5)
        with closing(open_store(str(tmp_path / "store"), create=False)) as store:
            assert same_as_read_back(store, few, tmp_path), at
    assert not read_back


def test_where_the_index_of_the_state_before_is_not_known_all_is_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for few in (10_000, 0, 10_000):  # another version keeps other arrays
        monkeypatch.setattr(cypher_store, "FEW_LINKS", few)
        with closing(open_store(str(tmp_path / "store"))) as store:
            store.create_schema()
            store.load(random_graph(few), again=True)
        with closing(open_store(str(tmp_path / "store"), create=False)) as store:
            assert same_as_read_back(store, few, tmp_path)
