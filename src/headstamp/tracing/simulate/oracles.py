"""What could at best be known of where each item came from.

The process oracle knows every delivery and every hyper-parameter, but not what lots a holder has. The
same-records oracle knows the hyper-parameters, the mixes and the true losses, but of the trade only what was
published, each delivery as its records tell it, and what is missing by its expectation.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np

from headstamp.tracing.simulate import likelihood
from headstamp.tracing.simulate.filming import activity, parts
from headstamp.tracing.simulate.likelihood import Extent, Marks, Rows
from headstamp.tracing.simulate.reading import Shown
from headstamp.tracing.simulate.recorded import told_deals
from headstamp.tracing.simulate.supply import PROFILES, Shares
from headstamp.tracing.simulate.truth import UNKNOWN, Label
from headstamp.tracing.simulate.unrecorded import Cloud, expected
from headstamp.tracing.simulate.ways import Reach, Ways
from headstamp.tracing.simulate.world import World, published

Answer = dict[Label, float]
"""The chance of each label; they sum to one."""

_GIFT: Final = PROFILES.index("gift")
_MARKET: Final = PROFILES.index("market")


def process_oracle(world: World) -> list[Answer]:
    """For each sighting, the chances of its label given all deals and all true parameters."""
    made, deals = world.making, world.deals
    told = published(deals, made.records)
    marks = Marks(
        leaf=deals.leaf,
        maker=deals.maker,
        made_first=deals.made_first,
        made_last=deals.made_last,
        serial_first=deals.serial_first,
        serial_last=deals.serial_last,
        root=deals.root,
        parts=np.array([parts(int(deals.quantity[root])) for root in deals.root]),
        importer=made.marks,
    )
    every = np.arange(len(deals))
    rows = Rows(marks, np.where(told, deals.supplier, -1), every, np.ones(len(deals)))
    return _Oracle(world, made.shares, rows, None).answers()


def same_records_oracle(world: World) -> list[Answer]:
    """For each sighting, the chances of its label given what was published of the trade, and all else."""
    made = world.making
    stocks, rows = told_deals(world)
    shares = Shares(stocks, len(made.states), world.dials.recent_years)
    cloud = expected(world)
    shares.total += cloud.total
    return _Oracle(world, shares, rows, cloud).answers()


@dataclass(frozen=True, slots=True)
class _Class:
    """The stocks of one class, and the rows that are part of them.

    Attributes:
        state: [stock] whose.
        plain, recent: [stock, step] weights in the state's stock.
        marks: what would be read on the rows.
        stock: [row] number of its stock in the class.
        share: [row] what share of that stock it is.
        label: [row] number of the label.
    """

    state: np.ndarray
    plain: np.ndarray
    recent: np.ndarray
    marks: Marks
    stock: np.ndarray
    share: np.ndarray
    label: np.ndarray


class _Oracle:
    """Adds up the chances of one world, sighting by sighting."""

    def __init__(self, world: World, shares: Shares, rows: Rows, cloud: Cloud | None) -> None:
        self.world, self.made, self.shares, self.cloud = world, world.making, shares, cloud
        self.ways = Ways(self.made.supply, shares.total)
        self.chances = activity(world.dials, self.made.holders)
        self.anywhere = shares.total[_MARKET].sum(axis=0)
        self.extent = _extent(world, rows.marks)
        self._cloud: dict[int, tuple[Marks, np.ndarray]] = {}
        ids = self.made.states.ids
        custodian = shares.stocks.state[rows.stock]
        keys, inverse = np.unique(np.stack([rows.supplier, custodian]), axis=1, return_inverse=True)
        self.labels: list[Label] = [
            (ids[one] if one >= 0 else None, ids[two]) for one, two in keys.T.tolist()
        ]
        numbers, classes = np.asarray(inverse).ravel(), shares.stocks.class_
        self.classes = {
            int(class_): _class(shares, rows, numbers, int(class_)) for class_ in np.unique(classes)
        }

    def answers(self) -> list[Answer]:
        """For each sighting, in their order."""
        return [self._answer(one) for one in self.made.shown]

    def _answer(self, shown: Shown) -> Answer:
        dials, made = self.world.dials, self.made
        of_leaf = likelihood.of_weapon(dials, made.nodes, shown)
        class_ = int(made.nodes.class_[shown.weapons[0][0]])
        no_marks = likelihood.of_no_marks(dials, shown)
        craft = float(of_leaf[made.arsenal.craft].mean())
        found: dict[Label, float] = defaultdict(float)
        reach = None
        for holder, weight in likelihood.of_holders(made.holders, shown):
            when = weight * likelihood.of_days(dials, self.chances[holder], shown)
            one = self.ways.reach(holder, when)
            found[made.holders[holder].id, ""] += one.local * craft * no_marks
            reach = one if reach is None else _joined(reach, one)
        assert reach is not None
        self._from_stocks(found, reach, shown, class_, of_leaf)
        if self.cloud is not None:
            self._from_cloud(found, reach, shown, class_, of_leaf)
        total = sum(found.values())
        if total <= 0:
            return {UNKNOWN: 1.0}
        return {one: chance / total for one, chance in found.items() if chance > 0}

    def _profiles(self, reach: Reach, class_: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Per unit of weight: [state, step] of any age and of new deliveries; [step] of ways nobody tells."""
        wanted = self.shares.wanted[:, class_].astype(np.float32)
        plain = np.tensordot(np.delete(wanted, _GIFT), np.delete(reach.taken, _GIFT, axis=0), axes=1)
        gift = wanted[_GIFT] * reach.taken[_GIFT]
        nowhere = wanted[_MARKET] * reach.nowhere / np.maximum(self.anywhere, 1e-12)
        return plain, gift, nowhere.astype(np.float32)

    def _from_stocks(
        self, found: dict[Label, float], reach: Reach, shown: Shown, class_: int, of_leaf: np.ndarray
    ) -> None:
        rows = self.classes.get(class_)
        if rows is None:
            return
        likely = of_leaf[rows.marks.leaf] * likelihood.of_marks(
            self.world.dials, self.extent, shown, rows.marks
        )
        plain, gift, nowhere = self._profiles(reach, class_)
        prior = np.einsum("st,st->s", rows.plain, plain[rows.state])
        given = np.flatnonzero(np.asarray(gift.any(axis=1))[rows.state])
        prior[given] += np.einsum("st,st->s", rows.recent[given], gift[rows.state[given]])
        likely *= rows.share
        chance = np.bincount(rows.label, prior[rows.stock] * likely, minlength=len(self.labels))
        for number in np.flatnonzero(chance):
            found[self.labels[number]] += float(chance[number])
        found[UNKNOWN] += float((rows.plain @ nowhere)[rows.stock] @ likely)

    def _from_cloud(
        self, found: dict[Label, float], reach: Reach, shown: Shown, class_: int, of_leaf: np.ndarray
    ) -> None:
        assert self.cloud is not None
        if class_ not in self._cloud:
            self._cloud[class_] = self.cloud.rows(class_)
        marks, rows = self._cloud[class_]
        if not len(rows):
            return
        likely = of_leaf[marks.leaf] * likelihood.of_marks(self.world.dials, self.extent, shown, marks)
        plain, gift, nowhere = self._profiles(reach, class_)
        state = self.cloud.state[rows]
        prior = self.cloud.prior(class_, plain, gift)[state, self.cloud.bin[rows]] * self.cloud.base[rows]
        chance = np.bincount(state, prior * likely, minlength=len(self.made.states))
        for number in np.flatnonzero(chance):
            found[None, self.made.states.ids[int(number)]] += float(chance[number])
        if not nowhere.any():
            return
        everywhere = np.tile(nowhere, (len(self.made.states), 1))
        lost = self.cloud.prior(class_, everywhere, np.zeros_like(gift))[state, self.cloud.bin[rows]]
        found[UNKNOWN] += float((lost * self.cloud.base[rows]) @ likely)


