"""The sample documents made into each kind of file say what their text says."""

from pathlib import Path

import pytest

from cancu.extract import Extraction, Source, extract
from cancu.models import Transcript
from cancu.read.files import Unread, read_in_process

from . import sample_files

SAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.txt"))
TEXT_KINDS = {kind: make for kind, make in sample_files.KINDS.items() if kind != "pdf"}


def transcripts(data: bytes, tmp_path: Path, name: str = "document") -> list[Transcript]:
    file = tmp_path / name
    file.write_bytes(data)
    found = list(read_in_process(file, name))
    assert not [one for one in found if isinstance(one, Unread)], found
    return [one for one in found if isinstance(one, Transcript)]


def said(extraction: Extraction) -> tuple[object, list[object]]:
    """What a text says of itself and of others, without the places."""
    own = extraction.document
    about = (own.key, own.date, own.type, " ".join((own.issuer or "").split()), own.title)
    return about, [(m.key, m.date, m.relation, m.source, m.provision) for m in extraction.mentions]


def of_text(text: str) -> tuple[object, list[object]]:
    """What the text itself says."""
    return said(extract(Source("a.txt", text)))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("kind", TEXT_KINDS)
def test_text_kinds_say_the_same(kind: str, sample: Path, tmp_path: Path) -> None:
    text = sample.read_text(encoding="utf-8")
    document = transcripts(TEXT_KINDS[kind](text), tmp_path)[-1]
    assert said(extract(Source.of(document))) == of_text(text)


PDFS = {
    "columns": {},
    "rows": {"by_rows": True},
    "gazette": {"head": "CÔNG BÁO/Số 101 + 102/Ngày 15-3-2024", "foot": "Văn bản điện tử số 123/VP-TH"},
    "large": {"size": 13},
}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("kind", PDFS)
def test_pdfs_say_the_same(kind: str, sample: Path, tmp_path: Path) -> None:
    text = sample.read_text(encoding="utf-8")
    (document,) = transcripts(sample_files.pdf(text, **PDFS[kind]), tmp_path)
    assert said(extract(Source.of(document))) == of_text(text)
    assert document.places is not None
    assert document.places.name(0) == "trang 1"
