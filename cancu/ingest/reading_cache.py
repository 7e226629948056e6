"""Cache what files said when they were read, by their content and by the rules that read them."""

import json
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cancu.extract import Extraction, Passed
from cancu.ingest.version import cache_folder, rules
from cancu.knowledge.facts import KnownRow
from cancu.models import Document, Mention, PartText


class ReadingCache:
    """A folder of cached readings. A reading that cannot be stored or found only costs time."""

    def __init__(self, folder: Path | None = None, *, more: str = "") -> None:
        """Cache readings in a folder; `more` identifies anything else that affects them, such as the user's own rows."""
        self._folder = folder or cache_folder() / "readings"
        self._more = more

    def for_rows(self, rows: Iterable[str]) -> "ReadingCache":
        """Return the same cache for readings that these additional rows affect."""
        return ReadingCache(self._folder, more=sha256("\n".join((self._more, *rows)).encode()).hexdigest())

    def _file(self, content: str) -> Path:
        name = sha256(f"{content} {rules()} {self._more}".encode()).hexdigest()
        return self._folder / name[:2] / f"{name}.json"

    def get(self, content: str, path: str) -> list[Extraction] | None:
        """Return what a file with this SHA-256 said, as if read at this path; None if it is not cached."""
        try:
            rows = json.loads(self._file(content).read_text(encoding="utf-8"))
            return [from_row(row, path) for row in rows]
        except (OSError, ValueError, KeyError, TypeError, ValidationError):
            return None

    def put(self, content: str, path: str, said: list[Extraction]) -> None:
        """Store what a file said."""
        file = self._file(content)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            unfinished = file.with_suffix(f".{os.getpid()}")
            unfinished.write_text(json.dumps([to_row(one, path) for one in said]), encoding="utf-8")
            unfinished.replace(file)
        except OSError:
            pass


def to_row(one: Extraction, path: str) -> dict[str, Any]:
    """Return what one text of a file says as JSON values, without the path of the file."""
    own = one.document.path or path
    return {
        "inside": own.removeprefix(path),
        "document": _renamed(one.document.model_dump(mode="json", exclude_defaults=True), own, ""),
        "mentions": [_renamed(m.model_dump(mode="json", exclude_defaults=True), own, "") for m in one.mentions],
        "sketch": one.sketch,
        "tasks": one.tasks,
        "taught": [row.model_dump(mode="json", exclude_defaults=True) for row in one.taught],
        "alone": one.alone,
        "parts": [[p.path, p.start, p.end, p.words] for p in one.parts],
        "passed": [[p.start, p.end, p.text, p.why] for p in one.passed],
    }


def _renamed(row: dict[str, Any], before: str, now: str) -> dict[str, Any]:
    """Return a record with the path replaced in its statements about dates of force."""
    if days := row.get("days"):
        row["days"] = [{**day, "file": now} if day.get("file", "") == before else day for day in days]
    return row


def from_row(row: dict[str, Any], path: str) -> Extraction:
    """Return what a text says from a row, as if its file had been read at this path."""
    own = path + row["inside"]
    document = Document.model_validate(_renamed({"id": "", **row["document"], "path": own}, "", own))
    mentions = tuple(Mention.model_validate(_renamed({**mention, "file": own}, "", own)) for mention in row["mentions"])
    passed = tuple(Passed(*one) for one in row["passed"])
    taught = tuple(KnownRow.model_validate(one) for one in row["taught"])
    parts = tuple(PartText(*part) for part in row["parts"])
    return Extraction(
        document, mentions, passed, row["sketch"], tuple(row["tasks"]), taught, tuple(row["alone"]), parts
    )
