"""A question taken apart: documents, places, types, levels, years and days, and the concepts of its other words."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from cancu.graph.identity import symbol_scope
from cancu.knowledge.fold import fold
from cancu.models import Value
from cancu.queries.phrases import Token, tokens_of


class Found(Value):
    """A document that a question names: where, and how it can be looked up."""

    start: int
    end: int
    name: str


Finder = Callable[[str], Sequence[Found]]


class Question(Value):
    """A question with its parts taken out."""

    text: str
    folded: str
    tokens: tuple[Token, ...]
    documents: tuple[str, ...]
    local: tuple[bool, ...]
    """Whether a document's number is one that every province has, and no province stands beside it."""
    slots: Mapping[str, str]
    twice: tuple[str, ...]
    """Slots with two values."""
    echoes: tuple[Token, ...]
    """Where a document is meant that is named elsewhere: 'nó', 'luật này', 'it'."""

    @property
    def its_place(self) -> bool:
        """Whether the place says whose the one number is that every province has."""
        return "place" in self.slots and self.local.count(True) == 1

    @property
    def named(self) -> list[str]:
        """The documents as they can be looked up, with such a place."""
        place = f" {self.slots['place']}" if self.its_place else ""
        return [name + place * local for name, local in zip(self.documents, self.local, strict=True)]


_CHANGES = frozenset({"AMEND", "CHANGE", "REPLACE", "REPEAL", "END"})
"""'X thay đổi thì …' is an 'if'."""


def take_apart(question: str, finder: Finder) -> Question:
    """Documents, places, types, levels, years, days and concepts out of the question."""
    text = " ".join(question.split())
    folded = fold(text)
    found = sorted(
        (f for f in finder(text) if not _is_no_name(text, f) and not _is_text(text, f)), key=lambda f: f.start
    )
    tokens = tokens_of(text, [(f.start, f.end) for f in found])
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
    tokens += [Token(kind="DOC", start=a, end=b, value=str(at)) for at, (a, b) in enumerate(spans)]
    tokens = _dated(folded, sorted(tokens, key=lambda t: t.start))
    tokens = _appositions(text, folded, tokens, documents)
    tokens = _typed(_levelled(text, _with_echoes(text, documents, _without_particles(folded, tokens))))
    return _question(text, folded, tokens, documents, local)


def _question(
    text: str, folded: str, tokens: Sequence[Token], documents: Sequence[str], local: Sequence[bool]
) -> Question:
    """A question of these tokens; of the documents only those that one of them stands for."""
    echoes = tuple(t for t in tokens if t.kind == "IT")
    tokens = [t for t in tokens if t.kind != "IT"]
    kept = [int(t.value) for t in tokens if t.kind == "DOC"]
    tokens = [t.model_copy(update={"value": str(kept.index(int(t.value)))}) if t.kind == "DOC" else t for t in tokens]
    slots: dict[str, str] = {}
    twice = []
    for kind, slot in (
        ("PLACE", "place"),
        ("LEVEL", "level"),
        ("YEAR", "year"),
        ("DATE", "as_of"),
        ("TYPE", "type"),
        ("BODY", "body"),
        ("DEPTH", "depth"),
    ):
        values = list(dict.fromkeys(t.value for t in tokens if t.kind == kind and t.value))
        if values:
            slots[slot] = values[0]
        if len(values) > 1:
            twice.append(slot)
    if any(t.kind == "OLD" for t in tokens):
        slots["provinces"] = "63"
    return Question(
        text=text,
        folded=folded,
        tokens=tuple(tokens),
        documents=tuple(documents[at] for at in kept),
        local=tuple(local[at] for at in kept),
        slots=slots,
        twice=tuple(twice),
        echoes=echoes,
    )


_ASKS = frozenset({"DOC", "WHICH", "EACH", "WHO", "COUNT", "DURATION", "WHATIS"})
_STAYS = frozenset({"PLACE", "LEVEL", "YEAR", "DATE", "OLD", "NEW"})
"""What narrows an answer wherever it stands."""


