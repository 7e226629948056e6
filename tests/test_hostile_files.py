"""Files of somebody hostile, or of a disk that failed: one clear line each, nothing half loaded, no traceback, no hang."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from cancu.cli import main
from cancu.corpus import graph_of, read_corpus, read_records, records
from cancu.errors import CancuError
from cancu.extract import extract
from cancu.extract.text import Source
from cancu.graph.decisions import read_decisions
from cancu.ingest.readings import transcripts
from cancu.knowledge.base import with_register

TEXT = """ỦY BAN NHÂN DÂN
TỈNH THANH HÓA
Số: 24/KH-UBND
Thanh Hóa, ngày 13 tháng 02 năm 2023
KẾ HOẠCH
Triển khai Đề án 06 năm 2023
Căn cứ Luật Đất đai số 31/2024/QH15 ngày 18/01/2024;
Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ; Quyết định số 142 không đổi.
"""
PAGE = f"<html><body><p>{TEXT}</p><script>var a = 'Luật số 1/2020/QH14';</script><!-- x --></body></html>"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    file = tmp_path_factory.mktemp("printed") / "kế hoạch.txt"
    file.write_text(TEXT, encoding="utf-8")
    return list(records(read_corpus([str(file)])))


def change(line: str, **fields: object) -> str:
    return json.dumps(json.loads(line) | fields, ensure_ascii=False)


BROKEN: dict[str, tuple[Callable[[list[str]], str], str]] = {
    "no JSON": (lambda lines: "{", "not JSON"),
    "a list": (lambda lines: "[1]", "not an object"),
    "a number": (lambda lines: "7", "not an object"),
    "nothing": (lambda lines: "null", "not an object"),
    "no record": (lambda lines: "{}", "no field 'record'"),
    "another record": (lambda lines: change(lines[0], record="node"), "there is no record 'node'"),
    "a record that is a list": (lambda lines: change(lines[0], record=[1]), "there is no record"),
    "an unknown field": (lambda lines: change(lines[0], colour="red"), "no field 'colour'"),
    "an unknown field of a mention": (lambda lines: change(lines[1], colour="red"), "no field 'colour'"),
    "a missing field": (lambda lines: '{"record": "document"}', "the field 'id' is missing"),
    "a wrong shape": (lambda lines: change(lines[0], aliases={"a": 1}), "field 'aliases'"),
    "a wrong date": (lambda lines: change(lines[0], date="2023-02-30"), "field 'date'"),
    "a large number": (lambda lines: change(lines[0], year=10**30), "too large"),
    "a number with thousands of digits": (lambda lines: '{"record": "document", "year": ' + "9" * 5000 + "}", "digits"),
    "no number": (lambda lines: change(lines[1], confidence=float("nan")), "not a JSON number"),
    "half of a character": (lambda lines: lines[0].replace("Thanh", "\\ud800", 1), "half of a character"),
    "NUL": (lambda lines: lines[0].replace("Thanh", "\\u0000", 1), "NUL"),
    "nesting": (lambda lines: "[" * 100_000, "nested too deeply"),
    "nested fields": (lambda lines: '{"a":' * 50_000, "nested too deeply"),
    "one field twice": (lambda lines: '{"record": "document", "id": "a", "id": "b"}', "'id' occurs twice"),
    "two documents with one id": (
        lambda lines: lines[0] + "\n" + change(lines[0], path="khác.txt", file="khác.txt", sha256="0"),
        "has the id of",
    ),
    "one file twice": (lambda lines: lines[0] + "\n" + change(lines[0], sha256="0"), "is in line 1 too"),
    "a mention of no document": (lambda lines: change(lines[1], file="khác.txt"), "there is no document"),
    "a place before the text": (lambda lines: change(lines[1], start=-1), "no text has a place"),
    "an end before its start": (lambda lines: change(lines[1], start=9, end=3), "no text has a place"),
    "a document without a path": (lambda lines: change(lines[0], path=None), "an id, a path"),
    "an empty id": (lambda lines: change(lines[0], id=" "), "an id, a path"),
    "UTF-16": (lambda lines: "\ufeff\x00", "not JSON"),
}


def run(*arguments: str, **more: object) -> Result:
    return CliRunner().invoke(main, list(arguments), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", BROKEN)
def test_what_load_refuses_is_told_in_one_line(tmp_path: Path, printed: list[str], kind: str) -> None:
    make, why = BROKEN[kind]
    file = tmp_path / "x.jsonl"
    file.write_text("\n".join([make(printed), *printed]), encoding="utf-8", errors="surrogatepass")
    done = run("load", str(file), "--store", str(tmp_path / "store"))
    assert done.exit_code == 2 and why in done.stderr and len(done.stderr.splitlines()) == 1, done.output
    assert f"{file}:" in done.stderr
    assert not (tmp_path / "store").exists(), "nothing is half loaded"


def test_an_act_of_which_there_is_no_record_is_named(tmp_path: Path, printed: list[str]) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(
        "\n".join([printed[0], change(printed[1], relation="REPEALS", source_id="vn/none")]), encoding="utf-8"
    )
    done = run("load", str(file), "--store", str(tmp_path / "store"))
    assert done.exit_code == 3 and "vn/none" in done.stderr and len(done.stderr.splitlines()) == 1, done.output


def test_outputs_one_behind_the_other_load(tmp_path: Path, printed: list[str]) -> None:
    other = tmp_path / "khác.txt"
    other.write_text(TEXT.replace("24/KH", "25/KH"), encoding="utf-8")
    more = list(records(read_corpus([str(other)])))
    file = tmp_path / "x.jsonl"
    file.write_text("\n".join(["\ufeff" + printed[0], *printed[1:], "", *more, *printed]), encoding="utf-8")
    assert run("load", str(file), "--store", str(tmp_path / "store")).exit_code == 0
    found = read_records(file.read_text(encoding="utf-8").split("\n"), "x")
    assert sum(one.in_corpus for one in found.documents) == 2
    assert len(found.mentions) == len(printed) + len(more) - 2


@pytest.mark.parametrize(
    "line",
    ["{", "[1]", '{"a": 1}', '{"table": ["x"]}', '{"table": {"x": 1}}', "[" * 9999, '{"key": "\\ud800"}', '{"key": "a\\u0000"}',
     '{"key": "1/2", "date": 99999999999999999999}', '{"key": "1/2", "key": "1/2"}', '{"key": NaN}', "\x00"],
)  # fmt: skip
@pytest.mark.parametrize("option", ["--register", "--decisions"])
def test_what_a_register_or_decisions_refuse_is_told_in_one_line(tmp_path: Path, option: str, line: str) -> None:
    text, file = tmp_path / "a.txt", tmp_path / "x.jsonl"
    text.write_text(TEXT, encoding="utf-8")
    file.write_text(line, encoding="utf-8")
    done = run("extract", str(text), option, str(file))
    assert done.exit_code == 2 and f"{file}:1: " in done.stderr and len(done.stderr.splitlines()) == 1, done.output


def test_decisions_that_go_round_are_told(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    same = '{{"a": "{}", "b": "{}", "judgement": "same", "who": "an", "when": "2025-01-01", "why": "x"}}'
    for rows, why in (
        ([("a", "b"), ("b", "a")], "which is read as"),
        ([("a", "c"), ("b", "c")], "the same as a and as b"),
        ([("a", "b"), ("b", "c")], "which is read as"),
    ):
        file.write_text("\n".join(same.format(*row) for row in rows), encoding="utf-8")
        with pytest.raises(CancuError, match=why):
            read_decisions(file)


DECISION = '{"a": "vn/1", "b": "vn/2", "judgement": "same", "who": "an", "when": "2025-01-01", "why": "vì"}'
ROW = '{"key": "12/QĐ-X", "date": "2024-01-02", "title": "Về việc", "aliases": [{"text": "Đề án X"}]}'
PIECES = ["\\ud800", "\\u0000", "null", "[]", "{}", "1e999", "-1", '"', "\\", "\ufeff", "İ", "\u202e", "\x1b[31m", "é" * 50,
          "<script>", "<![CDATA[", "<!--", "&#0;", "&#x110000;", "&bogus;", "]]>", "<p" * 20, "\r", "\u2028", "Điều ", "(", "“"]  # fmt: skip


def mutate(chance: Random, data: bytes) -> bytes:
    """A file as a bad disk, a bad program or a bad person would leave it."""
    held = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        at = chance.randrange(len(held) + 1)
        match chance.randrange(6):
            case 0 if held:
                held[at % len(held)] ^= 1 << chance.randrange(8)
            case 1:
                del held[at:]
            case 2:
                del held[at : at + chance.randrange(40)]
            case 3:
                held[at:at] = chance.choice(PIECES).encode("utf-8", "surrogatepass")
            case 4:
                piece = held[at : at + chance.randrange(200)]
                held[at:at] = piece * chance.randrange(1, 4)
            case _:
                held[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 6)))
    return bytes(held)


def check(seeds: range, folder: Path, printed: list[str]) -> None:
    file = folder / "x.jsonl"
    for seed in seeds:
        chance = Random(seed)
        try:
            match seed % 5:
                case 0 | 1:
                    text = folder / ("x.html" if seed % 5 else "x.txt")
                    text.write_bytes(mutate(chance, (PAGE if seed % 5 else TEXT).encode()))
                    failures: list[str] = []
                    for read in transcripts(str(text), failures):
                        extract(Source.of(read))
                    assert all(len(line.splitlines()) == 1 for line in failures), (seed, failures)
                case 2:
                    lines = mutate(chance, "\n".join(printed).encode()).decode("utf-8").split("\n")
                    graph_of(read_records(lines, "x"))
                case 3:
                    file.write_bytes(mutate(chance, DECISION.encode()))
                    read_decisions(file)
                case _:
                    file.write_bytes(mutate(chance, ROW.encode()))
                    with_register(file)
        except CancuError as error:
            assert len(str(error).splitlines()) == 1, (seed, error)
        except UnicodeDecodeError:
            assert seed % 5 == 2, seed


def test_mutated_files_end_in_one_line_or_are_read(tmp_path: Path, printed: list[str]) -> None:
    check(range(200), tmp_path, printed)


@pytest.mark.slow
def test_two_thousand_mutated_files_end_in_one_line_or_are_read(tmp_path: Path, printed: list[str]) -> None:
    check(range(200, 2200), tmp_path, printed)


def told(tmp_path: Path, name: str, text: str) -> tuple[str, list[str]]:
    """What `extract` says of a file, and the keys that it finds there."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("extract", str(tmp_path / name))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return done.stderr, [row["key"] for row in rows if row["record"] == "mention"]


def test_what_of_a_page_is_not_read_is_told(tmp_path: Path) -> None:
    cited = "Căn cứ Quyết định số 06/QĐ-TTg ngày 06/01/2022;"
    said, keys = told(tmp_path, "a.html", f"<p>{cited}</p><script>x = 1; <p>Căn cứ Luật số 31/2024/QH15;</p>")
    assert "a <script> never ends" in said and keys == ["06/QĐ-TTg"]
    said, keys = told(tmp_path, "b.html", f"<p>Số: 1/KH-UBND</p><![CDATA[ {cited} ]]>")
    assert keys == ["06/QĐ-TTg"]
    said, keys = told(tmp_path, "c.html", "<div>" * 20_000 + cited)
    assert keys == ["06/QĐ-TTg"]


def test_a_file_in_which_nothing_was_found_is_named(tmp_path: Path) -> None:
    said, keys = told(tmp_path, "a.txt", "Hôm nay trời đẹp.")
    assert not keys and "a.txt: no number of its own and no citation was found in it" in said
    said, keys = told(tmp_path, "b.txt", TEXT)
    assert keys and "was found in it" not in said
