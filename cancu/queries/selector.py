"""Selectors: one notation for sets of documents, such as `2+06/QĐ-TTg+3 place:thanh-hoa year:2023..2025`."""

import datetime
import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, NoReturn

from cancu.errors import QueryError
from cancu.graph.store.base import Store
from cancu.models import Document, Link, Relation, Subgraph, Value
from cancu.queries.catalogue import ParameterType
from cancu.queries.find import check_unit, find_document
from cancu.queries.run import between, every_document, subgraph
from cancu.queries.values import typed

FILTERS: dict[str, ParameterType] = {
    "place": "place",
    "level": "level",
    "type": "type",
    "year": "int",
    "relation": "relation",
    "as-of": "date",
}
ALL_STEPS = 6
"""The meaning of `+` without a number."""
RESTS = tuple(r.value for r in Relation if r is not Relation.REFERS_TO)
"""The links that `+` follows unless `relation:` names others; a mere mention is not a basis."""
_TOKEN = re.compile(
    r'\s*(?:(?P<comma>,)|(?P<filter>[a-z][a-z-]*):(?P<value>"[^"]*"|[^\s,]*)|(?P<word>(?:"[^"]*"|[^\s,])+))'
)
_PICK = re.compile(r'(?:(?P<up>\d*)\+)?(?P<name>"[^"]*"|.+?)(?:\+(?P<down>\d*))?', re.DOTALL)


class Pick(Value):
    """One document and the number of steps around it."""

    name: str
    up: int = 0
    """The number of steps towards what it rests on."""
    down: int = 0
    """The number of steps towards what rests on it."""


class Selector(Value):
    """A selection: documents (without picks, all documents) that pass every filter."""

    picks: tuple[Pick, ...] = ()
    place: str | None = None
    level: str | None = None
    type: str | None = None
    years: tuple[int, int] | None = None
    relations: tuple[str, ...] = ()
    as_of: str | None = None
    """Later documents, and links that they state, are left out."""

    @property
    def steps(self) -> bool:
        """Whether any pick gives a number of steps."""
        return any(pick.up or pick.down for pick in self.picks)


class _Token(NamedTuple):
    at: int
    text: str
    filter: str | None = None


def parse_selector(text: str) -> Selector:
    """Parse a selector; raises QueryError with the position.

    Documents are separated by commas: a number, an id, or a name with or without quotes; `+X` adds what X rests on,
    `X+` what rests on it, and a figure gives the number of steps. Filters are `name:value`.
    """
    words: list[_Token] = []
    picks: list[Pick] = []
    filters: dict[str, object] = {}
    for token in _tokens(text):
        if token.filter is not None:
            _filter(text, token, filters)
        elif token.text == ",":
            _pick(text, words, picks)
        else:
            words.append(token)
    _pick(text, words, picks)
    if not picks and not filters:
        raise QueryError("the selector is empty: name a document (06/QĐ-TTg) or a filter (place:thanh-hoa)")
    return Selector.model_validate({"picks": tuple(picks), **filters})


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while match := _TOKEN.match(text, at):
        if match["filter"] is not None:
            yield _Token(match.start("filter"), match["value"].strip('"'), match["filter"])
        elif match["comma"]:
            yield _Token(match.start("comma"), ",")
        else:
            yield _Token(match.start("word"), match["word"])
        at = match.end()


def _pick(text: str, words: list[_Token], picks: list[Pick]) -> None:
    if not words:
        return
    first, whole = words[0], text[words[0].at : words[-1].at + len(words[-1].text)]
    if whole.count('"') % 2:
        _wrong(text, first.at + whole.rindex('"'), "this quote is not closed")
    match = _PICK.fullmatch(whole)
    if match is None or not match["name"].strip('"+ '):
        _wrong(text, first.at, "a document is missing beside '+'")
    up, down = match["up"], match["down"]
    picks.append(Pick(name=match["name"].strip('"').strip(), up=_steps(up), down=_steps(down)))
    words.clear()


