"""Makes a sample text into files of each kind, with its letterhead in two columns as offices set it."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from fpdf import FPDF

FONTS = Path(__file__).parents[2] / "cancu" / "viz" / "fonts"


class Parts(NamedTuple):
    """The lines of a text: both columns of the letterhead, then the body."""

    left: list[str]
    right: list[str]
    body: list[str]


def parts(text: str) -> Parts:
    """Cut a sample text into letterhead and body."""
    lines = [line.strip() for line in text.split("\n")]
    nation = next((i for i, line in enumerate(lines) if re.match("CỘNG H|ĐẢNG CỘNG SẢN", line)), None)
    dated = next((i for i, line in enumerate(lines) if re.search(r", ngày.*tháng.*năm \d", line)), None)
    if nation is None or dated is None or dated < nation:
        return Parts([], [], lines)
    above, between = lines[:nation], lines[nation:dated]
    cut = next((i for i, line in enumerate(between) if re.match(r"Số|V/v", line)), len(between))
    return Parts(
        [line for line in (*above, *between[cut:]) if line],
        [line for line in (*between[:cut], lines[dated]) if line],
        lines[dated + 1 :],
    )


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)


def packed(members: dict[str, str | bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """A ZIP of members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _w_paragraph(line: str) -> str:
    pieces = (f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in line.split("\t"))
    return f"<w:p><w:r>{'<w:tab/>'.join(pieces)}</w:r></w:p>"


def docx_of(body: str, **more: str) -> bytes:
    """A DOCX of the XML of its body; `more` are parts such as footnotes."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>',
    }
    for name, inner in more.items():
        members[f"word/{name}.xml"] = f"<w:{name} {W}>{inner}</w:{name}>"
    return packed(members)


def docx(text: str) -> bytes:
    """The text as Word writes it."""
    left, right, body = parts(text)
    cells = "".join(f"<w:tc>{''.join(map(_w_paragraph, column))}</w:tc>" for column in (left, right))
    table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" if left else ""
    return docx_of(table + "".join(map(_w_paragraph, body)))


def odt(text: str) -> bytes:
    """The text as LibreOffice writes it."""
    left, right, body = parts(text)

    def paragraph(line: str) -> str:
        spaced = re.sub("  +", lambda m: f' <text:s text:c="{len(m.group()) - 1}"/>', escape(line))
        return f"<text:p>{spaced.replace(chr(9), '<text:tab/>')}</text:p>"

    cells = "".join(f"<table:table-cell>{''.join(map(paragraph, c))}</table:table-cell>" for c in (left, right))
    table = f"<table:table><table:table-row>{cells}</table:table-row></table:table>" if left else ""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("text", "text"), ("table", "table"))
    )
    content = f"<office:document-content {names}><office:body><office:text>{table}{''.join(map(paragraph, body))}</office:text></office:body></office:document-content>"
    media = "application/vnd.oasis.opendocument.text"
    return packed({"mimetype": media, "content.xml": content}, stored=("mimetype",))


def _rtf_text(line: str) -> str:
    return "".join(
        f"\\{c}" if c in "\\{}" else c if c.isascii() else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?"
        for c in line
    )


def rtf(text: str) -> bytes:
    """The text as RTF, its letterhead a table."""
    left, right, body = parts(text)
    cells = "".join("\\par ".join(map(_rtf_text, column)) + "\\cell " for column in (left, right))
    table = f"\\trowd\\cellx4500\\cellx9000\\pard\\intbl {cells}\\row\n" if left else ""
    lines = "\n".join(f"\\pard {_rtf_text(line)}\\par" for line in body)
    head = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fcharset163 Times New Roman;}}"
    return f"{head}\n{table}{lines}\n}}".encode("ascii")


def html(text: str) -> bytes:
    """The text as a page."""
    left, right, body = parts(text)
    cells = "".join(f"<td>{'<br>'.join(map(escape, column))}</td>" for column in (left, right))
    table = f"<table><tr>{cells}</tr></table>" if left else ""
    lines = "".join(f"<p>{escape(line)}</p>" for line in body)
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{table}{lines}</body></html>".encode()


def plain(text: str) -> bytes:
    """The text as it is."""
    return text.encode()


def xlsx_of(rows: str) -> bytes:
    """An XLSX with one sheet of the XML of its rows."""
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="Danh mục" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/styles.xml": '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
        }
    )


def xlsx_cell(at: str, text: str) -> str:
    """One cell of a sheet with its text."""
    return f'<c r="{at}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def xlsx(text: str) -> bytes:
    """The text as a sheet, each line a row."""
    lines = enumerate(text.split("\n"), 1)
    return xlsx_of("".join(f'<row r="{n}">{xlsx_cell(f"A{n}", line)}</row>' for n, line in lines))


def picture(text: str, kind: str) -> bytes:
    """The first words of the text as a small picture of that kind."""
    from PIL import Image, ImageDraw, ImageFont

    image, out = Image.new("L", (500, 60), 255), io.BytesIO()
    ImageDraw.Draw(image).text((10, 10), text[:40], font=ImageFont.truetype(FONTS / "NotoSans-Regular.ttf", 18), fill=0)
    image.save(out, kind)
    return out.getvalue()


def scanned(data: bytes, dpi: int, *, bad: bool = False) -> list[Any]:
    """The pages of a PDF as pictures; bad ones are noisy and askew, with a red seal and the stamp of incoming mail."""
    import pypdfium2
    from PIL import Image, ImageChops, ImageDraw, ImageFont

    pages = []
    for number, page in enumerate(pypdfium2.PdfDocument(data)):
        picture = page.render(scale=dpi / 72).to_pil().convert("RGB")
        if bad:
            chance = random.Random(f"{len(data)} {number}")
            picture = picture.rotate(chance.choice((-1.2, 0.8, 1.0)), Image.Resampling.BICUBIC, fillcolor="white")
            width, height = picture.size
            ink = Image.new("RGB", picture.size, "white")
            pen = ImageDraw.Draw(ink)
            font = ImageFont.truetype(FONTS / "NotoSans-Regular.ttf", height // 80)
            pen.ellipse((width * 0.55, height * 0.62, width * 0.75, height * 0.76), outline=(210, 40, 40), width=6)
            top = height * chance.choice((0.15, 0.17, 0.19))
            pen.rectangle((width * 0.06, top, width * 0.26, top + height * 0.055), outline=(200, 40, 70), width=3)
            pen.text((width * 0.07, top), "ĐẾN\nSố: 1234\nNgày: 12/3/2024", font=font, fill=(200, 40, 70))
            noise = Image.frombytes("L", picture.size, chance.randbytes(width * height)).convert("RGB")
            picture = Image.blend(ImageChops.multiply(picture, ink), noise, 0.2)
            for _ in range(width * height // 250):
                speck = (chance.choice((0, 255)),) * 3
                picture.putpixel((chance.randrange(width), chance.randrange(height)), speck)
        pages.append(picture)
    return pages


def eml(text: str) -> bytes:
    """A mail that bears the text as an attached DOCX."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "vanthu@example.vn", "so@example.vn", "Gửi văn bản"
    mail.set_content("Kính gửi đồng chí văn bản kèm theo.")
    mail.add_attachment(
        docx(text),
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename="van-ban.docx",
    )
    return mail.as_bytes()


