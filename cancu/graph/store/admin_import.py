"""Write files for `neo4j-admin database import`, the fastest way to fill a Neo4j server with a whole graph."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol, Self

from cancu.errors import StoreError
from cancu.graph import cypher
from cancu.graph.build import Graph, Issuer, Place
from cancu.graph.provisions import stated_parts
from cancu.graph.rows import Row, history_row, issuer_row, link_row, mention_rows, place_row
from cancu.graph.schema import (
    ISSUED_BY,
    NAMES,
    NODES,
    OF_PLACE,
    PART_OF,
    RELATIONSHIPS,
    STATED_IN,
    SUCCEEDED_BY,
    Property,
)
from cancu.graph.store.load_plan import Statement, statements

_TYPES = {"string": "string", "int": "long", "float": "double", "boolean": "boolean", "string[]": "string[]"}
PROVISION = "Provision"
"""The label of parts of documents, which several texts may create."""
_BETWEEN_ITEMS = "\x1f"
"""The separator of list items: the import cannot escape it, and no text contains it."""


class _Table(NamedTuple):
    """A header file, its data file, and the option that imports them."""

    name: str
    option: str
    header: tuple[str, ...]
    properties: tuple[Property, ...]

    def line(self, row: Mapping[str, Any], *ends: str) -> str:
        """Return one line of the file: the ends of a relationship, then the properties."""
        cells = [*map(_cell, ends), *(_cell(row.get(one.name)) for one in self.properties)]
        return ",".join(cells) + "\n"


class Readable(Protocol):
    """A source of a whole graph: a store, or the partitions of a build."""

    def read(self) -> Iterator[Graph]:
        """Yield the whole graph in batches: every node once, documents with what they state."""


def export_neo4j_admin(store: Readable, directory: Path, *, database: str = "neo4j") -> str:
    """Write the graph as the files of a full import into a new database; returns the command that imports them.

    The command is for neo4j-admin on a stopped server. An import creates no indexes: `schema.cypher`, beside the files,
    contains the statements that create them once the server runs.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with Files(directory) as files:
        parts: set[str] = set()
        for graph in store.read():
            for name, row, ends in rows_of(graph):
                if name != PROVISION:
                    files.write(name, row, ends)
                elif ends[0] not in parts:
                    parts.add(ends[0])
                    files.write_part(row)
    return with_headers(directory, database=database)


class Files:
    """The open files of all tables, or of one of several parts of them."""

    def __init__(self, directory: Path, part: str = "") -> None:
        """Write files in a folder; with a `part`, their names end in it."""
        self._directory, self._part = directory, part
        self._tables = {table.name: table for table in _tables()}
        self._stack = ExitStack()
        self._files: dict[str, IO[str]] = {}

    def __enter__(self) -> Self:
        for name in self._tables:
            path = self._directory / f"{name}{self._part}.csv"
            self._files[name] = self._stack.enter_context(path.open("w", encoding="utf-8", newline="\n"))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def write(self, name: str, row: Row, ends: Sequence[str]) -> None:
        """Write one line of a table."""
        self._files[name].write(self._tables[name].line(row, *ends))

    def write_part(self, row: Row) -> None:
        """Write a part of a document; the caller makes sure that each is written once."""
        self.write(PART_OF.name, {}, (row["id"], row["document"]))
        self.write(PROVISION, row, (row["id"],))


def with_headers(directory: Path, *, parts: str = "", database: str = "neo4j") -> str:
    """Write the header files and the schema; returns the command that imports the tables.

    `parts` is a regular expression for the name endings of a table's parts; a table without parts gets an empty file.
    """
    for table in _tables():
        if parts and not any(directory.glob(f"{table.name}-[0-9p]*.csv")):
            _write(directory / f"{table.name}-000000.csv", "")
        _write(directory / f"{table.name}-header.csv", ",".join(table.header) + "\n")
    schema = (*cypher.constraints(), *cypher.indexes(), *cypher.full_text_indexes())
    _write(directory / "schema.cypher", "".join(f"{text};\n" for text in schema))
    folder = directory.resolve()
    return shlex.join(
        [
            *("neo4j-admin", "database", "import", "full", database, "--id-type=string", "--multiline-fields=true"),
            *(f"--array-delimiter=U+{ord(_BETWEEN_ITEMS):04X}", "--bad-tolerance=0"),
            *(
                f"{table.option}={folder / table.name}-header.csv,{folder / table.name}{parts}.csv"
                for table in _tables()
            ),
        ]
    )


def _tables() -> Iterator[_Table]:
    for node in NODES:
        others = tuple(one for one in node.properties if one.name != "id")
        header = (f"id:ID({node.label})", *map(_column, others))
        yield _Table(node.label, f"--nodes={node.label}", header, others)
    for kind in RELATIONSHIPS:
        for start, end in kind.ends:
            name = kind.name if len(kind.ends) == 1 else f"{kind.name}-{start}"
            header = (f":START_ID({start})", f":END_ID({end})", *map(_column, kind.properties))
            yield _Table(name, f"--relationships={kind.name}", header, kind.properties)


def _column(one: Property) -> str:
    return f"{one.name}:{_TYPES[one.type]}"


def rows_of(graph: Graph) -> Iterator[tuple[str, Row, tuple[str, ...]]]:
    """Yield the table, properties and leading ids of everything in a batch."""
    for place in graph.places:
        yield "Place", place_row(place), (place.id,)
    for issuer in graph.issuers:
        yield "Issuer", issuer_row(issuer), (issuer.id,)
        if issuer.place is not None:
            yield OF_PLACE.name, {}, (issuer.id, issuer.place)
    yield from _successions("Place", graph.places)
    yield from _successions("Issuer", graph.issuers)
    for statement in statements(graph):
        yield from _statement_rows(statement)


def _successions(
    label: str, nodes: tuple[Issuer, ...] | tuple[Place, ...]
) -> Iterator[tuple[str, Row, tuple[str, ...]]]:
    began = {node.id: node.valid_from for node in nodes}
    for node in nodes:
        if node.successor in began:
            yield f"{SUCCEEDED_BY.name}-{label}", {"on": began[node.successor]}, (node.id, node.successor)


def _statement_rows(statement: Statement) -> Iterator[tuple[str, Row, tuple[str, ...]]]:
    yield "Document", statement.node() | history_row(statement.document.history), (statement.id,)
    if statement.issuer is not None:
        yield ISSUED_BY.name, {}, (statement.id, statement.issuer)
    for mention in mention_rows(statement.mentions, statement.id):
        yield "Mention", mention, (mention["id"],)
        yield STATED_IN.name, {}, (mention["id"], statement.id)
        if "target_id" in mention:
            yield NAMES.name, {}, (mention["id"], mention["target_id"])
    for link in statement.links:
        yield link.relation.value, link_row(link), (link.source, link.target)
    for part in stated_parts(statement.document, statement.mentions):
        yield PROVISION, part.provision, (part.provision["id"],)
        yield part.kind, part.row, (part.source, part.provision["id"])


def _cell(value: Any) -> str:
    """Return a value as the import reads it; text is always quoted, so that it is never taken for anything else."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, list):
        text = _BETWEEN_ITEMS.join(value)
        if text.count(_BETWEEN_ITEMS) != len(value) - 1 or not text:
            raise StoreError(f"the import cannot take this list, for an empty item or the character U+001F: {value}")
        return _cell(text)
    return repr(value)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
