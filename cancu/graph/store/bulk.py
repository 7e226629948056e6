"""Write a whole graph into an empty store with the engine's bulk loader."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol

from cancu.errors import StoreError
from cancu.graph.build import Graph, Issuer, Place
from cancu.graph.index.columns import Columns
from cancu.graph.provisions import stated_parts
from cancu.graph.rows import Row, history_row, issuer_row, link_row, mention_rows, place_row
from cancu.graph.store.base import Progress
from cancu.graph.store.content import slices
from cancu.graph.store.load_plan import Statement, batches, statements
from cancu.graph.validity import Change, history, stated_changes

_AHEAD = 2
"""The number of batches prepared while the engine works on the one before them."""
ROWS = 1000
"""Rows that are made together: as many as the engine writes at a time, and more would only lie in memory."""


class Bulk(Protocol):
    """An engine's operations on many rows."""

    index: Columns
    """Collects the content of a link index."""

    def nodes(self, label: str, rows: list[Row]) -> list[str]:
        """Create nodes; returns the engine's own id of each."""

    def links(self, name: str, sources: list[str], targets: list[str], rows: list[Row] | None) -> None:
        """Create links between nodes given by the engine's ids."""


class Links:
    """The links of one batch, by type."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[list[str], list[str], list[Row]]] = defaultdict(lambda: ([], [], []))

    def add(self, name: str, source: str, target: str, row: Row | None = None) -> None:
        """Add a link to the others of its type."""
        sources, targets, rows = self._found[name]
        sources.append(source)
        targets.append(target)
        rows.append(row or {})

    def send(self, bulk: Bulk) -> Counter[str]:
        """Create all links; returns how many of each type."""
        for name, (sources, targets, rows) in self._found.items():
            bulk.links(name, sources, targets, rows if any(rows) else None)
        return Counter({name: len(found[0]) for name, found in self._found.items()})


class _Places(dict[str, str]):
    """The engine's id of each node, by our id."""

    def __missing__(self, identity: str) -> str:
        raise StoreError(f"a row needs {identity}, which was not written; nothing was kept")


class Whole(Protocol):
    """A whole graph, from any source."""

    def bodies(self) -> tuple[Sequence[Issuer], Sequence[Place]]:
        """Return issuers and places."""

    def statements(self) -> Iterator[Statement]:
        """Yield all documents with what they state, sorted; called twice."""

    def changes(self, identity: str) -> Sequence[Change]:
        """Return what other acts did to a document."""


class Loaded:
    """A graph in memory, as a `Whole`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._statements: list[Statement] = []
        self._changes = stated_changes(graph.links, {one.id: one for one in graph.documents})

    def bodies(self) -> tuple[Sequence[Issuer], Sequence[Place]]:
        """Return issuers and places."""
        return self._graph.issuers, self._graph.places

    def statements(self) -> Iterator[Statement]:
        """Yield all documents with what they state; computed on the first call."""
        if self._statements:
            yield from self._statements
            return
        for one in statements(self._graph):
            self._statements.append(one)
            yield one

    def changes(self, identity: str) -> Sequence[Change]:
        """Return what other acts did to a document."""
        return self._changes.get(identity, ())


def fill(graph: Whole, bulk: Bulk, progress: Progress | None = None) -> Counter[str]:
    """Write a graph; returns the number of rows by label and type.

    The next rows are prepared while the engine writes the previous ones in a separate thread.
    """
    places, written = _Places(), Counter[str]()
    of_issuers, of_places = graph.bodies()
    bulk.index.add_issuers(sorted(map(issuer_row, of_issuers), key=lambda row: str(row["id"])))
    bulk.index.add_places(sorted(map(place_row, of_places), key=lambda row: str(row["id"])))
    for label, ids, made in (
        ("Place", [one.id for one in of_places], [place_row(one) for one in of_places]),
        ("Issuer", [one.id for one in of_issuers], [issuer_row(one) for one in of_issuers]),
    ):
        places |= zip((f"{label} {one}" for one in ids), bulk.nodes(label, made), strict=True)
        written[label] += len(ids)
    with _behind() as send:
        for batch in slices(graph.statements(), ROWS):
            send(_documents(batch, graph, places, written, bulk))
    done_texts = 0
    with _behind() as send:
        for some in batches(graph.statements(), ROWS):
            send(_stated(some, places, written, bulk))
            if progress is not None and (texts := sum(one.document.in_corpus for one in some)):
                done_texts += texts
                progress(done_texts)
    return written


def _documents(
    batch: list[Statement], graph: Whole, places: _Places, written: Counter[str], bulk: Bulk
) -> Callable[[], None]:
    made = [one.node() | history_row(history(one.document, graph.changes(one.id))) for one in batch]
    bulk.index.add_documents(made)

    def write() -> None:
        places.update(zip((one.id for one in batch), bulk.nodes("Document", made), strict=True))
        written["Document"] += len(made)

    return write


def _stated(batch: list[Statement], places: _Places, written: Counter[str], bulk: Bulk) -> Callable[[], None]:
    """Return a function that creates everything that a batch of documents states, once its rows exist."""
    links, mentions, parts = Links(), list[Row](), dict[str, Row]()
    of: list[tuple[str, str | None]] = []
    in_parts: list[tuple[str, str, str, Row]] = []
    for one in batch:
        own = places[one.id]
        if one.issuer is not None:
            links.add("ISSUED_BY", own, places[f"Issuer {one.issuer}"])
            bulk.index.add_link(one.id, "ISSUED_BY", one.issuer, {})
        for row in mention_rows(one.mentions, one.id):
            mentions.append(row)
            target = row.get("target_id")
            of.append((own, None if target is None else places[target]))
        for link in one.links:
            row = link_row(link)
            links.add(link.relation.value, places[link.source], places[link.target], row)
            bulk.index.add_link(link.source, link.relation.value, link.target, row)
        for part in stated_parts(one.document, one.mentions):
            parts[part.provision["id"]] = part.provision
            in_parts.append((part.kind, places[part.source], part.provision["id"], part.row))

    def write() -> None:
        for (own, target), place in zip(of, bulk.nodes("Mention", mentions), strict=True):
            links.add("STATED_IN", place, own)
            if target is not None:
                links.add("NAMES", place, target)
        new = [row for row in parts.values() if row["id"] not in places]
        for row, place in zip(new, bulk.nodes("Provision", new), strict=True):
            places[row["id"]] = place
            links.add("PART_OF", place, places[row["document"]])
        for kind, source, part, row in in_parts:
            links.add(kind, source, places[part], row)
        written["Mention"] += len(mentions)
        written.update(links.send(bulk))

    return write


@contextmanager
def _behind() -> Iterator[Callable[[Callable[[], None]], None]]:
    """Provide a function that runs work in a thread, one piece after another; at the end all work is done, and errors are raised."""
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(1) as worker:

        def send(work: Callable[[], None]) -> None:
            waiting.append(worker.submit(work))
            while len(waiting) > _AHEAD:
                waiting.popleft().result()

        try:
            yield send
            while waiting:
                waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()
