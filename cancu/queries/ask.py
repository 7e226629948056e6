"""Questions in Vietnamese or English to stored queries, by phrases that are data; no model, no network."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from cancu.errors import DataFileError
from cancu.graph.identity import symbol_scope
from cancu.knowledge.facts import document_types, places
from cancu.knowledge.fold import fold, spelling
from cancu.models import Value
from cancu.queries.catalogue import catalogue

SURE = 2
"""By how much the best reading has to beat the next one."""
_SHOWN = 3


class Found(Value):
    """A document that a question names: where, and how it can be looked up."""

    start: int
    end: int
    name: str


Finder = Callable[[str], Sequence[Found]]


class Reading(Value):
    """One way to understand a question."""

    query: str
    parameters: Mapping[str, str]
    weight: int
    unused: tuple[str, ...] = ()
    """What the question says and the query cannot take."""


class Readings(Value):
    """How a question was understood: one sure reading, or several, or none."""

    readings: tuple[Reading, ...]
    """The best first; more than one only when none is sure."""

    @property
    def sure(self) -> Reading | None:
        """The reading, if there is only one."""
        return self.readings[0] if len(self.readings) == 1 else None


class _Phrase(Value):
    say: str
    weight: int
    set: Mapping[str, str] = {}


class _Intent(Value):
    query: str
    documents: int
    examples: tuple[str, ...]
    phrases: tuple[_Phrase, ...]


class _Question(Value):
    """A question with its parts taken out: placeholders stand for them in `text`."""

    text: str
    documents: tuple[str, ...]
    slots: Mapping[str, str]


@cache
def _data() -> tuple[tuple[_Intent, ...], Mapping[str, list[str]], Mapping[str, str]]:
    """Intents, words of levels, and the type that each name means; checked as they are read."""
    table = tomllib.loads((files("cancu.queries") / "data" / "intents.toml").read_text(encoding="utf-8"))
    intents = []
    for row in table["intent"]:
        phrases = [_phrase(row["query"], phrase, table["words"]) for phrase in row["phrases"]]
        intents.append(_Intent.model_validate(row | {"phrases": tuple(phrases)}))
    names = {fold(n): row.id for row in document_types() for n in row.names}
    names |= {word: kind for kind, words in table["types"].items() for word in words}
    types = {name: kind for name, kind in names.items() if name not in table["not_types"]["words"]}
    return tuple(intents), table["levels"], types


def _phrase(query: str, row: Mapping[str, object], words: Mapping[str, str]) -> _Phrase:
    phrase = _Phrase.model_validate(row)
    known = {p.name for p in catalogue()[query].parameters} if query in catalogue() else None
    if known is None or not phrase.set.keys() <= known:
        raise DataFileError(f"intents.toml: '{query}' is no stored query, or lacks a parameter of {dict(phrase.set)}")
    say = re.sub(r"\{([a-z]+)\}", lambda m: words[m[1]], phrase.say)
    try:
        re.compile(say)
    except re.error as error:
        raise DataFileError(f"intents.toml: {query}: the phrase '{phrase.say}' is wrong: {error}") from error
    return phrase.model_copy(update={"say": say})


def examples() -> list[str]:
    """Questions that can be asked, one for each stored query."""
    return [intent.examples[0] for intent in _data()[0]]


def read_question(question: str, finder: Finder) -> Readings:
    """Which stored query, with which parameters, a question asks for; `finder` finds the documents it names."""
    asked = _take_apart(question, finder)
    found = [reading for intent in _data()[0] if (reading := _reading(intent, asked))]
    found.sort(key=lambda r: (-r.weight, len(r.unused), r.query))
    if not found:
        return Readings(readings=())
    near = [r for r in found if found[0].weight - r.weight < SURE]
    return Readings(readings=tuple(near[:_SHOWN]))


def _reading(intent: _Intent, asked: _Question) -> Reading | None:
    if len(asked.documents) != intent.documents:
        return None
    weight, values = 0, dict[str, str]()
    for phrase in intent.phrases:
        if match := re.search(phrase.say, asked.text):
            weight += phrase.weight
            values |= dict(phrase.set) | {k: v.strip() for k, v in match.groupdict().items() if v}
    if weight < SURE:
        return None
    query = catalogue()[intent.query]
    names = [p.name for p in query.parameters if p.type == "document"]
    values |= dict(zip(names, asked.documents, strict=False))
    known = {p.name for p in query.parameters}
    values |= {k: v for k, v in asked.slots.items() if k in known}
    unused = tuple(f"{k} {v}" for k, v in sorted(asked.slots.items()) if k not in known)
    return Reading(query=intent.query, parameters=values, weight=weight - len(unused), unused=unused)


def _take_apart(question: str, finder: Finder) -> _Question:
    """Documents, places, types, levels, years and days out of the question."""
    text = " ".join(question.split())
    folded = fold(text)
    holes: list[tuple[int, int, str]] = []
    slots: dict[str, str] = {}
    found = sorted(finder(text), key=lambda f: f.start)
    holes += [(f.start, f.end, "DOC") for f in found]
    named = _places(text, folded, holes)
    documents = []
    for at, one in enumerate(found):
        place = _its_place(one, folded, named)
        documents.append(f"{one.name} {place[2]}" if place else one.name)
        if place:
            named.remove(place)
            holes[at] = (min(one.start, place[0]), max(one.end, place[1]), "DOC")
    holes += [(start, end, "PLACE") for start, end, _ in named]
    if named:
        slots["place"] = named[0][2]
    _dates(folded, holes, slots, documents, found)
    levels, types = _data()[1], _data()[2]
    _words(folded, levels, "LEVEL", "level", holes, slots)
    _types(folded, types, holes, slots)
    if re.search(r"\b63\b|truoc (?:khi )?(?:sap nhap|sat nhap)|before the merger", folded):
        slots["provinces"] = "63"
    for start, end, name in sorted(holes, reverse=True):
        folded = folded[:start] + name + folded[end:]
    return _Question(text=folded, documents=tuple(documents), slots=slots)


def _open(holes: Sequence[tuple[int, int, str]], start: int, end: int) -> bool:
    return all(end <= a or start >= b for a, b, _ in holes)


@cache
def _place_names(exact: bool) -> tuple[re.Pattern[str], Mapping[str, str]]:
    form = spelling if exact else fold
    names = {form(name): row.id for row in places() for name in (row.name, *row.variants)}
    joined = "|".join(re.escape(n) for n in sorted(names, key=lambda n: (-len(n), n)))
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)"), names


def _places(text: str, folded: str, holes: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Provinces with their spans; a question with diacritics has to spell them right."""
    exact = folded != text.lower()
    pattern, names = _place_names(exact)
    low = spelling(text) if exact else folded
    return [(m.start(), m.end(), names[m.group()]) for m in pattern.finditer(low) if _open(holes, m.start(), m.end())]


