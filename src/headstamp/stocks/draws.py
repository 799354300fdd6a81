"""Joint draws of everything a ledger leaves open: numbers, days, wear, what no record tells.

What several entries share is drawn once: the wear of the weapon, the unrecorded part, how good numbers are,
and the part of the error that all numbers of one source have in common. Independent draws would make ranges
that are too narrow. A log-normal error is centred at minus half its variance, so that numbers are right on
the mean.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import log, sqrt

import numpy as np
import numpy.typing as npt

from headstamp.stocks.assumptions import Assumptions, Range
from headstamp.stocks.flows import Figure, Flow, Period, Telling
from headstamp.stocks.ledger import Ledger

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
_NINETY = 1.6448536269514722
"""Standard deviations from the middle to either end of a range that holds nine in ten."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all entries of one ledger share, one number a draw.

    Attributes:
        wear: yearly share that wears out.
        unrecorded: part of what came in that no record tells.
        scale: factor on the errors of all numbers.
    """

    wear: Floats
    unrecorded: Floats
    scale: Floats


@dataclass(frozen=True, slots=True)
class Moved:
    """What a movement brought or took.

    Attributes:
        first: the first span between moments in which any of it moved.
        number: how many, in that span and those after it, shape (spans, draws).
    """

    first: int
    number: Floats

    @property
    def spans(self) -> slice:
        """The spans in which it moved."""
        return slice(self.first, self.first + len(self.number))


class Draws:
    """The draws of one ledger; the same ledger and assumptions give the same draws.

    Args:
        ledger: whose.
        assumptions: what is assumed.
    """

    def __init__(self, ledger: Ledger, assumptions: Assumptions) -> None:
        self._assumptions, self._many = assumptions, assumptions.draws
        seed = hashlib.sha256(f"{ledger.actor.id}|{ledger.weapon.id}".encode()).digest()[:8]
        self._chance = np.random.default_rng(int.from_bytes(seed, "big"))
        unseen = assumptions.unrecorded["seen" if ledger.seen else "unseen"]
        self.shared = Shared(
            wear=self._share(assumptions.wear(ledger.line)),
            unrecorded=self._share(unseen),
            scale=self._factor(assumptions.scale),
        )
        self._of_source: dict[str, Floats] = {}

    def _share(self, told: Range) -> Floats:
        """A share whose logit is normal, nine in ten of it within a range."""
        normal = self._chance.standard_normal(self._many)
        low, high = told
        if low == high:
            return np.full(self._many, low)
        ends = log(low / (1 - low)), log(high / (1 - high))
        middle, width = sum(ends) / 2, (ends[1] - ends[0]) / (2 * _NINETY)
        return np.asarray(1.0 / (1.0 + np.exp(-(middle + width * normal))))

    def _factor(self, told: Range) -> Floats:
        low, high = log(told[0]), log(told[1])
        normal = self._chance.standard_normal(self._many)
        return np.asarray(np.exp((low + high) / 2 + (high - low) / (2 * _NINETY) * normal))

    def moved(self, flow: Flow, moments: Sequence[date]) -> Moved:
        """How many a movement brought or took between moments."""
        whole = within([period for telling in flow.tellings for period in telling.periods], moments)
        there = np.flatnonzero(whole.any(axis=1))
        if not len(there):
            return Moved(0, np.zeros((0, self._many)))
        first, last = int(there[0]), int(there[-1]) + 1
        each = [self._told(telling, moments[first : last + 1]) for telling in flow.tellings]
        found = each[0]
        if len(each) > 1:
            # Where sources differ each is right as often as any other; they are not averaged.
            right = self._chance.integers(0, len(each), self._many)
            for at, other in enumerate(each[1:], start=1):
                found = np.where(right == at, other, found)
        if flow.sharing > 1:
            found = found * self._chance.beta(1.0, flow.sharing - 1.0, self._many)
        if flow.chance < 1.0:
            found = found * (self._chance.random(self._many) < flow.chance)
        return Moved(first, found)

    def untold_beside(self) -> Floats:
        """How many deliveries like a recorded one no record tells, one a draw.

        Deliveries go unrecorded whole, so that a stock of few has more doubt than a share of it would say.
        """
        share = self.shared.unrecorded
        return self._chance.poisson(share / (1.0 - share)).astype(np.float64)

    def between(self, low: float, high: float) -> Floats:
        """A number that lies anywhere between two ends, one a draw."""
        return self._chance.uniform(low, high, self._many) if low < high else np.full(self._many, low)

    def _told(self, telling: Telling, moments: Sequence[date]) -> Floats:
        number = self._number(telling.figure, telling.source)
        parts = within(telling.periods, moments)
        if len(telling.periods) == 1:
            return np.outer(parts[:, 0], number)
        known = [period.number for period in telling.periods if period.number is not None]
        if known and sum(known) > 0:
            return np.outer(parts @ (np.array(known) / sum(known)), number)
        # How a sum was spread over its years nobody says: every way of spreading it is as likely.
        weight = self._chance.standard_exponential((len(telling.periods), self._many))
        return np.asarray(parts @ (weight * (number / weight.sum(axis=0))))

    def _number(self, figure: Figure, source: str) -> Floats:
        value = figure.value or 0.0
        match figure.status:
            case "between":
                low, high = figure.low or 0.0, figure.high or 0.0
                return self._chance.uniform(low, high, self._many)
            case "up_to":
                return self._chance.uniform(0.0, value, self._many)
            case "at_least":
                return np.asarray(value * np.exp(np.abs(self._error("estimate", source))))
        status = "estimate" if figure.status == "estimate" else "reported"
        spread = self.shared.scale * self._assumptions.error[status]
        return np.asarray(value * np.exp(self._error(status, source) - spread**2 / 2))

    def _error(self, status: str, source: str) -> Floats:
        common = self._assumptions.shared
        if source not in self._of_source:
            self._of_source[source] = self._chance.standard_normal(self._many)
        own = self._chance.standard_normal(self._many)
        normal = sqrt(common) * self._of_source[source] + sqrt(1.0 - common) * own
        return np.asarray(self.shared.scale * self._assumptions.error[status] * normal)


def within(periods: Sequence[Period], moments: Sequence[date]) -> Floats:
    """What part of each period lies between moments, shape (moments - 1, periods), days counted alike."""
    ends = np.array([one.toordinal() for one in moments], np.float64)[:, None]
    first = np.array([one.first.toordinal() for one in periods], np.float64)
    last = np.array([one.last.toordinal() for one in periods], np.float64)
    passed = np.clip((ends - first + 1.0) / (last - first + 1.0), 0.0, 1.0)
    return np.asarray(np.diff(passed, axis=0))
