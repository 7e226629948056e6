"""A store on a Neo4j server, with managed transactions of the official driver."""

import hashlib
import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path as FilePath
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from cancu.graph.store.skip_imports import is_command, without

with without("numpy", "pandas", "pyarrow") if is_command() else nullcontext():
    from neo4j import Driver, GraphDatabase, ManagedTransaction, RoutingControl, Session, unit_of_work
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)
from neo4j.graph import Node, Path, Relationship

from cancu.errors import QueryError, StoreError
from cancu.graph import cypher
from cancu.graph.store.base import Bounds, Rows, Run
from cancu.graph.store.cypher_store import TOO_MUCH_MEMORY, CypherStore, collect, took_too_long
from cancu.graph.store.guard import Inspection, refuse_plan

# What the driver logs (notices of the server, tries that failed) our errors say; who wants more adds a handler.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

OLDEST = (5, 23)
"""The oldest version with everything that schema and queries need: `CALL () { … }`, without which newer versions warn."""

_CONNECT_S = 10.0
_RETRY_S = 30.0
"""How long a transaction is retried while a server restarts or a lock is held."""

_EXPLAIN = "EXPLAIN "
_JUDGED = 500
"""The number of statements whose plans are remembered as harmless."""
_FETCHED = 100
"""The number of rows that a server sends at once, so that few rows beyond the limits of an answer are in memory."""

T = TypeVar("T")


