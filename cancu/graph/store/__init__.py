"""Where a graph is kept: a folder (ArcadeDB in this process) or a Neo4j server, chosen by the URL."""

from pathlib import Path

from cancu.errors import StoreError
from cancu.graph.store.base import LoadReport, Rows, Store
from cancu.graph.store.cypher_store import CypherStore

__all__ = ["LoadReport", "Rows", "Store", "open_store"]

_NEO4J = ("neo4j", "bolt")


def open_store(url: str, *, create: bool = True, anew: bool = False, checked: bool = True) -> CypherStore:
    """Open a store: a path for one in this process, neo4j://, neo4j+s://, bolt:// … for a server.

    A server's user, password and database come from NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE. Raises
    StoreError when it cannot be reached or opened; with `create` false also when the path holds no store yet. A path is
    opened to be loaded (by one process at a time), or with `create` false to be read (by any number, also meanwhile).
    With `anew` what a path holds is left behind when the load is whole; a server keeps what it holds. What is opened to be
    read is `checked` for damage first.
    """
    scheme, found, _ = url.partition("://")
    if found and scheme.partition("+")[0] not in _NEO4J:
        raise StoreError(f"{scheme}: no store of this kind; give a path, neo4j:// or bolt://")
    if found:
        from cancu.graph.store.neo4j import Neo4jStore

        return Neo4jStore(url)
    try:
        from cancu.graph.store.embedded import EmbeddedStore
    except ModuleNotFoundError as error:
        if error.name != "arcadedb":
            raise
        raise StoreError(
            "the engine of stores in a folder is not installed (there is no package of it for every system);"
            " use a Neo4j server: --store neo4j://HOST"
        ) from error

    return EmbeddedStore(Path(url), create=create, anew=anew, checked=checked)
