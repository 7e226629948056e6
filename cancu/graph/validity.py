"""Determine whether a document is in force on a day, since when and by what: the only place that does so.

`settle` derives one set of dates from texts, register and law; `history` turns these and the acts of others into
states; `Validity` follows successors. Everything else (queries, check, cards, pictures) only compares days with a
history.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from cancu.graph.chronology import may_change
from cancu.models import CHANGES, REPEALED, UNKNOWN, Document, Effect, Link, Relation, State, Turn, Value

ALWAYS = "0001-01-01"
"""The day of a state without a beginning."""

_DAY_ONE = datetime.timedelta(days=1)


class Change(NamedTuple):
    """A change that one act made to a document, with the act."""

    link: Link
    by: Document


def settle(
    document: Document, told: Iterable[Effect] = (), register: Iterable[Effect] = (), *, default: bool = True
) -> Document:
    """Return the document with its dates of force: `in_force`, `ended`, its period, and in `days` all statements about them.

    `told` are statements of other texts, `register` those of the register. The document's own text ranks first, then
    the register, then other texts by number, then editors' notes, then the default of the law. If another text agrees
    with the register against the document's own text, the register ranks first, because a later act moved the day.
    """
    own = [day for day in document.days if day.told_by == "text"]
    days = [*own, *register, *told]
    if default and (by_law := _default(document, days)):
        days.append(by_law)
    begins = _chosen([d for d in days if d.what == "begins" and d.on and not d.part])
    ends = _chosen([d for d in days if d.what == "ends" and d.on and not d.part], first="register")
    period = _chosen([d for d in days if d.what == "period" and d.to])
    return document.model_copy(
        update={
            "days": tuple(days),
            "in_force": begins.on if begins else None,
            "ended": ends.on if ends else None,
            "period_from": period.on if period else None,
            "period_to": period.to if period else None,
        }
    )


def _chosen(days: Sequence[Effect], *, first: str = "text") -> Effect | None:
    """Return the statement that counts among those about one thing."""
    by_teller: dict[str, list[Effect]] = {}
    for day in days:
        by_teller.setdefault(day.told_by, []).append(day)
    order = (first, *({"text", "register"} - {first}), "citing text", "editor", "law")
    own, listed = by_teller.get("text"), by_teller.get("register")
    if (
        own
        and listed
        and own[0].on != listed[0].on
        and any(d.on == listed[0].on for d in by_teller.get("citing text", ()))
    ):
        return listed[0]
    for teller in order:
        if found := by_teller.get(teller):
            counted = Counter((d.on, d.to) for d in found)
            return min(found, key=lambda d: (-counted[d.on, d.to], str(d.on), str(d.to), d.file, d.start))
    return None


class _Default(NamedTuple):
    """A day of force that a law assigned to acts without one."""

    types: frozenset[str]
    levels: frozenset[str]
    first: datetime.date
    last: datetime.date
    days: int
    source: str


_DEFAULTS = (
    _Default(
        frozenset(("NĐ", "TT", "TTLT")), frozenset(("central", "ministry")), datetime.date(1997, 1, 1),
        datetime.date(2002, 12, 26), 15, "Luật Ban hành văn bản quy phạm pháp luật 1996, Điều 75",
    ),
    _Default(
        frozenset(("QĐ", "NQ", "CT")), frozenset(("province",)), datetime.date(2005, 4, 1), datetime.date(2016, 6, 30), 10,
        "Luật Ban hành văn bản quy phạm pháp luật của Hội đồng nhân dân, Ủy ban nhân dân 2004, Điều 51",
    ),
)  # fmt: skip
"""Later laws require every act to state its own day, and assign none."""


def _default(document: Document, days: Sequence[Effect]) -> Effect | None:
    """Return the day that the law assigns to an act whose text is available and states none."""
    told = any(d.what == "begins" and not d.part for d in days)
    if told or not document.in_corpus or not document.date or not document.key:
        return None
    normative = document.type in ("NĐ", "TT", "TTLT") or f"/{document.year}/" in document.key
    for row in _DEFAULTS:
        if (
            normative
            and document.type in row.types
            and document.level in row.levels
            and row.first <= document.date <= row.last
        ):
            day = document.date + datetime.timedelta(days=row.days)
            return Effect(what="begins", on=day, words=row.source, told_by="law", rule=row.source)
    return None


class Disagreement(NamedTuple):
    """Two statements of one day that cannot both be true."""

    document: Document
    one: Effect
    other: Effect

    def __str__(self) -> str:
        what = "in force" if self.one.what == "begins" else "without force"
        one, other = (
            f"{day.on} ({f'{day.file}:{day.start}' if day.file else day.told_by})" for day in (self.one, self.other)
        )
        return f"{self.document.id}: {what} from {one}, but from {other}"


def disagreements(document: Document) -> list[Disagreement]:
    """Return where text, register and other texts state different days for the whole document, one for each pair of sources."""
    found = []
    for what in ("begins", "ends"):
        seen: dict[str, Effect] = {}
        for day in document.days:
            if day.what == what and day.on and not day.part:
                seen.setdefault(day.told_by, day)
        tellers = list(seen.values())
        found += [Disagreement(document, tellers[0], other) for other in tellers[1:] if other.on != tellers[0].on]
    return found


def stated_changes(links: Iterable[Link], nodes: Mapping[str, Document]) -> dict[str, list[Change]]:
    """Return the changes that links state for each document, by id, made by acts among `nodes`."""
    done: dict[str, list[Change]] = defaultdict(list)
    for link in links:
        if link.relation in CHANGES and link.source in nodes:
            done[link.target].append(Change(link, nodes[link.source]))
    return done


def since(change: Change) -> tuple[str, bool]:
    """Return the first day of a change, and whether it is known: the day printed, else the day the act came into force.

    If that is not known, it is the day of issue, before which nothing applies, or the last day of the year of issue; a
    change with no day at all always applies.
    """
    link, by = change
    for day, known in ((link.since, True), (by.in_force, True), (by.date, False)):
        if day is not None:
            return day.isoformat(), known
    return (f"{by.year}-12-31" if by.year else ALWAYS), False


def history(document: Document, changes: Iterable[Change] = ()) -> tuple[Turn, ...]:
    """Return the states of a document in order, from its own dates and the acts of others."""
    ordered = sorted(changes, key=lambda c: (c.by.id, c.link.relation, c.link.stated_by))
    valid = [c for c in ordered if c.link.relation in CHANGES and c.by.id != document.id and may_change(c.by, document)]
    ending = [c for c in valid if c.link.relation is not Relation.AMENDS and not c.link.provision]
    amending = [c for c in valid if c not in ending]
    end = _end(document, ending)
    turns = [*_beginning(document), *(_turn(c, State.AMENDED) for c in amending)]
    turns += _suspensions(document)
    if document.period_to and not (document.ended and document.ended <= document.period_to):
        day = (document.period_to + _DAY_ONE).isoformat()
        turns.append(_of_effect(document, "period", day, State.PERIOD_OVER))
    turns.sort(key=lambda turn: (turn.on, _WEIGHT[turn.state], turn.by_id or "", turn.rule, turn.file, turn.start))
    if end:
        turns = [turn for turn in turns if turn.on < end.on] + [end]
    return tuple(_compressed(turns))


_WEIGHT = {state: at for at, state in enumerate((State.UNKNOWN, State.NOT_YET, State.IN_FORCE, State.AMENDED,
                                                  State.SUSPENDED, State.PERIOD_OVER, State.ENDED))}  # fmt: skip


def _compressed(turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns without those that add nothing, or that come too late to count."""
    found: list[Turn] = []
    amended: Turn | None = None
    over = False
    for turn in turns:
        if turn.state is State.AMENDED:
            amended = turn
            if over or (found and found[-1].state is State.NOT_YET):
                continue
        elif turn.state is State.IN_FORCE and amended and found:
            turn = amended.model_copy(update={"on": turn.on})
        over = over or turn.state is State.PERIOD_OVER
        if found and found[-1].on == turn.on:
            found.pop()
        found.append(turn)
    return found


