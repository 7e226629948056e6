"""Human judgements about identity, read from a file and never written into the sources."""

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from cancu.errors import DataFileError
from cancu.knowledge.facts import read_file
from cancu.models import Mention, Value


class Decision(Value):
    """A judgement that two ids are, or are not, the same document; an ended decision no longer applies."""

    a: str
    b: str
    judgement: Literal["same", "different"]
    who: str
    when: datetime.date
    why: str
    ended: datetime.date | None = None


class Decisions:
    """The judgements in force; `same` replaces the second id by the first."""

    def __init__(self, decisions: tuple[Decision, ...] = ()) -> None:
        live = [d for d in decisions if d.ended is None]
        self._named = {identity for d in live for identity in (d.a, d.b)}
        self._met: set[str] = set()
        self._same = {d.b: d for d in live if d.judgement == "same"}
        self._different = {frozenset((d.a, d.b)) for d in live if d.judgement == "different"}

    def apply(self, mention: Mention) -> Mention:
        """Return the mention with the document that a person decided on."""
        target = mention.target_id
        if target in self._same:
            decision = self._same[target]
            self._met.add(decision.b)
            return mention.model_copy(
                update={
                    "target_id": decision.a,
                    "status": "resolved",
                    "reason": f"decided by {decision.who} on {decision.when}: {decision.why}",
                }
            )
        self._met.update(mention.candidates)
        left = tuple(c for c in mention.candidates if frozenset((c, target or "")) not in self._different)
        return mention if left == mention.candidates else mention.model_copy(update={"candidates": left})

    def unknown(self, ids: Iterable[str]) -> list[str]:
        """Return the ids named by judgements in force that are neither among `ids` nor met in a mention."""
        return sorted(self._named - self._met - set(ids))


def read_decisions(path: Path) -> Decisions:
    """Return the decisions of a JSON Lines file; raises DataFileError for an invalid line and for contradicting decisions."""
    rows = read_file(path, Decision)
    judged: dict[frozenset[str], Decision] = {}
    for row in (row for row in rows if row.ended is None):
        other = judged.setdefault(frozenset((row.a, row.b)), row)
        if other.judgement != row.judgement:
            told = " and ".join(f"{one.judgement} ({one.who}, {one.when})" for one in (other, row))
            raise DataFileError(f'{path}: {row.a} and {row.b} are judged {told}; end one of the two with "ended"')
    read_as: dict[str, Decision] = {}
    for row in (row for row in rows if row.ended is None and row.judgement == "same"):
        other = read_as.setdefault(row.b, row)
        if other.a != row.a:
            raise DataFileError(f'{path}: {row.b} is judged the same as {other.a} and as {row.a}; end one with "ended"')
    for row in read_as.values():
        if row.a in read_as:
            raise DataFileError(
                f"{path}: {row.b} is read as {row.a}, which is read as {read_as[row.a].a}; write the last one in both"
            )
    return Decisions(rows)
