"""Recognise pictures of pages with Tesseract; pictures are cleaned first and results cached by content."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from cancu.errors import ReadError
from cancu.knowledge.base import built_in
from cancu.language.dates import dates_in
from cancu.models import Box
from cancu.read import asterocr
from cancu.read.old_encodings import vietnamese
from cancu.read.pages import Line, Sheet, Word, compose
from cancu.read.writer import Writer

DPI = 300
"""The recogniser's best resolution; pictures with less are enlarged to it."""
_A4_INCHES = 8.27
_PAGE_S = 100
_PIXELS = 60_000_000
"""The largest picture in pixels: an A3 page at 500 dpi."""
_VERSION = "2"
"""The version of the cleaning; a new one makes all pages be read again."""


@cache
def missing() -> str | None:
    """Return what is missing for recognising pages and how to install it; None if nothing is."""
    program = shutil.which("tesseract")
    remedy = "(Debian: apt install tesseract-ocr tesseract-ocr-vie)"
    if program is None:
        return f"recognising them needs the program tesseract with Vietnamese {remedy}"
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=_PAGE_S, check=False)
    return None if "vie" in listed.stdout.split() else f"tesseract has no Vietnamese {remedy}"


def read_image(path: Path, writer: Writer) -> None:
    """Write the text of a JPEG, PNG or TIFF, page by page; raises ReadError when it cannot be opened or recognised."""
    from PIL import Image

    if why := missing():
        raise ReadError(f"it is a picture: {why}")
    Image.MAX_IMAGE_PIXELS = _PIXELS // 2
    with _decoding():
        picture = Image.open(path)
    with picture:
        compose(_frames(picture, writer), writer)


