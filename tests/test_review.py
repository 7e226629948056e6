"""The review of a draft: every kind of finding in a sentence, the day it is held against, and the forms it is given in."""

import datetime
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from cancu.cli import main
from cancu.corpus import read_corpus
from cancu.extract import Source
from cancu.graph.build import build
from cancu.graph.check import Finding, kinds
from cancu.graph.store import open_store
from cancu.graph.store.cypher_store import CypherStore
from cancu.knowledge.base import built_in, with_register
from cancu.messages import translated
from cancu.models import Relation, State
from cancu.review import as_json, as_sarif, describe_finding, review_draft, summary
from tests.small_graph import document, mention, text
from tests.test_in_vietnamese import english_in

HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: {number}/KH-UBND\nThanh Hóa, ngày {day} tháng {month} năm {year}\n\nKẾ HOẠCH\n"
    "Triển khai một việc trên địa bàn tỉnh\n\n"
)
BLANK = HEAD.format(number="     ", day="    ", month="    ", year=str(datetime.date.today().year))
DATED = HEAD.format(number="12", day="13", month="02", year="2023")
DAY = datetime.date(2026, 11, 1)


def found(
    body: str, head: str = BLANK, day: datetime.date | None = DAY, store: CypherStore | None = None
) -> list[Finding]:
    return list(review_draft(Source("draft.txt", head + body), day=day, store=store).review.findings)


