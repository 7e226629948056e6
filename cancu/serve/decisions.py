"""Doubtful identities that only a person can resolve, shown with both sentences, and judgements that can be withdrawn."""

import datetime
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from cancu.errors import QueryError
from cancu.graph.decisions import Decision, read_decisions
from cancu.knowledge.facts import read_file
from cancu.queries import answer, get
from cancu.serve.snapshots import Snapshot

_OPEN_MENTIONS = """
MATCH (m:Mention)-[:STATED_IN]->(s:Document)
WHERE m.status IN ['open', 'ambiguous'] AND m.target_id IS NOT NULL AND m.candidates IS NOT NULL
RETURN m.target_id AS target, m.candidates AS candidates, m.text AS text, m.sentence AS sentence, m.file AS file, m.start AS start, s.id AS stated_in, m.reason AS reason
ORDER BY target, stated_in, start
"""
_FIRST_CITATIONS = """
MATCH (m:Mention)-[:NAMES]->(d:Document) WHERE d.id IN $ids AND m.status = 'resolved'
WITH d, m ORDER BY d.id, m.file, m.start
WITH d, collect({sentence: m.sentence, file: m.file, start: m.start})[0] AS first
RETURN d.id AS id, first.sentence AS sentence, first.file AS file, first.start AS start
"""
_WITHOUT_ID = (
    "MATCH (m:Mention) WHERE m.status IN ['unresolved', 'ambiguous'] AND m.target_id IS NULL RETURN count(m) AS n"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be meant, with a sentence about it if it has no title of its own."""

    id: str
    citation: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A document with a doubtful identity: the citations of it, and what it may be."""

    id: str
    """The doubtful document; a judgement replaces it by another."""
    citations: Sequence[dict[str, Any]]
    """The citations of it."""
    candidates: Sequence[Candidate]


class Judgements:
    """The file of human judgements; each change is complete, checked, and recorded in the log beside it."""

    def __init__(self, path: Path) -> None:
        """Use a file that may not exist yet."""
        self.path = path
        self.record = path.with_name(f"{path.name.removesuffix('.jsonl').removesuffix('.decisions')}.audit.jsonl")
        self._change = threading.Lock()

    def all(self) -> list[Decision]:
        """Return every judgement, including ended ones; raises DataFileError for an invalid line."""
        return list(read_file(self.path, Decision)) if self.path.exists() else []

    def active(self) -> list[Decision]:
        """Return the judgements in force."""
        return [one for one in self.all() if one.ended is None]

    def judge(
        self, a: str, b: str, judgement: Literal["same", "different"], who: str, why: str, address: str = ""
    ) -> None:
        """Add a judgement; raises DataFileError, and changes nothing, if it contradicts one in force."""
        new = Decision(a=a, b=b, judgement=judgement, who=who, when=datetime.date.today(), why=why)
        with self._change:
            self._write([*self.all(), new])
            self._note(judgement, new, who, address)

    def end(self, a: str, b: str, who: str, address: str = "") -> None:
        """Withdraw the judgement in force about two documents; raises QueryError if there is none."""
        with self._change:
            rows = self.all()
            at = next((i for i, one in enumerate(rows) if one.ended is None and (one.a, one.b) == (a, b)), None)
            if at is None:
                raise QueryError(f"no judgement in force is about {a} and {b}")
            rows[at] = rows[at].model_copy(update={"ended": datetime.date.today()})
            self._write(rows)
            self._note("ended", rows[at], who, address)

    def _write(self, rows: Sequence[Decision]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_name(f".{self.path.name}.new")
        unfinished.write_text("".join(row.model_dump_json(exclude_none=True) + "\n" for row in rows), encoding="utf-8")
        try:
            read_decisions(unfinished)
        except BaseException:
            unfinished.unlink()
            raise
        unfinished.replace(self.path)

    def _note(self, did: str, one: Decision, who: str, address: str) -> None:
        now = datetime.datetime.now().isoformat(timespec="seconds")
        line = {"at": now, "who": who, "address": address, "did": did, "a": one.a, "b": one.b, "why": one.why}
        with self.record.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")


def doubts(snapshot: Snapshot, judged: Sequence[Decision]) -> list[Doubt]:
    """Return the unresolved doubtful identities, those with the most citations first."""
    same = {one.b for one in judged if one.judgement == "same"}
    different = {frozenset((one.a, one.b)) for one in judged if one.judgement == "different"}
    citations: dict[str, list[dict[str, Any]]] = {}
    may: dict[str, dict[str, None]] = {}
    for row in snapshot.cached("open", lambda: snapshot.rows(_OPEN_MENTIONS)):
        citations.setdefault(row["target"], []).append(row)
        may.setdefault(row["target"], {}).update(dict.fromkeys(row["candidates"]))
    for pair in snapshot.cached("duplicates", lambda: answer(snapshot.graph.store, get("duplicates"), {}).records()):
        if pair["reason"] != "same file":
            one, other = sorted(
                (pair["one"]["id"], pair["other"]["id"]), key=lambda i: snapshot.entries[i].row["year"] is not None
            )
            may.setdefault(one, {})[other] = None
    left = {
        identity: [
            c for c in found if c != identity and c in snapshot.entries and frozenset((c, identity)) not in different
        ]
        for identity, found in may.items()
        if identity not in same
    }
    asked = [identity for identity, found in left.items() if found]
    proofs = {
        row["id"]: row for row in snapshot.rows(_FIRST_CITATIONS, ids=[*asked, *{c for i in asked for c in left[i]}])
    }
    for identity in asked:
        if identity not in citations and identity in proofs:
            citations[identity] = [proofs[identity]]
    found = [
        Doubt(identity, citations.get(identity, ()), [Candidate(c, proofs.get(c)) for c in left[identity]])
        for identity in asked
    ]
    return sorted(found, key=lambda doubt: (-len(doubt.citations), doubt.id))


def count_without_id(snapshot: Snapshot) -> int:
    """Return how many citations no judgement can resolve, because they name nothing with an id."""
    return int(snapshot.rows(_WITHOUT_ID)[0]["n"])
