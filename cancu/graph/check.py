"""Checks for the drafter of a document: citations that contradict themselves, the register, or the calendar."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from cancu.graph.identity import issuer_of, key_slug
from cancu.graph.register import Register, as_document, register
from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.facts import IssuerRow, LawRow
from cancu.knowledge.fold import words
from cancu.language.bodies import read_body
from cancu.models import Document, Mention, Relation, Value


class Finding(Value):
    """One thing to look at: where, what is wrong, why, and the likely right form."""

    kind: str
    file: str
    start: int
    end: int
    text: str
    reason: str
    likely: str | None = None


def check(
    document: Document,
    mentions: Sequence[Mention],
    documents: Sequence[Document] = (),
    *,
    knowledge: Knowledge | None = None,
) -> list[Finding]:
    """Findings for one document of the corpus, in the order of the text.

    `mentions` are its resolved mentions, `documents` those of the corpus (a number may be known from there).
    """
    knowledge = knowledge or built_in()
    known = register(knowledge)
    corpus = {d.id: d for d in documents if d.in_corpus}
    found: list[Finding] = []
    found += _two_titles_or_dates(mentions)
    found += _number_against_date(mentions)
    found += _wrong_issuer(mentions, knowledge)
    found += _unknown_symbol(mentions, knowledge)
    for mention in mentions:
        found += _against_register(mention, known, corpus)
        found += _dead_basis(document, mention, known)
    return sorted(found, key=lambda f: (f.start, f.kind, f.reason))


def _finding(mention: Mention, kind: str, reason: str, likely: str | None = None) -> Finding:
    return Finding(
        kind=kind,
        file=mention.file,
        start=mention.start,
        end=mention.end,
        text=" ".join(mention.text.split()),
        reason=reason,
        likely=likely,
    )


def _two_titles_or_dates(mentions: Sequence[Mention]) -> Iterator[Finding]:
    """The same number, in the same place and year, beside two different titles or dates."""
    groups: dict[tuple[str, str | None, int | None], list[Mention]] = defaultdict(list)
    for m in mentions:
        if m.kind == "number" and m.key:
            groups[key_slug(m.key), m.scope, m.year].append(m)
    for group in groups.values():
        titled = [m for m in group if m.title]
        for m in titled[1:]:
            other = next((o for o in titled[: titled.index(m)] if _differ(o.title or "", m.title or "")), None)
            if other:
                yield _finding(
                    m,
                    "two-titles",
                    f"{m.key} is cited with two titles: “{_cut(other.title)}” at {other.start} and “{_cut(m.title)}” here",
                    "one of the two numbers is misprinted",
                )
                break
    dates: dict[tuple[str, str | None], list[Mention]] = defaultdict(list)
    for m in mentions:
        if m.kind == "number" and m.key and m.date:
            dates[key_slug(m.key), m.scope].append(m)
    for group in dates.values():
        first = group[0]
        for m in group[1:]:
            same_title = not m.title or not first.title or not _differ(m.title, first.title)
            if m.date != first.date and (m.year == first.year or (same_title and m.title and first.title)):
                yield _finding(
                    m,
                    "two-dates",
                    f"{m.key} is dated {first.date:%d/%m/%Y} at {first.start} and {m.date:%d/%m/%Y} here",
                )
                break


def _cut(title: str | None) -> str:
    text = title or ""
    return text if len(text) <= 90 else text[:88].rsplit(" ", 1)[0] + " …"


_FILLERS = frozenset(
    words(
        "về việc ban hành phê duyệt của và các một số những trên địa bàn nhiệm vụ giải pháp chủ yếu năm quy định tại cho đến"
    )
)


def _differ(a: str, b: str) -> bool:
    """Whether two titles speak of different things: less than half of the shorter one's telling words are shared."""
    one, two = set(words(a)) - _FILLERS, set(words(b)) - _FILLERS
    shorter = min(len(one), len(two))
    return shorter >= 3 and len(one & two) < 0.5 * shorter


def _number_against_date(mentions: Sequence[Mention]) -> Iterator[Finding]:
    """A number that carries its year beside a date of another year."""
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
                f"the number carries the year {inside[1]}, the date beside it is {m.date:%d/%m/%Y}",
                f"{m.date:%d/%m/}{inside[1]}",
            )


