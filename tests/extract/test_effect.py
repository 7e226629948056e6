"""Days of force that a text tells: every row of the data by its own examples, and where a clause is none of the act's own."""

import datetime

import pytest

from cancu.extract import Source, extract
from cancu.extract.effect import day_patterns, table
from cancu.models import Effect

HEAD = "ỦY BAN NHÂN DÂN TỈNH X\nSố: 12/{symbol}\nHà Nội, ngày 02 tháng 3 năm 2020\n\n{kind}\nVề một việc\n\nĐiều 1. Nội dung.\nĐiều 2. "
KINDS = {"Nghị định": "NĐ-CP", "Thông tư": "TT-BTC", "Nghị quyết": "NQ-HĐND", "Luật": "QH14", "Kế hoạch": "KH-UBND"}


def days(sentence: str) -> tuple[Effect, ...]:
    """What a text with this clause, issued on 2 March 2020, tells of its own days."""
    kind = next((k for k in KINDS if sentence.startswith(k)), "Quyết định")
    text = HEAD.format(symbol=KINDS.get(kind, "QĐ-UBND"), kind=kind.upper()) + sentence + "\n\nNơi nhận:\n- Lưu: VT.\n"
    return extract(Source("a.txt", text)).document.days


ROWS = [
    (kind, way.id, example)
    for kind in ("when", "until", "ends")
    for way in day_patterns(kind)
    for example in way.examples
]


@pytest.mark.parametrize(("kind", "rule", "example"), ROWS)
def test_each_row_reads_its_examples(kind: str, rule: str, example: str) -> None:
    sentence, _, day = example.partition(" => ")
    what = "begins" if kind == "when" else "ends"
    told = [d for d in days(sentence) if d.what == what]
    assert [(d.rule, str(d.on or "?")) for d in told] == [(f"effect:{rule}", day)]


@pytest.mark.parametrize("sentence", table()["none"][0]["examples"])
def test_what_is_no_clause_of_the_act_tells_nothing(sentence: str) -> None:
    assert not days(sentence)


def test_a_part_has_days_of_its_own() -> None:
    found = days(
        "Nghị định này có hiệu lực thi hành kể từ ngày 15 tháng 4 năm 2020. 2. Quy định tại khoản 3 Điều 1 Nghị định này có "
        "hiệu lực kể từ ngày 01 tháng 01 năm 2021."
    )
    assert [(str(d.on), d.part) for d in found] == [
        ("2020-04-15", None),
        ("2021-01-01", "quy định tại khoản 3 điều 1"),
    ]


def test_the_proof_is_the_clause_and_its_place() -> None:
    (day,) = days("Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 5/QĐ-UBND.")
    assert (day.on, day.told_by, day.file) == (datetime.date(2020, 3, 2), "text", "a.txt")
    assert day.sentence == "Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 5/QĐ-UBND"
    assert day.end > day.start > 0


def test_a_clause_in_new_wording_is_not_the_acts_and_a_wording_ends_at_a_mark_of_another_kind() -> None:
    text = HEAD.format(symbol="QĐ-UBND", kind="QUYẾT ĐỊNH").replace("Nội dung.", "Sửa đổi Điều 7 như sau:\n{}")
    own = "Quyết định này có hiệu lực từ ngày 10/3/2020.\nNơi nhận:\n- Lưu: VT.\n"
    quoted = "“Điều 7. Quyết định này có hiệu lực từ ngày 01/01/2019.”."
    assert [str(d.on) for d in extract(Source("a.txt", text.format(quoted) + own)).document.days] == ["2020-03-10"]
    named = 'Gọi là “Thiết bị báo khác", mã số 8531.\n'
    assert [str(d.on) for d in days(f"{named}{own}")] == ["2020-03-10"]


def test_a_clause_in_a_form_behind_the_recipients_is_not_the_acts() -> None:
    text = (
        HEAD.format(symbol="QĐ-UBND", kind="QUYẾT ĐỊNH")
        + "Quyết định này có hiệu lực từ ngày 10/3/2020.\nNơi nhận:\n- Lưu: VT.\n\nMẫu\nQUYẾT ĐỊNH\nĐiều 1. Cho phép.\n"
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.\n"
    )
    assert [str(d.on) for d in extract(Source("a.txt", text)).document.days] == ["2020-03-10"]


