"""The page of a lineage, as a reader uses it in a browser."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cancu.models import Subgraph
from cancu.viz import draw, draw_network, draw_timeline
from tests.graph.papers import with_histories
from tests.viz.graphs import document, large, link, scheme_06

D06 = "vn/2022/06-qd-ttg"
P24 = "thanh-hoa/2023/24-kh-ubnd"
Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def lineage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "lineage.html"
    draw(scheme_06(), path)
    return path


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "crowd.html"
    draw(large(700), path, up=None, down=None)
    return path


def box(page: Any, id: str) -> Any:
    return page.locator(f'.box[data-item="{id}"]')


def card(page: Any) -> str:
    return page.locator("aside .card").inner_text()


def boxes(page: Any) -> set[str]:
    return set(page.eval_on_selector_all(".box", "all => all.map(box => box.dataset.item)"))


def test_first_view_is_one_level_up_and_two_down(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    shown = boxes(page)
    assert {"vn/2014/59-2014-qh13", D06, P24, "thanh-hoa/muong-lat/2023/41-kh-ubnd"} <= shown
    assert "thanh-hoa/quang-chieu/2023/kh" not in shown
    assert "4 văn bản ngoài các bậc đã chọn" in page.locator(".status").inner_text()


def test_click_on_a_document_shows_its_card(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    box(page, P24).click()
    assert "UBND tỉnh Thanh Hóa" in card(page)
    assert "13/02/2023" in card(page)
    assert "06/QĐ-TTg (Thủ tướng Chính phủ, 06/01/2022)" in card(page)


def test_click_on_a_link_shows_the_sentence_that_proves_it(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    page.locator(f'.hit[data-edge="{P24}>IMPLEMENTS>{D06}"]').dispatch_event("click")
    assert "Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022" in card(page)
    assert page.locator("aside mark").inner_text() == "Thực hiện Qu"
    assert "thanh-hoa_2023_24-kh-ubnd.txt, ký tự 0–12" in card(page)


def test_a_pointer_on_a_line_reaches_its_link(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    edge = f"{D06}>REFERS_TO>vn/2020/749-qd-ttg"
    point = page.evaluate(
        """(edge) => {
          const path = document.querySelector(`.hit[data-edge="${edge}"]`);
          const p = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
          return [p.x, p.y];
        }""",
        edge,
    )
    page.mouse.click(*point)
    assert "dẫn chiếu" in card(page)
    assert "749/QĐ-TTg" in card(page)


def test_search_without_diacritics_finds_and_shows(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    page.fill("input[type=search]", "quyet dinh 06")
    assert page.locator(".results li").first.inner_text().startswith("06/QĐ-TTg")
    page.keyboard.press("Enter")
    assert card(page).startswith("06/QĐ-TTg")


def test_search_reaches_documents_beyond_the_depth(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    page.fill("input[type=search]", "quang chieu")
    page.keyboard.press("Enter")
    assert "thanh-hoa/quang-chieu/2023/kh" in boxes(page)
    assert "UBND xã Quang Chiểu" in card(page)


def test_search_says_when_nothing_is_found(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    page.fill("input[type=search]", "khong co van ban nay")
    assert "Không tìm thấy" in page.locator(".results").inner_text()


def test_a_crowd_opens_folded_and_a_click_unfolds(crowd: Path, visit: Visit) -> None:
    page = visit(crowd)
    before = boxes(page)
    groups = [id for id in before if id.startswith("#")]
    assert len(before) <= 48
    assert groups
    box(page, "#province").click()
    after = boxes(page)
    assert "#province" not in after
    assert "#province|thanh-hoa" in after
    box(page, "#province|thanh-hoa").press("Enter")
    assert any(id.startswith("thanh-hoa/") for id in boxes(page))
    page.get_by_role("button", name="Gập Tỉnh, thành phố").click()
    assert boxes(page) == before


def test_fold_by_type_gives_other_groups(crowd: Path, visit: Visit) -> None:
    page = visit(crowd)
    page.select_option('[data-control="fold"]', "type")
    assert {"#province|KH|2022", "#province|KH|2023"} <= boxes(page)


def test_depth_relations_places_and_years_filter(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    page.select_option('[data-control="up"]', "0")
    assert "vn/2014/59-2014-qh13" not in boxes(page)
    page.select_option('[data-control="up"]', "1")
    page.click("summary")
    page.uncheck('[data-control="Quan hệ REFERS_TO"]')
    assert "vn/2020/749-qd-ttg" not in boxes(page)
    page.uncheck('[data-control="Địa phương lam-dong"]')
    assert not any(id.startswith("lam-dong/") for id in boxes(page))
    page.fill('[data-control="to"]', "2022")
    page.keyboard.press("Enter")
    assert P24 not in boxes(page)
    assert "không qua bộ lọc" in page.locator(".status").inner_text()


def test_tree_form_stands_in_layers(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    page.select_option('[data-control="form"]', "tree")
    heads = page.locator("svg .heads").first.text_content()
    assert "Văn bản đang xem" in heads
    assert "Trên 1 bậc" in heads


def test_path_between_two_documents_is_shown(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    box(page, "thanh-hoa/muong-lat/2023/41-kh-ubnd").click()
    page.get_by_role("button", name="Điểm đầu của đường").click()
    box(page, "vn/2014/59-2014-qh13").click()
    page.get_by_role("button", name="Đường đến đây").click()
    way = page.locator("aside ol.links").inner_text()
    assert page.locator("aside ol.links > li").count() == 7
    assert "24/KH-UBND" in way
    assert "06/QĐ-TTg" in way
    assert page.locator(".trace").count() == 3


def test_permalink_shows_the_same_picture(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    page.select_option('[data-control="down"]', "1")
    page.select_option('[data-control="form"]', "tree")
    box(page, P24).click()
    again = visit(lineage, re.search("#.*", page.url).group())
    assert boxes(again) == boxes(page)
    assert card(again) == card(page)
    assert again.locator('[data-control="form"]').input_value() == "tree"


def test_a_wrong_permalink_shows_the_first_view(lineage: Path, visit: Visit) -> None:
    page = visit(lineage, "#up=x&f=<b>&doc=nothing&path=a~b&root=none&open=%25")
    assert D06 in boxes(page)


def test_every_box_can_be_reached_and_opened_by_keys(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    box(page, D06).focus()
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.dataset.item")
    assert focused not in (None, D06)
    page.keyboard.press("Enter")
    assert card(page)
    page.keyboard.press("Escape")
    assert card(page) == ""
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"


def test_taking_a_document_as_root_redraws_around_it(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    box(page, P24).click()
    page.get_by_role("button", name="Lấy làm gốc").click()
    assert "thanh-hoa/-/05-nq-tu" in boxes(page)
    assert "lam-dong/2023/1240-kh-ubnd" not in boxes(page)


def test_portrait_window_lets_time_run_down(lineage: Path, visit: Visit) -> None:
    page = visit(lineage, width=900, height=1400)
    root, plan = box(page, D06).bounding_box(), box(page, P24).bounding_box()
    assert plan["y"] > root["y"] + root["height"]
    assert plan["x"] > root["x"]


def test_text_stays_inside_its_box(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    outside = page.evaluate(
        """() => [...document.querySelectorAll(".box")].flatMap((box) => {
          const frame = box.querySelector(".frame").getBBox();
          return [...box.querySelectorAll("text")].filter((text) => {
            const at = text.getBBox();
            return at.x < frame.x || at.x + at.width > frame.x + frame.width || at.y + at.height > frame.y + frame.height + 1;
          }).map((text) => text.textContent);
        })"""
    )
    assert outside == []


def test_hostile_text_is_shown_and_never_run(tmp_path: Path, visit: Visit) -> None:
    hostile = (
        "<script>alert(1)</script> \"'><img src=x onerror=alert(2)>\n</title></style><!-- {{7*7}} ${alert(3)} </script>"
    )
    documents = (
        document(
            "a",
            hostile,
            "2022-01-01",
            title=hostile,
            issuer=hostile,
            level="central",
            aliases=(hostile,),
            path=hostile,
            in_corpus=True,
        ),
        document("b\"'<>", "1/KH", "2023-01-01", title=hostile, issuer=hostile, level="province", scope="x<y>"),
    )
    links = (link("b\"'<>", "IMPLEMENTS", "a", hostile, provision=hostile),)
    path = tmp_path / "a.html"
    draw(Subgraph(documents=documents, links=links, roots=("a",)), path, title=hostile)
    page = visit(path)
    assert page.locator("main script, main img").count() == 0
    box(page, "a").click()
    assert "<script>alert(1)</script>" in card(page)
    page.locator(".hit").dispatch_event("click")
    assert "onerror=alert(2)" in page.locator("blockquote").inner_text()
    page.fill("input[type=search]", "onerror")
    assert page.locator(".results li").count() == 2


def test_saved_picture_is_the_drawn_one(lineage: Path, visit: Visit, tmp_path: Path) -> None:
    page = visit(lineage)
    with page.expect_download() as download:
        page.get_by_role("button", name="Lưu SVG").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert download.value.suggested_filename.endswith(".svg")
    assert text.count('class="box') == len(boxes(page))


def test_the_page_is_one_small_file(lineage: Path) -> None:
    page = lineage.read_bytes()
    data = re.search(rb'id="data">(.*?)</script>', page, re.S).group(1)
    assert len(page) - len(data) < 1_000_000
    assert page.decode("utf-8").startswith("<!doctype html>")
    assert not re.search(rb"(?:src|href)=\"(?!data:)", page)
    assert [path.name for path in lineage.parent.iterdir()] == [lineage.name]


def test_printing_prints_the_whole_sheet_on_one_page(lineage: Path, visit: Visit) -> None:
    page = visit(lineage)
    pdf = page.pdf(format="A4", landscape=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    assert page.locator("#print svg [data-item]").count() == len(boxes(page))


VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


@pytest.mark.parametrize("form", ["lanes", "tree", "timeline", "network"])
def test_a_picture_speaks_the_language_that_is_asked_for(form: str, tmp_path: Path, visit: Visit) -> None:
    """The words of the documents stay as they are; here they have no letter of Vietnamese."""
    documents = (
        document("a", "06/QD", "2022-01-06", level="central", title="approves a scheme", issuer="The Premier"),
        document("b", "24/KH", "2023-02-13", level="province", title="a plan", period_to=datetime.date(2023, 12, 31)),
        document("c", "1/CT", None, level="ministry", title="a directive", in_corpus=True),
    )
    links = (link("b", "IMPLEMENTS", "a", "carries it out"), link("c", "REFERS_TO", "a"), link("b", "BASED_ON", "c"))
    part = Subgraph(documents=with_histories(documents, links), links=links, roots=("a",), left_out=2)
    drawn = {"timeline": draw_timeline, "network": draw_network}.get(form)
    for language, own in (("en", False), ("vi", True)):
        path = tmp_path / f"{language}.html"
        if drawn:
            drawn(part, path, language=language)
        else:
            draw(part, path, form=form, language=language)
        page = visit(path)
        if form != "network":
            page.locator(".box").first.click()
        labels = page.eval_on_selector_all("[aria-label]", "all => all.map((one) => one.getAttribute('aria-label'))")
        words = " ".join(
            [page.locator("html").get_attribute("lang"), page.title(), page.locator("main").inner_text(), *labels]
        )
        assert language in words
        assert bool(VIETNAMESE.search(words)) == own, words
        assert (("period over" if language == "en" else "hết thời kỳ") in words) or form == "network"


@pytest.mark.parametrize("suffix", ["svg", "dot", "mmd"])
def test_a_file_of_a_picture_speaks_the_language_that_is_asked_for(suffix: str, tmp_path: Path) -> None:
    documents = (document("a", "06/QD", "2022-01-06"), document("b", None, None, type=None))
    links = (link("b", "IMPLEMENTS", "a", "carries it out"),)
    path = tmp_path / f"a.{suffix}"
    draw(Subgraph(documents=documents, links=links, roots=("a",)), path, language="en")
    words = path.read_text(encoding="utf-8")
    assert not VIETNAMESE.search(words)
    assert "after 06/01/2022" in words
