"""Time as a constraint on what documents do to one another, once it is known which documents they are."""

from collections.abc import Iterable, Sequence

from cancu.models import CHANGES, Document, Mention, Relation

_NEVER_LATER = (*CHANGES, Relation.GUIDES, Relation.IMPLEMENTS)


def in_time(mentions: Sequence[Mention], documents: Iterable[Document]) -> list[Mention]:
    """Mentions of which none says that a document changes, ends, guides or carries out a later one.

    Such a mention only refers, with the reason told; such a link between two others is left out. Documents without date and year are
    later than none.
    """
    dated = {document.id: document for document in documents}

    def against(source: str | None, target: str | None) -> bool:
        one, other = dated.get(source or ""), dated.get(target or "")
        return one is not None and other is not None and _later(other, one)

    kept = []
    for mention in mentions:
        also = tuple(a for a in mention.also if not against(a.source_id, a.target_id))
        update: dict[str, object] = {"also": also} if len(also) < len(mention.also) else {}
        if mention.relation in _NEVER_LATER and against(mention.source_id, mention.target_id):
            why = f"relation: it cannot {mention.relation.value} what is later"
            update |= {"relation": Relation.REFERS_TO, "reason": "; ".join(filter(None, (mention.reason, why)))}
        kept.append(mention.model_copy(update=update) if update else mention)
    return kept


def _later(one: Document, other: Document) -> bool:
    if one.date and other.date:
        return one.date > other.date
    years = [document.year or (document.date.year if document.date else None) for document in (one, other)]
    return years[0] is not None and years[1] is not None and years[0] > years[1]
