"""EXPLAIN, PROFILE and SHOW: what may be asked about a statement or the schema, and that nothing else passes with it."""

import pytest

from cancu.errors import QueryError
from cancu.graph.store.cypher_store import CypherStore
from cancu.graph.store.guard import inspection
from tests.graph.test_hostile_statements import HARM
from tests.small_graph import PLAN, small_graph

ASKED = "MATCH (d:Document {id: $id}) RETURN d.title"


def run(store: CypherStore, statement: str) -> list[dict[str, object]]:
    found = store.run(statement, {"id": PLAN}, timeout_s=30, limit=1000)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


@pytest.mark.parametrize("verb", ["EXPLAIN ", "explain\n", "  Explain\t"])
def test_a_plan_says_that_the_index_is_used(module_store: CypherStore, verb: str) -> None:
    told = "\n".join(str(list(row.values())) for row in run(module_store, verb + ASKED))
    assert "IndexSeek" in told and "Document" in told


def test_a_profile_counts_rows_or_says_that_it_cannot(module_store: CypherStore, engine: str) -> None:
    module_store.load(small_graph())
    if engine == "embedded":
        with pytest.raises(
            QueryError, match="PROFILE: the embedded store does not count steps; EXPLAIN tells the plan"
        ):
            run(module_store, f"PROFILE {ASKED}")
        return
    steps = run(module_store, f"PROFILE {ASKED}")
    assert [row["rows"] for row in steps] == [1] * len(steps)
    assert sum(int(str(row["hits"])) for row in steps) > 0
    assert str(steps[0]["step"]).startswith("ProduceResults") and str(steps[1]["step"]).startswith("  ")


@pytest.mark.parametrize("statement", ["SHOW INDEXES", "show index;", "SHOW\tCONSTRAINTS", "SHOW CONSTRAINT ;"])
def test_the_schema_is_shown(module_store: CypherStore, statement: str) -> None:
    shown = run(module_store, statement)
    assert ["Document"] in [row["labelsOrTypes"] for row in shown]
    assert all(row.keys() >= {"name", "type", "entityType", "labelsOrTypes", "properties"} for row in shown)


@pytest.mark.parametrize("verb", ["EXPLAIN", "PROFILE"])
def test_no_harm_stands_behind_the_word(module_store: CypherStore, verb: str) -> None:
    for harm in HARM:
        with pytest.raises(QueryError, match="line 1, column"):
            module_store.run(f"{verb} {harm}", {}, timeout_s=5)


@pytest.mark.parametrize(
    "statement",
    ["SHOW USERS", "SHOW DATABASES", "SHOW SETTINGS", "SHOW TRANSACTIONS", "SHOW INDEXES YIELD name", "SHOW INDEXES RETURN 1",
     "SHOW INDEXES; MATCH (n) DETACH DELETE n", "EXPLAIN SHOW INDEXES", "PROFILE", "EXPLAIN EXPLAIN MATCH (n) RETURN n",
     "EXPLAIN/**/CREATE (n)", "EXPLAINMATCH (n) RETURN n"],
)  # fmt: skip
def test_nothing_else_is_shown(module_store: CypherStore, statement: str) -> None:
    with pytest.raises(QueryError):
        module_store.run(statement, {}, timeout_s=5)


def test_places_in_errors_are_those_of_the_whole_statement() -> None:
    with pytest.raises(QueryError, match="line 2, column 1: SET"):
        inspection("EXPLAIN MATCH (n)\nSET n.x = 1")
    assert inspection("MATCH (n) RETURN n") is None
