"""Kill a load at random moments, go on with it, and compare what is there at the end with a load that nobody disturbed.

Run from a checkout: python benchmarks/kills.py [embedded] [client] [server] [--documents 20000] [--kills 40]
`embedded` kills a process that loads a folder, `client` one that loads into Neo4j, `server` the Neo4j server.
"""

import argparse
import hashlib
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cancu.errors import CancuError, StoreError
from cancu.graph.build import Graph
from cancu.graph.store import bulk, cypher_store, open_store
from tests import neo4j_server
from tests.generated_graph import generated_graph

FORK = multiprocessing.get_context("fork")
"""What is killed shares the generated graph with this process, which itself opens no store."""
AT_THE_START = 8
"""One kill in so many falls before the load writes: while a store is opened that was broken off, or is compared."""


def load(url: str, graph: Graph, rows: int, told: Connection) -> None:
    """Load the graph; tells that it writes, then how many transactions that were."""
    from cancu.graph.store import neo4j

    cypher_store.ROWS = bulk.ROWS = rows
    neo4j._RETRY_S = 2.0
    transactions = 0
    try:
        with closing(open_store(url)) as store:
            store.create_schema()
            write = store._write

            def counted(work: Any) -> Any:
                nonlocal transactions
                transactions += 1
                if transactions == 1:
                    told.send("writing")
                return write(work)

            store._write = counted  # type: ignore[method-assign]
            store.load(graph)
    except CancuError as error:
        sys.exit(error.exit_code)
    told.send(transactions)


def look(url: str, told: Connection) -> None:
    """Tell a hash of all that a store holds, and the counts."""
    with closing(open_store(url, create=False)) as store:
        lines = []
        for batch in store.read():
            for part in (batch.documents, batch.issuers, batch.places, batch.mentions, batch.links):
                lines += [f"{type(one).__name__} {one.model_dump_json()}" for one in part]
            lines += [f"issued {document} {issuer}" for document, issuer in batch.issued_by.items()]
        lines.sort()
        told.send((hashlib.sha256("\n".join(lines).encode()).hexdigest(), store.counts()))


@contextmanager
def beside(work: Callable[..., None], *given: object) -> Iterator[tuple[Any, Connection]]:
    """A process that does `work`, and what it tells; it is gone at the end."""
    here, there = FORK.Pipe(duplex=False)
    process = FORK.Process(target=work, args=(*given, there))
    process.start()
    there.close()
    try:
        yield process, here
    finally:
        process.kill()
        process.join()
        here.close()


def content(url: str) -> tuple[str, dict[str, int]]:
    with beside(look, url) as (_, told):
        return told.recv()  # type: ignore[no-any-return]


class Place:
    """A new store, and what is killed there."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._held = ExitStack()
        self._room = Path(self._held.enter_context(tempfile.TemporaryDirectory(prefix="cancu-kills-")))
        self.url = str(self._room / "store")
        self._start()

    def _start(self) -> None:
        if self._what != "embedded":
            self._server = ExitStack()
            self.server = self._server.enter_context(neo4j_server.local_server(self._room / "home", heap="1g"))
            os.environ.update(self.server.environment())
            self.url = self.server.uri

    def kill(self, process: Any) -> None:
        """Kill what is to be killed; the client of a killed server must end by itself, as one that was refused."""
        if self._what != "server":
            process.kill()
            process.join()
            return
        assert self.server.pid is not None
        os.kill(self.server.pid, signal.SIGKILL)
        process.join()
        assert process.exitcode in (StoreError.exit_code, 0), process.exitcode  # 0: it was just done
        self._server.close()
        self._start()

    def close(self) -> None:
        if self._what != "embedded":
            self._server.close()
        self._held.close()


class Whole(NamedTuple):
    """A load that nobody disturbed."""

    opening: float
    """Seconds until it wrote."""
    seconds: float
    """That it then took."""
    transactions: int
    content: tuple[str, dict[str, int]]


def undisturbed(what: str, graph: Graph, rows: int) -> Whole:
    with closing(Place(what)) as place:
        began = time.monotonic()
        with beside(load, place.url, graph, rows) as (_, told):
            told.recv()
            writes = time.monotonic()
            transactions = told.recv()
        took = time.monotonic() - writes
        tell(f"{what}: undisturbed {took:.0f} s in {transactions} transactions")
        return Whole(writes - began, took, transactions, content(place.url))


def kill_and_go_on(what: str, graph: Graph, whole: Whole, rows: int, kills: int, chance: Random) -> dict[str, object]:
    """Break loads off until so many kills are done; each load is then completed and compared."""
    done, equal, wrong = 0, 0, 0
    moments = []
    while done < kills:
        with closing(Place(what)) as place:
            left = whole.seconds
            while True:
                with beside(load, place.url, graph, rows) as (process, told):
                    if done < kills:
                        at_the_start = done % AT_THE_START == AT_THE_START - 1
                        if not at_the_start:
                            told.poll(None)  # it writes, or has ended because nothing was left to write
                        most = whole.opening if at_the_start else 2 * max(left / (kills - done), whole.seconds / kills)
                        wait = chance.uniform(0, most)
                        process.join(wait)
                        if process.is_alive():
                            place.kill(process)
                            done += 1
                            left -= 0 if at_the_start else wait
                            moments.append(round(wait, 2))
                            tell(
                                f"{what}: kill {done}, {wait:.2f} s into {'its opening' if at_the_start else 'writing'}"
                            )
                            continue
                    process.join()
                    assert process.exitcode == 0, process.exitcode
                    break
            same = content(place.url) == whole.content
            equal, wrong = equal + same, wrong + (not same)
            tell(f"{what}: after {done} kills the graph is {'the undisturbed one' if same else 'ANOTHER'}")
    return {"kills": done, "transactions": whole.transactions, "seconds": round(whole.seconds, 1), "graphs_equal": equal,
            "graphs_other": wrong, "waits": moments}  # fmt: skip


def tell(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, file=sys.stderr, flush=True)


def main() -> None:
    """Kill, and print one JSON object; exit code 1 where a graph is not the undisturbed one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", choices=("embedded", "client", "server"), default=["embedded"])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rows", type=int, default=1000, help="of one transaction")
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    given = parser.parse_args()
    graph = generated_graph(given.documents)
    whole: dict[bool, Whole] = {}
    found = {}
    for what in given.what:
        embedded = what == "embedded"
        if embedded not in whole:
            whole[embedded] = undisturbed(what, graph, given.rows)
        chance = Random(f"{given.seed} {what}")
        found[what] = kill_and_go_on(what, graph, whole[embedded], given.rows, given.kills, chance)
    print(json.dumps({"documents": given.documents, "rows": given.rows, **found}))
    sys.exit(any(one["graphs_other"] for one in found.values()))


if __name__ == "__main__":
    main()
