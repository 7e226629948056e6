"""Damaged, hostile and odd files: a line each, and the rest goes on."""

import io
import os
import random
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from cancu.corpus import read_corpus
from cancu.models import Transcript
from cancu.read import isolated
from cancu.read.files import Unread, read_file, read_in_process

from . import sample_files

TEXT = (Path(__file__).parents[2] / "examples" / "ke-hoach-de-an-06-thanh-hoa.txt").read_text(encoding="utf-8")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def bomb(size: int) -> bytes:
    """A DOCX whose text unpacks to `size` bytes of blanks."""
    return sample_files.packed({"[Content_Types].xml": sample_files.TYPES, "word/document.xml": b" " * size})


def linked(name: str, *, link: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name)
        if link:
            info.external_attr = 0o120777 << 16
        archive.writestr(info, "Căn cứ Luật Đất đai;")
        archive.writestr("b.txt", TEXT)
    return out.getvalue()


def nested(depth: int) -> bytes:
    data = sample_files.packed({"a.txt": TEXT})
    for _ in range(depth):
        data = sample_files.packed({"inner.zip": data})
    return data


def locked_zip() -> bytes:
    data = bytearray(sample_files.packed({"a.txt": TEXT}))
    at = data.find(b"PK\x01\x02")
    data[6] |= 1
    data[at + 8] |= 1
    return bytes(data)


