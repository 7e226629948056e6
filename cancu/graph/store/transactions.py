"""Turn changed documents into the statements of transactions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cancu.graph import cypher
from cancu.graph.build import Graph
from cancu.graph.provisions import stated_parts
from cancu.graph.rows import Row, history_row, issuer_row, link_row, mention_rows, place_row
from cancu.graph.schema import ISSUED_BY, ISSUER, LINKS, NAMES, OF_PARTS, PLACE
from cancu.graph.store.content import slices
from cancu.graph.store.load_plan import Statement, StoredDocument
from cancu.models import LOADING, Link


class Step(NamedTuple):
    """One statement of a transaction."""

    text: str
    parameters: Mapping[str, Any]
    writes: tuple[str, ...] = ()
    """The labels and relationship types of which it must write one for each of its `rows`."""


_UNKNOWN = {"unknown": {**history_row((LOADING,)), "loading": True}}
"""What a document holds whose states are to be worked out at the end of the load."""


def _rows(text: str, rows: list[Row], *writes: str) -> Step:
    return Step(text, {"rows": rows, **_UNKNOWN}, writes)


def _on_documents(ids: list[str], *texts: str) -> Iterator[Step]:
    yield from (Step(text, {"ids": ids, **_UNKNOWN}) for text in texts)


def forget_steps(ids: list[str], *, bare: bool = False) -> Iterator[Step]:
    """The steps that make documents of the corpus ones that are only cited."""
    yield from _on_documents(ids, cypher.doubt_changed(), *cypher.doubt_stated(), *cypher.forget_documents(bare=bare))


def node_steps(
    graph: Graph, todo: Iterable[Statement], stored: Mapping[str, StoredDocument], size: int
) -> Iterator[list[Step]]:
    """Yield transactions that create all nodes, so that links find both ends.

    A new document of the corpus starts as one that is only cited; readers see it so until the transaction that writes
    all it states.
    """
    if graph.issuers or graph.places:
        yield [
            _rows(cypher.merge_nodes(PLACE), [place_row(place) for place in graph.places], "Place"),
            _rows(cypher.merge_nodes(ISSUER), [issuer_row(issuer) for issuer in graph.issuers], "Issuer"),
            *(Step(text, {}) for text in cypher.relate_issuers()),
        ]
    for ends in slices((one.id for one in todo if one.document.in_corpus and one.id not in stored), size):
        yield [_rows(cypher.merge_cited(), [{"id": end, "in_corpus": False} for end in ends], "Document")]
    for batch in slices((one for one in todo if not one.document.in_corpus), size):
        ids = [one.id for one in batch]
        yield [
            _rows(cypher.merge_cited(), [one.node() for one in batch], "Document"),
            Step(cypher.forget_issuers(), {"ids": ids}),
            *_issuer_steps(batch),
            *_on_documents(ids, cypher.doubt_changed()),
        ]


def corpus_steps(batch: list[Statement], *, known: list[str], gone: list[str]) -> Iterator[Step]:
    """Yield the steps that replace documents of the corpus and all that they state, each created when needed.

    `known` are the ids of which the store had something, `gone` the ids that the same files had before.
    """
    yield _rows(cypher.replace_documents(), [one.node() for one in batch])
    if known:
        yield from _on_documents(known, *cypher.doubt_stated(), *cypher.forget_statements(), cypher.forget_issuers())
    if gone:
        yield from forget_steps(gone)
    yield from _issuer_steps(batch)
    said = [(one.id, row) for one in batch for row in mention_rows(one.mentions, one.id)]
    mentions = [{"stated_in": stated_in, "properties": row} for stated_in, row in said]
    yield from _some(cypher.create_mentions(), mentions, "Mention", "STATED_IN")
    names = [_pair(row["id"], row["target_id"]) for _, row in said if "target_id" in row]
    yield from _some(cypher.create_between(NAMES), names, "NAMES")
    yield from _link_steps(batch)
    yield from _part_steps(batch)
    yield from _on_documents([one.id for one in batch], cypher.doubt_changed())


def _issuer_steps(batch: Iterable[Statement]) -> Iterator[Step]:
    pairs = [_pair(one.id, one.issuer) for one in batch if one.issuer is not None]
    yield from _some(cypher.create_between(ISSUED_BY), pairs, "ISSUED_BY")


def _link_steps(batch: Iterable[Statement]) -> Iterator[Step]:
    by_type: dict[str, list[Link]] = defaultdict(list)
    for one in batch:
        for link in one.links:
            by_type[link.relation].append(link)
    for kind in LINKS:
        rows = [_pair(link.source, link.target, link_row(link)) for link in by_type[kind.name]]
        yield from _some(cypher.create_between(kind), rows, kind.name)


def _part_steps(batch: Iterable[Statement]) -> Iterator[Step]:
    found = [one for statement in batch for one in stated_parts(statement.document, statement.mentions)]
    nodes = {one.provision["id"]: one.provision for one in found}
    yield from _some(cypher.merge_provisions(), list(nodes.values()))
    for kind in OF_PARTS:
        rows = [_pair(one.source, one.provision["id"], one.row) for one in found if one.kind == kind.name]
        yield from _some(cypher.create_between(kind), rows, kind.name)


def _some(text: str, rows: list[Row], *writes: str) -> Iterator[Step]:
    if rows:
        yield _rows(text, rows, *writes)


def _pair(source: str, target: str, properties: Row | None = None) -> Row:
    return {"source": source, "target": target, "properties": properties or {}}
