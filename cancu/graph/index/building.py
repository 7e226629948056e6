"""From a graph in a store to the arrays of its index."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cancu.graph import cypher
from cancu.graph.index.links import FAR, NO_NUMBER
from cancu.graph.index.values import NULL, Ints
from cancu.graph.schema import ISSUED_BY
from cancu.graph.store.content import slices

_BATCH = 5000
"""Nodes that are read together."""
TEXTS = ("id", "key", "type", "date", "level", "scope", "issuer", "paper", "issues", "ended")
"""Properties of a document that questions compare."""
LISTS = ("state_from", "state", "state_by", "state_by_id")
DOCUMENT = (*TEXTS, *LISTS, "year", "in_corpus", "folded_aliases", "folded_title", "path")
_LINK_TEXTS = ("stated_by", "carries")
_LINK_TRUTHS = ("partly", "task", "as_amender")
LINK = (*_LINK_TEXTS, *_LINK_TRUTHS, "mentions")
ISSUER = ("id", "name", "place")
Row = Mapping[str, Any]
Read = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]
Arrays = dict[str, NDArray[Any]]


def read_arrays(read: Read) -> Arrays:
    """The links and names of a graph, read through statements of ours."""
    ids = sorted(row["id"] for row in read("MATCH (n:Document) RETURN n.id AS id", {}))
    bodies = sorted(row["id"] for row in read("MATCH (n:Issuer) RETURN n.id AS id", {}))
    return arrays_of(_nodes(read, "Document", ids, DOCUMENT), _nodes(read, "Issuer", bodies, ISSUER), _links(read, ids))


def _nodes(read: Read, label: str, ids: Sequence[str], names: Sequence[str]) -> Iterator[Row]:
    """Properties of nodes, by id."""
    columns = ", ".join(f"n.{name} AS {name}" for name in names)
    text = f"UNWIND $ids AS id {cypher.seek('n', label, 'id')} RETURN {columns}"
    for some in slices(ids, _BATCH):
        yield from sorted(read(text, {"ids": some}), key=lambda row: str(row["id"]))


def _links(read: Read, ids: Sequence[str]) -> Iterator[Row]:
    """Links and what they hold, in any order."""
    told = ", ".join(f"r.{name} AS {name}" for name in LINK)
    text = (
        f"{cypher.EACH} MATCH (d)-[r:{'|'.join(sorted(FAR))}]->(t)"
        f" RETURN d.id AS source, type(r) AS type, t.id AS target, {told}"
    )
    for some in slices(ids, _BATCH):
        yield from read(text, {"ids": some})


def arrays_of(documents: Iterable[Row], issuers: Iterable[Row], links: Iterable[Row]) -> Arrays:
    """Documents and issuers, both by id, and the links between them as the arrays of an index.

    Rows have the properties that DOCUMENT, ISSUER and LINK name, as far as they are known; links also `source`, `type` and `target`.
    """
    work = _Numbering()
    found = {**work.documents(documents), **work.issuers(issuers)}
    found |= work.links(links, found)
    return work.in_order(found)


class _Numbering:
    """A graph on its way into arrays: words are numbered as they come, and in their order at the end."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}

    def in_order(self, found: Arrays) -> Arrays:
        """The arrays with the words, sorted, and numbers into them."""
        words = sorted(self._words)
        ranks = np.empty(len(words) + 1, np.int32)
        ranks[[self._words[word] for word in words]] = np.arange(len(words), dtype=np.int32)
        ranks[-1] = NULL  # what NULL points to
        for name in _CODED:
            found[name] = ranks[found[name]]
        order = np.argsort(found["alias"], kind="stable")
        found["alias"], found["alias.of"] = found["alias"][order], found["alias.of"][order]
        encoded = [word.encode("utf-8") for word in words]
        found["words.at"] = _offsets([len(word) for word in encoded])
        found["words"] = np.frombuffer(b"".join(encoded), np.uint8)
        return found

    def _code(self, value: str | None) -> int:
        return NULL if value is None else self._words.setdefault(value, len(self._words))

    def documents(self, rows: Iterable[Row]) -> Arrays:
        """Columns of documents, and their names."""
        columns = {name: array("i") for name in (*TEXTS, *LISTS, "year", "alias", "alias.of")}
        corpus = array("b")
        sizes: dict[str, list[int]] = {name: [] for name in (*LISTS, "title", "path")}
        texts: dict[str, list[bytes]] = {"title": [], "path": []}
        for at, row in enumerate(rows):
            for name in TEXTS:
                columns[name].append(self._code(row.get(name)))
            for name in LISTS:
                values = row.get(name) or ()
                columns[name].extend(map(self._code, values))
                sizes[name].append(len(values))
            year, within = row.get("year"), row.get("in_corpus")
            columns["year"].append(NO_NUMBER if year is None else year)
            corpus.append(NULL if within is None else within)
            for alias in row.get("folded_aliases") or ():
                columns["alias"].append(self._code(alias))
                columns["alias.of"].append(at)
            for name, text in (("title", row.get("folded_title")), ("path", row.get("path"))):
                line = (text or "").replace("\n", " ").encode("utf-8") + b"\n"
                texts[name].append(line)
                sizes[name].append(len(line))
        found: Arrays = {f"Document.{name}": _numbers(columns[name]) for name in (*TEXTS, *LISTS, "year")}
        found["Document.in_corpus"] = np.frombuffer(corpus, np.int8)
        found |= {f"Document.{name}.at": _offsets(sizes[name]) for name in LISTS}
        found |= {name: _numbers(columns[name]) for name in ("alias", "alias.of")}
        for name, lines in texts.items():
            found[name] = np.frombuffer(b"".join(lines), np.uint8)
            found[f"{name}.at"] = _offsets(sizes[name])
        return found

    def issuers(self, rows: Iterable[Row]) -> Arrays:
        """Columns of issuers."""
        columns = {name: array("i") for name in ISSUER}
        for row in rows:
            for name in ISSUER:
                columns[name].append(self._code(row.get(name)))
        return {f"Issuer.{name}": _numbers(column) for name, column in columns.items()}

    def links(self, rows: Iterable[Row], nodes: Arrays) -> Arrays:
        """Columns of links, in both directions."""
        columns = {name: array("i") for name in ("source", "target", "type", "mentions", *_LINK_TEXTS)}
        flags = {name: array("b") for name in _LINK_TRUTHS}
        types = sorted(FAR)
        places = {name: at for at, name in enumerate(types)}
        for row in rows:
            columns["source"].append(self._code(row["source"]))
            columns["target"].append(self._code(row["target"]))
            columns["type"].append(places[row["type"]])
            mentions = row.get("mentions")
            columns["mentions"].append(NO_NUMBER if mentions is None else mentions)
            for name in _LINK_TEXTS:
                columns[name].append(self._code(row.get(name)))
            for name in _LINK_TRUTHS:
                flag = row.get(name)
                flags[name].append(NULL if flag is None else flag)
        raw: Arrays = {name: _numbers(column) for name, column in columns.items()}
        raw |= {name: np.frombuffer(column, np.int8) for name, column in flags.items()}
        return _compressed(raw, nodes, types, len(self._words))


