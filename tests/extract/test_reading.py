"""Citations, relations and chains, on sentences written for these tests."""

import unicodedata

import pytest

from cancu.extract import Source, extract
from cancu.models import Relation

from .marked_texts import check

CASES = {
    "a plan carries out a decision": "Thực hiện [[Quyết định số 06/QĐ-TTg|IMPLEMENTS]] ngày 06/01/2022 của Thủ tướng Chính phủ, tỉnh xây dựng kế hoạch.",
    "a title inside a title": "Thực hiện [[Kế hoạch số 24/KH-UBND|IMPLEMENTS]] ngày 13/02/2023 của UBND tỉnh về triển khai [[Đề án 06|IMPLEMENTS|24/KH-UBND]] trên địa bàn.",
    "two levels of titles": "Căn cứ [[Thông tư số 01/2025/TT-BTTTT|BASED_ON]] sửa đổi, bổ sung một số điều của [[Thông tư số 06/2022/TT-BTTTT|AMENDS|01/2025/TT-BTTTT]] ngày 30 tháng 6 năm 2022 của Bộ trưởng Bộ Thông tin và Truyền thông hướng dẫn thực hiện [[Nghị quyết số 24/2021/QH15|GUIDES|06/2022/TT-BTTTT]];",
    "a list with one head": "hoàn thành chỉ tiêu tại các Nghị quyết: [[số 01/NQ-CP|IMPLEMENTS]] và [[số 02/NQ-CP|IMPLEMENTS]] ngày 05/01/2024 của Chính phủ.",
    "a list that goes on after a semicolon": "Căn cứ [[Nghị định số 63/2010/NĐ-CP|BASED_ON]] về kiểm soát thủ tục hành chính; [[Nghị định số 92/2017/NĐ-CP|BASED_ON]] của Chính phủ;",
    "a list of items under an introduction": "Bãi bỏ các văn bản sau đây:\n1. [[Quyết định số 12/2018/QĐ-UBND|REPEALS]] ngày 02/5/2018;\n2. [[Quyết định số 15/2019/QĐ-UBND|REPEALS]] ngày 03/6/2019.",
    "repeal of a part only changes": "Bãi bỏ khoản 2 Điều 5 [[Quyết định số 12/2018/QĐ-UBND|AMENDS]] ngày 02/5/2018 của UBND tỉnh.",
    "replacement": "Quyết định này thay thế [[Quyết định số 12/2018/QĐ-UBND|REPLACES]] ngày 02/5/2018.",
    "end of force behind the mention": "[[Quyết định số 12/2018/QĐ-UBND|REPEALS]] ngày 02/5/2018 hết hiệu lực kể từ ngày Quyết định này có hiệu lực.",
    "an amendment told in the passive": "Căn cứ [[Luật Đất đai số 31/2024/QH15|BASED_ON]] được sửa đổi, bổ sung bởi [[Luật số 43/2024/QH15|BASED_ON]];",
    "a list whose members have titles of their own": "Bãi bỏ [[Quyết định số 55/2014/QĐ-UBND|REPEALS]] quy định về vỉa hè, [[Quyết định số 24/2019/QĐ-UBND|REPEALS]] sửa đổi [[Quyết định số 55/2014/QĐ-UBND|AMENDS|24/2019/QĐ-UBND]] và [[Quyết định số 08/2023/QĐ-UBND|REPEALS]] về vỉa hè.",
    "a proposal to amend only mentions": "Xét [[Tờ trình số 16482/TTr-UBND|REFERS_TO]] về việc đề nghị ban hành Nghị quyết sửa đổi [[Nghị quyết số 11/2022/NQ-HĐND|REFERS_TO|16482/TTr-UBND]];",
    "a provision that amended": "theo [[Nghị định số 78/2025/NĐ-CP|REFERS_TO]] (sửa đổi, bổ sung tại khoản 24 Điều 1 [[Nghị định số 187/2025/NĐ-CP|REFERS_TO]]).",
    "an attached regulation": "Sửa đổi, bổ sung một số điều của Quy định quản lý đất khi Nhà nước thu hồi ban hành kèm theo [[Quyết định số 52/2024/QĐ-UBND|AMENDS]] ngày 30/10/2024.",
    "guidance in this document's own words": "Thông tư này quy định chi tiết một số điều của [[Nghị định số 42/2022/NĐ-CP|GUIDES]].",
    "an act that is issued, in a fragment": "Bộ trưởng ban hành Thông tư hướng dẫn [[Nghị định số 42/2022/NĐ-CP|GUIDES]].",
    "guidance by others is only mentioned": "Rà soát các văn bản hướng dẫn [[Luật Viễn thông|REFERS_TO]] cho phù hợp.",
    "a draft of an amendment only mentions": "Bộ Tư pháp tham mưu, xây dựng Nghị định sửa đổi, bổ sung [[Nghị định số 42/2022/NĐ-CP|REFERS_TO]].",
    "a proposal": "Theo đề nghị của Giám đốc Sở Tài chính tại [[Tờ trình số 287/TTr-STC|REFERS_TO]] ngày 11/11/2025.",
    "no title begins where a law rules by another": "hồ sơ theo [[Luật Điện lực|REFERS_TO]] quy định tại khoản 4 Điều 15 [[Nghị định số 61/2025/NĐ-CP|REFERS_TO]].",
    "an attached regulation in the title of another act": "Căn cứ [[Quyết định số 12/QĐ-UBND|BASED_ON]] sửa đổi Quy chế thực hiện dân chủ ban hành kèm theo [[Quyết định số 5/QĐ-UBND|AMENDS|12/QĐ-UBND]];",
    "set up by": "Ban Chỉ đạo được kiện toàn tại [[Quyết định số 1120/QĐ-UBND|REFERS_TO]] ngày 16/9/2024.",
    "a broken line inside the number": "Thực hiện ý kiến chỉ đạo tại [[Công văn số \n\n7585/UBND-KHTTHCNC|IMPLEMENTS]] ngày 31/5/2023.",
    "spaces inside the symbol": "Căn cứ [[Quyết định số 52/2024/QĐ- UBND|BASED_ON]] ngày 30/10/2024;",
    "bare numbers before the one that has the symbol": "Bãi bỏ các [[Quyết định số 12|REPEALS]], [[13|REPEALS]] và [[14/QĐ-UBND|REPEALS]] ngày 02/3/2022.",
    "articles before a number are no documents": "theo Điều 12, 13 [[Nghị định số 14/2022/NĐ-CP|REFERS_TO]] và khoản 1, 2 Điều 5 [[Quyết định số 14/QĐ-UBND|REFERS_TO]].",
    "a letter's number with blanks around its dash": "Thực hiện [[Công văn số 4979/UBND - KGVX|IMPLEMENTS]] ngày 18/9/2024.",
    "a number that breaks over lines keeps its sentence": "5. Nghị quyết này bãi bỏ các Nghị quyết:\na) [[Nghị quyết số 11/2024/NQ-\nHĐND|REPEALS]]\nngày 29 tháng 6 năm 2024 của Hội đồng nhân dân tỉnh Trà Vinh quy định mức thu học phí;\nb) [[Nghị quyết số\n\n15/2024/NQ-HĐND|REPEALS]] ngày 02/7/2024.",
    "a circular later than the decree whose title comes before it": "theo [[Nghị định số 70/2025/NĐ-CP|REFERS_TO]] ngày 20/3/2025 sửa đổi, bổ sung một số điều của [[Nghị định số 123/2020/NĐ-CP|AMENDS|70/2025/NĐ-CP]] quy định về hóa đơn và [[Thông tư số 32/2025/TT-BTC|REFERS_TO]] ngày 31/5/2025.",
    "a title that the text teaches without quotation marks": "Căn cứ [[Quyết định số 1644/QĐ-BXD|BASED_ON]] ngày 30/9/2025 ban hành Chiến lược chuyển đổi số của ngành Xây dựng giai đoạn 2025-2030;\nb) Triển khai [[Chiến lược chuyển đổi số của ngành Xây dựng giai đoạn 2025 - 2030|IMPLEMENTS]], bảo đảm tiến độ.",
    "a title that another document was to approve": "Thực hiện [[Nghị quyết số 36-NQ/TW|IMPLEMENTS]], trong đó trình Quốc hội ban hành Quy hoạch không gian biển quốc gia thời kỳ 2021-2030; hoàn thiện Quy hoạch không gian biển quốc gia thời kỳ 2021-2030.",
    "a recital behind a heading without a full stop": "KẾ HOẠCH\nTriển khai [[Nghị quyết số 57-NQ/TW|IMPLEMENTS]] ngày 22/12/2024 của Bộ Chính trị\n\nThực hiện [[Kế hoạch số 210-KH/TU|IMPLEMENTS]] ngày 20/02/2025 của Tỉnh ủy, UBND tỉnh ban hành Kế hoạch.",
    "a later document stands in no earlier one's title": "Căn cứ [[Quyết định số 749/QĐ-TTg|BASED_ON]] ngày 03/6/2020 phê duyệt Chương trình, thực hiện [[Chỉ thị số 34/CT-TTg|BASED_ON]] ngày 16/9/2024.",
    "amended and repealed in part, told in the passive": "Căn cứ [[Quyết định số 39/2021/QĐ-TTg|BASED_ON]] đã được sửa đổi, bổ sung và bãi bỏ một số điều tại [[Quyết định số 18/2023/QĐ-TTg|BASED_ON]];",
    "work that somebody leads or is to finish": "Nhiệm vụ\n\n4. Đảng đoàn HĐND tỉnh lãnh đạo sửa đổi [[Nghị quyết số 35/2022/NQ-HĐND|REFERS_TO]].\n5. Trong năm 2025 hoàn thành sửa đổi, bổ sung [[Quyết định số 22/2022/QĐ-UBND|REFERS_TO]].",
    "what a plan does not do": "Kế hoạch này thay [[Kế hoạch số 9/KH-UBND|REPLACES]]. Kế hoạch này không thay thế [[Kế hoạch số 10/KH-UBND|REFERS_TO]].",
    "words that are exchanged": "Thay cụm từ “[[Quyết định số 12/2010/QĐ-UBND|REFERS_TO]]” bằng cụm từ khác.",
    "a day without its year": "Thực hiện [[Công văn số 312/UBND-VP6|IMPLEMENTS]] ngày 30/5 của UBND tỉnh về việc thực hiện [[Quyết định số 468/QĐ-TTg|IMPLEMENTS|312/UBND-VP6]].",
    "an annex with a number of two parts": "2. Điều chỉnh danh mục tại mục 1\nPhụ lục VI.10 kèm theo [[Quyết định số 866/QĐ-TTg|AMENDS]] ngày 18/7/2023.",
    "a scheme's title with other small words": "Triển khai [[Đề án phát triển ứng dụng dữ liệu dân cư, định danh và xác thực điện tử phục vụ việc chuyển đổi số quốc gia giai đoạn 2022-2025, tầm nhìn 2030|IMPLEMENTS]] trên địa bàn.",
    "an amended law is no head of a decree": "Căn cứ [[Luật Hải quan|BASED_ON]] được sửa đổi theo [[Nghi dinh so 167/2025/NĐ-CP|BASED_ON]];",
    "a type word that lost its marks": "Thực hiện [[Quyêt định sô 06/QĐ-TTg|IMPLEMENTS]] ngày 06/01/2022.",
    "a letter and a plan without type words": "Đã ban hành [[Số 1639/SKHĐT-CNDV|REFERS_TO]] ngày 21/3/2022, [[số 3066/KH-SKHĐT|REFERS_TO]] ngày 13/5/2022.",
    "capital letters": "TRIỂN KHAI [[KẾ HOẠCH SỐ 119-KH/TU|IMPLEMENTS]] NGÀY 18/12/2019 CỦA BAN THƯỜNG VỤ TỈNH ỦY VỀ THỰC HIỆN [[CHỈ THỊ SỐ 37-CT/TW|IMPLEMENTS|119-KH/TU]]",
    "a law by name, in a list": "theo quy định của [[Luật Đầu tư công|REFERS_TO]] và [[Luật Ngân sách nhà nước|REFERS_TO]].",
    "an amending law is one name": "Căn cứ [[Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương|BASED_ON]] ngày 22 tháng 11 năm 2019;",
    "Markdown marks": "**Căn cứ** *[[Nghị định số 30/2020/NĐ-CP|BASED_ON]]* ngày 05/3/2020;",
    "table cells": "| Nhiệm vụ | Căn cứ |\n| Số hóa hồ sơ theo [[Kế hoạch số 106/KH-BCĐ|IMPLEMENTS]] | [[Quyết định số 458/QĐ-TTg|REFERS_TO]] |",
    "a footnote takes the words that it hangs from": "Các chỉ tiêu được Thủ tướng Chính phủ² giao đã hoàn thành.\n\n² [[Chỉ thị số 04/CT-TTg|IMPLEMENTS]] ngày 11/02/2024.",
    "a sentence broken by the footnotes of its page": "Sở đã cấp tài khoản cho công chức2.\n\nSở phân công nhiệm vụ cho các phòng trong việc triển khai thực\n\n2 [[Công văn số 258/SKHĐT-VP|REFERS_TO]] ngày 03/11/2022 của Giám đốc Sở.\n3 Các phòng đã báo cáo.\nhiện [[Kế hoạch số 24/KH-UBND|IMPLEMENTS]] ngày 13/02/2023 của UBND tỉnh.",
    "a short form later": "Thực hiện [[Nghị quyết số 214/NQ-CP|IMPLEMENTS]] ngày 23/7/2025. Các đơn vị triển khai [[Nghị quyết số 214|IMPLEMENTS]] nghiêm túc.",
    "a short name that the text gives": "Thực hiện [[Kế hoạch số 77/KH-UBND|IMPLEMENTS]] ngày 28/3/2023 (sau đây gọi tắt là [[Kế hoạch số 77|IMPLEMENTS]]).",
    "a list of documents that end": "2. Các quyết định sau đây hết hiệu lực kể từ ngày Quyết định này có hiệu lực thi hành:\na) [[Quyết định số 12/2018/QĐ-UBND|REPEALS]] ngày 02/5/2018 ban hành Quy định về vỉa hè.\nb) [[Quyết định số 15/2019/QĐ-UBND|REPEALS]] ngày 03/6/2019.",
    "a document that is repealed, told behind its title": "2. [[Quyết định số 12/2018/QĐ-UBND|REPEALS]] ngày 02/5/2018 của UBND tỉnh quy định về vỉa hè; lòng đường; bãi đỗ xe bị bãi bỏ kể từ ngày Quyết định này có hiệu lực.",
    "procedures published by a document end": "Các thủ tục hành chính đã công bố tại [[Quyết định số 2194/QĐ-UBND|AMENDS]] ngày 26/6/2025 của Chủ tịch UBND tỉnh hết hiệu lực kể từ ngày ký.",
    "a second repeal behind a semicolon": "Bãi bỏ Danh mục tại phần II ban hành kèm theo [[Quyết định số 1599/QĐ-UBND|AMENDS]] ngày 27/6/2025; bãi bỏ Quy trình tại phần III ban hành kèm theo [[Quyết định số 1644/QĐ-UBND|AMENDS]] ngày 28/6/2025 và [[Quyết định số 1809/QĐ-UBND|AMENDS]] ngày 10/7/2025.",
    "a correction of misprints": "Điều 1. Đính chính lỗi kỹ thuật tại [[Thông tư số 138/2025/TT-BTC|AMENDS]] ngày 30/12/2025 như sau:",
    "a list that goes on behind a title cannot be in the title of an earlier act": "Đính chính [[Thông tư số 138/2025/TT-BTC|AMENDS]] sửa đổi [[Thông tư số 95/2020/TT-BTC|AMENDS|138/2025/TT-BTC]] về giám sát và [[Thông tư số 139/2025/TT-BTC|AMENDS]] sửa đổi [[Thông tư số 57/2021/TT-BTC|AMENDS|139/2025/TT-BTC]] được sửa đổi bởi [[Thông tư số 69/2023/TT-BTC|REFERS_TO|139/2025/TT-BTC]]",
    "an amendment that a rule only allows for": "- Trường hợp cần thiết bổ sung máy móc hoặc điều chỉnh định mức tại Phụ lục II ban hành kèm theo [[Quyết định số 15/2025/QĐ-TTg|REFERS_TO]] để phục vụ nhiệm vụ.",
    "what a document did, told in brackets": "theo [[Nghị định số 99/2024/NĐ-CP|REFERS_TO]] ngày 25/7/2024 (thay thế [[Nghị định số 28/2015/NĐ-CP|REPLACES|99/2024/NĐ-CP]]) và [[Thông tư số 12/2024/TT-BTC|REFERS_TO]].",
    "what ends is the amended act, not those that amended it": "2. [[Luật Viên chức số 58/2010/QH12|REPEALS]] đã được sửa đổi, bổ sung theo [[Luật số 52/2019/QH14|REFERS_TO]] và [[Luật số 10/2022/QH15|REFERS_TO]] hết hiệu lực kể từ ngày Luật này có hiệu lực.",
    "a list that ends, told in one sentence": "Các Nghị định sau đây hết hiệu lực kể từ ngày Nghị định này có hiệu lực: [[Nghị định số 12/2019/NĐ-CP|REPEALS]], [[Nghị định số 13/2020/NĐ-CP|REPEALS]].",
    "an order that goes on behind a semicolon": "Tham mưu UBND tỉnh triển khai [[Nghị quyết số 57-NQ/TW|IMPLEMENTS]]; sửa đổi, bổ sung [[Quyết định số 12/2020/QĐ-UBND|REFERS_TO]] cho phù hợp.",
    "more time for a plan": "Gia hạn thời gian thực hiện [[Kế hoạch số 12/KH-UBND|AMENDS]] ngày 02/3/2023 đến hết năm 2025.",
    "an order to guide the work under a scheme": "Giao Sở Nội vụ chủ trì, hướng dẫn thực hiện [[Đề án 06|IMPLEMENTS]] trên địa bàn.",
    "work under rules that another document holds": "Tổ công tác làm việc theo Quy chế ban hành kèm theo [[Quyết định số 655/QĐ-UBND|REFERS_TO]] ngày 02/6/2022.",
    "tasks of a scheme that others assigned": "Các nhiệm vụ của [[Đề án 06|IMPLEMENTS]] giao tại [[Chỉ thị số 04/CT-TTg|IMPLEMENTS]] và [[Kế hoạch số 24/KH-UBND|IMPLEMENTS]] đều đúng hạn.",
    "a nickname at the end of a numbered paragraph": "2. Công an tỉnh làm sạch dữ liệu phục vụ [[Đề án 06|IMPLEMENTS]].\n\n3. Ban Quản lý lưu hồ sơ.",
    "a law in lower case that the register does not know": "Căn cứ [[Luật kiểm định đồ chơi|BASED_ON]] ngày 29 tháng 11 năm 2005;",
    "this document itself": "Luật này và Nghị định này có hiệu lực từ ngày ký.",
    "words that look like laws": "Hội Luật gia, Đoàn luật sư phối hợp phổ biến pháp luật.",
}


