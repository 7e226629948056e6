"""Printed pages as people read them: what only serves the page is left out, and text that a page breaks is joined."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from cancu.knowledge.fold import fold
from cancu.models import Box
from cancu.read.writer import Writer


class Word(NamedTuple):
    """One word, or one glyph, in points from the upper left corner of its page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    """Where its line stands."""
    size: float


@dataclass(slots=True)
class Line:
    """Words side by side."""

    words: list[Word]
    tied: bool = False
    """Whether it goes on where the line before broke off inside a word."""

    @property
    def text(self) -> str:
        """Its words with blanks."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """Left edge."""
        return min(word.left for word in self.words)

    @property
    def right(self) -> float:
        """Right edge."""
        return max(word.right for word in self.words)

    @property
    def base(self) -> float:
        """Where it stands."""
        return median(word.base for word in self.words)

    @property
    def size(self) -> float:
        """Size of its letters."""
        return median(word.size for word in self.words)


@dataclass(slots=True)
class Sheet:
    """One page."""

    number: int
    width: float
    height: float
    lines: list[Line]
    marks: set[str] = field(default_factory=set)
    """Raised figures that were left out behind words: the marks of notes."""
    notes: list[Line] = field(default_factory=list)
    """Lines of footnotes, taken out of the text."""
    asides: list[tuple[str, Line]] = field(default_factory=list)
    """Lines of stamps, each with what it is."""


def compose(windows: Iterable[list[Sheet]], writer: Writer) -> None:
    """Put the text of pages that come in runs; heads, footers and page numbers are told over the pages of a run."""
    notes: list[tuple[str, list[Line], Sheet]] = []
    asides: list[tuple[str, Line, Sheet]] = []
    running: set[str] = set()
    noted = 0
    for sheets in windows:
        sheets = [sheet for sheet in sheets if sheet.lines]
        running |= _running(sheets)
        body = _body_size(sheets)
        for sheet in sheets:
            _drop_margins(sheet, running)
            _take_stamps(sheet)
            _take_notes(sheet, body, noted == sheet.number - 1)
            sheet.lines = _in_columns(sheet)
            _put(sheet.lines, sheet, f"trang {sheet.number}", writer)
            for line in sheet.notes:
                noted = sheet.number
                mark = _note_mark(line, sheet)
                if mark or not notes:
                    notes.append((f"trang {sheet.number}, chú thích {mark or ''}".strip(), [], sheet))
                if mark:
                    line.words[0] = line.words[0]._replace(text=f"[{mark}]")
                notes[-1][1].append(line)
            asides += ((kind, line, sheet) for kind, line in sheet.asides)
    for place, lines, sheet in notes:
        writer.put("\n", place)
        _put(lines, sheet, place, writer)
    for kind, line, sheet in asides:
        writer.put("\n", f"trang {sheet.number}, {kind}")
        _put([line], sheet, f"trang {sheet.number}, {kind}", writer)


def _put(lines: list[Line], sheet: Sheet, place: str, writer: Writer) -> None:
    for i, line in enumerate(lines):
        for j, word in enumerate(line.words):
            glue = "" if j == 0 else " "
            if glue:
                writer.put(glue, place)
            writer.put(word.text, place, _share(word, sheet))
        if i + 1 == len(lines) or not (lines[i + 1].tied or _broken_off(line, lines[i + 1])):
            writer.put("\n", place)


def _share(word: Word, sheet: Sheet) -> Box:
    return (
        round(word.left / sheet.width, 5),
        round(word.top / sheet.height, 5),
        round(word.right / sheet.width, 5),
        round(word.bottom / sheet.height, 5),
    )


_OPEN_NUMBER = re.compile(r"\d[\w/]*(?:/[^\W\d_][\w-]*)?[/-]$|(?<!\w)[A-ZĐ]{2,}(?:-[A-ZĐ]+)*-$")
_GOES_ON = re.compile(r"[A-ZĐ0-9]")


def _broken_off(line: Line, after: Line) -> bool:
    """Whether a line ends inside a number or symbol: '12/2024/TT-' before 'BLĐTBXH'."""
    return bool(_OPEN_NUMBER.search(line.words[-1].text) and _GOES_ON.match(after.words[0].text))


_MARGIN = 0.1
"""Share of a page's height at its top and foot where heads, footers and page numbers stand."""
_PAGE_NUMBER = re.compile(r"^[-–—\s]*(?:trang|tr\.?|page)?\s*\d{1,5}(?:\s*(?:/|of|trên)\s*\d{1,5})?[-–—\s]*$", re.IGNORECASE)
_EDGE_NUMBER = re.compile(r"^\d{1,5}\s+|\s+\d{1,5}$")


