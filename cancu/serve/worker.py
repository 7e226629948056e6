"""Read untrusted files for the server in a separate process that can be stopped: a build, or the review of a draft.

It receives one line of JSON on standard input and writes lines of JSON.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from cancu.errors import BusyError, CancuError

REVIEW_BYTES = 3 << 30
"""The memory limit of a review; most of the address space that its engine reserves is never used."""
Emit = Callable[[Mapping[str, Any]], None]


def build(asked: Mapping[str, Any], emit: Emit) -> None:
    """Update the store from the folders like `cancu watch`; reports each file, then what could not be read."""
    from cancu.graph.decisions import read_decisions
    from cancu.graph.store import open_to_load
    from cancu.ingest.reading_cache import ReadingCache
    from cancu.ingest.watch import one_pass
    from cancu.knowledge.base import built_in

    def progress(files: Iterable[str]) -> Iterator[str]:
        listed = [*files]
        for done, name in enumerate(listed):
            emit({"file": name, "done": done, "total": len(listed)})
            yield name
        emit({"file": "", "done": len(listed), "total": len(listed)})

    path = asked.get("decisions")
    decisions = read_decisions(Path(path)) if path and Path(path).exists() else None
    with closing(open_to_load(asked["store"], waiting=lambda _: emit({"waiting": True}))) as store:
        corpus, change = one_pass(
            asked["folders"], store, asked["store"], knowledge=built_in(), decisions=decisions, cache=ReadingCache(), progress=progress
        )  # fmt: skip
    emit(
        {
            "failures": corpus.failures,
            "notes": corpus.notes,
            "counts": corpus.counts(),
            "changed": len(change.added) + len(change.changed) + len(change.removed),
        }
    )


def review(asked: Mapping[str, Any], emit: Emit) -> None:
    """Write the page of a draft's review and report its summary."""
    import datetime

    from cancu.api import OpenGraph
    from cancu.extract import Source
    from cancu.ingest.readings import transcripts
    from cancu.review import draw, review_draft, summary

    _bound_memory()
    failures: list[str] = []
    read = [*transcripts(asked["path"], failures)]
    if not read:
        emit({"why": failures[0]})
        return
    day = datetime.date.fromisoformat(asked["day"]) if asked.get("day") else None
    source = Source.of(read[0])
    source.path = asked["name"]  # the page names the draft, not where the server keeps it
    graph = OpenGraph(asked["store"]) if asked.get("store") else None
    try:
        found = review_draft(source, day=day, store=graph.store if graph else None)
    finally:
        if graph:
            graph.close()
    draw(found, Path(asked["page"]), asked["language"])
    counts = {s: sum(f.severity == s for f in found.review.findings) for s in ("error", "warning", "note")}
    emit(
        {
            "summary": summary(found, asked["language"]),
            "counts": counts,
            "title": found.draft.title or found.draft.key,
            "more": len(read) - 1,
        }
    )


def _bound_memory() -> None:
    """Limit this process to REVIEW_BYTES, where the system supports it."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; the limit of time holds there
        return
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(
        resource.RLIMIT_DATA, (REVIEW_BYTES if hard == resource.RLIM_INFINITY else min(REVIEW_BYTES, hard), hard)
    )


WORK: Mapping[str, Callable[[Mapping[str, Any], Emit], None]] = {"build": build, "review": review}


def main() -> None:
    """Do the work described on standard input."""
    import os

    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not come between the lines

    def emit(line: Mapping[str, Any]) -> None:
        answers.write(json.dumps(line) + "\n")
        answers.flush()

    asked = json.loads(sys.stdin.readline())
    try:
        WORK[asked["work"]](asked, emit)
    except BusyError:
        emit({"busy": True})
    except (CancuError, OSError) as error:
        emit({"why": str(error)})
    except MemoryError:
        emit({"why": "it needs more memory than a document may; split it or save it as PDF"})
