"""Train the model that chooses the stored query of a question: `python benchmarks/ask_model.py [--check]`.

Reads the labelled questions of tests/ask/questions*.tsv, writes cancu/ask/data/model.json; --check trains again and compares.
"""

import json
import math
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from cancu.ask.query_model import MARKS, NONE, digest, features, senses
from cancu.ask.question import parse_question
from cancu.knowledge.fold import spelling

HERE = Path(__file__).parents[1]
MODEL = HERE / "cancu" / "ask" / "data" / "model.json"
UNIT = 0.02
STEPS, RATE, DECAY = 160, 8.0, 1e-5
Rows = list[tuple[list[str], list[str], str]]


def label_citations(folder: Path = HERE / "tests" / "ask") -> Rows:
    """The masked words of every question for training, the same as they are spelled, and the query that it means."""
    rows = []
    for path in sorted(folder.glob("questions*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            question, meaning = line.split("\t")[:2]
            asked = parse_question(question)
            spelled = [spelling(asked.text[start:end]) for start, end, word in asked.words if word.islower()]
            rows.append(([word for _, _, word in asked.words], spelled, meaning.split()[0]))
    return rows


def train(rows: Rows) -> dict[str, object]:
    """Multinomial logistic regression by accelerated gradient steps, rounded to small whole numbers."""
    seen = [features(words) for words, _, _ in rows]
    counts = Counter(feature for one in seen for feature in one)
    names = sorted(feature for feature, count in counts.items() if count > 2)
    number = {feature: at for at, feature in enumerate(names)}
    intents = sorted({intent for *_, intent in rows})
    x = np.zeros((len(rows), len(names)), dtype=np.float32)
    for at, one in enumerate(seen):
        known = [number[feature] for feature in one if feature in number]
        x[at, known] = 1 / math.sqrt(max(len(known), 1))
    y = np.zeros((len(rows), len(intents)), dtype=np.float32)
    y[np.arange(len(rows)), [intents.index(intent) for *_, intent in rows]] = 1
    w, bias = np.zeros((len(names), len(intents)), dtype=np.float32), np.zeros(len(intents), dtype=np.float32)
    ahead, before = w, w
    for step in range(1, STEPS + 1):
        scores = x @ ahead + bias
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        wrong = (chances - y) / len(rows)
        w, before = ahead - RATE * (x.T @ wrong + DECAY * ahead), w
        ahead = w + step / (step + 3) * (w - before)
        bias = bias - 0.5 * wrong.sum(axis=0)
    whole = np.rint(w / UNIT).astype(int)
    weights = {}
    for name, row in zip(names, whole, strict=True):
        kept = [n for at in np.flatnonzero(np.abs(row) > 2).tolist() for n in (at, int(row[at]))]
        if kept:
            weights[name] = " ".join(map(str, kept))
    answered = [(words, spelled) for words, spelled, intent in rows if intent != NONE]
    said = sorted({word for both in answered for one in both for word in one if word.islower()})
    return {
        "intents": intents,
        "unit": UNIT,
        "bias": np.rint(bias / UNIT).astype(int).tolist(),
        "words": " ".join(said),
        "uses": {name: " ".join(sorted(_senses_of(rows, name))) for name in intents},
        "weights": weights,
    }


def _senses_of(rows: Rows, intent: str) -> set[str]:
    """The senses of the words in the questions of an intent."""
    questions = ([word for word in words if word not in MARKS] for words, _, name in rows if name == intent)
    return {sense for words in questions for *_, sense in senses(words)}


def main() -> None:
    """Write the model, or compare it with the one that is kept."""
    record = {"data": digest(HERE / "tests" / "ask")} | train(label_citations())
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    if "--check" not in sys.argv:
        MODEL.write_text(text + "\n", encoding="utf-8")
        print(f"{MODEL.name}: {len(record['weights'])} features, {len(text) // 1024} KiB")
        return
    kept = json.loads(MODEL.read_text(encoding="utf-8"))
    same = kept["intents"] == record["intents"] and kept["weights"].keys() == record["weights"].keys()
    if not same:
        sys.exit("the model is not what the labelled questions give: run `make ask-model`")


if __name__ == "__main__":
    main()
