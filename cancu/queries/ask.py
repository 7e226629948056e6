"""Questions in Vietnamese or English to stored queries, by words and rules that are data; no model, no network."""

import re
from collections.abc import Mapping, Sequence, Set
from functools import cache
from itertools import pairwise

from cancu.errors import DataFileError
from cancu.models import Value
from cancu.queries.asked import Question, halves, take_apart, without_preamble
from cancu.queries.catalogue import catalogue
from cancu.queries.named import Finder
from cancu.queries.phrases import WORD, Token, any_of, known_concepts, table
from cancu.queries.roles import concepts, turned

_SHOWN = 3
_LEFT_OVER = 1
"""How many unknown words a sure reading may leave; none where only a weak rule fits, or where one may be what is
counted or denied."""
_STRONG = 3
"""What a rule counts for each of its concepts, if it is not a weak one."""


class Reading(Value):
    """One way to understand a question."""

    query: str
    parameters: Mapping[str, str]
    weight: int
    unused: tuple[str, ...] = ()
    """What the question says and the query cannot take, and words that nothing explains."""
    doubt: tuple[str, ...] = ()
    """Words that ask for something, and that this reading does not answer."""


class Readings(Value):
    """How a question was understood: one sure reading, or several, or none."""

    readings: tuple[Reading, ...]
    """The best first; more than one only when none is sure."""
    unread: tuple[str, ...] = ()
    """Words that no reading explains, when there is none."""

    @property
    def sure(self) -> Reading | None:
        """The reading, if there is only one and it covers the question."""
        return self.readings[0] if len(self.readings) == 1 and not self.readings[0].doubt else None


class _Rule(Value):
    has: str
    weight: int = _STRONG
    """What each of its concepts counts."""
    set: Mapping[str, str] = {}


class _Intent(Value):
    query: str
    documents: int
    examples: tuple[str, ...] = ()
    rules: tuple[_Rule, ...]
    strict: bool = False
    """Whether an unknown word is a doubt."""
    may: str = ""
    """Concepts that such a question often holds besides."""
    never: str = ""
    """Concepts of which it is a doubt."""
    titles: bool = False
    """Whether words of a title may be asked for."""
    turns: bool = False
    """Whether the second of two documents may be the one that acts."""
    provinces: bool = False
    """Whether 'tỉnh nào' asks for documents of the level of a province."""
    answers: tuple[str, ...] = ()
    """Other queries whose questions it answers too."""


# fmt: off
_FREE = frozenset({
    "DOC", "DOCUMENT", "WHICH", "EACH", "PASSIVE", "BY", "BE", "DO", "IN",
    "UNDER", "ALREADY", "TYPE", "PLACE", "LEVEL", "WHATIS", "BODY", "SPLIT", "THEN",
    "NOTED", "YEAR", "DATE", "STOP", "WORD", "ISSUE", "SINCE", "WHO", "HERE",
    "OLD", "NEW", "DIRECT", "ABOUT", "TEXT", "STATUS", "LISTED", "DEPTH",
})
# fmt: on
"""Concepts that alone ask for nothing."""
_NARROWS = frozenset({"WHICH", "DOCUMENT", "TYPE", "PROVINCE", "COUNT", "LEVEL"})
"""What says which of the many things the 'tình hình' of a document is."""


@cache
def _intents() -> tuple[_Intent, ...]:
    """The intents, checked as they are read."""
    intents = tuple(_Intent.model_validate(row) for row in table()["intent"])
    known = known_concepts() | {"TEXT", "YEAR"}
    for intent in intents:
        _check(intent, known)
    return intents


def _check(intent: _Intent, known: Set[str]) -> None:
    queries = catalogue()
    named = {p.name for p in queries[intent.query].parameters} if intent.query in queries else None
    if named is None or not all(rule.set.keys() <= named for rule in intent.rules):
        raise DataFileError(f"intents.toml: '{intent.query}' is no stored query, or lacks a parameter that a rule sets")
    for concept in re.split(r"[ |]+", " ".join([*(r.has for r in intent.rules), intent.may, intent.never]).strip()):
        if re.sub(r"^DOC>|>DOC$|2$", "", concept) not in known:
            raise DataFileError(f"intents.toml: {intent.query}: no word stands for '{concept}'")
    if free := _FREE.intersection(intent.may.split()):
        raise DataFileError(f"intents.toml: {intent.query}: '{min(free)}' asks for nothing, so `may` need not name it")


def examples() -> list[str]:
    """Questions that can be asked, one for each stored query."""
    return [intent.examples[0] for intent in _intents() if intent.examples]


