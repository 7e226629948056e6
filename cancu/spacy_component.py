"""cancu in spaCy: a tokenizer that neither splits nor joins numbers, and a component that adds citations to `doc.spans`."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.tokens import Doc, Span
from spacy.util import registry

from cancu.extract import Source, extract
from cancu.graph.resolve import resolve
from cancu.knowledge.base import Knowledge, with_register
from cancu.models import Document, Mention
from cancu.viz.style import style

SPANS_KEY = "citations"
_OPENING = re.compile(r"^[(\[{“‘\"'«*_|…\-–](?!$)")
_CLOSING = re.compile(r"(?<=.)[)\]}”’\"'»*_|…,;:.!?]$")
_RECORD, _CITED = "cancu_mention", "cancu_cited"
"""Extensions with plain values, which spaCy can serialise; `mention` and `document` are read from them."""


def _mention(span: Span) -> Mention | None:
    record = span._.get(_RECORD)
    return None if record is None else Mention.model_validate(record)


def _document(span: Span) -> Document | None:
    record = span.doc._.get(_CITED).get(span.kb_id_)
    return None if record is None else Document.model_validate(record)


def _add_extensions() -> None:
    """Register the extensions when this module is imported, so that other processes and loaded files have them too."""
    for name, given in (
        (_RECORD, {"default": None}),
        ("mention", {"getter": _mention}),
        ("document", {"getter": _document}),
    ):
        if not Span.has_extension(name):
            Span.set_extension(name, **given)
    if not Doc.has_extension(_CITED):
        Doc.set_extension(_CITED, default={})


_add_extensions()


@registry.tokenizers("cancu.Tokenizer.v1")
def make_tokenizer():  # type: ignore[no-untyped-def]
    """Return a factory for a tokenizer that splits at white space and separates punctuation at the ends of words.

    '06/QĐ-TTg,' gives the number and the comma.
    """

    def create(nlp: Language) -> Tokenizer:
        return Tokenizer(nlp.vocab, prefix_search=_OPENING.search, suffix_search=_CLOSING.search)

    return create


@Language.factory("cancu", default_config={"spans_key": SPANS_KEY, "register": None})
def make_component(nlp: Language, name: str, spans_key: str, register: str | None) -> "CitationFinder":
    """Create the component; `spans_key` is the key in `doc.spans`, `register` a file of additional known documents."""
    return CitationFinder(spans_key, register)


class CitationFinder:
    """A pipeline component that puts the citations of a text into `doc.spans[key]`.

    The label of a span is its relation, `span.id_` the number, `span.kb_id_` the id of the document meant (empty if
    unknown). `span._.mention` is the complete record of the citation, `span._.document` what is known of the document.
    """

    def __init__(self, key: str = SPANS_KEY, register: str | None = None) -> None:
        self.key = key
        self.register = register
        self._knowledge()  # a register that cannot be read is told when the pipeline is made

    def _knowledge(self) -> Knowledge:
        return _known(self.register)

    def __call__(self, doc: Doc) -> Doc:
        """Find the citations of a doc; spans are expanded to whole tokens."""
        knowledge = self._knowledge()
        found = extract(Source("", doc.text, knowledge=knowledge))
        resolved = resolve([(found.document, found.mentions)], knowledge=knowledge)
        spans, meant = [], set[str]()
        for mention in resolved.mentions:
            span = doc.char_span(
                mention.start,
                mention.end,
                label=mention.relation.value,
                kb_id=mention.target_id or "",
                span_id=mention.key or "",
                alignment_mode="expand",
            )
            if span is not None:
                span._.set(_RECORD, _plain(mention))
                spans.append(span)
                meant.add(mention.target_id or "")
        doc._.set(_CITED, {d.id: _plain(d) for d in resolved.documents if d.id in meant})
        doc.spans[self.key] = spans
        return doc


@cache
def _known(register: str | None) -> Knowledge:
    return with_register(Path(register) if register else None)


def _plain(record: Mention | Document) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude_defaults=True)


def pipeline() -> Language:
    """Return a blank pipeline with the tokenizer and the component; nothing is downloaded."""
    nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": "cancu.Tokenizer.v1"}}})
    nlp.add_pipe("cancu")
    return nlp


def displacy_options(spans_key: str = SPANS_KEY) -> dict[str, Any]:
    """Return the options for `displacy.render(doc, style="span", options=…)`: the spans key and the colours of the relations."""
    return {"spans_key": spans_key, "colors": {row.id.value: row.colour for row in style().relation}}
