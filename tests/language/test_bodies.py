"""Bodies are read whole in every shape of sentence, and each is of the place that the words prove, or of none."""

import pytest

from cancu.extract.reading import extract
from cancu.extract.text import Source
from cancu.graph.identity import settle_scope
from cancu.knowledge.base import built_in
from cancu.language.bodies import bodies_in, body_at, issuing_body, read_body, scope_of
from cancu.language.places import Words

KNOWN = built_in()
NAMED = [(row, name) for row in KNOWN.issuers for name in (row.name, *row.names)]


def test_every_name_of_every_row_is_read_back_whole_behind_a_number():
    lines = [f"- Quyết định số 7/QĐ-XKQ ngày 5/3/2020 của {name} về việc thử nghiệm;" for _, name in NAMED]
    found = [m for m in extract(Source("x.txt", "\n".join(lines))).mentions if m.kind == "number"]
    assert [(m.issuer, name) for m, (_, name) in zip(found, NAMED, strict=True) if m.issuer != name] == []


def test_every_name_of_every_row_is_read_back_whole_as_the_subject_of_a_sentence():
    lines = [f"{name} đã ban hành Quyết định số 7/QĐ-XKQ để thử nghiệm.\n" for _, name in NAMED]
    found = [m for m in extract(Source("x.txt", "\n".join(lines))).mentions if m.kind == "number"]
    assert [(m.issuer, name) for m, (_, name) in zip(found, NAMED, strict=True) if m.issuer != name] == []


def test_every_name_of_every_row_is_read_in_a_letterhead():
    wrong = []
    for row, name in NAMED:
        body = issuing_body(f"{name.upper()} CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", None, KNOWN)
        if body is None or row not in body.rows:
            wrong.append((row.id, name))
    assert wrong == []


def test_a_local_row_takes_the_place_behind_it():
    wrong = []
    for row, name in NAMED:
        if row.central or row.level in ("district", "commune") or name.split()[-1] in ("tỉnh", "phố"):
            continue
        for place, scope in (("tỉnh Hòa Bình", "hoa-binh"), ("thành phố Đà Nẵng", "da-nang")):
            body = read_body(f"{name} {place} về việc", KNOWN)
            if body is None or body.phrase != f"{name} {place}" or scope_of(body, "thanh-hoa", KNOWN)[0] != scope:
                wrong.append((row.id, name, body and body.phrase))
    assert wrong == []


def test_a_row_of_a_district_takes_the_district_behind_it():
    wrong = []
    for row, name in NAMED:
        if row.level == "district":
            body = read_body(f"{name} huyện Mường Lát", KNOWN)
            if body is None or scope_of(body, "vn", KNOWN)[0] != "thanh-hoa/muong-lat":
                wrong.append((row.id, name))
    assert wrong == []


