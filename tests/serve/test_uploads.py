"""Files that are dropped: kept under safe names, read in another process, each told."""

import io
import re
import time
import zipfile

import pytest

from cancu.read import scans
from cancu.serve.builds import file_name, keep_upload, run_child
from tests.serve.conftest import EXAMPLES, client_of, open_site


@pytest.mark.parametrize(("given", "kept"), [
    ("kế hoạch.docx", "kế hoạch.docx"), ("../../etc/passwd", "passwd"), ("C:\\a\\b.pdf", "b.pdf"), (".hidden.txt", "hidden.txt"), ("...", "van-ban"),
    ("a\x00b\n.txt", "a b.txt"), ("\u202etxt.exe", "txt.exe"), ("", "van-ban"), ("/", "van-ban"),
])  # fmt: skip
def test_a_name_leads_nowhere(given, kept):
    assert file_name(given) == kept


def test_a_long_name_keeps_its_end():
    name = file_name("ế" * 500 + ".docx")
    assert name.endswith(".docx") and len(name.encode()) <= 180


def test_the_same_file_is_kept_once_and_another_text_beside_it(tmp_path):
    def give(text):
        part = tmp_path / "part"
        part.write_text(text)
        return keep_upload(part, "a.txt", tmp_path / "kept")

    assert [give("x")[0].name, give("x")[0].name, give("y")[0].name, give("y")[0].name] == [
        "a.txt",
        "a.txt",
        "a (2).txt",
        "a (2).txt",
    ]
    assert sorted(p.name for p in (tmp_path / "kept").iterdir()) == ["a (2).txt", "a.txt"]


def wait(site, seconds=90):
    until = time.monotonic() + seconds
    while site.builder.busy:
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.fixture
def empty(tmp_path):
    site = open_site([], str(tmp_path / "graph"), tmp_path / "room")
    yield site
    site.builder.stop()
    site.snapshots.close()


def packed():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("trong/chi-thi.txt", (EXAMPLES / "chi-thi-04-nam-2024.txt").read_text("utf-8"))
    return data.getvalue()


def test_dropped_files_are_read_and_what_cannot_be_is_told_with_its_reason(empty):
    client = client_of(empty)
    plan = (EXAMPLES / "ke-hoach-de-an-06-thanh-hoa.txt").read_bytes()
    hostile = b"S\xe1\xbb\x91: 66/KH-UBND\n\nK\xe1\xba\xbe HO\xe1\xba\xa0CH\n<script>alert(1)</script> tri\xe1\xbb\x83n khai \xc4\x90\xe1\xbb\x81 \xc3\xa1n 06\n"
    given = [
        ("file", ("ke-hoach.txt", plan)), ("file", ("<img src=x onerror=alert(1)>.txt", hostile)), ("file", ("hong.pdf", b"%PDF-1.4 broken")),
        ("file", ("goi.zip", packed())), ("file", ("ma.py", b"print(1)")),
    ]  # fmt: skip
    answer = client.post("/files", files=given, headers={"accept": "application/json"})
    assert answer.status_code == 200 and len(answer.json()["kept"]) == 5
    wait(empty)
    told = client.get("/work").json()
    assert not told["busy"]
    assert "<script>" not in told["html"] and "<img" not in told["html"]
    assert told["html"].count('class="upload read"') == 3
    assert told["html"].count('class="upload unread"') == 1
    assert told["html"].count('class="upload passed"') == 1
    text = client.get("/").text
    assert "24/KH-UBND" in text and "04/CT-TTg" in text
    page = client.get("/doc/thanh-hoa/2023/24-kh-ubnd").text
    assert '<article class="paper"' in page and str(empty.folders.uploads) not in page
    with empty.snapshots.open() as held:
        inside = next(identity for path, identity in held.by_path.items() if "goi.zip!" in path)
    assert '<article class="paper"' in client.get(f"/doc/{inside}").text


def scan():
    """The first page of the plan as a picture in a PDF, as a scanner gives it."""
    from tests.read.sample_files import pdf, scanned

    text = (EXAMPLES / "ke-hoach-de-an-06-thanh-hoa.txt").read_text("utf-8")
    first, *_ = scanned(pdf(text[: text.index("II. NHIỆM VỤ")], size=13), 200)
    out = io.BytesIO()
    first.save(out, "PDF", resolution=200)
    return out.getvalue()


def written():
    from tests.read.sample_files import pdf

    return pdf((EXAMPLES / "ke-hoach-de-an-06-thanh-hoa.txt").read_text("utf-8"))


@pytest.mark.parametrize("made", [
    written, pytest.param(scan, marks=pytest.mark.skipif(scans.missing() is not None, reason=f"no scans here: {scans.missing()}"))
])  # fmt: skip
def test_a_row_of_a_pdf_leads_to_the_page_itself(empty, made):
    client = client_of(empty)
    client.post("/files", files={"file": ("ke-hoach.pdf", made())})
    wait(empty)
    text = client.get("/doc/thanh-hoa/2023/24-kh-ubnd").text
    at = re.search(r"\?at=(\d+)#at", text)[1]
    assert f"/page/thanh-hoa/2023/24-kh-ubnd?at={at}" in client.get(f"/doc/thanh-hoa/2023/24-kh-ubnd?at={at}").text
    sheet = client.get(f"/page/thanh-hoa/2023/24-kh-ubnd?at={at}")
    assert sheet.status_code == 200 and sheet.content.startswith(b"\x89PNG")
    assert client.get("/page/thanh-hoa/2023/24-kh-ubnd?at=99999999").status_code == 404
    assert client.get("/page/nothing?at=1").status_code == 404


def test_a_form_without_scripts_works_too(empty):
    client = client_of(empty)
    plan = (EXAMPLES / "ke-hoach-de-an-06-thanh-hoa.txt").read_bytes()
    answer = client.post("/files", files={"file": ("a.txt", plan)}, follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"] == "/"


def test_a_file_beyond_the_bound_is_refused_and_the_others_kept(empty, monkeypatch):
    monkeypatch.setattr("cancu.serve.app.FILE_BYTES", 1000)
    client = client_of(empty)
    answer = client.post(
        "/files",
        files=[("file", ("large.txt", b"x" * 1001)), ("file", ("small.txt", b"y"))],
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 413
    assert answer.json()["refused"] == ["large.txt"] and answer.json()["kept"] == ["small.txt"]
    assert [p.name for p in empty.folders.uploads.iterdir()] == ["small.txt"]


def test_a_child_that_hangs_is_stopped():
    began = time.monotonic()
    lines = list(run_child({"work": "review", "path": "/dev/zero", "name": "x", "page": "/dev/null"}, silent_s=0.2))
    assert lines[-1]["why"]
    assert time.monotonic() - began < 30


def test_a_child_that_breaks_off_says_so():
    assert "stopped" in list(run_child({"work": "no such work"}, silent_s=60))[-1]["why"]
