"""Slips of printing and scanning in symbols, mended only where something else in the same text proves the reading."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from cancu.extract.numbers import Hit
from cancu.knowledge.base import Knowledge
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
    set("B8"),
    set("ÔO"),
    set("ƯU"),
    set("NH"),
    set("CG"),
    set("MN"),
]


def repair(hits: Sequence[Hit], issuer_behind: Callable[[Hit], str | None], knowledge: Knowledge) -> None:
    """Mend the keys of hits in place; each mended hit keeps what was printed, what it was read as, and the proof.

    `issuer_behind` gives the issuer's phrase that the text puts behind a number.
    """
    numbered = [h for h in hits if h.kind == "number" and h.key]
    alike: dict[tuple[str | None, int | None], dict[str | None, Hit]] = defaultdict(dict)
    for hit in numbered:
        alike[hit.number, hit.year].setdefault(hit.key, hit)
    for hit in numbered:
        if hit.incomplete:
            _complete(hit, numbered)
        else:
            (
                _known_misprint(hit, knowledge)
                or _lost_dash(hit, knowledge)
                or _lost_term(hit, knowledge)
                or _agreed(hit, numbered, knowledge)
            )
            _wrong_issuer(hit, [*alike[hit.number, hit.year].values()], issuer_behind, knowledge)


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


def _complete(hit: Hit, others: Iterable[Hit]) -> None:
    """A symbol that breaks off ('58/QĐ-'): the one other key of the text that begins so."""
    begun = fold(hit.key or "").rstrip("-/ ")
    whole = {
        o.key
        for o in others
        if o is not hit and not o.incomplete and fold(o.key or "").startswith((begun + "-", begun + "/"))
    }
    plain = {fold(k or "") for k in whole}
    if len(plain) == 1 and (key := min(k for k in whole if k)):
        _apply(hit, key, "the only number of this text that begins so")


def _known_misprint(hit: Hit, knowledge: Knowledge) -> bool:
    """An issuer's abbreviation in a form that only slips produce (UBQGCS)."""
    parts = re.split(r"([/\-])", hit.key or "")
    misprints = knowledge.compiled(_misprints)
    mended = [misprints.get(part, part) for part in parts]
    if mended == parts:
        return False
    _apply(hit, "".join(mended), "a known misprint of the one issuer so abbreviated")
    return True


def _misprints(knowledge: Knowledge) -> dict[str, str]:
    known = knowledge.issuer_by_code
    return {wrong: row.id for row in knowledge.issuers for wrong in row.misprints if wrong not in known}


def _lost_dash(hit: Hit, knowledge: Knowledge) -> bool:
    """A type code and an issuer run together (TTBTC, NĐCP), where one split alone gives two known parts."""
    parts = re.split(r"(/)", hit.key or "")
    run = parts[-1]
    if hit.rule not in ("letter", "letter-year") or run in knowledge.issuer_by_code:
        return False
    splits = [
        i for i in range(1, len(run)) if run[:i] in knowledge.type_by_code and run[i:] in knowledge.issuer_by_code
    ]
    if len(splits) != 1 or not run[: splits[0]].isupper():
        return False
    _apply(
        hit,
        "".join(parts[:-1]) + run[: splits[0]] + "-" + run[splits[0] :],
        "a type and an issuer, both known, without their dash",
    )
    return True


def _lost_term(hit: Hit, knowledge: Knowledge) -> bool:
    """A number of the National Assembly without its term ('202/2025/QH'), where the year leaves one term only."""
    row = knowledge.issuer_by_code.get(hit.issuer_code)
    if row is None or not row.terms or hit.year is None or not (hit.key or "").endswith(row.id):
        return False
    year = hit.year
    terms = [
        n for n, first, last in knowledge.assembly_terms if first.year <= year and (last is None or year <= last.year)
    ]
    if len(terms) != 1:
        return False
    _apply(hit, f"{hit.key}{terms[0]}", "the only term of the National Assembly in that year")
    return True


def _agreed(hit: Hit, others: Sequence[Hit], knowledge: Knowledge) -> bool:
    """An unknown part one letter away from the same part of two other numbers at least, when only one such reading exists."""
    parts = re.split(r"[/\-]", hit.key or "")
    unknown = [
        i
        for i, p in enumerate(parts)
        if i and not re.fullmatch(r"\d{4}", p) and p not in knowledge.issuer_by_code and p not in knowledge.type_by_code
    ]
    if len(unknown) != 1 or len(parts[unknown[0]]) < 3:
        return False
    place = unknown[0]
    printed = parts[place]
    alike = [re.split(r"[/\-]", o.key or "") for o in others if o is not hit]
    if any(p[place : place + 1] == [printed] and p[1:place] == parts[1:place] and p[0] != parts[0] for p in alike):
        return False
    readings = Counter(
        p[place] for p in alike if len(p) == len(parts) and p[1:place] == parts[1:place] and _slip(printed, p[place])
    )
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
    hit: Hit, others: Sequence[Hit], issuer_behind: Callable[[Hit], str | None], knowledge: Knowledge
) -> None:
    """A slip that makes another ministry (44/2023/TT-BTC 'của Bộ trưởng Bộ Công Thương'): the same number stands elsewhere with the ministry named."""
    code = knowledge.issuer_by_code.get(hit.issuer_code)
    if code is None or hit.repairs:
        return
    for other in others:
        if other.issuer_code == hit.issuer_code:
            continue
        right = knowledge.issuer_by_code.get(other.issuer_code)
        if right is None or not _slip(hit.issuer_code, other.issuer_code):
            continue
        same = (hit.key or "").replace(hit.issuer_code, other.issuer_code) == other.key
        phrase = spelling(issuer_behind(hit) or "")
        if same and spelling(right.name) in phrase and spelling(code.name) not in phrase:
            _apply(hit, other.key or "", "the issuer named behind it, and the same number elsewhere in this text")
            return
