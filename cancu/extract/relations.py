"""What the citing document does to each cited one, and which citations stand inside another's title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cancu.extract.context import Tail, provision, read_tail
from cancu.extract.grammar import (
    Cue,
    after_pattern,
    cue_by_words,
    cue_pattern,
    partial_pattern,
    passive_pattern,
    word_list,
)
from cancu.extract.header import Header
from cancu.extract.numbers import Hit, type_of
from cancu.extract.outline import Outline
from cancu.extract.text import Source
from cancu.knowledge.fold import fold, spelling
from cancu.language.numbers import parse_number
from cancu.models import Relation

_LIST_WORDS = r"(?:(?:các|những)\s+)?(?:(?:nghị\s+định|quyết\s+định|thông\s+tư|nghị\s+quyết|kế\s+hoạch|chỉ\s+thị|công\s+điện|luật|văn\s+bản|công\s+văn|thông\s+báo|kết\s+luận)\s*:?\s*)?"
_JOINT = re.compile(
    rf"[\s,;\-+–*]*(?:và|hoặc|cùng(?:\s+với)?|&|đồng\s+thời|cũng\s+như)?[\s,:\-]*{_LIST_WORDS}[\s:\-“\"]*$"
)
_CONJUNCTION = re.compile(rf"(?:,|(?<!\w)(?:và|hoặc|cùng(?:\s+với)?))[\s:]*{_LIST_WORDS}[\s:“\"]*$")
_DRAFTING = re.compile(
    r"(?<!\w)(?:dự\s+thảo|xây\s+dựng|nghiên\s+cứu|đề\s+xuất|tham\s+mưu|trình|rà\s+soát|kiến\s+nghị|đề\s+nghị|lãnh\s+đạo|chỉ\s+đạo|hoàn\s+thành|sẽ)(?!\w)"
)
_THIS = re.compile(
    r"(?<!\w)(?P<type>thông\s+tư|nghị\s+định|quyết\s+định|nghị\s+quyết|hướng\s+dẫn|kế\s+hoạch|(?<!pháp\s)luật|pháp\s+lệnh)(?!\w)"
    r"(?P<this>\s+này)?[\s*“\"]*$"
)
_CHANGING = (Relation.AMENDS, Relation.REPEALS, Relation.REPLACES)
_BODY = re.compile(
    r"(?<!\w)(?:tổ\s+công\s+tác|ban\s+chỉ\s+đạo|tổ\s+giúp\s+việc|cơ\s+quan\s+thường\s+trực|thường\s+trực|tổ\s+trưởng|tổ\s+phó|tổ|ban\s+điều\s+hành|văn\s+phòng)(?:\s+(?:triển\s+khai|thực\s+hiện|chuyển\s+đổi\s+số|của|về|và|chỉ\s+đạo))*\s*$"
)
_WITHIN = re.compile(
    r"(?<!\w)(?:kế\s+hoạch|đề\s+án|dự\s+án|quy\s+chế|chương\s+trình|danh\s+mục)(?!\w)[^;,]*(?<!\w)(?:về|thuộc)\s*$"
)
_OPINION = re.compile(
    r"(?:,|(?<!\w)và)\s+(?:các\s+)?(?:ý\s+kiến\s+)?(?:chỉ\s+đạo|hướng\s+dẫn|kết\s+luận|yêu\s+cầu|đề\s+nghị|báo\s+cáo|ý\s+kiến)\s+của\s+[^,;]*?(?<!\w)tại\s*$"
)
_LISTED = re.compile(r"(?<!\w)(?:công\s+bố|ban\s+hành|phê\s+duyệt)\s+(?:tại|theo|kèm\s+theo)\s*$|(?<!\w)tại\s*$")
_CONDITION = re.compile(r"(?<!\w)(?:trường\s+hợp|khi|nếu|để|việc|được|cần)(?!\w)")
_IN_CASE = re.compile(r"[\s*_|\-+–]*(?:trong\s+)?(?:trường\s+hợp|nếu|khi)(?!\w)[^,:]*$")
_UNNAMED = re.compile(r"luật\s+số\s+\d\S*\s*(?:[,;]|và\s)")
_LIST_HEADING = re.compile(
    r"danh\s+mục\s+(?:các\s+)?(?:văn\s+bản|nghị\s+quyết|quyết\s+định|thông\s+tư|nghị\s+định)(?:[^.;:()]{0,160}?)(?:được\s+|bị\s+)?bãi\s+bỏ(?:\s+toàn\s+bộ|(?P<part>\s+một\s+phần))?"
)
_ANNEX = re.compile(r"\n[\s*_|]*(?:PHỤ\s+LỤC|Phụ\s+lục|DANH\s+MỤC)(?!\w)")
_FROM_WHEN = r"(?:\s+thi\s+hành)?\s*(?:kể\s+từ|từ\s+(?:ngày|thời)|[.;/]*\s*$)"
_ATTACHED = re.compile(r"(?<!\w)kèm\s+theo\s*$")
_PASSIVE_BEFORE = re.compile(r"(?<!\w)(?:được|bị|đã|văn\s+bản|quy\s+định)\s+$")
_AGENT = re.compile(
    r"(?:\s+(?:một\s+số\s+(?:điều|nội\s+dung|quy\s+định)|lần\s+\S+))*\s*(?:theo\s+quy\s+định\s+(?:tại|của)|bởi|tại|theo|bằng|của)?[\s:]*"
    r"(?:(?:tiết|điểm|khoản|điều|mục|phụ\s+lục)\s+[\w.,\s]{1,60})?(?:các\s+)?$"
)


@dataclass(slots=True, eq=False)
class Citation:
    """A hit with its fields and its place among the others."""

    hit: Hit
    tail: Tail
    statement: tuple[int, int]
    start: int
    """Where the cited part begins ('khoản 2 Điều 5 …'), else the mention."""
    provision: str | None = None
    relation: Relation = Relation.REFERS_TO
    cue: str | None = None
    parent: "Citation | None" = None
    fellows: list["Citation"] = field(default_factory=list)
    """The citations of the list that this one belongs to, itself included; one list object for all of them."""
    comma: bool = False
    """Whether a comma joins it to the citation of the same list before it."""
    also: list[tuple["Citation", Relation]] = field(default_factory=list)
    """(earlier citation, relation): this one does that to the earlier one."""

    @property
    def root(self) -> "Citation":
        """The outermost citation whose title holds this one."""
        return self if self.parent is None else self.parent.root


def relate(source: Source, outline: Outline, header: Header, hits: Sequence[Hit]) -> list[Citation]:
    """Citations with relation, cue, parent and `also`, in the order of the hits (sorted, not overlapping)."""
    citations: list[Citation] = []
    previous: Citation | None = None
    headed = _headed(source, header)
    for index, hit in enumerate(hits):
        statement = outline.statement(hit.start)
        following = hits[index + 1].start if index + 1 < len(hits) else len(source.text)
        limit = min(statement[1], following) if statement[1] > hit.end else following
        part = provision(source, hit)
        citation = Citation(hit, read_tail(source, hit, max(limit, hit.end)), statement, part[0] if part else hit.start)
        citation.provision = part[1] if part else None
        citation.fellows = [citation]
        before = (
            _outside(source, citations, citation) if previous is not None and previous.statement == statement else None
        )
        if before is not None:
            _relate_to(source, header, citation, before)
        else:
            _relate_first(source, outline, header, citation, previous, citations, headed)
        if citation.parent is not None and _same_document(citation.parent.hit, hit):
            _inherit(citation, citation.parent, parent=citation.parent.parent)
        if _issued_after(citation, citation.parent):
            # No title speaks of a document that came later: whatever it does here, it is this text that names it.
            citation.parent, citation.relation, citation.cue = None, Relation.REFERS_TO, None
        _look_after(source, citation, statement[1])
        citations.append(citation)
        previous = citation
    return citations


def _headed(source: Source, header: Header) -> list[tuple[int, int, Relation]]:
    """Where annexes of a repealing act list what it ends: start, end, and relation of the items under the heading in capitals."""
    if not re.search(r"(?<!\w)bãi\s+bỏ(?!\w)", spelling(header.title or "")):
        return []
    found = []
    for match in _LIST_HEADING.finditer(source.low):
        printed = source.clean[match.start() : match.end()]
        if printed == printed.upper():
            stop = _ANNEX.search(source.clean, match.end())
            relation = Relation.AMENDS if match["part"] else Relation.REPEALS
            found.append((match.end(), stop.start() if stop else len(source.text), relation))
    return found


def _outside(source: Source, citations: Sequence[Citation], citation: Citation) -> Citation | None:
    """The citation that the words before this one continue: the last one, or the one before a bracket or quotation closed since."""
    last = citations[-1]
    closers = [i for i in range(last.hit.end, citation.hit.start) if source.text[i] in ")”"]
    openers = sum(source.text[i] in "(“" for i in range(last.hit.end, citation.hit.start))
    if len(closers) <= openers:
        return last
    depth = len(closers) - openers
    for offset in range(last.hit.start - 1, last.statement[0] - 1, -1):
        depth += (source.text[offset] in ")”") - (source.text[offset] in "(“")
        if depth == 0:
            before = [c for c in citations if c.statement == last.statement and c.hit.end <= offset]
            if before:
                _go_on(source, before[-1], closers[-1] + 1, citation.hit.start)
                return before[-1]
            return None if source.text[offset] == "“" else last
    return last


def _go_on(source: Source, citation: Citation, at: int, limit: int) -> None:
    """The fields and title of a citation go on behind a bracket: 'Nghị định A (sửa đổi tại B) quy định …'."""
    if citation.tail.title_start is None:
        rest = read_tail(source, Hit(at, at, "number", ""), limit)
        citation.tail.fields_end = rest.fields_end
        citation.tail.title_start = rest.title_start
        citation.tail.date = citation.tail.date or rest.date
        citation.tail.year = citation.tail.year or rest.year
        citation.tail.issuer = citation.tail.issuer or rest.issuer
    else:
        citation.tail.fields_end = at


def _inherit(citation: Citation, other: Citation, *, parent: Citation | None) -> None:
    citation.parent, citation.relation, citation.cue = parent, other.relation, other.cue
    citation.fellows = other.fellows
    citation.fellows.append(citation)


def _relate_to(source: Source, header: Header, citation: Citation, previous: Citation) -> None:
    """Place a citation after another one of the same statement."""
    gap = source.low[
        max(
            previous.hit.end,
            previous.tail.fields_end if previous.tail.fields_end <= citation.hit.start else 0,
        ) : citation.hit.start
    ]
    bare = source.low[previous.tail.fields_end : max(previous.tail.fields_end, citation.start)]
    if acted := _passive(gap, citation, previous):
        _acts_on(citation, acted)
        return
    if gap.count("(") > gap.count(")") and re.fullmatch(
        r"[\s(“\"”*]*(?:theo\s+|là\s+|sau\s+đây\s+(?:gọi|viết)\s+(?:tắt\s+)?(?:chung\s+)?là\s*[:“\"]?|gọi\s+tắt\s+là\s*|tại\s+|ban\s+hành\s+(?:kèm\s+)?theo\s+|phê\s+duyệt\s+tại\s+)?\s*",
        gap[gap.rfind("(") :],
    ):
        _beside(citation, previous)
        return
    described = re.fullmatch(r"[\s*,]*\((?P<words>[^()]*)", bare)
    if described and _opens_with_change(described["words"]):
        # 'Nghị định A (thay thế Nghị định B)': the bracket says what A does.
        amending = previous.parent is not None and previous.relation in _CHANGING
        _into_title(citation, previous.parent if amending and previous.parent else previous, described["words"])
        return
    closed = _closed_bracket(gap)
    semicolon = bare.rfind(";")
    if semicolon >= 0 and not _in_brackets(bare, semicolon):
        _after_semicolon(source, header, citation, previous, bare[semicolon + 1 :])
    elif _JOINT.match(bare):
        _join(citation, previous, bare)
    elif _CONJUNCTION.search(bare) and (previous.tail.title_start is not None or not _cue_in(bare)):
        _conjoin(citation, previous, bare, source)
    elif _OPINION.search(bare):
        _inherit(citation, previous.root, parent=None)
    elif closed or _clause_break(bare):
        _outer(source, header, citation, source.low[_outer_from(previous) : citation.hit.start], fallback=previous.root)
    elif previous.tail.title_start is not None and not _issued_after(citation, previous):
        _into_title(citation, previous, bare)
    elif previous.parent is not None and not _issued_after(citation, previous.parent):
        _into_title(citation, previous.parent, bare)
    else:
        _outer(
            source,
            header,
            citation,
            source.low[_outer_from(previous) : citation.hit.start],
            fallback=previous.root,
        )


def _opens_with_change(words: str) -> bool:
    cue = _nearest(words, len(words), title=True)
    if cue is None or cue[2].relation not in (*_CHANGING, Relation.GUIDES):
        return False
    before = words[: cue[0]].split()
    return len(before) <= 2 and not {"được", "bị"} & set(before)


def _acts_on(citation: Citation, acted: tuple[Citation, Relation]) -> None:
    """'X được sửa đổi bởi Y': what rests on X rests on Y too, but what changes X only mentions Y."""
    citation.also.append(acted)
    _inherit(citation, acted[0], parent=acted[0].parent)
    if citation.relation in _CHANGING:
        citation.relation, citation.cue = Relation.REFERS_TO, None


def _beside(citation: Citation, previous: Citation) -> None:
    """In brackets behind another citation: the same document again, or one that is only mentioned there."""
    chain = [previous]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    same = next((c for c in chain if _same_document(c.hit, citation.hit)), None)
    if same is not None:
        _inherit(citation, same, parent=same.parent)
    elif citation.hit.kind == "name" or previous.hit.kind == "name":
        citation.relation, citation.cue = Relation.REFERS_TO, None
    else:
        _inherit(citation, previous, parent=previous.parent)


def _same_document(a: Hit, b: Hit) -> bool:
    names = [fold(n) for n in (a.key, a.name) if n]
    return any(fold(n) in names for n in (b.key, b.name) if n)


def _outer_from(previous: Citation) -> int:
    return previous.tail.fields_end


def _after_semicolon(source: Source, header: Header, citation: Citation, previous: Citation, rest: str) -> None:
    if _cue_in(rest):
        _by_cue(source, header, citation, rest, None)
        if citation.relation in _CHANGING and previous.root.relation is Relation.BASED_ON:
            # 'Căn cứ A; các Quyết định phê duyệt điều chỉnh B': a recital changes nothing.
            citation.relation, citation.cue = Relation.BASED_ON, previous.root.cue
    else:
        if (
            previous.also
            and citation.hit.type == "L" == previous.hit.type
            and _UNNAMED.match(source.low, citation.start)
        ):
            # 'sửa đổi theo Luật số A; Luật số B và Luật số C': a law with no name of its own goes on with the list.
            citation.also.extend(previous.also)
        _inherit(citation, previous.root, parent=None)
        if not _JOINT.match(rest) and previous.root.relation not in (Relation.BASED_ON, Relation.IMPLEMENTS):
            citation.relation = (
                Relation.REFERS_TO if previous.root.relation is Relation.REFERS_TO else previous.root.relation
            )


def _join(citation: Citation, previous: Citation, bare: str) -> None:
    """Directly after ', ' or 'và': a fellow of the one before, or of the citation around it that is of the same kind."""
    fellow = previous
    while fellow.hit.type != citation.hit.type and fellow.parent is not None:
        fellow = fellow.parent
    fellow = fellow if fellow.hit.type == citation.hit.type else previous
    citation.comma = "," in bare
    if (previous.root.comma and not citation.comma) or _issued_after(citation, fellow.parent):
        fellow = previous.root
    _inherit(citation, fellow, parent=fellow.parent)
    if citation.hit.type == fellow.hit.type:
        citation.also.extend(fellow.also)


def _issued_after(citation: Citation, other: Citation | None) -> bool:
    """Whether a citation is later than another one, so that it cannot stand in a list inside the other's title."""
    if other is None:
        return False
    dates = [
        c.tail.date for c in (citation, other) if c.tail.date and c.tail.date.year == (c.hit.year or c.tail.date.year)
    ]
    if len(dates) == 2:
        return dates[0] > dates[1]
    years = [c.hit.year or c.tail.year for c in (citation, other)]
    if years[0] is None or years[1] is None or years[0] != years[1]:
        return None not in years and years[0] > years[1]  # type: ignore[operator]
    numbers = [c.hit.number for c in (citation, other)]
    series = citation.hit.symbol == other.hit.symbol and citation.hit.type == other.hit.type
    return series and all(n and n.isdigit() for n in numbers) and int(numbers[0]) > int(numbers[1])  # type: ignore[arg-type]


