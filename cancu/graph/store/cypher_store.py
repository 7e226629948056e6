"""The store operations in Cypher that every engine runs; an engine adds its transactions."""

import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cancu.errors import QueryError, StoreError
from cancu.graph import cypher
from cancu.graph.build import Graph
from cancu.graph.provisions import PartDone
from cancu.graph.store import content, document_states
from cancu.graph.store.base import Bounds, LoadReport, Progress, Rows, Run
from cancu.graph.store.bulk import Bulk, Loaded, Whole, fill
from cancu.graph.store.deadline import Helpers, LateError
from cancu.graph.store.guard import Inspection, inspection, only_reading
from cancu.graph.store.load_plan import One, Statement, batches, changed, check_ends, ends, statements
from cancu.graph.store.transactions import Step, corpus_steps, forget_steps, node_steps
from cancu.graph.store.versions import Damage
from cancu.graph.validity import Change
from cancu.models import Document

if TYPE_CHECKING:
    from cancu.graph.index.file import IndexFile
    from cancu.graph.index.links import LinkIndex

ROWS = 10_000
"""The number of rows in one transaction."""

_GRACE_S = 0.3
"""The number of seconds in which an engine may stop a query itself."""

FEW_LINKS = 10_000
"""The number of links below which the engine answers before numpy, which works on arrays, is loaded; the index then has names only."""

PRUNED = 500
"""The number of documents removed in one transaction."""

T = TypeVar("T")


