"""How well citations are found and resolved, on the annotated sample documents and on others beside the project.

Run from a checkout: python benchmarks/accuracy.py [--accept] [--errors]

Prints the scores of every set that is at hand, and what each document gained or lost against the committed run
(accuracy-run.json). The exit code is 1 when a figure fell by more than one mention of its set weighs; a single loss that gains
make good fails nothing, so that no rule is bent to fit one document. --accept makes the present run the committed one.
"""

import argparse
import csv
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cancu.corpus import read_corpus, records
from cancu.knowledge.fold import fold

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
GOLD = SHARED / "gold"
RUN = ROOT / "benchmarks" / "accuracy-run.json"
SETS = {
    "examples": (ROOT / "examples", ROOT / "examples" / "gold"),
    "real documents": (GOLD / "dev", GOLD / "dev"),
    "more real documents": (GOLD / "more", GOLD / "more"),
}
"""Texts and annotations by name; a set that is not there is left out."""
HEADS = GOLD / "heads"
"""Consolidated texts, and in pairs.tsv the acts that each says amended its own."""
LINKS = GOLD / "links.jsonl"
"""Single citations of the texts in `corpus-large`, drawn by lot and read blind."""

HEADER = ("type", "key", "date", "scope", "title")
OUTCOMES = ("missed", "wrong document", "wrong source", "wrong relation", "right")
"""What became of an annotated mention, worst first."""
LAW = re.compile(r"(bo luat|luat|phap lenh|hien phap)")

Record = dict[str, Any]
Chain = tuple[str | None, str, str | None]


@dataclass
class Tally:
    """Hits, wrong extras and misses of one measure."""

    hits: int = 0
    extra: int = 0
    missed: int = 0

    def compare(self, expected: set[Any], found: set[Any]) -> None:
        """Count two sets against each other."""
        self.hits += len(expected & found)
        self.extra += len(found - expected)
        self.missed += len(expected - found)

    @property
    def precision(self) -> float:
        return _share(self.hits, self.hits + self.extra)

    @property
    def recall(self) -> float:
        return _share(self.hits, self.hits + self.missed)

    @property
    def f1(self) -> float:
        return _share(2 * self.hits, 2 * self.hits + self.extra + self.missed)


@dataclass
class Score:
    """All measures over a set of documents."""

    detection: Tally = field(default_factory=Tally)
    linking: Tally = field(default_factory=Tally)
    edges: Tally = field(default_factory=Tally)
    chains: Tally = field(default_factory=Tally)
    linked: Counter[str] = field(default_factory=Counter)
    """Mentions linked to the right document, and those among them with the right relation and the right source."""
    header: dict[str, list[bool]] = field(default_factory=lambda: {name: [] for name in HEADER})
    documents: dict[str, Record] = field(default_factory=dict)
    """By file: the outcome of each annotated mention, and what is there that should not be."""

    def figures(self) -> dict[str, float]:
        """The measures by name, between 0 and 1."""
        figures = {
            f"{name} {part}": getattr(getattr(self, name), part)
            for name in ("detection", "linking", "edges", "chains")
            for part in ("precision", "recall", "f1")
        }
        for name in ("relation", "source"):
            figures[f"{name} accuracy"] = _share(self.linked[name], self.linked["all"])
        for name, values in self.header.items():
            figures[f"header {name} accuracy"] = _share(sum(values), len(values))
        return {name: round(value, 4) for name, value in figures.items()}

    def sizes(self) -> dict[str, int]:
        """How many mentions, edges, chains or documents each figure is a share of."""
        sizes = {}
        for name in ("detection", "linking", "edges", "chains"):
            tally: Tally = getattr(self, name)
            sizes[f"{name} precision"] = tally.hits + tally.extra
            sizes[f"{name} recall"] = sizes[f"{name} f1"] = tally.hits + tally.missed
        for name in ("relation", "source"):
            sizes[f"{name} accuracy"] = self.linked["all"] if name in self.linked else 0
        for name, values in self.header.items():
            sizes[f"header {name} accuracy"] = len(values)
        return sizes


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def words_only(title: str | None) -> str:
    """A title without case, diacritics, punctuation and line breaks."""
    return " ".join(re.findall(r"\w+", fold(unicodedata.normalize("NFC", title or ""))))


def plain(key: str | None) -> str | None:
    """A key without case, diacritics, spaces (kept in the names of laws) and leading zeros."""
    if key is None:
        return None
    folded = fold(unicodedata.normalize("NFC", key))
    folded = re.sub(r"\s+", " " if LAW.match(folded) else "", folded).strip()
    return re.sub(r"^0+(?=\d)", "", folded)


