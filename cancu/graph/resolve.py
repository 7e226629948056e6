"""Resolve mentions to documents: collect candidates with what rules each out, then choose one; contradictions stay open."""

import datetime
import re
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from cancu.graph.audit import LAWS, Contradiction, Titles, contradictions
from cancu.graph.build import Issuer, Place
from cancu.graph.candidates import (
    Candidate,
    Number,
    Sources,
    TextStatements,
    Years,
    agreed,
    key_year,
    merge_statements,
    number_of,
    numbered_id,
    same_day_of_year,
    speaks_of,
    titles_agree,
    year_of_day,
    year_statements,
)
from cancu.graph.chronology import check_chronology
from cancu.graph.copies import assign_distinct_ids, join_copies, name_and_bytes
from cancu.graph.decisions import Decisions
from cancu.graph.identity import document_id, draft_id, issuer_of, key_slug, level_of, settle_scope
from cancu.graph.misprints import CorrectNumbers, Dated, correct_numbers, fields_of, repaired, repaired_numbers
from cancu.graph.register import Register, register
from cancu.graph.validity import settle
from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.facts import KnownRow, LawRow
from cancu.knowledge.fold import fold, law_words, slug, spelling
from cancu.knowledge.units import MERGED_ON, Unit
from cancu.language.places import UNKNOWN, Words, provinces_in
from cancu.models import Document, Effect, Mention


@dataclass(frozen=True, slots=True)
class Resolved:
    """Documents (in the corpus and only cited), mentions with their documents, issuers and places; all sorted."""

    documents: tuple[Document, ...]
    mentions: tuple[Mention, ...]
    issuers: tuple[Issuer, ...]
    places: tuple[Place, ...]
    copies: tuple[Document, ...] = ()
    """The heads of copies, with the id of the document whose text they duplicate."""


def resolve(
    texts: Iterable[tuple[Document, Sequence[Mention]]],
    *,
    knowledge: Knowledge | None = None,
    decisions: Decisions | None = None,
    sketches: Mapping[str, str] | None = None,
) -> Resolved:
    """Resolve the identity of every document and mention.

    `texts` are the header and mentions of each text as extracted; the result does not depend on their order. `sketches`
    give by path which texts are copies of one; without them none are.
    """
    knowledge = knowledge or built_in()
    known = register(knowledge)
    decisions = decisions or Decisions()
    read = sorted((prepared(d, m, known) for d, m in texts), key=lambda t: name_and_bytes(t.document))
    copies = join_copies(read, sketches or {})
    right: dict[Dated, set[str]] = defaultdict(set)
    for text in read:
        for dated, key in correct_numbers(text.mentions, knowledge):
            right[dated].add(key)
    for text in read:
        settle_scopes(text, right, known)
    years = merge_statements((text.document, year_statements(text, known)) for text in read)
    for text in read:
        settle_own_year(text, years, known)
    assign_distinct_ids(read, copies)
    read.sort(key=lambda t: (t.document.path or "", t.document.id))
    resolved = [decisions.apply(m) for text in read for m in resolve_text(text, years, known)]
    heads = [text.document for text in read]
    days = {text.document.path: text.on for text in read}
    by_id = {document.id: document for document in all_documents(heads, resolved, knowledge)}
    others = _Together(by_id, resolved, known)
    mentions = [
        m
        for path, said in groupby(resolved, lambda m: m.file)
        for m in reopen_contradicted(said, days[path], others, known)
    ]
    opened = {m.target_id for m, before in zip(mentions, resolved, strict=True) if m is not before}
    same = {identity: document for identity, document in by_id.items() if identity not in opened}
    documents = all_documents(heads, mentions, knowledge, same)
    by_id = {document.id: document for document in documents}
    mentions = check_chronology(mentions, by_id.get)
    issuers, places = bodies(documents, knowledge)
    return Resolved(documents, tuple(mentions), issuers, places, tuple(h for h in heads if h.path in copies))


def prepared(document: Document, mentions: Sequence[Mention], known: Register) -> TextStatements:
    """Return one text as read, with its own id and the days to which it refers; needs no other text."""
    text = TextStatements(document, list(mentions))
    text.on = document.date or last_day(document)
    dates = [m.date for m in mentions if m.date and m.date <= datetime.date(2100, 1, 1)]
    text.as_of = text.on or (max(dates) if dates else None)
    text.document = _identified(document, known)
    return text


def settle_scopes(text: TextStatements, right: CorrectNumbers, known: Register) -> None:
    """Correct the numbers of one text and determine their scopes; of other texts only `right` is used."""
    mentions = repaired_numbers(text.mentions, right, known)
    text.mentions = _same_scopes(_scopes(mentions, text.document, known.knowledge), known.knowledge)
    text.collect(known)


