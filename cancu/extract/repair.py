"""Correct misprints and scanning errors in symbols, but only with proof.

Proofs are the year in the number (it determines the term of the National Assembly), the type word before it, the issuer
named after it, other numbers in the same text, or that exactly one known symbol differs by one slip. If two readings
remain, neither is used.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from cancu.extract.citation_fields import read_tail
from cancu.extract.numbers import Hit, head_before
from cancu.extract.text import Source
from cancu.knowledge.base import Knowledge
from cancu.knowledge.facts import IssuerRow
from cancu.knowledge.fold import fold, spelling
from cancu.language.numbers import parse_number
from cancu.models import Repair

_CONFUSED = [
    set("ĐD"),
    set("0OQ"),
    set("1lI"),
    set("JK"),
    set("UV"),
    set("SG5"),
    set("B83Đ"),
    set("gq"),
    set("ÔO"),
    set("ƯU"),
    set("NH"),
    set("CG"),
    set("MN"),
]
_DIGITS = str.maketrans("OolI", "0011")
_TERMED = re.compile(r"(?P<body>[A-ZĐ0-9]*?[A-ZĐ])(?P<term>[\dIlOo]{0,4})")
_YEAR = re.compile(r"\d{4}")
_LONG = 4
"""The number of letters from which a symbol close to a known one cannot be another body's."""


def repair(source: Source, hits: Sequence[Hit]) -> None:
    """Correct the keys of hits in place; each corrected hit records the printed form, the reading and the proof."""
    knowledge = source.knowledge
    numbered = [h for h in hits if h.kind == "number" and h.key]
    text = _Symbols(numbered)
    for hit in numbered:
        if hit.incomplete:
            continue
        for rule in (_known_misprint, _term, _lost_dash, _type_slip, _unknown):
            if mended := rule(source, hit, text):
                _apply(source, hit, *mended)
                break
        _wrong_issuer(source, hit, text.alike[hit.number, hit.year].values(), knowledge)
    whole = _beginnings(hit for hit in numbered if not hit.incomplete)
    for hit in numbered:
        if hit.incomplete:
            _complete(source, hit, whole)


def _beginnings(hits: Iterable[Hit]) -> dict[str, set[str]]:
    """Return keys by each of their folded prefixes that end before a separator."""
    found: dict[str, set[str]] = defaultdict(set)
    for key in {hit.key or "" for hit in hits}:
        for match in re.finditer(r"[/\-]", key):
            found[fold(key[: match.start()])].add(key)
    return found


