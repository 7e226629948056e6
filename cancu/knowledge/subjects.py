"""Extract the subject of a document's title, without the words of issuing, the time and the place."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from cancu.knowledge.base import built_in
from cancu.knowledge.fold import spelling


class Subject(NamedTuple):
    """The subject of a title."""

    programme: bool
    """Whether it begins with a plan, programme, scheme or strategy."""
    no_task: bool
    """Whether it is an organisation, a person, a price or one site, which nobody implements."""
    syllables: tuple[str, ...]
    """Its syllables in lower case, in order, without time, place and numbers."""


class Likeness(NamedTuple):
    """The share of one subject that another repeats."""

    share: float
    """The share of the first subject's distinctive syllables with the same neighbour in the second, 0 to 1."""
    run: int
    """The number of distinctive syllables in the longest common sequence."""


_NUMBERED = re.compile(
    r"(?:số\s+)?\d+[\w.]*\s*[/\-]\s*[^\W\d][\w\-/]*|(?:ngày|tháng|năm)\s+\d[\d\s/.]*(?:tháng\s+\d+\s+)?(?:năm\s+\d{4})?|\d{1,2}/\d{1,2}/\d{4}"
)
_OF_ANOTHER = re.compile(
    rf"(?:về\s+)?(?:việc\s+)?(?:sửa đổi|bổ sung|điều chỉnh)[^\d;]{{0,80}}?(?:{_NUMBERED.pattern}).*?(?<!\w)(?:về việc|ban hành|phê duyệt|về)(?!\w)",
    re.DOTALL,
)
"""A title that changes another document ends with that document's title, which is the subject of both."""
_SYLLABLE = re.compile(r"[^\W\d_]+")


@cache
def _table() -> dict[str, tuple[str, ...]]:
    rows = tomllib.loads((files("cancu.knowledge") / "data" / "subjects.toml").read_text(encoding="utf-8"))
    return {name: tuple(spelling(word) for word in row["words"]) for name, row in rows.items()}


@cache
def _first(name: str) -> re.Pattern[str]:
    ordered = sorted(_table()[name], key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(re.escape(word) for word in ordered)})(?!\w)")


@cache
def _weak() -> frozenset[str]:
    return frozenset(_table()["weak"])


@lru_cache(maxsize=50_000)
def subject_of(title: str) -> Subject:
    """Return the subject of a title or of the title phrase beside a number; empty for no words."""
    low = spelling(title)
    if changed := _OF_ANOTHER.match(low):
        low = low[changed.end() :]
    low = " ".join(_NUMBERED.sub(" ", low).split())
    programme = no_task = False
    at, moved = 0, True
    while moved:
        moved = False
        gap = re.compile(r"[\s\"“”'‘’«»:,;.*()\-–]*").match(low, at)
        at = gap.end() if gap else at
        if not programme and not no_task and _first("no_task").match(low, at):
            no_task = True
        for name in ("programme", "opening"):
            if found := _first(name).match(low, at):
                programme = programme or (name == "programme" and not no_task)
                at, moved = found.end(), True
                break
    rest = low[at:]
    if cut := re.search(rf"(?<!\w){_first('ending').pattern}", rest):
        rest = rest[: cut.start()]
    return Subject(programme, no_task, tuple(_SYLLABLE.findall(rest)))


_ISSUING = re.compile(r"(?:về\s+)?(?:việc\s+)?(?:ban hành|phê duyệt|thông qua)\s+(?:kèm theo\s+)?[\"“”']*")


@lru_cache(maxsize=50_000)
def issued_type(title: str) -> str | None:
    """Return the type of what a decision issues or approves: 'ban hành Kế hoạch …' gives KH; None if its title names none."""
    low = " ".join(spelling(title).split())
    found = _ISSUING.match(low)
    if found is None:
        return None
    names = sorted(
        ((spelling(name), row.id) for row in built_in().types for name in row.names), key=lambda n: -len(n[0])
    )
    rest = low[found.end() :]
    return next((kind for name, kind in names if re.match(rf"{re.escape(name)}(?!\w)", rest)), None)


def likeness(basis: Subject, own: Sequence[str]) -> Likeness:
    """Return how much of the subject of a basis the syllables of a title repeat."""
    ours = [s for s in own if s not in _weak()]
    theirs = [s for s in basis.syllables if s not in _weak()]
    if len(theirs) < 2:
        return Likeness(0.0, 0)
    pairs = set(pairwise(ours))
    shared = [False] * len(theirs)
    run = longest = 0
    for at, pair in enumerate(pairwise(theirs)):
        if pair in pairs:
            shared[at] = shared[at + 1] = True
            run = run + 1 if run else 2
            longest = max(longest, run)
        else:
            run = 0
    return Likeness(sum(shared) / len(theirs), longest)


def syllables_of(title: str) -> tuple[str, ...]:
    """Return all syllables of a title, in order and in lower case."""
    return tuple(_SYLLABLE.findall(spelling(title)))


_OWN_NAME = re.compile(r"(?:ban hành|phê duyệt|kết luận|về việc|yêu cầu|\bgiao\b|\d+\s*[/\-]\s*[^\W\d])")
_LONGEST_NAME = 24
"""The largest number of words in the name of a committee."""


def without_committee(title: str) -> str:
    """Return the words of a title before the name of a committee: 'phiên họp của Ban Chỉ đạo Đề án …' gives 'phiên họp của'."""
    found = re.search(rf"(?<!\w){_first('committee').pattern}", spelling(title))
    return title[: found.start()] if found else title


def in_committee_name(before: str) -> bool:
    """Return whether what follows these words is part of a committee's name: 'Ban Chỉ đạo thực hiện …', 'Tổ công tác về …'."""
    low = spelling(before)
    found = [*re.finditer(rf"(?<!\w){_first('committee').pattern}", low)]
    if not found:
        return False
    rest = low[found[-1].end() :]
    return not _OWN_NAME.search(rest) and ";" not in rest and len(rest.split()) <= _LONGEST_NAME


def names_team(words: str) -> bool:
    """Return whether the words name a team formed for one task: 'Đoàn kiểm tra theo Quyết định số …'."""
    return bool(re.search(rf"(?<!\w){_first('team').pattern}", spelling(words)))


def applies(cue: str) -> bool:
    """Return whether the words before a citation only apply or follow it: 'áp dụng', 'theo'."""
    return bool(_first("applying").fullmatch(spelling(" ".join(cue.split()))))


def asks_about(before: str) -> bool:
    """Return whether the words before a citation ask or complain about it: 'vướng mắc trong thực hiện'."""
    return bool(re.search(rf"(?<!\w){_first('asking').pattern}", spelling(before)))


def provides_means(before: str) -> bool:
    """Return whether the words before a citation, after the number before it, are about funding it: 'phân bổ vốn thực hiện'."""
    clause = re.split(r"[;\n]|\d+[\w.]*\s*[/\-]\s*[^\W\d][\w\-/]*", spelling(before))[-1]
    return bool(re.search(rf"(?<!\w){_first('means').pattern}", clause))


_PIECE = re.compile(r"(?:dự án|hợp phần|nội dung|nhiệm vụ)(?: thành phần)?\s+(?:số\s+)?\d+")


def names_piece(title: str) -> bool:
    """Return whether a title names a numbered part of a programme: 'thực hiện Tiểu dự án 1 thuộc Chương trình …'."""
    return bool(_PIECE.search(spelling(title)))
