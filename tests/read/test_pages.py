"""Pages as people read them: heads, numbers, notes, stamps, columns, broken lines."""

from pathlib import Path

import pytest
from fpdf import FPDF

from cancu.corpus import graph_of, read_corpus
from cancu.errors import ReadError
from cancu.extract import Source, extract
from cancu.graph.rows import link_of, link_row
from cancu.models import Transcript
from cancu.read import frame

from . import sample_files
from .test_kinds import transcripts

Put = tuple[float, float, float, str]
"""Millimetres from the left and from above, size in points, words."""


def printed(tmp_path: Path, *pages: list[Put]) -> Transcript:
    """A PDF with words at their places."""
    pdf = FPDF(format="A4")
    pdf.add_font("Noto", "", sample_files.FONTS / "NotoSans-Regular.ttf")
    for page in pages:
        pdf.add_page()
        for left, top, size, words in page:
            pdf.set_font("Noto", size=size)
            pdf.text(left, top, words)
    (read,) = transcripts(bytes(pdf.output()), tmp_path, "a.pdf")
    return read


def lines(top: float, *words: str, left: float = 30, size: float = 12) -> list[Put]:
    return [(left, top + 6 * n, size, line) for n, line in enumerate(words)]


def place_of(read: Transcript, words: str) -> str | None:
    assert read.places is not None
    return read.places.name(read.text.index(words))


def test_a_number_that_a_line_or_a_page_breaks_is_whole(tmp_path: Path) -> None:
    first = lines(30, "Căn cứ Thông tư số 12/2024/TT-", "BLĐTBXH ngày 14/11/2024;", "Căn cứ Quyết định số 15/2025/QĐ-")
    second = lines(30, "UBND ngày 02/02/2025; Nghị định số 30/2020/", "NĐ-CP ngày 05/3/2020.")
    read = printed(tmp_path, first, second)
    mentions = extract(Source.of(read)).mentions
    assert [m.key for m in mentions] == ["12/2024/TT-BLĐTBXH", "15/2025/QĐ-UBND", "30/2020/NĐ-CP"]
    assert [m.place for m in mentions] == ["trang 1", "trang 1", "trang 2"]


def test_a_sentence_goes_on_over_the_page_without_head_foot_and_number(tmp_path: Path) -> None:
    pages = []
    for number in range(1, 5):
        head = (30.0, 15.0, 10.0, f"{number} CÔNG BÁO/Số {100} + 101/Ngày 15-3-2024")
        foot = (30.0, 285.0, 9.0, "Văn bản điện tử số 123/VP-TH")
        pages.append(
            [head, *lines(30, "Thực hiện nhiệm vụ theo quy định tại Điều"), *lines(40, f"{number} Luật Giá;"), foot]
        )
    text = printed(tmp_path, *pages).text
    assert "CÔNG BÁO" not in text
    assert "123/VP-TH" not in text
    assert [m.key for m in extract(Source("a.txt", text)).mentions] == ["Luật Giá"] * 4


@pytest.mark.parametrize("form", ["{}", "- {} -", "Trang {}", "{}/3"])
def test_page_numbers_are_left_out_in_every_form(form: str, tmp_path: Path) -> None:
    pages = [[*lines(40, "Nội dung của trang"), (100.0, 285.0, 12.0, form.format(n))] for n in (1, 2, 3)]
    assert printed(tmp_path, *pages).text.split("\n")[:3] == ["Nội dung của trang"] * 3


def test_a_note_at_the_foot_is_taken_out_and_tied_to_its_page(tmp_path: Path) -> None:
    first = [
        *lines(30, "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024 và các quy định"),
        (165.0, 28.0, 7.0, "1"),
        *lines(36, "của Luật Nhà ở được thi hành từ ngày 01 tháng 8 năm 2024 theo"),
        (30.0, 268.0, 6.0, "1"),
        *lines(270, "Được sửa đổi bởi Luật số 43/2024/QH15", "ngày 29 tháng 6 năm 2024.", left=32, size=9),
    ]
    read = printed(tmp_path, first, lines(30, "hướng dẫn của Chính phủ."))
    body = read.text[: read.text.index("[1]")]
    assert "theo\nhướng dẫn của Chính phủ." in body
    assert "quy định\ncủa Luật Nhà ở" in body
    assert place_of(read, "43/2024/QH15") == "trang 1, chú thích 1"


