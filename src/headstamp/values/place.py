"""Places with their radius, so that a district never turns into a point.

Names are kept as given; which country an id stands for is the world's business, and drawing is the
publisher's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from headstamp.values.errors import ValueUnreadable

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
_HALF_TURN_KM = math.pi * EARTH_RADIUS_KM


class PlacePrecision(StrEnum):
    """How exactly a place is known; the first three steps are those of Atlos (10 m, 100 m, 1 km)."""

    EXACT = "exact"
    VICINITY = "vicinity"
    LOCALITY = "locality"
    DISTRICT = "district"
    REGION = "region"
    COUNTRY = "country"
    UNKNOWN = "unknown"


_BY_RADIUS = (
    (0.01, PlacePrecision.EXACT),
    (0.1, PlacePrecision.VICINITY),
    (1.0, PlacePrecision.LOCALITY),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place by name, by coordinates, or both.

    Attributes:
        name: name as the source gives it.
        country: id of the country.
        admin1: first-level division (province, governorate).
        admin2: second-level division (district).
        lat: latitude in degrees, WGS 84, -90 to 90.
        lon: longitude in degrees, WGS 84, -180 to 180.
        radius_km: radius of the circle the place is known to lie in, in kilometres; None when not stated.

    Raises:
        ValueUnreadable: if a coordinate is out of range or stands alone, or the radius is negative.
    """

    name: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None

    def __post_init__(self) -> None:
        _check("latitude", self.lat, -90, 90)
        _check("longitude", self.lon, -180, 180)
        _check("radius in km", self.radius_km, 0, _HALF_TURN_KM)
        if (self.lat is None) != (self.lon is None):
            raise _unreadable("The place has only one coordinate", "give both lat and lon, or neither")

    @property
    def precision(self) -> PlacePrecision:
        """How exactly the place is known.

        With coordinates and a radius up to 1 km the radius decides. Otherwise (a wider circle, or coordinates
        whose accuracy nobody stated) the finest named division does: district, region, country.
        """
        if self.lat is not None and self.radius_km is not None:
            for limit, precision in _BY_RADIUS:
                if self.radius_km <= limit:
                    return precision
        if self.admin2:
            return PlacePrecision.DISTRICT
        if self.admin1:
            return PlacePrecision.REGION
        return PlacePrecision.COUNTRY if self.country else PlacePrecision.UNKNOWN

    def distance_km(self, other: Place) -> tuple[float, float] | None:
        """Least and greatest distance to ``other`` in km along the great circle, None without coordinates.

        Radii widen the answer; a radius that was not stated widens nothing. The sphere has the mean radius of
        the Earth, which is at most 0.6 % off.
        """
        if self.lat is None or self.lon is None or other.lat is None or other.lon is None:
            return None
        between = _haversine_km(self.lat, self.lon, other.lat, other.lon)
        slack = (self.radius_km or 0.0) + (other.radius_km or 0.0)
        return max(0.0, between - slack), min(_HALF_TURN_KM, between + slack)

    def __str__(self) -> str:
        names = ", ".join(part for part in (self.name, self.admin2, self.admin1, self.country) if part)
        if self.lat is None or self.lon is None:
            return names or "not known"
        spot = f"{self.lat:g}, {self.lon:g}"
        if self.radius_km is not None:
            spot += f" ± {self.radius_km:g} km"
        return f"{names} ({spot})" if names else spot


def _haversine_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    a, b = math.radians(lat1), math.radians(lat2)
    half_lat, half_lon = (b - a) / 2, math.radians(lon2 - lon1) / 2
    square = math.sin(half_lat) ** 2 + math.cos(a) * math.cos(b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, square)))


def _check(what: str, number: float | None, low: float, high: float) -> None:
    if number is not None and not low <= number <= high:
        raise _unreadable(f"{number} is not a {what}", f"give a number from {low:g} to {high:g}")


def _unreadable(what: str, do: str) -> ValueUnreadable:
    return ValueUnreadable(what, kind="place", do=do)
