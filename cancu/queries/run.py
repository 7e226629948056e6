"""Run a stored query: typed parameters in, rows or a subgraph out."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Literal

from cancu.errors import QueryError
from cancu.graph.rows import document_of
from cancu.graph.store import open_store
from cancu.graph.store.base import TIMEOUT_S, Rows, Store
from cancu.graph.store.cypher_store import took_too_long
from cancu.graph.store.versions import INDEX, current
from cancu.models import Document, Evidence, Link, Relation, Subgraph, Value
from cancu.queries.answer_cache import ROWS, SLOW_S, AnswerCache, about_all
from cancu.queries.catalogue import Parameter, StoredQuery, catalogue
from cancu.queries.find import check_unit, find_document
from cancu.queries.order import Order, in_order, ordered_by
from cancu.queries.values import one_of, typed

MOST_ROWS = 100_000
"""The default limit of rows in an answer."""
MOST_BYTES = 64 << 20
"""The limit of bytes in an answer."""
LIMIT = "row_limit"
"""The parameter for the number of rows wanted."""


class Answer(Value):
    """The rows of a stored query, with its parameters as understood."""

    query: str
    parameters: Mapping[str, Any]
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool = False
    cut: Literal["rows", "bytes"] | None = None
    """The bound that caused rows to be left out."""
    order: Order | None = None
    """Which rows come first."""
    unused: tuple[str, ...] = ()
    """What a question says and the query cannot use: 'type QĐ'."""
    summary: str = ""
    """A sentence on what was understood of a question, in its language."""
    line: str = ""
    """The command that runs the query of a question."""
    next: tuple[str, ...] = ()
    """Possible follow-up questions."""

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        yield from self.records()

    def records(self) -> list[dict[str, Any]]:
        """Return one mapping for each row."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def answer(
    store: Store,
    query: StoredQuery,
    values: Mapping[str, str],
    *,
    limit: int | None = None,
    timeout_s: float = TIMEOUT_S,
    order: Order | None = None,
) -> Answer:
    """Run a query with parameters as people type them; raises QueryError for an unknown, missing or invalid one.

    With an `order` all rows are read and sorted before they are cut; raises QueryError if they have no day.
    """
    until = time.monotonic() + timeout_s
    column = ordered_by(query)
    if order and column is None:
        raise QueryError(f"the rows of {query.name} have no day to be put in order by")
    most = MOST_ROWS if limit is None or order else limit
    bound: dict[str, Any] = {}
    try:
        bound = bind(store, query, values, until=until)
        cache = _answer_cache(store) if about_all(query, values) else None
        rows = cache.read(query, bound, most) if cache else None
        if rows is None:
            began = time.monotonic()
            rows = _rows(store, query, bound, most, timeout_s, until)
            if cache is not None and time.monotonic() - began > SLOW_S and _answer_cache(store) == cache:
                cache.write(query, bound, rows)
    except QueryError as error:
        if time.monotonic() < until and str(error) != took_too_long(timeout_s):
            raise
        raise QueryError(_narrowing_advice(query, bound, timeout_s)) from error
    found = Answer(
        query=query.name,
        parameters=bound,
        columns=query.columns,
        rows=rows.rows,
        truncated=rows.truncated,
        cut=rows.cut,
    )
    if order and column:
        whole = in_order(found.rows, query.columns.index(column), order)
        found = found.model_copy(update={"rows": whole[:limit], "order": order})
        if limit is not None and len(whole) > limit:
            found = found.model_copy(update={"truncated": True, "cut": "rows"})
    return found


def fill_answer_cache(url: str) -> None:
    """Cache the slow answers about all documents of a large store in a folder that was just loaded."""
    if "://" in url or (state := current(Path(url))) is None:
        return
    if INDEX in state.files and state.files[INDEX].size >= LARGE:
        with closing(open_store(url, create=False, checked=False)) as store:
            for query in catalogue().values():
                if about_all(query, {}):
                    with suppress(QueryError):  # out of time or memory: whoever asks is told
                        answer(store, query, {}, limit=ROWS)


LARGE = 10 << 20
"""The size in bytes of a graph's index from which answers about all documents are computed after a load: some 20,000 documents."""


def _answer_cache(store: Store) -> AnswerCache | None:
    """Return the cache of answers for the present state, if there is one."""
    found = store.cache_location()
    return None if found is None else AnswerCache(*found)


