"""Verify that a store contains what was loaded: documents against their hashes, counts, files, and the engine's own check."""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import ValidationError

from cancu.errors import StoreError
from cancu.graph.build import Graph
from cancu.graph.schema import LINKS
from cancu.graph.store import content, document_states
from cancu.graph.store.cypher_store import CypherStore
from cancu.graph.store.load_plan import statements
from cancu.graph.store.versions import Damage
from cancu.models import Document

_TOGETHER = 500
"""The number of documents read together, as long as nothing is wrong with them."""

_UNREADABLE = "cannot be read as a document"


class Verified(NamedTuple):
    """What was checked, and everything that is wrong."""

    documents: int
    """The number of documents of the corpus."""
    mentions: int
    links: int
    damages: tuple[Damage, ...]
    """Sorted by place."""


def verify(store: CypherStore) -> Verified:
    """Compare the content of a store with what was loaded; the engine's own check is run too, if it has one.

    Documents that are only cited have no text to compare with; they are only checked to be readable.
    """
    verification = _Verification(store)
    try:
        verification.all()
    except StoreError as error:
        verification.damages.append(Damage("content", str(error)))
    damages = sorted({*store.damages(), *verification.damages})
    return Verified(verification.documents, verification.mentions, sum(verification.links.values()), tuple(damages))


class _Verification:
    def __init__(self, store: CypherStore) -> None:
        self._read = store.read_rows
        self._stored = store
        self.damages: list[Damage] = []
        self.documents = self.mentions = self.named = 0
        self.links = dict.fromkeys((kind.name for kind in LINKS), 0)

    def all(self) -> None:
        """Check every document, then the remaining content."""
        for state, corpus in (("NOT n.in_corpus", False), ("n.in_corpus", True), ("n.in_corpus IS NULL", False)):
            for some in content.slices(content.ids(self._read, f"(n:Document) WHERE {state}"), _TOGETHER):
                self._documents(some, corpus=corpus)
        if any(damage.what == _UNREADABLE for damage in self.damages):
            return  # what those state is not known
        counts = self._stored.counts()
        for name, found in (("Mention", self.mentions), ("NAMES", self.named), *self.links.items()):
            if counts[name] != found:
                what = f"the store has {counts[name]}, but the documents state {found}"
                self.damages.append(Damage(name, what))
        if loading := document_states.in_doubt(self._read):
            what = f"the states of {len(loading)} documents have not been worked out: a load is running, or was interrupted; load again"
            self.damages.append(Damage("Document", what))
        recorded = self._stored.recorded()
        if recorded is not None and recorded != self.documents:
            self.damages.append(Damage("Document", f"the store has {self.documents} texts, but {recorded} were loaded"))

    def _documents(self, some: list[str], *, corpus: bool) -> None:
        try:
            nodes = content.documents(self._read, some)
            if len(nodes) != len(some) or any(node.in_corpus != corpus for node in nodes):
                raise ValueError
            if corpus:
                self._compare(graphs_of(self._read, nodes))
        except (StoreError, ValidationError, ValueError, KeyError, TypeError):
            if len(some) > 1:
                half = len(some) // 2
                self._documents(some[:half], corpus=corpus)
                self._documents(some[half:], corpus=corpus)
            else:
                self.damages.append(Damage(str(some[0]), _UNREADABLE))

    def _compare(self, graphs: Iterator[Graph]) -> None:
        found = [(graph, list(statements(graph))) for graph in graphs]
        stored = content.stored_documents(self._read, [one.id for _, some in found for one in some])
        for graph, some in found:
            self.documents += len(some)
            self.mentions += len(graph.mentions)
            self.named += sum(mention.target_id is not None for mention in graph.mentions)
            for link in graph.links:
                self.links[link.relation] += 1
            for one in some:
                if stored[one.id].rows_sha256 != one.sha256:
                    self.damages.append(Damage(one.id, f"differs from what was loaded from {one.document.path}"))


def graphs_of(read: content.Read, nodes: list[Document]) -> Iterator[Graph]:
    """Yield documents with all that they state, as loaded."""
    for part in content.one_text_a_path(nodes):
        yield content.stated(read, part)
