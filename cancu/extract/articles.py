"""Divide a text into articles, clauses and points, and find the new wording quoted for other acts."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from cancu.extract.text import Source
from cancu.language.patterns import AtLine
from cancu.language.provisions import step, unit_of

_LETTERS = "abcdđeghiklmnopqrstuvxy"
_MARK = AtLine(
    r"""(?x:[^\S\n]*(?:
      (?:(?:[Đđ]iều|ĐIỀU)[ ]+|(?<=[\n.;:)]\n)Điều[ ]*\n[ ]*)(?P<dieu>\d{1,3}[a-zđ]?\d{0,2})(?:[ ]*[.:](?P<dieu_note>\d{1,3})?(?=\s|[A-ZĐ])|[^\S\n]*(?=\n|$))
    | (?:(?:Chương|CHƯƠNG)[ ]+|(?<=[\n.;:)]\n)Chương[ ]*\n[ ]*)(?P<chuong>[IVXL]+|\d{1,4})(?=[ ]*[.:\n]|[ ]+\(|[ ]+[A-ZĐ])
    | (?:Tiểu\ mục|TIỂU\ MỤC)[ ]+(?P<tieu_muc>\d{1,4})(?=[ ]*[.:\n]|[ ]+\()
    | (?:Mục|MỤC)[ ]+(?P<muc>\d{1,4}|[IVX]+)(?=[ ]*[.:\n]|[ ]+\(|[ ]+[A-ZĐ]{2})
    | (?:Phần|PHẦN)[ ]+(?:thứ\ )?(?P<phan>[IVX]+|\d{1,3}|nhất|hai|ba|tư|năm|NHẤT|HAI|BA|TƯ|NĂM)(?=[ ]*[.:\n])
    | (?:Phụ\ lục|PHỤ\ LỤC)(?:[ ]+(?:số[ ]+|SỐ[ ]+)?(?P<phu_luc>[IVXL]+[a-zA-Z]?|\d{1,4}[a-zA-Z]?))?(?P<bare>)(?=[ ]*[.:\n]|[ ]+\(|[ ]*$)
    | (?:Mẫu|MẪU)[ ]+(?:số|SỐ)?[ :]*(?P<mau>\d{1,3}[a-zđ]?(?:[-/.][\w.]{1,10})?)(?=[ ]*[.:\n]|[ ]+\()
    | (?P<khoan>\d{1,3}[a-zđ]?\d?)\.(?:(?P<khoan_note>\d{1,3})(?=[ ]*\(|[ ]+[A-ZĐ])|(?=\s|[A-ZĐ(\[]))
    | (?P<diem>[a-zđ]{1,2}\d?)\)(?:(?P<diem_note>\d{1,3})(?=\s))?(?=\s|[A-ZĐ\[])
    | (?P<end>Nơi[ ]nhận|NƠI[ ]NHẬN)[ ]*:?
    | (?P<attached>QUY\ CHẾ|QUY\ ĐỊNH|ĐIỀU\ LỆ|NỘI\ QUY|QUY\ TRÌNH|QUY\ CHUẨN|CHƯƠNG\ TRÌNH|KẾ\ HOẠCH|ĐỀ\ ÁN|HƯỚNG\ DẪN)(?!\w)(?=[^.;]{0,500}?\(\s*(?:[Bb]an\ hành\s+)?[Kk]èm\s+theo)
    ))"""
)
_ORDINAL = {"nhất": "1", "hai": "2", "ba": "3", "tư": "4", "năm": "5"}
# A search is fast where a pattern begins with one of some characters: what must stand before is asked behind the first.
_OPENER = re.compile(r"[“\"‘'’](?:(?<=[“\"])|(?<=[‘'’])[‘'’])")
_CLOSER = re.compile(r"[”\"’'‘](?:(?<=[”\"])|(?<=[’'‘])[’'‘])[^\S\n]*+[.;,]?[^\S\n]*+(?:\d{1,3})?[^\S\n]*+(?=\n|$)")
_NEXT = re.compile(
    r"\s*(?:(?:Điều|ĐIỀU)\s+\d+[a-zđ]?\s*[.:]|\d{1,3}[.)]\s|[a-zđ]{1,2}\d?\)\s|[-+–]\s|(?:Sửa|Bổ sung|Bãi bỏ|Thay|Bỏ|Hủy|Đính chính)\b|Nơi nhận|(?:CHƯƠNG|Chương)\s|[“\"]|$)"
)
_LONGEST = 120_000
_INSTRUCTS = re.compile(
    r"\n[^\S\n]*+(?:(?:Điều|ĐIỀU)[ ]+\d+[a-zđ]?[.:]|\d{1,3}[a-zđ]?\.|[a-zđ]{1,2}\d?\))?[^\S\n]*+(?:Sửa đổi|Bổ sung|Bãi bỏ|Thay thế|Thay|Bỏ)(?!\w)[^“”\"]{0,400}?(?::\s*[“\"]|cụm\s+từ\s*[“\"])"
)
"""An instruction that gives a new wording."""
_CONTAINS_ARTICLES = re.compile(r"(?:Điều|ĐIỀU|Chương|CHƯƠNG|Mục|MỤC|Phần|PHẦN|Phụ lục|PHỤ LỤC|Mẫu|MẪU)\s")
_ARTICLE = re.compile(r"\n[^\S\n]*Điều[ ]+\d{1,3}[a-zđ]?\.[ ]")


class Part(NamedTuple):
    """A part of a text: its path and its span; it ends where the next part of its rank begins."""

    path: str
    start: int
    end: int


class Quoted(NamedTuple):
    """New wording in quotation marks: the span between the marks, and the end of the closing mark."""

    start: int
    end: int
    after: int


def one_kind(text: str) -> str:
    """Return a text with all kinds of quotation marks as “ and ”."""
    return text.replace("‟", "“").replace("„", "“").replace("«", "“").replace("»", "”")


def quotations(text: str) -> list[Quoted]:
    """Return the outermost quotations that begin a line or follow a colon, in order."""
    text = one_kind(text)
    found: list[Quoted] = []
    at, outer = 0, _Marks()
    while opened := _OPENER.search(text, at):
        start = opened.end()
        if not _opens(text, opened.start()):
            at = start
            continue
        outer.read(text, opened.start())
        closed = _closed(text, start, opened.group(), outer)
        if closed is None:
            at = start
            continue
        found.append(Quoted(start, *closed))
        at = max(closed[1], start)
        outer.skip(at)
    return found


def quoted_wordings(source: Source) -> list[Quoted]:
    """Return the quotations of a text; call it through `Source.derived`, which caches the result."""
    return quotations(source.clean)


def _opens(text: str, mark: int) -> bool:
    """Return whether a quotation mark begins a line or follows a colon."""
    while mark and text[mark - 1].isspace():
        mark -= 1
        if text[mark] == "\n":
            return True
    return text[mark - 1 : mark] == ":"


class _Marks:
    """The last article, clause and point read so far, to decide whether the next mark continues the count."""

    def __init__(self, at: int = 0) -> None:
        self._at = at
        self._last: dict[str, str] = {}

    def read(self, text: str, end: int) -> None:
        """Read the marks up to an offset."""
        for match in _ITEM.finditer(text, max(0, self._at - 1), end):
            unit = match.lastgroup or ""
            if unit == "dieu" or unit not in self._last or follows(unit, match[unit], self._last[unit]):
                self._last[unit] = match[unit]
                for inner in _BELOW[unit]:
                    self._last.pop(inner, None)
        self._at = max(self._at, end)

    def skip(self, at: int) -> None:
        """Continue from an offset."""
        self._at = at

    def expects(self, unit: str, mark: str) -> bool:
        """Return whether a mark continues the count of its kind."""
        return unit in self._last and follows(unit, mark, self._last[unit])

    def accepts(self, unit: str, mark: str) -> bool:
        """Return whether a mark continues the count of its kind or can be the first of it."""
        return self.expects(unit, mark) or (unit not in self._last and mark in ("1", "a") and bool(self._last))


_ITEM = AtLine(
    r"[^\S\n]*[“\"]?(?:(?:Điều|ĐIỀU)[ ]+(?P<dieu>\d{1,3}[a-zđ]?)[.:]|(?P<khoan>\d{1,3}[a-zđ]?)\.(?=\s)|(?P<diem>[a-zđ]{1,2}\d?)\)(?=\s))"
)
_INSTRUCTION = re.compile(
    r"(?:(?:Điều|ĐIỀU)[ ]+\d+[a-zđ]?[.:]|\d{1,3}[a-zđ]?\.|[a-zđ]{1,2}\d?\))\s*(?:Sửa đổi|Bổ sung|Bãi bỏ|Thay thế|Thay|Bỏ)(?!\w)"
)
"""The beginning of a wording that is itself an instruction."""
_CURLY = re.compile("[“”]")
_BELOW: dict[str, tuple[str, ...]] = {"dieu": ("khoan", "diem"), "khoan": ("diem",), "diem": ()}


def _closed(text: str, start: int, mark: str, outer: _Marks) -> tuple[int, int] | None:
    """Return where the quotation that begins here ends: by counting its marks, else at the end of the line before the act's next part.

    `outer` are the marks of the act before the quotation. A wording may itself contain instructions with wordings, and
    its closing mark may be missing: it then ends where a mark continues the count of the act and not the count inside.
    """
    whole = min(len(text), start + _LONGEST)
    limit = whole
    first = text[start : start + 160].lstrip()
    nested = _INSTRUCTION.match(first) is not None
    if not nested and (told := _INSTRUCTS.search(text, start, limit)):
        # A wording of which the last mark was forgotten ends where the act goes on with its next instruction.
        limit = told.start() + 1
    if not _CONTAINS_ARTICLES.match(first) and (article := _ARTICLE.search(text, start, limit)):
        # The note at the foot of a page that goes on behind the text of the next one.
        limit = article.start() + 1
    inner = _Marks(text.rfind("\n", 0, start) + 1)
    if mark == "“":
        depth, last = 1, text.rfind("”", start, limit)
        for one in _CURLY.finditer(text, start, last + 1):
            depth += 1 if one.group() == "“" else -1
            if one.group() == "“" and depth == 2:
                inner.read(text, one.start())
            elif depth == 1:
                inner.skip(one.end())
            if depth <= 0:
                if _CLOSER.match(text, one.start()) or "\n" not in text[start : one.start()].strip():
                    return one.start(), one.end()
                break
            if (
                one.group() == "”"
                and _CLOSER.match(text, one.start())
                and _continues(text, one.end(), inner, outer) is False
            ):
                return one.start(), one.end()
    inner = _Marks(text.rfind("\n", 0, start) + 1)
    for one in _CLOSER.finditer(text, start, limit):
        if _NEXT.match(text, one.end()) and not (nested and _continues(text, one.end(), inner, outer)):
            return one.start(), one.start() + (2 if one.group()[0] in "’'‘" else 1)
    end = start + len(text[start:limit].rstrip())
    return (end, end) if limit < whole and text[max(0, start - 40) : start].rstrip(' \n“"').endswith(":") else None


def _continues(text: str, at: int, inner: _Marks, outer: _Marks) -> bool | None:
    """Return whether the mark on the next line continues the count inside a quotation (True), only that of the act (False), or neither (None)."""
    item = _ITEM.match(text, at + len(text[at : at + 40]) - len(text[at : at + 40].lstrip(" .;,\t\n")))
    if item is None:
        return None
    inner.read(text, at)
    unit = item.lastgroup or ""
    return True if inner.accepts(unit, item[unit]) else False if outer.expects(unit, item[unit]) else None


class Quotations:
    """The quotations of a text, searchable by offset."""

    def __init__(self, quoted: Sequence[Quoted]) -> None:
        self._quoted = quoted
        self._starts = [one.start for one in quoted]

    def at(self, offset: int) -> Quoted | None:
        """Return the quotation that contains an offset."""
        index = bisect_right(self._starts, offset) - 1
        return self._quoted[index] if index >= 0 and offset < self._quoted[index].end else None


@dataclass(slots=True)
class _Cutter:
    """The parts still open, outermost first, and the last mark of each kind."""

    open: list[tuple[int, str, int]] = field(default_factory=list)
    """The rank, path and start of each open part."""
    done: list[Part] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=dict)

    def close(self, rank: int, at: int) -> None:
        """Close the parts of a rank and below."""
        while self.open and self.open[-1][0] >= rank:
            _, path, start = self.open.pop()
            self.done.append(Part(path, start, at))

    def begin(self, unit: str, mark: str, at: int) -> None:
        """Open a part and forget the last marks below it."""
        rank = unit_of(unit).rank
        self.close(rank, at)
        above = self.open[-1][1].split("/") if self.open else []
        if unit_of(unit).through:
            above = [one for one in above if not unit_of(one).section]
        self.open.append((rank, "/".join([*above, step(unit, mark)]), at))
        self.last[unit] = mark
        section = unit_of(unit).section
        for name in [name for name in self.last if _rank(name) > rank and not (section and unit_of(name).through)]:
            del self.last[name]

    @property
    def inside(self) -> set[str]:
        """Return the kinds of the open parts."""
        return {_slug(path) for _, path, _ in self.open}


@cache
def _slug(path: str) -> str:
    return unit_of(path.rsplit("/", 1)[-1]).slug


@cache
def _rank(unit: str) -> int:
    return unit_of(unit).rank


def cut(text: str, quoted: Sequence[Quoted] = ()) -> list[Part]:
    """Return the parts of a text in the order of their beginnings; quoted wording is no part of it.

    `text` is without markup and in its printed case. A mark counts only if it follows the previous one of its kind: a
    list inside a point that starts again at 1 is not a clause.
    """
    cutter = _Cutter()
    spans = Quotations(quoted)
    for match in _MARK.finditer(text):
        kind = match.lastgroup or ""
        name = next((k for k in _KINDS if match[k] is not None), kind)
        begin = match.start() + len(match.group()) - len(match.group().lstrip())
        if spans.at(begin) is not None:
            continue
        if match["end"]:
            cutter.close(0, begin)
            cutter.last.clear()
        elif match["attached"]:
            cutter.close(0, begin)
            cutter.last.clear()
            cutter.open.append((0, "kem-theo", begin))
        else:
            _open_part(cutter, name, match, begin)
    cutter.close(0, len(text))
    return sorted(cutter.done, key=lambda part: (part.start, -part.end))


_KINDS = ("dieu", "chuong", "tieu_muc", "muc", "phan", "phu_luc", "bare", "mau", "khoan", "diem", "end", "attached")


def _open_part(cutter: _Cutter, name: str, match: re.Match[str], begin: int) -> None:
    """Open the part of a mark if the mark follows the previous one of its kind."""
    unit = {"tieu_muc": "tieu-muc", "phu_luc": "phu-luc", "bare": "phu-luc"}.get(name, name)
    printed = match[name] or ""
    last = cutter.last.get(unit)
    if unit in ("khoan", "diem"):
        above = cutter.inside
        if unit == "khoan" and not above & {"dieu", "muc", "phan", "phu-luc", "mau"} and cutter.last.get("dieu"):
            return
        if unit == "diem" and not above & {"khoan", "dieu", "muc", "phu-luc"}:
            return
        if follows(unit, printed, last):
            cutter.begin(unit, printed, begin)
    elif unit == "dieu":
        if follows(unit, printed, last) or (printed == "1" and {"kem-theo", "phu-luc", "mau"} & cutter.inside):
            cutter.begin(unit, printed, begin)
    elif unit in ("chuong", "muc", "tieu-muc", "phan"):
        mark = _ORDINAL.get(printed.lower(), printed)
        if mark.isdigit() and len(mark) > 1 and (short := _without_note(mark, last)):
            mark = short
        if unit == "muc" and {"dieu"} & cutter.inside and last is None and mark not in ("1", "I"):
            return
        cutter.begin(unit, mark, begin)
    elif unit == "mau":
        cutter.begin(unit, printed, begin)
    else:
        mark = printed
        if mark.isdigit() and len(mark) > 1 and (short := _without_note(mark, last)):
            mark = short
        if not mark and last:
            return  # 'Phụ lục' again, as the head of a page
        if mark and "mau" in cutter.inside and mark == last:
            return
        cutter.begin(unit, mark, begin)


def _without_note(mark: str, last: str | None) -> str | None:
    """Return the number without its note reference: in 'Mục 12', the Mục 1 with note 2, where 1 follows the last number and 12 does not."""
    expected = str(int(last) + 1) if last and last.isdigit() else "1"
    return expected if mark != expected and mark.startswith(expected) else None


def follows(unit: str, mark: str, last: str | None) -> bool:
    """Return whether a mark can follow the last one of its kind (None: it is the first)."""
    if unit == "diem":
        one = _LETTERS.find(mark[0])
        before = _LETTERS.find(last[0]) if last else -1
        return before <= one <= before + 2 and (one > before or mark != last) if last else one == 0
    number = int(re.match(r"\d+", mark).group())  # type: ignore[union-attr]
    if last is None:
        # The first number of a list may be lost where pages number lists themselves.
        return number in (1, 2) or unit == "dieu"
    before = int(re.match(r"\d+", last).group())  # type: ignore[union-attr]
    return before < number <= before + 3 or (number == before and mark != last and not mark.isdigit())


class Cut:
    """The parts of one text, searchable by offset."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self._starts = [part.start for part in parts]

    def at(self, offset: int) -> Part | None:
        """Return the innermost part that contains an offset."""
        for index in range(bisect_right(self._starts, offset) - 1, -1, -1):
            if self.parts[index].end > offset:
                return self.parts[index]
        return None

    def around(self, offset: int) -> Iterator[Part]:
        """Yield the parts that contain an offset, innermost first."""
        for index in range(bisect_right(self._starts, offset) - 1, -1, -1):
            if self.parts[index].end > offset:
                yield self.parts[index]
