"""Editions of laws: a printed date or year decides, and what no date tells stays open."""

import pytest

from tests.graph.papers import cited, plan, read, targets

JOINT = (
    "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Thuế giá trị gia tăng, Luật Thuế tiêu thụ đặc biệt "
    "và Luật Quản lý thuế ngày 06 tháng 4 năm 2016;"
)
SENTENCES = {
    "an edition told by its day, of before the laws had numbers": (
        "Căn cứ Luật Thương mại ngày 10 tháng 5 năm 1997;",
        "03/4/2001",
        [("vn/1997/luat-thuong-mai", "resolved")],
    ),
    "the later edition by its day": (
        "Căn cứ Luật Thương mại ngày 14 tháng 6 năm 2005;",
        "03/4/2010",
        [("vn/2005/36-2005-qh11", "resolved")],
    ),
    "the edition in force, where nothing is told": (
        "Căn cứ Luật Thương mại;",
        "03/4/2010",
        [("vn/2005/36-2005-qh11", "resolved")],
    ),
    "the edition in force earlier": ("Căn cứ Luật Thương mại;", "03/4/2001", [("vn/1997/luat-thuong-mai", "resolved")]),
    "an amending law by its day": (
        "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Thuế giá trị gia tăng ngày 19 tháng 6 năm 2013;",
        "03/4/2014",
        [("vn/2013/31-2013-qh13", "resolved")],
    ),
    "a law that amends several is not the one that amends one": (
        JOINT,
        "03/4/2017",
        [("vn/2016/106-2016-qh13", "resolved")],
    ),
    "two codes in one line": (
        "So sánh Bộ luật Dân sự năm 2005 và Bộ luật Dân sự năm 2015.",
        "13/02/2023",
        [("vn/2005/33-2005-qh11", "resolved"), ("vn/2015/91-2015-qh13", "resolved")],
    ),
    "two years of one code": (
        "So sánh Bộ luật Dân sự năm 2005 và năm 2015.",
        "13/02/2023",
        [("vn/2005/33-2005-qh11", "resolved"), ("vn/2015/91-2015-qh13", "resolved")],
    ),
    "a year of something else is no edition": (
        "Theo Bộ luật Dân sự năm 2015, năm 2016 và các năm sau phải báo cáo.",
        "13/02/2023",
        [("vn/2015/91-2015-qh13", "resolved")],
    ),
    "a law of the 1980s": (
        "Căn cứ Luật tổ chức Hội đồng nhân dân và UBND;",
        "20/8/1986",
        [("vn/1983/luat-to-chuc-hoi-dong-nhan-dan-va-uy-ban-nhan-dan", "resolved")],
    ),
    "an ordinance with its number in the table": (
        "Căn cứ Pháp lệnh Giá ngày 26 tháng 4 năm 2002;",
        "03/4/2004",
        [("vn/2002/40-2002-pl-ubtvqh10", "resolved")],
    ),
    "an ordinance without a date": (
        "Căn cứ Pháp lệnh Luật sư;",
        "03/4/2004",
        [("vn/2001/37-2001-pl-ubtvqh10", "resolved")],
    ),
    "an ordinance whose name has a comma": (
        "Căn cứ Pháp lệnh Cán bộ, công chức;",
        "03/4/2004",
        [("vn/1998/phap-lenh-can-bo-cong-chuc", "resolved")],
    ),
    "an act by the number of its order": (
        "Căn cứ Luật Bảo vệ sức khỏe nhân dân ngày 30 tháng 6 năm 1989;",
        "03/4/2004",
        [("vn/1989/luat-bao-ve-suc-khoe-nhan-dan", "resolved")],
    ),
    "an act by the number of its order alone": (
        "Căn cứ Luật Thương mại số 58/L-CTN;",
        "03/4/2001",
        [("vn/1997/luat-thuong-mai", "resolved")],
    ),
    "an order that promulgated another act": (
        "Căn cứ Luật Phổ cập giáo dục tiểu học số 58-L/CTN;",
        "03/4/2001",
        [("vn/-/58-l-ctn", "open")],
    ),
    "two acts of one name in one year: the one in force": (
        "Căn cứ Luật Tổ chức chính quyền địa phương năm 2025;",
        "03/9/2025",
        [("vn/2025/72-2025-qh15", "resolved")],
    ),
    "two acts of one name in one year: the earlier paper means the earlier act": (
        "Căn cứ Luật Tổ chức chính quyền địa phương năm 2025;",
        "03/4/2025",
        [("vn/2025/65-2025-qh15", "resolved")],
    ),
    "an act passed after the paper is not meant": (
        "Góp ý Luật Trí tuệ nhân tạo.",
        "13/02/2023",
        [("vn/-/luat-tri-tue-nhan-tao", "open")],
    ),
    "a revision without a date is a bill or an act": (
        "Góp ý Luật Đất đai (sửa đổi).",
        "13/02/2023",
        [("vn/-/luat-dat-dai", "open")],
    ),
    "amending acts stand beside each other": (
        "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Sở hữu trí tuệ;",
        "13/02/2023",
        [(None, "ambiguous")],
    ),
}


