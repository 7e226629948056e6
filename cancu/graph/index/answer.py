"""Evaluate the first part of a stored query over an index, and pass its rows to the engine for the rest."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from cancu.errors import QueryError
from cancu.graph import cypher
from cancu.graph.index.evaluate import Table, aggregates, walk
from cancu.graph.index.links import LinkIndex
from cancu.graph.index.syntax import Clause, Expression, Items, parse
from cancu.graph.index.values import NULL, Column, Constant, Links, Lists, Nodes, Numbers, Texts, Truths
from cancu.graph.schema import ISSUED_BY, LINKS

ROWS = "walked"
"""The parameter with the rows for the engine."""


class Rest(NamedTuple):
    """A statement left for the engine."""

    cypher: str
    parameters: dict[str, Any]


def worked_out(
    index: LinkIndex, walked: str, rest: str, parameters: Mapping[str, Any], *, deadline: float, limit: int
) -> Iterator[Rest]:
    """Yield the statements that together give the rows of `walked` and `rest`, with `walked` evaluated over the index.

    If the rest only returns the rows, no more than `limit` of them are passed on: the first in its order. If `walked`
    ends in an order, and the rest treats each row by itself and keeps that order, they are passed on piece by piece.
    Raises TimeUpError after the `deadline`, QueryError for what an index cannot evaluate.
    """
    clauses, order = parse(walked), _order(rest)
    found = walk(index, clauses, parameters, deadline=deadline, order=order or (), limit=limit if order else None)
    last = clauses[-1]
    names = [name for name, _ in last.items] if isinstance(last, Items) else []
    by_and_by = order is None and isinstance(last, Items) and bool(last.order)
    for piece in _pieces(found, limit) if by_and_by else (found,):
        columns = {name: piece.column(name) for name in names}
        rows: list[dict[str, Any]] = [{} for _ in range(piece.count)]
        for name, column in columns.items():
            for row, value in zip(rows, _plain(index, column, piece.count), strict=True):
                row[name] = value
        yield Rest(f"{_handed(columns, piece)}\n{rest}", {**parameters, ROWS: rows})


def _pieces(found: Table, first: int) -> Iterator[Table]:
    """Yield rows in pieces, each twice as large as the one before."""
    start, size = 0, first
    while start < max(found.count, 1):
        yield found.take(np.arange(start, min(start + size, found.count)))
        start, size = start + size, 2 * size


@cache
def _order(rest: str) -> tuple[tuple[Expression, bool], ...] | None:
    """Return the order of the rest, if it only returns the rows."""
    try:
        clauses: tuple[Clause, ...] = parse(rest)
    except QueryError:
        return None
    if len(clauses) != 1 or not isinstance(clauses[0], Items) or clauses[0].distinct or not clauses[0].order:
        return None
    if any(aggregates(value) for _, value in clauses[0].items):
        return None
    named = dict(clauses[0].items)
    return tuple((_replaced(value, named), turned) for value, turned in clauses[0].order)


def _replaced(value: Any, named: Mapping[str, Expression]) -> Any:
    """Replace the expressions that the rest returns by those that it receives."""
    if isinstance(value, tuple) and value[:1] == ("variable",) and value[1] in named:
        meant = named[value[1]]
        return meant[1] if meant[0] == "projection" else meant
    return tuple(_replaced(one, named) for one in value) if isinstance(value, tuple) else value


def _plain(index: LinkIndex, column: Column, count: int) -> Sequence[Any]:
    """Return the values of a column as parameters: nodes by id, links by what identifies them."""
    match column:
        case Constant(value):
            return [value] * count
        case Nodes():
            return _plain(index, index.node_property(column, "id"), count)
        case Texts():
            return [None if at == NULL else column.words[int(at)] for at in column.at]
        case Numbers() | Truths():
            return [None if no else one for one, no in zip(column.values.tolist(), column.missing, strict=True)]
        case Lists():
            items = _plain(index, column.items, len(column.items.at) if isinstance(column.items, Texts) else 0)
            return [items[start : start + size] for start, size in zip(column.start, column.size, strict=True)]
        case Links():
            parts = (
                index.ends(column, target=False), index.ends(column, target=True), index.link_types(column),
                index.link_property(column, "stated_by"),
            )  # fmt: skip
            told = zip(*(_plain(index, part, count) for part in parts), strict=True)
            return [dict(zip(("source", "target", "type", "by"), one, strict=True)) for one in told]
    raise QueryError(f"an index cannot hand on {type(column).__name__}")


_TYPES = "|".join(kind.name for kind in (*LINKS, ISSUED_BY))


def _handed(columns: Mapping[str, Column], table: Table) -> str:
    """Return the clauses that restore the rows, with each node and link sought by its key."""
    lines, names = [f"UNWIND ${ROWS} AS {ROWS}"], []
    for name, column in columns.items():
        may_lack = "OPTIONAL " if bool(np.any(column.null(table.count))) else ""
        if isinstance(column, Nodes):
            lines.append(f"{may_lack}{cypher.seek(name, column.label, _key(f'{ROWS}.{name}'))}")
        elif isinstance(column, Links):
            start = cypher.seek(f"{name}_from", "Document", _key(f"{ROWS}.{name}.source"))
            lines.append(f"{may_lack}{start}")
            lines.append(
                f"{may_lack}MATCH ({name}_from)-[{name}:{_TYPES}]->({name}_to:Document)"
                f" WHERE type({name}) = {ROWS}.{name}.type AND {name}_to.id = {ROWS}.{name}.target"
                f" AND {name}.stated_by = {ROWS}.{name}.by"
            )
        else:
            names.append(f"{ROWS}.{name} AS {name}")
            continue
        names.append(name)
    return "\n".join([*lines, f"WITH {', '.join(names)}"])


def _key(value: str) -> str:
    """Return the id to seek; an empty one if there is none, because the embedded engine reads all nodes to find a null."""
    return f"coalesce({value}, '')"
