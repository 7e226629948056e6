"""The partitions of a build, where each is stored, and which pieces of work are done."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from zlib import crc32

from cancu.cluster import storage, tables
from cancu.cluster.tables import Row
from cancu.errors import CancuError
from cancu.graph.decisions import Decisions, read_decisions
from cancu.ingest.reading_cache import ReadingCache
from cancu.knowledge.base import Knowledge, with_register
from cancu.knowledge.facts import KnownRow


@dataclass(frozen=True, slots=True)
class Plan:
    """What all pieces of work of one build share."""

    out: str
    """The folder, or its URL, that contains every partition."""
    parts: int
    """The number of partitions of files."""
    homes: int
    """The number of partitions of statements about numbers and documents."""
    stamp: str
    """Identifies this build: its files, its rules and its size."""
    again: tuple[int, ...] = ()
    """The parts with a file that was read again with what others define."""

    def home(self, name: str | None) -> int:
        """Return the partition that collects all statements about one number, id or title."""
        return crc32((name or "").encode("utf-8")) % self.homes

    def file(self, step: str, number: int) -> str:
        """Return the file in which a step stores its result for one partition."""
        return storage.inside(self.out, step, f"{number:06}.parquet")

    def files(self, step: str, count: int) -> list[str]:
        """Return all files of a step."""
        return [self.file(step, number) for number in range(count)]

    def of_part(self, part: int) -> str:
        """Return the file with the statements of one part, as last read."""
        return self.file("again" if part in self.again else "read", part)

    def read(self) -> list[str]:
        """Return the files with the statements of all parts."""
        return [self.of_part(part) for part in range(self.parts)]


Step = Callable[[Plan, int], Iterator[Row]]
"""The work for one partition."""


def do(name: str, step: Step, plan: Plan, number: int) -> None:
    """Do one piece of work unless it is done; its result exists completely or not at all."""
    file = plan.file(name, number)
    if storage.is_there(file):
        return
    with storage.published(file) as aside:
        tables.write(str(aside), step(plan, number))


def died_at(name: str, numbers: Sequence[int]) -> CancuError:
    """Return the error for a step that kills one process after another."""
    return CancuError(
        f"the step '{name}' ended the process that did it, at partition {numbers[0]} and each time, as happens when memory"
        " runs out; give each worker more of it"
    )


REGISTER, DECISIONS = "register.jsonl", "decisions.jsonl"
"""The user's own files, stored with the partitions so that every machine has them."""


@cache
def knowledge_of(plan: Plan, *, taught: bool) -> Knowledge:
    """Return the knowledge of the build, with the titles that texts define for each other if they are `taught`."""
    if taught:
        known, rows = knowledge_of(plan, taught=False), [row for _, row in titles_taught(plan)]
        return known.with_rows(rows) if rows else known
    place = storage.inside(plan.out, REGISTER)
    if not storage.is_there(place):
        return with_register(None)
    with storage.fetched(place) as file:
        return with_register(file)


@cache
def titles_taught(plan: Plan) -> tuple[tuple[str, KnownRow], ...]:
    """Return the folded titles that texts define for each other, with their rows, in the order of the defining files."""
    found = [
        (said.path, said.n, title, said.row)
        for title, said in tables.read(plan.files("titles", plan.homes), "known title")
    ]
    return tuple((title, KnownRow.model_validate_json(row)) for _, _, title, row in sorted(found))


def decisions_of(plan: Plan) -> Decisions:
    """Return the human decisions."""
    place = storage.inside(plan.out, DECISIONS)
    if not storage.is_there(place):
        return Decisions()
    with storage.fetched(place) as file:
        return read_decisions(file)


@cache
def cache_of(plan: Plan) -> ReadingCache:
    """Return this machine's cache of readings."""
    place = storage.inside(plan.out, REGISTER)
    if not storage.is_there(place):
        return ReadingCache()
    with storage.fetched(place) as file:
        return ReadingCache(more=sha256(file.read_bytes()).hexdigest())


def as_json(value: object) -> str:
    """Return a row as JSON, the same for equal values."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