def _identified(document: Document, known: Register) -> Document:
    """Return a document of the corpus with its id and level."""
    own = draft_id(document)
    if document.key:
        rows = [known.document(r) for r in known.by_key(document.key) if isinstance(r, LawRow) and not r.key]
        acts = [a.id for a in rows if a.scope == document.scope and a.year == document.year]
        number = number_of(document.type, document.key, document.scope, known)
        numbered = numbered_id(number, document.year)
        own = acts[0] if len(acts) == 1 and document.type in LAWS else numbered
    document = document.model_copy(update={"id": own})
    return document.model_copy(update={"level": level_of(document, known.knowledge)})


def last_day(document: Document) -> datetime.date | None:
    """Return the last day of the month or year that a document gives; None if it gives neither."""
    if document.month:
        year, month = map(int, document.month.split("-"))
        return _last_of_month(year, month)
    return datetime.date(document.year, 12, 31) if document.year else None


def _last_of_month(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, monthrange(year, month)[1])


def _scopes(mentions: Sequence[Mention], document: Document, knowledge: Knowledge) -> list[Mention]:
    """Return the mentions with the scopes of their numbers; in another act's title, 'tỉnh' and 'UBND huyện' are those of that act."""
    found: dict[str, Mention] = {}
    out = []
    for mention in mentions:
        holder = found.get(mention.source)
        own = (holder.scope or "-", holder.symbol) if holder else (document.scope, document.symbol)
        if own[0] in UNKNOWN:
            # The title of a central act that names a province's paper: the text around it tells the province.
            own = document.scope, document.symbol
        scoped = _scoped(mention, own, document, knowledge)
        for name in (scoped.key, scoped.name):
            if name:
                found[name] = scoped
        out.append(scoped)
    return out


def _scoped(mention: Mention, own: tuple[str, str | None], document: Document, knowledge: Knowledge) -> Mention:
    """Return the mention with the scope of its number."""
    if mention.kind == "name" or not mention.symbol:
        return mention.model_copy(update={"scope": "vn"})
    scope, reason = settle_scope(
        mention.symbol,
        mention.issuer,
        own[0],
        partial(_place_beside, mention, knowledge) if own[0] in UNKNOWN else None,
        knowledge=knowledge,
        own_symbol=own[1],
        day=_latest_day(mention, document),
    )
    return mention.model_copy(update={"scope": scope, "reason": f"scope: {reason}"})


def _latest_day(mention: Mention, document: Document) -> datetime.date | None:
    """Return the last day on which a number can have been assigned, if that tells whether districts still existed."""
    if mention.date or (mention.year and mention.year != MERGED_ON.year):
        return mention.date or datetime.date(mention.year or 0, 12, 31)
    cited = document.date or last_day(document)
    return cited if cited and cited < MERGED_ON else None


def _same_scopes(mentions: Sequence[Mention], knowledge: Knowledge) -> list[Mention]:
    """Give a number without issuer the only scope that this text gives to the same number with its issuer."""
    told: dict[str, set[str]] = defaultdict(set)
    for m in mentions:
        if m.kind == "number" and m.key and m.issuer and m.scope:
            told[key_slug(m.key, knowledge)].add(m.scope)
    out = []
    for m in mentions:
        known = told.get(key_slug(m.key, knowledge), set()) if m.key and m.symbol and not m.issuer else set()
        if len(known) == 1 and m.scope not in known:
            m = m.model_copy(update={"scope": next(iter(known)), "reason": "scope: told elsewhere in this text"})
        out.append(m)
    return out


def _place_beside(mention: Mention, knowledge: Knowledge) -> str | None:
    """Return the only province that the sentence of a local number names after it, else before it."""
    sentence, text = Words.of(mention.sentence), " ".join(mention.text.split())
    at = sentence.clean.find(text)
    for part in ((at + len(text), None), (0, at)) if at >= 0 else ():
        named = {place.province for place in provinces_in(sentence, knowledge, *part)}
        if named:
            return named.pop() if len(named) == 1 else None
    return None


def settle_own_year(text: TextStatements, years: Years, known: Register) -> None:
    """Give a text without a year the year of the only act with its number and title that others cite."""
    own = text.document
    if own.year or not own.key or "--" in own.id:
        return
    said = years.get(number_of(own.type, own.key, own.scope, known), {})
    fitting = [year for year, one in said.items() if titles_agree(own.title, one.titles)]
    if len(fitting) == 1:
        told = own.model_copy(update={"year": fitting[0]})
        text.document = _identified(told, known)


def resolve_text(text: TextStatements, years: Years, known: Register) -> list[Mention]:
    """Return the mentions of one text with their documents; of other texts only `years` is used."""
    sources = Sources(text, years, known)
    done = _as_elsewhere([_resolve_one(m, sources) for m in text.mentions], text, sources)
    targets: dict[str, str] = {}
    out = []
    for mention, said in zip(done, text.mentions, strict=True):
        source_id = text.document.id if mention.source == "self" else targets.get(mention.source)
        for name in (said.key, mention.key, mention.name):
            if name and mention.target_id:
                targets[name] = mention.target_id
        also = tuple(
            a.model_copy(update={"source_id": targets.get(a.source), "target_id": targets.get(a.target)})
            for a in mention.also
        )
        changes = tuple(
            c.model_copy(
                update={
                    "source_id": text.document.id if c.source == "self" else targets.get(c.source),
                    "target_id": text.document.id if c.target == "self" else targets.get(c.target),
                }
            )
            for c in mention.changes
        )
        mention = mention.model_copy(
            update={
                "source_id": source_id,
                "also": also,
                "changes": changes,
                "days": _suspended_from(mention.days, text.document),
            }
        )
        out.append(mention)
    return out


