"""Read places: the province, district or commune named by a text, and its entry in the tables."""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from cancu.knowledge.base import Knowledge
from cancu.knowledge.facts import PlaceRow
from cancu.knowledge.fold import spelling
from cancu.knowledge.units import MERGED_ON, UNIT_LEVELS, Unit, UnitLevel, Units, name_key
from cancu.language.patterns import CAPITAL, word_lists

PlaceLevel = Literal["province", "district", "commune"]
LEVELS: tuple[PlaceLevel, ...] = ("province", "district", "commune")
"""From the widest to the narrowest."""
_KIND = re.compile(
    r"(?<!\w)(?:(?:(?P<tinh>tỉnh)|(?P<tp>thành\s+phố|t\.?p)|(?P<huyen>huyện|quận|thị\s+xã|t\.?x)"
    r"|(?P<xa>xã(?!\s+(?:hội|viên)(?!\w))|phường|thị\s+trấn|đặc\s+khu))(?!\w)\.?|(?P<q>[qh]\.)|(?P<p>(?:p|x|tt)\.))"
)
_LEVELS_OF: dict[str, tuple[PlaceLevel, ...]] = {
    "tinh": ("province",),
    "tp": ("province", "district"),
    "huyen": ("district",),
    "q": ("district",),
}
_GENERAL = re.compile(
    r"(?<!\w)(?:các\s+cấp|(?:cấp|các|nhiều|một\s+số)\s+(?:tỉnh|thành\s+phố|huyện|quận|xã|phường)(?:\s*,\s*(?:thành\s+phố|xã|phường))*)(?!\w)"
)
"""'cấp xã', 'các tỉnh': not a single place."""
_KIND_NAMES = {
    "q": "quận",
    "h": "huyện",
    "p": "phường",
    "x": "xã",
    "tt": "thị trấn",
    "tp": "thành phố",
    "t.p": "thành phố",
    "tx": "thị xã",
    "t.x": "thị xã",
}
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NEXT_WORD = re.compile(r"[ \t]+([^\W\d_][^\W_]*)")
_INSIDE = re.compile(r"[ \t\n]*[-–.]?[ \t\n]*")
_TO_WIDER = re.compile(r"\s*(?:,|-|–|\()?\s*(?:thuộc\s+)?")
_LONGEST = 6


class Text(Protocol):
    """A text, and the same text in lower case with tone marks in one position; offsets apply to both."""

    @property
    def clean(self) -> str:
        """The text with its capitals."""

    @property
    def low(self) -> str:
        """The text in lower case."""


@dataclass(frozen=True, slots=True)
class Words:
    """A phrase on its own, such as an issuer or a sentence."""

    clean: str
    low: str

    @classmethod
    def of(cls, phrase: str) -> "Words":
        """Return the phrase with white space collapsed."""
        clean = " ".join(phrase.split())
        low = spelling(clean)
        return cls(clean, low if len(low) == len(clean) else clean.lower())


@dataclass(frozen=True, slots=True)
class Place:
    """A place named by a text: 'tỉnh Hòa Bình', 'huyện Mường Lát', 'TP HCM', or only 'thành phố'."""

    start: int
    end: int
    kind: str
    """tỉnh, thành phố, huyện, xã …; empty for a name alone."""
    name: str = ""
    levels: tuple[PlaceLevel, ...] = ()
    """Its possible levels; 'thành phố' is a province or a district."""
    province: str | None = None
    """The province with this name."""
    known: bool = True
    """Whether a table has the name."""


def _provinces(knowledge: Knowledge) -> dict[str, str]:
    """Return provinces and cities by the keys of their names; the name after 'TP' in a short form also follows 'thành phố'."""
    names = {name_key(name): row.id for row in knowledge.places for name in (row.name, *row.variants)}
    return {key.removeprefix("tp"): row for key, row in names.items() if key.startswith("tp")} | names


