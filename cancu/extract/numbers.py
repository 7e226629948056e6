"""Find numbers in running text: candidates by their characters, cut to what a number form recognises, with the type word before them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from cancu.extract.text import Source, Spans
from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.fold import fold, spelling
from cancu.language.dates import date_at
from cancu.language.numbers import ORG, Number, parse_number
from cancu.language.patterns import alternation, guarded
from cancu.models import Repair

_SEP = r"\s*[/\-–—‐‑]\s*"
_CANDIDATE = re.compile(
    rf"(?:(?<![\w.,/\-–])(?<!\d:)|(?<=số)|(?<=Số)|(?<=SỐ))(?P<n>\d{{1,5}}[a-eđ]?(?:\.\d{{1,3}}(?=\s*/))?(?:-\d{{1,4}}(?=/[A-ZĐ]))?)"
    rf"(?:{_SEP}(?P<year>(?:19|20)\d\d)(?!\d))?"
    rf"(?P<symbol>(?:{_SEP}{ORG}(?:(?<=&)\s[A-ZĐ][A-Za-zĐđ&]*)?(?:(?![^\W\d_])|(?=ngày|của|về\s|quy\s+định|ban\s+hành))){{1,7}})(?P<open>{_SEP}(?=\s*\W|\s*[a-zđ]\)|\s*$))?"
)
_LOWER = re.compile(r"số\s(?P<n>\d{1,5}[a-eđ]?)(?P<symbol>/(?:\d{4}/)?[a-zđư]{1,4}-[a-zđư]{2,8})(?!\w)")
_UNSEPARATED = re.compile(
    rf"(?<![\w.,/\-–])(?P<n>\d{{1,5}}(?:/(?:19|20)\d\d)?)\s?(?P<symbol>[A-ZĐ][A-Za-zĐ]{{1,3}}\s?[-/–]\s?{ORG}(?:-{ORG})*)(?![^\W\d_])"
)
_TORN_YEAR = re.compile(
    rf"(?<![\w.,/\-–])(?P<n>\d{{1,5}})\s*/\s*(?P<year>(?:1\s?9|2\s?0)(?:\s?\d){{1,2}})\s*/\s*(?P<symbol>[A-ZĐ]{{1,4}}[A-Za-z]?\s?[-–]\s?{ORG}(?:-{ORG})*)(?![^\W\d_])"
)
_MISREAD_REST = rf"(?P<rest>(?:/(?:19|20)\d\d)?[/\-]\s?(?:{ORG})(?:\s?[/\-]\s?{ORG})*)(?![^\W\d_])"
_MISREAD = re.compile(rf"(?<![\w.,/\-–])(?P<n>(?=[\dOolI]*\d)(?=\d*[OolI])[\dOolI]{{1,5}}){_MISREAD_REST}")
_ALL_MISREAD = re.compile(rf"(?<![\w.,/\-–])(?P<n>(?=\d*[OolI])[\dOolI]{{1,5}})\s?{_MISREAD_REST}")
"""Applies where a number is known to be, even one without any digit left ('Số: II /2026/QĐ-UBND')."""
_DIGITS = re.compile(
    rf"\d++(?:(?P<candidate>(?=[a-eđ]?(?:\.\d{{1,3}})?(?:-\d{{1,4}})?(?:{_SEP}\d{{4}})?{_SEP}[A-ZĐƯÔÂĂÊƠ]))"
    r"|(?P<torn>(?=\s*/\s*[12]))|(?P<glued>(?=(?:/\d{4})?\s?[A-ZĐ])))"
)
"""Digits behind which one of the patterns above may match, and which: one scan finds the places where they are tried.

