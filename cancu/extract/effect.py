"""Days of force that a text tells: when its own document begins and ends to be in force, and what it says of those that it cites."""

import datetime
import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Any, Literal

from cancu.extract.header import Header
from cancu.extract.text import Source
from cancu.knowledge.facts import document_types
from cancu.knowledge.fold import spelling
from cancu.models import Effect, Mention, Relation, Value

_DATE = r"(?P<d>\d{1,2})[\s.]*(?:tháng|[/.\-])[\s.]*(?P<m>\d{1,2})[\s.]*(?:năm|[/.\-])[\s.]*(?P<y>(?:19|20)\d\d)(?!\d)"
_SIGNED = r"(?:(?:ngày|thời điểm) )?(?:được )?(?:k[ýí]|ban hành|thông qua|quốc hội thông qua)(?:,? (?:ban hành|ban bố|quyết định))?(?! lệnh)(?!\w)"
_NUMBERS = {
    **{"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10},
    **{"mười lăm": 15, "hai mươi": 20, "ba mươi": 30, "bốn mươi lăm": 45, "sáu mươi": 60, "chín mươi": 90},
}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})(?: ?\([^()]{{1,30}}\))?"
_PIECES = {"date": _DATE, "year": r"(?P<y>(?:19|20)\d\d)", "count": _COUNT, "signed": _SIGNED}


class Way(Value):
    """A row of the data file: one way in which texts tell a day."""

    id: str
    words: str
    counted: Literal["printed", "issue", "none"] = "printed"
    """From what: the day stands there, it is counted from the day of issue, or no text of the act tells it."""
    month: int = 1
    """The month that a year alone stands for: its first day, for December its last."""
    last: bool = False
    """Whether the day is the last one of force; else it is the first without."""
    source: str
    examples: tuple[str, ...]
    """A sentence, ` => `, and the day that it tells of an act issued on 2 March 2020."""

    def match(self, low: str, at: int) -> re.Match[str] | None:
        """The words that tell the day, if they stand here."""
        return _pattern(self.words).match(low, at)

    def day(self, told: re.Match[str], issued: datetime.date | None) -> datetime.date | None:
        """The day that the words tell: the first in force, or for an end the first without force."""
        found = _printed(told, self.month) if self.counted == "printed" else issued if self.counted == "issue" else None
        if found and "unit" in told.re.groupindex:
            found = _later(found, told)
        return found + datetime.timedelta(days=1) if found and self.last else found


@cache
def ways(kind: str) -> tuple[Way, ...]:
    """The rows of one kind: when, until, ends."""
    return tuple(Way.model_validate(row) for row in table()[kind])


@cache
def table() -> dict[str, Any]:
    """The data file as it stands."""
    return tomllib.loads((files("cancu.extract") / "data" / "effect.toml").read_text(encoding="utf-8"))


@cache
def _pattern(words: str) -> re.Pattern[str]:
    for name, piece in _PIECES.items():
        words = words.replace(f"{{{name}}}", piece)
    return _compiled(words)


def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(re.sub(r" \?", r"\\s*", words).replace(" ", r"\s+"))


@cache
def _clause() -> re.Pattern[str]:
    """The act that a clause speaks of, and its verb: 'Quyết định này có hiệu lực thi hành'."""
    nouns = "|".join(sorted((spelling(n) for t in document_types() for n in t.names), key=len, reverse=True))
    gap = r"(?: (?:đã )?được [^.;“”\"]{3,260}?,?(?: và)?| [^.;“”\"]{3,260}? và|,)??"
    verb = r"(?:bắt đầu )?(?:(?P<begins>(?:có|phát sinh) (?:hiệu lực|giá trị)|được (?:áp dụng|thi hành|thực hiện)|áp dụng|thi hành)(?: (?:thi hành|pháp luật|pháp lý|áp dụng|thực hiện))?(?: (?:và|,) (?:được )?(?:áp dụng|thi hành|thực hiện))?(?!\w)|(?=(?:hết|không còn|chấm dứt|mất) hiệu lực))"
    return _compiled(rf"(?<!\w)(?P<noun>{nouns})(?P<this> này)?{gap} {verb}")


