"""Collect the documents that a mention may mean: what its text, the corpus and the register offer, with the grounds for each."""

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple, Protocol

from cancu.graph.audit import LAWS, Contradiction, contradictions
from cancu.graph.identity import key_slug
from cancu.graph.register import Register
from cancu.knowledge.facts import KnownRow, LawRow
from cancu.knowledge.fold import law_words, spelling, words
from cancu.models import Document, Mention

Number = tuple[str, str | None]
"""The slug of a number, and its scope."""


def number_of(type_: str | None, key: str, scope: str | None, known: Register) -> Number:
    """Return what identifies a number; resolutions and laws of the National Assembly are counted separately (55/2010/QH12 is both)."""
    said = key_slug(key, known.knowledge)
    law = type_ == "NQ" and any(isinstance(row, LawRow) and row.key for row in known.by_key(key))
    return f"{said}-nq" if law else said, scope


def numbered_id(number: Number, year: int | None) -> str:
    """Return the id of the document with a number in a year."""
    return f"{number[1] or '-'}/{year or '-'}/{number[0]}"


@dataclass(slots=True)
class TextStatements:
    """What a text of the corpus states about numbers and laws, while its mentions are being resolved."""

    document: Document
    mentions: list[Mention]
    on: datetime.date | None = None
    """The last day on which the text can have been issued, if its head tells."""
    as_of: datetime.date | None = None
    """The day to which it refers: its own, else the latest that it names."""
    years: dict[Number, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    law_keys: dict[tuple[str, ...], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Numbers that this text itself gives to the name of a law."""
    law_dates: dict[tuple[str, ...], set[tuple[datetime.date | None, int]]] = field(
        default_factory=lambda: defaultdict(set)
    )
    """Days and years of passing that this text itself puts beside the name of a law."""

    def collect(self, known: Register) -> None:
        """Collect the statements of its mentions."""
        for m in self.mentions:
            if m.key and m.kind == "number":
                if m.year:
                    self.years[number_of(m.type, m.key, m.scope, known)][m.year] += 1
                if m.name and m.type in LAWS:
                    self.law_keys[law_words(m.name)][m.key] += 1
            elif m.kind == "name" and m.name and m.year:
                self.law_dates[law_words(m.name)].add((m.date, m.year))


@dataclass(slots=True)
class YearStatements:
    """What the corpus states about a number in one year."""

    papers: int = 0
    """The number of texts that cite the number with this year."""
    dates: Counter[datetime.date] = field(default_factory=Counter)
    """The number of texts for each date put beside it."""
    titles: set[str] = field(default_factory=set)
    own: Document | None = None
    """Its own text, if that is in the corpus."""


class Years(Protocol):
    """What the texts of the corpus state about each number by year: the only information shared between texts."""

    def get(self, number: Number, default: Mapping[int, YearStatements], /) -> Mapping[int, YearStatements]:
        """Return the statements about a number, by year."""


class YearStatement(NamedTuple):
    """One statement of a text about a number: a year, and the title and date beside it."""

    number: Number
    year: int
    title: str | None
    date: datetime.date | None = None
    own: bool = False
    """Whether it is the text's own number."""


def year_statements(text: TextStatements, known: Register) -> list[YearStatement]:
    """Return the statements of a text about numbers, each once; its mentions must have their scopes."""
    own = text.document
    told: dict[YearStatement, None] = {}
    if own.key and own.year:
        told[YearStatement(number_of(own.type, own.key, own.scope, known), own.year, own.title, own.date, own=True)] = (
            None
        )
    for m in text.mentions:
        if m.kind == "number" and m.key and m.year:
            day = m.date if m.date and m.date.year == m.year else None
            told[YearStatement(number_of(m.type, m.key, m.scope, known), m.year, m.title, day)] = None
    return list(told)


def merge_statements(
    told: Iterable[tuple[Document, Sequence[YearStatement]]],
) -> dict[Number, dict[int, YearStatements]]:
    """Merge the statements of texts, each with its head, in the order of `copies.name_and_bytes`; copies of a text count as one paper."""
    years: dict[Number, dict[int, YearStatements]] = defaultdict(lambda: defaultdict(YearStatements))
    papers: dict[tuple[Number, int], set[str]] = defaultdict(set)
    for own, said in told:
        days: set[tuple[Number, datetime.date]] = set()
        for number, year, title, day, of_itself in said:
            one = years[number][year]
            one.titles |= {title} if title else set()
            if of_itself:
                one.own = one.own or own
                continue
            papers[number, year].add(own.id)
            if day and (number, day) not in days:
                days.add((number, day))
                one.dates[day] += 1
    for (number, year), ids in papers.items():
        years[number][year].papers = len(ids)
    return years


def numbers_to_look_up(text: TextStatements, known: Register) -> set[Number]:
    """Return the numbers for which the statements of other texts are needed to resolve the mentions of a text."""
    own = text.document
    asked = {number_of(own.type, own.key, own.scope, known)} if own.key and not own.year else set[Number]()
    for m in text.mentions:
        if m.kind != "name" and not m.candidates and m.key:
            for key in {m.key, year_of_day(m) or m.key}:
                asked.add(number_of(m.type, key, m.scope, known))
                if m.type is None:
                    asked.add(number_of("NQ", key, m.scope, known))
    return asked


def year_of_day(m: Mention) -> str | None:
    """Return the number of a mention with the year of the date beside it, if its own year differs."""
    inside = key_year(m.key or "")
    if m.date is None or inside is None or inside == m.date.year:
        return None
    return (m.key or "").replace(f"/{inside}/", f"/{m.date.year}/", 1)


def key_year(key: str) -> int | None:
    """Return the year inside a number: 42/2022/NĐ-CP."""
    match = re.search(r"/((?:19|20)\d\d)/", key)
    return int(match[1]) if match else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that a mention may mean: who offers it, how strongly, and what rules it out."""

    document: Document
    grounds: frozenset[str]
    """printed, text, register, corpus."""
    papers: int = 0
    """The number of texts of the corpus that cite it this way."""
    titles: frozenset[str] = frozenset()
    row: KnownRow | LawRow | None = None
    struck: tuple[Contradiction, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the register or its own text proves that the document exists."""
        return self.row is not None or self.document.in_corpus


@dataclass(frozen=True)
class Sources:
    """The sources of candidates: the citing text, the corpus, the register."""

    text: TextStatements
    years: Years
    known: Register

    def numbered(self, m: Mention) -> list[Candidate]:
        """Return the candidates for a number, one for each year printed, stated in this text or the corpus, or in the register; oldest first."""
        key = m.key or ""
        number = self.number(m)
        corpus = self.years.get(number, {})
        rows = {
            (row.passed_in if isinstance(row, LawRow) else row.date.year if row.date else None): row
            for row in self._rows(m)
        }
        years = {m.year, *self.text.years.get(number, ()), *corpus, *rows} - {None}
        found = []
        for year in sorted(y for y in years if y is not None):
            said, row = corpus.get(year), rows.get(year)
            grounds = {"printed"} if year == m.year else set()
            grounds |= {"text"} if year in self.text.years.get(number, ()) else set()
            grounds |= {"corpus"} if said else set()
            grounds |= {"register"} if row else set()
            document = (
                self.known.document(row)
                if row
                else Document(
                    id=numbered_id(number, year),
                    key=key,
                    type=m.type,
                    symbol=m.symbol,
                    year=year,
                    date=said.own.date if said and said.own else agreed(said.dates) if said else None,
                    scope=m.scope or "-",
                    title=said.own.title if said and said.own else None,
                    in_corpus=bool(said and said.own),
                )
            )
            titles = {document.title} if document.title else set()
            one = Candidate(
                document,
                frozenset(grounds),
                papers=said.papers if said else 0,
                titles=frozenset(titles | (said.titles if said else set())),
                row=row,
            )
            found.append(self.weighed(m, one))
        return found

    def number(self, m: Mention) -> Number:
        """Return what identifies the number of a mention; a number without a type is a resolution's if only the resolution's date fits."""
        said = number_of(m.type, m.key or "", m.scope, self.known)
        if m.type is None and m.date and all(r.date != m.date for r in self.known.by_key(m.key or "")):
            other = number_of("NQ", m.key or "", m.scope, self.known)
            resolution = self.years.get(other, {}).get(m.date.year)
            return other if resolution and m.date in resolution.dates else said
        return said

    def _rows(self, m: Mention) -> list[KnownRow | LawRow]:
        """Return the rows of the register with the number, in its scope; where an order promulgated several acts, the name decides."""
        rows = [r for r in self.known.by_key(m.key or "") if (r.scope if isinstance(r, KnownRow) else "vn") == m.scope]
        if self.number(m)[0].endswith("-nq"):
            rows = [r for r in rows if isinstance(r, KnownRow)]
        by_order = [r for r in rows if isinstance(r, LawRow) and not r.key]
        named = [r for r in by_order if m.name and law_words(m.name) == law_words(r.name)]
        dated = [r for r in by_order if m.date and r.date == m.date]
        fitting = named or dated
        return [r for r in rows if r not in by_order] + (fitting if len(fitting) == 1 else [])

    def weighed(self, m: Mention, one: Candidate) -> Candidate:
        """Return the candidate with the contradictions that rule it out."""
        return replace(one, struck=contradictions(m, one.document, self.text.on, self.known.knowledge))

    def editions(self, m: Mention) -> list[Candidate]:
        """Return every edition in the register of a law cited by name, oldest first."""
        return [
            self.weighed(m, Candidate(self.known.document(row), frozenset({"register"}), row=row))
            for row in self.known.laws_named(m.name or m.text)
        ]

    def aliased(self, m: Mention) -> list[Candidate]:
        """Return the documents that an alias or a title stands for."""
        found = []
        for candidate in m.candidates:
            key, _, date = candidate.partition("|")
            for row in self.known.by_key(key):
                if isinstance(row, KnownRow) and str(row.date or "") == date:
                    document = self.known.document(row)
                    grounds = {"register"}
                    if row.date and self.text.years[key_slug(row.key, self.known.knowledge), row.scope][row.date.year]:
                        grounds.add("text")
                    found.append(self.weighed(m, Candidate(document, frozenset(grounds), row=row)))
        return found

    @cached_property
    def stated_on(self) -> dict[str, datetime.date | None]:
        """The day to which a citation in another document's title refers, by that document's key or name."""
        found: dict[str, datetime.date | None] = {}
        for m in self.text.mentions:
            for name in (m.key, m.name):
                year = m.year or (m.date.year if m.date else None)
                if name and year and name not in found:
                    found[name] = m.date or datetime.date(year, 12, 31)
        return found


def agreed(dates: Counter[datetime.date]) -> datetime.date | None:
    """Return the day given by more texts than any other; None if two days are equally frequent."""
    first = dates.most_common(2)
    return None if not first or (len(first) == 2 and first[0][1] == first[1][1]) else first[0][0]


def same_day_of_year(a: datetime.date | None, b: datetime.date | None) -> bool:
    """Return whether two dates share day and month but not the year."""
    return a is not None and b is not None and (a.day, a.month) == (b.day, b.month) and a.year != b.year


def titles_agree(said: str | None, titles: Iterable[str]) -> bool | None:
    """Return whether a title is one of the known titles; None if nothing can be compared."""
    known = list(titles)
    if not said or not known:
        return None
    own = set(words(said))
    for title in known:
        other = set(words(title))
        years = [{w for w in t if re.fullmatch(r"(?:19|20)\d\d", w)} for t in (own, other)]
        if all(years) and not years[0] & years[1]:
            continue
        if len(own & other) >= 0.6 * min(len(own), len(other)) > 2:
            return True
    return False


def speaks_of(m: Mention, row: KnownRow | LawRow) -> bool:
    """Return whether the sentence around a number is about what the register has under it."""
    sentence = set(words(m.title or m.sentence))
    title = set(words((row.title if isinstance(row, KnownRow) else row.name) or ""))
    if title and len(title & sentence) >= 0.7 * len(title) and len(title) >= 4:
        return True
    if isinstance(row, KnownRow):
        low = spelling(m.sentence)
        return any(
            spelling(alias.text) in low for alias in row.aliases if len(alias.text.split()) >= 3 or not alias.context
        )
    return False


def slips_apart(a: str, b: str, *, most: int = 2) -> bool:
    """Return whether two words differ by at most `most` letters lost, added, misread or swapped with their neighbour."""
    if abs(len(a) - len(b)) > most:
        return False
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        older, before, row = before, row, [i, *[0] * len(b)]
        for j, other in enumerate(b, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == b[j - 2] and a[i - 2] == other:
                row[j] = min(row[j], older[j - 2] + 1)
    return row[-1] <= most


def law_named_beside(m: Mention, known: Register) -> LawRow | None:
    """Return the only edition of the law named beside an impossible number that differs from it by one slip.

    Number, year and term of an act are three facts; two of them, or the day of passing, prove the third.
    """
    if m.type not in LAWS or not m.name or not m.key or known.by_key(m.key):
        return None
    said = re.fullmatch(r"0*(\d+)/(\d{4})/(.+)", m.key)
    rows = [r for r in known.laws_named(m.name) if r.key and (m.date is None or r.date == m.date)]
    fitting = []
    for row in rows:
        right = re.fullmatch(r"0*(\d+)/(\d{4})/(.+)", row.key or "")
        if said and right:
            shared = sum(a == b for a, b in zip(said.groups(), right.groups(), strict=True))
            if shared == 2 or (m.date is not None and shared == 1):
                fitting.append(row)
    return fitting[0] if len(fitting) == 1 else None
