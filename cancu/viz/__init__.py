"""Pictures of a subgraph: lineage, coverage, timeline and a text with its citations."""

from pathlib import Path
from typing import Literal

from cancu.models import Subgraph, Value

Form = Literal["lanes", "tree"]
Fold = Literal["auto", "issuer", "province", "type", "none"]


class Drawn(Value):
    """What a picture shows, for the line that is printed about it."""

    path: Path
    documents: int
    """Documents in the picture, alone or inside a folded group."""
    folded: int
    """Of those, the documents inside folded groups."""
    links: int
    left_out: int
    """Documents that depth, filters or a limit kept out."""


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
    """Draw the lineage of a subgraph's roots into a file of the kind that its suffix names (html, svg, png, dot, mmd).

    `up` and `down` limit the distance from the roots (None: no limit); without roots everything is drawn.
    Raises DrawError for another suffix.
    """
    from cancu.viz.lineage import draw_lineage

    return draw_lineage(subgraph, path, form=form, title=title, up=up, down=down, fold=fold, portrait=portrait)