def _as_elsewhere(done: Sequence[Mention], text: TextStatements, sources: Sources) -> list[Mention]:
    """Resolve a number left open to the act proved for the same number elsewhere in the text, and likewise a coming law.

    A title in the text may name a law that is passed and not yet in force; its plain name then means no older one.
    """
    numbers: dict[Number, set[str | None]] = defaultdict(set)
    laws: dict[str, set[str | None]] = defaultdict(set)
    for m in done:
        if m.status == "resolved" and m.kind == "number" and m.key and m.year:
            numbers[sources.number(m)].add(m.target_id)
        elif m.kind == "name" and _TITLES_DAY in (m.reason or ""):
            laws[m.name or m.text].add(m.target_id)
    out = []
    for m, said in zip(done, text.mentions, strict=True):
        if m.status == "open" and m.kind == "number" and m.key and m.year is None:
            same = [
                c for c in sources.numbered(said) if not c.struck and {c.document.id} == numbers.get(sources.number(m))
            ]
            if len(same) == 1:
                m = _chosen(said, same[0], "year: that of the same number elsewhere in this text", 0.8)
        elif _CITING_DAY in (m.reason or "") and len(named := laws.get(m.name or m.text, set())) == 1:
            coming = [c for c in sources.editions(said) if c.document.id in named and _is_coming(c, text.as_of)]
            if coming and m.target_id not in named:
                m = _chosen(
                    m.model_copy(update={"reason": said.reason}),
                    coming[0],
                    "law: the version to come that a title of this text names",
                    0.8,
                )
        out.append(m)
    return out


def _is_coming(one: Candidate, on: datetime.date | None) -> bool:
    """Return whether an edition is passed and not yet in force."""
    return on is not None and one.document.in_force is not None and _passed(one) <= on < one.document.in_force


def _suspended_from(days: tuple[Effect, ...], by: Document) -> tuple[Effect, ...]:
    """Return the days that a text states for another document; a suspension without a first day begins with the suspending act."""
    if not any(d.what == "suspended" and not d.on and d.to for d in days):
        return days
    first = next((d.on for d in by.days if d.what == "begins" and not d.part), None) or by.date
    return tuple(d.model_copy(update={"on": first}) if d.what == "suspended" and not d.on and d.to else d for d in days)


def _resolve_one(mention: Mention, sources: Sources) -> Mention:
    if mention.kind == "name":
        return _law(mention, sources)
    if mention.candidates:
        return _alias(mention, sources)
    if not mention.key:
        return _settled(mention, status="unresolved", reason="no number and no known name")
    return _number(mention, sources)


def _settled(mention: Mention, **fields: Any) -> Mention:
    """Return a copy with more fields; a new reason is appended to the existing one."""
    if mention.reason and "reason" in fields:
        fields["reason"] = f"{fields['reason']}; {mention.reason}"
    return mention.model_copy(update=fields)


def _chosen(m: Mention, one: Candidate, why: str, confidence: float, **fields: Any) -> Mention:
    """Return the mention resolved to one candidate."""
    return _settled(
        m,
        year=one.document.year,
        target_id=one.document.id,
        status="resolved" if m.scope else "open",
        reason=why,
        confidence=confidence,
        **fields,
    )


def _left_open(m: Mention, target: str | None, candidates: Sequence[Candidate], why: str, **fields: Any) -> Mention:
    """Return the mention with its candidates, and why none was chosen."""
    return _settled(
        m,
        target_id=target,
        candidates=tuple(dict.fromkeys(c.document.id for c in candidates)),
        status="ambiguous" if len(candidates) > 1 else "open",
        reason=why,
        confidence=0.5,
        **fields,
    )


def _number(m: Mention, sources: Sources) -> Mention:
    """Resolve a number: by the printed year, else by the year that this text, the register or the corpus prove."""
    if key := _year_by_day(m, sources):
        m = repaired(m, m.key or "", key, "the day beside it is that of this number, known elsewhere", fields_of(key))
        m = m.model_copy(update={"year": m.date.year if m.date else m.year})
    trust = 0.9 if m.repairs else 1.0
    candidates = sources.numbered(m)
    here = [c for c in candidates if "text" in c.grounds]
    if m.year is not None:
        own = next(c for c in candidates if c.document.year == m.year)
        return _printed_year(m, own, [c for c in candidates if c is not own], sources, trust)
    if len(here) == 1:
        return _chosen(m, here[0], "year: told elsewhere in this text", trust)
    target = numbered_id(sources.number(m), None)
    if here:
        return _left_open(m, target, here, "this text gives the number more than one year")
    fitting = [c for c in candidates if not c.struck]
    told = _year_from_outside(m, fitting, sources)
    if told is None:
        return _left_open(m, target, fitting, "the text does not tell the year")
    one, why, confidence = told
    return _chosen(m, one, why, confidence * trust)


