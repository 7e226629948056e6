"""Interpret a question: the trained choice of a stored query and the rules of its slots check each other."""

import re
from collections.abc import Iterator, Mapping, Sequence

from cancu.ask.query_model import MARKS, NONE, model, senses
from cancu.ask.question import Question, Slot, is_english, mark_pattern, parse_question, questions
from cancu.knowledge.base import Knowledge
from cancu.knowledge.fold import fold, spelling
from cancu.models import Value
from cancu.queries.catalogue import Parameter, StoredQuery, catalogue
from cancu.queries.order import Order, ordered_by

_SURE = 0.55
"""The probability from which a single interpretation is run."""
_LIKELY, _AHEAD = 0.38, 2.2
"""The lower probability that suffices if the interpretation is this many times as likely as the next."""
_OFFERED = 0.12
"""The probability from which an interpretation is offered."""
_CLEAR = 0.9
"""The probability from which a question is not examined for two questions in one."""
_SURE_HALF = 0.7
"""The probability that each of two questions in one must have."""
_SHOWN = 3
_SLOTS = {
    "date": "date",
    "place": "place",
    "level": "level",
    "type": "type",
    "provinces": "provinces",
    "relation": "relation",
    "field": "field",
    "words": "text",
    "part": "part",
}
"""The slot kind that fills a parameter of a type; an integer is filled by the slot of its own name."""


class Interpretation(Value):
    """One way to understand a question."""

    query: str
    parameters: Mapping[str, str]
    chance: float
    order: Order | None = None
    """Which rows come first."""
    rows: int | None = None
    """How many of the first rows are wanted; None: all."""
    unused: tuple[str, ...] = ()
    """What the question says and the query cannot use."""
    doubt: tuple[str, ...] = ()
    """Words that ask for something this interpretation does not answer."""


class Interpretations(Value):
    """The result of interpreting a question: one certain interpretation, several candidates, or none."""

    interpretations: tuple[Interpretation, ...]
    """The likeliest first; several, or one with a doubt, when none is certain."""
    unread: tuple[str, ...] = ()
    """The unknown words, when there is no interpretation."""

    sure: Interpretation | None = None
    """The interpretation, if it is the only one and covers the question."""


def interpret(question: str, knowledge: Knowledge | None = None) -> Interpretations:
    """Return the stored query and parameters that a question asks for; `knowledge` may include a user's own rows.

    Raises QueryError when the text is too long for a question.
    """
    parsed = parse_question(question, knowledge)
    whole = _interpretations(parsed)
    if whole.sure is None or whole.sure.chance < _CLEAR:
        return next((Interpretations(interpretations=both) for both in _halves(parsed)), whole)
    return whole


def _interpretations(parsed: Question) -> Interpretations:
    words = [word for _, _, word in parsed.words]
    fitting = [name for name, query in catalogue().items() if _accepts(query, parsed)]
    chances = model().chances(words, [NONE, *fitting])
    likely = [(name, chance) for name, chance in chances.items() if chance >= _OFFERED]
    found = [_interpretation(catalogue()[name], chance, parsed) for name, chance in likely if name != NONE]
    first = likely[0][0] if likely else NONE
    top, second = [*chances.values(), 0.0][:2]
    sure = top >= _SURE or (top >= _LIKELY and top >= _AHEAD * second)
    if first == NONE and (not found or chances[NONE] >= _SURE):
        return Interpretations(interpretations=(), unread=tuple(_unknown(parsed)))
    if first != NONE and sure and not found[0].doubt:
        return Interpretations(interpretations=(found[0],), sure=found[0])
    return Interpretations(interpretations=tuple(found[:_SHOWN]))


def _accepts(query: StoredQuery, parsed: Question) -> bool:
    """Return whether a question names as many documents as a query takes, and as many places and days as it needs."""
    named = [p for p in query.parameters if p.type == "document"]
    needed = [(kind, sum(p.required for p in query.parameters if p.type == kind)) for kind in ("place", "date", "part")]
    count = len(parsed.documents)
    told = all(number <= len(parsed.values(kind)) for kind, number in needed)
    return told and sum(p.required for p in named) <= count <= len(named)


