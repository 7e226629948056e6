"""Read bodies: the table row, level and place named by a phrase, a letterhead or a symbol.

A body in no table is unknown, and never assumed to be the citing document's own. The number of an act is unique within
the place of its body (Nghị định 30/2020/NĐ-CP, Article 8: each body numbers its own papers).
"""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import Any

from cancu.knowledge.base import Knowledge
from cancu.knowledge.facts import IssuerRow
from cancu.knowledge.fold import spelling
from cancu.language.patterns import CAPITAL, UPPER, word_lists
from cancu.language.places import UNKNOWN, Place, PlaceLevel, Text, Words, place_at, places_at, settle

_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)*")
_SHORT = re.compile(rf"[{UPPER}]+(?:\s?[\-–&]\s?[{UPPER}]+)+(?!\w)")
"""An abbreviation with separated parts: GD-ĐT, LĐ-TB&XH."""
_BETWEEN = re.compile(r"(?<=tp)\.\s*|[\s,\-–&]{1,6}")
_IMPLIED = re.compile(
    r"(?<!\w)(?:tỉnh|thành(?=\s+(?:phố|uỷ|đoàn))|huyện|quận|thị(?=\s+(?:xã|uỷ|đoàn))|phường|xã(?!\s+hội))(?!\w)"
)
_KIND_AT_END = re.compile(r"(?<!\w)(?:tỉnh|thành\s+phố|huyện|quận|thị\s+xã|phường|xã)$")
_KIND_OF = {"thành": "thành phố", "thị": "thị xã"}
_SPACE = re.compile(r"\s*")
_OF = re.compile(r"[\s,]*(?:của\s+)?")
_NEXT_LETTER = re.compile(r"[ \n]+(\w)")
_AND = re.compile(r"\s*(?:,\s*(?:và\s+)?|và\s+|[-–]\s+|với\s+|phối\s+hợp\s+với\s+)")
_AND_MORE = re.compile(r"\s*(?:[,\-–]\s*|và\s+)*(?=(?P<bo>bộ\s)?)")
_LONGEST_OPEN = 160


@dataclass(frozen=True, slots=True)
class Body:
    """A body named by a text; offsets refer to the text that was read."""

    start: int
    end: int
    phrase: str
    rows: tuple[IssuerRow, ...] = ()
    """The rows with this name; empty for an unlisted body."""
    places: tuple[Place, ...] = ()
    """Its places, by the words beside the name, narrowest first."""
    within: "Body | None" = None
    """The body that it belongs to: 'HĐND tỉnh' in 'Ban Pháp chế HĐND tỉnh'."""
    central: bool = False
    """Whether its name says that it is a central body."""
    others: "tuple[Body, ...]" = ()
    """The bodies that issue jointly with it."""
    open: bool = False
    """Whether its name continues freely, or is recognised by its first word alone."""

    @property
    def row(self) -> IssuerRow | None:
        """The row whose name is in use now, else the first row."""
        return next((row for row in self.rows if row.valid_to is None), self.rows[0] if self.rows else None)

    @property
    def known(self) -> bool:
        """Whether a table, or the place beside it, identifies the body."""
        return bool(self.rows or self.places or self.central or (self.within and self.within.known))

    @property
    def named(self) -> bool:
        """Whether a body is named at all; 'Bộ trưởng' alone is only an office."""
        return self.known or self.open


Trie = dict[str, Any]
_ROWS = ""
_ABBREVIATED = {"Bộ": "B", "Sở": "S", "Phòng": "P"}


def _names(knowledge: Knowledge) -> Trie:
    """Return the names of all bodies by word, without 'và' and '&'; 'Sở GDĐT' stands for SGDĐT."""
    trie: Trie = {}
    named: list[tuple[IssuerRow, str]] = []
    for row in knowledge.issuers:
        named += [(row, name) for name in (row.name, *row.names)]
        first = row.name.split()[0]
        if letter := _ABBREVIATED.get(first):
            codes = (code for code in (row.id, *row.variants) if code.startswith(letter) and len(code) > 2)
            named += [(row, f"{first} {code[1:]}") for code in codes]
    spelled = spelling("\n".join(name for _, name in named)).split("\n")
    for (row, _), name in zip(named, spelled, strict=True):
        node = trie
        for word in _words_of(name):
            node = node.setdefault(word, {})
        rows = node.setdefault(_ROWS, [])
        if row not in rows:
            rows.append(row)
    return trie


