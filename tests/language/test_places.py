"""Districts and communes are those of the tables, each with an id of its own; a name in small letters is no place."""

import datetime
import time
from collections import Counter

import pytest

from cancu.knowledge.base import built_in
from cancu.knowledge.units import read_units
from cancu.language.places import Words, named_place, place_at, places_at, provinces_in, settle

KNOWN = built_in()
PROVINCES = [row.id for row in KNOWN.places]


def all_units():
    return [unit for province in PROVINCES for unit in KNOWN.units.all_of(province)]


def test_the_tables_hold_every_unit_of_the_country():
    count = Counter((unit.level, unit.since_2025) for unit in all_units())
    assert count == {("district", False): 696, ("commune", False): 10035, ("commune", True): 3321}


def test_every_unit_of_one_time_has_an_id_of_its_own():
    ids = Counter((unit.id, unit.since_2025) for unit in all_units())
    assert [at for at, n in ids.items() if n > 1] == []


def test_every_commune_before_2025_went_into_one_that_is_there_since():
    since = {row.id: len(KNOWN.units.since(row.successor or row.id)) for row in KNOWN.places}
    old = [unit for unit in all_units() if unit.level == "commune" and not unit.since_2025]
    lost = [u.id for u in old if not u.merged_into or max(at for at, _ in u.merged_into) >= since[u.province]]
    assert lost == []


def test_every_unit_is_found_by_its_name():
    units = KNOWN.units
    lost = [
        unit.id
        for unit in all_units()[::9]
        if unit not in units.of(unit.name, unit.province, unit.level)
        or not units.is_name(unit.name, unit.level)
        or unit.province not in units.provinces(unit.name, unit.level)
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("name", "province", "level", "ids"),
    [
        ("Mường Lát", "thanh-hoa", "district", ["muong-lat"]),
        ("Mường Lát", "thanh-hoa", "commune", ["thi-tran-muong-lat", "muong-lat"]),
        ("Xuân Lộc", "thanh-hoa", "commune", ["xuan-loc-hau-loc", "xuan-loc-thuong-xuan", "xuan-loc-trieu-son"]),
        ("Kỳ Anh", "ha-tinh", "district", ["huyen-ky-anh", "thi-xa-ky-anh"]),
        ("Yên Viên", "ha-noi", "commune", ["thi-tran-yen-vien", "xa-yen-vien"]),
        ("1", "tp-ho-chi-minh", "district", ["quan-1"]),
        ("Mĩ Đức", "ha-noi", "district", ["my-duc"]),
        ("Ia H’Drai", "kon-tum", "district", ["ia-h-drai"]),
        ("Không Có", "kon-tum", "district", []),
    ],
)
def test_units_of_one_name_are_told_apart(name, province, level, ids):
    assert [unit.id for unit in KNOWN.units.of(name, province, level)] == [f"{province}/{one}" for one in ids]


def test_reading_the_table_and_one_province_takes_no_time_worth_telling():
    began = time.perf_counter()
    units = read_units.__wrapped__()
    assert units.of("Mường Lát", "thanh-hoa", "district")
    assert time.perf_counter() - began < 0.25


@pytest.mark.parametrize("row", KNOWN.places, ids=lambda row: row.id)
def test_every_province_is_read_by_each_of_its_names(row):
    for name in (row.name, *row.variants):
        assert named_place(f"Sở Nội vụ {name} đã gửi", KNOWN) == row.id
        assert [place.province for place in provinces_in(Words.of(f"({name}, 2020)"), KNOWN)] == [row.id]


@pytest.mark.parametrize("text", ["hòa bình", "Hà nội tâm", "Hà Nộii", "yên bái", "xã hội", "Thanh Hoàng", "cao bằng"])
def test_words_that_are_no_place(text):
    assert [*provinces_in(Words.of(text), KNOWN)] == []
    assert place_at(Words.of(text), 0, KNOWN, bare=("province",)) is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("xã Khánh Yên, huyện Văn Bàn, tỉnh Lào Cai", [("xã", "Khánh Yên"), ("huyện", "Văn Bàn"), ("tỉnh", "Lào Cai")]),
        ("huyện Đức Hòa Vị trí căn hộ", [("huyện", "Đức Hòa")]),
        ("TP. Hồ Chí Minh", [("thành phố", "Hồ Chí Minh")]),
        ("Thành phố trình Hội đồng", [("thành phố", "")]),
        ("tỉnh, huyện", [("tỉnh", "")]),
        ("THÀNH PHỐ PHAN RANG-THÁP CHÀM", [("thành phố", "PHAN RANG-THÁP CHÀM")]),
        ("huyện Mường Lát (Thanh Hóa)", [("huyện", "Mường Lát"), ("", "Thanh Hóa")]),
        ("huyện Rừng Xanh", [("huyện", "Rừng Xanh")]),
    ],
)
def test_a_place_is_read_with_the_wider_ones_behind_it(text, places):
    assert [(p.kind, p.name) for p in places_at(Words.of(text), 0, KNOWN)] == places


@pytest.mark.parametrize(
    ("text", "day", "scope"),
    [
        ("phường Hạc Thành", datetime.date(2026, 1, 1), "thanh-hoa/hac-thanh"),
        ("phường Hạc Thành", datetime.date(2024, 1, 1), None),
        ("xã Mường Lát", datetime.date(2026, 1, 1), "thanh-hoa/muong-lat"),
        ("huyện Mường Lát", datetime.date(2024, 1, 1), "thanh-hoa/muong-lat"),
        ("thành phố Đồng Nai", datetime.date(2026, 6, 1), "dong-nai"),
        ("thành phố Đồng Nai", datetime.date(2024, 6, 1), None),
        ("huyện Rừng Xanh", None, None),
        ("huyện Rừng Xanh, tỉnh Thanh Hóa", None, None),
    ],
)
def test_a_place_is_of_its_time(text, day, scope):
    assert settle(places_at(Words.of(text), 0, KNOWN), "vn", KNOWN, day)[0] == scope
