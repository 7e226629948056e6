"""A document's own number, date and kind come from its letterhead, wherever the page put it, and from nowhere else."""

import pytest

from cancu.extract import Source, extract

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
OFFICE = f"ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\n{NATION}"


def own(text):
    document = extract(Source("a.txt", text)).document
    return document.type, document.key, document.date and f"{document.date:%d/%m/%Y}", document.paper


LETTERHEADS = {
    "a law": (
        (
            f"QUỐC HỘI\n-------\n{NATION}Luật số: 185/2025/QH15\nLUẬT\nĐỒ CHƠI TRẺ EM\nCăn cứ Hiến pháp;\nĐiều 1. Luật này quy định"
            " về đồ chơi.\nLuật này được Quốc hội khóa XV, kỳ họp thứ 10 thông qua ngày 12 tháng 12 năm 2025."
        ),
        ("L", "185/2025/QH15", "12/12/2025", "act"),
    ),
    "a resolution beside the nation's name": (
        f"ỦY BAN THƯỜNG VỤ QUỐC HỘI\nNghị quyết số: 99/2025/UBTVQH15\n{NATION}Hà Nội, ngày 10 tháng 7 năm 2025\nNGHỊ QUYẾT\nVề chế độ họp\n",
        ("NQ", "99/2025/UBTVQH15", "10/07/2025", "act"),
    ),
    "an ordinance": (
        f"ỦY BAN THƯỜNG VỤ QUỐC HỘI\n{NATION}Pháp lệnh số: 05/2022/UBTVQH15\nPHÁP LỆNH\nTHỦ TỤC XEM XÉT\nCăn cứ Hiến pháp;\n",
        ("PL", "05/2022/UBTVQH15", None, "act"),
    ),
    "a consolidated text with its number beside its certification": (
        f"VĂN BẢN HỢP NHẤT - BỘ TÀI CHÍNH\n{NATION}THÔNG TƯ\nHướng dẫn ghi sổ\nThông tư số 68/2021/TT-BTC ngày 04 tháng 8 năm 2021"
        " của Bộ trưởng Bộ Tài chính hướng dẫn ghi sổ, được sửa đổi, bổ sung bởi:\nThông tư số 12/2024/TT-BTC ngày 05 tháng 3 năm 2024"
        " của Bộ trưởng Bộ Tài chính.\nĐiều 1. Sổ gồm hai phần.\n"
        + "Nội dung của sổ.\n"
        * 300
        + "BỘ TÀI CHÍNH\nSố: 12/VBHN-BTC\n"
        "XÁC THỰC VĂN BẢN HỢP NHẤT\nHà Nội, ngày 02 tháng 5 năm 2024\n",
        ("VBHN", "12/VBHN-BTC", "02/05/2024", "consolidated"),
    ),
    "a consolidated text whose number is not there": (
        (
            f"CÔNG BÁO/Số 180/Ngày 03-04-2026\n2\n{NATION}THÔNG TƯ1\nHướng dẫn ghi sổ\n\nThông tư số 98/2020/TT-BTC ngày 16 tháng 11 năm"
            " 2020 của Bộ trưởng Bộ Tài chính hướng dẫn ghi sổ, có hiệu lực từ ngày 01 tháng 01 năm 2021 được sửa đổi, bổ sung bởi:\n"
            "Thông tư số 136/2025/TT-BTC ngày 29 tháng 12 năm 2025 của Bộ trưởng Bộ Tài chính.\n"
        ),
        ("VBHN", None, None, "consolidated"),
    ),
    "a gazette copy with its letterhead in the text": (
        (
            "CÔNG BÁO/Số 332/Ngày 16-06-2026\n42\n\nTHÔNG TƯ\nQuy định sổ theo dõi\n\nCăn cứ Luật Kế toán;\nĐiều 1. Sổ gồm hai phần.\n\nBỘ NỘI VỤ\n\n"
            f"{NATION}\nSố: 09/2026/TT-BNV\nHà Nội, ngày 15 tháng 05 năm 2026\nĐiều 2. Thi hành.\nMẫu 1\nSố: ...../ĐKHĐ\n"
        ),
        ("TT", "09/2026/TT-BNV", "15/05/2026", "act"),
    ),
    "a body that no table knows": (
        f"CỤC THUẾ\nTHUẾ TỈNH TÂY NINH\n{NATION}Số: 3257/TNI-QLDN1\nV/v thuế suất\nTây Ninh, ngày 01 tháng 12 năm 2025\nKính gửi: Công ty A\n",
        ("CV", "3257/TNI-QLDN1", "01/12/2025", "letter"),
    ),
    "a number of letters for digits": (
        f"{OFFICE}Số: II/2026/QĐ-UBND\nThanh Hóa, ngày 29 tháng 01 năm 2026\nQUYÉT ĐỊNH\nBan hành Quy định về sổ sách của xã\nCăn cứ Luật Kế toán;\n",
        ("QĐ", "11/2026/QĐ-UBND", "29/01/2026", "act"),
    ),
    "the number behind the heading": (
        "QUYẾT ĐỊNH\nSỐ 12/2003/QĐ-BXD NGÀY 04/4/2003 VỀ VIỆC BAN HÀNH QUY CHẾ XÂY NHÀ\nCăn cứ Luật Xây dựng;\n",
        ("QĐ", "12/2003/QĐ-BXD", None, "act"),
    ),
    "a draft": (
        f"{OFFICE}Số:        /KH-UBND\nThanh Hóa, ngày      tháng 6 năm 2023\nKẾ HOẠCH\nPhát triển thư viện số\n",
        ("KH", None, None, "draft"),
    ),
    "a Party paper": (
        "TỈNH ỦY THANH HÓA\n*\nSố 12-CTr/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nThanh Hóa, ngày 05 tháng 3 năm 2024\nCHƯƠNG TRÌNH HÀNH ĐỘNG\nPhát triển thư viện\n",
        ("CTr", "12-CTr/TU", "05/03/2024", "party"),
    ),
    "a plan whose title breaks before a number": (
        f"{OFFICE}KẾ HOẠCH\nTriển khai Quyết định\nsố 411/QĐ-TTg ngày 31/3/2022 của Thủ tướng Chính phủ\n\nI. MỤC ĐÍCH\n",
        ("KH", None, None, "plan"),
    ),
    "a page of the press": (
        (
            "Kế hoạch 54 về thư viện số của tỉnh ra sao?\n\nKế hoạch 54 về thư viện số của tỉnh ra sao?\n\nNgày 03/5/2023, UBND tỉnh ban hành"
            " Kế hoạch số 54/KH-UBND.\n"
        ),
        (None, None, None, "press"),
    ),
    "a report on a meeting": (
        "Sơ kết sáu tháng thực hiện Đề án 06 trên địa bàn tỉnh\n\nSáng 01/8/2023, UBND tỉnh tổ chức hội nghị.\n",
        (None, None, None, "press"),
    ),
    "an annex alone": (
        (
            "Phụ lục III\nMẪU TRÌNH BÀY VĂN BẢN\n(Kèm theo Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ)\n"
            f"Mẫu 1.1\nTÊN CƠ QUAN\nSố:     /NQ-…\n{NATION}…, ngày … tháng … năm …\nNGHỊ QUYẾT\n…\nTHẨM QUYỀN BAN HÀNH\nCăn cứ …;\n"
        ),
        (None, None, None, "form"),
    ),
    "a form": ("Mẫu số 03\nĐƠN ĐỀ NGHỊ CẤP THẺ BẠN ĐỌC\nKính gửi: ………………\n", ("ĐĐN", None, None, "form")),
    "a list without a head": ("- Luật Thư viện năm 2019.\n- Nghị định số 93/2020/NĐ-CP.\n", (None, None, None, None)),
}


