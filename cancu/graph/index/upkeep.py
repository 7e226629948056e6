"""Keep the link index of a store's present state: built from what a load wrote, and read back from the store only where necessary."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from cancu.graph import cypher
from cancu.graph.index.columns import (
    DOCUMENT,
    FAR,
    ISSUER,
    LINK,
    NAMES,
    PLACE,
    TYPES,
    Columns,
    Row,
    are_names,
    named,
    newer,
)
from cancu.graph.index.file import IndexFile
from cancu.graph.schema import LINKS
from cancu.graph.store.content import slices

_BATCH = 5000
"""The number of nodes read together."""
Read = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]


class Touched:
    """The documents that a load may have changed, according to the parameters of its statements."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.swept = False
        """Whether documents may have been deleted that no parameter names."""

    def saw(self, parameters: Mapping[str, Any]) -> None:
        """Record the parameters of a statement: `rows` or `ids` name every document that it writes."""
        if "ids" in parameters:
            self.swept |= parameters["ids"] is None
            self.ids.update(parameters["ids"] or ())
        self.ids.update(row["id"] for row in parameters.get("rows", ()) if "id" in row)

    def gone(self, before: Sequence[str], read: Read) -> set[str]:
        """Return the ids of documents in the previous index that must be read again."""
        return self.ids | ({*before} - {*_ids(read, "Document")} if self.swept else set())


def whole(read: Read, few: int) -> Mapping[str, Any]:
    """Return the arrays of everything in the store, read back; for fewer than `few` links only the names."""
    columns = Columns()
    ids = _ids(read, "Document")
    if _count(read) < few:
        columns.add_documents(_nodes(read, "Document", ids, NAMES))
        return columns.names()
    columns.add_documents(_nodes(read, "Document", ids, DOCUMENT))
    columns.add_issuers(_nodes(read, "Issuer", _ids(read, "Issuer"), ISSUER))
    columns.add_places(_nodes(read, "Place", _ids(read, "Place"), PLACE))
    _add_links(columns, read, f"{cypher.EACH} MATCH (d)-[r:{'|'.join(TYPES)}]->(t)", ids)
    return _arrays(columns)


def written(columns: Columns, few: int) -> Mapping[str, Any] | None:
    """Return the arrays of everything written into an empty store; None if its order is not that of an index."""
    if not columns.sorted:
        return None
    return columns.names() if len(columns.links["type"]) < few else _arrays(columns)


def later(before: IndexFile, touched: Touched, read: Read, few: int) -> Mapping[str, Any] | None:
    """Return the arrays of the present content, from the index of the state before and the changes since; None if impossible."""
    if are_names(before):
        if _count(read) >= few:
            return None
        rows = [*named(before)]
        gone = touched.gone([row["id"] for row in rows], read)
        columns = Columns()
        columns.add_documents(newer(rows, gone, [*_nodes(read, "Document", sorted(gone), NAMES)]))
        return columns.names()
    from cancu.graph.index.building import arrays, changed
    from cancu.graph.index.links import LinkIndex

    if before.arrays.keys() != arrays(Columns()).keys():
        return None
    index = LinkIndex(before.path)
    gone = touched.gone([index.words[at] for at in index["Document.id"]] if touched.swept else (), read)
    columns = Columns()
    columns.add_documents(_nodes(read, "Document", sorted(gone), DOCUMENT))
    columns.add_issuers(_nodes(read, "Issuer", _ids(read, "Issuer"), ISSUER))
    columns.add_places(_nodes(read, "Place", _ids(read, "Place"), PLACE))
    for kind in LINKS:
        _add_links(
            columns, read, f"{cypher.stated_by(kind, 'r')} WITH startNode(r) AS d, r, endNode(r) AS t", sorted(gone)
        )
    _add_links(columns, read, f"{cypher.EACH} MATCH (d)-[r:ISSUED_BY]->(t)", sorted(gone))
    found = changed(index, gone, columns)
    return None if found is None or len(found["link.source"]) < few else found


def _arrays(columns: Columns) -> Mapping[str, Any]:
    from cancu.graph.index.building import arrays

    return arrays(columns)


def _ids(read: Read, label: str) -> list[str]:
    return sorted(row["id"] for row in read(f"MATCH (n:{label}) RETURN n.id AS id", {}))


def _count(read: Read) -> int:
    """Return the number of links."""
    return sum(int(read(f"MATCH ()-[r:{name}]->() RETURN count(r) AS n", {})[0]["n"]) for name in FAR)


def _nodes(read: Read, label: str, ids: Sequence[str], names: Sequence[str]) -> Iterator[Row]:
    """Yield the properties of nodes, by id."""
    columns = ", ".join(f"n.{name} AS {name}" for name in names)
    text = f"UNWIND $ids AS id {cypher.seek('n', label, 'id')} RETURN {columns}"
    for some in slices(ids, _BATCH):
        yield from sorted(read(text, {"ids": some}), key=lambda row: str(row["id"]))


def _add_links(columns: Columns, read: Read, pattern: str, ids: Sequence[str]) -> None:
    """Add the links `r` from `d` to `t` with their properties, in any order."""
    told = ", ".join(f"r.{name} AS {name}" for name in LINK)
    text = f"{pattern} RETURN d.id AS source, type(r) AS type, t.id AS target, {told}"
    for some in slices(ids, _BATCH):
        for row in read(text, {"ids": some}):
            columns.add_link(row["source"], row["type"], row["target"], row)
