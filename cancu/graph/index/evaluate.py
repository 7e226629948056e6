"""Evaluate the clauses of a query over the arrays of an index, in whole columns, with the same results as the engine."""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from cancu.errors import QueryError
from cancu.graph.index import values as v
from cancu.graph.index.links import LinkIndex
from cancu.graph.index.syntax import Call, Clause, Ends, Expression, Hop, Items, Match, Pattern, Unwind
from cancu.graph.index.values import (
    NULL,
    Bools,
    Column,
    Constant,
    Ints,
    LinkPaths,
    Links,
    Lists,
    Maps,
    Nodes,
    Numbers,
    Paths,
    Texts,
    Truths,
    paths,
)

_AGGREGATES = ("count", "sum", "min", "max", "collect")
_FAR = np.int64(1 << 40)
_MANY = np.int16(1 << 14)
"""More steps than any way between two nodes may have."""


class TimeUpError(Exception):
    """The evaluation took longer than allowed."""


class Table:
    """Intermediate rows: a column for each variable."""

    def __init__(self, count: int, columns: Mapping[str, Column]) -> None:
        self.count = count
        self.columns = dict(columns)

    def column(self, name: str) -> Column:
        """Return the values of a variable."""
        if name not in self.columns:
            raise QueryError(f"an index does not know {name}")
        return self.columns[name]

    def take(self, rows: Ints) -> "Table":
        """Return some rows."""
        return Table(len(rows), {name: column.take(rows) for name, column in self.columns.items()})


class _Inner(Table):
    """The items of lists, row by row, with access to the variables of their rows."""

    def __init__(self, outer: Table, rows: Ints, name: str, items: Column) -> None:
        super().__init__(len(rows), {name: items})
        self._outer, self._rows = outer, rows

    def column(self, name: str) -> Column:
        if name not in self.columns:
            self.columns[name] = self._outer.column(name).take(self._rows)
        return self.columns[name]


def walk(
    index: LinkIndex,
    clauses: Sequence[Clause],
    parameters: Mapping[str, Any],
    *,
    deadline: float,
    order: Sequence[tuple[Expression, bool]] = (),
    limit: int | None = None,
) -> Table:
    """Return the rows of clauses that end in WITH; with an `order`, sorted, and with a `limit`, only the first ones.

    Raises TimeUpError after the `deadline` (of time.monotonic), QueryError for what an index cannot evaluate.
    """
    work = _Walk(index, parameters, deadline)
    found = work.all(clauses, Table(1, {}))
    if not order:
        return found
    return found.take(work.sorted(found, order, limit))


