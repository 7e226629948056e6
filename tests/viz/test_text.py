"""A text with its citations marked."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cancu.errors import DrawError
from cancu.models import Document, Mention, Relation
from cancu.viz import CitedPart, draw_text
from cancu.viz.text import pieces

TEXT = (
    "Căn cứ Quyết định số 06/QĐ-TTg;\nthực hiện Kế hoạch 24/KH-UBND về <b>Đề án 06</b> & <script>alert(1)</script>.\n"
)
DOCUMENT = Document(id="a", key="41/KH-UBND", title="Triển khai <i>Đề án 06</i>")


def mention(words: str, **fields: Any) -> Mention:
    start = TEXT.index(words)
    return Mention(file="a.txt", start=start, end=start + len(words), text=words, kind="number", **fields)


def test_marks_cards_and_counts(tmp_path: Path, visit: Any) -> None:
    path = tmp_path / "a.html"
    found = (
        mention(
            "06/QĐ-TTg",
            key="06/QĐ-TTg",
            relation=Relation.BASED_ON,
            status="resolved",
            target_id="vn/2022/06-qd-ttg",
            reason="số và năm",
        ),
        mention(
            "Kế hoạch 24/KH-UBND về <b>Đề án 06</b>", key="24/KH-UBND", relation=Relation.IMPLEMENTS, status="open"
        ),
        mention(
            "Đề án 06",
            name="Đề án 06",
            source="24/KH-UBND",
            relation=Relation.IMPLEMENTS,
            status="resolved",
            target_id="vn/2022/06-qd-ttg",
        ),
        Mention(file="a.txt", start=9_999, end=10_005, text="beyond", kind="number"),
    )
    drawn = draw_text(DOCUMENT, TEXT, found, path)
    assert (drawn.documents, drawn.links, drawn.left_out) == (1, 3, 1)
    page = visit(path)
    assert page.locator(".text").text_content() == TEXT
    assert page.locator(".text b, .text script").count() == 0
    page.locator('[data-mention="0"]').click()
    card = page.locator("aside .card").inner_text()
    assert "căn cứ" in card
    assert "số và năm" in card
    page.locator('[data-mention="2"]').press("Enter")
    assert "24/KH-UBND" in page.locator("aside .card").inner_text()
    assert "1 trích dẫn nằm ngoài văn bản" in page.locator(".status").inner_text()


def test_a_cited_part_opens_at_its_words_and_tells_what_was_done_to_it(tmp_path: Path, visit: Any) -> None:
    path = tmp_path / "a.html"
    cited = mention("06/QĐ-TTg", target_id="x", parts=("dieu-5/khoan-2", "dieu-6"), provision="khoản 2 Điều 5, Điều 6")
    known = CitedPart(words="2. Nộp <b>ngay</b>.", done=("khoản 2 Điều 5 được sửa đổi, bổ sung bởi 7/QĐ-TTg",))
    draw_text(DOCUMENT, TEXT, [cited], path, parts={("x", "dieu-5/khoan-2"): known, ("x", "dieu-6"): CitedPart()})
    page = visit(path)
    page.locator('[data-mention="0"]').click()
    part = page.locator("aside .card details")
    assert part.locator("summary").all_inner_texts() == ["khoản 2 Điều 5"]
    assert part.locator("blockquote").inner_text() == "2. Nộp <b>ngay</b>."
    assert "bởi 7/QĐ-TTg" in part.inner_text()


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=6))
def test_pieces_are_the_text_and_each_belongs_to_the_shortest_mention(text: str, spans: list[tuple[int, int]]) -> None:
    inside = [(a, a + size) for a, size in spans if a + size <= len(text)]
    cut = pieces(text, inside)
    assert "".join(words for words, _ in cut) == text
    offset = 0
    for words, owner in cut:
        over = [end - start for start, end in inside if start <= offset < end]
        assert (owner is None) == (not over)
        if owner is not None:
            assert inside[owner][1] - inside[owner][0] == min(over)
        offset += len(words)


def test_reasons_are_told_in_vietnamese_and_what_is_unknown_is_still_given(tmp_path: Path) -> None:
    reason = "year: told beside the number; alias: Đề án 06 in the register; new"
    draw_text(DOCUMENT, TEXT, (mention("06/QĐ-TTg", reason=reason),), tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "năm: ghi ngay cạnh số; tên gọi “Đề án 06” có trong danh mục; new" in page


def test_only_pages_are_written(tmp_path: Path) -> None:
    with pytest.raises(DrawError, match=r"use \.html"):
        draw_text(DOCUMENT, TEXT, (), tmp_path / "a.svg")


def test_a_page_in_english_has_no_vietnamese_word_of_ours(tmp_path: Path, visit: Any) -> None:
    path = tmp_path / "a.html"
    cited = mention("06/QĐ-TTg", key="06/QĐ-TTg", relation=Relation.BASED_ON, status="open", reason="the text does not tell the year")  # fmt: skip
    draw_text(DOCUMENT, TEXT, [cited], path, language="en")
    page = visit(path)
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator('[data-mention="0"]').click()
    aside = page.locator("aside").inner_text() + page.locator(".status").inner_text()
    assert "is based on" in aside and "the text does not tell the year" in aside and "Citations: 1" in aside
    assert {word for word in aside.replace("–", "-").split() if not word.isascii()} == {"06/QĐ-TTg"}
