"""Turn word lists of data files into patterns for text in one spelling."""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from cancu.knowledge.fold import spelling

UPPER = "".join(chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper())
CAPITAL = re.compile(rf"(?<!\w)[{UPPER}][^\W_]*")
"""A capitalised word."""


def alternation(phrases: Iterable[str]) -> str:
    """Return a pattern for any of the phrases, longest first, with free white space between words.

    Common prefixes are tried once: the pattern is a tree of characters, so that matching stops at the first character
    that no phrase continues with.
    """
    tree: dict[str, Any] = {}
    for phrase in phrases:
        node = tree
        for char in " ".join(spelling(phrase).split()):
            node = node.setdefault(char, {})
        node[_END] = {}
    return _written(tree)


_END = ""


def _written(node: dict[str, Any]) -> str:
    ways = [
        (r"\s+" if char == " " else re.escape(char)) + _written(node[char]) for char in sorted(node) if char != _END
    ]
    if not ways:
        return ""
    some = ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
    return f"(?:{some})?" if _END in node else some


def guarded(plain: re.Pattern[str], whole: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern in order, none inside another; `plain` is the pattern without its look-behind.

    A look-behind is slow if tried at every character, so it is tried only where `plain` matches.
    """
    at = 0
    while match := plain.search(text, at):
        if found := whole.match(text, match.start()):
            yield found
            at = found.end()
        else:
            at = match.start() + 1


def whole_words(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    r"""Yield the matches of a pattern that do not begin inside a word, in order, none inside another.

    This equals the pattern after `(?<!\w)`, which is slow because it is tried at every character.
    """
    at = 0
    while match := pattern.search(text, at):
        before = text[match.start() - 1] if match.start() else " "
        if before.isalnum() or before == "_":
            at = match.start() + 1
        else:
            yield match
            at = match.end()


class AtLine:
    """A pattern that begins at the start of a line; searching from newline to newline is fast.

    A match begins with the newline, except at the very start of a text.
    """

    def __init__(self, pattern: str) -> None:
        self._first = re.compile(pattern)
        self._later = re.compile(rf"\n{pattern}")

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Yield the matches between two offsets, in order, none inside another."""
        if start == 0 and (first := self._first.match(text, 0, end)):
            yield first
            start = first.end()
        yield from self._later.finditer(text, start, end)

    def match(self, text: str, at: int) -> re.Match[str] | None:
        """Return the match in the line that begins at an offset, without a newline before it."""
        return self._first.match(text, at) if at == 0 or text[at - 1] == "\n" else None

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the first match from an offset on."""
        return next(self.finditer(text, start), None)


@cache
def word_lists(name: str) -> dict[str, re.Pattern[str]]:
    """Return the lists of a data file of this package, each as a pattern that matches where one of its phrases begins."""
    lists = tomllib.loads((files("cancu.language") / "data" / name).read_text(encoding="utf-8"))
    return {key: re.compile(rf"(?:{alternation(phrases)})(?!\w)") for key, phrases in lists.items()}