def _conjoin(citation: Citation, previous: Citation, bare: str, source: Source) -> None:
    """After ', ' or 'và': the list goes on at the level that holds a document of the same kind."""
    chain = [previous]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    same = next((c for c in chain if c.hit.type == citation.hit.type), None)
    comma = not re.search(r"(?<!\w)(?:và|hoặc|cùng(?:\s+với)?)[\s:]*" + _LIST_WORDS + r"[\s:“\"]*$", bare)
    fellow = same or (chain[-1] if comma or len(chain) == 1 else previous)
    if chain[-1].comma and not comma:
        # 'A, B sửa đổi A và C': the 'và' closes the list that the comma opened.
        fellow = chain[-1]
    if _issued_after(citation, fellow.parent):
        fellow = chain[-1]
    citation.comma = comma
    _inherit(citation, fellow, parent=fellow.parent)


def _into_title(citation: Citation, parent: Citation, words: str) -> None:
    """A citation inside the title of another: the title's own verb decides."""
    citation.parent = parent
    cue = (_ATTACHED.search(words) and _strongest(words)) or _nearest(words, len(words), title=True)
    if cue is None:
        citation.relation, citation.cue = Relation.REFERS_TO, None
        return
    start, end, found = cue
    relation = found.relation or Relation.REFERS_TO
    if relation in (Relation.REPEALS, Relation.REPLACES) and (
        citation.provision or partial_pattern().search(words[end:])
    ):
        relation = Relation.AMENDS
    if _WITHIN.search(words[end:]) or (relation in _CHANGING and _DRAFTING.search(words[:start])):
        relation = Relation.REFERS_TO
    if relation is Relation.AMENDS and _PASSIVE_BEFORE.search(words[:start]):
        relation = Relation.REFERS_TO
    citation.relation, citation.cue = relation, " ".join(words[start:end].split())


