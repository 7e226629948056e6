"""Write a text as a page, with its citations marked by relation and a card with the details of each."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from cancu.language.provisions import part_name
from cancu.messages import catalogue_words, say, translated
from cancu.models import Document, Mention, State, Turn
from cancu.viz import CitedPart, Drawn
from cancu.viz.content import in_force
from cancu.viz.page import page
from cancu.viz.pictures import write
from cancu.viz.style import style


def marked_text(
    document: Document,
    text: str,
    mentions: Sequence[Mention],
    path: Path,
    *,
    at: Mapping[int, int] | None,
    states: Mapping[str, Turn],
    parts: Mapping[tuple[str, str], CitedPart],
    language: str,
) -> Drawn:
    """See `cancu.viz.draw_text`."""
    spans = [(m.start, m.end) if at is None else (at.get(m.start, -1), at.get(m.end, -1)) for m in mentions]
    order = sorted(
        (i for i, (start, end) in enumerate(spans) if 0 <= start < end <= len(text)),
        key=lambda i: (spans[i][0], -spans[i][1]),
    )
    inside = [mentions[i] for i in order]
    title = f"{document.key or say(language, 'text_page.nameless')}: {document.title or document.path or document.id}"
    data = {
        "words": catalogue_words(language, "text_page"),
        "title": title,
        "pieces": pieces(text, [spans[i] for i in order]),
        "mentions": [
            _mention(mention, states.get(mention.target_id or ""), [*_parts(mention, parts, language)], language)
            for mention in inside
        ],
        "relations": {
            row.id: row.model_dump(mode="json") | {"name": say(language, f"relation.{row.id}")}
            for row in style().relation
        },
        "left_out": len(mentions) - len(inside),
    }
    start = 'startText(document.getElementById("app"));'
    write(path, {".html": lambda: (page(title, data, ("text",), start, language=language), {})})
    targets = {mention.target_id for mention in inside if mention.target_id}
    return Drawn(path=path, documents=len(targets), folded=0, links=len(inside), left_out=len(mentions) - len(inside))


def pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[list[Any]]:
    """Return the text cut wherever a span begins or ends, each piece with the index of the shortest span over it (or None)."""
    cuts = sorted({0, len(text), *(cut for span in spans for cut in span)})
    owner: dict[int, int] = {}
    for i in sorted(range(len(spans)), key=lambda i: spans[i][0] - spans[i][1]):
        owner.update((cut, i) for cut in cuts if spans[i][0] <= cut < spans[i][1])
    return [[text[a:b], owner.get(a)] for a, b in pairwise(cuts)]


def _parts(mention: Mention, parts: Mapping[tuple[str, str], CitedPart], language: str) -> Iterator[dict[str, Any]]:
    """Yield the parts cited by a mention about which something is known."""
    for path in mention.parts:
        found = parts.get((mention.target_id or "", path))
        if found and (found.words or found.done):
            yield {
                "name": part_name(path),
                "words": found.words,
                "done": [translated(language, one) for one in found.done],
            }


def _mention(mention: Mention, now: Turn | None, parts: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any]:
    return {
        "text": mention.text,
        "relation": mention.relation,
        "target": mention.key or mention.name or mention.text,
        "id": mention.target_id,
        "source": None if mention.source == "self" else mention.source,
        "date": mention.date.strftime("%d/%m/%Y") if mention.date else None,
        "issuer": mention.issuer,
        "provision": mention.provision,
        "parts": parts,
        "title": mention.title,
        "status": say(language, f"status.{mention.status}"),
        "force": in_force(now, language) if now else None,
        "dead": now is not None and now.state is State.ENDED,
        "settled": mention.status == "resolved",
        "candidates": list(mention.candidates),
        "reason": translated(language, mention.reason) if mention.reason else None,
        "rule": mention.rule,
        "cue": mention.cue,
        "confidence": round(mention.confidence, 3),
        "repairs": [
            f"{repair.printed} → {repair.read_as} ({translated(language, repair.proof)})" for repair in mention.repairs
        ],
        "start": mention.start,
        "end": mention.end,
        "place": mention.place,
    }
