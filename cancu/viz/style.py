"""The appearance of pictures: lanes, relations and box shapes, from the style table."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from cancu.knowledge.base import built_in
from cancu.messages import say
from cancu.models import Relation, Value


class Lane(Value):
    """A band of authority."""

    id: str
    levels: tuple[str, ...]
    """The document levels that belong to it."""
    name: str
    line: str
    """The colour of outlines and of the name."""
    tint: str
    """The colour of boxes of documents whose text was read."""


class RelationStyle(Value):
    """The line of one relation."""

    id: Relation
    name: str
    inverse: str
    """The relation as seen from the cited document."""
    colour: str
    dash: str | None = None
    head: Literal["filled", "open", "diamond", "cross"]
    double: bool = False


class Family(Value):
    """Document types that share one outline."""

    name: str
    types: tuple[str, ...] = ()
    """Type ids that belong here whatever the type table says."""


class Style(Value):
    """The whole style table."""

    lane: tuple[Lane, ...]
    relation: tuple[RelationStyle, ...]
    family: dict[str, Family]


@cache
def style(language: str = "vi") -> Style:
    """Return the style table of the package, with names from the message catalogue."""
    table = tomllib.loads((files("cancu.viz") / "data" / "style.toml").read_text(encoding="utf-8"))
    for lane in table["lane"]:
        lane["name"] = say(language, f"lane.{lane['id']}")
    for relation in table["relation"]:
        relation["name"] = say(language, f"relation.{relation['id']}")
        relation["inverse"] = say(language, f"passive.{relation['id']}")
    for name, family in table["family"].items():
        family["name"] = say(language, f"family.{name}")
    return Style.model_validate(table)


@cache
def lane_of_level() -> dict[str | None, str]:
    """Return lane ids by document level; unknown levels have no entry."""
    return {level: lane.id for lane in style().lane for level in lane.levels}


@cache
def family_of_type() -> dict[str, str]:
    """Return outlines by document type."""
    found: dict[str, str] = {row.id: row.family for row in built_in().types}
    for name, family in style().family.items():
        found.update(dict.fromkeys(family.types, name))
    return found
