"""A title that a text puts beside a number is known in every form that the same text uses later."""

import pytest

from cancu.extract import Source, extract

TAUGHT = "Căn cứ Quyết định số 77/QĐ-TTg ngày 05/3/2022 của Thủ tướng Chính phủ {how};\n"
USES = {
    "without its quotation marks": (
        "phê duyệt Đề án “Thư viện số cho vùng cao giai đoạn 2022 - 2025”",
        "Các xã triển khai Đề án Thư viện số cho vùng cao giai đoạn 2022-2025.",
    ),
    "with quotation marks": (
        "phê duyệt Đề án Thư viện số cho vùng cao giai đoạn 2022 - 2025",
        "Các xã triển khai Đề án “Thư viện số cho vùng cao giai đoạn 2022 - 2025”.",
    ),
    "in capitals": (
        "phê duyệt Đề án “Thư viện số cho vùng cao”",
        "II. KẾT QUẢ THỰC HIỆN ĐỀ ÁN THƯ VIỆN SỐ CHO VÙNG CAO\n",
    ),
    "without its period": (
        "về ban hành Chương trình phát triển thư viện số cho vùng cao giai đoạn 2022 - 2025",
        "Các xã triển khai Chương trình phát triển thư viện số cho vùng cao.",
    ),
    "after 'về việc ban hành'": (
        "về việc ban hành Chương trình phát triển thư viện số cho vùng cao",
        "Các xã triển khai Chương trình phát triển thư viện số cho vùng cao.",
    ),
}


@pytest.mark.parametrize(("how", "use"), USES.values(), ids=USES.keys())
def test_a_taught_title_is_found_again(how, use):
    first, again = extract(Source("a.txt", TAUGHT.format(how=how) + use)).mentions
    assert (first.key, again.key, again.kind) == ("77/QĐ-TTg", "77/QĐ-TTg", "title")


def test_a_title_before_the_number_teaches_too():
    text = (
        "Đề án “Phát triển thư viện số cho vùng cao” được Thủ tướng Chính phủ phê duyệt tại Quyết định số 77/QĐ-TTg"
        " ngày 05/3/2022.\nCác xã triển khai Đề án Phát triển thư viện số cho vùng cao.\n"
    )
    assert [m.key for m in extract(Source("a.txt", text)).mentions] == ["77/QĐ-TTg", "77/QĐ-TTg"]


@pytest.mark.parametrize(
    "use",
    [
        "UBND tỉnh ban hành Đề án Thư viện số cho vùng cao.",
        "Sở trình phê duyệt Đề án Thư viện số cho vùng cao.",
        "Các xã triển khai Đề án Thư viện cho vùng cao.",
        "đề án thư viện số cho vùng cao nói chung",
    ],
)
def test_other_titles_are_not_taken_for_it(use):
    text = TAUGHT.format(how="phê duyệt Đề án “Thư viện số cho vùng cao”") + use
    assert [m.kind for m in extract(Source("a.txt", text)).mentions] == ["number"]


def test_a_province_s_scheme_is_not_another_province_s():
    text = (
        "Căn cứ Quyết định số 77/QĐ-UBND ngày 05/3/2022 của UBND tỉnh Lai Châu phê duyệt Đề án “Thư viện số cho vùng cao”;\n"
        "Xây dựng Đề án Thư viện số cho vùng cao trên địa bàn tỉnh Sơn La.\n"
    )
    assert [m.key for m in extract(Source("a.txt", text)).mentions] == ["77/QĐ-UBND"]


@pytest.mark.parametrize(
    ("years", "key"),
    [
        ("giai đoạn 2021 - 2025", "263/QĐ-TTg"),
        (", giảm nghèo bền vững giai đoạn 2021 - 2025", "263/QĐ-TTg"),
        ("", "263/QĐ-TTg"),
        ("giai đoạn 2026 - 2035", None),
        (", giảm nghèo bền vững giai đoạn 2026 - 2035", None),
    ],
)
def test_a_known_scheme_of_later_years_is_another_that_nobody_named(years, key):
    text = f"Các xã triển khai Chương trình mục tiêu quốc gia xây dựng nông thôn mới {years}."
    (found,) = extract(Source("a.txt", text)).mentions
    assert [one.split("|")[0] for one in found.candidates] == ([key] if key else [])
