"""Limit the unpacked size of packed files, counted while reading and not taken from what they declare."""

import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from cancu.errors import ReadError

MEMBER_BYTES = 200 << 20
TOTAL_BYTES = 1 << 30
RATIO = 200
DEPTH = 3
MEMBERS = 10_000
_SMALL = 1 << 20
"""The number of bytes below which the ratio is not checked, as an empty form compresses well."""
_CHUNK = 1 << 16


class Packed(zipfile.ZipFile):
    """A ZIP that counts the bytes unpacked from it."""

    unpacked_bytes = 0


def open_zip(path: Path) -> Packed:
    """Open a ZIP or an office file; raises ReadError when it is damaged or has too many members."""
    try:
        archive = Packed(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise ReadError("it is cut short or damaged; download or save it again") from error
    if len(archive.infolist()) > MEMBERS:
        raise ReadError(f"it has more than {MEMBERS:,} members; split it")
    return archive


def unpacked(archive: zipfile.ZipFile, member: str | zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the bytes of a member in pieces; raises ReadError when they exceed the limits or cannot be unpacked."""
    info = archive.getinfo(member) if isinstance(member, str) else member
    if info.flag_bits & 1:
        raise ReadError("it is locked with a password; unpack it first")
    size = 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if isinstance(archive, Packed):
                    archive.unpacked_bytes += len(chunk)
                    if archive.unpacked_bytes > TOTAL_BYTES:
                        raise ReadError(f"it unpacks to more than {TOTAL_BYTES >> 30} GB; split it")
                if size > MEMBER_BYTES:
                    raise ReadError(f"its part {info.filename} unpacks to more than {MEMBER_BYTES >> 20} MB")
                if size > _SMALL and size > RATIO * max(1, info.compress_size):
                    raise ReadError(f"its part {info.filename} unpacks to more than {RATIO} times its size")
                yield chunk
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        zlib_error(),
    ) as error:
        raise ReadError(
            f"its part {info.filename} cannot be unpacked ({error}); download or save the file again"
        ) from error


def zlib_error() -> type[Exception]:
    """Return the exception class for a damaged compressed stream."""
    import zlib

    return zlib.error


def harmful(info: zipfile.ZipInfo) -> str | None:
    """Return why a member is not unpacked: its name leads out of the archive, or it is a link."""
    name = info.filename.replace("\\", "/")
    if name.startswith("/") or (len(name) > 1 and name[1] == ":") or ".." in PurePosixPath(name).parts:
        return "its name leads out of the archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link"
    return None
