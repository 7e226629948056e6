"""Who carries out what: papers as they are written, from the text to the link."""

from pathlib import Path

import pytest

from cancu.corpus import read_corpus

HEAD = """ỦY BAN NHÂN DÂN
{body}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {number}
{place}, ngày 12 tháng 5 năm 2024
"""
PROVINCE = HEAD.format(body="TỈNH THANH HÓA", number="55/KH-UBND", place="Thanh Hóa")
SCHEME = "vn/2023/312-qd-ttg"
NAMED = "Quyết định số 312/QĐ-TTg ngày 10 tháng 3 năm 2023 của Thủ tướng Chính phủ phê duyệt Chương trình phát triển thư viện số quốc gia đến năm 2030"
PROCEDURES = "Quyết định số 312/QĐ-TTg ngày 10 tháng 3 năm 2023 của Thủ tướng Chính phủ về việc công bố thủ tục hành chính mới ban hành lĩnh vực hoạt động thư viện"
TASKS = "\nI. MỤC ĐÍCH, YÊU CẦU\n1. Nâng cao chất lượng phục vụ bạn đọc.\nII. NỘI DUNG\n1. Xây dựng kho tài liệu.\n"


def judged(text: str, tmp_path: Path, target: str = SCHEME) -> set[tuple[str, str, bool]]:
    """Who carries the target out as one text tells: key of the source, how, and whether only in part."""
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    graph = read_corpus([str(tmp_path / "a.txt")]).graph
    key = {d.id: d.key or "-" for d in graph.documents}
    return {
        (key[link.source], link.carries, link.partly) for link in graph.links if link.target == target and link.carries
    }


