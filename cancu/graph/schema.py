"""Declare the node and relationship types once; constraints, statements, headers and the schema page are generated from them."""

from typing import Literal

from cancu.models import Relation, Value

PropertyType = Literal["string", "int", "float", "boolean", "string[]"]


class Property(Value):
    """A property of a node or relationship type; dates are ISO strings, which sort and compare as text."""

    name: str
    type: PropertyType
    about: str


class NodeType(Value):
    """A node label with its unique key `id`."""

    label: str
    about: str
    properties: tuple[Property, ...]
    indexes: tuple[str, ...] = ()
    """Properties by which queries look nodes up."""
    full_text: tuple[str, ...] = ()
    """Properties that Neo4j searches as text, ignoring diacritics."""


class RelationshipType(Value):
    """A relationship type with the labels of its ends."""

    name: str
    about: str
    ends: tuple[tuple[str, str], ...]
    properties: tuple[Property, ...] = ()
    indexes: tuple[str, ...] = ()


def _properties(*rows: tuple[str, PropertyType, str]) -> tuple[Property, ...]:
    return tuple(Property(name=name, type=kind, about=about) for name, kind, about in rows)


DOCUMENT = NodeType(
    label="Document",
    about="A real document, in the corpus or only cited.",
    properties=_properties(
        ("id", "string", "Stable ASCII identity: vn/2022/06-qd-ttg; a dash where the year is not known."),
        ("key", "string", "The number as people write it: 06/QĐ-TTg; a law without a number: its name."),
        ("type", "string", "Abbreviation of the document type: QĐ, NQ, KH, CV, L."),
        ("number", "string", "The running number, as printed."),
        ("symbol", "string", "What follows the number: QĐ-TTg."),
        ("year", "int", "Year of issue, where known."),
        ("date", "string", "Date of issue, yyyy-mm-dd."),
        ("month", "string", "Month of issue, yyyy-mm, of a draft that names no day."),
        ("place", "string", "Place of issue as printed beside the date."),
        ("title", "string", "What the document is about."),
        ("level", "string", "central, ministry, province, department, district or commune."),
        ("scope", "string", "Where the number is unique: vn, thanh-hoa, thanh-hoa/muong-lat."),
        ("issuer", "string", "Name of the issuing body."),
        ("signer", "string", "Who signed."),
        ("aliases", "string[]", "Other names: Đề án 06."),
        ("in_corpus", "boolean", "Whether its text was read; false: only cited."),
        ("path", "string", "Path of its text."),
        ("sha256", "string", "SHA-256 of the file that was read."),
        ("url", "string", "Where it is published, as a side file says."),
        ("draft_of", "string", "Id of the document that was issued from this draft."),
        ("copies", "string[]", "Paths of other files that hold the same text."),
        ("paper", "string", "act, plan, letter, party, draft, consolidated, form or press; absent where not known."),
        (
            "in_force",
            "string",
            "First day in force, yyyy-mm-dd: as its own text tells it, else the register, else other texts.",
        ),
        (
            "ended",
            "string",
            "First day without force that its own text or the register tells; what others did is in the states.",
        ),
        ("period_from", "string", "First day of the period in its title."),
        ("period_to", "string", "Last day of the period in its title."),
        ("replaced_by", "string", "Id of the document that took its place, where the register knows it."),
        ("days", "string[]", "Everything that tells of its days of force, each with its proof, as JSON."),
        ("part_path", "string[]", "The parts that others cite or change, where its text was read: dieu-5/khoan-2."),
        ("part_start", "string[]", "First code point of each in the text."),
        ("part_end", "string[]", "One past its last."),
        ("part_words", "string[]", "Its words."),
        (
            "state_from",
            "string[]",
            "Days on which its state changes, in order; the state on a day is the last that began.",
        ),
        (
            "state",
            "string[]",
            "What the state is from each of these days: NOT_YET, IN_FORCE, AMENDED, SUSPENDED, PERIOD_OVER, ENDED or UNKNOWN.",
        ),
        ("state_by", "string[]", "The act that changed it, each time; a dash where none did."),
        ("state_by_id", "string[]", "Id of that act."),
        (
            "state_rule",
            "string[]",
            "What determines it: a rule of reading, the register, the kind of link, or `loading`: not worked out yet.",
        ),
        ("state_sentence", "string[]", "The sentence that proves it."),
        ("state_file", "string[]", "Path of the text in which that stands."),
        ("state_start", "string[]", "First code point of it there."),
        (
            "loading",
            "boolean",
            "Its states have not been worked out: a load is running, or was interrupted; otherwise absent.",
        ),
        ("issues", "string", "Type of what a decision or resolution issues or approves by its title: KH, CTr, ĐA."),
        ("caption", "string", "What a drawing writes on it: `key`, else the beginning of `title`, else `id`."),
        ("folded_key", "string", "`key` in lower case without diacritics."),
        ("folded_title", "string", "`title` in lower case without diacritics."),
        ("folded_aliases", "string[]", "`aliases` in lower case without diacritics."),
        ("rows_sha256", "string", "SHA-256 of all that was loaded for it; equal means nothing to load."),
    ),
    indexes=("key", "number", "folded_key", "folded_title", "year", "scope", "type", "path"),
    full_text=("key", "title", "aliases"),
)

