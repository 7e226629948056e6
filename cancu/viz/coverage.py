"""Tabulate which provinces have documents that implement which directives.

As in the stored query `coverage`, only a document that implements the whole directive, directly or through others,
fills a cell; drafts and partial implementations do not.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cancu.knowledge.base import built_in
from cancu.knowledge.facts import PlaceRow
from cancu.models import Document, Link, Subgraph, Value


class Cell(Value):
    """The plan of one province for one directive."""

    province: str
    directive: str
    """The id of the document."""
    plan: str
    """The id of the earliest document of the highest level that implements it."""
    direct: bool
    """Whether it names the directive itself, and not only another document in between."""
    local: bool
    """Whether it is of a level below the province."""
    days: int | None = None
    """From the directive's date to the plan's; None if either is not known."""
    others: int = 0
    """The number of further documents of the province that implement it."""


def cells(subgraph: Subgraph, directives: Sequence[str], provinces: Sequence[PlaceRow]) -> tuple[Cell, ...]:
    """Return one cell for each province and directive with a plan, in the order of the arguments."""
    documents = {document.id: document for document in subgraph.documents}
    home = _homes(provinces)
    found = []
    for directive in directives:
        distance = _implementers(directive, subgraph.links)
        plans: dict[str, list[Document]] = defaultdict(list)
        for plan in distance:
            if plan in documents and documents[plan].paper != "draft" and (province := _home(documents[plan], home)):
                plans[province].append(documents[plan])
        for row in provinces:
            if plans[row.id]:
                found.append(_cell(row.id, documents[directive], plans[row.id], distance))
    return tuple(found)


def not_counted(subgraph: Subgraph, directives: Sequence[str], provinces: Sequence[PlaceRow]) -> tuple[int, int]:
    """Return how many documents of the provinces fill no cell: partial implementations, and drafts."""
    home = _homes(provinces)
    parts, drafts = set(), set()
    local = {d.id: d for d in subgraph.documents if _home(d, home)}
    for directive in directives:
        whole = _implementers(directive, subgraph.links)
        for plan in _implementers(directive, subgraph.links, parts=True).keys() & local.keys():
            if local[plan].paper == "draft":
                drafts.add(plan)
            elif plan not in whole:
                parts.add(plan)
    return len(parts), len(drafts)


def _home(document: Document, home: Mapping[str, str]) -> str | None:
    return home.get(document.scope.split("/")[0])


def _homes(provinces: Iterable[PlaceRow]) -> dict[str, str]:
    """Return the listed province of each place: itself, or the one that it was merged into."""
    listed = {row.id for row in provinces}
    found = {}
    for place, row in built_in().place_by_id.items():
        if place in listed:
            found[place] = place
        elif row.successor in listed:
            found[place] = row.successor
    return {**{place: place for place in listed}, **found}


def _implementers(directive: str, links: Iterable[Link], *, parts: bool = False) -> dict[str, int]:
    """Return the distance in steps of each document that implements the directive: wholly or, with `parts`, also in part."""
    doers: dict[str, list[str]] = defaultdict(list)
    for link in links:
        if link.carries and (parts or not link.partly):
            doers[link.target].append(link.source)
    distance = {directive: 0}
    edge = [directive]
    while edge:
        reached = [doer for at in edge for doer in doers[at] if doer not in distance]
        for doer in reached:
            distance.setdefault(doer, 1 + min(distance[at] for at in edge if doer in doers[at]))
        edge = list(dict.fromkeys(reached))
    del distance[directive]
    return distance


def _cell(province: str, directive: Document, plans: Sequence[Document], distance: Mapping[str, int]) -> Cell:
    best = min(plans, key=lambda plan: (_local(plan), plan.date or datetime.date.max, plan.id))
    days = (best.date - directive.date).days if best.date and directive.date else None
    return Cell(
        province=province,
        directive=directive.id,
        plan=best.id,
        direct=distance[best.id] == 1,
        local=_local(best),
        days=days,
        others=len(plans) - 1,
    )


def _local(document: Document) -> bool:
    return document.level in ("department", "district", "commune")