def _rows(
    store: Store, query: StoredQuery, bound: Mapping[str, Any], most: int, timeout_s: float, until: float
) -> Rows:
    """Return the rows of a query; traversals use the link index, if one of the present state exists."""
    limited = {LIMIT: most + 1}  # one more tells that there are more
    if query.parts is not None and (index := store.links()) is not None:
        from cancu.graph.index.answer import worked_out
        from cancu.graph.index.evaluate import TimeUpError

        found: list[tuple[Any, ...]] = []
        pieces = worked_out(index, *query.parts, bound, deadline=until, limit=most + 1)
        try:
            for rest in pieces:
                rows = store.run(
                    bounded(rest.cypher),
                    {**rest.parameters, **limited},
                    timeout_s=timeout_s,
                    until=until,
                    limit=most - len(found),
                    most_bytes=MOST_BYTES,
                )
                found.extend(rows.rows)
                if rows.truncated:
                    break
        except TimeUpError as error:
            raise QueryError(took_too_long(timeout_s)) from error
        if store.links() is index:  # else somebody has loaded meanwhile
            return rows.model_copy(update={"rows": tuple(found)})
    return store.run(
        bounded(query.cypher), {**bound, **limited}, timeout_s=timeout_s, until=until, limit=most, most_bytes=MOST_BYTES
    )


def bounded(cypher: str) -> str:
    """Return the statement with a row limit as a parameter, so that a server plans it once for all limits."""
    return f"{cypher}\nLIMIT ${LIMIT}"


def _narrowing_advice(query: StoredQuery, bound: Mapping[str, Any], timeout_s: float) -> str:
    """Return advice for a query that was stopped: parameters that narrow it, or more time."""
    ways = [p.name for p in query.parameters if bound and bound[p.name] is None]
    ways += ["a lower depth"] if bound.get("depth", 1) > 1 else []
    narrow = f"narrow it ({', '.join(ways)}) or " if ways else ""
    return f"{query.name} took longer than {timeout_s:g} s: {narrow}give it more time with --timeout SECONDS"


def positional(query: StoredQuery, arguments: Sequence[str]) -> dict[str, str]:
    """Assign arguments to the parameters in order; raises QueryError for too many."""
    if len(arguments) > len(query.parameters):
        takes = ", ".join(p.name for p in query.parameters) or "none"
        raise QueryError(
            f"{query.name} takes {len(query.parameters)} parameters ({takes}), {len(arguments)} were given"
        )
    return {p.name: value for p, value in zip(query.parameters, arguments, strict=False)}


def bind(store: Store, query: StoredQuery, values: Mapping[str, str], *, until: float | None = None) -> dict[str, Any]:
    """Return typed values for all parameters of a query; documents are looked up `until` a time of time.monotonic."""
    known = {p.name for p in query.parameters}
    for name in values:
        if name not in known:
            raise QueryError(f"{query.name} has no parameter '{name}'; it takes {', '.join(sorted(known)) or 'none'}")
    bound: dict[str, Any] = {}
    for parameter in query.parameters:
        if parameter.name in values:
            bound[parameter.name] = _typed(store, query, parameter, values[parameter.name], until)
        elif parameter.required:
            raise QueryError(
                f"{query.name} needs the parameter '{parameter.name}' ({parameter.type}): cancu query {query.name} {query.example}"
            )
        elif isinstance(parameter.default, str):
            bound[parameter.name] = _typed(store, query, parameter, parameter.default, until)
        else:
            bound[parameter.name] = parameter.default
    return bound


def _typed(store: Store, query: StoredQuery, parameter: Parameter, text: str, until: float | None) -> Any:
    if parameter.type == "document":
        return find_document(store, text, until=until)
    if parameter.choices:
        return one_of(f"{query.name}: {parameter.name}", text, parameter.choices)
    value = typed(f"{query.name}: {parameter.name}", parameter.type, text)
    if parameter.type == "place":
        check_unit(store, f"{query.name}: {parameter.name}", value)
    if parameter.least is not None and parameter.most is not None and not parameter.least <= value <= parameter.most:
        raise QueryError(f"{query.name}: {parameter.name} is from {parameter.least} to {parameter.most}, not {value}")
    return value


_AROUND = "MATCH (d:Document) WHERE d.id IN $ids RETURN properties(d) AS document ORDER BY d.id"
_LINKS_OUT = """
MATCH (a:Document)-[r:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO]->(b:Document)
WHERE a.id IN $ids AND (r.carries IS NOT NULL OR NOT $carrying)
RETURN a.id AS source, type(r) AS relation, b.id AS target, r.stated_by AS stated_by, r.confidence AS confidence,
       r.mentions AS mentions, r.first_start AS first_start, r.evidence AS sentence, r.file AS file, r.start AS start,
       r.end AS end, r.text AS text, r.place AS place, r.provision AS provision, coalesce(r.parts, []) AS parts, r.carries AS carries, coalesce(r.partly, false) AS partly
ORDER BY source, relation, target, stated_by
"""
_LINKS_IN = _LINKS_OUT.replace("WHERE a.id IN", "WHERE b.id IN")