ISSUER = NodeType(
    label="Issuer",
    about="A body that issues documents, at one place.",
    properties=_properties(
        ("id", "string", "Stable ASCII identity."),
        ("name", "string", "Full name."),
        ("abbreviation", "string", "How symbols write it: TTg, UBND."),
        ("level", "string", "central, ministry, province, department, district or commune."),
        ("kind", "string", "State or Party body."),
        ("place", "string", "Id of the place it belongs to."),
        ("valid_from", "string", "First day of its existence, where known."),
        ("valid_to", "string", "Last day of its existence, where known."),
        ("successor", "string", "Id of the body that took over."),
    ),
    indexes=("abbreviation",),
)

PLACE = NodeType(
    label="Place",
    about="A province, district or commune that documents are issued in.",
    properties=_properties(
        ("id", "string", "The slug that scopes use: thanh-hoa."),
        ("name", "string", "Name with diacritics."),
        ("kind", "string", "province, city, district or commune."),
        ("valid_from", "string", "First day of its existence, where known."),
        ("valid_to", "string", "Last day of its existence, where known."),
        ("successor", "string", "Id of the place it was merged into."),
    ),
)

MENTION = NodeType(
    label="Mention",
    about="What one text says at one place about one other document; unresolved ones name none.",
    properties=_properties(
        ("id", "string", "Id of the stating document, `#`, and the span."),
        ("file", "string", "Path of the text."),
        ("start", "int", "First code point of the span."),
        ("end", "int", "One past the last code point."),
        ("text", "string", "The span as printed."),
        ("kind", "string", "number, alias, title or name."),
        ("type", "string", "Abbreviation of the document type."),
        ("key", "string", "Number and symbol as they should read."),
        ("printed_key", "string", "Number and symbol as printed, where that differs."),
        ("number", "string", "The number."),
        ("symbol", "string", "The symbol."),
        ("name", "string", "Name of a law or scheme cited by name."),
        ("date", "string", "Date beside the number, yyyy-mm-dd."),
        ("year", "int", "Year of the cited document, where the text gives it."),
        ("scope", "string", "Where the number is unique."),
        ("issuer", "string", "The issuer as the text names it."),
        ("provision", "string", "The part that is cited: khoản 2 Điều 5."),
        ("parts", "string[]", "The paths of that part, or of each of several: dieu-5/khoan-2."),
        ("title", "string", "The title phrase beside the number."),
        ("relation", "string", "Type of the link that it supports."),
        ("source", "string", "`self`, or the key of the cited document whose title it stands in."),
        ("source_id", "string", "Id of the document that the link starts from."),
        ("target_id", "string", "Id of the document that is meant, when resolved."),
        ("candidates", "string[]", "Ids that it may mean, when ambiguous."),
        ("contradicts", "string[]", "In what it cannot be true of its document: date, year, type, issuer, time …"),
        ("reason", "string", "How the identity was settled, or why it was not."),
        ("status", "string", "resolved, open (year not known), ambiguous or unresolved."),
        ("confidence", "float", "0 to 1."),
        ("rule", "string", "Id of the rule that found it."),
        ("cue", "string", "The words that decided the relation."),
        ("sentence", "string", "The sentence around the span."),
        ("place", "string", "Where it stands in a file of pages, paragraphs or cells: trang 3."),
        (
            "standing",
            "string",
            "Where it stands: letterhead, title, opening, bases, purpose, article (the first) or body.",
        ),
        ("also", "string[]", "Links between two other documents that it states, each as JSON."),
        ("days", "string[]", "What its sentence tells of the days of force of the cited document, each as JSON."),
        (
            "changes",
            "string[]",
            "What it tells to be done to parts of acts, each as a JSON list: what is done, the part, by which part, start and end of the instruction, its places in the next two, the old words; then what differs from the mention: source, target and their ids.",
        ),
        ("change_wordings", "string[]", "The new wordings that these changes bring, each once."),
        ("change_sentences", "string[]", "The instructions or notes that tell them, each once."),
        ("repaired", "boolean", "Whether a slip of printing was mended."),
        ("repair_printed", "string[]", "What was printed, repair by repair."),
        ("repair_read_as", "string[]", "What it was read as."),
        ("repair_proof", "string[]", "What proved it."),
    ),
    indexes=("status",),
)

PROVISION = NodeType(
    label="Provision",
    about="A part of a document that a text cites or changes.",
    properties=_properties(
        ("id", "string", "Id of the document, `#`, and the path."),
        ("document", "string", "Id of the document."),
        (
            "path",
            "string",
            "The part as a path, the outer one first: dieu-5/khoan-2/diem-a; absent for words of the whole act.",
        ),
        ("name", "string", "The part as texts name it: điểm a khoản 2 Điều 5."),
    ),
    indexes=("document",),
)

