"""The Python interface to a graph: stored queries, selections, pictures and questions through one object."""

import datetime
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from cancu.errors import DrawError
from cancu.graph.store import open_store
from cancu.graph.store.base import TIMEOUT_S
from cancu.graph.store.cypher_store import CypherStore
from cancu.knowledge.base import built_in, with_register
from cancu.knowledge.fold import fold as bare
from cancu.notebooks import Found, FoundRows, Part, rows_of
from cancu.queries import Answer, answer, catalogue, get
from cancu.queries.run import MOST_BYTES, MOST_ROWS, between, documents_of
from cancu.queries.selector import Selector, parse_selector, select
from cancu.queries.values import provinces_on

if TYPE_CHECKING:
    from cancu.networkx_graph import Network
    from cancu.queries.order import Order
    from cancu.viz import Drawn, Fold, Form

DEFAULT_STORE = ".cancu/graph"
_FAR = 100
"""The number of steps that stands for "no limit": no chain of citations is that long."""


class OpenGraph:
    """A graph that is open for reading; close it, or use it in a `with` block."""

    def __init__(self, url: str | None = None) -> None:
        """Open the graph of a folder or a Neo4j server; see `cancu.open_graph`."""
        self.url = url or os.environ.get("CANCU_STORE") or os.environ.get("NEO4J_URI") or DEFAULT_STORE
        self._store: CypherStore = open_store(self.url, create=False)

    def __enter__(self) -> "OpenGraph":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def store(self) -> CypherStore:
        """The store behind this graph."""
        return self._store

    def close(self) -> None:
        """Release the store."""
        self._store.close()

    def queries(self) -> Iterator[str]:
        """Yield the names of the stored queries."""
        yield from catalogue()

    def query(
        self, name: str, /, *, limit: int | None = None, order: "Order | None" = None, **parameters: str | int
    ) -> Found:
        """Run a stored query with its parameters by name; raises QueryError or NotFoundError.

        `order` puts the newest or the oldest documents first. A parameter whose name is reserved in Python takes a trailing underscore: `from_`.
        """
        values = {key.removesuffix("_"): str(value) for key, value in parameters.items()}
        return Found.of(answer(self._store, get(name), values, limit=limit, order=order), self)

    def ask(self, question: str, *, limit: int | None = None, register: str | Path | None = None) -> Found:
        """Answer a question in Vietnamese or English with a stored query; `register` is a file of additional known documents.

        Raises NotFoundError when no interpretation is certain, QueryError when the text is too long for a question.
        """
        from cancu.ask.answers import ask

        knowledge = with_register(Path(register)) if register else None
        return Found.of(ask(self._store, question, limit=limit, knowledge=knowledge), self)

    def cypher(
        self,
        statement: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
        limit: int | None = None,
    ) -> FoundRows:
        """Run a read-only statement; a statement that writes is refused before it runs (QueryError).

        The answer has at most `limit` rows (MOST_ROWS by default) and MOST_BYTES bytes; its `cut` names the bound that
        was reached.
        """
        most = MOST_ROWS if limit is None else limit
        rows = self._store.run(statement, parameters or {}, timeout_s=timeout_s, limit=most, most_bytes=MOST_BYTES)
        return rows_of(rows)

    def select(self, selector: str, *, up: int = 0, down: int = 0) -> Part:
        """Return the documents of a selector (`"Đề án 06"+2 place:thanh-hoa`) and the links between them."""
        return Part.of(select(self._store, parse_selector(selector), up=up, down=down))

    def network(self, selector: str | None = None) -> "Network":
        """Return the documents of a selector (None: all documents) as a networkx graph."""
        from cancu.networkx_graph import to_networkx, whole

        return to_networkx(whole(self._store) if selector is None else self.select(selector))

    def to_pyvis(self, selector: str, *, up: int = 1, down: int = 2) -> Any:
        """Return the documents of a selector as a pyvis network of at most 300 nodes.

        `up` and `down` apply where the selector gives no number of steps.
        """
        return self.select(selector, up=up, down=down).to_pyvis()

    def only(self, found: Answer, selector: str, *, limit: int | None = None) -> Answer:
        """Return the rows of an answer that contain a document of a selection."""
        kept = {d.id for d in self.select(selector).documents}
        rows = tuple(row for row in found.rows if kept & set(_ids(row)))
        cut = limit is not None and len(rows) > limit
        told = {"truncated": found.truncated or cut, "cut": found.cut or ("rows" if cut else None)}
        return found.model_copy(update={"rows": rows[:limit], **told})

    def part_of(self, found: Answer) -> Part:
        """Return the documents of an answer, those given as its parameters, and the links between them."""
        asked = [p.name for p in get(found.query).parameters if p.type == "document"]
        roots = [str(found.parameters[name]) for name in asked if found.parameters[name] is not None]
        ids = dict.fromkeys(roots)
        for row in found.rows:
            ids |= dict.fromkeys(_ids(row))
        known = sorted(ids)
        return Part(
            documents=documents_of(self._store, known), links=tuple(between(self._store, known)), roots=tuple(roots)
        )

    def draw(
        self,
        selector: str,
        path: str | Path,
        *,
        form: "Form | Literal['coverage', 'timeline', 'network']" = "lanes",
        title: str | None = None,
        up: int | None = 1,
        down: int | None = 2,
        fold: "Fold" = "auto",
        portrait: bool = False,
        language: str = "vi",
    ) -> "Drawn":
        """Draw the documents of a selector; `up` and `down` (None: no limit) apply where it gives no number of steps.

        Coverage takes the documents as directives and follows what implements them. A network is a page with at most
        300 documents that can be dragged, and needs pyvis. `fold` and `portrait` apply to lanes and trees.
        """
        from cancu.viz import draw, draw_network, draw_timeline

        chosen, file = parse_selector(selector), Path(path)
        match form:
            case "coverage":
                day = datetime.date.fromisoformat(chosen.as_of) if chosen.as_of else None
                return self._draw_coverage(chosen, file, provinces_on(day), title=title, language=language)
            case "timeline":
                part = select(self._store, chosen, up=_FAR if up is None else up, down=_FAR if down is None else down)
                return draw_timeline(part, file, title=title, language=language)
            case "network":
                part = select(self._store, chosen, up=_FAR if up is None else up, down=_FAR if down is None else down)
                return draw_network(part, file, title=title, language=language)
        part = select(self._store, chosen, up=_FAR, down=_FAR)
        if chosen.steps or not chosen.picks:
            up = down = None
        return draw(
            part, file, form=form, title=title, up=up, down=down, fold=fold, portrait=portrait, language=language
        )

    def _draw_coverage(
        self,
        chosen: Selector,
        path: Path,
        listed: Iterable[Mapping[str, Any]],
        *,
        title: str | None = None,
        language: str,
    ) -> "Drawn":
        from cancu.viz import draw_coverage

        around = select(self._store, chosen, down=_FAR, carrying=True)
        rows = sorted((built_in().place_by_id[p["id"]] for p in listed), key=lambda row: bare(row.name))
        return draw_coverage(around, path, provinces=rows, title=title, language=language)

    def draw_answer(self, found: Answer, path: str | Path, *, language: str = "vi") -> "Drawn":
        """Draw the answer of a stored query in the form that suits it; raises DrawError when the query has no picture."""
        from cancu.viz import draw, draw_timeline

        query, part = get(found.query), self.part_of(found)
        match query.picture:
            case "coverage":
                directive = parse_selector(f'"{found.parameters["document"]}"')
                return self._draw_coverage(
                    directive, Path(path), found.parameters.get("provinces") or provinces_on(None), language=language
                )
            case "timeline":
                return draw_timeline(part, Path(path), language=language)
            case "lineage":
                return draw(
                    part,
                    Path(path),
                    up=None,
                    down=None,
                    title=query.title if language == "vi" else query.title_en,
                    language=language,
                )
            case None:
                raise DrawError(f"the answer of '{query.name}' has no picture; print it as a table")


def _ids(value: Any) -> Iterator[str]:
    """Yield the ids of all documents in a row."""
    if isinstance(value, Mapping):
        if "id" in value:
            yield value["id"]
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _ids(inner)
