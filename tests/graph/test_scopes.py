"""Whose number it is: the place that the words of a text prove, and none where they prove none."""

import json
from pathlib import Path

import pytest

from cancu.extract.reading import extract
from cancu.extract.text import Source
from cancu.graph.resolve import resolve
from cancu.knowledge.base import built_in, with_register

THANH_HOA = "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\n\nSố: 50/KH-UBND\n\nThanh Hóa, ngày 12 tháng 6 năm 2023\n\nKẾ HOẠCH\nThực hiện\n\n"
PHU_THO = THANH_HOA.replace("THANH HÓA", "PHÚ THỌ").replace("Thanh Hóa", "Phú Thọ").replace("2023", "2026")
HAI_PHONG = "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HẢI PHÒNG\n\nSố: 50/KH-UBND\n\nHải Phòng, ngày 12 tháng 6 năm 2023\n\nKẾ HOẠCH\nThực hiện\n\n"
MINISTRY = "BỘ TƯ PHÁP\n\nSố: 50/KH-BTP\n\nHà Nội, ngày 12 tháng 6 năm 2023\n\nKẾ HOẠCH\nThực hiện\n\n"


def read(text, head=THANH_HOA, knowledge=None):
    """The document and the numbers of a text, resolved."""
    known = knowledge or built_in()
    found = extract(Source("x.txt", head + text, knowledge=known))
    resolved = resolve([(found.document, found.mentions)], knowledge=known)
    document = next(d for d in resolved.documents if d.in_corpus)
    return document, [m for m in resolved.mentions if m.kind == "number"]


