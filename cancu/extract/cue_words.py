"""Load the cue words and word lists of the data files."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from cancu.errors import DataFileError
from cancu.knowledge.fold import spelling
from cancu.language.patterns import alternation, whole_words
from cancu.models import CHANGES, Relation, Value

_DATA = files("cancu.extract") / "data"


class Cue(Value):
    """Words before a mention that determine its relation."""

    id: str
    relation: Relation | None = None
    words: tuple[str, ...]
    through: bool = False
    weak: bool = False
    near: int | None = None
    """The largest number of words between the cue and the mention; None for any number."""
    source: str
    examples: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()


def table(name: str) -> dict[str, Any]:
    """Return the contents of a TOML file of this package."""
    try:
        return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(f"{name}: {error}") from error


@cache
def cues() -> tuple[Cue, ...]:
    """Return all cues of the file."""
    return tuple(Cue.model_validate(row) for row in table("cues.toml")["cue"])


@cache
def cue_by_words() -> dict[str, Cue]:
    """Return the cues by their normalised words."""
    found: dict[str, Cue] = {}
    for cue in cues():
        for phrase in cue.words:
            found.setdefault(spelling(phrase), cue)
    return found


@cache
def _cue_pattern() -> re.Pattern[str]:
    """Return a pattern for any cue, longest first, without regard to what precedes it."""
    return re.compile(rf"(?:{alternation(tuple(cue_by_words()))})(?!\w)")


@cache
def passives() -> dict[str, Relation]:
    """Return the relation of the later document to the earlier one, by the passive verb between them."""
    return {spelling(verb): Relation(k) for k, verbs in table("cues.toml")["passive"].items() for verb in verbs}


@cache
def word_pattern(name: str) -> re.Pattern[str]:
    """Return a pattern for the verbs of one table of cues.toml."""
    verbs = [verb for group in table("cues.toml")[name].values() for verb in group]
    return re.compile(rf"(?<!\w)(?:{alternation(verbs)})(?!\w)")


class Ending(NamedTuple):
    """A verb that states the end of a document, as a pattern, and the positions where it does so."""

    relation: Relation
    verb: re.Pattern[str]
    listed: re.Pattern[str]
    """Matches after 'các … sau đây', at the end of the words."""
    directly: re.Pattern[str]
    """Matches directly after a mention."""
    behind_title: re.Pattern[str]
    """Matches after the title of a mention, with a word that only follows an end."""


_FROM_WHEN = r"\s*(?:toàn\s+bộ\s*)?(?:,\s*)?(?:kể\s+từ|từ\s+(?:ngày|thời)|và\s|[.;:/]*\s*$|[.;]\s)"


@cache
def endings() -> tuple[Ending, ...]:
    """Return words that follow a mention and state its end, where the agent can only be this document ('bị bãi bỏ bởi Luật này')."""
    rows = table("cues.toml")
    alone = r"(?!\w)(?!\s+(?:bởi|tại|theo|bằng)(?!\w))"
    this = r"(?!\w)(?:\s+\w+){0,4}\s+(?:bởi|tại|theo|bằng)\s+\w+(?:\s+\w+)?\s+này(?!\w)"
    found = [(k, rf"(?:{alternation(v)}){this}") for k, v in rows["by_this"].items()]
    found += [(k, rf"(?:{alternation(v)}){alone}") for k, v in rows["after"].items()]
    return tuple(
        Ending(
            Relation(kind),
            re.compile(verb),
            re.compile(rf"(?<!\w)sau(?:\s+đây)?\s*({verb})[^:]*[:\s*_|]*$"),
            re.compile(rf"[\s,]*(?:thì\s+)?({verb})"),
            re.compile(rf"(?:[^.]|\.\d){{0,500}}?(?<!\w)(?<!đã\s)(?<!sẽ\s)({verb}){_FROM_WHEN}"),
        )
        for kind, verb in found
    )


@cache
def ending_verbs() -> re.Pattern[str]:
    """Return a pattern for the verb of any ending."""
    return re.compile("|".join(ending.verb.pattern for ending in endings()))


@cache
def spaced(pattern: str) -> re.Pattern[str]:
    """Return a pattern of a data file with each space matching any white space."""
    return re.compile(re.sub(r" (?![*?])", r"\\s+", pattern).replace(" ", r"\s"))


class Cued(NamedTuple):
    """A cue and its span."""

    start: int
    end: int
    cue: Cue


@lru_cache(maxsize=64)
def cues_in(words: str) -> tuple[Cued, ...]:
    """Return the cues of a lower-case text in order, none inside another; cached, because several rules use the same text."""
    return tuple(
        Cued(match.start(), match.end(), cue_by_words()[" ".join(match.group().split())])
        for match in whole_words(_cue_pattern(), words)
    )


_PASSIVE_BEFORE = re.compile(r"(?<!\w)(?:được|bị|đã|văn\s+bản|quy\s+định)\s+$")

_ACTING = (*CHANGES, Relation.GUIDES)

_NOUN_BEHIND = re.compile(r"\s*(?:\)|[,;](?!\s*$)(?!\s+(?:bãi|huỷ|thay|sửa|bổ)\s))")


def governing(words: str, *, title: bool = False) -> Cued | None:
    """Return the cue nearest to the end of the words; a weak one only if there is no other, and never in titles."""
    weak = None
    for cued in reversed(cues_in(words)):
        cue = cued.cue
        if cue.through or (cue.near is not None and len(re.findall(r"\w+", words[cued.end :])) > cue.near):
            continue
        acts = cue.relation in _ACTING
        if acts and not title and _PASSIVE_BEFORE.search(words[: cued.start]):
            continue
        if acts and _NOUN_BEHIND.match(words, cued.end):
            # 'trồng rừng thay thế, Điều 44': nothing is replaced.
            continue
        if not cue.weak:
            return cued
        weak = weak or cued
    return None if title else weak


def acting_verb(words: str, *, change: bool = False) -> Cued | None:
    """Return the verb that governs what follows the words; with `change`, only a verb that changes or guides a document."""
    found = governing(words, title=change)
    return None if change and found and found.cue.relation not in _ACTING else found


@cache
def partial_pattern() -> re.Pattern[str]:
    """Return a pattern for words that limit an end or a replacement to a part."""
    return re.compile(rf"(?<!\w)(?:{alternation(table('cues.toml')['partial'])})(?!\w)")


@cache
def word_list(name: str) -> re.Pattern[str]:
    """Return a list of words.toml as a pattern that matches at the start of the rest of a text."""
    return re.compile(rf"(?:{alternation(table('words.toml')[name])})(?!\w)")


@cache
def phrases() -> dict[str, str]:
    """Return phrases by the abbreviation that stands for them inside names."""
    found: dict[str, str] = table("words.toml")["phrases"]
    return found


@cache
def light_words() -> frozenset[str]:
    """Return folded words that titles of one scheme may have or lack."""
    return frozenset(table("words.toml")["light"])
