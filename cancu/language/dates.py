"""Read days, months and years: one reader for every place where a text states a date.

Offsets refer to the given text, in lower case with its tone marks in one position (`Source.low`).
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_NUMERIC = r"\s?[/.\-]\s?"
_WRITTEN = re.compile(
    rf"""(?:(?P<led>ngày)\s*)?
    (?: (?P<d>\d{{1,2}}) \s* (?:tháng|ngày) \s* (?P<m>\d{{1,2}}) \s* (?:,?\s*năm|{_NUMERIC}) \s* (?P<y>\d{{4}}) (?!\d\d)
      | (?P<nd>\d{{1,2}}) {_NUMERIC} (?P<nm>\d{{1,2}}) (?:{_NUMERIC}|\s*năm\s*) (?P<ny>\d{{4}}) (?!\d\d)
      | (?<=ngày)[\s.…_/]* tháng [\s.…_]* (?P<bm>\d{{0,2}}) [\s.…_/]* năm \s* (?P<by>\d{{4}}) (?!\d\d)
      | (?<=ngày\s)(?P<yd>\d{{1,2}}) (?:\s*tháng\s*|[/.]) (?P<ym>\d{{1,2}}) (?![\d/.]|\s*(?:năm|/))
    )""",
    re.VERBOSE,
)
_MONTH = re.compile(r"tháng\s*(?P<m>\d{1,2})\s*(?:năm\s*|[/.\-])\s*(?P<y>(?:19|20)\d\d)(?!\d)")
_YEAR = re.compile(r"(?:năm\s+(?P<y>(?:19|20)\d\d)|\((?P<b>(?:19|20)\d\d)\))(?![\d/])")
_LEAD = re.compile(r"\s*(?:[,(]\s*)?(?:(?:ban\s+hành|ký|được\s+ban\s+hành|thông\s+qua)\s+)?(?=ngày)")
_COMMA = re.compile(r"\s*,?\s*")
_BEGINS = re.compile(r"[n\d](?:(?<=n)gày|(?<=\d)\d?(?!\d))")
"""What a day begins with: 'ngày', or the last digits of a number."""
_FIRST_YEAR = 1945
_SPAN = re.compile(
    r"(?:giai\s+đoạn|nhiệm\s+kỳ|thời\s+kỳ|các\s+năm|các\s+năm\s+từ|05?\s+năm|từ\s+năm|năm\s+học)\s*(?:năm\s+)?(?P<a>(?:19|20)\d\d)\s*(?:[-–]|đến(?:\s+hết)?(?:\s+năm)?)\s*(?P<b>(?:19|20)\d\d)"
)
_LONGEST_SPAN = 50


class Stated(NamedTuple):
    """A date stated by a text; missing parts are None."""

    start: int
    end: int
    year: int | None
    month: int | None = None
    day: int | None = None
    glued: bool = False
    """Whether a digit directly follows the year: a footnote reference, or a slip."""

    @property
    def date(self) -> datetime.date | None:
        """The day; None if it is incomplete or not in the calendar."""
        if not (self.year and self.month and self.day):
            return None
        try:
            return datetime.date(self.year, self.month, self.day)
        except ValueError:
            return None


def _stated(match: re.Match[str]) -> Stated:
    day = match["d"] or match["nd"] or match["yd"]
    month = match["m"] or match["nm"] or match["bm"] or match["ym"]
    printed = match["y"] or match["ny"] or match["by"]
    year = int(printed) if printed and _FIRST_YEAR <= int(printed) <= 2100 else None
    glued = match.string[match.end() : match.end() + 1].isdigit()
    return Stated(match.start(), match.end(), year, int(month) if month else None, int(day) if day else None, glued)


def date_at(low: str, start: int, end: int) -> Stated | None:
    """Return the day after 'ngày' at an offset, with or without its year; a comma, a bracket or 'ban hành' may precede it."""
    lead = _LEAD.match(low, start, end)
    match = _WRITTEN.match(low, lead.end(), end) if lead else None
    if match is None:
        return None
    found = _stated(match)
    # A bracket that was opened here closes here; one that was opened before belongs to the words before it.
    closes = "(" in low[start : match.start()] and low[match.end() : match.end() + 1] == ")"
    return found._replace(start=start, end=found.end + closes)


def year_at(low: str, start: int, end: int) -> Stated | None:
    """Return the year, or month and year, alone at an offset: 'năm 2015', '(2015)', 'tháng 6 năm 2015'."""
    lead = _COMMA.match(low, start, end)
    at = lead.end() if lead else start
    if month := _MONTH.match(low, at, end):
        return Stated(start, month.end(), int(month["y"]), int(month["m"]))
    if match := _YEAR.match(low, at, end):
        return Stated(start, match.end(), int(match["y"] or match["b"]))
    return None


def dates_in(low: str, start: int, end: int) -> Iterator[Stated]:
    """Yield every day written between two offsets, with or without its year, in order."""
    at = start
    for first, last in ((start, start + 1), *(sign.span() for sign in _BEGINS.finditer(low, start, end))):
        if last > at and (match := _WRITTEN.match(low, max(first, at), end)):
            yield _stated(match)
            at = match.end()


@dataclass(frozen=True, slots=True)
class Years:
    """A span of years stated by a text: 'giai đoạn 2021 - 2025'."""

    start: int
    end: int
    first: int
    last: int
    of_school: bool = False


def years_in(low: str, start: int = 0, end: int | None = None) -> Iterator[Years]:
    """Yield spans of years in a lower-case text, in order; inverted spans and those of more than fifty years are skipped."""
    for match in _SPAN.finditer(low, start, len(low) if end is None else end):
        first, last = int(match["a"]), int(match["b"])
        if first <= last <= first + _LONGEST_SPAN:
            yield Years(match.start(), match.end(), first, last, "học" in match.group())
