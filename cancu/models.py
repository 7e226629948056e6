"""The frozen values that every layer exchanges: what a text says, which document that is, what one does to another."""

import datetime
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from cancu.messages import say


class Relation(StrEnum):
    """A kind of act that the citing document does to the cited one, strongest first."""

    REPEALS = "REPEALS"
    """bãi bỏ, hủy bỏ: ends it, with nothing in its place."""
    REPLACES = "REPLACES"
    """thay thế: takes its place."""
    AMENDS = "AMENDS"
    """sửa đổi, bổ sung, đính chính, gia hạn: changes part of it."""
    GUIDES = "GUIDES"
    """hướng dẫn, quy định chi tiết: details it."""
    BASED_ON = "BASED_ON"
    """căn cứ: is issued on its authority."""
    IMPLEMENTS = "IMPLEMENTS"
    """thực hiện, triển khai: carries it out."""
    REFERS_TO = "REFERS_TO"
    """dẫn chiếu: only mentions it."""


CHANGES = (Relation.REPEALS, Relation.REPLACES, Relation.AMENDS)
"""Relations that change whether, or how, the target is in force."""

Standing = Literal["letterhead", "title", "opening", "bases", "purpose", "article", "body"]
"""Where a citation stands: what is printed above the title, the title, the recitals before the first part, a section that
lists the bases, one that says what the document is for, the first article, or further on."""

Paper = Literal["act", "plan", "letter", "party", "draft", "consolidated", "form", "press"]
"""What kind of paper a text is. A page of the press speaks of documents and is none of a body or a province."""

How = Literal["states it", "title", "basis and title", "basis"]
"""By what a document shows that it carries another out."""


class Value(BaseModel):
    """A frozen record; an unknown field is an error, so that files of another version are noticed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Box = tuple[float, float, float, float]
"""Left, top, right, bottom on a page, each as a share of its width or height, from the upper left corner."""


@dataclass(frozen=True, slots=True)
class Places:
    """The place of each character of a text in its file: runs that begin at `starts`, each at one place."""

    starts: Sequence[int]
    """First offset of each run, ascending."""
    labels: Sequence[int]
    """Index into `names`, run by run."""
    names: tuple[str, ...]
    """The places as people name them: "trang 3", "bảng 1, hàng 2", "chú thích 4"."""
    boxes: Sequence[float] = ()
    """Four numbers a run (see Box) for runs of pages, else empty; a run that is not printed has zeros."""

    def name(self, offset: int) -> str | None:
        """The place of one character, or None before the first run."""
        run = bisect_right(self.starts, offset) - 1
        return self.names[self.labels[run]] if run >= 0 else None

    def framed(self, start: int, end: int) -> list[tuple[str, Box]]:
        """Place and box of each run with a character of [start, end); nothing where the file has no pages."""
        first = max(0, bisect_right(self.starts, start) - 1)
        last = bisect_right(self.starts, end - 1)
        found = []
        for run in range(first, last) if self.boxes else ():
            left, top, right, bottom = self.boxes[4 * run : 4 * run + 4]
            if right > left and bottom > top:
                found.append((self.names[self.labels[run]], (left, top, right, bottom)))
        return found


@dataclass(frozen=True, slots=True)
class Transcript:
    """The text of one document, as one file, or one file inside another, holds it."""

    path: str
    """As it was given; a file inside another is `outer.zip!inner.docx`."""
    media: str
    """Media type that the content shows: application/pdf."""
    text: str
    sha256: str
    """SHA-256 of the bytes of the file, or of the file inside it."""
    places: Places | None = None
    """None for plain text, where the offset itself says the place."""
    raw: Sequence[int] | None = None
    """For text with markup: the offset in the file, in code points, of each character and of the end."""
    notes: tuple[str, ...] = ()
    """What was left out or read with doubt, one line each: running heads, pages without text, a doubtful encoding."""


class Repair(Value):
    """A slip of printing or scanning that was mended, and the proof that allowed it."""

    printed: str
    read_as: str
    proof: str


class Also(Value):
    """A link between two other documents that a text states ("X được sửa đổi bởi Y")."""

    source: str
    """Number of the document that acts."""
    relation: Relation
    target: str
    """Number of the document that is acted on."""
    source_id: str | None = None
    target_id: str | None = None


class State(StrEnum):
    """The state of a document on a day: whether it can be relied on."""

    NOT_YET = "NOT_YET"
    """chưa có hiệu lực: not yet in force, or not yet issued."""
    IN_FORCE = "IN_FORCE"
    """còn hiệu lực."""
    AMENDED = "AMENDED"
    """đã được sửa đổi: in force as another act has changed it."""
    SUSPENDED = "SUSPENDED"
    """tạm ngưng hiệu lực."""
    PERIOD_OVER = "PERIOD_OVER"
    """hết thời kỳ: the period that it was made for is over, and nobody has said that it ended."""
    ENDED = "ENDED"
    """hết hiệu lực."""
    UNKNOWN = "UNKNOWN"
    """chưa biết: nothing tells."""

    @property
    def words(self) -> str:
        """The state in Vietnamese."""
        return say("vi", f"state.{self.value}")


GONE = (State.ENDED, State.PERIOD_OVER)
"""States in which a document is no basis any more."""
REPEALED = f"link:{Relation.REPEALS.value}"
"""The rule of an end that nothing followed."""


class Turn(Value):
    """The day on which the state of a document changes, to what, by what, and what proves it."""

    on: str
    """First day of the state, yyyy-mm-dd; 0001-01-01 where the state has no beginning."""
    state: State
    by: str | None = None
    """The act that changed it, as people write it."""
    by_id: str | None = None
    """Id of that act."""
    rule: str = ""
    """What tells it: a rule of reading, `register`, `link`, or the article of a law."""
    sentence: str = ""
    file: str = ""
    start: int = 0


class Effect(Value):
    """A statement of a text, the register or the law, at one place, about the days on which one document is in force."""

    what: Literal["begins", "ends", "suspended", "period"]
    on: datetime.date | None = None
    """First day in force (`begins`), without force (`ends`), of the suspension or of the period; None where it is not told."""
    to: datetime.date | None = None
    """Last day of a suspension or period."""
    words: str = ""
    """The words that tell the day, or why it is not known."""
    by: str | None = None
    """Number of the act that ends it, where that is told."""
    part: str | None = None
    """The part of the document whose days these are; None: the whole."""
    told_by: Literal["text", "citing text", "editor", "register", "law"]
    """The document's own text, another text that cites it, a note that an editor put into such a text, the register, or a default of the law."""
    rule: str
    """Id of the rule that read it."""
    file: str = ""
    """Path of the text in which it stands; empty for the register and the law."""
    start: int = 0
    end: int = 0
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PartText:
    """One part of a document whose text was read: its path, where it stands in the file, and its words."""

    path: str
    start: int
    """First code point in the file."""
    end: int
    """One past the last, the parts inside it included."""
    words: str


