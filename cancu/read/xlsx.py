"""Read the sheets of XLSX workbooks as tables."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

from cancu.errors import ReadError
from cancu.read.limits import open_zip
from cancu.read.writer import Writer
from cancu.read.xml_parts import Attributes, walk, whole


def read_xlsx(path: Path, writer: Writer) -> None:
    """Write the sheets of an XLSX as tables, row by row."""
    for sheet, rows in sheets(path):
        writer.put(f"{sheet}\n", f"trang tính {sheet}")
        heads: list[str] = []
        for number, row in rows:
            filled = [" ".join(cell.split()) for cell in row]
            if not any(filled):
                continue
            for column, cell in enumerate(filled):
                head = heads[column] if column < len(heads) else ""
                place = f"trang tính {sheet}, hàng {number}, cột {column_name(column)}" + (f" ({head})" if head else "")
                writer.put((" | " if column else "") + cell, place)
            writer.put("\n", f"trang tính {sheet}, hàng {number}")
            if not heads and sum(map(bool, filled)) > 1 and all(len(cell) <= 60 for cell in filled):
                heads = filled


def column_name(index: int) -> str:
    """Return the spreadsheet name of a column: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def sheets(path: Path) -> Iterator[tuple[str, Iterator[tuple[int, list[str]]]]]:
    """Yield the name and rows of each sheet of an XLSX, with dates as dd/mm/yyyy if the cell has a date format."""
    with open_zip(path) as archive:
        names = set(archive.namelist())
        shared: list[str] = []
        if "xl/sharedStrings.xml" in names:
            strings = _Strings(shared)
            walk(archive, "xl/sharedStrings.xml", strings.start, strings.end, strings.text)
        styles = _DateFormats()
        if "xl/styles.xml" in names:
            walk(archive, "xl/styles.xml", styles.start, styles.end, lambda _: None)
        book = _Book()
        if "xl/workbook.xml" not in names:
            raise ReadError("it has no workbook part; open it in a spreadsheet program and save it again")
        walk(archive, "xl/workbook.xml", book.start, lambda _: None, lambda _: None)
        if "xl/_rels/workbook.xml.rels" in names:
            walk(archive, "xl/_rels/workbook.xml.rels", book.relation, lambda _: None, lambda _: None)
        for name, part in book.parts():
            if part in names:
                sheet = _Sheet(shared, styles.dates, book.from_1904)
                walk(archive, part, sheet.start, sheet.end, sheet.text)
                yield name, iter(sheet.rows)


class _Strings:
    """The string table of a workbook, without phonetic hints."""

    def __init__(self, into: list[str]) -> None:
        self._into = into
        self._pieces: list[str] = []
        self._in_text = False
        self._phonetic = 0

    def start(self, name: str, attributes: Attributes) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self._pieces = []
        self._phonetic += name == "rPh"
        self._in_text = name == "t" and not self._phonetic

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self._phonetic -= name == "rPh"
        self._in_text = False
        if name == "si":
            self._into.append("".join(self._pieces))

    def text(self, text: str) -> None:
        if self._in_text:
            self._pieces.append(text)


class _DateFormats:
    """The cell formats that show dates."""

    def __init__(self) -> None:
        self._custom: dict[str, str] = {}
        self._in_cells = False
        self.dates: list[bool] = []

    def start(self, name: str, attributes: Attributes) -> None:
        match name.rpartition(":")[2]:
            case "numFmt":
                self._custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case "cellXfs":
                self._in_cells = True
            case "xf" if self._in_cells:
                number = attributes.get("numFmtId", "0")
                code = re.sub(r'"[^"]*"|\[[^\]]*\]', "", self._custom.get(number, "")).lower()
                self.dates.append(14 <= whole(number, 0) <= 17 or ("d" in code and "y" in code))

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "cellXfs":
            self._in_cells = False


class _Book:
    """The sheets of a workbook and their parts."""

    def __init__(self) -> None:
        self._sheets: list[tuple[str, str]] = []
        self._targets: dict[str, str] = {}
        self.from_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        match name.rpartition(":")[2]:
            case "sheet":
                self._sheets.append((attributes.get("name", ""), attributes.get("r:id", "")))
            case "workbookPr":
                self.from_1904 = attributes.get("date1904", "0") in ("1", "true")

    def relation(self, name: str, attributes: Attributes) -> None:
        target = attributes.get("Target", "")
        self._targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    def parts(self) -> Iterator[tuple[str, str]]:
        """Yield the name and part of each sheet."""
        for number, (name, key) in enumerate(self._sheets, 1):
            yield name, self._targets.get(key, f"xl/worksheets/sheet{number}.xml")


class _Sheet:
    """The rows of one sheet."""

    def __init__(self, shared: list[str], dates: list[bool], from_1904: bool) -> None:
        self._shared = shared
        self._dates = dates
        self._epoch = 24107 if from_1904 else 25569
        self.rows: list[tuple[int, list[str]]] = []
        self._cell: dict[str, str] = {}
        self._value: list[str] = []
        self._in_value = False

    def start(self, name: str, attributes: Attributes) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self.rows.append((whole(attributes.get("r"), len(self.rows) + 1), []))
            case "c":
                self._cell, self._value = dict(attributes), []
            case "v" | "t":
                self._in_value = True

    def end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "v" | "t":
                self._in_value = False
            case "c" if self.rows:
                letters = re.match(r"[A-Z]{1,3}", self._cell.get("r", ""))
                row = self.rows[-1][1]
                column = _column_index(letters[0]) if letters else len(row)
                if column < 1000:
                    row.extend([""] * (column + 1 - len(row)))
                    row[column] = self._cell_text("".join(self._value))

    def text(self, text: str) -> None:
        if self._in_value:
            self._value.append(text)

    def _cell_text(self, value: str) -> str:
        kind, style = self._cell.get("t", "n"), whole(self._cell.get("s"), 0)
        if kind == "s":
            index = whole(value, -1)
            return self._shared[index] if 0 <= index < len(self._shared) else ""
        if kind == "n" and style < len(self._dates) and self._dates[style]:
            return _shown_date(value, self._epoch)
        return value.removesuffix(".0") if kind == "n" else value


def _column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _shown_date(value: str, epoch: int) -> str:
    try:
        day = datetime.date(1970, 1, 1) + datetime.timedelta(days=int(float(value)) - epoch)
    except (ValueError, OverflowError):
        return value
    return day.strftime("%d/%m/%Y")
