"""Tools for assistants besides the stored queries: check and explain a text, draw, and resolve the name of a document."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cancu.api import OpenGraph
from cancu.errors import QueryError

_LONGEST_TEXT = 400_000
"""The largest number of characters in a text to check or explain."""
_LONGEST_PICTURE = 150_000
"""The largest number of characters in a picture for an assistant."""
Run = Callable[[OpenGraph, Mapping[str, Any]], dict[str, Any]]


def check_text(graph: OpenGraph, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the findings for a draft given as text: ended or amended bases with their successors, contradictions and misprints."""
    from cancu.extract import Source
    from cancu.review import review_draft

    found = review_draft(Source("draft.txt", _within_limit(given["text"])), store=graph.store)
    return {
        "document": found.draft.model_dump(mode="json", exclude_defaults=True),
        "day_told": found.stated_day,
        **found.review.model_dump(mode="json"),
    }


def explain_text(graph: OpenGraph, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rule that found each citation of a text, and why its relation and document were chosen; `at` selects one citation."""
    from cancu.extract.explain import explain

    extraction, resolved = _read(given["text"])
    return {"lines": explain(extraction, resolved.mentions, at=given.get("at"))}


def _read(text: str) -> Any:
    from cancu.extract import Source, extract
    from cancu.graph.resolve import resolve

    extraction = extract(Source("draft.txt", _within_limit(text)))
    return extraction, resolve([(extraction.document, extraction.mentions)])


def _within_limit(text: str) -> str:
    if len(text) > _LONGEST_TEXT:
        raise QueryError(f"the text has {len(text)} characters; give at most {_LONGEST_TEXT:,}")
    return text


def draw_svg(graph: OpenGraph, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the lineage of a document, or of the documents of a selector, as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.svg"
        drawn = graph.draw(
            given["selector"], path, form=given.get("form", "lanes"), up=given.get("up", 1), down=given.get("down", 2)
        )
        svg = path.read_text(encoding="utf-8")
    if len(svg) > _LONGEST_PICTURE:
        raise QueryError(
            f"the picture has {drawn.documents} documents; draw fewer: lower `up` and `down`, or add place: or year: to the selector"
        )
    return {"svg": svg, "documents": drawn.documents, "links": drawn.links, "left_out": drawn.left_out}


def resolve_name(graph: OpenGraph, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the documents of the graph that a name may mean, the likeliest first, and what the register has under that name."""
    from cancu.queries.find import find_documents
    from cancu.queries.names import read_name

    known = read_name(given["name"]).known
    return {
        "candidates": find_documents(graph.store, given["name"]),
        "register": [document.model_dump(mode="json", exclude_defaults=True) for document in known],
    }


_TEXT = {"text": {"type": "string", "description": "the whole text of the document"}}
TOOLS: Mapping[str, tuple[Run, dict[str, Any], list[str]]] = {
    "check": (check_text, _TEXT, ["text"]),
    "explain": (explain_text, _TEXT | {"at": {"type": "integer", "description": "only what stands at this offset"}}, ["text"]),
    "draw": (
        draw_svg,
        {
            "selector": {"type": "string", "description": "a document, or a selector such as \"Đề án 06+2 place:thanh-hoa\""},
            "form": {"type": "string", "enum": ["lanes", "tree", "coverage", "timeline"]},
            "up": {"type": "integer", "minimum": 0, "maximum": 6, "description": "levels that it rests on"},
            "down": {"type": "integer", "minimum": 0, "maximum": 6, "description": "levels that rest on it"},
        },
        ["selector"],
    ),
    "resolve_name": (resolve_name, {"name": {"type": "string", "description": "as people write it"}}, ["name"]),
}  # fmt: skip
"""The tools by name: the function, its parameters, and those that are required; the first line of its docstring describes it."""
