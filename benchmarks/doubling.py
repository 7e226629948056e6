"""How long extraction takes when a text doubles: every shape of text, the phrases of every data file, and real text.

Run from a checkout: python benchmarks/doubling.py [NAME …] [--megabytes 4] [--corpus FOLDER --megabytes-of-corpus 30]
Prints a Markdown table of seconds of processor time and of the ratios to half the text; exit code 1 where the last
doubling took more than 2.8 times as long.
"""

import argparse
import itertools
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.extract.fragments import SHAPES, known
from tests.extract.test_time import seconds

MEGABYTE = 1_000_000
TOO_MUCH = 2.8
"""Times as long for twice the text; linear work is at 2, and a busy machine adds to that."""
SHORT_S = 0.5
"""Below this a ratio says more of the machine than of the work."""


def kinds() -> Iterator[tuple[str, str]]:
    """Name and fragment: every shape, then all phrases of each data file, one behind the other."""
    yield from SHAPES.items()
    phrases: dict[str, list[str]] = defaultdict(list)
    for name, text in known():
        phrases[name.partition(":")[0]].append(text)
    for name, texts in phrases.items():
        yield name, "".join(texts)


def filled(fragment: str, size: int) -> str:
    """The fragment, over and over, as far as `size` bytes go."""
    once = fragment.encode()
    return (once * (size // len(once) + 1))[:size].decode(errors="ignore")


def row(name: str, fragment: str, most: float) -> bool:
    """Print the row of one kind; whether its last doubling is linear."""
    sizes = [int(most * MEGABYTE / part) for part in (8, 4, 2, 1)]
    took = [seconds(filled(fragment, size)) for size in sizes]
    ratios = [twice / max(once, 0.02) for once, twice in itertools.pairwise(took)]
    print(f"| {name} |", *(f"{one:.2f} |" for one in took), *(f"{one:.2f} |" for one in ratios), flush=True)
    return ratios[-1] < TOO_MUCH or took[-1] < SHORT_S


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="of shapes or data files; all without one")
    parser.add_argument("--megabytes", type=float, default=4, help="of the largest text; the others are 1/2, 1/4, 1/8")
    parser.add_argument("--corpus", type=Path, help="a folder of real texts (*.txt), measured in NFC and in NFD")
    parser.add_argument("--megabytes-of-corpus", type=float, default=30)
    given = parser.parse_args()
    sizes = [f"{given.megabytes / part:g} MB" for part in (8, 4, 2, 1)]
    print(f"| text | {' | '.join(sizes)} | {' | '.join(f'× {size}' for size in sizes[1:])} |\n|---|{'--:|' * 7}")
    seconds("")  # what is read once for all texts is no text's time
    slow = [
        name
        for name, fragment in kinds()
        if (not given.names or name in given.names) and not row(name, fragment, given.megabytes)
    ]
    if given.corpus:
        text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(given.corpus.glob("*.txt")))
        for form in ("NFC", "NFD"):
            name = f"real text, {form}, to {given.megabytes_of_corpus:g} MB"
            if not row(name, unicodedata.normalize(form, text) + "\n", given.megabytes_of_corpus):  # type: ignore[arg-type]
                slow.append(name)
    if slow:
        sys.exit(f"more than {TOO_MUCH} times as long for twice the text: {', '.join(slow)}")


if __name__ == "__main__":
    main()
