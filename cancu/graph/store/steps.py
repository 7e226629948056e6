"""From the documents that changed to the statements of each transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cancu.graph import cypher
from cancu.graph.build import Graph
from cancu.graph.rows import Row, issuer_row, place_row
from cancu.graph.schema import ISSUED_BY, ISSUER, LINKS, NAMES, PLACE
from cancu.graph.store.plan import Held, Statement, batches


class Step(NamedTuple):
    """One statement of a transaction."""

    text: str
    parameters: Mapping[str, Any]
    writes: tuple[str, ...] = ()
    """Labels and relationship types of which it must write one for each of its `rows`."""


def _rows(text: str, rows: list[Row], *writes: str) -> Step:
    return Step(text, {"rows": rows}, writes)


def node_steps(graph: Graph, todo: Iterable[Statement], held: Mapping[str, Held], size: int) -> Iterator[list[Step]]:
    """Transactions that bring all nodes into being, so that links find both ends.

    A document of the corpus that the store does not hold starts as one that is only cited: readers see it so
    until the transaction that writes all it states.
    """
    if graph.issuers or graph.places:
        yield [
            _rows(cypher.merge_nodes(PLACE), [place_row(place) for place in graph.places], "Place"),
            _rows(cypher.merge_nodes(ISSUER), [issuer_row(issuer) for issuer in graph.issuers], "Issuer"),
            *(Step(text, {}) for text in cypher.relate_issuers()),
        ]
    cited = (one.as_end() if one.in_corpus else one for one in todo if not one.in_corpus or one.id not in held)
    for batch in batches(cited, size):
        yield [
            _rows(cypher.merge_cited(), [one.node for one in batch], "Document"),
            *_issuer_steps(batch),
        ]


def corpus_steps(batch: list[Statement], gone: list[str]) -> list[Step]:
    """The transaction that replaces documents of the corpus and all that they state.

    `gone` are the ids that the same files had before.
    """
    ids = {"ids": [one.id for one in batch]}
    mentions = [{"stated_in": one.id, "properties": properties} for one in batch for properties in one.mentions]
    names = [
        _pair(properties["id"], properties["target_id"])
        for one in batch
        for properties in one.mentions
        if "target_id" in properties
    ]
    return [
        _rows(cypher.replace_documents(), [one.node for one in batch]),
        *_issuer_steps(batch),
        *(Step(text, ids) for text in cypher.forget_statements()),
        *(Step(text, {"ids": gone}) for text in cypher.forget_documents() if gone),
        *_some(cypher.create_mentions(), mentions, "Mention", "STATED_IN"),
        *_some(cypher.create_between(NAMES), names, "NAMES"),
        *_link_steps(batch),
    ]


def _issuer_steps(batch: Iterable[Statement]) -> Iterator[Step]:
    yield Step(cypher.forget_issuers(), {"ids": [one.id for one in batch]})
    pairs = [_pair(one.id, one.issuer) for one in batch if one.issuer is not None]
    yield from _some(cypher.create_between(ISSUED_BY), pairs, "ISSUED_BY")


def _link_steps(batch: Iterable[Statement]) -> Iterator[Step]:
    by_type: dict[str, list[Row]] = defaultdict(list)
    for one in batch:
        for link, properties in one.links:
            by_type[link.relation].append(_pair(link.source, link.target, properties))
    for kind in LINKS:
        yield from _some(cypher.create_between(kind), by_type[kind.name], kind.name)


def _some(text: str, rows: list[Row], *writes: str) -> Iterator[Step]:
    if rows:
        yield _rows(text, rows, *writes)


def _pair(source: str, target: str, properties: Row | None = None) -> Row:
    return {"source": source, "target": target, "properties": properties or {}}
