"""Slips of printing and scanning in symbols, mended only where something else in the same text proves the reading."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from cancu.extract.grammar import parse_number
from cancu.extract.numbers import Hit
from cancu.knowledge.facts import assembly_terms, issuer_by_code, issuers, type_by_code
from cancu.knowledge.fold import fold, spelling
from cancu.models import Repair

_CONFUSED = [
    set("ĐD"),
    set("0OQ"),
    set("1lI"),
    set("JK"),
    set("UV"),
    set("SG5"),
    set("B8"),
    set("ÔO"),
    set("ƯU"),
    set("NH"),
    set("CG"),
    set("MN"),
]


def repair(hits: Sequence[Hit], issuer_behind: Callable[[Hit], str | None]) -> None:
    """Mend the keys of hits in place; each mended hit keeps what was printed, what it was read as, and the proof.

    `issuer_behind` gives the issuer's phrase that the text puts behind a number.
    """
    numbered = [h for h in hits if h.kind == "number" and h.key]
    symbols = _Symbols(numbered)
    for hit in numbered:
        if not hit.incomplete:
            before = hit.key
            if _known_misprint(hit) or _lost_dash(hit) or _lost_term(hit) or _agreed(hit, symbols):
                symbols.replace(before, hit.key)
    alike = {(hit.number, hit.year, hit.key): hit for hit in reversed(numbered)}
    for hit in numbered:
        if not hit.incomplete:
            _wrong_issuer(hit, alike, issuer_behind)
    begun = _begun(hit.key or "" for hit in numbered if not hit.incomplete)
    for hit in numbered:
        if hit.incomplete:
            _complete(hit, begun)


def _begun(keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """By each folded beginning up to a separator the keys that begin so, by how they read without diacritics."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for key in dict.fromkeys(keys):
        plain = fold(key)
        for separator in re.finditer(r"[-/]", plain):
            among = found[plain[: separator.start()]]
            if len(among) < 2 or plain in among:
                among[plain] = min(key, among.get(plain, key))
    return found


def _apply(hit: Hit, key: str, proof: str) -> None:
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
        if number.type and number.type != "CV":
            hit.type = number.type


def _complete(hit: Hit, begun: Mapping[str, Mapping[str, str]]) -> None:
    """A symbol that breaks off ('58/QĐ-'): the one other key of the text that begins so."""
    whole = begun.get(fold(hit.key or "").rstrip("-/ "), {})
    if len(whole) == 1:
        (key,) = whole.values()
        _apply(hit, key, "the only number of this text that begins so")


def _known_misprint(hit: Hit) -> bool:
    """An issuer's abbreviation in a form that only slips produce (UBQGCS)."""
    parts = re.split(r"([/\-])", hit.key or "")
    mended = [_misprints().get(part, part) for part in parts]
    if mended == parts:
        return False
    _apply(hit, "".join(mended), "a known misprint of the one issuer so abbreviated")
    return True


@cache
def _misprints() -> dict[str, str]:
    return {wrong: row.id for row in issuers() for wrong in row.misprints if wrong not in issuer_by_code()}


def _lost_dash(hit: Hit) -> bool:
    """A type code and an issuer run together (TTBTC, NĐCP), where one split alone gives two known parts."""
    parts = re.split(r"(/)", hit.key or "")
    run = parts[-1]
    if hit.rule not in ("letter", "letter-year") or run in issuer_by_code():
        return False
    splits = [i for i in range(1, len(run)) if run[:i] in type_by_code() and run[i:] in issuer_by_code()]
    if len(splits) != 1 or not run[: splits[0]].isupper():
        return False
    _apply(
        hit,
        "".join(parts[:-1]) + run[: splits[0]] + "-" + run[splits[0] :],
        "a type and an issuer, both known, without their dash",
    )
    return True


def _lost_term(hit: Hit) -> bool:
    """A number of the National Assembly without its term ('202/2025/QH'), where the year leaves one term only."""
    row = issuer_by_code().get(hit.issuer_code)
    if row is None or not row.terms or hit.year is None or not (hit.key or "").endswith(row.id):
        return False
    year = hit.year
    terms = [n for n, first, last in assembly_terms() if first.year <= year and (last is None or year <= last.year)]
    if len(terms) != 1:
        return False
    _apply(hit, f"{hit.key}{terms[0]}", "the only term of the National Assembly in that year")
    return True


_LONGEST = 30
"""Letters of the longest part of a symbol that is looked at."""


