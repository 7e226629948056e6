"""Build a store from files; texts and rows are kept on the disk, and only what changes affect is computed again."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from os.path import realpath
from pathlib import Path
from typing import Final, NamedTuple

from cancu.corpus import FEW, as_sides, completed_by, lacking, taught_titles
from cancu.errors import StoreError
from cancu.extract import Extraction
from cancu.graph.build import Graph
from cancu.graph.resolve import Resolved
from cancu.graph.store import versions
from cancu.graph.store.base import LoadReport
from cancu.graph.store.content import slices
from cancu.graph.store.cypher_store import CypherStore
from cancu.graph.store.load_plan import Statement
from cancu.id_collisions import resolve_collisions
from cancu.ingest.file_state import FileState, observe
from cancu.ingest.files import Files
from cancu.ingest.ledger import FileRow, Ledger
from cancu.ingest.reading_cache import ReadingCache
from cancu.ingest.readings import reading_of, readings
from cancu.ingest.side_files import Sides, read_sides
from cancu.ingest.version import cache_folder, package
from cancu.knowledge.base import Knowledge
from cancu.knowledge.facts import KnownRow
from cancu.knowledge.fold import fold
from cancu.models import Document

_TOGETHER: Final = 2000
"""The number of documents sent to a store at once."""


@dataclass(frozen=True, slots=True)
class Built:
    """The result of a build."""

    counts: Mapping[str, int]
    """See `Corpus.counts`."""
    skipped: Counter[str]
    failures: tuple[str, ...]
    notes: tuple[str, ...]
    beside: tuple[str, ...]
    """See `id_collisions.ResolvedCollisions.notes`."""
    anew: int
    report: LoadReport | None
    """None if no file could be read."""
    changed: int
    """The number of documents whose text differs from the stored one."""


class MovedError(Exception):
    """A document has the id of another text in the store, so all texts must be resolved together."""


class ReadingOptions(NamedTuple):
    """The parameters for reading files."""

    knowledge: Knowledge
    cache: ReadingCache
    jobs: int
    progress: Callable[[Iterable[str]], Iterable[str]]


@dataclass
class BuildMessages:
    """What a build reports about its files."""

    failures: list[str] = field(default_factory=list)
    lines: dict[str, list[str]] = field(default_factory=dict)
    """Lines by file."""
    anew: int = 0


def ledger_of(store: str) -> Path:
    """Return the path of a store's ledger, which is in the cache folder."""
    place = store if "://" in store else str(Path(store).absolute())
    return cache_folder() / "ledgers" / f"{sha256(place.encode()).hexdigest()[:32]}.sqlite"


def build(
    files: Files,
    store: str,
    opened: Callable[[], CypherStore],
    *,
    knowledge: Knowledge,
    register: str,
    cache: ReadingCache,
    jobs: int,
    again: bool,
    progress: Callable[[Iterable[str]], Iterable[str]],
    say: Callable[[str], None],
) -> Built:
    """Read the files that changed, compute what depends on them, and load what differs from the store.

    `register` is the content of the user's own rows. Raises MovedError if the store has other texts with the same
    numbers, and sqlite3.Error if the ledger cannot be stored; nothing is loaded then.
    """
    place = ledger_of(store)
    if again:
        place.unlink(missing_ok=True)
    key = sha256(f"{package()} {Path.cwd()} {register}".encode()).hexdigest()
    skipped = Counter(files.skipped)
    sides, unread = read_sides(files.files, files.beside)
    as_sides(skipped, sides, files.beside)
    options = ReadingOptions(knowledge, cache, jobs, progress)
    ledger, messages = update_ledger(place, key, files, sides, options)
    try:
        failures = (*files.failures, *unread, *messages.failures)
        notes = (*(line for name in files.files for line in messages.lines.get(name, ())), *ledger.notes())
        for line in (*failures, *notes):
            say(line)
        counts = ledger.figures() | {"unreadable": len(failures)}
        if not ledger.owners():
            return Built(counts, skipped, failures, notes, (), messages.anew, None, 0)
        with closing(opened()) as target:
            same = ledger.noted("state") == _state(store) != ""
            report, beside, changed = _load(ledger, target, again=again, same=same)
        ledger.loaded()
        ledger.note("state", _state(store))
        ledger.keep()
    finally:
        ledger.close()
    return Built(counts, skipped, failures, notes, beside, messages.anew, report, changed)


def update_ledger(
    place: Path, key: str, files: Files, sides: Sides, options: ReadingOptions
) -> tuple[Ledger, BuildMessages]:
    """Return a ledger updated from the files and their consequences, with what to report about the files."""
    ledger = Ledger(place, key, options.knowledge)
    try:
        rows = [KnownRow.model_validate_json(row) for row in json.loads(ledger.noted("taught") or "[]")]
        ledger.add_rows(rows)
        messages, taught = _read(ledger, files, sides, rows, options)
        if taught != rows:  # all texts are read and resolved by what one teaches
            ledger.close()
            place.unlink()
            ledger = Ledger(place, key, options.knowledge)
            ledger.note("taught", json.dumps([row.model_dump_json() for row in taught]))
            ledger.add_rows(taught)
            messages, _ = _read(ledger, files, sides, taught, options._replace(progress=lambda names: names))
        ledger.resolve()
    except BaseException:
        ledger.close()
        raise
    return ledger, messages


