"""Phrases as patterns: how a list of words of a data file is found in text of one spelling."""

import re
import tomllib
from collections.abc import Iterable
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


@cache
def word_lists(name: str) -> dict[str, re.Pattern[str]]:
    """The lists of a data file of this layer, each as a pattern that matches where one of its phrases begins."""
    lists = tomllib.loads((files("cancu.language") / "data" / name).read_text(encoding="utf-8"))
    return {key: re.compile(rf"(?:{alternation(phrases)})(?!\w)") for key, phrases in lists.items()}
