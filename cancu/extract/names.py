"""Find documents cited without a number: laws by name, schemes by alias or title, short names defined in the text."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from cancu.extract.cue_words import light_words, phrases, word_list
from cancu.extract.numbers import Hit, type_at, type_words
from cancu.extract.text import Source
from cancu.knowledge.base import Knowledge
from cancu.knowledge.fold import fold, is_light, spelling, spellings_of, syllable
from cancu.language.dates import years_in
from cancu.language.patterns import UPPER, alternation, guarded, whole_words

_TOKEN = re.compile(r"[^\W_]+")
_LAW_WORD = re.compile(r"(?:bộ\s+luật|luật|pháp\s+lệnh|hiến\s+pháp|bl[a-zđ]{2,4})(?!\w)")
_LAW = re.compile(
    rf"(?:(?<!\w)|(?<=căn\scứ))(?<!pháp\s)(?<!kỷ\s)(?<!kỉ\s)(?<!quy\s)(?<!dự\s)(?<!học\s)(?<!hội\s){_LAW_WORD.pattern}"
)
_AMENDING = re.compile(r"(?:bo\s+luat|luat|phap\s+lenh)\s+sua\s+doi(?:,?\s*b\w{1,2}\s+sung)?(?!\w)")
"""Matches folded text, because scans misread the vowel of 'bổ'."""
_AMENDED = re.compile(
    r"\s+(?:mot\s+so\s+(?:dieu|noi\s+dung)\s+(?:cua\s+|co\s+lien\s+quan\s+|trong\s+)?(?:cac\s+|\d+\s+)?|dieu\s+\d+\s+(?:cua\s+)?|(?:cua\s+)?)"
)
_YEAR = re.compile(
    r"(?:\s*\(sửa\s+đổi(?:,?\s*bổ\s+sung)?\))?\s*,?\s*(?:năm\s+|ngày\s+\d{1,2}(?:\s+tháng\s+|[/.])\d{1,2}(?:\s+năm\s+|[/.])|\()?((?:19|20)\d\d)(?![\d/])\)?"
)
_REVISED = re.compile(r"\s*\(sửa\s+đổi(?:,?\s*bổ\s+sung)?\)")
_STOP = re.compile(
    r"(?<!\w)(?:số|năm|ngày|và|được|quy\s+định|về|do|là|có|của|tại|theo|đã|để|cho|trong|này|đó|khác|hiện\s+hành|như|khi|thì|mà|với|cũng|gồm|bao|phải|sau|trước|đến|nêu|chưa|không|hoặc|trên|từ|các|đối|điều|khoản|điểm|mục|chương|phần|hay|nếu|vào|ra|sẽ|bị|ở)(?!\w)|[^\w\s]|\d"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in the trie: what it stands for and when it applies."""

    kind: Literal["alias", "title", "name"]
    name: str
    spelled: str
    keys: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    type: str | None = None
    last: int | None = None
    """The year in which the period of a scheme ends."""


class Node:
    """A node of the trie: the names that end here and the words that continue."""

    __slots__ = ("entries", "next")

    def __init__(self) -> None:
        self.next: dict[str, Node] = {}
        self.entries: list[Entry] = []


_BREAK = re.compile(r"[.;:(){}\[\]]")
_BREAKS = ".;:(){}[]"


