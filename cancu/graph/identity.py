"""Which document a number is: where it is unique, when it was issued, and its readable id."""

import re
from collections.abc import Iterator
from itertools import count

from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.fold import fold, slug, spelling
from cancu.language.places import issuing_scope, local_unit
from cancu.models import Document

_CENTRAL = re.compile(
    r"(?:bộ\s|bộ trưởng|chính phủ|thủ tướng|quốc hội|uỷ ban thường vụ quốc hội|uỷ ban quốc gia|trung ương|ban bí thư|bộ chính trị|tổng cục|cục\s|cục trưởng|ngân hàng nhà nước|thống đốc|văn phòng chính phủ|toà án nhân dân tối cao|viện kiểm sát nhân dân tối cao|chủ tịch nước|tổng liên đoàn|kiểm toán nhà nước|thanh tra chính phủ|bảo hiểm xã hội việt nam|ban chấp hành trung ương|hội đồng bộ trưởng)"
)
_LOCAL = re.compile(
    r"(?<!\w)(?:uỷ ban nhân dân|ubnd|hội đồng nhân dân|hđnd|tỉnh uỷ|thành uỷ|huyện uỷ|đảng uỷ|sở|tỉnh|thành phố|huyện|xã|phường|quận)(?!\w)"
)
LEVELS = ("central", "ministry", "province", "department", "district", "commune")


def symbol_parts(symbol: str, knowledge: Knowledge | None = None) -> tuple[str, ...]:
    """The parts of a symbol without its type code: 'QĐ-UBND' gives ('UBND',), 'UBND-KGVX' gives both."""
    parts = [p for p in re.split(r"[-/]", symbol) if p]
    rest = [p for p in parts if p not in (knowledge or built_in()).type_by_code]
    if not rest and len(parts) > 1:
        rest = parts[1:]
    return tuple(rest or parts)


def issuer_of(symbol: str | None, knowledge: Knowledge | None = None) -> str | None:
    """Abbreviation of the issuer in a symbol, as the issuers table has it (QH15 gives QH); None when it is not listed."""
    codes = (knowledge or built_in()).issuer_by_code
    for part in symbol_parts(symbol) if symbol else ():
        for form in (part, re.sub(r"\d+$", "", part)):
            if row := codes.get(form):
                return row.id
    return None


def symbol_scope(symbol: str | None, knowledge: Knowledge) -> str | None:
    """'vn' for the symbol of one central body, 'local' for one that every province has, None when the symbol does not tell."""
    code = issuer_of(symbol, knowledge)
    if code is None:
        first = symbol_parts(symbol)[0] if symbol else ""
        return "local" if re.fullmatch(r"S[A-ZĐ&]{2,}|UBND\w*|.*UBND|.*HĐND", first) else None
    row = knowledge.issuer_by_code[code]
    if row.anywhere:
        return "local" if row.level != "central" else None
    return "vn" if row.level == "central" else "local"


def settle_scope(
    symbol: str | None, issuer: str | None, own: str, near: str | None = None, *, knowledge: Knowledge
) -> tuple[str | None, str]:
    """Scope of a cited number and the reason: the issuer's own phrase, then the symbol, then the citing document's place.

    `near` is a place named beside the number, used when the citing document is central.
    """
    phrase = spelling(issuer) if issuer else ""
    by_symbol = symbol_scope(symbol, knowledge)
    province = own.split("/")[0]
    if phrase and by_symbol != "vn" and _LOCAL.search(phrase) and not re.match(r"(?:bộ|trung ương)\s", phrase):
        return _local_scope(phrase, own, knowledge)
    if phrase and by_symbol is None and _CENTRAL.search(phrase):
        return "vn", "central issuer named"
    if (
        phrase
        and by_symbol == "local"
        and re.search(r"trung ương|chính phủ(?!\w)", phrase)
        and not issuing_scope(phrase, knowledge)
    ):
        return "vn", "central issuer named"
    if by_symbol == "vn":
        return "vn", "symbol of a central body"
    if by_symbol == "local" or (by_symbol is None and own != "vn"):
        if own != "vn":
            row = knowledge.issuer_by_code.get(issuer_of(symbol, knowledge) or "")
            provincial = row is not None and row.level == "province" and not row.anywhere
            return (province if provincial else own), "the citing document's own place"
        if near:
            return near, "place named beside it"
        return None, "a local symbol, and no place is named"
    return "vn", "the citing document is central"


def _local_scope(phrase: str, own: str, knowledge: Knowledge) -> tuple[str | None, str]:
    named = issuing_scope(phrase, knowledge)
    unit = local_unit(phrase, knowledge)
    province = named or (own.split("/")[0] if own != "vn" else None)
    if province is None:
        return None, "a local issuer, and no place is named"
    reason = "place named with the issuer" if named else "local issuer without a name: the citing document's own"
    if unit:
        return f"{province}/{unit}", reason
    if re.search(r"(?<!\w)(?:huyện|xã|phường|quận|thị xã|đảng uỷ)(?!\w)", phrase) and "/" in own:
        return own, reason
    return province, reason


def _id_parts(knowledge: Knowledge) -> dict[str, str]:
    """How a part of a symbol stands in ids, where that is not as it is printed: variants, misprints, codes that would meet."""
    slugs = {code: row.slug for row in knowledge.types if row.slug for code in row.codes}
    found = {wrong: row.id for row in knowledge.issuers for wrong in row.misprints}
    found |= {code: row.id for code, row in knowledge.issuer_by_code.items()}
    return slugs | {part: slugs.get(canonical, canonical) for part, canonical in found.items()}


def key_slug(key: str, knowledge: Knowledge | None = None) -> str:
    """ASCII form of a number for ids; known variants of an issuer's abbreviation read as one, running numbers without zeros kept."""
    parts = (knowledge or built_in()).compiled(_id_parts)
    joined = "".join(parts.get(part, part) for part in re.split(r"([/\-])", key))
    return slug(re.sub(r"^0+(?=\d\d)", "", joined))


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
    code = issuer_of(document.symbol, known)
    row = known.issuer_by_code.get(code) if code else None
    if document.scope.count("/") == 1:
        unit = fold(document.issuer or "")
        return "commune" if re.search(r"\b(?:xa|phuong|thi tran|dac khu)\b", unit) else "district"
    if row is None:
        if document.scope == "vn":
            return (
                "central"
                if re.search(r"QH|CP|TTg|TW", document.symbol or "") or (document.type in ("L", "BL", "PL", "HP"))
                else "ministry"
            )
        first = symbol_parts(document.symbol)[0] if document.symbol else ""
        return "department" if first.startswith("S") else "province"
    if row.level == "central":
        centre = row.id in (
            "QH",
            "UBTVQH",
            "CP",
            "TTg",
            "CTN",
            "TW",
            "HĐBT",
            "HĐCP",
            "HĐNN",
            "ĐH",
            "BCĐCP",
            "BCĐTW",
            "UBQGCĐS",
            "VPCP",
            "VPTW",
            "CT",
        )
        return "central" if centre else "ministry"
    if row.level == "province":
        return (
            "department" if re.match(r"S[A-ZĐa-z]|VP|B[A-ZĐ]+TU$|BQL|TT|CAT|BCHQS|BDT|UBKTTU", row.id) else "province"
        )
    return row.level


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