def spoken(gold: Record) -> set[str | None]:
    """The keys that count as right for an annotated mention."""
    return {plain(key) for key in (gold.get("key"), *gold.get("alt_keys", ())) if key}


def named(found: Record) -> set[str | None]:
    """The keys that a found mention answers to."""
    return {plain(found[name]) for name in ("key", "name", "printed_key") if found.get(name)}


def right_document(gold: Record, found: Record) -> bool:
    """Whether both name one document: a shared key, the same scope and, where annotated, the same year."""
    if not spoken(gold) & named(found):
        return False
    if gold["kind"] == "name":
        return True
    return scope(gold) == scope(found) and gold.get("year") in (None, found.get("year"))


def scope(record: Record) -> str:
    """Where the number is unique; nothing said means the centre."""
    return record.get("scope") or "vn"


def overlap(one: Record, other: Record) -> bool:
    """Whether two mentions share a character."""
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def match(gold: list[Record], found: list[Record]) -> dict[int, int]:
    """Pair annotated mentions (required ones first) with found ones that overlap; each found one is used once."""
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for at in sorted(range(len(gold)), key=lambda i: bool(gold[i].get("optional"))):
        free = [i for i, one in enumerate(found) if i not in used and overlap(gold[at], one)]
        if free:
            pairs[at] = next((i for i in free if right_document(gold[at], found[i])), free[0])
            used.add(pairs[at])
    return pairs


def same_document(gold: Iterable[Record]) -> Callable[[str | None], str | None]:
    """One representative for all the keys that annotated mentions give to one document."""
    groups: dict[str | None, set[str | None]] = {}
    for mention in gold:
        keys = spoken(mention)
        for key in list(keys):
            keys |= groups.get(key, set())
        for key in keys:
            groups[key] = keys
    return lambda key: min(groups.get(plain(key), {plain(key)}), key=str)


def chains(mentions: Iterable[Record], one: Callable[[str | None], str | None]) -> set[Chain]:
    """Links between two cited documents."""
    found = set()
    for mention in mentions:
        if mention.get("source", "self") != "self":
            found.add((one(mention["source"]), mention["relation"], one(mention.get("key"))))
        for also in mention.get("also", ()):
            found.add((one(also["source"]), also["relation"], one(also["target"])))
    return found


def add_document(score: Score, gold: Record, header: Record, found: list[Record]) -> None:
    """Count one document: its annotation, and the records that were made of it."""
    mentions: list[Record] = gold["mentions"]
    found = sorted(found, key=lambda one: (one["start"], one["end"]))
    pairs = match(mentions, found)
    outcomes = {}
    for at, mention in enumerate(mentions):
        if not mention.get("optional"):
            outcome = _judge(mention, found[pairs[at]] if at in pairs else None)
            outcomes[_place(mention)] = outcome
            _count(score, mention, outcome, found[pairs[at]] if at in pairs else None)
    one = same_document(mentions)
    extra = _extra(mentions, found, set(pairs.values()), one)
    score.detection.extra += len(extra)
    score.linking.extra += len(extra)
    wrong = [f"not a citation: {_place(mention)}" for mention in extra]
    score.edges.compare(*_edges(mentions, found, one))
    expected, made = _chains(mentions, found, one)
    score.chains.compare(expected, made)
    wrong += [f"chain missed: {_chain(chain)}" for chain in expected - made]
    wrong += [f"not a chain: {_chain(chain)}" for chain in made - expected]
    for name in HEADER:
        if name in gold["document"]:
            same = words_only if name == "title" else plain
            correct = same(header.get(name)) == same(gold["document"][name])
            score.header[name].append(correct)
            wrong += [] if correct else [f"header: {name} {header.get(name)}"]
    score.documents[gold["file"]] = {"mentions": outcomes, "wrong": sorted(wrong)}


def _place(mention: Record) -> str:
    return f"{mention['start']} {' '.join(mention['text'].split())}"


def _chain(chain: Chain) -> str:
    return " ".join(map(str, chain))


def _judge(gold: Record, found: Record | None) -> str:
    if found is None:
        return "missed"
    if not right_document(gold, found):
        return "wrong document"
    if not _right_source(gold, found):
        return "wrong source"
    return "right" if _right_relation(gold, found) else "wrong relation"


def _right_source(gold: Record, found: Record) -> bool:
    allowed = (gold.get("source", "self"), *gold.get("alt_sources", ()))
    return plain(found.get("source", "self")) in map(plain, allowed)


