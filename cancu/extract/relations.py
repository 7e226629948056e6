"""What the citing document does to each cited one: the finished tree is labelled by the first row of relations.toml that fits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cancu.extract.grammar import (
    CHANGING,
    Cued,
    cue_by_words,
    cue_pattern,
    endings,
    governing,
    parse_number,
    partial_pattern,
    passives,
    spaced,
    table,
)
from cancu.extract.header import Header
from cancu.extract.nesting import Citation
from cancu.extract.numbers import type_of
from cancu.extract.text import Source
from cancu.models import Relation, Value

_ATTACHED = re.compile(r"(?<!\w)kèm\s+theo\s*$")
_LISTED = re.compile(
    r"(?<!\w)(?:công\s+bố|ban\s+hành|phê\s+duyệt)\s+(?:tại|theo|kèm\s+theo)(?:\s+các)?\s*$|(?<!\w)tại(?:\s+các)?\s*$"
)
_THIS = re.compile(
    r"(?<!\w)(?P<type>thông\s+tư|nghị\s+định|quyết\s+định|nghị\s+quyết|hướng\s+dẫn|kế\s+hoạch|(?<!pháp\s)luật|pháp\s+lệnh|văn\s+bản|công\s+văn)(?!\w)"
    r"(?P<this>\s+này)?"
)
_RULES = ("L", "BL", "PL", "NĐ", "TT", "HP", "TTLT")
_LATER = (*CHANGING, Relation.GUIDES, Relation.IMPLEMENTS)
_ACTS = (*_RULES, "QĐ", "NQ", "Lệnh", "VBHN")

_PRESS = 1000
"""From so many characters on a text without any letterhead is an article, not a fragment of a document."""

_LETTERHEAD = re.compile(
    r"cộng\s+hoà\s+xã\s+hội\s+chủ\s+nghĩa|đảng\s+cộng\s+sản\s+việt\s+nam|độc\s+lập\s*[-–]\s*tự\s+do|công\s+báo\s*/"
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
    opening: str = ""
    """What the statement begins with, or its part behind a semicolon."""
    whole: str = ""
    """What the whole statement begins with."""
    words: str = ""
    unless: str = ""
    """What all the words before the citation must hold, and must not."""
    before: str = ""
    between: str = ""
    """What must stand before the cue, and between it and the citation."""
    between_lacks: str = ""
    """What must not stand between them."""
    over: int = 0
    """More than so many words between the cue and the citation."""
    under: str = ""
    """What the headings above must hold."""
    joint: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    """Groups or types of the cited and of the citing document: rule, act, paper, press, name, scheme, our-letter, QĐ …"""
    holder: tuple[str, ...] = ()
    """Types of the document in whose title it stands."""
    titled: bool | None = None
    """Whether the citation stands in the document's own title."""
    amender: bool | None = None
    """Whether that title says that the document changes others."""
    speaks: tuple[str, ...] = ()
    """Who does what the cue says: `this` document in so many words, nobody named (`bare`), or an `other`."""
    article: bool | None = None
    part: bool | None = None
    """Whether only a part is meant."""
    bracket: bool | None = None
    """Whether the citation stands in a bracket that opens behind the cue."""
    gives: Relation | Literal["cue", "fellow"]
    examples: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()


@cache
def rows() -> tuple[Row, ...]:
    """The rows in the order in which they are tried."""
    return tuple(Row.model_validate(row) for row in table("relations.toml")["row"])


