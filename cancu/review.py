"""Review a draft file: what it says, what the tables and a graph know about its citations, and the findings in several formats."""

import datetime
import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from cancu import __version__
from cancu.extract import Source, extract
from cancu.graph.build import build
from cancu.graph.check import Finding, Review, kinds, review
from cancu.graph.provisions import PartDone, changes_to_part, stated_part_changes
from cancu.graph.register import register
from cancu.graph.resolve import Resolved, last_day, resolve
from cancu.graph.store.base import TIMEOUT_S
from cancu.graph.store.cypher_store import CypherStore
from cancu.graph.validity import Change, Validity, history, settle, stated_changes
from cancu.messages import catalogue_word, say, translated
from cancu.models import Document, Link, Relation, Turn
from cancu.queries.catalogue import get

DayBy = Literal["day", "month", "year", "today"]
"""The precision of the day's source: a day, only its month or year, or none."""


class PartOnDay(NamedTuple):
    """A part of a document on a day."""

    words: str | None
    """None if no available text proves them."""
    done: tuple[PartDone, ...]
    """The changes to it, or to a part inside or around it, latest first."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A draft, its citations, and the findings."""

    source: Source
    draft: Document
    resolved: Resolved
    review: Review
    states: Mapping[str, Turn]
    """The state on the day of each cited document, by id."""
    parts: Mapping[tuple[str, str], PartOnDay]
    """What is known on the day about each cited part, by id and path; only from a graph."""
    day_by: DayBy
    """The source of the day."""

    @property
    def stated_day(self) -> bool:
        """Whether the day was given or is in the draft; otherwise it is the last of the draft's month or year, or today."""
        return self.day_by == "day"


def day_of_review(draft: Document, given: datetime.date | None = None) -> tuple[datetime.date, DayBy]:
    """Return the day on which a draft is reviewed, and its source.

    It is the given day, else the draft's own, else the last day of its month or year; it is today if today is within
    these, or if the draft has neither.
    """
    if told := given or draft.date:
        return told, "day"
    today, last = datetime.date.today(), last_day(draft)
    if last is None:
        return today, "today"
    first = last.replace(day=1) if draft.month else last.replace(month=1, day=1)
    return (today, "today") if first <= today <= last else (last, "month" if draft.month else "year")


def review_draft(source: Source, *, day: datetime.date | None = None, store: CypherStore | None = None) -> Reviewed:
    """Review a draft on a day: the one given, else the draft's own, else the last of its month or year, else today.

    The cited documents are known from the draft itself, from the tables of `source.knowledge` and from `store`.
    """
    extraction = extract(source)
    own_day = extraction.document.date
    on, day_by = day_of_review(extraction.document, day)
    # A law that is cited without its year is the one of the day on which the draft will be signed.
    dated = extraction.document if own_day else extraction.document.model_copy(update={"date": on, "year": on.year})
    resolved = resolve([(dated, extraction.mentions)], knowledge=source.knowledge)
    draft = next(d for d in resolved.documents if d.in_corpus)
    draft = draft.model_copy(update={"date": own_day, "year": extraction.document.year})
    links = build(resolved.documents, resolved.mentions).links
    engine = surroundings(draft, resolved, links, source, store)
    held = list(store.documents(m.target_id for m in resolved.mentions if m.target_id).values()) if store else []
    guided = store.guided_by(m.target_id for m in resolved.mentions if m.target_id) if store else {}
    parts = stated_part_changes(resolved.mentions, {d.id: d for d in resolved.documents}, besides=draft.id)
    cited = {(m.target_id, path) for m in resolved.mentions if m.target_id for path in m.parts}
    held_parts = store.part_changes(target for target, _ in cited) if store else {}
    found = review(
        draft,
        resolved.mentions,
        engine,
        day=on,
        links=links,
        documents=held,
        text=source,
        guides=lambda identity: guided.get(identity, ()),
        parts=lambda identity: [
            *(one for one in held_parts.get(identity, ()) if one.by.id != draft.id),
            *parts.get(identity, ()),
        ],
        knowledge=source.knowledge,
    )
    states = {m.target_id: engine.state(m.target_id, on) for m in resolved.mentions if m.target_id}
    now = parts_on_day(store, sorted(cited), held_parts, on.isoformat()) if store else {}
    return Reviewed(source, draft, resolved, found, states, now, day_by)


