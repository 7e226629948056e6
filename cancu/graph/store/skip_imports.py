"""An engine's start without what it only looks for."""

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder


class _Without(MetaPathFinder):
    """Finds none of some packages in the thread that made it."""

    def __init__(self, packages: Iterable[str]) -> None:
        self._thread, self._packages = threading.get_ident(), frozenset(packages)

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Nothing; raises ImportError for the packages."""
        if name in self._packages and threading.get_ident() == self._thread:
            raise ImportError(f"{name} is not needed", name=name)


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """Let an engine do without packages that it takes for values of which there are none here: vectors, data frames.

    numpy is a tenth of a start, pandas more than all the rest of it.
    """
    finder = _Without(packages)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def is_command() -> bool:
    """Return whether this process runs a command of cancu, and not a program whose own use of a driver may need those packages."""
    main = getattr(sys.modules["__main__"], "__spec__", None)
    return "cancu.__main__" in sys.modules or (main is not None and main.name == "cancu.__main__")