@pytest.mark.parametrize("marked", CASES.values(), ids=CASES.keys())
def test_citations_in_a_sentence(marked):
    check(marked)


def _only(text):
    (mention,) = extract(Source("a.txt", text)).mentions
    return mention


def test_a_law_list_of_amendments_goes_on_behind_a_semicolon():
    text = "Căn cứ Luật Sở hữu trí tuệ số 50/2005/QH11 được sửa đổi theo Luật số 36/2009/QH12; Luật số 42/2019/QH14 và Luật số 07/2022/QH15;"
    also = [(a.source, a.target) for m in extract(Source("a.txt", text)).mentions for a in m.also]
    assert also == [(n, "50/2005/QH11") for n in ("36/2009/QH12", "42/2019/QH14", "07/2022/QH15")]


def test_an_annex_of_a_repealing_act_lists_what_it_ends():
    text = """BỘ TÀI CHÍNH
Số: 18/2022/TT-BTC
Hà Nội, ngày 30 tháng 9 năm 2022
THÔNG TƯ
Bãi bỏ văn bản quy phạm pháp luật

Điều 1. Bãi bỏ toàn bộ các văn bản tại Phụ lục I; bãi bỏ một phần các văn bản tại Phụ lục II.

Phụ lục I
DANH MỤC VĂN BẢN QUY PHẠM PHÁP LUẬT BÃI BỎ TOÀN BỘ

1. Thông tư số 28/2005/TT-BTC ngày 04/10/2005 hướng dẫn thực hiện Nghị định số 205/2004/NĐ-CP.

Phụ lục II
DANH MỤC VĂN BẢN QUY PHẠM PHÁP LUẬT BÃI BỎ MỘT PHẦN

1. Điều 24, khoản 1 Điều 26 Mục 7 Thông tư số 05/2013/TT-BTC ngày 15/5/2013.
"""
    found = [(m.key, m.relation, m.source) for m in extract(Source("a.txt", text)).mentions]
    assert found == [
        ("28/2005/TT-BTC", Relation.REPEALS, "self"),
        ("205/2004/NĐ-CP", Relation.GUIDES, "28/2005/TT-BTC"),
        ("05/2013/TT-BTC", Relation.AMENDS, "self"),
    ]
    announced = text.replace("Bãi bỏ văn bản quy phạm pháp luật\n", "Công bố danh mục văn bản\n")
    assert extract(Source("a.txt", announced)).mentions[0].relation is Relation.REFERS_TO