def _words_of(name: str) -> list[str]:
    """Return the normalised words of a name."""
    return [word for match in _WORD.finditer(name) if (word := match.group().replace("&", "")) != "và"]


def _joined(short: str) -> str:
    return spelling(re.sub(r"[\W_]", "", short))


def _longest(
    text: Text, at: int, limit: int, knowledge: Knowledge, *, left_out: str | None = None
) -> tuple[int, tuple[IssuerRow, ...]] | None:
    """Return the end and rows of the longest name at an offset; its first word may be left out ('liên Bộ Tài chính - Nội vụ')."""
    node = knowledge.compiled(_names)
    if left_out is not None:
        node = node.get(left_out, {})
    found: tuple[int, tuple[IssuerRow, ...]] | None = None
    while match := _WORD.match(text.low, at, limit):
        word = match.group().replace("&", "")
        if (short := _SHORT.match(text.clean, at, limit)) and (joined := _joined(short.group())) in node:
            match, word = short, joined
        if word != "và":
            if word not in node:
                break
            node = node[word]
            if rows := node.get(_ROWS):
                found = match.end(), tuple(rows)
        gap = _BETWEEN.match(text.low, match.end(), limit)
        if gap is None:
            break
        at = gap.end()
    return found


def body_at(text: Text, at: int, knowledge: Knowledge, limit: int | None = None) -> Body | None:
    """Return the body whose name begins at an offset, with offices before it and its place after it; joint bodies count as one.

    A place alone stands for the body of that place ('của tỉnh Hòa Bình').
    """
    stop = len(text.clean) if limit is None else limit
    first = _one(text, at, knowledge, stop)
    if first is None:
        return None
    found = [first]
    while (joint := _AND.match(text.low, found[-1].end, stop)) and (more := _one(text, joint.end(), knowledge, stop)):
        if not more.rows or not text.clean[joint.end()].isupper():
            break
        found.append(more)
    if len(found) == 1:
        return first
    return replace(first, end=found[-1].end, phrase=_phrase(text, at, found[-1].end), others=tuple(found[1:]))


def _one(text: Text, at: int, knowledge: Knowledge, stop: int) -> Body | None:
    core, office_end = at, at
    named = _longest(text, core, stop, knowledge)
    while named is None and (office := word_lists("bodies.toml")["offices"].match(text.low, core, stop)):
        gap = _OF.match(text.low, office.end(), stop)
        core, office_end = (gap.end() if gap else office.end()), office.end()
        named = _longest(text, core, stop, knowledge)
    if named is not None:
        return _with_place(text, at, named[0], named[1], knowledge, stop)
    if _opens(text, core, stop, led=core > at):
        return _open(text, at, core, (), knowledge, stop)
    if (places := places_at(text, core, knowledge, bare=("province",))) and places[-1].end <= stop:
        return Body(at, places[-1].end, _phrase(text, at, places[-1].end), places=places)
    return Body(at, office_end, _phrase(text, at, office_end)) if office_end > at else None


def _opens(text: Text, at: int, stop: int, *, led: bool) -> bool:
    """Return whether the name of an unlisted body begins here: 'Trường Cao đẳng …', but not 'Tổ chức …', 'Ban hành …'."""
    opener = word_lists("bodies.toml")["openers"].match(text.low, at, stop)
    if (
        opener is None
        or not (led or text.clean[at].isupper())
        or word_lists("bodies.toml")["ends"].match(text.low, at, stop)
    ):
        return False
    follows = _NEXT_LETTER.match(text.clean, opener.end(), stop)
    return " " in opener.group() or led or bool(follows and follows[1].isupper())


