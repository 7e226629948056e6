"""Convert parameters as people type them to the values of the graph."""

import datetime
import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cancu.errors import QueryError
from cancu.graph.identity import LEVELS
from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.fold import fold, slug
from cancu.language.provisions import path_of
from cancu.models import Relation
from cancu.queries.catalogue import ParameterType

CHOICES = {
    "by": ("carries", "basis", "both"),
    "direction": ("any", "up"),
    "field": ("type", "year", "place", "level", "body"),
}
"""The values of parameters that take one of a few words."""
_NEAREST, _ALIKE = 3, 0.5
"""How many values are offered in place of an unknown one, and how similar they must be."""
LAST_OF_63 = datetime.date(2025, 6, 30)
"""The last day of the 63 provinces."""


def typed(where: str, kind: ParameterType, text: str) -> Any:
    """Return a typed value in the form of the graph; a QueryError's message begins with `where`.

    A date may be 'today', the only value that depends on the present day.
    """
    match kind:
        case "int":
            try:
                return int(text)
            except ValueError as error:
                raise QueryError(f"{where} is a whole number, not '{text}'") from error
        case "date":
            return _date(where, text)
        case "relation":
            return one_of(where, text.upper().replace("-", "_"), [r.value for r in Relation])
        case "level":
            return one_of(where, text.lower(), LEVELS)
        case "by" | "direction" | "field":
            return one_of(where, text.lower(), CHOICES[kind])
        case "place":
            return _place(where, text)
        case "type":
            return _type(where, text)
        case "provinces":
            return provinces_on(_day_of_list(where, text))
        case "part":
            paths = path_of(text)
            if len(paths) != 1:
                raise QueryError(f"{where} is one part such as \"khoản 2 Điều 5\" or dieu-5/khoan-2, not '{text}'")
            return paths[0]
        case "document" | "words" | "choice":
            return fold(text)


def _place(where: str, text: str) -> str:
    """Return the scope named by a text: vn, thanh-hoa, or thanh-hoa/muong-lat."""
    province, *inner = text.split("/")
    named = built_in().compiled(_provinces_as_typed).get(slug(province), slug(province))
    if named not in built_in().place_by_id and named != "vn":
        hint = nearest(named, built_in().place_by_id)
        raise QueryError(f"{where} is a province such as thanh-hoa (or vn, or thanh-hoa/muong-lat), not '{text}'{hint}")
    return "/".join([named, *map(slug, inner)])


def _provinces_as_typed(knowledge: Knowledge) -> dict[str, str]:
    """Return provinces by each of their names in ASCII, with and without the word for their kind."""
    found = {}
    for row in knowledge.places:
        for name in (row.name, *row.variants):
            for said in (name, f"tỉnh {name}", f"thành phố {name}", f"tp {name}"):
                found[slug(said)] = row.id
    return found


def _type(where: str, text: str) -> str:
    folded = fold(" ".join(text.split()))
    for row in built_in().types:
        if folded in (fold(name) for name in (row.id, *row.names, *row.codes)):
            return row.id
    spelled = {fold(name): row.id for row in built_in().types for name in (row.id, *row.names)}
    hint = nearest(folded, spelled, spelled)
    raise QueryError(f"{where} is a type of document such as KH or 'kế hoạch', not '{text}'{hint}")


def nearest(text: str, known: Iterable[str], means: Mapping[str, str] | None = None) -> str:
    """Return the end of a message that refuses a value: the most similar known values, or nothing.

    `means` gives the value that a known spelling stands for.
    """
    alike = difflib.get_close_matches(text, known, n=_NEAREST, cutoff=_ALIKE)
    values = dict.fromkeys(means[one] if means else one for one in alike)
    return f"; did you mean {' or '.join(values)}?" if values else ""


def _day_of_list(where: str, text: str) -> datetime.date | None:
    """Return a day on which the list of provinces was in force; None for the present list."""
    if text in ("34", "63"):
        return None if text == "34" else LAST_OF_63
    try:
        return datetime.date.fromisoformat(_date(where, text))
    except QueryError as error:
        raise QueryError(f"{where} is 34, 63 or a date such as 2024-05-01, not '{text}'") from error


def provinces_on(day: datetime.date | None) -> list[dict[str, Any]]:
    """Return the provinces on a day (None: now) by name, each with its own id and those of the provinces merged into it by then."""
    listed = {
        p.id: p
        for p in built_in().places
        if (p.valid_to is None if day is None else (p.valid_from or day) <= day <= (p.valid_to or day))
    }
    scopes: dict[str, list[str]] = {name: [] for name in listed}
    for place in built_in().places:
        inner, seen = place, {place.id}
        while inner.id not in listed and inner.successor in built_in().place_by_id and inner.successor not in seen:
            inner = built_in().place_by_id[inner.successor]
            seen.add(inner.id)
        if inner.id in listed:
            scopes[inner.id].append(place.id)
    ordered = sorted(listed.values(), key=lambda p: p.id)
    return [{"id": p.id, "name": p.name, "scopes": scopes[p.id]} for p in ordered]


def one_of(where: str, value: str, choices: Sequence[str]) -> str:
    """Return the value if it is one of the choices; raises QueryError that lists them."""
    if value not in choices:
        raise QueryError(f"{where} is one of {', '.join(choices)}, not '{value}'")
    return value


def _date(where: str, text: str) -> str:
    if text == "today":
        return datetime.date.today().isoformat()
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    raise QueryError(f"{where} is a date such as 2024-05-01 or 01/05/2024, not '{text}'")
