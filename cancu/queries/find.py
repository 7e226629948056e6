"""Find the document of the store that a name means; several candidates are listed, the likeliest first."""

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from cancu.errors import NotFoundError, QueryError
from cancu.graph import cypher
from cancu.graph.register import register
from cancu.graph.store.base import TIMEOUT_S, Rows, Store
from cancu.knowledge.base import built_in
from cancu.knowledge.fold import fold, words
from cancu.models import Document
from cancu.queries.names import Name, clean, read_name
from cancu.queries.values import nearest

_SHOWN = 10
_SHORTEST_TITLE = 8
"""The least number of letters of a title to search for."""
_EACH = f"UNWIND $ids AS id {cypher.seek('d', 'Document', 'id')} RETURN"
_DESCRIPTION = f"""{_EACH} d.id AS id, d.key AS key, d.type AS type, d.issues AS issues, d.title AS title, d.date AS date, d.scope AS scope, d.year AS year, d.in_corpus AS in_corpus, d.path AS path
ORDER BY id
"""
_MENTIONS = f"{_EACH} d.id AS id, size([(d)<-[:NAMES]-(m:Mention) | m.id]) AS mentions"
_BY = "UNWIND $values AS value MATCH (d:Document {{{of}: value}}) USING INDEX SEEK d:Document({of}) RETURN d.id AS id"
_BY_KEY = _BY.format(of="folded_key")
_BY_PATH = _BY.format(of="path")
_BY_BARE_NUMBER = "MATCH (d:Document) WHERE d.type = $type AND d.number IN $numbers RETURN d.id AS id"
_BY_END = "MATCH (d:Document) WHERE d.path ENDS WITH $end RETURN d.id AS id"
_BY_ALIAS = "MATCH (d:Document) WHERE $nickname IN d.folded_aliases RETURN d.id AS id"
_BY_WORDS = "MATCH (d:Document) WHERE all(word IN $words WHERE d.folded_title CONTAINS word) RETURN d.id AS id"
_OF_SCOPE = "MATCH (d:Document) WHERE d.scope = $scope OR d.scope STARTS WITH $below RETURN d.id LIMIT 1"
_FILE = re.compile(r"\.\w{1,5}$")
_NO_FILE = "\n"
Row = Mapping[str, Any]


class _TimedStore(NamedTuple):
    """A store that may be queried until a time of time.monotonic."""

    store: Store
    until: float | None = None

    def run(self, statement: str, parameters: Mapping[str, Any]) -> Rows:
        return self.store.run(statement, parameters, timeout_s=TIMEOUT_S, until=self.until)


def find_documents(store: Store, text: str) -> list[dict[str, Any]]:
    """Return every document of the store that a text may mean, the likeliest first: by id, number, name, or words of its title.

    Day, year, type and place in the text exclude documents known to differ. If a number is given, titles are never
    searched instead.
    """
    asked = _TimedStore(store)
    found = _exactly(asked, text) or [row for _, row in _ranked(asked, read_name(text))]
    mentions = _mentions(asked, found)
    return [{**row, "mentions": mentions[row["id"]]} for row in found]


def find_document(store: Store, text: str, *, until: float | None = None) -> str:
    """Return the id of the one document that a text means; the search may run `until` a time of time.monotonic.

    Raises NotFoundError if there is none (with what the register has of it) or several (with the candidates).
    """
    asked = _TimedStore(store, until)
    exactly = _exactly(asked, text)
    if len(exactly) == 1:
        return str(exactly[0]["id"])
    name = read_name(text)
    found = [(True, row) for row in exactly] or _ranked(asked, name)
    best = [row for proven, row in found if proven]
    best = best if len(best) == 1 else _dated(asked, best)
    if len(best) == 1:
        return str(best[0]["id"])
    if not found:
        raise NotFoundError(_not_found_message(asked, name, text))
    shown = "\n".join(f"  {_candidate_line(row)}" for _, row in found[:_SHOWN])
    more = f"\n  … and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    many = f"may be {len(found)} documents" if len(found) > 1 else "may be this document, of which less is known"
    raise NotFoundError(f"'{text}' {many}; give one id:\n{shown}{more}")


