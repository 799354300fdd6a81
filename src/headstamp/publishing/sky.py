"""The sky over a place as a plan: the sun's path, where a shadow points, and which times fit one.

North is up and east right, as on a map; the rim is the horizon and the centre the zenith, so that a line
from the centre runs as the shadow of an upright pole does on the ground. Only what was computed elsewhere
is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import cos, radians, sin
from typing import TYPE_CHECKING

from headstamp.publishing.svg import LINE, broken, document, plain, text

if TYPE_CHECKING:
    from headstamp.world.shadows import Fit, Shadow

_WIDTH, _RADIUS, _TOP, _FOOT_WIDTH = 560, 200, 64, 78
_CX = _WIDTH / 2
_CY = _TOP + _RADIUS + 24
_STYLE = (
    ".rim{fill:none;stroke:#5b6673;stroke-width:1.2}.ring{fill:none;stroke:#d9dee4}"
    ".path{fill:none;stroke:#7d5410;stroke-width:1.4}.fit{fill:none;stroke:#a3301f;stroke-width:5;"
    "stroke-linecap:round}.disc{fill:#7d5410}.shadow{stroke:#2f5d8a;stroke-width:2.4}.head-of{fill:#2f5d8a}"
    ".sector{fill:#2f5d8a;fill-opacity:.2}"
)
_DARK = (
    ".rim{stroke:#9aa5b1}.ring{stroke:#38424d}.path{stroke:#e0b15c}.fit{stroke:#f0785f}.disc{fill:#e0b15c}"
    ".shadow{stroke:#7fb0dd}.head-of{fill:#7fb0dd}.sector{fill:#7fb0dd}"
)

Point = tuple[float, float]
"""Azimuth and elevation in degrees."""


@dataclass(frozen=True, slots=True)
class Sky:
    """What is drawn.

    Attributes:
        title: place and time in words.
        paths: the sun above the horizon, each day a list of points in the order of time.
        hours: (what stands beside it, point) for times along a path.
        fits: stretches of a path that fit what was measured.
        sun: where the sun stands at the instant asked for, None without one or below the horizon.
        measured: direction of a measured shadow and its margin, None without one.
        foot: what was computed, in sentences.
    """

    title: str
    paths: Sequence[Sequence[Point]] = ()
    hours: Sequence[tuple[str, Point]] = ()
    fits: Sequence[Sequence[Point]] = ()
    sun: Point | None = None
    measured: tuple[float, float] | None = None
    foot: str = ""


def sky_over(
    lat: float,
    lon: float,
    days: tuple[date, date],
    zone: tzinfo = UTC,
    *,
    instant: datetime | None = None,
    shadow: Shadow | None = None,
    fits: Sequence[Fit] = (),
) -> Sky:
    """The plan of the sky over a place: the paths of the first and the last day, and what fits on any.

    Args:
        lat: latitude in degrees.
        lon: longitude in degrees, east positive.
        days: the first and the last day.
        zone: the zone of days and hours.
        instant: when the sun itself is drawn; None draws its path only.
        shadow: what was measured, of which the direction is drawn.
        fits: stretches of time that fit it.
    """
    from headstamp.world.sun import sun

    def point(when: datetime) -> Point | None:
        seen = sun(lat, lon, when)
        return (seen.azimuth, seen.apparent) if seen.apparent > 0 else None

    def along(begin: datetime, minutes: int, step: int) -> list[Point]:
        times = [begin + timedelta(minutes=n) for n in (*range(0, minutes, step), minutes)]
        return [one for one in map(point, times) if one is not None]

    # Of many days only those that fit first and last are drawn; the others would say nothing.
    shown = (fits[0].begin.date(), fits[-1].begin.date()) if fits else days
    begins = [datetime.combine(day, time(), zone) for day in dict.fromkeys(shown)]
    hours = [(f"{hour}", point(begins[0] + timedelta(hours=hour))) for hour in range(0, 24, 2)]
    lengths = [round((fit.end - fit.begin).total_seconds() / 60) for fit in fits]
    when = str(days[0]) if days[0] == days[1] else f"{days[0]} to {days[1]}"
    when = when if instant is None else instant.isoformat(timespec="minutes")
    azimuth = None if shadow is None else shadow.azimuth
    return Sky(
        f"The sun over {lat:g}, {lon:g}: {when}",
        [along(one, 1440, 5) for one in begins],
        [(words, one) for words, one in hours if one is not None],
        [along(fit.begin, length, 2) for fit, length in zip(fits, lengths, strict=True)],
        None if instant is None else point(instant),
        None if azimuth is None else (azimuth.value, azimuth.margin),
        _foot(instant is not None, azimuth is not None, bool(fits), datetime.combine(days[0], time(), zone)),
    )


def _foot(instant: bool, measured: bool, fits: bool, begin: datetime) -> str:
    told = [
        "The rim is the horizon, the centre the zenith; north is true north.",
        f"Hours are {begin.tzname()}.",
    ]
    told += ["The disc is the sun, the arrow points where shadows fall."] if instant else []
    told += ["The sector is the direction of the shadow as measured, with its margin."] if measured else []
    told += ["Thick strokes are the times that fit."] if fits else []
    return " ".join(told)


def sky_svg(sky: Sky) -> str:
    """The plan as an SVG file that needs nothing else."""
    lines = broken(sky.foot, _FOOT_WIDTH)
    foot = _CY + _RADIUS + 48
    titles = broken(sky.title, 58)
    parts = [
        *(text(line, 16, 28 + 20 * n, "title") for n, line in enumerate(titles[:2])),
        *_compass(),
        *([_sector(*sky.measured)] if sky.measured is not None else []),
        *(_line(path, "path") for path in sky.paths if path),
        *(_line(stretch, "fit") for stretch in sky.fits if stretch),
        *(part for words, point in sky.hours for part in _hour(words, point)),
        *(_sun(sky.sun) if sky.sun is not None else []),
        *(text(line, 16, foot + LINE * n, "faint") for n, line in enumerate(lines)),
    ]
    return document(_WIDTH, foot + LINE * len(lines) + 8, sky.title, parts, style=_STYLE, dark=_DARK)


def _at(azimuth: float, elevation: float) -> Point:
    """Where a point of the sky stands in the drawing."""
    out = _RADIUS * (90 - max(0.0, min(90.0, elevation))) / 90
    return _CX + out * sin(radians(azimuth)), _CY - out * cos(radians(azimuth))


def _compass() -> list[str]:
    rings = [
        f'<circle class="ring" cx="{_CX:g}" cy="{_CY:g}" r="{_RADIUS * part / 3:.1f}"/>' for part in (1, 2)
    ]
    spokes = []
    for azimuth in range(0, 360, 30):
        (x1, y1), (x2, y2) = _at(azimuth, 90), _at(azimuth, 0)
        spokes.append(f'<line class="grid" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')
    rim = f'<circle class="rim" cx="{_CX:g}" cy="{_CY:g}" r="{_RADIUS}"/>'
    named = [
        text("N", _CX, _CY - _RADIUS - 8, "head", "middle"),
        text("E", _CX + _RADIUS + 10, _CY + 5, "head"),
        text("S", _CX, _CY + _RADIUS + 20, "head", "middle"),
        text("W", _CX - _RADIUS - 10, _CY + 5, "head", "end"),
        text("60°", _CX + 4, _CY + _RADIUS / 3 - 4, "faint"),
        text("30°", _CX + 4, _CY + 2 * _RADIUS / 3 - 4, "faint"),
    ]
    return [*rings, *spokes, rim, *named]


def _sector(azimuth: float, margin: float) -> str:
    margin = min(margin, 179.0)
    (x1, y1), (x2, y2) = _at(azimuth - margin, 0), _at(azimuth + margin, 0)
    large = 1 if margin > 90 else 0
    words = plain(f"measured shadow: {azimuth:g}° ± {margin:g}°")
    return (
        f'<path class="sector" d="M{_CX:g} {_CY:g}L{x1:.1f} {y1:.1f}A{_RADIUS} {_RADIUS} 0 {large} 1 '
        f'{x2:.1f} {y2:.1f}Z"><title>{words}</title></path>'
    )


def _line(points: Sequence[Point], kind: str) -> str:
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(*point) for point in points))
    if len(points) == 1:
        drawn = f"{drawn} {drawn}"
    return f'<polyline class="{kind}" points="{drawn}"/>'


def _hour(words: str, point: Point) -> list[str]:
    x, y = _at(*point)
    return [f'<circle class="disc" cx="{x:.1f}" cy="{y:.1f}" r="2"/>', text(words, x + 5, y - 4, "faint")]


def _sun(point: Point) -> list[str]:
    x, y = _at(*point)
    (tx, ty), away = _at(point[0] + 180, 18), point[0] + 180
    ends = (_step(tx, ty, away + turn, 9) for turn in (150, -150))
    left, right = (f"{ex:.1f} {ey:.1f}" for ex, ey in ends)
    return [
        f'<line class="shadow" x1="{_CX:g}" y1="{_CY:g}" x2="{tx:.1f}" y2="{ty:.1f}"/>',
        f'<path class="head-of" d="M{tx:.1f} {ty:.1f}L{left}L{right}Z"/>',
        f'<circle class="disc" cx="{x:.1f}" cy="{y:.1f}" r="8"><title>the sun</title></circle>',
    ]


def _step(x: float, y: float, azimuth: float, length: float) -> Point:
    return x + length * sin(radians(azimuth)), y - length * cos(radians(azimuth))
