"""What is new: states that changed and whom they touch, what loads brought, and the feed."""

import datetime
import xml.etree.ElementTree as ET

import pytest

from cancu.ingest.journal import Change, journal_of, note
from cancu.serve.news import News, atom, news
from tests.serve.conftest import DAY, client_of

ATOM = "{http://www.w3.org/2005/Atom}"


def of(site, first):
    with site.snapshots.open() as snapshot:
        return news(snapshot, site.snapshots.url, datetime.date.fromisoformat(first), DAY)


def test_a_basis_that_died_tells_whom_it_touches(site):
    plan, below = "thanh-hoa/2023/24-kh-ubnd", "thanh-hoa/nga-son/2023/87-kh-ubnd"
    found = {one.id: one for one in of(site, "2024-01-01") if one.kind in ("ended", "period_over")}
    assert below in found[plan].touched
    assert found[plan].day == "2024-01-01"
    assert not [one for one in of(site, "2024-01-02") if one.id == plan]


@pytest.fixture
def loaded(site):
    journal = journal_of(site.snapshots.url)
    change = Change(
        "2026-11-20T10:00:00",
        added=[{"id": "thanh-hoa/2023/24-kh-ubnd", "key": "24/KH-UBND", "path": "x"}],
        removed=[{"id": "gone/<b>/1", "key": None, "path": "y"}],
        links_added=[("thanh-hoa/2023/24-kh-ubnd", "IMPLEMENTS", "vn/2022/06-qd-ttg"),
                     ("thanh-hoa/2023/87-kh-ubnd", "REFERS_TO", "thanh-hoa/2023/24-kh-ubnd")],
    )  # fmt: skip
    note(change, journal)
    yield
    journal.unlink()


def test_what_a_load_brought_is_told(site, loaded):
    found = {(one.kind, one.id) for one in of(site, "2026-11-15")}
    assert {("added", "thanh-hoa/2023/24-kh-ubnd"), ("implements", "vn/2022/06-qd-ttg"), ("cited", "thanh-hoa/2023/24-kh-ubnd"),
            ("removed", "gone/<b>/1")} <= found  # fmt: skip
    assert not [one for one in of(site, "2026-11-21") if one.kind in ("added", "implements", "cited")]


def test_the_page_and_the_feed_tell_the_same(client, loaded):
    text = client.get("/news?since=2026-11-15").text
    assert "24/KH-UBND" in text and "gone/&lt;b&gt;/1" in text and "<b>/1" not in text
    feed = ET.fromstring(client.get("/news.atom?since=2026-11-15").content)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) >= 4
    assert len({entry.find(f"{ATOM}id").text for entry in entries}) == len(entries)
    assert all(entry.find(f"{ATOM}link").get("href").startswith("http://127.0.0.1:8471/doc/") for entry in entries)


def test_a_reader_of_feeds_brings_the_key_in_the_address(site):
    client = client_of(site)
    client.cookies.clear()
    answer = client.get(f"/news.atom?token={site.access.read}", follow_redirects=False)
    assert answer.status_code == 200 and "set-cookie" not in answer.headers
    assert client.get("/news.atom").status_code == 403


def test_a_wrong_day_is_a_month_ago(client):
    for day in ("x", "2026-13-01", "", "0000-00-00"):
        assert client.get("/news", params={"since": day}).status_code == 200


def test_a_feed_holds_any_words():
    made = atom(
        "<t>", "http://h", [(News("2026-01-01", "ended", "a&b"), 'x\x00 <b> & "')], datetime.datetime(2026, 1, 1)
    )
    assert ET.fromstring(made).find(f"{ATOM}entry/{ATOM}title").text == 'x <b> & "'
