"""Slips in numbers are mended where something proves the reading, recorded, and left alone where nothing does."""

import pytest

from cancu.extract import Source, extract


def read(text):
    return [(m.text, m.key) for m in extract(Source("a.txt", text)).mentions]


MENDED = {
    "a letter of the body": ("Căn cứ Luật Thư viện số 46/2019/OH14;", "46/2019/QH14"),
    "a year for the term": ("Căn cứ Luật Bảo vệ môi trường số 55/2014/QH2013;", "55/2014/QH13"),
    "a letter in the term": ("Báo cáo số 475/BC-UBTVQHI4 ngày 20/10/2019", "475/BC-UBTVQH14"),
    "the term of other years, an act that is known": ("theo Luật số 97/2015/QH14;", "97/2015/QH13"),
    "the year, told by the day": ("Luật Bảo vệ môi trường số 72/2022/QH14 ngày 17 tháng 11 năm 2020;", "72/2020/QH14"),
    "the year, told by the name": ("Căn cứ Luật Ngân hàng Nhà nước Việt Nam số 46/2020/QH12;", "46/2010/QH12"),
    "the term, told by the day": ("Luật Quy hoạch đô thị số 47/2024/QH14 ngày 26/11/2024;", "47/2024/QH15"),
    "a lost term": ("Nghị quyết số 202/2025/QH ngày 12/6/2025", "202/2025/QH15"),
    "a term torn in two": ("Căn cứ Luật Đầu tư công số 58/2024/QH1 5 được sửa đổi;", "58/2024/QH15"),
    "a lost letter, the body named": ("Quyết định số 866/QĐ-Tg ngày 05/6/2022 của Thủ tướng Chính phủ", "866/QĐ-TTg"),
    "swapped letters": ("Quyết định số 12/QĐ-UNBD ngày 05/01/2023 của UBND tỉnh", "12/QĐ-UBND"),
    "a doubled letter of the type": ("Chỉ thị số 15/CTT-TTg ngày 22/5/2012", "15/CT-TTg"),
    "a letter of the type misread": ("Tờ trình số 12/TIr-STC ngày 22/5/2022", "12/TTr-STC"),
    "a type written as typed": ("Quyết định số 5/QDD-UBND ngày 22/5/2022", "5/QĐ-UBND"),
    "type and body run together, with a slip": ("Chỉ thị số 27/CTTg ngày 01/02/2022", "27/CT-TTg"),
    "a blank for the dash": ("Quyết định số 46 QĐ/TU ngày 05/3/2022", "46-QĐ/TU"),
    "no dash": ("Quyết định số 47QĐ/TU ngày 05/3/2022", "47-QĐ/TU"),
    "a blank for the dash of the Centre": ("Chỉ thị số 15 CT/TW ngày 07/6/2021 của Ban Bí thư", "15-CT/TW"),
    "a blank behind an ampersand": ("Công văn số 15972/SXD-QLN& TTBĐS ngày 04/5/2023", "15972/SXD-QLN&TTBĐS"),
}


@pytest.mark.parametrize(("text", "key"), MENDED.values(), ids=MENDED.keys())
def test_a_slip_is_mended_with_proof(text, key):
    (mention,) = extract(Source("a.txt", text)).mentions
    assert mention.key == key
    assert mention.printed_key or key == "15972/SXD-QLN&TTBĐS"
    assert all(repair.proof for repair in mention.repairs)


KEPT = {
    "a term that the year allows": "Luật số 15/2021/QH14 ngày 30/3/2021",
    "year or term, and nothing tells": "được sửa đổi bởi Luật số 99/2012/QH12",
    "a type of its own": "Giấy ủy quyền số 39/UQ-CT ngày 03/3/2020",
    "a short body that no table knows": "Quyết định số 12/QĐ-SXT ngày 03/3/2020",
    "a body of many numbers": "Quyết định số 12/QĐ-UNBD ngày 03/3/2020 và Quyết định số 15/QĐ-UNBD ngày 04/3/2020",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_without_proof_nothing_is_mended(text):
    assert all(not m.repairs and m.printed_key is None for m in extract(Source("a.txt", text)).mentions)


@pytest.mark.parametrize(
    "text",
    [
        "theo QCVN 05A:2020/BCT;",
        "xem https://vanban.example/12-2018-TT-BL%C4%90TBXH/moi",
        "xem www.vanban.example/so-12/2018/TT-BTC.html",
        "theo TCVN 9411:2012/BKHCN",
    ],
)
def test_standards_and_addresses_are_no_documents(text):
    assert read(text) == []


def test_a_letter_is_no_plan_of_the_unit_that_drafted_it():
    text = "Ngày 03/5/2023, Bộ Công Thương đã có Văn bản số 417/BCT-KH đề nghị rà soát."
    (mention,) = extract(Source("a.txt", text)).mentions
    assert (mention.type, mention.year, str(mention.date)) == ("CV", 2023, "2023-05-03")


def test_the_day_on_which_something_else_happened_is_not_the_document_s():
    text = "Ngày 03/5/2023, đoàn kiểm tra đã làm việc với xã theo Quyết định số 417/QĐ-UBND."
    assert [m.year for m in extract(Source("a.txt", text)).mentions] == [None]
