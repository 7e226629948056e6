"""Write workbooks for Excel and LibreOffice with typed cells, links and frozen headings; the same rows give the same bytes."""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from cancu.export.table import Table
from cancu.render import escape_controls

_WIDEST, _NARROWEST = 60, 8
"""The limits of a column's width, in characters."""
_LONGEST = 32_767
"""The largest number of characters in a cell."""
_FORBIDDEN_IN_NAMES = re.compile(r"[\\/*?:\[\]']")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of the files inside a workbook: the earliest that ZIP allows."""


def workbook(sheets: Mapping[str, Table]) -> bytes:
    """Return a workbook with one sheet for each table.

    Text is never read as a formula; text that is too long ends with '…'.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, table in sheets.items():
        _fill(book.create_sheet(_FORBIDDEN_IN_NAMES.sub(" ", escape_controls(name))[:31].strip() or "1"), table)
    out = io.BytesIO()
    book.save(out)
    return _without_timestamps(out.getvalue())


def _fill(sheet: Any, table: Table) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for at, name in enumerate(table.columns, 1):
        cell = sheet.cell(1, at)
        _set_cell(cell, name)
        cell.font = Font(bold=True)
    for i, row in enumerate(table.rows):
        for j, value in enumerate(row):
            cell = sheet.cell(i + 2, j + 1)
            _set_cell(cell, value)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if target := _address(table.links.get((i, j))):
                cell.hyperlink = target
                cell.style = "Hyperlink"
    for j in range(len(table.columns)):
        longest = max((len(str(row[j])) for row in table.rows if row[j] is not None), default=0)
        width = min(max(longest, len(table.columns[j]), _NARROWEST) + 2, _WIDEST)
        sheet.column_dimensions[get_column_letter(j + 1)].width = width
    sheet.freeze_panes = "A2"
    if table.rows:
        sheet.auto_filter.ref = sheet.dimensions


def _set_cell(cell: Any, value: Any) -> None:
    if isinstance(value, str):
        text = escape_controls(value)
        cell.value = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        cell.data_type = "s"  # never a formula
        cell.quotePrefix = text[:1] in "=+-@"
    else:
        cell.value = value
        if hasattr(value, "isoformat"):
            cell.number_format = "dd/mm/yyyy"


def _address(target: str | None) -> str | None:
    """Return a web or file address; any other scheme gives None."""
    if not target:
        return None
    scheme = urlsplit(target).scheme
    if scheme in ("http", "https"):
        return target
    return None if len(scheme) > 1 else quote(target.replace("\\", "/"))


def _without_timestamps(made: bytes) -> bytes:
    """Return the workbook without the time at which it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            held = before.read(name)
            if name == "docProps/core.xml":
                held = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", held)
            after.writestr(zipfile.ZipInfo(name, _EARLIEST), held, zipfile.ZIP_DEFLATED)
    return out.getvalue()
