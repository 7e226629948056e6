"""Recognise lines of print with AsterOCR's network, if installed: a second reading of the lines that contain a number.

Only its weights and its alphabet are used, through onnxruntime; none of its own code runs.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

VERSION = "1.0.2"
"""The tested version; another may have another alphabet."""
_HEIGHT = 32
_LONGEST = 1000
"""The width in pixels of a line of `_HEIGHT` that the network accepts; its limit is 1,024."""
_STEP = 4
"""The number of pixels for each of its outputs."""
_BILINEAR = 2
"""The method by which the network's training pictures were scaled down, in Pillow's numbering."""
_WHITE = 140
_COLUMN = 1.0
"""The width of a blank between columns, in line heights."""


class Piece(NamedTuple):
    """A word and its position in the picture of its line, in pixels."""

    text: str
    left: float
    right: float


@cache
def _network() -> tuple[Any, tuple[str, ...]] | None:
    found = find_spec("asterocr")
    if found is None or not found.submodule_search_locations or version("asterocr") != VERSION:
        return None
    folder = Path(found.submodule_search_locations[0], "assets")
    try:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        letters = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))["chars"]
        session = onnxruntime.InferenceSession(
            str(folder / "asternet.onnx"), options, providers=["CPUExecutionProvider"]
        )
    except (ImportError, OSError, ValueError, KeyError, RuntimeError):
        return None
    return session, tuple(letters)


def available() -> bool:
    """Return whether the network is installed in the tested version and can be loaded."""
    return _network() is not None


def read_line(picture: Any) -> list[Piece]:
    """Return the words in the picture of one line (grey, dark on white), from the left; `available` must be true."""
    network = _network()
    assert network is not None
    return [piece for left, part in _parts(picture) for piece in _pieces(part, left, *network)]


def _parts(picture: Any) -> Iterator[tuple[int, Any]]:
    """Yield the picture cut at blanks between columns, and where a part would be too long for the network."""
    import numpy as np

    width, height = picture.size
    blank = np.asarray(picture).min(axis=0) > _WHITE
    longest = _LONGEST * height // _HEIGHT
    edges = np.flatnonzero(np.diff(np.concatenate(([0], blank.astype(np.int8), [0])))).reshape(-1, 2)
    start = 0
    for first, last in [*((int(a), int(b)) for a, b in edges), (width, width)]:
        middle = (first + last) // 2
        while middle - start > longest:
            inside = [(b - a, (a + b) // 2) for a, b in edges if start + longest // 2 < (a + b) // 2 <= start + longest]
            cut = int(max(inside, default=(0, start + longest))[1])
            yield start, picture.crop((start, 0, cut, height))
            start = cut
        if last - first > _COLUMN * height or first == width:
            if first > start:
                yield start, picture.crop((start, 0, min(middle, width), height))
            start = middle


def _pieces(picture: Any, left: int, session: Any, letters: tuple[str, ...]) -> Iterator[Piece]:
    """Yield the words that the network reads in one part of a line."""
    import numpy as np

    scale = picture.height / _HEIGHT
    width = max(_HEIGHT, (int(picture.width / scale) + _STEP - 1) // _STEP * _STEP)
    small = picture.convert("RGB").resize((width, _HEIGHT), _BILINEAR)
    values = np.asarray(small, dtype=np.float32).transpose(2, 0, 1)[None] / 127.5 - 1
    answer = session.run(None, {session.get_inputs()[0].name: values})[0][:, 0, :]
    word, first, before, at = "", 0, 0, 0
    for at, best in enumerate(answer.argmax(-1)):
        if best and best != before:
            if letters[best] != " ":
                first = first if word else at
                word += letters[best]
            elif word:
                yield Piece(word, left + first * _STEP * scale, left + at * _STEP * scale)
                word = ""
        before = best
    if word:
        yield Piece(word, left + first * _STEP * scale, left + (at + 1) * _STEP * scale)
