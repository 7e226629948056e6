"""Doubtful identities: shown with both sentences, judged, taken up, taken back, and recorded."""

import json
import re
import shutil
import time

import pytest

from cancu.graph.decisions import read_decisions
from tests.serve.conftest import EXAMPLES, client_of, open_site

DOUBTFUL, RIGHT = "vn/-/411-qd-ttg", "vn/2022/411-qd-ttg"
YES = {"a": RIGHT, "b": DOUBTFUL, "who": "Lê Thị Bình", "why": "cùng trích yếu", "did": "same"}


@pytest.fixture
def own(sample_store, tmp_path):
    """A site over a copy of the sample store and two of its files."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for name in ("du-thao-ke-hoach-quang-ngai.txt", "quyet-dinh-411-kinh-te-so.txt"):
        shutil.copy(EXAMPLES / name, folder / name)
    site = open_site([str(folder)], str(tmp_path / "graph"), tmp_path / "room")
    site.builder.build()
    wait(site)
    yield site
    site.builder.stop()
    site.snapshots.close()


def wait(site, seconds=120):
    until = time.monotonic() + seconds
    while site.builder.busy:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_doubt_is_shown_with_both_sentences(client):
    text = client.get("/decide").text
    assert text.count('<article class="doubtful">') == 1
    assert "Quyết định số 411/QĐ-TTg" in text and "phát triển kinh tế số" in text
    assert text.count("?at=") >= 2


def test_a_judgement_is_written_taken_up_at_once_and_can_be_taken_back(own):
    client = client_of(own)
    assert '<article class="doubtful">' in client.get("/decide").text
    assert client.post("/decide", data=YES).status_code == 200
    wait(own)
    assert read_decisions(own.judgements.path)
    text = client.get("/decide").text
    assert '<article class="doubtful">' not in text and "Lê Thị Bình" in text
    draft = re.search(r'href="(/doc/quang-ngai/[^"]+)">chưa có số', client.get("/").text)[1]
    assert f'href="/doc/{RIGHT}"' in client.get(draft).text
    assert f'href="/doc/{DOUBTFUL}"' not in client.get(draft).text
    assert client.post("/decide", data={"a": RIGHT, "b": DOUBTFUL, "who": "An", "did": "undo"}).status_code == 200
    wait(own)
    assert '<article class="doubtful">' in client.get("/decide").text
    lines = [json.loads(line) for line in own.judgements.record.read_text("utf-8").splitlines()]
    assert [(line["did"], line["who"]) for line in lines] == [("same", "Lê Thị Bình"), ("ended", "An")]


def test_no_means_it_is_not_asked_again(own):
    client = client_of(own)
    client.post("/decide", data={**YES, "did": "different"})
    assert '<article class="doubtful">' not in client.get("/decide").text


def test_another_document_can_be_named(own):
    client = client_of(own)
    answer = client.post("/decide", data={"b": DOUBTFUL, "who": "An", "did": "other", "other": "no such thing"})
    assert answer.status_code == 422 and not own.judgements.all()
    answer = client.post("/decide", data={"b": DOUBTFUL, "who": "An", "did": "other", "other": RIGHT})
    assert answer.status_code == 200
    assert own.judgements.all()[0].a == RIGHT


@pytest.mark.parametrize("change", [{"who": " "}, {"a": "nothing"}, {"b": "nothing"}, {"a": DOUBTFUL}, {"did": "undo"}])
def test_what_makes_no_sense_is_refused_and_nothing_is_written(site, change):
    answer = client_of(site).post("/decide", data=YES | change)
    assert answer.status_code == 422
    assert not site.judgements.path.exists()


def test_a_contradiction_is_refused_and_the_file_stays(own):
    own.judgements.judge(RIGHT, DOUBTFUL, "same", "An", "")
    before = own.judgements.path.read_bytes()
    answer = client_of(own).post("/decide", data={**YES, "did": "different"})
    assert answer.status_code == 422
    assert own.judgements.path.read_bytes() == before
    assert str(own.judgements.path.parent) not in answer.text


def test_who_only_reads_decides_nothing(site):
    reader = client_of(site, role="read")
    assert reader.post("/decide", data=YES).status_code == 403
    assert "<button" not in reader.get("/decide").text
