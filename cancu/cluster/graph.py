"""The graph in the partitions of a finished build, read in the order of a store: for a store, or for neo4j-admin's import."""

from collections.abc import Iterator, Mapping
from typing import Any

from cancu.cluster import tables
from cancu.cluster.plan import Plan
from cancu.cluster.tables import Said
from cancu.graph.build import Graph, Issuer, Place
from cancu.graph.store.base import Store
from cancu.graph.store.content import BATCH, IDS, one_text_a_path, slices
from cancu.models import Document, Link, Mention


class Partitions:
    """What the partitions hold, in bounded memory."""

    def __init__(self, plan: Plan) -> None:
        self._files = plan.files("finish", plan.homes)

    def read(self) -> Iterator[Graph]:
        """The whole graph: places and issuers, documents that are only cited, then texts with what they state; sorted by id."""
        # A place of which documents tell differently is as the last of them by its id tells it.
        places = {name: said.row for name, said in tables.read(self._files, "place")}
        issuers = {name: said.row for name, said in tables.read(self._files, "issuer")}
        yield Graph(
            places=tuple(map(Place.model_validate_json, places.values())),
            issuers=tuple(map(Issuer.model_validate_json, issuers.values())),
        )
        for topic in ("cited", "text"):
            for some in slices(tables.read(self._files, topic), BATCH):
                by_id = dict(some)
                documents = [_document(said) for said in by_id.values()]
                for part in one_text_a_path(documents):
                    yield _graph([(document, by_id[document.id].value) for document in part])

    def ends(self) -> Iterator[list[Document]]:
        """The texts in batches, each as a document that is only cited, so that links may reach it."""
        for some in slices(tables.read(self._files, "text"), IDS):
            rows = (said.value[0] for _, said in some)
            yield [Document.model_validate({k: row[k] for k in ("id", "key", "scope") if k in row}) for row in rows]


def _document(said: Said) -> Document:
    return Document.model_validate(said.value[0])


def _graph(some: list[tuple[Document, list[Any]]]) -> Graph:
    mentions: list[Mention] = []
    links: list[Link] = []
    issued_by: dict[str, str] = {}
    for document, (_, issuer, said, stated) in some:
        mentions += (Mention.model_validate({**row, "file": document.path}) for row in said)
        links += (Link.model_validate(row) for row in stated)
        if issuer is not None:
            issued_by[document.id] = issuer
    links.sort(key=lambda link: (link.source, link.relation, link.target, link.stated_by))
    return Graph(
        documents=tuple(document for document, _ in some),
        mentions=tuple(mentions),
        links=tuple(links),
        issued_by=issued_by,
    )


def load(partitions: Partitions, store: Store) -> Mapping[str, int]:
    """Load the partitions into a store that is empty, or holds a build of the same files; returns its counts."""
    store.create_schema()
    for some in partitions.ends():
        store.load(Graph(documents=tuple(some)))
    for graph in partitions.read():
        store.load(graph)
    return store.counts()