@pytest.mark.parametrize(("text", "on", "expected"), SENTENCES.values(), ids=SENTENCES)
def test_the_edition_that_a_citation_means(text, on, expected):
    assert targets(text, on=on) == expected


COMING = "Thực hiện Quyết định số 1850/QĐ-TTg ngày 27 tháng 8 năm 2025 của Thủ tướng Chính phủ ban hành Kế hoạch triển khai thi hành Luật Việc làm; "


def test_a_law_to_come_that_a_title_names_is_meant_by_its_plain_name():
    said = targets(COMING + "Các sở tổ chức thi hành Luật Việc làm.", on="18/11/2025")
    assert [target for target, _ in said if target and "qh" in target] == ["vn/2025/74-2025-qh15"] * 2


def test_without_such_a_title_the_law_in_force_is_meant():
    said = targets("Các sở tổ chức thi hành Luật Việc làm.", on="18/11/2025")
    assert said == [("vn/2013/38-2013-qh13", "resolved")]


def test_a_slip_of_the_year_is_mended_where_day_and_month_prove_it():
    (law,) = cited("Căn cứ Luật Bảo vệ môi trường ngày 17 tháng 11 năm 2021;")
    assert (law.target_id, law.status, str(law.date)) == ("vn/2020/72-2020-qh14", "resolved", "2020-11-17")
    assert [(r.printed, r.read_as) for r in law.repairs] == [("17/11/2021", "17/11/2020")]
    (other,) = cited("Căn cứ Luật Bảo vệ môi trường ngày 18 tháng 11 năm 2021;")
    assert (other.target_id, other.repairs) == ("vn/2021/luat-bao-ve-moi-truong", ())


def test_another_day_of_the_same_year_stays_open_at_the_act_of_that_year():
    (law,) = cited("Căn cứ Luật Bảo vệ môi trường ngày 19 tháng 11 năm 2020;")
    assert (law.target_id, law.status, law.contradicts) == ("vn/2020/72-2020-qh14", "open", ("date",))
    assert law.candidates == ("vn/2020/72-2020-qh14",)


def test_the_day_of_an_amending_act_is_no_edition_of_the_law():
    (law,) = cited("Căn cứ Luật Tần số vô tuyến điện ngày 09 tháng 11 năm 2022;")
    assert law.status == "ambiguous"
    assert law.candidates == ("vn/2022/09-2022-qh15", "vn/2009/42-2009-qh12")


def test_an_edition_that_no_table_knows_is_one_node_for_all_papers():
    told = "Căn cứ Luật Kiểm định đồ chơi ngày 29 tháng 11 năm 2005;"
    both = read(plan(told), plan(told.replace("Kiểm định", "kiểm định"), number="25/KH-UBND", title="Kiểm tra đồ chơi"))
    assert {m.target_id for m in both.mentions} == {"vn/2005/luat-kiem-dinh-do-choi"}
    assert [d.id for d in both.documents if d.id.startswith("vn/")] == ["vn/2005/luat-kiem-dinh-do-choi"]


NUMBERS = {
    "the term that is not that of the year": ("Luật Ngân sách nhà nước số 83/2015/QH14", "83/2015/QH13"),
    "a digit lost and one turned": ("Luật Quản lý, sử dụng tài sản công số 150/2017/QH14", "15/2017/QH14"),
    "the year": ("Luật Phí và lệ phí số 97/2025/QH13", "97/2015/QH13"),
    "a letter for a digit": ("Luật Thư viện số 46/2019/OH14", "46/2019/QH14"),
    "the term beside a day, in a name that holds a type": (
        "Luật Quy hoạch số 21/2017/QH12 ngày 24 tháng 11 năm 2017",
        "21/2017/QH14",
    ),
    "a number that is right": ("Luật Thư viện số 46/2019/QH14", None),
    "a law that no table knows": ("Luật Kiểm định đồ chơi số 83/2019/QH14", None),
}


@pytest.mark.parametrize(("text", "right"), NUMBERS.values(), ids=NUMBERS)
def test_an_impossible_number_is_mended_by_the_name_of_the_law(text, right):
    law = cited(f"Căn cứ {text};", on="13/02/2026")[0]
    assert [r.read_as for r in law.repairs] == ([right] if right else [])
    assert law.scope == "vn" and law.status == "resolved"


def test_a_number_of_another_law_stays_open_with_both():
    (law,) = cited("Căn cứ Luật Đất đai số 63/2025/QH15;", on="13/02/2026")
    assert law.status == "open" and law.contradicts == ("title",)
    assert {"vn/2025/63-2025-qh15", "vn/2024/31-2024-qh15"} <= set(law.candidates)


def test_a_resolution_and_a_law_of_one_number_are_two_documents():
    text = (
        "Căn cứ Luật An toàn thực phẩm số 55/2010/QH12 ngày 17 tháng 6 năm 2010; Nghị quyết số 55/2010/QH12 ngày 24 tháng 11"
        " năm 2010 về miễn, giảm thuế sử dụng đất nông nghiệp;"
    )
    assert targets(text) == [("vn/2010/55-2010-qh12", "resolved"), ("vn/2010/55-2010-qh12-nq", "resolved")]
