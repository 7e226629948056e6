"""Read typed text, which may lack diacritics or spaces or be in English: phrases and dates."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from cancu.knowledge.fold import fold, spelling
from cancu.language.dates import Stated, dates_in
from cancu.language.provisions import part_name, provisions_in, unit_of, units

WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s,./'’&-]{1,3}")
_SHORTEST_TOGETHER = 5
"""The least number of letters in words that may be written together: 'hanoi'."""


class Phrase(NamedTuple):
    """A phrase that stands for a value of some kind: 'Thanh Hóa' for the place thanh-hoa."""

    text: str
    kind: str
    value: str
    exact: bool = False
    """Whether it must match exactly: in a text with diacritics, only with its own."""


class Typed(NamedTuple):
    """A phrase found in a typed text, with its span."""

    start: int
    end: int
    kind: str
    value: str


class Phrases:
    """Phrases by their folded words; of those that begin at one word, the longest is found."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._known: dict[str, list[tuple[Phrase, str]]] = {}
        self._longest: dict[str, int] = {}
        """Words of the longest phrase that begins with each word."""
        for phrase in phrases:
            words = WORD.findall(spelling(phrase.text))
            self._add(phrase, words)
            if len(words) > 1 and sum(map(len, words)) >= _SHORTEST_TOGETHER:
                self._add(phrase, ["".join(words)])

    def _add(self, phrase: Phrase, words: Sequence[str]) -> None:
        spelled = " ".join(words)
        self._known.setdefault(fold(spelled), []).append((phrase, spelled))
        first = fold(words[0]) if words else ""
        self._longest[first] = max(self._longest.get(first, 0), len(words))

    def find(self, text: str) -> Iterator[Typed]:
        """Yield every phrase in the text, the longest where several begin at one word, none inside another.

        A word typed without diacritics matches words with them; a word with diacritics matches only itself.
        """
        words = [*WORD.finditer(text)]
        marked = fold(text) != text.lower()
        at = 0
        while at < len(words):
            longest = self._longest.get(fold(spelling(words[at].group())), 0)
            size, phrase = self._at(text, words[at : at + longest], marked) if longest else (1, None)
            if phrase is not None:
                yield Typed(words[at].start(), words[at + size - 1].end(), phrase.kind, phrase.value)
            at += size

    def _at(self, text: str, words: list[re.Match[str]], marked: bool) -> tuple[int, Phrase | None]:
        last = 1
        while last < len(words) and _GAP.fullmatch(text, words[last - 1].end(), words[last].start()):
            last += 1
        spelled = [spelling(word.group()) for word in words[:last]]
        for size in range(last, 0, -1):
            typed = " ".join(spelled[:size])
            known = [(p, s) for p, s in self._known.get(fold(typed), ()) if _fits(typed, s, marked and p.exact)]
            if known:
                return size, min(known, key=lambda pair: pair[1] != typed)[0]
        return 1, None


def _fits(typed: str, spelled: str, exact: bool) -> bool:
    if exact:
        return typed == spelled
    return all(t == s or t == fold(s) for t, s in zip(typed.split(), spelled.split(), strict=False))


_UNMARKED = {"ngay": "ngày", "thang": "tháng", "nam": "năm"}
_WRITTEN_OUT = re.compile(rf"\b(?:{'|'.join(_UNMARKED)})(?=\s+\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*"
_ENGLISH = re.compile(rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}|{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?),? (\d{{4}})\b")
_ISO = re.compile(r"(?<![\w/-])(\d{4})-(\d\d)-(\d\d)(?![\w/-])")
_YEAR = re.compile(r"(?:\bnam\s+)?(?<![\w/.-])\(?((?:19|20)\d\d)\)?(?![\w/-])")


def typed_dates(text: str) -> Iterator[Stated]:
    """Yield days and years in a typed text: '13/02/2023', 'ngay 13 thang 2 nam 2023', '13 February 2023', 2023-02-13, 2010."""
    low = _WRITTEN_OUT.sub(lambda m: _UNMARKED[m.group()], fold(text))
    found = [day for day in dates_in(low, 0, len(low)) if day.date]
    for match in _ENGLISH.finditer(low):
        month = _MONTHS.index(match[2] or match[3]) + 1
        found.append(Stated(*match.span(), int(match[5]), month, int(match[1] or match[4])))
    found += [Stated(*m.span(), int(m[1]), int(m[2]), int(m[3])) for m in _ISO.finditer(low)]
    whole = [day for day in found if day.date]
    yield from whole
    for match in _YEAR.finditer(fold(text)):
        if not any(day.start < match.end() and match.start() < day.end for day in whole):
            yield Stated(*match.span(), int(match[1]))


def typed_parts(text: str) -> Iterator[Typed]:
    """Yield parts of acts in a typed text: 'dieu 5 khoan 2', 'clause 2 of Article 5', 'Article 5(2)'.

    Adjacent parts are one value, with commas. Words without diacritics are ambiguous, so they name a part only within
    an article or an annex.
    """
    printed, places = _printed(spelling(text))
    marked = printed == spelling(text)
    for cited in provisions_in(printed, 0, len(printed)):
        numbered = all("-" in path.removeprefix(unit_of(path).slug) for path in cited.paths)
        if cited.paths and numbered and (marked or any("dieu" in path or "phu-luc" in path for path in cited.paths)):
            value = ", ".join(map(part_name, cited.paths))
            yield Typed(places[cited.start], places[cited.end - 1] + 1, "part", value)


def _printed(low: str) -> tuple[str, list[int]]:
    """Return a text with its words for parts as they are printed, and the original offset of each character."""
    text, places = low, [*range(len(low) + 1)]
    for pattern, made in _rewritings():
        found: list[str] = []
        kept: list[int] = []
        at = 0
        for match in pattern.finditer(text):
            words = made.get(" ".join(match["word"].split(" ")), "") if match.groupdict() else match.expand(made[""])
            found += text[at : match.start()], words
            kept += [*places[at : match.start()], *[places[match.start()]] * (len(words) - 1), places[match.end() - 1]]
            at = match.end()
        text, places = "".join([*found, text[at:]]), [*kept, *places[at:]]
    return text, places


_JOINTS = {"và": ("and", "va"), "hoặc": ("or", "hoac"), "đến": ("to", "den")}


@cache
def _rewritings() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    """Return patterns and replacements, applied in order: by the matched word if there are several, else always the same."""
    words = {fold(word): spelling(word) for unit in units() for word in unit.words if unit.marks}
    words |= {word: spelling(unit.words[0]) for unit in units() for word in unit.english}
    listed = "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))
    joints = {f" {word} ": f" {read} " for read, told in _JOINTS.items() for word in told}
    printed = "|".join(sorted(set(words.values())))
    article = r"((?:điều|dieu|article|art)\.?\s+\d{1,3}[a-z]?)\s?\((\d{1,2}[a-z]?)\)"
    return (
        (re.compile(article + r"\s?\(([a-zđ])\)"), {"": r"\1 khoản \2 điểm \3"}),
        (re.compile(article), {"": r"\1 khoản \2"}),
        (re.compile(rf"\b(?P<word>{listed})\.?(?=\s+(?:so\s+)?(?:\d|[a-zđ]\b|[ivxl]+\b))"), words),
        (re.compile(r"(?<=\d)(?P<word>\s+(?:and|va|or|hoac|to|den)\s+)(?=\d)"), joints),
        (re.compile(rf"\s+of\s+(?:the\s+)?(?=(?:{printed})\b)"), {"": " của "}),
    )
