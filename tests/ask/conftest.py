"""The annotated documents in a store, for questions that are asked of them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cancu.corpus import read_corpus
from cancu.graph.store import Store, open_store

GOLD = Path(__file__).parents[3] / "shared" / "gold" / "dev"


@pytest.fixture(scope="session")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Skips where the annotated documents are not beside this checkout."""
    if not GOLD.is_dir():
        pytest.skip("the annotated documents are not beside this checkout")
    with closing(open_store(str(tmp_path_factory.mktemp("gold") / "store"))) as opened:
        opened.create_schema()
        opened.load(read_corpus([str(GOLD)]).graph)
        yield opened
