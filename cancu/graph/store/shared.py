"""Let a process that keeps a store open answer for others; a file beside the store has its address and key.

Requests and answers are lines of JSON over a local socket (a pipe on Windows) that only the same user can reach. A
process that finds no server, or another version of cancu, opens the store itself and loses no more than the time of
opening it.
"""

import hmac
import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any, TypeVar

from cancu import __version__, errors
from cancu.errors import CancuError, StoreError
from cancu.graph.store import versions
from cancu.graph.store.base import Bounds, Rows, Run
from cancu.graph.store.cypher_store import CypherStore
from cancu.graph.store.versions import owner_file

PATIENCE_S = 5.0
"""The number of seconds within which a serving process must respond."""
PIECE = 1000
"""The number of rows in one line."""
HELLO_BYTES = 4096
REQUEST_BYTES = 64 << 20
T = TypeVar("T")


@contextmanager
def shared(store: Path, opened: Callable[[], AbstractContextManager[CypherStore]]) -> Iterator[None]:
    """Answer for a store while the block runs; `opened` opens its latest complete state for one request.

    If the file cannot be written, other processes open the store themselves.
    """
    place, token = owner_file(store.absolute()), secrets.token_urlsafe(24)
    listener = Listener()
    announcement = {"version": __version__, "address": listener.address, "token": token, "pid": os.getpid()}
    threading.Thread(target=_listen, args=(listener, token, opened), daemon=True).start()
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        _write(place, json.dumps(announcement))
    try:
        yield
    finally:
        with suppress(OSError, ValueError):
            if json.loads(place.read_bytes())["token"] == token:  # a later one may have taken over
                place.unlink()
        listener.close()


def _write(place: Path, text: str) -> None:
    """Write a file that only its owner can read, completely or not at all."""
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(place)


def _listen(listener: Listener, token: str, opened: Callable[[], AbstractContextManager[CypherStore]]) -> None:
    while True:
        try:
            asking = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(asking, token, opened), daemon=True).start()


def _serve(asking: Connection, token: str, opened: Callable[[], AbstractContextManager[CypherStore]]) -> None:
    with suppress(EOFError, OSError, ValueError, KeyError, TypeError), closing(asking):
        hello = json.loads(asking.recv_bytes(HELLO_BYTES))
        if not hmac.compare_digest(str(hello["token"]).encode(), token.encode()):
            return
        _send(asking, {"version": __version__})
        while True:
            _answer(asking, json.loads(asking.recv_bytes(REQUEST_BYTES)), opened)


def _answer(
    asking: Connection, request: Mapping[str, Any], opened: Callable[[], AbstractContextManager[CypherStore]]
) -> None:
    text, parameters, bounds = request["text"], request["parameters"], request["bounds"]
    rows: Sequence[Any]
    end: dict[str, Any] = {}
    try:
        with opened() as store:
            if bounds is None:
                rows = store.read_rows(text, parameters)
            else:
                timeout_s, limit, most_bytes, left_s = bounds
                until = time.monotonic() + left_s
                found = store.run(
                    text, parameters, timeout_s=timeout_s, limit=limit, most_bytes=most_bytes, until=until
                )
                rows = found.rows
                end = {"columns": found.columns, "truncated": found.truncated, "cut": found.cut}
    except CancuError as error:
        _send(asking, {"error": type(error).__name__, "why": str(error)})
        return
    for at in range(0, len(rows), PIECE):
        _send(asking, {"rows": rows[at : at + PIECE]})
    _send(asking, {"end": end})


def _send(to: Connection, line: Mapping[str, Any]) -> None:
    to.send_bytes(json.dumps(line, default=str).encode())