def _marginal(sheet: Sheet) -> Iterator[Line]:
    """The lines in the upper and lower margin of a page."""
    for line in sheet.lines:
        if line.base < _MARGIN * sheet.height or line.base > (1 - _MARGIN) * sheet.height:
            yield line


def _form(line: Line) -> str:
    """What stays the same from page to page: the words without the page number, other figures as one sign."""
    return re.sub(r"\d+", "#", _EDGE_NUMBER.sub("", fold(line.text).strip()))


def _running(sheets: list[Sheet]) -> set[str]:
    """Forms of the heads and footers: those in the margin of at least two pages and a third of the pages of one side."""
    seen: Counter[str] = Counter()
    for sheet in sheets:
        seen.update({_form(line) for line in _marginal(sheet)})
    least = max(2, len(sheets) / 6)
    return {form for form, pages in seen.items() if pages >= least and len(form) > 2}


def _drop_margins(sheet: Sheet, running: set[str]) -> None:
    """Leave out heads, footers and page numbers."""
    marginal = {id(line) for line in _marginal(sheet)}
    if not marginal:
        return
    outer = {id(line) for line in (min(sheet.lines, key=lambda ln: ln.base), max(sheet.lines, key=lambda ln: ln.base))}

    def serves_page(line: Line) -> bool:
        if id(line) not in marginal:
            return False
        return _form(line) in running or (id(line) in outer and bool(_PAGE_NUMBER.match(line.text)))

    kept = [line for line in sheet.lines if not serves_page(line)]
    # Below a dropped head, a page number of its own line is the outermost one now.
    kept = [
        line
        for i, line in enumerate(kept)
        if not (id(line) in marginal and i in (0, len(kept) - 1) and _PAGE_NUMBER.match(line.text))
    ]
    sheet.lines = kept


def _body_size(sheets: list[Sheet]) -> float:
    """Size of most letters."""
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=12.0)


_NOTE_MARK = re.compile(r"[\[(]?(\d{1,3}|\*{1,3})[\])]?")


def _note_mark(line: Line, sheet: Sheet) -> str | None:
    """The figure that opens a note: raised, in square brackets, or one that a word of the page bears."""
    first = line.words[0]
    mark = _NOTE_MARK.fullmatch(first.text)
    if mark is None or len(line.words) < 2:
        return None
    raised = first.size < 0.85 * line.words[1].size
    return mark[1] if raised or first.text.startswith("[") or mark[1] in sheet.marks else None


def _take_notes(sheet: Sheet, body: float, going_on: bool) -> None:
    """Move the footnotes: lines in smaller letters at the foot of the page, opened by the mark of a note.

    Where a note was open on the page before (`going_on`), its rest needs no mark.
    """
    lines = sheet.lines
    first = len(lines)
    while first > 0 and lines[first - 1].size <= 0.93 * body and lines[first - 1].base > 0.1 * sheet.height:
        first -= 1
    if any("noi nhan" in fold(line.text) for line in lines[first:]):
        return
    while first < len(lines) and not (going_on or _note_mark(lines[first], sheet)):
        first += 1
    if first < len(lines) and all(line.base < lines[first].base for line in lines[:first]):
        sheet.notes, sheet.lines = lines[first:], lines[:first]


def in_rows(lines: list[Line], marks: set[str]) -> list[Line]:
    """The lines with pieces of one printed line joined, where a mark or a blank came between them in the stream.

    A raised figure between two pieces is the mark of a note; it goes into `marks`, not into the text.
    """
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if before is None or line.tied or before.words[-1].text.endswith("-"):
            found.append(line)
            continue
        gap, size = line.left - before.right, max(line.size, 6)
        close = -0.5 * size < gap < 2.5 * size
        if close and _is_raised(line, before):
            marks.add(line.text)
        elif close and _is_raised(before, line) and _NOTE_MARK.fullmatch(before.text):
            found[-1] = Line([*before.words, *line.words], before.tied)
        elif close and abs(line.base - before.base) < 0.3 * size:
            words = list(line.words)
            if gap < 0.16 * size:
                words[0] = _joined([before.words[-1], words[0]])
                found[-1] = Line([*before.words[:-1], *words], before.tied)
            else:
                found[-1] = Line([*before.words, *words], before.tied)
        else:
            found.append(line)
    return found


