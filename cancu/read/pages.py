"""Rebuild the text of printed pages: page furniture is left out, and text broken by a page is joined."""

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
    """A word or a glyph, in points from the upper left corner of its page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    """The baseline of its line."""
    size: float


@dataclass(slots=True)
class Line:
    """Words side by side."""

    words: list[Word]
    continues_word: bool = False
    """Whether it continues a word broken at the end of the line before."""
    blank_before: bool = False
    """Whether a blank line precedes it."""
    sure: float = 1.0
    """The recogniser's confidence in its words, up to 1."""

    @property
    def text(self) -> str:
        """Its words joined by spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """The left edge."""
        return min(word.left for word in self.words)

    @property
    def right(self) -> float:
        """The right edge."""
        return max(word.right for word in self.words)

    @property
    def middle(self) -> float:
        """The middle between its edges."""
        return (self.left + self.right) / 2

    @property
    def base(self) -> float:
        """The baseline."""
        return median(word.base for word in self.words)

    @property
    def size(self) -> float:
        """The size of its letters."""
        return median(word.size for word in self.words)


@dataclass(slots=True)
class Sheet:
    """A page."""

    number: int
    width: float
    height: float
    lines: list[Line]
    scanned: bool = False
    """Whether its words were recognised in a picture."""
    gazette: bool = False
    """Whether it is a page of the official gazette."""
    marks: set[str] = field(default_factory=set)
    """Raised figures removed after words: footnote references."""
    notes: list[Line] = field(default_factory=list)
    """Lines of footnotes, removed from the text."""
    doubts: list[str] = field(default_factory=list)
    """Readings on which two passes over a picture disagree."""
    asides: list[tuple[str, Line]] = field(default_factory=list)
    """Lines of stamps, each with its kind."""


def compose(windows: Iterable[list[Sheet]], writer: Writer) -> None:
    """Write the text of pages that arrive in groups; headers, footers and page numbers are detected across the pages of a group."""
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
            if not sheet.scanned:
                _take_notes(sheet, body, noted == sheet.number - 1)
            sheet.lines = _in_columns(sheet)
            _write_lines(sheet.lines, sheet, f"trang {sheet.number}", writer)
            for line in sheet.notes:
                noted = sheet.number
                mark = _note_mark(line, sheet)
                if mark or not notes:
                    notes.append((f"trang {sheet.number}, chú thích {mark or ''}".strip(), [], sheet))
                if mark:
                    line.words[0] = line.words[0]._replace(text=f"[{mark}]")
                notes[-1][1].append(line)
            asides += ((kind, line, sheet) for kind, line in sheet.asides)
            writer.notes += (
                f"page {sheet.number}: two readings differ, {doubt}; look at the page" for doubt in sheet.doubts
            )
    for place, lines, sheet in notes:
        writer.put("\n", place)
        _write_lines(lines, sheet, place, writer)
    for kind, line, sheet in asides:
        writer.put("\n", f"trang {sheet.number}, {kind}")
        _write_lines([line], sheet, f"trang {sheet.number}, {kind}", writer)


def _write_lines(lines: list[Line], sheet: Sheet, place: str, writer: Writer) -> None:
    """Write lines, with an empty line where the page leaves more than half a line blank."""
    steps = [after.base - line.base for line, after in pairwise(lines) if 0 < after.base - line.base < 3 * line.size]
    step = median(steps) if steps else 0.0
    for i, line in enumerate(lines):
        for j, word in enumerate(line.words):
            if j:
                # A blank as wide as this stands between the cells of a table.
                wide = word.left - line.words[j - 1].right > 1.6 * max(word.size, 6)
                writer.put("\t" if wide else " ", place)
            writer.put(word.text, place, _share(word, sheet))
        after = lines[i + 1] if i + 1 < len(lines) else None
        if after is None or not (after.continues_word or _broken_off(line, after)):
            writer.put("\n", place)
            if after is not None and (after.blank_before or (step and after.base - line.base > _PARAGRAPH * step)):
                writer.put("\n", place)


_PARAGRAPH = 1.45
"""The line spacing, relative to the usual one, from which a blank line is assumed."""


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
    """Return whether a line ends inside a number or symbol: '12/2024/TT-' before 'BLĐTBXH'."""
    return bool(_OPEN_NUMBER.search(line.words[-1].text) and _GOES_ON.match(after.words[0].text))


_MARGIN = 0.1
"""The share of a page's height, at top and bottom, that may contain headers, footers and page numbers."""
_PAGE_NUMBER = re.compile(
    r"^[-–—\s]*(?:trang|tr\.?|page)?\s*\d{1,5}(?:\s*(?:/|of|trên)\s*\d{1,5})?[-–—\s]*$", re.IGNORECASE
)
_EDGE_NUMBER = re.compile(r"^\d{1,5}\s+|\s+\d{1,5}$")


