"""Build the arrays of an index, from columns of rows, or from another index and the changes since."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cancu.graph.index.columns import (
    FAR,
    ISSUER,
    LINES,
    LINK_TEXTS,
    LINK_TRUTHS,
    LISTS,
    PLACE,
    SAME,
    TEXTS,
    TYPES,
    Columns,
    Row,
)
from cancu.graph.index.links import LinkIndex
from cancu.graph.index.values import NULL, Ints
from cancu.graph.schema import ISSUED_BY

Arrays = dict[str, NDArray[Any]]


def arrays_of(
    documents: Iterable[Row], issuers: Iterable[Row], links: Iterable[Row], places: Iterable[Row] = ()
) -> Arrays:
    """Return the arrays of an index of documents, issuers and places, all by id, and the links between them.

    Rows have the known properties of DOCUMENT, ISSUER, PLACE and LINK; links also `source`, `type` and `target`.
    """
    columns = Columns()
    columns.add_documents(documents)
    columns.add_issuers(issuers)
    columns.add_places(places)
    for row in links:
        columns.add_link(row["source"], row["type"], row["target"], row)
    return arrays(columns)


def arrays(columns: Columns) -> Arrays:
    """Return the columns as the arrays of an index."""
    words = sorted(columns.words)
    encoded = [word.encode("utf-8") for word in words]
    rank = np.full(len(words) + 1, NULL, np.int32)
    rank[[columns.words[word] for word in words]] = np.arange(len(words), dtype=np.int32)
    found = _raw(columns)
    _rank(found, rank)
    found["words.at"] = _offsets([len(word) for word in encoded])
    found["words"] = _array(b"".join(encoded), np.uint8)
    return _compressed(found)


def changed(former: LinkIndex, gone: Collection[str], new: Columns) -> Arrays | None:
    """Return the arrays of an index after removing the documents `gone` with all that they state, and adding `new` ones.

    All issuers and places are new. Returns None if the rest is inconsistent.
    """
    words, codes = _united(former, new)
    later = _raw(new)
    _rank(later, codes)
    gone_words = np.zeros(len(words.at), bool)
    known = [_place(former.words, word) for word in gone]
    gone_words[[at for at, same in known if same]] = True
    kept = ~gone_words[former["Document.id"]]
    before = _unfolded(former)
    links = np.where(
        before["link.type"] == TYPES.index(ISSUED_BY.name),
        ~gone_words[before["link.source"]],
        ~gone_words[before["link.stated_by"]],
    )
    found = {name: np.concatenate((before[name][links], later[name])) for name in _LINK_COLUMNS}
    found |= {name: later[name] for name in _BODIES}
    documents = np.concatenate((former["Document.id"], later["Document.id"]))
    rows = np.flatnonzero(np.concatenate((kept, np.ones(len(later["Document.id"]), bool))))
    rows = rows[np.argsort(words.order[documents[rows]], kind="stable")]
    for name in _ONE_EACH:
        found[name] = np.concatenate((former[name], later[name]))[rows]
    for name in _MANY_EACH:
        at, values = _joined(former[f"{name}.at"], former[name], later[f"{name}.at"], later[name])
        found[f"{name}.at"], found[name] = _taken(at, values, rows)
    number = np.full(len(documents), NULL, np.int32)
    number[rows] = np.arange(len(rows), dtype=np.int32)
    of = number[np.concatenate((former["alias.of"], later["alias.of"] + np.int32(len(kept))))]
    found["alias"], found["alias.of"] = np.concatenate((former["alias"], later["alias"]))[of != NULL], of[of != NULL]
    used = np.zeros(len(words.at), bool)
    for name in _CODED:
        used[found[name][found[name] != NULL]] = True
    in_order = np.argsort(words.order, kind="stable")
    in_order = in_order[used[in_order]]
    rank = np.full(len(words.at), NULL, np.int32)  # the last one is no word: NULL points to it
    rank[in_order] = np.arange(len(in_order), dtype=np.int32)
    _rank(found, rank)
    found["words.at"], found["words"] = _taken(words.at, words.text, in_order)
    try:
        return _compressed(found)
    except ValueError:
        return None


class _Words(NamedTuple):
    """The words of an index followed by others."""

    at: Ints
    """Where each begins, and where the last one ends."""
    text: NDArray[Any]
    order: Ints
    """The numbers in sorting order."""


def _united(former: LinkIndex, new: Columns) -> tuple[_Words, Ints]:
    """Return the words of both, and the position in them of each new word."""
    codes = np.full(len(new.words) + 1, NULL, np.int32)
    count = len(former.words)
    others: list[bytes] = []
    before: list[int] = []
    for word in sorted(new.words):
        place, same = _place(former.words, word)
        codes[new.words[word]] = place if same else count + len(others)
        if not same:
            others.append(word.encode("utf-8"))
            before.append(place)
    at, text = _joined(
        former["words.at"],
        former["words"],
        _offsets([len(word) for word in others]),
        _array(b"".join(others), np.uint8),
    )
    order = np.concatenate((2 * np.arange(count, dtype=np.int64) + 1, 2 * np.array(before, np.int64)))
    return _Words(at, text, order), codes


def _place(words: Sequence[str], word: str) -> tuple[int, bool]:
    """Return the position at which a word is, or would be inserted, and whether it is there."""
    at = bisect_left(words, word)
    return at, at < len(words) and words[at] == word


def _joined(at: Ints, values: NDArray[Any], more_at: Ints, more: NDArray[Any]) -> tuple[Ints, NDArray[Any]]:
    """Return lists followed by other lists."""
    return np.concatenate((at.astype(np.int64), more_at[1:].astype(np.int64) + len(values))), np.concatenate(
        (values, more)
    )


def _taken(at: Ints, values: NDArray[Any], rows: Ints) -> tuple[Ints, NDArray[Any]]:
    """Return some of many lists, whole runs of them at once."""
    cuts = [0, *(np.flatnonzero(np.diff(rows) != 1) + 1).tolist(), len(rows)] if len(rows) else []
    pieces = [values[at[rows[low]] : at[rows[high - 1] + 1]] for low, high in pairwise(cuts)]
    return _offsets(at[rows + 1] - at[rows]), np.concatenate(pieces) if pieces else values[:0]


def _unfolded(former: LinkIndex) -> Arrays:
    """Return the columns of an index's links, with their ends as words."""
    found: Arrays = {f"link.{name}": former[f"link.{name}"] for name in ("mentions", *LINK_TEXTS, *LINK_TRUTHS)}
    sizes = np.diff(former["link.types"])
    found["link.type"] = np.repeat(np.arange(len(TYPES), dtype=np.int32), sizes)
    found["link.source"] = former["Document.id"][former["link.source"]]
    ends = former["link.target"]
    found["link.target"] = np.zeros(len(ends), np.int32)
    for label in ("Document", "Issuer"):
        here = np.array([FAR[name] == label for name in TYPES])[found["link.type"]]
        found["link.target"][here] = former[f"{label}.id"][ends[here]]
    return found


