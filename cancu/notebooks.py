"""Answers and parts of the graph for notebooks and other libraries: rows, data frames, pictures."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import PrivateAttr

from cancu.export.files import html_table, write_rows
from cancu.export.graph import documents_table, links_table, write_graph
from cancu.export.table import Table, flat
from cancu.graph.store import Rows
from cancu.models import Document, Subgraph
from cancu.queries import Answer, get
from cancu.render import count_noun, render

if TYPE_CHECKING:
    from cancu.api import OpenGraph
    from cancu.networkx_graph import Network

_MOST = 100
"""The number of rows shown in a notebook."""
_PLAIN = 10
"""The number of rows shown in a console."""


class _Rowed:
    """A mixin with the operations on the rows of an answer."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))

    def __repr__(self) -> str:
        more = f"… {len(self.rows) - _PLAIN} more\n" if len(self.rows) > _PLAIN else ""
        cut = ", cut" if self.truncated else ""
        return (
            render(self.columns, self.rows[:_PLAIN], "table", evidence=False)
            + more
            + f"{count_noun(len(self), 'row')}{cut}"
        )

    def __str__(self) -> str:
        return repr(self)

    def _repr_html_(self) -> str:
        return html_table(self.columns, self.rows, _MOST)

    def table(self) -> Table:
        """Return the rows as a flat table; see `cancu.export.table.flat`."""
        return flat(self.columns, self.rows)

    def to_pandas(self) -> Any:
        """Return the flat table as a DataFrame; raises QueryError where pandas is not installed."""
        from cancu.export.frames import to_pandas

        return to_pandas(self.table())

    def to_polars(self) -> Any:
        """Return the flat table as a DataFrame; raises QueryError where polars is not installed."""
        from cancu.export.frames import to_polars

        return to_polars(self.table())

    def to_arrow(self) -> Any:
        """Return the flat table; raises QueryError where pyarrow is not installed."""
        from cancu.export.frames import to_arrow

        return to_arrow(self.table())

    def write(self, path: str | Path, *, bom: bool = False) -> None:
        """Write the rows as the kind of file that the suffix names; see `cancu.export.files.write_rows`."""
        write_rows(Path(path), self.columns, self.rows, bom=bom)


class FoundRows(_Rowed, Rows):  # type: ignore[misc]
    """The rows of a user's own statement."""


class Found(_Rowed, Answer):  # type: ignore[misc]
    """The answer of a stored query, with the graph that gave it."""

    _graph: "OpenGraph | None" = PrivateAttr(default=None)

    @classmethod
    def of(cls, answer: Answer, graph: "OpenGraph") -> "Found":
        """Return the answer with its graph."""
        found = cls.model_construct(**{name: getattr(answer, name) for name in type(answer).model_fields})
        found._graph = graph
        return found

    def part(self) -> "Part":
        """Return the documents of the answer and the links between them."""
        if self._graph is None:
            raise ValueError("this answer has no graph; query through open_graph()")
        return self._graph.part_of(self)

    def to_networkx(self) -> "Network":
        """Return the documents of the answer, and the links between them, as a networkx graph."""
        return self.part().to_networkx()

    def _repr_svg_(self) -> str | None:
        """Return the picture of the answer; None where its query has none."""
        graph = self._graph
        if graph is None or not self.rows or get(self.query).picture is None:
            return None
        return _drawn(lambda path: graph.draw_answer(self, path))


class Part(Subgraph):
    """Documents and the links between them."""

    @classmethod
    def of(cls, part: Subgraph) -> "Part":
        """Return the subgraph as a Part."""
        return cls.model_construct(**{name: getattr(part, name) for name in type(part).model_fields})

    def __len__(self) -> int:
        return len(self.documents)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Document]:  # type: ignore[override]
        yield from self.documents

    def __repr__(self) -> str:
        names = ", ".join(one.key or one.id for one in self.documents[:_PLAIN])
        more = f", … {len(self) - _PLAIN} more" if len(self) > _PLAIN else ""
        left = f", {self.left_out} left out" if self.left_out else ""
        return f"{count_noun(len(self), 'document')}, {count_noun(len(self.links), 'link')}{left}: {names}{more}"

    def __str__(self) -> str:
        return repr(self)

    def _repr_svg_(self) -> str | None:
        from cancu.viz import draw

        return _drawn(lambda path: draw(self, path, up=None, down=None)) if self.documents else None

    def _repr_html_(self) -> str:
        left = f", {self.left_out} left out" if self.left_out else ""
        told = f"<p>{count_noun(len(self), 'document')}, {count_noun(len(self.links), 'link')}{left}</p>\n"
        return told + (self._repr_svg_() or "")

    def table(self, what: Literal["links", "documents"] = "links") -> Table:
        """Return the links (with columns for both documents), or the documents, as a flat table."""
        return links_table(self) if what == "links" else documents_table(self)

    def to_pandas(self, what: Literal["links", "documents"] = "links") -> Any:
        """Return that table as a DataFrame; raises QueryError where pandas is not installed."""
        from cancu.export.frames import to_pandas

        return to_pandas(self.table(what))

    def to_polars(self, what: Literal["links", "documents"] = "links") -> Any:
        """Return that table as a DataFrame; raises QueryError where polars is not installed."""
        from cancu.export.frames import to_polars

        return to_polars(self.table(what))

    def to_arrow(self, what: Literal["links", "documents"] = "links") -> Any:
        """Return that table; raises QueryError where pyarrow is not installed."""
        from cancu.export.frames import to_arrow

        return to_arrow(self.table(what))

    def to_networkx(self) -> "Network":
        """Return the part as a networkx graph."""
        from cancu.networkx_graph import to_networkx

        return to_networkx(self)

    def to_pyvis(self) -> Any:
        """Return the part as a network of pyvis, at most 300 documents; raises DrawError where pyvis is not installed."""
        from cancu.viz import to_pyvis

        return to_pyvis(self)

    def write(self, path: str | Path, *, bom: bool = False) -> None:
        """Write the part as the kind of file that the suffix names; see `cancu.export.graph.write_graph`."""
        write_graph(self, Path(path), bom=bom)


def _drawn(draw: Any) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drawn.svg"
        draw(path)
        return path.read_text(encoding="utf-8")


def rows_of(rows: Rows) -> FoundRows:
    """Return the rows of a statement for use in notebooks."""
    return FoundRows.model_construct(**{name: getattr(rows, name) for name in type(rows).model_fields})


__all__: Sequence[str] = ["Found", "FoundRows", "Part", "rows_of"]
