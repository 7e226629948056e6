"""Laws by name in a text: whole, of their own type, in both spellings; and what only looks like one."""

import pytest

from cancu.extract import Source, extract
from tests.graph.papers import plan

WHOLE = {
    "an ordinance with a comma": ("theo Pháp lệnh Cán bộ, công chức hiện hành", "Pháp lệnh Cán bộ, công chức", "PL"),
    "an ordinance without its comma": ("theo Pháp lệnh Cán bộ công chức", "Pháp lệnh Cán bộ công chức", "PL"),
    "a comma for 'và'": ("theo Luật Địa chất, khoáng sản", "Luật Địa chất, khoáng sản", "L"),
    "the other spelling": (
        "theo Luật Sỹ quan Quân đội nhân dân Việt Nam",
        "Luật Sỹ quan Quân đội nhân dân Việt Nam",
        "L",
    ),
    "the mark of a footnote": ("theo quy định của Luật Nhà ở11 và các quy định khác", "Luật Nhà ở", "L"),
    "a name with 'vệ', which is no 'về'": ("theo Luật Dân quân tự vệ", "Luật Dân quân tự vệ", "L"),
    "an amending ordinance": (
        "theo Pháp lệnh sửa đổi, bổ sung một số điều của Pháp lệnh Thú y",
        "Pháp lệnh sửa đổi, bổ sung một số điều của Pháp lệnh Thú y",
        "PL",
    ),
    "an amending law in a bad scan": (
        "theo Luật sửa đổi, bé sung một số điều của Luật Quan lý thuế",
        "Luật sửa đổi, bé sung một số điều của Luật Quan lý thuế",
        "L",
    ),
    "a law that no table knows": (
        "theo Luật Kiểm định đồ chơi và các quy định khác",
        "Luật Kiểm định đồ chơi",
        "L",
    ),
    "an ordinance that no table knows": ("theo Pháp lệnh Kiểm định đồ chơi", "Pháp lệnh Kiểm định đồ chơi", "PL"),
}


@pytest.mark.parametrize(("text", "name", "kind"), WHOLE.values(), ids=WHOLE)
def test_a_law_is_found_whole(text, name, kind):
    (mention,) = extract(Source("a.txt", plan(f"Việc này làm {text}."))).mentions
    assert (mention.text, mention.type, mention.kind) == (name, kind, "name")


def test_a_bad_scan_is_read_as_the_name_that_it_means():
    text = "theo Luật sửa đổi, bé sung một số điều của Luật Quan lý thuế"
    (mention,) = extract(Source("a.txt", plan(text))).mentions
    assert mention.name == "Luật sửa đổi, bổ sung một số điều của Luật Quản lý thuế"
    assert mention.printed_key == "Luật sửa đổi, bé sung một số điều của Luật Quan lý thuế"


NONE = {
    "a signature": "Ngô Văn Luật\nNgười ký: Ngô Văn Luật",
    "a signature on one line": "Ngô Văn Luật Người ký",
    "a heading": "LUẬT\n\nMục 1\n\nTHẨM QUYỀN",
    "a heading over an article": "LUẬT CÁN BỘ\n\nĐiều 13",
    "a name cut by the end of a page": "theo quy định của Luật Giám\n\n     CÔNG BÁO",
    "a month": "Luật Tháng 12 hằng năm",
    "the bill that proposes": "dự thảo Luật đề xuất sửa đổi khoản 2",
    "the law, then another thing": "thi hành pháp luật, luật, đất đai và nhà ở",
    "law and investment": "hiểu biết về luật và đầu tư công",
    "discipline of officials": "xử lý kỷ luật cán bộ, công chức",
    "discipline at work": "chấp hành kỷ luật lao động và kỷ luật viên chức",
    "people of the law": "Hội Luật gia, Đoàn Luật sư phối hợp thực hiện",
}


def test_a_recital_that_is_glued_to_the_law_has_the_law_with_its_number():
    text = "Căn cứLuật Thuế tiêu thụ đặc biệt số 66/2025/QH15;"
    (mention,) = extract(Source("a.txt", plan(text))).mentions
    assert (mention.text, mention.key) == ("Luật Thuế tiêu thụ đặc biệt số 66/2025/QH15", "66/2025/QH15")


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_only_looks_like_a_law(text):
    assert extract(Source("a.txt", plan(text))).mentions == ()
