"""Documents that a question names, found as in any text; numbers and names typed without diacritics too."""

import re
import shlex
from collections.abc import Iterator
from functools import cache

from cancu.extract import extract, from_bytes
from cancu.knowledge.facts import known_documents, laws
from cancu.knowledge.fold import fold
from cancu.queries import get
from cancu.queries.ask import Found, Reading, Readings, examples

_NUMBER = re.compile(
    r"(?<![\w/.-])\d{1,5}[A-Za-z]?(?:/(?:19|20)\d\d)?[/-][^\W\d_][\w&]*(?:[-/.][\w&]+)*(?![\w/-])", re.UNICODE
)
_QUOTED = re.compile(r"[\"“”](?P<name>[^\"“”]{3,200})[\"“”]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORTEST_NAME = 6


def find_documents_in(question: str) -> list[Found]:
    """The documents that a question names, in order, without overlaps."""
    if not question.strip():
        return []
    found: list[Found] = []
    for one in (*_quoted(question), *_numbers(question), *_mentions(question), *_names(question)):
        if all(one.end <= other.start or one.start >= other.end for other in found):
            found.append(one)
    return sorted(found, key=lambda f: f.start)


def _quoted(question: str) -> Iterator[Found]:
    for match in _QUOTED.finditer(question):
        yield Found(start=match.start(), end=match.end(), name=match["name"].strip())


def _numbers(question: str) -> Iterator[Found]:
    for match in _NUMBER.finditer(question):
        yield Found(start=match.start(), end=match.end(), name=match.group())


def _mentions(question: str) -> Iterator[Found]:
    for mention in extract(from_bytes("question.txt", question.encode("utf-8"))).mentions:
        name = mention.key or mention.name or mention.text
        if mention.kind == "name" and (year := _YEAR.search(mention.text)) and year.group() not in name:
            name = f"{name} {year.group()}"
        yield Found(start=mention.start, end=mention.end, name=name)


@cache
def _known() -> re.Pattern[str]:
    """Names of well-known documents and laws, folded, the longest first."""
    names = {fold(a.text) for row in known_documents() for a in row.aliases}
    names |= {fold(n) for row in laws() for n in (row.name, *row.aliases)}
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
        return f"the question was not understood; what can be asked, for example:\n{asked}"
    doubt = ", ".join(dict.fromkeys(word for r in understood.readings for word in r.doubt))
    why = f" (it is not clear what '{doubt}' asks for)" if doubt else ""
    lines = [f"  {get(r.query).title} ({get(r.query).title_en})\n    {command_line(r)}" for r in understood.readings]
    return f"the question may mean several things{why}; run the one you mean:\n" + "\n".join(lines)
