"""Files to resolved records: read and extract each, then settle identity over all of them."""

import json
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from cancu.errors import DataFileError
from cancu.extract import Extraction, Source, extract
from cancu.graph.build import Graph, build
from cancu.graph.decisions import Decisions
from cancu.graph.resolve import Resolved, all_documents, bodies, resolve
from cancu.ingest.drafts import issued_from
from cancu.ingest.kept import Kept
from cancu.ingest.side import SUFFIXES as SIDE_SUFFIXES
from cancu.ingest.side import Sides, completed, read_sides
from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.facts import what_is_wrong
from cancu.models import Document, Mention, Transcript
from cancu.read import SUFFIXES, Kind, Unread, hash_of, kind_of_head, read_bytes, read_file


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a run read: the records, and everything that was left aside."""

    resolved: Resolved
    extractions: dict[str, Extraction] = field(default_factory=dict)
    """By path."""
    failures: tuple[str, ...] = ()
    """One line for each file that could not be read: which, why, and the remedy."""
    skipped: Counter[str] = field(default_factory=Counter)
    """What was passed over in the folders: files of other kinds by suffix, hidden ones, links to folders."""
    notes: tuple[str, ...] = ()
    """One line for each doubt about a file that was read, and for each id of a decision that nothing here has."""

    @property
    def graph(self) -> Graph:
        """The rows to load."""
        return graph_of(self.resolved)

    def counts(self) -> dict[str, int]:
        """The run in figures: documents, mentions by status, repairs, unmatched strings, unreadable files."""
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


def graph_of(resolved: Resolved) -> Graph:
    """The rows to load."""
    return build(resolved.documents, resolved.mentions, resolved.issuers, resolved.places)


class Files(NamedTuple):
    """What paths name."""

    files: list[str]
    """Files to read, each once, sorted."""
    skipped: Counter[str]
    """What was passed over, by kind."""
    failures: list[str]
    """A line for each path that cannot be read."""
    beside: list[str]
    """Files among those passed over that may say something of the others: CSV, TSV, JSON."""


def find_files(paths: Sequence[str]) -> Files:
    """The files that paths and folders name."""
    found: dict[str, str] = {}
    skipped: Counter[str] = Counter()
    failures: list[str] = []
    beside: list[str] = []
    for given in sorted(set(paths)):
        if given == "-":
            found["-"] = "-"
            continue
        try:
            mode = Path(given).stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            failures.append(f"{shown(given)}: there is no such file or folder; check the path")
            continue
        except OSError as error:
            failures.append(_unreadable(given, error))
            continue
        if stat.S_ISDIR(mode):
            inside = sorted(_files_in(given, skipped, failures, beside))
        elif stat.S_ISREG(mode):
            inside = [given]
        else:
            failures.append(f"{shown(given)}: neither a file nor a folder; give its text on standard input, as '-'")
            continue
        for path in inside:
            if found.setdefault(os.path.realpath(path), path) != path:
                skipped["named twice"] += 1
    return Files(sorted(found.values()), skipped, failures, sorted(beside))


def _files_in(folder: str, skipped: Counter[str], failures: list[str], beside: list[str]) -> Iterator[str]:
    """The files of a folder that are of a kind to read; all others are counted."""
    for inner, folders, names in os.walk(folder, onerror=lambda error: failures.append(_unreadable(folder, error))):
        links = {name for name in folders if Path(inner, name).is_symlink()}
        skipped["hidden"] += sum(name.startswith(".") for name in (*folders, *names))
        skipped["links to folders"] += len([name for name in links if not name.startswith(".")])
        folders[:] = [name for name in folders if not name.startswith(".") and name not in links]
        for name in names:
            path = Path(inner, name)
            if name.startswith("."):
                continue
            try:
                if not stat.S_ISREG(path.stat().st_mode):
                    skipped["pipes and devices"] += 1
                elif path.suffix.lower() in SUFFIXES or _known_by_content(path):
                    yield str(path)
                else:
                    if path.suffix.lower() in SIDE_SUFFIXES:
                        beside.append(str(path))
                    skipped[shown(path.suffix.lower()) or "no suffix"] += 1
            except OSError as error:
                why = "a link that leads nowhere; mend or remove it"
                gone = isinstance(error, FileNotFoundError) and path.is_symlink()
                failures.append(f"{shown(str(path))}: {why}" if gone else _unreadable(str(path), error))


def _known_by_content(path: Path) -> bool:
    """Whether a file of another name is a document all the same: a PDF called .bak, a Word file without a suffix."""
    with path.open("rb") as stream:
        return kind_of_head(stream.read(4096)) not in (None, Kind.TEXT)


def _unreadable(path: str, error: OSError) -> str:
    return f"{shown(str(error.filename or path))}: cannot be read ({error.strerror}); check its permissions"


def shown(path: str) -> str:
    """A path as text: bytes of a name that are no UTF-8 are written as escapes."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def read_corpus(
    paths: Sequence[str],
    *,
    stdin: Callable[[], bytes] | None = None,
    knowledge: Knowledge | None = None,
    decisions: Decisions | None = None,
    kept: Kept | None = None,
    progress: Callable[[Iterable[str]], Iterable[str]] = lambda files: files,
) -> Corpus:
    """Read files and folders; a file that cannot be read is reported and the others go on.

    With `kept`, a file whose content was read before by the same rules is not read again. Side files (CSV, TSV, JSON)
    complete the documents that they name.
    """
    files, skipped, failures, beside = find_files(paths)
    sides, unread = read_sides(files, beside)
    failures += unread
    _as_sides(skipped, sides, beside)
    extractions: dict[str, Extraction] = {}
    remarks: list[str] = []
    for name in progress(files):
        for found in _extractions(name, failures, remarks, stdin, knowledge, kept):
            row = sides.rows.get(os.path.realpath(name))
            if row is not None and found.document.path == shown(name):
                document, differing = completed(found.document, row)
                found = replace(found, document=document)
                remarks += differing
            extractions[found.document.path or name] = found
    pairs = [(e.document, e.mentions) for e in extractions.values()]
    resolved = _with_drafts(resolve(pairs, knowledge=knowledge, decisions=decisions), extractions)
    notes = tuple(
        f"a decision names {identity}, which nothing read here has; check the id"
        for identity in (decisions.unknown(d.id for d in resolved.documents) if decisions else ())
    )
    return Corpus(resolved, extractions, tuple(failures), skipped, (*remarks, *notes))


