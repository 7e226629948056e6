"""The network of a neighbourhood: a page of its own, positions from us, capped and saying so; and the same in pyvis."""

import math
from pathlib import Path
from typing import Any

import pytest

from cancu.errors import DrawError
from cancu.models import Subgraph
from cancu.viz import draw_network, to_pyvis
from cancu.viz.network import MOST, nearest
from tests.viz.graphs import document, link, scheme_06

pytest.importorskip("pyvis")


def star(size: int) -> Subgraph:
    """A root, `size` documents that carry it out, and one that nothing links."""
    documents = [document("root", "1/QĐ", "2022-01-01"), document("alone", "2/QĐ", "2022-01-02")]
    documents += [document(f"d{at:03}", f"{at}/KH", "2023-01-01") for at in range(size)]
    links = tuple(link(f"d{at:03}", "IMPLEMENTS", "root") for at in range(size))
    return Subgraph(documents=tuple(documents), links=links, roots=("root",), left_out=5)


def test_what_is_nearest_is_kept_and_the_rest_counted() -> None:
    few = nearest(star(20), 10)
    assert len(few.documents) == 10 and "root" in {one.id for one in few.documents}
    assert few.left_out == 5 + 22 - 10
    assert nearest(star(3), 10).left_out == 5
    assert nearest(Subgraph(documents=(), links=()), 10).documents == ()


def test_a_large_neighbourhood_is_capped_and_says_so(tmp_path: Path) -> None:
    drawn = draw_network(star(MOST + 50), tmp_path / "a.html")
    assert (drawn.documents, drawn.left_out) == (MOST, 5 + 52)


@pytest.mark.parametrize("name", ["a.svg", "a.png", "a"])
def test_a_network_is_a_page(tmp_path: Path, name: str) -> None:
    with pytest.raises(DrawError, match=r"cannot draw a file of kind .*; use \.html"):
        draw_network(star(3), tmp_path / name)


def test_the_same_graph_gives_the_same_page(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        draw_network(scheme_06(), tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_pyvis_has_our_places_and_no_physics() -> None:
    made = to_pyvis(star(30))
    assert len(made.nodes) == 32 and len(made.edges) == 30
    root, *others = sorted(made.nodes, key=lambda node: node["id"] != "root")
    assert (root["x"], root["y"], root["label"]) == (0, 0, "1/QĐ")
    places = [(node["x"], node["y"]) for node in others]
    assert min(math.dist(a, b) for i, a in enumerate(places) for b in places[:i]) > 100, "none lies on another"
    assert made.options.physics.enabled is False


def test_nodes_are_dragged_and_stay(tmp_path: Path, visit: Any) -> None:
    path = tmp_path / "a.html"
    draw_network(scheme_06(), path, title="Mạng <b>thử</b>")
    page = visit(path)
    assert page.text_content("h1") == "Mạng <b>thử</b>"
    one = page.evaluate("Object.keys(network.getPositions())[1]")
    place = "(id) => network.canvasToDOM(network.getPositions([id])[id])"
    before, box = page.evaluate(place, one), page.locator(".stage canvas").bounding_box()
    page.mouse.move(box["x"] + before["x"], box["y"] + before["y"])
    page.mouse.down()
    page.mouse.move(box["x"] + before["x"] + 60, box["y"] + before["y"] + 40, steps=5)
    page.mouse.up()
    after = page.evaluate(place, one)
    assert after["x"] - before["x"] == pytest.approx(60, abs=3) and after["y"] - before["y"] == pytest.approx(40, abs=3)
    others = page.evaluate("network.getPositions()")
    page.wait_for_timeout(200)
    assert page.evaluate("network.getPositions()") == others, "nothing moves by itself"


def test_search_shows_a_document_and_a_click_its_card(tmp_path: Path, visit: Any) -> None:
    path = tmp_path / "a.html"
    draw_network(star(5), path)
    page = visit(path)
    page.fill("input[type=search]", "3/kh")
    page.press("input[type=search]", "Enter")
    assert page.text_content(".card h2") == "3/KH"
    assert "Không vẽ: 5 văn bản" in page.text_content(".status")