def parts_on_day(
    store: CypherStore,
    cited: Iterable[tuple[str, str]],
    changes: Mapping[str, Sequence[PartDone]],
    day: str,
) -> dict[tuple[str, str], PartOnDay]:
    """Return what a graph knows on a day about parts, each an id and a path: the changes, and the words as the query `provision` gives them."""
    wanted = [*cited]
    held = {one.id: one for one in store.documents(identity for identity, _ in wanted).values()}
    query, found = get("provision"), {}
    for identity, path in wanted:
        done = tuple(changes_to_part(path, changes.get(identity, ()), day))
        own = identity in held and any(part.path == path for part in held[identity].parts)
        words = None
        if own or done:
            asked = {"document": identity, "part": path, "as_of": day}
            rows = store.run(query.cypher, asked, timeout_s=TIMEOUT_S).rows
            words = rows[0][query.columns.index("words")] if rows else None
        found[identity, path] = PartOnDay(words, done)
    return found


def surroundings(
    draft: Document, resolved: Resolved, links: Sequence[Link], source: Source, store: CypherStore | None
) -> Validity:
    """Return the validity engine over everything known around a draft, without what the draft itself will do to others."""
    nodes = {d.id: d for d in resolved.documents}
    known = register(source.knowledge)
    told = stated_changes((link for link in links if link.source != draft.id), nodes)

    @cache
    def changes(identity: str) -> tuple[Change, ...]:
        held = store.changes([identity]).get(identity, []) if store else []
        return (*told.get(identity, ()), *(change for change in held if change.by.id != draft.id))

    @cache
    def document(identity: str) -> Document | None:
        here, listed = nodes.get(identity), known.by_id.get(identity)
        stored = store.documents([identity]).get(identity) if store else None
        found = stored if stored and stored.in_corpus else here or stored or listed
        if found is None:
            return None
        rows = listed.days if listed else ()
        days = dict.fromkeys(
            day for one in (here, stored) if one for day in one.days if day.told_by not in ("register", "law")
        )
        own = tuple(day for day in days if day.told_by == "text")
        others = [day for day in days if day.told_by != "text"]
        settled = settle(found.model_copy(update={"days": own}), others, rows)
        successor = next((one.replaced_by for one in (here, stored, listed) if one and one.replaced_by), None)
        settled = settled.model_copy(update={"replaced_by": successor})
        return settled.model_copy(update={"history": history(settled, changes(identity))})

    def followers(identity: str) -> tuple[str, ...]:
        found = document(identity)
        named = (found.replaced_by,) if found and found.replaced_by else ()
        return (
            *named,
            *(c.by.id for c in changes(identity) if c.link.relation is Relation.REPLACES and not c.link.provision),
        )

    return Validity(document, followers)


def as_json(found: Reviewed) -> str:
    """Return the review as one JSON object."""
    whole = {"file": found.source.path, "document": found.draft.id, **found.review.model_dump(mode="json")}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def as_sarif(found: Reviewed, language: str) -> str:
    """Return the review in the format of editors and code hosts (SARIF 2.1.0), with lines and columns from 1.

    Its texts for people are in the given language.
    """
    place = _places(found.source)
    used = {f.kind for f in found.review.findings}
    rules = [
        {
            "id": kind.kind,
            "shortDescription": {"text": _name(kind.kind, language)},
            "defaultConfiguration": {"level": kind.severity},
            **({"help": {"text": kind.law}} if kind.law else {}),
        }
        for kind in kinds().values()
        if kind.kind in used
    ]
    results = [
        {
            "ruleId": f.kind,
            "level": f.severity,
            "message": {"text": describe_finding(f, language)},
            "locations": [
                {"physicalLocation": {"artifactLocation": {"uri": Path(f.file).as_posix()}, "region": place(f)}}
            ],
        }
        for f in found.review.findings
    ]
    tool = {"driver": {"name": "cancu", "version": __version__, "rules": rules}}
    whole = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": tool, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def describe_finding(finding: Finding, language: str) -> str:
    """Return a finding in one sentence: what, why, and the correct form."""
    told = f"{_name(finding.kind, language)}: {finding.text} – {translated(language, finding.reason)}."
    if finding.successors:
        return f"{told} {say(language, 'checked.use', right='; '.join(finding.successors))}"
    return f"{told} {say(language, 'checked.right', right=finding.likely)}" if finding.likely else told


