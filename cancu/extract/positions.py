"""Locate citations in the structure of a text: letterhead, title, opening, bases, purpose, first article or body."""

import re

from cancu.extract.header import Header
from cancu.extract.text import Source
from cancu.knowledge.subjects import subject_of
from cancu.language.patterns import AtLine
from cancu.models import Standing

_EDGE = r"[^\S\n]*+(?:[*_|#]+[^\S\n]*+)*+"
_DIVISION = AtLine(
    _EDGE
    + r"(?:(?:điều|phần|chương|mục)\s+(?:1|i|thứ\s+nhất|một)(?![\w])|(?:i|a|1)\s*[.)/\-]\s|quyết\s+(?:định|nghị)\s*:)"
)
"""The first heading, article or numbered part, which ends the opening."""
_HEADING = AtLine(
    _EDGE
    + r"(?P<mark>[ivx]{1,5}(?=\s*[.)/\-])|[a-e](?=\s*\.)|\d{1,2}(?=\s*\.\s)|phần[ \t]+\S+|chương[ \t]+\S+)[ \t.)/\-:*_]*+"
    r"(?P<words>[^\n]{4,90}?)[ \t*_|:.]*(?=\n|$)"
)
_BASES = re.compile(
    r"(?:những\s+|các\s+)?(?:căn\s+cứ|cơ\s+sở)(?:\s+(?:pháp\s+lý|xây\s+dựng|lập|ban\s+hành|chính\s+trị|thực\s+hiện|để))?"
)
_PURPOSE = re.compile(r"mục\s+(?:đích|tiêu)")
_ARTICLE = AtLine(_EDGE + r"điều\s+(?P<number>[12])(?!\w)")
_ATTACHED = re.compile(
    r"\n[ \t*_|#]*+(?:kế\s+hoạch|chương\s+trình|đề\s+án|phương\s+án|chiến\s+lược|hướng\s+dẫn)(?!\w)(?P<words>[^;]{4,900}?)\(\s*(?:ban\s+hành\s+)?kèm\s+theo"
)
_LONGEST = {"opening": 9000, "bases": 9000, "purpose": 2500, "article": 3000}
"""The largest number of characters in a part without a recognised end."""


class Parts:
    """The parts of a text that speak for the document itself, as spans."""

    def __init__(self, source: Source, header: Header) -> None:
        low = source.low
        self._spans: list[tuple[int, int, Standing]] = []
        title = header.title_span
        start = title[0] if title else 0
        after = title[1] if title else 0
        if title:
            self._spans.append((*title, "title"))
        division = _DIVISION.search(low, after)
        opening = min(division.start() if division else len(low), after + _LONGEST["opening"])
        self._spans.append((after, opening, "opening"))
        self._spans.extend(self._sections(low, after))
        self._spans.extend(_articles(low, after))
        self._spans.extend((m.start(), m.end(), "title") for m in _ATTACHED.finditer(low, after))
        if start:
            self._spans.append((0, start, "letterhead"))

    def of(self, offset: int) -> Standing:
        """Return the part that contains an offset, or `body`."""
        for start, end, name in self._spans:
            if start <= offset < end:
                return name
        return "body"

    @staticmethod
    def _sections(low: str, after: int) -> list[tuple[int, int, Standing]]:
        """Return sections headed 'căn cứ' or 'mục đích', each up to the next heading with the same kind of mark."""
        found: list[tuple[int, int, Standing]] = []
        headings = [*_HEADING.finditer(low, after)]
        for at, heading in enumerate(headings):
            kind: Standing | None = (
                "bases" if _BASES.match(heading["words"]) else "purpose" if _PURPOSE.match(heading["words"]) else None
            )
            if kind is None or re.search(r"\d+\s*[/\-]\s*[^\W\d]", heading["words"]):
                continue
            mark = _kind(heading["mark"])
            end = next((m.start() for m in headings[at + 1 :] if _kind(m["mark"]) == mark), len(low))
            found.append((heading.end(), min(end, heading.end() + _LONGEST[kind]), kind))
        return found


def _kind(mark: str) -> str:
    return "digit" if mark.isdigit() else "roman" if re.fullmatch(r"[ivx]+", mark) else mark.split()[0][:5]


def _articles(low: str, after: int) -> list[tuple[int, int, Standing]]:
    """Return the span of the first article."""
    marks = list(_ARTICLE.finditer(low, after))
    first = next((m for m in marks if m["number"] == "1"), None)
    if first is None:
        return []
    end = next((m.start() for m in marks if m["number"] == "2" and m.start() > first.start()), len(low))
    return [(first.start(), min(end, first.start() + _LONGEST["article"]), "article")]


_ITEM = AtLine(
    _EDGE
    + r"(?:[ivx]{1,5}\s*[.)]|\d{1,2}(?:\.\d{1,2}){0,3}\s*[.)]?(?=\s)|[a-zđ]\s*\)|[-+•–●])\s+(?P<words>[^\n;:.]{12,220})"
)
_TASKS = 300
"""The largest number of tasks recorded for a text."""


def tasks_of(source: Source, header: Header) -> tuple[str, ...]:
    """Return the openings of the items of a text that assigns tasks, in lower case; empty for other texts.

    A plan, programme, directive or resolution assigns tasks by its type, a decision by the programme named in its
    title.
    """
    sets = header.type in ("KH", "CTr", "CT", "ĐA", "KL", "NQ") or (
        header.type == "QĐ" and header.title is not None and subject_of(header.title).programme
    )
    if not sets:
        return ()
    after = header.title_span[1] if header.title_span else 0
    found = (" ".join(m["words"].split()) for m in _ITEM.finditer(source.low, after))
    return tuple(list(dict.fromkeys(found))[:_TASKS])
