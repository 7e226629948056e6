"""Determine which statement stands under which: headings, list introductions and their items, across pages and footnotes."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from cancu.extract.numbers import type_words
from cancu.extract.outline import Mark, Outline
from cancu.extract.text import Source

_FOLLOWS = re.compile(r"(?<!\w)(?:sau|sau\s+đây|dưới\s+đây|gồm|như\s+sau)[\s.*_|”\"]*$")
_PASSED_OVER = ' \t\r\n\f\v.*_|”"'
_FOLLOW_ENDS = ("sau", "đây", "gồm", "\N{NO-BREAK SPACE}", "\N{EM SPACE}", "\N{EN SPACE}", "\N{IDEOGRAPHIC SPACE}")
_FURNITURE = re.compile(
    r"[\s*_|\-–]*(?:\d{0,4}|trang\s+\d+(?:/\d+)?|công\s+báo[^\n]{0,60}|ký\s+bởi:?[^\n]{0,80})[\s*_|\-–]*"
)


@dataclass(frozen=True, slots=True)
class Above:
    """A statement with others under it: its lower-case words, and whether it introduces a list or only heads a section."""

    words: str
    introduces: bool


@dataclass(slots=True)
class _Level:
    mark: Mark
    index: int


class Sections:
    """For each statement, the one that it stands under; built in one pass with a stack of open lists and headings."""

    def __init__(self, source: Source, outline: Outline) -> None:
        self._source, self._outline = source, outline
        self.starts = outline.starts
        self.parent: list[int] = []
        self.before: list[int | None] = []
        """For each statement the previous one, skipping page furniture and footnotes."""
        self._above: dict[int, Above] = {}
        self._endings: dict[int, str] = {}
        stack: list[_Level] = []
        last: int | None = None
        note: int | None = None
        for index in range(len(self.starts)):
            start, end = self.span(index)
            mark = outline.mark(start)
            self.before.append(last)
            furniture = _FURNITURE.fullmatch(source.low, start, end)
            if furniture or mark.kind in ("note", "cell") or outline.anchor(start) is not None:
                self.parent.append(stack[-1].index if stack else -1)
                if not furniture:
                    lists = self.introduces(index) or self.ending(index).endswith(";")
                    note = index if mark.kind != "cell" and lists else None
                elif source.low[start:end].strip():
                    note = None
                continue
            if note is not None and mark.kind in ("bullet", "plain"):
                # The list of a footnote, at the foot of a page between the items of another list.
                self.parent.append(note)
                self.before[-1] = index - 1
                continue
            note = None
            introduced = bool(stack) and last == stack[-1].index and self.introduces(last)
            if mark.kind not in ("plain", "basis"):
                _close(stack, mark, introduced=introduced)
            elif (
                stack
                and stack[-1].mark.kind == "plain"
                and not introduced
                and not self._continues_list(mark, index, last)
            ):
                while stack and stack[-1].mark.kind == "plain":
                    stack.pop()
            self.parent.append(stack[-1].index if stack else -1)
            if mark.kind not in ("plain", "basis") or self.introduces(index):
                stack.append(_Level(mark, index))
            last = index

    def index(self, start: int) -> int:
        """Return the index of the statement that starts here."""
        return bisect_right(self.starts, start) - 1

    def span(self, index: int) -> tuple[int, int]:
        """Return the span of a statement."""
        return self.starts[index], self.starts[index + 1] if index + 1 < len(self.starts) else len(self._source.text)

    def ending(self, index: int) -> str:
        """Return the last characters of a statement, without marks."""
        if index not in self._endings:
            start, end = self.span(index)
            self._endings[index] = self._source.low[max(start, end - 120) : end].rstrip(' \t\r\n*_|”"')
        return self._endings[index]

    def introduces(self, index: int) -> bool:
        """Return whether a statement introduces a list, by its colon or by 'sau đây'; False for -1 (no statement)."""
        if index < 0:
            return False
        ending = self.ending(index)
        return ending.endswith(":") or (
            ending.rstrip(_PASSED_OVER).endswith(_FOLLOW_ENDS) and bool(_FOLLOWS.search(ending))
        )

    def _continues_list(self, mark: Mark, index: int, last: int | None) -> bool:
        """Return whether a statement without a mark is another item of an unmarked list: it begins with a document, or the item before requires a continuation."""
        if mark.kind != "plain" or last is None:
            return False
        if self.ending(last).endswith((";", ",")):
            return True
        low, start = self._source.low, self.starts[index]
        blank = _BLANK.match(low, start)
        word = type_words().match(low, blank.end() if blank else start)
        return word is not None and not low.startswith(" này", word.end())

    def above(self, index: int) -> list[Above]:
        """Return the introductions and headings above a statement, nearest first; prose after an item is not under the item's list."""
        found: list[Above] = []
        at = self.parent[index]
        while at >= 0 and len(found) < _DEEP:
            if at not in self._above:
                start, end = self.span(at)
                self._above[at] = Above(self._source.low[max(start, end - 1500) : end], self.introduces(at))
            found.append(self._above[at])
            at = self.parent[at] if not self._outline.foot(self.starts[at]) else -1
        return found

    def ancestors(self, index: int) -> list[int]:
        """Return the statements above a statement, nearest first."""
        found: list[int] = []
        while (index := self.parent[index]) >= 0 and len(found) < _DEEP:
            found.append(index)
        return found

    def carried(self, index: int) -> str:
        """Return the words of a statement that continues here after the footnotes of the page that broke it."""
        start, _ = self.span(index)
        if not self._source.text[start : start + 80].lstrip(" \t\r\n*_|")[:1].islower():
            return ""
        noted = False
        for at in range(index - 1, max(-1, index - 24), -1):
            first, last = self.span(at)
            if self._outline.foot(first):
                noted = True
            elif self._source.low[first:last].strip(" \n*_|") and noted:
                broken = not self.ending(at).endswith((".", ";", ":", "!", "?", "…"))
                return self._source.low[first:last] if broken else ""
        return ""


_BLANK = re.compile(r"[\s*_|\-+–“\"]*")
_RANK = {"annex": 0, "chapter": 1, "head": 1, "section": 2, "article": 3}
"""Headings that close everything below their rank; list marks nest in the order of their first use."""
_DEEP = 40
"""The number of levels searched for the list that an item continues; no paper has that many, but a text may never close one."""


def _close(stack: list[_Level], mark: Mark, *, introduced: bool) -> None:
    """Remove from the stack the levels that a statement with a list mark or heading does not stand under.

    `introduced` says that the statement before it introduces a list.
    """
    if mark.kind in _RANK:
        while stack and _RANK.get(stack[-1].mark.kind, 9) >= _RANK[mark.kind]:
            stack.pop()
    elif (level := _sibling(stack, mark, introduced=introduced)) is not None:
        del stack[level:]


def _sibling(stack: list[_Level], mark: Mark, *, introduced: bool) -> int | None:
    """Return the level that a list mark belongs to: the one whose count it continues, else the innermost of its kind; None if it opens a list."""
    near = range(max(0, len(stack) - _DEEP), len(stack))
    same = [i for i in near if (stack[i].mark.kind, stack[i].mark.depth) == (mark.kind, mark.depth)]
    opens = introduced and (mark.value == 1 or (mark.value is None and same[-1:] != [len(stack) - 1]))
    if not same or opens:
        return None
    return next((i for i in reversed(same) if mark.value and stack[i].mark.value == mark.value - 1), same[-1])
