"""Which document a mention is: scope, year, version, and what stays open."""

import datetime

import pytest

from cancu.extract import Source, extract
from cancu.graph.decisions import Decision, Decisions
from cancu.graph.identity import document_id, key_slug, settle_scope
from cancu.graph.resolve import resolve
from cancu.knowledge.base import built_in

PLAN = """ỦY BAN NHÂN DÂN
TỈNH THANH HÓA
Số: 24/KH-UBND
Thanh Hóa, ngày 13 tháng 02 năm 2023
KẾ HOẠCH
Triển khai Đề án 06

"""
CIRCULAR = """BỘ TÀI CHÍNH
Số: 12/2020/TT-BTC
Hà Nội, ngày 05 tháng 3 năm 2020
THÔNG TƯ
Quy định mức thu

"""


def read(*texts):
    extractions = [extract(Source(f"{i}.txt", text)) for i, text in enumerate(texts)]
    return resolve((e.document, e.mentions) for e in extractions)


def targets(text):
    return [(m.key, m.target_id, m.status) for m in read(text).mentions]


def body(text, header=PLAN):
    return [t for t in targets(header + text) if t[0] != "06/QĐ-TTg"]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Căn cứ Quyết định số 176/QĐ-UBND ngày 10/01/2022 của UBND tỉnh;", "thanh-hoa/2022/176-qd-ubnd"),
        ("Căn cứ Nghị quyết số 13-NQ/TU ngày 06/9/2023 của Tỉnh ủy Quảng Ngãi;", "quang-ngai/2023/13-nq-tu"),
        (
            "Căn cứ Quyết định số 45/QĐ-UBND ngày 10/01/2022 của UBND thành phố Thanh Hóa;",
            "thanh-hoa/thanh-hoa/2022/45-qd-ubnd",
        ),
        ("Căn cứ Quyết định số 46/QĐ-UBND ngày 10/01/2022 của UBND thành phố Đà Nẵng;", "da-nang/2022/46-qd-ubnd"),
        (
            "Căn cứ Quyết định số 20/QĐ-UBND ngày 10/01/2022 của UBND huyện Mường Lát;",
            "thanh-hoa/muong-lat/2022/20-qd-ubnd",
        ),
        ("Căn cứ Quyết định số 3659/QĐ-BKHCN ngày 13/11/2022 của Bộ Khoa học và Công nghệ;", "vn/2022/3659-qd-bkhcn"),
        ("Căn cứ Kế hoạch số 02-KH/BCĐTW ngày 19/6/2025 của Ban Chỉ đạo Trung ương;", "vn/2025/02-kh-bcdtw"),
        ("Căn cứ Kế hoạch số 106/KH-BCĐ ngày 26/4/2022;", "thanh-hoa/2022/106-kh-bcd"),
        ("Căn cứ Nghị định số 42/2022/NĐ-CP;", "vn/2022/42-2022-nd-cp"),
        ("Căn cứ Thông tư số 10/2020/TT-BNN&PTNT;", "vn/2020/10-2020-tt-bnnptnt"),
        ("Căn cứ Nghị quyết số 57-NQ/TW của Bộ Chính trị;", "vn/-/57-nq-tw"),
    ],
)
def test_identity_of_a_number(text, target):
    assert body(text)[0][1] == target


def test_a_number_with_no_year_stays_open_and_keeps_what_it_may_be():
    (mention,) = [
        m for m in read(PLAN + "Căn cứ Nghị quyết số 01/NQ-CP của Chính phủ;").mentions if m.key == "01/NQ-CP"
    ]
    assert mention.year is None and mention.target_id == "vn/-/01-nq-cp"
    assert mention.status == "ambiguous" and len(mention.candidates) > 1


def test_a_later_short_citation_takes_the_year_of_the_first_full_one():
    text = "Thực hiện Kế hoạch số 77/KH-UBND ngày 28/3/2022 của UBND tỉnh. Theo Kế hoạch số 77/KH-UBND, các sở báo cáo."
    assert {t[1] for t in body(text)} == {"thanh-hoa/2022/77-kh-ubnd"}


def test_a_law_in_a_title_is_the_one_of_the_titles_time():
    text = "Căn cứ Nghị định số 43/2014/NĐ-CP ngày 15 tháng 5 năm 2014 của Chính phủ quy định chi tiết thi hành một số điều của Luật Đất đai; Luật Đất đai năm 2024;"
    assert [t[1] for t in body(text)][1:] == ["vn/2013/45-2013-qh13", "vn/2024/31-2024-qh15"]


def test_a_misprinted_date_does_not_beat_the_number_or_the_register():
    read_back = read(
        PLAN + "Căn cứ Nghị định số 23/2015/NĐ-CP ngày 16/02/2025; Nghị định số 30/2020/NĐ-CP ngày 05/3/2020;"
    )
    dates = {d.key: str(d.date) for d in read_back.documents}
    assert dates["23/2015/NĐ-CP"] == "2015-02-16"
    assert dates["30/2020/NĐ-CP"] == "2020-03-05"


def test_the_partys_term_beside_a_number_tells_its_year():
    told = [
        t[1]
        for t in body(
            "Thực hiện Nghị quyết 18-NQ/TW (khóa XII); Nghị quyết số 20-NQ/TW Hội nghị Trung ương 5 khóa XIII."
        )
    ]
    assert told == ["vn/2017/18-nq-tw", "vn/2022/20-nq-tw"]


