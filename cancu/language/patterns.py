"""Phrases as patterns: how a list of words of a data file is found in text of one spelling."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from cancu.knowledge.fold import spelling

UPPER = "".join(chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper())
CAPITAL = re.compile(rf"(?<!\w)[{UPPER}][^\W_]*")
"""A word with a capital first letter."""


def alternation(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, longest first, with free white space between words."""
    ordered = sorted({spelling(p) for p in phrases}, key=lambda p: (-len(p), p))
    return "|".join(r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in ordered)


@cache
def word_lists(name: str) -> dict[str, re.Pattern[str]]:
    """The lists of a data file of this layer, each as a pattern that matches where one of its phrases begins."""
    lists = tomllib.loads((files("cancu.language") / "data" / name).read_text(encoding="utf-8"))
    return {key: re.compile(rf"(?:{alternation(phrases)})(?!\w)") for key, phrases in lists.items()}
