"""Bounds of a time as bars under one axis, in percent of its width, for a page of any width.

Only geometry stands here; the template writes words and bars. A bound that is open, or lies far off, runs
out of the axis and is said to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from headstamp.publishing.words import span as told
from headstamp.values import Span

_LEAST = timedelta(days=180)
_MOST_TICKS = 8
_STEPS = (1, 2, 5, 10, 20, 50, 100, 1000, 10000)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bound: what it is, its time in words, and where its bar begins and how wide it is, in percent."""

    label: str
    words: str
    kind: str
    left: str
    width: str
    open_left: bool
    open_right: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the axis and where it begins, in percent."""

    words: str
    left: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars and the years under them."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


def timeline(rows: Sequence[tuple[str, Span, str]]) -> Timeline | None:
    """Lay out bounds.

    Args:
        rows: label, time and kind ('proof', 'result', ...), in the order in which they stand. The axis is
            drawn around the rows of kind 'result' where there is one.

    Returns:
        None where no row has a bound.
    """
    known = [one for one in rows if one[1].is_known]
    if not known:
        return None
    first, last = _axis([s for _, s, kind in known if kind == "result"] or [s for _, s, _ in known])
    days = (last - first).days
    bars = tuple(_bar(label, span, kind, first, days) for label, span, kind in known)
    years = range(first.year + 1, last.year + 1)
    every = next(step for step in _STEPS if len(years) / step <= _MOST_TICKS)
    ticks = (date(year, 1, 1) for year in years if year % every == 0)
    return Timeline(bars, tuple(Tick(str(one.year), _percent((one - first).days / days)) for one in ticks))


def _axis(spans: Sequence[Span]) -> tuple[date, date]:
    """First and last day of the axis: what is known, and half as much again on either side."""
    days = [day for one in spans for day in (one.from_, one.to) if day is not None]
    first, last = min(days), max(days)
    beside = max(_LEAST, (last - first) / 2)
    room = (first - date.min, date.max - last)
    return first - min(beside, room[0]), last + min(beside, room[1])


def _bar(label: str, span: Span, kind: str, first: date, days: int) -> Bar:
    begin = -1.0 if span.from_ is None else (span.from_ - first).days / days
    end = 2.0 if span.to is None else ((span.to - first).days + 1) / days
    left, right = min(max(begin, 0.0), 1.0), min(max(end, 0.0), 1.0)
    # A day in many years is seen all the same.
    width = max(right - left, 0.006)
    left = min(left, 1 - width)
    return Bar(label, told(span), kind, _percent(left), _percent(width), begin < 0, end > 1)


def _percent(part: float) -> str:
    return f"{100 * part:.2f}%"
