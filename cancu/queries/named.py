"""How a question names a document: its number or name with the year, province, type, title beside it, and 'nó' later."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from cancu.graph.identity import symbol_scope
from cancu.knowledge.base import built_in
from cancu.knowledge.fold import fold
from cancu.models import Value
from cancu.queries.phrases import Token, any_of, table, tokens_of

ASKS = frozenset({"DOC", "WHICH", "EACH", "WHO", "COUNT", "DURATION", "WHATIS", "SENTENCE"})
"""What a question, or a half of one, has in it."""


class Found(Value):
    """A document that a question names: where, and how it can be looked up."""

    start: int
    end: int
    name: str


Finder = Callable[[str], Sequence[Found]]


class Named(Value):
    """A document with what stands beside it."""

    start: int
    end: int
    name: str
    """As it can be looked up."""
    local: bool
    """Whether its number is one that every province has, and no province stands beside it."""


def named_documents(folded: str, found: Sequence[Found], tokens: Sequence[Token]) -> list[Named]:
    """Documents with the year and the province that stand beside each; `tokens` hold the places."""
    places = [(t.start, t.end, t.value) for t in tokens if t.kind == "PLACE"]
    named = []
    for one in found:
        name, end, place = _with_its_details(one, folded, places)
        start = one.start
        if place is None and _is_local(one) and (before := _place_before(one, folded, places)):
            name, start, place = f"{name} {before[2]}", before[0], before
        if place:
            places.remove(place)
        named.append(Named(start=start, end=end, name=name, local=_is_local(one) and place is None))
    return named


_BETWEEN = re.compile(rf"[\s,(]*(?:(?:{any_of('of')}|nam \d{{4}})[\s,(]*)*")
DAY = r"(?:ngay (?P<d>\d{1,2}) thang (?P<m>\d{1,2}) nam (?P<y>\d{4})|(?:ngay |dated )?(?P<day>\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d{2}-\d{2}))(?![\w/])"
"""A day in folded text."""
_ITS_DAY = re.compile(rf"\s*,?\s*(?:of )?{DAY}")
_ITS_YEAR = re.compile(r"\s*,?\s*(?:nam |of )?(?P<year>(?:19|20)\d\d)(?![\w/-])")
_NUMBERED = re.compile(r"\d|(?:bo )?luat |phap lenh |hien phap")


def _is_local(found: Found) -> bool:
    """Whether every province has such a number."""
    symbol = re.sub(r"^\d+[a-z]?(?:/\d{4})?[/-]?", "", found.name, flags=re.IGNORECASE)
    return symbol_scope(symbol.upper().replace("HDND", "HĐND"), built_in()) == "local"


def _with_its_details(
    found: Found, folded: str, named: Sequence[tuple[int, int, str]]
) -> tuple[str, int, tuple[int, int, str] | None]:
    """The name of a document with the year and province that stand behind it, where they end, and the province."""
    name, end, its_place, years = found.name, found.end, None, bool(_NUMBERED.match(fold(found.name)))
    while True:
        behind = [p for p in named if p[0] >= end and _BETWEEN.fullmatch(folded, end, p[0])]
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


def is_no_name(text: str, found: Found) -> bool:
    """Whether what looks like a law's name is a type and a particle: 'luật được'."""
    kinds = {t.kind for t in tokens_of(text[found.start : found.end], ())}
    return "TYPE" in kinds and len(kinds) > 1 and kinds <= {"TYPE", "PASSIVE", "WHICH", "NOT", "ALREADY", "BE", "DO"}


def is_text(text: str, found: Found) -> bool:
    """Whether words in quotation marks are some of a title: 'có chữ "học phí"'."""
    near = text[max(found.start - 40, 0) : found.start]
    before = tokens_of(near, ()) if text[found.start] in '"“”' else []
    return bool(before) and before[-1].kind == "ABOUT"


_CALLED = re.compile(rf"[\s,(]*(?:(?:{any_of('called')}\b|i\.e\.)[\s,(]*)*")
_NUMBER_SIGN = re.compile(rf"(?:\b{any_of('number')}\b\.?|[\s(])*$")
_BESIDE = ("STOP", "UNDER", "ISSUE", "ABOUT", "WORD", "UNIT")