Done = Literal["amends", "adds", "repeals", "replaces", "replaces words", "adds words", "removes words"]
"""What is done to a part: it is worded anew, added, ended, another stands in its place, or words of it are changed."""


class PartChange(Value):
    """A change that one act makes to one part of another, as a text states it."""

    done: Done
    part: str
    """The path of the part that is changed; empty where it is words of the whole act."""
    source: str = "self"
    """`self`, or the number of the act that does it."""
    target: str
    """Number of the act that is changed."""
    source_id: str | None = None
    target_id: str | None = None
    by_part: str | None = None
    """The path of the part of the acting document that does it."""
    wording: str | None = None
    """The new wording, or the new words."""
    old: str | None = None
    """The words that are replaced or taken out; for words that are added, those behind which they stand."""
    start: int
    """First code point of the instruction or note in the text."""
    end: int
    """One past its last, the new wording included."""
    sentence: str = ""
    """The instruction or note, white space folded."""


class Mention(Value):
    """A citation: the words of one text at one place about one other document, and which document that was found to be."""

    file: str
    """Path of the text, as it was given."""
    start: int
    """First code point of the span in the text."""
    end: int
    """One past the last code point."""
    text: str
    kind: Literal["number", "alias", "title", "name"]
    type: str | None = None
    """Abbreviation of the document type (QĐ, NQ, KH, CV, L …)."""
    key: str | None = None
    """Number and symbol as they should read (58/QĐ-UBQGCĐS); for a law with no settled number, its name."""
    printed_key: str | None = None
    """Number and symbol as they are printed, where that differs from `key`."""
    number: str | None = None
    symbol: str | None = None
    name: str | None = None
    """Name of a law, code or scheme that is cited by name."""
    date: datetime.date | None = None
    year: int | None = None
    scope: str | None = None
    """Where the number is unique: vn, thanh-hoa, thanh-hoa/muong-lat."""
    issuer: str | None = None
    """The issuer as the text names it."""
    provision: str | None = None
    """The part that is cited: khoản 2 Điều 5."""
    parts: tuple[str, ...] = ()
    """The paths of that part, or of each of several: dieu-5/khoan-2."""
    title: str | None = None
    """The title phrase beside the number."""
    relation: Relation = Relation.REFERS_TO
    source: str = "self"
    """`self`, or the key of the other cited document in whose title the mention stands."""
    source_id: str | None = None
    """The document that the link starts from; None until resolved."""
    also: tuple[Also, ...] = ()
    target_id: str | None = None
    """The document that is meant; None when unresolved."""
    candidates: tuple[str, ...] = ()
    """Ids of the documents that it may be, where more than one remained."""
    contradicts: tuple[str, ...] = ()
    """In what it cannot be true of its document: date, year, type, symbol, issuer, place, time, term, title."""
    reason: str | None = None
    """How the identity was settled, or why it was not."""
    status: Literal["resolved", "open", "ambiguous", "unresolved"] = "unresolved"
    """resolved: one document; open: one document whose year is not known; ambiguous: several candidates; unresolved."""
    confidence: float = 1.0
    rule: str = ""
    """Id of the number form, alias or name row that found it."""
    cue: str | None = None
    """The words that decided the relation."""
    repairs: tuple[Repair, ...] = ()
    days: tuple[Effect, ...] = ()
    """What the sentence tells of the cited document's days of force."""
    changes: tuple[PartChange, ...] = ()
    """What the text does to parts of the cited document, or tells that the cited document did to parts of another."""
    sentence: str = ""
    """The sentence around the span, white space folded."""
    place: str | None = None
    """Where it stands in a file of pages, paragraphs or cells: "trang 3"; None in plain text."""
    standing: Standing = "body"
    """Where in the text it stands."""


