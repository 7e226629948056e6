"""Limit the time of work in this process: endless work is stopped, and the next work begins."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TimeUpError(BaseException):
    """The time limit was reached; not caught by `except Exception` on the way."""


@contextmanager
def ends_within(seconds: float) -> Iterator[None]:
    """Raise TimeUpError in this thread when the block runs longer than `seconds`, on every system and in any thread.

    A running call of a function outside Python is finished first.
    """
    thread = ctypes.c_ulong(threading.get_ident())
    over = threading.Lock()
    done = False

    def stop() -> None:
        with over:
            if not done:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(TimeUpError))

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    try:
        timer.start()
        yield
    finally:
        with over:
            done = True
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, None)  # one that was sent and has not come yet
        timer.cancel()