A glued number may have a year that looks torn ('49/2025TT-BCT').
"""
_AFTER_MISREAD = re.compile(r"[/\-](?<=[\dOolI].)")
_PART = re.compile(rf"(?P<sep>{_SEP})(?P<org>{ORG}(?:(?<=&)\s[A-ZĐ][A-Za-zĐđ&]*)?)")
_BEHIND_SYMBOL = ("ngày", "của", "về")
_GLUED = re.compile(rf"^(.*?)({'|'.join(_BEHIND_SYMBOL)})$")


@dataclass(slots=True)
class Hit:
    """A span that names a document, while its fields are still being collected; offsets refer to the text."""

    start: int
    end: int
    kind: Literal["number", "alias", "title", "name"]
    rule: str
    type: str | None = None
    key: str | None = None
    printed: str | None = None
    number: str | None = None
    symbol: str | None = None
    issuer_code: str = ""
    name: str | None = None
    year: int | None = None
    head: str | None = None
    """The type word before the number, as printed."""
    incomplete: bool = False
    own: bool = False
    """Whether it is the number of the document being read."""
    repairs: list[Repair] = field(default_factory=list)
    digits: int = 0
    """The span of the running number."""
    candidates: tuple[str, ...] = ()
    """Known documents that a name may stand for, as 'number|date'."""


@cache
def type_words() -> re.Pattern[str]:
    """Return a pattern for a lower-case word that names a document type."""
    names = [name for row in built_in().types for name in row.names]
    codes = [code for row in built_in().types for code in row.codes if len(code) > 1]
    named = alternation(names)
    coded = "|".join(re.escape(code.lower()) for code in codes)
    return re.compile(rf"(?:(?<![\w/\-])|(?<=căn\scứ))(?<!pháp\s)(?P<type>{named}|{coded})(?!\w)")


_SO = r"(?:số|sô|so)"
_DIRECT = re.compile(rf"\s*(?:{_SO}\s*[:.]?\s*)?")
_NAMED = re.compile(rf"\s+(?P<words>[^;:.()“”\"]{{1,240}}?)\s*,?\s*{_SO}\s*[:.]?\s*")
_NO_NAME = ';:.()“”"'
_SO_AT_END = ("số", "sô", "so")
_LINKING = re.compile(r"\b(?:của|tại|theo|về|được|ngày|và|các|này|có|là|với|để)\b")
_ALONE = re.compile(rf"(?<!\w){_SO}\s*[:.]?\s*$")
_TEMPLATE = re.compile(r"(?<!\w)(?:mẫu|biểu|bảng|bản\s+kê|phụ\s+lục|tờ\s+khai)(?:\s+\w+)?\s*(?:số\s*)?$")
_LAW_TYPES = ("L", "BL", "PL", "HP")


def _known_part(knowledge: Knowledge, part: str) -> bool:
    return part in knowledge.issuer_by_code or part in knowledge.type_by_code


def _cut(source: Source, match: re.Match[str], headed: bool) -> tuple[Number | None, int, bool]:
    """Return the longest part of a candidate that a form recognises, its end, and whether the symbol breaks off."""
    clean = source.clean
    year = match["year"]
    key, end = match["n"] + (f"/{year}" if year else ""), match.end("year") if year else match.end("n")
    readings: list[tuple[str, int]] = []
    for index, part in enumerate(_PART.finditer(clean, match.start("symbol"), match.end("symbol"))):
        sep, printed = part["sep"], part["org"].rstrip(".&")
        whole = "".join(printed.split())
        org = _without_note(source.knowledge, whole)
        dash = "/" if "/" in sep else "-"
        spaced = sep != sep.strip()
        if spaced and index and not _may_continue(source.knowledge, key, sep, org, clean[part.end() : part.end() + 12]):
            break
        glued = _GLUED.match(org) if org.endswith(_BEHIND_SYMBOL) else None
        if glued and _known_part(source.knowledge, glued[1]):
            org = glued[1]
        key += dash + (_code_slip(source.knowledge, org) if not index else org)
        end = part.start("org") + len(org) + len(printed) - len(whole)
        readings.append((key, end))
        if glued:
            break
    broken = bool(match["open"] and readings) and readings[-1][1] == match.end("symbol")
    if broken and headed and re.split(r"[/\-]", readings[-1][0])[-1] in built_in().type_by_code:
        return None, readings[-1][1], True
    for reading, stop in reversed(readings):
        number = parse_number(reading)
        if number and (
            number.form.bare
            or headed
            or (number.issuer in source.knowledge.issuer_by_code and number.form.id == "letter")
        ):
            return number, stop, False
    return None, end, False


def _without_note(knowledge: Knowledge, org: str) -> str:
    """Return the part of a symbol without a glued footnote digit (66-NQ/TW1); assembly terms stay (QH15)."""
    bare = org.rstrip("0123456789")
    row = knowledge.issuer_by_code.get(bare)
    return bare if row is not None and not row.terms and org not in knowledge.issuer_by_code else org


def _code_slip(knowledge: Knowledge, org: str) -> str:
    """Return a type code that lost its diacritics (QD, ND) in its correct spelling, if no issuer is written that way."""
    kind = built_in().type_by_code.get(fold(org)) if org.isupper() and not _known_part(knowledge, org) else None
    if kind is None:
        return org
    codes = [c for row in built_in().types if row.id == kind for c in row.codes if fold(c) == fold(org)]
    return codes[0] if codes else org


def _may_continue(knowledge: Knowledge, key: str, sep: str, org: str, after: str) -> bool:
    """Return whether a number may contain white space here: its symbol is incomplete, only one side has a space, or its date follows."""
    last = re.split(r"[/\-]", key)[-1]
    if last in built_in().type_by_code and len(key.split("/")) + key.count("-") >= 2:
        return len(org) > 1
    if (
        last in knowledge.issuer_by_code
        and org.isupper()
        and len(org) > 1
        and re.match(r"\s*,?\s*(?:ngày|của|về|[Vv]/v)(?!\w)", after)
    ):
        return True
    one_sided = (sep[0] in " \n\r\t") != (sep[-1] in " \n\r\t")
    return one_sided and (org in knowledge.issuer_by_code or "\n" in sep) and not re.match(r"\s*–", sep)


class TypeWord(NamedTuple):
    """A word for a document type, with its span."""

    start: int
    end: int
    type: str | None


def type_words_of(source: Source) -> list[TypeWord]:
    """Return every type word of a text in order, none inside another, computed once."""
    found = guarded(_plain_type_words(), type_words(), source.low)
    return [TypeWord(match.start(), match.end(), type_of(match["type"])) for match in found]


@cache
def _plain_type_words() -> re.Pattern[str]:
    names = [name for row in built_in().types for name in row.names]
    codes = [code for row in built_in().types for code in row.codes if len(code) > 1]
    return re.compile(rf"(?:{alternation([*names, *codes])})(?!\w)")


def _words_before(source: Source, floor: int, start: int) -> list[TypeWord]:
    """Return the type words between two offsets, including one glued to what follows."""
    if source.low[start - 1 : start].isalpha():
        words = type_words().finditer(source.low[floor:start])
        return [TypeWord(floor + m.start(), floor + m.end(), type_of(m["type"])) for m in words]
    words_of = source.derived(type_words_of)
    return words_of[bisect_left(words_of, (floor,)) : bisect_left(words_of, (start,))]


def head_before(source: Source, start: int, kind: str | None) -> tuple[int, str | None, str | None]:
    """Return the start of the mention, and the type and words of its head: 'Kế hoạch số', 'Luật Đất đai số', 'số'."""
    floor = max(0, start - 260)
    before = source.low[floor:start].rstrip().rstrip(":.").rstrip()
    numbered = before.endswith(_SO_AT_END)
    # The words between a type and its 'số' hold no mark: only behind the last one a type may be named so.
    named_from = floor + max(before.rfind(mark, 0, -2) for mark in _NO_NAME) if numbered else start
    best: TypeWord | None = None
    for word in _words_before(source, floor, start):
        if _heads(source.low, word, start, kind, best, numbered=word.end > named_from):
            best = word
    if best is not None:
        return best.start, best.type, source.text[best.start : best.end]
    bare = _unmarked_type_before(source.folded[floor:start]) if kind else None
    if bare and built_in().type_by_code.get(kind or "", kind) in _types_by_fold().get(_one_space(bare["type"]), ()):
        # A scan that lost its marks ('Quyêt định sô 06/QĐ-TTg'): the code in the symbol proves the word.
        return floor + bare.start(), kind, source.text[floor + bare.start() : floor + bare.end("type")]
    if numbered and (alone := _ALONE.search(source.low[floor:start])):
        return floor + alone.start(), None, "số"
    return start, None, None


def _unmarked_type_before(folded: str) -> re.Match[str] | None:
    """Return the type word without diacritics at the end of folded words; tried only if the last word can end one."""
    rest = folded.rstrip()
    numbered = rest.rstrip(":.").rstrip()
    ends = rest.endswith(_last_unmarked_words()) or (
        numbered.endswith("so") and numbered[:-2].rstrip().endswith(_last_unmarked_words())
    )
    return _unmarked_type_words().search(folded) if ends else None


@cache
def _last_unmarked_words() -> tuple[str, ...]:
    return tuple(sorted({name.split()[-1] for name in _types_by_fold()}))


def _one_space(words: str) -> str:
    return " ".join(words.split())


def _heads(low: str, word: TypeWord, start: int, kind: str | None, best: TypeWord | None, *, numbered: bool) -> bool:
    """Return whether a type word is a better head than `best` for the number at an offset.

    `numbered` means that 'số' directly precedes the number, and that words between the two may name a document.
    """
    found = word.type
    if kind in _LAW_TYPES:
        # Numbers of the National Assembly: 'Luật … theo hợp đồng số 69/2020/QH14' is the law's own.
        if found not in (*_LAW_TYPES, "NQ"):
            return False
        kind = "NQ" if found == "NQ" else kind
    known = best.type if best else None
    if _DIRECT.fullmatch(low, word.end, start):
        # 'Thông báo kết luận số 196-TB/TW': the wider head agrees with the symbol.
        return not (best and kind and known == kind != found and not low[best.end : word.start].strip())
    named = _NAMED.fullmatch(low, word.end, start) if numbered else None
    if named is None:
        return found == kind and bool(_other_head().fullmatch(low[word.end : start]))
    words = named["words"]
    if re.search(r"\d\s*[/\-]", words):
        return False
    if found in _LAW_TYPES:
        foreign = re.search(r"\b(?:can cu|nghi dinh|nghi quyet|quyet dinh|thong tu)\b", fold(words))
        own = kind is None or kind in (*_LAW_TYPES, "NQ")
        return own and len(words.split()) <= 45 and not foreign and known not in _LAW_TYPES
    if known in _LAW_TYPES and (kind is None or kind in _LAW_TYPES):
        # 'Luật Thư viện số 46/2019/QH14': the type word inside the name of a law heads nothing.
        return False
    short = "," not in words and len(words.split()) <= 12 and found == (kind or found)
    return short and (found == "ĐĐN" or not _LINKING.search(words))


@cache
def _other_head() -> re.Pattern[str]:
    return re.compile(rf"\s+{type_words().pattern}\s*(?:{_SO}\s*[:.]?\s*)?")


@lru_cache(maxsize=4096)
def type_of(words: str) -> str | None:
    """Return the type of a lower-case type word or code."""
    plain = re.sub(r"\s+", " ", words)
    return _types_by_spelling().get(plain) or built_in().type_by_code.get(fold(plain))


def type_at(source: Source, start: int) -> str | None:
    """Return the type of the type word at an offset."""
    match = type_words().match(source.low, start)
    return type_of(match["type"]) if match else None


@cache
def _types_by_spelling() -> dict[str, str]:
    return {spelling(name): kind for name, kind in built_in().type_by_name.items()}


@cache
def _types_by_fold() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, kind in built_in().type_by_name.items():
        found[fold(name)] = (*found.get(fold(name), ()), kind)
    return found


@cache
def _unmarked_type_words() -> re.Pattern[str]:
    """Return a pattern for a type word without diacritics at the end of folded text, before an optional 'so'."""
    return re.compile(rf"(?<![\w/\-])(?P<type>{alternation([*_types_by_fold()])})\s+(?:so\s*[:.]?\s*)?$")


_LISTED = re.compile(
    rf"(?P<list>(?:{_SO}\s*)?\d{{1,5}}(?:\s*(?:,|;|và|đến)\s*(?:{_SO}\s*)?\d{{1,5}})*)\s*(?:,|;|và|đến)\s*(?:{_SO}\s*)?$"
)


def listed_numbers(source: Source, hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the bare numbers of 'các Quyết định số 12, 13 và 14/QĐ-UBND', each with the symbol of the last."""
    for last in hits:
        if last.head not in (None, "số") or not last.key or not last.number or last.incomplete:
            continue
        floor = max(0, last.start - 120)
        window = source.low[floor : last.start]
        found = _LISTED.search(window)
        head = next(
            (
                m
                for m in type_words().finditer(window)
                if found and m.end() <= found.start() and not window[m.end() : found.start()].strip()
            ),
            None,
        )
        if not found or not head or type_of(head["type"]) != last.type:
            continue
        for index, number in enumerate(re.finditer(rf"(?:{_SO}\s*)?(?P<n>\d{{1,5}})", found["list"])):
            start = head.start() if not index else found.start() + number.start()
            key = number["n"] + last.key[len(last.number) :]
            hit = Hit(floor + start, floor + found.start() + number.end(), "number", last.rule, type=last.type, key=key)
            hit.number, hit.symbol, hit.year, hit.issuer_code = number["n"], last.symbol, last.year, last.issuer_code
            hit.printed = source.text[floor + found.start() + number.start("n") : hit.end]
            yield hit


