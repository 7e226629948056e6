"""What is worked out for changes alone is what a fresh build makes: texts come, change and go by lot, and every row is compared."""

import json
import random
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cancu.cli import main
from cancu.corpus import read_corpus
from cancu.graph.store import open_store
from cancu.graph.store.load_plan import statements
from cancu.ingest import building
from cancu.ingest.building import ledger_of
from cancu.ingest.files import find_files
from cancu.ingest.ledger import Ledger
from cancu.ingest.reading_cache import ReadingCache
from cancu.ingest.side_files import Sides
from cancu.knowledge.base import built_in

NAMES = [f"{letter}.txt" for letter in "abcdefg"]
HEADS = [
    "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: 24/KH-UBND\nThanh Hóa, ngày 13 tháng 02 năm 2023\nKẾ HOẠCH\n{title}\n\n",
    "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: 25/KH-UBND\nThanh Hóa, ngày 14 tháng 02 năm 2023\nKẾ HOẠCH\n{title}\n\n",
    "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố:      /KH-UBND\nThanh Hóa, ngày     tháng    năm 2023\nKẾ HOẠCH\n{title}\n\n",
    "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: 26/KH-UBND\nThanh Hóa, ngày    tháng    năm\nKẾ HOẠCH\n{title}\n\n",
    "THỦ TƯỚNG CHÍNH PHỦ\nSố: 880/QĐ-TTg\nHà Nội, ngày 05 tháng 5 năm 2022\nQUYẾT ĐỊNH\nPhê duyệt {title}\n\n",
    "CHÍNH PHỦ\nSố: 7/2021/NĐ-CP\nHà Nội, ngày 27 tháng 01 năm 2021\nNGHỊ ĐỊNH\nQuy định {title}\n\n",
]
TITLES = [
    "Chương trình giảm nghèo bền vững trên địa bàn huyện Mường Lát",
    "Chương trình phát triển kinh tế số giai đoạn 2022-2025",
]
LINES = [
    "Căn cứ Nghị định số 7/2021/NĐ-CP ngày 27/01/2021 của Chính phủ quy định chuẩn nghèo đa chiều;\n",
    "Căn cứ Nghị định số 7/2012/NĐ-CP ngày 27/01/2021 của Chính phủ quy định chuẩn nghèo đa chiều;\n",
    "Căn cứ Quyết định số 880/QĐ-TTg của Thủ tướng Chính phủ phê duyệt Chương trình giảm nghèo bền vững huyện;\n",
    "Thực hiện Quyết định số 880/QĐ-TTg ngày 05/5/2022 phê duyệt Chương trình giảm nghèo bền vững huyện Mường Lát;\n",
    "Thực hiện Quyết định số 880/QĐ-TTg ngày 06/5/2022 của Thủ tướng Chính phủ về phát triển kinh tế số;\n",
    "Thực hiện Kế hoạch số 26/KH-UBND năm 2023 về Chương trình giảm nghèo bền vững trên địa bàn huyện Mường Lát;\n",
    "Căn cứ Quyết định số 12/QĐ-UBMX ngày 03/3/2020;\n",
    "Căn cứ Quyết định số 12/QĐ-UBND ngày 03/3/2020 của UBND tỉnh Thanh Hóa;\n",
    "Bãi bỏ khoản 2 Điều 5 Nghị định số 7/2021/NĐ-CP ngày 27/01/2021 của Chính phủ.\n",
    "Bãi bỏ Quyết định số 880/QĐ-TTg ngày 05/5/2022 của Thủ tướng Chính phủ.\n",
    "Căn cứ Luật Đầu tư công; Luật Đầu tư công ngày 13 tháng 6 năm 2019;\n",
    "Điều 5. Chuẩn nghèo\n1. Chuẩn nghèo nông thôn.\n2. Chuẩn nghèo thành thị.\n",
    "I. NHIỆM VỤ\n1. Rà soát hộ nghèo.\n2. Phát triển kinh tế số.\n",
]  # fmt: skip


