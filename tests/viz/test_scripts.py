"""The scripts of the pages: modules while they are written and checked, one scope where they run."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cancu.viz.engine import script

ROOT = Path(__file__).parents[2]
WEB = ROOT / "cancu" / "viz" / "web"
MODULES = sorted(path.stem for path in WEB.glob("*.js"))
DECLARED = re.compile(r"^(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)


def deno() -> str:
    beside = Path(sys.executable).parent / "deno"
    found = str(beside) if beside.exists() else shutil.which("deno")
    if found is None:
        pytest.skip("no deno: it comes with the packages for development")
    return found


def checked(tmp_path: Path, source: str, *command: str) -> str:
    """What the checkers say of a module beside the others."""
    folder = tmp_path / "cancu" / "viz" / "web"
    shutil.copytree(WEB, folder)
    shutil.copy(ROOT / "deno.jsonc", tmp_path)
    (folder / "tried.js").write_text(source, encoding="utf-8")
    done = subprocess.run(
        [deno(), *command, str(folder / "tried.js")], cwd=tmp_path, capture_output=True, text=True, check=False,
        env=os.environ | {"NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    return done.stdout + done.stderr


def test_no_name_stands_in_two_modules() -> None:
    names = Counter(DECLARED.findall(script(*MODULES)))
    assert len(names) > 150
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("module", MODULES)
def test_nothing_of_modules_is_left_in_a_page(module: str) -> None:
    assert not re.search(r"^\s*(import|export)\b", script(module), re.MULTILINE)
    assert "/**\n" not in script(module)


def test_what_a_module_imports_stands_before_it() -> None:
    assert script("sheet").index("function indexGraph") < script("sheet").index("function drawSheet")


def test_wrong_names_and_types_are_told(tmp_path: Path) -> None:
    source = """
import { figur } from "./labels.js";
import { named } from "./labels.js";
export const x = [figur(1), named({ labl: "1" }), missing(1)];
/** @param {Graph} graph */
export const y = (graph) => graph.document;
"""
    told = checked(tmp_path, source, "check")
    assert all(f"'{wrong}'" in told for wrong in ("figur", "labl", "missing", "document")), told


def test_what_is_never_used_is_told(tmp_path: Path) -> None:
    assert "no-unused-vars" in checked(tmp_path, "const unused = 1;\n", "lint")


def test_no_button_has_words_of_one_language() -> None:
    labels = [
        f"{path.name}: {found[1]}"
        for path in WEB.glob("*.js")
        for found in re.finditer(r'button\("([^"]*)"', path.read_text(encoding="utf-8"))
    ]
    assert labels and not [label for label in labels if re.search(r": .*[^\W\d_]", label)]
