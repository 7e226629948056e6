"""Divide a text into statements, with the mark or heading that each begins with, and find the words that footnotes refer to."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cancu.extract.text import Source

_UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MARK = re.compile(
    rf"[\s*_|]{{0,80}}+(?:(?P<bullet>[-+•–●▪])\s|(?P<letter>[a-zđ]{{1,2}}\))|(?P<arabic>\d{{1,3}}(?:\.\d{{1,2}}){{0,3}}[.)])(?=\s|[*{_UPPER}])"
    rf"|(?P<roman>[IVX]{{1,6}}[.)]\s)|(?P<article>(?:(?:Điều|ĐIỀU)\s+\d+[a-zđ]?|(?:Chương|CHƯƠNG|Phần|PHẦN)\s+[IVX\d]+|(?:Mục|MỤC)\s+\d+|Phụ lục(?:\s+[IVX\d]+)?)(?:[ *_]*[.:\n](?!\d)|\s*$)|PHỤ LỤC)|(?P<basis>Căn\s+cứ|Theo\s+đề\s+nghị|Xét\s+đề\s+nghị)"
    rf"|(?P<note>[⁰¹²³⁴-⁹]+|<sup>\d+</sup>|\[\d{{1,3}}\])|(?P<head>#))"
)
_BREAK = re.compile(
    r"[\n\t|.!?…](?:(?<=\n)(?P<blank>[ \t*_]*\n\s*)?|(?<=[\t|])(?P<cell>[\t|]*)|(?<=[.!?…])(?P<stop>)(?=[\s*_”\"’)]))"
)
_NEXT_SENTENCE = re.compile(rf"[\s*_”\"’)]+[\"“(*_\-]*[{_UPPER}\d]")
_CAPITALS = re.compile(rf"[{_UPPER}][{_UPPER}]")
_WORDS_OF_CAPITALS = re.compile(rf"[{_UPPER}][{_UPPER}]\W+[{_UPPER}]")
_CODE = re.compile(r"\s*[-–]\s*[A-ZĐ]{2}")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:TP|Tp|TT|Tx|TX|ThS|TS|PGS|GS|Q|P|H|KT|TM|TL|TUQ|Đ/c|đ/c|v\.v|Ths|[IVX]+|\d{1,3}|[A-ZĐ])$"
)
_DATE = re.compile(r"[\s*_|]*n(?=gày\s)")
_RECITAL = re.compile(r"(?:Căn cứ|Thực hiện|Triển khai|Tiếp tục|Theo|Xét|Nhằm|Để|Trên cơ sở|Sau khi|Ngày \d)\s")
"""Capitalised words that begin a new sentence even if the line above has no full stop: a heading, a recital."""
_ARTICLE_HEAD = re.compile(
    r"(?:Điều|ĐIỀU)\s+\d+[a-zđ]?\s*[.:][ *_]*(?!.*\b(?:này|số|và thay thế|thay thế|bãi bỏ)$)(?!.*\bnày\b)\D+$"
)
"""The heading of an article without a full stop, alone on its line, without a number or 'này'."""
_SENTENCE = re.compile(rf"[*_ ]*[{_UPPER}][a-zà-ỹ]*\s+(?!số\b)(?!(?:định|tư|quyết|lệnh|thị)\s+(?:số|liên)\b)")
_UNFINISHED = re.compile(
    r"(?:^|\s)(?:của|và|các|những|số|về|việc|tại|theo|được|bởi|với|cho|là|do|ngày|tháng|năm|thuộc|từ|đến|trên|trong|hoặc|bộ|luật"
    r"|nghị định|nghị quyết|quyết định|thông tư|kế hoạch|chỉ thị|chính|uỷ ban|ủy ban|thủ tướng|tướng)$",
    re.IGNORECASE,
)
"""Words at the end of a line that cannot end a sentence."""
_LONGEST_UNFINISHED = 12
"""The number of characters at the end of a line that suffices to find any of them."""
_CLOSING_MARKS = (".", ";", ":", "!", "?")
_OPEN_MARKS = (",", "-", "–", "/")
_FOOT = re.compile(
    rf"(?:^|\n)\s*(?:(?P<sup>[⁰¹²³⁴-⁹]+)|<sup>(?P<tag>\d+)</sup>|\[(?P<br>\d{{1,3}})\]|(?P<plain>\d{{1,2}})\s+(?=[{_UPPER}\-]))"
)


_ANCHOR = re.compile(
    r"(?<=[^\s\n])\s?([⁰¹²³⁴-⁹]+)|<sup>(\d+)</sup>|(?:(?<=[a-zà-ỹ])|(?<=[A-ZĐƯỊẬẾ])(?=\d+[ \t]*\n))(\d{1,2})(?=[\s,;.:)])|(?<=\S)\[(\d{1,3})\]"
)
_ANCHOR_SIGN = re.compile(r"[⁰¹²³⁴-⁹<\d\[](?:(?<=[⁰¹²³⁴-⁹])[⁰¹²³⁴-⁹]*|(?<=<)(?=sup>)|(?<=\d)\d*|(?<=\[))")
"""How a footnote reference begins, after optional white space."""
_NO_WORD = frozenset(("", *" \n\t|/-.,(:"))
"""Signs before a plain figure that exclude a footnote reference; most figures follow one of them."""
_MARK_LETTERS = frozenset("IVXĐCPMTX")
_NEAR = 300
"""The number of characters of a line that show a mark, a heading or the context of a reference; a line may be a whole text."""


def _may_be_marked(text: str) -> bool:
    """Return whether words may begin with a list mark or heading; a fast test that excludes most lines."""
    words = text.lstrip(" \t\r\n\f\v*_|\N{NO-BREAK SPACE}")
    first = words[:1]
    if not first.isalpha():
        return True
    return first in _MARK_LETTERS or ")" in words[1:3]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a statement begins with: bullet, letter, arabic, roman, article, chapter, section, annex, head, basis, note, cell or plain."""

    kind: str
    value: int | None = None
    """The number that the mark shows, if it shows one."""
    depth: int = 1
    """How many numbers the mark has ('1.2.'), or which sign."""