@pytest.mark.parametrize(
    ("head", "text", "scope"),
    [
        (THANH_HOA, "12/KH-PLĐTBXH của Phòng Lao động - Thương binh và Xã hội huyện Mường Lát", "thanh-hoa/muong-lat"),
        (THANH_HOA, "12/KH-PLĐTBXH của Phòng Lao động - Thương binh và Xã hội huyện Như Xuân", "thanh-hoa/nhu-xuan"),
        (THANH_HOA, "12/KH-PLĐTBXH của Phòng Lao động - Thương binh và Xã hội", None),
        (HAI_PHONG, "Tờ trình số 15/TTr-UBND ngày 05/6/2023 của Ủy ban nhân dân Thành phố trình về giá", "hai-phong"),
        (THANH_HOA, "Chỉ thị số 05-CT/HU ngày 05/6/2023 của Huyện ủy", None),
        (THANH_HOA, "Chỉ thị số 05-CT/HU ngày 05/6/2023 của Huyện ủy Mường Lát", "thanh-hoa/muong-lat"),
        (THANH_HOA, "Kế hoạch số 100/KH-EVN của Tập đoàn Điện lực Việt Nam", "vn"),
        (THANH_HOA, "Kế hoạch số 100/KH-XKQ của Công ty Cổ phần Xây lắp Hàm Rồng", None),
        (THANH_HOA, "Kế hoạch số 100/KH-XKQ năm 2022", None),
        (THANH_HOA, "Kế hoạch số 100/KH-UBND năm 2022", "thanh-hoa"),
        (PHU_THO, "UBND tỉnh Hòa Bình đã ban hành Quyết định số 88/QĐ-UBND ngày 01/9/2015 về giá đất", "hoa-binh"),
        (PHU_THO, "UBND tỉnh đã ban hành Quyết định số 88/QĐ-UBND ngày 01/9/2015 về giá đất", "phu-tho"),
        (PHU_THO, "Phối hợp với UBND tỉnh Hòa Bình thực hiện Kế hoạch số 88/KH-UBND năm 2025", "phu-tho"),
        (PHU_THO, "vì hòa bình, thực hiện Quyết định số 88/QĐ-UBND năm 2025", "phu-tho"),
        (THANH_HOA, "do Sở Xây dựng Hà Nội cấp kèm theo Quyết định số 230/QĐ-SXD ngày 14/04/2023", "ha-noi"),
        (THANH_HOA, "do Sở Xây dựng cấp kèm theo Quyết định số 230/QĐ-SXD ngày 14/04/2023", "thanh-hoa"),
        (THANH_HOA, "\n- Long An: Quyết định số 8102/QĐ-UBND ngày 14/04/2023\n", "long-an"),
        (THANH_HOA, "\n| 2 | UBND tỉnh Long An | Quyết định số 8102/QĐ-UBND ngày 14/04/2023 |\n", "long-an"),
        (THANH_HOA, "\n23\nLong An\nKết thúc trước ngày 31/5\nQuyết định số 8102/QĐ-UBND năm 2022\n", "long-an"),
        (THANH_HOA, "\nLong An\nKết thúc trước ngày 31/5\nQuyết định số 8102/QĐ-UBND năm 2022\n", "thanh-hoa"),
        (THANH_HOA, "\n- Long An: Quyết định số 8102/QĐ-TTg ngày 14/04/2023\n", "vn"),
        (THANH_HOA, "\n- Căn cứ: Quyết định số 8102/QĐ-UBND ngày 14/04/2023\n", "thanh-hoa"),
        (THANH_HOA, "Quyết định số 12/QĐ-UBND năm 2022 của UBND TP HCM", "tp-ho-chi-minh"),
        (THANH_HOA, "Quyết định số 12/QĐ-UBND ngày 05/6/2023 của UBND phường Hạc Thành", None),
        (PHU_THO, "Quyết định số 12/QĐ-UBND ngày 05/6/2026 của UBND phường Việt Trì", "phu-tho/viet-tri"),
        (PHU_THO, "Quyết định số 12/QĐ-UBND ngày 05/6/2022 của UBND thành phố Việt Trì", "phu-tho/viet-tri"),
        (PHU_THO, "Quyết định số 12/QĐ-UBND ngày 05/6/2022 của UBND huyện Lạc Sơn", "hoa-binh/lac-son"),
        (THANH_HOA, "UBND các tỉnh: Nghệ An (Quyết định số 44/QĐ-UBND ngày 5/3/2020)", "nghe-an"),
        (THANH_HOA, "UBND các tỉnh (Quyết định số 44/QĐ-UBND ngày 5/3/2020)", "thanh-hoa"),
        (MINISTRY, "theo báo cáo của tỉnh Kon Tum tại Quyết định số 12/QĐ-UBND năm 2022", "kon-tum"),
        (MINISTRY, "vì hòa bình, thực hiện Quyết định số 12/QĐ-UBND năm 2022", None),
        (MINISTRY, "các tỉnh Kon Tum và Gia Lai thực hiện Quyết định số 12/QĐ-UBND năm 2022", None),
    ],
)
def test_a_number_is_of_the_place_that_the_text_proves(head, text, scope):
    _, (mention,) = read(f"Căn cứ {text};", head)
    assert mention.scope == scope, mention.reason
    assert mention.status == ("resolved" if scope and mention.year else "open")


def test_a_number_inside_the_title_of_another_act_is_of_the_place_of_that_act():
    text = (
        "Kế hoạch số 9/KH-UBND ngày 05/6/2022 của UBND tỉnh Nghệ An triển khai Nghị quyết số 7/NQ-HĐND ngày 01/6/2022"
    )
    _, (plan, resolution) = read(f"Căn cứ {text} của HĐND tỉnh;")
    assert (plan.scope, resolution.scope) == ("nghe-an", "nghe-an")
    _, (plan, resolution) = read(f"Căn cứ {text.replace(' tỉnh Nghệ An', ' tỉnh')} của HĐND tỉnh;")
    assert (plan.scope, resolution.scope) == ("thanh-hoa", "thanh-hoa")


def test_the_issuer_behind_the_last_of_several_numbers_is_that_of_all():
    text = "Căn cứ Báo cáo số 17/BC-UBND và Tờ trình số 15/TTr-UBND ngày 05/6/2023 của UBND phường Việt Trì về giá;"
    assert [m.scope for m in read(text.replace("2023", "2026"), PHU_THO)[1]] == ["phu-tho/viet-tri"] * 2
    text = "Căn cứ Nghị định số 17/2020/NĐ-CP và Tờ trình số 15/TTr-UBND ngày 05/6/2023 của UBND tỉnh Nghệ An về giá;"
    assert [(m.scope, m.issuer) for m in read(text)[1]] == [("vn", None), ("nghe-an", "UBND tỉnh Nghệ An")]


