"""Reading statements pass, whatever words stand in their names, strings and comments."""

import pytest

from cancu.errors import QueryError
from cancu.graph.store.guard import only_reading


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (n) RETURN n",
        "match (n) return n;",
        "OPTIONAL MATCH (n) RETURN n",
        "UNWIND [1] AS x RETURN x",
        "WITH 1 AS x RETURN x UNION RETURN 2 AS x",
        "RETURN 'CREATE (n)' AS a, \"SET\" AS b",
        "RETURN 'it\\'s CREATE' AS a",
        "MATCH (n:Set {delete: 1})-[:LOAD|REMOVE]->(m) RETURN n.create, m . merge, $set",
        "MATCH (n) // DELETE n\nRETURN n /* SET n.x = 1 */",
        "MATCH (n) RETURN n.x AS set, n.`DELETE it` AS `CREATE`",
        "RETURN {call: 1, set: 2} AS m",
        "MATCH (n) CALL { WITH n MATCH (n)-[:A]->(m) RETURN count(m) AS c } RETURN n, c",
        "MATCH (n) CALL (n) { MATCH (n)-[:A]->(m) RETURN count(m) AS c } RETURN n, c",
        "MATCH (created)-[:A]->(offset) RETURN created, offset",
        "// a comment first\nMATCH (n) RETURN n",
        "RETURN 'Quyết định; SET' AS text",
    ],
)
def test_reading_passes(cypher: str) -> None:
    only_reading(cypher)


@pytest.mark.parametrize(
    ("cypher", "place", "why"),
    [
        ("MATCH (n)\nSET n.x = 1", "line 2, column 1", "SET"),
        ("MATCH (n) detach delete n", "line 1, column 11", "DETACH"),
        ("EXPLAIN MATCH (n) RETURN n", "line 1, column 1", "EXPLAIN"),
        ("USE system MATCH (n) RETURN n", "line 1, column 1", "USE"),
        ("RETURN 1 AS a CALL apoc.load.json('x') YIELD value RETURN value", "line 1, column 15", "CALL"),
        ("MATCH (n) CALL `db`.labels() YIELD label RETURN label", "line 1, column 11", "CALL"),
        ("MATCH (n) DELETE$x", "line 1, column 11", "DELETE"),
        ("MATCH (n) CALL/* */db.labels() YIELD label RETURN label", "line 1, column 11", "CALL"),
        ("RETURN 1; MATCH (n) RETURN n", "line 1, column 9", "one statement"),
        ("RETURN 'a' /* ' */ CREATE (n) //'", "line 1, column 20", "CREATE"),
        ("RETURN `a``b` AS x MERGE (n)", "line 1, column 20", "MERGE"),
        ("MATCH (n) WHERE n.x = '\\\\' DELETE n //'", "line 1, column 28", "DELETE"),
        ("RETURN '\\u0027 CREATE (n) //'", "line 1, column 9", "write the character itself"),
        ("MATCH (n) RETURN n.x, 'open CREATE (n)", "line 1, column 23", "not closed"),
    ],
)
def test_the_rest_is_refused_at_its_place(cypher: str, place: str, why: str) -> None:
    with pytest.raises(QueryError, match=f"{place}: .*{why}"):
        only_reading(cypher)


@pytest.mark.parametrize("cypher", ["", "  \n", "// only a comment", "'text'"])
def test_nothing_is_no_statement(cypher: str) -> None:
    with pytest.raises(QueryError, match="empty"):
        only_reading(cypher)
