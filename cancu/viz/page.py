"""Assemble a page that works offline: styles, fonts, scripts and data in a single file."""

import base64
import hashlib
import json
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from cancu.messages import say
from cancu.viz.engine import script

_PACKAGE = files("cancu.viz")


def page(
    title: str,
    data: Any,
    modules: tuple[str, ...],
    start: str,
    *,
    before: str = "",
    style: str = "",
    language: str = "vi",
) -> str:
    """Return a page whose modules find `data` in the element with that id and run `start`; data never becomes markup.

    `before` is a third-party script that runs first, `style` additional styles that it needs.
    """
    own = f'(() => {{"use strict";\n{script(*modules)}\n{start}\n}})();'
    code = f"{before}\n;{own}" if before else own
    style = _fonts() + style + (_PACKAGE / "web" / "page.css").read_text(encoding="utf-8")
    return Template((_PACKAGE / "web" / "page.html").read_text(encoding="utf-8")).substitute(
        title=escape(title),
        language=language,
        no_script=escape(say(language, "picture_page.no_script")),
        style=style,
        style_hash=_hash(style),
        data=_inert(data),
        script=code,
        script_hash=_hash(code),
    )


def _inert(data: Any) -> str:
    """Return JSON in which nothing can end the element that contains it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hash(text: str) -> str:
    """Return the hash by which the page's own security policy allows this text, and no other, to run."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _fonts() -> str:
    rules = []
    for name, weight in (("Regular", 400), ("Bold", 700)):
        font = base64.b64encode((_PACKAGE / "fonts" / f"NotoSans-{name}.woff2").read_bytes()).decode()
        rules.append(
            f'@font-face{{font-family:"Noto Sans";font-weight:{weight};src:url(data:font/woff2;base64,{font}) format("woff2")}}\n'
        )
    return "".join(rules)
