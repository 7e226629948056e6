"""Whether a build would load what the last one loaded: told by the bytes of all that goes into it, without reading a text."""

import json
import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from cancu.errors import StoreError
from cancu.graph.store import states
from cancu.ingest.files import Files
from cancu.ingest.version import package
from cancu.read import hash_of


def stamp(files: Files, more: Iterable[str | None] = ()) -> str | None:
    """SHA-256 of this version of cancu, of the files and what lies beside them, by name and content, and of `more` files.

    None where something cannot be read, or is read only once (standard input): then nothing is known to be the same.
    """
    if files.failures or "-" in files.files:
        return None
    found = sha256(f"{package()} {Path.cwd()} {sorted(files.skipped.items())}".encode())
    try:
        for name in (*files.files, "", *files.beside, "", *more):
            found.update(os.fsencode(f"\n{name} {hash_of(Path(name)) if name else ''}"))
    except OSError:
        return None
    return found.hexdigest()


def lines_of(store: str, now: str | None) -> list[str] | None:
    """Return what the last build said, if it was of the same files and its load is still the last one of the store."""
    if now is None or not _is_folder(store):
        return None
    try:
        said = json.loads(_beside(store).read_text(encoding="utf-8"))
        if said["stamp"] == now and said["state"] == _state(store):
            return [str(line) for line in said["lines"]]
    except (OSError, ValueError, KeyError, TypeError, StoreError):
        pass
    return None


def remember(store: str, now: str | None, lines: Sequence[str]) -> None:
    """Keep what a build again of the same files would say; what cannot be kept costs only time."""
    if now is None or not _is_folder(store):
        return
    try:
        said = {"stamp": now, "state": _state(store), "lines": lines}
        unfinished = _beside(store).with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        unfinished.replace(_beside(store))
    except (OSError, StoreError):
        pass


def _is_folder(store: str) -> bool:
    return "://" not in store


def _beside(store: str) -> Path:
    return Path(f"{store.rstrip('/')}.built.json")


def _state(store: str) -> str:
    """The last whole load of a store, its files looked at for damage; raises StoreError where there is none."""
    with states.kept(Path(store)) as (state, _):
        return sha256(state.model_dump_json().encode()).hexdigest()
