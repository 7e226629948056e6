"""The frozen values that all layers exchange: what a text says, which documents it means, and what they do to one another."""

import datetime
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from cancu.messages import say


class Relation(StrEnum):
    """What the citing document does to the cited one, the strongest relation first."""

    REPEALS = "REPEALS"
    """bãi bỏ, hủy bỏ: ends it without replacement."""
    REPLACES = "REPLACES"
    """thay thế: replaces it."""
    AMENDS = "AMENDS"
    """sửa đổi, bổ sung, đính chính, gia hạn: changes part of it."""
    GUIDES = "GUIDES"
    """hướng dẫn, quy định chi tiết: details it."""
    BASED_ON = "BASED_ON"
    """căn cứ: is issued on its authority."""
    IMPLEMENTS = "IMPLEMENTS"
    """thực hiện, triển khai: implements it."""
    REFERS_TO = "REFERS_TO"
    """dẫn chiếu: only mentions it."""


CHANGES = (Relation.REPEALS, Relation.REPLACES, Relation.AMENDS)
"""The relations that change whether, or how, the target is in force."""

Standing = Literal["letterhead", "title", "opening", "bases", "purpose", "article", "body"]
"""Where a citation stands: above the title, in the title, in the recitals before the first part, in a section that lists the bases, in one on the purpose of the document, in the first article, or later."""

Paper = Literal["act", "plan", "letter", "party", "draft", "consolidated", "form", "press"]
"""The kind of paper of a text. A press page is about documents and is not one of a body or a province."""

How = Literal["states it", "title", "basis and title", "basis"]
"""The evidence that a document implements another."""


class Value(BaseModel):
    """A frozen record; unknown fields are an error, so that files of another version are detected."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Box = tuple[float, float, float, float]
"""Left, top, right and bottom on a page, each as a share of its width or height, from the upper left corner."""


@dataclass(frozen=True, slots=True)
class Places:
    """The place of each character of a text in its file: runs that begin at `starts`, each in one place."""

    starts: Sequence[int]
    """First offset of each run, ascending."""
    labels: Sequence[int]
    """Index into `names`, run by run."""
    names: tuple[str, ...]
    """The places in words: "trang 3", "bảng 1, hàng 2", "chú thích 4"."""
    boxes: Sequence[float] = ()
    """Four numbers for each run (see Box) in files with pages, else empty; a run that is not printed has zeros."""

    def name(self, offset: int) -> str | None:
        """Return the place of one character, or None before the first run."""
        run = bisect_right(self.starts, offset) - 1
        return self.names[self.labels[run]] if run >= 0 else None

    def framed(self, start: int, end: int) -> list[tuple[str, Box]]:
        """Return the place and box of each run with a character in [start, end); empty if the file has no pages."""
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
    """The text of one document, from a file or from a file inside another."""

    path: str
    """The path as given; a file inside another is `outer.zip!inner.docx`."""
    media: str
    """The media type determined from the content: application/pdf."""
    text: str
    sha256: str
    """The SHA-256 of the bytes of the file, or of the file inside it."""
    places: Places | None = None
    """None for plain text, where the offset is the place."""
    raw: Sequence[int] | None = None
    """For text with markup: the offset in the file, in code points, of each character and of the end."""
    notes: tuple[str, ...] = ()
    """What was left out or read with doubt, one line each: page headers, pages without text, a doubtful encoding."""


class Repair(Value):
    """A corrected misprint or scanning error, with the proof."""

    printed: str
    read_as: str
    proof: str


class Also(Value):
    """A link between two other documents that a text states ("X được sửa đổi bởi Y")."""

    source: str
    """The number of the acting document."""
    relation: Relation
    target: str
    """The number of the document acted on."""
    source_id: str | None = None
    target_id: str | None = None


class State(StrEnum):
    """The state of a document on a day: whether it can be relied on."""

    NOT_YET = "NOT_YET"
    """chưa có hiệu lực: not yet in force, or not yet issued."""
    IN_FORCE = "IN_FORCE"
    """còn hiệu lực."""
    AMENDED = "AMENDED"
    """đã được sửa đổi: in force, as amended by another act."""
    SUSPENDED = "SUSPENDED"
    """tạm ngưng hiệu lực."""
    PERIOD_OVER = "PERIOD_OVER"
    """hết thời kỳ: its period is over, and nobody has stated that it ended."""
    ENDED = "ENDED"
    """hết hiệu lực."""
    UNKNOWN = "UNKNOWN"
    """chưa biết: nothing is known."""

    @property
    def words(self) -> str:
        """The state in Vietnamese."""
        return say("vi", f"state.{self.value}")


GONE = (State.ENDED, State.PERIOD_OVER)
"""The states in which a document can no longer be a basis."""
REPEALED = f"link:{Relation.REPEALS.value}"
"""The rule of an end that nothing followed."""


class Turn(Value):
    """A change of a document's state: the day, the new state, the cause and the proof."""

    on: str
    """The first day of the state, yyyy-mm-dd; 0001-01-01 for a state without a beginning."""
    state: State
    by: str | None = None
    """The act that changed it, as people write it."""
    by_id: str | None = None
    """The id of that act."""
    rule: str = ""
    """The source: an extraction rule, `register`, `link`, or the article of a law."""
    sentence: str = ""
    file: str = ""
    start: int = 0


