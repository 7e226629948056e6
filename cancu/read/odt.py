"""Read ODT and ODS files by walking the XML of OpenDocument."""

import re
from pathlib import Path

from cancu.errors import ReadError
from cancu.read.flowing_text import Story
from cancu.read.limits import open_zip, unpacked
from cancu.read.writer import Writer
from cancu.read.xml_parts import Attributes, walk, whole


def read_odt(path: Path, writer: Writer) -> None:
    """Write the text, tables, notes and text boxes of an ODT, without tracked deletions and annotations; ODS sheets as tables."""
    with open_zip(path) as archive:
        if "content.xml" not in archive.namelist():
            raise ReadError("it has no text part; open it in a word processor and save it again")
        manifest = "META-INF/manifest.xml"
        if manifest in archive.namelist() and b"encryption-data" in b"".join(unpacked(archive, manifest)):
            raise ReadError("it is locked with a password; save it without one")
        story = Story()
        fonts = _OdtFonts()
        for part in ("styles.xml", "content.xml"):
            if part in archive.namelist():
                walk(archive, part, fonts.start, fonts.end, lambda _: None)
        body = _Odt(story, fonts)
        walk(archive, "content.xml", body.start, body.end, body.text)
    story.write(writer)


class _OdtFonts:
    """The font of each style of an ODT."""

    def __init__(self) -> None:
        self._own: dict[str, str] = {}
        self._parent: dict[str, str] = {}
        self._faces: dict[str, str] = {}
        self._style = ""

    def start(self, name: str, attributes: Attributes) -> None:
        match name:
            case "style:style":
                self._style = attributes.get("style:name", "")
                self._parent[self._style] = attributes.get("style:parent-style-name", "")
            case "style:default-style":
                self._style = ""
            case "style:font-face":
                self._faces[attributes.get("style:name", "")] = attributes.get("svg:font-family", "").strip("'\"")
            case "style:text-properties":
                face = attributes.get("style:font-name")
                font = self._faces.get(face, face) if face else attributes.get("fo:font-family")
                if font:
                    self._own[self._style] = font

    def end(self, name: str) -> None:
        pass

    def of(self, style: str) -> str | None:
        """Return the font of a style or of its parents."""
        for _ in range(20):
            if style in self._own:
                return self._own[style]
            if not style:
                return None
            style = self._parent.get(style, "")
        return None


class _Odt:
    """Turns the content of an ODT into events of a story."""

    _SILENT = frozenset(
        ("text:tracked-changes", "office:annotation", "text:note-citation", "table:covered-table-cell", "office:forms")
    )

    def __init__(self, story: Story, fonts: _OdtFonts) -> None:
        self._story = story
        self._fonts = fonts
        self._silent = 0
        self._styles: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name in self._SILENT:
            self._silent += 1
        if self._silent:
            return
        match name:
            case "text:p" | "text:h" | "text:span":
                self._styles.append(attributes.get("text:style-name", ""))
            case "text:s":
                self._put(" " * min(whole(attributes.get("text:c"), 1), 1000))
            case "text:tab":
                self._put("\t")
            case "text:line-break":
                self._put("\n")
            case "table:table":
                self._story.begin_table()
            case "table:table-row":
                self._story.begin_row()
            case "table:table-cell":
                self._story.begin_cell()
            case "text:note-body":
                self._story.begin_note()
            case "draw:text-box":
                self._story.begin_box()

    def end(self, name: str) -> None:
        if name in self._SILENT:
            self._silent -= 1
            return
        if self._silent:
            return
        match name:
            case "text:p" | "text:h":
                self._styles.pop()
                self._story.end_paragraph()
            case "text:span":
                self._styles.pop()
            case "table:table-cell":
                self._story.end_cell()
            case "table:table":
                self._story.end_table()
            case "text:note-body" | "draw:text-box":
                self._story.end_aside()

    def text(self, text: str) -> None:
        if self._styles and not self._silent:
            self._put(re.sub(r"\s+", " ", text))

    def _put(self, text: str) -> None:
        font = next((f for f in map(self._fonts.of, reversed(self._styles)) if f), None)
        self._story.put(text, font)
