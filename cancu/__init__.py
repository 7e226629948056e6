"""Find what Vietnamese administrative, legal and Party documents cite, and what they do to one another."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cancu.api import OpenGraph

__version__ = "0.1.0"
__all__ = ["__version__", "open_graph"]


def open_graph(url: str | None = None) -> "OpenGraph":
    """Open a graph for reading: a folder, `neo4j://HOST`, or None for CANCU_STORE, NEO4J_URI or .cancu/graph.

    Raises StoreError when there is none or it cannot be reached.
    """
    from cancu.api import OpenGraph

    return OpenGraph(url)
