"""Messages for people in each language, from one catalogue: the command line, the pages and the pictures.

`data/named.toml` contains named messages in both languages. The other files of `data/` contain sentences that the
program writes in English, wherever it writes them: errors, reasons, help. They are translated into Vietnamese when they
are displayed, so that messages from a worker process, a journal or an exception appear in the reader's language.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES: Mapping[str, str] = {"vi": "Tiếng Việt", "en": "English"}
"""The languages, each with its own name; the first is used where a reader of pages has not chosen."""
_CATALOGUE = "named.toml"
_STRING = r'"(?:[^"\\]|\\.)*"'
_ROW = re.compile(
    rf"^(?:\[(?P<part>\w+)\]|(?P<key>{_STRING}|\w+) = (?:(?P<text>{_STRING})|\{{vi = (?P<vi>{_STRING}), en = (?P<en>{_STRING})\}}))$",
    re.MULTILINE,
)
_BETWEEN = "; "
"""What separates the sentences of one text."""
_PLACEHOLDER = re.compile(r"\{n?\}")
_NUMBER = "{n}"
_FIGURES = re.compile(r"\d[\d,]*\+?")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")


def locale_language(environment: Mapping[str, str]) -> str:
    """Return the language of an environment's locale (LC_ALL, LC_MESSAGES or LANG), or English if it is not supported."""
    said = next((told for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (told := environment.get(name))), "")
    language = re.split(r"[_.@-]", said.lower())[0]
    return language if language in LANGUAGES else "en"


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Return every message by its dotted name, in each language."""
    return {
        f"{part}.{name}": {"vi": _text(vietnamese), "en": _text(english)}
        for part, name, _, vietnamese, english in _rows(_CATALOGUE)
    }


def say(language: str, name: str, /, **values: Any) -> str:
    """Return a message with its values filled in; raises KeyError for a name that is not in the catalogue."""
    return messages()[name][language].format(**values)


def catalogue_word(language: str, part: str, name: str) -> str:
    """Return the word for a value in a part of the catalogue, or the value itself if there is none."""
    said = messages().get(f"{part}.{name}")
    return said[language] if said else name


def catalogue_words(language: str, part: str) -> dict[str, str]:
    """Return all words of a part of the catalogue in a language, by name, as the script of a page receives them."""
    return {name.partition(".")[2]: said[language] for name, said in messages().items() if name.startswith(f"{part}.")}


@cache
def sentences() -> Mapping[str, str]:
    """Return every English sentence with its Vietnamese.

    In a sentence, {} stands for varying words, {n} for a number, {1} for the second of several.
    """
    names = (entry.name for entry in (files("cancu.messages") / "data").iterdir())
    return {
        english: _text(vietnamese)
        for name in sorted(names)
        if name.endswith(".toml") and name != _CATALOGUE
        for _, english, vietnamese, _, _ in _rows(name)
    }


def _rows(name: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the rows of a file: its part, its key, and its text, or its Vietnamese and its English.

    Each row is one line, parsed in a tenth of the time of a full TOML parser, because a command of .4 s should not wait
    for it.
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
    """Return a sentence of the program in a language, including its placeholders' values; an unknown sentence is returned unchanged.

    The text before a colon may be the name of anything: 'plan.pdf: the file is empty'.
    """
    return text if language == "en" else _vietnamese(text)


def _vietnamese(text: str) -> str:
    one_line = "\n" not in text
    told = _fill_template(text) or (_piecewise(text) if one_line else None) or _fill_template(text, with_pieces=True)
    return told or (text if one_line else "\n".join(map(_vietnamese, text.split("\n"))))


def _fill_template(text: str, *, with_pieces: bool = False) -> str | None:
    """Return the Vietnamese of a complete sentence with its translated values; a placeholder may contain several pieces only if `with_pieces`."""
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
    """Translate several sentences, or one after the name of its object: 'plan.pdf: the file is empty'."""
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
    """Return the sentences with placeholders: the text between them, the placeholders, and the Vietnamese; those with the most text first."""
    rows = [
        (tuple(_PLACEHOLDER.split(english)), tuple(_PLACEHOLDER.findall(english)), said)
        for english, said in sentences().items()
        if _PLACEHOLDER.search(english)
    ]
    return tuple(sorted(rows, key=lambda row: -sum(map(len, row[0]))))


def _placeholder_values(parts: Sequence[str], kinds: Sequence[str], text: str) -> list[str] | None:
    """Return the shortest texts for the placeholders between parts of a sentence; None if the text is another sentence."""
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
    """Yield the placeholders of a sentence by number: '{} of {}' has 0 and 1."""
    for at, hole in enumerate(re.findall(r"\{([n\d]?)\}", text)):
        yield hole if hole.isdigit() else str(at)


__all__ = ["LANGUAGES", "holes", "known", "messages", "of_locale", "say", "sentences", "spoken", "translated"]
