"""Convert records to the property maps that stores contain, and back, without loss."""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from cancu.graph.build import Issuer, Place
from cancu.knowledge.fold import fold
from cancu.knowledge.subjects import issued_type
from cancu.models import Also, Document, Effect, Evidence, Link, Mention, PartChange, PartText, Relation, Repair, Turn

Row = dict[str, Any]
"""Maps property names to strings, numbers, booleans or lists of strings; unknown values and empty lists are absent."""


def document_row(document: Document) -> Row:
    """Return the properties of a Document node, with folded forms for searches; its history has a row of its own."""
    row = document.model_dump(mode="json", exclude_none=True, exclude={"days", "history", "sketch", "parts"})
    row["days"] = [day.model_dump_json(exclude_defaults=True) for day in document.days]
    row |= {f"part_{name}": [str(getattr(part, name)) for part in document.parts] for name in _PART}
    for name in ("key", "title"):
        if name in row:
            row[f"folded_{name}"] = fold(row[name])
    row["caption"] = document.key or shortened(document.title or document.id, _CAPTION)
    row["folded_aliases"] = [fold(alias) for alias in document.aliases]
    if document.type in ("QĐ", "NQ") and document.title and (issued := issued_type(document.title)):
        row["issues"] = issued
    return _present(row)


_CAPTION = 60
"""The number of characters in a caption."""


def shortened(text: str, most: int) -> str:
    """Return the text, or its first whole words followed by '…'."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def _present(row: Row) -> Row:
    return {name: value for name, value in row.items() if value != []}


def document_of(row: Mapping[str, Any]) -> Document:
    """Return the document that a node contains."""
    fields = {name: row[name] for name in Document.model_fields if name in row and name not in ("days", "parts")}
    days = tuple(Effect.model_validate_json(day) for day in row.get("days", ()))
    columns = [row.get(f"part_{name}", ()) for name in _PART]
    parts = tuple(PartText(path, int(start), int(end), words) for path, start, end, words in zip(*columns, strict=True))
    return Document.model_validate({**fields, "days": days, "history": _turns(row), "parts": parts})


_PART = ("path", "start", "end", "words")


def history_row(history: Sequence[Turn]) -> Row:
    """Return the properties that contain the states of a document in order: one list for each field of a turn."""
    columns = {name: [getattr(turn, name) for turn in history] for name in Turn.model_fields}
    return {
        _STATES[name]: [NOTHING if value in (None, "") else str(value) for value in columns[name]] for name in columns
    }


NOTHING = "-"
"""Stands for an empty field in a list: lists cannot contain nulls, and the bulk import has no empty text."""
_STATES = {name: {"on": "state_from", "state": "state"}.get(name, f"state_{name}") for name in Turn.model_fields}


def _turns(row: Mapping[str, Any]) -> tuple[Turn, ...]:
    columns = [row.get(_STATES[name], ()) for name in Turn.model_fields]
    return tuple(
        Turn.model_validate({k: v for k, v in zip(Turn.model_fields, values, strict=True) if v != NOTHING})
        for values in zip(*columns, strict=True)
    )


def issuer_row(issuer: Issuer) -> Row:
    """Return the properties of an Issuer node."""
    return issuer.model_dump(mode="json", exclude_none=True)


def place_row(place: Place) -> Row:
    """Return the properties of a Place node."""
    return place.model_dump(mode="json", exclude_none=True)


def mention_rows(mentions: Iterable[Mention], stated_in: str) -> list[Row]:
    """Return the properties of the Mention nodes of one document, in text order; ids come from the spans."""
    said = list(mentions)
    ids = mention_ids(said, stated_in)
    return [{"id": name, **_mention_row(mention)} for name, mention in zip(ids, said, strict=True)]


def mention_ids(mentions: Iterable[Mention], stated_in: str) -> list[str]:
    """Return the ids of the Mention nodes of one document, in text order: the document's id and the span."""
    ids: list[str] = []
    seen: dict[str, int] = {}
    for mention in mentions:
        span = f"{stated_in}#{mention.start}-{mention.end}"
        seen[span] = seen.get(span, 0) + 1
        ids.append(f"{span}.{seen[span]}" if seen[span] > 1 else span)
    return ids


def _mention_row(mention: Mention) -> Row:
    row = mention.model_dump(mode="json", exclude_none=True, exclude={"also", "repairs", "days", "changes"})
    row["days"] = [day.model_dump_json(exclude_defaults=True) for day in mention.days]
    row["also"] = [also.model_dump_json(exclude_none=True) for also in mention.also]
    words = changed_words(mention)
    row["change_wordings"], row["change_sentences"] = list(words.wordings), list(words.sentences)
    row["changes"] = [_change_text(one, mention, words) for one in mention.changes]
    row["repaired"] = bool(mention.repairs)
    for name in Repair.model_fields:
        row[f"repair_{name}"] = [getattr(repair, name) for repair in mention.repairs]
    return _present(row)


