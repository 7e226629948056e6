"""Read a document's own identity: number, date, place, issuer, type, title and signer."""

import datetime
import re
from collections import Counter
from dataclasses import dataclass

from cancu.extract.document_kinds import kind_of_paper
from cancu.extract.letterhead import Letterhead, opens_field, read_letterhead
from cancu.extract.text import Source
from cancu.knowledge.fold import words
from cancu.language.bodies import Body, bodies_in, issuer_of, issuing_body, own_scope, scope_of, symbol_scope
from cancu.language.patterns import whole_words
from cancu.language.places import districts_in, named_place, provinces_in, settle
from cancu.models import Paper

_NATION = re.compile(r"cộng\s+ho\w+\s+xã|đảng\s+cộng\s+sản|độc\s+lập\s*[-–]")
_SUBJECT = re.compile(
    r"V/v\s*:?\s*(?P<title>[^|\n]+(?:\n(?!\s*\n|\s*kính\s+gửi|[^\n]*,\s*ngày\s)[^|\n]+){0,6})", re.IGNORECASE
)
_STOPS = re.compile(
    r"\n[\s*_|]*(?:C[ăĂ][nN]\s+[cC][ứỨ]|K[íÍ][nN][hH]\s+[gG][ửỬ][iI]|Xét\s|Theo\s|Thực\s+hiện|(?:Điều|ĐIỀU)\s+1|Nhằm|Ngày\s+\d|Để\s|I\.|Phần|PHẦN|Chương|CHƯƠNG|QUỐC HỘI\s|[-–_=~*]{3,}[ \t]*(?:\n|$)|[-+•]\s+[A-ZĐÀ-Ỹ][a-zà-ỹ]|\d{1,2}\.\s)"
)


_TITLE_WORDS = 4
"""A first line with fewer words belongs to the page layout and is no title."""


@dataclass(slots=True)
class Header:
    """What a document says of itself; a field is None where it says nothing."""

    type: str | None = None
    key: str | None = None
    number: str | None = None
    symbol: str | None = None
    date: datetime.date | None = None
    month: str | None = None
    year: int | None = None
    place: str | None = None
    issuer: str | None = None
    scope: str | None = None
    title: str | None = None
    title_span: tuple[int, int] | None = None
    signer: str | None = None
    number_span: tuple[int, int] | None = None
    own_title: tuple[int, int] | None = None
    """The heading and the title below it."""
    paper: Paper | None = None


def read_header(source: Source) -> Header:
    """Return the header of a text; any field may be missing, and an incoming-mail stamp is ignored."""
    head = read_letterhead(source)
    header = Header(type=head.type, symbol=head.symbol, number_span=head.span)
    if head.number is not None:
        header.key, header.number, header.year = head.number.key, head.number.number, head.number.year
    if head.date is not None:
        header.date, header.place = head.date.date, head.place
        header.year = header.year or head.date.year
        if head.date.month and not head.date.day:
            header.month = f"{head.date.year}-{head.date.month:02d}"
    if head.heading and header.type != "VBHN":
        header.type = head.heading.type
    elif head.heading is None:
        _letter(source, header, head.stop)
    header.paper = kind_of_paper(source, head, header.type)
    title_from = (head.heading.start, head.heading.end) if head.heading else None
    _read_title(source, header, title_from, head.stop)
    if head.heading and header.title_span:
        header.own_title = (head.heading.start, header.title_span[1])
    if header.paper != "form":
        _read_issuer(source, header, head)
    header.signer = _signer(source)
    header.scope = _scope(source, header, head.heading.type if head.heading else None)
    if header.year is None and header.date:
        header.year = header.date.year
    return header


def _letter(source: Source, header: Header, stop: int) -> None:
    """Read a letter, which has no heading but an addressee or 'V/v'."""
    top = source.low[: stop + 60]
    code = source.knowledge.type_by_code.get(re.split(r"[-/]", header.symbol)[0]) if header.symbol else None
    if re.search(r"kính\s+gửi", top) or ("v/v" in top and code in (None, "CT", "CV", "TC")):
        header.type = _letter_type(source, header)


def _letter_type(source: Source, header: Header) -> str:
    code = re.split(r"[-/]", header.symbol)[0] if header.symbol else None
    kind = source.knowledge.type_by_code.get(code) if code else None
    return kind if kind in ("TTr", "BC", "HD", "TB", "KH", "QĐ", "GM", "PC", "CĐ") else "CV"


_ABOVE_TITLE = re.compile(
    r"(?:[\s*_|]*\n[^\n]*(?:\.{4,}|…{2,})[^\n]*(?=\n))*(?:[\s*_|]*\n[ *_]*(?:CỦA|[Cc]ủa)\s[^\n]{4,90}(?=\n[\s*_]*(?:[Vv]ề|VỀ)\s))?"
)
"""Lines between the type and the title: a stamp with dotted blanks, or the Party body that issues a resolution."""


