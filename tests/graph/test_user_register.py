"""A user's own laws, schemes and aliases (--register) are found in texts and resolved."""

import json

import pytest

from cancu.graph.resolve import Resolved
from cancu.knowledge.base import with_register
from tests.graph.papers import plan, read

ROWS = [
    {
        "key": "512/QĐ-UBND",
        "scope": "thanh-hoa",
        "date": "2022-02-14",
        "title": "phê duyệt Đề án trồng sen",
        "aliases": [{"text": "Đề án Hoa Sen"}],
        "source": "K",
    },
    {
        "table": "law",
        "name": "Luật Kiểm định đồ chơi",
        "key": "199/2021/QH15",
        "type": "L",
        "date": "2021-11-09",
        "source": "K",
    },
]


@pytest.fixture
def own(tmp_path):
    """The tables with two rows of a user's."""
    file = tmp_path / "own.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), encoding="utf-8")
    return with_register(file)


def found(text, own=None) -> list[tuple[str, str | None, str]]:
    resolved: Resolved = read(plan(text), knowledge=own)
    return [(m.text, m.target_id, m.status) for m in resolved.mentions]


def test_an_alias_of_a_users_row_is_found_and_is_its_document(own):
    text = "Tiếp tục triển khai Đề án Hoa Sen trên địa bàn."
    assert found(text) == []
    assert found(text, own) == [("Đề án Hoa Sen", "thanh-hoa/2022/512-qd-ubnd", "resolved")]


def test_a_users_law_is_found_by_name_and_has_its_number(own):
    text = "Căn cứ Luật Kiểm định đồ chơi;"
    assert found(text) == [("Luật Kiểm định đồ chơi", "vn/-/luat-kiem-dinh-do-choi", "open")]
    assert found(text, own) == [("Luật Kiểm định đồ chơi", "vn/2021/199-2021-qh15", "resolved")]


def test_a_users_law_proves_a_slip_in_its_number(own):
    (mention,) = read(plan("Căn cứ Luật Kiểm định đồ chơi số 199/2021/QH14;"), knowledge=own).mentions
    assert (mention.key, mention.target_id) == ("199/2021/QH15", "vn/2021/199-2021-qh15")
