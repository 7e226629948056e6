"""Read PDF files with PDFium: the words of each page with their boxes; pages without readable text are recognised."""

import ctypes
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cancu.errors import ReadError
from cancu.read.old_encodings import from_font, to_unicode_or_none, vietnamese
from cancu.read.pages import Line, Sheet, Word, compose, in_rows, rebuilt, scattered
from cancu.read.writer import Writer

PAGES = 20_000
_WINDOW = 200
_HYPHENS = "\ufffe\x02"
"""PDFium's characters for a hyphen at the end of a line: in running text and by index."""
_TELL_EVERY = 50


def read_pdf(path: Path, writer: Writer) -> None:
    """Write the text of all pages without page furniture; raises ReadError when the file cannot be opened."""
    import pypdfium2

    document = _open(path)
    try:
        if len(document) > PAGES:
            raise ReadError(f"it has {len(document):,} pages, more than {PAGES:,}; split it")
        compose(_windows(document, writer, pypdfium2), writer)
    finally:
        document.close()


def rendered(path: Path, number: int, dpi: int) -> Any:
    """Return the picture of one page."""
    document = _open(path)
    try:
        page = document[number - 1]
        try:
            scale = min(dpi / 72, 3000 / max(page.get_size()))
            return page.render(scale=scale).to_pil().convert("RGB")
        finally:
            page.close()
    finally:
        document.close()


def _open(path: Path) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise ReadError("it is locked with a password; save it without one") from error
        raise ReadError(f"it is damaged or cut short ({error}); download or save it again") from error


def _windows(document: Any, writer: Writer, pdfium: Any) -> Iterator[list[Sheet]]:
    """Yield the pages in groups of _WINDOW, so that a long document needs no more memory than a short one."""
    sheets: list[Sheet] = []
    bare: list[int] = []
    for index in range(len(document)):
        if index % _TELL_EVERY == _TELL_EVERY - 1:
            writer.progress(f"page {index + 1} of {len(document)}")
        try:
            page = document[index]
        except pdfium.PdfiumError:
            writer.notes.append(f"page {index + 1} is damaged and was not read")
            continue
        try:
            sheet = _sheet(page, index + 1, pdfium.raw)
            if not readable(sheet) or (_letters(sheet) < _FEW_LETTERS and _pictured(page)):
                sheet = _recognised(page, sheet, writer, bare)
        finally:
            page.close()
        sheets.append(sheet)
        if len(sheets) == _WINDOW:
            yield sheets
            sheets = []
    if sheets:
        yield sheets
    if bare:
        writer.notes.append(_without_text(bare))


def _recognised(page: Any, sheet: Sheet, writer: Writer, bare: list[int]) -> Sheet:
    """Return a page read from its picture; without a recogniser the page as it is, with its number added to `bare`."""
    from cancu.read import scans

    if not sheet.lines and not _pictured(page) and next(iter(page.get_objects(max_depth=2)), None) is None:
        return sheet
    if scans.missing():
        bare.append(sheet.number)
        return sheet
    writer.progress(f"recognising page {sheet.number}")
    scale = min(scans.DPI / 72, 5000 / max(sheet.width, sheet.height))
    found = scans.recognise(page.render(scale=scale).to_pil(), sheet.number, dots=_dots(page))
    return found if found.lines else sheet


def _dots(page: Any) -> float | None:
    """Return the resolution of the largest picture on a page, in dots per inch."""
    import pypdfium2

    largest, dots = 0.0, None
    for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if (right - left) * (top - bottom) > largest:
            largest = (right - left) * (top - bottom)
            width, height = item.get_px_size()
            dots = float(max(width, height)) / max(right - left, top - bottom) * 72
    return dots


def _pictured(page: Any) -> bool:
    """Return whether pictures cover most of a page."""
    import pypdfium2

    width, height = page.get_size()
    covered = 0.0
    for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return bool(covered > 0.4 * width * height)


def _without_text(pages: list[int]) -> str:
    from cancu.read.scans import missing

    listed = ", ".join(map(str, pages[:10])) + (" …" if len(pages) > 10 else "")
    which = f"page {listed} has" if len(pages) == 1 else f"{len(pages)} pages have"
    more = "" if len(pages) == 1 else f" ({listed})"
    return f"{which} no readable text{more} and {'was' if len(pages) == 1 else 'were'} not read: {missing()}"


_FEW_LETTERS = 400
"""The number of letters below which the text of a page may only be a gazette's or a signature's imprint on a scan."""


def _letters(sheet: Sheet) -> int:
    return sum(len(word.text) for line in sheet.lines for word in line.words)


def readable(sheet: Sheet) -> bool:
    """Return whether a page has text, and not only codes without a map to letters."""
    text = "\n".join(line.text for line in sheet.lines)
    letters = [char for char in text if not char.isspace()]
    if len(letters) < 5:
        return False
    odd = sum(char < " " or char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in letters)
    if odd > 0.2 * len(letters):
        return False
    share, marked = vietnamese(text)
    return not (marked >= 20 and share < 0.4)