@pytest.mark.parametrize(
    ("kind", "title", "first", "last"),
    [
        ("KẾ HOẠCH", "Cải cách hành chính năm 2023", "2023-01-01", "2023-12-31"),
        ("KẾ HOẠCH", "Triển khai Chương trình phát triển giai đoạn 2021 - 2025, tầm nhìn đến năm 2045", "2021-01-01", "2045-12-31"),
        ("QUYẾT ĐỊNH", "Phê duyệt Đề án dữ liệu dân cư giai đoạn 2022 - 2025, tầm nhìn đến năm 2030", "2022-01-01", "2030-12-31"),
        ("QUYẾT ĐỊNH", "Phê duyệt Chiến lược giai đoạn 2021–2025, tầm nhìn 2030", "2021-01-01", "2030-12-31"),
        ("QUYẾT ĐỊNH", "Phê duyệt Chương trình giai đoạn 2021-2025 và định hướng đến 2030", "2021-01-01", "2030-12-31"),
        ("QUYẾT ĐỊNH", "Phê duyệt Chiến lược đến năm 2025, tầm nhìn đến năm 2030", "None", "2030-12-31"),
        ("KẾ HOẠCH", "Cải cách năm 2022 thực hiện Chương trình đến năm 2025, định hướng đến năm 2030", "2022-01-01", "2022-12-31"),
        ("KẾ HOẠCH", "Thực hiện Đề án giai đoạn 2022 - 2025, tầm nhìn đến năm 2030 trong năm 2023", "2023-01-01", "2023-12-31"),
        ("KẾ HOẠCH", "Thực hiện Chương trình giai đoạn 2021 - 2025 trong năm 2022", "2022-01-01", "2022-12-31"),
        ("NGHỊ QUYẾT", "Quy định mức học phí năm học 2022 - 2023", "2022-09-01", "2023-08-31"),
        ("QUYẾT ĐỊNH", "Phê duyệt Đề án phát triển du lịch đến năm 2030", "None", "2030-12-31"),
        ("QUYẾT ĐỊNH", "Phê duyệt Chương trình chuyển đổi số đến năm 2025, định hướng đến năm 2030", "None", "2030-12-31"),
        ("NGHỊ QUYẾT", "Về Chương trình cắt giảm thủ tục hành chính năm 2025 và 2026", None, None),
        ("NGHỊ QUYẾT", "Xây dựng khu vực phòng thủ đến năm 2025 và những năm tiếp theo", None, None),
        ("KẾ HOẠCH", "Thực hiện Nghị quyết số 72-NQ/TW năm 2025", None, None),
        ("BÁO CÁO", "Kết quả thực hiện nhiệm vụ năm 2023", None, None),
        ("QUYẾT ĐỊNH", "Sửa đổi, bổ sung Kế hoạch giai đoạn 2021 - 2025", None, None),
        ("KẾ HOẠCH", "Triển khai thi hành Luật Đất đai năm 2024", None, None),
        ("KẾ HOẠCH", "Khắc phục hậu quả bão tháng 9 năm 2024", None, None),
    ],
)  # fmt: skip
def test_a_title_tells_the_period(kind: str, title: str, first: str | None, last: str | None) -> None:
    text = f"ỦY BAN NHÂN DÂN TỈNH X\nSố: 7/KH-UBND\nHà Nội, ngày 10 tháng 01 năm 2021\n\n{kind}\n{title}\n\nCăn cứ Luật X;\n"
    found = extract(Source("a.txt", text.replace("7/KH", f"7/{'KH' if kind == 'KẾ HOẠCH' else 'QĐ'}"))).document.days
    assert [(str(d.on), str(d.to)) for d in found if d.what == "period"] == ([(first, last)] if last else [])


def cited(sentence: str) -> list[tuple[str, str, str, str]]:
    found = extract(Source("a.txt", f"{sentence}\n")).mentions
    return [(m.key or "", d.what, str(d.on or d.to), d.told_by) for m in found for d in m.days]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Theo Thông tư số 12/2024/TT-BTC ngày 14 tháng 11 năm 2024, có hiệu lực kể từ ngày 29 tháng 12 năm 2024.",
         [("12/2024/TT-BTC", "begins", "2024-12-29", "citing text")]),
        ("Đất ở [được hướng dẫn bởi Nghị định 17/1999/NĐ-CP có hiệu lực từ ngày 13/04/1999 (VB hết hiệu lực: 16/11/2004)].",
         [("17/1999/NĐ-CP", "begins", "1999-04-13", "editor"), ("17/1999/NĐ-CP", "ends", "2004-11-16", "editor")]),
        ("Thông tư số 5/2019/TT-BTC ngày 01/02/2019 hết hiệu lực kể từ ngày 01 tháng 7 năm 2025.",
         [("5/2019/TT-BTC", "ends", "2025-07-01", "citing text")]),
        ("Bãi bỏ Quyết định số 29/2016/QĐ-TTg ngày 05 tháng 7 năm 2016 kể từ ngày 15 tháng 02 năm 2026.",
         [("29/2016/QĐ-TTg", "ends", "2026-02-15", "citing text")]),
        ("Tạm ngưng hiệu lực thi hành Thông tư số 8/2020/TT-BTC ngày 03/02/2020 đến hết ngày 31 tháng 12 năm 2023.",
         [("8/2020/TT-BTC", "suspended", "2023-12-31", "citing text")]),
        ("Hồ sơ nộp theo Thông tư số 5/2019/TT-BTC trước ngày Thông tư này có hiệu lực thì được xử lý tiếp.", []),
    ],
)  # fmt: skip
def test_a_sentence_tells_the_days_of_what_it_cites(sentence: str, told: list[tuple[str, str, str, str]]) -> None:
    assert cited(sentence) == told
