"""Questions about real documents, from their text to the answer."""

import csv
import io
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from cancu.cli import main
from cancu.corpus import read_corpus
from cancu.graph.store import open_store

GOLD = Path(__file__).parents[2] / "shared" / "gold" / "dev"
pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="the annotated documents are not beside this checkout")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = str(tmp_path_factory.mktemp("gold") / "store")
    with closing(open_store(url)) as opened:
        opened.create_schema()
        opened.load(read_corpus([str(GOLD)]).graph)
    return url


@pytest.mark.parametrize(
    ("question", "column", "present", "absent"),
    [
        (
            "Những kế hoạch nào của Thanh Hóa triển khai Đề án 06?",
            "document",
            {"thanh-hoa/2023/24-kh-ubnd", "thanh-hoa/2023/2772-kh-skhdt"},
            {"vn/2024/04-ct-ttg", "thanh-hoa/2023/62-tb-ubnd"},
        ),
        (
            "Tỉnh nào chưa có kế hoạch thực hiện Quyết định 58/QĐ-UBQGCĐS?",
            "place",
            {"Hà Nội", "Quảng Ngãi", "Cần Thơ", "Thanh Hóa"},  # Thanh Hóa's own plan is a draft
            set(),
        ),
        (
            "căn cứ pháp lý của kế hoạch 24/KH-UBND Thanh Hóa",
            "basis",
            {"vn/2022/06-qd-ttg"},
            {"vn/2024/04-ct-ttg", "thanh-hoa/2023/24-kh-ubnd"},
        ),
        (
            "neu quyet dinh 06/QD-TTg bi thay the thi anh huong gi",
            "document",
            {"thanh-hoa/2023/24-kh-ubnd", "thanh-hoa/2023/2772-kh-skhdt", "vn/2024/04-ct-ttg"},
            {"vn/2022/06-qd-ttg", "vn/2022/90-qd-ttg"},
        ),
    ],
)
def test_a_question_has_its_answer(store: str, question: str, column: str, present: set[str], absent: set[str]) -> None:
    asked = CliRunner().invoke(main, ["ask", question, "--store", store, "--format", "csv"], catch_exceptions=False)
    assert asked.exit_code == 0, asked.stderr
    found = {row.get(f"{column}_id", row[column]) for row in csv.DictReader(io.StringIO(asked.stdout))}
    assert present <= found
    assert not absent & found
    again = next(line for line in asked.stderr.splitlines() if line.startswith("$ cancu query "))
    assert len(again) > len("$ cancu query ")
