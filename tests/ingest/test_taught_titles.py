"""A title that one text puts beside the number of its act is known to the other texts of the corpus."""

from pathlib import Path

from cancu.corpus import read_corpus

TEACHES = (
    "Căn cứ Quyết định số 77/QĐ-TTg ngày 05/3/2022 của Thủ tướng Chính phủ phê duyệt Đề án “Thư viện số cho trẻ em vùng cao"
    " giai đoạn 2022 - 2025”;\n"
)
ASKS = "Các xã triển khai Đề án “Thư viện số cho trẻ em vùng cao giai đoạn 2022 - 2025” trong năm 2023.\n"


def targets(folder: Path, **texts: str) -> dict[str, list[str | None]]:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    found: dict[str, list[str | None]] = {name: [] for name in texts}
    for mention in read_corpus([str(folder)]).resolved.mentions:
        found[Path(mention.file).stem].append(mention.target_id)
    return found


def test_a_title_is_known_across_the_corpus(tmp_path: Path) -> None:
    assert targets(tmp_path, teaches=TEACHES, asks=ASKS)["asks"] == ["vn/2022/77-qd-ttg"]


def test_alone_it_names_nothing(tmp_path: Path) -> None:
    assert targets(tmp_path, asks=ASKS)["asks"] == []


def test_two_acts_under_one_title_teach_nothing(tmp_path: Path) -> None:
    other = TEACHES.replace("77/QĐ-TTg", "78/QĐ-TTg")
    assert targets(tmp_path, teaches=TEACHES, also=other, asks=ASKS)["asks"] == []


def test_a_province_s_scheme_is_not_taught_to_others(tmp_path: Path) -> None:
    local = TEACHES.replace("77/QĐ-TTg", "77/QĐ-UBND").replace("Thủ tướng Chính phủ", "UBND tỉnh Lai Châu")
    assert targets(tmp_path, teaches=local, asks=ASKS)["asks"] == []
