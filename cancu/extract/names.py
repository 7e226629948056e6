"""Documents named without a number: laws by name, schemes by alias or title, short names that a text defines."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from cancu.extract.grammar import light_words, phrases, word_list
from cancu.extract.numbers import Hit, type_at, type_words
from cancu.extract.text import Source
from cancu.knowledge.base import Knowledge
from cancu.knowledge.fold import fold, spelling

_TOKEN = re.compile(r"[^\W_]+")
_LAW = re.compile(
    r"(?<!\w)(?<!pháp\s)(?<!dự\s)(?<!học\s)(?<!hội\s)(?:bộ\s+luật|luật|pháp\s+lệnh|hiến\s+pháp|bl[a-zđ]{2,4})(?!\w)"
)
_AMENDING = re.compile(r"(?:bộ\s+luật|luật|pháp\s+lệnh)\s+(?:sửa\s+đổi,?\s*bổ\s+sung|sửa\s+đổi)(?!\w)")
_AMENDED = re.compile(
    r"\s+(?:một\s+số\s+(?:điều|nội\s+dung)\s+(?:của\s+|có\s+liên\s+quan\s+|trong\s+)?(?:các\s+|\d+\s+)?|điều\s+\d+\s+(?:của\s+)?|(?:của\s+)?)"
)
_YEAR = re.compile(
    r"(?:\s*\(sửa\s+đổi(?:,?\s*bổ\s+sung)?\))?\s*,?\s*(?:năm\s+|ngày\s+\d{1,2}(?:\s+tháng\s+|[/.])\d{1,2}(?:\s+năm\s+|[/.])|\()?((?:19|20)\d\d)(?![\d/])\)?"
)
_REVISED = re.compile(r"\s*\(sửa\s+đổi(?:,?\s*bổ\s+sung)?\)")
_STOP = re.compile(
    r"(?<!\w)(?:số|năm|ngày|và|được|quy\s+định|về|do|là|có|của|tại|theo|đã|để|cho|trong|này|đó|khác|hiện\s+hành|như|khi|thì|mà|với|cũng|gồm|bao|phải|sau|trước|đến|nêu|chưa|không|hoặc|trên|từ|các)(?!\w)|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in the trie: what it stands for and when it may be used."""

    kind: Literal["alias", "title", "name"]
    name: str
    spelled: str
    keys: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    type: str | None = None


class Trie:
    """Names by their folded words, the longest found first; `light` words may be missing or added."""

    def __init__(self, light: frozenset[str] = frozenset()) -> None:
        self._root: dict[str, object] = {}
        self._light = light

    def add(self, text: str, entry: Entry) -> None:
        """Put in one name; several entries may share it."""
        node = self._root
        for word in (m.group() for m in _TOKEN.finditer(fold(text))):
            if word not in self._light:
                node = node.setdefault(word, {})  # type: ignore[assignment]
        node.setdefault("", []).append(entry)  # type: ignore[attr-defined]

    def match(self, source: Source, start: int, *, limit: int = 400) -> tuple[int, list[Entry]] | None:
        """End and entries of the longest name that starts here; punctuation between words is passed over, but no full stop."""
        node: object = self._root
        best: tuple[int, list[Entry]] | None = None
        at = start
        for token in _TOKEN.finditer(source.folded, start, min(len(source.folded), start + limit)):
            between = source.clean[at : token.start()]
            if token.group() in self._light and at > start:
                continue
            if re.search(r"[.;:(){}\[\]]", between) or token.group() not in node:  # type: ignore[operator]
                expanded = self._expand(source, token, node) if not re.search(r"[.;:(){}\[\]]", between) else None
                if expanded is None:
                    break
                node = expanded
            else:
                node = node[token.group()]  # type: ignore[index]
            at = token.end()
            if "" in node:  # type: ignore[operator]
                best = at, node[""]  # type: ignore[index]
        return best

    @staticmethod
    def _expand(source: Source, token: re.Match[str], node: object) -> object | None:
        """The node after the phrase that an abbreviation stands for (TNCN → thu nhập cá nhân)."""
        phrase = phrases().get(source.clean[token.start() : token.end()])
        if phrase is None:
            return None
        for word in _TOKEN.findall(fold(phrase)):
            if word not in node:  # type: ignore[operator]
                return None
            node = node[word]  # type: ignore[index]
        return node