def _beginning(document: Document) -> list[Turn]:
    """Return what is known of a document before and after it came into force."""
    day = document.in_force or (document.date if document.period_to else None)
    if day is None and document.date is None:
        return [UNKNOWN]
    before = Turn(on=ALWAYS, state=State.NOT_YET, rule="the day of issue" if day is None else "")
    if day is None:
        return [before, UNKNOWN.model_copy(update={"on": str(document.date)})]
    told = _of_effect(document, "begins" if document.in_force else "period", day.isoformat(), State.IN_FORCE)
    return [before.model_copy(update=told.model_dump(include={"rule", "sentence", "file", "start"})), told]


def _of_effect(document: Document, what: str, on: str, state: State) -> Turn:
    """Return the turn proved by a statement; the first of those that state the day that counts."""
    field = {"begins": document.in_force, "ends": document.ended, "period": document.period_to}[what]
    proof = [d for d in document.days if d.what == what and not d.part and field in (d.on, d.to)]
    if not proof:
        return Turn(on=on, state=state)
    first = proof[0]
    return Turn(
        on=on, state=state, by=first.by, rule=first.rule, sentence=first.sentence or first.words, file=first.file, start=first.start
    )  # fmt: skip


def _suspensions(document: Document) -> list[Turn]:
    turns = []
    for day in document.days:
        if day.what == "suspended" and day.on and not day.part:
            first = Turn(
                on=day.on.isoformat(), state=State.SUSPENDED, rule=day.rule, sentence=day.sentence, file=day.file, start=day.start
            )  # fmt: skip
            turns.append(first)
            if day.to:
                again = (day.to + _DAY_ONE).isoformat()
                turns.append(first.model_copy(update={"on": again, "state": State.IN_FORCE}))
    return turns


