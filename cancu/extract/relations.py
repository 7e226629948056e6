"""Label what the citing document does to each cited one: the first row of relations.toml that matches decides."""

import re
from collections.abc import Sequence

from cancu.extract.citation_tree import Citation, same_document
from cancu.extract.cue_words import (
    Cued,
    cues_in,
    ending_verbs,
    endings,
    governing,
    partial_pattern,
    passives,
)
from cancu.extract.header import Header
from cancu.extract.relation_rules import ACTING, Paper, Place, opens, speaks_of_itself
from cancu.extract.text import Source
from cancu.models import CHANGES, Relation

_ATTACHED = re.compile(r"(?<!\w)kèm\s+theo\s*$")
_ARTICLE_HEAD = re.compile(r"^\W*điều\s+\d+[a-zđ]?\s*[.:][^\n]*\n(?=[\W\d]*$)")
_LISTED = re.compile(
    r"(?<!\w)(?:công\s+bố|ban\s+hành|phê\s+duyệt)\s+(?:tại|theo|kèm\s+theo)(?:\s+các)?\s*$|(?<!\w)tại(?:\s+các)?\s*$"
)


def label(source: Source, header: Header, citations: Sequence[Citation]) -> None:
    """Fill in the relation, cue and `also` of every citation in the tree."""
    paper = Paper.of(source, header)
    for citation in citations:
        if citation.standing in ("list", "agent") and citation.sibling is not None:
            citation.relation, citation.cue = citation.sibling.relation, citation.sibling.cue
            _end(citation, citation.relation, citation.cue)
            if citation.standing == "agent" and citation.relation in CHANGES:
                # What changes X only mentions the act that changed X before.
                citation.relation, citation.cue = Relation.REFERS_TO, None
        elif citation.standing == "title":
            _decide(paper, citation, "title", citation.words, _in_title_cue(citation.words))
        elif citation.standing == "words":
            _by_words(paper, citation)
        citation.also = [(on, passives()[verb]) for on, verb in citation.on if citation.above or not on.hit.own]
        _by_ending(paper, citation)
        if citation.relation in ACTING and _later_than(header, citation):
            # Nothing changes, guides or carries out what came later.
            citation.relation, citation.cue = Relation.REFERS_TO, None


def _end(citation: Citation, relation: Relation, cue: str | None) -> None:
    """Give a citation the relation of its list; ending or replacing a part only amends the whole."""
    ends = relation in (Relation.REPEALS, Relation.REPLACES)
    citation.relation, citation.cue = Relation.AMENDS if ends and citation.provision else relation, cue


def _later_than(header: Header, citation: Citation) -> bool:
    """Return whether a citation has a later day or year than the citing document."""
    date, year = citation.tail.date, citation.hit.year or citation.tail.year
    if date and header.date and year in (None, date.year):
        return date > header.date
    own = header.date.year if header.date else header.year
    return bool(year and own and year > own)


def _in_title_cue(words: str) -> Cued | None:
    return (_ATTACHED.search(words) and _opening_change(words)) or governing(words, title=True)


def _by_words(paper: Paper, citation: Citation) -> None:
    """Label a citation by its own words, else by the footnote's anchor, the headings above, or its sibling."""
    if citation.joint == "first" and paper.titled(citation) and paper.header.title_span:
        # A title is one sentence, however its lines are set.
        citation.words = paper.source.low[paper.header.title_span[0] : citation.hit.start]
    if ending := _ending(paper, citation.words, None):
        _end(citation, *ending)
        return
    scheme = citation.hit.kind in ("alias", "title")
    cued = _governing(citation.words, scheme=scheme)
    if cued is not None:
        _decide(paper, citation, "sentence", citation.words, cued)
        return
    if citation.note and (above := _governing(citation.note, scheme=scheme)) is not None:
        _decide(paper, citation, "note", citation.note, above)
        return
    for above_it in citation.above:
        if ending := _ending(paper, above_it.words, None):
            _end(citation, *ending)
            return
        found = _opening_change(above_it.words) if above_it.introduces else _leading(above_it.words)
        if (found := found or _governing(above_it.words, scheme=False)) is not None:
            place: Place = "introduction" if above_it.introduces else "heading"
            _decide(paper, citation, place, above_it.words, found)
            return
        if above_it.words.rstrip(" \n*_|").endswith((".", ";")):
            break
    if citation.sibling is not None and not citation.words.strip(" ,;:-*\n"):
        citation.relation, citation.cue = citation.sibling.relation, citation.sibling.cue
        return
    _decide(paper, citation, "sentence", citation.words, None)


