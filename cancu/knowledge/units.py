"""Districts and communes before and since 1 July 2025; the table is read once and a province is parsed when needed."""

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal, NamedTuple

from cancu.knowledge.facts import PlaceRow
from cancu.knowledge.fold import fold, slug, spelling

UnitLevel = Literal["district", "commune"]
UNIT_LEVELS: tuple[UnitLevel, ...] = ("district", "commune")
MERGED_ON = datetime.date(2025, 7, 1)
"""Since this day there are no districts (Luật 72/2025/QH15, Nghị quyết 202/2025/QH15)."""
KINDS = {
    "q": "quận",
    "h": "huyện",
    "tx": "thị xã",
    "tp": "thành phố",
    "p": "phường",
    "x": "xã",
    "tt": "thị trấn",
    "dk": "đặc khu",
}
_DISTRICTS = ("q", "h", "tx", "tp")
_SAME = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_AS_PRINTED = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
_LAST_GLIDE = re.compile(rf"(?<!q)(?:{'|'.join(_AS_PRINTED)})(?!\w)")


def name_key(text: str) -> str:
    """Return the form in which place names are compared: with diacritics, without spaces and hyphens, i for y, Đăk as Đắk, 01 as 1."""
    plain = spelling(text).translate(_SAME).replace("đăk", "đắk").replace("đắc", "đắk")
    return re.sub(r"[\W_]+", "", plain).lstrip("0")


def _plain(text: str) -> str:
    """Return a text in lower case with i for y."""
    return text.lower().translate(_SAME)


@dataclass(frozen=True, slots=True)
class Unit:
    """A district, or a commune with its district (None since July 2025)."""

    id: str
    """thanh-hoa/muong-lat."""
    name: str
    kind: str
    level: UnitLevel
    province: str
    district: str | None = None
    since_2025: bool = False
    merged_into: tuple[tuple[int, bool], ...] = ()
    """Indices in the list of communes of the present province, and whether the whole unit went there."""


class _Row(NamedTuple):
    """A parsed line of the table."""

    kind: str
    name: str
    district: str | None = None
    into: str = ""
    since: bool = False
    id: str | None = None
    """The id assigned by a user."""


