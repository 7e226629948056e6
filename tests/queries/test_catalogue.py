"""Every stored query on every store: a row that must be there and one that must not."""

import datetime
import shlex
from collections.abc import Iterator, Mapping
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from cancu.corpus import read_corpus
from cancu.demo import examples
from cancu.errors import NotFoundError, QueryError
from cancu.graph.store import open_store
from cancu.graph.store.cypher_store import CypherStore, took_too_long
from cancu.queries import answer, catalogue, get
from cancu.queries.catalogue import parse
from cancu.queries.run import positional
from cancu.queries.values import provinces_on
from tests.generated_graph import generated_graph
from tests.neo4j_server import Server, wipe
from tests.queries.corpus import (
    AMENDER,
    BINH_DUONG,
    CIRCULAR,
    COMMUNE,
    DECREE,
    DEPARTMENT,
    DIRECTIVE,
    DRAFT,
    FAR,
    NEW_LAW,
    NOTICE,
    OF_A_MINISTRY,
    OLD_LAW,
    PLAN,
    REPEALED,
    REPEALER,
    SAME_PLAN,
    SCHEME,
    question_graph,
)

Row = Mapping[str, Any]

CASES: list[tuple[str, str, Row, Row]] = [
    ("activity", "", {"issuer": "Ủy ban nhân dân tỉnh Thanh Hóa", "year": 2023, "documents": 1}, {"year": 2021}),
    ("activity", "quang-ngai", {"place": "quang-ngai", "year": 2024, "in_corpus": 1}, {"place": "thanh-hoa"}),
    ("ambiguous", "", {"text": "số 7/KH", "candidates": [PLAN, COMMUNE]}, {"text": "văn bản số 99"}),
    (
        "basis-status",
        "24/KH-UBND/2023",
        {"basis": OLD_LAW, "status": "ENDED", "since": "2024-07-01", "by": NEW_LAW},
        {"basis": SCHEME, "status": "ENDED"},
    ),
    ("basis-status", f"{PLAN} 2024-06-30", {"basis": OLD_LAW, "status": "UNKNOWN"}, {"status": "ENDED"}),
    ("basis-status", f"{PLAN} 9999-12-31", {"basis": SCHEME, "status": "ENDED"}, {"status": "IN_FORCE"}),
    ("basis-status", COMMUNE, {"basis": PLAN, "status": "AMENDED", "by": "30/KH-UBND"}, {"basis": COMMUNE}),
    ("by-level", '"Đề án 06"', {"level": "province", "type": "KH", "documents": 1}, {"type": "QĐ"}),
    ("chains", f"{COMMUNE} {SCHEME}", {"chain": 2, "step": 3, "source": PLAN, "target": SCHEME}, {"source": NOTICE}),
    ("compare", "thanh-hoa quang-ngai", {"directive": SCHEME, "one": PLAN, "one_days": 403, "other": None},
     {"directive": OLD_LAW}),
    ("compare-directives", f"{SCHEME} {DIRECTIVE}", {"place": "Thanh Hóa", "one": PLAN, "other": None},
     {"place": "Hà Nội", "one": PLAN}),
    ("card", '"Đề án 06"', {"field": "cited by", "value": 4}, {"field": "path"}),
    ("cited-by", '"Đề án 06"', {"document": DIRECTIVE, "relation": "IMPLEMENTS"}, {"document": NOTICE}),
    ("cited-by", f"{SCHEME} implements thanh-hoa", {"document": PLAN}, {"document": DIRECTIVE}),
    ("cites", PLAN, {"document": OLD_LAW, "relation": "BASED_ON"}, {"document": DEPARTMENT}),
    ("cites", f"{PLAN} implements", {"document": SCHEME}, {"document": OLD_LAW}),
    ("co-cited", '"Đề án 06"', {"document": PLAN, "together": 1}, {"document": SCHEME}),
    ("common-bases", f"{COMMUNE} {NOTICE}", {"basis": SCHEME, "from_distance": 2, "to_distance": 2}, {"basis": PLAN}),
    ("audit", "", {"document": SCHEME, "kind": "date", "times": 1, "reason": "date: 07/01/2022 here, 06/01/2022 there"},
     {"document": PLAN}),
    ("conflicts", "", {"document": SCHEME, "dates": ["2022-01-06", "2022-01-07"]}, {"document": PLAN}),
    ("coverage", '"Đề án 06"', {"place": "Thanh Hóa", "documents": 3, "first": PLAN, "days": 403},
     {"place": "Hà Nội", "documents": 1}),
    ("coverage", '"Đề án 06" -p by=basis', {"place": "Thanh Hóa", "documents": 0}, {"documents": 1}),
    ("coverage", f"{REPEALED} -p by=basis", {"place": "Quảng Ngãi", "first": NOTICE}, {"first": PLAN}),
    ("coverage", '"Đề án 06" KH', {"place": "Quảng Ngãi", "documents": 0, "first": None}, {"place": "Kon Tum"}),
    ("coverage", '"Đề án 06" -p provinces=63', {"place": "Kon Tum", "documents": 0}, {"place": "Kon Tum", "documents": 1}),
    ("cycles", "", {"documents": ["61/QĐ-UBND", "62/QĐ-UBND"]}, {"documents": ["62/QĐ-UBND", "61/QĐ-UBND"]}),
    ("dead-bases", "", {"document": NOTICE, "basis": REPEALED, "kind": "later", "status": "ENDED", "by": "50/QĐ-TTg",
                        "sentences": ["Căn cứ Quyết định 9/QĐ-TTg."]}, {"document": COMMUNE}),
    ("dead-bases", "-p as_of=2024-06-30", {"document": NOTICE}, {"document": PLAN}),
    ("dead-bases", f"-p document={COMMUNE} -p depth=3", {"basis": OLD_LAW, "distance": 3}, {"basis": REPEALED}),
    ("dead-bases", f"{COMMUNE} -p depth=3 -p as_of=9999-12-31", {"basis": SCHEME, "distance": 2}, {"basis": PLAN}),
    ("dead-bases", f"{COMMUNE} -p depth=3 -p as_of=9999-12-31",
     {"basis": OLD_LAW, "distance": 3, "sentences": [f"Câu có {DEPARTMENT}.", "Thực hiện Kế hoạch 24/KH-UBND.", f"Câu có {OLD_LAW}."]},
     {"basis": SCHEME, "distance": 3}),
    ("dead-bases", "-p depth=3", {"document": PLAN, "basis": OLD_LAW, "distance": 1}, {"basis": SCHEME}),
    ("documents", '"dan cu"', {"document": SCHEME}, {"document": PLAN}),
    ("documents", "-p type='kế hoạch' -p place='Thanh Hoá' -p year=2023", {"document": COMMUNE}, {"document": AMENDER}),
    ("drafts", "", {"draft": DRAFT, "month": "2024-07", "target": SCHEME, "how": "states it"}, {"draft": PLAN}),
    ("duplicates", "", {"one": SAME_PLAN, "one_id": SAME_PLAN, "one_file": None, "other": PLAN, "other_id": PLAN,
                        "other_file": "thanh-hoa-2023-24-kh-ubnd.txt"}, {"one": PLAN}),
    ("evidence", f'{PLAN} "Đề án 06"', {"relation": "IMPLEMENTS", "start": 40}, {"relation": "BASED_ON"}),
    ("family", PLAN, {"source": AMENDER, "relation": "AMENDS", "target": PLAN}, {"source": REPEALER}),
    ("gaps", '"Đề án 06"', {"place": "Hà Nội", "documents_of_place": 0}, {"place": "Thanh Hóa"}),
    ("gaps", '"Đề án 06" kh', {"place": "Quảng Ngãi", "documents_of_place": 3}, {"place": "Thanh Hóa"}),
    ("if-replaced", '"Đề án 06"', {"document": PLAN, "consequence": "left without a basis"}, {"document": COMMUNE}),
    ("if-replaced", OLD_LAW, {"document": DECREE, "consequence": "falls with it"},
     {"document": PLAN, "consequence": "left without a basis"}),
    ("if-replaced", '"Đề án 06"', {"document": PLAN, "other_bases": 1, "standing_bases": 0}, {"via": PLAN}),
    ("if-replaced", OLD_LAW, {"document": PLAN, "consequence": "needs review", "standing_bases": 0, "unsure_bases": 1},
     {"document": DECREE, "other_bases": 1}),
    ("if-replaced", OLD_LAW, {"document": CIRCULAR, "consequence": "falls with it", "via": DECREE},
     {"consequence": "left without a basis"}),
    ("if-replaced", f"{OLD_LAW} -p as_of=9999-12-31", {"document": PLAN, "consequence": "left without a basis"},
     {"document": COMMUNE}),
    ("impact", '"Đề án 06"', {"document": COMMUNE, "distance": 2, "via": DEPARTMENT}, {"document": REPEALER}),
    ("impact", f"{PLAN} amends", {"document": AMENDER, "distance": 1}, {"document": DEPARTMENT}),
    ("implementers", '"Đề án 06"', {"document": NOTICE, "distance": 2, "via": DIRECTIVE}, {"document": AMENDER}),
    ("implementers", '"Đề án 06" thanh-hoa', {"document": PLAN, "sentence": "Triển khai Đề án 06 của Thủ tướng."},
     {"document": NOTICE}),
    ("implementers", '"Đề án 06" -p depth=1', {"document": DEPARTMENT}, {"document": COMMUNE}),
    ("legacy", "", {"document": BINH_DUONG, "ceased": "2025-06-30", "successor": "Hồ Chí Minh", "issued_by": "Ủy ban nhân dân tỉnh Bình Dương"},
     {"document": PLAN}),
    ("legacy", "-p as_of=2025-06-30", {"document": OF_A_MINISTRY, "successor": "Bộ Khoa học và Công nghệ"}, {"document": BINH_DUONG}),
    ("legacy", "tp-ho-chi-minh", {"document": BINH_DUONG}, {"document": OF_A_MINISTRY}),
    ("legal-basis", DEPARTMENT, {"basis": OLD_LAW, "distance": 2, "via": PLAN, "since": "2024-07-01"}, {"basis": FAR}),
    ("misprints", "", {"printed": ["UBNĐ"], "read_as": ["UBND"]}, {"printed": ["UBND"]}),
    ("missing", "", {"document": SCHEME, "citing": 4, "relations": ["IMPLEMENTS"]}, {"document": PLAN}),
    ("most-cited", "", {"document": SCHEME, "citing": 4}, {"document": NOTICE}),
    ("most-cited", "repeals", {"document": REPEALED, "citing": 1}, {"document": SCHEME}),
    ("no-basis", "", {"document": AMENDER, "mentions": 1}, {"document": PLAN}),
    ("path", f"{COMMUNE} {OLD_LAW}", {"step": 3, "source": PLAN, "target": OLD_LAW}, {"step": 4}),
    ("response-days", '"Đề án 06"', {"document": DEPARTMENT, "days": 491}, {"document": SCHEME}),
    ("response-days", '"Đề án 06" province', {"document": NOTICE, "days": 785}, {"document": DEPARTMENT}),
    ("response-days", '"Đề án 06" -p place=quang-ngai', {"document": NOTICE}, {"document": PLAN}),
    ("shaky-bases", "", {"document": DEPARTMENT, "basis": PLAN, "by": "30/KH-UBND", "since": "2024-05-01",
                         "sentences": ["Thực hiện Kế hoạch 24/KH-UBND."]}, {"document": COMMUNE}),
    ("shaky-bases", "-p depth=2", {"document": COMMUNE, "basis": PLAN, "distance": 2}, {"document": NOTICE}),
    ("status", f"{OLD_LAW} 2024-07-01",
     {"status": "ENDED", "since": "2024-07-01", "by": NEW_LAW, "successor": NEW_LAW, "until": None}, {"status": "UNKNOWN"}),
    ("status", f"{OLD_LAW} 2024-06-30", {"status": "UNKNOWN", "until": "2024-07-01", "successor": None}, {"status": "ENDED"}),
    ("status", f"{REPEALED} 2024-06-01",
     {"status": "ENDED", "by": "50/QĐ-TTg", "successor": None, "sentence": f"Câu có {REPEALED}."}, {"status": "UNKNOWN"}),
    ("status", NEW_LAW, {"status": "IN_FORCE", "since": "2024-07-01"}, {"status": "ENDED"}),
    ("status", f"{NEW_LAW} 2024-06-30", {"status": "NOT_YET", "until": "2024-07-01"}, {"status": "IN_FORCE"}),
    ("takes-effect", "2024-05-01 2024-07-01", {"document": OLD_LAW, "day": "2024-07-01", "status": "ENDED"},
     {"document": SCHEME}),
    ("takes-effect", "2024-05-01 2024-07-01 thanh-hoa", {"document": PLAN, "day": "2024-05-01", "status": "AMENDED"},
     {"document": OLD_LAW}),
    ("timeline", PLAN, {"date": "2024-05-01", "document": AMENDER, "role": "→ AMENDS"}, {"document": COMMUNE}),
    ("top", "", {"document": SCHEME, "documents": 3, "in_part": 0, "provinces": 1}, {"document": OLD_LAW}),
    ("totals", "place", {"value": "quang-ngai", "documents": 3}, {"value": "vn", "documents": 1}),
    ("totals", "type -p place=thanh-hoa -p year=2023", {"value": "KH", "documents": 3, "carry_out": 3}, {"value": "QĐ"}),
    ("worklist", '"Đề án 06"', {"body": "Ủy ban nhân dân tỉnh Thanh Hóa", "document": PLAN, "distance": 1}, {"document": AMENDER}),
    ("tree", '"Đề án 06"', {"document": DEPARTMENT, "parent": PLAN}, {"document": DEPARTMENT, "parent": SCHEME}),
    ("cites-provision", f'{PLAN} "khoản 1 Mục II"', {"document": DEPARTMENT, "which": "itself"}, {"document": COMMUNE}),
    ("cites-provision", f"{PLAN} muc-ii", {"which": "inside", "part": "khoản 1 Mục II"}, {"which": "itself"}),
    ("changed-provisions", PLAN, {"part": "khoản 1 Mục II", "done": "amends", "by": AMENDER, "by_part": "muc-i",
                                  "since": "2024-05-01", "wording": "1. Mới."}, {"part": "Mục II"}),
    ("provision", f"{PLAN} muc-ii/khoan-1", {"words": "1. Mới.", "by": AMENDER, "missing": None}, {"missing": "new wording"}),
    ("provision", f"{PLAN} muc-ii/khoan-1 2024-04-30", {"words": None, "missing": "part in the text"}, {"by": AMENDER}),
    ("provision", f"{PLAN} muc-ii", {"words": None, "done": "amends", "missing": "new wording"}, {"words_of": "muc-ii"}),
    ("shaky-provisions", "", {"document": DEPARTMENT, "act": PLAN, "changed": "khoản 1 Mục II", "by": AMENDER},
     {"document": COMMUNE}),
    ("unresolved", "", {"text": "văn bản số 99", "status": "unresolved"}, {"text": "số 7/KH"}),
]  # fmt: skip


