"""Every number form is proved by its own examples, both ways, and in running text."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cancu.extract import Source, extract
from cancu.extract.cue_words import cue_by_words, cues, cues_in
from cancu.knowledge.base import built_in
from cancu.language.numbers import forms, parse_number

EXAMPLES = [(form.id, key) for form in forms() for key in form.examples]
COUNTER = [(form.id, key) for form in forms() for key in form.counter]


@pytest.mark.parametrize(("form", "key"), EXAMPLES)
def test_example_is_read_by_its_form(form, key):
    assert parse_number(key).form.id == form


@pytest.mark.parametrize(("form", "key"), COUNTER)
def test_counter_example_is_not(form, key):
    number = parse_number(key)
    assert number is None or number.form.id != form


@pytest.mark.parametrize(("form", "key"), EXAMPLES)
def test_example_in_a_sentence_is_found_exactly_once(form, key):
    text = f"Thực hiện văn bản số {key} ngày 05/6/2023 của cơ quan có thẩm quyền, các đơn vị báo cáo."
    found = extract(Source("a.txt", text)).mentions
    assert [(m.key, m.rule, m.text.endswith(key)) for m in found] == [(key, form, True)]


STATE_TYPES = sorted({c for t in built_in().types for c in t.codes if t.family == "administrative"})
CODES = sorted(i.id for i in built_in().issuers if "-" not in i.id and not i.terms)


@pytest.mark.parametrize("code", STATE_TYPES)
def test_every_type_with_every_issuer_reads_back(code):
    for issuer in CODES:
        for key in (f"7/{code}-{issuer}", f"07-{code}/{issuer}", f"12/2024/{code}-{issuer}"):
            number = parse_number(key)
            assert number is not None and number.key == key
            year = f"{number.year}/" if number.year else ""
            assert f"{number.number}{key[len(number.number)]}{year}{number.symbol}" == key


@given(
    number=st.from_regex(r"\A[1-9][0-9]{0,4}[a-c]?\Z"),
    type_code=st.sampled_from(STATE_TYPES),
    issuer=st.sampled_from(CODES),
    gap=st.sampled_from(["", " ", "\n", " \n\n"]),
)
def test_spaces_and_line_breaks_inside_a_number_do_not_hide_it(number, type_code, issuer, gap):
    text = f"Căn cứ Quyết định số {number}{gap}/{type_code}-{issuer} ngày 01/02/2023;"
    assert [m.key for m in extract(Source("a.txt", text)).mentions] == [f"{number}/{type_code}-{issuer}"]


@pytest.mark.parametrize(
    "text",
    [
        "tỷ lệ 24/7, giai đoạn 2021-2025, ngày 15/9/2023, đạt 99/100 điểm",
        "thông số 10 km/h và 5/6 nhiệm vụ",
        "theo mẫu số 03/KBS/GSQL ban hành",
        "Điện thoại: 0237.385/HC",
        "pháp luật về luật sư, luật gia",
    ],
)
def test_what_is_no_document_is_not_found(text):
    assert extract(Source("a.txt", text)).mentions == ()


def test_what_looks_like_a_number_but_matches_nothing_is_reported():
    passed = extract(Source("a.txt", "theo mẫu số 03/KBS/GSQL ban hành")).passed
    assert [(p.text, p.why) for p in passed] == [("03/KBS/GSQL", "no number form recognises it")]


def test_no_two_cues_share_their_words():
    words = [w for cue in cues() for w in cue.words]
    strong = [w for cue in cues() if not cue.weak for w in cue.words]
    assert len(strong) == len(set(strong)) and words


@pytest.mark.parametrize("cue", cues(), ids=lambda c: c.id)
def test_every_cue_has_an_example_in_which_it_decides(cue):
    assert cue.examples
    for example in cue.examples:
        before = example.split("…")[0].lower()
        fired = {cued.cue.id for cued in cues_in(before)}
        assert cue.id in fired, example


RELATION_EXAMPLES = [(c.id, c.relation, e) for c in cues() if c.relation and not c.weak for e in c.examples]


@pytest.mark.parametrize(("cue", "relation", "example"), RELATION_EXAMPLES)
def test_example_gives_its_relation(cue, relation, example):
    subject = "Thông tư này " if relation == "GUIDES" else ""
    cited = "Kế hoạch số 24/KH-UBND" if relation == "IMPLEMENTS" else "Nghị định số 42/2022/NĐ-CP"
    text = subject + example.replace("…", cited)
    (mention,) = extract(Source("a.txt", text)).mentions
    assert mention.relation == relation


COUNTER_CUES = [(c.id, e) for c in cues() for e in c.counter]


@pytest.mark.parametrize(("cue", "example"), COUNTER_CUES)
def test_counter_example_does_not_let_the_cue_decide(cue, example):
    text = example.replace("…", "Nghị định số 42/2022/NĐ-CP")
    for mention in extract(Source("a.txt", text)).mentions:
        decided = cue_by_words().get(mention.cue or "")
        assert decided is None or decided.id != cue


def test_forms_are_tried_in_an_order_that_no_example_contradicts():
    for (form, key), other in itertools.product(EXAMPLES, forms()):
        if other.id == form:
            break
        assert not other.pattern.fullmatch(key) or other.id == form