_ARTICLE = re.compile(
    r"(?:[\s\-+•–:.]|\d{1,3}[.)]|[a-zđ]\)|[ivx]{1,5}\.|điều\s+\d{1,3}[a-zđ]?\s*[.:]?|(?:điều\s+khoản|hiệu\s+lực)(?:\s+và\s+trách\s+nhiệm)?(?:\s+thi\s+hành)?\s*[.:]?"
    r"|tổ\s+chức(?:\s+thực\s+hiện)?(?:\s+và\s+hiệu\s+lực\s+thi\s+hành)?\s*[.:]?)*"
)
"""What may stand before the act at the beginning of its clause: list marks, the article and its heading."""
_PART = re.compile(
    r"(?<!\w)(?:khoản|điểm|điều|chương|mục|phụ\s+lục|biểu|quy\s+định|nội\s+dung|chỉ\s+tiêu|mức)\s[^;]{0,200}$"
)
_NOT_A_CLAUSE = re.compile(
    r"(?<!\w)(?:trước|sau|từ|đến|tới|cho\s+đến|khi|kể\s+từ|tại)\s+(?:thời\s+điểm|ngày|khi)(?:\s+mà)?\s*(?:các\s+)?$|(?<!\w)(?:khi|nếu|thời\s+gian|trường\s+hợp|thời\s+điểm|mà|do|của|theo|tại|trong)\s*$"
)
_STOP = re.compile(r"[.;](?=\s)|\n\s*\n|\n(?=[\s*_|]*(?:điều\s+\d|\d{1,3}[.)]\s|[a-zđ]\)|[\-+•–]\s))")
_RECIPIENTS = re.compile(r"\n[\s*_|]*nơi\s+nhận\s*:?[\s*_|]*\n")
_ANNEX = re.compile(
    r"\n[\s*_|]*(?:PHỤ LỤC|BIỂU MẪU|MẪU SỐ|DANH MỤC)(?:\s+(?:[IVX]+|\d+))?[\s*_|.:]*\n|\n[\s*_|]*\(\s*(?:[Bb]an hành\s+)?[Kk]èm theo\s+\w+\s+\w+\s+số"
)
_FIRST_ARTICLE = re.compile(r"(?<!\w)điều\s+1\s*[.:]|quyết\s+nghị\s*:|quyết\s+định\s*:")


def own_days(source: Source, header: Header) -> tuple[Effect, ...]:
    """What a text tells of the days of force of its own document, in the order of the text, then the period of its title."""
    found = [*_own_clauses(source, header)]
    if header.title and header.title_span:
        found += period(header.title, header, source)
    return tuple(found)


def _own_clauses(source: Source, header: Header) -> Iterator[Effect]:
    """The first clause of each kind in the act's own articles; behind them only one under a heading that says so."""
    low = source.low
    begin = header.title_span[1] if header.title_span else 0
    quoted = _quoted(source.text)
    end = _body_end(source, begin)
    for first, last in ((begin, end), (end, len(low))):
        found: list[Effect] = []
        for match in _clause().finditer(low, first, last):
            if _is_own_noun(match["noun"], match["this"], header) and not quoted(match.start("noun")):
                start, part = _lead(low, match.start("noun"), headed=first > begin)
                if start is not None:
                    found += _told(source, header, match, start, part)
        if found:
            first_told: dict[tuple[str, str | None], Effect] = {}
            for effect in found:
                first_told.setdefault((effect.what, effect.part), effect)
            yield from first_told.values()
            return


def _body_end(source: Source, begin: int) -> int:
    """Where the act's own articles end: at its recipients, else at the first annex."""
    first = _FIRST_ARTICLE.search(source.low, begin)
    at = first.end() if first else begin
    match = _RECIPIENTS.search(source.low, at) or _ANNEX.search(source.clean, at)
    return match.start() if match else len(source.low)


def _is_own_noun(noun: str, this: str | None, header: Header) -> bool:
    """Whether the clause speaks of this document: by its own type, or of the regulation that a decision issues."""
    named = {spelling(n): t.id for t in document_types() for n in t.names}
    kind = named[" ".join(noun.split())]
    if header.type in ("CV", "VBHN"):
        return False
    if header.type is None:
        return this is not None and kind not in ("GP", "GCN", "HĐ")
    return (
        kind == header.type
        or (kind in ("L", "BL") and header.type in ("L", "BL"))
        or bool(this and header.type == "QĐ" and kind in ("QyĐ", "QC"))
    )


_HEADED = re.compile(r"điều\s+\d+\s*[.:]?\s*(?:điều\s+khoản|hiệu\s+lực)[^.;]{0,80}$")


