"""The phrases of a question: the longest ones that the table knows, with or without diacritics, and slips forgiven."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from importlib.resources import files
from typing import Any

from cancu.knowledge.facts import document_types, issuers, places
from cancu.knowledge.fold import fold, spelling
from cancu.models import Value

_LONGEST = 9
"""Words of the longest phrase."""
_LONG = 8
"""Letters from which on a slip of the keyboard is forgiven."""
WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"[^\W_]+|[,;:.?!()]")


class _Phrase(Value):
    text: str
    """With its diacritics; written together where it is several words."""
    kind: str
    value: str = ""
    participle: bool = False
    exact: bool = False
    """Only with its diacritics."""
    words: int = 1


class Token(Value):
    """A phrase of the question, or a mark, or an unknown word."""

    kind: str
    start: int
    end: int
    value: str = ""
    participle: bool = False
    perhaps: bool = False
    """Whether it may as well be a word that asks for nothing: 'may' for 'mấy' or 'máy'."""


@cache
def table() -> Mapping[str, Any]:
    """What intents.toml holds: words, participles, levels, types, places and intents."""
    return tomllib.loads((files("cancu.queries") / "data" / "intents.toml").read_text(encoding="utf-8"))


@cache
def _known() -> Mapping[str, tuple[_Phrase, ...]]:
    """The phrases by their letters without diacritics and spaces."""
    known: dict[str, list[_Phrase]] = {}
    for phrase in _phrases():
        known.setdefault(fold(phrase.text), []).append(phrase)
    return {letters: tuple(them) for letters, them in known.items()}


@cache
def known_concepts() -> frozenset[str]:
    """Every concept that a phrase may stand for."""
    return frozenset(phrase.kind for them in _known().values() for phrase in them)


def _phrases() -> Iterator[_Phrase]:
    data = table()
    for kind, texts in data["words"].items():
        yield from (_phrase(text, kind) for text in texts)
    for kind, texts in data["participles"].items():
        yield from (_phrase(text, kind, participle=True) for text in texts)
    for level, texts in data["levels"].items():
        yield from (_phrase(text, "LEVEL", level) for text in texts)
    for row in document_types():
        names = [n for n in row.names if n.lower() not in data["no_types"]["words"]]
        yield from (_phrase(text, "TYPE", row.id) for text in (*names, *data["types"].get(row.id, ())))
        yield from (_phrase(code, "CODE", row.id) for code in row.codes if code.isalpha())
    for place in places():
        names = [place.name, *place.variants, *data["places"].get(place.id, ())]
        yield from (_phrase(text, "PLACE", place.id) for text in names)
    for body in issuers():
        yield from (_phrase(text, "BODY", body.name) for text in (body.name, *body.variants) if " " in text)


def _phrase(text: str, kind: str, value: str = "", participle: bool = False) -> _Phrase:
    words = WORD.findall(spelling(text))
    return _Phrase(
        text="".join(words), kind=kind, value=value, participle=participle, exact=text[0] == "=", words=len(words)
    )


def tokens_of(text: str, holes: Sequence[tuple[int, int]]) -> list[Token]:
    """The phrases of a text outside the holes, the longest first."""
    pieces = [m for m in _PIECE.finditer(text) if all(m.end() <= a or b <= m.start() for a, b in holes)]
    tokens: list[Token] = []
    places_at = {at for at in range(len(pieces)) if _place_at(text, pieces, at)}
    documents_at = {a for a, _ in holes}
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if not piece.group()[0].isalnum():
            tokens.append(Token(kind="STOP", start=piece.start(), end=piece.end(), value=piece.group()))
            at += 1
            continue
        size, phrase, perhaps = _longest(text, pieces, at, places_at, documents_at)
        end = pieces[at + size - 1].end()
        if phrase is None:
            kind = "WORD" if len(piece.group()) > 1 and not piece.group().isdigit() else "DIGITS"
            tokens.append(Token(kind=kind, start=piece.start(), end=end))
        elif phrase.kind != "_":
            tokens.append(
                Token(
                    kind=phrase.kind,
                    start=piece.start(),
                    end=end,
                    value=phrase.value,
                    participle=phrase.participle,
                    perhaps=perhaps,
                )
            )
        at += size
    return tokens


def _run(text: str, pieces: Sequence[re.Match[str]], at: int, ends: Set[int] = frozenset()) -> list[re.Match[str]]:
    """The words from one on that may be one phrase."""
    run = [pieces[at]]
    for index in range(at + 1, min(at + _LONGEST, len(pieces))):
        gap = text[run[-1].end() : pieces[index].start()]
        if index in ends or not pieces[index].group()[0].isalnum() or not re.fullmatch(r"[\s./'’-]{1,3}", gap):
            break
        run.append(pieces[index])
    return run


def _place_at(text: str, pieces: Sequence[re.Match[str]], at: int) -> tuple[int, _Phrase] | None:
    """The place that is named here, and its words."""
    run = _run(text, pieces, at)
    for size in range(len(run), 0, -1):
        words = [spelling(piece.group()) for piece in run[:size]]
        for phrase in _known().get(fold("".join(words)), ()):
            if phrase.kind == "PLACE" and _fits(phrase, words):
                return size, phrase
    return None


def _longest(
    text: str, pieces: Sequence[re.Match[str]], at: int, places_at: Set[int], documents_at: Set[int]
) -> tuple[int, _Phrase | None, bool]:
    """The longest phrase that begins here, how many words it has, and whether they may ask for nothing as well.

    A place comes first, and right before a document its type.
    """
    if place := _place_at(text, pieces, at):
        return *place, False
    run = _run(text, pieces, at, places_at)
    phrases = _known()
    for lenient in (False, True):
        for size in range(len(run), 0, -1):
            words = [spelling(piece.group()) for piece in run[:size]]
            before = run[size - 1].end() + 1 in documents_at
            fitting = [p for p in phrases.get(fold("".join(words)), ()) if _fits(p, words, lenient)]
            if fitting:
                spelled = "".join(words)
                types = ("TYPE", "CODE") if before else ()
                best = min(
                    fitting,
                    key=lambda p: (p.kind not in types, p.kind == "CODE", p.text != spelled, p.kind == "_"),
                )
                return size, best, any(p.kind == "_" for p in fitting)
    for size in (2, 1):
        if len(run) >= size and (slip := _slipped(fold("".join(piece.group() for piece in run[:size])))):
            return size, slip, False
    return 1, None, False


def _fits(phrase: _Phrase, words: Sequence[str], lenient: bool = False) -> bool:
    """Whether words are a phrase: each word without diacritics fits either way."""
    if phrase.words != len(words) and not (len(words) == 1 and len(phrase.text) >= 5 and phrase.words > 1):
        return False
    if phrase.exact:
        return "".join(words) == phrase.text
    if lenient:
        return phrase.words > 1 and len(phrase.text) >= _LONG - 1 and phrase.kind not in ("PLACE", "CODE")
    at = 0
    for word in words:
        same = phrase.text[at : at + len(word)]
        if word not in (same, fold(same)):
            return False
        at += len(word)
    return True


@cache
def _slipped(word: str) -> _Phrase | None:
    """The long phrase that a word is but for one letter more, less or out of order."""
    if len(word) < _LONG or not word.isalpha():
        return None
    near = {word[:i] + word[i + 1 :] for i in range(len(word))}
    near |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    near |= {word[:i] + c + word[i:] for i in range(len(word) + 1) for c in "abcdefghijklmnopqrstuvwxyz"}
    found = [p for n in sorted(near) for p in _known().get(n, ()) if not p.exact and p.kind != "CODE"]
    return found[0] if found and len({(p.kind, p.value) for p in found}) == 1 else None
