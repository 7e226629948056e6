"""Extract the changes that a text makes to parts of other acts, or reports in notes: the part, the change, the changing part and the new wording."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, takewhile
from typing import NamedTuple

from cancu.extract.articles import Cut, Part, Quotations, Quoted, one_kind
from cancu.extract.citation_tree import Citation
from cancu.extract.cue_words import table
from cancu.extract.header import Header
from cancu.extract.text import Source
from cancu.knowledge.fold import spelling
from cancu.language.patterns import AtLine, alternation
from cancu.language.provisions import Cited, provisions_in, step, unit_of, units
from cancu.models import CHANGES, Done, Mention, PartChange, Relation

_WEIGHT: tuple[Done, ...] = ("repeals", "replaces", "amends", "adds")
_WORDS: dict[Done, Done] = {
    "repeals": "removes words",
    "replaces": "replaces words",
    "amends": "replaces words",
    "adds": "adds words",
}
_QUOTE = re.compile(r"“(?P<a>[^“”]*)”|\"(?P<b>[^\"]*)\"")
_ALREADY = re.compile(
    r"\(?\s*(?:đã\s+)?(?:được|bị)\s+(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ)(?:(?!như\s+sau)[^“”:])*"
)
"""'Điều 3 đã được sửa đổi theo khoản 1 Điều 1 Thông tư số …': an earlier change."""
_SOME = re.compile(
    r"(?<!\w)một\s+số\s+(?:nội\s+dung|quy\s+định|điểm|khoản|điều|mẫu|phụ\s+lục|từ|cụm\s+từ|chương|mục)(?!\w)"
)
_INSTEAD = re.compile(r"\s(?:bằng|thành|tại(?=\s+(?:phụ\s+lục|mẫu|danh\s+mục)[^;.]{0,40}\s+này(?!\w)))\s")
_ATTACHED = re.compile(r"(?:ban\s+hành\s+)?kèm\s+theo\s*$")
_OWN = re.compile(
    r"\s*(?:(?:của|tại|thuộc)\s+)?(?:(?:ban\s+hành\s+)?kèm\s+theo\s+)?(?:bộ\s+luật|luật|nghị\s+định|thông\s+tư|quyết\s+định|nghị\s+quyết|pháp\s+lệnh|quy\s+định|quy\s+chế)\s+này(?!\w)"
)
"""Follows a part of the text itself: 'Phụ lục 2 Thông tư này'."""
_RULED_BY = re.compile(r"(?<!\w)(?:theo|căn\s+cứ)(?:\s+quy\s+định)?(?:\s+(?:tại|của|ở))?\s*$")
"""Precedes a part that governs a change and is not changed itself: 'bổ sung hồ sơ theo Điều 131'."""
_GIVEN = re.compile(r"\s*(?:(?:ban\s+hành\s+)?kèm\s+theo|như\s+sau|bằng)(?!\w)")
"""Follows an annex without a number that is the only annex of an act."""
_SENTENCE = 700
_TO_ENDNOTES = 400_000
"""The largest distance in characters between a note reference and its note, as in an act with endnotes."""
_RULED_AT = re.compile(r"\s(?:theo(?:\s+quy\s+định\s+(?:tại|của))?|tại|bởi)\s+(?:các\s+)?$")
"""Directly precedes the act that made the change."""
_IS_DONE = re.compile(r"[^.;:“”]*?\s(?:được|bị)\s+")
_LIST = re.compile(r"danh\s+mục(?P<what>[^.;]{0,160}?)bãi\s+bỏ")
_PROCEDURES = re.compile(r"thủ\s+tục")
"""The subject of lists in which only rows are repealed; the articles named beside them are legal bases."""
_NUMBER = re.compile(r"(?:^|\n)\s*(?P<open>\[)?(?P<n>\d{1,3})\]?\s*$")
"""The number of a note at the start of its line."""
_BRACKETED = re.compile(r"\[(?P<n>\d{1,3})\]")
_GLUED = (
    re.compile(r"(?P<n>\d\d{1,5})(?=[ ]*\((?:được|đã))"),
    re.compile(
        rf"(?:{'|'.join(rf'{unit}[ ]+[IVX]*' for unit in ('Chương', 'CHƯƠNG', 'Mục', 'MỤC', 'Phụ lục', 'PHỤ LỤC', 'Điều'))}|Mẫu[^\n]{{1,14}}?|MẪU[^\n]{{1,14}}?)"
        r"(?P<n>\d{1,6})(?!\d)(?=[ ]*(?:[(.\n]|$))"
    ),
)
"""The number of a part joined to that of the note after it, or the note number alone: 'Mục 12' is the first Mục with note 2."""
# What must stand before a number is asked behind its first digit: a search is fast where a pattern begins with a digit.
_HANGING = (
    AtLine(r"[^\S\n]*(?:(?:Điều[ ]+)?\d{1,3}[a-zđ]?\.|[a-zđ]{1,2}\))[ ]?(?P<n>\d{1,3})(?!\d)(?=[ ])"),
    re.compile(r"(?P<n>\d(?<=[^\W\d_]\d)\d{0,2})(?!\d)(?=[\s.,;:)”(]|$)"),
    re.compile(r"(?P<n>\d(?<=[^\d\s][.,;:)”\"]\d)\d{0,2})(?!\d)(?=[\s.,;:)”(]|$)"),
    # At the end of a heading a blank may stand before the number.
    AtLine(r"[^\S\n]*(?:Điều|Chương|Mục|Phụ lục)[ ][^\n]{3,300}?[^\W\d_][ ](?P<n>\d{1,3})[ ]*(?=\n)"),
)
_ITEM_MARK = re.compile(r"\s*(?:\d{1,3}[a-zđ]?\.|[a-zđ]{1,2}\d?\)|[-+–])\s*")
_FORM = re.compile(r"\s*(?:Mẫu|MẪU)[ ]+(?:số[ ]+)?(?P<mark>[A-ZĐ]{1,5})$")
"""A form named by letters only, up to the number of its note."""
_GAP = 400
"""The largest number of characters between a changed part and the words that name the changing act."""


class _Target(NamedTuple):
    """The act that instructions apply to, as the index of its mention, and the part of it that contains them."""

    mention: int | None
    path: str = ""
    listed: bool = False
    """Whether a list of repealed parts follows: 'Bãi bỏ một phần Thông tư … như sau: a) Khoản 1 Điều 16'."""


@dataclass(frozen=True, slots=True)
class _Instruction:
    """One instruction: its span, and the change that its verbs express."""

    start: int
    verb: int
    """Where the words after the verbs begin."""
    end: int
    does: Done


@cache
def _verbs(name: str) -> dict[str, Done]:
    found: dict[str, Done] = {}
    for done in _WEIGHT:
        found |= {spelling(verb): done for verb in table("changes.toml")[name][done]}
    return found


@cache
def _opening() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns for the verbs of an instruction at the start of a text, and at the start of a line or sentence."""
    verb = rf"(?:{alternation(_verbs('verbs'))})(?!\w)"
    begun = (
        rf"\s*(?:[-+–]\s*)?(?:(?:điều\s+\d+[a-zđ]?\s*[.:]|\d{{1,3}}[a-zđ]?\.|[a-zđ]{{1,2}}\d?\))\s*\d{{0,3}}\s*)?"
        rf"(?P<verbs>{verb}(?:\s*(?:,|và|hoặc|,\s*và)\s*{verb})*)"
    )
    return re.compile(begun), re.compile(rf"[\n.;:”\"]{begun}")


