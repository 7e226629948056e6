"""Decode plain text and Markdown; old encodings are detected by what the text spells."""

import codecs
from pathlib import Path
from typing import NamedTuple

from cancu.errors import ReadError
from cancu.read import old_encodings

TEXT_BYTES = 64 << 20
"""The largest text file in bytes: some twenty thousand printed pages."""


class Decoded(NamedTuple):
    """Decoded text, with its encoding if that was not UTF-8 or UTF-16."""

    text: str
    encoding: str | None

    @property
    def notes(self) -> tuple[str, ...]:
        """The encoding as a note on the reading."""
        return (
            (f"read as {self.encoding} and converted; its offsets are those of the converted text",)
            if self.encoding
            else ()
        )


def decode(data: bytes) -> Decoded:
    """Decode UTF-8, UTF-16 with its mark, or a certain old encoding; raises ReadError."""
    if len(data) > TEXT_BYTES:
        raise ReadError(f"a text of more than {TEXT_BYTES >> 20} MB; split it")
    if not data.strip():
        raise ReadError("the file is empty; leave it out or put the text in")
    wide = data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) and data[2:4] != b"\x00\x00"
    if not wide and b"\x00" in data[:4096] and not _looks_wide(data):
        raise ReadError("this is a binary file, not text; convert it to UTF-8 text first")
    try:
        text = data.decode("utf-16" if wide else "utf-8")
    except UnicodeDecodeError as error:
        if wide:
            raise ReadError(f"not UTF-16 at byte {error.start}; save it as UTF-8 and run again") from error
        if broken := _stray(data):
            return Decoded(broken, None)
        return Decoded(*old_encodings.from_bytes(data))
    if "\x00" in text:
        return (
            Decoded(*old_encodings.from_bytes(data)) if _looks_wide(data) else Decoded(*old_encodings.to_unicode(text))
        )
    return Decoded(*old_encodings.to_unicode(text))


def _looks_wide(data: bytes) -> bool:
    """Return whether every other byte is mostly zero or a page of Vietnamese letters: UTF-16 without its mark."""
    head = data[:2000]
    return any(sum(b in (0, 1, 3, 0x1E, 0x20) for b in head[i::2]) > 0.9 * len(head[i::2]) > 0 for i in (0, 1))


def _stray(data: bytes) -> str | None:
    """Decode UTF-8 with a few stray bytes, such as a file cut inside a letter; replacement marks stand for them."""
    text = data.decode("utf-8", "replace")
    return text if text.count("\ufffd") <= 3 and old_encodings.vietnamese(text)[1] > 20 else None


def read_text(path: Path) -> Decoded:
    """Return the text of a file; raises ReadError."""
    if path.stat().st_size > TEXT_BYTES:
        raise ReadError(f"a text of more than {TEXT_BYTES >> 20} MB; split it")
    return decode(path.read_bytes())
