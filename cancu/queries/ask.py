"""Questions in Vietnamese or English to stored queries, by words and rules that are data; no model, no network."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cache
from importlib.resources import files

from cancu.errors import DataFileError
from cancu.graph.identity import symbol_scope
from cancu.knowledge.facts import document_types, issuers, places
from cancu.knowledge.fold import fold, spelling
from cancu.models import Value
from cancu.queries.catalogue import catalogue

_SHOWN = 3
_LEFT_OVER = 1
"""How many unknown words a sure reading may leave; none where only a weak rule fits, or where one may be what is
counted or denied."""
_LONGEST = 9
"""Words of the longest phrase."""
_LONG = 8
"""Letters from which on a slip of the keyboard is forgiven."""


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
    weight: int = 3
    """What each of its concepts counts."""
    set: Mapping[str, str] = {}


class _Intent(Value):
    query: str
    documents: int
    examples: tuple[str, ...]
    rules: tuple[_Rule, ...]
    strict: bool = False
    """Whether an unknown word is a doubt."""
    may: str = ""
    """Concepts that such a question often holds besides."""
    never: str = ""
    """Concepts of which it is a doubt."""


class _Phrase(Value):
    text: str
    """With its diacritics; written together where it is several words."""
    kind: str
    value: str = ""
    participle: bool = False
    exact: bool = False
    """Only with its diacritics."""
    words: int = 1


class _Token(Value):
    """A phrase of the question, or a mark, or an unknown word."""

    kind: str
    start: int
    end: int
    value: str = ""
    participle: bool = False
    perhaps: bool = False
    """Whether it may as well be a word that asks for nothing: 'may' for 'mấy' or 'máy'."""


class _Question(Value):
    """A question with its parts taken out."""

    text: str
    folded: str
    tokens: tuple[_Token, ...]
    documents: tuple[str, ...]
    local: tuple[bool, ...]
    """Whether a document's number is one that every province has, and no province stands beside it."""
    slots: Mapping[str, str]
    twice: tuple[str, ...]
    """Slots with two values."""


_FREE = frozenset(
    {
        "DOC",
        "DOCUMENT",
        "WHICH",
        "EACH",
        "PASSIVE",
        "BY",
        "BE",
        "DO",
        "IN",
        "UNDER",
        "ALREADY",
        "TYPE",
        "PLACE",
        "LEVEL",
    }
    | {
        "WHATIS",
        "BODY",
        "SPLIT",
        "THEN",
        "NOTED",
        "YEAR",
        "DATE",
        "STOP",
        "WORD",
        "ISSUE",
        "SINCE",
        "WHO",
        "HERE",
        "OLD",
        "NEW",
        "DIRECT",
        "ABOUT",
        "TEXT",
        "STATUS",
    }
)
"""Concepts that alone ask for nothing."""
_VERBS = frozenset(
    {"IMPLEMENT", "CITE", "BASIS", "REST", "SERVE", "GUIDE", "DEPEND", "AFFECT", "AMEND", "CHANGE", "REPLACE", "REPEAL"}
    | {"MERGE", "ISSUE"}
)
_CHANGES = frozenset({"AMEND", "CHANGE", "REPLACE", "REPEAL", "END"})
"""'X thay đổi thì …' is an 'if'."""
_NOUNS = frozenset({"DOCUMENT", "TYPE", "PROVINCE", "WHO", "WHICH", "LEVEL"})


class _Table(Value):
    """What intents.toml holds."""

    intents: tuple[_Intent, ...]
    phrases: Mapping[str, tuple[_Phrase, ...]]
    """By their letters without diacritics and spaces."""


