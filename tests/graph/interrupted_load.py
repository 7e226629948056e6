"""Load a generated graph and kill this process in the middle, as a power cut would: `URL SIZE ROWS [STATEMENT DELAY]`."""

import os
import signal
import sys
import threading
from typing import Any

from cancu.errors import CancuError
from cancu.graph.store import cypher_store, neo4j, open_store
from tests.generated_graph import generated_graph

written = cypher_store._written
seen = 0


def main(url: str, size: str, rows: str, statement: str = "0", delay: str = "0") -> None:
    """Load, and `delay` seconds after the end of that statement, die; the count of statements goes to stdout."""
    cypher_store.ROWS = int(rows)
    neo4j._RETRY_S = 2.0

    def counted(step: Any, found: Any) -> int:
        global seen
        seen += 1
        if seen == int(statement):
            print("dying", flush=True)
            timer = threading.Timer(float(delay), os.kill, (os.getpid(), signal.SIGKILL))
            timer.daemon = True
            timer.start()
        return written(step, found)

    cypher_store._written = counted  # type: ignore[assignment]
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
