"""Selectors: what each part keeps, and where a bad one is wrong."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from cancu.errors import NotFoundError, QueryError
from cancu.graph.store import open_store
from cancu.graph.store.cypher_store import CypherStore
from cancu.queries.selector import Pick, parse_selector, select
from tests.queries.corpus import (
    AMENDER,
    COMMUNE,
    DECREE,
    DEPARTMENT,
    DIRECTIVE,
    DRAFT,
    NOTICE,
    OLD_LAW,
    ONE,
    PLAN,
    REPEALED,
    REPEALER,
    SCHEME,
    TWO,
    question_graph,
)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CypherStore]:
    with closing(open_store(str(tmp_path_factory.mktemp("selector") / "store"))) as store:
        store.create_schema()
        store.load(question_graph())
        yield store


@pytest.mark.parametrize(
    ("text", "pick"),
    [
        ("06/QĐ-TTg", Pick(name="06/QĐ-TTg")),
        ("+06/QĐ-TTg", Pick(name="06/QĐ-TTg", up=6)),
        ("06/QĐ-TTg+", Pick(name="06/QĐ-TTg", down=6)),
        ("2+06/QĐ-TTg+3", Pick(name="06/QĐ-TTg", up=2, down=3)),
        ('1+"Đề án 06"+', Pick(name="Đề án 06", up=1, down=6)),
        ("Đề án 06+1", Pick(name="Đề án 06", down=1)),
        ("24/KH-UBND thanh-hoa", Pick(name="24/KH-UBND thanh-hoa")),
        ("3074/STC-QLNS&TKTC", Pick(name="3074/STC-QLNS&TKTC")),
    ],
)
def test_picks(text: str, pick: Pick) -> None:
    assert parse_selector(text).picks == (pick,)


def test_filters_stand_anywhere() -> None:
    selector = parse_selector('level:province "Đề án 06"+, 04/CT-TTg type:kh place:"Thanh Hóa" year:2023..2025 '
                              "relation:implements|based-on as-of:01/05/2024")  # fmt: skip
    assert [pick.name for pick in selector.picks] == ["Đề án 06", "04/CT-TTg"]
    assert (selector.level, selector.type, selector.place) == ("province", "KH", "thanh-hoa")
    assert (selector.years, selector.as_of) == ((2023, 2025), "2024-05-01")
    assert selector.relations == ("IMPLEMENTS", "BASED_ON")


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("06/QĐ-TTg", {SCHEME}),
        ("Đề án 06+1", {SCHEME, PLAN, DEPARTMENT, DIRECTIVE, DRAFT}),
        ("Đề án 06+", {SCHEME, PLAN, DEPARTMENT, DIRECTIVE, COMMUNE, NOTICE, AMENDER, DRAFT}),
        (f"+{PLAN}", {PLAN, SCHEME, OLD_LAW}),
        (f"1+{PLAN}+1", {PLAN, SCHEME, OLD_LAW, DEPARTMENT, AMENDER}),
        ("Đề án 06+ place:thanh-hoa", {SCHEME, PLAN, DEPARTMENT, COMMUNE, AMENDER}),
        ("Đề án 06+ level:department", {SCHEME, DEPARTMENT, DRAFT}),
        ("Đề án 06+ type:CT", {SCHEME, DIRECTIVE}),
        ("Đề án 06+ relation:IMPLEMENTS year:2023", {SCHEME, PLAN, DEPARTMENT, COMMUNE}),
        ("Đề án 06+ as-of:2023-05-31", {SCHEME, PLAN, DEPARTMENT, DRAFT}),
        ("04/CT-TTg, 9/QĐ-TTg+", {DIRECTIVE, REPEALED, NOTICE, REPEALER}),
        (f"{TWO}+", {TWO, ONE}),
        ("year:2005..2007", {OLD_LAW, DECREE}),
        ("type:KH place:thanh-hoa/muong-lat", {COMMUNE}),
    ],
)
def test_what_a_selector_keeps(graph: CypherStore, text: str, documents: set[str]) -> None:
    part = select(graph, parse_selector(text))
    assert {d.id for d in part.documents} == documents
    assert all({link.source, link.target} <= documents for link in part.links)


def test_links_of_a_selection(graph: CypherStore) -> None:
    of_all = select(graph, parse_selector("type:KH place:thanh-hoa"))
    assert {(k.source, k.target) for k in of_all.links} == {(DEPARTMENT, PLAN), (COMMUNE, DEPARTMENT), (AMENDER, PLAN)}
    assert of_all.roots == ()
    day = select(graph, parse_selector("Đề án 06+ as-of:2024-02-29"))
    assert DIRECTIVE in {d.id for d in day.documents}
    assert not [k for k in day.links if k.stated_by == NOTICE], "the notice that states the link is of March"


def test_steps_of_the_caller_hold_where_no_pick_says_how_far(graph: CypherStore) -> None:
    assert {d.id for d in select(graph, parse_selector(PLAN), up=1).documents} == {PLAN, SCHEME, OLD_LAW}
    assert {d.id for d in select(graph, parse_selector(f"{PLAN}+1"), up=1).documents} == {PLAN, DEPARTMENT, AMENDER}


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("", None, "the selector is empty"),
        ("06/QĐ-TTg plce:thanh-hoa", 11, r"no filter is called 'plce:'; did you mean place:\?"),
        ("colour:red", 1, "there are place:, level:"),
        ("06/QĐ-TTg year:2o23", 16, "year is a whole number, not '2o23'"),
        ("06/QĐ-TTg place:atlantis", 17, "place is a province"),
        ("06/QĐ-TTg place:ha-noi place:hue", 24, "'place:' is given twice"),
        ('06/QĐ-TTg, "Đề án 06', 12, "this quote is not closed"),
        ("++", 1, r"a document is missing beside '\+'"),
        ("X relation:IMPLEMENTS|LOVES", 12, "relation is one of REPEALS"),
        ("X as-of:2024-13-01", 9, "as-of is a date"),
    ],
)
def test_a_bad_selector_is_told_where(text: str, at: int | None, message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        parse_selector(text)
    if at is not None:
        first, line, mark = str(caught.value).split("\n")
        assert first.startswith(f"selector, character {at}: ")
        assert line == f"  {text}"
        assert mark.index("^") - 2 == at - 1


def test_an_unknown_document_is_told(graph: CypherStore) -> None:
    with pytest.raises(NotFoundError, match="no document is called 'X'"):
        select(graph, parse_selector("X+"))