def place_at(text: Text, at: int, knowledge: Knowledge, *, bare: Iterable[PlaceLevel] = ()) -> Place | None:
    """Return the place at an offset; without 'tỉnh', 'huyện' … before it, only names of the levels in `bare`."""
    if general := _GENERAL.match(text.low, at):
        return Place(at, general.end(), " ".join(general.group().split()), known=False)
    if match := _KIND.match(text.low, at):
        found = _of_kind(text, match, knowledge)
        if found is not None:
            return found
    for level in bare:
        named = _longest_name(text, at, knowledge, (level,))
        if named is not None:
            return named
    return None


def _of_kind(text: Text, match: re.Match[str], knowledge: Knowledge) -> Place | None:
    plain = " ".join(match.group().rstrip(".").split())
    kind = _KIND_NAMES.get(plain, plain)
    levels = _LEVELS_OF.get(match.lastgroup or "", ("commune",))
    space = re.compile(r"\s*").match(text.low, match.end())
    named = _longest_name(text, space.end() if space else match.end(), knowledge, levels, kind_told=True)
    if named is not None:
        return Place(match.start(), named.end, kind, named.name, named.levels, named.province)
    short = plain in _KIND_NAMES
    if unknown := _unknown(text, match.end()):
        return None if short else Place(match.start(), unknown[0], kind, unknown[1], levels, known=False)
    return (
        None
        if short and not text.clean[match.start()].isupper()
        else Place(match.start(), match.end(), kind, levels=levels)
    )


def _longest_name(
    text: Text, at: int, knowledge: Knowledge, levels: tuple[PlaceLevel, ...], *, kind_told: bool = False
) -> Place | None:
    """Return the longest listed name at an offset, with the levels that have it."""
    first = text.clean[at : at + 1]
    if not (first.isupper() or (kind_told and first.isdigit())):
        return None
    ends = _ends(text, at)
    provinces = knowledge.compiled(_provinces)
    for end in reversed(ends):
        name = text.clean[at:end]
        if not kind_told and not all(word.group()[0].isupper() for word in _WORD.finditer(name)):
            continue
        province = provinces.get(name_key(name)) if "province" in levels else None
        having: list[PlaceLevel] = ["province"] if province else []
        for level in UNIT_LEVELS:
            if level in levels and knowledge.units.is_name(_flat(name), level):
                having.append(level)
        if having:
            return Place(at, end, "", _flat(name), tuple(having), province)
    return None


def _ends(text: Text, at: int) -> list[int]:
    """Return where a name of one, two, three … words at an offset ends."""
    ends: list[int] = []
    while len(ends) < _LONGEST and (word := _WORD.match(text.clean, at)):
        ends.append(word.end())
        gap = _INSIDE.match(text.clean, word.end())
        at = gap.end() if gap else word.end()
        if at == word.end():
            break
    return ends


def _flat(name: str) -> str:
    return " ".join(name.replace("’", "'").split())


def _unknown(text: Text, at: int) -> tuple[int, str] | None:
    """Return the end and words of an unlisted proper name; in a line of capitals its end cannot be determined."""
    words: list[str] = []
    end = at
    while len(words) < 4 and (word := _NEXT_WORD.match(text.clean, end)):
        ends = word_lists("bodies.toml")["ends"].match(text.low, word.start(1))
        if ends or not word[1][0].isupper() or (len(word[1]) > 1 and word[1].isupper()):
            break
        words.append(word[1])
        end = word.end()
    return (end, " ".join(words)) if words else None


def places_at(text: Text, at: int, knowledge: Knowledge, *, bare: Iterable[PlaceLevel] = ()) -> tuple[Place, ...]:
    """Return a place and the wider ones after it: 'xã Khánh Yên, huyện Văn Bàn, tỉnh Lào Cai'."""
    first = place_at(text, at, knowledge, bare=bare)
    if first is None:
        return ()
    found = [first]
    while found[-1].levels and (gap := _TO_WIDER.match(text.low, found[-1].end)) and gap.end() > found[-1].end:
        widest = min(LEVELS.index(level) for level in found[-1].levels)
        wider = place_at(text, gap.end(), knowledge, bare=("province",) if widest and found[-1].name else ())
        if (
            wider is None
            or not wider.name
            or not wider.levels
            or min(LEVELS.index(level) for level in wider.levels) >= widest
        ):
            break
        found.append(wider)
    return tuple(found)


