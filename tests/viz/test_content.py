"""What pictures say about a document: its time, state, names and lane."""

from typing import Any

import pytest

from cancu.models import Subgraph
from cancu.viz.content import content
from cancu.viz.dates import issue_times
from tests.graph.papers import with_histories
from tests.viz.graphs import amendments, document, link


def shown(subgraph: Subgraph) -> dict[str, Any]:
    return {row["id"]: row for row in content(subgraph, "")["documents"]}


def test_time_is_the_date_then_the_month_then_the_year() -> None:
    documents = (
        document("day", "1/QĐ", "2023-02-13"),
        document("month", None, month="2023-02", year=2023),
        document("year", "2/QĐ", year=2023),
        document("none", "3/QĐ"),
    )
    found = issue_times(documents, ())
    assert [found[id].text for id in ("day", "month", "year", "none")] == ["13/02/2023", "02/2023", "2023", ""]
    assert sorted(found, key=lambda id: found[id].sort) == ["none", "year", "month", "day"]


def test_an_undated_document_stands_behind_what_it_cites_and_ahead_of_what_cites_it() -> None:
    documents = (
        document("early", "1/QĐ", "2022-01-06"),
        document("late", "2/QĐ", "2023-05-05"),
        document("cites", "3/CV"),
        document("cited", "4/NQ"),
    )
    links = (
        link("cites", "REFERS_TO", "early"),
        link("cites", "REFERS_TO", "late"),
        link("late", "BASED_ON", "cited"),
        link("early", "BASED_ON", "cited"),
    )
    found = issue_times(documents, links)
    assert sorted(found, key=lambda id: found[id].sort) == ["cited", "early", "late", "cites"]
    assert found["cites"].text == "sau 05/05/2023"
    assert found["cited"].text == "trước 06/01/2022"


def test_state_comes_from_the_register_and_from_the_links() -> None:
    rows = shown(amendments())
    assert rows["vn/2004/110-2004-nd-cp"]["ended"] == "đã bị thay thế"
    assert rows["vn/2010/09-2010-nd-cp"]["ended"] == "đã bị bãi bỏ"
    assert rows["vn/2016/34-2016-nd-cp"]["ended"] is None


def test_repeal_of_a_part_does_not_end_a_document() -> None:
    documents = (document("a", "1/QĐ"), document("b", "2/QĐ"))
    links = (link("a", "REPEALS", "b", provision="Điều 5"),)
    rows = shown(Subgraph(documents=with_histories(documents, links), links=links))
    assert rows["b"]["ended"] is None
    assert rows["b"]["force"].startswith("đã được sửa đổi")


def test_a_scheme_is_called_by_the_name_that_people_use() -> None:
    rows = shown(
        Subgraph(documents=(document("a", "06/QĐ-TTg", aliases=("ĐA 06", "Đề án 06"), title="phê duyệt"),), links=())
    )
    assert rows["a"]["caption"] == "Đề án 06: phê duyệt"


def test_a_draft_is_called_by_its_type_and_a_missing_issuer_by_its_province() -> None:
    rows = shown(Subgraph(documents=(document("a", None, type="KH", scope="thanh-hoa/quang-chieu"),), links=()))
    assert rows["a"]["label"] == "Kế hoạch chưa số"
    assert rows["a"]["issuer"] == "Thanh Hóa"


def test_a_name_that_the_number_says_already_is_not_said_again() -> None:
    named = document("a", "749/QĐ-TTg", type="QĐ", number="749", aliases=("Quyết định 749",), title="phê duyệt")
    assert shown(Subgraph(documents=(named,), links=()))["a"]["caption"] == "phê duyệt"


@pytest.mark.parametrize(
    ("printed", "scope", "issuer"),
    [
        ("Ủy ban nhân dân tỉnh Thanh Hóa", "thanh-hoa", "UBND tỉnh Thanh Hóa"),
        ("Uỷ ban nhân dân tỉnh", "thanh-hoa", "UBND tỉnh Thanh Hóa"),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ", "can-tho", "UBND thành phố Cần Thơ"),
        ("THỦ TƯỚNG CHÍNH PHỦ", "vn", "Thủ tướng Chính phủ"),
        ("ỦY BAN NHÂN DÂN HUYỆN NGA SƠN", "thanh-hoa/nga-son", "UBND huyện Nga Sơn"),
        ("UBND Thành phố", "ha-noi", "UBND Thành phố Hà Nội"),
        ("BỘ TÀI CHÍNH CỤC THUẾ", "vn", "Cục Thuế, Bộ Tài chính"),
        ("TỈNH ỦY QUẢNG NGÃI", "quang-ngai", "Tỉnh ủy Quảng Ngãi"),
        ("Ban quản lý chợ", "vn", "Ban quản lý chợ"),
        (
            "UBND TỈNH THANH HÓA SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
            "thanh-hoa",
            "Sở Thông tin và Truyền thông, UBND tỉnh Thanh Hóa",
        ),
    ],
)
def test_issuers_are_named_as_in_a_sentence(printed: str, scope: str, issuer: str) -> None:
    rows = shown(Subgraph(documents=(document("a", "1/QĐ", issuer=printed, scope=scope),), links=()))
    assert rows["a"]["issuer"] == issuer


def test_lines_and_control_characters_become_spaces() -> None:
    rows = shown(Subgraph(documents=(document("a", "1/QĐ", title="một\n\thai\x00ba\u200b"),), links=()))
    assert rows["a"]["title"] == "một hai ba\u200b"