@pytest.mark.parametrize(
    ("phrase", "own", "scope"),
    [
        ("UBND tỉnh Hòa Bình", "phu-tho", "hoa-binh"),
        ("UBND tỉnh", "phu-tho", "phu-tho"),
        ("HĐND tỉnh", "hue", "thua-thien-hue"),
        ("HĐND tỉnh", "hai-phong", "hai-duong"),
        ("HĐND tỉnh", "tp-ho-chi-minh", None),
        ("HĐND tỉnh", "ha-noi", None),
        ("HĐND thành phố", "hue", "hue"),
        ("Ủy ban nhân dân Thành phố trình", "hai-phong", "hai-phong"),
        ("Ủy ban nhân dân thành phố", "thanh-hoa", None),
        ("Ủy ban nhân dân thành phố", "thanh-hoa/sam-son", "thanh-hoa/sam-son"),
        ("Huyện ủy", "thanh-hoa", None),
        ("Huyện ủy", "thanh-hoa/muong-lat", "thanh-hoa/muong-lat"),
        ("Huyện ủy Mường Lát", "vn", "thanh-hoa/muong-lat"),
        ("Tỉnh ủy", "thanh-hoa/muong-lat", "thanh-hoa"),
        ("Thành ủy Hà Nội", "vn", "ha-noi"),
        ("Thành ủy Thanh Hóa", "thanh-hoa", "thanh-hoa/thanh-hoa"),
        ("Phòng Lao động - Thương binh và Xã hội huyện Mường Lát", "thanh-hoa", "thanh-hoa/muong-lat"),
        ("Phòng Lao động - Thương binh và Xã hội huyện Như Xuân", "thanh-hoa", "thanh-hoa/nhu-xuan"),
        ("Phòng Lao động - Thương binh và Xã hội", "thanh-hoa", None),
        ("Sở Xây dựng Hà Nội", "thanh-hoa", "ha-noi"),
        ("UBND TP HCM", "long-an", "tp-ho-chi-minh"),
        ("UBND TP.HCM", "vn", "tp-ho-chi-minh"),
        ("UBND TP. Thanh Hóa", "vn", "thanh-hoa/thanh-hoa"),
        ("UBND thành phố Thanh Hóa", "thanh-hoa", "thanh-hoa/thanh-hoa"),
        ("UBND thành phố Huế", "vn", "hue"),
        ("UBND huyện Phú Vang, tỉnh Thừa Thiên Huế", "vn", "hue/phu-vang"),
        ("Công an thành phố Thanh Hóa", "nghe-an", "thanh-hoa/thanh-hoa"),
        ("Công an tỉnh Thanh Hóa", "nghe-an", "thanh-hoa"),
        ("Sở GD-ĐT tỉnh Nghệ An", "thanh-hoa", "nghe-an"),
        ("Bộ LĐ-TB&XH", "thanh-hoa", "vn"),
        ("UBND Q.1", "tp-ho-chi-minh", "tp-ho-chi-minh/quan-1"),
        ("UBND P. Hạc Thành", "thanh-hoa", "thanh-hoa/hac-thanh"),
        ("Ban Chỉ đạo nâng cao hiệu quả quản lý nhà nước", "thanh-hoa", "thanh-hoa"),
        ("Hội Thủy lợi Việt Nam", "thanh-hoa", "vn"),
        ("UBND Quận 1", "tp-ho-chi-minh", "tp-ho-chi-minh/quan-1"),
        ("UBND huyện Châu Thành", "vn", None),
        ("UBND huyện Châu Thành", "long-an", "long-an/chau-thanh"),
        ("UBND huyện Châu Thành, tỉnh Tiền Giang", "long-an", "tien-giang/chau-thanh"),
        ("UBND huyện Mường Lát, tỉnh Hòa Bình", "vn", None),
        ("UBND huyện Vân Sơn Hạ", "thanh-hoa", None),
        ("UBND xã Xuân Lộc", "thanh-hoa", None),
        ("UBND xã Xuân Lộc", "thanh-hoa/trieu-son", "thanh-hoa/xuan-loc-trieu-son"),
        ("UBND xã Xuân Lộc, huyện Hậu Lộc", "thanh-hoa", "thanh-hoa/xuan-loc-hau-loc"),
        ("UBND thị trấn Mường Lát", "thanh-hoa", "thanh-hoa/thi-tran-muong-lat"),
        ("UBND thị xã Kỳ Anh, tỉnh Hà Tĩnh", "vn", "ha-tinh/thi-xa-ky-anh"),
        ("UBND huyện Kỳ Anh, tỉnh Hà Tĩnh", "vn", "ha-tinh/huyen-ky-anh"),
        ("Ủy ban nhân dân cấp xã", "ha-noi", None),
        ("Sở Kế hoạch và Đầu tư các tỉnh", "ha-noi", None),
        ("Cục Thuế", "thanh-hoa", "vn"),
        ("Cục Thuế tỉnh Vĩnh Phúc", "vn", "vinh-phuc"),
        ("Tập đoàn Điện lực Việt Nam", "thanh-hoa", "vn"),
        ("Công ty TNHH MTV Xây lắp Lào Cai", "lao-cai", None),
        ("Trường Cao đẳng Nghề Bỉm Sơn", "thanh-hoa", None),
        ("Ban Chỉ đạo Trung ương", "thanh-hoa", "vn"),
        ("Ban Chỉ đạo chuyển đổi số tỉnh", "thanh-hoa", "thanh-hoa"),
        ("Ban Chỉ đạo phòng, chống tội phạm tỉnh Nghệ An", "thanh-hoa", "nghe-an"),
        ("Ban Pháp chế Hội đồng nhân dân Thành phố", "ha-noi", "ha-noi"),
        ("liên Bộ Tài chính - Lao động - Thương binh và Xã hội", "thanh-hoa", "vn"),
        ("Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ", "thanh-hoa", "vn"),
        ("Long An", "thanh-hoa", "long-an"),
        ("tỉnh", "thanh-hoa", "thanh-hoa"),
    ],
)
def test_a_body_is_of_the_place_that_its_words_prove(phrase, own, scope):
    body = read_body(phrase, KNOWN)
    assert body is not None
    assert scope_of(body, own, KNOWN)[0] == scope, scope_of(body, own, KNOWN)[1]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Bộ Giao thông vận tải quy định về tải trọng", "Bộ Giao thông vận tải"),
        ("Ủy ban Quốc gia về Chuyển đổi số ban hành", "Ủy ban Quốc gia về Chuyển đổi số"),
        ("Bộ trưởng Bộ Y tế và Bộ trưởng Bộ Nội vụ về", "Bộ trưởng Bộ Y tế và Bộ trưởng Bộ Nội vụ"),
        ("Bộ Văn hóa, Thể thao và Du lịch, các địa phương", "Bộ Văn hóa, Thể thao và Du lịch"),
        ("Ban Chấp hành Đảng bộ tỉnh khóa XV về", "Ban Chấp hành Đảng bộ tỉnh khóa XV"),
        ("Ban Thường vụ Tỉnh ủy, sau khi xem xét", "Ban Thường vụ Tỉnh ủy"),
        ("UBND xã Khánh Yên, huyện Văn Bàn, tỉnh Lào Cai về", "UBND xã Khánh Yên, huyện Văn Bàn, tỉnh Lào Cai"),
        ("UBND tỉnh Quy định về giá đất", "UBND tỉnh"),
        ("Sở GDĐT tỉnh An Giang Tải về", "Sở GDĐT tỉnh An Giang"),
        ("Chính phủ ngày 5/3/2020", "Chính phủ"),
    ],
)
def test_a_body_ends_where_its_name_ends(text, phrase):
    body = body_at(Words.of(text), 0, KNOWN)
    assert body is not None
    assert body.phrase == phrase


