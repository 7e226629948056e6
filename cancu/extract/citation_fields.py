"""Read the fields around a number: the provision before it; the date, issuer and title after it."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from cancu.extract.cue_words import table, word_list
from cancu.extract.numbers import Hit
from cancu.extract.text import Source
from cancu.knowledge.facts import IssuerRow
from cancu.knowledge.fold import spelling
from cancu.language.bodies import Body, bodies_in, body_at, issuer_of, name_end, symbol_scope
from cancu.language.dates import Stated, date_at, dates_in, year_at
from cancu.language.places import provinces_in
from cancu.language.provisions import Cited, provision_before

_OF = re.compile(r"\s*,?\s*(?P<of>của\s+)?")
_DONE_AT = re.compile(r"(?:giao|phê\s+duyệt|ban\s+hành|công\s+bố|thông\s+qua)\s+(?:tại|bởi|trong|theo)(?!\w)")


_ABOVE = re.compile(r"[\s,]*(?:(?:đã\s+)?(?:nêu\s+trên|trên)\s*)?")
_OPENS = re.compile(r"(?:^|[.;:\n(–\-])[\s*_]*(?:vào|đến|trong)?\s*$")
_ISSUED = re.compile(
    rf"\s*,\s*tại\s*|\s*,?\s[^.;:()\d]{{0,110}}?(?<!\w){word_list('issuing').pattern}(?:\s+(?:các\s+)?văn\s+bản)?\s*"
)


_DIGITS = tuple("0123456789")
_TO_LAST_MARK = re.compile(r"(?s:.*)[.;:()0-9]")
"""Matches up to the last mark before the number; only a digit there can end the day on which the number was issued."""


@dataclass(slots=True)
class Tail:
    """The fields that follow a mention, with the offsets where the title begins and the fields end."""

    date: datetime.date | None = None
    year: int | None = None
    issuer: str | None = None
    fields_end: int = 0
    title_start: int | None = None


def provision(source: Source, hit: Hit) -> tuple[Cited, str] | None:
    """Return the parts cited directly before a mention, and their words: 'khoản 2 Điều 5'."""
    found = provision_before(source.low, hit.start)
    return (found, " ".join(source.clean[found.start : found.end].split())) if found else None


def read_tail(source: Source, hit: Hit, limit: int) -> Tail:
    """Return the date, issuer and title after a mention, not beyond `limit`."""
    tail = Tail()
    at = hit.end
    if stated := date_at(source.low, at, limit):
        at = _take_date(tail, stated, hit)
    elif hit.kind not in ("alias", "title") and (stated := year_at(source.low, at, limit)):
        # 'kế hoạch thực hiện Đề án 06 năm 2023': behind a nickname the year is the work's, not the scheme's.
        at = _take_date(tail, stated, hit)
    at = _read_issuer(source, tail, at, limit, hit)
    if tail.date is None and (stated := date_at(source.low, at, limit)) and stated.year:
        at = _take_date(tail, stated, hit)
    tail.fields_end = at
    if tail.issuer is None and hit.kind == "number":
        tail.issuer = _issuer_before(source, hit)
    if tail.year is None and (stated := _issued_on(source, hit)):
        _take_date(tail, stated, hit)
    opener = _ABOVE.match(source.low, at, limit)
    begin = opener.end() if opener else at
    if word_list("title_openers").match(source.low, begin, limit) and not _DONE_AT.match(source.low, begin, limit):
        tail.title_start = begin
    return tail


def _take_date(tail: Tail, stated: Stated, hit: Hit) -> int:
    if stated.glued and hit.year not in (None, stated.year):
        # 'Nghị định số 118/2025/NĐ-CP ngày 09/6/20205': a year of five digits tells nothing that the number denies.
        return stated.end
    tail.date, tail.year = stated.date, stated.year
    return stated.end


def _issued_on(source: Source, hit: Hit) -> Stated | None:
    """Return the day that opens the sentence in which a body issued the document: 'Ngày 03/5/2023, Bộ Công Thương đã có Văn bản số …'."""
    floor = max(0, hit.start - 200)
    last = _TO_LAST_MARK.match(source.low, floor, hit.start) if hit.kind == "number" else None
    if last is None or not last.group().endswith(_DIGITS):
        return None
    days = [s for s in dates_in(source.low, floor, hit.start) if s.year]
    opens = days and (
        source.clean[days[-1].start].isupper()
        or _OPENS.search(source.low[max(0, days[-1].start - 12) : days[-1].start])
    )
    return days[-1] if opens and _ISSUED.fullmatch(source.low, days[-1].end, hit.start) else None


def _read_issuer(source: Source, tail: Tail, at: int, limit: int, hit: Hit) -> int:
    """Read the issuer after a number: 'của Bộ trưởng Bộ Y tế'; without 'của' it begins with a capital and fits the symbol."""
    of = _OF.match(source.low, at, limit)
    begin, led = (of.end(), bool(of["of"])) if of else (at, False)
    if begin >= limit or not (led or source.clean[begin].isupper()):
        return at
    # 'Tổ công tác triển khai Đề án 06': the next citation stands inside the name.
    body = body_at(source, begin, source.knowledge, max(limit, name_end(source, begin, source.knowledge)))
    if body is None or not (led or body.rows or (body.open and body.known)):
        return at
    if not led and not _fits_symbol(body, issuer_of(hit.symbol, source.knowledge)):
        return at
    end = _before_the_subject(source, body, hit)
    tail.issuer = body.phrase if end is None else " ".join(source.clean[begin:end].split())
    return min(body.end if end is None else end, limit)


_JOINT = re.compile(r"liên\s+(?:tịch|ngành|bộ)|phối\s+hợp|(?:^|[/\-])\w*(?:lt|ln|lb|ph)(?:[/\-]|$)")
"""Numbers and kinds of what several bodies issue."""


def _before_the_subject(source: Source, body: Body, hit: Hit) -> int | None:
    """Return where the issuer ends if the next body after a comma is the subject of the sentence and not a joint issuer.

    'Thực hiện Kế hoạch số … của UBND tỉnh, Sở Tài chính ban hành …'; but 'Thông tư liên tịch số … của Bộ Tài chính, Bộ Nội vụ'.
    """
    if _JOINT.search(spelling(hit.symbol or "")) or _JOINT.search(source.low, hit.start, hit.end):
        return None
    for other in body.others:
        before = source.clean[body.start : other.start].rstrip()
        if before.endswith(","):
            return body.start + len(before) - 1
    return None


_ROW_OF = re.compile(
    r"(?:^|[\n|])[ \t*_\-+•–]*(?:\d{1,3}[.)]?[ \t|]+)?[ \t*_|\-+•–]*(?P<name>[^\n|:;.()]{3,80}?)\s*[:|][ \t*_|]*$"
)
_CELL = re.compile(r"[^\s|*_\-+•–](?:[^\n|]*[^\s|*_:.,])?")
_ORDINAL = re.compile(r"\d{1,3}[.)]?")
_OPENED = re.compile(r"\s*\(\s*(?:tại\s+|theo\s+)?$")
_CLAUSE = re.compile(r"[;:(]|(?<!tp)\.\s|\n\s*\n")
_BY = re.compile(
    rf"(?:\s*,?(?:\s[^.;:()]{{0,90}}?)?\s(?:{word_list('issuing').pattern}|cấp|đã\s+cấp|trình|đã\s+trình|chấp\s+thuận|công\s+bố)"
    r"|\s*,?\s*tại)(?:\s+(?:kèm\s+theo|tại|theo|các|văn\s+bản))*\s*"
)


_BY_ENDS = (
    *{spelling(phrase).split()[-1] for phrase in table("words.toml")["issuing"]},
    *("cấp", "trình", "thuận", "bố", "tại", "theo", "các", "bản"),
)
"""The last words of what `_BY` can match."""


def _issuer_before(source: Source, hit: Hit) -> str | None:
    """Return the issuer named before a number: the subject of its sentence, or the head of its row in a list.

    The body must fit the symbol and say more than the symbol does: a place, or a central body.
    """
    knowledge = source.knowledge
    row = issuer_of(hit.symbol, knowledge)
    local = symbol_scope(hit.symbol, knowledge) == "local"
    floor = max(0, hit.start - 220)
    if local:
        for start, end in _row_heads(source, hit):
            body = body_at(source, start, knowledge, end)
            if body and body.end == end and _has_place(body) and (not body.rows or _fits_symbol(body, row)):
                return body.phrase
        if (opened := _opened(source.low, floor, hit.start)) and (
            place := next(
                (p for p in provinces_in(source, knowledge, floor, opened.start()) if p.end == opened.start()), None
            )
        ):
            # 'tỉnh Nghệ An (Quyết định số …)'
            return source.clean[place.start : place.end]
    if not source.low[floor : hit.start].rstrip().endswith(_BY_ENDS):
        return None
    clause = max((mark.end() for mark in _CLAUSE.finditer(source.low, floor, hit.start)), default=floor)
    bodies = [*bodies_in(source, knowledge, clause, hit.start)]
    if bodies and _BY.fullmatch(source.low, bodies[-1].end, hit.start) and _fits_symbol(bodies[-1], row):
        body = bodies[-1]
        if row is None or _has_place(body):
            return body.phrase
    return None


def _opened(low: str, floor: int, end: int) -> re.Match[str] | None:
    """Return the bracket that opens directly before an offset."""
    before = low[floor:end].rstrip()
    return _OPENED.search(low, floor, end) if before.endswith(("(", "tại", "theo")) else None


def _row_heads(source: Source, hit: Hit) -> Iterator[tuple[int, int]]:
    """Yield spans that may name the row of the list or table around a number: 'Long An: …', and the cell after the row's number."""
    floor = max(0, hit.start - 400)
    window = source.text[max(floor, hit.start - 120) : hit.start]
    colon = window.rstrip(" \t*_|")
    if (colon.endswith(":") or "|" in window[len(colon) :]) and (
        head := _ROW_OF.search(source.text, max(floor, hit.start - 120), hit.start)
    ):
        yield head.span("name")
    cells = [*_CELL.finditer(source.text, floor, hit.start)][-7:]
    for before, cell in reversed([*pairwise(cells)]):
        if _ORDINAL.fullmatch(before.group()):
            yield cell.span()
            return


def _has_place(body: Body) -> bool:
    return any(place.name and place.known for place in body.places) or (
        body.within is not None and _has_place(body.within)
    )


def _fits_symbol(body: Body, row: IssuerRow | None) -> bool:
    """Return whether a body can have issued a number whose symbol belongs to this row; 'Chủ tịch UBND' stands for UBND."""
    if row is None or row in body.rows:
        return True
    return any(other.kind == row.kind and other.anywhere and row.anywhere for other in body.rows)