def test_a_year_behind_a_nickname_is_not_the_schemes():
    text = "Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022 (sau đây gọi tắt là Đề án 06). Kế hoạch thực hiện Đề án 06 năm 2023."
    assert 2023 not in [m.year for m in extract(Source("a.txt", text)).mentions]


def test_a_circular_amends_no_decree():
    text = "Nghị định số 123/2020/NĐ-CP được sửa đổi, bổ sung bởi Nghị định số 70/2025/NĐ-CP và Thông tư số 32/2025/TT-BTC;"
    assert [(a.source, a.target) for m in extract(Source("a.txt", text)).mentions for a in m.also] == [
        ("70/2025/NĐ-CP", "123/2020/NĐ-CP")
    ]


def test_a_law_with_a_name_of_its_own_amended_nothing():
    text = "Căn cứ Luật Đất đai số 45/2013/QH13 được sửa đổi theo Luật số 35/2018/QH14, Luật số 12/2020/QH14, Luật Xây dựng số 50/2020/QH14;"
    also = [(a.source, a.target) for m in extract(Source("a.txt", text)).mentions for a in m.also]
    assert also == [("35/2018/QH14", "45/2013/QH13"), ("12/2020/QH14", "45/2013/QH13")]


def test_passive_amendment_is_a_link_of_its_own():
    text = "Căn cứ Luật Đất đai số 31/2024/QH15 được sửa đổi, bổ sung bởi Luật số 43/2024/QH15, Luật số 47/2024/QH15;"
    also = [(a.source, a.relation, a.target) for m in extract(Source("a.txt", text)).mentions for a in m.also]
    assert also == [
        ("43/2024/QH15", Relation.AMENDS, "31/2024/QH15"),
        ("47/2024/QH15", Relation.AMENDS, "31/2024/QH15"),
    ]


