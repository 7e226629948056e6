"""Columns of values, with the operations of Cypher on whole columns.

A value that is equal in all rows is a constant; text is stored as a number into sorted words, so that it compares as a
number.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from cancu.errors import QueryError
from cancu.graph.index.file import NULL as NULL

Ints = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]


class Words(Protocol):
    """Distinct texts in sorted order."""

    def __len__(self) -> int: ...
    def __getitem__(self, at: int, /) -> str: ...


class Constant(NamedTuple):
    """One value for all rows: a text, integer, boolean, list of these, or None."""

    value: Any

    def take(self, rows: Ints) -> "Constant":
        """Return the column itself."""
        return self

    def null(self, count: int) -> Bools:
        """Return where it is null."""
        return np.full(count, self.value is None)


class Texts(NamedTuple):
    """Texts as indices into words."""

    at: Ints
    words: Words

    def take(self, rows: Ints) -> "Texts":
        """Return the values of some rows."""
        return Texts(self.at[rows], self.words)

    def null(self, count: int) -> Bools:
        """Return where there is no value."""
        return np.equal(self.at, NULL)


class Numbers(NamedTuple):
    """Integers."""

    values: Ints
    missing: Bools

    def take(self, rows: Ints) -> "Numbers":
        """Return the values of some rows."""
        return Numbers(self.values[rows], self.missing[rows])

    def null(self, count: int) -> Bools:
        """Return where there is no value."""
        return self.missing


class Truths(NamedTuple):
    """True, false, or null if unknown."""

    values: Bools
    missing: Bools

    def take(self, rows: Ints) -> "Truths":
        """Return the values of some rows."""
        return Truths(self.values[rows], self.missing[rows])

    def null(self, count: int) -> Bools:
        """Return where it is unknown."""
        return self.missing

    @property
    def sure(self) -> Bools:
        """Return where it is true."""
        return self.values & ~self.missing


class Nodes(NamedTuple):
    """Nodes with one label."""

    at: Ints
    label: str

    def take(self, rows: Ints) -> "Nodes":
        """Return those of some rows."""
        return Nodes(self.at[rows], self.label)

    def null(self, count: int) -> Bools:
        """Return where there is none."""
        return np.equal(self.at, NULL)


class Links(NamedTuple):
    """Relationships."""

    at: Ints

    def take(self, rows: Ints) -> "Links":
        """Return those of some rows."""
        return Links(self.at[rows])

    def null(self, count: int) -> Bools:
        """Return where there is none."""
        return np.equal(self.at, NULL)


class LinkPaths(NamedTuple):
    """Paths of one link or, where it is NULL, of none."""

    at: Ints

    def take(self, rows: Ints) -> "LinkPaths":
        """Return those of some rows."""
        return LinkPaths(self.at[rows])

    def null(self, count: int) -> Bools:
        """Return false everywhere."""
        return np.zeros(count, bool)


class Paths(NamedTuple):
    """Paths of several links: the nodes and links of each in a row, padded with NULL."""

    nodes: Ints
    links: Ints

    def take(self, rows: Ints) -> "Paths":
        """Return those of some rows."""
        return Paths(self.nodes[rows], self.links[rows])

    def null(self, count: int) -> Bools:
        """Return false everywhere."""
        return np.zeros(count, bool)

    @property
    def sizes(self) -> Ints:
        """Return the number of links in each."""
        return np.asarray((self.links != NULL).sum(axis=1))


def paths(parts: Sequence[tuple[Ints, Ints]]) -> Paths:
    """Stack paths of several lengths."""
    widest = max((links.shape[1] for _, links in parts), default=0)
    nodes = [np.pad(n, ((0, 0), (0, widest + 1 - n.shape[1])), constant_values=NULL) for n, _ in parts]
    links = [np.pad(k, ((0, 0), (0, widest - k.shape[1])), constant_values=NULL) for _, k in parts]
    if not parts:
        return Paths(np.zeros((0, 1), np.int64), np.zeros((0, 0), np.int64))
    return Paths(np.concatenate(nodes), np.concatenate(links))


class Lists(NamedTuple):
    """Lists of values, each a slice of all items."""

    start: Ints
    size: Ints
    items: "Column"

    def take(self, rows: Ints) -> "Lists":
        """Return those of some rows."""
        return Lists(self.start[rows], self.size[rows], self.items)

    def null(self, count: int) -> Bools:
        """Return false everywhere: a missing property is an empty list."""
        return np.zeros(count, bool)

    def flat(self) -> tuple[Ints, "Column"]:
        """Return all items row by row, with the row of each."""
        rows, at = spread(self.start, self.size)
        return rows, self.items.take(at)


class Maps(NamedTuple):
    """Maps with the same keys."""

    fields: "Mapping[str, Column]"
    rows: int

    def take(self, rows: Ints) -> "Maps":
        """Return those of some rows."""
        return Maps({name: column.take(rows) for name, column in self.fields.items()}, len(rows))

    def null(self, count: int) -> Bools:
        """Return false everywhere."""
        return np.zeros(count, bool)


Column = Constant | Texts | Numbers | Truths | Nodes | Links | LinkPaths | Paths | Lists | Maps


def spread(start: Ints, size: Ints) -> tuple[Ints, Ints]:
    """Return the row and the position of each item in slices."""
    rows = np.repeat(np.arange(len(size)), size)
    at = np.arange(len(rows))
    at += np.repeat(start - (np.cumsum(size) - size), size)
    return rows, at


def lists(rows: Ints, count: int, items: Column) -> Lists:
    """Return items, sorted by row, as one list for each of `count` rows."""
    size = np.bincount(rows, minlength=count) if len(rows) else np.zeros(count, np.int64)
    return Lists(np.cumsum(size) - size, size, items)


def rectangle(values: Ints, sizes: Ints, column: "Callable[[Ints], Column]") -> Lists:
    """Return the beginnings of the rows of a matrix as lists."""
    count, width = values.shape
    return Lists(np.arange(count) * width, sizes, column(values.reshape(-1)))


def numbers(values: Any) -> Numbers:
    """Return integers without missing values."""
    found = np.asarray(values)
    return Numbers(found, np.zeros(len(found), bool))


def texts(values: Sequence[str | None]) -> Texts:
    """Return texts as a column with its own words."""
    words = sorted({value for value in values if value is not None})
    places = {word: at for at, word in enumerate(words)}
    return Texts(np.array([NULL if v is None else places[v] for v in values], np.int64), words)


def map_texts(column: Texts, of: Callable[[str], str | None]) -> Texts:
    """Return a function's result for each text, called once for each distinct text."""
    said, places = each(column.at, len(column.words))
    return texts([None if at == NULL else of(column.words[int(at)]) for at in said]).take(places)


