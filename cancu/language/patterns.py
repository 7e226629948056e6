"""Phrases as patterns: how a list of words of a data file is found in text of one spelling."""

import re
from collections.abc import Iterable

from cancu.knowledge.fold import spelling


def alternation(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, longest first, with free white space between words."""
    ordered = sorted({spelling(p) for p in phrases}, key=lambda p: (-len(p), p))
    return "|".join(r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in ordered)
