"""Ctrl-C ends a command within a second, whatever an engine under it is doing."""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable

GRACE_S = 0.7
"""How long Python may clean up before the process is ended; a store stands being ended anywhere."""
CODE = 130
"""Exit code of what was interrupted, as shells have it."""


def end_within_a_second() -> None:
    """After a Ctrl-C end this process, also when it waits for an engine that hears no signals; for the main thread only."""
    heard, told = socket.socketpair()
    told.setblocking(False)
    signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)

    def watch() -> None:
        while (signals := heard.recv(16)) and signal.SIGINT not in signals:
            pass
        time.sleep(GRACE_S)
        say_interrupted()
        os._exit(CODE)

    threading.Thread(target=watch, name="interrupts", daemon=True).start()
    _sockets.append(told)


def count_abandoned_work(more: int) -> None:
    """Count work in an engine that nobody waits for any more: 1 more, or -1 once it ended."""
    _abandoned_work[0] += more


def end(code: object) -> None:
    """End this process; without Python's tidying up where an engine still works, which would abort under it."""
    if not _abandoned_work[0]:
        sys.exit(code)  # type: ignore[arg-type]
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


def set_message(word: Callable[[], str]) -> None:
    """What is said then, asked for when it is said."""
    _message.append(word)


def say_interrupted() -> None:
    """Say it on stderr, once."""
    if not _announced:
        _announced.append(True)
        os.write(2, f"cancu: {_message[-1]()}\n".encode())


_message: list[Callable[[], str]] = [lambda: "interrupted"]
_announced: list[bool] = []
_abandoned_work = [0]
_sockets: list[socket.socket] = []
"""What signals are written to, so that it stays open."""
