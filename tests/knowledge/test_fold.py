"""Folding keeps lengths, for every character and for what composes only in one case, so that spans stay where they are."""

import unicodedata

import pytest

from cancu.extract import extract
from cancu.extract.text import Source
from cancu.knowledge.fold import fold, spelling

SENTENCE = "Căn cứ Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ;"


def test_every_character_keeps_its_length() -> None:
    text = unicodedata.normalize("NFC", "".join(chr(c) + " " for c in range(0x20, 0x30000) if not 0xD800 <= c < 0xE000))
    assert len(spelling(text)) == len(fold(text)) == len(text)


@pytest.mark.parametrize(
    "before", ["İ", "ẞ", "ﬁ", "ﬃ", "H\u0331", "J\u030c", "T\u0308", "ǅ", "ŉ", "Σ", "o\u0323a", "hòa", "\U0001e921"]
)
def test_spans_stay_where_they_are(before: str) -> None:
    text = unicodedata.normalize("NFC", f"{before} " * 7 + SENTENCE)
    (mention,) = extract(Source("x.txt", text)).mentions
    assert mention.key == "06/QĐ-TTg" and text[mention.start : mention.end] == "Quyết định số 06/QĐ-TTg"


def test_tones_have_one_place() -> None:
    assert spelling("HÓA thủy khỏe") == spelling("hoá thuỷ khoẻ") == "hoá thuỷ khoẻ"
    assert spelling(unicodedata.normalize("NFD", "Thủy")) == "thuỷ"
