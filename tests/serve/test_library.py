"""The list of documents: search, filters, pages, what is missing."""

import csv
import io
import re
import shutil
from html import unescape

import openpyxl
import pytest

from cancu.serve.snapshots import ListFilter, Snapshots
from tests.serve.conftest import DAY, client_of


def numbers(text):
    return re.findall(r'<td class="number"><a href="[^"]+">([^<]+)</a>', text)


def test_the_list_shows_what_is_here_the_latest_first(client):
    text = client.get("/").text
    found = numbers(text)
    assert len(found) == 19
    assert found[0] == "146/BC-UBND"
    assert "Choose" not in text and "token" not in text


@pytest.mark.parametrize(("typed", "expected"), [
    ("đề án 06 thanh hóa", "24/KH-UBND"), ("de an 06 thanh hoa", "24/KH-UBND"), ("24/kh", "24/KH-UBND"), ("24-kh-ubnd", "24/KH-UBND"),
    ("ke hoach bcd", None), ("kh thanh hoa", "24/KH-UBND"),
])  # fmt: skip
def test_a_search_finds_with_and_without_diacritics_and_by_short_forms(site, typed, expected):
    with site.snapshots.open() as snapshot:
        found = [entry.row["key"] for entry in snapshot.find(ListFilter(typed), DAY.isoformat())]
    assert expected in found
    assert len(found) < 6


def test_a_short_form_stands_for_its_words(site):
    with site.snapshots.open() as snapshot:
        found = snapshot.find(ListFilter("bcd"), DAY.isoformat())
        assert found
        assert all("ban chi dao" in entry.search_text or " bcd" in entry.search_text for entry in found)


def test_filters_narrow_together_and_their_counts_are_true(site):
    with site.snapshots.open() as snapshot:
        for name, rows in snapshot.choices(True, DAY.isoformat()).items():
            for value, n in rows:
                assert len(snapshot.find(ListFilter(**{name: value}), DAY.isoformat())) == n, (name, value)


def test_what_is_cited_and_missing_comes_by_how_often(client):
    text = client.get("/?held=no").text
    counts = [int(n) for n in re.findall(r"</span>(\d+)</td>", text)]
    assert len(counts) == 40
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 1


def test_a_page_holds_no_more_than_fifty(site, monkeypatch):
    monkeypatch.setattr("cancu.serve.app.PER_PAGE", 5)
    client = client_of(site)
    pages = [numbers(client.get(f"/?page={n}").text) for n in range(1, 5)]
    assert [len(p) for p in pages] == [5, 5, 5, 4]
    assert len({n for p in pages for n in p}) == 19
    assert numbers(client.get("/?page=99").text) == pages[-1]


def test_nothing_is_said_of_this_machine(client, site):
    for path in ("/", "/?held=no", "/work", "/doc/thanh-hoa/2023/24-kh-ubnd", "/nothing"):
        text = client.get(path).text
        assert str(site.folders.uploads.parent) not in text
        assert site.folders.served[0] not in text


def test_an_empty_store_asks_for_files(tmp_path):
    from tests.serve.conftest import open_site

    site = open_site([], str(tmp_path / "graph"), tmp_path / "room")
    text = client_of(site).get("/").text
    assert "Kho còn trống" in text
    assert client_of(site).get("/doc/x").status_code == 503


def test_a_search_is_shown_as_text(client):
    text = client.get("/", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text


def test_another_load_is_seen_and_who_reads_the_old_state_ends_with_it(tmp_path):
    from cancu.graph.store import open_store
    from tests.generated_graph import generated_graph

    def load(size):
        store = open_store(str(tmp_path / "graph"))
        store.create_schema()
        store.load(generated_graph(size))
        store.close()

    load(20)
    snapshots = Snapshots(str(tmp_path / "graph"))
    with snapshots.open() as old:
        size = len(old.entries)
        load(30)
        snapshots.refresh()
        with snapshots.open() as new:
            assert len(new.entries) > size
        assert old.rows("MATCH (d:Document) RETURN count(d) AS n")[0]["n"] == size
    snapshots.close()


def test_a_store_that_is_removed_is_shown_no_more_and_the_one_made_at_its_place_is(tmp_path):
    from cancu.errors import StoreError
    from cancu.graph.store import open_store
    from tests.generated_graph import generated_graph

    def load(size):
        store = open_store(str(tmp_path / "graph"))
        store.create_schema()
        store.load(generated_graph(size))
        store.close()

    load(30)
    snapshots = Snapshots(str(tmp_path / "graph"))
    with snapshots.open() as snapshot:
        before = len(snapshot.entries)
    shutil.rmtree(tmp_path / "graph")
    with pytest.raises(StoreError), snapshots.open(fresh=True):
        pass
    load(5)
    with snapshots.open(fresh=True) as snapshot:
        assert 0 < len(snapshot.entries) < before
        shutil.rmtree(tmp_path / "graph")
    load(30)
    with snapshots.open(fresh=True) as snapshot:
        assert len(snapshot.entries) == before
    snapshots.close()


def test_an_answer_is_worked_out_once_for_each_state(site):
    made = []
    with site.snapshots.open() as snapshot:
        for _ in range(3):
            assert snapshot.cached("nothing", lambda: made.append(1)) is None
    assert made == [1]


@pytest.mark.parametrize(
    ("page", "rows"), [("/?q=ke+hoach&held=yes", 3), ("/?held=no", 3), ("/news?since=2024-01-01", 3)]
)
def test_a_list_is_had_whole_as_each_kind_of_file(client, page, rows):
    text = client.get(page).text
    files = {
        kind: unescape(url) for url, kind in re.findall(r'<a download href="(/(?:library|news)\.(\w+)\?[^"]*)"', text)
    }
    assert set(files) == {"xlsx", "csv", "html", "svg", "png"}
    told = {kind: client.get(url) for kind, url in files.items()}
    assert all(
        answer.status_code == 200 and "attachment" in answer.headers["content-disposition"] for answer in told.values()
    )
    table = list(csv.reader(io.StringIO(told["csv"].content.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(told["xlsx"].content)).worksheets[0]
    assert len(table) > rows and sheet.max_row == len(table) and told["html"].text.count("<tr>") == len(table)
    assert "id" in table[0] and sheet.cell(1, 1).value in ("số, ký hiệu", "number", "ngày", "day")
    found = re.search(r'role="status">[^<]*?(\d+)', text)
    assert found is None or len(table) - 1 == int(found[1])
    assert told["svg"].text.startswith("<?xml") and told["png"].content.startswith(b"\x89PNG")


def test_a_file_of_another_kind_is_not_there(client):
    assert client.get("/library.doc").status_code == client.get("/news.doc").status_code == 404


def test_a_district_is_not_called_by_the_name_of_its_province(client):
    row = re.search(r"<tr>(?:(?!</tr>).)*87/KH-UBND(?:(?!</tr>).)*</tr>", client.get("/").text, re.DOTALL)[0]
    assert "Nga Sơn, Thanh Hóa" in row