def some_text(chance: random.Random) -> str:
    head = chance.choice(HEADS).format(title=chance.choice(TITLES))
    return head + "".join(chance.sample(LINES, chance.randrange(1, 6)))


def taken(paths: list[str], file: Path) -> dict[str, str]:
    """Hash of each document, by a ledger that takes in what these files are now."""
    options = building.ReadingOptions(built_in(), ReadingCache(), 1, lambda names: names)
    ledger, _ = building.update_ledger(file, "test", find_files(paths), Sides({}, frozenset()), options)
    with closing(ledger):
        ledger.keep()
        return {one.id: one.sha256 for one in ledger.ids()}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    Path("in").mkdir()


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 60))])
def test_changes_alone_give_what_a_fresh_build_gives(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(5):
        for name in chance.sample(NAMES, chance.randrange(1, 4)):
            path = Path("in", name)
            if path.exists() and chance.random() < 0.4:
                path.unlink()
            elif chance.random() < 0.3 and (others := sorted(Path("in").iterdir())):
                path.write_bytes(chance.choice(others).read_bytes())  # a copy
            else:
                path.write_text(some_text(chance), encoding="utf-8")
        whole = {one.id: one.sha256 for one in statements(read_corpus(["in"]).graph)}
        assert taken(["in"], Path("ledger")) == whole


def build(*more: str) -> str:
    told = CliRunner().invoke(main, ["build", "in", "--store", "graph", *more], catch_exceptions=False)
    assert told.exit_code == 0, told.stderr
    return told.stderr


def held(store: str) -> list[Any]:
    with closing(open_store(store, create=False)) as opened:
        return [
            one for batch in opened.read() for part in (batch.documents, batch.mentions, batch.links) for one in part
        ]


def test_a_build_of_what_changed_loads_only_that_and_ends_as_a_fresh_one(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)
    for name in NAMES:
        Path("in", name).write_text(some_text(chance), encoding="utf-8")
    first = build()
    with Path("in/c.txt").open("a", encoding="utf-8") as text:
        text.write("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư;\n")
    read: list[list[str]] = []
    real = building.readings
    monkeypatch.setattr(building, "readings", lambda names, **more: read.append(list(names)) or real(read[-1], **more))
    build()
    assert read == [["in/c.txt"]]
    assert "documents" in first and ledger_of("graph").is_file()
    CliRunner().invoke(main, ["build", "in", "--store", "fresh"], catch_exceptions=False)
    assert held("graph") == held("fresh")


def test_a_damaged_ledger_costs_only_time() -> None:
    Path("in/a.txt").write_text(HEADS[0].format(title=TITLES[0]) + LINES[0], encoding="utf-8")
    before = build()
    ledger_of("graph").write_bytes(b"no ledger at all" * 500)
    Path("in/b.txt").write_text(HEADS[1].format(title=TITLES[0]) + LINES[3], encoding="utf-8")
    assert "1 link loaded, 1 document unchanged" in build()
    assert "1 link loaded" in before
    with closing(Ledger(ledger_of("graph"), "another", built_in())) as ledger:
        assert [*ledger.ids()] == [] and json.dumps(ledger.figures()["mentions"]) == "0"


def test_a_build_that_was_broken_off_leaves_the_ledger_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        Path("in", name).write_text(some_text(random.Random(name)), encoding="utf-8")
    build()
    Path("in/c.txt").write_text(some_text(random.Random(99)), encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(building, "_load", lambda *options, **more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            build()
    build()
    whole = {one.id: one.sha256 for one in statements(read_corpus(["in"]).graph)}
    with closing(open_store("graph", create=False)) as store:
        rows = store.run("MATCH (d:Document) RETURN d.id, d.rows_sha256", {}, timeout_s=10).rows
    assert {identity: rows for identity, rows in rows if identity in whole} == whole