def _name(kind: str, language: str) -> str:
    return catalogue_word(language, "finding", kind)


def _places(source: Source) -> Callable[[Finding], Mapping[str, Any]]:
    """Return a function that gives the place of a finding: offsets in the file, lines and columns of its text."""
    at = {source.raw(i): i for i in range(len(source.text), -1, -1)}
    starts = [0, *(i + 1 for i, char in enumerate(source.text) if char == "\n")]

    def line(offset: int) -> tuple[int, int]:
        index = bisect_right(starts, offset) - 1
        return index + 1, offset - starts[index] + 1

    def place(finding: Finding) -> Mapping[str, Any]:
        (first, column), (last, end) = line(at.get(finding.start, 0)), line(at.get(finding.end, 0))
        return {
            "startLine": first, "startColumn": column, "endLine": last, "endColumn": end,
            "charOffset": finding.start, "charLength": finding.end - finding.start,
        }  # fmt: skip

    return place


def summary(found: Reviewed, language: str) -> str:
    """Return the review in one line: the day and its source, the number of findings, and the state of the bases."""
    review_, states = found.review, [basis.state for basis in found.review.bases]
    counts = {
        severity: sum(f.severity == severity for f in review_.findings) for severity in ("error", "warning", "note")
    }
    kinds_of = [
        f"{states.count(state)} {catalogue_word(language, 'state', state.value)}"
        for state in dict.fromkeys(sorted(states))
    ]
    bases = (
        say(language, "checked.bases", n=len(states), states=", ".join(kinds_of))
        if states
        else say(language, "checked.no_bases")
    )
    day = f"{review_.day:%d/%m/%Y}"
    on = say(language, f"checked.{found.day_by}", day=day)
    return f"{on}: {say(language, 'checked.found', **counts)}; {bases}"


COLUMNS = ("severity", "finding", "line", "text", "reason", "right", "sentence")


def rows(found: Reviewed, language: str | None) -> list[tuple[Any, ...]]:
    """Return the findings as rows of COLUMNS, most severe first, with lines from 1; without a language in the words of programs."""
    place = _places(found.source)

    def line(finding: Finding) -> int:
        return int(place(finding)["startLine"])

    return [
        (
            catalogue_word(language, "severity", f.severity) if language else f.severity,
            _name(f.kind, language) if language else f.kind,
            line(f),
            f.text,
            translated(language or "en", f.reason),
            "; ".join(f.successors) or f.likely,
            _proof(f, language or "en"),
        )
        for f in found.review.findings
    ]


def _proof(finding: Finding, language: str) -> str | None:
    return translated(language, finding.proof) if finding.proof else None


def draw(found: Reviewed, path: Path, language: str) -> None:
    """Write the review as a page: the text with ended bases struck out, and notes beside it."""
    from cancu.viz import Note, draw_review

    at = {found.source.raw(i): i for i in range(len(found.source.text), -1, -1)}
    notes = [
        Note(
            start=at.get(f.start, 0),
            end=at.get(f.end, 0),
            severity=f.severity,
            name=_name(f.kind, language),
            text=f.text,
            reason=translated(language, f.reason),
            right="; ".join(f.successors) or f.likely,
            proof=_proof(f, language),
            law=f.law,
            struck=f.kind in ("dead-basis", "dead-target", "dead-reference"),
        )
        for f in found.review.findings
    ]
    bases = [
        (one.text, catalogue_word(language, "state", one.state.value), _since(one.since, one.by, language))
        for one in found.review.bases
    ]
    draft = found.draft
    name = draft.title or draft.key or draft.path or say(language, "checked.nameless")
    title = say(language, "checked.title", name=name)
    draw_review(title, summary(found, language), found.source.text, notes, bases, path, language=language)


def _since(since: str | None, by: str | None, language: str) -> str:
    day = "/".join(reversed(since.split("-"))) if since else ""
    told = (
        say(language, "document.since", day=day) if day else "",
        say(language, "document.by", by=by) if by else "",
    )
    return " ".join(filter(None, told))
