"""Read files that contain other files (archives and mail); each inner file is read by its own kind."""

import email.policy
import hashlib
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from cancu.errors import ReadError
from cancu.models import Transcript
from cancu.read.files import Found, Progress, Unread, read_in_process
from cancu.read.kinds import Kind, kind_of_head
from cancu.read.limits import DEPTH, Packed, harmful, open_zip, unpacked
from cancu.read.markup import PageText
from cancu.read.old_encodings import to_unicode_or_none
from cancu.read.plain import decode

INSIDE = "!"
"""Separates the path of a container from the name of a file inside it."""


def contents(path: Path, shown: str, kind: Kind, progress: Progress, depth: int) -> Iterator[Found]:
    """Yield everything inside an archive or a mail; raises ReadError when nested deeper than DEPTH."""
    if depth >= DEPTH:
        raise ReadError(f"archives are nested more than {DEPTH} deep; unpack it first")
    with tempfile.TemporaryDirectory(prefix="cancu-") as folder:
        inner = Path(folder, "inside")
        inside = _archive(path, shown, inner) if kind is Kind.ZIP else _mail(path, shown, inner)
        for found in inside:
            if isinstance(found, str):
                progress(found)
                yield from read_in_process(inner, found, progress, depth + 1)
            else:
                yield found


def _archive(path: Path, shown: str, inner: Path) -> Iterator[str | Found]:
    """Yield the name of each member once it is unpacked to `inner`, or why it is not."""
    with open_zip(path) as archive:
        members = sorted(
            (info for info in archive.infolist() if not info.filename.endswith("/")), key=lambda info: info.filename
        )
        if not members:
            raise ReadError("the archive is empty; leave it out")
        seen: set[str] = set()
        for info in members:
            name = f"{shown}{INSIDE}{_printable(info.filename)}"
            if name in seen:
                yield Unread(name, "two members of the archive have this name, and the first was read")
                continue
            seen.add(name)
            if not info.filename:
                yield Unread(name, "a member of the archive has no name; pack it again")
                continue
            if why := harmful(info):
                yield Unread(name, f"not unpacked, because {why}")
                continue
            if any(part.startswith((".", "__MACOSX", "~$")) for part in Path(info.filename).parts):
                continue
            try:
                _unpack(archive, info.filename, inner)
            except ReadError as error:
                yield Unread(name, str(error))
                if archive.unpacked_bytes > 1 << 30:
                    return
                continue
            yield name


def _unpack(archive: Packed, member: str, inner: Path) -> None:
    with inner.open("wb") as target:
        for chunk in unpacked(archive, member):
            target.write(chunk)


def _printable(name: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in name)


def _mail(path: Path, shown: str, inner: Path) -> Iterator[str | Found]:
    """Yield the message itself, then each attachment once it is written to `inner`."""
    with path.open("rb") as stream:
        message = BytesParser(policy=email.policy.default).parse(stream)
    if not isinstance(message, EmailMessage):
        raise ReadError("it is no mail; save it again as EML")
    yield _message(message, shown, path)
    for number, part in enumerate(message.iter_attachments(), 1):
        try:
            name = part.get_filename() or f"{number}"
            payload = part.get_content()
        except (LookupError, ValueError, KeyError, TypeError, AttributeError) as error:
            yield Unread(
                f"{shown}{INSIDE}{number}", f"the attachment cannot be decoded ({error}); save it from the mail program"
            )
            continue
        if isinstance(payload, EmailMessage):
            payload = payload.as_bytes()
        data = payload.encode("utf-8") if isinstance(payload, str) else bytes(payload)
        if kind_of_head(data[:4096]) in (Kind.PNG, Kind.JPEG) and part.get_content_disposition() == "inline":
            continue
        inner.write_bytes(data)
        yield f"{shown}{INSIDE}{_printable(name)}"


def _message(message: EmailMessage, shown: str, path: Path) -> Found:
    try:
        body = message.get_body(("plain", "html"))
        text = str(body.get_content()) if body is not None else ""
        if body is not None and body.get_content_type() == "text/html":
            text = PageText(text).text
        subject = str(message["subject"] or "")
    except (LookupError, ValueError, KeyError, TypeError, AttributeError) as error:
        return Unread(shown, f"the message cannot be decoded ({error}); save it from the mail program as text")
    to_unicode, _ = to_unicode_or_none(f"{subject}\n\n{text}")
    if not (to_unicode or "").strip():
        return Unread(shown, "the message itself has no text")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return Transcript(shown, Kind.EML.value, decode((to_unicode or "").encode("utf-8", "replace")).text, sha256)
