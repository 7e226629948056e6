"""Resolved mentions to the rows of the graph: pure, sorted, with the evidence of every link."""

from cancu.models import Document, Link, Mention, Value


class Issuer(Value):
    """A body that issues documents, at one place."""

    id: str
    name: str
    abbreviation: str | None = None
    level: str | None = None
    kind: str | None = None
    place: str | None = None
    """Id of the place it belongs to; None for central bodies."""


class Place(Value):
    """A province, district or commune that documents are issued in."""

    id: str
    name: str
    kind: str | None = None


class Graph(Value):
    """What one load sends: nodes and links, sorted by id."""

    documents: tuple[Document, ...] = ()
    issuers: tuple[Issuer, ...] = ()
    places: tuple[Place, ...] = ()
    links: tuple[Link, ...] = ()
    mentions: tuple[Mention, ...] = ()
