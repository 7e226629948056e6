"""How a part of a document is cited: 'khoản 2 Điều 5', 'các điểm a, b và c khoản 1', 'Phụ lục II'."""

import re

_UNIT = r"(?:tiết|điểm|khoản|điều|mục|chương|phần|phụ\s+lục|bảng|biểu|mẫu)"
_MARK = r"(?:số\s+)?(?:[a-zđ]{1,2}|[\divx]+[a-zđ]?(?:[.\-/]\d+)*)(?!\w)"
_CITED = re.compile(
    rf"(?P<p>(?:(?:các\s+)?{_UNIT}\s+{_MARK}"
    rf"(?:(?:\s*,\s*|\s+và\s+|\s+đến\s+|\s*-\s*)(?:(?:các\s+)?{_UNIT}\s+)?{_MARK})*\s*,?\s*(?:của\s+|tại\s+|thuộc\s+)?)+)"
    r"(?:của\s+|tại\s+)?(?:quy\s+\w+\s+)?(?:ban\s+hành\s+)?(?:kèm\s+theo\s+)?$"
)
_REACH = 160


def provision_before(low: str, end: int) -> tuple[int, int] | None:
    """Start and end of the part that is cited directly before an offset of a text in lower case; None when there is none."""
    floor = max(0, end - _REACH)
    match = _CITED.search(low[floor:end])
    if not match:
        return None
    words = re.sub(r"[\s,]*(?:của|tại|thuộc)?\s*$", "", match["p"])
    start = floor + match.start("p")
    return (start, start + len(words)) if words.strip() else None
