"""A draft that is dropped is reviewed in another process, shown, kept to download, and not kept itself."""

import re

from tests.serve.conftest import EXAMPLES, client_of

DRAFT = EXAMPLES / "du-thao-ke-hoach-quang-ngai.txt"


def test_a_draft_becomes_a_marked_page(site):
    client = client_of(site)
    answer = client.post("/review", files={"file": ("dự thảo.txt", DRAFT.read_bytes())}, data={"day": "2026-01-15"})
    assert answer.status_code == 200, answer.text
    number = re.search(r"/review/([\w-]+)$", str(answer.url))[1]
    assert "dự thảo.txt" in answer.text and "15/01/2026" in answer.text
    page = client.get(f"/review/{number}/page")
    assert "script-src 'sha256-" in page.headers["content-security-policy"]
    assert "Ban Chỉ đạo" in page.text
    assert str(site.scratch_folder) not in page.text and str(site.scratch_folder) not in answer.text
    kept = client.get(f"/review/{number}/page?download=yes")
    assert "attachment" in kept.headers["content-disposition"] and kept.content == page.content
    assert not list(site.scratch_folder.rglob("*.txt"))
    assert client.get("/review").text.count("dự thảo.txt") == 1


def test_what_cannot_be_reviewed_is_told_and_names_no_place(client, site):
    answer = client.post("/review", files={"file": ("hỏng.pdf", b"%PDF-1.7 nothing")})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text and str(site.scratch_folder) not in answer.text
    assert client.post("/review", data={"day": ""}).status_code == 422
    assert client.post("/review", files={"file": ("a.txt", b"x")}, data={"day": "31/31/x"}).status_code == 422


def test_a_review_that_is_not_there_is_not_found(client):
    for path in ("/review/none", "/review/none/page", "/review/..%2f..%2fx/page"):
        assert client.get(path).status_code == 404


def test_who_only_reads_sends_no_draft(site):
    reader = client_of(site, role="read")
    assert reader.post("/review", files={"file": ("a.txt", b"x")}).status_code == 403
    assert "<input" not in reader.get("/review").text
