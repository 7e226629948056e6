"""The partitions of a build, where each lies, and which piece of work is done already."""

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
from cancu.ingest.reading_cache import Kept
from cancu.knowledge.base import Knowledge, with_register
from cancu.knowledge.facts import KnownRow


@dataclass(frozen=True, slots=True)
class Plan:
    """What all pieces of work of one build share."""

    out: str
    """The folder, or URL of one, that holds every partition."""
    parts: int
    """How many partitions the files are in."""
    homes: int
    """How many partitions what is said of numbers and documents is in."""
    stamp: str
    """Tells this build from others: its files, its rules and its size."""
    again: tuple[int, ...] = ()
    """The parts with a file that was read once more, by what others teach."""

    def home(self, name: str | None) -> int:
        """The partition in which all that is said of one number, id or title meets."""
        return crc32((name or "").encode("utf-8")) % self.homes

    def file(self, step: str, number: int) -> str:
        """Where a step leaves what it makes of one partition."""
        return storage.inside(self.out, step, f"{number:06}.parquet")

    def files(self, step: str, count: int) -> list[str]:
        """All that a step left."""
        return [self.file(step, number) for number in range(count)]

    def of_part(self, part: int) -> str:
        """What the files of one part say, as it was read last."""
        return self.file("again" if part in self.again else "read", part)

    def read(self) -> list[str]:
        """What all files say."""
        return [self.of_part(part) for part in range(self.parts)]


Step = Callable[[Plan, int], Iterator[Row]]
"""What becomes of one partition."""


def do(name: str, step: Step, plan: Plan, number: int) -> None:
    """Do one piece of work, unless it is done; it is there whole or not at all."""
    file = plan.file(name, number)
    if storage.is_there(file):
        return
    with storage.published(file) as aside:
        tables.write(str(aside), step(plan, number))


def died_at(name: str, numbers: Sequence[int]) -> CancuError:
    """The error of a step that ends process after process."""
    return CancuError(
        f"the step '{name}' ended the process that did it, at partition {numbers[0]} and each time, as happens when memory"
        " runs out; give each worker more of it"
    )


REGISTER, DECISIONS = "register.jsonl", "decisions.jsonl"
"""The user's own files, kept with the partitions, so that every machine has them."""


@cache
def knowledge_of(plan: Plan, *, taught: bool) -> Knowledge:
    """What is known, with the titles that texts teach each other when these are `taught`."""
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
    """The titles that texts teach each other, folded, with the rows, in the order of the files that teach them."""
    found = [
        (said.path, said.n, title, said.row)
        for title, said in tables.read(plan.files("titles", plan.homes), "known title")
    ]
    return tuple((title, KnownRow.model_validate_json(row)) for _, _, title, row in sorted(found))


def decisions_of(plan: Plan) -> Decisions:
    """What people have decided."""
    place = storage.inside(plan.out, DECISIONS)
    if not storage.is_there(place):
        return Decisions()
    with storage.fetched(place) as file:
        return read_decisions(file)


@cache
def kept_of(plan: Plan) -> Kept:
    """The readings that this machine has from before."""
    place = storage.inside(plan.out, REGISTER)
    if not storage.is_there(place):
        return Kept()
    with storage.fetched(place) as file:
        return Kept(more=sha256(file.read_bytes()).hexdigest())


def as_json(value: object) -> str:
    """JSON of a row, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