def _year_by_day(m: Mention, sources: Sources) -> str | None:
    """Return the number with the year of the day beside it, if its own year differs and that act has exactly this day."""
    right = year_of_day(m)
    if right is None or m.date is None:
        return None
    said = sources.years.get(number_of(m.type, right, m.scope, sources.known), {}).get(m.date.year)
    rows = [r for r in sources.known.by_key(right) if r.date == m.date]
    return right if rows or (said is not None and said.dates[m.date] > 1) else None


def _printed_year(m: Mention, own: Candidate, others: Sequence[Candidate], sources: Sources, trust: float) -> Mention:
    """Resolve to the printed year, unless the day beside it or known facts about the number prove a slip."""
    right = own.document.date
    if m.date and right and same_day_of_year(m.date, right):
        proof = f"day and month are those of {own.document.key}"
        m = repaired(m, f"{m.date:%d/%m/%Y}", f"{right:%d/%m/%Y}", proof, {"date": right})
        return _chosen(m, own, "year: told by the number, the date beside it is a slip", 0.9)
    yearly = sum(titles_agree(m.title, c.titles) is True for c in others) > 1
    for other in others:
        day = other.document.date
        slip = same_day_of_year(m.date, day)
        same = None if yearly else titles_agree(m.title, other.titles)
        late = any(c.kind == "time" for c in own.struck)
        if slip and m.date and day and (same or (late and same is None)) and not own.known and _in_time(other):
            if not late and not _outweighed(own, other):
                why = f"year: other papers print {day.year}"
                return _left_open(m, own.document.id, [own, other], why, contradicts=("year",))
            why = "and a later year is not possible" if late else "with the same title"
            proof = f"day and month are those of {other.document.id}, {why}"
            m = repaired(m, f"{m.date:%d/%m/%Y}", f"{day:%d/%m/%Y}", proof, {"date": day})
            return _chosen(m, other, "year: the day and month of the known act, the year is a slip", 0.9)
        retold = same and (slip or not (m.date and day))
        if _outweighed(own, other) and (retold or _one_term(m, own, other, sources.known.knowledge)):
            why = f"year: printed {m.year}, but the number is that of {other.document.year} elsewhere"
            return _left_open(m, other.document.id, [other], why, contradicts=("year",))
    return _chosen(m, own, "year: told beside the number", trust)


def _outweighed(own: Candidate, other: Candidate) -> bool:
    """Return whether the evidence for a year is doubtful beside another: a few mentions against known facts or many mentions."""
    if own.known or own.document.date == other.document.date:
        return False
    return other.papers >= 5 * max(1, own.papers) or (other.known and own.papers <= 1)


def _one_term(m: Mention, own: Candidate, other: Candidate, knowledge: Knowledge) -> bool:
    """Return whether two years of a central Party number lie in one term, in which a number is assigned once."""
    if m.scope != "vn" or not _party(m):
        return False
    years = [c.document.year for c in (own, other)]
    return any(
        all(y is not None and first.year < y < (last.year if last else 9999) for y in years)
        for first, last in knowledge.party_terms.values()
    )


def _party(m: Mention) -> bool:
    return bool(re.search(r"-[A-ZĐa-z]+/", m.key or ""))


def _year_from_outside(
    m: Mention, fitting: Sequence[Candidate], sources: Sources
) -> tuple[Candidate, str, float] | None:
    """Return a year from the register or the corpus, only if the titles agree or a Party number is unique in a term."""
    named = [c for c in fitting if isinstance(c.row, LawRow) and law_words(m.name or "") == law_words(c.row.name)]
    if len(named) == 1:
        return named[0], "year: the only act of that name with this number", 0.95
    late = sources.text.as_of
    rows = [c for c in fitting if c.row and c.document.date and (late is None or c.document.date <= late)]
    term = _party_term(m, sources.known.knowledge) if _party(m) else None
    if term is not None:
        rows = [c for c in rows if c.document.date and term[0] <= c.document.date <= (term[1] or c.document.date)]
        if len(rows) == 1:
            return rows[0], "year: the Party's term told beside the number", 0.95
    agreeing = [c for c in rows if c.row and speaks_of(m, c.row)]
    if len(agreeing) == 1:
        return agreeing[0], "year: the register's title agrees with the sentence", 0.9
    if _party(m) and len(rows) == 1:
        return rows[0], "year: the only document of the register with this Party number", 0.85
    said = [c for c in fitting if "corpus" in c.grounds and titles_agree(m.title, c.titles)]
    if len(said) == 1:
        return said[0], "year: the corpus has the number with the same title", 0.8
    return None


