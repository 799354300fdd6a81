"""Spans in plain English, worded so that ``Span.parse`` reads the same span back wherever it can."""

from __future__ import annotations

from datetime import date

from headstamp.values.precision import Precision, month_end

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

# First and last digit of the years that each part of a decade takes.
DECADE_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}


def describe(from_: date | None, to: date | None, precision: Precision, estimate: bool) -> str:
    """The span in words: 'June 2014', '2011-2013', 'about 2010', 'late 1970s', 'until 2016', 'not known'."""
    about = "about " if estimate else ""
    if from_ is None and to is None:
        return "not known"
    if from_ is None and to is not None:
        return f"until {about}{_latest(to)}"
    if to is None and from_ is not None:
        return f"since {about}{_earliest(from_)}"
    assert from_ is not None
    assert to is not None
    return about + _closed(from_, to, precision)


def _closed(from_: date, to: date, precision: Precision) -> str:
    if precision is Precision.DECADE_PART:
        decades = _decades(from_, to)
        if decades is not None:
            return decades
    if from_ == to:
        return _day(from_)
    if _starts_year(from_) and _ends_year(to):
        return str(from_.year) if from_.year == to.year else f"{from_.year}-{to.year}"
    if from_.day == 1 and _ends_month(to):
        return _months(from_, to)
    return _days(from_, to)


def _decades(from_: date, to: date) -> str | None:
    if not (_starts_year(from_) and _ends_year(to)):
        return None
    begin = {first: part for part, (first, _) in DECADE_PARTS.items()}.get(from_.year % 10)
    end = {last: part for part, (_, last) in DECADE_PARTS.items()}.get(to.year % 10)
    if begin is None or end is None:
        return None
    first, last = from_.year // 10, to.year // 10
    if first == last and (begin, end) == ("early", "late"):
        return f"{first}0s"
    if first == last and begin == end:
        return _part(begin, first)
    return f"{_part(begin, first)} to {_part(end, last)}"


def _part(part: str, decade: int) -> str:
    return f"mid-{decade}0s" if part == "mid" else f"{part} {decade}0s"


def _months(from_: date, to: date) -> str:
    if (from_.year, from_.month) == (to.year, to.month):
        return _month(from_)
    if from_.year == to.year:
        return f"{MONTHS[from_.month - 1]}-{_month(to)}"
    return f"{_month(from_)} - {_month(to)}"


def _days(from_: date, to: date) -> str:
    if (from_.year, from_.month) == (to.year, to.month):
        return f"{from_.day}-{_day(to)}"
    if from_.year == to.year:
        return f"{from_.day} {MONTHS[from_.month - 1]} - {_day(to)}"
    return f"{_day(from_)} - {_day(to)}"


def _earliest(day: date) -> str:
    if _starts_year(day):
        return str(day.year)
    return _month(day) if day.day == 1 else _day(day)


def _latest(day: date) -> str:
    if _ends_year(day):
        return str(day.year)
    return _month(day) if _ends_month(day) else _day(day)


def _day(day: date) -> str:
    return f"{day.day} {_month(day)}"


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _starts_year(day: date) -> bool:
    return (day.month, day.day) == (1, 1)


def _ends_year(day: date) -> bool:
    return (day.month, day.day) == (12, 31)


def _ends_month(day: date) -> bool:
    return day == month_end(day.year, day.month)