def without_descriptions(text: str, folded: str, tokens: list[Token], named: Sequence[Named]) -> list[Token]:
    """Without what only describes a document: its name beside its number, its type before it, its title behind it."""
    kept: list[Token] = []
    for token in tokens:
        if token.kind != "DOC":
            kept.append(token)
            continue
        typed = bool(kept) and kept[-1].kind == "TYPE"
        opened = any(t.value == "(" for t in kept[-2 if typed else -1 :][:1]) or folded[token.start] in '"“'
        while kept and kept[-1].value == "(":
            kept.pop()
        if before := _same_document(folded, kept, token, named, opened):
            del kept[kept.index(before) + 1 :]
            if _is_number(named, token):
                kept[-1] = token.model_copy(update={"start": before.start})
            continue
        del kept[_name_starts(text, folded, kept, token) :]
        while kept and kept[-1].kind == "WORD" and opened:
            kept.pop()
        del kept[_scheme_starts(text, kept, named[int(token.value)].name) :]
        kept.append(token)
    return _without_titles(text, [t for t in kept if t.kind != "CODE"])


def _is_number(named: Sequence[Named], document: Token) -> bool:
    return named[int(document.value)].name[:1].isdigit()


def _same_document(
    folded: str, kept: Sequence[Token], token: Token, named: Sequence[Named], opened: bool
) -> Token | None:
    """The document before this one, where the one is the name and the other the number, or a title holds this one."""
    typed = bool(kept) and kept[-1].kind == "TYPE"
    before = next((t for t in reversed(kept[:-1] if typed else kept) if t.kind not in _BESIDE), None)
    if before is None or before.kind != "DOC":
        return None
    gap = folded[before.end : kept[-1].start if typed else token.start]
    called, numbered = not _is_number(named, before), _is_number(named, token)
    if not called and not numbered and (not gap.strip() or _only_words(kept, before)):
        return before
    beside = (opened or called) and _CALLED.fullmatch(gap) and (called == numbered or opened)
    return before if beside else None


def _only_words(kept: Sequence[Token], document: Token) -> bool:
    """Whether a title is all that stands behind a document: '04/CT-TTg về tiếp tục đẩy mạnh …'."""
    behind = [t.kind for t in kept[kept.index(document) + 1 :]]
    return behind[:1] == ["ABOUT"] and set(behind[1:]) <= {"WORD"}


def _name_starts(text: str, folded: str, kept: Sequence[Token], number: Token) -> int:
    """Where the type that stands before a number begins, with what belongs to it in English: 'the casino resolution'."""
    at = len(kept)
    sign = _NUMBER_SIGN.search(folded, max(number.start - 20, 0), number.start)
    edge = sign.start() if sign else number.start
    if kept and kept[-1].kind in ("TYPE", "CODE") and kept[-1].end >= edge:
        at -= 1
        name = text[kept[at].start : kept[at].end]
        english = name.isascii() and name.lower() in table()["types"].get(kept[at].value, ())
        while at and english and kept[at - 1].kind in ("WORD", "OUTSIDE"):
            at -= 1
        return at
    title = next((i for i in range(at - 2, -1, -1) if (kept[i].kind, kept[i + 1].kind) == ("TYPE", "ABOUT")), None)
    if title is not None and _ENGLISH_TITLE.fullmatch(text, kept[title + 1].end, number.start):
        return title
    return at


_ENGLISH_TITLE = re.compile(r"[^,;.?!()]* (?:No\.?|number) ?")
"""'the Law on Access to Information No. 104/2016': from behind 'on' to the number."""


def _scheme_starts(text: str, kept: Sequence[Token], name: str) -> int:
    """Where a name begins that stands before its number: 'chương trình … theo Quyết định 90', 'kế hoạch … 24/KH-UBND'."""
    end = len(kept)
    while end and kept[end - 1].kind in ("UNDER", "STOP", "IN"):
        end -= 1
    at = end
    while at and kept[at - 1].kind != "TYPE":
        if kept[at - 1].kind not in ("WORD", "CODE") and not text[kept[at - 1].start].isupper():
            break
        at -= 1
    joined = end < len(kept) or at + 1 < end
    if at and at < end and kept[at - 1].kind == "TYPE" and (joined or kept[at - 1].value in types_of(name)):
        return at - 1
    return len(kept)


