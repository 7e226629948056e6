"""Documents that a question names, found as in any text; numbers and names typed without diacritics too."""

import re
import shlex
from collections.abc import Iterator
from functools import cache

from cancu.extract import extract, from_bytes
from cancu.knowledge.base import built_in
from cancu.knowledge.fold import fold
from cancu.queries import get
from cancu.queries.ask import Reading, Readings, examples
from cancu.queries.named import Found

_NUMBER = re.compile(
    r"(?<![\w/.-])\d{1,5}[A-Za-z]?(?:/(?:19|20)\d\d)?[/-][^\W\d_][\w&]*(?:[-/.][\w&]+)*(?![\w/-])", re.UNICODE
)
_SPACED = re.compile(
    r"(?<![\w/.-])(?P<number>\d{1,5}[A-Za-z]?(?:/(?:19|20)\d\d)?)(?P<one>\s?[/-]\s?|\s)(?P<type>[^\W\d_]{2,4})(?P<two>\s?[/-]\s?|\s)(?P<issuer>[^\W\d_]{2,10})(?![\w/-])"
)
_QUOTED = re.compile(r"[\"“”](?P<name>[^\"“”]{3,200})[\"“”]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORTEST_NAME = 6


def find_documents_in(question: str) -> list[Found]:
    """The documents that a question names, in order, without overlaps."""
    if not question.strip():
        return []
    found: list[Found] = []
    for one in (*_quoted(question), *_numbers(question), *_spaced(question), *_mentions(question), *_names(question)):
        if all(one.end <= other.start or one.start >= other.end for other in found):
            found.append(one)
    return sorted(found, key=lambda f: f.start)


def _quoted(question: str) -> Iterator[Found]:
    for match in _QUOTED.finditer(question):
        if re.search(r"\w", match["name"]):
            yield Found(start=match.start(), end=match.end(), name=match["name"].strip())


def _numbers(question: str) -> Iterator[Found]:
    for match in _NUMBER.finditer(question):
        yield Found(start=match.start(), end=match.end(), name=match.group())


def _spaced(question: str) -> Iterator[Found]:
    """Numbers with a blank for a mark or beside one: '57 NQ/TW', '06/QĐ TTg'."""
    for match in _SPACED.finditer(question):
        parts = fold(match["type"]), fold(match["issuer"])
        if parts[0] in _type_codes() and parts[1] in _issuer_codes():
            one = match["one"].strip() or ("-" if parts[1] in ("tw", "tu") else "/")
            two = match["two"].strip() or ("/" if parts[1] in ("tw", "tu") else "-")
            name = f"{match['number']}{one}{match['type']}{two}{match['issuer']}"
            yield Found(start=match.start(), end=match.end(), name=name)


@cache
def _type_codes() -> frozenset[str]:
    return frozenset(fold(code) for row in built_in().types for code in row.codes)


@cache
def _issuer_codes() -> frozenset[str]:
    return frozenset(fold(row.id) for row in built_in().issuers) | {"ubnd", "hdnd", "ttg", "cp", "tw", "tu"}


def _mentions(question: str) -> Iterator[Found]:
    for mention in extract(from_bytes("question.txt", question.encode("utf-8"))).mentions:
        name = mention.key or mention.name or mention.text
        if mention.kind == "name" and (year := _YEAR.search(mention.text)) and year.group() not in name:
            name = f"{name} {year.group()}"
        yield Found(start=mention.start, end=mention.end, name=name)


@cache
def _known() -> re.Pattern[str]:
    """Names of well-known documents and laws, folded, the longest first."""
    names = {fold(a.text) for row in built_in().documents for a in row.aliases}
    names |= {fold(n) for row in built_in().laws for n in (row.name, *row.aliases)}
    usable = sorted((n for n in names if len(n) >= _SHORTEST_NAME), key=lambda n: (-len(n), n))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, usable))})(?!\w)")


def _names(question: str) -> Iterator[Found]:
    for match in _known().finditer(fold(question)):
        yield Found(start=match.start(), end=match.end(), name=question[match.start() : match.end()])


def command_line(reading: Reading) -> str:
    """The line that asks the stored query of a reading."""
    given = [f"-p {shlex.quote(f'{name}={value}')}" for name, value in reading.parameters.items()]
    return " ".join(["cancu query", reading.query, *given])


def unsure(understood: Readings) -> str:
    """What to say of a question with several readings, or with none."""
    if not understood.readings:
        asked = "\n".join(f"  {question}" for question in examples())
        unknown = ", ".join(f"'{words}'" for words in understood.unread)
        unread = f" (unknown: {unknown})" if unknown else ""
        return f"the question was not understood{unread}; what can be asked, for example:\n{asked}"
    doubt = ", ".join(dict.fromkeys(word for r in understood.readings for word in r.doubt))
    why = f" (it is not clear what '{doubt}' asks for)" if doubt else ""
    lines = [f"  {get(r.query).title} ({get(r.query).title_en})\n    {command_line(r)}" for r in understood.readings]
    return f"the question may mean several things{why}; run the one you mean:\n" + "\n".join(lines)