def find_shared(store: Path, otherwise: Callable[[], CypherStore]) -> "SharedStore | None":
    """Return the store served by another process; None if there is none. `otherwise` opens it should that process end."""
    place = owner_file(store.absolute())
    try:
        announcement = json.loads(place.read_bytes())
        if announcement["version"] != __version__ or announcement["pid"] == os.getpid():
            return None
        connection = Client(announcement["address"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    try:
        _send(connection, {"token": announcement["token"]})
        if connection.poll(PATIENCE_S) and "version" in json.loads(connection.recv_bytes()):
            return SharedStore(store, connection, otherwise)
    except (EOFError, OSError, ValueError):
        pass
    connection.close()
    return None


class SharedStore(CypherStore):
    """A store served for reading by another process, always in its latest complete state."""

    def __init__(self, path: Path, connection: Connection, otherwise: Callable[[], CypherStore]) -> None:
        """Query over a connection; `otherwise` opens the store itself when the connection breaks."""
        super().__init__()
        self._path = path
        self._connection = connection
        self._otherwise = otherwise
        self._direct: CypherStore | None = None
        self._asking = threading.Lock()

    def renew(self) -> None:
        """Do nothing: the serving process reads the latest state for each request."""
        if self._direct is not None:
            self._direct.renew()

    def close(self) -> None:
        """Disconnect from the serving process."""
        self._connection.close()
        if self._direct is not None:
            self._direct.close()

    def _schema(self) -> Sequence[str]:
        raise StoreError(f"{self._path}: is open for reading only")

    def _write(self, work: Callable[[Run], T]) -> T:
        raise StoreError(f"{self._path}: is open for reading only")

    def _read(self, text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        found = self._request(text, parameters, None)
        return self._open_directly().read_rows(text, parameters) if found is None else found[0]

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
        """Run one statement in the serving process, which checks it and stops it when its time is up."""
        left_s = timeout_s if until is None else min(timeout_s, until - time.monotonic())
        found = self._request(cypher, parameters, (timeout_s, limit, most_bytes, left_s))
        if found is None:
            more = {"timeout_s": timeout_s, "limit": limit, "most_bytes": most_bytes, "until": until}
            return self._open_directly().run(cypher, parameters, **more)  # type: ignore[arg-type]
        rows, end = found
        return Rows(columns=end["columns"], rows=tuple(map(tuple, rows)), truncated=end["truncated"], cut=end["cut"])

    def _query(self, text: str, parameters: Mapping[str, Any], bounds: Bounds) -> Rows:
        return self.run(text, parameters, timeout_s=bounds.timeout_s, limit=bounds.rows, most_bytes=bounds.size)

    def index_file(self) -> Path | None:
        """Return the link index, which is read from the files of the latest complete state."""
        state = versions.current(self._path)
        return self._path / state.folder / versions.INDEX if state and versions.INDEX in state.files else None

    def index_stamp(self) -> str | None:
        """Return the stamp of the index of the latest complete state."""
        state = versions.current(self._path)
        return versions.stamp(state.files) if state else None

    def _cache_location(self, index: Path) -> Path:
        return self._path / versions.ANSWERS

    def _request(
        self, text: str, parameters: Mapping[str, Any], bounds: tuple[float, int | None, int | None, float] | None
    ) -> tuple[list[Any], dict[str, Any]] | None:
        """Return the rows of a statement and the information that follows them; None when nobody answers any more."""
        with self._asking:
            if self._direct is not None:
                return None
            rows: list[Any] = []
            try:
                line = json.dumps({"text": text, "parameters": dict(parameters), "bounds": bounds}).encode()
                self._connection.send_bytes(line)
                while True:
                    told = json.loads(self._connection.recv_bytes())
                    if "error" in told:
                        raise getattr(errors, told["error"])(told["why"])
                    if "end" in told:
                        return rows, told["end"]
                    rows += told["rows"]
            except (EOFError, OSError, TypeError):  # it has ended, or a parameter has no JSON
                self._direct = self._otherwise()
                return None

    def _open_directly(self) -> CypherStore:
        assert self._direct is not None
        return self._direct