def _turn(change: Change, state: State) -> Turn:
    link, by = change
    proof = link.evidence[0] if link.evidence else None
    return Turn(
        on=since(change)[0],
        state=state,
        by=by.key or by.title or by.id,
        by_id=by.id,
        rule=f"link:{link.relation.value}",
        sentence=proof.sentence if proof else "",
        file=proof.file if proof else "",
        start=proof.start if proof else 0,
    )


def _end(document: Document, ending: Sequence[Change]) -> Turn | None:
    """Return the turn that ends the whole document: the earliest known, else the earliest possible."""
    linked = [(c, *since(c)) for c in ending]
    known = [one for one in linked if one[2]]
    if document.ended:
        own = _of_effect(document, "ends", document.ended.isoformat(), State.ENDED)
        named = own.model_copy(update={"by_id": document.replaced_by, "by": own.by or document.replaced_by})
        earlier = [one for one in known if one[1] < named.on]
        if not earlier or any(one[1] == named.on for one in known):
            same = next((one for one in linked if one[0].by.id == document.replaced_by), None)
            return _turn(same[0], State.ENDED).model_copy(update={"on": named.on}) if same else named
        linked = earlier
    if not linked:
        return None
    chosen = min(
        linked, key=lambda one: (one[1], not one[2], one[0].by.id, one[0].link.relation, one[0].link.stated_by)
    )
    return _turn(chosen[0], State.ENDED)


class Successors(Value):
    """The acts in force in place of an ended document, or the reason why none was found."""

    alive: tuple[Document, ...] = ()
    """The acts that replace it on the day; several if it was split."""
    way: tuple[str, ...] = ()
    """The ids of the acts in between, in order."""
    note: str | None = None
    """What stopped the search: a cycle, or an unknown successor."""


class Validity:
    """States and successors over any graph; `document` returns one by id with its history, `followers` the ids of those that replaced it."""

    def __init__(
        self, document: Callable[[str], Document | None], followers: Callable[[str], Sequence[str]] = lambda _: ()
    ) -> None:
        self._document = document
        self._followers = followers

    def state(self, identity: str, day: datetime.date | str) -> Turn:
        """Return the state of a document on a day, with its proof."""
        found = self._document(identity)
        return found.state(day) if found else UNKNOWN

    def document(self, identity: str) -> Document | None:
        """Return a document by its id, with its history."""
        return self._document(identity)

    def next_turn(self, identity: str, day: datetime.date | str) -> Turn | None:
        """Return the next known change of a document's state after a day."""
        found = self._document(identity)
        return next((turn for turn in found.history if turn.on > str(day)), None) if found else None

    def successors(self, identity: str, day: datetime.date | str) -> Successors:
        """Follow replacements until acts are found that have not ended on the day."""
        alive: dict[str, Document] = {}
        way: list[str] = []
        notes: list[str] = []
        edge, seen = [identity], {identity}
        while edge:
            at = edge.pop(0)
            found = self._document(at)
            turn = found.state(day) if found else UNKNOWN
            if at != identity:
                way.append(at)
                if found and turn.state is not State.ENDED:
                    alive[at] = found
                    continue
            named = (turn.by_id,) if turn.by_id and turn.rule != REPEALED else ()
            nexts = list(dict.fromkeys((*named, *self._followers(at))))
            if not nexts and at != identity:
                notes.append(
                    f"{at} has ended too, and what followed it is not known" if found else f"{at} is not known here"
                )
            for one in nexts:
                if one in seen:
                    notes.append(f"{one} is met twice: the successors run in a circle")
                else:
                    seen.add(one)
                    edge.append(one)
        return Successors(alive=tuple(alive.values()), way=tuple(way), note="; ".join(notes) or None)
