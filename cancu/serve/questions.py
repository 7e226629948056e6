"""Run questions and stored queries for pages; ambiguous names are returned as candidates to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cancu.ask.answers import ask, example, examples
from cancu.ask.interpretations import interpret
from cancu.errors import NotFoundError
from cancu.queries import Answer, StoredQuery, answer, get
from cancu.queries.find import find_document, find_documents
from cancu.queries.order import Order
from cancu.serve.pages import url
from cancu.serve.snapshots import Snapshot

LIMIT = 200
"""The number of rows of an answer on a page; a file has all rows."""


@dataclass(frozen=True, slots=True)
class UnclearName:
    """A text that names no document, or several."""

    text: str
    query: str
    """The stored query that was to run."""
    parameters: Mapping[str, str]
    """Its parameters."""
    parameter: str
    """The ambiguous parameter."""
    candidates: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The result of a question: an answer, its possible interpretations, or what can be asked."""

    answer: Answer | None = None
    understood: tuple[tuple[str, str], ...] = ()
    """The parameters as understood, in the words of the question."""
    unclear: UnclearName | None = None
    interpretations: tuple[tuple[str, str], ...] = ()
    """The title and address of each interpretation."""
    examples: tuple[str, ...] = ()
    """Questions that can be asked instead."""


def run(
    snapshot: Snapshot,
    query: StoredQuery,
    values: Mapping[str, str],
    limit: int | None = LIMIT,
    order: Order | None = None,
) -> Answer | UnclearName:
    """Return the answer of a stored query, in the given order; UnclearName if a name means no document of the store or several.

    Raises QueryError.
    """
    given = _resolve_names(snapshot, query, values)
    return (
        given
        if isinstance(given, UnclearName)
        else answer(snapshot.graph.store, query, given, limit=limit, order=order)
    )


def _resolve_names(snapshot: Snapshot, query: StoredQuery, values: Mapping[str, str]) -> dict[str, str] | UnclearName:
    """Return the parameters with names replaced by ids."""
    given = {name: value for name, value in values.items() if value}
    for parameter in query.parameters:
        if parameter.type == "document" and parameter.name in given:
            found = resolve_name(snapshot, query, given, parameter.name)
            if isinstance(found, UnclearName):
                return found
            given[parameter.name] = found
    return given


def resolve_name(snapshot: Snapshot, query: StoredQuery, given: Mapping[str, str], parameter: str) -> str | UnclearName:
    """Return the id of the document named by a parameter."""
    text = given[parameter]
    try:
        return find_document(snapshot.graph.store, text)
    except NotFoundError:
        return UnclearName(text, query.name, given, parameter, find_documents(snapshot.graph.store, text)[:20])


def ask_question(snapshot: Snapshot, question: str, language: str) -> QuestionResult:
    """Answer a question; raises QueryError for one that is too long."""
    understood = interpret(question)
    reading = understood.sure
    if reading is not None:
        found = _resolve_names(snapshot, get(reading.query), reading.parameters)
        if isinstance(found, UnclearName):
            return QuestionResult(unclear=found)
        return QuestionResult(
            answer=ask(snapshot.graph.store, question, limit=LIMIT), understood=tuple(reading.parameters.items())
        )
    if understood.interpretations:
        return QuestionResult(
            interpretations=tuple(
                (_title(get(r.query), language), address(r.query, r.parameters, r.order))
                for r in understood.interpretations
            )
        )
    return QuestionResult(examples=example_questions(language))


def example_questions(language: str) -> tuple[str, ...]:
    """Return questions that can be asked."""
    if language == "vi":
        return tuple(examples())
    from cancu.ask.question import questions
    from cancu.queries import catalogue

    return tuple(example(query, True) for name, query in catalogue().items() if name in questions())


def address(name: str, parameters: Mapping[str, Any], order: Order | None = None) -> str:
    """Return the address of a stored query with its parameters and order."""
    given = {n: v for n, v in parameters.items() if isinstance(v, str | int)}
    return url(f"/query/{name}", **given, **({"order": order} if order else {}))


def _title(query: StoredQuery, language: str) -> str:
    return query.title if language == "vi" else query.title_en
