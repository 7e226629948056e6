"""Word processors' files: what is printed is read, what is not is left out, and each place has its name."""

from pathlib import Path

from cancu.extract import Source, extract
from cancu.models import Transcript

from . import sample_files
from .test_kinds import transcripts

P = "<w:p>{}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def docx(tmp_path: Path, body: str, **parts: str) -> Transcript:
    (read,) = transcripts(sample_files.docx_of(body, **parts), tmp_path)
    return read


def place_of(read: Transcript, words: str) -> str | None:
    assert read.places is not None
    return read.places.name(read.text.index(words))


def test_changes_hidden_text_and_hyphens_of_word(tmp_path: Path) -> None:
    body = P.format(
        run("Căn cứ Nghị định số 30/2020/NĐ")
        + "<w:r><w:noBreakHyphen/></w:r>"
        + f"<w:ins>{run('CP')}</w:ins><w:del><w:r><w:delText>XX</w:delText></w:r></w:del>"
        + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:softHyphen/></w:r>"
        + f"<w:moveFrom>{run('chuyển đi')}</w:moveFrom>"
        + "<w:sdt><w:sdtContent>"
        + run(" ngày 05/3/2020")
        + "</w:sdtContent></w:sdt>;"
    )
    assert docx(tmp_path, body).text == "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020\n\n"


def test_a_note_leaves_the_sentence_whole_and_stands_at_the_end(tmp_path: Path) -> None:
    body = P.format(
        run("Căn cứ Luật Đất đai") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" ngày 18 tháng 01 năm 2024;")
    )
    notes = f'<w:footnote w:type="separator" w:id="0">{P.format(run("gạch"))}</w:footnote>'
    notes += f'<w:footnote w:id="2">{P.format(run("Được sửa đổi bởi Luật số 43/2024/QH15."))}</w:footnote>'
    read = docx(tmp_path, body, footnotes=notes)
    assert read.text.startswith("Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;\n")
    assert place_of(read, "43/2024") == "chú thích 1"
    assert place_of(read, "Luật Đất đai") == "đoạn 1"
    assert "gạch" not in read.text


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{P.format(run('DỰ THẢO'))}</w:txbxContent>"
    shape = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    body = P.format(run("Căn cứ ") + f"<w:r>{shape}</w:r>" + run("Luật Giá;"))
    body = body.replace("<mc:AlternateContent>", '<mc:AlternateContent xmlns:mc="m">')
    text = docx(tmp_path, body).text
    assert text.count("DỰ THẢO") == 1
    assert "Căn cứ Luật Giá;\n" in text


def test_numbers_that_word_counts_are_read(tmp_path: Path) -> None:
    def item(text: str, level: int) -> str:
        number = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        return P.format(number + run(text))

    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate((("decimal", "Điều %1."), ("decimal", "%2."), ("lowerLetter", "%3)")))
    )
    numbering = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    body = "".join(
        (item("Sửa đổi", 0), item("khoản", 1), item("điểm", 2), item("điểm", 2), item("Thi hành", 0), item("từ", 1))
    )
    text = docx(tmp_path, body, numbering=numbering).text
    assert text.split("\n")[:6] == ["Điều 1. Sửa đổi", "1. khoản", "a) điểm", "b) điểm", "Điều 2. Thi hành", "1. từ"]


def test_a_table_goes_row_by_row_with_its_headings_as_places(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(f'<w:tc>{P.format(run(cell))}</w:tc>' for cell in cells)}</w:tr>"

    table = row("STT", "Tên văn bản", "Số ký hiệu") + row("1", "Quyết định phê duyệt Đề án", "Quyết định số 06/QĐ-TTg")
    read = docx(tmp_path, f"<w:tbl>{table}</w:tbl>")
    assert "1 | Quyết định phê duyệt Đề án | Quyết định số 06/QĐ-TTg\n" in read.text
    (mention,) = extract(Source.of(read)).mentions
    assert mention.place == "bảng 1, hàng 2, cột 3 (Số ký hiệu)"


def test_notes_and_boxes_of_rtf(tmp_path: Path) -> None:
    data = (
        b"{\\rtf1\\ansi\\ansicpg1258{\\fonttbl{\\f0\\fcharset163 Times;}}{\\info{\\title Bo qua}}{\\header trang}\n"
        b"\\pard C\\u259?n c\\u7913? Lu\\u7853?t Gi\\u225?{\\super\\chftn{\\footnote\\pard S\\u7889? 16/2023/QH15}} n\\u259?m 2023;\\par\n"
        b"{\\*\\generator x;}{\\v an}{\\shp{\\*\\shpinst{\\sp{\\sn pib}{\\sv 1}}{\\shptxt D\\u7920? TH\\u7842?O\\par}}}\\par}"
    )
    (read,) = transcripts(data, tmp_path)
    assert read.text.split("\n")[0] == "Căn cứ Luật Giá năm 2023;"
    assert "DỰ THẢO" in read.text
    assert place_of(read, "16/2023/QH15") == "chú thích 1"
    assert not any(word in read.text for word in ("Bo qua", "trang\n", "an\n", "generator", "pib"))


def test_bytes_of_rtf_in_the_code_page_of_the_font(tmp_path: Path) -> None:
    data = (
        b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset163 Times New Roman;}}\\pard\\f0 Ngh\\'f2 "
        b"\\'f0\\'f2nh s\\'f4\\'ec 30/2020/N\\'d0-CP\\par}"
    )
    (read,) = transcripts(data, tmp_path)
    assert "đ" in read.text
    assert "30/2020/NĐ-CP" in read.text


def test_an_xlsx_list_says_where_each_citation_stands(tmp_path: Path) -> None:
    cell = sample_files.xlsx_cell
    rows = f'<row r="1">{cell("A1", "Số ký hiệu")}{cell("B1", "Ngày ban hành")}</row>'
    rows += f'<row r="2">{cell("A2", "Quyết định số 06/QĐ-TTg")}<c r="B2" s="1"><v>44567</v></c></row>'
    data = sample_files.xlsx_of(rows)
    (read,) = transcripts(data, tmp_path)
    assert "Quyết định số 06/QĐ-TTg | 06/01/2022" in read.text
    (mention,) = extract(Source.of(read)).mentions
    assert mention.place == "trang tính Danh mục, hàng 2, cột A (Số ký hiệu)"


def test_a_mail_and_what_is_attached_are_texts_of_their_own(tmp_path: Path) -> None:
    mail, attached = transcripts(sample_files.eml("Căn cứ Luật Giá;"), tmp_path, "a.eml")
    assert (mail.path, attached.path) == ("a.eml", "a.eml!van-ban.docx")
    assert mail.text.startswith("Gửi văn bản\n\nKính gửi đồng chí")
    assert attached.text.startswith("Căn cứ Luật Giá;")


def test_a_page_of_the_web_maps_to_its_own_offsets(tmp_path: Path) -> None:
    page = (
        "<html><script>x='Quyết định số 1/QĐ-TTg'</script><p>Thực hiện&nbsp;<b>Quyết định</b> số 06/QĐ-TTg</p></html>"
    )
    (read,) = transcripts(page.encode(), tmp_path, "a.html")
    (mention,) = extract(Source.of(read)).mentions
    assert page[mention.start : mention.end] == "Quyết định</b> số 06/QĐ-TTg"
    assert mention.place is None
