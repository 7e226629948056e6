"""Files to resolved records: read and extract each, then settle identity over all of them."""

import json
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from cancu.errors import DataFileError, ReadError
from cancu.extract import SUFFIXES, Extraction, extract, from_bytes, read
from cancu.graph.build import Graph, build
from cancu.graph.decisions import Decisions
from cancu.graph.resolve import Resolved, all_documents, bodies, resolve
from cancu.graph.validity import disagreements
from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.facts import what_is_wrong
from cancu.models import Document, Mention


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
    """One line for each id of a decision that nothing here has, and for each day of force that texts and register tell differently."""

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


def find_files(paths: Sequence[str]) -> tuple[list[str], Counter[str], list[str]]:
    """Files to read, each once and sorted; what was passed over, by kind; a line for each path that cannot be read."""
    found: dict[str, str] = {}
    skipped: Counter[str] = Counter()
    failures: list[str] = []
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
            inside = sorted(_files_in(given, skipped, failures))
        elif stat.S_ISREG(mode):
            inside = [given]
        else:
            failures.append(f"{shown(given)}: neither a file nor a folder; give its text on standard input, as '-'")
            continue
        for path in inside:
            if found.setdefault(os.path.realpath(path), path) != path:
                skipped["named twice"] += 1
    return sorted(found.values()), skipped, failures


def _files_in(folder: str, skipped: Counter[str], failures: list[str]) -> Iterator[str]:
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
            if path.suffix.lower() not in SUFFIXES:
                skipped[shown(path.suffix.lower()) or "no suffix"] += 1
                continue
            try:
                if stat.S_ISREG(path.stat().st_mode):
                    yield str(path)
                else:
                    skipped["pipes and devices"] += 1
            except OSError as error:
                why = "a link that leads nowhere; mend or remove it"
                gone = isinstance(error, FileNotFoundError) and path.is_symlink()
                failures.append(f"{shown(str(path))}: {why}" if gone else _unreadable(str(path), error))


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
    progress: Callable[[Iterable[str]], Iterable[str]] = lambda files: files,
) -> Corpus:
    """Read files and folders; a file that cannot be read is reported and the others go on."""
    files, skipped, failures = find_files(paths)
    extractions: dict[str, Extraction] = {}
    for name in progress(files):
        try:
            source = from_bytes("-", stdin()) if name == "-" and stdin else read(Path(name), name=shown(name))
        except ReadError as error:
            failures.append(str(error))
            continue
        extractions[source.path] = extract(source, knowledge)
    pairs = [(e.document, e.mentions) for e in extractions.values()]
    sketches = {path: e.sketch for path, e in extractions.items()}
    resolved = resolve(pairs, knowledge=knowledge, decisions=decisions, sketches=sketches)
    notes = tuple(
        f"a decision names {identity}, which nothing read here has; check the id"
        for identity in (decisions.unknown(d.id for d in resolved.documents) if decisions else ())
    )
    days = tuple(str(told) for document in resolved.documents for told in disagreements(document))
    return Corpus(resolved, extractions, tuple(failures), skipped, (*notes, *days))


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
