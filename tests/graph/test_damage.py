"""A store that is not as it was loaded says so, in one line with the remedy, and is made whole by loading again."""

import json
import shutil
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cancu.errors import CancuError, StoreError
from cancu.graph.store import open_store
from cancu.graph.store.cypher_store import CypherStore
from cancu.graph.store.verify import verify
from tests.generated_graph import generated_graph
from tests.graph.test_store_contract import as_content, content

GRAPH = generated_graph(30)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that is whole, to be copied."""
    path = tmp_path_factory.mktemp("whole") / "store"
    fill(str(path))
    return path


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "store"))


def fill(url: str, *, again: bool = False) -> None:
    with closing(open_store(url, anew=again)) as store:
        store.create_schema()
        store.load(GRAPH, again=again)


def of(path: Path, beginning: str) -> Path:
    """The largest file of the last whole state that begins so."""
    state = path / json.loads((path / "store.json").read_text(encoding="utf-8"))["folder"]
    return max(state.glob(f"{beginning}*"), key=lambda file: file.stat().st_size)


def flip(file: Path, at: float) -> None:
    held = bytearray(file.read_bytes())
    held[int(len(held) * at)] ^= 0x20
    file.write_bytes(held)


def cut(file: Path, at: float) -> None:
    held = file.read_bytes()
    file.write_bytes(held[: int(len(held) * at)])


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a cut bucket": (lambda path: cut(of(path, "Mention_0."), 0.5), "is cut"),
    "an empty index": (lambda path: of(path, "Document_0_").write_bytes(b""), "is cut"),
    "a missing file": (lambda path: of(path, "Document_0.").unlink(), "is missing"),
    "a flipped bit": (lambda path: flip(of(path, "Mention_0."), 0.1), "has other bytes"),
    "a flipped bit of a link": (lambda path: flip(of(path, "REFERS_TO_0."), 0.01), "has other bytes"),
    "a longer file": (lambda path: of(path, "schema.json").open("ab").write(b" "), "has grown"),
    "a schema that is cut": (lambda path: cut(of(path, "schema.json"), 0.5), "is cut"),
}
POINTERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pointer that is cut": (lambda path: cut(path / "store.json", 0.5), "store.json is damaged; make it whole with"),
    "another version": (
        lambda path: (path / "store.json").write_text('{"format": 7}', encoding="utf-8"),
        r"another version of cancu \(format 7",
    ),
    "a state that is gone": (lambda path: shutil.rmtree(of(path, "schema.json").parent), "is gone from it"),
    "a store of before": (
        lambda path: (of(path, "schema.json").rename(path / "schema.json"), (path / "store.json").unlink()),
        "an earlier version of cancu",
    ),
    "a folder that is gone": (shutil.rmtree, "there is no store"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_damaged_file_is_told_when_the_store_is_opened_and_by_verify(path: Path, kind: str) -> None:
    harm, said = FILES[kind]
    harm(path)
    with pytest.raises(StoreError, match=f"damaged: .*{said}.*; make it whole with: cancu build --again") as told:
        open_store(str(path), create=False)
    assert len(str(told.value).splitlines()) == 1 and "Exception" not in str(told.value)
    with closing(open_store(str(path), create=False, checked=False)) as store:
        found = verify(store)
    assert any(said in damage.what for damage in found.damages)
    assert not [damage for damage in found.damages if "Exception" in damage.what or "com.arcade" in damage.what]
    with pytest.raises(StoreError, match="damaged"):
        open_store(str(path)).close()
    fill(str(path), again=True)
    assert_whole(str(path))


@pytest.mark.parametrize("kind", POINTERS)
def test_what_is_no_store_of_ours_is_told_as_what_it_is(path: Path, kind: str) -> None:
    harm, said = POINTERS[kind]
    harm(path)
    with pytest.raises(StoreError, match=said) as told:
        open_store(str(path), create=False)
    assert len(str(told.value).splitlines()) == 1
    if kind != "a store of before":
        fill(str(path), again=True)
        assert_whole(str(path))


def assert_whole(url: str) -> None:
    with closing(open_store(url, create=False)) as store:
        found = verify(store)
        assert found.damages == ()
        assert (found.documents, found.mentions) == (
            sum(one.in_corpus for one in GRAPH.documents),
            len(GRAPH.mentions),
        )
        assert content(store) == as_content(GRAPH)


STATEMENTS = {
    "a title": "MATCH (d:Document) WHERE d.in_corpus WITH d LIMIT 1 SET d.title = 'khác'",
    "a sentence": "MATCH (m:Mention) WITH m LIMIT 1 SET m.sentence = 'khác'",
    "a link": "MATCH ()-[r:REFERS_TO]->() WITH r LIMIT 1 DELETE r",
    "a link too many": "MATCH (a:Document) MATCH (b:Document) WHERE a.id < b.id WITH a, b LIMIT 1 CREATE (a)-[:REPEALS]->(b)",
    "a mention": "MATCH (m:Mention) WITH m LIMIT 1 DETACH DELETE m",
    "a mention of nobody": "CREATE (m:Mention {id: 'x'})",
    "an issuer": "MATCH (d:Document)-[r:ISSUED_BY]->() WHERE d.in_corpus WITH r LIMIT 1 DELETE r",
    "a date": "MATCH (d:Document) WHERE d.in_corpus WITH d LIMIT 1 SET d.date = 'hôm qua'",
    "a hash": "MATCH (d:Document) WHERE d.in_corpus WITH d LIMIT 1 SET d.rows_sha256 = 'x'",
}


@pytest.mark.parametrize("harm", STATEMENTS)
def test_verify_finds_what_somebody_changed_behind_our_back(store_url: str, harm: str) -> None:
    fill(store_url)
    assert_whole(store_url)
    with closing(open_store(store_url)) as store:
        store._write(lambda run: run(STATEMENTS[harm], {})())
    with closing(open_store(store_url, create=False)) as store:
        found = verify(store)
    assert 1 <= len(found.damages) <= 4, found.damages
    if harm not in ("a link too many", "a mention of nobody"):  # which no document of ours states
        fill(store_url, again=True)
        assert_whole(store_url)


def test_a_store_that_is_removed_while_it_is_loaded_says_so(path: Path) -> None:
    store: CypherStore = open_store(str(path))
    store.create_schema()
    shutil.rmtree(path)
    with pytest.raises(CancuError, match="was removed") as told:
        store.load(GRAPH, again=True)
        store.close()
    assert len(str(told.value).splitlines()) == 1


def test_a_system_without_the_engine_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "arcadedb", None)  # as where it cannot be imported
    monkeypatch.delitem(sys.modules, "cancu.graph.store.embedded", raising=False)
    with pytest.raises(StoreError, match=r"not installed.*use a Neo4j server"):
        open_store(str(tmp_path / "store"))