def _first_words(knowledge: Knowledge) -> frozenset[str]:
    names = (name for row in knowledge.places for name in (row.name, *row.variants))
    return frozenset(word for name in names for word in _WORD.findall(spelling(name))[:1])


def provinces_in(text: Text, knowledge: Knowledge, start: int = 0, end: int | None = None) -> Iterator[Place]:
    """Yield every capitalised province named between two offsets, with or without 'tỉnh' before it."""
    at, stop = start, len(text.clean) if end is None else end
    first = knowledge.compiled(_first_words)
    while match := CAPITAL.search(text.clean, at, stop):
        at = match.end()
        if text.low[match.start() : match.end()] in first:
            place = _longest_name(text, match.start(), knowledge, ("province",))
            if place is not None and place.end <= stop:
                yield place
                at = place.end


def districts_in(text: Text, knowledge: Knowledge) -> Iterator[Place]:
    """Yield every district named after 'huyện', 'quận', 'thị xã' or 'thành phố'."""
    for match in _KIND.finditer(text.low):
        if match.lastgroup in ("huyen", "tp"):
            place = place_at(text, match.start(), knowledge)
            if place is not None and place.name and place.known and "district" in place.levels:
                yield place


def named_place(phrase: str, knowledge: Knowledge) -> str | None:
    """Return the slug of the province named by a phrase, the last one of several; None if it names none."""
    named = [place.province for place in provinces_in(Words.of(phrase), knowledge)]
    return named[-1] if named else None


UNKNOWN = ("-", "vn")
"""Scopes that identify no province."""


def settle(
    named: tuple[Place, ...], own: str, knowledge: Knowledge, day: datetime.date | None = None
) -> tuple[str | None, str]:
    """Return the scope of a place and its proof; None with the reason if it cannot be determined.

    `own` is the scope of the citing document: it determines 'tỉnh' and 'huyện' without a name, and which of several
    districts with one name is meant. `day` is the day on which the named body acted.
    """
    place, wider = named[0], named[1:]
    what = f"{place.kind} {place.name}".strip()
    if not place.known:
        return None, f"no table has {what}" if place.name else f"'{place.kind}' is not a single place"
    if not place.name:
        return _citing_unit(place, own, knowledge)
    if place.province and _is_province(place, wider, knowledge, day):
        return place.province, "place named with the issuer"
    level: UnitLevel = "district" if "district" in place.levels else "commune"
    if level not in place.levels:
        return None, f"no table has {what}"
    return _unit(place, level, wider, own, knowledge, day)


def _is_province(place: Place, wider: tuple[Place, ...], knowledge: Knowledge, day: datetime.date | None) -> bool:
    """Return whether 'thành phố X' is a centrally run city and not a city in a province."""
    if place.levels == ("province",) and place.kind != "thành phố":
        return True
    row = knowledge.place_by_id[place.province or ""]
    if wider:
        return False
    return row.kind == "city" or (row.city_from is not None and (day is None or row.city_from <= day))


def _citing_unit(place: Place, own: str, knowledge: Knowledge) -> tuple[str | None, str]:
    """Return the citing document's own unit of a kind named without a name."""
    why = f"'{place.kind}' without a name: the citing document's own"
    province = own.split("/")[0]
    if province in UNKNOWN:
        return None, f"'{place.kind}' without a name, and the citing document tells no province"
    row = knowledge.place_by_id.get(province)
    if place.levels == ("province",):
        return _own_province(place.kind, row, knowledge, why) if row is not None else (province, why)
    units = knowledge.units.by_id(own) if "/" in own else ()
    for unit in units:
        if unit.level in place.levels:
            return own, why
        if unit.district and "district" in place.levels:
            return next((d.id for d in knowledge.units.of(unit.district, province, "district")), None), why
    if "province" in place.levels and row is not None and (row.kind == "city" or row.city_from):
        return province, why
    return None, f"'{place.kind}' without a name, and the citing document is not of one"


