"""What a link index works out is what the stored Cypher answers: the same rows in the same order with the same sentences."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cancu.corpus import read_corpus
from cancu.graph.build import Graph
from cancu.graph.index import columns
from cancu.graph.index.file import save
from cancu.graph.index.upkeep import whole
from cancu.graph.store import cypher_store, open_store
from cancu.graph.store.cypher_store import CypherStore
from cancu.graph.store.versions import INDEX
from cancu.models import Relation
from cancu.queries import answer, catalogue, get
from tests import neo4j_server
from tests.neo4j_server import Server
from tests.queries.corpus import SCHEME, question_graph
from tests.queries.random_graph import random_graph
from tests.queries.test_oracles import calls
from tests.small_graph import mention, text

WALKED = sorted(name for name, query in catalogue().items() if query.parts)
EXAMPLES = Path(__file__).parents[2] / "examples"
SEEDS = (
    pytest.param(11, marks=pytest.mark.slow_on_neo4j),  # the sample corpus is asked there too
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in (12, 13, 14, 15, 16)),
)


@pytest.fixture(autouse=True, scope="module")
def of_any_size() -> Iterator[None]:
    """Small graphs are answered by their index too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cypher_store, "FEW_LINKS", 0)
        yield


class Indexed:
    """A store with an index beside it that can be put away."""

    def __init__(self, store: CypherStore, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store, self._file, self._patch, self._stamp = store, file, monkeypatch, str(file)
        save(file, whole(store.read_rows, 0), self._stamp)

    def both(self, name: str, given: dict[str, str], limit: int | None = None) -> tuple[Any, Any]:
        """The answer with the index and without it."""
        found = []
        for path in (self._file, None):
            self._patch.setattr(self.store, "index_file", lambda path=path: path)
            self._patch.setattr(self.store, "index_stamp", lambda: self._stamp)
            assert (self.store.links() is None) == (path is None)
            found.append(answer(self.store, get(name), given, limit=limit))
        return found[0], found[1]


@pytest.fixture(scope="module", params=[*SEEDS, "examples"])
def loaded(request: pytest.FixtureRequest, module_store: CypherStore, tmp_path_factory: Any) -> Iterator[Any]:
    """A store of each engine with a dense random graph, or with the sample corpus."""
    graph = read_corpus([str(EXAMPLES)]).graph if request.param == "examples" else random_graph(request.param)
    module_store.prune([])  # what another graph left
    module_store.load(graph)
    with pytest.MonkeyPatch.context() as patch:
        yield Indexed(module_store, tmp_path_factory.mktemp("index") / "links", patch), graph


@pytest.mark.parametrize("name", WALKED)
def test_the_index_answers_what_the_cypher_does(loaded: tuple[Indexed, Graph], name: str) -> None:
    indexed, graph = loaded
    for given in calls(name, graph, 3):
        by_index, by_cypher = indexed.both(name, given)
        assert by_index == by_cypher, given


@pytest.mark.parametrize("name", ["implementers", "impact", "worklist", "coverage", "documents", "no-basis"])
def test_the_first_rows_are_those_of_the_whole_answer(loaded: tuple[Indexed, Graph], name: str) -> None:
    indexed, graph = loaded
    for given in calls(name, graph, 2):
        by_index, by_cypher = indexed.both(name, given, limit=3)
        assert by_index == by_cypher, given


def test_a_graph_without_links_has_answers_too(store: CypherStore, tmp_path: Path) -> None:
    graph = Graph(documents=question_graph().documents)
    store.load(graph)
    with pytest.MonkeyPatch.context() as patch:
        indexed = Indexed(store, tmp_path / "links", patch)
        for name in WALKED:
            by_index, by_cypher = indexed.both(name, next(calls(name, graph, 2)))
            assert by_index == by_cypher, name


def test_texts_that_have_one_number_in_the_index_are_no_duplicates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_number", lambda text: 7 if text else columns.NO_NUMBER)
    graph = question_graph()
    _load(str(tmp_path / "store"), graph.documents, graph.mentions)
    with closing(open_store(str(tmp_path / "store"), create=False)) as opened:
        assert opened.links() is not None
        by_index = answer(opened, get("duplicates"), {})
        monkeypatch.setattr(opened, "index_file", lambda: None)
        assert by_index.rows == answer(opened, get("duplicates"), {}).rows


def test_each_load_makes_an_index_of_its_own(tmp_path: Path) -> None:
    place = str(tmp_path / "store")
    for count in (1, 2):
        plans = [text(f"thanh-hoa/2023/{at}-kh-ubnd", key=f"{at}/KH-UBND") for at in range(count)]
        graph = question_graph()
        with_plans = [*graph.documents, *plans]
        said = [*graph.mentions, *(mention(plan, 10, SCHEME, Relation.IMPLEMENTS) for plan in plans)]
        _load(place, with_plans, said)
        opened = open_store(place, create=False)
        try:
            assert opened.links() is not None
            found = answer(opened, get("impact"), {"document": SCHEME})
            assert {plan.id for plan in plans} <= {row["document"]["id"] for row in found.records()}
        finally:
            opened.close()


def test_an_index_of_another_state_is_not_used(tmp_path: Path) -> None:
    place = tmp_path / "store"
    _load(str(place), question_graph().documents, question_graph().mentions)
    first = shutil.copy(place / "0001" / INDEX, tmp_path / "old")
    plan = text("thanh-hoa/2023/7-kh-ubnd", key="7/KH-UBND")
    _load(str(place), [plan], [mention(plan, 10, SCHEME, Relation.IMPLEMENTS)])
    opened = open_store(str(place), create=False, checked=False)
    try:
        whole = answer(opened, get("impact"), {"document": SCHEME})
        shutil.copy(first, place / "0002" / INDEX)
        opened._cached_index = None
        assert opened.links() is None
        assert answer(opened, get("impact"), {"document": SCHEME}) == whole
        (place / "0002" / INDEX).write_bytes(b"cut")
        assert opened.links() is None
        assert answer(opened, get("impact"), {"document": SCHEME}) == whole
    finally:
        opened.close()


def _load(place: str, documents: Any, mentions: Any) -> None:
    from cancu.graph.build import build

    store = open_store(place)
    try:
        store.create_schema()
        store.load(build(list(documents), list(mentions)))
    finally:
        store.close()


def test_an_index_of_a_server_holds_until_anything_changes(
    neo4j: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    neo4j_server.wipe(neo4j)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    _load(neo4j.uri, question_graph().documents, question_graph().mentions)
    store = open_store(neo4j.uri, create=False)
    try:
        assert store.links() is None
        store.make_index()
        assert store.links() is not None
        by_index = answer(store, get("impact"), {"document": SCHEME})
        plan = text("thanh-hoa/2023/7-kh-ubnd", key="7/KH-UBND")
        _load(neo4j.uri, [plan], [mention(plan, 10, SCHEME, Relation.IMPLEMENTS)])
        assert store.links() is None
        by_cypher = answer(store, get("impact"), {"document": SCHEME})
        assert len(by_cypher) == len(by_index) + 1
    finally:
        store.close()
