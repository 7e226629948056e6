"""Turn a text into its header and mentions: find numbers and names, repair them, label relations, and record the evidence."""

import datetime
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

from cancu.extract.amendments import with_changes
from cancu.extract.articles import Part, cut, quoted_wordings
from cancu.extract.citation_fields import read_tail
from cancu.extract.citation_tree import Citation, nest
from cancu.extract.cue_words import word_list
from cancu.extract.effect import cited_days, force_dates
from cancu.extract.header import Header, read_header
from cancu.extract.names import find_laws, find_schemes, law_name_at
from cancu.extract.numbers import Hit, find_numbers, listed_numbers
from cancu.extract.outline import Outline
from cancu.extract.positions import Parts, tasks_of
from cancu.extract.relations import label
from cancu.extract.repair import repair
from cancu.extract.shortforms import approved_titles, short_names, short_numbers, taught_titles
from cancu.extract.text import Source, Spans
from cancu.knowledge.base import Knowledge
from cancu.knowledge.facts import KnownRow
from cancu.knowledge.fold import fold
from cancu.language.bodies import body_at, issuer_of
from cancu.models import Also, Document, Mention, PartText

_RECIPIENTS = re.compile(
    r"nơi\s+nhận\s*:?[\s*_|]*\n(?:[\s*_|]*(?:[-+•–][^\n]*|[^\n]*;[\s*_]*|(?:để|\()[^\n]*)\n){1,60}"
)

_JOINED = re.compile(r"[\s,*]*(?:và)?\s*")


