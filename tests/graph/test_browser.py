"""What Neo4j Browser is given: scripts that set their own parameters, and a style for every label and type."""

import datetime
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase

from cancu.graph.schema import NODES, RELATIONSHIPS
from cancu.graph.store import open_store
from cancu.graph.store.cypher_store import CypherStore
from cancu.queries.browser import STYLE, favourite, literal, write_favourites
from cancu.queries.catalogue import StoredQuery, catalogue
from cancu.queries.run import LIMIT, MOST_ROWS, bounded
from tests.graph.test_store_contract import as_content, content
from tests.neo4j_server import ROOT, Server, wipe
from tests.small_graph import PLAN, small_graph

PARAMETERS = re.compile(r"^:params (\{.*\});$", re.MULTILINE)
OF_TODAY = re.compile(r"^:param (\w+) => (.+);$", re.MULTILINE)


def test_every_stored_query_is_a_favourite(tmp_path: Path) -> None:
    assert write_favourites(tmp_path / "browser") == len(catalogue())
    written = {path.name for path in (tmp_path / "browser").iterdir()}
    assert written == {f"{name}.cypher" for name in catalogue()} | {STYLE}


def values_of(store: CypherStore, query: StoredQuery, script: str) -> dict[str, Any]:
    """What the script sets, as the engine reads it."""
    values: dict[str, Any] = {}
    if set_by_script := PARAMETERS.search(script):
        ((values,),) = store.run(f"RETURN {set_by_script[1]} AS p", {}, timeout_s=30).rows
    for name, expression in OF_TODAY.findall(script):
        ((values[name],),) = store.run(f"RETURN {expression} AS p", {}, timeout_s=30).rows
    assert values.keys() == {one.name for one in query.parameters}
    return values


def test_favourites_run_with_the_parameters_that_they_set(tmp_path: Path) -> None:
    with closing(open_store(str(tmp_path / "store"))) as store:
        store.create_schema()
        for query in catalogue().values():
            script = favourite(query)
            values = values_of(store, query, script)
            store.run(OF_TODAY.sub("", PARAMETERS.sub("", script)), values, timeout_s=30)


def test_favourites_mean_the_day_on_which_they_are_run() -> None:
    today = datetime.date.today().isoformat()
    scripts = {name: favourite(query) for name, query in catalogue().items()}
    assert not [name for name, script in scripts.items() if today in script]
    assert ":param as_of => toString(date());" in scripts["dead-bases"]


def test_favourites_run_on_the_server_and_none_is_deprecated(neo4j: Server) -> None:
    """As somebody pastes them, but for the bound of the rows."""
    with closing(open_store(neo4j.uri)) as store:
        store.create_schema()
        store.load(small_graph())
        with GraphDatabase.driver(neo4j.uri, auth=(neo4j.user, neo4j.password)) as driver:
            for query in catalogue().values():
                script = favourite(query)
                values = values_of(store, query, script)
                statement = bounded(OF_TODAY.sub("", PARAMETERS.sub("", script)).rstrip())
                told = driver.execute_query(statement, values | {LIMIT: MOST_ROWS + 1})
                said = [one.status_description for one in told.summary.gql_status_objects if one.is_notification]
                assert not [line for line in said if "deprecat" in line], query.name


def test_the_recipe_for_labels_follows_level_and_type(neo4j: Server) -> None:
    page = (ROOT / "docs" / "neo4j.md").read_text(encoding="utf-8")
    (recipe,) = [block for block in re.findall(r"```cypher\n(.*?)```", page, re.DOTALL) if "SET d:$(new)" in block]
    wipe(neo4j)
    with (
        closing(open_store(neo4j.uri)) as store,
        GraphDatabase.driver(neo4j.uri, auth=(neo4j.user, neo4j.password)) as driver,
    ):
        store.create_schema()
        store.load(small_graph())
        labels = f"MATCH (d:Document {{id: '{PLAN}'}}) RETURN labels(d) AS found"
        for level, found in (("province", {"Province"}), ("commune", {"Commune"}), (None, set())):
            driver.execute_query(f"MATCH (d:Document {{id: '{PLAN}'}}) SET d.level = $level", level=level)
            driver.execute_query(recipe)
            assert set(driver.execute_query(labels).records[0]["found"]) == {"Document", "KH"} | found
        driver.execute_query("MATCH (d:Document) SET d.rows_sha256 = null")
        store.load(small_graph())
        assert content(store) == as_content(small_graph()), "other labels are no harm"


@pytest.mark.parametrize(
    "value", [None, True, 3, 0.5, 'nháy "kép" \\ và\ndòng', ["a", None], {"a": {"b": [1, "Đ"]}}, [], {}]
)
def test_literals_are_read_as_they_were_written(module_store: CypherStore, value: object) -> None:
    assert module_store.run(f"RETURN {literal(value)} AS v", {}, timeout_s=30).rows == ((value,),)


def test_a_favourite_is_named_by_its_first_line() -> None:
    first = favourite(catalogue()["implementers"]).splitlines()[0]
    assert first == "// Văn bản nào thực hiện văn bản này (implementers)"


def test_the_style_knows_every_label_and_type(tmp_path: Path) -> None:
    write_favourites(tmp_path)
    style = (tmp_path / STYLE).read_text(encoding="utf-8")
    styled = set(re.findall(r"^(?:node|relationship)\.(\w+) \{$", style, re.MULTILINE))
    assert styled == {node.label for node in NODES} | {kind.name for kind in RELATIONSHIPS}
    assert style.count("{\n") == style.count("\n}")
    for label, name in re.findall(r'^node\.(\w+) \{[^}]*caption: "\{(\w+)\}"', style, re.MULTILINE):
        assert name in {one.name for node in NODES if node.label == label for one in node.properties}
