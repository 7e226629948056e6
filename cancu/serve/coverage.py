"""Tabulate which provinces implement which directives, now and with the 63 provinces before July 2025."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cancu.knowledge.base import built_in
from cancu.knowledge.facts import PlaceRow
from cancu.knowledge.fold import fold
from cancu.queries.run import subgraph
from cancu.queries.values import LAST_OF_63, provinces_on
from cancu.serve.snapshots import Snapshot
from cancu.viz.coverage import Cell, cells

DIRECTIVES = 6
"""The largest number of directives in one table."""
_FAR = 100
SOON = (30, 90, 180, 365)
"""The days that separate the shades, as in the pictures."""


@dataclass(frozen=True, slots=True)
class ProvinceRow:
    """A province with its plan, or None, for each directive; for a merged province also how many of its former provinces had one."""

    place: PlaceRow
    cells: Sequence[Cell | None]
    before: Sequence[tuple[int, int]]
    """For each directive: how many of the former provinces (before July 2025) have a plan, and how many there are."""


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """The table of provinces and directives."""

    directives: Sequence[str]
    lines: Sequence[ProvinceRow]

    def have(self, index: int) -> int:
        """Return how many provinces implement a directive."""
        return sum(line.cells[index] is not None for line in self.lines)

    def late(self, index: int, days: int) -> list[ProvinceRow]:
        """Return the provinces whose plan followed a directive after more than `days` days."""
        told = [(line, line.cells[index]) for line in self.lines]
        return [line for line, cell in told if cell and cell.days is not None and cell.days > days]

    def without(self, index: int) -> list[ProvinceRow]:
        """Return the provinces in which no document implements a directive."""
        return [line for line in self.lines if line.cells[index] is None]


def coverage_table(snapshot: Snapshot, directives: Sequence[str], *, old: bool = False) -> CoverageTable:
    """Return the table of directives (ids); `old` lists the 63 provinces before July 2025."""
    around = subgraph(snapshot.graph.store, directives, up=0, down=_FAR, carrying=True, limit=100_000)
    then = _places(old=True)
    listed = then if old else _places(old=False)
    now = {(cell.province, cell.directive): cell for cell in cells(around, directives, listed)}
    before = {(cell.province, cell.directive) for cell in cells(around, directives, then)}
    parts = {row["id"]: [p for p in then if p.id in row["scopes"]] for row in provinces_on(None)}
    lines = [
        ProvinceRow(
            place,
            [now.get((place.id, one)) for one in directives],
            [
                (sum((p.id, one) in before for p in parts.get(place.id, ())), len(parts.get(place.id, ())))
                for one in directives
            ],
        )
        for place in listed
    ]
    return CoverageTable(directives, lines)


def _places(*, old: bool) -> list[PlaceRow]:
    rows = [built_in().place_by_id[row["id"]] for row in provinces_on(LAST_OF_63 if old else None)]
    return sorted(rows, key=lambda row: fold(row.name))


def shade(cell: Cell | None) -> str:
    """Return the shade of a cell: none, undated, or soon0 (soonest) to soon4."""
    if cell is None:
        return "none"
    if cell.days is None:
        return "undated"
    return f"soon{sum(cell.days > days for days in SOON)}"


@cache
def tiles() -> dict[str, tuple[int, int]]:
    """Return the row and column of each of the 34 provinces."""
    rows = tomllib.loads((files("cancu.serve") / "data" / "tiles.toml").read_text(encoding="utf-8"))
    return {name: (row, column) for name, (row, column) in rows.items()}
