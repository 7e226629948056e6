"""Turn resolved mentions into the rows of the graph, sorted and with the evidence of every link; a pure function."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from cancu.errors import MissingEndError
from cancu.graph.identity import issuer_of
from cancu.graph.implementation import Claim, answers, chains, judge
from cancu.models import CHANGES, Document, Evidence, Link, Mention, Relation, Value


class Issuer(Value):
    """A body that issues documents, in one place."""

    id: str
    name: str
    abbreviation: str | None = None
    level: str | None = None
    kind: str | None = None
    place: str | None = None
    """Id of the place it belongs to; None for central bodies."""
    valid_from: str | None = None
    valid_to: str | None = None
    successor: str | None = None
    """Id of the body that took over."""


class Place(Value):
    """A province, district or commune in which documents are issued."""

    id: str
    name: str
    kind: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    successor: str | None = None
    """Id of the place it was merged into."""


class Graph(Value):
    """The content of one load: nodes and links, sorted by id."""

    documents: tuple[Document, ...] = ()
    issuers: tuple[Issuer, ...] = ()
    places: tuple[Place, ...] = ()
    links: tuple[Link, ...] = ()
    mentions: tuple[Mention, ...] = ()
    issued_by: Mapping[str, str] = {}
    """Issuer id by document id, where the issuer is known."""


class _Claim(NamedTuple):
    """The statement of one link by one text."""

    source: str
    relation: Relation
    target: str
    stated_by: str


def build(
    documents: Iterable[Document],
    mentions: Iterable[Mention],
    issuers: Iterable[Issuer] = (),
    places: Iterable[Place] = (),
    *,
    tasks: Mapping[str, Sequence[str]] | None = None,
) -> Graph:
    """Group resolved mentions into links, one for each source, relation, target and stating document.

    `tasks` are the openings of the items of texts that assign tasks, by path. Mentions in copies of a text are left
    out, because they state nothing new.

    Raises MissingEndError when the file of a mention is the path of no document of the corpus.
    """
    nodes = sorted(documents, key=lambda document: document.id)
    bodies = sorted(issuers, key=lambda issuer: issuer.id)
    copies = {path for node in nodes for path in node.copies}
    said = sorted((m for m in mentions if m.file not in copies), key=place_in_text)
    return Graph(
        documents=tuple(nodes),
        issuers=tuple(bodies),
        places=tuple(sorted(places, key=lambda place: place.id)),
        links=tuple(links_of(said, stated_by(nodes, said), {node.id: node for node in nodes}, tasks or {})),
        mentions=tuple(said),
        issued_by=issued_by(nodes, bodies),
    )


def stated_by(documents: Iterable[Document], mentions: Iterable[Mention]) -> dict[str, str]:
    """Return the id of the document whose text each file is; raises MissingEndError for a file of no document."""
    found = {node.path: node.id for node in documents if node.in_corpus and node.path is not None}
    files = {mention.file for mention in mentions}
    if unknown := sorted(files - found.keys()):
        raise MissingEndError(f"mentions stand in files of no document: {', '.join(unknown[:5])}")
    return {file: found[file] for file in files}


def place_in_text(mention: Mention) -> tuple[str, int, int, str, str, str]:
    """Return the sort key of a mention."""
    return (
        mention.file,
        mention.start,
        mention.end,
        mention.target_id or "",
        mention.relation,
        mention.source,
    )


def links_of(
    mentions: Sequence[Mention],
    stated: Mapping[str, str],
    known: Mapping[str, Document],
    tasks: Mapping[str, Sequence[str]],
) -> Iterator[Link]:
    """Yield the links that mentions state, sorted; the links of one text do not depend on those of another.

    `stated` gives the id of the document whose text each file is, `known` the documents with these ids, `tasks` the
    tasks by path.
    """
    support: dict[_Claim, list[Mention]] = defaultdict(list)
    for mention in mentions:
        for claim in _claims(mention, stated[mention.file], known.keys()):
            support[claim].append(mention)
    carrying, answering = chains(mentions, stated), answers(mentions, stated, known)
    amending = {(c.stated_by, c.source, c.target) for c in support if c.relation is Relation.AMENDS}
    bases: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim in support:
        if claim.relation is Relation.BASED_ON:
            bases[claim.stated_by, claim.source].add(claim.target)
    for claim in sorted(support):
        others = bases[claim.stated_by, claim.source] if claim.relation is Relation.BASED_ON else ()
        as_amender = any((claim.stated_by, claim.target, other) in amending for other in others)
        link = _link(claim, support[claim], as_amender=as_amender, at_latest=_at_latest(claim, known))
        judged = (
            judge(
                Claim(
                    source=known[claim.source],
                    relation=claim.relation,
                    target=known[claim.target],
                    stating=known[claim.stated_by],
                    support=support[claim],
                    chained=(claim.stated_by, claim.target) in carrying,
                    answers=claim.stated_by in answering,
                    tasks=tasks.get(known[claim.target].path or "", ()),
                )
            )
            if {claim.source, claim.target, claim.stated_by} <= known.keys()
            else None
        )
        yield link if judged is None else link.model_copy(update={"carries": judged.how, "partly": judged.partly})


def _claims(mention: Mention, stating: str, known: Set[str]) -> set[_Claim]:
    """Return the links that one mention states; a document never acts on itself."""
    claims = set()
    for also in mention.also:
        acting, acted_on = also.source_id or also.source, also.target_id or also.target
        if acting in known and acted_on in known:
            claims.add(_Claim(acting, also.relation, acted_on, stating))
    if mention.target_id is not None:
        source = mention.source_id or (stating if mention.source == "self" else None)
        if source is not None:
            claims.add(_Claim(source, mention.relation, mention.target_id, stating))
    return {claim for claim in claims if claim.source != claim.target}


def _at_latest(claim: _Claim, nodes: Mapping[str, Document]) -> datetime.date | None:
    """Return the day of the text that reports a change by an act with no known day: by then it had happened."""
    source = nodes.get(claim.source)  # none: the store refuses such a link, by name
    if claim.relation not in CHANGES or source is None or source.date or source.year or source.in_force:
        return None
    return nodes[claim.stated_by].date


def _link(claim: _Claim, support: list[Mention], *, as_amender: bool, at_latest: datetime.date | None) -> Link:
    first = support[0]
    return Link(
        source=claim.source,
        relation=claim.relation,
        target=claim.target,
        stated_by=claim.stated_by,
        confidence=max(mention.confidence for mention in support),
        mentions=len(support),
        first_start=first.start,
        evidence=(
            Evidence(
                file=first.file,
                start=first.start,
                end=first.end,
                text=first.text,
                sentence=first.sentence,
                place=first.place,
            ),
        ),
        provision=next((mention.provision for mention in support if mention.provision), None),
        parts=tuple(dict.fromkeys(part for m in support if m.target_id == claim.target for part in m.parts)),
        since=_since(claim, support) or at_latest,
        as_amender=as_amender,
    )


def _since(claim: _Claim, support: list[Mention]) -> datetime.date | None:
    """Return the day that the text prints for the end of the target, if any."""
    if claim.relation not in (Relation.REPEALS, Relation.REPLACES):
        return None
    days = (day for mention in support if mention.target_id == claim.target for day in mention.days)
    return next((day.on for day in days if day.what == "ends" and day.told_by == "citing text" and not day.part), None)


def issued_by(documents: Iterable[Document], issuers: Iterable[Issuer]) -> dict[str, str]:
    """Return the issuer of each document: the body abbreviated in its symbol, in the place where the number is unique."""
    bodies = {(issuer.abbreviation, issuer.place): issuer.id for issuer in issuers if issuer.abbreviation}
    found = {}
    for node in documents:
        place = None if node.scope in ("vn", "-") else node.scope
        code = issuer_of(node.symbol)
        if code is not None and (code, place) in bodies:
            found[node.id] = bodies[code, place]
    return found
