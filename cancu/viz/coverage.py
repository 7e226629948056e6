"""Which provinces have a plan that carries out which directive, as a table of provinces and directives."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cancu.knowledge.base import built_in
from cancu.knowledge.facts import PlaceRow
from cancu.models import Document, Link, Relation, Subgraph, Value


class Cell(Value):
    """The plan of one province for one directive."""

    province: str
    directive: str
    """Document id."""
    plan: str
    """Id of the earliest document of the highest level that carries it out."""
    direct: bool
    """It names the directive itself, and not only through another document."""
    local: bool
    """It is of a level below the province."""
    days: int | None = None
    """From the directive's date to the plan's; None where one is not known."""
    others: int = 0
    """Further documents of the province that carry it out."""


def cells(subgraph: Subgraph, directives: Sequence[str], provinces: Sequence[PlaceRow]) -> tuple[Cell, ...]:
    """One cell for each province and directive with a plan, in the order of the arguments."""
    documents = {document.id: document for document in subgraph.documents}
    home = _homes(provinces)
    found = []
    for directive in directives:
        distance = _implementers(directive, subgraph.links)
        plans: dict[str, list[Document]] = defaultdict(list)
        for plan in distance:
            province = home.get(documents[plan].scope.split("/")[0]) if plan in documents else None
            if province is not None:
                plans[province].append(documents[plan])
        for row in provinces:
            if plans[row.id]:
                found.append(_cell(row.id, documents[directive], plans[row.id], distance))
    return tuple(found)


def _homes(provinces: Iterable[PlaceRow]) -> dict[str, str]:
    """The listed province that each place belongs to: itself, or the one that it was merged into."""
    listed = {row.id for row in provinces}
    found = {}
    for place, row in built_in().place_by_id.items():
        if place in listed:
            found[place] = place
        elif row.successor in listed:
            found[place] = row.successor
    return {**{place: place for place in listed}, **found}


def _implementers(directive: str, links: Iterable[Link]) -> dict[str, int]:
    """How many steps away each document is that carries the directive out."""
    doers: dict[str, list[str]] = defaultdict(list)
    for link in links:
        if link.relation is Relation.IMPLEMENTS:
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
