"""What each stored query answers, in a few lines of plain Python over the rows of the graph, as its page words it.

An oracle takes a `World` and the parameters as the query gets them, and gives its rows in any order; documents are ids.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, pairwise, product
from typing import Any

from cancu.graph.build import Graph
from cancu.graph.rows import document_row
from cancu.language.provisions import part_name
from cancu.models import Document, Link, Mention, PartChange
from tests.graph.papers import with_histories

Row = dict[str, Any]
Values = Mapping[str, Any]
Oracle = Callable[["World", Values], Iterable[Row]]
ALL = ("BASED_ON", "IMPLEMENTS", "GUIDES", "AMENDS", "REPLACES", "REPEALS", "REFERS_TO")
BASES = ("BASED_ON", "IMPLEMENTS", "GUIDES")
CARRYING = ("IMPLEMENTS", "BASED_ON", "GUIDES", "REFERS_TO")
NOBODY = ("press", "form", "consolidated")
RANKS = {"central": 0, "ministry": 1, "province": 2, "department": 3, "district": 4, "commune": 5}
ORACLES: dict[str, Oracle] = {}


class World:
    """The rows of a graph, easy to ask."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.documents = {d.id: d for d in with_histories(graph.documents, graph.links)}
        self.rows = {d.id: document_row(d) for d in graph.documents}
        self.links = graph.links
        self.path_of = {d.path: d for d in graph.documents if d.in_corpus}
        self.issuer = {i.id: i for i in graph.issuers}

    def of(self, *names: str, **ends: str) -> Iterator[Link]:
        """Links of these types, with the source or the target that is given."""
        for link in self.links:
            if link.relation in names and all(getattr(link, end) == one for end, one in ends.items()):
                yield link


def oracle(name: str) -> Callable[[Oracle], Oracle]:
    def keep(function: Oracle) -> Oracle:
        ORACLES[name] = function
        return function

    return keep


def state(document: Document, day: str) -> Row:
    """The state of a document on a day, as columns tell it."""
    turn = document.state(day)
    return {"status": turn.state.value, "since": turn.on if turn.on > "0001-01-01" else None, "by": turn.by}


def iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def within(scope: str, place: str | None) -> bool:
    return place is None or scope == place or scope.startswith(place + "/")


def days(start: Document | None, end: Document | None) -> int | None:
    return (end.date - start.date).days if start and end and start.date and end.date else None


def proof(link: Link) -> Row:
    first = link.evidence[0]
    return {"sentence": first.sentence, "file": first.file, "start": first.start}


def province(document: Document) -> str:
    return document.scope.split("/")[0]


def of_type(w: World, document: Document, kind: str | None) -> bool:
    return kind is None or document.type == kind or w.rows[document.id].get("issues") == kind


def steps_away(start: str, links: Iterable[Link], most: int, *, up: bool = False) -> dict[str, int]:
    """Least number of links from a document to each other one, up to `most`."""
    ways = defaultdict(set)
    for link in links:
        ways[link.source if up else link.target].add(link.target if up else link.source)
    found, edge = {start: 0}, {start}
    for step in range(1, most + 1):
        edge = {other for one in edge for other in ways[one] if other not in found}
        found |= dict.fromkeys(edge, step)
    return found


def carrying(w: World, by: str = "carries") -> list[Link]:
    return [
        link
        for link in w.of(*CARRYING)
        if (by != "basis" and link.carries) or (by != "carries" and link.relation == "BASED_ON")
    ]


def whole(links: Iterable[Link], by: str = "carries") -> list[Link]:
    return [link for link in links if not (by == "carries" and link.partly)]


# who carries it out


@oracle("implementers")
def implementers(w: World, v: Values) -> Iterator[Row]:
    links = carrying(w)
    near, all_of_it = (steps_away(v["document"], some, v["depth"] - 1) for some in (links, whole(links)))
    ways = defaultdict(list)
    for link in links:
        if link.target in near and link.source != v["document"]:
            fully = not link.partly and link.target in all_of_it
            distance = (all_of_it if fully else near)[link.target] + 1
            ways[link.source].append(
                (not fully, distance, link.target, link.carries, link.relation, link.stated_by, link)
            )
    for source, found in ways.items():
        d = w.documents[source]
        if (
            within(d.scope, v["place"])
            and v["level"] in (None, d.level)
            and of_type(w, d, v["type"])
            and v["year"] in (None, d.year)
        ):
            partly, distance, via, how, *_, link = min(found, key=lambda way: way[:-1])
            through = w.documents[via].key or via
            yield {
                "document": source, "how": how if via == v["document"] else f"through {through}", "partly": partly,
                "distance": distance, "via": via, "paper": d.paper, **proof(link),
            }  # fmt: skip


