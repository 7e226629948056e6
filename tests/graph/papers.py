"""Small invented papers for tests of identity, and what must hold of every resolved mention."""

import datetime
from collections.abc import Iterable

from cancu.extract import Source, extract
from cancu.graph.identity import key_slug
from cancu.graph.resolve import Resolved, resolve
from cancu.graph.validity import history, stated_changes
from cancu.knowledge.base import Knowledge
from cancu.models import Document, Link, Mention

LAWS = ("L", "BL", "PL", "HP")


def plan(text: str, *, on: str = "13/02/2023", number: str = "24/KH-UBND", title: str = "Trồng cây xanh") -> str:
    """A plan of Thanh Hóa of a day, with a text."""
    day, month, year = on.split("/")
    return (
        f"ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: {number}\nThanh Hóa, ngày {day} tháng {month} năm {year}\n"
        f"KẾ HOẠCH\n{title}\n\n{text}\n"
    )


def read(*texts: str, knowledge: Knowledge | None = None) -> Resolved:
    """The papers, resolved together."""
    found = [extract(Source(f"{i}.txt", text), knowledge) for i, text in enumerate(texts)]
    sketches = {e.document.path or "": e.sketch for e in found}
    return resolve([(e.document, e.mentions) for e in found], knowledge=knowledge, sketches=sketches)


def cited(text: str, *, on: str = "13/02/2023", knowledge: Knowledge | None = None) -> list[Mention]:
    """The mentions of one plan with a text."""
    return list(read(plan(text, on=on), knowledge=knowledge).mentions)


def targets(text: str, *, on: str = "13/02/2023") -> list[tuple[str | None, str]]:
    """The document and status of each mention of one plan."""
    return [(m.target_id, m.status) for m in cited(text, on=on)]


def with_histories(documents: Iterable[Document], links: Iterable[Link]) -> tuple[Document, ...]:
    """The documents with their histories, as the links among them make them."""
    nodes = {node.id: node for node in documents}
    done = stated_changes(links, nodes)
    return tuple(node.model_copy(update={"history": history(node, done.get(node.id, ()))}) for node in nodes.values())


def contradicted(documents: Iterable[Document], mentions: Iterable[Mention]) -> list[str]:
    """Every resolved mention that is not true of its document, told without the project's own constraints."""
    by_id = {d.id: d for d in documents}
    papers = {path: d for d in by_id.values() if d.in_corpus for path in (d.path, *d.copies)}
    wrong = []
    for m in mentions:
        document = by_id.get(m.target_id or "")
        if m.status != "resolved" or document is None:
            continue
        for kind, differs in _compared(m, document, papers[m.file]).items():
            if differs:
                wrong.append(f"{kind}: {m.file}:{m.start} {m.text!r} {m.date} {m.year} → {document.id} {document.date}")
    return wrong


def _compared(m: Mention, d: Document, paper: Document) -> dict[str, bool]:
    latest = paper.date or (datetime.date(paper.year, 12, 31) if paper.year else None)
    own_number = m.kind == "number" and d.key is not None and d.key[:1].isdigit()
    return {
        "date": m.date is not None and d.date is not None and m.date != d.date,
        "year": m.year != d.year or (m.date is not None and m.date.year != d.year),
        "place": (m.scope or "-") != d.scope,
        "symbol": own_number and key_slug(m.key or "") != key_slug(d.key or ""),
        "type": m.kind == "number"
        and m.type is not None
        and (m.type == "NQ") != (d.type == "NQ")
        and d.type in ("NQ", *LAWS),
        "time": latest is not None and (d.date or datetime.date(d.year or 1, 1, 1)) > latest,
    }
