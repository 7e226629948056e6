"""Convert a subgraph to the plain values that pictures are drawn from, with names, lanes, dates and states determined."""

import datetime
import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from cancu.knowledge.base import built_in
from cancu.knowledge.fold import spelling
from cancu.language.bodies import Body, body_at
from cancu.language.places import Words
from cancu.language.provisions import part_name
from cancu.messages import catalogue_words, say
from cancu.models import GONE, REPEALED, Document, Link, State, Subgraph, Turn
from cancu.viz.dates import IssueTime, issue_times
from cancu.viz.style import family_of_type, lane_of_level, style

Plain = dict[str, Any]
"""Values that JSON can represent."""


def content(subgraph: Subgraph, title: str, language: str = "vi") -> Plain:
    """Return documents, links (by the indices of their ends), and the words and colours that a picture needs."""
    known = {document.id for document in subgraph.documents}
    documents = sorted({document.id: document for document in subgraph.documents}.values(), key=lambda d: d.id)
    index = {document.id: i for i, document in enumerate(documents)}
    links = [link for link in subgraph.links if link.source in known and link.target in known]
    today = datetime.date.today()
    when = issue_times(documents, links, language)
    return {
        "title": _clean(title),
        "documents": [
            _document(document, when[document.id], document.state(today), language) for document in documents
        ],
        "links": [_link(link, index, language) for link in sorted(links, key=_link_order)],
        "roots": [root for root in dict.fromkeys(subgraph.roots) if root in known],
        "left_out": subgraph.left_out,
        "words": catalogue_words(language, "picture"),
        **_legend(documents, language),
    }


def sparse(data: Plain) -> Plain:
    """Return the content without empty values; scripts restore them, and a page of many documents is much smaller."""

    def filled(row: Plain) -> Plain:
        return {name: value for name, value in row.items() if value or (value == 0 and value is not False)}

    return data | {name: [filled(row) for row in data[name]] for name in ("documents", "links")}


def _legend(documents: Iterable[Document], language: str) -> Plain:
    table = style(language)
    places = {
        place: built_in().place_name(place)
        for place in sorted({_place(document) or "" for document in documents} - {""})
    }
    return {
        "lanes": [lane.id for lane in table.lane],
        "colours": {lane.id: {"line": lane.line, "tint": lane.tint} for lane in table.lane},
        "relations": {row.id: row.model_dump(mode="json") for row in table.relation},
        "names": {
            "lanes": {lane.id: lane.name for lane in table.lane},
            "families": {name: family.name for name, family in table.family.items()},
            "types": {name: names[0] for name, names in _type_names().items()},
            "places": places,
        },
    }


def _document(document: Document, when: IssueTime, now: Turn, language: str) -> Plain:
    title = _clean(document.title or "")
    label = document.key or _draft(document, language)
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
        "ended": _ended(now, language),
        "gone": say(language, f"state.{now.state}") if now.state in GONE else None,
        "ended_on": _day(now) if now.state in GONE else None,
        "replaced_by": now.by_id if now.state is State.ENDED and now.rule != REPEALED else None,
        "force": _clean(in_force(now, language)),
        "proof": _clean(now.sentence),
    }


def heading_name(document: Document, language: str = "vi") -> str:
    """Return a document's name for a heading: Đề án 06 (06/QĐ-TTg)."""
    label = _clean(document.key or _draft(document, language))
    alias = _alias(document, label)
    return f"{alias} ({label})" if alias else label


def _alias(document: Document, label: str) -> str | None:
    """Return a short alias in common use: Đề án 06, or ĐA 06 only if there is no other.

    An alias that repeats the number, such as Quyết định 749 for 749/QĐ-TTg, is not used.
    """
    plain = {f"{name} {document.number}".lower() for name in _type_names().get(document.type or "", ())} | {label, ""}
    names = [name for name in map(_clean, document.aliases) if len(name) <= 40 and not {name, name.lower()} & plain]
    return min(names, key=lambda name: (name.split()[0].isupper(), len(name), name), default=None)


def _issuer(document: Document) -> str | None:
    """Return the issuer's name for a sentence; if unknown, the province of the document."""
    place = _place(document)
    province = built_in().place_name(place) if place else None
    if not document.issuer:
        return province
    words = Words.of(_clean(document.issuer))
    bodies = _bodies_of(words)
    shown = _without_capitals(words, bodies) if words.clean.isupper() else words.clean
    parts = [shown[start:end].strip(" ,-–") for start, end in _spans(bodies, len(shown))] or [shown]
    if (
        province
        and bodies
        and (places := bodies[-1].places)
        and not places[-1].name
        and shown.lower().endswith(places[-1].kind)
    ):
        parts[-1] = f"{parts[-1]} {province}"
    # 'UBND tỉnh X Sở Y': what stands above is named behind.
    return ", ".join(_shortened(part[:1].upper() + part[1:]) for part in reversed(parts))


