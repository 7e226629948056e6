"""Resolve id collisions: a new text with the id of another text in the store is kept beside it and never replaces it."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from cancu.graph.identity import other_ids
from cancu.graph.resolve import Resolved, all_documents, bodies
from cancu.graph.store.content import Text
from cancu.knowledge.base import Knowledge, built_in
from cancu.models import Document

Texts = Callable[[Iterable[str]], Mapping[str, Text]]
"""Returns the path and SHA-256 of those documents, by id, whose text the store contains."""


@dataclass(frozen=True, slots=True)
class ResolvedCollisions:
    """The documents to load, with notes about those that got another id."""

    resolved: Resolved
    notes: tuple[str, ...]
    """One line for each document whose id belonged to another file."""
    changed: int
    """The number of documents whose text differs from the stored one."""


def resolve_collisions(resolved: Resolved, texts: Texts, knowledge: Knowledge | None = None) -> ResolvedCollisions:
    """Give a new id to each document whose id another text in the store has.

    The file that had the id keeps it while it exists or is loaded too. Two texts are the same document if path or bytes
    are equal, or if the old file is gone from a folder that still exists.
    """
    corpus = [d for d in resolved.documents if d.in_corpus]
    held = dict(texts(d.id for d in corpus))
    coming = {_place(path) for d in corpus for path in (d.path, *d.copies)}
    taken = {d.id for d in corpus}
    moved: dict[str | None, Document] = {}
    notes = []
    changed = 0
    for document in corpus:
        chosen = document.id
        for chosen in chain((document.id,), other_ids(document)):
            if chosen != document.id:
                if chosen in taken:
                    continue
                held |= texts([chosen])
            if chosen not in held or _may_replace(document, held[chosen], coming):
                break
        before = held.get(chosen)
        if chosen != document.id:
            taken.add(chosen)
            moved[document.path] = document.model_copy(update={"id": chosen})
            if before is None:
                notes.append(
                    f"{document.path}: kept as {chosen}, because {held[document.id].path} holds another text with"
                    f" the same number"
                )
        elif before and before.sha256 != document.sha256 and _place(before.path) not in coming:
            notes.append(f"{document.path}: replaces {before.path}, which no longer exists, as {chosen}")
        changed += before is not None and before.sha256 != document.sha256
    return ResolvedCollisions(
        _renamed(resolved, moved, knowledge or built_in()) if moved else resolved, tuple(notes), changed
    )


def _may_replace(document: Document, held: Text, coming: set[str]) -> bool:
    """Return whether the store's text under an id is this file, or may be replaced by it."""
    if held.sha256 == document.sha256 or _place(held.path) in coming:
        return True
    old = Path(held.path or "-")
    return old.parent.is_dir() and not file_exists(str(old)) and file_exists(document.path or "-")


def file_exists(path: str) -> bool:
    """Return whether a file exists, or the archive or mail that contains it (`outer.zip!inner.docx`)."""
    return Path(path).exists() or Path(path.partition("!")[0]).is_file()


def _place(path: str | None) -> str:
    return "-" if path in (None, "-") else os.path.realpath(str(path))


def _renamed(resolved: Resolved, moved: Mapping[str | None, Document], knowledge: Knowledge) -> Resolved:
    corpus = [moved.get(d.path, d) for d in resolved.documents if d.in_corpus]
    mentions = tuple(
        m.model_copy(update={"source_id": moved[m.file].id}) if m.file in moved and m.source == "self" else m
        for m in resolved.mentions
    )
    documents = all_documents(corpus, mentions, knowledge)
    issuers, places = bodies(documents, knowledge)
    return Resolved(documents, mentions, issuers, places)
