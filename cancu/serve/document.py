"""Prepare a document for its page: the text with its citations marked, and the citations grouped by their document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cancu.extract import Source
from cancu.graph.provisions import changes_to_part
from cancu.models import GONE, State
from cancu.serve.snapshots import Snapshot
from cancu.viz.text import pieces

_MENTIONS = """
MATCH (m:Mention)-[:STATED_IN]->(:Document {id: $id})
RETURN m.start AS start, m.end AS end, m.text AS text, m.key AS key, m.name AS name, m.relation AS relation, m.status AS status,
       m.target_id AS target, m.candidates AS candidates, m.sentence AS sentence, m.place AS place, m.provision AS provision,
       coalesce(m.parts, []) AS parts
ORDER BY start, end DESC
"""
_STARTS = """
MATCH (d:Document) WHERE d.id IN $ids
RETURN d.id AS id, d.part_path AS paths, d.part_start AS starts
"""
"""Where the parts of acts begin in their own texts, if these are available."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, with the citation that covers it, if any."""

    words: str
    mention: Row | None = None
    first: bool = False
    """Whether the citation begins here, so that links lead here."""
    here: bool = False
    """Whether a link refers to these words."""


@dataclass(frozen=True, slots=True)
class CitationGroup:
    """All citations of one document in a text with the same relation."""

    name: str
    target: str | None
    relation: str
    status: str
    state: State | None
    places: Sequence[Row]
    """The citations in text order."""
    how: str | None = None
    """What shows that the text carries the document out, or that it does not count as that."""


def mentions_of(snapshot: Snapshot, identity: str, day: str) -> list[dict[str, Any]]:
    """Return the citations in a text, in order, each with the state of its document on a day."""
    found = snapshot.rows(_MENTIONS, id=identity)
    cited = sorted({row["target"] for row in found if row["target"] and row["parts"]})
    starts = {
        (row["id"], path): int(start)
        for row in snapshot.rows(_STARTS, ids=cited)
        for path, start in zip(row["paths"] or (), row["starts"] or (), strict=True)
    }
    done = {
        target: [one for one in changes if one.by.id != identity]
        for target, changes in snapshot.graph.store.part_changes(cited).items()
    }
    for row in found:
        own = [(path, row["target"]) for path in row["parts"]]
        row["part_at"] = next((starts[target, path] for path, target in own if (target, path) in starts), None)
        told = (changes_to_part(path, done.get(target, ()), day) for path, target in own)
        row["part_done"] = list(dict.fromkeys(one.words for changes in told for one in changes[:1]))
        entry = snapshot.entries.get(row["target"] or "")
        row["state"] = entry.state(day) if entry else None
        row["dead"] = row["state"] in GONE
        row["name"] = row["key"] or row["name"] or row["text"]
    return found


def mark_citations(source: Source, mentions: Sequence[Row], at: int | None) -> list[Piece]:
    """Return the text in pieces; `at` is the offset in the file that a link refers to."""
    where = {source.raw(i): i for i in range(len(source.text), -1, -1)}
    spans = [(where.get(m["start"], -1), where.get(m["end"], -1)) for m in mentions]
    inside = [i for i, (start, end) in enumerate(spans) if 0 <= start < end]
    cuts = [spans[i] for i in inside]
    if at is not None and at in where and not any(mentions[i]["start"] == at for i in inside):
        stop = source.text.find("\n", where[at])
        cuts.append((where[at], len(source.text) if stop < 0 else max(stop, where[at] + 1)))
    seen: set[int] = set()
    found = []
    for words, index in pieces(source.text, cuts):
        if index is None:
            found.append(Piece(words))
        elif index >= len(inside):
            found.append(Piece(words, here=True, first=index not in seen))
        else:
            mention = mentions[inside[index]]
            found.append(Piece(words, mention, first=index not in seen, here=mention["start"] == at))
        if index is not None:
            seen.add(index)
    return found


def group_citations(mentions: Sequence[Row], how: Mapping[tuple[str, str], str]) -> list[CitationGroup]:
    """Return the citations grouped by document and relation, the most frequent first; `how` describes the link of a document and relation."""
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in mentions:
        groups.setdefault((row["target"] or row["name"], row["relation"], row["status"]), []).append(row)
    found = [
        CitationGroup(
            rows[0]["name"],
            rows[0]["target"],
            relation,
            status,
            rows[0]["state"],
            rows,
            how.get((rows[0]["target"] or "", relation)),
        )
        for (_, relation, status), rows in groups.items()
    ]
    return sorted(found, key=lambda one: -len(one.places))
