"""Find later short forms in a text: 'Quyết định số 142', a name from '(sau đây gọi tắt là …)', a scheme title defined by the text."""

import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cancu.extract.names import Entry, Trie, defined_names
from cancu.extract.numbers import Hit, type_at, type_words, type_words_of
from cancu.extract.text import Source
from cancu.knowledge.fold import spelling, words
from cancu.language.patterns import whole_words

_NUMBER = re.compile(r"\s+(?:số\s*:?\s*)?(?P<n>\d{1,5}[a-z]?)(?![\w])(?!\s*/\s*\d|[.,]\d|\s*[/\-–]\s*[^\W\d_]|\s*%)")
_PIECE = re.compile(r"[^\W_]+|[^\s\w]|_")
_NOT_NUMBER = re.compile(
    r"\s*(?:ngày\s+\d{1,2}\s+tháng\s+\d{1,2}$|điều|khoản|trang|nhiệm|tháng|quý|năm|tỷ|triệu|bản|văn\s+bản|thủ\s+tục|tiêu\s+chí|nội\s+dung|đề\s+án|dự\s+án|chương)"
)


def short_numbers(source: Source, hits: Sequence[Hit], taken: list[tuple[int, int]]) -> Iterator[Hit]:
    """Yield a type word with a bare number that stands for the only number of this text with that type and running number."""
    known: dict[tuple[str, str], set[str]] = defaultdict(set)
    for hit in hits:
        if hit.kind == "number" and hit.key and hit.type and hit.number:
            known[hit.type, hit.number.lstrip("0")].add(hit.key)
    first = {hit.key: hit for hit in reversed(hits)}
    covered = _CoveredSpans(taken, len(source.text))
    for start, end, kind in source.derived(type_words_of):
        number = _NUMBER.match(source.low, end)
        if not number or not kind or _NOT_NUMBER.match(source.low, number.end()) or covered.at(start):
            continue
        keys = known.get((kind, number["n"].lstrip("0")), set())
        if len(keys) != 1:
            continue
        like = first[next(iter(keys))]
        hit = Hit(
            start,
            number.end(),
            "alias",
            "short-number",
            type=kind,
            key=like.key,
            number=like.number,
            symbol=like.symbol,
        )
        hit.issuer_code, hit.year = like.issuer_code, like.year
        hit.name = " ".join(source.clean[hit.start : hit.end].split())
        yield hit


class _CoveredSpans:
    """Tests whether offsets lie in the spans of a growing list."""

    def __init__(self, taken: Sequence[tuple[int, int]], size: int) -> None:
        self._spans = taken
        self._seen = 0
        self._marks = bytearray(size + 1)

    def at(self, offset: int) -> bool:
        """Return whether a span contains the offset."""
        for start, end in self._spans[self._seen :]:
            self._marks[start:end] = b"\x01" * (end - start)
        self._seen = len(self._spans)
        return bool(self._marks[offset])


