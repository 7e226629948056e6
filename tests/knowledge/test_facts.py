"""The tables of facts hold what they promise: sorted, unique, consistent, and no name hides another."""

import datetime
import json
from importlib.resources import files

import pytest

from cancu.errors import DataFileError
from cancu.knowledge.base import built_in
from cancu.knowledge.facts import IssuerRow, KnownRow, LawRow, PlaceRow, read_rows
from cancu.knowledge.fold import fold, slug, spelling, words

DATA = files("cancu.knowledge") / "data"


@pytest.mark.parametrize("name", ["documents.jsonl", "issuers.jsonl", "laws.jsonl", "places.jsonl"])
def test_rows_are_in_order_and_each_stands_once(name):
    rows = [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
    order = {
        "laws.jsonl": lambda r: (fold(r["name"]), r.get("date") or str(r.get("year", ""))),
        "documents.jsonl": lambda r: (fold(r["key"]), r.get("date", "")),
        "issuers.jsonl": lambda r: (fold(r["id"]), r["id"]),
        "places.jsonl": lambda r: r["id"],
    }[name]
    keys = [order(r) for r in rows]
    assert keys == sorted(keys)
    assert len({json.dumps(r, sort_keys=True) for r in rows}) == len(rows)


@pytest.mark.parametrize(
    ("name", "model", "rows"),
    [
        ("documents.jsonl", KnownRow, built_in().documents),
        ("issuers.jsonl", IssuerRow, built_in().issuers),
        ("laws.jsonl", LawRow, built_in().laws),
        ("places.jsonl", PlaceRow, built_in().places),
    ],
)
def test_the_tables_pass_the_checks_of_a_users_own(name, model, rows):
    assert read_rows(name, (DATA / name).read_text(encoding="utf-8"), model) == rows


def test_there_were_63_provinces_and_34_remain():
    named = [p for p in built_in().places if p.id != "thua-thien-hue"]
    assert len(named) == 63
    assert sum(p.valid_to is None for p in named) == 34


def test_every_successor_is_a_known_place_or_issuer():
    for place in built_in().places:
        assert place.successor is None or place.successor in built_in().place_by_id
        assert (place.successor is None) == (place.valid_to is None)


def test_a_law_is_in_force_after_it_is_passed_and_before_it_ends():
    for law in built_in().laws:
        if law.date and law.in_force:
            assert law.date <= law.in_force, law
        if law.in_force and law.ended:
            assert law.in_force < law.ended, law


def test_two_versions_of_a_law_never_have_the_same_number():
    keys = [law.key for law in built_in().laws if law.key]
    assert len(keys) == len(set(keys))


def test_no_misprint_is_a_right_abbreviation():
    right = set(built_in().issuer_by_code)
    for row in built_in().issuers:
        assert not right & set(row.misprints), row


def test_types_have_slugs_that_tell_them_apart():
    seen: dict[str, str] = {}
    for row in built_in().types:
        for code in row.codes:
            form = row.slug or slug(code)
            assert seen.setdefault(form, row.id) == row.id, code
    assert built_in().type_by_code["QĐ"] == "QĐ"


def test_known_documents_have_a_title_or_are_marked_as_remembered():
    for row in built_in().documents:
        assert row.title or row.scheme or row.source == "K" or row.aliases, row
        assert row.date is None or row.date < datetime.date(2027, 1, 1)


def test_a_broken_row_is_named_with_its_line():
    with pytest.raises(DataFileError, match=r"mine\.jsonl:2"):
        read_rows(
            "mine.jsonl", '{"id":"A","name":"A","level":"central","kind":"state","source":"S"}\n{"id":1}', IssuerRow
        )


@pytest.mark.parametrize("text", ["Nghị quyết số 06-NQ/TU", "ĐẮK LẮK", "hoà, thuỷ", "ỷ ĩ ọ"])
def test_the_fold_keeps_the_length(text):
    assert len(fold(text)) == len(text) == len(spelling(text))


def test_spellings_that_differ_in_the_place_of_the_tone_are_one():
    assert spelling("Thanh Hoá, thuỷ sản") == spelling("Thanh Hóa, thủy sản")
    assert words("Đề án 06: “dữ liệu”") == ("de", "an", "06", "du", "lieu")


def test_a_scope_is_called_by_the_name_of_its_district_or_commune() -> None:
    names = {
        scope: built_in().place_name(scope) for scope in ("vn", "thanh-hoa", "thanh-hoa/nhu-thanh", "thanh-hoa/x-y")
    }
    assert list(names.values()) == ["Trung ương", "Thanh Hóa", "Như Thanh, Thanh Hóa", "x-y, Thanh Hóa"]
    assert built_in().place_name("ha-noi/hoan-kiem").endswith("Hoàn Kiếm, Hà Nội")
