"""The layers hold: one direction of dependency, one module for each engine, and a light start."""

import ast
import subprocess
import sys
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from cancu.graph.store import open_store

PACKAGE = Path(__file__).parents[1] / "cancu"
MAY = {
    "errors": (),
    "interrupts": (),
    "messages": (),
    "models": ("messages", "errors"),
    "knowledge": ("models", "errors"),
    "language": ("knowledge", "models", "errors"),
    "extract": ("language", "knowledge", "models", "errors"),
    "read": ("language", "knowledge", "models", "errors"),
    "graph": ("language", "knowledge", "models", "interrupts", "errors"),
    "viz": ("messages", "language", "knowledge", "models", "errors"),
    "queries": ("graph", "language", "knowledge", "models", "errors"),
    "ask": ("messages", "queries", "graph", "language", "knowledge", "models", "errors"),
}
"""What each part of the package may import besides itself; parts that are not listed stand above them all."""
ONE_MODULE = (
    "spacy",
    "neo4j",
    "arcadedb",
    "click",
    "mcp",
    "networkx",
    "quickjs",
    "resvg_py",
    "pypdfium2",
    "PIL",
    "rich",
    "openpyxl",
    "pandas",
    "polars",
    "pyarrow",
    "pyvis",
    "starlette",
    "uvicorn",
    "jinja2",
    "dask",
    "distributed",
    "duckdb",
    "fsspec",
)
LIGHT = ("click", "resvg_py")
HEAVY = (*(name for name in ONE_MODULE if name not in LIGHT), "pydantic")


def modules():
    return sorted(PACKAGE.rglob("*.py"))


@cache
def imported(path):
    """Top-level and nested imports of a module, as dotted names."""
    return tuple(_imported(path))


def _imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def part(path):
    inner = path.relative_to(PACKAGE).parts
    return inner[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_downwards(path):
    own = part(path)
    for name in imported(path):
        if name.startswith("cancu."):
            other = name.split(".")[1]
            assert other == own or own not in MAY or other in MAY[own], f"{own} imports {name}"


@pytest.mark.parametrize("engine", ONE_MODULE)
def test_each_engine_is_named_in_one_module(engine):
    users = [p for p in modules() if any(n == engine or n.startswith(engine + ".") for n in imported(p))]
    assert len(users) <= 1, users


@pytest.mark.parametrize("statement", ["import cancu", "import cancu.cli"])
def test_a_start_loads_no_engine(statement):
    heavy = HEAVY if statement == "import cancu" else HEAVY[:-1]
    code = f"{statement}; import sys; print([m for m in {heavy!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_no_module_is_a_box_for_everything():
    assert not [p for p in modules() if p.stem in ("utils", "util", "helpers", "common", "misc")]


def test_an_answer_loads_only_the_store(tmp_path):
    with closing(open_store(str(tmp_path / "g"))) as store:
        store.create_schema()
    code = f"""
import sys
from cancu.cli import main
try:
    main(["ask", "--store", {str(tmp_path / "g")!r}, "Văn bản nào được viện dẫn nhiều nhất?"])
finally:
    print([m for m in ("numpy", "spacy", "neo4j", "networkx", "quickjs", "rich") if m in sys.modules])
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (out.stdout.splitlines()[-1], out.returncode) == ("[]", 1), out.stderr  # no rows
