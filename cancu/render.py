"""Render answers for people and programs: tables, JSON, CSV and Markdown."""

import csv
import io
import json
import re
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from cancu.knowledge.base import built_in
from cancu.messages import catalogue_word, say, translated
from cancu.models import Relation, State

FORMATS = ("table", "json", "csv", "markdown")
EVIDENCE = ("sentence", "sentences", "file", "start", "end")
"""The columns that prove a row."""


def show_document(document: Mapping[str, Any]) -> str:
    """Return a document on one line, such as 24/KH-UBND (Thanh Hóa, 13/02/2023)."""
    name = document.get("key") or document.get("title") or document["id"]
    if document.get("key") is None and document.get("title"):
        name = f"{document.get('type') or 'văn bản'} chưa có số: {_cut(str(name), 60)}"
    scope = document.get("scope")
    where = None if scope in (None, "vn", "-") else built_in().place_name(str(scope))
    details = ", ".join(x for x in (where, show_date(document.get("date"))) if x)
    return f"{name} ({details})" if details else str(name)


def show_date(date: str | None) -> str | None:
    """Return an ISO date as dd/mm/yyyy."""
    return "/".join(reversed(date.split("-"))) if date else None


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rsplit(" ", 1)[0] + "…"


def translate_value(value: Any, column: str, language: str) -> Any:
    """Return the value of a column in the given language.

    States, relations, kinds, reasons, yes and no are translated; every other value, documents included, stays as it is.
    """
    if isinstance(value, bool):
        return say(language, "value.yes" if value else "value.no")
    if isinstance(value, list | tuple):
        return [translate_value(one, column, language) for one in value]
    if isinstance(value, Mapping) and "id" not in value:
        return {
            catalogue_word(language, "column", name): translate_value(one, name, language)
            for name, one in value.items()
        }
    if not isinstance(value, str):
        return value
    if value in State.__members__:
        return catalogue_word(language, "state", value)
    if column in _RELATIONS:
        value = _CODE.sub(lambda code: catalogue_word(language, "relation", code.group()), value)
    if column == "how" and value.startswith("through "):
        return say(language, "document.through", by=value.removeprefix("through "))
    if column == "place":
        return built_in().place_name(value)
    for part in _CATALOGUE_PARTS.get(column, ()):
        if (said := catalogue_word(language, part, value)) != value:
            return said
    return translated(language, value) if column in _SENTENCES else value


_RELATIONS = ("relation", "relations", "out", "in", "role")
_CODE = re.compile("|".join(relation.value for relation in Relation))
_CATALOGUE_PARTS = {
    "field": ("property", "word"),
    "kind": ("contradiction", "word"),
    "what": ("change",),
    **dict.fromkeys(
        ("how", "paper", "status", "reason", "level", "role", "which", "done", "consequence", "missing", "value"),
        ("word",),
    ),
}
"""The parts of the message catalogue that translate the values of a column."""
_SENTENCES = ("reason", "proof", "what", "where", "about", "not_counted", "ends")
"""The columns that contain sentences written by the program."""


def show_cell(value: Any, column: str = "", language: str | None = None) -> str:
    """Return a value as text: documents by number, lists joined, an empty string for None.

    With a `language`, words of the graph are translated into it.
    """
    if value is None:
        return ""
    if language:
        value = translate_value(value, column, language)
    if isinstance(value, Mapping):
        return (
            show_document(value)
            if "id" in value
            else ", ".join(f"{k}={show_cell(v)}" for k, v in sorted(value.items()))
        )
    if isinstance(value, list | tuple):
        return (" ← " if column == "sentences" else ", ").join(show_cell(v) for v in value)
    if isinstance(value, bool):
        return say("en", "value.yes" if value else "value.no")
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    if text in State.__members__:
        return catalogue_word("en", "state", text)
    if len(text) == 10 and text[4:5] == text[7:8] == "-" and text[:4].isdigit():
        return show_date(text) or text
    return text


def translate_table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], language: str
) -> tuple[list[str], list[list[Any]]]:
    """Return columns and values in the given language, with documents by name, for people who read what programs read in English."""
    names = [catalogue_word(language, "column", name) for name in columns]
    return names, [
        [_plain_value(translate_value(value, name, language)) for name, value in zip(columns, row, strict=True)]
        for row in rows
    ]


def _plain_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return show_document(value) if "id" in value else {name: _plain_value(one) for name, one in value.items()}
    return [_plain_value(one) for one in value] if isinstance(value, list | tuple) else value


def render(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    form: str,
    *,
    evidence: bool = True,
    language: str | None = None,
) -> str:
    """Render rows in one of FORMATS.

    Without `evidence`, tables and Markdown leave out the sentence, file and place. With a `language`, columns and
    values are translated; otherwise columns have the names of the graph.
    """
    if form == "json":
        if language:
            columns, rows = translate_table(columns, rows, language)
        return "".join(json_line(dict(zip(columns, row, strict=True))) + "\n" for row in rows)
    if form == "csv":
        from cancu.export.table import flat

        table = flat(columns, rows, language)
        return _csv(
            [_escape_formula(name) for name in table.columns],
            [[_escape_formula(value) for value in row] for row in table.rows],
        )
    apart = form == "table" or not evidence
    shown = [i for i, c in enumerate(columns) if not apart or c not in EVIDENCE]
    names = [escape_controls(catalogue_word(language, "column", columns[i]) if language else columns[i]) for i in shown]
    cells = [[escape_controls(show_cell(row[i], columns[i], language)) for i in shown] for row in rows]
    if form == "markdown":
        return _markdown(names, cells)
    return _table(names, cells, [escape_controls(_evidence(columns, row)) if evidence else "" for row in rows])