def law_names(knowledge: Knowledge) -> Trie:
    """Names and short names of laws."""
    trie = Trie()
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
    """Aliases and titles of schemes and of other well-known documents."""
    trie = Trie(light_words())
    for row in knowledge.documents:
        key = f"{row.key}|{row.date or ''}"
        for alias in row.aliases:
            numbered = re.search(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d", alias.text) or len(alias.text.split()) <= 3
            kind: Literal["alias", "title"] = "alias" if numbered else "title"
            trie.add(alias.text, Entry(kind, alias.text, spelling(alias.text), (key,), alias.context))
            if re.search(r"^\S+(?: \S+)? \d+\w?$", alias.text) and " số " not in alias.text:
                spoken = re.sub(r" (\d+\w?)$", r" số \1", alias.text)
                trie.add(spoken, Entry(kind, spoken, spelling(spoken), (key,), alias.context))
        if row.scheme and len(row.scheme.split()) >= 6:
            trie.add(row.scheme, Entry("title", row.scheme, spelling(row.scheme), (key,)))
    return trie


def _scheme_start(knowledge: Knowledge) -> re.Pattern[str]:
    """Words with which any scheme name begins."""
    firsts = set()
    for row in knowledge.documents:
        for text in (*(a.text for a in row.aliases), row.scheme or ""):
            if text:
                firsts.add(fold(text.split()[0]))
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(sorted(firsts, key=lambda w: (-len(w), w)))})(?![a-z])")


def find_laws(source: Source, taken: Iterable[tuple[int, int]]) -> Iterator[Hit]:
    """Laws, codes, ordinances and the constitution by name, outside the spans already taken."""
    spans = sorted(taken)
    end = 0
    for match in _LAW.finditer(source.low):
        if match.start() < end or _inside(match.start(), spans):
            continue
        hit = _amending(source, match) or _law(source, match.start())
        if hit and not _inside(hit.end - 1, spans):
            end = hit.end
            yield hit


def _inside(offset: int, spans: list[tuple[int, int]]) -> bool:
    index = bisect_right(spans, (offset, 1 << 60)) - 1
    return index >= 0 and spans[index][0] <= offset < spans[index][1]


def _law(source: Source, start: int) -> Hit | None:
    found = source.knowledge.compiled(law_names).match(source, start)
    if found:
        end, entries = found
        if _spelled_like(source, start, end, entries):
            hit = Hit(start, end, "name", "law-name", type=entries[0].type, name=entries[0].name)
            if year := re.search(r"(?<!\d)(?:19|20)\d\d$", source.clean[start:end]):
                hit.year = int(year.group())
                return hit
            return _dated(source, hit)
    return _unlisted(source, start)


def _spelled_like(source: Source, start: int, end: int, entries: list[Entry]) -> bool:
    """Whether the text has the diacritics of the name (Luật Giá, not luật gia); long names may lack some."""
    printed = [m.group() for m in _TOKEN.finditer(source.low, start, end)]
    if len(printed) >= 4:
        return True
    known = {w for e in entries for w in _TOKEN.findall(e.spelled)} | {
        w for e in entries for w in _TOKEN.findall(spelling(e.name))
    }
    return all(w in known or w.upper() in phrases() for w in printed)


def _dated(source: Source, hit: Hit) -> Hit:
    """Take in '(sửa đổi)' and 'năm 2015' after a name; a full date stays outside but gives the year."""
    if revised := _REVISED.match(source.low, hit.end):
        hit.end = revised.end()
    if year := _YEAR.match(source.low, hit.end):
        hit.year = int(year[1])
        if "ngày" not in year.group() and "(" not in year.group() and "năm" in year.group():
            hit.end = year.end(1)
    return hit


def _amending(source: Source, match: re.Match[str]) -> Hit | None:
    """'Luật sửa đổi, bổ sung một số điều của Luật X, Luật Y và Luật Z': one name over all of it."""
    verb = _AMENDING.match(source.low, match.start())
    if not verb:
        return None
    known = source.knowledge.compiled(law_names).match(source, match.start(), limit=900)
    end = known[0] if known else 0
    if not known:
        link = _AMENDED.match(source.low, verb.end())
        at = link.end() if link else verb.end()
        while law := _law_at(source, at):
            end = law.end
            joint = re.compile(r"\s*(?:,|;|và)\s*(?=(?:bộ\s+)?luật|pháp\s+lệnh)").match(source.low, end)
            if not joint:
                break
            at = joint.end()
    if not end:
        return None
    name = re.sub(r"\s+", " ", source.clean[match.start() : end])
    hit = Hit(match.start(), end, "name", "amending-law", type="L", name=known[1][0].name if known else name)
    return _dated(source, hit)


def _law_at(source: Source, at: int) -> Hit | None:
    return _law(source, at) if _LAW.match(source.low, at) else None