def _interpretation(query: StoredQuery, chance: float, parsed: Question) -> Interpretation:
    values: dict[str, str] = {}
    documents = [slot.value for slot in parsed.documents]
    named = [p.name for p in query.parameters if p.type == "document"]
    values |= dict(zip(named, _in_active_order(parsed, documents), strict=False))
    left = {kind: [*parsed.values(kind)] for kind in {slot.kind for slot in parsed.slots}}
    if _SUPPOSED.search(fold(parsed.text)):
        # 'Nếu X bị thay thế thì …' supposes the change; it does not ask for what changes X.
        left["relation"] = [
            value for value in left.get("relation", ()) if value not in ("REPLACES", "REPEALS", "AMENDS")
        ]
    for parameter in query.parameters:
        if told := left.get(_kind(parameter) or "", []):
            values[parameter.name] = told.pop(0)
    kinds = {_kind(p) for p in query.parameters}
    if "provinces" in kinds and left.get("date"):
        values["provinces"] = left["date"].pop(0)
    if "level" in kinds and "level" not in values and _PROVINCES.search(fold(parsed.text)):
        values["level"] = "province"
    if not documents and "place" in kinds - left.keys() and left.get("level") == ["central"]:
        values["place"] = left["level"].pop(0) and "vn"
    over = [slot for slot in parsed.slots if slot.value in left[slot.kind] and slot.kind != "relation"]
    doubt = [parsed.text[slot.start : slot.end] for slot in over if slot.kind in kinds] + [*_narrowing(parsed)]
    # What is true of a whole act is no answer about one of its articles, nor is one article for several.
    doubt += [
        parsed.text[slot.start : slot.end]
        for slot in parsed.slots
        if slot.kind == "part" and ("part" not in kinds or "," in slot.value)
    ]
    if (says := questions().get(query.name, {}).get("says")) and not re.search(rf"\b(?:{says})\b", fold(parsed.text)):
        doubt.append(parsed.text)
    said = _senses_in(parsed)
    order, rows, uncut = _cut(query, parsed)
    over = [slot for slot in over if slot.kind not in ("order", "rows", "most")] + uncut
    if any(
        sense == "MOST" for *_, sense in said
    ):  # 'luật nào được trích nhiều nhất' asks for the first of the laws, not of all documents
        doubt += [parsed.text[slot.start : slot.end] for slot in over if slot.kind == "type"]
    if not documents and "document" in query.columns:  # rows of the whole country are no answer about one place
        doubt += [
            parsed.text[slot.start : slot.end] for slot in over if slot.kind == "place" and slot.kind not in kinds
        ]
    if chance < _CLEAR:
        doubt += [parsed.text[start:end] for start, end, sense in said if sense in _BEYOND]
    its = {value.rsplit(" ", 1)[-1] for value in documents}
    unused = [slot for slot in over if slot.kind not in kinds and slot.value not in {*query.columns, *its}]
    left_aside = [(slot.start, slot.end) for slot in unused]
    left_aside += [(start, end) for start, end, sense in said if sense not in model().uses(query.name)]
    return Interpretation(
        query=query.name,
        parameters=values,
        chance=chance,
        order=order,
        rows=rows,
        unused=tuple(dict.fromkeys(parsed.text[start:end] for start, end in sorted(left_aside))),
        doubt=tuple(doubt),
    )


def _cut(query: StoredQuery, parsed: Question) -> tuple[Order | None, int | None, list[Slot]]:
    """Return the order of the rows, how many are wanted, and the slots that the query cannot use for this."""
    slots = [slot for slot in parsed.slots if slot.kind in ("order", "rows", "most")]
    ranks = questions().get(query.name, {}).get("ranks")
    ranked = bool(ranks and re.search(rf"\b(?:{ranks})\b", fold(parsed.text)))
    orders: dict[str, Order] = {"newest": "newest", "oldest": "oldest"}
    order = next((orders[slot.value] for slot in slots if slot.kind == "order" and ordered_by(query)), None)
    rows = next((int(slot.value) for slot in slots if slot.kind == "rows" and (order or ranked)), None)
    used = {"order": order is not None, "rows": rows is not None, "most": ranked}
    return order, rows, [slot for slot in slots if not used[slot.kind]]


_BEYOND = frozenset(("WHY", "JUDGE", "WORLD", "FUTURE"))
"""Senses that no stored query covers: reasons, opinions, the world outside the corpus, the future."""


def _senses_in(parsed: Question) -> list[tuple[int, int, str]]:
    """Return the senses of the words of a question, each with its span in the text."""
    words = [word for word in parsed.words if word[2] not in MARKS]
    found = senses([word for _, _, word in words])
    return [(words[first][0], words[behind - 1][1], sense) for first, behind, sense in found]


