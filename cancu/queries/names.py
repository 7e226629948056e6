"""Read names of documents as people type them: one reader for the command line, selectors, questions, programs and assistants.

A name is a number with or without its type, day, body and place ('Kế hoạch số 24/KH-UBND ngày 13/02/2023 của UBND tỉnh
Thanh Hóa'), a type with a bare number ('Nghị định 63 năm 2010'), a nickname, a law by name and year, or an English
name.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files

from cancu.graph.register import register
from cancu.knowledge.base import Knowledge, built_in
from cancu.knowledge.facts import KnownRow, LawRow
from cancu.knowledge.fold import fold
from cancu.language.dates import Stated
from cancu.language.typed_text import WORD, Phrase, Phrases, Typed, typed_dates
from cancu.models import Document, Value


class Name(Value):
    """What a text says about one document; offsets refer to the text, and missing details are empty."""

    start: int = 0
    end: int = 0
    text: str
    keys: tuple[str, ...] = ()
    """The folded number and symbol, with every possible zero padding."""
    number: str = ""
    """A running number without a symbol, with its `type`."""
    nickname: str = ""
    """A folded nickname or name of a law."""
    known: tuple[Document, ...] = ()
    """The documents of the register with this name, latest first."""
    type: str | None = None
    date: str | None = None
    year: int | None = None
    place: str | None = None
    """The scope of the issuing body: thanh-hoa, vn."""
    words: tuple[str, ...] = ()
    """Folded words of a title: those that belong neither to the name nor to its day, body and place."""

    @property
    def certain(self) -> bool:
        """Whether a number or a known name is given, and not only words."""
        return bool(self.keys or self.number or self.nickname)

    @property
    def scope(self) -> str | None:
        """The scope by the symbol: vn, or local if every province has such a number."""
        parts = re.split(r"[-/&\d]+", self.keys[0])[1:] if self.keys else []
        details = {built_in().compiled(_scopes).get(part) for part in parts}
        return "local" if "local" in details else "vn" if "vn" in details else None

    @property
    def local(self) -> bool:
        """Whether every province has such a number."""
        return self.scope == "local"


_NUMBER = re.compile(
    r"(?<![\w/.-])(?P<n>\d{1,5}[a-z]?)(?P<y>/(?:19|20)\d\d)?(?P<s>\s?[/-]\s?[a-z][a-z0-9&]*(?:\s?[-/.]\s?[a-z0-9&]+)*)(?![\w/-])"
)
_SPACED = re.compile(
    r"(?<![\w/.-])(?P<n>\d{1,5}[a-z]?)(?P<y>/(?:19|20)\d\d)?(?P<one>\s?[/-]\s?|\s)(?P<type>[a-z]{2,4})(?P<two>\s?[/-]\s?|\s)(?P<issuer>[a-z]{2,10})(?![\w/-])"
)
_BARE_NUMBER = re.compile(
    r"\s+(?:(?P<sign>so|no\.?|number)\s*:?\s*)?(?P<n>\d{1,5})(?:/(?P<y>(?:19|20)\d\d))?(?![\w/-])(?! (?:nam|thang|ngay)\b(?! \d))"
)
_TURNED = re.compile(r"(?<![\w/.-])(?P<n>\d{1,5}[a-z]?)(?P<y>/(?:19|20)\d\d)?\s?/\s?(?P<issuer>[a-z]{2,10})(?![\w/-])")
_YEAR_BEFORE = re.compile(r"(?<![\w/-])((?:19|20)\d\d)\s+$")
_SIGN = re.compile(r"(?:(?:\b(?:so|no|number)\b[.:]?)|[\s(“\"])*$")
_OF = re.compile(
    r"[\s,(]*(?:(?:cua|o|tai|do|tinh|thanh pho|tp\.?|ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan|tinh uy|thanh uy|of|from|in|by|the|people'?s|committee|council|province)[\s,(]*)*"
)
_ON = re.compile(r"[\s,(]*(?:(?:ngay|ky ngay|ban hanh|dated|of|nam|issued on)\s*)*")
_SAME = re.compile(
    r"[\s,(“\"]*(?:(?:ban hanh kem theo|kem theo|theo|tai|tuc la|tuc|hay|phe duyet|so|no\.?|or|i\.e\.|approved by|under|quyet dinh|nghi quyet|decision)[\s,(“\"]*)*"
)
_PARTY = ("tw", "tu")


def _lexicon(knowledge: Knowledge) -> Phrases:
    return Phrases(_phrases(knowledge))


def _phrases(knowledge: Knowledge) -> Iterator[Phrase]:
    english = tomllib.loads((files("cancu.queries") / "data" / "english.toml").read_text(encoding="utf-8"))
    for row in knowledge.types:
        yield from (Phrase(name, "TYPE", row.id, exact=True) for name in row.names)
        yield from (Phrase(code, "CODE", row.id, exact=True) for code in row.codes if code.isalpha())
        yield from (Phrase(name, "TYPE", row.id, exact=True) for name in english["types"].get(row.id, ()))
    for place in knowledge.places:
        yield from (Phrase(text, "PLACE", place.id) for text in (place.name, place.id, *place.variants))
        yield from (Phrase(text, "PLACE", place.id) for text in english["places"].get(place.id, ()))
    for body in knowledge.issuers:
        if body.central:
            yield from (Phrase(text, "BODY", "vn") for text in (body.name, *body.names) if " " in text)
    for name in sorted(knowledge.compiled(_rows_by_name)):
        yield Phrase(name, "NAME", fold(name))
        kind, _, number = name.rpartition(" ")
        yield from (Phrase(f"{word} {number}", "NAME", fold(name)) for word in english["numbered"].get(kind, ()))
    for vietnamese, names in english["laws"].items():
        for text in names:
            code = text.endswith(("Code", "Constitution"))
            forms = (text,) if code else (f"{text} Law", f"Law on {text}", f"Law on the {text}")
            yield from (Phrase(form, "NAME", fold(vietnamese)) for form in forms)


def _rows_by_name(knowledge: Knowledge) -> dict[str, list[KnownRow | LawRow]]:
    """Return the rows of the register by their names and nicknames."""
    found: dict[str, list[KnownRow | LawRow]] = {}
    for law in knowledge.laws:
        for name in {law.name, *law.aliases}:
            found.setdefault(name, []).append(law)
    for row in knowledge.documents:
        for name in {*(alias.text for alias in row.aliases), *filter(None, [row.scheme])}:
            found.setdefault(name, []).append(row)
    return {name: rows for name, rows in found.items() if len(name) > 3}


def _rows(knowledge: Knowledge) -> dict[str, list[KnownRow | LawRow]]:
    """Return the rows of the register by folded name."""
    found: dict[str, list[KnownRow | LawRow]] = {}
    for name, rows in knowledge.compiled(_rows_by_name).items():
        found.setdefault(fold(name), []).extend(rows)
    return found


def _register_documents(name: str, knowledge: Knowledge) -> tuple[Document, ...]:
    """Return the documents of the register with a folded name, latest first."""
    rows = knowledge.compiled(_rows)[name]
    return tuple(sorted(map(register(knowledge).document, rows), key=lambda d: str(d.date), reverse=True))


def clean(text: str) -> str:
    """Return a typed text in NFC on one line, with control characters as spaces."""
    read = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return unicodedata.normalize("NFC", " ".join(read.split()))


def phrases_in(text: str, knowledge: Knowledge | None = None) -> list[Typed]:
    """Return types, places, central bodies and known names in a text returned by `clean`."""
    found = (knowledge or built_in()).compiled(_lexicon).find(text)
    return [p for p in found if p.kind != "CODE" or _is_code(text[p.start : p.end])]


def _is_code(typed: str) -> bool:
    """Return whether letters are the code of a type; in lower case only codes that cannot be words ('qd', 'nq')."""
    return typed.isupper() or not set(fold(typed)) & set("aeiouy")


def names_in(text: str, knowledge: Knowledge | None = None) -> list[Name]:
    """Return the documents named in a text, in order, each with the details beside it; `text` must come from `clean`."""
    known = knowledge or built_in()
    folded, phrases, dates = fold(text), phrases_in(text, known), [*typed_dates(text)]
    heads: list[Name] = []
    for head in (
        *_type_before_body(text, folded, known),
        *_numbers(text, folded),
        *_nicknames(text, phrases, known),
        *_bare_numbers(text, folded, phrases),
    ):
        over = next((at for at, other in enumerate(heads) if head.start < other.end and other.start < head.end), None)
        if over is None:
            heads.append(head)
        elif heads[over].keys and head.start < heads[over].start:
            heads[over] = heads[over].model_copy(update={"start": head.start})
    heads.sort(key=lambda h: h.start)
    named: list[Name] = []
    for at, head in enumerate(heads):
        stop = heads[at + 1].start if at + 1 < len(heads) else len(text)
        whole = _with_details(text, folded, head, stop, [p for p in phrases if p.start >= head.end], dates)
        whole = _with_type(text, folded, whole, phrases)
        floor = named[-1].end if named else 0
        between = folded[floor : whole.start]
        titled = bool(named and named[-1].keys) and re.fullmatch(
            r"[\s,(]*(?:ve|ve viec|phe duyet|on|about)\s+", between
        )
        again = bool(named and named[-1].known and named[-1].known == whole.known)
        one = again or bool(named and bool(named[-1].keys) != bool(whole.keys))
        if one and (titled or _SAME.fullmatch(between)):
            named[-1] = _merge_names(text, named[-1], whole)
        else:
            named.append(_with_place_before(text, folded, whole, phrases, floor))
    return named


def _merge_names(text: str, first: Name, second: Name) -> Name:
    """Return a number and a name of one document as one; the number identifies it."""
    numbered = first if first.keys else second
    span = {"start": first.start, "end": second.end, "text": text[first.start : second.end]}
    return numbered.model_copy(update=span | {"place": first.place or second.place})


def _numbers(text: str, folded: str) -> Iterator[Name]:
    types, issuers = built_in().compiled(_codes)
    for match in _SPACED.finditer(folded):
        if match["type"] in types and match["issuer"] in issuers:
            party = match["issuer"] in _PARTY
            marks = (match["one"].strip() or "-/"[not party], match["two"].strip() or "/-"[not party])
            key = f"{match['n']}{match['y'] or ''}{marks[0]}{match['type']}{marks[1]}{match['issuer']}"
            yield _numbered(text, match, key)
    for match in _NUMBER.finditer(folded):
        yield _numbered(text, match, re.sub(r"\s", "", match.group()))


def _type_before_body(text: str, folded: str, knowledge: Knowledge) -> Iterator[Name]:
    """Yield a type before a number that has only the body: 'QĐ 06/TTg', 'Kế hoạch 24/UBND'."""
    types, issuers = built_in().compiled(_codes)
    for match in _TURNED.finditer(folded):
        if match["issuer"] in issuers - types:
            before = phrases_in(text[: match.start()], knowledge)  # the number alone: 'Nghị quyết 57' is a name, too
            kind = next(
                (p for p in before if p.kind in ("TYPE", "CODE") and _SIGN.fullmatch(folded, p.end, match.start())),
                None,
            )
            if kind is not None:
                one, two = ("-", "/") if match["issuer"] in _PARTY else ("/", "-")
                key = f"{match['n']}{match['y'] or ''}{one}{fold(kind.value)}{two}{match['issuer']}"
                name = _numbered(text, match, key)
                yield name.model_copy(
                    update={"start": kind.start, "text": text[kind.start : match.end()], "type": kind.value}
                )


def _numbered(text: str, match: re.Match[str], key: str) -> Name:
    start, end = match.span()
    bare, rest = match["n"].lstrip("0") or "0", key[len(match["n"]) :]
    swapped = re.sub(r"^/([a-z]+)-(tw|tu)$", r"-\1/\2", rest)
    keys = [bare.zfill(size) + tail for tail in dict.fromkeys((rest, swapped)) for size in range(len(bare), 6)]
    year = int(match["y"][1:]) if match["y"] else None
    return Name(start=start, end=end, text=text[start:end], keys=tuple(dict.fromkeys(keys)), year=year)


def _codes(knowledge: Knowledge) -> tuple[frozenset[str], frozenset[str]]:
    types = frozenset(fold(code) for row in knowledge.types for code in row.codes)
    issuers = frozenset(fold(row.id) for row in knowledge.issuers) | {"ubnd", "hdnd", "ttg", "cp", *_PARTY}
    return types, issuers


def _scopes(knowledge: Knowledge) -> dict[str, str]:
    """Return whether a body's folded abbreviation is central or one that every province has."""
    types = {fold(code) for row in knowledge.types for code in row.codes}
    rows = [(fold(code), row) for row in knowledge.issuers for code in (row.id, *row.variants)]
    return {code: "vn" if row.central else "local" for code, row in reversed(rows) if code not in types}


