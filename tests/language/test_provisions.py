"""The part of a document that is cited before it."""

import pytest

from cancu.language.provisions import provision_before


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("theo khoản 2 điều 5 ", "khoản 2 điều 5"),
        ("theo điểm a, b khoản 1 điều 12 của ", "điểm a, b khoản 1 điều 12"),
        ("tại các khoản 1, 2 và 4 điều 7 ", "các khoản 1, 2 và 4 điều 7"),
        ("sửa đổi phụ lục ii ban hành kèm theo ", "phụ lục ii"),
        ("tại chương iv ", "chương iv"),
    ],
)
def test_the_part_is_read(text, part):
    found = provision_before(text, len(text))
    assert found is not None
    assert text[slice(*found)] == part


@pytest.mark.parametrize("text", ["theo quy định tại ", "điều này và ", "khoản thu theo "])
def test_other_words_are_no_part(text):
    assert provision_before(text, len(text)) is None
