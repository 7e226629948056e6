"""A text as a page, its citations marked by relation, with what was read from each on a card."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from cancu.models import Document, Mention
from cancu.viz import Drawn
from cancu.viz.page import page
from cancu.viz.pictures import write
from cancu.viz.style import style

_SCRIPTS = ("dom", "text")


def marked_text(document: Document, text: str, mentions: Sequence[Mention], path: Path) -> Drawn:
    """See `cancu.viz.draw_text`."""
    inside = sorted(
        (mention for mention in mentions if 0 <= mention.start < mention.end <= len(text)),
        key=lambda mention: (mention.start, -mention.end),
    )
    title = f"{document.key or 'Văn bản chưa số'}: {document.title or document.path or document.id}"
    data = {
        "title": title,
        "pieces": pieces(text, inside),
        "mentions": [_mention(mention) for mention in inside],
        "relations": {row.id: row.model_dump(mode="json") for row in style().relation},
        "left_out": len(mentions) - len(inside),
    }
    write(path, {".html": lambda: (page(title, data, _SCRIPTS, 'startText(document.getElementById("app"));'), {})})
    targets = {mention.target_id for mention in inside if mention.target_id}
    return Drawn(path=path, documents=len(targets), folded=0, links=len(inside), left_out=len(mentions) - len(inside))


def pieces(text: str, mentions: Sequence[Mention]) -> list[list[Any]]:
    """The text cut wherever a mention begins or ends, each piece with its shortest mention (or None)."""
    cuts = sorted({0, len(text), *(m.start for m in mentions), *(m.end for m in mentions)})
    owner: dict[int, int] = {}
    for i in sorted(range(len(mentions)), key=lambda i: mentions[i].start - mentions[i].end):
        owner.update((cut, i) for cut in cuts if mentions[i].start <= cut < mentions[i].end)
    return [[text[a:b], owner.get(a)] for a, b in pairwise(cuts)]


def _mention(mention: Mention) -> dict[str, Any]:
    status = {"resolved": "đã rõ", "open": "chưa rõ năm", "ambiguous": "nhiều khả năng", "unresolved": "chưa rõ"}
    return {
        "text": mention.text,
        "relation": mention.relation,
        "target": mention.key or mention.name or mention.text,
        "id": mention.target_id,
        "source": None if mention.source == "self" else mention.source,
        "date": mention.date.strftime("%d/%m/%Y") if mention.date else None,
        "issuer": mention.issuer,
        "provision": mention.provision,
        "title": mention.title,
        "status": status[mention.status],
        "settled": mention.status == "resolved",
        "candidates": list(mention.candidates),
        "reason": mention.reason,
        "rule": mention.rule,
        "cue": mention.cue,
        "confidence": round(mention.confidence, 3),
        "repairs": [f"{repair.printed} → {repair.read_as} ({repair.proof})" for repair in mention.repairs],
        "start": mention.start,
        "end": mention.end,
    }