CASES = [
    ("dead-basis", "Căn cứ Nghị định số 110/2004/NĐ-CP của Chính phủ về công tác văn thư;", "30/2020/NĐ-CP"),
    ("dead-basis", "Căn cứ Luật Giao dịch điện tử số 51/2005/QH11;", "20/2023/QH15"),
    ("dead-reference", "Việc này nêu tại Nghị định số 110/2004/NĐ-CP của Chính phủ về công tác văn thư.", "30/2020/NĐ-CP"),
    ("basis-not-yet", "Căn cứ Luật Giao dịch điện tử số 20/2023/QH15;", None),
    ("period-over", "Thực hiện Kế hoạch số 15/KH-UBND ngày 20/01/2024 của UBND tỉnh về cải cách hành chính năm 2024;", None),
    ("impossible-day", "Hoàn thành trước ngày 31 tháng 4 năm 2027.", None),
    ("impossible-day", "Căn cứ Quyết định số 15/QĐ-TTg ngày 20/01/2027 của Thủ tướng Chính phủ;", None),
    ("wrong-issuer", "Căn cứ Nghị quyết số 50/NQ-CP ngày 08/4/2022 của Thủ tướng Chính phủ;", "Chính phủ"),
    ("wrong-type", "Căn cứ Thông tư số 42/2022/NĐ-CP ngày 24/6/2022 của Chính phủ;", "Nghị định"),
    ("year-mismatch", "Căn cứ Nghị định số 42/2022/NĐ-CP ngày 24/6/2021 của Chính phủ;", "24/06/2022"),
    ("date-mismatch", "Căn cứ Quyết định số 06/QĐ-TTg ngày 07/01/2022;", "06/01/2022"),
    ("title-mismatch", "Căn cứ Luật Đất đai số 63/2025/QH15;", "31/2024/QH15, 45/2013/QH13, 13/2003/QH11"),
    ("two-titles", ("Nghị quyết số 02/NQ-CP ngày 05/01/2022 về những nhiệm vụ cải thiện môi trường kinh doanh, năng lực cạnh tranh;\n"
                     "Nghị quyết số 02/NQ-CP ngày 05/01/2022 về kế hoạch phát triển kinh tế - xã hội và dự toán ngân sách;"), None),
    ("two-dates", "Căn cứ Nghị quyết số 02/NQ-CP ngày 05/01/2022;\nTheo Nghị quyết số 02/NQ-CP ngày 06/01/2022;", None),
    ("superseded-body", "1. Sở Thông tin và Truyền thông chủ trì thực hiện.", "Sở Khoa học và Công nghệ"),
    ("merged-place", "1. Phối hợp với tỉnh Bình Dương để học tập.", "Hồ Chí Minh"),
    ("misprint", "Căn cứ Quyết định số 3467/QD-BYT ngày 15/11/2022;", "3467/QĐ-BYT"),
    ("not-settled", "Căn cứ Nghị quyết số 01/NQ-CP;", None),
    ("duplicate-basis",
     "Căn cứ Nghị định số 42/2022/NĐ-CP ngày 24/6/2022;\nCăn cứ Nghị định số 42/2022/NĐ-CP của Chính phủ;", None),
    ("forgotten-act",
     "Căn cứ Nghị định số 102/2024/NĐ-CP ngày 30/7/2024 của Chính phủ quy định chi tiết thi hành một số điều của Luật Đất đai;",
     "31/2024/QH15"),
    ("order-of-bases", "Căn cứ Nghị định số 42/2022/NĐ-CP ngày 24/6/2022;\nCăn cứ Luật Đất đai số 31/2024/QH15;", None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body", "likely"), CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)])
def test_each_finding(kind: str, body: str, likely: str | None) -> None:
    day = datetime.date(2024, 5, 1) if kind == "basis-not-yet" else DAY
    told = [f for f in found(body, day=day) if f.kind == kind]
    assert told, [f.kind for f in found(body, day=day)]
    assert likely is None or told[0].likely == likely
    assert told[0].severity == kinds()[kind].severity
    said = f"{translated('vi', told[0].reason)}. {translated('vi', told[0].proof or '')}"
    assert told[0].reason not in said and not english_in(said), said


@pytest.mark.parametrize(
    "body",
    [
        "Căn cứ Nghị định số 42/2022/NĐ-CP ngày 24/6/2022 của Chính phủ quy định về việc cung cấp thông tin;",
        "Tiếp nhận nhiệm vụ của Sở Thông tin và Truyền thông trước đây.",
        "Căn cứ Quyết định số 15/QĐ-UBND ngày 20/01/2024 của Ủy ban nhân dân tỉnh Bình Dương;",
    ],
)
def test_a_sound_draft_has_no_findings(body: str) -> None:
    assert not [f for f in found(body) if f.kind != "not-settled"]


FIVE_DEAD = (
    "Căn cứ Nghị định số 110/2004/NĐ-CP ngày 08 tháng 4 năm 2004 của Chính phủ về công tác văn thư;\n"
    "Căn cứ Luật Giao dịch điện tử số 51/2005/QH11;\n"
    "Căn cứ Luật Ban hành văn bản quy phạm pháp luật số 80/2015/QH13;\n"
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;\n"
    "Căn cứ Luật Đất đai số 45/2013/QH13;\n"
)


def test_five_dead_bases_of_a_draft_without_a_day_each_with_a_successor_alive_on_it() -> None:
    reviewed = review_draft(Source("draft.txt", BLANK + FIVE_DEAD))
    dead = [f for f in reviewed.review.findings if f.kind == "dead-basis"]
    assert [f.successors[0].split()[0] for f in dead] == [
        "30/2020/NĐ-CP", "20/2023/QH15", "64/2025/QH15", "72/2025/QH15", "31/2024/QH15",
    ]  # fmt: skip
    assert reviewed.review.day == datetime.date.today()
    assert "chưa ghi ngày nên xét theo hôm nay" in summary(reviewed, "vi")
    assert "(today, because" in summary(reviewed, "en")
    assert all(f.proof for f in dead)


@pytest.mark.parametrize(
    ("month", "year", "day", "said"),
    [
        ("6", "2024", datetime.date(2024, 6, 30), "the last day of the month"),
        ("02", "2023", datetime.date(2023, 2, 28), "the last day of the month"),
        ("    ", "2022", datetime.date(2022, 12, 31), "the last day of the year"),
        ("    ", str(datetime.date.today().year), datetime.date.today(), "today, because"),
        (str(datetime.date.today().month), str(datetime.date.today().year), datetime.date.today(), "today, because"),
    ],
)
def test_a_draft_without_a_day_is_judged_within_what_it_tells(
    month: str, year: str, day: datetime.date, said: str
) -> None:
    """51/2005/QH11 died on 1 July 2024."""
    head = HEAD.format(number="     ", day="    ", month=month, year=year)
    reviewed = review_draft(Source("draft.txt", head + "Căn cứ Luật Giao dịch điện tử số 51/2005/QH11;\n"))
    assert reviewed.review.day == day
    assert said in summary(reviewed, "en")
    dead = [f for f in reviewed.review.findings if f.kind == "dead-basis"]
    assert bool(dead) == (day >= datetime.date(2024, 7, 1))


def test_the_day_of_the_draft_decides() -> None:
    assert not [f for f in found(FIVE_DEAD.split("\n")[1], DATED, None) if f.kind == "dead-basis"]
    assert [f for f in found(FIVE_DEAD.split("\n")[1], DATED, DAY) if f.kind == "dead-basis"]


def test_a_basis_of_which_nothing_is_known_is_told_as_unknown() -> None:
    reviewed = review_draft(Source("draft.txt", BLANK + "Căn cứ Quyết định số 77/QĐ-UBND ngày 02/3/2021;"), day=DAY)
    assert [basis.state for basis in reviewed.review.bases] == [State.UNKNOWN]


def test_an_act_that_the_draft_itself_ends_is_no_dead_target() -> None:
    body = "Kế hoạch này thay thế Kế hoạch số 8/KH-UBND ngày 02/3/2021 của Ủy ban nhân dân tỉnh."
    assert not [f for f in found(body) if f.kind == "dead-target"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CypherStore]:
    """A graph in which a decision of the province was replaced, and the text that says so stands."""
    old = document("thanh-hoa/2020/15-qd-ubnd", key="15/QĐ-UBND", type="QĐ", date="2020-03-01", level="province")
    new = text("thanh-hoa/2024/19-qd-ubnd", key="19/QĐ-UBND", type="QĐ", date="2024-03-01", level="province")
    with closing(open_store(str(tmp_path / "store"))) as opened:
        opened.create_schema()
        opened.load(
            build([old, new], [mention(new, 10, old.id, Relation.REPLACES, sentence="Thay thế Quyết định số 15.")])
        )
        yield opened


def test_a_graph_knows_what_the_tables_do_not(store: CypherStore) -> None:
    body = "Căn cứ Quyết định số 15/QĐ-UBND ngày 01/3/2020 của Ủy ban nhân dân tỉnh Thanh Hóa;"
    assert not [f for f in found(body) if f.kind == "dead-basis"]
    (dead,) = (f for f in found(body, store=store) if f.kind == "dead-basis")
    assert dead.successors == ("19/QĐ-UBND ngày 01/03/2024",)
    assert dead.proof == "“Thay thế Quyết định số 15.” (thanh-hoa-2024-19-qd-ubnd.txt:10)"


AMENDING = (
    "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: 30/2024/QĐ-UBND\nThanh Hóa, ngày 01 tháng 3 năm 2024\n\nQUYẾT ĐỊNH\n"
    "Sửa đổi, bổ sung một số điều của Quyết định số 15/2020/QĐ-UBND ngày 01/3/2020 của Ủy ban nhân dân tỉnh Thanh Hóa\n\n"
    "Điều 1. Sửa đổi, bổ sung một số điều của Quyết định số 15/2020/QĐ-UBND ngày 01/3/2020\n"
    "1. Sửa đổi khoản 2 Điều 5 như sau:\n“2. Nộp trong 5 ngày.”\n2. Bãi bỏ Điều 7.\n3. Bổ sung Điều 8a như sau:\n“Điều 8a. Mới”.\n"
    "Điều 2. Quyết định này có hiệu lực từ ngày 15 tháng 3 năm 2024.\n"
)


@pytest.mark.parametrize(
    ("cited", "kind", "reason"),
    [
        ("khoản 2 Điều 5", "changed-part", "được sửa đổi, bổ sung từ ngày 15/03/2024 bởi khoản 1 Điều 1 của 30/2024/QĐ-UBND; nay viết: “2. Nộp trong 5 ngày.”"),
        ("Điều 5", "changed-part", "có khoản 2 Điều 5 được sửa đổi, bổ sung từ ngày 15/03/2024 bởi khoản 1 Điều 1 của 30/2024/QĐ-UBND"),
        ("điểm a khoản 2 Điều 5", "changed-part", "nằm trong khoản 2 Điều 5 được sửa đổi, bổ sung từ ngày 15/03/2024 bởi khoản 1 Điều 1 của 30/2024/QĐ-UBND"),
        ("khoản 1 Điều 7", "dead-part", "nằm trong Điều 7 bị bãi bỏ từ ngày 15/03/2024 bởi khoản 2 Điều 1 của 30/2024/QĐ-UBND"),
        ("khoản 3 Điều 5", None, None), ("Điều 8a", None, None),
    ],
)  # fmt: skip
def test_a_cited_part_that_was_changed_since_is_told(
    tmp_path: Path, cited: str, kind: str | None, reason: str | None
) -> None:
    folder = tmp_path / "acts"
    folder.mkdir()
    (folder / "30.txt").write_text(AMENDING, encoding="utf-8")
    draft = f"Căn cứ {cited} của Quyết định số 15/2020/QĐ-UBND ngày 01/3/2020 của Ủy ban nhân dân tỉnh Thanh Hóa;"
    with closing(open_store(str(tmp_path / "store"))) as opened:
        opened.create_schema()
        opened.load(read_corpus([str(folder)]).graph)
        told = [f for f in found(draft, store=opened) if f.kind.endswith("-part")]
        earlier = found(draft, day=datetime.date(2024, 3, 10), store=opened)
        named = found(draft + "\nCăn cứ Quyết định số 30/2024/QĐ-UBND ngày 01/3/2024;", store=opened)
    assert [(f.kind, translated("vi", f.reason)) for f in told] == ([(kind, reason)] if kind else [])
    assert all(f.proof and "30.txt:" in f.proof and f.text.startswith(f"{cited} của Quyết định") for f in told)
    assert not [f for f in earlier if f.kind.endswith("-part")]
    assert not [f for f in named if f.kind == "changed-part"]


def test_the_words_of_a_cited_part_on_the_day_come_with_the_review(tmp_path: Path) -> None:
    (tmp_path / "acts").mkdir()
    (tmp_path / "acts" / "30.txt").write_text(AMENDING, encoding="utf-8")
    act = "Quyết định số 15/2020/QĐ-UBND ngày 01/3/2020 của Ủy ban nhân dân tỉnh Thanh Hóa"
    source = Source("draft.txt", f"{BLANK}Căn cứ khoản 2 Điều 5 {act};\nTheo Điều 7, Điều 9 {act};\n")
    with closing(open_store(str(tmp_path / "store"))) as opened:
        opened.create_schema()
        opened.load(read_corpus([str(tmp_path / "acts")]).graph)
        parts = review_draft(source, day=DAY, store=opened).parts
    told = {path: (now.words, [one.done for one in now.done]) for (_, path), now in parts.items()}
    assert told == {
        "dieu-5/khoan-2": ("2. Nộp trong 5 ngày.", ["amends"]),
        "dieu-7": (None, ["repeals"]),
        "dieu-9": (None, []),
    }


def test_rows_of_ones_own_are_asked(tmp_path: Path) -> None:
    rows = tmp_path / "own.jsonl"
    rows.write_text(
        '{"key": "77/2021/NĐ-CP", "date": "2021-08-01", "ended": "2025-01-01", "source": "K"}\n', encoding="utf-8"
    )
    source = Source("draft.txt", BLANK + "Căn cứ Nghị định số 77/2021/NĐ-CP ngày 01/8/2021 của Chính phủ;")
    own = review_draft(source.with_knowledge(with_register(rows)), day=DAY).review.findings
    assert [f.kind for f in own if f.severity == "error"] == ["dead-basis"]
    plain = review_draft(source.with_knowledge(built_in()), day=DAY).review.findings
    assert not [f for f in plain if f.kind == "dead-basis"]


def test_findings_come_with_the_weightiest_first() -> None:
    order = [list(kinds()).index(f.kind) for f in found(FIVE_DEAD + "\n".join(c[1] for c in CASES))]
    assert order == sorted(order)
    assert len(set(order)) > 12


def test_sarif_and_json_hold_the_places_of_the_file() -> None:
    source = Source("a b.txt", BLANK + FIVE_DEAD)
    reviewed = review_draft(source, day=DAY)
    (run,) = json.loads(as_sarif(reviewed, "vi"))["runs"]
    first = run["results"][0]
    region = first["locations"][0]["physicalLocation"]["region"]
    line = source.text.split("\n")[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 :].startswith("Nghị định số 110/2004/NĐ-CP")
    assert source.text[region["charOffset"] :][: region["charLength"]] == "Nghị định số 110/2004/NĐ-CP"
    assert {r["ruleId"] for r in run["results"]} == {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    whole = json.loads(as_json(reviewed))
    assert whole["day"] == "2026-11-01"
    assert len(whole["findings"]) == len(run["results"])
    assert describe_finding(reviewed.review.findings[0], "vi").endswith("Dùng: 30/2020/NĐ-CP ngày 05/03/2020.")
    assert describe_finding(reviewed.review.findings[0], "en").endswith("Use: 30/2020/NĐ-CP ngày 05/03/2020.")


def test_the_command_prints_writes_and_ends(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(BLANK + FIVE_DEAD + "Chủ trì: <b>Sở</b> & các đơn vị.", encoding="utf-8")
    run = CliRunner()
    table = run.invoke(main, ["check", str(draft), "--on", "01/11/2026", "--lang", "vi"], env={"COLUMNS": "400"})
    assert table.exit_code == 0
    assert table.stdout.count("Căn cứ đã hết hiệu lực") == 5
    english = run.invoke(main, ["check", str(draft), "--on", "01/11/2026", "--lang", "en"], env={"COLUMNS": "400"})
    assert english.stdout.count("A basis that is no longer in force") == 5
    assert english.stdout.count("no longer in force since") == 5
    assert "As of 01/11/2026: " in english.stderr
    assert run.invoke(main, ["check", str(draft), "--exit-code"]).exit_code == 1
    one, other = (
        run.invoke(main, ["check", str(draft), "--on", "01/11/2026", "--format", "json", "--lang", language]).stdout
        for language in ("vi", "en")
    )
    assert one == other and '"kind": "dead-basis"' in one
    page = tmp_path / "review.html"
    assert run.invoke(main, ["check", str(draft), "-o", str(page), "--lang", "en"]).exit_code == 0
    written = page.read_text(encoding="utf-8")
    assert '<html lang="en">' in written and "Review of a draft" in written and "Căn cứ đã hết" not in written
    assert run.invoke(main, ["check", str(draft), "-o", str(page), "--lang", "vi"]).exit_code == 0
    written = page.read_text(encoding="utf-8")
    assert "\\u003cb\\u003eSở" in written and "<b>Sở" not in written
    assert run.invoke(main, ["check", str(draft), "-o", str(tmp_path / "r.sarif.json")]).exit_code == 0
    assert json.loads((tmp_path / "r.sarif.json").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert run.invoke(main, ["check", str(draft), "-o", str(tmp_path / "r.pdf")]).exit_code == 2
    assert run.invoke(main, ["check", str(draft), "--on", "hôm qua"]).exit_code != 0
