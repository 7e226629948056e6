"""Which document a number is: where it is unique, when it was issued, and its readable id."""

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
    """Abbreviation of the issuer in a symbol, as the issuers table has it (QH15 gives QH); None when it is not listed."""
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
    """Scope of a cited number and the reason: the symbol of a central body, the issuer's phrase, a local symbol; None where nothing tells.

    `own` is the scope of the document that cites, `own_symbol` its symbol, `day` the last day on which the number was
    given; `beside` finds the place that is named beside the number, and is asked only where nothing else tells.
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
    """A local symbol with no issuer beside it: the place named beside it, else the citing document's own place."""
    if near:
        return near, "place named beside it"
    if own in UNKNOWN:
        return None, "a local symbol, and no place is named"
    row = bodies.issuer_of(symbol, knowledge)
    scope, why = bodies.own_scope(row, own, knowledge) if row is not None else (own, "")
    return (scope, "the citing document's own place") if scope else (None, why)


def _id_parts(knowledge: Knowledge) -> dict[str, str]:
    """Return how a part of a symbol stands in ids, where that is not as it is printed: variants, misprints, codes that would meet."""
    slugs = {code: row.slug for row in knowledge.types if row.slug for code in row.codes}
    found = {wrong: row.id for row in knowledge.issuers for wrong in row.misprints}
    found |= {code: row.id for code, row in knowledge.issuer_by_code.items()}
    return slugs | {part: slugs.get(canonical, canonical) for part, canonical in found.items()}


def key_slug(key: str, knowledge: Knowledge | None = None) -> str:
    """ASCII form of a number for ids; known variants of an issuer's abbreviation read as one, running numbers have two digits at least, as Nghị định 30/2020/NĐ-CP writes them."""
    return (knowledge or built_in()).compiled(_slugs)(key)


def _slugs(knowledge: Knowledge) -> Callable[[str], str]:
    """`key_slug`, which is asked the same numbers again and again."""
    parts = _id_parts(knowledge)

    @lru_cache(maxsize=_REMEMBERED)
    def of(key: str) -> str:
        joined = "".join(parts.get(part, part) for part in re.split(r"([/\-])", key))
        return slug(re.sub(r"^0*(\d+)", lambda m: m[1].zfill(2), joined))

    return of


_REMEMBERED = 50_000
"""Numbers whose slugs are remembered."""


def document_id(*, scope: str | None, year: int | None, key: str, knowledge: Knowledge | None = None) -> str:
    """Readable stable id: vn/2022/06-qd-ttg; '-' stands for what is not known."""
    return f"{scope or '-'}/{year or '-'}/{key_slug(key, knowledge)}"


def draft_id(document: Document) -> str:
    """Id of a document with no number: scope, month or year, type and the opening of its title."""
    when = document.month or (str(document.year) if document.year else "-")
    head = slug(document.type or "tai-lieu")
    title = "-".join(slug(document.title or _file_name(document)).split("-")[:12])
    return f"{document.scope}/{when}/{head}-{title}" if title else f"{document.scope}/{when}/{head}"


def other_ids(document: Document) -> Iterator[str]:
    """Ids for a document whose own another text has: with its file's name, its bytes, then a count.

    The folders are left out: the same file is given as a relative path today and as an absolute one tomorrow.
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
    """Level of authority: central, ministry, province, department, district, commune; None when nothing tells."""
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