@cache
def _data() -> _Table:
    """The table of intents, checked as it is read."""
    table = tomllib.loads((files("cancu.queries") / "data" / "intents.toml").read_text(encoding="utf-8"))
    phrases: dict[str, list[_Phrase]] = {}
    for phrase in _phrases(table):
        phrases.setdefault(fold(phrase.text), []).append(phrase)
    intents = tuple(_Intent.model_validate(row | {"rules": tuple(row["rules"])}) for row in table["intent"])
    known = {p.kind for them in phrases.values() for p in them} | {"TEXT", "YEAR", "DATE", "DOC"}
    for intent in intents:
        _check(intent, known)
    return _Table(intents=intents, phrases={k: tuple(v) for k, v in phrases.items()})


def _phrases(table: Mapping[str, Mapping[str, list[str]]]) -> Iterator[_Phrase]:
    for kind, texts in table["words"].items():
        yield from (_phrase(text, kind) for text in texts)
    for kind, texts in table["participles"].items():
        yield from (_phrase(text, kind, participle=True) for text in texts)
    for level, texts in table["levels"].items():
        yield from (_phrase(text, "LEVEL", level) for text in texts)
    for row in document_types():
        names = [n for n in row.names if n.lower() not in table["no_types"]["words"]]
        yield from (_phrase(text, "TYPE", row.id) for text in (*names, *table["types"].get(row.id, ())))
        yield from (_phrase(code, "CODE", row.id) for code in row.codes if code.isalpha())
    for place in places():
        names = [place.name, *place.variants, *table["places"].get(place.id, ())]
        yield from (_phrase(text, "PLACE", place.id) for text in names)
    for body in issuers():
        yield from (_phrase(text, "BODY", body.name) for text in (body.name, *body.variants) if " " in text)


def _phrase(text: str, kind: str, value: str = "", participle: bool = False) -> _Phrase:
    words = _WORD.findall(spelling(text))
    return _Phrase(
        text="".join(words), kind=kind, value=value, participle=participle, exact=text[0] == "=", words=len(words)
    )


def _check(intent: _Intent, known: set[str]) -> None:
    queries = catalogue()
    named = {p.name for p in queries[intent.query].parameters} if intent.query in queries else None
    if named is None or not all(rule.set.keys() <= named for rule in intent.rules):
        raise DataFileError(f"intents.toml: '{intent.query}' is no stored query, or lacks a parameter that a rule sets")
    for concept in re.split(r"[ |]+", " ".join([*(r.has for r in intent.rules), intent.may, intent.never]).strip()):
        if re.sub(r"^DOC>|>DOC$|2$", "", concept) not in known:
            raise DataFileError(f"intents.toml: {intent.query}: no word stands for '{concept}'")


def examples() -> list[str]:
    """Questions that can be asked, one for each stored query."""
    return [intent.examples[0] for intent in _data().intents]


def read_question(question: str, finder: Finder) -> Readings:
    """Which stored query, with which parameters, a question asks for; `finder` finds the documents it names."""
    asked = _take_apart(question, finder)
    found = [reading for intent in _data().intents if (reading := _reading(intent, asked))]
    found.sort(key=lambda r: (-r.weight, r.query))
    if not found:
        return Readings(readings=(), unread=tuple(_unknown(asked.text, asked.tokens)))
    best = [r for r in found if not r.doubt] or found
    near = [r for r in best if r.weight == best[0].weight]
    sure = len(near) == 1 and not near[0].doubt
    return Readings(readings=tuple(near) if sure else tuple(found[:_SHOWN]))


# From concepts to a reading


