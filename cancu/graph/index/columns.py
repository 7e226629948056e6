"""Collect the content of an index row by row as columns of numbers, without numpy; for few links only the names."""

import hashlib
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from cancu.graph.index.file import NO_NUMBER, NULL, IndexFile
from cancu.graph.schema import ISSUED_BY, LINKS

FAR = {kind.name: kind.ends[0][1] for kind in (*LINKS, ISSUED_BY)}
"""The label at the end of each relationship; all start at documents."""
TYPES = sorted(FAR)
TEXTS = ("id", "key", "type", "date", "month", "level", "scope", "issuer", "paper", "issues", "ended")
"""The properties of a document that queries compare."""
LISTS = ("state_from", "state", "state_by", "state_by_id")
SAME = ("sha256", "folded_key")
"""Texts compared only for equality; each is stored as a 60-bit number."""
NAMES = ("id", "folded_aliases", "folded_title", "path")
"""The properties by which documents are found."""
DOCUMENT = tuple(dict.fromkeys((*TEXTS, *LISTS, *SAME, "year", "in_corpus", *NAMES)))
LINK_TEXTS = ("stated_by", "carries")
LINK_TRUTHS = ("partly", "task", "as_amender")
LINK = (*LINK_TEXTS, *LINK_TRUTHS, "mentions")
ISSUER = ("id", "name", "place", "valid_to", "successor")
PLACE = ("id", "name", "valid_to", "successor")
LINES = {"title": "folded_title", "path": "path"}
"""Texts stored whole, one after another, by property."""
Row = Mapping[str, Any]


class Columns:
    """Documents, issuers and places, each in id order, and links in any order; words are numbered as they occur."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.documents = {name: array("i") for name in (*TEXTS, *LISTS, "year", "alias", "alias.of")}
        self.same = {name: array("q") for name in SAME}
        self.in_corpus = array("b")
        self.sizes = {name: array("q") for name in (*LISTS, *LINES)}
        self.lines = {name: bytearray() for name in LINES}
        self.issuers = {name: array("i") for name in ISSUER}
        self.places = {name: array("i") for name in PLACE}
        self.links = {name: array("i") for name in ("source", "target", "type", "mentions", *LINK_TEXTS)}
        self.flags = {name: array("b") for name in LINK_TRUTHS}
        self.sorted = True
        """Whether nodes arrived in id order; otherwise no index can be built."""
        self._last: dict[str, str] = {}
        self._places = {name: at for at, name in enumerate(TYPES)}

    def _code(self, value: str | None) -> int:
        return NULL if value is None else self.words.setdefault(value, len(self.words))

    def _in_order(self, label: str, identity: str) -> None:
        self.sorted &= self._last.get(label, "") < identity
        self._last[label] = identity

    def add_documents(self, rows: Iterable[Row]) -> None:
        """Add documents, with the known properties of DOCUMENT."""
        for row in rows:
            self._in_order("Document", row["id"])
            at = len(self.in_corpus)
            for name in TEXTS:
                self.documents[name].append(self._code(row.get(name)))
            for name in LISTS:
                values = row.get(name) or ()
                self.documents[name].extend(map(self._code, values))
                self.sizes[name].append(len(values))
            for name in SAME:
                self.same[name].append(_number(row.get(name)))
            year, within = row.get("year"), row.get("in_corpus")
            self.documents["year"].append(NO_NUMBER if year is None else year)
            self.in_corpus.append(NULL if within is None else within)
            for alias in row.get("folded_aliases") or ():
                self.documents["alias"].append(self._code(alias))
                self.documents["alias.of"].append(at)
            for name, of in LINES.items():
                line = (row.get(of) or "").replace("\n", " ").encode("utf-8") + b"\n"
                self.lines[name] += line
                self.sizes[name].append(len(line))

    def add_issuers(self, rows: Iterable[Row]) -> None:
        """Add issuers, with the properties of ISSUER."""
        self._add("Issuer", self.issuers, rows)

    def add_places(self, rows: Iterable[Row]) -> None:
        """Add places, with the properties of PLACE."""
        self._add("Place", self.places, rows)

    def _add(self, label: str, columns: "Mapping[str, array[int]]", rows: Iterable[Row]) -> None:
        for row in rows:
            self._in_order(label, row["id"])
            for name, column in columns.items():
                column.append(self._code(row.get(name)))

    def add_link(self, source: str, kind: str, target: str, row: Row) -> None:
        """Add a link of a type between the nodes with these ids, with the properties of LINK."""
        self.links["source"].append(self._code(source))
        self.links["target"].append(self._code(target))
        self.links["type"].append(self._places[kind])
        mentions = row.get("mentions")
        self.links["mentions"].append(NO_NUMBER if mentions is None else mentions)
        for name in LINK_TEXTS:
            self.links[name].append(self._code(row.get(name)))
        for name in LINK_TRUTHS:
            flag = row.get(name)
            self.flags[name].append(NULL if flag is None else flag)

    def names(self) -> dict[str, "array[int] | bytearray"]:
        """Return only the arrays by which documents are found."""
        named = {*self.documents["id"], *self.documents["alias"]}
        words = sorted(word for word, at in self.words.items() if at in named)
        rank = {self.words[word]: at for at, word in enumerate(words)}
        aliases = sorted(zip((rank[at] for at in self.documents["alias"]), self.documents["alias.of"], strict=True))
        encoded = [word.encode("utf-8") for word in words]
        return {
            "Document.id": array("i", (rank[at] for at in self.documents["id"])),
            "alias": array("i", (word for word, _ in aliases)),
            "alias.of": array("i", (of for _, of in aliases)),
            **self.lines,
            **{f"{name}.at": _places(self.sizes[name]) for name in LINES},
            "words": bytearray(b"".join(encoded)),
            "words.at": _places([len(word) for word in encoded]),
        }


def _number(text: str | None) -> int:
    """Return a number for a text: equal for equal texts and, almost surely, different for different ones."""
    if text is None:
        return NO_NUMBER
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest()) >> 4


def _places(sizes: Iterable[int]) -> "array[int]":
    return array("q", accumulate(sizes, initial=0))


def named(index: IndexFile) -> Iterator[Row]:
    """Yield the properties by which an index finds documents."""
    ids, names, of = index.view("Document.id"), index.view("alias"), index.view("alias.of")
    aliases: dict[int, list[str]] = {}
    for word, at in zip(names, of, strict=True):
        aliases.setdefault(at, []).append(index.words[word])
    for at, word in enumerate(ids):
        lines = {of: index.line(name, at) for name, of in LINES.items()}
        yield {"id": index.words[word], "folded_aliases": aliases.get(at, ()), **lines}


def are_names(index: IndexFile) -> bool:
    """Return whether an index has only names."""
    return index.arrays.keys() == Columns().names().keys()


def newer(rows: Iterable[Row], gone: Collection[str], new: Sequence[Row]) -> Iterator[Row]:
    """Yield rows by id, without those `gone` and with the new ones inserted."""
    yield from sorted((*(row for row in rows if row["id"] not in gone), *new), key=lambda row: str(row["id"]))
