"""Parse the part of Cypher that stored queries use for links, into a tree of tuples."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from cancu.errors import QueryError

Expression = tuple[Any, ...]
"""An operator and its operands: ("op", "+", left, right), ("property", of, name), ("variable", name) …"""


class Ends(NamedTuple):
    """A node of a pattern."""

    name: str | None
    label: str | None
    id: Expression | None
    """The required value of its property `id`."""


class Hop(NamedTuple):
    """A relationship of a pattern, or several in a row."""

    name: str | None
    types: tuple[str, ...]
    forward: bool | None
    """Whether it goes from left to right; None for both directions."""
    many: tuple[int, int]
    """The least and largest number in a row (`*0..1`); one by default."""
    wanted: tuple[tuple[str, Expression], ...]
    """The required properties."""


class Pattern(NamedTuple):
    """One node, or two with a relationship between them."""

    path: str | None
    shortest: bool
    """Whether only the shortest paths are meant."""
    start: Ends
    hop: Hop | None
    end: Ends | None


class Match(NamedTuple):
    """MATCH or OPTIONAL MATCH."""

    optional: bool
    patterns: tuple[Pattern, ...]
    where: Expression | None


class Items(NamedTuple):
    """WITH or RETURN."""

    distinct: bool
    items: tuple[tuple[str, Expression], ...]
    """The name and value of each."""
    order: tuple[tuple[Expression, bool], ...]
    """The sort expressions, and whether each is descending."""
    limit: Expression | None
    where: Expression | None


class Unwind(NamedTuple):
    """UNWIND."""

    values: Expression
    name: str


class Call(NamedTuple):
    """CALL () { … UNION ALL … }, each part ending in RETURN."""

    parts: tuple[tuple["Clause", ...], ...]


Clause = Match | Items | Unwind | Call

_TOKEN = re.compile(
    r"""\s*(?://[^\n]*\s*)*(?:(?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(?P<number>\d+)(?!\.\d)|(?P<param>\$\w+)
      |(?P<word>[^\W\d]\w*)|(?P<mark><>|<=|>=|<-|->|\.\.|[-+*/%=<>()\[\]{},.:|]))""",
    re.VERBOSE,
)
_LEVELS = (("OR",), ("AND",))
_COMPARED = ("=", "<>", "<", "<=", ">", ">=", "IN", "STARTS", "ENDS", "CONTAINS")
_QUANTIFIERS = ("all", "any", "none")
_CLAUSES = ("MATCH", "OPTIONAL", "WITH", "UNWIND", "CALL", "RETURN")


@cache
def parse(text: str) -> tuple[Clause, ...]:
    """Return the clauses of a statement; raises QueryError for what an index cannot evaluate."""
    reader = _Reader(text)
    found = reader.clauses()
    reader.end()
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while match := _TOKEN.match(text, at):
            kind = str(match.lastgroup)
            self._tokens.append((kind, match[kind]))
            at = match.end()
        if text[at:].strip() and not re.fullmatch(r"(?:\s|//[^\n]*)*", text[at:]):
            raise QueryError(f"an index cannot read this: {text[at : at + 40]}")
        self._at = 0

    def clauses(self) -> tuple[Clause, ...]:
        found: list[Clause] = []
        while self._is(*_CLAUSES):
            found.append(self._clause())
        return tuple(found)

    def end(self) -> None:
        if self._at < len(self._tokens):
            self._wrong()

    def _clause(self) -> Clause:
        if self._take("UNWIND"):
            values = self._expression()
            self._need("AS")
            return Unwind(values, self._word())
        if self._take("CALL"):
            return self._call()
        if self._is("WITH", "RETURN"):
            return self._items()
        optional = bool(self._take("OPTIONAL"))
        self._need("MATCH")
        patterns = self._several(self._pattern)
        return Match(optional, patterns, self._expression() if self._take("WHERE") else None)

    def _call(self) -> Call:
        for mark in "(){":
            self._need(mark)
        parts = [self.clauses()]
        while self._take("UNION"):
            self._need("ALL")
            parts.append(self.clauses())
        self._need("}")
        return Call(tuple(parts))

    def _items(self) -> Items:
        self._at += 1
        distinct = bool(self._take("DISTINCT"))
        items = self._several(self._item)
        order: tuple[tuple[Expression, bool], ...] = ()
        if self._take("ORDER"):
            self._need("BY")
            order = self._several(self._ordered)
        limit = self._expression() if self._take("LIMIT") else None
        return Items(distinct, items, order, limit, self._expression() if self._take("WHERE") else None)

    def _item(self) -> tuple[str, Expression]:
        value = self._expression()
        if self._take("AS"):
            return self._word(), value
        if value[0] != "variable":
            self._wrong()
        return value[1], value

    def _ordered(self) -> tuple[Expression, bool]:
        value = self._expression()
        return value, bool(self._take("DESC"))

    def _several(self, one: Callable[[], Any]) -> tuple[Any, ...]:
        found = [one()]
        while self._take(","):
            found.append(one())
        return tuple(found)

    def _pattern(self) -> Pattern:
        path, shortest = None, False
        if self._kind() == "word":
            path = self._word()
            self._need("=")
            shortest = bool(self._take("ALLSHORTESTPATHS"))
        if shortest:
            self._need("(")
        found = self._ways(path, shortest)
        if shortest:
            self._need(")")
        return found

    def _ways(self, path: str | None, shortest: bool) -> Pattern:
        start = self._node()
        if not self._is("-", "<-"):
            return Pattern(path, shortest, start, None, None)
        backward = self._next() == "<-"
        name, types, many, wanted = None, [], (1, 1), ()
        self._need("[")
        if self._kind() == "word":
            name = self._word()
        self._need(":")
        types.append(self._word())
        while self._take("|"):
            types.append(self._word())
        if self._take("*"):
            least = int(self._next())
            self._need("..")
            many = (least, int(self._next()))
        if self._is("{"):
            wanted = tuple(self._map()[1].items())
        self._need("]")
        forward = None if not backward and self._take("-") else not backward
        if forward is not None:
            self._need("-" if backward else "->")
        return Pattern(path, shortest, start, Hop(name, tuple(types), forward, many, wanted), self._node())

    def _node(self) -> Ends:
        self._need("(")
        name = self._word() if self._kind() == "word" else None
        label = self._word() if self._take(":") else None
        wanted = self._map()[1] if self._is("{") else {}
        if wanted.keys() - {"id"}:
            self._wrong()
        self._need(")")
        return Ends(name, label, wanted.get("id"))

    def _expression(self, level: int = 0) -> Expression:
        if level == len(_LEVELS):
            return self._negated()
        left = self._expression(level + 1)
        while word := self._take(*_LEVELS[level]):
            left = ("op", word, left, self._expression(level + 1))
        return left

    def _negated(self) -> Expression:
        return ("not", self._negated()) if self._take("NOT") else self._compared()

    def _compared(self) -> Expression:
        left = self._sum()
        while True:
            if self._take("IS"):
                absent = not self._take("NOT")
                self._need("NULL")
                left = ("null", left) if absent else ("not", ("null", left))
            elif mark := self._take(*_COMPARED):
                if mark in ("STARTS", "ENDS"):
                    self._need("WITH")
                left = ("op", mark, left, self._sum())
            else:
                return left

    def _sum(self) -> Expression:
        left = self._postfix()
        while mark := self._take("+", "-"):
            left = ("op", mark, left, self._postfix())
        return left

    def _postfix(self) -> Expression:
        value = self._atom()
        while True:
            if self._take("."):
                value = ("property", value, self._word())
                if self._take("("):  # a function of a family, as duration.inDays
                    value = ("call", f"{value[1][1]}.{value[2]}".lower(), self._several(self._expression), False)
                    self._need(")")
            elif value[0] == "variable" and self._is("{"):
                value = self._projection(value)
            elif self._take("["):
                value = ("item", value, self._expression())
                self._need("]")
            else:
                return value

    def _projection(self, of: Expression) -> Expression:
        self._need("{")
        names = []
        while not self._take("}"):
            self._need(".")
            names.append(self._word())
            self._take(",")
        return ("projection", of, tuple(names))

    def _atom(self) -> Expression:
        kind, text = self._tokens[self._at] if self._at < len(self._tokens) else ("", "")
        if kind == "number":
            self._at += 1
            return ("value", int(text))
        if kind == "text":
            self._at += 1
            return ("value", re.sub(r"\\(.)", r"\1", text[1:-1]))
        if kind == "param":
            self._at += 1
            return ("parameter", text[1:])
        if self._take("("):
            value = self._expression()
            self._need(")")
            return value
        if self._is("["):
            return self._list()
        if self._is("{"):
            return self._map()
        if self._take("CASE"):
            return self._case()
        for name, value_of in (("TRUE", True), ("FALSE", False), ("NULL", None)):
            if self._take(name):
                return ("value", value_of)
        return self._named()

    def _named(self) -> Expression:
        name = self._word()
        if not self._take("("):
            return ("variable", name)
        if name.lower() in _QUANTIFIERS:
            inner = self._word()
            self._need("IN")
            values = self._expression()
            self._need("WHERE")
            found = ("every", name.lower(), inner, values, self._expression())
            self._need(")")
            return found
        distinct = bool(self._take("DISTINCT"))
        if self._take("*"):
            arguments: tuple[Expression, ...] = ()
        else:
            arguments = () if self._is(")") else self._several(self._expression)
        self._need(")")
        return ("call", name.lower(), arguments, distinct)

    def _list(self) -> Expression:
        self._need("[")
        if self._kind() == "word" and self._tokens[self._at + 1][1].upper() == "IN":
            name = self._word()
            self._need("IN")
            values = self._expression()
            where = self._expression() if self._take("WHERE") else ("value", True)
            each = self._expression() if self._take("|") else ("variable", name)
            self._need("]")
            return ("each", name, values, where, each)
        items = () if self._is("]") else self._several(self._expression)
        self._need("]")
        return ("list", items)

    def _map(self) -> Expression:
        self._need("{")
        fields = {}
        while not self._take("}"):
            name = self._word()
            self._need(":")
            fields[name] = self._expression()
            self._take(",")
        return ("map", fields)

    def _case(self) -> Expression:
        of = None if self._is("WHEN") else self._expression()
        whens = []
        while self._take("WHEN"):
            when = self._expression()
            self._need("THEN")
            whens.append((when if of is None else ("op", "=", of, when), self._expression()))
        other = self._expression() if self._take("ELSE") else ("value", None)
        self._need("END")
        return ("case", tuple(whens), other)

    def _kind(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _is(self, *words: str) -> bool:
        if self._at >= len(self._tokens) or self._tokens[self._at][0] == "text":
            return False
        return self._tokens[self._at][1].upper() in words

    def _take(self, *words: str) -> str | None:
        return self._next().upper() if self._is(*words) else None

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][1]

    def _need(self, word: str) -> None:
        if not self._take(word):
            self._wrong()

    def _word(self) -> str:
        if self._kind() != "word":
            self._wrong()
        return self._next()

    def _wrong(self) -> None:
        rest = " ".join(text for _, text in self._tokens[self._at : self._at + 8])
        raise QueryError(f"an index cannot work this out: {rest or 'the end'}")