def read_question(question: str, finder: Finder) -> Readings:
    """Which stored query, with which parameters, a question asks for; `finder` finds the documents it names.

    Raises QueryError when the text is longer than a question is.
    """
    asked = take_apart(question, finder)
    readings = _readings(asked)
    cores = ((sure, left) for core, left in without_preamble(asked) if (sure := _readings(core).sure))
    sure = readings.sure
    if sure is None:
        for core, left_out in cores:
            if "text" not in core.parameters:
                return Readings(readings=(core.model_copy(update={"unused": (*core.unused, f"'{left_out}'")}),))
        return readings
    known = {sure.query, *_intent_of(sure.query).answers}
    other = _second(asked, sure) or next((core for core, _ in cores if core.query not in known), None)
    return Readings(readings=(sure, other)) if other else readings


def _second(asked: Question, first: Reading) -> Reading | None:
    """What else a question asks for in a half of its own: 'X là văn bản gì, và bị văn bản nào sửa?'."""
    for one, other, named in halves(asked):
        both = [reading for half in (one, other) if (reading := _readings(half).sure)]
        queries = [reading.query for reading in both]
        if len(set(queries)) == 2 and (named or first.query in queries):
            second = both[0] if queries[1] == first.query else both[1]
            if second.query not in _intent_of(first.query).answers:
                return second
    return None


def _intent_of(query: str) -> _Intent:
    return next(intent for intent in _intents() if intent.query == query)


def _readings(asked: Question) -> Readings:
    held = concepts(asked.tokens)
    found = [reading for intent in _intents() if (reading := _reading(intent, asked, held))]
    found.sort(key=lambda r: (-r.weight, r.query))
    if not found:
        return Readings(readings=(), unread=tuple(_unknown(asked.text, asked.tokens)))
    best = [r for r in found if not r.doubt] or found
    near = [r for r in best if r.weight == best[0].weight]
    sure = len(near) == 1 and not near[0].doubt
    return Readings(readings=tuple(near) if sure else tuple(found[:_SHOWN]))


# From concepts to a reading


def _reading(intent: _Intent, asked: Question, held: Mapping[str, Set[str]]) -> Reading | None:
    if len(asked.documents) != intent.documents:
        return None
    slots, tokens = dict(asked.slots), asked.tokens
    if intent.titles:
        tokens = _with_text(asked, slots)
        held = concepts(tokens)
    fitting = [
        rule for rule in intent.rules if all(any(one in held for one in need.split("|")) for need in rule.has.split())
    ]
    if not fitting:
        return None
    rule = max(fitting, key=_worth)
    covered = set(re.split(r"[ |]+", " ".join([*(r.has for r in fitting), intent.may]))) - set(intent.never.split())
    values, unused = _values(intent, asked, tokens, slots)
    if any(p.required and p.name not in {*values, *rule.set} for p in catalogue()[intent.query].parameters):
        return None
    doubt = _uncovered(intent, asked, tokens, held, covered)
    unknown = _unknown(asked.text, tokens)
    strict = intent.strict or rule.weight < _STRONG or _narrowed(tokens) or _counts(tokens)
    if sum(t.kind == "WORD" for t in tokens) > (0 if strict else _LEFT_OVER):
        doubt += unknown
    else:
        unused += [f"'{run}'" for run in unknown]
    says = sum(
        1 for kind, names in held.items() if kind not in _FREE and ">" not in kind and ({kind} | names) & covered
    )
    return Reading(
        query=intent.query,
        parameters=dict(rule.set) | values,
        weight=_worth(rule) + says - 4 * len(doubt) - len(unused),
        unused=tuple(unused),
        doubt=tuple(dict.fromkeys(doubt)),
    )


def _values(
    intent: _Intent, asked: Question, tokens: Sequence[Token], slots: dict[str, str]
) -> tuple[dict[str, str], list[str]]:
    """The parameters that a question gives, and what it says and the query cannot take."""
    parameters = catalogue()[intent.query].parameters
    known = {p.name for p in parameters}
    documents = asked.named
    if intent.turns and turned(tokens):
        documents.reverse()
    values = dict(zip((p.name for p in parameters if p.type == "document"), documents, strict=False))
    if intent.provinces and any(t.kind == "PROVINCE" and not t.value for t in tokens):
        slots.setdefault("level", "province")
    if not documents and slots.get("level") == "central" and "level" not in known and "place" in known - slots.keys():
        slots["place"] = "vn"
        del slots["level"]
    if "provinces" in known and "as_of" in slots and any(t.kind == "LISTED" for t in tokens):
        slots["provinces"] = slots.pop("as_of")
    values |= {k: v for k, v in slots.items() if k in known}
    sides = [p.name for p in parameters if p.type == "place" and p.required]
    places = [slots["place"]] if "place" in slots else []
    values |= dict(zip(sides, [*places, *(words for slot, words in asked.others if slot == "place")], strict=False))
    told = (
        known
        | ({"place"} if sides else set())
        | ({"place"} if asked.its_place else set())
        | ({"level"} if "LEVEL2" in intent.may else set())
    )
    unused = [f"{k} {v}" for k, v in sorted(slots.items()) if k not in told]
    unused += [f"'{words}'" for slot, words in asked.others if slot not in told]
    unused += [f"'{asked.text[t.start : t.end]}'" for t in tokens if t.kind == "NOTED"]
    return values, unused


