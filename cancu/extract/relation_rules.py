"""The rows of relations.toml and their conditions: one citation under one cue, in one paper."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from cancu.extract.citation_tree import Citation
from cancu.extract.cue_words import (
    Cued,
    cues_in,
    governing,
    partial_pattern,
    spaced,
    table,
)
from cancu.extract.header import Header
from cancu.extract.numbers import type_of
from cancu.extract.text import Source
from cancu.models import CHANGES, Relation, Value

ACTING = (*CHANGES, Relation.GUIDES, Relation.IMPLEMENTS)
"""The relations to what already exists."""
_RULES = ("L", "BL", "PL", "NĐ", "TT", "HP", "TTLT")
_ACTS = (*_RULES, "QĐ", "NQ", "Lệnh", "VBHN")
_SCHEMES = ("KH", "ĐA", "CTr", "CL")
_PRESS = 1000
"""The number of characters from which a text without letterhead is an article and not a fragment of a document."""
_LETTERHEAD = re.compile(
    r"cộng\s+hoà\s+xã\s+hội\s+chủ\s+nghĩa|đảng\s+cộng\s+sản\s+việt\s+nam|độc\s+lập\s*[-–]\s*tự\s+do|công\s+báo\s*/|(?<!\w)số\s*:"
)
_THIS = re.compile(
    r"(?<!\w)(?P<type>thông\s+tư|nghị\s+định|quyết\s+định|nghị\s+quyết|hướng\s+dẫn|kế\s+hoạch|(?<!pháp\s)luật|pháp\s+lệnh|văn\s+bản|công\s+văn)(?!\w)"
    r"(?P<this>\s+này)?"
)
_LONGEST_VERB = 60
_JOINED_VERBS = re.compile(rf"(?P<verb>[^,;.:]{{3,{_LONGEST_VERB}}}?)\s*(?:,|(?<!\w)và)\s*(?:các\s+|một\s+số\s+)?$")
_SOME = re.compile(r"(?:các|một\s+số)$")
_OPERATIVE = re.compile(
    r"(?:^|[.;:,]\s|(?<!\w)(?:và|đồng\s+thời)\s)[\s*_|\-+–“\"]*(?:(?:điều|mục|phần)\s+[\divx]+[a-zđ]?\s*[.:])?(?:\s*(?:\(?\w{1,4}[.)])+)?[\s*_|]*"
    r"(?:(?:nay|quyết\s+định|phê\s+duyệt|thông\s+qua|thống\s+nhất|cho\s+phép|chấp\s+thuận|đồng\s+ý|ban\s+hành|quyết\s+nghị|toàn\s+bộ)\s+){0,3}$"
)

Place = Literal["sentence", "title", "introduction", "heading", "note"]


class Row(Value):
    """One row: if all its conditions hold, the citation has its relation; the first matching row decides."""

    id: str
    place: tuple[Place, ...] = ("sentence", "introduction")
    cue: tuple[str, ...] = ()
    """The ids of cues."""
    effect: tuple[Relation, ...] = ()
    """The relations of cues."""
    joint: tuple[str, ...] = ()
    """How the words begin: first, clause, semicolon."""
    cited: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    """Groups or types of the cited and of the citing document: rule, act, paper, press, name, scheme, QĐ …"""
    holder: tuple[str, ...] = ()
    """Types of the document whose title contains the citation."""
    speaks: tuple[str, ...] = ()
    """Who performs the action of the cue: explicitly `this` document, nobody named (`bare`), or an `other`."""
    opening: str = ""
    """How the statement, or its part after a semicolon, begins."""
    whole: str = ""
    """How the whole statement begins."""
    words: str = ""
    unless: str = ""
    """What the words before the citation must contain, and must not contain."""
    before: str = ""
    """What must precede the cue."""
    between: str = ""
    between_lacks: str = ""
    """What must, and must not, stand between the cue and the citation."""
    over: int = 0
    """The number of words between cue and citation that must be exceeded."""
    titled: bool | None = None
    """Whether the citation stands in the document's own title."""
    amender: bool | None = None
    """Whether that title says that the document changes others."""
    article: bool | None = None
    """Whether it stands in an article."""
    part: bool | None = None
    """Whether only a part is cited."""
    bracket: bool | None = None
    """Whether the citation stands in a bracket that opens after the cue."""
    gives: Relation | Literal["cue", "sibling"]
    examples: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()


