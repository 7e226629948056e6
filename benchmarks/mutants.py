"""Whether the tests notice when a condition or a row no longer counts.

Run from a checkout: python benchmarks/mutants.py [--quick] [--every N] [--only TEXT] [MODULE…]

Each operand of an `and` or `or` in the modules is made neutral in turn (it no longer narrows or widens anything), and each row of
relations.toml is made to fit nothing; after each the tests of extraction and resolution run until one fails. Prints what
survives, with file and line, and exits with 1 when anything does. --quick asks only the marked sentences, --every N tries one of N, --only those whose name holds a text.
"""

import argparse
import ast
import contextlib
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
MODULES = (
    "cancu.extract.citation_tree",
    "cancu.extract.outline",
    "cancu.extract.relations",
    "cancu.extract.relation_rules",
    "cancu.extract.sections",
    "cancu.graph.chronology",
    "cancu.graph.resolve",
)
TESTS = (
    "tests/extract/test_relations.py",
    "tests/extract/test_reading.py",
    "tests/extract/test_lists.py",
    "tests/extract/test_forms.py",
    "tests/graph/test_chronology.py",
    "tests/graph/test_resolve.py",
    "tests/test_accuracy.py",
)
"""Quick ones first: the first failure ends a run."""
LIMIT = 120
"""Most seconds of processor time for one mutant."""
SLOW = "not 400 and not 90 and not costs and not spaces_and_line_breaks"


@dataclass(frozen=True)
class Mutant:
    """One change that the tests should notice, and how to make it in this process."""

    name: str
    apply: Callable[[], None]


class _Neutral(ast.NodeTransformer):
    """Makes the n-th operand of the Boolean operations of a module neutral."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.seen = 0
        self.lines: list[tuple[int, str]] = []

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """Count the operands of one operation and replace the wanted one."""
        self.generic_visit(node)
        for index, operand in enumerate(node.values):
            if self.seen == self.wanted:
                node.values[index] = ast.Constant(isinstance(node.op, ast.And))
            self.lines.append((operand.lineno, ast.unparse(operand)))
            self.seen += 1
        return ast.fix_missing_locations(node)


def operands(name: str) -> Iterator[Mutant]:
    """A mutant for each Boolean operand of a module."""
    module = importlib.import_module(name)
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    count = _Neutral(-1)
    count.visit(ast.parse(source))
    for index, (line, text) in enumerate(count.lines):
        yield Mutant(f"{name.replace('.', '/')}.py:{line}: {text}", _mutate(module, source, index))


def _mutate(module: ModuleType, source: str, index: int) -> Callable[[], None]:
    def apply() -> None:
        tree = _Neutral(index).visit(ast.parse(source))
        old = dict(vars(module))
        exec(compile(tree, str(module.__file__), "exec"), vars(module))
        new = {id(old[key]): value for key, value in vars(module).items() if key in old and callable(old[key])}
        for other in [m for key, m in sys.modules.items() if key.startswith(("cancu", "tests"))]:
            for key, value in list(vars(other).items()):
                if id(value) in new and other is not module:
                    setattr(other, key, new[id(value)])

    return apply


def rows() -> Iterator[Mutant]:
    """A mutant for each row of relations.toml: it fits nothing."""
    module = importlib.import_module("cancu.extract.relation_rules")

    def drop(identity: str) -> Callable[[], None]:
        def apply() -> None:
            fit = module.Facts.fit
            module.Facts.fit = lambda facts, row: row.id != identity and fit(facts, row)

        return apply

    for row in module.rows():
        yield Mutant(f"cancu/extract/data/relations.toml: {row.id}", drop(row.id))


def examples_hold() -> None:
    """Check the marked sentences first, without a test runner; raises AssertionError at the first that is read otherwise."""
    from tests.extract import test_reading, test_relations
    from tests.extract.marked_texts import check, paper

    for row, example in test_relations.EXAMPLES:
        test_relations.test_a_row_decides_its_example(row, example)
    for sentence in (*test_reading.CASES.values(), *map(paper, test_relations.PAPERS)):
        check(sentence)


def survives(mutant: Mutant, *, quick: bool = False) -> bool:
    """Run the tests with the mutant in a process of its own; whether they all pass."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException), Path(os.devnull).open("w", encoding="utf-8") as null:
            os.dup2(null.fileno(), 1)
            os.dup2(null.fileno(), 2)
            import resource

            import pytest

            # A mutant that never ends is noticed as well.
            resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
            mutant.apply()
            examples_hold()
            code = 0 if quick else int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-k", SLOW, *TESTS]))
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def main() -> int:
    """Try the mutants and report those that survive."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("modules", nargs="*", default=MODULES, metavar="MODULE", help="modules to mutate")
    parser.add_argument("--quick", action="store_true", help="ask only the marked sentences")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try one of N")
    parser.add_argument("--only", default="", metavar="TEXT", help="only mutants whose name holds this")
    chosen = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    from cancu.demo import examples
    from cancu.extract import Source, extract

    for path in sorted(examples().glob("*.txt"))[:3]:
        extract(Source(path.name, path.read_text(encoding="utf-8")))
    examples_hold()
    if not survives(Mutant("none", lambda: None), quick=chosen.quick):
        print("the tests fail without any mutant")
        return 2
    mutants = [m for name in chosen.modules for m in operands(name)]
    mutants += list(rows()) if tuple(chosen.modules) == MODULES else []
    tried = [m for m in mutants if chosen.only in m.name][:: chosen.every]
    alive = 0
    for mutant in tried:
        if survives(mutant, quick=chosen.quick):
            alive += 1
            print(f"survived: {mutant.name}", flush=True)
    print(f"{len(tried)} of {len(mutants)} mutants tried, {alive} survived")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