@dataclass(slots=True)
class Reading:
    """What the rows look at: one citation under one cue."""

    place: Place
    words: str
    cued: Cued | None
    citation: Citation
    header: Header
    own: set[str]
    statement: str
    whole: str
    capital: bool
    """Whether the cue begins a line with a capital: a new sentence behind a heading."""

    @property
    def before(self) -> str:
        """The words before the cue."""
        return self.words[: self.cued.start] if self.cued else ""

    @property
    def between(self) -> str:
        """The words between the cue and the citation; all of them where there is no cue."""
        return self.words[self.cued.end :] if self.cued else self.words

    def fits(self, row: Row) -> bool:
        """Whether everything that a row names is so."""
        citation, header = self.citation, self.header
        cue = self.cued.cue if self.cued else None
        return (
            self.place in row.place
            and (not row.cue or (cue is not None and cue.id in row.cue))
            and (not row.effect or (cue is not None and cue.relation in row.effect))
            and (not row.joint or citation.joint in row.joint)
            and (not row.cited or not _cited(citation, header).isdisjoint(row.cited))
            and (not row.own or not self.own.isdisjoint(row.own))
            and (not row.holder or (citation.parent is not None and citation.parent.hit.type in row.holder))
            and row.titled in (None, in_title(header, citation))
            and row.amender in (None, _amender(header))
            and row.article in (None, citation.article)
            and (row.part is None or row.part == self.part)
            and (row.bracket is None or row.bracket == (self.between.count("(") > self.between.count(")")))
            and (not row.speaks or self.speaker in row.speaks)
            and (not row.over or len(re.findall(r"\w+", self.between)) > row.over)
            and _has(row.opening, self.statement)
            and _has(row.words, self.words)
            and _has(row.before, self.before)
            and _has(row.between, self.between)
            and _has(row.whole, self.whole)
            and not (row.between_lacks and spaced(row.between_lacks).search(self.between))
            and _has(row.under, citation.within)
            and not (row.unless and spaced(row.unless).search(self.words))
        )

    @property
    def part(self) -> bool:
        """Whether the words between cue and citation, or the cited provision, make it a part."""
        return self.citation.provision is not None or bool(partial_pattern().search(self.between))

    @property
    def speaker(self) -> str:
        """Who does what the cue says; of verbs joined by a comma or 'và' the first tells."""
        before = self.before
        if self.capital or (self.cued and self.words.startswith("này", self.cued.start)):
            return "bare" if self.capital else "this"
        while joined := _JOINED_VERBS.search(before):
            if (
                first := governing(before[: joined.start()] + joined["verb"])
            ) is None or first.cue.relation not in _LATER:
                break
            before = before[: first.start]
        subjects = [*_THIS.finditer(before)]
        if any(s["this"] for s in subjects):
            return "this"
        if subjects and not before[subjects[-1].end() :].strip(' *“"\n'):
            own = type_of(subjects[-1]["type"]) == self.header.type or self.own == {"none"}
            issued = re.search(r"(?<!\w)ban\s+hành\s*$|^\W*$", before[: subjects[-1].start()])
            return "this" if own and issued else "other"
        return "bare" if _opens(before) else "other"


_JOINED_VERBS = re.compile(r"(?P<verb>[^,;.:]{3,60}?)\s*(?:,|(?<!\w)và)\s*(?:các\s+|một\s+số\s+)?$")


def _has(pattern: str, words: str) -> bool:
    return not pattern or spaced(pattern).search(words) is not None


_OPERATIVE = re.compile(
    r"(?:^|[.;:,]\s|(?<!\w)(?:và|đồng\s+thời)\s)[\s*_|\-+–“\"]*(?:(?:điều|mục|phần)\s+[\divx]+[a-zđ]?\s*[.:])?(?:\s*(?:\(?\w{1,4}[.)])+)?[\s*_|]*"
    r"(?:(?:nay|quyết\s+định|phê\s+duyệt|thông\s+qua|thống\s+nhất|cho\s+phép|chấp\s+thuận|đồng\s+ý|ban\s+hành|quyết\s+nghị|toàn\s+bộ)\s+){0,3}$"
)


def _opens(before: str) -> bool:
    """Whether a verb opens its clause: after a list mark, an article's number or a verb of deciding, nothing else."""
    return _OPERATIVE.search(before) is not None


def _own(source: Source, header: Header) -> set[str]:
    """The groups that the citing document belongs to."""
    kind = header.type
    found = {kind or "none"}
    normative = kind in _RULES or bool(header.key and re.search(r"/(?:19|20)\d\d/", header.key))
    found |= {"rule"} if normative else set()
    found |= {"act"} if kind in _ACTS else {"paper"} if kind else set()
    letterhead = kind or header.key or header.symbol or _LETTERHEAD.search(source.low, 0, 600)
    found |= {"press"} if not letterhead and len(source.text) > _PRESS else set()
    return found


def _cited(citation: Citation, header: Header) -> set[str]:
    """The groups that the cited document belongs to."""
    hit = citation.hit
    found = {hit.type or "none", hit.kind}
    found |= {"rule"} if hit.type in _RULES or hit.rule in ("normative", "joint", "assembly") else set()
    found |= {"scheme"} if hit.kind in ("alias", "title") or hit.type in ("KH", "ĐA", "CTr", "CL") else set()
    own = parse_number(header.key) if header.key else None
    ours = own is not None and own.issuer == hit.issuer_code
    found |= {"our-letter"} if ours and hit.type in ("CV", "BC") else set()
    found |= {"provision"} if citation.provision else set()
    return found