def test_fields_beside_a_number():
    m = _only(
        "theo khoản 2 Điều 5 Quyết định số 10/2024/QĐ-UBND ngày 13 tháng 6 năm 2024 của UBND tỉnh Thanh Hóa quy định về thi đua."
    )
    assert (m.key, m.type, m.year, str(m.date)) == ("10/2024/QĐ-UBND", "QĐ", 2024, "2024-06-13")
    assert (m.provision, m.issuer, m.title) == ("khoản 2 Điều 5", "UBND tỉnh Thanh Hóa", "quy định về thi đua")


def test_an_issuer_with_commas_in_its_name():
    m = _only(
        "Căn cứ Quyết định số 4347/QĐ-BVHTTDL ngày 14/11/2025 của Bộ trưởng Bộ Văn hóa, Thể thao và Du lịch về việc công bố;"
    )
    assert m.issuer == "Bộ trưởng Bộ Văn hóa, Thể thao và Du lịch"


@pytest.mark.parametrize(
    ("text", "printed", "key"),
    [
        (
            "Công văn số 4950/UBND-KGVX, Công văn số 4979/UBND-KGVX và Công văn số 5103/UBND-JGVX ngày 25/9/2024.",
            "5103/UBND-JGVX",
            "5103/UBND-KGVX",
        ),
        ("Quyết định số 58/QĐ-UBQGCS ngày 19/4/2024.", "58/QĐ-UBQGCS", "58/QĐ-UBQGCĐS"),
        ("Quyết định số 3467/QD-BYT ngày 15/11/2024.", "3467/QD-BYT", "3467/QĐ-BYT"),
        (
            "Quyết định số 58/QĐ-UBQGCĐS ngày 19/4/2024; và Quyết định số 58/QĐ-\n\nb) Các đơn vị",
            "58/QĐ",
            "58/QĐ-UBQGCĐS",
        ),
        ("Bãi bỏ Quyết định số 22/201 /QĐ-UBND\n\nngày 13 tháng 9 năm 2019.", "22/201 /QĐ-UBND", "22/2019/QĐ-UBND"),
        ("Quyết định số 22/20 19/QĐ-UBND.", "22/20 19/QĐ-UBND", "22/2019/QĐ-UBND"),
        (
            "Thông tư số 44/2023/TT-BCT ngày 29/12/2023 của Bộ trưởng Bộ Công Thương; Thông tư số 44/2023/TT-BTC ngày 29/12/2023 của Bộ trưởng Bộ Công Thương sửa đổi.",
            "44/2023/TT-BTC",
            "44/2023/TT-BCT",
        ),
        ("Thực hiện Quyết định số O6/QĐ-TTg ngày 06/01/2022.", "O6/QĐ-TTg", "06/QĐ-TTg"),
        ("Nghị quyết số l93/2025/QH15 và Công văn số 5l03/UBND-KGVX.", "5l03/UBND-KGVX", "5103/UBND-KGVX"),
        ("Nghị định số 96/2023/NÐ-CP ngày 30/12/2023.", "96/2023/NÐ-CP", "96/2023/NĐ-CP"),
        ("Nghị định số 96/2023/NĐ-СР ngày 30/12/2023.", "96/2023/NĐ-СР", "96/2023/NĐ-CP"),
    ],
)
def test_a_slip_is_mended_with_proof_and_kept(text, printed, key):
    mention = extract(Source("a.txt", text)).mentions[-1]
    assert (mention.key, mention.printed_key) == (key, printed)
    assert mention.repairs[-1].proof