DTD = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa">]><w:document xmlns:w="x"><w:t>&a;</w:t></w:document>'
CASES = {
    "empty.pdf": (b"", "the file is empty"),
    "short.pdf": (sample_files.pdf(TEXT)[:300], "damaged or cut short"),
    "short.docx": (sample_files.docx(TEXT)[:400], "cut short or damaged"),
    "bomb.docx": (bomb(30 << 20), "unpacks to more than 200 times its size"),
    "dtd.docx": (
        sample_files.packed({"[Content_Types].xml": "x", "word/document.xml": DTD}),
        "declares a document type",
    ),
    "broken.docx": (sample_files.packed({"[Content_Types].xml": "x", "word/document.xml": "<w:p>"}), "is broken"),
    "old.docx": (OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
    "table.doc": (OLE + "Workbook".encode("utf-16-le"), "save it as XLSX"),
    "slides.pptx": (sample_files.packed({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}), "save it as PDF"),
    "none.zip": (sample_files.packed({}), "the archive is empty"),
    "locked.zip": (locked_zip(), "locked with a password"),
    "deep.zip": (nested(4), "nested more than 3 deep"),
    "deep.rtf": (b"{\\rtf1" + b"{" * 5000, "nested deeper than in any real document"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "picture"),
    "binary.txt": (bytes(range(256)), "binary file of no supported kind"),
    "script.html": (b"<html><script>var a = 1;</script></html>", "shows no text"),
    "twice.txt": (bytes(range(160, 256)) * 40, "no older encoding fits"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_cannot_be_read_is_one_line(name: str, tmp_path: Path) -> None:
    data, why = CASES[name]
    (tmp_path / name).write_bytes(data)
    found = list(read_file(tmp_path / name, name))
    assert all(isinstance(one, Unread) for one in found)
    assert why in str(found[0])
    assert str(found[0]).startswith(name)


def test_a_word_file_by_another_name_is_read_by_its_content(tmp_path: Path) -> None:
    for name, data in (
        ("a.pdf", sample_files.docx(TEXT)),
        ("b.doc", sample_files.rtf(TEXT)),
        ("c.docx", sample_files.pdf(TEXT)),
        ("d.doc", sample_files.html(TEXT)),
        ("e.bak", sample_files.odt(TEXT)),
        ("f", sample_files.docx(TEXT)),
    ):
        (tmp_path / name).write_bytes(data)
    corpus = read_corpus([str(tmp_path)])
    assert not corpus.failures
    assert {e.document.key for e in corpus.extractions.values()} == {"24/KH-UBND"}
    assert len(corpus.extractions) == 6


@pytest.mark.parametrize(
    "name, link", [("../a.txt", False), ("/etc/a.txt", False), ("C:\\a.txt", False), ("a.txt", True)]
)
def test_members_that_lead_out_are_told_and_the_others_read(name: str, link: bool, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(linked(name, link=link))
    found = list(read_file(tmp_path / "x.zip", "x.zip"))
    assert [one.path for one in found if isinstance(one, Transcript)] == ["x.zip!b.txt"]
    assert len([one for one in found if isinstance(one, Unread) and "not unpacked" in one.why]) == 1


def test_a_reader_that_dies_is_one_line_and_the_next_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.docx").write_bytes(sample_files.docx(TEXT))
    list(read_file(tmp_path / "a.docx"))
    assert isolated._reader is not None
    isolated._reader._process.kill()
    isolated._reader._process.wait()
    (found,) = read_file(tmp_path / "a.docx")
    assert isinstance(found, Transcript)


def test_a_reader_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.docx").write_bytes(sample_files.docx(TEXT))
    list(read_file(tmp_path / "a.docx"))
    monkeypatch.setattr(isolated, "SILENT_S", 0.3)
    assert isolated._reader is not None
    os.kill(isolated._reader._process.pid, 19)
    (found,) = read_file(tmp_path / "a.docx", "a.docx")
    assert "made no progress" in str(found)
    monkeypatch.undo()
    (found,) = read_file(tmp_path / "a.docx")
    assert isinstance(found, Transcript)


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is the system's")
def test_too_much_memory_is_one_line(tmp_path: Path) -> None:
    code = (
        "from cancu.read.isolated import limit_memory; limit_memory()\n"
        "try: bytearray(2 << 30)\nexcept MemoryError: print('held')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "held\n"


def test_a_pdf_of_many_pages_is_read_in_little_memory(tmp_path: Path) -> None:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_font("helvetica")
    for number in range(300):
        pdf.add_page()
        pdf.text(20, 30, f"Page {number}")
    pdf.output(str(tmp_path / "long.pdf"))
    (found,) = read_file(tmp_path / "long.pdf")
    assert isinstance(found, Transcript)
    assert found.places is not None
    assert found.places.name(len(found.text) - 2) == "trang 300"


def mutated(data: bytes, choice: random.Random) -> bytes:
    """The data with bytes changed, cut, doubled or moved."""
    out = bytearray(data)
    for _ in range(choice.choice((1, 3, 20, 200))):
        at = choice.randrange(len(out))
        match choice.randrange(5):
            case 0:
                out[at] = choice.randrange(256)
            case 1:
                del out[at : at + choice.randrange(1, 50)]
            case 2:
                out[at:at] = out[at : at + choice.randrange(1, 200)]
            case 3:
                out[at : at + 4] = struct.pack("<I", choice.choice((0, 1, 0xFFFFFFFF, 0x7FFFFFFF, 65536)))
            case 4:
                out[at:at] = bytes(choice.randrange(256) for _ in range(8))
        if not out:
            return b""
    return bytes(out)


def odd_files(count: int) -> list[tuple[str, bytes]]:
    """Generated and mutated files of every kind, the same ones each time."""
    makers = {
        "txt": sample_files.plain,
        "html": sample_files.html,
        "rtf": sample_files.rtf,
        "docx": sample_files.docx,
        "odt": sample_files.odt,
        "eml": sample_files.eml,
        "zip": sample_files.archive,
        "pdf": sample_files.pdf,
        "xlsx": sample_files.xlsx,
    }
    whole = {kind: make(TEXT) for kind, make in makers.items()}
    whole |= {kind: sample_files.picture(TEXT, kind) for kind in ("png", "jpeg", "tiff")}
    inner = {"docx": "word/document.xml", "odt": "content.xml", "xlsx": "xl/worksheets/sheet1.xml"}
    choice = random.Random(17)
    found = []
    for number in range(count):
        kind = choice.choice(sorted(whole))
        data = whole[kind]
        if kind in inner and number % 2:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = {name: archive.read(name) for name in archive.namelist()}
            members[inner[kind]] = mutated(members[inner[kind]], choice)
            data = sample_files.packed(members)  # type: ignore[arg-type]
        elif kind == "pdf" and number % 2:
            data = mutated(_unpacked_pdf(data), choice)
        else:
            data = mutated(data, choice)
        found.append((f"{number}.{kind}", data))
    return found


def _unpacked_pdf(data: bytes) -> bytes:
    """A PDF with its streams unpacked in place, so that what they say is changed rather than their packing."""
    out, at = bytearray(), 0
    while (start := data.find(b"stream\n", at)) >= 0 and (end := data.find(b"\nendstream", start)) >= 0:
        try:
            body = zlib.decompress(data[start + 7 : end])
        except zlib.error:
            body = data[start + 7 : end]
        out += data[at : start + 7] + body + b"\nendstream"
        at = end + len(b"\nendstream")
    return bytes(out + data[at:]).replace(b"/Filter /FlateDecode", b"")


@pytest.mark.parametrize("count", [60, pytest.param(2000, marks=pytest.mark.slow)])
def test_mutated_files_each_give_a_report(count: int, tmp_path: Path) -> None:
    for name, data in odd_files(count):
        file = tmp_path / name
        file.write_bytes(data)
        found = list(read_file(file, name))
        assert found, name
        assert not [one for one in found if isinstance(one, Unread) and "its reader" in one.why], (name, found)
        file.unlink()
    status = Path(f"/proc/{isolated._reader._process.pid if isolated._reader else 0}/status")
    if status.is_file():
        (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"))
        assert int(peak) << 10 < isolated.MEMORY_BYTES


def test_the_readers_fail_with_their_own_errors_alone(tmp_path: Path) -> None:
    for name, data in odd_files(16):
        (tmp_path / name).write_bytes(data)
        assert list(read_in_process(tmp_path / name, name))
