"""The register of known documents, searchable by number, name and alias; always returns every candidate."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TypeVar

from cancu.graph.identity import document_id
from cancu.graph.validity import settle
from cancu.knowledge.base import Knowledge
from cancu.knowledge.facts import KnownRow, LawRow
from cancu.knowledge.fold import fold, law_words
from cancu.models import Document, Effect

Of = TypeVar("Of")


class Register:
    """Known documents with their dates."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._by_key: dict[str, list[KnownRow | LawRow]] = defaultdict(list)
        self._documents: dict[KnownRow | LawRow, Document] = {}
        rows: dict[tuple[str, datetime.date | None], KnownRow | LawRow] = {}
        told: list[KnownRow | LawRow] = [*knowledge.documents, *(law for law in knowledge.laws if law.key)]
        for row in told:
            at = _plain(row.key or ""), row.date
            rows[at] = _completed(rows[at], row) if at in rows and isinstance(row, KnownRow) else row
        for (key, _), row in rows.items():
            self._by_key[key].append(row)
        unnumbered = [law for law in knowledge.laws if not law.key]
        self._laws = [*(row for row in rows.values() if isinstance(row, LawRow)), *unnumbered]

    def by_key(self, key: str) -> list[KnownRow | LawRow]:
        """Return all rows with this number, oldest first; an act without its own number is found by that of its order."""
        return sorted(self._by_key.get(_plain(key)) or self._by_order.get(_without_punctuation(key), []), key=_passed)

    @cached_property
    def _by_order(self) -> dict[str, list[LawRow]]:
        return _grouped((_without_punctuation(law.order), law) for law in self._laws if law.order)

    @cached_property
    def _by_name(self) -> dict[tuple[str, ...], list[LawRow]]:
        names = ((law, {law_words(name) for name in (law.name, *law.aliases)}) for law in self._laws)
        return _grouped((name, law) for law, them in names for name in them)

    @cached_property
    def _amending(self) -> dict[datetime.date, list[LawRow]]:
        return _grouped((law.date, law) for law in self._laws if law.amending and law.date)

    @cached_property
    def by_id(self) -> dict[str, Document]:
        """Every document of the register by its id."""
        rows: list[KnownRow | LawRow] = [row for found in self._by_key.values() for row in found]
        rows += [row for found in self._by_name.values() for row in found]
        return {document.id: document for document in map(self.document, rows)}

    def document(self, row: KnownRow | LawRow) -> Document:
        """Return the document of a row, created once, with what replaced it."""
        found = self._documents.get(row)
        if found is None:
            found = self._documents[row] = _document(row, self)
        return found

    def laws_named(self, name: str) -> list[LawRow]:
        """Return all editions of a law by its name or an alias, oldest first."""
        return sorted(self._by_name.get(law_words(name), []), key=_passed)

    def amending(self, name: str, on: datetime.date) -> list[LawRow]:
        """Return acts passed on a day that amend the law with this name, alone or among others."""
        said = " ".join(law_words(name))
        return [r for r in self._amending.get(on, ()) if said in " ".join(law_words(r.name))]


def _grouped(pairs: Iterable[tuple[Of, LawRow]]) -> dict[Of, list[LawRow]]:
    found: dict[Of, list[LawRow]] = defaultdict(list)
    for key, law in pairs:
        found[key].append(law)
    return found


def _passed(row: KnownRow | LawRow) -> datetime.date:
    year = row.passed_in if isinstance(row, LawRow) else None
    return row.date or (datetime.date(year, 1, 1) if year else datetime.date.min)


def _completed(row: KnownRow | LawRow, more: KnownRow) -> KnownRow | LawRow:
    """Return a row updated from a user's own row with the same number and day."""
    names = more.model_fields_set & set(type(row).model_fields) - {"key", "date", "aliases", "source"}
    told = {name: getattr(more, name) for name in names}
    if isinstance(row, LawRow):
        return row.model_copy(update=told | {"aliases": (*row.aliases, *(alias.text for alias in more.aliases))})
    return row.model_copy(update=told | {"aliases": (*row.aliases, *more.aliases)})


def _plain(key: str) -> str:
    return fold(key).lstrip("0").replace(" ", "")


def _without_punctuation(order: str) -> str:
    """Return the number of an order without dashes and slashes, which texts place freely: 58-L/CTN, 58/L-CTN."""
    return re.sub(r"[\W_]", "", fold(order)).lstrip("0")


def register(knowledge: Knowledge) -> Register:
    """Return the register of the given knowledge, created once."""
    return knowledge.compiled(Register)


def _document(row: KnownRow | LawRow, known: Register) -> Document:
    law = row if isinstance(row, LawRow) else None
    year = law.passed_in if law else row.date.year if row.date else None
    key = row.key or law.name if law else row.key or ""
    replaced = known.by_key(row.replaced_by) if row.replaced_by else []
    successor = known.document(replaced[-1]).id if len(replaced) == 1 else None
    number, symbol = _parts(row.key or "")
    if isinstance(row, KnownRow):
        scope, issuer, title = row.scope, row.issuer, row.title
        aliases = tuple(alias.text for alias in row.aliases)
    else:
        scope, title, aliases = "vn", row.name, row.aliases
        issuer = "Ủy ban Thường vụ Quốc hội" if row.type == "PL" else "Quốc hội"
    document = Document(
        id=document_id(scope=scope, year=year, key=key, knowledge=known.knowledge),
        key=key,
        type=law.type if law else None,
        number=number,
        symbol=symbol,
        date=row.date,
        year=year,
        issuer=issuer,
        scope=scope,
        title=title,
        aliases=tuple(dict.fromkeys(aliases)),
        replaced_by=successor,
    )
    return settle(document, register=_days(row), default=False)


def _parts(key: str) -> tuple[str | None, str | None]:
    """Return the running number and the symbol of a key: 06 and QĐ-TTg, 42 and NĐ-CP, 57 and NQ/TW."""
    told = re.match(r"(?P<number>\d+\w*)[-/](?:(?:19|20)\d\d/)?(?P<symbol>.+)", key)
    return (told["number"], told["symbol"]) if told else (None, None)


def _days(row: KnownRow | LawRow) -> Iterator[Effect]:
    if row.in_force:
        yield Effect(what="begins", on=row.in_force, told_by="register", rule="register")
    if row.ended:
        yield Effect(what="ends", on=row.ended, by=row.replaced_by, told_by="register", rule="register")
