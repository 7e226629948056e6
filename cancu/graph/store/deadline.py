"""Work that is waited for only so long: an engine may look at the clock too seldom, or not answer at all."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

from cancu.interrupts import count_abandoned_work

T = TypeVar("T")


class LateError(Exception):
    """The work is not done; it goes on by itself until whoever does it notices."""


class Helpers:
    """Threads that work for others, each kept for the next once it is done, and none waited for when the process ends."""

    def __init__(self) -> None:
        self._idle: list[SimpleQueue[Callable[[], None]]] = []
        self.busy = 0
        """How many work on what nobody waits for any more."""

    def wait(self, work: Callable[[], T], seconds: float) -> T:
        """What some work gives, or raises; raises LateError when it takes longer."""
        done = threading.Event()
        told: list[Any] = []
        late: list[bool] = []
        lock = threading.Lock()
        queue = self._idle.pop() if self._idle else self._another()

        def run() -> None:
            try:
                told.extend((True, work()))
            except BaseException as error:
                told.extend((False, error))
            with lock:
                self.busy -= len(late)
                count_abandoned_work(-len(late))
                self._idle.append(queue)
                done.set()

        queue.put(run)
        try:
            done.wait(seconds)
        finally:
            with lock:
                if not done.is_set():
                    late.append(True)
                    self.busy += 1
                    count_abandoned_work(1)
        if not done.is_set() or late:
            raise LateError
        well, found = told
        if not well:
            raise found
        return found  # type: ignore[no-any-return]

    def _another(self) -> "SimpleQueue[Callable[[], None]]":
        queue: SimpleQueue[Callable[[], None]] = SimpleQueue()

        def serve() -> None:
            while True:
                queue.get()()

        threading.Thread(target=serve, name="cancu-query", daemon=True).start()
        return queue
