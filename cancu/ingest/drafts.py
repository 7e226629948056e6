"""Match drafts, which have no number yet, with the documents issued from them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from cancu.knowledge.fold import words
from cancu.models import Document

_TEXT = 0.3
"""The least share of word sequences that a draft has in common with the issued text, as parts of it are rewritten."""
_TITLE = 0.8


def issued_from(documents: Sequence[Document], sketches: Mapping[str, str | None]) -> dict[str, str]:
    """Return the id of the document issued from each draft, by the draft's id; `sketches` are those of the texts by path.

    Both have the same type and place, nearly the same title, and largely the same words. If two documents are possible,
    neither is chosen.
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
            if _shared(words(draft.title), words(other.title or "")) >= _TITLE
            and _shared(_hashes(sketches.get(draft.path or "")), _hashes(sketches.get(other.path or ""))) >= _TEXT
            and not (draft.date and other.date and other.date < draft.date)
        ]
        if len(may_be) == 1:
            found[draft.id] = may_be[0].id
    return found


def _hashes(sketch: str | None) -> tuple[str, ...]:
    return tuple(sketch[i : i + 8] for i in range(0, len(sketch), 8)) if sketch else ()


def _shared(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the similarity of two sets as a share of their union, estimated for sketches from the smallest hashes."""
    every = set(one) | set(other)
    least = set(sorted(every)[: max(1, min(len(set(one)), len(set(other))))]) if len(every) > 40 else every
    return len(least & set(one) & set(other)) / max(1, len(least))
