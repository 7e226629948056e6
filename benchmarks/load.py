"""How fast a graph goes into Neo4j: our load, the plain statements for the same rows, and neo4j-admin import.

Run from a checkout: python benchmarks/load.py [--documents 100000] [--links 800000] [--rounds 3]
"""

import argparse
import json
import os
import shlex
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from neo4j import Driver, GraphDatabase

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cancu.graph.build import Graph
from cancu.graph.rows import document_row, link_row
from cancu.graph.store import open_store
from cancu.graph.store.admin_import import export_neo4j_admin
from cancu.graph.store.content import slices
from cancu.models import Document, Evidence, Link, Relation
from tests import neo4j_server
from tests.generated_graph import generated_documents
from tests.neo4j_server import Server

BATCH = 10_000
"""Rows of one plain transaction."""


def linked_graph(documents: int, links: int) -> Graph:
    """Documents with links between them, all with evidence, none twice."""
    chance = Random(5)
    nodes = [
        one.model_copy(update={"in_corpus": True, "path": f"{one.id}.txt"}) for one in generated_documents(documents)
    ]
    chosen: dict[tuple[str, Relation, str], Link] = {}
    while len(chosen) < links:
        at = chance.randrange(documents)
        source, target = nodes[at], nodes[int(chance.betavariate(1, 4) * documents)]
        relation = chance.choice(list(Relation))
        if source.id != target.id:
            chosen[source.id, relation, target.id] = _link(source, relation, target, chance.randrange(10_000))
    return Graph(
        documents=tuple(sorted(nodes, key=lambda one: one.id)), links=tuple(chosen[key] for key in sorted(chosen))
    )


def _link(source: Document, relation: Relation, target: Document, start: int) -> Link:
    text = f"{target.type} số {target.key}"
    sentence = f"Căn cứ {text} của {target.issuer} về việc {target.title};"
    evidence = Evidence(file=str(source.path), start=start, end=start + len(text), text=text, sentence=sentence)
    return Link(
        source=source.id, relation=relation, target=target.id, stated_by=source.id, first_start=start,
        evidence=(evidence,),
    )  # fmt: skip


def plain(server: Server, graph: Graph) -> Callable[[], None]:
    """The same rows by UNWIND and MERGE, prepared beforehand, with nothing of ours around the statements.

    No two links have the same ends and type. A property in their pattern may make the server look all of them up in
    the index of that property, for each row.
    """
    nodes = [document_row(one) for one in graph.documents]
    links: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in graph.links:
        links[one.relation].append({"source": one.source, "target": one.target, "properties": link_row(one)})

    def load() -> None:
        with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
            _write(driver, "UNWIND $rows AS row MERGE (n:Document {id: row.id}) SET n += row", nodes)
            for relation, rows in links.items():
                _write(
                    driver,
                    "UNWIND $rows AS row MATCH (a:Document {id: row.source}) MATCH (b:Document {id: row.target})"
                    f" MERGE (a)-[r:{relation}]->(b) SET r += row.properties",
                    rows,
                )

    return load


def _write(driver: Driver, text: str, rows: list[dict[str, Any]]) -> None:
    for some in slices(rows, BATCH):
        driver.execute_query(text, rows=some)


def timed(what: str, work: Callable[[], object]) -> float:
    """Seconds that `work` takes, told as it ends."""
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    print(f"{what}: {seconds:.1f} s", file=sys.stderr, flush=True)
    return seconds


def over_bolt(graph: Graph, heap: str, rounds: int) -> Iterator[tuple[str, float]]:
    """Our load and the plain one in turn, each into a fresh server with the same constraints and indexes in place.

    The one that goes first changes from round to round, so that neither has the quieter half of the time.
    """
    for number in range(rounds):
        for name in ("plain", "cancu") if number % 2 == 0 else ("cancu", "plain"):
            with neo4j_server.local_server(heap=heap) as server:
                os.environ.update(server.environment())
                store = open_store(server.uri)
                store.create_schema()
                work = plain(server, graph) if name == "plain" else partial(store.load, graph)
                yield name, timed(name, work)
                found = store.counts()
                assert found["Document"] == len(graph.documents)
                assert sum(found[relation] for relation in Relation) == len(graph.links)
                if name == "cancu":
                    yield "cancu, again", timed("cancu, again", partial(store.load, graph))
                store.close()


def by_import(graph: Graph) -> Iterator[tuple[str, float]]:
    """The export of the same graph, and its import by neo4j-admin."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        store = open_store(str(Path(folder) / "store"))
        store.create_schema()
        yield "embedded", timed("embedded", partial(store.load, graph))
        commands: list[str] = []
        yield "export", timed("export", lambda: commands.append(export_neo4j_admin(store, Path(folder) / "files")))
        store.close()
        neo4j_server.configure(home, {})
        arguments = shlex.split(commands[0])[1:]
        done = []
        yield "import", timed("import", lambda: done.append(neo4j_server.admin(home, *arguments)))
        assert done[0].returncode == 0, done[0].stderr


def main() -> None:
    """Measure and print one JSON object: seconds of each round; links per second and the ratio from their medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--links", type=int, default=800_000)
    parser.add_argument("--heap", default="2g", help="of the server")
    parser.add_argument("--rounds", type=int, default=3, help="of our load beside the plain one")
    given = parser.parse_args()
    graph = linked_graph(given.documents, given.links)
    seconds: dict[str, list[float]] = defaultdict(list)
    for name, taken in (*over_bolt(graph, given.heap, given.rounds), *by_import(graph)):
        seconds[name].append(taken)
    usual = {name: median(taken) for name, taken in seconds.items()}
    print(
        json.dumps(
            {
                "documents": given.documents,
                "links": given.links,
                "seconds": {name: [round(one, 1) for one in taken] for name, taken in seconds.items()},
                "links_per_second": {name: round(given.links / taken) for name, taken in usual.items()},
                "cancu_to_plain": round(usual["plain"] / usual["cancu"], 2),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