def merged(columns: Sequence[Texts]) -> list[Texts]:
    """Return the columns with common words."""
    if all(column.words is columns[0].words for column in columns):
        return list(columns)
    most = max((column.words for column in columns), key=len)
    if (known := [_in_words(column, most) for column in columns]) and None not in known:
        return [column for column in known if column is not None]
    used = [distinct(column.at[column.at != NULL], len(column.words)) for column in columns]
    said = [[column.words[int(at)] for at in some] for column, some in zip(columns, used, strict=True)]
    words = sorted({word for some in said for word in some})
    places = {word: at for at, word in enumerate(words)}
    found = []
    for column, some, told in zip(columns, used, said, strict=True):
        place = np.full(len(column.words) + 1, NULL, np.int64)  # the last is what NULL points to
        place[some] = [places[word] for word in told]
        found.append(Texts(place[column.at], words))
    return found


_FEW_WORDS = 1000
"""The number of texts up to which they are looked up one by one in other words."""


def _in_words(column: Texts, words: Words) -> Texts | None:
    """Return the column with other words; None if a text is missing from them, or if there are many."""
    if column.words is words:
        return column
    used = distinct(column.at[column.at != NULL], len(column.words))
    if len(used) > _FEW_WORDS:
        return None
    places = []
    for at in used:
        word = column.words[int(at)]
        place = bisect_left(words, word)
        if place == len(words) or words[place] != word:
            return None
        places.append(place)
    found = np.full(len(column.at), NULL, np.int64)
    known = column.at != NULL
    if places:
        found[known] = np.array(places, np.int64)[np.searchsorted(used, column.at[known])]
    return Texts(found, words)


