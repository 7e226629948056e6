"""Identify the version of the program and its tables that produced cached data."""

import os
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

_PARTS = ("models.py", "knowledge", "language", "extract", "read", "ingest/reading_cache.py")
_KINDS = (".py", ".toml", ".jsonl", ".tsv", ".json")


@cache
def rules() -> str:
    """Return a SHA-256 of everything that determines how a file is read; when it changes, every file is read again."""
    return _digest(_PARTS)


@cache
def package() -> str:
    """Return a SHA-256 of everything that determines what is made of files: reading them and all later steps."""
    return _digest((".",))


def _digest(parts: Iterable[str]) -> str:
    found = sha256()
    package = Path(str(files("cancu")))
    for part in parts:
        for path in sorted((package / part).rglob("*")) if (package / part).is_dir() else [package / part]:
            if path.suffix in _KINDS and path.is_file():
                found.update(f"{path.relative_to(package)} ".encode() + path.read_bytes())
    return found.hexdigest()


def cache_folder() -> Path:
    """Return the folder for data that can be produced again: `cancu` in XDG_CACHE_HOME, or in ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cancu"
