"""Folders over time: what was read is kept, side files complete, drafts are told, and watching equals building anew."""

import json
import random
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cancu.cli import main
from cancu.corpus import read_corpus
from cancu.graph.store import open_store
from cancu.ingest import readings
from cancu.ingest.reading_cache import ReadingCache
from cancu.ingest.watch import one_pass, watch
from cancu.knowledge.base import built_in
from cancu.models import Document
from tests.read import sample_files

PLAN = """ỦY BAN NHÂN DÂN
TỈNH {place}
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------

Số: {number}/KH-UBND

{name}, ngày 13 tháng 02 năm 2023

KẾ HOẠCH
{title}

Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ; Kế hoạch số {other}/KH-UBND ngày 05/01/2023 của UBND tỉnh, UBND tỉnh ban hành kế hoạch:

1. Các sở, ban, ngành rà soát nhiệm vụ số {number} và báo cáo trước ngày 30/11/2023.
2. Kinh phí lấy từ nguồn sự nghiệp của năm {number} theo Luật Ngân sách nhà nước.
"""


def plan(number: int, other: int = 1, title: str = "Triển khai nhiệm vụ chuyển đổi số trên địa bàn tỉnh") -> str:
    return PLAN.format(place="THANH HÓA", name="Thanh Hóa", number=number, other=other, title=f"{title}, phần {number}")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    Path("in").mkdir()
    return tmp_path


def write(name: str, text: str) -> Path:
    path = Path("in", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sample_files.KINDS[path.suffix[1:]](text))
    return path


def test_a_file_that_was_read_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.docx", plan(24))
    write("b.zip", plan(25))
    first = read_corpus(["in"], cache=ReadingCache())
    monkeypatch.setattr(readings, "read_file", None)
    again = read_corpus(["in"], cache=ReadingCache())
    assert again.resolved == first.resolved
    assert list(again.extractions) == list(first.extractions)
    Path("in/a.docx").rename("in/c.docx")
    moved = read_corpus(["in"], cache=ReadingCache())
    assert {d.path for d in moved.resolved.documents if d.in_corpus} == {"in/b.zip!van-ban/goc.rtf", "in/c.docx"}


def test_what_could_not_be_read_is_tried_again() -> None:
    Path("in/a.docx").write_bytes(sample_files.docx(plan(24))[:300])
    assert (
        read_corpus(["in"], cache=ReadingCache()).failures == read_corpus(["in"], cache=ReadingCache()).failures != ()
    )


@pytest.mark.parametrize(
    "name, content",
    [
        (
            "list.csv",
            "Tên tệp,Số ký hiệu,Ngày ban hành,Trích yếu,Link\na.txt,7/KH-UBND,14/02/2023,Tên khác,https://example.vn/7\n",
        ),
        ("list.tsv", "file\tkey\tdate\ttitle\turl\na.txt\t7/KH-UBND\t2023-02-14\tTên khác\thttps://example.vn/7\n"),
        (
            "list.json",
            json.dumps(
                [
                    {
                        "file": "a.txt",
                        "key": "7/KH-UBND",
                        "date": "2023-02-14",
                        "title": "Tên khác",
                        "url": "https://example.vn/7",
                    }
                ]
            ),
        ),
        (
            "a.json",
            json.dumps(
                {"number": "7/KH-UBND", "date": "14/2/2023", "title": "Tên khác", "url": "https://example.vn/7"}
            ),
        ),
        (
            "all.json",
            json.dumps(
                {
                    "a.txt": {
                        "so": "7/KH-UBND",
                        "ngay": "14/2/2023",
                        "tieu de": "Tên khác",
                        "link": "https://example.vn/7",
                    }
                }
            ),
        ),
    ],
)
def test_a_side_file_overrides_what_is_read_and_says_so(name: str, content: str) -> None:
    write("a.txt", plan(24))
    Path("in", name).write_text(content, encoding="utf-8")
    corpus = read_corpus(["in"])
    (own,) = [d for d in corpus.resolved.documents if d.in_corpus]
    assert (own.key, own.number, str(own.date), own.title) == ("7/KH-UBND", "7", "2023-02-14", "Tên khác")
    assert own.url == "https://example.vn/7"
    assert own.id == "thanh-hoa/2023/07-kh-ubnd"
    assert any("key is 7/KH-UBND by in/" in note and "and 24/KH-UBND by its own text" in note for note in corpus.notes)
    assert corpus.skipped == {"side files, which were used": 1}


def test_a_table_that_speaks_of_no_file_here_is_passed_over() -> None:
    write("a.txt", plan(24))
    Path("in/list.csv").write_text("file,key\nelsewhere.txt,7/KH-UBND\n", encoding="utf-8")
    Path("in/broken.json").write_text("{", encoding="utf-8")
    corpus = read_corpus(["in"])
    assert corpus.skipped == {".csv": 1, ".json": 1}
    assert corpus.failures[0].startswith("in/broken.json: not JSON")