def distinct(at: Ints, count: int) -> Ints:
    """Return the distinct numbers below `count`, in order."""
    if len(at) < count // 32:
        return np.unique(at)
    there = np.zeros(count, bool)
    there[at] = True
    return np.nonzero(there)[0]


def each(at: Ints, count: int) -> tuple[Ints, Ints]:
    """The numbers below `count`, and NULL, that are among some, and for each of these which one it is."""
    if len(at) < count // 32:
        found, places = np.unique(at, return_inverse=True)
        return found, places.reshape(-1)
    there = np.zeros(count + 1, bool)  # the last is what NULL points to
    there[at] = True
    found = np.nonzero(there)[0]
    return np.where(found == count, NULL, found), (np.cumsum(there) - 1)[at]


def expanded(column: Column, count: int) -> Column:
    """Return a constant expanded to `count` rows."""
    if not isinstance(column, Constant):
        return column
    value = column.value
    if isinstance(value, bool):
        return Truths(np.full(count, value), np.zeros(count, bool))
    if isinstance(value, int):
        return numbers(np.full(count, value))
    if isinstance(value, str):
        return Texts(np.zeros(count, np.int64), [value])
    if value is None:
        return Numbers(np.zeros(count, np.int64), np.ones(count, bool))
    if isinstance(value, list):
        inner = list_items(value)
        return Lists(np.zeros(count, np.int64), np.full(count, len(value)), inner)
    raise _unknown(value)


def list_items(values: Sequence[Any]) -> Column:
    """Return the items of a list as a column."""
    if not values:
        return numbers(np.zeros(0, np.int64))
    return joined([(Constant(value), 1) for value in values])


def joined(parts: Sequence[tuple[Column, int]]) -> Column:
    """Concatenate columns, each given with its number of rows."""
    known = [column for column, _ in parts if not (isinstance(column, Constant) and column.value is None)]
    if not known:
        return expanded(Constant(None), sum(count for _, count in parts))
    full = [
        (column if isinstance(column, Constant) and column.value is None else expanded(column, count), count)
        for column, count in parts
    ]
    first = next(column for column, _ in full if not isinstance(column, Constant))
    kind = type(first)
    if any(not isinstance(column, Constant | kind) for column, _ in full):
        raise _unknown([type(column).__name__ for column, _ in full])
    if isinstance(first, Texts):
        same = iter(merged([column for column, _ in full if isinstance(column, Texts)]))
        found = [next(same) if isinstance(column, Texts) else None for column, _ in full]
        words = next(column.words for column in found if column is not None)
        at = [np.full(n, NULL) if column is None else column.at for column, (_, n) in zip(found, full, strict=True)]
        return Texts(np.concatenate(at), words)
    if isinstance(first, Nodes | Links | LinkPaths):
        ends: list[Any] = [getattr(column, "at", None) for column, _ in full]
        every = np.concatenate([np.full(n, NULL) if a is None else a for a, (_, n) in zip(ends, full, strict=True)])
        return Nodes(every, first.label) if isinstance(first, Nodes) else type(first)(every)
    if isinstance(first, Paths):
        found_chains = [(c.nodes, c.links) for c, _ in full if isinstance(c, Paths)]
        return paths(found_chains)
    if isinstance(first, Numbers | Truths):
        values = [c.values if isinstance(c, Numbers | Truths) else np.zeros(n, first.values.dtype) for c, n in full]
        missing = [c.missing if isinstance(c, Numbers | Truths) else np.ones(n, bool) for c, n in full]
        return kind(np.concatenate(values), np.concatenate(missing))  # type: ignore[arg-type,call-arg]
    if isinstance(first, Lists):
        none = [Lists(np.zeros(n, np.int64), np.zeros(n, np.int64), first.items) for _, n in full]
        return _joined_lists([c if isinstance(c, Lists) else no for (c, _), no in zip(full, none, strict=True)])
    if isinstance(first, Maps):
        fields = {
            name: joined([(c.fields[name] if isinstance(c, Maps) else Constant(None), n) for c, n in full])
            for name in first.fields
        }
        return Maps(fields, sum(n for _, n in full))
    raise _unknown(kind.__name__)


