"""Answers that hang on nothing but the graph as it is, kept beside a store until the next load.

They are what the stored queries answered, row by row: where one is lost, damaged or of another state, the query is asked
again. A small graph has none.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from cancu.graph.store.base import Rows
from cancu.queries.catalogue import StoredQuery

SLOW_S = 0.1
"""What takes no longer than so many seconds is asked again each time."""
ROWS = 1000
"""Rows that are kept of an answer."""


class AnswerCache(NamedTuple):
    """The cached answers for one state of a graph."""

    beside: Path
    """They are files beside it that begin with its name."""
    stamp: str
    """What that state bears."""

    def read(self, query: StoredQuery, bound: Mapping[str, Any], most: int) -> Rows | None:
        """The first rows of the answer, None where they are not kept."""
        try:
            said, text = self._file(query).read_text(encoding="utf-8").split("\n", 1)
            told = json.loads(text) if hashlib.sha256(text.encode("utf-8")).hexdigest() == said else {}
        except (OSError, ValueError):
            return None
        if told.get("of") != self._of(query, bound):
            return None
        rows, truncated = tuple(map(tuple, told["rows"])), told["truncated"] or len(told["rows"]) > most
        if truncated and most > len(rows):
            return None
        return Rows(columns=told["columns"], rows=rows[:most], truncated=truncated, cut="rows" if truncated else None)

    def write(self, query: StoredQuery, bound: Mapping[str, Any], rows: Rows) -> None:
        """Keep an answer, where the disk lets us."""
        if rows.cut == "bytes":
            return
        told = {
            "of": self._of(query, bound), "columns": rows.columns, "rows": rows.rows[:ROWS],
            "truncated": rows.truncated or len(rows.rows) > ROWS,
        }  # fmt: skip
        text = json.dumps(told, ensure_ascii=False)
        place = self._file(query)
        draft = place.with_name(f".{place.name}.{os.getpid()}")
        with suppress(OSError):
            try:
                draft.write_text(
                    f"{hashlib.sha256(text.encode('utf-8')).hexdigest()}\n{text}", encoding="utf-8", newline="\n"
                )
                draft.replace(place)
            finally:
                draft.unlink(missing_ok=True)

    def _file(self, query: StoredQuery) -> Path:
        return self.beside.with_name(f"{self.beside.name}.{query.name}.json")

    def _of(self, query: StoredQuery, bound: Mapping[str, Any]) -> dict[str, Any]:
        """What an answer is of; an older version of a query, or of the state, has another."""
        asked = hashlib.sha256(query.cypher.encode("utf-8")).hexdigest()
        return {"state": self.stamp, "query": asked, "parameters": dict(bound)}


def about_all(query: StoredQuery, values: Mapping[str, str]) -> bool:
    """Whether a query is asked about all documents, with nothing that narrows it."""
    return not values and not any(parameter.required for parameter in query.parameters)
