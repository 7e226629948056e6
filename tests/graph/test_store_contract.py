"""Every store behaves the same: one suite, every engine."""

from datetime import date
from typing import Any

import pytest

from cancu.errors import MissingEndError, QueryError, StoreError
from cancu.graph.build import Graph, build
from cancu.graph.rows import history_row
from cancu.graph.store import bulk, cypher_store, document_states, transactions
from cancu.graph.store.base import Bounds, Run
from cancu.graph.store.cypher_store import CypherStore
from cancu.graph.store.verify import verify
from cancu.graph.validity import history, stated_changes
from cancu.models import Also, Document, Link, Mention, Relation
from tests.generated_graph import generated_graph
from tests.small_graph import (
    DECISION,
    ISSUERS,
    LAW,
    LETTER,
    NEW_LAW,
    NOTICE,
    PLACES,
    PLAN,
    document,
    mention,
    small_documents,
    small_graph,
    small_mentions,
    text,
)

HOSTILE = "Quyết định \"nháy\" 'đơn' \\ \\\\n \n dòng hai\r\n\ttab </script><b>&amp; ; {x} $y `z` ,|\u2028 𠮷 Đ\u0301"


def rows(store: CypherStore, cypher: str, **parameters: Any) -> list[tuple[Any, ...]]:
    return list(store.run(cypher, parameters, timeout_s=10).rows)


def content(store: CypherStore) -> dict[str, Any]:
    """All that a store holds, as one value."""
    batches = list(store.read())
    return {
        "documents": sorted((_as_loaded(one) for batch in batches for one in batch.documents), key=lambda one: one.id),
        "issuers": [one for batch in batches for one in batch.issuers],
        "places": [one for batch in batches for one in batch.places],
        "issued_by": {key: value for batch in batches for key, value in batch.issued_by.items()},
        "mentions": sorted((one for batch in batches for one in batch.mentions), key=repr),
        "links": sorted((one for batch in batches for one in batch.links), key=repr),
    }


def as_content(graph: Graph) -> dict[str, Any]:
    return {
        "documents": [_as_loaded(one) for one in graph.documents],
        "issuers": list(graph.issuers),
        "places": list(graph.places),
        "issued_by": dict(graph.issued_by),
        "mentions": sorted(graph.mentions, key=repr),
        "links": sorted(graph.links, key=repr),
    }


def _as_loaded(document: Document) -> Document:
    """The document without its states, which the store works out from all that it holds."""
    return document.model_copy(update={"history": ()})


def without(mentions: list[Mention], *, of: str) -> list[Mention]:
    path = text(of).path
    return [one for one in mentions if one.file != path]


def test_what_is_loaded_is_read_back(store: CypherStore) -> None:
    graph = small_graph()
    report = store.load(graph)
    assert report.sent == report.written
    assert report.unchanged_documents == 0
    assert content(store) == as_content(graph)


def test_counts_name_every_label_and_type(store: CypherStore) -> None:
    store.load(small_graph())
    found = store.counts()
    assert {name: count for name, count in found.items() if count} == {
        "Document": 6,
        "Issuer": 3,
        "Place": 1,
        "Mention": 8,
        "STATED_IN": 8,
        "NAMES": 6,
        "ISSUED_BY": 1,
        "OF_PLACE": 1,
        "SUCCEEDED_BY": 1,
        "BASED_ON": 1,
        "IMPLEMENTS": 2,
        "REPLACES": 1,
        "REFERS_TO": 1,
        "AMENDS": 1,
    }
    assert found["REPEALS"] == 0


def test_links_carry_evidence(store: CypherStore) -> None:
    store.load(small_graph())
    found = rows(
        store,
        "MATCH (a:Document)-[r:IMPLEMENTS]->(b:Document) WHERE a.id = $plan"
        " RETURN b.id AS target, r.stated_by AS stated_by, r.mentions AS mentions, r.confidence AS confidence,"
        " r.evidence AS evidence, r.file AS file, r.start AS start, r.provision AS provision"
        " ORDER BY r.stated_by",
        plan=PLAN,
    )
    sentence = f"Câu có {DECISION}."
    assert found == [
        (DECISION, PLAN, 2, 1.0, sentence, "thanh-hoa-2023-24-kh-ubnd.txt", 40, "mục 2"),
        (DECISION, LETTER, 1, 1.0, sentence, "thanh-hoa-2023-310-stttt-cds.txt", 30, None),
    ]


