"""Whether a build would load what the last one loaded: told by all files that go into it, without reading a text."""

import json
import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cancu.errors import StoreError
from cancu.graph.store import versions
from cancu.ingest.files import Files
from cancu.ingest.looks import Look, look
from cancu.ingest.version import package


class Stamp(NamedTuple):
    """All that goes into a build."""

    sha256: str
    """Of this version of cancu, of the files and what lies beside them, by name and content."""
    looks: dict[str, Look]
    """How each file looked."""


def stamp(files: Files, more: Iterable[str | None] = (), store: str | None = None) -> Stamp | None:
    """What goes into a build of these files, what lies beside them, and `more` files.

    Those that look as in the last build of a `store` are not read. None where something cannot be read, or is read only
    once (standard input): then nothing is known to be the same.
    """
    if files.failures or "-" in files.files:
        return None
    before = _file_states(store)
    looks: dict[str, Look] = {}
    found = sha256(f"{package()} {Path.cwd()} {sorted(files.skipped.items())}".encode())
    try:
        for name in (*files.files, "", *files.beside, "", *more):
            if name:
                looks[name] = look(name, before.get(name))
            found.update(os.fsencode(f"\n{name} {looks[name].sha256 if name else ''}"))
    except OSError:
        return None
    return Stamp(found.hexdigest(), looks)


def _file_states(store: str | None) -> dict[str, Look]:
    if store is None or not _is_folder(store):
        return {}
    try:
        saved = json.loads(_stamp_file(store).read_text(encoding="utf-8"))
        if saved["folder"] != str(Path.cwd()):
            return {}
        return {name: Look(*map(str, one)) for name, one in saved["looks"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def lines_of(store: str, now: Stamp | None) -> list[str] | None:
    """Return what the last build said, if it was of the same files and its load is still the last one of the store."""
    if now is None or not _is_folder(store):
        return None
    try:
        saved = json.loads(_stamp_file(store).read_text(encoding="utf-8"))
        if saved["stamp"] == now.sha256 and saved["state"] == _state(store):
            return [str(line) for line in saved["lines"]]
    except (OSError, ValueError, KeyError, TypeError, StoreError):
        pass
    return None


def remember(store: str, now: Stamp | None, lines: Sequence[str]) -> None:
    """Keep what a build again of the same files would say; what cannot be kept costs only time."""
    if now is None or not _is_folder(store):
        return
    try:
        saved = {
            "stamp": now.sha256,
            "state": _state(store),
            "lines": lines,
            "folder": str(Path.cwd()),
            "looks": now.looks,
        }
        unfinished = _stamp_file(store).with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps(saved, ensure_ascii=False), encoding="utf-8")
        unfinished.replace(_stamp_file(store))
    except (OSError, ValueError, StoreError):
        pass


def _is_folder(store: str) -> bool:
    return "://" not in store


def _stamp_file(store: str) -> Path:
    return Path(f"{store.rstrip('/')}.built.json")


def _state(store: str) -> str:
    """The last whole load of a store, its files looked at for damage; raises StoreError where there is none."""
    with versions.kept(Path(store)) as (state, _):
        return sha256(state.model_dump_json().encode()).hexdigest()