def arguments(line: str) -> tuple[list[str], dict[str, str]]:
    words = shlex.split(line)
    named: dict[str, str] = {}
    while "-p" in words:
        at = words.index("-p")
        name, _, value = words[at + 1].partition("=")
        named[name] = value
        del words[at : at + 2]
    return words, named


def plain(value: Any) -> Any:
    """A document by its id."""
    return value["id"] if isinstance(value, dict) and "id" in value else value


def ask(store: CypherStore, name: str, line: str) -> list[dict[str, Any]]:
    query = get(name)
    words, named = arguments(line)
    found = answer(store, query, positional(query, words) | named)
    assert found.columns == query.columns
    return [{column: plain(value) for column, value in row.items()} for row in found.records()]


def holds(row: Row, wanted: Row) -> bool:
    return all(row[name] == value for name, value in wanted.items())


@pytest.fixture(scope="module")
def asked(module_store: CypherStore) -> Iterator[CypherStore]:
    module_store.load(question_graph())
    yield module_store


@pytest.mark.parametrize(("name", "line", "present", "absent"), CASES, ids=[f"{c[0]} {c[1]}" for c in CASES])
def test_rows(asked: CypherStore, name: str, line: str, present: Row, absent: Row) -> None:
    rows = ask(asked, name, line.replace("24/KH-UBND/2023", PLAN))
    assert [row for row in rows if holds(row, present)], rows
    assert not [row for row in rows if holds(row, absent)], rows


