"""Cache answers that depend only on the graph, beside a store and until the next load.

The cache contains the rows of stored queries; if an entry is missing, damaged or of another state, the query runs
again. A small graph has no cache.
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
"""Answers computed faster than this many seconds are not cached."""
ROWS = 1000
"""The number of rows cached of an answer."""


class AnswerCache(NamedTuple):
    """The cached answers for one state of a graph."""

    beside: Path
    """The cache files are beside this path, and their names begin with its name."""
    stamp: str
    """The stamp of that state."""

    def read(self, query: StoredQuery, bound: Mapping[str, Any], most: int) -> Rows | None:
        """Return the first rows of the answer; None if they are not cached."""
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
        """Cache an answer, if the disk can be written."""
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
        """Return what identifies an answer; another version of the query or of the state has another identity."""
        asked = hashlib.sha256(query.cypher.encode("utf-8")).hexdigest()
        return {"state": self.stamp, "query": asked, "parameters": dict(bound)}


def about_all(query: StoredQuery, values: Mapping[str, str]) -> bool:
    """Return whether a query is about all documents, without any restriction."""
    return not values and not any(parameter.required for parameter in query.parameters)
