"""Every row of relations.toml in a sentence that it decides and in one that it does not."""

import pytest

from cancu.extract import Source
from cancu.extract.reading import label_citations
from cancu.extract.relation_rules import rows

from .marked_texts import check, paper, unmark

EXAMPLES = [(row.id, example) for row in rows() for example in row.examples]
COUNTER = [(row.id, example) for row in rows() for example in row.counter]


def deciding(text: str) -> list[str]:
    """The rows that decide the citations of a text."""
    return [c.row for c in label_citations(Source("a.txt", text))[1] if not c.hit.own]


@pytest.mark.parametrize(("row", "example"), EXAMPLES)
def test_a_row_decides_its_example(row, example):
    check(paper(example))
    assert row in deciding(unmark(paper(example)))


@pytest.mark.parametrize(("row", "example"), COUNTER)
def test_a_row_leaves_its_counter_example(row, example):
    check(paper(example))
    assert row not in deciding(unmark(paper(example)))


PAPERS = [
    "BC: [[Quyết định số 5/QĐ-UBND|REFERS_TO]] ngày 02/3/2020 hết hiệu lực kể từ ngày 01/01/2025.",
    "NQ: Kinh phí thực hiện [[Quyết định số 12/QĐ-TTg|REFERS_TO]] do ngân sách bảo đảm.",
    "QĐ: Trong thời gian chờ\nsửa đổi [[Quyết định số 5/QĐ-UBND|REFERS_TO]], các sở làm theo quy trình cũ.",
    "KH: Thực hiện [[Quyết định số 5/2020/QĐ-UBND|IMPLEMENTS]] ngày 01/3/2032 của UBND tỉnh.",
    "TT: Đơn vị nộp hồ sơ như Sửa đổi lần 1 của [[Thông tư số 5/2020/TT-BTC|REFERS_TO]] đã nêu.",
    "BC: Danh mục dự án chi tiết tại Phụ lục II [[Nghị quyết số 12/NQ-HĐND|REFERS_TO]].",
    "BC: Nội dung này tương tự [[Kết luận số 12-KL/TU|REFERS_TO]].",
    "BC: Dự án đã bị huỷ theo [[Quyết định số 12/QĐ-UBND|REFERS_TO]].",
    "QĐ: Nhà đầu tư tuân thủ các điều kiện quy định tại chương IV [[Luật Xây dựng|REFERS_TO]].",
    "TT: [[Thông tư số 5/2020/TT-BTC|REPLACES]] ngày 02/3/2020 được thay thế bằng Thông tư này.",
    "TT: [[Thông tư số 5/2020/TT-BTC|REPEALS]] ngày 02/3/2020 bị bãi bỏ bởi Thông tư này.",
    "QĐ: [[Quyết định số 5/QĐ-UBND|REPEALS]] ngày 02/3/2020 không còn hiệu lực thi hành.",
    "QĐ: Đình chỉ việc thi hành [[Quyết định số 5/QĐ-UBND|AMENDS]] ngày 02/3/2020.",
    "QĐ: Tạm ngưng hiệu lực [[Quyết định số 5/QĐ-UBND|AMENDS]] đến hết năm 2026.",
    "TT#: HƯỚNG DẪN\nmột số điểm của Quy định ban hành kèm theo [[Quyết định số 5/2020/QĐ-TTg|GUIDES]]",
    "BC: | Văn bản cần sửa đổi, bổ sung, bãi bỏ | Lý do |\n| [[Nghị định số 5/2020/NĐ-CP|REFERS_TO]] | không còn phù hợp |",
    "KH: Xây dựng [[Luật Lâm nghiệp|REFERS_TO]] (thay thế).",
    "NQ: Quốc hội bãi bỏ văn bản trái với [[Hiến pháp|REFERS_TO]].",
    "BC: Kiến nghị: sửa đổi Điều 8 [[Nghị định số 5/2020/NĐ-CP|REFERS_TO]].",
    "press: UBND tỉnh ban hành quyết định bãi bỏ [[Quyết định số 5/QĐ-UBND|REFERS_TO]] ngày 02/3/2020.",
    "CV: Theo khoản 2 Điều 1 [[Quyết định số 90/QĐ-TTg|REFERS_TO]] thì mức hỗ trợ như sau:",
    "KH: Theo khoản 2 Điều 1 [[Quyết định số 90/QĐ-TTg|REFERS_TO]] thì mức hỗ trợ như sau:",
    "BC: Mỏ khai thác theo [[Giấy phép số 151/GP-UBND|REFERS_TO]].",
    "BC: UBND tỉnh đã ban hành nhiều văn bản để cụ thể hóa [[Chỉ thị số 12/CT-TTg|REFERS_TO]].",
    "QĐ: Bãi bỏ [[Quyết định số 5/QĐ-UBND|REPEALS]] ban hành “Quy định về vỉa hè” và [[Quyết định số 6/QĐ-UBND|REPEALS]] ban hành “Quy định về chợ”.",
    "BC: Hồ sơ điều chỉnh Quy hoạch khoáng sản: UBND tỉnh đã tham gia ý kiến tại Văn bản [[số 12/UBND-KT|REFERS_TO]].",
    "KH: Triển khai [[Chỉ thị số 12/CT-TTg|IMPLEMENTS]]; UBND tỉnh ban hành Kế hoạch như sau:",
    "QĐ: Quyết định này có hiệu lực từ ngày ký. Các quyết định trước đây trái với Quyết định này đều bãi bỏ.",
    "QĐ: Điều 2. Quyết định này có hiệu lực kể từ ngày ký và thay thế\n[[Quyết định số 5/QĐ-UBND|REPLACES]] ngày 02/3/2020.",
    "QĐ-: Căn cứ [[Luật Lâm nghiệp|BASED_ON]] ngày 15/11/2017. [[Nghị định số 5/2020/NĐ-CP|BASED_ON]] ngày 02/3/2020;",
    "QĐ: Bãi bỏ [[Quyết định số 5/QĐ-UBND|REPEALS]] ngày 02/3/2020 và khoản 2 Điều 3 [[Quyết định số 6/QĐ-UBND|AMENDS]] ngày 03/3/2020.",
    "NQ: Bãi bỏ [[Nghị quyết số 5/NQ-HĐND|REPEALS]] ngày 02/3/2020 của HĐND tỉnh.",
]
"""What a verb does to its object, and what is no deed of the paper."""


@pytest.mark.parametrize("example", PAPERS)
def test_a_sentence_in_a_paper(example):
    check(paper(example))


def test_every_row_has_an_example_and_a_counter_example():
    assert [row.id for row in rows() if not row.examples or not row.counter] == []
    assert len({row.id for row in rows()}) == len(rows())