def test_loading_twice_changes_nothing(store: CypherStore) -> None:
    store.load(small_graph())
    before = content(store)
    report = store.load(small_graph())
    assert report.unchanged_documents == 3
    assert set(report.written) <= {"Issuer", "Place"}
    assert content(store) == before


def test_a_changed_document_replaces_its_own_statements_only(store: CypherStore) -> None:
    store.load(small_graph())
    plan = small_documents()[3]
    mentions = [*without(small_mentions(), of=PLAN), mention(plan, 12, DECISION, Relation.BASED_ON)]
    changed = build(small_documents(), mentions, ISSUERS, PLACES)
    report = store.load(changed)
    assert report.unchanged_documents == 2
    assert content(store) == as_content(changed)
    stated = rows(
        store, "MATCH (:Document)-[r:IMPLEMENTS|BASED_ON]->(:Document) RETURN r.stated_by ORDER BY r.stated_by"
    )
    assert stated == [(PLAN,), (LETTER,)]


def test_a_file_that_is_known_better_leaves_nothing_of_the_old_id(store: CypherStore) -> None:
    """The same bytes at the same path, read as another document."""
    draft = text("thanh-hoa/-/24-kh-ubnd")
    law = document(LAW)
    store.load(build([draft, law], [mention(draft, 1, LAW, Relation.BASED_ON)]))
    signed = text(PLAN).model_copy(update={"path": draft.path})
    graph = build([signed, law], [mention(signed, 1, LAW, Relation.BASED_ON)])
    store.load(graph)
    assert content(store) == as_content(graph)


def test_another_text_at_the_same_path_is_another_document(store: CypherStore) -> None:
    """Two folders may both have a.txt; only prune removes a document."""
    one = text(LETTER)
    other = text(PLAN).model_copy(update={"path": one.path, "sha256": "1" * 64})
    store.load(build([one], []))
    store.load(build([other], []))
    assert {node.id for node in content(store)["documents"] if node.in_corpus} == {LETTER, PLAN}


def test_an_old_id_that_others_cite_stays_as_cited(store: CypherStore) -> None:
    draft, letter = text("thanh-hoa/2023/kh-draft"), text(LETTER)
    store.load(build([draft, letter], [mention(letter, 1, draft.id, Relation.REFERS_TO)]))
    signed = text(PLAN).model_copy(update={"path": draft.path})
    store.load(build([signed], []))
    found = {one.id: one.in_corpus for one in content(store)["documents"]}
    assert found == {draft.id: False, LETTER: True, PLAN: True}


def test_documents_may_change_places(store: CypherStore) -> None:
    one, other = text(PLAN), text(LETTER)
    store.load(build([one, other], []))
    swapped = [
        one.model_copy(update={"path": other.path}),
        other.model_copy(update={"path": one.path}),
    ]
    store.load(build(swapped, []))
    assert content(store)["documents"] == sorted(swapped, key=lambda node: node.id)


def test_part_of_the_corpus_can_be_loaded_again(store: CypherStore) -> None:
    store.load(small_graph())
    before = content(store)
    plan, letter = small_documents()[3:5]
    cited = plan.model_copy(update={"in_corpus": False, "path": None, "sha256": None, "title": None})
    part = [mention(letter, 5, PLAN, Relation.REFERS_TO, text="24/KH-UBND")]
    store.load(build([cited, letter], part))
    after = content(store)
    assert after["documents"] == before["documents"], "a document of the corpus stays one when it is cited"
    assert [one for one in after["links"] if one.stated_by != LETTER] == [
        one for one in before["links"] if one.stated_by != LETTER
    ]
    assert [one.target for one in after["links"] if one.stated_by == LETTER] == [PLAN]


def test_what_is_known_of_a_cited_document_grows(store: CypherStore) -> None:
    store.load(Graph(documents=(document(DECISION, title="Phê duyệt Đề án", aliases=("Đề án 06",)),)))
    store.load(Graph(documents=(document(DECISION, signer="Vũ Đức Đam", aliases=("Đề án 06",)),)))
    (found,) = content(store)["documents"]
    assert (found.title, found.signer) == ("Phê duyệt Đề án", "Vũ Đức Đam")


