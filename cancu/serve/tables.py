"""Show answers as tables on a page; documents and sentences link to their places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cancu.serve.files import Folders
from cancu.serve.pages import display_value, document_url
from cancu.serve.snapshots import Snapshot

_PLACES = ("start", "end")
_FILES = ("file", "one_file", "other_file")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a cell."""

    text: str
    url: str | None = None
    quote: bool = False
    before: str = ", "
    """The separator before it."""


@dataclass(frozen=True, slots=True)
class Table:
    """An answer for display."""

    columns: Sequence[str]
    rows: Sequence[Mapping[str, Sequence[Part]]]


def table(
    snapshot: Snapshot, folders: Folders, columns: Sequence[str], rows: Iterable[Sequence[Any]], language: str
) -> Table:
    """Return the rows with their links; the place of a sentence is its link and no column."""
    kept = [name for name in columns if name not in _PLACES and not (name == "file" and "sentence" in columns)]
    found = []
    for row in rows:
        record = dict(zip(columns, row, strict=True))
        found.append({name: _cell(snapshot, folders, record, name, language) for name in kept})
    return Table(kept, found)


def proof_url(snapshot: Snapshot, record: Mapping[str, Any]) -> str | None:
    """Return the address of the sentence that proves a row."""
    identity = snapshot.by_path.get(record.get("file") or "")
    start = record.get("start")
    return document_url(identity, int(start)) if identity and start is not None else None


def _cell(snapshot: Snapshot, folders: Folders, record: Mapping[str, Any], name: str, language: str) -> Sequence[Part]:
    value = record[name]
    if value is None or value == []:
        return ()
    if name in ("sentence", "text") and value:
        return (Part(" ".join(str(value).split()), proof_url(snapshot, record), quote=True),)
    if name in _FILES:
        identity = snapshot.by_path.get(str(value))
        return (Part(folders.display_path(str(value)), document_url(identity) if identity else None),)
    several = value if isinstance(value, list | tuple) else [value]
    between = " ← " if name == "sentences" else ", "
    return [_part(snapshot, one, name, language, between) for one in several]


def _part(snapshot: Snapshot, value: Any, name: str, language: str, between: str) -> Part:
    if isinstance(value, Mapping) and "id" in value:
        return Part(display_value(language, value), document_url(str(value["id"])), before=between)
    text = display_value(language, value, name)
    if name in ("path", "value") and isinstance(value, str) and value in snapshot.by_path:
        return Part(file_name(value), document_url(snapshot.by_path[value]), before=between)
    if isinstance(value, str) and value in snapshot.entries:
        return Part(value, document_url(value), before=between)
    return Part(text, quote=name == "sentences", before=between)


def file_name(path: str) -> str:
    """Return the name of a file without its folders."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]