def _reading(intent: _Intent, asked: _Question) -> Reading | None:
    if len(asked.documents) != intent.documents:
        return None
    slots, tokens = dict(asked.slots), asked.tokens
    if intent.query == "documents":
        tokens = _with_text(asked, slots)
    held = _concepts(tokens)
    fitting = [
        rule for rule in intent.rules if all(any(one in held for one in need.split("|")) for need in rule.has.split())
    ]
    if not fitting:
        return None
    rule = max(fitting, key=_worth)
    weight = _worth(rule)
    covered = set(re.split(r"[ |]+", " ".join([*(r.has for r in fitting), intent.may]))) - set(intent.never.split())
    doubt = []
    for token in tokens:
        names = held.get(token.kind, set()) | {token.kind}
        if token.kind in intent.never.split() or not (token.kind in _FREE or token.perhaps or names & covered):
            doubt.append(asked.text[token.start : token.end])
    doubt += [f"two {name}s" for name in asked.twice if f"{name.upper()}2" not in covered]
    doubt += [name for name in intent.never.split() if name.endswith("2") and name in held]
    query = catalogue()[intent.query]
    known = {p.name for p in query.parameters}
    documents = list(asked.documents)
    if "place" in slots and asked.local.count(True) == 1:
        documents[asked.local.index(True)] += f" {slots['place']}"
        if "place" not in known:
            del slots["place"]
    names_of = [p.name for p in query.parameters if p.type == "document"]
    if len(documents) == 2 and intent.query == "evidence" and _turned(tokens):
        documents.reverse()
    values = dict(rule.set) | dict(zip(names_of, documents, strict=False))
    values |= {k: v for k, v in slots.items() if k in known}
    unused = [f"{k} {v}" for k, v in sorted(slots.items()) if k not in known and k != "depth"]
    unused += [f"'{asked.text[t.start : t.end]}'" for t in tokens if t.kind == "NOTED"]
    unknown = _unknown(asked.text, tokens)
    if sum(t.kind == "WORD" for t in tokens) > (
        0 if intent.strict or rule.weight < 3 or _denied(tokens) or _counts(tokens) else _LEFT_OVER
    ):
        doubt += unknown
    else:
        unused += [f"'{run}'" for run in unknown]
    weight += (
        sum(1 for kind, names in held.items() if kind not in _FREE and ">" not in kind and ({kind} | names) & covered)
        - 4 * len(doubt)
        - len(unused)
    )
    return Reading(
        query=intent.query, parameters=values, weight=weight, unused=tuple(unused), doubt=tuple(dict.fromkeys(doubt))
    )


def _worth(rule: _Rule) -> int:
    return rule.weight * len(rule.has.split())


def _concepts(tokens: Sequence[_Token]) -> dict[str, set[str]]:
    """The concepts of a question, each with the names under which rules may know it."""
    held: dict[str, set[str]] = {}
    document = [at for at, token in enumerate(tokens) if token.kind == "DOC"]
    nearest = {}
    if len(document) == 1:
        far_first = sorted(enumerate(tokens), key=lambda pair: (-abs(pair[0] - document[0]), -pair[0]))
        nearest = {token.kind: at for at, token in far_first}
    for at, token in enumerate(tokens):
        held.setdefault(token.kind, set())
        if token.kind in _VERBS and nearest.get(token.kind) == at:
            for acts in _roles(tokens, at, document[0]):
                role = f"DOC>{token.kind}" if acts else f"{token.kind}>DOC"
                held[token.kind].add(role)
                held.setdefault(role, set())
        if token.kind == "UNDER" and at + 1 in document:
            held.setdefault("UNDER>DOC", set())
    for kind, count in Counter(t.kind for t in tokens if t.kind not in ("WORD", "STOP")).items():
        if count > 1:
            held.setdefault(f"{kind}2", set())
    return held


def _roles(tokens: Sequence[_Token], verb: int, document: int) -> tuple[bool, ...]:
    """Whether the document does what a verb says (True) or suffers it; both when unclear, none when it is not meant."""
    kinds = [t.kind for t in tokens]
    kind, after = kinds[verb], verb < document
    low, high = sorted((verb, document))
    between = kinds[low + 1 : high]
    agent = bool({"BY", "IN"} & set(between))
    if kind == "BASIS":
        return ("SERVE" not in kinds and kinds[verb - 1 : verb] not in (["LOSE"], ["LACK"]),)
    if kind == "SERVE":
        return (after,)
    marker = next((at for at in range(verb - 1, -1, -1) if kinds[at] in _VERBS or kinds[at] == "PASSIVE"), None)
    if marker is not None and kinds[marker] == "PASSIVE":
        if document < marker and set(kinds[document + 1 : marker]) & (_NOUNS | {"BASIS"}):
            return ()
        return (marker < document < verb or (after and agent),)
    if tokens[verb].participle and between and after:
        return (agent,)
    if tokens[verb].participle and not after and ("BE" in kinds[:verb] or kinds[verb + 1 : verb + 2] == ["BY"]):
        return (False,)
    if after:
        asked = kind == "REST" and bool({"WHICH", "ISSUE"} & set(between))
        return (asked or (kind == "CITE" and "IN" in between),)
    return _roles_of_subject(kinds, verb, document)