class _HitsByEnd:
    """The hits of a growing list, ordered by their ends."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = hits
        self._seen = 0
        self._ends: list[tuple[int, int]] = []

    def last(self, start: int, reach: int) -> Hit | None:
        """Return the hit found last among those that end less than `reach` before an offset."""
        for index in range(self._seen, len(self._hits)):
            insort(self._ends, (self._hits[index].end, index))
        self._seen = len(self._hits)
        some = self._ends[bisect_left(self._ends, (start - reach + 1, -1)) : bisect_left(self._ends, (start + 1, -1))]
        return self._hits[max(index for _, index in some)] if some else None


def _occurrences(text: str, pieces: Sequence[str]) -> list[tuple[int, int]]:
    """Return the spans where words and marks follow one another, with any white space between them."""
    first, last = pieces[0], pieces[-1]
    pattern = re.escape(first) + (rf"(?<![^\W_]{re.escape(first)})" if first.isalnum() else "")
    for before, piece in pairwise(pieces):
        pattern += (r"\s+" if before.isalnum() and piece.isalnum() else r"\s*") + re.escape(piece)
    whole = re.compile(pattern + (r"(?![^\W_])" if last.isalnum() else ""))
    found = []
    at = 0
    while match := whole.search(text, at):
        found.append(match.span())
        at = match.start() + 1
    return found


def short_names(source: Source, hits: Sequence[Hit], taken: list[tuple[int, int]]) -> Iterator[Hit]:
    """Yield every use of a short name that the text gave to the preceding citation; single type words ('Đề án') are too general."""
    before, covered = _HitsByEnd(hits), _CoveredSpans(taken, len(source.text))
    defined = [(start, name, (*_PIECE.findall(name),)) for start, name in defined_names(source)]
    used: set[tuple[str, ...]] = set()
    for start, name, pieces in defined:
        last = before.last(start, 700)
        kind = type_at(source, start)
        alone = type_words().fullmatch(spelling(name)) is not None
        if last is None or kind is None or alone or len(name.split()) < 2 or not name[0].isupper() or covered.at(start):
            continue
        owner = last if re.search(r"\([^()]*$", source.text[last.end : start]) else None
        tokens = words(name)
        if owner is None or owner.key is None or (len(tokens) < 3 and not re.search(r"\d", name)):
            continue
        places = _occurrences(source.clean, pieces) if pieces not in used else []
        used.add(pieces)
        for first, end in places[bisect_left(places, (start, 0)) :]:
            if not covered.at(first):
                hit = Hit(
                    first,
                    end,
                    "alias",
                    "short-name",
                    type=kind,
                    key=owner.key,
                    number=owner.number,
                    symbol=owner.symbol,
                    name=name,
                )
                hit.issuer_code, hit.year = owner.issuer_code, owner.year
                yield hit


_SCHEME = r"(?P<type>đề\s+án|quy\s+hoạch|chương\s+trình|kế\s+hoạch|dự\s+án|chiến\s+lược|quy\s+chế|phương\s+án)(?!\w)"
_QUOTED = re.compile(rf"{_SCHEME}\s*[“\"](?P<title>[^”\"]{{12,400}})[”\"]")
_APPROVING = re.compile(r"phê\sduyệt\s|ban\shành\s")
_APPROVED = re.compile(rf"{_SCHEME}\s(?P<title>[^“”\"();.]{{20,300}})(?=[;.)]|\n\s*\n)")
_USED = re.compile(_SCHEME)
_PERIOD = re.compile(r"[\s,]+(?:giai\s+đoạn|thời\s+kỳ|đến\s+năm|tầm\s+nhìn|năm\s+\d)(?!\w)")
_ISSUES = re.compile(
    r"(?<!\w)(?:phê\s+duyệt|ban\s+hành|thông\s+qua)\s*(?:kèm\s+theo\s*)?(?:quyết\s+định\s+này\s*)?[“\"]?\s*$"
)
_APPROVES = re.compile(r"(?:phê\s+duyệt|ban\s+hành)\s*(?:kèm\s+theo\s*)?[“\"]?\s*$")
_APART = re.compile(r"[;.]\s|(?<!\w)(?:trong\s+đó|trình|để|nhằm|theo|tại|về(?!\s+(?:việc|phê|ban)))(?!\w)")
_APPROVED_AT = re.compile(
    r"[”\"]?\s*[,(]?\s*(?:đã\s+)?(?:được\s+)?(?:[^.;“”\"\d]{2,60}?\s)?(?:phê\s+duyệt|ban\s+hành)\s+(?:kèm\s+theo|tại|theo|bởi)\s*"
)
_REACH = 200
_TELLING = 8
"""The number of words in a title, type included, that identify one scheme in the whole country."""


def taught_titles(
    source: Source, hits: Sequence[Hit], taken: list[tuple[int, int]], own: tuple[int, int] | None
) -> Iterator[Hit]:
    """Yield a title on its own where this text links the same title to the number that approved it.

    A title is then recognised in every form: with or without quotation marks, in capitals, without its period. What the
    document issues itself ('ban hành Kế hoạch …', its heading and title, `own`) is not another document with that
    title.
    """
    numbered = _numbered(hits)
    itself = words(source.clean[slice(*own)]) if own else ()
    titles = Trie()
    owners: dict[str, Hit] = {}
    covered = _CoveredSpans(taken, len(source.text))
    for match, least, owner in _titles(source, numbered):
        if owner is None:
            continue
        for title in _title_forms(match["type"], match["title"]):
            spelled = words(title)
            if len(spelled) > least and title not in owners and spelled != itself[: len(spelled)]:
                owners[title] = owner
                titles.add(title, Entry("title", title, title))
    for match in whole_words(_USED, source.low) if owners else ():
        start = match.start()
        found = titles.match(source, start)
        if (
            not found
            or covered.at(start)
            or not source.clean[start].isupper()
            or _ISSUES.search(source.low[max(0, start - 40) : start])
            or (own and own[0] <= start < own[1] and not re.search(r"\w", source.low[own[0] : start]))
            or _names_place_after(source, owners[found[1][0].name], found[0])
        ):
            continue
        owner = owners[found[1][0].name]
        end = found[0]
        if _approved_at(source, numbered, end) is not None:
            continue
        end += (
            source.text[start:end].count("“") > source.text[start:end].count("”") and source.text[end : end + 1] == "”"
        )
        hit = Hit(start, end, "title", "taught-title", type=type_at(source, start), key=owner.key)
        hit.number, hit.symbol, hit.issuer_code, hit.year = owner.number, owner.symbol, owner.issuer_code, owner.year
        hit.name = " ".join(source.text[start:end].split())
        yield hit


def approved_titles(source: Source, hits: Sequence[Hit]) -> tuple[list[tuple[str, Hit]], list[str]]:
    """Return titles of schemes with the number that, by this text, approved each, and quoted titles without a number."""
    taught: list[tuple[str, Hit]] = []
    alone = []
    for match, _, owner in _titles(source, _numbered(hits)):
        title = " ".join(f"{match['type']} {match['title']}".split())
        if len(words(title)) < _TELLING:
            continue
        if owner is not None:
            taught.append((title, owner))
        elif source.clean[match.start()].isupper() and not _ISSUES.search(
            source.low[max(0, match.start() - 40) : match.start()]
        ):
            alone.append(title)
    return taught, alone


def _numbered(hits: Sequence[Hit]) -> list[Hit]:
    return sorted((h for h in hits if h.kind == "number" and h.key), key=lambda h: h.end)


def _titles(source: Source, numbered: Sequence[Hit]) -> Iterator[tuple[re.Match[str], int, Hit | None]]:
    """Yield each scheme title, the number of words it needs, and the number that approved it: quoted titles, then those after 'phê duyệt'."""
    for match, least in source.derived(_schemes_with_titles):
        owner = _approving(source, numbered, match.start()) or _approved_at(source, numbered, match.end())
        yield match, least, owner


def _schemes_with_titles(source: Source) -> list[tuple[re.Match[str], int]]:
    """Return each scheme with a title, and the number of words it needs."""
    quotes = any(mark in source.low for mark in '“"')
    found = [(match, 4) for match in whole_words(_QUOTED, source.low)] if quotes else []
    at = 0
    for approving in _APPROVING.finditer(source.low):
        if approving.end() >= at and (match := _APPROVED.match(source.low, approving.end())):
            found.append((match, 6))
            at = match.end()
    return found


def _names_place_after(source: Source, owner: Hit, end: int) -> bool:
    """Return whether a local scheme's title continues with a place name, so that another place's scheme may be meant."""
    row = source.knowledge.issuer_by_code.get(owner.issuer_code)
    local = row is None or row.level != "central"
    return local and bool(re.match(r"\s*(?:trên\s+địa\s+bàn|của)\s", source.low[end : end + 20]))


def _title_forms(kind: str, title: str) -> Iterator[str]:
    """Yield a title with its type, and without the period and place at its end."""
    yield f"{kind} {title}"
    if period := _PERIOD.search(title):
        yield f"{kind} {title[: period.start()]}"


def _approving(source: Source, numbered: Sequence[Hit], start: int) -> Hit | None:
    """Return the numbered citation that, by the words before a title, approved it."""
    index = bisect_right(numbered, start, key=lambda h: h.end) - 1
    if index < 0 or start - numbered[index].end >= _REACH:
        return None
    between = source.low[numbered[index].end : start]
    return numbered[index] if _APPROVES.search(between) and not _APART.search(between) else None


def _approved_at(source: Source, numbered: Sequence[Hit], end: int) -> Hit | None:
    """Return the numbered citation that, by the words after a title, approved it."""
    match = _APPROVED_AT.match(source.low, end, min(len(source.low), end + _REACH))
    index = bisect_right(numbered, end, key=lambda h: h.start) if match else len(numbered)
    return numbered[index] if match and index < len(numbered) and numbered[index].start == match.end() else None