def _nicknames(text: str, phrases: Sequence[Typed], knowledge: Knowledge) -> Iterator[Name]:
    for found in phrases:
        if found.kind == "NAME":
            cleaned = text[found.start : found.end]
            yield Name(
                start=found.start,
                end=found.end,
                text=cleaned,
                nickname=found.value,
                known=_register_documents(found.value, knowledge),
            )


def _bare_numbers(text: str, folded: str, phrases: Sequence[Typed]) -> Iterator[Name]:
    for found in phrases:
        match = _BARE_NUMBER.match(folded, found.end) if found.kind in ("TYPE", "CODE") else None
        if match and (match["sign"] or match["y"] or not re.fullmatch(r"(?:19|20)\d\d", match["n"])):
            year = int(match["y"]) if match["y"] else None
            cleaned = text[found.start : match.end()]
            yield Name(start=found.start, end=match.end(), text=cleaned, number=match["n"], type=found.value, year=year)


def _with_details(
    text: str, folded: str, head: Name, stop: int, phrases: Sequence[Typed], dates: Sequence[Stated]
) -> Name:
    """Return the name with the day or year, body and place directly after it."""
    details: dict[str, object] = {}
    end = head.end
    dates = [day for day in dates if head.end <= day.start < stop]
    placed = not head.keys or head.scope != "vn"
    while True:
        day = next((d for d in dates if d.start >= end and _ON.fullmatch(folded, end, d.start)), None)
        of = [p for p in phrases if end <= p.start < stop and _OF.fullmatch(folded, end, p.start)]
        whose = next((p for p in of if p.kind == "BODY" or (p.kind == "PLACE" and placed)), None)
        if day is not None and "day" not in details:
            details["day"] = True
            details["year"] = head.year or day.year
            details["date"] = day.date.isoformat() if day.date else None
            end = day.end
        elif whose is not None and "place" not in details and not (head.nickname and head.known):
            details["place"] = whose.value
            end = whose.end
        else:
            break
    details.pop("day", None)
    before = _YEAR_BEFORE.search(folded, 0, head.start) if head.nickname and "year" not in details else None
    if before:
        details |= {"year": int(before[1]), "start": before.start()}
        return head.model_copy(update=details | {"end": end, "text": text[before.start() : end]})
    return head.model_copy(update=details | {"end": end, "text": text[head.start : end]})