def _uncovered(
    intent: _Intent, asked: Question, tokens: Sequence[Token], held: Mapping[str, Set[str]], covered: Set[str]
) -> list[str]:
    """The words that ask for something, and that an intent does not answer."""
    known = {p.name for p in catalogue()[intent.query].parameters}
    never = set(intent.never.split()) - ({"PLACE"} if asked.its_place else set())
    open_status = asked.documents and not (held.keys() & _NARROWS or {"IMPLEMENT", "PLACE"} <= held.keys())
    doubt, seen = [], set()
    for token in tokens:
        names = held.get(token.kind, set()) | {token.kind}
        covers = token.kind in _FREE or token.perhaps or names & covered
        again = f"{token.kind}2" in never and token.kind in seen
        if token.kind in never or again or not covers or (token.kind == "STATUS" and open_status):
            doubt.append(asked.text[token.start : token.end])
        seen.add(token.kind)
    doubt += [words for slot, words in asked.others if slot in known and f"{slot.upper()}2" not in covered]
    return doubt


def _worth(rule: _Rule) -> int:
    return rule.weight * len(rule.has.split())


_ASKED_FOR = ("DOCUMENT", "TYPE", "WHICH", "WHO")


def _narrowed(tokens: Sequence[Token]) -> bool:
    """Whether an unknown word stands behind a 'không' or 'chưa', or beside what is asked for: 'kế hoạch mật', 'vị nào'."""
    kinds = [t.kind for t in tokens]
    pairs = set(pairwise(kinds))
    return ("NOT", "WORD") in pairs or any({("WORD", kind), (kind, "WORD")} & pairs for kind in _ASKED_FOR)


def _counts(tokens: Sequence[Token]) -> bool:
    """Whether the question asks how many: of what, an unknown word may say."""
    return any(token.kind == "COUNT" and not token.perhaps for token in tokens)


def _unknown(text: str, tokens: Sequence[Token]) -> list[str]:
    """Runs of words that nothing explains."""
    runs: list[list[int]] = []
    last = None
    for at, token in enumerate(tokens):
        if token.kind != "WORD":
            continue
        if last == at - 1:
            runs[-1][1] = token.end
        else:
            runs.append([token.start, token.end])
        last = at
    return [text[start:end] for start, end in runs]


_TOPIC_ENDS = re.compile(rf"[,;.?!:()]| {any_of('topic_ends')}\b")
_QUOTED = re.compile(r"[\"“”](?P<words>[^\"“”]+)[\"“”]")
_TOPIC_CLOSING = re.compile(rf"(?: {any_of('topic_closing')})+$")


def _with_text(asked: Question, slots: dict[str, str]) -> tuple[Token, ...]:
    """The tokens with words of a title taken out: quoted or other ones behind 'về', or unknown ones behind a type."""
    tokens = list(asked.tokens)
    quoted = _QUOTED.search(asked.folded)
    if quoted and (said := [t for t in tokens if t.kind in ("ABOUT", "FIELD") and t.end <= quoted.start()]):
        slots["text"] = quoted["words"].strip()
        kept = [t for t in tokens if t not in said and not quoted.start() <= t.start < quoted.end()]
        return (*kept, Token(kind="TEXT", start=quoted.start(), end=quoted.end()))
    hard = [t for t in tokens if t.kind in ("PLACE", "YEAR", "DATE", "LEVEL")]
    for at, token in enumerate(tokens):
        if token.kind in ("ABOUT", "FIELD", "LINK"):
            start = token.end
        elif token.kind == "WORD" and at and tokens[at - 1].kind in ("TYPE", "DOCUMENT"):
            start = token.start
        else:
            continue
        end = min([t.start for t in hard if t.start >= start] + [len(asked.folded)])
        if stop := _TOPIC_ENDS.search(asked.folded, start, end):
            end = stop.start()
        if token.kind == "WORD":
            end = min([t.start for t in tokens if t.start > start and t.kind not in (*_FREE, "CARD")] + [end])
        inside = [t for t in tokens if start <= t.start and t.end <= end]
        words = list(WORD.finditer(asked.text, start, end))
        known = [t for t in inside if t.kind != "WORD"]
        if any(all(m.start() < t.start or t.end < m.end() for t in known) for m in words):
            slots["text"] = _TOPIC_CLOSING.sub("", asked.folded[start:end].strip(" \"'“”"))
            kept = [t for t in tokens if t not in inside and (t != token or t.kind == "WORD")]
            return (*kept, Token(kind="TEXT", start=start, end=end))
    return tuple(tokens)
