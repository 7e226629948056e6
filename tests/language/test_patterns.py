"""Patterns that a search goes through a text with: what they find is what a plain pattern finds."""

import re

import pytest

from cancu.language.patterns import AtLine

LINES = "1. một\n2. hai\nba 3. bốn\n\n4. năm"


@pytest.mark.parametrize("start", [0, 1, 6, 7, 9, len(LINES)])
def test_a_pattern_at_lines_finds_what_a_plain_one_finds(start):
    plain = re.compile(r"(?:^|\n)\d\.")
    assert [m.span() for m in AtLine(r"\d\.").finditer(LINES, start)] == [
        m.span() for m in plain.finditer(LINES, start)
    ]


def test_the_first_of_them():
    found = AtLine(r"(?P<number>\d)\. h").search(LINES)
    assert found is not None
    assert found["number"] == "2"
    assert AtLine("không").search(LINES) is None