def _amender(header: Header) -> bool:
    found = governing((header.title or "").lower(), title=True)
    words = (header.title or "").lower()
    return found is not None and any(
        cue_by_words()[" ".join(m.group().split())].relation in CHANGING for m in cue_pattern().finditer(words)
    )


def in_title(header: Header, citation: Citation) -> bool:
    """Whether a citation stands in the document's own title."""
    return header.title_span is not None and header.title_span[0] <= citation.hit.start < header.title_span[1]


def label(source: Source, header: Header, citations: Sequence[Citation]) -> None:
    """Fill in relation, cue and `also` of every citation of the tree."""
    own = _own(source, header)
    for citation in citations:
        if citation.standing in ("list", "agent") and citation.fellow is not None:
            citation.relation, citation.cue = citation.fellow.relation, citation.fellow.cue
            if citation.standing == "agent" and citation.relation in CHANGING:
                # What changes X only mentions the act that changed X before.
                citation.relation, citation.cue = Relation.REFERS_TO, None
        elif citation.standing == "title":
            _decide(source, header, own, citation, "title", citation.words, _in_title_cue(citation.words))
        elif citation.standing == "words":
            _by_words(source, header, own, citation)
        citation.also = [(on, passives()[verb]) for on, verb in citation.on if citation.above or not on.hit.own]
        _by_ending(source, own, citation)
        if citation.parent is None and citation.relation in _LATER and _later_than(header, citation):
            # Nothing changes, guides or carries out what came later.
            citation.relation, citation.cue = Relation.REFERS_TO, None


def _later_than(header: Header, citation: Citation) -> bool:
    """Whether a citation is of a later day or year than the document that cites it."""
    date, year = citation.tail.date, citation.hit.year or citation.tail.year
    if date and header.date and year in (None, date.year):
        return date > header.date
    own = header.date.year if header.date else header.year
    return bool(year and own and year > own)


def _in_title_cue(words: str) -> Cued | None:
    return (_ATTACHED.search(words) and _opening_change(words)) or governing(words, title=True)


def _by_words(source: Source, header: Header, own: set[str], citation: Citation) -> None:
    """By its own words, else by the note's anchor, by what stands above, or by the citation whose lot it shares."""
    if ending := _ending(own, citation.words, None):
        citation.relation, citation.cue = ending
        return
    scheme = citation.hit.kind in ("alias", "title")
    cued = _governing(citation.words, scheme=scheme)
    if cued is not None:
        _decide(source, header, own, citation, "sentence", citation.words, cued)
        return
    if citation.note and (above := _governing(citation.note, scheme=scheme)) is not None:
        _decide(source, header, own, citation, "note", citation.note, above)
        return
    for above_it in citation.above:
        if ending := _ending(own, above_it.words, None):
            citation.relation, citation.cue = ending
            return
        found = _opening_change(above_it.words) if above_it.introduces else _leading(above_it.words)
        if (found := found or _governing(above_it.words, scheme=False)) is not None:
            place: Place = "introduction" if above_it.introduces else "heading"
            _decide(source, header, own, citation, place, above_it.words, found)
            return
        if above_it.introduces or above_it.words.rstrip(" \n*_|").endswith((".", ";")):
            break
    if citation.fellow is not None and not citation.words.strip(" ,;:-*\n"):
        citation.relation, citation.cue = citation.fellow.relation, citation.fellow.cue
        return
    _decide(source, header, own, citation, "sentence", citation.words, None)


def _governing(words: str, *, scheme: bool) -> Cued | None:
    """The cue that governs a citation: the nearest before it, but for what is 'ban hành kèm theo' it the verb that opens."""
    cued = governing(words)
    if cued is not None and cued.cue.weak and not scheme:
        cued = None
    attached = _ATTACHED.search(words)
    if attached or (_LISTED.search(words) and cued and cued.cue.relation is Relation.REFERS_TO):
        return _opening_change(words) or cued
    return cued