class _Symbols:
    """The symbols of one text: keys that share a number, and parts that occur in the same position."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        self.alike: dict[tuple[str | None, int | None], dict[str | None, Hit]] = defaultdict(dict)
        self.numbers: dict[str, set[str | None]] = defaultdict(set)
        """Running numbers by part of a symbol."""
        self._parts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for hit in hits:
            key = hit.key or ""
            self.alike[hit.number, hit.year].setdefault(key, hit)
            parts = _parts(key)
            for place in range(1, len(parts)):
                self.numbers[parts[place]].add(hit.number)
                self._parts[_position_key(parts, place)][parts[place]] += 1

    def variants_at(self, parts: Sequence[str], place: int) -> Counter[str]:
        """Return the parts at this position in other numbers that differ by one slip, with their counts."""
        around = _position_key(parts, place)
        near = {p for less in _shortened(parts[place]) for p in self._near[around].get(less, ())}
        return Counter({p: self._parts[around][p] for p in near if is_slip(parts[place], p)})

    @cached_property
    def _near(self) -> dict[tuple[str, ...], dict[str, set[str]]]:
        """Return the parts of each position by their forms with one letter removed."""
        return defaultdict(dict, {around: _by_shortened(parts) for around, parts in self._parts.items()})


def _position_key(parts: Sequence[str], place: int) -> tuple[str, ...]:
    """Return what identifies comparable positions: the number of parts and the parts before."""
    return (str(len(parts)), *parts[1:place])


def _parts(key: str) -> list[str]:
    return key.replace("-", "/").split("/")


def _shortened(word: str) -> Iterator[str]:
    """Yield the word and its forms with one letter removed; two words one slip apart share one of these."""
    yield word
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]
    if "DD" in word:
        yield from _shortened(word.replace("DD", "Đ", 1))


def _by_shortened(words: Iterable[str]) -> dict[str, set[str]]:
    """Return words by their forms with one letter removed."""
    found: dict[str, set[str]] = defaultdict(set)
    for word in words:
        for less in _shortened(word):
            found[less].add(word)
    return found


def _apply(source: Source, hit: Hit, key: str, proof: str) -> None:
    printed = hit.printed or hit.key or ""
    hit.repairs.append(Repair(printed=printed, read_as=key, proof=proof))
    hit.printed, hit.key = printed, key
    if number := parse_number(key):
        hit.symbol, hit.issuer_code, hit.rule, hit.year = (
            number.symbol,
            number.issuer,
            number.form.id,
            number.year or hit.year,
        )
        hit.incomplete = False
        # The mended symbol may have another kind of head: an Act's name stands between 'Luật' and its number.
        asked = number.type or ("L" if number.form.id == "assembly" else None)
        hit.start, kind, hit.head = head_before(source, hit.digits, asked)
        if number.type and number.type != "CV":
            hit.type = number.type
        elif kind:
            hit.type = kind


def _joined(key: str, parts: Sequence[str]) -> str:
    """Return the parts joined by the separators of a key."""
    separators = re.findall(r"[/\-]", key)
    return parts[0] + "".join(sep + part for sep, part in zip(separators, parts[1:], strict=True))


def _complete(source: Source, hit: Hit, whole: dict[str, set[str]]) -> None:
    """Complete a symbol that breaks off ('58/QĐ-') from the only other key of the text with that beginning."""
    found = whole.get(fold(hit.key or "").rstrip("-/ "), set())
    if len({fold(key) for key in found}) == 1:
        _apply(source, hit, min(found), "the only number of this text that begins so")


def _known_misprint(source: Source, hit: Hit, text: _Symbols) -> tuple[str, str] | None:
    """Correct an issuer's abbreviation in a form that only misprints produce (UBQGCS)."""
    parts, misprints = _parts(hit.key or ""), source.knowledge.compiled(_misprints)
    if misprints.keys().isdisjoint(parts):
        return None
    mended = _joined(hit.key or "", [misprints.get(part, part) for part in parts])
    return mended, "a known misprint of the one issuer so abbreviated"


def _misprints(knowledge: Knowledge) -> dict[str, str]:
    known = knowledge.issuer_by_code
    return {wrong: row.id for row in knowledge.issuers for wrong in row.misprints if wrong not in known}


def _near_codes(knowledge: Knowledge) -> dict[str, set[str]]:
    """Return known abbreviations of issuers by their forms with one letter removed."""
    return _by_shortened(knowledge.issuer_by_code)


def _one_slip_away(knowledge: Knowledge, part: str) -> set[str]:
    """Return issuers whose symbol differs from a part by one slip."""
    near = knowledge.compiled(_near_codes)
    codes = {code for less in _shortened(part) for code in near.get(less, ()) if is_slip(part, code)}
    return {knowledge.issuer_by_code[code].id for code in codes}


