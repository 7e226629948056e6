"""Build the tree of a text's citations: which one stands in whose list, title or bracket. Relations are added later."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from cancu.extract.citation_fields import Tail, provision, read_tail
from cancu.extract.cue_words import acting_verb, word_list, word_pattern
from cancu.extract.numbers import Hit
from cancu.extract.outline import Outline
from cancu.extract.sections import Above, Sections
from cancu.extract.text import Source
from cancu.knowledge.fold import fold
from cancu.models import Relation

Standing = Literal["words", "list", "title", "agent", "aside"]
"""How a citation is placed: by the words before it; in a list with `sibling`; in the title of `parent`; as acting on `on` ('X được sửa đổi bởi Y'); in brackets after another, as a mere mention."""

_LIST_WORDS = r"(?:(?:các|những)\s+)?(?:(?:nghị\s+định|quyết\s+định|thông\s+tư|nghị\s+quyết|kế\s+hoạch|chỉ\s+thị|công\s+điện|luật|văn\s+bản|công\s+văn|thông\s+báo|kết\s+luận)\s*:?\s*)?"
_JOINT = re.compile(
    rf"[\s,;\-+–*]*(?:và|hoặc|cùng(?:\s+với)?|&|đồng\s+thời|cũng\s+như)?[\s,:\-]*{_LIST_WORDS}[\s:\-“\"]*$"
)
_AND = re.compile(rf"(?<!\w)(?:và|hoặc|cùng(?:\s+với)?)[\s:]*{_LIST_WORDS}[\s:“\"]*$")
_CONJUNCTION = re.compile(rf"(?:,|(?<!\w)(?:và|hoặc|cùng(?:\s+với)?))[\s:]*{_LIST_WORDS}[\s:“\"]*$")
_OPINION = re.compile(
    r"(?:,|(?<!\w)và)\s+(?:các\s+)?(?:ý\s+kiến\s+)?(?:chỉ\s+đạo|hướng\s+dẫn|kết\s+luận|yêu\s+cầu|đề\s+nghị|báo\s+cáo|ý\s+kiến)\s+của\s+[^,;]*?(?<!\w)tại\s*$"
)
_AGENT = re.compile(
    r"(?:\s+(?:một\s+số\s+(?:điều|nội\s+dung|quy\s+định)|một\s+phần|lần\s+\S+|năm\s+\d{4}))*\s*(?:theo\s+quy\s+định\s+(?:tại|của)|bởi|tại|theo|bằng|của)?[\s:]*"
    r"(?:(?:tiết|điểm|khoản|điều|mục|phụ\s+lục)\s+[\w.,\s]{1,60})?(?:(?:các|những|văn\s+bản|thông\s+tư|nghị\s+định|luật|sau(?:\s+đây)?)[\s:]+)*$"
)
_BESIDE = re.compile(
    r"[\s(“\"”*]*(?:theo\s+|là\s+|sau\s+đây\s+(?:gọi|viết)\s+(?:tắt\s+)?(?:chung\s+)?là\s*[:“\"]?|gọi\s+tắt\s+là\s*|tại\s+|ban\s+hành\s+theo\s+|phê\s+duyệt\s+tại\s+)?\s*"
)
_ATTACHED_BESIDE = re.compile(r"\(\s*(?:được\s+)?(?:ban\s+hành\s+)?kèm\s+theo\s*")
_ITEM = re.compile(r"[\s*_|\-+–“\"]*(?:toàn\s+bộ\s+)?(?:các\s+)?$")
_MORE_TITLE = re.compile(
    r"\s*(?:và\s+)?(?:quy\s+định\s+chi\s+tiết|hướng\s+dẫn\s+(?:thi\s+hành|thực\s+hiện)|biện\s+pháp)(?!\w)"
)
_RULED = re.compile(r"[\s,]*(?:được\s+)?(?:quy\s+định|nêu|hướng\s+dẫn)\s+(?:tại|theo|ở|trong)(?!\w)")
"""Matches 'Luật A quy định tại Điều 5 Nghị định B', where no title begins."""
_BY_NUMBER = re.compile(r"luật\s+số")
_UNNAMED = re.compile(r"luật\s+số\s+\d\S*\s*(?:[,;]|và\s)")


@dataclass(slots=True, eq=False)
class Citation:
    """A hit with its fields and its place in the tree; its relation is filled in by `relations.label`."""

    hit: Hit
    tail: Tail
    statement: tuple[int, int]
    start: int
    """Where the cited part begins ('khoản 2 Điều 5 …'), else where the mention begins."""
    provision: str | None = None
    parts: tuple[str, ...] = ()
    standing: Standing = "words"
    words: str = ""
    """The lower-case words before the citation that may govern it, in its sentence or in the title that contains it."""
    joint: Literal["first", "clause", "semicolon"] = "first"
    """Whether its words begin its statement, a clause of it, or a part after a semicolon."""
    above: tuple[Above, ...] = ()
    """For an item that begins with the citation: the introductions and headings above it, nearest first."""
    note: str = ""
    """For a footnote that begins with the citation: the words before its reference."""
    within: str = ""
    """The headings and introductions above its statement as one string, whatever the statement begins with."""
    article: bool = False
    """Whether its statement is inside an article ('Điều 2')."""
    parent: "Citation | None" = None
    """The citation whose title contains it."""
    sibling: "Citation | None" = None
    """The citation whose relation it shares: the previous one in its list or, if it has no words of its own, the one around it."""
    siblings: "list[Citation]" = field(default_factory=list)
    """All citations of its list, itself included; one list object shared by all."""
    on: "list[tuple[Citation, str]]" = field(default_factory=list)
    """The citations that it acted on, each with the passive verb."""
    comma: bool = False
    """Whether a comma joins it to the previous citation of its list."""
    relation: Relation = Relation.REFERS_TO
    cue: str | None = None
    row: str = ""
    also: "list[tuple[Citation, Relation]]" = field(default_factory=list)
    """Filled in by the labeller: the relation, the words and row that decided it, and what the citation did to earlier ones."""

    @property
    def chain(self) -> "list[Citation]":
        """Return this citation, the citation whose title contains it, and so on outwards."""
        found = [self]
        while found[-1].parent is not None:
            found.append(found[-1].parent)
        return found

    @property
    def root(self) -> "Citation":
        """Return the outermost citation whose title contains this one."""
        return self.chain[-1]

    def join(self, sibling: "Citation", *, parent: "Citation | None") -> None:
        """Add this citation to the list of `sibling`, inside the title of `parent`."""
        self.standing, self.sibling, self.parent = "list", sibling, parent
        self.siblings = sibling.siblings
        self.siblings.append(self)


def nest(source: Source, outline: Outline, hits: Sequence[Hit]) -> list[Citation]:
    """Return the citations with their places in the tree, in the order of the hits (sorted, without overlaps)."""
    sections = Sections(source, outline)
    citations: list[Citation] = []
    by_statement: dict[int, list[Citation]] = defaultdict(list)
    around: dict[int, tuple[str, bool]] = {}
    for index, hit in enumerate(hits):
        statement = outline.statement(hit.start)
        following = hits[index + 1].start if index + 1 < len(hits) else len(source.text)
        limit = min(statement[1], following) if statement[1] > hit.end else following
        part = provision(source, hit)
        citation = Citation(
            hit, read_tail(source, hit, max(limit, hit.end)), statement, part[0].start if part else hit.start
        )
        citation.provision, citation.parts = (part[1], part[0].paths) if part else (None, ())
        citation.siblings = [citation]
        number = sections.index(statement[0])
        if number not in around:
            kinds = (outline.mark(sections.starts[i]).kind for i in (number, *sections.ancestors(number)))
            around[number] = "\n".join(a.words for a in sections.above(number)), "article" in kinds
        citation.within, citation.article = around[number]
        before = _outside(source, by_statement[statement[0]], citation)
        if before is not None:
            _behind(source, citation, before)
        else:
            _first(source, outline, sections, citation, by_statement)
        if citation.parent is not None and same_document(citation.parent.hit, hit):
            citation.join(citation.parent, parent=citation.parent.parent)
        if later(citation, citation.parent):
            # No title speaks of a document that came later: whatever it does here, it is this text that names it.
            citation.parent, citation.standing, citation.sibling = None, "aside", None
        by_statement[statement[0]].append(citation)
        citations.append(citation)
    return citations


def _first(
    source: Source,
    outline: Outline,
    sections: Sections,
    citation: Citation,
    by_statement: dict[int, list[Citation]],
) -> None:
    """Place the first citation of a statement: by its own words, by what it stands under, or in the list that it continues."""
    index = sections.index(citation.statement[0])
    start = outline.body(citation.statement[0])
    opening = source.low[start : citation.start]
    marked = outline.mark(citation.statement[0]).kind != "plain"
    citation.words = sections.carried(index) + source.low[start : citation.hit.start]
    if (place := outline.anchor(citation.statement[0])) is not None:
        _attach_footnote(source, outline, citation, place, by_statement, opening)
        return
    if not (_JOINT.match(opening) or _ITEM.match(opening)):
        return
    before, parent = sections.before[index], sections.parent[index]
    item = marked or sections.introduces(parent)
    if before is not None and _continues_list(source, outline, sections, before, index):
        lists = [c for c in by_statement[sections.starts[before]] if c.parent is None]
        if lists and item and sections.parent[before] == parent:
            # An item of its own: what stands above the list says what becomes of it, whatever the item before adds.
            citation.sibling = lists[-1]
        elif lists:
            citation.join(lists[-1], parent=None)
    if citation.standing == "words":
        citation.above = tuple(sections.above(index))
        _amends_above(source, sections, citation, index, by_statement)


def _continues_list(source: Source, outline: Outline, sections: Sections, before: int, index: int) -> bool:
    """Return whether a statement continues the list of the statement before it."""
    return sections.ending(before).endswith((";", ",", " và")) or _recital(source, outline, sections, before, index)


def _recital(source: Source, outline: Outline, sections: Sections, before: int, index: int) -> bool:
    """Return whether a recital continues after a full stop: in the preamble, one citation follows another, each with only its title."""
    at = before
    while sections.before[at] is not None and outline.mark(sections.span(at)[0]).kind == "plain" and before - at < 12:
        at = sections.before[at] or 0
    plain = outline.mark(sections.span(index)[0]).kind == "plain"
    recital = source.low.startswith("căn cứ", outline.body(sections.span(at)[0]))
    return recital and plain and sections.parent[index] in (at, sections.parent[at])


def _amends_above(
    source: Source, sections: Sections, citation: Citation, index: int, by_statement: dict[int, list[Citation]]
) -> None:
    """Make an item of 'X … được sửa đổi, bổ sung bởi: 1. …' act on the document that the introduction names."""
    for at in sections.ancestors(index)[:2]:
        named = by_statement.get(sections.starts[at])
        if not named or not sections.introduces(at):
            continue
        base = named[-1].root
        gap = source.low[named[-1].hit.end : sections.span(at)[1]].rstrip(' :\n*_|”"') + " "
        acted = _passive(gap, citation, base)
        if acted and not same_document(acted[0].hit, citation.hit):
            _act_on(citation, *acted)
        return


def _attach_footnote(
    source: Source,
    outline: Outline,
    citation: Citation,
    place: int,
    by_statement: dict[int, list[Citation]],
    opening: str,
) -> None:
    """Attach a footnote to the citation that its reference follows.

    It joins that citation if it begins with a citation, or stands in its title if it begins like a title; otherwise the
    words before the reference govern it.
    """
    begin, _ = outline.statement(place)
    hangs_from = next((c for c in reversed(by_statement[begin]) if c.hit.start < place), None)
    close = hangs_from is not None and place - max(hangs_from.tail.fields_end, hangs_from.hit.end) <= 3
    if hangs_from is not None and close and _JOINT.match(opening):
        citation.join(hangs_from, parent=hangs_from.parent)
    elif hangs_from is not None and close and word_list("title_openers").match(opening.lstrip()):
        _into_title(citation, hangs_from, opening)
    else:
        citation.note = source.low[begin:place]


def _outside(source: Source, earlier: Sequence[Citation], citation: Citation) -> Citation | None:
    """Return the citation that the words before this one continue: the last one, or the one before a bracket or quotation closed since."""
    if not earlier:
        return None
    last = earlier[-1]
    between = source.text[last.hit.end : citation.hit.start]
    depth = between.count(")") + between.count("”") - between.count("(") - between.count("“")
    if depth <= 0:
        return last
    for offset in range(last.hit.start - 1, last.statement[0] - 1, -1):
        depth += (source.text[offset] in ")”") - (source.text[offset] in "(“")
        if depth == 0:
            before = next((c for c in reversed(earlier) if c.hit.end <= offset), None)
            if before is not None:
                closed = last.hit.end + max(between.rfind(")"), between.rfind("”"))
                _go_on(source, before, closed + 1, citation.hit.start)
                return before
            return None if source.text[offset] == "“" else last
    return last


def _go_on(source: Source, citation: Citation, at: int, limit: int) -> None:
    """Extend the fields and title of a citation after a bracket: 'Nghị định A (sửa đổi tại B) quy định …'."""
    if citation.tail.title_start is None:
        rest = read_tail(source, Hit(at, at, "number", ""), limit)
        citation.tail.fields_end = rest.fields_end
        citation.tail.title_start = rest.title_start
        citation.tail.date = citation.tail.date or rest.date
        citation.tail.year = citation.tail.year or rest.year
        citation.tail.issuer = citation.tail.issuer or rest.issuer
    else:
        citation.tail.fields_end = at


def _behind(source: Source, citation: Citation, previous: Citation) -> None:
    """Place a citation after another one of the same statement."""
    fields_end = previous.tail.fields_end if previous.tail.fields_end <= citation.hit.start else previous.hit.end
    gap = source.low[max(previous.hit.end, fields_end) : citation.hit.start]
    bare = source.low[previous.tail.fields_end : max(previous.tail.fields_end, citation.start)]
    semicolon = bare.rfind(";")
    if acted := _passive(gap, citation, previous):
        _act_on(citation, *acted)
        if acted[0].parent is not None and gap.count("(") > gap.count(")"):
            # 'X sửa đổi Y (đã được sửa đổi tại Z)': the bracket is a remark of this text, not a part of the title of X.
            citation.siblings.pop()
            citation.standing, citation.parent, citation.sibling, citation.siblings = "aside", None, None, [citation]
    elif _in_brackets(source, citation, previous, gap, bare):
        pass
    elif semicolon >= 0 and bare[:semicolon].count("(") <= bare[:semicolon].count(")"):
        _after_semicolon(source, citation, previous, bare[semicolon + 1 :])
    elif _JOINT.match(bare):
        _join(source, citation, previous, bare)
    elif _CONJUNCTION.search(bare) and (previous.tail.title_start is not None or not acting_verb(bare)):
        _conjoin(citation, previous, bare)
    elif _OPINION.search(bare):
        citation.join(previous.root, parent=None)
    elif holder := _title_holder(citation, previous, gap, bare):
        _into_title(citation, holder, bare)
    else:
        citation.words = source.low[previous.tail.fields_end : citation.hit.start]
        citation.joint, citation.sibling = "clause", previous.root


def _title_holder(citation: Citation, previous: Citation, gap: str, bare: str) -> Citation | None:
    """Return the citation whose title contains this one: the previous one if its title has begun, else the one around that."""
    if _closed_bracket(gap) or _clause_break(bare) or _RULED.match(bare):
        return None
    if previous.tail.title_start is not None and not later(citation, previous):
        return previous
    return None if later(citation, previous.parent) else previous.parent


def _in_brackets(source: Source, citation: Citation, previous: Citation, gap: str, bare: str) -> bool:
    """Place a citation that opens a bracket after another one, or that the bracket describes; returns False if it is neither."""
    opened = gap[gap.rfind("(") :] if gap.count("(") > gap.count(")") else ""
    described = re.fullmatch(r"[\s*,]*\((?P<words>[^()]*)", bare)
    if opened and _ATTACHED_BESIDE.fullmatch(opened):
        # 'Sửa đổi Chương trình thực hiện Nghị quyết A (ban hành kèm theo Nghị quyết B)': B is what the first words speak of.
        citation.words = source.low[citation.statement[0] : citation.hit.start]
    elif opened and _BESIDE.fullmatch(opened):
        _join_bracketed(citation, previous)
    elif described and _is_act_clause(described["words"]):
        within = previous.parent is not None and bool(acting_verb(previous.words, change=True))
        _into_title(citation, previous.parent if within and previous.parent else previous, described["words"])
    else:
        return False
    return True


def _is_act_clause(words: str) -> bool:
    """Return whether a bracket says what the preceding citation did: '(thay thế Nghị định …)'."""
    verb = acting_verb(words, change=True)
    if verb is None:
        return False
    before = words[: verb[0]].split()
    return len(before) <= 2 and not {"được", "bị"} & set(before)


def _act_on(citation: Citation, on: Citation, verb: str) -> None:
    citation.on.append((on, verb))
    citation.join(on, parent=on.parent)
    citation.standing = "agent"


def _join_bracketed(citation: Citation, previous: Citation) -> None:
    """Place a citation in brackets after another: the same document again, or one that is only mentioned there."""
    same = next((c for c in previous.chain if same_document(c.hit, citation.hit)), None)
    if same is not None:
        citation.join(same, parent=same.parent)
    elif "name" in (citation.hit.kind, previous.hit.kind):
        citation.standing = "aside"
    else:
        citation.join(previous, parent=previous.parent)


def same_document(a: Hit, b: Hit) -> bool:
    """Return whether two hits name the same document by number or name."""
    names = [fold(n) for n in (a.key, a.name) if n]
    return any(fold(n) in names for n in (b.key, b.name) if n)


def _after_semicolon(source: Source, citation: Citation, previous: Citation, rest: str) -> None:
    if previous.root.tail.title_start is not None and _MORE_TITLE.match(rest):
        # 'Nghị định A quy định về phân cấp; quy định chi tiết Luật B': no title ends at its own semicolon.
        _into_title(citation, previous.root, rest)
        return
    if acting_verb(rest):
        citation.words, citation.joint, citation.sibling = rest, "semicolon", previous.root
        return
    if previous.on and citation.hit.type == "L" == previous.hit.type and _UNNAMED.match(source.low, citation.start):
        # 'sửa đổi theo Luật số A; Luật số B và Luật số C': a law with no name of its own goes on with the list.
        citation.on.extend(previous.on)
    citation.join(previous.root, parent=None)


def _join(source: Source, citation: Citation, previous: Citation, bare: str) -> None:
    """Place a citation directly after ', ' or 'và': in the list of the previous one, or of the citation around it that is of the same kind."""
    sibling = next((c for c in previous.chain if c.hit.type == citation.hit.type), previous)
    citation.comma = "," in bare
    law = citation.hit.type == "L" and not _BY_NUMBER.match(source.low, citation.hit.start)
    if law and previous.on and _BY_NUMBER.match(source.low, previous.hit.start):
        # 'Luật A được sửa đổi theo Luật số 1, Luật số 2, Luật B': a law with a name of its own goes on with the list of A.
        sibling = previous.on[0][0]
    if (previous.root.comma and not citation.comma) or later(citation, sibling.parent):
        sibling = previous.root
    citation.join(sibling, parent=sibling.parent)
    if citation.hit.type == sibling.hit.type:
        citation.on.extend((on, verb) for on, verb in sibling.on if not _same_day(citation, on))


def _same_day(citation: Citation, other: Citation) -> bool:
    return citation.tail.date is not None and citation.tail.date == other.tail.date


def _conjoin(citation: Citation, previous: Citation, bare: str) -> None:
    """Place a citation after ', ' or 'và' behind a title: the list continues at the level with a document of the same kind."""
    root, chain = previous.root, previous.chain
    same = next((c for c in chain if c.hit.type == citation.hit.type), None)
    comma = not _AND.search(bare)
    sibling = same or (root if comma or len(chain) == 1 else previous)
    if (root.comma and not comma) or later(citation, sibling.parent):
        # 'A, B sửa đổi A và C': the 'và' closes the list that the comma opened.
        sibling = root
    citation.comma = comma
    citation.join(sibling, parent=sibling.parent)


def _into_title(citation: Citation, parent: Citation, words: str) -> None:
    citation.parent, citation.standing, citation.words = parent, "title", words


def later(citation: Citation, other: Citation | None) -> bool:
    """Return whether a citation has a later day, year or number in the same series than another."""
    if other is None:
        return False
    dates = [
        c.tail.date for c in (citation, other) if c.tail.date and c.tail.date.year == (c.hit.year or c.tail.date.year)
    ]
    if len(dates) == 2:
        return dates[0] > dates[1]
    # The edition of a law that is only named is not known here.
    years = [c.hit.year if c.hit.kind == "number" and c.hit.year else c.tail.year for c in (citation, other)]
    if years[0] is None or years[1] is None or years[0] != years[1]:
        return None not in years and years[0] > years[1]  # type: ignore[operator]
    numbers = [c.hit.number for c in (citation, other)]
    series = citation.hit.symbol == other.hit.symbol and citation.hit.type == other.hit.type
    return series and all(n and n.isdigit() for n in numbers) and int(numbers[0]) > int(numbers[1])  # type: ignore[arg-type]


def _passive(gap: str, citation: Citation, previous: Citation) -> tuple[Citation, str] | None:
    """Return the earlier citation that the later one acted on, by the words between them: the nearest of the same kind, else the outermost."""
    for match in reversed([*word_pattern("passive").finditer(gap)]):
        if not _AGENT.match(gap, match.end()):
            continue
        same = next((c for c in previous.chain if c.hit.type == citation.hit.type), None)
        apart = re.search(r"[,)]\s*(?:đã\s+)?$", gap[: match.start()])
        return same or (previous.root if apart else previous), " ".join(match.group().split())
    return None


def _closed_bracket(gap: str) -> bool:
    depth = 0
    for bracket in re.findall(r"[()]", gap):
        depth += 1 if bracket == "(" else -1
        if depth < 0:
            return True
    return False


@cache
def _new_verb() -> re.Pattern[str]:
    return re.compile(
        r"(?<!bổ\ssung)(?<!sửa\sđổi)\s+(?:và|đồng\s+thời)\s+(?:bãi\s+bỏ|thay\s+thế|huỷ\s+bỏ)(?!\w)|\s+và\s+(?:để|nhằm|yêu\s+cầu|đề\s+nghị|giao)\s"
    )


def _clause_break(words: str) -> bool:
    """Return whether the words after a citation have left its title and begin a new clause of the citing sentence."""
    for comma in re.finditer(r"[,;:]\s+", words):
        if word_list("clause_openers").match(words, comma.end()):
            return True
    if _new_verb().search(words):
        return True
    return bool(re.search(r"[.]\s+\S", words)) and not re.search(r"(?:tp|tt|v/v)\.\s", words)
