"""Convert files to transcripts with the reader for each kind; everything but plain text is read in a separate process."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

from cancu.errors import ReadError
from cancu.models import Transcript
from cancu.read.kinds import Kind, kind_of
from cancu.read.plain import read_text
from cancu.read.writer import Writer

Progress = Callable[[str], None]
"""Receives lines such as "page 3 of 40" while a long file is read."""

READERS: Final = {
    Kind.PDF: "cancu.read.pdf:read_pdf",
    Kind.DOCX: "cancu.read.docx:read_docx",
    Kind.ODT: "cancu.read.odt:read_odt",
    Kind.ODS: "cancu.read.odt:read_odt",
    Kind.XLSX: "cancu.read.xlsx:read_xlsx",
    Kind.DOC: "cancu.read.doc:read_doc",
    Kind.RTF: "cancu.read.rtf:read_rtf",
    Kind.PNG: "cancu.read.scans:read_image",
    Kind.JPEG: "cancu.read.scans:read_image",
    Kind.TIFF: "cancu.read.scans:read_image",
}
"""The reader of each kind of file, by module and name, so that only what is needed is loaded."""


class Unread(NamedTuple):
    """A file, or a file inside another, that could not be read."""

    path: str
    why: str

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


Found = Transcript | Unread


def read_in_process(path: Path, shown: str, progress: Progress = lambda _: None, depth: int = 0) -> Iterator[Found]:
    """Yield everything in a file, read in this process; what cannot be read is yielded as Unread."""
    try:
        kind = kind_of(path)
        if kind is None:
            raise ReadError("this is a binary file of no supported kind; convert it to PDF, DOCX or UTF-8 text")
        if kind in (Kind.ZIP, Kind.EML):
            from cancu.read.containers import contents

            yield from contents(path, shown, kind, progress, depth)
        else:
            yield _transcript(path, shown, kind, progress)
    except ReadError as error:
        yield Unread(shown, str(error))
    except MemoryError:
        yield Unread(shown, "it needs more memory than a document may; split it or save it as PDF")
    except RecursionError:
        yield Unread(shown, "its parts are nested deeper than in any real document; save it again")
    except OSError as error:
        yield Unread(shown, f"cannot be read ({error.strerror or error}); check the path and its permissions")


def _transcript(path: Path, shown: str, kind: Kind, progress: Progress) -> Transcript:
    sha256 = hash_of(path)
    if kind in (Kind.TEXT, Kind.MARKDOWN, Kind.HTML):
        return text_transcript(path, shown, kind, sha256)
    if path.stat().st_size == 0:
        raise ReadError("the file is empty; leave it out or put the text in")
    module, _, name = READERS[kind].partition(":")
    writer = Writer()
    writer.progress = progress
    getattr(import_module(module), name)(path, writer)
    if not writer.text.strip():
        # What the reader left out, and why, is the better reason.
        raise ReadError("; ".join(writer.notes) or "no text was found in it; open it and see whether it is empty")
    return Transcript(shown, kind.value, writer.text, sha256, writer.places, notes=tuple(writer.notes))


def text_transcript(path: Path, shown: str, kind: Kind, sha256: str) -> Transcript:
    """Return the transcript of plain text, Markdown or HTML."""
    decoded = read_text(path)
    if kind is Kind.HTML:
        from cancu.read.markup import PageText

        page = PageText(decoded.text)
        if not page.text.strip():
            raise ReadError("the page shows no text; save it from a browser once it is loaded")
        return Transcript(shown, kind.value, page.text, sha256, raw=page.raw, notes=(*decoded.notes, *page.notes))
    return Transcript(shown, kind.value, decoded.text, sha256, notes=decoded.notes)


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_file(path: Path, shown: str | None = None, progress: Progress = lambda _: None) -> Iterator[Found]:
    """Yield everything in a file: plain text is read in this process, every other kind in one with limits."""
    name = shown or str(path)
    try:
        plain = is_plain_text(path)
    except OSError as error:
        yield Unread(name, f"cannot be read ({error.strerror}); check the path and its permissions")
        return
    if plain:
        yield from read_in_process(path, name, progress)
        return
    from cancu.read.isolated import read_isolated

    yield from read_isolated(path, name, progress)


def is_plain_text(path: Path) -> bool:
    """Return whether a file is plain text, which needs no separate process."""
    from cancu.read.kinds import kind_of_head

    with path.open("rb") as stream:
        return kind_of_head(stream.read(4096)) is Kind.TEXT


def read_bytes(data: bytes, shown: str = "-") -> Iterator[Found]:
    """Yield everything in some bytes, as if they were a file."""
    with tempfile.TemporaryDirectory(prefix="cancu-") as folder:
        path = Path(folder, "bytes")
        path.write_bytes(data)
        yield from read_file(path, shown)