def without_preamble(asked: Question) -> Iterator[tuple[Question, str]]:
    """The question without clauses before it that tell of the asker: 'Mai tôi phải báo cáo, sếp hỏi: …'.

    Each with what is left out, the shortest first; none where these clauses want what no query can tell.
    """
    first = next((t.start for t in asked.tokens if t.kind in _ASKS), 0)
    for stop in asked.tokens:
        if stop.kind == "STOP" and stop.value != ")" and stop.end <= first:
            before = [t for t in asked.tokens if t.start < stop.end]
            if any(t.kind in ("OUTSIDE", "BEYOND", "COMPARE", "WHY", "IF") for t in before):
                return
            stays = _STAYS - {t.kind for t in asked.tokens[len(before) :]}
            tokens = [t for t in asked.tokens if t not in before or t.kind in stays]
            yield _part(asked, tokens), asked.text[: stop.end].strip(" ,:;.")


_AND = re.compile(r"\b(?:va|and|cung nhu|dong thoi)\b|[,;.?!]")


def halves(asked: Question) -> Iterator[tuple[Question, Question]]:
    """The two sides of each 'và', 'and' and stop with a question on either side; what both speak of is in both."""
    tokens = sorted((*asked.tokens, *asked.echoes), key=lambda t: t.start)
    for match in _AND.finditer(asked.folded):
        asks = _ASKS - ({"DOC"} if match.group().isalpha() else {"DOC", "EACH"}) | {"IF"}
        before = [t for t in tokens if t.end <= match.start()]
        behind = [t for t in tokens if t.start >= match.end()]
        if any(t.kind in asks for t in before) and any(t.kind in asks for t in behind):
            for every in (False, True):
                one, other = (_part(asked, _with_documents(asked, side, every)) for side in (before, behind))
                yield one, other


def _with_documents(asked: Question, side: Sequence[Token], every: bool) -> list[Token]:
    """A half with the documents that only the other names, where an echo stands, else in front."""
    if not every and any(t.kind == "DOC" for t in side):
        return list(side)
    others = [t for t in asked.tokens if t.kind == "DOC" and t not in side]
    at = next((at for at, t in enumerate(side) if t.kind == "IT"), 0)
    return [*side[:at], *others, *side[at:]]


def _part(asked: Question, tokens: Sequence[Token]) -> Question:
    return _question(asked.text, asked.folded, tokens, asked.documents, asked.local)


def _is_no_name(text: str, found: Found) -> bool:
    """Whether what looks like a law's name is a type and a particle: 'luật được'."""
    kinds = {t.kind for t in tokens_of(text[found.start : found.end], ())}
    return "TYPE" in kinds and len(kinds) > 1 and kinds <= {"TYPE", "PASSIVE", "WHICH", "NOT", "ALREADY", "BE", "DO"}


def _is_text(text: str, found: Found) -> bool:
    """Whether words in quotation marks are some of a title: 'có chữ "học phí"'."""
    before = tokens_of(text[: found.start], ()) if text[found.start] in '"“”' else []
    return bool(before) and before[-1].kind == "ABOUT"


_YEAR = re.compile(r"(?<![\w/-])((?:19|20)\d\d)(?![\w/-])")


_NUMERALS = {"hai": "2", "ba": "3", "bon": "4", "nam": "5", "two": "2", "three": "3", "four": "4", "five": "5"}
_DEPTH = re.compile(
    rf"\b(?P<n>[1-9]|{'|'.join(_NUMERALS)})[ -](?:tang|bac|nac|buoc|doi|lop|levels?|steps?|hops?|layers?|degrees?|generations?)\b"
)


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
        *((m, "DEPTH", _NUMERALS.get(m["n"], m["n"])) for m in _DEPTH.finditer(folded)),
    ]
    for match, kind, value in matches:
        if all(match.end() <= a or b <= match.start() for a, b in (*holes, *((s.start, s.end) for s in spans))):
            spans.append(Token(kind=kind, start=match.start(), end=match.end(), value=value))
    kept = [t for t in tokens if not any(s.start < t.end and t.start < s.end for s in spans)]
    return sorted((t for t in (*kept, *spans) if t.kind != "DIGITS"), key=lambda t: t.start)


_CALLED = re.compile(
    r"[\s,(]*(?:(?:ban hanh kem theo|kem theo|theo|tai|tuc(?: la)?|hay|phe duyet|so|i\.e\.|or|ve(?: viec)?|on|about)\b[\s,(]*)*"
)
_IS_NUMBER = re.compile(r"\d")


