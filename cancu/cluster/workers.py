"""Distribute work over processes and machines with Dask; each piece is done even if its process dies."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cancu.errors import CancuError

_SETTINGS = {"distributed.worker.daemon": False, "distributed.logging.distributed": "critical"}
"""Workers may start processes, as readers of files do; Dask's messages about dying workers are suppressed."""

Each = Callable[[Callable[[int], None], Sequence[int]], list[int]]
"""Does a piece of work for each number; returns the numbers at which one process after another died."""


def here(work: Callable[[int], None], numbers: Sequence[int]) -> list[int]:
    """Do the work in this process, one number after another."""
    for number in numbers:
        work(number)
    return []


@contextmanager
def cluster(workers: int, scheduler: str | None = None) -> Iterator[Each]:
    """Provide a function that does work on `workers` local processes, or on the workers of a scheduler at an address.

    The work of a dying process goes to another; a few deaths are allowed for each kind of work.
    """
    try:
        import dask

        dask.config.set(_SETTINGS)  # before the other is imported, which reads them then
        from distributed import Client, KilledWorker, LocalCluster, as_completed
    except ModuleNotFoundError as error:
        raise CancuError("this needs dask: pip install 'cancu[cluster]'") from error

    def each(work: Callable[[int], None], numbers: Sequence[int]) -> list[int]:
        futures = {client.submit(work, number, pure=False): number for number in numbers}
        died = []
        for future in as_completed(list(futures)):
            try:
                future.result()
            except KilledWorker:
                died.append(futures[future])
            future.release()
        return sorted(died)

    try:
        if scheduler is not None:
            client: Any = Client(scheduler, timeout=10)
        else:
            own = LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0
            )
            client = Client(own)
    except OSError as error:
        raise CancuError(f"{scheduler}: no scheduler answers there; start one with `dask scheduler`") from error
    with client:
        try:
            yield each
        finally:
            if scheduler is None:
                own.close()
