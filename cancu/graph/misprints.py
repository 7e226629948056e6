"""Correct slips in numbers that the register or another paper proves; each corrected mention records the printed form and the proof."""

import datetime
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Protocol

from cancu.graph.candidates import law_named_beside, slips_apart
from cancu.graph.identity import issuer_of
from cancu.graph.register import Register
from cancu.knowledge.base import Knowledge
from cancu.knowledge.fold import fold
from cancu.models import Mention, Repair

Dated = tuple[str, datetime.date]
"""A running number without leading zeros, and the day beside it."""


class CorrectNumbers(Protocol):
    """The numbers with known symbols that texts print together with a day, by running number and day."""

    def get(self, dated: Dated, default: Collection[str], /) -> Collection[str]:
        """Return the complete numbers, in any order."""


def correct_numbers(mentions: Iterable[Mention], knowledge: Knowledge) -> Iterator[tuple[Dated, str]]:
    """Yield the numbers of a text that have a known symbol and a day; they prove corrections in other papers."""
    for m in mentions:
        if m.kind == "number" and m.number and m.key and m.date and issuer_of(m.symbol, knowledge):
            yield (m.number.lstrip("0"), m.date), m.key


def repaired_numbers(mentions: Iterable[Mention], right: CorrectNumbers, known: Register) -> list[Mention]:
    """Return the mentions with impossible numbers corrected by the law's name beside them, or by another paper that prints them correctly."""
    return [_repaired_symbol(_repaired_law(m, known), right, known.knowledge) for m in mentions]


def _repaired_law(m: Mention, known: Register) -> Mention:
    """Correct an impossible number of a law named beside it: '83/2015/QH14' of the Luật Ngân sách nhà nước."""
    row = law_named_beside(m, known)
    if row is None or row.key is None:
        return m
    proof = f"the only number of {row.name} that is one slip away"
    return repaired(m, m.key or "", row.key, proof, fields_of(row.key) | {"year": row.passed_in})


def slip_of(m: Mention, knowledge: Knowledge) -> Dated | None:
    """Return the number and day under which other papers may print a number with an unknown symbol correctly."""
    if m.kind != "number" or not m.number or not m.symbol or not m.date or issuer_of(m.symbol, knowledge):
        return None
    return m.number.lstrip("0"), m.date


def _repaired_symbol(m: Mention, right: CorrectNumbers, knowledge: Knowledge) -> Mention:
    dated = slip_of(m, knowledge)
    if dated is None or m.symbol is None:
        return m
    said = re.sub(r"[^a-z0-9]", "", fold(m.symbol))
    most = 1 if len(said) < 5 else 2
    keys = {
        key.lstrip("0"): key
        for key in sorted(right.get(dated, ()))
        if len(said) >= 3 and slips_apart(said, re.sub(r"[^a-z]", "", fold(_symbol_of(key))), most=most)
    }
    if len(keys) != 1:
        return m
    (key,) = keys.values()
    return repaired(m, m.key or "", key, "another paper gives the same number on the same day so", fields_of(key))


def _symbol_of(key: str) -> str:
    return re.sub(r"^\d+\w*[-/](?:(?:19|20)\d\d/)?", "", key)


def fields_of(key: str) -> dict[str, Any]:
    """Return the fields of a mention that its number determines."""
    number = re.match(r"\d+\w*", key)
    return {"key": key, "number": number.group() if number else None, "symbol": _symbol_of(key)}


def repaired(m: Mention, printed: str, read_as: str, proof: str, fields: Mapping[str, Any]) -> Mention:
    """Return a mention with a slip corrected, with the printed form, the reading and the proof."""
    update = {**fields, "repairs": (*m.repairs, Repair(printed=printed, read_as=read_as, proof=proof))}
    if "key" in fields:
        update["printed_key"] = m.printed_key or printed
    return m.model_copy(update=update)