def test_a_body_behind_a_number_without_cua_is_its_issuer_only_where_the_symbol_is_its_own():
    text = (
        "Căn cứ Kế hoạch số 7/KH-BTP Bộ Tư pháp; Quyết định số 8/QĐ-UBND Bộ Y tế; Quyết định số 9/QĐ-UBND của Bộ Y tế;"
    )
    assert [m.issuer for m in read(text)[1]] == ["Bộ Tư pháp", None, "Bộ Y tế"]


def test_papers_of_two_districts_with_one_number_stay_two_documents():
    heads = [
        THANH_HOA.replace("TỈNH THANH HÓA", f"HUYỆN {name.upper()}").replace("Thanh Hóa,", f"{name},")
        for name in ("Mường Lát", "Như Xuân")
    ]
    texts = [extract(Source(f"{n}.txt", head + "Căn cứ Luật Đất đai năm 2013;")) for n, head in enumerate(heads)]
    resolved = resolve([(t.document, t.mentions) for t in texts])
    own = {d.id: d.level for d in resolved.documents if d.in_corpus}
    assert own == {"thanh-hoa/muong-lat/2023/50-kh-ubnd": "district", "thanh-hoa/nhu-xuan/2023/50-kh-ubnd": "district"}


def test_places_and_bodies_have_their_days_and_what_followed_them():
    text = (
        "Căn cứ Quyết định số 5/QĐ-UBND ngày 05/6/2022 của UBND huyện Lạc Sơn, tỉnh Hòa Bình;\n"
        "Căn cứ Quyết định số 6/QĐ-UBND ngày 05/6/2022 của UBND xã Chí Đạo, huyện Lạc Sơn, tỉnh Hòa Bình;\n"
        "Căn cứ Quyết định số 7/QĐ-BTNMT ngày 05/6/2022 của Bộ Tài nguyên và Môi trường;\n"
    )
    found = extract(Source("x.txt", PHU_THO + text))
    resolved = resolve([(found.document, found.mentions)])
    places = {p.id: (p.name, p.kind, p.valid_to, p.successor) for p in resolved.places}
    assert places["hoa-binh"] == ("Hòa Bình", "province", "2025-06-30", "phu-tho")
    assert places["hoa-binh/lac-son"] == ("Lạc Sơn", "huyện", "2025-06-30", None)
    assert places["hoa-binh/chi-dao"][:3] == ("Chí Đạo", "xã", "2025-06-30")
    assert places["hoa-binh/chi-dao"][3].startswith("phu-tho/")
    ministry = next(issuer for issuer in resolved.issuers if issuer.abbreviation == "BTNMT")
    assert (ministry.level, ministry.valid_to, ministry.successor) == ("ministry", "2025-02-28", "vn/bnnmt")


@pytest.mark.parametrize(
    ("lines", "symbol", "scope", "level"),
    [
        (
            "UBND HUYỆN MƯỜNG LÁT\nPHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
            "KH-PLĐTBXH",
            "thanh-hoa/muong-lat",
            "district",
        ),
        ("UBND TỈNH HÒA BÌNH\nSỞ XÂY DỰNG", "KH-SXD", "hoa-binh", "department"),
        ("UBND TỈNH HÒA BÌNH\nVĂN PHÒNG ĐIỀU PHỐI NÔNG THÔN MỚI", "KH-VPĐP", "hoa-binh", "department"),
        ("UBND XÃ XUÂN LỘC\nHUYỆN TRIỆU SƠN", "KH-UBND", "thanh-hoa/xuan-loc-trieu-son", "commune"),
        ("TẬP ĐOÀN ĐIỆN LỰC VIỆT NAM", "KH-XKQ", "vn", "ministry"),
        ("CÔNG TY CỔ PHẦN XÂY LẮP HÀM RỒNG", "KH-XKQ", "-", None),
        ("", "KH-PLĐTBXH", "-", "district"),
    ],
)
def test_the_letterhead_tells_the_own_place_and_level(lines, symbol, scope, level):
    head = f"{lines}\n\nSố: 5/{symbol}\n\nngày 12 tháng 6 năm 2023\n\nKẾ HOẠCH\nThực hiện\n\n"
    document, _ = read("Thực hiện nhiệm vụ được giao.", head)
    assert (document.scope, document.level) == (scope, level)


