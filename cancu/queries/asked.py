"""A question taken apart: documents, places, types, levels, years and days, and the concepts of its other words."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from cancu.errors import QueryError
from cancu.knowledge.fold import fold
from cancu.models import Value
from cancu.queries.named import (
    ASKS,
    DAY,
    Finder,
    Named,
    is_no_name,
    is_text,
    named_documents,
    types_of,
    with_echoes,
    without_descriptions,
)
from cancu.queries.phrases import Token, any_of, table, tokens_of


class Question(Value):
    """A question with its parts taken out."""

    text: str
    folded: str
    tokens: tuple[Token, ...]
    documents: tuple[Named, ...]
    slots: Mapping[str, str]
    others: tuple[tuple[str, str], ...]
    """Slots with the words of a second and further value."""
    echoes: tuple[Token, ...]
    """Where a document is meant that is named elsewhere: 'nó', 'luật này', 'it'."""

    @property
    def its_place(self) -> bool:
        """Whether the place says whose the one number is that every province has."""
        return "place" in self.slots and sum(one.local for one in self.documents) == 1

    @property
    def named(self) -> list[str]:
        """The documents as they can be looked up, with such a place."""
        place = f" {self.slots['place']}" if self.its_place else ""
        return [one.name + place * one.local for one in self.documents]


_LONGEST = 1000
"""Characters of a question."""
_NOT_WRITTEN = ("Cc", "Cs")
"""Control characters and halves of characters."""


def take_apart(question: str, finder: Finder) -> Question:
    """Documents, places, types, levels, years, days and concepts out of the question.

    Raises QueryError when it is longer than a question is.
    """
    read = "".join(" " if unicodedata.category(c) in _NOT_WRITTEN else c for c in question)
    text = unicodedata.normalize("NFC", " ".join(read.split()))
    if len(text) > _LONGEST:
        raise QueryError(f"the question has {len(text)} characters; ask in at most {_LONGEST}")
    folded = fold(text)
    found = sorted((f for f in finder(text) if not is_no_name(text, f) and not is_text(text, f)), key=lambda f: f.start)
    tokens = tokens_of(text, [(f.start, f.end) for f in found])
    named = named_documents(folded, found, tokens)
    tokens = [t for t in tokens if not any(one.start < t.end and t.start < one.end for one in named)]
    tokens += [Token(kind="DOC", start=one.start, end=one.end, value=str(at)) for at, one in enumerate(named)]
    tokens = _dated(folded, sorted(tokens, key=lambda t: t.start))
    tokens = _supposed(_without_asker(text, without_descriptions(text, folded, tokens, named)))
    tokens = _plural(text, _typed(_levelled(text, with_echoes(text, named, _without_particles(folded, tokens)))))
    return _question(text, folded, tokens, named)


def _question(text: str, folded: str, tokens: Sequence[Token], documents: Sequence[Named]) -> Question:
    """A question of these tokens; of the documents only those that one of them stands for."""
    echoes = tuple(t for t in tokens if t.kind == "IT")
    tokens = [t for t in tokens if t.kind != "IT"]
    kept = [int(t.value) for t in tokens if t.kind == "DOC"]
    tokens = [t.model_copy(update={"value": str(kept.index(int(t.value)))}) if t.kind == "DOC" else t for t in tokens]
    slots: dict[str, str] = {}
    others: list[tuple[str, str]] = []
    for kind, slot in (
        ("PLACE", "place"),
        ("LEVEL", "level"),
        ("YEAR", "year"),
        ("DATE", "as_of"),
        ("TYPE", "type"),
        ("BODY", "body"),
        ("DEPTH", "depth"),
    ):
        for token in tokens:
            if token.kind == kind and token.value != slots.setdefault(slot, token.value):
                others.append((slot, text[token.start : token.end]))
    if any(t.kind == "OLD" for t in tokens):
        slots["provinces"] = "63"
    return Question(
        text=text,
        folded=folded,
        tokens=tuple(tokens),
        documents=tuple(documents[at] for at in kept),
        slots=slots,
        others=tuple(others),
        echoes=echoes,
    )


_STAYS = frozenset({"PLACE", "LEVEL", "YEAR", "DATE", "OLD", "NEW"})
"""What narrows an answer wherever it stands."""


_ASKER = re.compile(rf"(?:\W*+\w++){{0,6}}?\W*+\b{any_of('asker', folded=False)}\b", re.IGNORECASE)


def without_preamble(asked: Question) -> Iterator[tuple[Question, str]]:
    """The question without clauses before it that tell of the asker: 'Mai tôi phải báo cáo, sếp hỏi: …'.

    Each with what is left out, the shortest first; none where these clauses want what no query can tell.
    """
    tells = _ASKER.match(asked.text)
    asks = ASKS - {"EACH"} if tells else ASKS
    asking = [t.start for t in asked.tokens if t.kind in asks]
    first = asking[0] if asking else len(asked.text) - 1
    marks = ":;.?!(" + "," * bool(asking)
    for stop in asked.tokens:
        if stop.kind == "STOP" and stop.value in marks and stop.end <= first:
            before = [t for t in asked.tokens if t.start < stop.end]
            if any(t.kind in ("BEYOND", "WHY", "IF") for t in before):
                return
            stays = _STAYS - {t.kind for t in asked.tokens[len(before) :]}
            tokens = [t for t in asked.tokens if t.start >= stop.end or t.kind in stays]
            yield _part(asked, tokens), asked.text[: stop.end].strip(" ,:;.")


_AND = re.compile(rf"\b{any_of('joins')}\b|[,;.?!]")
_HOW = re.compile(r"\W*how\b")
_YES_OR_NO = re.compile(rf"\b{any_of('yes_or_no')}\W*$")


def halves(asked: Question) -> Iterator[tuple[Question, Question, bool]]:
    """The two sides of each 'và', 'and' and stop with a question on either side, and whether both name a document.

    What only one side names is added to the other, where 'nó' stands, else in front; the first may do without.
    """
    tokens = sorted((*asked.tokens, *asked.echoes), key=lambda t: t.start)
    for match in _AND.finditer(asked.folded):
        asks = ASKS - ({"DOC"} if match.group()[0].isalpha() else {"DOC", "EACH"})
        before = [t for t in tokens if t.end <= match.start()]
        behind = [t for t in tokens if t.start >= match.end()]
        open_end = _YES_OR_NO.search(asked.folded, max(match.start() - 9, 0), match.start())
        if open_end and before and before[-1].kind == "NOT":
            before = before[:-1]
        how = _HOW.match(asked.folded, match.end())
        if (open_end or any(t.kind in asks for t in before)) and (how or any(t.kind in asks | {"IF"} for t in behind)):
            named = all({"DOC", "IT"} & {t.kind for t in side} for side in (before, behind))
            firsts = _different(before, *(_with_documents(asked, before, every) for every in (False, True)))
            seconds = _different(*(_with_documents(asked, behind, every) for every in (False, True)))
            for one, other in product(firsts, seconds):
                yield _part(asked, one), _part(asked, other), named


def _different(*sides: list[Token]) -> list[list[Token]]:
    return [side for at, side in enumerate(sides) if side not in sides[:at]]


def _with_documents(asked: Question, side: Sequence[Token], every: bool) -> list[Token]:
    if not every and any(t.kind == "DOC" for t in side):
        return list(side)
    others = [t for t in asked.tokens if t.kind == "DOC" and t not in side]
    at = next((at for at, t in enumerate(side) if t.kind == "IT"), None)
    if at is None:
        return [*others, *side]
    meant = [t for t in others if side[at].value in types_of(asked.documents[int(t.value)].name)]
    return [*side[:at], *(meant if meant and not every else others), *side[at:]]


def _part(asked: Question, tokens: Sequence[Token]) -> Question:
    return _question(asked.text, asked.folded, tokens, asked.documents)


_ANY_DAY = re.compile(rf"(?<![\w/]){DAY}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*"
_ENGLISH_DAY = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}|{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?),? (\d{{4}})\b"
)
_YEAR = re.compile(r"(?<![\w/-])((?:19|20)\d\d)(?![\w/-])")
_DEPTH = re.compile(rf"\b(?P<n>[1-9]|{'|'.join(table()['numerals'])})[ -]{any_of('steps')}\b")


def _english_day(match: re.Match[str]) -> str:
    day, month = match[1] or match[4], match[2] or match[3]
    return f"{day}/{_MONTHS.index(month) + 1}/{match[5]}"


def _dated(folded: str, tokens: list[Token]) -> list[Token]:
    """The days and the years that are asked about, and the numbers of steps."""
    holes = [(t.start, t.end) for t in tokens if t.kind == "DOC"]
    spans: list[Token] = []
    matches = [
        *((m, "DATE", m["day"] or f"{m['d']}/{m['m']}/{m['y']}") for m in _ANY_DAY.finditer(folded)),
        *((m, "DATE", _english_day(m)) for m in _ENGLISH_DAY.finditer(folded)),
        *((m, "YEAR", m[1]) for m in _YEAR.finditer(folded)),
        *((m, "DEPTH", str(table()["numerals"].get(m["n"], m["n"]))) for m in _DEPTH.finditer(folded)),
    ]
    for match, kind, value in matches:
        if all(match.end() <= a or b <= match.start() for a, b in (*holes, *((s.start, s.end) for s in spans))):
            spans.append(Token(kind=kind, start=match.start(), end=match.end(), value=value))
    kept = [t for t in tokens if not any(s.start < t.end and t.start < s.end for s in spans)]
    return sorted((t for t in (*kept, *spans) if t.kind != "DIGITS"), key=lambda t: t.start)


_CHANGES = frozenset({"AMEND", "CHANGE", "REPLACE", "REPEAL", "END"})


def _supposed(tokens: list[Token]) -> list[Token]:
    """With the 'thì' of 'X thay đổi thì …' and the 'when' of 'when X is cited, which …' as an 'if'.

    And the 'which' of 'which provinces have …, and which ones nothing yet' as an 'or not'.
    """
    changed = next((t.start for t in tokens if t.kind in _CHANGES), None)
    kinds = [t.kind for t in tokens]
    later = "STOP" in kinds and "WHICH" in kinds[kinds.index("STOP") :]
    read: list[Token] = []
    for at, token in enumerate(tokens):
        kind = token.kind
        consequence = kind == "THEN" and changed is not None and changed < token.start
        if consequence or (kind == "WHEN" and at == 0 and later):
            kind = "IF"
        elif kinds[at : at + 2] == ["WHICH", "NOT"] and {"WHICH", "PROVINCE"} <= set(kinds[: max(at - 1, 0)]):
            kind = "ORNOT"
        elif kind == "NOT" and read and read[-1].kind == "ORNOT":
            continue
        read.append(token.model_copy(update={"kind": kind}))
    return read


_MAY_FALL = ASKS | {"DOCUMENT", "TYPE", "IF", "THEN"}


def _without_asker(text: str, tokens: list[Token]) -> list[Token]:
    """Without words about the asker: 'Vụ Pháp chế chúng tôi chuẩn bị sửa X, …', 'cần rà soát: …', '…, tôi là giáo viên'."""
    kinds = [t.kind for t in tokens]
    tokens = [t for at, t in enumerate(tokens) if t.kind != "FALL" or {*kinds[:at]} & _MAY_FALL]
    asker = _ASKER.match(text)
    if asker and all(t.kind == "WORD" for t in tokens if t.start < asker.end()):
        tokens = [t for t in tokens if t.start >= asker.end()]
    last = max((at for at, t in enumerate(tokens[:-1]) if t.kind == "STOP"), default=None)
    if last is not None and _ASKER.match(text, tokens[last].end):
        behind = {t.kind for t in tokens[last + 1 :]}
        if behind <= {"STOP", "WORD", "ABOUT", "FIELD", "UNDER", "IN", "BE", "DO"}:
            return tokens[: last + 1]
    return tokens


_CLOSES = re.compile(rf"{any_of('yes_or_no')}(?: {any_of('closing')})*(?:\W*$|\s*[,;:.?!()])")


def _without_particles(folded: str, tokens: list[Token]) -> list[Token]:
    """Without 'không' and 'chưa' that only close a question ('tỉnh nào chưa?' says something), and a lone 'hết'."""
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        closes = token.kind == "NOT" and _CLOSES.match(folded, token.start)
        asks = [t.kind for t in tokens[max(at - 2, 0) : at]] == ["PROVINCE", "WHICH"]
        following = tokens[at + 1].kind if at + 1 < len(tokens) else ""
        lone = folded[token.start : token.end] == "het" and following not in ("BASIS", "REST", "SERVE")
        if not lone and (not closes or asks):
            kept.append(token)
    return kept


def _one_province(tokens: Sequence[Token]) -> list[Token]:
    """With 'tỉnh, thành phố nào' as 'tỉnh nào'."""
    kept: list[Token] = []
    for token in tokens:
        if token.kind in ("PROVINCE", "WHICH") and [t.value or t.kind for t in kept[-2:]] == ["PROVINCE", ","]:
            del kept[-2 if token.kind == "PROVINCE" else -1 :]
        kept.append(token)
    return kept


_WORD_BETWEEN = re.compile(r"\W*\w*\W*")


def _near(text: str, pair: Sequence[Token]) -> bool:
    """Whether at most one word stands between two phrases."""
    return len(pair) == 2 and _WORD_BETWEEN.fullmatch(text, pair[0].end, pair[1].start) is not None


def _levelled(text: str, tokens: list[Token]) -> list[Token]:
    """With 'xã nào', 'các xã', 'cấp tỉnh, xã' as levels, and places of any kind as provinces where no level is named."""
    tokens = _one_province(tokens)
    listed = [t for t in tokens if t.kind != "STOP" or t.value != ","]
    kinds = [t.kind for t in listed]
    for at, token in enumerate(listed):
        before = kinds[at - 1 : at] if _near(text, listed[at - 1 : at + 1]) else []
        behind = kinds[at + 1 : at + 2] if _near(text, listed[at : at + 2]) else []
        if token.kind == "UNIT":
            level = before in (["EACH"], ["COUNT"], ["LEVEL"]) or behind in (["WHICH"], ["LEVEL"], ["UNIT"], ["COUNT"])
            plain = fold(text[token.start : token.end]) == text[token.start : token.end]
            kinds[at] = "LEVEL" if level else "_" if plain or token.value == "ministry" else "WORD"
        elif token.kind == "PROVINCE" and behind not in (["WHICH"], ["PLACE"]):
            counted = ["COUNT"] in (before, behind) and bool({"UNIT", "LEVEL"} & set(kinds))
            if counted or before == ["LEVEL"] or behind in (["UNIT"], ["LEVEL"]):
                kinds[at] = "LEVEL"
    levels = {token.value for token, kind in zip(listed, kinds, strict=True) if kind == "LEVEL"}
    if levels == {"province"} and "AREA" in kinds:
        kinds = ["_" if kind == "LEVEL" else kind for kind in kinds]
    listed_on = "LISTED" if "DATE" in kinds else "PROVINCE"
    area = "_" if levels - {"province"} else "PROVINCE"
    changed = {"AREA": area, "LISTED": listed_on}
    read = {t.start: changed.get(kind, kind) for t, kind in zip(listed, kinds, strict=True)}
    kept = []
    for token in tokens:
        kind, value = read.get(token.start, token.kind), token.value
        if kind != token.kind:
            value = {("PROVINCE", "LEVEL"): "province", ("AREA", "PROVINCE"): "area"}.get((token.kind, kind), value)
        if kind != "_":
            kept.append(token.model_copy(update={"kind": kind, "value": value}))
    return kept


def _typed(tokens: list[Token]) -> list[Token]:
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


_SEVERAL = ("may", "mấy")


def _plural(text: str, tokens: list[Token]) -> list[Token]:
    """With the 'mấy' of 'mấy văn bản nào' as 'những'."""
    kinds = [t.kind for t in tokens]
    return [
        t.model_copy(update={"kind": "EACH"})
        if t.kind == "COUNT" and text[t.start : t.end].lower() in _SEVERAL and kinds[at + 2 : at + 3] == ["WHICH"]
        else t
        for at, t in enumerate(tokens)
    ]