def _relate_first(
    source: Source,
    outline: Outline,
    header: Header,
    citation: Citation,
    previous: Citation | None,
    earlier: list[Citation],
    headed: Sequence[tuple[int, int, Relation]],
) -> None:
    """Place the first citation of a statement: by its own words, the list's introduction or heading, the item before, or the footnote's anchor."""
    start = outline.body(citation.statement[0])
    carried = outline.carried(citation.statement[0])
    words = (source.low[slice(*carried)] if carried else "") + source.low[start : citation.hit.start]
    opening = source.low[start : citation.start]
    if not _cue_in(words):
        at_start = bool(_JOINT.match(opening))
        before = outline.previous(citation.statement[0])
        ended = source.text[slice(*before)].rstrip(" \n\r\t*_|") if before else ""
        if (
            at_start
            and previous is not None
            and before
            and previous.statement == before
            and ended.endswith((";", ",", " và"))
        ):
            _inherit(citation, previous.root, parent=None)
            return
        if (place := outline.anchor(citation.statement[0])) is not None and _from_anchor(
            source, outline, header, citation, place, earlier
        ):
            return
        for first, last, relation in headed:
            if first <= citation.hit.start < last:
                citation.relation, citation.cue = relation, "bãi bỏ"
                return
        intro = outline.introduction(citation.statement[0]) or (before if ended.endswith(":") else None)
        if at_start and intro and _amended_by_list(source, citation, intro, earlier):
            return
        if at_start and intro:
            _outer(source, header, citation, source.low[intro[0] : intro[1]], fallback=None)
            return
    _outer(source, header, citation, words, fallback=None)


