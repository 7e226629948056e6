"""A store in a folder with ArcadeDB in this process: nothing to install or start."""

import errno
import json
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

os.environ.setdefault("ARCADEDB_LOG_CONSOLE", "0")  # read when the engine starts: its log is a file, not our stderr
from cancu.graph.store.skip_imports import without

with without("numpy"):
    import arcadedb

from cancu.errors import QueryError, StoreError
from cancu.graph import cypher
from cancu.graph.index import upkeep
from cancu.graph.index.columns import Columns
from cancu.graph.index.file import IndexFile, save
from cancu.graph.index.upkeep import Touched
from cancu.graph.rows import Row
from cancu.graph.schema import RELATIONSHIPS
from cancu.graph.store import cypher_store, versions
from cancu.graph.store.base import TIMEOUT_S, Bounds, Rows, Run
from cancu.graph.store.bulk import Bulk
from cancu.graph.store.cypher_store import TOO_MUCH_MEMORY, CypherStore, collect, took_too_long
from cancu.graph.store.guard import Inspection

_LANGUAGE = "opencypher"
_NO_FILES = {"opencypher.loadCsv.allowFileUrls": False, "opencypher.loadCsv.allowRemoteUrls": False}
_TIMEOUT = "command.timeout"
_OWN = ("configuration.json", "last-tx-id.bin", "schema.json", "schema.prev.json", "statistics.json")
"""Small files of which each reader has its own copy, for its limits and for what the engine writes when it closes."""

_WRONG = {
    "corruptedRecords": "records that are damaged",
    "undecodableRecords": "records that cannot be read",
    "corruptedIndexes": "indexes that are damaged",
    "unreachableEdgeRecordsFound": "links that no document leads to",
    "constraintViolatingRecords": "records with an id that another one has",
    "warnings": "other things that do not fit together",
}
"""Our messages for the results of the engine's own check."""
_CORPUS = "MATCH (d:Document) WHERE d.in_corpus RETURN count(d) AS n"
_ANY = "MATCH (n) RETURN 1 AS n LIMIT 1"
_EDGES = 50_000
"""The number of links that the engine collects before it writes them."""
_DEFERRED = 500_000
"""Links of which the engine holds the ends that come in before it writes these: so many take some 50 MB."""
_HEAP = "-Xmx1g"
"""The memory of the engine at most; a load takes a third of it."""

T = TypeVar("T")


def engine() -> str:
    """Return the name and version of the engine."""
    return f"arcadedb {arcadedb.__version__}"