def _extractions(
    name: str,
    failures: list[str],
    remarks: list[str],
    stdin: Callable[[], bytes] | None,
    knowledge: Knowledge | None,
    kept: Kept | None,
) -> Iterator[Extraction]:
    """What each text of a file says, as it was kept where the file was read before."""
    content = None
    if kept is not None and name != "-":
        try:
            content = hash_of(Path(name))
        except OSError as error:
            failures.append(_unreadable(name, error))
            return
        if (before := kept.get(content, shown(name))) is not None:
            yield from before
            return
    known, doubts = len(failures), len(remarks)
    found = []
    for read in transcripts(name, failures, stdin):
        one = extract(Source.of(read), knowledge)
        found.append(one)
        yield one
        remarks += (f"{read.path}: {note}" for note in read.notes)
    if kept is not None and content is not None and len(failures) == known and len(remarks) == doubts:
        kept.put(content, shown(name), found)


def _as_sides(skipped: Counter[str], sides: Sides, beside: Sequence[str]) -> None:
    """Count the side files as what they are, and no more as passed over."""
    for name in beside:
        if os.path.realpath(name) in sides.files:
            skipped[Path(name).suffix.lower()] -= 1
            skipped["side files, which were used"] += 1
    for kind in [kind for kind, count in skipped.items() if count <= 0]:
        del skipped[kind]


def _with_drafts(resolved: Resolved, extractions: Mapping[str, Extraction]) -> Resolved:
    """Each draft with the id of the document that was issued from it."""
    sketches = {path: one.document.sketch for path, one in extractions.items()}
    issued = issued_from(resolved.documents, sketches)
    if not issued:
        return resolved
    documents = tuple(
        d.model_copy(update={"draft_of": issued[d.id]}) if d.id in issued else d for d in resolved.documents
    )
    return replace(resolved, documents=documents)


def transcripts(name: str, failures: list[str], stdin: Callable[[], bytes] | None = None) -> Iterator[Transcript]:
    """What one file holds, an archive or mail all that is in it; a line is added to `failures` for what cannot be read."""
    found = read_bytes(stdin(), "-") if name == "-" and stdin else read_file(Path(name), shown(name))
    for one in found:
        if isinstance(one, Unread):
            failures.append(str(one))
        else:
            yield one


def records(corpus: Corpus) -> Iterator[str]:
    """JSON Lines, sorted by file: the document of each, then its mentions in order."""
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
    return json.dumps(record, ensure_ascii=False)


def read_records(lines: Iterable[str], name: str, knowledge: Knowledge | None = None) -> Resolved:
    """The records that `extract` printed; raises DataFileError with file and line."""
    knowledge = knowledge or built_in()
    documents: list[Document] = []
    mentions: list[Mention] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if row.pop("record") == "mention":
                mentions.append(Mention.model_validate(row))
            else:
                documents.append(Document.model_validate({k: v for k, v in row.items() if k in Document.model_fields}))
        except (json.JSONDecodeError, ValidationError, KeyError, AttributeError) as error:
            shaped = isinstance(error, json.JSONDecodeError | ValidationError)
            reason = what_is_wrong(error) if shaped else "it has no field 'record'"  # type: ignore[arg-type]
            raise DataFileError(
                f"{name}:{number}: not a record of `cancu extract` ({reason}); run extract again"
            ) from error
    found = all_documents(documents, mentions, knowledge)
    issuers, places = bodies(found, knowledge)
    return Resolved(found, tuple(mentions), issuers, places)
