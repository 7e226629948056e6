"""What is said to people, in each language, from one catalogue: the command line, the pages and the pictures.

`data/messages.toml` has what is asked for by name, in both languages. All other files of `data/` have sentences that the
program writes in English, wherever it writes them: errors, reasons, help. They are put into Vietnamese where they are shown,
so that what a worker process, a journal or an exception brings is told in the language of whoever reads it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES: Mapping[str, str] = {"vi": "Tiếng Việt", "en": "English"}
"""The languages, the first where a page's reader chose none, each by its own name."""
_CATALOGUE = "messages.toml"
_STRING = r'"(?:[^"\\]|\\.)*"'
_ROW = re.compile(
    rf"^(?:\[(?P<part>\w+)\]|(?P<key>{_STRING}|\w+) = (?:(?P<text>{_STRING})|\{{vi = (?P<vi>{_STRING}), en = (?P<en>{_STRING})\}}))$",
    re.MULTILINE,
)
_BETWEEN = "; "
"""What stands between the sentences of one text."""
_PLACEHOLDER = re.compile(r"\{n?\}")
_NUMBER = "{n}"
_FIGURES = re.compile(r"\d[\d,]*\+?")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")


def locale_language(environment: Mapping[str, str]) -> str:
    """The language that the locale of an environment asks for, by LC_ALL, LC_MESSAGES or LANG; English where it is none of ours."""
    said = next((told for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (told := environment.get(name))), "")
    language = re.split(r"[_.@-]", said.lower())[0]
    return language if language in LANGUAGES else "en"


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Every message by its dotted name, in each language."""
    return {
        f"{part}.{name}": {"vi": _text(vietnamese), "en": _text(english)}
        for part, name, _, vietnamese, english in _rows(_CATALOGUE)
    }


def say(language: str, name: str, /, **values: Any) -> str:
    """A message with its values filled in; raises KeyError for a name that the catalogue lacks."""
    return messages()[name][language].format(**values)


def catalogue_word(language: str, part: str, name: str) -> str:
    """The word of a part of the catalogue for a value, or the value itself where it has none."""
    said = messages().get(f"{part}.{name}")
    return said[language] if said else name


def catalogue_words(language: str, part: str) -> dict[str, str]:
    """All words of a part of the catalogue in a language, by their names, as the script of a page is handed them."""
    return {name.partition(".")[2]: said[language] for name, said in messages().items() if name.startswith(f"{part}.")}


@cache
def sentences() -> Mapping[str, str]:
    """Every sentence in English with its Vietnamese; {} stands for words that differ, {n} for a number, {1} for the second of them."""
    names = (entry.name for entry in (files("cancu.messages") / "data").iterdir())
    return {
        english: _text(vietnamese)
        for name in sorted(names)
        if name.endswith(".toml") and name != _CATALOGUE
        for _, english, vietnamese, _, _ in _rows(name)
    }


def _rows(name: str) -> Iterator[tuple[str, str, str, str, str]]:
    """The rows of a file: its part, its key, and its text, or its Vietnamese and its English.

    Each row is one line, which this reads in a tenth of the time of a reader of all TOML: a command of .4 s should not wait for it.
    """
    part = ""
    for row in _ROW.finditer((files("cancu.messages") / "data" / name).read_text(encoding="utf-8")):
        if row["part"]:
            part = row["part"]
        else:
            key = row["key"]
            yield part, _text(key) if key[0] == '"' else key, row["text"], row["vi"], row["en"]


def _text(quoted: str) -> str:
    return json.loads(quoted) if "\\" in quoted else quoted[1:-1]  # the escapes of TOML are those of JSON


def translated(language: str, text: str) -> str:
    """A sentence of the program in a language, with what stands in its holes; one that the catalogue lacks stays as it is.

    What stands before a colon may be a name of anything: 'plan.pdf: the file is empty'.
    """
    return text if language == "en" else _vietnamese(text)


def _vietnamese(text: str) -> str:
    one_line = "\n" not in text
    told = _fill_template(text) or (_piecewise(text) if one_line else None) or _fill_template(text, with_pieces=True)
    return told or (text if one_line else "\n".join(map(_vietnamese, text.split("\n"))))


def _fill_template(text: str, *, with_pieces: bool = False) -> str | None:
    """The Vietnamese of a whole sentence, what stands in its holes put into Vietnamese too; a hole holds several pieces only if told so."""
    if (said := sentences().get(text)) is not None:
        return said
    if text.isupper() and (known_as := messages().get(f"relation.{text}")):
        return known_as["vi"]
    for parts, kinds, said in _templates():
        values = _placeholder_values(parts, kinds, text)
        if values is None:
            continue
        inner = values if parts[-1] else values[:-1]  # several sentences may stand at the end
        if with_pieces or any(_BETWEEN in part for part in parts) or not any(_BETWEEN in value for value in inner):
            return said.format(*map(_vietnamese, values))
    return text.replace(",", ".") if _THOUSANDS.fullmatch(text) else None


def _piecewise(text: str) -> str | None:
    """Several sentences, or one behind the name of what it is about: 'plan.pdf: the file is empty'."""
    for colon in re.finditer(": ", text.partition(_BETWEEN)[0]):
        if told := _fill_template(text[colon.end() :]):
            return text[: colon.end()] + told
    if _BETWEEN in text:
        pieces = text.split(_BETWEEN)
        several = [_fill_template(piece) or _piecewise(piece) for piece in pieces]
        if any(several):
            return _BETWEEN.join(said or piece for said, piece in zip(several, pieces, strict=True))
    counts = text.split(", ")
    if all(count[:1].isdigit() for count in counts) and any(map(_fill_template, counts)):
        return ", ".join(map(_vietnamese, counts))
    head, colon_, rest = text.partition(": ")
    told_of = (_piecewise(rest) or _fill_template(rest, with_pieces=True)) if colon_ else None
    return f"{head}: {told_of}" if told_of else None


@cache
def _templates() -> tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...]:
    """The sentences with holes: what stands between them, the holes, and the Vietnamese; those with the most words of their own first."""
    rows = [
        (tuple(_PLACEHOLDER.split(english)), tuple(_PLACEHOLDER.findall(english)), said)
        for english, said in sentences().items()
        if _PLACEHOLDER.search(english)
    ]
    return tuple(sorted(rows, key=lambda row: -sum(map(len, row[0]))))


def _placeholder_values(parts: Sequence[str], kinds: Sequence[str], text: str) -> list[str] | None:
    """What stands in the holes between parts of a text, each as short as it can be; None where the text is another one."""
    first, *between, last = parts
    at, end = len(first), len(text) - len(last)
    if at > end or not (text.startswith(first) and text.endswith(last)):
        return None
    found = []
    for part in between:
        hole = text.find(part, at, end)
        if hole < 0:
            return None
        found.append(text[at:hole])
        at = hole + len(part)
    found.append(text[at:end])
    numbers = (value for value, kind in zip(found, kinds, strict=True) if kind == _NUMBER)
    return found if all(_FIGURES.fullmatch(value) for value in numbers) else None


def placeholders(text: str) -> Iterator[str]:
    """The places of a sentence that are filled in, each by its number: '{} of {}' has 0 and 1."""
    for at, hole in enumerate(re.findall(r"\{([n\d]?)\}", text)):
        yield hole if hole.isdigit() else str(at)


__all__ = ["LANGUAGES", "holes", "known", "messages", "of_locale", "say", "sentences", "spoken", "translated"]
