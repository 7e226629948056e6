"""Read DOCX files by walking their XML; what is printed is kept, everything else left out."""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from cancu.errors import ReadError
from cancu.read.flowing_text import Story
from cancu.read.limits import open_zip, unpacked
from cancu.read.writer import Writer
from cancu.read.xml_parts import Attributes, walk, whole


def read_docx(path: Path, writer: Writer) -> None:
    """Write the body, text boxes, footnotes and endnotes of a DOCX; inserted text is included, deleted and hidden text is not."""
    with open_zip(path) as archive:
        names = set(archive.namelist())
        main = _main_part(archive, names)
        folder = main.rsplit("/", 1)[0] + "/" if "/" in main else ""
        fonts = _Fonts()
        if f"{folder}styles.xml" in names:
            walk(archive, f"{folder}styles.xml", fonts.start, fonts.end, lambda _: None)
        numbering = _Numbering()
        if f"{folder}numbering.xml" in names:
            walk(archive, f"{folder}numbering.xml", numbering.start, numbering.end, lambda _: None)
        story = Story()
        notes: dict[str, list[tuple[str, str | None] | None]] = {}
        for kind in ("footnote", "endnote"):
            if f"{folder}{kind}s.xml" in names:
                reader = _Notes(kind, fonts)
                walk(archive, f"{folder}{kind}s.xml", reader.start, reader.end, reader.text)
                notes |= reader.found
        body = _Docx(story, fonts, numbering, notes)
        walk(archive, main, body.start, body.end, body.text)
    story.write(writer)


