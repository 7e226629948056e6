"""Questions of writers who had not seen the rules, over real documents, as they were on their first run.

The files are records: wordings and expectations stay as they are.
"""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cancu.ask import Interpretations, interpret
from cancu.errors import NotFoundError
from cancu.graph.store import Store
from cancu.queries import get
from cancu.queries.run import bind

HERE = Path(__file__).parent
FREE_IN_ANOTHER_QUERY = ("relation", "level", "year", "type", "text")


def verdict(store: Store, asked: dict[str, Any], understood: Interpretations) -> str:
    """right, asked back, refused, or wrong in silence."""
    reading = understood.sure
    try:
        bound = bind(store, get(reading.query), reading.parameters) if reading else {}
    except NotFoundError:
        reading = None  # a document that may be several: the candidates are listed
    if reading is None:
        if "refuse" in asked or "readings" in asked:
            return "right"
        return "asked back" if understood.interpretations else "refused"
    if reading.query not in (asked.get("query"), *asked.get("also", ())):
        return "wrong in silence"
    given = {p.name: bound[p.name] for p in get(reading.query).parameters if p.name in reading.parameters}
    told = asked.get("parameters", {})
    wanted = bind(store, get(asked["query"]), {k: str(v) for k, v in told.items()})
    wanted = {k: v for k, v in wanted.items() if k in told}
    if reading.query != asked["query"]:
        given, wanted = ({k: v for k, v in them.items() if k not in FREE_IN_ANOTHER_QUERY} for them in (given, wanted))
    return "right" if given == wanted else "wrong in silence"


@pytest.mark.parametrize("name", ["unseen.toml", "unseen-2.toml"])
def test_at_least_27_of_30_are_right_and_none_is_wrong_in_silence(gold: Store, name: str) -> None:
    questions = tomllib.loads((HERE / name).read_text(encoding="utf-8"))["question"]
    verdicts = {asked["text"]: verdict(gold, asked, interpret(asked["text"])) for asked in questions}
    counted = Counter(verdicts.values())
    missed = "\n".join(f"{how}: {text}" for text, how in verdicts.items() if how != "right")
    assert len(verdicts) == 30
    assert counted["wrong in silence"] == 0, missed
    assert counted["right"] >= 27, missed
