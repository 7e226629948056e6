"""Load a generated graph and kill this process in the middle, as a power cut would: `URL SIZE ROWS [STATEMENT DELAY]`."""

import os
import signal
import sys
import threading
from typing import Any

from cancu.errors import CancuError
from cancu.graph.store import bulk, cypher_store, embedded, neo4j, open_store
from tests.generated_graph import generated_graph

run_steps = cypher_store._run
seen = 0


def main(url: str, size: str, rows: str, statement: str = "0", delay: str = "0") -> None:
    """Load, and `delay` seconds after that statement was sent, die; the count of statements goes to stdout."""
    cypher_store.ROWS = bulk.ROWS = int(rows)
    neo4j._RETRY_S = 2.0

    def count(work: Any) -> Any:
        def counted(*given: Any) -> Any:
            global seen
            seen += 1
            rows = work(*given)
            if seen == int(statement):
                print("dying", flush=True)
                timer = threading.Timer(float(delay), os.kill, (os.getpid(), signal.SIGKILL))
                timer.daemon = True
                timer.start()
            return rows

        return counted

    cypher_store._run = lambda steps, run: run_steps(steps, count(run))
    if "://" not in url:
        embedded._Batch.nodes, embedded._Batch.links = count(embedded._Batch.nodes), count(embedded._Batch.links)
    store = open_store(url)
    store.create_schema()
    store.load(generated_graph(int(size)))
    store.close()
    print(seen)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except CancuError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
