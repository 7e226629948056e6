"""ArcadeDB in this process: a graph in a folder, with nothing to install or start."""

import os
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

os.environ.setdefault("ARCADEDB_LOG_CONSOLE", "0")  # read when the engine starts: its log is a file, not our stderr

import arcadedb

from cancu.errors import QueryError, StoreError
from cancu.graph import cypher
from cancu.graph.store.base import Rows
from cancu.graph.store.cypher_store import CypherStore, took_too_long
from cancu.graph.store.states import Run

_LANGUAGE = "opencypher"
_NO_FILES = "arcadedb.opencypher.loadCsv.allowFileUrls", "arcadedb.opencypher.loadCsv.allowRemoteUrls"
_TIMEOUT = "arcadedb.command.timeout"

T = TypeVar("T")


class EmbeddedStore(CypherStore):
    """A store in a folder; one process at a time has it open."""

    def __init__(self, path: Path, *, create: bool) -> None:
        """Open the store in `path`, or make one there; raises StoreError when another process has it open."""
        self._database = _open(path.absolute(), create)  # the engine keeps the working folder it started in
        self._database.set_wal_flush("yes_nometadata")  # what was loaded survives a power cut
        self._timeout_ms = 0
        for setting in _NO_FILES:
            self._set(setting, "false")

    def close(self) -> None:
        """Release the folder."""
        self._database.close()

    def _schema(self) -> Sequence[str]:
        return (*cypher.constraints(), *cypher.indexes())

    def _read(self, text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        self._limit_time(0)
        try:
            return [_plain(row) for row in self._database.query(_LANGUAGE, text, dict(parameters)).to_list()]
        except arcadedb.ArcadeDBError as error:
            raise StoreError(f"the store cannot be read: {error}") from error

    def _write(self, work: Callable[[Run], T]) -> T:
        self._limit_time(0)
        try:
            with self._database.transaction():
                return work(self._command)
        except arcadedb.ArcadeDBError as error:
            raise StoreError(f"the store refused the work, nothing of it was kept: {error}") from error

    def _command(self, text: str, parameters: Mapping[str, Any]) -> Callable[[], list[dict[str, Any]]]:
        found = self._database.command(_LANGUAGE, text, dict(parameters))
        rows = [] if found is None else found.to_list()
        return lambda: rows

    def _query(self, text: str, parameters: Mapping[str, Any], timeout_s: float, limit: int | None) -> Rows:
        self._limit_time(round(timeout_s * 1000))
        try:
            found = self._database.query(_LANGUAGE, text, dict(parameters)).iter_dicts()
            rows = [dict(row) for row in islice(found, limit)]
            truncated = next(found, None) is not None
        except arcadedb.ArcadeDBError as error:
            raise _explained(error, timeout_s) from error
        columns = tuple(rows[0]) if rows else ()
        return Rows(
            columns=columns,
            rows=tuple(tuple(_plain(row[name]) for name in columns) for row in rows),
            truncated=truncated,
        )

    def _limit_time(self, milliseconds: int) -> None:
        if milliseconds != self._timeout_ms:
            self._set(_TIMEOUT, str(milliseconds))
            self._timeout_ms = milliseconds

    def _set(self, setting: str, value: str) -> None:
        self._database.command("sql", f"ALTER DATABASE `{setting}` {value}")


def _open(path: Path, create: bool) -> arcadedb.Database:
    if path.is_file():
        raise StoreError(f"{path}: is a file, and a store is a folder; choose another path")
    try:
        if arcadedb.database_exists(str(path)):
            return arcadedb.open_database(str(path))
        if not create:
            raise StoreError(f"{path}: there is no store; make one with: cancu build --store {path} FOLDER")
        path.mkdir(parents=True, exist_ok=True)
        if any(path.iterdir()):
            raise StoreError(f"{path}: the folder holds other things and is not a store; choose another path")
        return arcadedb.create_database(str(path))
    except OSError as error:
        raise StoreError(f"{path}: no store can be made there: {error.strerror}") from error
    except arcadedb.ArcadeDBError as error:
        if "locked by another process" in str(error):
            raise StoreError(f"{path}: another process has this store open; wait until it is done") from error
        raise StoreError(f"{path}: cannot be opened as a store: {error}") from error


def _explained(error: arcadedb.ArcadeDBError, timeout_s: float) -> QueryError:
    """What the engine found wrong with a query, without the names of its classes."""
    chain = getattr(error, "java_chain", None) or getattr(error.__cause__, "java_chain", None)
    kind, message = chain[0] if chain else ("", str(error))
    if kind.endswith("TimeoutException"):
        return QueryError(took_too_long(timeout_s))
    return QueryError(message)


def _plain(value: Any) -> Any:
    """Engine values as plain ones, the same as every store gives them."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in sorted(value.items()) if not name.startswith("@")}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    return value
