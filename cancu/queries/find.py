"""The document of the store that a name means; several candidates are listed, the most likely first."""

import posixpath
import re
from collections.abc import Mapping
from typing import Any

from cancu.errors import NotFoundError
from cancu.graph.register import register
from cancu.graph.store.base import TIMEOUT_S, Store
from cancu.knowledge.base import built_in
from cancu.knowledge.fold import fold, words
from cancu.models import Document
from cancu.queries.names import Name, read_name

_SHOWN = 10
_SHORTEST_TITLE = 8
"""Letters of a title that are enough to look for."""
_FIND = """
MATCH (d:Document{node})
{where}
RETURN d.id AS id, d.key AS key, d.type AS type, d.issues AS issues, d.title AS title, d.date AS date, d.scope AS scope, d.year AS year, d.in_corpus AS in_corpus, d.path AS path, size([(d)<-[:NAMES]-(m:Mention) | m.id]) AS mentions
ORDER BY id
"""


def _where(condition: str) -> str:
    return _FIND.format(node="", where=f"WHERE {condition}")


_BY_ID = _FIND.format(node=" {id: $text}", where="")
_BY_PATH = _where("d.path = $text OR d.path ENDS WITH $tail OR $tail ENDS WITH '/' + d.path")
_BY_NUMBER = _where("d.folded_key IN $keys")
_BY_BARE_NUMBER = _where("d.type = $type AND d.number IN $numbers")
_BY_NAME = _where("d.id IN $ids OR d.folded_key = $called OR $called IN d.folded_aliases")
_BY_TITLE = _where("d.folded_title CONTAINS $folded")
_BY_WORDS = _where("all(word IN $words WHERE d.folded_title CONTAINS word)")
_FILE = re.compile(r"\.\w{1,5}$")
_NO_FILE = "\n"
Row = Mapping[str, Any]


def find_documents(store: Store, text: str) -> list[dict[str, Any]]:
    """Every document of the store that a text may mean, the most likely first: its id, number, name, or words of its title.

    What the text says of day, year, type and place excludes those of which the store knows otherwise. A number that is
    given is never traded for words of a title.
    """
    return [dict(row) for _, row in _ranked(store, read_name(text))]


def find_document(store: Store, text: str) -> str:
    """The id of the one document that a text means.

    Raises NotFoundError when there is none, with what the register knows of it, or with the candidates when there are several.
    """
    name = read_name(text)
    found = _ranked(store, name)
    best = [row for proven, row in found if proven]
    best = best if len(best) == 1 else _dated(best)
    if len(best) == 1:
        return str(best[0]["id"])
    if not found:
        raise NotFoundError(_nowhere(store, name, text))
    shown = "\n".join(f"  {_told(row)}" for _, row in found[:_SHOWN])
    more = f"\n  … and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    many = f"may be {len(found)} documents" if len(found) > 1 else "may be this document, of which less is known"
    raise NotFoundError(f"'{text}' {many}; give one id:\n{shown}{more}")


def _dated(found: list[Row]) -> list[Row]:
    """Of documents with one number and place, the one whose year is known where few citations beside it tell no year.

    A handful of citations that were left open is doubtful, and never hides the document that many name.
    """
    same = len({(fold(str(d["key"])), d["scope"]) for d in found}) == 1
    dated = [d for d in found if d["year"] is not None]
    if not same or len(dated) != 1:
        return found
    most = max((int(str(d["mentions"])) for d in found if d["year"] is None), default=0)
    return dated if int(str(dated[0]["mentions"])) >= _FEW * max(1, most) else found


_FEW = 5
"""How many times as often the one document has to be cited."""


