"""Read files into what their texts say, partition by partition."""

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from cancu.cluster import storage, tables
from cancu.cluster.plan import Plan, as_json, cache_of, knowledge_of, titles_taught
from cancu.cluster.tables import Row
from cancu.corpus import as_sides, completed_by, lacking, taught_titles
from cancu.extract import Extraction
from cancu.graph.identity import key_slug
from cancu.graph.misprints import Dated, correct_numbers, slip_of
from cancu.graph.register import register
from cancu.graph.resolve import prepared
from cancu.ingest.files import count_without_suffix, display_path, find_files, unreadable
from cancu.ingest.reading_cache import ReadingCache, to_row
from cancu.ingest.readings import Reading, reading_of
from cancu.ingest.side_files import Row as SideRow
from cancu.ingest.side_files import Sides, read_sides
from cancu.knowledge.base import Knowledge
from cancu.knowledge.facts import KnownRow
from cancu.knowledge.fold import fold
from cancu.models import Document
from cancu.read import SUFFIXES, Kind, kind_of_head

TABLE = ".parquet"


class File(NamedTuple):
    """The input of one piece of reading: a file, or some rows of a table of texts."""

    name: str
    version: str
    """Identifies its content."""
    side: tuple[str, Mapping[str, str]] | None = None
    """The content of its side file."""
    rows: tuple[int, int] | None = None

    @property
    def sides(self) -> Sides:
        """Return the side file's content as for several files."""
        return Sides({os.path.realpath(self.name): SideRow(*self.side)} if self.side else {}, frozenset())


class Found(NamedTuple):
    """The files that paths name."""

    files: list[File]
    skipped: Counter[str]
    failures: list[str]
    per_part: int


LEAST, MOST, PARTS = 100, 20_000, 1000
"""The default size of a part: a thousandth of all files, but within these bounds."""


