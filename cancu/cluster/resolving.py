"""Combine the statements of all texts partition by partition: the steps from readings to the rows of the graph.

Each step reads what earlier steps addressed to one partition. Partitions are of two kinds: parts, which contain whole
texts, and homes, which collect all statements about one number, day, id or title. All decisions are made by the
functions of `graph.resolve` and `graph.build`.
"""

import datetime
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cancu.cluster import tables
from cancu.cluster.plan import Plan, as_json, decisions_of, knowledge_of
from cancu.cluster.reading import day_name, light
from cancu.cluster.tables import Row, Said
from cancu.errors import CancuError
from cancu.graph.audit import Titles, doubted_title
from cancu.graph.build import build
from cancu.graph.candidates import (
    Number,
    TextStatements,
    YearStatement,
    YearStatements,
    merge_statements,
    numbers_to_look_up,
    year_statements,
)
from cancu.graph.chronology import check_chronology
from cancu.graph.copies import assign_distinct_ids, join_copies, name_and_bytes
from cancu.graph.misprints import Dated
from cancu.graph.provisions import with_parts
from cancu.graph.register import Register, register
from cancu.graph.resolve import (
    Cited,
    bodies,
    cited_document,
    own_document,
    prepared,
    reopen_contradicted,
    resolve_text,
    settle_own_year,
    settle_scopes,
)
from cancu.graph.validity import Change, disagreements, history
from cancu.ingest.drafts import issued_from
from cancu.ingest.reading_cache import from_row
from cancu.models import CHANGES, Document, Link, Mention, PartText


def _known(plan: Plan) -> Register:
    return register(knowledge_of(plan, taught=True))


def _mention(row: Mapping[str, Any], file: str) -> Mention:
    return Mention.model_validate({**row, "file": file})


def _row(one: Mention | Document, without: Collection[str] = ()) -> dict[str, Any]:
    return one.model_dump(mode="json", exclude_defaults=True, exclude={"file", *without} if without else {"file"})


# Texts that are one, and numbers that other texts print right.


def meet(plan: Plan, home: int) -> Iterator[Row]:
    """Find copies among the texts with one number or title, and the complete numbers printed with a running number and a day."""
    known = _known(plan)
    for name, said in tables.meeting(plan.read(), ("head", "right", "slip", "place"), home):
        if len(said["place"]) > 1:
            raise CancuError(f"{name}: two texts have this path; give each its own")
        if len(said["head"]) > 1:
            yield from _copies(said["head"], known)
        if said["slip"] and said["right"]:
            keys = as_json(sorted({one.row for one in said["right"]}))
            for part in sorted({one.n for one in said["slip"]}):
                yield Row("mend", part, name, row=keys)


def _copies(heads: Iterable[Said], known: Register) -> Iterator[Row]:
    """Yield the copies among texts that may be one: to each copy the id of its text, to the text the paths of its copies."""
    parts, sketches, read = {}, {}, []
    for said in heads:
        row, sketch = said.value
        parts[said.path], sketches[said.path] = said.n, sketch
        read.append(prepared(Document.model_validate({"id": "", **row}), (), known))
    read.sort(key=lambda text: name_and_bytes(text.document))
    first_of = join_copies(read, sketches)
    ids = {text.document.path: text.document.id for text in read}
    for copy, first in first_of.items():
        yield Row("copy", parts[copy or ""], copy or "", row=ids[copy])
        yield Row("original", parts[first or ""], first or "", copy or "", parts[copy or ""])


def speak(plan: Plan, part: int) -> Iterator[Row]:
    """Yield the texts of a part with their numbers corrected and their scopes, and their statements about numbers."""
    known = _known(plan)
    before = plan.files("meet", plan.homes)
    copies = {path: said.row for path, said in tables.read(before, "copy", part)}
    right = {name: said.value for name, said in tables.read(before, "mend", part)}
    asked: set[Number] = set()
    for path, said in tables.read([plan.of_part(part)], "text", part):
        found = from_row({**said.value, "inside": "", "parts": []}, path)
        text = prepared(found.document, found.mentions, known)
        if path in copies:
            text.document = text.document.model_copy(update={"id": copies[path]})
        settle_scopes(text, _CorrectNumbers(right), known)
        yield Row(
            "spoken",
            part,
            path,
            row=as_json(_text_row(text, sketch=found.sketch, tasks=found.tasks, copy=path in copies)),
        )
        yield Row("own", part, path, row=as_json(light(text.document)))
        told: dict[Number, list[YearStatement]] = defaultdict(list)
        for one in year_statements(text, known):
            told[one.number].append(one)
        for number, some in told.items():
            # Whoever cites a number is told by its id alone; whose own it is, by all of its head.
            own = light(text.document) if any(one.own for one in some) else {
                name: value for name, value in light(text.document).items() if name in ("id", "path", "sha256")
            }  # fmt: skip
            rows = [[one.year, one.title, one.date and str(one.date), one.own] for one in some]
            yield Row("told", plan.home(_number_name(number)), _number_name(number), path, row=as_json([own, rows]))
        asked |= numbers_to_look_up(text, known)
    for name_asked in sorted(map(_number_name, asked)):
        yield Row("asked", plan.home(name_asked), name_asked, n=part)


