"""A document's page: its text with citations, and rows that lead to their sentences."""

import re
import threading
import time
from contextlib import closing
from html import unescape

from cancu.corpus import read_corpus
from cancu.graph.store import open_store
from tests.serve.conftest import client_of, open_site

PLAN = "/doc/thanh-hoa/2023/24-kh-ubnd"


def test_the_text_is_whole_and_its_citations_lead_to_their_documents(client, site):
    text = client.get(PLAN).text
    paper = re.search(r'<article class="paper"[^>]*>(.*?)</article>', text, re.DOTALL)[1]
    words = unescape(re.sub(r"<[^>]+>", "", paper))
    assert words == (site.folders.find_file(site.folders.served[0] + "/ke-hoach-de-an-06-thanh-hoa.txt")).read_text(
        "utf-8"
    )
    first = re.search(r'<a class="cite ([^"]+)"[^>]*href="([^"]+)"[^>]*>([^<]+)</a>', paper)
    assert first[3] == "Đề án 06" and first[2] == "/doc/vn/2022/06-qd-ttg" and "rel-IMPLEMENTS" in first[1]


def test_a_dead_basis_looks_dead_and_an_open_one_open(client):
    below = client.get("/doc/thanh-hoa/nga-son/2023/87-kh-ubnd").text
    assert re.search(r'class="cite [^"]*dead[^"]*"[^>]*>Kế hoạch số 24/KH-UBND', below)
    draft = re.search(r'href="(/doc/quang-ngai/[^"]+)">(?:chưa có số|no number)', client.get("/").text)[1]
    assert re.search(r'class="cite [^"]*open[^"]*"[^>]*>Quyết định số 411/QĐ-TTg', client.get(draft).text)


def test_every_row_leads_to_its_sentence(client):
    text = client.get(PLAN).text
    links = set(re.findall(r'href="(/doc/[^"]+\?at=\d+)#at"', text))
    assert len(links) > 8
    for link in links:
        answer = client.get(unescape(link))
        assert answer.status_code == 200
        assert answer.text.count('id="at"') == 1


def test_equal_citations_are_gathered_with_their_count(client):
    text = client.get(PLAN).text
    group_citations = re.search(r'<section id="cited">(.*?)</section>', text, re.DOTALL)[1]
    rows = re.findall(r"<li>(.*?)</li>", group_citations, re.DOTALL)
    counts = [int(re.search(r"(\d+) ?(?:lần|×):", row)[1]) for row in rows]
    assert counts == sorted(counts, reverse=True) and counts[0] > 1
    assert sum(counts) == len(re.findall(r'<a class="cite ', re.search(r"<article.*</article>", text, re.DOTALL)[0]))


def test_what_is_only_cited_says_so_and_who_cites_it(client):
    missing = re.findall(r'<td class="number"><a href="([^"]+)"', client.get("/?held=no").text)[0]
    text = client.get(missing).text
    assert "<article" not in text
    citing = re.search(r'<section id="citing">(.*?)</section>', text, re.DOTALL)[1]
    assert "<q lang" in citing and "?at=" in citing


def test_pictures_come_as_page_and_files(client):
    for form, suffix, head in (
        ("lanes", "html", b"<!doctype"),
        ("lanes", "png", b"\x89PNG"),
        ("timeline", "svg", b"<?xml"),
    ):
        answer = client.get(f"/picture/{form}/thanh-hoa/2023/24-kh-ubnd.{suffix}")
        assert answer.status_code == 200 and answer.content.startswith(head)


def test_a_file_that_has_changed_or_lies_elsewhere_is_not_shown(site, tmp_path):
    folders = site.folders
    inside = folders.served[0] + "/ke-hoach-de-an-06-thanh-hoa.txt"
    assert folders.text(inside, "0" * 64) is None
    outside = tmp_path / "secret.txt"
    outside.write_text("Số: 1/QĐ-UBND", encoding="utf-8")
    assert folders.find_file(str(outside)) is None
    folders.uploads.mkdir(exist_ok=True)
    link = folders.uploads / "link.txt"
    link.symlink_to(outside)
    assert folders.find_file(str(link)) is None
    link.unlink()


