"""Every stored query beside an oracle in plain Python, on small dense graphs, on both stores."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest

from cancu.graph.build import Graph
from cancu.graph.store import open_store
from cancu.graph.store.cypher_store import CypherStore
from cancu.queries import answer, catalogue, get
from cancu.queries.run import bind
from tests import neo4j_server
from tests.queries.oracles import ORACLES, World, steps_away
from tests.queries.random_graph import random_graph

SEEDS = (1, 2, 3)
OF_VALIDITY = {
    "basis-status", "dead-bases", "family", "if-replaced", "legacy", "shaky-bases", "status", "takes-effect",
}  # fmt: skip
"""Queries whose answer is the state of a document on a day: test_validity_oracles has theirs."""
CHOICES = {
    "relation": ("IMPLEMENTS", "AMENDS"),
    "place": ("thanh-hoa", "bac-ninh", "vn"),
    "level": ("province", "central"),
    "type": ("KH", "QĐ"),
    "words": ("thư viện", "title"),
    "provinces": ("34", "63"),
    "by": ("carries", "basis", "both"),
    "direction": ("any", "up"),
    "field": ("type", "year", "place", "level", "body"),
    "date": ("2023-06-30", "2030-01-01"),
    "part": ("dieu-1/khoan-2", "Điều 1", "dieu-5"),
}
"""Values to try for a parameter of each type."""


@pytest.fixture(scope="module", params=[SEEDS[0], *(pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS[1:])])
def loaded(
    request: pytest.FixtureRequest, engine: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[CypherStore, Graph, int]]:
    """A store of each engine with a graph of each seed, and of how many documents to ask; the slow part asks of more."""
    if engine == "embedded":
        url = str(tmp_path_factory.mktemp("oracle") / "store")
    else:
        server = request.getfixturevalue("neo4j")
        neo4j_server.wipe(server)
        url = server.uri
    graph = random_graph(request.param)
    store = open_store(url)
    store.create_schema()
    store.load(graph)
    yield store, graph, 2 if request.param == SEEDS[0] else 4
    store.close()


def calls(name: str, graph: Graph, most: int) -> Iterator[dict[str, str]]:
    """The parameters to ask with: `most` documents in turn, then each other parameter in turn at each of its values."""
    query = get(name)
    cited = sorted(graph.documents, key=lambda d: (-sum(link.target == d.id for link in graph.links), d.id))
    citing = sorted(graph.documents, key=lambda d: (-sum(link.source == d.id for link in graph.links), d.id))
    wanted = [p.name for p in query.parameters if p.required and p.type == "document"]
    pairs = (
        [(a.id, b.id) for a, b in product(citing[: most - 1], cited[: most - 1])]
        if len(wanted) == 2
        else [(d.id,) for d in cited[:most]]
    )
    for ids in pairs if wanted else [()]:
        given = dict(zip(wanted, ids, strict=False))
        given |= {p.name: "khoản 2 Điều 1" for p in query.parameters if p.required and p.type == "part"}
        given |= {p.name: value for p, value in zip(_of(name, "place"), ("thanh-hoa", "quang-ngai"), strict=False)}
        given |= {p.name: value for p, value in zip(_of(name, "date"), ("2021-01-01", "2024-12-31"), strict=False)}
        yield given
        for parameter in query.parameters:
            if parameter.name not in given:
                for value in parameter.choices or _values(parameter.type, parameter.least, parameter.most, cited):
                    yield given | {parameter.name: value}


def _of(name: str, kind: str) -> list[Any]:
    return [p for p in get(name).parameters if p.required and p.type == kind]


def _values(kind: str, least: int | None, most: int | None, cited: Any) -> tuple[str, ...]:
    if kind == "document":
        return tuple(d.id for d in cited[:2])
    if kind == "int":
        return tuple(str(n) for n in {least, most, 2021 if (most or 0) > 2021 else min(2, most or 2)})
    return CHOICES[kind]


def plain(value: Any) -> Any:
    """A document by its id; lists stay lists."""
    return value["id"] if isinstance(value, Mapping) and "id" in value else value


def in_order(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(repr({name: str(v) if hasattr(v, "value") else v for name, v in sorted(row.items())}) for row in rows)


@pytest.mark.slow_on_neo4j  # tests/graph/test_parity.py holds both engines to the same rows
@pytest.mark.parametrize("name", sorted(ORACLES))
def test_the_query_keeps_its_word(loaded: tuple[CypherStore, Graph, int], name: str) -> None:
    store, graph, most = loaded
    world, query = World(graph), get(name)
    for given in calls(name, graph, most):
        expected = list(ORACLES[name](world, bind(store, query, given)))
        found = [{k: plain(v) for k, v in row.items()} for row in answer(store, query, given).records()]
        assert in_order(found) == in_order(expected), given


def test_every_query_has_an_oracle() -> None:
    assert ORACLES.keys() | OF_VALIDITY >= catalogue().keys()


def test_the_graphs_have_what_queries_go_wrong_on() -> None:
    graphs = [random_graph(seed) for seed in SEEDS]
    for graph in graphs:
        out = [link for link in graph.links if link.carries]
        circles = [link for link in out if link.target in steps_away(link.source, out, 9)]
        assert circles, "documents that carry each other out in a circle"
        assert any(link.source != link.stated_by for link in graph.links if link.carries), "stated by another"
        assert {"draft", "press"} <= {d.paper for d in graph.documents}
        assert any(d.ended for d in graph.documents)
