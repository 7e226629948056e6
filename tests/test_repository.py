"""Files that tools read hold no address of a registry, and everything is UTF-8 with plain newlines."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def tracked():
    out = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if out.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in out.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "pyproject.toml", "Makefile"])
def test_no_registry_is_named(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links", text)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_its_hashes(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    packages = re.findall(r"^[\w.-]+==\S+ .*$", text, re.MULTILINE)
    assert packages
    for block in re.split(r"(?m)^(?=[\w.-]+==)", text)[1:]:
        assert "--hash=sha256:" in block, block.split("\n")[0]


def test_text_files_are_utf8_with_plain_newlines():
    for path in tracked():
        data = path.read_bytes()
        if b"\x00" in data[:4096]:
            continue
        data.decode("utf-8")
        assert b"\r\n" not in data or path.suffix in (".bat",), path


def test_every_package_that_is_needed_has_its_licence_told():
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z0-9.-]+)`", (ROOT / "docs" / "install.md").read_text(encoding="utf-8")))
    assert not [name for name in re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE) if name not in told]
