"""Find the letterhead of a text: its heading, number line, and line of place and date, wherever the page put them.

Nghị định 30/2020/NĐ-CP, annex I, puts them above the heading. Gazettes print them beside the last articles,
consolidated texts beside their certification, and drafts leave the number blank. A number inside a title or a sentence
is never the document's own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from cancu.extract.numbers import Hit, find_numbers, type_words
from cancu.extract.text import Source
from cancu.knowledge.base import Knowledge
from cancu.knowledge.fold import fold, spelling
from cancu.language.dates import Stated, dates_in
from cancu.language.numbers import parse_number
from cancu.language.places import Words, named_place, provinces_in

_LABEL = re.compile(r"(?<!\w)(?P<label>[Ss]ố|SỐ)[ \t\u00a0]*(?P<colon>[:.]?)")
_BLANK = re.compile(
    r"[\s._…*]*(?P<symbol>(?:/\s*(?:19|20)\d\d\s*)?[/\-]\s*[A-ZĐ][A-Za-zĐđƯư&0-9]*(?:\s?[\-/]\s?[A-ZĐƯ][A-Za-zĐđƯư&0-9]*)*)"
)
_PADDING = re.compile(r"[\s._…*|]*")
_MOTTO = re.compile(r"cộng\s+ho\w+\s+xã\s+hội|độc\s+lập\s*[-–]|đảng\s+cộng\s+sản\s+việt\s+nam")
_CERTIFIED = re.compile(r"xác\s+thực\s+văn\s+bản\s+hợp\s+nhất")
_CONSOLIDATED = re.compile(r"(?:^|\n)[ \t*_#|]*văn\s+bản\s+hợp\s+nhất(?!\w)")
_PASSED = re.compile(r"này(?<!\wnày)\s[^.;]{0,200}?\sthông\s+qua\s+(?=ngày)")
_ATTACHED = re.compile(r"\(\s*(?:ban\s+hành\s+)?kèm\s+theo\s+(?=[^\W\d_]+\s+[^\W\d_]*\s*số)")
_ENTRY = re.compile(r"\n[\s*_|]{0,40}(?:căn\s+cứ|kính\s+gửi)")
_ANNEX = re.compile(r"[\s*_|#]*+phụ\s+lục(?:\s+[\da-zivx.]{1,6})?[ \t*_|:.]*\n")
_REACH = 3500
"""The largest length of a letterhead in characters; no page has more above its first recital."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The line that names the type of a document, as an id of the type table, with its span."""

    type: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The fields of the letterhead; a draft with a blank number has a symbol and no number."""

    stop: int
    """Where the letterhead at the top of the text ends."""
    heading: Heading | None
    number: Hit | None = None
    symbol: str | None = None
    type: str | None = None
    span: tuple[int, int] | None = None
    """The span of the number, or of the symbol after a blank number."""
    date: Stated | None = None
    place: str | None = None
    consolidated: bool = False


def read_letterhead(source: Source) -> Letterhead:
    """Return the letterhead of a text; each missing part is None."""
    entry = _ENTRY.search(source.low[:6000])
    stop = min(entry.start() if entry else _REACH, _REACH, len(source.text))
    if opens_as_annex(source) and (attached := _ATTACHED.search(source.low, 0, stop)):
        # The letterheads of an annex of templates are those of nobody.
        return Letterhead(stop, _heading(source, attached.start()))
    heading = _heading(source, stop)
    certified = _CERTIFIED.search(source.low)
    consolidated = bool(certified or _CONSOLIDATED.search(source.low[:stop]) or _names_its_amenders(source, heading))
    hit: Hit | None = None
    blank: tuple[str, str | None, tuple[int, int]] | None = None
    for label in _labels(source, 0, stop):
        if _inside_title(source, label, heading):
            continue
        if hit := _number_behind(source, label):
            break
        if blank := _blank_behind(source, label):
            break
    if hit is None and blank is None:
        hit = _first_line(source)
    if consolidated and hit is not None and hit.type != "VBHN":
        # The act that is consolidated stands in the head; the consolidated text has a number of its own.
        hit = None
    if hit is None and blank is None:
        hit = _late_number(source, heading, certified, consolidated)
    if hit is None and blank is None and heading and not consolidated:
        annexed, day = _from_annexes(source, heading)
        if annexed:
            kind = "VBHN" if consolidated else annexed.type
            return Letterhead(stop, heading, annexed, annexed.symbol, kind, None, day or _dated(source, stop, None)[0])
    at = hit.start if hit else blank[2][0] if blank else None
    date, place = _dated(source, stop, at)
    kind = "VBHN" if consolidated else hit.type if hit else blank[1] if blank else None
    return Letterhead(
        stop,
        heading,
        hit,
        hit.symbol if hit else blank[0] if blank else None,
        kind,
        (hit.start, hit.end) if hit else blank[2] if blank else None,
        date,
        place,
        consolidated,
    )


def opens_as_annex(source: Source) -> bool:
    """Return whether the first line says that the text is an annex: 'Phụ lục III'."""
    return _ANNEX.match(source.low) is not None


def _heading(source: Source, stop: int) -> Heading | None:
    """Return the type in capitals at the start of a line ('KẾ HOẠCH'), with no lower-case text after it."""
    names, spelled = source.knowledge.compiled(_type_names)
    pattern = source.knowledge.compiled(_heading_pattern)
    consolidated = None
    for match in pattern.finditer(source.folded[: stop + 50]):
        printed = source.clean[match.start("type") : match.end("type")]
        plain = " ".join(printed.split())
        found = names.get(fold(plain)) if printed == printed.upper() else None
        if found and " " not in plain and spelling(plain) not in spelled:
            continue
        if not re.match(r"\W|$|\d{1,2}\s|[A-ZĐÀ-Ỹ][a-zà-ỹđ]", source.clean[match.end() : match.end() + 4]):
            # A longer word; but a footnote may hang on the heading, or the title be glued to it ('THÔNG TƯQuy định').
            continue
        rest = re.match(r"\s*(\S*)", source.clean[match.end() : match.end() + 40])
        glued = source.clean[match.end() : match.end() + 1].isalpha()
        if found and (glued or rest is None or rest[1] == rest[1].upper() or "\n" in rest.group()):
            heading = Heading(found, *match.span("type"))
            if found != "VBHN":
                return heading
            # 'VĂN BẢN HỢP NHẤT' stands above the heading of the act that is consolidated, whose title follows.
            consolidated = consolidated or heading
    return consolidated


def _type_names(knowledge: Knowledge) -> tuple[dict[str, str], frozenset[str]]:
    """Return types by their folded names, and the names in one spelling."""
    names = [(name, row.id) for row in knowledge.types for name in row.names]
    return {fold(name): kind for name, kind in names}, frozenset(spelling(name) for name, _ in names)


def _heading_pattern(knowledge: Knowledge) -> re.Pattern[str]:
    """Return a pattern for any type at the start of a line, folded because scans lose diacritics of capitals ('QUYÉT ĐỊNH'); a footnote reference may follow."""
    # A single word without its marks is another word ('THỦ TƯỚNG' is no 'Thư'); two and more prove one another.
    names = sorted({fold(n) for t in knowledge.types for n in t.names}, key=lambda n: (-len(n), n))
    words = "|".join(r"\s+".join(map(re.escape, n.split())) for n in names)
    return re.compile(rf"(?:^|\n|(?<=\d\s)|(?<=\d)|\|)[\s|]{{0,160}}(?P<type>{words})")


def opens_field(text: str, start: int) -> bool:
    """Return whether a word begins a line, a table cell or a column of the page."""
    floor = max(0, start - 200)
    before = text[floor:start].rstrip("*_| \t\r\n\N{NO-BREAK SPACE}")
    gap = text[floor + len(before) : start]
    return not before or "\n" in gap or "|" in gap or len(gap) >= 3


def _labels(source: Source, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield each 'Số:' that begins a field, alone or after the type ('Luật số:', 'Nghị quyết số:')."""
    for match in _LABEL.finditer(source.clean, start, end):
        if opens_field(source.text, match.start()):
            yield match
            continue
        typed = _type_before(source, match.start())
        if typed is not None and match["colon"] and opens_field(source.text, typed):
            yield match


