"""Determine when documents were issued, as a sortable text and a readable one; unknown dates are bounded by the links."""

import datetime
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cancu.messages import say
from cancu.models import Document, Link


class IssueTime(NamedTuple):
    """A time of issue; `sort` is empty if nothing is known."""

    sort: str
    text: str


def issue_times(documents: Iterable[Document], links: Iterable[Link], language: str = "vi") -> dict[str, IssueTime]:
    """Return the time of every document by id: its date, month, year, or the range left open by the dates of its links.

    A document is not earlier than what it cites and not later than what cites it.
    """
    own = {document.id: _own_time(document) for document in documents}
    dates = {document.id: document.date for document in documents if document.date}
    open_ends = {id for id, when in own.items() if not when.sort}
    after: dict[str, datetime.date] = {}
    before: dict[str, datetime.date] = {}
    for link in links:
        if link.source in open_ends and link.target in dates:
            day = dates[link.target]
            after[link.source] = max(after.get(link.source, day), day)
        if link.target in open_ends and link.source in dates:
            day = dates[link.source]
            before[link.target] = min(before.get(link.target, day), day)
    return {id: _bounded(id, after, before, language) if id in open_ends else when for id, when in own.items()}


def _own_time(document: Document) -> IssueTime:
    """Return the document's own time; a partial date sorts before the rest of its year or month."""
    if document.date:
        return IssueTime(document.date.isoformat(), _day(document.date))
    if document.month:
        year, month = document.month.split("-")
        return IssueTime(f"{document.month}-00", f"{month}/{year}")
    return IssueTime(f"{document.year:04}-00-00", str(document.year)) if document.year else IssueTime("", "")


def _bounded(
    id: str, after: Mapping[str, datetime.date], before: Mapping[str, datetime.date], language: str
) -> IssueTime:
    """Return a time directly after the latest cited document, or directly before the earliest citing one."""
    if id in after:
        return IssueTime(f"{after[id].isoformat()}~", say(language, "picture.after_day", day=_day(after[id])))
    if id in before:
        return IssueTime(
            f"{(before[id] - datetime.timedelta(days=1)).isoformat()}~",
            say(language, "picture.before_day", day=_day(before[id])),
        )
    return IssueTime("", "")


def _day(date: datetime.date) -> str:
    return f"{date.day:02}/{date.month:02}/{date.year}"
