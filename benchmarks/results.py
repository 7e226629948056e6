"""benchmarks/RESULTS.md: a part for each command that measures, which writes only its own."""

import re
from pathlib import Path

FILE = Path(__file__).resolve().parent / "RESULTS.md"
_HEAD = "# Results\n\nEach part is made by the command that it names, and tells the machine it was measured on.\n"


def write_part(name: str, lines: list[str], file: Path = FILE) -> None:
    """Put lines in the place of what the part `name` said before; the other parts stay as they are."""
    text = file.read_text(encoding="utf-8") if file.exists() else _HEAD
    part = f"<!-- {name} -->\n" + "\n".join(lines).strip() + f"\n<!-- end of {name} -->\n"
    before = re.compile(rf"<!-- {re.escape(name)} -->\n.*?<!-- end of {re.escape(name)} -->\n", re.DOTALL)
    text = before.sub(lambda _: part, text) if before.search(text) else f"{text.rstrip()}\n\n{part}"
    file.write_text(text, encoding="utf-8", newline="\n")
