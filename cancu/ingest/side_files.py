"""Read side files: tables beside documents (CSV, TSV, JSON) that give their number, date, title or address."""

import csv
import datetime
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from cancu.errors import ReadError
from cancu.knowledge.fold import fold, spelling
from cancu.language.dates import dates_in
from cancu.language.numbers import parse_number
from cancu.models import Document
from cancu.read.plain import decode

_COLUMNS: Final = {
    "file": "file, filename, file name, path, tep, ten tep, duong dan, tap tin, ten file",
    "key": "key, number, so, so hieu, so ky hieu, so kh, ky hieu, so van ban, docnum, document number",
    "date": "date, ngay, ngay ban hanh, issued, issue date, ngay ky, issuedate",
    "title": "title, trich yeu, ten van ban, tieu de, noi dung, ten",
    "url": "url, link, lien ket, nguon, dia chi, source url",
}
"""The column names that are recognised, without diacritics."""
_FIELDS: Final = {name: field for field, names in _COLUMNS.items() for name in names.split(", ")}


class Row(NamedTuple):
    """The facts that a side file gives about one document."""

    source: str
    """The side file and the number of the row."""
    values: Mapping[str, str]


class Sides(NamedTuple):
    """The rows of all side files, by the real path of the document's file."""

    rows: dict[str, Row]
    files: frozenset[str]
    """The real paths of the side files themselves."""


def read_sides(files: Iterable[str], beside: Iterable[str]) -> tuple[Sides, list[str]]:
    """Return the side files among `beside` that describe `files`, and one line for each that cannot be read.

    A table needs a column of file names; a JSON object may also have the same name as its file.
    """
    known = {str(Path(file).resolve()) for file in files}
    rows: dict[str, Row] = {}
    sides: set[str] = set()
    failures = []
    for name in sorted(beside):
        path = Path(name)
        try:
            for number, found in _rows(path):
                target = _target(path, found, known)
                values = {field: found[field] for field in ("key", "date", "title", "url") if found.get(field)}
                if target is not None and values:
                    rows[target] = Row(f"{name}:{number}", values)
                    sides.add(str(path.resolve()))
        except ReadError as error:
            failures.append(f"{name}: {error}")
    return Sides(rows, frozenset(sides)), failures


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number and the fields of each row, under our names for the fields."""
    if path.stat().st_size > 64 << 20:
        raise ReadError("a side file of more than 64 MB; split it")
    text = decode(path.read_bytes()).text.removeprefix("\ufeff")
    if path.suffix.lower() == ".json":
        yield from _json_rows(text)
        return
    head = text.partition("\n")[0]
    delimiter = max("\t;,", key=head.count)
    try:
        for number, row in enumerate(csv.DictReader(io.StringIO(text), delimiter=delimiter), 2):
            yield number, _known_fields({str(name): value for name, value in row.items() if isinstance(value, str)})
    except csv.Error as error:
        raise ReadError(f"not a table ({error}); save it as CSV again") from error


def _json_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"not JSON ({error}); save it again") from error
    if isinstance(data, dict) and data and all(isinstance(value, dict) for value in data.values()):
        data = [{"file": name, **value} for name, value in data.items()]
    for number, row in enumerate(data if isinstance(data, list) else [data], 1):
        if isinstance(row, dict):
            yield (
                number,
                _known_fields({str(name): str(value) for name, value in row.items() if isinstance(value, str | int)}),
            )


def _known_fields(row: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in row.items():
        field = _FIELDS.get(" ".join(re.findall(r"[a-z]+", fold(name))))
        if field and value.strip():
            found.setdefault(field, value.strip())
    return found


def _target(side: Path, row: Mapping[str, str], known: set[str]) -> str | None:
    """Return the real path of the file that a row describes."""
    if "file" in row:
        named = str((side.parent / row["file"].replace("\\", "/")).resolve())
        return named if named in known else None
    stem = side.with_suffix("")
    may_be = [path for path in known if Path(path) == stem.resolve() or Path(path).with_suffix("") == stem.resolve()]
    return may_be[0] if len(may_be) == 1 else None


def completed(document: Document, row: Row) -> tuple[Document, list[str]]:
    """Return the document completed from a side file, and one line for each field where the file itself differs."""
    fields: dict[str, Any] = {}
    lines = []
    if key := row.values.get("key"):
        number = parse_number(key)
        fields |= {"key": key}
        if number is not None:
            fields |= {"number": number.number, "symbol": number.symbol}
            if number.type:
                fields["type"] = number.type
            if number.year:
                fields["year"] = number.year
    if (printed := row.values.get("date")) and (day := _day(printed)):
        fields |= {"date": day, "year": day.year}
    fields |= {field: row.values[field] for field in ("title", "url") if field in row.values}
    for field in ("key", "date", "title"):
        before = getattr(document, field)
        if field in fields and before is not None and _differ(before, fields[field]):
            lines.append(f"{document.path}: {field} is {fields[field]} by {row.source}, and {before} by its own text")
    return document.model_copy(update=fields), lines


def _differ(one: object, other: object) -> bool:
    return " ".join(re.findall(r"\w+", fold(str(one)))) != " ".join(re.findall(r"\w+", fold(str(other))))


def _day(text: str) -> datetime.date | None:
    """Return the date in a text written as people write it, or as yyyy-mm-dd."""
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        low = spelling(text if "ngày" in text.lower() else f"ngày {text}")
        found = next(dates_in(low, 0, len(low)), None)
        return found.date if found else None
