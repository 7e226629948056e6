"""Copy a whole graph from one store to another, whatever their engines."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from cancu.errors import StoreError
from cancu.graph.build import Graph
from cancu.graph.store.base import Progress
from cancu.graph.store.cypher_store import CypherStore


def copy_store(source: CypherStore, target: CypherStore, *, progress: Progress | None = None) -> dict[str, int]:
    """Copy all of `source` into `target`, compare their counts and return them.

    An interrupted copy is completed by copying again. Raises StoreError when the counts differ at the end, for instance
    because `target` had other content before.
    """
    target.create_schema()
    with target.unfinished():
        for some in source.ends():
            target.load(Graph(documents=tuple(some)))
        done = 0
        with closing(_ahead(source.read())) as graphs:
            for graph in graphs:
                target.load(graph)
                done += sum(one.in_corpus for one in graph.documents)
                if progress is not None:
                    progress(done)
        return _compared(source.counts(), target.counts())


def _ahead(graphs: Iterator[Graph]) -> Generator[Graph, None, None]:
    """Yield the same graphs, reading each while the one before is written."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        coming = reader.submit(next, graphs, None)
        while (graph := coming.result()) is not None:
            coming = reader.submit(next, graphs, None)
            yield graph


def _compared(source: dict[str, int], target: dict[str, int]) -> dict[str, int]:
    differences = [
        f"{name} {target.get(name, 0)} instead of {count}"
        for name, count in source.items()
        if target.get(name, 0) != count
    ]
    if differences:
        raise StoreError(f"the copy differs from its source: {', '.join(differences)}")
    return source
