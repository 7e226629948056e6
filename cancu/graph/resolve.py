"""Mentions to documents: scope, year and version of each, with candidates and reasons where one cannot be settled."""

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cancu.graph.build import Issuer, Place
from cancu.graph.decisions import Decisions
from cancu.graph.identity import document_id, draft_id, issuer_of, key_slug, level_of, other_ids, settle_scope
from cancu.graph.register import Register, as_document, register
from cancu.graph.validity import settle
from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.facts import KnownRow, LawRow
from cancu.knowledge.fold import fold, slug, spelling, words
from cancu.knowledge.units import MERGED_ON
from cancu.language.places import UNKNOWN, Words, provinces_in
from cancu.models import Document, Effect, Mention

_LAWS = ("L", "BL", "PL", "HP")


@dataclass(frozen=True, slots=True)
class Resolved:
    """Documents (in the corpus and only cited), mentions with their documents, issuers and places; all sorted."""

    documents: tuple[Document, ...]
    mentions: tuple[Mention, ...]
    issuers: tuple[Issuer, ...]
    places: tuple[Place, ...]


@dataclass(slots=True)
class _Text:
    """One document of the corpus while its mentions are being resolved."""

    document: Document
    mentions: list[Mention]
    as_of: datetime.date | None = None
    years: dict[tuple[str, str | None], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    law_keys: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Numbers that this text itself gives to a law's name."""
    law_dates: dict[str, set[tuple[datetime.date | None, int | None]]] = field(default_factory=lambda: defaultdict(set))
    """Days and years of passing that this text itself puts beside a law's name."""


def resolve(
    texts: Iterable[tuple[Document, Sequence[Mention]]],
    *,
    knowledge: Knowledge | None = None,
    decisions: Decisions | None = None,
) -> Resolved:
    """Settle the identity of every document and mention.

    `texts` are the header and mentions of each text as `extract` gives them; the result does not depend on their order.
    """
    knowledge = knowledge or built_in()
    known = register(knowledge)
    decisions = decisions or Decisions()
    read = [_prepare(document, mentions, knowledge) for document, mentions in texts]
    read.sort(key=lambda t: (t.document.path or "", t.document.id))
    _tell_apart(read)
    corpus = _corpus_years(read)
    resolved = [m for text in read for m in _resolve_text(text, known, corpus)]
    resolved = [decisions.apply(m) for m in resolved]
    documents = all_documents((text.document for text in read), resolved, knowledge)
    issuers, places = bodies(documents, knowledge)
    return Resolved(documents, tuple(resolved), issuers, places)


def _prepare(document: Document, mentions: Sequence[Mention], knowledge: Knowledge) -> _Text:
    own = (
        document_id(scope=document.scope, year=document.year, key=document.key) if document.key else draft_id(document)
    )
    text = _Text(document.model_copy(update={"id": own}), list(mentions))
    text.document = text.document.model_copy(update={"level": level_of(text.document, knowledge)})
    dates = [m.date for m in mentions if m.date and m.date <= datetime.date(2100, 1, 1)]
    text.as_of = document.date or _month_end(document) or (max(dates) if dates else None)
    text.mentions = _same_scopes(_scopes(text.mentions, text.document, knowledge))
    for mention in text.mentions:
        if mention.key and mention.kind == "number":
            if mention.year:
                text.years[key_slug(mention.key), mention.scope][mention.year] += 1
            if mention.name and mention.type in _LAWS:
                text.law_keys[fold(mention.name)][mention.key] += 1
        elif mention.kind == "name" and mention.name and mention.year:
            text.law_dates[fold(mention.name)].add((mention.date, mention.year))
    return text


def _month_end(document: Document) -> datetime.date | None:
    if document.month:
        year, month = map(int, document.month.split("-"))
        return datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)
    return datetime.date(document.year, 12, 31) if document.year else None


def _scopes(mentions: Sequence[Mention], document: Document, knowledge: Knowledge) -> list[Mention]:
    """The mentions with the scopes of their numbers; in another act's title 'tỉnh', 'UBND huyện' are those of that act."""
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
    """The mention with the scope of its number."""
    if mention.kind == "name" or not mention.symbol:
        return mention.model_copy(update={"scope": "vn"})
    scope, reason = settle_scope(
        mention.symbol,
        mention.issuer,
        own[0],
        _place_beside(mention, knowledge) if own[0] in UNKNOWN else None,
        knowledge=knowledge,
        own_symbol=own[1],
        day=_given_on(mention, document),
    )
    return mention.model_copy(update={"scope": scope, "reason": f"scope: {reason}"})