def _term(source: Source, hit: Hit, text: _Symbols) -> tuple[str, str] | None:
    """Correct a number of the National Assembly whose term, body or year is lost or misread ('46/2019/OH14', '202/2025/QH').

    Year and term must agree; if either may be wrong, the day beside the number or a known act decides.
    """
    knowledge = source.knowledge
    parts = _parts(hit.key or "")
    match = _TERMED.fullmatch(parts[-1]) if len(parts) > 2 else None
    meant = _assemblies_like(knowledge, match["body"]) if match else ()
    if match is None or not meant:
        return None
    stated = _stated_year(source, hit)
    year = hit.year or stated
    bodies = [row for row in meant if row.valid_to is None or year is None or year <= int(row.valid_to[:4])]
    if len(bodies) != 1:
        return None
    printed, body = match["term"].translate(_DIGITS), bodies[0].id
    term = int(printed) if printed.isdigit() else 0
    if year is None:
        misread = match["term"] != printed and any(term == n for n, _, _ in knowledge.assembly_terms)
        mended = _joined(hit.key or "", [*parts[:-1], f"{body}{term}"])
        return (mended, "a term has digits only") if misread else None
    terms = _terms_of(knowledge, year)
    if term in terms:
        mended = _joined(hit.key or "", [*parts[:-1], f"{body}{term}"])
        return None if mended == hit.key else (mended, "a term of that year, and one letter")
    readings = [(_joined(hit.key or "", [*parts[:-1], f"{body}{n}"]), n) for n in terms]
    split = re.match(r"\s(\d)(?!\d)", source.clean[hit.end : hit.end + 3])
    if split and any(f"{printed}{split[1]}" == str(n) for _, n in readings):
        hit.end += 2
    elif hit.year is not None and any(term == n for n, _, _ in knowledge.assembly_terms):
        # '46/2020/QH12' has a term of other years: either may be the slip.
        return _year_or_term(source, hit, f"{body}{term}", stated, [key for key, _ in readings])
    if len(readings) != 1:
        return None
    return readings[0][0], "the only term of the National Assembly in that year"


def _assemblies(knowledge: Knowledge) -> tuple[IssuerRow, ...]:
    """Return the central bodies whose numbers contain their term; committees of the Assembly may omit it: 12/BC-UBTP."""
    return tuple(row for row in knowledge.issuers if row.terms and row.level == "central")


@lru_cache(maxsize=1024)
def _assemblies_like(knowledge: Knowledge, body: str) -> tuple[IssuerRow, ...]:
    """Return those whose abbreviation is equal or one slip away."""
    return tuple(row for row in knowledge.compiled(_assemblies) if row.id == body or is_slip(body, row.id))


def _year_or_term(
    source: Source, hit: Hit, symbol: str, stated: int | None, readings: Sequence[str]
) -> tuple[str, str] | None:
    """Decide whether the year or the term of a number is the slip, by the day beside it or a known act."""
    knowledge = source.knowledge
    known = knowledge.compiled(_acts)
    if stated == hit.year and len(readings) == 1:
        return readings[0], "the day beside it, and the only term of the National Assembly in that year"
    dated = None if stated is None else f"{hit.number}/{stated}/{symbol}"
    term = int(re.sub(r"\D", "", symbol))
    if dated and stated and term in _terms_of(knowledge, stated):
        return dated, "the day beside it, and the term"
    acts = [key for key in readings if key in known]
    words = fold(source.clean[hit.start : hit.digits])
    for year in range((hit.year or 0) - 12, (hit.year or 0) + 12):
        key = f"{hit.number}/{year}/{symbol}"
        # Of another year it has to be the act whose name stands before the number.
        if key in known and fold(known[key]) in words:
            acts.append(key)
    return (acts[0], "the only known act that it can be") if len(acts) == 1 else None


def _terms_of(knowledge: Knowledge, year: int) -> list[int]:
    """Return the terms of the National Assembly that ran in a year."""
    return [n for n, first, last in knowledge.assembly_terms if first.year <= year <= (last.year if last else year)]


def _acts(knowledge: Knowledge) -> dict[str, str]:
    """Return names of laws and titles of other known documents, by number."""
    found = {row.key: row.title or "" for row in knowledge.documents}
    return found | {row.key: row.name for row in knowledge.laws if row.key}


def _stated_year(source: Source, hit: Hit) -> int | None:
    return read_tail(source, hit, min(len(source.text), hit.end + 60)).year


