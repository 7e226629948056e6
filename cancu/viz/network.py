"""Draw a neighbourhood as a network with movable nodes: rings around the roots, drawn by vis-network, which is part of pyvis."""

import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from cancu.errors import DrawError
from cancu.models import Subgraph
from cancu.viz import Drawn
from cancu.viz.content import Plain, content
from cancu.viz.page import page
from cancu.viz.pictures import titled, write

MOST = 300
"""The largest number of documents in a network; more are a tangle."""
_RING, _ROOM = 240, 150
"""The least distance between two rings, and between two documents on one, in the picture's units."""
_DASHES = {"open": False, "filled": False, "diamond": [8, 4], "cross": [2, 4]}


def network(subgraph: Subgraph, path: Path, *, title: str | None, language: str) -> Drawn:
    """See `cancu.viz.draw_network`."""
    shown = nearest(subgraph, MOST)
    data = content(shown, title or titled(shown, "network_title", language), language)
    nodes, edges = _plain(data, _places(shown))
    told = {
        "title": data["title"],
        "nodes": nodes,
        "edges": edges,
        "left_out": shown.left_out,
        "relations": data["relations"],
        "words": data["words"],
    }

    def whole() -> str:
        engine, style = _vis()
        start = 'startNetwork(document.getElementById("app"));'
        return page(data["title"], told, ("network",), start, before=engine, style=style, language=language)

    write(path, {".html": lambda: (whole(), {})})
    return Drawn(path=path, documents=len(nodes), folded=0, links=len(edges), left_out=shown.left_out)


def pyvis_network(subgraph: Subgraph) -> Any:
    """See `cancu.viz.to_pyvis`."""
    _require_pyvis()
    from pyvis.network import Network

    shown = nearest(subgraph, MOST)
    made = Network(directed=True, notebook=True, cdn_resources="in_line", height="600px")
    made.toggle_physics(False)
    nodes, edges = _plain(content(shown, ""), _places(shown))
    for node in nodes:
        made.add_node(node.pop("id"), **{name: value for name, value in node.items() if name != "card"})
    for edge in edges:
        made.add_edge(
            edge.pop("from"), edge.pop("to"), **{name: value for name, value in edge.items() if name != "card"}
        )
    return made


def nearest(subgraph: Subgraph, most: int) -> Subgraph:
    """Return the documents with the fewest steps from the roots, at most `most`; the others are counted as left out."""
    rings = _rings(subgraph)
    kept = {one for ring in rings for one in ring}
    if len(kept) > most:
        kept = set([one for ring in rings for one in ring][:most])
    documents = tuple(one for one in subgraph.documents if one.id in kept)
    links = tuple(link for link in subgraph.links if link.source in kept and link.target in kept)
    left = subgraph.left_out + len(subgraph.documents) - len(documents)
    return subgraph.model_copy(update={"documents": documents, "links": links, "left_out": left})


def _rings(subgraph: Subgraph) -> list[list[str]]:
    """Return ids by distance from the roots (without roots, from the most linked document), with unlinked ones last."""
    beside: dict[str, set[str]] = {one.id: set() for one in subgraph.documents}
    for link in subgraph.links:
        if link.source in beside and link.target in beside:
            beside[link.source].add(link.target)
            beside[link.target].add(link.source)
    if not beside:
        return []
    ring = [root for root in subgraph.roots if root in beside] or [
        min(beside, key=lambda one: (-len(beside[one]), one))
    ]
    rings, seen = [], set(ring)
    order: Mapping[str, int] = {}
    while ring:
        rings.append(ring)
        order = {one: at for at, one in enumerate(ring)}
        after = {one for last in ring for one in beside[last]} - seen
        seen |= after
        ring = sorted(after, key=lambda one: (min(order[last] for last in beside[one] if last in order), one))
    return [*rings, sorted(beside.keys() - seen)] if beside.keys() - seen else rings


def _places(subgraph: Subgraph) -> dict[str, tuple[int, int]]:
    """Return the position of each document: the roots in the middle, each step on a wider ring."""
    places: dict[str, tuple[int, int]] = {}
    radius = 0.0
    for number, ring in enumerate(_rings(subgraph)):
        room = len(ring) * _ROOM / (2 * math.pi)
        radius = 0.0 if number == 0 and len(ring) == 1 else max(radius + (_RING if number else 0), room)
        for at, one in enumerate(ring):
            angle = 2 * math.pi * (at + 0.5 * (number % 2)) / len(ring) - math.pi / 2
            places[one] = (round(radius * math.cos(angle)), round(radius * math.sin(angle)))
    return places


def _plain(data: Plain, places: Mapping[str, tuple[int, int]]) -> tuple[list[Plain], list[Plain]]:
    """Return nodes and edges for vis-network, each with a card that the page shows."""
    words = data["words"]
    nodes = []
    for document in data["documents"]:
        colour = data["colours"][document["lane"]]
        x, y = places[document["id"]]
        root = document["id"] in data["roots"]
        card = {words["name"]: document["caption"], words["day"]: document["when_text"], words["issuer"]: document["issuer"],
                words["force"]: document["force"], words["file"]: document["path"]}  # fmt: skip
        nodes.append({
            "id": document["id"], "label": document["label"], "title": f"{document['label']}: {document['caption']}", "x": x, "y": y,
            "shape": "box", "borderWidth": 3 if root else 1, "shapeProperties": {"borderDashes": not document["corpus"]},
            "color": {"background": colour["tint"] if document["corpus"] else "#ffffff", "border": colour["line"]},
            "card": {name: value for name, value in card.items() if value},
        })  # fmt: skip
    edges = []
    for link in data["links"]:
        relation = data["relations"][link["r"]]
        said = link["ev"][0]["sentence"] if link["ev"] else ""
        source, target = data["documents"][link["s"]], data["documents"][link["t"]]
        card = {words["relation"]: f"{source['label']} {relation['name']} {target['label']}", words["sentence"]: said,
                words["file"]: link["ev"][0]["file"] if link["ev"] else None}  # fmt: skip
        edges.append({
            "from": source["id"], "to": target["id"], "title": f"{relation['name']}: {said}", "color": relation["colour"],
            "dashes": _DASHES[relation["head"]], "arrows": "to", "relation": link["r"],
            "card": {name: value for name, value in card.items() if value},
        })  # fmt: skip
    return nodes, edges


def _require_pyvis() -> None:
    try:
        import pyvis  # noqa: F401
    except ModuleNotFoundError as error:
        raise DrawError("a network needs pyvis: pip install 'cancu[network]'") from error


@cache
def _vis() -> tuple[str, str]:
    """Return the script and style of vis-network from the installed pyvis."""
    _require_pyvis()
    folder = max(
        (one for one in (files("pyvis") / "lib").iterdir() if one.name.startswith("vis-")), key=lambda one: one.name
    )
    script, style = ((folder / f"vis-network.{suffix}").read_text(encoding="utf-8") for suffix in ("min.js", "css"))
    return script.partition("//# sourceMappingURL=")[0], style