class Neo4jStore(CypherStore):
    """A store in one database of a Neo4j server."""

    def __init__(self, url: str) -> None:
        """Connect; raises StoreError with the remedy if that fails."""
        super().__init__()
        self._server = _Server.at(url)
        with self._server.explaining():
            self._driver = _connect(self._server)
        self._judged: dict[str, None] = {}

    def close(self) -> None:
        """Close all connections."""
        self._driver.close()

    def index_file(self) -> FilePath | None:
        """Return the index that `make_index` created on this machine for this database, if any."""
        path = self._index_place()
        return path if path.is_file() else None

    def index_stamp(self) -> str | None:
        """Return the server's id of the last committed transaction, which changes with every change."""
        with self._server.explaining(), self._session() as session:
            session.execute_read(lambda transaction: transaction.run("RETURN 1").consume())
            return " ".join(sorted(session.last_bookmarks().raw_values)) or None

    def make_index(self) -> FilePath:
        """Read all links and write their index on this machine; it is used until anything in the database changes."""
        from cancu.graph.index.file import save
        from cancu.graph.index.upkeep import whole

        stamp = self.index_stamp()
        arrays = whole(self._read, 0)
        if stamp is None or self.index_stamp() != stamp:
            raise StoreError(f"{self._server.url}: was changed while its links were read; run the same command again")
        path = self._index_place()
        path.parent.mkdir(parents=True, exist_ok=True)
        save(path, arrays, stamp)
        return path

    def _index_place(self) -> FilePath:
        told = f"{self._server.url} {self._server.user} {self._server.database}"
        name = hashlib.sha256(told.encode("utf-8")).hexdigest()[:16]
        return FilePath(os.environ.get("XDG_CACHE_HOME") or FilePath.home() / ".cache") / "cancu" / "indexes" / name

    def _schema(self) -> Sequence[str]:
        made = (*cypher.constraints(), *cypher.indexes(), *cypher.full_text_indexes(), cypher.loading_index())
        return (*made, "CALL db.awaitIndexes(600)")

    def _read(self, text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        with self._server.explaining(), self._session() as session:
            return session.execute_read(lambda transaction: _started(transaction, text, parameters)())

    def _write(self, work: Callable[[Run], T]) -> T:
        with self._server.explaining(), self._session() as session:
            return session.execute_write(
                lambda transaction: work(lambda text, parameters: _started(transaction, text, parameters))
            )

    def _query(self, text: str, parameters: Mapping[str, Any], bounds: Bounds) -> Rows:
        @unit_of_work(timeout=bounds.timeout_s)
        def read(transaction: ManagedTransaction) -> Rows:
            try:
                return answered(transaction)
            except Neo4jError as error:
                if "OutOfMemory" in (
                    error.code or ""
                ):  # the driver takes it for a fault that passes, and would ask again
                    raise QueryError(TOO_MUCH_MEMORY) from error
                raise

        sent = _BundledParameters.of(text, parameters)

        def answered(transaction: ManagedTransaction) -> Rows:
            if sent.text not in self._judged:
                planned = transaction.run(_EXPLAIN + sent.text, sent.parameters).consume()
                refuse_plan(planned.query_type, [*_operators(planned.plan or {})])
                self._judged[sent.text] = None
            found = transaction.run(sent.text, sent.parameters)
            rows = ([_plain(value) for value in record.values()] for record in found)
            return collect(found.keys(), rows, bounds)

        explaining = self._server.explaining(query_limit_s=bounds.timeout_s, added=sent.added)
        with explaining, self._session(fetch_size=_FETCHED) as session:
            answer = session.execute_read(read)
        while len(self._judged) > _JUDGED:
            del self._judged[next(iter(self._judged))]
        return answer

    def _plan(self, asked: Inspection, parameters: Mapping[str, Any], bounds: Bounds) -> Rows:
        @unit_of_work(timeout=bounds.timeout_s)
        def read(transaction: ManagedTransaction) -> Mapping[str, Any]:
            planned = transaction.run(_EXPLAIN + asked.statement, dict(parameters)).consume()
            plan = planned.plan or {}
            refuse_plan(planned.query_type, [*_operators(plan)])
            if asked.verb == "PROFILE":
                return transaction.run(f"PROFILE {asked.statement}", dict(parameters)).consume().profile or plan
            return plan

        with self._server.explaining(query_limit_s=bounds.timeout_s), self._session() as session:
            plan = session.execute_read(read)
        columns = ("step", "details", "estimated", "rows", "hits")
        return collect(
            columns[: 5 if asked.verb == "PROFILE" else 3], _steps(plan, profiled=asked.verb == "PROFILE"), bounds
        )

    def _session(self, **more: Any) -> Session:
        return self._driver.session(database=self._server.database, **more)


class _Server(NamedTuple):
    """The address and credentials of a server; the password is in neither its text nor its messages."""

    url: str
    user: str
    password: str | None
    database: str | None

    @classmethod
    def at(cls, url: str) -> "_Server":
        try:
            parts = urlsplit(url)
            given = parts.username is not None or parts.password is not None
            _ = given or parts.port  # raises where it is no number
        except ValueError as error:  # which is not shown: what stands there may be a password
            raise StoreError("the URL of a server is neo4j://HOST or neo4j://HOST:PORT, with a number") from error
        if given:
            raise StoreError("user and password belong in NEO4J_USERNAME and NEO4J_PASSWORD, not in the URL")
        return cls(
            url,
            os.environ.get("NEO4J_USERNAME", "neo4j"),
            os.environ.get("NEO4J_PASSWORD"),
            os.environ.get("NEO4J_DATABASE") or None,
        )

    def __repr__(self) -> str:
        return f"{self.url} as {self.user}"

    @contextmanager
    def explaining(self, query_limit_s: float | None = None, added: Sequence[int] = ()) -> Iterator[None]:
        """Turn the driver's errors into one line that names the server and the remedy."""
        try:
            yield
        except (ServiceUnavailable, SessionExpired) as error:
            raise StoreError(f"{self.url}: no Neo4j server answers there ({_reason(error)})") from error
        except ConfigurationError as error:
            raise StoreError(f"{self.url}: {_first_line(error)}") from error
        except Neo4jError as error:
            raise self._explained(error, query_limit_s, added) from error
        except DriverError as error:
            raise StoreError(f"{self.url}: {_first_line(error)}") from error
        except (OverflowError, UnicodeEncodeError) as error:
            raise QueryError(f"a value cannot be sent: {error}") from error

    def _explained(
        self, error: Neo4jError, query_limit_s: float | None, added: Sequence[int] = ()
    ) -> StoreError | QueryError:
        code = error.code or ""
        if code in _REMEDIES:
            return StoreError(f"{self.url}: " + _REMEDIES[code].format(user=self.user, database=self.database))
        if isinstance(error, AuthError):
            return StoreError(f"{self.url}: {_first_line(error)}")
        if query_limit_s is not None and "TransactionTimedOut" in code:
            return QueryError(took_too_long(query_limit_s))
        if query_limit_s is not None and _OF_THE_QUERY.search(code):
            return QueryError(_in_the_statement(error.message or code, added))
        return StoreError(f"{self.url}: {_first_line(error.message or code)}")


def _operators(plan: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of all steps of a plan."""
    yield str(plan.get("operatorType", ""))
    for inner in plan.get("children", ()):
        yield from _operators(inner)


def _steps(plan: Mapping[str, Any], *, profiled: bool, depth: int = 0) -> Iterator[list[Any]]:
    """Yield the steps of a plan, inputs indented by two spaces, with the estimated and actual numbers of rows."""
    told = plan.get("args", {})
    step = "  " * depth + str(plan.get("operatorType", "")).partition("@")[0]
    found = [plan.get("rows"), plan.get("dbHits")] if profiled else []
    yield [step, told.get("Details", ""), told.get("EstimatedRows"), *found]
    for inner in plan.get("children", ()):
        yield from _steps(inner, profiled=profiled, depth=depth + 1)


class _BundledParameters(NamedTuple):
    """A statement whose parameters are bundled as properties of one, `$_`, and where that made it longer.

    A server plans a statement again for each combination of types of its parameters, null among them: a stored query
    with five optional ones up to 32 times, and each plan takes about a second.
    """

    text: str
    parameters: dict[str, Any]
    added: tuple[int, ...]
    """The position of each added `_.` in the text."""

    @classmethod
    def of(cls, text: str, parameters: Mapping[str, Any]) -> "_BundledParameters":
        if len(parameters) < 2:
            return cls(text, dict(parameters), ())
        found = [one for one in _PARAMETER.finditer(text) if one[1] in parameters]
        apart = {one[1] for one in found if _COUNTS.search(text, max(0, one.start() - _NEAR), one.start())}
        moved = [one for one in found if one[1] not in apart]
        added = tuple(one.start(1) + len(_INSIDE) * at for at, one in enumerate(moved))
        for at in added:
            text = text[:at] + _INSIDE + text[at:]
        together = {name: value for name, value in parameters.items() if name not in apart}
        return cls(text, {"_": together} | {name: parameters[name] for name in apart}, added)


_INSIDE = "_."
_COUNTS = re.compile(r"\b(?:SHORTEST|ANY)\s*\Z", re.IGNORECASE)
"""What comes before a number of paths, where a property is not allowed."""
_NEAR = 20
"""The number of characters before a parameter in which that is searched."""
_PARAMETER = re.compile(r"""'(?:\\.|[^'\\])*+'|"(?:\\.|[^"\\])*+"|`(?:``|[^`])*+`|\$(\w+)""", re.DOTALL)
_PLACE = re.compile(r"\(line (\d+), column (\d+) \(offset: (\d+)\)\)")


