"""Draw lineage, coverage and timeline in each of their file formats."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from cancu.errors import DrawError
from cancu.knowledge.facts import PlaceRow
from cancu.messages import say
from cancu.models import Subgraph
from cancu.viz import Drawn, Fold, Form
from cancu.viz.content import Plain, content, heading_name, sparse
from cancu.viz.coverage import cells, not_counted
from cancu.viz.engine import Engine
from cancu.viz.graphtext import dot, mermaid
from cancu.viz.page import page
from cancu.viz.svg import png, svg

_BOXES = 48
"""The number of boxes up to which a picture stays unfolded."""
_PER_GROUP = 40
"""The number of documents that an opened group shows at once."""
_LANDSCAPE = 1.5
"""The intended ratio of length along time to breadth across it: that of a sheet of paper."""


def lineage(
    subgraph: Subgraph,
    path: Path,
    *,
    form: Form,
    title: str | None,
    up: int | None,
    down: int | None,
    fold: Fold,
    portrait: bool,
    language: str,
) -> Drawn:
    """See `cancu.viz.draw`."""
    data = content(subgraph, title or titled(subgraph, "lineage_title", language), language)
    state = first_view(data) | {"form": form, "portrait": portrait, "up": up, "down": down, "fold": fold}
    engine = Engine("sheet")

    def listed() -> Plain:
        view: Plain = engine.call("listView", data, state)
        return view

    def tree() -> Plain:
        drawn: Plain = engine.call("drawSheet", data, state, widths())
        return drawn

    def whole_page() -> tuple[str, Plain]:
        first = {"data": sparse(data), "first": state, "widths": widths()}
        start = 'startPage(document.getElementById("app"));'
        return page(data["title"], first, ("app",), start, language=language), listed()["counts"]

    def text(write: Callable[[Plain, Plain], str]) -> tuple[str, Plain]:
        view = listed()
        return write(data, view), view["counts"]

    def image(write: Callable[[list[Any]], str | bytes]) -> tuple[str | bytes, Plain]:
        drawn = tree()
        return write(drawn["tree"]), drawn["counts"]

    counts = write(
        path,
        {
            ".html": whole_page,
            ".svg": lambda: image(svg),
            ".png": lambda: image(png),
            ".dot": lambda: text(dot),
            ".mmd": lambda: text(mermaid),
        },
    )
    return Drawn(path=path, **counts)


def first_view(data: Plain) -> Plain:
    """Return the settings with which a picture starts."""
    return {
        "form": "lanes",
        "portrait": False,
        "up": 1,
        "down": 2,
        "fold": "auto",
        "roots": data["roots"],
        "relations": None,
        "places": None,
        "from": None,
        "to": None,
        "open": [],
        "closed": [],
        "pinned": [],
        "budget": _BOXES,
        "page": _PER_GROUP,
        "ratio": _LANDSCAPE,
    }


def coverage(
    subgraph: Subgraph, path: Path, *, provinces: Sequence[PlaceRow], title: str | None, language: str
) -> Drawn:
    """See `cancu.viz.draw_coverage`."""
    known = {document.id for document in subgraph.documents}
    directives = [root for root in dict.fromkeys(subgraph.roots) if root in known]
    if not directives:
        raise DrawError("coverage needs at least one directive: name the documents whose plans are to be counted")
    found = cells(subgraph, directives, provinces)
    shown = {*directives, *(cell.plan for cell in found)}
    table = {
        "provinces": [{"id": row.id, "name": row.name} for row in provinces],
        "directives": directives,
        "cells": [cell.model_dump() for cell in found],
        "not_counted": not_counted(subgraph, directives, provinces),
    }
    data = content(subgraph, title or titled(subgraph, "coverage_title", language), language)
    counts = {
        "documents": len(shown),
        "folded": 0,
        "links": len(found),
        "left_out": len(known - shown) + subgraph.left_out,
    }
    _plate(
        path,
        data,
        table,
        "coverage",
        "drawCoverage",
        "(data, table, widths) => drawCoverage(data, table.table, widths)",
        language,
    )
    return Drawn(path=path, **counts)


def timeline(subgraph: Subgraph, path: Path, *, title: str | None, language: str) -> Drawn:
    """See `cancu.viz.draw_timeline`."""
    data = content(subgraph, title or titled(subgraph, "timeline_title", language), language)
    _plate(path, data, None, "timeline", "drawTimeline", "(data, rest, widths) => drawTimeline(data, widths)", language)
    return Drawn(
        path=path,
        documents=len(data["documents"]),
        folded=0,
        links=len(data["links"]),
        left_out=subgraph.left_out,
    )


def _plate(
    path: Path, data: Plain, table: Plain | None, module: str, function: str, in_page: str, language: str
) -> None:
    """Write a picture that a module's function draws from the data and, if there is one, a table."""
    arguments = [data, widths()] if table is None else [data, table, widths()]

    def tree() -> list[Any]:
        drawn: list[Any] = Engine(module).call(function, *arguments)
        return drawn

    def whole_page() -> str:
        start = f'startPlate(document.getElementById("app"), {in_page});'
        return page(
            data["title"],
            {"data": sparse(data), "widths": widths(), "table": table},
            ("still_page", module),
            start,
            language=language,
        )

    write(
        path,
        {".html": lambda: (whole_page(), {}), ".svg": lambda: (svg(tree()), {}), ".png": lambda: (png(tree()), {})},
    )


def write(path: Path, kinds: Mapping[str, Callable[[], tuple[str | bytes, Plain]]]) -> Plain:
    """Write the file format named by the suffix; returns the counts that came with it."""
    kind = kinds.get(path.suffix.lower())
    if kind is None:
        raise DrawError(f"{path}: cannot draw a file of kind {path.suffix or '(no suffix)'}; use {', '.join(kinds)}")
    made, counts = kind()
    try:
        path.write_bytes(made if isinstance(made, bytes) else made.encode("utf-8"))
    except OSError as error:
        raise DrawError(f"{path}: cannot be written: {error.strerror}") from error
    return counts


def titled(subgraph: Subgraph, message: str, language: str) -> str:
    """Return words followed by the names of the roots."""
    words = say(language, f"picture.{message}")
    names = {document.id: heading_name(document, language) for document in subgraph.documents}
    roots = ", ".join(names[root] for root in subgraph.roots if root in names)
    return f"{words}: {roots}" if roots else words


@cache
def widths() -> Any:
    """Return the widths of the characters of the package's fonts, in thousandths of the font size."""
    return json.loads((files("cancu.viz") / "fonts" / "widths.json").read_text(encoding="utf-8"))
