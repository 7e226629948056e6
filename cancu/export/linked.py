"""Write a graph as linked data: JSON-LD with ELI properties, and the references of one document in Akoma Ntoso."""

import re
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from cancu.errors import ExportError
from cancu.models import Document, Link, Relation, State, Subgraph
from cancu.render import json_text

_BASE = "urn:cancu:"
_CONTEXT = {
    "eli": "http://data.europa.eu/eli/ontology#",
    "dcterms": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_PROPERTIES = {
    Relation.IMPLEMENTS: ("eli:implements",),
    Relation.BASED_ON: ("eli:based_on",),
    Relation.GUIDES: ("eli:ensures_implementation_of",),
    Relation.AMENDS: ("eli:amends",),
    Relation.REPLACES: ("eli:repeals", "dcterms:replaces"),
    Relation.REPEALS: ("eli:repeals",),
    Relation.REFERS_TO: ("eli:cites",),
}
"""The ELI property of each relation; ELI has none for replacement."""
_IN_FORCE = {
    State.IN_FORCE: "eli:InForce-inForce",
    State.AMENDED: "eli:InForce-inForce",
    State.ENDED: "eli:InForce-notInForce",
    State.NOT_YET: "eli:InForce-notInForce",
}
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/VIE"
AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_OWN = "urn:cancu:akn"
_NO_DATE = "0001-01-01"


def json_ld(part: Subgraph, day: str) -> str:
    """Return documents and links as JSON-LD: each document is an `eli:LegalResource`, its Vietnamese text an `eli:LegalExpression`.

    `day` (yyyy-mm-dd) is the day of the state of force.
    """
    links: dict[str, list[Link]] = {}
    for link in part.links:
        links.setdefault(link.source, []).append(link)
    graph = [_resource(one, links.get(one.id, ()), day) for one in part.documents]
    return json_text({"@context": _CONTEXT, "@graph": graph})


def _resource(document: Document, links: Any, day: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "@id": _iri(document.id),
        "@type": "eli:LegalResource",
        "eli:id_local": document.key or document.id,
    }
    told = {
        "eli:number": document.number,
        "eli:responsibility_of": document.issuer,
        "eli:date_document": _day(document.date),
        "eli:first_date_entry_in_force": _day(document.in_force),
        "eli:date_no_longer_in_force": _day(document.ended),
        "eli:type_document": {"@id": _iri(f"type/{document.type}"), "@type": "eli:ResourceType"} if document.type else None,
        "eli:in_force": _state(document, day),
        "rdfs:seeAlso": {"@id": document.url} if document.url and re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", document.url) else None,
    }  # fmt: skip
    row |= {name: value for name, value in told.items() if value is not None}
    if document.title:
        row["eli:is_realized_by"] = {
            "@id": f"{_iri(document.id)}:vi",
            "@type": "eli:LegalExpression",
            "eli:language": {"@id": _LANGUAGE, "@type": "eli:Language"},
            "eli:title": {"@value": document.title, "@language": "vi"},
            **({"eli:title_alternative": [{"@value": name, "@language": "vi"} for name in document.aliases]} if document.aliases else {}),
        }  # fmt: skip
    for link in links:
        for name in _PROPERTIES[link.relation]:
            targets = row.setdefault(name, [])
            if (target := {"@id": _iri(link.target)}) not in targets:
                targets.append(target)
    return row


def _state(document: Document, day: str) -> dict[str, str] | None:
    state = _IN_FORCE.get(document.state(day).state)
    return {"@id": state, "@type": "eli:InForce"} if state else None


def _iri(name: str) -> str:
    return _BASE + quote(name, safe="/")


def _day(day: Any) -> dict[str, str] | None:
    return {"@value": str(day), "@type": "xsd:date"} if day else None


def akoma_ntoso(part: Subgraph) -> str:
    """Return the references of one document in Akoma Ntoso: active to what it cites, passive from what cites it.

    The document is the root of the part, or its only document; raises ExportError if there is none or several.
    """
    roots = part.roots or tuple(one.id for one in part.documents)
    if len(roots) != 1:
        raise ExportError(
            "an Akoma Ntoso file describes one document: name it, for example: cancu export 24/KH-UBND+1 -o plan.xml"
        )
    known = {one.id: one for one in part.documents}
    document = known[roots[0]]
    ElementTree.register_namespace("", AKN)
    ElementTree.register_namespace("cancu", _OWN)
    top = ElementTree.Element(f"{{{AKN}}}akomaNtoso")
    doc = _add(top, "doc", name=document.type or "doc")
    meta = _add(doc, "meta")
    _identify(_add(meta, "identification", source="#cancu"), document)
    references = _add(meta, "references", source="#cancu")
    for link in part.links:
        for kind, own, other in (("activeRef", link.source, link.target), ("passiveRef", link.target, link.source)):
            if own == document.id and other in known:
                made = _add(references, kind, href=_uri(known[other]), showAs=_clean(known[other].key or other))
                made.set(f"{{{_OWN}}}relation", link.relation.value)
    _add(references, "TLCOrganization", eId="cancu", href="/akn/ontology/organization/cancu", showAs="cancu")
    _add(
        references,
        "TLCOrganization",
        eId="issuer",
        href="/akn/ontology/organization/issuer",
        showAs=_clean(document.issuer or "?"),
    )
    _add(_add(doc, "mainBody"), "p").text = _clean(document.title or document.key or document.id)
    ElementTree.indent(top, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(top, encoding="unicode") + "\n"


def _identify(into: ElementTree.Element, document: Document) -> None:
    work = _uri(document)
    told = "issued" if document.date else "unknown"
    date = str(document.date or _NO_DATE)
    for level, uri in (("Work", work), ("Expression", f"{work}/vie@"), ("Manifestation", f"{work}/vie@.xml")):
        made = _add(into, f"FRBR{level}")
        _add(
            made,
            "FRBRthis",
            value=f"{work}/!main" if level == "Work" else f"{uri}!main" if level == "Expression" else uri,
        )
        _add(made, "FRBRuri", value=uri)
        _add(made, "FRBRdate", date=date, name=told)
        _add(made, "FRBRauthor", href="#issuer" if level != "Manifestation" else "#cancu")
        if level == "Work":
            _add(made, "FRBRcountry", value="vn")
            if document.number:
                _add(made, "FRBRnumber", value=_clean(document.number))
        elif level == "Expression":
            _add(made, "FRBRlanguage", language="vie")


def _uri(document: Document) -> str:
    """Return the URI of the work: country, kind, day or year, and our own id."""
    when = str(document.date or document.year or "-")
    return f"/akn/vn/doc/{when}/{quote(document.id.replace('/', '~'))}"


def _add(into: ElementTree.Element, tag: str, /, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(into, f"{{{AKN}}}{tag}", attributes)


def _clean(text: str) -> str:
    """Return the text without characters that XML does not allow."""
    return re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", " ", text)