def find_numbers(
    source: Source, start: int = 0, end: int | None = None, *, certain: bool = False
) -> Iterator[Hit | tuple[int, int]]:
    """Yield every number in order; a bare (start, end) is a string that looks like a number but fits no form.

    With `certain`, a number is known to be here, so an unknown body raises no doubt.
    """
    end = len(source.text) if end is None else end
    places: dict[str | None, list[int]] = {"candidate": [], "torn": [], "glued": []}
    for match in _DIGITS.finditer(source.clean, start, end):
        places[match.lastgroup].append(match.start())
    torn = [hit for m in _matches(_TORN_YEAR, source, places["torn"], end) if (hit := _torn_year(source, m))]
    if certain:
        misread: Iterable[re.Match[str]] = _ALL_MISREAD.finditer(source.clean, start, end)
    else:
        misread = _matches(_MISREAD, source, _misread_places(source, start, end), end)
    torn += [hit for m in misread if (hit := _misread(source, m, certain=certain))]
    read = Spans((hit.start, hit.end) for hit in torn)
    yield from torn
    for match in _matches(_CANDIDATE, source, places["candidate"], end):
        if match.start() not in read and (found := _read(source, match, certain=certain)):
            yield found
    for match in _matches(_UNSEPARATED, source, sorted((*places["torn"], *places["glued"])), end):
        if hit := _unseparated(source, match):
            yield hit
    for match in _LOWER.finditer(source.low, max(0, start - 3), end):
        compact, at = match["n"] + match["symbol"], match.start("n")
        if at >= start and not _CANDIDATE.match(source.clean, at) and (hit := _lower_case(source, match, compact)):
            yield hit


