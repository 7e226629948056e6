"""A limit of time for work in this process: what runs on and on is stopped, and the next work begins."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TimeUpError(BaseException):
    """The time for a piece of work is over; no `except Exception` on the way stops it."""


@contextmanager
def ends_within(seconds: float) -> Iterator[None]:
    """Raise TimeUpError in this thread when the block runs longer than `seconds`; on every system, in any thread.

    One call of a function that is not Python's runs to its end first.
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
