"""What a link index alone takes at any size: the part of each stored query that is worked out over arrays, without an engine.

Run from a checkout: python benchmarks/walks.py [--documents 1000000] [--keep FILE]. The links are those of benchmarks/queries.py;
documents have only what is compared. It tells processor time, which others on the machine disturb little, and writes its part
of benchmarks/RESULTS.md.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.queries import FIRST, ORDINARY, Made, machine, search  # noqa: E402
from benchmarks.results import write_part  # noqa: E402
from cancu.graph.index.answer import worked_out  # noqa: E402
from cancu.graph.index.building import arrays_of  # noqa: E402
from cancu.graph.index.file import save  # noqa: E402
from cancu.graph.index.links import LinkIndex  # noqa: E402
from cancu.queries import StoredQuery, catalogue  # noqa: E402
from cancu.queries.values import typed  # noqa: E402

PLACES = ("vn", "thanh-hoa", "quang-ngai", "ha-noi", "nghe-an")
LEVELS = ("central", "ministry", "province", "department")
TYPES = ("QĐ", "KH", "NQ", "CT", "TB", "BC")
SECONDS = 300.0


def name_of(at: int) -> str:
    """The id of a document, which sorts as its number does."""
    return f"vn/{at:08}"


def documents(count: int) -> Iterator[dict[str, Any]]:
    """Rows of documents by id."""
    chance = Random(3)
    for at in range(count):
        year = 2005 + at * 20 // count
        yield {
            "id": name_of(at), "key": f"{at}/KH-UBND", "type": chance.choice(TYPES), "year": year,
            "date": f"{year}-{at % 12 + 1:02}-{at % 28 + 1:02}", "level": chance.choice(LEVELS),
            "scope": chance.choice(PLACES), "in_corpus": True, "folded_title": f"ke hoach so {at}", "path": f"{at}.txt",
            "state_from": ["0001-01-01"], "state": ["UNKNOWN"], "state_by": ["-"], "state_by_id": ["-"],
        }  # fmt: skip


def links(made: Made) -> Iterator[dict[str, Any]]:
    """Rows of links."""
    for at in range(len(made.source)):
        source = name_of(made.source[at])
        row = {"source": source, "target": name_of(made.target[at]), "type": made.kinds[made.kind[at]], "mentions": 1}
        if made.carries[at]:
            row |= {"carries": "states it", "partly": bool(made.partly[at]), "task": True}
        yield {**row, "stated_by": source}


def parameters(query: StoredQuery, one: str, other: str) -> dict[str, Any]:
    """Values about a document, and where a query takes two about another."""
    named, places = iter((one, other)), iter(("thanh-hoa", "quang-ngai"))
    days = iter(("2010-01-01", "2010-02-01"))
    alone = not any(p.type == "document" and p.required for p in query.parameters)
    found: dict[str, Any] = {}
    for parameter in query.parameters:
        if parameter.type == "document":
            found[parameter.name] = next(named) if parameter.required or alone else None
        elif parameter.required:
            found[parameter.name] = next(places if parameter.type == "place" else days)
        elif isinstance(parameter.default, str) and not parameter.choices:
            found[parameter.name] = typed("", parameter.type, parameter.default)
        else:
            found[parameter.name] = parameter.default
    return found


def spent(work: Callable[[], object]) -> float:
    """Processor milliseconds of some work."""
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def main() -> None:
    """Make an index, or take the one that is kept, ask, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="a file for the index; one that is there is asked again")
    given = parser.parse_args()
    made = Made(given.documents, 8 * given.documents)
    with tempfile.TemporaryDirectory() as room:
        file = given.keep or Path(room) / "links"
        if not file.exists():
            save(file, arrays_of(documents(given.documents), (), links(made)), "walks")
        lines = measured(LinkIndex(file), made, file)
    print("\n".join(lines))
    write_part("walks", [*lines, "", f"Machine: {machine()}."])


def measured(index: LinkIndex, made: Made, file: Path) -> list[str]:
    """The lines of the part."""
    citing = np.bincount(made.target, minlength=made.documents)
    hub, chance = int(np.argmax(citing)), Random(5)
    ordinary = [name_of(chance.randrange(made.documents // 2, made.documents)) for _ in range(ORDINARY)]

    def walked(query: StoredQuery, one: str, other: str) -> float:
        values = parameters(query, one, other)
        until = time.monotonic() + SECONDS
        assert query.parts is not None
        return spent(lambda: next(worked_out(index, *query.parts, values, deadline=until, limit=FIRST + 1)))  # type: ignore[misc]

    about_all = (
        f"Made by `python benchmarks/walks.py --documents {made.documents}`: {len(made.source):,} links, the worst hub cited"
        f" {int(citing[hub]):,} times, a file of {file.stat().st_size / 1e6:.0f} MB. Processor milliseconds until the first"
        f" {FIRST} rows are known, of {ORDINARY} ordinary documents (twice of a query about none) and of the hub; the engine then"
        " only brings these rows back."
    )
    lines = [f"## The index of the links alone, {made.documents:,} documents", "", about_all, ""]
    lines += ["| query | ordinary, p50 | p95 | hub |", "| --- | ---: | ---: | ---: |"]
    for query in catalogue().values():
        if query.parts is None:
            continue
        about = any(p.type == "document" for p in query.parameters)
        found = sorted(walked(query, one, name_of(hub)) for one in (ordinary if about else ordinary[:2]))
        worst = f"{[walked(query, name_of(hub), ordinary[0]) for _ in range(2)][1]:.0f}" if about else ""
        low, high = found[len(found) // 2], found[min(len(found) - 1, int(0.95 * len(found)))]
        lines.append(f"| {query.name} | {low:.0f} | {high:.0f} | {worst} |")
        print(lines[-1], flush=True)
    ours = min(walked(catalogue()["impact"], name_of(hub), "") for _ in range(3))
    searches = [search(made, hub) for _ in range(3)]
    reached, plain = searches[0][0], 1000 * min(taken for _, taken in searches)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return [*lines, "", f"`impact` of the hub ({reached:,} documents): {ours:.0f} ms, a search over NumPy arrays {plain:.0f} ms: {ours / plain:.1f} ×. The process took {peak:,.0f} MB at most, the graph's own arrays among them."]  # fmt: skip


if __name__ == "__main__":
    main()