class _CorrectNumbers(dict[str, list[str]]):
    """The complete numbers by running number and day."""

    def __init__(self, found: Mapping[str, list[str]]) -> None:
        self._found = found

    def get(self, dated: Dated, default: Collection[str] = ()) -> Collection[str]:  # type: ignore[override]
        return self._found.get(day_name(dated), default)


def _text_row(text: TextStatements, **more: Any) -> dict[str, Any]:
    days = {"on": text.on and str(text.on), "as_of": text.as_of and str(text.as_of)}
    return {"document": _row(text.document), "mentions": [_row(m) for m in text.mentions], **days, **more}


def _text(row: Mapping[str, Any], path: str) -> TextStatements:
    mentions = [_mention(one, path) for one in row["mentions"]]
    text = TextStatements(Document.model_validate(row["document"]), mentions)
    text.on, text.as_of = (datetime.date.fromisoformat(row[name]) if row[name] else None for name in ("on", "as_of"))
    return text


def _number_name(number: Number) -> str:
    return as_json(number)


def years(plan: Plan, home: int) -> Iterator[Row]:
    """Yield the statements of all texts about each number of this home, for the parts that need them."""
    for name, said in tables.meeting(plan.files("speak", plan.parts), ("told", "asked"), home):
        if not said["told"] or not said["asked"]:
            continue
        slug, scope = json.loads(name)
        number: Number = (slug, scope)
        told = []
        for one in said["told"]:
            own, rows = one.value
            some = [
                YearStatement(number, year, title, date and datetime.date.fromisoformat(date), of_itself)
                for year, title, date, of_itself in rows
            ]
            told.append((Document.model_validate(own), some))
        told.sort(key=lambda pair: name_and_bytes(pair[0]))
        row = as_json({year: _year_row(one) for year, one in sorted(merge_statements(told)[number].items())})
        for one in said["asked"]:
            yield Row("years", one.n, name, row=row)


def _year_row(one: YearStatements) -> dict[str, Any]:
    dates = {str(day): count for day, count in sorted(one.dates.items())}
    own = light(one.own) if one.own else None
    return {"papers": one.papers, "dates": dates, "titles": sorted(one.titles), "own": own}


class _Years:
    """The statements of all texts about the numbers that a part requested; a number that was not requested is a programming error."""

    def __init__(self, plan: Plan, part: int) -> None:
        self._rows = {name: said.value for name, said in tables.read(plan.files("years", plan.homes), "years", part)}

    def get(
        self, number: Number, default: Mapping[int, YearStatements] | None = None, /
    ) -> Mapping[int, YearStatements]:
        row = self._rows.get(_number_name(number), {})
        return {int(year): _year(one) for year, one in row.items()}


def _year(row: Mapping[str, Any]) -> YearStatements:
    dates = Counter({datetime.date.fromisoformat(day): count for day, count in row["dates"].items()})
    own = Document.model_validate(row["own"]) if row["own"] else None
    return YearStatements(papers=row["papers"], dates=dates, titles=set(row["titles"]), own=own)


# Texts of one number that are two.


def name(plan: Plan, part: int) -> Iterator[Row]:
    """Yield the ids that the texts of a part would have on their own, to the homes that collect texts with one id."""
    known, told = _known(plan), _Years(plan, part)
    before = plan.files("meet", plan.homes)
    copies = {path for path, _ in tables.read(before, "copy", part)}
    where: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for path, said in tables.read(before, "original", part):
        where[path].append((said.path, said.n))
    for path, said in tables.read([plan.file("speak", part)], "own", part):
        if path not in copies:
            text = TextStatements(Document.model_validate(said.value), [])
            settle_own_year(text, told, known)
            row = as_json([light(text.document), where[path]])
            yield Row("named", plan.home(text.document.id), text.document.id, path, part, row)


