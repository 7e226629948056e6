"""The sample documents and their annotation hold what the annotation promises."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from cancu.corpus import read_corpus
from cancu.models import Relation

EXAMPLES = Path(__file__).parent.parent / "examples"
TEXTS = sorted(p for p in EXAMPLES.iterdir() if p.is_file())
GOLD = sorted((EXAMPLES / "gold").glob("*.json"))
KINDS = {"number", "alias", "title", "name"}
RELATIONS = {str(relation) for relation in Relation}


def load(path: Path) -> tuple[dict[str, Any], str]:
    """An annotation and the text that it is of, newlines as stored."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    return gold, (EXAMPLES / gold["file"]).read_bytes().decode("utf-8")


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.name)
def test_texts_are_short_and_normal(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert 500 <= len(text.encode()) <= 4000
    assert text == unicodedata.normalize("NFC", text)
    assert "\r" not in text
    assert text.endswith("\n")


def test_every_text_but_the_web_page_is_annotated() -> None:
    assert {load(path)[0]["file"] for path in GOLD} == {p.name for p in TEXTS if p.suffix != ".html"}
    assert {p.suffix for p in TEXTS} == {".txt", ".md", ".html"}


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_annotations_hold_in_the_text(path: Path) -> None:
    gold, text = load(path)
    mentions = gold["mentions"]
    keys = {key for mention in mentions for key in (mention["key"], *mention.get("alt_keys", ()))}
    assert [mention["start"] for mention in mentions] == sorted(mention["start"] for mention in mentions)
    for mention in mentions:
        assert text[mention["start"] : mention["end"]] == mention["text"]
        assert mention["kind"] in KINDS
        assert {mention["relation"], *mention.get("alt_relations", ())} <= RELATIONS
        assert {mention["source"], *mention.get("alt_sources", ())} <= keys | {"self"}
        assert mention["date"] is None or mention["year"] == int(mention["date"][:4])
        for also in mention.get("also", ()):
            assert also["relation"] in RELATIONS
            assert {also["source"], also["target"]} <= keys


def test_the_difficulties_of_real_files_are_there() -> None:
    texts = [p.read_text(encoding="utf-8") for p in TEXTS]
    mentions = [mention for path in GOLD for mention in load(path)[0]["mentions"]]
    assert any("Số: /KH" in text for text in texts)
    assert any("\nĐẾN\n" in text for text in texts)
    assert any("\n" in mention["text"] for mention in mentions)
    assert any(mention.get("printed_key") for mention in mentions)
    assert any(mention["source"] != "self" for mention in mentions)
    assert any(mention.get("also") for mention in mentions)
    assert {mention["kind"] for mention in mentions} == KINDS
    assert {mention["relation"] for mention in mentions} == RELATIONS


def test_the_web_page_is_read() -> None:
    [extraction] = read_corpus([str(EXAMPLES / "cong-van-chi-thi-34-quang-ngai.html")]).extractions.values()
    assert (extraction.document.key, str(extraction.document.date)) == ("5820/UBND-KGVX", "2024-10-24")
    found = [mention.key for mention in extraction.mentions]
    assert found == ["34/CT-TTg", "34/CT-TTg", "318/TB-UBND", "61/KH-UBND"]
