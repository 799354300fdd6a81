"""Which instants fit a shadow that was measured in a picture, given where the picture was taken.

A measurement comes with its uncertainty, and every instant within it is told: nothing is narrowed to a best
guess. Measuring in a picture (perspective, slope, the camera's lens) is left to a person. Ground is taken to
be level and the thing that throws the shadow upright; docs/sun.md says what that costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

from headstamp.values import ValueUnreadable
from headstamp.world.measured import Measured
from headstamp.world.sun import Numbers, angles, check_place

STEP_S = 60
"""Seconds between the instants that are looked at; what happens between two of them is not passed over."""
MOST_DAYS = 4000
"""The longest time that is searched, some eleven years."""
_NO_SHADOW_BELOW = 0.5


@dataclass(frozen=True, slots=True)
class Shadow:
    """What was measured of a shadow; at least one of the two.

    Attributes:
        azimuth: where it points, degrees from true north over east.
        ratio: its length over the height of what throws it.

    Raises:
        ValueUnreadable: if neither is there, or a number cannot be one.
    """

    azimuth: Measured | None = None
    ratio: Measured | None = None

    def __post_init__(self) -> None:
        if self.azimuth is None and self.ratio is None:
            do = "measure where the shadow points, or how long it is"
            raise ValueUnreadable("Nothing was measured of the shadow", kind="measurement", do=do)
        if self.azimuth is not None and not 0 <= self.azimuth.value <= 360:
            do = "give degrees from 0 to 360, from true north over east"
            raise ValueUnreadable(f"{self.azimuth.value:g} is not a direction", kind="measurement", do=do)


@dataclass(frozen=True, slots=True)
class Fit:
    """A stretch of one day in which the shadow fits, both ends included, to the minute outwards."""

    begin: datetime
    end: datetime


def fitting(
    lat: float,
    lon: float,
    first: date,
    last: date,
    shadow: Shadow,
    *,
    zone: tzinfo = UTC,
    between: tuple[time, time] | None = None,
) -> tuple[Fit, ...]:
    """Every stretch of time, on any day from `first` to `last`, in which the shadow fits.

    Args:
        lat: latitude in degrees.
        lon: longitude in degrees, east positive.
        first: first day, as the zone counts days.
        last: last day, included.
        shadow: what was measured.
        zone: the zone of the days, of `between` and of the answer.
        between: only times of day from the one to the other, both included.

    Raises:
        ValueUnreadable: the place is none, the days are inverted or too many, or the times are inverted.
    """
    check_place(lat, lon)
    days = (last - first).days + 1
    if not 1 <= days <= MOST_DAYS:
        do = f"give from 1 to {MOST_DAYS} days, the earlier one first"
        raise ValueUnreadable(f"{first} to {last} cannot be searched", kind="date", do=do)
    if between is not None and between[1] < between[0]:
        do = "give the earlier one first; a night is two spans of time"
        raise ValueUnreadable(f"{between[0]} to {between[1]} is inverted", kind="time", do=do)
    return tuple(
        fit for n in range(days) for fit in _on(lat, lon, first + timedelta(days=n), shadow, zone, between)
    )


def _on(
    lat: float, lon: float, day: date, shadow: Shadow, zone: tzinfo, between: tuple[time, time] | None
) -> Iterator[Fit]:
    begin = datetime.combine(day, between[0] if between else time(), zone)
    end = datetime.combine(day, between[1], zone) if between else begin + timedelta(days=1)
    steps = max(1, round((end - begin).total_seconds() / STEP_S))
    seconds = begin.timestamp() + STEP_S * np.arange(steps + 1, dtype=np.float64)
    for a, b in _runs(_fits(lat, lon, seconds, shadow)):
        yield Fit(begin + timedelta(seconds=STEP_S * a), min(begin + timedelta(seconds=STEP_S * b), end))


def _fits(lat: float, lon: float, seconds: Numbers, shadow: Shadow) -> NDArray[np.bool_]:
    """For each step, whether some instant of it can fit; within a step a number moves one way."""
    found = angles(lat, lon, seconds)
    up = found.apparent > _NO_SHADOW_BELOW
    fits: NDArray[np.bool_] = up[:-1] & up[1:]
    if shadow.azimuth is not None:
        off = (found.azimuth + 180 - shadow.azimuth.value + 180) % 360 - 180
        # Where the difference leaps through half a turn, the shadow points the other way.
        leaps = np.abs(np.diff(off)) > 180
        fits &= _touches(off, -shadow.azimuth.margin, shadow.azimuth.margin) & ~leaps
    if shadow.ratio is not None:
        ratio = 1 / np.tan(np.radians(np.maximum(found.apparent, _NO_SHADOW_BELOW)))
        low, high = shadow.ratio.value - shadow.ratio.margin, shadow.ratio.value + shadow.ratio.margin
        fits &= _touches(ratio, low, high)
    return fits


def _touches(numbers: Numbers, low: float, high: float) -> NDArray[np.bool_]:
    a, b = numbers[:-1], numbers[1:]
    touched: NDArray[np.bool_] = (np.minimum(a, b) <= high) & (np.maximum(a, b) >= low)
    return touched


def _runs(true: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """First and past-the-last index of each stretch of Trues."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], true, [False])).astype(np.int8)))
    yield from ((int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True))


def fitting_days(fits: tuple[Fit, ...]) -> tuple[tuple[date, date], ...]:
    """The days on which there is a fit, as stretches of days that follow each other, both ends included."""
    found: list[tuple[date, date]] = []
    for day in sorted({fit.begin.date() for fit in fits}):
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)
