"""The row types of the tables, and how a file of them is read and checked."""

import datetime
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from cancu.errors import DataFileError
from cancu.models import Value


class DocumentType(Value):
    """A type of document: Quyết định, Kế hoạch, Luật."""

    id: str
    names: tuple[str, ...]
    codes: tuple[str, ...]
    """Its codes in symbols: QĐ, KH."""
    family: Literal["normative", "administrative", "letter"]
    central: bool = False
    """Whether only national bodies issue it."""
    slug: str | None = None
    """Its part of a document id, if without diacritics it would equal another type's."""
    source: str


class IssuerRow(Value):
    """A body that issues documents, identified by its abbreviation in symbols."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    """Other forms of its name: UBND, Bộ CHQS."""
    level: Literal["central", "ministry", "province", "department", "district", "commune"]
    kind: str
    variants: tuple[str, ...] = ()
    """Other abbreviations in symbols."""
    misprints: tuple[str, ...] = ()
    """Forms that only scanning and typing errors produce."""
    valid_from: str | None = None
    valid_to: str | None = None
    successor: str | None = None
    at: Literal["province", "district", "commune"] | None = None
    """The level of the place whose bare name may follow ('Huyện ủy Mường Lát'); a province by default."""
    terms: bool = False
    """Whether the symbol contains the number of the term (QH15)."""
    anywhere: bool = False
    """Whether several levels use the same name and abbreviation, so that the place determines the level."""
    branches: bool = False
    """Whether it is a central or provincial body whose offices bear its name with that of their place: Cục Thuế tỉnh X."""
    open: bool = False
    """Whether its name continues freely: Ban Chỉ đạo …"""
    source: str

    @property
    def central(self) -> bool:
        """Whether it is a national body, whose numbers are unique in the country."""
        return self.level in ("central", "ministry")


class PlaceRow(Value):
    """A province or centrally run city, before or after the mergers of 1 July 2025; in a user's own rows also a district or commune."""

    id: str
    """thanh-hoa; for a district or commune preceded by its province: thanh-hoa/dong-son."""
    name: str
    kind: Literal["province", "city", "quận", "huyện", "thị xã", "thành phố", "phường", "xã", "thị trấn", "đặc khu"]
    code: str | None = None
    variants: tuple[str, ...] = ()
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    successor: str | None = None
    city_from: datetime.date | None = None
    """The first day as a centrally run city, if it was a province before."""
    source: str


class Alias(Value):
    """Another name for a document; with `context`, only near one of these words."""

    text: str
    context: tuple[str, ...] = ()


class LawRow(Value):
    """A constitution, code, law or ordinance, with its dates."""

    key: str | None = None
    """Its own number; acts before 1997 have none and are identified by name and year."""
    order: str | None = None
    """The number of the order that promulgated it (58-L/CTN), by which acts without a number of their own are also cited."""
    name: str
    type: Literal["HP", "BL", "L", "PL"]
    date: datetime.date | None = None
    year: int | None = None
    """The year of passing, if the day is not known."""
    in_force: datetime.date | None = None
    ended: datetime.date | None = None
    """The first day without force."""
    replaced_by: str | None = None
    aliases: tuple[str, ...] = ()
    source: Literal["S", "K"]

    @property
    def passed_in(self) -> int | None:
        """The year of passing, which is also the year in its own number."""
        inside = re.search(r"/((?:19|20)\d\d)/", self.key or "")
        return self.date.year if self.date else self.year or (int(inside[1]) if inside else None)

    @property
    def amending(self) -> bool:
        """Whether it only changes other acts; later amending acts do not replace it."""
        return "sửa đổi" in self.name.lower().split("(")[0]


class KnownRow(Value):
    """A well-known document other than a law, with the aliases of the scheme that it approves."""

    key: str
    scope: str = "vn"
    """Where its number is unique: vn for central bodies, else the province (thanh-hoa) or `province/district`."""
    date: datetime.date | None = None
    title: str | None = None
    issuer: str | None = None
    scheme: str | None = None
    """The full title of the scheme, programme or strategy that it approves."""
    replaced_by: str | None = None
    in_force: datetime.date | None = None
    ended: datetime.date | None = None
    """The first day without force."""
    aliases: tuple[Alias, ...] = ()
    source: Literal["S", "K"]


