"""Review a draft before it is signed: bases not in force on its day, and citations that contradict themselves or known facts."""

import datetime
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, Protocol

from cancu.graph.audit import issuer_conflicts, titles_differ
from cancu.graph.identity import issuer_of, key_slug
from cancu.graph.provisions import PartDone, changes_to_part
from cancu.graph.register import Register, register
from cancu.graph.validity import Validity
from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.facts import LawRow
from cancu.knowledge.fold import spelling
from cancu.language.bodies import bodies_in
from cancu.language.dates import dates_in
from cancu.language.places import provinces_in
from cancu.language.provisions import part_name
from cancu.models import CHANGES, GONE, Document, Link, Mention, Relation, State, Turn, Value

Severity = Literal["error", "warning", "note"]


class Kind(Value):
    """A kind of finding."""

    kind: str
    """Its display name is in the message catalogue, part `finding`."""
    severity: Severity
    law: str | None = None
    """The rule that is broken."""


@cache
def kinds() -> dict[str, Kind]:
    """Return all kinds, the most severe first."""
    table = tomllib.loads((files("cancu.graph") / "data" / "findings.toml").read_text(encoding="utf-8"))
    return {row["kind"]: Kind.model_validate(row) for row in table["finding"]}


class Finding(Value):
    """A finding of a review: its place, what is wrong, why, the proof, and the correct form.

    The message catalogue has the Vietnamese of its sentences.
    """

    kind: str
    severity: Severity
    file: str
    start: int
    end: int
    text: str
    reason: str
    proof: str | None = None
    """The sentence that proves it, with its file and place; or the register."""
    likely: str | None = None
    """The correct form, if known."""
    successors: tuple[str, ...] = ()
    """The acts in force on the day in place of an ended one."""
    law: str | None = None


class BasisState(Value):
    """A basis of the draft and its state on the day."""

    start: int
    end: int
    text: str
    target_id: str | None
    state: State
    since: str | None = None
    by: str | None = None


class Review(Value):
    """The result of reviewing one draft."""

    day: datetime.date
    findings: tuple[Finding, ...]
    """The findings, most severe first, those of one kind in text order."""
    bases: tuple[BasisState, ...]
    """All bases of the draft with their known states; an unknown state is reported as unknown."""


class DraftText(Protocol):
    """The text of the draft, for findings outside its citations."""

    @property
    def clean(self) -> str:
        """The text without markup."""

    @property
    def low(self) -> str:
        """The text in lower case, with tone marks in one position."""

    def raw(self, offset: int) -> int:
        """Return the offset in the file of an offset in the text."""


def review(
    draft: Document,
    mentions: Sequence[Mention],
    engine: Validity,
    *,
    day: datetime.date,
    links: Sequence[Link] = (),
    documents: Sequence[Document] = (),
    text: DraftText | None = None,
    guides: Callable[[str], Sequence[str]] = lambda _: (),
    parts: Callable[[str], Sequence[PartDone]] = lambda _: (),
    knowledge: Knowledge | None = None,
) -> Review:
    """Review a draft as of a day.

    `mentions` are its resolved mentions and `links` the links that they state; `documents` are other known texts.
    `engine` gives states and successors, `guides` the acts that a document details, `parts` the changes to parts of a
    document.
    """
    knowledge = knowledge or built_in()
    known = register(knowledge)
    corpus = {d.id: d for d in documents if d.in_corpus and d.id != draft.id}
    only_amended = {link.target for link in links if link.as_amender and link.source == draft.id}
    own = [m for m in mentions if m.source == "self" and m.target_id not in only_amended]
    bases = [m for m in own if m.relation in _BASES]
    found: list[Finding] = []
    found += _states(own, bases, engine, day, named={m.target_id for m in mentions})
    found += _parts(own, engine, day, parts, named={m.target_id for m in mentions})
    found += _two_titles_or_dates(mentions)
    found += _number_against_date(mentions)
    found += _wrong_issuer(mentions, knowledge)
    found += _wrong_type(mentions, knowledge)
    found += _unknown_symbol(mentions, knowledge)
    for mention in mentions:
        found += _against_register(mention, known, corpus)
        found += _contradictions(mention, found)
    found += _later_than_the_draft(draft, mentions, day)
    found += _duplicates(bases)
    found += _forgotten(mentions, bases, engine, day, guides)
    found += _order(bases, engine)
    if text is not None:
        found += _superseded(draft, text, mentions, day, knowledge)
        found += _unreal_days(draft, text)
    weight = {kind: at for at, kind in enumerate(kinds())}
    return Review(
        day=day,
        findings=tuple(sorted(found, key=lambda f: (weight[f.kind], f.start, f.reason))),
        bases=tuple(_basis_states(bases, engine, day)),
    )


