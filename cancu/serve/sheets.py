"""Answers as files for offices: a workbook, and a table that a word processor takes."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from html import escape

from cancu.answers import harmless

_WIDEST = 70
_NARROWEST = 10
_MADE = datetime(2000, 1, 1)
"""The day that stands in every workbook, so that the same answer gives the same bytes."""
_NAME = re.compile(r"[\[\]:*?/\\]")


def workbook(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], about: Sequence[tuple[str, str]]
) -> bytes:
    """An answer as an Excel file: its rows, and on a second sheet what was asked. No cell is a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.properties.created = book.properties.modified = _MADE
    book.properties.creator = "cancu"
    sheet = book.active
    sheet.title = (_NAME.sub(" ", title) or "cancu")[:31]
    told = book.create_sheet("cancu")
    for place, table in ((sheet, [heads, *rows]), (told, about)):
        for number, row in enumerate(table, 1):
            for column, text in enumerate(row, 1):
                cell = place.cell(number, column)
                cell.value = harmless(text)[:32_000]
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for place, table in ((sheet, [heads, *rows]), (told, about)):
        for column, letter in enumerate([cells[0].column_letter for cells in place.columns]):
            longest = max((len(row[column]) for row in table if column < len(row)), default=0)
            place.column_dimensions[letter].width = min(_WIDEST, max(_NARROWEST, longest + 2))
    made = io.BytesIO()
    book.save(made)
    return _dated(made.getvalue())


def _dated(data: bytes) -> bytes:
    """The same archive without the time at which it was packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for info in packed.infolist():
            content = packed.read(info)
            if info.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            made.writestr(zipfile.ZipInfo(info.filename, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def word_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], language: str) -> str:
    """An answer as a page with one plain table, as word processors open and paste it."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>\n" for row in rows)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{escape(title)}</title></head>\n<body>\n'
        f'<h1>{escape(title)}</h1>\n<table border="1" cellspacing="0" cellpadding="4">\n<tr>{head}</tr>\n{body}</table>\n</body>\n</html>\n'
    )