def test_a_text_without_letterhead_is_an_article_only_when_it_is_long_and_has_none():
    body = "Tỉnh thực hiện Nghị quyết số 12/NQ-CP của Chính phủ.\n\n" + "Bạn đọc quan tâm đến việc này. " * 40
    letter = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\n"
    for text, relation in ((body, "REFERS_TO"), (letter + body, "IMPLEMENTS"), (body[:80], "IMPLEMENTS")):
        assert [m.relation.value for m in extract(Source("a.txt", text)).mentions] == [relation]


def test_a_list_shares_its_issuer_and_one_date():
    text = "Bãi bỏ Quyết định số 1/QĐ-UBND ngày 02/3/2020 và Quyết định số 2/QĐ-UBND ngày 03/4/2021 của UBND tỉnh Hà Giang."
    found = [(m.key, m.issuer, str(m.date)) for m in extract(Source("a.txt", text)).mentions]
    assert found == [
        ("1/QĐ-UBND", "UBND tỉnh Hà Giang", "2020-03-02"),
        ("2/QĐ-UBND", "UBND tỉnh Hà Giang", "2021-04-03"),
    ]
    text = "Thực hiện số 01/NQ-CP và số 02/NQ-CP ngày 05/01/2024 của Chính phủ; Nghị quyết số 3/NQ-HĐND và Quyết định số 4/QĐ-TTg của Thủ tướng."
    issuers = [m.issuer for m in extract(Source("a.txt", text)).mentions]
    assert issuers == ["Chính phủ", "Chính phủ", None, "Thủ tướng"]


