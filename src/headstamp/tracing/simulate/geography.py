"""Made-up states: where they lie, whom they border, their size, stability, leaks and blocs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from headstamp.tracing.simulate.clock import END_YEAR, FIRST_YEAR
from headstamp.tracing.simulate.dials import Dials, Rng

YEARS: Final = END_YEAR - FIRST_YEAR
_BLOCS = 4
_CENTRES = (
    (10.0, 10.0),
    (28.0, 45.0),
    (48.0, 15.0),
    (20.0, 100.0),
    (-12.0, -60.0),
    (40.0, -100.0),
    (-5.0, 30.0),
)
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class States:
    """The states of a world, one entry of each array per state.

    Attributes:
        ids: their ids.
        lat, lon: degrees.
        size: economic weight, about 1.
        instability: how prone to war, about 1.
        corruption: how leaky its stock is, about 1.
        marks_imports: whether it has its mark put on what it imports.
        neighbours: indices of those it borders, symmetric.
        bloc: [state, year since the first] number of its bloc; 0 is none.
        km: [state, state] distances.
    """

    ids: tuple[str, ...]
    lat: np.ndarray
    lon: np.ndarray
    size: np.ndarray
    instability: np.ndarray
    corruption: np.ndarray
    marks_imports: np.ndarray
    neighbours: tuple[tuple[int, ...], ...]
    bloc: np.ndarray
    km: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)


def make_states(rng: Rng, dials: Dials, number: int) -> States:
    """Draw the states of a world."""
    continent = np.arange(number) % len(_CENTRES)
    centre = np.array(_CENTRES)[continent]
    lat = np.clip(centre[:, 0] + rng.normal(0, 9, number), -60, 70).round(3)
    lon = np.clip(centre[:, 1] + rng.normal(0, 12, number), -170, 170).round(3)
    km = _distances(lat, lon)
    return States(
        ids=tuple(f"st-{one + 1:03}" for one in range(number)),
        lat=lat,
        lon=lon,
        size=rng.lognormal(-0.5, 1.0, number),
        instability=rng.lognormal(-0.5, 1.0, number),
        corruption=rng.lognormal(0.0, dials.corruption, number),
        marks_imports=rng.random(number) < 0.3,
        neighbours=_neighbours(rng, km),
        bloc=_blocs(rng, continent),
        km=km,
    )


def _distances(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    north = lat[:, None] - lat[None, :]
    east = (lon[:, None] - lon[None, :]) * np.cos(np.radians((lat[:, None] + lat[None, :]) / 2))
    distances: np.ndarray = _KM_PER_DEGREE * np.hypot(north, east)
    return distances


def _neighbours(rng: Rng, km: np.ndarray) -> tuple[tuple[int, ...], ...]:
    number = len(km)
    border = np.zeros((number, number), bool)
    for one in range(number):
        near = np.argsort(km[one])[1 : 1 + int(rng.integers(2, 5))]
        border[one, near] = border[near, one] = True
    return tuple(tuple(int(other) for other in np.flatnonzero(row)) for row in border)


def _blocs(rng: Rng, continent: np.ndarray) -> np.ndarray:
    """Blocs lean on continents, and a state changes once or twice, or never."""
    number = len(continent)
    leaning = rng.integers(0, _BLOCS, len(_CENTRES))
    bloc = np.empty((number, YEARS), int)
    for one in range(number):
        bloc[one] = leaning[continent[one]] if rng.random() < 0.5 else rng.integers(0, _BLOCS)
        for _ in range(int(rng.integers(0, 3))):
            bloc[one, int(rng.integers(3, YEARS)) :] = rng.integers(0, _BLOCS)
    return bloc
