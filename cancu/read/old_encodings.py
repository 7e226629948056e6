"""Convert Vietnamese in encodings older than Unicode, detected by font name or by trial, and only where that is certain."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from cancu.errors import ReadError

_WORD = re.compile(r"[^\W\d_]{1,12}")
_SIGN = r"[\x80-\xa9\xab-\xaf\xb4-\xb8\xbb-\xbf×÷]"
_SIGNS = re.compile(_SIGN)
_FEW = 2
"""So many broken words stand in texts that are not."""
_BROKEN_WORD = re.compile(rf"[^\W\d_]*[a-zA-Z]{_SIGN}[^\W\d_]*|{_SIGN}[a-zA-Z][^\W\d_]*")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_TELLING = 20
"""The number of words with diacritics below which a text is too short to be doubted by its spelling alone."""
_GOOD = 0.85
_BAD = 0.5


class Encoding(NamedTuple):
    """An encoding: how its text, read as if it were Western European, becomes Vietnamese."""

    id: str
    name: str
    fonts: tuple[str, ...]
    capitals: str
    example: tuple[str, str]
    decode: Callable[[str], str]


@cache
def encodings() -> tuple[Encoding, ...]:
    """Return the table of encodings."""
    rows = tomllib.loads(files("cancu.read").joinpath("data/encodings.toml").read_text(encoding="utf-8"))["encoding"]
    return tuple(
        Encoding(
            row["id"],
            row["name"],
            tuple(row["fonts"]),
            row.get("capitals", ""),
            tuple(row["example"]),
            _decoder(row["letters"]),
        )
        for row in rows
    )


def _decoder(letters: str) -> Callable[[str], str]:
    table: dict[str, str] = {}
    for pair in letters.split():
        letter, _, code = pair.partition("=")
        table[_western(bytes.fromhex(code))] = letter
        table.setdefault(bytes.fromhex(code).decode("latin-1"), letter)
    longest_first = sorted(table, key=lambda key: (-len(key), key))
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return lambda text: pattern.sub(lambda match: table[match.group()], text)


def _western(data: bytes) -> str:
    """Return bytes decoded as cp1252, with its five undefined bytes as Latin-1 control characters."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)


def _bytes_of(text: str) -> bytes | None:
    """Return the bytes that `_western` decodes to this text, or None if there are none."""
    found = bytearray()
    for char in text:
        try:
            found += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 255:
                return None
            found.append(ord(char))
    return bytes(found)


def encoding_of_font(font: str | None) -> Encoding | None:
    """Return the encoding implied by a font name: `.VnTime`, `VNI-Times`, `ABCDEF+.VnArialH`."""
    if not font:
        return None
    name = font.rpartition("+")[2].strip("'\" ").lower()
    return next((e for e in encodings() if name.startswith(e.fonts)), None)


def from_font(text: str, font: str | None) -> str:
    """Return the text of a run in a font, converted if the font implies an old encoding."""
    encoding = encoding_of_font(font)
    if encoding is None or any("\u1ea0" <= char <= "\u1ef9" for char in text):
        return text
    found = encoding.decode(text)
    stem = re.split(r"[\s,-]*(?:bold|italic|regular)", (font or "").lower())[0]
    return found.upper() if encoding.capitals and stem.endswith(encoding.capitals) and stem != ".vnh" else found


@cache
def _syllables() -> re.Pattern[str]:
    rows = tomllib.loads(files("cancu.read").joinpath("data/syllables.toml").read_text(encoding="utf-8"))
    parts = [sorted(rows[name].split(), key=lambda part: (-len(part), part)) for name in ("initials", "rhymes")]
    # 'gì' and 'giếng' share their i with the initial, 'quốc' its u.
    return re.compile(
        f"(?:{'|'.join(parts[0])})?(?:{'|'.join(parts[1])})|g(?:i|iê[cmnt]|iêng)|qu(?:a|ă|â|e|ê|i|y|ô|ơ|o)[a-zăâêôơư]{{0,3}}"
    )