def _type_before(source: Source, at: int) -> int | None:
    """Return the start of the document-type word that ends directly before an offset."""
    floor = max(0, at - 40)
    found = [
        m for m in type_words().finditer(source.low[floor:at]) if not source.low[floor + m.end() : at].strip(" *_")
    ]
    return floor + found[0].start() if found else None


def _inside_title(source: Source, label: re.Match[str], heading: Heading | None) -> bool:
    """Return whether the number continues a sentence: the line before ends with a type word, or the title needs a number."""
    before = source.clean[: label.start()].rstrip(" \t\r\n*_#\N{NO-BREAK SPACE}")
    line = re.split(r"\n|\||\s{3,}|\t", before)[-1]
    words = [*type_words().finditer(line_low := spelling(line))]
    ends = bool(words and words[-1].end() == len(line_low))
    alone = ends and not re.search(r"\w", line_low[: words[-1].start()])
    if ends and not alone:
        return True
    if heading is None or label.start() < heading.end:
        return label["label"] == "số" and not label["colon"] and not alone
    # Portals print the number behind the heading, and nothing between the two.
    between = source.clean[heading.end : label.start()]
    return bool(re.search(r"\w{2}", between)) and not label["colon"]


def _number_behind(source: Source, label: re.Match[str]) -> Hit | None:
    """Return the number of a number line; an unknown body raises no doubt there."""
    at = _PADDING.match(source.clean, label.end())
    begin = at.end() if at else label.end()
    for hit in find_numbers(source, max(0, begin - 3), min(len(source.text), begin + 60), certain=True):
        if isinstance(hit, Hit) and not hit.incomplete and hit.digits == begin:
            rest = re.compile(r"[ \t*_]*([^\n|]*)").match(source.low, hit.end)
            if rest and re.match(r"(?:của|được|và|ngày[^\n]{4,24}của)\s", rest[1]):
                return None
            hit.start = max(hit.start, label.start())
            return hit
    return None


