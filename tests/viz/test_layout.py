"""Where boxes and edges lie, on any graph."""

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cancu.models import Relation, Subgraph
from cancu.viz.content import content
from cancu.viz.engine import Engine
from cancu.viz.pictures import first_view, widths
from tests.viz.graphs import document, large, link, scheme_06

PROBE = """
function probe(data, state, widths) {
  const graph = indexGraph(data);
  const shown = view(graph, state);
  const made = arrange(graph, shown, state);
  return {
    width: made.width, height: made.height, lanes: made.grid.lanes, left: shown.left,
    items: shown.items.map((item) => ({ id: item.id, when: item.when, lane: item.lane, members: item.members.length })),
    boxes: made.boxes.map((box) => ({ id: box.item.id, when: box.item.when, lane: box.item.lane, level: box.item.level,
      x: box.x, y: box.y, w: box.width, h: box.height })),
    nets: made.nets.map((net) => ({ id: net.relation + net.hub + net.arms[0].edge.id,
      arms: net.arms.map((arm) => ({ source: arm.edge.source, target: arm.edge.target, way: arm.whole })) })),
  };
}
"""
LEVELS = ("central", "ministry", "province", "department", "district", "commune", None)


@pytest.fixture(scope="module")
def drawing() -> Engine:
    made = Engine("scene")
    made._context.eval(PROBE)
    return made


def probe(drawing: Engine, subgraph: Subgraph, **choices: Any) -> Any:
    data = content(subgraph, "")
    return drawing.call("probe", data, {**first_view(data), "up": None, "down": None, **choices}, widths())


@st.composite
def subgraphs(draw: st.DrawFn) -> Subgraph:
    count = draw(st.integers(1, 22))
    documents = []
    for i in range(count):
        day = draw(st.none() | st.sampled_from(DAYS))
        documents.append(
            document(
                f"d{i:02}",
                f"{i}/QĐ",
                day,
                type=draw(st.sampled_from(("QĐ", "KH", "L", None))),
                level=draw(st.sampled_from(LEVELS)),
            )
        )
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1), st.sampled_from(list(Relation)))
    pairs = draw(st.lists(ends, max_size=40, unique=True))
    links = tuple(link(f"d{a:02}", relation.value, f"d{b:02}") for a, b, relation in pairs if a != b)
    roots = draw(st.sampled_from(((), ("d00",))))
    return Subgraph(documents=tuple(documents), links=links, roots=roots)


DAYS = [f"{year}-{month:02}-{day:02}" for year in (2014, 2020, 2022, 2023) for month in (1, 6, 7) for day in (1, 2, 20)]
CHOICES = st.sampled_from(({}, {"form": "tree"}, {"portrait": True}))


@given(subgraphs(), CHOICES)
@settings(max_examples=150, deadline=None)
def test_no_two_boxes_overlap(drawing: Engine, subgraph: Subgraph, choices: Any) -> None:
    boxes = probe(drawing, subgraph, **choices)["boxes"]
    for a, b in itertools.combinations(boxes, 2):
        apart = (
            a["x"] + a["w"] <= b["x"]
            or b["x"] + b["w"] <= a["x"]
            or a["y"] + a["h"] <= b["y"]
            or b["y"] + b["h"] <= a["y"]
        )
        assert apart, (a, b)


@given(subgraphs(), st.booleans())
@settings(max_examples=100, deadline=None)
def test_earlier_is_never_after_later(drawing: Engine, subgraph: Subgraph, portrait: bool) -> None:
    along = "y" if portrait else "x"
    boxes = sorted(probe(drawing, subgraph, portrait=portrait)["boxes"], key=lambda box: box["when"])
    for earlier, later in itertools.pairwise(boxes):
        if earlier["when"] < later["when"]:
            assert earlier[along] <= later[along]


@given(subgraphs(), st.booleans())
@settings(max_examples=100, deadline=None)
def test_lanes_follow_authority(drawing: Engine, subgraph: Subgraph, portrait: bool) -> None:
    across, size = ("x", "w") if portrait else ("y", "h")
    order = ["central", "ministry", "province", "department", "commune", "unknown"]
    boxes = sorted(probe(drawing, subgraph, portrait=portrait)["boxes"], key=lambda box: order.index(box["lane"]))
    for upper, lower in itertools.combinations(boxes, 2):
        if upper["lane"] != lower["lane"]:
            assert upper[across] + upper[size] <= lower[across]


