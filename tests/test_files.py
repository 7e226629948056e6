"""Files and folders as people have them: nothing is left out in silence, and nothing loaded is lost for another file."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cancu.cli import main
from cancu.graph.store import open_store
from cancu.ingest.files import find_files

HEAD = """ỦY BAN NHÂN DÂN
TỈNH THANH HÓA
Số: {key}
Thanh Hóa, ngày 13 tháng 02 năm 2023

KẾ HOẠCH
Triển khai {what}

Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ;
"""
ONE = "thanh-hoa/2023/24-kh-ubnd"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, what: str = "Đề án 06", key: str = "24/KH-UBND") -> Path:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(HEAD.format(key=key, what=what), encoding="utf-8")
    return Path(path)


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)


def build(*arguments: str) -> Result:
    return run("build", *arguments, "--store", "graph")


def held() -> dict[str, str | None]:
    """Path by id of the documents of the corpus."""
    with closing(open_store("graph", create=False)) as store:
        return {d.id: d.path for graph in store.read() for d in graph.documents if d.in_corpus}


def test_what_cannot_be_read_is_not_pruned() -> None:
    write("a/x.txt")
    write("b/y.txt", key="25/KH-UBND")
    build("a", "b")
    typed_wrong = build("a", "bTYPO", "--prune")
    assert typed_wrong.exit_code == 1
    assert "nothing was removed, because not all of PATH… could be read" in typed_wrong.stderr
    assert len(held()) == 2
    assert "1 removed" in build("a", "--prune").stderr
    assert list(held()) == [ONE]


def test_another_text_with_the_same_number_is_kept_beside_the_first() -> None:
    write("a/x.txt", "Đề án 06")
    write("b/y.txt", "Chiến lược khác")
    assert build("a").exit_code == 0
    second = build("b")
    assert second.exit_code == 0
    assert f"b/y.txt: kept as {ONE}--y-txt, because a/x.txt holds another text" in second.stderr
    apart = held()
    assert apart == {ONE: "a/x.txt", f"{ONE}--y-txt": "b/y.txt"}
    again = build("b")
    assert "kept as" not in again.stderr
    assert "1 document unchanged" in again.stderr
    build("b", "a")
    assert held() == apart


def test_the_order_of_loading_does_not_lose_a_text() -> None:
    write("a/x.txt", "Đề án 06")
    write("b/y.txt", "Chiến lược khác")
    build("b")
    build("a")
    assert held() == {ONE: "b/y.txt", f"{ONE}--x-txt": "a/x.txt"}
    build("a", "b")
    assert held() == {ONE: "a/x.txt", f"{ONE}--y-txt": "b/y.txt"}


def test_records_that_are_loaded_lose_no_text_either() -> None:
    write("a/x.txt", "Đề án 06")
    write("b/y.txt", "Chiến lược khác")
    for name in "ab":
        records = run("extract", name).stdout
        loaded = run("load", "-", "--store", "graph", stdin=records)
        assert loaded.exit_code == 0, loaded.stderr
    assert held() == {ONE: "a/x.txt", f"{ONE}--y-txt": "b/y.txt"}


def test_an_edited_and_a_moved_file_are_still_the_same_document() -> None:
    file = write("a/x.txt", "Đề án 06")
    build("a")
    write("a/x.txt", "Đề án 06 năm sau")
    assert "1 with a new text" in build(str(file.absolute())).stderr
    file.rename("a/z.txt")
    build("a")
    assert held() == {ONE: "a/z.txt"}
    Path("a/z.txt").unlink()
    write("a/w.txt", "Đề án khác")
    assert f"a/w.txt: replaces a/z.txt, which no longer exists, as {ONE}" in build("a").stderr
    assert held() == {ONE: "a/w.txt"}


def test_ids_do_not_depend_on_how_a_path_is_written() -> None:
    write("in/x.txt", "Đề án 06")
    write("in/y.txt", "Chiến lược khác")
    Path("in/z.txt").write_text("Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022.", encoding="utf-8")
    build("in")
    first = held()
    assert len(first) == 3
    build(str(Path("in").absolute()))
    assert set(held()) == set(first)
    assert "3 documents read" in run("extract", "in", str(Path("in").absolute())).stderr
    assert find_files(["in", str(Path("in").absolute())])[1]["named twice"] == 3


def test_records_come_in_the_same_order_whatever_was_named_first() -> None:
    write("a.txt", "Đề án 06")
    write("b.txt", "Chiến lược khác")
    printed = set()
    for seed, names in (("1", ["a.txt", "b.txt"]), ("2", ["b.txt", "a.txt"])):
        out = subprocess.run(
            [sys.executable, "-m", "cancu", "extract", *names],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        printed.add(out.stdout)
    assert len(printed) == 1


def test_what_a_folder_holds_besides_is_counted() -> None:
    write("in/a.txt")
    write("in/.hidden.txt")
    write("in/.git/x.txt")
    write("other/b.txt")
    Path("in/nowhere.txt").symlink_to("missing.txt")
    Path("in/link").symlink_to(Path("other").absolute())
    os.mkfifo("in/pipe.txt")
    files, skipped, failures, _ = find_files(["in"])
    assert files == ["in/a.txt"]
    assert skipped == {"hidden": 2, "links to folders": 1, "pipes and devices": 1}
    assert failures == ["in/nowhere.txt: a broken link; repair or remove it"]
    assert "skipped: 2 hidden, 1 links to folders, 1 pipes and devices" in run("extract", "in").stderr


def test_a_folder_that_cannot_be_listed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    write("in/a.txt")
    write("in/sub/b.txt")
    scandir = os.scandir

    def refuse(path: str) -> "os._ScandirIterator[str]":
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    files, _, failures, _ = find_files(["in"])
    assert files == ["in/a.txt"]
    assert failures == ["in/sub: cannot be read (Permission denied); check its permissions"]


def test_a_file_name_that_is_no_utf8_is_shown_escaped() -> None:
    write("in/a.txt")
    try:
        Path(os.fsdecode(b"in/b\xff.txt")).write_text(HEAD.format(key="25/KH-UBND", what="X"), encoding="utf-8")
        Path(os.fsdecode(b"in/c\xff.txt")).write_bytes(b"")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    built = build("in")
    assert built.exit_code == 1
    assert r"in/c\udcff.txt: the file is empty" in built.stderr
    assert set(held().values()) == {"in/a.txt", r"in/b\udcff.txt"}


def test_files_without_a_suffix_are_named() -> None:
    write("in/a.txt")
    for number in range(11):
        Path(f"in/paper{number:02}").write_text("x", encoding="utf-8")
    told = run("extract", "in").stderr
    assert "11 no suffix (in/paper00; in/paper01; " in told
    assert "in/paper07; …)" in told


@pytest.mark.parametrize("name", ["a.zip", "a.pdf", "a.png", "a.xlsx"])
@pytest.mark.parametrize("data", [b"PK\x03", b"abc", b"version https://git-lfs.github.com/spec/v1\n"])
def test_what_is_no_archive_nor_picture_is_not_counted_as_read(name: str, data: bytes) -> None:
    write("in/plan.txt")
    Path("in", name).write_bytes(data)
    built = build("in")
    assert f"in/{name}: its name ends in {name[1:]}, but its content is not that" in built.stderr
    assert "1 document read, " in built.stderr and "1 file could not be read" in built.stderr
    assert built.exit_code == 1


@pytest.mark.parametrize("store", ["plan.txt/graph", "/proc/graph/store", "neo4j://localhost:1"])
def test_a_place_where_no_store_can_be_is_told_before_anything_is_read(store: str) -> None:
    write("plan.txt")
    built = run("build", "plan.txt", "--store", store)
    assert built.exit_code == 3
    assert len(built.stderr.splitlines()) == 1


@pytest.mark.parametrize("size", ["80k", "120k", "600k"])
def test_a_full_disk_is_told_as_that(size: str, tmp_path: Path) -> None:
    write("plan.txt")
    disk = tmp_path / "disk"
    disk.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no small disk can be made here")
    try:
        built = run("build", "plan.txt", "--store", str(disk / "graph"))
        assert "cannot be written (No space left on device); make room and run again" in built.stderr
        assert built.exit_code == 3
    finally:
        subprocess.run(["umount", str(disk)], check=True)
