"""Decide which document implements which, and on what evidence: title, opening, bases, first article and chain.

Citing a basis does not yet implement it: nobody implements a law on organisation, but a plan is implemented. The
drafting rules (Nghị định 30/2020/NĐ-CP, annex I) give the signs. A document that implements another says so in its
title, in its opening ("Thực hiện Quyết định số …"), in its purpose or in its first article; or it rests on a document
that assigns a task, and its own title repeats the subject of that document.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cancu.graph.identity import LEVELS, issuer_of
from cancu.knowledge.base import built_in
from cancu.knowledge.fold import spelling
from cancu.knowledge.subjects import (
    Subject,
    applies,
    asks_about,
    in_committee_name,
    likeness,
    names_piece,
    names_team,
    provides_means,
    subject_of,
    syllables_of,
    without_committee,
)
from cancu.models import CHANGES, Document, How, Mention, Relation

_SPEAKING = ("title", "opening", "purpose", "article")
"""The parts in which a document speaks about itself."""
_RESTING = ("opening", "bases")
_NO_PAPERS = ("press", "form", "consolidated")
"""Papers that implement nothing: they are not documents of a body, or only print another's words."""
_TASKS = ("CT", "CTr", "KH", "ĐA", "PA", "KL", "CĐ", "CL", "TB", "CV", "NQ")
"""Types that assign tasks by themselves; a decision, or a legislature's resolution, does so by what it approves."""
_PLANS = ("CT", "CTr", "KH", "ĐA", "PA")
_NO_ACTS = ("TTr", "GP", "GM", "BB", "GCN", "GGT", "PG", "PC", "PB", "HĐ", "BGN", "GUQ", "VBHN")
"""Types that record, invite or permit."""
_NO_TASKS = ("TTr", "BC", "BB", "GM", "ĐĐN", "GP", "GCN", "HĐ", "VBHN")
"""Types that report, propose, invite, permit or record, and that nobody implements."""
_LETTERS = ("CV", "TB", "PC")
"""Types that assign tasks only to lower bodies."""
_WHOLE, _HALF, _PART, _RUN = 0.7, 0.5, 0.4, 5
"""Share of a subject that is the same subject; that is a part of it for a document named as a task only, and as a basis;
syllables in a row that name a part of a basis."""
_TASK, _TASK_RUN = 0.8, 4
"""Share of the subject of a document, and syllables in a row, that a task of its basis repeats."""
_PAST = re.compile(r"(?:thời gian|những năm|các năm|nhiều năm|năm|tháng|nhiệm kỳ|giai đoạn)\s+(?:vừa\s+)?qua(?!\w)")
_ORDERS = ("CT", "CTr", "KH", "KL", "NQ", "QĐ")
"""Types whose mere mention in the opening may be a basis."""
_NEAR = 60
"""The number of characters before a citation within which 'nhận được' or 'trả lời' refers to it."""
_RANK = {level: rank for rank, level in enumerate(LEVELS)}


class Judgement(NamedTuple):
    """The judgement that one document implements another."""

    how: How
    partly: bool


class Claim(NamedTuple):
    """The object of a judgement: a link stated by one text, with the mentions that support it."""

    source: Document
    relation: Relation
    target: Document
    stating: Document
    support: Sequence[Mention]
    chained: bool
    """The stating text says that the target itself implements something."""
    answers: bool = False
    """The stating text is a letter that answers another; only its title says what it implements."""
    tasks: Sequence[str] = ()
    """The tasks assigned by the text of the target, if it is available."""


def judge(claim: Claim) -> Judgement | None:
    """Return whether the source of a link implements the target, and the evidence; None if there is none."""
    source, target = claim.source, claim.target
    if claim.relation in CHANGES or claim.stating.paper in _NO_PAPERS or _earlier(source, target):
        return None
    if target.type in _NO_TASKS or (target.type in _LETTERS and not _can_assign(target, source)):
        return None
    if source.id != claim.stating.id:
        told = [m for m in claim.support if not (_merely_applied(m) or _of_committee(m))]
        if not told or claim.relation is not Relation.IMPLEMENTS or source.type in _NO_ACTS:
            return None
        return Judgement("states it", all(provides_means(_words_before(m)) for m in told))
    own = [m for m in claim.support if m.source == "self" and (m.standing == "title" or not claim.answers)]
    if source.type in _NO_ACTS or (source.type is None and not any(m.standing == "title" for m in own)):
        return None
    if any(m.standing == "letterhead" and names_team(_words_before(m)) for m in own):
        return Judgement("states it", False)
    piece = source.title is not None and names_piece(source.title)
    task = any(_sets_task(target, subject_of(title)) for title in _titles(target, own))
    says = claim.relation is Relation.IMPLEMENTS or (claim.relation is Relation.GUIDES and task)
    if says and (saying := [m for m in own if _states_execution(m)]):
        return Judgement("states it", piece or all(m.provision or provides_means(_words_before(m)) for m in saying))
    if task and any(m.standing == "title" and not (_of_committee(m) or asks_about(_words_before(m))) for m in own):
        return Judgement("title", piece)
    resting = [m for m in own if _rests(m, target)]
    if not resting or not _can_assign(target, source) or (target.type in _LETTERS and issuer_of(target.symbol) is None):
        return None
    like = _title_repeats(source, target, resting)
    if like is not None:
        return Judgement("basis and title", like or piece)
    if _is_task(source, claim.tasks):
        return Judgement("basis and title", True)
    if claim.chained and claim.relation is Relation.BASED_ON and _plan(source) and _plan(target, resting):
        return Judgement("basis", True)
    return None


