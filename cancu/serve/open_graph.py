"""The store as the pages read it: the last whole state, and an index of its documents that a search goes through."""

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
_LEAVING_S = 10.0
"""How long pages that are being made may still read a store that was removed."""
_DOCUMENTS = """
MATCH (d:Document)
RETURN d.id AS id, d.key AS key, d.type AS type, d.title AS title, d.date AS date, d.year AS year, d.scope AS scope,
       d.issuer AS issuer, d.aliases AS aliases, d.in_corpus AS in_corpus, d.state_from AS state_from, d.state AS state
"""
_BODIES = "MATCH (d:Document)-[:ISSUED_BY]->(i:Issuer) RETURN d.id AS id, i.name AS body"
_FILES = (
    "MATCH (d:Document) WHERE d.in_corpus RETURN d.id AS id, d.path AS path, d.copies AS copies, d.sha256 AS sha256"
)
_TURNS = """
MATCH (d:Document) WHERE d.state IS NOT NULL
RETURN d.id AS id, d.state_from AS state_from, d.state AS state, d.state_by AS state_by
"""
_CITED = """
MATCH (d:Document)<-[r:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO]-(:Document)
RETURN d.id AS id, count(DISTINCT r.stated_by) AS n
"""
Row = Mapping[str, Any]
T = TypeVar("T")
KEPT = 300
"""Answers that are kept of one state."""


