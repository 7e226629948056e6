"""Open the store of a graph: a folder (ArcadeDB in this process) or a Neo4j server, depending on the URL."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from cancu.errors import BusyError, StoreError
from cancu.graph.store.base import LoadReport, Rows, Store
from cancu.graph.store.cypher_store import CypherStore
from cancu.graph.store.versions import owner_file

__all__ = ["LoadReport", "Rows", "Store", "check_place", "open_store", "open_to_load"]

WAIT_S = 600.0
"""How many seconds a load waits for the one before it."""
_NEO4J = ("neo4j", "bolt")


def open_store(url: str, *, create: bool = True, anew: bool = False, checked: bool = True) -> CypherStore:
    """Open a store: a path for one in this process; neo4j://, neo4j+s://, bolt:// … for a server.

    A server's user, password and database come from NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE. A path is opened
    for loading (by one process at a time) or, with `create` false, for reading (by any number of processes, even during
    a load). With `anew`, the previous content of a path is discarded once the load is complete; a server keeps its
    content.

    A store opened for reading is first `checked` for damage; if another process serves it (`cancu serve`), that process
    answers. An unchecked store is always read from its files.

    Raises StoreError when the store cannot be reached or opened and, with `create` false, when the path contains no
    store.
    """
    scheme, found, _ = url.partition("://")
    if found and scheme.partition("+")[0] not in _NEO4J:
        raise StoreError(f"{scheme}: no store of this kind; give a path, neo4j:// or bolt://")
    if found:
        from cancu.graph.store.neo4j import Neo4jStore

        return Neo4jStore(url)
    path = Path(url)
    if not create and checked and owner_file(path.absolute()).exists():
        from cancu.graph.store.shared import find_shared

        answering = find_shared(path, lambda: _embedded(path, create=False, anew=False, checked=True))
        if answering is not None:
            return answering
    return _embedded(path, create=create, anew=anew, checked=checked)


def check_place(url: str) -> None:
    """Raise StoreError where a store could not be written, before what takes long is done for it: a folder, or a server that is reached."""
    if "://" in url:
        open_store(url, create=False).close()
        return
    place = at = Path(url).absolute()
    while not os.access(at, os.F_OK) and at != at.parent:  # what may not be looked into does not exist either
        at = at.parent
    if not at.is_dir():
        raise StoreError(f"{place}: no store can be made there: {at} is no folder")
    if not os.access(at, os.W_OK | os.X_OK):
        raise StoreError(f"{place}: no store can be made there: {at} may not be written")


def _embedded(path: Path, *, create: bool, anew: bool, checked: bool) -> CypherStore:
    try:
        from cancu.graph.store.embedded import EmbeddedStore
    except ModuleNotFoundError as error:
        if error.name != "arcadedb":
            raise
        raise StoreError(
            "the engine of stores in a folder is not installed (there is no package of it for every system);"
            " use a Neo4j server: --store neo4j://HOST"
        ) from error

    return EmbeddedStore(path, create=create, anew=anew, checked=checked)


def open_to_load(url: str, *, anew: bool = False, waiting: Callable[[BusyError], object]) -> CypherStore:
    """Open a store for loading as soon as no other process is loading it; `waiting` is called once if one is.

    Raises BusyError after WAIT_S seconds, and StoreError like `open_store`.
    """
    until, told = time.monotonic() + WAIT_S, False
    while True:
        try:
            return open_store(url, anew=anew)
        except BusyError as error:
            if time.monotonic() > until:
                raise
            if not told:
                waiting(error)
                told = True
            time.sleep(0.5)
