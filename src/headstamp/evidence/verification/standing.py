"""Whether a check counts as verified: only where somebody other than its author looked again."""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.sightings import Verification


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a check is, once the second pair of eyes is asked for.

    Attributes:
        status: as the row says, but 'ready for review' for what its author alone calls verified.
        counts: whether it counts as verified.
        why: what is missing; empty where nothing is.
    """

    status: str
    counts: bool
    why: str


def standing(check: Verification) -> Standing:
    """How far a check is."""
    if check.status != "verified":
        return Standing(check.status, counts=False, why="")
    if not check.by:
        return Standing("ready for review", counts=False, why="nobody is named who checked it")
    if not check.reviewer:
        return Standing("ready for review", counts=False, why="nobody else looked at it again")
    authors = {_plain(one) for one in check.by}
    if all(_plain(one) in authors for one in check.reviewer):
        return Standing("ready for review", counts=False, why="its reviewer is its author")
    return Standing("verified", counts=True, why="")


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