def _earlier(source: Document, target: Document) -> bool:
    """Return whether the source is earlier than the target, which it then cannot implement."""
    if source.date and target.date:
        return source.date < target.date
    return bool(source.year and target.year and source.year < target.year)


def _states_execution(mention: Mention) -> bool:
    """Return whether a document says here that it implements the document mentioned."""
    if mention.standing not in _SPEAKING or _merely_applied(mention) or _of_committee(mention):
        return False
    before = _words_before(mention)
    return not (_PAST.search(spelling(before)) or (mention.standing == "title" and asks_about(before)))


def _rests(mention: Mention, target: Document) -> bool:
    """Return whether the mention is a basis: in a recital, or in a list of bases."""
    if mention.standing == "bases" or mention.relation in (Relation.BASED_ON, Relation.IMPLEMENTS):
        return mention.standing in _RESTING or mention.relation is Relation.IMPLEMENTS
    return mention.standing == "opening" and target.type in _ORDERS


def _can_assign(target: Document, source: Document) -> bool:
    """Return whether a document can assign a task to another: its issuer has the same rank or, for a letter or notice, a higher one."""
    ours, theirs = _RANK.get(source.level or "", 2), _RANK.get(target.level or "", 2)
    return theirs < ours if target.type in _LETTERS else theirs <= ours


def _merely_applied(mention: Mention) -> bool:
    """Return whether the words before a mention only apply the document."""
    return mention.cue is not None and applies(mention.cue)


def _words_before(mention: Mention) -> str:
    """Return the words of the sentence before a mention; of several occurrences, the one after its source's number or its cue."""
    printed = " ".join(mention.text.split())
    places = [m.start() for m in re.finditer(re.escape(printed), mention.sentence)]
    if mention.source != "self":
        behind = mention.sentence.find(mention.source)
        places = [at for at in places if at > behind] or places
    elif mention.cue:
        cue = spelling(mention.cue)
        places = [at for at in places if cue in spelling(mention.sentence[max(0, at - _NEAR) : at])] or places
    return mention.sentence[: places[0]] if places else mention.sentence


def _of_committee(mention: Mention) -> bool:
    """Return whether a mention is only part of a committee's name: 'phiên họp của Ban Chỉ đạo Đề án …'."""
    return in_committee_name(_words_before(mention))


def _title_repeats(source: Document, target: Document, resting: Sequence[Mention]) -> bool | None:
    """Return whether a title repeats the subject of a task that it rests on: False wholly, True in part, None not at all."""
    if not source.title:
        return None
    own = syllables_of(without_committee(source.title))
    named = any(m.standing in _RESTING for m in resting)
    found = None
    for title in _titles(target, resting):
        subject = subject_of(title)
        if not _sets_task(target, subject):
            continue
        like = likeness(subject, own)
        if like.share >= _WHOLE and like.run >= 2:
            return False
        if (like.share >= (_PART if named else _HALF) and like.run >= 3) or (named and like.run >= _RUN):
            found = True
    return found


def _is_task(source: Document, tasks: Sequence[str]) -> bool:
    """Return whether the subject of a document is one of the tasks assigned by the text that it rests on."""
    if not source.title or not tasks:
        return False
    subject = subject_of(source.title)
    found = (likeness(subject, syllables_of(task)) for task in tasks)
    return not subject.no_task and any(like.share >= _TASK and like.run >= _TASK_RUN for like in found)


def _titles(target: Document, resting: Sequence[Mention]) -> list[str]:
    return list(dict.fromkeys([t for t in (target.title, *(m.title for m in resting)) if t]))


def _sets_task(target: Document, subject: Subject) -> bool:
    """Return whether a document assigns a task: by its type, or by the programme that it approves (a normative act only by that)."""
    if subject.no_task:
        return False
    if subject.programme:
        return target.type not in _normative()
    return target.type in _TASKS and not (target.type == "NQ" and re.search(r"/(?:19|20)\d\d/", target.key or ""))


def _normative() -> frozenset[str]:
    return frozenset(t.id for t in built_in().types if t.family == "normative")


def _plan(document: Document, said: Sequence[Mention] = ()) -> bool:
    """Return whether a document is a plan, or issues one."""
    if document.type in _PLANS:
        return True
    titles = _titles(document, said)
    return document.type in ("QĐ", "NQ") and any(subject_of(title).programme for title in titles)


def chains(mentions: Iterable[Mention], stated: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return pairs of a stating document and a cited one of which it says that it implements something.

    `stated` gives the id of the document whose text each file is.
    """
    return {
        (stated[m.file], m.source_id)
        for m in mentions
        if m.source != "self" and m.source_id and m.target_id and m.relation is Relation.IMPLEMENTS
    }


def answers(mentions: Iterable[Mention], stated: Mapping[str, str], known: Mapping[str, Document]) -> set[str]:
    """Return the ids of letters that answer a body of no higher rank: 'Cục Thuế nhận được Công văn số … của Công ty …'."""
    found = set()
    for m in mentions:
        own = known[stated[m.file]]
        if own.type != "CV" or m.standing != "opening" or m.source != "self" or m.relation is not Relation.REFERS_TO:
            continue
        asked = known.get(m.target_id or "")
        ordered = asked is not None and issuer_of(asked.symbol) is not None and _can_assign(asked, own)
        if not ordered and asks_about(_words_before(m)[-_NEAR:]):
            found.add(own.id)
    return found
