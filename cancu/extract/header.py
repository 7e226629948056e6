"""A document's own identity: number, date, place, issuer, type, title and signer."""

import datetime
import re
from dataclasses import dataclass

from cancu.extract.letterhead import opens_field, read_letterhead
from cancu.extract.text import Source
from cancu.knowledge.fold import spelling
from cancu.language.numbers import Number, parse_number
from cancu.language.places import issuing_scope, local_unit, named_place, place_pattern

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
    title_from = (head.heading.start, head.heading.end) if head.heading else None
    _read_title(source, header, title_from, head.stop)
    _read_issuer(source, header, head.stop)
    header.signer = _signer(source)
    header.scope = _scope(source, header, head.stop)
    if header.year is None and header.date:
        header.year = header.date.year
    return header


def _letter(source: Source, header: Header, stop: int) -> None:
    """A letter has no heading, but whom it is addressed to, or 'V/v'."""
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
    number = min(header.number_span[0], stop) if header.number_span else stop
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
    offices = (m for m in _OFFICE.finditer(source.text) if opens_field(source.text, m.start()))
    for office in offices:
        lines = source.text[office.end() : office.end() + 400].split("\n")
        for line in lines:
            if match := _NAME.match(line.strip(" *_|\t-")):
                return match[1].strip()
    return None
