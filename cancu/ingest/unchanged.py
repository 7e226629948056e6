"""Tell whether a build would load the same as the last one, from the state of all its input files, without reading a text."""

import json
import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cancu.errors import StoreError
from cancu.graph.store import versions
from cancu.ingest.file_state import FileState, observe
from cancu.ingest.files import Files
from cancu.ingest.version import package


class Stamp(NamedTuple):
    """The inputs of a build."""

    sha256: str
    """The hash of this version of cancu, of the files and of what lies beside them, by name and content."""
    looks: dict[str, FileState]
    """The state of each file."""


def stamp(files: Files, more: Iterable[str | None] = (), store: str | None = None) -> Stamp | None:
    """Return the stamp of a build from these files, the files beside them, and `more` files.

    Files that look as in the last build of a `store` are not read. Returns None if something cannot be read, or can be
    read only once (standard input), because then nothing can be assumed unchanged.
    """
    if files.failures or "-" in files.files:
        return None
    before = _file_states(store)
    looks: dict[str, FileState] = {}
    found = sha256(f"{package()} {Path.cwd()} {sorted(files.skipped.items())}".encode())
    try:
        for name in (*files.files, "", *files.beside, "", *more):
            if name:
                looks[name] = observe(name, before.get(name))
            found.update(os.fsencode(f"\n{name} {looks[name].sha256 if name else ''}"))
    except OSError:
        return None
    return Stamp(found.hexdigest(), looks)


def _file_states(store: str | None) -> dict[str, FileState]:
    if store is None or not _is_folder(store):
        return {}
    try:
        saved = json.loads(_stamp_file(store).read_text(encoding="utf-8"))
        if saved["folder"] != str(Path.cwd()):
            return {}
        return {name: FileState(*map(str, one)) for name, one in saved["looks"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def lines_of(store: str, now: Stamp | None) -> list[str] | None:
    """Return the output of the last build, if it had the same inputs and its load is still the latest of the store."""
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
    """Save the output for a repeated build; failing to save it only costs time."""
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
    """Return the latest complete load of a store after checking its files for damage; raises StoreError if there is none."""
    with versions.kept(Path(store)) as (state, _):
        return sha256(state.model_dump_json().encode()).hexdigest()
