"""Read cited parts of documents as paths: 'điểm a khoản 2 Điều 5' is `dieu-5/khoan-2/diem-a`.

A path goes from the outer part to the inner one. Articles are numbered throughout an act, so chapters above them are
left out; đ is written dd. Offsets refer to the given text, in lower case with its tone marks in one position
(`Source.low`).
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from cancu.knowledge.fold import spelling
from cancu.language.patterns import alternation
from cancu.models import Value

_LETTERS = "abcdđeghiklmnopqrstuvxy"
_MARKS = {
    "number": r"\d{1,3}(?:\.\d{1,2}){0,3}(?:\.?[a-zđ]{1,2}\d{0,2})?",
    "letter": r"(?:[a-zđ](?:\.?\d{1,2}){0,2}|aa|bb|cc|dd|đđ|ee|gg|hh)",
    "roman": r"[ivxl]{1,7}(?:[.\-]\d{1,2}|[a-z])?",
    "symbol": r"[a-zđ]{2,5}[.\-]?\d{1,3}[a-zđ]?",
    "code": r"\d{1,3}[a-zđ]?(?:[.\-/][a-zđ\d&]{1,8}){1,4}",
}
_BRACKET = re.compile(r"\s*\([^()]{1,120}\)")
"""What may separate two connected parts: 'Mẫu số 02 (đối với cơ sở kinh doanh) Mục I'."""
_JOINER = re.compile(r"\s*,?\s*(?:(?:được\s+)?quy\s+định\s+)?(?:của|tại|thuộc|trong|ở)?\s*(?:các\s+)?")
_INTO = re.compile(r"\s*,?\s*vào\s+")
"""'bổ sung khoản 9 vào Điều 4': the part after 'vào' receives the added one."""
_TITLED = r"\s*(?:về|[-–])\s+[^.;:“”\"()\d]{3,160}?"
"""The subject of a part after it: 'Điều 44 về phát triển giống'; without a number, which would belong to another part or act."""
_TITLED_OF = re.compile(rf"{_TITLED}\s+(?:của|thuộc)\s+(?:các\s+)?")
_TITLED_AND = re.compile(rf"{_TITLED}\s*(?:,|;|,?\s+và)\s*")
_SEPARATOR = re.compile(r"\s*[,;]?\s*(?:và/hoặc|và|hoặc|,|;)\s*(?:(?:tại|của)\s+)?(?:các\s+)?")
_TO = re.compile(r"\s*,?\s*(?:cho\s+)?(?:đến|tới)(?:\s+hết)?\s*|\s*[-–]\s*")
_REACH = 1200
_NEAR = 100
"""The number of characters before a citation that must name a unit if a part is cited."""
_LONGEST_RANGE = 200
_LEAD = 24
"""The number of characters before a unit that contain its introductory words."""
_LEADS = ("từ", "các", "những")


class Unit(Value):
    """A row of the data file: one kind of part."""

    slug: str
    rank: int
    words: tuple[str, ...]
    marks: tuple[Literal["number", "letter", "roman", "ordinal", "code", "symbol"], ...] = ()
    not_after: tuple[str, ...] = ()
    """Words that make it part of another word: 'giai đoạn', 'tài khoản'."""
    annex: bool = False
    """Whether it is attached to an act, so that 'ban hành kèm theo' after it belongs to it."""
    free: bool = False
    """Whether it may lie in a section of an annex or contain sections: the part named first lies inside the other."""
    section: bool = False
    """Whether it only groups articles."""
    bare: bool = False
    counted: bool = False
    through: bool = False
    attached: bool = False
    name: bool = False
    english: tuple[str, ...] = ()
    """Its name in English."""
    source: str
    examples: tuple[str, ...]


class Cited(NamedTuple):
    """Parts cited together: the span of the words, and the paths in their order."""

    start: int
    end: int
    paths: tuple[str, ...]


@dataclass(slots=True)
class _Group:
    """One unit with its marks: 'các khoản 1, 2 và 4'."""

    unit: Unit
    start: int
    end: int
    marks: tuple[str, ...]
    this: bool = False
    """'Điều này': a part of the citing text."""
    led: bool = False
    """'từ Điều 5': the beginning of a range."""
    several: bool = False
    """'các khoản'."""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("cancu.language") / "data" / "provisions.toml").read_text(encoding="utf-8"))


@cache
def units() -> tuple[Unit, ...]:
    """Return the kinds of parts, outermost first."""
    return tuple(Unit.model_validate(row) for row in _table()["unit"])


@cache
def _by_word() -> dict[str, Unit]:
    return {spelling(word): unit for unit in units() for word in unit.words if not unit.attached}


@cache
def _by_slug() -> dict[str, Unit]:
    return {unit.slug: unit for unit in units()}


@cache
def _ordinals() -> dict[str, str]:
    return {spelling(word): number for number, words in _table()["ordinals"].items() for word in words}


@cache
def _group_pattern() -> re.Pattern[str]:
    """Return a pattern for one unit with its marks; each kind of unit has an alternative with its own marks."""
    between = r"(?:\s*,\s*(?:và\s+|hoặc\s+)?|\s+và\s+|\s+hoặc\s+|\s*;\s*|\s+(?:đến|tới)\s+(?:hết\s+)?|\s*[-–]\s*)"
    kinds: dict[tuple[str, ...], list[str]] = {}
    for word, unit in _by_word().items():
        marks = tuple(
            rf"(?:{alternation(_ordinals())})" if mark == "ordinal" else _MARKS[mark] for mark in unit.marks
        ) or ("",)
        kinds.setdefault(marks, []).append(word)
    found = []
    for marks, words in kinds.items():
        if marks == ("",):
            found.append(rf"(?:{alternation(words)})(?:\s+của)?(?!\w)")
            continue
        # The longest kind of mark first: a code before the number that it begins with.
        mark = rf"(?:{'|'.join(reversed(marks))})(?!\w)(?!/\d)"
        listed = rf"(?:số\s+)?{mark}(?:{between}(?:số\s+)?{mark})*"
        found.append(rf"(?:{alternation(words)})(?:\s+(?:này(?!\w)|(?:từ\s+)?{listed})|(?!\w))")
    return re.compile("|".join(found))


@cache
def _unit_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(_by_word())})(?!\w)")


_LED = re.compile(r"(?<!\w)(?P<led>từ\s+)?(?P<many>(?:các|những)\s+)?\Z")
"""Precedes a unit: 'từ các'."""


@cache
def _mark_pattern(slug: str) -> re.Pattern[str]:
    unit = _by_slug()[slug]
    kinds = [rf"(?:{alternation(_ordinals())})" if m == "ordinal" else _MARKS[m] for m in reversed(unit.marks)]
    return re.compile(rf"(?:số\s+)?(?P<mark>{'|'.join(kinds)})(?!\w)")


def _groups(low: str, start: int, end: int) -> Iterator[_Group]:
    """Yield the units in a span with their marks, in order, including 'Điều này' and units without marks."""
    at = start
    # Searched for is the name of a unit; what may stand before it is asked only there.
    while word := _unit_pattern().search(low, at, end):
        begin = word.start()
        before = low[begin - 1] if begin else " "
        match = None if before.isalnum() or before == "_" else _group_pattern().match(low, begin, end)
        if match is None:
            at = begin + 1
            continue
        floor, at = max(at, begin - _LEAD), match.end()
        named = _unit_pattern().match(low, begin, at)
        if named is None:
            continue
        unit = _by_word()[" ".join(named.group().split())]
        if unit.not_after and low[max(0, begin - 12) : begin].rstrip().endswith(unit.not_after):
            continue
        led = _LED.search(low, floor, begin) if low[max(0, begin - 12) : begin].rstrip().endswith(_LEADS) else None
        many = led.start("many") if led and led["many"] else None
        rest = low[named.end() : at]
        if rest.strip() == "này":
            yield _Group(unit, led.start() if led else begin, at, (), this=True)
            continue
        marks = tuple(_marks(unit, rest))
        if not marks and not (unit.bare or unit.name):
            continue
        ranged = bool(led and led["led"]) or rest.lstrip().startswith("từ ")
        yield _Group(unit, begin if many is None else many, at, marks, led=ranged, several=many is not None)


def _marks(unit: Unit, words: str) -> Iterator[str]:
    """Yield the marks in 'a, b và d' or 'từ 1 đến 4'; ranges are expanded."""
    before: str | None = None
    at = 0
    for match in _mark_pattern(unit.slug).finditer(words):
        mark = _ordinals().get(" ".join(match["mark"].split())) or _plain(match["mark"])
        gap = words[at : match.start()]
        if before is not None and _TO.fullmatch(gap):
            yield from _between(before, mark)
        yield mark
        before, at = mark, match.end()


@cache
def _plain(mark: str) -> str:
    """Return a mark as written in paths: without leading zeros, dd for đ."""
    return re.sub(r"^0+(?=\d)", "", re.sub(r"[/&]", "-", mark)).replace("đ", "dd")


def _between(first: str, last: str) -> Iterator[str]:
    """Yield the marks inside a range, without its ends."""
    if first.isdigit() and last.isdigit():
        numbers = range(int(first) + 1, min(int(last), int(first) + _LONGEST_RANGE))
        yield from (str(number) for number in numbers)
    one, other = (_LETTERS.find(mark.replace("dd", "đ")) for mark in (first, last))
    if 0 <= one < other:
        yield from (letter.replace("đ", "dd") for letter in _LETTERS[one + 1 : other])
    elif (low := _roman(first)) and (high := _roman(last)):
        yield from (_in_roman(number) for number in range(low + 1, min(high, low + _LONGEST_RANGE)))


_ROMAN = (("l", 50), ("xl", 40), ("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))


def _roman(mark: str) -> int:
    """Return the value of a lower-case Roman numeral; 0 if it is none."""
    value, rest = 0, mark
    for letters, worth in _ROMAN:
        while rest.startswith(letters):
            value, rest = value + worth, rest[len(letters) :]
    return value if not rest and _in_roman(value) == mark else 0


def _in_roman(value: int) -> str:
    found = ""
    for letters, worth in _ROMAN:
        while value >= worth:
            found, value = found + letters, value - worth
    return found


@cache
def step(unit: str, mark: str) -> str:
    """Return one step of a path: `khoan-2`.

    `unit` is the slug of a row; `mark` is as printed, or empty.
    """
    row = _by_slug()[unit]
    plain = _plain(spelling(mark))
    if row.counted and (value := _roman(plain)):
        plain = str(value)
    return f"{unit}-{plain}" if plain else unit


Joint = Literal["part", "comma", "list", "range"]


def _joint(low: str, one: _Group, other: _Group) -> Joint | None:
    """Return how two units are connected: one inside the other, with or without a comma, both in a list, or by a range."""
    bracket = _BRACKET.match(low, one.end, other.start)
    gap = (low, bracket.end() if bracket else one.end, other.start)
    if _TO.fullmatch(*gap) and one.unit is other.unit:
        return "range"
    if _JOINER.fullmatch(*gap):
        return "comma" if "," in low[gap[1] : other.start] else "part"
    if _SEPARATOR.fullmatch(*gap):
        return "list"
    if one.unit.rank > other.unit.rank or (one.unit.section and other.unit.free):
        of = _TITLED_OF.fullmatch(*gap)
        return "part" if of or (one.marks and other.marks and _INTO.fullmatch(*gap)) else None
    return None


def _runs(low: str, start: int, end: int) -> Iterator[tuple[list[_Group], list[Joint]]]:
    """Yield sequences of connected units, with the connection of each to the one before."""
    groups: list[_Group] = []
    joints: list[Joint] = []
    for group in _groups(low, start, end):
        joint = _joint(low, groups[-1], group) if groups else None
        # 'Phụ lục' alone is a part only where its text says what it belongs to: the caller looks behind the run.
        if groups and joint is None:
            yield groups, joints
            groups, joints = [], []
        elif joint:
            joints.append(joint)
        groups.append(group)
    if groups:
        yield groups, joints


def _paths(groups: Sequence[_Group], joints: Sequence[Joint], outside: str = "") -> tuple[str, ...]:
    """Return the paths of a sequence; parts of the citing text itself ('khoản 2 Điều này') have none."""
    parents = _parents(groups, joints)
    holding = {parent for parent in parents if parent is not None}
    found: list[str] = []
    for at, group in enumerate(groups):
        if at in holding:
            continue
        outer: list[_Group] = []
        above = parents[at]
        while above is not None:
            outer.insert(0, groups[above])
            above = parents[above]
        if group.this or any(one.this for one in outer):
            continue
        marks: list[str] = [*group.marks]
        if at and joints[at - 1] == "range" and marks and groups[at - 1].marks:
            marks[:0] = _between(groups[at - 1].marks[-1], marks[0])
        found += _written(group.unit, marks, outer, outside)
    return tuple(dict.fromkeys(found))


def _parents(groups: Sequence[_Group], joints: Sequence[Joint]) -> list[int | None]:
    """Return, for each group of a sequence, the group that it is part of: the nearest outer one after it, else the one before it."""
    parents: list[int | None] = [None] * len(groups)
    around: list[int] = []
    for at in range(len(groups) - 1, -1, -1):
        group = groups[at]
        while around and not _inside(groups, joints, at, around[-1]):
            around.pop()
        if group.unit.through and at < len(joints) and joints[at] != "part":
            # 'Điều 5 và Điều 6 Phụ lục I' are of one annex; 'Điều 31 và khoản 2 Phụ lục I' are not.
            parents[at] = parents[at + 1] if groups[at + 1].unit is group.unit else None
        elif around and _holds(groups, joints, around[-1]):
            parents[at] = around[-1]
        elif not around and at and _outer_first(groups[at - 1], group, joints[at - 1]):
            # 'Điều 7 khoản 1': the outer part is named before the inner one.
            parents[at] = at - 1
        around.append(at)
    return parents


def _inside(groups: Sequence[_Group], joints: Sequence[Joint], at: int, outer: int) -> bool:
    """Return whether a group can be part of another one after it, by its kind."""
    one, other = groups[at].unit, groups[outer].unit
    if (one.free and other.section) or (one.section and other.free):
        return outer == at + 1 and joints[at] == "part"
    return one.rank > other.rank


def _holds(groups: Sequence[_Group], joints: Sequence[Joint], outer: int) -> bool:
    """Return whether a group can contain those before it: in 'Điều 7; Phụ lục I' the annex is a separate part."""
    before = joints[outer - 1]
    return before == "part" or (before == "comma" and not groups[outer - 1].unit.through)


def _outer_first(one: _Group, other: _Group, joint: Joint) -> bool:
    if joint == "range" or one.this or other.this or one.unit.rank >= other.unit.rank:
        return False
    ranks = _by_slug()
    return (joint == "part" and one.unit.slug == "phu-luc") or (
        other.unit.rank > ranks["dieu"].rank and one.unit.rank >= ranks["phan"].rank
    )


def _written(unit: Unit, marks: Sequence[str], outer: Sequence[_Group], outside: str) -> Iterator[str]:
    """Yield the paths of a group's marks within each of its outer parts ('điểm a các khoản 1 và 2')."""
    within: list[list[str]] = [[outside] if outside else []]
    for one in outer:
        named = one.marks if one.several else one.marks[:1]
        within = [[*path, step(one.unit.slug, mark)] for path in within for mark in named or ("",)]
    for mark in marks or ("",):
        for path in within:
            yield "/".join(_through([*path, step(unit.slug, mark)]))


