"""The store as the pages read it: its latest complete state, with an index of its documents for searches."""

import datetime
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from cancu.api import OpenGraph
from cancu.errors import CancuError, StoreError
from cancu.graph.store.cypher_store import CypherStore
from cancu.graph.store.versions import POINTER, current
from cancu.graph.store.versions import State as StoreState
from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.fold import fold, words
from cancu.models import State

_TIMEOUT_S = 120.0
_REMOVAL_WAIT_S = 10.0
"""The number of seconds for which pages may continue to read a removed store."""
_DOCUMENTS = """
MATCH (d:Document)
RETURN d.id AS id, d.key AS key, d.type AS type, d.title AS title, d.date AS date, d.year AS year, d.scope AS scope,
       d.issuer AS issuer, d.aliases AS aliases, d.in_corpus AS in_corpus, d.state_from AS state_from, d.state AS state
"""
_BODIES = "MATCH (d:Document)-[:ISSUED_BY]->(i:Issuer) RETURN d.id AS id, i.name AS body"
_FILES = (
    "MATCH (d:Document) WHERE d.in_corpus RETURN d.id AS id, d.path AS path, d.copies AS copies, d.sha256 AS sha256"
)
_STATE_CHANGES = """
MATCH (d:Document) WHERE d.state IS NOT NULL
RETURN d.id AS id, d.state_from AS state_from, d.state AS state, d.state_by AS state_by
"""
_CITED = """
MATCH (d:Document)<-[r:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO]-(:Document)
RETURN d.id AS id, count(DISTINCT r.stated_by) AS n
"""
Row = Mapping[str, Any]
T = TypeVar("T")
CACHED_ANSWERS = 300
"""The number of answers cached for one state."""


@dataclass(frozen=True)
class Entry:
    """A document in the list."""

    row: Row
    cited: int
    """The number of texts that cite it."""

    @cached_property
    def search_text(self) -> str:
        """Its number, type, title, other names, body and place, folded, with a space before each word; computed for the first search."""
        known, row = built_in(), self.row
        kind = known.compiled(_types).get(row["type"] or "", ())
        place = known.place_by_id.get(str(row["scope"] or "").split("/")[0])
        told: Sequence[Any] = (
            row["key"], row["title"], *(row["aliases"] or ()), row["issuer"], row["body"], place and place.name, *kind, row["id"],
        )  # fmt: skip
        return " " + " ".join(words("\n".join(filter(None, told))))

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.row["id"])

    @property
    def in_corpus(self) -> bool:
        """Whether its text was read."""
        return bool(self.row["in_corpus"])

    @property
    def province(self) -> str:
        """Its place: thanh-hoa, or vn."""
        return str(self.row["scope"] or "vn").split("/")[0]

    def state(self, day: str) -> State:
        """Return its state on a day (yyyy-mm-dd)."""
        state_changes = zip(self.row["state_from"] or (), self.row["state"] or (), strict=True)
        return State(next((state for on, state in reversed([*state_changes]) if on <= day), State.UNKNOWN))


@dataclass(frozen=True, slots=True)
class ListFilter:
    """The filters of a list; empty ones do not apply."""

    text: str = ""
    type: str = ""
    place: str = ""
    year: str = ""
    body: str = ""
    state: str = ""
    in_corpus: bool = True
    """Documents whose text was read; otherwise those that are only cited."""


