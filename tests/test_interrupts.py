"""Ctrl-C ends any command within a second, and the engine's work with it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from cancu.graph.store import open_store
from tests.generated_graph import generated_graph
from tests.neo4j_server import ROOT, Server

pytestmark = pytest.mark.skipif(os.name != "posix", reason="this system sends Ctrl-C in another way")
LONG = (
    "UNWIND range(1, 2000) AS a UNWIND range(1, 2000) AS b UNWIND range(1, 2000) AS c WITH a + b + c AS s RETURN max(s)"
)
MARGIN_S = 2.0
"""What a busy machine may need besides the second that is promised."""


def interrupted(*arguments: str, after: float) -> tuple[float, int, str]:
    """Seconds until a command ended after a Ctrl-C, its exit code, and what it said."""
    command = [sys.executable, "-m", "cancu", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    time.sleep(after)
    assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    _, errors = process.communicate(timeout=60)
    return time.monotonic() - began, process.returncode, errors


@pytest.fixture
def filled(store_url: str) -> str:
    with closing(open_store(store_url)) as store:
        store.create_schema()
        store.load(generated_graph(5))
    return store_url


def test_a_query(filled: str, request: pytest.FixtureRequest) -> None:
    took, code, errors = interrupted("cypher", LONG, "--timeout", "300", "--store", filled, after=4)
    assert (code, errors) == (130, "cancu: interrupted\n")
    assert took < 1 + MARGIN_S
    if "://" in filled:
        server: Server = request.getfixturevalue("neo4j")
        with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
            until = time.monotonic() + 5
            while running := [
                row for row in driver.execute_query("SHOW TRANSACTIONS").records if "max(s)" in row["currentQuery"]
            ]:
                assert time.monotonic() < until, running
                time.sleep(0.2)


def test_extraction(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Căn cứ Luật Đất đai số 31/2024/QH15;\n" * 200_000, encoding="utf-8")
    took, code, errors = interrupted("extract", str(tmp_path), after=4)
    assert (code, errors) == (130, "cancu: interrupted\n")
    assert took < 1 + MARGIN_S
