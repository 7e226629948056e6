"""Compare mentions with the documents they cite: the constraints of identity, and the contradictions over a whole graph."""

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache

from cancu.graph.identity import issuer_of, key_slug
from cancu.knowledge.base import Knowledge
from cancu.knowledge.facts import IssuerRow
from cancu.knowledge.fold import words
from cancu.language.bodies import read_body, symbol_parts
from cancu.models import Document, Mention, Value

LAWS = ("L", "BL", "PL", "HP")


class Contradiction(Value):
    """A statement about a document that is not true of it."""

    kind: str
    """date, year, type, symbol, issuer, place, time, term or title."""
    stated: str
    recorded: str
    likely: str | None = None

    @property
    def reason(self) -> str:
        """The contradiction in words."""
        return f"{self.kind}: {self.stated} here, {self.recorded} there"


Constraint = Callable[[Mention, Document, datetime.date | None, Knowledge], tuple[str, str] | None]
"""Returns what the mention states and what is known, if both cannot be true; the day is that of the citing paper."""


def _date(m: Mention, d: Document, on: datetime.date | None, knowledge: Knowledge) -> tuple[str, str] | None:
    if m.date is None or d.date is None or m.date == d.date:
        return None
    return f"{m.date:%d/%m/%Y}", f"{d.date:%d/%m/%Y}"


def _year(m: Mention, d: Document, on: datetime.date | None, knowledge: Knowledge) -> tuple[str, str] | None:
    if m.date is not None and d.date is not None:
        return None
    for year in (m.year, m.date.year if m.date else None):
        if year is not None and d.year is not None and year != d.year:
            return str(year), str(d.year)
    return None


def _type(m: Mention, d: Document, on: datetime.date | None, knowledge: Knowledge) -> tuple[str, str] | None:
    """Compare the type word of a numbered act with the act's type; letters have no type in their number."""
    if m.kind != "number" or not m.type or not d.type or m.type == d.type:
        return None
    if {m.type, d.type} == {"L", "BL"} or "CV" in (m.type, d.type) or not _typed(m.symbol, knowledge):
        return None
    return m.type, d.type


def _typed(symbol: str | None, knowledge: Knowledge) -> bool:
    code = re.split(r"[-/]", symbol or "")[0]
    row = knowledge.issuer_by_code.get(re.sub(r"\d+$", "", code))
    return code in knowledge.type_by_code or (row is not None and row.terms)


def _symbol(m: Mention, d: Document, on: datetime.date | None, knowledge: Knowledge) -> tuple[str, str] | None:
    if m.kind != "number" or not m.key or not d.key or key_slug(m.key, knowledge) == key_slug(d.key, knowledge):
        return None
    if d.type in LAWS and not re.match(r"\d", d.key):
        return None  # an act told by its name: the number is that of the order that promulgated it
    return m.key, d.key


def _issuer(m: Mention, d: Document, on: datetime.date | None, knowledge: Knowledge) -> tuple[str, str] | None:
    row = knowledge.issuer_by_code.get(issuer_of(m.symbol, knowledge) or "")
    if m.kind != "number" or row is None or not m.issuer or not row.central or row.anywhere:
        return None
    if row.kind not in ("state", "party") or not issuer_conflicts(row, m.issuer, knowledge):
        return None
    return m.issuer, row.name


_HIGHEST = frozenset(("CP", "TTg", "QH", "UBTVQH", "CTN"))


def issuer_conflicts(row: IssuerRow, phrase: str, knowledge: Knowledge) -> bool:
    """Return whether the phrase names one of the highest bodies while the symbol belongs to another of them or to a ministry."""
    body = read_body(phrase, knowledge)
    named = {one.id for one in body.rows} & _HIGHEST if body else set()
    return bool(named) and row.id not in named and (row.id in _HIGHEST or row.name.startswith("Bộ "))


def _place(m: Mention, d: Document, on: datetime.date | None, knowledge: Knowledge) -> tuple[str, str] | None:
    return (m.scope, d.scope) if m.kind == "number" and m.scope and m.scope != d.scope else None


def _time(m: Mention, d: Document, on: datetime.date | None, knowledge: Knowledge) -> tuple[str, str] | None:
    """Reject a citation of an act that does not exist yet."""
    if on is None:
        return None
    later = d.date > on if d.date else d.year is not None and d.year > on.year
    return (f"a paper of {on:%d/%m/%Y}", f"{d.date:%d/%m/%Y}" if d.date else str(d.year)) if later else None


