"""A build in partitions: the same graph as on one machine, in whatever pieces it is made, and whatever dies on the way."""

import json
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from cancu.cli import main
from cancu.cluster import storage, tables
from cancu.cluster.graph import Partitions, load, write_import
from cancu.cluster.reading import DIED
from cancu.cluster.run import Built, build
from cancu.cluster.workers import here
from cancu.errors import CancuError
from cancu.graph.store import open_store
from cancu.graph.store.admin_import import export_neo4j_admin
from cancu.models import Document
from tests.cluster import papers

pytest.importorskip("duckdb")
pytest.importorskip("distributed")


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The papers, and the decisions about them beside the folder."""
    folder = papers.write(tmp_path_factory.mktemp("corpus") / "in")
    (folder.parent / "decisions.jsonl").write_text(papers.DECISIONS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def alone(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The import files of the graph that one machine builds."""
    folder = tmp_path_factory.mktemp("alone")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        arguments = ["build", str(corpus), "--store", str(folder / "store"), "--decisions", decisions(corpus)]
        assert CliRunner().invoke(main, arguments).exit_code == 1  # a file cannot be read
    with closing(open_store(str(folder / "store"), create=False)) as store:
        export_neo4j_admin(store, folder / "import")
    return files(folder / "import")


def decisions(corpus: Path) -> str:
    return str(corpus.parent / "decisions.jsonl")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def imported(built: Built, folder: Path) -> dict[str, bytes]:
    export_neo4j_admin(Partitions(built.plan), folder)
    return files(folder)


def documents(built: Built) -> dict[str, Document]:
    return {
        Path(one.path or "").name: one for graph in Partitions(built.plan).read() for one in graph.documents if one.path
    }


@pytest.mark.parametrize("per_part", [1, 4, 100])
def test_the_partitions_hold_what_one_machine_builds(
    corpus: Path, alone: dict[str, bytes], tmp_path: Path, per_part: int
) -> None:
    built = build([str(corpus)], str(tmp_path / "out"), here, per_part=per_part, decisions=decisions(corpus))
    assert imported(built, tmp_path / "import") == alone


def test_what_crosses_texts_is_settled(corpus: Path, tmp_path: Path) -> None:
    built = build([str(corpus)], str(tmp_path / "out"), here, per_part=2, decisions=decisions(corpus))
    found = documents(built)
    assert [Path(path).name for path in found["trees again.txt"].copies] == ["trees.txt"]
    assert found["trees again.txt"].id == "thanh-hoa/2023/06-kh-ubnd--trees-again-txt"
    assert found["draft.txt"].draft_of == found["trees again.txt"].id
    assert [part.path for part in found["changed.txt"].parts] == ["dieu-1/khoan-1"]
    assert [turn.state for turn in found["changed.txt"].history][-1] == "AMENDED"
    assert found["told.txt"].url == "https://example.org/1"
    mentions = {(Path(m.file).name, m.key): m for graph in Partitions(built.plan).read() for m in graph.mentions}
    assert mentions["slip-of-symbol.txt", "880/QĐ-TTg"].repairs
    assert mentions["slip-of-year.txt", "7/2021/NĐ-CP"].printed_key == "7/2012/NĐ-CP"
    assert mentions["no-year.txt", "880/QĐ-TTg"].target_id == "vn/2022/880-qd-ttg"
    assert mentions["asks.txt", "77/QĐ-TTg"].target_id == "vn/2022/77-qd-ttg"
    assert mentions["other-title.txt", "1/KH-UBND"].contradicts == ("title",)
    assert mentions["other-title.txt", "1/KH-UBND"].candidates[1:] == (found["roads.txt"].id,)
    assert mentions["other-title.txt", "6/KH-UBND"].target_id == found["trees again.txt"].id  # as was decided


