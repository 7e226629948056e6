"""Answers to questions, with a sentence on what was understood and ignored, and suggestions for further questions."""

import shlex
from collections.abc import Iterable

from cancu.ask.interpretations import Interpretation, Interpretations, interpret
from cancu.ask.question import is_english, parse_question, questions
from cancu.errors import NotFoundError
from cancu.graph.store.base import Store
from cancu.knowledge.base import Knowledge
from cancu.messages import catalogue_word, say
from cancu.queries.catalogue import StoredQuery, catalogue, get
from cancu.queries.run import Answer, answer

_NEXT = 3
_EXAMPLES = ("implementers", "gaps", "legal-basis", "basis-status", "card", "documents")
"""How many examples of questions are shown."""
_MOST = 8
"""How many questions about a document are shown when none was understood."""
_HERE = "06/QĐ-TTg"


def ask(store: Store, question: str, *, limit: int | None = None, knowledge: Knowledge | None = None) -> Answer:
    """Answer a question with a stored query: the rows, what was understood and ignored, and follow-up questions.

    Raises NotFoundError, listing the interpretations or what can be asked, when no interpretation is certain;
    QueryError when the text is too long for a question.
    """
    understood = interpret(question, knowledge)
    reading = understood.sure
    if reading is None:
        raise NotFoundError(unsure(understood, question))
    wanted = min((n for n in (limit, reading.rows) if n is not None), default=None)
    found = answer(store, get(reading.query), reading.parameters, limit=wanted, order=reading.order)
    told = {
        "summary": summarise_reading(reading, found, question),
        "unused": reading.unused,
        "next": tuple(_follow(reading, question)),
    }
    return found.model_copy(update=told | {"line": command_line(reading)})


def summarise_reading(reading: Interpretation, found: Answer, question: str) -> str:
    """Return a sentence that gives the number of rows, what was understood and what was ignored."""
    stored, count = get(reading.query), f"{len(found.rows)}{'+' if found.truncated else ''}"
    english = is_english(question)
    understood = [
        f"{name if english else _parameter_name(name)}: {value}" for name, value in reading.parameters.items()
    ]
    if reading.order:
        understood.append(say("en" if english else "vi", f"ask.{reading.order}"))
    told = "; ".join(understood)
    left = ", ".join(f"'{words}'" for words in reading.unused)
    if english:
        rows = f"{count} row{'' if count == '1' else 's'}"
        return f"{rows}: {stored.title_en}{f' ({told})' if told else ''}." + (f" Left aside: {left}." if left else "")
    return f"{count} dòng: {stored.title}{f' ({told})' if told else ''}." + (
        f" Không dùng đến: {left}." if left else ""
    )


def _parameter_name(parameter: str) -> str:
    """Return the Vietnamese name of a parameter without its examples: văn bản."""
    return catalogue_word("vi", "parameter", parameter).partition(" (")[0].lower()


def _follow(reading: Interpretation, question: str) -> Iterable[str]:
    """Yield questions about the same documents that can be asked next."""
    documents = [
        reading.parameters[p.name] for p in get(reading.query).parameters if _is_given(p.name, p.type, reading)
    ]
    for name in [*questions().get(reading.query, {}).get("next", ())][:_NEXT]:
        if name in catalogue():
            yield example(catalogue()[name], is_english(question), documents)


def _is_given(name: str, kind: str, reading: Interpretation) -> bool:
    return kind == "document" and name in reading.parameters


def example(query: StoredQuery, english: bool = False, documents: Iterable[str] = ()) -> str:
    """Return a question that leads to a stored query, about these documents if it takes any; its title if there is no such question."""
    row = questions().get(query.name)
    if row is None:
        return query.title_en if english else query.title
    names = [p.name for p in query.parameters if p.type == "document"]
    given = [*documents]
    placeholders = {
        name: given[at] if at < len(given) else _HERE if not at else "24/KH-UBND Thanh Hóa"
        for at, name in enumerate(names)
    }
    return str(row["en" if english else "vi"]).format(**placeholders)


def examples() -> list[str]:
    """Return one question that can be asked for each stored query."""
    return [example(query) for name, query in catalogue().items() if name in questions()]


def command_line(reading: Interpretation) -> str:
    """Return the command that runs the stored query of an interpretation."""
    given = [f"-p {shlex.quote(f'{name}={value}')}" for name, value in reading.parameters.items()]
    given += [f"--order {reading.order}"] if reading.order else []
    given += [f"--limit {reading.rows}"] if reading.rows else []
    return " ".join(["cancu query", reading.query, *given])


def _takes_documents(query: StoredQuery, documents: int) -> bool:
    return sum(p.type == "document" and p.required for p in query.parameters) == documents


def unsure(understood: Interpretations, question: str = "") -> str:
    """Return the message for a question with several interpretations, or with none."""
    english = is_english(question)
    if not understood.interpretations:
        documents = [slot.value for slot in parse_question(question).documents]
        named = [
            name for name in catalogue() if name in questions() and _takes_documents(catalogue()[name], len(documents))
        ]
        shown = named[:_MOST] if documents and named else _EXAMPLES
        asked = "\n".join(f"  {example(catalogue()[name], english, documents)}" for name in shown)
        unknown = ", ".join(f"'{words}'" for words in understood.unread)
        unread = f" (unknown: {unknown})" if unknown else ""
        return f"the question was not understood{unread}; what can be asked, for example:\n{asked}"
    doubt = ", ".join(dict.fromkeys(word for r in understood.interpretations for word in r.doubt))
    why = f" (it is not clear what '{doubt}' asks for)" if doubt else ""
    lines = [
        f"  {get(r.query).title_en if english else get(r.query).title}\n    {command_line(r)}"
        for r in understood.interpretations
    ]
    return f"the question may mean several things{why}; run the one you mean:\n" + "\n".join(lines)
