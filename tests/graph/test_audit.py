"""What the audit lists, in the order of what hangs on it, and what `check` says of one draft."""

from pathlib import Path

import pytest

from cancu.corpus import graph_of, read_corpus
from cancu.extract import Source
from cancu.graph.store import open_store
from cancu.queries import answer, get
from cancu.review import review_draft
from tests.graph.papers import plan, read

FOLDER = Path(__file__).parents[3] / "shared" / "corpus-large"


def rows(tmp_path, *texts):
    """The rows of the audit over a few papers: document, kind, papers, times."""
    store = open_store(str(tmp_path / "graph"))
    store.create_schema()
    store.load(graph_of(read(*texts)))
    found = answer(store, get("audit"), {})
    store.close()
    place = [found.columns.index(name) for name in ("document", "kind", "papers", "times")]
    return [(row[place[0]]["id"], *(row[i] for i in place[1:])) for row in found.rows]


def test_what_most_papers_hang_on_comes_first(tmp_path):
    law = "Căn cứ Luật Bảo vệ môi trường ngày 17 tháng 11 năm 2020;"
    decree = "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 06 tháng 3 năm 2020 của Chính phủ về công tác văn thư;"
    texts = [
        plan(law.replace("17", "19"), number="1/KH-UBND", title="Việc một"),
        plan(f"{law}\n{decree}", number="2/KH-UBND", title="Việc hai"),
        plan(law, number="3/KH-UBND", title="Việc ba"),
    ]
    assert rows(tmp_path, *texts) == [("vn/2020/72-2020-qh14", "date", 3, 1), ("vn/2020/30-2020-nd-cp", "date", 1, 1)]


def test_a_paper_that_cites_what_is_later_is_one_row(tmp_path):
    text = (
        "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;\n"
        "Căn cứ Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ;"
    )
    assert rows(tmp_path, plan(text, on="13/02/2019")) == [("thanh-hoa/2019/24-kh-ubnd", "time", 0, 2)]


def test_a_sound_graph_has_no_rows(tmp_path):
    text = (
        "Căn cứ Luật Bảo vệ môi trường ngày 17 tháng 11 năm 2020; Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020;"
    )
    assert rows(tmp_path, plan(text)) == []


CHECKED = {
    "a law's day": ("Căn cứ Luật Bảo vệ môi trường ngày 19 tháng 11 năm 2020;", "date-mismatch"),
    "an act that is later": ("Căn cứ Nghị định số 168/2025/NĐ-CP ngày 30 tháng 6 năm 2025;", "time-mismatch"),
    "the type": ("Căn cứ Nghị quyết số 72/2020/QH14 ngày 17 tháng 11 năm 2020;", None),
    "a term": ("Căn cứ Luật số 999/2025/QH13 về việc khác;", "term-mismatch"),
}


@pytest.mark.parametrize(("text", "kind"), CHECKED.values(), ids=CHECKED)
def test_a_contradiction_is_a_finding_of_check(text, kind):
    found = review_draft(Source("plan.txt", plan(text, on="13/02/2023")))
    kinds = {finding.kind for finding in found.review.findings}
    assert (kind in kinds) if kind else not any(k.endswith("mismatch") for k in kinds)


@pytest.mark.slow
def test_the_counts_of_a_real_corpus(tmp_path):
    if not FOLDER.is_dir():
        pytest.skip("corpus-large is not beside the project")
    corpus = read_corpus([str(FOLDER)])
    documents = {d.id: d for d in corpus.resolved.documents}
    cited = [m for m in corpus.resolved.mentions if m.target_id in documents and m.status == "resolved" and m.date]
    laws = [m for m in corpus.resolved.mentions if m.kind == "name"]
    assert [m for m in cited if documents[m.target_id].date not in (None, m.date)] == []
    slips = [m for m in laws if m.date and m.repairs]
    assert len(slips) <= 5 and all("day and month" in m.repairs[-1].proof for m in slips)
    undated = {m.target_id for m in laws if m.target_id and "/-/" in m.target_id}
    assert len(undated) <= 25
    assert len(corpus.resolved.copies) >= 7
    assert [d.id for d in documents.values() if d.key == "57-NQ/TW" and d.year not in (None, 2024)] == []

    store = open_store(str(tmp_path / "graph"))
    store.create_schema()
    store.load(corpus.graph)
    found = answer(store, get("audit"), {})
    store.close()
    assert 0 < len(found.rows) <= 60
    papers = [row[found.columns.index("papers")] for row in found.rows]
    assert papers == sorted(papers, reverse=True)