@dataclass(frozen=True)
class Entry:
    """One document of the list."""

    row: Row
    cited: int
    """How many texts cite it."""

    @cached_property
    def said(self) -> str:
        """Its number, type, title, other names, body and place, folded, each word behind a space; worked out for the first search."""
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
        """The place that it belongs to: thanh-hoa, or vn."""
        return str(self.row["scope"] or "vn").split("/")[0]

    def state(self, day: str) -> State:
        """Its state on a day (yyyy-mm-dd)."""
        turns = zip(self.row["state_from"] or (), self.row["state"] or (), strict=True)
        return State(next((state for on, state in reversed([*turns]) if on <= day), State.UNKNOWN))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shall show; what is empty narrows nothing."""

    text: str = ""
    type: str = ""
    place: str = ""
    year: str = ""
    body: str = ""
    state: str = ""
    held: bool = True
    """Documents whose text is here; else those that are only cited."""


class Held:
    """One whole state of the store, open."""

    def __init__(self, url: str) -> None:
        """Open it, and read what the list needs."""
        self.graph = OpenGraph(url)
        self.users = 0
        self.stale = False
        self._state = None if "://" in url else current(Path(url))
        self._made: dict[object, list[Any]] = {}
        self._counted: dict[tuple[bool, str], dict[str, list[tuple[str, int]]]] = {}
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

    def is_gone(self, now: StoreState | None) -> bool:
        """Whether the folder that is read was removed, where a store has come to this state since."""
        return self._state is not None and (now is None or (now.folder == self._state.folder and now != self._state))

    def rows(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a statement of ours."""
        found = self.graph.store.run(statement, parameters, timeout_s=_TIMEOUT_S)
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows]

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What `make` gives, worked out once while this state is the last one; the latest KEPT are kept."""
        kept = self._made.get(key)  # in a list of one: what was worked out may be empty
        if kept is None:
            kept = self._made[key] = [make()]
            while len(self._made) > KEPT:
                self._made.pop(next(iter(self._made)), None)
        found: T = kept[0]
        return found

    @cached_property
    def by_path(self) -> dict[str, str]:
        """The id of the document that was read from each path."""
        return {
            path: identity
            for identity, row in self.files.items()
            for path in (row["path"], *(row["copies"] or ()))
            if path
        }

    @cached_property
    def files(self) -> dict[str, Row]:
        """Path, copies and SHA-256 of each document that was read, by its id."""
        return {row["id"]: row for row in sorted(self.rows(_FILES), key=itemgetter("id"))}

    @cached_property
    def turns(self) -> list[tuple[str, str, str, str | None]]:
        """Each day on which the state of a document changes, the id, the new state, and the act that did it; in the order of the days."""
        return sorted(
            (on, row["id"], state, None if by == "-" else by)
            for row in self.rows(_TURNS)
            for on, state, by in zip(*(row[f"state{part}"] or () for part in ("_from", "", "_by")), strict=True)
        )

    @cached_property
    def here(self) -> list[Entry]:
        """The documents whose text is here, the latest first."""
        found = (entry for entry in self.entries.values() if entry.in_corpus)
        return sorted(found, key=lambda e: (str(e.row["date"] or ""), e.id), reverse=True)

    @cached_property
    def missing(self) -> list[Entry]:
        """Those that are only cited, by how many texts cite them."""
        return sorted((entry for entry in self.entries.values() if not entry.in_corpus), key=lambda e: (-e.cited, e.id))

    def find(self, wanted: Wanted, day: str) -> list[Entry]:
        """The documents that a list shall show, the latest first; those only cited by how many texts cite them.

        Every word of the text begins a word of the document's number, type, title, other names, body or place, with or
        without diacritics; a short form also stands for what it is short for.
        """
        asked = [_ways(word) for word in wanted.text.split()]
        asked = [ways for ways in asked if ways]
        return [
            entry
            for entry in (self.here if wanted.held else self.missing)
            if all(any(way in entry.said for way in ways) for ways in asked)
            and (not wanted.type or entry.row["type"] == wanted.type)
            and (not wanted.place or entry.province == wanted.place)
            and (not wanted.year or str(entry.row["year"] or "") == wanted.year)
            and (not wanted.body or entry.row["body"] == wanted.body)
            and (not wanted.state or entry.state(day) == wanted.state)
        ]

    def choices(self, held: bool, day: str) -> dict[str, list[tuple[str, int]]]:
        """What the list can be narrowed by, each with how many documents it leaves."""
        if (held, day) not in self._counted:
            fields: dict[str, Callable[[Entry], Any]] = {
                "type": lambda e: e.row["type"],
                "place": lambda e: e.province,
                "year": lambda e: e.row["year"],
                "body": lambda e: e.row["body"],
                "state": lambda e: e.state(day).value,
            }
            listed = self.here if held else self.missing
            counts = {name: Counter(map(read, listed)) for name, read in fields.items()}
            self._counted[held, day] = {
                name: sorted((str(value), n) for value, n in one.items() if value is not None)
                for name, one in counts.items()
            }
        return self._counted[held, day]


class Shelf:
    """Opens the store anew when another load is whole; who still reads the old state ends with it."""

    def __init__(self, url: str) -> None:
        """Nothing is opened yet: the store may not be there."""
        self.url = url
        self._change = threading.Lock()
        self._opening = threading.Lock()
        self._held: Held | None = None
        self._seen: object = None

    @contextmanager
    def open(self, *, fresh: bool = False) -> Iterator[Held]:
        """The last whole state; raises StoreError where there is no store yet.

        A page is not kept waiting for a state that has just come: who asks meanwhile gets the one before, unless it has to
        be `fresh`.
        """
        if self._held is None or (fresh and self._seen != self._now()):
            self.refresh()
        elif self._seen != self._now() and not self._opening.locked():
            threading.Thread(target=self._refresh_aside, daemon=True).start()
        with self._change:
            held = self._held
            if held is None:
                raise StoreError("there is no store yet")
            held.users += 1
        try:
            yield held
        finally:
            with self._change:
                held.users -= 1
                last = held.stale and not held.users
            if last:
                held.graph.close()

    def refresh(self) -> None:
        """Read the last whole state from now on."""
        with self._opening:
            now = self._now()
            if self._held is not None and now == self._seen:
                return
            self._leave_what_is_gone()
            self._put(Held(self.url))
            self._seen = now

    def _put(self, held: Held | None) -> None:
        """Have readers take another state from now on; the one before is closed once nobody reads it."""
        with self._change:
            old, self._held = self._held, held
            if old is None:
                return
            old.stale = True
            last = not old.users
        if last:
            old.graph.close()

    def _leave_what_is_gone(self) -> None:
        """Close a store that was removed: the engine knows a folder by its path, and would take the next one for it."""
        old = self._held
        if old is None or "://" in self.url or not old.is_gone(current(Path(self.url))):
            return
        self._put(None)
        until = time.monotonic() + _LEAVING_S
        while old.users and time.monotonic() < until:
            time.sleep(0.05)

    def _refresh_aside(self) -> None:
        with suppress(CancuError):  # the next reader tries again
            self.refresh()

    @contextmanager
    def answering(self) -> Iterator[CypherStore]:
        """The last whole state for a question of another process, which may come right behind a load."""
        with self.open(fresh=True) as held:
            yield held.graph.store

    def is_there(self) -> bool:
        """Whether there is a store to read."""
        return "://" in self.url or self._now() is not None

    def close(self) -> None:
        """Release the store."""
        with self._change:
            held, self._held = self._held, None
        if held is not None:
            held.graph.close()

    def _now(self) -> object:
        """What tells one whole state from the next; a server shows what is loaded at once, its list every half minute."""
        if "://" in self.url:
            return int(time.monotonic() / 30)
        try:
            status = Path(self.url, POINTER).stat()
        except OSError:
            return None
        return (status.st_mtime_ns, status.st_size, status.st_ino)


def _types(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    return {row.id: (*row.names, *row.codes) for row in knowledge.types}


def _ways(word: str) -> list[str]:
    """What a typed word may begin in a folded text: itself, and what it is short for."""
    own = "".join(f" {part}" for part in words(word))
    return [own, *built_in().compiled(_short).get(fold(word), ())] if own else []


def _short(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """What the short forms of bodies and types stand for, folded."""
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
    """Whether a text is a day such as 2026-11-28."""
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
