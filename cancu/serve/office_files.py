"""Answers as office files: a workbook, and a table for word processors."""

from collections.abc import Sequence
from html import escape

from cancu.export.table import Table
from cancu.export.xlsx import workbook as book_of


def workbook(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], about: Sequence[tuple[str, str]]
) -> bytes:
    """Return an answer as an Excel file: its rows, and the question on a second sheet. No cell is a formula."""
    asked = Table(about[0], tuple(about[1:]), {})
    return book_of({title: Table(tuple(heads), tuple(tuple(row) for row in rows), {}), "cancu": asked})


def word_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], language: str) -> str:
    """Return an answer as a page with one plain table that word processors can open and paste."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>\n" for row in rows)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{escape(title)}</title></head>\n<body>\n'
        f'<h1>{escape(title)}</h1>\n<table border="1" cellspacing="0" cellpadding="4">\n<tr>{head}</tr>\n{body}</table>\n</body>\n</html>\n'
    )