def test_a_commune_of_a_common_name_is_in_the_district_that_its_text_names():
    head = "ĐẢNG ỦY XÃ XUÂN LỘC\n\nSố: 50-KH/ĐU\n\nngày 12 tháng 6 năm 2023\n\nKẾ HOẠCH\nThực hiện\n\n"
    assert read("Thực hiện ý kiến của huyện Triệu Sơn.", head)[0].scope == "thanh-hoa/xuan-loc-trieu-son"
    assert read("Thực hiện ý kiến của huyện Như Xuân, tỉnh Thanh Hóa.", head)[0].scope == "-"
    assert read("Thực hiện ý kiến của huyện Triệu Sơn và huyện Hậu Lộc.", head)[0].scope == "-"


def test_a_party_number_of_the_province_in_a_districts_paper_is_the_provinces():
    head = "HUYỆN ỦY MƯỜNG LÁT\n\nSố: 50-KH/HU\n\nngày 12 tháng 6 năm 2023\n\nKẾ HOẠCH\nThực hiện\n\n"
    numbers = read("Căn cứ Chỉ thị số 12-CT/TU ngày 05/3/2020; Căn cứ Chỉ thị số 13-CT/HU ngày 05/3/2020;", head)[1]
    assert [m.scope for m in numbers] == ["thanh-hoa", "thanh-hoa/muong-lat"]


def test_a_users_own_bodies_and_places_are_read_in_texts(tmp_path):
    rows = [
        {
            "table": "issuer",
            "id": "BQLHR",
            "name": "Ban Quản lý Di tích Hàm Rồng",
            "level": "department",
            "kind": "state",
            "source": "K",
        },
        {
            "table": "issuer",
            "id": "XKQ",
            "name": "Công ty Cổ phần Xây lắp Hàm Rồng",
            "level": "ministry",
            "kind": "group",
            "source": "K",
        },
        {"table": "place", "id": "thanh-hoa/dong-son", "name": "Đông Sơn", "kind": "huyện", "source": "K"},
        {"table": "place", "id": "ha-tay", "name": "Hà Tây", "kind": "province", "code": "28", "source": "K"},
    ]
    path = tmp_path / "own.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    known = with_register(path)
    text = (
        "Căn cứ Quyết định số 5/QĐ-BQLHR ngày 05/6/2022 của Ban Quản lý Di tích Hàm Rồng về vé;\n"
        "Căn cứ Quyết định số 6/QĐ-XKQ ngày 05/6/2022 của Công ty Cổ phần Xây lắp Hàm Rồng về vé;\n"
        "Căn cứ Quyết định số 7/QĐ-UBND ngày 05/6/2007 của UBND tỉnh Hà Tây về vé;\n"
        "Căn cứ Quyết định số 8/QĐ-UBND ngày 05/6/2007 của UBND huyện Đông Sơn về vé;\n"
    )
    assert [m.scope for m in read(text, knowledge=known)[1]] == ["thanh-hoa", "vn", "ha-tay", "thanh-hoa/dong-son"]
    assert [m.scope for m in read(text)[1]] == [None, None, None, None]


SHARED = Path(__file__).parents[3] / "shared"


@pytest.mark.slow
@pytest.mark.skipif(
    not (SHARED / "corpus").is_dir(), reason="the real texts lie beside the project, in ../shared/corpus"
)
def test_every_scope_made_in_real_texts_is_a_place_of_the_tables():
    known = built_in()
    made = set()
    for path in sorted((SHARED / "corpus").glob("*.txt")):
        text = extract(Source(path.name, path.read_text(encoding="utf-8")))
        resolved = resolve([(text.document, text.mentions)])
        made |= {m.scope for m in resolved.mentions} | {d.scope for d in resolved.documents}
    places = {scope for scope in made if scope and scope not in ("vn", "-")}
    assert {p for p in places if p not in known.place_by_id and not known.units.by_id(p)} == set()
    assert len(places) > 20
