"""What titles are about, and every row of the table of their words in an example."""

import tomllib
from importlib.resources import files

import pytest

from cancu.knowledge.subjects import (
    applies,
    asks_about,
    in_committee_name,
    issued_type,
    likeness,
    names_team,
    provides_means,
    subject_of,
    syllables_of,
    without_committee,
)

TABLE = tomllib.loads((files("cancu.knowledge") / "data" / "subjects.toml").read_text(encoding="utf-8"))
HOLDS = {
    "programme": lambda text: subject_of(text).programme,
    "no_task": lambda text: subject_of(text).no_task,
    "committee": lambda text: in_committee_name(text) and without_committee(text) != text,
    "team": names_team,
    "asking": asks_about,
    "means": provides_means,
    "applying": applies,
    "weak": lambda text: likeness(subject_of(f"{text} {text} thư viện số"), syllables_of("thư viện số")).share == 1,
}
"""What the examples of each row show."""


@pytest.mark.parametrize("name", TABLE)
def test_the_examples_of_the_table(name: str) -> None:
    for example in TABLE[name]["examples"]:
        title, _, subject = example.partition(" => ")
        if subject:
            assert " ".join(subject_of(title).syllables) == subject
        else:
            assert HOLDS[name](title), example
    for counter in TABLE[name].get("counter", ()):
        assert not HOLDS[name](counter), counter


@pytest.mark.parametrize(
    ("basis", "own", "share", "run"),
    [
        ("phê duyệt Chương trình phát triển thư viện số đến năm 2030", "Phát triển thư viện số tỉnh A", 1.0, 3),
        ("phê duyệt Đề án dữ liệu dân cư và định danh điện tử", "Định danh điện tử năm 2024", 0.5, 4),
        ("phê duyệt Đề án thư viện số", "Giảm nghèo bền vững", 0.0, 0),
        ("về ban hành Kế hoạch", "Kế hoạch", 0.0, 0),
    ],
)
def test_how_much_of_a_subject_a_title_repeats(basis: str, own: str, share: float, run: int) -> None:
    assert likeness(subject_of(basis), syllables_of(own)) == (share, run)


def test_numbers_and_days_are_no_part_of_a_subject() -> None:
    title = "về việc triển khai Kế hoạch số 119-KH/TU ngày 18 tháng 12 năm 2019 về quan hệ lao động"
    assert subject_of(title).syllables == ("quan", "hệ", "lao", "động")


def test_a_committee_that_issued_something_is_not_its_name() -> None:
    assert in_committee_name("Thành lập Ban Chỉ đạo thực hiện ")
    assert not in_committee_name("Ban Chỉ đạo ban hành Kế hoạch thực hiện ")
    assert not in_committee_name("Ban Chỉ đạo họp ngày 2/5; thực hiện ")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Về việc ban hành Kế hoạch phát triển thư viện số", "KH"),
        ("Phê duyệt “Đề án thư viện số”", "ĐA"),
        ("Về việc bổ nhiệm cán bộ", None),
        ("Quy định mức chi thực hiện Kế hoạch thư viện số", None),
    ],
)
def test_what_a_decision_issues(title: str, kind: str | None) -> None:
    assert issued_type(title) == kind
