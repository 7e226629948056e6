"""Lineage pictures in every kind of file."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from cancu.errors import DrawError
from cancu.models import Subgraph
from cancu.viz import Drawn, Fold, Form
from cancu.viz.content import content
from cancu.viz.engine import Engine
from cancu.viz.page import page
from cancu.viz.svg import png, svg

SCRIPTS = ("graph", "grid", "route", "scene", "sheet")
PAGE_SCRIPTS = (*SCRIPTS, "dom", "search", "state", "stage", "cards", "controls", "app")


def draw_lineage(subgraph: Subgraph, path: Path, *, form: Form, title: str | None, up: int | None, down: int | None, fold: Fold, portrait: bool) -> Drawn:
    """Draw and write; see `cancu.viz.draw`."""
    if path.suffix not in (".html", ".svg", ".png"):
        raise DrawError(f"{path}: no picture is of the kind '{path.suffix}'; use .html, .svg or .png")
    data = content(subgraph, title or _title(subgraph))
    state = {"form": form, "portrait": portrait, "up": up, "down": down, "fold": fold, "roots": data["roots"], "relations": None, "places": None, "from": None, "to": None, "open": [], "closed": [], "pinned": [], "budget": 60, "page": 40, "ratio": 1.5}
    made = Engine(SCRIPTS).call("drawSheet", data, state, widths())
    text = svg(made["tree"])
    if path.suffix == ".png":
        path.write_bytes(png(text, 2))
    elif path.suffix == ".svg":
        path.write_text(text, encoding="utf-8", newline="\n")
    else:
        document = page(data["title"], {"data": data, "first": state, "widths": widths()}, PAGE_SCRIPTS, 'startPage(document.getElementById("app"));')
        path.write_text(document, encoding="utf-8", newline="\n")
    return Drawn(path=path, **made["counts"])


def _title(subgraph: Subgraph) -> str:
    names = {document.id: document.key or document.id for document in subgraph.documents}
    roots = ", ".join(names[root] for root in subgraph.roots if root in names)
    return f"Dòng văn bản của {roots}" if roots else "Dòng văn bản"


@cache
def widths() -> Any:
    """Widths of the characters of the package's fonts, in thousandths of the size."""
    return json.loads((files("cancu.viz") / "fonts" / "widths.json").read_text(encoding="utf-8"))
