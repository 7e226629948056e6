"""Assemble the text of a document piece by piece, with the place of each piece."""

import unicodedata
from array import array
from collections.abc import Callable

from cancu.errors import ReadError
from cancu.models import Box, Places

TEXT_LIMIT = 40_000_000
"""The largest document in characters: some 10,000 pages of small print."""


class Writer:
    """Collects pieces of text with their places, and notes on the reading."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._starts = array("I")
        self._labels = array("I")
        self._names: dict[str, int] = {}
        self._boxes = array("f")
        self._boxed = False
        self.notes: list[str] = []
        self.progress: Callable[[str], None] = lambda _: None

    def put(self, text: str, place: str, box: Box | None = None) -> None:
        """Add text at a place; raises ReadError when the document exceeds TEXT_LIMIT."""
        if not text:
            return
        text = unicodedata.normalize("NFC", text)
        label = self._names.setdefault(place, len(self._names))
        if box is not None or self._boxed or not self._labels or self._labels[-1] != label:
            self._starts.append(self._length)
            self._labels.append(label)
            self._boxes.extend(box or (0.0, 0.0, 0.0, 0.0))
            self._boxed = box is not None
        self._pieces.append(text)
        self._length += len(text)
        if self._length > TEXT_LIMIT:
            raise ReadError(f"it contains more than {TEXT_LIMIT:,} characters of text; split it")

    @property
    def text(self) -> str:
        """Return the text written so far."""
        return "".join(self._pieces)

    @property
    def places(self) -> Places:
        """Return the place of every character."""
        boxes = self._boxes if any(self._boxes) else ()
        return Places(self._starts, self._labels, tuple(self._names), boxes)
