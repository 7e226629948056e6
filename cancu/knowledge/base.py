"""All known facts as one value: the project's tables and a user's own rows, compiled once and passed to every reader."""

import datetime
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from cancu.knowledge.facts import (
    DocumentType,
    IssuerRow,
    KnownRow,
    LawRow,
    PlaceRow,
    Row,
    read_tables,
)
from cancu.knowledge.fold import fold
from cancu.knowledge.units import Units, read_units
from cancu.models import Value

_DATA = files("cancu.knowledge") / "data"
_TABLES: dict[str, type[Value]] = {
    "document": KnownRow,
    "law": LawRow,
    "issuer": IssuerRow,
    "place": PlaceRow,
}

Compiled = TypeVar("Compiled")


class Knowledge:
    """The tables of types, issuers, places, laws and known documents, with data derived from them.

    A reader that needs a form of its own (a trie, a pattern) requests it through `compiled`, so that no module stores
    facts.
    """

    def __init__(
        self,
        *,
        types: tuple[DocumentType, ...],
        issuers: tuple[IssuerRow, ...],
        places: tuple[PlaceRow, ...],
        laws: tuple[LawRow, ...],
        documents: tuple[KnownRow, ...],
        assembly_terms: tuple[tuple[int, datetime.date, datetime.date | None], ...],
        party_terms: dict[str, tuple[datetime.date, datetime.date | None]],
    ) -> None:
        self.types = types
        self.issuers = issuers
        self.places = tuple(row for row in places if "/" not in row.id)
        self.own_units = tuple(row for row in places if "/" in row.id)
        """The user's own districts and communes."""
        self.laws = laws
        self.documents = documents
        self.assembly_terms = assembly_terms
        """The terms of the National Assembly: number, first and last day (None for the current one)."""
        self.party_terms = party_terms
        """The terms of the Party's Central Committee by Roman numeral: first and last day (None for the current one)."""
        self._compiled: dict[Callable[[Knowledge], Any], Any] = {}

    def __getstate__(self) -> dict[str, Any]:
        # What is compiled is made again in another process.
        return {**self.__dict__, "_compiled": {}}

    def with_rows(self, rows: Iterable[Value]) -> "Knowledge":
        """Return this knowledge with a user's own rows; a row with the id, or the number and day, of an existing one completes it."""
        own: dict[type, list[Any]] = defaultdict(list)
        for row in rows:
            own[type(row)].append(row)
        return Knowledge(
            types=self.types,
            issuers=_by_id(self.issuers, own[IssuerRow]),
            places=_by_id((*self.places, *self.own_units), own[PlaceRow]),
            laws=(*self.laws, *own[LawRow]),
            documents=(*self.documents, *own[KnownRow]),
            assembly_terms=self.assembly_terms,
            party_terms=self.party_terms,
        )

    def compiled(self, build: "Callable[[Knowledge], Compiled]") -> Compiled:
        """Return what `build` makes of this knowledge, computed once."""
        if build not in self._compiled:
            self._compiled[build] = build(self)
        found: Compiled = self._compiled[build]
        return found

    @cached_property
    def type_by_code(self) -> dict[str, str]:
        """The type id by the code in a symbol, exact and folded."""
        found = {code: row.id for row in self.types for code in row.codes}
        for code, kind in list(found.items()):
            found.setdefault(fold(code), kind)
        return found

    @cached_property
    def type_by_name(self) -> dict[str, str]:
        """The type id by its lower-case name."""
        return {name.lower(): row.id for row in self.types for name in row.names}

    @cached_property
    def central_types(self) -> frozenset[str]:
        """The types that only national bodies issue."""
        return frozenset(row.id for row in self.types if row.central)

    @cached_property
    def issuer_by_code(self) -> dict[str, IssuerRow]:
        """The issuer by abbreviation; a variant never hides another issuer's own abbreviation."""
        found = {row.id: row for row in self.issuers}
        for row in self.issuers:
            for variant in row.variants:
                found.setdefault(variant, row)
        return found

    @cached_property
    def units(self) -> Units:
        """Districts and communes before and since July 2025, with the user's own."""
        return read_units().with_rows(self.own_units) if self.own_units else read_units()

    @cached_property
    def place_by_id(self) -> dict[str, PlaceRow]:
        """The province or city by its slug."""
        return {row.id: row for row in self.places}

    def place_name(self, scope: str | None) -> str:
        """Return the name of a scope: 'Trung ương', 'Thanh Hóa', 'huyện Nga Sơn, Thanh Hóa' for 'thanh-hoa/nga-son'; an unknown scope is returned unchanged."""
        place, _, unit = (scope or "").partition("/")
        row = self.place_by_id.get(place)
        name = row.name if row else {"vn": "Trung ương"}.get(place, place)
        if not unit:
            return name
        known = self.units.by_id(scope or "")
        kinds = {one.kind for one in known}  # a district and the commune that took its name have one id
        kind = f"{kinds.pop()} " if len(kinds) == 1 else ""
        return f"{kind}{known[0].name if known else unit}, {name}"


def _by_id(rows: tuple[Row, ...], own: list[Row]) -> tuple[Row, ...]:
    found = {row.id: row for row in rows}  # type: ignore[attr-defined]
    for row in own:
        known = found.get(row.id)  # type: ignore[attr-defined]
        told = {name: getattr(row, name) for name in row.model_fields_set}
        found[row.id] = known.model_copy(update=told) if known is not None else row  # type: ignore[attr-defined]
    return tuple(found.values())


@cache
def built_in() -> Knowledge:
    """Return the project's own knowledge, read and checked on first use."""
    terms = tomllib.loads((_DATA / "terms.toml").read_text(encoding="utf-8"))
    types = tomllib.loads((_DATA / "types.toml").read_text(encoding="utf-8"))
    return Knowledge(
        types=tuple(DocumentType.model_validate(row) for row in types["type"]),
        issuers=_table("issuers.jsonl", IssuerRow),
        places=_table("places.jsonl", PlaceRow),
        laws=_table("laws.jsonl", LawRow),
        documents=_table("documents.jsonl", KnownRow),
        assembly_terms=tuple((row["number"], row["from"], row.get("to")) for row in terms["term"]),
        party_terms={row["number"]: (row["from"], row.get("to")) for row in terms["party"]},
    )


def _table(name: str, model: type[Row]) -> tuple[Row, ...]:
    """Return the rows of a project table in half the time of `read_rows`; a test checks them with that."""
    return tuple(map(model.model_validate_json, (_DATA / name).read_text(encoding="utf-8").splitlines()))


def with_register(path: Path | None) -> Knowledge:
    """Return the built-in knowledge with the rows of a user's file (JSON Lines); raises DataFileError with file, line and field.

    `table` in a row gives its kind: `document` (the default), `law`, `issuer` or `place`; the other fields are those of
    the project's own table.
    """
    return built_in() if path is None else built_in().with_rows(read_tables(path, _TABLES))
