"""What goes wrong on the way to a store is told in one line that names the thing and the remedy."""

import logging
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from neo4j.exceptions import Neo4jError

from cancu.errors import QueryError, StoreError
from cancu.graph.store import open_store
from cancu.graph.store.neo4j import _BundledParameters, _Server, check_version
from tests.neo4j_server import ROOT, Server

SECRET = "khong-ai-duoc-biet"


def refused(url: str, capfd: pytest.CaptureFixture[str]) -> str:
    """The one line that opening a store ends with; nothing else is printed and no password shown."""
    with pytest.raises(StoreError) as error:
        open_store(url)
    message = str(error.value)
    assert error.value.exit_code == 3
    assert "\n" not in message
    assert SECRET not in message
    assert capfd.readouterr() == ("", "")
    return message


def test_a_wrong_password(
    neo4j: Server, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("NEO4J_PASSWORD", SECRET)
    message = refused(neo4j.uri, capfd)
    assert message == f"{neo4j.uri}: the server refuses user neo4j: check NEO4J_USERNAME and NEO4J_PASSWORD"
    assert SECRET not in caplog.text


def test_no_password(neo4j: Server, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("NEO4J_PASSWORD")
    assert "NEO4J_PASSWORD" in refused(neo4j.uri, capfd)


def test_a_missing_database(neo4j: Server, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("NEO4J_DATABASE", "khongco")
    assert refused(neo4j.uri, capfd).endswith("the server has no database khongco: check NEO4J_DATABASE, or create it")


def test_the_database_that_is_named_is_used(neo4j: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_DATABASE", "neo4j")
    store = open_store(neo4j.uri.replace("bolt://", "neo4j://"))
    assert store.run("RETURN 1 AS one", {}, timeout_s=10).rows == ((1,),)
    store.close()


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+s", "neo4j+s"])
def test_a_server_that_is_not_there(
    scheme: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", SECRET)
    message = refused(f"{scheme}://127.0.0.1:1", capfd)
    assert message.startswith(f"{scheme}://127.0.0.1:1: no Neo4j server answers there (")
    assert "refused" in message


def test_a_host_that_does_not_exist(capfd: pytest.CaptureFixture[str]) -> None:
    assert "no Neo4j server answers there" in refused("neo4j://khongco.invalid:7687", capfd)


def test_a_server_without_encryption(neo4j: Server, capfd: pytest.CaptureFixture[str]) -> None:
    url = neo4j.uri.replace("bolt://", "bolt+s://")
    assert refused(url, capfd).startswith(f"{url}: no Neo4j server answers there (")


@pytest.mark.parametrize("url", ["neo4j://neo4j:khong-ai-duoc-biet@localhost", "bolt://khong-ai-duoc-biet@localhost"])
def test_a_password_in_the_url(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    """It would show in the list of processes and in the history of the shell."""
    assert "NEO4J_PASSWORD" in refused(url, capfd)


@pytest.mark.parametrize(
    "url", [f"bolt://neo4j:{SECRET}", "bolt://[::1", "neo4j://localhost:99999", "bolt://localhost:-1"]
)
def test_a_url_that_is_none(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert refused(url, capfd) == "the URL of a server is neo4j://HOST or neo4j://HOST:PORT, with a number"


def test_a_user_who_may_not_write() -> None:
    """Only the enterprise edition has such users; what it answers stands in for it."""
    answer = Neo4jError._hydrate_neo4j(code="Neo.ClientError.Security.Forbidden", message="Write operations …")
    server = _Server("bolt://host", "reader", SECRET, None)
    with pytest.raises(StoreError) as error, server.explaining():
        raise answer
    assert error.value.exit_code == 3
    assert str(error.value).startswith("bolt://host: user reader may not do this: it needs the right to")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("url", ["http://localhost:7474", "bolt+x://localhost", "postgres://localhost/x"])
def test_another_scheme(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert url.partition(":")[0] in refused(url, capfd)


@pytest.mark.parametrize(
    ("agent", "accepted"),
    [
        ("Neo4j/5.26.0", True),
        ("Neo4j/2025.10.1", True),
        ("Neo4j/5.23.0-drop09", True),
        ("Neo4j/5.22.0", False),
        ("Neo4j/4.4.37", False),
        ("Neo4j/3.5.0", False),
        ("Memgraph/2.1", True),
    ],
)
def test_an_old_server(agent: str, accepted: bool) -> None:
    if accepted:
        check_version("bolt://host", agent)
        return
    with pytest.raises(StoreError, match=f"^bolt://host: the server is {agent}; cancu needs Neo4j 5.23 or later$"):
        check_version("bolt://host", agent)


def test_an_embedded_store_that_another_process_loads(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    script = f"from cancu.graph.store import open_store\nopen_store({str(tmp_path / 'store')!r})"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    store.close()
    assert "BusyError: " in done.stderr
    assert "another process loads this store" in done.stderr.splitlines()[-1]
    open_store(str(tmp_path / "store")).close()


def test_an_embedded_store_where_none_can_be(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("not a store", encoding="utf-8")
    assert "is a file, and a store is a folder" in refused(str(tmp_path / "file"), capfd)
    assert str(tmp_path / "file" / "below") in refused(str(tmp_path / "file" / "below"), capfd)
    (tmp_path / "file").unlink()


def test_a_store_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store; make one with: cancu build"):
        open_store(str(tmp_path / "nothing"), create=False)
    assert not (tmp_path / "nothing").exists()


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thư.txt").write_text("Kính gửi", encoding="utf-8")
    assert "not a store" in refused(str(tmp_path), capfd)
    assert [path.name for path in tmp_path.iterdir()] == ["thư.txt"]


def test_the_engines_are_loaded_only_when_they_are_used() -> None:
    script = (
        "import sys, cancu.graph.store as s\n"
        "assert not {'neo4j', 'arcadedb'} & set(sys.modules)\n"
        "try: s.open_store('bolt://127.0.0.1:1')\n"
        "except s.StoreError: pass\n"
        "assert 'neo4j' in sys.modules and 'arcadedb' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_a_command_at_a_server_loads_no_data_frames() -> None:
    words = [sys.executable, "-X", "importtime", "-m", "cancu", "query", "totals", "--store", "bolt://127.0.0.1:1"]
    loaded = {
        line.rpartition("|")[2].strip()
        for line in subprocess.run(words, cwd=ROOT, capture_output=True, text=True).stderr.splitlines()
    }
    # A package that is looked for in vain is in the list too, none of its modules are.
    packages = {name.partition(".")[0] for name in loaded if "." in name}
    assert "neo4j" in packages and not {"arcadedb", "numpy", "pandas", "pyarrow"} & packages


def test_several_parameters_are_sent_as_one_so_that_their_types_make_no_other_plan() -> None:
    given = {"id": 1, "n": None, "k": 2}
    sent = _BundledParameters.of(
        "MATCH (d {id: $id, `$n`: '$n'}) WHERE d.n = $n OR $m MATCH ANY $k (d)--() RETURN $id", given
    )
    assert sent.text == "MATCH (d {id: $_.id, `$n`: '$n'}) WHERE d.n = $_.n OR $m MATCH ANY $k (d)--() RETURN $_.id"
    assert sent.parameters == {"_": {"id": 1, "n": None}, "k": 2}
    assert _BundledParameters.of("RETURN $n", {"n": None}) == ("RETURN $n", {"n": None}, ())


def test_the_place_of_an_error_is_that_in_the_statement_as_it_was_given(neo4j: Server) -> None:
    with closing(open_store(neo4j.uri)) as store:
        with pytest.raises(QueryError, match=r"nowhere.*line 2, column 12 \(offset: 27\)"):
            store.run("RETURN $a AS a,\n $b + $a + nowhere AS b", {"a": 1, "b": 2}, timeout_s=30)
        with pytest.raises(QueryError, match=r"nowhere.*line 1, column 18 \(offset: 17\)"):
            store.run("RETURN $b + $a + nowhere AS b", {"a": 1, "b": 2}, timeout_s=30)
        assert store.run("RETURN $a AS a, '$b' + $b AS b LIMIT $n", {"a": 1, "b": None, "n": 1}, timeout_s=30).rows == (
            (1, None),
        )