@cache
def _subject() -> AtLine:
    """Return a pattern for a part, or words, followed by what is done to it."""
    nouns = alternation(
        [word for unit in units() if not unit.attached and not unit.name for word in unit.words]
        + table("changes.toml")["words"]["phrase"]
    )
    verb = rf"(?:{alternation(_verbs('passive'))})(?!\w)"
    return AtLine(
        rf"[^\S\n]*(?:(?:điều\s+\d+[a-zđ]?\s*[.:]|\d{{1,3}}[a-zđ]?\.|[a-zđ]{{1,2}}\d?\)|[-+–])[^\S\n]*)?"
        rf"(?P<subject>(?:các\s+|quy\s+định\s+tại\s+)?(?:{nouns})\s[^.;:\[\]]{{1,260}}?)(?<!đã)(?<!vb)\s+"
        rf"(?:(?:được|bị)\s+(?P<verbs>{verb}(?:\s*(?:,|và)\s*{verb})*)(?=\s+(?:như\s+sau|bằng|thành)(?!\w)|\s*(?:[.;:]|\n\s*\n|$))"
        rf"|hết\s+hiệu\s+lực(?!\w))"
    )


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(_verbs('verbs'))})(?!\w)")


@cache
def _phrase() -> re.Pattern[str]:
    """Return a pattern for what follows the verbs of an instruction that changes words."""
    nouns = alternation(table("changes.toml")["words"]["phrase"])
    return re.compile(rf"\s*(?:một\s+số\s+)?(?:{nouns})\s*:?\s*[“\"]")


@cache
def _word_heading() -> re.Pattern[str]:
    """Return a pattern for the heading of such instructions: 'Bãi bỏ cụm từ tại Điều 6'."""
    nouns = alternation(word for word in table("changes.toml")["words"]["phrase"] if word.endswith("từ"))
    return re.compile(rf"\s*(?:một\s+số\s+)?(?:{nouns})(?!\w)")


@cache
def _by_words() -> re.Pattern[str]:
    by = alternation(table("changes.toml")["words"]["by"])
    nouns = alternation(table("changes.toml")["words"]["phrase"])
    return re.compile(rf"(?<!\w)(?:{by})\s+(?:{nouns})?\s*(?=[“\"])")


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{alternation(table('changes.toml')['words']['behind'])})\s")


def with_changes(
    source: Source,
    header: Header,
    citations: Sequence[Citation],
    mentions: Sequence[Mention],
    parts: Sequence[Part],
    quoted: Sequence[Quoted],
) -> tuple[Mention, ...]:
    """Return the mentions of a text, with the changes that the text makes, or reports, added to those of the acts concerned.

    `citations` are the same places in `source`, one for each mention; `parts` and `quoted` describe how the text is
    divided.
    """
    if not any(m.relation in CHANGES or m.also for m in mentions) and "này được" not in source.low:
        return tuple(mentions)
    return _Reading(source, header, citations, mentions, parts, quoted).mentions()