def test_a_cited_part_opens_at_its_words_and_tells_what_was_done_to_it(tmp_path):
    head = "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: {}\nThanh Hóa, ngày 01 tháng 3 năm {}\n\nQUYẾT ĐỊNH\n{}\n\n"
    act = "Quyết định số 15/2020/QĐ-UBND ngày 01/3/2020 của Ủy ban nhân dân tỉnh Thanh Hóa"
    folder = tmp_path / "acts"
    folder.mkdir()
    texts = {
        "old.txt": head.format("15/2020/QĐ-UBND", 2020, "Về việc nộp hồ sơ")
        + "Điều 1. Nộp\n1. Nộp một bản.\n2. Nộp ngay.\n",
        "new.txt": head.format("30/2024/QĐ-UBND", 2024, f"Sửa đổi, bổ sung một số điều của {act}")
        + f"Điều 1. Sửa đổi khoản 2 Điều 1 {act} như sau:\n“2. Nộp sau.”\n",
        "plan.txt": head.format("9/QĐ-UBND", 2025, "Về việc khác") + f"Căn cứ khoản 2 Điều 1 {act};\n",
    }
    for name, words in texts.items():
        (folder / name).write_text(words, encoding="utf-8")
    store = str(tmp_path / "graph")
    with closing(open_store(store)) as opened:
        opened.create_schema()
        opened.load(read_corpus([str(folder)]).graph)
    site = open_site([str(folder)], store, tmp_path / "room")
    try:
        client = client_of(site)
        page = unescape(client.get("/doc/thanh-hoa/2025/09-qd-ubnd").text)
        link, title = re.search(r'class="cite [^>]* href="([^"]+)" title="([^"]+)"', page).groups()
        assert "khoản 2 Điều 1: được sửa đổi, bổ sung từ ngày 01/03/2024 bởi Điều 1 của 30/2024/QĐ-UBND" in title
        assert '<mark class="here" id="at">2. Nộp ngay.</mark>' in client.get(unescape(link)).text
    finally:
        site.snapshots.close()


def test_a_text_that_takes_long_keeps_nobody_waiting(site, monkeypatch):
    """As a scan does, whose words have to be recognised first."""
    from cancu.serve import files

    monkeypatch.setattr(files, "PATIENCE_S", 0.2)
    go_on, really = threading.Event(), files.transcripts
    monkeypatch.setattr(files, "transcripts", lambda *given: (go_on.wait(60), really(*given))[1])
    monkeypatch.setattr(site, "folders", files.Folders(site.folders.served[:1], site.folders.uploads))
    client = client_of(site)
    first = client.get(PLAN)
    assert first.headers["refresh"] == "2" and "<article" not in first.text
    assert "24/KH-UBND" in client.get("/").text and 'id="card"' in first.text
    go_on.set()
    until = time.monotonic() + 30
    while "refresh" in (answer := client.get(PLAN)).headers:
        assert time.monotonic() < until
    assert '<article class="paper"' in answer.text


def test_a_link_that_carries_nothing_out_says_so_where_it_reads_like_one(client):
    """24/KH-UBND names 06-NQ/TU in passing: 'thực hiện nhiệm vụ được giao tại Nghị quyết số 06-NQ/TU'."""
    told = ("không tính là văn bản thực hiện", "not counted as carrying it out")
    resolution = client.get("/doc/thanh-hoa/2021/06-nq-tu").text
    citing = re.search(r'<section id="citing">(.*?)</section>', resolution, re.DOTALL)[1]
    rows = [row for row in re.findall(r"<li>(.*?)</li>", citing, re.DOTALL) if "rel-IMPLEMENTS" in row]
    of_plan = [row for row in rows if PLAN in row]
    assert of_plan and all(any(words in row for words in told) for row in of_plan)
    carrying = re.search(r'<section id="implementers">(.*?)</section>', resolution, re.DOTALL)[1]
    for row in rows:
        document = re.search(r'href="(/doc/[^"?]+)"', row)[1]
        assert (document in carrying) != any(words in row for words in told)
    cited = re.search(r'<section id="cited">(.*?)</section>', client.get(PLAN).text, re.DOTALL)[1]
    of_resolution = [row for row in re.findall(r"<li>(.*?)</li>", cited, re.DOTALL) if "06-nq-tu" in row]
    assert any(words in row for row in of_resolution for words in told)
