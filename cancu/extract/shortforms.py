"""Later short forms inside one text: 'Quyết định số 142', a name in '(sau đây gọi tắt là …)', a scheme's title taught by the text."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from cancu.extract.names import defined_names
from cancu.extract.numbers import Hit, type_at, type_words
from cancu.extract.text import Source
from cancu.knowledge.fold import spelling, words

_NUMBER = re.compile(r"\s+(?:số\s*:?\s*)?(?P<n>\d{1,5}[a-z]?)(?![\w])(?!\s*/\s*\d|[.,]\d|\s*[/\-–]\s*[^\W\d_]|\s*%)")
_NOT_NUMBER = re.compile(
    r"\s*(?:ngày\s+\d{1,2}\s+tháng\s+\d{1,2}$|điều|khoản|trang|nhiệm|tháng|quý|năm|tỷ|triệu|bản|văn\s+bản|thủ\s+tục|tiêu\s+chí|nội\s+dung|đề\s+án|dự\s+án|chương)"
)


def short_numbers(source: Source, hits: Sequence[Hit], taken: list[tuple[int, int]]) -> Iterator[Hit]:
    """A type word and a bare number that stand for the one number of this text with that type and running number."""
    known: dict[tuple[str, str], set[str]] = defaultdict(set)
    for hit in hits:
        if hit.kind == "number" and hit.key and hit.type and hit.number:
            known[hit.type, hit.number.lstrip("0")].add(hit.key)
    for match in type_words().finditer(source.low):
        number = _NUMBER.match(source.low, match.end())
        kind = type_at(source, match.start())
        if not number or not kind or _NOT_NUMBER.match(source.low, number.end()) or _covered(match.start(), taken):
            continue
        keys = known.get((kind, number["n"].lstrip("0")), set())
        if len(keys) != 1:
            continue
        like = next(h for h in hits if h.key in keys)
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


def _covered(start: int, taken: list[tuple[int, int]]) -> bool:
    return any(a <= start < b for a, b in taken)


def short_names(source: Source, hits: Sequence[Hit], taken: list[tuple[int, int]]) -> Iterator[Hit]:
    """Every use of a short name that the text gave to the citation before it; single type words ('Đề án') are too general."""
    for start, name in defined_names(source):
        before = [h for h in hits if h.end <= start and start - h.end < 700]
        kind = type_at(source, start)
        alone = type_words().fullmatch(spelling(name)) is not None
        if (
            not before
            or kind is None
            or alone
            or len(name.split()) < 2
            or not name[0].isupper()
            or _covered(start, taken)
        ):
            continue
        owner = before[-1] if re.search(r"\([^()]*$", source.text[before[-1].end : start]) else None
        tokens = words(name)
        if owner is None or owner.key is None or (len(tokens) < 3 and not re.search(r"\d", name)):
            continue
        pattern = re.compile(r"\s+".join(re.escape(t) for t in name.split()))
        for use in pattern.finditer(source.clean, start):
            if not _covered(use.start(), taken):
                hit = Hit(
                    use.start(),
                    use.end(),
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
    titles: dict[tuple[str, ...], Hit] = {}
    quoted = [(m, words(m["title"])) for m in _QUOTED.finditer(source.low)]
    for match, title in quoted:
        if owner := _approving(source, hits, match.start()):
            titles.setdefault(title, owner)
    places = [(m.start(), m.end(), title) for m, title in quoted if title in titles]
    for match in _APPROVED.finditer(source.low):
        title = words(match.group())
        if len(title) >= 6 and (owner := _approving(source, hits, match.start())):
            titles.setdefault(title, owner)
            same = re.compile(r"(?<!\w)" + r"[\W_]+".join(map(re.escape, title)) + r"(?!\w)")
            places += [(m.start(), m.end(), title) for m in same.finditer(source.folded)]
    for start, end, title in sorted(places):
        if _covered(start, taken) or _approving(source, hits, start) or not source.clean[start].isupper():
            continue
        known = titles[title]
        hit = Hit(start, end, "title", "taught-title", type=type_at(source, start), key=known.key)
        hit.number, hit.symbol, hit.issuer_code, hit.year = known.number, known.symbol, known.issuer_code, known.year
        hit.name = " ".join(source.text[start:end].split())
        yield hit


def _approving(source: Source, hits: Sequence[Hit], start: int) -> Hit | None:
    """The numbered citation that the words before a title say approved it."""
    before = [h for h in hits if h.kind == "number" and h.end <= start and start - h.end < 200]
    if not before:
        return None
    between = source.low[before[-1].end : start]
    approves = re.search(r"(?:phê\s+duyệt|ban\s+hành)\s*(?:kèm\s+theo\s*)?$", between)
    apart = re.search(r"[;.]\s|(?<!\w)(?:trong\s+đó|trình|để|nhằm|theo|tại|về(?!\s+(?:việc|phê)))(?!\w)", between)
    return before[-1] if approves and not apart else None
