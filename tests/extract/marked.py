"""Texts with their citations marked in place: [[Kế hoạch số 24/KH-UBND|IMPLEMENTS]] or [[…|RELATION|source]]."""

import re

from cancu.extract import Source, extract

_MARK = re.compile(r"\[\[(?P<text>[^|\]]+)\|(?P<relation>[A-Z_]+)(?:\|(?P<source>[^\]]+))?\]\]", re.DOTALL)


def unmark(marked: str) -> str:
    """The text without its marks."""
    return _MARK.sub(lambda m: m["text"], marked)


def found(text: str) -> str:
    """The text with what the extractor finds marked in the same way, so that a failure shows the difference in place."""
    out, at = [], 0
    for m in extract(Source("a.txt", text)).mentions:
        source = "" if m.source == "self" else f"|{m.source}"
        out.append(f"{text[at : m.start]}[[{m.text}|{m.relation}{source}]]")
        at = m.end
    return "".join(out) + text[at:]


def check(marked: str) -> None:
    """Fail unless exactly the marked citations are found, with their relations and sources."""
    assert found(unmark(marked)) == marked