_OUTER = 0.035
"""The share of a page's height at its edges (1 cm) that never contains text of a document: Decree 30/2020/NĐ-CP leaves 2 cm."""
_GAZETTE = re.compile(r"cong bao/so #")


def _marginal(sheet: Sheet) -> Iterator[Line]:
    """Yield the lines in the upper and lower margins of a page."""
    for line in sheet.lines:
        if line.base < _MARGIN * sheet.height or line.base > (1 - _MARGIN) * sheet.height:
            yield line


def _form(line: Line) -> str:
    """Return what stays the same from page to page: the words without the page number, and other numbers as one sign."""
    return re.sub(r"\d+", "#", _EDGE_NUMBER.sub("", fold(line.text).strip()))


def _running(sheets: list[Sheet]) -> set[str]:
    """Return the forms of headers and footers: in the margins of at least two pages and a third of the left or right pages."""
    seen: Counter[str] = Counter()
    for sheet in sheets:
        seen.update({_form(line) for line in _marginal(sheet)})
    least = max(2, len(sheets) / 6)
    return {form for form, pages in seen.items() if pages >= least and len(form) > 2}


def _drop_margins(sheet: Sheet, running: set[str]) -> None:
    """Remove headers, footers and page numbers."""
    marginal = {id(line) for line in _marginal(sheet)}
    if not marginal:
        return
    outer = {id(line) for line in (min(sheet.lines, key=lambda ln: ln.base), max(sheet.lines, key=lambda ln: ln.base))}

    def serves_page(line: Line) -> bool:
        if id(line) not in marginal:
            return False
        form = _form(line)
        if not sheet.scanned and not _OUTER < line.base / sheet.height < 1 - _OUTER:
            return True
        return (
            form in running or bool(_GAZETTE.match(form)) or (id(line) in outer and bool(_PAGE_NUMBER.match(line.text)))
        )

    kept = [line for line in sheet.lines if not serves_page(line)]
    sheet.gazette = any(_GAZETTE.match(_form(line)) for line in sheet.lines if id(line) in marginal)
    # Below a dropped head, a page number of its own line is the outermost one now.
    kept = [
        line
        for i, line in enumerate(kept)
        if not (id(line) in marginal and i in (0, len(kept) - 1) and _PAGE_NUMBER.match(line.text))
    ]
    sheet.lines = kept


def _body_size(sheets: list[Sheet]) -> float:
    """Return the size of most letters."""
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=12.0)


_NOTE_MARK = re.compile(r"[\[(]?(\d{1,3}|\*{1,3})[\])]?")


def _note_mark(line: Line, sheet: Sheet) -> str | None:
    """Return the number that begins a footnote: raised, in square brackets, or one that a word of the page refers to."""
    first = line.words[0]
    mark = _NOTE_MARK.fullmatch(first.text)
    if mark is None or len(line.words) < 2:
        return None
    raised = first.size < 0.85 * line.words[1].size
    return mark[1] if raised or first.text.startswith("[") or mark[1] in sheet.marks else None