def test_a_cited_document_that_is_read_becomes_one_of_the_corpus(store: CypherStore) -> None:
    store.load(Graph(documents=(document(DECISION, title="Từ một trích dẫn", month="2022-01"),)))
    read = text(DECISION, title="Từ văn bản")
    store.load(Graph(documents=(read,)))
    assert content(store)["documents"] == [read]


@pytest.mark.parametrize(
    ("graph", "named"),
    [
        (
            Graph(
                documents=(text(PLAN),),
                links=(Link(source=PLAN, relation=Relation.AMENDS, target="vn/1990/gone", stated_by=PLAN),),
            ),
            "vn/1990/gone",
        ),
        (
            Graph(
                documents=(text(PLAN), document(LAW)),
                links=(Link(source=PLAN, relation=Relation.AMENDS, target=LAW, stated_by=LETTER),),
            ),
            LETTER,
        ),
        (build([text(PLAN)], [mention(text(PLAN), 1, "vn/1991/gone", Relation.AMENDS)]), "vn/1991/gone"),
        (Graph(documents=(text(PLAN),), issued_by={PLAN: "nobody"}), "nobody"),
    ],
)
def test_a_missing_end_is_named_before_anything_is_written(store: CypherStore, graph: Graph, named: str) -> None:
    with pytest.raises(MissingEndError, match=named):
        store.load(graph)
    assert not any(store.counts().values())


def test_an_end_may_be_in_the_store_already(store: CypherStore) -> None:
    store.load(Graph(documents=(document(DECISION),)))
    plan = text(PLAN)
    store.load(build([plan], [mention(plan, 1, DECISION, Relation.IMPLEMENTS)]))
    assert store.counts()["IMPLEMENTS"] == 1


def test_prune_removes_what_a_removed_file_had_stated(store: CypherStore) -> None:
    store.load(small_graph())
    assert store.prune([PLAN, LETTER]) == 1
    left = [one for one in small_documents() if one.id != NOTICE]
    assert content(store) == as_content(build(left, without(small_mentions(), of=NOTICE), ISSUERS, PLACES))


def test_a_pruned_document_that_others_cite_stays_as_cited(store: CypherStore) -> None:
    store.load(small_graph())
    store.prune([LETTER, NOTICE])
    found = {one.id: one for one in content(store)["documents"]}
    assert not found[PLAN].in_corpus
    assert (found[PLAN].path, found[PLAN].sha256) == (None, None)
    assert found.keys() == {PLAN, LETTER, NOTICE, DECISION}, "what only the plan cited is gone"
    assert found[PLAN].title == "Triển khai Đề án 06"
    assert store.load(small_graph()).unchanged_documents == 2
    assert content(store) == as_content(small_graph())


def test_prune_of_a_complete_corpus_removes_nothing(store: CypherStore) -> None:
    store.load(small_graph())
    before = content(store)
    assert store.prune([PLAN, LETTER, NOTICE]) == 0
    assert content(store) == before


def test_prune_of_a_large_graph_removes_just_the_rest(store: CypherStore) -> None:
    graph = generated_graph(150)
    store.load(graph)
    keep = {one.id for one in graph.documents[::3] if one.in_corpus}
    paths = {one.path for one in graph.documents if one.id in keep}
    removed = store.prune(keep)
    assert removed == sum(one.in_corpus for one in graph.documents) - len(keep)
    left = content(store)
    assert left["mentions"] == sorted((one for one in graph.mentions if one.file in paths), key=repr)
    assert left["links"] == sorted((one for one in graph.links if one.stated_by in keep), key=repr)
    cited = {one.target_id for one in left["mentions"]} | {
        end for one in left["links"] for end in (one.source, one.target)
    }
    assert {one.id for one in left["documents"]} == keep | (cited - {None})


