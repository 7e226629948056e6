"""Time and rank as constraints on what documents do to one another, once the documents are identified."""

from collections.abc import Callable, Iterable

from cancu.graph.identity import LEVELS
from cancu.models import CHANGES, Document, Mention, Relation

_NEVER_LATER = (*CHANGES, Relation.GUIDES, Relation.IMPLEMENTS)
_LAWS = ("HP", "BL", "L", "PL")
_ASSEMBLY = (*_LAWS, "NQ", "Lệnh", "SL")
_TELLS_ONLY = frozenset(("CV", "TB", "BC", "TTr", "GM", "BB", "CĐ", "PC", "PG", "GGT", "TC", "TL", "ĐĐN"))
"""Types that inform, ask or pass on."""


def check_chronology(mentions: Iterable[Mention], known: Callable[[str], Document | None]) -> list[Mention]:
    """Turn mentions that would be impossible into mere references.

    None of the mentions returned says that a document changes, ends, guides or implements a later one, or changes one
    that it may not change. An impossible mention becomes a reference and its reason is recorded; an impossible link
    between two other documents is removed. A document without date and year is later than none. `known` returns a
    document by its id.
    """

    def against(source: str | None, relation: Relation, target: str | None) -> str | None:
        one, other = known(source or ""), known(target or "")
        if one is None or other is None:
            return None
        if _later(other, one):
            return "is later"
        return (
            "it has no power over"
            if relation in CHANGES and one.type != "VBHN" and not _has_power(one, other)
            else None
        )

    kept = []
    for mention in mentions:
        also = tuple(a for a in mention.also if not against(a.source_id, a.relation, a.target_id))
        update: dict[str, object] = {"also": also} if len(also) < len(mention.also) else {}
        changes = tuple(c for c in mention.changes if not against(c.source_id, Relation.AMENDS, c.target_id))
        if len(changes) < len(mention.changes):
            update["changes"] = changes
        wrong = against(mention.source_id, mention.relation, mention.target_id)
        if mention.relation in _NEVER_LATER and wrong:
            why = f"relation: it cannot {mention.relation.value} what {wrong}"
            update |= {"relation": Relation.REFERS_TO, "reason": "; ".join(filter(None, (mention.reason, why)))}
        kept.append(mention.model_copy(update=update) if update else mention)
    return kept


def _later(one: Document, other: Document) -> bool:
    if one.date and other.date:
        return one.date > other.date
    years = [document.year or (document.date.year if document.date else None) for document in (one, other)]
    return years[0] is not None and years[1] is not None and years[0] > years[1]


def may_change(by: Document, target: Document) -> bool:
    """Return whether an act has the power to do to another what a text says.

    Nothing changes a later act; a local act changes no central one; a letter or notice changes only its like; a law is
    changed by the National Assembly or its Standing Committee (Luật Ban hành văn bản quy phạm pháp luật 2025, Điều 8).
    """
    if by.date and target.date and by.date < target.date:
        return False
    if by.year and target.year and by.year < target.year:
        return False
    if not _has_power(by, target):
        return False
    local = [LEVELS.index(level) > LEVELS.index("ministry") for level in (by.level, target.level) if level]
    return not (len(local) == 2 and local[0] and not local[1])


def _has_power(by: Document, target: Document) -> bool:
    if target.type in _LAWS and by.type is not None and by.type not in _ASSEMBLY:
        return False
    return by.type not in _TELLS_ONLY or target.type in _TELLS_ONLY
