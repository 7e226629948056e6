"""The states of documents in a store, worked out anew in the transaction that changes what they hang on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from cancu.graph import cypher
from cancu.graph.provisions import PartDone, first_day
from cancu.graph.rows import document_of, history_row, link_of
from cancu.graph.store.base import Run
from cancu.graph.store.content import Read, slices
from cancu.graph.validity import Change, history
from cancu.models import Document

_TOGETHER = 2500
"""Documents whose states are worked out together."""


def hang_on(ids: Iterable[str], run: Run) -> set[str]:
    """The documents whose states hang on what the documents `ids` state, or on when these came into force."""
    some = {"ids": sorted(set(ids))}
    return {row["id"] for text in cypher.changed_by() for row in run(text, some)()}


def write(ids: Iterable[str], run: Run) -> None:
    """Work out the states of documents, and of those that hang on them, from what the transaction sees; and write them.

    Each is locked before it is read, so that of two loads the later one sees what the earlier one did.
    """
    every = {*ids}
    for some in slices(sorted(every | hang_on(every, run)) if every else (), _TOGETHER):
        _write(some, run)


def documents(ids: list[str], read: Read) -> list[Document]:
    """Those of the documents `ids` that are there, with all that they hold."""
    return [document_of(row["properties"]) for row in read(cypher.properties_of(), {"ids": ids})]


def changes(ids: list[str], read: Read) -> dict[str, list[Change]]:
    """What was done to each of the documents `ids`."""
    done: dict[str, list[Change]] = defaultdict(list)
    for row in read(cypher.changes(), {"ids": ids}):
        by = Document.model_validate({name: value for name, value in row["by"].items() if value is not None})
        done[row["id"]].append(Change(link_of(by.id, row["relation"], row["id"], row["link"]), by))
    return done


def part_changes(ids: list[str], read: Read) -> dict[str, list[PartDone]]:
    """What was done to parts of each of the documents `ids`."""
    done: dict[str, list[PartDone]] = defaultdict(list)
    for row in read(cypher.part_changes(), {"ids": ids}):
        by = Document.model_validate({name: value for name, value in row["by"].items() if value is not None})
        told = {name: row["row"][name] for name in PartDone._fields if name in row["row"]}
        told |= {"wording": row["wording"], "sentence": row["sentence"] or "", "file": row["file"]}
        told["since"] = first_day(by, told.get("since"))
        done[row["id"]].append(PartDone(path=row["path"], by=by, **told))
    return done


def _write(ids: list[str], run: Run) -> None:
    def read(text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        return run(text, parameters)()

    read(cypher.lock_documents(), {"ids": ids})
    known, done = documents(ids, read), changes(ids, read)
    rows = [{"id": one.id, **history_row(history(one, done.get(one.id, ())))} for one in known]
    run(cypher.set_states(), {"rows": rows})()