def _own_province(kind: str, row: PlaceRow, knowledge: Knowledge, why: str) -> tuple[str | None, str]:
    """Return what 'tỉnh' means in a paper of this place: a city is no province, so the one merged into it is meant."""
    if row.kind != "city":
        return row.id, why
    before = [one.id for one in knowledge.places if one.successor == row.id and one.kind == "province"]
    if len(before) == 1:
        return before[0], f"'{kind}' in a city's paper: the province that went into it"
    return None, f"'{kind}' in a city's paper may be {' or '.join(before) or 'none'}"


def _unit(
    place: Place, level: UnitLevel, wider: tuple[Place, ...], own: str, knowledge: Knowledge, day: datetime.date | None
) -> tuple[str | None, str]:
    """Return the district or commune with a name: in the named province, else the citing document's, else the only one in the country."""
    units = knowledge.units
    what = f"{place.kind} {place.name}".strip()
    told = [p.province for p in wider if p.province and "province" in p.levels and _is_province(p, (), knowledge, day)]
    district = next((p for p in wider if "district" in p.levels and p.name), None) if level == "commune" else None
    if district is not None:
        rest = wider[wider.index(district) + 1 :]
        of, why = _unit(district, "district", rest, own, knowledge, day)
        if of is None:
            return None, why
        found = [
            unit for unit in _units_in(place, level, (of.split("/")[0],), units) if _district_of(unit, units) == of
        ]
        missing = f"{of} has no {what}"
    elif told:
        found = _units_in(place, level, _family(told[-1], knowledge), units)
        why, missing = "place named with the issuer", f"{told[-1]} has no {what}"
    else:
        home = own.split("/")[0]
        found = _units_in(place, level, _family(home, knowledge) if home not in UNKNOWN else (), units)
        why, missing = f"the {level} of that name in the citing document's province", ""
        if not found:
            provinces = units.provinces(place.name, level)
            found = (
                _units_in(place, level, provinces, units) if len({_now(p, knowledge) for p in provinces}) == 1 else []
            )
            why = f"the only {level} of that name"
            missing = f"several provinces have {what}"
    fitting = _fitting(found, place, own, units, day)
    ids = sorted({unit.id for unit in fitting})
    if len(ids) == 1:
        return ids[0], why
    if found and not fitting:
        return None, f"on that day there was no {what}"
    return None, f"{what} may be {' or '.join(ids)}" if ids else missing


def _units_in(place: Place, level: UnitLevel, provinces: Iterable[str], units: Units) -> list[Unit]:
    return [unit for p in provinces for unit in units.of(place.name, p, level)]


def _family(province: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Return a province with those merged into it; one merely renamed before July 2025 counts with the later one."""
    merged = tuple(row.id for row in knowledge.places if row.successor == province)
    row = knowledge.place_by_id.get(province)
    renamed = (
        row is not None and row.successor and row.valid_to and row.valid_to < MERGED_ON - datetime.timedelta(days=1)
    )
    return (province, *merged, row.successor) if row and row.successor and renamed else (province, *merged)


def _now(province: str, knowledge: Knowledge) -> str:
    row = knowledge.place_by_id.get(province)
    return row.successor or province if row is not None else province


def _district_of(unit: Unit, units: Units) -> str | None:
    """Return the id of the district that a commune belonged to."""
    same = units.of(unit.district, unit.province, "district") if unit.district else ()
    return (
        same[0].id if len(same) == 1 else next((d.id for d in same if unit.id.endswith(d.id.partition("/")[2])), None)
    )


def _fitting(found: list[Unit], place: Place, own: str, units: Units, day: datetime.date | None) -> list[Unit]:
    """Return the units that fit the words around the name: the day, the kind, and the citing document's own province and district."""
    if day is not None:
        found = [unit for unit in found if unit.level == "district" or unit.since_2025 == (day >= MERGED_ON)]
    own_district = (
        {_district_of(u, units) if u.level == "commune" else u.id for u in units.by_id(own)} if "/" in own else set()
    )
    for fits in (
        lambda unit: unit.kind == place.kind,
        lambda unit: unit.province == own.partition("/")[0],
        lambda unit: _district_of(unit, units) in own_district,
    ):
        if kept := [unit for unit in found if fits(unit)]:
            found = kept
    return found
