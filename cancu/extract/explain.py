"""Explain why a span is read as a citation, or why it is not: the rules that matched, in words."""

from collections.abc import Sequence

from cancu.extract.cue_words import cue_by_words
from cancu.extract.reading import Extraction
from cancu.knowledge.fold import spelling
from cancu.language.numbers import forms
from cancu.models import Mention

_RULES = {
    "law-name": "a name of the table of laws",
    "amending-law": "a law that amends others, read as one name",
    "unlisted-law": "'Luật' and a proper name that the table of laws does not have",
    "known-alias": "an alias of the table of known documents",
    "known-title": "a scheme's title of the table of known documents",
    "short-number": "a type word and the running number of one document cited in full in this text",
    "short-name": "a short name that this text introduces",
    "taught-title": "a quoted title that this text puts beside a number elsewhere",
}


def explain(extraction: Extraction, mentions: Sequence[Mention], *, at: int | None = None) -> list[str]:
    """Return lines for the citation at an offset of the file, or for all; `mentions` are the resolved mentions of this text."""
    chosen = [m for m in mentions if at is None or m.start <= at < m.end]
    lines = [line for m in chosen for line in _mention(m)]
    for passed in extraction.passed:
        if at is None or passed.start <= at < passed.end:
            lines.append(f"{passed.start}-{passed.end} “{' '.join(passed.text.split())}”: passed over, {passed.why}")
    if not lines and at is not None:
        near = min(mentions, key=lambda m: min(abs(m.start - at), abs(m.end - at)), default=None)
        hint = f"; the nearest citation is “{' '.join(near.text.split())}” at {near.start}-{near.end}" if near else ""
        lines.append(f"{at}: nothing here is shaped like a number, a law's name or a known alias{hint}")
    return lines


def _mention(m: Mention) -> list[str]:
    form = next((f for f in forms() if f.id == m.rule), None)
    found = f"number form {form.id} (such as {form.examples[0]})" if form else _RULES.get(m.rule, m.rule)
    where = f" ({m.place})" if m.place else ""
    lines = [f"{m.start}-{m.end} “{' '.join(m.text.split())}”{where}", f"  found by: {found}"]
    for repair in m.repairs:
        lines.append(f"  repaired: printed “{repair.printed}”, read as {repair.read_as}; proof: {repair.proof}")
    cue = cue_by_words().get(spelling(m.cue)) if m.cue else None
    why = (
        f"the words “{m.cue}”" + (f" (rule {cue.id})" if cue else "")
        if m.cue
        else "no deciding words before it, so the weakest relation"
    )
    lines.append(f"  relation: {m.relation.value}, by {why}")
    if m.source != "self":
        lines.append(f"  source: stands in the title of {m.source}")
    for also in m.also:
        lines.append(f"  also: {also.source} {also.relation.value} {also.target}")
    lines.append(f"  document: {m.target_id or 'none'} ({m.status}); {m.reason or 'no reason recorded'}")
    if m.candidates:
        lines.append(f"  candidates: {', '.join(m.candidates)}")
    return lines