_TERM = re.compile(r"[^;.]{0,160}?(?<!\w)khoá\s+(?P<term>[ivx]+)(?!\w)")


def _party_term(mention: Mention, knowledge: Knowledge) -> tuple[datetime.date, datetime.date | None] | None:
    """Return the first and last day of the term named after a Party number: '(khóa XII)'."""
    at = mention.sentence.find(" ".join(mention.text.split()))
    told = _TERM.match(spelling(mention.sentence), at + len(" ".join(mention.text.split()))) if at >= 0 else None
    return knowledge.party_terms.get(told["term"].upper()) if told else None


@dataclass(frozen=True, slots=True)
class _StatedEdition:
    """What is stated about a law's edition: its day and year, where they stand, and the day to which the citation refers."""

    date: datetime.date | None
    year: int | None
    on: datetime.date | None
    where: str = "told"


def _law(m: Mention, sources: Sources) -> Mention:
    """Resolve a law by name: the edition with the printed date or year; else the one numbered or dated in this text; else the one in force."""
    name = m.name or m.text
    editions = sources.editions(m)
    canonical = next((c.row.name for c in editions if isinstance(c.row, LawRow)), name)
    m = m.model_copy(update={"key": name, "type": next((c.document.type for c in editions), m.type)})
    on = sources.stated_on.get(m.source, sources.text.as_of) if m.source != "self" else sources.text.as_of
    if on is None or not any(_passed(c) <= on for c in editions):
        on = sources.text.as_of
    if m.year is None and (number := _number_in_text(name, sources, on if m.source != "self" else None)):
        return _by_number(m, number, editions, sources)
    said = _stated_edition(m, name, sources, on)
    if said.year is None and _REVISED.search(fold(m.text)):
        target = document_id(scope="vn", year=None, key=slug(canonical))
        return _left_open(m, target, (), "law: a revision, and no date tells which")
    if said.year is None:
        return _by_time(m, editions, said.on, canonical)
    told = m.model_copy(update={"date": said.date, "year": said.year})
    weighed = [sources.weighed(told, c) for c in editions]
    return _by_date(m, said, weighed, canonical, sources.known)


_REVISED = re.compile(r"\(\s*sua doi[^()]*\)$")
"""A revised law, or a bill of one: 'Luật Đất đai (sửa đổi)'."""


def _number_in_text(name: str, sources: Sources, limit: datetime.date | None) -> str | None:
    """Return the number that this text gives to a law, the commonest of several; none later than a day."""
    numbers = {
        key: n
        for key, n in sources.text.law_keys.get(law_words(name), Counter()).items()
        if limit is None or (key_year(key) or 0) <= limit.year
    }
    return min(numbers, key=lambda k: (-numbers[k], k)) if numbers else None


def _by_number(m: Mention, key: str, editions: Sequence[Candidate], sources: Sources) -> Mention:
    knowledge = sources.known.knowledge
    row = next((c for c in editions if c.document.key and key_slug(c.document.key) == key_slug(key)), None)
    year = row.document.year if row else key_year(key)
    told = document_id(scope="vn", year=year, key=key, knowledge=knowledge)
    return _settled(
        m,
        year=year,
        target_id=row.document.id if row else told,
        status="resolved",
        reason="law: cited by number elsewhere in this text",
    )


def _stated_edition(m: Mention, name: str, sources: Sources, on: datetime.date | None) -> _StatedEdition:
    if m.year is not None:
        return _StatedEdition(m.date, m.year, on)
    told = {
        (day, year)
        for day, year in sources.text.law_dates.get(law_words(name), ())
        if m.source == "self" or on is None or year <= on.year
    }
    if len(told) == 1:
        day, year = next(iter(told))
        return _StatedEdition(day, year, on, "told elsewhere in this text")
    return _StatedEdition(None, None, on)


def _edition_reason(said: _StatedEdition) -> str:
    """Return how an edition is identified: by a day or only a year, beside the name or elsewhere."""
    if said.where == "told":
        return "law: the date told" if said.date else "law: the year told"
    return "law: the date told elsewhere in this text" if said.date else "law: the year told elsewhere in this text"


