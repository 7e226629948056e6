"""Pictures of a subgraph: lineage, coverage, timeline and a text with its citations."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from cancu.knowledge.facts import PlaceRow
from cancu.models import Document, Mention, Subgraph, Turn, Value

Form = Literal["lanes", "tree"]
"""By time and authority, or by distance from the asked-for documents."""
Fold = Literal["auto", "issuer", "province", "type", "none"]
"""What many documents are folded by; auto: provinces by province, others by issuer."""


class Drawn(Value):
    """The counts of what a picture shows, for the line that is printed about it."""

    path: Path
    documents: int
    """Documents in the picture, alone or inside a folded group."""
    folded: int
    """Of those, the documents inside folded groups."""
    links: int
    """Links in the picture; for a text, its citations."""
    left_out: int
    """Documents that depth or a limit kept out; for a text, citations that lie outside it."""
    references_left_out: int = 0
    """Mere references that a crowded picture leaves out."""


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
    """Whether the words are struck out: they name what is dead."""


class CitedPart(Value):
    """A cited article, clause or point as it reads on a day, and what was done to it."""

    words: str | None = None
    """None where no text at hand proves them."""
    done: tuple[str, ...] = ()
    """What others did to it, or to a part inside or around it, in words, the last first."""


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
) -> Drawn:
    """Draw the lineage of the roots into a file of the kind that its suffix names (html, svg, png, dot, mmd).

    `up` and `down` limit the distance from the roots (None: no limit); without roots everything is drawn. In a
    page they are the first view. `portrait` lets time run down the sheet; a page follows its window.
    Raises DrawError for another suffix or a file that cannot be written.
    """
    from cancu.viz.pictures import lineage

    return lineage(subgraph, path, form=form, title=title, up=up, down=down, fold=fold, portrait=portrait)


def draw_coverage(subgraph: Subgraph, path: Path, *, provinces: Sequence[PlaceRow], title: str | None = None) -> Drawn:
    """Draw which of the provinces have a plan for each root (html, svg, png), filled by how soon it followed.

    A plan is a document of the province that implements the root, itself or through others; a place that was
    merged counts for the listed province that it became part of.
    Raises DrawError without roots, for another suffix or a file that cannot be written.
    """
    from cancu.viz.pictures import coverage

    return coverage(subgraph, path, provinces=provinces, title=title)


def draw_timeline(subgraph: Subgraph, path: Path, *, title: str | None = None) -> Drawn:
    """Draw when the documents were issued, and when those that ended did (html, svg, png); roots are marked.

    Raises DrawError for another suffix or a file that cannot be written.
    """
    from cancu.viz.pictures import timeline

    return timeline(subgraph, path, title=title)


def draw_network(subgraph: Subgraph, path: Path, *, title: str | None = None) -> Drawn:
    """Draw the documents as a network whose nodes are dragged (html): the roots in the middle, each step on a wider ring.

    What is nearest to the roots is drawn, at most 300 documents; the rest is counted as left out. Raises DrawError for another
    suffix, a file that cannot be written, and where pyvis is not installed.
    """
    from cancu.viz.network import network

    return network(subgraph, path, title=title)


def to_pyvis(subgraph: Subgraph) -> Any:
    """Return the same as a network of pyvis, to change and show in a notebook; raises DrawError where pyvis is not installed."""
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
    """Write the text as a page (html) with its citations marked by relation, each with its reading on a card.

    `states` tells by id whether the cited documents are in force, `parts` by id and path what cited parts say. `at` is the place in `text` of each place that `mentions` name, where it is another. Raises DrawError for another suffix or a file that cannot be
    written.
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
    """Write a draft as a page (html): its text, what is dead struck out, notes beside it, and the state of each basis.

    `notes` come with the weightiest first; `bases` are their words, state, and since when. Raises DrawError for another
    suffix or a file that cannot be written.
    """
    from cancu.viz.review import marked_review

    marked_review(title, summary, text, notes, bases, path, language)
