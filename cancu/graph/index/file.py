"""The file of a link index: named arrays, mapped into memory. Documents are looked up by name without reading the rest.

Documents are numbered in id order; texts are numbers into one sorted list of words.
"""

import json
import mmap
import os
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = 2
NULL = -1
"""Stands for a missing text, node or link."""
NO_NUMBER = -(2**31)
"""Stands for an unknown number."""
_MAGIC = b"cancu link index\n"


class Array(NamedTuple):
    """The position of an array in the file."""

    kind: str
    """The number type as numpy writes it: <i4, <i8, |i1, |u1."""
    length: int
    start: int


class IndexFile:
    """An open index; `stamp` identifies the state of the graph that it was built from."""

    def __init__(self, path: Path) -> None:
        """Map a file written by `save`; raises ValueError for any other file, OSError if it cannot be read."""
        self.path = path
        with path.open("rb") as file:
            self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        start = len(_MAGIC) + 8
        size = int.from_bytes(self.map[len(_MAGIC) : start], "little")
        try:
            head = json.loads(self.map[start : start + size])
            known = self.map[: len(_MAGIC)] == _MAGIC and head["format"] == FORMAT
        except (ValueError, KeyError, TypeError):
            known = False
        if not known:
            raise ValueError(f"{path}: no link index of this version")
        base = _aligned(start + size)
        self.stamp: str = head["stamp"]
        self.arrays = {name: Array(kind, count, base + at) for name, (kind, count, at) in head["arrays"].items()}
        self.words = StoredWords(self.view("words.at"), self.view("words"))

    def view(self, name: str) -> memoryview:
        """Return the numbers of an array."""
        kind, length, start = self.arrays[name]
        size = int(kind[2:])
        raw = memoryview(self.map)[start : start + length * size]
        return raw if size == 1 else raw.cast("i") if size == 4 else raw.cast("q")

    def named(self, folded: str) -> list[str]:
        """Return the ids of the documents with a folded nickname."""
        word = bisect_left(self.words, folded)
        if word == len(self.words) or self.words[word] != folded:
            return []
        names, of = self.view("alias"), self.view("alias.of")
        return self._ids(of[bisect_left(names, word) : bisect_right(names, word)])

    def titled(self, parts: Sequence[str]) -> list[str]:
        """Return the ids of the documents whose folded titles contain all of these texts."""
        return self._holding("title", [part.encode("utf-8") for part in parts])

    def filed(self, end: str) -> list[str]:
        """Return the ids of the documents whose paths end with a text."""
        return self._holding("path", [end.encode("utf-8") + b"\n"])

    def line(self, name: str, document: int) -> str:
        """Return the title or the path of a document, by its number."""
        base, at = self.arrays[name].start, self.view(f"{name}.at")
        return str(self.map[base + at[document] : base + at[document + 1] - 1], "utf-8")

    def _ids(self, documents: Sequence[int] | memoryview) -> list[str]:
        ids = self.view("Document.id")
        return [self.words[ids[at]] for at in sorted({*documents})]

    def _holding(self, name: str, parts: Sequence[bytes]) -> list[str]:
        """Return the ids of the documents whose texts, each followed by a line end, contain all of the parts."""
        first, *others = sorted(parts, key=len, reverse=True)
        base, size, at = self.arrays[name].start, self.arrays[name].length, self.view(f"{name}.at")
        found = []
        place = self.map.find(first, base, base + size)
        while place >= 0:
            document = bisect_right(at, place - base) - 1
            start, end = base + at[document], base + at[document + 1]
            if all(self.map.find(part, start, end) >= 0 for part in others):
                found.append(document)
            place = self.map.find(first, end, base + size)
        return self._ids(found)


class StoredWords(Sequence[str]):
    """Distinct texts in sorted order, read one by one."""

    def __init__(self, at: memoryview, text: memoryview) -> None:
        self._at, self._text = at, text

    def __len__(self) -> int:
        return len(self._at) - 1

    def __getitem__(self, at: Any) -> Any:
        return str(self._text[self._at[at] : self._at[at + 1]], "utf-8")


def save(path: Path, arrays: Mapping[str, Any], stamp: str) -> None:
    """Write arrays, of numpy or of Python, to a file, completely or not at all."""
    places: dict[str, tuple[str, int, int]] = {}
    views = {name: memoryview(arrays[name]) for name in sorted(arrays)}
    at = 0
    for name, view in views.items():
        places[name] = (_KINDS[view.format], len(view), at)
        at = _aligned(at + view.nbytes)
    head = json.dumps({"format": FORMAT, "stamp": stamp, "arrays": places}).encode("utf-8")
    draft = path.with_name(f"{path.name}.draft")
    try:
        with draft.open("wb") as file:
            file.write(_MAGIC + len(head).to_bytes(8, "little") + head)
            base = _aligned(file.tell())
            for name, view in views.items():
                file.seek(base + places[name][2])
                file.write(view)
            file.truncate(base + at)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


_KINDS = {"B": "|u1", "b": "|i1", "i": "<i4", "q": "<i8", "l": "<i8"}
"""numpy's names for the number types of a view."""


def _aligned(at: int) -> int:
    return -(-at // 64) * 64