def _joined_lists(parts: Sequence[Lists]) -> Lists:
    if all(part.items is parts[0].items for part in parts):  # rows of one column, whose items may be many
        start, size = (np.concatenate([getattr(part, name) for part in parts]) for name in ("start", "size"))
        return Lists(start, size, parts[0].items)
    flat = [part.flat() for part in parts]
    items = joined([(column, len(rows)) for rows, column in flat])
    size = np.concatenate([part.size for part in parts])
    return Lists(np.cumsum(size) - size, size, items)


def chosen(which: Ints, columns: Sequence[Column], count: int) -> Column:
    """Return for each row the value of the column that `which` selects, null for NULL."""
    every = joined([*((column, count) for column in columns), (Constant(None), count)])
    part = np.where(which == NULL, len(columns), which)
    return every.take(part * count + np.arange(count))


def is_null(column: Column, count: int) -> Constant | Truths:
    """Return whether values are null."""
    if isinstance(column, Constant):
        return Constant(column.value is None)
    return Truths(column.null(count), np.zeros(count, bool))


def truths(column: Column, count: int) -> Truths:
    """Return a condition row by row."""
    if isinstance(column, Constant):
        return Truths(np.full(count, bool(column.value)), np.full(count, column.value is None))
    if isinstance(column, Truths):
        return column
    if isinstance(column, Numbers) and column.missing.all():
        return Truths(np.zeros(count, bool), np.ones(count, bool))
    raise _unknown(type(column).__name__)


def negated(column: Column, count: int) -> Column:
    """Evaluate NOT."""
    if isinstance(column, Constant):
        return Constant(None if column.value is None else not column.value)
    told = truths(column, count)
    return Truths(~told.values, told.missing)


def logical_and(one: Column, other: Column, count: int) -> Truths:
    """Evaluate AND."""
    a, b = truths(one, count), truths(other, count)
    no = (~a.values & ~a.missing) | (~b.values & ~b.missing)
    return Truths(a.sure & b.sure, ~no & (a.missing | b.missing))


def logical_or(one: Column, other: Column, count: int) -> Truths:
    """Evaluate OR."""
    a, b = truths(one, count), truths(other, count)
    yes = a.sure | b.sure
    return Truths(yes, ~yes & (a.missing | b.missing))


_TURNED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def compared(mark: str, one: Column, other: Column, count: int) -> Column:
    """Evaluate =, <>, <, <=, > and >=."""
    if isinstance(one, Constant) and isinstance(other, Constant):
        return Constant(_plainly(mark, one.value, other.value))
    if isinstance(one, Constant):
        return compared(_TURNED[mark], other, one, count)
    if isinstance(other, Constant):
        return _with_value(mark, one, other.value, count)
    if isinstance(one, Texts) and isinstance(other, Texts):
        one, other = merged([one, other])
    a, b = _comparable(one), _comparable(other)
    if type(one) is not type(other) or a is None or b is None:
        raise _unknown(f"{type(one).__name__} {mark} {type(other).__name__}")
    return Truths(_by_mark(mark, a, b), one.null(count) | other.null(count))


def _comparable(column: Column) -> Any:
    if isinstance(column, Texts | Nodes | Links):
        return column.at
    return column.values if isinstance(column, Numbers | Truths) else None


def _by_mark(mark: str, a: Any, b: Any) -> Any:
    match mark:
        case "=":
            return a == b
        case "<>":
            return a != b
        case "<":
            return a < b
        case "<=":
            return a <= b
        case ">":
            return a > b
        case _:
            return a >= b


def _plainly(mark: str, a: Any, b: Any) -> Any:
    return None if a is None or b is None else _by_mark(mark, a, b)


def _with_value(mark: str, column: Column, value: Any, count: int) -> Column:
    if value is None:
        return Constant(None)
    missing = column.null(count)
    if isinstance(column, Texts) and isinstance(value, str):
        low, high = bisect_left(column.words, value), bisect_right(column.words, value)
        match mark:
            case "=":
                found = (column.at >= low) & (column.at < high)
            case "<>":
                found = (column.at < low) | (column.at >= high)
            case "<":
                found = column.at < low
            case "<=":
                found = column.at < high
            case ">":
                found = column.at >= high
            case _:
                found = column.at >= low
        return Truths(found, missing)
    if isinstance(column, Numbers | Truths) and isinstance(value, int):
        return Truths(_by_mark(mark, column.values, value), missing)
    if isinstance(column, Numbers) and missing.all():
        return Constant(None)
    raise _unknown(f"{type(column).__name__} {mark} {value!r}")