class _Reading:
    """The analysis of one text."""

    def __init__(
        self,
        source: Source,
        header: Header,
        citations: Sequence[Citation],
        mentions: Sequence[Mention],
        parts: Sequence[Part],
        quoted: Sequence[Quoted],
    ) -> None:
        self._source, self._mentions = source, mentions
        self._text, self._low = one_kind(source.clean), one_kind(source.low)
        self._starts = [c.start for c in citations]
        self._hits = [(c.hit.start, c.hit.end) for c in citations]
        self._begins = [c.hit.start for c in citations]
        self._quoted, self._quotations = quoted, Quotations(quoted)
        self._quotes = [one.start for one in quoted]
        self._cut = Cut(parts)
        self._base = _base(header, mentions)
        self._title = header.title_span or (0, 0)
        self._found: dict[int, list[PartChange]] = defaultdict(list)
        self._verbs = sorted([*self._openings(), *(() if self._base else self._subjects())])

    def mentions(self) -> tuple[Mention, ...]:
        """Return all mentions with the changes found."""
        self._instructions()
        self._notes()
        self._amended_citations()
        self._listed()
        return tuple(
            m.model_copy(update={"changes": tuple(_distinct(self._found[at]))}) if at in self._found else m
            for at, m in enumerate(self._mentions)
        )

    # What the text itself does.

    def _instructions(self) -> None:
        open_: list[tuple[int, _Target]] = [(len(self._text), self._title_target())]
        parts = self._cut.parts
        for at, part in enumerate(parts):
            end = parts[at + 1].start if at + 1 < len(parts) and parts[at + 1].start < part.end else part.end
            holds = end < part.end
            while open_[-1][0] <= part.start and len(open_) > 1:
                open_.pop()
            context = open_[-1][1]
            steps = [*self._opened(part.start, end)] or [*self._item(part.start, end, context)]
            for number, one in enumerate(steps):
                last = number + 1 == len(steps)
                leads = (not last and not self._ended(one)) or (holds and self._instructs(at))
                context = self._read(part, one, context, leads=leads)
                if holds and one.does == "repeals" and self._text[: one.end].rstrip().endswith(":"):
                    context = context._replace(listed=True)
            if holds:
                open_.append((part.end, context if steps else self._named_target(part.start, end, context)))

    def _instructs(self, at: int) -> bool:
        """Return whether the parts inside a part are instructions themselves."""
        parts = self._cut.parts
        inner = [p for p in parts[at + 1 :] if p.start < parts[at].end]
        return any(next(self._opened(p.start, min(p.end, p.start + 400)), None) for p in inner[:3])

    def _title_target(self) -> _Target:
        """Return the act that the title says is changed, else the act that the text changes first."""
        named = [
            at
            for at, m in enumerate(self._mentions)
            if m.relation in CHANGES and m.source == "self" and self._title[0] <= self._hits[at][0] < self._title[1]
        ]
        alike = {self._mentions[at].key for at in named if self._mentions[at].type == self._mentions[named[0]].type}
        if len(alike) == 1:
            where = self._low[self._title[0] : self._hits[named[0]][0]]
            return _Target(named[0], "kem-theo" if _regulates(where) else "")
        return _Target(None)

    def _opened(self, start: int, end: int) -> Iterator[_Instruction]:
        """Yield the instructions between two offsets, outside quotations."""
        first, last = bisect_left(self._verbs, (start,)), bisect_left(self._verbs, (end,))
        for at in range(first, last):
            begin, verb, does = self._verbs[at]
            yield _Instruction(begin, verb, self._verbs[at + 1][0] if at + 1 < last else end, does)

    def _item(self, start: int, end: int, context: _Target) -> Iterator[_Instruction]:
        """Yield the instruction in an item without a verb in a list of repeals: the item begins with a part or with words."""
        if not context.listed or self._inside(start) is not None:
            return
        mark = _ITEM_MARK.match(self._low, start, end)
        begin = mark.end() if mark else start
        first = next(provisions_in(self._low, begin, min(end, begin + 120)), None)
        if _phrase().match(self._low, begin) or (first and first.paths and first.start == begin):
            yield _Instruction(begin, begin, end, "repeals")

    def _openings(self) -> Iterator[tuple[int, int, Done]]:
        """Yield where instructions begin, where the words after their verbs begin, and the change."""
        first, later = _opening()
        at_start = first.match(self._low)
        further = later.finditer(self._low, at_start.end() if at_start else 0)
        for match in (at_start, *further) if at_start else further:
            at = match.start("verbs")
            before = self._low[max(0, at - 40) : at].rstrip()[-1:]
            if (self._text[at].isupper() or before == ";") and self._inside(at) is None:
                done = [_verbs("verbs")[" ".join(v.group().split())] for v in _verb().finditer(match["verbs"])]
                # 'Sửa tên Điều 23': the name is what is changed.
                name = match["verbs"].endswith(" tên")
                yield at, match.end("verbs") - (3 if name else 0), _strongest(done)

    def _subjects(self) -> Iterator[tuple[int, int, Done]]:
        """Yield the same for instructions that name the part first: 'Khoản 3 Điều 4 được sửa đổi như sau'."""
        for match in _subject().finditer(self._low):
            start, end = match.span("subject")
            first = next(provisions_in(self._low, start, end), None)
            phrase = _phrase().match(self._low, start)
            if self._inside(start) is not None or not (phrase or (first and first.paths and first.start - start < 24)):
                continue
            # Of what ends without a verb only a part with its act is told: 'Điểm b hết hiệu lực' may speak of a paper.
            if match["verbs"] is None and not any(self._mentions[at].parts for at in self._acts_between(start, end)):
                continue
            done = [_verbs("passive")[" ".join(v.group().split())] for v in _passive().finditer(match["verbs"] or "")]
            yield start, start, _strongest(done or ["repeals"])

    def _inside(self, offset: int) -> Quoted | None:
        return self._quotations.at(offset)

    def _read(self, part: Part, one: _Instruction, context: _Target, *, leads: bool) -> _Target:
        """Record what one instruction changes; returns the act and part that its subordinate instructions apply to."""
        wordings = self._quoted[bisect_left(self._quotes, one.verb) : bisect_left(self._quotes, one.end)]
        if _phrase().match(self._low, one.verb):
            self._words(part, one, context)
            return context
        head_end = self._head_end(one, wordings)
        head = self._low[one.verb : head_end]
        said = _ALREADY.search(head)
        upto = one.verb + (said.start() if said and not _INSTEAD.search(head[: said.start()]) else len(head))
        instead = _INSTEAD.search(self._low, one.verb, upto) if one.does == "replaces" else None
        paths, target = self._parts(one.verb, instead.start() if instead else upto, one.does, context)
        # 'một số điều' in the title of the act that is named is nothing that this one does.
        titled = next((self._hits[at][0] for at in self._acts_between(one.verb, upto)), upto)
        general = (
            _SOME.search(self._low, one.verb, titled) or _word_heading().match(self._low, one.verb, titled)
        ) and not wordings
        if general:
            paths = [(to, path) for to, path in paths if path != "phu-luc"]  # 'một số khoản, Phụ lục': no part yet
        under = _Target(
            target,
            common
            if (common := _common([path for _, path in paths]))
            else context.path
            if target == context.mention
            else _attached_path(self._low, one.verb, upto),
        )
        if not wordings:
            paths = [(to, path) for to, path in paths if path != "ten"]  # 'lỗi tên pháp nhân': no name of an act
        if not paths and wordings and context.path and target == context.mention:
            paths = [(target, context.path)]
        if general or (leads and not wordings and one.does != "repeals" and not instead) or not paths:
            return under
        wording = self._wording(one, wordings, head_end, part) if one.does != "repeals" else []
        shared = _shared(wording, [path for _, path in paths])
        for (to, path), words in zip(paths, shared, strict=True):
            self._add(to, one.does, path, part, one, words)
        return under

    def _head_end(self, one: _Instruction, wordings: Sequence[Quoted]) -> int:
        """Return where the words of an instruction end: at its wording, its colon, or the end of its sentence."""
        if wordings:
            return wordings[0].start
        stop = re.compile(r":\s*\n|[.;]\s*(?:\n|$)|[.;]\s+(?=[A-ZĐ])").search(self._text, one.verb, one.end)
        return stop.start() if stop else one.end

    def _ended(self, one: _Instruction) -> bool:
        """Return whether an instruction is a complete sentence and does not introduce a list."""
        words = self._text[one.start : one.end].rstrip()
        return words.endswith((".", ";"))

    def _wording(self, one: _Instruction, wordings: Sequence[Quoted], head_end: int, part: Part) -> list[str]:
        if wordings:
            return [self._source.text[q.start : q.end].strip() for q in wordings]
        if self._text[head_end : head_end + 1] == ":" and self._low[:head_end].rstrip().endswith("sau"):
            words = self._source.text[head_end + 1 : max(one.end, part.end)].strip()
            return [words] if words else []
        return []

    def _parts(
        self, start: int, end: int, does: Done, context: _Target
    ) -> tuple[list[tuple[int | None, str]], int | None]:
        """Return the parts named in a span, each with its act, and the act named last."""
        named = self._acts_between(start, end)
        runs = [r for r in provisions_in(self._low, start, end) if r.paths and self._inside(r.start) is None]
        loose = [
            r
            for r in runs
            if not self._belongs_to_mention(r)
            and not _OWN.match(self._low, r.end)
            and not _RULED_BY.search(self._low, start, r.start)
            and (r.paths != ("phu-luc",) or _GIVEN.match(self._low, r.end))
        ]
        bare = [at for at in named if not self._mentions[at].parts]
        target = named[-1] if named else context.mention
        behind = _behind().search(self._low, start, end) if does == "adds" else None
        if behind and any(r.start < behind.start() < r.end for r in runs):
            behind = None  # 'khoản 9 vào Điều 4': the place is in the path
        found: list[tuple[int | None, str]] = []
        to = bare[0] if bare else named[0] if named else context.mention
        path = context.path if to == context.mention else ""
        if bare and _attached_path(self._low, start, self._hits[bare[0]][0]):
            path = "kem-theo"
        if behind:
            added = [r for r in loose if r.end <= behind.start() + 1]
            places = [r.paths for r in loose if r.start >= behind.start()] + [
                self._mentions[at].parts
                for at in named
                if self._starts[at] >= behind.start() and self._mentions[at].parts
            ]
            around = places[0][0] if places else ""
            for run in added:
                for one in run.paths:
                    outer = _within(around, one, itself=False) if around else one
                    found.append((to, _within(path, outer)))
            if not added and around:
                found.append((to, _within(path, around)))
            return found, target
        for run in loose:
            found += [(to, _within(path, one)) for one in run.paths]
        for at in named:
            if not _RULED_BY.search(self._low, start, self._starts[at]):
                found += [(at, one) for one in self._mentions[at].parts]
        if len(found) > 1:
            found = [one for one in found if one[1] != "ten"]  # 'tên và nội dung của khoản 2'
        return list(dict.fromkeys(found)), target

    def _belongs_to_mention(self, run: Cited) -> bool:
        """Return whether parts are cited with the act named directly after them."""
        at = bisect_left(self._starts, run.start)
        at -= at > 0 and (at == len(self._starts) or self._starts[at] > run.start)
        return self._starts[at] <= run.start < self._hits[at][0] if self._starts else False

    def _acts_between(self, start: int, end: int) -> list[int]:
        """Return the acts named between two offsets that an instruction can apply to."""
        return [
            at
            for at in range(bisect_left(self._begins, start), bisect_left(self._begins, end))
            if self._mentions[at].source == "self"
            and not self._mentions[at].also
            and self._inside(self._begins[at]) is None
        ]

    def _named_target(self, start: int, end: int, context: _Target) -> _Target:
        named = self._acts_between(start, end)
        return _Target(named[0]) if len(named) == 1 and self._mentions[named[0]].relation in CHANGES else context

    def _words(self, part: Part, one: _Instruction, context: _Target) -> None:
        """Record words that are replaced, added or removed, and where."""
        quotes = list(_QUOTE.finditer(self._text, one.verb, one.end))
        if not quotes:
            return
        # 'cụm từ “A” tại Điều 1; cụm từ “B” tại Điều 2': each words with the places behind them.
        clauses = [[quotes[0]]]
        for quote in quotes[1:]:
            gap = self._low[clauses[-1][-1].end() : quote.start()]
            again = ";" in gap and _phrase().match(f"{gap[gap.rindex(';') + 1 :]}“")
            clauses[len(clauses) :] = [[quote]] if again else []
            if not again:
                clauses[-1].append(quote)
        ends = [*(clause[0].start() for clause in clauses[1:]), one.end]
        places: list[list[tuple[int | None, str]]] = [[]]
        for clause, begin, end in zip(reversed(clauses), reversed([one.verb, *ends[:-1]]), reversed(ends), strict=True):
            places.append(self._places(clause, begin, end, context, places[-1]))
        for clause, end, found in zip(clauses, ends, reversed(places[1:]), strict=True):
            for to, path in found:
                for does, old, new in self._exchanged(one, clause, end):
                    self._add(to, does, path, part, one, new, old=old)

    def _places(
        self,
        quotes: Sequence[re.Match[str]],
        begin: int,
        end: int,
        context: _Target,
        behind: list[tuple[int | None, str]],
    ) -> list[tuple[int | None, str]]:
        """Return the places where words change; `behind` are the places of the words that follow, used where these have none of their own."""
        gaps = [begin, *(x for quote in quotes for x in quote.span()), end]
        loose: list[tuple[int | None, str]] = []
        target = context.mention
        for first, last in zip(gaps[::2], gaps[1::2], strict=True):
            paths, named = self._parts(first, last, "amends", context)
            loose += paths
            target = named if named != context.mention else target
        if not loose and behind:
            return behind
        if behind and target == context.mention and behind[0][0] != context.mention:
            # The act is named once, behind the last of the places.
            return [(behind[0][0] if to == context.mention else to, path) for to, path in loose]
        return loose or [(target, context.path if target == context.mention else "")]

    def _exchanged(
        self, one: _Instruction, quotes: Sequence[re.Match[str]], end: int
    ) -> Iterator[tuple[Done, str | None, str | None]]:
        """Yield each change of words with the old and the new words."""
        by = _by_words().search(self._low, quotes[0].end(), end)
        texts = [" ".join((m["a"] if m["a"] is not None else m["b"]).split()) for m in quotes]
        does = _WORDS[one.does]
        new: str | None = None
        if by:
            does = "replaces words"
            old = [t for t, m in zip(texts, quotes, strict=True) if m.start() < by.start()]
            new = next((t for t, m in zip(texts, quotes, strict=True) if m.start() >= by.start()), None)
        elif does == "adds words":
            new, old = texts[0], texts[1:2]
        else:
            old = texts if does == "removes words" else texts[:1]
            new = None if does == "removes words" else (texts[1] if len(texts) > 1 else None)
        yield from ((does, word, new) for word in (*old,) or (None,))

    def _add(
        self,
        to: int | None,
        does: Done,
        path: str,
        part: Part,
        one: _Instruction,
        wording: str | None,
        old: str | None = None,
    ) -> None:
        if to is None:
            return
        # A wording that is quoted is told on its own.
        quote = bisect_left(self._quotes, one.verb)
        held = wording is not None and old is None and quote < len(self._quotes) and self._quotes[quote] < one.end
        said = " ".join(self._text[one.start : self._quotes[quote] if held else one.end].split()).rstrip(' “"')
        raw = self._source.raw
        self._found[to].append(
            PartChange(
                done=does,
                part=path,
                source=self._base or "self",
                target=self._mentions[to].key or self._mentions[to].text,
                by_part=part.path,
                wording=wording,
                old=old,
                start=raw(one.start),
                end=raw(one.end),
                sentence=said[:_SENTENCE],
            )
        )

    # What notes tell that others did.

    def _notes(self) -> None:
        for at, mention in enumerate(self._mentions):
            start = self._starts[at]
            note = _note_before(self._low, max(0, start - 900), start)
            if note is None:
                continue
            for path, old, new in self._note_changes(note):
                for by in mention.parts or (None,):
                    done = _strongest(
                        [_verbs("passive")[" ".join(v.group().split())] for v in _passive().finditer(note["verbs"])]
                    )
                    self._found[at].append(
                        PartChange(
                            done=_WORDS[done] if old or new else done,
                            part=path,
                            source=mention.key or mention.text,
                            target=self._base or "self",
                            by_part=by,
                            wording=new,
                            old=old,
                            start=self._source.raw(note.start("subject")),
                            end=self._source.raw(self._hits[at][1]),
                            sentence=" ".join(self._text[note.start("subject") : self._hits[at][1]].split())[
                                :_SENTENCE
                            ],
                        )
                    )

    def _note_changes(self, note: re.Match[str]) -> Iterator[tuple[str, str | None, str | None]]:
        """Yield the changes that a note reports, with the changed words where it quotes them."""
        place = self._anchor(note.start("subject"))
        if note["list"]:
            listed = [p for r in provisions_in(self._low, *note.span("list")) for p in r.paths]
            yield from ((path, None, None) for path in listed)
        if note["phrase"]:
            quotes = [
                m["a"] if m["a"] is not None else m["b"]
                for m in _QUOTE.finditer(self._text, note.start("subject"), note.end())
            ]
            inner = self._cut.at(place)
            old = " ".join(quotes[0].split()) if quotes else None
            new = " ".join(quotes[1].split()) if len(quotes) > 1 else None
            yield inner.path if inner else "", old, new
            return
        unit = note["unit"]
        slugs = {u.slug for u in units() if unit and spelling(unit) in {spelling(w) for w in u.words}}
        around = [*self._cut.around(place)]
        line = self._low.rfind("\n", 0, place) + 1
        headed = next(
            (r.paths[0] for r in provisions_in(self._low, line, place) if r.paths and r.start - line < 6), None
        )
        if headed is None and slugs == {"mau"} and (form := _FORM.match(self._text, line, place)):
            headed = step("mau", form["mark"])
        if headed and unit_of(headed.split("/")[-1]).slug in slugs and unit_of(headed).slug != "khoan":
            # 'Mẫu số 1A4 (được bãi bỏ)': form 1A with note 4.
            outer = next((p.path for p in around if unit_of(p.path.split("/")[-1]).rank < unit_of(headed).rank), "")
            yield (f"{_within(outer, headed)}/ten" if note["name"] else _within(outer, headed)), None, None
            return
        found = next((p for p in around if unit_of(p.path.split("/")[-1]).slug in slugs), None)
        if found is None and not slugs and around:
            found = around[0]
        if found is None and slugs == {"doan"} and around:
            yield f"{around[0].path}/doan", None, None
        if found is None and not unit and not around:
            yield "ten", None, None  # 'Tên gọi này': that of the act itself
        if found is not None:
            steps = found.path.split("/")
            path = "/".join(steps)
            yield (f"{path}/ten" if note["name"] else path), None, None

    def _anchor(self, subject: int) -> int:
        """Return the place that a note refers to; for a note inside the text, its own place."""
        number = _NUMBER.search(self._text, max(0, subject - 12), subject)
        if number is None:
            return subject
        bracketed, plain = self._hanging
        places = (bracketed if number["open"] else plain)[number["n"]]
        last = bisect_left(places, number.start()) - 1
        return places[last] if last >= 0 and places[last] >= number.start() - _TO_ENDNOTES else subject

    @cached_property
    def _hanging(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """Return the positions of note references in the text by number, those in brackets and the others."""
        found: tuple[dict[str, list[int]], dict[str, list[int]]] = (defaultdict(list), defaultdict(list))
        for match in _BRACKETED.finditer(self._text):
            found[0][match["n"]].append(match.start("n"))
        for match in chain.from_iterable(pattern.finditer(self._text) for pattern in _HANGING):
            found[1][match["n"]].append(match.start("n"))
        for match in chain.from_iterable(pattern.finditer(self._text) for pattern in _GLUED):
            # A number behind a blank is that of the part: only its end can be that of a note.
            whole = len(match["n"]) - self._text[match.start("n") - 1].isspace()
            for size in range(1, min(3, whole) + 1):
                found[1][match["n"][-size:]].append(match.end("n") - size)
        for kind in found:
            for places in kind.values():
                places.sort()
        return found

    def _preceding_mention(self, at: int, named: str) -> Mention | None:
        """Return the mention of a document that ends at most _GAP characters before another mention."""
        for before in range(at - 1, -1, -1):
            one = self._mentions[before]
            if self._starts[at] - self._hits[before][1] > _GAP:
                return None
            if named in (one.key, one.name):
                return one
        return None

    def _amended_citations(self) -> None:
        """Record from 'Điều 23 Luật A, được sửa đổi tại Điều 4 Luật B' that B changed that part of A."""
        for at, mention in enumerate(self._mentions):
            if at in self._found or not mention.parts:
                continue
            self._change_stated_between(at)
            for also in mention.also:
                if also.relation not in CHANGES:
                    continue
                cited = self._preceding_mention(at, also.target)
                if cited is None or not cited.parts or also.source not in (mention.key, mention.name):
                    continue
                done: Done = "repeals" if also.relation is Relation.REPEALS else "amends"
                for path in cited.parts:
                    self._found[at].append(
                        PartChange(
                            done=done, part=path, source=also.source, target=also.target,
                            by_part=mention.parts[0] if mention.parts else None, start=cited.start, end=mention.end,
                            sentence=mention.sentence[:_SENTENCE],
                        )
                    )  # fmt: skip

    def _change_stated_between(self, at: int) -> None:
        """Record what one act did to the act named before it: 'Phụ lục 1 của Thông tư A được bãi bỏ theo quy định tại Điều 9 của Thông tư B'."""
        mention, before = self._mentions[at], self._mentions[at - 1] if at else None
        if before is None or not before.parts or not 0 < self._starts[at] - self._hits[at - 1][1] < _GAP:
            return
        low, end = self._low, self._starts[at]
        told = _IS_DONE.match(low, self._hits[at - 1][1], end)
        verbs = _done().match(low, told.end(), end) if told else None
        if verbs is None or not _RULED_AT.search(low, verbs.end() - 1, end) or self._inside(end) is not None:
            return
        done = _strongest([_verbs("passive")[" ".join(v.group().split())] for v in _passive().finditer(verbs[0])])
        for path in before.parts:
            self._found[at].append(
                PartChange(
                    done=done, part=path, source=mention.key or mention.text, target=before.key or before.text,
                    by_part=mention.parts[0], start=before.start, end=mention.end, sentence=mention.sentence[:_SENTENCE],
                )
            )  # fmt: skip

    def _listed(self) -> None:
        """Record parts of other acts in an annex that lists repeals: 'Danh mục văn bản bãi bỏ một phần'."""
        for part in self._cut.parts:
            annex = "/" not in part.path and unit_of(part.path).annex
            told = _LIST.search(self._low, part.start, part.start + 400) if annex else None
            for at in self._acts_between(part.start, part.end) if told else ():
                mention = self._mentions[at]
                around = (p.path for p in self._cut.around(self._starts[at]))
                by = next((path for path in around if unit_of(path.split("/")[-1]).section), part.path)
                rows = told is not None and _PROCEDURES.search(told["what"]) is not None
                for path in mention.parts if at not in self._found else ():
                    if not rows or unit_of(path.split("/")[-1]).slug == "so-thu-tu":
                        self._found[at].append(
                            PartChange(
                                done="repeals", part=path, target=mention.key or mention.text, by_part=by,
                                start=mention.start, end=mention.end, sentence=mention.sentence[:_SENTENCE],
                            )
                        )  # fmt: skip


@cache
def _passive() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(_verbs('passive'))})(?!\w)")