def test_every_query_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(catalogue())
    assert len(catalogue()) >= 24


SOME = {"part": "Điều 1", "document": FAR, "date": "2024-01-01", "place": "thanh-hoa"}


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_a_document_that_nothing_touches_gives_an_answer(asked: CypherStore, name: str) -> None:
    query = get(name)
    values = {p.name: SOME[p.type] for p in query.parameters if p.required}
    answer(asked, query, values)


HUB = "vn/2005/1-tb-ttg"
"""Much cited in the generated graph."""


@pytest.mark.slow  # tests/graph/test_parity.py asks the same on a graph of this kind
def test_both_stores_give_the_same_rows(tmp_path: Path, neo4j: Server) -> None:
    """On a graph with hubs, circles, chains, unknown years and mergers; differences are shown by query."""
    graph = generated_graph(500)
    citing = next(link.source for link in graph.links if link.target == HUB)
    wipe(neo4j)
    found: list[dict[str, Any]] = []
    for url in (str(tmp_path / "store"), neo4j.uri):
        with closing(open_store(url)) as store:
            store.create_schema()
            store.load(graph)
            found.append({name: answers(store, name, citing) for name in catalogue()})
    different = [name for name in catalogue() if found[0][name] != found[1][name]]
    assert not different
    assert sum(bool(rows) for rows in found[0].values()) >= len(catalogue()) - 11  # no parts are made there


