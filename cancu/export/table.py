"""Flatten the rows of an answer: each document in its own columns, dates as dates, nothing nested."""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cancu.messages import catalogue_word
from cancu.render import show_document, translate_value

_DOCUMENT_FIELDS = (("number", "key"), ("date", "date"), ("title", "title"), ("id", "id"))
"""The columns that follow the label of a document, with the property that each contains."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of plain cells: text, numbers, booleans, dates and None."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    links: Mapping[tuple[int, int], str]
    """The address or path that the cell in a row and column links to."""


def flat(columns: Sequence[str], rows: Sequence[Sequence[Any]], language: str | None = None) -> Table:
    """Return the rows with each document as five columns: label, number, date, title and id.

    A document in column `d` gives `d`, `d_number`, `d_date`, `d_title` and `d_id`; a list of documents gives `d` and
    `d_id`, each joined by '; '. Other lists are joined, other mappings written as JSON. A column of days (yyyy-mm-dd)
    contains dates. With a `language`, columns and values are translated: 'văn bản', 'văn bản (số)'.
    """
    found: list[tuple[str, list[Any]]] = []
    links: dict[tuple[int, int], str] = {}
    for at, name in enumerate(columns):
        values = [row[at] for row in rows]
        for i, value in enumerate(values):
            if target := _link_target(name, value):
                links[i, len(found)] = target
        said = [translate_value(value, name, language) for value in values] if language else values
        label = catalogue_word(language, "column", name) if language else name
        found += _columns(label, said, language)
    kept = tuple(zip(*(_days(values) for _, values in found), strict=True)) if found and rows else ()
    return Table(_unique_names([name for name, _ in found]), kept, links)


def _unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names, with a number appended to each repeated one."""
    found: dict[str, None] = {}
    for name in names:
        own, n = name, 1
        while own in found:
            n += 1
            own = f"{name}_{n}"
        found[own] = None
    return tuple(found)


def _columns(name: str, values: Sequence[Any], language: str | None) -> Iterator[tuple[str, list[Any]]]:
    def add_suffix(suffix: str) -> str:
        return f"{name} ({catalogue_word(language, 'of_document', suffix)})" if language else f"{name}_{suffix}"

    told = [value for value in values if value is not None]
    if told and all(map(_is_document, told)):
        yield name, [show_document(value) if value else None for value in values]
        for suffix, field in _DOCUMENT_FIELDS:
            yield add_suffix(suffix), [value.get(field) if value else None for value in values]
    elif told and any(_documents(value) for value in told):
        yield name, [_cell(value) for value in values]
        yield add_suffix("id"), ["; ".join(one["id"] for one in _documents(value)) or None for value in values]
    else:
        yield name, [_cell(value) for value in values]


def _is_document(value: Any) -> bool:
    return isinstance(value, Mapping) and "id" in value


def _documents(value: Any) -> list[Mapping[str, Any]]:
    if _is_document(value):
        return [value]
    return [one for one in value if _is_document(one)] if isinstance(value, list | tuple) else []


def _cell(value: Any) -> Any:
    if _is_document(value):
        return show_document(value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, list | tuple):
        return "; ".join("" if one is None else str(_cell(one)) for one in value)
    return value


def _days(values: Sequence[Any]) -> Sequence[Any]:
    """Return the values as dates if each is a day or None."""
    found: list[Any] = []
    for value in values:
        try:
            found.append(None if value is None else datetime.date.fromisoformat(value) if _is_day(value) else value)
        except ValueError:
            return values
    return found if all(value is None or isinstance(value, datetime.date) for value in found) else values


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"


def _link_target(column: str, value: Any) -> str | None:
    """Return the address where a document is published, else its file; for a column of files, the file."""
    if _is_document(value):
        target: str | None = value.get("url") or value.get("path")
        return target
    return value if column == "file" and isinstance(value, str) and value else None
