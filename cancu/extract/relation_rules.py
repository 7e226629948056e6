"""The rows of relations.toml, and what they look at: one citation under one cue, in one paper."""

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
"""Relations to what is there already."""
_RULES = ("L", "BL", "PL", "NĐ", "TT", "HP", "TTLT")
_ACTS = (*_RULES, "QĐ", "NQ", "Lệnh", "VBHN")
_SCHEMES = ("KH", "ĐA", "CTr", "CL")
_PRESS = 1000
"""From so many characters on a text without any letterhead is an article, not a fragment of a document."""
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
    """One row: where everything that it names is so, the citation has this relation; the first row that fits decides."""

    id: str
    place: tuple[Place, ...] = ("sentence", "introduction")
    cue: tuple[str, ...] = ()
    """Ids of cues."""
    effect: tuple[Relation, ...] = ()
    """Relations of cues."""
    joint: tuple[str, ...] = ()
    """How the words begin: first, clause, semicolon."""
    cited: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    """Groups or types of the cited and of the citing document: rule, act, paper, press, name, scheme, QĐ …"""
    holder: tuple[str, ...] = ()
    """Types of the document in whose title it stands."""
    speaks: tuple[str, ...] = ()
    """Who does what the cue says: `this` document in so many words, nobody named (`bare`), or an `other`."""
    opening: str = ""
    """What the statement begins with, or its part behind a semicolon."""
    whole: str = ""
    """What the whole statement begins with."""
    words: str = ""
    unless: str = ""
    """What all the words before the citation must hold, and must not."""
    before: str = ""
    """What must stand before the cue."""
    between: str = ""
    between_lacks: str = ""
    """What must, and must not, stand between the cue and the citation."""
    over: int = 0
    """More than so many words between the cue and the citation."""
    titled: bool | None = None
    """Whether the citation stands in the document's own title."""
    amender: bool | None = None
    """Whether that title says that the document changes others."""
    article: bool | None = None
    """Whether it stands in an article."""
    part: bool | None = None
    """Whether only a part is meant."""
    bracket: bool | None = None
    """Whether the citation stands in a bracket that opens behind the cue."""
    gives: Relation | Literal["cue", "sibling"]
    examples: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()


@cache
def rows() -> tuple[Row, ...]:
    """The rows in the order in which they are tried."""
    return tuple(Row.model_validate(row) for row in table("relations.toml")["row"])


_GROUPS = ("place", "cue", "effect", "joint", "cited", "own", "holder")
_TEXTS = ("opening", "whole", "words", "before", "between")
_LACKS = {"unless": "words", "between_lacks": "between"}
_STATES = ("titled", "amender", "article", "part", "bracket")


class _Conditions(NamedTuple):
    """What a row names beside its groups, and nothing else."""

    row: Row
    states: tuple[tuple[str, bool], ...]
    texts: tuple[tuple[str, re.Pattern[str], bool], ...]
    """Name of a text, a pattern, and whether it has to be found there."""


@lru_cache(maxsize=4096)
def _conditions_for(*groups: frozenset[str]) -> tuple[_Conditions, ...]:
    """What the rows name that fit some groups (those of `_GROUPS`, in their order), in the order in which they are tried."""
    return tuple(
        one
        for row, one in _all_conditions()
        if all(_allows(row, name, some) for name, some in zip(_GROUPS, groups, strict=True))
    )


def _allows(row: Row, name: str, some: frozenset[str]) -> bool:
    """Return whether a row asks for none of a kind of groups, or for one of these."""
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
    """What is so of one citation under one cue, by the names that rows use."""

    groups: dict[str, frozenset[str]]
    texts: dict[str, str]
    states: dict[str, bool]
    speaker: Callable[[], str]
    """Who does what the cue says; asked last, as it takes the longest to tell."""

    def row(self) -> Row | None:
        """The first row that fits."""
        return next((asking.row for asking in _conditions_for(*self.groups.values()) if self._fits(asking)), None)

    def _fits(self, asking: "_Conditions") -> bool:
        """Return whether everything that a row names is so, its groups aside."""
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
    """The citing document, with what all its citations share."""

    source: Source
    header: Header
    groups: frozenset[str]
    """Its type, and whether it is a rule, an act, another paper or press."""
    amender: bool
    """Whether its title says that it changes others."""

    @classmethod
    def of(cls, source: Source, header: Header) -> "Paper":
        """The paper that a text with this header is."""
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
        """What is so of a citation that these words and this cue govern."""
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
        """Who does what the cue says; of verbs joined by a comma or 'và' the first tells."""
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
        """Return whether a word begins a line with a capital: a new sentence behind a heading."""
        clean = self.source.clean
        capital = clean[at : at + 1].isupper() and clean[at + 1 : at + 2].islower()
        return capital and clean[max(0, at - 20) : at].rstrip(" *_|").endswith("\n")


def _first_verb(before: str) -> str:
    """The words before the first of the verbs that commas and 'và' join."""
    while joined := _joined_verbs(before):
        first = governing(before[: joined.start()] + joined["verb"])
        if first is None or first.cue.relation not in ACTING:
            break
        before = before[: first.start]
    return before


def _joined_verbs(before: str) -> re.Match[str] | None:
    """The verb at the end of some words that a comma or 'và' joins to one behind them; looked for only where one can be."""
    rest = before.rstrip()
    if rest.endswith(("các", "số")) and (some := _SOME.search(rest, max(0, len(rest) - 60))):
        rest = rest[: some.start()].rstrip()
    if not rest.endswith((",", "và")):
        return None
    joint = len(rest[: -1 if rest.endswith(",") else -2].rstrip())
    return _JOINED_VERBS.search(before, max(0, joint - _LONGEST_VERB))


def opens(before: str) -> bool:
    """Return whether a verb opens its clause: after a list mark, an article's number or a verb of deciding, nothing else."""
    return _OPERATIVE.search(before) is not None


def speaks_of_itself(before: str) -> bool:
    """Return whether some words name 'this' document first."""
    subject = _THIS.search(before)
    return subject is not None and subject["this"] is not None


def _cited(citation: Citation) -> frozenset[str]:
    """The groups that the cited document belongs to."""
    hit = citation.hit
    found = {hit.type or "none", hit.kind}
    if hit.type in _RULES or hit.rule in ("normative", "joint", "assembly"):
        found.add("rule")
    if hit.kind in ("alias", "title") or hit.type in _SCHEMES:
        found.add("scheme")
    return frozenset(found)