def _given_on(mention: Mention, document: Document) -> datetime.date | None:
    """The last day on which a number can have been given, where that tells whether districts still were."""
    if mention.date or (mention.year and mention.year != MERGED_ON.year):
        return mention.date or datetime.date(mention.year or 0, 12, 31)
    cited = document.date or _month_end(document)
    return cited if cited and cited < MERGED_ON else None


def _same_scopes(mentions: Sequence[Mention]) -> list[Mention]:
    """A number without its issuer takes the scope that this text gives to the same number with its issuer, if that is one."""
    told: dict[str, set[str]] = defaultdict(set)
    for m in mentions:
        if m.kind == "number" and m.key and m.issuer and m.scope:
            told[key_slug(m.key)].add(m.scope)
    out = []
    for m in mentions:
        known = told.get(key_slug(m.key), set()) if m.key and m.symbol and not m.issuer else set()
        if len(known) == 1 and m.scope not in known:
            m = m.model_copy(update={"scope": next(iter(known)), "reason": "scope: told elsewhere in this text"})
        out.append(m)
    return out


def _place_beside(mention: Mention, knowledge: Knowledge) -> str | None:
    """The one province that the sentence of a local number names behind it, else before it."""
    sentence, text = Words.of(mention.sentence), " ".join(mention.text.split())
    at = sentence.clean.find(text)
    for part in ((at + len(text), None), (0, at)) if at >= 0 else ():
        named = {place.province for place in provinces_in(sentence, knowledge, *part)}
        if named:
            return named.pop() if len(named) == 1 else None
    return None