def answers(store: CypherStore, name: str, citing: str) -> Any:
    query = get(name)
    ends = {
        "first": "2006-01-01", "last": "2020-12-31", "document": HUB, "target": HUB, "to": HUB, "from": citing, "source": citing,
        "one": HUB, "other": citing, "part": "dieu-5",
    }  # fmt: skip
    required = [p for p in query.parameters if p.required]
    values = {p.name: ends[p.name] if p.type in ("document", "date", "part") else "thanh-hoa" for p in required}
    return answer(store, query, values).rows


HEADER = "// name: x\n// title: X\n// title_en: X\n// columns: a\n// example: \n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "// name: y\n// title: X\n// title_en: X\n// columns: a\n// example: \nRETURN 1 AS a",
            "x.cypher:1: the name 'y'",
        ),
        ("// name: x\nRETURN 1 AS a", "x.cypher:1: the header lacks '// title: …'"),
        (HEADER + "MATCH (d)\nSET d.x = 1 RETURN 1 AS a", r"x.cypher:6: line 2, column 1: SET"),
        (
            HEADER + "CALL dbms.components() YIELD name AS a RETURN a",
            "x.cypher:6: .*CALL: queries may not call procedures",
        ),
        (HEADER + "MATCH (d)\nWHERE d.id = $who RETURN d.id AS a", r"x.cypher:7: \$who is not declared"),
        (HEADER + "// param who: document\nRETURN 1 AS a", "x.cypher:1: the parameter 'who' is declared but not used"),
        (HEADER + "// param who: person\nRETURN $who AS a", "x.cypher:6: write '// param NAME: TYPE"),
        (HEADER + "RETURN 1 AS a, 2 AS b", "x.cypher:6: the header declares the columns a, RETURN gives a, b"),
    ],
)
def test_a_query_that_breaks_the_rules_is_refused_with_file_and_line(text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        parse("x.cypher", text)


def test_every_query_that_is_kept_keeps_the_rules() -> None:
    kept = sorted(Path(str(files("cancu.queries") / "cypher")).glob("*.cypher"))
    assert [parse(path.name, path.read_text(encoding="utf-8")) for path in kept] == list(catalogue().values())


def test_a_dollar_in_a_string_is_no_parameter() -> None:
    assert parse("x.cypher", HEADER + "RETURN '$who return 1 AS b' AS a // $you").columns == ("a",)


@pytest.mark.parametrize(
    ("name", "values", "error", "message"),
    [
        ("implementers", {}, QueryError, "needs the parameter 'document'"),
        ("implementers", {"document": SCHEME, "colour": "red"}, QueryError, "no parameter 'colour'; it takes depth"),
        ("implementers", {"document": SCHEME, "depth": "deep"}, QueryError, "depth is a whole number, not 'deep'"),
        ("implementers", {"document": SCHEME, "level": "top"}, QueryError, "level is one of central"),
        ("implementers", {"document": SCHEME, "place": "thanh-hoá-x"}, QueryError, "did you mean thanh-hoa"),
        ("implementers", {"document": SCHEME, "depth": "99"}, QueryError, "depth is from 1 to 8, not 99"),
        ("coverage", {"document": SCHEME, "by": "title"}, QueryError, "by is one of carries, basis, both, not 'title'"),
        ("dead-bases", {"depth": "0"}, QueryError, "depth is from 1 to 3, not 0"),
        ("implementers", {"document": SCHEME, "type": "thơ"}, QueryError, "type is a type of document such as KH"),
        ("cites", {"document": SCHEME, "relation": "likes"}, QueryError, "relation is one of REPEALS"),
        ("dead-bases", {"as_of": "hôm qua"}, QueryError, "as_of is a date such as 2024-05-01 or 01/05/2024"),
        ("coverage", {"document": SCHEME, "provinces": "35"}, QueryError, "provinces is 34, 63 or a date"),
        ("implementers", {"document": "99/QĐ-TTg"}, NotFoundError, "no document is called '99/QĐ-TTg'"),
        (
            "implementers",
            {"document": "24/KH-UBND"},
            NotFoundError,
            r"may be 2 documents; give one id:\n  thanh-hoa/2023/24-kh-ubnd .*thanh-hoa-2023-24-kh-ubnd.txt\n  thanh-hoa/-/24-kh-ubnd  24/KH-UBND  only cited",
        ),
    ],
)
def test_bad_parameters_are_told(
    asked: CypherStore, name: str, values: dict[str, str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        answer(asked, get(name), values)


def test_a_query_that_takes_too_long_says_how_to_narrow_it(asked: CypherStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, timeout_s: float, **__: object) -> None:
        raise QueryError(took_too_long(timeout_s))

    monkeypatch.setattr(asked, "run", stopped)
    wanted = r"missing took longer than 9 s: narrow it \(place, type\) or give it more time with --timeout SECONDS"
    with pytest.raises(QueryError, match=wanted):
        answer(asked, get("missing"), {}, timeout_s=9)


FINDS_NOTHING = {"ambiguous", "audit", "cycles", "no-basis", "shaky-bases", "shaky-provisions"}
"""What the sample corpus has no case of."""


def test_examples_answer_on_the_sample_corpus(tmp_path: Path) -> None:
    with closing(open_store(str(tmp_path / "store"))) as store:
        store.create_schema()
        store.load(read_corpus([str(examples())]).graph)
        empty = {name for name, query in catalogue().items() if not ask(store, name, query.example)}
    assert empty == FINDS_NOTHING


def test_an_unknown_query_lists_the_nearest() -> None:
    with pytest.raises(QueryError, match="did you mean implementers"):
        get("implementors")


def test_lists_of_provinces_follow_the_mergers() -> None:
    now, before = provinces_on(None), provinces_on(datetime.date(2025, 6, 30))
    assert (len(now), len(before)) == (34, 63)
    ho_chi_minh = next(p for p in now if p["id"] == "tp-ho-chi-minh")
    assert {"ba-ria-vung-tau", "binh-duong", "tp-ho-chi-minh"} == set(ho_chi_minh["scopes"])
    assert all(p["id"] in p["scopes"] for p in now + before)
