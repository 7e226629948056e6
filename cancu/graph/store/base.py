"""What every store can do; the engines stand in one module each beside this one."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from cancu.graph.build import Graph
from cancu.models import Value


class Rows(Value):
    """The answer of one query: column names and rows of plain values (strings, numbers, booleans, lists, maps, None)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool = False
    """True when `limit` cut the answer."""


class LoadReport(Value):
    """Rows sent and rows found written, by label or relation type."""

    sent: Mapping[str, int]
    written: Mapping[str, int]
    unchanged_documents: int = 0
    """Documents of the corpus that the store already held with the same content."""


class Store(Protocol):
    """A graph that is loaded in whole documents and read through Cypher."""

    def create_schema(self) -> None:
        """Create constraints and indexes that are not there yet; safe to repeat."""

    def load(self, graph: Graph) -> LoadReport:
        """Load documents with their mentions and links; a document of the corpus replaces what it had stated before.

        Raises MissingEndError when a link names a document that neither the rows nor the store hold.
        """

    def prune(self, keep: Iterable[str]) -> int:
        """Remove what documents of the corpus whose id is not in `keep` had stated; returns how many were removed."""

    def run(self, cypher: str, parameters: Mapping[str, Any], *, timeout_s: float, limit: int | None = None) -> Rows:
        """Run one read-only statement; a write is refused before it runs (QueryError)."""

    def counts(self) -> dict[str, int]:
        """Nodes by label and relationships by type."""

    def read(self) -> Iterator[Graph]:
        """The whole content in batches, sorted, for copy and export."""

    def close(self) -> None:
        """Release the engine; a closed store cannot be used again."""