def _with_type(text: str, folded: str, name: Name, phrases: Sequence[Typed]) -> Name:
    """Return the name with the type before its number."""
    sign = _SIGN.search(folded, max(name.start - 12, 0), name.start)
    edge = sign.start() if sign else name.start
    kind = next((p for p in phrases if p.kind in ("TYPE", "CODE") and edge - 1 <= p.end <= name.start), None)
    if kind is None or name.nickname:
        return name
    return name.model_copy(update={"start": kind.start, "type": kind.value, "text": text[kind.start : name.end]})


def _with_place_before(text: str, folded: str, name: Name, phrases: Sequence[Typed], floor: int) -> Name:
    """Return the name with the place before it: 'Hanoi's plan 310/KH-UBND'."""
    if name.place is None and name.local:
        for phrase in phrases:
            near = floor <= phrase.start and re.fullmatch(r"(?:\s*'s)?\s*", folded[phrase.end : name.start])
            if phrase.kind == "PLACE" and phrase.end <= name.start and near:
                start = phrase.start
                return name.model_copy(update={"place": phrase.value, "start": start, "text": text[start : name.end]})
    return name


def read_name(text: str, knowledge: Knowledge | None = None) -> Name:
    """Return what a text says about the one document it names; only words if it has no number and no known name."""
    cleaned = clean(text)
    named = names_in(cleaned, knowledge)
    certain = next((one for one in named if one.keys), next(iter(named), None))
    phrases = phrases_in(cleaned, knowledge)
    outside = [p for p in phrases if certain is None or not certain.start <= p.start < certain.end]
    place = next((p.value for p in outside if p.kind in ("PLACE", "BODY")), None)
    dates = [*typed_dates(cleaned)]
    whole = next((day.date.isoformat() for day in dates if day.date), None)
    year = next((day.year for day in dates if day.date or not whole), None)
    taken = [(p.start, p.end) for p in phrases if p.kind != "NAME"] + [(day.start, day.end) for day in dates]
    left = [w for w in WORD.finditer(fold(cleaned)) if not any(a < w.end() and w.start() < b for a, b in taken)]
    if certain is None:
        kind = next((p.value for p in phrases if p.kind == "TYPE"), None)
        return Name(text=cleaned, type=kind, place=place, year=year, words=_content_words(left))
    details = {
        "date": certain.date or whole,
        "year": certain.year or year,
        "place": certain.place or (None if certain.known else place),
        "words": _content_words(
            w for w in left if w.end() <= certain.start or (w.start() >= certain.end and certain.nickname)
        ),
    }
    return certain.model_copy(update=details | {"text": cleaned})


def _content_words(words: Iterable[re.Match[str]]) -> tuple[str, ...]:
    """Return the words about a document's subject, without function words and parts ('khoản 2 Điều 5')."""
    return tuple(word for w in words if (word := w.group()) not in _SMALL and not word.isdigit())


_SMALL = frozenset(
    [
        "cua",
        "o",
        "tai",
        "ve",
        "viec",
        "tinh",
        "thanh",
        "pho",
        "nam",
        "va",
        "cho",
        "so",
        "the",
        "of",
        "in",
        "on",
        "for",
        "and",
        "by",
        "a",
        "an",
        "no",
        "van",
        "tai",
        "lieu",
        "document",
        "text",
        "khoan",
        "dieu",
        "diem",
        "muc",
        "chuong",
        "phan",
        "tiet",
        "phu",
        "luc",
        "ubnd",
        "hdnd",
        "uy",
        "ban",
        "nhan",
        "dan",
        "hoi",
        "dong",
        "tinh",
        "uy",
        "s",
        "people",
        "committee",
        "council",
        "province",
        "city",
        "ngay",
        "ky",
        "ban",
        "hanh",
        "theo",
    ]
)
"""Words that say nothing about a document's subject."""