def is_in(column: Column, values: Column, count: int) -> Column:
    """Evaluate IN with a list that is equal in all rows."""
    if isinstance(values, Lists) and isinstance(column, Texts) and isinstance(values.items, Texts):
        one, other = merged([column, _one_list(values)])
        return Truths(np.isin(one.at, other.at), column.null(count))
    if not isinstance(values, Constant) or not isinstance(values.value, list):
        raise _unknown("IN a list of each row")
    if isinstance(column, Constant):
        return Constant(None if column.value is None else column.value in values.value)
    found = np.zeros(count, bool)
    for value in values.value:
        found |= truths(compared("=", column, Constant(value), count), count).sure
    return Truths(found, column.null(count))


def _one_list(values: Lists) -> Texts:
    """Return the items of a list that is equal in all rows."""
    assert isinstance(values.items, Texts)
    if not len(values.size):
        return values.items
    if (values.start != values.start[0]).any() or (values.size != values.size[0]).any():
        raise _unknown("IN a list of each row")
    return values.items.take(np.arange(values.size[0]) + values.start[0])


def starts_with(column: Column, start: Column, count: int) -> Column:
    """Evaluate STARTS WITH for one prefix."""
    if not isinstance(start, Constant):
        raise _unknown("STARTS WITH a text of each row")
    if start.value is None:
        return Constant(None)
    if isinstance(column, Constant):
        return Constant(None if column.value is None else column.value.startswith(start.value))
    if not isinstance(column, Texts):
        raise _unknown(type(column).__name__)
    low = bisect_left(column.words, start.value)
    high = bisect_left(column.words, start.value + "\U0010ffff")
    return Truths((column.at >= low) & (column.at < high), column.null(count))


def add(mark: str, one: Column, other: Column, count: int) -> Column:
    """Evaluate + and - for numbers, texts and lists."""
    if isinstance(one, Constant) and isinstance(other, Constant):
        if one.value is None or other.value is None:
            return Constant(None)
        return Constant(one.value + other.value if mark == "+" else one.value - other.value)
    if isinstance(one, Lists) or isinstance(other, Lists):
        return _lists_together(expanded(one, count), expanded(other, count))
    for column, more, end in ((one, other, True), (other, one, False)):
        if mark == "+" and isinstance(column, Texts) and isinstance(more, Constant) and isinstance(more.value, str):
            added = more.value
            return map_texts(column, lambda text, end=end, added=added: f"{text}{added}" if end else f"{added}{text}")  # type: ignore[misc]
    if mark == "+" and isinstance(one, Texts) and isinstance(other, Texts):
        missing = one.null(count) | other.null(count)
        return texts([None if no else one.words[int(a)] + other.words[int(b)] for a, b, no in zip(one.at, other.at, missing, strict=True)])  # fmt: skip
    a, b = expanded(one, count), expanded(other, count)
    if isinstance(a, Numbers) and isinstance(b, Numbers):
        return Numbers(a.values + b.values if mark == "+" else a.values - b.values, a.missing | b.missing)
    raise _unknown(f"{type(a).__name__} {mark} {type(b).__name__}")


def _lists_together(one: Column, other: Column) -> Lists:
    if not isinstance(one, Lists) or not isinstance(other, Lists):
        raise _unknown("a list and another value")
    (rows, items), (more, others) = one.flat(), other.flat()
    order = order_of([np.concatenate([rows, more])])
    every = joined([(items, len(rows)), (others, len(more))])
    size = one.size + other.size
    return Lists(np.cumsum(size) - size, size, every.take(order))


def item(column: Column, place: Column, count: int) -> Column:
    """Return one item of each list, null if it has none there."""
    if isinstance(column, Constant):
        column = expanded(column, count)
    at = expanded(place, count)
    if not isinstance(column, Lists) or not isinstance(at, Numbers):
        raise _unknown("an item of what is no list")
    from_end = np.where(at.values < 0, at.values + column.size, at.values)
    there = ~at.missing & (from_end >= 0) & (from_end < column.size)
    inside = np.where(there, column.start + from_end, 0)
    if isinstance(column.items, Texts) and len(column.items.at):
        return Texts(np.where(there, column.items.at[inside], NULL), column.items.words)
    if isinstance(column.items, Numbers) and len(column.items.values):
        return Numbers(column.items.values[inside], column.items.missing[inside] | ~there)
    found = joined([(column.items, _length(column.items)), (Constant(None), 1)])
    return found.take(np.where(there, column.start + from_end, _length(column.items)))


