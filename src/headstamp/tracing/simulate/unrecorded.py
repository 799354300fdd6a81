"""What no record tells, by its expectation: the flows that the world was drawn from, times what sources miss.

The expectation is over worlds with the same states, makers and tastes. It knows no unrecorded delivery.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from headstamp.tracing.simulate.arsenal import CLASSES, HEAVY
from headstamp.tracing.simulate.clock import END_YEAR, FIRST_YEAR, HISTORY, KEPT, LAST_DEAL_YEAR, step_of
from headstamp.tracing.simulate.likelihood import EARLIER, NOT_TOLD, Marks
from headstamp.tracing.simulate.market import leaf_weights
from headstamp.tracing.simulate.supply import PROFILES, appetites
from headstamp.tracing.simulate.survival import Survival
from headstamp.tracing.simulate.trade import OWN_LINES
from headstamp.tracing.simulate.world import World

_WIDTH: Final = 5
_BINS: Final = (END_YEAR - FIRST_YEAR) // _WIDTH
_GIFT: Final = PROFILES.index("gift")
_LIGHT_CLASS: Final = int(np.flatnonzero(~HEAVY)[0])
_HEAVY_CLASS: Final = int(np.flatnonzero(HEAVY)[0])
_NEW, _OLD, _HOME = range(3)
"""Made to order, sold on, and made by a state for itself."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """Expected unrecorded stock: one row per state, weapon, five years and way.

    Attributes:
        state, bin, base: [row] whose, of which five years, and how much at the time of delivery.
        marks: what would be read on them.
        class_: [row] number of the class.
        left: [state, heavy or not, bin, step] what is left of one unit.
        fresh: the same, where new deliveries are preferred.
        total: [profile, state, step] sum of all, by what is wanted.
    """

    state: np.ndarray
    bin: np.ndarray
    base: np.ndarray
    marks: Marks
    class_: np.ndarray
    left: np.ndarray
    fresh: np.ndarray
    total: np.ndarray

    def rows(self, class_: int) -> tuple[Marks, np.ndarray]:
        """The rows of a class and what would be read on them."""
        rows = np.flatnonzero(self.class_ == class_)
        return self.marks.of(rows), rows

    def prior(self, class_: int, plain: np.ndarray, gift: np.ndarray) -> np.ndarray:
        """[state, bin] chance per unit of base, given chances per unit of weight by state and step."""
        heavy = int(class_ < len(HEAVY) and HEAVY[class_])
        chances: np.ndarray = np.matmul(self.left[:, heavy], plain[:, :, None])[:, :, 0]
        given = np.flatnonzero(gift.any(axis=1))
        chances[given] += np.matmul(self.fresh[given, heavy], gift[given][:, :, None])[:, :, 0]
        return chances


def expected(world: World) -> Cloud:
    """What is expected to be in every stock beside what records tell."""
    made = world.making
    base = _flows(world)
    kind, state, leaf, bin_ = np.nonzero(base > 1e-4 * base.max(axis=(2, 3), keepdims=True))
    amount = base[kind, state, leaf, bin_]
    left, fresh = _left(world)
    classes = made.arsenal.class_of
    total = np.zeros((len(PROFILES), len(made.states), KEPT))
    by_class = np.zeros((len(made.states), len(CLASSES) + 1, _BINS))
    np.add.at(by_class, (state, classes[leaf], bin_), amount)
    heavy = np.append(HEAVY, False)
    for profile, wanted in enumerate(appetites()):
        for which in (0, 1):
            sums = np.einsum("scb,c->sb", by_class, wanted * (heavy == bool(which)))
            series = fresh if profile == _GIFT else left
            total[profile] += np.einsum("sb,sbt->st", sums, series[:, which])
    return Cloud(
        state=state,
        bin=bin_,
        base=amount,
        marks=_marks(world, kind, state, leaf, FIRST_YEAR + _WIDTH * bin_),
        class_=classes[leaf],
        left=left,
        fresh=fresh,
        total=total,
    )


def _flows(world: World) -> np.ndarray:
    """[way, state, leaf, bin] expected sum of unrecorded quantities to the world's power."""
    made, dials = world.making, world.dials
    states, producers = len(made.states), made.arsenal.producers
    leaves = len(made.arsenal.leaves)
    class_ = np.minimum(made.arsenal.class_of, len(CLASSES) - 1)
    heavy = HEAVY[class_]
    base = np.zeros((3, states, leaves, _BINS))
    held: list[np.ndarray] = []
    old = np.zeros((states, leaves))
    own = _own_powers(world)[:, class_]
    everyone = np.arange(states)
    usual = _powers(world, dials.quantity_power)
    for year in range(FIRST_YEAR, LAST_DEAL_YEAR + 1):
        index, bin_ = year - FIRST_YEAR, (year - FIRST_YEAR) // _WIDTH
        expected_deals = made.market.yearly[index]
        offered = leaf_weights(made.market, made.arsenal, year)
        taste = made.market.taste[:, class_]
        scale = offered @ taste.T
        pairs = made.market.pairs(year, dials, made.states, producers)
        pairs = expected_deals * (1 - dials.reexports) * pairs / np.maximum(scale, 1e-12)
        missed = _missed(world, producers, everyone, year)
        for which in (0, 1):
            chosen = np.flatnonzero(heavy == bool(which))
            number = (pairs * missed[which]).T @ offered[:, chosen] * taste[:, chosen]
            base[_NEW][:, chosen, bin_] += number * usual[:, class_[chosen]]
        bought = pairs.T @ offered * taste
        lines = OWN_LINES * (made.market.made[index] > 0)
        bought[producers] += lines
        held.append(bought)
        if index >= 8:
            old += held[index - 8]
        base[_HOME][producers, :, bin_] += lines * own[producers]
        base[_OLD][:, :, bin_] += (
            _sold_on(world, old, year, heavy) * (0.2**dials.quantity_power) * usual[:, class_]
        )
    return base


