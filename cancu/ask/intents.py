"""The learned choice of a stored query: a linear model over the words of a question, its documents and slots masked.

The model is trained from labelled questions (`make ask-model`) and kept as a table of small whole numbers.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

NONE = "-"
"""What no stored query can answer."""
_MARKS = frozenset(",;:.?!")
_LETTERS = 4
_LONG = 7
"""Letters from which on a slip of the keyboard is forgiven."""
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def features(words: Sequence[str]) -> frozenset[str]:
    """What the model sees of the masked words: one, two and three of them, their letters, and their side of the document."""
    plain = [word for word in words if word not in _MARKS]
    first = next((at for at, word in enumerate(plain) if word == "DOC"), len(plain))
    last = max((at for at, word in enumerate(plain) if word == "DOC"), default=-1)
    return frozenset(_features(["^", *plain, "$"], first + 1, last + 1))


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
    """Weights of features for each intent."""

    def __init__(self, record: Mapping[str, object]) -> None:
        self.intents: list[str] = list(record["intents"])  # type: ignore[call-overload]
        self.data = str(record["data"])
        """The digest of the questions it was trained on."""
        self._unit = float(record["unit"])  # type: ignore[arg-type]
        self._bias: list[int] = list(record["bias"])  # type: ignore[call-overload]
        self._weights: dict[str, str] = dict(record["weights"])  # type: ignore[call-overload]
        """Of each feature: numbers of intents and weights by turns, as text, which is read only of the features of a question."""
        self.words = frozenset(str(record["words"]).split())
        """The words of the questions that a stored query answers."""

    def spelled(self, word: str) -> str:
        """A word as the model knows it: a long one but for one letter more, less or out of order is the known one."""
        if word in self.words or len(word) < _LONG or not word.islower():
            return word
        near = {word[:i] + word[i + 1 :] for i in range(len(word))}
        near |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
        near |= {word[:i] + letter + word[i:] for i in range(len(word) + 1) for letter in _ALPHABET}
        return min(near & self.words, default=word)

    def chances(self, words: Sequence[str], intents: Iterable[str]) -> dict[str, float]:
        """How likely each of the intents is, the likeliest first; they add up to one."""
        known = features([self.spelled(word) for word in words]) & self._weights.keys()
        scores = [float(bias) for bias in self._bias]
        for feature in sorted(known):
            row = [int(number) for number in self._weights[feature].split()]
            for intent, weight in zip(row[::2], row[1::2], strict=True):
                scores[intent] += weight / math.sqrt(len(known))
        allowed = set(intents)
        kept = {name: score * self._unit for name, score in zip(self.intents, scores, strict=True) if name in allowed}
        top = max(kept.values(), default=0.0)
        raised = {name: math.exp(score - top) for name, score in kept.items()}
        total = sum(raised.values())
        return {name: raised[name] / total for name in sorted(raised, key=lambda n: (-raised[n], n))}


def digest(folder: Path) -> str:
    """What tells whether a model was trained on the labelled questions of a folder."""
    read = (path.read_bytes() for path in sorted(folder.glob("questions*.tsv")))
    return hashlib.sha256(b"".join(read)).hexdigest()


@cache
def model() -> Model:
    """The model that comes with the package."""
    return Model(json.loads((files("cancu.ask") / "data" / "model.json").read_text(encoding="utf-8")))