def _right_relation(gold: Record, found: Record) -> bool:
    return found.get("relation") in (gold["relation"], *gold.get("alt_relations", ()))


def _count(score: Score, gold: Record, outcome: str, found: Record | None) -> None:
    if found is None:
        score.detection.missed += 1
        score.linking.missed += 1
        return
    score.detection.hits += 1
    if outcome == "wrong document":
        score.linking.extra += 1
        score.linking.missed += 1
        return
    score.linking.hits += 1
    score.linked["all"] += 1
    score.linked["relation"] += _right_relation(gold, found)
    score.linked["source"] += _right_source(gold, found)


def _extra(
    gold: list[Record], found: list[Record], used: set[int], one: Callable[[str | None], str | None]
) -> list[Record]:
    """Found mentions that no annotation explains; a second find of one, or a title beside its number, is explained."""
    known = {one(mention["key"]) for mention in gold}

    def explained(mention: Record) -> bool:
        again = any(overlap(mention, other) and right_document(other, mention) for other in gold)
        return again or (mention.get("kind") == "title" and one(mention.get("key")) in known)

    return [mention for at, mention in enumerate(found) if at not in used and not explained(mention)]


def _edges(
    gold: list[Record], found: list[Record], one: Callable[[str | None], str | None]
) -> tuple[set[tuple[str | None, str]], set[tuple[str | None, str]]]:
    """The distinct documents that the text itself cites: expected, found."""
    known = {one(mention["key"]) for mention in gold}

    def key(mention: Record) -> str | None:
        names = [one(name) for name in sorted(named(mention), key=str)]
        return next((name for name in names if name in known), one(mention.get("key") or mention.get("name")))

    expected = {(one(g["key"]), scope(g)) for g in gold if not g.get("optional") and g.get("source", "self") == "self"}
    allowed = {(one(g["key"]), scope(g)) for g in gold if g.get("optional")} - expected
    made = {(key(m), scope(m)) for m in found if m.get("source", "self") == "self"}
    return expected, made - allowed - {(None, "vn")}


def _chains(
    gold: list[Record], found: list[Record], one: Callable[[str | None], str | None]
) -> tuple[set[Chain], set[Chain]]:
    expected = chains([g for g in gold if not g.get("optional")], one)
    allowed = chains([g for g in gold if g.get("optional")], one)
    return expected, chains(found, one) - (allowed - expected)


def measure(texts: Path, annotations: Path) -> Score:
    """Read the annotated texts of a folder together, as a user would, and score them."""
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(annotations.glob("*.json"))]
    headers, mentions = read([str(texts)])
    score = Score()
    for gold in golds:
        add_document(score, gold, headers.get(gold["file"], {}), mentions.get(gold["file"], []))
    return score


def read(paths: list[str]) -> tuple[dict[str, Record], dict[str, list[Record]]]:
    """The header and the mentions of each text by its file's name."""
    headers: dict[str, Record] = {}
    mentions: dict[str, list[Record]] = {}
    for line in records(read_corpus(paths)):
        record = json.loads(line)
        name = Path(record["file"]).name
        if record["record"] == "document":
            headers[name] = record
        else:
            mentions.setdefault(name, []).append(record)
    return headers, mentions