@cache
def rows() -> tuple[Row, ...]:
    """Return the rows in the order in which they are tried."""
    return tuple(Row.model_validate(row) for row in table("relations.toml")["row"])


_GROUPS = ("place", "cue", "effect", "joint", "cited", "own", "holder")
_TEXTS = ("opening", "whole", "words", "before", "between")
_LACKS = {"unless": "words", "between_lacks": "between"}
_STATES = ("titled", "amender", "article", "part", "bracket")


class _Conditions(NamedTuple):
    """The conditions of a row besides its groups."""

    row: Row
    states: tuple[tuple[str, bool], ...]
    texts: tuple[tuple[str, re.Pattern[str], bool], ...]
    """The name of a text, a pattern, and whether it must match."""


@lru_cache(maxsize=4096)
def _conditions_for(*groups: frozenset[str]) -> tuple[_Conditions, ...]:
    """Return the conditions of the rows that match the groups (those of `_GROUPS`, in order), in the order of the rows."""
    return tuple(
        one
        for row, one in _all_conditions()
        if all(_allows(row, name, some) for name, some in zip(_GROUPS, groups, strict=True))
    )


def _allows(row: Row, name: str, some: frozenset[str]) -> bool:
    """Return whether a row does not restrict a kind of group, or allows one of these groups."""
    asked = getattr(row, name)
    return not asked or not some.isdisjoint(asked)


@cache
def _all_conditions() -> tuple[tuple[Row, _Conditions], ...]:
    return tuple(
        (
            row,
            _Conditions(
                row,
                tuple((name, asked) for name in _STATES if (asked := getattr(row, name)) is not None),
                (
                    *((name, spaced(asked), True) for name in _TEXTS if (asked := getattr(row, name))),
                    *((of, spaced(asked), False) for name, of in _LACKS.items() if (asked := getattr(row, name))),
                ),
            ),
        )
        for row in rows()
    )


@dataclass(slots=True)
class Facts:
    """The facts about one citation under one cue, by the names that rows use."""

    groups: dict[str, frozenset[str]]
    texts: dict[str, str]
    states: dict[str, bool]
    speaker: Callable[[], str]
    """Who performs the action of the cue; computed last, as it takes longest."""

    def row(self) -> Row | None:
        """Return the first row that matches."""
        return next((asking.row for asking in _conditions_for(*self.groups.values()) if self._fits(asking)), None)

    def _fits(self, asking: "_Conditions") -> bool:
        """Return whether all conditions of a row hold, its groups aside."""
        for name, state in asking.states:
            if self.states[name] is not state:
                return False
        if asking.row.speaks and self.speaker() not in asking.row.speaks:
            return False
        if asking.row.over and len(re.findall(r"\w+", self.texts["between"])) <= asking.row.over:
            return False
        return all((pattern.search(self.texts[name]) is not None) is wanted for name, pattern, wanted in asking.texts)


