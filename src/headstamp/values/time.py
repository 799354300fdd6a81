"""Spans of time that stay as vague as their source, because an invented day would become evidence.

A ``Span`` is the set of days on which something may have happened. Comparisons answer True or False only when
the bounds decide, else None. Reading phrases is left to ``time_reading``, writing them to ``time_wording``;
nothing here knows about calendars other than the Gregorian one, or about hours.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from headstamp.values.errors import SpanInverted, ValueUnreadable
from headstamp.values.precision import Precision, SpanStatus, month_end, precision_of
from headstamp.values.time_reading import read_time
from headstamp.values.time_wording import describe

__all__ = ["Precision", "Span", "SpanStatus"]

_DOUBT = (SpanStatus.REPORTED, SpanStatus.FLAG_MISSING, SpanStatus.ESTIMATE)


@dataclass(frozen=True, slots=True)
class Span:
    """A time known only to lie between two days, both included.

    Spans are equal when bounds, precision and status are; ``raw`` (the source's words) does not count.

    Attributes:
        from_: earliest possible day; None when the source sets no earliest day.
        to: latest possible day; None when the source sets no latest day.
        precision: how exactly the source put it.
        status: how surely the source put it. An estimate keeps the bounds as stated: no width is invented.
        raw: the words of the source.

    Raises:
        SpanInverted: if ``to`` lies before ``from_``.
    """

    from_: date | None
    to: date | None
    precision: Precision
    status: SpanStatus = SpanStatus.REPORTED
    raw: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.from_ is not None and self.to is not None and self.to < self.from_:
            raise SpanInverted(
                f"The time ends on {self.to} before it begins on {self.from_}",
                text=self.raw,
                kind="date",
                do="exchange the two ends",
            )

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read a date or span as people write it; docs/values.md lists every phrase and its meaning.

        >>> str(Span.parse("late 1970s and early 1980s"))
        'late 1970s to early 1980s'

        Raises:
            ValueUnreadable: if the text cannot be read, or can be read in two ways (03/04/2014).
            SpanInverted: if it ends before it begins.
        """
        found = read_time(text)
        status = SpanStatus.ESTIMATE if found.estimate else SpanStatus.REPORTED
        return cls(found.from_, found.to, found.precision, status, text)

    @classmethod
    def day(cls, day: date) -> Span:
        """One day."""
        return cls(day, day, Precision.DAY)

    @classmethod
    def month(cls, year: int, month: int) -> Span:
        """One calendar month; raises ValueUnreadable for a month outside 1-12."""
        if not 1 <= month <= 12:
            raise ValueUnreadable(
                f"There is no month {month}", text=str(month), kind="date", do="write a month from 1 to 12"
            )
        return cls(date(year, month, 1), month_end(year, month), Precision.MONTH)

    @classmethod
    def year(cls, year: int, estimate: bool = False) -> Span:
        """One calendar year."""
        status = SpanStatus.ESTIMATE if estimate else SpanStatus.REPORTED
        return cls(date(year, 1, 1), date(year, 12, 31), Precision.YEAR, status)

    @classmethod
    def years(cls, first: int, last: int) -> Span:
        """The calendar years from ``first`` to ``last``, both included."""
        return cls.between(date(first, 1, 1), date(last, 12, 31))

    @classmethod
    def between(
        cls,
        from_: date | None,
        to: date | None,
        status: SpanStatus = SpanStatus.REPORTED,
        raw: str = "",
    ) -> Span:
        """The days between two bounds (None = open), with the precision that these bounds show."""
        return cls(from_, to, precision_of(from_, to), status, raw)

    @classmethod
    def unknown(cls, raw: str = "") -> Span:
        """No time at all was stated."""
        return cls(None, None, Precision.UNKNOWN, raw=raw)

    @property
    def is_known(self) -> bool:
        """Whether at least one bound is known."""
        return self.from_ is not None or self.to is not None

    @property
    def first_year(self) -> int | None:
        """Year of the earliest possible day, None when open."""
        return None if self.from_ is None else self.from_.year

    @property
    def last_year(self) -> int | None:
        """Year of the latest possible day, None when open."""
        return None if self.to is None else self.to.year

    def before(self, other: Span) -> bool | None:
        """Whether this lies before ``other``: True or False when certain, None when the bounds leave it open.

        >>> Span.parse("2014").before(Span.parse("June 2014")) is None
        True
        """
        if self.to is not None and other.from_ is not None and self.to < other.from_:
            return True
        if self.from_ is not None and other.to is not None and self.from_ >= other.to:
            return False
        return None

    def after(self, other: Span) -> bool | None:
        """Whether this lies after ``other``; the mirror of `before`."""
        return other.before(self)

    def overlaps(self, other: Span) -> bool | None:
        """Whether both can have happened on one day; None only if either is not known at all.

        An open end sets no limit: 'since 2013' overlaps 2015.
        """
        if self.before(other) is True or self.after(other) is True:
            return False
        return True if self.is_known and other.is_known else None

    def within(self, other: Span) -> bool | None:
        """Whether this lies within ``other``: True if every possible day does, False if none, else None."""
        met = self.overlaps(other)
        if met is not True:
            return met
        return True if _low(other) <= _low(self) and _high(self) <= _high(other) else None

    def contains(self, day: date) -> bool | None:
        """Whether ``day`` is one of the possible days; None only if the time is not known at all."""
        return self.overlaps(Span.day(day))

    def intersect(self, other: Span) -> Span | None:
        """The days possible for both, None when there are none. An unknown time takes nothing away."""
        low, high = max(_low(self), _low(other)), min(_high(self), _high(other))
        return None if high < low else self._joined(other, low, high)

    def hull(self, other: Span) -> Span:
        """The shortest span that holds both; open or unknown wherever either is."""
        return self._joined(other, min(_low(self), _low(other)), max(_high(self), _high(other)))

    def widened(self, days: int = 0, years: int = 0) -> Span:
        """The span made wider at both closed ends; its precision becomes 'range'.

        Args:
            days: days to add at each end, 0 or more.
            years: calendar years to add at each end, 0 or more.
        """
        if (days == 0 and years == 0) or not self.is_known:
            return self
        from_ = None if self.from_ is None else _moved(self.from_, -days, -years)
        to = None if self.to is None else _moved(self.to, days, years)
        return replace(self, from_=from_, to=to, precision=Precision.RANGE)

    def __str__(self) -> str:
        return describe(self.from_, self.to, self.precision, self.status is SpanStatus.ESTIMATE)

    def _joined(self, other: Span, low: date, high: date) -> Span:
        from_, to = (None if low == date.min else low), (None if high == date.max else high)
        status = max(self.status, other.status, key=_DOUBT.index)
        joined = Span.between(from_, to, status)
        by_decade = [s for s in (self, other) if s.precision is Precision.DECADE_PART]
        # 'late 1970s' joined with 'early 1980s' is still a matter of decades, and so is what lies inside one.
        if by_decade and joined.precision is Precision.RANGE:
            same = any((s.from_, s.to) == (from_, to) for s in by_decade)
            if same or len(by_decade) == 2:
                return replace(joined, precision=Precision.DECADE_PART)
        return joined


def _low(span: Span) -> date:
    return date.min if span.from_ is None else span.from_


def _high(span: Span) -> date:
    return date.max if span.to is None else span.to


def _moved(day: date, days: int, years: int) -> date:
    year = min(max(day.year + years, date.min.year), date.max.year)
    # 29 February has no counterpart in most years.
    last = month_end(year, day.month).day
    try:
        return day.replace(year=year, day=min(day.day, last)) + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max
