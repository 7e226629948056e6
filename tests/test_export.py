"""Answers and graphs as files and frames of other programs: each is read back by a program of its kind."""

import csv
import datetime
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import networkx
import openpyxl
import pytest
from click.testing import CliRunner, Result

from cancu.api import OpenGraph
from cancu.cli import main
from cancu.errors import ExportError
from cancu.export.files import KINDS, write_rows
from cancu.export.table import flat
from cancu.graph.store import open_store
from tests.queries.corpus import COMMUNE, DEPARTMENT, PLAN, SCHEME, question_graph

SOFFICE = shutil.which("soffice")
CALC = next(Path(SOFFICE).resolve().parent.glob("libsc*.so"), None) if SOFFICE else None
"""The part of LibreOffice that opens workbooks, where it is here."""
PLAIN = {"id": PLAN, "key": "24/KH-UBND", "date": "2023-02-13", "title": "=1+1", "scope": "thanh-hoa"}
WEB = PLAIN | {"url": "https://example.org/a?b=1&c=2", "path": "x.txt"}
HOSTILE = PLAIN | {"url": "javascript:alert(1)"}
COLUMNS = ("document", "days", "how", "via", "on", "file")
ROWS = [
    (PLAIN, 3, True, [PLAIN, WEB], "2024-05-01", "kế hoạch.txt"),
    (WEB, 2.5, None, None, None, None),
    (HOSTILE, None, False, [], "2024-05-02", "<b>"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = str(tmp_path_factory.mktemp("export") / "store")
    with closing(open_store(url)) as opened:
        opened.create_schema()
        opened.load(question_graph())
    return url


@pytest.fixture
def graph(store: str) -> Iterator[OpenGraph]:
    with OpenGraph(store) as opened:
        yield opened


def run(store: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--store", store], catch_exceptions=False)


def test_a_document_is_label_number_date_title_and_id() -> None:
    table = flat(COLUMNS, ROWS)
    first = dict(zip(table.columns, table.rows[0], strict=True))
    assert first == {
        "document": "24/KH-UBND (Thanh Hóa, 13/02/2023)", "document_number": "24/KH-UBND",
        "document_date": datetime.date(2023, 2, 13), "document_title": "=1+1", "document_id": PLAN, "days": 3, "how": True,
        "via": "24/KH-UBND (Thanh Hóa, 13/02/2023); 24/KH-UBND (Thanh Hóa, 13/02/2023)", "via_id": f"{PLAN}; {PLAN}",
        "on": datetime.date(2024, 5, 1), "file": "kế hoạch.txt",
    }  # fmt: skip


def test_columns_of_one_name_are_told_apart() -> None:
    assert flat(("d", "d_id"), [(PLAIN, 1)]).columns == ("d", "d_number", "d_date", "d_title", "d_id", "d_id_2")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_rows_give_the_same_bytes(tmp_path: Path, kind: str) -> None:
    for name in ("a", "b"):
        write_rows(tmp_path / f"{name}{kind}", COLUMNS, ROWS, title="Tên")
    assert (tmp_path / f"a{kind}").read_bytes() == (tmp_path / f"b{kind}").read_bytes()


@pytest.mark.parametrize("name", ["a.xls", "a.txt", "a", "a.csv.gz", "a.graphml"])
def test_another_suffix_is_refused_with_those_that_are_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=r"files of kind .* cannot be written; use \.csv, \.xlsx, "):
        write_rows(tmp_path / name, COLUMNS, ROWS)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", sorted(
    name for name, command in main.commands.items()
    if name not in ("demo", "cluster") and any("-o" in one.opts for one in command.params)  # a demo has its own, a cluster a folder
))  # fmt: skip
def test_no_command_writes_a_file_of_another_suffix(store: str, tmp_path: Path, command: str) -> None:
    (tmp_path / "a.txt").write_text("Căn cứ Luật Đất đai số 31/2024/QH15;", encoding="utf-8")
    arguments = {
        "query": ["card", SCHEME], "ask": ["Những văn bản nào viện dẫn 06/QĐ-TTg?"], "cypher": ["RETURN 1 AS n"],
        "draw": [SCHEME], "check": [str(tmp_path / "a.txt")], "extract": [str(tmp_path / "a.txt")],
    }  # fmt: skip
    place = [] if command == "extract" else ["--store", store]
    for name in ("out.doc", "out", "out.html.gz"):
        done = CliRunner().invoke(main, [command, *arguments.get(command, []), *place, "-o", str(tmp_path / name)])
        assert done.exit_code == 2 and f"{name}" in done.stderr, done.output
        assert not (tmp_path / name).exists()