def _read_title(source: Source, header: Header, type_span: tuple[int, int] | None, stop: int) -> None:
    text = source.text
    if type_span:
        start = type_span[1]
        if note := re.match(r"\d{1,2}(?=\s)", text[start : start + 3]):
            start += note.end()
        if above := _ABOVE_TITLE.match(text, start):
            start = above.end()
        end = _title_end(text, start, min(len(text), start + 1200))
    elif match := _SUBJECT.search(text[: stop + 300]):
        start, end = match.span("title")
    else:
        start = len(text) - len(text.lstrip())
        end = text.find("\n", start)
        if header.key or end <= 0 or end - start > 300 or len(words(text[start:end])) < _TITLE_WORDS:
            return
    title = re.sub(r"\s+", " ", re.sub(r"[*_|#]+", " ", text[start:end])).strip(" .:-–=~")
    if title:
        header.title, header.title_span = title, (start, end)


def _title_end(text: str, start: int, limit: int) -> int:
    """Return the end of the title: at a recital, the issuer's line in capitals, or an empty line after words."""
    zone = text[start:limit]
    stops = [m.start() for m in _STOPS.finditer(zone) if re.search(r"\w{3}", zone[: m.start()])]
    stops += [
        m.start()
        for m in re.finditer(
            r"\n(?<!\bcho\n)(?<!\bCHO\n)(?<!\bCỦA\n)(?<!\bcủa\n)(?<!\bVÀ\n)(?<!\bvà\n)[\s*_|]*(?:(?:PHÓ )?CHỦ TỊCH|BỘ TRƯỞNG|ỦY BAN|UỶ BAN|HỘI ĐỒNG NHÂN DÂN|THỦ TƯỚNG|CHÍNH PHỦ|QUỐC HỘI|TỔNG CỤC|GIÁM ĐỐC|CỤC TRƯỞNG|BAN CHẤP HÀNH|TỔNG KIỂM|THỐNG ĐỐC|CHÁNH|BAN CHỈ ĐẠO)[^\n]*\n",
            zone,
        )
    ]
    stops += [
        m.start()
        for m in re.finditer(r"(?<=[^\s*_|#\-])[ *_|]*\n[\s*_|]*\n", zone)
        if re.search(r"\w{3}", zone[: m.start()])
    ]
    if (small := _after_capitals(zone)) is not None:
        stops.append(small)
    return start + min(stops, default=len(zone))


def _after_capitals(zone: str) -> int | None:
    """Return where lower-case text follows a title in capitals on the same line: 'VỀ … CẢ NƯỚC Ngày 24 tháng 6'."""
    for count, token in enumerate(re.finditer(r"[^\W\d_]+", zone)):
        word = token.group()
        if not word.isupper():
            return token.start() if count >= 6 and word.istitle() else None
    return None


def _read_issuer(source: Source, header: Header, head: Letterhead) -> None:
    """Read the issuer: lines in capitals above the national motto, or between it and the number or the heading.

    If these name none, the lines above a number that the page put elsewhere are read (beside the certification of a
    consolidated text), or the line below the title that contains only the name of a body.
    """
    nation = _NATION.search(source.low[: head.stop])
    start = header.number_span[0] if header.number_span else head.stop
    end = min(start, head.stop, head.heading.start if head.heading else head.stop)
    above = source.clean[: min(nation.start() if nation else end, end)]
    names = _capital_lines(above) or _capital_lines(source.clean[nation.end() if nation else 0 : end])
    if not names and header.number_span and start >= head.stop:
        names = _capital_lines_above(source.clean, source.clean.rfind("\n", 0, start) + 1)
    if not names and head.heading:
        names = _body_alone(source, head.heading.end, head.stop)
    if names:
        header.issuer = names[:160]


_MOTTO = re.compile(
    r"TỰ DO|HẠNH PHÚC|CHỦ NGHĨA|^SỐ\b|^HỘI CHỦ|ĐẢNG CỘNG SẢN|^\W*VIỆT NAM$|^\W*CÔNG BÁO|^XÁC THỰC VĂN BẢN HỢP NHẤT$"
)


def _capital_lines_above(text: str, at: int) -> str:
    """Return the lines in capitals directly above an offset, without the motto."""
    lines: list[str] = []
    for line in reversed(text[max(0, at - 600) : at].split("\n")):
        plain = line.strip(" -=~.*_|")
        if plain and plain != plain.upper() and not _NATION.search(plain.lower()):
            break
        lines.insert(0, line)
    return _capital_lines("\n".join(lines))


