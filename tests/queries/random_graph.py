"""Small dense graphs with all that answers go wrong on: cycles, many links, drafts, the press, ended acts, links stated by others."""

import datetime
from random import Random
from typing import get_args

from cancu.graph.build import Graph, Issuer, Place, build
from cancu.models import Also, Document, Done, Link, Mention, PartChange, PartText, Relation, Repair

SCOPES = ("vn", "vn", "thanh-hoa", "thanh-hoa/muong-lat", "quang-ngai", "kon-tum", "bac-giang", "bac-ninh", "-")
TYPES = ("QĐ", "KH", "NQ", "CT", "CV", None)
LEVELS = ("central", "ministry", "province", "department", "district", "commune", None)
PAPERS = (None, None, None, "plan", "act", "letter", "draft", "press", "form", "consolidated")
FIXED = {0: "draft", 1: "press", 2: None}
"""What the first documents are in every graph."""
TITLES = ("Kế hoạch thư viện số", "Về việc ban hành Kế hoạch thư viện số", "Thư viện số", "Giảm nghèo", None)
HOWS = (None, None, "states it", "title", "basis and title", "basis")
FIRST = datetime.date(2020, 1, 1)
PLACES = [Place(id=name, name=name.title()) for name in ("thanh-hoa", "quang-ngai", "kon-tum", "bac-giang", "bac-ninh")]
ISSUERS = [
    Issuer(id="vn/ttg", name="Thủ tướng Chính phủ", abbreviation="TTg", level="central"),
    *(
        Issuer(id=f"{p.id}/ubnd", name=f"UBND {p.name}", abbreviation="UBND", level="province", place=p.id)
        for p in PLACES
    ),
]


def random_graph(seed: int, size: int = 26, links: float = 6.0) -> Graph:
    """A graph of `size` documents with about `links` mentions in each text; the same for the same seed.

    What carries what out is drawn by lot for each link, so that the answers of queries are tested apart from the judgement.
    """
    chance = Random(seed)
    documents = [_document(at, chance) for at in range(size)]
    mentions = [m for one in documents if one.in_corpus for m in _mentions(one, documents, links, chance)]
    documents, mentions = _with_parts(documents, mentions, Random(seed + 1000))
    graph = build(documents, mentions, ISSUERS, PLACES)
    return graph.model_copy(update={"links": tuple(_judged(link, chance) for link in graph.links)})


PARTS = ("dieu-1", "dieu-1/khoan-2", "dieu-1/khoan-2/diem-a", "dieu-2", "dieu-11")


def _with_parts(
    documents: list[Document], mentions: list[Mention], chance: Random
) -> tuple[list[Document], list[Mention]]:
    """The same, with parts that are cited and changed, and the words of some parts."""
    known = [
        d.model_copy(
            update={"parts": tuple(PartText(p, 3, 9, f"{p} của {d.id}") for p in PARTS if chance.random() < 0.5)}
        )
        if d.in_corpus
        else d
        for d in documents
    ]
    said = []
    for m in mentions:
        changes = tuple(
            PartChange(
                done=chance.choice(get_args(Done)),
                part=chance.choice((*PARTS, "")),
                source="self",
                target="x",
                source_id=chance.choice((m.source_id, chance.choice(documents).id)),
                target_id=chance.choice(documents[:4]).id,
                by_part=chance.choice(("dieu-1", None)),
                wording=chance.choice((f"lời mới {m.start}", None)),
                old=chance.choice(("cũ", None, None)),
                start=m.start,
                end=m.end,
                sentence=f"{m.sentence} Sửa đổi.",
            )
            for _ in range(chance.choice((0, 0, 1, 2)))
        )
        parts = tuple(p for p in PARTS if chance.random() < 0.2)
        said.append(m.model_copy(update={"parts": parts, "changes": changes}))
    return known, said


def _judged(link: Link, chance: Random) -> Link:
    how = chance.choice(HOWS) if link.relation.value in ("IMPLEMENTS", "BASED_ON", "GUIDES", "REFERS_TO") else None
    return link.model_copy(update={"carries": how, "partly": how is not None and chance.random() < 0.3})


def _document(at: int, chance: Random) -> Document:
    scope, kind = chance.choice(SCOPES), chance.choice(TYPES)
    day = FIRST + datetime.timedelta(days=chance.randrange(2000)) if chance.random() < 0.85 else None
    year = day.year if day else (2021 if chance.random() < 0.5 else None)
    number, in_corpus = chance.randrange(1, 9), at < len(FIXED) or chance.random() < 0.75
    body = "TTg" if scope == "vn" else "UBND"
    key = f"{number}/{kind}-{body}" if kind and chance.random() < 0.9 else None
    return Document(
        id=f"{scope}/{year or '-'}/{at:02d}",
        key=key,
        type=kind,
        number=str(number),
        symbol=f"{kind}-{body}" if key else None,
        date=day,
        year=year,
        month=None if day else chance.choice(("2021-05", None)),
        issuer=chance.choice(("Một cơ quan", None)),
        level=chance.choice(LEVELS),  # type: ignore[arg-type]
        scope=scope,
        title=chance.choice(TITLES),
        signer=chance.choice(("Trần Văn A", None)),
        aliases=("Đề án 06",) if at == 0 else (),
        in_corpus=in_corpus,
        path=f"{at:02d}.txt" if in_corpus else None,
        sha256=f"{chance.randrange(20):064x}" if in_corpus else None,
        paper=FIXED.get(at, chance.choice(PAPERS)) if in_corpus else None,  # type: ignore[arg-type]
        ended=FIRST + datetime.timedelta(days=chance.randrange(2500)) if chance.random() < 0.3 else None,
    )


def _mentions(text: Document, documents: list[Document], mean: float, chance: Random) -> list[Mention]:
    found = []
    for number in range(round(chance.uniform(0, 2 * mean))):
        target, other = chance.choice(documents), chance.choice(documents)
        lost = chance.random() < 0.1
        chained = chance.random() < 0.2
        printed = f"văn bản {target.id}"
        status = chance.choice(("ambiguous", "unresolved")) if lost else chance.choice(("resolved", "open"))
        found.append(
            Mention(
                file=str(text.path),
                start=10 * number,
                end=10 * number + len(printed),
                text=printed,
                kind="number",
                date=chance.choice((target.date, FIRST, None)),
                title=chance.choice((target.title, "giảm nghèo bền vững", None)),
                provision=chance.choice(("Điều 1", None)),
                relation=chance.choices(list(Relation), weights=(1, 1, 2, 2, 5, 6, 3))[0],
                source=other.id if chained else "self",
                source_id=other.id if chained else text.id,
                also=(Also(source=other.id, relation=Relation.AMENDS, target=target.id),)
                if chance.random() < 0.1
                else (),
                target_id=None if lost else target.id,
                candidates=(target.id, other.id) if status == "ambiguous" else (),
                contradicts=(() if lost else ("date",)) if number % 7 == 3 else ("time",) if number % 7 == 5 else (),
                reason="by lot",
                status=status,  # type: ignore[arg-type]
                confidence=chance.choice((1.0, 0.7)),
                rule="generated",
                cue=chance.choice(("căn cứ", None)),
                repairs=(Repair(printed="O", read_as="0", proof="by lot"),) if chance.random() < 0.1 else (),
                sentence=f"Câu {number} của {text.id} nêu {printed}.",
            )
        )
    return found
