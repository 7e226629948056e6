"""One process that has a store open answers for the others, and nobody depends on it."""

import datetime
import json
import os
import signal
import stat
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from cancu.errors import QueryError, StoreError
from cancu.graph.store import open_store
from cancu.graph.store.embedded import EmbeddedStore
from cancu.graph.store.shared import SharedStore
from cancu.graph.store.versions import owner_file
from tests.generated_graph import generated_graph
from tests.neo4j_server import ROOT

GRAPH = generated_graph(40)
OWNER = """
import sys, time
from contextlib import closing, contextmanager
from pathlib import Path
from cancu.graph.store import open_store
from cancu.graph.store.shared import shared

with closing(open_store(sys.argv[1], create=False)) as store:
    @contextmanager
    def opened():
        store.renew()
        yield store
    with shared(Path(sys.argv[1]), opened):
        print("there", flush=True)
        sys.stdin.readline()
"""
COUNT = "MATCH (d:Document) RETURN count(d)"


def loaded(folder: Path, size: int = 40) -> str:
    url = str(folder / "store")
    with closing(open_store(url)) as store:
        store.create_schema()
        store.load(generated_graph(size))
    return url


@contextmanager
def owner(url):
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout.readline() == "there\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    url = loaded(tmp_path_factory.mktemp("shared"))
    with owner(url):
        yield url


@pytest.fixture
def both(served):
    with closing(open_store(served, create=False)) as asks, closing(EmbeddedStore(Path(served), create=False)) as own:
        assert isinstance(asks, SharedStore)
        yield asks, own


def test_whoever_asks_gets_what_the_files_hold(both):
    asks, own = both
    assert asks.counts() == own.counts()
    assert [*asks.read()] == [*own.read()]
    ids = [row["id"] for row in own.read_rows("MATCH (d:Document) RETURN d.id AS id", {})]
    assert asks.documents(ids) == own.documents(ids)
    assert asks.index_stamp() == own.index_stamp() and asks.index_file() == own.index_file()
    plans = [one.run("EXPLAIN MATCH (d:Document) RETURN d.id", {}, timeout_s=30) for one in both]
    assert plans[0] == plans[1]
    for limit, size in ((None, None), (3, None), (None, 2000)):
        statement = "MATCH (d:Document) WHERE d.id <> $not RETURN d.id AS id, properties(d) AS all ORDER BY id"
        given = {"timeout_s": 30.0, "limit": limit, "most_bytes": size}
        assert asks.run(statement, {"not": "ấ"}, **given) == own.run(statement, {"not": "ấ"}, **given)


def test_an_answer_of_many_lines_is_whole(both):
    found = both[0].run("UNWIND range(1, 2501) AS n RETURN n", {}, timeout_s=30)
    assert [row[0] for row in found.rows] == [*range(1, 2502)]


@pytest.mark.parametrize("statement", ["MATCH (d) DELETE d", "RETURN", "MATCH (d:Document) RETURN nothing"])
def test_what_is_refused_is_refused_in_the_same_words(both, statement):
    asks, own = both
    with pytest.raises(QueryError) as alone:
        own.run(statement, {}, timeout_s=30)
    with pytest.raises(QueryError) as answered:
        asks.run(statement, {}, timeout_s=30)
    assert str(answered.value) == str(alone.value)
    assert asks.run(COUNT, {}, timeout_s=30), "the next question is answered"


def test_nothing_is_written_through_it(both):
    with pytest.raises(StoreError, match="reading only"):
        both[0].load(GRAPH)


def test_a_parameter_without_json_is_answered_all_the_same(both):
    assert both[0].run("RETURN $b = $b AS same", {"b": datetime.date(2020, 1, 2)}, timeout_s=30).rows == ((True,),)


def test_only_the_same_user_can_read_the_key(served):
    assert stat.S_IMODE(owner_file(Path(served)).stat().st_mode) == 0o600


def test_a_wrong_key_is_told_nothing(served):
    place = owner_file(Path(served))
    before = place.read_text()
    try:
        place.write_text(json.dumps(json.loads(before) | {"token": "wrong"}))
        with closing(open_store(served, create=False)) as store:
            assert isinstance(store, EmbeddedStore)
    finally:
        place.write_text(before)


@pytest.mark.parametrize(
    "said", ["", "{}", "[]", "null", '{"version": "0", "address": "/nowhere", "token": "x", "pid": 1}']
)
def test_a_file_that_says_nothing_of_use_is_no_matter(tmp_path, said):
    url = loaded(tmp_path)
    owner_file(Path(url)).write_text(said)
    with closing(open_store(url, create=False)) as store:
        assert isinstance(store, EmbeddedStore) and store.counts()


def test_another_version_is_not_asked(tmp_path):
    url = loaded(tmp_path)
    with owner(url):
        place = owner_file(Path(url))
        place.write_text(json.dumps(json.loads(place.read_text()) | {"version": "another"}))
        with closing(open_store(url, create=False)) as store:
            assert isinstance(store, EmbeddedStore)


def test_one_that_was_killed_is_missed_by_nobody(tmp_path):
    url = loaded(tmp_path)
    with owner(url) as process, closing(open_store(url, create=False)) as stays:
        before = stays.run(COUNT, {}, timeout_s=30)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert owner_file(Path(url)).exists(), "nobody could remove it"
        assert stays.run(COUNT, {}, timeout_s=30) == before
        with closing(open_store(url, create=False)) as comes:
            assert isinstance(comes, EmbeddedStore) and comes.run(COUNT, {}, timeout_s=30) == before


@pytest.mark.skipif(os.name != "posix", reason="a process is held with a POSIX signal")
def test_one_that_hangs_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr("cancu.graph.store.shared.PATIENCE_S", 0.2)
    url = loaded(tmp_path)
    with owner(url) as process:
        process.send_signal(signal.SIGSTOP)
        with closing(open_store(url, create=False)) as store:
            assert isinstance(store, EmbeddedStore)


def test_a_load_is_seen_at_the_next_question(tmp_path):
    url = loaded(tmp_path)
    with owner(url), closing(open_store(url, create=False)) as asks:
        before = asks.counts()
        loaded(tmp_path, 60)
        assert isinstance(asks, SharedStore) and asks.counts() != before


def test_the_file_goes_with_the_one_that_answers(tmp_path):
    url = loaded(tmp_path)
    with owner(url) as process:
        process.communicate("end\n")
    assert process.returncode == 0 and not owner_file(Path(url)).exists()
