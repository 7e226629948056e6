"""Pieces of text of every kind that the rules know, for texts of any size: what the data files name, and shapes that hurt."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

CITED = "Quyết định số 12/QĐ-UBND ngày 01/02/2023 của Ủy ban nhân dân tỉnh Thanh Hóa"
SHAPES = {
    "law in a line": "Luật số 64/2025/QH15\n",
    "law in a row": "Luật Đất đai số 31/2024/QH15 ",
    "number alone": "số 12/QĐ-UBND ",
    "numbers of a row": "số 12, 13, 14/QĐ-UBND, ",
    "broken symbol": "58/QĐ- \n",
    "torn number": "số 22/20 19/QĐ-UBND ",
    "misread number": "Quyết định số O6/QĐ-TTg ",
    "lower case": "quyết định số 06/qđ-ttg ",
    "digits": "1234567890 ",
    "one long word": "a",
    "capitals": "QĐ",
    "slashes": "/",
    "dashes": "-",
    "dots": ".",
    "blanks": " ",
    "lines": "\n",
    "blank lines": " \n \n",
    "tabs": "\t",
    "stars": "*",
    "bars": "| ",
    "cells": "| 12/QĐ-UBND | ",
    "sentences of one line": "Xin báo cáo như trên. ",
    "anchors of one line": "như trên[1] và dưới² ",
    "rule": "_",
    "open bracket": "(",
    "close bracket": ")",
    "brackets": "(sau đây gọi tắt là Đề án 06) ",
    "open brackets with text": "(Quyết định số 12/QĐ-UBND ",
    "open quote": "“",
    "quotes": "“Đề án A” ",
    "open quotes with text": "“Điều 1. Luật số 64/2025/QH15 ",
    "straight quotes": '"',
    "markup": "<b>x</b>",
    "open markup": "<b ",
    "items": "- mục một;\n",
    "lettered items": "a) mục một;\n",
    "numbered items": "1. Mục một.\n",
    "articles": "Điều 1. Phạm vi\n",
    "chapters": "Chương I\nQUY ĐỊNH CHUNG\n",
    "bases": "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;\n",
    "basis that never ends": "Căn cứ Luật Đất đai, ",
    "recipients": "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n",
    "lists that none closes": "Thực hiện các văn bản sau:\n- Luật số 64/2025/QH15;\n",
    "letterheads": "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: 24/KH-UBND\n",
    "dates": "ngày 01 tháng 02 năm 2023 ",
    "open date": "ngày 01 tháng ",
    "provisions": "điểm a khoản 1 Điều 2 ",
    "taught names": "Quyết định số 12/QĐ-UBND ngày 01/02/2023 (gọi tắt là Quyết định số 12) ",
    "chains": "Kế hoạch số 24/KH-UBND triển khai thực hiện ",
    "amended by": "Luật số 64/2025/QH15 được sửa đổi, bổ sung bởi Luật số 65/2025/QH15 ",
    "and": "và ",
    "semicolons": "; ",
    "marks without letters": "\u0301",
    "letter and marks": "a\u0301\u0302\u0323",
    "I with dot": "İ",
    "carriage returns": "\r\n",
}


def known() -> Iterator[tuple[str, str]]:
    """Every phrase and example of the data files of the rules, each as it stands before a citation."""
    for package in ("cancu.extract", "cancu.language"):
        try:
            data = files(package) / "data"
        except ModuleNotFoundError:
            continue
        for file in sorted(data.iterdir(), key=lambda one: one.name) if data.is_dir() else ():
            if file.name.endswith(".toml"):
                yield from _of(file)


def _of(file: Traversable) -> Iterator[tuple[str, str]]:
    seen = set()
    for text in _strings(tomllib.loads(file.read_text(encoding="utf-8"))):
        if text not in seen and len(text) < 200:
            seen.add(text)
            yield f"{file.name}: {text}", f"{text.replace('…', CITED)} {CITED}; "


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("id", "source", "pattern", "relation"):
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
