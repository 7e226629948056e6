"""The first command that a newcomer runs."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cancu import demo
from cancu.cli import main
from cancu.errors import ReadError
from tests.test_cli import TEXT


def run(*arguments: str) -> list[str]:
    result = CliRunner().invoke(main, ["demo", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


def check(lines: list[str], picture: Path) -> None:
    assert lines[-2] == str(picture)
    assert "cancu serve " in lines[-1]
    assert picture.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")
    asked = [at for at, line in enumerate(lines) if line.startswith("$ cancu query ")]
    assert len(asked) == 3
    assert lines[asked[-1]] == '$ cancu query implementers "Đề án 06"'
    assert "24/KH-UBND (Thanh Hóa, 13/02/2023)" in "\n".join(lines[asked[-1] :])


def test_demo_builds_answers_and_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(demo, "examples", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    check(run(), Path("lineage.html"))
    check(run("-o", "other.html"), Path("other.html"))


def test_the_sample_documents_are_found() -> None:
    try:
        folder = demo.examples()
    except ReadError as error:
        pytest.skip(str(error))
    assert len(list(folder.glob("*.txt"))) >= 10
