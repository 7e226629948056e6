"""Serve the stored queries as read-only tools of the Model Context Protocol, for assistants that answer with evidence."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.types import Resource, TextContent, Tool, ToolAnnotations
from pydantic import AnyUrl

from cancu import __version__
from cancu.api import OpenGraph
from cancu.assistants import TOOLS
from cancu.errors import QueryError
from cancu.graph.identity import LEVELS
from cancu.graph.schema_page import schema_page
from cancu.graph.store import Rows
from cancu.models import Relation
from cancu.queries import Answer, StoredQuery, answer, catalogue
from cancu.queries.catalogue import Parameter
from cancu.queries.values import CHOICES

LIMIT = 50
"""The default number of rows in an answer."""
MOST = 1000
"""The largest number of rows in an answer."""
ANSWER_BYTES = 200_000
"""The largest answer in UTF-8 bytes: about what an assistant can read at once."""
SCHEMA = "cancu://schema"
_ABOUT = (
    "A graph of Vietnamese administrative, legal and Party documents and what they do to one another. Every row names "
    "the sentence, file and offset that prove it; quote them. Documents are given by number (06/QĐ-TTg), id, alias "
    "(Đề án 06) or words of the title. A name that may mean several documents is refused with the candidates; resolve_name lists them. What no "
    f"stored query covers, ask in Cypher: the schema is the resource {SCHEMA}."
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
    "part": {"type": "string", "description": "khoản 2 Điều 5, or dieu-5/khoan-2"},
    "provinces": {"type": "string", "description": "34, 63, or a day"},
    **{kind: {"type": "string", "enum": list(values)} for kind, values in CHOICES.items()},
}


def serve(graph: OpenGraph) -> None:
    """Answer on stdin and stdout until the client disconnects."""
    anyio.run(_run, make_server(graph))


async def _run(server: "Server[Any, Any]") -> None:
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def make_server(graph: OpenGraph) -> "Server[Any, Any]":
    """Return a server whose tools are the stored queries, `ask` and `cypher`."""
    server: Server[Any, Any] = Server("cancu", version=__version__, instructions=_ABOUT)

    @server.list_tools()  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore]
    async def list_tools() -> list[Tool]:
        return tools()

    @server.call_tool()  # type: ignore[untyped-decorator, unused-ignore]
    async def call_tool(name: str, arguments: dict[str, Any]) -> tuple[list[TextContent], dict[str, Any]]:
        text = call(graph, name, arguments)
        return [TextContent(type="text", text=text)], json.loads(text)

    @server.list_resources()  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore]
    async def list_resources() -> list[Resource]:
        about = "Labels, relationships and properties of the graph, for those who write Cypher."
        return [Resource(uri=AnyUrl(SCHEMA), name="schema", description=about, mimeType="text/markdown")]

    @server.read_resource()  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore]
    async def read_resource(uri: AnyUrl) -> str:
        if str(uri) != SCHEMA:
            raise QueryError(f"there is no resource {uri}; there is {SCHEMA}")
        return schema_page()

    return server


def tools() -> list[Tool]:
    """Return the tools that an assistant can call."""
    question = {"question": {"type": "string", "description": "in Vietnamese or English"}}
    statement = {
        "statement": {"type": "string", "description": "openCypher that only reads"},
        "parameters": {"type": "object"},
    }
    return [
        *(_tool(query.name, _described(query), _schema(query)) for query in catalogue().values()),
        _tool("ask", "Answer a question by the stored query that it means.", _object(question, ["question"])),
        _tool("cypher", f"Run a Cypher statement that only reads; see {SCHEMA}.", _object(statement, ["statement"])),
        *(_tool(name, (run.__doc__ or "").strip(), _plain(of, needed)) for name, (run, of, needed) in TOOLS.items()),
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
    limit = {
        "type": "integer",
        "minimum": 1,
        "maximum": MOST,
        "default": LIMIT,
        "description": f"at most so many rows; an answer of more than {ANSWER_BYTES:,} bytes is cut before that",
    }
    return {
        "type": "object",
        "properties": properties | {"limit": limit},
        "required": required,
        "additionalProperties": False,
    }


def _plain(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def call(graph: OpenGraph, name: str, arguments: Mapping[str, Any]) -> str:
    """Run a tool and return JSON with the rows; raises a CancuError that says what is wrong.

    Rows that would make the answer longer than ANSWER_BYTES are left out, and the answer says so. Data that another
    process has loaded since the last call is included.
    """
    given = {k: v for k, v in arguments.items() if v is not None}
    limit = min(int(given.pop("limit", LIMIT)), MOST)
    graph.store.renew()
    if name == "ask":
        return _answered(graph.ask(given["question"], limit=limit))
    if name == "cypher":
        return _rows(graph.cypher(given["statement"], given.get("parameters"), limit=limit))
    if name in TOOLS:
        return _json(TOOLS[name][0](graph, given))
    if name not in catalogue():
        raise QueryError(f"no tool is called '{name}'")
    values = {k: str(v) for k, v in given.items()}
    return _answered(answer(graph.store, catalogue()[name], values, limit=limit))


def _answered(found: Answer) -> str:
    head = {
        "query": found.query,
        "parameters": {k: v for k, v in found.parameters.items() if not isinstance(v, list)},
        **({"not_used": found.unused} if found.unused else {}),
        **({"understood": found.summary, "next": found.next} if found.summary else {}),
    }
    return _within_room(head, found.records(), found.cut)


def _rows(found: Rows) -> str:
    return _within_room({}, [dict(zip(found.columns, row, strict=True)) for row in found.rows], found.cut)


def _within_room(head: Mapping[str, Any], records: Sequence[Mapping[str, Any]], cut: str | None) -> str:
    """Return the answer with as many rows as fit; it says how many are left out and how to ask for less."""
    shown: list[str] = []
    room = ANSWER_BYTES - len(_json(head).encode())
    for record in records:
        text = _json(record)
        room -= len(text.encode()) + 2
        if room < 0:
            cut = "bytes"
            break
        shown.append(text)
    foot: dict[str, Any] = {"count": len(shown), "truncated": cut is not None}
    if cut == "bytes":
        foot["cut"] = (
            f"only {len(shown)} rows fit into {ANSWER_BYTES:,} bytes: ask for fewer columns or for parts of long texts"
        )
    return _json(head)[:-1] + (", " if head else "") + f'"rows": [{", ".join(shown)}], ' + _json(foot)[1:]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