@cache
def _done() -> re.Pattern[str]:
    """Return a pattern for several verbs in one note: 'sửa đổi, bổ sung'."""
    verb = rf"(?:{alternation(_verbs('passive'))})(?!\w)"
    return re.compile(rf"{verb}(?:\s*(?:,|và)\s*{verb})*")


@cache
def _note() -> re.Pattern[str]:
    """Return a pattern for a note up to the part of the changing act: 'Khoản này được sửa đổi theo quy định tại'."""
    words = alternation(
        word
        for unit in units()
        if not unit.attached and not unit.name
        for word in (*unit.words, "nội dung", "quy định", "câu")
    )
    verb = rf"(?:{alternation(_verbs('passive'))})"
    return re.compile(
        rf"(?P<subject>(?:(?P<name>tên(?:\s+gọi)?(?:\s+của)?|tiêu\s+đề(?:\s+của)?)\s+)?(?:(?P<unit>{words})\s+này|tên\s+gọi\s+này)"
        rf"(?:\s+bao\s+gồm\s+(?P<list>[^.;“”]{{1,260}}?))?|(?P<phrase>(?:các\s+)?(?:cụm\s+)?từ)\s*[“\"][^.;]{{1,300}}?)"
        rf"\s+(?:đã\s+)?(?:được|bị)\s+(?P<verbs>{verb}(?:\s*(?:,|và)\s*{verb})*)(?P<mid>(?:(?!\sđược\s)[^.;]){{0,300}}?)\s*(?:theo(?:\s+(?:quy\s+định|hướng\s+dẫn))?(?:\s+(?:tại|của))?|tại|bởi)\s*(?:các\s+)?"
    )