@cache
def is_syllable(word: str) -> bool:
    """Return whether a word has the spelling of a Vietnamese syllable."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [char for char in parts if ord(char) in _TONES]
    plain = unicodedata.normalize("NFC", parts.translate(_TONES))
    if len(tones) > 1 or not _syllables().fullmatch(plain):
        return False
    return not plain.endswith(("c", "ch", "p", "t")) or bool(tones and tones[0] in "\u0301\u0323")


def vietnamese(text: str) -> tuple[float, int]:
    """Return the share of words with diacritics that are Vietnamese syllables, and the number of words with diacritics."""
    good = marked = 0
    for token, times in Counter(text.split()).items():
        for word in () if token.isascii() else _WORD.findall(token):
            if not word.isascii() and not (word.isupper() and len(word) < 3):
                marked += times
                good += times * is_syllable(word)
    return (good / marked if marked else 1.0), marked


def broken(text: str) -> bool:
    """Return whether many words contain signs that no language has in words: an old encoding read as Western European."""
    if len(_SIGNS.findall(text)) <= _FEW:
        return False
    words = len(_WORD.findall(text))
    return words > 0 and len(_BROKEN_WORD.findall(text)) > max(_FEW, words * 0.05)


def _undo_double_encoding(text: str) -> str | None:
    """Decode UTF-8 that was read as Western European and encoded as UTF-8 again."""
    data = _bytes_of(text)
    if data is None:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def to_unicode(text: str) -> tuple[str, str | None]:
    """Return the text as Vietnamese, and its encoding if that is not Unicode.

    Raises ReadError when the text is neither in a known encoding nor readable as it is.
    """
    share, marked = vietnamese(text)
    if (share >= _GOOD or marked < 3) and not broken(text):
        return text, None
    again = _undo_double_encoding(text) if any(ord(char) > 127 for char in text) else None
    for _ in range(2):
        if again is None:
            break
        if vietnamese(again)[0] >= _GOOD:
            return again, "UTF-8 stored twice"
        again = _undo_double_encoding(again)
    if share >= _BAD and not broken(text):
        return text, None
    tried = [
        (*vietnamese(found), found, encoding) for encoding in encodings() if (found := encoding.decode(text)) != text
    ]
    best = max(tried, key=lambda one: one[0], default=None)
    if best is not None and best[0] >= _GOOD and best[0] > share + 0.3 and best[1] >= 3:
        return best[2], best[3].name
    if broken(text) and (marked >= _TELLING or share < _BAD):
        raise ReadError(
            "its letters are in no known encoding (TCVN3, VNI, VPS, windows-1258 and UTF-8 were tried); open it with its own fonts and save it as Unicode"
        )
    return text, None


def from_bytes(data: bytes) -> tuple[str, str | None]:
    """Return the text of bytes that are not UTF-8, and their encoding; raises ReadError when none is certain."""
    readings: list[tuple[float, str, str]] = []
    western = _western(data)
    found, name = to_unicode_or_none(western)
    if name is not None and found is not None:
        readings.append((vietnamese(found)[0], found, name))
    try:
        windows = unicodedata.normalize("NFC", data.decode("cp1258"))
        share, marked = vietnamese(windows)
        if marked >= 3:
            readings.append((share, windows, "windows-1258"))
    except UnicodeDecodeError:
        pass
    for name in ("utf-16-le", "utf-16-be"):
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            break
        try:
            wide = data.decode(name)
        except UnicodeDecodeError:
            continue
        if sum(char < "\u2000" for char in wide) > 0.95 * len(wide):
            readings.append((vietnamese(wide)[0], wide, name))
    best = max(readings, key=lambda one: one[0], default=None)
    if best is None or best[0] < _GOOD:
        raise ReadError(
            "it is not UTF-8, and no older encoding fits (TCVN3, VNI, VPS and windows-1258 were tried);"
            " open it in the program that wrote it and save it as UTF-8"
        )
    return best[1], best[2]


def to_unicode_or_none(text: str) -> tuple[str | None, str | None]:
    """Like `to_unicode`, but returns None instead of raising an error."""
    try:
        return to_unicode(text)
    except ReadError:
        return None, None