class _Walk:
    def __init__(self, index: LinkIndex, parameters: Mapping[str, Any], deadline: float) -> None:
        self._index, self._parameters, self._deadline = index, parameters, deadline

    def all(self, clauses: Sequence[Clause], table: Table) -> Table:
        """Return the rows after all clauses."""
        at = 0
        while at < len(clauses):
            self._check_time()
            step, steps = _same_steps(clauses, at)
            if step is not None and steps > 1 and all(_one_value(table.columns[name]) for name in step.kept):
                table = self._far(table, step, steps, _bound(clauses, at + 2 * steps, step, self._parameters))
                at += 2 * steps
            elif (first := self._first_of_each(table, clauses, at)) is not None:
                table = first
                at += 2
            else:
                table = self._one(table, clauses[at])
                at += 1
        return table

    def _one(self, table: Table, clause: Clause) -> Table:
        match clause:
            case Match():
                return self._match(table, clause)
            case Items():
                return self._items(table, clause)
            case Unwind():
                return self._unwind(table, clause)
            case Call():
                parts = [self.all(part, Table(1, {})) for part in clause.parts]
                names = parts[0].columns
                count = sum(part.count for part in parts)
                return Table(count, {n: v.joined([(part.columns[n], part.count) for part in parts]) for n in names})

    # MATCH

    def _match(self, table: Table, clause: Match) -> Table:
        rows = Table(table.count, {**table.columns, _ROW: v.numbers(np.arange(table.count))})
        for pattern in clause.patterns:
            rows = self._pattern(rows, self._with_required_ids(pattern, clause.where), clause.where)
        if clause.where is not None:
            rows = self._where(rows, clause.where)
        back = rows.columns.pop(_ROW)
        if not clause.optional:
            return rows
        assert isinstance(back, Numbers)
        kept = np.zeros(table.count, bool)
        kept[back.values] = True
        lone = table.take(np.nonzero(~kept)[0])
        columns = {
            name: v.joined([(column, rows.count), (lone.columns.get(name, Constant(None)), lone.count)])
            for name, column in rows.columns.items()
        }
        order = v.order_of([np.concatenate([back.values, np.nonzero(~kept)[0]])])
        return Table(rows.count + lone.count, columns).take(order)

    def _pattern(self, table: Table, pattern: Pattern, where: Expression | None) -> Table:
        """The rows of a pattern, among them all for which the condition behind it holds."""
        if pattern.hop is None:
            return self._node(table, pattern.start)
        assert pattern.end is not None
        if pattern.hop.many not in ((1, 1), (0, 1)):
            return self._chains(table, pattern, pattern.hop)
        here, there, forward = pattern.start, pattern.end, pattern.hop.forward
        if forward is None:
            raise QueryError("an index goes either way only along shortest paths")
        if not self._known(table, here) and self._known(table, there):
            here, there, forward = there, here, not forward
        if not self._known(table, here):
            return self._every_link(table, pattern)
        table, start = self._placed(table, here)
        table = table.take(np.nonzero(start.at != NULL)[0])
        start = start.take(np.nonzero(start.at != NULL)[0])
        on_link = [term for term in _terms(where) if _is_about(term, pattern.hop.name)] if where is not None else []
        rows, links, ends = self._around(start.at, pattern.hop, forward, on_link)
        label = there.label or ("Issuer" if pattern.hop.types == ("ISSUED_BY",) and forward else "Document")
        found = table.take(rows)
        if there.name in table.columns or there.id is not None:
            found, other = self._placed(found, there)
            same = other.at == ends
            found, links, ends = found.take(np.nonzero(same)[0]), links[same], ends[same]
        found.columns |= {there.name: Nodes(ends, label)} if there.name else {}
        found.columns |= {pattern.hop.name: Links(links)} if pattern.hop.name else {}
        found.columns |= {pattern.path: LinkPaths(links)} if pattern.path else {}
        return found

    def _with_required_ids(self, pattern: Pattern, where: Expression | None) -> Pattern:
        """Return the pattern with the ids required by the following condition, so that only these nodes are examined."""
        for term in _terms(where) if where is not None else ():
            match term:
                case (
                    "op",
                    "OR",
                    ("null", ("parameter", one)),
                    ("op", "=", ("property", ("variable", name), "id"), of),
                ):
                    if of == ("parameter", one) and self._parameters[one] is not None:
                        start, end = pattern.start, pattern.end
                        if start.name == name and start.id is None:
                            pattern = pattern._replace(start=start._replace(id=of))
                        elif end is not None and end.name == name and end.id is None:
                            pattern = pattern._replace(end=end._replace(id=of))
        return pattern

    def _known(self, table: Table, ends: Ends) -> bool:
        return ends.name in table.columns or ends.id is not None

    def _placed(self, table: Table, ends: Ends) -> tuple[Table, Nodes]:
        """Bind a node that a variable or its id determines."""
        if ends.name in table.columns:
            found = table.columns[ends.name]
            if not isinstance(found, Nodes):
                raise QueryError(f"an index finds no node in {ends.name}")
            return table, found
        assert ends.id is not None
        label, wanted = ends.label or "Document", self._value(table, ends.id)
        if isinstance(wanted, Constant):
            at = NULL if wanted.value is None else self._index.node(label, wanted.value)
            nodes = Nodes(np.full(table.count, at), label)
        elif isinstance(wanted, Texts) and wanted.words is self._index.words:
            nodes = self._index.nodes_of(label, wanted.at)
        elif isinstance(wanted, Texts):
            said, places = v.each(wanted.at, len(wanted.words))
            found_at = [NULL if c == NULL else self._index.node(label, wanted.words[int(c)]) for c in said]
            nodes = Nodes(np.array(found_at, np.int64)[places], label)
        else:
            raise QueryError("an index looks nodes up by a text")
        if ends.name:
            table = Table(table.count, {**table.columns, ends.name: nodes})
        return table, nodes

    def _node(self, table: Table, ends: Ends) -> Table:
        if self._known(table, ends):
            table, nodes = self._placed(table, ends)
            return table.take(np.nonzero(nodes.at != NULL)[0])
        count = self._index.count(ends.label or "Document")
        found = table.take(np.repeat(np.arange(table.count), count))
        if ends.name:
            found.columns[ends.name] = Nodes(np.tile(np.arange(count), table.count), ends.label or "Document")
        return found

    def _every_link(self, table: Table, pattern: Pattern) -> Table:
        hop = pattern.hop
        assert hop is not None and pattern.end is not None
        if table.count != 1 or hop.many != (1, 1):
            raise QueryError("an index starts from a node that is known")
        links = np.concatenate([self._index.of_type(name) for name in hop.types])
        links = links[self._has(Links(links), hop)]
        source, target = (self._index.ends(Links(links), target=end) for end in (False, True))
        first, second = (source, target) if hop.forward else (target, source)
        label = pattern.end.label if hop.forward else pattern.start.label
        found = table.take(np.zeros(len(links), np.int64))
        for name, nodes in ((pattern.start.name, first), (pattern.end.name, second)):
            if name:
                found.columns[name] = Nodes(nodes.at, label or "Document") if nodes is target else nodes
        found.columns |= {hop.name: Links(links)} if hop.name else {}
        return found

    def _chains(self, table: Table, pattern: Pattern, hop: Hop) -> Table:
        """Return all paths between two known nodes, or the shortest ones; no link occurs twice on a path.

        Only links from which the other end can still be reached within the remaining steps are followed.
        """
        assert pattern.end is not None
        if table.count != 1 or not self._known(table, pattern.start) or not self._known(table, pattern.end):
            if not table.count:
                return Table(0, {**table.columns, str(pattern.path): paths([])})
            raise QueryError("an index finds ways between two nodes that are known")
        table, starts = self._placed(table, pattern.start)
        table, ends = self._placed(table, pattern.end)
        least, most = hop.many
        left = self._steps_left(int(starts.at[0]), int(ends.at[0]), hop, most, shortest=pattern.shortest)
        nodes, links = starts.at.astype(np.int64).reshape(1, 1), np.zeros((1, 0), np.int64)
        nodes = nodes[left[nodes[:, 0]] <= most]
        links = links[: len(nodes)]
        if pattern.shortest and len(nodes):
            least = most = int(left[nodes[0, 0]])
        found: list[tuple[Ints, Ints]] = []
        for step in range(1, most + 1):
            self._check_time()
            rows, link, end = self._either(nodes[:, -1], hop, hop.forward)
            fresh = ~(links[rows] == link[:, None]).any(axis=1) & (left[end] <= most - step)
            rows, link, end = rows[fresh], link[fresh], end[fresh]
            nodes = np.column_stack([nodes[rows], end])
            links = np.column_stack([links[rows], link])
            if step >= least:
                there = end == ends.at[0]
                found.append((nodes[there], links[there]))
        every = paths(found)
        rows = np.zeros(len(every.nodes), np.int64)
        return Table(len(every.nodes), {**table.take(rows).columns, str(pattern.path): every})

    def _steps_left(self, start: int, end: int, hop: Hop, most: int, *, shortest: bool) -> Ints:
        """Return the least number of steps to the end from each node on a path.

        The search runs from both ends, from the one with fewer links first, until they have gone `most` steps together
        or, for shortest paths, until they meet; from there the steps back to the start are counted.
        """
        count = self._index.count("Document")
        gone: Ints = np.full(count, _MANY)
        left: Ints = np.full(count, _MANY)
        if NULL in (start, end):
            return left
        gone[start] = left[end] = 0
        edges: list[Ints] = [np.array([start]), np.array([end])]
        back = None if hop.forward is None else not hop.forward
        for _ in range(most):
            if not len(edges[0]) or not len(edges[1]) or (shortest and _meet(gone, left, edges)):
                break
            sizes = [self._degree(edges[0], hop, hop.forward), self._degree(edges[1], hop, back)]
            side = int(sizes[1] < sizes[0])
            steps, way = ((gone, hop.forward), (left, back))[side]
            _, _, ends = self._either(edges[side], hop, way)
            ends = ends[steps[ends] == _MANY]
            steps[ends] = steps[edges[side][0]] + 1
            edges[side] = v.distinct(ends, count)
            self._check_time()
        edge: Ints = np.nonzero((gone < _MANY) & (left < _MANY))[0]
        for _ in range(most):
            self._check_time()
            rows, _, ends = self._either(edge, hop, back)
            told = left[edge][rows] + 1
            nearer = (gone[ends] < _MANY) & (told < left[ends])
            np.minimum.at(left, ends[nearer], told[nearer])
            edge = v.distinct(ends[nearer], count)
            if not len(edge):
                break
        return left

    def _degree(self, nodes: Ints, hop: Hop, forward: bool | None) -> int:
        ways = (True, False) if forward is None else (forward,)
        return sum(self._index.degree(nodes, hop.types, forward=way) for way in ways)

    def _either(self, nodes: Ints, hop: Hop, forward: bool | None) -> tuple[Ints, Ints, Ints]:
        """Return links at nodes in one or both directions; a link from a node to itself counts once."""
        if forward is not None:
            return self._around(nodes, hop, forward)
        out, back = self._around(nodes, hop, True), self._around(nodes, hop, False)
        other = back[2] != nodes[back[0]]
        rows, links, ends = (np.concatenate([a, b[other]]) for a, b in zip(out, back, strict=True))
        return rows, links, ends

    def _around(
        self, start: Ints, hop: Hop, forward: bool, conditions: Sequence[Expression] = ()
    ) -> tuple[Ints, Ints, Ints]:
        """Links at nodes, those for which the conditions on them hold: the row of the node, the link, its other end."""
        rows, links = self._index.around(start, hop.types, forward=forward)
        if hop.wanted:
            kept = self._has(Links(links), hop)
            rows, links = rows[kept], links[kept]
        for condition in conditions:
            kept = self._holds(condition, str(hop.name), links)
            rows, links = rows[kept], links[kept]
        ends = self._index.far(links, forward=forward)
        if hop.many == (0, 1):
            rows = np.concatenate([np.arange(len(start)), rows])
            links = np.concatenate([np.full(len(start), NULL), links])
            ends = np.concatenate([start, ends])
        return rows, links, ends

    def _has(self, links: Links, hop: Hop) -> Any:
        kept = np.ones(len(links.at), bool)
        for name, wanted in hop.wanted:
            of = self._index.link_property(links, name)
            same = v.compared("=", of, self._value(Table(1, {}), wanted), len(kept))
            kept &= v.truths(same, len(kept)).sure
        return kept

    def _where(self, table: Table, condition: Expression) -> Table:
        told = self._value(table, condition)
        if isinstance(told, Constant):
            return table if told.value is True else table.take(np.zeros(0, np.int64))
        return table.take(np.nonzero(v.truths(told, table.count).sure)[0])

    # several steps of one kind

    def _far(self, table: Table, step: "_Step", steps: int, most: int | None) -> Table:
        """Evaluate steps that each follow at most one link and keep the least distances, only from nodes whose distance decreased.

        No more than `most` is needed of the first distance.
        """
        start = table.columns[step.start]
        assert isinstance(start, Nodes)
        count = self._index.count(start.label)
        least: list[Ints] = []
        near: list[Bools] = []
        """Of each distance the nodes that were got nearer by the last step."""
        for name, _ in step.distances:
            column = v.expanded(table.columns[name], table.count)
            assert isinstance(column, Numbers)
            known = ~column.missing
            least.append(np.full(count, _FAR))
            np.minimum.at(least[-1], start.at[known], column.values[known])
            near.append(least[-1] < _FAR)
        for _ in range(steps):
            self._check_time()
            if most is not None:
                near[0] &= least[0] < most
            edge = np.nonzero(np.logical_or.reduce(near))[0]
            if not len(edge):
                break
            rows, links, ends = self._allowed(edge, step)
            for at, (_, blocked) in enumerate(step.distances):
                told, there = (least[at][edge] + 1)[rows], ends
                if not near[at].any():
                    continue
                nearer = told < least[at][ends]
                if at == 0:
                    nearer &= near[0][edge][rows]
                if blocked is not None:
                    nearer = self._open(nearer, links, step, blocked)
                there, told = ends[nearer], told[nearer]
                np.minimum.at(least[at], there, told)
                near[at] = np.zeros(count, bool)
                near[at][there] = True
        reached = np.nonzero(least[0] < _FAR)[0]
        columns: dict[str, Column] = {
            name: table.columns[name].take(np.zeros(len(reached), np.int64)) for name in step.kept
        }
        columns[step.end] = Nodes(reached, start.label)
        for (name, _), values in zip(step.distances, least, strict=True):
            columns[name] = Numbers(values[reached], values[reached] >= _FAR)
        return Table(len(reached), columns)

    def _check_time(self) -> None:
        if time.monotonic() > self._deadline:
            raise TimeUpError

    def _allowed(self, edge: Ints, step: "_Step") -> tuple[Ints, Ints, Ints]:
        """Return the ends of links that a step follows, and the row of the node that each starts from."""
        rows, links = self._index.around(edge, step.hop.types, forward=step.forward)
        if step.where is not None:
            kept = self._holds(step.where, step.link, links)
            rows, links = rows[kept], links[kept]
        return rows, links, self._index.far(links, forward=step.forward)

    def _holds(self, condition: Expression, name: str, links: Ints) -> Bools:
        """Of which links a condition, in which they have a name, is true."""
        return v.truths(self._value(Table(len(links), {name: Links(links)}), condition), len(links)).sure

    def _open(self, some: Bools, links: Ints, step: "_Step", blocked: Expression) -> Bools:
        """Which of some links a distance goes along: of those that a condition is known not to hold for."""
        at = np.nonzero(some)[0]
        told = self._value(Table(len(at), {step.link: Links(links[at])}), blocked)
        whether = v.truths(told, len(at))
        found = np.zeros(len(some), bool)
        found[at[~whether.values & ~whether.missing]] = True
        return found

    # WITH, RETURN and UNWIND

    def _items(self, table: Table, clause: Items) -> Table:
        together = clause.distinct or any(aggregates(value) for _, value in clause.items)
        if clause.where is not None and not together and not clause.order and clause.limit is None:
            return self._narrowed(table, dict(clause.items), clause.where)
        if together:
            found = self._grouped(table, clause)
        else:
            found = Table(table.count, {name: self._value(table, value) for name, value in clause.items})
        if clause.order:
            both = found
            if not clause.distinct and not any(aggregates(value) for _, value in clause.items):
                both = Table(table.count, {**table.columns, **found.columns})
            found = found.take(self.sorted(both, clause.order))
        if clause.limit is not None:
            most = self._value(table, clause.limit)
            assert isinstance(most, Constant)
            found = found.take(np.arange(min(found.count, most.value)))
        return found if clause.where is None else self._where(found, clause.where)

    def _narrowed(self, table: Table, items: Mapping[str, Expression], where: Expression) -> Table:
        """WITH … WHERE: each item only of the rows that the conditions before it left."""
        known: dict[str, Column] = {}
        for term in _terms(where):
            for name in items.keys() & {*_variables(term)} - known.keys():
                known[name] = self._value(table, items[name])
            told = self._value(Table(table.count, known), term)
            if not (isinstance(told, Constant) and told.value is True):
                rows = np.nonzero(v.truths(told, table.count).sure)[0]
                table = table.take(rows)
                known = {name: column.take(rows) for name, column in known.items()}
        found = {name: known[name] if name in known else self._value(table, of) for name, of in items.items()}
        return Table(table.count, found)

    def sorted(self, table: Table, order: Iterable[tuple[Expression, bool]], most: int | None = None) -> Ints:
        """Return the rows in an order."""
        return v.ordered(self._keys(table, order), table.count, most)

    def _keys(self, table: Table, order: Iterable[tuple[Expression, bool]]) -> list[Ints]:
        found = []
        for value, turned in order:
            keys = v.keys(self._value(table, value), table.count)
            found += [-key for key in keys] if turned else keys
        return found

    def _grouped(self, table: Table, clause: Items) -> Table:
        by = {name: self._value(table, value) for name, value in clause.items if not aggregates(value)}
        keys = [key for column in by.values() for key in v.keys(column, table.count)]
        group, total = v.groups(keys, table.count) if by else (np.zeros(table.count, np.int64), 1)
        first = np.full(total, table.count, np.int64)
        np.minimum.at(first, group, np.arange(table.count))
        ranks = v.order_of([first])  # groups in the order in which they come
        place = np.empty(total, np.int64)
        place[ranks] = np.arange(total)
        group, first = place[group] if total else group, first[ranks]
        found: dict[str, Column] = {}
        for name, value in clause.items:
            if name in by:
                found[name] = by[name].take(first)
            else:
                found[name] = self._aggregated(table, value, group, total, by, first)
        return Table(total, found)

    def _aggregated(
        self, table: Table, value: Expression, group: Ints, total: int, by: Mapping[str, Column], first: Ints
    ) -> Column:
        """Evaluate an expression of aggregates for each group."""
        columns: dict[str, Column] = {name: column.take(first) for name, column in by.items()}

        def replaced(one: Any) -> Any:
            if isinstance(one, tuple) and one and one[0] == "call" and one[1] in _AGGREGATES:
                name = f" {len(columns)}"
                columns[name] = self._aggregate(table, one, group, total)
                return ("variable", name)
            if isinstance(one, tuple) and one[:1] == ("item",) and _collects(one[1]) and one[2] == ("value", 0):
                name = f" {len(columns)}"
                columns[name] = self._first(table, one[1][2][0], group, total)
                return ("variable", name)
            if isinstance(one, tuple):
                return tuple(map(replaced, one))
            return {key: replaced(inner) for key, inner in one.items()} if isinstance(one, dict) else one

        plain = replaced(value)
        return self._value(Table(total, columns), plain)

    def _first(self, table: Table, value: Expression, group: Ints, total: int) -> Column:
        """Return the first value of each group that is not null."""
        rows = np.arange(table.count)
        column = None if value[0] == "map" else self._value(table, value)
        if column is not None:
            rows = rows[~column.null(table.count)]
        first = np.full(total, table.count, np.int64)
        np.minimum.at(first, group[rows], rows)
        there = first < table.count
        some = table.take(first[there])
        found = self._value(some, value) if column is None else column.take(first[there])
        at = np.full(total, len(first[there]), np.int64)
        at[there] = np.arange(int(there.sum()))
        return found if there.all() else v.joined([(found, some.count), (Constant(None), 1)]).take(at)

    def _aggregate(self, table: Table, call: Expression, group: Ints, total: int) -> Column:
        _, name, arguments, distinct = call
        if not arguments:
            return v.numbers(np.bincount(group, minlength=total))
        column = v.expanded(self._value(table, arguments[0]), table.count)
        rows = np.nonzero(~column.null(table.count))[0]
        column, group = column.take(rows), group[rows]
        if distinct:
            pairs, many = v.groups([group, *v.keys(column, len(rows))], len(rows))
            once = np.full(many, len(rows), np.int64)
            np.minimum.at(once, pairs, np.arange(len(rows)))
            once.sort()
            column, group = column.take(once), group[once]
        if name == "count":
            return v.numbers(np.bincount(group, minlength=total))
        if name == "collect":
            order = v.order_of([group])
            return v.lists(group[order], total, column.take(order))
        if name == "sum":
            if isinstance(column, Numbers):
                return v.numbers(np.bincount(group, column.values, minlength=total).astype(np.int64))
        elif isinstance(column, Numbers | Texts):
            values = column.values if isinstance(column, Numbers) else column.at
            turn = 1 if name == "min" else -1
            least = np.full(total, _FAR)
            np.minimum.at(least, group, turn * values.astype(np.int64))
            none = least == _FAR
            if isinstance(column, Texts):
                return Texts(np.where(none, NULL, turn * least), column.words)
            return Numbers(np.where(none, 0, turn * least), none)
        raise QueryError(f"an index cannot work out {name} of {type(column).__name__}")

    def _unwind(self, table: Table, clause: Unwind) -> Table:
        match clause.values:
            case ("call", "range", (first, last), False):
                rows, at = self._range(table, self._value(table, first), self._value(table, last))
                items: Column = v.numbers(at)
            case _:
                column = v.expanded(self._value(table, clause.values), table.count)
                if not isinstance(column, Lists):
                    raise QueryError("an index unwinds lists")
                rows, items = column.flat()
        return Table(len(rows), {**table.take(rows).columns, clause.name: items})

    def _first_of_each(self, table: Table, clauses: Sequence[Clause], at: int) -> Table | None:
        """Evaluate WITH … ORDER BY followed by the first row of each group, without sorting the others."""
        if at + 1 >= len(clauses):
            return None
        first, second = clauses[at], clauses[at + 1]
        if not (isinstance(first, Items) and isinstance(second, Items) and first.order and second.items):
            return None
        plain = not first.distinct and first.limit is None and first.where is None and not second.distinct
        by = [value for _, value in second.items if not aggregates(value)]
        firsts = [v_ for _, v_ in second.items if aggregates(v_)]
        if not plain or any(aggregates(value) for _, value in first.items) or not by:
            return None
        if not all(
            f[0] == "item" and _collects(f[1]) and f[1][2][0][0] == "map" and f[2] == ("value", 0) for f in firsts
        ):
            return None
        found = Table(table.count, {name: self._value(table, value) for name, value in first.items})
        both = Table(table.count, {**table.columns, **found.columns})
        ids = [("property", value, "id") for value in by]
        group, total = v.groups(
            [k for value in by for k in v.keys(self._value(found, value), found.count)], found.count
        )
        words = v.packed(self._keys(both, [one for one in first.order if one[0] not in ids]), found.count)
        if len(words) != 1:
            return None
        least = np.full(total, np.iinfo(np.int64).max)
        np.minimum.at(least, group, words[0])
        best = np.nonzero(words[0] == least[group])[0]
        one = np.full(total, found.count, np.int64)
        np.minimum.at(one, group[best], best)
        return self._items(found.take(one), second)

    # expressions

    def _value(self, table: Table, value: Expression) -> Column:
        match value:
            case ("value", plain):
                return Constant(plain)
            case ("parameter", name):
                return Constant(self._parameters[name])
            case ("variable", name):
                return table.column(name)
            case ("property", of, name):
                return self._property(table, of, name)
            case ("null", of):
                return v.is_null(self._value(table, of), table.count)
            case ("not", of):
                return v.negated(self._value(table, of), table.count)
            case ("op", mark, one, other):
                return self._operation(table, mark, one, other)
            case ("item", of, place):
                return v.item(self._value(table, of), self._value(table, place), table.count)
            case ("list", items):
                return self._list(table, items)
            case ("map", fields):
                return Maps(
                    {name: v.expanded(self._value(table, one), table.count) for name, one in fields.items()},
                    table.count,
                )
            case ("case", whens, other):
                return self._case(table, whens, other)
            case ("each", name, values, where, each):
                return self._each(table, name, values, where, each)
            case ("every", kind, name, values, condition):
                return self._every(table, kind, name, values, condition)
            case ("call", name, arguments, False):
                return self._call(table, name, arguments)
        raise QueryError(f"an index cannot work out {value[0]}")

    def _property(self, table: Table, of: Expression, name: str) -> Column:
        found = self._value(table, of)
        match found:
            case Nodes():
                return self._index.node_property(found, name)
            case Links():
                return self._index.link_property(found, name)
            case Maps():
                return found.fields[name]
            case Constant(value):
                return Constant(None if value is None else value[name])
        if found.null(table.count).all():
            return Constant(None)
        raise QueryError(f"an index finds no property {name} there")

    def _operation(self, table: Table, mark: str, one: Expression, other: Expression) -> Column:
        if mark == "CONTAINS":
            return self._contains(table, one, other)
        if mark == "IN" and (found := self._or_else_in(table, one, other)) is not None:
            return found
        left = self._value(table, one)
        if mark in ("AND", "OR"):
            decided = mark == "OR"
            if isinstance(left, Constant) and left.value is decided:
                return left
            right = self._value(table, other)
            if isinstance(right, Constant) and right.value is decided:
                return right
            for known, rest in ((left, right), (right, left)):
                if isinstance(known, Constant) and known.value is (not decided):
                    return rest
            return (v.logical_or if decided else v.logical_and)(left, right, table.count)
        right = self._value(table, other)
        match mark:
            case "+" | "-":
                return v.add(mark, left, right, table.count)
            case "IN":
                return v.is_in(left, right, table.count)
            case "STARTS":
                return v.starts_with(left, right, table.count)
            case "ENDS":
                raise QueryError(f"an index cannot work out {mark}")
        return v.compared(mark, left, right, table.count)

    def _or_else_in(self, table: Table, one: Expression, other: Expression) -> Truths | None:
        """IN of a value with another one for where it is null, which need not be put there first."""
        match one:
            case ("call", "coalesce", (of, ("value", default)), False):
                column, values = self._value(table, of), self._value(table, other)
                if isinstance(column, Texts) and isinstance(values, Constant) and default is not None:
                    told = v.truths(v.is_in(column, values, table.count), table.count)
                    found = np.where(told.missing, default in values.value, told.values)
                    return Truths(found, np.zeros(table.count, bool))
        return None

    def _contains(self, table: Table, one: Expression, other: Expression) -> Column:
        """Evaluate CONTAINS for folded titles only."""
        part = self._value(table, other)
        if isinstance(part, Constant) and part.value is None:
            return part
        match one:
            case ("property", of, "folded_title") if isinstance(part, Constant):
                nodes = self._value(table, of)
                if isinstance(nodes, Nodes) and nodes.label == "Document":
                    return self._index.titles_with(nodes, part.value)
        raise QueryError("an index looks for words in folded titles only")

    def _list(self, table: Table, items: Sequence[Expression]) -> Column:
        found = [self._value(table, one) for one in items]
        if all(isinstance(one, Constant) for one in found):
            return Constant([one.value for one in found if isinstance(one, Constant)])
        every = v.joined([(one, table.count) for one in found])
        rows = np.arange(table.count)
        order = (rows[:, None] + table.count * np.arange(len(found))[None, :]).reshape(-1)
        return Lists(rows * len(found), np.full(table.count, len(found)), every.take(order))

    def _case(self, table: Table, whens: Sequence[tuple[Expression, Expression]], other: Expression) -> Column:
        which = np.full(table.count, NULL)
        columns: list[Column] = []
        for condition, value in whens:
            told = self._value(table, condition)
            if isinstance(told, Constant) and told.value is not True:
                continue
            open_rows = (which == NULL) & v.truths(told, table.count).sure
            which[open_rows] = len(columns)
            columns.append(self._value(table, value))
        last = self._value(table, other)
        if not columns:
            return last
        which[which == NULL] = len(columns)
        return v.chosen(which, [*columns, last], table.count)

    def _each(self, table: Table, name: str, values: Expression, where: Expression, each: Expression) -> Column:
        column = v.expanded(self._value(table, values), table.count)
        if not isinstance(column, Lists):
            return column
        rows, items = column.flat()
        inner: Table = _Inner(table, rows, name, items)
        told = self._value(inner, where)
        if not (isinstance(told, Constant) and told.value is True):
            kept = np.nonzero(v.truths(told, inner.count).sure)[0]
            rows = rows[kept]
            inner = _Inner(table, rows, name, items.take(kept))
        return v.lists(rows, table.count, v.expanded(self._value(inner, each), inner.count))

    def _every(self, table: Table, kind: str, name: str, values: Expression, condition: Expression) -> Column:
        column = v.expanded(self._value(table, values), table.count)
        if not isinstance(column, Lists):
            raise QueryError(f"an index cannot work out {kind}")
        rows, items = column.flat()
        inner = _Inner(table, rows, name, items)
        told = v.truths(self._value(inner, condition), inner.count)
        yes, unsure, no = (
            np.bincount(rows[some], minlength=table.count) > 0
            for some in (told.sure, told.missing, ~told.values & ~told.missing)
        )
        if kind == "all":
            return Truths(~no & ~unsure, ~no & unsure)
        return Truths(yes if kind == "any" else ~yes & ~unsure, ~yes & unsure)

    def _call(self, table: Table, name: str, arguments: Sequence[Expression]) -> Column:
        first = self._value(table, arguments[0])
        match name, first:
            case "nodes", Paths():
                return v.rectangle(first.nodes, first.sizes + 1, lambda at: Nodes(at, "Document"))
            case "relationships", Paths():
                return v.rectangle(first.links, first.sizes, Links)
            case "length", Paths():
                return v.numbers(first.sizes)
            case "length", LinkPaths():
                return v.numbers((first.at != NULL).astype(np.int64))
            case "relationships", LinkPaths():
                return Lists(np.arange(table.count), (first.at != NULL).astype(np.int64), Links(first.at))
            case "type", Links():
                return self._index.link_types(first)
            case (("startnode" | "endnode"), Links()):
                return self._index.ends(first, target=name == "endnode")
            case "size", Lists():
                return v.numbers(first.size)
            case "size", Constant(list(values)):
                return Constant(len(values))
            case "split", Texts():
                return self._split(table, first, self._value(table, arguments[1]))
            case "substring", Texts():
                return self._substring(table, first, arguments[1:])
            case "range", _:
                rows, at = self._range(table, first, self._value(table, arguments[1]))
                return v.lists(rows, table.count, v.numbers(at))
            case "tostring", _:
                return _as_text(first, table.count)
            case "coalesce", _:
                return self._coalesce(table, first, arguments[1:])
        if first.null(table.count).all():
            return Constant(None)
        raise QueryError(f"an index cannot work out {name}")

    def _range(self, table: Table, first: Column, last: Column) -> tuple[Ints, Ints]:
        """The whole numbers from one to the other, both among them, and the row of each."""
        low, high = v.expanded(first, table.count), v.expanded(last, table.count)
        if not isinstance(low, Numbers) or not isinstance(high, Numbers):
            raise QueryError("an index counts in whole numbers")
        size = np.where(low.missing | high.missing, 0, np.maximum(high.values - low.values + 1, 0))
        return v.spread(low.values, size)

    def _split(self, table: Table, of: Texts, at: Column) -> Column:
        assert isinstance(at, Constant)
        said, places = v.each(of.at, len(of.words))
        parts = [[] if one == NULL else of.words[int(one)].split(at.value) for one in said]
        size = np.array([len(some) for some in parts], np.int64)
        found = Lists(np.cumsum(size) - size, size, v.texts([part for some in parts for part in some]))
        return found.take(places)

    def _substring(self, table: Table, of: Texts, arguments: Sequence[Expression]) -> Column:
        start, length = (self._value(table, one) for one in arguments)
        assert isinstance(start, Constant) and isinstance(length, Constant)
        return v.map_texts(of, lambda text: text[start.value : start.value + length.value])

    def _coalesce(self, table: Table, first: Column, others: Sequence[Expression]) -> Column:
        columns = [first]
        which = np.where(first.null(table.count), NULL, 0)
        for other in others:
            if not (which == NULL).any():
                break
            column = self._value(table, other)
            which = np.where((which == NULL) & ~column.null(table.count), len(columns), which)
            columns.append(column)
        return first if len(columns) == 1 else v.chosen(which, columns, table.count)


