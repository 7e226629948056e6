"""Load the stored queries: one `.cypher` file each, with a header in comments that is checked when read."""

import difflib
import re
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from cancu.errors import QueryError
from cancu.graph.store.guard import only_reading
from cancu.models import Value

ParameterType = Literal[
    "document",
    "words",
    "int",
    "date",
    "relation",
    "place",
    "level",
    "type",
    "provinces",
    "by",
    "direction",
    "field",
    "choice",
    "part",
]
"""The types that need explanation: part is the path of an article, clause or point; words are folded like titles in the graph; provinces is a list of provinces with those merged into each; by is whether implementing documents count, dependent ones, or both; direction is that of links; field is what documents are counted by; choice is one of the words in brackets."""
Picture = Literal["lineage", "coverage", "timeline"]
_FIELD = re.compile(r"//\s*(?P<name>name|title|title_en|columns|picture|example)\s*:\s*(?P<value>.*)$")
_PARAMETER = re.compile(
    r"//\s*param\s+(?P<name>\w+)\s*:\s*(?P<type>\w+)(?:\[(?:(?P<least>\d+)\.\.(?P<most>\d+)|(?P<choices>[\w|-]+))\])?(?:\s*=\s*(?P<default>\S*))?\s*(?:#\s*(?P<about>.*))?$"
)
_STRINGS = re.compile(r"//[^\n]*|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`")


class Parameter(Value):
    """A parameter of a stored query."""

    name: str
    type: ParameterType
    required: bool
    default: str | int | None = None
    least: int | None = None
    most: int | None = None
    """The range of integers allowed, if limited."""
    choices: tuple[str, ...] = ()
    """The words allowed for a choice."""
    about: str = ""


class StoredQuery(Value):
    """A stored query: its question, its parameters, and the columns of its answer."""

    name: str
    title: str
    """In Vietnamese."""
    title_en: str
    about: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    picture: Picture | None = None
    """The form in which its documents are drawn, if any."""
    example: str
    """Arguments that give an answer on the sample corpus."""
    cypher: str

    @property
    def parts(self) -> tuple[str, str] | None:
        """Return the part that a link index can evaluate and the part left for the engine; None if the engine evaluates everything."""
        walked, mark, rest = self.cypher.partition(_WALKED)
        return (walked, rest) if mark else None


_WALKED = "// what is above, the link index works out\n"


@cache
def catalogue() -> dict[str, StoredQuery]:
    """Return all stored queries by name; raises QueryError with file and line if a header breaks the rules."""
    folder = files("cancu.queries") / "cypher"
    found = {}
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".cypher"):
            query, _ = _read(entry.name, entry.read_text(encoding="utf-8"))
            found[query.name] = query
    return found


def get(name: str) -> StoredQuery:
    """Return a stored query by name; raises QueryError with the nearest names."""
    queries = catalogue()
    if name in queries:
        return queries[name]
    near = difflib.get_close_matches(name, queries, n=3, cutoff=0.4)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise QueryError(f"no stored query is called '{name}'{hint} (`cancu queries` lists all {len(queries)})")


def parse(file: str, text: str) -> StoredQuery:
    """Return a query file with its statement checked; raises QueryError with file and line.

    Running a query does not need this check, which tests make for every file: a statement is guarded when it runs.
    """
    query, line = _read(file, text)
    _check(file, line, query)
    return query


def _read(file: str, text: str) -> tuple[StoredQuery, int]:
    """Return a query with the line on which its statement begins."""
    fields: dict[str, str] = {}
    parameters: list[Parameter] = []
    about: list[str] = []
    lines = text.splitlines()
    body = next((i for i, line in enumerate(lines) if line.strip() and not line.startswith("//")), len(lines))
    for number, line in enumerate(lines[:body], 1):
        if match := _FIELD.match(line):
            fields[match["name"]] = match["value"].strip()
        elif line.startswith("// param"):
            parameters.append(_parameter(file, number, line))
        elif line.startswith("//"):
            about.append(line[2:].strip())
    for name in ("name", "title", "title_en", "columns", "example"):
        if name not in fields:
            raise QueryError(f"{file}:1: the header lacks '// {name}: …'")
    if fields["name"] != file.removesuffix(".cypher"):
        raise QueryError(f"{file}:1: the name '{fields['name']}' is not that of the file")
    picture: Picture | None = next((form for form in get_args(Picture) if form == fields.get("picture")), None)
    if picture != fields.get("picture"):
        raise QueryError(f"{file}:1: the picture is one of {', '.join(get_args(Picture))}")
    cypher = "\n".join(lines[body:]).strip()
    columns = tuple(c.strip() for c in fields["columns"].split(","))
    query = StoredQuery(
        name=fields["name"],
        title=fields["title"],
        title_en=fields["title_en"],
        about=" ".join(about).strip(),
        parameters=tuple(parameters),
        columns=columns,
        picture=picture,
        example=fields["example"],
        cypher=cypher,
    )
    return query, body + 1


def _parameter(file: str, number: int, line: str) -> Parameter:
    match = _PARAMETER.match(line)
    kinds: tuple[ParameterType, ...] = get_args(ParameterType)
    kind = next((k for k in kinds if match and match["type"] == k), None)
    if match is None or kind is None:
        raise QueryError(
            f"{file}:{number}: write '// param NAME: TYPE[LEAST..MOST or A|B] [= DEFAULT] [# about]' with one of {', '.join(kinds)}"
        )
    default = match["default"]
    value = None if default in (None, "", "null") else int(default) if kind == "int" else default
    return Parameter(
        name=match["name"],
        type=kind,
        required=default is None,
        default=value,
        least=int(match["least"]) if match["least"] else None,
        most=int(match["most"]) if match["most"] else None,
        choices=tuple(match["choices"].split("|")) if match["choices"] else (),
        about=match["about"] or "",
    )


def _check(file: str, line: int, query: StoredQuery) -> None:
    cypher, columns = query.cypher, query.columns
    try:
        only_reading(cypher)
    except QueryError as error:
        raise QueryError(f"{file}:{line}: {error}") from error
    bare = _STRINGS.sub(lambda m: " " * len(m.group()), cypher)
    used = {m[1]: line + bare.count("\n", 0, m.start()) for m in re.finditer(r"\$(\w+)", bare)}
    declared = {p.name for p in query.parameters}
    for name, at in used.items():
        if name not in declared:
            raise QueryError(f"{file}:{at}: ${name} is not declared in the header")
    for name in declared - used.keys():
        raise QueryError(f"{file}:1: the parameter '{name}' is declared but not used")
    returned = _returned(bare)
    if returned != columns:
        raise QueryError(
            f"{file}:{line}: the header declares the columns {', '.join(columns)}, RETURN gives {', '.join(returned)}"
        )


def _returned(bare: str) -> tuple[str, ...]:
    """Return the column names of the last RETURN."""
    last = re.split(r"(?i)\breturn\b", bare)[-1]
    last = re.split(r"(?i)\border\s+by\b|\blimit\b|\bskip\b", last)[0]
    last = re.sub(r"(?i)^\s*distinct\b", "", last)
    columns, depth, start = [], 0, 0
    for index, char in enumerate(last + ","):
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            columns.append(last[start:index].strip())
            start = index + 1
    return tuple(re.split(r"(?i)\bas\b", c)[-1].strip().split(".")[-1].strip("` ") for c in columns)
