"""What may be asked of a store: statements that only read; others are refused before any engine sees them."""

import re

from cancu.errors import QueryError

_QUOTED = re.compile(r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`(?:``|[^`])*`", re.DOTALL)
_ESCAPED = re.compile(r"\\u+[0-9a-fA-F]{4}")
_NAME = re.compile(r"(?:(?<!\d)\.|[:$|]|\bAS\s)\s*\w+|\w+(?=\s*:)", re.IGNORECASE)
"""Properties, labels, parameters, aliases and keys of maps: a word there is a name, whatever it spells."""
_WORD = re.compile(r"[A-Za-z_]\w*")
_SUBQUERY = re.compile(r"\s*[({]")
_FIRST = ("MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL")
_REFUSED = re.compile("CREATE|MERGE|INSERT|SET|DELETE|DETACH|NODETACH|REMOVE|FOREACH|LOAD|USE")


def refuse_writes(cypher: str) -> None:
    """Raise QueryError unless the statement only reads: no write, procedure, file or administration."""
    if escaped := _ESCAPED.search(cypher):
        _refuse(cypher, escaped.start(), f"{escaped.group()}: write the character itself")
    text = _NAME.sub(_blank, _QUOTED.sub(_blank, cypher))
    if more := re.search(r";(?=\s*\S)", text):
        _refuse(cypher, more.start(), "one statement at a time")
    words = list(_WORD.finditer(text))
    if not words:
        raise QueryError("the statement is empty")
    if words[0].group().upper() not in _FIRST:
        _refuse(cypher, words[0].start(), f"{words[0].group()}: a query starts with {', '.join(_FIRST)}")
    for word in words:
        clause = word.group().upper()
        if _REFUSED.fullmatch(clause):
            _refuse(cypher, word.start(), f"{clause}: queries only read")
        if clause == "CALL" and not _SUBQUERY.match(text, word.end()):
            _refuse(cypher, word.start(), "CALL: procedures are closed to queries, only CALL { … } is open")


def _blank(found: re.Match[str]) -> str:
    """Room of the same length: nothing for a comment, else something that is no word."""
    return (" " if found.group().startswith(("//", "/*")) else "¤") * len(found.group())


def _refuse(cypher: str, at: int, why: str) -> None:
    line = cypher.count("\n", 0, at) + 1
    column = at - cypher.rfind("\n", 0, at)
    raise QueryError(f"line {line}, column {column}: {why}")
