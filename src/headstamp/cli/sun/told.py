"""What `headstamp sun` answers: sentences and tables for people, JSON for programs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from headstamp.cli.columns import print_table
from headstamp.cli.output import count, say
from headstamp.cli.sun.asked import Asked

if TYPE_CHECKING:
    from headstamp.values import Json
    from headstamp.world.shadows import Fit
    from headstamp.world.sun import Sun

_METHOD = "Meeus, Astronomical Algorithms, chapters 12, 16, 25 and 40"
_CAVEAT = (
    "True north, not a compass; level ground and an upright object. A shadow fits a mirror day on the "
    "other side of the solstice as well, so a fit never settles the date by itself."
)
_MOST_ROWS = 20


def _hourly(asked: Asked) -> list[tuple[datetime, Sun]]:
    from headstamp.world.sun import sun

    begin = datetime.combine(asked.first, time(), asked.zone)
    times = [begin + timedelta(hours=n) for n in range(24)]
    return [(one, sun(asked.lat, asked.lon, one)) for one in times]


def print_answer(asked: Asked, seen: Sun | None, fits: tuple[Fit, ...]) -> None:
    """Say it to people."""
    if seen is not None and asked.instant is not None:
        _print_instant(asked, asked.instant, seen)
    elif asked.shadow is None:
        rows = [_row(f"{when:%H:%M}", one) for when, one in _hourly(asked) if one.apparent > 0]
        header = ("time", "azimuth", "elevation", "shadow points to", "length : height")
        print_table(header, rows, right=(1, 2, 3, 4))
        if not rows:
            say(f"The sun does not stand above the horizon at any full hour of {asked.first}.")
    if asked.shadow is not None:
        _print_fits(asked, fits)
    say(_CAVEAT)


def _print_instant(asked: Asked, instant: datetime, one: Sun) -> None:
    say(f"The sun over {asked.place} at {_told(instant.astimezone(asked.zone))}")
    say(f"azimuth            {one.azimuth:7.2f}°", 2)
    say(f"elevation          {one.apparent:7.2f}° as seen, {one.elevation:.2f}° without refraction", 2)
    if one.shadow_azimuth is None or one.shadow_ratio is None:
        say("It throws no shadow that could be measured.", 2)
        return
    say(f"shadow points to   {one.shadow_azimuth:7.2f}°", 2)
    say(f"length : height    {one.shadow_ratio:7.2f}", 2)


def _row(label: str, one: Sun) -> tuple[str, ...]:
    away = "" if one.shadow_azimuth is None else f"{one.shadow_azimuth:.1f}°"
    ratio = "" if one.shadow_ratio is None else f"{one.shadow_ratio:.2f}"
    return label, f"{one.azimuth:.1f}°", f"{one.apparent:.1f}°", away, ratio


def _print_fits(asked: Asked, fits: tuple[Fit, ...]) -> None:
    from headstamp.world.shadows import fitting_days

    if not fits:
        say(
            "No instant fits the shadow as measured: the place, the days or the measurement are wrong, or it "
            "is no shadow of the sun."
        )
        return
    stretches = fitting_days(fits)
    rows = []
    for first, last in stretches[:_MOST_ROWS]:
        rows.append((str(first), str(last), _of_day(fits, first), _of_day(fits, last)))
    print_table(("from", "to", "times on the first day", "times on the last day"), rows)
    if len(stretches) > _MOST_ROWS:
        say(f"and {len(stretches) - _MOST_ROWS} more; --json lists them all.")
    days = sum((last - first).days + 1 for first, last in stretches)
    say(f"The shadow fits on {count(days, 'day')} of {(asked.last - asked.first).days + 1:,} looked at.")


def _of_day(fits: tuple[Fit, ...], day: date) -> str:
    mine = [fit for fit in fits if fit.begin.date() == day]
    return ", ".join(f"{fit.begin:%H:%M}-{fit.end:%H:%M}" for fit in mine)


def _told(when: datetime) -> str:
    text = when.isoformat(timespec="minutes" if when.second == 0 else "seconds")
    return text.replace("+00:00", "Z")


def answer(asked: Asked, seen: Sun | None, fits: tuple[Fit, ...], drawing: Path | None) -> dict[str, Json]:
    """The answer for programs."""
    from headstamp.values import encode
    from headstamp.world.shadows import fitting_days

    told = None
    if seen is not None and asked.instant is not None:
        told = _sun_json(asked.instant.astimezone(asked.zone), seen, asked, fits)
    hourly = asked.instant is None and asked.shadow is None
    measured = None if asked.shadow is None else encode(asked.shadow)
    return {
        "lat": asked.lat,
        "lon": asked.lon,
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "between": None if asked.between is None else [f"{one:%H:%M}" for one in asked.between],
        "instant": told,
        "hours": [_sun_json(when, one, asked, ()) for when, one in _hourly(asked)] if hourly else [],
        "measured": measured,
        "fits": [{"begin": _told(one.begin), "end": _told(one.end)} for one in fits],
        "days": [{"first": a.isoformat(), "last": b.isoformat()} for a, b in fitting_days(fits)],
        "drawing": None if drawing is None else str(drawing),
        "method": _METHOD,
        "caveat": _CAVEAT,
    }


def _sun_json(when: datetime, one: Sun, asked: Asked, fits: tuple[Fit, ...]) -> Json:
    fit = None if asked.shadow is None else any(each.begin <= when <= each.end for each in fits)
    return {
        "time": _told(when),
        "azimuth": round(one.azimuth, 4),
        "elevation": round(one.elevation, 4),
        "apparent": round(one.apparent, 4),
        "shadow_azimuth": None if one.shadow_azimuth is None else round(one.shadow_azimuth, 4),
        "shadow_ratio": None if one.shadow_ratio is None else round(one.shadow_ratio, 4),
        "fits": fit,
    }
