"""What is written into files: the same picture as SVG, PNG, DOT and Mermaid, and what their readers make of it."""

import os
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cancu.errors import DrawError
from cancu.models import Subgraph
from cancu.viz import draw, draw_timeline
from tests.viz.graphs import amendments, document, large, link, scheme_06

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</svg><script>alert(1)</script> "]}; & --> \\ #quot; `x`\nCHÀO'


@pytest.mark.parametrize(
    ("name", "graph", "choices"),
    [
        ("scheme-06-lanes", scheme_06(), {}),
        ("amendments-tree", amendments(), {"form": "tree", "up": None, "down": None}),
        ("folded-portrait", large(300), {"portrait": True}),
    ],
)
def test_svg_is_as_it_was(name: str, graph: Subgraph, choices: dict[str, object], tmp_path: Path) -> None:
    """With CANCU_RENEW_GOLDEN set, the kept files are written anew: look at each before it is committed."""
    path = tmp_path / "a.svg"
    draw(graph, path, **choices)
    kept = GOLDEN / f"{name}.svg"
    if os.environ.get("CANCU_RENEW_GOLDEN"):
        kept.write_bytes(path.read_bytes())
    assert path.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8")


def test_svg_shows_every_document_and_says_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    drawn = draw(scheme_06(), path)
    root = ElementTree.parse(path).getroot()
    boxes = [element for element in root.iter(f"{SVG}g") if element.get("data-item")]
    words = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert len(boxes) == drawn.documents == 14
    assert drawn.left_out == 4
    assert "Không vẽ: 4 văn bản ngoài các bậc đã chọn." in words
    assert "thực hiện, triển khai" in words


def test_counts_of_a_folded_picture_add_up(tmp_path: Path) -> None:
    graph = large(300)
    drawn = draw(graph.model_copy(update={"left_out": 7}), tmp_path / "a.svg", up=None, down=None)
    assert drawn.documents + drawn.left_out == len(graph.documents) + 7
    assert 0 < drawn.folded < drawn.documents


def test_png_has_the_size_of_the_svg_and_is_the_same_twice(tmp_path: Path) -> None:
    for name in ("a.png", "b.png", "c.svg"):
        draw(scheme_06(), tmp_path / name)
    image = (tmp_path / "a.png").read_bytes()
    width, height = struct.unpack(">II", image[16:24])
    root = ElementTree.parse(tmp_path / "c.svg").getroot()
    assert image == (tmp_path / "b.png").read_bytes()
    assert abs(width - 2 * float(root.get("width", 0))) <= 2
    assert abs(height - 2 * float(root.get("height", 0))) <= 2


@pytest.mark.parametrize("kind", ["svg", "html", "dot", "mmd"])
def test_same_input_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    graph = scheme_06()
    turned = graph.model_copy(update={"documents": graph.documents[::-1], "links": graph.links[::-1]})
    draw(graph, tmp_path / f"a.{kind}")
    draw(turned, tmp_path / f"b.{kind}")
    assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


def hostile() -> Subgraph:
    documents = (
        document("a", HOSTILE, "2022-01-01", title=HOSTILE, issuer=HOSTILE, level="central"),
        document('b"\\', "1/KH", "2023-01-01", title=HOSTILE, level="province", scope="x"),
    )
    return Subgraph(documents=documents, links=(link('b"\\', "IMPLEMENTS", "a"),), roots=("a",))


def test_hostile_text_stays_text_in_svg(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    draw(hostile(), path, title=HOSTILE)
    root = ElementTree.parse(path).getroot()
    assert not list(root.iter(f"{SVG}script"))
    assert any("<script>" in (title.text or "") for title in root.iter(f"{SVG}title"))


def test_hostile_text_stays_inside_its_string_in_dot(tmp_path: Path) -> None:
    path = tmp_path / "a.dot"
    draw(hostile(), path, title=HOSTILE)
    text = path.read_text(encoding="utf-8")
    without_strings = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text.partition("\n")[2])
    assert "script" not in without_strings
    assert without_strings.count("{") == without_strings.count("}")
    assert "n1 -> n0 " in text


def test_hostile_text_stays_inside_its_label_in_mermaid(tmp_path: Path) -> None:
    path = tmp_path / "a.mmd"
    draw(hostile(), path, title=HOSTILE)
    labels = re.findall(r'"([^"\n]*)"', path.read_text(encoding="utf-8"))
    without_labels = re.sub(r'"[^"\n]*"', '""', path.read_text(encoding="utf-8"))
    assert "alert" not in without_labels
    assert not any(c in label.replace("<br>", "") for label in labels for c in "<>`\\[]{}")


def test_dot_and_mermaid_have_the_boxes_and_edges_of_the_picture(tmp_path: Path) -> None:
    drawn = draw(scheme_06(), tmp_path / "a.dot")
    draw(scheme_06(), tmp_path / "a.mmd")
    dot = (tmp_path / "a.dot").read_text(encoding="utf-8")
    mermaid = (tmp_path / "a.mmd").read_text(encoding="utf-8")
    assert len(re.findall(r"^    n\d+ \[", dot, re.M)) == drawn.documents
    assert len(re.findall(r" -> ", dot)) == len(re.findall(r"\| n\d+$", mermaid, re.M)) == drawn.links
    assert "class n3 root" in mermaid


def test_another_suffix_is_an_error_that_names_the_kinds(tmp_path: Path) -> None:
    with pytest.raises(DrawError, match=r"a\.gif.*\.html, \.svg, \.png, \.dot, \.mmd"):
        draw(scheme_06(), tmp_path / "a.gif")
    with pytest.raises(DrawError, match=r"\.html, \.svg, \.png$"):
        draw_timeline(scheme_06(), tmp_path / "a.dot")


def test_a_folder_that_is_not_there_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(DrawError, match=r"gone.*a\.svg: cannot be written"):
        draw(scheme_06(), tmp_path / "gone" / "a.svg")


def test_an_empty_subgraph_is_a_picture_without_boxes(tmp_path: Path) -> None:
    for kind in ("svg", "html", "png", "dot", "mmd"):
        drawn = draw(Subgraph(documents=(), links=()), tmp_path / f"a.{kind}")
        assert drawn.documents == drawn.links == 0