_STUCK = re.compile(r"(?:^|\n)\d{1,3}$")
"""A note number at the start of a line with no space after it."""
_NOTED = re.compile(r"(?<!\w)(?:tên|(?:các\s+)?(?:cụm\s+)?từ|này)(?!\w)")
"""The subject of a note, or the last word of it."""
_AGENT_PREPOSITIONS = ("tại", "theo", "bởi", "của", "các")
_BY_AGENT = re.compile(r"(?:tại|theo|bởi|của)\s+(?:các\s+)?$")


def _note_before(low: str, floor: int, start: int) -> re.Match[str] | None:
    """Return the note whose words end where the part of a mention begins."""
    if not low[max(floor, start - 24) : start].rstrip().endswith(_AGENT_PREPOSITIONS):
        return None
    # A note is of one sentence.
    floor = max(floor, low.rfind(".", floor, start) + 1, low.rfind(";", floor, start) + 1)
    if not _BY_AGENT.search(low, max(floor, start - 24), start) or not _passive().search(low, floor, start):
        return None
    for subject in reversed([*_NOTED.finditer(low, floor, start)]):
        begin = max(floor, subject.start() - 16) if subject.group() == "này" else subject.start()
        for at in range(begin, subject.start() + 1):
            if (at == 0 or not low[at - 1].isalnum() or _STUCK.search(low, max(0, at - 5), at)) and (
                found := _note().fullmatch(low, at, start)
            ):
                return found
    return None


