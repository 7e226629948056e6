"""Questions, stored queries, and their answers as files."""

import csv
import io
import re
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from cancu.queries import catalogue
from cancu.serve.office_files import word_table, workbook
from tests.serve.conftest import EXAMPLES, client_of


def test_a_question_is_answered_with_proof_and_follow_ups(client):
    text = client.get("/ask", params={"q": "Những kế hoạch nào của Thanh Hóa triển khai Đề án 06?"}).text
    assert "24/KH-UBND" in text and "/doc/thanh-hoa/2023/24-kh-ubnd?at=" in text
    assert text.count('href="/ask?q=') >= 2
    assert ("Nơi: Thanh Hóa" in text and "qua 24/KH-UBND" in text) or "Place: Thanh Hóa" in text
    assert "/export/implementers.xlsx?document=" in text


def test_a_condition_of_few_words_is_chosen_in_the_own_language(site):
    text = client_of(site).get("/query/cited-by?document=" + quote("06/QĐ-TTg") + "&place=thanh-hoa").text
    assert '<option value="IMPLEMENTS">thực hiện, triển khai</option>' in text
    assert '<option value="province">tỉnh</option>' in text
    assert 'value="Thanh Hóa"' in text


def test_a_question_that_is_not_understood_offers_others(client):
    text = client.get("/ask", params={"q": "trời hôm nay có mưa không"}).text
    assert text.count('href="/ask?q=') > 20


def test_a_name_that_means_several_documents_is_chosen_from_a_list(client):
    text = client.get("/query/implementers", params={"document": "chuyển đổi số"}).text
    choices = re.findall(r'href="(/query/implementers\?document=[^"]+)"', text)
    assert choices
    assert client.get(choices[0].replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_every_stored_query_has_a_page(site, name):
    stored = catalogue()[name]
    required = {"document": "06/QĐ-TTg", "from": "24/KH-UBND Thanh Hóa", "to": "06/QĐ-TTg", "source": "24/KH-UBND Thanh Hóa",
                "target": "06/QĐ-TTg", "part": "dieu-1", "one": "thanh-hoa", "other": "quang-ngai", "first": "2023-01-01", "last": "2024-01-01"}  # fmt: skip
    given = {p.name: required.get(p.name, "") for p in stored.parameters if p.required}
    if name == "compare-directives":
        given |= {"one": "06/QĐ-TTg", "other": "749/QĐ-TTg"}
    answer = client_of(site).get(f"/query/{name}", params=given)
    assert answer.status_code == 200, answer.text[:500]
    assert "<table" in answer.text or 'class="empty"' in answer.text
    assert str(EXAMPLES) not in answer.text


def test_a_wrong_condition_is_told(client):
    answer = client.get("/query/implementers", params={"document": "06/QĐ-TTg", "depth": "99"})
    assert answer.status_code == 400 and 'role="alert"' in answer.text


def test_a_workbook_opens_with_the_rows_of_the_page(client):
    answer = client.get("/export/implementers.xlsx?document=" + quote("06/QĐ-TTg"))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [*sheet.iter_rows(values_only=True)]
    assert rows[0][0] in ("văn bản", "document")
    assert len(rows) == 12
    assert "24/KH-UBND" in rows[1][0]
    assert not any(str(EXAMPLES) in str(value) for row in rows for value in row)
    again = client.get("/export/implementers.xlsx?document=" + quote("06/QĐ-TTg"))
    assert again.content == answer.content


def test_csv_keeps_the_names_that_programs_know(client):
    text = client.get("/export/implementers.csv?document=" + quote("06/QĐ-TTg")).content.decode("utf-8-sig")
    rows = [*csv.DictReader(io.StringIO(text))]
    assert len(rows) == 11 and set(catalogue()["implementers"].columns) <= set(rows[0])
    assert rows[0]["document_id"] == "thanh-hoa/2023/24-kh-ubnd"
    assert str(EXAMPLES) not in text


@pytest.mark.parametrize("suffix", ["svg", "png", "html"])
def test_pictures_and_word_tables_can_be_had(client, suffix):
    answer = client.get(f"/export/implementers.{suffix}?document=" + quote("06/QĐ-TTg"))
    assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
    assert len(answer.content) > 1000


def test_a_cell_is_never_a_formula_nor_markup():
    evil = ['=HYPERLINK("http://x")', "<script>x</script>", "+1", "@a", "a\x00b\u202e"]
    book = load_workbook(io.BytesIO(workbook("t[/]", ["a"], [[text] for text in evil], [("t", "")])))
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert all(cell.data_type == "s" for cell in cells)
    assert [cell.value for cell in cells[:4]] == evil[:4]
    assert "<script>" not in word_table("t", ["a"], [[text] for text in evil], "vi")