def _steps(figure: str | None) -> int:
    return 0 if figure is None else min(int(figure), ALL_STEPS) if figure else ALL_STEPS


def _filter(text: str, token: _Token, filters: dict[str, object]) -> None:
    name = str(token.filter)
    if name not in FILTERS:
        near = difflib.get_close_matches(name, FILTERS, n=1)
        hint = f"did you mean {near[0]}:?" if near else f"there are {', '.join(f'{f}:' for f in FILTERS)}"
        _wrong(text, token.at, f"no filter is called '{name}:'; {hint}")
    key = {"year": "years", "relation": "relations", "as-of": "as_of"}.get(name, name)
    if key in filters and name != "relation":
        _wrong(text, token.at, f"'{name}:' is given twice")
    try:
        if name == "year":
            first, _, last = token.text.partition("..")
            filters[key] = (typed(name, "int", first), typed(name, "int", last or first))
        elif name == "relation":
            more = tuple(typed(name, "relation", one) for one in token.text.split("|"))
            filters[key] = (*filters.get(key, ()), *more)  # type: ignore[misc]
        else:
            filters[key] = typed(name, FILTERS[name], token.text)
    except QueryError as error:
        _wrong(text, token.at + len(name) + 1, str(error))


def _wrong(text: str, at: int, why: str) -> NoReturn:
    line = text.replace("\n", " ")
    raise QueryError(f"selector, character {at + 1}: {why}\n  {line}\n  {' ' * at}^")


def select(store: Store, selector: Selector, *, up: int = 0, down: int = 0, carrying: bool = False) -> Subgraph:
    """Return the documents of a selector and the links between them.

    `up` and `down` are the steps around picks if none of them gives a number; `carrying` follows only links by which
    one document implements another. Raises NotFoundError for a document that the store does not have, or that is
    ambiguous.
    """
    if selector.place:
        check_unit(store, "place", selector.place)
    parts = [_around(store, pick, selector, up, down, carrying) for pick in selector.picks]
    documents = {d.id: d for part in parts for d in part.documents}
    roots = tuple(dict.fromkeys(root for part in parts for root in part.roots))
    if not selector.picks:
        documents = {d.id: d for d in every_document(store)}
    kept = {i: d for i, d in documents.items() if _passes(d, selector) or (i in roots and _issued(d, selector))}
    links = _known(parts) if selector.picks else between(store, sorted(kept), selector.relations)
    later = {i for i, d in documents.items() if not _issued(d, selector)}
    return Subgraph(
        documents=tuple(kept[i] for i in sorted(kept)),
        links=tuple(k for k in links if k.source in kept and k.target in kept and k.stated_by not in later),
        roots=tuple(r for r in roots if r in kept),
        left_out=sum(part.left_out for part in parts),
    )


def _around(store: Store, pick: Pick, selector: Selector, up: int, down: int, carrying: bool) -> Subgraph:
    root = find_document(store, pick.name)
    if selector.steps:
        relations = selector.relations or (() if carrying else RESTS)
        return subgraph(store, [root], up=pick.up, down=pick.down, relations=relations, carrying=carrying)
    return subgraph(store, [root], up=up, down=down, relations=selector.relations, carrying=carrying)


def _known(parts: Sequence[Subgraph]) -> Iterable[Link]:
    found = {(k.source, k.relation.value, k.target, k.stated_by): k for part in parts for k in part.links}
    return [found[key] for key in sorted(found)]


def _issued(document: Document, selector: Selector) -> bool:
    if selector.as_of is None or document.date is None:
        return True
    return document.date <= datetime.date.fromisoformat(selector.as_of)


def _passes(document: Document, selector: Selector) -> bool:
    place, years = selector.place, selector.years
    return (
        _issued(document, selector)
        and (place is None or document.scope == place or document.scope.startswith(f"{place}/"))
        and (selector.level is None or document.level == selector.level)
        and (selector.type is None or document.type == selector.type)
        and (years is None or (document.year is not None and years[0] <= document.year <= years[1]))
    )
