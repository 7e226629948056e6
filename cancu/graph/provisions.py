"""Parts of documents that others cite or change: their words, who cites them, and what was done to them since when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cancu.models import Document, Mention, PartText


def with_parts(
    documents: Iterable[Document], mentions: Iterable[Mention], read: Mapping[str, Sequence[PartText]]
) -> tuple[Document, ...]:
    """The documents, each whose text was read with the words of those of its parts that a mention cites or changes.

    `read` are the parts of each text by its path, each with its own words only.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.target_id:
            wanted[mention.target_id].update(mention.parts)
        for change in mention.changes:
            if change.target_id and change.part:
                wanted[change.target_id].add(change.part)
    return tuple(
        d.model_copy(update={"parts": tuple(_whole(read.get(d.path or "", ()), wanted[d.id]))})
        if d.in_corpus and d.id in wanted
        else d
        for d in documents
    )


def _whole(parts: Sequence[PartText], wanted: set[str]) -> Iterator[PartText]:
    """The wanted parts with all of their words, the first of each path."""
    for at, part in enumerate(parts):
        if part.path in wanted:
            wanted = wanted - {part.path}
            inside = [part.words]
            for other in parts[at + 1 :]:
                if other.start >= part.end:
                    break
                inside.append(other.words)
            yield PartText(part.path, part.start, part.end, "\n".join(filter(None, inside)))