def _opening_change(words: str) -> Cued | None:
    """The changing verb that opens a statement: what it changes is 'Quy chế … ban hành kèm theo Quyết định …'."""
    for match in cue_pattern().finditer(words):
        cue = cue_by_words()[re.sub(r"\s+", " ", match.group())]
        if cue.near or cue.relation not in CHANGING:
            continue
        if re.search(r"(?<!\w)so\s+với(?!\w)", words[match.end() :]):
            return None
        subject = _THIS.search(words[: match.start()])
        if _opens(words[: match.start()]) or (subject and subject["this"]):
            return Cued(match.start(), match.end(), cue)
    return None


def _leading(heading: str) -> Cued | None:
    """The first cue of a heading: 'CĂN CỨ XÂY DỰNG KẾ HOẠCH' tells of bases, not of work."""
    for match in cue_pattern().finditer(heading):
        cue = cue_by_words()[re.sub(r"\s+", " ", match.group())]
        if not (cue.through or cue.near or cue.weak):
            return Cued(match.start(), match.end(), cue)
    return None


def _decide(
    source: Source, header: Header, own: set[str], citation: Citation, place: Place, words: str, cued: Cued | None
) -> None:
    begin = citation.statement[0]
    whole = source.low[begin : begin + 60].lstrip(' *_|-+\n\r\t>“"')
    opening = citation.words.lstrip()[:60] if citation.joint == "semicolon" else whole
    at = citation.hit.start - len(words) + cued.start if cued else begin
    capital = place == "sentence" and source.clean[at : at + 1].isupper() and source.clean[at + 1 : at + 2].islower()
    capital = (
        capital and citation.joint == "first" and source.clean[max(0, at - 20) : at].rstrip(" *_|").endswith("\n")
        if capital
        else False
    )
    reading = Reading(place, words, cued, citation, header, own, opening, whole, capital)
    row = next((row for row in rows() if reading.fits(row)), None)
    relation = cued.cue.relation if cued else None
    if row is not None and row.gives == "fellow":
        relation = citation.fellow.relation if citation.fellow else None
    elif row is not None and isinstance(row.gives, Relation):
        relation = row.gives
    citation.relation = relation or Relation.REFERS_TO
    citation.row = row.id if row else ""
    citation.cue = " ".join(words[cued.start : cued.end].split()) if cued else None


_FROM_WHEN = r"\s*(?:toàn\s+bộ\s*)?(?:,\s*)?(?:kể\s+từ|từ\s+(?:ngày|thời)|và\s|[.;:/]*\s*$|[.;]\s)"


def _ending(own: set[str], words: str, citation: Citation | None) -> tuple[Relation, str] | None:
    """What words behind a mention, or behind 'các … sau', say of its end; only acts end others."""
    if own.isdisjoint(("act", "none")) or "press" in own:
        return None
    for relation, pattern in endings().items():
        if citation is None:
            match = re.search(rf"(?<!\w)sau(?:\s+đây)?\s*({pattern.pattern})[^:]*[:\s*_|]*$", words)
        else:
            match = re.match(rf"[\s,]*(?:thì\s+)?({pattern.pattern})", words) or (
                re.match(rf"(?:[^.]|\.\d){{0,500}}?(?<!\w)(?<!đã\s)(?<!sẽ\s)({pattern.pattern}){_FROM_WHEN}", words)
                if citation.tail.title_start is not None
                else None
            )
        if match:
            return relation, " ".join(match[1].split())
    return None


def _by_ending(source: Source, own: set[str], citation: Citation) -> None:
    """'Quyết định số … hết hiệu lực': words after the mention that end it, and with it the list that it closes."""
    if citation.parent is not None:
        return
    rest = source.low[citation.tail.fields_end : min(citation.statement[1], citation.tail.fields_end + 600)]
    ended = _ending(own, rest, citation)
    if ended is None:
        return
    relation, cue = ended
    subject = citation.on[0][0] if citation.on else citation
    first = subject.fellows[0]
    before = source.low[first.statement[0] : first.start]
    directly = bool(re.match(rf"[\s,]*(?:đã\s+)?{re.escape(cue)}", rest))
    part = bool(partial_pattern().search(before))
    if not (part and _LISTED.search(before)) and (
        len(re.findall(r"\w+", before)) > 12 or (governing(before) is not None and not directly)
    ):
        return
    for fellow in subject.fellows:
        if fellow.parent is None and not fellow.on:
            fellow.relation = Relation.AMENDS if part or fellow.provision else relation
            fellow.cue = cue
        elif fellow.on:
            fellow.relation, fellow.cue = Relation.REFERS_TO, None