def test_nothing_is_dropped_in_silence(corpus: Path, tmp_path: Path) -> None:
    built = build([str(corpus)], str(tmp_path / "out"), here, per_part=3, decisions=decisions(corpus))
    said = [json.loads(line) for line in Path(built.report).read_text(encoding="utf-8").splitlines()]
    assert [row["failure"].partition(": ")[2] for row in said if "failure" in row] == [
        "the file is empty; leave it out or put the text in"
    ]
    assert {row["skipped"]: row["files"] for row in said if "skipped" in row} == {
        ".log": 1,
        "side files, which were used": 1,
    }
    notes = " ".join(row["note"] for row in said if "note" in row)
    assert "teaches.txt: no number of its own was found in it" in notes
    assert "a decision names vn/2022/7-khong-co, which does not occur in these files" in notes
    assert (built.counts["documents"], built.counts["copies"], built.counts["unreadable"]) == (14, 1, 1)


def breaking_off(after: int) -> Callable[[Callable[[int], None], Sequence[int]], list[int]]:
    """Work that ends after some pieces, as when the machine is switched off."""
    done = iter(range(after))

    def each(work: Callable[[int], None], numbers: Sequence[int]) -> list[int]:
        for number in numbers:
            if next(done, None) is None:
                raise KeyboardInterrupt
            work(number)
        return []

    return each


def test_a_build_that_was_broken_off_goes_on_where_it_was(
    corpus: Path, alone: dict[str, bytes], tmp_path: Path
) -> None:
    out = str(tmp_path / "out")
    given = {"per_part": 4, "decisions": decisions(corpus)}
    for after in (2, 9, 20):
        with pytest.raises(KeyboardInterrupt):
            build([str(corpus)], out, breaking_off(after), **given)  # type: ignore[arg-type]
    there = {path: path.stat().st_mtime_ns for path in Path(out).rglob("*.parquet")}
    built = build([str(corpus)], out, here, **given)  # type: ignore[arg-type]
    assert there and all(path.stat().st_mtime_ns == time_ns for path, time_ns in there.items())
    assert imported(built, tmp_path / "import") == alone


def test_another_build_is_not_mixed_in(corpus: Path, tmp_path: Path) -> None:
    build([str(corpus / "a")], str(tmp_path / "out"), here)
    with pytest.raises(CancuError, match="holds a build of other files"):
        build([str(corpus / "b")], str(tmp_path / "out"), here)


def test_the_first_of_two_writers_wins_and_readers_see_no_half(tmp_path: Path) -> None:
    place = str(tmp_path / "one")
    with storage.published(place) as slow:
        slow.write_text("slow")
        with storage.published(place) as fast:
            fast.write_text("fast")
            assert not storage.is_there(place)
    assert (Path(place).read_text(), len(list(tmp_path.iterdir()))) == ("fast", 1)


def test_a_file_that_ends_each_process_is_told_and_the_others_are_read(corpus: Path, tmp_path: Path) -> None:
    names = sorted(path.name for path in (corpus / "b").iterdir())
    told: Iterator[list[int]] = iter([[0], [names.index("year.txt")]])

    def each(work: Callable[[int], None], numbers: Sequence[int]) -> list[int]:
        return next(told, None) or here(work, numbers)

    built = build([str(corpus / "b")], str(tmp_path / "out"), each)
    assert built.failures == (f"{corpus / 'b' / 'year.txt'}: {DIED}",)
    assert set(documents(built)) == {*names} - {"year.txt"}


def test_a_step_that_ends_each_process_ends_the_build(corpus: Path, tmp_path: Path) -> None:
    def each(work: Callable[[int], None], numbers: Sequence[int]) -> list[int]:
        return [0] if "link" in repr(work) else here(work, numbers)

    with pytest.raises(CancuError, match="the step 'link' ended the process"):
        build([str(corpus / "b")], str(tmp_path / "out"), each)


