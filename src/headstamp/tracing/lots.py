"""What sightings of weapons that may have come together say of each other's supply chains.

Weapons reach a holder in lots. Two sightings of one holder that read the same weapon, or one of which reads
it more finely, may be of one lot, and then of one supply chain, so that a mark on one tells of the other.
With J_i(c) the chance of chain c and of all that was found on item i, W_i the same without its marks,
M = J / W, and V_ij the W of the finer reading,

    factor_i(c) = 1 + [sum_j w_j V_ij(c) M_i(c) M_j(c) / P(found on j)] / (fresh J_i(c))

The item is of a lot of its own with odds of `fresh` to 1 against that of any other; each of the others speaks
by how much likelier what was found on i is once it is of the lot of j. Others that were read as coarsely and
bear no mark change nothing. It is one pass: each speaks by what was found on it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from headstamp.records import WeaponWeight
from headstamp.sightings import Sighting
from headstamp.tracing.ledger import Floats, Ints
from headstamp.world import Catalogue

MOST = 200
"""So many others of a holder speak at most, those seen nearest in time."""


@dataclass(frozen=True, slots=True)
class Item:
    """What was found on one item, by supply chain, holder's make and unknown last.

    Attributes:
        found: P(chain and findings), up to a factor that all items of a ledger share.
        unmarked: the same without marks; where there are none the same array.
        cluster: number of what it is one view of; views of one thing do not speak for each other.
        day: the last day on which it was seen, a day number.
    """

    weapon: tuple[WeaponWeight, ...]
    found: Floats
    unmarked: Floats
    cluster: int
    day: int


class Finer:
    """Which of two readings is the finer one, kept."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._kept: dict[tuple[frozenset[str], frozenset[str]], bool] = {}

    def within(self, one: frozenset[str], other: frozenset[str]) -> bool:
        """Whether all that one reading leaves open lies under what the other does."""
        key = one, other
        if key not in self._kept:
            self._kept[key] = bool(one) and all(self._line(node) & other for node in one)
        return self._kept[key]

    def _line(self, node: str) -> frozenset[str]:
        above = self._catalogue.ancestors(node) if node in self._catalogue else ()
        return frozenset((node, *above))


def factors(items: Sequence[Item], finer: Finer, fresh: float) -> list[Floats]:
    """How much likelier each chain is by what other sightings of the holder show, one array an item.

    Args:
        fresh: how many others a lot of its own is worth.
    """
    if not items:
        return []
    found = np.stack([one.found for one in items])
    unmarked = np.stack([one.unmarked for one in items])
    marks = np.divide(found, unmarked, out=np.zeros_like(found), where=unmarked > 0)
    weight = _weights(items) / found.sum(axis=1)
    readings = [frozenset(candidate.id for candidate in one.weapon) for one in items]
    told = []
    for at, one in enumerate(items):
        others = _others(items, at)
        mine = np.array([finer.within(readings[at], readings[other]) for other in others], bool)
        theirs = np.array([finer.within(readings[other], readings[at]) for other in others], bool) & ~mine
        mean = np.einsum("j,jc->c", weight[others[mine]], marks[others[mine]])
        other = np.einsum("j,jc->c", weight[others[theirs]], found[others[theirs]])
        shared = found[at] * mean + marks[at] * other
        told.append(
            1.0 + np.divide(shared, fresh * one.found, out=np.zeros_like(shared), where=one.found > 0)
        )
    return told


def _weights(items: Sequence[Item]) -> Floats:
    """One for each cluster, shared among its views."""
    _, at, many = np.unique([one.cluster for one in items], return_inverse=True, return_counts=True)
    return 1.0 / many[at]


def _others(items: Sequence[Item], at: int) -> Ints:
    """The items that speak for one: of other clusters, the nearest in time where there are too many."""
    one = items[at]
    others = np.array([number for number, item in enumerate(items) if item.cluster != one.cluster], np.int64)
    if len(others) > MOST:
        apart = np.abs(np.array([items[number].day for number in others.tolist()]) - one.day)
        others = np.sort(others[np.argsort(apart, kind="stable")[:MOST]])
    return others


@dataclass(frozen=True, slots=True)
class Told:
    """The factors of one item, with the ends of the chains that they are of.

    Attributes:
        factor: one a chain, the unknown last.
        chain_at: the number of each chain by its ends.
        ends: of each chain.
    """

    factor: np.ndarray
    chain_at: Mapping[tuple[int, int], int]
    ends: Sequence[tuple[int, int]]

    def of(self, ends: Sequence[tuple[int, int]]) -> Floats:
        """The factors of some chains, which another ledger may number differently; 1 where it has more."""
        if ends is self.ends:
            return self.factor.astype(np.float64)
        places = np.array([self.chain_at.get(one, -1) for one in ends], np.int64)
        found = np.where(places >= 0, self.factor[places], 1.0)
        return np.append(found, float(self.factor[-1]))


class Lots:
    """The factors of each holder's sightings, worked out when one is first asked for.

    Args:
        members: the sightings of a holder.
        item: what was found on a sighting.
        fresh: as in `factors`.
    """

    def __init__(
        self,
        members: Callable[[str], Sequence[Sighting]],
        item: Callable[[Sighting], Item],
        catalogue: Catalogue,
        fresh: float,
    ) -> None:
        self._members, self._item, self._fresh = members, item, fresh
        self._finer = Finer(catalogue)
        self._told: dict[str, dict[str, np.ndarray]] = {}

    def told(self, holder: str, sighting: str) -> np.ndarray | None:
        """The factor of each chain, the holder's make and the unknown; None where nobody else speaks."""
        if holder not in self._told:
            members = self._members(holder)
            items = [self._item(one) for one in members] if len(members) > 1 else []
            found = factors(items, self._finer, self._fresh)
            told = zip(members, found, strict=False)
            self._told[holder] = {one.id: factor.astype(np.float32) for one, factor in told}
        return self._told[holder].get(sighting)
