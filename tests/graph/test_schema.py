"""What is declared is what the statements, the server and the page have."""

import re
from pathlib import Path

import pytest

from cancu.graph import cypher
from cancu.graph.rows import document_row, issuer_row, link_row, mention_of, mention_rows, place_row
from cancu.graph.schema import DOCUMENT, ISSUED_BY, ISSUER, LINKS, MENTION, NAMES, NODES, PLACE
from cancu.graph.schema_page import schema_page
from cancu.graph.store import open_store
from cancu.graph.store.cypher_store import CypherStore
from cancu.models import Document, Mention, PartChange, Relation, Turn
from tests.neo4j_server import ROOT, Server
from tests.small_graph import DECISION, PLAN, small_graph, text

KEYS = re.compile(r"MERGE \((?:\w*):(\w+) \{(\w+):")
CONSTRAINED = re.compile(r"FOR \(n:(\w+)\) REQUIRE n\.(\w+) IS UNIQUE")


def written() -> list[str]:
    """Every statement that writes."""
    return [
        *(cypher.merge_nodes(node) for node in NODES),
        cypher.merge_cited(),
        cypher.replace_documents(),
        cypher.create_mentions(),
        *(cypher.create_between(kind) for kind in (*LINKS, NAMES, ISSUED_BY)),
        *cypher.relate_issuers(),
        *cypher.forget_documents(),
        cypher.forget_issuers(),
        cypher.lock_documents(),
        cypher.loaded_documents(),
        cypher.sweep(),
    ]


def test_every_merge_key_has_a_constraint() -> None:
    keys = {key for statement in written() for key in KEYS.findall(statement)}
    constrained = {key for statement in cypher.constraints() for key in CONSTRAINED.findall(statement)}
    assert keys == constrained
    assert len(keys) == len(NODES)


def test_nodes_are_merged_by_nothing_but_a_key() -> None:
    for statement in written():
        for merge in re.findall(r"MERGE \([^)]*\)(?!-)", statement):
            assert KEYS.match(merge), merge


def test_constraints_and_indexes_are_on_the_store(store: CypherStore) -> None:
    constraints = store._read("SHOW CONSTRAINTS YIELD labelsOrTypes, properties RETURN *", {})
    assert {(row["labelsOrTypes"][0], row["properties"][0]) for row in constraints} == {
        (node.label, "id") for node in NODES
    }
    shown = store._read("SHOW INDEXES YIELD type, state, labelsOrTypes, properties RETURN *", {})
    found = {(row["labelsOrTypes"][0], name) for row in shown if row["properties"] for name in row["properties"]}
    wanted = {(node.label, name) for node in NODES for name in node.indexes}
    assert found >= wanted | {(link.name, name) for link in LINKS for name in link.indexes}
    assert {row["state"] for row in shown} == {"ONLINE"}


def test_creating_the_schema_again_changes_nothing(store: CypherStore) -> None:
    shown = "SHOW INDEXES YIELD name, type, properties RETURN *"
    before = store._read(shown, {})
    store.create_schema()
    assert store._read(shown, {}) == before


@pytest.mark.parametrize("words", ["de an 06", "đề án 06", "ĐỀ ÁN", "trien khai", "24"])
def test_neo4j_finds_text_with_and_without_diacritics(neo4j: Server, words: str) -> None:
    store = open_store(neo4j.uri)
    store.create_schema()
    store.load(small_graph())
    found = store._read(
        "CALL db.index.fulltext.queryNodes('document_text', $words) YIELD node RETURN node.id AS id",
        {"words": words},
    )
    store.close()
    assert {row["id"] for row in found} & {PLAN, DECISION}


def test_rows_have_no_property_that_is_not_declared() -> None:
    graph = small_graph()
    full = Document.model_validate(
        text(PLAN).model_dump() | {"title": "Tiêu đề", "aliases": ["a"], "date": "2023-02-13", "month": "2023-02"}
    )
    rows = {
        DOCUMENT: [document_row(full)],
        ISSUER: [issuer_row(one) for one in graph.issuers],
        PLACE: [place_row(one) for one in graph.places],
        MENTION: mention_rows(graph.mentions, PLAN),
    }
    for node, found in rows.items():
        assert {name for row in found for name in row} <= {one.name for one in node.properties}
    for link in graph.links:
        assert link_row(link).keys() <= {one.name for one in LINKS[0].properties}


def test_every_relation_is_a_relationship_type() -> None:
    assert {link.name for link in LINKS} == set(Relation)


def test_every_field_of_a_record_is_a_property() -> None:
    declared = {one.name for one in DOCUMENT.properties}
    assert set(Document.model_fields) - {"history", "sketch", "parts"} <= declared
    assert {"part_path", "part_start", "part_end", "part_words"} <= declared
    assert {f"state_{name}" for name in Turn.model_fields if name not in ("on", "state")} | {
        "state",
        "state_from",
    } <= declared


def test_the_page_is_up_to_date() -> None:
    page = Path(ROOT, "docs", "schema.md").read_text(encoding="utf-8")
    assert page == schema_page(), "run: cancu manual schema > docs/schema.md"


def test_changes_come_back_from_a_store_as_they_were_whatever_they_have_in_common_with_their_mention():
    place = {"start": 3, "end": 9}
    mention = Mention(
        file="a.txt", **place, text="Thông tư số 2/2020/TT-BTC", kind="number", rule="r", key="2/2020/TT-BTC",
        relation=Relation.AMENDS, source_id="by", target_id="act", sentence="S", status="resolved",
    )  # fmt: skip
    usual = PartChange(
        done="amends", part="dieu-1", target="2/2020/TT-BTC", by_part="dieu-3", wording="Mới", sentence="Sửa", **place,
        source_id="by", target_id="act",
    )  # fmt: skip
    other = PartChange(done="removes words", part="", source="2/2020/TT-BTC", target="self", old="Cũ", **place)
    other = other.model_copy(update={"source_id": "act", "target_id": None})
    told = mention.model_copy(update={"changes": (usual, other, usual.model_copy(update={"source_id": None}))})
    (row,) = mention_rows([told], "a")
    assert mention_of(row) == told
