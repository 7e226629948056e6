"""What acts do to parts of others, and what the notes of consolidated texts tell of it."""

import pytest

from cancu.extract import Source, extract
from cancu.extract.cue_words import table

HEAD = (
    "BỘ TÀI CHÍNH\n-------\nSố: 9/2024/TT-BTC\nHà Nội, ngày 05 tháng 3 năm 2024\nTHÔNG TƯ\n"
    "Sửa đổi, bổ sung một số điều của Thông tư số 13/2015/TT-BTC ngày 30 tháng 01 năm 2015\n"
    "Bộ trưởng Bộ Tài chính ban hành Thông tư.\n"
)


def changes(text):
    found = [(c, m) for m in extract(Source("a.txt", text)).mentions for c in m.changes]
    return [c for c, _ in sorted(found, key=lambda pair: pair[0].start)]


def told(text):
    return [(c.done, c.part, c.by_part, c.wording) for c in changes(text)]


@pytest.mark.parametrize("row", table("changes.toml")["examples"]["rows"])
def test_each_row_reads_its_example(row):
    words, expected = row.split(" => ")
    done, part, wording = expected.split(" ", 2)
    (found,) = changes(f"{HEAD}Điều 1. Nội dung\n1. {words}\n")
    assert (found.done, found.part, found.wording or "") == (done.replace("-words", " words"), part, wording)
    assert (found.source, found.target, found.by_part) == ("self", "13/2015/TT-BTC", "dieu-1/khoan-1")


def test_nested_instructions_take_their_article_from_those_above():
    text = HEAD + (
        "Điều 1. Sửa đổi, bổ sung một số điều của Thông tư số 13/2015/TT-BTC\n"
        "1. Sửa đổi, bổ sung một số khoản của Điều 4 như sau:\n"
        "a) Sửa đổi khoản 1 như sau:\n“1. Mới.”;\nb) Bãi bỏ điểm c khoản 2;\n"
        "c) Bổ sung điểm đ, e vào sau điểm d khoản 3 như sau:\n“đ) Năm;\ne) Sáu.”\n"
        "2. Bổ sung Điều 4a như sau:\n“Điều 4a. Thêm”.\n"
        "Điều 2. Sửa đổi Điều 9 Thông tư số 20/2018/TT-BTC như sau:\n“Điều 9. Khác”\n"
    )
    assert told(text) == [
        ("amends", "dieu-4/khoan-1", "dieu-1/khoan-1/diem-a", "1. Mới."),
        ("repeals", "dieu-4/khoan-2/diem-c", "dieu-1/khoan-1/diem-b", None),
        ("adds", "dieu-4/khoan-3/diem-dd", "dieu-1/khoan-1/diem-c", "đ) Năm;"),
        ("adds", "dieu-4/khoan-3/diem-e", "dieu-1/khoan-1/diem-c", "e) Sáu."),
        ("adds", "dieu-4a", "dieu-1/khoan-2", "Điều 4a. Thêm"),
        ("amends", "dieu-9", "dieu-2", "Điều 9. Khác"),
    ]
    assert [c.target for c in changes(text)] == ["13/2015/TT-BTC"] * 5 + ["20/2018/TT-BTC"]


def test_words_are_replaced_in_parts_of_several_acts():
    text = HEAD + (
        "Điều 2. Thay thế một số cụm từ\n1. Thay thế cụm từ “Tổng cục” bằng cụm từ “Cục” tại khoản 4 Điều 4, tên Chương II"
        " Thông tư số 13/2015/TT-BTC, khoản 7 Điều 1 Thông tư số 13/2020/TT-BTC.\n"
    )
    assert [(c.target, c.part, c.old, c.wording) for c in changes(text)] == [
        ("13/2015/TT-BTC", "dieu-4/khoan-4", "Tổng cục", "Cục"),
        ("13/2015/TT-BTC", "chuong-2/ten", "Tổng cục", "Cục"),
        ("13/2020/TT-BTC", "dieu-1/khoan-7", "Tổng cục", "Cục"),
    ]


def test_marks_of_other_kinds_and_a_heading_alone():
    text = (
        HEAD
        + "Điều 1. Nội dung\n1. Sửa đổi khoản 2 Điều 5 như sau:\n‟2. Mới.”\n2. Sửa tên Điều 23 như sau:\n„Điều 23. Tên”.\n"
    )
    assert told(text) == [
        ("amends", "dieu-5/khoan-2", "dieu-1/khoan-1", "2. Mới."),
        ("amends", "dieu-23/ten", "dieu-1/khoan-2", "Điều 23. Tên"),
    ]