def _appositions(text: str, folded: str, tokens: list[Token], documents: list[str]) -> list[Token]:
    """Without what only describes a document: its name beside its number, its type before it, its title behind it."""
    kept: list[Token] = []
    for token in tokens:
        if token.kind == "DOC":
            last = kept[-1] if kept else None
            typed = last is not None and last.kind == "TYPE"
            opened = any(t.value == "(" for t in kept[-2 if typed else -1 :][:1]) or folded[token.start] in '"“'
            while kept and kept[-1].value == "(":
                kept.pop()
            before = next(
                (
                    t
                    for t in reversed(kept[:-1] if typed else kept)
                    if t.kind not in ("STOP", "UNDER", "ISSUE", "ABOUT")
                ),
                None,
            )
            if before is not None and before.kind == "DOC":
                gap = folded[before.end : kept[-1].start if typed else token.start]
                named = not _IS_NUMBER.match(documents[int(before.value)])
                numbered = bool(_IS_NUMBER.match(documents[int(token.value)]))
                titled = not numbered and bool(re.match(r"\s+(?:ve|on|about)\b", gap))
                if (opened or named or titled) and _CALLED.fullmatch(gap) and (named == numbered or opened):
                    while kept[-1] is not before:
                        kept.pop()
                    if numbered:
                        kept[-1] = token.model_copy(update={"start": before.start})
                    continue
            named_by = re.search(r"(?:\b(?:so|no|number)\b\.?|[\s(])*$", folded[: token.start])
            edge = named_by.start() if named_by else token.start
            if kept and kept[-1].kind in ("TYPE", "CODE") and kept[-1].end >= edge:
                kept.pop()
                while kept and kept[-1].kind in ("WORD", "OUTSIDE") and text[kept[-1].start].isupper():
                    kept.pop()
            while kept and kept[-1].kind == "WORD" and opened:
                kept.pop()
            scheme = _scheme(kept, documents[int(token.value)])
            if scheme is not None:
                del kept[scheme:]
        kept.append(token)
    changed = next((t.start for t in kept if t.kind in _CHANGES), len(folded))
    kept = [
        t.model_copy(update={"kind": "IF"}) if t.kind == "THEN" and changed < t.start else t
        for t in kept
        if t.kind != "CODE"
    ]
    return _without_titles(kept)


def _scheme(kept: Sequence[Token], name: str) -> int | None:
    """Where a name begins that stands before its number: 'chương trình … theo Quyết định 90', 'kế hoạch … 24/KH-UBND'."""
    at = len(kept)
    while at and kept[at - 1].kind in ("UNDER", "STOP", "IN"):
        at -= 1
    end = at
    while at and kept[at - 1].kind in ("WORD", "CODE"):
        at -= 1
    if not at or at == end or kept[at - 1].kind != "TYPE":
        return None
    own = kept[at - 1].value.upper() in re.split(r"\W+", name.upper())
    return at - 1 if own or end < len(kept) or at + 1 < end else None


def _without_titles(tokens: list[Token]) -> list[Token]:
    """Without the unknown words right behind a document, which say what it is about."""
    tokens = _without_long_titles(tokens)
    kept: list[Token] = []
    behind = opened = False
    for token in tokens:
        if token.kind == "DOC":
            behind = True
        elif token.value == "(" and kept and kept[-1].kind == "DOC":
            opened = True
        elif not (token.kind in ("WORD", "ABOUT") or token.value == "(" or (opened and token.kind == "TYPE")):
            behind = opened = False
        if behind and token.kind in ("WORD", "ABOUT", "TYPE"):
            continue
        kept.append(token)
    return kept


_TITLE_ENDS = _ASKS | {"STOP", "PASSIVE", "NOT", "ALREADY", "BE", "IF"}


def _without_long_titles(tokens: list[Token]) -> list[Token]:
    """Without all that stands between 'X về' and the next mark or clause, if there are unknown words in it."""
    for at, token in enumerate(tokens):
        if token.kind == "DOC" and [t.kind for t in tokens[at + 1 : at + 2]] == ["ABOUT"]:
            end = next((i for i in range(at + 2, len(tokens)) if tokens[i].kind in _TITLE_ENDS), len(tokens))
            last = max((i for i in range(at + 2, end) if tokens[i].kind == "WORD"), default=at)
            if last > at and not {t.kind for t in tokens[at + 2 : last]} & {"OUTSIDE", "PLACE"}:
                return [*tokens[: at + 1], *_without_long_titles(tokens[last + 1 :])]
    return tokens