def test_a_csv_has_what_a_sheet_shows_and_a_mark_only_by_choice(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.csv", COLUMNS, ROWS)
    write_rows(tmp_path / "b.csv", COLUMNS, ROWS, bom=True)
    plain, marked = ((tmp_path / name).read_bytes() for name in ("a.csv", "b.csv"))
    assert marked == b"\xef\xbb\xbf" + plain
    first = next(csv.DictReader(io.StringIO(plain.decode("utf-8"))))
    assert (first["document_number"], first["document_date"]) == ("24/KH-UBND", "2023-02-13")
    assert first["document_title"] == "'=1+1", "no formula"
    with pytest.raises(ExportError, match=r"only a \.csv"):
        write_rows(tmp_path / "b.xlsx", COLUMNS, ROWS, bom=True)


def test_a_workbook_has_typed_cells_links_and_a_frozen_head(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.xlsx", COLUMNS, ROWS, title="Văn bản nào: [x]/y")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet.title == "Văn bản nào   x  y"
    assert sheet.freeze_panes == "A2" and sheet["A1"].font.bold
    assert sheet["C2"].value == datetime.datetime(2023, 2, 13) and sheet["C2"].number_format == "dd/mm/yyyy"
    assert (sheet["D2"].value, sheet["D2"].data_type) == ("=1+1", "s")
    assert sheet["A3"].hyperlink.target == "https://example.org/a?b=1&c=2"
    assert sheet["K2"].hyperlink.target == "k%E1%BA%BF%20ho%E1%BA%A1ch.txt"
    assert sheet["A4"].hyperlink is None, "a link of another scheme is none"


@pytest.mark.skipif(CALC is None, reason="no LibreOffice Calc")
def test_libreoffice_opens_the_workbook(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.xlsx", COLUMNS, ROWS)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76",
        "--outdir",
        str(tmp_path / "out"),
        str(tmp_path / "a.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    rows = list(csv.DictReader((tmp_path / "out" / "a.csv").open(encoding="utf-8")))
    assert [row["document"] for row in rows] == ["24/KH-UBND (Thanh Hóa, 13/02/2023)"] * 3
    assert (rows[0]["document_date"], rows[0]["document_title"]) == ("13/02/2023", "=1+1")


def test_a_page_shows_texts_and_runs_none(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.html", COLUMNS, ROWS, title="<script>")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in page and "&lt;b&gt;" in page
    assert "<script" not in page and "<b>" not in page


def test_json_keeps_what_is_nested(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.json", COLUMNS, ROWS)
    write_rows(tmp_path / "a.jsonl", COLUMNS, ROWS)
    whole = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert whole == [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert whole[0]["via"] == [PLAIN, WEB]


def test_frames_have_typed_columns() -> None:
    pandas, polars, pyarrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    from cancu.export.frames import to_arrow, to_pandas, to_polars

    table = flat(COLUMNS, ROWS)
    frame = to_pandas(table)
    assert frame["document_date"].max() == pandas.Timestamp("2023-02-13")
    assert frame["days"].sum() == 5.5
    assert to_polars(table).schema["on"] == polars.Date
    assert to_arrow(table).schema.field("on").type == pyarrow.date32()
    assert to_arrow(table).column("how").to_pylist() == [True, None, False]
    assert to_polars(flat(COLUMNS, [])).columns == list(COLUMNS)


def test_parquet_is_read_back(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    write_rows(tmp_path / "a.parquet", COLUMNS, ROWS)
    assert list(pandas.read_parquet(tmp_path / "a.parquet")["document_number"]) == ["24/KH-UBND"] * 3


@pytest.mark.parametrize("kind", KINDS)
def test_every_command_with_rows_writes_them(store: str, tmp_path: Path, kind: str) -> None:
    if kind == ".parquet":
        pytest.importorskip("pyarrow")
    for number, command in enumerate((
        ["query", "implementers", SCHEME], ["ask", "Những văn bản nào viện dẫn 04/CT-TTg?"], ["audit"],
        ["cypher", "MATCH (d:Document) RETURN d LIMIT 2"],
    )):  # fmt: skip
        file = tmp_path / f"{number}{kind}"
        done = run(store, *command, "-o", str(file))
        assert (done.exit_code, done.stdout) == (0, ""), done.stderr
        assert f"{file}: " in done.stderr
        assert file.stat().st_size > 20


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["query", "implementers", SCHEME, "-o", "a.xls"],
            "files of kind .xls cannot be written; use .csv, .xlsx, .json",
        ),
        (["query", "implementers", SCHEME, "-o", "a.csv", "--format", "json"], "leave out --format"),
        (["query", "implementers", SCHEME, "--bom"], "--bom is for a csv file: name it with -o"),
        (["query", "implementers", SCHEME, "-o", "no/such/a.csv"], "no/such/a.csv: cannot be written"),
        (
            ["export", "-o", "a.gml"],
            "files of kind .gml cannot be written; use .graphml, .gexf, .jsonl, .json, .jsonld, .xml, .csv",
        ),
        (["export", "-o", "a.csv", "--format", "graphml"], "its suffix names another format than graphml"),
        (["export", "-o", "-"], "say with --format what to print"),
        (["export", "-o", "a.json", "--bom"], "only a .csv file has a byte order mark"),
    ],
)
def test_what_cannot_be_written_is_told(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(store, *arguments)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())
    assert not list(tmp_path.iterdir())


def test_rows_without_evidence(store: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    assert run(store, "query", "implementers", SCHEME, "--no-evidence", "-o", str(file)).exit_code == 0
    assert not {"sentence", "file", "start"} & set(next(csv.DictReader(file.open(encoding="utf-8"))))


def read_graphml(path: Path) -> networkx.MultiDiGraph:
    return networkx.read_graphml(path, force_multigraph=True)


@pytest.mark.parametrize(("suffix", "read"), [("graphml", read_graphml), ("gexf", networkx.read_gexf)])
def test_networks_are_read_back(store: str, tmp_path: Path, suffix: str, read: object) -> None:
    files = [tmp_path / f"{name}.{suffix}" for name in ("a", "b")]
    for file in files:
        assert run(store, "export", "-o", str(file)).exit_code == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    found, whole = read(files[0]), question_graph()  # type: ignore[operator]
    assert (len(found), found.number_of_edges()) == (len(whole.documents), len(whole.links))
    assert found.nodes[PLAN]["title"] == "Kế hoạch triển khai Đề án 06 trên địa bàn tỉnh"
    said = [data["sentence"] for _, _, data in found.out_edges(DEPARTMENT, data=True)]
    assert "Thực hiện Kế hoạch 24/KH-UBND." in said


def test_a_graph_as_tables_names_both_ends(store: str, tmp_path: Path) -> None:
    done = run(store, "export", "-o", str(tmp_path / "a.csv"))
    whole = question_graph()
    rows = list(csv.DictReader((tmp_path / "a.csv").open(encoding="utf-8")))
    assert len(rows) == len(whole.links)
    row = next(row for row in rows if row["source_id"] == COMMUNE and row["target_id"] == DEPARTMENT)
    assert (row["source_number"], row["relation"], row["target_date"]) == ("5/KH-UBND", "IMPLEMENTS", "2023-05-12")
    assert "without a link left out; .xlsx, .json and .graphml contain all" in done.stderr
    run(store, "export", "-o", str(tmp_path / "a.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["documents", "links"]
    assert book["documents"].max_row == len(whole.documents) + 1 and book["links"].max_row == len(whole.links) + 1
    run(store, "export", PLAN, "-o", str(tmp_path / "a.json"))
    assert [d["id"] for d in json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["documents"]] == [PLAN]
    for name in ("a.html", "a.md"):
        run(store, "export", f"{PLAN}+1", "-o", str(tmp_path / name))
        assert "24/KH-UBND" in (tmp_path / name).read_text(encoding="utf-8")


def test_an_answer_is_a_sequence_of_its_rows(graph: OpenGraph) -> None:
    found = graph.query("implementers", document=SCHEME)
    assert len(found) == len(found.rows) == 6
    assert list(found) == found.records()
    assert next(iter(found))["document"]["id"] == PLAN
    assert repr(found).endswith("6 rows") and "24/KH-UBND (Thanh Hóa, 13/02/2023)" in repr(found)
    assert "<td>24/KH-UBND (Thanh Hóa, 13/02/2023)</td>" in found._repr_html_()
    assert "<svg" in str(found._repr_svg_())
    assert graph.query("card", document=SCHEME)._repr_svg_() is None
    assert {PLAN, SCHEME} <= set(found.to_networkx())


def test_an_answer_without_rows_is_still_an_answer(graph: OpenGraph) -> None:
    none = graph.query("cited-by", document="vn/2024/50-qd-ttg")
    assert len(none) == 0 and none and list(none) == []
    assert repr(none).endswith("0 rows") and none._repr_svg_() is None


def test_rows_of_cypher_are_rows_too(graph: OpenGraph) -> None:
    found = graph.cypher("UNWIND range(1, 150) AS n RETURN n", limit=120)
    assert len(found) == 120 and list(found)[1] == {"n": 2}
    assert "… 20 more rows" in found._repr_html_()
    assert repr(found).endswith("… 110 more\n120 rows, cut")


def test_a_part_is_a_sequence_of_documents_and_a_picture(graph: OpenGraph, tmp_path: Path) -> None:
    part = graph.select(f'"{PLAN}"+1')
    assert len(part) == len(part.documents) and [d.id for d in part] == [d.id for d in part.documents]
    assert repr(part).startswith(f"{len(part)} documents, ")
    assert "<svg" in part._repr_html_() and "24/KH-UBND" in part._repr_html_()
    assert len(part.to_networkx()) == len(part)
    assert len(part.table().rows) == len(part.links)
    part.write(tmp_path / "a.gexf")
    assert len(networkx.read_gexf(tmp_path / "a.gexf")) == len(part)


def test_frames_of_answers_and_parts(graph: OpenGraph) -> None:
    for name in ("pandas", "polars", "pyarrow"):
        pytest.importorskip(name)
    found, part = graph.query("implementers", document=SCHEME), graph.select(f'"{PLAN}"+1')
    assert found.to_pandas()["document_number"].iloc[0] == "24/KH-UBND"
    assert found.to_polars().height == found.to_arrow().num_rows == len(found)
    assert len(part.to_pandas("documents")) == len(part) and len(part.to_polars()) == len(part.links)
    assert part.to_arrow("documents").num_rows == len(part)
