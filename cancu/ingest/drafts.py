"""Drafts among the files: texts without a number yet, and the document that was issued from each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from cancu.knowledge.fold import words
from cancu.models import Document

_TEXT = 0.3
"""Least share of the words' runs that a draft has in common with what was issued: parts of it are written anew."""
_TITLE = 0.8


def issued_from(documents: Sequence[Document], sketches: Mapping[str, str | None]) -> dict[str, str]:
    """Id of each draft to the id of the document that was issued from it; `sketches` are those of the texts by path.

    Both are of one type and place and have nearly the same title, and the words of one are largely those of the other.
    Where two documents could be meant, none is.
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
    """What two sets have in common, as a share of all that is in either; of sketches, of the least of them."""
    every = set(one) | set(other)
    least = set(sorted(every)[: max(1, min(len(set(one)), len(set(other))))]) if len(every) > 40 else every
    return len(least & set(one) & set(other)) / max(1, len(least))