_CLOSING = re.compile(r"(?: (?:em|anh|chi|ban|cac|bac|a|ah|nhi|nhe|vay|the|ha|do|dau|chau|sep))*(?:\W*$|\s*[,;:.?!()])")
_PARTICLES = frozenset({"khong", "chua", "ko", "hok", "kg"})


def _without_particles(folded: str, tokens: list[Token]) -> list[Token]:
    """Without 'không' and 'chưa' that only close a question; 'tỉnh nào chưa?' says something."""
    kept = []
    for at, token in enumerate(tokens):
        closing = _CLOSING.match(folded, token.end)
        short = token.kind == "NOT" and folded[token.start : token.end] in _PARTICLES
        asks = at and tokens[at - 1].kind == "WHICH" and at > 1 and tokens[at - 2].kind == "PROVINCE"
        following = tokens[at + 1].kind if at + 1 < len(tokens) else ""
        lone = folded[token.start : token.end] == "het" and following not in ("BASIS", "REST", "SERVE")
        if not lone and not (short and closing and not asks):
            kept.append(token)
    return kept


_ECHO = re.compile(r"\s+(?:này|nay|ấy|đó|nói trên|nêu trên)(?!\w)")
_ENGLISH_ECHO = re.compile(r"\b(?:the|this|that|said) $", re.IGNORECASE)


def _with_echoes(text: str, documents: Sequence[str], tokens: list[Token]) -> list[Token]:
    """With types that only name a document again as that: 'sau khi 64/2025/QH15 ra đời, … luật này', 'the law'."""
    first = next((t for t in tokens if t.kind == "DOC"), None)
    if first is None:
        return tokens
    symbol = re.split(r"\W+", documents[int(first.value)].upper())
    kept = []
    for t in tokens:
        again = t.kind == "TYPE" and first.start < t.start
        named = t.value.upper() in symbol and text[t.end - 1] != "s" and _ENGLISH_ECHO.search(text[: t.start])
        kept.append(t.model_copy(update={"kind": "IT"}) if again and (named or _ECHO.match(text, t.end)) else t)
    return kept


def _levelled(text: str, tokens: list[Token]) -> list[Token]:
    """With 'xã nào', 'các xã', 'cấp tỉnh, xã' as levels, and places of any kind as provinces where no level is named."""
    kept: list[Token] = []
    listed = [t for t in tokens if t.kind != "STOP" or t.value != ","]
    kinds = [t.kind for t in listed]
    for at, token in enumerate(listed):
        before, behind = kinds[at - 1 : at], kinds[at + 1 : at + 2]
        if token.kind == "UNIT":
            level = before in (["EACH"], ["COUNT"], ["LEVEL"]) or behind in (["WHICH"], ["LEVEL"], ["UNIT"], ["COUNT"])
            plain = fold(text[token.start : token.end]) == text[token.start : token.end]
            kinds[at] = "LEVEL" if level else "_" if plain or token.value == "ministry" else "WORD"
        elif token.kind == "PROVINCE" and behind not in (["WHICH"], ["PLACE"]):
            counted = behind == ["COUNT"] and bool({"UNIT", "LEVEL"} & set(kinds))
            if counted or before == ["LEVEL"] or behind in (["UNIT"], ["LEVEL"]):
                kinds[at] = "LEVEL"
    levels = {token.value for token, kind in zip(listed, kinds, strict=True) if kind == "LEVEL"}
    if levels == {"province"} and "AREA" in kinds:
        kinds = ["_" if kind == "LEVEL" else kind for kind in kinds]
    listed_on = "LISTED" if "DATE" in kinds else "PROVINCE"
    area = "_" if levels - {"province"} else "PROVINCE"
    named = {
        t.start: {"AREA": area, "LISTED": listed_on}.get(kind, kind) for t, kind in zip(listed, kinds, strict=True)
    }
    for token in tokens:
        kind = named.get(token.start, token.kind)
        value = "province" if token.kind == "PROVINCE" and kind == "LEVEL" else token.value
        if kind != "_":
            kept.append(token.model_copy(update={"kind": kind, "value": value if kind == "LEVEL" else token.value}))
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