def archive(text: str) -> bytes:
    """A ZIP with the text as RTF."""
    return packed({"van-ban/goc.rtf": rtf(text)})


class Page(FPDF):
    """A page as offices print it, with a running head and a page number where asked."""

    def __init__(self, head: str = "", foot: str = "", first: int = 1) -> None:
        super().__init__(format="A4")
        self.head, self.foot, self.number = head, foot, first
        self.add_font("Noto", "", FONTS / "NotoSans-Regular.ttf")
        self.set_margins(30, 25, 20)
        self.set_auto_page_break(True, 25)

    def header(self) -> None:
        self.set_font("Noto", size=10)
        if self.head:
            self.text(30, 14, self.head)
        if self.page_no() > 1 and not self.head:
            self.text(105, 14, str(self.page_no() + self.number - 1))
        if self.foot:
            self.text(30, 289, self.foot)
        self.set_y(25)
        self.set_font("Noto", size=12)


def _wrapped(pdf: FPDF, text: str, width: float) -> list[str]:
    """Lines no wider than `width`, broken at blanks and behind hyphens, as word processors break them."""
    lines, line = [], ""
    for token in re.findall(r"[^\s-]+-?|-|\s+", text):
        if pdf.get_string_width(line + token) > width and line.strip():
            lines.append(line.strip())
            line = ""
        line += token
    return [*lines, line.strip()]


def pdf(text: str, *, by_rows: bool = False, head: str = "", foot: str = "", size: float = 12) -> bytes:
    """The text as PDF; `by_rows` draws the letterhead line by line over both columns."""
    left, right, body = parts(text)
    page = Page(head, foot)
    page.add_page()
    page.set_font("Noto", size=size)
    step = size * 0.55
    if left:
        columns = [
            [piece for line in column for piece in _wrapped(page, line, width)]
            for column, width in ((left, 70), (right, 88))
        ]
        top = page.get_y()
        rows = max(map(len, columns))
        order = (
            [(c, r) for r in range(rows) for c in (0, 1)] if by_rows else [(c, r) for c in (0, 1) for r in range(rows)]
        )
        for c, r in order:
            if r < len(columns[c]) and columns[c][r].strip("-"):
                page.text((30, 104)[c], top + (r + 1) * step, columns[c][r])
        page.set_y(top + (rows + 1.5) * step)
    for line in body:
        if not line:
            page.ln(step / 2)
            continue
        if "\t" in line:
            page.set_font_size(7)
            for i, cell in enumerate(line.split("\t")):
                page.text(30 + (0, 8, 45, 80, 135)[i], page.get_y() + step * 0.8, cell)
            page.ln(step)
            page.set_font_size(size)
            continue
        for piece in _wrapped(page, line, 158):
            page.cell(160, step, piece, new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())


KINDS: dict[str, Callable[[str], bytes]] = {
    "txt": plain,
    "docx": docx,
    "odt": odt,
    "rtf": rtf,
    "html": html,
    "eml": eml,
    "zip": archive,
    "pdf": pdf,
}
"""What makes a text into each kind of file, by the ending of its name."""