class EmbeddedStore(CypherStore):
    """A store in a folder: any number of processes read its latest complete state, and one at a time loads the next."""

    def __init__(self, path: Path, *, create: bool, anew: bool = False, checked: bool = True) -> None:
        """Open the store in `path` for reading or, with `create`, for loading; `anew` discards its content.

        Raises StoreError when there is nothing to read, when another process loads it, and when it is damaged: every
        byte of a small store is checked unless `checked` is false.
        """
        super().__init__()
        self._path = path.absolute()  # the engine keeps the working folder it started in
        self._open: _Loading | _Reading = _Loading(self._path, anew) if create else _Reading(self._path, checked)

    def close(self) -> None:
        """Release the folder; unless the load failed, readers see what was loaded from now on.

        An abandoned query keeps what it reads until the process ends.
        """
        if not (self._helpers.busy and isinstance(self._open, _Reading)):
            self._open.close()

    @contextmanager
    def unfinished(self) -> Iterator[None]:
        """Group work so that readers see it when all of it is written; the next load continues it if it is interrupted."""
        loading = self._loading()
        try:
            with super().unfinished():
                yield
        except BaseException:
            loading.broken = True
            raise
        loading.broken &= self._depth > 0

    def _loading(self) -> "_Loading":
        if isinstance(self._open, _Loading):
            return self._open
        raise StoreError(f"{self._path}: is open for reading only")

    def damages(self) -> Iterator[versions.Damage]:
        """Yield files that differ from what was written, and what the engine's own check of a copy finds."""
        if isinstance(self._open, _Reading):
            yield from self._open.damages()

    def recorded(self) -> int | None:
        """Return the number of documents of the corpus that the last load wrote."""
        return self._open.state.corpus if isinstance(self._open, _Reading) else None

    def index_file(self) -> Path | None:
        """Return the index of the present links; None during a load, and if none was built."""
        return self._open.index_file if isinstance(self._open, _Reading) else None

    def index_stamp(self) -> str | None:
        """Return the stamp of the index of the present state."""
        return versions.stamp(self._open.state.files) if isinstance(self._open, _Reading) else None

    def _cache_location(self, index: Path) -> Path:
        return self._path / versions.ANSWERS  # the folder of a state never changes

    def renew(self) -> None:
        """Switch to the latest complete state, if another process has loaded one."""
        if isinstance(self._open, _Reading) and self._open.is_old():
            renewed = _Reading(self._path)
            self._open.close()
            self._open = renewed

    def _schema(self) -> Sequence[str]:
        return (*cypher.constraints(), *cypher.indexes())

    def _in_bulk(self) -> AbstractContextManager[Bulk] | None:
        loading = self._loading()
        return None if self._read(_ANY, {}) else loading.in_bulk()

    def _read(self, text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        with _explaining(self._path):
            found = self._open.database(0).query(_LANGUAGE, text, dict(parameters))
            return [_plain(row) for row in found.to_list()]

    def _write(self, work: Callable[[Run], T]) -> T:
        loading = self._loading()
        database = loading.writing()

        def run(text: str, parameters: Mapping[str, Any]) -> Callable[[], list[dict[str, Any]]]:
            loading.touched.saw(parameters)
            return _started(database, text, parameters)

        with _explaining(self._path, writing=True), database.transaction():
            return work(run)

    def _query(self, text: str, parameters: Mapping[str, Any], bounds: Bounds) -> Rows:
        database = self._open.database(_milliseconds(bounds.timeout_s))
        try:
            with database.query(_LANGUAGE, text, dict(parameters)) as answered:
                found = answered.iter_dicts()
                first = next(found, None)
                columns = () if first is None else tuple(first)
                rows = () if first is None else chain((first,), found)
                kept = collect(columns, ([_plain(row[name]) for name in columns] for row in rows), bounds)
                with suppress(arcadedb.ArcadeDBError):  # an answer that is not read to its end holds memory for ever
                    deque(found, maxlen=0)
                return kept
        except arcadedb.ArcadeDBError as error:
            raise _explained(error, bounds.timeout_s) from error

    def _plan(self, asked: Inspection, parameters: Mapping[str, Any], bounds: Bounds) -> Rows:
        if asked.verb == "PROFILE":
            raise QueryError("PROFILE: the embedded store does not count steps; EXPLAIN tells the plan")
        told = self._query(f"EXPLAIN {asked.statement}", parameters, Bounds(bounds.timeout_s, None, None))
        text: str = told.rows[0][told.columns.index("executionPlanAsString")]
        return collect(("plan",), ([line] for line in text.splitlines() if line.strip()), bounds)


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


class _Reading:
    """The latest complete state, opened read-only; each time limit has its own handle of the engine."""

    def __init__(self, path: Path, checked: bool = True) -> None:
        self._path = path
        self._held = ExitStack()
        try:
            _bound_memory()
            self.state, self._folder = self._held.enter_context(versions.kept(path, checked=checked))
            self._handles: dict[int, Any] = {}
            if checked:
                self.database(_milliseconds(TIMEOUT_S))  # the one that most questions use: each opening takes its time
        except BaseException:
            self._held.close()
            raise

    def database(self, timeout_ms: int) -> Any:
        """Return the engine's handle whose queries stop after `timeout_ms` (0: never)."""
        if timeout_ms not in self._handles:
            view = tempfile.TemporaryDirectory(prefix="cancu-", ignore_cleanup_errors=True)
            self._held.enter_context(view)
            _lay_out(self._folder, Path(view.name), timeout_ms)
            with _explaining(self._path):
                handle = arcadedb.open_database(view.name, read_only=True)
            self._held.callback(handle.close)
            if os.name == "posix":  # where what is open can be removed: nothing is left, however this process ends
                view.cleanup()
            self._handles[timeout_ms] = handle
        return self._handles[timeout_ms]

    @property
    def index_file(self) -> Path | None:
        """Return the index in the folder of the state, if there is one."""
        return self._folder / versions.INDEX if versions.INDEX in self.state.files else None

    def damages(self) -> Iterator[versions.Damage]:
        """Yield files that differ from what was written, and what the engine finds wrong in a copy."""
        yield from versions.damages(self._folder, self.state)
        with tempfile.TemporaryDirectory(prefix="cancu-", ignore_cleanup_errors=True) as room:
            copy = Path(room) / "copy"
            shutil.copytree(self._folder, copy)
            try:
                with arcadedb.open_database(str(copy)) as database:
                    found = database.command("sql", "CHECK DATABASE").to_list()[0]
            except arcadedb.ArcadeDBError as error:
                yield versions.Damage("engine", f"cannot open it: {_message(error)[1]}")
                return
        for name in _WRONG:
            if found.get(name):
                yield versions.Damage("engine", f"{_WRONG[name]}: {len(found[name])}")

    def is_old(self) -> bool:
        """Return whether another state is the latest complete one."""
        return versions.current(self._path) != self.state

    def close(self) -> None:
        """Release the state."""
        self._held.close()


class _Loading:
    """The state being written; it becomes the latest complete one when it is closed without an error."""

    def __init__(self, path: Path, anew: bool) -> None:
        self._work = versions.Work(path, anew=anew)
        self._path = path
        self._timeout_ms = 0
        self._written = False
        self.broken = self._work.goes_on
        """Whether something was begun and not written."""
        self.touched = Touched()
        self._in_bulk: Columns | None = None
        try:
            _bound_memory()
            self._database = self._opened()
        except BaseException:
            self._work.close()
            raise
        self._database.set_wal_flush("yes_nometadata")  # what was loaded survives a power cut

    def _opened(self) -> Any:
        folder = str(self._work.folder)
        with _explaining(self._path):
            if not arcadedb.database_exists(folder):
                database = arcadedb.create_database(folder)
            else:
                try:
                    database = arcadedb.open_database(folder)
                except arcadedb.ArcadeDBError:  # what a broken load left is no use: from the last whole state again
                    self._work.clear()
                    exists = arcadedb.database_exists(folder)
                    database = arcadedb.open_database(folder) if exists else arcadedb.create_database(folder)
            for name, value in _NO_FILES.items():
                _set(database, name, str(value).lower())
        return database

    def database(self, timeout_ms: int) -> Any:
        """Return the engine's handle, whose queries stop after `timeout_ms` (0: never)."""
        if timeout_ms != self._timeout_ms:
            _set(self._database, _TIMEOUT, str(timeout_ms))
            self._timeout_ms = timeout_ms
        return self._database

    def _rows(self, text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        return list(self.database(0).query(_LANGUAGE, text, dict(parameters)).to_list())

    def writing(self) -> Any:
        """Return the engine's handle for writing."""
        self._written = True
        return self.database(0)

    @contextmanager
    def in_bulk(self) -> Iterator[Bulk]:
        """Provide the engine's bulk loader; it writes no log, so an interrupted load starts over."""
        self._work.goes_on_no_more()
        with _explaining(self._path, writing=True):
            database = self.writing()
            for relationship in RELATIONSHIPS:
                database.command("sql", f"CREATE EDGE TYPE `{relationship.name}` IF NOT EXISTS")
            with database.graph_batch(use_wal=False, batch_size=_EDGES, max_deferred_incoming_edges=_DEFERRED) as batch:
                self._in_bulk = Columns()
                yield _Batch(batch, self._in_bulk)

    def close(self) -> None:
        """Publish what was written and release the store."""
        try:
            whole = self._written and not self.broken
            with _explaining(self._path, writing=True):
                corpus = self._rows(_CORPUS, {})[0]["n"]
                arrays = self._arrays() if whole else None
                self._database.close()
            if arrays is not None:
                self._work.publish(engine(), corpus, lambda path, stamp: save(path, arrays, stamp))
        finally:
            self._work.close()

    def _arrays(self) -> Mapping[str, Any]:
        """Return the index of the present content."""
        few = cypher_store.FEW_LINKS
        found = None
        if self._in_bulk is not None:
            if not self.touched.ids and not self.touched.swept:
                found = upkeep.written(self._in_bulk, few)
        elif not self._work.goes_on and (path := self._work.index) is not None:
            with suppress(OSError, ValueError):
                found = upkeep.later(IndexFile(path), self.touched, self._rows, few)
        return upkeep.whole(self._rows, few) if found is None else found


class _Batch:
    """The engine's batch as a `Bulk`."""

    def __init__(self, batch: Any, index: Columns) -> None:
        self._batch = batch
        self.index = index

    def nodes(self, label: str, rows: list[Row]) -> list[str]:
        """Create nodes; returns the engine's own id of each."""
        found: list[str] = self._batch.create_vertices(label, rows) if rows else []
        return found

    def links(self, name: str, sources: list[str], targets: list[str], rows: list[Row] | None) -> None:
        """Create links between nodes given by the engine's ids."""
        self._batch.new_edges(sources, name, targets, rows)


def _bound_memory() -> None:
    """Start the engine with little memory, unless it is running already or was configured otherwise."""
    name = "ARCADEDB_NATIVE_ISOLATE_ARGS"
    if name not in os.environ:
        os.environ[name] = _HEAP
        with without("numpy"):
            arcadedb.database_exists(".")
        del os.environ[name]


def _lay_out(state: Path, view: Path, timeout_ms: int) -> None:
    """Create a folder that the engine accepts as the state: links to its files, and copies of what it would write."""
    for path in state.iterdir():
        if path.name in _OWN:
            shutil.copyfile(path, view / path.name)
        else:
            try:
                (view / path.name).symlink_to(path)
            except OSError:  # this system has no links for everybody
                shutil.copyfile(path, view / path.name)
    settings = {"configuration": {**_NO_FILES, _TIMEOUT: timeout_ms}}
    (view / "configuration.json").write_text(json.dumps(settings), encoding="utf-8")


def _set(database: Any, setting: str, value: str) -> None:
    database.command("sql", f"ALTER DATABASE `arcadedb.{setting}` {value}")


def _started(database: Any, text: str, parameters: Mapping[str, Any]) -> Callable[[], list[dict[str, Any]]]:
    found = database.command(_LANGUAGE, text, dict(parameters))
    rows = [] if found is None else found.to_list()
    return lambda: rows


@contextmanager
def _explaining(path: Path, *, writing: bool = False) -> Iterator[None]:
    """Turn the engine's errors into one line without the names of its classes."""
    try:
        yield
    except arcadedb.ArcadeDBError as error:
        what = "the store refused the work, nothing of it was kept" if writing else "the store cannot be read"
        if _is_full(path):
            raise StoreError(
                f"{path}: cannot be written ({os.strerror(errno.ENOSPC)}); make room and run again"
            ) from error
        if not path.is_dir():
            what = "the folder was removed meanwhile; run the same command again"
            raise StoreError(f"{path}: {what}") from error
        raise StoreError(f"{path}: {what}: {_message(error)[1]}; `cancu verify` tells if it is damaged") from error


def _is_full(path: Path) -> bool:
    """Whether the disk has no room for another page: what the engine says of that is that it cannot commit."""
    at = next((one for one in (path, *path.parents) if one.exists()), path)
    return shutil.disk_usage(at).free < _PAGE


_PAGE = 64 << 10
"""Bytes that the engine writes at once."""


def _explained(error: arcadedb.ArcadeDBError, timeout_s: float) -> QueryError:
    kind, message = _message(error)
    if kind.endswith("TimeoutException"):
        return QueryError(took_too_long(timeout_s))
    if kind.endswith("OutOfMemoryError"):
        return QueryError(TOO_MUCH_MEMORY)
    return QueryError(message)


def _message(error: arcadedb.ArcadeDBError) -> tuple[str, str]:
    """Return the class of the engine's error, and its message."""
    chain = getattr(error, "java_chain", None) or getattr(error.__cause__, "java_chain", None)
    cause = error.__cause__ or error
    kind, message = chain[0] if chain else (type(cause).__name__, str(cause))
    return kind, (str(message).splitlines() or [kind])[0]


def _plain(value: Any) -> Any:
    """Return engine values as plain ones, the same as every store returns."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in sorted(value.items()) if not name.startswith("@")}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    return value
