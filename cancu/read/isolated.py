"""Read files in a separate process with limits of memory and time; if it dies, the next file starts a new one."""

import atexit
import json
import queue
import subprocess
import sys
import threading
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from cancu.errors import ReadError
from cancu.models import Box, Places, Transcript
from cancu.read.files import Found, Progress, Unread, read_in_process
from cancu.read.page_pictures import write_frame

MEMORY_BYTES = 1 << 30
SILENT_S = 120.0
"""The number of seconds without progress after which a reader is stopped."""
TOTAL_S = 4 * 3600.0
"""The number of seconds allowed for one file, such as the scan of a long book."""
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from cancu.read.isolated import serve; serve()"


class _Reader:
    """The process and its messages."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, json.dumps([entry for entry in sys.path if entry])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin and self._process.stdout
        self._to, self._from = self._process.stdin, self._process.stdout
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        """Put each message into the queue, and None when the process ends."""
        try:
            while message := receive(self._from):
                self._messages.put(message)
        except (OSError, ValueError):
            pass
        self._messages.put(None)

    def read(self, path: Path, shown: str, progress: Progress, **more: Any) -> Iterator[Found]:
        try:
            send(self._to, {"path": str(path.absolute()), "shown": shown, **more})
        except OSError:
            self.stop()
            yield Unread(shown, "its reader stopped; run again")
            return
        waited = 0.0
        while True:
            try:
                message = self._messages.get(timeout=SILENT_S)
            except queue.Empty:
                self.stop()
                yield Unread(
                    shown,
                    f"its reader made no progress for {SILENT_S:.0f} seconds and was stopped; save the file again",
                )
                return
            if message is None:
                self.stop()
                yield Unread(
                    shown,
                    f"its reader stopped: the file is damaged, or needs more than {MEMORY_BYTES >> 20} MB of memory; save it again or split it",
                )
                return
            match message["kind"]:
                case "done":
                    return
                case "progress":
                    progress(message["line"])
                    waited = message["seconds"]
                    if waited > TOTAL_S:
                        self.stop()
                        yield Unread(shown, f"reading took more than {TOTAL_S / 3600:.0f} hours; split it")
                        return
                case "unread":
                    yield Unread(message["path"], message["why"])
                case "transcript":
                    yield _transcript(message)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for stream in (self._to, self._from):
            with suppress(OSError):
                stream.close()


_reader: _Reader | None = None


def read_isolated(path: Path, shown: str, progress: Progress = lambda _: None) -> Iterator[Found]:
    """Read a file like `read_in_process`, in the separate process; a crash, a hang or too much memory gives one Unread."""
    yield from _running().read(path, shown, progress)


def frame_isolated(path: Path, number: int, boxes: Sequence[Box], picture: Path) -> str | None:
    """Draw a page with framed boxes in the separate process; returns why it failed, or None."""
    more = {"number": number, "frame": list(boxes), "picture": str(picture.absolute())}
    unread = [one for one in _running().read(path, str(path), lambda _: None, **more) if isinstance(one, Unread)]
    return unread[0].why if unread else None


def _running() -> _Reader:
    global _reader
    if _reader is None or not _reader.alive:
        _reader = _Reader()
        atexit.register(_reader.stop)
    return _reader


def send(stream: IO[bytes], message: dict[str, Any]) -> None:
    """Write a message: a line of JSON, then the bytes of the arrays that it names."""
    arrays = {name: value for name, value in message.items() if isinstance(value, array)}
    head = {name: value for name, value in message.items() if name not in arrays}
    head["arrays"] = {name: [value.typecode, len(value) * value.itemsize] for name, value in arrays.items()}
    stream.write(json.dumps(head).encode("ascii") + b"\n")
    for value in arrays.values():
        stream.write(memoryview(value).cast("B"))
    stream.flush()


def receive(stream: IO[bytes]) -> dict[str, Any] | None:
    """Read a message; returns None at the end of the stream."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    message: dict[str, Any] = json.loads(line)
    for name, (code, size) in message.pop("arrays").items():
        message[name] = array(code)
        message[name].frombytes(stream.read(size))
    return message


def _message(found: Found) -> dict[str, Any]:
    if isinstance(found, Unread):
        return {"kind": "unread", "path": found.path, "why": found.why}
    message: dict[str, Any] = {
        "kind": "transcript",
        "path": found.path,
        "media": found.media,
        "text": found.text,
        "sha256": found.sha256,
        "notes": found.notes,
        "names": None,
    }
    if found.raw is not None:
        message["raw"] = array("I", found.raw)
    if found.places is not None:
        message["names"] = found.places.names
        message["starts"], message["labels"] = array("I", found.places.starts), array("I", found.places.labels)
        message["boxes"] = array("f", found.places.boxes)
    return message


def _transcript(message: dict[str, Any]) -> Transcript:
    places = None
    if message["names"] is not None:
        places = Places(message["starts"], message["labels"], tuple(message["names"]), message["boxes"])
    return Transcript(
        message["path"],
        message["media"],
        message["text"],
        message["sha256"],
        places,
        message.get("raw"),
        tuple(message["notes"]),
    )


def limit_memory() -> None:
    """Limit this process and its children to MEMORY_BYTES, where the system supports it."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; the limit of time holds there
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def serve() -> None:
    """Read the files named by the other process, one after another, until it disconnects."""
    import os
    import time

    limit_memory()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not come between the messages
    questions = sys.stdin.buffer
    while message := receive(questions):
        began = time.monotonic()

        def emit(line: str, began: float = began) -> None:
            send(answers, {"kind": "progress", "line": line, "seconds": time.monotonic() - began})

        try:
            if "frame" in message:
                boxes = [(a, b, c, d) for a, b, c, d in message["frame"]]
                write_frame(Path(message["path"]), message["number"], boxes, Path(message["picture"]))
            else:
                for found in read_in_process(Path(message["path"]), message["shown"], emit):
                    send(answers, _message(found))
        except ReadError as error:
            send(answers, {"kind": "unread", "path": message["shown"], "why": str(error)})
        except MemoryError:
            send(
                answers,
                {
                    "kind": "unread",
                    "path": message["shown"],
                    "why": "it needs more memory than a document may; split it",
                },
            )
        except Exception as error:
            why = f"its reader failed ({type(error).__name__}: {error}); save it again, or send us the file"
            send(answers, {"kind": "unread", "path": message["shown"], "why": why})
        send(answers, {"kind": "done"})