_ROW = " row"


def _as_text(column: Column, count: int) -> Column:
    if isinstance(column, Texts):
        return column
    if isinstance(column, Numbers):
        distinct, places = np.unique(np.where(column.missing, -1, column.values), return_inverse=True)
        found = v.texts([str(int(one)) for one in distinct]).take(places.reshape(-1))
        return Texts(np.where(column.missing, NULL, found.at), found.words)
    if isinstance(column, Constant):
        return Constant(None if column.value is None else str(column.value))
    raise QueryError("an index cannot work out toString of this")


def aggregates(value: Any) -> bool:
    """Return whether a value is an aggregate of many rows."""
    if isinstance(value, tuple):
        return (value[:1] == ("call",) and value[1] in _AGGREGATES) or any(map(aggregates, value))
    return isinstance(value, dict) and any(map(aggregates, value.values()))


def _collects(value: Any) -> bool:
    return isinstance(value, tuple) and value[:2] == ("call", "collect") and not value[3]


def _one_value(column: Column) -> bool:
    """Return whether a column is constant."""
    if isinstance(column, Constant):
        return True
    return isinstance(column, Nodes) and (not len(column.at) or bool((column.at == column.at[0]).all()))


class _Step:
    """One of several steps that keep least distances: MATCH path of at most one link, WITH its end and min(…)."""

    def __init__(self, match: Match, items: Items) -> None:
        (pattern,) = match.patterns
        assert pattern.hop is not None and pattern.end is not None and pattern.path is not None
        self.start, self.end = str(pattern.start.name), str(pattern.end.name)
        self.hop, self.path = pattern.hop, pattern.path
        self.forward = bool(pattern.hop.forward)
        self.where, self.link = _on_links(match.where, "all", self.path, "r")
        self.kept: list[str] = []
        self.distances: list[tuple[str, Expression | None]] = []
        for name, value in items.items:
            if value == ("variable", name) and name != self.end:
                self.kept.append(name)
            elif value != ("variable", self.end):
                self.distances.append((name, self._blocked(name, value)))
        if not self.distances or self.distances[0][1] is not None:
            raise QueryError("no step of a walk")

    def _blocked(self, name: str, value: Expression) -> Expression | None:
        """Return the condition for links that a distance does not follow; None if it follows all."""
        on = ("op", "+", ("variable", name), ("call", "length", (("variable", self.path),), False))
        if value == ("call", "min", (on,), False):
            return None
        match value:
            case (
                "call",
                "min",
                (("case", ((("every", "none", link, values, condition), told),), ("value", None)),),
                False,
            ):
                if told == on and link == self.link and values == _links_of(self.path):
                    return condition  # type: ignore[no-any-return]
        raise QueryError("no step of a walk")


