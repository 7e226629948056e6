"""One document is one node: copies, years, rivals and impossible symbols."""

import pytest

from cancu.corpus import graph_of, read_records
from cancu.graph.decisions import Decision, Decisions
from cancu.graph.resolve import resolve
from tests.graph.papers import plan, read

BODY = (
    "Thực hiện Quyết định số 411/QĐ-TTg ngày 31/3/2022 của Thủ tướng Chính phủ phê duyệt Chiến lược phát triển kinh tế số, Ủy"
    " ban nhân dân tỉnh giao các sở, ngành và địa phương trồng hai triệu cây xanh trong giai đoạn này, chăm sóc và bảo vệ"
    " rừng đầu nguồn, bố trí vốn từ ngân sách và huy động sự tham gia của các doanh nghiệp trên địa bàn toàn tỉnh."
)


def test_copies_of_one_text_are_one_document_with_all_its_files():
    copy = plan(BODY).replace("toàn tỉnh.", "toàn tỉnh./.").replace("TỈNH THANH HÓA", "TỈNH  THANH HÓA")
    both = read(plan(BODY), copy)
    (own,) = [d for d in both.documents if d.in_corpus]
    assert (own.path, own.copies) == ("0.txt", ("1.txt",))
    assert {m.file for m in both.mentions} == {"0.txt", "1.txt"}
    graph = graph_of(both)
    assert [(link.source, link.mentions) for link in graph.links] == [("thanh-hoa/2023/24-kh-ubnd", 1)]


def test_another_text_with_the_same_number_stays_another_document():
    other = plan("Tổ chức hội thi thể thao cho người cao tuổi của các xã miền núi vào dịp cuối năm.", title="Hội thi")
    assert len([d for d in read(plan(BODY), other).documents if d.in_corpus]) == 2


def test_the_files_of_a_copy_survive_the_records_of_extract():
    from cancu.corpus import Corpus, records
    from cancu.extract import Source, extract

    texts = {"a.txt": plan(BODY), "b.txt": plan(BODY)}
    found = {path: extract(Source(path, text)) for path, text in texts.items()}
    sketches = {path: e.sketch for path, e in found.items()}
    resolved = resolve([(e.document, e.mentions) for e in found.values()], sketches=sketches)
    lines = list(records(Corpus(resolved, found)))
    assert sum('"record": "document"' in line for line in lines) == 2
    again = read_records(lines, "x")
    assert again.documents == resolved.documents and graph_of(again) == graph_of(resolved)


TITLE = "phê duyệt Quy hoạch phát triển mạng lưới chợ và trung tâm thương mại"


def told(year: int, number: int, on: str = "13/02/2023") -> str:
    return plan(
        f"Thực hiện Quyết định số 525/QĐ-UBND ngày 25/02/{year} của UBND tỉnh {TITLE};",
        on=on,
        number=f"{number}/KH-UBND",
        title=f"Việc thứ {number}",
    )


def test_a_year_that_one_paper_prints_otherwise_is_a_slip_where_day_and_title_prove_it():
    texts = [told(2021, n) for n in range(30, 36)] + [told(2020, 36)]
    mentions = read(*texts).mentions
    assert {m.target_id for m in mentions} == {"thanh-hoa/2021/525-qd-ubnd"}
    assert [(r.printed, r.read_as) for m in mentions for r in m.repairs] == [("25/02/2020", "25/02/2021")]


def test_of_two_papers_neither_is_believed_more():
    mentions = read(told(2021, 30), told(2020, 31)).mentions
    assert {m.status for m in mentions} == {"ambiguous"} and not any(m.repairs for m in mentions)


def test_a_year_after_the_paper_is_a_slip():
    mentions = read(told(2021, 30), told(2032, 31)).mentions
    assert {m.target_id for m in mentions} == {"thanh-hoa/2021/525-qd-ubnd"}


def test_what_recurs_every_year_is_no_slip():
    text = "Thực hiện Nghị quyết số 02/NQ-CP ngày 05/01/{} của Chính phủ về cải thiện môi trường kinh doanh;"
    years = {m.target_id for y in (2022, 2024) for m in read(plan(text.format(y), on="13/02/2025")).mentions}
    assert years == {"vn/2022/02-nq-cp", "vn/2024/02-nq-cp"}


def test_a_weak_year_of_a_party_number_never_makes_a_rival():
    strong = [
        plan(
            "Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị;",
            on="13/02/2026",
            number=f"{n}/KH-UBND",
            title=f"Việc {n}",
        )
        for n in range(40, 44)
    ]
    weak = plan("Thực hiện Nghị quyết 57-NQ/TW năm 2025;", on="13/02/2026", number="50/KH-UBND", title="Việc khác")
    both = read(*strong, weak)
    assert [d.id for d in both.documents if d.key == "57-NQ/TW"] == ["vn/2024/57-nq-tw"]
    doubtful = next(m for m in both.mentions if m.year == 2025)
    assert (doubtful.target_id, doubtful.status, doubtful.contradicts) == ("vn/2024/57-nq-tw", "open", ("year",))