NODES = (DOCUMENT, ISSUER, PLACE, MENTION, PROVISION)

_LINK_PROPERTIES = _properties(
    ("stated_by", "string", "Id of the document whose text states the link."),
    ("confidence", "float", "Highest confidence of its mentions, 0 to 1."),
    ("mentions", "int", "How many mentions of that text support it."),
    ("first_start", "int", "Where in the text the first of them starts."),
    ("evidence", "string", "The sentence of the first mention."),
    ("file", "string", "Path of the text."),
    ("start", "int", "First code point of the first mention."),
    ("end", "int", "One past its last code point."),
    ("text", "string", "The first mention as printed."),
    ("place", "string", "Where it stands in a file of pages, paragraphs or cells: trang 3."),
    ("provision", "string", "The part of the target that is cited."),
    ("parts", "string[]", "The paths of all parts of the target that its mentions cite: dieu-5/khoan-2."),
    ("since", "string", "The day from which it holds, where the text prints one of its own."),
    ("as_amender", "boolean", "True where a basis is named only as an act that amended another basis."),
    (
        "carries",
        "string",
        "By what the source shows that it carries the target out: states it, title, basis and title, basis; absent where it does not.",
    ),
    ("partly", "boolean", "Whether it carries out only a part of it."),
    (
        "task",
        "boolean",
        "True where it carries the target out: `-[:IMPLEMENTS*1..6 {task: true}]->` follows no other link, which a condition on whole paths cannot.",
    ),
)

_LINK_ABOUT = {
    Relation.BASED_ON: "căn cứ: is issued on the authority of",
    Relation.IMPLEMENTS: "thực hiện, triển khai: carries out",
    Relation.GUIDES: "hướng dẫn, quy định chi tiết: details",
    Relation.AMENDS: "sửa đổi, bổ sung, đính chính, gia hạn: changes part of",
    Relation.REPLACES: "thay thế: takes the place of",
    Relation.REPEALS: "bãi bỏ: ends, with nothing in its place",
    Relation.REFERS_TO: "dẫn chiếu: only mentions",
}

LINKS = tuple(
    RelationshipType(
        name=relation.value,
        about=about,
        ends=(("Document", "Document"),),
        properties=_LINK_PROPERTIES,
        indexes=("stated_by",),
    )
    for relation, about in _LINK_ABOUT.items()
)
"""One relationship for each source, type, target and stating document."""

STATED_IN = RelationshipType(name="STATED_IN", about="stands in the text of", ends=(("Mention", "Document"),))
NAMES = RelationshipType(name="NAMES", about="means", ends=(("Mention", "Document"),))
ISSUED_BY = RelationshipType(name="ISSUED_BY", about="was issued by", ends=(("Document", "Issuer"),))
OF_PLACE = RelationshipType(name="OF_PLACE", about="belongs to", ends=(("Issuer", "Place"),))
SUCCEEDED_BY = RelationshipType(
    name="SUCCEEDED_BY",
    about="was followed by",
    ends=(("Issuer", "Issuer"), ("Place", "Place")),
    properties=_properties(("on", "string", "First day of the successor, yyyy-mm-dd.")),
)

PART_OF = RelationshipType(name="PART_OF", about="is a part of", ends=(("Provision", "Document"),))
_PROOF: tuple[tuple[str, PropertyType, str], ...] = (
    ("stated_by", "string", "Id of the document whose text states it."),
    ("mention", "string", "Id of the mention that tells it, which has the file and the words."),
    ("start", "int", "First code point in the file."),
)
CITES_PART = RelationshipType(
    name="CITES_PART",
    about="cites the part",
    ends=(("Document", "Provision"),),
    properties=_properties(
        ("relation", "string", "Type of the link that the citation supports."),
        *_PROOF,
    ),
    indexes=("stated_by",),
)
CHANGES_PART = RelationshipType(
    name="CHANGES_PART",
    about="changes the part",
    ends=(("Document", "Provision"),),
    properties=_properties(
        (
            "done",
            "string",
            "What is done: amends, adds, repeals, replaces, replaces words, adds words or removes words.",
        ),
        ("by_part", "string", "The path of the part of the acting document that does it."),
        ("since", "string", "The day from which it holds, where the text tells one for that part."),
        ("wording_at", "int", "Which of the mention's `change_wordings` is the new wording, or the new words; from 0."),
        ("sentence_at", "int", "Which of its `change_sentences` is the instruction or note; from 0."),
        ("old", "string", "The words that are replaced or taken out, or behind which the new ones stand."),
        *_PROOF,
    ),
    indexes=("stated_by",),
)
OF_PARTS = (CITES_PART, CHANGES_PART)
"""Statements of one text about parts; one relationship for each place that states something different."""

RELATIONSHIPS = (*LINKS, *OF_PARTS, PART_OF, STATED_IN, NAMES, ISSUED_BY, OF_PLACE, SUCCEEDED_BY)
