"""A load that was broken off anywhere leaves whole documents, and is completed by loading again."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from neo4j import GraphDatabase

from cancu.errors import StoreError
from cancu.graph.build import Graph
from cancu.graph.store import cypher_store, open_store
from cancu.graph.store.cypher_store import CypherStore
from tests import neo4j_server
from tests.generated_graph import generated_graph
from tests.graph.test_store_contract import as_content, content
from tests.neo4j_server import Server
from tests.small_graph import PLAN, document

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")

SIZE, ROWS = 200, 100
BREAKS = (0, *(pytest.param(point, marks=pytest.mark.slow) for point in range(1, 5)))
"""Places at which a load is killed, each drawn by lot."""


@pytest.fixture(scope="module")
def graph() -> Graph:
    return generated_graph(SIZE)


def load_in_a_process(url: str, *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.graph.interrupted_load", url, str(SIZE), str(ROWS), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=neo4j_server.ROOT)


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many statements a whole load takes, the schema included."""
    process = load_in_a_process(str(tmp_path_factory.mktemp("whole") / "store"))
    out, _ = process.communicate(timeout=120)
    return int(out)


def assert_whole_documents(store: CypherStore, graph: Graph) -> None:
    """A document of the corpus is there with all that it states, or not yet at all."""
    held = content(store)
    ready = {one.id for one in held["documents"] if one.in_corpus}
    paths = {one.path for one in graph.documents if one.id in ready}
    assert held["mentions"] == [one for one in as_content(graph)["mentions"] if one.file in paths]
    assert held["links"] == [one for one in as_content(graph)["links"] if one.stated_by in ready]


@pytest.mark.parametrize("point", BREAKS)
def test_a_killed_load_is_completed_by_loading_again(store_url: str, graph: Graph, statements: int, point: int) -> None:
    chance = Random(f"{point} {os.environ.get('CANCU_TEST_SEED', '')}")
    at, delay = chance.randrange(1, statements), chance.uniform(0, 0.01)
    process = load_in_a_process(store_url, str(at), str(delay))
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL, f"killed at statement {at} of {statements}"

    store = open_store(store_url)
    store.create_schema()
    assert_whole_documents(store, graph)
    store.load(graph)
    assert content(store) == as_content(graph)
    store.close()


def test_readers_see_whole_documents_while_a_load_runs(
    neo4j: Server, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document is there with all its mentions, or not yet.

    Neo4j isolates records, not queries: one that runs in the instant of a commit may meet its first half. What
    looks half is looked at again, and must be whole.
    """
    neo4j_server.wipe(neo4j)
    monkeypatch.setattr(cypher_store, "ROWS", ROWS)
    writer, reader = open_store(neo4j.uri), open_store(neo4j.uri)
    writer.create_schema()
    paths = {one.path: one.id for one in graph.documents if one.in_corpus}
    expected = Counter(paths[mention.file] for mention in graph.mentions)

    def half(among: set[str]) -> set[str]:
        found = reader.run(
            "UNWIND $ids AS id MATCH (d:Document {id: id}) WHERE d.in_corpus"
            " OPTIONAL MATCH (d)<-[:STATED_IN]-(m:Mention) RETURN d.id AS id, count(m) AS mentions",
            {"ids": sorted(among)},
            timeout_s=30,
        )
        return {document for document, mentions in found.rows if expected[document] != mentions}

    loading = threading.Thread(target=writer.load, args=(graph,))
    loading.start()
    looks = 0
    while loading.is_alive():
        looks += 1
        doubtful = half(set(paths.values()))
        for _ in range(10):
            doubtful = doubtful and half(doubtful)
        assert not doubtful
    loading.join()
    assert looks > 1
    writer.close()
    reader.close()


def test_two_loads_at_once_mix_nothing(
    neo4j: Server, graph: Graph, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    alone = open_store(str(tmp_path / "alone"))
    alone.create_schema()
    alone.load(graph)
    neo4j_server.wipe(neo4j)
    monkeypatch.setattr(cypher_store, "ROWS", ROWS)
    stores = open_store(neo4j.uri), open_store(neo4j.uri)
    stores[0].create_schema()
    with ThreadPoolExecutor(2) as loads:
        for report in [loads.submit(store.load, graph) for store in stores]:
            report.result()
    for store in stores:
        assert store.counts() == alone.counts()
        assert content(store) == as_content(graph)
        store.close()
    alone.close()


def test_a_document_that_another_load_completes_meanwhile_stays_complete(neo4j: Server) -> None:
    """One load waits to note a document as cited, while the other makes it one of the corpus."""
    neo4j_server.wipe(neo4j)
    store = open_store(neo4j.uri)
    store.create_schema()
    store.load(Graph(documents=(document(PLAN),)))
    cited = Graph(documents=(document(PLAN, title="Từ một trích dẫn"),))
    with GraphDatabase.driver(neo4j.uri, auth=(neo4j.user, neo4j.password)) as driver, driver.session() as session:
        with session.begin_transaction() as other:
            other.run("MATCH (d:Document {id: $id}) SET d.in_corpus = true, d.path = 'a.txt'", id=PLAN).consume()
            loading = threading.Thread(target=store.load, args=(cited,))
            loading.start()
            loading.join(1)
            assert loading.is_alive(), "the load waits for the other one"
            other.commit()
        loading.join()
    found = store.run("MATCH (d:Document) RETURN d.in_corpus, d.path, d.title, d.loading", {}, timeout_s=10)
    assert found.rows == ((True, "a.txt", None, None),)
    store.close()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home for a server of our own, which can be killed; it goes at the end."""
    try:
        neo4j_server.needs_maven()
    except neo4j_server.NoServerError as error:
        pytest.skip(str(error))
    yield tmp_path / "home"
    shutil.rmtree(tmp_path / "home", ignore_errors=True)


@pytest.mark.slow
def test_a_load_survives_a_killed_server(home: Path, graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    with neo4j_server.local_server(home) as server:
        assert server.pid is not None
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        process = load_in_a_process(server.uri, "60", "1000")
        assert process.stdout is not None
        assert process.stdout.readline() == "dying\n"
        os.kill(server.pid, signal.SIGKILL)
        _, errors = process.communicate(timeout=120)
        assert process.returncode == StoreError.exit_code
        assert len(errors.splitlines()) == 1, errors
        assert server.uri in errors
        assert server.password not in errors
    with neo4j_server.local_server(home) as server:
        monkeypatch.setenv("NEO4J_PASSWORD", server.password)
        store = open_store(server.uri)
        assert_whole_documents(store, graph)
        store.load(graph)
        assert content(store) == as_content(graph)
        store.close()


@pytest.mark.slow
@pytest.mark.parametrize("what", ["embedded", "client", "server"])
def test_a_load_that_is_killed_again_and_again_ends_as_one_that_nobody_disturbed(what: str) -> None:
    if what != "embedded":
        try:
            neo4j_server.needs_maven()
        except neo4j_server.NoServerError as error:
            pytest.skip(str(error))
    command = [sys.executable, "benchmarks/kills.py", what, "--documents=300", "--rows=50", "--kills=5"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=neo4j_server.ROOT, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)[what]
    assert found["kills"] == 5 and found["graphs_equal"] >= 1 and found["graphs_other"] == 0
