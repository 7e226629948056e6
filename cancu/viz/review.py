"""Write a draft as a page: its text with findings struck out or marked, and notes beside the lines concerned."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cancu.messages import catalogue_words
from cancu.viz import Note
from cancu.viz.page import page
from cancu.viz.pictures import write
from cancu.viz.text import pieces


def marked_review(
    title: str,
    summary: str,
    text: str,
    notes: Sequence[Note],
    bases: Sequence[tuple[str, str, str]],
    path: Path,
    language: str,
) -> None:
    """See `cancu.viz.draw_review`."""
    data = {
        "words": catalogue_words(language, "review_page"),
        "severities": catalogue_words(language, "severity"),
        "title": title,
        "summary": summary,
        "paragraphs": paragraphs(text, notes),
        "notes": [note.model_dump(mode="json", exclude={"start", "end"}) for note in notes],
        "bases": bases,
    }
    start = 'startReview(document.getElementById("app"));'
    write(path, {".html": lambda: (page(title, data, ("review",), start, language=language), {})})


def paragraphs(text: str, notes: Sequence[Note]) -> list[dict[str, Any]]:
    """Return the text in parts, each with the notes that begin in it: pieces with the index of the most severe note over each (or None).

    A part ends where a line ends a clause; a line that breaks off inside a clause continues in the same part.
    """
    found = []
    spans = [(note.start, note.end) for note in notes]
    for start, end in _parts(text):
        inside = [i for i, (a, b) in enumerate(spans) if a < end and b > start]
        lightest_first = inside[::-1]
        own = [(max(spans[i][0], start) - start, min(spans[i][1], end) - start) for i in lightest_first]
        cut = [[words, None if k is None else lightest_first[k]] for words, k in pieces(text[start:end], own)]
        found.append({"pieces": cut, "notes": [i for i in inside if start <= spans[i][0] < end]})
    return found


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each part; empty lines belong to none."""
    start: int | None = None
    at = 0
    for line in text.splitlines(keepends=True):
        end = at + len(line.rstrip())
        if line.strip() and start is None:
            start = at
        following = text[at + len(line) :].split("\n", 1)[0]
        closed = line.rstrip().endswith((";", ".", ":", "!", "?")) or not following[:1].islower()
        if start is not None and closed and end >= start:
            yield start, end
            start = None
        at += len(line)
    if start is not None:
        yield start, len(text)
