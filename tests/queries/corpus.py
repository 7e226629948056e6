"""A corpus with one case of everything that the stored queries ask about, small enough to know every row."""

from typing import Any

from cancu.graph.build import Graph, Issuer, Place, build
from cancu.models import Document, Mention, PartChange, Relation, Repair
from tests.small_graph import document, mention, text

SCHEME = "vn/2022/06-qd-ttg"
DIRECTIVE = "vn/2024/04-ct-ttg"
OLD_LAW = "vn/2005/51-2005-qh11"
NEW_LAW = "vn/2023/20-2023-qh15"
DECREE = "vn/2007/26-2007-nd-cp"
CIRCULAR = "vn/2008/9-2008-tt-bct"
"""Details DECREE, which details OLD_LAW."""
PLAN = "thanh-hoa/2023/24-kh-ubnd"
SAME_PLAN = "thanh-hoa/-/24-kh-ubnd"
DEPARTMENT = "thanh-hoa/2023/2772-kh-skhdt"
COMMUNE = "thanh-hoa/muong-lat/2023/5-kh-ubnd"
AMENDER = "thanh-hoa/2024/30-kh-ubnd"
NOTICE = "quang-ngai/2024/100-tb-ubnd"
REPEALER = "vn/2024/50-qd-ttg"
REPEALED = "vn/2010/9-qd-ttg"
ONE = "quang-ngai/2021/61-qd-ubnd"
TWO = "quang-ngai/2021/62-qd-ubnd"
BINH_DUONG = "binh-duong/2024/5-qd-ubnd"
OF_A_MINISTRY = "vn/2020/7-qd-btttt"
"""Of a place and of a ministry that are no more."""
DRAFT = "can-tho/2024-07/kh-du-thao"
FAR = "vn/1999/1-1999-nd-cp"
"""Cited by nobody but TWO, and far from everything else."""


REWORDED = PartChange(
    done="amends", part="muc-ii/khoan-1", target="24/KH-UBND", source_id=AMENDER, target_id=PLAN, by_part="muc-i",
    wording="1. Mới.", start=5, end=60, sentence="Sửa đổi khoản 1 Mục II như sau: “1. Mới.”",
)  # fmt: skip


def documents() -> list[Document]:
    """All of them, by id."""
    thanh_hoa = "Ủy ban nhân dân tỉnh Thanh Hóa"
    return [
        document(SCHEME, key="06/QĐ-TTg", type="QĐ", symbol="QĐ-TTg", date="2022-01-06", level="central",
                 ended="9999-12-31", aliases=("Đề án 06",), title="Phê duyệt Đề án phát triển ứng dụng dữ liệu về dân cư"),
        document(DIRECTIVE, key="04/CT-TTg", type="CT", date="2024-02-11", level="central"),
        document(OLD_LAW, key="51/2005/QH11", type="L", date="2005-11-29", level="central", ended="2024-07-01",
                 replaced_by=NEW_LAW, title="Luật Giao dịch điện tử"),
        document(NEW_LAW, key="20/2023/QH15", type="L", date="2023-06-22", level="central", in_force="2024-07-01",
                 title="Luật Giao dịch điện tử"),
        document(DECREE, key="26/2007/NĐ-CP", type="NĐ", date="2007-02-15", level="central"),
        document(CIRCULAR, key="9/2008/TT-BCT", type="TT", date="2008-07-21", level="ministry"),
        text(PLAN, key="24/KH-UBND", type="KH", symbol="KH-UBND", date="2023-02-13", level="province",
             issuer=thanh_hoa, title="Kế hoạch triển khai Đề án 06 trên địa bàn tỉnh"),
        document(SAME_PLAN, key="24/KH-UBND", type="KH", symbol="KH-UBND", level="province"),
        text(DEPARTMENT, key="2772/KH-SKHĐT", type="KH", date="2023-05-12", level="department"),
        text(COMMUNE, key="5/KH-UBND", type="KH", date="2023-06-01", level="commune"),
        text(AMENDER, key="30/KH-UBND", type="KH", symbol="KH-UBND", date="2024-05-01", level="province",
             issuer=thanh_hoa),
        text(NOTICE, key="100/TB-UBND", type="TB", symbol="TB-UBND", date="2024-03-01", level="province",
             signer="Trần Hoàng Tuấn"),
        text(REPEALER, key="50/QĐ-TTg", type="QĐ", date="2024-06-01", level="central"),
        document(REPEALED, key="9/QĐ-TTg", type="QĐ", date="2010-01-20", level="central"),
        text(ONE, key="61/QĐ-UBND", type="QĐ", date="2021-03-01", level="province"),
        text(TWO, key="62/QĐ-UBND", type="QĐ", date="2021-03-01", level="province"),
        document(BINH_DUONG, key="5/QĐ-UBND", type="QĐ", symbol="QĐ-UBND", date="2024-02-01", level="province"),
        document(OF_A_MINISTRY, key="7/QĐ-BTTTT", type="QĐ", symbol="QĐ-BTTTT", date="2020-02-01", level="ministry"),
        text(DRAFT, key=None, type="KH", year=2024, month="2024-07", scope="can-tho", level="department", paper="draft"),
        document(FAR, key="1/1999/NĐ-CP", type="NĐ", date="1999-01-02", level="central"),
    ]  # fmt: skip


