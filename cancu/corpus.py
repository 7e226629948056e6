"""Files to resolved records: read and extract each, then settle identity over all of them."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from cancu.errors import DataFileError, ReadError
from cancu.extract import SUFFIXES, Extraction, extract, from_bytes, read
from cancu.graph.build import Graph, build
from cancu.graph.decisions import Decisions
from cancu.graph.register import Register, register
from cancu.graph.resolve import Resolved, all_documents, bodies, resolve
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
    """Files of other kinds in the folders, by suffix."""

    @property
    def graph(self) -> Graph:
        """The rows to load."""
        r = self.resolved
        return build(r.documents, r.mentions, r.issuers, r.places)

    def counts(self) -> dict[str, int]:
        """The run in figures: documents, mentions by status, repairs, unmatched strings, unreadable files."""
        status = Counter(m.status for m in self.resolved.mentions)
        return {
            "documents": sum(d.in_corpus for d in self.resolved.documents),
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


def find_files(paths: Sequence[str]) -> tuple[list[str], Counter[str], list[str]]:
    """Files to read in a fixed order, files of other kinds by suffix, and a line for each path that is not there."""
    found: dict[str, None] = {}
    skipped: Counter[str] = Counter()
    missing = []
    for given in paths:
        path = Path(given)
        if given == "-" or path.is_file():
            found[given] = None
        elif path.is_dir():
            for inner in sorted(p for p in path.rglob("*") if p.is_file()):
                hidden = any(part.startswith(".") for part in inner.relative_to(path).parts)
                if inner.suffix.lower() in SUFFIXES and not hidden:
                    found[str(inner)] = None
                elif not hidden:
                    skipped[inner.suffix.lower() or "no suffix"] += 1
        else:
            missing.append(f"{given}: there is no such file or folder; check the path")
    return list(found), skipped, missing


def read_corpus(
    paths: Sequence[str],
    *,
    stdin: Callable[[], bytes] | None = None,
    known: Register | None = None,
    decisions: Decisions | None = None,
    progress: Callable[[Iterable[str]], Iterable[str]] = lambda files: files,
) -> Corpus:
    """Read files and folders; a file that cannot be read is reported and the others go on."""
    files, skipped, failures = find_files(paths)
    extractions: dict[str, Extraction] = {}
    for name in progress(files):
        try:
            source = from_bytes("-", stdin()) if name == "-" and stdin else read(Path(name))
        except ReadError as error:
            failures.append(str(error))
            continue
        extractions[name] = extract(source)
    pairs = [(e.document, e.mentions) for e in extractions.values()]
    return Corpus(resolve(pairs, known=known, decisions=decisions), extractions, tuple(failures), skipped)


def records(corpus: Corpus) -> Iterator[str]:
    """JSON Lines: the document of each file, then its mentions in order."""
    documents = {d.path: d for d in corpus.resolved.documents if d.in_corpus}
    mentions: dict[str, list[Mention]] = {}
    for mention in corpus.resolved.mentions:
        mentions.setdefault(mention.file, []).append(mention)
    for path in corpus.extractions:
        document = documents[path]
        passed = len(corpus.extractions[path].unmatched)
        yield _line({"record": "document", "file": path, **document.model_dump(mode="json"), "unmatched": passed})
        for mention in mentions.get(path, ()):
            yield _line({"record": "mention", **mention.model_dump(mode="json")})


def _line(record: dict[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False)


def read_records(lines: Iterable[str], name: str, known: Register | None = None) -> Graph:
    """The graph that records of `extract` hold; raises DataFileError with file and line."""
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
            reason = str(error).splitlines()[0]
            raise DataFileError(
                f"{name}:{number}: not a record of `cancu extract` ({reason}); run extract again"
            ) from error
    found = all_documents(documents, mentions, known or register())
    issuers, places = bodies(found)
    return build(found, mentions, issuers, places)