def _through(steps: list[str]) -> list[str]:
    """Return the steps without chapters above an article, whose number suffices."""
    article = next((at for at, one in enumerate(steps) if unit_of(one).through), None)
    if article is None:
        return steps
    return [one for at, one in enumerate(steps) if at >= article or not unit_of(one).section]


@cache
def unit_of(one: str) -> Unit:
    """Return the unit of one step of a path."""
    named = [unit for unit in units() if one == unit.slug or one.startswith(unit.slug + "-")]
    return max(named, key=lambda unit: len(unit.slug))


_ATTACHED = r"(?:được\s+)?(?:ban\s+hành\s+)?kèm(?:\s+theo)?(?:\s+của)?"
_NO_TITLE = re.compile(r"(?<!\w)(?:này|một\s+số|kèm)(?!\w)")
"""Words that no heading of a part contains, because they refer to something else."""
_BEHIND = re.compile(rf"\s*,?\s*(?:(?:của|tại|thuộc|trong|theo)\s+)?(?:(?P<with>{_ATTACHED})\s*)?")


@cache
def _regulation() -> re.Pattern[str]:
    """Return a pattern for the words between a part and the act that issued the regulation containing it."""
    nouns = alternation(word for unit in units() if unit.attached for word in unit.words)
    return re.compile(
        rf"\s*,?\s*(?:(?:của|tại|thuộc|trong)\s+)?(?:(?P<noun>{nouns})(?!\w)(?P<title>[^.:“”()]{{0,250}}?)|[^.;:“”()]{{0,250}}?)\s*(?P<with>{_ATTACHED})\s*"
    )


