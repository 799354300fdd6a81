"""Joint draws: what all objects of a case may be together, so that doubts they share do not average out.

One draw takes one assumption on the mechanisms, one mix of mechanisms and one mix of custodians for each
holder, one error of each supply chain's recorded quantity, one error of what is unrecorded, one error rate
of identification; only then does each object get its chain, its weapon and its decade. What was seen at one
place on one day is drawn with the same chance, for it came together more often than not; and objects of one
holder and one family fall into lots, whose members are drawn with the same chance too. That leaves each
object's own probabilities as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from headstamp.tracing.columns import Columns
from headstamp.tracing.ledger import Floats, Ints
from headstamp.tracing.origins import Origins, wrong_as
from headstamp.tracing.priors import Priors
from headstamp.tracing.rows import OWN, UNRECORDED

DRAWS = 2000
_SEED = 20140610
_KEPT = 0.1


@dataclass(frozen=True, slots=True)
class Doubts:
    """How far what all objects of a case share may be out; set on training worlds, see docs/method.md.

    Attributes:
        mix: sightings that the mix of custodians of a holder is known as well as.
        lots: how readily an object of a family begins a lot of its own, against 1 for each object before it.
        quantity: spread of what a chain supplied, as a standard deviation of the natural logarithm.
        unrecorded: the same for all that is not recorded.
        error: the same for the odds of a wrong identification.
    """

    mix: float = 5.0
    lots: float = 1.0
    quantity: float = 1.0
    unrecorded: float = 1.0
    error: float = 0.5


@dataclass(frozen=True)
class Thing:
    """One object: where it may come from, the scene in which it was found, and its likeliest family."""

    origins: Origins
    scene: int
    family: int


class Draws:
    """The joint draws of one case; the same case gives the same draws.

    Args:
        columns: numbers the supply chains.
        parties: how many parties there are.
        chains: those that any object may have come by.
    """

    def __init__(
        self, columns: Columns, parties: int, priors: Priors, doubts: Doubts, chains: Iterable[int]
    ) -> None:
        self._parties, self._priors, self._doubts = parties, priors, doubts
        rng = np.random.default_rng(_SEED)
        self._scenario = _scenarios(priors)[rng.integers(len(priors.scenarios) + 1, size=DRAWS)]
        self._wrong = np.exp(doubts.error * rng.standard_normal(DRAWS))
        untold = np.exp(doubts.unrecorded * rng.standard_normal(DRAWS))
        known = np.array(sorted({one for one in chains if 0 <= one < len(columns.ends) - 1}), np.int64)
        nameless = np.zeros(len(columns.ends), bool)
        nameless[columns.chain[(columns.kind == UNRECORDED) | (columns.kind == OWN)]] = True
        self._place = np.full(len(columns.ends) + 1, -1)
        self._place[known] = np.arange(len(known))
        factor = np.exp(doubts.quantity * rng.standard_normal((DRAWS, len(known))))
        factor[:, nameless[known]] *= untold[:, None]
        # The last column is of what no stock tells of.
        self._factor = np.append(factor, np.ones((DRAWS, 1)), axis=1)

    def counts(self, holder: int, kind: str, things: Sequence[Thing], sizes: Sequence[int]) -> list[Ints]:
        """How many of a holder's objects are of each category, shape (DRAWS, categories) a dimension.

        Args:
            holder: its number, so that its draws are its own.
            kind: of actor.
            sizes: how many categories each dimension has.
        """
        rng = np.random.default_rng([_SEED, holder])
        scaled = self._mechanisms(rng, kind)
        mix = self._mix(rng, things)
        every = np.arange(DRAWS)
        counts = [np.zeros((DRAWS, size), np.int64) for size in sizes]
        for thing, chance in zip(things, self._chances(rng, things), strict=True):
            atom = self._atoms(thing.origins, scaled, mix, chance, rng.random(DRAWS))
            for at, count in enumerate(counts):
                count[every, thing.origins.category[atom, at]] += 1
        return counts

    def _chances(self, rng: np.random.Generator, things: Sequence[Thing]) -> Iterator[Floats]:
        """The chance by which each object is drawn: uniform, and the same within a scene or a lot."""
        first = {thing.scene: thing for thing in reversed(things)}
        many = Counter(thing.family for thing in first.values())
        families = {family: np.empty((number, DRAWS)) for family, number in many.items()}
        met: Counter[int] = Counter()
        scenes: dict[int, Floats] = {}
        every = np.arange(DRAWS)
        for thing in things:
            if thing.scene not in scenes:
                lots, before = families[thing.family], met[thing.family]
                chance, joined = rng.random(DRAWS), rng.random(DRAWS) * (self._doubts.lots + before)
                # The one that it joins, where it joins any: each before it is as likely.
                place = np.minimum(joined.astype(np.int64), max(0, before - 1))
                if before:
                    chance = np.where(joined < before, lots[place, every], chance)
                lots[before] = scenes[thing.scene] = chance
                met[thing.family] += 1
            yield scenes[thing.scene]

    def _mechanisms(self, rng: np.random.Generator, kind: str) -> Floats:
        """What each draw multiplies the prior share of each mechanism by, shape (DRAWS, mechanisms)."""
        shares = self._priors.shares_for(kind)
        share = np.array([shares.get(one.id, 0.0) for one in self._priors.mechanisms])
        some = share > 0
        drawn = np.zeros((DRAWS, len(share)))
        mixes = rng.dirichlet(self._priors.spread * share[some], DRAWS)
        drawn[:, some] = _kept(mixes / share[some])
        return np.asarray(drawn * self._scenario)

    def _mix(self, rng: np.random.Generator, things: Sequence[Thing]) -> Floats:
        """How much more each draw gives each custodian than the holder's objects in the mean, by party.

        Past the parties stand the holder's own make, the unknown, and all that are small.
        """
        base = np.zeros(self._parties + 3)
        for one in things:
            np.add.at(base, one.origins.custodian, one.origins.probability / len(things))
        base[-1] = 0.0
        factor = np.ones((DRAWS, len(base)))
        some = base > 0
        shape = self._doubts.mix * base[some]
        drawn = rng.standard_gamma(shape, (DRAWS, int(some.sum()))) / shape
        factor[:, some] = _kept(drawn)
        return factor

    def _atoms(self, found: Origins, scaled: Floats, mix: Floats, chance: Floats, within: Floats) -> Ints:
        """The number of the atom that each draw gives one object."""
        ways = np.where(found.ways.sum(axis=0) > 0, 0.0, 1.0) + np.einsum("ds,sk->dk", scaled, found.ways)
        weight = (
            found.probability * ways * mix[:, found.custodian] * self._factor[:, self._place[found.chain]]
        )
        edges = np.cumsum(weight, axis=1)
        # A draw that gives every chain next to nothing leaves it as it was assessed.
        nothing = edges[:, -1] <= 0.0
        edges[nothing] = np.cumsum(found.probability)
        chain = (edges < (chance * edges[:, -1])[:, None]).sum(axis=1)
        chain = np.minimum(chain, len(found.chain) - 1)
        bent = wrong_as(within, found.wrong[chain], self._wrong)
        point = found.edge[chain] + bent * found.probability[chain]
        atom = np.searchsorted(np.cumsum(found.atom), point, side="right")
        last = np.append(np.searchsorted(np.cumsum(found.atom), found.edge[1:] - 1e-12, side="left"), -1)
        last[-1] = len(found.atom) - 1
        return np.asarray(np.minimum(atom, np.maximum(last[chain], 0)))


def _kept(factor: Floats) -> Floats:
    """A mix may be far out, but what is all but certain of one object stays so."""
    return np.asarray(_KEPT + (1.0 - _KEPT) * factor)


def _scenarios(priors: Priors) -> Floats:
    """Factors on the mechanisms, the preset's own mix first, then under each assumption."""
    named = [{}, *priors.scenarios.values()]
    return np.array([[one.get(way.id, 1.0) for way in priors.mechanisms] for one in named])


def shortest(counts: Ints, mass: float = 0.9) -> tuple[int, int]:
    """The shortest range that holds so much of some draws; of several the one that holds most.

    Args:
        counts: one a draw.
    """
    ordered = np.sort(counts)
    many = int(np.ceil(mass * len(ordered)))
    width = ordered[many - 1 :] - ordered[: len(ordered) - many + 1]
    starts = np.unique(ordered[np.flatnonzero(width == width.min())])
    ends = starts + int(width.min())
    held = np.searchsorted(ordered, ends, side="right") - np.searchsorted(ordered, starts, side="left")
    best = int(held.argmax())
    return int(starts[best]), int(ends[best])