CARRIED = {
    "the title states it": (
        PROVINCE + f"KẾ HOẠCH\nTriển khai {NAMED} trên địa bàn tỉnh\n\nỦy ban nhân dân tỉnh ban hành Kế hoạch như sau:" + TASKS,
        ("55/KH-UBND", "states it", False),
    ),
    "the opening states it": (
        PROVINCE + f"KẾ HOẠCH\nPhát triển văn hóa đọc năm 2024\n\nThực hiện {NAMED}; Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:" + TASKS,
        ("55/KH-UBND", "states it", False),
    ),
    "the purpose states it": (
        PROVINCE + "KẾ HOẠCH\nPhát triển văn hóa đọc năm 2024\n\nI. MỤC ĐÍCH, YÊU CẦU\n1. Mục đích\n"
        f"- Triển khai thực hiện có hiệu quả {NAMED}.\nII. NỘI DUNG\n1. Xây dựng kho tài liệu.\n",
        ("55/KH-UBND", "states it", False),
    ),
    "the title repeats the subject of the basis": (
        PROVINCE.replace("55/KH", "57/KH") + f"KẾ HOẠCH\nPhát triển thư viện số trên địa bàn tỉnh giai đoạn 2024 - 2025\n\nCăn cứ {NAMED};\n"
        "Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:" + TASKS,
        ("57/KH-UBND", "basis and title", False),
    ),
    "a decision that rests on it and repeats its subject": (
        PROVINCE.replace("55/KH", "1203/QĐ") + "QUYẾT ĐỊNH\nVề việc ban hành Đề án phát triển thư viện số tỉnh Thanh Hóa\n\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\n"
        f"Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;\nCăn cứ {NAMED};\n\nQUYẾT ĐỊNH:\nĐiều 1. Ban hành kèm theo Quyết định này Đề án.\n",
        ("1203/QĐ-UBND", "basis and title", False),
    ),
    "a province announces the procedures that the centre announced": (
        PROVINCE.replace("55/KH", "58/QĐ") + "QUYẾT ĐỊNH\nVề việc công bố Danh mục thủ tục hành chính mới ban hành trong lĩnh vực hoạt động thư viện thuộc phạm vi quản lý của Sở Văn hóa\n\n"
        f"CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\nCăn cứ {PROCEDURES};\n\nQUYẾT ĐỊNH:\nĐiều 1. Công bố Danh mục.\n",
        ("58/QĐ-UBND", "basis and title", False),
    ),
    "bases as a list": (
        PROVINCE + "KẾ HOẠCH\nPhát triển thư viện số trên địa bàn tỉnh\n\nI. CĂN CỨ XÂY DỰNG KẾ HOẠCH\n"
        f"- Luật Thư viện ngày 21 tháng 11 năm 2019;\n- {NAMED};\n\nII. NỘI DUNG\n1. Xây dựng kho tài liệu.\n",
        ("55/KH-UBND", "basis and title", False),
    ),
    "a plan without a number that watches over it": (
        PROVINCE.replace("Số: 55/KH-UBND\n", "Số:      /KH-UBND\n") + "KẾ HOẠCH\nGiám sát Chương trình phát triển thư viện số quốc gia\n\n"
        f"Căn cứ {NAMED};\nỦy ban nhân dân tỉnh ban hành Kế hoạch giám sát như sau:" + TASKS,
        ("-", "basis and title", False),
    ),
    "a part of a longer subject": (
        PROVINCE + "KẾ HOẠCH\nĐào tạo kỹ năng số cho cán bộ thư viện\n\n"
        "Căn cứ Quyết định số 312/QĐ-TTg ngày 10 tháng 3 năm 2023 của Thủ tướng Chính phủ phê duyệt Đề án xây dựng kho tài liệu số hóa, "
        "đào tạo kỹ năng số cho cán bộ thư viện công cộng các cấp;\nỦy ban nhân dân tỉnh ban hành Kế hoạch như sau:" + TASKS,
        ("55/KH-UBND", "basis and title", True),
    ),
    "a numbered piece of it": (
        PROVINCE + "KẾ HOẠCH\nThực hiện Dự án 2 thuộc Chương trình phát triển thư viện số quốc gia\n\n"
        f"Căn cứ {NAMED};\nỦy ban nhân dân tỉnh ban hành Kế hoạch như sau:" + TASKS,
        ("55/KH-UBND", "basis and title", True),
    ),
    "money for it": (
        PROVINCE + f"KẾ HOẠCH\nPhân bổ kinh phí năm 2024 thực hiện {NAMED}\n\nỦy ban nhân dân tỉnh ban hành Kế hoạch như sau:" + TASKS,
        ("55/KH-UBND", "states it", True),
    ),
    "one provision": (
        PROVINCE + "KẾ HOẠCH\nThực hiện điểm b khoản 2 Mục III Quyết định số 312/QĐ-TTg ngày 10 tháng 3 năm 2023 của Thủ tướng Chính phủ\n\n"
        "Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:" + TASKS,
        ("55/KH-UBND", "states it", True),
    ),
    "a plan that is only cited says so in its title": (
        PROVINCE.replace("55/KH", "60/TB") + "THÔNG BÁO\nVề việc nghỉ lễ\n\nĐơn vị rà soát Kế hoạch số 40/KH-UBND ngày 02 tháng 6 năm 2023 của Ủy ban nhân dân tỉnh "
        f"về thực hiện {NAMED}.\n",
        ("40/KH-UBND", "states it", False),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CARRIED)
def test_a_document_carries_it_out(case: str, tmp_path: Path) -> None:
    text, expected = CARRIED[case]
    assert expected in judged(text, tmp_path)


NOT_CARRIED = {
    "a law on organisation": (
        PROVINCE + "KẾ HOẠCH\nKiện toàn tổ chức chính quyền địa phương\n\nCăn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;\n"
        "Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:" + TASKS,
        "vn/2015/77-2015-qh13",
    ),
    "a basis about something else": (
        PROVINCE + f"KẾ HOẠCH\nPhòng, chống dịch bệnh mùa hè\n\nCăn cứ {NAMED};\nỦy ban nhân dân tỉnh ban hành Kế hoạch:" + TASKS,
        SCHEME,
    ),
    "procedures of another field": (
        PROVINCE.replace("55/KH", "58/QĐ") + "QUYẾT ĐỊNH\nVề việc công bố Danh mục thủ tục hành chính mới ban hành trong lĩnh vực đo đạc bản đồ\n\n"
        f"CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\nCăn cứ {PROCEDURES};\n\nQUYẾT ĐỊNH:\nĐiều 1. Công bố Danh mục.\n",
        SCHEME,
    ),
    "a mention in one task": (
        PROVINCE + "KẾ HOẠCH\nPhòng, chống dịch bệnh mùa hè\n\nỦy ban nhân dân tỉnh ban hành Kế hoạch:" + TASKS + f"2. Lồng ghép thực hiện {NAMED}.\n",
        SCHEME,
    ),
    "what others did in years gone by": (
        PROVINCE.replace("55/KH", "09/CT") + f"CHỈ THỊ\nVề phòng, chống dịch bệnh mùa hè\n\nTrong những năm qua, thực hiện {NAMED}, các địa phương đã đạt kết quả.\n",
        SCHEME,
    ),
    "the programme in the name of a committee": (
        PROVINCE.replace("55/KH", "88/TB") + "THÔNG BÁO\nKết luận phiên họp của Ban Chỉ đạo Chương trình phát triển thư viện số\n\n"
        f"Ngày 02 tháng 5 năm 2024, Ban Chỉ đạo họp; thành phần theo {NAMED}.\n",
        SCHEME,
    ),
    "a fact with its proof": (
        PROVINCE + "KẾ HOẠCH\nPhòng, chống dịch bệnh mùa hè\n\nThư viện tỉnh được mở rộng theo Quyết định số 312/QĐ-TTg ngày 10 tháng 3 năm 2023 của Thủ tướng Chính phủ." + TASKS,
        SCHEME,
    ),
    "a permission that rests on it": (
        PROVINCE.replace("55/KH", "90/GP") + f"GIẤY PHÉP\nHoạt động thư viện số\n\nCăn cứ {NAMED};\nĐiều 1. Cho phép Công ty hoạt động thư viện số.\n",
        SCHEME,
    ),
    "a plan that is older": (
        PROVINCE.replace("năm 2024", "năm 2022") + f"KẾ HOẠCH\nPhát triển thư viện số\n\nThực hiện {NAMED};\nỦy ban nhân dân tỉnh ban hành:" + TASKS,
        SCHEME,
    ),
    "a page of the press": (
        2 * "Thanh Hóa triển khai Chương trình thư viện số từ tháng năm\n"
        + f"(Dân trí) - Ủy ban nhân dân tỉnh vừa ban hành kế hoạch thực hiện {NAMED}.\n",
        SCHEME,
    ),
    "an answer to one who asked": (
        PROVINCE.replace("55/KH-UBND", "3101/STC-NS") + "V/v mua sách\n\nKính gửi: Công ty Sách\n\nSở Tài chính nhận được Công văn số 12/CV-SACH "
        f"ngày 02 tháng 5 năm 2024 của Công ty Sách. Thực hiện {NAMED}, Sở Tài chính trả lời như sau:\n1. Được mua.\n",
        SCHEME,
    ),
    "difficulties that are asked about": (
        PROVINCE.replace("55/KH-UBND", "3100/UBND-VX") + f"V/v vướng mắc trong thực hiện {NAMED}\n\nKính gửi: Công ty Sách\n\nỦy ban nhân dân tỉnh trả lời như sau.\n",
        SCHEME,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_CARRIED)
def test_a_document_carries_it_not_out(case: str, tmp_path: Path) -> None:
    text, target = NOT_CARRIED[case]
    assert not judged(text, tmp_path, target)


def test_a_plan_that_rests_on_a_plan_carries_out_what_that_one_says_it_does(tmp_path: Path) -> None:
    text = (
        PROVINCE + "KẾ HOẠCH\nTập huấn nghiệp vụ năm 2024\n\nCăn cứ Kế hoạch số 40/KH-UBND ngày 02 tháng 6 năm 2023 của Ủy ban nhân dân "
        f"tỉnh về thực hiện {NAMED};\nỦy ban nhân dân tỉnh ban hành Kế hoạch như sau:" + TASKS
    )  # fmt: skip
    assert judged(text, tmp_path) == {("40/KH-UBND", "states it", False)}
    assert judged(text, tmp_path, "thanh-hoa/2023/40-kh-ubnd") == {("55/KH-UBND", "basis", True)}


def test_the_paper_of_a_team_carries_out_the_decision_that_set_it_up(tmp_path: Path) -> None:
    text = (
        "SỞ VĂN HÓA TỈNH THANH HÓA\nĐOÀN KIỂM TRA THEO QUYẾT ĐỊNH SỐ 77/QĐ-SVHTTDL\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Độc lập - Tự do - Hạnh phúc\nSố: 80/KH-ĐKT\nThanh Hóa, ngày 12 tháng 5 năm 2024\nKẾ HOẠCH\nKiểm tra hoạt động thư viện\n"
        "\nI. MỤC ĐÍCH\n1. Nâng cao chất lượng.\n"
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    graph = read_corpus([str(tmp_path / "a.txt")]).graph
    assert [link.carries for link in graph.links if "77-qd" in link.target] == ["states it"]


def test_a_plan_for_one_task_of_a_directive_whose_text_is_here_carries_out_a_part_of_it(tmp_path: Path) -> None:
    directive = (
        "THỦ TƯỚNG CHÍNH PHỦ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSố: 31/CT-TTg\n"
        "Hà Nội, ngày 04 tháng 3 năm 2024\nCHỈ THỊ\nVề văn hóa đọc\n\nThủ tướng Chính phủ yêu cầu:\n"
        "1. Số hóa tài liệu quý hiếm của các thư viện công cộng; hoàn thành trong năm 2024.\n2. Tổ chức ngày hội đọc sách.\n"
    )
    plan = (
        PROVINCE + "KẾ HOẠCH\nSố hóa tài liệu quý hiếm tại Thư viện tỉnh\n\nCăn cứ Chỉ thị số 31/CT-TTg ngày 04 tháng 3 năm 2024 của "
        "Thủ tướng Chính phủ về văn hóa đọc;\nỦy ban nhân dân tỉnh ban hành Kế hoạch như sau:" + TASKS
    )  # fmt: skip
    (tmp_path / "b.txt").write_text(directive, encoding="utf-8")
    (tmp_path / "c.txt").write_text(plan, encoding="utf-8")
    links = read_corpus([str(tmp_path)]).graph.links
    assert [(k.carries, k.partly) for k in links if k.carries] == [("basis and title", True)]
    assert not [k for k in read_corpus([str(tmp_path / "c.txt")]).graph.links if k.carries]
