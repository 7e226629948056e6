"""End a command within a second of Ctrl-C, whatever an engine is doing."""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable

GRACE_S = 0.7
"""How long Python may clean up before the process is killed; stores survive being killed at any time."""
CODE = 130
"""The exit code of an interrupted command, as in shells."""


def end_within_a_second() -> None:
    """End this process after Ctrl-C, even while it waits for an engine that ignores signals; for the main thread only."""
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
    """Count work in an engine that nobody waits for any more: 1 when it is abandoned, -1 when it ends."""
    _abandoned_work[0] += more


def end(code: object) -> None:
    """End this process, skipping Python's cleanup while an engine still works, because the cleanup would crash."""
    if not _abandoned_work[0]:
        sys.exit(code)  # type: ignore[arg-type]
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


def set_message(word: Callable[[], str]) -> None:
    """Set the function that returns the message for an interrupt, called when it is needed."""
    _message.append(word)


def say_interrupted() -> None:
    """Print the message on stderr, once."""
    if not _announced:
        _announced.append(True)
        os.write(2, f"cancu: {_message[-1]()}\n".encode())


_message: list[Callable[[], str]] = [lambda: "interrupted"]
_announced: list[bool] = []
_abandoned_work = [0]
_sockets: list[socket.socket] = []
"""Keeps open the socket that signals are written to."""