def _roles_of_subject(kinds: Sequence[str], verb: int, document: int) -> tuple[bool, ...]:
    """The same for a document before a verb that is not passive."""
    kind, between = kinds[verb], set(kinds[document + 1 : verb])
    others = bool(between & _VERBS - {"ISSUE"})
    if kind == "REST" and not between - {"BE", "ALREADY", "NOT", "ISSUE", "SINCE"}:
        return (True,)
    if "SPLIT" in kinds[:document] or (between & _NOUNS and not others):
        return (False,)
    ends = (at for at in range(verb + 1, len(kinds)) if kinds[at] in _VERBS or kinds[at] in ("STOP", "THEN", "IF"))
    following = set(kinds[verb + 1 : next(ends, len(kinds))])
    if following & _NOUNS - {"PROVINCE", "LEVEL"} or set(kinds[:document]) & (_NOUNS | {"DO"}):
        return (not others,)
    return (True, False) if kind in ("CITE", "REST", "GUIDE", "DEPEND") else (False,)


def _turned(tokens: Sequence[_Token]) -> bool:
    """Whether the second of two documents is the one that acts: 'A bị B sửa đổi', 'A amended by B'."""
    kinds = [t.kind for t in tokens]
    first, second = [at for at, kind in enumerate(kinds) if kind == "DOC"]
    between = kinds[first + 1 : second]
    return "BY" in between or (bool(between) and "PASSIVE" in between and between[-1] in ("PASSIVE", "DOCUMENT", "IN"))


def _denied(tokens: Sequence[_Token]) -> bool:
    """Whether an unknown word stands right behind a 'không' or 'chưa'."""
    kinds = [t.kind for t in tokens]
    return any(kinds[at : at + 2] == ["NOT", "WORD"] for at in range(len(kinds)))


def _counts(tokens: Sequence[_Token]) -> bool:
    """Whether the question asks how many: of what, an unknown word may say."""
    return any(token.kind == "COUNT" and not token.perhaps for token in tokens)


def _unknown(text: str, tokens: Sequence[_Token]) -> list[str]:
    """Runs of words that nothing explains."""
    runs: list[list[int]] = []
    last = None
    for at, token in enumerate(tokens):
        if token.kind != "WORD":
            continue
        if last == at - 1 and runs:
            runs[-1][1] = token.end
        else:
            runs.append([token.start, token.end])
        last = at
    return [text[start:end] for start, end in runs]


_TOPIC_ENDS = re.compile(
    r"[,;.?!:()]| (?:cua|o|tai|do|trong|thuoc|nam|duoc|nao|of|in|from|by|issued|that|which|at|for|is|are|dated|made|published|there)\b"
)

_CLOSING = re.compile(r"(?: (?:khong|ko|vay|a|nhe|nhi|the|ha|please))+$")


def _with_text(asked: _Question, slots: dict[str, str]) -> tuple[_Token, ...]:
    """The tokens with the words of a title taken out: those behind 'về', or unknown ones behind a type."""
    tokens = list(asked.tokens)
    hard = [t for t in tokens if t.kind in ("PLACE", "YEAR", "DATE", "LEVEL")]
    for at, token in enumerate(tokens):
        if token.kind in ("ABOUT", "LINK"):
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
        words = list(_WORD.finditer(asked.text, start, end))
        known = [t for t in inside if t.kind != "WORD"]
        if any(all(m.start() < t.start or t.end < m.end() for t in known) for m in words):
            slots["text"] = _CLOSING.sub("", asked.folded[start:end].strip(" \"'“”"))
            kept = [t for t in tokens if t not in inside and (t != token or t.kind == "WORD")]
            return (*kept, _Token(kind="TEXT", start=start, end=end))
    return tuple(tokens)