@dataclass(slots=True)
class _Corpus:
    """Years under which the corpus knows a number, and the titles that stand beside it."""

    years: dict[tuple[str, str | None], set[int]] = field(default_factory=lambda: defaultdict(set))
    titles: dict[tuple[str, str | None, int], set[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(set))


def _corpus_years(read: Sequence[_Text]) -> _Corpus:
    corpus = _Corpus()
    for text in read:
        own = text.document
        if own.key and own.year:
            corpus.years[key_slug(own.key), own.scope].add(own.year)
            corpus.titles[key_slug(own.key), own.scope, own.year].add(words(own.title or ""))
        for m in text.mentions:
            if m.kind == "number" and m.key and m.year:
                corpus.years[key_slug(m.key), m.scope].add(m.year)
                if m.title:
                    corpus.titles[key_slug(m.key), m.scope, m.year].add(words(m.title))
    return corpus


def _resolve_text(text: _Text, known: Register, corpus: _Corpus) -> list[Mention]:
    done = [_resolve_one(m, text, known, corpus) for m in text.mentions]
    targets: dict[str, str] = {}
    out = []
    for mention in done:
        source_id = text.document.id if mention.source == "self" else targets.get(mention.source)
        for name in (mention.key, mention.name):
            if name and mention.target_id:
                targets[name] = mention.target_id
        also = tuple(
            a.model_copy(update={"source_id": targets.get(a.source), "target_id": targets.get(a.target)})
            for a in mention.also
        )
        mention = mention.model_copy(
            update={"source_id": source_id, "also": also, "days": _suspended_from(mention.days, text.document)}
        )
        out.append(mention)
    return out


def _suspended_from(days: tuple[Effect, ...], by: Document) -> tuple[Effect, ...]:
    """The days that a text tells of another document; a suspension without a first day begins with the suspending act."""
    first = next((d.on for d in by.days if d.what == "begins" and not d.part), None) or by.date
    return tuple(d.model_copy(update={"on": first}) if d.what == "suspended" and not d.on and d.to else d for d in days)


def _resolve_one(mention: Mention, text: _Text, known: Register, corpus: _Corpus) -> Mention:
    if mention.kind == "name":
        return _law(mention, text, known)
    if mention.candidates:
        return _alias(mention, text, known)
    if not mention.key:
        return _settled(mention, status="unresolved", reason="no number and no known name")
    return _number(mention, text, known, corpus)


def _settled(mention: Mention, **fields: Any) -> Mention:
    """A copy with more fields; a new reason is put behind the one already there."""
    if mention.reason and "reason" in fields:
        fields["reason"] = f"{fields['reason']}; {mention.reason}"
    return mention.model_copy(update=fields)


def _number(mention: Mention, text: _Text, known: Register, corpus: _Corpus) -> Mention:
    key = mention.key or ""
    place = key_slug(key), mention.scope
    year, reason, confidence = mention.year, "year: told beside the number", 1.0
    if year is None and (own := text.years.get(place)):
        if len(own) == 1:
            year, reason = next(iter(own)), "year: told elsewhere in this text"
        else:
            return _open(mention, sorted(own), "this text gives the number more than one year")
    if year is None:
        year, reason, confidence = _year_from_outside(mention, text, known, corpus)
    if year is None:
        years = sorted(
            corpus.years.get(place, set())
            | {r.date.year for r in known.by_key(key) if r.date and mention.scope == "vn"}
        )
        return _open(mention, years, "the text does not tell the year")
    return _settled(
        mention,
        year=year,
        target_id=document_id(scope=mention.scope, year=year, key=key),
        status="resolved" if mention.scope else "open",
        reason=reason,
        confidence=confidence * _trust(mention),
    )


def _trust(mention: Mention) -> float:
    return 0.9 if mention.repairs else 1.0


def _open(mention: Mention, years: Sequence[int], why: str) -> Mention:
    key = mention.key or ""
    candidates = tuple(document_id(scope=mention.scope, year=y, key=key) for y in years)
    return _settled(
        mention,
        target_id=document_id(scope=mention.scope, year=None, key=key),
        candidates=candidates,
        status="ambiguous" if len(candidates) > 1 else "open",
        reason=why,
        confidence=0.5,
    )


def _year_from_outside(
    mention: Mention, text: _Text, known: Register, corpus: _Corpus
) -> tuple[int | None, str, float]:
    """A year from the register or the corpus, only where the words agree or a Party number runs through a term."""
    limit = text.as_of
    rows = (
        [r for r in known.by_key(mention.key or "") if r.date and (limit is None or r.date <= limit)]
        if mention.scope == "vn"
        else []
    )
    party = bool(re.search(r"-[A-ZĐa-z]+/", mention.key or ""))
    term = _party_term(mention, known.knowledge) if party else None
    if term is not None:
        rows = [r for r in rows if r.date and term[0] <= r.date and (term[1] is None or r.date <= term[1])]
        if len(rows) == 1 and rows[0].date:
            return rows[0].date.year, "year: the Party's term told beside the number", 0.95
    agreeing = [r for r in rows if _agrees(mention, r)]
    if len(agreeing) == 1 and agreeing[0].date:
        return agreeing[0].date.year, "year: the register's title agrees with the sentence", 0.9
    if party and len(rows) == 1 and rows[0].date:
        return rows[0].date.year, "year: the only document of the register with this Party number", 0.85
    place = key_slug(mention.key or ""), mention.scope
    said = set(words(mention.title or ""))
    fitting = [
        year
        for year in sorted(corpus.years.get(place, ()))
        if said
        and any(
            len(said & set(t)) >= 0.6 * min(len(said), len(set(t))) > 2 for t in corpus.titles.get((*place, year), ())
        )
    ]
    if len(fitting) == 1:
        return fitting[0], "year: the corpus has the number with the same title", 0.8
    return None, "", 0.5


_TERM = re.compile(r"[^;.]{0,160}?(?<!\w)khoá\s+(?P<term>[ivx]+)(?!\w)")


def _party_term(mention: Mention, knowledge: Knowledge) -> tuple[datetime.date, datetime.date | None] | None:
    """First and last day of the term that the words behind a Party number name: '(khóa XII)'."""
    at = mention.sentence.find(" ".join(mention.text.split()))
    told = _TERM.match(spelling(mention.sentence), at + len(" ".join(mention.text.split()))) if at >= 0 else None
    return knowledge.party_terms.get(told["term"].upper()) if told else None


def _agrees(mention: Mention, row: KnownRow | LawRow) -> bool:
    """Whether the sentence around a number speaks of what the register knows under it."""
    sentence = set(words(mention.title or mention.sentence))
    title = set(words((row.title if isinstance(row, KnownRow) else row.name) or ""))
    if title and len(title & sentence) >= 0.7 * len(title) and len(title) >= 4:
        return True
    if isinstance(row, KnownRow):
        low = spelling(mention.sentence)
        return any(
            spelling(alias.text) in low for alias in row.aliases if len(alias.text.split()) >= 3 or not alias.context
        )
    return False


def _stated_on(mention: Mention, text: _Text) -> datetime.date | None:
    """The day on which a citation is stated: that of the document in whose title it stands, else of the text."""
    if mention.source == "self":
        return text.as_of
    holders = [m for m in text.mentions if mention.source in (m.key, m.name) and (m.date or m.year)]
    if not holders:
        return text.as_of
    holder = holders[0]
    year = holder.year or (holder.date.year if holder.date else None)
    return holder.date or (datetime.date(year, 1, 1) if year else text.as_of)


def _law(mention: Mention, text: _Text, known: Register) -> Mention:
    name = mention.name or mention.text
    numbered = text.law_keys.get(fold(name))
    passed, year = mention.date, mention.year
    on = _stated_on(mention, text)
    told = text.law_dates.get(fold(name), set())
    if mention.source != "self" and on:
        told = {(day, told_year) for day, told_year in told if told_year and told_year <= on.year}
    if year is None and len(told) == 1:
        passed, year = next(iter(told))
    chosen, rows = known.law_in_force(name, year=year, on=on, passed=passed)
    if mention.source != "self" and year is None and on and (older := [r for r in rows if r.date and r.date <= on]):
        # A decree that guides a law is often issued before that law comes into force.
        chosen = max(older, key=lambda r: r.date or on)
    if mention.source != "self" and numbered and on:
        numbered = Counter({k: n for k, n in numbered.items() if (_key_year(k) or 0) <= on.year})
    if numbered and mention.year is None:
        key = min(numbered, key=lambda k: (-numbered[k], k))
        row = next((r for r in rows if r.key and key_slug(r.key) == key_slug(key)), None)
        date = row.date if row else None
        year = date.year if date else _key_year(key)
        return _settled(
            mention,
            key=name,
            year=year,
            target_id=document_id(scope="vn", year=year, key=key),
            status="resolved",
            reason="law: cited by number elsewhere in this text",
        )
    if chosen is not None:
        year = chosen.date.year if chosen.date else _key_year(chosen.key or "") or mention.year
        identity = document_id(scope="vn", year=year, key=chosen.key or chosen.name)
        why = (
            "law: the year told"
            if mention.year
            else "law: the year told elsewhere in this text"
            if passed or (year and not mention.year and text.law_dates.get(fold(name)))
            else "law: the version in force on the citing date"
            if len(rows) > 1
            else "law: the only version known"
        )
        return _settled(
            mention,
            key=name,
            year=year,
            target_id=identity,
            status="resolved",
            reason=why,
            confidence=1.0 if len(rows) == 1 or mention.year else 0.95,
        )
    if rows:
        candidates = tuple(as_document(r, known).id for r in rows)
        return _settled(
            mention,
            key=name,
            candidates=candidates,
            status="ambiguous",
            reason="law: several versions, and no date tells which",
            confidence=0.5,
        )
    identity = document_id(scope="vn", year=mention.year, key=slug(name))
    return _settled(
        mention,
        key=name,
        target_id=identity,
        status="resolved" if mention.year else "open",
        reason="law: not in the register",
        confidence=0.7,
    )


def _key_year(key: str) -> int | None:
    match = re.search(r"/((?:19|20)\d\d)/", key)
    return int(match[1]) if match else None


def _alias(mention: Mention, text: _Text, known: Register) -> Mention:
    """A scheme by alias or title: what this text says of its number, else the register's row that was there on the citing date."""
    rows = []
    for candidate in mention.candidates:
        key, _, date = candidate.partition("|")
        rows += [r for r in known.by_key(key) if isinstance(r, KnownRow) and str(r.date or "") == date]
    cited = [r for r in rows if text.years[key_slug(r.key), "vn"][r.date.year if r.date else 0]]
    dated = cited or [r for r in rows if text.as_of is None or r.date is None or r.date <= text.as_of]
    if not dated:
        return _settled(
            mention,
            candidates=(),
            status="unresolved",
            key=mention.name,
            reason="alias: what it names is younger than this text",
        )
    if len(dated) > 1:
        ids = tuple(as_document(r, known).id for r in dated)
        return _settled(
            mention,
            candidates=ids,
            status="ambiguous",
            scope="vn",
            key=mention.name,
            reason="alias: it names several documents",
            confidence=0.5,
        )
    row = dated[0]
    document = as_document(row, known)
    number, _, symbol = row.key.partition("/")
    return _settled(
        mention,
        key=row.key,
        number=number,
        symbol=symbol,
        date=row.date,
        year=document.year,
        scope="vn",
        candidates=(),
        target_id=document.id,
        status="resolved",
        reason=f"alias: {row.aliases[0].text if row.aliases else row.key} in the register",
        confidence=0.95,
    )


def all_documents(
    corpus: Iterable[Document], mentions: Iterable[Mention], knowledge: Knowledge
) -> tuple[Document, ...]:
    """The documents of the corpus, and what mentions and the register say of those that are only cited."""
    mentions = list(mentions)
    told: dict[str, list[Effect]] = defaultdict(list)
    for mention in mentions:
        if mention.target_id:
            told[mention.target_id] += mention.days
    known = register(knowledge)
    found = {document.id: _enrich(document, known, told[document.id]) for document in corpus}
    cited: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.target_id and mention.target_id not in found:
            cited[mention.target_id].append(mention)
    for identity, group in cited.items():
        found[identity] = _enrich(_from_mentions(identity, group, known.knowledge), known, told[identity])
    return tuple(found[k] for k in sorted(found))


def _tell_apart(read: Sequence[_Text]) -> None:
    """Two texts with one identity stay two documents: the later one's id, by the names of the files, ends in its file's."""
    seen: set[str] = set()
    for text in sorted(read, key=lambda t: _name_and_bytes(t.document)):
        if text.document.id in seen:
            own = next(i for i in other_ids(text.document) if i not in seen)
            text.document = text.document.model_copy(update={"id": own})
        seen.add(text.document.id)


def _name_and_bytes(document: Document) -> tuple[str, str, str]:
    path = document.path or ""
    return re.split(r"[/\\]", path)[-1], document.sha256 or "", path


def _from_mentions(identity: str, group: Sequence[Mention], knowledge: Knowledge) -> Document:
    """A document that is only cited, from the mentions of it: the commonest date, issuer and title, ties by the alphabet."""
    numbered = [m for m in group if m.kind == "number"]
    first = (numbered or list(group))[0]
    law = first.kind == "name"
    document = Document(
        id=identity,
        key=first.key if not law else _common(m.key for m in group),
        type=_common(m.type for m in numbered or group),
        number=first.number,
        symbol=first.symbol,
        date=_common(m.date for m in group if m.date and m.date.year == (first.year or m.date.year)),
        year=first.year,
        issuer=_common(m.issuer for m in group),
        scope=first.scope or "-",
        title=_common(m.title for m in numbered) or (_common(m.name for m in group) if law else None),
        aliases=tuple(sorted({" ".join(m.text.split()) for m in group if m.kind == "alias"})),
    )
    return document.model_copy(update={"level": level_of(document, knowledge)})


def _common(values: Iterable[Any]) -> Any:
    counted = Counter(v for v in values if v is not None)
    return min(counted, key=lambda v: (-counted[v], str(v))) if counted else None


def _enrich(document: Document, known: Register, told: Iterable[Effect]) -> Document:
    """Add what the register knows: number of a law cited by name, title, date, aliases; and settle the days of force."""
    if document.scope != "vn" or not document.key:
        return settle(document, told)
    rows = [
        r
        for r in (*known.by_key(document.key), *known.laws_named(document.key))
        if as_document(r, known).id == document.id
    ]
    if not rows:
        return settle(document, told)
    row = as_document(rows[0], known)
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
    """Issuers and places of the documents and those that followed them, each once, with the days of their existence."""
    issuers: dict[str, Issuer] = {}
    places: dict[str, Place] = {}
    levels: dict[str, set[str | None]] = defaultdict(set)
    for document in documents:
        levels[document.scope].add(document.level)
    for document in documents:
        where = document.scope if document.scope not in ("vn", "-") else None
        if where:
            places |= {place.id: place for place in _places(where, levels[where], knowledge)}
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
                successor=issuer_id(row.successor, where) if row.successor else None,
            )
            code = row.successor
    return tuple(issuers[k] for k in sorted(issuers)), tuple(places[k] for k in sorted(places))


