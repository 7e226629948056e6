"""Build the sample corpus and query it in one go."""

import tempfile
from collections.abc import Callable
from contextlib import closing
from importlib.resources import files
from pathlib import Path

from cancu.corpus import read_corpus
from cancu.errors import ReadError
from cancu.graph.store import open_store
from cancu.queries import answer, get, subgraph
from cancu.queries.find import find_document
from cancu.render import render
from cancu.viz import draw

DIRECTIVE = "Đề án 06"
QUESTIONS: tuple[tuple[str, dict[str, str], int | None], ...] = (
    ("most-cited", {}, 5),
    ("missing", {}, 5),
    ("implementers", {"document": DIRECTIVE}, None),
)
"""Stored queries with their parameters and the number of rows to show; the last one shows what the project is for."""


def examples() -> Path:
    """Return the folder of sample documents, in the package or beside it in a checkout; raises ReadError if there is none."""
    package = Path(str(files("cancu")))
    for folder in (package / "examples", package.parent / "examples"):
        if any(folder.glob("*.txt")):
            return folder
    raise ReadError("the sample documents are not there: install the package from its wheel or run from a checkout")


def demo(picture: Path, say: Callable[[str], object], language: str | None = None) -> Path:
    """Build the sample documents in a temporary store, answer three questions and draw the lineage.

    `say` receives each line, with tables in the given `language`; returns the path of the picture.
    """
    corpus = read_corpus([str(examples())])
    counts = corpus.counts()
    say(
        f"{counts['documents']} sample documents, {counts['mentions']} mentions, {counts['cited']} more documents cited"
    )
    with tempfile.TemporaryDirectory(prefix="cancu-") as folder, closing(open_store(f"{folder}/graph")) as store:
        store.create_schema()
        store.load(corpus.graph)
        for name, values, limit in QUESTIONS:
            query = get(name)
            found = answer(store, query, values, limit=limit)
            say(f"\n{query.title}" if language == "vi" else f"\n{query.title} ({query.title_en})")
            say("$ cancu query " + " ".join([name, *(f'"{v}"' for v in values.values())]))
            say(render(found.columns, found.rows, "table", evidence=False, language=language).rstrip("\n"))
        part = subgraph(store, [find_document(store, DIRECTIVE)], up=3, down=4)
    return draw(part, picture, up=1, down=2, language=language or "vi").path
