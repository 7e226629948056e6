"""Record the changes of each load in a journal, with one line of JSON for each load that changed something."""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from cancu.errors import DataFileError
from cancu.knowledge.fold import slug
from cancu.models import Relation

_TIMEOUT_S = 600.0
_DOCUMENTS = (
    "MATCH (d:Document) WHERE d.in_corpus"
    " RETURN d.id AS id, d.key AS key, d.path AS path, d.sha256 AS sha256, d.rows_sha256 AS rows"
)
_LINKS = (
    "MATCH (a:Document)-[r]->(b:Document) WHERE type(r) IN $types"
    " RETURN a.id AS source, type(r) AS relation, b.id AS target, r.stated_by AS stated_by"
)


class _Store(Protocol):
    def run(self, cypher: str, parameters: dict[str, Any], *, timeout_s: float) -> Any: ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The content of a store at one time."""

    documents: dict[str, dict[str, Any]]
    """The key, path and hashes of the documents of the corpus, by id."""
    links: frozenset[tuple[str, str, str, str]]
    """The source, relation, target and stating document of each link."""

    @classmethod
    def of(cls, store: _Store) -> "Snapshot":
        """Take a snapshot of a store."""
        documents = store.run(_DOCUMENTS, {}, timeout_s=_TIMEOUT_S)
        links = store.run(_LINKS, {"types": [r.value for r in Relation]}, timeout_s=_TIMEOUT_S)
        rows = (dict(zip(documents.columns, row, strict=True)) for row in documents.rows)
        return cls({row.pop("id"): row for row in rows}, frozenset(tuple(row) for row in links.rows))


@dataclass(frozen=True, slots=True)
class Change:
    """The difference between two snapshots."""

    at: str
    """The local time, yyyy-mm-ddThh:mm:ss."""
    added: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    """Documents with another text, or with other known facts."""
    removed: list[dict[str, Any]] = field(default_factory=list)
    links_added: list[tuple[str, str, str]] = field(default_factory=list)
    links_removed: list[tuple[str, str, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.links_added or self.links_removed)


def difference(before: Snapshot, after: Snapshot, at: datetime.datetime) -> Change:
    """Return what was added, removed and changed between two snapshots, sorted."""

    def named(ids: Iterable[str], of: Snapshot) -> list[dict[str, Any]]:
        return [{"id": i, "key": of.documents[i]["key"], "path": of.documents[i]["path"]} for i in sorted(ids)]

    came, went = after.documents.keys() - before.documents.keys(), before.documents.keys() - after.documents.keys()
    other = {i for i in after.documents.keys() & before.documents.keys() if after.documents[i] != before.documents[i]}
    return Change(
        at.isoformat(timespec="seconds"),
        named(came, after),
        named(other, after),
        named(went, before),
        sorted({link[:3] for link in after.links} - {link[:3] for link in before.links}),
        sorted({link[:3] for link in before.links} - {link[:3] for link in after.links}),
    )


def journal_of(url: str) -> Path:
    """Return the journal of a store: beside its folder or, for a server, in `.cancu`."""
    return Path(".cancu", f"{slug(url)}.changes.jsonl") if "://" in url else Path(f"{url.rstrip('/')}.changes.jsonl")


def note(change: Change, journal: Path) -> None:
    """Append a change to a journal; an empty change is not recorded."""
    if change:
        journal.parent.mkdir(parents=True, exist_ok=True)
        with journal.open("a", encoding="utf-8") as stream:
            fields = {name: getattr(change, name) for name in Change.__dataclass_fields__}
            stream.write(json.dumps(fields, ensure_ascii=False) + "\n")


def since(journal: Path, day: datetime.datetime) -> list[Change]:
    """Return the changes in a journal from a time on; raises DataFileError with the number of an invalid line."""
    if not journal.exists():
        return []
    found = []
    for number, line in enumerate(journal.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            try:
                change = Change(**json.loads(line))
                when = datetime.datetime.fromisoformat(change.at)
            except (ValueError, TypeError) as error:
                raise DataFileError(f"{journal}:{number}: not a line of this journal ({error}); remove it") from error
            if when >= day:
                found.append(change)
    return found
