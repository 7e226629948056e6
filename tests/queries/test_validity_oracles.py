"""The queries about force against plain Python that computes the answer as docs/queries.md words it, on every store."""

import datetime
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import pairwise
from typing import Any

import pytest

from cancu.graph.build import Graph
from cancu.graph.store import open_store
from cancu.graph.store.cypher_store import CypherStore
from cancu.models import Document, Relation, State, Turn
from cancu.queries import answer, get
from tests.generated_graph import generated_graph
from tests.graph.papers import with_histories

SIZE = 300
SEEDS = (1, 2, 3)
DAYS = ("2009-06-30", "2016-01-01", "2026-12-31")
BASES = (Relation.BASED_ON, Relation.IMPLEMENTS, Relation.GUIDES)
DEAD = (State.ENDED, State.PERIOD_OVER)


class Known:
    """A generated graph with what plain Python needs to know of it."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.documents = {d.id: d for d in with_histories(graph.documents, graph.links)}
        self.bases: dict[str, set[str]] = {d: set() for d in self.documents}
        self.relied: dict[str, set[str]] = {d: set() for d in self.documents}
        for link in graph.links:
            if link.relation in BASES:
                self.bases[link.source].add(link.target)
                if not link.as_amender:
                    self.relied[link.source].add(link.target)

    def within(self, document: str, depth: int, *, relied: bool = False) -> dict[str, int]:
        """Bases of a document and their least distance; `relied`: without those that only amended another."""
        bases = self.relied if relied else self.bases
        found: dict[str, int] = {}
        edge = {document}
        for distance in range(1, depth + 1):
            edge = {basis for one in edge for basis in bases[one]}
            for basis in edge - {document}:
                found.setdefault(basis, distance)
        return found


def graph(seed: int) -> Graph:
    """A generated graph whose documents have days of force and periods of their own."""
    plain = generated_graph(SIZE, seed=seed)
    return plain.model_copy(update={"documents": tuple(map(_with_days, plain.documents))})


def _with_days(document: Document) -> Document:
    at = int(document.number or 0)
    if document.date is None:
        return document
    update: dict[str, Any] = {}
    if at % 3 == 0:
        update["in_force"] = document.date + datetime.timedelta(days=45)
    if at % 7 == 0:
        update["period_to"] = datetime.date(document.date.year + at % 4, 12, 31)
    if at % 11 == 0:
        update["ended"] = document.date + datetime.timedelta(days=900)
    return document.model_copy(update=update)


@pytest.fixture(scope="module", params=[SEEDS[0], *(pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS[1:])])
def known(request: pytest.FixtureRequest) -> Known:
    return Known(graph(request.param))


@pytest.fixture
def loaded(known: Known, store_url: str) -> Iterator[CypherStore]:
    with closing(open_store(store_url)) as store:
        store.create_schema()
        store.load(known.graph)
        yield store


def rows(store: CypherStore, name: str, **values: str) -> list[Mapping[str, Any]]:
    return answer(store, get(name), values).records()


def word(value: str) -> str | None:
    return value or None


def proof(turn: Turn) -> dict[str, Any]:
    return {
        "sentence": word(turn.sentence),
        "file": word(turn.file),
        "start": turn.start if turn.file else None,
    }


def on(turn: Turn) -> str | None:
    return None if turn.on == "0001-01-01" else turn.on


def check_status(store: CypherStore, known: Known) -> int:
    """The last turn that began, the next one, and the first successor that has not ended."""
    seen = 0
    for identity in list(known.documents)[::17]:
        for day in DAYS:
            document = known.documents[identity]
            turns = [t for t in document.history if t.on <= day]
            turn, later = turns[-1], [t for t in document.history if t.on > day]
            (row,) = rows(store, "status", document=identity, as_of=day)
            assert row["document"]["id"] == identity
            told = {name: row[name] for name in ("status", "since", "until", "by", "rule", "sentence", "file", "start")}
            assert told == {
                "status": turn.state.value, "since": on(turn), "until": later[0].on if later else None, "by": turn.by,
                "rule": word(turn.rule), **proof(turn),
            }  # fmt: skip
            assert (row["successor"] or {}).get("id") == successor(known, identity, day)
            seen += turn.state is State.ENDED
    return seen


def successor(known: Known, identity: str, day: str) -> str | None:
    at = known.documents[identity].state(day)
    for _ in range(3):
        if at.state is not State.ENDED or at.rule == "link:REPEALS" or at.by_id not in known.documents:
            return None
        identity = str(at.by_id)
        at = known.documents[identity].state(day)
        if at.state is not State.ENDED:
            return identity
    return None


def check_takes_effect(store: CypherStore, known: Known) -> int:
    first, last = "2010-01-01", "2012-12-31"
    wanted = sorted(
        (turn.on, d.id, turn.state.value, turn.by or "")
        for d in known.documents.values() for turn in d.history
        if first <= turn.on <= last and turn.state is not State.UNKNOWN
    )  # fmt: skip
    found = [
        (r["day"], r["document"]["id"], r["status"], r["by"] or "")
        for r in rows(store, "takes-effect", first=first, last=last)
    ]
    assert sorted(found) == wanted
    return len(wanted)


def _gone(known: Known, identity: str, day: str) -> bool:
    return known.documents[identity].state(day).state in DEAD


def check_dead_bases(store: CypherStore, known: Known) -> int:
    total = 0
    for depth, documents in ((1, "living"), (1, "all"), (3, "living")):
        for day in DAYS:
            wanted = {}
            for d in known.documents.values():
                if documents == "living" and _gone(known, d.id, day):
                    continue
                for basis, distance in known.within(d.id, depth, relied=True).items():
                    turn = known.documents[basis].state(day)
                    based = known.documents[basis].date
                    if based and d.date and based > d.date:
                        continue
                    if turn.state in DEAD and turn.by_id != d.id:
                        died = next(t.on for t in known.documents[basis].history if t.state in DEAD)
                        kind = (
                            None
                            if d.date is None or died == "0001-01-01"
                            else "defect"
                            if died <= str(d.date)
                            else "later"
                        )
                        wanted[d.id, basis] = (kind, turn.state.value, on(turn), turn.by, distance)
            found = {
                (r["document"]["id"], r["basis"]["id"]): (r["kind"], r["status"], r["since"], r["by"], r["distance"])
                for r in rows(store, "dead-bases", as_of=day, depth=str(depth), documents=documents)
            }
            assert found == wanted
            for kind in ("defect", "later"):
                only = rows(store, "dead-bases", as_of=day, depth=str(depth), documents=documents, kind=kind)
                assert len(only) == sum(told[0] == kind for told in wanted.values())
            total += len(wanted)
    return total


def check_shaky_bases(store: CypherStore, known: Known) -> int:
    total = 0
    for day in DAYS:
        wanted = {}
        for d in known.documents.values():
            for basis, distance in known.within(d.id, 2, relied=True).items():
                turn = known.documents[basis].state(day)
                if turn.state is State.AMENDED:
                    kind = None if d.date is None else "before" if turn.on <= str(d.date) else "later"
                    wanted[d.id, basis] = (kind, on(turn), turn.by, distance)
        found = {
            (r["document"]["id"], r["basis"]["id"]): (r["kind"], r["since"], r["by"], r["distance"])
            for r in rows(store, "shaky-bases", as_of=day, depth="2")
        }
        assert found == wanted
        total += len(wanted)
    return total


def check_basis_status(store: CypherStore, known: Known) -> int:
    total = 0
    for identity in list(known.documents)[::23]:
        wanted = {
            basis: (
                known.documents[basis].state(DAYS[1]).state.value,
                on(known.documents[basis].state(DAYS[1])),
                distance,
            )
            for basis, distance in known.within(identity, 2).items()
        }
        found = {
            r["basis"]["id"]: (r["status"], r["since"], r["distance"])
            for r in rows(store, "basis-status", document=identity, as_of=DAYS[1], depth="2")
        }
        assert found == wanted
        total += len(wanted)
    return total


def check_if_replaced(store: CypherStore, known: Known) -> int:
    """The counts of bases that stand and of those of which that is not known."""
    total = 0
    for identity in list(known.documents)[:30]:
        found = rows(store, "if-replaced", document=identity, as_of=DAYS[1])
        falling = {identity} | {r["document"]["id"] for r in found if r["relation"] == "GUIDES"}
        for r in found:
            own = r["document"]["id"]
            others = [b for b in known.bases[own] if b != own and b not in falling]
            states = [known.documents[b].state(DAYS[1]).state for b in others]
            standing = sum(s in (State.IN_FORCE, State.AMENDED) for s in states)
            unsure = sum(s not in (State.IN_FORCE, State.AMENDED, *DEAD) for s in states)
            assert (r["other_bases"], r["standing_bases"], r["unsure_bases"]) == (len(others), standing, unsure)
            lost = "needs review" if standing + unsure else "left without a basis"
            assert r["consequence"] == ("falls with it" if r["relation"] == "GUIDES" else lost)
        total += len(found)
    return total


def check_family(store: CypherStore, known: Known) -> int:
    total = 0
    changes = (Relation.AMENDS, Relation.REPLACES, Relation.REPEALS)
    for identity in list(known.documents)[::13]:
        wanted = sorted(
            (link.source, link.relation.value, link.target)
            for link in known.graph.links
            if link.relation in changes and identity in (link.source, link.target)
        )
        found = [
            (r["source"]["id"], r["relation"], r["target"]["id"]) for r in rows(store, "family", document=identity)
        ]
        assert sorted(found) == wanted
        total += len(wanted)
    return total


def check_legacy(store: CypherStore, known: Known) -> int:
    day = "2026-01-01"
    issuers = {i.id: i for i in known.graph.issuers}
    places = {p.id: p for p in known.graph.places}
    wanted = set()
    for document, issuer in known.graph.issued_by.items():
        body, d = issuers[issuer], known.documents[document]
        place = places.get(body.place or "")
        end = next((x.valid_to for x in (body, place) if x and x.valid_to and x.valid_to < day), None)
        issued = str(d.date or d.year or "")
        tells_only = d.type in ("CV", "TB", "BC", "TTr", "GM", "CĐ", "BB")
        if end and issued and issued <= end and not tells_only and not _gone(known, document, day):
            wanted.add(document)
    assert {r["document"]["id"] for r in rows(store, "legacy", as_of=day)} == wanted
    return len(wanted)


CHECKS = [check_status, check_takes_effect, check_dead_bases, check_shaky_bases, check_basis_status, check_if_replaced,
          check_family, check_legacy]  # fmt: skip


def test_queries_give_what_plain_python_gives(loaded: CypherStore, known: Known) -> None:
    empty = [check.__name__ for check in CHECKS if not check(loaded, known)]
    assert not empty


def test_states_follow_documents_that_come_change_and_go(known: Known, store_url: str) -> None:
    """Loaded in parts, and again after a text is gone, a store holds the states that it would hold loaded at once."""
    whole = known.graph
    middle = len(whole.documents) // 2
    with closing(open_store(store_url)) as store:
        store.create_schema()
        store.load(Graph(documents=tuple(d.model_copy(update={"in_corpus": False}) for d in whole.documents)))
        for part in (whole.documents[:middle], whole.documents[middle:]):
            ids = {d.id for d in part}
            paths = {d.path for d in part}
            store.load(
                Graph(
                    documents=part,
                    links=tuple(link for link in whole.links if link.stated_by in ids),
                    mentions=tuple(m for m in whole.mentions if m.file in paths),
                )
            )
        assert states(store) == {d.id: d.history for d in known.documents.values()}
        stating = sorted({link.stated_by for link in whole.links if link.relation is Relation.REPEALS})[:5]
        store.prune({d.id for d in whole.documents if d.in_corpus} - set(stating))
        left = [link for link in whole.links if link.stated_by not in stating]
        wanted = {d.id: d.history for d in with_histories(whole.documents, left)}
        found = states(store)
        assert found == {identity: wanted[identity] for identity in found}


def states(store: CypherStore) -> dict[str, tuple[Turn, ...]]:
    return {d.id: d.history for g in store.read() for d in g.documents}


def test_a_history_is_in_order_and_ends_with_the_end(known: Known) -> None:
    for document in known.documents.values():
        days = [turn.on for turn in document.history]
        assert all(one < other for one, other in pairwise(days))
        assert State.ENDED not in [turn.state for turn in document.history[:-1]]