def _with_place(text: Text, start: int, end: int, rows: tuple[IssuerRow, ...], knowledge: Knowledge, stop: int) -> Body:
    if all(row.open for row in rows):
        return _open(text, start, end, rows, knowledge, stop)
    if all(row.central and not row.branches for row in rows):
        while rows[0].id == "LB" and (more := _AND_MORE.match(text.low, end, stop)):
            ministry = _longest(text, more.end(), stop, knowledge, left_out=None if more["bo"] else "bộ")
            if ministry is None:
                break
            end = ministry[0]
        end = _behind(text, end, stop)
        return Body(start, end, _phrase(text, start, end), rows)
    gap = _SPACE.match(text.low, end, stop)
    bare = tuple(dict.fromkeys(row.at or "province" for row in rows))
    # 'Công an thành phố' is a name, and 'thành phố Thanh Hóa' tells which.
    kind = _KIND_AT_END.search(text.low, start, end)
    places = places_at(text, kind.start(), knowledge) if kind else ()
    if not places or not places[0].name:
        places = places_at(text, gap.end() if gap else end, knowledge, bare=bare)
    if places and places[-1].end <= stop:
        end = places[-1].end
    else:
        places = ()
    within = None
    if not places and (of := _PART_OF.match(text.low, end, stop)):
        within = _parent(text, of.end(), rows, knowledge, stop, joined=bool(of.group().strip()))
        end = within.end if within else end
    if not places and within is None:
        places = _implied(text, start, end, knowledge)
    end = _behind(text, end, stop)
    return Body(start, end, _phrase(text, start, end), rows, places, within)


_PART_OF = re.compile(r"\s*(?:[\-–]\s*)?(?:thuộc\s+|của\s+)?")


def _parent(
    text: Text, at: int, rows: tuple[IssuerRow, ...], knowledge: Knowledge, stop: int, *, joined: bool
) -> Body | None:
    """Return the superior body named after another: 'Chi cục Kiểm lâm Sở Nông nghiệp … tỉnh X'.

    After a dash or 'thuộc' it may have the same level ('Phòng Cảnh sát … - Công an tỉnh X').
    """
    named = _longest(text, at, stop, knowledge)
    if named is None or not text.clean[at].isupper() or named[1] == rows:
        return None
    reach = LEVELS.index(rows[0].level) + joined
    above = [row for row in named[1] if not row.central and LEVELS.index(row.level) < reach]
    return _with_place(text, at, named[0], named[1], knowledge, stop) if above else None


def _implied(text: Text, start: int, end: int, knowledge: Knowledge) -> tuple[Place, ...]:
    """Return the unnamed place inside the name of a body: 'Tỉnh ủy', 'Công an huyện'."""
    kinds = _IMPLIED.findall(text.low, start, end)
    place = place_at(Words.of(_KIND_OF.get(kinds[-1], kinds[-1])), 0, knowledge) if kinds else None
    return (place,) if place else ()


LEVELS = ("central", "ministry", "province", "department", "district", "commune")


def _open(text: Text, start: int, core: int, rows: tuple[IssuerRow, ...], knowledge: Knowledge, stop: int) -> Body:
    """Return a body whose name continues freely, up to words that end a name, the next clause, or its superior body."""
    words = word_lists("bodies.toml")
    stop = min(stop, core + _LONGEST_OPEN)
    placeless = not rows and bool(words["placeless"].match(text.low, core, stop))
    at = end = core
    places: tuple[Place, ...] = ()
    within: Body | None = None
    central = False
    while match := _TOKEN.match(text.low, at, stop):
        here, mark = match.start("word"), match["mark"].strip()
        inside = bool(rows) or here > core
        goes_on = mark in ("", "-", "–", "&") or (mark == "," and text.clean[here].islower())
        if not goes_on or (inside and words["ends"].match(text.low, here, stop)):
            break
        if inside and not placeless:
            capital = text.clean[here].isupper()
            if match["word"] == "và" and rows and CAPITAL.match(text.clean, match.end() + 1, stop):
                break
            if _is_central(text, core, here, stop, named=bool(rows)):
                central = True
            elif capital and here > core and (named := _longest(text, here, stop, knowledge)):
                within = _with_place(text, here, named[0], named[1], knowledge, stop)
                end = within.end
                break
            elif (found := places_at(text, here, knowledge)) and _ends_here(text, found[-1].end, stop):
                places, end = found, found[-1].end
                break
        at = match.end()
        end = end if match["word"] == "và" else at
    end = _behind(text, end, stop)
    return Body(start, end, _phrase(text, start, end), rows, places, within, central, open=True)


_TOKEN = re.compile(r"(?P<mark>\s*(?:[,\-–&]\s*)?)(?P<word>[^\W\d_][^\W_]*(?:[&.\-][^\W_]+)*|\d{1,3}(?![\w/.]))")


