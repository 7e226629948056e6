"""Draw a subgraph: lineage, coverage, timeline, network, and a text with its citations."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from cancu.knowledge.facts import PlaceRow
from cancu.models import Document, Mention, Subgraph, Turn, Value

Form = Literal["lanes", "tree"]
"""By time and authority, or by distance from the requested documents."""
Fold = Literal["auto", "issuer", "province", "type", "none"]
"""How many documents are folded into groups; auto: provinces by province, others by issuer."""


class Drawn(Value):
    """The counts of a picture's content, for the line printed about it."""

    path: Path
    documents: int
    """The documents in the picture, alone or inside a folded group."""
    folded: int
    """Of these, the documents inside folded groups."""
    links: int
    """The links in the picture; for a text, its citations."""
    left_out: int
    """Documents excluded by depth or a limit; for a text, citations outside it."""
    references_left_out: int = 0
    """Mere references left out of a crowded picture."""


class Note(Value):
    """A note beside a draft, with its place in the text, its severity and its words."""

    start: int
    end: int
    severity: Literal["error", "warning", "note"]
    name: str
    text: str
    reason: str
    right: str | None = None
    proof: str | None = None
    law: str | None = None
    struck: bool = False
    """Whether the words are struck out because what they name has ended."""


class CitedPart(Value):
    """The wording of a cited article, clause or point on a day, and the changes to it."""

    words: str | None = None
    """None if no available text proves them."""
    done: tuple[str, ...] = ()
    """The changes to it, or to a part inside or around it, in words, latest first."""


def draw(
    subgraph: Subgraph,
    path: Path,
    *,
    form: Form = "lanes",
    title: str | None = None,
    up: int | None = 1,
    down: int | None = 2,
    fold: Fold = "auto",
    portrait: bool = False,
    language: str = "vi",
) -> Drawn:
    """Draw the lineage of the roots in the file format of the suffix (html, svg, png, dot, mmd).

    `up` and `down` limit the distance from the roots (None: no limit); without roots, everything is drawn. In a page
    they determine the first view. `portrait` lets time run downwards; a page adapts to its window.

    Raises DrawError for another suffix or a file that cannot be written.
    """
    from cancu.viz.pictures import lineage

    return lineage(
        subgraph, path, form=form, title=title, up=up, down=down, fold=fold, portrait=portrait, language=language
    )


def draw_coverage(
    subgraph: Subgraph, path: Path, *, provinces: Sequence[PlaceRow], title: str | None = None, language: str = "vi"
) -> Drawn:
    """Draw which provinces have a plan for each root (html, svg, png), shaded by how soon it followed.

    A plan is a document of the province that implements the root, directly or through others; a merged province counts
    for the listed province that contains it now.

    Raises DrawError without roots, for another suffix or a file that cannot be written.
    """
    from cancu.viz.pictures import coverage

    return coverage(subgraph, path, provinces=provinces, title=title, language=language)


def draw_timeline(subgraph: Subgraph, path: Path, *, title: str | None = None, language: str = "vi") -> Drawn:
    """Draw when the documents were issued and ended (html, svg, png); roots are marked.

    Raises DrawError for another suffix or a file that cannot be written.
    """
    from cancu.viz.pictures import timeline

    return timeline(subgraph, path, title=title, language=language)


def draw_network(subgraph: Subgraph, path: Path, *, title: str | None = None, language: str = "vi") -> Drawn:
    """Draw the documents as a network with movable nodes (html): the roots in the middle, each step on a wider ring.

    The documents nearest to the roots are drawn, at most 300; the rest is counted as left out. Raises DrawError for
    another suffix, a file that cannot be written, and if pyvis is not installed.
    """
    from cancu.viz.network import network

    return network(subgraph, path, title=title, language=language)


def to_pyvis(subgraph: Subgraph) -> Any:
    """Return the same as a pyvis network, to modify and show in a notebook; raises DrawError if pyvis is not installed."""
    from cancu.viz.network import pyvis_network

    return pyvis_network(subgraph)


def draw_text(
    document: Document,
    text: str,
    mentions: Sequence[Mention],
    path: Path,
    *,
    at: Mapping[int, int] | None = None,
    states: Mapping[str, Turn] | None = None,
    parts: Mapping[tuple[str, str], CitedPart] | None = None,
    language: str = "vi",
) -> Drawn:
    """Write the text as a page (html) with its citations marked by relation, each with a card of its details.

    `states` gives by id whether the cited documents are in force, `parts` by id and path the wording of cited parts.
    `at` maps offsets used in `mentions` to offsets in `text`, if they differ. Raises DrawError for another suffix or a
    file that cannot be written.
    """
    from cancu.viz.text import marked_text

    return marked_text(document, text, mentions, path, at=at, states=states or {}, parts=parts or {}, language=language)


def draw_review(
    title: str,
    summary: str,
    text: str,
    notes: Sequence[Note],
    bases: Sequence[tuple[str, str, str]],
    path: Path,
    *,
    language: str = "vi",
) -> None:
    """Write a draft as a page (html): its text with ended bases struck out, notes beside it, and the state of each basis.

    `notes` have the most severe first; `bases` are their words, state, and first day of that state. Raises DrawError
    for another suffix or a file that cannot be written.
    """
    from cancu.viz.review import marked_review

    marked_review(title, summary, text, notes, bases, path, language)
