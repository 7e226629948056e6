"""The trained choice of a stored query: a linear model over the words of a question, with its documents and slots masked.

The model is trained on labelled questions (`make ask-model`) and stored as a table of small integers.
"""

import hashlib
import json
import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import combinations
from pathlib import Path

NONE = "-"
"""The intent of questions that no stored query can answer."""
MARKS = frozenset(",;:.?!")
_LETTERS = 4
_PHRASE = 3
"""The number of words in the longest phrase with a sense."""
_LONG = 7
"""The number of letters from which a typing slip is forgiven."""
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@cache
def _senses() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, str]]:
    """Return the senses of phrases, and those of word prefixes."""
    told = tomllib.loads((files("cancu.ask") / "data" / "senses.toml").read_text(encoding="utf-8"))
    rows = [(phrase, sense) for sense, phrases in told.items() for phrase in phrases.split(", ")]
    whole: dict[str, tuple[str, ...]] = {}
    for phrase, sense in rows:
        if not phrase.endswith("*"):
            whole[phrase] = (*whole.get(phrase, ()), sense)
    return whole, {phrase[:-1]: sense for phrase, sense in rows if phrase.endswith("*")}


def senses(words: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the senses that the words express, each with the index of its first word and the index after its last.

    Where several phrases begin at the same word, the longest counts.
    """
    whole, begun = _senses()
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(words):
        sizes = range(min(_PHRASE, len(words) - at), 0, -1)
        size = next((size for size in sizes if " ".join(words[at : at + size]) in whole), 0)
        if size:
            found += [(at, at + size, sense) for sense in whole[" ".join(words[at : at + size])]]
        else:
            word = words[at]
            found += [(at, at + 1, begun[word[:end]]) for end in range(len(word), 2, -1) if word[:end] in begun][:1]
        at += max(size, 1)
    return found


def features(words: Sequence[str]) -> frozenset[str]:
    """Return the features of the masked words: unigrams, bigrams and trigrams, their letters and senses, and their side of the document."""
    plain = [word for word in words if word not in MARKS]
    first = next((at for at, word in enumerate(plain) if word == "DOC"), len(plain))
    last = max((at for at, word in enumerate(plain) if word == "DOC"), default=-1)
    said = senses(plain)
    return frozenset((*_features(["^", *plain, "$"], first + 1, last + 1), *_of_senses(said, first, last)))


def _of_senses(said: Sequence[tuple[int, int, str]], first: int, last: int) -> Iterator[str]:
    for at, _, sense in said:
        yield f"#{sense}"
        yield f"#{sense}" + ("-" if last < 0 else "<" if at < first else ">" if at > last else "<>")
    yield from (f"#{one} #{other}" for (*_, one), (*_, other) in combinations(said, 2))
    yield "#" + "+".join(sorted({sense for *_, sense in said}))


def _features(words: Sequence[str], first: int, last: int) -> Iterator[str]:
    for at, word in enumerate(words):
        yield word
        if last > 0 and word.islower():
            yield f"{word}<" if at < first else f">{word}" if at > last else f"<{word}>"
        yield from (" ".join(words[at : at + size]) for size in (2, 3) if at + size <= len(words))
        if at + 2 < len(words):
            yield f"{word} * {words[at + 2]}"
        if word.isalpha() and word.islower() and len(word) > _LETTERS:
            yield from (f"~{word[i : i + _LETTERS]}" for i in range(len(word) - _LETTERS + 1))


class Model:
    """The weights of features for each intent."""

    def __init__(self, record: Mapping[str, object]) -> None:
        self.intents: list[str] = list(record["intents"])  # type: ignore[call-overload]
        self.data = str(record["data"])
        """The digest of the questions on which the model was trained."""
        self._unit = float(record["unit"])  # type: ignore[arg-type]
        self._bias: list[int] = list(record["bias"])  # type: ignore[call-overload]
        self._uses: Mapping[str, str] = record["uses"]  # type: ignore[assignment]
        self._weights: dict[str, str] = dict(record["weights"])  # type: ignore[call-overload]
        """The weights of each feature: intent numbers and weights in turn, as text, parsed only for the features of a question."""
        self._parsed: dict[str, list[tuple[int, int]]] = {}
        """The parsed weights: each intent number and its weight."""
        self.words = frozenset(str(record["words"]).split())
        """The words of the questions that a stored query answers, folded and as spelled."""

    def uses(self, intent: str) -> frozenset[str]:
        """Return the senses that questions of an intent have had; a word of another sense asks for something more."""
        return frozenset(self._uses.get(intent, "").split())

    def spelled(self, word: str) -> str:
        """Return a word in the spelling that the model knows; long words may have one letter added, missing or transposed."""
        if word in self.words or len(word) < _LONG or not word.islower():
            return word
        near = {word[:i] + word[i + 1 :] for i in range(len(word))}
        near |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
        near |= {word[:i] + letter + word[i:] for i in range(len(word) + 1) for letter in _ALPHABET}
        return min(near & self.words, default=word)

    def chances(self, words: Sequence[str], intents: Iterable[str]) -> dict[str, float]:
        """Return the probability of each intent, the likeliest first; they add up to one."""
        known = features([self.spelled(word) for word in words]) & self._weights.keys()
        scores = [float(bias) for bias in self._bias]
        root = math.sqrt(len(known))
        for feature in sorted(known):
            for intent, weight in self._row(feature):
                scores[intent] += weight / root
        allowed = set(intents)
        kept = {name: score * self._unit for name, score in zip(self.intents, scores, strict=True) if name in allowed}
        top = max(kept.values(), default=0.0)
        raised = {name: math.exp(score - top) for name, score in kept.items()}
        total = sum(raised.values())
        return {name: raised[name] / total for name in sorted(raised, key=lambda n: (-raised[n], n))}

    def _row(self, feature: str) -> list[tuple[int, int]]:
        if (parsed := self._parsed.get(feature)) is None:
            numbers = map(int, self._weights[feature].split())
            parsed = self._parsed[feature] = list(zip(numbers, numbers, strict=True))
        return parsed


def digest(folder: Path) -> str:
    """Return a digest of the labelled questions in a folder and of the word senses, to tell whether a model was trained on them."""
    read = [path.read_bytes() for path in sorted(folder.glob("questions*.tsv"))]
    read.append((files("cancu.ask") / "data" / "senses.toml").read_bytes())
    return hashlib.sha256(b"".join(read)).hexdigest()


@cache
def model() -> Model:
    """Return the model that comes with the package."""
    return Model(json.loads((files("cancu.ask") / "data" / "model.json").read_text(encoding="utf-8")))
