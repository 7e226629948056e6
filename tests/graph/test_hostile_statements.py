"""Statements of somebody hostile: none writes, none reads a file or calls out, on any engine, and none ends in a traceback."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import ClassVar

import pytest

from cancu.errors import QueryError
from cancu.graph.store.cypher_store import CypherStore
from tests.graph.test_store_contract import content
from tests.small_graph import small_graph

BLANKS = [" ", "\t", "\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\xa0", "\u1680", "\u2000",
          "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\u180e", "\u200b", "\u2060", "\ufeff", "\x00"]  # fmt: skip
COMMENTS = ["/**/", "/* */", "/*'*/", '/*"*/', "/*`*/", "/*/*/", "/***/", "/*//*/", *(f"//{end}" for end in BLANKS),
            *(f"// '{end}" for end in ("\n", "\r", "\u2028", "\x85", "\x0b", "\x0c"))]  # fmt: skip
PREFIXES = ["", "WITH 1 AS x ", "MATCH (n) ", "MATCH (d:Document) WITH d LIMIT 1 ", "UNWIND [1] AS x ", "RETURN 1 AS x UNION ",
            "RETURN 1 AS x; ", "EXPLAIN ", "PROFILE ", "CYPHER 5 ", "USE neo4j ", "MATCH (n) CALL { ", "WITH 'a\\' AS x, '' AS y ",
            "RETURN `a``b` AS x ", "WITH \"//\" AS x ", "WITH '/*' AS x ", "OPTIONAL MATCH (n) WHERE n.x = '//' "]  # fmt: skip
HARM = [
    "CREATE (h:Document {id: 'harm'})",
    "MERGE (h:Document {id: 'harm'})",
    "MATCH (h:Document) SET h.title = 'harm'",
    "MATCH (h:Document) REMOVE h.title",
    "MATCH (h:Document) DETACH DELETE h",
    "FOREACH (i IN [1] | CREATE (:Document {id: 'harm'}))",
    "LOAD CSV FROM '{file}' AS row RETURN row",
    "LOAD CSV WITH HEADERS FROM '{url}' AS row RETURN row",
    "CALL db.labels() YIELD label RETURN label",
    "CALL dbms.listConfig() YIELD name, value RETURN name, value",
    "CALL apoc.load.json('{url}') YIELD value RETURN value",
    "CALL { LOAD CSV FROM '{url}' AS row RETURN row } RETURN row",
    "CALL { CREATE (h:Document {id: 'harm'}) RETURN h } RETURN h",
    "CALL { MATCH (h:Document) DETACH DELETE h } IN TRANSACTIONS RETURN 1",
    "RETURN apoc.util.sleep(1) AS x",
    "DROP CONSTRAINT document_id",
    "CREATE INDEX harm FOR (n:Document) ON (n.harm)",
    "SHOW USERS",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
    "START DATABASE neo4j",
]
SUFFIXES = ["", " //", " /*", "'", '"', "`", ";", " RETURN 1 AS x", " } RETURN 1 AS x", "\\u000a", " // '\n RETURN 1"]


class Listener(http.server.BaseHTTPRequestHandler):
    heard: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"a,b\n1,2\n")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def listener() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/?leak"
        server.shutdown()


def hostile(chance: Random, file: str, url: str) -> str:
    """One statement: harm between blanks and comments of every kind, in cases of letters that engines take for one."""
    harm = chance.choice(HARM).replace("{file}", file).replace("{url}", url)
    words = harm.split(" ")
    if chance.random() < 0.3:
        words = [
            "".join(chance.choice((c.lower(), c.upper())) for c in word) if word.isalpha() else word for word in words
        ]
    gaps = [chance.choice(BLANKS) if chance.random() < 0.5 else chance.choice(COMMENTS) for _ in words[1:]]
    text = words[0] + "".join(gap + word for gap, word in zip(gaps, words[1:], strict=True))
    before = chance.choice(PREFIXES) + "".join(chance.choices([*BLANKS, *COMMENTS], k=chance.randrange(3)))
    return before + text + chance.choice(SUFFIXES)


def check(store: CypherStore, tmp_path: Path, listener: str, seeds: range) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("bí mật\n", encoding="utf-8")
    store.load(small_graph())
    before = content(store)
    Listener.heard.clear()
    for seed in seeds:
        statement = hostile(Random(seed), secret.as_uri(), listener)
        try:
            found = store.run(statement, {}, timeout_s=5, limit=10, most_bytes=100_000)
        except QueryError as error:
            assert "com.arcadedb" not in str(error) and "Exception:" not in str(error), statement
            continue
        assert "bí mật" not in str(found.rows), statement
    assert content(store) == before
    assert not Listener.heard


def test_none_writes_reads_a_file_or_calls_out(module_store: CypherStore, tmp_path: Path, listener: str) -> None:
    check(module_store, tmp_path, listener, range(40))


@pytest.mark.slow
def test_none_of_many_writes_reads_a_file_or_calls_out(
    module_store: CypherStore, tmp_path: Path, listener: str
) -> None:
    check(module_store, tmp_path, listener, range(40, 440))


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
@pytest.mark.parametrize("form", ["WITH 1 AS x //{}LOAD CSV FROM $url AS l RETURN l", "WITH 1 AS x //{}CREATE (h:Document) RETURN h",
                                  "WITH 1 AS x{}CALL{}db.labels() YIELD label RETURN label"])  # fmt: skip
def test_no_end_of_a_comment_lets_a_clause_through(
    module_store: CypherStore, form: str, blank: str, listener: str
) -> None:
    Listener.heard.clear()
    try:
        found = module_store.run(form.replace("{}", blank), {"url": listener}, timeout_s=5)
    except QueryError:
        pass
    else:
        assert found.rows in ((), ((1,),)), "the comment went on to the end"
    assert not Listener.heard
    assert not module_store.run("MATCH (h:Document) WHERE h.id IS NULL RETURN h", {}, timeout_s=5).rows


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("RETURN reduce(s = 'a', i IN range(1, 40) | s + s) AS s", "memory"),
        ("RETURN range(1, 3000000) AS n", "larger than|longer than 3 s"),
        ("UNWIND range(1, 2000) AS a UNWIND range(1, 2000) AS b UNWIND range(1, 2000) AS c WITH a + b + c AS s RETURN max(s)", "longer than 3 s"),
    ],
)  # fmt: skip
def test_what_would_take_all_memory_or_time_is_stopped(module_store: CypherStore, statement: str, why: str) -> None:
    with pytest.raises(QueryError, match=why):
        module_store.run(statement, {}, timeout_s=3, limit=10, most_bytes=1_000_000)


def test_rows_are_cut_by_their_bytes(module_store: CypherStore) -> None:
    found = module_store.run(
        "UNWIND range(1, 1000) AS n RETURN n, reduce(s = '', i IN range(1, 100) | s + 'chữ') AS words",
        {},
        timeout_s=10,
        most_bytes=10_000,
    )
    assert found.cut == "bytes" and 10 < len(found.rows) < 40
