"""Identify texts of the corpus that are copies of one document, and texts of one number that are two documents."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from cancu.graph.candidates import TextStatements
from cancu.graph.identity import key_slug, other_ids
from cancu.knowledge.fold import words
from cancu.models import Document

_COPY = 0.7
"""The share of common hashes, and of common title words, from which two texts of one number are copies."""


def join_copies(read: Sequence[TextStatements], sketches: Mapping[str, str]) -> dict[str | None, str | None]:
    """Return, by the path of each copy, the path of the text that it duplicates: same number, title and (nearly) the same words.

    The text kept is the first by name that has a date; its copies take its id. A text without a number has copies only
    with exactly the same words.
    """
    groups: dict[str, list[TextStatements]] = defaultdict(list)
    for text in read:
        own = text.document
        if sketches.get(own.path or "") and own.path != "-":
            groups[key_slug(own.key) if own.key else own.id].append(text)
    copies: dict[str | None, str | None] = {}
    for group in groups.values():
        kept: list[TextStatements] = []
        for text in sorted(group, key=lambda t: (t.document.date is None, t.document.year is None)):
            first = next((k for k in kept if _same_text(k.document, text.document, sketches)), None)
            if first is None:
                kept.append(text)
                continue
            copies[text.document.path] = first.document.path
            text.document = text.document.model_copy(update={"id": first.document.id})
    return copies


def _same_text(a: Document, b: Document, sketches: Mapping[str, str]) -> bool:
    told = (sketches[a.path or ""], sketches[b.path or ""])
    if not a.key or not b.key:
        return told[0] == told[1] and a.title == b.title
    one, two = ({sketch[i : i + 8] for i in range(0, len(sketch), 8)} for sketch in told)
    smallest = set(sorted(one | two)[: min(len(one), len(two))])
    titles = [set(words(d.title or "")) for d in (a, b)]
    titled = not all(titles) or len(titles[0] & titles[1]) >= _COPY * max(map(len, titles))
    dated = a.year == b.year or a.year is None or b.year is None
    return titled and dated and len(smallest & one & two) >= _COPY * len(smallest)


def assign_distinct_ids(read: Sequence[TextStatements], copies: Mapping[str | None, str | None]) -> None:
    """Give two texts with one identity different ids: the id of the later one, by file name, ends in its file's name.

    Copies receive the id of their text, and the text the paths of its copies.
    """
    seen: set[str] = set()
    by_path: dict[str | None, TextStatements] = {}
    for text in (t for t in read if t.document.path not in copies):
        if text.document.id in seen:
            own = next(i for i in other_ids(text.document) if i not in seen)
            text.document = text.document.model_copy(update={"id": own})
        seen.add(text.document.id)
        by_path[text.document.path] = text
    for text in (t for t in read if t.document.path in copies):
        first = by_path[copies[text.document.path]]
        text.document = text.document.model_copy(update={"id": first.document.id})
        paths = tuple(sorted((*first.document.copies, text.document.path or "")))
        first.document = first.document.model_copy(update={"copies": paths})


def name_and_bytes(document: Document) -> tuple[str, str, str]:
    """Return the sort key of texts: the name of the file, its bytes, its path."""
    path = document.path or ""
    return re.split(r"[/\\]", path)[-1], document.sha256 or "", path
