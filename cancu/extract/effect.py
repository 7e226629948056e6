"""Extract dates of force: when the document itself takes and loses effect, and what it says about documents that it cites."""

import datetime
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from cancu.extract.articles import Quotations, quoted_wordings
from cancu.extract.header import Header
from cancu.extract.text import Source, Spans
from cancu.knowledge.base import Knowledge
from cancu.knowledge.fold import spelling
from cancu.language.dates import Stated, dates_in, years_in
from cancu.language.patterns import alternation
from cancu.models import Effect, Mention, Relation, Value

_SIGNED = r"(?:(?:ngày|thời điểm) )?(?:được )?(?:k[ýí]|ban hành|thông qua|quốc hội thông qua)(?:,? (?:ban hành|ban bố|quyết định))?(?! lệnh)(?!\w)"
_NUMBERS = {
    **{"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10},
    **{"mười lăm": 15, "hai mươi": 20, "ba mươi": 30, "bốn mươi lăm": 45, "sáu mươi": 60, "chín mươi": 90},
}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})(?: ?\([^()]{{1,30}}\))?"
_PIECES = {"date": r"(?=(?:ngày )?\d)", "year": r"(?P<y>(?:19|20)\d\d)", "count": _COUNT, "signed": _SIGNED}


class DayPattern(Value):
    """A row of the data file: one phrase by which texts state a day."""

    id: str
    words: str
    counted: Literal["printed", "issue", "none"] = "printed"
    """Whether the day is printed, counted from the day of issue, or not stated in the act."""
    month: int = 1
    """The month assumed for a year alone: its first day, or for December its last."""
    last: bool = False
    """Whether the day is the last one in force; otherwise it is the first without force."""
    source: str
    examples: tuple[str, ...]
    """A sentence, ` => `, and the day that it states for an act issued on 2 March 2020."""

    def read(self, low: str, at: int, issued: datetime.date | None) -> "_StatedDay | None":
        """Return the day stated by this phrase at an offset, if it occurs there: the first in force or, for an end, the first without force."""
        stated = _pattern(self.words).match(low, at)
        dated = date_behind(low, stated.end()) if stated and "{date}" in self.words else None
        if stated is None or (dated is None and "{date}" in self.words):
            return None
        groups = stated.groupdict()
        day = dated.date if dated else issued if self.counted == "issue" else None
        if groups.get("y"):
            day = datetime.date(int(groups["y"]), self.month, 31 if self.month == 12 else 1)
        if day and groups.get("unit"):
            day = _later(day, stated["count"], stated["unit"])
        if day and self.last:
            day += datetime.timedelta(days=1)
        return _StatedDay(self, day, dated.end if dated else stated.end())


class _StatedDay(NamedTuple):
    """A day stated by a text, and the end of the words that state it."""

    day_pattern: DayPattern
    day: datetime.date | None
    end: int


def date_behind(low: str, at: int) -> Stated | None:
    """Return the complete date at an offset, after any white space."""
    near = low[at : at + 20]
    start = at + len(near) - len(near.lstrip())
    found = next(dates_in(low, start, start + 60), None)
    return found if found and found.start == start and found.date else None


@cache
def day_patterns(kind: str) -> tuple[DayPattern, ...]:
    """Return the rows of one kind: when, until, ends."""
    return tuple(DayPattern.model_validate(row) for row in table()[kind])


@cache
def table() -> dict[str, Any]:
    """Return the contents of the data file."""
    return tomllib.loads((files("cancu.extract") / "data" / "effect.toml").read_text(encoding="utf-8"))


@cache
def _pattern(words: str) -> re.Pattern[str]:
    for name, piece in _PIECES.items():
        words = words.replace(f"{{{name}}}", piece)
    return _compiled(words)


def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(re.sub(r" \?", r"\\s*", words).replace(" ", r"\s{1,20}"))


def _clause(knowledge: Knowledge) -> re.Pattern[str]:
    """Return a pattern for the act a clause is about and its verb: 'Quyết định này có hiệu lực thi hành'."""
    nouns = alternation(name for row in knowledge.types for name in row.names)
    gap = r"(?: (?:đã )?được [^.;“”\"]{3,260}?,?(?: và)?| [^.;“”\"]{3,260}? và|,)??"
    verb = r"(?:bắt đầu )?(?:(?P<begins>(?:có|phát sinh) (?:hiệu lực|giá trị)|được (?:áp dụng|thi hành|thực hiện)|áp dụng|thi hành)(?: (?:thi hành|pháp luật|pháp lý|áp dụng|thực hiện))?(?: (?:và|,) (?:được )?(?:áp dụng|thi hành|thực hiện))?(?!\w)|(?=(?:hết|không còn|chấm dứt|mất) hiệu lực))"
    return _compiled(rf"(?<!\w)(?P<noun>{nouns})(?P<this> này)?{gap} {verb}")


