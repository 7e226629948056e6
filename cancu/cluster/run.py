"""Run a complete build over many processes or machines: its steps in order, each once for every partition."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from cancu.cluster import reading, resolving, storage, tables
from cancu.cluster.plan import DECISIONS, REGISTER, Plan, Step, as_json, died_at, do
from cancu.cluster.reading import File
from cancu.cluster.tables import Row
from cancu.cluster.workers import Each
from cancu.errors import CancuError, NotFoundError
from cancu.ingest.version import package

_PARTS_A_HOME = 4
_PLAN = "plan.json"
_PARTS, _HOMES = "parts", "homes"
_STEPS: tuple[tuple[str, Step, str], ...] = (
    ("meet", resolving.meet, _HOMES),
    ("speak", resolving.speak, _PARTS),
    ("years", resolving.years, _HOMES),
    ("name", resolving.name, _PARTS),
    ("apart", resolving.apart, _HOMES),
    ("cite", resolving.cite, _PARTS),
    ("title", resolving.title, _HOMES),
    ("match", resolving.match, _HOMES),
    ("hold", resolving.hold, _HOMES),
    ("draft", resolving.draft, _HOMES),
    ("link", resolving.link, _PARTS),
    ("finish", resolving.finish, _HOMES),
)
"""The steps from readings to the graph: the name, the function, and the partitions of each."""
_STEP_MESSAGES = {
    "read": "reading the texts",
    "titles": "collecting titles that texts link to numbers",
    "again": "reading texts with such titles again",
    "meet": "finding copies and complete numbers",
    "speak": "correcting numbers and determining their scopes",
    "years": "collecting what is known about each number",
    "name": "assigning ids to texts",
    "apart": "separating texts with the same number",
    "cite": "finding the documents that are cited",
    "title": "collecting the titles of documents",
    "match": "matching doubtful titles",
    "hold": "checking citations against documents",
    "draft": "matching drafts with issued documents",
    "link": "building the links",
    "finish": "finishing the documents",
}
"""What each step does, in words for those who wait for it."""


@dataclass(frozen=True, slots=True)
class Built:
    """The result of a build in its folder."""

    plan: Plan
    counts: dict[str, int]
    """As in `Corpus.counts`."""
    skipped: Counter[str]
    failures: tuple[str, ...]
    """One line for each file that could not be read."""
    report: str
    """The path of a report (JSON Lines) of everything that was skipped or is in doubt."""


def build(
    paths: Sequence[str],
    out: str,
    each: Each,
    *,
    per_part: int | None = None,
    register: str | None = None,
    decisions: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Built:
    """Build the graph of files, folders, URLs and tables of texts into partitions in the folder or URL `out`.

    An interrupted build continues: existing results are not computed again. Raises CancuError if `out` contains another
    build, or if processes die repeatedly at the same work; NotFoundError if there is nothing to read.
    """
    found = reading.find(paths, per_part)
    parts = list(reading.partitions(found.files, found.per_part))
    if not parts:
        raise NotFoundError("nothing to build: no file was found")
    texts = {name: Path(given).read_bytes() for name, given in ((REGISTER, register), (DECISIONS, decisions)) if given}
    plan = Plan(out, len(parts), -(-len(parts) // _PARTS_A_HOME), _stamp(found.files, texts, found.per_part))
    _begin(plan, texts)
    _write_once(plan.file("found", 0), _aside(found))
    for number, files in enumerate(parts):
        _write_once(plan.file("files", number), reading.file_rows(files, number))

    def step(name: str, work: Step, numbers: Sequence[int]) -> list[int]:
        began = time.monotonic()
        died = each(partial(do, name, work, plan), numbers)
        if numbers:
            say(f"{_STEP_MESSAGES[name]}: {len(numbers)} partitions, {time.monotonic() - began:.1f} s")
        return died

    for part in step("read", reading.read_part, range(plan.parts)):
        _set_deadly_aside(plan, part, each)
    if died := step(
        "read", reading.read_part, [n for n in range(plan.parts) if not storage.is_there(plan.file("read", n))]
    ):
        raise died_at("read", died)
    step("titles", reading.titles, range(plan.homes))
    plan = replace(
        plan, again=tuple(sorted({int(n) for n, _ in tables.read(plan.files("titles", plan.homes), "again", 0)}))
    )
    if died := step("again", reading.read_again, plan.again):
        raise died_at("again", died)
    for name, work, over in _STEPS:
        if died := step(name, work, range(plan.parts if over == _PARTS else plan.homes)):
            raise died_at(name, died)
    return _reported(plan)


def _stamp(files: Sequence[File], texts: dict[str, bytes], per_part: int) -> str:
    found = sha256(f"{package()} {per_part}".encode())
    for name, content in sorted(texts.items()):
        found.update(f"\n{name} {sha256(content).hexdigest()}".encode())
    for file in files:
        found.update(f"\n{json.dumps(file)}".encode())
    return found.hexdigest()


def _begin(plan: Plan, texts: dict[str, bytes]) -> None:
    """Claim the folder for this build, or check that it already belongs to it."""
    place = storage.inside(plan.out, _PLAN)
    if storage.is_there(place):
        with storage.fetched(place) as file:
            if json.loads(file.read_text(encoding="utf-8"))["stamp"] != plan.stamp:
                raise CancuError(
                    f"{plan.out}: holds a build of other files, or by another version; remove it or choose another place"
                )
        return
    for name, content in texts.items():
        with storage.published(storage.inside(plan.out, name)) as aside:
            aside.write_bytes(content)
    with storage.published(place) as aside:
        aside.write_text(as_json({"stamp": plan.stamp, "parts": plan.parts, "homes": plan.homes}), encoding="utf-8")


def _write_once(place: str, rows: Iterator[Row]) -> None:
    if not storage.is_there(place):
        with storage.published(place) as aside:
            tables.write(str(aside), rows)


def _aside(found: reading.Found) -> Iterator[Row]:
    for n, line in enumerate(found.failures):
        yield Row("report", 0, "", n=n, row=as_json(["failure", line]))
    for kind, count in sorted(found.skipped.items()):
        yield Row("skipped", 0, kind, n=count)


def _set_deadly_aside(plan: Plan, part: int, each: Each) -> None:
    """Find the files of a part that kill the process that reads them, so that the part is read without them."""
    deadly = each(partial(reading.try_one, plan, part), range(len(reading.files_of(plan, part))))
    _write_once(plan.file("deadly", part), (Row("file", part, "", n=number) for number in deadly))


def _reported(plan: Plan) -> Built:
    """Return the figures of the build after writing its report."""
    read, finished = plan.read(), plan.files("finish", plan.homes)
    counts: Counter[str] = Counter()
    for name, said in tables.read([*read, *plan.files("link", plan.parts), *finished], "count", 0):
        counts[name] += said.n
    skipped = Counter({kind: said.n for kind, said in tables.read([plan.file("found", 0)], "skipped")})
    failures = []
    place = storage.inside(plan.out, "report.jsonl")
    with storage.published(place) as aside, aside.open("w", encoding="utf-8", newline="\n") as file:
        for kind, count in sorted(skipped.items()):
            file.write(as_json({"skipped": kind, "files": count}) + "\n")
        for _, said in tables.read([plan.file("found", 0), *read, *plan.files("hold", plan.homes)], "report", 0):
            kind, line = said.value
            counts["unreadable"] += kind == "failure"
            failures += [line] if kind == "failure" else []
            file.write(as_json({kind: line}) + "\n")
        for identity in _unmet(plan):
            line = f"a decision names {identity}, which does not occur in these files; check the id"
            file.write(as_json({"note": line}) + "\n")
    order = ("documents", "copies", "cited", "mentions", "resolved", "open", "ambiguous", "unresolved", "repaired",
             "unmatched", "unreadable")  # fmt: skip
    return Built(plan, {name: counts[name] for name in order}, skipped, tuple(failures), place)


def _unmet(plan: Plan) -> Iterator[str]:
    """Yield the ids named by decisions that no part met and no document has."""
    for identity, said in tables.meeting(plan.files("cite", plan.parts), ("unmet",), 0):
        if len(said["unmet"]) == plan.parts:
            here = tables.meeting(plan.files("hold", plan.homes), ("document",), plan.home(identity))
            if identity not in {one for one, _ in here}:
                yield identity
