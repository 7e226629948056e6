"""Convert tables to pandas, polars and Arrow, and to Parquet files; each needs its library: pip install 'cancu[tables]'."""

import datetime
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cancu.errors import QueryError
from cancu.export.table import Table

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


def to_pandas(table: Table) -> "pandas.DataFrame":
    """Return a pandas DataFrame with days as timestamps; raises QueryError if pandas is not installed."""
    with _requires("pandas"):
        import pandas

    frame = pandas.DataFrame.from_records(list(table.rows), columns=list(table.columns))
    for name, kind in _kinds(table).items():
        if kind is datetime.date:
            frame[name] = pandas.to_datetime(frame[name], errors="coerce")
    return frame


def to_polars(table: Table) -> "polars.DataFrame":
    """Return a polars DataFrame; raises QueryError if polars is not installed."""
    with _requires("polars"):
        import polars

    types = {
        str: polars.String,
        int: polars.Int64,
        float: polars.Float64,
        bool: polars.Boolean,
        datetime.date: polars.Date,
    }
    schema = {name: types[kind] for name, kind in _kinds(table).items()}
    return polars.DataFrame(_columns(table), schema=schema)


def to_arrow(table: Table) -> "pyarrow.Table":
    """Return an Arrow table; raises QueryError if pyarrow is not installed."""
    with _requires("pyarrow"):
        import pyarrow

    types = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_(),
             datetime.date: pyarrow.date32()}  # fmt: skip
    schema = pyarrow.schema([(name, types[kind]) for name, kind in _kinds(table).items()])
    return pyarrow.table(_columns(table), schema=schema)


def parquet(table: Table) -> bytes:
    """Return the bytes of a Parquet file."""
    made = to_arrow(table)
    from pyarrow import parquet as writer

    out = io.BytesIO()
    writer.write_table(made, out)
    return out.getvalue()


def _kinds(table: Table) -> dict[str, type]:
    """Return the type of each column: that of its values, float where integers and fractions are mixed, otherwise text."""
    found: dict[str, type] = {}
    for at, name in enumerate(table.columns):
        kinds = {type(row[at]) for row in table.rows if row[at] is not None}
        if kinds == {int, float}:
            kinds = {float}
        one = kinds.pop() if len(kinds) == 1 else str
        found[name] = one if one in (int, float, bool, datetime.date) else str
    return found


def _columns(table: Table) -> dict[str, list[Any]]:
    kinds = _kinds(table)
    return {
        name: [
            None if row[at] is None else kinds[name](row[at]) if kinds[name] in (str, float) else row[at]
            for row in table.rows
        ]
        for at, name in enumerate(table.columns)
    }


@contextmanager
def _requires(library: str) -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        raise QueryError(f"this needs {library}: pip install 'cancu[tables]'") from error
