"""The tables of the project, read once on first use and checked as they are read."""

import datetime
import json
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import ValidationError

from cancu.errors import DataFileError
from cancu.knowledge.fold import fold
from cancu.models import Value

_DATA = files("cancu.knowledge") / "data"


class DocumentType(Value):
    """A kind of document: Quyết định, Kế hoạch, Luật."""

    id: str
    names: tuple[str, ...]
    codes: tuple[str, ...]
    """How a symbol writes it: QĐ, KH."""
    family: Literal["normative", "administrative", "letter"]
    slug: str | None = None
    """Its part of a document id where dropping diacritics would make it equal to another type."""
    source: str


class IssuerRow(Value):
    """A body that issues documents, by the abbreviation that symbols use."""

    id: str
    name: str
    level: Literal["central", "province", "district", "commune"]
    kind: str
    variants: tuple[str, ...] = ()
    misprints: tuple[str, ...] = ()
    """Forms that only scanning and typing slips produce."""
    valid_from: str | None = None
    valid_to: str | None = None
    successor: str | None = None
    terms: bool = False
    """The symbol carries the number of the term (QH15)."""
    anywhere: bool = False
    """The same abbreviation is used at several levels."""
    source: str


class PlaceRow(Value):
    """A province or centrally run city, before or after the mergers of 1 July 2025."""

    id: str
    name: str
    kind: Literal["province", "city"]
    code: str
    variants: tuple[str, ...] = ()
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    successor: str | None = None
    source: str


class Alias(Value):
    """Another way to name a document; with `context`, only near one of those words."""

    text: str
    context: tuple[str, ...] = ()


class LawRow(Value):
    """A constitution, code, law or ordinance, with its dates."""

    key: str | None = None
    name: str
    type: Literal["HP", "BL", "L", "PL"]
    date: datetime.date | None = None
    in_force: datetime.date | None = None
    ended: datetime.date | None = None
    """First day without force."""
    replaced_by: str | None = None
    aliases: tuple[str, ...] = ()
    source: Literal["S", "K"]


class KnownRow(Value):
    """A well-known document other than a law, with the aliases of the scheme it approves."""

    key: str
    date: datetime.date | None = None
    title: str | None = None
    issuer: str | None = None
    scheme: str | None = None
    """Full title of the scheme, programme or strategy that it approves."""
    replaced_by: str | None = None
    in_force: datetime.date | None = None
    ended: datetime.date | None = None
    """First day without force."""
    aliases: tuple[Alias, ...] = ()
    source: Literal["S", "K"]


Row = TypeVar("Row", bound=Value)


def read_rows(name: str, text: str, model: type[Row]) -> tuple[Row, ...]:
    """Rows of a JSON Lines text, empty lines left out; raises DataFileError with file, line and field."""
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            rows.append(model.model_validate(json.loads(line)))
        except (json.JSONDecodeError, ValidationError) as error:
            raise DataFileError(f"{name}:{number}: {what_is_wrong(error)}") from error
    return tuple(rows)


def read_file(path: Path, model: type[Row]) -> tuple[Row, ...]:
    """Rows of a JSON Lines file, with or without a byte order mark; raises DataFileError."""
    try:
        return read_rows(str(path), path.read_bytes().decode("utf-8-sig"), model)
    except OSError as error:
        raise DataFileError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise DataFileError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8 and run again") from error


def what_is_wrong(error: json.JSONDecodeError | ValidationError) -> str:
    """What is wrong with one row, in one line."""
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON at character {error.colno} ({error.msg}); write one object a line"
    return "; ".join(_field_error(told["loc"], told["type"], told["msg"]) for told in error.errors(include_url=False))


def _field_error(place: tuple[int | str, ...], kind: str, message: str) -> str:
    name = ".".join(map(str, place))
    if not name:
        return "not an object of fields; write one in braces a line"
    if kind == "extra_forbidden":
        return f"there is no field '{name}'"
    return f"the field '{name}' is missing" if kind == "missing" else f"field '{name}': {message}"


def _rows(name: str, model: type[Row]) -> tuple[Row, ...]:
    return read_rows(name, (_DATA / name).read_text(encoding="utf-8"), model)


@cache
def document_types() -> tuple[DocumentType, ...]:
    """All document types, in the order of the file."""
    table = tomllib.loads((_DATA / "types.toml").read_text(encoding="utf-8"))
    return tuple(DocumentType.model_validate(row) for row in table["type"])


@cache
def issuers() -> tuple[IssuerRow, ...]:
    """All issuers by abbreviation."""
    return _rows("issuers.jsonl", IssuerRow)


@cache
def places() -> tuple[PlaceRow, ...]:
    """All provinces and cities, past and present."""
    return _rows("places.jsonl", PlaceRow)


@cache
def laws() -> tuple[LawRow, ...]:
    """All laws that the register knows, every version of a name its own row."""
    return _rows("laws.jsonl", LawRow)


@cache
def known_documents() -> tuple[KnownRow, ...]:
    """All other documents that the register knows."""
    return _rows("documents.jsonl", KnownRow)


@cache
def assembly_terms() -> tuple[tuple[int, datetime.date, datetime.date | None], ...]:
    """Terms of the National Assembly: number, first and last day (None while it runs)."""
    table = tomllib.loads((_DATA / "terms.toml").read_text(encoding="utf-8"))
    return tuple((row["number"], row["from"], row.get("to")) for row in table["term"])


@cache
def party_terms() -> dict[str, tuple[datetime.date, datetime.date | None]]:
    """Terms of the Party's Central Committee by Roman number: first and last day (None while it runs)."""
    table = tomllib.loads((_DATA / "terms.toml").read_text(encoding="utf-8"))
    return {row["number"]: (row["from"], row.get("to")) for row in table["party"]}


@cache
def type_by_code() -> dict[str, str]:
    """Type id by the code in a symbol, exact and folded."""
    found: dict[str, str] = {}
    for row in document_types():
        for code in row.codes:
            found[code] = row.id
    for code, kind in list(found.items()):
        found.setdefault(fold(code), kind)
    return found


@cache
def type_by_name() -> dict[str, str]:
    """Type id by the words that name it, in lower case."""
    return {name.lower(): row.id for row in document_types() for name in row.names}


@cache
def issuer_by_code() -> dict[str, IssuerRow]:
    """Issuer by abbreviation; a variant never hides an abbreviation of its own."""
    found = {row.id: row for row in issuers()}
    for row in issuers():
        for variant in row.variants:
            found.setdefault(variant, row)
    return found


@cache
def place_by_id() -> dict[str, PlaceRow]:
    """Place by its slug."""
    return {row.id: row for row in places()}