def test_a_draft_is_told_from_what_was_issued_and_linked_to_it() -> None:
    issued = plan(24)
    draft = issued.replace("Số: 24/KH-UBND", "Số:      /KH-UBND").replace("ngày 13 tháng 02", "ngày      tháng 01")
    write("a.txt", issued)
    write("draft.docx", draft.replace("Các sở, ban, ngành", "Các đơn vị, địa phương"))
    write("other.txt", plan(99, title="Phòng chống thiên tai và tìm kiếm cứu nạn").replace("99/KH", "  /KH"))
    documents = {d.path: d for d in read_corpus(["in"]).resolved.documents if d.in_corpus}
    assert documents["in/draft.docx"].draft_of == documents["in/a.txt"].id
    assert documents["in/other.txt"].draft_of is None
    assert len({d.id for d in documents.values()}) == 3


def test_one_document_in_two_kinds_of_file_is_one() -> None:
    write("a.pdf", plan(24))
    write("b.docx", plan(24))
    corpus = read_corpus(["in"])
    (own,) = [d for d in corpus.resolved.documents if d.in_corpus]
    assert {own.path, *own.copies} == {"in/a.pdf", "in/b.docx"}


def held(store: str) -> dict[str, Any]:
    """All that a store holds, but for the hashes of its rows."""
    with closing(open_store(store, create=False)) as opened:
        batches = list(opened.read())
    documents: list[Document] = [one for batch in batches for one in batch.documents]
    return {
        "documents": sorted(documents, key=lambda one: one.id),
        "links": sorted((one for batch in batches for one in batch.links), key=repr),
        "mentions": sorted((one for batch in batches for one in batch.mentions), key=repr),
    }


@pytest.mark.parametrize("count", [24, pytest.param(300, marks=pytest.mark.slow)])
def test_a_watched_folder_equals_a_fresh_build(count: int) -> None:
    choice = random.Random(3)
    kinds = sorted(sample_files.KINDS)
    names = [f"{n}.{kinds[n % len(kinds)]}" for n in range(count)]
    for name in names[: count // 2]:
        write(name, plan(int(name.partition(".")[0]) + 1, choice.randrange(1, count)))
    for _ in range(4):
        with closing(open_store("graph")) as store:
            one_pass(["in"], store, "graph", knowledge=built_in(), cache=ReadingCache())
        for name in choice.sample(names, count // 4):
            if Path("in", name).exists() and choice.random() < 0.5:
                Path("in", name).unlink()
            else:
                write(name, plan(int(name.partition(".")[0]) + 1, choice.randrange(1, count)))
    with closing(open_store("graph")) as store:
        _, change = one_pass(["in"], store, "graph", knowledge=built_in(), cache=ReadingCache())
        _, nothing = one_pass(["in"], store, "graph", knowledge=built_in(), cache=ReadingCache())
    assert change and not nothing
    built = CliRunner().invoke(main, ["build", "in", "--store", "fresh"], catch_exceptions=False)
    assert built.exit_code == 0, built.stderr
    assert held("graph") == held("fresh")


def test_watching_reads_what_has_settled() -> None:
    steps: list[list[str]] = []
    looks = iter(range(100))

    def sleep(_: float) -> None:
        look = next(looks)
        if look in (1, 2):  # still being written
            write("b.txt", plan(25) * (look + 1))
        if look == 6:
            Path("in/a.txt").unlink()

    write("a.txt", plan(24))
    watch(["in"], lambda: steps.append(sorted(p.name for p in Path("in").iterdir())), every_s=0, sleep=sleep, looks=12)
    assert steps == [["a.txt"], ["a.txt", "b.txt"], ["b.txt"]]


def test_a_pass_tells_its_exact_changes_and_they_are_listed_later() -> None:
    run = CliRunner()
    write("a.txt", plan(24, 7))
    first = run.invoke(main, ["watch", "in", "--once", "--store", "graph"], catch_exceptions=False)
    assert "1 text: 1 added, 0 changed, 0 removed; 3 links added, 0 removed" in first.stderr
    write("a.txt", plan(24, 8))
    second = run.invoke(main, ["watch", "in", "--once", "--store", "graph"], catch_exceptions=False)
    assert "0 added, 1 changed, 0 removed; 1 link added, 1 removed" in second.stderr
    Path("in/a.txt").unlink()
    third = run.invoke(main, ["watch", "in", "--once", "--store", "graph"], catch_exceptions=False)
    assert "0 added, 0 changed, 1 removed; 0 links added, 3 removed" in third.stderr
    listed = run.invoke(main, ["changes", "--store", "graph", "--format", "json"], catch_exceptions=False).stdout
    assert [json.loads(line)["what"] for line in listed.splitlines()].count("link added") == 4
    assert run.invoke(main, ["changes", "--since", "2999-01-01", "--store", "graph"]).exit_code == 1