def _raw(columns: Columns) -> Arrays:
    """Return columns as arrays; words are the numbers assigned to them."""
    found: Arrays = {f"Document.{name}": _array(columns.documents[name], np.int32) for name in (*TEXTS, *LISTS, "year")}
    found |= {f"Document.{name}": _array(column, np.int64) for name, column in columns.same.items()}
    found["Document.in_corpus"] = _array(columns.in_corpus, np.int8)
    found |= {f"Document.{name}.at": _offsets(columns.sizes[name]) for name in LISTS}
    found |= {name: _array(columns.documents[name], np.int32) for name in ("alias", "alias.of")}
    for name, lines in columns.lines.items():
        found[name], found[f"{name}.at"] = _array(lines, np.uint8), _offsets(columns.sizes[name])
    found |= {f"Issuer.{name}": _array(column, np.int32) for name, column in columns.issuers.items()}
    found |= {f"Place.{name}": _array(column, np.int32) for name, column in columns.places.items()}
    found |= {f"link.{name}": _array(column, np.int32) for name, column in columns.links.items()}
    return found | {f"link.{name}": _array(column, np.int8) for name, column in columns.flags.items()}


def _array(values: Any, kind: Any) -> NDArray[Any]:
    return np.frombuffer(values, kind) if len(values) else np.zeros(0, kind)