def _evidence(columns: Sequence[str], row: Sequence[Any]) -> str:
    """Return the sentence that proves a row and its place, or the sentences of its steps."""
    told = dict(zip(columns, row, strict=True))
    said = [x for x in told.get("sentences") or [told.get("sentence")] if x]
    where = f"{told['file']}:{told['start']} " if said and told.get("file") else ""
    return where + " ← ".join(f"“{_cut(' '.join(str(sentence).split()), _LONGEST)}”" for sentence in said)


def _escape_formula(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: text that could begin one gets an apostrophe in front."""
    if not isinstance(value, str):
        return value
    return escape_controls(f"'{value}" if _FORMULA.match(value) else value)


_FORMULA = re.compile(r"[\s\x00-\x20\u200b-\u200f\u2060-\u206f\ufeff\"']*[=+\-@|%＝＋－＠]|[\t\r\n]")
_CONTROL_CHARACTERS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e007f]"
)


def escape_controls(text: str) -> str:
    """Replace each character that controls a terminal, changes the writing direction or is invisible with a visible mark."""
    return _CONTROL_CHARACTERS.sub("\ufffd", text)


def json_line(value: object) -> str:
    """Return one line of JSON in which such characters are escaped, so that programs read them and terminals do not."""
    return _CONTROL_CHARACTERS.sub(_escape, json.dumps(value, ensure_ascii=False))


def json_text(value: object) -> str:
    """Return indented JSON for people and programs, with the same escapes as `json_line`."""
    return _CONTROL_CHARACTERS.sub(_escape, json.dumps(value, ensure_ascii=False, indent=1)) + "\n"


def _escape(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def _csv(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)  # a sheet may split at other marks too
    writer.writerow(names)
    writer.writerows(rows)
    return out.getvalue()


def _markdown(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    lines += ["| " + " | ".join(_markdown_cell(c) for c in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _markdown_cell(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _table(names: Sequence[str], rows: Sequence[Sequence[str]], below: Sequence[str]) -> str:
    """Return aligned columns that fit the terminal, with the evidence of each row on the lines below it."""
    width = shutil.get_terminal_size((140, 40)).columns
    cells = [[_cut(" ".join(cell.split()), _LONGEST) for cell in row] for row in rows]
    widths = _widths([max(map(len, column)) for column in zip(names, *cells, strict=True)], width)
    right = [
        bool(rows) and all(row[i].replace(".", "").lstrip("-").isdigit() or not row[i] for row in cells)
        for i in range(len(names))
    ]
    lines = [*_lines(names, widths, right), "─" * (sum(widths) + _GAP * (len(widths) - 1))]
    for row, evidence in zip(cells, below, strict=True):
        lines += _lines(row, widths, right)
        lines += textwrap.wrap(
            evidence, width, initial_indent="    ", subsequent_indent="    ", max_lines=4, placeholder=" …"
        )
    return "\n".join(lines) + "\n"


_GAP = 2
_LONGEST = 320
_NARROWEST = 8


def _widths(natural: Sequence[int], width: int) -> list[int]:
    """Return the width of each column; the widest columns shrink until all fit."""
    widths = list(natural)
    room = max(width - _GAP * (len(widths) - 1), _NARROWEST * len(widths))
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda i: widths[i])
        second = max((w for i, w in enumerate(widths) if i != widest), default=0)
        widths[widest] = max(min(widths[widest] - 1, second), widths[widest] - (sum(widths) - room))
    return widths


def _lines(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    """Return the lines of one row, its cells wrapped."""
    wrapped = [textwrap.wrap(cell, w) or [""] for cell, w in zip(row, widths, strict=True)]
    found = []
    for parts in zip_longest(*wrapped, fillvalue=""):
        columns = [
            part.rjust(w) if numeric else part.ljust(w) for part, w, numeric in zip(parts, widths, right, strict=True)
        ]
        found.append((" " * _GAP).join(columns).rstrip())
    return found


def count_noun(number: int, noun: str) -> str:
    """Return a number with its noun in the singular or plural: 1 row, 2 rows."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def show_run(counts: Mapping[str, int], skipped: Mapping[str, int]) -> str:
    """Return a summary of what a run read and resolved; `skipped` counts the skipped files by kind."""
    words = (
        "{read} read, {cited} more are only cited; {found}: {resolved} resolved, {open} open (year, place or body not given), {ambiguous} ambiguous, {unresolved} unresolved, {repaired} repaired; {unmatched} shaped like a number but of no known form; {unreadable} could not be read"
    ).format(
        **dict(counts)
        | {
            "read": count_noun(counts["documents"], "document")
            + (f" in {count_noun(counts['documents'] + counts['copies'], 'file')}" if counts.get("copies") else ""),
            "found": count_noun(counts["mentions"], "mention"),
            "unmatched": count_noun(counts["unmatched"], "string"),
            "unreadable": count_noun(counts["unreadable"], "file"),
        }
    )
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(skipped.items()) if n)
    return words + (f"\nskipped: {kinds}" if kinds else "")


def use_utf8() -> None:
    """Make the standard streams use UTF-8 and plain newlines, on Windows too."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", newline="\n", errors="backslashreplace")