_VERB = _compiled(
    r"có (?:hiệu lực|giá trị)|phát sinh (?:hiệu lực|giá trị)|áp dụng|thi hành|được thực hiện|hết hiệu lực|còn hiệu lực|chấm dứt hiệu lực|mất hiệu lực"
)
"""A verb that every clause contains."""
_FARTHEST_NOUN = 800
"""The largest distance in characters between the name of the act and the verb of a clause, white space included."""

_ARTICLE = re.compile(
    r"(?:[\s\-+•–:.]|\d{1,3}[.)]|[a-zđ]\)|[ivx]{1,5}\.|điều\s+\d{1,3}[a-zđ]?\s*[.:]?|(?:điều\s+khoản|hiệu\s+lực)(?:\s+và\s+trách\s+nhiệm)?(?:\s+thi\s+hành)?\s*[.:]?"
    r"|tổ\s+chức(?:\s+thực\s+hiện)?(?:\s+và\s+hiệu\s+lực\s+thi\s+hành)?\s*[.:]?)*"
)
"""What may precede the act at the beginning of its clause: list marks, the article and its heading."""
_PART = re.compile(
    r"(?<!\w)(?:khoản|điểm|điều|chương|mục|phụ\s+lục|biểu|quy\s+định|nội\s+dung|chỉ\s+tiêu|mức)\s[^;]{0,200}$"
)
_NOT_A_CLAUSE = re.compile(
    r"(?<!\w)(?:trước|sau|từ|đến|tới|cho\s+đến|khi|kể\s+từ|tại)\s+(?:thời\s+điểm|ngày|khi)(?:\s+mà)?\s*(?:các\s+)?$|(?<!\w)(?:khi|nếu|thời\s+gian|trường\s+hợp|thời\s+điểm|mà|do|của|theo|tại|trong)\s*$"
)
_STOP = re.compile(r"[.;](?=\s)|\n\s*\n|\n(?=[\s*_|]*(?:điều\s+\d|\d{1,3}[.)]\s|[a-zđ]\)|[\-+•–]\s))")
_RECIPIENTS = re.compile(r"\n(?:[^\S\n]|[*_|])*nơi\s+nhận\s*:?[\s*_|]*\n")
_ANNEX = re.compile(
    r"\n(?:[^\S\n]|[*_|])*(?:PHỤ LỤC|BIỂU MẪU|MẪU SỐ|DANH MỤC)(?:\s+(?:[IVX]+|\d+))?[\s*_|.:]*\n|\n(?:[^\S\n]|[*_|])*\(\s*(?:[Bb]an hành\s+)?[Kk]èm theo\s+\w+\s+\w+\s+số"
)
_FIRST_ARTICLE = re.compile(r"điều(?<!\wđiều)\s+1\s*[.:]|quyết\s+nghị\s*:|quyết\s+định\s*:")


def force_dates(source: Source, header: Header) -> tuple[Effect, ...]:
    """Return what a text states about the dates of force of its own document, in text order, then the period in its title."""
    found = [*_force_clauses(source, header)]
    span = header.title_span
    if header.title and span and (stated := period(header.title, header.type, header.date)):
        start, end = source.raw(span[0]), source.raw(span[1])
        found.append(_of_period(stated, told_by="text", file=source.path, start=start, end=end, sentence=header.title))
    return tuple(found)


def _force_clauses(source: Source, header: Header) -> Iterator[Effect]:
    """Yield the first clause of each kind in the act's own articles; after them only a clause under a heading that announces it."""
    low = source.low
    begin = header.title_span[1] if header.title_span else 0
    end = _body_end(source, begin)
    for first, last in ((begin, end), (end, len(low))):
        found: list[Effect] = []
        for match in _clauses(source, first, last):
            kind = source.knowledge.compiled(_types)[" ".join(match["noun"].split())]
            if _about_this_document(kind, match["this"], header) and not _is_quoted(source, match.start("noun")):
                start, part = _lead(low, match.start("noun"), headed=first > begin)
                if start is not None:
                    found += _stated_days(source, header, match, start, part)
        if found:
            first_told: dict[tuple[str, str | None], Effect] = {}
            for effect in found:
                first_told.setdefault((effect.what, effect.part), effect)
            yield from first_told.values()
            return


