"""Only who has the key is answered, only from our own pages, and hostile input stays text."""

import io

import pytest

from tests.serve.conftest import BASE, EXAMPLES, client_of, open_site


@pytest.fixture
def stranger(site):
    client = client_of(site)
    client.cookies.clear()
    return client


def test_without_the_key_nothing_is_shown(stranger):
    for path in ("/", "/static/serve.css", "/doc/vn/2022/06-qd-ttg", "/work", "/news.atom"):
        answer = stranger.get(path)
        assert answer.status_code == 403
        assert "QĐ-TTg" not in answer.text


def test_the_key_in_the_address_becomes_a_cookie_that_scripts_cannot_read(stranger, site):
    answer = stranger.get(f"/?q=a b&token={site.access.write}", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/?q=a+b"
    assert "HttpOnly" in answer.headers["set-cookie"] and "SameSite=Strict" in answer.headers["set-cookie"]
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 5000])
def test_a_wrong_key_opens_nothing(stranger, token):
    assert stranger.get("/", params={"token": token}).status_code == 403


def test_the_address_with_the_key_leads_nowhere_else(stranger, site):
    answer = stranger.get(f"//evil.example/%0d%0aSet-Cookie:x?token={site.access.write}", follow_redirects=False)
    assert answer.headers.get("location", "/x").startswith("/") and not answer.headers["location"].startswith("//")
    assert "\n" not in answer.headers["location"]


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "\\\\evil.example", "javascript:alert(1)"])
def test_the_switch_of_language_leads_nowhere_else(client, back):
    answer = client.get("/language/en", params={"back": back}, follow_redirects=False)
    where = answer.headers["location"]
    assert where.startswith("/") and not where.startswith(("//", "/\\"))


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8471", "127.0.0.1:1", ""])
def test_another_name_that_leads_here_is_refused(client, host):
    assert client.get("/", headers={"host": host}).status_code == 403


@pytest.mark.parametrize("headers", [
    {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:9999"},
    {"origin": BASE, "sec-fetch-site": "cross-site"}, {"origin": BASE, "sec-fetch-site": "same-site", "sec-fetch-mode": "navigate"},
])  # fmt: skip
def test_another_site_cannot_write(client, headers):
    answer = client.post("/files", files={"file": ("a.txt", b"x")}, headers=headers)
    assert answer.status_code == 403


def test_a_form_without_its_origin_is_refused(site):
    client = client_of(site)
    del client.headers["origin"]
    assert client.post("/files", files={"file": ("a.txt", b"x")}).status_code == 403


def test_who_only_reads_cannot_write(site):
    reader = client_of(site, role="read")
    assert reader.get("/").status_code == 200
    assert 'id="drop"' not in reader.get("/").text
    assert reader.post("/files", files={"file": ("a.txt", b"x")}).status_code == 403


def test_a_read_only_server_lets_nobody_write(sample_store, tmp_path):
    site = open_site([str(EXAMPLES)], sample_store, tmp_path / "room", read_only=True)
    client = client_of(site)
    assert client.post("/files", files={"file": ("a.txt", b"x")}).status_code == 403
    assert 'id="drop"' not in client.get("/").text


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client):
    class Unread(io.RawIOBase):
        def read(self, size=-1):
            raise AssertionError("it was read")

    headers = {"content-length": str(10 << 30), "content-type": "multipart/form-data; boundary=x"}
    answer = client.post("/files", content=b"", headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path", ["/", "/doc/vn/2022/06-qd-ttg", "/nothing", "/static/serve.js", "/picture/lanes/vn/2022/06-qd-ttg.svg"]
)
def test_every_answer_carries_the_policy(client, path):
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors" in policy
    assert "unsafe-eval" not in policy and "http" not in policy
    scripts = [part for part in policy.split(";") if "script-src" in part]
    assert all("unsafe-inline" not in part for part in scripts)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_a_picture_may_be_framed_by_our_pages_and_runs_its_own_script_only(client):
    policy = client.get("/picture/lanes/vn/2022/06-qd-ttg.html").headers["content-security-policy"]
    assert "script-src 'sha256-" in policy and "frame-ancestors 'self'" in policy


@pytest.mark.parametrize("path", [
    "/static/../app.py", "/static/%2e%2e%2fapp.py", "/static/..%5capp.py", "/doc/../../etc/passwd", "/doc/%2Fetc%2Fpasswd",
    "/picture/lanes/../../etc/passwd.svg", "/picture/lanes/etc/passwd", "/doc/", "/doc/vn/2022/06-qd-ttg?at=99999999999999999999999",
    "/doc/vn/2022/06-qd-ttg?at=%C2%B2", "/?page=-1&year=x&type=%00", "/?page=%C2%B2",
])  # fmt: skip
def test_strange_addresses_are_answered_without_a_failure(client, path):
    answer = client.get(path)
    assert answer.status_code in (200, 404)
    assert "root:" not in answer.text and "Traceback" not in answer.text