def test_text_is_kept_as_it_is(store: CypherStore) -> None:
    plan = text(PLAN, title=HOSTILE, aliases=(HOSTILE, ""), issuer=HOSTILE)
    graph = build([plan, document(LAW)], [mention(plan, 1, LAW, Relation.BASED_ON, text=HOSTILE, name=HOSTILE)])
    store.load(graph)
    assert content(store) == as_content(graph)
    assert rows(store, "MATCH (d:Document) WHERE d.title = $title RETURN d.id", title=HOSTILE) == [(PLAN,)]


def test_more_than_one_transaction(store: CypherStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cypher_store, "ROWS", 60)
    monkeypatch.setattr(bulk, "ROWS", 60)
    texts = [text(f"vn/2020/{n}-qd-bca") for n in range(40)]
    mentions = [
        mention(one, 10 * n, texts[(at + n + 1) % 40].id, Relation.BASED_ON)
        for at, one in enumerate(texts)
        for n in range(8)
    ]
    done: list[int] = []
    graph = build(texts, mentions)
    store.load(graph, progress=done.append)
    assert done == sorted(done)
    assert done[-1] == 40
    assert len(done) > 1
    assert content(store) == as_content(graph)


def test_search_without_diacritics(store: CypherStore) -> None:
    store.load(small_graph())
    found = rows(store, "MATCH (d:Document) WHERE d.folded_title CONTAINS $words RETURN d.id", words="de an 06")
    assert found == [(PLAN,)]
    found = rows(store, "MATCH (d:Document) WHERE $alias IN d.folded_aliases RETURN d.id", alias="de an 06")
    assert found == [(DECISION,)]
    assert rows(store, "MATCH (d:Document {folded_key: '06/qd-ttg'}) RETURN d.id") == [(DECISION,)]


def test_answers_are_plain_values(store: CypherStore) -> None:
    store.load(small_graph())
    answer = store.run(
        "MATCH (d:Document {id: $id}) RETURN d.year AS z, d AS node, [d.id, null, 1.5, true] AS list,"
        " {b: 1, a: {c: []}} AS map, date('2022-01-06') AS date, duration('P1D') AS duration, null AS nothing",
        {"id": DECISION},
        timeout_s=10,
    )
    assert answer.columns == ("z", "node", "list", "map", "date", "duration", "nothing")
    ((year, node, items, mapping, date, duration, nothing),) = answer.rows
    assert (year, date, duration, nothing) == (2022, "2022-01-06", "P1D", None)
    assert items == [DECISION, None, 1.5, True]
    assert list(mapping) == ["a", "b"]
    assert (node["key"], node["aliases"], list(node)) == ("06/QĐ-TTg", ["Đề án 06"], sorted(node))


def test_a_limit_says_when_it_cut(store: CypherStore) -> None:
    cypher = "UNWIND [3, 1, 2] AS n RETURN n ORDER BY n"
    cut = store.run(cypher, {}, timeout_s=10, limit=2)
    assert (cut.rows, cut.truncated) == (((1,), (2,)), True)
    whole = store.run(cypher, {}, timeout_s=10, limit=3)
    assert (whole.rows, whole.truncated) == (((1,), (2,), (3,)), False)


def test_a_slow_query_is_stopped(store: CypherStore) -> None:
    slow = "UNWIND range(1, 2000000) AS a UNWIND range(1, 10000) AS b WITH a, b WHERE a * b < 0 RETURN count(*)"
    with pytest.raises(QueryError, match=r"longer than 0\.5 s"):
        store.run(slow, {}, timeout_s=0.5)
    assert store.run("RETURN 1 AS n", {}, timeout_s=10).rows == ((1,),)


@pytest.mark.parametrize(
    ("cypher", "why"),
    [("MATCH (n RETURN n", "n"), ("RETURN $nowhere", "nowhere"), ("RETURN no_such(1)", "no_such"), ("  ", "empty")],
)
def test_a_wrong_query_is_a_query_error(store: CypherStore, cypher: str, why: str) -> None:
    with pytest.raises(QueryError, match=why):
        store.run(cypher, {}, timeout_s=10)


def test_a_value_that_no_engine_holds_is_a_query_error(store: CypherStore) -> None:
    with pytest.raises(QueryError, match=str(10**30)):
        store.run("RETURN $x AS x", {"x": 10**30}, timeout_s=10)