def _state(store: str) -> str:
    """Return the latest complete load of a store in a folder; the content of a server is queried each time."""
    try:
        state = None if "://" in store else versions.current(Path(store))
    except StoreError:
        return ""
    return "" if state is None else sha256(state.model_dump_json().encode()).hexdigest()


def _read(
    ledger: Ledger,
    files: Files,
    sides: Sides,
    rows: Sequence[KnownRow],
    options: ReadingOptions,
) -> tuple[BuildMessages, list[KnownRow]]:
    """Read the files that changed; returns what to report, and the titles that texts define for one another.

    `rows` are those titles that all texts are read with.
    """
    known, messages = ledger.files(), BuildMessages()
    ledger.forget_files((known.keys() | ledger.owners()) - set(files.files))
    todo: dict[str, FileRow] = {}
    for name in files.files:
        before = known.get(name)
        row = _file_row(name, before, sides)
        if before is None or row[1:3] != before[1:3]:
            todo[name] = row
        else:
            messages.lines[name] = json.loads(before[3])
            if row != before:
                ledger.note_state(name, row)
    titles = {fold(row.scheme or "") for row in rows}
    with_rows = options.cache.for_rows(
        row.model_dump_json() for row in sorted(rows, key=lambda row: fold(row.scheme or ""))
    )
    for name, reading in readings(
        options.progress([*todo]),
        knowledge=options.knowledge,
        cache=options.cache,
        jobs=options.jobs if len(todo) > FEW else 1,
    ):
        messages.failures += reading.failures
        doubtful = bool(reading.failures or any(notes for _, notes in reading.texts))
        messages.anew += doubtful
        texts: list[Extraction] = []
        lines = messages.lines.setdefault(name, [])
        for found, notes in reading.texts:
            one, differing = completed_by(found, name, sides)
            lines += (*differing, *lacking(one), *notes)
            texts.append(one)
        first = {one.document.path or name: one for one in texts}
        if rows and any(fold(title) in titles for one in texts for title in one.alone):
            again = reading_of(name, knowledge=ledger.knowledge, cache=with_rows)
            texts = [completed_by(found, name, sides)[0] for found, _ in again.texts]
        kept_row = None if doubtful else (*todo[name][:3], json.dumps(lines))
        ledger.put_file(name, kept_row, texts, first)
    return messages, list(taught_titles(ledger.taught()).values())


def _file_row(name: str, before: FileRow | None, sides: Sides) -> FileRow:
    """Return what shows whether a file and its side files are unchanged."""
    side = repr(sides.rows.get(realpath(name)))
    try:
        found = observe(name, FileState(*before[:2]) if before else None)
    except OSError:
        return "", "", side, "[]"  # reading it tells why
    return (*found, side, before[3] if before else "[]")


class _Graph:
    """The content of a ledger as a whole graph; see `bulk.Whole`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.bodies = ledger.bodies
        self.changes = ledger.changes

    def statements(self) -> Iterator[Statement]:
        """Yield all documents with what they state."""
        for one in self._ledger.ids():
            yield self._ledger.statement(one.id, one.sha256)


def _load(ledger: Ledger, store: CypherStore, *, again: bool, same: bool) -> tuple[LoadReport, tuple[str, ...], int]:
    """Load what the store does not have in its present form; `same` says that the store is as the ledger left it."""
    store.create_schema()
    if (report := store.fill(_Graph(ledger))) is not None:
        return report, (), 0
    todo = [one for one in ledger.ids() if again or not same or one.sha256 != one.loaded]
    if not again and not same:
        todo = [one for some in slices(todo, _TOGETHER) for one in store.missing_or_changed(some)]
    corpus = [one.id for one in todo if one.in_corpus]
    heads = tuple(ledger.statement(identity).document for identity in corpus)
    beside = resolve_collisions(Resolved(heads, (), (), ()), store.texts, ledger.knowledge)
    if any(one.id != now.id for one, now in zip(heads, beside.resolved.documents, strict=True)):
        raise MovedError
    sent: Counter[str] = Counter()
    issuers, places = ledger.bodies()
    unchanged = ledger.figures()["documents"] - len(corpus)
    new = {*corpus} - {*store.texts(corpus)}
    with store.unfinished():
        store.load(Graph(issuers=tuple(issuers), places=tuple(places)))
        # At first the ends of links: those that are only cited as they are, those of the corpus by their ids.
        for some in slices((one.id for one in todo if not one.in_corpus), _TOGETHER):
            sent += _loaded(store, [ledger.statement(identity) for identity in some], again=again)
        for some in slices(sorted(new), _TOGETHER):
            stubs = [Document(id=one.id, key=one.key, scope=one.scope) for one in heads if one.id in {*some}]
            store.load(Graph(documents=tuple(stubs)))
        for some in slices(corpus, _TOGETHER):
            sent += _loaded(store, [ledger.statement(identity) for identity in some], again=again)
    return LoadReport(sent=sent, written=sent, unchanged_documents=unchanged), beside.notes, beside.changed


def _loaded(store: CypherStore, some: Sequence[Statement], *, again: bool) -> Counter[str]:
    graph = Graph(
        documents=tuple(one.document for one in some),
        links=tuple(link for one in some for link in one.links),
        mentions=tuple(mention for one in some for mention in one.mentions),
        issued_by={one.id: one.issuer for one in some if one.issuer is not None},
    )
    return Counter(store.load(graph, again=again).sent)