def counted(w: World, v: Values) -> Iterator[tuple[Document, str]]:
    """Documents that count for a directive or are told as not counted, and which of them."""
    links = carrying(w, v["by"])
    near, fully = (steps_away(v["document"], some, v["depth"]) for some in (links, whole(links, v["by"])))
    for one in near:
        d = w.documents[one]
        if one != v["document"] and d.paper not in NOBODY and of_type(w, d, v.get("type")):
            yield d, "draft" if d.paper == "draft" else "counts" if one in fully else "in part"


def not_counted(states: Counter[str]) -> str:
    parts = [f"{states['in part']} in part"] if states["in part"] else []
    return ", ".join(parts + ([f"{states['draft']} drafts"] if states["draft"] else []))


@oracle("coverage")
def coverage(w: World, v: Values) -> Iterator[Row]:
    found = list(counted(w, v))
    for listed in v["provinces"]:
        own = [(d, state) for d, state in found if province(d) in listed["scopes"]]
        plans = sorted((d for d, state in own if state == "counts"), key=lambda d: (d.date is None, d.date, d.id))
        first = plans[0] if plans else None
        yield {
            "place": listed["name"], "documents": len(plans), "first": first and first.id,
            "days": days(w.documents[v["document"]], first),
            "predecessors": [s for s in listed["scopes"] if s != listed["id"] and s in map(province, plans)],
            "not_counted": not_counted(Counter(state for _, state in own)),
        }  # fmt: skip


@oracle("gaps")
def gaps(w: World, v: Values) -> Iterator[Row]:
    found = list(counted(w, v))
    for listed in v["provinces"]:
        states = Counter(state for d, state in found if province(d) in listed["scopes"])
        if not states["counts"]:
            here = sum(d.in_corpus and province(d) in listed["scopes"] for d in w.documents.values())
            yield {"place": listed["name"], "documents_of_place": here, "not_counted": not_counted(states)}


@oracle("by-level")
def by_level(w: World, v: Values) -> Iterator[Row]:
    groups = defaultdict(list)
    for d, state in counted(w, v):
        groups[d.level, d.type].append((d, state))
    for (level, kind), found in groups.items():
        states = Counter(state for _, state in found)
        dates = sorted(d.date for d, _ in found if d.date)
        yield {
            "level": level, "type": kind, "documents": states["counts"], "in_part": states["in part"],
            "drafts": states["draft"], "first": iso(dates[0]) if dates else None, "last": iso(dates[-1]) if dates else None,
        }  # fmt: skip


@oracle("response-days")
def response_days(w: World, v: Values) -> Iterator[Row]:
    directive = w.documents[v["document"]]
    for d, state in counted(w, v):
        passed = days(directive, d)
        if state != "draft" and passed is not None and within(d.scope, v["place"]) and v["level"] in (None, d.level):
            yield {"document": d.id, "days": passed, "partly": state == "in part"}


@oracle("tree")
def tree(w: World, v: Values) -> Iterator[Row]:
    links = carrying(w)
    near = steps_away(v["document"], links, v["depth"] - 1)
    ways = defaultdict(list)
    for link in links:
        d, parent = w.documents[link.source], w.documents[link.target]
        if parent.id in near and d.id != v["document"] and within(d.scope, v["place"]):
            rank, own = (RANKS.get(one.level or "", 2) for one in (parent, d))
            if rank <= own or near[parent.id] == 0:
                way = (
                    -rank,
                    -near[parent.id],
                    parent.id,
                    link.partly,
                    link.carries,
                    link.relation,
                    link.stated_by,
                    link,
                )
                ways[d.id].append(way)
    for source, found in ways.items():
        *_, link = min(found, key=lambda way: way[:-1])
        yield {
            "document": source, "level": w.documents[source].level, "parent": link.target, "how": link.carries,
            "partly": link.partly, **proof(link),
        }  # fmt: skip


def direct(w: World) -> dict[tuple[str, str], bool]:
    """Pairs of a directive and an issued document that carries it out directly, and whether only in part."""
    found: dict[tuple[str, str], bool] = {}
    for link in carrying(w):
        if w.documents[link.source].paper not in ("draft", *NOBODY) and link.source != link.target:
            pair = link.target, link.source
            found[pair] = found.get(pair, True) and link.partly
    return found


