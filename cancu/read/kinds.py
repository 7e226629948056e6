"""Determine the kind of a file from its first bytes and parts, never from its name."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Final

from cancu.errors import ReadError


class Kind(StrEnum):
    """A kind of file that can be read, by its media type."""

    TEXT = "text/plain"
    MARKDOWN = "text/markdown"
    HTML = "text/html"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    DOC = "application/msword"
    RTF = "application/rtf"
    EML = "message/rfc822"
    ZIP = "application/zip"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"


TEXT_SUFFIXES: Final = frozenset((".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".eml"))
"""The suffixes of plain-text documents; text with another suffix (.py, .csv, .log) may be anything."""
SUFFIXES: Final = TEXT_SUFFIXES | frozenset(
    [
        ".pdf",
        ".docx",
        ".docm",
        ".dotx",
        ".xlsx",
        ".xlsm",
        ".odt",
        ".ott",
        ".ods",
        ".doc",
        ".dot",
        ".rtf",
        ".zip",
        ".png",
        ".jpg",
        ".jpeg",
        ".jfif",
        ".tif",
        ".tiff",
    ]
)
"""The suffixes of files that are read or reported; other files are read if their content is of a known kind."""
_HEAD: Final = 4096
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|meta|title|div|p|table|span|h[1-6]|br)\b", re.IGNORECASE)
_MAIL = re.compile(
    rb"(?:(?:From|To|Subject|Date|Received|Return-Path|MIME-Version|Message-ID|Delivered-To|X-[\w-]+|Content-Type|DKIM-Signature|Cc):[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2}",
    re.IGNORECASE,
)


def kind_of_head(head: bytes) -> Kind | None:
    """Return the kind shown by the first bytes; an office file shows as ZIP or DOC, and None is an unknown binary."""
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return Kind.ZIP
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return Kind.DOC
    if head[:5] == b"{\\rtf":
        return Kind.RTF
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return Kind.PNG
    if head[:3] == b"\xff\xd8\xff":
        return Kind.JPEG
    if head[:4] in (b"II*\x00", b"MM\x00*"):
        return Kind.TIFF
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _MAIL.match(start):
        return Kind.EML
    narrow = start.replace(b"\x00", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else start
    if _HTML.match(narrow.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()) or _page(narrow):
        return Kind.HTML
    if b"\x00" in head and not _may_be_wide(head):
        return None
    return Kind.TEXT


def _page(head: bytes) -> bool:
    """Return whether the text after an XML declaration or a comment begins with markup."""
    return head.startswith((b"<?xml", b"<!--")) and bool(_HTML.search(head[:1000]))


def _may_be_wide(head: bytes) -> bool:
    return head[:2] in (b"\xff\xfe", b"\xfe\xff") or any(
        head[i::2].count(0) > 0.6 * len(head[i::2]) > 0 and 0 not in head[1 - i :: 2] for i in (0, 1)
    )


def kind_of(path: Path) -> Kind | None:
    """Return the kind of a file, office files by their parts; None for an unknown binary.

    Raises ReadError for a file of a known kind that cannot be read: locked, or of another office program.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    kind = kind_of_head(head)
    if kind is Kind.ZIP:
        return _packed_kind(path)
    if kind is Kind.DOC:
        return _ole_kind(path)
    suffix = path.suffix.lower()
    if kind is Kind.TEXT and suffix in _NEVER_TEXT and head.strip():
        raise ReadError(f"its name ends in {suffix}, but its content is not that; it may be cut off, get it anew")
    if kind is Kind.TEXT and suffix in (".md", ".markdown"):
        return Kind.MARKDOWN
    return kind


_NEVER_TEXT: Final = frozenset(
    (
        ".zip",
        ".xlsx",
        ".xlsm",
        ".ods",
        ".png",
        ".jpg",
        ".jpeg",
        ".jfif",
        ".tif",
        ".tiff",
        ".pdf",
        ".docm",
        ".dotx",
        ".ott",
    )
)
"""Names that nobody gives to plain text; some programs write text into .doc, .docx and .odt."""


_OFFICE: Final = {
    "word/": Kind.DOCX,
    "xl/workbook.xml": Kind.XLSX,
    "ppt/": "a presentation; save it as PDF",
    "xl/workbook.bin": "a binary workbook; save it as XLSX",
    "visio/": "a drawing; save it as PDF",
}
_OPEN_DOCUMENT: Final = {
    "application/vnd.oasis.opendocument.text": Kind.ODT,
    "application/vnd.oasis.opendocument.text-template": Kind.ODT,
    "application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
}


def _packed_kind(path: Path) -> Kind:
    from cancu.read.limits import open_zip, unpacked

    with open_zip(path) as archive:
        names = archive.namelist()
        if "mimetype" in names:
            media = b"".join(unpacked(archive, "mimetype")).decode("ascii", "replace").strip()
            if media in _OPEN_DOCUMENT:
                return _OPEN_DOCUMENT[media]
            if media.startswith("application/"):
                raise ReadError(f"it is {media}, which is not supported; save it as PDF or text")
        if "[Content_Types].xml" in names:
            for start, kind in _OFFICE.items():
                if any(name.startswith(start) for name in names):
                    if isinstance(kind, Kind):
                        return kind
                    raise ReadError(f"it is {kind}")
    return Kind.ZIP


def _ole_kind(path: Path) -> Kind:
    data = path.read_bytes() if path.stat().st_size < 64 << 20 else path.open("rb").read(64 << 20)
    if _wide("EncryptedPackage") in data:
        raise ReadError("it is locked with a password; save it without one")
    if _wide("WordDocument") in data:
        return Kind.DOC
    if _wide("Workbook") in data or _wide("Book") in data:
        raise ReadError("it is a workbook of Excel 97 to 2003; save it as XLSX")
    if _wide("__substg1.0_") in data:
        raise ReadError("it is a message of Outlook; save it as EML")
    raise ReadError("it is from an office program that is not supported; save it as DOCX or PDF")


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")
