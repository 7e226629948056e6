"""Documents and links as a networkx graph, and the files that other programs read."""

import datetime
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from cancu.answers import json_line
from cancu.graph.store.base import Store
from cancu.models import Document, Link, Subgraph

if TYPE_CHECKING:
    import networkx

    Network: TypeAlias = networkx.MultiDiGraph[str]

FORMATS = ("graphml", "gexf", "jsonl")


def whole(store: Store) -> Subgraph:
    """All documents and links of a store, sorted."""
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
    """Documents as nodes by id, links as edges from the document that acts; what is not known is absent.

    Attributes are plain: dates ISO strings, aliases, copies and parts one string with '; ' between them, evidence the first sentence.
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
    """The lines of a file in one of FORMATS."""
    return {"graphml": _graphml, "gexf": _gexf, "jsonl": _json_lines}[form](part)


def _graphml(part: Subgraph) -> Iterator[str]:
    import networkx

    yield "<?xml version='1.0' encoding='utf-8'?>"
    yield from networkx.generate_graphml(_for_xml(part))


def _gexf(part: Subgraph) -> Iterator[str]:
    """The lines of a file for Gephi: nodes are labelled by number, edges by relation and numbered, no day of writing."""
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
    """Take out the control characters that XML cannot hold."""
    for name, value in data.items():
        if isinstance(value, str):
            data[name] = "".join(c if c >= " " or c in "\t\n" else " " for c in value)


def _json_lines(part: Subgraph) -> Iterator[str]:
    """A line for each document, then one for each link."""
    for kind, records in (("document", part.documents), ("link", part.links)):
        for record in records:
            row = {"record": kind, **record.model_dump(mode="json", exclude_none=True)}
            yield json_line(row)
