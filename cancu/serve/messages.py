"""What the pages say, in each language, from one catalogue: `data/messages.toml`."""

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
