"""The interface of every store; each engine has its own module in this package."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from cancu.graph.build import Graph
from cancu.models import Value

if TYPE_CHECKING:
    from cancu.graph.index.file import IndexFile
    from cancu.graph.index.links import LinkIndex

TIMEOUT_S = 30.0
"""The default time limit of a query, in seconds."""


class Rows(Value):
    """The result of a query: strings, numbers, booleans, lists, maps and None; dates are ISO strings."""

    columns: tuple[str, ...]
    """In the order of RETURN; may be empty for an answer without rows."""
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool = False
    """True when rows were left out."""
    cut: Literal["rows", "bytes"] | None = None
    """The bound that caused rows to be left out."""


class Bounds(NamedTuple):
    """The limits of an answer."""

    timeout_s: float
    rows: int | None = None
    size: int | None = None
    """The bytes of all rows together, as UTF-8 text and numbers."""


class LoadReport(Value):
    """The rows sent and written, by label or relationship type; unchanged documents are not sent."""

    sent: Mapping[str, int]
    written: Mapping[str, int]
    unchanged_documents: int = 0
    """Documents of the corpus that the store already had with the same content."""


Progress = Callable[[int], object]
"""Called after each transaction with the number of documents of the corpus written so far."""


class Store(Protocol):
    """A graph that is loaded in whole documents and queried in Cypher."""

    def create_schema(self) -> None:
        """Create missing constraints and indexes; safe to repeat."""

    def load(self, graph: Graph, *, again: bool = False, progress: Progress | None = None) -> LoadReport:
        """Load documents with their mentions and links; a document of the corpus replaces its previous statements.

        Documents that the store already has with the same content are not written, unless `again`. Raises
        MissingEndError, before anything is written, when a link names a document that neither the rows nor the store
        contain.
        """

    def prune(self, keep: Iterable[str]) -> int:
        """Remove documents of the corpus that are not in `keep`, with all that they stated; returns how many.

        A removed document that others cite remains as one that is only cited; documents that nothing cites any more are
        deleted.
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
        """Run one read-only statement; a statement that writes is refused before it runs (QueryError).

        Rows beyond `limit`, and beyond `most_bytes` for all rows together, are left out; a first row larger than that
        is a QueryError. The query stops when its time is up, or earlier at `until` (of time.monotonic), even if the
        engine has not noticed.
        """

    def names(self) -> "IndexFile | None":
        """Return the index of the present links for looking up names; None if there is none."""

    def links(self) -> "LinkIndex | None":
        """Return the index of the present links; None if there is none, or if there are too few links for it to save time."""

    def cache_location(self) -> tuple[Path, str] | None:
        """Where others may keep what they worked out from the present links, in files whose names begin so, and what these links
        bear; None where they are few, or have no index.
        """

    def counts(self) -> dict[str, int]:
        """Return the number of nodes by label and of relationships by type."""

    def read(self) -> Iterator[Graph]:
        """Yield the whole content in sorted batches: every node once, documents with what they state."""

    def renew(self) -> None:
        """Read the latest state, including what others have loaded since the store was opened."""

    def close(self) -> None:
        """Release the engine; a closed store cannot be used again."""


Run = Callable[[str, Mapping[str, Any]], Callable[[], list[dict[str, Any]]]]
"""Starts one statement of a transaction; the returned function waits for its rows.

Callers with more to send should send it first: the next rows are prepared while the server works on the previous ones.
"""
