"""Every stored query gives the same rows on both engines, on the sample corpus, on real documents, and on generated graphs."""

from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from cancu.corpus import read_corpus
from cancu.demo import examples
from cancu.graph.build import Graph
from cancu.graph.store import open_store
from cancu.graph.store.cypher_store import CypherStore
from cancu.queries.catalogue import StoredQuery, catalogue
from cancu.queries.run import answer
from tests import neo4j_server
from tests.generated_graph import HUBS, generated_graph
from tests.neo4j_server import ROOT, Server

SIZES = {"generated": 800, "large": 10_000}
"""The smaller one has all that the larger one has (hubs, circles, chains, mergers); rows are many only in that one."""
FILLED = {
    "int": "2",
    "year": "2016",
    "date": "2016-07-01",
    "relation": "IMPLEMENTS",
    "place": "thanh-hoa",
    "level": "province",
    "type": "KH",
    "words": "chuyển đổi số",
    "provinces": "63",
    "by": "both",
    "direction": "up",
    "field": "body",
    "part": "dieu-5",
}
"""A value for a parameter of each type but document, and for one whose name says more than its type."""


REAL = ROOT.parent / "shared" / "gold" / "dev"
"""Real documents beside a checkout, where there are any."""


@pytest.fixture(
    scope="module",
    params=["sample", "generated", *(pytest.param(one, marks=pytest.mark.slow) for one in ("real", "large"))],
)
def graph(request: pytest.FixtureRequest) -> Graph:
    if request.param in SIZES:
        return generated_graph(SIZES[request.param])
    if request.param == "real" and not REAL.is_dir():
        pytest.skip(f"no real documents at {REAL}")
    return read_corpus([str(REAL if request.param == "real" else examples())]).graph


@pytest.fixture(scope="module")
def both(
    graph: Graph, neo4j: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[CypherStore, CypherStore]]:
    """The same graph on both engines."""
    neo4j_server.wipe(neo4j)
    path: Path = tmp_path_factory.mktemp("parity") / "store"
    for url in (str(path), neo4j.uri):
        with closing(open_store(url)) as store:
            store.create_schema()
            store.load(graph)
    # Opened anew, as readers do: a store in a folder then has its index of links.
    stores = open_store(str(path), create=False), open_store(neo4j.uri)
    yield stores
    for store in stores:
        store.close()


def documents(graph: Graph) -> list[str]:
    """A much cited document, one of the middle, one that is only cited, one whose year is not known."""
    cited: dict[str, int] = {}
    for link in graph.links:
        cited[link.target] = cited.get(link.target, 0) + 1
    by_cited = sorted(graph.documents, key=lambda one: (-cited.get(one.id, 0), one.id))
    chosen = [
        by_cited[0],
        by_cited[min(HUBS, len(by_cited) - 1)],
        next(one for one in by_cited if not one.in_corpus),
        next((one for one in by_cited if one.year is None), by_cited[-1]),
        next(one for one in reversed(by_cited) if one.in_corpus and one.scope != "vn"),
    ]
    return [one.id for one in chosen]


def arguments(query: StoredQuery, graph: Graph) -> Iterator[dict[str, str]]:
    """Each document in turn with the defaults, then with every parameter filled."""
    wanted = [one for one in query.parameters if one.type == "document" and one.required]
    filled = {one.name: FILLED.get(one.name, FILLED[one.type]) for one in query.parameters if one.type in FILLED}
    required = {one.name: filled[one.name] for one in query.parameters if one.required and one.name in filled}
    chosen = documents(graph)
    pairs = product(chosen, repeat=len(wanted)) if len(wanted) < 2 else zip(chosen, reversed(chosen), strict=True)
    for ids in pairs:
        given = {one.name: document for one, document in zip(wanted, ids, strict=True)}
        yield given | required
        yield given | filled


def test_both_hold_the_same(both: tuple[CypherStore, CypherStore]) -> None:
    embedded, server = both
    assert embedded.counts() == server.counts()


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_the_same_rows(both: tuple[CypherStore, CypherStore], graph: Graph, name: str) -> None:
    query = catalogue()[name]
    for given in arguments(query, graph):
        embedded, server = (answer(store, query, given, timeout_s=120) for store in both)
        assert embedded.rows == server.rows, given
