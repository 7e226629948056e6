"""A scheme through time."""

import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from cancu.models import Subgraph
from cancu.viz import draw, draw_coverage, draw_timeline
from tests.graph.papers import with_histories
from tests.viz.graphs import document, large, scheme_06
from tests.viz.test_coverage import NOW


def draw_all_coverage(part: Subgraph, path: Path) -> object:
    return draw_coverage(part, path, provinces=NOW)


SVG = "{http://www.w3.org/2000/svg}"


def rows(path: Path) -> list[str]:
    root = ElementTree.parse(path).getroot()
    return [group.get("aria-label", "") for group in root.iter(f"{SVG}g") if group.get("data-doc")]


def test_every_document_has_a_row_in_order_and_endings_have_their_own(tmp_path: Path) -> None:
    drawn = draw_timeline(scheme_06(), tmp_path / "a.svg")
    found = rows(tmp_path / "a.svg")
    assert len(found) == drawn.documents + 1
    assert found.index(next(row for row in found if "06/QĐ-TTg, Thủ tướng" in row)) < found.index(
        next(row for row in found if row.startswith("13/02/2023, 24/KH-UBND"))
    )
    assert "01/07/2024, 59/2014/QH13 hết hiệu lực, Quốc hội, Luật Căn cước công dân" in found


def test_a_row_says_what_the_document_does_to_the_scheme(tmp_path: Path) -> None:
    draw_timeline(scheme_06(), tmp_path / "a.svg")
    row = next(row for row in rows(tmp_path / "a.svg") if "24/KH-UBND" in row)
    assert row.endswith("thực hiện, triển khai 06/QĐ-TTg")


def test_many_documents_share_rows_and_none_is_lost(tmp_path: Path, visit: Any) -> None:
    graph = large(300)
    draw_timeline(graph, tmp_path / "a.svg")
    draw_timeline(graph, tmp_path / "a.html")
    assert len(rows(tmp_path / "a.svg")) <= 60
    page = visit(tmp_path / "a.html")
    members = page.eval_on_selector_all("[data-members]", "all => all.flatMap(row => JSON.parse(row.dataset.members))")
    assert set(members) == set(range(len(graph.documents)))
    page.locator("[data-doc]", has_text="20 kế hoạch").first.click()
    assert page.locator("aside .links li").count() == 20


def test_what_a_period_was_for_is_said_to_be_over_and_not_to_have_lost_its_force(tmp_path: Path) -> None:
    plan = document("a", "24/KH-UBND", "2023-02-13", period_to=datetime.date(2023, 12, 31))
    law = document("b", "59/2014/QH13", "2014-11-20", ended=datetime.date(2024, 7, 1))
    for documents, said, unsaid in (((plan,), "hết thời kỳ", "hết hiệu lực"), ((law,), "hết hiệu lực", "hết thời kỳ")):
        part = Subgraph(documents=with_histories(documents, ()), links=(), roots=(documents[0].id,))
        for drawn in (draw_timeline, draw):
            words = drawn(part, tmp_path / "a.svg").path.read_text(encoding="utf-8")
            assert said in words and unsaid not in words


@pytest.mark.parametrize("drawn", [draw_timeline, draw_all_coverage])
def test_a_narrow_window_shows_words_that_can_be_read(tmp_path: Path, visit: Any, drawn: Any) -> None:
    drawn(scheme_06(), tmp_path / "a.html")
    page = visit(tmp_path / "a.html", width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    heights = page.eval_on_selector_all(".plate text", "all => all.map((one) => one.getBoundingClientRect().height)")
    assert min(heights) >= 8
    stage = page.locator(".stage")
    assert stage.evaluate("(one) => one.scrollWidth > one.clientWidth")  # what is wider is scrolled to
