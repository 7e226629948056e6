"""The stored queries as read-only tools of the Model Context Protocol, for assistants that answer with evidence."""

import json
from collections.abc import Mapping
from typing import Any

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.types import TextContent, Tool, ToolAnnotations

from cancu import __version__
from cancu.api import OpenGraph
from cancu.errors import QueryError
from cancu.graph.identity import LEVELS
from cancu.graph.store import Rows
from cancu.models import Relation
from cancu.queries import Answer, StoredQuery, answer, catalogue
from cancu.queries.catalogue import Parameter
from cancu.queries.values import CHOICES

LIMIT = 50
"""Rows of an answer unless the call asks for more."""
_ABOUT = (
    "A graph of Vietnamese administrative, legal and Party documents and what they do to one another. Every row names "
    "the sentence, file and offset that prove it; quote them. Documents are given by number (06/QĐ-TTg), id, alias "
    "(Đề án 06) or words of the title. A name that may mean several documents is refused with the candidates."
)
_READ_ONLY = ToolAnnotations(readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False)
_FORMS: Mapping[str, dict[str, Any]] = {
    "document": {"type": "string", "description": "number, id, alias or words of the title"},
    "words": {"type": "string"},
    "int": {"type": "integer"},
    "date": {"type": "string", "description": "yyyy-mm-dd or dd/mm/yyyy"},
    "relation": {"type": "string", "enum": [r.value for r in Relation]},
    "place": {"type": "string", "description": "thanh-hoa, 'Thanh Hóa', or vn for central bodies"},
    "level": {"type": "string", "enum": list(LEVELS)},
    "type": {"type": "string", "description": "KH, QĐ … or its name"},
    "choice": {"type": "string"},
    "provinces": {"type": "string", "description": "34, 63, or a day"},
    **{kind: {"type": "string", "enum": list(values)} for kind, values in CHOICES.items()},
}


def serve(graph: OpenGraph) -> None:
    """Answer on stdin and stdout until the client goes."""
    anyio.run(_run, make_server(graph))


async def _run(server: "Server[Any, Any]") -> None:
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def make_server(graph: OpenGraph) -> "Server[Any, Any]":
    """A server whose tools are the stored queries, `ask` and `cypher`."""
    server: Server[Any, Any] = Server("cancu", version=__version__, instructions=_ABOUT)

    @server.list_tools()  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore]
    async def list_tools() -> list[Tool]:
        return tools()

    @server.call_tool()  # type: ignore[untyped-decorator, unused-ignore]
    async def call_tool(name: str, arguments: dict[str, Any]) -> list[TextContent]:
        return [TextContent(type="text", text=call(graph, name, arguments))]

    return server


def tools() -> list[Tool]:
    """What an assistant can call."""
    question = {"question": {"type": "string", "description": "in Vietnamese or English"}}
    statement = {
        "statement": {"type": "string", "description": "openCypher that only reads"},
        "parameters": {"type": "object"},
    }
    return [
        *(_tool(query.name, _described(query), _schema(query)) for query in catalogue().values()),
        _tool("ask", "Answer a question by the stored query that it means.", _object(question, ["question"])),
        _tool("cypher", "Run a Cypher statement that only reads.", _object(statement, ["statement"])),
    ]


def _tool(name: str, description: str, schema: dict[str, Any]) -> Tool:
    return Tool(name=name, description=description, inputSchema=schema, annotations=_READ_ONLY)


def _described(query: StoredQuery) -> str:
    return f"{query.title_en} ({query.title}). {query.about} Columns: {', '.join(query.columns)}."


def _schema(query: StoredQuery) -> dict[str, Any]:
    return _object({p.name: _property(p) for p in query.parameters}, [p.name for p in query.parameters if p.required])


def _property(parameter: Parameter) -> dict[str, Any]:
    form = _FORMS[parameter.type] | ({"enum": list(parameter.choices)} if parameter.choices else {})
    about = "; ".join(filter(None, (parameter.about, form.get("description"))))
    return {**form, "description": about, **({} if parameter.default is None else {"default": parameter.default})}


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    limit = {"type": "integer", "minimum": 1, "default": LIMIT, "description": "at most so many rows"}
    return {
        "type": "object",
        "properties": properties | {"limit": limit},
        "required": required,
        "additionalProperties": False,
    }


def call(graph: OpenGraph, name: str, arguments: Mapping[str, Any]) -> str:
    """Run a tool; returns JSON with the rows, or raises a CancuError that says what is wrong."""
    given = {k: v for k, v in arguments.items() if v is not None}
    limit = int(given.pop("limit", LIMIT))
    if name == "ask":
        return _answered(graph.ask(given["question"], limit=limit))
    if name == "cypher":
        return _rows(graph.cypher(given["statement"], given.get("parameters"), limit=limit))
    if name not in catalogue():
        raise QueryError(f"no tool is called '{name}'")
    values = {k: str(v) for k, v in given.items()}
    return _answered(answer(graph.store, catalogue()[name], values, limit=limit))


def _answered(found: Answer) -> str:
    return _json(
        {
            "query": found.query,
            "parameters": {k: v for k, v in found.parameters.items() if not isinstance(v, list)},
            "rows": found.records(),
            "count": len(found.rows),
            "truncated": found.truncated,
            **({"not_used": found.unused} if found.unused else {}),
        }
    )


def _rows(found: Rows) -> str:
    records = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    return _json({"rows": records, "count": len(records), "truncated": found.truncated})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
