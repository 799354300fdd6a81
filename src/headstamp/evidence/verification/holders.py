"""Who held it, from clues that each say little: every weight is told, and so is what it does to the sum.

Each clue gives the chances of seeing it for each candidate; they are multiplied, from even odds, each to the
power of how much it counts, because clues of one uniform in one video are not independent. 'not known' is
always a candidate and stands for everybody who is not named. The weights are judgements of whoever typed
them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import exp, log

from headstamp.world import NOT_KNOWN

_LEAST = 0.01
"""No clue makes a candidate impossible."""


@dataclass(frozen=True, slots=True)
class Basis:
    """One clue.

    Attributes:
        id: of the proof.
        shares: (candidate, weight) by this clue alone, summing to 1.
        weight: how much it counts, 0 to 1.
        known_from: the day since when it could be known; None where that is not told.
    """

    id: str
    shares: tuple[tuple[str, float], ...]
    weight: float = 1.0
    known_from: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A clue, and the shares of all candidates once it and those before it are counted."""

    basis: Basis
    after: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Holders:
    """Who held it.

    Attributes:
        steps: the clues in the order in which they became known, those without a day first.
        shares: (candidate, share) in the end, greatest first; empty without clues.
    """

    steps: tuple[Step, ...]
    shares: tuple[tuple[str, float], ...]


def holders(told: Iterable[Basis]) -> Holders:
    """Combine clues; the end does not depend on their order."""
    clues = sorted(told, key=lambda one: (one.known_from or date.min, one.id))
    if not clues:
        return Holders((), ())
    names = dict.fromkeys(name for one in clues for name, _ in one.shares)
    names.setdefault(NOT_KNOWN)
    steps = tuple(Step(one, _combined(clues[: n + 1], names)) for n, one in enumerate(clues))
    return Holders(steps, steps[-1].after)


def _combined(clues: Iterable[Basis], names: Iterable[str]) -> tuple[tuple[str, float], ...]:
    scores = dict.fromkeys(names, 0.0)
    for one in clues:
        shares = dict(one.shares)
        # Whoever a clue does not name is among those whom it leaves open.
        others = max(_LEAST, shares.get(NOT_KNOWN, _LEAST))
        for name in scores:
            scores[name] += one.weight * log(max(_LEAST, shares.get(name, others)))
    most = max(scores.values())
    odds = {name: exp(score - most) for name, score in scores.items()}
    whole = sum(odds.values())
    return tuple(sorted(((name, one / whole) for name, one in odds.items()), key=lambda pair: -pair[1]))
