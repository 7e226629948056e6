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
    doubt: tuple[str, ...] = ()
    """Words that say what a question is about, and that no phrase of this reading covers."""


class Readings(Value):
    """How a question was understood: one sure reading, or several, or none."""

    readings: tuple[Reading, ...]
    """The best first; more than one only when none is sure."""

    @property
    def sure(self) -> Reading | None:
        """The reading, if there is only one and it covers the question."""
        return self.readings[0] if len(self.readings) == 1 and not self.readings[0].doubt else None


class _Phrase(Value):
    say: str
    weight: int
    set: Mapping[str, str] = {}


class _Intent(Value):
    query: str
    documents: int
    examples: tuple[str, ...]
    covers: str = "(?!)"
    """Words that are no surprise in such a question, besides those of the phrases."""
    phrases: tuple[_Phrase, ...]


class _Question(Value):
    """A question with its parts taken out: placeholders stand for them in `text`."""

    text: str
    documents: tuple[str, ...]
    local: tuple[bool, ...]
    """Whether a document's number is one that every province has, and no province stands beside it."""
    slots: Mapping[str, str]


class _Table(Value):
    """What intents.toml holds."""

    intents: tuple[_Intent, ...]
    levels: Mapping[str, tuple[str, ...]]
    types: Mapping[str, str]
    """Type by its folded name."""
    bodies: tuple[str, ...]
    strong: str


@cache
def _data() -> _Table:
    """The table of intents, checked as it is read."""
    table = tomllib.loads((files("cancu.queries") / "data" / "intents.toml").read_text(encoding="utf-8"))
    intents = []
    for row in table["intent"]:
        phrases = [_phrase(row["query"], phrase, table["words"]) for phrase in row["phrases"]]
        intents.append(_Intent.model_validate(row | {"phrases": tuple(phrases)}))
    names = {fold(n): row.id for row in document_types() for n in row.names}
    names |= {word: kind for kind, words in table["types"].items() for word in words}
    return _Table(
        intents=tuple(intents),
        levels=table["levels"],
        types={name: kind for name, kind in names.items() if name not in table["not_types"]["words"]},
        bodies=tuple(table["not_types"]["bodies"]),
        strong=rf"\b(?:{table['strong']['words']})\b",
    )


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
    return [intent.examples[0] for intent in _data().intents]


def read_question(question: str, finder: Finder) -> Readings:
    """Which stored query, with which parameters, a question asks for; `finder` finds the documents it names."""
    asked = _take_apart(question, finder)
    found = [reading for intent in _data().intents if (reading := _reading(intent, asked))]
    found.sort(key=lambda r: (-r.weight, len(r.unused), r.query))
    if not found:
        return Readings(readings=())
    near = [r for r in found if found[0].weight - r.weight < SURE]
    return Readings(readings=tuple(near[:_SHOWN]))


def _reading(intent: _Intent, asked: _Question) -> Reading | None:
    if len(asked.documents) != intent.documents:
        return None
    weight, values, spans = 0, dict[str, str](), list[tuple[int, int]]()
    for phrase in intent.phrases:
        if match := re.search(phrase.say, asked.text):
            weight += phrase.weight
            values |= dict(phrase.set) | {k: v.strip() for k, v in match.groupdict().items() if v}
            spans += [match.span()] if phrase.weight > 0 else []
    if weight < SURE:
        return None
    query = catalogue()[intent.query]
    known = {p.name for p in query.parameters}
    documents, slots = list(asked.documents), dict(asked.slots)
    if "place" in slots and "place" not in known and asked.local.count(True) == 1:
        documents[asked.local.index(True)] += f" {slots.pop('place')}"
    names = [p.name for p in query.parameters if p.type == "document"]
    values |= dict(zip(names, documents, strict=False)) | {k: v for k, v in slots.items() if k in known}
    unused = tuple(f"{k} {v}" for k, v in sorted(slots.items()) if k not in known)
    doubt = tuple(
        m.group()
        for m in re.finditer(_data().strong, asked.text)
        if not re.fullmatch(intent.covers, m.group()) and not any(a <= m.start() and m.end() <= b for a, b in spans)
    )
    return Reading(query=intent.query, parameters=values, weight=weight - len(unused), unused=unused, doubt=doubt)


