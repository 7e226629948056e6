"""Read numbers: the forms of the data file, and what one of them recognises in a number on its own."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from cancu.knowledge.base import built_in

_DATA = files("cancu.language") / "data"
ORG = r"[A-ZĐƯÔÂĂÊƠ][A-Za-zĐđƯưÔôÂâĂăÊêƠơ0-9&.]*"
RUNNING = r"(?P<n>\d{1,5}[a-eđ]?(?:\.\d{1,3})?)"


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing a number, with examples that prove it."""

    id: str
    pattern: re.Pattern[str]
    bare: bool
    examples: tuple[str, ...]
    counter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number and symbol recognised by a form."""

    key: str
    form: Form
    number: str
    symbol: str
    type: str | None
    issuer: str
    year: int | None


@cache
def forms() -> tuple[Form, ...]:
    """Return the number forms in the order in which they are tried."""
    codes = sorted({c for t in built_in().types for c in t.codes}, key=lambda c: (-len(c), c))
    holes = {"{n}": RUNNING, "{year}": r"(?P<year>(?:19|20)\d\d)", "{type}": "|".join(codes), "{org}": ORG}
    found = []
    for row in tomllib.loads((_DATA / "forms.toml").read_text(encoding="utf-8"))["form"]:
        pattern = row["pattern"]
        for hole, part in holes.items():
            pattern = pattern.replace(hole, part)
        found.append(
            Form(
                row["id"],
                re.compile(pattern),
                row.get("bare", False),
                tuple(row["examples"]),
                tuple(row["counter"]),
            )
        )
    return tuple(found)


@lru_cache(maxsize=4096)
def parse_number(key: str) -> Number | None:
    """Return the number in a compact string ('06/QĐ-TTg'), by the first form that matches all of it; else None."""
    for form in forms():
        if match := form.pattern.fullmatch(key):
            parts = match.groupdict()
            kind = parts.get("type")
            year = parts.get("year")
            symbol = key[len(match["n"]) + 1 :]
            if year:
                symbol = symbol[len(year) + 1 :]
            return Number(
                key=key,
                form=form,
                number=match["n"],
                symbol=symbol,
                type=built_in().type_by_code.get(kind) if kind else ("CV" if form.id.startswith("letter") else None),
                issuer=parts.get("issuer") or "",
                year=int(year) if year else None,
            )
    return None
