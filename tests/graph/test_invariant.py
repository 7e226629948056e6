"""No resolved mention contradicts its document, in generated papers and in every text at hand."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cancu.corpus import read_corpus
from cancu.knowledge.base import built_in
from tests.graph.papers import contradicted, plan, read

SHARED = Path(__file__).parents[3] / "shared"
LAWS = [row for row in built_in().laws if row.date]
DECREES = [row for row in built_in().documents if row.date and row.scope == "vn"]
DAYS = st.dates(datetime.date(1985, 1, 1), datetime.date(2026, 6, 30))


def moved(day: datetime.date, by: tuple[int, int, int]) -> datetime.date:
    """A day with its year, month and day moved, inside the calendar."""
    year, month = day.year + by[0], (day.month - 1 + by[1]) % 12 + 1
    return datetime.date(year, month, min(max(1, day.day + by[2]), 28))


SHIFT = st.sampled_from([(0, 0, 0), (0, 0, 0), (1, 0, 0), (-1, 0, 0), (10, 0, 0), (0, 1, 0), (0, 0, 1), (-3, 2, 1)])


@st.composite
def citations(draw: st.DrawFn) -> str:
    """A citation of a law or decree, by name or number, with a date that is right, a slip or of another act."""
    row = draw(st.sampled_from(LAWS if draw(st.booleans()) else DECREES))
    assert row.date
    day = moved(row.date, draw(SHIFT))
    if hasattr(row, "name"):
        number = row.key or ""
        if number and draw(st.booleans()):
            number = draw(st.sampled_from([number, number.replace("QH1", "QH2"), f"1{number}", number[1:] or number]))
            return f"{row.name} số {number} ngày {day.day} tháng {day.month} năm {day.year}"
        dated = draw(st.sampled_from([f" ngày {day.day} tháng {day.month} năm {day.year}", f" năm {day.year}", ""]))
        return f"{row.name}{dated}"
    issuer = draw(st.sampled_from(["", " của Chính phủ", " của Thủ tướng Chính phủ", f" của {row.issuer}"]))
    dated = draw(st.sampled_from([f" ngày {day:%d/%m/%Y}", f" năm {day.year}", ""]))
    return f"Văn bản số {row.key}{dated}{issuer}"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(DAYS, st.lists(citations(), min_size=1, max_size=5)), min_size=1, max_size=3))
def test_nothing_resolved_is_contradicted(papers: list[tuple[datetime.date, list[str]]]) -> None:
    texts = [
        plan("Căn cứ " + ";\nCăn cứ ".join(said) + ";", on=f"{day:%d/%m/%Y}", number=f"{n}/KH-UBND", title=f"Việc {n}")
        for n, (day, said) in enumerate(papers, 1)
    ]
    found = read(*texts)
    assert contradicted(found.documents, found.mentions) == []
    for m in found.mentions:
        assert m.status == "resolved" or m.reason
        assert not m.contradicts or m.status != "resolved"


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([row for row in LAWS if "/" not in row.name]), SHIFT, st.integers(0, 20))
def test_a_printed_day_is_kept_or_told_as_a_slip(row, by, years) -> None:
    day = moved(row.date, by)
    text = f"Căn cứ {row.name} ngày {day.day} tháng {day.month} năm {day.year};"
    found = read(plan(text, on=f"01/12/{min(2035, row.date.year + years)}"))
    documents = {d.id: d for d in found.documents}
    for m in found.mentions[:1]:
        document = documents.get(m.target_id or "")
        if m.status == "resolved" and document and document.date and document.date != day:
            assert [r.printed for r in m.repairs] == [f"{day:%d/%m/%Y}"]


def folders() -> Iterator[Path]:
    yield from (SHARED / name for name in ("corpus", "gold/dev", "gold/more", "corpus-large"))


@pytest.mark.slow
@pytest.mark.parametrize("folder", folders(), ids=lambda path: path.name)
def test_nothing_resolved_is_contradicted_in_the_texts_at_hand(folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip(f"{folder.name} is not beside the project")
    resolved = read_corpus([str(path) for path in sorted(folder.glob("*.txt"))]).resolved
    assert contradicted(resolved.documents, resolved.mentions) == []
