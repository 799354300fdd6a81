"""What can be read of an item that was filmed, and how likely each reading is of each weapon.

The chances that the readings are drawn from are kept in one place, so that the oracles use the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from headstamp.tracing.simulate.arsenal import CLASS_IDS, Arsenal, Leaf
from headstamp.tracing.simulate.clock import FIRST_YEAR
from headstamp.tracing.simulate.conflict import Holder
from headstamp.tracing.simulate.dials import Dials, Rng
from headstamp.tracing.simulate.filming import Item
from headstamp.tracing.simulate.geography import States
from headstamp.tracing.simulate.trade import Deals

SERIALS: Final = 200_000
"""A serial number misread can be anything up to this."""

SURE_OF_FIRST: Final = 0.75
"""The chance that of two weapons left open the one given more weight is right."""

_MARKED_SINCE: Final = 1995


class Nodes:
    """The nodes of the catalogue that a reading can name.

    Attributes:
        ids: their ids: classes, families, models and variants.
        class_: [node] number of the class.
        chance: [node, leaf] chance that a leaf is read as the node, right or wrong.
        right: [node, leaf] whether the node stands above the leaf or is it.
        siblings: by leaf, the other leaves of its class.
    """

    def __init__(self, dials: Dials, arsenal: Arsenal) -> None:
        leaves = arsenal.leaves
        families = [name for name, _ in arsenal.families]
        models = list(dict.fromkeys(leaf.model for leaf in leaves))
        variants = [leaf.id for leaf in leaves if leaf.level == "variant"]
        self.ids = (*CLASS_IDS, *families, *models, *variants)
        self.number = {one: index for index, one in enumerate(self.ids)}
        self.above = np.array([[self.number[one] for one in _line(leaf)] for leaf in leaves])
        self.class_ = np.zeros(len(self.ids), int)
        self.right = np.zeros((len(self.ids), len(leaves)), bool)
        for leaf, nodes in enumerate(self.above):
            self.class_[nodes] = leaves[leaf].class_
            self.right[nodes, leaf] = True
        self.levels = _levels(dials)
        plain = np.zeros((len(self.ids), len(leaves)))
        for leaf, nodes in enumerate(self.above):
            np.add.at(plain[:, leaf], nodes, self.levels)
        same = arsenal.class_of[:, None] == arsenal.class_of[None, :]
        np.fill_diagonal(same, False)
        self.siblings = tuple(np.flatnonzero(row) for row in same)
        self.chance = np.empty_like(plain)
        for leaf, others in enumerate(self.siblings):
            wrong = dials.misread if len(others) else 0.0
            mistaken = plain[:, others].mean(axis=1) if len(others) else 0.0
            self.chance[:, leaf] = (1 - wrong) * plain[:, leaf] + wrong * mistaken


def _line(leaf: Leaf) -> tuple[str, str, str, str]:
    """Its class, family, model and itself; what is of no family stands right under its class."""
    class_ = CLASS_IDS[leaf.class_]
    return class_, leaf.family or class_, leaf.model, leaf.id


def _levels(dials: Dials) -> np.ndarray:
    """Chances of reading class, family, model and variant; a leaf without variants is read as its model."""
    deep, rest = dials.to_model, 1 - dials.to_model
    return np.array(
        [
            rest * (1 - dials.to_family),
            rest * dials.to_family,
            deep * (1 - dials.to_variant),
            deep * dials.to_variant,
        ]
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What a sighting says.

    Attributes:
        weapons: one or two (node, weight).
        confidence: that the weapon is right, or None.
        holders: one or two (index of the holder, weight).
        first, last: days between which it was filmed; first may be None.
        verified: whether somebody verified these.
        maker: index of the state whose maker's mark is read, or -1.
        year: of making, as read, or None.
        serial: (least, greatest) number that the signs read allow, or None.
        obliterated: whether the number was filed off.
        lot: (index of the delivery's root, number of the part), or None.
        importer: index of the state whose importer's mark is read, or -1.
        same_as: index of the sighting of which this says that it shows the same thing, or -1.
    """

    weapons: tuple[tuple[int, float], ...]
    confidence: float | None
    holders: tuple[tuple[int, float], ...]
    first: date | None
    last: date
    verified: bool
    maker: int
    year: int | None
    serial: tuple[int, int] | None
    obliterated: bool
    lot: tuple[int, int] | None
    importer: int
    same_as: int


def import_marks(states: States, deals: Deals) -> np.ndarray:
    """[deal] index of the state whose importer's mark its weapons bear, the latest one; -1 for none."""
    years = FIRST_YEAR + deals.start // 4
    marked = deals.foreign & states.marks_imports[deals.custodian] & (years >= _MARKED_SINCE)
    marks = np.where(marked, deals.custodian, -1)
    for deal in np.flatnonzero((deals.sold_from >= 0) & ~marked):
        marks[deal] = marks[deals.sold_from[deal]]
    return marks


def confidence_density(dials: Dials, confidence: float, right: np.ndarray) -> np.ndarray:
    """How likely a confidence is, of right and of wrong readings: Beta(2 + 2 skill, 2) and Beta(2, 2)."""
    alpha = 2 + 2 * dials.confidence_skill
    # B(a, 2) = 1 / (a (a + 1))
    of_right = alpha * (alpha + 1) * confidence ** (alpha - 1) * (1 - confidence)
    of_wrong = 6 * confidence * (1 - confidence)
    return np.where(right, of_right, of_wrong)