def _by_date(
    m: Mention, said: _StatedEdition, editions: Sequence[Candidate], canonical: str, known: Register
) -> Mention:
    """Resolve to the edition with the stated date or year; to another only if day and month agree and the year is a slip."""
    fitting = [c for c in editions if not c.struck]
    if len(fitting) > 1 and (dated := [c for c in fitting if c.document.date == said.date]):
        fitting = dated
    if len(fitting) > 1:
        return _by_time(m, fitting, said.on, canonical)
    if fitting:
        why = _edition_reason(said)
        return _chosen(m, fitting[0], why, 1.0 if said.where == "told" else 0.95)
    own_year = [c for c in editions if c.document.year == said.year]
    slips = [c for c in editions if same_day_of_year(said.date, c.document.date) and _in_time(c)]
    if len(slips) == 1 and not own_year and said.date and (right := slips[0].document.date):
        proof = f"day and month are those of {slips[0].document.id}, and no act of this name is of {said.year}"
        if m.date:
            m = repaired(m, f"{said.date:%d/%m/%Y}", f"{right:%d/%m/%Y}", proof, {"date": right})
        return _chosen(m, slips[0], "law: the day and month told, the year is a slip", 0.9)
    if own_year:
        struck = own_year[0].struck[0]
        kinds = tuple(dict.fromkeys(c.kind for c in own_year[0].struck))
        return _left_open(m, own_year[0].document.id, own_year[:1], struck.reason, contradicts=kinds)
    if said.date and (acts := known.amending(canonical, said.date)):
        ids = [known.document(acts[0]).id, *(c.document.id for c in editions if _in_time(c))]
        why = "law: the day is that of an act that amends it"
        return _settled(m, target_id=ids[0], candidates=tuple(ids), status="ambiguous", reason=why, confidence=0.5)
    target = document_id(scope="vn", year=said.year, key=slug(canonical))
    if editions and not said.date:
        return _left_open(m, target, (), f"law: no act of this name is known of {said.year}")
    why = "law: not in the register"
    return _settled(m, year=said.year, target_id=target, status="resolved", reason=why, confidence=0.7)


def _in_time(one: Candidate) -> bool:
    return not any(c.kind == "time" for c in one.struck)


_TITLES_DAY = "law: the version of the title's day"
_CITING_DAY = "law: the version in force on the citing date"


def _by_time(m: Mention, editions: Sequence[Candidate], on: datetime.date | None, canonical: str) -> Mention:
    """Resolve to the edition in force on the day to which the citation refers; amending acts are alternatives."""
    target = document_id(scope="vn", year=None, key=slug(canonical))
    if not editions:
        return _settled(m, target_id=target, status="open", reason="law: not in the register", confidence=0.7)
    there = [c for c in editions if _in_time(c) and (on is None or _passed(c) <= on)]
    if not there:
        why = "law: every act of this name that is known is later than this paper"
        return _left_open(m, target, (), why)
    rows = [c.row for c in there if isinstance(c.row, LawRow)]
    if len(there) > 1 and (on is None or all(row.amending for row in rows)):
        return _left_open(m, None, there, "law: several versions, and no date tells which")
    if len(editions) == 1:
        return _chosen(m, there[0], "law: the only version known", 1.0)
    if m.source != "self" or on is None:
        # A decree that guides a law is often issued before that law comes into force.
        return _chosen(m, there[-1], _TITLES_DAY, 0.95)
    valid = [c for c in there if _in_force(c, on)]
    return _chosen(m, (valid or there)[-1], _CITING_DAY, 0.95)


def _passed(one: Candidate) -> datetime.date:
    document = one.document
    return document.date or datetime.date(document.year or datetime.MINYEAR, 1, 1)


def _in_force(one: Candidate, on: datetime.date) -> bool:
    document = one.document
    return (document.in_force or _passed(one)) <= on and (document.ended is None or on < document.ended)


def _alias(m: Mention, sources: Sources) -> Mention:
    """Resolve a scheme by alias or title: by what this text says of its number, else the row that existed on the citing day."""
    offered = sources.aliased(m)
    fitting = [c for c in offered if _in_time(c) and (m.date is None or c.document.date in (None, m.date))]
    as_of = sources.text.as_of
    cited = [c for c in fitting if "text" in c.grounds]
    dated = cited or [c for c in fitting if as_of is None or not c.document.date or c.document.date <= as_of]
    if not dated:
        why = "alias: what it names is younger than this text" if not fitting else "alias: no date tells which"
        return _settled(m, candidates=(), status="unresolved", key=m.name, reason=why)
    if len(dated) > 1:
        return _left_open(m, None, dated, "alias: it names several documents", scope="vn", key=m.name)
    document, row = dated[0].document, dated[0].row
    number, symbol = document.number, document.symbol
    alias = row.aliases[0] if isinstance(row, KnownRow) and row.aliases else None
    return _settled(
        m,
        key=document.key,
        number=number,
        symbol=symbol,
        date=document.date,
        year=document.year,
        scope=document.scope,
        candidates=(),
        target_id=document.id,
        status="resolved",
        reason=f"alias: {alias.text if alias else document.key} in the register",
        confidence=0.95,
    )


class CitedFacts(Protocol):
    """What is known of the documents that a text cites, from any text."""

    def document(self, identity: str) -> Document | None:
        """Return a document by its id, as all texts together describe it."""

    def days(self, identity: str) -> Collection[datetime.date]:
        """Return the days that resolved mentions put beside it."""

    def titled(self, mention: Mention, document: Document) -> str | None:
        """See `audit.Titles.another`."""


