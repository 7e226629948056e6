"""What every store can do; the engines stand in one module each beside this one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from cancu.graph.build import Graph
from cancu.models import Value

if TYPE_CHECKING:
    from cancu.graph.index.file import IndexFile
    from cancu.graph.index.links import LinkIndex

TIMEOUT_S = 30.0
"""Seconds of a query of which nothing else is said."""


class Rows(Value):
    """The answer of one query: strings, numbers, booleans, lists, maps, None; dates as ISO strings."""

    columns: tuple[str, ...]
    """In the order of RETURN; an answer without rows may have none."""
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool = False
    """True when rows were left out."""
    cut: Literal["rows", "bytes"] | None = None
    """What bound they were left out for."""


class Bounds(NamedTuple):
    """What an answer may take at most."""

    timeout_s: float
    rows: int | None = None
    size: int | None = None
    """Bytes of all rows together, as UTF-8 text and numbers."""


class LoadReport(Value):
    """Rows sent and rows found written, by label or relationship type; what was unchanged is not sent."""

    sent: Mapping[str, int]
    written: Mapping[str, int]
    unchanged_documents: int = 0
    """Documents of the corpus that the store already held with the same content."""


Progress = Callable[[int], object]
"""Called after each transaction with the number of documents of the corpus that are done."""


class Store(Protocol):
    """A graph that is loaded in whole documents and read through Cypher."""

    def create_schema(self) -> None:
        """Create constraints and indexes that are not there yet; safe to repeat."""

    def load(self, graph: Graph, *, again: bool = False, progress: Progress | None = None) -> LoadReport:
        """Load documents with their mentions and links; one of the corpus replaces what it had stated before.

        What the store holds with the same content is not written, unless `again`. Raises MissingEndError, before anything is written, when a link names a document that neither the rows
        nor the store hold.
        """

    def prune(self, keep: Iterable[str]) -> int:
        """Remove documents of the corpus that are not in `keep`, with all that they stated; returns how many.

        A removed document that others cite stays as one that is only cited; what nothing cites any more goes.
        """

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

        Rows beyond `limit`, and beyond `most_bytes` of all rows together, are left out; a first row that is larger than
        that is a QueryError. It ends when its time is up, or before that at `until` (of time.monotonic), whether or not the
        engine has noticed.
        """

    def names(self) -> "IndexFile | None":
        """The index of the present links, as far as names are looked up in it; None where there is none."""

    def links(self) -> "LinkIndex | None":
        """The index of the present links; None where there is none, and where they are so few that it saves nothing."""

    def cache_location(self) -> tuple[Path, str] | None:
        """Where others may keep what they worked out from the present links, in files whose names begin so, and what these links
        bear; None where they are few, or have no index.
        """

    def counts(self) -> dict[str, int]:
        """Nodes by label and relationships by type."""

    def read(self) -> Iterator[Graph]:
        """The whole content in sorted batches, every node once, documents with what they state."""

    def renew(self) -> None:
        """See what others have loaded since the store was opened."""

    def close(self) -> None:
        """Release the engine; a closed store cannot be used again."""


Run = Callable[[str, Mapping[str, Any]], Callable[[], list[dict[str, Any]]]]
"""Starts one statement of a transaction; what it returns waits for the rows.

Whoever has more to send sends it first: the next rows are packed while the server works on those before them.
"""
