"""Days as foreign tables write them; which figure of 11/06/2009 is the day the file proves, or nothing does.

Two columns of figures look alike in both orders, and a wrong month would be an invented fact. So the whole
column is looked at first: one day above 12 settles the order for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import Enum

from headstamp.records.sources.form import short
from headstamp.records.sources.table import Unfit
from headstamp.values import Precision, Span, ValueUnreadable

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII)
_FIGURES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: (?:12:00:00 AM|00?:00(?::00)?))?", re.ASCII)
SLASHED = re.compile(r"\d/\d{1,2}/\d{4}", re.ASCII)
"""Where a date with slashes may stand."""

FIRST_YEAR, LAST_YEAR = 1900, 2100


class Order(Enum):
    """Which figure of a date with slashes is the day, as far as a column shows."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    NOT_SHOWN = "not shown"
    BOTH = "both"


def order_of(cells: Iterable[str]) -> Order:
    """What the dates of a column prove.

    >>> order_of(["11/06/2009", "26/07/2009"])
    <Order.DAY_FIRST: 'day first'>
    """
    found = [one for one in map(_FIGURES.fullmatch, cells) if one is not None]
    day_first = any(int(one[1]) > 12 for one in found)
    month_first = any(int(one[2]) > 12 for one in found)
    if day_first and month_first:
        return Order.BOTH
    if day_first or month_first:
        return Order.DAY_FIRST if day_first else Order.MONTH_FIRST
    return Order.NOT_SHOWN


def written_day(text: str, column: str, order: Order = Order.NOT_SHOWN) -> date:
    """One day.

    Args:
        text: '2023-01-31', '28 December 2022', '11-June-2009' or '11/06/2009'.
        column: for messages.
        order: what the column's dates prove, for those with slashes.

    Raises:
        Unfit: it is no day, or leaves open which figure is the day.
    """
    if not text:
        raise Unfit(column, "the cell is empty")
    if figures := _FIGURES.fullmatch(text):
        return _from_figures(text, column, int(figures[1]), int(figures[2]), int(figures[3]), order)
    if iso := _ISO.fullmatch(text):
        return _day(text, column, int(iso[1]), int(iso[2]), int(iso[3]))
    try:
        span = Span.parse(text)
    except ValueUnreadable:
        span = Span.unknown()
    if span.precision is not Precision.DAY or span.from_ is None:
        raise Unfit(column, f"'{short(text)}' is not a day")
    return _day(text, column, span.from_.year, span.from_.month, span.from_.day)


def _from_figures(text: str, column: str, first: int, second: int, year: int, order: Order) -> date:
    month_first = second > 12 if order in (Order.NOT_SHOWN, Order.BOTH) else order is Order.MONTH_FIRST
    proved = order in (Order.DAY_FIRST, Order.MONTH_FIRST) or max(first, second) > 12 or first == second
    if not proved:
        raise Unfit(column, f"'{short(text)}' leaves open which figure is the day, and so does the column")
    month, day = (first, second) if month_first else (second, first)
    return _day(text, column, year, month, day)


def _day(text: str, column: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise Unfit(column, f"'{short(text)}' is not a day") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unfit(column, f"'{short(text)}' lies outside {FIRST_YEAR}-{LAST_YEAR}")
    return found