_REGISTER = "the register of documents"
_BASES = (Relation.BASED_ON, Relation.IMPLEMENTS, Relation.GUIDES)


def _finding(
    mention: Mention,
    kind: str,
    reason: str,
    likely: str | None = None,
    proof: str | None = None,
    successors: tuple[str, ...] = (),
) -> Finding:
    printed = " ".join(mention.text.split())
    return _found(kind, mention.file, mention.start, mention.end, printed, reason, likely, proof, successors)


def _found(
    kind: str,
    file: str,
    start: int,
    end: int,
    text: str,
    reason: str,
    likely: str | None = None,
    proof: str | None = None,
    successors: tuple[str, ...] = (),
) -> Finding:
    row = kinds()[kind]
    return Finding(
        kind=kind, severity=row.severity, file=file, start=start, end=end, text=text, reason=reason, proof=proof,
        likely=likely, successors=successors, law=row.law,
    )  # fmt: skip


def _name(document: Document) -> str:
    day = f" ngày {document.date:%d/%m/%Y}" if document.date else ""
    return f"{document.key or document.title or document.id}{day}"


def _on(turn: Turn) -> str:
    return "/".join(reversed(turn.on.split("-")))


def _proof(turn: Turn) -> str | None:
    """Return what proves a state: a sentence with its place, or the register."""
    if turn.sentence and turn.file:
        return f"“{turn.sentence}” ({turn.file}:{turn.start})"
    return _REGISTER if turn.rule == "register" else turn.sentence or turn.rule or None


def _states(
    own: Sequence[Mention], bases: Sequence[Mention], engine: Validity, day: datetime.date, named: set[str | None]
) -> Iterator[Finding]:
    """Yield findings on the state of what the draft rests on, changes or names; each document once, where it is first named."""
    seen: set[str] = set()
    resting = {m.target_id for m in bases}
    for mention in own:
        if mention.target_id is None or mention.target_id in seen:
            continue
        seen.add(mention.target_id)
        basis = mention.target_id in resting
        turn = engine.state(mention.target_id, day)
        if turn.state is State.ENDED:
            yield _ended(mention, turn, engine, day, basis=basis)
        elif basis and turn.state is State.PERIOD_OVER:
            yield _finding(mention, "period-over", f"its period was over before {_on(turn)}", proof=_proof(turn))
        elif basis and turn.state is State.SUSPENDED:
            yield _finding(mention, "basis-suspended", f"suspended since {_on(turn)}", proof=_proof(turn))
        elif basis and turn.state is State.NOT_YET and (later := engine.next_turn(mention.target_id, day)):
            yield _finding(mention, "basis-not-yet", f"in force only from {_on(later)}", proof=_proof(later))
        elif basis and turn.state is State.AMENDED and turn.by_id not in named:
            yield _finding(
                mention, "amended-basis", f"amended since {_on(turn)} by {turn.by}; the draft does not name it", proof=_proof(turn)
            )  # fmt: skip


def _ended(mention: Mention, turn: Turn, engine: Validity, day: datetime.date, *, basis: bool) -> Finding:
    after = engine.successors(mention.target_id or "", day)
    alive = tuple(_name(d) for d in after.alive)
    by = f" by {turn.by}" if turn.by else ""
    note = f"; {after.note}" if after.note and not alive else ""
    kind = "dead-basis" if basis else "dead-target" if mention.relation in CHANGES else "dead-reference"
    reason = f"no longer in force since {_on(turn)}{by}{note}"
    likely = next((d.key for d in after.alive if d.key), None) or turn.by
    return _finding(mention, kind, reason, likely, _proof(turn), alive)


