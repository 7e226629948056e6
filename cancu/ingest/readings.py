"""Read files into what their texts say, one after another or in several processes, with the same results in the same order."""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from cancu.errors import CancuError
from cancu.extract import Extraction, Source, extract
from cancu.ingest.files import display_path, unreadable
from cancu.ingest.reading_cache import ReadingCache
from cancu.knowledge.base import Knowledge
from cancu.models import Transcript
from cancu.read import Unread, hash_of, read_bytes, read_file
from cancu.timelimit import TimeUpError, ends_within


@dataclass(slots=True)
class Reading:
    """The result of reading one file."""

    texts: list[tuple[Extraction, tuple[str, ...]]] = field(default_factory=list)
    """What each text says, with one line for each doubt about how it was read."""
    failures: list[str] = field(default_factory=list)
    """One line for each part of the file that could not be read."""


def seconds_for(size: int) -> float:
    """Return the time limit for extracting citations from a text of `size` characters, generous for slow and busy machines."""
    return 20 + 60 * size / 1_000_000


def transcripts(
    name: str, failures: list[str], stdin: Callable[[], bytes] | None = None, at: Path | None = None
) -> Iterator[Transcript]:
    """Yield the texts of one file (of an archive or mail, all texts inside); adds a line to `failures` for what cannot be read.

    `at` is the location of its bytes, if that differs from its name.
    """
    found = read_bytes(stdin(), "-") if name == "-" and stdin else read_file(at or Path(name), display_path(name))
    for one in found:
        if isinstance(one, Unread):
            failures.append(str(one))
        else:
            yield one


def reading_of(
    name: str,
    *,
    stdin: Callable[[], bytes] | None = None,
    knowledge: Knowledge | None = None,
    cache: ReadingCache | None = None,
    at: Path | None = None,
) -> Reading:
    """Return what the texts of one file say, from the cache if the file was read before.

    `at` is the location of its bytes, if that differs from its name.
    """
    reading = Reading()
    content = None
    if cache is not None and name != "-":
        try:
            content = hash_of(at or Path(name))
        except OSError as error:
            reading.failures.append(unreadable(name, error))
            return reading
        if (before := cache.get(content, display_path(name))) is not None:
            reading.texts += ((one, ()) for one in before)
            return reading
    for read in transcripts(name, reading.failures, stdin, at):
        source = Source.of(read)
        limit_s = seconds_for(len(source.text))
        try:
            with ends_within(limit_s):
                found = extract(source, knowledge)
        except TimeUpError:
            reading.failures.append(
                f"{source.path}: reading it took longer than {limit_s:.0f} s, so it was skipped; check whether it is a text, and report it if it is"
            )
            continue
        reading.texts.append((found, tuple(f"{read.path}: {note}" for note in read.notes)))
    if cache is not None and content is not None and not reading.failures and not any(n for _, n in reading.texts):
        cache.put(content, display_path(name), [found for found, _ in reading.texts])
    return reading


def readings(
    names: Iterable[str],
    *,
    stdin: Callable[[], bytes] | None = None,
    knowledge: Knowledge | None = None,
    cache: ReadingCache | None = None,
    jobs: int = 1,
) -> Iterator[tuple[str, Reading]]:
    """Yield each file with its result, in the order of the names; `jobs` processes read while this one waits.

    Raises CancuError when one of them is killed.
    """
    if jobs == 1:
        for name in names:
            yield name, reading_of(name, stdin=stdin, knowledge=knowledge, cache=cache)
        return
    rest = iter(names)
    # Processes that begin anew, on every system: a copy of this one would have its threads half.
    begin = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, begin, _begin_worker, (knowledge, cache)) as pool:
        waiting: deque[tuple[list[str], Future[list[Reading]] | None]] = deque()

        def send() -> None:
            some = [*islice(rest, _TOGETHER)]
            if "-" in some:
                waiting.append((some, None))
            elif some:
                waiting.append((some, pool.submit(_in_worker, some)))

        try:
            for _ in range(jobs * 3):
                send()
            while waiting:
                some, future = waiting.popleft()
                send()
                if future is None:
                    found = [reading_of(name, stdin=stdin, knowledge=knowledge, cache=cache) for name in some]
                else:
                    found = future.result()
                yield from zip(some, found, strict=True)
        except BrokenProcessPool as error:
            raise CancuError(
                "a process that read files was ended from outside, as happens when memory runs out; run again with fewer --jobs"
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


_TOGETHER = 8
"""The number of files sent to a process at a time."""

_worker_inputs: list[tuple[Knowledge | None, ReadingCache | None]] = []
"""In a worker process: the arguments for reading."""


def _begin_worker(knowledge: Knowledge | None, cache: ReadingCache | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it, and ends this one
    _worker_inputs[:] = [(knowledge, cache)]


def _in_worker(names: Sequence[str]) -> list[Reading]:
    knowledge, cache = _worker_inputs[0]
    return [reading_of(name, knowledge=knowledge, cache=cache) for name in names]