def _matches(pattern: re.Pattern[str], source: Source, places: Iterable[int], end: int) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern at the given offsets, in order, none inside another."""
    at = 0
    for place in places:
        if place >= at and (match := pattern.match(source.clean, place, end)):
            yield match
            at = match.end()


def _misread_places(source: Source, start: int, end: int) -> Iterator[int]:
    """Yield offsets where a running number that contains a letter may begin."""
    clean = source.clean
    for match in _AFTER_MISREAD.finditer(clean, start, end):
        at = match.start()
        while at > start and match.start() - at < 6 and (clean[at - 1] in "OolI" or clean[at - 1].isdecimal()):
            at -= 1
        if not clean[at : match.start()].isdecimal():
            yield at


def _read(source: Source, match: re.Match[str], *, certain: bool = False) -> Hit | tuple[int, int] | None:
    start, kind, head = head_before(source, match.start("n"), _code_type(match["symbol"]))
    if _TEMPLATE.search(source.low[max(0, start - 24) : match.start("n")]) or _is_standard(source, match):
        return match.start(), match.end()
    number, end, broken = _cut(source, match, certain or head is not None)
    if number is None and not broken:
        # '1- Quy hoạch', 'K0+000 - K2': without a slash or a head it does not even look like a number.
        return (match.start(), match.end()) if head or "/" in match.group() else None
    if number is not None and number.form.id == "old-office" and kind in ("ĐA", "CTr", "DA"):
        return match.start(), match.end()
    if number is not None and head == "số" and not certain and _doubtful(source, number, end):
        return match.start(), match.end()
    printed = source.text[match.start("n") : end]
    if number is not None:
        key = number.key
    else:
        key = re.sub(r"\s+", "", re.sub(r"[–—‐‑]", "-", source.clean[match.start("n") : end]))
    hit = Hit(
        start,
        end,
        "number",
        number.form.id if number else "broken",
        key=key,
        head=head,
        digits=match.start("n"),
        incomplete=broken,
    )
    hit.printed = printed if printed != key else None
    if hit.printed and re.sub(r"\s+", "", printed) != key:
        hit.repairs.append(Repair(printed=printed, read_as=key, proof="the only type code written so"))
    if number is None:
        hit.number, hit.symbol = match["n"], key.split("/", 1)[-1]
        hit.type = kind or _code_type(match["symbol"])
        return hit
    hit.number, hit.symbol, hit.year, hit.issuer_code = (
        number.number,
        number.symbol,
        number.year,
        number.issuer,
    )
    hit.type = _settle_type(number, kind)
    return hit


def _is_standard(source: Source, match: re.Match[str]) -> bool:
    """Return whether the match is the year and publisher of a technical standard ('QCVN 05A:2020/BCT')."""
    before = source.clean[max(0, match.start("n") - 2) : match.start("n")]
    return bool(re.fullmatch(r"[0-9A-Z]:", before) and re.fullmatch(r"(?:19|20)\d\d", match["n"]))


def _doubtful(source: Source, number: Number, end: int) -> bool:
    """Return whether a number after a bare 'số' has an unknown body and no date, like codes of forms and goods."""
    unknown = number.issuer not in source.knowledge.issuer_by_code and number.form.id in (
        "letter",
        "letter-year",
        "application",
    )
    return unknown and not re.match(r"\s*,?\s*ngày", source.low[end : end + 12])


def _settle_type(number: Number, head: str | None) -> str | None:
    if number.form.id == "assembly":
        return head or ("PL" if "PL-" in number.symbol else "NQ" if "NQ" in number.symbol else None)
    if number.form.id == "old-ministry" and head != number.type and number.type in ("KH", "TB"):
        # '417/BCT-KH' is a letter that the planning unit drafted.
        return head or "CV"
    if head and (head == "CV" or number.type is None or number.form.id.startswith("letter")):
        return head
    return number.type


@lru_cache(maxsize=4096)
def _code_type(symbol: str) -> str | None:
    parts = [p.strip() for p in re.split(r"[/\-–—‐‑]", symbol) if p.strip()]
    if parts and re.fullmatch(r"(?:UBTV)?[QOD0]H[\dIl]+", parts[0]):
        return "L"  # of the National Assembly, with what scans make of Q
    return built_in().type_by_code.get(parts[0]) if parts else None


def _unseparated(source: Source, match: re.Match[str]) -> Hit | None:
    """Return a number without the separator before its type ('49/2025TT-BCT', '46 QĐ/TU'); the one after the type determines the form."""
    symbol = re.sub(r"\s", "", match["symbol"]).replace("–", "-")
    start, kind, head = head_before(source, match.start("n"), _code_type("/" + symbol))
    lost = "-" if "/" in symbol else "/"
    number = parse_number(f"{match['n']}{lost}{symbol}")
    if head is None or number is None or number.type is None or not number.form.bare:
        return None
    if lost == "-" and (number.issuer not in source.knowledge.issuer_by_code or kind not in (None, number.type)):
        return None
    end = match.start("symbol") + len(match["symbol"].rstrip(".&"))
    hit = Hit(
        start,
        end,
        "number",
        number.form.id,
        key=number.key,
        head=head,
        digits=match.start("n"),
        printed=source.text[match.start("n") : end],
    )
    hit.number, hit.symbol, hit.year, hit.issuer_code = number.number, number.symbol, number.year, number.issuer
    hit.type = _settle_type(number, kind)
    hit.repairs.append(
        Repair(printed=hit.printed or "", read_as=number.key, proof="the separator is lost before a known type")
    )
    return hit


def _torn_year(source: Source, match: re.Match[str]) -> Hit | None:
    """Return a number whose year contains a space ('22/20 19/QĐ-UBND') or lost a digit that the date beside it supplies."""
    year = re.sub(r"\s", "", match["year"])
    if year == match["year"] and len(year) == 4:
        return None
    stated = date_at(source.low, match.end(), min(len(source.low), match.end() + 60))
    told = str(stated.year) if stated and stated.year else ""
    if len(year) == 3:
        if not told.startswith(year):
            return None
        year = told
    printed_symbol = match["symbol"].rstrip(".&")
    symbol = re.sub(r"\s", "", printed_symbol).replace("–", "-")
    number = parse_number(f"{match['n']}/{year}/{symbol}")
    start, kind, head = head_before(source, match.start("n"), _code_type("/" + symbol))
    if number is None or number.form.id != "normative" or head is None:
        return None
    end = match.start("symbol") + len(printed_symbol)
    printed = source.text[match.start("n") : end]
    hit = Hit(start, end, "number", number.form.id, key=number.key, head=head, digits=match.start("n"), printed=printed)
    hit.number, hit.symbol, hit.year, hit.issuer_code = number.number, number.symbol, number.year, number.issuer
    hit.type = _settle_type(number, kind)
    proof = "the date beside it tells the year" if told else "the only year that its digits make"
    hit.repairs.append(Repair(printed=printed, read_as=number.key, proof=proof))
    return hit


def _misread(source: Source, match: re.Match[str], *, certain: bool = False) -> Hit | None:
    """Return a number with letters read for digits ('O6/QĐ-TTg', 'l2/KH-UBND'), between a type word and a known symbol."""
    digits = match["n"].translate(str.maketrans("OolI", "0011"))
    rest = match["rest"].rstrip(".&")
    number = parse_number(digits + re.sub(r"\s", "", rest))
    if number is None or number.issuer not in source.knowledge.issuer_by_code:
        return None
    start, kind, head = head_before(source, match.start("n"), number.type)
    if not certain and (head is None or (kind is None and not number.form.bare)):
        return None
    end = match.start("rest") + len(rest)
    hit = Hit(start, end, "number", number.form.id, key=number.key, head=head, digits=match.start("n"))
    hit.printed = source.text[match.start("n") : end]
    hit.number, hit.symbol, hit.year, hit.issuer_code = number.number, number.symbol, number.year, number.issuer
    hit.type = _settle_type(number, kind)
    hit.repairs.append(Repair(printed=hit.printed, read_as=number.key, proof="a running number has digits only"))
    return hit


def _folded_codes(knowledge: Knowledge) -> dict[str, str]:
    """Return codes of bodies and types by their folded lower-case form."""
    types = (code for code in built_in().type_by_code if code != code.lower())
    return {fold(code): code for code in (*knowledge.issuer_by_code, *types)}


def _lower_case(source: Source, match: re.Match[str], compact: str) -> Hit | None:
    """Return a number in lower case ('06/qđ-ttg') whose parts are all known."""
    codes = source.knowledge.compiled(_folded_codes)
    parts = re.split(r"([/\-])", compact)
    read = "".join(codes.get(fold(p), p) for p in parts)
    number = parse_number(read)
    if number is None or number.issuer not in source.knowledge.issuer_by_code:
        return None
    start, kind, head = head_before(source, match.start("n"), number.type)
    hit = Hit(
        start, match.end(), "number", number.form.id, key=read, head=head, digits=match.start("n"), printed=compact
    )
    hit.number, hit.symbol, hit.year, hit.issuer_code = (
        number.number,
        number.symbol,
        number.year,
        number.issuer,
    )
    hit.type = _settle_type(number, kind)
    hit.repairs.append(Repair(printed=compact, read_as=read, proof="lower case; type and issuer are known"))
    return hit
