"""Human judgements about identity, read from a file and never written into the sources."""

import datetime
import json
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from cancu.errors import DataFileError
from cancu.models import Mention, Value


class Decision(Value):
    """One judgement: that two ids are, or are not, the same document; an ended decision no longer counts."""

    a: str
    b: str
    judgement: Literal["same", "different"]
    who: str
    when: datetime.date
    why: str
    ended: datetime.date | None = None


class Decisions:
    """The judgements in force; `same` reads the second id as the first."""

    def __init__(self, decisions: tuple[Decision, ...] = ()) -> None:
        live = [d for d in decisions if d.ended is None]
        self._same = {d.b: d for d in live if d.judgement == "same"}
        self._different = {frozenset((d.a, d.b)) for d in live if d.judgement == "different"}

    def apply(self, mention: Mention) -> Mention:
        """The mention with its document as a person has decided it."""
        target = mention.target_id
        if target in self._same:
            decision = self._same[target]
            return mention.model_copy(
                update={
                    "target_id": decision.a,
                    "status": "resolved",
                    "reason": f"decided by {decision.who} on {decision.when}: {decision.why}",
                }
            )
        left = tuple(c for c in mention.candidates if frozenset((c, target or "")) not in self._different)
        return mention if left == mention.candidates else mention.model_copy(update={"candidates": left})


def read_decisions(path: Path) -> Decisions:
    """Decisions of a JSON Lines file; raises DataFileError with file and line."""
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DataFileError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    for number, line in enumerate(lines, 1):
        try:
            found.append(Decision.model_validate(json.loads(line)))
        except (json.JSONDecodeError, ValidationError) as error:
            raise DataFileError(f"{path}:{number}: {error}") from error
    return Decisions(tuple(found))