def test_values_and_order_are_the_same_everywhere(store: CypherStore) -> None:
    answer = store.run(
        "UNWIND ['b', 'Đ', null, 'đ', 'Z', 'ă', '𠮷', 'a'] AS x WITH x ORDER BY x WITH collect(x) AS sorted"
        " RETURN sorted, 5 / 2 AS whole, -5 % 3 AS rest, 10 ^ 2 AS power, toLower('ĐỀ ÁN') AS lower,"
        " substring('Đề án', 1, 2) AS part, duration.inDays(date('2022-01-06'), date('2023-02-13')).days AS days,"
        " 'a' IN null AS unknown, null = null AS same",
        {},
        timeout_s=10,
    )
    assert answer.rows == ((["Z", "a", "b", "ă", "Đ", "đ", "𠮷"], 2, -2, 100.0, "đề án", "ề ", 403, None, None),)


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (:Document {id: 'x'})",
        "MATCH (d:Document) SET d.title = 'x'",
        "MATCH (d:Document) DETACH DELETE d",
        "MERGE (d:Document {id: 'x'}) RETURN d",
        "MATCH (d:Document) REMOVE d.title",
        "FOREACH (x IN [1] | CREATE (:Document))",
        "MATCH (d:Document) CALL { WITH d SET d.x = 1 } RETURN d",
        "MATCH (d:Document) /* ' */ SET d.title = 'x' //' ",
        "RETURN 'a\\u0027 AS a CREATE (:Document) //'",
        "LOAD CSV FROM 'file:///etc/hosts' AS line RETURN line",
        "WITH 1 AS x LOAD CSV FROM 'http://127.0.0.1:9/' AS line RETURN line",
        "CALL dbms.listConfig()",
        "CALL db.labels() YIELD label RETURN label",
        "MATCH (d) CALL db.create.setNodeVectorProperty(d, 'x', [1.0]) RETURN d",
        "CREATE INDEX x FOR (d:Document) ON (d.x)",
        "DROP CONSTRAINT document_id",
        "SHOW USERS",
        "RETURN 1 AS n; MATCH (d) RETURN d",
    ],
)
def test_what_does_not_only_read_is_refused(store: CypherStore, cypher: str) -> None:
    store.load(small_graph())
    before = content(store)
    with pytest.raises(QueryError):
        store.run(cypher, {}, timeout_s=10)
    assert content(store) == before


def test_engines_refuse_writes_by_themselves(store: CypherStore) -> None:
    """The last line of defence, should a write ever pass the first."""
    with pytest.raises(QueryError):
        store._query("CREATE (d:Document {id: 'x'}) RETURN d", {}, Bounds(10))
    with pytest.raises(QueryError):
        store._query("MATCH (d:Document) SET d.x = 1 RETURN d", {}, Bounds(10))
    with pytest.raises(QueryError):
        store._query("LOAD CSV FROM 'file:///etc/hosts' AS row RETURN row", {}, Bounds(10))
    assert store.counts()["Document"] == 0


def test_a_slip_is_told_at_its_place_in_one_line(store: CypherStore) -> None:
    with pytest.raises(QueryError, match=r"line 1.* ?1[01]\b") as told:
        store.run("MATCH (n) RETRN n", {}, timeout_s=10)
    assert len(str(told.value).splitlines()) == 1