class Trie:
    """A trie of names by their folded words, matching the longest first; `light` words may be missing or added."""

    def __init__(self, light: frozenset[str] = frozenset()) -> None:
        self._root = Node()
        self._light = light

    def add(self, text: str, entry: Entry) -> None:
        """Add a name; several entries may share it."""
        node = self._root
        for word in _TOKEN.findall(spelling(text)):
            if not is_light(word, self._light):
                node = node.next.setdefault(syllable(fold(word)), Node())
        node.entries.append(entry)

    def match(self, source: Source, start: int, *, limit: int = 400) -> tuple[int, list[Entry]] | None:
        """Return the end and the entries of the longest name at an offset; punctuation between words is ignored, except full stops."""
        node, at = self._root, start
        best: tuple[int, list[Entry]] | None = None
        for token in _TOKEN.finditer(source.folded, start, min(len(source.folded), start + limit)):
            if at > start and is_light(source.low[token.start() : token.end()], self._light):
                continue
            gap = token.start() - at
            if source.clean[at] in _BREAKS if gap == 1 else gap and _BREAK.search(source.clean, at, token.start()):
                break
            end, word = token.end(), token.group()
            following = node.next.get(syllable(word))
            if following is None and (bare := word.rstrip("0123456789")) != word and bare in node.next:
                # The mark of a footnote glued to a word (Luật Nhà ở11) is no part of the name.
                following, end = node.next[bare], token.start() + len(bare)
            following = following or self._expand(source, token, node)
            if following is None:
                break
            node, at = following, end
            if node.entries:
                best = at, node.entries
        return best

    def openings(self) -> re.Pattern[str]:
        """Return a pattern for the first word of a name in folded text, followed by a possible second word of that name.

        Words that can be skipped or expanded (light words, abbreviations, glued figures) may come between.
        """
        ends_here = [first for first, node in self._root.next.items() if node.entries]
        seconds = {second for node in self._root.next.values() for second in node.next}
        seconds |= {fold(word) for word in (*self._light, *phrases())}
        follows = [rf"(?=\d|[\W_]+(?:(?:{_any(seconds)})(?![^\W_])|[^\W_]*\d))"]
        follows += (f"(?<={one})" for word in ends_here for one in spellings_of(word))
        return re.compile(rf"(?:{_any(self._root.next)})(?![a-z])(?:{'|'.join(follows)})")

    def _expand(self, source: Source, token: re.Match[str], node: Node) -> Node | None:
        """Return the node after the phrase that an abbreviation stands for (TNCN → thu nhập cá nhân)."""
        phrase = phrases().get(source.clean[token.start() : token.end()])
        if phrase is None:
            return None
        at: Node | None = node
        for word in _TOKEN.findall(spelling(phrase)):
            if at is not None and not is_light(word, self._light):
                at = at.next.get(syllable(fold(word)))
        return at


def _any(syllables: Iterable[str]) -> str:
    """Return a pattern for any of the syllables in any of their spellings."""
    return alternation(word for one in syllables for word in spellings_of(one))


_LIGHT = frozenset({"và", "của", "các", "về"})


def law_names(knowledge: Knowledge) -> Trie:
    """Return the names and short names of laws; a comma matches 'và', and 'của' and 'các' may be missing."""
    trie = Trie(_LIGHT)
    for row in knowledge.laws:
        entry = Entry("name", row.name, spelling(row.name), (row.key,) if row.key else (), type=row.type)
        trie.add(row.name, entry)
        for alias in row.aliases:
            trie.add(alias, Entry("name", row.name, spelling(alias), entry.keys, type=row.type))
        if row.name.endswith(" Việt Nam"):
            trie.add(
                row.name.removesuffix(" Việt Nam"),
                Entry("name", row.name, spelling(row.name), entry.keys, type=row.type),
            )
    return trie


