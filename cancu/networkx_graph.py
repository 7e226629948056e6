"""Documents and links as a networkx graph, and as files for other programs."""

import datetime
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from cancu.graph.store.base import Store
from cancu.models import Document, Link, Subgraph
from cancu.render import json_line

if TYPE_CHECKING:
    import networkx

    Network: TypeAlias = networkx.MultiDiGraph[str]

FORMATS = ("graphml", "gexf", "jsonl")


def whole(store: Store) -> Subgraph:
    """Return all documents and links of a store, sorted."""
    documents: list[Document] = []
    links: list[Link] = []
    for graph in store.read():
        documents += graph.documents
        links += graph.links
    return Subgraph(
        documents=tuple(sorted(documents, key=lambda d: d.id)),
        links=tuple(sorted(links, key=lambda k: (k.source, k.relation.value, k.target, k.stated_by))),
    )


def to_networkx(part: Subgraph) -> "Network":
    """Return documents as nodes by id and links as edges from the acting document; unknown values are absent.

    Attributes are plain: dates are ISO strings; aliases, copies and parts are joined by '; '; evidence is the first
    sentence.
    """
    import networkx

    graph: Network = networkx.MultiDiGraph()
    for document in part.documents:
        graph.add_node(document.id, **_attributes(document))
    for link in part.links:
        graph.add_edge(link.source, link.target, key=f"{link.relation.value} {link.stated_by}", **_edge(link))
    return graph


def _attributes(document: Document) -> dict[str, Any]:
    row = document.model_dump(mode="json", exclude_none=True, exclude={"id", "days", "history", "parts"})
    now = document.state(datetime.date.today())
    row["status"] = now.state.value
    row |= {name: "; ".join(getattr(document, name)) for name in ("aliases", "copies")}
    return {name: value for name, value in row.items() if value != ""}


def _edge(link: Link) -> dict[str, Any]:
    row = link.model_dump(mode="json", exclude_none=True, exclude={"source", "target", "evidence", "parts"})
    if link.parts:
        row["parts"] = "; ".join(link.parts)
    for evidence in link.evidence[:1]:
        row |= {"sentence": evidence.sentence, "file": evidence.file, "start": evidence.start, "end": evidence.end}
    return row


def lines(part: Subgraph, form: str) -> Iterable[str]:
    """Yield the lines of a file in one of FORMATS."""
    return {"graphml": _graphml, "gexf": _gexf, "jsonl": _json_lines}[form](part)


def _graphml(part: Subgraph) -> Iterator[str]:
    import networkx

    yield "<?xml version='1.0' encoding='utf-8'?>"
    yield from networkx.generate_graphml(_for_xml(part))


def _gexf(part: Subgraph) -> Iterator[str]:
    """Yield the lines of a Gephi file: nodes are labelled by number, edges by relation and numbered; it has no date of writing."""
    import networkx

    graph = _for_xml(part)
    for name, data in graph.nodes(data=True):
        data["label"] = data.get("key", name)
    for at, (_, _, data) in enumerate(graph.edges(data=True)):
        data |= {"id": str(at), "label": data["relation"]}
    yield "<?xml version='1.0' encoding='utf-8'?>"
    for line in networkx.generate_gexf(graph, version="1.2draft"):
        yield re.sub(r' lastmodifieddate="[^"]*"', "", line)


def _for_xml(part: Subgraph) -> "Network":
    graph = to_networkx(part)
    for _, data in graph.nodes(data=True):
        _clean(data)
    for _, _, data in graph.edges(data=True):
        _clean(data)
    return graph


def _clean(data: dict[str, Any]) -> None:
    """Remove the control characters that XML does not allow."""
    for name, value in data.items():
        if isinstance(value, str):
            data[name] = "".join(c if c >= " " or c in "\t\n" else " " for c in value)


def _json_lines(part: Subgraph) -> Iterator[str]:
    """Yield a line for each document, then one for each link."""
    for kind, records in (("document", part.documents), ("link", part.links)):
        for record in records:
            row = {"record": kind, **record.model_dump(mode="json", exclude_none=True)}
            yield json_line(row)