def _strongest(done: Sequence[Done]) -> Done:
    """Return the joint effect of several verbs: 'sửa đổi, bổ sung' amends."""
    if "amends" in done:
        return "amends"
    return min(done, key=_WEIGHT.index)


def _base(header: Header, mentions: Sequence[Mention]) -> str | None:
    """Return the act that a consolidated text consolidates: the one that most other acts in it amend; None for other texts."""
    if header.type != "VBHN" and header.paper != "consolidated":
        return None
    changed = Counter(
        also.target
        for m in mentions
        if m.standing in ("title", "opening", "letterhead")
        for also in m.also
        if also.relation is Relation.AMENDS
    )
    if changed:
        return changed.most_common(1)[0][0]
    return next((m.key for m in mentions if m.kind == "number"), None)


def _regulates(words: str) -> bool:
    return bool(_ATTACHED.search(words)) and bool(_attached_path(words, 0, len(words)))


def _attached_path(low: str, start: int, end: int) -> str:
    """Return `kem-theo` if the words end with a regulation issued with an act ('Quy chế … ban hành kèm theo')."""
    if not _ATTACHED.search(low[start:end].rstrip()):
        return ""
    nouns = alternation(word for unit in units() if unit.attached for word in unit.words)
    return "kem-theo" if re.search(rf"(?<!\w)(?:{nouns})(?!\w)", low[start:end]) else ""