def _is_quoted(source: Source, place: int) -> bool:
    """Return whether an offset lies in quoted new wording or in an editor's brackets."""
    return source.derived(_wordings).at(place) is not None or place in source.derived(_brackets)


def _wordings(source: Source) -> Quotations:
    return Quotations(source.derived(quoted_wordings))


def _brackets(source: Source) -> Spans:
    return Spans(match.span() for match in _BRACKETS.finditer(source.text))


def _clauses(source: Source, first: int, last: int) -> Iterator[re.Match[str]]:
    """Yield each act with its verb between two offsets; only names of acts followed by a verb are tried."""
    low = source.low
    nouns, clause = source.knowledge.compiled(_nouns), source.knowledge.compiled(_clause)
    at = done = first
    for verb in _VERB.finditer(low, first, last):
        at = max(at, verb.start() - _FARTHEST_NOUN)
        while noun := nouns.search(low, at, verb.start()):
            at = noun.start() + 1
            if noun.start() >= done and (match := clause.match(low, noun.start(), last)):
                yield match
                done = match.end()


def _nouns(knowledge: Knowledge) -> re.Pattern[str]:
    return re.compile(alternation(name for row in knowledge.types for name in row.names))


def _body_end(source: Source, begin: int) -> int:
    """Return where the act's own articles end: at its recipients, else at the first annex."""
    first = _FIRST_ARTICLE.search(source.low, begin)
    at = first.end() if first else begin
    match = _RECIPIENTS.search(source.low, at) or _ANNEX.search(source.clean, at)
    return match.start() if match else len(source.low)


def _types(knowledge: Knowledge) -> dict[str, str]:
    """Return document types by their normalised names."""
    return {spelling(name): row.id for row in knowledge.types for name in row.names}


def _about_this_document(kind: str, this: str | None, header: Header) -> bool:
    """Return whether a clause about an act of a type concerns this document, or the regulation that it issues."""
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
    """Return where the clause that names the act begins and the part of the act that it concerns; the start is None if it is no clause.

    `headed` requires an article whose heading is about force.
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


def _stated_days(
    source: Source, header: Header, match: re.Match[str], start: int, part: str | None
) -> Iterator[Effect]:
    """Yield the dates stated by the words after the verb."""
    low, at = source.low, match.end()
    first: datetime.date | None = None
    if match["begins"]:
        if when := _first(day_patterns("when"), low, at, header.date):
            first = when.day
            yield _effect(source, "begins", when, match, start, part)
            at = when.end
        if until := _first(day_patterns("until"), low, at, first):
            if when or until.day_pattern.counted == "printed":
                yield _effect(source, "ends", until, match, start, part)
            return
        if not when:
            return
    if ends := _first(day_patterns("ends"), low, at, header.date):
        yield _effect(source, "ends", ends, match, start, part)


_JOINT = re.compile(r"[\s,:]*(?:và\s+)?")


def _first(kinds: Iterable[DayPattern], low: str, at: int, issued: datetime.date | None) -> _StatedDay | None:
    """Return the first phrase that states a day at an offset, after any comma or 'và'."""
    joint = _JOINT.match(low, at)
    at = joint.end() if joint else at
    return next((stated for day_pattern in kinds if (stated := day_pattern.read(low, at, issued))), None)


def _later(day: datetime.date, count: str, unit: str) -> datetime.date:
    """Return the day that lies a number of days, months or years after another."""
    text = " ".join(count.split())
    number = _NUMBERS[text] if text in _NUMBERS else int(text)
    if unit == "ngày":
        return day + datetime.timedelta(days=number)
    months = day.month - 1 + number * (12 if unit == "năm" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return datetime.date(year, month, min(day.day, 28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31))


def _effect(
    source: Source,
    what: Literal["begins", "ends"],
    stated: _StatedDay,
    match: re.Match[str],
    start: int,
    part: str | None,
) -> Effect:
    begin = match.start("noun") if part is None else start
    stop = _SENTENCE_END.search(source.low, stated.end)
    last = min(stop.start() if stop else len(source.text), stated.end + 200)
    return Effect(
        what=what,
        on=stated.day,
        words=" ".join(source.clean[match.end("noun") : stated.end].split()),
        part=part,
        told_by="text",
        rule=f"effect:{stated.day_pattern.id}",
        file=source.path,
        start=source.raw(begin),
        end=source.raw(stated.end),
        sentence=" ".join(source.clean[begin:last].split()),
    )


_SENTENCE_END = re.compile(r"[.;](?=\s|$)|\n\s*\n")


_BRACKETS = re.compile(r"\[[^\[\]]{0,3000}\]")
"""An editor's insertion in a text."""


