"""The spaCy component as spaCy's users use theirs: files, processes, trained pipelines, and the page with the recipes."""

import doctest
import json
import runpy
import shutil
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
import srsly
from spacy.cli.train import train
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example

from cancu.demo import examples
from cancu.errors import CancuError
from cancu.spacy_component import pipeline

DOCS = Path(__file__).parents[1] / "docs"
TEXT = (
    "Căn cứ Luật Giao dịch điện tử ngày 22/6/2023;\n"
    "Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022, Công văn số 7/X-Y ngày 01/02/2023\n"
)
MEANT = ["vn/2023/20-2023-qh15", "vn/2022/06-qd-ttg"]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline()


def by_bytes(nlp: Language, doc: Doc) -> Doc:
    return Doc(nlp.vocab).from_bytes(doc.to_bytes())


def by_bin(nlp: Language, doc: Doc) -> Doc:
    kept = DocBin(docs=[doc], store_user_data=True).to_bytes()
    return next(DocBin().from_bytes(kept).get_docs(nlp.vocab))


def by_processes(nlp: Language, doc: Doc) -> Doc:
    return list(nlp.pipe([doc.text] * 3, n_process=2))[2]


@pytest.mark.parametrize("way", [by_bytes, by_bin, by_processes])
def test_citations_travel_with_their_documents(nlp: Language, way: Callable[[Language, Doc], Doc]) -> None:
    doc = nlp(TEXT)
    other = way(nlp, doc)
    spans, travelled = doc.spans["citations"], other.spans["citations"]
    assert [span.kb_id_ for span in travelled][:2] == MEANT
    assert [span._.mention for span in travelled] == [span._.mention for span in spans]
    assert [span._.document for span in travelled] == [span._.document for span in spans]
    assert travelled[1]._.document.key == "06/QĐ-TTg"


def test_without_user_data_a_span_still_says_what_and_which(nlp: Language) -> None:
    (doc,) = DocBin().from_bytes(DocBin(docs=[nlp(TEXT)]).to_bytes()).get_docs(nlp.vocab)
    span = doc.spans["citations"][0]
    assert (span.label_, span.kb_id_, span._.mention, span._.document) == ("BASED_ON", MEANT[0], None, None)


def test_text_in_decomposed_letters_keeps_its_places(nlp: Language) -> None:
    doc = nlp(unicodedata.normalize("NFD", TEXT))
    span = doc.spans["citations"][1]
    assert unicodedata.normalize("NFC", span.text) == "Quyết định số 06/QĐ-TTg"


def test_an_empty_text_has_no_citations(nlp: Language) -> None:
    assert not list(nlp("").spans["citations"])


def test_a_register_of_ones_own_settles_what_is_open(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    row = {"key": "24/KH-UBND", "scope": "thanh-hoa", "date": "2023-02-13", "title": "Của riêng", "source": "S"}
    file.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    nlp = spacy.blank("xx")
    nlp.add_pipe("cancu", config={"register": str(file)})
    nlp.to_disk(tmp_path / "model")
    doc = spacy.load(tmp_path / "model")("Kế hoạch số 24/KH-UBND ngày 13/02/2023 của UBND tỉnh Thanh Hóa")
    (span,) = doc.spans["citations"]
    assert span._.document.title == "Của riêng"


def test_a_register_that_is_not_there_is_told_when_the_pipeline_is_made() -> None:
    with pytest.raises(CancuError, match=r"no-such\.jsonl"):
        spacy.blank("xx").add_pipe("cancu", config={"register": "no-such.jsonl"})


def test_it_works_beside_a_trained_component(tmp_path: Path) -> None:
    nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": "cancu.Tokenizer.v1"}}})
    nlp.add_pipe("textcat", config={"model": {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": True,
                                              "length": 256, "ngram_size": 1, "no_output_layer": False}})  # fmt: skip
    taught = [Example.from_dict(nlp.make_doc(text), {"cats": {"PLAN": plan, "OTHER": 1 - plan}})
              for text, plan in ((TEXT, 1.0), ("Kính gửi", 0.0))]  # fmt: skip
    nlp.initialize(lambda: taught)
    for _ in range(5):
        nlp.update(taught)
    nlp.add_pipe("cancu", first=True)
    nlp.to_disk(tmp_path / "model")
    doc = spacy.load(tmp_path / "model")(TEXT)
    assert [span.kb_id_ for span in doc.spans["citations"]][:2] == MEANT
    assert doc.cats["PLAN"] > doc.cats["OTHER"]


def test_the_page_with_the_recipes() -> None:
    failed, tried = doctest.testfile(str(DOCS / "spacy.md"), module_relative=False, encoding="utf-8")
    assert tried > 10
    assert not failed


def test_the_project_trains_and_writes_the_citations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command of project.yml in its order, as `spacy project run all` would call them."""
    folder = Path(shutil.copytree(DOCS / "spacy", tmp_path / "project"))
    monkeypatch.chdir(folder)
    project = srsly.read_yaml("project.yml")
    scripts = {
        one["name"]: one["script"][0].replace("${vars.texts}", str(examples())).split() for one in project["commands"]
    }
    for name in project["workflows"]["all"]:
        _, *command = scripts[name]
        if command[0] == "script.py":
            monkeypatch.setattr(sys, "argv", command)
            runpy.run_path("script.py", run_name="__main__")
            continue
        assert command == [
            "-m",
            "spacy",
            "train",
            "config.cfg",
            "-o",
            "model",
            "--paths.train",
            "corpus/texts.spacy",
            "--paths.dev",
            "corpus/texts.spacy",
        ]
        train("config.cfg", "model", overrides={"paths.train": "corpus/texts.spacy", "paths.dev": "corpus/texts.spacy"})
    rows = [json.loads(line) for line in Path("citations.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["kind"] for row in rows} <= {"plan", "decision", "other"}
    assert {"vn/2022/06-qd-ttg", "vn/2020/749-qd-ttg"} <= {row["document"] for row in rows}
