"""Read the content of a store back into records, in batches."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from cancu.graph import cypher
from cancu.graph.build import Graph, Issuer, Place, place_in_text
from cancu.graph.rows import document_of, link_of, mention_of
from cancu.graph.schema import LINKS, NODES, RELATIONSHIPS
from cancu.graph.store.load_plan import StoredDocument
from cancu.models import Document, Link, Mention

Read = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]
"""Runs one reading statement."""

T = TypeVar("T")


class Text(NamedTuple):
    """The file that a document of the corpus was read from, with its path as given."""

    path: str | None
    sha256: str | None


BATCH = 2500
"""The number of documents read together with all that they state."""

IDS = 5000
"""The number of documents looked up together."""


def counts(read: Read) -> dict[str, int]:
    """Return the number of nodes by label and of relationships by type."""
    patterns = {node.label: f"(n:{node.label})" for node in NODES}
    patterns |= {kind.name: f"()-[n:{kind.name}]->()" for kind in RELATIONSHIPS}
    return {name: read(f"MATCH {pattern} RETURN count(n) AS n", {})[0]["n"] for name, pattern in patterns.items()}


def stored_documents(read: Read, ids: Iterable[str]) -> dict[str, StoredDocument]:
    """Return what the store has of these documents, as far as they exist."""
    text = f"{cypher.EACH} RETURN d.id AS id, d.in_corpus AS in_corpus, d.rows_sha256 AS hash"
    rows = (row for some in slices(sorted(ids), IDS) for row in read(text, {"ids": some}))
    return {row["id"]: StoredDocument(row["in_corpus"], row["hash"]) for row in rows}


def texts(read: Read, ids: Iterable[str]) -> dict[str, Text]:
    """Return the path and SHA-256 of those documents whose text was read."""
    text = f"{cypher.EACH} WHERE d.in_corpus RETURN d.id AS id, d.path AS path, d.sha256 AS sha256"
    rows = (row for some in slices(sorted(ids), IDS) for row in read(text, {"ids": some}))
    return {row["id"]: Text(row["path"], row["sha256"]) for row in rows}


def moved(read: Read, graph: Graph) -> dict[str, str]:
    """Return, by path, the id that the store has for an unchanged file that now has another id.

    The bytes must be equal: another text at the same path may come from someone else's folder.
    """
    now = {node.path: node for node in graph.documents if node.in_corpus and node.path is not None}
    kept = {node.id for node in now.values()}
    text = (
        "UNWIND $paths AS path MATCH (d:Document {path: path}) USING INDEX SEEK d:Document(path) WHERE d.in_corpus"
        " RETURN d.path AS path, d.sha256 AS sha256, d.id AS id"
    )
    rows = (row for some in slices(sorted(now), IDS) for row in read(text, {"paths": some}))
    return {
        row["path"]: row["id"] for row in rows if row["id"] not in kept and row["sha256"] == now[row["path"]].sha256
    }


def ids(read: Read, pattern: str) -> list[str]:
    """Return the sorted ids of the nodes `n` of a pattern."""
    return sorted(row["id"] for row in read(f"MATCH {pattern} RETURN n.id AS id", {}))


def ends(read: Read) -> Iterator[list[Document]]:
    """Yield all documents of the corpus in batches, sorted by id, as documents that are only cited."""
    rows = read("MATCH (n:Document) WHERE n.in_corpus RETURN n.id AS id, n.key AS key, n.scope AS scope", {})
    for some in slices(sorted(rows, key=lambda row: str(row["id"])), IDS):
        yield [Document.model_validate(row) for row in some]


def _documents(read: Read) -> Iterator[list[Document]]:
    """Yield all documents in batches, sorted by id; those that are only cited come first."""
    for state in ("NOT n.in_corpus", "n.in_corpus"):
        for some in slices(ids(read, f"(n:Document) WHERE {state}"), BATCH):
            yield documents(read, some)


def documents(read: Read, some: Sequence[str]) -> list[Document]:
    """Return the documents with these ids, sorted."""
    return [document_of(row) for row in _properties(read, "Document", some)]


def graphs(read: Read) -> Iterator[Graph]:
    """Yield the whole content: places and issuers, then documents with what they state."""
    places = [Place.model_validate(row) for row in _all(read, "Place")]
    issuers = [Issuer.model_validate(row) for row in _all(read, "Issuer")]
    yield Graph(places=tuple(places), issuers=tuple(issuers))
    for some in (part for batch in _documents(read) for part in one_text_a_path(batch)):
        yield stated(read, some)


def stated(read: Read, some: Sequence[Document]) -> Graph:
    """Return documents with all that they state; no two may share a path."""
    ids = {"ids": [node.id for node in some]}
    return Graph(
        documents=tuple(some),
        issued_by={row["id"]: row["issuer"] for row in read(_ISSUERS, ids)},
        mentions=tuple(_mentions(read, ids)),
        links=tuple(_links(read, ids)),
    )


def one_text_a_path(nodes: list[Document]) -> list[list[Document]]:
    """Split documents into batches in which each path occurs once."""
    parts: list[dict[str, Document]] = []
    for node in nodes:
        path = node.path or node.id
        part = next((one for one in parts if path not in one), None)
        if part is None:
            parts.append({path: node})
        else:
            part[path] = node
    return [list(part.values()) for part in parts]


_ISSUERS = f"{cypher.EACH} MATCH (d)-[:ISSUED_BY]->(i:Issuer) RETURN d.id AS id, i.id AS issuer"
_MENTIONS = f"{cypher.EACH} MATCH (d)<-[:STATED_IN]-(m:Mention) RETURN properties(m) AS properties"


def _mentions(read: Read, stated: Mapping[str, Any]) -> list[Mention]:
    found = [mention_of(row["properties"]) for row in read(_MENTIONS, stated)]
    return sorted(found, key=place_in_text)


def _links(read: Read, stated: Mapping[str, Any]) -> list[Link]:
    found = [
        link_of(row["source"], kind.name, row["target"], row["properties"])
        for kind in LINKS
        for row in read(
            f"{cypher.stated_by(kind, 'r')}"
            " RETURN startNode(r).id AS source, endNode(r).id AS target, properties(r) AS properties",
            stated,
        )
    ]
    return sorted(found, key=lambda link: (link.source, link.relation, link.target, link.stated_by))


def _all(read: Read, label: str) -> Iterator[dict[str, Any]]:
    for some in slices(ids(read, f"(n:{label})"), BATCH):
        yield from _properties(read, label, some)


def _properties(read: Read, label: str, some: Sequence[str]) -> list[dict[str, Any]]:
    text = f"UNWIND $ids AS id {cypher.seek('n', label, 'id')} RETURN properties(n) AS properties"
    rows = [row["properties"] for row in read(text, {"ids": some})]
    return sorted(rows, key=lambda row: str(row["id"]))


def slices(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of at most `size` items."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
