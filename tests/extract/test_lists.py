"""Lists of every kind and length: what stands above them says what becomes of each item."""

import time

import pytest

from cancu.extract import Source, extract
from cancu.models import Relation

from .marked_texts import paper

LENGTHS = (1, 5, 90, 400)
HEADS = {
    "repeals with a colon": ("QĐ: Bãi bỏ toàn bộ các quyết định sau đây:", Relation.REPEALS),
    "repeals without a colon": ("QĐ: Bãi bỏ toàn bộ các quyết định sau đây", Relation.REPEALS),
    "repeals of parts": ("QĐ: Bãi bỏ một phần các quyết định sau đây:", Relation.AMENDS),
    "replacements": ("QĐ: Quyết định này thay thế các quyết định sau:", Relation.REPLACES),
    "amendments": ("QĐ: Sửa đổi, bổ sung một số điều của các quyết định sau:", Relation.AMENDS),
    "what ends": ("QĐ: Các quyết định sau đây hết hiệu lực kể từ ngày ký:", Relation.REPEALS),
    "tasks": ("KH: Các sở tổ chức thực hiện các văn bản sau:", Relation.IMPLEMENTS),
    "bases": ("KH: I. CĂN CỨ XÂY DỰNG KẾ HOẠCH", Relation.BASED_ON),
    "an annex": ("QĐ[bãi bỏ một số quyết định]-: PHỤ LỤC\nDANH MỤC VĂN BẢN BÃI BỎ TOÀN BỘ", Relation.REPEALS),
}
MARKS = {
    "numbers": lambda n: f"{n + 1}. ",
    "letters": lambda n: f"{'abcdđeghiklmnopqrstuvxy'[n % 23]}) ",
    "dashes": lambda n: "- ",
    "cells": lambda n: f"| {n + 1} | ",
}
FURNITURE = "\n12\nCÔNG BÁO/Số 288/Ngày 29-5-2026\n\n"


def items(count: int, mark: str, *, ends: str = ".", pages: bool = False) -> str:
    """So many lines that each cite a decision, with the titles that decisions have; every seventh breaks off for a new page."""
    out = []
    for n in range(count):
        title = " quy định về lệ phí" if n % 2 else " sửa đổi Quy định về vỉa hè"
        out.append(f"{MARKS[mark](n)}Quyết định số {n + 1}/2019/QĐ-UBND ngày 03/6/2019 của UBND tỉnh{title}{ends}\n")
        if pages and n % 7 == 6:
            out.append(FURNITURE)
    return "".join(out)


def relations(text: str) -> list[Relation]:
    return [m.relation for m in extract(Source("a.txt", text)).mentions if m.source == "self"]


@pytest.mark.parametrize("count", LENGTHS)
@pytest.mark.parametrize("head", HEADS)
def test_every_item_has_what_the_head_says(head, count):
    words, relation = HEADS[head]
    for mark in ("numbers", "letters", "dashes") if count < 90 else ("numbers",):
        assert relations(paper(f"{words}\n{items(count, mark)}")) == [relation] * count, mark


@pytest.mark.parametrize("count", LENGTHS)
@pytest.mark.parametrize("ends", [".", ";"])
def test_a_list_goes_on_over_pages(count, ends):
    text = paper(f"QĐ: Bãi bỏ các quyết định sau:\n{items(count, 'numbers', ends=ends, pages=True)}")
    assert relations(text) == [Relation.REPEALS] * count


def test_rows_of_a_table_in_an_annex():
    text = paper(f"QĐ[bãi bỏ một số quyết định]-: PHỤ LỤC\nDANH MỤC VĂN BẢN BÃI BỎ TOÀN BỘ\n\n{items(90, 'cells')}")
    assert relations(text) == [Relation.REPEALS] * 90


def test_a_list_ends_with_its_level():
    text = paper("""QĐ: 1. Bãi bỏ các quyết định sau:
a) Quyết định số 1/2019/QĐ-UBND;
b) Quyết định số 2/2019/QĐ-UBND.
2. Quyết định số 3/2019/QĐ-UBND là văn bản được dẫn chiếu.
Điều 2. Quyết định số 4/2019/QĐ-UBND được niêm yết.""")
    assert [r.value for r in relations(text)] == ["REPEALS", "REPEALS", "REFERS_TO", "REFERS_TO"]


def test_lists_inside_lists_take_the_nearest_head():
    text = paper("""QĐ: Xử lý các văn bản như sau:
1. Bãi bỏ toàn bộ các quyết định:
a) Quyết định số 1/2019/QĐ-UBND;
b) Quyết định số 2/2019/QĐ-UBND;
2. Bãi bỏ một phần các quyết định:
a) Khoản 2 Điều 3 Quyết định số 3/2019/QĐ-UBND;
b) Điều 4 Quyết định số 4/2019/QĐ-UBND.""")
    assert [r.value for r in relations(text)] == ["REPEALS", "REPEALS", "AMENDS", "AMENDS"]


def test_the_words_of_an_item_win_over_those_of_the_head():
    text = paper("""QĐ: Bãi bỏ các quyết định sau:
1. Quyết định số 1/2019/QĐ-UBND.
2. Sửa đổi Điều 3 Quyết định số 2/2019/QĐ-UBND.""")
    assert [r.value for r in relations(text)] == ["REPEALS", "AMENDS"]