def _sheet(page: Any, number: int, raw: Any) -> Sheet:
    """Return the words of a page in stream order, or by position if the stream scatters them."""
    text_page = page.get_textpage()
    try:
        width, height = page.get_size()
        chars, marks = _Chars(text_page, page, raw), set[str]()
        sheet = Sheet(number, width, height, in_rows(list(_lines(chars, marks)), marks), marks=marks)
        if scattered(sheet):
            sheet = rebuilt(sheet, chars.glyphs())
    finally:
        text_page.close()
    _mend(sheet)
    return sheet


def _mend(sheet: Sheet) -> None:
    """Convert the words from an encoding older than Unicode, if the whole page shows that it is one."""
    from cancu.read.old_encodings import encodings

    text = "\n".join(line.text for line in sheet.lines)
    _, name = to_unicode_or_none(text)
    encoding = next((e for e in encodings() if e.name == name), None)
    if encoding is not None:
        for line in sheet.lines:
            line.words = [word._replace(text=encoding.decode(word.text)) for word in line.words]


class _Chars:
    """The characters of a text page: code, box and font by index."""

    def __init__(self, text_page: Any, page: Any, raw: Any) -> None:
        self._handle = text_page.raw
        self._raw = raw
        self._edges = page.get_bbox()
        self._turn = page.get_rotation()
        self.count = text_page.count_chars()
        self._box = [ctypes.c_double() for _ in range(4)]
        self._matrix = raw.FS_MATRIX()

    def code(self, index: int) -> str:
        value = self._raw.FPDFText_GetUnicode(self._handle, index)
        return chr(value) if 0 < value < 0x110000 and not 0xD800 <= value < 0xE000 else "\ufffd"

    def size(self, index: int) -> float:
        """Return the printed size in points: the font's, scaled like the page."""
        size = float(self._raw.FPDFText_GetFontSize(self._handle, index))
        if self._raw.FPDFText_GetMatrix(self._handle, index, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d)
        return size

    def _on_turned_page(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of the page's own space as displayed: from the upper left corner of the rotated page."""
        left, bottom, right, top = self._edges
        match self._turn:
            case 90:
                return y - bottom, x - left
            case 180:
                return right - x, y - bottom
            case 270:
                return top - y, right - x
        return x - left, top - y

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom in points from the upper left corner."""
        left, right, bottom, top = self._box
        self._raw.FPDFText_GetCharBox(self._handle, index, left, right, bottom, top)
        (a, b), (c, d) = self._on_turned_page(left.value, top.value), self._on_turned_page(right.value, bottom.value)
        return min(a, c), min(b, d), max(a, c), max(b, d)

    def base(self, index: int) -> float:
        """Return the distance of the baseline from the upper edge."""
        x, y = self._box[:2]
        self._raw.FPDFText_GetCharOrigin(self._handle, index, x, y)
        return self._on_turned_page(x.value, y.value)[1]

    def font(self, index: int) -> str:
        flags = ctypes.c_int()
        length = self._raw.FPDFText_GetFontInfo(self._handle, index, None, 0, flags)
        if not length:
            return ""
        buffer = ctypes.create_string_buffer(length)
        self._raw.FPDFText_GetFontInfo(self._handle, index, buffer, length, flags)
        return buffer.value.decode("utf-8", "replace")

    def glyphs(self) -> Iterator[Word]:
        """Yield every printed character as a word."""
        for index in range(self.count):
            char = self.code(index)
            if (
                char.isspace()
                or (char < " " and char not in _HYPHENS)
                or (self._raw.FPDFText_IsGenerated(self._handle, index) == 1)
            ):
                continue
            yield Word("-" if char in _HYPHENS else char, *self.box(index), self.base(index), self.size(index))


def _lines(chars: _Chars, marks: set[str]) -> Iterator[Line]:
    """Yield the lines of the stream; a line that ends in a hyphen inside a word is joined to the next."""
    words: list[Word] = []
    start, text = 0, ""
    tied = False

    def word(end: int) -> None:
        nonlocal text
        if text:
            words.append(_word(chars, start, end, text, marks))
            text = ""

    for index in range(chars.count):
        char = chars.code(index)
        if char in _HYPHENS:
            start = start if text else index
            text += "-"
            word(index + 1)
            yield Line(words, tied)
            words, tied = [], True
        elif char in "\r\n":
            word(index)
            if words:
                yield Line(words, tied)
                words, tied = [], False
        elif char.isspace():
            word(index)
        else:
            start = start if text else index
            text += char
    word(chars.count)
    if words:
        yield Line(words, tied)


def _word(chars: _Chars, start: int, end: int, text: str, marks: set[str]) -> Word:
    """Return one word; raised figures at its end are a footnote reference, which goes into `marks`."""
    size, base = chars.size(start), chars.base(start)
    mark = ""
    while len(text) > 1 and text[-1].isdigit() and _raised(chars, end - 1, size, base):
        end, text, mark = end - 1, text[:-1], text[-1] + mark
    if mark:
        marks.add(mark)
    first, last = chars.box(start), chars.box(end - 1)
    left, right = min(first[0], last[0]), max(first[2], last[2])
    top, bottom = min(first[1], last[1]), max(first[3], last[3])
    return Word(
        from_font(text, chars.font(start)) if not text.isascii() else text, left, top, right, bottom, base, size
    )


def _raised(chars: _Chars, index: int, size: float, base: float) -> bool:
    return chars.size(index) < 0.8 * size and chars.base(index) < base - 0.1 * size