def test_a_document_does_nothing_to_a_later_one():
    plan = HEADER.replace("Căn cứ Nghị định số 59/2022/NĐ-CP;", "Thực hiện Quyết định số 5/QĐ-TTg ngày 01/3/2024;")
    assert [m.relation for m in extract(Source("a.txt", plan)).mentions][1] is Relation.REFERS_TO


def _keys(text):
    return [m.key for m in extract(Source("a.txt", text)).mentions]


def test_two_possible_readings_mean_no_repair():
    two = "số 1/UBND-BACD, số 2/UBND-BACD, số 3/UBND-ABDC, số 4/UBND-ABDC và số 5/UBND-ABCD."
    assert _keys("Công văn " + two)[-1] == "5/UBND-ABCD"
    one = "số 1/UBND-BACD, số 2/UBND-BACD và số 5/UBND-ABCD."
    assert _keys("Công văn " + one)[-1] == "5/UBND-BACD"


def test_one_other_number_is_no_proof():
    assert _keys("Công văn số 1/UBND-KGVX và Công văn số 2/UBND-JGVX.") == ["1/UBND-KGVX", "2/UBND-JGVX"]


HEADER = """ỦY BAN NHÂN DÂN
TỈNH THANH HÓA
Số: 24/KH-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Thanh Hóa, ngày 13 tháng 02 năm 2023

KẾ HOẠCH
Triển khai Đề án 06 trên địa bàn tỉnh

Số: .....2055.....
Ngày: 17/02/2023

Căn cứ Nghị định số 59/2022/NĐ-CP;

Nơi nhận:
- Tổ công tác Đề án 06;
- Lưu: VT.

KT. CHỦ TỊCH
Nguyễn Văn Thi

(Kèm theo Kế hoạch số 24/KH-UBND ngày 13 tháng 02 năm 2023)
"""


