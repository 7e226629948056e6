"""Decide which statements a store accepts: read-only ones. Keywords are checked first, then the engine's own plan."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple, NoReturn

from cancu.errors import QueryError

LONGEST = 100_000
"""The number of characters in the longest statement accepted."""

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n\r]*|/\*(?:[^*]|\*(?!/))*+\*/)
      | (?P<quoted>'(?:\\.|[^'\\])*+'|"(?:\\.|[^"\\])*+"|`(?:``|[^`])*+`)
      | (?P<open>/\*|['"`])
      | (?P<blank>[^\S\n]|[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\ufeff])
      | (?P<surrogate>[\ud800-\udfff])""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPED = re.compile(r"\\u+[0-9a-fA-F]{4}")
_NAME = re.compile(r"(?:(?<!\d)\.|[:$|]|\bAS\s)\s*\w+|\w+(?=\s*:)", re.IGNORECASE)
"""Properties, labels, parameters, aliases and map keys, where a word is a name whatever it spells."""
_WORD = re.compile(r"[^\W\d]\w*")
_SUBQUERY = re.compile(r"\s*[({]")
_FIRST = ("MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL")
_REFUSED = re.compile("CREATE|MERGE|INSERT|SET|DELETE|DETACH|NODETACH|REMOVE|FOREACH|LOAD|USE")
_FAMILY = re.compile(r"(?<![\w.$])([^\W\d]\w*|¤+)\s*\.\s*(?:(?:\w+|¤+)\s*\.\s*)*(?:\w+|¤+)\s*\(")
_FAMILIES = ("date", "datetime", "duration", "localdatetime", "localtime", "point", "time", "vector")
"""The prefixes of the language's own function families; other prefixes belong to installed functions."""
_INSPECTED = re.compile(r"(?P<before>\s*(?P<verb>EXPLAIN|PROFILE)\s)(?P<statement>.*)", re.IGNORECASE | re.DOTALL)
_SCHEMA = re.compile(r"\s*SHOW\s+(?P<what>INDEX|CONSTRAINT)(?:E?S)?\s*;?\s*", re.IGNORECASE)
_SHOWN = {
    "INDEX": "SHOW INDEXES YIELD name, type, entityType, labelsOrTypes, properties, state RETURN name, type, entityType,"
    " labelsOrTypes, properties, state ORDER BY name",
    "CONSTRAINT": "SHOW CONSTRAINTS YIELD name, type, entityType, labelsOrTypes, properties RETURN name, type, entityType,"
    " labelsOrTypes, properties ORDER BY name",
}
_PLAN = re.compile(r"LoadCSV|Procedure|Transaction|Foreach|Show|Terminate|Command")


@lru_cache(64)
def only_reading(cypher: str) -> str:
    """Return the statement to run: read-only, with comments blanked out and every blank a plain space.

    The text that is checked is the text that is run, so that no engine can end a comment elsewhere; offsets stay the
    same. Raises QueryError for writes, procedures, files, administration, and statements longer than LONGEST.
    """
    if len(cypher) > LONGEST:
        raise QueryError(f"the statement has {len(cypher):,} characters; at most {LONGEST:,} are allowed")
    if escaped := _ESCAPED.search(cypher):
        _refuse(cypher, escaped.start(), f"{escaped.group()}: write the character itself")
    for token in _TOKEN.finditer(cypher):
        if token["open"]:
            _refuse(cypher, token.start(), f"{token.group()}: what begins here is not closed")
        if token["surrogate"]:
            _refuse(cypher, token.start(), "half of a character: give the statement as valid UTF-8 text")
    plain = _TOKEN.sub(lambda token: token.group() if token["quoted"] else _room(token.group()), cypher)
    _judge(plain)
    return plain


class Inspection(NamedTuple):
    """A question about a statement or the schema; it reads nothing that a query may not read."""

    verb: Literal["EXPLAIN", "PROFILE", "SHOW"]
    statement: str
    """The statement to plan, guarded like any query; for SHOW, the whole statement, which is our own."""


def inspection(cypher: str) -> Inspection | None:
    """Return the question asked by EXPLAIN or PROFILE of a reading statement, SHOW INDEXES or SHOW CONSTRAINTS; None for a query.

    Raises QueryError if the statement after EXPLAIN or PROFILE is not read-only.
    """
    if shown := _SCHEMA.fullmatch(cypher):
        return Inspection("SHOW", _SHOWN[shown["what"].upper()])
    if (asked := _INSPECTED.fullmatch(cypher)) is None:
        return None
    verb: Literal["EXPLAIN", "PROFILE"] = "EXPLAIN" if asked["verb"].upper() == "EXPLAIN" else "PROFILE"
    return Inspection(verb, only_reading(_room(asked["before"]) + asked["statement"]))


def _judge(plain: str) -> None:
    unquoted = _TOKEN.sub(lambda token: "¤" * len(token.group()) if token["quoted"] else token.group(), plain)
    text = _NAME.sub(lambda name: "¤" * len(name.group()), unquoted)
    if more := re.search(r";(?=\s*\S)", text):
        _refuse(plain, more.start(), "one statement at a time")
    words = list(_WORD.finditer(text))
    if not words:
        raise QueryError("the statement is empty")
    if words[0].group().upper() not in _FIRST:
        _refuse(plain, words[0].start(), f"{words[0].group()}: a query starts with {', '.join(_FIRST)}")
    for word in words:
        clause = word.group().upper()
        if _REFUSED.fullmatch(clause):
            _refuse(plain, word.start(), f"{clause}: queries only read")
        if clause == "CALL" and not _SUBQUERY.match(text, word.end()):
            _refuse(plain, word.start(), "CALL: queries may not call procedures, only CALL { … }")
    for family in _FAMILY.finditer(unquoted):
        if family[1].lower() not in _FAMILIES:
            _refuse(plain, family.start(), "queries may not use functions that were installed")


def refuse_plan(kind: str | None, operators: list[str]) -> None:
    """Raise QueryError unless the engine's own plan only reads the graph, whatever the statement looks like.

    `kind` is the type of query reported by the engine (`r` reads), `operators` the names of all steps of its plan.
    """
    if kind != "r":
        raise QueryError("the server's plan writes: queries may only read")
    if refused := next((name for name in operators if _PLAN.search(name)), None):
        raise QueryError(f"the server's plan has a step that queries may not use: {refused.partition('@')[0]}")


def _room(token: str) -> str:
    """Return blanks of the same length, with the same line ends, so that positions stay correct."""
    return re.sub(r"[^\n]", " ", token)


def _refuse(cypher: str, at: int, why: str) -> NoReturn:
    line = cypher.count("\n", 0, at) + 1
    column = at - cypher.rfind("\n", 0, at)
    raise QueryError(f"line {line}, column {column}: {why}")
