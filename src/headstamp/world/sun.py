"""Where the sun stands over a place at an instant, and so where shadows fall and how long they are.

After J. Meeus, *Astronomical Algorithms* (2nd edition, 1998): the sun of low accuracy (chapter 25), sidereal
time (12), refraction (16) and parallax (40); NOAA's solar calculator uses the same. What shadow was measured,
and which instants fit it, is left to `shadows`. Angles are degrees; azimuth runs from true north over east,
and is not what a compass shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from headstamp.values import ValueUnreadable

Numbers = NDArray[np.float64]

_UNIX_EPOCH = 2440587.5  # Julian date of 1 January 1970, 0 h
_J2000 = 2451545.0
_CENTURY = 36525.0
# Earth's rotation lags atomic time by 64 to 70 s from 2000 to 2035; a minute moves the sun by 0.0007 degrees.
_DELTA_T_DAYS = 67 / 86400
_PARALLAX = 8.794 / 3600
_NO_SHADOW_BELOW = 0.5  # degrees: a disc on the horizon throws no edge that could be measured


@dataclass(frozen=True, slots=True)
class Angles:
    """Where the sun stands at each of many instants.

    Attributes:
        azimuth: from true north over east, 0 to 360.
        elevation: of the sun's centre over the horizon, as geometry has it.
        apparent: the same, lifted by refraction as an eye or a camera sees it.
    """

    azimuth: Numbers
    elevation: Numbers
    apparent: Numbers


@dataclass(frozen=True, slots=True)
class Sun:
    """Where the sun stands at one instant, and what a pole upright on level ground throws.

    Attributes:
        azimuth: from true north over east, 0 to 360.
        elevation: over the horizon, without refraction.
        apparent: over the horizon, with refraction.
        shadow_azimuth: where the shadow points; None where the sun is too low for one.
        shadow_ratio: length of the shadow over height of what throws it; None likewise.
    """

    azimuth: float
    elevation: float
    apparent: float
    shadow_azimuth: float | None
    shadow_ratio: float | None


def sun(lat: float, lon: float, at: datetime) -> Sun:
    """Where the sun stands over a place at an instant.

    Args:
        lat: latitude in degrees, WGS 84, north positive.
        lon: longitude in degrees, east positive.
        at: the instant, with its zone.

    Raises:
        ValueUnreadable: the instant has no zone, or the place is none.
    """
    check_place(lat, lon)
    if at.tzinfo is None:
        do = "add the zone, as in 2015-03-28T09:30Z or 2015-03-28T10:30+01:00"
        raise ValueUnreadable(f"{at.isoformat()} has no zone", text=at.isoformat(), kind="time", do=do)
    found = angles(lat, lon, np.array([at.timestamp()]))
    azimuth, apparent = float(found.azimuth[0]), float(found.apparent[0])
    high = apparent > _NO_SHADOW_BELOW
    return Sun(
        azimuth,
        float(found.elevation[0]),
        apparent,
        (azimuth + 180) % 360 if high else None,
        float(1 / np.tan(np.radians(apparent))) if high else None,
    )


def angles(lat: float | Numbers, lon: float | Numbers, unix: Numbers) -> Angles:
    """Where the sun stands, for instants in seconds since 1970 (UTC); places and instants are met one by one.

    Within 0.02 degrees of NREL's algorithm from 1950 to 2100; see docs/sun.md for what was measured.
    """
    jd = np.asarray(unix, dtype=np.float64) / 86400 + _UNIX_EPOCH
    right_ascension, declination, sidereal = _equatorial(jd)
    phi = np.radians(lat)
    hour = np.radians(sidereal + lon) - right_ascension
    sin_height = np.sin(phi) * np.sin(declination) + np.cos(phi) * np.cos(declination) * np.cos(hour)
    # Meeus counts azimuth from the south.
    south = np.arctan2(np.sin(hour), np.cos(hour) * np.sin(phi) - np.tan(declination) * np.cos(phi))
    centre = np.degrees(np.arcsin(np.clip(sin_height, -1, 1)))
    elevation = centre - _PARALLAX * np.cos(np.radians(centre))
    return Angles((np.degrees(south) + 180) % 360, elevation, elevation + refraction(elevation))


def _equatorial(jd: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Right ascension and declination in radians, sidereal time at Greenwich in degrees, all apparent."""
    t = (jd + _DELTA_T_DAYS - _J2000) / _CENTURY
    mean_longitude = 280.46646 + t * (36000.76983 + t * 0.0003032)
    anomaly = np.radians(357.52911 + t * (35999.05029 - t * 0.0001537))
    centre = (
        (1.914602 - t * (0.004817 + t * 0.000014)) * np.sin(anomaly)
        + (0.019993 - t * 0.000101) * np.sin(2 * anomaly)
        + 0.000289 * np.sin(3 * anomaly)
    )
    node = np.radians(125.04 - 1934.136 * t)
    nutation = -0.00478 * np.sin(node)
    longitude = np.radians(mean_longitude + centre - 0.00569 + nutation)
    tilt = np.radians(23.4392911 - t * 0.0130042 + 0.00256 * np.cos(node))
    right_ascension = np.arctan2(np.cos(tilt) * np.sin(longitude), np.cos(longitude))
    declination = np.arcsin(np.sin(tilt) * np.sin(longitude))
    days = jd - _J2000
    u = days / _CENTURY
    sidereal = 280.46061837 + 360.98564736629 * days + 0.000387933 * u**2 + nutation * np.cos(tilt)
    return right_ascension, declination, sidereal


def refraction(elevation: Numbers) -> Numbers:
    """By how much air lifts the sun, degrees, at 1010 hPa and 10 degrees Celsius (Saemundsson, in Meeus 16).

    Nothing where the sun is below the horizon by more than its half width and the lift there.
    """
    above = elevation >= -0.8334
    held = np.where(above, elevation, 0.0)
    lift = 1.02 / np.tan(np.radians(held + 10.3 / (held + 5.11))) / 60
    return np.where(above, lift, 0.0)


def check_place(lat: float, lon: float) -> None:
    """Refuse coordinates that are no place on Earth; raises ValueUnreadable."""
    for what, number, most in (("latitude", lat, 90), ("longitude", lon, 180)):
        if not -most <= number <= most:
            do = f"give degrees from {-most} to {most}"
            raise ValueUnreadable(f"{number} is not a {what}", text=str(number), kind="place", do=do)
