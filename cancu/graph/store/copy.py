"""Moving a whole graph from one store to another, whichever engines they have."""

from cancu.errors import StoreError
from cancu.graph.build import Graph
from cancu.graph.store.base import Progress
from cancu.graph.store.cypher_store import CypherStore
from cancu.models import Document


def copy_store(source: CypherStore, target: CypherStore, *, progress: Progress | None = None) -> dict[str, int]:
    """Copy all of `source` into `target` and compare their counts, which are returned.

    A copy that was broken off is completed by copying again. Raises StoreError when the counts differ at the end,
    which they do when `target` held something else before.
    """
    target.create_schema()
    for some in source.documents():
        target.load(Graph(documents=tuple(_end(one) for one in some if one.in_corpus)))
    done = 0
    for graph in source.read():
        target.load(graph)
        done += sum(one.in_corpus for one in graph.documents)
        if progress is not None:
            progress(done)
    return _compared(source.counts(), target.counts())


def _end(document: Document) -> Document:
    """The document as one that others cite, so that links reach it before its own turn comes."""
    return Document(id=document.id, key=document.key, scope=document.scope)


def _compared(source: dict[str, int], target: dict[str, int]) -> dict[str, int]:
    differences = [
        f"{name} {target.get(name, 0)} instead of {count}"
        for name, count in source.items()
        if target.get(name, 0) != count
    ]
    if differences:
        raise StoreError(f"the copy differs from its source: {', '.join(differences)}")
    return source
