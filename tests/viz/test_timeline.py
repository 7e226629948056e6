"""A scheme through time."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from cancu.viz import draw_timeline
from tests.viz.graphs import large, scheme_06

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