def _ended_list(words: str) -> tuple[Relation, str] | None:
    """What 'Các quyết định sau đây hết hiệu lực …:' does to the items of its list."""
    for relation, pattern in after_pattern().items():
        if match := re.search(rf"(?<!\w)sau(?:\s+đây)?({pattern.pattern})[^:]*:[\s*_|]*$", words):
            return relation, " ".join(match[1].split())
    return None


def _amended_by_list(source: Source, citation: Citation, intro: tuple[int, int], earlier: list[Citation]) -> bool:
    """An item of 'X … được sửa đổi, bổ sung bởi: 1. …': it acts on the document that the introduction names."""
    named = [c for c in earlier if intro[0] <= c.hit.start < intro[1]]
    if not named:
        return False
    gap = source.low[named[-1].hit.end : intro[1]].rstrip(" :\n*_|") + " "
    if acted := _passive(gap, citation, named[-1]):
        _acts_on(citation, acted)
        return True
    return False


def _from_anchor(
    source: Source, outline: Outline, header: Header, citation: Citation, place: int, earlier: list[Citation]
) -> bool:
    """Take the relation from the words that the footnote's number hangs from."""
    begin, _ = outline.statement(place)
    for other in reversed(earlier):
        if begin <= other.hit.start < place and place - max(other.tail.fields_end, other.hit.end) <= 3:
            _inherit(citation, other, parent=other.parent)
            return True
    if not _cue_in(source.low[begin:place]):
        return False
    _outer(source, header, citation, source.low[begin:place], fallback=None)
    own = parse_number(header.key) if header.key else None
    own_body = own is not None and own.issuer == citation.hit.issuer_code and citation.hit.type in ("CV", "BC")
    if citation.relation in (*_CHANGING, Relation.GUIDES) or own_body:
        # Its own letters and reports a body names in a footnote as the proof of its work.
        citation.relation, citation.cue = Relation.REFERS_TO, None
    return True


