"""How long each stored query takes on an ordinary document and on the worst hub, beside a breadth-first search over arrays.

Run from a checkout: python benchmarks/queries.py [--documents 100000] [--links 800000] [--keep FOLDER]. It writes its part of
benchmarks/RESULTS.md. The graph is generated with a fixed seed and loaded as `cancu cluster --store` loads one; mentions stand
behind a part of the links only, which the part says.
"""

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.results import write_part  # noqa: E402
from cancu.errors import CancuError  # noqa: E402
from cancu.graph.build import Issuer, Place, issued_by  # noqa: E402
from cancu.graph.store import open_store  # noqa: E402
from cancu.graph.store.cypher_store import CypherStore  # noqa: E402
from cancu.graph.store.load_plan import Statement, statement_of  # noqa: E402
from cancu.graph.validity import Change  # noqa: E402
from cancu.models import CHANGES, Document, Evidence, Link, Mention, Relation  # noqa: E402
from cancu.queries import StoredQuery, answer, catalogue, run  # noqa: E402
from cancu.queries.answer_cache import about_all  # noqa: E402
from cancu.queries.run import fill_answer_cache  # noqa: E402
from tests.generated_graph import generated_bodies, generated_documents  # noqa: E402

SHARES = {"BASED_ON": 0.34, "IMPLEMENTS": 0.2, "GUIDES": 0.05, "AMENDS": 0.05, "REPLACES": 0.02, "REPEALS": 0.01,
          "REFERS_TO": 0.33}  # fmt: skip
"""How often texts do what, about as in the annotated documents."""
CARRIES = {"IMPLEMENTS": 0.9, "BASED_ON": 0.15, "GUIDES": 0.2, "REFERS_TO": 0.02}
"""How often a link shows that its source carries its target out."""
HUBS = 0.35
"""Share of the links that end at much cited documents, the more the earlier; no act is changed by so many."""
MENTIONS = 20
"""Every so many links have a mention of their own."""
ORDINARY = 25
"""Ordinary documents that are asked about."""
FIRST = 50
"""Rows that are asked of the worst hub."""


class Made:
    """A generated graph: documents in the order of their days, links between them as arrays."""

    def __init__(self, documents: int, links: int) -> None:
        self.documents = documents
        chance = np.random.default_rng(19)
        self.source = np.sort(chance.integers(1, documents, links))
        near = self.source - 1 - chance.exponential(documents / 100, links).astype(np.int64)
        hub = (documents * chance.random(links) ** 8 / 50).astype(np.int64)
        kinds = list(SHARES)
        self.kinds = kinds
        self.kind = chance.choice(len(kinds), links, p=np.array(list(SHARES.values())) / sum(SHARES.values()))
        changes = np.isin(self.kind, [kinds.index(kind.value) for kind in CHANGES])
        self.target = np.maximum(np.where((chance.random(links) < HUBS) & ~changes, hub, near), 0)
        self.target = np.where(self.target >= self.source, self.source - 1, self.target)
        carrying = np.array([CARRIES.get(kind, 0.0) for kind in kinds])
        self.carries = chance.random(links) < carrying[self.kind]
        self.partly = self.carries & (chance.random(links) < 0.15)
        once = np.unique(np.stack([self.kind, self.source, self.target]), axis=1, return_index=True)[1]
        for name in ("source", "target", "kind", "carries", "partly"):
            setattr(self, name, getattr(self, name)[once])