def provision_before(low: str, end: int) -> Cited | None:
    """Return the parts cited directly before an offset; None if there are none."""
    near = low[max(0, end - _NEAR) : end]
    if "kèm" not in near and not _unit_pattern().search(near):
        return None
    for reach in (_NEAR + 100, 5 * _NEAR, _REACH):
        floor = max(0, end - reach)
        runs = [*_runs(low, floor, end)]
        if "kèm" not in near and not (runs and _ends_before(low, runs[-1][0][-1], end)):
            return None  # the last part that is named does not stand directly before
        if runs and runs[-1][0][0].start - floor > _NEAR // 2:
            break
    if not runs:
        return None
    groups, joints = runs[-1]
    last = groups[-1]
    behind = _BEHIND.fullmatch(low, last.end, end)
    titled = behind is None and _titled(low, last, end)
    attached = None
    if titled:
        pass
    elif behind is None or (behind["with"] and not last.unit.annex):
        # 'khoản 2 Điều 5 Quy chế tuyển sinh ban hành kèm theo'
        attached = _regulation().fullmatch(low, last.end, end)
        if behind is None and (attached is None or not (attached["noun"] or last.unit.annex)):
            return None
    if last.this or (not last.marks and not (last.unit.bare and (attached or (behind and behind["with"])))):
        return None
    own = max((at + 1 for at, group in enumerate(groups) if group.this), default=0)
    outside = "kem-theo" if attached and attached["noun"] else ""
    paths = _paths(groups[own:], joints[own:], outside)
    if not paths:
        return None
    start = groups[own].start
    if titled and not own:
        # 'Điều 21 về A, Điều 44 về B và điểm g khoản 2 Điều 101 về C của Luật'
        for others, how in reversed(runs[:-1]):
            listed = () if others[-1].this else _paths(others, how)
            if not listed or not _TITLED_AND.fullmatch(low, others[-1].end, start):
                break
            start, paths = others[0].start, (*listed, *paths)
    return Cited(start, last.end, tuple(dict.fromkeys(paths)))


