"""Compute the states of documents in a store: unknown from the transaction that changes what they depend on to the end of the load.

The mark `loading` stays where a load was broken off, and the next load works these states out too.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from cancu.graph import cypher
from cancu.graph.provisions import PartDone, first_day
from cancu.graph.rows import Row, document_of, history_row, link_of
from cancu.graph.store.base import Run
from cancu.graph.store.content import Read
from cancu.graph.validity import Change, history
from cancu.models import Document

TOGETHER = 2500
"""Documents whose states are worked out together."""


def in_doubt(read: Read) -> list[str]:
    """Sorted ids of the documents whose states are not worked out."""
    return sorted(row["id"] for row in read(cypher.in_doubt(), {}))


def write(ids: list[str], run: Run) -> None:
    """Work out the states of documents from what the transaction sees, and write them.

    Each is locked before it is read, so that of two loads the later one sees what the earlier one did.
    """

    def read(text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        return run(text, parameters)()

    read(cypher.lock_documents(), {"ids": ids})
    known = [document_of(_told(row["properties"])) for row in read(cypher.days_of(), {"ids": ids})]
    done = changes(ids, read)
    rows = [{"id": one.id, **history_row(history(one, done.get(one.id, ())))} for one in known]
    run(cypher.set_states(), {"rows": rows})()


def _told(row: Row) -> Row:
    """What of some properties is there."""
    return {name: value for name, value in row.items() if value is not None}


def documents(ids: list[str], read: Read) -> list[Document]:
    """Return those of the documents `ids` that exist, with all their properties."""
    return [document_of(row["properties"]) for row in read(cypher.properties_of(), {"ids": ids})]


def changes(ids: list[str], read: Read) -> dict[str, list[Change]]:
    """Return the changes made to each of the documents `ids`."""
    done: dict[str, list[Change]] = defaultdict(list)
    for row in read(cypher.changes(), {"ids": ids}):
        by = Document.model_validate(_told(row["by"]))
        done[row["id"]].append(Change(link_of(by.id, row["relation"], row["id"], row["link"]), by))
    return done


def part_changes(ids: list[str], read: Read) -> dict[str, list[PartDone]]:
    """Return the changes made to parts of each of the documents `ids`."""
    done: dict[str, list[PartDone]] = defaultdict(list)
    for row in read(cypher.part_changes(), {"ids": ids}):
        by = Document.model_validate(_told(row["by"]))
        told = {name: row["row"][name] for name in PartDone._fields if name in row["row"]}
        told |= {"wording": row["wording"], "sentence": row["sentence"] or "", "file": row["file"]}
        told["since"] = first_day(by, told.get("since"))
        done[row["id"]].append(PartDone(path=row["path"], by=by, **told))
    return done
