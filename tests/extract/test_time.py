"""Time grows with the text: twice as much of anything takes about twice as long."""

import gc
import time
import unicodedata
from pathlib import Path

import pytest

from cancu.extract import extract
from cancu.extract.text import Source
from tests.extract.fragments import SHAPES, known

QUICK_S = 0.5
SHARED = Path(__file__).parents[2].parent / "shared" / "corpus-large"


def seconds(text: str) -> float:
    source = Source("đo.txt", text)
    gc.collect()
    began = time.process_time()
    extract(source)
    return time.process_time() - began


def check(fragment: str, size: int) -> None:
    """Twice the text takes no more than 2.8 times as long, or is quick; the better of two measures."""
    times = max(1, size // len(fragment.encode()))
    growth = []
    for _ in range(2):
        if (twice := seconds(fragment * 2 * times)) < QUICK_S:
            return
        growth.append(twice / max(seconds(fragment * times), 0.02))
        if growth[-1] < 2.8:
            return
    raise AssertionError(f"twice the text took {min(growth):.1f} times as long: {twice:.1f} s")


KNOWN = list(known())
EVERY_TENTH = ["".join(text for _, text in KNOWN[first::40]) for first in range(0, 40, 10)]


@pytest.mark.parametrize("phrases", EVERY_TENTH, ids=range(len(EVERY_TENTH)))
def test_phrases_of_the_rules_together(phrases: str) -> None:
    check(phrases, 50_000)


@pytest.mark.parametrize(
    "shape",
    ["law in a line", "numbers of a row", "torn number", "open bracket", "bases", "bars", "lists that none closes"],
)
def test_some_shapes(shape: str) -> None:
    check(SHAPES[shape], 30_000)


def test_a_hundred_kilobytes_of_one_law_take_seconds() -> None:
    assert seconds("Luật số 64/2025/QH15\n" * 5000) < 15


@pytest.mark.slow
@pytest.mark.parametrize("shape", [pytest.param(text, id=name) for name, text in SHAPES.items()])
def test_every_shape(shape: str) -> None:
    check(shape, 250_000)


@pytest.mark.slow
@pytest.mark.parametrize("phrase", [pytest.param(text, id=name) for name, text in KNOWN])
def test_every_phrase_of_the_rules(phrase: str) -> None:
    check(phrase, 60_000)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared texts are not beside the project")
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_megabytes_of_real_text(form: str) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SHARED.glob("*.txt")))[:1_000_000]
    check(unicodedata.normalize(form, text), 1)