def _lost_dash(source: Source, hit: Hit, text: _Symbols) -> tuple[str, str] | None:
    """Correct a type code and an issuer run together (TTBTC, NĐCP), if only one split gives two known parts."""
    knowledge = source.knowledge
    parts = re.split(r"(/)", hit.key or "")
    run = parts[-1]
    if hit.rule not in ("letter", "letter-year") or run in knowledge.issuer_by_code:
        return None
    types = knowledge.type_by_code
    splits = {(run[:i], run[i:]) for i in range(1, len(run)) if run[:i] in types and run[:i].isupper()}
    whole = {(kind, rest) for kind, rest in splits if rest in knowledge.issuer_by_code}
    proof = "a type and an issuer, both known, without their dash"
    if not whole and hit.type in knowledge.type_by_code.values():
        # With a slip in the issuer besides, the type word before the number has to agree.
        headed = {(kind, rest) for kind, rest in splits if types[kind] == hit.type}
        almost = {(kind, code) for kind, rest in headed for code in _one_slip_away(knowledge, rest)}
        whole, proof = almost, "the type word before it, and the one issuer written almost so"
    if len(whole) != 1:
        return None
    kind, issuer = next(iter(whole))
    return "".join(parts[:-1]) + f"{kind}-{issuer}", proof


def _type_slip(source: Source, hit: Hit, text: _Symbols) -> tuple[str, str] | None:
    """Correct a type code one slip away from the type word before the number ('Chỉ thị số 15/CTT-TTg', 'Tờ trình số 3/TIr-STC')."""
    parts = _parts(hit.key or "")
    place = 2 if len(parts) > 3 and parts[1].isdigit() else 1
    if len(parts) <= place + 1 or parts[place] in source.knowledge.type_by_code:
        return None
    if parts[place + 1] not in source.knowledge.issuer_by_code or (kind := _type_before(source, hit)) is None:
        return None
    codes = [
        c
        for row in source.knowledge.types
        if row.id == kind
        for c in row.codes
        if len(parts[place]) >= len(c) and is_slip(parts[place], c, short=True)
    ]
    if len(codes) != 1:
        return None
    parts[place] = codes[0]
    return _joined(hit.key or "", parts), "the type word before it"


def _type_before(source: Source, hit: Hit) -> str | None:
    """Return the type of the word before a number, whatever its symbol says."""
    return head_before(source, hit.digits, None)[1]


def _unknown(source: Source, hit: Hit, text: _Symbols) -> tuple[str, str] | None:
    """Correct the only unknown part of a key by other numbers, the issuer named after it, or the tables."""
    found = _unknown_part(source, hit)
    if found is None:
        return None
    parts, place = found
    mended = (
        _agreed(parts, place, text)
        or _from_named_issuer(source, hit, parts, place)
        or _only_near_symbol(source, parts, place, text)
    )
    if mended is None:
        return None
    read, proof = mended
    return _joined(hit.key or "", [*parts[:place], read, *parts[place + 1 :]]), proof


def _unknown_part(source: Source, hit: Hit) -> tuple[list[str], int] | None:
    """Return the parts of a key and the index of the only unknown one."""
    knowledge = source.knowledge
    parts = _parts(hit.key or "")
    unknown = [
        i
        for i, p in enumerate(parts)
        if i and p not in knowledge.issuer_by_code and p not in knowledge.type_by_code and not _YEAR.fullmatch(p)
    ]
    termed = _TERMED.fullmatch(parts[unknown[0]]) if len(unknown) == 1 else None
    if len(unknown) != 1 or (termed and (row := knowledge.issuer_by_code.get(termed["body"])) and row.terms):
        return None
    return parts, unknown[0]


def _agreed(parts: Sequence[str], place: int, text: _Symbols) -> tuple[str, str] | None:
    """Correct a part that is one slip away from the same part of at least two other numbers, if only one such reading exists."""
    if len(parts[place]) < 3 or len(text.numbers[parts[place]]) > 1:
        return None
    readings = text.variants_at(parts, place)
    if len(readings) != 1 or readings.most_common(1)[0][1] < 2:
        return None
    return next(iter(readings)), "one letter from the symbol of other numbers in this text, and from no other"