def test_a_failed_step_undoes_its_transaction(store: CypherStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer rows written than sent: nothing of the transaction stays."""
    store.load(small_graph())
    before = content(store)
    plan = text(PLAN, title="Mới")

    def lossy(batch: Any, **more: Any) -> Any:
        whole = list(transactions.corpus_steps(batch, **more))
        return [*whole, whole[0]._replace(parameters={**whole[0].parameters, "rows": []}, writes=("Document",)),
                whole[0]._replace(text="UNWIND $rows AS row WITH row LIMIT 0 RETURN count(row) AS written",
                                  writes=("Document",))]  # fmt: skip

    monkeypatch.setattr(cypher_store, "corpus_steps", lossy)
    with pytest.raises(StoreError, match="sent 1 rows for Document, but 0 were written"):
        store.load(build([plan, small_documents()[0]], [mention(plan, 1, DECISION, Relation.AMENDS)]))
    assert content(store) == before


OLD, NEWER = (
    text("vn/2010/1-qd-ttg", type="QĐ", date="2010-01-02"),
    text("vn/2020/2-qd-ttg", type="QĐ", date="2020-01-02"),
)
STATES = "MATCH (d:Document) RETURN d.id AS id, d.state AS state, d.state_from AS day, d.state_by_id AS by ORDER BY id"


def assert_states(store: CypherStore, documents: list[Document], mentions: list[Mention]) -> None:
    """The store has the states that follow from these texts together."""
    graph = build(documents, mentions)
    done = stated_changes(graph.links, {one.id: one for one in graph.documents})
    assert rows(store, STATES) == [
        (one.id, *([*row[name]] for name in ("state", "state_from", "state_by_id")))
        for one in graph.documents
        for row in [history_row(history(one, done.get(one.id, ())))]
    ]


def test_states_follow_from_what_is_there_however_it_came_to_be(store: CypherStore) -> None:
    """What a text says of another, its own days, what a third says of both, and that this goes."""
    replaces = mention(NEWER, 3, OLD.id, Relation.REPLACES)
    in_force, later = (NEWER.model_copy(update={"in_force": date(2020, month, 1)}) for month in (2, 3))
    third = text("vn/2021/3-bc", type="BC", date="2021-01-01")
    tells = mention(
        third, 1, OLD.id, Relation.REFERS_TO, also=(Also(source=NEWER.id, relation=Relation.REPLACES, target=OLD.id),)
    )
    refers = mention(NEWER, 3, OLD.id, Relation.REFERS_TO)
    store.load(build([OLD, NEWER], []))
    for documents, mentions in (
        ([OLD, NEWER], [replaces]),
        ([OLD, in_force], [replaces]),
        ([OLD, later], [replaces]),
        ([OLD, later], [refers]),
        ([OLD, later, third], [refers, tells]),
        ([OLD, in_force, third], [refers, tells]),
    ):
        store.load(build(documents, mentions))
        assert_states(store, documents, mentions)
    store.prune([OLD.id, NEWER.id])
    documents = [one for one in documents if one.id != third.id]
    assert_states(store, documents, [refers])


def test_states_that_a_broken_load_left_are_unknown_and_told_until_the_next(
    store: CypherStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.load(build([OLD, NEWER], []))
    documents, mentions = [OLD, NEWER], [mention(NEWER, 3, OLD.id, Relation.REPLACES)]

    def broken(ids: list[str], run: Run) -> None:
        raise StoreError("broken off")

    with monkeypatch.context() as patch:
        patch.setattr(document_states, "write", broken)
        with pytest.raises(StoreError, match="broken off"):
            store.load(build(documents, mentions))
    assert rows(store, STATES) == [(one.id, ["UNKNOWN"], ["0001-01-01"], ["-"]) for one in documents]
    assert rows(store, "MATCH (d:Document) RETURN DISTINCT d.state_rule") == [(["loading"],)]
    assert [str(one.what) for one in verify(store).damages] == [
        "the states of 2 documents have not been worked out: a load is running, or was interrupted; load again"
    ]
    store.load(build(documents, mentions))
    assert_states(store, documents, mentions)
    assert verify(store).damages == ()


def test_queries_follow_links_of_several_types(store: CypherStore) -> None:
    store.load(small_graph())
    found = rows(
        store,
        "MATCH p = (a:Document)-[:BASED_ON|IMPLEMENTS|AMENDS|REFERS_TO*1..3]->(b:Document {id: $id})"
        " RETURN DISTINCT a.id AS id, min(length(p)) AS distance ORDER BY distance, id",
        id=DECISION,
    )
    assert found == [(PLAN, 1), (NOTICE, 2), (LETTER, 2)]
    assert rows(store, "MATCH (n:Document)-[r:REPLACES]->(o:Document) RETURN n.id, o.id, r.stated_by") == [
        (NEW_LAW, LAW, PLAN)
    ]


def test_ends_are_the_documents_of_the_corpus_before_their_text_is_known(store: CypherStore) -> None:
    store.load(small_graph())
    found = [one for batch in store.ends() for one in batch]
    texts = [one for one in small_documents() if one.in_corpus]
    assert found == [Document(id=one.id, key=one.key, scope=one.scope) for one in sorted(texts, key=lambda one: one.id)]