def _length(column: Column) -> int:
    if isinstance(column, Maps):
        return column.rows
    if isinstance(column, Lists):
        return len(column.size)
    if isinstance(column, Paths):
        return len(column.nodes)
    return len(column.at if isinstance(column, Texts | Nodes | Links | LinkPaths) else column.values)  # type: ignore[union-attr]


def keys(column: Column, count: int) -> list[Ints]:
    """Return integers that sort like the values: null last; lists item by item, the shorter first."""
    if isinstance(column, Constant):
        return []
    if isinstance(column, Lists):
        found: list[Ints] = []
        for place in range(int(column.size.max(initial=0))):
            inside = np.nonzero(column.size > place)[0]
            for key in keys(column.items.take(column.start[inside] + place), len(inside)):
                full = np.full(count, -1, np.int64)
                full[inside] = key
                found.append(full)
        return found
    if isinstance(column, Paths):
        raise _unknown("an order of paths")
    if isinstance(column, Maps):
        return [key for one in column.fields.values() for key in keys(one, count)]
    values = column.at if isinstance(column, Texts | Nodes | Links | LinkPaths) else column.values
    missing = column.null(count)
    if not missing.any():
        return [values.astype(np.int64)]
    return [np.where(missing, np.int64(values.max(initial=0)) + 1, values.astype(np.int64))]


def packed(found: Sequence[Ints], count: int) -> list[Ints]:
    """Return fewer integers that sort like these together, the first before the others."""
    words: list[Ints] = []
    room = 0
    for key in found:
        low, high = int(key.min(initial=0)), int(key.max(initial=0))
        bits = (high - low).bit_length()
        if words and bits <= room:
            words[-1] = (words[-1] << bits) | (key - low)
            room -= bits
        else:
            words.append(key - low)
            room = 63 - bits
    return words or [np.zeros(count, np.int64)]


def ordered(found: Sequence[Ints], count: int, most: int | None = None) -> Ints:
    """Return the rows in the order of their keys."""
    words = packed(found, count)
    if most is None or most >= count:
        return order_of(words)
    last = np.partition(words[0], most)[most] if most else words[0].min(initial=0)
    near = np.nonzero(words[0] <= last)[0]  # none of the others is among the first
    return near[order_of([word[near] for word in words])][:most]


_DIGIT = 16
"""Bits that numpy sorts by counting, in a time that grows with the rows only."""


def order_of(words: Sequence[Ints]) -> Ints:
    """The places of whole numbers, none below zero, in their order; of equal ones that of the next word, then as they stand."""
    found: Ints | None = None
    for word in reversed(words):
        for shift in range(0, max(int(word.max(initial=0)).bit_length(), 1), _DIGIT):
            digit = ((word >> shift) & ((1 << _DIGIT) - 1)).astype(np.uint16)
            order = np.argsort(digit if found is None else digit[found], kind="stable")
            found = order if found is None else found[order]
    assert found is not None
    return found


def groups(found: Sequence[Ints], count: int) -> tuple[Ints, int]:
    """Return the group of each row by its keys, and the number of groups."""
    at: Ints = np.zeros(count, np.int64)
    total = min(count, 1)
    for word in packed(found, count):
        part = _ranks(word, count)
        at = part if total <= 1 else _ranks(at * (int(part.max(initial=0)) + 1) + part, count)
        total = int(at.max(initial=-1)) + 1
    return at, total


def _ranks(word: Ints, count: int) -> Ints:
    """Return the rank of each number among those present."""
    high = int(word.max(initial=0))
    if high > 4 * count + 1_000_000:
        order = order_of([word])
        in_order = word[order]
        found = np.empty(count, np.int64)
        found[order] = np.cumsum(np.concatenate([[False], in_order[1:] != in_order[:-1]]))
        return found
    there = np.zeros(high + 1, bool)
    there[word] = True
    return (np.cumsum(there) - 1)[word]


def _unknown(what: object) -> QueryError:
    return QueryError(f"an index cannot work this out: {what}")