def test_a_party_number_is_settled_by_the_register():
    later = PLAN.replace("2023", "2025")
    assert body("Căn cứ Nghị quyết số 57-NQ/TW của Bộ Chính trị;", later)[0][1] == "vn/2024/57-nq-tw"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Căn cứ Luật Đất đai;", "vn/2013/45-2013-qh13"),
        ("Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;", "vn/2024/31-2024-qh15"),
        ("Căn cứ Luật Đất đai năm 2003;", "vn/2003/13-2003-qh11"),
        ("Căn cứ Luật Đất đai số 31/2024/QH15; theo Luật Đất đai.", "vn/2024/31-2024-qh15"),
        ("Căn cứ Luật NSNN;", "vn/2015/83-2015-qh13"),
    ],
)
def test_a_law_by_name_is_the_version_of_its_time(text, target):
    assert body(text, CIRCULAR)[-1][1] == target


def test_an_alias_is_the_document_that_it_names():
    assert targets(PLAN)[0] == ("06/QĐ-TTg", "vn/2022/06-qd-ttg", "resolved")


def test_the_corpus_settles_a_year_when_the_titles_agree():
    other = (
        PLAN.replace("24/KH-UBND", "30/KH-UBND")
        + "Thực hiện Kế hoạch số 24/KH-UBND của UBND tỉnh về triển khai Đề án 06 trên địa bàn tỉnh."
    )
    mention = next(m for m in read(PLAN, other).mentions if m.key == "24/KH-UBND")
    assert mention.target_id == "thanh-hoa/2023/24-kh-ubnd"


def test_a_number_that_the_corpus_settles_once_is_settled_wherever_the_text_has_it():
    other = (
        PLAN.replace("24/KH-UBND", "30/KH-UBND")
        + "Thực hiện Kế hoạch số 24/KH-UBND của UBND tỉnh về triển khai Đề án 06 trên địa bàn tỉnh. "
        + "Các sở báo cáo theo mẫu của Kế hoạch số 24/KH-UBND."
    )
    said = [m for m in read(PLAN, other).mentions if m.key == "24/KH-UBND"]
    assert [(m.target_id, m.status) for m in said] == [("thanh-hoa/2023/24-kh-ubnd", "resolved")] * 2
    assert "elsewhere in this text" in (said[1].reason or "")


def test_chains_start_from_the_document_in_whose_title_they_stand():
    text = (
        PLAN + "Thực hiện Kế hoạch số 100/KH-UBND ngày 26/4/2022 về triển khai Nghị quyết số 06-NQ/TU ngày 10/11/2021;"
    )
    chain = next(m for m in read(text).mentions if m.key == "06-NQ/TU")
    assert (chain.source_id, chain.target_id) == ("thanh-hoa/2022/100-kh-ubnd", "thanh-hoa/2021/06-nq-tu")


def test_the_order_of_the_files_does_not_matter():
    one = extract(Source("a.txt", PLAN + "Căn cứ Nghị định số 42/2022/NĐ-CP;"))
    two = extract(Source("b.txt", CIRCULAR + "Căn cứ Luật Giá;"))
    pairs = [(e.document, e.mentions) for e in (one, two)]
    assert resolve(pairs) == resolve(pairs[::-1])


def test_two_texts_with_one_number_are_both_kept():
    other = PLAN.replace("Triển khai Đề án 06", "Tổ chức hội thi thể thao của người cao tuổi trên địa bàn tỉnh")
    ids = [d.id for d in read(PLAN, other).documents if d.in_corpus]
    assert len(ids) == 2 and ids[0] == "thanh-hoa/2023/24-kh-ubnd"


def test_a_person_can_decide():
    decision = Decision(
        a="vn/2024/01-nq-cp", b="vn/-/01-nq-cp", judgement="same", who="an", when=datetime.date(2026, 1, 2), why="read"
    )
    extraction = extract(Source("a.txt", PLAN + "Căn cứ Nghị quyết số 01/NQ-CP của Chính phủ;"))
    resolved = resolve([(extraction.document, extraction.mentions)], decisions=Decisions((decision,)))
    mention = next(m for m in resolved.mentions if m.key == "01/NQ-CP")
    assert mention.target_id == "vn/2024/01-nq-cp" and "decided by an" in mention.reason


def test_ids_are_readable_and_tell_types_apart():
    assert document_id(scope="vn", year=2022, key="06/QĐ-TTg") == "vn/2022/06-qd-ttg"
    assert document_id(scope="thanh-hoa", year=None, key="24/KH-UBND") == "thanh-hoa/-/24-kh-ubnd"
    assert key_slug("5/HĐ-UBND") != key_slug("5/HD-UBND")
    assert key_slug("06/QĐ-TTg") == key_slug("06/QĐ-TTG")


def test_a_ministry_citing_a_local_decision_needs_the_place():
    assert settle_scope("QĐ-UBND", None, "vn", knowledge=built_in())[0] is None
    assert settle_scope("QĐ-UBND", "UBND tỉnh Kon Tum", "vn", knowledge=built_in())[0] == "kon-tum"