def test_a_party_number_of_another_term_is_another_document():
    text = "Thực hiện Nghị quyết số 19-NQ/TW năm 2012 và Nghị quyết số 19-NQ/TW ngày 16/6/2022;"
    assert [m.target_id for m in read(plan(text)).mentions] == ["vn/2012/19-nq-tw", "vn/2022/19-nq-tw"]


SYMBOLS = {
    "letters swapped": ("Quyết định số 88/QĐ-UNBD ngày 01/9/2015 của UBND tỉnh", "88/QĐ-UBND"),
    "letters lost": ("Chỉ thị số 88/CTTg ngày 01/9/2015 của Thủ tướng Chính phủ", "88/CT-TTg"),
    "two slips": ("Quyết định số 88/QĐ-SNTTMT ngày 01/9/2015 của Sở Tài nguyên và Môi trường", "88/QĐ-STNMT"),
}


def in_two_papers(printed: str, right: str, other_day: str = "01/9/2015") -> list[tuple[str | None, int]]:
    """The key and the number of repairs of a number in the first of two papers that cite one act, the second rightly."""
    wrong = printed.split("số ")[1].split(" ")[0]
    mended = printed.replace(wrong, right).replace("01/9/2015", other_day)
    papers = [plan(f"Thực hiện {printed};"), plan(f"Thực hiện {mended};", number="25/KH-UBND", title="Việc khác")]
    return [(m.key, len(m.repairs)) for m in read(*papers).mentions if m.file == "0.txt"]


@pytest.mark.parametrize(("printed", "right"), SYMBOLS.values(), ids=SYMBOLS)
def test_a_symbol_of_no_body_is_mended_where_another_paper_prints_it_right(printed, right):
    assert in_two_papers(printed, right) == [(right, 1)]


def test_a_symbol_of_no_body_stays_where_no_paper_has_the_number_on_that_day():
    printed, right = SYMBOLS["two slips"]
    assert in_two_papers(printed, right, "02/9/2015") == [("88/QĐ-SNTTMT", 0)]


def test_the_year_inside_a_number_is_mended_by_the_day_of_the_act_that_is_known():
    text = "Căn cứ Nghị định số 30/2021/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;"
    (decree,) = read(plan(text)).mentions
    assert (decree.target_id, [r.read_as for r in decree.repairs]) == ("vn/2020/30-2020-nd-cp", ["30/2020/NĐ-CP"])


def test_a_number_whose_date_cannot_be_its_own_stays_open():
    text = "Căn cứ Nghị định số 199/2021/NĐ-CP ngày 09 tháng 3 năm 2020 của Chính phủ về việc khác;"
    (decree,) = read(plan(text)).mentions
    assert (decree.target_id, decree.status, decree.contradicts) == ("vn/2021/199-2021-nd-cp", "open", ("year",))


def test_two_days_given_as_often_are_neither_the_days_of_the_document():
    text = "Căn cứ Nghị định số 199/2021/NĐ-CP ngày {} của Chính phủ về việc khác;"
    told = [plan(text.format(day), number=f"{n}/KH-UBND") for n, day in enumerate(("09/3/2021", "09/8/2021"), 60)]
    both = read(*told)
    assert [(m.status, m.contradicts) for m in both.mentions] == [("open", ("date",))] * 2
    assert next(d for d in both.documents if d.key == "199/2021/NĐ-CP").date is None
    three = read(*told, plan(text.format("09/8/2021"), number="70/KH-UBND", title="Việc thứ ba"))
    assert str(next(d for d in three.documents if d.key == "199/2021/NĐ-CP").date) == "2021-08-09"
    assert sorted(m.status for m in three.mentions) == ["open", "resolved", "resolved"]


def test_a_text_without_a_date_has_the_year_of_the_act_that_others_cite():
    undated = plan(BODY, title="Trồng hai triệu cây xanh trên địa bàn tỉnh").replace(
        "Thanh Hóa, ngày 13 tháng 02 năm 2023", "Thanh Hóa, ngày    tháng    năm"
    )
    citing = plan(
        "Thực hiện Kế hoạch số 24/KH-UBND ngày 13/02/2023 của UBND tỉnh về trồng hai triệu cây xanh trên địa bàn tỉnh;",
        number="99/KH-UBND",
        on="05/6/2023",
    )
    own = next(d for d in read(undated, citing).documents if d.path == "0.txt")
    assert own.id == "thanh-hoa/2023/24-kh-ubnd"


def test_what_a_person_decides_is_not_opened_again():
    decision = Decision(
        a="vn/2020/72-2020-qh14",
        b="vn/2021/luat-bao-ve-moi-truong",
        judgement="same",
        who="an",
        when="2026-01-02",
        why="a slip",
    )
    from cancu.extract import Source, extract

    found = extract(Source("a.txt", plan("Căn cứ Luật Bảo vệ môi trường ngày 18 tháng 11 năm 2021;")))
    (law,) = resolve([(found.document, found.mentions)], decisions=Decisions((decision,))).mentions
    assert (law.target_id, law.status) == ("vn/2020/72-2020-qh14", "resolved")
