"""Copies of one document among the files: the same bytes, the same text in another kind of file, a draft and what became of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cancu.ingest.said import Said, alike
from cancu.knowledge.fold import words
from cancu.models import Document

COPY = 0.8
"""Least share of runs of words that two readings of one document have in common: a scan has its slips."""
DRAFT = 0.4
"""Least share that a draft has in common with what was issued: parts of it are written anew."""
TITLE = 0.8
_BEST = ("text/plain", "text/markdown", "text/html", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")


class Copies(NamedTuple):
    """What is read once for all its copies."""

    kept: list[Said]
    lines: list[str]
    """One line for each file that is a copy: of which, and how that is known."""


def without_copies(said: Iterable[Said]) -> Copies:
    """The texts without copies of one another: same bytes, or same own number and date with nearly the same words.

    Of several, the one is kept that needed the least recognising; of alike ones the first by path.
    """
    ordered = sorted(said, key=lambda one: (_quality(one), one.path))
    seen: dict[str, Said] = {}
    numbered: dict[tuple[str, object], list[Said]] = defaultdict(list)
    kept, lines = [], []
    for one in ordered:
        own = one.extraction.document
        same = seen.setdefault(own.sha256 or one.path, one)
        if same is not one:
            lines.append(f"{one.path}: the same bytes as {same.path}, which was read for both")
            continue
        if own.key:
            others = numbered[own.key, own.date]
            twin = next((other for other in others if alike(one.sketch, other.sketch) >= COPY), None)
            if twin is not None and twin.media != one.media:
                lines.append(f"{one.path}: the same document as {twin.path}, which was read for both")
                continue
            others.append(one)
        kept.append(one)
    return Copies(sorted(kept, key=lambda one: one.path), sorted(lines))


def _quality(one: Said) -> int:
    """0 for text that was typed, 1 for pages, 2 for pictures."""
    return 0 if one.media in _BEST else 2 if one.media.startswith("image/") else 1


def drafts(documents: Sequence[Document], sketches: Mapping[str, tuple[int, ...]]) -> dict[str, str]:
    """Id of each draft, which has no number yet, to the id of the document that was issued from it.

    Both are of one type and place and have nearly the same title, and the words of one are largely those of the other;
    where two documents could be meant, none is.
    """
    issued: dict[tuple[str | None, str], list[Document]] = defaultdict(list)
    for document in documents:
        if document.in_corpus and document.number:
            issued[document.type, document.scope].append(document)
    found = {}
    for draft in documents:
        if not draft.in_corpus or draft.number or not draft.title:
            continue
        may_be = [
            other
            for other in issued[draft.type, draft.scope]
            if _same_title(draft, other)
            and alike(sketches.get(draft.path or "", ()), sketches.get(other.path or "", ())) >= DRAFT
            and not (draft.date and other.date and other.date < draft.date)
        ]
        if len(may_be) == 1:
            found[draft.id] = may_be[0].id
    return found


def _same_title(draft: Document, other: Document) -> bool:
    one, two = set(words(draft.title or "")), set(words(other.title or ""))
    return bool(one and two) and len(one & two) / len(one | two) >= TITLE