@oracle("top")
def top(w: World, v: Values) -> Iterator[Row]:
    groups = defaultdict(list)
    for (directive, d), partly in direct(w).items():
        groups[directive].append((w.documents[d], partly))
    for one, found in groups.items():
        d = w.documents[one]
        if all(
            v[name] in (None, has)
            for name, has in (("type", d.type), ("level", d.level), ("place", d.scope), ("year", d.year))
        ):
            plans = [plan for plan, partly in found if not partly]
            places = {province(plan) for plan in plans} - {"vn", "-"}
            yield {
                "document": one,
                "documents": len(plans),
                "in_part": len(found) - len(plans),
                "provinces": len(places),
            }


def first_of(found: Iterable[Document]) -> Document | None:
    return min(found, key=lambda d: (d.date is None, d.date, d.id), default=None)


@oracle("compare")
def compare(w: World, v: Values) -> Iterator[Row]:
    plans = defaultdict(list)
    for (directive, d), partly in direct(w).items():
        if not partly and any(within(w.documents[d].scope, v[side]) for side in ("one", "other")):
            plans[directive].append(w.documents[d])
    for directive, found in plans.items():
        d = w.documents[directive]
        if v["document"] in (None, directive) and v["type"] in (None, d.type):
            one, other = (first_of(p for p in found if within(p.scope, v[side])) for side in ("one", "other"))
            yield {
                "directive": directive, "one": one and one.id, "one_days": days(d, one),
                "other": other and other.id, "other_days": days(d, other),
            }  # fmt: skip


@oracle("compare-directives")
def compare_directives(w: World, v: Values) -> Iterator[Row]:
    for listed in v["provinces"]:
        row: Row = {"place": listed["name"]}
        for side in ("one", "other"):
            own = [
                w.documents[d]
                for (directive, d), partly in direct(w).items()
                if directive == v[side] and not partly and of_type(w, w.documents[d], v["type"])
            ]
            plan = first_of(d for d in own if province(d) in listed["scopes"])
            row |= {side: plan and plan.id, f"{side}_days": days(w.documents[v[side]], plan)}
        yield row


@oracle("drafts")
def drafts(w: World, v: Values) -> Iterator[Row]:
    for d in w.documents.values():
        unnumbered = d.key is None and d.paper not in (*NOBODY, "act")
        if not (d.in_corpus and (d.paper == "draft" or unnumbered) and within(d.scope, v["place"])):
            continue
        best: dict[str, Link] = {}
        for link in w.of(*CARRYING, source=d.id):
            if link.stated_by == d.id and (link.carries or link.relation == "BASED_ON"):
                known = best.setdefault(link.target, link)
                best[link.target] = min(known, link, key=lambda x: (x.carries is None, x.carries or "", x.relation))
        row = {"draft": d.id, "month": d.month or (iso(d.date) or "")[:7] or None}
        if not best and v["document"] is None:
            yield row | {"target": None, "relation": None, "how": None, "sentence": None, "file": d.path, "start": None}
        for target, link in best.items():
            if v["document"] in (None, target):
                yield row | {"target": target, "relation": link.relation, "how": link.carries, **proof(link)}


@oracle("worklist")
def worklist(w: World, v: Values) -> Iterator[Row]:
    changes = w.of("REPEALS", "REPLACES")
    gone = {
        c.target
        for c in changes
        if (iso(w.documents[c.source].date) or str(w.documents[c.source].year or "")) <= v["as_of"]
    }
    for row in nearest(w, v["document"], BASES, v["depth"]):
        d = w.documents[row["document"]]
        living = d.id not in gone and not (d.ended and iso(d.ended) <= v["as_of"])  # type: ignore[operator]
        if living and d.paper not in NOBODY and within(d.scope, v["place"]):
            issued = w.graph.issued_by.get(d.id)
            yield {"body": w.issuer[issued].name if issued else d.issuer or "", **row}