def _wrong_issuer(mentions: Sequence[Mention], knowledge: Knowledge) -> Iterator[Finding]:
    """An issuer that cannot issue that symbol: NQ-CP 'của Thủ tướng Chính phủ'."""
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
        if _cannot_be(row, m.issuer, knowledge):
            yield _finding(
                m,
                "wrong-issuer",
                f"{m.symbol} is a symbol of {row.name}, the text names “{m.issuer}”",
                row.name,
            )


_HIGHEST = frozenset(("CP", "TTg", "QH", "UBTVQH", "CTN"))


def _cannot_be(row: IssuerRow, phrase: str, knowledge: Knowledge) -> bool:
    """Whether the phrase names one of the highest bodies, and the symbol is another's of them or a ministry's."""
    body = read_body(phrase, knowledge)
    named = {one.id for one in body.rows} & _HIGHEST if body else set()
    return bool(named) and row.id not in named and (row.id in _HIGHEST or row.name.startswith("Bộ "))


def _unknown_symbol(mentions: Sequence[Mention], knowledge: Knowledge) -> Iterator[Finding]:
    """A symbol whose issuer is in no table and that stands only once in the text: likely a slip."""
    seen: dict[str, int] = defaultdict(int)
    for m in mentions:
        seen[m.symbol or ""] += 1
    for m in mentions:
        if (
            m.kind == "number"
            and m.symbol
            and issuer_of(m.symbol) is None
            and seen[m.symbol] == 1
            and re.split(r"[-/]", m.symbol)[0] in knowledge.type_by_code
        ):
            yield _finding(m, "unknown-symbol", f"no known body issues under {m.symbol}, and the text has it only once")
        if m.repairs:
            yield _finding(m, "misprint", f"printed “{m.repairs[-1].printed}”: {m.repairs[-1].proof}", m.key)


def _against_register(mention: Mention, known: Register, corpus: dict[str, Document]) -> Iterator[Finding]:
    """A date that disagrees with the corpus or the register; a number that the register has under other years only."""
    if mention.kind != "number" or not mention.key:
        return
    own = corpus.get(mention.target_id or "")
    if own and own.date and mention.date and own.date != mention.date:
        yield _finding(
            mention,
            "date-mismatch",
            f"dated {mention.date:%d/%m/%Y} here, but {own.date:%d/%m/%Y} in its own text {own.path}",
            f"{own.date:%d/%m/%Y}",
        )
        return
    rows = [r for r in known.by_key(mention.key) if r.date] if mention.scope == "vn" else []
    same_year = [r for r in rows if r.date and r.date.year == mention.year]
    if mention.date and len(same_year) == 1 and same_year[0].date != mention.date:
        right = same_year[0].date
        yield _finding(
            mention,
            "date-mismatch",
            f"dated {mention.date:%d/%m/%Y} here, {right:%d/%m/%Y} in the register",
            f"{right:%d/%m/%Y}",
        )
    for row in same_year:
        named = row.name if isinstance(row, LawRow) else row.title
        said = mention.name if isinstance(row, LawRow) else mention.title
        if named and said and len(same_year) == 1 and _differ(named, said):
            yield _finding(
                mention,
                "title-mismatch",
                f"the register knows {row.key} as “{_cut(named)}”, the text says “{_cut(said)}”",
                _key_of(said, known),
            )
    if mention.status in ("open", "ambiguous", "unresolved"):
        yield _finding(
            mention,
            "not-settled",
            f"the document meant is not settled: {mention.reason}",
            ", ".join(mention.candidates) or None,
        )


def _key_of(name: str, known: Register) -> str | None:
    """Numbers of the laws with this name, the newest first."""
    return ", ".join(r.key for r in reversed(known.laws_named(" ".join(name.split()))) if r.key) or None


def _dead_basis(document: Document, mention: Mention, known: Register) -> Iterator[Finding]:
    """A basis that was replaced or had ended before the document's date."""
    if mention.relation is not Relation.BASED_ON or mention.source != "self" or not document.date or not mention.key:
        return
    rows = [*known.by_key(mention.key), *known.laws_named(mention.key)] if mention.scope == "vn" else []
    for row in rows:
        target = as_document(row, known)
        if target.id == mention.target_id and target.ended and target.ended <= document.date:
            successor = f"; replaced by {row.replaced_by}" if row.replaced_by else ""
            yield _finding(
                mention,
                "dead-basis",
                f"without force since {target.ended:%d/%m/%Y}, before this document of {document.date:%d/%m/%Y}{successor}",
                row.replaced_by,
            )
            return