def _sold_on(world: World, old: np.ndarray, year: int, heavy: np.ndarray) -> np.ndarray:
    """[state, leaf] expected number of unrecorded deliveries of surplus in a year."""
    made, dials = world.making, world.dials
    if old.sum() <= 0:
        return np.zeros_like(old)
    everyone = np.arange(len(made.states))
    onward = made.market.onward / made.market.onward.sum(axis=1, keepdims=True)
    number = made.market.yearly[year - FIRST_YEAR] * dials.reexports * old / old.sum()
    missed = _missed(world, everyone, everyone, year)
    found = np.zeros_like(old)
    for which in (0, 1):
        chosen = np.flatnonzero(heavy == bool(which))
        found[:, chosen] = (onward * missed[which]).T @ number[:, chosen]
    return found


def _missed(
    world: World, suppliers: np.ndarray, recipients: np.ndarray, year: int
) -> tuple[np.ndarray, np.ndarray]:
    """[supplier, recipient] chance that nobody publishes a deal, for small arms and for heavy ones."""
    small, heavy = (
        world.making.coverage.unpublished(
            world.dials, suppliers[:, None], recipients[None, :], np.array(class_), np.array(year)
        )
        for class_ in (_LIGHT_CLASS, _HEAVY_CLASS)
    )
    return small, heavy


def _powers(world: World, power: float) -> np.ndarray:
    """[state, class] expected power of a deal's quantity."""
    median = np.array([one.quantity for one in CLASSES])
    spread = np.exp((power * world.dials.tail) ** 2 / 2) * (0.96 + 0.04 * 1.5 / (1.5 - power))
    powers: np.ndarray = (median[None, :] * world.making.states.size[:, None] ** 0.4) ** power * spread
    return powers


def _own_powers(world: World) -> np.ndarray:
    power = world.dials.quantity_power
    median = 3 * np.array([one.quantity for one in CLASSES])
    powers: np.ndarray = (median[None, :] * world.making.states.size[:, None] ** 0.6) ** power
    powers *= np.exp((0.8 * power) ** 2 / 2)
    return powers


def _left(world: World) -> tuple[np.ndarray, np.ndarray]:
    """[state, heavy or not, bin, step] what is left, of any age and where new deliveries are preferred."""
    states = len(world.making.states)
    survival = Survival(world)
    starts = np.array([step_of(FIRST_YEAR + _WIDTH * one) for one in range(_BINS)])
    left = np.zeros((states, 2, _BINS, KEPT), np.float32)
    for which, class_ in enumerate((_LIGHT_CLASS, _HEAVY_CLASS)):
        for bin_ in range(_BINS):
            left[:, which, bin_] = survival.weight(
                np.arange(states),
                np.full(states, class_),
                np.full(states, starts[bin_]),
                np.full(states, 4 * _WIDTH),
            )
    middle = starts + 2 * _WIDTH
    age = np.maximum(0, HISTORY + np.arange(KEPT)[None, :] - middle[:, None]) / 4
    return left, (left * np.exp(-age / world.dials.recent_years)).astype(np.float32)


def _marks(world: World, kind: np.ndarray, state: np.ndarray, leaf: np.ndarray, year: np.ndarray) -> Marks:
    made = world.making
    begun = np.array([one.first for one in made.arsenal.leaves])[leaf]
    ended = np.array([one.last for one in made.arsenal.leaves])[leaf]
    old = kind == _OLD
    made_last = np.maximum(begun, np.minimum(ended, np.where(old, year - 5, year + _WIDTH - 1)))
    made_first = np.where(old, begun, np.clip(year - 3, begun, made_last))
    marked = made.states.marks_imports[state] & (year >= 1995) & (kind != _HOME)
    blank = np.full(len(leaf), NOT_TOLD)
    return Marks(
        leaf=leaf,
        maker=np.where(kind == _HOME, state, NOT_TOLD),
        made_first=made_first,
        made_last=made_last,
        serial_first=blank,
        serial_last=blank,
        root=blank,
        parts=np.ones(len(leaf), int),
        importer=np.where(marked, state, np.where(old, EARLIER, -1)),
    )
