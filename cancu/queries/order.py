"""The rows of an answer in the order of the days of their documents."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from cancu.queries.catalogue import StoredQuery

Order = Literal["newest", "oldest"]
"""Which come first; rows without a day come last either way."""
_DATED = ("document", "basis", "draft", "source", "directive", "first", "day", "date", "year")
"""Columns whose days rows are put in order by, the first that a query has."""
_SEQUENCES = ("step", "parent", "role", "field")
"""Columns of queries whose rows follow one another for themselves."""


def ordered_by(query: StoredQuery) -> str | None:
    """Return the column with the days by which the rows of a query can be ordered; None if there is none."""
    if any(column in query.columns for column in _SEQUENCES):
        return None
    return next((column for column in _DATED if column in query.columns), None)


def in_order(rows: Sequence[tuple[Any, ...]], at: int, order: Order) -> tuple[tuple[Any, ...], ...]:
    """Return rows ordered by the days in the column `at`; rows with equal days keep their order."""
    dated = [row for row in rows if _day(row[at])]
    undated = [row for row in rows if not _day(row[at])]
    return (*sorted(dated, key=lambda row: _day(row[at]), reverse=order == "newest"), *undated)


def _day(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("date")
    return "" if value is None else str(value)