def _last_day(told: str | None) -> str | None:
    """The last day of a year or month that a table gives alone."""
    if told is None or len(told) == 10:
        return told
    year, month = (int(part) for part in f"{told}-12".split("-")[:2])
    return str(datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1))


def issuer_id(code: str, place: str | None) -> str:
    """Id of an issuer: its place, or vn, and its abbreviation in ASCII."""
    return f"{place or 'vn'}/{slug(code)}"


def _places(scope: str, levels: set[str | None], knowledge: Knowledge) -> list[Place]:
    """The province of a scope, what it became, and the unit below it; `levels` are those of the documents of the scope."""
    province, _, unit = scope.partition("/")
    found: list[Place] = []
    name: str | None = province
    while name and name not in (one.id for one in found):
        row = knowledge.place_by_id.get(name)
        found.append(
            Place(
                id=name,
                name=row.name if row else name,
                kind=row.kind if row else None,
                valid_from=str(row.valid_from) if row and row.valid_from else None,
                valid_to=str(row.valid_to) if row and row.valid_to else None,
                successor=row.successor if row else None,
            )
        )
        name = row.successor if row else None
    units = knowledge.units.by_id(scope) if unit else ()
    gone = levels == {"district"} or not any(known.since_2025 for known in units)
    for known in units[:1]:
        last = str(MERGED_ON - datetime.timedelta(days=1)) if gone else None
        found.append(Place(id=scope, name=known.name, kind=known.kind, valid_to=last))
    return found