def _cue_in(words: str) -> bool:
    return _nearest(words, len(words)) is not None


def _nearest(words: str, end: int, *, title: bool = False) -> tuple[int, int, Cue] | None:
    """The cue that stands nearest before `end`; weak ones only where there is no other; in titles no weak ones."""
    weak = None
    for match in reversed([*cue_pattern().finditer(words, 0, end)]):
        cue = cue_by_words()[re.sub(r"\s+", " ", match.group())]
        if cue.through:
            continue
        if cue.near and len(re.findall(r"\w+", words[match.end() : end])) > cue.near:
            continue
        if (
            cue.relation in (Relation.AMENDS, Relation.REPEALS, Relation.REPLACES, Relation.GUIDES)
            and _PASSIVE_BEFORE.search(words[: match.start()])
            and not title
        ):
            continue
        if cue.weak:
            weak = weak or (match.start(), match.end(), cue)
            continue
        return match.start(), match.end(), cue
    return None if title else weak


def _strongest(words: str) -> tuple[int, int, Cue] | None:
    """The changing verb that opens a statement: what it changes is 'Quy chế … ban hành kèm theo Quyết định …', whatever its title says."""
    for match in cue_pattern().finditer(words):
        cue = cue_by_words()[re.sub(r"\s+", " ", match.group())]
        if cue.near or cue.relation not in (Relation.AMENDS, Relation.REPLACES, Relation.REPEALS):
            continue
        before = words[: match.start()]
        clause = re.split(r"[.;:,]\s|(?<!\w)(?:và|này)(?!\w)|\*\*", before)[-1]
        if re.search(r"(?<!\w)so\s+với(?!\w)", words[match.end() :]):
            return None
        if not _PASSIVE_BEFORE.search(before) and len(clause.split()) <= 3 and not _CONDITION.search(clause):
            return match.start(), match.end(), cue
    return None