class Generated:
    """The same as a whole graph that a load reads, which is made while it is read."""

    def __init__(self, made: Made) -> None:
        self._made = made
        self._nodes = [_known(one, at) for at, one in enumerate(generated_documents(made.documents))]
        self._at = {node.id: at for at, node in enumerate(self._nodes)}
        self._stated = _Groups(made.source, made.documents)
        changes = np.isin(made.kind, [made.kinds.index(kind.value) for kind in CHANGES])
        self._done = _Groups(np.where(changes, made.target, made.documents), made.documents + 1)
        self._bodies = generated_bodies()
        self._issued_by = issued_by(self._nodes, self._bodies[0])
        self._asked = 0

    def bodies(self) -> tuple[Sequence[Issuer], Sequence[Place]]:
        """Issuers and places."""
        return self._bodies

    def statements(self) -> Iterator[Statement]:
        """All documents by id; what they state is read the second time only."""
        self._asked += 1
        for done, (identity, at) in enumerate(sorted(self._at.items())):
            places = self._stated.of(at) if self._asked > 1 else []
            links = sorted((self._link(k) for k in places), key=lambda link: (link.relation, link.target))
            mentions = [self._mention(k) for k in places if k % MENTIONS == 0]
            yield statement_of(self._nodes[at], self._issued_by.get(identity), mentions, links, "0" * 64)
            if done % 50_000 == 0:
                print(f"{self._asked}: {done:,}", file=sys.stderr, flush=True)

    def changes(self, identity: str) -> Sequence[Change]:
        """What other acts did to a document."""
        return [Change(self._link(k), self._nodes[self._made.source[k]]) for k in self._done.of(self._at[identity])]

    def _link(self, at: int) -> Link:
        made, start = self._made, at % 5000
        source, target = self._nodes[made.source[at]], self._nodes[made.target[at]]
        sentence = f"Căn cứ {target.id} đã ban hành, {source.id} quy định các nội dung sau đây;"
        proof = Evidence(file=str(source.path), start=start, end=start + 12, text=target.id, sentence=sentence)
        return Link(
            source=source.id, relation=Relation(made.kinds[made.kind[at]]), target=target.id, stated_by=source.id,
            first_start=start, evidence=(proof,), carries="states it" if made.carries[at] else None,
            partly=bool(made.partly[at]),
        )  # fmt: skip

    def _mention(self, at: int) -> Mention:
        link, target = self._link(at), self._nodes[self._made.target[at]]
        proof = link.evidence[0]
        return Mention(
            file=proof.file, start=proof.start, end=proof.end, text=proof.text, kind="number", type=target.type,
            key=target.key, date=target.date, relation=link.relation, source_id=link.source, target_id=link.target,
            status="resolved", rule="generated", sentence=proof.sentence,
        )  # fmt: skip


class _Groups:
    """The places of links by a number."""

    def __init__(self, by: Any, count: int) -> None:
        self._order = np.argsort(by, kind="stable")
        self._at = np.concatenate([[0], np.cumsum(np.bincount(by, minlength=count))])

    def of(self, number: int) -> list[int]:
        """Those of one number."""
        found: list[int] = self._order[self._at[number] : self._at[number + 1]].tolist()
        return found


def _known(one: Document, at: int) -> Document:
    """A document whose text was read."""
    return one.model_copy(update={"in_corpus": True, "path": f"{one.id}.txt", "sha256": f"{at:064x}"})