def check_unit(store: Store, where: str, scope: str) -> None:
    """Refuse a district or commune that neither the list of units has nor any document: QueryError with the nearest ones."""
    province, inner, unit = scope.partition("/")
    if not inner or built_in().units.by_id(scope):
        return
    if store.run(_OF_SCOPE, {"scope": scope, "below": f"{scope}/"}, timeout_s=TIMEOUT_S).rows:
        return
    hint = nearest(unit, dict.fromkeys(one.id.partition("/")[2] for one in built_in().units.all_of(province)))
    raise QueryError(f"{where}: no district or commune of {province} is called '{unit}'{hint}")


def _dated(asked: _TimedStore, found: list[Row]) -> list[Row]:
    """Return, of documents with one number and place, the one with a known year, if few citations beside it have no year.

    A handful of open citations is doubtful and must not hide the document that many cite, least of all one whose text is here.
    """
    same = len({(fold(str(d["key"])), d["scope"]) for d in found}) == 1
    dated = [d for d in found if d["year"] is not None]
    if not same or len(dated) != 1:
        return found
    mentions = _mentions(asked, found)
    most = max((mentions[d["id"]] for d in found if d["year"] is None), default=0)
    few = _FEW_OF_A_TEXT if dated[0]["in_corpus"] else _FEW
    return dated if mentions[dated[0]["id"]] >= few * max(1, most) else found


_FEW, _FEW_OF_A_TEXT = 5, 3
"""How many times more often the one document must be cited, and one whose text is here."""


def _exactly(asked: _TimedStore, text: str) -> list[Row]:
    """Return the documents with this id or file; the words are not parsed for it, and no tables for parsing are loaded."""
    said = clean(text)
    return _described(asked, [said, *_by_path(asked, said)])


def _ranked(asked: _TimedStore, name: Name) -> list[tuple[bool, Row]]:
    """Return the candidates, likeliest first, each with whether everything in the name is known to be true of it."""
    titled: list[Row] = []
    if name.keys:
        found = _by_key(asked, name.keys)
    elif name.number:
        bare = name.number.lstrip("0") or "0"
        numbers = [bare.zfill(size) for size in range(len(bare), 6)]
        found = _described(asked, _ids(asked, _BY_BARE_NUMBER, type=name.type, numbers=numbers))
    elif name.nickname:
        keyed = _ids(asked, _BY_KEY, values=[name.nickname])
        found = _described(asked, [*(d.id for d in name.known), *keyed, *_aliased(asked, name.nickname)])
        titled = _by_title(asked, name) if name.words else []
    else:
        found = _by_title(asked, name)
    agreeing = [(_agrees(name, row), row) for row in found if row not in titled]
    agreeing = [(agrees and None if not _title_matches(name, row) else agrees, row) for agrees, row in agreeing]
    agreeing += [(True, row) for row in titled]
    kept = [(agrees, row) for agrees, row in agreeing if agrees is not False]
    kept.sort(key=lambda pair: (not pair[0], not pair[1]["in_corpus"], not pair[1]["date"], _later(pair[1])))
    return [(bool(agrees), row) for agrees, row in kept]


def _title_matches(name: Name, row: Row) -> bool:
    """Return whether the words beside a name belong to the document's title: 'kế hoạch triển khai Đề án 06' is not Đề án 06."""
    return not name.certain or set(name.words) <= set(words(f"{row['title']} {row['key']}"))


def _later(row: Row) -> tuple[int, str]:
    return -(row["year"] or 0), str(row["id"])


def _by_path(asked: _TimedStore, said: str) -> list[str]:
    """Return the ids of documents whose file equals the text, ends with it, or is the end of it."""
    tail = f"/{posixpath.normpath(said)}" if _FILE.search(said) else ""
    ends = [tail[at + 1 :] for at, mark in enumerate(tail) if mark == "/"]
    found = _ids(asked, _BY_PATH, values=[*dict.fromkeys([said, *ends])])
    if tail:
        index = asked.store.names()
        found += _ids(asked, _BY_END, end=tail) if index is None else index.filed(tail)
    return found


