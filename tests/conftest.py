"""Stores for tests: the embedded one always, Neo4j wherever a real server can be had, and another one to be tried; one browser.

CANCU_TEST_ENGINE=MODULE:NAME names what opens a folder (a Path) as a CypherStore of another engine; all tests of stores
then run on it too, those of the contract first of all.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from cancu.graph.store import open_store
from cancu.graph.store.cypher_store import CypherStore
from tests import neo4j_server
from tests.neo4j_server import NoServerError, Server
from tests.progress import Progress

OTHER = os.environ.get("CANCU_TEST_ENGINE")
ENGINES = ("embedded", "neo4j", *([OTHER] if OTHER else ()))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory: a store waits for the disk some ten times while it is made, and tests make hundreds."""
ROOM = 4 << 30
"""Bytes that must be free there."""


@pytest.fixture(scope="session")
def neo4j() -> Iterator[Server]:
    """A real Neo4j server with an empty database; skips where there is none, fails where there must be one."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(neo4j_server.any_server())
        except NoServerError as error:
            if os.environ.get("CANCU_REQUIRE_NEO4J"):
                pytest.fail(str(error))
            pytest.skip(str(error))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in server.environment().items():
            patch.setenv(name, value)
        if neo4j_server.nodes(server):
            pytest.fail(f"{server.uri} is not empty, and tests empty it: give them a server of their own")
        yield server
        neo4j_server.wipe(server)


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Name of a store engine; what uses it runs once for each."""
    return str(request.param)


@pytest.fixture
def store_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store of the engine is."""
    if engine == OTHER:
        pytest.skip("opens stores by their URL, as no other engine can be")
    return _empty(engine, request, tmp_path)


def _empty(engine: str, request: pytest.FixtureRequest, folder: Path) -> str:
    """Where an empty store can be made."""
    if engine != "neo4j":
        return str(folder / "store")
    server: Server = request.getfixturevalue("neo4j")
    neo4j_server.wipe(server)
    return server.uri


def _opened(engine: str, url: str) -> CypherStore:
    if engine != OTHER:
        return open_store(url)
    module, _, name = engine.partition(":")
    opened: CypherStore = getattr(import_module(module), name)(Path(url))
    return opened


@pytest.fixture
def store(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CypherStore]:
    """An empty store with its schema."""
    opened = _opened(engine, _empty(engine, request, tmp_path))
    opened.create_schema()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def module_store(
    engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CypherStore]:
    """An empty store with its schema that all tests of a module share, each engine in turn."""
    opened = _opened(engine, _empty(engine, request, tmp_path_factory.mktemp("module")))
    opened.create_schema()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium; skips where there is none, fails where there must be one."""
    program = os.environ.get("CANCU_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        reason = "no Chromium: install it, or set CANCU_CHROMIUM to its program"
        if os.environ.get("CANCU_REQUIRE_CHROMIUM"):
            pytest.fail(reason)
        pytest.skip(reason)
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep on one worker what shares a server, a browser, or the fixtures of a file."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        params = getattr(getattr(item, "callspec", None), "params", {})
        if params.get("engine") == "neo4j" and item.get_closest_marker("slow_on_neo4j"):
            item.add_marker(pytest.mark.slow)
        if "neo4j" in names or params.get("engine") == "neo4j":
            item.add_marker(pytest.mark.xdist_group("neo4j"))
        elif names & {"page", "browser", "context"}:
            item.add_marker(pytest.mark.xdist_group("chromium"))
        else:
            item.add_marker(pytest.mark.xdist_group(f"{item.path.parent.name}/{item.path.stem}"))


def pytest_configure(config: Any) -> None:
    """Keep the engine's log out of the home of whoever runs the tests, tables of one width, messages in English, and a line for each file."""
    if config.option.verbose <= 0 and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Progress(config))
    os.environ["COLUMNS"] = "140"  # what is printed does not depend on who runs the tests, and where
    os.environ["CANCU_LANG"] = "en"
    os.environ.setdefault("ARCADEDB_LOG_DIR", str(Path(config.rootpath) / ".cache" / "arcadedb"))
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"], tempfile.tempdir = str(MEMORY), None


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what was imported and collected: that stays to the end."""
    gc.collect()
    gc.freeze()
