"""What draws states to trade: who sells what to whom in which year, and how many; deals are drawn from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headstamp.tracing.simulate.arsenal import CLASSES, Arsenal
from headstamp.tracing.simulate.clock import END_YEAR, FIRST_YEAR, LAST_DEAL_YEAR
from headstamp.tracing.simulate.dials import Dials, Rng
from headstamp.tracing.simulate.geography import States


@dataclass(frozen=True, slots=True)
class Market:
    """What draws states to trade: the expected flows that deals are drawn from.

    Attributes:
        pull: [producer, recipient] lasting weight of a pair, blocs left out.
        taste: [recipient, class] weight of a class with a recipient.
        appetite: [class] weight of a class anywhere.
        made: [year since the first, producer, leaf] how much of a weapon a producer makes in a year.
        onward: [state, recipient] weight of a pair where surplus is sold.
        yearly: expected number of foreign deals in each year.
    """

    pull: np.ndarray
    taste: np.ndarray
    appetite: np.ndarray
    made: np.ndarray
    onward: np.ndarray
    yearly: np.ndarray

    def pairs(self, year: int, dials: Dials, states: States, producers: np.ndarray) -> np.ndarray:
        """[producer, recipient] chance of each pair in a deal of a year."""
        bloc = states.bloc[:, year - FIRST_YEAR]
        same = (bloc[producers][:, None] == bloc[None, :]) & (bloc[None, :] > 0)
        makes = self.made[year - FIRST_YEAR].sum(axis=1) > 0
        weights: np.ndarray = self.pull * np.where(same, dials.bloc_pull, 1.0) * makes[:, None]
        weights /= weights.sum()
        return weights


def make_market(rng: Rng, dials: Dials, states: States, arsenal: Arsenal, deals: int) -> Market:
    """Draw what draws states to trade, for about so many foreign deals."""
    producers, number = arsenal.producers, len(states)
    noise = rng.lognormal(0, dials.partner_noise, (len(producers), number))
    pull = states.size[producers, None] ** 0.8 * states.size[None, :] ** 0.6 * noise
    pull *= np.exp(-states.km[producers] / 8000)
    pull[np.arange(len(producers)), producers] = 0
    onward = (states.size * states.instability)[None, :] ** 0.5 * np.exp(-states.km / 4000)
    np.fill_diagonal(onward, 0)
    years = np.arange(FIRST_YEAR, LAST_DEAL_YEAR + 1)
    wave = 1.0 + 0.5 * np.exp(-(((years - 1980) / 9.0) ** 2)) + 0.4 * (years > 2005)
    return Market(
        pull=pull,
        taste=rng.lognormal(0, 0.4, (number, len(CLASSES))),
        appetite=np.array([one.share for one in CLASSES]),
        made=_made(rng, arsenal),
        onward=onward,
        yearly=deals * wave / wave.sum(),
    )


def _made(rng: Rng, arsenal: Arsenal) -> np.ndarray:
    made = np.zeros((END_YEAR - FIRST_YEAR, len(arsenal.producers), len(arsenal.leaves)))
    row = {int(state): number for number, state in enumerate(arsenal.producers)}
    years = np.arange(FIRST_YEAR, END_YEAR)
    for leaf, one in enumerate(arsenal.leaves):
        # New weapons sell for some years after the line has closed.
        active = (years >= one.first) & (years <= one.last + 2)
        for maker in one.makers:
            made[active, row[maker], leaf] = rng.lognormal(0, 0.6)
    return made


def leaf_weights(market: Market, arsenal: Arsenal, year: int) -> np.ndarray:
    """[producer, leaf] how much a producer offers in a year, by how much its class is wanted."""
    weights: np.ndarray = market.made[year - FIRST_YEAR] * market.appetite[traded_class(arsenal)]
    per_class = np.bincount(arsenal.class_of, minlength=len(CLASSES) + 1)
    # A class is not bought more because it has more models.
    weights /= per_class[arsenal.class_of]
    return weights


def traded_class(arsenal: Arsenal) -> np.ndarray:
    """The class of each leaf; what is improvised is never made by a producer, so any class will do."""
    classes: np.ndarray = np.minimum(arsenal.class_of, len(CLASSES) - 1)
    return classes


def quantities(rng: Rng, dials: Dials, class_: np.ndarray, size: np.ndarray) -> np.ndarray:
    """How many: around the median of the class, more for bigger recipients, a few far more."""
    median = np.array([one.quantity for one in CLASSES])[class_]
    drawn = median * size**0.4 * rng.lognormal(0, dials.tail, len(class_))
    drawn *= np.where(rng.random(len(class_)) < 0.04, 1 + rng.pareto(1.5, len(class_)), 1.0)
    rounded: np.ndarray = np.clip(drawn, 1, 500_000).round().astype(int)
    return rounded
