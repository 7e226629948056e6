"""The links of a graph as arrays, in both directions by relation, with the properties that queries compare.

Nodes are numbered in id order, links in the order of (relation, source, target, stating document).
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cancu.errors import QueryError
from cancu.graph.index.columns import FAR as FAR
from cancu.graph.index.columns import TYPES
from cancu.graph.index.file import NO_NUMBER as NO_NUMBER
from cancu.graph.index.file import IndexFile
from cancu.graph.index.values import NULL, Column, Ints, Links, Lists, Nodes, Numbers, Texts, Truths, spread

NUMBERS = ("Document.year", "Document.sha256", "Document.folded_key", "link.mentions")


class LinkIndex(IndexFile):
    """The arrays of one state of a graph."""

    def __init__(self, path: Path) -> None:
        """Map a file; raises ValueError if it is no index, OSError if it cannot be read."""
        super().__init__(path)
        self._arrays = {
            name: np.frombuffer(self.map, array.kind, array.length, array.start) for name, array in self.arrays.items()
        }
        self.types: list[str] = TYPES

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._arrays[name]

    def count(self, label: str) -> int:
        """Return the number of nodes with a label."""
        return len(self[f"{label}.id"])

    def node(self, label: str, name: str) -> int:
        """Return the number of the node with an id, or NULL if there is none."""
        word = bisect_left(self.words, name)
        if word == len(self.words) or self.words[word] != name:
            return NULL
        at = int(np.searchsorted(self[f"{label}.id"], word))
        return at if at < self.count(label) and self[f"{label}.id"][at] == word else NULL

    def nodes_of(self, label: str, words: Ints) -> Nodes:
        """Return the nodes whose ids are these words, NULL where there is none."""
        ids = self[f"{label}.id"]
        at = np.minimum(np.searchsorted(ids, words), max(len(ids) - 1, 0))
        return Nodes(np.where(ids[at] == words, at, NULL) if len(ids) else np.full(len(words), NULL), label)

    def node_property(self, nodes: Nodes, name: str) -> Column:
        """Return a property of nodes, null where the node is null."""
        where = f"{nodes.label}.{name}"
        if f"{where}.at" in self._arrays:
            at = np.where(nodes.at == NULL, 0, nodes.at)
            start = self[f"{where}.at"][at].astype(np.int64)
            size = np.where(nodes.at == NULL, 0, self[f"{where}.at"][at + 1] - start)
            return Lists(start, size, Texts(self[where], self.words))
        return self._property(where, nodes.at)

    def titles_with(self, nodes: Nodes, part: str) -> Truths:
        """Return whether the folded title of each document contains a text."""
        sizes = np.diff(self["title.at"]) - 1  # the end of the line
        inside = np.zeros(len(sizes), bool)
        found = (match.start() for match in re.finditer(re.escape(part.encode("utf-8")), self["title"].data))
        inside[np.searchsorted(self["title.at"], np.fromiter(found, np.int64), side="right") - 1] = True
        missing = nodes.at == NULL
        at = np.where(missing, 0, nodes.at)
        return Truths(inside[at], missing | (sizes[at] == 0))

    def link_property(self, links: Links, name: str) -> Column:
        """Return a property of links."""
        return self._property(f"link.{name}", links.at)

    def _property(self, where: str, at: Ints) -> Column:
        if where not in self._arrays:
            raise QueryError(f"an index has no {where}")
        missing = at == NULL
        column = self[where]
        values = column[at] if len(column) else np.full(len(at), NULL, column.dtype)  # NULL takes the last, and is told
        if where in NUMBERS:
            return Numbers(values.astype(np.int64), missing | (values == NO_NUMBER))
        if values.dtype == np.int8:
            return Truths(values == 1, missing | (values == NULL))
        return Texts(np.where(missing, NULL, values) if missing.any() else values, self.words)

    def link_types(self, links: Links) -> Texts:
        """Return the relationship type of each link."""
        at = np.searchsorted(self["link.types"], links.at, side="right") - 1
        return Texts(np.where(links.at == NULL, NULL, at), self.types)

    def ends(self, links: Links, *, target: bool) -> Nodes:
        """Return the node at one end of links between documents."""
        ends = self["link.target" if target else "link.source"]
        found = np.full(len(links.at), NULL)
        known = links.at != NULL
        found[known] = ends[links.at[known]]
        return Nodes(found, "Document")

    def of_type(self, name: str) -> Ints:
        """Return all links of a type."""
        at = self.types.index(name)
        return np.arange(self["link.types"][at], self["link.types"][at + 1])

    def degree(self, nodes: Ints, types: Sequence[str], *, forward: bool) -> int:
        """Return the number of links of these types at nodes."""
        found = 0
        for name in types:
            at = self[f"out.{name}" if forward else f"in.{name}.at"]
            found += int((at[nodes + 1] - at[nodes]).sum())
        return found

    def around(self, nodes: Ints, types: Sequence[str], *, forward: bool) -> tuple[Ints, Ints]:
        """Return the links of these types at each node: the row of the node, the link, and the node at its other end."""
        rows, links = [], []
        for name in types:
            at = self[f"out.{name}" if forward else f"in.{name}.at"]
            start = at[nodes].astype(np.int64)
            row, place = spread(start, at[nodes + 1] - start)
            rows.append(row)
            links.append(place if forward else self[f"in.{name}"][place])
        return np.concatenate(rows), np.concatenate(links)

    def far(self, links: Ints, *, forward: bool) -> Ints:
        """The node that each link leads to, the way that it is gone."""
        return self["link.target" if forward else "link.source"][links]
