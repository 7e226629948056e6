"""Determine what a store still needs of a graph: missing and changed documents, and the rows of each batch."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol, TypeVar

from cancu.errors import MissingEndError
from cancu.graph.build import Graph, stated_by
from cancu.graph.rows import Row, content_hash, document_row
from cancu.models import Document, Link, Mention

_MOST_LISTED = 5
"""The number of missing ends that an error names."""


class StoredDocument(NamedTuple):
    """What a store has of one document."""

    in_corpus: bool
    rows_sha256: str | None


class Statement(NamedTuple):
    """A document with everything loaded for it: its issuer, the mentions in its text, and the links it states."""

    document: Document
    row: Row
    """The properties of its node, except the hash."""
    issuer: str | None
    mentions: list[Mention]
    links: list[Link]
    sha256: str
    """The hash of everything: what has the same hash is not written again."""

    @property
    def id(self) -> str:
        """The id of the document."""
        return self.document.id

    @property
    def in_corpus(self) -> bool:
        """Whether its text was read."""
        return self.document.in_corpus

    @property
    def size(self) -> int:
        """The number of rows written for it."""
        return 1 + len(self.mentions) + len(self.links)

    def node(self) -> Row:
        """Return the properties of the document's node."""
        return self.row | {"rows_sha256": self.sha256}


def ends(graph: Graph) -> set[str]:
    """Return the ids of all documents that the rows describe or refer to."""
    return (
        {node.id for node in graph.documents}
        | {end for link in graph.links for end in (link.source, link.target)}
        | {mention.target_id for mention in graph.mentions if mention.target_id is not None}
    )


def check_ends(graph: Graph, stored: Iterable[str], issuers: Iterable[str]) -> None:
    """Raise MissingEndError when rows refer to documents that neither they nor the store contain, or state links for another text."""
    nodes = {node.id for node in graph.documents}
    corpus = {node.id for node in graph.documents if node.in_corpus}
    known = nodes | set(stored)
    bodies = {issuer.id for issuer in graph.issuers} | set(issuers)
    missing = [
        *(f"{link.source} -{link.relation}-> {link.target} needs {end}" for link in graph.links
          for end in (link.source, link.target) if end not in known),
        *(f"{link.source} -{link.relation}-> {link.target} is stated by {link.stated_by}"
          for link in graph.links if link.stated_by not in corpus),
        *(f"{mention.file}:{mention.start} names {mention.target_id}" for mention in graph.mentions
          if mention.target_id is not None and mention.target_id not in known),
        *(f"{document} is issued by {issuer}" for document, issuer in graph.issued_by.items()
          if document not in nodes or issuer not in bodies),
    ]  # fmt: skip
    if missing:
        more = f" and {len(missing) - _MOST_LISTED} more" if len(missing) > _MOST_LISTED else ""
        raise MissingEndError(f"not in the rows and not in the store: {'; '.join(missing[:_MOST_LISTED])}{more}")


def statements(graph: Graph) -> Iterator[Statement]:
    """Yield each document with what its text states, in the order of the graph."""
    stating = stated_by(graph.documents, graph.mentions)
    mentions: dict[str, list[Mention]] = defaultdict(list)
    links: dict[str, list[Link]] = defaultdict(list)
    for mention in graph.mentions:
        mentions[stating[mention.file]].append(mention)
    for link in graph.links:
        links[link.stated_by].append(link)
    for node in graph.documents:
        issuer, said, stated = graph.issued_by.get(node.id), mentions[node.id], links[node.id]
        yield statement_of(node, issuer, said, stated)


def statement_of(
    document: Document, issuer: str | None, mentions: list[Mention], links: list[Link], sha256: str | None = None
) -> Statement:
    """Return a document with what its text states; the hash is computed if it is not known."""
    row = document_row(document)
    known = content_hash(row, issuer, [*mentions, *links]) if sha256 is None else sha256
    return Statement(document, row, issuer, mentions, links, known)


class Loadable(Protocol):
    """What determines whether a document must be written."""

    @property
    def id(self) -> str:
        """The id of the document."""

    @property
    def sha256(self) -> str:
        """The hash of everything loaded for it."""

    @property
    def in_corpus(self) -> bool:
        """Whether its text was read."""


One = TypeVar("One", bound=Loadable)


def changed(found: Iterable[One], stored: Mapping[str, StoredDocument], *, again: bool = False) -> Iterator[One]:
    """Yield the documents that must be written; with `again` also those that seem to be present.

    A document of the corpus is written unless the store has it with the same content; one that is only cited is written
    unless the store has the same, or has it in the corpus.
    """
    for one in found:
        known = stored.get(one.id, StoredDocument(False, None))
        if (again or known.rows_sha256 != one.sha256) and (one.in_corpus or not known.in_corpus):
            yield one


def batches(found: Iterable[Statement], rows: int) -> Iterator[list[Statement]]:
    """Yield whole documents in batches of about `rows` rows."""
    batch: list[Statement] = []
    size = 0
    for statement in found:
        if batch and size + statement.size > rows:
            yield batch
            batch, size = [], 0
        batch.append(statement)
        size += statement.size
    if batch:
        yield batch