def mentions() -> list[Mention]:
    """What the texts say."""
    by_id = {d.id: d for d in documents()}

    def says(stating: str, at: int, target: str | None, relation: Relation, **fields: Any) -> Mention:
        return mention(by_id[stating], at, target, relation, **fields)

    return [
        says(PLAN, 10, OLD_LAW, Relation.BASED_ON),
        says(PLAN, 40, SCHEME, Relation.IMPLEMENTS, date="2022-01-06", sentence="Triển khai Đề án 06 của Thủ tướng."),
        says(PLAN, 90, OLD_LAW, Relation.GUIDES, source="26/2007/NĐ-CP", source_id=DECREE),
        says(PLAN, 140, DECREE, Relation.GUIDES, source="9/2008/TT-BCT", source_id=CIRCULAR),
        says(DEPARTMENT, 10, PLAN, Relation.IMPLEMENTS, sentence="Thực hiện Kế hoạch 24/KH-UBND.",
             parts=("muc-ii/khoan-1",)),
        says(DEPARTMENT, 40, SCHEME, Relation.IMPLEMENTS),
        says(COMMUNE, 10, DEPARTMENT, Relation.IMPLEMENTS),
        says(AMENDER, 10, PLAN, Relation.AMENDS, changes=(REWORDED,)),
        says(NOTICE, 10, DIRECTIVE, Relation.IMPLEMENTS),
        says(NOTICE, 40, SCHEME, Relation.IMPLEMENTS, source="04/CT-TTg", source_id=DIRECTIVE, date="2022-01-07",
             contradicts=("date",), reason="date: 07/01/2022 here, 06/01/2022 there"),
        says(NOTICE, 90, REPEALED, Relation.BASED_ON, sentence="Căn cứ Quyết định 9/QĐ-TTg."),
        says(DRAFT, 10, SCHEME, Relation.IMPLEMENTS),
        says(REPEALER, 10, REPEALED, Relation.REPEALS),
        says(ONE, 10, TWO, Relation.BASED_ON),
        says(TWO, 10, ONE, Relation.BASED_ON),
        says(TWO, 40, FAR, Relation.REFERS_TO),
        says(TWO, 80, SAME_PLAN, Relation.REFERS_TO, printed_key="24/KH-UBNĐ", status="open", text="24/KH-UBNĐ",
             repairs=(Repair(printed="UBNĐ", read_as="UBND", proof="known symbol"),)),
        says(TWO, 120, None, Relation.REFERS_TO, status="ambiguous", text="số 7/KH", candidates=(PLAN, COMMUNE)),
        says(ONE, 40, BINH_DUONG, Relation.REFERS_TO),
        says(ONE, 80, OF_A_MINISTRY, Relation.REFERS_TO),
        says(TWO, 160, None, Relation.REFERS_TO, text="văn bản số 99"),
    ]  # fmt: skip


def question_graph() -> Graph:
    """The rows to load."""
    places = [
        Place(id="thanh-hoa", name="Thanh Hóa"),
        Place(id="quang-ngai", name="Quảng Ngãi"),
        Place(id="binh-duong", name="Bình Dương", valid_to="2025-06-30", successor="tp-ho-chi-minh"),
        Place(id="tp-ho-chi-minh", name="Hồ Chí Minh"),
    ]
    issuers = [
        Issuer(id="vn/ttg", name="Thủ tướng Chính phủ", abbreviation="TTg", level="central"),
        Issuer(id="vn/btttt", name="Bộ Thông tin và Truyền thông", abbreviation="BTTTT", valid_to="2025-02-28",
               successor="vn/bkhcn"),
        Issuer(id="vn/bkhcn", name="Bộ Khoa học và Công nghệ", abbreviation="BKHCN"),
        *(Issuer(id=f"{p.id}/ubnd", name=f"Ủy ban nhân dân tỉnh {p.name}", abbreviation="UBND", level="province",
                 place=p.id) for p in places),
    ]  # fmt: skip
    return build(documents(), mentions(), issuers, places)