@pytest.mark.parametrize("count", LENGTHS)
@pytest.mark.parametrize("mark", ["numbers", "none"])
def test_the_head_of_a_consolidated_text_names_what_amended_it(mark, count):
    marks = {"numbers": MARKS["numbers"], "none": lambda n: ""}
    acts = [f"Thông tư số {n + 2}/2024/TT-BTC ngày 18/9/2024 sửa đổi Thông tư số 1/2020/TT-BTC" for n in range(count)]
    lines = ";\n".join(f"{marks[mark](n)}{act}" for n, act in enumerate(acts))
    text = f"""VĂN BẢN HỢP NHẤT
THÔNG TƯ
Quy định giao dịch

Thông tư số 1/2020/TT-BTC ngày 31/12/2020 của Bộ trưởng Bộ Tài chính quy định giao dịch, có hiệu lực từ ngày 15/02/2021, được sửa đổi, bổ sung bởi:
{lines}.
Căn cứ Luật Chứng khoán;"""
    also = [(a.source, a.target) for m in extract(Source("a.txt", text)).mentions for a in m.also]
    assert also == [(f"{n + 2}/2024/TT-BTC", "1/2020/TT-BTC") for n in range(count)]


def test_lines_without_marks_share_the_end_that_the_last_tells():
    text = paper("""QĐ: Các thủ tục hành chính đã công bố tại các
Quyết định số 1/QĐ-UBND ngày 01/3/2020;
Quyết định số 2/QĐ-UBND ngày 02/3/2020;
Quyết định số 3/QĐ-UBND ngày 03/3/2020 hết hiệu lực kể từ ngày ký.""")
    assert relations(text) == [Relation.AMENDS] * 3


def test_lines_without_marks_under_a_heading_of_bases():
    text = paper("""KH: I. CĂN CỨ
Nghị quyết số 1/NQ-CP ngày 01/3/2020.
Quyết định số 2/QĐ-UBND ngày 02/3/2020.""")
    assert relations(text) == [Relation.BASED_ON] * 2


def test_an_introduction_without_a_verb_hands_down_the_one_above():
    text = paper("""QĐ: 1. Bãi bỏ các văn bản sau:
a) Về đất đai:
- Quyết định số 1/2019/QĐ-UBND;
- Quyết định số 2/2019/QĐ-UBND.""")
    assert relations(text) == [Relation.REPEALS] * 2


def test_an_act_does_not_amend_itself():
    text = paper("""BC: Thông tư số 1/2020/TT-BTC được sửa đổi bởi:
1. Thông tư số 1/2020/TT-BTC ngày 31/12/2020;
2. Thông tư số 2/2024/TT-BTC ngày 18/9/2024.""")
    also = [(a.source, a.target) for m in extract(Source("a.txt", text)).mentions for a in m.also]
    assert also == [("2/2024/TT-BTC", "1/2020/TT-BTC")]


def test_an_item_may_name_the_whole_act():
    text = paper("""QĐ: Bãi bỏ các văn bản sau:
a) Toàn bộ Quyết định số 1/2019/QĐ-UBND;
b) Toàn bộ các Quyết định số 2/2019/QĐ-UBND.""")
    assert relations(text) == [Relation.REPEALS] * 2


def test_an_item_may_begin_with_a_conjunction():
    text = paper("""QĐ: Bãi bỏ các quyết định sau:
a) Quyết định số 1/2019/QĐ-UBND;
b) và Quyết định số 2/2019/QĐ-UBND.""")
    assert relations(text) == [Relation.REPEALS] * 2


def test_lines_of_a_recital_go_on_behind_semicolons():
    text = paper("""QĐ-: Căn cứ Nghị định số 1/2019/NĐ-CP;
Nghị định số 2/2019/NĐ-CP,
Nghị định số 3/2019/NĐ-CP và
Nghị định số 4/2019/NĐ-CP.
Sở gửi kèm Quyết định số 5/QĐ-UBND.""")
    assert [r.value for r in relations(text)] == ["BASED_ON"] * 4 + ["REFERS_TO"]


def test_a_footnote_tells_the_title_of_what_it_hangs_from():
    text = paper("""BC: Thanh tra đã có Báo cáo số 2554/BC-TTCP[1].
Việc này đã xong.

[1] Về kết quả thực hiện Kết luận số 77-KL/TW của Bộ Chính trị.""")
    found = [(m.key, m.relation.value, m.source) for m in extract(Source("a.txt", text)).mentions]
    assert found[1] == ("77-KL/TW", "IMPLEMENTS", "2554/BC-TTCP")


def test_a_recital_cut_by_full_stops_goes_on():
    text = paper("""QĐ-: Căn cứ Nghị định số 1/2019/NĐ-CP. Quyết định số 2/2019/QĐ-TTg;
Nghị định số 3/2019/NĐ-CP.""")
    assert [r.value for r in relations(text)] == ["BASED_ON"] * 3


def test_a_long_list_costs_no_more_than_its_length():
    def cost(count: int) -> float:
        text = paper(f"QĐ: Bãi bỏ các quyết định sau:\n{items(count, 'numbers')}")
        start = time.process_time()
        extract(Source("a.txt", text))
        return time.process_time() - start

    cost(10)
    assert cost(400) < 3.4 * cost(200) + 0.2