@pytest.mark.parametrize("text", ["Ban hành quy chế", "Tổ chức thực hiện", "Bộ luật Dân sự", "Sở hữu trí tuệ"])
def test_words_that_only_begin_like_a_body_are_none(text):
    assert body_at(Words.of(text), 0, KNOWN) is None


@pytest.mark.parametrize(
    ("letterhead", "symbol", "scope"),
    [
        ("UBND HUYỆN MƯỜNG LÁT PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "KH-PLĐTBXH", "thanh-hoa/muong-lat"),
        ("UBND TỈNH LÀO CAI SỞ CÔNG THƯƠNG", "QĐ-SCT", "lao-cai"),
        ("TỈNH ỦY HÒA BÌNH BAN TỔ CHỨC", "QĐ-TU", "hoa-binh"),
        ("BỘ TÀI CHÍNH CỤC THUẾ", "CT-CS", "vn"),
        ("CỤC THUẾ THUẾ TỈNH TÂY NINH", "TNI-QLDN", "tay-ninh"),
        ("ỦY BAN NHÂN DÂN XÃ XUÂN LỘC HUYỆN TRIỆU SƠN", "KH-UBND", "thanh-hoa/xuan-loc-trieu-son"),
        ("BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", None, "vn"),
    ],
)
def test_a_letterhead_names_the_issuing_body_and_its_place(letterhead, symbol, scope):
    body = issuing_body(letterhead, symbol, KNOWN)
    assert body is not None
    assert scope_of(body, "thanh-hoa", KNOWN)[0] == scope


def test_a_letterhead_of_no_body_names_none():
    assert issuing_body("THÔNG TƯ 1 DANH MỤC", None, KNOWN) is None


def test_bodies_of_a_sentence_are_found_in_order():
    text = Words.of("Giao Sở Nội vụ phối hợp với Công an tỉnh và UBND huyện Mường Lát; hội đồng nhân dân các cấp.")
    names = [body.phrase for body in bodies_in(text, KNOWN, 0, len(text.clean))]
    assert names == ["Sở Nội vụ", "Công an tỉnh", "UBND huyện Mường Lát"]


@pytest.mark.parametrize(
    ("symbol", "issuer", "own", "scope"),
    [
        ("KH-EVN", "Tập đoàn Điện lực Việt Nam", "thanh-hoa", "vn"),
        ("KH-XKQ", "Công ty Cổ phần Xây lắp Hàm Rồng", "thanh-hoa", None),
        ("KH-XKQ", None, "thanh-hoa", None),
        ("KH-UBND", None, "thanh-hoa/muong-lat", "thanh-hoa/muong-lat"),
        ("QĐ-SXD", None, "thanh-hoa/muong-lat", "thanh-hoa"),
        ("KH-PLĐTBXH", None, "thanh-hoa", None),
        ("KH-PLĐTBXH", None, "thanh-hoa/muong-lat", "thanh-hoa/muong-lat"),
        ("QĐ-UBND", None, "vn", None),
        ("QĐ-UBND", "UBND tỉnh Kon Tum", "vn", "kon-tum"),
        ("QĐ-TTg", "UBND tỉnh Kon Tum", "thanh-hoa", "vn"),
        ("QĐ-UBND", "Chính phủ", "thanh-hoa", "vn"),
        ("NĐ", None, "thanh-hoa", "vn"),
    ],
)
def test_a_symbol_and_an_issuer_settle_the_scope(symbol, issuer, own, scope):
    assert settle_scope(symbol, issuer, own, knowledge=KNOWN)[0] == scope


def test_a_symbol_that_no_table_has_is_the_citing_documents_own_where_it_bears_it_itself():
    assert settle_scope("KH-XKQ", None, "thanh-hoa", knowledge=KNOWN, own_symbol="QĐ-XKQ")[0] == "thanh-hoa"
    assert settle_scope("KH-XKQ", None, "thanh-hoa", knowledge=KNOWN, own_symbol="QĐ-UBND")[0] is None
