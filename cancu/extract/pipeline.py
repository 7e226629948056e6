"""cancu inside spaCy: a tokenizer that neither breaks nor glues numbers, and a component that puts citations into `doc.spans`."""

import re

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.tokens import Doc, Span
from spacy.util import registry

from cancu.extract.reading import extract
from cancu.extract.text import Source

_OPENING = re.compile(r"^[(\[{“‘\"'«*_|…\-–](?!$)")
_CLOSING = re.compile(r"(?<=.)[)\]}”’\"'»*_|…,;:.!?]$")


@registry.tokenizers("cancu.Tokenizer.v1")
def make_tokenizer():  # type: ignore[no-untyped-def]
    """Splits at white space and takes punctuation off the edges, so that '06/QĐ-TTg,' gives the number and the comma."""

    def create(nlp: Language) -> Tokenizer:
        return Tokenizer(nlp.vocab, prefix_search=_OPENING.search, suffix_search=_CLOSING.search)

    return create


@Language.factory("cancu", default_config={"spans_key": "citations"})
def make_component(nlp: Language, name: str, spans_key: str) -> "CitationFinder":
    """The component; `spans_key` is the group of `doc.spans` that it fills."""
    return CitationFinder(spans_key)


class CitationFinder:
    """Fills `doc.spans[key]`: each span's label is its relation, its id the number, and `span._.mention` the whole record."""

    def __init__(self, key: str) -> None:
        self.key = key
        if not Span.has_extension("mention"):
            Span.set_extension("mention", default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Find the citations of one document; the tokens of the pipeline are widened to the citation's characters."""
        spans = []
        for mention in extract(Source("", doc.text)).mentions:
            span = doc.char_span(
                mention.start,
                mention.end,
                label=mention.relation.value,
                span_id=mention.key or "",
                alignment_mode="expand",
            )
            if span is not None:
                span._.mention = mention
                spans.append(span)
        doc.spans[self.key] = spans
        return doc


def pipeline() -> Language:
    """A blank pipeline with the tokenizer and the component; nothing is downloaded."""
    nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": "cancu.Tokenizer.v1"}}})
    nlp.add_pipe("cancu")
    return nlp
