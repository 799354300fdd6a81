"""How good probabilities are: losses, calibration and coverage of forecasts whose answers are known.

Every figure is a pure function of the probabilities, so that a model, a rival and an oracle are measured
alike. A perfect forecast shows a calibration error too, by chance; `expected_error_of_perfect` says how
much. Standard errors are clustered by group, for the sightings of one holder are not independent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from headstamp.tracing.ledger import Floats, Ints, Truths

_BINS = 20
FLOOR = 1e-6
"""What is given no probability counts as this, so that one zero does not decide a comparison."""


def log_loss(right: Floats) -> Floats:
    """Minus the natural logarithm of the probability of what was true, one a sighting."""
    return np.asarray(-np.log(np.maximum(right, FLOOR)))


@dataclass(frozen=True, slots=True)
class Claims:
    """Many yes-or-no claims: every answer that a forecast gave a probability to, and whether it was true.

    Attributes:
        probability: one a claim.
        true: one a claim.
    """

    probability: Floats
    true: Truths

    def over(self, least: float) -> Claims:
        """Those of at least so much probability."""
        chosen = self.probability >= least
        return Claims(self.probability[chosen], self.true[chosen])


def calibration_error(claims: Claims) -> float:
    """Expected calibration error: mean distance of claimed and true share over bins of equal number.

    Naeini, Cooper and Hauskrecht 2015 (doi 10.1609/aaai.v29i1.9602), with bins of equal number.
    """
    order = np.argsort(claims.probability, kind="stable")
    parts = np.array_split(order, min(_BINS, max(1, len(order))))
    gaps = [
        len(part) * abs(float(claims.probability[part].mean()) - float(claims.true[part].mean()))
        for part in parts
        if len(part)
    ]
    return sum(gaps) / max(1, len(order))


def expected_error_of_perfect(claims: Claims, rng: np.random.Generator, draws: int = 20) -> float:
    """The calibration error that a perfect forecast with the same probabilities shows by chance."""
    errors = [
        calibration_error(
            Claims(claims.probability, rng.random(len(claims.probability)) < claims.probability)
        )
        for _ in range(draws)
    ]
    return float(np.mean(errors))


def slope(claims: Claims, steps: int = 50) -> float:
    """Slope of a logistic regression of truth on log odds, with an intercept; 1 is calibrated.

    Cox 1958 (doi 10.1093/biomet/45.3-4.562). Below 1 the probabilities are too far apart.
    """
    odds = _logit(claims.probability)
    design = np.stack([np.ones_like(odds), odds], axis=1)
    beta = np.array([0.0, 1.0])
    for _ in range(steps):
        fitted = 1.0 / (1.0 + np.exp(-np.clip(design @ beta, -30, 30)))
        weight = np.maximum(fitted * (1.0 - fitted), 1e-9)
        information = (design * weight[:, None]).T @ design
        step = np.linalg.solve(information, design.T @ (claims.true - fitted))
        beta = beta + step
        if float(np.abs(step).max()) < 1e-8:
            break
    return float(beta[1])


def _logit(probability: Floats) -> Floats:
    clipped = np.clip(probability, FLOOR, 1.0 - FLOOR)
    return np.asarray(np.log(clipped / (1.0 - clipped)))


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and the bounds between which it lies in nine of ten resamplings."""

    mean: float
    low: float
    high: float


def bootstrap(
    world: Ints,
    group: Ints,
    figure: Callable[[Ints], float],
    rng: np.random.Generator,
    draws: int = 400,
) -> Interval:
    """Resample worlds, and groups within them, and work a figure out anew.

    Args:
        world, group: of each sighting; groups are numbered over all worlds.
        figure: indices of sightings in, one number out.
    """
    members = {int(one): _by(group, np.flatnonzero(world == one)) for one in np.unique(world)}
    names = np.array(sorted(members))
    found = []
    for _ in range(draws):
        chosen = []
        for one in rng.choice(names, len(names)):
            groups = members[int(one)]
            chosen += [groups[at] for at in rng.integers(0, len(groups), len(groups))]
        found.append(figure(np.concatenate(chosen)))
    low, high = np.quantile(found, [0.05, 0.95])
    return Interval(figure(np.arange(len(world))), float(low), float(high))


def _by(group: Ints, members: Ints) -> list[Ints]:
    return [members[group[members] == one] for one in np.unique(group[members])]
