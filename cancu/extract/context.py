"""What stands around a number: the provision before it; date, issuer and title after it."""

import datetime
import re
from dataclasses import dataclass

from cancu.extract.grammar import word_list
from cancu.extract.numbers import Hit
from cancu.extract.text import Source
from cancu.language.dates import Stated, date_at, dates_in, year_at
from cancu.language.provisions import provision_before

_OF = re.compile(r"\s*,?\s*(?:của\s+)?")
_ISSUER = re.compile(
    r"(?:thủ\s+tướng|chính\s+phủ|quốc\s+hội|uỷ\s+ban|ubnd|hđnd|hội\s+đồng|bộ|ban|chủ\s+tịch|tỉnh\s+uỷ|thành\s+uỷ|huyện\s+uỷ|sở|cục|tổng|văn\s+phòng|giám\s+đốc|bch|btv|trưởng|thường|đảng|liên|ngân\s+hàng|toà|viện|kiểm|công\s+an|trung\s+ương|phó|thanh\s+tra|đoàn|hội|tổ\s+công\s+tác|công\s+ty|bảo\s+hiểm|kho\s+bạc|nhà\s+nước|thống\s+đốc|phòng|trung\s+tâm|tỉnh|thành\s+phố)(?!\w)"
)
_DONE_AT = re.compile(r"(?:giao|phê\s+duyệt|ban\s+hành|công\s+bố|thông\s+qua)\s+(?:tại|bởi|trong|theo)(?!\w)")


_OPENS = re.compile(r"(?:^|[.;:\n(–\-])[\s*_]*(?:vào|đến|trong)?\s*$")
_ISSUED = re.compile(
    rf"\s*,?\s[^.;:()\d]{{0,110}}?(?<!\w){word_list('issuing').pattern}(?:\s+(?:các\s+)?văn\s+bản)?\s*"
)


@dataclass(slots=True)
class Tail:
    """What follows a mention, with the places where the title begins and the fields end."""

    date: datetime.date | None = None
    year: int | None = None
    issuer: str | None = None
    fields_end: int = 0
    title_start: int | None = None


def provision(source: Source, hit: Hit) -> tuple[int, str] | None:
    """Start and words of the cited part directly before a mention: 'khoản 2 Điều 5'."""
    found = provision_before(source.low, hit.start)
    return (found[0], " ".join(source.clean[slice(*found)].split())) if found else None


def read_tail(source: Source, hit: Hit, limit: int) -> Tail:
    """Date, issuer and title after a mention, not beyond `limit`."""
    tail = Tail()
    at = hit.end
    if stated := date_at(source.low, at, limit):
        at = _take(tail, stated, hit)
    elif hit.kind not in ("alias", "title") and (stated := year_at(source.low, at, limit)):
        # 'kế hoạch thực hiện Đề án 06 năm 2023': behind a nickname the year is the work's, not the scheme's.
        at = _take(tail, stated, hit)
    at = _read_issuer(source, tail, at, limit)
    if tail.date is None and (stated := date_at(source.low, at, limit)) and stated.year:
        at = _take(tail, stated, hit)
    tail.fields_end = at
    if tail.year is None and (stated := _issued_on(source, hit)):
        _take(tail, stated, hit)
    opener = re.compile(r"[\s,]*(?:(?:đã\s+)?(?:nêu\s+trên|trên)\s*)?").match(source.low, at, limit)
    begin = opener.end() if opener else at
    if word_list("title_openers").match(source.low, begin, limit) and not _DONE_AT.match(source.low, begin, limit):
        tail.title_start = begin
    return tail


def _take(tail: Tail, stated: Stated, hit: Hit) -> int:
    if stated.glued and hit.year not in (None, stated.year):
        # 'Nghị định số 118/2025/NĐ-CP ngày 09/6/20205': a year of five digits tells nothing that the number denies.
        return stated.end
    tail.date, tail.year = stated.date, stated.year
    return stated.end


def _issued_on(source: Source, hit: Hit) -> Stated | None:
    """The day that opens the sentence in which somebody issued it: 'Ngày 03/5/2023, Bộ Công Thương đã có Văn bản số …'."""
    floor = max(0, hit.start - 200)
    days = [s for s in dates_in(source.low, floor, hit.start) if s.year] if hit.kind == "number" else []
    opens = days and (
        source.clean[days[-1].start].isupper()
        or _OPENS.search(source.low[max(0, days[-1].start - 12) : days[-1].start])
    )
    return days[-1] if opens and _ISSUED.fullmatch(source.low, days[-1].end, hit.start) else None


def _read_issuer(source: Source, tail: Tail, at: int, limit: int) -> int:
    """Take in 'của Bộ trưởng Bộ Y tế'; commas stay inside names of ministries and departments."""
    of = _OF.match(source.low, at, limit)
    begin = of.end() if of else at
    if not _ISSUER.match(source.low, begin, limit):
        return at
    if (of is None or "của" not in of.group()) and not source.clean[begin].isupper():
        return at
    ends = word_list("issuer_ends")
    end = begin
    for token in re.finditer(r"[^\W_]+(?:[.\-&][^\W_]+)*|[^\s\w]", source.clean[begin : min(limit, begin + 160)]):
        place = begin + token.start()
        word = token.group()
        if end > begin and ends.match(source.low, place):
            break
        if word in ';:()“”"[].…' or (word == "," and not _name_goes_on(source, begin, place)):
            break
        if word == "và" and not _name_goes_on(source, begin, place):
            break
        if re.match(r"\d", word):
            break
        end = begin + token.end()
    phrase = re.sub(r"\s+", " ", source.clean[begin:end]).strip(" ,-–*")
    if not phrase:
        return at
    tail.issuer = phrase
    return end


def _name_goes_on(source: Source, begin: int, place: int) -> bool:
    """Whether a comma or 'và' stands inside the name of a ministry or department (Văn hóa, Thể thao và Du lịch)."""
    low = source.low[begin:place]
    if re.match(r"liên\s+bộ|bộ", low) and re.match(r"\s*(?:à\s+)?bộ\s", source.low[place + 1 : place + 12]):
        return True
    after = source.low[place + 1 : place + 40].lstrip()
    if re.search(r"(?:bộ|sở|uỷ\s+ban|ban|vụ|cục|phòng)\s+[^,]*$", low) or re.search(r"(?:bộ|sở)\s+\w+", low):
        return bool(
            re.match(
                r"(?:à\s+)?(?:thể\s+thao|du\s+lịch|truyền\s+thông|đào\s+tạo|đầu\s+tư|công\s+nghệ|môi\s+trường|phát\s+triển|xã\s+hội|tôn\s+giáo|thương\s+binh|hạ\s+tầng|đô\s+thị|dân\s+vận|gia\s+đình|chủ\s+nhiệm|hội\s+đồng\s+nhân\s+dân|thông\s+tin|đổi\s+mới|chuyển\s+đổi)",
                after,
            )
        )
    return bool(re.match(r"à\s+(?:hội\s+đồng|môi\s+trường|chuyển\s+đổi|đổi\s+mới|đề\s+án)", after)) or bool(
        re.match(r"\s*(?:chủ\s+nhiệm|trưởng\s+ban|đổi\s+mới\s+sáng\s+tạo)", after)
    )
