"""Turn files into resolved records: read and extract each, then resolve identities over all of them."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from cancu.errors import DataFileError
from cancu.extract import Extraction
from cancu.graph.build import Graph, build
from cancu.graph.decisions import Decisions
from cancu.graph.provisions import with_parts
from cancu.graph.resolve import Resolved, all_documents, bodies, resolve
from cancu.graph.validity import disagreements
from cancu.ingest.drafts import issued_from
from cancu.ingest.files import display_path, find_files
from cancu.ingest.reading_cache import ReadingCache
from cancu.ingest.readings import readings
from cancu.ingest.side_files import Sides, completed, read_sides
from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.facts import KnownRow, read_object, what_is_wrong
from cancu.knowledge.fold import fold
from cancu.models import Document, Mention
from cancu.render import json_line


@dataclass(frozen=True, slots=True)
class Corpus:
    """The result of a run: the records, and everything that was skipped."""

    resolved: Resolved
    extractions: dict[str, Extraction] = field(default_factory=dict)
    """By path."""
    failures: tuple[str, ...] = ()
    """One line for each file that could not be read: which, why, and the remedy."""
    skipped: Counter[str] = field(default_factory=Counter)
    """What was skipped in the folders: files of other kinds by suffix, hidden ones, links to folders."""
    notes: tuple[str, ...] = ()
    """One line for each doubt about a file, each id in a decision that no document has, and each date of force on which texts and register differ."""

    anew: int = 0
    """How many files were read with doubt or not at all, and may be read better once another program is installed."""

    @property
    def graph(self) -> Graph:
        """The rows to load."""
        return graph_of(self.resolved, self.tasks)

    @property
    def tasks(self) -> dict[str, tuple[str, ...]]:
        """The tasks assigned by each text, by path."""
        return {path: one.tasks for path, one in self.extractions.items() if one.tasks}

    def counts(self) -> dict[str, int]:
        """Return the figures of the run: documents, mentions by status, repairs, unmatched strings, unreadable files."""
        status = Counter(m.status for m in self.resolved.mentions)
        return {
            "documents": sum(d.in_corpus for d in self.resolved.documents),
            "copies": len(self.resolved.copies),
            "cited": sum(not d.in_corpus for d in self.resolved.documents),
            "mentions": len(self.resolved.mentions),
            "resolved": status["resolved"],
            "open": status["open"],
            "ambiguous": status["ambiguous"],
            "unresolved": status["unresolved"],
            "repaired": sum(bool(m.repairs) for m in self.resolved.mentions),
            "unmatched": sum(len(e.unmatched) for e in self.extractions.values()),
            "unreadable": len(self.failures),
        }


def graph_of(resolved: Resolved, tasks: Mapping[str, Sequence[str]] | None = None) -> Graph:
    """Return the rows to load; `tasks` are those assigned by the texts read in this run, by path."""
    return build(resolved.documents, resolved.mentions, resolved.issuers, resolved.places, tasks=tasks or {})


FEW = 48
"""The number of files up to which one process reads them, because starting others would take as long."""


def read_corpus(
    paths: Sequence[str],
    *,
    stdin: Callable[[], bytes] | None = None,
    knowledge: Knowledge | None = None,
    decisions: Decisions | None = None,
    cache: ReadingCache | None = None,
    progress: Callable[[Iterable[str]], Iterable[str]] = lambda files: files,
    jobs: int = 1,
) -> Corpus:
    """Read files and folders; a file that cannot be read is reported and the others are processed.

    With `kept`, a file whose content was read before by the same rules is not read again. Side files (CSV, TSV, JSON)
    complete the documents that they name. With `jobs`, several processes read; the result is the same.
    """
    files, skipped, failures, beside = find_files(paths)
    sides, unread = read_sides(files, beside)
    failures += unread
    as_sides(skipped, sides, beside)
    extractions: dict[str, Extraction] = {}
    remarks: list[str] = []
    inside: dict[str, list[str]] = {}
    read = readings(
        progress(files), stdin=stdin, knowledge=knowledge, cache=cache, jobs=jobs if len(files) > FEW else 1
    )
    anew = 0
    for name, reading in read:
        failures += reading.failures
        anew += bool(reading.failures or any(notes for _, notes in reading.texts))
        for found, notes in reading.texts:
            found, differing = completed_by(found, name, sides)
            remarks += (*differing, *lacking(found), *notes)
            extractions[found.document.path or name] = found
            inside.setdefault(name, []).append(found.document.path or name)
    if rows := taught_titles(extractions.values()):
        # A title that one text puts beside its number is known to the others; those that name it are read once more.
        knowledge = (knowledge or built_in()).with_rows(rows.values())
        again = [
            name
            for name, paths in inside.items()
            if name != "-" and any(fold(title) in rows for path in paths for title in extractions[path].alone)
        ]
        told = cache.for_rows(rows[title].model_dump_json() for title in sorted(rows)) if cache else None
        for name, reading in readings(again, knowledge=knowledge, cache=told, jobs=jobs if len(again) > FEW else 1):
            for found, _ in reading.texts:
                extractions[found.document.path or name] = completed_by(found, name, sides)[0]
    pairs = [(e.document, e.mentions) for e in extractions.values()]
    sketches = {path: e.sketch for path, e in extractions.items()}
    resolved = resolve(pairs, knowledge=knowledge, decisions=decisions, sketches=sketches)
    resolved = _with_drafts(resolved, sketches)
    parts = {path: e.parts for path, e in extractions.items()}
    resolved = replace(resolved, documents=with_parts(resolved.documents, resolved.mentions, parts))
    notes = tuple(
        f"a decision names {identity}, which does not occur in these files; check the id"
        for identity in (decisions.unknown(d.id for d in resolved.documents) if decisions else ())
    )
    days = tuple(str(told) for document in resolved.documents for told in disagreements(document))
    return Corpus(resolved, extractions, tuple(failures), skipped, (*remarks, *notes, *days), anew)


def completed_by(found: Extraction, name: str, sides: Sides) -> tuple[Extraction, list[str]]:
    """Return a reading completed from a side file, and one line for each field on which the two differ."""
    row = sides.rows.get(os.path.realpath(name))
    if row is None or found.document.path != display_path(name):
        return found, []
    document, differing = completed(found.document, row)
    return replace(found, document=document), [*differing]


class Teaches(Protocol):
    """The scheme titles that one text defines for others, and those that it needs from them."""

    @property
    def taught(self) -> Sequence[KnownRow]:
        """See `Extraction`."""

    @property
    def alone(self) -> Sequence[str]:
        """See `Extraction`."""


def taught_titles(said: Iterable[Teaches]) -> dict[str, KnownRow]:
    """Return folded scheme titles that texts put beside one and the same central act, and that another text uses without a number."""
    told: dict[str, dict[tuple[str, object], KnownRow]] = {}
    asked: set[str] = set()
    for one in said:
        asked |= {fold(title) for title in one.alone}
        for row in one.taught:
            told.setdefault(fold(row.scheme or ""), {})[row.key, row.date] = row
    return {title: next(iter(rows.values())) for title, rows in told.items() if title in asked and len(rows) == 1}


def lacking(found: Extraction) -> Iterator[str]:
    """Yield a line for a text without citations, or without a number of its own: it may be no document, or badly read."""
    number = None if found.document.key else "no number of its own"
    citation = None if found.mentions else "no citation"
    if lacks := " and ".join(filter(None, (number, citation))):
        yield f"{found.document.path}: {lacks} was found in it"


def as_sides(skipped: Counter[str], sides: Sides, beside: Sequence[str]) -> None:
    """Count side files as such, and no longer as skipped."""
    for name in beside:
        if os.path.realpath(name) in sides.files:
            skipped[Path(name).suffix.lower()] -= 1
            skipped["side files, which were used"] += 1
    for kind in [kind for kind, count in skipped.items() if count <= 0]:
        del skipped[kind]


def _with_drafts(resolved: Resolved, sketches: Mapping[str, str | None]) -> Resolved:
    """Return each draft with the id of the document issued from it."""
    issued = issued_from(resolved.documents, sketches)
    if not issued:
        return resolved
    documents = tuple(
        d.model_copy(update={"draft_of": issued[d.id]}) if d.id in issued else d for d in resolved.documents
    )
    return replace(resolved, documents=documents)


def records(corpus: Corpus) -> Iterator[str]:
    """Yield JSON Lines sorted by file: the document of each, then its mentions in order."""
    documents = {d.path: d for d in (*corpus.resolved.documents, *corpus.resolved.copies) if d.in_corpus}
    mentions: dict[str, list[Mention]] = {}
    for mention in corpus.resolved.mentions:
        mentions.setdefault(mention.file, []).append(mention)
    for path in sorted(corpus.extractions):
        document = documents[path]
        passed = len(corpus.extractions[path].unmatched)
        yield _line({"record": "document", "file": path, **document.model_dump(mode="json"), "unmatched": passed})
        for mention in mentions.get(path, ()):
            yield _line({"record": "mention", **mention.model_dump(mode="json")})


def _line(record: dict[str, object]) -> str:
    return json_line(record)


_PRINTED = {"file", "unmatched"}
"""What `extract` prints of a document besides its own fields."""


def read_records(lines: Iterable[str], name: str, knowledge: Knowledge | None = None) -> Resolved:
    """Return the records printed by `extract`, also several outputs in sequence; raises DataFileError with the line number.

    A file that occurs in several outputs with the same bytes counts once. One id is one text with its copies.
    """
    knowledge = knowledge or built_in()
    documents: dict[str, tuple[int, Document]] = {}
    by_id: dict[str, tuple[int, Document]] = {}
    mentions: list[Mention] = []
    places: dict[str, int] = {}
    again: str | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        row = read_object(f"{name}:{number}", line)
        kind = row.pop("record", None)
        try:
            if kind == "mention":
                mention = Mention.model_validate(row)
                if not 0 <= mention.start <= mention.end:
                    raise _no_record(name, number, f"no text has a place {mention.start} to {mention.end}")
                if mention.file != again:
                    mentions.append(mention)
                    places.setdefault(mention.file, number)
            elif kind == "document":
                document = Document.model_validate({k: v for k, v in row.items() if k not in _PRINTED})
                again = _add(documents, by_id, document, name, number)
            else:
                said = "it has no field 'record'" if kind is None else f"there is no record '{str(kind)[:40]}'"
                raise _no_record(name, number, said)
        except ValidationError as error:
            raise _no_record(name, number, what_is_wrong(error)) from error
    for file, number in places.items():
        if file not in documents:
            raise _no_record(name, number, f"it is in {file[:200]!r}, of which there is no document")
    return _resolved([document for _, document in documents.values()], mentions, knowledge)


def _no_record(name: str, number: int, why: str) -> DataFileError:
    return DataFileError(f"{name}:{number}: not a record of `cancu extract` ({why}); run extract again")


def _add(
    documents: dict[str, tuple[int, Document]],
    by_id: dict[str, tuple[int, Document]],
    document: Document,
    name: str,
    number: int,
) -> str | None:
    """Add a document; returns its file if it was already present with the same bytes."""
    if not document.id.strip() or not document.path or not document.in_corpus:
        raise _no_record(name, number, "a document has an id, a path, and is in the corpus")
    if document.path in documents:
        line, before = documents[document.path]
        if (before.id, before.sha256) != (document.id, document.sha256):
            raise DataFileError(
                f"{name}:{number}: {document.path} is in line {line} too, as another text; leave out the older output"
            )
        return document.path
    line, other = by_id.setdefault(document.id, (number, document))
    if other is not document and document.path not in other.copies and other.path not in document.copies:
        raise DataFileError(
            f"{name}:{number}: {document.path} has the id of {other.path} in line {line}; extract the files together, so that they get different ids"
        )
    documents[document.path] = number, document
    return None


def _resolved(documents: list[Document], mentions: list[Mention], knowledge: Knowledge) -> Resolved:
    found = all_documents(documents, mentions, knowledge)
    issuers, places = bodies(found, knowledge)
    return Resolved(found, tuple(mentions), issuers, places)