_marked = lru_cache(maxsize=1024)(Mark)


def _roman(printed: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in printed]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


class Outline:
    """The statements of a text in order: sentences, list items, table cells and footnotes."""

    def __init__(self, source: Source) -> None:
        self.text = source.spelt
        self.starts = self._split()
        self._marks: dict[int, Mark] = {}

    def keep_whole(self, spans: Iterable[tuple[int, int]]) -> None:
        """Remove the boundaries inside citations.

        A number broken over lines does not end its sentence, nor does a line with only the rest of it ('HĐND') before
        'ngày …'.
        """
        inside: set[int] = set()
        for start, end in spans:
            date = _DATE.match(self.text, end)
            last = date.end() if date else end
            inside.update(self.starts[bisect_right(self.starts, start) : bisect_left(self.starts, last)])
        self.starts = [s for s in self.starts if s not in inside]

    def statement(self, offset: int) -> tuple[int, int]:
        """Return the span of the statement that contains an offset."""
        index = bisect_right(self.starts, offset) - 1
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
        return self.starts[index], end

    def mark(self, start: int) -> "Mark":
        """Return the list mark or heading at the start of a statement; its kind is `plain` if there is none and `cell` in a table."""
        if start not in self._marks:
            self._marks[start] = self._read_mark(start)
        return self._marks[start]

    def _read_mark(self, start: int) -> "Mark":
        near = self.text[start : start + _NEAR]
        match = _MARK.match(self.text, start, start + _NEAR) if _may_be_marked(near[:120]) else None
        if match is None:
            if start and self.text[start - 1] in "|\t":
                return _marked("cell")
            line = near.partition("\n")[0].strip(" \t*_|")
            caps = _WORDS_OF_CAPITALS.search(line) and line == line.upper() and not re.search(r"\d", line)
            return _marked("head") if caps else _marked("plain")
        kind, printed = match.lastgroup or "", match.group().strip(" \n\t*_|#.)")
        if kind == "article":
            word = printed.split()[0].lower()
            kind = {"điều": "article", "chương": "chapter", "phần": "chapter", "mục": "section"}.get(word, "annex")
            return _marked(kind)
        if kind == "arabic":
            parts = printed.split(".")
            return _marked(kind, int(parts[-1]), len(parts))
        if kind == "letter":
            return _marked(kind, _LETTERS.find(printed) + 1 if len(printed) == 1 else None)
        if kind == "roman":
            return _marked(kind, _roman(printed))
        return _marked(kind, None, ord(printed[0]) if kind == "bullet" else 1)

    def body(self, start: int) -> int:
        """Return where the words of a statement begin, after its list mark."""
        match = _MARK.match(self.text, start, start + _NEAR)
        if match and match.lastgroup not in ("basis", "article"):
            return match.end()
        return start

    def _split(self) -> list[int]:
        starts = {0}
        text = self.text
        line_start = 0
        for match in _BREAK.finditer(text):
            kind, end = match.lastgroup, match.end()
            if kind == "cell":
                starts.add(end)
            elif kind == "stop":
                if self._ends_sentence(match.start(), end):
                    starts.add(end)
            else:
                if self._breaks(line_start, match.start(), end, blank=kind == "blank"):
                    starts.add(end)
                line_start = end
        return sorted(s for s in starts if s < len(text)) or [0]

    def _ends_sentence(self, stop: int, end: int) -> bool:
        after = _NEXT_SENTENCE.match(self.text, end, end + 12)
        return bool(after) and not _ABBREVIATED.search(self.text[max(0, stop - 6) : stop])

    def _breaks(self, line_start: int, stop: int, end: int, *, blank: bool) -> bool:
        """Return whether a line break ends a statement: after closing marks and before list marks or headings, but not inside wrapped text."""
        line = self.text[line_start:stop].strip(" \t\r*_|")
        if not line or line.endswith(_CLOSING_MARKS):
            return True
        nxt = self.text[end : end + 120]
        if _may_be_marked(nxt) and _MARK.match(nxt) and not _CODE.match(nxt):
            return True
        foot = _FOOT.match(nxt) if not nxt.lstrip()[:1].isalpha() else None
        if foot and foot["plain"] and self._anchors.get(foot["plain"], end) < end:
            return True
        following = nxt.partition("\n")[0].strip(" \t\r*_|")
        if not following:
            return False
        heading = _CAPITALS.search(following) and following.upper() == following
        own_heading = _CAPITALS.search(line) and line.upper() == line
        if bool(heading) != bool(own_heading):
            return True
        opens = (
            _RECITAL.match(following) and not line.endswith(_OPEN_MARKS),
            len(line) < 100 and _ARTICLE_HEAD.match(line) and _SENTENCE.match(following),
            blank and len(line) < 55 and not following[0].islower() and not line.endswith(_OPEN_MARKS),
        )
        return any(opens) and not _UNFINISHED.search(line[-_LONGEST_UNFINISHED:])

    @cached_property
    def _anchors(self) -> dict[str, int]:
        """Return where each footnote reference stands in the running text."""
        found: dict[str, int] = {}
        at = 0
        for sign in _ANCHOR_SIGN.finditer(self.text):
            start = sign.start()
            if sign.group().isdecimal() and self.text[start - 1 : start] in _NO_WORD:
                continue
            spaced = sign.group() not in "<[" and self.text[start - 1 : start].isspace() and start > at
            match = start >= at and _ANCHOR.match(self.text, start - spaced)
            if not match:
                continue
            at = match.end()
            number = match[1].translate(_SUPERSCRIPT) if match[1] else match[2] or match[3] or match[4]
            before = self.text[max(0, match.start() - _NEAR) : match.start()]
            if before.rpartition("\n")[2].strip():
                found.setdefault(number, match.start())
        return found

    def foot(self, start: int) -> bool:
        """Return whether a statement begins like a footnote: with a raised or bracketed number, or a plain one before a capital."""
        return _FOOT.match(self.text, max(0, start - 1)) is not None

    def anchor(self, start: int) -> int | None:
        """Return where the running text refers to the footnote that starts here."""
        if start > 1 and "\n" not in self.text[start - 1 : start + 1]:
            return None  # in the middle of a line
        if self.text[start : start + 80].lstrip()[:1].isalpha():
            return None
        match = _FOOT.match(self.text, max(0, start - 1)) or _FOOT.match(self.text, start)
        if not match:
            return None
        number = (match["sup"] or "").translate(_SUPERSCRIPT) or match["tag"] or match["br"] or match["plain"]
        place = self._anchors.get(number)
        return place if place is not None and place < match.start() else None
