"""A subgraph as the plain values that pictures are drawn from: names, lanes, dates and states settled."""

import re
from collections.abc import Iterable
from typing import Any

from cancu.knowledge.facts import document_types, place_by_id
from cancu.models import Document, Link, Relation, Subgraph
from cancu.viz.dates import When, times
from cancu.viz.style import family_of_type, lane_of_level, style

Plain = dict[str, Any]
"""Values that JSON can carry."""


def content(subgraph: Subgraph, title: str) -> Plain:
    """Documents, links (by index of their ends) and the words and colours that a picture needs."""
    known = {document.id for document in subgraph.documents}
    documents = sorted({document.id: document for document in subgraph.documents}.values(), key=lambda d: d.id)
    index = {document.id: i for i, document in enumerate(documents)}
    links = [link for link in subgraph.links if link.source in known and link.target in known]
    ended = _ended_by_link(links)
    when = times(documents, links)
    return {
        "title": _clean(title),
        "documents": [_document(document, when[document.id], ended.get(document.id)) for document in documents],
        "links": [_link(link, index) for link in sorted(links, key=_link_order)],
        "roots": [root for root in dict.fromkeys(subgraph.roots) if root in known],
        "left_out": subgraph.left_out,
        **_legend(documents),
    }


def sparse(data: Plain) -> Plain:
    """The content without what is empty: scripts put it back, and a page of many documents is much smaller."""

    def filled(row: Plain) -> Plain:
        return {name: value for name, value in row.items() if value or (value == 0 and value is not False)}

    return data | {name: [filled(row) for row in data[name]] for name in ("documents", "links")}


def _legend(documents: Iterable[Document]) -> Plain:
    table = style()
    places = {place: _place_name(place) for place in sorted({_place(document) or "" for document in documents} - {""})}
    return {
        "lanes": [lane.id for lane in table.lane],
        "colours": {lane.id: {"line": lane.line, "tint": lane.tint} for lane in table.lane},
        "relations": {row.id: row.model_dump(mode="json") for row in table.relation},
        "names": {
            "lanes": {lane.id: lane.name for lane in table.lane},
            "families": {name: family.name for name, family in table.family.items()},
            "types": {row.id: row.names[0] for row in document_types()},
            "places": places,
        },
    }


def _document(document: Document, when: When, ended: str | None) -> Plain:
    title = _clean(document.title or "")
    label = document.key or _draft(document)
    alias = _alias(document, label)
    return {
        "id": document.id,
        "label": _clean(label),
        "alias": alias,
        "caption": f"{alias}: {title}" if alias and title else alias or title,
        "title": title,
        "aliases": [_clean(name) for name in document.aliases],
        "type": document.type,
        "family": family_of_type().get(document.type or "", "unknown"),
        "when": when.sort,
        "when_text": when.text,
        "year": document.date.year if document.date else document.year,
        "issuer": _issuer(document),
        "lane": lane_of_level().get(document.level, "unknown"),
        "place": _place(document),
        "corpus": document.in_corpus,
        "path": document.path,
        "signer": document.signer,
        "ended": ended or _ended(document),
        "ended_on": f"{document.ended:%d/%m/%Y}" if document.ended else None,
        "replaced_by": document.replaced_by,
    }


def _alias(document: Document, label: str) -> str | None:
    """A short other name that people use: Đề án 06, and ĐA 06 only where there is no other."""
    names = [name for name in map(_clean, document.aliases) if name not in ("", label) and len(name) <= 40]
    return min(names, key=lambda name: (name.split()[0].isupper(), len(name), name), default=None)


def _issuer(document: Document) -> str | None:
    """The issuer with the usual abbreviations; without one, the province that the document belongs to."""
    if document.issuer:
        words = re.sub("ủy ban nhân dân|uỷ ban nhân dân", "UBND", _clean(document.issuer), flags=re.IGNORECASE)
        return re.sub("hội đồng nhân dân", "HĐND", words, flags=re.IGNORECASE)
    place = _place(document)
    return _place_name(place) if place else None


def _draft(document: Document) -> str:
    names = {row.id: row.names[0] for row in document_types()}
    return f"{names.get(document.type or '', 'Văn bản')} chưa số"


def _ended(document: Document) -> str | None:
    if document.replaced_by:
        return "đã bị thay thế"
    return "hết hiệu lực" if document.ended else None


def _ended_by_link(links: Iterable[Link]) -> dict[str, str]:
    """Documents that another one of the picture replaces or repeals as a whole."""
    words = {Relation.REPLACES: "đã bị thay thế", Relation.REPEALS: "đã bị bãi bỏ"}
    return {link.target: words[link.relation] for link in links if link.relation in words and not link.provision}


def _place(document: Document) -> str | None:
    place = document.scope.split("/")[0]
    return None if place == "vn" else place


def _place_name(place: str) -> str:
    row = place_by_id().get(place)
    return row.name if row else place


def _link_order(link: Link) -> tuple[str, str, str, str]:
    return link.source, link.target, link.relation, link.stated_by


def _link(link: Link, index: dict[str, int]) -> Plain:
    return {
        "s": index[link.source],
        "t": index[link.target],
        "r": link.relation,
        "n": link.mentions,
        "by": None if link.stated_by == link.source else link.stated_by,
        "p": link.provision,
        "c": round(link.confidence, 3),
        "ev": [
            {"file": e.file, "start": e.start, "end": e.end, "text": e.text, "sentence": e.sentence}
            for e in link.evidence
        ],
    }


def _clean(text: str) -> str:
    """One line without control characters."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()
