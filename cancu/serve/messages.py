"""What the pages say, in each language, from one catalogue: `data/messages.toml`."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES: Mapping[str, str] = {"vi": "Tiếng Việt", "en": "English"}
"""The languages of the pages, the first where none is chosen, each by its own name."""


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Every message by its dotted name, in each language."""
    found: dict[str, Mapping[str, str]] = {}
    text = (files("cancu.serve") / "data" / "messages.toml").read_text(encoding="utf-8")
    for part, rows in tomllib.loads(text).items():
        found |= {f"{part}.{name}": said for name, said in rows.items()}
    return found


def say(language: str, name: str, /, **values: Any) -> str:
    """A message with its values filled in; raises KeyError for a name that the catalogue lacks."""
    return messages()[name][language].format(**values)


def known(language: str, part: str, name: str) -> str:
    """The word of a part of the catalogue for a value, or the value itself where it has none."""
    said = messages().get(f"{part}.{name}")
    return said[language] if said else name


@cache
def _reasons() -> Mapping[re.Pattern[str], str]:
    """Patterns of the readers' reasons, the most exact first, each with its Vietnamese."""
    text = (files("cancu.serve") / "data" / "reasons.toml").read_text(encoding="utf-8")
    rows = sorted(tomllib.loads(text)["reasons"].items(), key=lambda row: (row[0].count("{}"), -len(row[0])))
    return {re.compile(re.escape(english).replace(r"\{\}", "(.+?)"), re.DOTALL): said for english, said in rows}


def reason(language: str, told: str) -> str:
    """Why a file was not read, in a language; one that the table lacks stays as it is."""
    if language == "en":
        return told
    for pattern, said in _reasons().items():
        if match := pattern.fullmatch(told):
            return said.format(*(reason(language, part) for part in match.groups()))
    return told