def _in_the_statement(message: str, added: Sequence[int]) -> str:
    """Return the first line of the server's message, with the position in the statement that was given."""
    first, _, rest = message.partition("\n")
    place = _PLACE.search(first)
    if place is None:
        return first
    line, column, offset = map(int, place.groups())
    if line > 1 or _EXPLAIN in rest:
        offset -= len(_EXPLAIN)
        column -= len(_EXPLAIN) if line == 1 else 0
    begins = offset - (column - 1)
    column -= len(_INSIDE) * sum(begins <= at < offset for at in added)
    offset -= len(_INSIDE) * sum(at < offset for at in added)
    return f"{first[: place.start()]}(line {line}, column {column} (offset: {offset})){first[place.end() :]}"


_OF_THE_QUERY = re.compile(r"^Neo\.ClientError\.|\.Statement\.|OutOfMemory")

_REMEDIES = {
    "Neo.ClientError.Security.Unauthorized": (
        "the server refuses user {user}: check NEO4J_USERNAME and NEO4J_PASSWORD"
    ),
    "Neo.ClientError.Security.AuthenticationRateLimit": (
        "too many wrong passwords for user {user}: wait a little and check NEO4J_PASSWORD"
    ),
    "Neo.ClientError.Security.CredentialsExpired": (
        "the password of user {user} must be changed first: ALTER CURRENT USER SET PASSWORD"
    ),
    "Neo.ClientError.Security.Forbidden": (
        "user {user} may not do this: it needs the right to read and write, and for the first load to create"
        " indexes and constraints"
    ),
    "Neo.ClientError.Database.DatabaseNotFound": (
        "the server has no database {database}: check NEO4J_DATABASE, or create it"
    ),
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase": "the database can only be read, not loaded",
}


def _connect(server: _Server) -> Driver:
    driver = GraphDatabase.driver(
        server.url,
        auth=None if server.password is None else (server.user, server.password),
        connection_timeout=_CONNECT_S,
        max_transaction_retry_time=_RETRY_S,
        telemetry_disabled=True,
        user_agent="cancu",
    )
    try:
        driver.verify_connectivity()  # fails at once, where a transaction would try again and again
        asked = driver.execute_query("RETURN 1", database_=server.database, routing_=RoutingControl.READ)
        check_version(server.url, asked.summary.server.agent)
    except BaseException:
        driver.close()
        raise
    return driver


def check_version(url: str, agent: str) -> None:
    """Raise StoreError if a server is too old; `agent` is its own name: Neo4j/5.26.0."""
    name, _, version = agent.partition("/")
    told = re.match(r"(\d+)\.(\d+)", version)
    if name == "Neo4j" and told and (int(told[1]), int(told[2])) < OLDEST:
        raise StoreError(f"{url}: the server is {agent}; cancu needs Neo4j {OLDEST[0]}.{OLDEST[1]} or later")


def _started(
    transaction: ManagedTransaction, text: str, parameters: Mapping[str, Any]
) -> Callable[[], list[dict[str, Any]]]:
    found = transaction.run(text, dict(parameters))
    return lambda: [dict(record) for record in found]


def _reason(error: BaseException) -> str:
    """Return the innermost cause: the message of the network or the certificate check."""
    while True:
        causes = error.exceptions if isinstance(error, BaseExceptionGroup) else (error.__cause__ or error.__context__,)
        if causes[0] is None:
            return _first_line(error)
        error = causes[0]


def _first_line(error: BaseException | str) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _plain(value: Any) -> Any:
    """Return driver values as plain ones: nodes and relationships as maps, paths as lists, dates as text."""
    if hasattr(value, "iso_format"):
        return value.iso_format()
    if isinstance(value, Mapping | Node | Relationship):
        return {name: _plain(item) for name, item in sorted(value.items())}
    if isinstance(value, Path):
        steps = zip(value.nodes, [*value.relationships, None], strict=True)
        return [_plain(item) for step in steps for item in step if item is not None]
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    return value
