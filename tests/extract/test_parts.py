"""A text is cut into articles, clauses and points; new wording belongs to the act that it goes into."""

from cancu.extract.articles import cut, quotations


def paths(text):
    return [(part.path, text[part.start : part.end].split("\n")[0].strip()) for part in cut(text, quotations(text))]


def test_articles_clauses_and_points_are_found_with_their_places():
    text = (
        "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\nNghị định này quy định.\nĐiều 2. Đối tượng\n"
        "1. Cơ quan:\na) Bộ;\nb) Tỉnh.\n2. Cá nhân.\nĐiều 3. Hiệu lực\n"
    )
    assert paths(text) == [
        ("chuong-1", "Chương I"),
        ("dieu-1", "Điều 1. Phạm vi"),
        ("dieu-2", "Điều 2. Đối tượng"),
        ("dieu-2/khoan-1", "1. Cơ quan:"),
        ("dieu-2/khoan-1/diem-a", "a) Bộ;"),
        ("dieu-2/khoan-1/diem-b", "b) Tỉnh."),
        ("dieu-2/khoan-2", "2. Cá nhân."),
        ("dieu-3", "Điều 3. Hiệu lực"),
    ]


def test_a_list_that_begins_again_is_no_clause():
    text = "Điều 4. Hồ sơ\n1. Hồ sơ gồm:\na) Đơn, theo thứ tự:\n1. Tên;\n2. Địa chỉ.\n2. Thời hạn.\n3. Phí.\n"
    assert [path for path, _ in paths(text)] == [
        "dieu-4",
        "dieu-4/khoan-1",
        "dieu-4/khoan-1/diem-a",
        "dieu-4/khoan-2",
        "dieu-4/khoan-3",
    ]


def test_new_wording_is_no_part_of_the_act_that_gives_it():
    text = "Điều 1. Sửa đổi\n1. Sửa đổi Điều 3 như sau:\n“Điều 3. Mới\n1. Một.\n2. Hai “ba”.”\n2. Bãi bỏ Điều 4.\n"
    assert [path for path, _ in paths(text)] == ["dieu-1", "dieu-1/khoan-1", "dieu-1/khoan-2"]
    (quoted,) = quotations(text)
    assert text[quoted.start : quoted.end] == "Điều 3. Mới\n1. Một.\n2. Hai “ba”."


def test_a_wording_without_its_last_mark_ends_before_the_next_instruction():
    text = "1. Sửa đổi, bổ sung Điều 6 như sau:\n“Điều 6. Mới\n1. Một.\n2. Sửa đổi, bổ sung Điều 7 như sau:\n“Điều 7. Mới”\n"
    assert [text[q.start : q.end] for q in quotations(text)] == ["Điều 6. Mới\n1. Một.", "Điều 7. Mới"]


def test_marks_of_notes_are_no_part_of_numbers():
    text = "MỤC 12 (được bãi bỏ)\nĐiều 24.8 (được bãi bỏ)\nĐiều 25. Mới\n1.9 (được bãi bỏ)\n2. Hai.\n"
    assert [path for path, _ in paths(text)] == ["muc-1", "dieu-24", "dieu-25", "dieu-25/khoan-1", "dieu-25/khoan-2"]


def test_a_regulation_has_articles_of_its_own():
    text = (
        "Điều 1. Ban hành\nĐiều 2. Thi hành\nNơi nhận:\nQUY CHẾ\nLàm việc\n"
        "(Ban hành kèm theo Quyết định số 1/QĐ-UBND)\nĐiều 1. Phạm vi\n1. Một.\n"
    )
    assert [path for path, _ in paths(text)] == [
        "dieu-1",
        "dieu-2",
        "kem-theo",
        "kem-theo/dieu-1",
        "kem-theo/dieu-1/khoan-1",
    ]