class _Symbols:
    """The parts of all keys of a text, so that those one slip away from a part are found without trying every key."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        self._before: dict[tuple[object, ...], Counter[str]] = defaultdict(Counter)
        """Running numbers by the parts behind them, up to some part."""
        self._parts: dict[tuple[object, ...], Counter[str]] = defaultdict(Counter)
        """Parts that stand at one place of keys with as many parts, behind the same ones."""
        self._shorter: dict[tuple[object, ...], Counter[str]] = defaultdict(Counter)
        """The same parts by what is left of them without one letter."""
        for hit in hits:
            self._count(hit.key or "", 1)

    def replace(self, key: str | None, by: str | None) -> None:
        """Note that a key was mended."""
        self._count(key or "", -1)
        self._count(by or "", 1)

    def _count(self, key: str, times: int) -> None:
        parts = re.split(r"[/\-]", key)
        for place, part in enumerate(parts[1:], 1):
            if 2 <= len(part) <= _LONGEST:
                group = (place, *parts[1:place])
                self._before[*group, part][parts[0]] += times
                self._parts[len(parts), *group][part] += times
                for short in _without_one(part):
                    self._shorter[len(parts), *group, short][part] += times

    def stands_elsewhere(self, parts: Sequence[str], place: int) -> bool:
        """Whether another running number has the same parts up to this place."""
        found = self._before[*(place, *parts[1:place]), parts[place]]
        return any(count > 0 for number, count in found.items() if number != parts[0])

    def readings(self, parts: Sequence[str], place: int) -> Counter[str]:
        """The parts at this place of other keys that one slip leads from, with how often they stand."""
        group = (len(parts), place, *parts[1:place])
        printed = parts[place]
        near = set(_swapped(printed)) | set(self._shorter[*group, printed])
        for short in _without_one(printed):
            near |= set(self._shorter[*group, short])
        counts = self._parts[group]
        return Counter({part: counts[part] for part in sorted(near) if counts[part] > 0 and _slip(printed, part)})


def _without_one(part: str) -> set[str]:
    return {part[:i] + part[i + 1 :] for i in range(len(part))}


def _swapped(part: str) -> set[str]:
    return {part[:i] + part[i + 1] + part[i] + part[i + 2 :] for i in range(len(part) - 1)}


def _agreed(hit: Hit, symbols: _Symbols) -> bool:
    """An unknown part one letter away from the same part of two other numbers at least, when only one such reading exists."""
    parts = re.split(r"[/\-]", hit.key or "")
    unknown = [
        i
        for i, p in enumerate(parts)
        if i and not re.fullmatch(r"\d{4}", p) and p not in issuer_by_code() and p not in type_by_code()
    ]
    if len(unknown) != 1 or not 3 <= len(parts[unknown[0]]) <= _LONGEST:
        return False
    place = unknown[0]
    if symbols.stands_elsewhere(parts, place):
        return False
    readings = symbols.readings(parts, place)
    reading = next(iter(readings), "")
    if len(readings) != 1 or readings[reading] < 2:
        return False
    separators = re.findall(r"[/\-]", hit.key or "")
    parts[place] = reading
    key = parts[0] + "".join(sep + part for sep, part in zip(separators, parts[1:], strict=True))
    _apply(hit, key, "one letter from the symbol of other numbers in this text, and from no other")
    return True


def _slip(printed: str, right: str) -> bool:
    """Whether one confusable letter, one letter lost, or two letters swapped lead from one to the other."""
    if printed == right:
        return False
    if len(printed) == len(right):
        wrong = [i for i in range(len(right)) if printed[i] != right[i]]
        if len(wrong) == 1:
            pair = {printed[wrong[0]], right[wrong[0]]}
            return fold(printed) == fold(right) or any(pair <= group for group in _CONFUSED)
        return (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and printed[wrong[0]] == right[wrong[1]]
            and printed[wrong[1]] == right[wrong[0]]
        )
    if len(printed) + 1 == len(right) and len(right) >= 5:
        return any(right[:i] + right[i + 1 :] == printed for i in range(len(right)))
    return False


def _wrong_issuer(
    hit: Hit, alike: Mapping[tuple[str | None, int | None, str | None], Hit], issuer_behind: Callable[[Hit], str | None]
) -> None:
    """A slip that makes another ministry (44/2023/TT-BTC 'của Bộ trưởng Bộ Công Thương'): the same number stands elsewhere with the ministry named."""
    code = issuer_by_code().get(hit.issuer_code)
    if code is None or hit.repairs:
        return
    for issuer in _one_slip_from(hit.issuer_code):
        key = (hit.key or "").replace(hit.issuer_code, issuer)
        other = alike.get((hit.number, hit.year, key))
        if other is None or other.issuer_code != issuer:
            continue
        phrase = spelling(issuer_behind(hit) or "")
        if spelling(issuer_by_code()[issuer].name) in phrase and spelling(code.name) not in phrase:
            _apply(hit, key, "the issuer named behind it, and the same number elsewhere in this text")
            return


@cache
def _one_slip_from(code: str) -> tuple[str, ...]:
    return tuple(other for other in issuer_by_code() if _slip(code, other))
