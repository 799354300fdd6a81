"""How holders come by lots, and how long they keep them: what there is to be filmed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from headstamp.tracing.simulate.arsenal import Arsenal
from headstamp.tracing.simulate.clock import HISTORY
from headstamp.tracing.simulate.dials import MECHANISMS, Dials, Rng
from headstamp.tracing.simulate.supply import LOCAL, OTHER_GROUP, Shares, Supply
from headstamp.tracing.simulate.trade import Deals

_MOST: Final = 400
"""No holder has more lots than this, however the numbers fall."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Weapons of one delivery (or of one workshop) that a holder got together.

    Attributes:
        holder: index of who has it.
        mechanism: number of the way by which it came.
        root: number of the way by which it first left lawful hands; differs for what came from another group.
        state: index of the last lawful custodian, -1 without one.
        step: when it came, from HISTORY.
        deal: index of the delivery, -1 for local make.
        leaf: what it is.
        describable: whether a pair of states describes the way.
        kept: for how many steps it is kept after the next.
        size: how much of it there is, relative to others.
        event: index of the event that brought it, or -1.
        giver: index of the holder it came from, or -1.
    """

    holder: int
    mechanism: int
    root: int
    state: int
    step: int
    deal: int
    leaf: int
    describable: bool
    kept: float
    size: float
    event: int
    giver: int

    def live(self, step: int) -> bool:
        """Whether the holder has it at a step (from HISTORY)."""
        return self.step < step and self.kept >= step - self.step - 1


def arm(
    rng: Rng, dials: Dials, arsenal: Arsenal, deals: Deals, shares: Shares, supply: Supply
) -> tuple[Lot, ...]:
    """Draw the lots of every holder; those from other groups last, out of what these have."""
    draw = _Draw(rng, dials, arsenal, deals, shares, supply)
    numbers = np.minimum(_MOST, 1 + rng.poisson(dials.lots * rng.lognormal(0, 0.5, len(supply.holders))))
    drawn: list[list[Lot]] = []
    wanting: list[int] = []
    for holder, number in enumerate(numbers):
        ways = rng.choice(len(MECHANISMS), size=int(number), p=supply.mixes[holder])
        wanting += [holder] * int((ways == OTHER_GROUP).sum())
        drawn.append([draw.lot(holder, int(way)) for way in ways if way != OTHER_GROUP])
    inherited = [draw.inherited(drawn, holder) for holder in wanting]
    return (*(lot for lots in drawn for lot in lots), *(lot for lot in inherited if lot is not None))


@dataclass(frozen=True, slots=True)
class _Draw:
    """What lots are drawn from."""

    rng: Rng
    dials: Dials
    arsenal: Arsenal
    deals: Deals
    shares: Shares
    supply: Supply

    def lot(self, holder: int, way: int) -> Lot:
        """One lot that comes to a holder in a way."""
        rng, deals, shares, supply = self.rng, self.deals, self.shares, self.supply
        kept, size = float(rng.exponential(supply.keep)), float(rng.lognormal(0, self.dials.lot_tail))
        if way == LOCAL:
            step = int(rng.choice(np.flatnonzero(supply.windows[holder])))
            leaf = int(rng.choice(self.arsenal.craft))
            return Lot(holder, way, way, -1, step, -1, leaf, True, kept, size, -1, -1)
        source = supply.sources[holder][way]
        entry = int(rng.choice(len(source.chance), p=source.chance))
        state, step = int(source.state[entry]), int(source.step[entry])
        describable = rng.random() >= source.nowhere
        if describable:
            rows, chances = shares.within(source.profile, state, step)
            deal = int(rng.choice(rows, p=chances))
        else:
            deal = int(rng.choice(len(deals), p=shares.anywhere(step)))
            state = int(deals.custodian[deal])
        leaf = int(deals.leaf[deal])
        return Lot(
            holder, way, way, state, step, deal, leaf, describable, kept, size, int(source.event[entry]), -1
        )

    def inherited(self, drawn: list[list[Lot]], holder: int) -> Lot | None:
        """A lot that another group has at the time, with its whole history before it."""
        rng, supply = self.rng, self.supply
        rivals, steps = giving(supply, holder)
        if not len(rivals):
            return None
        one = int(rng.integers(len(rivals)))
        rival, step = int(rivals[one]), int(steps[one])
        there = [lot for lot in drawn[rival] if lot.live(step)]
        lot = there[int(rng.integers(len(there)))] if there else None
        while lot is None:
            # The rival has, beside the lots that can be filmed, others like them.
            ways = supply.mixes[rival].copy()
            ways[OTHER_GROUP] = 0
            way = int(rng.choice(len(ways), p=ways / ways.sum()))
            fresh = self.lot(rival, way)
            lot = fresh if fresh.live(step) else None
        kept, size = float(rng.exponential(supply.keep)), float(rng.lognormal(0, self.dials.lot_tail))
        return replace(
            lot, holder=holder, mechanism=OTHER_GROUP, step=step, kept=kept, size=size, giver=rival
        )


def giving(supply: Supply, holder: int) -> tuple[np.ndarray, np.ndarray]:
    """(rival, step) pairs at which a holder can get a lot from another; all are equally likely."""
    pairs = [
        (rival, step)
        for rival in supply.holders[holder].rivals
        for step in np.flatnonzero(supply.windows[holder])
        if _has_begun(supply, rival, int(step))
    ]
    if not pairs:
        return np.zeros(0, int), np.zeros(0, int)
    found = np.array(pairs)
    return found[:, 0], found[:, 1]


def _has_begun(supply: Supply, rival: int, step: int) -> bool:
    one = supply.holders[rival]
    return one.first - HISTORY + 4 <= step <= one.last - HISTORY