@dataclass(frozen=True, slots=True)
class Paper:
    """The citing document, with what all its citations have in common."""

    source: Source
    header: Header
    groups: frozenset[str]
    """Its type, and whether it is a rule, an act, another paper or press."""
    amender: bool
    """Whether its title says that it changes others."""

    @classmethod
    def of(cls, source: Source, header: Header) -> "Paper":
        """Return the paper of a text with this header."""
        kind = header.type
        found = {kind or "none"}
        if kind in (*_RULES, "VBHN") or (header.key and re.search(r"/(?:19|20)\d\d/", header.key)):
            found.add("rule")
        if kind:
            found.add("act" if kind in _ACTS else "paper")
        if not kind and not _LETTERHEAD.search(source.low, 0, 600) and len(source.text) > _PRESS:
            found.add("press")
        title = (header.title or "").lower()
        return cls(source, header, frozenset(found), any(cued.cue.relation in CHANGES for cued in cues_in(title)))

    def titled(self, citation: Citation) -> bool:
        """Return whether a citation stands in the paper's own title."""
        title = self.header.title_span
        return title is not None and title[0] <= citation.hit.start < title[1]

    def facts(self, citation: Citation, place: Place, words: str, cued: Cued | None) -> Facts:
        """Return the facts about a citation governed by these words and this cue."""
        before, between = (words[: cued.start], words[cued.end :]) if cued else ("", words)
        begin = citation.statement[0]
        whole = self.source.low[begin : begin + 60].lstrip(' *_|-+\n\r\t>“"')
        holder = citation.parent.hit.type if citation.parent else None
        return Facts(
            groups={
                "place": frozenset({place}),
                "cue": frozenset({cued.cue.id} if cued else ()),
                "effect": frozenset({cued.cue.relation} if cued and cued.cue.relation else ()),
                "joint": frozenset({citation.joint}),
                "cited": _cited(citation),
                "own": self.groups,
                "holder": frozenset({holder} if holder else ()),
            },
            texts={
                "opening": citation.words.lstrip()[:60] if citation.joint == "semicolon" else whole,
                "whole": whole,
                "words": words,
                "before": before,
                "between": between,
            },
            states={
                "titled": self.titled(citation),
                "amender": self.amender,
                "article": citation.article,
                "part": citation.provision is not None or bool(partial_pattern().search(between)),
                "bracket": between.count("(") > between.count(")"),
            },
            speaker=cache(lambda: self._speaker(citation, place, words, cued) if cued else ""),
        )

    def _speaker(self, citation: Citation, place: Place, words: str, cued: Cued) -> str:
        """Return who performs the action of the cue; of verbs joined by a comma or 'và', the first decides."""
        if (
            place == "sentence"
            and citation.joint == "first"
            and self._new_line(citation.hit.start - len(words) + cued.start)
        ):
            return "bare"
        if words.startswith("này", cued.start):
            return "this"
        before = _first_verb(words[: cued.start])
        subjects = [*_THIS.finditer(before)]
        if any(s["this"] for s in subjects):
            return "this"
        if subjects and not before[subjects[-1].end() :].strip(' *“"\n'):
            own = type_of(subjects[-1]["type"]) == self.header.type or self.groups == {"none"}
            issued = re.search(r"(?<!\w)ban\s+hành\s*$|^\W*$", before[: subjects[-1].start()])
            return "this" if own and issued else "other"
        return "bare" if opens(before) else "other"

    def _new_line(self, at: int) -> bool:
        """Return whether a word begins a line with a capital, that is, a new sentence after a heading."""
        clean = self.source.clean
        capital = clean[at : at + 1].isupper() and clean[at + 1 : at + 2].islower()
        return capital and clean[max(0, at - 20) : at].rstrip(" *_|").endswith("\n")


def _first_verb(before: str) -> str:
    """Return the words before the first of the verbs joined by commas and 'và'."""
    while joined := _joined_verbs(before):
        first = governing(before[: joined.start()] + joined["verb"])
        if first is None or first.cue.relation not in ACTING:
            break
        before = before[: first.start]
    return before


def _joined_verbs(before: str) -> re.Match[str] | None:
    """Return the verb at the end of the words that a comma or 'và' joins to the next one."""
    rest = before.rstrip()
    if rest.endswith(("các", "số")) and (some := _SOME.search(rest, max(0, len(rest) - 60))):
        rest = rest[: some.start()].rstrip()
    if not rest.endswith((",", "và")):
        return None
    joint = len(rest[: -1 if rest.endswith(",") else -2].rstrip())
    return _JOINED_VERBS.search(before, max(0, joint - _LONGEST_VERB))


def opens(before: str) -> bool:
    """Return whether a verb opens its clause: only a list mark, an article number or a verb of deciding precedes it."""
    return _OPERATIVE.search(before) is not None


def speaks_of_itself(before: str) -> bool:
    """Return whether the words name 'this' document first."""
    subject = _THIS.search(before)
    return subject is not None and subject["this"] is not None


def _cited(citation: Citation) -> frozenset[str]:
    """Return the groups of the cited document."""
    hit = citation.hit
    found = {hit.type or "none", hit.kind}
    if hit.type in _RULES or hit.rule in ("normative", "joint", "assembly"):
        found.add("rule")
    if hit.kind in ("alias", "title") or hit.type in _SCHEMES:
        found.add("scheme")
    return frozenset(found)