_SUPPOSED = re.compile(r"\b(?:neu|gia\s+su|mot\s+khi|if|once|suppose|supposing)\b")
_ASKED_FOR = frozenset(("ban", "TYPE", "documents", "document", "tinh", "provinces"))
_NOT = frozenset(["khong", "chua", "not", "never", "without"])


def _narrowing(parsed: Question) -> Iterator[str]:
    """Yield words that narrow the question in a way no query supports.

    These are exclusions ('ngoài Hà Nội') and unknown words: after a negation, next to what is asked for ('văn bản mật
    nào', 'chưa nghiệm thu'), and anywhere in a question in English or one without a document. In English a word is a
    whole concept, while a Vietnamese syllable is often half of one.
    """
    anywhere = not parsed.documents or is_english(parsed.text)
    words, said = [(0, 0, ""), *parsed.words, (0, 0, "")], _senses_in(parsed)
    for before, word, behind in zip(words, words[1:], words[2:], strict=False):
        new = word[2].islower() and word[2].isalpha() and len(word[2]) > 1 and not _known_word(parsed, word)
        new = new and not any(start <= word[0] < end for start, end, _ in said)
        beside = before[2] in _NOT | _ASKED_FOR or behind[2] in ("documents", "document") or anywhere
        if (new and beside) or (_EXCLUDES.fullmatch(word[2]) and behind[2].isupper()):
            yield parsed.text[word[0] : word[1]]


def _known_word(parsed: Question, word: tuple[int, int, str]) -> bool:
    """Return whether the training questions contain the word exactly as spelled: 'mật' is not 'mất'."""
    typed = spelling(parsed.text[word[0] : word[1]])
    known = model().words
    return model().spelled(word[2]) in known if typed.isascii() else typed in known


_EXCLUDES = re.compile(mark_pattern("excludes"))


def _kind(parameter: Parameter) -> str | None:
    return parameter.name if parameter.type == "int" else _SLOTS.get(parameter.type)


_PROVINCES = re.compile(rf"\b{mark_pattern('provinces')}\b")
_PASSIVE = re.compile(r"\bby\b|\b(?:bi|duoc)(?: van ban)?$")


def _in_active_order(parsed: Question, documents: list[str]) -> list[str]:
    """Return two documents with the acting one first: 'A bị B sửa đổi' gives B, then A."""
    if len(documents) == 2:
        first, second = parsed.documents
        between = " ".join(word for start, _, word in parsed.words if first.end <= start < second.start)
        if _PASSIVE.search(between):
            return documents[::-1]
    return documents


_JOINT = frozenset(("va", "and", "con", "dong", "roi", "then", "cung", ",", ";", ".", "?"))
_ASKS = frozenset(
    [
        "nao",
        "gi",
        "ai",
        "bao",
        "may",
        "dau",
        "sao",
        "khong",
        "chua",
        "what",
        "which",
        "who",
        "how",
        "where",
        "is",
        "are",
        "was",
        "does",
        "do",
        "did",
        "has",
        "have",
        "can",
    ]
)
_HALF = 3
"""The least number of words in each half of a double question."""


def _halves(parsed: Question) -> Iterator[tuple[Interpretation, Interpretation]]:
    """Yield pairs of interpretations for a question that asks two things: 'X là văn bản gì, và bị văn bản nào sửa?'."""
    words = [word for _, _, word in parsed.words]
    for at, word in enumerate(words):
        halves = words[:at], words[at + 1 :]
        if word in _JOINT and all(len(half) >= _HALF and _ASKS & set(half) for half in halves):
            both = [_choice(half, parsed) for half in halves]
            if all(name != NONE and chance >= _SURE_HALF for name, chance in both) and both[0][0] != both[1][0]:
                first, second = (_interpretation(catalogue()[name], chance, parsed) for name, chance in both)
                yield first, second


def _choice(words: Sequence[str], parsed: Question) -> tuple[str, float]:
    """Return the likeliest query of one half; a document named only in the other half applies to this one too."""
    fitting = [name for name, query in catalogue().items() if _accepts(query, parsed)]
    meant = [] if "DOC" in words else ["DOC"] * len(parsed.documents)
    return next(iter(model().chances([*meant, *words], [NONE, *fitting]).items()))


def _unknown(parsed: Question) -> Iterator[str]:
    known = model().words
    for start, end, word in parsed.words:
        if word.islower() and word not in known:
            yield parsed.text[start:end]
