"""The commands as people run them: what they print, and one clear line with the right exit code for bad input."""

import csv
import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import networkx
import pytest
from click.testing import CliRunner, Result

from cancu.cli import main
from cancu.graph.store import open_store
from tests.queries.corpus import AMENDER, COMMUNE, DEPARTMENT, PLAN, SCHEME, question_graph

Run = Callable[..., Result]
TEXT = """ỦY BAN NHÂN DÂN
TỈNH THANH HÓA
Số: 24/KH-UBND
Thanh Hóa, ngày 13 tháng 02 năm 2023

KẾ HOẠCH
Triển khai Đề án 06 trên địa bàn tỉnh năm 2023

Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ phê duyệt Đề án phát triển ứng dụng dữ
liệu về dân cư (Đề án 06), Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = str(tmp_path_factory.mktemp("cli") / "store")
    with closing(open_store(url)) as opened:
        opened.create_schema()
        opened.load(question_graph())
    return url


@pytest.fixture
def run(store: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("CANCU_STORE", store)
    monkeypatch.setenv("COLUMNS", "140")

    def invoke(*arguments: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)

    yield invoke


def test_build_then_ask(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "notes.log").write_text("x", encoding="utf-8")
    url = str(tmp_path / "graph")
    built = run("build", str(tmp_path), "--store", url)
    assert built.exit_code == 0, built.stderr
    assert built.stderr.startswith("1 document read, ")
    assert "skipped: 1 .log" in built.stderr
    again = run("build", str(tmp_path), "--store", url)
    assert "1 document unchanged" in again.stderr
    asked = run("query", "implementers", "Đề án 06", "--store", url)
    assert asked.exit_code == 0
    assert "24/KH-UBND (Thanh Hóa, 13/02/2023)" in asked.stdout


def test_extract_then_load(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    extracted = run("extract", str(tmp_path / "plan.txt"))
    assert extracted.exit_code == 0
    assert json.loads(extracted.stdout.splitlines()[0])["key"] == "24/KH-UBND"
    loaded = run("load", "-", "--store", str(tmp_path / "graph"), stdin=extracted.stdout)
    assert loaded.exit_code == 0, loaded.stderr
    assert loaded.stderr.rstrip().endswith("documents sent, 0 unchanged")


def test_forms_of_an_answer(run: Run) -> None:
    table = run("query", "implementers", "Đề án 06", "thanh-hoa", "--no-evidence")
    assert "5/KH-UBND (Mường Lát, Thanh Hóa, 01/06/2023)" in table.stdout
    assert table.stderr == "3 rows\n"
    rows = [
        json.loads(line) for line in run("query", "implementers", "Đề án 06", "--format", "json").stdout.splitlines()
    ]
    assert rows[0]["document"]["date"] == "2023-02-13"
    assert rows[0]["sentence"] == "Triển khai Đề án 06 của Thủ tướng."
    table_rows = list(csv.DictReader(io.StringIO(run("query", "implementers", SCHEME, "--format", "csv").stdout)))
    assert table_rows[0]["document_id"] == PLAN
    markdown = run("query", "implementers", SCHEME, "--format", "markdown", "--no-evidence").stdout
    assert markdown.startswith(
        "| document | how | partly | distance | via | paper |\n| --- | --- | --- | --- | --- | --- |\n| 24/KH-UBND"
    )


def test_tables_fit_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for columns in (60, 140):
        monkeypatch.setenv("COLUMNS", str(columns))
        shown = run("query", "implementers", SCHEME).stdout
        assert max(map(len, shown.splitlines())) <= columns


def test_evidence_stands_under_its_row(run: Run) -> None:
    lines = run("query", "dead-bases", "-p", "depth=3", "-p", f"document={COMMUNE}").stdout.splitlines()
    assert lines[2].startswith("5/KH-UBND (Mường Lát, Thanh Hóa, 01/06/2023)")
    assert lines[3].startswith("    “Câu có ")
    assert " ← “Thực hiện Kế hoạch 24/KH-UBND.” ← " in lines[3]
    assert "“" not in run("query", "dead-bases", "--no-evidence").stdout
    asked = run("ask", "Kế hoạch 2772/KH-SKHĐT Thanh Hóa viện dẫn những văn bản nào?")
    assert "$ cancu query cites -p 'document=Kế hoạch 2772/KH-SKHĐT Thanh Hóa'" in asked.stderr
    assert f"{DEPARTMENT.replace('/', '-')}.txt:10 “Thực hiện Kế hoạch 24/KH-UBND.”" in asked.stdout


def test_a_question_that_is_not_sure_answers_nothing(run: Run) -> None:
    asked = run("ask", "Văn bản nào liên quan đến 04/CT-TTg?")
    assert (asked.exit_code, asked.stdout) == (1, "")
    assert "what can be asked, for example:" in asked.stderr
    assert "Những văn bản nào viện dẫn 04/CT-TTg?" in asked.stderr


def test_a_cut_answer_says_so(run: Run) -> None:
    cut = run("query", "implementers", SCHEME, "--limit", "2")
    assert cut.stderr == "2 rows (cut by --limit)\n"


@pytest.mark.parametrize(
    ("question", "first", "rows"),
    [
        ("Văn bản mới nhất của Thanh Hóa", AMENDER, None),
        ("van ban cu nhat cua Thanh Hoa", PLAN, None),
        ("2 văn bản mới nhất của Thanh Hóa", AMENDER, 2),
        ("the newest documents of Thanh Hóa", AMENDER, None),
    ],
)
def test_the_order_that_a_question_asks_for_is_the_order_of_its_rows(
    run: Run, question: str, first: str, rows: int | None
) -> None:
    asked = run("ask", question, "--format", "csv")
    told = [*csv.DictReader(io.StringIO(asked.stdout))]
    assert told[0]["document_id"] == first
    assert rows is None or len(told) == rows
    assert "Không dùng đến" not in asked.stderr and "Left aside" not in asked.stderr
    line = next(line for line in asked.stderr.splitlines() if line.startswith("$ cancu "))
    assert run(*shlex.split(line)[2:], "--format", "csv").stdout == asked.stdout


def test_rows_are_put_in_order_before_they_are_cut(run: Run) -> None:
    days = [
        row["document_date"]
        for order in ("newest", "oldest")
        for row in csv.DictReader(
            io.StringIO(run("query", "documents", "--order", order, "--limit", "3", "--format", "csv").stdout)
        )
    ]
    assert days == ["2024-06-01", "2024-05-01", "2024-03-01", "1999-01-02", "2005-11-29", "2007-02-15"]


def test_a_value_that_nothing_has_is_told_with_what_it_may_be(run: Run) -> None:
    assert run("query", "documents", "thanh-hoa").stderr.splitlines() == [
        "no title has the words 'thanh-hoa'",
        "'thanh-hoa' is known as place: write -p place=thanh-hoa",
        "0 rows",
    ]


def test_a_selection_narrows_an_answer(run: Run) -> None:
    shown = run("query", "implementers", SCHEME, "--select", "level:commune", "--format", "csv")
    assert [row["document_id"] for row in csv.DictReader(io.StringIO(shown.stdout))] == [COMMUNE]
    assert shown.stderr == "1 row\n"


@pytest.mark.parametrize("name", ["implementers", "coverage", "timeline"])
def test_an_answer_can_be_drawn(run: Run, tmp_path: Path, name: str) -> None:
    picture = tmp_path / "answer.svg"
    assert run("query", name, SCHEME, "--draw", str(picture)).exit_code == 0
    assert "<svg" in picture.read_text(encoding="utf-8")


def test_draw(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "lineage.html"
    assert run("draw", "Đề án 06", "-o", str(page)).exit_code == 0
    assert "24/KH-UBND" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["lanes", "tree", "coverage", "timeline", "network"])
def test_forms_of_a_picture(run: Run, tmp_path: Path, form: str) -> None:
    if form == "network":
        pytest.importorskip("pyvis")
    picture = tmp_path / ("a.html" if form == "network" else "a.svg")
    drawn = run("draw", "Đề án 06", "--form", form, "--title", "Tên <riêng>", "-o", str(picture))
    assert drawn.exit_code == 0, drawn.stderr
    assert drawn.stderr.startswith(f"{picture}: ")
    assert "Tên &lt;riêng&gt;" in picture.read_text(encoding="utf-8")


def test_a_picture_without_limit_leaves_nothing_out_and_one_with_limit_says_how_much(run: Run, tmp_path: Path) -> None:
    picture = str(tmp_path / "a.svg")
    assert run("draw", SCHEME, "--up", "0", "--down", "0", "-o", picture).stderr == (
        f"{picture}: 1 document, 0 links; left out: 7 documents\n"
    )
    whole = run("draw", SCHEME, "--up", "all", "--down", "all", "-o", picture).stderr
    assert whole.startswith(f"{picture}: 8 documents, ")
    assert "left out" not in whole


def test_each_form_has_a_file_of_its_name(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    assert run("draw", SCHEME).exit_code == 0
    assert run("draw", f"{SCHEME}, {PLAN}", "--form", "coverage").exit_code == 0
    assert run("draw", "plan.txt", "--text").stderr == "text.html: 3 citations of 1 document\n"
    assert {path.name for path in tmp_path.glob("*.html")} == {"lineage.html", "coverage.html", "text.html"}


def test_the_text_of_a_page_is_drawn_without_its_markup(run: Run, tmp_path: Path) -> None:
    source, page = tmp_path / "a.html", tmp_path / "drawn.html"
    source.write_text(
        "<p>Kế hoạch thực hiện <b>Quyết định số 06/QĐ-TTg</b> ngày 06/01/2022</p>",
        encoding="utf-8",
    )
    assert run("draw", str(source), "--text", "-o", str(page)).exit_code == 0
    data = page.read_text(encoding="utf-8").partition('id="data"')[2]
    assert '["Quyết định số 06/QĐ-TTg",0]' in data


def test_a_text_is_drawn_with_the_words_of_cited_parts_that_a_store_knows(run: Run, tmp_path: Path) -> None:
    acts, text, page = tmp_path / "acts", tmp_path / "plan.txt", tmp_path / "plan.html"
    acts.mkdir()
    act = "Quyết định số 15/2020/QĐ-UBND ngày 01/3/2020 của Ủy ban nhân dân tỉnh Thanh Hóa"
    (acts / "new.txt").write_text(
        "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: 30/2024/QĐ-UBND\nThanh Hóa, ngày 01 tháng 3 năm 2024\n\nQUYẾT ĐỊNH\n"
        f"Sửa đổi {act}\n\nĐiều 1. Sửa đổi khoản 2 Điều 5 {act} như sau:\n“2. Nộp sau.”\n",
        encoding="utf-8",
    )
    text.write_text(f"Căn cứ khoản 2 Điều 5 {act};\n", encoding="utf-8")
    url = str(tmp_path / "graph")
    assert run("build", str(acts), "--store", url).exit_code == 0
    for given, known in (((), False), (("--store", url), True)):
        assert run("draw", str(text), "--text", "-o", str(page), *given).exit_code == 0
        assert ("2. Nộp sau." in page.read_text(encoding="utf-8")) == known


def test_export(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "graph.graphml"
    assert run("export", "-o", str(file)).exit_code == 0
    graph = networkx.read_graphml(file)
    whole = question_graph()
    assert (len(graph), graph.number_of_edges()) == (len(whole.documents), len(whole.links))
    assert graph.nodes[PLAN]["title"] == "Kế hoạch triển khai Đề án 06 trên địa bàn tỉnh"
    part = run("export", f"{PLAN}+1", "--format", "jsonl", "-o", "-")
    rows = [json.loads(line) for line in part.stdout.splitlines()]
    assert {row["id"] for row in rows if row["record"] == "document"} > {PLAN}
    assert not [row for row in rows if row.get("source") == SCHEME]
    folder = tmp_path / "import"
    command = run("export", "--format", "neo4j-admin", "-o", str(folder)).stdout
    assert command.startswith("neo4j-admin database import full")
    assert (folder / "Document.csv").exists()


def test_copy(run: Run, store: str, tmp_path: Path) -> None:
    copied = run("copy", "--from", store, "--to", str(tmp_path / "copy"))
    assert copied.exit_code == 0
    assert f"{len(question_graph().documents)} Document" in copied.stderr
    assert run("query", "cites", PLAN, "--store", str(tmp_path / "copy")).stdout == run("query", "cites", PLAN).stdout


def test_cypher_reads(run: Run) -> None:
    found = run("cypher", "MATCH (d:Document {key: $key}) RETURN d.id AS id", "-p", "key=06/QĐ-TTg", "--format", "csv")
    assert found.stdout == f'"id"\n"{SCHEME}"\n'


def test_lists(run: Run) -> None:
    assert "implementers" in run("queries").stdout
    assert "STATED_IN" in run("schema").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["query", "implementers", "99/QĐ-TTg"], 1, "cancu: no document is called '99/QĐ-TTg'"),
        (["query", "implementers"], 2, "cancu: implementers needs the parameter 'document'"),
        (["query", "implementers", SCHEME, "-p", "depth"], 2, "write -p depth=VALUE"),
        (["query", "implementers", SCHEME, "a", "b", "c", "1", "2", "x"], 2, "cancu: implementers takes 6 parameters"),
        (["query", "implementors", SCHEME], 2, "cancu: no stored query is called 'implementors'; did you mean"),
        (["query", "missing", "--select", "plce:x"], 2, "cancu: selector, character 1: no filter is called 'plce:'"),
        (["query", "evidence", SCHEME, PLAN], 1, "0 rows"),
        (["query", "documents", "-p", "place=tanh-hoa"], 2, "not 'tanh-hoa'; did you mean thanh-hoa or"),
        (["query", "implementers", SCHEME, "thanh-hoa/nga-sonn"], 2, "is called 'nga-sonn'; did you mean nga-son or"),
        (["query", "documents", "-p", "type=ke hoach 06"], 2, "not 'ke hoach 06'; did you mean KH"),
        (["query", "documents", "-p", "year=20223"], 2, "cancu: documents: year is from 1900 to 2100, not 20223"),
        (["query", "audit", "dates"], 2, "cancu: audit: kind is one of date, year, type,"),
        (["query", "gaps", SCHEME, "-p", "provinces=64"], 2, "provinces is 34, 63 or a date such as"),
        (["query", "card", SCHEME, "--order", "newest"], 2, "the rows of card have no day to be put in order by"),
        (["draw", "place:thanh-hoa/nga-sonn"], 2, "no district or commune of thanh-hoa is called 'nga-sonn'"),
        (["query", "implementers", SCHEME, "-p", "depth=99"], 2, "cancu: implementers: depth is from 1 to 8, not 99"),
        (["query", "implementers", SCHEME, "--timeout", "0"], 2, "Invalid value for '--timeout'"),
        (["query", "card", SCHEME, "--draw", "x.svg"], 2, "cancu: the answer of 'card' has no picture"),
        (["query", "card", SCHEME, "--store", "nowhere"], 3, "nowhere: there is no store; make one with: cancu build"),
        (["query", "card", SCHEME, "--store", "ftp://x"], 3, "cancu: ftp: no store of this kind"),
        (["cypher", "MATCH (n) RETURN"], 2, "cancu: "),
        (["cypher", "CREATE (n) RETURN n"], 2, "cancu: line 1, column 1: CREATE"),
        (["cypher", "MATCH (d) SET d.x = 1"], 2, "SET: queries only read"),
        (["cypher", "MATCH (d) DETACH DELETE d"], 2, "DETACH: queries only read"),
        (["cypher", "LOAD CSV FROM 'file:///etc/passwd' AS x RETURN x"], 2, "LOAD"),
        (["cypher", "CALL dbms.components()"], 2, "CALL: queries may not call procedures"),
        (["draw", SCHEME, "-o", "a.gif"], 2, "cancu: "),
        (["draw", SCHEME, "-o", "no/such/folder/a.svg"], 2, "cancu: no/such/folder/a.svg"),
        (
            ["draw", SCHEME, "--form", "timeline", "-o", "a.dot"],
            2,
            "cancu: a.dot: cannot draw a file of kind .dot; use",
        ),
        (["draw", SCHEME, "--down", "-1"], 2, "'-1' is not a number of levels; write 0, 1, 2 and so on, or all"),
        (["draw", SCHEME, "--form", "coverage", "--up", "3"], 2, "--up does not apply to a coverage; leave it out"),
        (["draw", "place:thanh-hoa", "--form", "coverage"], 2, "cancu: coverage needs at least one directive"),
        (["draw", "missing.txt", "--text"], 1, "cancu: missing.txt: cannot be read"),
        (["draw", "missing.txt", "--text", "--form", "tree"], 2, "--form does not apply to a text; leave it out"),
        (["export", "-o", "no/such/folder/a.graphml"], 2, "cancu: no/such/folder/a.graphml: cannot be written"),
        (["export", "X", "--format", "neo4j-admin", "-o", "x"], 2, "takes no selector"),
        (["copy", "--from", "a", "--to", "a"], 2, "--from and --to are both a"),
        (["build", "missing.txt"], 1, "cancu: missing.txt: there is no such file or folder"),
        (["load", "missing.jsonl"], 1, "cancu: missing.jsonl: cannot be read"),
        (["explain", "."], 2, ". is a folder: name one file of it"),
        (["check", "."], 2, ". is a folder: name one file of it"),
        (["extract"], 2, "Missing argument"),
        (["nonsense"], 2, "No such command 'nonsense'"),
    ],
)
def test_bad_input(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == code, result.stderr
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert len(result.stderr.splitlines()) <= 4


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n", "empty"),
        ("binary.txt", bytes(range(256)) * 8, "binary file of no supported kind"),
    ],
)
def test_a_file_that_is_no_text(run: Run, tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    alone = run("build", str(tmp_path / name), "--store", str(tmp_path / "graph"))
    assert alone.exit_code == 1
    assert name in alone.stderr
    assert message in alone.stderr
    assert "Traceback" not in alone.output
    assert not (tmp_path / "graph").exists()
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    beside = run("build", str(tmp_path), "--store", str(tmp_path / "graph"))
    assert beside.exit_code == 1
    assert "1 file could not be read" in beside.stderr or "skipped" in beside.stderr
    assert run("query", "implementers", "Đề án 06", "--store", str(tmp_path / "graph")).exit_code == 0


def test_a_file_of_records_with_a_bad_line_is_told_by_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"record": "mention", "colour": "red"}\n', encoding="utf-8")
    result = run("load", str(tmp_path / "x.jsonl"), "--store", str(tmp_path / "graph"))
    assert result.exit_code == 2
    assert "x.jsonl:1: not a record of `cancu extract`" in result.stderr


@pytest.mark.parametrize("page", ["cli", "cli.vi", "queries"])
def test_the_manual_is_in_step(run: Run, page: str) -> None:
    kept = (Path(__file__).parents[1] / "docs" / f"{page}.md").read_text(encoding="utf-8")
    assert run("manual", page).stdout == kept, f"run `cancu manual {page} > docs/{page}.md`"


@pytest.mark.parametrize("command", sorted(name for name, one in main.commands.items() if not one.hidden))
def test_every_command_shows_an_example(run: Run, command: str) -> None:
    shown = run(command, "--help").stdout
    assert f"Example: cancu {command}" in shown or f"| cancu {command}" in shown


@pytest.mark.skipif(os.name != "posix", reason="terminals are told apart by a pty")
@pytest.mark.parametrize("command", [["check"], ["explain"], ["draw", "--text", "-o", "a.html"]])
def test_a_long_text_shows_on_a_terminal_that_it_is_being_read(command: list[str], tmp_path: Path) -> None:
    import pty

    Path(tmp_path / "long.txt").write_text(TEXT * 40, encoding="utf-8")
    ours, terminal = pty.openpty()
    lines = f"import sys, cancu.cli as c; c._PATIENCE_S = 0.05; sys.argv = {['cancu', command[0], 'long.txt', *command[1:]]!r}; c.main()"
    with subprocess.Popen(
        [sys.executable, "-c", lines],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=terminal,
        env={**os.environ, "CANCU_LANG": "vi"},
    ) as running:
        os.close(terminal)
        shown = b""
        with suppress(OSError):  # the other end is closed
            while got := os.read(ours, 4096):
                shown += got
        running.wait()
    os.close(ours)
    assert "long.txt: đang đọc, đã 0 giây" in shown.decode("utf-8", "replace")
