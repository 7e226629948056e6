"""A text is resolved apart from all others: what it must know of them is told beforehand, number by number."""

from collections import defaultdict

from cancu.extract import Source, extract
from cancu.graph.candidates import merge_statements, numbers_to_look_up, year_statements
from cancu.graph.copies import name_and_bytes
from cancu.graph.misprints import correct_numbers
from cancu.graph.register import register
from cancu.graph.resolve import prepared, resolve, resolve_text, settle_scopes
from cancu.knowledge.base import built_in

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: {}/KH-UBND\nThanh Hóa, ngày 13 tháng 02 năm 2023\nKẾ HOẠCH\nGiảm nghèo\n\n"
TEXTS = [
    HEAD.format(1) + "Căn cứ Nghị định số 7/2021/NĐ-CP ngày 27/01/2021 của Chính phủ quy định chuẩn nghèo đa chiều;",
    HEAD.format(2) + "Căn cứ Nghị định số 7/2012/NĐ-CP ngày 27/01/2021 của Chính phủ quy định chuẩn nghèo đa chiều;",
    HEAD.format(3) + "Căn cứ Nghị định số 7/2021/NĐ-CP ngày 27/01/2021;\nCăn cứ số 55/2010/QH12 ngày 24/11/2010;",
    HEAD.format(4) + "Căn cứ Quyết định số 880/QĐ-TTg của Thủ tướng Chính phủ phê duyệt Chương trình giảm nghèo huyện;",
    HEAD.format(5) + "Căn cứ Quyết định số 880/QĐ-TTg ngày 05/5/2022 của Thủ tướng Chính phủ phê duyệt Chương trình"
    " giảm nghèo huyện; Luật Đầu tư công;",
]  # fmt: skip


def test_each_text_alone_gives_what_all_together_give() -> None:
    known = register(built_in())
    read = [extract(Source(f"{at}.txt", text)) for at, text in enumerate(TEXTS)]
    together = resolve([(one.document, one.mentions) for one in read])
    texts = sorted((prepared(e.document, e.mentions, known) for e in read), key=lambda t: name_and_bytes(t.document))
    right = defaultdict(set)
    for text in texts:
        for dated, key in correct_numbers(text.mentions, known.knowledge):
            right[dated].add(key)
    for text in texts:
        settle_scopes(text, right, known)
    years = merge_statements((text.document, year_statements(text, known)) for text in texts)
    alone = []
    for text in texts:
        told = {number: years[number] for number in numbers_to_look_up(text, known) if number in years}
        alone += resolve_text(text, told, known)
    assert [(m.file, m.start, m.target_id) for m in alone] == [
        (m.file, m.start, m.target_id) for m in together.mentions
    ]
    assert {m.target_id for m in alone} >= {"vn/2021/07-2021-nd-cp", "vn/2022/880-qd-ttg"}