def other_holders(holders: tuple[Holder, ...], holder: int) -> tuple[int, ...]:
    """Who can be taken for a holder: whoever acts in the same states, else the next in the list."""
    areas = set(holders[holder].areas)
    near = [one for one, other in enumerate(holders) if one != holder and areas & set(other.areas)]
    return tuple(near) or ((holder + 1) % len(holders),)


class Reader:
    """Reads items one by one."""

    def __init__(
        self,
        rng: Rng,
        dials: Dials,
        arsenal: Arsenal,
        holders: tuple[Holder, ...],
        deals: Deals,
        nodes: Nodes,
        marks: np.ndarray,
    ) -> None:
        self.rng, self.dials, self.arsenal, self.holders = rng, dials, arsenal, holders
        self.deals, self.nodes, self.marks = deals, nodes, marks

    def read(self, item: Item, leaf: int, deal: int) -> Shown:
        """What of an item is read, this time."""
        weapons, right = self._weapons(leaf)
        confidence = None
        if len(weapons) == 1 and self.rng.random() < self.dials.confidence_given:
            alpha = 2 + 2 * self.dials.confidence_skill if right else 2.0
            confidence = min(0.98, max(0.02, round(float(self.rng.beta(alpha, 2.0)), 2)))
        first, last, verified = self._dates(item)
        serial = self._serial(item, deal)
        linked = item.shown_before >= 0 and self.rng.random() < self.dials.reuploads_linked
        return Shown(
            weapons=weapons,
            confidence=confidence,
            holders=self._holders(item.holder),
            first=first,
            last=last,
            verified=verified,
            maker=self._maker(deal),
            year=self._year(item),
            serial=serial,
            obliterated=serial is None and self.rng.random() < 0.02,
            lot=self._lot(item, deal),
            importer=self._importer(deal),
            same_as=item.shown_before if linked else -1,
        )

    def _chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def _weapons(self, leaf: int) -> tuple[tuple[tuple[int, float], ...], bool]:
        """Candidates for what it is, and whether a single one is right."""
        rng, nodes, others = self.rng, self.nodes, self.nodes.siblings[leaf]
        if len(others) and self._chance(self.dials.two_readings):
            other = int(others[int(rng.integers(len(others)))])
            order = (leaf, other) if self._chance(SURE_OF_FIRST) else (other, leaf)
            weight = float(rng.choice((0.6, 0.7, 0.8)))
            first, second = (int(nodes.above[one, 3]) for one in order)
            return ((first, weight), (second, round(1 - weight, 1))), True
        taken_for = leaf
        if len(others) and self._chance(self.dials.misread):
            taken_for = int(others[int(rng.integers(len(others)))])
        node = int(nodes.above[taken_for, int(rng.choice(4, p=nodes.levels))])
        return ((node, 1.0),), bool(nodes.right[node, leaf])

    def _holders(self, holder: int) -> tuple[tuple[int, float], ...]:
        if not self._chance(self.dials.holder_doubt):
            return ((holder, 1.0),)
        others = other_holders(self.holders, holder)
        other = others[int(self.rng.integers(len(others)))]
        weight = float(self.rng.choice((0.5, 0.6, 0.7, 0.8)))
        first, second = (holder, other) if self._chance(weight) else (other, holder)
        return ((first, weight), (second, round(1 - weight, 1)))

    def _dates(self, item: Item) -> tuple[date | None, date, bool]:
        rng = self.rng
        if item.shown_before < 0 and self._chance(self.dials.verified):
            before, after = (timedelta(days=int(one)) for one in rng.integers(0, 16, 2))
            return item.day - before, item.day + after, True
        later = item.day + timedelta(days=int(365 * rng.exponential(self.dials.upload_delay)))
        first = item.day - timedelta(days=int(rng.integers(0, 366))) if self._chance(0.3) else None
        return first, later, False

    def _maker(self, deal: int) -> int:
        if deal < 0 or not self._chance(self.dials.maker_mark):
            return -1
        if self._chance(self.dials.mark_error):
            return int(self.rng.choice(self.arsenal.producers))
        return int(self.deals.maker[deal])

    def _year(self, item: Item) -> int | None:
        if item.year is None or not self._chance(self.dials.year_mark):
            return None
        if self._chance(self.dials.mark_error):
            return item.year + int(self.rng.choice((-10, -3, -2, -1, 1, 2, 3, 10)))
        return item.year

    def _serial(self, item: Item, deal: int) -> tuple[int, int] | None:
        if item.serial is None or not self._chance(self.dials.serial_read):
            return None
        number = item.serial
        if self._chance(self.dials.mark_error):
            number = int(self.rng.integers(1001, SERIALS))
        if self._chance(0.3):
            return 100 * (number // 100), 100 * (number // 100) + 99
        return number, number

    def _lot(self, item: Item, deal: int) -> tuple[int, int] | None:
        if deal < 0 or not self._chance(self.dials.lot_read):
            return None
        if self._chance(self.dials.mark_error):
            return int(self.rng.integers(len(self.deals))), 0
        return int(self.deals.root[deal]), item.part

    def _importer(self, deal: int) -> int:
        if deal < 0 or self.marks[deal] < 0 or not self._chance(self.dials.import_read):
            return -1
        return int(self.marks[deal])
