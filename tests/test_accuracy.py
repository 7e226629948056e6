"""The scorer's arithmetic on tiny cases, and how well the sample documents are read."""

import json
from typing import Any

import pytest

from benchmarks import accuracy
from benchmarks.accuracy import Score, add_document, changes, committed, falls, measure


def mention(start: int, key: str, **more: Any) -> dict[str, Any]:
    """A mention of ten characters in a text of its own."""
    return {
        "start": start,
        "end": start + 10,
        "text": f"văn bản {key}",
        "kind": "number",
        "key": key,
        "year": 2022,
        "scope": "vn",
        "relation": "IMPLEMENTS",
        "source": "self",
        **more,
    }


def scored(gold: list[dict[str, Any]], found: list[dict[str, Any]], **header: Any) -> Score:
    """The score of one text."""
    score = Score()
    document = {"type": "KH", "key": "24/KH-UBND", "date": None, "scope": "thanh-hoa"}
    add_document(score, {"file": "a.txt", "document": document, "mentions": gold}, document | header, found)
    return score


def test_a_perfect_reading() -> None:
    gold = [mention(0, "06/QĐ-TTg"), mention(20, "749/QĐ-TTg", year=2020)]
    assert set(scored(gold, gold).figures().values()) == {1.0}


def test_missed_extra_and_wrong_mentions() -> None:
    gold = [mention(0, "06/QĐ-TTg"), mention(20, "749/QĐ-TTg"), mention(40, "411/QĐ-TTg"), mention(60, "942/QĐ-TTg")]
    found = [
        mention(3, "6/qđ-ttg"),
        mention(20, "749/QĐ-TTg", year=2021),
        mention(40, "411/QĐ-TTg"),
        mention(80, "1/NQ-CP"),
    ]
    score = scored(gold, found)
    figures = score.figures()
    assert figures["detection precision"] == figures["detection recall"] == 0.75
    assert figures["linking precision"] == figures["linking recall"] == 0.5
    assert figures["edges f1"] == 0.75  # the distinct documents do not look at the year
    assert list(score.documents["a.txt"]["mentions"].values()) == ["right", "wrong document", "right", "missed"]
    assert score.documents["a.txt"]["wrong"] == ["not a citation: 80 văn bản 1/NQ-CP"]


def test_an_overlapping_mention_of_the_right_document_is_preferred() -> None:
    score = scored([mention(0, "06/QĐ-TTg")], [mention(0, "1/NQ-CP"), mention(5, "06/QĐ-TTg")])
    assert score.linking.f1 == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ({"scope": "quang-ngai"}, False),
        ({"key": "52-NQ/TW"}, False),
        ({"key": "6-NQ/TU"}, True),
        ({"year": 2021}, False),
        ({"key": "x", "printed_key": "06-NQ/TU"}, True),
    ],
)
def test_what_makes_the_right_document(found: dict[str, Any], right: bool) -> None:
    gold = mention(0, "06-NQ/TU", scope="thanh-hoa")
    assert (scored([gold], [gold | found]).linking.hits == 1) is right


def test_a_law_is_right_by_name_or_number_whatever_its_year() -> None:
    gold = mention(0, "Luật Cư trú", kind="name", year=None, alt_keys=["68/2020/QH14"])
    for found in ({"key": "68/2020/QH14"}, {"key": "Luật cư trú", "year": 2006}):
        assert scored([gold], [gold | found]).linking.f1 == 1


def test_optional_mentions_neither_help_nor_hurt() -> None:
    gold = [mention(0, "06/QĐ-TTg", optional=True)]
    assert set(scored(gold, gold).figures().values()) == {1.0}
    assert set(scored(gold, []).figures().values()) == {1.0}
    assert scored(gold, gold).detection.hits == 0


def test_a_title_beside_its_own_number_is_forgiven() -> None:
    gold = [mention(0, "06/QĐ-TTg")]
    assert scored(gold, [*gold, mention(30, "06/QĐ-TTg", kind="title")]).detection.extra == 0
    assert scored(gold, [*gold, mention(30, "06/QĐ-TTg", kind="alias")]).detection.extra == 1


