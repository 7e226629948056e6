"""A server of their own for two tests that spoil it: one needs it as it is at its first hour, the other ends it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase

from cancu.graph import cypher
from cancu.graph.schema import LINKS
from cancu.graph.store import neo4j as neo4j_store
from cancu.graph.store import open_store
from tests import neo4j_server
from tests.generated_graph import generated_graph
from tests.neo4j_server import ROOT, NoServerError, Server

pytestmark = [
    pytest.mark.xdist_group("neo4j"),
    pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc to look for processes"),
]
START = """
import json, sys
from tests import neo4j_server
with neo4j_server.local_server(settings={"db.index_sampling.background_enabled": "false"}) as server:
    print(json.dumps(server._asdict()), flush=True)
    sys.stdin.read()
"""


class Started:
    """A process that keeps a server, as a run of tests does."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", START], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, env=os.environ | {"TMPDIR": str(folder)},
        )  # fmt: skip
        assert self.process.stdout is not None
        self.server = Server(**json.loads(self.process.stdout.readline()))
        self.folder = folder


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    try:
        neo4j_server.needs_maven()
    except NoServerError as error:
        pytest.skip(str(error))
    made = Started(tmp_path_factory.mktemp("own"))
    yield made
    made.process.kill()
    made.process.communicate()


def operators(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"]
    for part in plan.get("children", ()):
        yield from operators(part)


def test_rows_are_sought_by_a_server_that_has_not_counted_its_indexes(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts them behind a load. Until then it takes them for empty, and may read a whole one for each row."""
    asked: dict[str, Mapping[str, Any]] = {}
    begun = neo4j_store._started

    def noting(transaction: Any, text: str, parameters: Mapping[str, Any]) -> Any:
        asked[text] = parameters
        return begun(transaction, text, parameters)

    monkeypatch.setattr(neo4j_store, "_started", noting)
    server = started.server
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    store = open_store(server.uri)
    store.create_schema()
    graph = generated_graph(80)
    for loaded in (graph, generated_graph(80, seed=7), graph):
        store.load(loaded)
    list(store.read())
    store.close()
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        driver.execute_query("CALL db.clearQueryCaches()")
        for text, parameters in asked.items():
            if "$" in text and text != cypher.sweep():  # which looks at all once
                plan = driver.execute_query(f"EXPLAIN {text}", dict(parameters)).summary.plan
                assert plan is not None
                assert not [one for one in operators(plan) if "Scan" in one], text
    assert len([text for text in asked if "USING INDEX SEEK" in text]) > len(LINKS)


def command_line(pid: int) -> str:
    """The command line of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    except OSError:
        return ""


def wait_until_gone(pid: int, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while command_line(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not command_line(pid)


def ends_with_its_process(started: Started, how: signal.Signals) -> None:
    pid = started.server.pid
    assert pid is not None
    line = command_line(pid)
    assert "CommunityEntryPoint" in line
    assert "password" not in line and started.server.password not in line
    (home,) = started.folder.glob("cancu-neo4j-*")
    started.process.send_signal(how)
    started.process.communicate(timeout=60)
    assert wait_until_gone(pid)
    deadline = time.monotonic() + 30
    while home.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not home.exists()


def test_the_server_ends_with_whoever_started_it_and_is_killed(started: Started) -> None:
    ends_with_its_process(started, signal.SIGKILL)


@pytest.mark.slow
def test_the_server_ends_with_whoever_started_it_and_is_interrupted(tmp_path: Path) -> None:
    try:
        neo4j_server.needs_maven()
    except NoServerError as error:
        pytest.skip(str(error))
    ends_with_its_process(Started(tmp_path), signal.SIGINT)
