"""A corpus of three texts around one decision, small enough to know every row."""

from typing import Any

from cancu.graph.build import Graph, Issuer, Place, build
from cancu.models import Also, Document, Mention, Relation, Repair

DECISION = "vn/2022/06-qd-ttg"
LAW = "vn/2005/51-2005-qh11"
NEW_LAW = "vn/2023/20-2023-qh15"
PLAN = "thanh-hoa/2023/24-kh-ubnd"
LETTER = "thanh-hoa/2023/310-stttt-cds"
NOTICE = "thanh-hoa/-/12-tb-ubnd"
PROVINCE = "Ủy ban nhân dân tỉnh Thanh Hóa"

PLACES = (Place(id="thanh-hoa", name="Thanh Hóa", kind="province"),)
ISSUERS = (
    Issuer(id="thanh-hoa/ubnd", name=PROVINCE, abbreviation="UBND", level="province", place="thanh-hoa"),
    Issuer(id="btttt", name="Bộ Thông tin và Truyền thông", valid_to="2025-02-28", successor="bkhcn"),
    Issuer(id="bkhcn", name="Bộ Khoa học và Công nghệ", valid_from="2025-03-01"),
)


def document(document_id: str, **fields: Any) -> Document:
    """A document whose key and year stand in its id."""
    scope, year, slug = document_id.rsplit("/", 2)
    known = {"key": slug.upper(), "year": int(year) if year.isdecimal() else None, "scope": scope}
    return Document(id=document_id, **(known | fields))


def text(document_id: str, **fields: Any) -> Document:
    """A document of the corpus."""
    path = document_id.replace("/", "-") + ".txt"
    return document(document_id, in_corpus=True, path=path, sha256="0" * 64, **fields)


def mention(stating: Document, start: int, target: str | None, relation: Relation, **fields: Any) -> Mention:
    """A mention in the text of `stating`."""
    printed = fields.pop("text", target or "văn bản số 99")
    known = {"source_id": stating.id, "sentence": f"Câu có {printed}.", "rule": "administrative"}
    known["standing"] = "title" if relation is Relation.IMPLEMENTS else "opening"
    status = "resolved" if target else "unresolved"
    return Mention(
        file=str(stating.path),
        start=start,
        end=start + len(printed),
        text=printed,
        kind="number",
        relation=relation,
        target_id=target,
        **({"status": status} | known | fields),
    )


def small_documents() -> list[Document]:
    """Three texts, and three documents that are only cited."""
    return [
        document(DECISION, key="06/QĐ-TTg", type="QĐ", date="2022-01-06", aliases=("Đề án 06",), level="central"),
        document(LAW, key="51/2005/QH11", type="L", ended="2024-07-01", replaced_by=NEW_LAW),
        document(NEW_LAW, key="20/2023/QH15", type="L", in_force="2024-07-01"),
        text(
            PLAN,
            key="24/KH-UBND",
            symbol="KH-UBND",
            type="KH",
            issuer=PROVINCE,
            title="Triển khai Đề án 06",
            level="province",
        ),
        text(LETTER, key="310/STTTT-CĐS", type="CV", level="department"),
        text(NOTICE, key="12/TB-UBND", type="TB"),
    ]


def small_mentions() -> list[Mention]:
    """What the three texts say, with a chain, a repair, an ambiguous and an unresolved mention."""
    _, _, _, plan, letter, notice = small_documents()
    return [
        mention(plan, 40, DECISION, Relation.IMPLEMENTS, cue="triển khai"),
        mention(plan, 10, LAW, Relation.BASED_ON, also=(Also(source=NEW_LAW, relation=Relation.REPLACES, target=LAW),)),
        mention(plan, 90, DECISION, Relation.IMPLEMENTS, confidence=0.8, provision="mục 2"),
        mention(letter, 5, PLAN, Relation.REFERS_TO, printed_key="24/KH-UBNĐ",
                repairs=(Repair(printed="UBNĐ", read_as="UBND", proof="known symbol"),)),
        mention(letter, 30, DECISION, Relation.IMPLEMENTS, source="24/KH-UBND", source_id=PLAN),
        mention(letter, 60, None, Relation.REFERS_TO, status="ambiguous", candidates=("a/2020/1-x", "b/2020/1-x")),
        mention(notice, 7, PLAN, Relation.AMENDS),
        mention(notice, 50, None, Relation.REFERS_TO),
    ]  # fmt: skip


def small_graph() -> Graph:
    """The rows of the three texts."""
    return build(small_documents(), small_mentions(), ISSUERS, PLACES)