def _parts(
    own: Sequence[Mention],
    engine: Validity,
    day: datetime.date,
    changes: Callable[[str], Sequence[PartDone]],
    named: set[str | None],
) -> Iterator[Finding]:
    """Yield cited parts of acts in force that other acts ended or changed by the day; each part once, where it is first cited.

    A part that the draft itself changes is reported only if it no longer exists; a change by an act that the draft
    names is taken as known.
    """
    seen: set[tuple[str, str]] = set()
    for mention in own:
        if mention.target_id is None or engine.state(mention.target_id, day).state in GONE:
            continue
        for path in mention.parts:
            if (mention.target_id, path) in seen:
                continue
            seen.add((mention.target_id, path))
            done = changes_to_part(path, changes(mention.target_id), day.isoformat())
            whole = [one for one in done if not one.path.startswith(f"{path}/")]
            gone = whole[:1] if whole and whole[0].done == "repeals" else []
            told = gone or ([] if mention.relation in CHANGES else [one for one in done if one.by.id not in named])
            if told:
                yield _changed_part(mention, path, told, "dead-part" if gone else "changed-part")


def _changed_part(mention: Mention, path: str, done: Sequence[PartDone], kind: str) -> Finding:
    last = done[0]
    proof = f"“{last.sentence}” ({last.file}:{last.start})" if last.sentence else None
    about = "; ".join(
        one.told if one.path == path
        else f"a part of it, {part_name(one.path)}, {one.told}" if one.path.startswith(f"{path}/")
        else f"it stands in {part_name(one.path)}, {one.told}"
        for one in done[:_MOST_CHANGES]
    )  # fmt: skip
    more = f"; and {len(done) - _MOST_CHANGES} more times" if len(done) > _MOST_CHANGES else ""
    now = f"; it now reads “{_cut(last.wording)}”" if last.wording and last.path == path else ""
    text = f"{part_name(path)} của {' '.join(mention.text.split())}"
    return _found(kind, mention.file, mention.start, mention.end, text, f"{about}{more}{now}", proof=proof)


_MOST_CHANGES = 3
"""The number of changes of one cited part that are listed individually, latest first."""


def _basis_states(bases: Sequence[Mention], engine: Validity, day: datetime.date) -> Iterator[BasisState]:
    seen: set[str] = set()
    for m in bases:
        if (m.target_id or m.text) in seen:
            continue
        seen.add(m.target_id or m.text)
        turn = engine.state(m.target_id, day) if m.target_id else None
        since = turn.on if turn and turn.on > "0001-01-01" else None
        yield BasisState(
            start=m.start, end=m.end, text=" ".join(m.text.split()), target_id=m.target_id,
            state=turn.state if turn else State.UNKNOWN, since=since, by=turn.by if turn else None,
        )  # fmt: skip


def _wrong_type(mentions: Sequence[Mention], knowledge: Knowledge) -> Iterator[Finding]:
    """Yield type words that disagree with the symbol: 'Thông tư số 42/2022/NĐ-CP'."""
    names = {spelling(name): row for row in knowledge.types for name in row.names}
    for m in mentions:
        if m.kind != "number" or not m.symbol or "/T" in m.symbol:
            continue
        coded = knowledge.type_by_code.get(re.split(r"[-/]", m.symbol)[0])
        said = spelling(" ".join(m.text.split()).split(" số ")[0])
        row = names.get(said)
        if row and coded and row.id != coded and {row.id, coded} <= _TOLD_APART:
            right = next(r.names[0] for r in knowledge.types if r.id == coded)
            yield _finding(
                m,
                "wrong-type",
                f"the symbol {m.symbol} is that of {right.lower()}, the text says “{row.names[0]}”",
                right,
            )


_TOLD_APART = frozenset(("NĐ", "TT", "TTLT", "NQ", "QĐ", "CT", "KH", "L", "PL", "TB", "BC", "TTr"))
"""Types that no body writes under another's code."""


def _later_than_the_draft(draft: Document, mentions: Sequence[Mention], day: datetime.date) -> Iterator[Finding]:
    """Yield cited documents with a day after the draft's own, which do not exist yet."""
    last = draft.date or day
    for m in mentions:
        if m.date and m.date > last and m.relation is not Relation.REFERS_TO:
            yield _finding(m, "impossible-day", f"{m.date:%d/%m/%Y} is after the day of the draft ({last:%d/%m/%Y})")
    begins = next((d for d in draft.days if d.what == "begins" and d.on and not d.part), None)
    if begins and begins.on and draft.date and begins.on < draft.date:
        yield _found(
            "impossible-day", begins.file, begins.start, begins.end, begins.words,
            f"in force from {begins.on:%d/%m/%Y}, before its day of issue {draft.date:%d/%m/%Y}",
        )  # fmt: skip


