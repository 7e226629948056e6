"""A user's own document, law, body and place are known in every command that reads or resolves."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cancu.cli import main

ROWS = [
    {"key": "77/QĐ-TTg", "date": "2022-03-05", "title": "phê duyệt Đề án Hoa Sen", "aliases": [{"text": "Đề án Hoa Sen"}], "source": "K"},
    {"table": "issuer", "id": "BQLHS", "name": "Ban Quản lý Hoa Sen", "level": "central", "kind": "state", "source": "K"},
    {"table": "law", "key": "99/2020/QH14", "name": "Luật Hoa Sen", "type": "L", "date": "2020-11-17", "source": "K"},
]  # fmt: skip
TEXT = """ỦY BAN NHÂN DÂN
TỈNH THANH HÓA
Số: 24/KH-UBND
Thanh Hóa, ngày 13 tháng 02 năm 2023
KẾ HOẠCH
Trồng sen

Căn cứ Luật Hoa Sen;
Thực hiện Đề án Hoa Sen và Hướng dẫn số 12/HD-BQLHS ngày 05/4/2022 của Ban Quản lý Hoa Sen về kỹ thuật;
"""
CITED = {"vn/2022/77-qd-ttg", "vn/2020/99-2020-qh14", "vn/2022/12-hd-bqlhs"}


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    text, rows = tmp_path / "plan.txt", tmp_path / "own.jsonl"
    text.write_text(TEXT, encoding="utf-8")
    rows.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), encoding="utf-8")
    return str(text), str(rows)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments], catch_exceptions=False)


def test_extract(files):
    text, rows = files
    lines = [json.loads(line) for line in run("extract", text, "--register", rows).stdout.splitlines()]
    assert {line["target_id"] for line in lines if line["record"] == "mention"} == CITED
    assert {line["status"] for line in lines if line["record"] == "mention"} == {"resolved"}


def test_without_the_rows_nothing_is_made_up(files):
    lines = [json.loads(line) for line in run("extract", files[0]).stdout.splitlines()]
    told = {line["text"]: line["status"] for line in lines if line["record"] == "mention"}
    assert told == {"Luật Hoa Sen": "open", "Hướng dẫn số 12/HD-BQLHS": "open"}


def test_build_ask_and_query(files, tmp_path):
    text, rows = files
    store = str(tmp_path / "graph")
    assert run("build", text, "--store", store, "--register", rows).exit_code == 0
    asked = run(
        "ask", "Những kế hoạch nào triển khai Đề án Hoa Sen?", "--store", store, "--register", rows, "--format", "csv"
    )
    assert "thanh-hoa/2023/24-kh-ubnd" in asked.stdout
    assert (
        "thanh-hoa/2023/24-kh-ubnd"
        in run("query", "implementers", "Đề án Hoa Sen", "--store", store, "--format", "csv").stdout
    )


def test_check_and_explain(files):
    text, rows = files
    assert "HD-BQLHS" in run("check", text, "--format", "csv").stdout
    assert "HD-BQLHS" not in run("check", text, "--format", "csv", "--register", rows).stdout
    assert "vn/2022/77-qd-ttg" in run("explain", text, "--register", rows).stdout
    assert "vn/2022/77-qd-ttg" not in run("explain", text).stdout
