"""Any number of processes read one embedded store at once, also while one loads it and on a disk that can only be read."""

import os
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from cancu.errors import StoreError
from cancu.graph.store import cypher_store, open_store
from tests.generated_graph import generated_graph
from tests.neo4j_server import ROOT

SMALL, LARGE = generated_graph(20), generated_graph(120)
READER = """
import sys, time
from contextlib import closing
from cancu.graph.store import open_store
seen = []
until = time.monotonic() + float(sys.argv[2])
while not seen or time.monotonic() < until:
    with closing(open_store(sys.argv[1], create=False)) as store:
        for _ in range(5):
            found = store.run("MATCH (d:Document) RETURN count(d), sum(CASE WHEN d.in_corpus THEN 1 ELSE 0 END)", {}, timeout_s=30)
            links = store.run("MATCH ()-[r:REFERS_TO]->() RETURN count(r)", {}, timeout_s=20)
            if (*found.rows[0], links.rows[0][0]) not in seen:
                seen.append((*found.rows[0], links.rows[0][0]))
print(seen)
"""


def reader(url: str, seconds: float) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", READER, url, str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def state(url: str) -> tuple[int, ...]:
    with closing(open_store(url, create=False)) as store:
        counts = store.counts()
        corpus = store.run("MATCH (d:Document) WHERE d.in_corpus RETURN count(d)", {}, timeout_s=30).rows[0][0]
    return counts["Document"], corpus, counts["REFERS_TO"]


def read_while_it_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readers: int, seconds: float) -> None:
    url = str(tmp_path / "store")
    with closing(open_store(url)) as store:
        store.create_schema()
        store.load(SMALL)
    before = state(url)
    running = [reader(url, seconds) for _ in range(readers)]
    monkeypatch.setattr(cypher_store, "ROWS", 50)
    with closing(open_store(url)) as store:
        store.create_schema()
        store.load(LARGE)
        with pytest.raises(StoreError, match="another process loads this store"):
            open_store(url)
        assert state(url) == before, "what is not whole is not shown"
    after = state(url)
    assert after != before
    for process in running:
        out, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        assert set(eval(out)) <= {before, after}, out
    assert len([one for one in Path(url).iterdir() if one.is_dir()]) <= 2
    with closing(open_store(url)) as store:
        store.create_schema()
    assert len([one for one in Path(url).iterdir() if one.is_dir()]) == 1, "states that nobody reads are removed"


def test_some_read_while_one_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_while_it_loads(tmp_path, monkeypatch, readers=2, seconds=1)


@pytest.mark.slow
def test_many_read_while_one_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_while_it_loads(tmp_path, monkeypatch, readers=8, seconds=8)


def test_a_reader_that_stays_open_sees_the_next_state_when_it_asks_for_it(tmp_path: Path) -> None:
    url = str(tmp_path / "store")
    with closing(open_store(url)) as store:
        store.create_schema()
        store.load(SMALL)
    with closing(open_store(url, create=False)) as stays:
        before = stays.counts()
        with closing(open_store(url)) as store:
            store.load(LARGE)
        assert stays.counts() == before
        stays.renew()
        assert stays.counts() != before


def test_threads_with_limits_of_their_own_share_a_reader(tmp_path: Path) -> None:
    url = str(tmp_path / "store")
    with closing(open_store(url)) as store:
        store.create_schema()
        store.load(SMALL)
    found: list[object] = []
    with closing(open_store(url, create=False)) as shared:

        def ask(timeout_s: float) -> None:
            for _ in range(20):
                found.append(shared.run("MATCH (d:Document) RETURN count(d)", {}, timeout_s=timeout_s).rows)

        threads = [threading.Thread(target=ask, args=(limit,)) for limit in (5, 6, 7, 8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 80 and len(set(map(str, found))) == 1


def test_a_load_that_breaks_off_shows_nothing_and_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = str(tmp_path / "store")
    with closing(open_store(url)) as store:
        store.create_schema()
        store.load(SMALL)
    before = state(url)
    monkeypatch.setattr(cypher_store, "ROWS", 50)

    def broken(done: int) -> None:
        if done > 40:
            raise KeyboardInterrupt

    store = open_store(url)
    with pytest.raises(KeyboardInterrupt), closing(store):
        store.load(LARGE, progress=broken)
    assert state(url) == before
    with closing(open_store(url)) as store:
        report = store.load(LARGE)
    assert report.unchanged_documents > 30, "what was written before is not written again"
    assert state(url) != before


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no users to be")
def test_a_store_on_a_disk_that_can_only_be_read(tmp_path: Path) -> None:
    url = tmp_path / "store"
    with closing(open_store(str(url))) as store:
        store.create_schema()
        store.load(SMALL)
    for folder, _, names in os.walk(url):
        for name in names:
            Path(folder, name).chmod(0o444)
        Path(folder).chmod(0o555)
    before = {path: path.stat().st_mtime_ns for path in url.rglob("*")}
    process = reader(str(url), 0)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 0 and eval(out) == [state(str(url))], errors
    assert {path: path.stat().st_mtime_ns for path in url.rglob("*")} == before, "a reader writes nothing"
    for folder, _, _ in os.walk(url):
        Path(folder).chmod(0o755)


@pytest.mark.slow
def test_answers_that_were_cut_give_their_memory_back(tmp_path):
    with closing(open_store(str(tmp_path / "graph"))) as store:
        store.create_schema()
        store.load(SMALL)
    statement = "UNWIND range(1, 60000) AS x RETURN x, toString(x) + $text AS text ORDER BY text DESC"
    with closing(open_store(str(tmp_path / "graph"), create=False)) as store:
        for _ in range(30):
            assert store.run(statement, {"text": "a" * 68}, timeout_s=60, limit=1).cut == "rows"
