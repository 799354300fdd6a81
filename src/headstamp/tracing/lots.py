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
from typing import NamedTuple

import numpy as np

from headstamp.records import WeaponWeight
from headstamp.sightings import Sighting
from headstamp.tracing.ledger import Floats, Ints
from headstamp.tracing.observation import Marks
from headstamp.world import Catalogue

MOST = 200
"""So many others of a holder speak at most, copies counted once, those seen nearest in time."""


@dataclass(frozen=True, slots=True)
class Item:
    """What was found on one item, by supply chain, holder's make and unknown last.

    Attributes:
        found: P(chain and findings), up to a factor that all items of a ledger share.
        unmarked: the same without marks; where there are none the same array.
        marks: kinds of marks and what was read, for those of which a lot has one; a year counts by its kind.
        cluster: number of what it is one view of; views of one thing do not speak for each other.
        day: the last day on which it was seen, a day number.
    """

    weapon: tuple[WeaponWeight, ...]
    found: Floats
    unmarked: Floats
    marks: Mapping[str, str]
    cluster: int
    day: int


def of_lot(marks: Marks) -> Mapping[str, str]:
    """The kinds of marks that all items of a lot share, and what was read; a year, a serial count by kind."""
    told = {
        "maker": marks.maker,
        "imported by": marks.imported_by,
        "consignee": marks.consignee,
        "contract": marks.contract,
        "lot": "" if marks.lot or marks.serial else None,
        "year": "" if marks.year else None,
    }
    return {kind: read for kind, read in told.items() if read is not None}


def factors(items: Sequence[Item], catalogue: Catalogue, fresh: float) -> list[Floats]:
    """How much likelier each chain is by what other sightings of the holder show, one array an item.

    Args:
        fresh: how many others a lot of its own is worth.
    """
    if not items:
        return []
    found = np.stack([one.found for one in items])
    unmarked = np.stack([one.unmarked for one in items])
    marks = np.divide(found, unmarked, out=np.zeros_like(found), where=unmarked > 0)
    weight, others = _weights(items), _Others(items, catalogue)
    by_all, by_weapon = weight / found.sum(axis=1), weight / unmarked.sum(axis=1)

    def said(who: Ints, weigh: Floats, table: Floats) -> Floats:
        return np.asarray(np.einsum("j,jc->c", weigh[who], table[who]))

    told = []
    for at, one in enumerate(items):
        finer, coarser = others.of(at)
        # Marks of kinds that the item bears itself are one finding with its own; where they say all that its
        # own do and more, they stand for both.
        shared = (
            float(by_weapon[coarser.known].sum()) * found[at]
            + marks[at] * said(finer.known, by_weapon, unmarked)
            + unmarked[at] * said(coarser.wider, by_all, marks)
            + said(finer.wider, by_all, found)
            + found[at] * said(coarser.apart, by_all, marks)
            + marks[at] * said(finer.apart, by_all, found)
        )
        more = np.divide(shared, fresh * one.found, out=np.zeros_like(shared), where=one.found > 0)
        told.append(1.0 + more)
    return told


class _Speaking(NamedTuple):
    """Who speaks for an item, by the kinds of their marks.

    Attributes:
        known: no kind that it lacks.
        wider: all of its kinds, and more.
        apart: some that it lacks, and not all of its own.
    """

    known: Ints
    wider: Ints
    apart: Ints


class _Others:
    """Which items may be of one lot with another: of other clusters, and neither reading nor mark against it.

    Args:
        items: of one holder.
    """

    def __init__(self, items: Sequence[Item], catalogue: Catalogue) -> None:
        self._day = np.array([one.day for one in items])
        self._cluster = np.array([one.cluster for one in items])
        readings = [frozenset(candidate.id for candidate in one.weapon) for one in items]
        number = {reading: at for at, reading in enumerate(dict.fromkeys(readings))}
        self._reading = np.array([number[one] for one in readings])
        self._within = np.array([[_within(one, other, catalogue) for other in number] for one in number])
        kinds = sorted({kind for one in items for kind in one.marks})
        self._kinds = np.array(
            [sum(1 << at for at, kind in enumerate(kinds) if kind in one.marks) for one in items]
        )
        self._read = [_numbered([one.marks.get(kind) for one in items]) for kind in kinds]

    def of(self, at: int) -> tuple[_Speaking, _Speaking]:
        """Those that were read more finely than one item, and those that were read as finely or less."""
        other = np.flatnonzero(self._cluster != self._cluster[at])
        # Counted by what they show: copies without number must not crowd out what else was seen.
        shown, first = np.unique(self._cluster[other], return_index=True)
        if len(shown) > MOST:
            apart = np.abs(self._day[other[first]] - self._day[at])
            nearest = shown[np.argsort(apart, kind="stable")[:MOST]]
            other = other[np.isin(self._cluster[other], nearest)]
        for read in self._read:
            if read[at] >= 0:
                other = other[(read[other] < 0) | (read[other] == read[at])]
        coarser = self._within[self._reading[at], self._reading[other]]
        finer = self._within[self._reading[other], self._reading[at]] & ~coarser
        return self._by_marks(at, other[finer]), self._by_marks(at, other[coarser])

    def _by_marks(self, at: int, other: Ints) -> _Speaking:
        mine, theirs = self._kinds[at], self._kinds[other]
        known = (theirs & ~mine) == 0
        wider = ~known & ((mine & ~theirs) == 0)
        return _Speaking(other[known], other[wider], other[~known & ~wider])


def _within(one: frozenset[str], other: frozenset[str], catalogue: Catalogue) -> bool:
    """Whether all that one reading leaves open lies under what the other does."""

    def line(node: str) -> frozenset[str]:
        return frozenset((node, *(catalogue.ancestors(node) if node in catalogue else ())))

    return bool(one) and all(line(node) & other for node in one)


def _numbered(texts: Sequence[str | None]) -> Ints:
    """A number for each text, -1 for none."""
    number = {text: at for at, text in enumerate(sorted({text for text in texts if text is not None}))}
    return np.array([-1 if text is None else number[text] for text in texts])


def _weights(items: Sequence[Item]) -> Floats:
    """One for each cluster, shared among its views."""
    _, at, many = np.unique([one.cluster for one in items], return_inverse=True, return_counts=True)
    return np.asarray(1.0 / many[at])


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
        self._members, self._item = members, item
        self._catalogue, self._fresh = catalogue, fresh
        self._told: dict[str, dict[str, np.ndarray]] = {}

    def told(self, holder: str, sighting: str) -> np.ndarray | None:
        """The factor of each chain, the holder's make and the unknown; None where nobody else speaks."""
        if holder not in self._told:
            members = self._members(holder)
            items = [self._item(one) for one in members] if len(members) > 1 else []
            found = factors(items, self._catalogue, self._fresh)
            told = zip(members, found, strict=False)
            self._told[holder] = {one.id: factor.astype(np.float32) for one, factor in told}
        return self._told[holder].get(sighting)
