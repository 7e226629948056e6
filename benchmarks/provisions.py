"""What the reading of articles, clauses and points, and of what is done to them, costs: reading, loading and the store without it.

Run from a checkout: python benchmarks/provisions.py FOLDER [--rounds 3]. It writes its part of benchmarks/RESULTS.md. Without parts
the same texts are read by this program with that reading left out; the product has no switch for it.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.extract import forget, machine  # noqa: E402
from benchmarks.results import write_part  # noqa: E402
from cancu.corpus import read_corpus  # noqa: E402
from cancu.extract import reading  # noqa: E402
from cancu.graph.build import Graph  # noqa: E402
from cancu.graph.store import open_store  # noqa: E402


@contextmanager
def without_parts() -> Iterator[None]:
    """Texts are read without their parts, and mentions without those that they cite or change."""
    held = {name: getattr(reading, name) for name in ("cut", "with_changes", "_words_of", "_mention")}
    mention = held["_mention"]
    put: dict[str, Any] = {
        "cut": lambda *_: [],
        "with_changes": lambda _source, _header, _citations, mentions, *_: tuple(mentions),
        "_words_of": lambda *_: (),
        "_mention": lambda *given: mention(*given).model_copy(update={"parts": ()}),
    }
    try:
        for name, one in put.items():
            setattr(reading, name, one)
        yield
    finally:
        for name, one in held.items():
            setattr(reading, name, one)


def measured(files: Sequence[str]) -> tuple[float, float, float]:
    """Processor seconds of reading and of loading, and megabytes of the store."""
    forget()
    began = time.process_time()
    graph = read_corpus(files).graph
    read = time.process_time() - began
    loaded, size = load(graph)
    return read, loaded, size


def load(graph: Graph) -> tuple[float, float]:
    """Processor seconds of loading into an empty store, the engine's among them, and megabytes of the store."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"{folder}/store")
        store.create_schema()
        began = time.process_time()
        store.load(graph)
        spent = time.process_time() - began
        store.close()
        return spent, sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 1e6


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", help="real texts (TXT), which are not kept, or a file with a path on each line")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    place = Path(given.folder)
    files = sorted(map(str, place.glob("*.txt"))) if place.is_dir() else place.read_text(encoding="utf-8").split("\n")
    files = [name for name in files if name]
    measured(files)
    pairs = []
    for _ in range(given.rounds):
        with without_parts():
            before = measured(files)
        pairs.append((before, measured(files)))
    lines = [
        "## Parts of acts",
        "",
        f"Made by `python benchmarks/provisions.py`; {len(files)} real texts, with their parts and without; median of the pairs, with the least and the most.",
        "",
        "| | without | with | more |",
        "| --- | ---: | ---: | ---: |",
    ]
    for at, name in enumerate(("reading, s", "loading, s", "store, MB")):
        shares = sorted(after[at] / before[at] - 1 for before, after in pairs)
        first, second = (median(pair[side][at] for pair in pairs) for side in (0, 1))
        lines.append(
            f"| {name} | {first:.2f} | {second:.2f} | {median(shares):+.1%} ({shares[0]:+.1%} to {shares[-1]:+.1%}) |"
        )
    write_part("parts", [*lines, "", f"Machine: {machine()}."])
    print("\n".join(lines))


if __name__ == "__main__":
    main()