class Effect(Value):
    """A statement about the dates of force of a document, by a text, the register or the law."""

    what: Literal["begins", "ends", "suspended", "period"]
    on: datetime.date | None = None
    """The first day in force (`begins`), without force (`ends`), of the suspension or of the period; None if not stated."""
    to: datetime.date | None = None
    """The last day of a suspension or period."""
    words: str = ""
    """The words that state the day, or why it is not known."""
    by: str | None = None
    """The number of the act that ends it, if stated."""
    part: str | None = None
    """The part of the document concerned; None for the whole document."""
    told_by: Literal["text", "citing text", "editor", "register", "law"]
    """The source: the document's own text, another text that cites it, an editor's note in such a text, the register, or a default of the law."""
    rule: str
    """The id of the rule that read it."""
    file: str = ""
    """The path of the text that contains it; empty for the register and the law."""
    start: int = 0
    end: int = 0
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PartText:
    """A part of a document whose text was read: its path, its span in the file, and its words."""

    path: str
    start: int
    """The first code point in the file."""
    end: int
    """One past the last code point, including inner parts."""
    words: str


Done = Literal["amends", "adds", "repeals", "replaces", "replaces words", "adds words", "removes words"]
"""What is done to a part: it is amended, added, repealed or replaced, or its words are changed."""


class PartChange(Value):
    """A change that one act makes to a part of another, as stated by a text."""

    done: Done
    part: str
    """The path of the changed part; empty for words of the whole act."""
    source: str = "self"
    """`self`, or the number of the changing act."""
    target: str
    """The number of the changed act."""
    source_id: str | None = None
    target_id: str | None = None
    by_part: str | None = None
    """The path of the part of the acting document that makes the change."""
    wording: str | None = None
    """The new wording, or the new words."""
    old: str | None = None
    """The words that are replaced or removed; for added words, those that they follow."""
    start: int
    """The first code point of the instruction or note in the text."""
    end: int
    """One past its last code point, including the new wording."""
    sentence: str = ""
    """The instruction or note, with white space collapsed."""


class Mention(Value):
    """A citation: the words of a text about another document, and the document identified."""

    file: str
    """The path of the text, as given."""
    start: int
    """The first code point of the span in the text."""
    end: int
    """One past the last code point."""
    text: str
    kind: Literal["number", "alias", "title", "name"]
    type: str | None = None
    """The abbreviation of the document type (QĐ, NQ, KH, CV, L …)."""
    key: str | None = None
    """Number and symbol as they should read (58/QĐ-UBQGCĐS); for a law without a known number, its name."""
    printed_key: str | None = None
    """Number and symbol as printed, if different from `key`."""
    number: str | None = None
    symbol: str | None = None
    name: str | None = None
    """The name of a law, code or scheme cited by name."""
    date: datetime.date | None = None
    year: int | None = None
    scope: str | None = None
    """Where the number is unique: vn, thanh-hoa, thanh-hoa/muong-lat."""
    issuer: str | None = None
    """The issuer as named in the text."""
    provision: str | None = None
    """The cited part: khoản 2 Điều 5."""
    parts: tuple[str, ...] = ()
    """The paths of the cited part or parts: dieu-5/khoan-2."""
    title: str | None = None
    """The title phrase beside the number."""
    relation: Relation = Relation.REFERS_TO
    source: str = "self"
    """`self`, or the key of the other cited document whose title contains the mention."""
    source_id: str | None = None
    """The document from which the link starts; None until resolved."""
    also: tuple[Also, ...] = ()
    target_id: str | None = None
    """The document meant; None if unresolved."""
    candidates: tuple[str, ...] = ()
    """The ids of the possible documents, if several remain."""
    contradicts: tuple[str, ...] = ()
    """The properties that cannot be true of its document: date, year, type, symbol, issuer, place, time, term, title."""
    reason: str | None = None
    """How the document was identified, or why it was not."""
    status: Literal["resolved", "open", "ambiguous", "unresolved"] = "unresolved"
    """resolved: one document; open: one document with an unknown year; ambiguous: several candidates; unresolved."""
    confidence: float = 1.0
    rule: str = ""
    """The id of the number form, alias or name row that found it."""
    cue: str | None = None
    """The words that determined the relation."""
    repairs: tuple[Repair, ...] = ()
    days: tuple[Effect, ...] = ()
    """What the sentence states about the cited document's dates of force."""
    changes: tuple[PartChange, ...] = ()
    """What the text does to parts of the cited document, or says that the cited document did to parts of another."""
    sentence: str = ""
    """The sentence around the span, with white space collapsed."""
    place: str | None = None
    """Its place in a file of pages, paragraphs or cells: "trang 3"; None for plain text."""
    standing: Standing = "body"
    """Its position in the structure of the text."""