def test_what_was_done_before_is_not_done_again():
    text = (
        HEAD
        + "Điều 1. Nội dung\n1. Sửa đổi Điều 3 đã được sửa đổi tại khoản 1 Điều 1 Thông tư số 13/2020/TT-BTC như sau:\n“Điều 3. Mới”\n"
    )
    assert [(c.target, c.part) for c in changes(text)] == [("13/2015/TT-BTC", "dieu-3")]


CONSOLIDATED = (
    "BỘ CÔNG THƯƠNG\nVĂN BẢN HỢP NHẤT\nTHÔNG TƯ\nQuy định về điện\n"
    "Thông tư số 15/2020/TT-BCT ngày 25 tháng 3 năm 2020 của Bộ trưởng Bộ Công Thương quy định về điện, có hiệu lực kể từ ngày 10"
    " tháng 4 năm 2020, được sửa đổi, bổ sung bởi:\n"
    "Thông tư số 26/2022/TT-BCT ngày 20 tháng 5 năm 2022 của Bộ trưởng Bộ Công Thương sửa đổi Thông tư số 15/2020/TT-BCT, có hiệu"
    " lực kể từ ngày 29 tháng 5 năm 2022.\n"
    "Điều 1. Phạm vi1\n1. Một.\n2.2 (được bãi bỏ)\n3. Ba, do Cục Điện lực3 lo.\n"
    "1 Tên Điều này được sửa đổi theo quy định tại khoản 1 Điều 3 của Thông tư số 26/2022/TT-BCT, có hiệu lực kể từ ngày 29 tháng 5 năm 2022.\n"
    "2 Khoản này được bãi bỏ theo quy định tại khoản 2 Điều 3 của Thông tư số 26/2022/TT-BCT, có hiệu lực kể từ ngày 29 tháng 5 năm 2022.\n"
    "3 Cụm từ “Tổng cục” được thay thế bằng cụm từ “Cục Điện lực” theo quy định tại Điều 4 của Thông tư số 26/2022/TT-BCT, có hiệu lực.\n"
)


def test_notes_of_a_consolidated_text_say_which_part_was_changed_by_which():
    assert [(c.done, c.part, c.source, c.by_part, c.target, c.wording) for c in changes(CONSOLIDATED)] == [
        ("amends", "dieu-1/ten", "26/2022/TT-BCT", "dieu-3/khoan-1", "15/2020/TT-BCT", None),
        ("repeals", "dieu-1/khoan-2", "26/2022/TT-BCT", "dieu-3/khoan-2", "15/2020/TT-BCT", None),
        ("replaces words", "dieu-1/khoan-3", "26/2022/TT-BCT", "dieu-4", "15/2020/TT-BCT", "Cục Điện lực"),
    ]


def test_a_text_that_only_refers_changes_nothing():
    assert (
        changes(
            HEAD.replace("Sửa đổi, bổ sung một số điều của", "Hướng dẫn") + "Điều 1. Nội dung\nTheo khoản 2 Điều 5.\n"
        )
        == []
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1. Khoản 3 Điều 4 được sửa đổi như sau:\n“3. Mới.”", ("amends", "dieu-4/khoan-3", "3. Mới.")),
        ("1. Điểm a, điểm b khoản 2 Điều 7 được bãi bỏ.", ("repeals", "dieu-7/khoan-2/diem-b", None)),
        ("1. Cụm từ “Sở A” tại Điều 9 được thay thế bằng cụm từ “Sở B”.", ("replaces words", "dieu-9", "Sở B")),
        ("1. Điều 5 Thông tư số 20/2018/TT-BTC hết hiệu lực từ ngày 01/7/2024.", ("repeals", "dieu-5", None)),
        ("1. Khoản 2 Điều này được áp dụng như sau: một.", None),
        ("1. Điểm b hết hiệu lực.", None),
    ],
)
def test_the_part_may_be_named_first(line, expected):
    found = changes(f"{HEAD}Điều 1. Nội dung\n{line}\n2. Tổ chức.\n")
    assert [(c.done, c.part, c.wording) for c in found[-1:]] == ([expected] if expected else [])