def _ranked(store: Store, name: Name) -> list[tuple[bool, Row]]:
    """Candidates, the most likely first, each with whether all that the name says is known to be true of it."""
    sure = _rows(store, _BY_ID, text=name.said)
    if not sure and not (name.keys and _tail(name.said) == _NO_FILE):  # each path is looked at: not for a mere number
        sure = _rows(store, _BY_PATH, text=name.said, tail=_tail(name.said))
    if sure:
        return [(True, row) for row in sure]
    titled: list[Row] = []
    if name.keys:
        found = _rows(store, _BY_NUMBER, keys=list(name.keys))
    elif name.number:
        bare = name.number.lstrip("0") or "0"
        numbers = [bare.zfill(size) for size in range(len(bare), 6)]
        found = _rows(store, _BY_BARE_NUMBER, type=name.type, numbers=numbers)
    elif name.called:
        found = _rows(store, _BY_NAME, called=name.called, ids=[d.id for d in name.known])
        titled = _by_title(store, name) if name.words else []
    else:
        found = _by_title(store, name)
    agreeing = [(_agrees(name, row), row) for row in found if row not in titled]
    agreeing = [(agrees and None if not _titled(name, row) else agrees, row) for agrees, row in agreeing]
    agreeing += [(True, row) for row in titled]
    kept = [(agrees, row) for agrees, row in agreeing if agrees is not False]
    kept.sort(key=lambda pair: (not pair[0], not pair[1]["in_corpus"], not pair[1]["date"], _later(pair[1])))
    return [(bool(agrees), row) for agrees, row in kept]


def _titled(name: Name, row: Row) -> bool:
    """Whether the words that stand beside a name are those of the document's title: 'kế hoạch triển khai Đề án 06' is not Đề án 06."""
    return not name.certain or set(name.words) <= set(words(f"{row['title']} {row['key']}"))


def _later(row: Row) -> tuple[int, str]:
    return -(row["year"] or 0), str(row["id"])


def _tail(said: str) -> str:
    """What the path of a file of this name ends with, or it with that path; nothing that is no file's name is looked for."""
    return f"/{posixpath.normpath(said)}" if _FILE.search(said) else _NO_FILE


def _by_title(store: Store, name: Name) -> list[Row]:
    folded = fold(name.said)
    if len(folded) < _SHORTEST_TITLE:
        return []
    whole = _rows(store, _BY_TITLE, folded=folded)
    if whole:
        return [row for row in whole if fold(str(row["title"])) == folded] or whole
    telling = [*name.words, *name.called.split()]
    return _rows(store, _BY_WORDS, words=telling) if len(telling) > 1 else []


def _agrees(name: Name, row: Row) -> bool | None:
    """Whether a document is what the name says of it: no, or None where the store does not know."""
    scope = str(row["scope"])
    told = [
        (name.date, row["date"], name.date == row["date"]),
        (name.year, row["year"], name.year == row["year"]),
        (name.place, None if scope == "-" else scope, f"{scope}/".startswith(f"{name.place}/")),
    ]
    if not name.keys and not name.called:
        told.append((name.type, row["type"], name.type in (row["type"], row.get("issues"))))
    if name.date and row["date"] is None and name.year == row["year"]:
        told = told[1:]
    answers = [same if known is not None else None for said, known, same in told if said is not None]
    return False if False in answers else None if None in answers else True


def _rows(store: Store, statement: str, **parameters: Any) -> list[Row]:
    found = store.run(statement, parameters, timeout_s=TIMEOUT_S)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def _nowhere(store: Store, name: Name, text: str) -> str:
    """That no document bears a name, and what is known of it all the same: in the register, or under its number."""
    rows = register(built_in()).by_key(name.keys[0]) if name.keys else []
    known = [
        d
        for d in (*name.known, *(register(built_in()).document(row) for row in rows))
        if _agrees(name, d.model_dump(mode="json")) is not False
    ]
    if known:
        told = "\n".join(f"  {_known(document)}" for document in known[:_SHOWN])
        return f"no text of this graph has or cites '{text}'; what is known of it:\n{told}"
    if others := _rows(store, _BY_NUMBER, keys=list(name.keys)):
        told = "\n".join(f"  {_told(row)}" for row in others[:_SHOWN])
        return f"no document is '{text}'; of this number there is:\n{told}"
    return (
        f"no document is called '{text}'; give its number (06/QĐ-TTg), its id (vn/2022/06-qd-ttg) or an alias, "
        "or build a corpus that has or cites it"
    )


def _known(document: Document) -> str:
    days = [
        f"{label} {day}"
        for label, day in (
            ("of", document.date), ("in force from", document.in_force), ("ended on", document.ended),
        )
        if day
    ]  # fmt: skip
    return "  ".join([document.key or document.id, *filter(None, [document.title]), *days])


def _told(row: Row) -> str:
    """What tells a document from others of its name."""
    title = str(row["title"] or "")
    parts = (
        row["id"],
        row["key"],
        row["date"],
        f"{title[:69]}…" if len(title) > 70 else title,
        row["path"] or "only cited",
    )
    return "  ".join(str(part) for part in parts if part)