def reopen_contradicted(
    mentions: Iterable[Mention], on: datetime.date | None, others: CitedFacts, known: Register
) -> list[Mention]:
    """Return the mentions of one text with contradictions reopened: the contradicted document becomes a candidate.

    `on` is the last day on which the text can have been issued. Human decisions are not changed.
    """
    out = []
    for m in mentions:
        document = others.document(m.target_id) if m.target_id and m.status == "resolved" else None
        if document is None or (m.reason or "").startswith("decided by"):
            out.append(m)
            continue
        found = list(contradictions(m, document, on, known.knowledge))
        named = [known.document(r).id for r in known.laws_named(m.name or "")] if m.kind == "number" else []
        if document.date is None and m.date and (rivals := set(others.days(document.id)) - {m.date}):
            # As many texts give the one day as the other: neither is the document's.
            known_days = ", ".join(f"{day:%d/%m/%Y}" for day in sorted(rivals))
            found.append(Contradiction(kind="date", stated=f"{m.date:%d/%m/%Y}", recorded=known_days))
        if other := others.titled(m, document):
            found.append(Contradiction(kind="title", stated=m.title or "", recorded=document.title or ""))
            named.append(other)
        if found:
            m = _settled(
                m,
                status="open",
                candidates=tuple(dict.fromkeys((document.id, *named))),
                contradicts=tuple(dict.fromkeys(c.kind for c in found)),
                reason="; ".join(c.reason for c in found),
                confidence=0.5,
            )
        out.append(m)
    return out


class _Together:
    """What all texts of one run state about the documents that they cite."""

    def __init__(self, by_id: Mapping[str, Document], mentions: Iterable[Mention], known: Register) -> None:
        self._days: dict[str, set[datetime.date]] = defaultdict(set)
        for m in mentions:
            if m.target_id and m.date and m.status == "resolved":
                self._days[m.target_id].add(m.date)
        self._titles = Titles([*(known.document(row) for row in known.knowledge.documents), *by_id.values()])
        self.document = by_id.get
        self.titled = self._titles.another

    def days(self, identity: str) -> Collection[datetime.date]:
        return self._days[identity]


class Cited(NamedTuple):
    """What one mention states about its document: all that the record of a document that is only cited is made of."""

    file: str
    contradicted: bool
    kind: str
    type: str | None
    key: str | None
    number: str | None
    symbol: str | None
    date: datetime.date | None
    year: int | None
    scope: str | None
    issuer: str | None
    title: str | None
    name: str | None
    alias: str | None
    days: tuple[Effect, ...]

    @classmethod
    def of(cls, m: Mention) -> "Cited":
        """Return what a mention states."""
        alias = " ".join(m.text.split()) if m.kind == "alias" else None
        return cls(m.file, bool(m.contradicts), m.kind, m.type, m.key, m.number, m.symbol, m.date, m.year, m.scope,
                   m.issuer, m.title, m.name, alias, m.days)  # fmt: skip


def all_documents(
    corpus: Iterable[Document],
    mentions: Iterable[Mention],
    knowledge: Knowledge,
    unchanged: Mapping[str, Document] = MappingProxyType({}),
) -> tuple[Document, ...]:
    """Return the documents of the corpus, and those only cited, from what mentions and the register state.

    A copy of a text is not a separate document.
    """
    known = register(knowledge)
    texts = list(corpus)
    copies = {path for document in texts for path in document.copies}
    cited: dict[str, list[Cited]] = defaultdict(list)
    for mention in mentions:
        if mention.target_id and mention.target_id not in unchanged:
            cited[mention.target_id].append(Cited.of(mention))
    found = {
        d.id: unchanged.get(d.id) or own_document(d, cited.get(d.id, ()), known) for d in texts if d.path not in copies
    }
    found = {**unchanged, **found}
    for identity, group in cited.items():
        if identity not in found:
            found[identity] = cited_document(identity, group, known)
    return tuple(found[k] for k in sorted(found))


def own_document(document: Document, group: Iterable[Cited], known: Register) -> Document:
    """Return a document whose text was read, with its dates of force from the register and the citing texts."""
    return _enrich(document, known, [day for one in group for day in one.days])


def cited_document(identity: str, group: Sequence[Cited], known: Register) -> Document:
    """Return a document that is only cited, from what texts, in path order, and the register state."""
    return _enrich(_from_mentions(identity, group, known.knowledge), known, [day for one in group for day in one.days])


def _from_mentions(identity: str, group: Sequence[Cited], knowledge: Knowledge) -> Document:
    """Return what the mentions state without contradiction: the commonest issuer and title, ties resolved alphabetically.

    The date is the one that more texts state than any other.
    """
    group = [m for m in group if not m.contradicted] or list(group)
    numbered = [m for m in group if m.kind == "number"]
    first = (numbered or list(group))[0]
    law = first.kind == "name"
    days = {(m.file, m.date) for m in group if m.date and m.date.year == (first.year or m.date.year)}
    document = Document(
        id=identity,
        key=first.key if not law else _common(m.key for m in group),
        type=_common(m.type for m in numbered or group if m.type != "CV") or _common(m.type for m in group),
        number=first.number,
        symbol=first.symbol,
        date=agreed(Counter(date for _, date in days)),
        year=first.year,
        issuer=_common(m.issuer for m in group),
        scope=first.scope or "-",
        title=_common(m.title for m in numbered) or (_common(m.name for m in group) if law else None),
        aliases=tuple(sorted({m.alias for m in group if m.alias is not None})),
    )
    return document.model_copy(update={"level": level_of(document, knowledge)})


