"""Nothing changes, ends, guides or carries out what came later, nor changes what it has no power over."""

import datetime

import pytest

from cancu.graph.chronology import check_chronology
from cancu.models import Also, Document, Mention, Relation

OLD = Document(id="vn/2020/1-tt-btc", date=datetime.date(2020, 3, 1), year=2020)
NEW = Document(id="vn/2024/2-tt-btc", date=datetime.date(2024, 3, 1), year=2024)
SAME_YEAR = Document(id="vn/2024/3-tt-btc", year=2024)
UNDATED = Document(id="vn/-/4-tt-btc")


def mention(source, relation, target, **more):
    return Mention(
        file="a.txt",
        start=0,
        end=1,
        text="x",
        kind="number",
        relation=relation,
        source_id=source.id,
        target_id=target.id,
        **more,
    )


LAW = Document(id="vn/2020/45-2020-qh14", type="L", year=2020)
CIRCULAR = Document(id="vn/2024/5-tt-btc", type="TT", year=2024)
RESOLUTION = Document(id="vn/2024/6-2024-qh15", type="NQ", year=2024)
CONSOLIDATED = Document(id="vn/2024/7-vbhn-vpqh", type="VBHN", year=2024)
LETTER = Document(id="vn/2025/8-btc-cst", type="CV", year=2025)
NOTICE = Document(id="vn/2025/9-tb-vpcp", type="TB", year=2025)


def kept(*mentions):
    acts = (OLD, NEW, SAME_YEAR, UNDATED, LAW, CIRCULAR, RESOLUTION, CONSOLIDATED, LETTER, NOTICE)
    return check_chronology(mentions, {one.id: one for one in acts}.get)


@pytest.mark.parametrize("relation", ["AMENDS", "REPLACES", "REPEALS", "GUIDES", "IMPLEMENTS"])
def test_a_link_against_time_only_refers_and_says_why(relation):
    (found,) = kept(mention(OLD, relation, NEW, reason="year: told"))
    assert found.relation is Relation.REFERS_TO
    assert found.reason == f"year: told; relation: it cannot {relation} what is later"


@pytest.mark.parametrize(("source", "target"), [(CIRCULAR, LAW), (LETTER, CIRCULAR), (NOTICE, LAW)])
def test_what_has_no_power_over_an_act_only_refers_to_it(source, target):
    (found,) = kept(mention(source, "AMENDS", target))
    assert found.relation is Relation.REFERS_TO
    assert found.reason == "relation: it cannot AMENDS what it has no power over"
    assert kept(mention(source, "IMPLEMENTS", target))[0].relation is Relation.IMPLEMENTS


@pytest.mark.parametrize(
    ("source", "relation", "target"),
    [
        (RESOLUTION, "AMENDS", LAW),
        (CONSOLIDATED, "REPEALS", LAW),
        (NOTICE, "REPLACES", LETTER),
        (NEW, "AMENDS", OLD),
        (OLD, "REFERS_TO", NEW),
        (OLD, "BASED_ON", NEW),
        (NEW, "AMENDS", SAME_YEAR),
        (UNDATED, "AMENDS", NEW),
        (OLD, "AMENDS", UNDATED),
        (NEW, "AMENDS", NEW),
    ],
)
def test_what_time_allows_or_cannot_tell_is_kept(source, relation, target):
    one = mention(source, relation, target)
    assert kept(one) == [one]


def test_a_link_between_two_others_against_time_is_left_out():
    wrong = Also(source="1", relation=Relation.AMENDS, target="2", source_id=OLD.id, target_id=NEW.id)
    right = Also(source="2", relation=Relation.AMENDS, target="1", source_id=NEW.id, target_id=OLD.id)
    (found,) = kept(mention(NEW, "REFERS_TO", OLD, also=(wrong, right)))
    assert found.also == (right,)
