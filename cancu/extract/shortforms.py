"""Later short forms inside one text: 'Quyết định số 142', a name in '(sau đây gọi tắt là …)', a scheme's title taught by the text."""

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from cancu.extract.names import defined_names
from cancu.extract.numbers import Hit, type_at, type_words
from cancu.extract.text import Source
from cancu.knowledge.fold import spelling, words

_NUMBER = re.compile(r"\s+(?:số\s*:?\s*)?(?P<n>\d{1,5}[a-z]?)(?![\w])(?!\s*/\s*\d|[.,]\d|\s*[/\-–]\s*[^\W\d_]|\s*%)")
_PIECE = re.compile(r"[^\W_]+|[^\s\w]|_")
_NOT_NUMBER = re.compile(
    r"\s*(?:ngày\s+\d{1,2}\s+tháng\s+\d{1,2}$|điều|khoản|trang|nhiệm|tháng|quý|năm|tỷ|triệu|bản|văn\s+bản|thủ\s+tục|tiêu\s+chí|nội\s+dung|đề\s+án|dự\s+án|chương)"
)


def short_numbers(source: Source, hits: Sequence[Hit], taken: list[tuple[int, int]]) -> Iterator[Hit]:
    """A type word and a bare number that stand for the one number of this text with that type and running number."""
    known: dict[tuple[str, str], set[str]] = defaultdict(set)
    for hit in hits:
        if hit.kind == "number" and hit.key and hit.type and hit.number:
            known[hit.type, hit.number.lstrip("0")].add(hit.key)
    first = {hit.key: hit for hit in reversed(hits)}
    covered = _Covered(taken, len(source.text))
    for match in type_words().finditer(source.low):
        number = _NUMBER.match(source.low, match.end())
        kind = type_at(source, match.start())
        if not number or not kind or _NOT_NUMBER.match(source.low, number.end()) or covered.at(match.start()):
            continue
        keys = known.get((kind, number["n"].lstrip("0")), set())
        if len(keys) != 1:
            continue
        like = first[next(iter(keys))]
        hit = Hit(
            match.start(),
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


class _Covered:
    """Which places lie in the spans of a list that grows while it is read."""

    def __init__(self, taken: Sequence[tuple[int, int]], size: int) -> None:
        self._taken = taken
        self._seen = 0
        self._marks = bytearray(size + 1)

    def at(self, offset: int) -> bool:
        """Whether a span holds the place."""
        for start, end in self._taken[self._seen :]:
            self._marks[start:end] = b"\x01" * (end - start)
        self._seen = len(self._taken)
        return bool(self._marks[offset])


class _Before:
    """The hits of a list that grows, by where they end."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = hits
        self._seen = 0
        self._ends: list[tuple[int, int]] = []

    def last(self, start: int, reach: int, *, numbers: bool = False) -> Hit | None:
        """The hit found last among those that end less than `reach` before a place, or only of the numbers."""
        for index in range(self._seen, len(self._hits)):
            insort(self._ends, (self._hits[index].end, index))
        self._seen = len(self._hits)
        some = self._ends[bisect_left(self._ends, (start - reach + 1, -1)) : bisect_left(self._ends, (start + 1, -1))]
        indexes = [index for _, index in some if not numbers or self._hits[index].kind == "number"]
        return self._hits[max(indexes)] if indexes else None


def _occurrences(
    tokens: Sequence[re.Match[str]], phrases: Iterable[tuple[str, ...]]
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Start, end and words of each place where the tokens of a text are one of the phrases, in one pass over the text."""
    known: dict[tuple[str, ...], dict[int, set[tuple[str, ...]]]] = defaultdict(lambda: defaultdict(set))
    for phrase in phrases:
        known[phrase[:2]][len(phrase)].add(phrase)
    words = [token.group() for token in tokens]
    for index in range(len(words) if known else 0):
        for length, some in known.get((*words[index : index + 2],), {}).items():
            if (found := (*words[index : index + length],)) in some:
                yield tokens[index].start(), tokens[index + length - 1].end(), found


def short_names(source: Source, hits: Sequence[Hit], taken: list[tuple[int, int]]) -> Iterator[Hit]:
    """Every use of a short name that the text gave to the citation before it; single type words ('Đề án') are too general."""
    before, covered = _Before(hits), _Covered(taken, len(source.text))
    defined = [(start, name, (*_PIECE.findall(name),)) for start, name in defined_names(source)]
    uses: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for start, end, pieces in _occurrences([*_PIECE.finditer(source.clean)], {pieces for _, _, pieces in defined}):
        uses[pieces].append((start, end))
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
        places = uses.pop(pieces, [])
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


_SCHEME = r"(?P<type>đề\s+án|quy\s+hoạch|chương\s+trình|kế\s+hoạch|dự\s+án|chiến\s+lược|quy\s+chế|phương\s+án)"
_QUOTED = re.compile(rf"{_SCHEME}\s*[“\"](?P<title>[^”\"]{{12,400}})[”\"]")
_APPROVED = re.compile(rf"(?:(?<=phê\sduyệt\s)|(?<=ban\shành\s)){_SCHEME}\s(?P<title>[^“”\"();.]{{20,300}})(?=[;.)])")


def taught_titles(source: Source, hits: Sequence[Hit], taken: list[tuple[int, int]]) -> Iterator[Hit]:
    """A title that stands alone, where the same title stands beside the number that approved it elsewhere in the text."""
    before, covered = _Before(hits), _Covered(taken, len(source.text))
    titles: dict[tuple[str, ...], Hit] = {}
    quoted = [(m, words(m["title"])) for m in _QUOTED.finditer(source.low)]
    for match, title in quoted:
        if owner := _approving(source, before, match.start()):
            titles.setdefault(title, owner)
    places = [(m.start(), m.end(), title) for m, title in quoted if title in titles]
    approved: set[tuple[str, ...]] = set()
    for match in _APPROVED.finditer(source.low):
        title = words(match.group())
        if len(title) >= 6 and (owner := _approving(source, before, match.start())):
            titles.setdefault(title, owner)
            approved.add(title)
    places += _occurrences([*re.finditer(r"[^\W_]+", source.folded)], approved)
    for start, end, title in sorted(places):
        if covered.at(start) or _approving(source, before, start) or not source.clean[start].isupper():
            continue
        known = titles[title]
        hit = Hit(start, end, "title", "taught-title", type=type_at(source, start), key=known.key)
        hit.number, hit.symbol, hit.issuer_code, hit.year = known.number, known.symbol, known.issuer_code, known.year
        hit.name = " ".join(source.text[start:end].split())
        yield hit


def _approving(source: Source, before: _Before, start: int) -> Hit | None:
    """The numbered citation that the words before a title say approved it."""
    last = before.last(start, 200, numbers=True)
    if last is None:
        return None
    between = source.low[last.end : start]
    approves = re.search(r"(?:phê\s+duyệt|ban\s+hành)\s*(?:kèm\s+theo\s*)?$", between)
    apart = re.search(r"[;.]\s|(?<!\w)(?:trong\s+đó|trình|để|nhằm|theo|tại|về(?!\s+(?:việc|phê)))(?!\w)", between)
    return last if approves and not apart else None