def _lead(low: str, noun: int, *, headed: bool = False) -> tuple[int | None, str | None]:
    """Where the clause that names the act begins, and the part of the act that it speaks of; no start where it is no clause.

    `headed` asks for an article whose heading says that it is about force.
    """
    if headed and not _HEADED.search(" ".join(low[max(0, noun - 120) : noun].split()).removesuffix(" 1.")):
        return None, None
    floor = max(0, noun - 500)
    before = low[floor:noun]
    start = floor + max((m.end() for m in _STOP.finditer(before)), default=0)
    lead = low[start:noun]
    marks = _ARTICLE.match(lead)
    rest = lead[marks.end() if marks else 0 :]
    if not rest.strip():
        return start, None
    if _NOT_A_CLAUSE.search(rest):
        return None, None
    if "\n" in lead and not lead.rsplit("\n", 1)[1].strip(" \t-+•–.:") and not rest.rstrip().endswith((",", "của")):
        return noun, None  # the line above has no full stop: a heading
    part = _PART.search(rest)
    return (start, " ".join(part.group().split()).removesuffix(" của")) if part else (None, None)


def _told(source: Source, header: Header, match: re.Match[str], start: int, part: str | None) -> Iterator[Effect]:
    """The days that the words behind the verb tell."""
    low, at = source.low, match.end()
    first: datetime.date | None = None
    if match["begins"]:
        if when := _first(ways("when"), low, at):
            way, told = when
            first = way.day(told, header.date)
            yield _effect(source, "begins", first, way, match, told.end(), start, part)
            at = told.end()
        if until := _first(ways("until"), low, at):
            way, told = until
            if when or "unit" not in told.re.groupindex:
                yield _effect(source, "ends", way.day(told, first), way, match, told.end(), start, part)
            return
        if not when:
            return
    if ends := _first(ways("ends"), low, at):
        way, told = ends
        yield _effect(source, "ends", way.day(told, header.date), way, match, told.end(), start, part)


_JOINT = re.compile(r"[\s,:]*(?:và\s+)?")


def _first(kinds: Iterable[Way], low: str, at: int) -> tuple[Way, re.Match[str]] | None:
    """The first way to tell a day that stands here, a comma or 'và' passed over."""
    joint = _JOINT.match(low, at)
    at = joint.end() if joint else at
    return next(((way, told) for way in kinds if (told := way.match(low, at))), None)


def _printed(told: re.Match[str], month: int) -> datetime.date | None:
    groups = told.groupdict()
    try:
        if groups.get("d"):
            return datetime.date(int(groups["y"]), int(groups["m"]), int(groups["d"]))
        return datetime.date(int(groups["y"]), month, 31 if month == 12 else 1)
    except ValueError:
        return None


