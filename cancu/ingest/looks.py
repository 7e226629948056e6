"""Whether a file is as it was: told by size, time of change and place on the disk, by its bytes only where these are others."""

import time
from pathlib import Path
from typing import Final, NamedTuple

from cancu.read import hash_of

_SETTLED_NS: Final = 2_000_000_000
"""A file that was changed less than so long before it was read may change again within the same tick of the clock."""


class Look(NamedTuple):
    """What was seen of a file."""

    status: str
    """Size, time of change in nanoseconds and number on the disk; empty where it may change again without a trace in these."""
    sha256: str


def look(name: str, before: Look | None) -> Look:
    """What is seen of a file now, its bytes read only where `before` does not tell; raises OSError where it cannot be read."""
    found = Path(name).stat()
    settled = time.time_ns() - found.st_mtime_ns > _SETTLED_NS
    status = f"{found.st_size} {found.st_mtime_ns} {found.st_ino}" if settled else ""
    if before is not None and status and before.status == status:
        return before
    return Look(status, hash_of(Path(name)))
