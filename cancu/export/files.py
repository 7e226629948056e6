"""Write rows as files; the suffix determines the format, and an unknown one is refused."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from cancu.errors import ExportError
from cancu.export.frames import parquet
from cancu.export.table import Table, flat
from cancu.export.xlsx import workbook
from cancu.messages import catalogue_word
from cancu.render import escape_controls, json_line, json_text, render, show_cell, translate_table

_BOM = "\ufeff"
KINDS = (".csv", ".xlsx", ".json", ".jsonl", ".parquet", ".html", ".md")
"""The file formats for rows."""


def write_rows(
    path: Path,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    title: str = "",
    bom: bool = False,
    evidence: bool = True,
    language: str | None = None,
) -> None:
    """Write rows in the format named by the suffix of `path`; see KINDS.

    Tables (csv, xlsx, parquet) show a document as label, number, date, title and id; json and jsonl keep it whole; html
    and md show it on one line. `bom` puts a byte order mark at the start of a csv, so that Excel recognises UTF-8.
    Without `evidence`, sentences, files and places are left out. With a `language`, columns and values are translated.

    Raises ExportError for another suffix and for a file that cannot be written.
    """
    if bom and path.suffix.lower() != ".csv":
        raise ExportError(f"{path}: only a .csv file has a byte order mark for Excel")
    if not evidence:
        columns, rows = without_evidence(columns, rows)

    def records() -> list[dict[str, Any]]:
        names, values = translate_table(columns, rows, language) if language else (columns, rows)
        return [dict(zip(names, row, strict=True)) for row in values]

    makers: dict[str, Callable[[], str | bytes]] = {
        ".csv": lambda: (_BOM if bom else "") + render(columns, rows, "csv", language=language),
        ".xlsx": lambda: workbook({title or path.stem: flat(columns, rows, language)}),
        ".json": lambda: json_text(records()),
        ".jsonl": lambda: "".join(json_line(row) + "\n" for row in records()),
        ".parquet": lambda: parquet(flat(columns, rows, language)),
        ".html": lambda: page(title or path.stem, html_table(columns, rows, language=language)),
        ".md": lambda: render(columns, rows, "markdown", language=language),
    }
    write_file(path, makers)


def write_file(path: Path, makers: Mapping[str, Callable[[], str | bytes]]) -> None:
    """Write the output of the maker for the file's suffix; raises ExportError for an unknown suffix or an unwritable file."""
    maker = makers.get(path.suffix.lower())
    if maker is None:
        raise ExportError(
            f"{path}: files of kind {path.suffix or '(no suffix)'} cannot be written; use {', '.join(makers)}"
        )
    made = maker()
    try:
        path.write_bytes(made if isinstance(made, bytes) else made.encode("utf-8"))
    except OSError as error:
        raise ExportError(f"{path}: cannot be written ({error.strerror}); give another file with -o") from error


def without_evidence(
    columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
    """Return the columns and rows without sentences, files and places."""
    from cancu.render import EVIDENCE

    kept = [at for at, name in enumerate(columns) if name not in EVIDENCE]
    return [columns[at] for at in kept], [[row[at] for at in kept] for row in rows]


def html_table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], most: int | None = None, *, language: str | None = None
) -> str:
    """Return an HTML table with at most `most` rows and a line that counts the rest; cell text is escaped."""
    names = [catalogue_word(language, "column", name) if language else name for name in columns]
    head = "".join(f"<th>{escape(escape_controls(name))}</th>" for name in names)
    lines = [f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>"]
    for row in rows[:most]:
        shown = (show_cell(value, name, language) for name, value in zip(columns, row, strict=True))
        cells = "".join(f"<td>{escape(escape_controls(cell))}</td>" for cell in shown)
        lines.append(f"<tr>{cells}</tr>")
    lines.append("</tbody>\n</table>")
    if most is not None and len(rows) > most:
        lines.append(f"<p>… {len(rows) - most} more rows</p>")
    return "\n".join(lines) + "\n"


_STYLE = (
    "body{font:15px/1.4 'Noto Sans',system-ui,sans-serif;margin:2rem}table{border-collapse:collapse}"
    "th{position:sticky;top:0;background:#eee;text-align:left}td,th{border:1px solid #bbb;padding:.3rem .5rem;vertical-align:top}"
)


def page(title: str, body: str) -> str:
    """Return a complete page without scripts; `body` is markup."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" '
        f'content="{policy}">\n<title>{escape(escape_controls(title))}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n'
        f"<h1>{escape(escape_controls(title))}</h1>\n{body}</body>\n</html>\n"
    )


__all__ = ["KINDS", "Table", "html_table", "page", "write_file", "write_rows"]