def _blank_behind(source: Source, label: re.Match[str]) -> tuple[str, str | None, tuple[int, int]] | None:
    """Return the symbol of a draft ('Số:      /KH-UBND'), its type and its span."""
    blank = _BLANK.match(source.clean, label.end())
    if blank is None or "\n" in source.clean[label.end() : blank.start("symbol")].strip(" "):
        return None
    parsed = parse_number("1" + re.sub(r"\s+", "", blank["symbol"]))
    return (parsed.symbol, parsed.type, blank.span("symbol")) if parsed else None


def _first_line(source: Source) -> Hit | None:
    """Return the number that alone forms the first line of a text."""
    line = re.match(r"\s*(?:[#*_|]\s*)*[A-ZĐ][^\n:]{0,60}?\d[^\n]{0,40}\n", source.text)
    if line:
        for hit in find_numbers(source, 0, line.end()):
            around = source.text[: hit.start] + source.text[hit.end : line.end()] if isinstance(hit, Hit) else "-"
            if isinstance(hit, Hit) and not re.search(r"\w", around):
                return hit
    return None


def _late_number(
    source: Source, heading: Heading | None, certified: re.Match[str] | None, consolidated: bool
) -> Hit | None:
    """Return the number line of a letterhead that the page put elsewhere: beside the certification, or beside the motto and a full date."""
    found: list[Hit] = []
    for label in _labels(source, 0, len(source.clean)):
        if not label["colon"]:
            continue
        before, behind = _lines_before(source, label.start()), source.low[label.end() : label.end() + 400]
        if certified and abs(certified.start() - label.start()) < 300:
            hit = _number_behind(source, label)
            if hit and hit.type == "VBHN":
                return hit
        elif not consolidated and heading and _MOTTO.search(before):
            hit = _number_behind(source, label)
            day = next((d for d in dates_in(source.low, label.end(), label.end() + len(behind)) if d.date), None)
            if hit and hit.type == heading.type and day and hit.year in (None, day.year):
                found.append(hit)
    return found[0] if len({h.key for h in found}) == 1 else None


def _lines_before(source: Source, at: int) -> str:
    lines = [line for line in source.low[max(0, at - 400) : at].split("\n") if line.strip()]
    return "\n".join(lines[-5:])


def _from_annexes(source: Source, heading: Heading) -> tuple[Hit | None, Stated | None]:
    """Return the number, with its date, that all annexes name, where the text has no number line."""
    hits = []
    for match in _ATTACHED.finditer(source.low):
        hit = next((h for h in find_numbers(source, match.end(), match.end() + 60) if isinstance(h, Hit)), None)
        if hit and hit.type == heading.type and hit.start <= match.end() + 2:
            hits.append(hit)
    early = {h.key for h in find_numbers(source, 0, 3000) if isinstance(h, Hit)}
    if len({h.key for h in hits}) != 1 or hits[0].key in early:
        return None, None
    if re.search(r"quyết\s+định\s+này", source.low[hits[0].end : hits[0].end + 40]):
        return None, None
    return hits[0], next((d for d in dates_in(source.low, hits[0].end, hits[0].end + 60) if d.date), None)