def _is_central(text: Text, core: int, here: int, stop: int, *, named: bool) -> bool:
    """Return whether words here make a body central: first in its name ('Ủy ban Quốc gia'), last ('… Việt Nam'), or 'của Chính phủ'."""
    words = word_lists("bodies.toml")
    match = words["central"].match(text.low, here, stop)
    if match is None:
        return False
    opener = None if named else words["openers"].match(text.low, core, stop)
    first = not text.low[opener.end() if opener else core : here].strip()
    last = match.group() in ("việt nam", "trung ương") and _ends_here(text, match.end(), stop)
    return first or last or match.group().startswith("của")


def _ends_here(text: Text, at: int, stop: int) -> bool:
    """Return whether a name ends here: at the end of the text, a punctuation mark, or a word that ends names."""
    rest = _SPACE.match(text.low, at, stop)
    after = rest.end() if rest else at
    return (
        after >= stop or not text.low[after].isalpha() or bool(word_lists("bodies.toml")["ends"].match(text.low, after))
    )


def _behind(text: Text, end: int, stop: int) -> int:
    """Return the end of what belongs to a name after it: 'khóa XIII', 'nhiệm kỳ 2020 - 2025'."""
    match = _behind_names().match(text.low, end, stop)
    return match.end() if match else end


@cache
def _behind_names() -> re.Pattern[str]:
    return re.compile(
        rf"\s*,?\s*{word_lists('bodies.toml')['behind'].pattern}\s+(?:[ivxl]+(?!\w)|\d{{4}}\s*[-–]\s*\d{{4}}|(?:thứ\s+)?\w+(?=\s*[,;.)]|\s*$))"
    )


def _phrase(text: Text, start: int, end: int) -> str:
    return " ".join(text.clean[start:end].split()).strip(" ,-–*")


def bodies_in(text: Text, knowledge: Knowledge, start: int, end: int) -> Iterator[Body]:
    """Yield every capitalised body of the tables named between two offsets."""
    at, first = start, knowledge.compiled(_names)
    while match := CAPITAL.search(text.clean, at, end):
        at = match.end()
        word = text.low[match.start() : match.end()]
        if word in first or word_lists("bodies.toml")["offices"].match(text.low, match.start(), end):
            body = _one(text, match.start(), knowledge, end)
            if body is not None and body.rows:
                yield body
                at = max(at, body.end)


def issuing_body(letterhead: str, symbol: str | None, knowledge: Knowledge) -> Body | None:
    """Return the body of a letterhead: that of the symbol, else the last one; a line above may give its place.

    'UBND HUYỆN MƯỜNG LÁT / PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI' (Nghị định 30/2020/NĐ-CP, annex I, part II, 2).
    """
    return knowledge.compiled(_issuing_bodies)(letterhead, symbol)


def _issuing_bodies(knowledge: Knowledge) -> Callable[[str, str | None], Body | None]:
    """Return a cached `issuing_body`, because the same letterheads recur."""
    return lru_cache(maxsize=_REMEMBERED)(partial(_issuing_body, knowledge))


def _issuing_body(knowledge: Knowledge, letterhead: str, symbol: str | None) -> Body | None:
    text = Words.of(letterhead)
    bodies = [*bodies_in(text, knowledge, 0, len(text.clean))]
    if not bodies:
        return None
    row = issuer_of(symbol, knowledge)
    at = next((i for i in reversed(range(len(bodies))) if row in bodies[i].rows), len(bodies) - 1)
    body = bodies[at]
    above = next((b for b in reversed(bodies[:at]) if b.places and b.row and not b.row.central), None)
    if above is not None and (not body.places or not body.places[-1].province):
        known = {level for place in body.places for level in place.levels}
        more = tuple(p for p in above.places if not known & set(p.levels))
        body = replace(body, places=(*body.places, *more))
    return body


def name_end(text: Text, at: int, knowledge: Knowledge) -> int:
    """Return the end of the listed name that begins at an offset, after its offices; the offset itself if there is none."""
    core = at
    while (named := _longest(text, core, len(text.clean), knowledge)) is None:
        office = word_lists("bodies.toml")["offices"].match(text.low, core)
        gap = _OF.match(text.low, office.end()) if office else None
        if gap is None:
            return at
        core = gap.end()
    return named[0]


def read_body(phrase: str, knowledge: Knowledge) -> Body | None:
    """Return the body named by a phrase, such as the issuer in an extracted mention."""
    return knowledge.compiled(_bodies_read)(phrase)


def _bodies_read(knowledge: Knowledge) -> Callable[[str], Body | None]:
    """Return a cached `read_body`, because the same phrases recur."""
    return lru_cache(maxsize=_REMEMBERED)(
        lambda phrase: body_at(Words.of(phrase), 0, knowledge) if phrase.strip() else None
    )