def _by_key(asked: _TimedStore, keys: Sequence[str]) -> list[Row]:
    return _described(asked, _ids(asked, _BY_KEY, values=list(keys)))


def _aliased(asked: _TimedStore, nickname: str) -> list[str]:
    index = asked.store.names()
    return _ids(asked, _BY_ALIAS, nickname=nickname) if index is None else index.named(nickname)


def _titled(asked: _TimedStore, words: Sequence[str]) -> list[Row]:
    index = asked.store.names()
    return _described(asked, _ids(asked, _BY_WORDS, words=list(words)) if index is None else index.titled(words))


def _by_title(asked: _TimedStore, name: Name) -> list[Row]:
    folded = fold(name.text)
    if len(folded) < _SHORTEST_TITLE:
        return []
    whole = _titled(asked, [folded])
    if whole:
        return [row for row in whole if fold(str(row["title"])) == folded] or whole
    telling = [*name.words, *name.nickname.split()]
    return _titled(asked, telling) if len(telling) > 1 else []


def _agrees(name: Name, row: Row) -> bool | None:
    """Return whether the name's details are true of a document; None if the store does not know."""
    scope = str(row["scope"])
    comparisons = [
        (name.date, row["date"], name.date == row["date"]),
        (name.year, row["year"], name.year == row["year"]),
        (name.place, None if scope == "-" else scope, f"{scope}/".startswith(f"{name.place}/")),
    ]
    if not name.keys and not name.nickname:
        comparisons.append((name.type, row["type"], name.type in (row["type"], row.get("issues"))))
    if name.date and row["date"] is None and name.year == row["year"]:
        comparisons = comparisons[1:]
    answers = [same if known is not None else None for said, known, same in comparisons if said is not None]
    return False if False in answers else None if None in answers else True


def _ids(asked: _TimedStore, statement: str, **parameters: Any) -> list[str]:
    return [row[0] for row in asked.run(statement, parameters).rows]


def _described(asked: _TimedStore, ids: Iterable[str]) -> list[Row]:
    """Return what identifies those of the documents that exist, by id."""
    found = asked.run(_DESCRIPTION, {"ids": [*dict.fromkeys(ids)]})
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def _mentions(asked: _TimedStore, found: Iterable[Row]) -> dict[str, int]:
    """Return how often each of the documents is mentioned."""
    rows = asked.run(_MENTIONS, {"ids": [row["id"] for row in found]}).rows
    return {str(one): int(many) for one, many in rows}


def _not_found_message(asked: _TimedStore, name: Name, text: str) -> str:
    """Return the message that no document has a name, with what the register or its number tells about it."""
    rows = register(built_in()).by_key(name.keys[0]) if name.keys else []
    known = [
        d
        for d in (*name.known, *(register(built_in()).document(row) for row in rows))
        if _agrees(name, d.model_dump(mode="json")) is not False
    ]
    if known:
        comparisons = "\n".join(f"  {_register_note(document)}" for document in known[:_SHOWN])
        return f"no text of this graph has or cites '{text}'; what is known of it:\n{comparisons}"
    if others := _by_key(asked, name.keys):
        comparisons = "\n".join(f"  {_candidate_line(row)}" for row in others[:_SHOWN])
        return f"no document is '{text}'; documents with this number:\n{comparisons}"
    return (
        f"no document is called '{text}'; give its number (06/QĐ-TTg), its id (vn/2022/06-qd-ttg) or an alias, "
        "or build a corpus that has or cites it"
    )


def _register_note(document: Document) -> str:
    days = [
        f"{label} {day}"
        for label, day in (
            ("of", document.date), ("in force from", document.in_force), ("ended on", document.ended),
        )
        if day
    ]  # fmt: skip
    return "  ".join([document.key or document.id, *filter(None, [document.title]), *days])


def _candidate_line(row: Row) -> str:
    """Return what distinguishes a document from others with its name."""
    title = str(row["title"] or "")
    parts = (
        row["id"],
        row["key"],
        row["date"],
        f"{title[:69]}…" if len(title) > 70 else title,
        row["path"] or "only cited",
    )
    return "  ".join(str(part) for part in parts if part)
