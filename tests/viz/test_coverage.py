"""Which province has a plan for which directive, and how the table is drawn."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from cancu.errors import DrawError
from cancu.knowledge.base import built_in
from cancu.models import Subgraph
from cancu.viz import draw_coverage
from cancu.viz.coverage import Cell, cells
from tests.viz.graphs import document, link, scheme_06

D06 = "vn/2022/06-qd-ttg"
C04 = "vn/2024/04-ct-ttg"
SVG = "{http://www.w3.org/2000/svg}"
NOW = [row for row in built_in().places if row.valid_to is None]
BEFORE = [row for row in built_in().places if row.valid_to or row.valid_from is None]


def found(
    subgraph: Subgraph, directives: tuple[str, ...] = (D06,), provinces: Any = NOW
) -> dict[tuple[str, str], Cell]:
    return {(cell.province, cell.directive): cell for cell in cells(subgraph, directives, provinces)}


def test_the_earliest_plan_of_the_province_fills_the_cell() -> None:
    cell = found(scheme_06())["thanh-hoa", D06]
    assert cell.plan == "thanh-hoa/2022/57-kh-ubnd"
    assert (cell.direct, cell.local, cell.days) == (True, False, 63)
    assert cell.others == 4


def test_a_province_without_a_plan_has_no_cell() -> None:
    table = found(scheme_06(), (D06, C04))
    assert ("thanh-hoa", C04) not in table
    assert table["lam-dong", C04].days == 43
    assert not any(province == "ha-noi" for province, _ in table)


def test_a_plan_through_another_document_is_indirect_and_a_mere_reference_is_none() -> None:
    documents = (
        document("d", "1/QĐ-TTg", "2022-01-01"),
        document("m", "2/KH-BCA", "2022-02-01"),
        document("p", "3/KH-UBND", "2022-03-01", scope="ha-noi", level="province"),
        document("r", "4/CV-UBND", "2022-03-01", scope="hue", level="province"),
    )
    links = (link("m", "IMPLEMENTS", "d"), link("p", "IMPLEMENTS", "m"), link("r", "REFERS_TO", "d"))
    table = found(Subgraph(documents=documents, links=links), ("d",))
    assert [(province, cell.direct) for (province, _), cell in table.items()] == [("ha-noi", False)]


def test_a_merged_province_counts_for_its_successor_only_where_it_is_not_listed() -> None:
    documents = (document("d", "1/QĐ-TTg", "2022-01-01"), document("p", "3/KH-UBND", "2022-03-01", scope="bac-giang"))
    graph = Subgraph(documents=documents, links=(link("p", "IMPLEMENTS", "d"),))
    assert [province for province, _ in found(graph, ("d",), NOW)] == ["bac-ninh"]
    assert [province for province, _ in found(graph, ("d",), BEFORE)] == ["bac-giang"]


def test_a_commune_alone_is_marked_as_local_and_cycles_end() -> None:
    documents = (
        document("d", "1/QĐ-TTg", "2022-01-01"),
        document("p", "3/KH-UBND", None, scope="ha-noi/ba-dinh", level="commune"),
    )
    links = (link("p", "IMPLEMENTS", "d"), link("d", "IMPLEMENTS", "p"))
    cell = found(Subgraph(documents=documents, links=links), ("d",))["ha-noi", "d"]
    assert (cell.local, cell.days) == (True, None)


@pytest.mark.parametrize("kind", ["svg", "png", "html"])
def test_the_table_is_drawn_and_counted(kind: str, tmp_path: Path) -> None:
    graph = scheme_06().model_copy(update={"roots": (D06, C04)})
    drawn = draw_coverage(graph, tmp_path / f"a.{kind}", provinces=NOW)
    assert (drawn.documents, drawn.links) == (5, 3)
    if kind == "svg":
        root = ElementTree.parse(tmp_path / "a.svg").getroot()
        words = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
        empty = [box for box in root.iter(f"{SVG}rect") if box.get("stroke-dasharray") == "2 3"]
        names = [words.count(row.name) for row in NOW]
        assert f"2/{len(NOW)} có văn bản thực hiện" in words
        assert len(empty) == 2 * len(NOW) - 3 + 1, "and one in the legend"
        assert all(names)


def test_no_directive_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DrawError, match="at least one directive"):
        draw_coverage(scheme_06().model_copy(update={"roots": ()}), tmp_path / "a.svg", provinces=NOW)


def test_a_click_on_a_cell_shows_the_plan(tmp_path: Path, visit: Any) -> None:
    path = tmp_path / "a.html"
    draw_coverage(scheme_06(), path, provinces=NOW)
    page = visit(path)
    page.locator("[data-doc]", has_text="57/KH-UBND").click()
    card = page.locator("aside .card")
    assert "10/03/2022" in card.inner_text()
    card.get_by_role("button", name="06/QĐ-TTg").first.click()
    assert "Chứng cứ của liên kết" in card.inner_text()