def _rank(found: Arrays, rank: Ints) -> None:
    """Renumber words; the last new number is for NULL."""
    for name in _CODED:
        found[name] = rank[found[name]]


def _compressed(raw: Arrays) -> Arrays:
    """Number names by their words, and list links in both directions by type; raises ValueError if a link lacks an end."""
    words = len(raw["words.at"]) - 1
    by_name = np.lexsort((raw["alias.of"], raw["alias"]))
    raw["alias"], raw["alias.of"] = raw["alias"][by_name], raw["alias.of"][by_name]
    number = {}
    for label in ("Document", "Issuer"):
        number[label] = np.full(words + 1, NULL, np.int32)
        number[label][raw[f"{label}.id"]] = np.arange(len(raw[f"{label}.id"]), dtype=np.int32)
    links = {name.removeprefix("link."): raw.pop(name) for name in _LINK_COLUMNS}
    to_issuer = links["type"] == TYPES.index(ISSUED_BY.name)
    stated = number["Document"][links["stated_by"]]
    links["source"] = number["Document"][links["source"]]
    links["target"] = np.where(to_issuer, number["Issuer"][links["target"]], number["Document"][links["target"]])
    if (links["source"] == NULL).any() or (links["target"] == NULL).any():
        raise ValueError("a link has no end")
    order = np.lexsort((stated, links["target"], links["source"], links["type"]))
    links = {name: values[order] for name, values in links.items()}
    starts = np.searchsorted(links["type"], np.arange(len(TYPES) + 1)).astype(np.int64)
    found: Arrays = {"link.types": starts}
    found |= {f"link.{name}": values for name, values in links.items() if name != "type"}
    for at, name in enumerate(TYPES):
        low, high = starts[at], starts[at + 1]
        source, target = links["source"][low:high], links["target"][low:high]
        found[f"out.{name}"] = low + _counted(source, len(raw["Document.id"]))
        found[f"in.{name}.at"] = _counted(target, len(raw[f"{FAR[name]}.id"]))
        found[f"in.{name}"] = (low + np.argsort(target, kind="stable")).astype(np.int32 if high < 2**31 else np.int64)
    return raw | {name: _small(values) for name, values in found.items()}


def _counted(ends: Ints, nodes: int) -> Ints:
    """Return where the links of each node begin, in node order."""
    found = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(ends, minlength=nodes), out=found[1:])
    return found


def _offsets(sizes: Sequence[int] | Ints) -> Ints:
    found = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(np.array(sizes, np.int64), out=found[1:])
    return found


def _small(values: NDArray[Any]) -> NDArray[Any]:
    """Return integers in four bytes where they fit."""
    room = values.dtype == np.int64 and (not len(values) or int(values.max()) < 2**31)
    return values.astype(np.int32) if room else values


_LINK_COLUMNS = tuple(f"link.{name}" for name in ("source", "target", "type", "mentions", *LINK_TEXTS, *LINK_TRUTHS))
_ONE_EACH = tuple(f"Document.{name}" for name in (*TEXTS, *SAME, "year", "in_corpus"))
_MANY_EACH = (*(f"Document.{name}" for name in LISTS), *LINES)
_BODIES = (*(f"Issuer.{name}" for name in ISSUER), *(f"Place.{name}" for name in PLACE))
_CODED = frozenset(
    [
        *(f"Document.{name}" for name in (*TEXTS, *LISTS)),
        *_BODIES,
        *(f"link.{name}" for name in ("source", "target", *LINK_TEXTS)),
        "alias",
    ]
)