def _bodies_of(words: Words) -> list[Body]:
    """Return the bodies that the words name one after another; none if anything else is between them."""
    found: list[Body] = []
    at = 0
    while at < len(words.clean):
        body = body_at(words, at, built_in())
        if body is None or body.others or not body.known:
            return []
        found.append(body)
        at = body.end + len(words.clean[body.end :]) - len(words.clean[body.end :].lstrip(" ,-–"))
    return found


def _spans(bodies: Sequence[Body], length: int) -> list[tuple[int, int]]:
    return list(pairwise([*(body.start for body in bodies), length]))


def _shortened(words: str) -> str:
    """Return the words with common abbreviations of bodies, wherever the tone marks of the names are placed."""
    for row in built_in().issuers:
        if row.id in _ABBREVIATED and (at := spelling(words).find(spelling(row.name))) >= 0:
            words = words[:at] + row.id + words[at + len(row.name) :]
    return words


_ABBREVIATED = ("UBND", "HĐND")


def _without_capitals(words: Words, bodies: Sequence[Body]) -> str:
    """Return a letterhead in capitals with capitals only in names: bodies, provinces, districts."""
    low = words.clean.lower()
    for place in (place for body in bodies for place in body.places):
        start = place.end - len(place.name)
        low = low[:start] + low[start : place.end].title() + low[place.end :]
    pattern = "|".join(map(re.escape, sorted(_proper_names(), key=lambda name: (-len(name), name))))
    return re.sub(rf"\b(?:{pattern})\b", lambda m: _proper_names()[m[0].lower()], low, flags=re.IGNORECASE)


@cache
def _proper_names() -> dict[str, str]:
    """Return the names of bodies and places by their lower-case forms."""
    bodies = [row.name for row in built_in().issuers if not re.search("[/;(]", row.name)]
    names = [*bodies, *(row.name for row in built_in().places), "Đảng bộ", "Thành ủy", "UBND", "HĐND"]
    return {name.lower(): name for name in names}


@cache
def _type_names() -> dict[str, tuple[str, ...]]:
    return {row.id: tuple(row.names) for row in built_in().types}


def _draft(document: Document, language: str) -> str:
    kind = _type_names().get(document.type or "", (say(language, "picture.any_document"),))[0]
    return say(language, "picture.no_number", type=kind)


def _ended(now: Turn, language: str) -> str | None:
    """Return the words on the plate of a document no longer in force."""
    if now.state is not State.ENDED:
        return say(language, f"state.{now.state}") if now.state in GONE else None
    if now.rule == REPEALED:
        return say(language, "picture.repealed")
    return say(language, "picture.replaced" if now.by else "state.ENDED")


def in_force(now: Turn, language: str = "vi") -> str:
    """Return a state in words: what, since when, and by what."""
    told = now.on > "0001-01-01" and now.state not in (State.UNKNOWN, State.NOT_YET)
    parts = (
        say(language, f"state.{now.state.value}"),
        say(language, "document.since", day=_day(now)) if told else "",
        say(language, "document.by", by=now.by) if now.by else "",
    )
    return " ".join(filter(None, parts))


def _day(turn: Turn) -> str:
    return "/".join(reversed(turn.on.split("-")))


def _place(document: Document) -> str | None:
    place = document.scope.split("/")[0]
    return None if place == "vn" else place


def _link_order(link: Link) -> tuple[str, str, str, str]:
    return link.source, link.target, link.relation, link.stated_by


def _link(link: Link, index: dict[str, int], language: str) -> Plain:
    return {
        "s": index[link.source],
        "t": index[link.target],
        "r": link.relation,
        "n": link.mentions,
        "by": None if link.stated_by == link.source else link.stated_by,
        "p": _parts(link, language),
        "c": round(link.confidence, 3),
        "ev": [
            {"file": e.file, "start": e.start, "end": e.end, "text": e.text, "sentence": e.sentence, "place": e.place}
            for e in link.evidence
        ],
    }


def _parts(link: Link, language: str) -> str | None:
    """Return the names of the cited parts of the target; only the first few of many."""
    if not link.parts:
        return link.provision
    more = len(link.parts) - _MOST_PARTS
    return ", ".join(map(part_name, link.parts[:_MOST_PARTS])) + (
        f" {say(language, 'picture.more_parts', n=more)}" if more > 0 else ""
    )


_MOST_PARTS = 6


def _clean(text: str) -> str:
    """Return text on one line without control characters."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()
