"""The rules of the data files, read once: cue words and word lists."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from cancu.errors import DataFileError
from cancu.knowledge.fold import spelling
from cancu.language.patterns import alternation
from cancu.models import Relation, Value

_DATA = files("cancu.extract") / "data"


class Cue(Value):
    """Words before a mention that decide its relation."""

    id: str
    relation: Relation | None = None
    words: tuple[str, ...]
    through: bool = False
    weak: bool = False
    near: int = 0
    """Most words that may stand between it and the mention; 0 for any number."""
    source: str
    examples: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()


def table(name: str) -> dict[str, Any]:
    """A TOML file of this layer."""
    try:
        return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(f"{name}: {error}") from error


@cache
def cues() -> tuple[Cue, ...]:
    """All cues of the file."""
    return tuple(Cue.model_validate(row) for row in table("cues.toml")["cue"])


@cache
def cue_by_words() -> dict[str, Cue]:
    """Cue by its words as they are compared."""
    found: dict[str, Cue] = {}
    for cue in cues():
        for phrase in cue.words:
            found.setdefault(spelling(phrase), cue)
    return found


@cache
def cue_pattern() -> re.Pattern[str]:
    """Matches any cue, the longest first."""
    return re.compile(rf"(?<!\w)(?:{alternation(tuple(cue_by_words()))})(?!\w)")


@cache
def passive_pattern() -> dict[Relation, re.Pattern[str]]:
    """Passive forms by the relation that the later document has to the earlier one."""
    found = table("cues.toml")["passive"]
    return {Relation(k): re.compile(rf"(?<!\w)(?:{alternation(v)})(?!\w)") for k, v in found.items()}


@cache
def after_pattern() -> dict[Relation, re.Pattern[str]]:
    """Deciding words that follow a mention, by relation."""
    found = table("cues.toml")["after"]
    return {
        Relation(k): re.compile(rf"\s*(?:{alternation(v)})(?!\w)(?!\s+(?:bởi|tại|theo|bằng)(?!\w))")
        for k, v in found.items()
    }


@cache
def partial_pattern() -> re.Pattern[str]:
    """Words that make an end or a replacement a partial one."""
    return re.compile(rf"(?<!\w)(?:{alternation(table('cues.toml')['partial'])})(?!\w)")


@cache
def word_list(name: str) -> re.Pattern[str]:
    """A list of words.toml as a pattern that matches at the start of the rest of a text."""
    return re.compile(rf"(?:{alternation(table('words.toml')[name])})(?!\w)")


@cache
def phrases() -> dict[str, str]:
    """Phrases by the abbreviation that stands for them inside names."""
    found: dict[str, str] = table("words.toml")["phrases"]
    return found


@cache
def light_words() -> frozenset[str]:
    """Folded words that titles of one scheme have or lack."""
    return frozenset(table("words.toml")["light"])
