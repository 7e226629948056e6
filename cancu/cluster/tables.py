"""Store partitions as Parquet files: rows with an address, written sorted and read by their addressees (DuckDB)."""

import atexit
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from cancu.cluster import storage
from cancu.errors import CancuError

_MEMORY = "1GB"
"""The memory of one query; larger sorts use the disk."""
_TOGETHER = 50_000
"""The number of rows passed to the engine at once."""
_GROUP = 2048
"""The number of rows in a row group: the least that is read for one address."""


class Row(NamedTuple):
    """A message from one step of the build to another."""

    topic: str
    """The kind of message."""
    home: int
    """The number of the partition that reads it."""
    name: str
    """The subject, by which rows are collected: a number, an id, a path."""
    path: str = ""
    """The text that states it; with `n` the order within a name."""
    n: int = 0
    row: str = ""
    """The content, as JSON."""


class Said(NamedTuple):
    """A row of a topic and name, as read back."""

    path: str
    n: int
    row: str

    @property
    def value(self) -> Any:
        """Return the content of the row."""
        return json.loads(self.row)


def write(file: str, rows: Iterable[Row]) -> None:
    """Write rows as one local Parquet file, sorted by topic, home, name, path and n."""
    with closing(_engine().cursor()) as engine:
        engine.execute(
            "CREATE OR REPLACE TEMP TABLE rows"
            " (topic VARCHAR, home INTEGER, name VARCHAR, path VARCHAR, n INTEGER, row VARCHAR)"
        )
        some: list[Row] = []
        for row in rows:
            some.append(row)
            if len(some) == _TOGETHER:
                _insert(engine, some)
                some = []
        if some:
            _insert(engine, some)
        engine.execute(
            f"COPY (SELECT * FROM rows ORDER BY topic, home, name, path, n) TO '{_quoted(file)}'"
            f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP})"
        )
        engine.execute("DROP TABLE rows")


def _insert(engine: Any, rows: Sequence[Row]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    engine.execute(
        "INSERT INTO rows SELECT unnest($1::VARCHAR[]), unnest($2::INTEGER[]), unnest($3::VARCHAR[]),"
        " unnest($4::VARCHAR[]), unnest($5::INTEGER[]), unnest($6::VARCHAR[])",
        columns,
    )


def everything(file: str) -> Iterator[Row]:
    """Yield all rows of one file in order."""
    for found in _rows([file], "SELECT topic, home, name, path, n, row FROM read_parquet($files)", {}):
        yield Row(*found)


def read(files: Sequence[str], topic: str, home: int | None = None) -> Iterator[tuple[str, Said]]:
    """Yield the name and content of the rows of a topic, for one home or all, sorted by name, path and n."""
    where = "" if home is None else " AND home = $home"
    text = f"SELECT name, path, n, row FROM read_parquet($files) WHERE topic = $topic{where} ORDER BY name, path, n"
    given = {"topic": topic} if home is None else {"topic": topic, "home": home}
    for name, *said in _rows(files, text, given):
        yield name, Said(*said)


def meeting(files: Sequence[str], topics: Sequence[str], home: int) -> Iterator[tuple[str, dict[str, list[Said]]]]:
    """Yield each name with all statements about it under some topics, for one home; sorted by name, then path and n."""
    text = (
        "SELECT name, topic, path, n, row FROM read_parquet($files) WHERE list_contains($topics, topic) AND home = $home"
        " ORDER BY name, topic, path, n"
    )
    for name, group in groupby(_rows(files, text, {"topics": list(topics), "home": home}), key=lambda row: row[0]):
        found: dict[str, list[Said]] = {topic: [] for topic in topics}
        for _, topic, *said in group:
            found[topic].append(Said(*said))
        yield name, found


def texts_of(file: str, first: int, last: int) -> Iterator[tuple[str, bytes]]:
    """Yield the path and content of the rows [first, last) of a user's Parquet file, in order.

    Raises CancuError if it has no columns `path` and `text` or `content`.
    """
    columns = {name for name, *_ in _rows([file], "DESCRIBE SELECT * FROM read_parquet($files)", {})}
    held = next((name for name in ("content", "text") if name in columns), None)
    if "path" not in columns or held is None:
        raise CancuError(f"{file}: a table of texts has a column `path` and one `text`, or `content` with the bytes")
    text = (
        f"SELECT path, encode({held}) AS held" if held == "text" else "SELECT path, content AS held"
    ) + " FROM read_parquet($files, file_row_number = true) WHERE file_row_number >= $first AND file_row_number < $last"
    for path, content in _rows([file], text + " ORDER BY file_row_number", {"first": first, "last": last}):
        yield path or "", content or b""


def length(file: str) -> int:
    """Return the number of rows in a Parquet file."""
    return int(next(_rows([file], "SELECT count(*) FROM read_parquet($files)", {}))[0])


def _rows(files: Sequence[str], text: str, given: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    if not files:
        return
    with closing(_engine().cursor()) as engine:
        for filesystem in storage.remote(files):
            if not engine.filesystem_is_registered(_protocol(filesystem)):
                engine.register_filesystem(filesystem)
        found = engine.execute(text, {"files": list(files), **given})
        while some := found.fetchmany(1000):
            yield from some


@cache
def _engine() -> Any:
    """Return the engine of this process, with bounded memory and a folder for larger sorts."""
    try:
        import duckdb
    except ModuleNotFoundError as error:
        raise CancuError("this needs duckdb: pip install 'cancu[cluster]'") from error
    engine = duckdb.connect()
    room = tempfile.mkdtemp(prefix="cancu-")
    atexit.register(shutil.rmtree, room, ignore_errors=True)
    engine.execute(f"SET threads = 1; SET memory_limit = '{_MEMORY}'; SET temp_directory = '{_quoted(room)}'")
    return engine


def _protocol(filesystem: Any) -> str:
    """Return the engine's name for a file system of fsspec."""
    told = filesystem.protocol
    return str(told if isinstance(told, str) else told[0])


def _quoted(path: str) -> str:
    return path.replace("'", "''")
