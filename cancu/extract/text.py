"""Files to text, and the views of a text that the rules read: same length, so that one offset serves all."""

import codecs
import hashlib
import re
import unicodedata
import zlib
from collections.abc import Sequence
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from cancu.errors import ReadError
from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.fold import fold, spelling

SUFFIXES: Final = {".txt": "text/plain", ".md": "text/markdown", ".html": "text/html", ".htm": "text/html"}
_LOOKALIKES: Final = str.maketrans(
    "АВЕКМНОРСТУХІЅЈаеорсухіΑΒΕΖΗΙΚΜΝΟΡΤΥΧÐƉð", "ABEKMHOPCTYXISJaeopcyxiABEZHIKMNOPTYXĐĐđ"
)
"""Cyrillic, Greek and Icelandic letters that keyboards, fonts and scans put in place of Vietnamese ones."""
_MARKUP: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>()\"“”]+|</?[A-Za-z][^<>\n]{0,80}>|[*_|`#\u00a0\u200b-\u200d\u2060\ufeff\u00ad\t¹²³⁰⁴-⁹]"
)
_BLOCKS: Final = {
    "p",
    "div",
    "br",
    "tr",
    "td",
    "th",
    "li",
    "ul",
    "ol",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "header",
    "footer",
    "blockquote",
    "title",
}


class Source:
    """One text with its path, hash and views; `raw` maps an offset of `text` to the file's own code points."""

    def __init__(
        self,
        path: str,
        text: str,
        *,
        sha256: str = "",
        raw: Sequence[int] | None = None,
        knowledge: Knowledge | None = None,
    ) -> None:
        if "\r" in text:
            text, raw = _one_line_end(text, raw)
        if not unicodedata.is_normalized("NFC", text):
            text, raw = _compose(text, raw)
        self.path = path
        self.text = text
        self.sha256 = sha256 or hashlib.sha256(text.encode()).hexdigest()
        self._raw = raw
        self.knowledge = knowledge or built_in()
        """What the readers of this text know."""

    def with_knowledge(self, knowledge: Knowledge) -> "Source":
        """The same text, read with other tables."""
        return Source(self.path, self.text, sha256=self.sha256, raw=self._raw, knowledge=knowledge)

    def raw(self, offset: int) -> int:
        """Offset of the same place in the file as it is stored, in code points."""
        return offset if self._raw is None else self._raw[offset]

    @cached_property
    def spelt(self) -> str:
        """The text with look-alike letters as the Vietnamese ones, its markup kept."""
        return self.text.translate(_LOOKALIKES)

    @cached_property
    def clean(self) -> str:
        """`spelt` with markup as spaces."""
        return _MARKUP.sub(lambda m: " " * len(m.group()), self.spelt)

    @cached_property
    def low(self) -> str:
        """`clean` in lower case with one place for each tone mark."""
        low = spelling(self.clean)
        return low if len(low) == len(self.clean) else self.clean.lower()

    @cached_property
    def sketch(self) -> str:
        """The smallest hashes of the text's runs of five words, eight hexadecimal digits each: copies share most of them."""
        said = re.findall(r"[a-z0-9]+", self.folded)
        runs = {" ".join(said[i : i + 5]) for i in range(max(1, len(said) - 4))}
        return "".join(f"{h:08x}" for h in sorted({zlib.crc32(run.encode()) for run in runs})[:64])

    @cached_property
    def folded(self) -> str:
        """`clean` without diacritics, in lower case."""
        return fold(self.clean)


def _one_line_end(text: str, raw: Sequence[int] | None) -> tuple[str, list[int]]:
    """The text with every line end as one newline (Windows, old Mac), and the offset that each code point came from."""
    kept = [i for i, char in enumerate(text) if char != "\r" or text[i + 1 : i + 2] != "\n"]
    offsets = [*kept, len(text)]
    lines = "".join(text[i] for i in kept).replace("\r", "\n")
    return lines, offsets if raw is None else [raw[i] for i in offsets]


def _compose(text: str, raw: Sequence[int] | None) -> tuple[str, list[int]]:
    """NFC text and, for each of its code points and its end, the offset it came from."""
    composed: list[str] = []
    offsets: list[int] = []
    for match in re.finditer(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+", text, re.DOTALL):
        piece = unicodedata.normalize("NFC", match.group())
        composed.append(piece)
        offsets.extend(min(match.start() + i, match.end() - 1) for i in range(len(piece)))
    offsets.append(len(text))
    return "".join(composed), offsets if raw is None else [raw[i] for i in offsets]


class _HtmlText(HTMLParser):
    """Collects the visible text of a page with the place of every character in the file."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = [0, *(m.end() for m in re.finditer("\n", page))]
        self._hidden = 0
        self.text: list[str] = []
        self.raw: list[int] = []
        self.feed(page)
        self.close()
        self.raw.append(len(page))

    def _put(self, text: str, *, width: int | None = None) -> None:
        line, column = self.getpos()
        start = self._lines[line - 1] + column
        if not self._hidden:
            self.text.append(text)
            self.raw.extend(start + (i if width is None else 0) for i in range(len(text)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._hidden += 1
        if tag in _BLOCKS:
            self._put("\n", width=0)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden = max(0, self._hidden - 1)
        if tag in _BLOCKS:
            self._put("\n", width=0)

    def handle_data(self, data: str) -> None:
        self._put(data)

    def handle_entityref(self, name: str) -> None:
        self._put(self.unescape_one(f"&{name};"), width=0)

    def handle_charref(self, name: str) -> None:
        self._put(self.unescape_one(f"&#{name};"), width=0)

    @staticmethod
    def unescape_one(reference: str) -> str:
        from html import unescape

        return unescape(reference)


def read(path: Path, *, name: str | None = None) -> Source:
    """Read one file as a document; raises ReadError that names the file and the remedy."""
    shown = name or str(path)
    media = SUFFIXES.get(path.suffix.lower())
    if media is None:
        raise ReadError(f"{shown}: files of this kind are not read; convert it to one of {', '.join(SUFFIXES)}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{shown}: cannot be read ({error.strerror}); check the path and its permissions") from error
    return from_bytes(shown, data, media)


def from_bytes(shown: str, data: bytes, media: str = "text/plain") -> Source:
    """A document from the bytes of a file: UTF-8, or UTF-16 that says so; raises ReadError when they are no such text.

    Offsets of a UTF-16 file are those of its text, without the mark at its start.
    """
    if not data.strip():
        raise ReadError(f"{shown}: the file is empty; leave it out or put the text in")
    wide = data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) and data[2:4] != b"\x00\x00"
    if not wide and b"\x00" in data[:4096]:
        raise ReadError(f"{shown}: this is a binary file, not text; convert it to UTF-8 text first")
    try:
        text = data.decode("utf-16" if wide else "utf-8")
    except UnicodeDecodeError as error:
        raise ReadError(
            f"{shown}: not {'UTF-16' if wide else 'UTF-8'} at byte {error.start}; save it as UTF-8 and run again"
        ) from error
    sha256 = hashlib.sha256(data).hexdigest()
    if media == "text/html":
        page = _HtmlText(text)
        return Source(shown, "".join(page.text), sha256=sha256, raw=page.raw)
    return Source(shown, text, sha256=sha256)