def _ends_before(low: str, last: _Group, end: int) -> bool:
    """Return whether the last part named ends directly before an offset, or only its subject lies between."""
    return bool(_BEHIND.fullmatch(low, last.end, end)) or _titled(low, last, end)


def _titled(low: str, last: _Group, end: int) -> bool:
    """Return whether the subject of a part stands between it and its act: 'Điều 44 về phát triển giống của'."""
    found = _TITLED_OF.fullmatch(low, last.end, end)
    return bool(found and last.marks and not _NO_TITLE.search(low, last.end, end))


def provisions_in(low: str, start: int, end: int) -> Iterator[Cited]:
    """Yield all parts named between two offsets, adjacent ones together; `paths` is empty for 'Điều này'."""
    for groups, joints in _runs(low, start, end):
        yield Cited(groups[0].start, groups[-1].end, _paths(groups, joints))


def path_of(words: str) -> tuple[str, ...]:
    """Return the paths of a part as people name it ('khoản 2 Điều 5', or a path itself); empty if it names none."""
    plain = "/".join(words.strip().lower().split("/"))
    if re.fullmatch(r"[a-z]+(?:-[a-z\d.]+)*(?:/[a-z]+(?:-[a-z\d.]+)*)*", plain) and all(
        any(one == unit.slug or one.startswith(unit.slug + "-") for unit in units()) for one in plain.split("/")
    ):
        return (plain,)
    low = spelling(words)
    return tuple(dict.fromkeys(path for cited in provisions_in(low, 0, len(low)) for path in cited.paths))


def part_name(path: str) -> str:
    """Return the name of the part with a path, inner part first: 'điểm đ khoản 2 Điều 5'."""
    return " ".join(_step_name(one) for one in reversed(path.split("/")) if one != "kem-theo")


@cache
def _step_name(one: str) -> str:
    unit = unit_of(one)
    mark = one.removeprefix(unit.slug).lstrip("-")
    word = unit.words[0].capitalize() if unit.rank <= _by_slug()["dieu"].rank else unit.words[0]
    if unit.counted and mark.isdigit():
        mark = _in_roman(int(mark)).upper()
    elif unit.rank <= _by_slug()["tieu-muc"].rank:
        mark = mark.upper() if _roman(mark) else mark
    return f"{word} {mark.replace('dd', 'đ')}".strip()