class Units:
    """Districts and communes by province and by name.

    The slug of a unit is its name. If a province has two units with one name at one time, the kind precedes it
    (thi-tran-muong-lat beside the district muong-lat), and the district follows it if the kind is not enough
    (xuan-loc-trieu-son).
    """

    def __init__(self, text: str) -> None:
        self._before: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self._since: dict[str, str] = {}
        for line in text.splitlines():
            era, *parts = line.split("\t")
            if era == "B":
                self._before[parts[0]].append((parts[1], parts[2], parts[3]))
            elif era == "A":
                self._since[parts[0]] = parts[1]
        self._own: dict[str, list[_Row]] = defaultdict(list)
        self._of: dict[str, dict[str, list[_Row]]] = {}
        self._units: dict[tuple[str, str], tuple[Unit, ...]] = {}

    def with_rows(self, rows: Iterable[PlaceRow]) -> "Units":
        """Return these units with a user's own."""
        more = Units("")
        more._before, more._since = self._before, self._since
        codes = {kind: code for code, kind in KINDS.items()}
        for row in rows:
            since = row.valid_from is not None and row.valid_from >= MERGED_ON
            more._own[row.id.partition("/")[0]].append(_Row(codes[row.kind], row.name, since=since, id=row.id))
        return more

    def is_name(self, name: str, level: UnitLevel) -> bool:
        """Return whether any province has, or had, a district or a commune with this name."""
        if level == "district":
            return name_key(name) in self._districts
        return any(one in self._lines for one in _lines_of(name))

    def of(self, name: str, province: str, level: UnitLevel) -> tuple[Unit, ...]:
        """Return the districts or communes of a province with this name, of any kind and time."""
        wanted = name_key(name)
        return tuple(u for u in self._alike(province, name) if u.level == level and name_key(u.name) == wanted)

    def provinces(self, name: str, level: UnitLevel) -> tuple[str, ...]:
        """Return the provinces that have, or had, a district or a commune with this name."""
        if level == "district":
            return self._districts.get(name_key(name), ())
        lines = _lines_of(name)
        return tuple(p for p, names in self._names.items() if any(line in names for line in lines))

    def all_of(self, province: str) -> tuple[Unit, ...]:
        """Return the units of a province, before and since July 2025."""
        return tuple(u for rows in self._rows(province).values() for u in self._alike(province, rows[0].name))

    def by_id(self, identity: str) -> tuple[Unit, ...]:
        """Return the units with an id: one, or a district and the commune that took its name in 2025."""
        province, _, name = identity.partition("/")
        near = self._alike(province, name)  # The id of most is their name.
        return tuple(u for u in near if u.id == identity) or tuple(u for u in self.all_of(province) if u.id == identity)

    def since(self, province: str) -> tuple[Unit, ...]:
        """Return the communes of a province since July 2025, in the order that `merged_into` refers to."""
        listed = [(KINDS[kind], name) for kind, name in _listed(self._since.get(province, ""))]
        return tuple(
            next(u for u in self._alike(province, name) if u.since_2025 and (u.kind, u.name) == (kind, name))
            for kind, name in listed
        )

    @cached_property
    def _districts(self) -> dict[str, tuple[str, ...]]:
        """Provinces by the names of their districts."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for province, rows in self._before.items():
            for district, _, _ in rows:
                found[name_key(_kind_and_name(district)[1])][province] = None
        for province, own in self._own.items():
            for row in own:
                if row.kind in _DISTRICTS:
                    found[name_key(row.name)][province] = None
        return {name: tuple(provinces) for name, provinces in found.items()}

    @cached_property
    def _names(self) -> dict[str, str]:
        """The communes of each province as in the table, normalised, between semicolons."""
        found = {p: ";".join(communes for _, communes, _ in rows) for p, rows in self._before.items()}
        for province, communes in self._since.items():
            found[province] = f"{found.get(province, '')};{communes}"
        for province, own in self._own.items():
            communes = ";".join(f"{row.kind} {row.name}" for row in own if row.kind not in _DISTRICTS)
            found[province] = f"{found.get(province, '')};{communes}"
        return {province: _plain(f";{names};") for province, names in found.items()}

    @cached_property
    def _lines(self) -> str:
        return "".join(self._names.values())

    def _alike(self, province: str, name: str) -> tuple[Unit, ...]:
        """Return the units of a province whose names are equal without diacritics."""
        at = province, _group(name)
        if at not in self._units:
            rows = self._rows(province).get(at[1], ())
            self._units[at] = (*_units(province, rows, since=False), *_units(province, rows, since=True))
        return self._units[at]

    def _rows(self, province: str) -> dict[str, list[_Row]]:
        if province not in self._of:
            found: dict[str, list[_Row]] = defaultdict(list)
            for district, communes, went in self._before.get(province, ()):
                kind, name = _kind_and_name(district)
                found[_group(name)].append(_Row(kind, name))
                for (one, own), into in zip(_listed(communes), went.split(";"), strict=False):
                    found[_group(own)].append(_Row(one, own, name, into))
            for kind, name in _listed(self._since.get(province, "")):
                found[_group(name)].append(_Row(kind, name, since=True))
            for row in self._own.get(province, ()):
                found[_group(row.name)].append(row)
            self._of[province] = found
        return self._of[province]


def _group(name: str) -> str:
    return "".join(char for char in fold(name) if char.isalnum()).replace("y", "i").replace("dac", "dak")


def _units(province: str, rows: Iterable[_Row], *, since: bool) -> Iterator[Unit]:
    """Yield the units of one time among those with one name."""
    same = [row for row in rows if row.since is since and row.id is None]
    taken: Counter[str] = Counter()
    for row in same:
        own = _slug(row, same)
        taken[own] += 1
        yield Unit(
            # Two communes of one district whose names differ in marks alone: Lộc Thành, Lộc Thạnh.
            id=f"{province}/{own}" + (f"-{taken[own]}" if taken[own] > 1 else ""),
            name=row.name,
            kind=KINDS[row.kind],
            level="district" if row.kind in _DISTRICTS else "commune",
            province=province,
            district=row.district,
            since_2025=since,
            merged_into=_merged(row.into),
        )
    for row in rows:
        if row.id is not None and row.since is since:
            level: UnitLevel = "district" if row.kind in _DISTRICTS else "commune"
            yield Unit(row.id, row.name, KINDS[row.kind], level, province, since_2025=since)


def _slug(row: _Row, same: Sequence[_Row]) -> str:
    """Return the slug of a unit among those with the same name."""
    kind = KINDS[row.kind]
    plain = f"{kind} {row.name}" if row.name.isdigit() else row.name
    districts = [other.kind for other in same if other.district is None]
    if len(same) == 1 or (districts == [row.kind] and row.district is None):
        return slug(plain)
    if sum(other.kind == row.kind for other in same) == 1:
        return slug(f"{kind} {row.name}")
    alike = any(other.kind != row.kind and other.district == row.district for other in same)
    return slug(f"{kind if alike else ''} {plain} {row.district or ''}")


def _kind_and_name(text: str) -> tuple[str, str]:
    kind, _, name = text.partition(" ")
    return kind, name


def _listed(text: str) -> list[tuple[str, str]]:
    """Return the kind and name of each unit in 'x Tam Chung;tt Mường Lát'."""
    return [_kind_and_name(one) for one in text.split(";")] if text else []


def _merged(text: str) -> tuple[tuple[int, bool], ...]:
    """Return the indices in the later list, and whether the whole unit went there, from '3~,5'."""
    return tuple((int(n.rstrip("~")), not n.endswith("~")) for n in text.split(",")) if text else ()


def _lines_of(name: str) -> tuple[str, ...]:
    """Return how the table may write a commune with this name: with the tone of a final oa, oe, uy on its first vowel (Hòa, Thủy)."""
    plain = _plain(_LAST_GLIDE.sub(lambda match: _AS_PRINTED[match.group()], spelling(name)))
    return tuple(f";{kind} {plain};" for kind in ("x", "p", "tt", "dk"))


@cache
def read_units() -> Units:
    """Return the units of the project's table, read on first use."""
    return Units((files("cancu.knowledge") / "data" / "units.tsv").read_text(encoding="utf-8"))


__all__ = ["KINDS", "MERGED_ON", "UNIT_LEVELS", "Unit", "Units", "name_key", "read_units"]
