"""List, fetch and publish files in local folders and in storage that fsspec supports (s3://, gs://, memory:// …)."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from cancu.errors import CancuError


def is_remote(place: str) -> bool:
    """Return whether a place is a URL rather than a local path."""
    return "://" in place


def remote(places: Sequence[str]) -> list[Any]:
    """Return the file systems of those places that are URLs, each once."""
    protocols = dict.fromkeys(place.partition("://")[0] for place in places if is_remote(place))
    return [_filesystem(protocol) for protocol in protocols]


def _filesystem(protocol: str) -> Any:
    try:
        import fsspec
    except ModuleNotFoundError as error:
        raise CancuError("this needs fsspec: pip install 'cancu[cluster]'") from error
    try:
        return fsspec.filesystem(protocol)
    except (ImportError, ValueError) as error:
        raise CancuError(f"{protocol}:// cannot be reached: {error}") from error


def _of(place: str) -> Any:
    return _filesystem(place.partition("://")[0])


def inside(place: str, *names: str) -> str:
    """Return the place of something inside a folder."""
    return "/".join((place.rstrip("/"), *names))


def is_there(place: str) -> bool:
    """Return whether there is a file at a place."""
    return bool(_of(place).exists(place)) if is_remote(place) else Path(place).is_file()


def listed(place: str) -> Iterator[tuple[str, str]]:
    """Yield every file in a folder given by URL, with the identifier of its version; sorted."""
    protocol, _, _ = place.partition("://")
    found = _of(place).find(place, detail=True)
    for name in sorted(found):
        told = found[name]
        yield f"{protocol}://{name.lstrip('/') if protocol == 'memory' else name}", _version(told)


def version(place: str) -> str:
    """Return an identifier of the content of a file: its tag, or its size and time."""
    if is_remote(place):
        return _version(_of(place).info(place))
    told = Path(place).stat()
    return f"{told.st_size} {told.st_mtime_ns}"


def _version(told: dict[str, Any]) -> str:
    return str(told.get("ETag") or f"{told.get('size')} {told.get('LastModified') or told.get('created')}")


def head(place: str, size: int) -> bytes:
    """Return the first bytes of a file at a URL."""
    found: bytes = _of(place).cat_file(place, start=0, end=size)
    return found


@contextmanager
def fetched(place: str) -> Iterator[Path]:
    """Provide a local file with the content of one at a URL; a local path is used directly."""
    if not is_remote(place):
        yield Path(place)
        return
    with tempfile.TemporaryDirectory(prefix="cancu-") as folder:
        copy = Path(folder, "file")
        _of(place).get_file(place, str(copy))
        yield copy


@contextmanager
def published(place: str) -> Iterator[Path]:
    """Provide a temporary file that becomes `place` when the block ends, unless another process was first.

    Writing the same partition twice gives the same bytes, so the first file stays.
    """
    if is_remote(place):
        with tempfile.TemporaryDirectory(prefix="cancu-") as folder:
            aside = Path(folder, "file")
            yield aside
            if not is_there(place):
                _of(place).put_file(str(aside), place)  # an object is there whole, or not
        return
    final = Path(place)
    final.parent.mkdir(parents=True, exist_ok=True)
    aside = final.with_name(f".{final.name}.{uuid4().hex}")
    try:
        yield aside
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        try:
            os.link(aside, final)
        except FileExistsError:
            pass
        except OSError:  # a disk without links
            if not final.exists():
                aside.replace(final)
    finally:
        with suppress(FileNotFoundError):
            aside.unlink()
