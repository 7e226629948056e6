"""Pictures of pages through the recogniser, where it is there."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from cancu.errors import ReadError
from cancu.extract import Source, extract
from cancu.read import asterocr, scans
from cancu.read.files import Unread, read_in_process
from cancu.read.pages import Line, Sheet, Word

from . import sample_files
from .test_kinds import SAMPLES, transcripts

TEXT = """ỦY BAN NHÂN DÂN
TỈNH THANH HÓA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 24/KH-UBND

Thanh Hóa, ngày 13 tháng 02 năm 2023

KẾ HOẠCH
Triển khai Đề án 06 trên địa bàn tỉnh

Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ;
Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư.
"""
needs_tesseract = pytest.mark.skipif(scans.missing() is not None, reason=f"no scans here: {scans.missing()}")


def picture(text: str, dpi: int = 200) -> "object":
    import pypdfium2

    return pypdfium2.PdfDocument(sample_files.pdf(text, size=13))[0].render(scale=dpi / 72).to_pil()


@needs_tesseract
@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff", "pdf"])
def test_a_clean_scan_says_what_its_text_says(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    page = picture(TEXT)
    page.convert("RGB").save(tmp_path / "scan", kind.upper(), resolution=200)  # type: ignore[attr-defined]
    (read,) = transcripts((tmp_path / "scan").read_bytes(), tmp_path)
    said = extract(Source.of(read))
    assert (said.document.key, str(said.document.date)) == ("24/KH-UBND", "2023-02-13")
    assert [(m.key, m.place) for m in said.mentions if m.kind == "number"] == [
        ("06/QĐ-TTg", "trang 1"),
        ("30/2020/NĐ-CP", "trang 1"),
    ]
    monkeypatch.setattr(scans, "_run", None)
    assert transcripts((tmp_path / "scan").read_bytes(), tmp_path)[0].text == read.text


@pytest.mark.parametrize(
    "kind, why", [("png", "it is a picture: "), ("pdf", "page 1 has no readable text and was not read: ")]
)
def test_without_the_recogniser_a_scan_says_what_it_needs(
    kind: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "missing", lambda: "recognising them needs the program tesseract")
    picture(TEXT, 50).convert("RGB").save(tmp_path / "a", kind.upper())  # type: ignore[attr-defined]
    (found,) = read_in_process(tmp_path / "a", "a")
    assert str(found) == f"a: {why}recognising them needs the program tesseract"
    assert isinstance(found, Unread)


def test_red_ink_is_as_white_as_paper() -> None:
    from PIL import Image

    page = Image.new("RGB", (3, 1), "white")
    page.putpixel((0, 0), (0, 0, 0))
    page.putpixel((1, 0), (230, 20, 40))
    assert list(scans._without_red(page).tobytes()) == [0, 230, 255]


@pytest.mark.parametrize("angle", [-1.5, -0.6, 0.0, 0.8, 1.9])
def test_the_skew_of_a_page_is_found(angle: float) -> None:
    turned = picture(TEXT, 100).convert("L").rotate(angle, fillcolor=255)  # type: ignore[attr-defined]
    assert scans._skew(turned) == pytest.approx(-angle, abs=0.25)


def line(text: str) -> Line:
    return Line([Word(word, 0, 0, 1, 1, 1, 10) for word in text.split()])


@pytest.mark.parametrize(
    "one, other, taken, doubt",
    [
        ("số 24KHUBND", "số 24/KH-UBND", "số 24/KH-UBND", None),
        ("số 24/KH-U3ND", "số 24/KH-UBND", "số 24/KH-UBND", None),
        ("số 24/KH-UBND", "số 24/XH-UBND", "số 24/KH-UBND", None),
        ("số 24/KH-UBND", "số 21/KH-UBND", "số 24/KH-UBND", "“24/KH-UBND” may be “21/KH-UBND”"),
        ("số 21/KH-U3ND", "số 24/KH-UBND", "số 24/KH-UBND", "“24/KH-UBND” may be “21/KH-U3ND”"),
        ("số 24/KH-UBND", "số 24/KH-UBND", "số 24/KH-UBND", None),
        (
            "bởi số 24 0/QĐ-UBND của",
            "bỏi số 2410/QĐ-UBND cua",
            "bởi số 2410/QĐ-UBND của",
            "“2410/QĐ-UBND” may be “0/QĐ-UBND”",
        ),
        ("số ö4/CT-TTg", "số 04/CT-TTg", "số 04/CT-TTg", "“04/CT-TTg” may be “4/CT-TTg”"),
        ("ngày 42/11/2023 của", "ngày 27/11/2023 cùa", "ngày 27/11/2023 của", None),
        ("của Chính phủ", "cùa Chinh phù", "của Chính phủ", None),
    ],
)
def test_the_better_formed_of_two_readings_is_taken(one: str, other: str, taken: str, doubt: str | None) -> None:
    sheet = Sheet(1, 1, 1, [])
    merged = Line(scans._merged(line(one).words, line(other).words, sheet))
    assert (merged.text, sheet.doubts) == (taken, [doubt] if doubt else [])


def test_of_two_numbers_the_better_speller_s_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    poor, good = "nagảy 25, cúa Chỉnh phú số 92/TB-LPQT đoợn", "ngày 25, của Chính phủ số 02/TB-LPQT đoạn"
    for one, other in ((poor, good), (good, poor)):
        first, again = line(one), line(other).words
        monkeypatch.setattr(scans, "_by_network", lambda crops, boxes, again=again: [again])
        monkeypatch.setattr(asterocr, "available", lambda: True)
        sheet = Sheet(1, 1, 1, [first])
        scans._read_numbers_again(sheet, Image.new("L", (9, 9)))
        assert first.text == good
        assert sheet.doubts == ["“02/TB-LPQT” may be “92/TB-LPQT”"]


@pytest.mark.skipif(not asterocr.available(), reason="the second reader is not installed")
def test_the_second_reader_says_what_stands_where() -> None:
    page = picture("Căn cứ Kế hoạch số 24/KH-UBND ngày 13/02/2023 của Ủy ban nhân dân tỉnh Thanh Hóa về Đề án 06;", 300)
    gray = page.convert("L")  # type: ignore[attr-defined]
    top, bottom = gray.point(lambda v: 255 * (v < 128)).getbbox()[1::2]
    pieces = asterocr.read_line(gray.crop((0, top - 8, gray.width, (top + bottom) // 2)))
    assert [piece.text for piece in pieces][3:7] == ["hoạch", "số", "24/KH-UBND", "ngày"]
    assert all(a.left < a.right <= b.right for a, b in pairwise(pieces))


@needs_tesseract
def test_without_the_second_reader_tesseract_reads_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(asterocr, "available", lambda: False)
    sheet = scans.recognise(picture(TEXT, 150), 1)
    assert "30/2020/NĐ-CP" in "\n".join(line.text for line in sheet.lines)


def test_the_recogniser_doubles_no_letter() -> None:
    assert scans._letters("QĐÐ-ÐĐT ðường") == "QĐ-ĐT đường"


def test_a_damaged_picture_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"damaged or too large|tesseract"):
        from cancu.read.writer import Writer

        (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 40)
        scans.read_image(tmp_path / "a.png", Writer())


@needs_tesseract
@pytest.mark.slow
@pytest.mark.parametrize(("bad", "least"), [(False, 0.97), (True, 0.95)], ids=["clean", "bad"])
def test_scans_of_the_samples_cite_what_their_text_cites(bad: bool, least: float, tmp_path: Path) -> None:
    both, told, heard, own = 0, 0, 0, []
    for sample in SAMPLES:
        text = sample.read_text(encoding="utf-8")
        first, *more = sample_files.scanned(sample_files.pdf(text, size=13), 200, bad=bad)
        first.save(tmp_path / "scan", "TIFF", save_all=True, append_images=more)
        (read,) = transcripts((tmp_path / "scan").read_bytes(), tmp_path)
        says, said = extract(Source("a.txt", text)), extract(Source.of(read))
        one, other = Counter(m.key for m in says.mentions), Counter(m.key for m in said.mentions)
        both, told, heard = both + (one & other).total(), told + one.total(), heard + other.total()
        own.append((says.document.key, says.document.date) == (said.document.key, said.document.date))
    assert both / told >= least
    assert both / heard >= least
    assert own.count(True) / len(own) >= 0.9