def _is_raised(small: Line, beside: Line) -> bool:
    return (
        bool(re.fullmatch(r"[\[(]?\d{1,3}[\])]?", small.text))
        and small.size < 0.85 * beside.size
        and 0 < beside.base - small.base < 0.8 * beside.size
    )


_SIGNED = re.compile(
    r"^\W*(?:người\s+ký|ký\s+bởi|được\s+ký\s+bởi|ký\s+ngày|thời\s+gian\s+ký|ngày\s+ký|ký\s+số\s+bởi|digitally\s+signed|signed\s+by|signature\s+valid"
    r"|signing\s+(?:date|time)|email|cơ\s+quan|tổ\s+chức|signer|reason|location|date)\s*:",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"người\s+ký|ký\s+bởi|thời\s+gian\s+ký|ngày\s+ký|ký\s+ngày|signed\s+by|signature\s+valid|signing", re.IGNORECASE)
_CAME = re.compile(r"^\W*(?:công\s+văn\s+|văn\s+bản\s+|cv\s+|vb\s+)?đến\b(?!\s+(?:ngày|năm|hết|khi|nay|từ|các))|^\W*đến\s*$", re.IGNORECASE)
_OF_STAMP = re.compile(r"^\W*(?:đến|giờ|số|ngày|chuyển|lưu\s+hồ\s+sơ|số\s+và\s+ký\s+hiệu\s+hs|cv\s+đến|ý\s+kiến)\b\s*[:.…]?", re.IGNORECASE)


def _take_stamps(sheet: Sheet) -> None:
    """Move the stamp of incoming mail ('ĐẾN Số: … Ngày: …') and the seals of digital signatures out of the text."""
    lines = sheet.lines
    stamp: set[int] = set()
    if any(_SIGNS.search(line.text) for line in lines):
        stamp |= {i for i, line in enumerate(lines) if _SIGNED.match(line.text)}
        kinds = dict.fromkeys(stamp, "chữ ký số")
    else:
        kinds = {}
    for i, line in enumerate(lines):
        short = len(line.text) < 60 and line.base < 0.5 * sheet.height
        if sheet.number > 1 or not short or not _CAME.match(line.text):
            continue
        near = [
            k
            for k, other in enumerate(lines)
            if k != i
            and abs(other.base - line.base) < 5 * max(line.size, 10)
            and min(other.right, line.right) - max(other.left, line.left) > -3 * line.size
            and len(other.text) < 50
            and _OF_STAMP.match(other.text)
            and not re.search(r"/[A-ZĐ]|\d-[A-ZĐ]", other.text)
        ]
        own = bool(re.search(r"số\s*[:.…]|ngày\s*[:.…]", line.text, re.IGNORECASE))
        if near or own:
            kinds |= dict.fromkeys((i, *near), "dấu đến")
    if kinds:
        sheet.asides = [(kinds[i], lines[i]) for i in sorted(kinds)]
        sheet.lines = [line for i, line in enumerate(lines) if i not in kinds]


_NATION = re.compile(r"cong hoa xa hoi chu nghia|dang cong san viet nam")
_DATED = re.compile(r"ngay\s*[\d.…_ ]*\s*thang\s*[\d.…_ ]*\s*nam")
_RECIPIENTS = re.compile(r"^\W*noi nhan\s*:?")


def _in_columns(sheet: Sheet) -> list[Line]:
    """The lines with the letterhead and the signature block column by column."""
    lines = _letterhead(sheet.lines) if sheet.number <= 3 or len(sheet.lines) < 60 else sheet.lines
    at = next((i for i, line in enumerate(lines) if _RECIPIENTS.match(fold(line.text))), None)
    if at is None:
        return lines
    anchor = lines[at]
    zone = [line for line in lines if line.base >= anchor.base - 1.2 * anchor.size]
    if any(line.base >= anchor.base - 1.2 * anchor.size for line in lines[:at]) and not _side_by_side(zone):
        return lines
    rest = [line for line in lines if line not in zone]
    return [*rest, *_columns(zone)]


