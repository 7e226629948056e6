"""The engine of validity: what is made of days that are told, of what other acts did, and of successors."""

import datetime
from typing import Any

import pytest

from cancu.extract import Source, extract
from cancu.graph.build import build
from cancu.graph.resolve import resolve
from cancu.graph.validity import Change, Validity, disagreements, history, settle
from cancu.models import Document, Effect, Link, Relation, State
from tests.graph.papers import with_histories

DAY = datetime.date.fromisoformat


def act(identity: str, date: str | None = "2010-01-01", **fields: Any) -> Document:
    day = DAY(date) if date else None
    return Document(
        id=identity, key=identity, type="NĐ", date=day, year=day.year if day else None, level="central", **fields
    )


def told(what: str, on: str | None, by: str = "text", **fields: Any) -> Effect:
    return Effect(what=what, on=DAY(on) if on else None, told_by=by, rule=f"test:{what}", **fields)  # type: ignore[arg-type]


def did(relation: Relation, by: Document, target: Document, **fields: Any) -> Change:
    return Change(Link(source=by.id, relation=relation, target=target.id, stated_by=by.id, **fields), by)


def states(document: Document, *changes: Change) -> list[tuple[str, str]]:
    return [(turn.on, turn.state.value) for turn in history(document, changes)]


OLD, NEW, AMENDER = act("old"), act("new", "2020-05-05", in_force=DAY("2020-07-01")), act("amender", "2015-03-03")


@pytest.mark.parametrize(
    ("document", "changes", "wanted"),
    [
        (act("x", None), [], [("0001-01-01", "UNKNOWN")]),
        (OLD, [], [("0001-01-01", "NOT_YET"), ("2010-01-01", "UNKNOWN")]),
        (act("x", in_force=DAY("2010-02-15")), [], [("0001-01-01", "NOT_YET"), ("2010-02-15", "IN_FORCE")]),
        (OLD, [did(Relation.REPLACES, NEW, OLD)],
         [("0001-01-01", "NOT_YET"), ("2010-01-01", "UNKNOWN"), ("2020-07-01", "ENDED")]),
        (OLD, [did(Relation.REPEALS, NEW, OLD, since=DAY("2021-01-01"))],
         [("0001-01-01", "NOT_YET"), ("2010-01-01", "UNKNOWN"), ("2021-01-01", "ENDED")]),
        # A part that is repealed is a change; an ending that came before the act, or from below, is none.
        (OLD, [did(Relation.REPEALS, NEW, OLD, provision="Điều 3")],
         [("0001-01-01", "NOT_YET"), ("2010-01-01", "UNKNOWN"), ("2020-07-01", "AMENDED")]),
        (NEW, [did(Relation.REPEALS, OLD, NEW)], [("0001-01-01", "NOT_YET"), ("2020-07-01", "IN_FORCE")]),
        (OLD, [did(Relation.REPEALS, NEW.model_copy(update={"level": "province"}), OLD)],
         [("0001-01-01", "NOT_YET"), ("2010-01-01", "UNKNOWN")]),
        (OLD, [did(Relation.REPLACES, NEW.model_copy(update={"type": "TB"}), OLD)],
         [("0001-01-01", "NOT_YET"), ("2010-01-01", "UNKNOWN")]),
        (OLD.model_copy(update={"type": "L"}), [did(Relation.REPEALS, NEW, OLD)],
         [("0001-01-01", "NOT_YET"), ("2010-01-01", "UNKNOWN")]),
        # Changed before it came into force, it comes into force as changed; what happens after the end is nothing.
        (act("x", in_force=DAY("2016-01-01")), [did(Relation.AMENDS, AMENDER, OLD)],
         [("0001-01-01", "NOT_YET"), ("2016-01-01", "AMENDED")]),
        (act("x", in_force=DAY("2010-02-15"), ended=DAY("2014-01-01")), [did(Relation.AMENDS, AMENDER, OLD)],
         [("0001-01-01", "NOT_YET"), ("2010-02-15", "IN_FORCE"), ("2014-01-01", "ENDED")]),
        # A known end is not moved by the day of issue of an act of which the day of force is not known.
        (act("x", ended=DAY("2022-01-01")), [did(Relation.REPLACES, act("later", "2021-06-01"), OLD)],
         [("0001-01-01", "NOT_YET"), ("2010-01-01", "UNKNOWN"), ("2022-01-01", "ENDED")]),
        (act("x", period_from=DAY("2010-01-01"), period_to=DAY("2012-12-31")), [],
         [("0001-01-01", "NOT_YET"), ("2010-01-01", "IN_FORCE"), ("2013-01-01", "PERIOD_OVER")]),
        (act("x", in_force=DAY("2010-02-15"), days=(told("suspended", "2011-01-01", to=DAY("2011-12-31")),)), [],
         [("0001-01-01", "NOT_YET"), ("2010-02-15", "IN_FORCE"), ("2011-01-01", "SUSPENDED"), ("2012-01-01", "IN_FORCE")]),
    ],
)  # fmt: skip
def test_states(document: Document, changes: list[Change], wanted: list[tuple[str, str]]) -> None:
    assert states(document, *changes) == wanted