def _numbers(column: "array[int]") -> NDArray[Any]:
    return np.frombuffer(column, np.int32) if len(column) else np.zeros(0, np.int32)


def _compressed(raw: Arrays, nodes: Arrays, types: Sequence[str], words: int) -> Arrays:
    """Links in both directions, by type."""
    number = {}
    for label in ("Document", "Issuer"):
        number[label] = np.full(words, NULL, np.int32)
        number[label][nodes[f"{label}.id"]] = np.arange(len(nodes[f"{label}.id"]), dtype=np.int32)
    to_issuer = raw["type"] == types.index(ISSUED_BY.name)
    stated = np.where(raw["stated_by"] == NULL, NULL, number["Document"][raw["stated_by"]])
    raw["source"] = number["Document"][raw["source"]]
    raw["target"] = np.where(to_issuer, number["Issuer"][raw["target"]], number["Document"][raw["target"]])
    order = np.lexsort((stated, raw["target"], raw["source"], raw["type"]))
    links = {name: values[order] for name, values in raw.items()}
    starts = np.searchsorted(links["type"], np.arange(len(types) + 1)).astype(np.int64)
    found: Arrays = {"link.types": starts}
    found |= {f"link.{name}": values for name, values in links.items() if name != "type"}
    for at, name in enumerate(types):
        low, high = starts[at], starts[at + 1]
        source, target = links["source"][low:high], links["target"][low:high]
        found[f"out.{name}"] = low + _counted(source, len(nodes["Document.id"]))
        found[f"in.{name}.at"] = _counted(target, len(nodes[f"{FAR[name]}.id"]))
        found[f"in.{name}"] = (low + np.argsort(target, kind="stable")).astype(np.int32 if high < 2**31 else np.int64)
    return {name: _small(values) for name, values in found.items()}


def _counted(ends: Ints, nodes: int) -> Ints:
    """Where the links of each node begin, in the order of the nodes."""
    found = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(ends, minlength=nodes), out=found[1:])
    return found


def _offsets(sizes: Sequence[int]) -> Ints:
    found = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(np.array(sizes, np.int64), out=found[1:])
    return found


def _small(values: NDArray[Any]) -> NDArray[Any]:
    """Whole numbers in four bytes where they have room."""
    room = values.dtype == np.int64 and (not len(values) or int(values.max()) < 2**31)
    return values.astype(np.int32) if room else values


_CODED = frozenset(
    [
        *(f"Document.{name}" for name in (*TEXTS, *LISTS)),
        *(f"Issuer.{name}" for name in ISSUER),
        *(f"link.{name}" for name in _LINK_TEXTS),
        "alias",
    ]
)
