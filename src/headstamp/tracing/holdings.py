"""What an arsenal says, as values: these are the shapes of `headstamp.arsenal/1`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from headstamp.records import Party
from headstamp.tracing.draws import shortest
from headstamp.tracing.ledger import Floats, Ints
from headstamp.tracing.origins import Category

TITLE = "Share of the objects seen"
LISTED_FROM = 0.001


@dataclass(frozen=True, slots=True)
class Share:
    """One line: what part of the objects seen it is.

    Attributes:
        id: of the weapon or actor; None for what is not recorded, not told apart or unknown.
        expected: the mean of the objects' probabilities.
        median: of the joint draws.
        low, high: the shortest range that holds nine in ten draws; where the expected share lies outside, it
            reaches as far as that.
    """

    id: str | None
    name: str
    expected: float
    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rest:
    """Lines too small to list, and their expected share together."""

    n: int
    expected: float


@dataclass(frozen=True, slots=True)
class Shares:
    """All lines of one table, the greatest expected share first; with `rest` they sum to 1."""

    shares: tuple[Share, ...]
    rest: Rest


@dataclass(frozen=True, slots=True)
class WayRange:
    """How many of the objects seen came in one way: a range over the assumptions, and no number."""

    mechanism: str
    words: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Holding:
    """The objects seen with one holder, or with all of them.

    Attributes:
        holder: None for the whole case.
        observations: how many sightings there are.
        objects: how many objects they show, copies counted once; every share is of these.
        counted_low, counted_high: how many items these are by the sightings' own counts, one where none is
            stated; no share is weighted by them.
        holder_uncertain: objects whose holder has a rival; they count with the likeliest.
    """

    holder: Party | None
    observations: int
    objects: int
    counted_low: int
    counted_high: int
    holder_uncertain: int
    types: Shares
    families: Shares
    made_in: Shares
    makers: Shares
    custodians: Shares
    suppliers: Shares
    delivered: Shares
    produced: Shares
    mechanisms: tuple[WayRange, ...]


@dataclass(frozen=True, slots=True)
class Arsenal:
    """What `headstamp arsenal` tells: the whole case first, then each holder, those with most objects first.

    Attributes:
        draws: how many joint draws the ranges rest on.
    """

    case: str
    priors: str
    snapshots: tuple[str, ...]
    title: str
    draws: int
    whole: Holding
    holders: tuple[Holding, ...]


def interval(counts: Ints, objects: int, mean: float) -> tuple[float, float]:
    """The 90 % range of one share, from its counts in all draws; it reaches as far as the expected share."""
    low, high = shortest(counts)
    return min(mean, low / objects), max(mean, high / objects)


def shares_of(categories: Sequence[Category], mean: Floats, counts: Ints, objects: int) -> Shares:
    """The lines of one table.

    Args:
        mean: the expected share of each category.
        counts: how many objects are of each, shape (draws, categories).
    """
    order = np.flatnonzero(mean >= LISTED_FROM).tolist()
    order.sort(key=lambda number: (-mean[number], categories[number][1], categories[number][0] or ""))
    lines = []
    for number in order:
        low, high = interval(counts[:, number], objects, float(mean[number]))
        median = float(np.median(counts[:, number])) / objects
        lines.append(Share(*categories[number], float(mean[number]), median, low, high))
    small = (mean > 0) & (mean < LISTED_FROM)
    return Shares(tuple(lines), Rest(int(small.sum()), float(mean[small].sum())))
