"""Made-up worlds small enough for a test, each made once."""

from __future__ import annotations

from functools import lru_cache

from headstamp.tracing.simulate import World, world

SMALL = {"states": 24, "producers": 6, "models": 24, "records": 400, "groups": 8, "units": 2}


@lru_cache(maxsize=64)
def small_world(seed: int, kind: str = "neutral", sightings: int = 60) -> World:
    return world(seed, kind, sightings=sightings, **SMALL)