_YEAR = re.compile(
    r"(?<!\w)(?P<to>(?:cho\s+)?đến(?:\s+hết)?\s+)?năm\s+(?P<b>(?:19|20)\d\d)(?!\d)(?!\s*(?:,|và|[-–/])\s*(?:năm\s+)?(?:19|20)\d\d)"
)
_OUTLOOK = re.compile(
    r"\s*[,;(]?\s*(?:và\s+)?(?:có\s+)?(?:định\s+hướng|tầm\s+nhìn)(?:\s+phát\s+triển)?(?:\s+(?:cho\s+)?(?:đến|tới|giai\s+đoạn\s+\d{4}\s*[-–]))?\s*(?:năm\s+)?(?P<b>(?:19|20)\d\d)"
)
"""How far a document looks beyond the period right before: it is not over before that either."""
_OTHERS_YEAR = re.compile(
    r"(?:tháng\s+\d{1,2}|\d[/.\-]\d{1,2}|(?:luật|hiến\s+pháp|pháp\s+lệnh)(?:\s+\w+){0,6}|tầm\s+nhìn(?:\s+đến)?|định\s+hướng(?:\s+(?:đến|tới))?|/\S+|(?:,|và)|^)\s*$"
)
"""Precedes a year that belongs to a day, a cited act, or a list of years."""
_OPEN_END = re.compile(r"(?:những|các)\s+năm\s+tiếp\s+theo|bầu\s+cử|nhiệm\s+kỳ\s+quốc\s+hội")
_PLANS = frozenset(("KH", "CTr", "PA"))
_PLAN = re.compile(
    r"(?<!\w)(?:kế\s+hoạch|chương\s+trình|phương\s+án|dự\s+toán|chỉ\s+tiêu|nhiệm\s+vụ|biên\s+chế|bảng\s+giá|hệ\s+số|mức)(?!\w)"
)
"""Documents made for one year; in other acts a year only says when something is done."""
_AMENDS = re.compile(r"(?:sửa\s+đổi|bổ\s+sung|đính\s+chính|bãi\s+bỏ|thay\s+thế)(?!\w)")
_REPORTS_PAST = frozenset(("BC", "TTr", "TB", "CV", "GM", "BB", "CĐ", "PC", "HĐ"))
"""Types whose title names the year that they report on."""


class Period(NamedTuple):
    """The first and last day of a period stated in a title, and its words."""

    first: datetime.date | None
    last: datetime.date
    words: str
    end: int
    """Where these end in the title."""


def period(title: str, kind: str | None, issued: datetime.date | None) -> Period | None:
    """Return the period in a document's own title: 'giai đoạn 2021 - 2025', 'năm 2023'; the shortest of several.

    With an outlook behind it ('định hướng đến năm 2030', 'tầm nhìn 2030') it lasts as long as that.

    `kind` is the document's type. A year before the day of issue is one that the document reports on, and no period;
    the period in the title of an amending act belongs to the amended act.
    """
    low = spelling(title)
    if kind is None or kind in _REPORTS_PAST or len(low) != len(title):
        return None
    if _AMENDS.search(low[:40]) or _OPEN_END.search(low):
        return None
    found = [one for one in _periods(low, title, kind) if issued is None or one.last >= issued]
    if not found:
        return None
    chosen = min(
        found, key=lambda one: (one.last - (one.first or issued or one.last.replace(year=one.last.year - 9))).days
    )
    outlook = _OUTLOOK.match(low, chosen.end)
    if outlook is None:
        return chosen
    words = title[chosen.end - len(chosen.words) : outlook.end()]
    return chosen._replace(last=max(chosen.last, datetime.date(int(outlook["b"]), 12, 31)), words=words)


def _periods(low: str, title: str, kind: str) -> Iterator[Period]:
    spans = [*years_in(low)]
    for one in spans:
        first = datetime.date(one.first, 9 if one.of_school else 1, 1)
        last = datetime.date(one.last, 8 if one.of_school else 12, 31)
        yield Period(first, last, title[one.start : one.end], one.end)
    for m in _YEAR.finditer(low):
        inside = any(one.start <= m.start() < one.end for one in spans)
        if inside or _OTHERS_YEAR.search(low[: m.start()]) or not (m["to"] or kind in _PLANS or _PLAN.search(low[:60])):
            continue
        year = int(m["b"])
        first_day = None if m["to"] else datetime.date(year, 1, 1)
        yield Period(first_day, datetime.date(year, 12, 31), title[m.start() : m.end()], m.end())