class Snapshot:
    """One complete state of the store, open for reading."""

    def __init__(self, url: str) -> None:
        """Open it, and read what the list needs."""
        self.graph = OpenGraph(url)
        self.users = 0
        self.stale = False
        self._state = None if "://" in url else current(Path(url))
        self._cache: dict[object, list[Any]] = {}
        self._choices: dict[tuple[bool, str], dict[str, list[tuple[str, int]]]] = {}
        try:
            cited = {row["id"]: row["n"] for row in self.rows(_CITED)}
            bodies: dict[str, str] = {}
            for row in self.rows(_BODIES):
                bodies[row["id"]] = min(row["body"], bodies.get(row["id"], row["body"]))
            read = sorted(self.rows(_DOCUMENTS), key=itemgetter("id"))
            self.entries = {
                row["id"]: Entry(row | {"body": bodies.get(row["id"])}, cited.get(row["id"], 0)) for row in read
            }
        except BaseException:
            self.graph.close()
            raise

    def is_removed(self, now: StoreState | None) -> bool:
        """Return whether the folder of this state was removed, now that the store has the state `now`."""
        return self._state is not None and (now is None or (now.folder == self._state.folder and now != self._state))

    def rows(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        """Return the rows of one of the program's own statements."""
        found = self.graph.store.run(statement, parameters, timeout_s=_TIMEOUT_S)
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows]

    def cached(self, key: object, make: Callable[[], T]) -> T:
        """Return what `make` gives, computed once for this state; the latest CACHED_ANSWERS results are kept."""
        kept = self._cache.get(key)  # in a list of one: what was worked out may be empty
        if kept is None:
            kept = self._cache[key] = [make()]
            while len(self._cache) > CACHED_ANSWERS:
                self._cache.pop(next(iter(self._cache)), None)
        found: T = kept[0]
        return found

    @cached_property
    def by_path(self) -> dict[str, str]:
        """The id of the document read from each path."""
        return {
            path: identity
            for identity, row in self.files.items()
            for path in (row["path"], *(row["copies"] or ()))
            if path
        }

    @cached_property
    def files(self) -> dict[str, Row]:
        """The path, copies and SHA-256 of each document that was read, by id."""
        return {row["id"]: row for row in sorted(self.rows(_FILES), key=itemgetter("id"))}

    @cached_property
    def state_changes(self) -> list[tuple[str, str, str, str | None]]:
        """Each day on which the state of a document changes, with its id, the new state and the cause, in order."""
        return sorted(
            (on, row["id"], state, None if by == "-" else by)
            for row in self.rows(_STATE_CHANGES)
            for on, state, by in zip(*(row[f"state{part}"] or () for part in ("_from", "", "_by")), strict=True)
        )

    @cached_property
    def read_documents(self) -> list[Entry]:
        """The documents whose text was read, latest first."""
        found = (entry for entry in self.entries.values() if entry.in_corpus)
        return sorted(found, key=lambda e: (str(e.row["date"] or ""), e.id), reverse=True)

    @cached_property
    def cited_only(self) -> list[Entry]:
        """The documents that are only cited, by the number of citing texts."""
        return sorted((entry for entry in self.entries.values() if not entry.in_corpus), key=lambda e: (-e.cited, e.id))

    def find(self, list_filter: ListFilter, day: str) -> list[Entry]:
        """Return the documents that pass a filter, latest first; those only cited by the number of citing texts.

        Every word of the filter must begin a word of the document's number, type, title, other names, body or place,
        with or without diacritics; an abbreviation also matches its full form.
        """
        asked = [_search_forms(word) for word in list_filter.text.split()]
        asked = [ways for ways in asked if ways]
        return [
            entry
            for entry in (self.read_documents if list_filter.in_corpus else self.cited_only)
            if all(any(way in entry.search_text for way in ways) for ways in asked)
            and (not list_filter.type or entry.row["type"] == list_filter.type)
            and (not list_filter.place or entry.province == list_filter.place)
            and (not list_filter.year or str(entry.row["year"] or "") == list_filter.year)
            and (not list_filter.body or entry.row["body"] == list_filter.body)
            and (not list_filter.state or entry.state(day) == list_filter.state)
        ]

    def choices(self, in_corpus: bool, day: str) -> dict[str, list[tuple[str, int]]]:
        """Return the values of each filter, with the number of documents that each leaves."""
        if (in_corpus, day) not in self._choices:
            fields: dict[str, Callable[[Entry], Any]] = {
                "type": lambda e: e.row["type"],
                "place": lambda e: e.province,
                "year": lambda e: e.row["year"],
                "body": lambda e: e.row["body"],
                "state": lambda e: e.state(day).value,
            }
            listed = self.read_documents if in_corpus else self.cited_only
            counts = {name: Counter(map(read, listed)) for name, read in fields.items()}
            self._choices[in_corpus, day] = {
                name: sorted((str(value), n) for value, n in one.items() if value is not None)
                for name, one in counts.items()
            }
        return self._choices[in_corpus, day]