def test_relation_source_and_chains() -> None:
    plan, scheme = mention(0, "24/KH-UBND"), mention(20, "06/QĐ-TTg", source="24/KH-UBND")
    also = mention(40, "5/NQ-CP", also=[{"source": "5/NQ-CP", "relation": "AMENDS", "target": "24/KH-UBND"}])
    found = [plan | {"relation": "REFERS_TO"}, scheme | {"source": "self"}, also]
    score = scored([plan, scheme, also], found)
    assert score.figures()["relation accuracy"] == score.figures()["source accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert (score.chains.hits, score.chains.extra, score.chains.missed) == (1, 0, 1)
    assert scored([plan | {"alt_relations": ["REFERS_TO"]}], found[:1]).linked["relation"] == 1


def test_header_fields_are_compared_folded() -> None:
    figures = scored([], [], key="24/kh-ubnd", date="2023-02-13").figures()
    assert figures["header key accuracy"] == 1
    assert figures["header date accuracy"] == 0


def test_gains_and_losses() -> None:
    before = {
        "a.txt": {"mentions": {"0 X": "missed", "9 Y": "right", "20 Z": "right"}, "wrong": ["not a citation: 3 W"]}
    }
    after = {"a.txt": {"mentions": {"0 X": "wrong source", "9 Y": "wrong relation", "21 Z": "missed"}, "wrong": []}}
    gains, losses = changes(before, after)
    assert gains == ["a.txt: 0 X: missed → wrong source", "a.txt: gone: not a citation: 3 W"]
    assert losses == ["a.txt: 9 Y: right → wrong relation"]
    assert changes(after, before)[1] == ["a.txt: 0 X: wrong source → missed", "a.txt: new: not a citation: 3 W"]


def test_a_figure_may_fall_by_what_one_mention_weighs_and_no_more() -> None:
    gold = [mention(20 * n, f"{n}/QĐ-TTg") for n in range(10)]
    whole = scored(gold, gold).figures()
    assert falls(whole, scored(gold, gold[1:])) == []
    fell = falls(whole, scored(gold, gold[2:]))
    assert "detection recall 1.0000 → 0.8000, one of 10 weighs 0.1000" in fell
    assert falls({"detection recall": 0.5}, scored(gold, gold)) == []
    assert falls({}, scored(gold, [])) == []


def test_a_run_keeps_no_words_of_texts_beside_the_project() -> None:
    score = scored([mention(0, "06/QĐ-TTg")], [])
    run = committed({"examples": score, "real documents": score})
    assert run["examples"]["documents"]["a.txt"]["mentions"] == {"0 văn bản 06/QĐ-TTg": "missed"}
    assert run["real documents"]["documents"]["a.txt"]["mentions"] == {"0": "missed"}
    assert "source accuracy" not in run["examples"]["figures"]


@pytest.mark.parametrize(
    ("act", "base", "hits", "extra"),
    [("2/TT-BTC", "1/TT-BTC", 1, 0), ("1/TT-BTC", "2/TT-BTC", 0, 1), ("2/TT-BTC", "3/TT-BTC", 0, 0)],
)
def test_heads_of_consolidated_texts(tmp_path, monkeypatch, act, base, hits, extra) -> None:
    (tmp_path / "pairs.tsv").write_text("file\tbase\tamending\na.txt\t1/TT-BTC\t2/TT-BTC\n", encoding="utf-8")
    also = mention(0, "5/TT-BTC", also=[{"source": act, "relation": "AMENDS", "target": base}])
    monkeypatch.setattr(accuracy, "read", lambda paths: ({}, {"a.txt": [also]}))
    score = accuracy.measure_heads(tmp_path)
    assert (score.chains.hits, score.chains.missed, score.chains.extra) == (hits, 1 - hits, extra)


def test_links_drawn_by_lot(tmp_path, monkeypatch) -> None:
    drawn = [
        {"file": "a.txt", **mention(0, "1/NQ-CP"), "relation": "AMENDS", "alt_relations": ["REPEALS"]},
        {"file": "a.txt", **mention(20, "2/NQ-CP"), "relation": "AMENDS"},
        {"file": "a.txt", **mention(40, "3/NQ-CP"), "is_citation": False},
        {"file": "a.txt", **mention(60, "4/NQ-CP")},
    ]
    links = tmp_path / "links.jsonl"
    links.write_text("\n".join(map(json.dumps, drawn)), encoding="utf-8")
    found = [mention(0, "1/NQ-CP", relation="REPEALS"), mention(20, "2/NQ-CP")]
    monkeypatch.setattr(accuracy, "read", lambda paths: ({}, {"a.txt": found}))
    score = accuracy.measure_links(links, tmp_path)
    assert (score.linked["relation"], score.linked["all"]) == (1, 3)
    assert list(score.documents["a.txt"]["mentions"].values()) == ["right", "wrong relation", "missed"]


def test_the_sample_documents_are_read_well() -> None:
    figures = measure(*accuracy.SETS["examples"]).figures()
    assert figures["detection f1"] >= 0.97
    assert figures["linking f1"] >= 0.96
    assert figures["relation accuracy"] >= 0.95
    assert min(value for name, value in figures.items() if name.startswith("header")) == 1