def _outer(source: Source, header: Header, citation: Citation, words: str, *, fallback: Citation | None) -> None:
    """Relation of this document to the cited one from the words before it."""
    begin = citation.statement[0]
    opening = source.low[begin : begin + 40].lstrip(' *_|-+\n\r\t>“"')
    if re.match(r"căn\s+cứ", opening) and citation.parent is None and not _in_title(header, citation):
        citation.relation, citation.cue = Relation.BASED_ON, "căn cứ"
        return
    if re.match(r"(?:theo|xét)\s+(?:đề\s+nghị|tờ\s+trình|báo\s+cáo)", opening):
        citation.relation, citation.cue = Relation.REFERS_TO, "theo đề nghị"
        return
    if re.search(r"(?<!\w)cụm\s+từ[\s:]*[“\"'‘]\s*$", words):
        # 'thay cụm từ “Quyết định …” bằng …': the words are changed, not what they name.
        citation.relation, citation.cue = Relation.REFERS_TO, None
        return
    if citation.hit.kind in ("alias", "title") and _BODY.search(words):
        citation.relation, citation.cue = Relation.REFERS_TO, None
        return
    if ended_by := _ended_list(words):
        citation.relation, citation.cue = ended_by
        return
    _by_cue(source, header, citation, words, fallback)