def test_a_document_says_who_it_is():
    own = extract(Source("a.txt", HEADER)).document
    assert (own.type, own.key, str(own.date), own.scope) == ("KH", "24/KH-UBND", "2023-02-13", "thanh-hoa")
    assert (own.place, own.signer, own.title) == (
        "Thanh Hóa",
        "Nguyễn Văn Thi",
        "Triển khai Đề án 06 trên địa bàn tỉnh",
    )


def test_its_own_number_and_its_recipients_are_no_citations():
    extraction = extract(Source("a.txt", HEADER))
    assert [m.text for m in extraction.mentions] == ["Đề án 06", "Nghị định số 59/2022/NĐ-CP"]
    assert {p.why for p in extraction.passed} >= {"the document's own number or title", "in the list of recipients"}


def test_its_own_scheme_and_its_number_without_the_year_are_no_citations():
    decision = "THỦ TƯỚNG CHÍNH PHỦ\nSố: 06/QĐ-TTg\nHà Nội, ngày 06 tháng 01 năm 2022\nQUYẾT ĐỊNH\nPhê duyệt Đề án phát triển ứng dụng dữ liệu về dân cư, định danh và xác thực điện tử phục vụ chuyển đổi số quốc gia\nCăn cứ Luật Cư trú;"
    circular = "BỘ CÔNG THƯƠNG\nSố: 55/2025/TT-BCT\nHà Nội, ngày 28 tháng 11 năm 2025\nTHÔNG TƯ\nvề xuất xứ\nPHỤ LỤC\n(Kèm theo Thông tư số 55/TT-BCT ngày 28 tháng 11 năm 2025)"
    assert [m.text for m in extract(Source("a.txt", decision)).mentions] == ["Luật Cư trú"]
    assert not extract(Source("b.txt", circular)).mentions


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("KẾ HOẠCH\nthực hiện Chỉ thị số 27-CT/TW\n-----\nThực hiện Chỉ thị", "thực hiện Chỉ thị số 27-CT/TW"),
        ("KẾ HOẠCH\nTỔ CHỨC\nTHỰC HIỆN NGHỊ QUYẾT SỐ 57\n\nCăn cứ", "TỔ CHỨC THỰC HIỆN NGHỊ QUYẾT SỐ 57"),
        ("THÔNG BÁO\nKết luận tại phiên họp\n- Thực hiện nghiêm Nghị quyết", "Kết luận tại phiên họp"),
        ("KẾ HOẠCH\nPhát triển kinh tế\n- xã hội năm 2024\nĐể thực hiện", "Phát triển kinh tế - xã hội năm 2024"),
    ],
)
def test_where_a_title_ends(lines, title):
    top = "UBND TỈNH THANH HÓA\nSố: 24/KH-UBND\nThanh Hóa, ngày 13 tháng 02 năm 2023\n"
    assert extract(Source("a.txt", top + lines)).document.title == title