@given(subgraphs(), CHOICES)
@settings(max_examples=150, deadline=None)
def test_no_edge_runs_through_a_box(drawing: Engine, subgraph: Subgraph, choices: Any) -> None:
    made = probe(drawing, subgraph, **choices)
    for net in made["nets"]:
        for arm in net["arms"]:
            for (ax, ay), (bx, by) in itertools.pairwise(arm["way"]):
                assert ax == bx or ay == by, arm
                for box in made["boxes"]:
                    outside = (
                        max(ax, bx) <= box["x"] or min(ax, bx) >= box["x"] + box["w"]
                        or max(ay, by) <= box["y"] or min(ay, by) >= box["y"] + box["h"]
                    )  # fmt: skip
                    assert outside, (arm, box)


@given(subgraphs(), CHOICES)
@settings(max_examples=150, deadline=None)
def test_every_edge_joins_its_two_boxes(drawing: Engine, subgraph: Subgraph, choices: Any) -> None:
    made = probe(drawing, subgraph, **choices)
    boxes = {box["id"]: box for box in made["boxes"]}
    for net in made["nets"]:
        for arm in net["arms"]:
            assert on_outline(arm["way"][0], boxes[arm["source"]])
            assert on_outline(arm["way"][-1], boxes[arm["target"]])


def on_outline(point: list[float], box: dict[str, float]) -> bool:
    x, y = point
    within = box["x"] <= x <= box["x"] + box["w"] and box["y"] <= y <= box["y"] + box["h"]
    return within and (x in (box["x"], box["x"] + box["w"]) or y in (box["y"], box["y"] + box["h"]))


@given(subgraphs(), CHOICES)
@settings(max_examples=150, deadline=None)
def test_edges_of_two_nets_never_lie_on_each_other(drawing: Engine, subgraph: Subgraph, choices: Any) -> None:
    nets = probe(drawing, subgraph, **choices)["nets"]
    for one, other in itertools.combinations(nets, 2):
        for a, b in itertools.product(pieces(one), pieces(other)):
            assert not shared(a, b), (one, other)


def pieces(net: Any) -> list[tuple[list[float], list[float]]]:
    return [piece for arm in net["arms"] for piece in itertools.pairwise(arm["way"])]


def shared(a: Any, b: Any) -> bool:
    """Whether two pieces run along each other for more than a point."""
    for along, across in ((0, 1), (1, 0)):
        level = a[0][across] == a[1][across] == b[0][across] == b[1][across]
        low = max(min(a[0][along], a[1][along]), min(b[0][along], b[1][along]))
        high = min(max(a[0][along], a[1][along]), max(b[0][along], b[1][along]))
        if level and high - low > 0.5:
            return True
    return False


@given(subgraphs(), st.sampled_from(DAYS), st.sampled_from(LEVELS))
@settings(max_examples=100, deadline=None)
def test_a_new_document_leaves_the_order_of_the_others(
    drawing: Engine, subgraph: Subgraph, day: str, level: str | None
) -> None:
    subgraph = subgraph.model_copy(update={"roots": ()})
    more = subgraph.model_copy(update={"documents": (*subgraph.documents, document("new", "9/QĐ", day, level=level))})
    before = {box["id"]: box for box in probe(drawing, subgraph)["boxes"]}
    after = {box["id"]: box for box in probe(drawing, more)["boxes"]}
    for a, b in itertools.permutations(before, 2):
        if before[a]["x"] < before[b]["x"]:
            assert after[a]["x"] <= after[b]["x"]


def test_the_same_graph_gives_the_same_picture_whatever_the_order_of_its_parts(drawing: Engine) -> None:
    graph = scheme_06()
    turned = graph.model_copy(update={"documents": graph.documents[::-1], "links": graph.links[::-1]})
    assert probe(drawing, graph) == probe(drawing, turned)


def test_a_large_graph_is_folded_and_nothing_is_lost(drawing: Engine) -> None:
    graph = large(600)
    made = probe(drawing, graph)
    assert len(made["items"]) <= 48
    assert sum(item["members"] for item in made["items"]) + made["left"]["depth"] == len(graph.documents)


def test_opening_a_group_shows_its_documents(drawing: Engine) -> None:
    graph = large(600)
    group = max(probe(drawing, graph)["items"], key=lambda item: item["members"])
    opened = probe(drawing, graph, open=[group["id"][1:]])["items"]
    assert group["id"] not in {item["id"] for item in opened}
    assert len(opened) > 48 - 1


def test_depth_counts_what_it_leaves_out(drawing: Engine) -> None:
    made = probe(drawing, scheme_06(), up=1, down=1)
    assert len(made["items"]) + made["left"]["depth"] == len(scheme_06().documents)
    assert "thanh-hoa/muong-lat/2023/41-kh-ubnd" not in {item["id"] for item in made["items"]}