# From a question to concepts

_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"[^\W_]+|[,;:.?!()]")


def _take_apart(question: str, finder: Finder) -> _Question:
    """Documents, places, types, levels, years, days and concepts out of the question."""
    text = " ".join(question.split())
    folded = fold(text)
    found = sorted((f for f in finder(text) if not _is_no_name(text, f)), key=lambda f: f.start)
    tokens = _tokens(text, [(f.start, f.end) for f in found])
    named = [(t.start, t.end, t.value) for t in tokens if t.kind == "PLACE"]
    spans: list[tuple[int, int]] = []
    documents, local = [], []
    for one in found:
        name, end, place = _with_its_details(one, folded, named)
        start = one.start
        if place is None and _is_local(one) and (before := _place_before(one, folded, named)):
            name, start, place = f"{name} {before[2]}", before[0], before
        if place:
            named.remove(place)
        documents.append(name)
        local.append(_is_local(one) and place is None)
        spans.append((start, end))
    tokens = [t for t in tokens if not any(a < t.end and t.start < b for a, b in spans)]
    tokens += [_Token(kind="DOC", start=a, end=b, value=str(at)) for at, (a, b) in enumerate(spans)]
    tokens = _dated(folded, sorted(tokens, key=lambda t: t.start))
    tokens, dropped = _appositions(folded, tokens, documents)
    documents = [name for at, name in enumerate(documents) if at not in dropped]
    local = [one for at, one in enumerate(local) if at not in dropped]
    tokens = _typed(_without_echoes(text, _without_particles(folded, tokens)))
    slots: dict[str, str] = {}
    twice = []
    for kind, slot in (
        ("PLACE", "place"),
        ("LEVEL", "level"),
        ("YEAR", "year"),
        ("DATE", "as_of"),
        ("TYPE", "type"),
        ("BODY", "body"),
    ):
        values = list(dict.fromkeys(t.value for t in tokens if t.kind == kind and t.value))
        if values:
            slots[slot] = values[0]
        if len(values) > 1:
            twice.append(slot)
    if any(t.kind == "OLD" for t in tokens):
        slots["provinces"] = "63"
    return _Question(
        text=text,
        folded=folded,
        tokens=tuple(tokens),
        documents=tuple(documents),
        local=tuple(local),
        slots=slots,
        twice=tuple(twice),
    )


def _is_no_name(text: str, found: Found) -> bool:
    """Whether what looks like a law's name is a type and a particle: 'luật được'."""
    kinds = {t.kind for t in _tokens(text[found.start : found.end], ())}
    return "TYPE" in kinds and len(kinds) > 1 and kinds <= {"TYPE", "PASSIVE", "WHICH", "NOT", "ALREADY", "BE", "DO"}


def _tokens(text: str, holes: Sequence[tuple[int, int]]) -> list[_Token]:
    """The phrases of a text outside the holes, the longest first."""
    pieces = [m for m in _PIECE.finditer(text) if all(m.end() <= a or b <= m.start() for a, b in holes)]
    tokens: list[_Token] = []
    places_at = {at for at in range(len(pieces)) if _place_at(text, pieces, at)}
    documents_at = {a for a, _ in holes}
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if not piece.group()[0].isalnum():
            tokens.append(_Token(kind="STOP", start=piece.start(), end=piece.end(), value=piece.group()))
            at += 1
            continue
        size, phrase, perhaps = _longest(text, pieces, at, places_at, documents_at)
        end = pieces[at + size - 1].end()
        if phrase is None:
            kind = "WORD" if len(piece.group()) > 1 and not piece.group().isdigit() else "DIGITS"
            tokens.append(_Token(kind=kind, start=piece.start(), end=end))
        elif phrase.kind != "_":
            tokens.append(
                _Token(
                    kind=phrase.kind,
                    start=piece.start(),
                    end=end,
                    value=phrase.value,
                    participle=phrase.participle,
                    perhaps=perhaps,
                )
            )
        at += size
    return tokens


