"""The ledger of a build: what each text says and what follows from it, on the disk; only what changes affect is computed again.

Texts are resolved one by one (`graph.resolve`). What texts share are rows: numbers with their years and titles, what
each mention says about its document, and titles. For each text the ledger records what it looked up, so that a changed
row leads to the texts that depend on it. A first build is the case in which everything is new. Only rows of a few texts
are in memory at a time.
"""

import datetime
import pickle
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from cancu.extract import Extraction
from cancu.graph.audit import distinctive_words, doubted_title, repeats_title
from cancu.graph.build import Issuer, Place, issued_by, links_of, place_in_text
from cancu.graph.candidates import (
    Number,
    TextStatements,
    YearStatement,
    YearStatements,
    merge_statements,
    year_statements,
)
from cancu.graph.chronology import check_chronology
from cancu.graph.copies import assign_distinct_ids, join_copies, name_and_bytes
from cancu.graph.identity import key_slug
from cancu.graph.misprints import Dated, correct_numbers
from cancu.graph.provisions import whole_parts
from cancu.graph.register import register
from cancu.graph.resolve import (
    Cited,
    bodies,
    cited_document,
    own_document,
    prepared,
    reopen_contradicted,
    resolve_text,
    settle_own_year,
    settle_scopes,
)
from cancu.graph.store.load_plan import Statement, statement_of
from cancu.graph.validity import Change, disagreements
from cancu.ingest.drafts import issued_from
from cancu.knowledge.base import Knowledge
from cancu.knowledge.facts import KnownRow
from cancu.models import CHANGES, Document, Link, Mention

_TABLES = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE file(name TEXT PRIMARY KEY, status TEXT, sha256 TEXT, beside TEXT, lines TEXT) WITHOUT ROWID;
CREATE TABLE text(id INTEGER PRIMARY KEY, file TEXT, path TEXT UNIQUE, said BLOB, parts BLOB, taught BLOB, head BLOB, one_text TEXT, joined TEXT,
  copy_of TEXT, settled BLOB, settled_id TEXT, apart TEXT, final BLOB, final_id TEXT, resolved BLOB, held BLOB, stated BLOB, figures TEXT);
CREATE INDEX text_file ON text(file);
CREATE INDEX text_one ON text(one_text);
CREATE INDEX text_copy ON text(copy_of);
CREATE INDEX text_apart ON text(apart);
CREATE INDEX text_final ON text(final_id);
CREATE TABLE printed(number TEXT, day TEXT, key TEXT, text INTEGER);
CREATE INDEX printed_dated ON printed(number, day);
CREATE INDEX printed_text ON printed(text);
CREATE TABLE told(number TEXT, scope TEXT, year INTEGER, title TEXT, day TEXT, own INTEGER, text INTEGER);
CREATE INDEX told_number ON told(number, scope);
CREATE INDEX told_text ON told(text);
CREATE TABLE asked(what TEXT, of TEXT, text INTEGER);
CREATE INDEX asked_what ON asked(what, of);
CREATE INDEX asked_text ON asked(text);
CREATE TABLE cited(document TEXT, text INTEGER, at INTEGER, struck INTEGER, day TEXT, says BLOB);
CREATE INDEX cited_document ON cited(document);
CREATE INDEX cited_text ON cited(text, at);
CREATE TABLE part(document TEXT, path TEXT, text INTEGER);
CREATE INDEX part_document ON part(document);
CREATE INDEX part_text ON part(text);
CREATE TABLE changed(document TEXT, text INTEGER, link BLOB);
CREATE INDEX changed_document ON changed(document);
CREATE INDEX changed_text ON changed(text);
CREATE TABLE document(id TEXT PRIMARY KEY, first BLOB, days TEXT, title TEXT, whole BLOB, tasks BLOB, symbol TEXT, scope TEXT, level TEXT,
  kind TEXT, corpus INTEGER, draft INTEGER, draft_of TEXT, notes TEXT, sha256 TEXT, loaded TEXT) WITHOUT ROWID;
