"""Parse a question: the documents it names, its slots, and its other words with these masked."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from cancu.errors import QueryError
from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.fold import fold
from cancu.language.typed_text import Phrase, Phrases, Typed, typed_dates, typed_parts
from cancu.models import Value
from cancu.queries.names import Name, clean, names_in, phrases_in

_LONGEST = 1000
"""The largest number of characters in a question."""
_WORD = re.compile(r"[^\W_]+|[,;:.?!]")
_QUOTED = re.compile(r"[\"“”](?P<words>[^\"“”]{2,200})[\"“”]")


_ENGLISH = frozenset(["which", "what", "who", "how", "the", "does", "are", "is", "of", "show", "give", "any", "been"])


class Slot(Value):
    """A value in a question that can fill a parameter of a query."""

    start: int
    end: int
    kind: str
    """place, level, type, year, date, provinces, relation, depth, text, body, part, order, rows, most, years (a bound, not one year), period; or document."""
    value: str


class Question(Value):
    """A parsed question; offsets refer to `text`."""

    text: str
    documents: tuple[Slot, ...]
    slots: tuple[Slot, ...]
    words: tuple[tuple[int, int, str], ...]
    """The folded words and punctuation marks with their spans; each document and slot is replaced by its kind in capitals."""

    def values(self, kind: str) -> tuple[str, ...]:
        """Return the distinct values of the slots of one kind, in order."""
        return tuple(dict.fromkeys(slot.value for slot in self.slots if slot.kind == kind))


def is_english(question: str) -> bool:
    """Return whether a question is asked in English."""
    return len(_ENGLISH & set(question.lower().split())) > 0 and not set(question.lower()) & set(
        "ăâơưạảấầậắằặẽệốồộớờợịủụứừựỳ"
    )


@cache
def table() -> Mapping[str, Mapping[str, list[str]]]:
    """Return the contents of slots.toml."""
    return tomllib.loads((files("cancu.ask") / "data" / "slots.toml").read_text(encoding="utf-8"))


@cache
def questions() -> Mapping[str, Mapping[str, Any]]:
    """Return the contents of questions.toml: for each stored query, a question that leads to it and possible follow-up questions."""
    return tomllib.loads((files("cancu.ask") / "data" / "questions.toml").read_text(encoding="utf-8"))


@cache
def mark_pattern(mark: str, folded: bool = True) -> str:
    """Return a pattern for the words of a mark, folded or as spelled, the longest first."""
    words = {fold(word) if folded else word for word in table()["marks"][mark]}
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=lambda w: (-len(w), w))))})"


@cache
def _synonyms() -> Mapping[str, str]:
    """Return words that are read as another word: 'texts' as 'documents', 'ko' as 'không'."""
    return {word: one for one, words in table()["same"].items() for word in words}


@cache
def _lexicon() -> Phrases:
    kinds = {
        "levels": "level",
        "relations": "relation",
        "provinces": "provinces",
        "fields": "field",
        "order": "order",
        "periods": "period",
        "plain": "plain",
    }
    rows = (
        (kind, value, text) for name, kind in kinds.items() for value, texts in table()[name].items() for text in texts
    )
    return Phrases(Phrase(text, kind, value, exact=True) for kind, value, text in rows)


def parse_question(question: str, knowledge: Knowledge | None = None) -> Question:
    """Return the documents, slots and words of a question; raises QueryError when it is too long."""
    text = clean(question)
    if len(text) > _LONGEST:
        raise QueryError(f"the question has {len(text)} characters; ask in at most {_LONGEST}")
    folded = fold(text)
    known = knowledge or built_in()
    names = names_in(text, known)
    documents = [Slot(start=n.start, end=n.end, kind="document", value=n.text) for n in names]
    quoted = [] if documents else [*_quoted(text, folded)]
    documents += [slot for slot in quoted if slot.kind == "document"]
    free = _FreeSpans(documents)
    slots = free.claim(slot for slot in quoted if slot.kind != "document")
    slots += free.claim(_slot(found, found.kind) for found in typed_parts(text))
    slots += free.claim(_times(folded, [*_dates(text, folded)]))
    phrases = phrases_in(text, known)
    said = [_slot(found, found.kind) for found in _lexicon().find(text)]
    slots += free.claim(slot for slot in said if slot.kind == "plain")
    slots += free.claim(_slot(p, "place") for p in phrases if p.kind == "PLACE")
    slots += free.claim(said)
    slots += free.claim(_bodies(text, known))
    slots += free.claim(_superlatives(text, folded))
    types = [*_types(text, folded, phrases, names)]
    slots += free.claim(_rows(folded, [*slots, *types]))
    slots += free.claim(types)
    if not documents and not any(slot.kind == "text" for slot in slots):
        slots += free.claim(_topic(text, folded, slots))
    slots = sorted((slot for slot in slots if slot.kind != "plain"), key=lambda slot: slot.start)
    places = {slot.value for slot in slots if slot.kind == "place"}
    if len(places) == 1 and [name.place for name in names if name.local] == [None]:
        documents = [_with_place(slot, name, *places) for slot, name in zip(documents, names, strict=True)]
    return Question(text=text, documents=tuple(sorted(documents, key=lambda d: d.start)), slots=tuple(slots),
                    words=tuple(_words(folded, [*documents, *slots])))  # fmt: skip


def _with_place(document: Slot, name: Name, place: str) -> Slot:
    """Return the document slot with the one place of the question, where every province uses its number."""
    return document.model_copy(update={"value": f"{document.value} {place}"}) if name.local else document


class _FreeSpans:
    """The parts of a question that no slot has claimed yet."""

    def __init__(self, taken: Iterable[Slot]) -> None:
        self._claimed = [(slot.start, slot.end) for slot in taken]

    def claim(self, slots: Iterable[Slot]) -> list[Slot]:
        """Claim the parts of the slots that overlap no earlier slot, and return these slots."""
        kept = []
        for slot in slots:
            if all(slot.end <= start or end <= slot.start for start, end in self._claimed):
                self._claimed.append((slot.start, slot.end))
                kept.append(slot)
        return kept


def _quoted(text: str, folded: str) -> Iterable[Slot]:
    """Yield quoted text as slots: words of a title after 'có chữ' or 'về', otherwise the name of a document."""
    for match in _QUOTED.finditer(text):
        about = re.search(rf"\b{mark_pattern('about')}\W*$", folded[: match.start()])
        if re.search(r"\w", match["words"]):
            start = about.start() if about else match.start()
            kind = "text" if about else "document"
            yield Slot(start=start, end=match.end(), kind=kind, value=match["words"].strip())


def _dates(text: str, folded: str) -> Iterable[Slot]:
    for day in typed_dates(text):
        if day.date:
            yield Slot(start=day.start, end=day.end, kind="date", value=day.date.isoformat())
        elif day.year:
            yield Slot(start=day.start, end=day.end, kind="year", value=str(day.year))
    numerals = {fold(word): n for n, words in table()["numerals"].items() for word in words}
    for match in re.finditer(rf"\b([1-9]|{'|'.join(numerals)})[ -]{mark_pattern('steps')}\b", folded):
        yield Slot(start=match.start(), end=match.end(), kind="depth", value=str(numerals.get(match[1], match[1])))


_BOUND = re.compile(rf"\b{mark_pattern('bounds')} (?:(?:het |dau |cuoi |the )?(?:nam|year) )?$")
_TO = re.compile(r"(?:\s*-\s*| den | toi | to | and | va )(?:het )?(?:nam )?$")
_PART_OF_YEAR = re.compile(
    rf"\b(?:(?:{mark_pattern('parts_of_years')}|(?:quy|quarter) (?:[1-4]|i{{1,3}}|iv)|thang (?:0?[1-9]|1[0-2])(?=\s*/|\s|$)))(?:\s*/\s*|\s+nam\s+|\s+(?:of )?)?$"
)


def _times(folded: str, days: Iterable[Slot]) -> Iterable[Slot]:
    """Yield days and years; a year that limits a period ('sau năm 2022', 'từ 2021 đến 2023') is not a year of issue, and part of a year even less."""
    found: list[Slot] = []
    for slot in days:
        before = _BOUND.search(folded, 0, slot.start) if slot.kind == "year" else None
        between = (
            found and slot.kind == "year" == found[-1].kind[:4] and _TO.fullmatch(folded, found[-1].end, slot.start)
        )
        if between:
            last = found.pop()
            found.append(Slot(start=last.start, end=slot.end, kind="years", value=folded[last.start : slot.end]))
        elif before:
            found.append(
                Slot(start=before.start(), end=slot.end, kind="years", value=folded[before.start() : slot.end])
            )
        else:
            if slot.kind == "year" and (part := _PART_OF_YEAR.search(folded, 0, slot.start)):
                words = part.group().rstrip(" /").removesuffix(" nam")
                found.append(Slot(start=part.start(), end=part.start() + len(words), kind="period", value=words))
            found.append(slot)
    return found


def _slot(found: Typed, kind: str) -> Slot:
    return Slot(start=found.start, end=found.end, kind=kind, value=found.value)


def _bodies_known(knowledge: Knowledge) -> Phrases:
    rows = knowledge.issuers
    return Phrases(
        Phrase(text, "body", row.name, exact=True) for row in rows for text in (row.name, *row.names) if " " in text
    )


def _bodies(text: str, knowledge: Knowledge) -> Iterable[Slot]:
    for found in knowledge.compiled(_bodies_known).find(text):
        yield _slot(found, "body")


_POINTING = "|".join(word for raw in table()["marks"]["pointing"] for word in (raw, fold(raw)) if word != "do")
_NOT_ASKED = re.compile(rf"\s+(?:{_POINTING})\b")
_ASKS = re.compile(r"(?:\b(?:nhung|cac|bao nhieu|may|moi|which|what|how many|all|list|any)\s+|\d+\s+)$")


def _types(text: str, folded: str, phrases: Iterable[Typed], names: Iterable[Name]) -> Iterable[Slot]:
    """Yield the document types that are asked for; skips 'nghị quyết này' and the 'kế hoạch' of a document that is named."""
    said = [p for p in phrases if p.kind in ("TYPE", "CODE") and not _NOT_ASKED.match(text.lower(), p.end)]
    marked = [p for p in said if _ASKS.search(folded[: p.start]) or folded.startswith(" nao", p.end)]
    found = [p for p in said if p.kind == "TYPE" or p in marked]
    named = {name.type for name in names} | {fold(part) for name in names for part in re.split(r"\W+", name.text)}
    weak = {p.value for p in found if p not in marked and (p.value in named or fold(p.value) in named)}
    weak |= {
        p.value for p in found if p not in marked and re.fullmatch(mark_pattern("no_types"), folded[p.start : p.end])
    }
    found = [p for p in found if p in marked or p.value not in weak]
    any_kind = re.search(r"\bvan ban (?:nao|gi)\b|\b(?:nhung|cac) van ban\b|\bwhich (?:documents|texts)\b", folded)
    asked = marked if any_kind or (len({p.value for p in found}) > 1 and marked) else found
    for p in asked:
        yield _slot(p, "type")


_SUPERLATIVE = re.compile(r"\b(?:\w+ nhat|most(?: \w+)?|least \w+|\w{3,}est)\b")


def _superlatives(text: str, folded: str) -> Iterable[Slot]:
    """Yield words that rank: 'dài nhất', 'nhiều nhất', 'longest'; but not 'thống nhất' or 'Nhật'."""
    spelled = folded != text.lower()
    for match in _SUPERLATIVE.finditer(folded):
        words = text[match.start() : match.end()].lower()
        said = not spelled or not words.endswith("nhật")
        if said and not re.fullmatch(mark_pattern("not_superlative", folded=not spelled), words):
            yield Slot(start=match.start(), end=match.end(), kind="most", value=words)


_FIGURE = re.compile(r"(?:\btop |\bfirst |\blast )?(?<![\w/.,-])([1-9]\d{0,2})(?![\w/-]|[.,]\d) (?=\S)")
_DOCUMENTS = re.compile(r"(?:van ban|documents?|texts?|acts?|papers?)\b")


def _rows(folded: str, slots: Iterable[Slot]) -> Iterable[Slot]:
    """Yield how many of the first rows are wanted: '5 văn bản mới nhất', 'the 3 latest plans', 'top 10 …'; but not '2 văn bản này'."""
    begin = {slot.start: slot for slot in slots if slot.kind in ("type", "order", "most")}
    ranked = any(slot.kind in ("order", "most") for slot in begin.values())
    for match in _FIGURE.finditer(folded):
        slot = begin.get(match.end())
        noun = _DOCUMENTS.match(folded, match.end())
        if ranked and (slot or noun) and not _NOT_ASKED.match(folded, slot.end if slot else noun.end() if noun else 0):
            yield Slot(start=match.start(), end=match.end(1), kind="rows", value=match[1])


_TOPIC = re.compile(rf"\b{mark_pattern('about')}\s+")
_TOPIC_ENDS = {plain: re.compile(rf"[,;.?!:()]|\b{mark_pattern('about_ends', plain)}\b") for plain in (True, False)}


def _topic(text: str, folded: str, slots: Iterable[Slot]) -> Iterable[Slot]:
    """Yield the words of a title: those after 'về' or 'nói về', up to the next slot, punctuation mark or word that ends them."""
    if match := _TOPIC.search(folded):
        end = min([slot.start for slot in slots if slot.start >= match.end()] + [len(folded)])
        if stop := _TOPIC_ENDS[folded == text.lower()].search(text.lower(), match.end(), end):
            end = stop.start()
        words = folded[match.end() : end].strip(" \"'“”")
        if len(words) > 2:
            yield Slot(
                start=match.start(),
                end=match.start() + len(folded[match.start() : end].rstrip()),
                kind="text",
                value=words,
            )


_STAY = ("relation", "most", "period")
"""The slots whose words are kept: a verb tells who acts."""
_MASKS = {"document": "DOC", "years": "YEAR"}
"""The masks of slots whose mask is not their kind."""
_GO = ("ORDER", "ROWS")
"""Slots that do not affect the choice of the query: any answer can be ordered and cut."""


_TITLE = re.compile(r"\s*\(?(?:ve|ve viec|on|about)\s")


def _words(folded: str, slots: Iterable[Slot]) -> Iterable[tuple[int, int, str]]:
    """Yield the words outside the slots; the words after 'về' behind a document are its title and are skipped."""
    masks = sorted((s.start, s.end, _MASKS.get(s.kind, s.kind.upper())) for s in slots if s.kind not in _STAY)
    at, last = 0, ""
    for start, end, mask in [*masks, (len(folded), len(folded), "")]:
        if last == "DOC" and (title := _TITLE.match(folded, at, start)):
            stop = _TITLE_ENDS.search(folded, title.end(), start)
            at = stop.start() if stop else start
        for match in _WORD.finditer(folded, at, start):
            for word in _synonyms().get(match.group(), match.group()).split():
                yield match.start(), match.end(), word
        if mask and mask not in _GO:
            yield start, end, mask
        at, last = end, mask


_TITLE_ENDS = re.compile(
    r"[,;.?!:)]|\b(?:duoc|bi|da|chua|thi|la|nhung|cac|nao|ai|dua|can cu|vien dan|dan|co|con|is|are|was|were|has|have|which|by|been)\b"
)