def _run(text: str, pieces: Sequence[re.Match[str]], at: int, ends: Set[int] = frozenset()) -> list[re.Match[str]]:
    """The words from one on that may be one phrase."""
    run = [pieces[at]]
    for index in range(at + 1, min(at + _LONGEST, len(pieces))):
        gap = text[run[-1].end() : pieces[index].start()]
        if index in ends or not pieces[index].group()[0].isalnum() or not re.fullmatch(r"[\s./'’-]{1,3}", gap):
            break
        run.append(pieces[index])
    return run


def _place_at(text: str, pieces: Sequence[re.Match[str]], at: int) -> tuple[int, _Phrase] | None:
    """The place that is named here, and its words."""
    run = _run(text, pieces, at)
    for size in range(len(run), 0, -1):
        words = [spelling(piece.group()) for piece in run[:size]]
        for phrase in _data().phrases.get(fold("".join(words)), ()):
            if phrase.kind == "PLACE" and _fits(phrase, words):
                return size, phrase
    return None


def _longest(
    text: str, pieces: Sequence[re.Match[str]], at: int, places_at: Set[int], documents_at: Set[int]
) -> tuple[int, _Phrase | None, bool]:
    """The longest phrase that begins here, how many words it has, and whether they may ask for nothing as well.

    A place comes first, and right before a document its type.
    """
    if place := _place_at(text, pieces, at):
        return *place, False
    run = _run(text, pieces, at, places_at)
    phrases = _data().phrases
    for lenient in (False, True):
        for size in range(len(run), 0, -1):
            words = [spelling(piece.group()) for piece in run[:size]]
            before = run[size - 1].end() + 1 in documents_at
            fitting = [p for p in phrases.get(fold("".join(words)), ()) if _fits(p, words, lenient)]
            if fitting:
                spelled = "".join(words)
                types = ("TYPE", "CODE") if before else ()
                best = min(
                    fitting,
                    key=lambda p: (p.kind not in types, p.kind == "CODE", p.text != spelled, p.kind == "_"),
                )
                return size, best, any(p.kind == "_" for p in fitting)
    for size in (2, 1):
        if len(run) >= size and (slip := _slipped(fold("".join(piece.group() for piece in run[:size])))):
            return size, slip, False
    return 1, None, False


def _fits(phrase: _Phrase, words: Sequence[str], lenient: bool = False) -> bool:
    """Whether words are a phrase: each word without diacritics fits either way."""
    if phrase.words != len(words) and not (len(words) == 1 and len(phrase.text) >= 5 and phrase.words > 1):
        return False
    if phrase.exact:
        return "".join(words) == phrase.text
    if lenient:
        return phrase.words > 1 and len(phrase.text) >= _LONG - 1 and phrase.kind not in ("PLACE", "CODE")
    at = 0
    for word in words:
        same = phrase.text[at : at + len(word)]
        if word not in (same, fold(same)):
            return False
        at += len(word)
    return True


@cache
def _slipped(word: str) -> _Phrase | None:
    """The long phrase that a word is but for one letter more, less or out of order."""
    if len(word) < _LONG or not word.isalpha():
        return None
    near = {word[:i] + word[i + 1 :] for i in range(len(word))}
    near |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    near |= {word[:i] + c + word[i:] for i in range(len(word) + 1) for c in "abcdefghijklmnopqrstuvwxyz"}
    found = [p for n in sorted(near) for p in _data().phrases.get(n, ()) if not p.exact and p.kind != "CODE"]
    return found[0] if found and len({(p.kind, p.value) for p in found}) == 1 else None


_YEAR = re.compile(r"(?<![\w/-])((?:19|20)\d\d)(?![\w/-])")