def test_an_incoming_stamp_is_not_the_number_of_the_document(tmp_path: Path) -> None:
    head = [
        (30.0, 25.0, 12.0, "UBND TỈNH THANH HÓA"),
        (110.0, 25.0, 12.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (110.0, 31.0, 12.0, "Độc lập - Tự do - Hạnh phúc"),
        (30.0, 40.0, 12.0, "Số: 24/KH-UBND"),
        (110.0, 40.0, 12.0, "Thanh Hóa, ngày 13 tháng 02 năm 2023"),
    ]
    stamp = [(35.0, 50.0, 10.0, "ĐẾN"), (35.0, 55.0, 10.0, "Số: 1234"), (35.0, 60.0, 10.0, "Ngày: 20/02/2023")]
    signed = [
        (110.0, 10.0 + 40, 7.0, "Người ký: Nguyễn Văn A"),
        (110.0, 53.0, 7.0, "Thời gian ký: 14.02.2023 09:12:00 +07:00"),
    ]
    body = lines(75, "KẾ HOẠCH", "Triển khai Đề án 06", "Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022;")
    read = printed(tmp_path, [*stamp, *head, *signed, *body])
    own = extract(Source.of(read)).document
    assert (own.key, str(own.date), own.title) == ("24/KH-UBND", "2023-02-13", "Triển khai Đề án 06")
    assert place_of(read, "1234") == "trang 1, dấu đến"
    assert place_of(read, "Người ký") == "trang 1, chữ ký số"


def test_two_columns_that_are_drawn_line_by_line_are_read_apart(tmp_path: Path) -> None:
    rows = []
    for n, (left, right) in enumerate(
        (
            ("BỘ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("CỤC VĂN THƯ", "Độc lập - Tự do - Hạnh phúc"),
            ("Số: 12/QĐ-BNV", "Hà Nội, ngày 05 tháng 3 năm 2024"),
        )
    ):
        rows += [(30.0, 25.0 + 7 * n, 12.0, left), (100.0, 25.0 + 7 * n, 12.0, right)]
    text = printed(tmp_path, [*rows, *lines(60, "QUYẾT ĐỊNH", "Về việc ban hành Quy chế")]).text
    assert text.startswith("BỘ NỘI VỤ\nCỤC VĂN THƯ\nSố: 12/QĐ-BNV\n\nCỘNG HÒA")


def test_glyphs_that_the_stream_scatters_are_put_together_by_their_places(tmp_path: Path) -> None:
    from cancu.read.pages import Line, Sheet, Word, rebuilt, scattered

    def glyph(char: str, left: float, base: float) -> Word:
        return Word(char, left, base - 8, left + 5, base, base, 10)

    words = ["Căn cứ Luật Giá", "và Luật Thuế"]
    glyphs = [
        glyph(c, 30 + 6 * i, 100 + 15 * n) for n, line in enumerate(words) for i, c in enumerate(line) if c != " "
    ]
    plain = [g for g in glyphs if g.text.isascii()]
    marked = [g for g in glyphs if not g.text.isascii()]
    torn = Sheet(
        1, 595, 842, [Line([g for g in kind if g.base == base]) for base in (100, 115) for kind in (plain, marked)] * 2
    )
    assert scattered(torn)
    assert [line.text for line in rebuilt(torn, glyphs).lines] == words


def test_places_reach_the_graph_and_its_rows(tmp_path: Path) -> None:
    text = "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ;"
    (tmp_path / "a.pdf").write_bytes(sample_files.pdf(text))
    graph = graph_of(read_corpus([str(tmp_path / "a.pdf")]).resolved)
    (link,) = graph.links
    assert link.evidence[0].place == "trang 1"
    assert link_of(link.source, link.relation, link.target, link_row(link)) == link


def test_the_page_of_a_citation_is_drawn_with_a_frame(tmp_path: Path) -> None:
    from PIL import Image

    read = printed(tmp_path, lines(30, "Trang đầu"), lines(50, "Căn cứ Luật Giá năm 2023;"))
    (mention,) = extract(Source.of(read)).mentions
    assert frame(tmp_path / "a.pdf", read, mention.start, mention.end, tmp_path / "page.png") == 2
    with Image.open(tmp_path / "page.png") as picture:
        red = [
            (x, y)
            for x in range(0, picture.width)
            for y in range(0, picture.height, 3)
            if picture.getpixel((x, y)) == (200, 30, 60)
        ]
        assert red
        assert 0.14 < min(y for _, y in red) / picture.height < max(y for _, y in red) / picture.height < 0.19
    with pytest.raises(ReadError, match="have pages to show"):
        frame(tmp_path / "a.txt", Transcript("a.txt", "text/plain", "x", ""), 0, 1, tmp_path / "b.png")


def test_a_pdf_in_an_old_font_is_converted(tmp_path: Path) -> None:
    read = printed(
        tmp_path,
        lines(
            30,
            "C¨n cø NghÞ ®Þnh sè 63/2010/N§-CP ngµy 08 th¸ng 6 n¨m 2010 cña ChÝnh phñ",
            "vÒ kiÓm so¸t thñ tôc hµnh chÝnh;",
        ),
    )
    assert [m.key for m in extract(Source.of(read)).mentions] == ["63/2010/NĐ-CP"]