def test_a_turn_names_the_act_and_the_sentence() -> None:
    (turn,) = (t for t in history(OLD, [did(Relation.REPLACES, NEW, OLD)]) if t.state is State.ENDED)
    assert (turn.by, turn.by_id, turn.rule) == ("new", "new", "link:REPLACES")


@pytest.mark.parametrize(
    ("own", "register", "others", "in_force"),
    [
        ([told("begins", "2010-02-15")], [], [], "2010-02-15"),
        ([], [told("begins", "2010-03-01", "register")], [told("begins", "2010-04-01", "citing text")], "2010-03-01"),
        ([], [], [told("begins", "2010-04-01", "citing text"), told("begins", "2010-05-01", "editor")], "2010-04-01"),
        ([told("begins", None)], [], [], None),
        ([told("begins", "2010-02-15", part="Điều 2")], [], [], None),
        ([told("begins", "2010-02-15")], [told("begins", "2010-01-15", "register")], [], "2010-02-15"),
        # A later act moved the day: another text agrees with the register.
        ([told("begins", "2010-02-15")], [told("begins", "2010-01-15", "register")],
         [told("begins", "2010-01-15", "citing text")], "2010-01-15"),
    ],
)  # fmt: skip
def test_the_day_that_counts(
    own: list[Effect], register: list[Effect], others: list[Effect], in_force: str | None
) -> None:
    found = settle(OLD.model_copy(update={"days": tuple(own)}), others, register)
    assert str(found.in_force) == str(in_force)
    assert found.days == (*own, *register, *others)


def test_a_disagreement_between_text_and_register_is_told() -> None:
    found = settle(OLD.model_copy(update={"days": (told("begins", "2010-02-15", file="a.txt", start=7),)}), (),
                   [told("begins", "2010-01-15", "register")])  # fmt: skip
    assert [str(d) for d in disagreements(found)] == [
        "old: in force from 2010-02-15 (a.txt:7), but from 2010-01-15 (register)"
    ]


def test_the_law_gives_a_day_to_an_act_that_sets_none() -> None:
    decree = act("vn/1999/8-1999-nd-cp", "1999-03-01", in_corpus=True)
    found = settle(decree)
    assert (str(found.in_force), found.days[0].told_by) == ("1999-03-16", "law")
    assert settle(decree.model_copy(update={"date": DAY("2016-03-01"), "year": 2016})).in_force is None


def test_successors_are_followed_to_the_living_act() -> None:
    nodes = {d.id: d for d in with_histories(
        [act("a"), act("b", "2012-01-01"), act("c", "2014-01-01"), act("d", "2014-01-01")],
        [Link(source=by, relation=Relation.REPLACES, target=target, stated_by=by)
         for by, target in (("b", "a"), ("c", "b"), ("d", "b"))],
    )}  # fmt: skip
    engine = Validity(nodes.get, lambda i: {"b": ("c", "d")}.get(i, ()))
    found = engine.successors("a", "2020-01-01")
    assert ([d.id for d in found.alive], found.way, found.note) == (["c", "d"], ("b", "c", "d"), None)
    assert [d.id for d in engine.successors("a", "2013-01-01").alive] == ["b"]


def test_a_circle_of_successors_is_told() -> None:
    ended = {"ended": DAY("2012-01-01")}
    nodes = {
        d.id: d for d in with_histories([act("a", replaced_by="b", **ended), act("b", replaced_by="a", **ended)], [])
    }
    found = Validity(nodes.get).successors("a", "2020-01-01")
    assert (found.alive, found.note) == ((), "a is met twice: the successors run in a circle")


def test_an_act_named_only_for_what_it_amended_is_no_basis_of_its_own() -> None:
    text = (
        "ỦY BAN NHÂN DÂN TỈNH THANH HÓA\nSố: 12/2024/QĐ-UBND\nThanh Hóa, ngày 02 tháng 3 năm 2024\n\nQUYẾT ĐỊNH\nVề một việc\n\n"
        "Căn cứ Luật Xây dựng số 50/2014/QH13 được sửa đổi, bổ sung bởi Luật số 62/2020/QH14;\nCăn cứ Luật Đất đai số 45/2013/QH13;\n"
    )
    found = extract(Source("a.txt", text))
    resolved = resolve([(found.document, found.mentions)])
    links = build(resolved.documents, resolved.mentions).links
    bases = {link.target: link.as_amender for link in links if link.relation is Relation.BASED_ON}
    assert bases == {"vn/2014/50-2014-qh13": False, "vn/2020/62-2020-qh14": True, "vn/2013/45-2013-qh13": False}
