"""A document's own identity: number, date, place, issuer, type, title and signer."""

import datetime
import re
from dataclasses import dataclass

from cancu.extract.numbers import Hit, find_numbers
from cancu.extract.text import Source
from cancu.knowledge.fold import fold, spelling
from cancu.language.numbers import Number, parse_number
from cancu.language.places import issuing_scope, local_unit, named_place, place_pattern

_NUMBER = re.compile(r"(?<!\w)số\s*[:.]?", re.IGNORECASE)
_FIRST_LINE = re.compile(r"\s*(?:[#*_|]\s*)*[A-ZĐ][^\n:]{0,60}?\d[^\n]{0,40}\n")
_BLANK = re.compile(
    r"(?:^|\n|\|)[\s|*_]*số\s*[:.]?[\s._…*]*(?P<symbol>[/\-]\s*[A-ZĐ][A-Za-zĐđƯư&0-9]*(?:[\-/][A-ZĐƯ][A-Za-zĐđƯư&0-9]*)*)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?P<place>[^\W\d_][^,;:|]{1,40}?)\s{0,9},?\s{0,9}ngày\s{0,40}(?P<d>\d{0,2})[\s.…_/]{0,40}(?:tháng|/)\s{0,40}(?P<m>\d{0,2})[\s.…_/]{0,40}(?:năm|/)\s{0,9}(?P<y>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(r"\b(?:từ|trước|kể|đến|hết|sau|số|của|qua|thông|luật|và|năm)\b")
_ATTACHED = re.compile(r"\(\s*(?:ban\s+hành\s+)?kèm\s+theo\s+(?=[^\W\d_]+\s+[^\W\d_]*\s*số)")
_PASSED = re.compile(r"thông qua ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_NATION = re.compile(r"cộng\s+ho\w+\s+xã|đảng\s+cộng\s+sản|độc\s+lập\s*[-–]")
_SUBJECT = re.compile(
    r"V/v\s*:?\s*(?P<title>[^|\n]+(?:\n(?!\s*\n|\s*kính\s+gửi|[^\n]*,\s*ngày\s)[^|\n]+){0,6})", re.IGNORECASE
)
_STOPS = re.compile(
    r"\n[\s*_|]*(?:C[ăĂ][nN]\s+[cC][ứỨ]|K[íÍ][nN][hH]\s+[gG][ửỬ][iI]|Xét\s|Theo\s|Thực\s+hiện|(?:Điều|ĐIỀU)\s+1|Nhằm|Ngày\s+\d|Để\s|I\.|Phần|PHẦN|Chương|CHƯƠNG|QUỐC HỘI\s|[-–_=~*]{3,}[ \t]*(?:\n|$)|[-+•]\s+[A-ZĐÀ-Ỹ][a-zà-ỹ]|\d{1,2}\.\s)"
)


@dataclass(slots=True)
class Header:
    """What a document says of itself; None where it says nothing."""

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


def read_header(source: Source) -> Header:
    """The header of a text; every field may be missing, an incoming-mail stamp is passed over."""
    header = Header()
    stop = _body(source)
    _read_number(source, header, stop)
    _read_date(source, header, stop)
    type_span = _read_type(source, header, stop)
    if header.key is None and header.symbol is None and header.type:
        _from_annexes(source, header)
    _read_title(source, header, type_span, stop)
    _read_issuer(source, header, stop)
    header.signer = _signer(source)
    header.scope = _scope(source, header, stop)
    if header.year is None and header.date:
        header.year = header.date.year
    return header


def _body(source: Source) -> int:
    """Where the header ends: at the first recital, at most 3,500 characters in."""
    match = re.search(r"\n[\s*_|]{0,40}(?:căn\s+cứ|kính\s+gửi)", source.low[:6000])
    return min(match.start() if match else 3500, 3500, len(source.text))


def _read_number(source: Source, header: Header, stop: int) -> None:
    zone = source.clean[:stop]
    blank = _BLANK.search(source.text[:stop])
    for match in _NUMBER.finditer(source.text[:stop]):
        if blank and match.start() >= blank.start():
            break
        if not _opens_field(source.text, match.start()):
            continue
        for hit in find_numbers(source, match.end() - 3, min(stop + 40, match.end() + 60)):
            if isinstance(hit, Hit) and re.fullmatch(r"[\s._…*|]*", zone[match.end() : _digits(source, hit)]):
                _take(source, header, hit)
                return
    if blank:
        parsed = parse_number("1" + re.sub(r"\s+", "", blank["symbol"]))
        if parsed:
            header.symbol, header.type = parsed.symbol, parsed.type
            header.number_span = blank.span("symbol")
    elif first := _FIRST_LINE.match(source.text):
        for hit in find_numbers(source, 0, first.end()):
            if isinstance(hit, Hit) and not re.search(
                r"\w", source.text[: hit.start] + source.text[hit.end : first.end()]
            ):
                _take(source, header, hit)


def _opens_field(text: str, start: int) -> bool:
    """Whether a word begins a line, a table cell or a column of the heading."""
    floor = max(0, start - 200)
    before = text[floor:start].rstrip("*_| \t\r\n\N{NO-BREAK SPACE}")
    gap = text[floor + len(before) : start]
    return not before or "\n" in gap or "|" in gap or len(gap) >= 3


def _from_annexes(source: Source, header: Header) -> None:
    """A text without its own number line, as gazettes print it: the number that all its annexes say they belong to."""
    hits = []
    for match in _ATTACHED.finditer(source.low):
        hit = next((h for h in find_numbers(source, match.end(), match.end() + 60) if isinstance(h, Hit)), None)
        if hit and hit.type == header.type and hit.start <= match.end() + 2:
            hits.append(hit)
    early = {h.key for h in find_numbers(source, 0, 3000) if isinstance(h, Hit)}
    if (
        hits
        and len({h.key for h in hits}) == 1
        and hits[0].key not in early
        and not re.search(r"quyết\s+định\s+này", source.low[hits[0].end : hits[0].end + 40])
    ):
        span = header.number_span
        _take(source, header, hits[0])
        header.number_span = span
        after = re.match(
            r"\s*ngày\s*(\d{1,2})\s*(?:tháng|/)\s*(\d{1,2})\s*(?:năm|/)\s*(\d{4})", source.low[hits[0].end :][:60]
        )
        if after and header.date is None:
            header.date = _date(*after.groups())


def _digits(source: Source, hit: Hit) -> int:
    match = re.compile(r"\d").search(source.text, hit.start)
    return match.start() if match else hit.start


def _take(source: Source, header: Header, hit: Hit) -> None:
    header.key, header.number, header.symbol = hit.key, hit.number, hit.symbol
    header.type, header.number_span = hit.type, (hit.start, hit.end)
    header.year = hit.year


def _read_date(source: Source, header: Header, stop: int) -> None:
    start = header.number_span[0] if header.number_span else 0
    matches = [m for m in _DATE.finditer(source.clean[: stop + 200]) if _is_place(source, m["place"], "/" in m.group())]
    for match in sorted(matches, key=lambda m: (m.start() < start - 400, m.start())):
        header.place = _last_line(source, match["place"])
        header.year = int(match["y"])
        if match["m"] and match["d"]:
            header.date = _date(match["d"], match["m"], match["y"])
        elif match["m"]:
            header.month = f"{match['y']}-{int(match['m']):02d}"
        return
    if passed := _PASSED.search(source.clean):
        header.date = _date(*passed.groups())
    elif header.key:
        for match in [*_DATE.finditer(source.clean)][-3:]:
            if (
                match["d"]
                and match["m"]
                and named_place(match["place"], source.knowledge)
                and _is_place(source, match["place"], "/" in match.group())
            ):
                header.date = _date(match["d"], match["m"], match["y"])


def _last_line(source: Source, place: str) -> str:
    """The words directly before a date: the province that ends them, else their last line."""
    joined = re.sub(r"\s+", " ", place).strip()
    for match in source.knowledge.compiled(place_pattern).finditer(spelling(joined)):
        if match.end() == len(joined):
            return joined[match.start() :]
    return re.sub(r"\s+", " ", re.split(r"\n|\s{3,}", place.strip())[-1]).strip()


def _is_place(source: Source, phrase: str, slashed: bool) -> bool:
    """Whether the words before a date are a place of issue: a known province, or a short proper name."""
    place = _last_line(source, phrase)
    if named_place(place, source.knowledge):
        before = spelling(phrase.strip())[: -len(place)]
        return place[0].isupper() and not re.search(
            r"(?<![\-/])(?:của|tại|bàn|uỷ|dân|sở|ubnd|hđnd) (?:tỉnh |thành phố )?$", before
        )
    proper = all(word[0].isupper() or word[0].isdigit() for word in place.split())
    return not slashed and proper and len(place.split()) <= 4 and not _NO_PLACE.search(place.lower())


def _date(day: str, month: str, year: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _read_type(source: Source, header: Header, stop: int) -> tuple[int, int] | None:
    """The heading that names the type (KẾ HOẠCH); a letter has none but says V/v."""
    names = {fold(n): (t.id, n) for t in source.knowledge.types for n in t.names}
    ordered = "|".join(
        r"\s+".join(re.escape(w) for w in spelling(n).split())
        for n in sorted((n for t in source.knowledge.types for n in t.names), key=len, reverse=True)
    )
    pattern = re.compile(rf"(?:^|\n|(?<=\d\s)|(?<=\d)|\|)[\s|]{{0,40}}(?P<type>{ordered})(?!\w)")
    for match in pattern.finditer(source.low[: stop + 50]):
        printed = source.clean[match.start("type") : match.end("type")]
        if printed == printed.upper():
            found = names.get(fold(re.sub(r"\s+", " ", printed)))
            rest = re.match(r"\s*(\S*)", source.clean[match.end() : match.end() + 40])
            if found and (rest is None or rest[1] == rest[1].upper() or "\n" in rest.group()):
                header.type = found[0]
                return match.span("type")
    top = source.low[: stop + 60]
    addressed = re.search(r"kính\s+gửi", top)
    code = source.knowledge.type_by_code.get(re.split(r"[-/]", header.symbol)[0]) if header.symbol else None
    if addressed or ("v/v" in top and code in (None, "CT", "CV", "TC")):
        header.type = _letter_type(source, header)
    return None


def _letter_type(source: Source, header: Header) -> str:
    code = re.split(r"[-/]", header.symbol)[0] if header.symbol else None
    kind = source.knowledge.type_by_code.get(code) if code else None
    return kind if kind in ("TTr", "BC", "HD", "TB", "KH", "QĐ", "GM", "PC", "CĐ") else "CV"


_ABOVE_TITLE = re.compile(
    r"(?:[\s*_|]*\n[^\n]*(?:\.{4,}|…{2,})[^\n]*(?=\n))*(?:[\s*_|]*\n[ *_]*(?:CỦA|[Cc]ủa)\s[^\n]{4,90}(?=\n[\s*_]*(?:[Vv]ề|VỀ)\s))?"
)
"""Lines between the type and the title: a stamp with dotted blanks, the Party body that issues a resolution."""


def _read_title(source: Source, header: Header, type_span: tuple[int, int] | None, stop: int) -> None:
    text = source.text
    if type_span:
        start = type_span[1]
        if above := _ABOVE_TITLE.match(text, start):
            start = above.end()
        end = _title_end(text, start, min(len(text), start + 1200))
    elif match := _SUBJECT.search(text[: stop + 300]):
        start, end = match.span("title")
    else:
        start = len(text) - len(text.lstrip())
        end = text.find("\n", start)
        if header.key or end <= 0 or end - start > 300:
            return
    title = re.sub(r"\s+", " ", re.sub(r"[*_|#]+", " ", text[start:end])).strip(" .:-–=~")
    if title:
        header.title, header.title_span = title, (start, end)


def _title_end(text: str, start: int, limit: int) -> int:
    """End of the title after the type heading: a recital, the issuer's line in capitals, or an empty line after words."""
    zone = text[start:limit]
    stops = [m.start() for m in _STOPS.finditer(zone) if re.search(r"\w{3}", zone[: m.start()])]
    stops += [
        m.start()
        for m in re.finditer(
            r"(?<!\bcho)(?<!\bCHO)(?<!\bCỦA)(?<!\bcủa)(?<!\bVÀ)(?<!\bvà)\n[\s*_|]*(?:(?:PHÓ )?CHỦ TỊCH|BỘ TRƯỞNG|ỦY BAN|UỶ BAN|HỘI ĐỒNG NHÂN DÂN|THỦ TƯỚNG|CHÍNH PHỦ|QUỐC HỘI|TỔNG CỤC|GIÁM ĐỐC|CỤC TRƯỞNG|BAN CHẤP HÀNH|TỔNG KIỂM|THỐNG ĐỐC|CHÁNH|BAN CHỈ ĐẠO)[^\n]*\n",
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
    """Where text in small letters goes on behind a title in capitals on the same line: 'VỀ … CẢ NƯỚC Ngày 24 tháng 6'."""
    for count, token in enumerate(re.finditer(r"[^\W\d_]+", zone)):
        word = token.group()
        if not word.isupper():
            return token.start() if count >= 6 and word.istitle() else None
    return None


def _read_issuer(source: Source, header: Header, stop: int) -> None:
    """The issuer's lines: in capitals, above the nation's motto, or between it and the number."""
    nation = _NATION.search(source.low[:stop])
    number = header.number_span[0] if header.number_span else stop
    above = source.clean[: min(nation.start() if nation else number, number)]
    names = _capital_lines(above) or _capital_lines(source.clean[nation.end() if nation else 0 : number])
    if names:
        header.issuer = names[:160]


def _capital_lines(zone: str) -> str:
    lines = [re.sub(r"\s+", " ", line).strip(" -=~.") for line in zone.split("\n")]
    kept = [
        ln
        for ln in lines
        if ln == ln.upper()
        and re.search(r"[^\W\d_]{2}", ln)
        and not re.search(r"TỰ DO|HẠNH PHÚC|CHỦ NGHĨA|^SỐ\b|^HỘI CHỦ|VIỆT NAM$|^\W*CÔNG BÁO", ln)
    ]
    return " ".join(kept)


_CENTRAL = re.compile(
    r"(?:bộ|chính\s+phủ|phủ\s+thủ\s+tướng|thủ\s+tướng|quốc\s+hội|uỷ\s+ban\s+thường\s+vụ|ban\s+chấp\s+hành\s+trung\s+ương|văn\s+phòng\s+(?:chính\s+phủ|quốc\s+hội|trung\s+ương)"
    r"|ngân\s+hàng\s+nhà\s+nước|tổng\s+cục|cục|toà\s+án\s+nhân\s+dân\s+tối\s+cao|bảo\s+hiểm\s+xã\s+hội\s+việt\s+nam|kiểm\s+toán|chủ\s+tịch\s+nước|hội\s+đồng\s+bộ\s+trưởng|bộ\s+chính\s+trị|ban\s+bí\s+thư)(?!\w)"
)
_PROVINCIAL = re.compile(
    r"tỉnh|thành\s+phố|uỷ\s+ban\s+nhân\s+dân|hội\s+đồng\s+nhân\s+dân|thành\s+uỷ|\bsở\b|huyện|\bxã\b|phường|\bubnd|\bhđnd"
)


def _scope(source: Source, header: Header, stop: int) -> str:
    """Where the number is unique: vn for central bodies, else the province, with the district or commune that issued it."""
    if header.type in ("HP", "BL", "L", "PL", "Lệnh", "NĐ", "TT", "TTLT"):
        return "vn"
    row = source.knowledge.issuer_by_code.get(_issuer_code(header))
    issuer = spelling(header.issuer or "")
    own = issuing_scope(header.issuer, source.knowledge) if header.issuer and _PROVINCIAL.search(issuer) else None
    central_code = row is not None and row.level == "central" and not row.anywhere
    if own is None and (central_code or (_CENTRAL.match(issuer) and not _PROVINCIAL.search(issuer))):
        return "vn"
    local_code = row is not None and row.level != "central"
    where = own
    if where is None and header.place and (local_code or _PROVINCIAL.search(issuer)):
        where = named_place(header.place, source.knowledge)
    if where is None and (local_code or header.symbol is None or _PROVINCIAL.search(issuer)):
        where = _common_place(source)
    if where is None:
        return "vn"
    unit = local_unit(header.issuer, source.knowledge) if header.issuer else None
    return f"{where}/{unit}" if unit and unit != where else where


def _issuer_code(header: Header) -> str:
    if header.symbol is None:
        return ""
    parsed: Number | None = (
        parse_number("1/" + header.symbol)
        or parse_number("1-" + header.symbol)
        or parse_number("1/2000/" + header.symbol)
    )
    if parsed is None:
        return ""
    return parsed.issuer if parsed.issuer else ""


def _common_place(source: Source) -> str | None:
    """The province that the text names most, if one stands out; after 'tỉnh' a name counts threefold."""
    counts: dict[str, int] = {}
    for match in source.knowledge.compiled(place_pattern).finditer(source.low):
        before = source.low[max(0, match.start() - 12) : match.start()]
        if place := named_place(match.group(), source.knowledge):
            counts[place] = counts.get(place, 0) + (3 if re.search(r"(?:tỉnh|thành phố|địa bàn)\s+$", before) else 1)
    ranked = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))
    return ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] > 2 * ranked[1][1]) else None


_NAME = re.compile(
    r"^(?:(?:Thượng|Trung|Đại|Thiếu)\s+(?:tướng|tá|úy)\s+|TS\.?\s+|PGS\.?\s*TS\.?\s+|ThS\.?\s+)?([A-ZĐÀ-Ỹ][a-zà-ỹđ]+(?:\s+[A-ZĐÀ-Ỹ][a-zà-ỹđ]*){1,4})$"
)


_OFFICE = re.compile(
    r"(?<!\w)(?:KT\.|TM\.|TL\.|TUQ\.|Q\.|(?:PHÓ )?(?:CHỦ TỊCH|BỘ TRƯỞNG|GIÁM ĐỐC|THỦ TƯỚNG|CỤC TRƯỞNG|CHÁNH VĂN PHÒNG|TRƯỞNG BAN"
    r"|THỨ TRƯỞNG|BÍ THƯ|TỔNG CỤC TRƯỞNG|VỤ TRƯỞNG|THỐNG ĐỐC)|[Ll]ưu:? VT)"
)


def _signer(source: Source) -> str | None:
    """The name below the last signing office (KT. CHỦ TỊCH …)."""
    offices = (m for m in _OFFICE.finditer(source.text) if _opens_field(source.text, m.start()))
    for office in offices:
        lines = source.text[office.end() : office.end() + 400].split("\n")
        for line in lines:
            if match := _NAME.match(line.strip(" *_|\t-")):
                return match[1].strip()
    return None