def find(paths: Sequence[str], per_part: int | None) -> Found:
    """Return the files named by paths, folders and URLs, each once; tables of texts (Parquet) in pieces of `per_part` rows."""
    tables_given = [path for path in paths if path.endswith(TABLE)]
    urls = [path for path in paths if storage.is_remote(path) and path not in tables_given]
    local = [path for path in paths if path not in tables_given and path not in urls]
    names, skipped, failures, beside = find_files(local) if local else find_files(())
    sides, unread = read_sides(names, beside)
    as_sides(skipped, sides, beside)
    files = []
    nameless: list[str] = []
    for name in names:
        row = sides.rows.get(os.path.realpath(name))
        files.append(File(name, storage.version(name), (row.source, row.values) if row else None))
    for url in sorted(set(urls)):
        for name, version in storage.listed(url):
            if name.endswith(TABLE):
                tables_given.append(name)
            elif _is_text(name, skipped, nameless):
                files.append(File(name, version))
    count_without_suffix(nameless, skipped)
    lengths = {table: tables.length(table) for table in sorted(set(tables_given))}
    per_part = per_part or min(MOST, max(LEAST, (len(files) + sum(lengths.values())) // PARTS))
    for table, count in lengths.items():
        now = storage.version(table)
        files += [File(table, now, None, (at, min(at + per_part, count))) for at in range(0, count, per_part)]
    return Found(files, skipped, [*failures, *unread], per_part)


def _is_text(name: str, skipped: Counter[str], nameless: list[str]) -> bool:
    last = name.rpartition("/")[2]
    if last.startswith("."):
        skipped["hidden"] += 1
        return False
    suffix = Path(last).suffix.lower()
    if suffix in SUFFIXES or kind_of_head(storage.head(name, 4096)) not in (None, Kind.TEXT):
        return True
    if suffix:
        skipped[display_path(suffix)] += 1
    else:
        nameless.append(name)
    return False


def partitions(files: Sequence[File], per_part: int) -> Iterator[list[File]]:
    """Yield the files in parts of `per_part`; each piece of a table is a part."""
    rest = iter([file for file in files if file.rows is None])
    while some := list(islice(rest, per_part)):
        yield some
    yield from ([file] for file in files if file.rows is not None)


def file_rows(files: Iterable[File], part: int) -> Iterator[Row]:
    """Yield the files of a part as the input of its reading."""
    for n, file in enumerate(files):
        # In ASCII: a name of a file need not be text.
        yield Row("file", part, "", n=n, row=json.dumps(file))


def files_of(plan: Plan, part: int) -> list[File]:
    """Return the files of a part."""
    return [File(*said.value) for _, said in tables.read([plan.file("files", part)], "file", part)]


DIED = "the process that read it ended each time, as happens when memory runs out; save it anew or split it"

_ONE = Lock()
"""A process reads one part at a time, because its reader answers one question after another."""


def try_one(plan: Plan, part: int, number: int) -> None:
    """Read one file of a part only to see whether its process survives."""
    with _ONE:
        for _ in _readings(files_of(plan, part)[number], knowledge_of(plan, taught=False), plan):
            pass


def read_part(plan: Plan, part: int) -> Iterator[Row]:
    """Yield what the files of a part say when first read."""
    deadly = plan.file("deadly", part)
    left_out = {said.n for _, said in tables.read([deadly], "file", part)} if storage.is_there(deadly) else set()
    knowledge = knowledge_of(plan, taught=False)
    with _ONE:
        for number, file in enumerate(files_of(plan, part)):
            if number in left_out:
                yield _line("failure", display_path(file.name), number, f"{display_path(file.name)}: {DIED}")
                continue
            for name, reading in _readings(file, knowledge, plan):
                for n, line in enumerate(reading.failures):
                    yield _line("failure", display_path(name), n, line)
                for n, (one, notes) in enumerate(reading.texts):
                    found, differing = completed_by(one, name, file.sides)
                    for line in (*differing, *lacking(found), *notes):
                        yield _line("note", found.document.path or "", n, line)
                    yield from _said(plan, part, name, n, found, knowledge)


def _line(kind: str, name: str, n: int, line: str) -> Row:
    return Row("report", 0, name, n=n, row=as_json([kind, line]))


def read_again(plan: Plan, part: int) -> Iterator[Row]:
    """Yield what the files of a part say with the titles that other texts define; files without such titles stay unchanged."""
    before = plan.file("read", part)
    rows = dict(titles_taught(plan))
    asking = {said.path for name, said in tables.read([before], "untold") if name in rows}
    knowledge = knowledge_of(plan, taught=True)
    cache = cache_of(plan).for_rows(rows[title].model_dump_json() for title in sorted(rows))
    anew: dict[str, Extraction] = {}
    with _ONE:
        for file in files_of(plan, part):
            if file.rows is None and display_path(file.name) not in asking:
                continue
            for name, reading in _readings(file, knowledge, plan, cache):
                for one, _ in reading.texts if display_path(name) in asking else ():
                    found, _ = completed_by(one, name, file.sides)
                    anew[found.document.path or name] = found
    done = set()
    for row in tables.everything(before):
        if row.topic == "text" and row.name in anew:
            yield from _said(plan, part, row.path, row.n, anew[row.name], knowledge)
            done.add(row.name)
        elif not (
            row.topic in _OF_TEXT and (row.name if row.topic in ("text", "parts", "place") else row.path) in anew
        ):
            yield row


def _readings(
    file: File, knowledge: Knowledge, plan: Plan, cache: ReadingCache | None = None
) -> Iterator[tuple[str, Reading]]:
    """Yield a file, or each row of a piece of a table, with its reading."""
    cache = cache or cache_of(plan)
    if file.rows is None:
        try:
            with storage.fetched(file.name) as at:
                yield file.name, reading_of(file.name, knowledge=knowledge, cache=cache, at=at)
        except OSError as error:
            yield file.name, Reading(failures=[unreadable(file.name, error)])
        return
    with tempfile.TemporaryDirectory(prefix="cancu-") as folder:
        at = Path(folder, "text")
        for number, (name, content) in enumerate(tables.texts_of(file.name, *file.rows), file.rows[0]):
            at.write_bytes(content)
            told = name or f"{file.name}!{number}"
            yield told, reading_of(told, knowledge=knowledge, cache=cache, at=at)


_OF_TEXT = ("text", "parts", "count", "place", "head", "right", "slip")
"""The statements that are replaced when a text is read again."""


def _said(plan: Plan, part: int, name: str, n: int, found: Extraction, knowledge: Knowledge) -> Iterator[Row]:
    """Yield everything that one text says, addressed to whoever needs it."""
    known = register(knowledge)
    own = prepared(found.document, (), known).document
    path = own.path or name
    row = to_row(found, name)
    parts = row.pop("parts")
    yield Row("text", part, path, display_path(name), n, as_json(row))
    yield Row("parts", part, path, row=as_json(parts))
    yield Row("count", 0, "unmatched", path, len(found.unmatched))
    yield Row("place", plan.home(path), path, display_path(name), n)
    if found.sketch:
        group = key_slug(own.key) if own.key else own.id
        yield Row("head", plan.home(group), group, path, part, as_json([light(own), found.sketch]))
    for dated, key in dict.fromkeys(correct_numbers(found.mentions, knowledge)):
        yield Row("right", plan.home(day_name(dated)), day_name(dated), path, row=key)
    for slip in sorted({slip for m in found.mentions if (slip := slip_of(m, knowledge))}):
        yield Row("slip", plan.home(day_name(slip)), day_name(slip), path, part)
    for at, told in enumerate(found.taught):
        title = fold(told.scheme or "")
        yield Row("taught", plan.home(title), title, display_path(name), n * 1000 + at, told.model_dump_json())
    for title in sorted({fold(title) for title in found.alone}):
        yield Row("untold", plan.home(title), title, display_path(name), part)


def light(document: Document) -> dict[str, Any]:
    """Return a document as JSON values, without its dates of force and parts."""
    return document.model_dump(mode="json", exclude_defaults=True, exclude={"days", "parts", "history"})


def day_name(dated: Dated) -> str:
    """Return the name under which documents printing a running number and a day are collected."""
    return f"{dated[0]} {dated[1]}"


def titles(plan: Plan, home: int) -> Iterator[Row]:
    """Yield the titles of this home that texts put beside one act, and to which other texts give no number."""
    nobody = Document(id="")
    for title, said in tables.meeting(plan.files("read", plan.parts), ("taught", "untold"), home):
        if not said["untold"]:
            continue
        told = [Extraction(nobody, (), (), taught=(KnownRow.model_validate_json(one.row),)) for one in said["taught"]]
        for row in taught_titles([*told, Extraction(nobody, (), (), alone=(title,))]).values():
            first = said["taught"][0]
            yield Row("known title", 0, title, first.path, first.n, row.model_dump_json())
            yield from (Row("again", 0, str(one.n)) for one in said["untold"])
