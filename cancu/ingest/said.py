"""What one text says, with a sketch by which it is compared to others."""

import zlib
from dataclasses import dataclass

from cancu.extract import Extraction
from cancu.knowledge.fold import words

_SIZE = 128
_WORDS = 4
_PRIME = (1 << 61) - 1


@dataclass(frozen=True, slots=True)
class Said:
    """One text: where it was read, from what kind of file, what it says, and its sketch."""

    path: str
    media: str
    extraction: Extraction
    sketch: tuple[int, ...]


def sketch(text: str) -> tuple[int, ...]:
    """Least hashes of all runs of four words (MinHash); empty for a text of fewer words.

    The share of equal places in two sketches estimates how many of the runs two texts have in common.
    """
    found = words(text)
    runs = {zlib.crc32(" ".join(found[i : i + _WORDS]).encode()) for i in range(len(found) - _WORDS + 1)}
    if not runs:
        return ()
    return tuple(min((a * run + b) % _PRIME for run in runs) & 0xFFFFFFFF for a, b in _MULTIPLIERS)


def _multipliers() -> list[tuple[int, int]]:
    """Fixed odd numbers, the same on every machine."""
    state, found = 88172645463325252, []
    for _ in range(2 * _SIZE):
        state ^= (state << 13) & ((1 << 64) - 1)
        state ^= state >> 7
        state ^= (state << 17) & ((1 << 64) - 1)
        found.append(state % _PRIME | 1)
    return list(zip(found[::2], found[1::2], strict=True))


_MULTIPLIERS = _multipliers()


def alike(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """How much two texts have in common, from 0 to 1."""
    if not one or not other:
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)