class Document(Value):
    """One real document, in the corpus or only cited."""

    id: str
    """Readable, stable ASCII: vn/2022/06-qd-ttg, thanh-hoa/-/24-kh-ubnd where the year is not known."""
    key: str | None = None
    """The number as people write it: 06/QĐ-TTg; for a law with no number its name; None for a draft."""
    type: str | None = None
    number: str | None = None
    symbol: str | None = None
    date: datetime.date | None = None
    year: int | None = None
    month: str | None = None
    """yyyy-mm, for a draft that names only its month."""
    place: str | None = None
    """The place of issue beside the date."""
    issuer: str | None = None
    level: Literal["central", "ministry", "province", "department", "district", "commune"] | None = None
    scope: str = "vn"
    title: str | None = None
    signer: str | None = None
    paper: Paper | None = None
    """What kind of paper its text is; None where that is not known, and for documents that are only cited."""
    aliases: tuple[str, ...] = ()
    in_corpus: bool = False
    path: str | None = None
    sha256: str | None = None
    url: str | None = None
    """Where it is published, as a side file says."""
    draft_of: str | None = None
    """Id of the document that was issued from this draft."""
    copies: tuple[str, ...] = ()
    """Paths of other files that hold the same text."""
    in_force: datetime.date | None = None
    """First day in force."""
    ended: datetime.date | None = None
    """First day without force, as its own text or the register tells; what other acts did to it is in `history`."""
    period_from: datetime.date | None = None
    """First day of the period that it was made for, where its title tells one."""
    period_to: datetime.date | None = None
    """Last day of that period."""
    replaced_by: str | None = None
    """Id of the document that took its place, where the register knows it."""
    days: tuple[Effect, ...] = ()
    """Everything that tells of its days of force, each with its proof; the fields above are settled from these."""
    parts: tuple[PartText, ...] = ()
    """Those of its parts that others cite or change, where its text was read, each with all of its words."""
    history: tuple[Turn, ...] = ()
    """Its states in the order of their days, as `graph.validity` works them out."""

    def state(self, day: datetime.date | str) -> Turn:
        """The state on a day; unknown where no history was worked out."""
        on = str(day)
        return next((turn for turn in reversed(self.history) if turn.on <= on), UNKNOWN)


UNKNOWN = Turn(on="0001-01-01", state=State.UNKNOWN)
"""The state of a document of which nothing is known."""
LOADING = UNKNOWN.model_copy(update={"rule": "loading"})
"""The state of one whose states are not worked out: a load runs, or was broken off."""


class Evidence(Value):
    """One sentence that proves a link."""

    file: str
    start: int
    end: int
    text: str
    sentence: str
    place: str | None = None
    """As in Mention."""


class Link(Value):
    """A relation: one document acts on another, as one text states it."""

    source: str
    """Document id."""
    relation: Relation
    target: str
    """Document id."""
    stated_by: str
    """Id of the document in whose text the evidence stands: `source` itself, or a third document for a chain in a title."""
    confidence: float = 1.0
    mentions: int = 1
    """How many mentions support it."""
    first_start: int = 0
    evidence: tuple[Evidence, ...] = ()
    provision: str | None = None
    parts: tuple[str, ...] = ()
    """The paths of all parts of the target that its mentions cite: dieu-5/khoan-2."""
    since: datetime.date | None = None
    """The day from which it holds, where the text prints one of its own ("hết hiệu lực kể từ ngày …")."""
    as_amender: bool = False
    """Whether a basis is named only as an act that amended another basis: what it changed lives on in that one."""
    carries: How | None = None
    """By what the source shows that it carries the target out; None where it does not."""
    partly: bool = False
    """Whether it carries out only a part."""


class Subgraph(Value):
    """A part of the graph that can be drawn or exported."""

    documents: tuple[Document, ...]
    links: tuple[Link, ...]
    roots: tuple[str, ...] = ()
    """Ids of the documents that were asked for."""
    left_out: int = 0
    """How many documents a limit kept out."""
