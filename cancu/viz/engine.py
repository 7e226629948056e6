"""Runs the drawing scripts outside a browser, so that files and pages show the same picture."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import quickjs  # type: ignore[import-untyped]

_WEB = files("cancu.viz") / "web"
_STACK = 512 * 1024
"""Half of the smallest stack that a main thread has on any system."""


@cache
def script(names: Sequence[str]) -> str:
    """The named scripts of the page, one after another."""
    return "\n".join((_WEB / f"{name}.js").read_text(encoding="utf-8") for name in names)


class Engine:
    """An interpreter that has loaded some of the page's scripts; values cross its border as JSON only."""

    def __init__(self, names: Sequence[str]) -> None:
        """Load the named scripts, in order."""
        self._context = quickjs.Context()
        self._context.set_max_stack_size(_STACK)
        self._context.eval(script(tuple(names)))

    def call(self, function: str, *arguments: Any) -> Any:
        """Call a function of the scripts with JSON values; returns its result, also plain values."""
        self._context.set("_arguments", json.dumps(arguments))
        return json.loads(self._context.eval(f"JSON.stringify({function}(...JSON.parse(_arguments)))"))