def _term(m: Mention, d: Document, on: datetime.date | None, knowledge: Knowledge) -> tuple[str, str] | None:
    """Compare the term of the National Assembly in a number with the year."""
    year = d.date.year if d.date else d.year
    for part in symbol_parts(d.symbol, knowledge) if d.symbol else ():
        told = re.fullmatch(r"(?P<body>\D+)(?P<term>\d+)", part)
        row = knowledge.issuer_by_code.get(told["body"]) if told else None
        if told and row is not None and row.terms and year is not None:
            right = [n for n, a, b in knowledge.assembly_terms if a.year <= year and (b is None or year <= b.year)]
            if right and int(told["term"]) not in right:
                return part, f"term {' or '.join(map(str, right))} in {year}"
    return None


_FILLERS = frozenset(
    words(
        "về việc ban hành phê duyệt của và các một số những trên địa bàn nhiệm vụ giải pháp chủ yếu năm quy định tại cho đến"
    )
)


@lru_cache(maxsize=20_000)
def distinctive_words(title: str) -> frozenset[str]:
    """Return the words that distinguish a title from others."""
    return frozenset(words(title)) - _FILLERS


def titles_differ(a: str, b: str) -> bool:
    """Return whether two titles have different subjects: they share less than half of the distinctive words of the shorter one."""
    one, two = distinctive_words(a), distinctive_words(b)
    shorter = min(len(one), len(two))
    return shorter >= 3 and len(one & two) < 0.5 * shorter


def _law_title(m: Mention, d: Document, on: datetime.date | None, knowledge: Knowledge) -> tuple[str, str] | None:
    """Reject the name of a law beside the number of another law."""
    if m.kind != "number" or m.type not in LAWS or d.type not in LAWS or not m.name or not d.title:
        return None
    one, two = (set(words(re.sub(r"\d\S*", " ", t))) - _FILLERS for t in (m.name, d.title))
    alike = len(one & two) >= 0.5 * min(len(one), len(two))
    return None if alike else (m.name, d.title)


CONSTRAINTS: dict[str, Constraint] = {
    "date": _date,
    "year": _year,
    "type": _type,
    "symbol": _symbol,
    "issuer": _issuer,
    "place": _place,
    "time": _time,
    "term": _term,
    "title": _law_title,
}
"""The constraints by kind; each rules out a candidate, keeps a contradicted mention open, and gives a row of the audit."""


def contradictions(
    mention: Mention, document: Document, on: datetime.date | None, knowledge: Knowledge
) -> tuple[Contradiction, ...]:
    """Return every statement of a mention that cannot be true of its document, when cited by a paper of a given day."""
    found = []
    for kind, constraint in CONSTRAINTS.items():
        if told := constraint(mention, document, on, knowledge):
            likely = told[1] if kind in ("date", "symbol", "issuer", "type") else None
            found.append(Contradiction(kind=kind, stated=told[0], recorded=told[1], likely=likely))
    return tuple(found)


def repeats_title(said: frozenset[str], known: frozenset[str]) -> bool:
    """Return whether the distinctive words of a title are those of a known one: four fifths of the longer, with four more at most."""
    return len(said & known) >= 0.8 * max(len(known), min(len(said), len(known) + 4))


def doubted_title(mention: Mention, document: Document) -> str | None:
    """Return the title beside a number if it does not fit the title of its document; None if it does, or one of them has none."""
    if mention.kind != "number" or not mention.title or not document.title:
        return None
    return mention.title if titles_differ(mention.title, document.title) else None


class Titles:
    """Known titles by document, used to detect a number beside the title of another document."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._titles = [(d.id, told) for d in documents if d.title and len(told := distinctive_words(d.title)) >= 5]
        often = Counter(word for _, told in self._titles for word in told)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for at, (_, told) in enumerate(self._titles):
            # Whoever has four fifths of the words has one of the rarest fifth and one more.
            for word in sorted(told, key=lambda w: (often[w], w))[: len(told) // 5 + 1]:
                self._by_word[word].append(at)

    def fitting(self, title: str) -> set[str]:
        """Return the ids of the documents that a title fits."""
        said = distinctive_words(title)
        near = {at for word in said for at in self._by_word.get(word, ())}
        return {identity for identity, told in (self._titles[at] for at in near) if repeats_title(said, told)}

    def another(self, mention: Mention, document: Document) -> str | None:
        """Return the id of the only other document that the title beside a number fits, if the title does not fit its own document."""
        title = doubted_title(mention, document)
        others = self.fitting(title) - {document.id} if title else set()
        return others.pop() if len(others) == 1 else None