@oracle("chains")
def chains(w: World, v: Values) -> Iterator[Row]:
    out = defaultdict(list)
    for link in carrying(w):
        out[link.source].append(link)

    def ways(at: str, seen: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if at == v["to"] and len(seen) > 1:
            yield seen
        elif len(seen) <= v["depth"]:
            for other in {link.target for link in out[at]} - set(seen):
                yield from ways(other, (*seen, other))

    found = sorted(ways(v["from"], (v["from"],)), key=lambda ids: (len(ids), ids)) if v["from"] != v["to"] else []
    for chain, ids in enumerate(found, 1):
        for step, (a, b) in enumerate(pairwise(ids), 1):
            link = min(
                (x for x in out[a] if x.target == b),
                key=lambda x: (x.partly, f"{x.carries} {x.relation} {x.stated_by}"),
            )
            yield {
                "chain": chain, "step": step, "source": a, "how": link.carries, "partly": link.partly, "target": b, **proof(link),
            }  # fmt: skip


# links, ways and families


def nearest(w: World, start: str, names: tuple[str, ...], depth: int, last: str | None = None) -> Iterator[Row]:
    """Each document below another at its least distance, with the next document on the way and its sentence."""
    near = steps_away(start, w.of(*names), depth - 1)
    ways = defaultdict(list)
    for link in w.of(*names):
        if link.target in near and link.source != start and last in (None, link.relation):
            ways[link.source].append((near[link.target] + 1, link.target, link.relation, link.stated_by, link))
    for source, found in ways.items():
        distance, via, relation, _, link = min(found, key=lambda way: way[:-1])
        yield {"document": source, "relation": relation, "distance": distance, "via": via, **proof(link)}


@oracle("impact")
def impact(w: World, v: Values) -> Iterator[Row]:
    for row in nearest(w, v["document"], (*BASES, "AMENDS"), v["depth"], v["relation"]):
        d = w.documents[row["document"]]
        if d.paper not in ("press", "form") and within(d.scope, v["place"]):
            yield row


@oracle("legal-basis")
def legal_basis(w: World, v: Values) -> Iterator[Row]:
    near = steps_away(v["document"], w.of(*BASES), v["depth"] - 1, up=True)
    ways = defaultdict(list)
    for link in w.of(*BASES):
        if link.source in near and link.target != v["document"]:
            ways[link.target].append((near[link.source] + 1, link.source, link.relation, link.stated_by, link))
    for basis, found in ways.items():
        distance, via, relation, _, link = min(found, key=lambda way: way[:-1])
        d = w.documents[basis]
        yield {
            "basis": basis, "relation": relation, "distance": distance, "via": via, **state(d, v["as_of"]), **proof(link),
        }  # fmt: skip


@oracle("common-bases")
def common_bases(w: World, v: Values) -> Iterator[Row]:
    one, other = (steps_away(v[end], w.of(*BASES), 4, up=True) for end in ("from", "to"))
    for basis in one.keys() & other.keys() - {v["from"], v["to"]}:
        yield {"basis": basis, "from_distance": one[basis], "to_distance": other[basis]}


@oracle("path")
def path(w: World, v: Values) -> Iterator[Row]:
    a, b, any_way = v["from"], v["to"], v["direction"] == "any"
    everything, out = list(w.of(*ALL)), carrying(w)
    tries: list[tuple[list[Link], bool, bool, int]] = [(out, True, False, 6)]
    tries += [(out, False, True, 6)] if any_way else []
    tries += [(everything, True, False, 8)]
    tries += [(everything, False, True, 8), (everything, True, True, 8)] if any_way else []
    for links, up, down, most in tries:
        if a != b and (found := shortest(links, a, b, up=up, down=down, most=most)):
            for step, link in enumerate(found, 1):
                yield {
                    "step": step, "source": link.source, "relation": link.relation, "how": link.carries,
                    "target": link.target, **proof(link),
                }  # fmt: skip
            return


def shortest(links: list[Link], a: str, b: str, *, up: bool, down: bool, most: int) -> list[Link] | None:
    """The first of the shortest ways by the ids on it, then by relation and stating text; along links, against them, or both."""
    out = defaultdict(list)
    for link in links:
        if up:
            out[link.source].append((link.target, link))
        if down:
            out[link.target].append((link.source, link))
    ways: list[tuple[tuple[str, ...], tuple[str, ...], list[Link]]] = [((a,), (), [])]
    seen = {a}
    for _ in range(most):
        further: dict[str, tuple[tuple[str, ...], tuple[str, ...], list[Link]]] = {}
        for ids, kinds, way in ways:
            for other, link in out[ids[-1]]:
                if other not in seen:
                    longer = ((*ids, other), (*kinds, f"{link.relation} {link.stated_by}"), [*way, link])
                    further[other] = min(further.get(other, longer), longer, key=lambda x: x[:2])
        if b in further:
            return further[b][2]
        seen |= further.keys()
        ways = list(further.values())
    return None


@oracle("cites")
def cites(w: World, v: Values) -> Iterator[Row]:
    for link in w.of(*ALL, source=v["document"]):
        if v["relation"] in (None, link.relation):
            yield listed(link, link.target)


@oracle("cited-by")
def cited_by(w: World, v: Values) -> Iterator[Row]:
    for link in w.of(*ALL, target=v["document"]):
        d = w.documents[link.source]
        wanted = (("relation", link.relation), ("level", d.level), ("type", d.type), ("year", d.year))
        if within(d.scope, v["place"]) and all(v[name] in (None, has) for name, has in wanted):
            yield listed(link, link.source)


def listed(link: Link, document: str) -> Row:
    how = link.carries or ("not counted as carrying it out" if link.relation == "IMPLEMENTS" else None)
    known = {"how": how, "provision": link.provision, "mentions": link.mentions}
    return {"document": document, "relation": link.relation, **known, **proof(link)}


@oracle("evidence")
def evidence(w: World, v: Values) -> Iterator[Row]:
    told = set()
    for m in w.graph.mentions:
        if m.target_id == v["target"] and m.source_id == v["source"] != v["target"]:  # nothing acts on itself
            told.add((m.relation, w.path_of[m.file].id))
            yield {
                "relation": m.relation, "sentence": m.sentence, "text": m.text, "file": m.file, "start": m.start,
                "end": m.end, "place": m.place, "rule": m.rule, "cue": m.cue, "confidence": m.confidence,
            }  # fmt: skip
    for link in w.of(*ALL, source=v["source"], target=v["target"]):
        if (link.relation, link.stated_by) not in told:
            first = link.evidence[0]
            yield {
                "relation": link.relation, "text": first.text, "end": first.end, "place": first.place, "rule": None, "cue": None,
                "confidence": link.confidence, **proof(link),
            }  # fmt: skip


@oracle("timeline")
def timeline(w: World, v: Values) -> Iterator[Row]:
    d = w.documents[v["document"]]
    yield {"date": iso(d.date), "document": d.id, "role": "itself", "sentence": None, "file": None, "start": None}
    best: dict[str, Link] = {}
    for link in w.of(*ALL[:-1]):
        if v["document"] in (link.source, link.target):
            other = link.target if link.source == v["document"] else link.source
            best[other] = min(
                best.get(other, link), link, key=lambda x: (x.relation, x.stated_by, x.source != v["document"])
            )
    for other, link in best.items():
        role = f"{link.relation} →" if link.source == v["document"] else f"→ {link.relation}"
        yield {"date": iso(w.documents[other].date), "document": other, "role": role, **proof(link)}


@oracle("cycles")
def cycles(w: World, v: Values) -> Iterator[Row]:
    best: dict[tuple[str, str], Link] = {}
    for link in w.of(*BASES):
        pair = link.source, link.target
        best[pair] = min(best.get(pair, link), link, key=lambda x: (x.relation, x.stated_by))
    circles = [(a, b) for a, b in best if a < b and (b, a) in best]
    circles += [  # type: ignore[misc]
        (a, b, c)
        for (a, b), c in product(best, w.documents)
        if a < b and a < c != b and (b, c) in best and (c, a) in best
    ]
    for circle in circles:
        steps = [best[pair] for pair in zip(circle, (*circle[1:], circle[0]), strict=True)]
        yield {
            "documents": [w.documents[one].key or one for one in circle], "relations": [str(s.relation) for s in steps],
            "sentences": [s.evidence[0].sentence for s in steps],
        }  # fmt: skip


@oracle("co-cited")
def co_cited(w: World, v: Values) -> Iterator[Row]:
    names = defaultdict(set)
    for m in w.graph.mentions:
        if m.target_id:
            names[w.path_of[m.file].id].add(m.target_id)
    texts = [t for t in sorted(names) if v["document"] in names[t] and w.documents[t].paper != "press"]
    together = defaultdict(list)
    for text in texts:
        for one in names[text] - {v["document"], text}:
            together[one].append(w.documents[text].key or text)
    for one, keys in together.items():
        yield {"document": one, "together": len(keys), "cited_by": keys}


# lists and counts


@oracle("documents")
def documents(w: World, v: Values) -> Iterator[Row]:
    for d in w.documents.values():
        told = w.rows[d.id].get("folded_title", "")
        wanted = (("type", d.type), ("level", d.level), ("year", d.year))
        said = v["text"] is None or v["text"] in told
        if said and within(d.scope, v["place"]) and all(v[name] in (None, has) for name, has in wanted):
            yield {"document": d.id, "title": d.title, "in_corpus": d.in_corpus}


@oracle("activity")
def activity(w: World, v: Values) -> Iterator[Row]:
    groups: dict[tuple[str, str | None, int | None], list[Document]] = defaultdict(list)
    for one, issued in w.graph.issued_by.items():
        d, body = w.documents[one], w.issuer[issued]
        at_place = v["place"] is None or (body.place is not None and within(body.place, v["place"]))
        if at_place and v["year"] in (None, d.year) and d.paper not in ("press", "form"):
            groups[body.name, body.place, d.year].append(d)
    for (name, place, year), found in groups.items():
        yield {
            "issuer": name, "place": place, "year": year, "documents": len(found), "in_corpus": sum(d.in_corpus for d in found),
        }  # fmt: skip


@oracle("totals")
def totals(w: World, v: Values) -> Iterator[Row]:
    doers = {link.source for link in carrying(w)}
    groups: dict[str | None, list[Document]] = defaultdict(list)
    for d in w.documents.values():
        if d.paper in ("press", "form") or not within(d.scope, v["place"]):
            continue
        if v["year"] in (None, d.year) and v["type"] in (None, d.type):
            issued = w.graph.issued_by.get(d.id)
            values = {
                "type": d.type, "year": str(d.year) if d.year else None, "place": province(d), "level": d.level,
                "body": w.issuer[issued].name if issued else None,
            }  # fmt: skip
            groups[values[v["field"]]].append(d)
    for value, found in groups.items():
        here, doing = sum(d.in_corpus for d in found), sum(d.id in doers for d in found)
        yield {"value": value, "documents": len(found), "in_corpus": here, "carry_out": doing}


def ranking(
    w: World, links: Iterable[Link], end: Callable[[Link], str], wanted: Callable[[Document], bool]
) -> Iterator[Row]:
    groups = defaultdict(list)
    for link in links:
        if w.documents[end(link)].paper != "press" and wanted(w.documents[link.target]):
            groups[link.target].append(link)
    for target, found in groups.items():
        yield {
            "document": target, "citing": len({end(link) for link in found}), "mentions": sum(x.mentions for x in found),
            "relations": sorted({str(x.relation) for x in found}),
        }  # fmt: skip


@oracle("most-cited")
def most_cited(w: World, v: Values) -> Iterator[Row]:
    links = [link for link in w.of(*ALL) if v["relation"] in (None, link.relation)]
    yield from ranking(w, links, lambda link: link.source, lambda d: v["level"] in (None, d.level))


@oracle("missing")
def missing(w: World, v: Values) -> Iterator[Row]:
    def wanted(d: Document) -> bool:
        return not d.in_corpus and v["place"] in (None, d.scope) and v["type"] in (None, d.type)

    yield from ranking(w, w.of(*ALL), lambda link: link.stated_by, wanted)


@oracle("no-basis")
def no_basis(w: World, v: Values) -> Iterator[Row]:
    for d in w.documents.values():
        if d.in_corpus and v["type"] in (None, d.type) and d.paper not in ("press", "form"):
            own = [m for m in w.graph.mentions if m.file == d.path]
            linked = any(link.stated_by == d.id for link in w.of(*BASES, source=d.id))
            if not linked and not any(m.source == "self" and m.relation in BASES for m in own):
                yield {"document": d.id, "mentions": len(own), "file": d.path}


@oracle("audit")
def audit(w: World, v: Values) -> Iterator[Row]:
    told = defaultdict(list)
    for m in w.graph.mentions:
        for kind in m.contradicts:
            about = w.path_of[m.file].id if kind == "time" else m.target_id
            if about and v["kind"] in (None, kind):
                told[about, kind].append(m)
    for (about, kind), found in told.items():
        first = min(found, key=lambda m: (m.file, m.start))
        yield {
            "document": about, "kind": kind, "times": len(found),
            "papers": len({m.file for m in w.graph.mentions if m.target_id == about}),
            "reason": first.reason, "text": first.text, "sentence": first.sentence, "file": first.file, "start": first.start,
        }  # fmt: skip


@oracle("conflicts")
def conflicts(w: World, v: Values) -> Iterator[Row]:
    for d in w.documents.values():
        said = [m for m in w.graph.mentions if m.target_id == d.id]
        dates = sorted({str(m.date) for m in said if m.date})
        titles = sorted({m.title.lower() for m in said if m.title})
        days_differ = len({*dates, *([str(d.date)] if d.date and dates else [])}) > 1
        if days_differ or any(a not in b and b not in a for a, b in combinations(titles, 2)):
            yield {"document": d.id, "dates": dates, "titles": titles}


@oracle("duplicates")
def duplicates(w: World, v: Values) -> Iterator[Row]:
    def row(one: Document, other: Document, reason: str) -> Row:
        return {
            "one": one.id, "one_id": one.id, "one_file": one.path,
            "other": other.id, "other_id": other.id, "other_file": other.path, "reason": reason,
        }  # fmt: skip

    ordered = sorted(w.documents.values(), key=lambda d: d.id)
    groups = defaultdict(list)
    for d in ordered:
        groups[d.sha256].append(d)
    for sha, found in groups.items():
        if sha:
            yield from (row(found[0], other, "same file") for other in found[1:])
    for one, other in combinations(ordered, 2):
        same_key = one.key and other.key and w.rows[one.id]["folded_key"] == w.rows[other.id]["folded_key"]
        if same_key and one.scope == other.scope and (None in (one.year, other.year) or one.year == other.year):
            known = one.year == other.year and one.year is not None
            yield row(one, other, "same number and year" if known else "same number, one year unknown")


@oracle("card")
def card(w: World, v: Values) -> Iterator[Row]:
    d = w.documents[v["document"]]
    for field, value in state(d, v["as_of"]).items():
        if value is not None:
            yield {"field": field, "value": value}
    fields = ("id", "key", "type", "title", "date", "issuer", "level", "scope", "signer", "aliases", "in_force", "ended",
              "period_from", "period_to", "replaced_by", "in_corpus", "path")  # fmt: skip
    for field in fields:
        value = w.rows[d.id].get(field)
        if value is not None and value != []:
            yield {"field": field, "value": value}
    yield {"field": "links to others", "value": len(list(w.of(*ALL, source=d.id)))}
    yield {"field": "cited by", "value": len({link.source for link in w.of(*ALL, target=d.id)})}
    yield {"field": "mentions", "value": sum(m.target_id == d.id for m in w.graph.mentions)}


@oracle("ambiguous")
def ambiguous(w: World, v: Values) -> Iterator[Row]:
    for m in w.graph.mentions:
        if m.status == "ambiguous":
            yield {
                "text": m.text, "candidates": list(m.candidates), "reason": m.reason, "sentence": m.sentence, "file": m.file,
                "start": m.start,
            }  # fmt: skip


@oracle("unresolved")
def unresolved(w: World, v: Values) -> Iterator[Row]:
    for m in w.graph.mentions:
        if m.status in ("unresolved", "open"):
            yield {
                "text": m.text, "status": m.status, "reason": m.reason, "sentence": m.sentence, "file": m.file, "start": m.start,
            }  # fmt: skip


@oracle("misprints")
def misprints(w: World, v: Values) -> Iterator[Row]:
    for m in w.graph.mentions:
        if m.repairs:
            yield {
                "printed": [r.printed for r in m.repairs], "read_as": [r.read_as for r in m.repairs],
                "proof": [r.proof for r in m.repairs], "sentence": m.sentence, "file": m.file, "start": m.start,
            }  # fmt: skip


# parts of acts


def holds(outer: str, inner: str) -> bool:
    return inner.startswith(outer + "/")


def touches(one: str, other: str) -> bool:
    return bool(one) and (one == other or holds(one, other) or holds(other, one))


def named(path: str) -> str:
    return part_name(path) if path else "toàn văn"


def cited_parts(w: World) -> Iterator[tuple[str, str, str, Mention, str]]:
    """Who cites which part of what, once for each text, relation and part: source, target, path, mention, stating document."""
    seen = set()
    for m in w.graph.mentions:
        stating = w.path_of[m.file].id
        source = m.source_id or (stating if m.source == "self" else None)
        for path in m.parts:
            key = (stating, source, m.relation, m.target_id, path)
            if m.target_id and source and source != m.target_id and key not in seen:
                seen.add(key)
                yield source, m.target_id, path, m, stating


def changed_parts(w: World, day: str) -> list[tuple[PartChange, Mention, str, str | None]]:
    """The changes up to a day, once for each text: the change, where it is told, the stating document, its day."""
    found, seen = [], set()
    for m in w.graph.mentions:
        stating = w.path_of[m.file].id
        for c in m.changes:
            key = (stating, c.source_id, c.done, c.target_id, c.part, c.by_part, c.old)
            if c.source_id and c.target_id and c.source_id != c.target_id and key not in seen:
                seen.add(key)
                since = iso(w.documents[c.source_id].in_force or w.documents[c.source_id].date)
                if since is None or since <= day:
                    found.append((c, m, stating, since))
    return found


@oracle("cites-provision")
def cites_provision(w: World, v: Values) -> Iterator[Row]:
    for source, target, path, m, _ in cited_parts(w):
        part = v["part"]
        if (
            target == v["document"]
            and within(w.documents[source].scope, v["place"])
            and (not part or touches(path, part))
        ):
            which = "itself" if part in (None, path) else "inside" if holds(part, path) else "around"
            yield {
                "document": source, "part": named(path), "which": which, "relation": m.relation.value,
                "sentence": m.sentence, "file": m.file, "start": m.start,
            }  # fmt: skip


@oracle("changed-provisions")
def changed_provisions(w: World, v: Values) -> Iterator[Row]:
    told = defaultdict(list)
    for c, m, stating, since in changed_parts(w, v["as_of"]):
        if c.target_id == v["document"] and (v["part"] is None or touches(c.part, v["part"])):
            rank = (c.wording is None, stating != c.source_id, stating, c.start)
            told[c.part, c.source_id, c.done, c.by_part, c.old].append((rank, c, m, since))
    for (part, by, done, by_part, old), ways in told.items():
        _, c, m, since = min(ways, key=lambda way: way[0])
        yield {
            "part": named(part), "done": done, "by": by, "by_part": by_part, "since": since, "old": old,
            "wording": c.wording, "sentence": c.sentence, "file": m.file, "start": c.start,
        }  # fmt: skip


@oracle("provision")
def provision(w: World, v: Values) -> Iterator[Row]:
    d, part = w.documents[v["document"]], v["part"]
    changes = [
        (
            (
                since or "0001-01-01",
                c.part == part,
                c.source_id,
                c.by_part or "~",
                c.wording is not None,
                c.done,
                stating,
                c.start,
            ),
            c,
            m,
        )
        for c, m, stating, since in changed_parts(w, v["as_of"])
        if c.target_id == d.id and touches(c.part, part)
    ]
    if not changes:
        own = next((p for p in d.parts if p.path == part), None)
        yield {
            "document": d.id, "part": part, "words_of": part if own else None, "words": own.words if own else None,
            "done": None, "since": None, "by": None, "by_part": None,
            "missing": None if own else "part in the text" if d.in_corpus else "text of the act",
            "file": d.path if own else None, "start": own.start if own else None,
        }  # fmt: skip
        return
    (since, *_), c, m = max(changes, key=lambda change: change[0])
    covers = c.part == part or holds(c.part, part)
    words = c.wording if covers and c.done in ("amends", "adds", "replaces") else None
    yield {
        "document": d.id, "part": part, "words_of": c.part if words else None, "words": words, "done": c.done,
        "since": since if since > "0001-01-01" else None, "by": c.source_id, "by_part": c.by_part,
        "missing": None if words or (covers and c.done == "repeals") else "new wording", "file": m.file, "start": c.start,
    }  # fmt: skip


@oracle("shaky-provisions")
def shaky_provisions(w: World, v: Values) -> Iterator[Row]:
    told = defaultdict(list)
    changes = changed_parts(w, v["as_of"])
    for source, target, path, m, stating in cited_parts(w):
        d = w.documents[source]
        if (
            v["document"] not in (None, source)
            or not within(d.scope, v["place"])
            or m.relation in ("AMENDS", "REPLACES", "REPEALS")
        ):
            continue
        for c, _, _, since in changes:
            later = since is not None and d.date is not None and since > str(d.date)
            if c.target_id == target and touches(c.part, path) and c.source_id != source and later:
                key = (source, target, path, c.part, c.done, since, c.source_id, c.by_part)
                told[key].append((m.relation.value, stating, m.start, m.sentence, m.file))
    for (source, target, path, changed, done, since, by, by_part), ways in told.items():
        _, _, start, sentence, file = min(ways)
        yield {
            "document": source, "act": target, "part": named(path), "changed": named(changed), "done": done,
            "since": since, "by": by, "by_part": by_part, "sentence": sentence, "file": file, "start": start,
        }  # fmt: skip