def _unlisted(source: Source, start: int) -> Hit | None:
    """A law that the register does not know: 'Luật' and a name that opens with a capital, up to a word that cannot belong to it."""
    head = re.compile(r"(?:Bộ\s+luật|Luật|Pháp\s+lệnh|BỘ\s+LUẬT|LUẬT)\s+(?=[A-ZĐÀ-Ỹ])").match(source.clean, start)
    if not head:
        return _unlisted_basis(source, start)
    stop = _STOP.search(source.low, head.end(), min(len(source.low), head.end() + 120))
    end = stop.start() if stop else head.end()
    name = source.clean[head.end() : end].rstrip()
    if (
        not 1 < len(name.split()) <= 9
        or name.isupper()
        or name.split()[0] in ("Sư", "Gia", "Sửa")
        or type_words().search(spelling(name))
    ):
        return None
    hit = Hit(
        start,
        head.end() + len(name),
        "name",
        "unlisted-law",
        type="L",
        name=re.sub(r"\s+", " ", source.clean[start : head.end() + len(name)]),
    )
    return _dated(source, hit)


_BASIS = re.compile(
    r"(?P<name>(?:bộ\s+luật|luật|pháp\s+lệnh)\s+(?:[^\W\d]+,?\s+){2,9}?)ngày\s+\d{1,2}\s*(?:tháng|/)\s*\d{1,2}\s*(?:năm|/)\s*\d{4}"
)


def _unlisted_basis(source: Source, start: int) -> Hit | None:
    """An unknown law in lower case, where 'Căn cứ' stands before it and its date behind it."""
    match = _BASIS.match(source.low, start)
    led = re.search(r"căn\s+cứ\s+(?:các\s+)?$", source.low[max(0, start - 16) : start])
    if not match or not led or not source.clean[start].isupper() or type_words().search(match["name"], 5):
        return None
    end = start + len(match["name"].rstrip())
    name = re.sub(r"\s+", " ", source.clean[start:end])
    return _dated(source, Hit(start, end, "name", "unlisted-law", type=type_at(source, start), name=name))


def find_schemes(source: Source, taken: Iterable[tuple[int, int]]) -> Iterator[tuple[Hit, tuple[str, ...]]]:
    """Schemes by alias or title, each with the keys (number|date) that it may stand for."""
    spans = sorted(taken)
    end = 0
    for match in source.knowledge.compiled(_scheme_start).finditer(source.folded):
        start = match.start()
        if start < end or _inside(start, spans):
            continue
        found = source.knowledge.compiled(scheme_names).match(source, start, limit=700)
        if not found or _inside(found[0] - 1, spans):
            continue
        stop, entries = found
        fitting = [e for e in entries if _fits(source, start, stop, e)]
        if not fitting or not _bounded(source, start, stop, fitting[0]) or _local(source, start, stop, fitting[0]):
            continue
        stop = _to_quote(source, start, stop)
        end = stop
        kind = fitting[0].kind
        hit = Hit(start, stop, kind, f"known-{kind}", type=type_at(source, start), name=fitting[0].name)
        yield hit, tuple(dict.fromkeys(k for e in fitting for k in e.keys))


def _bounded(source: Source, start: int, stop: int, entry: Entry) -> bool:
    """An alias that ends in a number must not run on into a longer number, a date or a symbol."""
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
    """A title that goes on to name a province is that province's own scheme, unless it is carried out 'trên địa bàn' there."""
    if entry.kind != "title" or len(entry.name.split()) >= 14:
        return False
    quoted = re.search(r"[“\"]", source.text[start:stop])
    close = re.compile(r"[”\"]").search(source.text, stop, min(len(source.text), stop + 200)) if quoted else None
    rest = source.low[stop : close.start()] if close else source.low[stop : stop + 14]
    if close and rest.strip() and not re.match(r"\s*(?:,|giai đoạn|đến năm|năm|trên)", rest):
        return True
    return bool(re.match(r"\s*(?:của\s+|cho\s+)?(?:tỉnh|thành\s+phố|huyện|ngành|sở)\s", rest))


def _to_quote(source: Source, start: int, stop: int) -> int:
    """End of a title with the rest of its quotation."""
    quoted = re.search(r"[“\"]", source.text[start:stop])
    close = re.compile(r"[^“”\"]{0,160}[”\"]").match(source.text, stop) if quoted else None
    return close.end() if close else stop


def _fits(source: Source, start: int, stop: int, entry: Entry) -> bool:
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
    """Short names that the text introduces, with their start: '(sau đây gọi tắt là Đề án 06)'."""
    opener = re.compile(rf"(?:{word_list('short_name_openers').pattern})")
    for match in opener.finditer(source.low):
        if name := _SHORT.match(source.clean, match.end()):
            yield name.start("name"), re.sub(r"\s+", " ", name["name"]).strip()