def _links_of(path: str) -> Expression:
    return ("call", "relationships", (("variable", path),), False)


def _on_links(where: Expression | None, kind: str, path: str, link: str) -> tuple[Expression | None, str]:
    """Return the condition on each link of a path, and the variable for the link."""
    if where is None:
        return None, link
    match where:
        case ("every", found, name, values, condition) if found == kind and values == _links_of(path):
            return condition, name
    raise QueryError("no step of a walk")


def _step(clauses: Sequence[Clause], at: int) -> _Step | None:
    if at + 1 >= len(clauses):
        return None
    match, items = clauses[at], clauses[at + 1]
    if not (isinstance(match, Match) and isinstance(items, Items)) or match.optional or len(match.patterns) != 1:
        return None
    pattern = match.patterns[0]
    plain = items.where is None and not items.order and not items.distinct and items.limit is None
    if pattern.path is None or pattern.hop is None or pattern.hop.many != (0, 1) or not plain:
        return None
    if pattern.end is None or not pattern.start.name or not pattern.end.name or pattern.hop.wanted:
        return None
    try:
        return _Step(match, items)
    except QueryError:
        return None


def _same_steps(clauses: Sequence[Clause], at: int) -> tuple[_Step | None, int]:
    """Return the steps of one search that follow one another from here as a single step, and their number."""
    first = _step(clauses, at)
    if first is None:
        return None, 0
    steps, last = 1, first
    while (more := _step(clauses, at + 2 * steps)) is not None and _alike(last, more):
        steps, last = steps + 1, more
    first.end = last.end
    return first, steps


