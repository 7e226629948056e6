"""Draw the page of a citation with the citation framed."""

import re
from collections.abc import Sequence
from pathlib import Path

from cancu.errors import ReadError
from cancu.models import Box, Transcript
from cancu.read.kinds import Kind, kind_of

_DPI = 150
_PAGE = re.compile(r"trang (\d+)")


def frame(path: Path, read: Transcript, start: int, end: int, picture: Path) -> int:
    """Write a PNG of the page on which [start, end) of a transcript begins, with that span framed; returns the page number.

    Raises ReadError for a file without pages, or one that cannot be displayed.
    """
    if read.places is None or not (found := read.places.framed(start, end)):
        raise ReadError(f"{read.path}: only PDF files and pictures have pages to show")
    if not path.is_file():
        raise ReadError(f"{read.path}: it is inside another file; unpack it first")
    first = _PAGE.match(found[0][0])
    number = int(first[1]) if first else 1
    boxes = [box for name, box in found if (match := _PAGE.match(name)) and int(match[1]) == number]
    from cancu.read.isolated import frame_isolated

    if why := frame_isolated(path, number, boxes, picture):
        raise ReadError(f"{read.path}: {why}")
    return number


def write_frame(path: Path, number: int, boxes: Sequence[Box], picture: Path) -> None:
    """Draw a page of a file with framed boxes, in this process."""
    from cancu.read import scans

    if kind_of(path) is Kind.PDF:
        from cancu.read.pdf import rendered

        shown = rendered(path, number, _DPI)
    else:
        shown = scans.opened(path, number)
    scans.write_framed(shown, _lines(boxes), picture)


def _lines(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes of words joined into one box for each line."""
    lines: list[Box] = []
    for box in boxes:
        if (
            lines
            and min(lines[-1][3], box[3]) - max(lines[-1][1], box[1]) > 0.5 * (box[3] - box[1])
            and box[0] >= lines[-1][0]
        ):
            one = lines[-1]
            lines[-1] = (one[0], min(one[1], box[1]), box[2], max(one[3], box[3]))
        else:
            lines.append(box)
    return lines