def scheme_names(knowledge: Knowledge) -> Trie:
    """Return the aliases and titles of schemes and other well-known documents."""
    trie = Trie(light_words())
    for row in knowledge.documents:
        key = f"{row.key}|{row.date or ''}"
        last = max((one.last for one in years_in(spelling(row.scheme or row.title or ""))), default=None)
        for alias in row.aliases:
            numbered = re.search(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d", alias.text) or len(alias.text.split()) <= 3
            kind: Literal["alias", "title"] = "alias" if numbered else "title"
            trie.add(alias.text, Entry(kind, alias.text, spelling(alias.text), (key,), alias.context, last=last))
            if re.search(r"^\S+(?: \S+)? \d+\w?$", alias.text) and " số " not in alias.text:
                spoken = re.sub(r" (\d+\w?)$", r" số \1", alias.text)
                trie.add(spoken, Entry(kind, spoken, spelling(spoken), (key,), alias.context))
        if row.scheme and len(row.scheme.split()) >= 6:
            trie.add(row.scheme, Entry("title", row.scheme, spelling(row.scheme), (key,), last=last))
    return trie


def _scheme_openings(knowledge: Knowledge) -> re.Pattern[str]:
    return knowledge.compiled(scheme_names).openings()


def find_laws(source: Source, taken: Iterable[tuple[int, int]]) -> Iterator[Hit]:
    """Yield laws, codes, ordinances and the constitution cited by name, outside the spans already taken."""
    spans = sorted(taken)
    end = 0
    for match in guarded(_LAW_WORD, _LAW, source.low):
        if match.start() < end or _inside(match.start(), spans):
            continue
        hit = _amending(source, match.start()) or _law(source, match.start())
        if hit and not _inside(hit.end - 1, spans):
            end = hit.end
            yield hit
            for other in _other_editions(source, hit):
                end = other.end
                yield other


def _inside(offset: int, spans: list[tuple[int, int]]) -> bool:
    index = bisect_right(spans, (offset, 1 << 60)) - 1
    return index >= 0 and spans[index][0] <= offset < spans[index][1]


def _law(source: Source, start: int) -> Hit | None:
    found = source.knowledge.compiled(law_names).match(source, start)
    if found and not _APART.match(source.low, start, found[0]):
        end, entries = found
        if _spelled_like(source, start, end, entries):
            hit = Hit(start, end, "name", "law-name", type=entries[0].type, name=entries[0].name)
            if year := re.search(r"(?<!\d)(?:19|20)\d\d$", source.clean[start:end]):
                hit.year = int(year.group())
                return hit
            return _dated(source, hit)
    return _unlisted(source, start)


_OPENER = r"(?:bộ\s+luật|luật|pháp\s+lệnh|hiến\s+pháp)"
_APART = re.compile(rf"{_OPENER}\s*(?:[^\s\w]|và(?!\w))")
"""Matches 'theo luật, đất đai' and 'luật và đầu tư', where the following words are not the name of that law."""


def law_name_at(source: Source, start: int, end: int) -> str | None:
    """Return the name, as in the register, of the law that opens a span."""
    hit = _amending(source, start) or _known_law(source, start)
    whole = hit is not None and hit.end <= end and source.clean[hit.end : hit.end + 1] != "/"
    return hit.name if hit and whole else None


def _known_law(source: Source, start: int) -> Hit | None:
    hit = _law(source, start) if _LAW.match(source.low, start) else None
    return hit if hit and hit.rule == "law-name" else None


def _spelled_like(source: Source, start: int, end: int, entries: list[Entry]) -> bool:
    """Return whether the text has the diacritics of the name (Luật Giá, not luật gia); long names may lack some."""
    printed = [m.group() for m in _TOKEN.finditer(source.low, start, end)]
    if len(printed) >= 4:
        return True
    known = {_one_i(w) for e in entries for text in (e.spelled, spelling(e.name)) for w in _TOKEN.findall(text)}
    return all(_one_i(w) in known or is_light(w, _LIGHT) or w.upper() in phrases() for w in printed)


def _one_i(word: str) -> str:
    """Return a word with y written as i (kỹ = kĩ)."""
    return word.translate(_Y)


_Y = str.maketrans("yỳýỷỹỵ", "iìíỉĩị")


def _dated(source: Source, hit: Hit) -> Hit:
    """Extend a name by '(sửa đổi)' and 'năm 2015'; a full date stays outside but gives the year."""
    quoted = source.text[hit.start : hit.end]
    opened = quoted.count("“") > quoted.count("”") or quoted.count('"') % 2
    if opened and source.text[hit.end : hit.end + 1] in ("”", '"'):
        hit.end += 1
    if revised := _REVISED.match(source.low, hit.end):
        hit.end = revised.end()
    if year := _YEAR.match(source.low, hit.end):
        hit.year = int(year[1])
        if "ngày" not in year.group() and "(" not in year.group() and "năm" in year.group():
            hit.end = year.end(1)
    return hit


_MORE_YEARS = re.compile(r"\s*(?:,|và|,\s*và|hoặc)\s*(?P<said>(?:năm\s+)?(?P<year>(?:19|20)\d\d))(?![\d/])")


def _other_editions(source: Source, law: Hit) -> Iterator[Hit]:
    """Yield the further years of 'Bộ luật Dân sự năm 2005 và năm 2015' where the law has editions of these years."""
    if law.year is None or law.rule != "law-name":
        return
    years = source.knowledge.compiled(_editions)[law.name]
    end = law.end
    bare = re.compile(r"\s*(?P<year>(?:19|20)\d\d)(?![\d/])").match(source.low, end)
    if bare:
        end = bare.end()
    while (more := _MORE_YEARS.match(source.low, end)) and int(more["year"]) in years:
        end = more.end()
        hit = Hit(more.start("said"), end, "name", "law-name", type=law.type, name=law.name)
        hit.year = int(more["year"])
        yield hit


def _editions(knowledge: Knowledge) -> dict[str | None, set[int | None]]:
    """Return the years in which each law of the table was passed, by name."""
    found: dict[str | None, set[int | None]] = defaultdict(set)
    for row in knowledge.laws:
        found[row.name].add(row.passed_in)
    return found


def _amending(source: Source, start: int) -> Hit | None:
    """Return one name for all of 'Luật sửa đổi, bổ sung một số điều của Luật X, Luật Y và Luật Z'."""
    verb = _AMENDING.match(source.folded, start)
    if not verb:
        return None
    opener = "Pháp lệnh" if source.folded.startswith("phap", start) else "Luật"
    known = source.knowledge.compiled(law_names).match(source, start, limit=900)
    link = _AMENDED.match(source.folded, verb.end())
    at = link.end() if link else verb.end()
    name, end = opener + " sửa đổi" + (", bổ sung" if verb.group().endswith("ng") else "") + _linked(source, link), 0
    while law := _law_at(source, at):
        end, name = law.end, name + (law.name or "")
        joint = _JOINT.match(source.low, end)
        if not joint or (known and known[0] == end):
            break
        at, name = joint.end(), name + (" và " if "và" in joint.group() else ", ")
    if known and known[0] >= end:
        end, name = known[0], known[1][0].name
    if not end:
        return None
    printed = " ".join(source.clean[start:end].split())
    hit = Hit(start, end, "name", "amending-law", type="PL" if opener == "Pháp lệnh" else "L", name=name)
    hit.printed = printed if fold(printed) != fold(name) else None
    return _dated(source, hit)


_JOINT = re.compile(r"\s*(?:,|;|và)\s*(?=(?:bộ\s+)?luật|pháp\s+lệnh)")


def _linked(source: Source, link: re.Match[str] | None) -> str:
    """Return the words between 'sửa đổi, bổ sung' and the amended law, corrected."""
    said = " ".join(link.group().split()) if link else ""
    if said.startswith("mot so dieu"):
        return " một số điều của "
    printed = " ".join(source.clean[link.start() : link.end()].split()) if link else ""
    return f" {printed} " if printed else " "


def _law_at(source: Source, at: int) -> Hit | None:
    return _law(source, at) if _LAW.match(source.low, at) else None


def _unlisted(source: Source, start: int) -> Hit | None:
    """Return a law that is not in the register: 'Luật' and a capitalised name, up to a word that cannot belong to it.

    The name is a phrase that may continue over lines: a line that begins with a capital, a figure, a part of an act or
    a colon ends it, and text in capitals only (headings, signatures) is no name.
    """
    head = re.compile(r"(?:Bộ\s+luật|Luật|Pháp\s+lệnh|BỘ\s+LUẬT|LUẬT)[ ]+(?=[^\W\d_])").match(source.clean, start)
    if not head or not source.clean[head.end()].isupper():
        return _unlisted_basis(source, start)
    stop = _STOP.search(source.low, head.end(), min(len(source.low), head.end() + 120))
    end = stop.start() if stop else head.end()
    for line in re.compile(r"\n\s*").finditer(source.clean, head.end(), end):
        if "\n" in line.group()[1:] or source.clean[line.end() : line.end() + 1].isupper():
            end = line.start()
            break
    name = source.clean[head.end() : end].rstrip()
    if (
        not 1 < len(name.split()) <= 9
        or any(word.isupper() for word in name.split())
        or name.split()[0] in ("Sư", "Gia", "Sửa")
        or type_words().search(spelling(name))
        or re.compile(r"\s*(?::|\d(?!\d{3}(?!\d)))").match(source.clean, end)
        or _signed(source, start)
    ):
        return None
    hit = Hit(
        start,
        head.end() + len(name),
        "name",
        "unlisted-law",
        type=type_at(source, start),
        name=re.sub(r"\s+", " ", source.clean[start : head.end() + len(name)]),
    )
    return _dated(source, hit)


def _signed(source: Source, start: int) -> bool:
    """Return whether 'Luật' ends a person's name: the two words before it on its line are capitalised (Ngô Văn Luật Người ký)."""
    line = source.clean[source.clean.rfind("\n", 0, start) + 1 : start]
    before = re.findall(r"[^\W\d_]+", line)[-2:]
    return len(before) == 2 and all(word[0].isupper() and not word.isupper() for word in before)


_BASIS = re.compile(
    r"(?P<name>(?:bộ\s+luật|luật|pháp\s+lệnh)\s+(?:[^\W\d]+,?\s+){2,9}?)ngày\s+\d{1,2}\s*(?:tháng|/)\s*\d{1,2}\s*(?:năm|/)\s*\d{4}"
)


def _unlisted_basis(source: Source, start: int) -> Hit | None:
    """Return an unknown law in lower case with 'Căn cứ' before it and its date after it."""
    match = _BASIS.match(source.low, start)
    led = re.search(r"căn\s+cứ\s+(?:các\s+)?$", source.low[max(0, start - 16) : start])
    if not match or not led or not source.clean[start].isupper() or type_words().search(match["name"], 5):
        return None
    end = start + len(match["name"].rstrip())
    name = re.sub(r"\s+", " ", source.clean[start:end])
    return _dated(source, Hit(start, end, "name", "unlisted-law", type=type_at(source, start), name=name))


_LONGEST = 700
"""The largest number of characters in the name of a scheme, white space included."""


def find_schemes(source: Source, taken: Iterable[tuple[int, int]]) -> Iterator[tuple[Hit, tuple[str, ...]]]:
    """Yield schemes cited by alias or title, each with the keys (number|date) that it may stand for."""
    spans = sorted(taken)
    end = 0
    names = source.knowledge.compiled(scheme_names)
    for match in whole_words(source.knowledge.compiled(_scheme_openings), source.folded):
        start = match.start()
        if start < end or _inside(start, spans):
            continue
        if source.clean[start].islower() and not _LOWER_WITH_FIGURE.match(source.clean, start, start + _LONGEST):
            continue
        found = names.match(source, start, limit=_LONGEST)
        if not found or _inside(found[0] - 1, spans):
            continue
        stop, entries = found
        fitting = [e for e in entries if _entry_fits(source, start, stop, e)]
        if not fitting or not _bounded(source, start, stop, fitting[0]) or _local(source, start, stop, fitting[0]):
            continue
        stop = _to_quote(source, start, stop)
        end = stop
        kind = fitting[0].kind
        hit = Hit(start, stop, kind, f"known-{kind}", type=type_at(source, start), name=fitting[0].name)
        meant = (e for e in fitting if not _of_later_years(source, stop, e))
        yield hit, tuple(dict.fromkeys(k for e in meant for k in e.keys))


_LOWER_WITH_FIGURE = re.compile(rf"[^\d{UPPER}.;:(){{}}\[\]]*\d")
"""Lower-case names are accepted only if they contain a figure; see `_bounded`."""


def _bounded(source: Source, start: int, stop: int, entry: Entry) -> bool:
    """Return whether an alias ending in a number is not part of a longer number, a date or a symbol."""
    if source.clean[stop - 1].isdigit() and re.compile(
        r"[\w]|\s*/\s*\d|[.,]\d|\s*/\s*[A-ZĐ]|\s*[-–]\s*(?:[A-ZĐ]{2}|\d)|\s*%|\s+(?:nhiệm vụ|điều|người|tỷ|triệu|đồng)"
    ).match(source.clean, stop):
        return False
    first = source.clean[start]
    return (
        first.isupper()
        or first.isdigit()
        or (
            source.clean[start:stop].islower()
            and re.search(r"\d", entry.name) is not None
            and len(entry.name.split()) >= 3
        )
    )


def _local(source: Source, start: int, stop: int, entry: Entry) -> bool:
    """Return whether a title continues with a province and so names that province's own scheme, unless it is implemented 'trên địa bàn' there."""
    if entry.kind != "title" or len(entry.name.split()) >= 14:
        return False
    quoted = re.search(r"[“\"]", source.text[start:stop])
    close = re.compile(r"[”\"]").search(source.text, stop, min(len(source.text), stop + 200)) if quoted else None
    rest = source.low[stop : close.start()] if close else source.low[stop : stop + 14]
    if close and rest.strip() and not re.match(r"\s*(?:,|giai đoạn|đến năm|năm|trên)", rest):
        return True
    return bool(re.match(r"\s*(?:của\s+|cho\s+)?(?:tỉnh|thành\s+phố|huyện|ngành|sở)\s", rest))


_CLAUSE = re.compile(r"[^.;:\d\n]{0,160}(?:\n[^.;:\d\n]{1,160}){0,3}")


def _of_later_years(source: Source, stop: int, entry: Entry) -> bool:
    """Return whether the years after a scheme's name begin when its own period has ended, so that its successor is meant."""
    if entry.last is None:
        return False
    clause = _CLAUSE.match(source.low, stop)
    end = clause.end() if clause else stop
    told = next(years_in(source.low, stop, min(len(source.low), end + 16)), None)
    return told is not None and told.first >= entry.last


def _to_quote(source: Source, start: int, stop: int) -> int:
    """Return the end of a title, including the rest of its quotation."""
    quoted = re.search(r"[“\"]", source.text[start:stop])
    close = re.compile(r"[^“”\"]{0,160}[”\"]").match(source.text, stop) if quoted else None
    return close.end() if close else stop


def _entry_fits(source: Source, start: int, stop: int, entry: Entry) -> bool:
    printed = [m.group() for m in _TOKEN.finditer(source.low, start, stop)]
    known = set(_TOKEN.findall(entry.spelled))
    if len(printed) < 5 and not all(w in known for w in printed):
        return False
    if not entry.context:
        return True
    around = source.low[max(0, start - 400) : stop + 400]
    return any(re.search(rf"(?<!\w){re.escape(spelling(w))}(?!\w)", around) for w in entry.context)


_SHORT = re.compile(r"[\s“\"'‘*]*(?P<name>[^()“”\"';:]{3,120}?)[\s”\"'’*]*(?=[);.,:])")


def defined_names(source: Source) -> Iterator[tuple[int, str]]:
    """Yield short names that the text defines, with their start: '(sau đây gọi tắt là Đề án 06)'."""
    opener = re.compile(rf"(?:{word_list('short_name_openers').pattern})")
    for match in opener.finditer(source.low):
        if name := _SHORT.match(source.clean, match.end()):
            yield name.start("name"), re.sub(r"\s+", " ", name["name"]).strip()