def test_a_draft_has_a_symbol_and_a_month_but_no_number():
    own = extract(
        Source(
            "a.txt",
            "Số: /KH-BCĐ\n\nThanh Hóa, ngày tháng 5 năm 2024\n\nKẾ HOẠCH\nHoạt động năm 2024 của tỉnh Thanh Hóa\n\nCăn cứ",
        )
    ).document
    assert (own.key, own.symbol, own.type, own.month, own.scope) == (None, "KH-BCĐ", "KH", "2024-05", "thanh-hoa")


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        (
            "UBND TỈNH QUẢNG NGÃI\nSỞ TÀI CHÍNH\nSố: 12/STC-NS\nQuảng Ngãi, ngày 02 tháng 3 năm 2024\nKính gửi: UBND tỉnh",
            "quang-ngai",
        ),
        ("BỘ TÀI CHÍNH\nSố: 12/BTC-NSNN\nHà Nội, ngày 02 tháng 3 năm 2024\nKính gửi: UBND tỉnh Thanh Hóa", "vn"),
        (
            "ỦY BAN NHÂN DÂN\nHUYỆN MƯỜNG LÁT\nSố: 12/KH-UBND\nMường Lát, ngày 02 tháng 3 năm 2024\nKẾ HOẠCH\nchuyển đổi số\nCăn cứ kế hoạch của tỉnh Thanh Hóa",
            "thanh-hoa/muong-lat",
        ),
        ("THÀNH ỦY HÀ NỘI\nSố: 18-NQ/TU\nHà Nội, ngày 30 tháng 12 năm 2022\nNGHỊ QUYẾT\nvề chuyển đổi số", "ha-noi"),
    ],
)
def test_where_a_number_is_unique(text, scope):
    assert extract(Source("a.txt", text)).document.scope == scope


def test_offsets_are_those_of_the_file_when_letters_are_decomposed():
    text = unicodedata.normalize("NFD", "Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022.")
    mention = _only(text)
    assert mention.key == "06/QĐ-TTg"
    assert unicodedata.normalize("NFC", text[mention.start : mention.end]) == mention.text == "Quyết định số 06/QĐ-TTg"


def test_the_same_text_gives_the_same_records():
    text = HEADER * 3
    assert extract(Source("a.txt", text)) == extract(Source("a.txt", text))


@pytest.mark.parametrize(
    ("sentence", "issuer", "title"),
    [
        ("Thực hiện Nghị quyết số 13-NQ/TU, ngày 06/9/2023 của Ban Thường vụ Tỉnh ủy, Ban Thường vụ Tỉnh ủy ban hành Nghị quyết như sau:",
         "Ban Thường vụ Tỉnh ủy", None),
        ("Thực hiện Kế hoạch số 24/KH-UBND ngày 13/02/2023 của UBND tỉnh, Sở Tài chính ban hành Kế hoạch như sau:",
         "UBND tỉnh", None),
        ("Thực hiện Công văn số 24/UBND-KT ngày 13/02/2023 của UBND tỉnh, Sở Tài chính và Sở Nội vụ hướng dẫn như sau:",
         "UBND tỉnh", None),
        ("Thực hiện Quyết định số 7/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ phê duyệt Đề án dạy nghề, Ủy ban nhân dân tỉnh xây dựng Kế hoạch như sau:",
         "Thủ tướng Chính phủ", "phê duyệt Đề án dạy nghề"),
        ("Luật số 35/2018/QH14 của Quốc hội sửa đổi, bổ sung một số điều của 37 luật có căn cứ ban hành như sau:",
         "Quốc hội", "sửa đổi, bổ sung một số điều của 37 luật"),
        ("Căn cứ Thông tư liên tịch số 24/2013/TTLT-BTC-BNV ngày 13/02/2013 của Bộ Tài chính, Bộ Nội vụ hướng dẫn về học phí;",
         "Bộ Tài chính, Bộ Nội vụ", "hướng dẫn về học phí"),
        ("Căn cứ Quyết định số 7/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ về quản lý rừng, đất và nước;",
         "Thủ tướng Chính phủ", "về quản lý rừng, đất và nước"),
    ],
)  # fmt: skip
def test_an_issuer_and_a_title_end_where_the_sentence_that_cites_goes_on(
    sentence: str, issuer: str, title: str | None
) -> None:
    (mention,) = [m for m in extract(Source("a.txt", sentence + "\n")).mentions if m.kind == "number"]
    assert (mention.issuer, mention.title) == (issuer, title)
