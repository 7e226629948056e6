"""How fast a graph is loaded and how much memory a build takes, each beside its yardstick in the same run.

Run from a checkout: python benchmarks/load.py [embedded] [neo4j] [memory] [rebuild]; each part writes its own section of
benchmarks/RESULTS.md. `embedded`: our load beside the engine's own way for much at once, with the same rows; `neo4j`: our load
beside plain statements for the same rows, and neo4j-admin import; `memory`: the peak of building texts that are made;
`rebuild`: building again when nothing changed, and when one file did, beside the first build.
"""

import argparse
import importlib.metadata
import os
import platform
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, NamedTuple

import arcadedb
from neo4j import Driver, GraphDatabase

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import extract
from cancu.graph import cypher
from cancu.graph.build import Graph
from cancu.graph.rows import document_row, link_row
from cancu.graph.store import open_store
from cancu.graph.store.admin_import import export_neo4j_admin
from cancu.graph.store.content import slices
from cancu.models import Document, Evidence, Link, Relation
from tests import neo4j_server
from tests.generated_graph import generated_documents
from tests.neo4j_server import Server

ROOT = Path(__file__).resolve().parent.parent
BATCH = 10_000
"""Rows of one plain transaction."""


SHARES = {
    Relation.BASED_ON: 39, Relation.IMPLEMENTS: 4, Relation.GUIDES: 7, Relation.AMENDS: 15,
    Relation.REPLACES: 1, Relation.REPEALS: 3, Relation.REFERS_TO: 31,
}  # fmt: skip
"""Of 100 links, how many are of each kind: as in 114 real texts, among them some consolidated laws with all their amendments."""


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
        relation = chance.choices(list(SHARES), weights=list(SHARES.values()))[0]
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


def embedded(graph: Graph, rounds: int) -> list[str]:
    """Our load of an empty folder beside the engine's batch, with rows made beforehand, into the same schema."""
    nodes = [document_row(one) for one in graph.documents]
    links: dict[str, tuple[list[str], list[str], list[dict[str, Any]]]] = defaultdict(lambda: ([], [], []))
    for one in graph.links:
        sources, targets, rows = links[one.relation.value]
        sources.append(one.source)
        targets.append(one.target)
        rows.append(link_row(one))

    def bulk(folder: str) -> Callable[[], None]:
        database = arcadedb.create_database(folder)
        for text in (*cypher.constraints(), *cypher.indexes()):
            database.command("opencypher", text)

        def load() -> None:
            with database.graph_batch(use_wal=False, expected_edge_count=len(graph.links)) as batch:
                at = dict(zip((row["id"] for row in nodes), batch.create_vertices("Document", nodes), strict=True))
                for name, (sources, targets, rows) in links.items():
                    batch.new_edges([at[one] for one in sources], name, [at[one] for one in targets], rows)
            database.close()

        return load

    def ours(folder: str) -> Callable[[], None]:
        store = open_store(folder)
        store.create_schema()

        def load() -> None:
            store.load(graph)
            store.close()

        return load

    seconds: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        for name, make in ((("bulk", bulk), ("ours", ours))) if number % 2 == 0 else (("ours", ours), ("bulk", bulk)):
            with tempfile.TemporaryDirectory() as folder:
                seconds[name].append(timed(name, make(f"{folder}/store")))
    ratios = sorted(one / other for one, other in zip(seconds["bulk"], seconds["ours"], strict=True))
    return [
        f"{len(graph.documents):,} documents and {len(graph.links):,} links into an empty folder, all indexes in place:",
        "",
        "| | seconds, each round | links a second |",
        "| --- | ---: | ---: |",
        *(
            f"| {title} | {', '.join(f'{one:.1f}' for one in seconds[name])} | {len(graph.links) / median(seconds[name]):,.0f} |"
            for name, title in (("bulk", "the engine's batch"), ("ours", "cancu"))
        ),
        "",
        f"cancu is {median(ratios):.2f} × the engine's batch ({ratios[0]:.2f} to {ratios[-1]:.2f}).",
    ]


def neo4j(graph: Graph, heap: str, rounds: int) -> list[str]:
    """Our load beside plain UNWIND … MERGE, and the bulk import."""
    seconds: dict[str, list[float]] = defaultdict(list)
    for name, taken in (*over_bolt(graph, heap, rounds), *by_import(graph)):
        seconds[name].append(taken)
    usual = {name: median(taken) for name, taken in seconds.items()}
    return [
        f"{len(graph.documents):,} documents and {len(graph.links):,} links, with the same constraints and indexes:",
        "",
        "| | seconds, each round | links a second |",
        "| --- | ---: | ---: |",
        *(
            f"| {name} | {', '.join(f'{one:.1f}' for one in taken)} | {len(graph.links) / usual[name]:,.0f} |"
            for name, taken in seconds.items()
        ),
        "",
        f"cancu is {usual['plain'] / usual['cancu']:.2f} × plain UNWIND … MERGE.",
    ]