def _of_period(stated: Period, **proof: Any) -> Effect:
    return Effect(
        what="period", on=stated.first, to=stated.last, words=stated.words, rule="effect:title-period", **proof
    )


_BESIDE: tuple[tuple[Literal["begins", "ends"], re.Pattern[str]], ...] = (
    ("begins", _compiled(r"[^.;:\[\]“”]{0,260}?[, (]+có hiệu lực(?: thi hành)?:? (?:kể )?từ(?= (?:ngày )?\d)")),
    (
        "ends",
        _compiled(
            r"[^.;:\[\]“”]{0,260}?[, (]*(?:vb |văn bản )?(?:đã )?hết hiệu lực(?: thi hành)?:?(?: (?:kể )?(?:từ|vào))?(?= (?:ngày )?\d)"
        ),
    ),
)
_SUSPENDS = re.compile(r"(?<!\w)(?:(?:tạm\s+)?ngưng\s+hiệu\s+lực|đình\s+chỉ\s+(?:việc\s+)?thi\s+hành)(?!\w)")
_UNTIL = _compiled(r"[^.;:\[\]“”]{0,200}? (?:cho )?đến(?: hết)?(?= (?:ngày )?\d)")
_FROM = _compiled(r"(?<!\w)(?:kể )?từ(?= (?:ngày )?\d)")
_THIS = re.compile(r"(?<!\w)này(?!\w)")
_OWN_FORCE = re.compile(r"này\s+có\s+hiệu\s+lực[^.;]{0,30}$")
_NUMBER = re.compile(r"\d+/\S*[a-zđ]")


def cited_days(mention: Mention) -> tuple[Effect, ...]:
    """Return what the sentence of a mention says, directly after it, about the dates of force of the cited document."""
    text, printed = mention.sentence, " ".join(mention.text.split())
    place, plain = text.find(printed), text.lower()
    ends = mention.relation in (Relation.REPEALS, Relation.REPLACES)
    if place < 0 or not (ends or mention.title or "hiệu" in plain or "đình" in plain):
        return ()
    low = spelling(text)
    if len(low) != len(text):
        return ()
    at = place + len(printed)
    following = _NUMBER.search(low, at)
    limit = following.start() if following else len(low)
    told_by: Literal["editor", "citing text"] = (
        "editor" if text.rfind("[", 0, place) > text.rfind("]", 0, place) else "citing text"
    )
    found = []

    def add(what: Literal["begins", "ends", "suspended"], words: str, day: datetime.date | None) -> None:
        found.append(
            Effect(
                what=what,
                on=None if what == "suspended" else day,
                to=day if what == "suspended" else None,
                words=" ".join(words.split())[-120:],
                part=mention.provision if what != "begins" else None,
                told_by=told_by,
                rule=f"effect:beside-{what}",
                file=mention.file,
                start=mention.start,
                end=mention.end,
                sentence=text,
            )
        )

    for what, pattern in _BESIDE if "hiệu" in low[at:limit] else ():
        stated = pattern.match(low, at, limit)
        dated = date_behind(low, stated.end()) if stated else None
        # Of a chain in a title the outer act is the one whose day is told.
        if stated and dated and mention.source == "self" and not _THIS.search(stated.group()):
            add(what, low[stated.start() : dated.end], dated.date)
    suspends = _SUSPENDS.search(low, 0, place)
    until = _UNTIL.match(low, at) if suspends else None
    if suspends and until and suspends.start() >= low.rfind(";", 0, place) and (dated := date_behind(low, until.end())):
        add("suspended", until.group(), dated.date)
    if ends and not any(e.what == "ends" for e in found):
        from_days = [(m, dated) for m in _FROM.finditer(low) if (dated := date_behind(low, m.end()))]
        if len({dated.date for _, dated in from_days}) == 1 and not _OWN_FORCE.search(low[: from_days[0][0].start()]):
            match, dated = from_days[0]
            add("ends", low[match.start() : dated.end], dated.date)
    issued = mention.date or (datetime.date(mention.year, 1, 1) if mention.year else None)
    if mention.title and (span := period(mention.title, mention.type, issued)):
        proof = {"file": mention.file, "start": mention.start, "end": mention.end, "sentence": text}
        found.append(_of_period(span, told_by=told_by, **proof))
    return tuple(found)
