"""Parts of a document: how they are cited, and the paths that they are."""

import pytest

from cancu.knowledge.fold import spelling
from cancu.language.provisions import _table, part_name, path_of, provision_before, provisions_in, units
from cancu.language.typed_text import typed_parts


def rows():
    for unit in units():
        for example in unit.examples:
            words, paths = example.split(" => ")
            yield pytest.param(words + " ", tuple(paths.split()), id=words)


@pytest.mark.parametrize(("words", "paths"), rows())
def test_each_row_reads_its_examples(words, paths):
    low = spelling(words)
    found = provision_before(low, len(low))
    assert found is not None
    assert found.paths == paths


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("theo khoản 2 điều 5 ", "khoản 2 điều 5"),
        ("theo điểm a, b khoản 1 điều 12 của ", "điểm a, b khoản 1 điều 12"),
        ("tại các khoản 1, 2 và 4 điều 7 ", "các khoản 1, 2 và 4 điều 7"),
        ("sửa đổi phụ lục ii ban hành kèm theo ", "phụ lục ii"),
        ("tại chương iv ", "chương iv"),
        ("khoản 2 điều này và điều 9 ", "điều 9"),
    ],
)
def test_the_words_of_the_part_are_told(text, part):
    found = provision_before(text, len(text))
    assert found is not None
    assert text[found.start : found.end] == part


@pytest.mark.parametrize("text", _table()["counter"]["examples"])
def test_other_words_are_no_part(text):
    low = spelling(text + " ")
    assert provision_before(low, len(low)) is None


@pytest.mark.parametrize(
    ("words", "paths"),
    [
        ("Điều 7, Điều 9 về giải thưởng hằng năm của ", ("dieu-7", "dieu-9")),
        ("Điều 2 về cây giống, Điều 4 về rừng và điểm g khoản 2 Điều 10 về mã số của ", ("dieu-2", "dieu-4", "dieu-10/khoan-2/diem-g")),
        ("Mục 2.3 Chương IV - Tiêu chuẩn đánh giá thuộc Mẫu số 05 ban hành kèm theo ", ("mau-5/chuong-4/muc-2.3",)),
        ("bổ sung khoản 9 vào Điều 4 ", ("dieu-4/khoan-9",)),
        ("bổ sung khoản 9 vào sau khoản 8 Điều 4 ", ("dieu-4/khoan-8",)),
    ],
)  # fmt: skip
def test_what_a_part_is_about_and_what_it_goes_into_may_stand_behind_it(words, paths):
    low = spelling(words)
    found = provision_before(low, len(low))
    assert found is not None
    assert found.paths == paths


@pytest.mark.parametrize(
    "words",
    ["Điều 5 về chi tiết một số điều của ", "Điều 5 về việc thi hành Nghị định này của ", "Điều 5 về rừng; của "],
)
def test_other_words_between_a_part_and_an_act_part_them(words):
    low = spelling(words)
    assert provision_before(low, len(low)) is None


def test_a_regulation_has_articles_of_its_own():
    low = spelling("khoản 2 Điều 5 Quy chế tuyển sinh đại học; bồi dưỡng dự bị ban hành kèm theo ")
    found = provision_before(low, len(low))
    assert found is not None
    assert found.paths == ("kem-theo/dieu-5/khoan-2",)


def test_parts_of_the_text_itself_have_no_path():
    low = spelling("theo khoản 2 Điều này, Điều 5 và điểm b khoản 1 Điều 7; Phụ lục I")
    assert [cited.paths for cited in provisions_in(low, 0, len(low))] == [
        ("dieu-5", "dieu-7/khoan-1/diem-b", "phu-luc-i")
    ]


@pytest.mark.parametrize(
    ("typed", "paths"),
    [
        ("dieu-5/khoan-2", ("dieu-5/khoan-2",)),
        ("khoản 2 Điều 5", ("dieu-5/khoan-2",)),
        ("điểm Đ khoản 2 Điều 5", ("dieu-5/khoan-2/diem-dd",)),
        ("Điều 5, Điều 6", ("dieu-5", "dieu-6")),
        ("kinh phí", ()),
    ],
)
def test_people_type_a_part_in_words_or_as_a_path(typed, paths):
    assert path_of(typed) == paths


@pytest.mark.parametrize(
    "path",
    ["dieu-5/khoan-2/diem-dd", "phu-luc-ii/muc-3", "chuong-2/muc-14/ten", "dieu-5a", "phu-luc-i/mau-1a", "muc-i"],
)
def test_a_path_can_be_said_in_words_and_read_again(path):
    assert path_of(part_name(path)) == (path,)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("ai dan dieu 5 khoan 2 diem a cua luat dat dai", ["dieu 5 khoan 2 diem a => điểm a khoản 2 Điều 5"]),
        ("Who cites clause 2 of Article 5 of it?", ["clause 2 of Article 5 => khoản 2 Điều 5"]),
        ("Article 5(2)(a) of it", ["Article 5(2)(a) => điểm a khoản 2 Điều 5"]),
        ("articles 5 and 6", ["articles 5 and 6 => Điều 5, Điều 6"]),
        ("dieu 5 va dieu 7", ["dieu 5 => Điều 5", "dieu 7 => Điều 7"]),
        ("tai khoan dinh danh muc 2, dieu kien 5, tên đầy đủ", []),
    ],
)
def test_parts_as_people_type_them(typed, parts):
    assert [f"{typed[one.start : one.end]} => {one.value}" for one in typed_parts(typed)] == parts
