"""Questions as people ask them, each with the stored query and the parameters that it means; '-' where none does."""

import shlex
from pathlib import Path

import pytest

from cancu.queries import catalogue
from cancu.queries.ask import examples, read_question
from cancu.questions import command_line, find_documents_in, unsure

CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "questions.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(("question", "meaning"), CASES, ids=[question for question, _ in CASES])
def test_a_question_is_read_as_meant(question: str, meaning: str) -> None:
    query, *parameters = shlex.split(meaning)
    reading = read_question(question, find_documents_in).sure
    if query == "-":
        assert reading is None
        return
    assert reading is not None, unsure(read_question(question, find_documents_in))
    assert (reading.query, dict(reading.parameters)) == (query, dict(p.split("=", 1) for p in parameters))


def test_there_are_enough_questions_about_every_query() -> None:
    assert len(CASES) >= 400
    assert {meaning.split()[0] for _, meaning in CASES} == {"-", *catalogue()}


@pytest.mark.parametrize(
    "question",
    ["Thời tiết hôm nay thế nào?", "Đề án 06", "Hello", "24/KH-UBND", "Ai là Chủ tịch tỉnh Thanh Hóa?", "?", ""],
)
def test_what_cannot_be_answered_says_what_can(question: str) -> None:
    understood = read_question(question, find_documents_in)
    assert understood.sure is None
    assert "; what can be asked, for example:\n  Những kế hoạch nào" in unsure(understood)
    assert ("(unknown: 'Chủ tịch')" in unsure(understood)) == ("Chủ tịch" in question)


@pytest.mark.parametrize(
    "question",
    [
        "Những kế hoạch nào của Thanh Hóa và Quảng Ngãi triển khai Đề án 06?",
        "Tỉnh nào ngoài Hà Nội đã triển khai Đề án 06?",
        "Tỉnh nào ngập ngừng kế hoạch thực hiện Đề án 06?",
        "Văn bản nào triển khai Đề án 06 nhưng chưa nghiệm thu?",
        "Điều 5 của Đề án 06 được văn bản nào sửa đổi?",
    ],
)
def test_what_no_query_can_take_is_asked_back(question: str) -> None:
    understood = read_question(question, find_documents_in)
    assert understood.sure is None
    assert "it is not clear what" in unsure(understood)


@pytest.mark.parametrize(
    ("question", "meaning"),
    [
        ("Kế hoạch nào ở Thanh Hoa thực hiện Nghị định 78/2025/NĐ-CP?", "place=thanh-hoa"),
        ("van ban nao cua hanoi trien khai de an 06", "place=ha-noi"),
        ("vanban nao trien kahi de an 06", ""),
        ("Which documents implemnt 06/QĐ-TTg?", ""),
        ("Những văn bản triễn khai 57 NQ/TW", ""),
    ],
)
def test_words_without_marks_and_with_slips_are_read(question: str, meaning: str) -> None:
    reading = read_question(question, find_documents_in).sure
    assert reading is not None
    assert reading.query == "implementers"
    assert [f"place={v}" for k, v in reading.parameters.items() if k == "place"] == meaning.split()


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("90/QĐ-TTg sửa đổi văn bản nào?", "cites"),
        ("90/QĐ-TTg bị văn bản nào sửa đổi?", "family"),
        ("What did 90/QĐ-TTg amend?", "cites"),
        ("What was 90/QĐ-TTg amended by?", "family"),
        ("Which documents are cited in 90/QĐ-TTg?", "cites"),
        ("In which documents is 90/QĐ-TTg cited?", "cited-by"),
        ("What depends on 90/QĐ-TTg?", "impact"),
        ("What does 90/QĐ-TTg depend on?", "legal-basis"),
    ],
)
def test_who_does_it_tells_the_query(question: str, query: str) -> None:
    reading = read_question(question, find_documents_in).sure
    assert reading is not None
    assert reading.query == query


def test_several_readings_are_listed_with_their_lines() -> None:
    understood = read_question("Văn bản nào liên quan đến 04/CT-TTg?", find_documents_in)
    assert understood.sure is None
    assert 2 <= len(understood.readings) <= 3
    for reading in understood.readings:
        assert command_line(reading) in unsure(understood)


def test_what_a_query_cannot_take_is_told() -> None:
    reading = read_question("Cơ quan nào của Thanh Hóa ban hành bao nhiêu quyết định mỗi năm?", find_documents_in).sure
    assert reading is not None
    assert reading.unused == ("type QĐ",)


@pytest.mark.parametrize("question", examples())
def test_the_examples_can_be_asked(question: str) -> None:
    assert read_question(question, find_documents_in).sure is not None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Quyết định số 06/QĐ-TTg và 24/KH-UBND", ["06/QĐ-TTg", "24/KH-UBND"]),
        ("theo de an 06 va 06-nq/tu", ["de an 06", "06-nq/tu"]),
        ("từ 01/07/2025 đến 2025-12-31, 5/6/2024", []),
        ("luat giao dich dien tu", ["luat giao dich dien tu"]),
        ("văn bản “Đề án ABC” của tỉnh", ["Đề án ABC"]),
        ("3074/STC-QLNS&TKTC, 51/2005/QH11.", ["3074/STC-QLNS&TKTC", "51/2005/QH11"]),
    ],
)
def test_documents_in_a_question(text: str, names: list[str]) -> None:
    found = find_documents_in(text)
    assert [one.name for one in found] == names
    assert all(0 <= one.start < one.end <= len(text) for one in found)