def apart(plan: Plan, home: int) -> Iterator[Row]:
    """Yield a document for each text, even if others have its number, and tell its copies which one it is."""
    for _, said in tables.meeting(plan.files("name", plan.parts), ("named",), home):
        read, homes = [], {}
        for one in said["named"]:
            row, copies = one.value
            read.append(TextStatements(Document.model_validate(row), []))
            homes[one.path] = (one.n, copies)
        read.sort(key=lambda text: name_and_bytes(text.document))
        assign_distinct_ids(read, {})
        for text in read:
            path = text.document.path or ""
            part, copies = homes[path]
            paths = sorted(copy for copy, _ in copies)
            yield Row("identity", part, path, row=as_json([text.document.id, paths]))
            for copy, where in copies:
                yield Row("identity", where, copy, row=as_json([text.document.id, []]))


# Mentions to documents.


def cite(plan: Plan, part: int) -> Iterator[Row]:
    """Yield the mentions of a part with their documents, to the homes that collect all statements about each."""
    known, told, decisions = _known(plan), _Years(plan, part), decisions_of(plan)
    ids = {path: said.value for path, said in tables.read(plan.files("apart", plan.homes), "identity", part)}
    wanted: set[str] = set()
    for path, said in tables.read([plan.file("speak", part)], "spoken", part):
        row = said.value
        text = _text(row, path)
        text.collect(known)
        settle_own_year(text, told, known)
        identity, copies = ids[path]
        text.document = text.document.model_copy(update={"id": identity, "copies": tuple(copies)})
        text.mentions = [decisions.apply(m) for m in resolve_text(text, told, known)]
        head = _row(text.document)
        yield Row("cited", part, path, row=as_json(_text_row(text, copy=row["copy"])))
        if not row["copy"]:
            yield Row("head", plan.home(identity), identity, path, row=as_json([head, row["sketch"], row["tasks"]]))
        on = text.on and str(text.on)
        for n, m in enumerate(text.mentions):
            if m.target_id:
                yield Row("said", plan.home(m.target_id), m.target_id, path, n, as_json([_row(m, _ASIDE), on, part]))
        wanted |= {identity, *_ends(text.mentions)}
    for identity in sorted(wanted):
        yield Row("wanted", plan.home(identity), identity, n=part)
    for identity in decisions.unknown(()):
        yield Row("unmet", 0, identity)


_ASIDE = ("sentence", "also", "changes", "repairs", "parts", "place")
"""Fields of a mention that do not determine which document it means."""


def _ends(mentions: Iterable[Mention]) -> Iterator[str]:
    """Yield the ids of all documents that mentions refer to."""
    for m in mentions:
        pairs = [(m.source_id, m.target_id), *((a.source_id, a.target_id) for a in m.also)]
        pairs += [(c.source_id, c.target_id) for c in m.changes]
        yield from (one for pair in pairs for one in pair if one)


@dataclass
class _Meeting:
    """All statements about one document."""

    head: Document | None
    sketch: str
    tasks: list[str]
    said: list[tuple[int, datetime.date | None, int, Mention]]
    """The part of the text, the day of the text, the position in the text, and the mention; in text order."""
    wanted: list[int]
    """The parts whose texts refer to it."""


def _meetings(plan: Plan, home: int) -> Iterator[tuple[str, _Meeting]]:
    for identity, said in tables.meeting(plan.files("cite", plan.parts), ("head", "said", "wanted"), home):
        head, sketch, tasks = said["head"][0].value if said["head"] else (None, "", [])
        mentions = []
        for one in said["said"]:
            row, on, part = one.value
            day = datetime.date.fromisoformat(on) if on else None
            mentions.append((part, day, one.n, _mention(row, one.path)))
        document = Document.model_validate(head) if head else None
        yield identity, _Meeting(document, sketch, tasks, mentions, sorted({one.n for one in said["wanted"]}))


def _document(identity: str, head: Document | None, mentions: Iterable[Mention], known: Register) -> Document | None:
    """Return the document with an id, from its text or from those that cite it; None for an id that only a decision names."""
    group = [Cited.of(m) for m in mentions]
    if head is not None:
        return own_document(head, group, known)
    return cited_document(identity, group, known) if group else None


