"""All that stores do, in Cypher that every engine runs; an engine adds how it makes a transaction."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from cancu.errors import StoreError
from cancu.graph import cypher
from cancu.graph.build import Graph
from cancu.graph.store import content, states
from cancu.graph.store.base import LoadReport, Progress, Rows
from cancu.graph.store.guard import refuse_writes
from cancu.graph.store.plan import Statement, batches, changed, check_ends, ends, statements
from cancu.graph.store.states import Run
from cancu.graph.store.steps import Step, corpus_steps, node_steps
from cancu.graph.validity import Change
from cancu.models import Document

ROWS = 10_000
"""Rows of one transaction."""

PRUNED = 500
"""Documents that are removed in one transaction."""

T = TypeVar("T")


class CypherStore(ABC):
    """A store behind an engine that speaks Cypher."""

    @abstractmethod
    def _read(self, text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Rows of one of our own reading statements."""

    @abstractmethod
    def _write(self, work: Callable[[Run], T]) -> T:
        """Give `work` what runs a statement, all in one transaction that an exception undoes."""

    @abstractmethod
    def _query(self, text: str, parameters: Mapping[str, Any], timeout_s: float, limit: int | None) -> Rows:
        """Run a statement that a person wrote, with all that the engine has against writing."""

    @abstractmethod
    def _schema(self) -> Sequence[str]:
        """Statements that create the schema, constraints first."""

    @abstractmethod
    def close(self) -> None:
        """Release the engine; a closed store cannot be used again."""

    def create_schema(self) -> None:
        """Create constraints and indexes that are not there yet; safe to repeat."""
        for text in self._schema():
            self._apply([Step(text, {})])

    def run(self, cypher: str, parameters: Mapping[str, Any], *, timeout_s: float, limit: int | None = None) -> Rows:
        """Run one read-only statement; a write is refused before it runs (QueryError)."""
        refuse_writes(cypher)
        return self._query(cypher, parameters, timeout_s, limit)

    def load(self, graph: Graph, *, progress: Progress | None = None) -> LoadReport:
        """Load documents with their mentions and links; one of the corpus replaces what it had stated before.

        Raises MissingEndError, before anything is written, when a link names a document that neither the rows
        nor the store hold.
        """
        held = content.held(self._read, ends(graph))
        check_ends(graph, held, content.ids(self._read, "(n:Issuer)") if graph.issued_by else ())
        todo = list(changed(statements(graph), held))
        sent: Counter[str] = Counter()
        written: Counter[str] = Counter()

        def count(done: Iterable[tuple[Step, int]]) -> None:
            for step, found in done:
                sent.update({name: len(step.parameters["rows"]) for name in step.writes})
                written.update(dict.fromkeys(step.writes, found))

        for steps in node_steps(graph, todo, held, ROWS):
            count(self._apply(steps, restate=True))
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
        return LoadReport(sent=sent, written=written, unchanged_documents=unchanged)

    def prune(self, keep: Iterable[str]) -> int:
        """Remove documents of the corpus that are not in `keep`, with all that they stated; returns how many.

        A removed document that others cite stays as one that is only cited; what nothing cites any more goes.
        """
        gone = sorted(set(content.ids(self._read, "(n:Document) WHERE n.in_corpus")) - set(keep))
        for some in content.slices(gone, PRUNED):
            self._write(lambda run, ids=some: self._forget(run, ids))  # type: ignore[misc]
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
        return {one.id: one for one in states.documents(sorted(set(ids)), self._read)}

    def changes(self, ids: Iterable[str]) -> dict[str, list[Change]]:
        """What other acts did to each of the documents `ids`, and these acts."""
        return states.changes(sorted(set(ids)), self._read)

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
            before = states.hang_on([*ids["ids"], *gone], run)
            done = _run(corpus_steps(batch, known=[row["id"] for row in known], gone=gone), run)
            states.write({*ids["ids"], *gone, *before}, run)
            return done

        return self._write(work)

    def _forget(self, run: Run, ids: list[str]) -> None:
        """Make documents of the corpus ones that are only cited."""
        before = states.hang_on(ids, run)
        _run([Step(text, {"ids": ids}) for text in cypher.forget_documents()], run)
        states.write({*ids, *before}, run)

    def _apply(self, steps: Sequence[Step], *, restate: bool = False) -> list[tuple[Step, int]]:
        """Run steps in one transaction; they must stand a second try. `restate`: and the states of what they wrote."""

        def work(run: Run) -> list[tuple[Step, int]]:
            done = _run(steps, run)
            if restate:
                written = [row["id"] for step in steps if "Document" in step.writes for row in step.parameters["rows"]]
                states.write(written, run)
            return done

        return self._write(work)


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