class CypherStore(ABC):
    """A store whose engine runs Cypher."""

    _cached_index: "IndexFile | None" = None

    def __init__(self) -> None:
        self._helpers = Helpers()
        self._depth = 0
        """How many pieces of work, one in another, are not finished."""

    @abstractmethod
    def _read(self, text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the rows of one of the program's own reading statements."""

    @abstractmethod
    def _write(self, work: Callable[[Run], T]) -> T:
        """Call `work` with a function that runs statements, in one transaction that an exception rolls back."""

    @abstractmethod
    def _query(self, text: str, parameters: Mapping[str, Any], bounds: Bounds) -> Rows:
        """Run a user's statement with all of the engine's protection against writing."""

    @abstractmethod
    def _schema(self) -> Sequence[str]:
        """Return the statements that create the schema, constraints first."""

    @abstractmethod
    def close(self) -> None:
        """Release the engine; a closed store cannot be used again."""

    def damages(self) -> Iterator[Damage]:
        """Yield the damage that the engine itself or its disk reports; what only a server can tell is not checked."""
        yield from ()

    def recorded(self) -> int | None:
        """Return the number of documents of the corpus after the last load, where it is recorded beside the store."""
        return None

    def read_rows(self, text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the rows of one of the program's own statements, without bounds."""
        return self._read(text, parameters)

    def index_file(self) -> Path | None:
        """Return the file of the link index; None if there is none."""
        return None

    def index_stamp(self) -> str | None:
        """Return the stamp that an index of the present links must have; None if unknown."""
        return None

    def make_index(self) -> Path:
        """Create the link index; raises StoreError where each load creates it."""
        raise StoreError("each load of a store in a folder makes the index of its links")

    def names(self) -> "IndexFile | None":
        """Return the index of the present links for looking up names; None if there is none."""
        return self._index(links=False)

    def links(self) -> "LinkIndex | None":
        """Return the index of the present links; None if there is none, or if there are too few links for it to save time."""
        found = self._index(links=False)
        return self._index(links=True) if _has_many(found) else None  # type: ignore[return-value]

    def cache_location(self) -> tuple[Path, str] | None:
        """Where others may keep what they worked out from the present links, in files whose names begin so, and what these links
        bear; None where they are few, or have no index.
        """
        found = self._index(links=False)
        return (self._cache_location(found.path), found.stamp) if found is not None and _has_many(found) else None

    def _cache_location(self, index: Path) -> Path:
        return index

    def _index(self, *, links: bool) -> "IndexFile | None":
        path, stamp = self.index_file(), self.index_stamp()
        if path is None or stamp is None:
            return None
        cached = self._cached_index
        if cached is None or cached.stamp != stamp or (links and not hasattr(cached, "types")):
            from cancu.graph.index.file import IndexFile

            kind = IndexFile
            if links:
                from cancu.graph.index.links import LinkIndex

                kind = LinkIndex
            try:
                cached = kind(path)
            except (OSError, ValueError):
                return None
            self._cached_index = cached
        return cached if cached.stamp == stamp else None

    def renew(self) -> None:  # noqa: B027 - an engine that shows what others load at once has nothing to do
        """Read the latest state, including what others have loaded since the store was opened."""

    def _in_bulk(self) -> AbstractContextManager[Bulk] | None:
        """Return the engine's bulk loader, if it has one and the store is empty."""
        return None

    @contextmanager
    def unfinished(self) -> Iterator[None]:
        """Group several loads: readers of an embedded store see all of them or none.

        At the end all unknown states are worked out, those that an interrupted load left among them.
        """
        self._depth += 1
        try:
            yield
            if self._depth == 1:
                for some in content.slices(document_states.in_doubt(self._read), document_states.TOGETHER):
                    self._write(partial(document_states.write, some))
        finally:
            self._depth -= 1

    def create_schema(self) -> None:
        """Create missing constraints and indexes; safe to repeat."""
        for text in self._schema():
            self._apply([Step(text, {})])

    def run(
        self,
        cypher: str,
        parameters: Mapping[str, Any],
        *,
        timeout_s: float,
        limit: int | None = None,
        most_bytes: int | None = None,
        until: float | None = None,
    ) -> Rows:
        """Run one read-only statement; a statement that writes is refused before it runs (QueryError).

        EXPLAIN and PROFILE of such a statement return its plan, SHOW INDEXES and SHOW CONSTRAINTS the schema. Rows
        beyond `limit`, and beyond `most_bytes` for all rows together, are left out; a first row larger than that is a
        QueryError. The query stops when its time is up, or earlier at `until` (of time.monotonic), even if the engine
        has not noticed.
        """
        bounds = Bounds(timeout_s, limit, most_bytes)
        asked = inspection(cypher)
        statement = only_reading(cypher) if asked is None else ""
        left = timeout_s if until is None else min(timeout_s, until - time.monotonic())
        if left <= 0:
            raise QueryError(took_too_long(timeout_s))

        def run() -> Rows:
            if asked is None:
                return self._query(statement, parameters, bounds)
            if asked.verb != "SHOW":
                return self._plan(asked, parameters, bounds)
            rows = self._read(asked.statement, {})
            return collect(tuple(rows[0]) if rows else (), (list(row.values()) for row in rows), bounds)

        try:
            return self._helpers.wait(run, left + _GRACE_S)
        except LateError as error:
            raise QueryError(took_too_long(timeout_s)) from error

    def _plan(self, asked: Inspection, parameters: Mapping[str, Any], bounds: Bounds) -> Rows:
        """Return how the engine would run a statement (EXPLAIN) or has run it (PROFILE), one row for each step."""
        raise QueryError(f"{asked.verb}: this engine does not tell its plans")

    def load(self, graph: Graph, *, again: bool = False, progress: Progress | None = None) -> LoadReport:
        """Load documents with their mentions and links; a document of the corpus replaces its previous statements.

        Documents that the store already has with the same content are not written, unless `again`. Raises
        MissingEndError, before anything is written, when a link names a document that neither the rows nor the store
        contain.
        """
        with self.unfinished():
            return self._load(graph, again, progress)

    def _load(self, graph: Graph, again: bool, progress: Progress | None) -> LoadReport:
        if (bulk := self._in_bulk()) is not None:
            check_ends(graph, (), ())
            return self._fill(Loaded(graph), bulk, progress)
        stored = content.stored_documents(self._read, ends(graph))
        check_ends(graph, stored, content.ids(self._read, "(n:Issuer)") if graph.issued_by else ())
        todo = list(changed(statements(graph), stored, again=again))
        sent: Counter[str] = Counter()
        written: Counter[str] = Counter()

        def count(done: Iterable[tuple[Step, int]]) -> None:
            for step, found in done:
                sent.update({name: len(step.parameters["rows"]) for name in step.writes})
                written.update(dict.fromkeys(step.writes, found))

        for steps in node_steps(graph, todo, stored, ROWS):
            count(self._apply(steps))
        moved = content.moved(self._read, graph)
        stated = [one for one in todo if one.document.in_corpus]
        unchanged = sum(node.in_corpus for node in graph.documents) - len(stated)
        done = unchanged
        for batch in batches(stated, ROWS):
            count(self._replace(batch, moved))
            done += len(batch)
            if progress is not None:
                progress(done)
        if moved:
            self._apply([Step(cypher.sweep(), {"ids": sorted(moved.values())})])
        if any(stored.get(one.id) for one in stated):
            self._apply([Step(cypher.sweep_provisions(), {})])
        return LoadReport(sent=sent, written=written, unchanged_documents=unchanged)

    def fill(self, graph: Whole) -> LoadReport | None:
        """Bulk-load a whole graph, which need not fit in memory, if the store is empty and its engine supports it; else return None."""
        bulk = self._in_bulk()
        if bulk is None:
            return None
        with self.unfinished():
            return self._fill(graph, bulk, None)

    def _fill(self, graph: Whole, bulk: AbstractContextManager[Bulk], progress: Progress | None) -> LoadReport:
        with bulk as engine:
            written = fill(graph, engine, progress)
        self._apply([Step(text, {}) for text in cypher.relate_issuers()])
        return LoadReport(sent=written, written=written)

    def prune(self, keep: Iterable[str], *, bare: bool = False) -> int:
        """Remove documents of the corpus that are not in `keep`, with all that they stated; returns how many.

        A removed document that others cite remains as one that is only cited; a `bare` one loses what its own text
        stated until the next load. Documents that nothing cites any more are deleted.
        """
        gone = sorted(set(content.ids(self._read, "(n:Document) WHERE n.in_corpus")) - set(keep))
        with self.unfinished():
            for some in content.slices(gone, PRUNED):
                self._apply([*forget_steps(some, bare=bare)])
            self._apply([Step(cypher.sweep_provisions(), {})])
            self._apply([Step(cypher.sweep(), {"ids": None})])
        return len(gone)

    def counts(self) -> dict[str, int]:
        """Return the number of nodes by label and of relationships by type."""
        return content.counts(self._read)

    def texts(self, ids: Iterable[str]) -> dict[str, content.Text]:
        """Return the path and SHA-256 of those documents of the corpus that the store contains."""
        return content.texts(self._read, ids)

    def documents(self, ids: Iterable[str]) -> dict[str, Document]:
        """Return those of the documents `ids` that the store contains, with their states."""
        return {one.id: one for one in document_states.documents(sorted(set(ids)), self._read)}

    def changes(self, ids: Iterable[str]) -> dict[str, list[Change]]:
        """Return what other acts did to each of the documents `ids`, with these acts."""
        return document_states.changes(sorted(set(ids)), self._read)

    def part_changes(self, ids: Iterable[str]) -> dict[str, list[PartDone]]:
        """Return what other acts did to parts of each of the documents `ids`, with these acts."""
        return document_states.part_changes(sorted(set(ids)), self._read)

    def missing_or_changed(self, found: Iterable[One]) -> list[One]:
        """Return those that the store does not contain unchanged; documents only cited are skipped if the store has them in the corpus."""
        listed = list(found)
        stored = content.stored_documents(self._read, (one.id for one in listed))
        return list(changed(listed, stored))

    def guided_by(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """Return the acts that each of the documents `ids` details."""
        found: dict[str, list[str]] = {}
        for row in self._read(
            f"{cypher.EACH} MATCH (d)-[:GUIDES]->(t:Document) RETURN DISTINCT d.id AS id, t.id AS act",
            {"ids": sorted(set(ids))},
        ):
            found.setdefault(row["id"], []).append(row["act"])
        return found

    def ends(self) -> Iterator[list[Document]]:
        """Yield all documents of the corpus in batches, as documents that are only cited, so that links can refer to them."""
        return content.ends(self._read)

    def read(self) -> Iterator[Graph]:
        """Yield the whole content in sorted batches: every node once, documents with what they state."""
        return content.graphs(self._read)

    def _replace(self, batch: list[Statement], moved: Mapping[str, str]) -> list[tuple[Step, int]]:
        """Write whole documents of the corpus in one transaction, replacing what the store had of them."""
        paths = [one.document.path for one in batch]
        gone = [moved[path] for path in paths if path is not None and path in moved]

        def work(run: Run) -> list[tuple[Step, int]]:
            ids = {"ids": [one.id for one in batch]}
            run(cypher.lock_documents(), ids)()
            known = run(cypher.loaded_documents(), ids)()
            return _run(corpus_steps(batch, known=[row["id"] for row in known], gone=gone), run)

        return self._write(work)

    def _apply(self, steps: Sequence[Step]) -> list[tuple[Step, int]]:
        """Run repeatable steps in one transaction."""
        return self._write(partial(_run, steps))


def _has_many(index: "IndexFile | None") -> bool:
    links = None if index is None else index.arrays.get("link.source")
    return links is not None and links.length >= FEW_LINKS


def collect(columns: Sequence[str], found: Iterator[Sequence[Any]], bounds: Bounds) -> Rows:
    """Return the rows of an answer within its bounds; raises QueryError if the first row already is too large."""
    rows: list[tuple[Any, ...]] = []
    room = bounds.size
    for row in found:
        if len(rows) == bounds.rows:
            return Rows(columns=tuple(columns), rows=tuple(rows), truncated=True, cut="rows")
        if room is not None:
            room -= _size(row)
            if room < 0 and not rows:
                raise QueryError(f"one row of the answer is larger than {bounds.size:,} bytes: return less of it")
            if room < 0:
                return Rows(columns=tuple(columns), rows=tuple(rows), truncated=True, cut="bytes")
        rows.append(tuple(row))
    return Rows(columns=tuple(columns), rows=tuple(rows))


def _size(value: Any) -> int:
    """Return the approximate size of a value in bytes when written out."""
    if isinstance(value, str):
        return len(value) + 2 if value.isascii() else len(value.encode("utf-8", "replace")) + 2
    if isinstance(value, Mapping):
        return 2 + sum(len(str(name)) + 4 + _size(item) for name, item in value.items())
    if isinstance(value, list | tuple):
        return 2 + sum(_size(item) + 2 for item in value)
    return 8


TOO_MUCH_MEMORY = "the query needs more memory than it may take: narrow it or return less"


def took_too_long(timeout_s: float) -> str:
    """Return the message for a query that was stopped."""
    return f"the query took longer than {timeout_s:g} s: narrow it or raise the limit"


def _run(steps: Iterable[Step], run: Run) -> list[tuple[Step, int]]:
    """Run steps and count the rows they write; a step that writes fewer than its rows rolls all of them back."""
    started = [(step, run(step.text, step.parameters)) for step in steps]
    return [(step, _written(step, rows())) for step, rows in started]


def _written(step: Step, rows: list[dict[str, Any]]) -> int:
    if not step.writes:
        return 0
    sent, written = len(step.parameters["rows"]), int(rows[0]["written"])
    if written != sent:
        raise StoreError(f"sent {sent} rows for {step.writes[0]}, but {written} were written; nothing was kept")
    return written