def _take_notes(sheet: Sheet, body: float, going_on: bool) -> None:
    """Move the footnotes: lines in smaller letters at the foot of the page, beginning with a footnote number.

    If a footnote continues from the page before (`going_on`), its rest needs no number.
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
    """Return the lines with the pieces of one printed line joined, where a reference or a blank separates them in the stream.

    A raised figure between two pieces is a footnote reference; it goes into `marks`, not into the text.
    """
    found: list[Line] = []
    for line in lines:
        for word in line.words[1:]:
            if _is_raised(Line([word]), line):
                marks.add(word.text)
                line.words.remove(word)
        before = found[-1] if found else None
        if before is None or line.continues_word or before.words[-1].text.endswith("-"):
            found.append(line)
            continue
        gap, size = line.left - before.right, max(line.size, 6)
        close = -0.5 * size < gap < 2.5 * size
        if close and _is_raised(line, before):
            marks.add(line.text)
        elif close and _is_raised(before, line) and _NOTE_MARK.fullmatch(before.text):
            found[-1] = Line([*before.words, *line.words], before.continues_word)
        elif close and abs(line.base - before.base) < 0.3 * size:
            words = list(line.words)
            if gap < 0.16 * size:
                words[0] = _joined([before.words[-1], words[0]])
                found[-1] = Line([*before.words[:-1], *words], before.continues_word)
            else:
                found[-1] = Line([*before.words, *words], before.continues_word)
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
_SIGNS = re.compile(
    r"người\s+ký|ký\s+bởi|thời\s+gian\s+ký|ngày\s+ký|ký\s+ngày|signed\s+by|signature\s+valid|signing", re.IGNORECASE
)
_CAME = re.compile(
    r"^\W*(?:công\s+văn\s+|văn\s+bản\s+|cv\s+|vb\s+)?đến\b(?!\s+(?:ngày|năm|hết|khi|nay|từ|các))|^\W*đến\s*$",
    re.IGNORECASE,
)
_OF_STAMP = re.compile(
    r"^\W*(?:đến|giờ|số|ngày|chuyển|lưu\s+hồ\s+sơ|số\s+và\s+ký\s+hiệu\s+hs|cv\s+đến|ý\s+kiến)\b\s*[:.…]?", re.IGNORECASE
)


def _take_stamps(sheet: Sheet) -> None:
    """Move the incoming-mail stamp ('ĐẾN Số: … Ngày: …') and the seals of digital signatures out of the text."""
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
        sheet.asides += ((kinds[i], lines[i]) for i in sorted(kinds))
        sheet.lines = [line for i, line in enumerate(lines) if i not in kinds]


_NATION = re.compile(r"cong hoa xa hoi chu nghia|dang cong san viet nam")
_DATED = re.compile(r"ngay\s*[\d.…_ ]*\s*thang\s*[\d.…_ ]*\s*nam\s*[\d.…_]")
_RECIPIENTS = re.compile(r"^\W*noi nhan\s*:?")


def _in_columns(sheet: Sheet) -> list[Line]:
    """Return the lines with the letterhead and the signature block in column order."""
    lines = _letterhead(sheet)
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


def _letterhead(sheet: Sheet) -> list[Line]:
    """Return the lines with those from the issuer to the place and date in column order: the left column first."""
    lines = sheet.lines
    nation = next((i for i, line in enumerate(lines) if _NATION.search(fold(line.text))), None)
    if nation is None:
        return lines
    size, base = lines[nation].size, lines[nation].base
    near = [line for line in lines if base - 10 * size < line.base < base + 20 * size]
    parts = [part for line in near for part in _segments(line, 0.55)]
    motto = next((part for part in parts if _NATION.search(fold(part.text))), lines[nation])
    edge = motto.left - size
    rows = _printed_lines(parts)
    at = min(range(len(rows)), key=lambda i: abs(rows[i][0].base - motto.base))
    first = last = at
    while (
        first > 0
        and rows[first][0].base - rows[first - 1][0].base < 2.5 * size
        and not _crosses(rows[first - 1], edge, size)
    ):
        if any(part.middle > edge for part in rows[first - 1]):
            break
        first -= 1
    left, right = _sides(rows[first : last + 1], edge)
    while last + 1 < len(rows):
        row = rows[last + 1]
        gap = row[0].base - rows[last][-1].base
        numbered = any(_NUMBERED.match(fold(part.text)) for part in left)
        dated = _DATED.search(fold(" ".join(part.text for part in right)))
        if gap > (2.5 if dated else 5) * size or _crosses(row, edge, size):
            break
        if numbered and dated and not (gap < 1.8 * size and _continues_left(row, edge, left)):
            break
        more_left, more_right = _sides([row], edge)
        left, right, last = left + more_left, right + more_right, last + 1
    if not left or len(right) < 2:
        return lines
    taken = {id(word) for part in (*left, *right) for word in part.words}
    zone = [line for line in lines if id(line.words[0]) in taken]
    for before, line in pairwise(lines):
        if line.continues_word and before in zone and line not in zone:
            zone.append(line)
            left = [*left, line]
    place = lines.index(zone[0])
    above = [line for line in lines[:place] if line not in zone]
    below = [line for line in lines[place:] if line not in zone]
    if sheet.gazette:
        # The gazette's own headings: 'VĂN BẢN QUY PHẠM PHÁP LUẬT', then the ministry that all that follows is of.
        sheet.asides += (("đề mục công báo", line) for line in above)
        above = []
    left, right = _rows(left), _rows(right)
    right[0].blank_before = True
    if below:
        below[0].blank_before = True
    return [*above, *left, *right, *below]


_NUMBERED = re.compile(r"^\W*so\s*[:.\d/_-]")
_ABOUT = re.compile(r"^\W*v/v|^\W*ve viec")


def _continues_left(row: list[Line], edge: float, left: list[Line]) -> bool:
    """Return whether a row below number and date still belongs to the left column: the subject of a letter."""
    return all(part.middle <= edge for part in row) and (
        any(_ABOUT.match(fold(part.text)) for part in (*left, *row))
        or (not _DATED.search(fold(row[0].text)) and row[0].continues_word)
    )


def _crosses(row: list[Line], edge: float, size: float) -> bool:
    """Return whether a piece of text spans both columns."""
    return any(part.left < edge - 4 * size and part.right > edge + 6 * size for part in row)


def _sides(rows: list[list[Line]], edge: float) -> tuple[list[Line], list[Line]]:
    parts = [part for row in rows for part in row]
    return [part for part in parts if part.middle <= edge], [part for part in parts if part.middle > edge]


def _printed_lines(parts: list[Line]) -> list[list[Line]]:
    """Return pieces grouped by printed line, from the top."""
    rows: list[list[Line]] = []
    for part in sorted(parts, key=lambda one: (one.base, one.left)):
        if rows and part.base - rows[-1][0].base < 0.4 * max(part.size, 6):
            rows[-1].append(part)
        else:
            rows.append([part])
    return rows


def _rows(parts: list[Line]) -> list[Line]:
    return sorted(parts, key=lambda part: (round(part.base), part.left))


def _segments(line: Line, blank: float = 1.6) -> list[Line]:
    """Return a line cut at blanks wider than `blank` times its letter size, and wider than other blanks."""
    words = sorted(line.words, key=lambda word: word.left)
    cut = [[words[0]]]
    usual = median(after.left - word.right for word, after in pairwise(words)) if len(words) > 3 else 0.0
    for word, after in pairwise(words):
        if after.left - word.right > max(blank * max(word.size, 6), 2 * usual):
            cut.append([])
        cut[-1].append(after)
    return [Line(part, line.continues_word and i == 0) for i, part in enumerate(cut)] if len(cut) > 1 else [line]


def _columns(zone: list[Line]) -> list[Line]:
    """Return the lines of a two-column block, the left column first."""
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
    """Return whether the stream breaks printed lines into separate, interleaved parts."""
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
    """Return the page with its lines rebuilt from the positions of its glyphs."""
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