def _body_alone(source: Source, start: int, end: int) -> str:
    """Return the first line in capitals that is exactly the name of a known body: 'THỦ TƯỚNG CHÍNH PHỦ' above the recitals."""
    for line in re.finditer(r"[^\n]+", source.clean[start:end]):
        name = line.group().strip(" *_|")
        if name == name.upper() and re.search(r"[^\W\d_]{2}", name):
            found = bodies_in(source, source.knowledge, start + line.start(), start + line.end())
            if any(body.known and len(body.phrase) >= len(name) - 1 for body in found):
                return name
    return ""


def _capital_lines(zone: str) -> str:
    lines = [re.sub(r"\s+", " ", line).strip(" -=~.") for line in zone.split("\n")]
    kept = [ln for ln in lines if ln == ln.upper() and re.search(r"[^\W\d_]{2}", ln) and not _MOTTO.search(ln)]
    return " ".join(kept)


def _scope(source: Source, header: Header, heading: str | None) -> str | None:
    """Return the scope within which the number is unique: vn for central bodies, else the province, district or commune of the letterhead.

    If the letterhead names none, it is the place of issue, or the place that the text names most; None if nothing
    tells.
    """
    # A consolidated text is of the body whose act it consolidates, which its heading names.
    kind = heading if header.type == "VBHN" else header.type
    if kind in source.knowledge.central_types:
        return "vn"
    by_symbol = symbol_scope(header.symbol, source.knowledge)
    body = issuing_body(header.issuer or "", header.symbol, source.knowledge)
    if (by_symbol == "vn" and not (body and body.places)) or (body is None and kind == "TT"):
        return "vn"
    province = header.place and named_place(header.place, source.knowledge)
    if body is not None:
        scope, _ = scope_of(body, province or "-", source.knowledge, header.date)
        if scope is None and province is None and (province := _common_place(source)):
            scope, _ = scope_of(body, province, source.knowledge, header.date)
        return scope or _in_a_named_district(source, header, body, province or "-")
    where = province or _common_place(source) if by_symbol == "local" or header.symbol is None else None
    row = issuer_of(header.symbol, source.knowledge)
    return own_scope(row, where, source.knowledge)[0] if row is not None and where else where


def _in_a_named_district(source: Source, header: Header, body: Body, province: str) -> str | None:
    """Return the scope of a commune whose name occurs in several districts, if the text names one of these districts."""
    if not body.places or "commune" not in body.places[0].levels:
        return None
    named = {settle((place,), province, source.knowledge)[0] for place in districts_in(source, source.knowledge)}
    found = {scope_of(body, one, source.knowledge, header.date)[0] for one in named if one} - {None}
    return found.pop() if len(found) == 1 else None


def _common_place(source: Source) -> str | None:
    """Return the province named most often, if one stands out (a name after 'tỉnh' counts three times), else the only district."""
    counts: Counter[str] = Counter()
    for place in provinces_in(source, source.knowledge):
        before = source.low[max(0, place.start - 12) : place.start]
        counts[place.province or ""] += 3 if re.search(r"(?:tỉnh|thành phố|địa bàn)\s+$", before) else 1
    ranked = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))
    if ranked:
        return ranked[0][0] if len(ranked) == 1 or ranked[0][1] > 2 * ranked[1][1] else None
    bodies = (b for b in bodies_in(source, source.knowledge, 0, len(source.clean)) if b.places and b.places[0].name)
    named = {scope for b in bodies if (scope := scope_of(b, "-", source.knowledge)[0])}
    return named.pop() if len(named) == 1 else None


_NAME = re.compile(
    r"^(?:(?:Thượng|Trung|Đại|Thiếu)\s+(?:tướng|tá|úy)\s+|TS\.?\s+|PGS\.?\s*TS\.?\s+|ThS\.?\s+)?([A-ZĐÀ-Ỹ][a-zà-ỹđ]+(?:\s+[A-ZĐÀ-Ỹ][a-zà-ỹđ]*){1,4})$"
)


_OFFICE = re.compile(
    r"(?:KT\.|TM\.|TL\.|TUQ\.|Q\.|PHÓ (?:OFFICE)|OFFICE|Lưu:? VT|lưu:? VT)".replace(
        "OFFICE",
        "CHỦ TỊCH|BỘ TRƯỞNG|GIÁM ĐỐC|THỦ TƯỚNG|CỤC TRƯỞNG|CHÁNH VĂN PHÒNG|TRƯỞNG BAN|THỨ TRƯỞNG|BÍ THƯ|TỔNG CỤC TRƯỞNG|VỤ TRƯỞNG"
        "|THỐNG ĐỐC",
    )
)


def _signer(source: Source) -> str | None:
    """Return the name below the last signing office (KT. CHỦ TỊCH …)."""
    offices = (m for m in whole_words(_OFFICE, source.text) if opens_field(source.text, m.start()))
    for office in offices:
        lines = source.text[office.end() : office.end() + 400].split("\n")
        for line in lines:
            if match := _NAME.match(line.strip(" *_|\t-")):
                return match[1].strip()
    return None