def _class(shares: Shares, rows: Rows, labels: np.ndarray, class_: int) -> _Class:
    stocks = np.flatnonzero(shares.stocks.class_ == class_)
    number = np.full(len(shares.stocks.class_), -1)
    number[stocks] = np.arange(len(stocks))
    chosen = np.flatnonzero(number[rows.stock] >= 0)
    return _Class(
        state=shares.stocks.state[stocks],
        plain=shares.stocks.weight[stocks].astype(np.float32),
        recent=shares.recent[stocks],
        marks=rows.marks.of(chosen),
        stock=number[rows.stock[chosen]],
        share=rows.share[chosen],
        label=labels[chosen],
    )


def _joined(one: Reach, other: Reach) -> Reach:
    return Reach(one.taken + other.taken, one.nowhere + other.nowhere, one.local + other.local)


def _extent(world: World, marks: Marks) -> Extent:
    """What there is to be read in the world: the generator's own numbers, for rows that do not tell them."""
    made, deals = world.making, world.deals
    leaves = len(made.arsenal.leaves)
    makers = np.zeros((leaves, len(made.states)))
    for number, leaf in enumerate(made.arsenal.leaves):
        if leaf.makers:
            makers[number] = world.dials.licensed / len(made.states)
            makers[number, list(leaf.makers)] += (1 - world.dials.licensed) / len(leaf.makers)
    serials = np.ones(leaves)
    np.maximum.at(serials, deals.leaf, deals.serial_last - 1000.0)
    untold = np.bincount(deals.leaf, minlength=leaves).astype(float)
    return Extent(
        makers=makers,
        serials=serials,
        roots=untold,
        told=frozenset(int(one) for one in np.unique(marks.root) if one >= 0),
        deals=len(deals),
        producers=frozenset(int(one) for one in made.arsenal.producers),
        importers=int(made.states.marks_imports.sum()),
    )
