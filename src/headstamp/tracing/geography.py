"""How far parties are from each other, between the points that stand for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from headstamp.records import Names
from headstamp.tracing.ledger import Floats

_EARTH_KM = 6371.0


def points(parties: Sequence[str], names: Names) -> Floats:
    """Latitude and longitude of each party in degrees, shape (parties, 2); nan where none is known."""
    actors = (names.actors.get(one) for one in parties)
    known = [(one.lat, one.lon) if one.lat is not None else (np.nan, np.nan) for one in actors]
    return np.array(known, np.float64).reshape(-1, 2)


def kilometres(origin: Floats, others: Floats) -> Floats:
    """Great-circle distances (haversine, mean radius 6,371 km); nan where a point is not known.

    Args:
        origin, others: degrees, latitude and longitude last; all but the last axis are broadcast.
    """
    here, there = np.radians(origin), np.radians(others)
    lat, lon = here[..., 0], here[..., 1]
    lats, lons = there[..., 0], there[..., 1]
    inner = np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(inner, 0, 1))))
