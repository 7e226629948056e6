"""The register of known documents: by number, by name and date, by alias; always every candidate."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from cancu.graph.identity import document_id
from cancu.graph.validity import settle
from cancu.knowledge.base import Knowledge
from cancu.knowledge.facts import KnownRow, LawRow
from cancu.knowledge.fold import fold
from cancu.models import Document, Effect


class Register:
    """Known documents with their dates, from what is known."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._by_key: dict[str, list[KnownRow | LawRow]] = defaultdict(list)
        self._by_name: dict[str, list[LawRow]] = defaultdict(list)
        rows: dict[tuple[str, datetime.date | None], KnownRow | LawRow] = {}
        told: list[KnownRow | LawRow] = [*knowledge.documents, *(law for law in knowledge.laws if law.key)]
        for row in told:
            at = _plain(row.key or ""), row.date
            rows[at] = _completed(rows[at], row) if at in rows and isinstance(row, KnownRow) else row
        for (key, _), row in rows.items():
            self._by_key[key].append(row)
        for law in (
            *(row for row in rows.values() if isinstance(row, LawRow)),
            *(law for law in knowledge.laws if not law.key),
        ):
            self._by_name[fold(law.name)].append(law)

    def by_key(self, key: str) -> list[KnownRow | LawRow]:
        """All rows with this number, oldest first."""
        return sorted(self._by_key.get(_plain(key), []), key=lambda r: r.date or datetime.date.min)

    @cached_property
    def by_id(self) -> dict[str, Document]:
        """Every document that the register knows, by its id."""
        rows: list[KnownRow | LawRow] = [row for found in self._by_key.values() for row in found]
        rows += [row for found in self._by_name.values() for row in found]
        return {document.id: document for document in (as_document(row, self) for row in rows)}

    def laws_named(self, name: str) -> list[LawRow]:
        """All versions of a law, oldest first."""
        return sorted(self._by_name.get(fold(name), []), key=lambda r: r.date or datetime.date.min)

    def law_in_force(
        self, name: str, *, year: int | None, on: datetime.date | None, passed: datetime.date | None = None
    ) -> tuple[LawRow | None, list[LawRow]]:
        """The version that a citation means, and all candidates: the day it was passed, the year told, else the one in force on the citing date."""
        rows = self.laws_named(name)
        same_day = [r for r in rows if passed and r.date == passed]
        same_year = [r for r in rows if year is not None and r.date and r.date.year == year]
        if same_day or len(same_year) == 1:
            return (same_day or same_year)[0], rows
        if same_year and on is None:
            return None, same_year
        rows = same_year or rows
        if len(rows) == 1:
            return rows[0], rows
        if on is None:
            return None, rows
        valid = [r for r in rows if (r.in_force or r.date or on) <= on and (r.ended is None or on < r.ended)]
        if not valid:
            valid = [r for r in rows if r.date and r.date <= on][-1:]
        return (valid[-1] if valid else None), rows


def _completed(row: KnownRow | LawRow, more: KnownRow) -> KnownRow | LawRow:
    """A row with what a user's own row of the same number and day tells besides, or otherwise."""
    names = more.model_fields_set & set(type(row).model_fields) - {"key", "date", "aliases", "source"}
    told = {name: getattr(more, name) for name in names}
    if isinstance(row, LawRow):
        return row.model_copy(update=told | {"aliases": (*row.aliases, *(alias.text for alias in more.aliases))})
    return row.model_copy(update=told | {"aliases": (*row.aliases, *more.aliases)})


def _plain(key: str) -> str:
    return fold(key).lstrip("0").replace(" ", "")


def register(knowledge: Knowledge) -> Register:
    """The register of what is known, made once."""
    return knowledge.compiled(Register)


def as_document(row: KnownRow | LawRow, known: Register) -> Document:
    """The document that a row of the register describes; what replaced it is looked up in `known`."""
    year = row.date.year if row.date else None
    key = row.key or row.name if isinstance(row, LawRow) else row.key
    replaced = known.by_key(row.replaced_by) if row.replaced_by else []
    successor = replaced[-1] if len(replaced) == 1 else None
    number, _, symbol = (row.key or "").partition("/")
    document = Document(
        id=document_id(scope="vn", year=year, key=key, knowledge=known.knowledge),
        key=key,
        type=row.type if isinstance(row, LawRow) else None,
        number=number or None,
        symbol=symbol or None,
        date=row.date,
        year=year,
        issuer=row.issuer
        if isinstance(row, KnownRow)
        else "Quốc hội"
        if row.type != "PL"
        else "Ủy ban Thường vụ Quốc hội",
        scope="vn",
        title=row.title if isinstance(row, KnownRow) else row.name,
        aliases=tuple(dict.fromkeys(a if isinstance(a, str) else a.text for a in row.aliases)),
        replaced_by=document_id(scope="vn", year=successor.date.year if successor.date else None, key=row.replaced_by)
        if successor and row.replaced_by
        else None,
    )
    return settle(document, register=_days(row), default=False)


def _days(row: KnownRow | LawRow) -> Iterator[Effect]:
    if row.in_force:
        yield Effect(what="begins", on=row.in_force, told_by="register", rule="register")
    if row.ended:
        yield Effect(what="ends", on=row.ended, by=row.replaced_by, told_by="register", rule="register")