def _governing(words: str, *, scheme: bool) -> Cued | None:
    """Return the cue that governs a citation: the nearest before it, or the opening verb for what is 'ban hành kèm theo' it."""
    cued = governing(words)
    if cued is not None and cued.cue.weak and not scheme:
        cued = None
    attached = _ATTACHED.search(words)
    if attached or (_LISTED.search(words) and cued and cued.cue.relation is Relation.REFERS_TO):
        return _opening_change(words) or cued
    return cued


def _opening_change(words: str) -> Cued | None:
    """Return the changing verb that opens a statement whose object is 'Quy chế … ban hành kèm theo Quyết định …'."""
    for cued in cues_in(words):
        if cued.cue.near is not None or cued.cue.relation not in CHANGES:
            continue
        if re.search(r"(?<!\w)so\s+với(?!\w)", words[cued.end :]):
            return None
        if opens(words[: cued.start]) or speaks_of_itself(words[: cued.start]):
            return cued
    return None


def _leading(heading: str) -> Cued | None:
    """Return the first cue of a heading: 'CĂN CỨ XÂY DỰNG KẾ HOẠCH' is about bases, not implementation."""
    return next((c for c in cues_in(heading) if not (c.cue.through or c.cue.near is not None or c.cue.weak)), None)


def _decide(paper: Paper, citation: Citation, place: Place, words: str, cued: Cued | None) -> None:
    row = paper.facts(citation, place, words, cued).row()
    relation = cued.cue.relation if cued else None
    if row is not None and row.gives == "sibling":
        relation = citation.sibling.relation if citation.sibling else None
    elif row is not None and isinstance(row.gives, Relation):
        relation = row.gives
    citation.relation = relation or Relation.REFERS_TO
    citation.row = row.id if row else ""
    citation.cue = " ".join(words[cued.start : cued.end].split()) if cued else None


def _ending(paper: Paper, words: str, citation: Citation | None) -> tuple[Relation, str] | None:
    """Return the end that words state after a mention, or after 'các … sau'; only acts can end others."""
    if paper.groups.isdisjoint(("act", "none")) or "press" in paper.groups:
        return None
    if (citation is None and "sau" not in words) or not ending_verbs().search(words):
        return None
    for ending in endings():
        # A verb stands in few of the words: it is looked for alone before where it stands.
        if not ending.verb.search(words):
            continue
        if citation is None:
            match = ending.listed.search(words)
        else:
            match = ending.directly.match(words) or (
                ending.behind_title.match(words) if citation.tail.title_start is not None else None
            )
        if match:
            return ending.relation, " ".join(match[1].split())
    return None


def _by_ending(paper: Paper, citation: Citation) -> None:
    """Label a citation, and its list, by words after it that end it: 'Quyết định số … hết hiệu lực'."""
    if citation.parent is not None:
        return
    rest = paper.source.low[citation.tail.fields_end : min(citation.statement[1], citation.tail.fields_end + 600)]
    ended = _ending(paper, rest, citation)
    if ended is None:
        return
    relation, cue = ended
    subject = citation.on[0][0] if citation.on else citation
    first = subject.siblings[0]
    before = _ARTICLE_HEAD.sub("", paper.source.low[first.statement[0] : first.start])
    directly = bool(re.match(rf"[\s,]*(?:đã\s+)?{re.escape(cue)}", rest))
    part = bool(partial_pattern().search(before))
    if not (part and _LISTED.search(before)) and (
        len(re.findall(r"\w+", before)) > 12 or (governing(before) is not None and not directly)
    ):
        return
    for sibling in subject.siblings:
        again = sibling.sibling is not None and same_document(sibling.hit, sibling.sibling.hit)
        if sibling.parent is None and again and sibling.sibling is not None:
            sibling.relation, sibling.cue = sibling.sibling.relation, cue
        elif sibling.parent is None and not sibling.on:
            _end(sibling, Relation.AMENDS if part else relation, cue)
        elif sibling.on:
            sibling.relation, sibling.cue = Relation.REFERS_TO, None