@dataclass(frozen=True, slots=True)
class Passed:
    """A span that looks like a citation and was skipped, with the reason; offsets refer to the file."""

    start: int
    end: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a text says: its own document, its mentions in order, and the spans that were skipped."""

    document: Document
    mentions: tuple[Mention, ...]
    passed: tuple[Passed, ...]
    sketch: str = ""
    """Hashes that identify copies of a text (see `Source.sketch`)."""
    tasks: tuple[str, ...] = ()
    """The openings of its items in lower case, if it assigns tasks."""
    taught: tuple[KnownRow, ...] = ()
    """Central acts with the full titles of the schemes that, by this text, they approved."""
    alone: tuple[str, ...] = ()
    """Quoted titles of schemes for which this text gives no number."""
    parts: tuple[PartText, ...] = ()
    """Its articles, clauses and points in order, each with the words before the first part inside it."""

    @property
    def unmatched(self) -> tuple[Passed, ...]:
        """Strings shaped like a number that fit no number form."""
        return tuple(p for p in self.passed if p.why == NO_FORM)


NO_FORM = "no number form recognises it"
OWN = "the document's own number or title"
RECIPIENT = "in the list of recipients"
ITSELF = "the document speaks of itself"
BESIDE = "a scheme's title beside the number that approved it"
BROKEN = "the symbol breaks off, and nothing completes it"


def extract(source: Source, knowledge: Knowledge | None = None) -> Extraction:
    """Extract the document and mentions of a text.

    `knowledge` defaults to the tables that `source` was created with. The identity of the cited documents (year, scope,
    id) is determined later by `resolve`.
    """
    if knowledge is not None:
        source = source.with_knowledge(knowledge)
    header, citations, passed = label_citations(source)
    citations = [c for c in citations if not c.hit.own]
    _share_fields(source, citations)
    limits = [_title_limit(c, citations[i + 1 :]) for i, c in enumerate(citations)]
    parts = Parts(source, header)
    found = (_mention(source, c, limit, parts) for c, limit in zip(citations, limits, strict=True))
    mentions = tuple(m.model_copy(update={"days": days}) if (days := cited_days(m)) else m for m in found)
    quoted = source.derived(quoted_wordings)
    cut_up = cut(source.clean, quoted)
    mentions = with_changes(source, header, citations, mentions, cut_up, quoted)
    return Extraction(
        _document(source, header),
        mentions,
        passed,
        source.sketch,
        tasks_of(source, header),
        *_schemes(source, citations, mentions),
        tuple(_part_texts(source, cut_up)),
    )


def _part_texts(source: Source, parts: Sequence[Part]) -> Iterator[PartText]:
    """Yield each part with its own words, without those of the parts inside it."""
    for at, part in enumerate(parts):
        end = parts[at + 1].start if at + 1 < len(parts) and parts[at + 1].start < part.end else part.end
        yield PartText(
            path=part.path,
            start=source.raw(part.start),
            end=source.raw(part.end),
            words=source.text[part.start : end].strip(),
        )


def _schemes(
    source: Source, citations: Sequence[Citation], mentions: Sequence[Mention]
) -> tuple[tuple[KnownRow, ...], tuple[str, ...]]:
    """Return the scheme titles that this text defines for others, and those that other texts may define for it."""
    taught, alone = approved_titles(source, [c.hit for c in citations])
    said = {mention.start: mention for mention in mentions}
    rows = []
    for title, hit in taught:
        mention, body = said.get(source.raw(hit.start)), source.knowledge.issuer_by_code.get(hit.issuer_code)
        if mention and mention.key and mention.date and body and body.level == "central":
            rows.append(KnownRow(key=mention.key, date=mention.date, scheme=title, source="S"))
    return tuple(rows), tuple(alone)


def label_citations(source: Source) -> tuple[Header, list[Citation], tuple[Passed, ...]]:
    """Return the header, the labelled citation tree (with the document's own number) and the skipped spans."""
    header = read_header(source)
    outline = Outline(source)
    hits, passed = _find(source, header, outline)
    outline.keep_whole((hit.start, hit.end) for hit in hits)
    citations = nest(source, outline, hits)
    label(source, header, citations)
    return header, citations, passed


def _find(source: Source, header: Header, outline: Outline) -> tuple[list[Hit], tuple[Passed, ...]]:
    """Return all hits in order without overlaps, and the skipped spans."""
    hits: list[Hit] = []
    passed: list[Passed] = []

    def skip(start: int, end: int, why: str) -> None:
        passed.append(Passed(source.raw(start), source.raw(end), source.text[start:end], why))

    for found in find_numbers(source):
        if isinstance(found, Hit):
            hits.append(found)
        else:
            skip(*found, NO_FORM)
    repair(source, hits)
    kept, own_numbers = [], []
    for hit in hits:
        if _is_own(source, header, hit):
            skip(hit.start, hit.end, OWN)
            hit.own = True
            own_numbers.append(hit)
        elif hit.incomplete:
            skip(hit.start, hit.end, BROKEN)
        else:
            kept.append(hit)
    hits = [*kept, *listed_numbers(source, kept)]
    taken = [(h.start, h.end) for h in hits]
    outline.keep_whole(taken)
    for finder in (short_numbers, short_names, partial(taught_titles, own=header.own_title)):
        for hit in finder(source, hits, taken):
            hits.append(hit)
            taken.append((hit.start, hit.end))
    own = [header.number_span] if header.number_span else []
    for hit in find_laws(source, [*taken, *own]):
        hits.append(hit)
        taken.append((hit.start, hit.end))
    numbered = _starts_by_key(hits)
    for hit, keys in find_schemes(source, [*taken, *own]):
        hit.candidates = keys
        if _own_scheme(header, keys):
            skip(hit.start, hit.end, OWN)
        elif hit.kind == "title" and _repeats_number(outline, hit, numbered):
            skip(hit.start, hit.end, BESIDE)
        else:
            hits.append(hit)
    recipients = Spans(m.span() for m in _RECIPIENTS.finditer(source.low))
    kept = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if hit.start in recipients:
            skip(hit.start, hit.end, RECIPIENT)
        elif _names_itself(source, header, hit):
            skip(hit.start, hit.end, ITSELF)
        else:
            kept.append(hit)
    # Its own number has its place in the sentences, but is no citation.
    kept = sorted([*kept, *own_numbers], key=lambda h: h.start)
    read = Spans((source.raw(h.start), source.raw(h.end)) for h in kept)
    passed = [p for p in passed if p.why != NO_FORM or p.start not in read]
    return kept, tuple(sorted(passed, key=lambda p: p.start))


def _own_scheme(header: Header, keys: tuple[str, ...]) -> bool:
    """Return whether a scheme's name stands for the document that approves it."""
    own = f"{fold(header.key).lstrip('0')}|{header.date}" if header.key and header.date else None
    return bool(keys) and all("|".join((fold(k.split("|")[0]).lstrip("0"), k.split("|")[1])) == own for k in keys)


def _starts_by_key(hits: Iterable[Hit]) -> dict[str, list[int]]:
    """Return the offsets of the citations of each number, in order."""
    found: dict[str, list[int]] = defaultdict(list)
    for hit in sorted(hits, key=lambda h: h.start):
        if hit.key:
            found[fold(hit.key)].append(hit.start)
    return found


def _repeats_number(outline: Outline, hit: Hit, numbered: Mapping[str, list[int]]) -> bool:
    """Return whether a scheme's title only repeats the number that approved it, in the same statement."""
    start, end = outline.statement(hit.start)
    starts = (numbered.get(fold(key.split("|")[0]), []) for key in hit.candidates)
    return any(bisect_left(places, start) < bisect_left(places, end) for places in starts)


def _is_own(source: Source, header: Header, hit: Hit) -> bool:
    """Return whether a hit is the document's own number: in its header, or later in '(Kèm theo Quyết định số …)'."""
    if header.number_span and header.number_span[0] <= hit.start < header.number_span[1]:
        return True
    if header.key is None:
        return False
    printed, own = (fold(key).lstrip("0") for key in (hit.key or "", header.key))
    if printed == own:
        return _same_day(source, header, hit)
    # '(Kèm theo Thông tư số 55/TT-BCT ngày …)': the year is left out of the number, and the day proves it.
    return (
        printed == re.sub(r"/(?:19|20)\d\d/", "/", own)
        and header.date is not None
        and _dated(source, hit) == header.date
    )


def _dated(source: Source, hit: Hit) -> datetime.date | None:
    return read_tail(source, hit, min(len(source.text), hit.end + 60)).date


def _same_day(source: Source, header: Header, hit: Hit) -> bool:
    date = _dated(source, hit)
    return date is None or header.date is None or date.year == header.date.year


def _names_itself(source: Source, header: Header, hit: Hit) -> bool:
    """Return whether a hit is 'Luật này', 'Nghị định này' or a name that the following words turn into something else."""
    if (
        hit.kind == "name"
        and header.type in ("L", "BL", "PL", "HP")
        and header.title_span
        and header.title_span[0] - 14 <= hit.start < header.title_span[0] + 1
    ):
        return True
    if hit.kind in ("alias", "title") and header.title_span and hit.start < header.title_span[0] < hit.end:
        return True
    if hit.kind == "title" and header.title_span and header.title_span[0] <= hit.start < header.title_span[1]:
        # 'QUYẾT ĐỊNH Ban hành Quy chế phối hợp …': what the document itself issues, whoever had one of that title before.
        own = source.low[header.title_span[0] : hit.start]
        if re.fullmatch(r"[\s*_|]*(?:(?:về\s+)?(?:việc\s+)?(?:ban\s+hành|phê\s+duyệt|thông\s+qua)\s+)?", own):
            return True
    return (
        bool(re.match(r"\s*(?:này|nêu\s+trên|nói\s+trên)(?!\w)", source.low[hit.end : hit.end + 16]))
        and hit.kind != "number"
    )


def _share_fields(source: Source, citations: list[Citation]) -> None:
    """Copy fields between citations of a list.

    In 'số 01/NQ-CP và số 02/NQ-CP ngày … của …' the date and issuer after the last number apply to both; in 'số A ngày
    … và số B ngày … của …' only the issuer does.
    """
    for first, second in reversed([*pairwise(citations)]):
        alike = first.hit.kind == "number" == second.hit.kind and first.hit.type == second.hit.type
        joined = _JOINED.fullmatch(source.low, first.hit.end, second.hit.start)
        if joined and alike and first.tail.date is None and first.hit.year is None:
            first.tail.date, first.tail.year = second.tail.date, second.tail.year
            first.tail.issuer = first.tail.issuer or second.tail.issuer
        behind = max(first.hit.end, first.tail.fields_end)
        if (
            first.tail.issuer is None
            and _JOINED.fullmatch(source.low, behind, second.hit.start)
            and _same_body(source, first, second)
        ):
            first.tail.issuer = second.tail.issuer


def _same_body(source: Source, first: Citation, second: Citation) -> bool:
    """Return whether the symbols of two numbers belong to one body: 'Báo cáo số 17/BC-UBND và Tờ trình số 15/TTr-UBND của …'."""
    bodies = [issuer_of(citation.hit.symbol, source.knowledge) for citation in (first, second)]
    return bodies[0] == bodies[1] if bodies[0] else bool(first.hit.symbol) and first.hit.symbol == second.hit.symbol


def _title_limit(citation: Citation, following: list[Citation]) -> int:
    """Return the last possible end of a citation's title: the next citation that is not inside it."""
    for other in following:
        if other.hit.start >= citation.statement[1]:
            break
        above = other.parent
        while above is not None and above is not citation:
            above = above.parent
        if above is None:
            return other.hit.start
    return citation.statement[1]


def _mention(source: Source, citation: Citation, title_limit: int, parts: Parts) -> Mention:
    hit, tail = citation.hit, citation.tail
    start, end = _sentence(citation)
    parent = citation.parent if citation.parent and not citation.parent.hit.own else None
    title = _title(source, tail.title_start, title_limit) if tail.title_start is not None else None
    return Mention(
        file=source.path,
        start=source.raw(hit.start),
        end=source.raw(hit.end),
        text=source.text[hit.start : hit.end],
        kind=hit.kind,
        type=hit.type,
        key=hit.key or hit.name,
        printed_key=hit.printed,
        number=hit.number,
        symbol=hit.symbol,
        name=hit.name if hit.kind != "number" else _law_name(source, hit),
        date=tail.date,
        year=hit.year or tail.year,
        issuer=tail.issuer,
        provision=citation.provision,
        parts=citation.parts,
        title=title,
        relation=citation.relation,
        source=_key(parent) if parent else "self",
        also=tuple(
            Also(source=_key(citation), relation=relation, target=_key(other)) for other, relation in citation.also
        ),
        candidates=hit.candidates,
        rule=hit.rule,
        cue=citation.cue,
        repairs=tuple(hit.repairs),
        sentence=" ".join(source.clean[start:end].split())[:1200],
        place=source.place(hit.start),
        standing=parts.of(hit.start),
    )


def _key(citation: Citation) -> str:
    return citation.hit.key or citation.hit.name or citation.hit.kind


def _law_name(source: Source, hit: Hit) -> str | None:
    """Return the name inside 'Luật Đất đai số 31/2024/QH15'."""
    if hit.type not in ("L", "BL", "PL", "HP"):
        return None
    if name := law_name_at(source, hit.start, hit.end):
        return name
    words = " ".join(source.clean[hit.start : hit.end].split())
    name = re.sub(r"\s*,?\s*(?:số|Số|SỐ)?\s*\d+[^\s]*$", "", words)
    return name if len(name.split()) > 1 else None


def _title(source: Source, begin: int, limit: int) -> str | None:
    """Return the title from its first word to the end of the clause."""
    text = source.clean[begin : _subject_behind(source, begin, min(limit, begin + 600))]
    depth = 0
    for sign in _TITLE_SIGN.finditer(text):
        char = sign.group()
        depth += (char in "(“") - (char in ")”")
        if depth < 0 or (depth == 0 and char in ";."):
            text = text[: sign.start()]
            break
    words = " ".join(text.split()).strip(" ,;.:")
    while (rest := _TITLE_REST.search(words)) or (rest := _leads_on().search(words.lower())):
        words = words[: rest.start()].rstrip(" ,;:")
    return words or None


def _subject_behind(source: Source, begin: int, limit: int) -> int:
    """Return the last possible end of a title: the comma before a body that is the subject of the citing sentence.

    'Thực hiện Quyết định số … phê duyệt Đề án Y, UBND tỉnh ban hành Kế hoạch như sau'.
    """
    for comma in _COMMA.finditer(source.clean, begin, limit):
        body = body_at(source, comma.end(), source.knowledge, limit)
        if body and body.known and _DOES.match(source.low, body.end, limit):
            return comma.start()
    return limit


_COMMA = re.compile(r",\s+(?=[A-ZĐỦÙÚỤŨƯỨỪỬỮỰ])")
_DOES = re.compile(
    rf"\s+(?:{word_list('issuing').pattern}|yêu\s+cầu|đề\s+nghị|xây\s+dựng|báo\s+cáo|hướng\s+dẫn|triển\s+khai|tổ\s+chức|thông\s+báo|giao|trình|quyết\s+định|kính)(?!\w)"
)


@cache
def _leads_on() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s,;:]+){word_list('leads_on').pattern}$")


_TITLE_SIGN = re.compile(r"[(“)”;]|\.(?=\s|$)")
_TITLE_REST = re.compile(r"(?:\s+(?:và|theo|tại|của|hoặc))+$")


def _sentence(citation: Citation) -> tuple[int, int]:
    start, end = citation.statement
    return max(start, citation.hit.start - 600), min(end, citation.hit.end + 600)


def _document(source: Source, header: Header) -> Document:
    return Document(
        id="",
        key=header.key,
        type=header.type,
        number=header.number,
        symbol=header.symbol,
        date=header.date,
        year=header.year,
        month=header.month,
        place=header.place,
        issuer=header.issuer,
        scope=header.scope or "-",
        title=header.title,
        signer=header.signer,
        paper=header.paper,
        in_corpus=True,
        path=source.path,
        sha256=source.sha256,
        days=force_dates(source, header),
    )
