"""Phrases as patterns: how a list of words of a data file is found in text of one spelling."""

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
"""A word with a capital first letter."""


def alternation(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, longest first, with free white space between words.

    What phrases begin with in common is tried once: the pattern is a tree of characters, so that a text is left at the first
    one that no phrase goes on with.
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
    """The matches of a pattern, in order, none inside another; `plain` is the same without what it asks of the text before.

    What stands before a match is slow to ask where it is asked at every character, so it is asked only where `plain` matches.
    """
    at = 0
    while match := plain.search(text, at):
        if found := whole.match(text, match.start()):
            yield found
            at = found.end()
        else:
            at = match.start() + 1


def whole_words(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begin no word in its middle, in order, none inside another.

    The same as the pattern behind `(?<!\\w)`, which is slow as it is asked at every character.
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
    """A pattern that begins at the start of a line: a search goes from newline to newline, which is fast.

    A match begins with the newline, but for that at the very start of a text.
    """

    def __init__(self, pattern: str) -> None:
        self._first = re.compile(pattern)
        self._later = re.compile(rf"\n{pattern}")

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """The matches between two offsets, in order, none inside another."""
        if start == 0 and (first := self._first.match(text, 0, end)):
            yield first
            start = first.end()
        yield from self._later.finditer(text, start, end)

    def match(self, text: str, at: int) -> re.Match[str] | None:
        """The match of the line that begins at an offset, without a newline before it."""
        return self._first.match(text, at) if at == 0 or text[at - 1] == "\n" else None

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first match from an offset on."""
        return next(self.finditer(text, start), None)


@cache
def word_lists(name: str) -> dict[str, re.Pattern[str]]:
    """The lists of a data file of this layer, each as a pattern that matches where one of its phrases begins."""
    lists = tomllib.loads((files("cancu.language") / "data" / name).read_text(encoding="utf-8"))
    return {key: re.compile(rf"(?:{alternation(phrases)})(?!\w)") for key, phrases in lists.items()}
