"""Export the stored queries as scripts for Neo4j Browser, with a style for nodes and links."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from cancu.queries.catalogue import Parameter, StoredQuery, catalogue
from cancu.queries.values import typed

STYLE = "cancu.grass"
_DOCUMENTS = ("vn/2022/06-qd-ttg", "thanh-hoa/2023/24-kh-ubnd")
"""Example ids that stand in a script until the user replaces them."""


def write_favourites(directory: Path) -> int:
    """Write a `.cypher` file for each stored query, and the style beside them; returns the number of queries."""
    directory.mkdir(parents=True, exist_ok=True)
    for query in catalogue().values():
        _write(directory / f"{query.name}.cypher", favourite(query))
    style = (files("cancu.queries") / STYLE).read_text(encoding="utf-8")
    _write(directory / STYLE, style)
    return len(catalogue())


def favourite(query: StoredQuery) -> str:
    """Return a script: its first line is the name listed by Neo4j Browser, and its parameters are set before the query."""
    lines = [f"// {query.title} ({query.name})", f"// {query.title_en}. {query.about}"]
    lines += [f"// ${one.name}: {one.about}" for one in query.parameters if one.about]
    if query.parameters:
        documents = iter(_DOCUMENTS)
        values = {one.name: next(documents) if one.type == "document" else _default(one) for one in query.parameters}
        today = [one.name for one in query.parameters if one.default == "today"]
        lines.append(f":params {literal({name: value for name, value in values.items() if name not in today})};")
        lines += [f":param {name} => toString(date());" for name in today]  # the server's day whenever the script runs
    return "\n".join([*lines, query.cypher]) + "\n"


def _default(parameter: Parameter) -> Any:
    default = parameter.default
    return typed(parameter.name, parameter.type, default) if isinstance(default, str) else default


def literal(value: Any) -> str:
    """Return a plain value as a Cypher literal."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {literal(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