def _by_cue(source: Source, header: Header, citation: Citation, words: str, fallback: Citation | None) -> None:
    """Relation by the cue that governs the citation; without one that of `fallback`, where nothing stands between."""
    cue = _nearest(words, len(words))
    if cue is not None and cue[2].weak and citation.hit.kind not in ("alias", "title"):
        cue = None
    if _ATTACHED.search(words) and (strong := _strongest(words)):
        cue = strong
    elif (
        _LISTED.search(words)
        and (strong := _strongest(words))
        and not _DRAFTING.search(words[: strong[0]])
        and cue
        and cue[2].relation is Relation.REFERS_TO
    ):
        citation.relation, citation.cue = Relation.AMENDS, " ".join(words[strong[0] : strong[1]].split())
        return
    if cue is None:
        if fallback is not None and re.search(r"(?<!\w)tại\s*$", words) is None and not words.strip(" ,;:-*"):
            citation.relation, citation.cue = fallback.relation, fallback.cue
        else:
            citation.relation, citation.cue = Relation.REFERS_TO, None
        return
    citation.relation, citation.cue = _outer_relation(source, header, citation, words, cue)


def _in_title(header: Header, citation: Citation) -> bool:
    return header.title_span is not None and header.title_span[0] <= citation.hit.start < header.title_span[1]


def _outer_relation(
    source: Source, header: Header, citation: Citation, words: str, cue: tuple[int, int, Cue]
) -> tuple[Relation, str]:
    start, end, found = cue
    relation = found.relation or Relation.REFERS_TO
    printed = " ".join(words[start:end].split())
    if re.search(r"(?<!\w)(?:không|chưa)\s+(?:phải\s+)?$", words[:start]):
        return Relation.REFERS_TO, printed
    between = words[end:]
    titled = _in_title(header, citation)
    if relation in (Relation.REPEALS, Relation.REPLACES) and (citation.provision or partial_pattern().search(between)):
        relation = Relation.AMENDS
    if (
        relation in (Relation.AMENDS, Relation.REPEALS, Relation.REPLACES)
        and not titled
        and (_DRAFTING.search(words[max(0, start - 60) : start]) or _ordered(source, citation))
    ):
        relation = Relation.REFERS_TO
    if (
        relation in (Relation.AMENDS, Relation.REPEALS, Relation.REPLACES)
        and re.fullmatch(r"[\s\w]*(?<!\w)tại\s*", between)
        and not partial_pattern().search(between)
    ):
        relation = Relation.REFERS_TO
    if relation in _CHANGING and not titled and _IN_CASE.match(words):
        relation = Relation.REFERS_TO
    if relation in _CHANGING and not titled and "(" in between and ")" not in between and not _ATTACHED.search(words):
        relation = Relation.REFERS_TO
    subject = _THIS.search(words[:start].rstrip() + " ")
    foreign = subject and not subject["this"] and header.type and type_of(subject["type"]) != header.type
    if relation is Relation.GUIDES and not titled and (not subject or foreign):
        scheme = citation.hit.kind in ("alias", "title") or citation.hit.type in ("KH", "ĐA", "CTr")
        ordered = scheme and _WORK.search(printed) and not foreign
        relation = Relation.IMPLEMENTS if ordered else Relation.REFERS_TO
    if relation in _CHANGING and not titled and foreign:
        relation = Relation.REFERS_TO
    if relation is Relation.IMPLEMENTS and not titled:
        relation = _carried_out(header, citation, words, cue)
    return relation, printed