def _without_titles(text: str, tokens: list[Token]) -> list[Token]:
    """Without the unknown words right behind a document, which say what it is about."""
    tokens = _without_long_titles(tokens)
    kept: list[Token] = []
    behind = opened = titled = False
    for token in tokens:
        if token.kind == "DOC":
            behind, titled, edge = True, False, token.end + 1
        elif token.value == "(" and kept and kept[-1].kind == "DOC":
            opened = titled = True
        elif not (token.kind in ("WORD", "ABOUT") or token.value == "(" or (opened and token.kind == "TYPE")):
            behind = opened = False
        elif behind:
            behind = titled = titled or token.kind == "ABOUT" or token.start <= edge or text[token.start].isupper()
        if not behind or token.kind not in ("WORD", "ABOUT", "TYPE"):
            kept.append(token)
    return kept


_TITLE_ENDS = ASKS | {"STOP", "PASSIVE", "NOT", "ALREADY", "BE", "IF"}
_NO_TITLE = frozenset({"OUTSIDE", "PLACE", "FIELD", "BEYOND", "YEAR", "LEVEL"})


def _without_long_titles(tokens: list[Token]) -> list[Token]:
    """Without what stands from 'X về', 'X cho' or an unknown word behind X on to the last one before a mark or clause."""
    kept: list[Token] = []
    title_ends = 0
    for at, token in enumerate(tokens):
        if at < title_ends:
            continue
        kept.append(token)
        opens = tokens[at + 1].kind if token.kind == "DOC" and at + 1 < len(tokens) else ""
        if opens in ("ABOUT", "UNDER") or (opens == "WORD" and tokens[at + 1].start == token.end + 1):
            end = _title_end(tokens, at + 2, opens == "ABOUT")
            last = max((i for i in range(at + 1, end) if tokens[i].kind == "WORD"), default=at)
            none = _NO_TITLE - {"BEYOND"} if opens == "ABOUT" else _NO_TITLE
            if not none & {t.kind for t in tokens[at + 2 : last]}:
                title_ends = last + 1
    return kept


def _title_end(tokens: Sequence[Token], start: int, lists: bool) -> int:
    """Where a title ends: at a clause or a mark; in a list ('khoa học, công nghệ, …') not at its commas."""
    for at in range(start, len(tokens)):
        comma = lists and tokens[at].value == "," and [t.kind for t in tokens[at + 1 : at + 2]] == ["WORD"]
        if tokens[at].kind in _TITLE_ENDS and not comma:
            return at
    return len(tokens)


_ECHO = re.compile(rf"\s+{any_of('pointing', folded=False)}(?!\w)")


def with_echoes(text: str, named: Sequence[Named], tokens: list[Token]) -> list[Token]:
    """With what only names a document or a place again as that: 'luật này', 'the decree', 'tỉnh này', 'nó'."""
    kinds = [t.kind for t in tokens]
    kept: list[Token] = []
    types: set[str] = set()
    for at, token in enumerate(tokens):
        if token.kind == "DOC":
            types |= types_of(named[int(token.value)].name)
        pointed = bool(_ECHO.match(text, token.end))
        echo = token.kind == "PROVINCE" and pointed and "PLACE" in kinds[:at]
        if token.kind == "TYPE" and types:
            beside = set(kinds[max(at - 1, 0) : at + 2]) & {"WHICH", "EACH", "COUNT", "PLACE", "YEAR", "MOST"}
            echo = pointed or (token.value in types and not beside and text[token.end - 1] != "s")
        if token.kind == "NOT" and text[token.start : token.end] == "no":
            echo = bool(re.match(r"\W*$| (?:nua|khong|ko)\b", text[token.end :]))
        kept.append(token.model_copy(update={"kind": "IT"}) if echo else token)
    return kept


@lru_cache(maxsize=1024)
def types_of(name: str) -> frozenset[str]:
    """The types that a number or a name has in it."""
    codes = set(re.split(r"\W+", name.upper()))
    return frozenset(t.value for t in tokens_of(name, ()) if t.kind == "TYPE") | codes