def title(plan: Plan, home: int) -> Iterator[Row]:
    """Yield the titles of the documents of this home, and titles beside their numbers that are not theirs."""
    known = _known(plan)
    asked = set()
    for identity, met in _meetings(plan, home):
        document = _document(identity, met.head, (m for *_, m in met.said), known)
        if document is None or not document.title:
            continue
        yield Row("titled", home, identity, row=document.title)
        asked |= {told for *_, m in met.said if m.status == "resolved" and (told := doubted_title(m, document))}
    for one in sorted(asked):
        yield Row("doubted", 0, one)


def match(plan: Plan, home: int) -> Iterator[Row]:
    """Yield the documents of this home that doubtful titles belong to; the register's documents are counted with the first home."""
    before = plan.files("title", plan.homes)
    asked = [one for one, _ in tables.meeting(before, ("doubted",), 0)]
    if not asked:
        return
    known = _known(plan)
    documents = [Document(id=identity, title=said.row) for identity, said in tables.read(before, "titled", home)]
    if home == 0:
        documents += [known.document(row) for row in known.knowledge.documents]
    titles = Titles(documents)
    for one in asked:
        # Three are as good as all: one may be the document itself, and two others are already too many.
        for identity in sorted(titles.fitting(one))[:3]:
            yield Row("match", 0, one, identity)


class _CitedFacts:
    """What is known of one document, for the mentions of it."""

    def __init__(self, document: Document | None, mentions: Iterable[Mention], matches: Mapping[str, set[str]]) -> None:
        self._document, self._matches = document, matches
        self._days = {m.date for m in mentions if m.date and m.status == "resolved"}

    def document(self, identity: str) -> Document | None:
        return self._document

    def days(self, identity: str) -> Collection[datetime.date]:
        return self._days

    def titled(self, mention: Mention, document: Document) -> str | None:
        title = doubted_title(mention, document)
        others = self._matches.get(title, set()) - {document.id} if title else set()
        return next(iter(others)) if len(others) == 1 else None


def hold(plan: Plan, home: int) -> Iterator[Row]:
    """Yield the documents of this home, from the mentions that do not contradict them, to the parts whose texts refer to them."""
    known = _known(plan)
    matches: dict[str, set[str]] = defaultdict(set)
    for one, said in tables.read(plan.files("match", plan.homes), "match", 0):
        matches[one].add(said.path)
    for identity, met in _meetings(plan, home):
        mentions = [m for *_, m in met.said]
        others = _CitedFacts(_document(identity, met.head, mentions, known), mentions, matches)
        kept = []
        for part, on, n, m in met.said:
            (now,) = reopen_contradicted([m], on, others, known)
            if now is not m:
                changed = {name: value for name in _HELD if (value := getattr(now, name)) != getattr(m, name)}
                yield Row("held", part, m.file, n=n, row=as_json(changed))
            kept.append(now)
        document = _document(identity, met.head, kept, known)
        if document is None:
            continue
        yield Row("document", home, identity, row=as_json([_row(document), met.sketch]))
        for part in met.wanted:
            yield Row("known", part, identity, row=as_json([light(document), met.tasks]))
        if document.in_corpus and document.title:
            group = as_json([document.type, document.scope])
            yield Row("drafted", plan.home(group), group, identity, row=as_json([light(document), met.sketch]))
        for told in disagreements(document):
            yield Row("report", 0, identity, row=as_json(["note", str(told)]))


_HELD = ("status", "candidates", "contradicts", "reason", "confidence")
"""Fields of a mention that a contradiction changes."""


def draft(plan: Plan, home: int) -> Iterator[Row]:
    """Yield the documents issued from drafts with the types and places of this home."""
    for _, said in tables.meeting(plan.files("hold", plan.homes), ("drafted",), home):
        documents, sketches = [], {}
        for one in said["drafted"]:
            row, sketch = one.value
            documents.append(Document.model_validate(row))
            sketches[documents[-1].path or ""] = sketch
        for identity, issued in issued_from(documents, sketches).items():
            yield Row("draft", plan.home(identity), identity, row=issued)


# Mentions to links, and all of it to the documents.