def test_a_change_of_a_change_keeps_its_whole_wording_even_where_a_mark_was_forgotten():
    text = HEAD + (
        "Điều 1. Sửa đổi, bổ sung một số điều của Thông tư số 13/2015/TT-BTC\n"
        "1. Sửa đổi điểm a, b khoản 2 Điều 8 như sau:\n"
        "“a) Sửa đổi khoản 1 Điều 7 Thông tư số 31/2013/TT-BTC như sau:\n“1. Một.”;\n"
        "b) Sửa đổi khoản 4 Điều 7 Thông tư số 31/2013/TT-BTC như sau:\n“4. Bốn.”\n"
        "2. Bổ sung Điều 8a như sau:\n“Điều 8a. Thay thế cụm từ\n1. Thay cụm từ “A” bằng cụm từ “B” tại Điều 2.\n2. Sửa đổi khoản 3 như sau:\n“3. Ba.””\n"
    )
    assert [(c.part, c.wording.replace("\n", " ")) for c in changes(text)] == [
        ("dieu-8/khoan-2/diem-a", "a) Sửa đổi khoản 1 Điều 7 Thông tư số 31/2013/TT-BTC như sau: “1. Một.”;"),
        ("dieu-8/khoan-2/diem-b", "b) Sửa đổi khoản 4 Điều 7 Thông tư số 31/2013/TT-BTC như sau: “4. Bốn."),
        ("dieu-8a", "Điều 8a. Thay thế cụm từ 1. Thay cụm từ “A” bằng cụm từ “B” tại Điều 2. 2. Sửa đổi khoản 3 như sau: “3. Ba.”"),
    ]  # fmt: skip


def test_the_title_of_an_act_that_is_repealed_in_part_opens_no_list():
    text = HEAD + (
        "Điều 1. Nội dung\n1. Bãi bỏ khoản 3 Điều 1 Thông tư số 36/2022/TT-BTC ngày 16 tháng 6 năm 2022 sửa đổi, bổ sung một số điều của"
        " Thông tư số 13/2015/TT-BTC.\n2. Sửa đổi, bổ sung tên và nội dung của khoản 2 Điều 9 như sau:\n“2. Mới.”\n"
    )
    assert [(c.done, c.target, c.part) for c in changes(text)] == [
        ("repeals", "36/2022/TT-BTC", "dieu-1/khoan-3"),
        ("amends", "13/2015/TT-BTC", "dieu-9/khoan-2"),
    ]


def test_an_annex_lists_what_is_repealed_in_part():
    text = (
        "BỘ TÀI CHÍNH\n-------\nSố: 9/2024/TT-BTC\nHà Nội, ngày 05 tháng 3 năm 2024\nTHÔNG TƯ\nBãi bỏ văn bản quy phạm pháp luật\n"
        "Điều 1. Bãi bỏ một phần các văn bản tại Phụ lục II ban hành kèm theo Thông tư này.\nNơi nhận:\n- Lưu.\n"
        "Phụ lục II\nDANH MỤC VĂN BẢN BÃI BỎ MỘT PHẦN\n(Kèm theo Thông tư số 9/2024/TT-BTC)\n"
        "1. Điều 24, khoản 1 Điều 26 Thông tư số 05/2013/TT-BTC ngày 15/5/2013 về hồ sơ.\n"
    )
    assert [(c.done, c.part, c.by_part) for c in changes(text)] == [
        ("repeals", "dieu-24", "phu-luc-ii"),
        ("repeals", "dieu-26/khoan-1", "phu-luc-ii"),
    ]


@pytest.mark.parametrize(
    ("heading", "note", "expected"),
    [
        ("Điều 2. Lương, phụ cấp 2 \nMột.", "2 Điều này được bổ sung", "dieu-2"),
        ("Điều 2. Lương².\nMột.", "² Điều này được sửa đổi", "dieu-2"),
        ("Điều 2. Lương\n1.[2] Một.", "[2] Khoản này được sửa đổi, bổ sung", "dieu-2/khoan-1"),
        ("Điều 2. Lương\n1.2 Một (2) và [3].", "2Khoản này được sửa đổi", "dieu-2/khoan-1"),
        ("Mẫu UQ2 (được bãi bỏ)", "2 Mẫu này được bãi bỏ", "mau-uq"),
    ],
)
def test_a_note_hangs_from_its_number_however_that_is_printed(heading, note, expected):
    head, _, _ = CONSOLIDATED.partition("Điều 1.")
    text = f"{head}Điều 1. Phạm vi\n{heading}\n{note} theo quy định tại khoản 1 Điều 3 của Thông tư số 26/2022/TT-BCT, có hiệu lực.\n"
    assert [c.part for c in changes(text)] == [expected]


def test_a_note_may_name_the_part_and_its_act():
    head, _, _ = CONSOLIDATED.partition("Điều 1.")
    text = head + (
        "Điều 1. Phạm vi\n1 Phụ lục 1 ban hành kèm theo Thông tư số 11/2021/TT-BCT được bãi bỏ theo quy định tại Điều 9 của Thông tư số"
        " 26/2022/TT-BCT.\n2. Người được bổ nhiệm tại Điều 3 Thông tư số 11/2021/TT-BCT được hưởng lương theo quy định tại Điều 2 Thông tư số 5/2019/TT-BCT.\n"
    )
    assert [(c.done, c.target, c.part, c.source, c.by_part) for c in changes(text)] == [
        ("repeals", "11/2021/TT-BCT", "phu-luc-1", "26/2022/TT-BCT", "dieu-9")
    ]


