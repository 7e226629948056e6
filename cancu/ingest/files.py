"""List the files that paths and folders name; skipped files are counted."""

import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from cancu.read import SUFFIXES, Kind, kind_of_head

SIDE_SUFFIXES: Final = frozenset((".csv", ".tsv", ".json"))
"""The suffixes of files that may describe the documents beside them."""


def display_path(path: str) -> str:
    """Return a path as text; bytes of a name that are not UTF-8 are escaped."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def unreadable(path: str, error: OSError) -> str:
    """Return the message for a file that the system cannot open."""
    return f"{display_path(str(error.filename or path))}: cannot be read ({error.strerror}); check its permissions"


class Files(NamedTuple):
    """The files that paths name."""

    files: list[str]
    """The files to read, each once, sorted."""
    skipped: Counter[str]
    """The skipped files, counted by kind."""
    failures: list[str]
    """One line for each path that cannot be read."""
    beside: list[str]
    """Skipped files that may describe the others: CSV, TSV, JSON."""


def find_files(paths: Sequence[str]) -> Files:
    """Return the files that paths and folders name."""
    found: dict[str, str] = {}
    skipped: Counter[str] = Counter()
    failures: list[str] = []
    beside: list[str] = []
    nameless: list[str] = []
    for given in sorted(set(paths)):
        if given == "-":
            found["-"] = "-"
            continue
        try:
            mode = Path(given).stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            failures.append(f"{display_path(given)}: there is no such file or folder; check the path")
            continue
        except OSError as error:
            failures.append(unreadable(given, error))
            continue
        if stat.S_ISDIR(mode):
            inside = sorted(_files_in(given, skipped, failures, beside, nameless))
        elif stat.S_ISREG(mode):
            inside = [given]
        else:
            failures.append(
                f"{display_path(given)}: neither a file nor a folder; give its text on standard input, as '-'"
            )
            continue
        for path in inside:
            if found.setdefault(os.path.realpath(path), path) != path:
                skipped["named twice"] += 1
    count_without_suffix(nameless, skipped)
    return Files(sorted(found.values()), skipped, failures, sorted(beside))


def count_without_suffix(paths: Sequence[str], skipped: Counter[str]) -> None:
    """Count files whose names do not tell their kind, and name the first of them: one may be a document."""
    if paths:
        names = [display_path(path) for path in sorted(paths)[:_NAMED]]
        skipped[f"no suffix ({'; '.join([*names, *(['…'] if len(paths) > _NAMED else [])])})"] += len(paths)


_NAMED: Final = 8
"""How many files without a suffix are named."""


def _files_in(
    folder: str, skipped: Counter[str], failures: list[str], beside: list[str], nameless: list[str]
) -> Iterator[str]:
    """Yield the files of a folder of a kind that can be read; all others are counted."""
    for inner, folders, names in os.walk(folder, onerror=lambda error: failures.append(unreadable(folder, error))):
        links = {name for name in folders if Path(inner, name).is_symlink()}
        skipped["hidden"] += sum(name.startswith(".") for name in (*folders, *names))
        skipped["links to folders"] += len([name for name in links if not name.startswith(".")])
        folders[:] = [name for name in folders if not name.startswith(".") and name not in links]
        for name in names:
            path = Path(inner, name)
            if name.startswith("."):
                continue
            try:
                if not stat.S_ISREG(path.stat().st_mode):
                    skipped["pipes and devices"] += 1
                elif path.suffix.lower() in SUFFIXES or _known_by_content(path):
                    yield str(path)
                else:
                    if path.suffix.lower() in SIDE_SUFFIXES:
                        beside.append(str(path))
                    if path.suffix:
                        skipped[display_path(path.suffix.lower())] += 1
                    else:  # a name that tells nothing of its kind may be that of a document
                        nameless.append(str(path))
            except OSError as error:
                why = "a broken link; repair or remove it"
                gone = isinstance(error, FileNotFoundError) and path.is_symlink()
                failures.append(f"{display_path(str(path))}: {why}" if gone else unreadable(str(path), error))


def _known_by_content(path: Path) -> bool:
    """Return whether a file is a document in spite of its name: a PDF called .bak, a Word file without a suffix."""
    with path.open("rb") as stream:
        return kind_of_head(stream.read(4096)) not in (None, Kind.TEXT)