def _english_day(match: re.Match[str]) -> str:
    day, month = match[1] or match[4], match[2] or match[3]
    return f"{day}/{_MONTHS.index(month) + 1}/{match[5]}"


def _dated(folded: str, tokens: list[_Token]) -> list[_Token]:
    """The days and the years that are asked about."""
    holes = [(t.start, t.end) for t in tokens if t.kind == "DOC"]
    spans: list[_Token] = []
    matches = [
        *((m, "DATE", m["day"] or f"{m['d']}/{m['m']}/{m['y']}") for m in _ANY_DAY.finditer(folded)),
        *((m, "DATE", _english_day(m)) for m in _ENGLISH_DAY.finditer(folded)),
        *((m, "YEAR", m[1]) for m in _YEAR.finditer(folded)),
    ]
    for match, kind, value in matches:
        if all(match.end() <= a or b <= match.start() for a, b in (*holes, *((s.start, s.end) for s in spans))):
            spans.append(_Token(kind=kind, start=match.start(), end=match.end(), value=value))
    kept = [t for t in tokens if not any(s.start < t.end and t.start < s.end for s in spans)]
    return sorted((t for t in (*kept, *spans) if t.kind != "DIGITS"), key=lambda t: t.start)


_CALLED = re.compile(
    r"[\s,(]*(?:(?:ban hanh kem theo|kem theo|theo|tai|tuc(?: la)?|hay|phe duyet|so|i\.e\.|or)\b[\s,(]*)*"
)
_IS_NUMBER = re.compile(r"\d")


def _appositions(folded: str, tokens: list[_Token], documents: list[str]) -> tuple[list[_Token], set[int]]:
    """Without what only describes a document: its name beside its number, its type before it, its title behind it."""
    kept: list[_Token] = []
    dropped: set[int] = set()
    for token in tokens:
        if token.kind == "DOC":
            last = kept[-1] if kept else None
            opened = last is not None and last.value == "("
            while kept and kept[-1].value == "(":
                kept.pop()
            before = next((t for t in reversed(kept) if t.kind not in ("STOP", "UNDER", "ISSUE")), None)
            if before is not None and before.kind == "DOC":
                gap = folded[before.end : token.start]
                named = not _IS_NUMBER.match(documents[int(before.value)])
                numbered = bool(_IS_NUMBER.match(documents[int(token.value)]))
                if (opened or named) and _CALLED.fullmatch(gap) and (named == numbered or opened):
                    dropped.add(int(before.value) if numbered else int(token.value))
                    while kept[-1] is not before:
                        kept.pop()
                    if numbered:
                        kept[-1] = token.model_copy(update={"start": before.start})
                    continue
            named_by = re.search(r"(?:\b(?:so|no|number)\b\.?|[\s(])*$", folded[: token.start])
            edge = named_by.start() if named_by else token.start
            if kept and kept[-1].kind in ("TYPE", "CODE") and kept[-1].end >= edge:
                kept.pop()
            while kept and kept[-1].kind == "WORD" and opened:
                kept.pop()
            scheme = _scheme(kept)
            if scheme is not None:
                del kept[scheme:]
        kept.append(token)
    changed = next((t.start for t in kept if t.kind in _CHANGES), len(folded))
    kept = [
        t.model_copy(update={"kind": "IF"}) if t.kind == "THEN" and changed < t.start else t
        for t in kept
        if t.kind != "CODE"
    ]
    return _without_titles(kept), dropped


def _scheme(kept: Sequence[_Token]) -> int | None:
    """Where the name of a scheme begins that stands before its document: 'chương trình … theo Quyết định 90'."""
    at = len(kept)
    while at and kept[at - 1].kind in ("UNDER", "STOP", "IN"):
        at -= 1
    end = at
    while at and kept[at - 1].kind == "WORD":
        at -= 1
    joined = at < end < len(kept) or at + 1 < end
    return at - 1 if at and joined and kept[at - 1].kind == "TYPE" else None


