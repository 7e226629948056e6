"""Queries about a directive that thousands of documents carry out, each saying so of another document too."""

import pytest

from cancu.graph.build import Graph, build
from cancu.graph.store.cypher_store import CypherStore
from cancu.models import Relation
from cancu.queries import answer, get
from tests.queries.corpus import PLAN, SCHEME
from tests.small_graph import document, mention, text

SIZE = 2000
SECONDS = 60
"""Far more than is needed, also by a server that plans its first query, far less than what ways through every pair of links take."""


def hub_graph() -> Graph:
    """Each plan of a commune carries out PLAN, and says that PLAN carries out SCHEME."""
    documents = [document(SCHEME, date="2022-01-06"), text(PLAN, date="2023-02-13")]
    mentions = []
    for at in range(SIZE):
        plan = text(f"thanh-hoa/xa-{at}/2023/5-kh-ubnd", date="2023-03-01")
        documents.append(plan)
        mentions.append(mention(plan, 10, PLAN, Relation.IMPLEMENTS))
        mentions.append(mention(plan, 60, SCHEME, Relation.IMPLEMENTS, source="24/KH-UBND", source_id=PLAN))
    return build(documents, mentions)


@pytest.fixture(scope="module")
def hub(module_store: CypherStore) -> CypherStore:
    module_store.load(hub_graph())
    return module_store


@pytest.mark.parametrize(
    ("name", "rows"),
    [("implementers", SIZE + 1), ("impact", SIZE + 1), ("tree", SIZE + 1), ("response-days", SIZE + 1), ("by-level", 1),
     ("coverage", 34), ("gaps", 33), ("cycles", 0)],
)  # fmt: skip
def test_time_grows_with_the_links_not_with_their_pairs(hub: CypherStore, name: str, rows: int) -> None:
    values = {"document": SCHEME} if name != "cycles" else {}
    assert len(answer(hub, get(name), values, timeout_s=SECONDS).rows) == rows


def test_ended_bases_are_found_through_the_hub(hub: CypherStore) -> None:
    assert not answer(hub, get("dead-bases"), {"depth": "3"}, timeout_s=SECONDS).rows