def short_texts(folder: Path, count: int) -> None:
    """Plans of some 3 kB with eight citations each, the same for every run."""
    chance = Random(29)
    folder.mkdir()
    for number in range(count):
        place, subject = chance.choice(extract.PLACES), chance.choice(extract.SUBJECTS)
        year = chance.randrange(2012, 2025)
        cited = [extract._cited(chance, year) for _ in range(8)]
        words = [" ".join(chance.choices(extract.WORDS, k=28)).capitalize() + "." for _ in range(10)]
        text = (
            f"ỦY BAN NHÂN DÂN\nTỈNH {place.upper()}\n-------\nSố: {number + 1}/KH-UBND\n\n{place}, ngày 13 tháng 02 năm {year}\n\n"
            f"KẾ HOẠCH\nThực hiện {subject} trên địa bàn tỉnh {place}\n\n"
            + "".join(f"Căn cứ {one};\n" for one in cited[:5])
            + "\nI. NHIỆM VỤ\n"
            + "".join(f"{at}. {sentence}\n" for at, sentence in enumerate(words, 1))
            + "".join(f"- Thực hiện {one}.\n" for one in cited[5:])
        )
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")


class Run(NamedTuple):
    """What one command took."""

    seconds: float
    processor: float
    peak_mb: float


def built(room: Path) -> Run:
    """Build the folder `in` of a room."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(room / "cache"), "PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "cancu", "build", "in", "--store", "store"],
        cwd=room, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    process.returncode = 0
    took = time.perf_counter() - start
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)
    run = Run(took, usage.ru_utime + usage.ru_stime, peak)
    print(
        f"build: {run.seconds:.1f} s, {run.processor:.1f} s of processor, {run.peak_mb:.0f} MB",
        file=sys.stderr,
        flush=True,
    )
    return run


def memory(counts: list[int]) -> list[str]:
    """The peak of memory of building texts."""
    lines = ["The most memory that `cancu build` takes, for texts of 3 kB with eight citations each:", "",
             "| texts | peak, MB | seconds | processor, s |", "| ---: | ---: | ---: | ---: |"]  # fmt: skip
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            short_texts(Path(folder, "in"), count)
            run = built(Path(folder))
            lines.append(f"| {count:,} | {run.peak_mb:.0f} | {run.seconds:.0f} | {run.processor:.0f} |")
    return lines


def rebuild(count: int, rounds: int) -> list[str]:
    """Building again, in parts of the first build."""
    lines = [f"{count:,} texts; seconds of processor, the start of the process among them, and as a part of the first build:", "",
             "| first | nothing changed | one file changed |", "| ---: | ---: | ---: |"]  # fmt: skip
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            room = Path(folder)
            short_texts(room / "in", count)
            first, same = built(room), built(room)
            with (room / "in" / "000007.txt").open("a", encoding="utf-8") as text:
                text.write(f"- Thực hiện Quyết định số {number + 1}/QĐ-TTg ngày 05/01/2011 của Thủ tướng Chính phủ.\n")
            changed = built(room)
            cells = (f"{run.processor:.2f} ({run.processor / first.processor:.1%})" for run in (first, same, changed))
            lines.append(f"| {' | '.join(cells)} |")
    return lines


def write(part: str, title: str, lines: list[str]) -> None:
    """Put a section in place of the one before it."""
    results = ROOT / "benchmarks" / "RESULTS.md"
    machine = (
        f"Machine: {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, arcadedb"
        f" {importlib.metadata.version('arcadedb')}, load {os.getloadavg()[0]:.1f} at the end."
    )
    section = "\n".join(
        (f"<!-- load {part} -->", "", f"## {title}", "", *lines, "", machine, "", f"<!-- /load {part} -->")
    )
    text = results.read_text(encoding="utf-8")
    before = re.compile(rf"<!-- load {part} -->.*?<!-- /load {part} -->", re.DOTALL)
    text = before.sub(lambda _: section, text) if before.search(text) else f"{text.rstrip()}\n\n{section}\n"
    results.write_text(text, encoding="utf-8")
    print("\n".join(lines))


PARTS = ("embedded", "neo4j", "memory", "rebuild")


def main() -> None:
    """Measure the parts that are named, or all, and write their sections."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--links", type=int, default=800_000)
    parser.add_argument("--texts", type=int, default=20_000, help="of the largest build whose memory is measured")
    parser.add_argument("--heap", default="2g", help="of the server")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    for part in given.parts or PARTS:
        if part == "embedded":
            write(part, "Loading a folder", embedded(linked_graph(given.documents, given.links), given.rounds))
        elif part == "neo4j":
            graph = linked_graph(given.documents, given.links)
            write(part, "Loading Neo4j", neo4j(graph, given.heap, given.rounds))
        elif part == "memory":
            write(part, "Memory of a build", memory([given.texts // 10, given.texts]))
        else:
            write(part, "Building again: a large folder", rebuild(720, given.rounds))


if __name__ == "__main__":
    main()