def link(plan: Plan, part: int) -> Iterator[Row]:
    """Yield what the texts of a part state, to their own documents and to those concerned."""
    before = plan.files("hold", plan.homes)
    known: dict[str, Document] = {}
    tasks: dict[str, list[str]] = {}
    for identity, said in tables.read(before, "known", part):
        row, told = said.value
        known[identity] = Document.model_validate(row)
        if told:
            tasks[known[identity].path or ""] = told
    changed: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    for path, said in tables.read(before, "held", part):
        changed[path][said.n] = said.value
    parts = {path: said.row for path, said in tables.read([plan.of_part(part)], "parts", part)}
    wanted: dict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for path, said in tables.read([plan.file("cite", part)], "cited", part):
        row = said.value
        own = str(row["document"]["id"])
        rows = [{**one, **changed[path].get(n, {})} for n, one in enumerate(row["mentions"])]
        mentions = check_chronology((_mention(one, path) for one in rows), known.get)
        counts.update(["copies" if row["copy"] else "documents", *(m.status for m in mentions)])
        counts["mentions"] += len(mentions)
        counts["repaired"] += sum(bool(m.repairs) for m in mentions)
        for m in mentions:
            if m.target_id:
                wanted[m.target_id].update(m.parts)
            for change in m.changes:
                if change.target_id and change.part:
                    wanted[change.target_id].add(change.part)
        if row["copy"]:
            continue
        graph = build([known[one] for one in {own, *_ends(mentions)} if one in known], mentions, tasks=tasks)
        said_rows = [_row(m) for m in graph.mentions]
        links = [one.model_dump(mode="json", exclude_defaults=True) for one in graph.links]
        yield Row("stated", plan.home(own), own, path, row=as_json([said_rows, links]))
        yield Row("parts", plan.home(own), own, path, row=parts.get(path, "[]"))
        for n, (one, to_row) in enumerate(zip(graph.links, links, strict=True)):
            if one.relation in CHANGES:
                done = as_json([to_row, light(known[one.source])])
                yield Row("done", plan.home(one.target), one.target, path, n, done)
    for identity, paths in sorted(wanted.items()):
        if paths:
            yield Row("asked part", plan.home(identity), identity, n=part, row=as_json(sorted(paths)))
    yield from _counted(counts)


def _counted(counts: Mapping[str, int]) -> Iterator[Row]:
    for name, count in sorted(counts.items()):
        yield Row("count", 0, name, n=count)


def finish(plan: Plan, home: int) -> Iterator[Row]:
    """Yield the documents of this home with everything that the graph has of them, their issuers and their places."""
    knowledge = knowledge_of(plan, taught=True)
    files = [*plan.files("hold", plan.homes), *plan.files("draft", plan.homes), *plan.files("link", plan.parts)]
    topics = ("document", "draft", "stated", "parts", "done", "asked part")
    counts: Counter[str] = Counter()
    issuers: dict[str, Row] = {}
    places: dict[str, Row] = {}
    for identity, said in tables.meeting(files, topics, home):
        row, _ = said["document"][0].value
        document = Document.model_validate(row)
        if said["draft"]:
            document = document.model_copy(update={"draft_of": said["draft"][0].row})
        wanted = sorted({path for one in said["asked part"] for path in one.value})
        if wanted and said["parts"]:
            read = {document.path or "": [PartText(*part) for part in said["parts"][0].value]}
            asking = Mention(file="", start=0, end=0, text="", kind="number", target_id=identity, parts=tuple(wanted))
            (document,) = with_parts([document], [asking], read)
        changes = [
            Change(Link.model_validate(a), Document.model_validate(b)) for a, b in (o.value for o in said["done"])
        ]
        document = document.model_copy(update={"history": history(document, changes)})
        mentions, links = said["stated"][0].value if said["stated"] else ([], [])
        own_issuers, own_places = bodies([document], knowledge)
        issuers |= {one.id: Row("issuer", 0, one.id, identity, row=one.model_dump_json()) for one in own_issuers}
        places |= {one.id: Row("place", 0, one.id, identity, row=one.model_dump_json()) for one in own_places}
        issuer = build([document], (), own_issuers).issued_by.get(identity)
        counts["cited"] += not document.in_corpus
        topic = "text" if document.in_corpus else "cited"
        yield Row(topic, 0, identity, document.path or "", row=as_json([_row(document), issuer, mentions, links]))
    yield from issuers.values()
    yield from places.values()
    yield from _counted(counts)