class ChangedWords(NamedTuple):
    """The new wordings and instructions of a mention's changes, each once, with its place; changes refer to them by index."""

    wordings: Mapping[str, int]
    sentences: Mapping[str, int]

    def places(self, change: PartChange) -> Row:
        """Return the indices of the words of a change."""
        found: Row = {"sentence_at": self.sentences[change.sentence]} if change.sentence else {}
        return found | ({"wording_at": self.wordings[change.wording]} if change.wording else {})


_NO_WORDS = ChangedWords({}, {})


def changed_words(mention: Mention) -> ChangedWords:
    """Return the words of a mention's changes, stored once for all of them."""
    if not mention.changes:
        return _NO_WORDS
    wordings = dict.fromkeys(one.wording for one in mention.changes if one.wording)
    sentences = dict.fromkeys(one.sentence for one in mention.changes if one.sentence)
    return ChangedWords({text: at for at, text in enumerate(wordings)}, {text: at for at, text in enumerate(sentences)})


_CHANGE = (
    "done",
    "part",
    "by_part",
    "start",
    "end",
    "sentence",
    "wording",
    "old",
    "source",
    "target",
    "source_id",
    "target_id",
)
"""The fields of a stored change, in order; trailing nulls are omitted."""


def _change_text(change: PartChange, mention: Mention, words: ChangedWords) -> str:
    """Return a change as a JSON list; what it shares with its mention is null, and a missing id is empty."""
    told = {name: getattr(change, name) for name in _CHANGE}
    told["sentence"], told["wording"] = words.sentences.get(change.sentence), words.wordings.get(change.wording or "")
    for name, usual in _usual(mention).items():
        told[name] = None if told[name] == usual else told[name] or ""
    values = [*told.values()]
    while values[-1] is None:
        values.pop()
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _usual(mention: Mention) -> dict[str, str | None]:
    return {
        "source": "self",
        "target": mention.key or mention.text,
        "source_id": mention.source_id,
        "target_id": mention.target_id,
    }


def _change_of(text: str, mention: Mention, wordings: Sequence[str], sentences: Sequence[str]) -> PartChange:
    told = dict(zip(_CHANGE, json.loads(text), strict=False))
    for name, held in (("sentence", sentences), ("wording", wordings)):
        at = told.pop(name, None)
        told |= {name: held[at]} if at is not None else {}
    for name, usual in _usual(mention).items():
        told[name] = usual if told.get(name) is None else told[name] or None
    return PartChange.model_validate(told)


def mention_of(row: Mapping[str, Any]) -> Mention:
    """Return the mention that a node contains."""
    fields = {name: row[name] for name in Mention.model_fields if name in row}
    fields["also"] = tuple(Also.model_validate_json(text) for text in row.get("also", ()))
    fields["days"] = tuple(Effect.model_validate_json(text) for text in row.get("days", ()))
    fields.pop("changes", None)
    columns = [row.get(f"repair_{name}", ()) for name in Repair.model_fields]
    fields["repairs"] = tuple(
        Repair(**dict(zip(Repair.model_fields, values, strict=True))) for values in zip(*columns, strict=True)
    )
    mention = Mention.model_validate(fields)
    held = row.get("change_wordings", ()), row.get("change_sentences", ())
    changes = tuple(_change_of(text, mention, *held) for text in row.get("changes", ()))
    return mention.model_copy(update={"changes": changes}) if changes else mention


def link_row(link: Link) -> Row:
    """Return the properties of a link's relationship, without its ends."""
    row: Row = {
        "stated_by": link.stated_by,
        "confidence": link.confidence,
        "mentions": link.mentions,
        "first_start": link.first_start,
    }
    if link.provision is not None:
        row["provision"] = link.provision
    if link.parts:
        row["parts"] = list(link.parts)
    if link.since is not None:
        row["since"] = link.since.isoformat()
    if link.as_amender:
        row["as_amender"] = True
    if link.carries is not None:
        row |= {"carries": link.carries, "partly": link.partly, "task": True}
    for first in link.evidence[:1]:
        row |= {
            "evidence": first.sentence,
            "file": first.file,
            "start": first.start,
            "end": first.end,
            "text": first.text,
        }
        if first.place is not None:
            row["place"] = first.place
    return row


def link_of(source: str, relation: str, target: str, row: Mapping[str, Any]) -> Link:
    """Return the link that a relationship contains."""
    fields = {name: row[name] for name in Link.model_fields if name in row and name != "evidence"}
    if "evidence" in row:
        place = {name: row[name] for name in ("file", "start", "end", "text")}
        fields["evidence"] = (Evidence(sentence=row["evidence"], place=row.get("place"), **place),)
    return Link(source=source, relation=Relation(relation), target=target, **fields)


def content_hash(node: Row, issuer: str | None, stated: Iterable[Mention | Link]) -> str:
    """Return the SHA-256 of all that is loaded for one document."""
    found = sha256(json.dumps([node, issuer], ensure_ascii=False).encode("utf-8"))
    for one in stated:
        found.update(one.model_dump_json().encode("utf-8"))
    return found.hexdigest()