def _common(values: Iterable[Any]) -> Any:
    found = [v for v in values if v is not None]
    if len(set(found)) < 2:
        return found[0] if found else None
    counted = Counter(found)
    return min(counted, key=lambda v: (-counted[v], str(v)))


def _enrich(document: Document, known: Register, told: Iterable[Effect]) -> Document:
    """Add what the register has: the number of a law cited by name, title, date and aliases; then determine the dates of force."""
    if not document.key:
        return settle(document, told)
    rows = [
        r for r in (*known.by_key(document.key), *known.laws_named(document.key)) if known.document(r).id == document.id
    ]
    if not rows:
        return settle(document, told)
    row = known.document(rows[0])
    aliases = tuple(sorted({*document.aliases, *row.aliases}))
    update: dict[str, Any] = {
        "aliases": aliases,
        "replaced_by": row.replaced_by,
    }
    if isinstance(rows[0], LawRow):
        update |= {
            "key": row.key,
            "number": row.number,
            "symbol": row.symbol,
            "title": row.title,
            "type": rows[0].type,
            "level": "central",
        }
    for name in ("title", "date", "issuer"):
        known_value = getattr(row, name)
        if getattr(document, name) is None or (name != "issuer" and known_value and not document.in_corpus):
            update[name] = known_value
    return settle(document.model_copy(update=update), told, row.days)


def bodies(documents: Sequence[Document], knowledge: Knowledge) -> tuple[tuple[Issuer, ...], tuple[Place, ...]]:
    """Return the issuers and places of the documents and their successors, each once, with their first and last days."""
    issuers: dict[str, Issuer] = {}
    places: dict[str, Place] = {}
    for document in documents:
        where = document.scope if document.scope not in ("vn", "-") else None
        if where:
            places |= {place.id: place for place in _places(document, knowledge)}
        code = issuer_of(document.symbol, knowledge)
        seen: set[str] = set()
        while code in knowledge.issuer_by_code and code not in seen:
            seen.add(code)
            row = knowledge.issuer_by_code[code]
            identity = issuer_id(code, where)
            issuers[identity] = Issuer(
                id=identity,
                name=row.name,
                abbreviation=code,
                level=row.level,
                kind=row.kind,
                place=where,
                valid_from=row.valid_from,
                valid_to=_last_day(row.valid_to),
                successor=issuer_id(row.successor, where) if row.successor in knowledge.issuer_by_code else None,
            )
            code = row.successor
    return tuple(issuers[k] for k in sorted(issuers)), tuple(places[k] for k in sorted(places))


def _last_day(told: str | None) -> str | None:
    """Return the last day of a year or month that a table gives alone."""
    if told is None or len(told) == 10:
        return told
    year, month = (int(part) for part in f"{told}-12".split("-")[:2])
    return str(_last_of_month(year, month))


def issuer_id(code: str, place: str | None) -> str:
    """Return the id of an issuer: its place, or vn, and its abbreviation in ASCII."""
    return f"{place or 'vn'}/{slug(code)}"


def _places(document: Document, knowledge: Knowledge) -> list[Place]:
    """Return the province of a document's scope, its successor, and its district or commune."""
    province, _, unit = document.scope.partition("/")
    row = knowledge.place_by_id.get(province)
    found = [] if row else [Place(id=province, name=province)]
    while row is not None and row.id not in (one.id for one in found):
        first, last = (day.isoformat() if day else None for day in (row.valid_from, row.valid_to))
        found.append(
            Place(id=row.id, name=row.name, kind=row.kind, valid_from=first, valid_to=last, successor=row.successor)
        )
        row = knowledge.place_by_id.get(row.successor or "")
    if unit:
        units = knowledge.units.by_id(document.scope)
        known = next((one for one in units if one.level == document.level), units[0] if units else None)
        found.append(_unit_place(document.scope, known, knowledge) if known else Place(id=document.scope, name=unit))
    return found


def _unit_place(scope: str, unit: Unit, knowledge: Knowledge) -> Place:
    """Return a district or commune; one whose name continues in July 2025 has no last day."""
    goes_on = len({one.since_2025 for one in knowledge.units.by_id(scope)}) > 1
    row = knowledge.place_by_id[unit.province]
    whole = [at for at, all_of_it in unit.merged_into if all_of_it and len(unit.merged_into) == 1]
    later = knowledge.units.since(row.successor or row.id)[whole[0]].id if whole and not goes_on else None
    return Place(
        id=scope,
        name=unit.name,
        kind=unit.kind,
        valid_from=MERGED_ON.isoformat() if unit.since_2025 and not goes_on else None,
        valid_to=None if unit.since_2025 or goes_on else (MERGED_ON - datetime.timedelta(days=1)).isoformat(),
        successor=later,
    )