def _alike(one: _Step, other: _Step) -> bool:
    return (
        other.start == one.end
        and (one.hop, one.forward, one.where, one.link) == (other.hop, other.forward, other.where, other.link)
        and (one.kept, one.distances, one.path) == (other.kept, other.distances, other.path)
    )


def _bound(clauses: Sequence[Clause], at: int, step: _Step, parameters: Mapping[str, Any]) -> int | None:
    """Return the distance beyond which the following clause keeps nothing."""
    if at >= len(clauses) or not isinstance(behind := clauses[at], Items) or behind.where is None:
        return None
    names = {name for name, value in behind.items if value == ("variable", step.distances[0][0])}
    found = []
    for term in _terms(behind.where):
        match term:
            case ("op", "<" | "<=" as mark, ("variable", name), ("parameter", of)) if name in names:
                found.append(parameters[of] - (mark == "<"))
    return min(found, default=None)


def _meet(gone: Ints, left: Ints, edges: Sequence[Ints]) -> bool:
    """Return whether a node at the edge of one side was reached from the other."""
    return bool((left[edges[0]] < _MANY).any() or (gone[edges[1]] < _MANY).any())


def _is_about(value: Any, name: str | None) -> bool:
    """Whether an expression tells of one variable, and of no other."""
    names = {*_variables(value)}
    return name is not None and names == {name}


def _variables(value: Any) -> Iterable[str]:
    if isinstance(value, tuple):
        if value[:1] == ("variable",):
            yield value[1]
        else:
            for one in value:
                yield from _variables(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _variables(one)


def _terms(where: Expression) -> list[Expression]:
    if where[:2] == ("op", "AND"):
        return [*_terms(where[2]), *_terms(where[3])]
    return [where]
