"""The two steps of the project that are not spaCy's own."""

import json
import sys
from pathlib import Path

import spacy
from spacy.tokens import DocBin

from cancu.spacy_component import pipeline

KINDS = {"ke-hoach": "plan", "quyet-dinh": "decision"}


def texts(folder: str) -> dict[str, str]:
    """The plain texts of a folder by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob("*.txt"))}


def corpus(folder: str, output: str) -> None:
    """Write the texts with the kind that their names tell."""
    nlp, kept = pipeline(), DocBin()
    for name, text in texts(folder).items():
        doc = nlp.make_doc(text)
        told = next((kind for beginning, kind in KINDS.items() if name.startswith(beginning)), "other")
        doc.cats = {kind: float(kind == told) for kind in (*KINDS.values(), "other")}
        kept.add(doc)
    Path(output).parent.mkdir(parents=True, exist_ok=True)
    kept.to_disk(output)


def citations(folder: str, model: str, output: str) -> None:
    """Write a line for each citation: file, kind of the text, words, relation, and id of the document."""
    nlp, found = spacy.load(model), texts(folder)
    with Path(output).open("w", encoding="utf-8", newline="\n") as out:
        for name, doc in zip(found, nlp.pipe(found.values()), strict=True):
            kind = max(doc.cats, key=lambda one: doc.cats[one])
            for span in doc.spans["citations"]:
                row = {"file": name, "kind": kind, "words": span.text, "relation": span.label_, "document": span.kb_id_}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    {"corpus": corpus, "citations": citations}[sys.argv[1]](*sys.argv[2:])
