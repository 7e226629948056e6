"""Mentions become links, grouped by the text that states them."""

import random

import pytest

from cancu.errors import MissingEndError
from cancu.graph.build import Issuer, build
from cancu.models import Also, Relation
from tests.small_graph import (
    DECISION,
    ISSUERS,
    LAW,
    LETTER,
    NEW_LAW,
    PLACES,
    PLAN,
    document,
    mention,
    small_documents,
    small_graph,
    small_mentions,
    text,
)


def test_links_are_grouped_by_the_stating_text() -> None:
    links = [link for link in small_graph().links if link.relation is Relation.IMPLEMENTS]
    assert [(one.source, one.target, one.stated_by, one.mentions) for one in links] == [
        (PLAN, DECISION, PLAN, 2),
        (PLAN, DECISION, LETTER, 1),
    ]


def test_the_first_mention_is_the_evidence() -> None:
    (link,) = [one for one in small_graph().links if one.mentions == 2]
    (evidence,) = link.evidence
    assert (link.first_start, evidence.start, evidence.file) == (40, 40, text(PLAN).path)
    assert link.confidence == 1.0
    assert link.provision == "mục 2"


def test_what_a_text_says_of_two_other_documents_is_a_link() -> None:
    (link,) = [one for one in small_graph().links if one.relation is Relation.REPLACES]
    assert (link.source, link.target, link.stated_by) == (NEW_LAW, LAW, PLAN)


def test_a_link_between_unknown_documents_is_left_to_its_mention() -> None:
    also = Also(source="99/QĐ-X", relation=Relation.AMENDS, target=LAW)
    graph = build([text(PLAN), document(LAW)], [mention(text(PLAN), 1, LAW, Relation.BASED_ON, also=(also,))])
    assert [link.relation for link in graph.links] == [Relation.BASED_ON]
    assert graph.mentions[0].also == (also,)


def test_an_unresolved_mention_stays_without_a_link() -> None:
    graph = build([text(PLAN)], [mention(text(PLAN), 1, None, Relation.BASED_ON)])
    assert len(graph.mentions) == 1
    assert graph.links == ()


def test_a_document_does_nothing_to_itself() -> None:
    graph = build([text(PLAN)], [mention(text(PLAN), 1, PLAN, Relation.REFERS_TO)])
    assert graph.links == ()


def test_a_mention_whose_source_is_unknown_gives_no_link() -> None:
    said = mention(text(PLAN), 1, LAW, Relation.BASED_ON, source="99/QĐ-X", source_id=None)
    assert build([text(PLAN), document(LAW)], [said]).links == ()


def test_the_source_of_an_own_mention_is_the_text() -> None:
    said = mention(text(PLAN), 1, LAW, Relation.BASED_ON, source_id=None)
    assert [link.source for link in build([text(PLAN), document(LAW)], [said]).links] == [PLAN]


def test_order_of_the_input_does_not_matter() -> None:
    documents, mentions = small_documents(), small_mentions()
    random.Random(1).shuffle(documents)
    random.Random(2).shuffle(mentions)
    assert build(documents, mentions, reversed(ISSUERS), PLACES).model_dump_json() == small_graph().model_dump_json()


def test_a_mention_of_a_file_that_is_no_document_is_an_error() -> None:
    with pytest.raises(MissingEndError, match=r"thanh-hoa-2023-24-kh-ubnd\.txt"):
        build([document(PLAN)], [mention(text(PLAN), 1, None, Relation.AMENDS)])


def test_the_symbol_and_the_scope_say_who_issued() -> None:
    issuers = [
        Issuer(id="thanh-hoa/ubnd", name="UBND", abbreviation="UBND", place="thanh-hoa"),
        Issuer(id="nghe-an/ubnd", name="UBND", abbreviation="UBND", place="nghe-an"),
        Issuer(id="vn/ttg", name="Thủ tướng Chính phủ", abbreviation="TTg"),
        Issuer(id="vn/x", name="không có chữ viết tắt"),
    ]
    documents = [
        document("nghe-an/2023/1-kh-ubnd", symbol="KH-UBND"),
        document("vn/2022/6-qd-ttg", symbol="QĐ-TTg"),
        document("vn/2022/7-x"),
    ]
    assert build(documents, [], issuers).issued_by == {
        "nghe-an/2023/1-kh-ubnd": "nghe-an/ubnd",
        "vn/2022/6-qd-ttg": "vn/ttg",
    }


def test_text_of_a_letter_states_for_the_plan() -> None:
    stated = {(link.source, link.stated_by) for link in small_graph().links}
    assert (PLAN, LETTER) in stated
