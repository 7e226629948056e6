"""Run the drawing scripts outside a browser, so that files and pages show the same picture."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

import quickjs  # type: ignore[import-untyped]

_WEB = files("cancu.viz") / "web"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)
_COMMENT = re.compile(r"^ *(?:/\*.*?\*/\n|//[^\n]*\n)", re.MULTILINE | re.DOTALL)
_STACK = 512 * 1024
"""Half of the smallest main-thread stack on any system."""


@cache
def script(*names: str) -> str:
    """Return the named modules and everything they import as one script, without imports, exports and comments.

    Each name is defined in one module only, so all of them share one scope (tests/viz/test_scripts.py).
    """
    order: dict[str, str] = {}
    entered: set[str] = set()

    def enter(name: str) -> None:
        if name in entered:
            return
        entered.add(name)
        text = (_WEB / f"{name}.js").read_text(encoding="utf-8")
        for imported in _IMPORT.findall(text):
            enter(imported)
        order[name] = _COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", text)))

    for name in names:
        enter(name)
    return "\n".join(order.values())


class Engine:
    """An interpreter with some of the page's modules; values cross its border only as JSON."""

    def __init__(self, *names: str) -> None:
        """Load the named modules and what they import."""
        self._context = quickjs.Context()
        self._context.set_max_stack_size(_STACK)
        self._context.eval(f'"use strict";\n{script(*names)}')

    def call(self, function: str, *arguments: Any) -> Any:
        """Call a function of the scripts with JSON values and return its result as plain values."""
        self._context.set("_arguments", json.dumps(arguments))
        return json.loads(self._context.eval(f"JSON.stringify({function}(...JSON.parse(_arguments)))"))
