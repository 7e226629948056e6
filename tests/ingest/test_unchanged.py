"""A build of what was built before reads nothing and says the same; whatever changed is read and loaded."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cancu import corpus
from cancu.cli import main
from cancu.ingest import file_state

OWN = '{"key": "7/QĐ-TTg", "date": "2022-01-06", "title": "Phê duyệt Đề án", "source": "K"}\n'


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    Path("in").mkdir()
    Path("in/a.txt").write_text(
        "Số: 24/KH-UBND\n\nThực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022;", encoding="utf-8"
    )
    Path("own.jsonl").write_text(OWN, encoding="utf-8")

    def run(*more: str) -> str:
        told = CliRunner().invoke(main, ["build", "in", "--store", "graph", *more])
        assert told.exit_code == 0, told.stderr
        return told.stderr

    return run


def test_what_did_not_change_is_not_read_and_says_the_same(
    build: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "graph: 1 link loaded" in build()
    Path("graph.built.json").unlink()
    whole = build()
    with monkeypatch.context() as patched:
        patched.setattr(corpus, "readings", None)
        assert build() == whole
    assert "0 links loaded, 1 document unchanged" in whole


def test_whatever_changes_is_read(build: Callable[..., str]) -> None:
    build()
    assert "1 link loaded" in build("--again")
    assert "1 link loaded" in build("--register", "own.jsonl", "--again")
    Path("in/b.txt").write_text(
        "Số: 25/KH-UBND\n\nThực hiện Quyết định số 07/QĐ-TTg ngày 07/01/2022;", encoding="utf-8"
    )
    assert "1 link loaded, 1 document unchanged" in build()
    Path("in/b.txt").write_text(
        "Số: 25/KH-UBND\n\nThực hiện Quyết định số 08/QĐ-TTg ngày 07/01/2022;", encoding="utf-8"
    )
    assert "1 link loaded, 1 document unchanged, 1 with a new text" in build()
    CliRunner().invoke(main, ["build", "in/a.txt", "--store", "graph", "--again"])
    assert "1 link loaded, 1 document unchanged" in build(), "the store is no more what the last build left"


def test_a_file_that_looks_as_it_did_is_not_read_again_and_any_other_is(
    build: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text, long_ago = Path("in/a.txt"), (1_600_000_000, 1_600_000_000)
    os.utime(text, long_ago)
    build()
    read: list[Path] = []
    real = file_state.hash_of
    with monkeypatch.context() as patched:
        patched.setattr(file_state, "hash_of", lambda path: read.append(path) or real(path))
        assert "0 links loaded, 1 document unchanged" in build()
        assert read == []
        other = Path("in/other.txt")
        other.write_bytes(text.read_bytes().replace(b"06/Q", b"07/Q"))
        other.replace(text)
        os.utime(text, long_ago)  # the same size and time, but another file
        assert "1 with a new text" in build()
        assert text in read


def test_a_file_that_was_just_written_is_looked_at_again(build: Callable[..., str]) -> None:
    text = Path("in/a.txt")
    build()
    before = text.stat()
    with text.open("r+", encoding="utf-8") as file:
        file.write("Số: 26/KH-UBND")
    os.utime(text, ns=(before.st_atime_ns, before.st_mtime_ns))  # written within the same tick
    assert "1 link loaded" in build()