Row = TypeVar("Row", bound=Value)


def read_rows(name: str, text: str, model: type[Row]) -> tuple[Row, ...]:
    """Return the rows of a JSON Lines text without empty lines; raises DataFileError with file, line and field."""
    return tuple(_row(where, record, model) for where, record in _records(name, text))


def read_file(path: Path, model: type[Row]) -> tuple[Row, ...]:
    """Return the rows of a JSON Lines file, with or without a byte order mark; raises DataFileError."""
    return read_rows(str(path), _text(path), model)


def read_tables(path: Path, models: Mapping[str, type[Value]]) -> tuple[Value, ...]:
    """Return the rows of several tables in one JSON Lines file; `table` gives the kind, by default the first of `models`.

    Raises DataFileError with file, line and field.
    """
    rows = []
    for where, record in _records(str(path), _text(path)):
        table = record.pop("table", next(iter(models)))
        if not isinstance(table, str) or table not in models:
            raise DataFileError(f"{where}: there is no table '{_short(str(table))}'; it is one of {', '.join(models)}")
        rows.append(_row(where, record, models[table]))
    return tuple(rows)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataFileError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise DataFileError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8 and run again") from error


def _records(name: str, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each non-empty line of a JSON Lines text with its place (file:line)."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip("\ufeff \t\r"):
            yield f"{name}:{number}", read_object(f"{name}:{number}", line)


_LARGEST = 1 << 53
"""Larger integers lose precision in some programs that read JSON."""
_HALVES = re.compile(r"[\ud800-\udfff]")


def read_object(where: str, line: str) -> dict[str, Any]:
    """Return the object in one line of JSON Lines; raises DataFileError, whose message begins with `where`.

    Values that a store or a terminal cannot represent are refused: lone surrogates, NUL, numbers beyond 2^53 and
    non-numbers, duplicate fields, unlimited nesting.
    """
    try:
        found = json.loads(line.lstrip("\ufeff"), object_pairs_hook=_object, parse_constant=_no_number)
        _check(found)
    except json.JSONDecodeError as error:
        raise DataFileError(f"{where}: {what_is_wrong(error)}") from error
    except RecursionError as error:
        raise DataFileError(f"{where}: nested too deeply for a record; write one object per line") from error
    except ValueError as error:
        why = "a number with thousands of digits" if "integer string conversion" in str(error) else str(error)
        raise DataFileError(f"{where}: {why}") from error
    if not isinstance(found, dict):
        raise DataFileError(f"{where}: not an object; write one in braces per line")
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the field '{_short(twice)}' occurs twice")
    return found


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is not a JSON number")


def _check(value: Any) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("a text contains NUL, which is not allowed")
        if half := _HALVES.search(value):
            raise ValueError(f"a text contains half of a character (\\u{ord(half.group()):04x})")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check(name)
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
    elif isinstance(value, int | float) and not -_LARGEST <= value <= _LARGEST:
        raise ValueError("a number is too large")


def _short(text: str) -> str:
    """Return the name of a field in a file, shortened to fit one line."""
    plain = "".join(char if char.isprintable() else "\ufffd" for char in text[:40])
    return plain if len(text) <= 40 else f"{plain}…"


def _row(where: str, record: Any, model: type[Row]) -> Row:
    try:
        return model.model_validate(record)
    except ValidationError as error:
        raise DataFileError(f"{where}: {what_is_wrong(error)}") from error


def what_is_wrong(error: json.JSONDecodeError | ValidationError) -> str:
    """Return what is wrong with one row, in one line."""
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON at character {error.colno} ({error.msg}); write one object per line"
    told = error.errors(include_url=False)
    more = f"; and {len(told) - 5} more" if len(told) > 5 else ""
    return "; ".join(_field_error(one["loc"], one["type"], one["msg"]) for one in told[:5]) + more


def _field_error(place: tuple[int | str, ...], kind: str, message: str) -> str:
    name = _short(".".join(map(str, place)))
    if not name:
        return "not an object of fields; write one in braces a line"
    if kind == "extra_forbidden":
        return f"there is no field '{name}'"
    return f"the field '{name}' is missing" if kind == "missing" else f"field '{name}': {message}"