def load(folder: Path, made: Made) -> tuple[float, float]:
    """Write the graph into a new embedded store; returns the seconds and those of the processor, those of making the rows among them."""
    graph = Generated(made)
    store = open_store(str(folder))
    store.create_schema()
    began, spent_s = time.perf_counter(), time.process_time()
    store.fill(graph)
    print(f"{len(made.source):,} links: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    store.close()
    return time.perf_counter() - began, time.process_time() - spent_s


def asked(query: StoredQuery, one: str, other: str) -> dict[str, str]:
    """Parameters about a document, and where it takes two about another."""
    documents = iter((one, other))
    given = {p.name: next(documents) for p in query.parameters if p.type == "document" and p.required}
    if not given:  # of those that ask about all, unless a document is named
        given = {p.name: one for p in query.parameters if p.type == "document"}
    places = iter(("thanh-hoa", "quang-ngai"))
    for parameter in query.parameters:
        if parameter.required and parameter.type == "place":
            given[parameter.name] = next(places)
        elif parameter.required and parameter.type == "part":
            given[parameter.name] = "Điều 1"
        elif parameter.required and parameter.type == "date":
            given[parameter.name] = "2024-01-01" if parameter.name == "first" else "2024-03-01"
    return given


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of some work."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def spent(work: Callable[[], object]) -> float:
    """Processor seconds of some work."""
    began = time.process_time()
    work()
    return time.process_time() - began


def search(made: Made, start: int, depth: int = 3) -> tuple[int, float]:
    """Documents that rest on one within some steps, found by a plain breadth-first search over sorted arrays.

    With the processor seconds of the search, the arrays being ready.
    """
    kinds = [made.kinds.index(kind) for kind in ("BASED_ON", "IMPLEMENTS", "GUIDES", "AMENDS")]
    kept = np.isin(made.kind, kinds)
    source, target = made.source[kept], made.target[kept]
    order = np.argsort(target, kind="stable")
    source = source[order]
    at = np.concatenate([[0], np.cumsum(np.bincount(target, minlength=made.documents))])

    def run() -> int:
        seen = np.zeros(made.documents, bool)
        seen[start] = True
        edge = np.array([start])
        for _ in range(depth):
            first, size = at[edge], at[edge + 1] - at[edge]
            places = np.arange(size.sum()) + np.repeat(first - (np.cumsum(size) - size), size)
            found = np.unique(source[places])
            edge = found[~seen[found]]
            seen[edge] = True
        return int(seen.sum()) - 1

    run()
    began = time.process_time()
    found = run()
    return found, time.process_time() - began


def timed(store: CypherStore, query: StoredQuery, given: dict[str, str], limit: int, timeout: float) -> float | None:
    """Seconds of a query, None where it was stopped."""
    try:
        return seconds(lambda: answer(store, query, given, limit=limit, timeout_s=timeout))
    except CancuError:
        return None


def shown(found: Sequence[float | None]) -> str:
    """The middle and the 95th of a hundred, in milliseconds."""
    if None in found:
        return f"stopped ({sum(one is None for one in found)} of {len(found)})"
    ordered = sorted(one for one in found if one is not None)
    return f"{1000 * ordered[len(ordered) // 2]:.0f} | {1000 * ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]:.0f}"


def in_ms(found: float | None) -> str:
    """Seconds in milliseconds."""
    return "stopped" if found is None else f"{1000 * found:.0f}"


def without_kept(work: Callable[[], float | None]) -> float | None:
    """What some work gives where no answer is kept."""
    cached, run._answer_cache = run._answer_cache, lambda store: None
    try:
        return work()
    finally:
        run._answer_cache = cached


def command(store: Path, document: str) -> float:
    """Wall seconds of one cold command, the median of five."""
    words = [sys.executable, "-m", "cancu", "query", "implementers", document, "--limit", "50", "--store", str(store)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has been compiled
    return sorted(
        seconds(lambda: subprocess.run(words, capture_output=True, env=environment, check=True)) for _ in range(5)
    )[2]


def machine() -> str:
    """What this was measured on."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, numpy"
        f" {np.__version__}, load {os.getloadavg()[0]:.1f} at the end"
    )


def main() -> None:
    """Generate, ask, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--links", type=int, help="eight a document unless it is said")
    parser.add_argument("--keep", type=Path, help="a folder for the store; one that is there is asked again")
    parser.add_argument("--timeout", type=float, default=30.0)
    parser.add_argument("--only", nargs="*", help="names of queries")
    parser.add_argument("--name", default="queries", help="of the part of RESULTS.md")
    given = parser.parse_args()
    links = given.links or 8 * given.documents
    made = Made(given.documents, links)
    ids = [one.id for one in generated_documents(given.documents)]
    with tempfile.TemporaryDirectory() as room:
        folder = given.keep or Path(room) / "store"
        told = folder.with_name(f"{folder.name}.told")  # of a store that is kept, how it was loaded
        if not folder.exists():
            took, spent_s = load(folder, made)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
            told.write_text(
                f"Loading it took {took:.0f} s, {spent_s:.0f} s of processor time, making its rows among them, and {peak:,.0f} MB at"
                " most, the generated graph among them."
            )
        for kept in folder.glob("answers.*"):
            kept.unlink()
        ahead = seconds(lambda: fill_answer_cache(str(folder)))
        lines = measured(folder, made, ids, given)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        lines.append(
            f"{told.read_text()} It is {size / 1e9:.1f} GB on the disk. Working out what is kept took {ahead:.0f} s; asking all this"
            f" {peak:,.0f} MB at most, with the arrays and ids of the generated graph."
        )
    write_part(given.name, [*lines, "", f"Machine: {machine()}."])
    if not given.keep:
        shutil.rmtree(folder, ignore_errors=True)


def measured(folder: Path, made: Made, ids: Sequence[str], given: Any) -> list[str]:
    """The lines of the part."""
    citing = np.bincount(made.target, minlength=made.documents)
    hub, chance = int(np.argmax(citing)), Random(5)
    ordinary = [ids[chance.randrange(made.documents // 2, made.documents)] for _ in range(ORDINARY)]
    wanted = [query for query in catalogue().values() if not given.only or query.name in given.only]
    about = (
        f"Made by `python benchmarks/queries.py --documents {made.documents}`: {len(made.source):,} links, every"
        f" {MENTIONS}th with a mention; the worst hub is cited {int(citing[hub]):,} times. Milliseconds in one open store,"
        f" finding the document by its id among them: the middle and the 95th percentile of {ORDINARY} ordinary documents"
        f" (three runs of a query about no document, with what is kept of its answer), the first {FIRST} rows of the hub (the second"
        " of two runs), and a query about no document where nothing is kept. Stopped: out of time (30 s) or of the engine's memory."
    )
    lines = [f"## Queries at {made.documents:,} documents", "", about, ""]
    lines += ["| query | ordinary, p50 | p95 | hub | anew |", "| --- | ---: | ---: | ---: | ---: |"]
    with closing(open_store(str(folder), create=False, checked=False)) as store:
        for query in wanted:
            named = any(p.type == "document" for p in query.parameters)
            found = [
                timed(store, query, asked(query, one, ids[hub]), FIRST, given.timeout)
                for one in (ordinary if named else ordinary[:3])
            ]
            worst = anew = ""
            if about_all(query, asked(query, ordinary[0], ids[hub])):
                anew = in_ms(without_kept(partial(timed, store, query, {}, FIRST, given.timeout)))
            if named:
                twice = [
                    timed(store, query, asked(query, ids[hub], ordinary[0]), FIRST, given.timeout) for _ in range(2)
                ]
                worst = in_ms(twice[1])
            cells = shown(found)
            lines.append(f"| {query.name} | {cells if '|' in cells else cells + ' | '} | {worst} | {anew} |")
            print(lines[-1], flush=True)
        reached, plain = search(made, hub)
        ours = min(spent(lambda: answer(store, catalogue()["impact"], {"document": ids[hub]}, limit=FIRST)) for _ in range(5))  # fmt: skip
    cold = {what: command(folder, one) for what, one in (("the hub", ids[hub]), ("an ordinary document", ordinary[0]))}
    lines += ["", f"`impact` of the hub ({reached:,} documents) {1000 * ours:.0f} ms, a search over NumPy arrays {1000 * plain:.0f} ms: {ours / plain:.1f} × (processor time).", "A cold command, `implementers` with 50 rows: " + ", ".join(f"of {what} {took:.2f} s" for what, took in cold.items()) + "."]  # fmt: skip
    print("\n".join(lines[-2:]), flush=True)
    return lines


if __name__ == "__main__":
    main()