def _without_titles(tokens: list[_Token]) -> list[_Token]:
    """Without the unknown words right behind a document, which say what it is about."""
    kept: list[_Token] = []
    behind = False
    for token in tokens:
        if token.kind == "DOC":
            behind = True
        elif not (token.kind in ("WORD", "ABOUT") or token.value == "("):
            behind = False
        if behind and token.kind in ("WORD", "ABOUT"):
            continue
        kept.append(token)
    return kept


_PARTICLES = frozenset({"khong", "chua", "ko", "hok", "kg"})


def _without_particles(folded: str, tokens: list[_Token]) -> list[_Token]:
    """Without 'không' and 'chưa' that only close a question; 'tỉnh nào chưa?' says something."""
    kept = []
    for at, token in enumerate(tokens):
        closing = re.match(r"\W*$|\s*[,;:.?!()]", folded[token.end :])
        short = token.kind == "NOT" and folded[token.start : token.end] in _PARTICLES
        asks = at and tokens[at - 1].kind == "WHICH" and at > 1 and tokens[at - 2].kind == "PROVINCE"
        lone = token.kind == "LOSE" and closing and at and tokens[at - 1].kind == "WHICH"
        if not lone and not (short and closing and not asks):
            kept.append(token)
    return kept


_ECHO = re.compile(r"\s+(?:này|nay|ấy|đó|nói trên|nêu trên)(?!\w)")


def _without_echoes(text: str, tokens: list[_Token]) -> list[_Token]:
    """Without types that only name a document again: 'sau khi 64/2025/QH15 ra đời, … luật này'."""
    first = next((t.start for t in tokens if t.kind == "DOC"), len(text))
    return [t for t in tokens if not (t.kind == "TYPE" and first < t.start and _ECHO.match(text, t.end))]


def _typed(tokens: list[_Token]) -> list[_Token]:
    """With only the types that are asked for, where a question holds several, and without provinces that are named."""
    kinds = [t.kind for t in tokens]
    tokens = [t for at, t in enumerate(tokens) if not (t.kind == "PROVINCE" and kinds[at + 1 : at + 2] == ["PLACE"])]
    kinds = [t.kind for t in tokens]
    types = [at for at, kind in enumerate(kinds) if kind == "TYPE"]
    if len({tokens[at].value for at in types}) < 2:
        return tokens
    asked = [
        at
        for at in types
        if kinds[at + 1 : at + 2] == ["WHICH"] or (at and kinds[at - 1] in ("WHICH", "EACH", "COUNT"))
    ]
    if len({tokens[at].value for at in asked}) != 1:
        return tokens
    return [t for at, t in enumerate(tokens) if at not in types or at in asked]


# Documents with the year and the province beside them

_BETWEEN = r"[\s,(]*(?:(?:cua|o|tai|tinh|thanh pho|tp\.?|ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan|nam \d{4}|of|from|in|by|the)[\s,(]*)*"
_DAY = r"(?:ngay (?P<d>\d{1,2}) thang (?P<m>\d{1,2}) nam (?P<y>\d{4})|(?:ngay |dated )?(?P<day>\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d{2}-\d{2}))(?![\w/])"
_ITS_DAY = re.compile(rf"\s*,?\s*(?:of )?{_DAY}")
_ITS_YEAR = re.compile(r"\s*,?\s*(?:nam |of )?(?P<year>(?:19|20)\d\d)(?![\w/-])")
_ANY_DAY = re.compile(rf"(?<![\w/]){_DAY}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*"
_ENGLISH_DAY = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}|{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?),? (\d{{4}})\b"
)
_NUMBERED = re.compile(r"\d|(?:bo )?luat |phap lenh |hien phap")


def _is_local(found: Found) -> bool:
    """Whether every province has such a number."""
    symbol = re.sub(r"^\d+[a-z]?(?:/\d{4})?[/-]?", "", found.name, flags=re.IGNORECASE)
    return symbol_scope(symbol.upper().replace("HDND", "HĐND")) == "local"


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
