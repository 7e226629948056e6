"""Places in text: which province a phrase names, and which district or commune issued a document."""

import re

from cancu.knowledge.base import Knowledge
from cancu.knowledge.fold import fold, slug, spelling

_LOCAL = re.compile(
    r"(?<!\w)(?P<kind>huyện|quận|thị\s+xã|thị\s+trấn|xã|phường|đặc\s+khu|thành\s+phố|tp\.?)\s+(?P<name>(?:\d{1,2}|[^\W\d_]+(?:[\s\-]+[^\W\d_]+){0,3}))"
)


def place_pattern(knowledge: Knowledge) -> re.Pattern[str]:
    """Matches the name of any province or city, past or present, in a text of one spelling."""
    found = {}
    for row in knowledge.places:
        for name in (row.name, *row.variants):
            found[spelling(name)] = row.id
    ordered = sorted(found, key=lambda n: (-len(n), n))
    joined = "|".join(re.sub(r"\\?[ ]+", r"\\s+", re.escape(n)).replace(r"\-", r"\s*[-–]\s*") for n in ordered)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)")


def _ids(knowledge: Knowledge) -> dict[str, str]:
    return {re.sub(r"[\W_]+", "", fold(name)): row.id for row in knowledge.places for name in (row.name, *row.variants)}


def named_place(phrase: str, knowledge: Knowledge, *, at_start: bool = False) -> str | None:
    """The province that a phrase names (the last one of several), by its slug; None when it names none."""
    low = spelling(phrase)
    pattern = knowledge.compiled(place_pattern)
    matches = [m] if at_start and (m := pattern.match(low)) else [] if at_start else [*pattern.finditer(low)]
    if not matches:
        return None
    return knowledge.compiled(_ids).get(re.sub(r"[\W_]+", "", fold(matches[-1].group())))


def issuing_scope(issuer: str, knowledge: Knowledge) -> str | None:
    """The province of an issuer's phrase; 'tỉnh X' and 'thành phố X' count before a bare name."""
    low = spelling(issuer)
    for match in re.finditer(r"(?:tỉnh|thành\s+phố|tp\.?|thành\s+uỷ|tỉnh\s+uỷ)\s+", low):
        if place := named_place(low[match.end() :], knowledge, at_start=True):
            return place
    return named_place(issuer, knowledge)


def local_unit(issuer: str, knowledge: Knowledge) -> str | None:
    """The slug of the district or commune that an issuer's phrase names; None for a province's own bodies.

    'Thành phố Thanh Hóa' is a unit of the province of that name; 'thành phố Đà Nẵng' is the province itself.
    """
    low = re.sub(r"\s+", " ", spelling(issuer))
    for match in _LOCAL.finditer(low):
        name = re.split(
            r"\s(?:tỉnh|thành phố|huyện|quận|về|số|cộng|độc|thuộc|uỷ|hội|phòng|ban|đảng|kế|quyết|thông)(?:\s|$)",
            match["name"] + " ",
        )[0].strip()
        city = (
            named_place(match["name"], knowledge, at_start=True)
            if match["kind"] in ("thành phố", "tp", "tp.")
            else None
        )
        if not name or (city and knowledge.place_by_id[city].kind == "city"):
            continue
        return city or slug(name)
    return None