class Snapshots:
    """Provides the latest snapshot of the store, and closes older ones when nobody reads them any more."""

    def __init__(self, url: str) -> None:
        """Open nothing yet, because the store may not exist."""
        self.url = url
        self._change = threading.Lock()
        self._opening = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._seen_version: object = None

    @contextmanager
    def open(self, *, fresh: bool = False) -> Iterator[Snapshot]:
        """Provide the latest complete state; raises StoreError if there is no store yet.

        A page does not wait for a state that has just been loaded: meanwhile it gets the previous one, unless the state
        must be `fresh`.
        """
        if self._snapshot is None or (fresh and self._seen_version != self._current_version()):
            self.refresh()
        elif self._seen_version != self._current_version() and not self._opening.locked():
            threading.Thread(target=self._refresh_in_background, daemon=True).start()
        with self._change:
            snapshot = self._snapshot
            if snapshot is None:
                raise StoreError("there is no store yet")
            snapshot.users += 1
        try:
            yield snapshot
        finally:
            with self._change:
                snapshot.users -= 1
                last = snapshot.stale and not snapshot.users
            if last:
                snapshot.graph.close()

    def refresh(self) -> None:
        """Switch to the latest complete state."""
        with self._opening:
            now = self._current_version()
            if self._snapshot is not None and now == self._seen_version:
                return
            self._close_removed()
            self._replace(Snapshot(self.url))
            self._seen_version = now

    def _replace(self, snapshot: Snapshot | None) -> None:
        """Give readers another snapshot; the previous one is closed once nobody reads it."""
        with self._change:
            old, self._snapshot = self._snapshot, snapshot
            if old is None:
                return
            old.stale = True
            last = not old.users
        if last:
            old.graph.close()

    def _close_removed(self) -> None:
        """Close a store that was removed, because the engine identifies a folder by its path and would confuse it with the next one."""
        old = self._snapshot
        if old is None or "://" in self.url or not old.is_removed(current(Path(self.url))):
            return
        self._replace(None)
        until = time.monotonic() + _REMOVAL_WAIT_S
        while old.users and time.monotonic() < until:
            time.sleep(0.05)

    def _refresh_in_background(self) -> None:
        with suppress(CancuError):  # the next reader tries again
            self.refresh()

    @contextmanager
    def shared_store(self) -> Iterator[CypherStore]:
        """Provide the latest complete state for a request of another process, which may follow directly after a load."""
        with self.open(fresh=True) as snapshot:
            yield snapshot.graph.store

    def exists(self) -> bool:
        """Return whether there is a store to read."""
        return "://" in self.url or self._current_version() is not None

    def close(self) -> None:
        """Release the store."""
        with self._change:
            snapshot, self._snapshot = self._snapshot, None
        if snapshot is not None:
            snapshot.graph.close()

    def _current_version(self) -> object:
        """Return what identifies the present state; for a server, the list is refreshed every half minute."""
        if "://" in self.url:
            return int(time.monotonic() / 30)
        try:
            status = Path(self.url, POINTER).stat()
        except OSError:
            return None
        return (status.st_mtime_ns, status.st_size, status.st_ino)


def _types(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    return {row.id: (*row.names, *row.codes) for row in knowledge.types}


def _search_forms(word: str) -> list[str]:
    """Return the folded forms that a typed word may begin: itself, and what it abbreviates."""
    own = "".join(f" {part}" for part in words(word))
    return [own, *built_in().compiled(_abbreviations).get(fold(word), ())] if own else []


def _abbreviations(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """Return the folded full forms of abbreviated bodies and types."""
    found: dict[str, dict[str, None]] = {}
    for body in knowledge.issuers:
        for code in (body.id, *body.variants):
            for name in (body.name, *body.names):
                found.setdefault(fold(code), {})["".join(f" {part}" for part in words(name))] = None
    for kind in knowledge.types:
        for code in kind.codes:
            for name in kind.names:
                found.setdefault(fold(code), {})["".join(f" {part}" for part in words(name))] = None
    return {code: tuple(names) for code, names in found.items()}


def is_day(text: str) -> bool:
    """Return whether a text is a day such as 2026-11-28."""
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
