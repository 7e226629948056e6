"""Views of a text for the extraction rules, all of the same length, so that offsets apply to each of them."""

import hashlib
import re
import unicodedata
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from functools import cached_property
from itertools import accumulate
from typing import Any, Final, TypeVar

from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.fold import fold, spelling
from cancu.models import Places, Transcript

Derived = TypeVar("Derived")

_LOOKALIKES: Final = str.maketrans(
    "АВЕКМНОРСТУХІЅЈаеорсухіΑΒΕΖΗΙΚΜΝΟΡΤΥΧÐƉð", "ABEKMHOPCTYXISJaeopcyxiABEZHIKMNOPTYXĐĐđ"
)
"""Cyrillic, Greek and Icelandic letters that keyboards, fonts and scans substitute for Vietnamese ones."""
_LOOKALIKE: Final = re.compile(f"[{''.join(map(chr, _LOOKALIKES))}]")
_LINK_OR_TAG: Final = re.compile(r"(?:https?://|www\.)[^\s<>()\"“”]+|</?[A-Za-z][^<>\n]{0,80}>")
_MARKS: Final = "*_|`#\u00a0\u200b\u200c\u200d\u2060\ufeff\u00ad\t¹²³⁰⁴⁵⁶⁷⁸⁹"

_WORDS_ONLY: Final = bytes(code if chr(code).isalnum() and code < 128 else 32 for code in range(256))


class Spans:
    """Spans of a text with fast membership tests for offsets."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def __contains__(self, offset: int) -> bool:
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._ends[index]


class Source:
    """A text with its path, hash and views; `raw` maps an offset of `text` to the code points of the file."""

    def __init__(
        self,
        path: str,
        text: str,
        *,
        sha256: str = "",
        raw: Sequence[int] | None = None,
        knowledge: Knowledge | None = None,
        places: Places | None = None,
    ) -> None:
        given: list[int] | None = None
        if "\r" in text:
            text, given = _one_line_end(text, given)
        if not unicodedata.is_normalized("NFC", text):
            text, given = _compose(text, given)
        self.path = path
        self.text = text
        self.sha256 = sha256 or hashlib.sha256(text.encode()).hexdigest()
        self._given = given
        self._raw = raw
        self._places = places
        self.knowledge = knowledge or built_in()
        """The tables used by the readers of this text."""
        self._derived: dict[Callable[[Source], Any], Any] = {}

    @classmethod
    def of(cls, read: Transcript, knowledge: Knowledge | None = None) -> "Source":
        """Return the views of a transcript."""
        return cls(read.path, read.text, sha256=read.sha256, raw=read.raw, places=read.places, knowledge=knowledge)

    def with_knowledge(self, knowledge: Knowledge) -> "Source":
        """Return the same text with other tables."""
        other = copy(self)
        other.knowledge = knowledge
        other._derived = {}
        return other

    def derived(self, build: "Callable[[Source], Derived]") -> Derived:
        """Return what `build` makes of this text, computed once."""
        if build not in self._derived:
            self._derived[build] = build(self)
        found: Derived = self._derived[build]
        return found

    def raw(self, offset: int) -> int:
        """Return the offset of the same place in the stored file, in code points."""
        given = offset if self._given is None else self._given[offset]
        return given if self._raw is None else self._raw[given]

    def place(self, offset: int) -> str | None:
        """Return the place of a character in a file of pages, paragraphs or cells ("trang 3"); None for plain text."""
        if self._places is None:
            return None
        return self._places.name(offset if self._given is None else self._given[offset])

    @cached_property
    def spelt(self) -> str:
        """The text with look-alike letters replaced by Vietnamese ones, with its markup."""
        return self.text.translate(_LOOKALIKES) if _LOOKALIKE.search(self.text) else self.text

    @cached_property
    def clean(self) -> str:
        """`spelt` with its markup replaced by spaces."""
        clean = self.spelt
        if "<" in clean or "://" in clean or "www." in clean:
            clean = _LINK_OR_TAG.sub(lambda m: " " * len(m.group()), clean)
        for mark in _MARKS:
            clean = clean.replace(mark, " ")
        return clean

    @cached_property
    def low(self) -> str:
        """`clean` in lower case with tone marks in one position."""
        return spelling(self.clean)

    @cached_property
    def sketch(self) -> str:
        """The smallest hashes of the text's five-word sequences, eight hexadecimal digits each; copies share most of them."""
        said = self.folded.encode("ascii", "replace").translate(_WORDS_ONLY).split()
        runs = zip(said, said[1:], said[2:], said[3:], said[4:], strict=False)
        hashes = [*map(zlib.crc32, map(b" ".join, runs))] or [zlib.crc32(b" ".join(said))]
        # Hashes are spread evenly: few lie below a limit that the smallest ones are very likely to lie below.
        limit = (1 << 32) * 256 // len(hashes)
        smallest = sorted({h for h in hashes if h < limit})
        return "".join(f"{h:08x}" for h in (smallest if len(smallest) >= 64 else sorted({*hashes}))[:64])

    @cached_property
    def folded(self) -> str:
        """`clean` without diacritics, in lower case."""
        return fold(self.clean)


def _one_line_end(text: str, raw: Sequence[int] | None) -> tuple[str, list[int]]:
    """Return the text with every line end as one newline (Windows, old Mac), and the original offset of each code point."""
    kept = [i for i, char in enumerate(text) if char != "\r" or text[i + 1 : i + 2] != "\n"]
    offsets = [*kept, len(text)]
    lines = "".join(text[i] for i in kept).replace("\r", "\n")
    return lines, offsets if raw is None else [raw[i] for i in offsets]


def _compose(text: str, raw: Sequence[int] | None) -> tuple[str, list[int]]:
    """Return the NFC text, and the original offset of each of its code points and of its end."""
    composed: list[str] = []
    offsets: list[int] = []
    for match in re.finditer(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+", text, re.DOTALL):
        piece = unicodedata.normalize("NFC", match.group())
        composed.append(piece)
        offsets.extend(min(match.start() + i, match.end() - 1) for i in range(len(piece)))
    offsets.append(len(text))
    return "".join(composed), offsets if raw is None else [raw[i] for i in offsets]
