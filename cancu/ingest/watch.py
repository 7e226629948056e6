"""Watch folders: read new and changed files once they settle, remove deleted ones, with the same result as a fresh build."""

import datetime
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from cancu.corpus import Corpus, graph_of, read_corpus
from cancu.graph.decisions import Decisions
from cancu.graph.store.cypher_store import CypherStore
from cancu.id_collisions import file_exists, resolve_collisions
from cancu.ingest.files import find_files
from cancu.ingest.journal import Change, Snapshot, difference, journal_of, note
from cancu.ingest.reading_cache import ReadingCache
from cancu.knowledge.base import Knowledge

State = dict[str, tuple[int, int]]
"""The size and modification time of each file, by path."""


def state_of(paths: Sequence[str]) -> State:
    """Return the present state of the files in folders."""
    found: State = {}
    named = find_files(paths)
    for path in (*named.files, *named.beside):
        try:
            status = Path(path).stat()
        except OSError:
            continue
        found[path] = (status.st_size, status.st_mtime_ns)
    return found


def one_pass(
    paths: Sequence[str],
    store: CypherStore,
    url: str,
    *,
    knowledge: Knowledge,
    decisions: Decisions | None = None,
    cache: ReadingCache | None = None,
    progress: Callable[[Iterable[str]], Iterable[str]] = lambda files: files,
) -> tuple[Corpus, Change]:
    """Read the folders, load what changed, remove what is gone, and record the changes in the journal.

    A file that exists but cannot be read leaves its stored document unchanged.
    """
    corpus = read_corpus(paths, knowledge=knowledge, decisions=decisions, cache=cache, progress=progress)
    store.create_schema()
    before = Snapshot.of(store)
    beside = resolve_collisions(corpus.resolved, store.texts, knowledge)
    graph = graph_of(beside.resolved)
    store.load(graph)
    coming = {d.id for d in beside.resolved.documents if d.in_corpus}
    read = set(corpus.extractions)
    there = {
        identity
        for identity, held in before.documents.items()
        if held["path"] not in read and _may_stay(str(held["path"]), paths)
    }
    if store.prune(coming | there, bare=True):
        store.load(graph)  # what is only cited now is known by what cites it, no more by its own text
    change = difference(before, Snapshot.of(store), datetime.datetime.now())
    note(change, journal_of(url))
    return corpus, change


def _may_stay(path: str, paths: Sequence[str]) -> bool:
    """Return whether a document that was not read now stays: its file exists, or lies outside the watched folders."""
    watched = any(Path(path).absolute().is_relative_to(Path(folder).absolute()) for folder in paths)
    return not watched or file_exists(path)


def watch(
    paths: Sequence[str],
    step: Callable[[], None],
    *,
    every_s: float,
    sleep: Callable[[float], None] = time.sleep,
    looks: int | None = None,
) -> None:
    """Call `step` at first and whenever the files have changed and then remained the same for one interval.

    `looks` limits the number of checks; None means forever.
    """
    done: State | None = None
    before: State | None = None
    while looks is None or looks > 0:
        now = state_of(paths)
        if now != done and (now == before or done is None):
            step()
            done = now
        before = now
        looks = None if looks is None else looks - 1
        sleep(every_s)