def _unreal_days(draft: Document, text: DraftText) -> Iterator[Finding]:
    """Yield dates that no calendar has: 31/4, 30/02."""
    for told in dates_in(text.low, 0, len(text.low)):
        if told.year and told.month and told.day and told.date is None:
            printed = " ".join(text.clean[told.start : told.end].split())
            yield _found(
                "impossible-day", draft.path or "", text.raw(told.start), text.raw(told.end), printed, "this day does not exist"
            )  # fmt: skip


def _duplicates(bases: Sequence[Mention]) -> Iterator[Finding]:
    """Yield acts cited in two recitals."""
    first: dict[str, Mention] = {}
    for m in bases:
        if m.relation is not Relation.BASED_ON or not m.target_id or not _recital(m):
            continue
        other = first.setdefault(m.target_id, m)
        if other is not m and other.sentence != m.sentence and not (m.provision or other.provision):
            yield _finding(m, "duplicate-basis", f"it is a basis already, at character {other.start}")


def _recital(mention: Mention) -> bool:
    return spelling(mention.sentence).lstrip(" -+*_").startswith("căn cứ")


def _forgotten(
    mentions: Sequence[Mention],
    bases: Sequence[Mention],
    engine: Validity,
    day: datetime.date,
    guides: Callable[[str], Sequence[str]],
) -> Iterator[Finding]:
    """Yield bases that detail a higher act which is not itself a basis."""
    named = {m.target_id for m in mentions if m.source == "self"}
    told: dict[str, set[str]] = defaultdict(set)
    for m in mentions:
        if m.relation is Relation.GUIDES and m.source_id and m.target_id and m.source != "self":
            told[m.source_id].add(m.target_id)
    seen: set[str] = set()
    for m in bases:
        if m.relation is not Relation.BASED_ON or not m.target_id:
            continue
        for higher in sorted(told[m.target_id] | set(guides(m.target_id))):
            act = engine.document(higher)
            if higher in named or higher in seen or act is None or act.state(day).state in GONE:
                continue
            if act.type in ("HP", "BL", "L", "PL"):
                seen.add(higher)
                name = " ".join(filter(None, (act.title, act.key)))
                yield _finding(m, "forgotten-act", f"it details {name}, which is not among the bases", act.key)


_RANKS = {"HP": 0, "BL": 1, "L": 1, "PL": 3, "Lệnh": 4, "NĐ": 5, "TTLT": 7, "TT": 7}


def _rank(document: Document | None, mention: Mention) -> int | None:
    """Return the rank of an act in the legal hierarchy (Luật 64/2025/QH15, Điều 4); None for other documents."""
    kind = mention.type or (document.type if document else None)
    if kind in _RANKS:
        return _RANKS[kind]
    symbol = mention.symbol or (document.symbol if document else None) or ""
    if kind == "NQ" and symbol.startswith(("QH", "NQ-QH")):
        return 2
    if kind == "NQ" and "UBTVQH" in symbol:
        return 3
    if kind == "NQ" and symbol.endswith("-CP"):
        return 5
    return 6 if kind == "QĐ" and symbol.endswith("-TTg") else None


def _order(bases: Sequence[Mention], engine: Validity) -> Iterator[Finding]:
    """Yield the first recital placed after one of a lower-ranking act."""
    highest: tuple[int, Mention] | None = None
    for m in bases:
        if m.relation is not Relation.BASED_ON or not _recital(m) or m.kind == "alias":
            continue
        rank = _rank(engine.document(m.target_id or ""), m)
        if rank is None:
            continue
        if highest and rank < highest[0]:
            before = " ".join(highest[1].text.split())
            yield _finding(m, "order-of-bases", f"it follows {before}, which ranks lower")
            return
        if highest is None or rank > highest[0]:
            highest = rank, m


_FORMER = re.compile(r"\s*\(?\s*(?:cũ|trước\s+đây|trước\s+khi\s+(?:sáp\s+nhập|hợp\s+nhất|sắp\s+xếp)|nay\s+là)")
_FORMERLY = re.compile(
    r"(?:nguyên|trước\s+đây|nguyên\s+là|từ|tiếp\s+nhận(?:\s+\w+){0,6}\s+từ|sáp\s+nhập|hợp\s+nhất)\s*$"
)
_BEHIND = 320
"""The number of characters after a number that contain its issuer and title."""