def _main_part(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "word/document.xml" in names:
        return "word/document.xml"
    types = (
        b"".join(unpacked(archive, "[Content_Types].xml")).decode("utf-8", "replace")
        if "[Content_Types].xml" in names
        else ""
    )
    found = re.search(r'PartName="/([^"]+)"[^>]*wordprocessingml\.(?:document|template)\.main', types)
    if not found or found[1] not in names:
        raise ReadError("it has no main text; open it in a word processor and save it as DOCX")
    return found[1]


class _Fonts:
    """The font of each style and of the whole document, for texts in old encodings."""

    def __init__(self) -> None:
        self.default: str | None = None
        self._own: dict[str, str] = {}
        self._based: dict[str, str] = {}
        self._style: str | None = None
        self._in_defaults = False

    def start(self, name: str, attributes: Attributes) -> None:
        match name:
            case "w:style":
                self._style = attributes.get("w:styleId")
            case "w:basedOn" if self._style:
                self._based[self._style] = attributes.get("w:val", "")
            case "w:docDefaults":
                self._in_defaults = True
            case "w:rFonts":
                font = attributes.get("w:ascii") or attributes.get("w:hAnsi")
                if font and self._style:
                    self._own[self._style] = font
                elif font and self._in_defaults:
                    self.default = font

    def end(self, name: str) -> None:
        if name == "w:style":
            self._style = None
        elif name == "w:docDefaults":
            self._in_defaults = False

    def of(self, style: str | None) -> str | None:
        """Return the font of a style, or of the style that it is based on; None for the default font."""
        for _ in range(20):
            if not style:
                return None
            if style in self._own:
                return self._own[style]
            style = self._based.get(style)
        return None


class _Numbering:
    """Automatic paragraph numbers, which are not in the text: 'Điều 1.', '2.', 'a)'."""

    def __init__(self) -> None:
        self._levels: dict[tuple[str, int], dict[str, str]] = {}
        self._abstract: dict[str, str] = {}
        self._at: tuple[str, int] | None = None
        self._id = self._number = ""
        self._counts: dict[tuple[str, int], int] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        match name:
            case "w:abstractNum":
                self._id = attributes.get("w:abstractNumId", "")
            case "w:lvl" if self._id:
                level = attributes.get("w:ilvl", "0")
                self._at = (self._id, int(level) if level.isdecimal() else 0)
                self._levels[self._at] = {}
            case "w:numFmt" | "w:lvlText" | "w:start" if self._at:
                self._levels[self._at][name] = attributes.get("w:val", "")
            case "w:num":
                self._number = attributes.get("w:numId", "")
            case "w:abstractNumId" if self._number:
                self._abstract[self._number] = attributes.get("w:val", "")

    def end(self, name: str) -> None:
        if name == "w:lvl":
            self._at = None
        elif name == "w:abstractNum":
            self._id = ""
        elif name == "w:num":
            self._number = ""

    def next(self, number: str, level: int) -> str:
        """Return the printed number of the next paragraph of a list, followed by a space; bullets become dashes."""
        abstract = self._abstract.get(number)
        if abstract is None or (abstract, level) not in self._levels:
            return ""
        here = self._levels[abstract, level]
        if here.get("w:numFmt") in ("bullet", "none"):
            return "- " if here["w:numFmt"] == "bullet" else ""
        key = (abstract, level)
        self._counts[key] = self._counts.get(key, whole(here.get("w:start"), 1) - 1) + 1
        for deeper in [k for k in self._counts if k[0] == abstract and k[1] > level]:
            del self._counts[deeper]

        def printed(match: re.Match[str]) -> str:
            other = (abstract, int(match[1]) - 1)
            form = self._levels.get(other, {})
            return _numeral(self._counts.get(other, whole(form.get("w:start"), 1)), form.get("w:numFmt", "decimal"))

        text = re.sub(r"%([1-9])", printed, here.get("w:lvlText", ""))
        return f"{text} " if text.strip() else ""


def _numeral(value: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and value > 0:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < value < 4000:
        roman = ""
        for size, sign in zip(
            (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
            ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
            strict=True,
        ):
            roman += sign * (value // size)
            value %= size
        return roman.upper() if form == "upperRoman" else roman
    return f"{value:02}" if form == "decimalZero" else str(value)


class _Runs:
    """The common part of the body and the notes of a DOCX: runs with their fonts, and what is not printed."""

    _SILENT = frozenset(("w:del", "w:moveFrom", "mc:Fallback", "w:instrText"))

    def __init__(self, fonts: _Fonts) -> None:
        self._fonts = fonts
        self._silent = 0
        self._in_text = False
        self._in_run = 0
        self._style: list[str | None] = [None]
        self._run_font: str | None = None
        self._hidden = False

    def put(self, text: str, font: str | None) -> None:
        raise NotImplementedError

    def start(self, name: str, attributes: Attributes) -> None:
        if name in self._SILENT:
            self._silent += 1
        if self._silent:
            return
        match name:
            case "w:p":
                self._style.append(None)
            case "w:pStyle":
                self._style[-1] = attributes.get("w:val")
            case "w:r":
                self._in_run += 1
                self._run_font, self._hidden = None, False
            case "w:rStyle" if self._in_run:
                self._run_font = self._run_font or self._fonts.of(attributes.get("w:val"))
            case "w:rFonts" if self._in_run:
                self._run_font = attributes.get("w:ascii") or attributes.get("w:hAnsi") or self._run_font
            case "w:vanish" if self._in_run:
                self._hidden = attributes.get("w:val", "1") not in ("0", "false")
            case "w:t":
                self._in_text = True
            case "w:tab" if self._in_run:
                self._put_visible("\t")
            case "w:br" | "w:cr":
                self._put_visible("\n")
            case "w:noBreakHyphen":
                self._put_visible("-")

    def end(self, name: str) -> None:
        if name in self._SILENT:
            self._silent -= 1
        elif not self._silent:
            match name:
                case "w:t":
                    self._in_text = False
                case "w:r":
                    self._in_run -= 1
                case "w:p" if len(self._style) > 1:
                    self._style.pop()

    def text(self, text: str) -> None:
        if self._in_text and not self._silent:
            self._put_visible(text)

    def _put_visible(self, text: str) -> None:
        if not self._hidden:
            self.put(text, self._run_font or self._fonts.of(self._style[-1]) or self._fonts.default)


class _Notes(_Runs):
    """Footnotes or endnotes by id: their pieces, with None between paragraphs."""

    def __init__(self, kind: str, fonts: _Fonts) -> None:
        super().__init__(fonts)
        self._kind = kind
        self._open: list[tuple[str, str | None] | None] | None = None
        self.found: dict[str, list[tuple[str, str | None] | None]] = {}

    def put(self, text: str, font: str | None) -> None:
        if self._open is not None:
            self._open.append((text, font))

    def start(self, name: str, attributes: Attributes) -> None:
        if name == f"w:{self._kind}" and attributes.get("w:type") is None:
            self._open = self.found.setdefault(f"{self._kind} {attributes.get('w:id')}", [])
        super().start(name, attributes)

    def end(self, name: str) -> None:
        if name == f"w:{self._kind}":
            self._open = None
        elif name == "w:p" and self._open:
            self._open.append(None)
        super().end(name)


class _Docx(_Runs):
    """Turns the main text of a DOCX into events of a story."""

    def __init__(
        self,
        story: Story,
        fonts: _Fonts,
        numbering: _Numbering,
        notes: Mapping[str, list[tuple[str, str | None] | None]],
    ) -> None:
        super().__init__(fonts)
        self._story = story
        self._numbering = numbering
        self._notes = notes
        self._list: tuple[str, int] | None = None
        self._level = 0
        self._in_list = False

    def put(self, text: str, font: str | None) -> None:
        if self._list is not None:
            self._story.put(self._numbering.next(*self._list))
            self._list = None
        self._story.put(text, font)

    def start(self, name: str, attributes: Attributes) -> None:
        super().start(name, attributes)
        if self._silent:
            return
        match name:
            case "w:p":
                self._list = None
            case "w:numPr":
                self._in_list, self._level = True, 0
            case "w:ilvl" if self._in_list:
                self._level = whole(attributes.get("w:val"), 0)
            case "w:numId" if self._in_list:
                self._list = (attributes.get("w:val", ""), self._level)
            case "w:tbl":
                self._story.begin_table()
            case "w:tr":
                self._story.begin_row()
            case "w:tc":
                self._story.begin_cell()
            case "w:txbxContent":
                self._story.begin_box()
            case "w:footnoteReference" | "w:endnoteReference":
                self._note(f"{name[2:].removesuffix('Reference')} {attributes.get('w:id')}")

    def _note(self, key: str) -> None:
        if pieces := self._notes.get(key):
            self._story.begin_note()
            for piece in pieces:
                if piece is None:
                    self._story.end_paragraph()
                else:
                    self._story.put(*piece)
            self._story.end_aside()

    def end(self, name: str) -> None:
        silent = self._silent
        super().end(name)
        if silent:
            return
        match name:
            case "w:p":
                self._list = None
                self._story.end_paragraph()
            case "w:numPr":
                self._in_list = False
            case "w:tc":
                self._story.end_cell()
            case "w:tbl":
                self._story.end_table()
            case "w:txbxContent":
                self._story.end_aside()