CREATE TABLE title_word(word TEXT, document TEXT);
CREATE INDEX title_word_word ON title_word(word);
CREATE INDEX title_word_document ON title_word(document);
"""
_OF_TEXT: Final = ("printed", "told", "asked", "cited", "part", "changed")
"""Tables with rows of one text each."""
_REMEMBERED: Final = 4000
"""The number of documents and numbers kept in memory at a time."""


FileRow = tuple[str, str, str, str]
"""The two of `file_state.FileState`, what a side file says, and the lines to tell of a file."""


def _packed(value: Any) -> bytes:
    return zlib.compress(pickle.dumps(value, 5), 1)


def _unpacked(value: bytes) -> Any:
    return pickle.loads(zlib.decompress(value))


class Ledger:
    """What a build knows about its texts; all changes of one build are written together, or none."""

    def __init__(self, file: Path, key: str, knowledge: Knowledge) -> None:
        """Open the ledger in a file; one written under another `key` (rules, register) starts empty.

        Raises sqlite3.Error if it cannot be stored, or is in use.
        """
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise sqlite3.OperationalError(str(error)) from error
        self._db = sqlite3.connect(file, isolation_level=None)
        if self._setting("key") != key:
            self._db.close()
            file.unlink()
            self._db = sqlite3.connect(file, isolation_level=None)
            self._db.executescript(_TABLES)
            self._db.execute("INSERT INTO meta VALUES ('key', ?)", (key,))
        self._db.execute("PRAGMA cache_size = -65536")
        self._db.execute("BEGIN IMMEDIATE")
        self.knowledge = knowledge
        self._known = register(knowledge)
        self._documents: dict[str, Document | None] = {}
        self._changed: set[int] = set()
        self._dated: set[tuple[str, str]] = set()
        self._numbers: set[Number] = set()
        self._joined: set[str] = set()
        self._namesakes: set[str] = set()
        self._ids: set[str] = set()
        self._parts: set[str] = set()
        self._kinds: set[tuple[str | None, str]] = set()

    def _setting(self, name: str) -> str | None:
        try:
            found = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        except sqlite3.DatabaseError:
            return None
        return found[0] if found else None

    def add_rows(self, rows: Iterable[KnownRow]) -> None:
        """Resolve with these rows too."""
        if told := list(rows):
            self.knowledge = self.knowledge.with_rows(told)
            self._known = register(self.knowledge)

    def note(self, name: str, value: str) -> None:
        """Store a value under a name."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def noted(self, name: str) -> str | None:
        """Return the value under a name."""
        return self._setting(name)

    def keep(self) -> None:
        """Commit everything that was done; without it the ledger stays unchanged."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Close the file."""
        self._db.rollback()
        self._db.close()

    # Files and what they say

    def files(self) -> dict[str, FileRow]:
        """Return what is known about each file, by name."""
        return {row[0]: row[1:] for row in self._db.execute("SELECT * FROM file")}

    def put_file(
        self, name: str, row: FileRow | None, said: Iterable[Extraction], taught: Mapping[str, Extraction] | None = None
    ) -> None:
        """Replace what the texts of a file say; without a `row` the file is read again next time.

        `taught` gives by path what a text said before it was read with the titles that others define.
        """
        texts = {one.document.path or name: one for one in said}
        for text, path in self._db.execute("SELECT id, path FROM text WHERE file = ?", (name,)).fetchall():
            if path not in texts:
                self._remove(text)
        for path, one in texts.items():
            found = self._db.execute("SELECT id, said, parts FROM text WHERE path = ?", (path,)).fetchone()
            slim = replace(one, parts=())
            if found is None:
                done = self._db.execute("INSERT INTO text(file, path) VALUES (?, ?)", (name, path))
                self._changed.add(int(done.lastrowid or 0))
            elif _unpacked(found[1]) != slim or _unpacked(found[2]) != one.parts:
                self._changed.add(found[0])
            else:
                continue
            first = (taught or {}).get(path, one)
            teaches = _packed((first.taught, first.alone)) if first.taught or first.alone else None
            self._db.execute(
                "UPDATE text SET file = ?, said = ?, parts = ?, taught = ? WHERE path = ?",
                (name, _packed(slim), _packed(one.parts), teaches, path),
            )
        if row is not None:
            self._db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)", (name, *row))
        else:
            self._db.execute("DELETE FROM file WHERE name = ?", (name,))

    def forget_files(self, names: Iterable[str]) -> None:
        """Remove files that are no longer part of the build."""
        for name in names:
            self.put_file(name, None, ())

    def taught(self) -> Iterator["Teaching"]:
        """Yield for each text the scheme titles that it defines and those that it needs, as in `Extraction`."""
        for row in self._db.execute("SELECT taught FROM text WHERE taught IS NOT NULL ORDER BY file, path"):
            yield Teaching(*_unpacked(row[0]))

    def note_state(self, name: str, row: FileRow) -> None:
        """Record the new state of a file whose texts are unchanged."""
        self._db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)", (name, *row))

    def owners(self) -> set[str]:
        """Return the files that texts come from."""
        return {row[0] for row in self._db.execute("SELECT DISTINCT file FROM text")}

    def _remove(self, text: int) -> None:
        one_text, apart, path, final = self._db.execute(
            "SELECT one_text, apart, path, final_id FROM text WHERE id = ?", (text,)
        ).fetchone()
        self._joined |= {one_text} - {None}
        self._namesakes |= {apart} - {None}
        self._ids |= {final} - {None}
        self._dated |= {(r[0], r[1]) for r in self._rows("printed", text)}
        self._numbers |= {(r[0], r[1] or None) for r in self._rows("told", text)}
        self._ids |= {r[0] for r in self._rows("cited", text)}
        self._parts |= {r[0] for r in self._rows("part", text)}
        self._ids |= {r[0] for r in self._rows("changed", text)}
        self._joined |= self._set("SELECT one_text FROM text WHERE copy_of = ?", path)
        for table in _OF_TEXT:
            self._db.execute(f"DELETE FROM {table} WHERE text = ?", (text,))
        self._db.execute("DELETE FROM text WHERE id = ?", (text,))

    def _rows(self, table: str, text: int) -> list[tuple[Any, ...]]:
        return self._db.execute(f"SELECT * FROM {table} WHERE text = ?", (text,)).fetchall()

    def _set(self, sql: str, *values: Any) -> set[Any]:
        return {row[0] for row in self._db.execute(sql, values)} - {None}

    def _replace(self, table: str, text: int, rows: Collection[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
        """Replace the rows of a text (without its number); returns those added or removed."""
        before = {row[:-1] for row in self._rows(table, text)}
        now = set(rows)
        if before != now:
            self._db.execute(f"DELETE FROM {table} WHERE text = ?", (text,))
            marks = ", ".join("?" * (len(next(iter(now))) + 1)) if now else ""
            if now:
                self._db.executemany(f"INSERT INTO {table} VALUES ({marks})", [(*row, text) for row in rows])
        return before ^ now

    # The steps of resolution, each for what the one before it changed

    def resolve(self) -> None:
        """Compute everything again that depends on texts added, removed or changed."""
        heads = self._prepare()
        moved = self._join(heads)
        scoped = self._scope(heads)
        final = self._identify(heads | moved)
        self._parts |= {self._final(text).id for text in heads}
        resolved = self._resolve(heads | scoped | final)
        first = self._describe()
        again = self._reopen_contradicted(
            heads | resolved | self._users(first[0]) | self._dependents("title", first[1])
        )
        whole = self._complete(first[0])
        self._state(again | self._users(whole))
        self._hash(whole | self._parts)
        self._changed.clear()
        for one in (self._dated, self._numbers, self._joined, self._namesakes, self._ids, self._parts, self._kinds):
            one.clear()

    def _dependents(self, what: str, of: Iterable[str]) -> set[int]:
        return {t for one in of for t in self._set("SELECT text FROM asked WHERE what = ? AND of = ?", what, one)}

    def _users(self, ids: Iterable[str]) -> set[int]:
        return self._dependents("document", ids)

    def _text(self, text: int) -> TextStatements:
        """Return a text as read."""
        said: Extraction = _unpacked(self._db.execute("SELECT said FROM text WHERE id = ?", (text,)).fetchone()[0])
        return prepared(said.document, said.mentions, self._known)

    def _prepare(self) -> set[int]:
        for text in sorted(self._changed):
            said: Extraction = _unpacked(self._db.execute("SELECT said FROM text WHERE id = ?", (text,)).fetchone()[0])
            one = prepared(said.document, said.mentions, self._known)
            own = one.document
            group = (key_slug(own.key) if own.key else own.id) if said.sketch and own.path != "-" else f"{own.path}\n"
            before = self._set("SELECT one_text FROM text WHERE id = ?", text)
            self._joined |= {group, *before}
            self._db.execute(
                "UPDATE text SET head = ?, one_text = ? WHERE id = ?", (_packed((own, said.sketch)), group, text)
            )
            printed = {(dated[0], str(dated[1]), key) for dated, key in correct_numbers(one.mentions, self.knowledge)}
            self._dated |= {(row[0], row[1]) for row in self._replace("printed", text, printed)}
            self._ids |= self._set("SELECT final_id FROM text WHERE id = ?", text)
        return set(self._changed)

    def _join(self, heads: set[int]) -> set[int]:
        """Determine which texts are copies of one."""
        moved = set()
        for group in sorted(self._joined):
            found = self._db.execute(
                "SELECT id, head, joined, copy_of FROM text WHERE one_text = ?", (group,)
            ).fetchall()
            pairs = [(row, *_unpacked(row[1])) for row in found]
            pairs.sort(key=lambda pair: name_and_bytes(pair[1]))
            texts = [TextStatements(own, []) for _, own, _ in pairs]
            copies = join_copies(texts, {own.path: sketch for _, own, sketch in pairs if own.path and sketch})
            for (row, own, _), text in zip(pairs, texts, strict=True):
                now = text.document.id, copies.get(own.path)
                if now != (row[2], row[3]):
                    self._db.execute("UPDATE text SET joined = ?, copy_of = ? WHERE id = ?", (*now, row[0]))
                    moved.add(row[0])
                    if row[3] or now[1]:
                        self._namesakes |= self._set(
                            "SELECT apart FROM text WHERE path IN (?, ?)", row[3] or "", now[1] or ""
                        )
                        moved |= self._set("SELECT id FROM text WHERE path = ?", now[1] or "")
        for text in moved - heads:
            self._numbers |= {(row[0], row[1] or None) for row in self._rows("told", text)}
        return moved

    def _head(self, text: int) -> Document:
        head, joined = self._db.execute("SELECT head, joined FROM text WHERE id = ?", (text,)).fetchone()
        own: Document = _unpacked(head)[0]
        return own.model_copy(update={"id": joined})

    def _scope(self, heads: set[int]) -> set[int]:
        """Determine the scopes of numbers, and what each text states about them."""
        texts = heads | self._dependents("printed", (f"{number} {day}" for number, day in self._dated))
        for text in sorted(texts):
            one = self._scoped(text)
            told = {
                (number[0], number[1] or "", year, title, str(day) if day else None, int(own))
                for number, year, title, day, own in year_statements(one, self._known)
            }
            self._numbers |= {(row[0], row[1] or None) for row in self._replace("told", text, told)}
        return texts

    def _scoped(self, text: int) -> TextStatements:
        """Return a text with the scopes of its numbers, and record what it looked up."""
        one = self._text(text)
        one.document = self._head(text)
        right = _CorrectNumbers(self._db)
        settle_scopes(one, right, self._known)
        self._record_dependencies(text, "printed", right.requested)
        return one

    def _record_dependencies(self, text: int, what: str, of: Iterable[str]) -> None:
        now = set(of)
        before = self._set("SELECT of FROM asked WHERE text = ? AND what = ?", text, what)
        if before != now:
            self._db.execute("DELETE FROM asked WHERE text = ? AND what = ?", (text, what))
            self._db.executemany("INSERT INTO asked VALUES (?, ?, ?)", [(what, one, text) for one in now])

    def _identify(self, texts: set[int]) -> set[int]:
        """Determine the ids of texts: their own years, and different ids for different texts; returns those with a changed head."""
        years = _Years(self)
        texts = texts | self._dependents("own number", map(_number_text, self._numbers))
        for text in sorted(texts):
            one = TextStatements(self._head(text), [])
            years.requested.clear()
            settle_own_year(one, years, self._known)
            self._record_dependencies(text, "own number", map(_number_text, years.requested))
            self._db.execute(
                "UPDATE text SET settled = ?, settled_id = ? WHERE id = ?",
                (_packed(one.document), one.document.id, text),
            )
        for text in sorted(texts):
            path, copy_of, apart, before = self._db.execute(
                "SELECT path, copy_of, settled_id, apart FROM text WHERE id = ?", (text,)
            ).fetchone()
            if copy_of:
                (apart,) = self._set("SELECT settled_id FROM text WHERE path = ?", copy_of)
            self._db.execute("UPDATE text SET apart = ? WHERE id = ? OR copy_of = ?", (apart, text, path))
            self._namesakes |= {apart, before} - {None}
        return {text for apart in sorted(self._namesakes) for text in self._assign_distinct_ids(apart)}

    def _assign_distinct_ids(self, apart: str) -> Iterator[int]:
        rows = self._db.execute(
            "SELECT id, settled, copy_of, final, final_id FROM text WHERE apart = ?", (apart,)
        ).fetchall()
        texts = [(row, TextStatements(_unpacked(row[1]), [])) for row in rows]
        texts.sort(key=lambda pair: name_and_bytes(pair[1].document))
        assign_distinct_ids([text for _, text in texts], {text.document.path: row[2] for row, text in texts if row[2]})
        for (text, _, _, final, before), one in texts:
            if final is None or _unpacked(final) != one.document:
                self._db.execute(
                    "UPDATE text SET final = ?, final_id = ? WHERE id = ?",
                    (_packed(one.document), one.document.id, text),
                )
                self._ids |= {before, one.document.id} - {None}
                yield text

    def _final(self, text: int) -> Document:
        found: Document = _unpacked(self._db.execute("SELECT final FROM text WHERE id = ?", (text,)).fetchone()[0])
        return found

    def _resolve(self, texts: set[int]) -> set[int]:
        """Resolve the mentions of each text."""
        years, changed = _Years(self), set()
        for text in sorted(texts | self._dependents("number", map(_number_text, self._numbers))):
            one = self._scoped(text)
            one.document = self._final(text)
            years.requested.clear()
            now = resolve_text(one, years, self._known)
            self._record_dependencies(text, "number", map(_number_text, years.requested))
            before = self._db.execute("SELECT resolved FROM text WHERE id = ?", (text,)).fetchone()[0]
            if before is not None and _unpacked(before) == (now, one.on):
                continue
            changed.add(text)
            self._db.execute("UPDATE text SET resolved = ?, held = NULL WHERE id = ?", (_packed((now, one.on)), text))
            self._record_dependencies(
                text, "document", {one.document.id, *(i for m in now for i in _named_documents(m))}
            )
            rows = {
                (m.target_id, at, 0, str(m.date) if m.date and m.status == "resolved" else None, _packed(Cited.of(m)))
                for at, m in enumerate(now)
                if m.target_id
            }
            before_rows = self._rows("cited", text)
            self._db.execute("DELETE FROM cited WHERE text = ?", (text,))
            self._db.executemany(
                "INSERT INTO cited(document, at, struck, day, says, text) VALUES (?, ?, ?, ?, ?, ?)",
                [(*row, text) for row in rows],
            )
            told = {(d, at, day, says) for d, _, at, struck, day, says in before_rows}
            self._ids |= {row[0] for row in told ^ {(d, at, day, says) for d, at, _, day, says in rows}}
            self._ids |= {row[0] for row in before_rows if row[3]}
        return changed

    def _group(self, identity: str, *, struck: bool) -> list[Cited]:
        """Return what all texts say about a document, in path order."""
        rows = self._db.execute(
            "SELECT says, struck FROM cited JOIN text ON text.id = cited.text WHERE document = ? ORDER BY path, at",
            (identity,),
        )
        said = ((_unpacked(says), hit) for says, hit in rows)
        return [one._replace(contradicted=True) if struck and hit else one for one, hit in said]

    def _text_with_id(self, identity: str) -> tuple[Document, Extraction] | None:
        """Return the text with an id that is not a copy, and what it says."""
        row = self._db.execute(
            "SELECT final, said FROM text WHERE final_id = ? AND copy_of IS NULL", (identity,)
        ).fetchone()
        return None if row is None else (_unpacked(row[0]), _unpacked(row[1]))

    def _build_document(self, identity: str, *, struck: bool) -> Document | None:
        row = self._db.execute("SELECT final FROM text WHERE final_id = ? AND copy_of IS NULL", (identity,)).fetchone()
        group = self._group(identity, struck=struck)
        if row is not None:
            return own_document(_unpacked(row[0]), group, self._known)
        return cited_document(identity, group, self._known) if group else None

    def _describe(self) -> tuple[set[str], set[str]]:
        """Describe the documents before contradictions are checked; returns the changed ids and the words of changed titles."""
        changed, titles = set(), set()
        for identity in sorted(self._ids):
            now = self._build_document(identity, struck=False)
            days = " ".join(
                sorted(self._set("SELECT DISTINCT day FROM cited WHERE document = ? AND day IS NOT NULL", identity))
            )
            before = self._db.execute("SELECT first, days, title FROM document WHERE id = ?", (identity,)).fetchone()
            if before and now and _unpacked(before[0]) == now and before[1] == days:
                changed |= {identity} if now.in_corpus else set()  # its text may set other tasks
                continue
            changed.add(identity)
            title = now.title if now else None
            if title != (before[2] if before else None):
                titles |= self._set("SELECT word FROM title_word WHERE document = ?", identity)
                self._db.execute("DELETE FROM title_word WHERE document = ?", (identity,))
                words = _telling_words(title) if title else []
                self._db.executemany("INSERT INTO title_word VALUES (?, ?)", [(word, identity) for word in words])
                titles |= set(words)
            if now is None:
                gone = self._db.execute("SELECT kind, scope FROM document WHERE id = ?", (identity,)).fetchone()
                self._kinds |= {gone} - {None}
                self._db.execute("DELETE FROM document WHERE id = ?", (identity,))
            else:
                self._db.execute(
                    "INSERT INTO document(id, first, days, title) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT(id) DO UPDATE SET first = excluded.first, days = excluded.days, title = excluded.title",
                    (identity, _packed(now), days, title),
                )
        self._documents.clear()
        return changed, titles

    def _reopen_contradicted(self, texts: set[int]) -> set[int]:
        """Check the mentions of each text against their documents."""
        others = _CitedFacts(self)
        for text in sorted(texts):
            mentions, on = _unpacked(self._db.execute("SELECT resolved FROM text WHERE id = ?", (text,)).fetchone()[0])
            others.words.clear()
            now = reopen_contradicted(mentions, on, others, self._known)
            self._record_dependencies(text, "title", others.words)
            struck = {
                at
                for at, (m, was) in enumerate(zip(now, mentions, strict=True))
                if m.contradicts and not was.contradicts
            }
            before = self._set("SELECT at FROM cited WHERE text = ? AND struck = 1", text)
            for at in struck ^ before:
                self._db.execute("UPDATE cited SET struck = ? WHERE text = ? AND at = ?", (int(at in struck), text, at))
                self._ids |= self._set("SELECT document FROM cited WHERE text = ? AND at = ?", text, at)
            self._db.execute("UPDATE text SET held = ? WHERE id = ?", (_packed(now), text))
        return texts

    def _complete(self, first: set[str]) -> set[str]:
        """Describe the documents without contradicted mentions; returns the ids of those that changed."""
        changed = set()
        for identity in sorted(first | self._ids):
            struck = self._set("SELECT 1 FROM cited WHERE document = ? AND struck = 1 LIMIT 1", identity)
            now = self._build_document(identity, struck=True) if struck else self.document(identity, "first")
            own = self._text_with_id(identity)
            before = self._db.execute(
                "SELECT whole, tasks, kind, scope FROM document WHERE id = ?", (identity,)
            ).fetchone()
            if now is None:
                changed.add(identity)
                continue
            tasks = own[1].tasks if own else ()
            if before[0] is not None and (_unpacked(before[0]), _unpacked(before[1])) == (now, tasks):
                continue
            changed.add(identity)
            self._kinds |= {before[2:], (now.type, now.scope)} if now.in_corpus or before[0] is None else set()
            notes = "\n".join(map(str, disagreements(now)))
            self._db.execute(
                "UPDATE document SET whole = ?, tasks = ?, symbol = ?, scope = ?, level = ?, kind = ?, corpus = ?, draft = ?,"
                " notes = ? WHERE id = ?",
                (_packed(now), _packed(tasks), now.symbol, now.scope, now.level, now.type, now.in_corpus,
                 bool(now.in_corpus and not now.number and now.title), notes, identity),
            )  # fmt: skip
        self._documents.clear()
        return changed

    def document(self, identity: str, column: str = "whole") -> Document | None:
        """Return a described document, or None."""
        name = f"{column} {identity}"
        if name not in self._documents:
            if len(self._documents) > _REMEMBERED:
                self._documents.clear()
            row = self._db.execute(f"SELECT {column} FROM document WHERE id = ?", (identity,)).fetchone()
            self._documents[name] = _unpacked(row[0]) if row and row[0] is not None else None
        return self._documents[name]

    def _state(self, texts: set[int]) -> None:
        """Compute what each text states about documents: its mentions and links."""
        for text in sorted(texts):
            path, copy_of, final_id, mentions_held, said = self._db.execute(
                "SELECT path, copy_of, final_id, held, said FROM text WHERE id = ?", (text,)
            ).fetchone()
            mentions = check_chronology(_unpacked(mentions_held), self.document)
            told = sorted(mentions, key=place_in_text)
            nodes = {
                i: found
                for i in {final_id, *(i for m in told for i in _named_documents(m))}
                if (found := self.document(i))
            }
            tasks = {
                one.path: of
                for one in nodes.values()
                if one.path
                and (
                    of := _unpacked(
                        self._db.execute("SELECT tasks FROM document WHERE id = ?", (one.id,)).fetchone()[0]
                    )
                )
            }
            links = [] if copy_of else list(links_of(told, {path: final_id}, nodes, tasks))
            wanted = {(m.target_id, part) for m in mentions if m.target_id for part in m.parts}
            wanted |= {(c.target_id, c.part) for m in mentions for c in m.changes if c.target_id and c.part}
            self._parts |= {row[0] for row in self._replace("part", text, wanted)}
            changes = {(link.target, _packed(link)) for link in links if link.relation in CHANGES}
            self._replace_changes(text, changes)
            figures = " ".join((*(m.status for m in mentions), *("repaired" for m in mentions if m.repairs),
                                *("unmatched" for _ in _unpacked(said).unmatched)))  # fmt: skip
            before = self._db.execute("SELECT stated FROM text WHERE id = ?", (text,)).fetchone()[0]
            now = [] if copy_of else told, links
            if before is None or _unpacked(before) != now:
                self._parts.add(final_id)
            self._db.execute("UPDATE text SET stated = ?, figures = ? WHERE id = ?", (_packed(now), figures, text))

    def _replace_changes(self, text: int, rows: set[tuple[str, bytes]]) -> None:
        self._db.execute("DELETE FROM changed WHERE text = ?", (text,))
        self._db.executemany("INSERT INTO changed VALUES (?, ?, ?)", [(target, text, link) for target, link in rows])

    def _hash(self, ids: set[str]) -> None:
        """Compute the hash of everything loaded for each document."""
        ids = ids | self._drafts()
        for identity in sorted(ids):
            if self.document(identity) is not None:
                self._db.execute(
                    "UPDATE document SET sha256 = ? WHERE id = ?", (self.statement(identity).sha256, identity)
                )

    def _drafts(self) -> set[str]:
        """Return the drafts whose issued document has changed."""
        rows = self._db.execute("SELECT id, kind, scope, draft_of FROM document WHERE draft = 1").fetchall()
        kinds = {(kind, scope) for _, kind, scope, _ in rows} & self._kinds
        if not kinds:
            return set()
        documents: list[Document] = []
        sketches: dict[str, str | None] = {}
        for kind, scope in sorted(kinds, key=repr):
            for (identity,) in self._db.execute(
                "SELECT id FROM document WHERE corpus = 1 AND kind IS ? AND scope = ? ORDER BY id", (kind, scope)
            ).fetchall():
                own, document = self._text_with_id(identity), self.document(identity)
                if own is not None and document is not None:
                    documents.append(document)
                    sketches[own[0].path or ""] = own[1].sketch
        issued = issued_from(documents, sketches)
        changed = set()
        for identity, kind, scope, before in rows:
            if (kind, scope) in kinds and issued.get(identity) != before:
                self._db.execute("UPDATE document SET draft_of = ? WHERE id = ?", (issued.get(identity), identity))
                changed.add(identity)
        return changed

    # What was made

    def statement(self, identity: str, sha256: str | None = None) -> Statement:
        """Return a document with everything loaded for it; its hash is computed if it is not known."""
        document = self.document(identity)
        assert document is not None
        draft_of = self._db.execute("SELECT draft_of FROM document WHERE id = ?", (identity,)).fetchone()[0]
        if draft_of:
            document = document.model_copy(update={"draft_of": draft_of})
        mentions: list[Mention] = []
        links: list[Link] = []
        if document.in_corpus:
            stated, parts = self._db.execute(
                "SELECT stated, parts FROM text WHERE final_id = ? AND copy_of IS NULL", (identity,)
            ).fetchone()
            mentions, links = _unpacked(stated)
            wanted = self._set("SELECT path FROM part WHERE document = ?", identity)
            if wanted:
                document = document.model_copy(update={"parts": whole_parts(_unpacked(parts), wanted)})
        issuers, _ = bodies([document], self.knowledge)
        return statement_of(document, issued_by([document], issuers).get(identity), mentions, links, sha256)

    def bodies(self) -> tuple[tuple[Issuer, ...], tuple[Place, ...]]:
        """Return issuers and places of all documents."""
        rows = self._db.execute("SELECT symbol, scope, level, max(id) FROM document GROUP BY 1, 2, 3 ORDER BY 4")
        stubs = [
            Document(id=identity, symbol=symbol, scope=scope, level=level) for symbol, scope, level, identity in rows
        ]
        return bodies(stubs, self.knowledge)

    def ids(self) -> Iterator["Listed"]:
        """Return every document, sorted by id."""
        return (Listed(*row) for row in self._db.execute("SELECT id, sha256, loaded, corpus FROM document ORDER BY id"))

    def loaded(self) -> None:
        """Record that a store has all documents in their present form."""
        self._db.execute("UPDATE document SET loaded = sha256 WHERE loaded IS NOT sha256")

    def changes(self, identity: str) -> list[Change]:
        """Return what other acts did to a document."""
        rows = self._db.execute("SELECT link FROM changed WHERE document = ?", (identity,)).fetchall()
        links: list[Link] = [_unpacked(row[0]) for row in rows]
        return [Change(link, by) for link in links if (by := self.document(link.source))]

    def figures(self) -> dict[str, int]:
        """Return the figures of the run like `Corpus.counts`, without unreadable files."""
        found: dict[str, int] = defaultdict(int)
        for (figures,) in self._db.execute("SELECT figures FROM text"):
            for one in figures.split():
                found[one] += 1
        names = ("resolved", "open", "ambiguous", "unresolved")
        return {
            "documents": self._count("document WHERE corpus"),
            "copies": self._count("text WHERE copy_of IS NOT NULL"),
            "cited": self._count("document WHERE NOT corpus"),
            "mentions": sum(found[name] for name in names),
            **{name: found[name] for name in (*names, "repaired", "unmatched")},
        }

    def _count(self, what: str) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {what}").fetchone()[0])

    def notes(self) -> list[str]:
        """Return one line for each date of force on which texts and register differ."""
        rows = self._db.execute("SELECT notes FROM document WHERE notes <> '' ORDER BY id")
        return [line for (notes,) in rows for line in notes.split("\n")]


class Teaching(NamedTuple):
    """See `corpus.Teaches`."""

    taught: tuple[KnownRow, ...]
    alone: tuple[str, ...]


class Listed(NamedTuple):
    """A document in a ledger."""

    id: str
    sha256: str
    loaded: str | None
    """The hash that was loaded last."""
    in_corpus: bool


def _number_text(number: Number) -> str:
    return f"{number[0]} {number[1] or ''}"


def _named_documents(m: Mention) -> Iterator[str]:
    """Yield the documents that a mention names."""
    ends = [m.source_id, m.target_id]
    for also in m.also:
        ends += (also.source_id or also.source, also.target_id or also.target)
    for change in m.changes:
        ends += (change.source_id, change.target_id)
    yield from (one for one in ends if one)


def _telling_words(title: str) -> list[str]:
    """Return those words of a title of which any title repeating it has at least one: all but four fifths, the longest first."""
    words = distinctive_words(title)
    return sorted(words, key=lambda word: (-len(word), word))[: len(words) // 5 + 1] if len(words) >= 5 else []


class _CorrectNumbers:
    """A cached `misprints.CorrectNumbers`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.requested: set[str] = set()

    def get(self, dated: Dated, default: Collection[str], /) -> Collection[str]:
        self.requested.add(f"{dated[0]} {dated[1]}")
        rows = self._db.execute(
            "SELECT DISTINCT key FROM printed WHERE number = ? AND day = ?", (dated[0], str(dated[1]))
        )
        return {row[0] for row in rows}


class _Years:
    """A cached `candidates.Years`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._found: dict[Number, Mapping[int, YearStatements]] = {}
        self.requested: set[Number] = set()

    def get(self, number: Number, default: Mapping[int, YearStatements], /) -> Mapping[int, YearStatements]:
        self.requested.add(number)
        if number not in self._found:
            if len(self._found) > _REMEMBERED:
                self._found.clear()
            self._found[number] = self._gathered(number)
        return self._found[number]

    def _gathered(self, number: Number) -> Mapping[int, YearStatements]:
        rows = self._ledger._db.execute(
            "SELECT year, title, day, own, text, joined, head FROM told JOIN text ON text.id = told.text"
            " WHERE number = ? AND scope = ?",
            (number[0], number[1] or ""),
        ).fetchall()
        by_text: dict[int, list[YearStatement]] = defaultdict(list)
        heads: dict[int, Document] = {}
        for year, title, day, own, text, joined, head in rows:
            date = datetime.date.fromisoformat(day) if day else None
            by_text[text].append(YearStatement(number, year, title, date, bool(own)))
            if text not in heads:
                heads[text] = _unpacked(head)[0].model_copy(update={"id": joined}) if own else Document(id=joined)
            elif own:
                heads[text] = _unpacked(head)[0].model_copy(update={"id": joined})
        ordered = sorted(by_text, key=lambda text: name_and_bytes(heads[text]))
        return merge_statements((heads[text], by_text[text]) for text in ordered).get(number, {})


class _CitedFacts:
    """`resolve.CitedFacts` from the ledger, with the words of titles cached."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.words: set[str] = set()
        self._fitting: dict[frozenset[str], set[str]] = {}
        self._register: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        for row in ledger.knowledge.documents:
            known = ledger._known.document(row)
            for word in _telling_words(known.title or ""):
                self._register[word].append((known.id, distinctive_words(known.title or "")))

    def document(self, identity: str) -> Document | None:
        return self._ledger.document(identity, "first")

    def days(self, identity: str) -> Collection[datetime.date]:
        rows = self._ledger._db.execute("SELECT days FROM document WHERE id = ?", (identity,)).fetchone()
        return {datetime.date.fromisoformat(day) for day in rows[0].split()} if rows else set()

    def titled(self, mention: Mention, document: Document) -> str | None:
        title = doubted_title(mention, document)
        if title is None:
            return None
        said = distinctive_words(title)
        self.words |= said
        if said not in self._fitting:  # titles stay as they are while this is asked
            if len(self._fitting) > _REMEMBERED:
                self._fitting.clear()
            self._fitting[said] = self._with_title(said)
        others = self._fitting[said] - {document.id}
        return next(iter(others)) if len(others) == 1 else None

    def _with_title(self, said: frozenset[str]) -> set[str]:
        """Return the documents whose titles these words repeat."""
        found: dict[tuple[str, frozenset[str]], None] = {}
        for word in sorted(said):
            for one in self._register.get(word, ()):
                found[one] = None
            for identity, title in self._ledger._db.execute(
                "SELECT document, title FROM title_word JOIN document ON document.id = title_word.document WHERE word = ?",
                (word,),
            ):
                found[identity, distinctive_words(title)] = None
        return {identity for identity, told in found if repeats_title(said, told)}