def _superseded(
    draft: Document, text: DraftText, mentions: Sequence[Mention], day: datetime.date, knowledge: Knowledge
) -> Iterator[Finding]:
    """Yield bodies and places named outside citations that no longer existed on the day; each once, where it is first named."""
    at = {text.raw(i): i for i in range(len(text.low), -1, -1)}
    cited = []
    for m in mentions:
        start = at.get(m.start, 0)
        stop = re.compile(r"[;\n]\s*\n|;|\.\s*\n").search(text.low, start, start + _BEHIND)
        cited.append((start - 40, stop.end() if stop else start + _BEHIND))
    seen: set[str] = set()
    for body in bodies_in(text, knowledge, 0, len(text.low)):
        ends = [row for row in body.rows if row.valid_to and row.valid_to < day.isoformat()]
        if body.rows and len(ends) == len(body.rows) and _is_present_name(text, body.start, body.end, cited):
            row = ends[-1]
            if row.id not in seen:
                seen.add(row.id)
                after = knowledge.issuer_by_code.get(row.successor or "")
                reason = f"{row.name} no longer exists since {_month(row.valid_to or '')}"
                yield _found(
                    "superseded-body", draft.path or "", text.raw(body.start), text.raw(body.end), body.phrase, reason, after.name if after else None
                )  # fmt: skip
    for place in provinces_in(text, knowledge):
        known = knowledge.place_by_id.get(place.province or "")
        if (
            known
            and known.valid_to
            and known.valid_to < day
            and known.id not in seen
            and _is_present_name(text, place.start, place.end, cited)
        ):
            seen.add(known.id)
            into = knowledge.place_by_id.get(known.successor or "")
            yield _found(
                "merged-place", draft.path or "", text.raw(place.start), text.raw(place.end),
                " ".join(text.clean[place.start : place.end].split()),
                f"{known.name} no longer exists since {known.valid_to:%d/%m/%Y}", into.name if into else None,
            )  # fmt: skip


def _is_present_name(text: DraftText, start: int, end: int, cited: Sequence[tuple[int, int]]) -> bool:
    """Return whether a name stands outside citations and no word beside it marks it as a former one."""
    if any(a <= start < b for a, b in cited) or _FORMER.match(text.low, end):
        return False
    return not _FORMERLY.search(text.low[max(0, start - 40) : start])


def _month(told: str) -> str:
    return "/".join(reversed(told.split("-")))


def _two_titles_or_dates(mentions: Sequence[Mention]) -> Iterator[Finding]:
    """Yield numbers, in the same place and year, with two different titles or dates."""
    groups: dict[tuple[str, str | None, int | None], list[Mention]] = defaultdict(list)
    for m in mentions:
        if m.kind == "number" and m.key:
            groups[key_slug(m.key), m.scope, m.year].append(m)
    for group in groups.values():
        titled = [m for m in group if m.title]
        for m in titled[1:]:
            other = next((o for o in titled[: titled.index(m)] if titles_differ(o.title or "", m.title or "")), None)
            if other:
                yield _finding(
                    m,
                    "two-titles",
                    f"{m.key} has two titles: “{_cut(other.title)}” at character {other.start} and “{_cut(m.title)}” here; one of the two numbers is wrong",
                )
                break
    dates: dict[tuple[str, str | None], list[Mention]] = defaultdict(list)
    for m in mentions:
        if m.kind == "number" and m.key and m.date:
            dates[key_slug(m.key), m.scope].append(m)
    for group in dates.values():
        first = group[0]
        for m in group[1:]:
            same_title = not m.title or not first.title or not titles_differ(m.title, first.title)
            if m.date != first.date and (m.year == first.year or (same_title and m.title and first.title)):
                yield _finding(
                    m,
                    "two-dates",
                    f"{m.key} has the day {first.date:%d/%m/%Y} at character {first.start} and {m.date:%d/%m/%Y} here",
                )
                break


def _cut(title: str | None) -> str:
    text = title or ""
    return text if len(text) <= 90 else text[:88].rsplit(" ", 1)[0] + " …"


def _number_against_date(mentions: Sequence[Mention]) -> Iterator[Finding]:
    """Yield numbers that contain a year different from that of the date beside them."""
    for m in mentions:
        if (
            m.kind == "number"
            and m.date
            and m.key
            and (inside := re.search(r"/((?:19|20)\d\d)/", m.key))
            and int(inside[1]) != m.date.year
        ):
            yield _finding(
                m,
                "year-mismatch",
                f"the number has the year {inside[1]}, the day beside it is {m.date:%d/%m/%Y}",
                f"{m.date:%d/%m/}{inside[1]}",
            )