_REMEMBERED = 20_000
"""Phrases whose bodies are remembered."""


def scope_of(body: Body, own: str, knowledge: Knowledge, day: datetime.date | None = None) -> tuple[str | None, str]:
    """Return the place within which the body's numbers are unique, and the proof; None with the reason if nothing proves it.

    `own` is the scope of the citing document: 'UBND tỉnh' and 'Tỉnh ủy' without a name are those of its province.
    """
    row = body.row
    if row is not None and row.central and not (body.places and row.branches):
        return "vn", "central issuer named"
    if body.places:
        return settle(body.places, own, knowledge, day)
    if body.central:
        return "vn", "central issuer named"
    if body.within is not None:
        return scope_of(body.within, own, knowledge, day)
    if row is None:
        return None, f"no table has the body “{body.phrase}”"
    return own_scope(row, own, knowledge)


def own_scope(row: IssuerRow, own: str, knowledge: Knowledge) -> tuple[str | None, str]:
    """Return the place of a local body without a name: the citing document's own, if it has one of that level."""
    province = own.split("/")[0]
    if province in UNKNOWN:
        return None, "a local issuer, and no place is named"
    why = "local issuer without a name: the citing document's own"
    if row.anywhere:
        return own, why
    if row.level in ("province", "department"):
        return province, why
    kind = "huyện" if row.level == "district" else "xã"
    place = Place(0, 0, kind, levels=("district",) if row.level == "district" else ("commune",))
    return settle((place,), own, knowledge)


def level_of(body: Body, scope: str, knowledge: Knowledge) -> str | None:
    """Return the level of authority of a body in this scope: that of its row, or of its place if the name is used at any level."""
    row = body.row
    if row is None:
        return level_of(body.within, scope, knowledge) if body.within else None
    if not (row.anywhere or (row.branches and scope not in UNKNOWN)):
        return row.level
    return place_level(scope, body.places, knowledge) or ("department" if row.branches else row.level)


def place_level(scope: str, places: tuple[Place, ...], knowledge: Knowledge) -> PlaceLevel | None:
    """Return the level of a district's or commune's scope; None for a province's."""
    if "/" not in scope:
        return None
    levels = {unit.level for unit in knowledge.units.by_id(scope)}
    told = [level for level in levels if places and level in places[0].levels]
    return told[0] if len(told) == 1 else "district" if "district" in levels or not levels else "commune"


@lru_cache(maxsize=4096)
def symbol_parts(symbol: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the parts of a symbol without its type code: 'QĐ-UBND' gives ('UBND',), 'UBND-KGVX' gives both."""
    parts = [p for p in symbol.replace("-", "/").split("/") if p]
    rest = [p for p in parts if p not in knowledge.type_by_code]
    if not rest and len(parts) > 1:
        rest = parts[1:]
    return tuple(rest or parts)


@lru_cache(maxsize=4096)
def issuer_of(symbol: str | None, knowledge: Knowledge) -> IssuerRow | None:
    """Return the row of the body abbreviated in a symbol (QH15 gives QH); None if no row has it."""
    for part in symbol_parts(symbol, knowledge) if symbol else ():
        for form in (part, _TERM.sub("", part)):
            if row := knowledge.issuer_by_code.get(form):
                return row
    return None


_TERM = re.compile(r"\d+$")
_COMMITTEE = re.compile(r"UBND\w*|.*UBND|.*HĐND")
"""A people's committee or council with an addition of its own in the symbol."""


def symbol_scope(symbol: str | None, knowledge: Knowledge) -> str | None:
    """Return 'vn' for the symbol of one central body, 'local' for one that every province has, None if the symbol does not tell."""
    row = issuer_of(symbol, knowledge)
    if row is None:
        first = symbol_parts(symbol, knowledge)[0] if symbol else ""
        return "local" if _COMMITTEE.fullmatch(first) else None
    if row.central:
        return None if row.anywhere else "vn"
    return "local"


__all__ = [
    "LEVELS",
    "Body",
    "bodies_in",
    "body_at",
    "issuer_of",
    "issuing_body",
    "level_of",
    "name_end",
    "own_scope",
    "place_level",
    "read_body",
    "scope_of",
    "symbol_parts",
    "symbol_scope",
]
