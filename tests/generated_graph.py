"""A graph of any size with what real corpora have: hubs, cycles, chains, unknown years, mergers, Vietnamese names."""

import datetime
from collections.abc import Iterator
from random import Random

from cancu.graph.build import Graph, Issuer, Place, build
from cancu.knowledge.base import built_in
from cancu.knowledge.fold import slug
from cancu.models import Also, Document, Mention, Relation, Repair

TYPES = {"QĐ": "Quyết định", "KH": "Kế hoạch", "NQ": "Nghị quyết", "CT": "Chỉ thị", "TB": "Thông báo", "BC": "Báo cáo"}
SUBJECTS = ("chuyển đổi số", "cải cách hành chính", "dữ liệu dân cư", "bảo vệ môi trường", "phòng cháy, chữa cháy",
            "giảm nghèo bền vững", "an toàn giao thông", "nông thôn mới")  # fmt: skip
LEVELS = {"TTg": "central", "BTTTT": "ministry", "UBND": "province", "STTTT": "department"}
FIRST_DAY = datetime.date(2005, 1, 3)
DAYS = 7800
CITED_ONLY = 0.3
"""Share of the documents whose text is not there."""
UNKNOWN_YEAR = 0.05
BACKWARDS = 0.02
"""Share of the mentions that name a later document, and so may close a cycle."""
HUBS = 40


def generated_graph(size: int, mentions: float = 5.0, seed: int = 6) -> Graph:
    """A graph of `size` documents, with about `mentions` mentions in each text; the same for the same arguments."""
    chance = Random(seed)
    provinces = _provinces()
    documents = _documents(size, chance, provinces)
    said = [one for at in range(size) if documents[at].in_corpus for one in _mentions(at, documents, mentions, chance)]
    return build(documents, said, _issuers(provinces), provinces)


def generated_documents(size: int, seed: int = 6) -> list[Document]:
    """Only the documents, in the order of their dates."""
    return _documents(size, Random(seed), _provinces())


def generated_bodies() -> tuple[list[Issuer], list[Place]]:
    """Only who issues documents, and where."""
    provinces = _provinces()
    return sorted(_issuers(provinces), key=lambda one: one.id), sorted(provinces, key=lambda one: one.id)


def _provinces() -> list[Place]:
    return [Place(id=row.id, name=row.name, kind=row.kind, successor=row.successor) for row in built_in().places]


def _issuers(provinces: list[Place]) -> Iterator[Issuer]:
    yield Issuer(id="vn/ttg", name="Thủ tướng Chính phủ", abbreviation="TTg", level="central")
    yield Issuer(
        id="vn/btttt", name="Bộ Thông tin và Truyền thông", abbreviation="BTTTT", level="central",
        valid_to="2025-02-28", successor="vn/bkhcn",
    )  # fmt: skip
    yield Issuer(id="vn/bkhcn", name="Bộ Khoa học và Công nghệ", abbreviation="BKHCN", valid_from="2025-03-01")
    for place in provinces:
        yield Issuer(
            id=f"{place.id}/ubnd", name=f"Ủy ban nhân dân {place.name}", abbreviation="UBND", level="province",
            place=place.id,
        )  # fmt: skip


def _documents(size: int, chance: Random, provinces: list[Place]) -> list[Document]:
    """Documents in the order of their dates; the first ones are central, known and much cited."""
    return [_document(at, size, chance, provinces) for at in range(size)]


def _document(at: int, size: int, chance: Random, provinces: list[Place]) -> Document:
    kind = chance.choice(list(TYPES))
    place = chance.choice(provinces)
    body = "TTg" if at < HUBS else chance.choice(list(LEVELS))
    local = LEVELS[body] in ("province", "department")
    date = FIRST_DAY + datetime.timedelta(days=at * DAYS // size)
    known = at < HUBS or chance.random() >= UNKNOWN_YEAR
    key = f"{at + 1}/{kind}-{body}"
    scope = place.id if local else "vn"
    subject = chance.choice(SUBJECTS)
    in_corpus = known and chance.random() >= CITED_ONLY
    return Document(
        id=f"{scope}/{date.year if known else '-'}/{slug(key)}",
        key=key,
        type=kind,
        number=str(at + 1),
        symbol=f"{kind}-{body}",
        date=date if known else None,
        year=date.year if known else None,
        issuer=f"{body} {place.name}" if local else body,
        level=LEVELS[body],  # type: ignore[arg-type]
        scope=scope,
        title=f"{TYPES[kind]} về {subject} {'trên địa bàn ' + place.name if local else 'quốc gia'} năm {date.year}",
        aliases=(f"Đề án {at + 1:02d}",) if at < HUBS else (),
        in_corpus=in_corpus,
        path=f"{scope}/{at}.txt" if in_corpus else None,
        sha256=f"{at:064x}" if in_corpus else None,
        ended=date + datetime.timedelta(days=2000) if at < HUBS and at % 5 == 0 else None,
    )


def _mentions(at: int, documents: list[Document], mean: float, chance: Random) -> Iterator[Mention]:
    start = 0
    for number in range(round(chance.uniform(0, 2 * mean))):
        start += chance.randint(20, 300)
        target = documents[_target(at, len(documents), chance)]
        yield _mention(documents[at], target, documents[_target(at, len(documents), chance)], start, number, chance)


def _target(at: int, size: int, chance: Random) -> int:
    """Hubs and recent documents are cited most."""
    if chance.random() < BACKWARDS:
        return chance.randrange(size)
    if chance.random() < 0.4 or at == 0:
        return min(int(chance.expovariate(0.2)), HUBS - 1, size - 1)
    return max(0, at - 1 - int(chance.expovariate(0.01)))


def _mention(stating: Document, target: Document, other: Document, start: int, number: int, chance: Random) -> Mention:
    relation = chance.choices(list(Relation), weights=(1, 2, 4, 6, 30, 25, 20))[0]
    chain = number > 0 and chance.random() < 0.1
    lost = chance.random() < 0.05
    text = f"{target.type} số {target.key}"
    return Mention(
        file=str(stating.path),
        start=start,
        end=start + len(text),
        text=text,
        kind="number",
        type=target.type,
        key=target.key,
        date=target.date,
        relation=relation,
        source=str(other.key) if chain else "self",
        source_id=other.id if chain else stating.id,
        also=(Also(source=other.id, relation=Relation.AMENDS, target=target.id),) if chance.random() < 0.02 else (),
        target_id=None if lost else target.id,
        candidates=(target.id, other.id) if lost and chance.random() < 0.5 else (),
        status="unresolved" if lost else ("resolved" if target.year else "open"),
        confidence=chance.choice((1.0, 0.9, 0.7)),
        rule="generated",
        cue="căn cứ",
        repairs=(Repair(printed="O", read_as="0", proof="number and date"),) if chance.random() < 0.03 else (),
        sentence=f'Căn cứ {text} của {target.issuer} "về việc {other.title}";',
    )
