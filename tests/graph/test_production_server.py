"""A server filled by neo4j-admin import, that can only be read and speaks TLS: what it takes to move to production."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cancu.errors import StoreError
from cancu.graph.build import Graph, build
from cancu.graph.rows import document_row
from cancu.graph.store import open_store
from cancu.graph.store.admin_import import export_neo4j_admin
from cancu.graph.store.cypher_store import CypherStore
from cancu.models import Relation
from tests import neo4j_server
from tests.generated_graph import generated_graph
from tests.graph.questions import QUESTIONS
from tests.graph.test_store_contract import HOSTILE, as_content, content
from tests.neo4j_server import NoServerError, Server
from tests.small_graph import LAW, PLAN, document, mention, text

SETTINGS = {
    "server.databases.read_only": "neo4j",
    "dbms.ssl.policy.bolt.enabled": "true",
    "dbms.ssl.policy.bolt.base_directory": "certificates/bolt",
    "server.bolt.tls_level": "OPTIONAL",
}


def whole_graph() -> Graph:
    """Generated documents, and one whose every text is hostile."""
    generated = generated_graph(150)
    plan = text(PLAN, title=HOSTILE, aliases=(HOSTILE, "a;b,c|d", '"'), signer="")
    law = document(LAW, title="\\")
    hostile = mention(plan, 1, LAW, Relation.BASED_ON, text=HOSTILE, name="", cue='"', candidates=(HOSTILE,))
    return build([*generated.documents, plan, law], [*generated.mentions, hostile], generated.issuers, generated.places)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return whole_graph()


@pytest.fixture(scope="module")
def embedded(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CypherStore]:
    store = open_store(str(tmp_path_factory.mktemp("embedded") / "store"))
    store.create_schema()
    store.load(graph)
    yield store
    store.close()


@pytest.fixture(scope="module")
def loaded(graph: Graph, neo4j: Server) -> Iterator[CypherStore]:
    """The same graph, loaded over Bolt into another server."""
    neo4j_server.wipe(neo4j)
    store = open_store(neo4j.uri)
    store.create_schema()
    store.load(graph)
    yield store
    store.close()


@pytest.fixture(scope="module")
def home(embedded: CypherStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of a server whose database was imported with the command that the export gave; it goes at the end."""
    try:
        neo4j_server.needs_maven()
    except NoServerError as error:
        if os.environ.get("CANCU_REQUIRE_NEO4J"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    home: Path = tmp_path_factory.mktemp("imported")
    try:
        command = export_neo4j_admin(embedded, home / "import files")
        neo4j_server.configure(home, {})
        program, *arguments = shlex.split(command)
        assert program == "neo4j-admin"
        done = neo4j_server.admin(home, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def certificate(home: Path) -> Path:
    """A certificate for localhost that nobody trusts yet."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate")
    folder = home / "certificates" / "bolt"
    folder.mkdir(parents=True)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", "private.key", "-out", "public.crt"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return folder / "public.crt"


@pytest.fixture(scope="module")
def own_server(home: Path, certificate: Path, loaded: CypherStore) -> Iterator[Server]:
    """That server, once nothing connects any more to the other one."""
    with pytest.MonkeyPatch.context() as patch, neo4j_server.local_server(home, SETTINGS) as server:
        for name, value in server.environment().items():
            patch.setenv(name, value)
        yield server


@pytest.fixture
def imported(own_server: Server) -> Iterator[CypherStore]:
    store = open_store(own_server.uri)
    yield store
    store.close()


def encrypted(server: Server, scheme: str) -> str:
    return f"{scheme}://localhost:{server.uri.rpartition(':')[2]}"


def test_the_imported_graph_is_the_exported_one(
    imported: CypherStore, loaded: CypherStore, embedded: CypherStore, graph: Graph
) -> None:
    assert imported.counts() == embedded.counts() == loaded.counts()
    assert content(imported) == as_content(graph)


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_have_the_same_answer(
    imported: CypherStore, loaded: CypherStore, embedded: CypherStore, question: str
) -> None:
    answer = embedded.run(question, {}, timeout_s=60)
    assert answer.rows
    assert imported.run(question, {}, timeout_s=60) == answer
    assert loaded.run(question, {}, timeout_s=60) == answer


def test_a_database_that_can_only_be_read_says_so(imported: CypherStore, graph: Graph) -> None:
    changed = graph.documents[0].model_copy(update={"title": "Khác"})
    with pytest.raises(StoreError, match="can only be read"):
        imported.load(Graph(documents=(changed,)))


def test_a_certificate_that_nobody_trusts_is_refused(own_server: Server) -> None:
    for scheme in ("bolt+s", "neo4j+s"):
        with pytest.raises(StoreError, match="certificate verify failed") as refused:
            open_store(encrypted(own_server, scheme))
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["bolt+s", "neo4j+s"])
def test_a_trusted_certificate_is_accepted(
    own_server: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    store = open_store(encrypted(own_server, scheme))
    assert store.counts()["Document"] > 0
    store.close()


def test_a_list_that_the_import_cannot_take_is_an_error(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    store.create_schema()
    for aliases in (("",), ("a\x1fb",)):
        store.load(Graph(documents=(document(LAW, aliases=aliases),)))
        with pytest.raises(StoreError, match="cannot take this list"):
            export_neo4j_admin(store, tmp_path / "files")
    store.close()


def test_the_same_graph_gives_the_same_files(embedded: CypherStore, tmp_path: Path) -> None:
    def files(name: str) -> dict[str, Any]:
        export_neo4j_admin(embedded, tmp_path / name)
        return {path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())}

    first = files("first")
    assert files("second") == first
    assert b"CREATE CONSTRAINT document_id" in first["schema.cypher"]
    assert len(document_row(document(LAW))) < first["Document-header.csv"].count(b",")
