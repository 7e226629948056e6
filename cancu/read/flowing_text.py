"""The flowing text of word processors: paragraphs, tables, notes and text boxes, written in reading order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cancu.read.old_encodings import from_font
from cancu.read.writer import Writer

_LETTERHEAD = re.compile(
    r"cộng\s+h[oò][aà]\s+xã\s+hội|đảng\s+cộng\s+sản\s+việt\s+nam|độc\s+lập\s*[-–]\s*tự\s+do", re.IGNORECASE
)


@dataclass(slots=True)
class Paragraph:
    """A paragraph, or a line of a cell."""

    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text."""
        return "".join(self.pieces)


@dataclass(slots=True)
class Table:
    """Rows of cells, each with its own paragraphs and tables."""

    rows: list[list["Blocks"]] = field(default_factory=list)


Blocks = list[Paragraph | Table]


class Story:
    """Receives the events of a document in order; `write` writes the text with its places."""

    def __init__(self) -> None:
        self._body: Blocks = []
        self._open: list[Blocks] = [self._body]
        self._tables: list[Table] = []
        self._aside: list[tuple[Blocks, Paragraph | None]] = []
        self._paragraph: Paragraph | None = None
        self._notes: list[Blocks] = []

    def put(self, text: str, font: str | None = None) -> None:
        """Add text to the open paragraph; `font` identifies old encodings."""
        if self._paragraph is None:
            self._paragraph = Paragraph()
            self._open[-1].append(self._paragraph)
        self._paragraph.pieces.append(from_font(text, font))

    def end_paragraph(self) -> None:
        """Close the paragraph; an empty one remains as an empty line."""
        if self._paragraph is None:
            self._open[-1].append(Paragraph())
        self._paragraph = None

    def begin_table(self) -> None:
        """Open a table inside the open cell or the body."""
        self._paragraph = None
        table = Table()
        self._open[-1].append(table)
        self._tables.append(table)

    def begin_row(self) -> None:
        """Open a row."""
        self._tables[-1].rows.append([])

    def begin_cell(self) -> None:
        """Open a cell."""
        self._paragraph = None
        cell: Blocks = []
        if not self._tables[-1].rows:
            self.begin_row()
        self._tables[-1].rows[-1].append(cell)
        self._open.append(cell)

    def end_cell(self) -> None:
        """Close the cell."""
        self._paragraph = None
        if len(self._open) > 1:
            self._open.pop()

    def end_table(self) -> None:
        """Close the table."""
        self._paragraph = None
        self._tables.pop()

    def begin_note(self) -> None:
        """Open a footnote or endnote; the sentence that refers to it continues after `end_aside`."""
        note: Blocks = []
        self._notes.append(note)
        self._begin_aside(note)

    def begin_box(self) -> None:
        """Open a text box; its text follows the paragraph that it is anchored to."""
        box: Blocks = []
        table = Table([[box]])
        self._open[-1].append(table)
        self._begin_aside(box)

    def _begin_aside(self, blocks: Blocks) -> None:
        self._aside.append((blocks, self._paragraph))
        self._open.append(blocks)
        self._paragraph = None

    def end_aside(self) -> None:
        """Close the note or box."""
        _, self._paragraph = self._aside.pop()
        self._open.pop()

    def write(self, writer: Writer) -> None:
        """Write the body, then the notes, each with its place."""
        _Writing(writer).blocks(self._body, None)
        for number, note in enumerate(self._notes, 1):
            if any(_lines(note)):
                place = f"chú thích {number}"
                writer.put(f"\n[{number}] ", place)
                writer.put("\n".join(_lines(note)), place)
        writer.put("\n", "cuối văn bản")


class _Writing:
    """Numbers paragraphs and tables while writing."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._paragraphs = 0
        self._tables = 0

    def blocks(self, blocks: Blocks, place: str | None) -> None:
        for block in blocks:
            if isinstance(block, Table):
                self._table(block, place)
                continue
            if block.pieces:
                self._paragraphs += place is None
            self._writer.put(block.text, place or f"đoạn {self._paragraphs}")
            self._writer.put("\n", place or f"đoạn {self._paragraphs}")

    def _table(self, table: Table, outer: str | None) -> None:
        """Write a layout table column by column, a data table row by row."""
        rows = [row for row in table.rows if any(any(_lines(cell)) for cell in row)]
        if not rows:
            return
        if len(rows) == 1 and len(rows[0]) == 1:
            self.blocks(rows[0][0], outer)
            return
        if _sets_columns(rows):
            for column in range(max(map(len, rows))):
                for row in rows:
                    if column < len(row):
                        self.blocks(row[column], outer)
                self._writer.put("\n", outer or f"đoạn {self._paragraphs}")
            return
        self._tables += 1
        number, heads = self._tables, _heads(rows)
        for r, row in enumerate(rows, 1):
            for c, cell in enumerate(row):
                head = heads[c] if r > 1 and c < len(heads) else ""
                place = f"bảng {number}, hàng {r}, cột {c + 1}" + (f" ({head})" if head else "")
                self._writer.put((" | " if c else "") + "\n".join(_lines(cell)), place)
            self._writer.put("\n", place)


def _sets_columns(rows: list[list[Blocks]]) -> bool:
    """Return whether a table only places text side by side: one row, or the letterhead with the nation's or the Party's name."""
    return len(rows) == 1 or (
        len(rows) <= 4
        and max(map(len, rows)) <= 3
        and any(_LETTERHEAD.search(" ".join(_lines(cell))) for row in rows for cell in row)
    )


def _heads(rows: list[list[Blocks]]) -> list[str]:
    """Return the column headings: the first row, if all its cells are short text and not only figures."""
    heads = [" ".join(" ".join(_lines(cell)).split()) for cell in rows[0]]
    return (
        heads
        if len(rows) > 1 and all(len(head) <= 60 for head in heads) and any(map(str.isupper, heads[0][:1] or " "))
        else []
    )


def _lines(blocks: Iterable[Paragraph | Table]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            if text := block.text.strip():
                yield text
        else:
            for row in block.rows:
                yield " | ".join("\n".join(_lines(cell)) for cell in row)
