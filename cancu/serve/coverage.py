"""Which provinces carry out which directives, now and with the 63 provinces of before July 2025."""

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
"""Directives of one table."""
_FAR = 100
SOON = (30, 90, 180, 365)
"""Days that part the shades, as in the pictures."""


@dataclass(frozen=True, slots=True)
class ProvinceRow:
    """One province and its plans, one for each directive or None; of a province that took others in, how many of these had one."""

    place: PlaceRow
    cells: Sequence[Cell | None]
    before: Sequence[tuple[int, int]]
    """For each directive: how many of the provinces of before July 2025 that it is made of have a plan, and how many these are."""


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """The table."""

    directives: Sequence[str]
    lines: Sequence[ProvinceRow]

    def have(self, index: int) -> int:
        """Return how many provinces carry a directive out."""
        return sum(line.cells[index] is not None for line in self.lines)

    def late(self, index: int, days: int) -> list[ProvinceRow]:
        """The provinces that followed a directive after more days."""
        told = [(line, line.cells[index]) for line in self.lines]
        return [line for line, cell in told if cell and cell.days is not None and cell.days > days]

    def without(self, index: int) -> list[ProvinceRow]:
        """The provinces of which no document carries a directive out."""
        return [line for line in self.lines if line.cells[index] is None]


def coverage_table(snapshot: Snapshot, directives: Sequence[str], *, old: bool = False) -> CoverageTable:
    """The table of directives (ids); `old` lists the 63 provinces of before July 2025."""
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
    """The name of the shade of a cell: none, undated, or soon0 (the soonest) to soon4."""
    if cell is None:
        return "none"
    if cell.days is None:
        return "undated"
    return f"soon{sum(cell.days > days for days in SOON)}"


@cache
def tiles() -> dict[str, tuple[int, int]]:
    """Row and column of each of the 34 provinces."""
    rows = tomllib.loads((files("cancu.serve") / "data" / "tiles.toml").read_text(encoding="utf-8"))
    return {name: (row, column) for name, (row, column) in rows.items()}