def _wrong_issuer(mentions: Sequence[Mention], knowledge: Knowledge) -> Iterator[Finding]:
    """Yield issuers that cannot issue that symbol: NQ-CP 'của Thủ tướng Chính phủ'."""
    for m in mentions:
        row = knowledge.issuer_by_code.get(issuer_of(m.symbol) or "")
        if (
            m.kind != "number"
            or row is None
            or not m.issuer
            or not row.central
            or row.kind not in ("state", "party")
            or row.anywhere
        ):
            continue
        if issuer_conflicts(row, m.issuer, knowledge):
            yield _finding(
                m,
                "wrong-issuer",
                f"{m.symbol} is a symbol of {row.name}, the text says “{m.issuer}”",
                row.name,
            )


def _unknown_symbol(mentions: Sequence[Mention], knowledge: Knowledge) -> Iterator[Finding]:
    """Yield symbols whose issuer is in no table and that occur only once in the text: probably slips."""
    seen: dict[str, int] = defaultdict(int)
    for m in mentions:
        seen[m.symbol or ""] += 1
    for m in mentions:
        if (
            m.kind == "number"
            and m.symbol
            and issuer_of(m.symbol, knowledge) is None
            and seen[m.symbol] == 1
            and re.split(r"[-/]", m.symbol)[0] in knowledge.type_by_code
        ):
            yield _finding(
                m, "unknown-symbol", f"no known body uses the symbol {m.symbol}, and it occurs only once in the text"
            )
        for repair in m.repairs[-1:]:
            dated = re.fullmatch(r"\d\d/\d\d/\d{4}", repair.read_as)
            kind, likely = ("year-mismatch", repair.read_as) if dated else ("misprint", m.key)
            yield _finding(m, kind, f"the text says “{repair.printed}”", likely, repair.proof)


def _against_register(mention: Mention, known: Register, corpus: dict[str, Document]) -> Iterator[Finding]:
    """Yield dates that disagree with the corpus or the register, and numbers that the register has only under other years."""
    if mention.kind != "number" or not mention.key:
        return
    own = corpus.get(mention.target_id or "")
    if own and own.date and mention.date and own.date != mention.date:
        yield _finding(
            mention,
            "date-mismatch",
            f"the day is {mention.date:%d/%m/%Y} here, {own.date:%d/%m/%Y} in that document itself",
            f"{own.date:%d/%m/%Y}",
            own.path,
        )
        return
    rows = [r for r in known.by_key(mention.key) if r.date] if mention.scope == "vn" else []
    same_year = [r for r in rows if r.date and r.date.year == mention.year]
    if mention.date and len(same_year) == 1 and same_year[0].date != mention.date:
        right = same_year[0].date
        yield _finding(
            mention,
            "date-mismatch",
            f"the day is {mention.date:%d/%m/%Y} here, {right:%d/%m/%Y} in the register",
            f"{right:%d/%m/%Y}",
            _REGISTER,
        )
    for row in same_year:
        named = row.name if isinstance(row, LawRow) else row.title
        said = mention.name if isinstance(row, LawRow) else mention.title
        if named and said and len(same_year) == 1 and titles_differ(named, said):
            yield _finding(
                mention,
                "title-mismatch",
                f"the register has {row.key} as “{_cut(named)}”, the text says “{_cut(said)}”",
                _key_of(said, known),
                _REGISTER,
            )
    if mention.status in ("open", "ambiguous", "unresolved") and not mention.contradicts:
        yield _finding(
            mention,
            "not-settled",
            f"it is not clear which document is meant: {mention.reason}",
            ", ".join(mention.candidates) or None,
        )


_KIND = {"issuer": "wrong-issuer", "type": "wrong-type"}


def _contradictions(mention: Mention, found: Sequence[Finding]) -> Iterator[Finding]:
    """Yield statements about a document that cannot be true of it and that no check above has reported."""
    told = {f.kind for f in found if f.start == mention.start}
    for kind in dict.fromkeys(_KIND.get(k, f"{k}-mismatch") for k in mention.contradicts):
        if kind not in told:
            yield _finding(mention, kind, mention.reason or kind, ", ".join(mention.candidates) or None)


def _key_of(name: str, known: Register) -> str | None:
    """Return the numbers of the laws with this name, newest first."""
    return ", ".join(r.key for r in reversed(known.laws_named(" ".join(name.split()))) if r.key) or None
