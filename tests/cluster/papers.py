"""A small corpus in which whatever crosses from one text to another does so."""

import zipfile
from pathlib import Path

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: {}/KH-UBND\nThanh Hóa, ngày 13 tháng {} năm 2023\nKẾ HOẠCH\n{}\n\n"
POOR = "Căn cứ Nghị định số 7/2021/NĐ-CP ngày 27/01/2021 của Chính phủ quy định chuẩn nghèo đa chiều;\n"
WORDS = (
    "Các sở, ngành, địa phương phối hợp thực hiện đầy đủ các nhiệm vụ được giao trong năm, báo cáo kết quả hằng quý.\n"
)
TREES = WORDS + "".join(
    f"Xã thứ {n} trồng {n * 7} cây phân tán dọc đường, kênh và bờ ruộng của mình.\n" for n in range(40)
)
TEXTS = {
    "a/told.txt": HEAD.format(1, "02", "Giảm nghèo đa chiều, tạo sinh kế bền vững cho hộ nghèo") + POOR,
    "a/slip-of-year.txt": HEAD.format(2, "02", "Giảm nghèo") + POOR.replace("7/2021", "7/2012"),
    "a/no-year.txt": HEAD.format(3, "02", "Giảm nghèo bền vững")
    + "Căn cứ Quyết định số 880/QĐ-TTg của Thủ tướng Chính phủ phê duyệt Chương trình giảm nghèo huyện;\n",
    "b/year.txt": HEAD.format(4, "02", "Giảm nghèo")
    + "Căn cứ Quyết định số 880/QĐ-TTg ngày 05/5/2022 của Thủ tướng Chính phủ phê duyệt Chương trình giảm nghèo huyện;\n",
    "b/slip-of-symbol.txt": HEAD.format(5, "02", "Giảm nghèo")
    + "Căn cứ Quyết định số 880/QĐ-TTgg ngày 05/5/2022 phê duyệt Chương trình giảm nghèo huyện;\n",
    "b/trees.txt": HEAD.format(6, "03", "Trồng cây phân tán trên địa bàn tỉnh") + TREES,
    "c/trees again.txt": HEAD.format(6, "03", "Trồng cây phân tán trên địa bàn tỉnh") + TREES + "\n",
    "c/roads.txt": HEAD.format(6, "03", "Làm đường giao thông nông thôn") + POOR + WORDS,
    "c/draft.txt": HEAD.format("  ", "03", "Trồng cây phân tán trên địa bàn tỉnh").replace("ngày 13 tháng 03", "ngày   tháng 03")
    + TREES,
    "d/teaches.txt": "Căn cứ Quyết định số 77/QĐ-TTg ngày 05/3/2022 của Thủ tướng Chính phủ phê duyệt Đề án “Thư viện số cho"
    " trẻ em vùng cao giai đoạn 2022 - 2025”;\n",
    "d/asks.txt": "Các xã triển khai Đề án “Thư viện số cho trẻ em vùng cao giai đoạn 2022 - 2025” trong năm 2023.\n",
    "d/ends.txt": "CHÍNH PHỦ\nSố: 9/2024/NĐ-CP\nHà Nội, ngày 02 tháng 01 năm 2024\nNGHỊ ĐỊNH\nQuy định chuẩn nghèo\n\n"
    "Điều 1. Nghị định này có hiệu lực từ ngày 01 tháng 3 năm 2024.\nĐiều 2. Nghị định này thay thế Nghị định số 7/2021/NĐ-CP"
    " ngày 27/01/2021 của Chính phủ. Bãi bỏ khoản 1 Điều 1 Nghị định số 8/2021/NĐ-CP ngày 28/01/2021 của Chính phủ.\n",
    "d/changed.txt": "CHÍNH PHỦ\nSố: 8/2021/NĐ-CP\nHà Nội, ngày 28 tháng 01 năm 2021\nNGHỊ ĐỊNH\nQuy định hỗ trợ vay vốn\n\n"
    "Điều 1. Mức vay\n1. Mỗi hộ vay một lần.\n2. Lãi suất do ngân hàng công bố.\nĐiều 2. Nghị định này có hiệu lực từ ngày"
    " 15 tháng 3 năm 2021.\n",
    "d/other-title.txt": HEAD.format(7, "04", "Thực hiện các chương trình")
    + "Căn cứ Kế hoạch số 6/KH-UBND ngày 13/3/2023 của UBND tỉnh về Làm đường giao thông nông thôn;\nCăn cứ Kế hoạch số"
    " 1/KH-UBND ngày 13/02/2023 của UBND tỉnh về làm đường giao thông nông thôn;\n",
    "d/empty.pdf": "",
    "d/no document.log": "x",
    "d/list.csv": "file,url\n../a/told.txt,https://example.org/1\n",
}  # fmt: skip
DECISIONS = (
    '{"a": "thanh-hoa/2023/06-kh-ubnd--trees-again-txt", "b": "thanh-hoa/2023/06-kh-ubnd", "judgement": "same", "who": "A",'
    ' "when": "2026-01-01", "why": "the later one is meant"}\n'
    '{"a": "vn/2022/77-qd-ttg", "b": "vn/2022/7-khong-co", "judgement": "same", "who": "A", "when": "2026-01-01",'
    ' "why": "no"}\n'
)


def write(folder: Path) -> Path:
    """The corpus as files of a folder, one of them in an archive."""
    for name, text in TEXTS.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    with zipfile.ZipFile(folder / "e.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("inner.txt"), HEAD.format(8, "05", "Giảm nghèo") + POOR)
    return folder
