"""Documents by what people type: id, number, alias or title, with or without diacritics."""

import re
from functools import cache

from cancu.errors import NotFoundError
from cancu.graph.store.base import Store
from cancu.knowledge.base import built_in
from cancu.knowledge.fold import fold

_TIMEOUT = 20.0
_YEAR = re.compile(r"(?:19|20)\d\d")
_BY_KEY = """
MATCH (d:Document)
WHERE d.id = $text OR d.folded_key = $folded OR d.folded_key = $padded OR $folded IN d.folded_aliases
RETURN d.id AS id, d.key AS key, d.title AS title, d.date AS date, d.scope AS scope, d.year AS year, d.in_corpus AS in_corpus, d.path AS path, size([(d)<-[:NAMES]-(m:Mention) | m.id]) AS mentions
ORDER BY id
"""
_BY_TITLE = """
MATCH (d:Document)
WHERE d.folded_title CONTAINS $folded
RETURN d.id AS id, d.key AS key, d.title AS title, d.date AS date, d.scope AS scope, d.year AS year, d.in_corpus AS in_corpus, d.path AS path, size([(d)<-[:NAMES]-(m:Mention) | m.id]) AS mentions
ORDER BY id
"""


def find_documents(store: Store, text: str) -> list[dict[str, object]]:
    """Every document that a text may mean, sorted by id: by id, number or alias, else by its title, else by a part of it."""
    folded = fold(" ".join(text.split()))
    compact = re.sub(r"\s*([/\-])\s*", r"\1", folded)
    bare = compact.lstrip("0")
    rows = store.run(_BY_KEY, {"text": text, "folded": compact, "padded": f"0{bare}"}, timeout_s=_TIMEOUT)
    if not rows.rows and bare != compact:
        rows = store.run(_BY_KEY, {"text": text, "folded": bare, "padded": bare}, timeout_s=_TIMEOUT)
    if not rows.rows and len(folded) >= 8:
        rows = store.run(_BY_TITLE, {"folded": folded}, timeout_s=_TIMEOUT)
    found = [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]
    return [d for d in found if fold(str(d["title"])) == folded] or found


def find_document(store: Store, text: str) -> str:
    """The id of the one document that a text means; a place or a year behind it narrows it ('24/KH-UBND thanh-hoa').

    Raises NotFoundError when there is none, or with the candidates when there are several.
    """
    found = find_documents(store, text)
    if not found:
        head, narrowing = _apart(text)
        found = [d for d in find_documents(store, head) if narrowing <= _marks(d)] if narrowing else []
    if len(found) > 1 and (exact := [d for d in found if d["id"] == text]):
        found = exact
    if len(found) > 1 and len(dated := _dated(found)) == 1:
        found = dated
    if len(found) == 1:
        return str(found[0]["id"])
    if not found:
        raise NotFoundError(
            f"no document is called '{text}'; give its number (06/QĐ-TTg), its id (vn/2022/06-qd-ttg) or an alias, "
            "or build a corpus that has or cites it"
        )
    shown = "\n".join(f"  {_told(d)}" for d in found[:10])
    more = f"\n  … and {len(found) - 10} more" if len(found) > 10 else ""
    raise NotFoundError(f"'{text}' may be {len(found)} documents; give one id:\n{shown}{more}")


def _dated(found: list[dict[str, object]]) -> list[dict[str, object]]:
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


def _told(document: dict[str, object]) -> str:
    """What tells a document from others of its name."""
    title = str(document["title"] or "")
    parts = (
        document["id"],
        document["key"],
        f"{title[:69]}…" if len(title) > 70 else title,
        document["path"] or "only cited",
    )
    return "  ".join(str(part) for part in parts if part)


def _apart(text: str) -> tuple[str, set[str]]:
    """A name without the places and years behind it, and these."""
    words = text.split()
    marks: set[str] = set()
    while len(words) > 1:
        for size in (4, 3, 2, 1):
            tail = " ".join(words[-size:])
            place = place_ids().get(fold(tail)) if len(words) > size else None
            if place or (size == 1 and _YEAR.fullmatch(tail)):
                marks.add(place or tail)
                del words[-size:]
                break
        else:
            break
    return " ".join(words), marks


def _marks(document: dict[str, object]) -> set[str]:
    """What may narrow a name: the year, and the province with the place inside it."""
    scope = str(document["scope"])
    return {str(document["year"]), scope, scope.split("/")[0]}


@cache
def place_ids() -> dict[str, str]:
    """Places by slug and by folded name."""
    return {form: row.id for row in built_in().places for form in (row.id, fold(row.name), *map(fold, row.variants))}