def measure_heads(folder: Path) -> Score:
    """The chains 'amending act AMENDS base act' at the heads of consolidated texts; extra are those the other way round."""
    score = Score()
    expected: dict[str, set[Chain]] = {}
    with (folder / "pairs.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            pair = (plain(row["amending"]), "AMENDS", plain(row["base"]))
            expected.setdefault(row["file"], set()).add(pair)
    _, mentions = read([str(folder)])
    for file, pairs in sorted(expected.items()):
        made = chains(mentions.get(file, []), plain)
        reversed_pairs = {(base, relation, act) for act, relation, base in pairs} & made
        score.chains.hits += len(pairs & made)
        score.chains.missed += len(pairs - made)
        score.chains.extra += len(reversed_pairs)
        outcomes = {f"{act} {base}": "right" if (act, r, base) in made else "missed" for act, r, base in pairs}
        wrong = sorted(f"not a chain: {_chain(chain)}" for chain in reversed_pairs)
        score.documents[file] = {"mentions": dict(sorted(outcomes.items(), key=str)), "wrong": wrong}
    return score


def measure_links(links: Path, texts: Path) -> Score:
    """The relations of single citations drawn by lot."""
    drawn = [json.loads(line) for line in links.read_text(encoding="utf-8").splitlines()]
    drawn = [link for link in drawn if link.get("is_citation") is not False]
    _, mentions = read(sorted({str(texts / link["file"]) for link in drawn}))
    score = Score()
    for link in drawn:
        found = next((m for m in mentions.get(link["file"], []) if overlap(link, m)), None)
        right = found is not None and _right_relation(link, found)
        score.linked["all"] += 1
        score.linked["relation"] += right
        document = score.documents.setdefault(link["file"], {"mentions": {}, "wrong": []})
        document["mentions"][_place(link)] = "right" if right else "missed" if found is None else "wrong relation"
    return score


def changes(before: dict[str, Record], after: dict[str, Record]) -> tuple[list[str], list[str]]:
    """Gains and losses, a line each, between two runs' documents; mentions annotated in only one run do not count."""
    gains: list[str] = []
    losses: list[str] = []
    for file in sorted(before.keys() & after.keys()):
        old, new = before[file], after[file]
        for place in (place for place in old["mentions"] if place in new["mentions"]):
            was, now = old["mentions"][place], new["mentions"][place]
            if was != now:
                better = OUTCOMES.index(now) > OUTCOMES.index(was)
                (gains if better else losses).append(f"{file}: {place}: {was} → {now}")
        gains += [f"{file}: gone: {wrong}" for wrong in old["wrong"] if wrong not in new["wrong"]]
        losses += [f"{file}: new: {wrong}" for wrong in new["wrong"] if wrong not in old["wrong"]]
    return gains, losses


def show(name: str, score: Score, errors: bool) -> None:
    """Print the measures of one set, and with `errors` everything that is not right."""
    judged = sum(len(document["mentions"]) for document in score.documents.values())
    print(f"{name}: {len(score.documents)} documents, {judged} mentions")
    sizes = score.sizes()
    for measure_name, value in score.figures().items():
        if sizes[measure_name]:
            print(f"  {measure_name:<24}{value:.4f}")
    for file, document in score.documents.items() if errors else ():
        for place, outcome in document["mentions"].items():
            if outcome != "right":
                print(f"  {file}: {place}: {outcome}")
        for wrong in document["wrong"]:
            print(f"  {file}: {wrong}")


def falls(before: Record, after: Score) -> list[str]:
    """The figures that fell by more than one mention weighs, a line each."""
    found = []
    sizes = after.sizes()
    for name, value in after.figures().items():
        was = before.get(name)
        if was is not None and sizes[name] and was - value > 1 / sizes[name] + 1e-4:
            found.append(f"{name} {was:.4f} → {value:.4f}, one of {sizes[name]} weighs {1 / sizes[name]:.4f}")
    return found


def committed(scores: dict[str, Score]) -> Record:
    """What is kept of a run: the figures, and by document what became of each mention; of texts beside the project only its place."""

    def bare(name: str, document: Record) -> Record:
        if name == "examples":
            return document
        return {**document, "mentions": {place.split(" ")[0]: one for place, one in document["mentions"].items()}}

    return {
        name: {
            "figures": {n: v for n, v in score.figures().items() if score.sizes()[n]},
            "documents": {file: bare(name, document) for file, document in score.documents.items()},
        }
        for name, score in scores.items()
    }


def main() -> int:
    """Score, compare with the committed run, and say what changed."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--accept", action="store_true", help="make this run the committed one")
    parser.add_argument("--errors", action="store_true", help="list everything that is not right")
    chosen = parser.parse_args()
    scores = {name: measure(texts, gold) for name, (texts, gold) in SETS.items() if any(gold.glob("*.json"))}
    if (HEADS / "pairs.tsv").is_file():
        scores["heads of consolidated texts"] = measure_heads(HEADS)
    if LINKS.is_file():
        scores["links drawn by lot"] = measure_links(LINKS, SHARED / "corpus-large")
    run = committed(scores)
    known = json.loads(RUN.read_text(encoding="utf-8"))
    fallen = []
    for name, score in scores.items():
        show(name, score, chosen.errors)
        before = known.get(name)
        if before is None:
            print("  not in the committed run")
            continue
        gains, losses = changes(before["documents"], run[name]["documents"])
        print(f"  against the committed run: {len(gains)} gains, {len(losses)} losses")
        for sign, lines in (("+", gains), ("-", losses)):
            for line in lines:
                print(f"  {sign} {line}")
        fallen += [f"{name}: {line}" for line in falls(before["figures"], score)]
    if chosen.accept:
        kept = {**known, **run}
        RUN.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    for line in fallen:
        print(f"fell: {line}")
    return 1 if fallen and not chosen.accept else 0


if __name__ == "__main__":
    sys.exit(main())