def _within(outer: str, path: str, *, itself: bool = True) -> str:
    """Return a path as it reads inside an outer one: preceded by the outer steps that rank above its first step."""
    steps = path.split("/")
    first = unit_of(steps[0])
    if outer and not itself:
        kept = [one for one in outer.split("/") if unit_of(one).rank < first.rank]
    else:
        kept = [one for one in outer.split("/") if one and unit_of(one).rank < first.rank]
    if first.through:
        kept = [one for one in kept if not unit_of(one).section]
    return "/".join([*kept, *steps])


def _common(paths: Sequence[str]) -> str:
    """Return the part that contains all the given parts; it may be one of them."""
    together = takewhile(lambda steps: len(set(steps)) == 1, zip(*(path.split("/") for path in paths), strict=False))
    return "/".join(steps[0] for steps in together)


def _shared(wording: Sequence[str], paths: Sequence[str]) -> list[str | None]:
    """Return the new wording of each of several parts that are worded together, each from its own mark on."""
    if not wording:
        return [None] * len(paths)
    if len(wording) == len(paths):
        return list(wording)
    whole = "\n".join(wording)
    places: list[int] = []
    for path in paths:
        mark = path.split("/")[-1]
        unit = unit_of(mark)
        printed = mark.removeprefix(unit.slug).lstrip("-").replace("dd", "đ")
        form = {
            "dieu": rf"Điều\s+{re.escape(printed)}\s*\.",
            "khoan": rf"{re.escape(printed)}\.",
            "diem": rf"{re.escape(printed)}\)",
        }.get(unit.slug)
        found = (
            re.compile(rf"(?:^|\n)\s*[“\"]?({form})").search(whole, places[-1] + 1 if places else 0) if form else None
        )
        if found is None:
            return [whole] * len(paths)
        places.append(found.start(1) if not places else found.start())
    if len(places) == 1:
        return [whole]
    ends = [*places[1:], len(whole)]
    return [whole[start:end].strip() for start, end in zip(places, ends, strict=True)]


def _distinct(changes: Sequence[PartChange]) -> Iterator[PartChange]:
    """Yield the changes without headings that only repeat the changes below them."""
    seen: dict[tuple[object, ...], PartChange] = {}
    for one in changes:
        key = (one.done, one.part, one.source, one.target, one.by_part, one.old)
        if key not in seen or (seen[key].wording is None and one.wording is not None):
            seen[key] = one
    yield from seen.values()