@contextmanager
def _decoding() -> Iterator[None]:
    """Raise ReadError for a picture that Pillow cannot decode, because its decoders raise errors of every kind."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        raise ReadError(f"the picture is damaged or too large ({error}); scan it again or save it as PDF") from error


def _frames(picture: Any, writer: Writer) -> Iterator[list[Sheet]]:
    from PIL import ImageOps

    with _decoding():
        count = getattr(picture, "n_frames", 1)
    if count > 1000:
        raise ReadError(f"it has {count:,} pages; split it")
    for number in range(1, count + 1):
        writer.progress(f"recognising page {number} of {count}")
        with _decoding():
            picture.seek(number - 1)
            page = ImageOps.exif_transpose(picture)
            page.load()
        yield [recognise(page, number)]


def recognise(picture: Any, number: int, *, dots: float | None = None) -> Sheet:
    """Return the words of the picture of a page, with boxes as if it were printed at DPI.

    `dots` is the original scanning resolution if the picture was enlarged since; otherwise it is estimated from the
    page size.
    """
    gray = _without_red(picture)
    width, height = gray.size
    own = max(1, min(width, height)) / _A4_INCHES
    cleaned = _cleaned(gray, min(4.0, max(1.0, DPI / own)), dots or own)
    sheet = _sheet(_cached_words(cleaned, "3"), cleaned.size, number)
    shows_words = sum(len(line.words) for line in sheet.lines) >= 5
    if shows_words and not _read_well(sheet) and (turn := _turned(cleaned)):
        again = cleaned.rotate(-turn, expand=True, fillcolor=255)
        turned = _sheet(_cached_words(again, "3"), again.size, number)
        if _words(turned) > _words(sheet):
            sheet, cleaned = turned, again
    _read_numbers_again(sheet, cleaned)
    return sheet


def _without_red(picture: Any) -> Any:
    """Return the picture in grey, with red seals and stamps as white as the paper."""
    if picture.mode in ("L", "1", "I;16", "I"):
        return picture.convert("L")
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        from PIL import Image

        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture)
        picture = paper
    return picture.convert("RGB").getchannel("R")


def _cleaned(gray: Any, scale: float, dots: float) -> Any:
    """Return the picture without specks, deskewed, large enough, and with smooth edges where a low resolution made them ragged."""
    from PIL import Image, ImageChops, ImageFilter, ImageStat

    smooth = gray.filter(ImageFilter.MedianFilter(3))
    if ImageStat.Stat(ImageChops.difference(gray, smooth)).mean[0] > _SPECKLED:
        gray = smooth
    gray = _on_white(gray)
    if scale > 1.05:
        gray = gray.resize((round(gray.width * scale), round(gray.height * scale)), Image.Resampling.LANCZOS)
    if dots < _RAGGED:
        gray = gray.filter(ImageFilter.GaussianBlur(0.65 * DPI / dots))
    angle = _skew(gray)
    return gray.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255) if abs(angle) >= 0.2 else gray


def _on_white(gray: Any) -> Any:
    """Return the picture with white paper: pixels nearly as bright as most of it become white."""
    counts = gray.histogram()
    paper = max(range(128, 256), key=lambda value: counts[value])
    if paper > 250:
        return gray
    white = max(130, paper - 30)
    return gray.point([min(255, round(value * 255 / white)) for value in range(256)])


_RAGGED = 140.0
"""The resolution (dots per inch) below which the edges of letters are steps."""
_SPECKLED = 6.0
"""The mean difference to the smoothed picture (of 255) from which it is speckled."""


def _skew(gray: Any) -> float:
    """Return the rotation in degrees that makes the lines level: where dark and bright rows differ most."""
    from PIL import Image

    small = gray.resize((700, max(1, round(700 * gray.height / gray.width))), Image.Resampling.BOX)
    small = small.point(lambda value: 255 if value < 160 else 0)

    def sharpness(angle: float) -> float:
        rows = small.rotate(angle, Image.Resampling.BILINEAR).resize((1, small.height), Image.Resampling.BOX).tobytes()
        return float(sum((a - b) ** 2 for a, b in pairwise(rows)))

    rough = max((step / 2 for step in range(-8, 9)), key=lambda angle: (sharpness(angle), -abs(angle)))
    return max((rough + step / 10 for step in range(-4, 5)), key=lambda angle: (sharpness(angle), -abs(angle)))


def _turned(gray: Any) -> int:
    """Return by how many degrees clockwise a page scanned on its side or upside down is rotated."""
    found = _run(_pnm(gray), "--psm", "0", "-l", "osd")
    match = re.search(r"Rotate: (\d+)", found)
    return int(match[1]) % 360 if match else 0


def _words(sheet: Sheet) -> int:
    share, marked = vietnamese("\n".join(line.text for line in sheet.lines))
    return round(share * marked)


def _read_well(sheet: Sheet) -> bool:
    share, marked = vietnamese("\n".join(line.text for line in sheet.lines))
    return marked >= 5 and share > 0.6


def _pnm(gray: Any) -> bytes:
    data: bytes = gray.tobytes()
    return b"P5 %d %d 255\n" % gray.size + data


def _cached_words(gray: Any, layout: str) -> str:
    """Return the recogniser's word table for a picture, from the cache if it was recognised before.

    `layout` 3 detects columns and blocks, 6 treats the picture as one block of lines.
    """
    options = ("-l", "vie", "--psm", layout, "--dpi", str(DPI), "tsv")
    return _cached(_pnm(gray), f"{layout} {_program_version()}", lambda data: _run(data, *options))


def _cached(data: bytes, way: str, read: Callable[[bytes], str]) -> str:
    """Return what `read` finds in a picture, from the cache if it was read the same way before."""
    name = hashlib.sha256(f"{_VERSION} {way} ".encode() + data).hexdigest()
    file = _cache_folder() / name[:2] / f"{name}.tsv"
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        pass
    found = read(data)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}")
        unfinished.write_text(found, encoding="utf-8")
        unfinished.replace(file)
    except OSError:
        pass  # a full or read-only disk costs only the next reading its time
    return found


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cancu" / "pages"


@cache
def _program_version() -> str:
    done = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, timeout=_PAGE_S, check=False)
    return (done.stdout or done.stderr).partition("\n")[0]


def _run(data: bytes, *options: str) -> str:
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", *options],
            input=data,
            capture_output=True,
            timeout=_PAGE_S,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise ReadError(
            f"recognising one page took more than {_PAGE_S} seconds; scan it again with a lower resolution"
        ) from error
    return done.stdout.decode("utf-8", "replace")


def _sheet(table: str, size: tuple[int, int], number: int) -> Sheet:
    """Convert the recogniser's word table to a page in points."""
    points = 72 / DPI
    lines: dict[tuple[str, ...], list[list[str]]] = {}
    for row in table.split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip() and _counts(cells[11], float(cells[10])):
            lines.setdefault(tuple(cells[1:5]), []).append(cells)
    found = []
    for rows in lines.values():
        boxes = [[float(value) * points for value in cells[6:10]] for cells in rows]
        base = max(sorted(top + height for _, top, _, height in boxes)[: len(boxes) // 2 + 1])
        heights = sorted(height for *_, height in boxes)
        tall = heights[len(heights) // 2]
        words = [
            Word(_letters(cells[11].strip()), left, top, left + width, top + height, base, tall)
            for cells, (left, top, width, height) in zip(rows, boxes, strict=True)
        ]
        found.append(Line(words, sure=sum(float(cells[10]) for cells in rows) / 100 / len(rows)))
    return Sheet(number, size[0] * points, size[1] * points, found, scanned=True)


_TWICE = re.compile("ĐÐ|ÐĐ|Ð")
_TWICE_SMALL = re.compile("đð|ðđ|ð")


def _letters(text: str) -> str:
    """Return a word without the Icelandic letter that the recogniser gives for a Đ, or beside it."""
    return _TWICE_SMALL.sub("đ", _TWICE.sub("Đ", text))


def _counts(text: str, confidence: float) -> bool:
    """Return whether a word is more than a speck: doubtful signs without letters are not."""
    return confidence > 60 or (confidence > 5 and any(char.isalnum() for char in text))


_HOLDS_NUMBER = re.compile(r"\d.*[A-ZĐ]{2}|^\W*[Ss][ốôóoò6]\W*\d|\d\s*[/-]|[Nn]g[àaáảã]y\s|th[áaàả]ng\s")
_PRINTED = re.compile(
    r"(?P<digits>\d{1,5})[a-z]?(?:/(?:19|20)\d\d)?[/-](?P<symbol>[A-ZĐƯ][A-Za-zĐƯ&]*(?:[-/][A-ZĐƯ][\w&]*)*)"
)
_LINE_GAP = 40
"""White rows between two lines that are read again."""


def _read_numbers_again(sheet: Sheet, picture: Any) -> None:
    """Read each line with a number or date a second time on its own, and keep the better-formed reading.

    The second reading is by AsterOCR's network if installed, because its errors differ from Tesseract's; else by
    Tesseract, blurred and enlarged. If both read a well-formed number and the two differ, the reading that spells more
    Vietnamese words on these lines is used, and a note is added.
    """
    lines = [line for line in sheet.lines if _HOLDS_NUMBER.search(line.text)]
    if not lines:
        return
    boxes = [_around(line) for line in lines]
    crops = [picture.crop(tuple(round(edge * DPI / 72) for edge in box)) for box in boxes]
    read = _by_network if asterocr.available() else _by_tesseract
    seconds = [
        [word._replace(base=line.base, size=line.size) for word in words]
        for line, words in zip(lines, read(crops, boxes), strict=True)
    ]
    second_leads = _well_spelt(seconds) > _well_spelt([line.words for line in lines])
    for line, second in zip(lines, seconds, strict=True):
        if second:
            readings = (second, line.words) if second_leads else (line.words, second)
            line.words = _merged(*readings, sheet)


def _well_spelt(lines: list[list[Word]]) -> float:
    return vietnamese("\n".join(_text(words) for words in lines))[0]


def _around(line: Line) -> Box:
    top, bottom = min(word.top for word in line.words), max(word.bottom for word in line.words)
    slack = 0.25 * (bottom - top)
    return line.left - 4, max(0.0, top - slack), line.right + 4, bottom + slack


def _by_network(crops: list[Any], boxes: list[Box]) -> Iterator[list[Word]]:
    for crop, (left, top, _, bottom) in zip(crops, boxes, strict=True):
        reader = f"asterocr {asterocr.VERSION}"
        found = _cached(_pnm(crop), reader, lambda _, crop=crop: json.dumps(asterocr.read_line(crop)))  # type: ignore[misc]
        yield [
            Word(text, left + start * 72 / DPI, top, left + end * 72 / DPI, bottom, bottom, bottom - top)
            for text, start, end in json.loads(found)
        ]


def _by_tesseract(crops: list[Any], boxes: list[Box]) -> Iterator[list[Word]]:
    from PIL import Image, ImageFilter

    dots, grown = DPI / 72, 1.4
    crops = [c.resize((round(c.width * grown), round(c.height * grown)), Image.Resampling.BICUBIC) for c in crops]
    size = max(c.width for c in crops) + 80, sum(c.height + _LINE_GAP for c in crops) + _LINE_GAP
    stack = Image.new("L", size, 255)
    tops, y = [], _LINE_GAP
    for crop in crops:
        stack.paste(crop.filter(ImageFilter.GaussianBlur(1.6)), (40, y))
        tops.append(y)
        y += crop.height + _LINE_GAP
    again = _sheet(_cached_words(stack, "6"), stack.size, 0)
    for box, crop, top in zip(boxes, crops, tops, strict=True):
        bounds = (top - _LINE_GAP / 2) / dots, (top + crop.height + _LINE_GAP / 2) / dots
        lines = [o for o in again.lines if bounds[0] < (o.words[0].top + o.words[0].bottom) / 2 < bounds[1]]
        yield [
            w._replace(
                left=box[0] + (w.left - 40 / dots) / grown,
                right=box[0] + (w.right - 40 / dots) / grown,
                top=box[1] + (w.top - top / dots) / grown,
                bottom=box[1] + (w.bottom - top / dots) / grown,
            )
            for w in sorted((word for other in lines for word in other.words), key=lambda w: w.left)
        ]


def _merged(first: list[Word], second: list[Word], sheet: Sheet) -> list[Word]:
    """Return the first reading of a line, with words from the second where these contain a better-formed number or date."""
    merged: list[Word] = []
    for ours, theirs in _side_by_side(first, second):
        one, other = _text(ours), _text(theirs)
        mine, better = _formed(one), _formed(other)
        if better > mine:
            ours, one, other = theirs, other, one
        taken, left = _PRINTED.search(one), _PRINTED.search(other)
        differ = taken and left and taken.group() != left.group()
        if taken and left and differ and (better == mine or taken["digits"] != left["digits"]):
            sheet.doubts.append(f"“{taken.group()}” may be “{left.group()}”")
        merged += ours
    return merged


def _side_by_side(first: list[Word], second: list[Word]) -> Iterator[tuple[list[Word], list[Word]]]:
    """Yield two readings of a line piece by piece; words without figures around a differing one are separate."""
    steps = SequenceMatcher(None, [w.text for w in first], [w.text for w in second], autojunk=False).get_opcodes()
    for _, a, b, c, d in steps:
        ours, theirs = first[a:b], second[c:d]
        ends: list[tuple[list[Word], list[Word]]] = []
        while ours and theirs and len(ours) == len(theirs) > 1:
            ends.append(([ours.pop()], [theirs.pop()]))
        while ours and theirs and not re.search(r"\d", ours[-1].text + theirs[-1].text):
            ends.append(([ours.pop()], [theirs.pop()]))
        while ours and theirs and not re.search(r"\d", ours[0].text + theirs[0].text):
            yield [ours.pop(0)], [theirs.pop(0)]
        yield ours, theirs
        yield from reversed(ends)


def _text(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


def _formed(text: str) -> int:
    """Return how well the numbers and dates in words are formed: one point for each, and for each known part of a symbol."""
    known, sum_ = built_in(), 0
    for match in _PRINTED.finditer(text):
        kind, *rest = re.split(r"[-/]", match["symbol"])
        torn = re.search(r"[^\W\d_]$|\d $", text[: match.start()])
        sum_ += 2 + (kind in known.type_by_code) + sum(part in known.issuer_by_code for part in rest) - bool(torn)
    return sum_ + sum(stated.date is not None for stated in dates_in(text.lower(), 0, len(text)))


_FRAME = (200, 30, 60)
_SLACK = 4


def opened(path: Path, number: int) -> Any:
    """Return one page of a picture file."""
    from PIL import Image, ImageOps

    with Image.open(path) as picture:
        picture.seek(number - 1)
        return ImageOps.exif_transpose(picture).convert("RGB")


def write_framed(picture: Any, boxes: Sequence[Box], path: Path) -> None:
    """Write a picture as PNG with a frame around each box."""
    from PIL import ImageDraw

    width, height = picture.size
    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom in boxes:
        edges = (left * width - _SLACK, top * height - _SLACK, right * width + _SLACK, bottom * height + _SLACK)
        pen.rectangle(edges, outline=_FRAME, width=3)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, "PNG")
