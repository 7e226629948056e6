"""Run the server's work on files: one build at a time, in a separate process that reports file by file."""

import hashlib
import json
import queue
import re
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from cancu.errors import ReadError

_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from cancu.serve.worker import main; main()"
BUILD_SILENT_S = 900.0
"""The number of seconds without progress after which a build is stopped; identities in a large corpus are resolved in one step."""
REVIEW_S = 120.0
"""The number of seconds allowed for reviewing a draft."""
MOST_FILES = 20_000
"""The largest number of files in the upload folder."""


def run_child(asked: Mapping[str, Any], *, silent_s: float, total_s: float | None = None) -> Iterator[dict[str, Any]]:
    """Yield the lines of a child process; a last line with `why` if it had to be stopped or failed."""
    process = subprocess.Popen(
        [sys.executable, "-c", _START, json.dumps([entry for entry in sys.path if entry])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    assert process.stdin and process.stdout
    came: queue.Queue[str] = queue.Queue()

    def listen(stream: Any) -> None:
        for line in stream:
            came.put(line)
        came.put("")

    threading.Thread(target=listen, args=(process.stdout,), daemon=True).start()
    until = time.monotonic() + total_s if total_s is not None else None
    told = False
    try:
        with suppress(OSError):
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.close()
        while True:
            left = silent_s if until is None else min(silent_s, max(0.01, until - time.monotonic()))
            try:
                line = came.get(timeout=left)
            except queue.Empty:
                yield {"why": f"it took longer than {total_s or silent_s:.0f} seconds and was stopped"}
                return
            if not line:
                break
            told = True
            yield json.loads(line)
        if process.wait() or not told:
            yield {
                "why": "its reader stopped: the file is damaged, or needs too much memory; save it again or split it"
            }
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of the present build, or the result of the last one."""

    phase: Literal["none", "waiting", "reading", "loading", "done", "failed"] = "none"
    """`waiting` while another process is loading the store."""
    file: str = ""
    done: int = 0
    total: int = 0
    failures: tuple[str, ...] = ()
    """`path: why` for each file that could not be read."""
    notes: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    why: str = ""
    """Why the build failed; `busy` if another process is loading the store."""
    number: int = 0
    """The number of builds that have ended."""


class Builder:
    """Builds the store from its folders on request, one build at a time."""

    def __init__(self, folders: Sequence[str], store: str, decisions: Path, ended: Callable[[], object]) -> None:
        """`ended` is called after each build, before the build counts as done."""
        self._request = {"work": "build", "folders": [*folders], "store": store, "decisions": str(decisions)}
        self._ended = ended
        self._requested = threading.Event()
        self._stopped = False
        self.progress = Progress()
        self.done = threading.Event()
        """Set after each build; a waiting caller clears it."""
        self._thread = threading.Thread(target=self._run_builds, name="builder", daemon=True)

    @property
    def busy(self) -> bool:
        """Whether a build is running or requested."""
        return self._requested.is_set() or self.progress.phase in ("waiting", "reading", "loading")

    def build(self) -> None:
        """Request a build; if one is running, another follows it."""
        self._requested.set()
        if not self._thread.is_alive():
            with suppress(RuntimeError):  # another request has started it meanwhile
                self._thread.start()

    def stop(self) -> None:
        """Stop; an interrupted build publishes nothing, and the next one continues it."""
        self._stopped = True
        self._requested.set()

    def _run_builds(self) -> None:
        while True:
            self._requested.wait()
            if self._stopped:
                return
            number = self.progress.number
            self.progress = Progress("reading", number=number)
            self._requested.clear()
            last = self._run_build()
            with suppress(Exception):  # what the pages cannot open they say themselves
                self._ended()
            self.progress = replace(last, number=number + 1)
            self.done.set()

    def _run_build(self) -> Progress:
        number = self.progress.number
        last = Progress("failed", number=number)
        for line in run_child(self._request, silent_s=BUILD_SILENT_S):
            if self._stopped:
                return last
            if "waiting" in line:
                self.progress = Progress("waiting", number=number)
            elif "file" in line:
                phase: Literal["reading", "loading"] = "reading" if line["file"] else "loading"
                self.progress = Progress(phase, line["file"], line["done"], line["total"], number=number)
            else:
                last = _ended(line, number)
        return last


def _ended(line: Mapping[str, Any], number: int) -> Progress:
    """Return the result in the last line of a build."""
    if "busy" in line or "why" in line:
        return Progress("failed", why=line.get("why", "busy"), number=number)
    failures, notes = tuple(line["failures"]), tuple(line["notes"])
    return Progress("done", failures=failures, notes=notes, counts=line["counts"], number=number)


_BAD = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
_NAME_BYTES = 180


def file_name(given: str) -> str:
    """Return a safe name for an upload: its last path component, without anything that leads elsewhere or hides it."""
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if unicodedata.category(c) in ("Cf", "Cs", "Cc") else c for c in name)
    name = " ".join(_BAD.sub(" ", name).split()).lstrip(". ") or "van-ban"
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, dot + suffix) if dot and len(suffix) <= 8 else (name, "")
    while len(f"{stem}{suffix}".encode()) > _NAME_BYTES:
        stem = stem[:-1]
    return stem.rstrip() + suffix


def keep_upload(read: Path, given: str, folder: Path) -> tuple[Path, bool]:
    """Move an uploaded file into the upload folder; returns its path, and whether it is new.

    The same bytes under the same name are stored once; another text with an existing name gets a number. Raises
    ReadError when the folder is full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if sum(1 for _ in folder.iterdir()) >= MOST_FILES:
        raise ReadError(f"there are already {MOST_FILES} files")
    own = _hash(read)
    name = file_name(given)
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, dot + suffix) if dot else (name, "")
    number = 1
    while True:
        place = folder / (name if number == 1 else f"{stem} ({number}){suffix}")
        if not place.exists():
            read.replace(place)
            return place, True
        if _hash(place) == own:
            read.unlink()
            return place, False
        number += 1


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
