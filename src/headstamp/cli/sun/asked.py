"""What `headstamp sun` was asked: an instant with its zone, or days; and what was measured."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from headstamp.world.shadows import Shadow

_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: one instant, or the days from `first` to `last`."""

    lat: float
    lon: float
    zone: tzinfo
    instant: datetime | None
    first: date
    last: date
    shadow: Shadow | None
    between: tuple[time, time] | None

    @property
    def place(self) -> str:
        """The place in words."""
        return f"{self.lat:g}, {self.lon:g}"


def asked_for(
    lat: float, lon: float, at: str, shadow: Shadow | None, between: str | None, offset: str | None
) -> Asked:
    """Read the options.

    Raises:
        click.UsageError: they do not go together, or one cannot be read.
    """
    zone: tzinfo = UTC if offset is None else _zone(offset)
    hours = None if between is None else _times(between)
    if ":" in at:
        instant = _instant(at, None if offset is None else zone)
        if between is not None:
            raise click.UsageError("--between goes with days; --at names one instant.")
        # What the writer's clock showed is what is shown, unless another zone is asked for.
        zone = (instant.tzinfo or UTC) if offset is None else zone
        day = instant.astimezone(zone).date()
        return Asked(lat, lon, zone, instant, day, day, shadow, None)
    first, last = _days(at)
    if shadow is None and first != last:
        raise click.UsageError(
            "Over several days something has to be measured: give --shadow-azimuth or --shadow-ratio."
        )
    return Asked(lat, lon, zone, None, first, last, shadow, hours)


def _instant(text: str, zone: tzinfo | None) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"'{text}' is no instant such as 2015-03-28T09:30Z.") from None
    if found.tzinfo is None:
        if zone is None:
            raise click.BadParameter(f"'{text}' has no zone; write {text}Z for UTC, or give --offset.")
        found = found.replace(tzinfo=zone)
    return found


def _days(text: str) -> tuple[date, date]:
    from headstamp.values import Span, ValueUnreadable

    try:
        span = Span.parse(text)
    except ValueUnreadable as error:
        raise click.BadParameter(str(error)) from error
    if span.from_ is None or span.to is None:
        raise click.BadParameter(f"'{text}' has an open end; give a first and a last day.")
    return span.from_, span.to


def measured(azimuth: str | None, ratio: str | None) -> Shadow | None:
    """What was measured of a shadow, None where neither option is given; raises BadParameter."""
    from headstamp.values import ValueUnreadable
    from headstamp.world.measured import Measured
    from headstamp.world.shadows import Shadow

    if azimuth is None and ratio is None:
        return None
    try:
        return Shadow(*(None if one is None else Measured.parse(one) for one in (azimuth, ratio)))
    except ValueUnreadable as error:
        raise click.BadParameter(str(error)) from error


def _zone(text: str) -> timezone:
    found = _OFFSET.fullmatch(text)
    if found is None or int(found[2]) > 14 or int(found[3]) > 59:
        raise click.BadParameter(f"'{text}' is no zone such as +01:00.")
    away = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(away if found[1] == "+" else -away)


def _times(text: str) -> tuple[time, time]:
    try:
        first, last = (time.fromisoformat(part.strip()) for part in text.replace("–", "-").split("-"))
    except ValueError:
        raise click.BadParameter(f"'{text}' is no span of times such as 07:00-09:30.") from None
    if first.tzinfo or last.tzinfo or last < first:
        raise click.BadParameter(f"'{text}' is no span of times such as 07:00-09:30, the earlier first.")
    return first, last
