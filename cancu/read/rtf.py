"""Read RTF: text, tables, notes and text boxes, each run in the code page of its font."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cancu.errors import ReadError
from cancu.read.flowing_text import Story
from cancu.read.writer import Writer

_TOKEN: Final = re.compile(
    rb"\\(?:([a-zA-Z]{1,32})(-?\d{1,10})? ?|'([0-9a-fA-F]{2})|([^a-zA-Z']))|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.DOTALL
)
_CHARSETS: Final = {
    **{0: 1252, 77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258},
    **{177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850},
}
_SIGNS: Final = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "tab": "\t",
    "line": "\n",
    "emspace": " ",
    "enspace": " ",
}
_SILENT: Final = frozenset(
    [
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "header",
        "headerl",
        "headerr",
        "headerf",
        "footer",
        "footerl",
        "footerr",
        "footerf",
        "themedata",
        "datastore",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "xmlnstbl",
        "fldinst",
        "objdata",
        "bkmkstart",
        "bkmkend",
        "nonshppict",
        "sn",
        "sv",
        "generator",
        "revtbl",
        "latentstyles",
        "colorschememapping",
        "annotation",
        "atnid",
        "atnauthor",
        "filetbl",
        "ftnsep",
        "ftnsepc",
        "aftnsep",
        "aftnsepc",
        "xe",
        "tc",
        "private_",
        "xmlopen",
        "xmlattr",
        "background",
        "mmathPr",
        "template",
    ]
)
_READABLE: Final = frozenset(("shpinst", "shptxt", "footnote", "shp", "upr", "ud"))
"""Ignorable groups that nevertheless contain text or lead to it."""


@dataclass(slots=True)
class _Group:
    """The settings inside one pair of braces."""

    font: int = 0
    hidden: bool = False
    silent: bool = False
    skip: int = 1
    in_fonts: bool = False
    aside: bool = False


class _Rtf:
    """Turns the tokens of an RTF into events of a story."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._groups = [_Group()]
        self._fonts: dict[int, str] = {}
        self._pages: dict[int, int] = {}
        self._default_page = 1252
        self._default_font = 0
        self._bytes = bytearray()
        self._skip = 0
        self._ignorable = False
        self._in_table = self._in_row = self._in_cell = self._pending_end = False
        self._surrogate = 0

    def read(self, data: bytes) -> None:
        at = 0
        while match := _TOKEN.match(data, at):
            at = match.end()
            word, number, byte, sign, brace, plain = match.groups()
            if plain is not None:
                self._raw(plain)
            elif byte is not None:
                if self._skip:
                    self._skip -= 1
                else:
                    self._bytes += bytes([int(byte, 16)])
            elif brace is not None:
                self._flush()
                self._brace(brace)
            elif word is not None:
                name, value = word.decode("ascii"), int(number) if number else None
                if name == "bin":
                    at += max(0, value or 0)
                else:
                    self._word(name, value)
            elif sign is not None:
                self._sign(sign)
            if len(self._groups) > 500:
                raise ReadError("its groups are nested deeper than in any real document; save it again as RTF or DOCX")
        self._flush()
        self._end_table()

    def _brace(self, brace: bytes) -> None:
        self._ignorable, self._skip = False, 0
        if brace == b"{":
            self._groups.append(replace(self._groups[-1], aside=False))
        elif len(self._groups) > 1:
            group = self._groups.pop()
            if group.aside:
                self._story.end_aside()

    def _raw(self, plain: bytes) -> None:
        if self._skip:
            used = min(self._skip, len(plain))
            self._skip -= used
            plain = plain[used:]
        self._bytes += plain

    def _sign(self, sign: bytes) -> None:
        match sign:
            case b"*":
                self._ignorable = True
            case b"~":
                self._put("\u00a0")
            case b"_":
                self._put("-")
            case b"\n" | b"\r":
                self._word("par", None)
            case b"\\" | b"{" | b"}":
                self._raw(sign)

    def _flush(self) -> None:
        """Decode the collected bytes in the code page of the font."""
        if not self._bytes:
            return
        group = self._groups[-1]
        page = self._pages.get(group.font, self._default_page)
        data, self._bytes = bytes(self._bytes), bytearray()
        try:
            text = data.decode("mac_roman" if page == 10000 else f"cp{page}", "replace")
        except LookupError:
            text = data.decode("cp1252", "replace")
        self._put(text)

    def _put(self, text: str) -> None:
        if self._bytes:
            self._flush()
        group = self._groups[-1]
        if group.in_fonts:
            name = (self._fonts.get(group.font, "") + text).rstrip(";")
            self._fonts[group.font] = name
            return
        if not group.silent and not group.hidden and text:
            if self._in_table and not self._in_cell:
                self._open_cell()
            self._story.put(text, self._fonts.get(group.font))

    def _word(self, name: str, value: int | None) -> None:
        self._flush()
        group = self._groups[-1]
        ignorable, self._ignorable = self._ignorable, False
        if name in _SILENT or (ignorable and name not in _READABLE):
            group.silent = True
            return
        if name in _SIGNS:
            self._put(_SIGNS[name])
            return
        match name:
            case "fonttbl":
                group.in_fonts = True
            case "f":
                group.font = value or 0
            case "fcharset" if group.in_fonts:
                if page := _CHARSETS.get(value or 0):
                    self._pages[group.font] = page
            case "ansicpg":
                self._default_page = value or 1252
            case "deff":
                self._default_font = value or 0
                group.font = self._default_font
            case "plain":
                group.font, group.hidden = self._default_font, False
            case "uc":
                group.skip = max(0, min(value or 0, 8))
            case "u":
                self._unicode((value or 0) % 65536)
                self._skip = group.skip
            case "v" | "deleted":
                group.hidden = value != 0
            case "footnote":
                if not group.silent:
                    group.aside = True
                    self._story.begin_note()
            case "shptxt":
                if not group.silent:
                    group.aside = True
                    self._story.begin_box()
            case _ if not group.silent and not group.hidden:
                self._structure(name)

    def _unicode(self, code: int) -> None:
        if 0xD800 <= code < 0xDC00:
            self._surrogate = code
            return
        if 0xDC00 <= code < 0xE000:
            if self._surrogate:
                self._put(chr(0x10000 + ((self._surrogate - 0xD800) << 10) + code - 0xDC00))
            self._surrogate = 0
            return
        self._put(chr(code))

    def _structure(self, name: str) -> None:
        match name:
            case "par" | "sect" | "page":
                if not self._in_aside() and self._in_table and not self._in_cell:
                    self._end_table()
                self._story.end_paragraph()
            case "pard":
                if not self._in_aside() and self._in_table and not self._in_row:
                    self._pending_end = True
            case "intbl":
                self._pending_end = False
                if not self._in_aside() and not self._in_table:
                    self._story.begin_table()
                    self._in_table = True
            case "trowd":
                self._pending_end = False
                if not self._in_aside() and not self._in_table:
                    self._story.begin_table()
                    self._in_table = True
            case "cell" | "nestcell":
                if self._in_table and not self._in_aside():
                    if not self._in_cell:
                        self._open_cell()
                    self._story.end_cell()
                    self._in_cell = False
                else:
                    self._story.end_paragraph()
            case "row":
                self._in_row = False

    def _in_aside(self) -> bool:
        return any(group.aside for group in self._groups)

    def _open_cell(self) -> None:
        if self._pending_end and not self._in_row:
            self._end_table()
            return
        if self._in_aside():
            return
        if not self._in_row:
            self._story.begin_row()
            self._in_row = True
        self._story.begin_cell()
        self._in_cell = True

    def _end_table(self) -> None:
        if not self._in_table:
            return
        if self._in_cell:
            self._story.end_cell()
        self._story.end_table()
        self._in_table = self._in_row = self._in_cell = self._pending_end = False


def read_rtf(path: Path, writer: Writer) -> None:
    """Write the text of an RTF; raises ReadError when it is nested too deeply."""
    story = Story()
    _Rtf(story).read(path.read_bytes())
    story.write(writer)