def _from_named_issuer(source: Source, hit: Hit, parts: Sequence[str], place: int) -> tuple[str, str] | None:
    """Correct an issuer one slip away from the body named after the number ('866/QĐ-Tg … của Thủ tướng Chính phủ')."""
    phrase = spelling(_issuer_behind(source, hit) or "")
    rows = [source.knowledge.issuer_by_code[code] for code in _one_slip_away(source.knowledge, parts[place])]
    named = [row for row in rows if phrase and spelling(row.name) in phrase]
    return (named[0].id, "the issuer named behind it") if len(named) == 1 else None


def _only_near_symbol(source: Source, parts: Sequence[str], place: int, text: _Symbols) -> tuple[str, str] | None:
    """Correct an issuer one slip away from exactly one known symbol, if this text uses it for one number only."""
    printed = parts[place]
    if len(text.numbers[printed]) > 1 or place != len(parts) - 1 or (len(printed) < _LONG and printed.isupper()):
        return None
    kind = source.knowledge.type_by_code.get(parts[place - 1])
    almost = {
        code for code in _one_slip_away(source.knowledge, printed) if len(code) <= len(printed) or not printed.isupper()
    }
    if len(almost) != 1 or kind is None:
        return None
    return next(iter(almost)), "the only known symbol that is written almost so"


def is_slip(printed: str, right: str, *, short: bool = False) -> bool:
    """Return whether two forms differ by one confusable letter, one letter lost or doubled, or two letters swapped.

    Words of three letters or fewer must not differ by a letter, unless `short` says that something else proves them
    equal.
    """
    if printed == right:
        return False
    if "DD" in printed and printed.replace("DD", "Đ") == right:
        return True
    if len(printed) == len(right):
        wrong = [i for i in range(len(right)) if printed[i] != right[i]]
        if len(wrong) == 1:
            pair = {printed[wrong[0]], right[wrong[0]]}
            alike = fold(printed) == fold(right) or any(pair <= group for group in _CONFUSED)
            return alike or (short and printed[wrong[0]] in "Il1" and right[wrong[0]] in "TtLl")
        return (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and printed[wrong[0]] == right[wrong[1]]
            and printed[wrong[1]] == right[wrong[0]]
        )
    if len(printed) + 1 == len(right) and (len(right) >= 5 or short or not right.isupper()):
        return any(right[:i] + right[i + 1 :] == printed for i in range(len(right)))
    doubled = len(printed) == len(right) + 1 and (len(right) >= _LONG or short)
    return doubled and any(
        printed[:i] + printed[i + 1 :] == right for i in range(1, len(printed)) if printed[i] == printed[i - 1]
    )


def _issuer_behind(source: Source, hit: Hit) -> str | None:
    """Return the issuer's phrase that the text puts after a number."""
    return read_tail(source, hit, min(len(source.text), hit.end + 200)).issuer


def _wrong_issuer(source: Source, hit: Hit, others: Iterable[Hit], knowledge: Knowledge) -> None:
    """Correct a slip that names another ministry (44/2023/TT-BTC 'của Bộ trưởng Bộ Công Thương'), if the same number occurs elsewhere with the ministry named."""
    code: IssuerRow | None = knowledge.issuer_by_code.get(hit.issuer_code)
    if code is None or hit.repairs:
        return
    for other in others:
        right = knowledge.issuer_by_code.get(other.issuer_code)
        if other.issuer_code == hit.issuer_code or right is None or not is_slip(hit.issuer_code, other.issuer_code):
            continue
        same = (hit.key or "").replace(hit.issuer_code, other.issuer_code) == other.key
        phrase = spelling(_issuer_behind(source, hit) or "") if same else ""
        if same and spelling(right.name) in phrase and spelling(code.name) not in phrase:
            _apply(
                source, hit, other.key or "", "the issuer named behind it, and the same number elsewhere in this text"
            )
            return
