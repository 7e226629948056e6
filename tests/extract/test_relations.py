"""Every row of relations.toml in a sentence that it decides and in one that it does not."""

import pytest

from cancu.extract import Source
from cancu.extract.reading import labelled
from cancu.extract.rows import rows

from .marked import check, paper, unmark

EXAMPLES = [(row.id, example) for row in rows() for example in row.examples]
COUNTER = [(row.id, example) for row in rows() for example in row.counter]


def deciding(text: str) -> list[str]:
    """The rows that decide the citations of a text."""
    return [c.row for c in labelled(Source("a.txt", text))[1] if not c.hit.own]


@pytest.mark.parametrize(("row", "example"), EXAMPLES)
def test_a_row_decides_its_example(row, example):
    check(paper(example))
    assert row in deciding(unmark(paper(example)))


@pytest.mark.parametrize(("row", "example"), COUNTER)
def test_a_row_leaves_its_counter_example(row, example):
    check(paper(example))
    assert row not in deciding(unmark(paper(example)))


def test_every_row_has_an_example_and_a_counter_example():
    assert [row.id for row in rows() if not row.examples or not row.counter] == []
    assert len({row.id for row in rows()}) == len(rows())