class Document(Value):
    """A real document, in the corpus or only cited."""

    id: str
    """Readable, stable ASCII: vn/2022/06-qd-ttg, or thanh-hoa/-/24-kh-ubnd if the year is not known."""
    key: str | None = None
    """The number as people write it: 06/QĐ-TTg; for a law without a number, its name; None for a draft."""
    type: str | None = None
    number: str | None = None
    symbol: str | None = None
    date: datetime.date | None = None
    year: int | None = None
    month: str | None = None
    """yyyy-mm, for a draft with only a month."""
    place: str | None = None
    """The place of issue beside the date."""
    issuer: str | None = None
    level: Literal["central", "ministry", "province", "department", "district", "commune"] | None = None
    scope: str = "vn"
    title: str | None = None
    signer: str | None = None
    paper: Paper | None = None
    """The kind of paper of its text; None if not known, and for documents that are only cited."""
    aliases: tuple[str, ...] = ()
    in_corpus: bool = False
    path: str | None = None
    sha256: str | None = None
    url: str | None = None
    """Where it is published, from a side file."""
    draft_of: str | None = None
    """The id of the document issued from this draft."""
    copies: tuple[str, ...] = ()
    """The paths of other files with the same text."""
    in_force: datetime.date | None = None
    """The first day in force."""
    ended: datetime.date | None = None
    """The first day without force, by its own text or the register; the acts of others are in `history`."""
    period_from: datetime.date | None = None
    """The first day of the period in its title."""
    period_to: datetime.date | None = None
    """The last day of that period."""
    replaced_by: str | None = None
    """The id of the document that replaced it, from the register."""
    days: tuple[Effect, ...] = ()
    """All statements about its dates of force, each with its proof; the fields above are derived from them."""
    parts: tuple[PartText, ...] = ()
    """The parts that others cite or change, if its text was read, each with all of its words."""
    history: tuple[Turn, ...] = ()
    """Its states in order, as computed by `graph.validity`."""

    def state(self, day: datetime.date | str) -> Turn:
        """Return the state on a day; unknown if no history was computed."""
        on = str(day)
        return next((turn for turn in reversed(self.history) if turn.on <= on), UNKNOWN)


UNKNOWN = Turn(on="0001-01-01", state=State.UNKNOWN)
"""The state of a document about which nothing is known."""
LOADING = UNKNOWN.model_copy(update={"rule": "loading"})
"""The state of a document whose states have not been worked out: a load is running, or was interrupted."""


class Evidence(Value):
    """A sentence that proves a link."""

    file: str
    start: int
    end: int
    text: str
    sentence: str
    place: str | None = None
    """As in Mention."""


class Link(Value):
    """A relation: one document acts on another, as stated by one text."""

    source: str
    """The id of a document."""
    relation: Relation
    target: str
    """The id of a document."""
    stated_by: str
    """The id of the document whose text contains the evidence: `source` itself, or a third document for a chain in a title."""
    confidence: float = 1.0
    mentions: int = 1
    """The number of supporting mentions."""
    first_start: int = 0
    evidence: tuple[Evidence, ...] = ()
    provision: str | None = None
    parts: tuple[str, ...] = ()
    """The paths of all parts of the target cited by its mentions: dieu-5/khoan-2."""
    since: datetime.date | None = None
    """The day from which it applies, if the text states one ("hết hiệu lực kể từ ngày …")."""
    as_amender: bool = False
    """Whether a basis is named only because it amended another basis, in which its changes live on."""
    carries: How | None = None
    """The evidence that the source implements the target; None if it does not."""
    partly: bool = False
    """Whether it implements only a part."""


class Subgraph(Value):
    """A part of the graph that can be drawn or exported."""

    documents: tuple[Document, ...]
    links: tuple[Link, ...]
    roots: tuple[str, ...] = ()
    """The ids of the requested documents."""
    left_out: int = 0
    """The number of documents left out by a limit."""
