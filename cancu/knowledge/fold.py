"""Compare Vietnamese text: one fold for search and identity, and one normal form for equivalent spellings."""

import codecs
import re
import unicodedata
from functools import cache
from typing import Any

_LATIN = (*range(0x41, 0x250), *range(0x1E00, 0x1F00))
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_GLIDES = {
    unicodedata.normalize("NFC", f"{a}{tone}{b}"): unicodedata.normalize("NFC", f"{a}{b}{tone}")
    for a, b in ("oa", "oe", "uy")
    for tone in _TONES
}
_GLIDE = re.compile("[òóõỏọùúũủụ][aey]")


@cache
def _table() -> dict[int, str]:
    table = {ord("Đ"): "d", ord("đ"): "d"}
    for code in _LATIN:
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if len(base) == 1:
            table.setdefault(code, base)
    return table


_MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_SIGNS = "“”‘’–—…•●▪■□○◦§°×÷≤≥≈±→⇒²³¹½¼¾«»©®€£·´¨¸º\u00a0\u200b\ufeff\uf0b7\uf02d"
_COMMON = "".join(map(chr, range(128))) + _MARKED + _SIGNS
"""The characters of nearly all texts, in lower case; few enough for one byte, so that codec tables can fold them."""


@cache
def _codec() -> tuple[Any, Any]:
    """Return encoders that turn the common characters into bytes, and each byte into its folded form."""
    padded = _COMMON.ljust(256, "\ufffe")
    return codecs.charmap_build(padded), padded.translate(_table())


def fold(text: str) -> str:
    """Return the text in lower case without diacritics, with đ as d.

    For NFC text the result has the same length, so offsets still apply.
    """
    if text.isascii():
        return text.lower()
    encoding, folded = _codec()
    try:
        return codecs.charmap_decode(codecs.charmap_encode(text.lower(), "strict", encoding)[0], "strict", folded)[0]
    except UnicodeEncodeError:
        return text.translate(_table())


def spelling(text: str) -> str:
    """Return the text in lower case with diacritics and the tone mark of oa, oe, uy in one position (hóa = hoá, thủy = thuỷ).

    For NFC text the result has the same length, so offsets still apply; only `İ` would otherwise become two letters.
    """
    composed = text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
    low = composed.lower() if "İ" not in composed else composed.replace("İ", "i").lower()
    return low if low.isascii() else _GLIDE.sub(_moved, low)


def _moved(match: re.Match[str]) -> str:
    return _GLIDES.get(match.group(), match.group())


def slug(text: str) -> str:
    """Return ASCII words joined by dashes: '06/QĐ-TTg' gives '06-qd-ttg'."""
    return re.sub(r"[^a-z0-9]+", "-", fold(unicodedata.normalize("NFC", text))).strip("-")


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text without punctuation, for comparing names and titles."""
    return tuple(re.findall(r"[a-z0-9]+", fold(text)))


_LIGHT = frozenset({"và", "của", "về", "các", "những"})
_AMENDING = re.compile(r"^((?:bo )?luat|phap lenh) sua doi(?: bo sung)?(?: mot so dieu)?(?= |$)")
_NUMBER = re.compile(r"(?:(?<=\s)số\s*)?\d+\s*/\S*")


def is_light(word: str, light: frozenset[str]) -> bool:
    """Return whether a normalised word is one of the light ones, with all or none of its diacritics ('về', 've', not 'vệ')."""
    return word in light or (word.isascii() and word in _folded(light))


@cache
def _folded(light: frozenset[str]) -> frozenset[str]:
    return frozenset(fold(one) for one in light)


def syllable(word: str) -> str:
    """Return the normal form of a folded syllable: a final y after a consonant becomes i (kỹ thuật = kĩ thuật, sỹ quan = sĩ quan)."""
    return _FINAL_Y.sub(r"\1i", word) if word.endswith("y") else word


def spellings_of(one: str) -> tuple[str, ...]:
    """Return the folded spellings of one syllable: ki and ky."""
    other = one[:-1] + "y"
    return (one, other) if other != one and syllable(other) == one else (one,)


_FINAL_Y = re.compile(r"^(h|k|l|m|s|t|th|v|ch|ph|nh|tr)y$")


@cache
def law_words(name: str) -> tuple[str, ...]:
    """Return the normalised words that identify the name of a law, without commas, 'và', 'của' and 'các'.

    In the name of an amending act, 'bổ sung', 'một số điều' and the numbers of the amended acts are left out too.
    """
    spelled = re.findall(r"[^\W_]+", spelling(_NUMBER.sub(" ", name)))
    said = " ".join(syllable(fold(word)) for word in spelled if not is_light(word, _LIGHT))
    return tuple(_AMENDING.sub(r"\1 sua doi", said).split())
