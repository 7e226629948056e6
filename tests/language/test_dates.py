"""Each way of writing a date is read by the one reader of dates."""

import datetime

import pytest

from cancu.language.dates import date_at, dates_in, year_at

DAY = datetime.date(2023, 5, 3)


@pytest.mark.parametrize(
    "text",
    [
        " ngày 3 tháng 5 năm 2023",
        " ngày 03/5/2023",
        ", ngày 03-05-2023",
        " ngày 3.5.2023",
        " ngày 03/ 5 /2023",
        " ban hành ngày 3/5/2023",
        " (ngày 03/5/2023)",
        " ngày 03 tháng 5, năm 2023",
        " ký ngày 3 ngày 5 năm 2023",
        " ngày 3 tháng 5/2023",
    ],
)
def test_a_day_behind_a_number(text):
    stated = date_at(text, 0, len(text))
    assert stated is not None
    assert (stated.date, stated.end) == (DAY, len(text))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (" ngày     tháng 5 năm 2023", (2023, 5, None)),
        (" ngày … tháng … năm 2023", (2023, None, None)),
        (" ngày 3/5 của", (None, 5, 3)),
        (" ngày 31/02/2023", (2023, 2, 31)),
    ],
)
def test_what_a_date_leaves_out_is_not_made_up(text, parts):
    stated = date_at(text, 0, len(text))
    assert stated is not None
    assert (stated.year, stated.month, stated.day) == parts
    assert stated.date is None


@pytest.mark.parametrize("text", [" của ubnd tỉnh", " 12/2023", " thứ 3 tháng", " (sau đây"])
def test_no_day_stands_here(text):
    assert date_at(text, 0, len(text)) is None


@pytest.mark.parametrize(("text", "year"), [(" năm 2015", 2015), (" (2015)", 2015), (" tháng 6 năm 2015", 2015)])
def test_a_year_alone(text, year):
    stated = year_at(text, 0, len(text))
    assert stated is not None
    assert stated.year == year


def test_a_number_in_brackets_that_goes_on_is_no_year():
    assert year_at(" (2015/qđ-ubnd)", 0, 15) is None


def test_every_day_of_a_text_in_order():
    text = "từ ngày 01/7/2025 đến ngày 3 tháng 5 năm 2026"
    assert [d.date for d in dates_in(text, 0, len(text))] == [datetime.date(2025, 7, 1), datetime.date(2026, 5, 3)]


@pytest.mark.parametrize(
    ("text", "start", "found"),
    [
        ("mã 2012/3/2020", 0, "12/3/2020"),
        ("ngày 1 tháng 2 năm 20205/6/2021", 0, "ngày 1 tháng 2 năm 2020"),
        ("đến ngày tháng 4 năm 2021", 0, "ngày tháng 4 năm 2021"),
        ("đến ngày tháng 4 năm 2021", len("đến ngày"), " tháng 4 năm 2021"),
    ],
)
def test_a_day_that_begins_inside_a_number_or_behind_its_word(text, start, found):
    first = next(dates_in(text, start, len(text)))
    assert text[first.start : first.end] == found


def test_a_fifth_digit_is_told():
    text = " ngày 09/6/20205 của"
    stated = date_at(text, 0, len(text))
    assert stated is not None
    assert stated.glued