def _side_by_side(zone: list[Line]) -> bool:
    return any(len(_segments(line)) > 1 for line in zone)


def _letterhead(lines: list[Line]) -> list[Line]:
    """The lines with those from the issuer to the place and date ordered: left column, then right column."""
    nation = next((line for line in lines if _NATION.search(fold(line.text))), None)
    if nation is None:
        return lines
    right = next((part for part in _segments(nation) if _NATION.search(fold(part.text))), nation)
    end = next((line for line in lines if _DATED.search(fold(line.text)) and 0 <= line.base - nation.base < 14 * nation.size), nation)
    zone = []
    for line in lines:
        if not nation.base - 6 * nation.size < line.base <= end.base + 0.6 * end.size:
            continue
        parts = _segments(line)
        if all(part.right <= right.left + nation.size or part.left >= right.left - 6 * nation.size for part in parts):
            zone.append(line)
    zone += [line for before, line in pairwise(lines) if line.tied and before in zone and line not in zone]
    if len(zone) < 2 or nation not in zone:
        return lines
    parts = [part for line in zone for part in _segments(line)]
    left = [part for part in parts if part.right <= right.left + nation.size]
    beside = [part for part in parts if part not in left]
    if not left:
        return lines
    first = lines.index(zone[0])
    rest = [line for line in lines if line not in zone]
    before = [line for line in lines[:first] if line not in zone]
    return [*before, *_rows(left), *_rows(beside), *rest[len(before) :]]


def _rows(parts: list[Line]) -> list[Line]:
    return sorted(parts, key=lambda part: (round(part.base), part.left))


def _segments(line: Line) -> list[Line]:
    """A line cut where more than two letters' width is blank."""
    words = sorted(line.words, key=lambda word: word.left)
    cut = [[words[0]]]
    for word, after in pairwise(words):
        if after.left - word.right > 1.6 * max(word.size, 6):
            cut.append([])
        cut[-1].append(after)
    return [Line(part, line.tied and i == 0) for i, part in enumerate(cut)] if len(cut) > 1 else [line]


def _columns(zone: list[Line]) -> list[Line]:
    """The lines of a block with two columns, the left one first."""
    parts = [part for line in zone for part in _segments(line)]
    edges = sorted({round(part.left) for part in parts})
    if len(edges) < 2:
        return zone
    left_edge = edges[0]
    split = min((part.left for part in parts if part.left > left_edge + 100), default=None)
    if split is None:
        return zone
    left = [part for part in parts if part.left < split - 1 and part.right <= split + 40]
    right = [part for part in parts if part not in left]
    return [*_rows(left), *_rows(right)]


def scattered(sheet: Sheet) -> bool:
    """Whether the stream breaks lines that stand together: parts of one printed line come apart and interleave."""
    rows: dict[int, list[Line]] = {}
    for line in sheet.lines:
        rows.setdefault(round(line.base / 3), []).append(line)
    mixed = total = 0
    for row in rows.values():
        for i, line in enumerate(row):
            total += 1
            mixed += any(other.left < line.right and line.left < other.right for k, other in enumerate(row) if k != i)
    return total >= 5 and mixed > 0.15 * total


def rebuilt(sheet: Sheet, glyphs: Iterable[Word]) -> Sheet:
    """The page with its lines put together from the places of its glyphs."""
    rows: list[list[Word]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.base, g.left)):
        if rows and abs(median(g.base for g in rows[-1][-8:]) - glyph.base) < 0.35 * max(glyph.size, 4):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = []
    for row in rows:
        row.sort(key=lambda g: g.left)
        words: list[list[Word]] = [[row[0]]]
        for glyph, after in pairwise(row):
            if after.left - glyph.right > 0.16 * max(glyph.size, 4):
                words.append([])
            words[-1].append(after)
        lines.append(Line([_joined(word) for word in words]))
    return Sheet(sheet.number, sheet.width, sheet.height, lines)


def _joined(glyphs: list[Word]) -> Word:
    return Word(
        "".join(glyph.text for glyph in glyphs),
        min(glyph.left for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
        glyphs[0].base,
        median(glyph.size for glyph in glyphs),
    )