def _ordered(source: Source, citation: Citation) -> bool:
    """Whether the statement opens as an order to draft something: what follows behind its semicolons is part of the order."""
    begin = citation.statement[0]
    return bool(
        re.match(
            r"[\s*_|\-+–\w.)]{0,8}?(?:tham\s+mưu|rà\s+soát|nghiên\s+cứu|đề\s+xuất)(?!\w)",
            source.low[begin : begin + 40],
        )
    )


_RULES = ("L", "BL", "PL", "NĐ", "TT", "HP", "TTLT")
_WORK = re.compile(r"(?<!\w)(?:thực\s+hiện|triển\s+khai|thúc\s+đẩy)(?!\w)")


def _carried_out(header: Header, citation: Citation, words: str, cue: tuple[int, int, Cue]) -> Relation:
    """IMPLEMENTS, or only REFERS_TO where law-making texts point to rules: 'theo Nghị định …', 'thực hiện … tại khoản 2 …'."""
    _, end, found = cue
    own = bool(header.key and re.search(r"/(?:19|20)\d\d/", header.key))
    law = citation.hit.type in _RULES or citation.hit.rule in ("normative", "joint", "assembly")
    if found.id == "follow" and (own or (law and (citation.provision or not _WORK.search(words)))):
        return Relation.REFERS_TO
    if own and len(re.findall(r"\w+", words[end:])) > 4:
        return Relation.REFERS_TO
    if found.id == "follow" and re.match(r"\s*(?:quy\s+(?:chế|định)|(?:biểu\s+)?mẫu)(?!\w)", words[end:]):
        return Relation.REFERS_TO
    return Relation.IMPLEMENTS


def _passive(gap: str, citation: Citation, previous: Citation) -> tuple[Citation, Relation] | None:
    """The earlier citation that the words between say the later one acted on: the nearest of the same kind, else the outermost."""
    for relation, pattern in passive_pattern().items():
        for match in reversed([*pattern.finditer(gap)]):
            if not _AGENT.match(gap, match.end()):
                continue
            chain = [previous]
            while chain[-1].parent is not None:
                chain.append(chain[-1].parent)
            same = next((c for c in chain if c.hit.type == citation.hit.type), None)
            apart = re.search(r"[,)]\s*(?:đã\s+)?$", gap[: match.start()])
            return same or (chain[-1] if apart else previous), relation
    return None


def _closed_bracket(gap: str) -> bool:
    depth = 0
    for char in gap:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return True
    return False


def _in_brackets(text: str, offset: int) -> bool:
    return text[:offset].count("(") > text[:offset].count(")")


def _clause_break(words: str) -> bool:
    """Whether the words after a citation have left its title: a new clause of the sentence that cites it."""
    for comma in re.finditer(r"[,;:]\s+", words):
        if word_list("clause_openers").match(words, comma.end()):
            return True
    if re.search(r"(?<!bổ\ssung)(?<!sửa\sđổi)\s+(?:và|đồng\s+thời)\s+(?:bãi\s+bỏ|thay\s+thế|huỷ\s+bỏ)(?!\w)", words):
        return True
    return bool(re.search(r"[.]\s+\S", words)) and not re.search(r"(?:tp|tt|v/v)\.\s", words)


def _look_after(source: Source, citation: Citation, limit: int) -> None:
    """'Quyết định số … hết hiệu lực': words after the mention that end it, and with it the list that it closes."""
    if citation.parent is not None:
        return
    rest = source.low[citation.tail.fields_end : limit]
    for relation, pattern in after_pattern().items():
        directly = bool(pattern.match(rest))
        if not directly and not (
            citation.tail.title_start is not None
            and re.search(
                rf"^[^.]{{0,500}}?(?<!\w)(?:{pattern.pattern.removeprefix(chr(92) + 's*')}){_FROM_WHEN}", rest
            )
        ):
            continue
        first = citation.fellows[0]
        before = source.low[first.statement[0] : first.start]
        part = bool(partial_pattern().search(before)) or any(c.provision for c in citation.fellows)
        listed = part and _LISTED.search(before)
        if not listed and (len(re.findall(r"\w+", before)) > 12 or (_cue_in(before) and not directly)):
            continue
        for fellow in citation.fellows:
            if fellow.parent is None:
                fellow.relation, fellow.cue = (Relation.AMENDS if part else relation), "hết hiệu lực"