def test_files_and_partitions_in_other_storage(corpus: Path, tmp_path: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.put(str(corpus / "b"), "/papers/b", recursive=True)
    memory.pipe("/papers/b/x.log", b"x")
    built = build(["memory://papers/b"], "memory://out", here, per_part=1)
    at_home = build([str(corpus / "b")], str(tmp_path / "out"), here)
    assert built.counts == at_home.counts and built.skipped == {".log": 1}
    assert documents(built)["year.txt"].path == "memory://papers/b/year.txt"
    assert {one.id for one in documents(built).values()} == {one.id for one in documents(at_home).values()}


def test_a_table_of_texts_is_read_as_its_files(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    monkeypatch.chdir(corpus)
    rows = [[f"b/{path.name}", path.read_text(encoding="utf-8")] for path in sorted(Path("b").iterdir())]
    given = [list(column) for column in zip(*rows, strict=True)]
    table = str(tmp_path / "texts.parquet")
    with closing(duckdb.connect()) as engine:
        engine.execute("CREATE TABLE texts AS SELECT unnest($1) AS path, unnest($2) AS text", given)
        engine.execute(f"COPY texts TO '{table}' (FORMAT parquet)")
    as_files = build(["b"], str(tmp_path / "files"), here)
    with pytest.raises(CancuError, match=r"b/trees\.txt: two texts have this path"):
        build(["b/trees.txt", table], str(tmp_path / "twice"), here)
    as_rows = build([table], str(tmp_path / "rows"), here, per_part=1)
    assert imported(as_rows, tmp_path / "i") == imported(as_files, tmp_path / "j")
    assert as_rows.plan.parts == len(rows)


def test_a_table_without_texts_is_refused(tmp_path: Path) -> None:
    tables.write(str(tmp_path / "x.parquet"), [tables.Row("a", 0, "b")])
    with pytest.raises(CancuError, match="has a column `path` and one `text`"):
        build([str(tmp_path / "x.parquet")], str(tmp_path / "out"), here)


def test_the_partitions_load_into_a_store(corpus: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    built = build([str(corpus)], str(tmp_path / "out"), here, per_part=3, decisions=decisions(corpus))
    with closing(open_store(str(tmp_path / "store"))) as store:
        load(Partitions(built.plan), store)
    with closing(open_store(str(tmp_path / "store"), create=False)) as store:
        export_neo4j_admin(store, tmp_path / "import")
    assert files(tmp_path / "import") == alone


def lines(found: dict[str, bytes]) -> dict[str, list[bytes]]:
    """The lines of each table, in whichever files they are."""
    tables_: dict[str, list[bytes]] = {}
    for name, content in found.items():
        table = re.sub(r"(-parts)?-\d+", "", name)
        tables_[table] = sorted([*tables_.get(table, []), *content.splitlines()])
    return tables_


def test_the_import_is_written_in_parts(corpus: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    built = build([str(corpus)], str(tmp_path / "out"), here, per_part=1, decisions=decisions(corpus))
    folder = tmp_path / "import"
    with pytest.raises(KeyboardInterrupt):
        write_import(built.plan, folder, breaking_off(4))
    command = write_import(built.plan, folder, here)
    assert lines(files(folder)) == lines(alone)
    assert len(list(folder.glob("Mention-0*.csv"))) > 1 and list(folder.glob("Provision-parts-*.csv"))
    for pattern in re.findall(r"header\.csv,([^' ]+)", command):
        there = [name for name in files(folder) if re.fullmatch(Path(pattern).name, name)]
        assert there and not [name for name in there if "header" in name]


@pytest.mark.slow
def test_a_worker_that_is_killed_changes_nothing(corpus: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    import psutil

    out, killed = tmp_path / "out", []

    def kill() -> None:
        while not list(out.glob("read/*.parquet")):
            time.sleep(0.01)
        workers = [
            p for p in psutil.Process().children(recursive=True) if "multiprocessing.spawn" in " ".join(p.cmdline())
        ]
        os.kill(workers[0].pid, signal.SIGKILL)
        killed.append(workers[0].pid)

    killer = threading.Thread(target=kill)
    killer.start()
    arguments = ["cluster", str(corpus), "-o", str(out), "--workers", "4", "--per-part", "1", "--decisions", decisions(corpus),
                 "--import-files", str(tmp_path / "import")]  # fmt: skip
    ended = CliRunner().invoke(main, arguments)
    killer.join()
    assert killed and ended.exit_code == 1, ended.stderr  # a file cannot be read
    assert "empty.pdf: the file is empty" in ended.stderr
    assert lines(files(tmp_path / "import")) == lines(alone)
    built = build([str(corpus)], str(out), here, per_part=1, decisions=decisions(corpus))
    assert imported(built, tmp_path / "again") == alone
