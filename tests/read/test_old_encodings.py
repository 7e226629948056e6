"""Old encodings: converted where that is certain, refused or left alone elsewhere."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from cancu.errors import ReadError
from cancu.extract import Source, extract
from cancu.read import old_encodings
from cancu.read.plain import decode

from . import sample_files
from .test_kinds import transcripts

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "examples").glob("*.txt"))
SHARED = ROOT.parent / "shared"


def written_in(name: str, text: str) -> bytes:
    """A text as programs of the time stored it; capitals that the encoding has not are written small."""
    rows = tomllib.loads(files("cancu.read").joinpath("data/encodings.toml").read_text(encoding="utf-8"))["encoding"]
    table = dict(pair.split("=") for row in rows if row["id"] == name for pair in row["letters"].split())
    out = bytearray()
    for char in re.sub(
        "[–—“”’…¹²]", lambda m: {"²": "2", "–": "-", "—": "-", "’": "'", "…": "..."}.get(m[0], '"'), text
    ):
        code = table.get(char) or table.get(char.lower())
        out += bytes.fromhex(code) if code else char.encode("ascii")
    return bytes(out)


@pytest.mark.parametrize("encoding", old_encodings.encodings(), ids=lambda e: e.id)
def test_each_row_turns_its_example(encoding: old_encodings.Encoding) -> None:
    assert encoding.decode(encoding.example[0]) == encoding.example[1]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("name", ["tcvn3", "vni", "vps"])
def test_a_text_in_an_old_encoding_cites_the_same(name: str, sample: Path) -> None:
    text = sample.read_text(encoding="utf-8")
    read = decode(written_in(name, text))
    assert read.encoding is not None
    keys = [m.key for m in extract(Source("a.txt", read.text)).mentions if m.kind == "number"]
    assert keys == [m.key for m in extract(Source("a.txt", text)).mentions if m.kind == "number"]


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_a_text_that_was_stored_as_utf8_with_old_letters_is_converted_too(name: str) -> None:
    text = SAMPLES[0].read_text(encoding="utf-8")
    western = old_encodings._western(written_in(name, text))
    assert decode(western.encode()).text.lower() == decode(written_in(name, text)).text.lower()


@pytest.mark.parametrize("times", [1, 2])
def test_utf8_stored_twice_is_undone(times: int) -> None:
    text = SAMPLES[3].read_text(encoding="utf-8")
    broken = text
    for _ in range(times):
        broken = old_encodings._western(broken.encode())
    read = decode(broken.encode())
    assert (read.text, read.encoding) == (text, "UTF-8 stored twice")


def test_windows_1258_is_read() -> None:
    text = "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;"
    marks = {"\u0300": 0xCC, "\u0309": 0xD2, "\u0303": 0xDE, "\u0301": 0xEC, "\u0323": 0xF2}
    letters = {"ă": 0xE3, "đ": 0xF0, "Đ": 0xD0, "ơ": 0xF5, "ư": 0xFD, "â": 0xE2, "ê": 0xEA, "ô": 0xF4}
    import unicodedata

    data = bytearray()
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        tone = next((c for c in parts if c in marks), "")
        base = unicodedata.normalize("NFC", parts.replace(tone, "") if tone else parts)
        data += bytes([letters[base]]) if base in letters else base.encode("ascii")
        data += bytes([marks[tone]]) if tone else b""
    assert decode(bytes(data)) == (text, "windows-1258")


def test_bytes_of_no_encoding_are_refused_with_the_reason() -> None:
    with pytest.raises(ReadError, match="no older encoding fits"):
        decode(bytes(range(160, 256)) * 40)


@pytest.mark.parametrize(
    "text",
    [
        "Le décret n° 2019-1234 a été publié à l'été, où l'équipe précédente s'était arrêtée. " * 5,
        "Straße, Übung, Größe, Ärger, Öffnung und Fußgängerübergänge überall. " * 5,
        "Plain words without any mark at all, and 24/KH-UBND among them.",
        "Bảng: 100 µg, 5 ¥, 3 × 4 ÷ 2, 20°C, §5, ©2020, ½ và ¼ phần.",
        "ỦY BAN NHÂN DÂN TỈNH, QĐ, NĐ, BLĐTBXH, HĐND",
        "",
    ],
)
def test_text_of_other_kinds_is_left_alone(text: str) -> None:
    assert old_encodings.to_unicode(text) == (text, None)


def test_no_text_at_hand_is_taken_for_an_old_encoding() -> None:
    at_hand = [*SAMPLES, *(ROOT / "docs").glob("*.md"), *(SHARED.rglob("*.txt") if SHARED.is_dir() else ())]
    for path in at_hand:
        assert decode(path.read_bytes()).encoding is None, path


def test_the_font_of_a_run_tells_its_encoding_and_its_capitals(tmp_path: Path) -> None:
    def run(text: str, font: str) -> str:
        return f'<w:p><w:r><w:rPr><w:rFonts w:ascii="{font}"/></w:rPr><w:t>{text}</w:t></w:r></w:p>'

    body = (
        run("quyÕt ®Þnh", ".VnTimeH")
        + run("C¨n cø Th«ng t­ sè 05/2003/TT-BTC", ".VnTime")
        + run("hết", "Times New Roman")
    )
    (read,) = transcripts(sample_files.docx_of(body), tmp_path)
    assert read.text.split("\n")[:3] == ["QUYẾT ĐỊNH", "Căn cứ Thông tư số 05/2003/TT-BTC", "hết"]


def test_rtf_in_an_old_font_is_converted(tmp_path: Path) -> None:
    western = "C¨n cø NghÞ ®Þnh sè 63/2010/N§-CP ngµy 08/6/2010 cña ChÝnh phñ"
    body = "".join(c if c.isascii() else f"\\'{ord(c):02x}" for c in western)
    data = ("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fnil .VnTime;}}\\pard\\f0 " + body + "\\par}").encode("ascii")
    (read,) = transcripts(data, tmp_path)
    assert [m.key for m in extract(Source.of(read)).mentions] == ["63/2010/NĐ-CP"]
