"""Provinces by directives, the map of tiles, and the list of before July 2025."""

import re

from cancu.queries.values import provinces_on
from cancu.serve.coverage import coverage_table, tiles
from tests.serve.conftest import client_of


def test_each_of_the_34_provinces_has_a_tile_of_its_own():
    places = tiles()
    assert set(places) == {row["id"] for row in provinces_on(None)}
    assert len(set(places.values())) == 34
    assert max(column for _, column in places.values()) == 5


def test_the_table_agrees_with_the_stored_query(site, client):
    with site.snapshots.open() as snapshot:
        found = coverage_table(snapshot, ["vn/2022/06-qd-ttg"])
        told = {row["place"]: row for row in snapshot.graph.query("coverage", document="vn/2022/06-qd-ttg").records()}
        have = {line.place.name for line in found.lines if line.cells[0]}
    assert have == {str(name) for name, row in told.items() if row["documents"]} and len(have) == 2
    text = client.get("/coverage", params={"d": "Đề án 06; 749/QĐ-TTg"}).text
    assert text.count('<li class="tile') == 34
    assert len(re.findall(r'<tr><th scope="row">', text)) == 34
    assert text.count('href="/doc/thanh-hoa/2023/24-kh-ubnd"') >= 2
    assert "2/34" in text or "2 of 34" in text


def test_who_is_late_and_who_has_none_is_listed(site):
    client = client_of(site)
    text = client.get("/coverage", params={"d": "Đề án 06", "late": "405"}).text
    assert re.search(r"Chậm hơn 405 ngày:</strong> Quảng Ngãi \(410\)\s*</p>", text)
    none = re.search(r"Chưa thấy văn bản thực hiện:</strong>(.*?)</p>", text)[1]
    assert none.count(",") == 31 and "Hà Nội" in none


def test_the_63_provinces_of_before_are_a_table(client):
    text = client.get("/coverage", params={"d": "Đề án 06", "provinces": "63"}).text
    assert len(re.findall(r'<tr><th scope="row">', text)) == 63
    assert '<li class="tile' not in text and "Kon Tum" in text


def test_a_merged_province_says_how_many_of_its_parts_have_one(site):
    with site.snapshots.open() as snapshot:
        lines = {line.place.id: line for line in coverage_table(snapshot, ["vn/2022/06-qd-ttg"]).lines}
    assert lines["quang-ngai"].before == [(1, 2)]
    assert lines["thanh-hoa"].before == [(1, 1)]


def test_a_name_that_is_not_clear_is_asked_for(client):
    assert 'class="trouble"' in client.get("/coverage", params={"d": "chuyển đổi số"}).text
    assert client.get("/coverage", params={"d": "<script>"}).status_code == 200
