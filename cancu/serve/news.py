"""List the news since a day: changed states with the documents they affect, and what loads added."""

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from operator import itemgetter
from typing import Literal

from cancu.ingest.journal import journal_of, since
from cancu.models import State
from cancu.serve.snapshots import Snapshot

Kind = Literal[
    "ended", "amended", "suspended", "period_over", "begun", "added", "changed", "removed", "implements", "cited"
]
KINDS: tuple[Kind, ...] = (
    "ended", "period_over", "suspended", "amended", "begun", "implements", "cited", "added", "changed", "removed",
)  # fmt: skip
"""The kinds of news, most serious first."""
_OF_STATE: dict[str, Kind] = {
    State.ENDED: "ended", State.AMENDED: "amended", State.SUSPENDED: "suspended", State.PERIOD_OVER: "period_over",
    State.IN_FORCE: "begun",
}  # fmt: skip
_TOUCHED = """
MATCH (d:Document)-[r:BASED_ON|IMPLEMENTS|GUIDES]->(b:Document)
WHERE b.id IN $ids AND d.in_corpus AND r.as_amender IS NULL
RETURN b.id AS basis, collect(DISTINCT d.id) AS ids
"""


@dataclass(frozen=True, slots=True)
class News:
    """One news item."""

    day: str
    """yyyy-mm-dd."""
    kind: Kind
    id: str
    """The document concerned."""
    by: str | None = None
    """The cause: a number, or the id of the citing document."""
    touched: Sequence[str] = ()
    """The ids of the documents in the corpus that rest on it."""


def news(snapshot: Snapshot, url: str, first: datetime.date, last: datetime.date) -> list[News]:
    """Return the news from the first day to the last, latest first; a changed state counts if a document in the corpus rests on it."""
    found: list[News] = []
    days = (first.isoformat(), last.isoformat())
    begin = bisect_left(snapshot.state_changes, days[0], key=itemgetter(0))
    end = bisect_right(snapshot.state_changes, days[1], key=itemgetter(0))
    turned = [one for one in snapshot.state_changes[begin:end] if one[2] in _OF_STATE]
    touched = {
        row["basis"]: sorted(row["ids"]) for row in snapshot.rows(_TOUCHED, ids=sorted({one[1] for one in turned}))
    }
    for on, identity, state, by in turned:
        if identity in touched or snapshot.entries[identity].in_corpus:
            found.append(News(on, _OF_STATE[state], identity, by, tuple(touched.get(identity, ()))))
    start = datetime.datetime.combine(first, datetime.time())
    for change in since(journal_of(url), start):
        day = change.at[:10]
        if day > days[1]:
            continue
        for kind, rows in (("added", change.added), ("changed", change.changed), ("removed", change.removed)):
            found += (News(day, kind, str(row["id"])) for row in rows)  # type: ignore[arg-type]
        for source, relation, target in change.links_added:
            entry = snapshot.entries.get(target)
            if relation == "IMPLEMENTS":
                found.append(News(day, "implements", target, source))
            elif entry and entry.in_corpus:
                found.append(News(day, "cited", target, source))
    unique = dict.fromkeys(found)
    return sorted(unique, key=lambda one: (one.day, -KINDS.index(one.kind), one.id, one.by or ""), reverse=True)


def atom(title: str, base: str, items: Sequence[tuple[News, str]], now: datetime.datetime) -> str:
    """Return the news as an Atom feed; each of `items` has its sentence, and `base` is the address of the server."""
    entries = "".join(
        f"<entry><id>tag:cancu,2026:{escape(one.kind)}/{escape(one.day)}/{escape(one.id)}/{escape(one.by or '')}</id>"
        f"<title>{_text(said)}</title><updated>{escape(one.day)}T00:00:00Z</updated>"
        f'<link href="{escape(base)}/doc/{escape(one.id)}"/><summary>{_text(said)}</summary></entry>\n'
        for one, said in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>tag:cancu,2026:news</id><title>{_text(title)}</title><author><name>cancu</name></author>"
        f"<updated>{now.strftime('%Y-%m-%dT%H:%M:%SZ')}</updated>\n{entries}</feed>\n"
    )


def _text(words: str) -> str:
    """Return text for XML: escaped, and without characters that XML does not allow."""
    return escape("".join(c for c in words if c >= " " or c in "\t\n"))