_BETWEEN = r"[\s,(]*(?:(?:cua|o|tai|tinh|thanh pho|tp\.?|ubnd|uy ban nhan dan|nam \d{4}|of|from|in|by)[\s,(]*)*"


def _its_place(found: Found, folded: str, named: Sequence[tuple[int, int, str]]) -> tuple[int, int, str] | None:
    """The province behind or before a document's number, where every province has such a number."""
    if symbol_scope(re.sub(r"^\d+[a-z]?(?:/\d{4})?[/-]?", "", found.name, flags=re.IGNORECASE)) != "local":
        return None
    for place in named:
        start, end, _ = place
        behind = start >= found.end and re.fullmatch(_BETWEEN, folded[found.end : start])
        before = end <= found.start and re.fullmatch(r"(?:\s*'s)?(?:\s*so)?\s*", folded[end : found.start])
        if behind or before:
            return place
    return None


_DATE = re.compile(r"(?<![\w/])(\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d{2}-\d{2})(?![\w/])")
_LONG_DATE = re.compile(r"(?<!\w)ngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})(?!\w)")
_YEAR = re.compile(r"(?<![\w/-])((?:19|20)\d\d)(?![\w/-])")


def _dates(
    folded: str, holes: list[tuple[int, int, str]], slots: dict[str, str], documents: list[str], found: Sequence[Found]
) -> None:
    """The day that is asked about, and the year; one beside a document's number belongs to the document."""
    for pattern, form in ((_LONG_DATE, "{0}/{1}/{2}"), (_DATE, "{0}")):
        for m in pattern.finditer(folded):
            if _open(holes, m.start(), m.end()):
                holes.append((m.start(), m.end(), "DATE"))
                beside = any(
                    re.fullmatch(r"\s*,?\s*(?:ngay|dated|of)?\s*", folded[end : m.start()]) and end <= m.start()
                    for _, end, _ in holes[: len(found)]
                )
                if not beside:
                    slots["as_of"] = form.format(*m.groups()).replace("-", "/" if m.group()[4:5] != "-" else "-")
    for m in _YEAR.finditer(folded):
        if not _open(holes, m.start(), m.end()):
            continue
        for at in range(len(found)):
            start, end, name = holes[at]
            if end <= m.start() and re.fullmatch(r"\s*,?\s*(?:nam|of|/)?\s*", folded[end : m.start()]):
                documents[at] += f" {m[1]}"
                holes[at] = (start, m.end(), name)
                break
        else:
            holes.append((m.start(), m.end(), "YEAR"))
            slots["year"] = m[1]


def _words(
    folded: str,
    table: Mapping[str, list[str]],
    name: str,
    slot: str,
    holes: list[tuple[int, int, str]],
    slots: dict[str, str],
) -> None:
    for value, words in table.items():
        for word in words:
            for m in re.finditer(rf"(?<!\w){word}(?!\w)", folded):
                if _open(holes, m.start(), m.end()):
                    holes.append((m.start(), m.end(), name))
                    slots.setdefault(slot, value)


def _types(
    folded: str,
    names: Mapping[str, str],
    holes: list[tuple[int, int, str]],
    slots: dict[str, str],
) -> None:
    """Types of documents; the one before a document's number is a part of its name."""
    joined = "|".join(re.escape(n) for n in sorted(names, key=lambda n: (-len(n), n)))
    documents = {a: at for at, (a, _, name) in enumerate(holes) if name == "DOC"}
    for m in re.finditer(rf"(?<!\w)(?:{joined})(?!\w)", folded):
        if not _open(holes, m.start(), m.end()):
            continue
        following = re.match(r"\s*(?:so)?\s*", folded[m.end() :])
        start = m.end() + (following.end() if following else 0)
        if start in documents:
            at = documents[start]
            holes[at] = (m.start(), holes[at][1], "DOC")
        else:
            holes.append((m.start(), m.end(), "TYPE"))
            slots.setdefault("type", names[m.group()])
