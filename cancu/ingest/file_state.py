"""Detect unchanged files by size, modification time and inode; their bytes are read only if these differ."""

import time
from pathlib import Path
from typing import Final, NamedTuple

from cancu.read import hash_of

_SETTLED_NS: Final = 2_000_000_000
"""A file changed less than this long before it was read may change again within one tick of the clock."""


class FileState(NamedTuple):
    """The observed state of a file."""

    status: str
    """Size, modification time in nanoseconds and inode; empty if the file may change again without a change in these."""
    sha256: str


def observe(name: str, before: FileState | None) -> FileState:
    """Return the present state of a file; its bytes are read only if `before` does not suffice.

    Raises OSError if the file cannot be read.
    """
    found = Path(name).stat()
    settled = time.time_ns() - found.st_mtime_ns > _SETTLED_NS
    status = f"{found.st_size} {found.st_mtime_ns} {found.st_ino}" if settled else ""
    if before is not None and status and before.status == status:
        return before
    return FileState(status, hash_of(Path(name)))
