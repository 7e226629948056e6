"""The phrases of a question, with or without diacritics, English endings, and slips of the keyboard forgiven."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache, partial
from importlib.resources import files
from typing import Any

from cancu.knowledge.base import built_in
from cancu.knowledge.fold import fold, spelling
from cancu.models import Value

_LONGEST = 9
"""Words that a phrase may have."""
_LONG = 8
"""Letters from which on a slip of the keyboard is forgiven."""
WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"[^\W_]+|[,;:.?!()]")
_GAP = re.compile(r"[\s./'’-]{1,3}")


class _Phrase(Value):
    text: str
    """With its diacritics; written together where it is several words."""
    kind: str
    value: str = ""
    participle: bool = False
    exact: bool = False
    """Only with its diacritics."""
    words: int = 1


class _Reading(Value):
    """One way to read the words at a place: how many, and as what; None for an unknown word or a mark."""

    size: int
    phrase: _Phrase | None = None
    perhaps: bool = False
    loose: bool = False
    """Without the diacritics of the phrase, in a question that has some."""


_Cost = tuple[int, int, int, int]
"""Unknown words, loose phrases, phrases, and words (negative) that say something."""


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
    """What intents.toml holds: words, participles, levels, units, types, places, marks, numerals and intents."""
    return tomllib.loads((files("cancu.queries") / "data" / "intents.toml").read_text(encoding="utf-8"))


@cache
def any_of(mark: str, folded: bool = True) -> str:
    """A pattern for the words of a mark, the longest first."""
    words = {fold(word) if folded else word for word in table()["marks"][mark]}
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=lambda w: (-len(w), w))))})"


@cache
def _known() -> Mapping[str, tuple[_Phrase, ...]]:
    """The phrases by their letters without diacritics and spaces."""
    known: dict[str, list[_Phrase]] = {}
    for phrase in _phrases():
        if phrase.words > _LONGEST:
            continue
        known.setdefault(fold(phrase.text), []).append(phrase)
    return {letters: tuple(them) for letters, them in known.items()}


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
    for level, texts in data["units"].items():
        yield from (_phrase(text, "UNIT", level) for text in texts)
    for row in built_in().types:
        names = [n for n in row.names if n.lower() not in data["marks"]["no_types"]]
        yield from (_phrase(text, "TYPE", row.id) for text in (*names, *data["types"].get(row.id, ())))
        yield from (_phrase(code, "CODE", row.id) for code in row.codes if code.isalpha())
    for place in built_in().places:
        names = [place.name, *place.variants, *data["places"].get(place.id, ())]
        yield from (_phrase(text, "PLACE", place.id) for text in names)
    for body in built_in().issuers:
        yield from (_phrase(text, "BODY", body.name) for text in (body.name, *body.variants) if " " in text)


def _phrase(text: str, kind: str, value: str = "", participle: bool = False) -> _Phrase:
    words = WORD.findall(spelling(text))
    return _Phrase(
        text="".join(words), kind=kind, value=value, participle=participle, exact=text[0] == "=", words=len(words)
    )


def tokens_of(text: str, holes: Sequence[tuple[int, int]]) -> list[Token]:
    """The phrases of a text outside the holes, read in the cheapest way (`_Cost`), of two alike with the longer first."""
    line = _Line(text, holes)
    best: list[tuple[_Cost, tuple[_Reading, ...]]] = [((0, 0, 0, 0), ())] * (len(line.pieces) + 1)
    for at in range(len(line.pieces) - 1, -1, -1):
        ways = []
        for way in line.ways(at):
            (unknown, loose, phrases, content), rest = best[at + way.size]
            kind = way.phrase.kind if way.phrase else ""
            told = 0 if kind in ("", "_") else way.size
            cost = unknown + (kind == ""), loose + way.loose, phrases + 1, content - told
            ways.append((cost, (way, *rest)))
        best[at] = min(ways, key=lambda w: (w[0], -w[1][0].size))
    tokens: list[Token] = []
    at = 0
    for way in best[0][1]:
        token = line.token(at, way)
        at += way.size
        if token.kind != "_":
            tokens.append(token)
    return tokens


class _Line:
    """The words and marks of a text outside its documents, and the ways in which they may be read."""

    def __init__(self, text: str, holes: Sequence[tuple[int, int]]) -> None:
        edges = [0, *(edge for hole in sorted(holes) for edge in hole), len(text)]
        between = zip(edges[::2], edges[1::2], strict=True)
        self.text = text
        self.pieces = [piece for start, end in between for piece in _PIECE.finditer(text, start, end)]
        self._spelled = [spelling(piece.group()) for piece in self.pieces]
        self._marked = fold(text) != text.lower()
        self._documents_at = {start for start, _ in holes}
        self._places = {at: place for at in range(len(self.pieces)) if (place := self._place(at))}

    def token(self, at: int, way: _Reading) -> Token:
        """What the pieces from one on are, read in a way."""
        start, end = self.pieces[at].start(), self.pieces[at + way.size - 1].end()
        word, known = self.pieces[at].group(), way.phrase
        if known is not None:
            return Token(
                kind=known.kind,
                start=start,
                end=end,
                value=known.value,
                participle=known.participle,
                perhaps=way.perhaps,
            )
        if not word[0].isalnum():
            return Token(kind="STOP", start=start, end=end, value=word)
        return Token(kind="WORD" if len(word) > 1 and not word.isdigit() else "DIGITS", start=start, end=end)

    def ways(self, at: int) -> list[_Reading]:
        """How the pieces from one on may be read; a place is a place, and right before a document stands its type."""
        if not self.pieces[at].group()[0].isalnum():
            return [_Reading(size=1)]
        if place := self._places.get(at):
            return [_Reading(size=place[0], phrase=place[1])]
        words = self._words(at, self._places.keys())
        ways = []
        for lenient in (False, True):
            for size in range(len(words), 0, -1):
                spelled = "".join(words[:size])
                fitting = [p for p in _known().get(fold(spelled), ()) if _fits(p, words[:size], lenient)]
                if fitting:
                    before = self.pieces[at + size - 1].end() + 1 in self._documents_at
                    phrase = min(fitting, key=partial(_rank, spelled, before))
                    perhaps = any(p.kind == "_" for p in fitting)
                    loose = self._marked and phrase.text != spelled
                    ways.append(_Reading(size=size, phrase=phrase, perhaps=perhaps, loose=loose))
            if ways:
                return ways
        if inflected := _inflected(words):
            return inflected
        for size in (2, 1):
            if len(words) >= size and (slip := _slipped(fold("".join(words[:size])))):
                return [_Reading(size=size, phrase=slip)]
        return [_Reading(size=1)]

    def _words(self, at: int, ends: Set[int] = frozenset()) -> list[str]:
        """The words from one on that may be one phrase."""
        last = at + 1
        while last < min(at + _LONGEST, len(self.pieces)) and last not in ends:
            gap = self.text[self.pieces[last - 1].end() : self.pieces[last].start()]
            if not self.pieces[last].group()[0].isalnum() or not _GAP.fullmatch(gap):
                break
            last += 1
        return self._spelled[at:last]

    def _place(self, at: int) -> tuple[int, _Phrase] | None:
        """The place that is named here, and its words.

        Small letters without diacritics that spell something else too are a place only behind a word that leads to one.
        """
        words = self._words(at)
        for size in range(len(words), 0, -1):
            known = _known().get(fold("".join(words[:size])), ())
            for phrase in known:
                if phrase.kind == "PLACE" and _fits(phrase, words[:size]):
                    written = self.text[self.pieces[at].start() : self.pieces[at + size - 1].end()]
                    led = at > 0 and re.fullmatch(any_of("at"), fold(self._spelled[at - 1])) is not None
                    return (size, phrase) if led or len(known) == 1 or fold(written) != written else None
        return None


def _rank(spelled: str, before_document: bool, phrase: _Phrase) -> tuple[bool, ...]:
    types = ("TYPE", "CODE") if before_document else ()
    return (
        phrase.kind not in types,
        phrase.kind == "CODE",
        phrase.text != spelled and phrase.kind != "UNIT",
        phrase.kind == "_",
    )


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


_ENDINGS = (("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))


def _inflected(words: Sequence[str]) -> list[_Reading]:
    """The English phrases whose first word has an ending here: 'rested on' for 'rest on'."""
    bases = [
        words[0][: -len(end)] + e for end, e in _ENDINGS if words[0].endswith(end) and len(words[0]) > len(end) + 2
    ]
    ways = []
    for size in range(len(words), 0, -1):
        rest = "".join(words[1:size])
        found = [p for b in bases for p in _known().get(b + rest, ()) if p.text == b + rest and p.words == size]
        found = [p for p in found if not p.exact and p.kind not in ("PLACE", "CODE", "_")]
        if found:
            passive = size == 1 and words[0].endswith("ed") and found[0].kind != "REST"
            ways.append(_Reading(size=size, phrase=found[0].model_copy(update={"participle": passive})))
    return ways


@lru_cache(maxsize=4096)
def _slipped(word: str) -> _Phrase | None:
    """The long phrase that a word is but for one letter more, less or out of order."""
    if not _LONG <= len(word) <= 4 * _LONG or not word.isalpha():
        return None
    near = {word[:i] + word[i + 1 :] for i in range(len(word))}
    near |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    near |= {word[:i] + c + word[i:] for i in range(len(word) + 1) for c in "abcdefghijklmnopqrstuvwxyz"}
    found = [p for n in sorted(near) for p in _known().get(n, ()) if not p.exact and p.kind != "CODE"]
    return found[0] if found and len({(p.kind, p.value) for p in found}) == 1 else None