def test_words_of_several_clauses_are_taken_out_each_at_its_places_and_the_act_is_named_once():
    text = HEAD + (
        "Điều 1. Bãi bỏ một số cụm từ\n"
        "1. Bãi bỏ các cụm từ “A” và “B” tại khoản 2 Điều 4; cụm từ “C” tại tên Điều 7; cụm từ «D» tại Phụ lục IV "
        "Thông tư số 20/2018/TT-BTC.\n"
        "2. Thay thế cụm từ “E” bằng cụm từ “F”; cụm từ “G” bằng “H” tại Điều 5, Điều 6 Thông tư số 20/2018/TT-BTC.\n"
    )
    assert [(c.done, c.part, c.old, c.wording) for c in changes(text)] == [
        ("removes words", "dieu-4/khoan-2", "A", None),
        ("removes words", "dieu-4/khoan-2", "B", None),
        ("removes words", "dieu-7/ten", "C", None),
        ("removes words", "phu-luc-iv", "D", None),
        ("replaces words", "dieu-5", "E", "F"),
        ("replaces words", "dieu-6", "E", "F"),
        ("replaces words", "dieu-5", "G", "H"),
        ("replaces words", "dieu-6", "G", "H"),
    ]
    assert {c.target for c in changes(text)} == {"20/2018/TT-BTC"}


def test_a_heading_of_words_changes_no_part_and_several_parts_give_those_under_them_what_they_have_in_common():
    text = HEAD + (
        "Điều 1. Bãi bỏ cụm từ tại Điều 6\nBãi bỏ cụm từ “khoản 7” tại khoản 8.\n"
        "Điều 2. Sửa đổi khoản 2, khoản 3 Điều 3 Thông tư số 20/2018/TT-BTC\n"
        "1. Sửa đổi khoản 2 như sau:\n“2. Hai.”\n2. Sửa đổi khoản 3 như sau:\n“3. Ba.”\n"
    )
    assert [(c.done, c.part, c.by_part) for c in changes(text)] == [
        ("removes words", "dieu-6/khoan-8", "dieu-1"),
        ("amends", "dieu-3/khoan-2", "dieu-2/khoan-1"),
        ("amends", "dieu-3/khoan-3", "dieu-2/khoan-2"),
    ]


def test_items_without_a_verb_are_repealed_by_what_they_stand_under():
    text = HEAD + (
        "Điều 1. Bãi bỏ một phần văn bản\nBãi bỏ một phần các văn bản sau đây:\n"
        "1. Bãi bỏ một phần Thông tư số 20/2018/TT-BTC ngày 02 tháng 3 năm 2018 như sau:\n"
        "a) Khoản 1 Điều 16 (được sửa đổi bởi khoản 3 Điều 1 Thông tư số 10/2020/TT-BTC);\n"
        "b) Điều 19, Phụ lục V và VI.\n"
        "2. Cụm từ “và phải đăng ký” tại khoản 1 Điều 4 Thông tư số 14/2018/TT-BTC.\n"
    )
    found = [(c.done, c.part, c.by_part, c.target) for c in changes(text) if c.source == "self"]
    assert found == [
        ("repeals", "dieu-16/khoan-1", "dieu-1/khoan-1/diem-a", "20/2018/TT-BTC"),
        ("repeals", "dieu-19", "dieu-1/khoan-1/diem-b", "20/2018/TT-BTC"),
        ("repeals", "phu-luc-v", "dieu-1/khoan-1/diem-b", "20/2018/TT-BTC"),
        ("repeals", "phu-luc-vi", "dieu-1/khoan-1/diem-b", "20/2018/TT-BTC"),
        ("removes words", "dieu-4/khoan-1", "dieu-1/khoan-2", "14/2018/TT-BTC"),
    ]


def test_an_annex_that_lists_what_is_repealed_tells_by_which_of_its_sections_and_one_of_procedures_repeals_no_act():
    text = HEAD + (
        "Điều 1. Ban hành danh mục.\nNơi nhận:\n- Lưu.\nPHỤ LỤC\nDANH MỤC {} BÃI BỎ\n"
        "PHẦN I. TOÀN BỘ\n1. Thông tư số 20/2018/TT-BTC.\n"
        "PHẦN II. MỘT PHẦN\n1. Khoản 2 Điều 5 Thông tư số 21/2018/TT-BTC.\n"
    )
    assert [(c.done, c.part, c.by_part, c.target) for c in changes(text.format("VĂN BẢN"))] == [
        ("repeals", "dieu-5/khoan-2", "phu-luc/phan-2", "21/2018/TT-BTC")
    ]
    assert not changes(text.format("THỦ TỤC HÀNH CHÍNH"))
