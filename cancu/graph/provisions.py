"""Parts of documents that others cite or change: their wording, who cites them, and the changes to them."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from cancu.graph.rows import ChangedWords, Row, changed_words, mention_ids
from cancu.language.provisions import part_name, path_of
from cancu.models import Document, Done, Mention, PartChange, PartText


def with_parts(
    documents: Iterable[Document], mentions: Iterable[Mention], read: Mapping[str, Sequence[PartText]]
) -> tuple[Document, ...]:
    """Return the documents; each whose text was read gets the wording of the parts that a mention cites or changes.

    `read` gives the parts of each text by path, each with its own words only.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.target_id:
            wanted[mention.target_id].update(mention.parts)
        for change in mention.changes:
            if change.target_id and change.part:
                wanted[change.target_id].add(change.part)
    return tuple(
        d.model_copy(update={"parts": whole_parts(read.get(d.path or "", ()), wanted[d.id])})
        if d.in_corpus and d.id in wanted
        else d
        for d in documents
    )


def whole_parts(parts: Sequence[PartText], wanted: set[str]) -> tuple[PartText, ...]:
    """Return the wanted parts with all of their words; in `parts` each has its own words only."""
    return tuple(_whole(parts, wanted))


def _whole(parts: Sequence[PartText], wanted: set[str]) -> Iterator[PartText]:
    """Yield the wanted parts with all of their words, the first of each path."""
    for at, part in enumerate(parts):
        if part.path in wanted:
            wanted = wanted - {part.path}
            inside = [part.words]
            for other in parts[at + 1 :]:
                if other.start >= part.end:
                    break
                inside.append(other.words)
            yield PartText(part.path, part.start, part.end, "\n".join(filter(None, inside)))


class PartDone(NamedTuple):
    """A change that one act made to one part of a document, its first day, and the proof."""

    path: str
    """Empty for words of the whole act."""
    done: Done
    by: Document
    by_part: str | None = None
    since: str | None = None
    """The first day, yyyy-mm-dd; None if unknown."""
    wording: str | None = None
    old: str | None = None
    sentence: str = ""
    file: str = ""
    start: int = 0

    @property
    def told(self) -> str:
        """The change in words: 'amended since 01/02/2024 by khoản 1 Điều 1 của 12/2024/NĐ-CP'."""
        by = (f"{part_name(self.by_part)} của " if self.by_part else "") + (self.by.key or self.by.title or self.by.id)
        if self.since is None:
            return f"{_DONE[self.done]} by {by} on an unknown day"
        return f"{_DONE[self.done]} since {'/'.join(reversed(self.since.split('-')))} by {by}"

    @property
    def words(self) -> str:
        """The same with the name of the part: 'khoản 2 Điều 5: amended since …'."""
        return f"{part_name(self.path)}: {self.told}"


_DONE: Mapping[Done, str] = {
    "amends": "amended", "adds": "added", "repeals": "repealed", "replaces": "replaced", "replaces words": "words replaced",
    "adds words": "words added", "removes words": "words removed",
}  # fmt: skip


def first_day(by: Document, told: str | None = None) -> str | None:
    """Return the first day of a change: the one stated for the part that makes it, else the act's first day in force or its day of issue."""
    day = by.in_force or by.date
    return told or (day.isoformat() if day else None)


def stated_part_changes(
    mentions: Iterable[Mention], nodes: Mapping[str, Document], *, besides: str
) -> dict[str, list[PartDone]]:
    """Return the changes to parts of each document that mentions state, except those made by the document `besides`."""
    found: dict[str, list[PartDone]] = defaultdict(list)
    for m in mentions:
        for c in m.changes:
            by = nodes.get(c.source_id or "")
            if by and c.target_id and by.id != besides:
                one = PartDone(
                    c.part, c.done, by, c.by_part, first_day(by), c.wording, c.old, c.sentence, m.file, c.start
                )
                found[c.target_id].append(one)
    return found


def changes_to_part(path: str, changes: Iterable[PartDone], day: str) -> list[PartDone]:
    """Return the changes by a day to a part, or to one inside or around it, latest first; a change without a day comes last.

    If several texts state one change, the statement with the new wording is used. The addition of a part is not a
    change of it.
    """
    found: dict[tuple[object, ...], PartDone] = {}
    for one in changes:
        inside = one.path.startswith(f"{path}/")
        around = one.path == path or path.startswith(f"{one.path}/")
        if not one.path or not (inside or around) or (one.since or "") > day or (around and one.done == "adds"):
            continue
        key = (one.path, one.done, one.by.id, one.old)
        if key not in found or (found[key].wording is None and one.wording is not None):
            found[key] = one
    return sorted(found.values(), key=lambda c: (c.since or "", c.path == path, c.by.id, c.done), reverse=True)


class Stated(NamedTuple):
    """A statement of one text about one part of a document: the part, who cites or changes it, and the proof."""

    kind: Literal["CITES_PART", "CHANGES_PART"]
    source: str
    provision: Row
    row: Row


def stated_parts(document: Document, mentions: Iterable[Mention]) -> list[Stated]:
    """Return the statements of a text about parts, in text order; repeated citations with one relation count once."""
    found: dict[tuple[object, ...], Stated] = {}
    days = {
        path: day.on
        for day in document.days
        if day.what == "begins" and day.on and day.part
        for path in path_of(day.part)
    }
    said = list(mentions)
    ids = mention_ids(said, document.id)
    for at, m in enumerate(said):
        source = m.source_id or (document.id if m.source == "self" else None)
        if m.target_id and source and source != m.target_id:
            proof = {"stated_by": document.id, "mention": ids[at], "start": m.start}
            for path in m.parts:
                row: Row = {"relation": m.relation.value, **proof}
                one = Stated("CITES_PART", source, _provision(m.target_id, path), row)
                found.setdefault((source, m.relation, m.target_id, path), one)
        words = changed_words(m)
        for change in m.changes:
            if change.source_id and change.target_id and change.source_id != change.target_id:
                key = (change.source_id, change.done, change.target_id, change.part, change.by_part, change.old)
                found.setdefault(key, _changed(document, ids[at], change, words, days))
    return list(found.values())


def _changed(
    document: Document, mention: str, change: PartChange, words: ChangedWords, days: Mapping[str, datetime.date]
) -> Stated:
    """Return one change; a day that the acting text gives to the changing part, or to one around it, is its day."""
    around = [
        p for p in days if change.by_part and change.source == "self" and (change.by_part + "/").startswith(p + "/")
    ]
    since = days[max(around, key=len)].isoformat() if around else None
    told = {"by_part": change.by_part, "since": since, "old": change.old}
    row: Row = {
        "done": change.done,
        "stated_by": document.id,
        "mention": mention,
        "start": change.start,
        **{name: value for name, value in told.items() if value},
        **words.places(change),
    }
    return Stated("CHANGES_PART", change.source_id or "", _provision(change.target_id or "", change.part), row)


def _provision(document: str, path: str) -> Row:
    row = {
        "id": f"{document}#{path}",
        "document": document,
        "path": path,
        "name": part_name(path) if path else "toàn văn",
    }
    return {name: value for name, value in row.items() if value != ""}
