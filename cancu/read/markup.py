"""Read HTML: the text that a page shows, with the offset of every character in the file."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "td",
        "th",
        "li",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "blockquote",
        "title",
    ]
)
_UNSHOWN: Final = frozenset(("script", "style"))


class PageText(HTMLParser):
    """The visible text of a page in `text`; `raw` gives the offset in the file of each character and of the end."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = [0, *(m.end() for m in re.finditer("\n", page))]
        self._hidden = 0
        self._pieces: list[str] = []
        self.raw: list[int] = []
        self.notes: list[str] = []
        """What may not have been read as intended."""
        self.feed(page)
        self.close()
        self.raw.append(len(page))
        if self._hidden:
            self.notes.append(f"a <{self._unshown}> never ends: the page was not read from character {self._from} on")

    @property
    def text(self) -> str:
        """The text that the page shows."""
        return "".join(self._pieces)

    def _put(self, text: str, *, width: int | None = None) -> None:
        line, column = self.getpos()
        start = self._lines[line - 1] + column
        if not self._hidden:
            self._pieces.append(text)
            self.raw.extend(start + (i if width is None else 0) for i in range(len(text)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Hide content that is not displayed; begin a line at a block."""
        if tag in _UNSHOWN:
            line, column = self.getpos()
            self._hidden, self._unshown, self._from = self._hidden + 1, tag, self._lines[line - 1] + column
        if tag in _BLOCKS:
            self._put("\n", width=0)

    def handle_endtag(self, tag: str) -> None:
        """End a line at a block."""
        if tag in _UNSHOWN:
            self._hidden = max(0, self._hidden - 1)
        if tag in _BLOCKS:
            self._put("\n", width=0)

    def handle_data(self, data: str) -> None:
        """Add text."""
        self._put(data)

    def unknown_decl(self, data: str) -> None:
        """Add the text of a CDATA section, which browsers hide and converters write."""
        if data.startswith("CDATA["):
            self._put(" " * len("<![CDATA[") + data[len("CDATA[") :])

    def handle_entityref(self, name: str) -> None:
        """Add a named character."""
        self._put(unescape(f"&{name};"), width=0)

    def handle_charref(self, name: str) -> None:
        """Add a numbered character."""
        self._put(unescape(f"&#{name};"), width=0)
