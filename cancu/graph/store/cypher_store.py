"""All that stores do, in Cypher that every engine runs; an engine adds how it makes a transaction."""

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
from cancu.graph.store.plan import One, Statement, batches, changed, check_ends, ends, statements
from cancu.graph.store.steps import Step, corpus_steps, forget_steps, node_steps
from cancu.graph.store.versions import Damage
from cancu.graph.validity import Change
from cancu.models import Document

if TYPE_CHECKING:
    from cancu.graph.index.file import IndexFile
    from cancu.graph.index.links import LinkIndex

ROWS = 10_000
"""Rows of one transaction."""

_GRACE_S = 0.3
"""Seconds in which an engine may stop a query itself."""

FEW_LINKS = 10_000
"""Links of a graph of which the engine answers before numpy, which works on arrays, is loaded: its index has names alone."""

PRUNED = 500
"""Documents that are removed in one transaction."""

T = TypeVar("T")


class CypherStore(ABC):
    """A store behind an engine that speaks Cypher."""

    _held_index: "IndexFile | None" = None

    def __init__(self) -> None:
        self._helpers = Helpers()
        self._depth = 0
        """How many pieces of work, one in another, are not finished."""

    @abstractmethod
    def _read(self, text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Rows of one of our own reading statements."""

    @abstractmethod
    def _write(self, work: Callable[[Run], T]) -> T:
        """Give `work` what runs a statement, all in one transaction that an exception undoes."""

    @abstractmethod
    def _query(self, text: str, parameters: Mapping[str, Any], bounds: Bounds) -> Rows:
        """Run a statement that a person wrote, with all that the engine has against writing."""

    @abstractmethod
    def _schema(self) -> Sequence[str]:
        """Statements that create the schema, constraints first."""

    @abstractmethod
    def close(self) -> None:
        """Release the engine; a closed store cannot be used again."""

    def damages(self) -> Iterator[Damage]:
        """What the engine itself, or the disk under it, finds wrong; what only a server can tell is not asked."""
        yield from ()

    def recorded(self) -> int | None:
        """How many documents of the corpus were there after the last load, where that is written beside the store."""
        return None

    def read_rows(self, text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Rows of a statement of ours, without bounds."""
        return self._read(text, parameters)

    def index_file(self) -> Path | None:
        """Where the index of the links lies; None where there is none."""
        return None

    def index_stamp(self) -> str | None:
        """What an index of the present links bears; None where that cannot be told."""
        return None

    def make_index(self) -> Path:
        """Make the index of the links; raises StoreError where each load makes it."""
        raise StoreError("each load of a store in a folder makes the index of its links")

    def names(self) -> "IndexFile | None":
        """The index of the present links, as far as names are looked up in it; None where there is none."""
        return self._index(links=False)

    def links(self) -> "LinkIndex | None":
        """The index of the present links; None where there is none, and where they are so few that it saves nothing."""
        found = self._index(links=False)
        links = None if found is None else found.arrays.get("link.source")
        if links is None or links.length < FEW_LINKS:
            return None
        return self._index(links=True)  # type: ignore[return-value]

    def _index(self, *, links: bool) -> "IndexFile | None":
        path, stamp = self.index_file(), self.index_stamp()
        if path is None or stamp is None:
            return None
        held = self._held_index
        if held is None or held.stamp != stamp or (links and not hasattr(held, "types")):
            from cancu.graph.index.file import IndexFile

            kind = IndexFile
            if links:
                from cancu.graph.index.links import LinkIndex

                kind = LinkIndex
            try:
                held = kind(path)
            except (OSError, ValueError):
                return None
            self._held_index = held
        return held if held.stamp == stamp else None

    def renew(self) -> None:  # noqa: B027 - an engine that shows what others load at once has nothing to do
        """See what others have loaded since the store was opened."""

    def _in_bulk(self) -> AbstractContextManager[Bulk] | None:
        """What writes a whole graph at once, where the engine has such a way and the store holds nothing yet."""
        return None

    @contextmanager
    def unfinished(self) -> Iterator[None]:
        """Work of several loads: an embedded store shows its readers all of it or nothing.

        At its end the states are worked out that are not known, also those that a load left which was broken off.
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
        """Create constraints and indexes that are not there yet; safe to repeat."""
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
        """Run one read-only statement; a write is refused before it runs (QueryError).

        EXPLAIN and PROFILE of such a statement give its plan, SHOW INDEXES and SHOW CONSTRAINTS the schema. Rows beyond
        `limit`, and beyond `most_bytes` of all rows together, are left out; a first row that is larger than that is a
        QueryError. It ends when its time is up, or before that at `until` (of time.monotonic), whether or not the engine
        has noticed.
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
        """How the engine would run a statement (EXPLAIN) or has run it (PROFILE), a row for each step."""
        raise QueryError(f"{asked.verb}: this engine does not tell its plans")

    def load(self, graph: Graph, *, again: bool = False, progress: Progress | None = None) -> LoadReport:
        """Load documents with their mentions and links; one of the corpus replaces what it had stated before.

        What the store holds with the same content is not written, unless `again`. Raises MissingEndError, before anything is written, when a link names a document that neither the rows
        nor the store hold.
        """
        with self.unfinished():
            return self._load(graph, again, progress)

    def _load(self, graph: Graph, again: bool, progress: Progress | None) -> LoadReport:
        if (bulk := self._in_bulk()) is not None:
            check_ends(graph, (), ())
            return self._fill(Loaded(graph), bulk, progress)
        held = content.held(self._read, ends(graph))
        check_ends(graph, held, content.ids(self._read, "(n:Issuer)") if graph.issued_by else ())
        todo = list(changed(statements(graph), held, again=again))
        sent: Counter[str] = Counter()
        written: Counter[str] = Counter()

        def count(done: Iterable[tuple[Step, int]]) -> None:
            for step, found in done:
                sent.update({name: len(step.parameters["rows"]) for name in step.writes})
                written.update(dict.fromkeys(step.writes, found))

        for steps in node_steps(graph, todo, held, ROWS):
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
        if any(held.get(one.id) for one in stated):
            self._apply([Step(cypher.sweep_provisions(), {})])
        return LoadReport(sent=sent, written=written, unchanged_documents=unchanged)

    def fill(self, graph: Whole) -> LoadReport | None:
        """Load a whole graph that need not lie in memory, where the store is empty and its engine has a way for much; else None."""
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

        A removed document that others cite stays as one that is only cited, a `bare` one without what its own text
        said, until the next load says what the others do; what nothing cites any more goes.
        """
        gone = sorted(set(content.ids(self._read, "(n:Document) WHERE n.in_corpus")) - set(keep))
        with self.unfinished():
            for some in content.slices(gone, PRUNED):
                self._apply([*forget_steps(some, bare=bare)])
            self._apply([Step(cypher.sweep_provisions(), {})])
            self._apply([Step(cypher.sweep(), {"ids": None})])
        return len(gone)

    def counts(self) -> dict[str, int]:
        """Nodes by label and relationships by type."""
        return content.counts(self._read)

    def texts(self, ids: Iterable[str]) -> dict[str, content.Text]:
        """Path and SHA-256 of those documents of the corpus that the store holds."""
        return content.texts(self._read, ids)

    def documents(self, ids: Iterable[str]) -> dict[str, Document]:
        """Those of the documents `ids` that the store holds, with their states."""
        return {one.id: one for one in document_states.documents(sorted(set(ids)), self._read)}

    def changes(self, ids: Iterable[str]) -> dict[str, list[Change]]:
        """What other acts did to each of the documents `ids`, and these acts."""
        return document_states.changes(sorted(set(ids)), self._read)

    def part_changes(self, ids: Iterable[str]) -> dict[str, list[PartDone]]:
        """What other acts did to parts of each of the documents `ids`, and these acts."""
        return document_states.part_changes(sorted(set(ids)), self._read)

    def not_held(self, found: Iterable[One]) -> list[One]:
        """Those that the store does not hold as they are; one that is only cited is not asked for where it is one of the corpus."""
        listed = list(found)
        held = content.held(self._read, (one.id for one in listed))
        return list(changed(listed, held))

    def guided_by(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """The acts that each of the documents `ids` details."""
        found: dict[str, list[str]] = {}
        for row in self._read(
            f"{cypher.EACH} MATCH (d)-[:GUIDES]->(t:Document) RETURN DISTINCT d.id AS id, t.id AS act",
            {"ids": sorted(set(ids))},
        ):
            found.setdefault(row["id"], []).append(row["act"])
        return found

    def ends(self) -> Iterator[list[Document]]:
        """All documents of the corpus in batches, each as one that is only cited, so that links may reach it."""
        return content.ends(self._read)

    def read(self) -> Iterator[Graph]:
        """The whole content in sorted batches, every node once, documents with what they state."""
        return content.graphs(self._read)

    def _replace(self, batch: list[Statement], moved: Mapping[str, str]) -> list[tuple[Step, int]]:
        """Write whole documents of the corpus in one transaction, in place of what the store had of them."""
        paths = [one.document.path for one in batch]
        gone = [moved[path] for path in paths if path is not None and path in moved]

        def work(run: Run) -> list[tuple[Step, int]]:
            ids = {"ids": [one.id for one in batch]}
            run(cypher.lock_documents(), ids)()
            known = run(cypher.loaded_documents(), ids)()
            return _run(corpus_steps(batch, known=[row["id"] for row in known], gone=gone), run)

        return self._write(work)

    def _apply(self, steps: Sequence[Step]) -> list[tuple[Step, int]]:
        """Run steps in one transaction; they must stand a second try."""
        return self._write(partial(_run, steps))


def collect(columns: Sequence[str], found: Iterator[Sequence[Any]], bounds: Bounds) -> Rows:
    """The rows of an answer as far as its bounds go; raises QueryError when already the first is too large."""
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
    """About how many bytes a value takes when it is written down."""
    if isinstance(value, str):
        return len(value) + 2 if value.isascii() else len(value.encode("utf-8", "replace")) + 2
    if isinstance(value, Mapping):
        return 2 + sum(len(str(name)) + 4 + _size(item) for name, item in value.items())
    if isinstance(value, list | tuple):
        return 2 + sum(_size(item) + 2 for item in value)
    return 8


TOO_MUCH_MEMORY = "the query needs more memory than it may take: narrow it or return less"


def took_too_long(timeout_s: float) -> str:
    """What to say of a query that was stopped."""
    return f"the query took longer than {timeout_s:g} s: narrow it or raise the limit"


def _run(steps: Iterable[Step], run: Run) -> list[tuple[Step, int]]:
    """Run steps and count what they wrote; one that writes fewer than its rows undoes them all."""
    started = [(step, run(step.text, step.parameters)) for step in steps]
    return [(step, _written(step, rows())) for step, rows in started]


def _written(step: Step, rows: list[dict[str, Any]]) -> int:
    if not step.writes:
        return 0
    sent, written = len(step.parameters["rows"]), int(rows[0]["written"])
    if written != sent:
        raise StoreError(f"sent {sent} rows for {step.writes[0]}, but {written} were written; nothing was kept")
    return written