def _later(day: datetime.date, told: re.Match[str]) -> datetime.date | None:
    """A day, and so many days, months or years after it."""
    text = " ".join(told["count"].split())
    count = _NUMBERS[text] if text in _NUMBERS else int(text)
    if told["unit"] == "ngày":
        return day + datetime.timedelta(days=count)
    months = day.month - 1 + count * (12 if told["unit"] == "năm" else 1)
    try:
        return day.replace(year=day.year + months // 12, month=months % 12 + 1)
    except ValueError:
        return datetime.date(day.year + months // 12, months % 12 + 1, 28)


def _effect(
    source: Source,
    what: str,
    day: datetime.date | None,
    way: Way,
    match: re.Match[str],
    end: int,
    start: int,
    part: str | None,
) -> Effect:
    begin = match.start("noun") if part is None else start
    stop = re.compile(r"[.;](?=\s|$)|\n\s*\n").search(source.low, end)
    last = min(stop.start() if stop else len(source.text), end + 200)
    return Effect(
        what=what,  # type: ignore[arg-type]
        on=day,
        words=" ".join(source.clean[match.end("noun") : end].split()),
        part=part,
        told_by="text",
        rule=f"effect:{way.id}",
        file=source.path,
        start=source.raw(begin),
        end=source.raw(end),
        sentence=" ".join(source.clean[begin:last].split()),
    )


def _quoted(text: str) -> Callable[[int], bool]:
    """Whether a place stands in quoted new wording or in an editor's brackets."""
    marks = sorted(
        [(m.start(), 1 if m.group() == "“" else -1) for m in re.finditer("[“”]", text)]
        + [
            (m.end() - 1, 1)
            for m in re.finditer(r'(?:^|\n)[\s*_]*"(?=[\s*_]*(?:Điều\s|Khoản\s|\d{1,3}[.)]|[a-zđ]\)))', text)
        ]
        + [(m.start(), -1) for m in re.finditer(r'"[.;]?[\s*_]*(?=\n|$)', text)]
    )
    places = [place for place, _ in marks]
    depths = [*accumulate((step for _, step in marks), lambda depth, step: max(0, min(1, depth + step)))]
    brackets = [m.span() for m in re.finditer(r"\[[^\[\]]{0,3000}\]", text)]
    opened = [start for start, _ in brackets]
    articles = [m.start("article") for m in _ARTICLE_HEADING.finditer(text)]

    def inside(place: int) -> bool:
        index = bisect_right(places, place) - 1
        if index >= 0 and depths[index] > 0:
            article = bisect_right(articles, place) - 1
            own = article >= 0 and articles[article] > places[index]  # an article that begins behind a mark left open
            if not own and place - places[index] < (_LONGEST_QUOTATION if articles else _LONGEST_PHRASE):
                return True
        bracket = bisect_right(opened, place) - 1
        return bracket >= 0 and place < brackets[bracket][1]

    return inside


_ARTICLE_HEADING = re.compile(r"(?:\n[\s*_|]*|[.”\"]\s*[\"”][\s*_]*)(?P<article>Điều\s+\d+[.:])")
"""An article's heading that no opening mark of a quotation stands before."""
_LONGEST_QUOTATION = 5_000
"""Behind so many characters an opening mark is taken for one that was never closed."""
_LONGEST_PHRASE = 600
"""The same in texts without articles."""
_SPAN = re.compile(
    r"(?:giai\s+đoạn|nhiệm\s+kỳ|thời\s+kỳ|các\s+năm|các\s+năm\s+từ|05?\s+năm|từ\s+năm|năm\s+học)\s*(?:năm\s+)?(?P<a>(?:19|20)\d\d)\s*(?:[-–]|đến(?:\s+hết)?(?:\s+năm)?)\s*(?P<b>(?:19|20)\d\d)"
)
_ONE_YEAR = re.compile(
    r"(?<!\w)(?P<to>(?:cho\s+)?đến(?:\s+hết)?\s+)?năm\s+(?P<b>(?:19|20)\d\d)(?!\s*[-–]\s*(?:19|20)\d\d)(?!\d)"
)
_MONTH = re.compile(r"tháng\s+(?P<m>\d{1,2})\s*(?:[/\-]|năm)\s*$")
_OTHERS_YEAR = re.compile(
    r"(?:tháng\s+\d{1,2}|\d[/.\-]\d{1,2}|(?:luật|hiến\s+pháp|pháp\s+lệnh)(?:\s+\w+){0,6}|tầm\s+nhìn(?:\s+đến)?|định\s+hướng(?:\s+đến)?)\s*$"
)
_PLANS = frozenset(("KH", "CTr", "PA", "ĐA"))
_PLAN = re.compile(
    r"(?<!\w)(?:kế\s+hoạch|chương\s+trình|phương\s+án|dự\s+toán|chỉ\s+tiêu|nhiệm\s+vụ|biên\s+chế|bảng\s+giá|hệ\s+số|mức)(?!\w)"
)
"""What is made for one year; other acts only tell the year in which something is done."""
_AMENDS = re.compile(r"(?:sửa\s+đổi|bổ\s+sung|đính\s+chính|bãi\s+bỏ|thay\s+thế)(?!\w)")
_TELLS_OF_THE_PAST = frozenset(("BC", "TTr", "TB", "CV", "GM", "BB", "CĐ", "PC", "HĐ"))
"""Types whose title tells a year that they report on."""


def period(title: str, header: Header | None, source: Source | None = None) -> list[Effect]:
    """The period that a title gives to its own document: 'giai đoạn 2021 - 2025', 'năm 2023'; the shortest of several.

    A year before the day of issue is one that the document reports on; the period in the title of an act that amends is that
    of the amended one.
    """
    kind, issued = (header.type, header.date) if header else (None, None)
    if kind in _TELLS_OF_THE_PAST or (header and kind is None):
        return []
    low = spelling(title)
    if len(low) != len(title) or _AMENDS.search(low[:40]):
        return []
    spans: list[tuple[datetime.date | None, datetime.date, re.Match[str]]] = []
    for m in _SPAN.finditer(low):
        if int(m["a"]) <= int(m["b"]) <= int(m["a"]) + 50:
            school = "học" in m.group()
            begin = datetime.date(int(m["a"]), 9 if school else 1, 1)
            spans.append((begin, datetime.date(int(m["b"]), 8 if school else 12, 31), m))
    taken = [m.span() for _, _, m in spans]
    for m in _ONE_YEAR.finditer(low):
        if any(a <= m.start() < b for a, b in taken) or _OTHERS_YEAR.search(low[: m.start()]):
            continue
        if not m["to"] and kind not in _PLANS and not _PLAN.search(low):
            continue
        year = int(m["b"])
        spans.append((None if m["to"] else datetime.date(year, 1, 1), datetime.date(year, 12, 31), m))
    spans = [s for s in spans if issued is None or s[1] >= issued]
    if not spans:
        return []
    first, last, m = min(
        spans, key=lambda s: ((s[1] - (s[0] or issued or datetime.date(s[1].year - 9, 1, 1))).days, s[2].start())
    )
    at = header.title_span if header and header.title_span and source else None
    return [
        Effect(
            what="period",
            on=first,
            to=last,
            words=title[m.start() : m.end()],
            told_by="text",
            rule="effect:title-period",
            file=source.path if source else "",
            start=source.raw(at[0]) if source and at else 0,
            end=source.raw(at[1]) if source and at else 0,
            sentence=title,
        )
    ]


_BESIDE = (
    (
        "begins",
        _compiled(rf"[^.;:\[\]“”]{{0,260}}?[, (]+có hiệu lực(?: thi hành)?:? (?:kể )?từ(?: ngày)? {_DATE}"),
    ),
    (
        "ends",
        _compiled(
            rf"[^.;:\[\]“”]{{0,260}}?[, (]*(?:vb |văn bản )?(?:đã )?hết hiệu lực(?: thi hành)?:?(?: (?:kể )?(?:từ|vào))?(?: ngày)? {_DATE}"
        ),
    ),
    (
        "suspended",
        _compiled(rf"[^.;:\[\]“”]{{0,200}}? (?:cho )?đến (?:hết )?(?:ngày )?{_DATE}"),
    ),
)
_SUSPENDS = re.compile(r"(?<!\w)(?:(?:tạm\s+)?ngưng\s+hiệu\s+lực|đình\s+chỉ\s+(?:việc\s+)?thi\s+hành)(?!\w)")
_FROM = _compiled(rf"(?<!\w)(?:kể )?từ(?: ngày)? {_DATE}")
_NUMBER = re.compile(r"\d+/\S*[a-zđ]")


def cited_days(mention: Mention) -> tuple[Effect, ...]:
    """What the sentence of a mention tells of the days of the document that is cited, directly behind it."""
    text = mention.sentence
    printed = " ".join(mention.text.split())
    place = text.find(printed)
    if place < 0:
        return ()
    low = spelling(text)
    if len(low) != len(text):
        return ()
    at = place + len(printed)
    following = _NUMBER.search(low, at)
    limit = following.start() if following else len(low)
    editor = _in_brackets(text, place)
    found = []
    for what, pattern in _BESIDE[:2]:
        told = pattern.match(low, at, limit)
        if what == "ends" and mention.source != "self":
            continue  # what ends is the act in whose title this one is named
        if told and not re.search(r"(?<!\w)này(?!\w)", told.group()):
            found.append(_of_cited(mention, what, told, text, place, editor))
    if suspends := _SUSPENDS.search(low, 0, place):
        until = _BESIDE[2][1].match(low, at)
        if until and suspends.start() >= low.rfind(";", 0, place):
            found.append(_of_cited(mention, "suspended", until, text, place, editor))
    if mention.relation in (Relation.REPEALS, Relation.REPLACES) and not any(e.what == "ends" for e in found):
        days = {m.groups(): m for m in _FROM.finditer(low)}
        if len(days) == 1 and not re.search(
            r"này\s+có\s+hiệu\s+lực[^.;]{0,30}$", low[: next(iter(days.values())).start()]
        ):
            found.append(_of_cited(mention, "ends", next(iter(days.values())), text, place, editor))
    if mention.title and (span := period(mention.title, None)):
        found += [
            e.model_copy(
                update={
                    "file": mention.file,
                    "start": mention.start,
                    "end": mention.end,
                    "told_by": "citing text",
                    "sentence": text,
                }
            )
            for e in span
        ]
    return tuple(e for e in found if e.on or e.to)


def _in_brackets(text: str, place: int) -> bool:
    return text.rfind("[", 0, place) > text.rfind("]", 0, place)


def _of_cited(mention: Mention, what: str, told: re.Match[str], text: str, place: int, editor: bool) -> Effect:
    try:
        day: datetime.date | None = datetime.date(int(told["y"]), int(told["m"]), int(told["d"]))
    except ValueError:
        day = None
    return Effect(
        what=what,  # type: ignore[arg-type]
        on=None if what == "suspended" else day,
        to=day if what == "suspended" else None,
        words=" ".join(told.group().split())[-120:],
        part=mention.provision if what != "begins" else None,
        told_by="editor" if editor else "citing text",
        rule=f"effect:beside-{what}",
        file=mention.file,
        start=mention.start,
        end=mention.end,
        sentence=text,
    )