def _names_its_amenders(source: Source, heading: Heading | None) -> bool:
    """Return whether the head lists the act's amendments, as only consolidated texts do: 'Thông tư số … được sửa đổi, bổ sung bởi:'."""
    if heading is None:
        return False
    head = source.low[heading.end : heading.end + 2500]
    told = re.search(
        r"\n[\s*_|]*(?P<act>[^\n]{0,60}?số\s[^:;]{20,900}?(?:sửa\s+đổi|bổ\s+sung|đính\s+chính)[^:;.]{0,20}\s(?:bởi|theo)\s*:)",
        head,
    )
    entry = re.search(r"\n[\s*_|]*căn\s+cứ", head)
    return bool(told and (entry is None or told.start() < entry.start()))


def _dated(source: Source, stop: int, number: int | None) -> tuple[Stated | None, str | None]:
    """Return the date and place line: sought after the number line, then at the head, then at the end of the text."""
    near = _place_dates(source, number, min(len(source.text), number + 500)) if number is not None else ()
    head = _place_dates(source, 0, min(len(source.text), stop + 200))
    for stated, place in chain(near, head):
        # Without a number line to stand by, only a line of its own makes a place and a date a letterhead.
        start = source.clean.rfind(place[:4], 0, stated.start)
        if number is not None or opens_field(source.text, start):
            return stated, place
    if number is not None:
        # Below the number line the day may stand alone on its line.
        for stated in dates_in(source.low, number, min(len(source.low), number + 120)):
            if (
                stated.date
                and opens_field(source.text, stated.start)
                and source.text[stated.end :].lstrip(" ")[:1] == "\n"
            ):
                return stated, None
    if passed := _PASSED.search(source.low):
        day = next((d for d in dates_in(source.low, passed.end(), passed.end() + 40) if d.date), None)
        if day:
            return day, None
    if number is not None:
        days = reversed([*dates_in(source.low, 0, len(source.low))])
        last = next(((day, where) for day in days if (where := _place_before(source, day))), None)
        if last and last[0].date and named_place(last[1], source.knowledge):
            return last[0], None
    return None, None


def _place_dates(source: Source, start: int, end: int) -> Iterator[tuple[Stated, str]]:
    """Yield each date after a place name that begins a field: 'Thanh Hóa, ngày 13 tháng 02 năm 2023', where day or month may be blank."""
    for stated in dates_in(source.low, start, end):
        if place := _place_before(source, stated):
            yield stated, place


def _place_before(source: Source, stated: Stated) -> str | None:
    """Return the place of issue directly before a date."""
    if stated.year is None or not source.low.startswith("ngày", stated.start):
        return None
    before = source.clean[max(0, stated.start - 60) : stated.start]
    words = before.rstrip().removesuffix(",")
    match = _PLACE.search(before, max(words.rfind(mark) for mark in ",;:|") + 1)
    return _place_of_issue(source, match["place"], stated, bool(match["comma"])) if match else None


_PLACE = re.compile(r"(?P<place>[^\W\d_][^,;:|]{1,40}?)\s{0,9}(?P<comma>,?)\s{0,9}$")


def last_line(source: Source, place: str) -> str:
    """Return the words directly before a date: the province at their end, else their last line."""
    joined = re.sub(r"\s+", " ", place).strip()
    for named in provinces_in(Words.of(joined), source.knowledge):
        if named.end == len(joined):
            return joined[named.start :]
    return re.sub(r"\s+", " ", re.split(r"\n|\s{3,}", place.strip())[-1]).strip()


_NO_PLACE = re.compile(r"\b(?:từ|trước|kể|đến|hết|sau|số|của|qua|thông|luật|và|năm)\b")


def _place_of_issue(source: Source, phrase: str, stated: Stated, comma: bool) -> str | None:
    """Return the words before a date if they are a place of issue: a known province, or a short proper name with a comma."""
    place = last_line(source, phrase)
    written = "tháng" in source.low[stated.start : stated.end]
    if named_place(place, source.knowledge):
        before = spelling(phrase.strip())[: -len(place)]
        inside = re.search(r"(?<![\-/])(?:của|tại|bàn|uỷ|dân|sở|ubnd|hđnd) (?:tỉnh |thành phố )?$", before)
        return place if place[0].isupper() and not inside else None
    proper = all(word[0].isupper() or word[0].isdigit() for word in place.split())
    short = comma and proper and len(place.split()) <= 4
    return place if written and short and not _NO_PLACE.search(place.lower()) else None