@pytest.mark.parametrize(("text", "expected"), LETTERHEADS.values(), ids=LETTERHEADS.keys())
def test_own_number(text, expected):
    assert own(text) == expected


CONSOLIDATED = (
    f"{NATION}THÔNG TƯ\nHướng dẫn ghi sổ\nThông tư số 68/2021/TT-BTC ngày 04 tháng 8 năm 2021 của Bộ trưởng Bộ Tài chính được sửa"
    " đổi, bổ sung bởi:\nThông tư số 12/2024/TT-BTC ngày 05 tháng 3 năm 2024.\nĐiều 1. Sổ gồm hai phần.\n"
)
ISSUERS = [
    (CONSOLIDATED, None),
    (
        CONSOLIDATED + "Nội dung của sổ.\n" * 300 + "\nBỘ TÀI CHÍNH\n\nSố: 12/VBHN-BTC\nXÁC THỰC VĂN BẢN HỢP NHẤT\n",
        "BỘ TÀI CHÍNH",
    ),
    (LETTERHEADS["a gazette copy with its letterhead in the text"][0], "BỘ NỘI VỤ"),
    (LETTERHEADS["a draft"][0], "ỦY BAN NHÂN DÂN TỈNH THANH HÓA"),
    (LETTERHEADS["a resolution beside the nation's name"][0], "ỦY BAN THƯỜNG VỤ QUỐC HỘI"),
    ("QUYẾT ĐỊNH\nPHÊ DUYỆT QUY HOẠCH\nTHỦ TƯỚNG CHÍNH PHỦ\nCăn cứ Luật Quy hoạch;\n", "THỦ TƯỚNG CHÍNH PHỦ"),
    (LETTERHEADS["an annex alone"][0], None),
]


@pytest.mark.parametrize(("text", "issuer"), ISSUERS)
def test_a_heading_is_no_issuer(text, issuer):
    assert extract(Source("a.txt", text)).document.issuer == issuer


def test_the_number_in_the_title_is_what_the_plan_carries_out():
    text = LETTERHEADS["a plan whose title breaks before a number"][0]
    assert [(m.key, m.relation) for m in extract(Source("a.txt", text)).mentions] == [("411/QĐ-TTg", "IMPLEMENTS")]


def test_a_title_is_no_furniture_of_the_page():
    assert extract(Source("a.txt", "Trang 1\nXã Hưng Đạo đã nhận Quyết định số 12/QĐ-UBND.\n")).document.title is None


def test_what_a_decision_issues_is_no_older_document_of_that_title():
    text = (
        f"{OFFICE}Số: 24/QĐ-UBND\nThanh Hóa, ngày 13 tháng 02 năm 2023\nQUYẾT ĐỊNH\nBan hành Quy chế quản lý cụm công nghiệp\n"
        "Căn cứ Quyết định số 105/2009/QĐ-TTg của Thủ tướng Chính phủ;\nĐiều 1. Ban hành kèm theo Quyết định này Quy chế quản lý cụm công nghiệp.\n"
    )
    assert [m.key for m in extract(Source("a.txt", text)).mentions] == ["105/2009/QĐ-TTg"]
