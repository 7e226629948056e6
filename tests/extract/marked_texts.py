"""Texts with their citations marked in place: [[Kế hoạch số 24/KH-UBND|IMPLEMENTS]] or [[…|RELATION|source]]."""

import re

from cancu.extract import Source, extract

_MARK = re.compile(r"\[\[(?P<text>[^|\]]+)\|(?P<relation>[A-Z_]+)(?:\|(?P<source>[^\]]+))?\]\]", re.DOTALL)
_PAPER = re.compile(r"(?P<kind>[^\W\d_]+)(?:\[(?P<title>[^\]]+)\])?(?P<where>[#-]?): (?P<text>.*)", re.DOTALL)
_HEADS = {
    "QĐ": ("99/QĐ-UBND", "QUYẾT ĐỊNH"),
    "TT": ("99/2026/TT-BTC", "THÔNG TƯ"),
    "NQ": ("99/2026/NQ-HĐND", "NGHỊ QUYẾT"),
    "KH": ("99/KH-UBND", "KẾ HOẠCH"),
    "TB": ("99/TB-UBND", "THÔNG BÁO"),
    "BC": ("99/BC-UBND", "BÁO CÁO"),
    "TTr": ("99/TTr-UBND", "TỜ TRÌNH"),
}


def unmark(marked: str) -> str:
    """The text without its marks."""
    return _MARK.sub(lambda m: m["text"], marked)


def found(text: str) -> str:
    """The text with what the extractor finds marked in the same way, so that a failure shows the difference in place."""
    out, at = [], 0
    for m in extract(Source("a.txt", text)).mentions:
        source = "" if m.source == "self" else f"|{m.source}"
        out.append(f"{text[at : m.start]}[[{m.text}|{m.relation}{source}]]")
        at = m.end
    return "".join(out) + text[at:]


def check(marked: str) -> None:
    """Fail unless exactly the marked citations are found, with their relations and sources."""
    assert found(unmark(marked)) == marked


def paper(example: str) -> str:
    """An example of relations.toml as a whole paper: 'QĐ: …' in an article, 'QĐ-: …' before the articles, 'QĐ#: …' in the title."""
    match = _PAPER.fullmatch(example)
    if match is None or match["kind"] not in (*_HEADS, "CV", "press"):
        return example
    text, title = match["text"], match["title"] or "về một việc"
    if match["kind"] == "press":
        return f"Tỉnh vừa có thêm quy định mới\n\n{'Bạn đọc quan tâm đến việc này. ' * 40}\n\n{text}"
    if match["kind"] == "CV":
        return f"Số: 99/STC-NS\nThanh Hóa, ngày 31 tháng 12 năm 2026\nV/v {title}\n\nKính gửi: Ủy ban nhân dân tỉnh\n\n{text}"
    number, heading = _HEADS[match["kind"]]
    above = f"ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: {number}\nThanh Hóa, ngày 31 tháng 12 năm 2026\n\n{heading}\n"
    if match["where"] == "#":
        return f"{above}{text}\n\nCăn cứ tình hình thực tế;"
    article = match["kind"] in ("QĐ", "NQ", "TT") and match["where"] != "-"
    return f"{above}{title}\n\nCăn cứ tình hình thực tế;\n\n{'Điều 1. Nội dung' + chr(10) if article else ''}{text}"
