"""Render the pages as HTML from templates that escape every value, in the language of the request."""

from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from cancu.knowledge.base import built_in
from cancu.messages import LANGUAGES, catalogue_word, say, translated
from cancu.render import show_cell, show_date


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("cancu.serve", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"url": url, "document_url": document_url, "languages": LANGUAGES}
    made.filters |= {"day": lambda text: show_date(text) or "", "place": built_in().place_name, "type": type_name}
    return made


def page(name: str, language: str, **values: Any) -> str:
    """Render a template.

    In it, `t` gives a message in the language, `word` the word for a value in a part of the catalogue, `sentence` a
    translated sentence.
    """

    def t(message: str, /, **filled: Any) -> str:
        return say(language, message, **filled)

    def word(part: str, value: Any) -> str:
        return "" if value is None else catalogue_word(language, part, str(value))

    def sentence(text: str) -> str:
        return translated(language, text)

    def cell(value: Any, column: str = "") -> str:
        return display_value(language, value, column)

    return (
        _environment()
        .get_template(name)
        .render(language=language, t=t, word=word, sentence=sentence, cell=cell, **values)
    )


def url(path: str, **query: Any) -> str:
    """Return an address of ours; empty parameters are left out."""
    given = {name.rstrip("_"): value for name, value in query.items() if value not in (None, "", [])}
    return quote(path) + (f"?{urlencode(given, doseq=True)}" if given else "")


def document_url(identity: str, at: int | None = None) -> str:
    """Return the address of a document, or of an offset in its text."""
    return url(f"/doc/{identity}", at=at) + ("#at" if at is not None else "")


def type_name(kind: str | None) -> str:
    """Return the name of a document type: Kế hoạch."""
    return next((row.names[0] for row in built_in().types if row.id == kind), kind or "")


def display_value(language: str, value: Any, column: str = "") -> str:
    """Return a cell of an answer as text in a language."""
    return show_cell(value, column, language)