def _take_apart(question: str, finder: Finder) -> _Question:
    """Documents, places, types, levels, years and days out of the question."""
    text = " ".join(question.split())
    folded = fold(text)
    found = sorted(finder(text), key=lambda f: f.start)
    holes = [(f.start, f.end, "DOC") for f in found]
    named = _places(text, folded, holes)
    documents, local = [], []
    for at, one in enumerate(found):
        name, end, place = _with_its_details(one, folded, named)
        start = one.start
        if place is None and _is_local(one) and (before := _place_before(one, folded, named)):
            name, start, place = f"{name} {before[2]}", before[0], before
        if place:
            named.remove(place)
        documents.append(name)
        local.append(_is_local(one) and place is None)
        holes[at] = (start, end, "DOC")
    slots: dict[str, str] = {"place": named[0][2]} if named else {}
    holes += [(start, end, "PLACE") for start, end, _ in named]
    _dates(folded, holes, slots)
    table = _data()
    for body in table.bodies:
        holes += [(m.start(), m.end(), "BODY") for m in re.finditer(rf"\b{body}\b", folded)]
    _levels(folded, table.levels, holes, slots)
    _types(folded, table.types, holes, slots)
    if re.search(r"\b63\b|truoc (?:khi )?(?:sap nhap|sat nhap)|before the merger", folded):
        slots["provinces"] = "63"
    for start, end, name in sorted(holes, reverse=True):
        folded = folded[:start] + name + folded[end:]
    return _Question(text=folded, documents=tuple(documents), local=tuple(local), slots=slots)


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


_DAY = r"(?:ngay (?P<d>\d{1,2}) thang (?P<m>\d{1,2}) nam (?P<y>\d{4})|(?:ngay |dated )?(?P<day>\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d{2}-\d{2}))(?![\w/])"
_ITS_DAY = re.compile(rf"\s*,?\s*(?:of )?{_DAY}")
_ITS_YEAR = re.compile(r"\s*,?\s*(?:nam |of )?(?P<year>(?:19|20)\d\d)(?![\w/-])")
_ANY_DAY = re.compile(rf"(?<![\w/]){_DAY}")
_ANY_YEAR = re.compile(r"(?<![\w/-])((?:19|20)\d\d)(?![\w/-])")
_NUMBERED = re.compile(r"\d|(?:bo )?luat |phap lenh |hien phap")


def _is_local(found: Found) -> bool:
    """Whether every province has such a number."""
    symbol = re.sub(r"^\d+[a-z]?(?:/\d{4})?[/-]?", "", found.name, flags=re.IGNORECASE)
    return symbol_scope(symbol) == "local"


def _with_its_details(
    found: Found, folded: str, named: Sequence[tuple[int, int, str]]
) -> tuple[str, int, tuple[int, int, str] | None]:
    """The name of a document with the year and province that stand behind it, where they end, and the province."""
    name, end, its_place, years = found.name, found.end, None, bool(_NUMBERED.match(fold(found.name)))
    while True:
        behind = [p for p in named if p[0] >= end and re.fullmatch(_BETWEEN, folded[end : p[0]])]
        if years and (day := _ITS_DAY.match(folded, end)):
            year = day["y"] or re.findall(r"\d{4}", day["day"])[0]
            name, end, years = (name if year in name else f"{name} {year}"), day.end(), False
        elif years and (match := _ITS_YEAR.match(folded, end)):
            name, end, years = f"{name} {match['year']}", match.end(), False
        elif behind and its_place is None and _is_local(found):
            its_place = behind[0]
            name, end = f"{name} {its_place[2]}", its_place[1]
        else:
            return name, end, its_place


def _place_before(found: Found, folded: str, named: Sequence[tuple[int, int, str]]) -> tuple[int, int, str] | None:
    near = [
        p for p in named if p[1] <= found.start and re.fullmatch(r"(?:\s*'s)?(?:\s*so)?\s*", folded[p[1] : found.start])
    ]
    return near[0] if near else None


def _dates(folded: str, holes: list[tuple[int, int, str]], slots: dict[str, str]) -> None:
    """The day and the year that are asked about."""
    for m in _ANY_DAY.finditer(folded):
        if _open(holes, m.start(), m.end()):
            holes.append((m.start(), m.end(), "DATE"))
            slots["as_of"] = m["day"] or f"{m['d']}/{m['m']}/{m['y']}"
    for m in _ANY_YEAR.finditer(folded):
        if _open(holes, m.start(), m.end()):
            holes.append((m.start(), m.end(), "YEAR"))
            slots["year"] = m[1]


def _levels(
    folded: str, levels: Mapping[str, Sequence[str]], holes: list[tuple[int, int, str]], slots: dict[str, str]
) -> None:
    for level, words in levels.items():
        for word in words:
            for m in re.finditer(rf"(?<!\w){word}(?!\w)", folded):
                if _open(holes, m.start(), m.end()):
                    holes.append((m.start(), m.end(), "LEVEL"))
                    slots.setdefault("level", level)


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