def elsewhere(query: StoredQuery, values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Return the words of a title that name a value of another parameter: the typed text, that parameter, and the value.

    `documents thanh-hoa` looks for the words in titles; who typed it may have meant the place.
    """
    for words in (p for p in query.parameters if p.type == "words" and p.name in values):
        for other in query.parameters:
            if other.type not in ("place", "type", "level", "int") or other.name in values:
                continue
            try:
                yield values[words.name], other.name, str(typed(other.name, other.type, values[words.name]))
            except QueryError:
                continue


def subgraph(
    store: Store,
    roots: Sequence[str],
    *,
    up: int = 1,
    down: int = 2,
    relations: Sequence[str] = (),
    carrying: bool = False,
    limit: int = 10_000,
) -> Subgraph:
    """Return documents around the roots: `up` steps towards what they rest on, `down` steps towards what rests on them.

    `relations` keeps only links of these types (none: all), `carrying` only links by which one document implements the
    other. Documents beyond `limit` are counted as left out.
    """
    wanted = set(relations) or {r.value for r in Relation}
    links: dict[tuple[str, str, str, str], Link] = {}
    seen = dict.fromkeys(roots)
    left_out: set[str] = set()
    for statement, steps, far in ((_LINKS_OUT, up, "target"), (_LINKS_IN, down, "source")):
        edge = list(roots)
        for _ in range(steps):
            if not edge:
                break
            around = _links(store, statement, edge, carrying=carrying)
            found = [link for link in around if link.relation.value in wanted and (link.carries or not carrying)]
            edge = []
            for link in found:
                other = getattr(link, far)
                if other not in seen and len(seen) >= limit:
                    left_out.add(other)
                    continue
                links[link.source, link.relation.value, link.target, link.stated_by] = link
                if other not in seen:
                    seen[other] = None
                    edge.append(other)
    kept = [links[k] for k in sorted(links) if links[k].source in seen and links[k].target in seen]
    return Subgraph(
        documents=documents_of(store, sorted(seen)), links=tuple(kept), roots=tuple(roots), left_out=len(left_out)
    )


def _links(store: Store, statement: str, ids: Sequence[str], *, carrying: bool = False) -> list[Link]:
    rows = store.run(statement, {"ids": list(ids), "carrying": carrying}, timeout_s=TIMEOUT_S)
    found = []
    for row in rows.rows:
        r = dict(zip(rows.columns, row, strict=True))
        evidence = Evidence(
            file=r["file"] or "",
            start=r["start"] or 0,
            end=r["end"] or 0,
            text=r["text"] or "",
            sentence=r["sentence"] or "",
            place=r["place"],
        )
        found.append(
            Link(
                source=r["source"],
                relation=r["relation"],
                target=r["target"],
                stated_by=r["stated_by"],
                confidence=r["confidence"],
                mentions=r["mentions"],
                first_start=r["first_start"],
                evidence=(evidence,),
                provision=r["provision"],
                parts=r["parts"],
                carries=r["carries"],
                partly=r["partly"],
            )
        )
    return found


def every_document(store: Store) -> tuple[Document, ...]:
    """Return all documents by id."""
    rows = store.run("MATCH (d:Document) RETURN d.id ORDER BY d.id", {}, timeout_s=TIMEOUT_S)
    return documents_of(store, [row[0] for row in rows.rows])


def between(store: Store, ids: Sequence[str], relations: Sequence[str] = ()) -> list[Link]:
    """Return the links between documents, sorted; `relations` keeps only links of these types (none: all)."""
    wanted = set(relations) or {r.value for r in Relation}
    known = set(ids)
    found = [link for at in range(0, len(ids), _BATCH) for link in _links(store, _LINKS_OUT, ids[at : at + _BATCH])]
    return [link for link in found if link.target in known and link.relation.value in wanted]


_BATCH = 2000
"""The number of documents whose links are read by one statement."""


def documents_of(store: Store, ids: Sequence[str]) -> tuple[Document, ...]:
    """Return documents by id, sorted; unknown ids are skipped."""
    rows = store.run(_AROUND, {"ids": list(ids)}, timeout_s=TIMEOUT_S)
    return tuple(document_of(row[0]) for row in rows.rows)
