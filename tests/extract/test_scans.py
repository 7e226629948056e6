"""The same document as scans, converters and other systems leave it: its citations stay the same."""

import re
import time
import unicodedata
from pathlib import Path

import pytest

from cancu.demo import examples
from cancu.extract import Source, extract

FILES = sorted(examples().glob("*.txt"))


def _wrapped(text: str, width: int, end: str) -> str:
    lines = []
    for line in text.split("\n"):
        while len(line) > width and (cut := line.rfind(" ", 0, width)) > 0 and line[cut + 1 :].strip():
            lines.append(line[:cut] + end)
            line = line[cut + 1 :]
        lines.append(line)
    return "\n".join(lines)


def _in_symbols(text: str, pattern: str, new: str) -> str:
    """Change what stands inside numbers such as 06/QĐ-TTg."""
    return re.sub(r"\d+/(?:\d{4}/)?[A-ZĐ][\w&]*(?:-[A-ZĐ][\w&]*)+", lambda m: re.sub(pattern, new, m.group()), text)


LAYOUTS = {
    "Windows line ends": lambda t: t.replace("\n", "\r\n"),
    "decomposed letters": lambda t: unicodedata.normalize("NFD", t),
    "lines of 60 characters": lambda t: _wrapped(t, 60, ""),
    "lines of 70 characters, each followed by an empty one": lambda t: _wrapped(t, 70, "\n"),
    "double spaces": lambda t: re.sub(r"(?<=\w) (?=\w)", "  ", t),
    "no-break spaces": lambda t: re.sub(r"(?<=\w) (?=\w)", "\N{NO-BREAK SPACE}", t),
    "the Icelandic letter for Đ": lambda t: t.replace("Đ", "Ð").replace("đ", "ð"),
    "symbols with D for Đ": lambda t: _in_symbols(t, "Đ(?=-)", "D"),
    "blanks around slashes": lambda t: _in_symbols(t, "/(?=[A-ZĐ])", " / "),
    "symbols broken behind the dash": lambda t: _in_symbols(t, "-(?=[A-ZĐ])", "-\n"),
    "long dashes in symbols": lambda t: _in_symbols(t, "-", "–"),
}


def _citations(path: Path, text: str) -> list[tuple[str | None, str, str]]:
    return [(m.key, m.relation.value, m.source) for m in extract(Source(path.name, text)).mentions]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layout_does_not_change_what_is_cited(layout):
    for path in FILES:
        clean = path.read_text(encoding="utf-8")
        assert _citations(path, layout(clean)) == _citations(path, clean), path.name


RUNS = {
    "blanks in a number": "Quyết định" + " " * 20_000 + "số 06/QĐ-TTg",
    "empty lines": "a\n" + "\n" * 20_000 + "b",
    "table marks": "| " * 20_000,
    "one citation again and again": "Căn cứ Quyết định số 06/QĐ-TTg và " * 3_000,
}


@pytest.mark.parametrize("text", RUNS.values(), ids=RUNS.keys())
def test_long_runs_cost_no_more_than_their_length(text):
    """Twice the text may cost about twice the time, not four times or more."""

    def cost(part: str) -> float:
        start = time.process_time()
        extract(Source("a.txt", part))
        return time.process_time() - start

    cost(text[:100])
    half, whole = cost(text[: len(text) // 2]), cost(text)
    assert whole < 3.4 * half + 0.2
