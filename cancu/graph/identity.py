"""Determine which document a number identifies: its scope, its year of issue, and its readable id."""

import datetime
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count

from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.fold import slug
from cancu.language import bodies
from cancu.language.bodies import LEVELS, place_level, symbol_parts, symbol_scope
from cancu.language.places import UNKNOWN
from cancu.models import Document


def issuer_of(symbol: str | None, knowledge: Knowledge | None = None) -> str | None:
    """Return the abbreviation of the issuer in a symbol, as in the issuer table (QH15 gives QH); None if it is not listed."""
    row = bodies.issuer_of(symbol, knowledge or built_in())
    return row.id if row is not None else None


def settle_scope(
    symbol: str | None,
    issuer: str | None,
    own: str,
    beside: Callable[[], str | None] | None = None,
    *,
    knowledge: Knowledge,
    own_symbol: str | None = None,
    day: datetime.date | None = None,
) -> tuple[str | None, str]:
    """Return the scope of a cited number and the reason: a central symbol, the issuer's phrase or a local symbol; None if nothing tells.

    `own` is the scope of the citing document, `own_symbol` its symbol, `day` the last day on which the number can have
    been assigned; `near` is a place named beside the number.
    """
    by_symbol = symbol_scope(symbol, knowledge)
    if by_symbol == "vn":
        return "vn", "symbol of a central body"
    near = beside() if beside else None
    home = near if near and own in UNKNOWN else own
    body = bodies.read_body(issuer, knowledge) if issuer else None
    if body is not None and (body.known or bodies.issuer_of(symbol, knowledge) is None):
        scope, why = bodies.scope_of(body, home, knowledge, day)
        if scope or body.known or body.named:
            return scope, why
    if by_symbol == "local":
        return _by_local_symbol(symbol, own, near, knowledge)
    parts = symbol_parts(symbol, knowledge) if symbol else ()
    if own_symbol and parts and parts[0] == symbol_parts(own_symbol, knowledge)[0] and own != "-":
        return own, "the citing document's own body"
    if symbol and knowledge.type_by_code.get(re.split(r"[-/]", symbol)[0]) in knowledge.central_types:
        return "vn", "a type that central bodies alone issue"
    return None, f"no table has the body of the symbol {symbol}"


def _by_local_symbol(symbol: str | None, own: str, near: str | None, knowledge: Knowledge) -> tuple[str | None, str]:
    """Return the scope of a local symbol without issuer: the place named beside it, else the citing document's own place."""
    if near:
        return near, "place named beside it"
    if own in UNKNOWN:
        return None, "a local symbol, and no place is named"
    row = bodies.issuer_of(symbol, knowledge)
    scope, why = bodies.own_scope(row, own, knowledge) if row is not None else (own, "")
    return (scope, "the citing document's own place") if scope else (None, why)


def _id_parts(knowledge: Knowledge) -> dict[str, str]:
    """Return the parts of symbols whose form in ids differs from the printed one: variants, misprints, codes that would collide."""
    slugs = {code: row.slug for row in knowledge.types if row.slug for code in row.codes}
    found = {wrong: row.id for row in knowledge.issuers for wrong in row.misprints}
    found |= {code: row.id for code, row in knowledge.issuer_by_code.items()}
    return slugs | {part: slugs.get(canonical, canonical) for part, canonical in found.items()}


def key_slug(key: str, knowledge: Knowledge | None = None) -> str:
    """Return the ASCII form of a number for ids.

    Variants of an issuer's abbreviation are unified, and running numbers have at least two digits, as in Nghị định
    30/2020/NĐ-CP.
    """
    return (knowledge or built_in()).compiled(_slugs)(key)


def _slugs(knowledge: Knowledge) -> Callable[[str], str]:
    """Return a cached `key_slug`, because the same numbers recur."""
    parts = _id_parts(knowledge)

    @lru_cache(maxsize=_REMEMBERED)
    def of(key: str) -> str:
        joined = "".join(parts.get(part, part) for part in re.split(r"([/\-])", key))
        return slug(re.sub(r"^0*(\d+)", lambda m: m[1].zfill(2), joined))

    return of


_REMEMBERED = 50_000
"""The number of cached slugs."""


def document_id(*, scope: str | None, year: int | None, key: str, knowledge: Knowledge | None = None) -> str:
    """Return a readable, stable id such as vn/2022/06-qd-ttg, with '-' for unknown parts."""
    return f"{scope or '-'}/{year or '-'}/{key_slug(key, knowledge)}"


def draft_id(document: Document) -> str:
    """Return the id of a document without a number: scope, month or year, type and the beginning of its title."""
    when = document.month or (str(document.year) if document.year else "-")
    head = slug(document.type or "tai-lieu")
    title = "-".join(slug(document.title or _file_name(document)).split("-")[:12])
    return f"{document.scope}/{when}/{head}-{title}" if title else f"{document.scope}/{when}/{head}"


def other_ids(document: Document) -> Iterator[str]:
    """Yield alternative ids for a document whose id another text has: with its file's name, its bytes, then a count.

    Folders are left out, because the same file may be given as a relative path today and an absolute one tomorrow.
    """
    own = document.id.partition("--")[0]
    name = f"{own}--{slug(_file_name(document)) or 'text'}"
    told = f"{name}-{document.sha256[:8]}" if document.sha256 else name
    yield name
    yield told
    yield from (f"{told}-{n}" for n in count(2))


def _file_name(document: Document) -> str:
    return re.split(r"[/\\]", document.path or "")[-1]


def level_of(document: Document, knowledge: Knowledge | None = None) -> str | None:
    """Return the level of authority: central, ministry, province, department, district or commune; None if nothing tells."""
    known = knowledge or built_in()
    row = bodies.issuer_of(document.symbol, known)
    body = bodies.issuing_body(document.issuer or "", document.symbol, known)
    if "/" in document.scope:
        return place_level(document.scope, body.places if body else (), known)
    if row is not None and not row.anywhere:
        return "department" if row.branches and document.scope not in UNKNOWN else row.level
    if document.scope == "vn":
        if document.type in ("L", "BL", "PL", "HP"):
            return "central"
        return (body.row.level if body and body.row and body.row.central else None) or "ministry"
    if document.scope == "-":
        return None
    told = body and bodies.level_of(body, document.scope, known)
    return told or (row.level if row is not None else "province")


__all__ = [
    "LEVELS",
    "document_id",
    "draft_id",
    "issuer_of",
    "key_slug",
    "level_of",
    "other_ids",
    "settle_scope",
    "symbol_scope",
]
