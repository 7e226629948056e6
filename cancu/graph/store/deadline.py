"""Run work with a deadline, because an engine may check the clock too rarely or not answer at all."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

from cancu.interrupts import count_abandoned_work

T = TypeVar("T")


class LateError(Exception):
    """The work did not finish in time; it continues in the background until it notices."""


class Helpers:
    """Reusable worker threads; none is waited for when the process ends."""

    def __init__(self) -> None:
        self._idle: list[SimpleQueue[Callable[[], None]]] = []
        self.busy = 0
        """The number of threads working on results that nobody waits for any more."""

    def wait(self, work: Callable[[], T], seconds: float) -> T:
        """Return the result of some work, or raise its error; raises LateError when it takes longer."""
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
