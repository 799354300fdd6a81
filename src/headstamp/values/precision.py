"""How exactly a time is stated, and how surely: the two vocabularies of spans, and what bounds alone show."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a time was stated."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"
    DECADE_PART = "decade_part"
    UNKNOWN = "unknown"


class SpanStatus(StrEnum):
    """How surely a time was stated.

    ``flag_missing`` means that the file format left no room for the source's own mark of doubt.
    """

    REPORTED = "reported"
    ESTIMATE = "estimate"
    FLAG_MISSING = "flag_missing"


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def precision_of(from_: date | None, to: date | None) -> Precision:
    """The precision that two bounds show by themselves; decade parts look like any other range."""
    if from_ is None and to is None:
        return Precision.UNKNOWN
    if from_ is None or to is None:
        return Precision.RANGE
    if from_ == to:
        return Precision.DAY
    if from_.day == 1 and to == month_end(from_.year, from_.month):
        return Precision.MONTH
    whole_year = (from_.month, from_.day, to.month, to.day) == (1, 1, 12, 31)
    return Precision.YEAR if whole_year and from_.year == to.year else Precision.RANGE
