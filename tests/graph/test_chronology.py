"""Nothing changes, ends, guides or carries out what came later."""

import datetime

import pytest

from cancu.graph.chronology import in_time
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


def kept(*mentions):
    return in_time(mentions, [OLD, NEW, SAME_YEAR, UNDATED])


@pytest.mark.parametrize("relation", ["AMENDS", "REPLACES", "REPEALS", "GUIDES", "IMPLEMENTS"])
def test_a_link_against_time_only_refers_and_says_why(relation):
    (found,) = kept(mention(OLD, relation, NEW, reason="year: told"))
    assert found.relation is Relation.REFERS_TO
    assert found.reason == f"year: told; relation: it cannot {relation} what is later"


@pytest.mark.parametrize(
    ("source", "relation", "target"),
    [
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
