"""Pictures of pages through Tesseract."""

from functools import cache
from typing import Any

from cancu.errors import ReadError
from cancu.read.pages import Sheet

DPI = 300
MISSING = (
    "recognising them needs the program tesseract with Vietnamese (Debian: apt install tesseract-ocr tesseract-ocr-vie)"
)


@cache
def available() -> bool:
    return False


def recognise(picture: Any, number: int, width: float, height: float) -> Sheet:
    raise ReadError(MISSING)
