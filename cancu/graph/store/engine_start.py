"""An engine's start without what it only looks for."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder


class _NoNumpy(MetaPathFinder):
    """Finds no numpy in the thread that made it."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Nothing; raises ImportError for numpy."""
        if name == "numpy" and threading.get_ident() == self._thread:
            raise ImportError("numpy is not needed", name=name)


@contextmanager
def without_numpy() -> Iterator[None]:
    """Let the engine do without numpy: it takes it for vectors, of which there are none here, and a tenth of a start."""
    finder = _NoNumpy()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
