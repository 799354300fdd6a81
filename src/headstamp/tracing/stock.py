"""What each custodian can have held by a day: recorded, unrecorded, and made by itself.

    Q(A) = recorded + unrecorded + own production, over all classes of weapon

Recorded are the ledger's entries up to that day, less what age has worn out. Unrecorded is estimated: within the scope of a
register from its coverage and the flows it does record; outside every scope from the size of the state's recorded stock,
as a multiple that the priors state. Which node an unrecorded import is leans on who makes it and whom they supply, so that
'supplier not recorded' has likely suppliers inside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from headstamp.records import Names
from headstamp.tracing.identification import Readings
from headstamp.tracing.ledger import Floats, Ledger
from headstamp.tracing.priors import Priors

_SLACK_DAYS = 365
Visible = Callable[[str], bool]


@dataclass(frozen=True)
class Flows:
    """The ledger's entries as they stand on a day.

    Attributes:
        weight: expected counts delivered by that day, one an entry.
        aged: the same times the share still in use.
        late: expected counts delivered after that day, one an entry.
    """

    weight: Floats
    aged: Floats
    late: Floats


@dataclass(frozen=True)
class ClassStock:
    """What custodians held of the leaves of one class; rows are leaves, columns parties.

    Attributes:
        nodes: indices of the leaves.
        unrecorded: expected count of each leaf imported without a record.
        own: expected count of each leaf of own make.
    """

    nodes: npt.NDArray[np.int64]
    unrecorded: Floats
    own: Floats


@dataclass(frozen=True)
class Stock:
    """What every custodian held of everything in a year; leaves are worked out class by class, when they are asked for.

    Attributes:
        total: Q(A), one a party, positive.
        unrecorded_total: expected count of everything imported without a record, one a party.
        own_total: the same of own make.
        affinity: share of each party's imports by supplier, shape (suppliers, custodians), with a floor.
        of: a class index to its leaves.
    """

    total: Floats
    unrecorded_total: Floats
    own_total: Floats
    affinity: Floats
    of: Callable[[int], ClassStock]


class Stocks:
    """Stocks of one ledger on any day; years are kept, for the world changes slowly and sightings are many.

    Args:
        visible: whether any source at hand records weapons of a class node.
    """

    def __init__(self, ledger: Ledger, readings: Readings, names: Names, priors: Priors, visible: Visible) -> None:
        self.ledger = ledger
        self._readings, self._names, self._priors = readings, names, priors
        self._visible = np.array([visible(one) for one in readings.classes], bool)
        self.on = lru_cache(maxsize=32)(self._on)
        self.flows = lru_cache(maxsize=16)(self._flows)
        self.pair_sums = lru_cache(maxsize=256)(self._pair_sums)

    def _flows(self, day: int) -> Flows:
        """The entries on a day; a delivery spread over a year counts in part while the year runs."""
        ledger = self.ledger
        start, end = ledger.start, ledger.end
        length = (end - start + 1).astype(np.float64)
        by_then = np.clip((day - start + 1) / length, 0.0, 1.0)
        # A record that marks its own date as an estimate may be a year late; no other record is given slack.
        with_slack = np.clip((day - (start - _SLACK_DAYS) + 1) / length, 0.0, 1.0)
        by_then = np.where(ledger.estimated & (by_then == 0.0), with_slack, by_then)
        delivered = ledger.weight * by_then
        in_use = np.minimum(1.0, self._priors.yearly_survival ** (day / 365.25) * self._worn_from)
        return Flows(delivered, delivered * in_use, ledger.weight * (1.0 - by_then))

    @cached_property
    def _worn_from(self) -> Floats:
        """Survival counted from the middle of each delivery: a power once, a product on each day."""
        middle = (self.ledger.start + self.ledger.end) / 2.0
        return np.asarray(self._priors.yearly_survival ** (-middle / 365.25))

    def _pair_sums(self, day: int, reviewed: bool) -> tuple[Floats, Floats]:
        """Everything delivered by a day and what of it is still in use, one number a pair each.

        An unverified date excludes nothing, so what came after it counts too.
        """
        flows, pairs = self.flows(day), self.ledger.pairs
        late = 0.0 if reviewed else flows.late
        return pairs.sum(flows.weight + late), pairs.sum(flows.aged + late)

    def lost(self, year: int, entries: npt.NDArray[np.int64]) -> Floats:
        """What of the recorded stock in a year is told by some entries alone, one number a party."""
        aged = self.flows(date(year, 6, 30).toordinal()).aged[entries]
        return np.bincount(self.ledger.custodian[entries], aged, len(self.ledger.parties))

    def _on(self, year: int) -> Stock:
        """The stock at the middle of a year."""
        ledger, readings = self.ledger, self._readings
        parties, classes = len(ledger.parties), len(readings.classes)
        aged = self.flows(date(year, 6, 30).toordinal()).aged
        class_of = readings.class_index[ledger.node] if len(ledger.node) else np.zeros(0, np.int64)
        recorded = _sums(ledger.custodian * classes + class_of, aged, (parties, classes))
        known = ledger.supplier >= 0
        exported = _sums((ledger.supplier * classes + class_of)[known], aged[known], (parties, classes))
        affinity = _sums((ledger.supplier * parties + ledger.custodian)[known], aged[known], (parties, parties))
        held = recorded.sum(axis=1)
        floor = float(np.median(held[held > 0])) * 0.05 if (held > 0).any() else 1.0
        size = held + floor
        imported = self._unrecorded_by_class(recorded, size)
        own_by_class = np.where(self._visible, np.maximum(exported, self._priors.own_made * imported), self._priors.own_made * imported)
        affinity = affinity / size[None, :] + self._priors.affinity_floor / parties
        imported = np.where(self._can_import[None, :], imported, 0.0)
        own_by_class = np.where(self._can_make, own_by_class, 0.0)
        prevalence = self._prevalence(aged)

        def leaves(index: int) -> ClassStock:
            return self._leaves(index, imported[:, index], own_by_class[:, index], affinity, prevalence)

        total = held + imported.sum(axis=1) + own_by_class.sum(axis=1)
        return Stock(
            np.maximum(total, 1e-12),
            imported.sum(axis=1),
            own_by_class.sum(axis=1),
            affinity,
            lru_cache(maxsize=16)(leaves),
        )

    def _supplied(self, nodes: npt.NDArray[np.int64], affinity: Floats) -> Floats:
        """`makers[nodes] @ affinity`, by the few makers that a leaf has."""
        row, maker = np.nonzero(self.makers[nodes])
        result = np.zeros((len(nodes), affinity.shape[1]))
        np.add.at(result, row, self.makers[nodes[row], maker][:, None] * affinity[maker])
        return result

    @cached_property
    def _nodes_of(self) -> list[npt.NDArray[np.int64]]:
        readings = self._readings
        order = np.argsort(readings.class_index, kind="stable")
        order = order[readings.is_leaf[order]]
        bounds = np.searchsorted(readings.class_index[order], np.arange(len(readings.classes) + 1))
        return [order[bounds[index] : bounds[index + 1]] for index in range(len(readings.classes))]

    @cached_property
    def _makes(self) -> Floats:
        """1 where a party makes a leaf of the catalogue, shape (nodes, parties)."""
        catalogued = np.array([node in self._names.catalogue for node in self.ledger.nodes], bool)
        return np.asarray((self.makers > 0) & (self._readings.is_leaf & catalogued)[:, None], np.float64)

    @cached_property
    def _can_make(self) -> npt.NDArray[np.bool_]:
        """Which parties make anything of a class, shape (parties, classes)."""
        return np.stack([self._makes[nodes].any(axis=0) for nodes in self._nodes_of], axis=1)

    @cached_property
    def _can_import(self) -> npt.NDArray[np.bool_]:
        return np.array([len(nodes) > 0 for nodes in self._nodes_of], bool)

    def _leaves(self, index: int, imported: Floats, own: Floats, affinity: Floats, prevalence: Floats) -> ClassStock:
        """Share out a class over its leaves: imports by who makes them and whom they supply, own make evenly."""
        nodes = self._nodes_of[index]
        likely = (self._supplied(nodes, affinity) + 1e-6) * prevalence[nodes][:, None]
        return ClassStock(nodes, _shared(imported, likely), _shared(own, self._makes[nodes]))

    def _unrecorded_by_class(self, recorded: Floats, size: Floats) -> Floats:
        world = recorded.sum(axis=0)
        mix = world / world.sum() if world.sum() > 0 else np.full(len(world), 1.0 / len(world))
        coverage = self._priors.record_coverage
        seen = (recorded + self._priors.class_shrink * mix[None, :] * size[:, None]) * (1.0 - coverage) / coverage
        unseen = size[:, None] * self._unseen_ratio[None, :]
        return np.asarray(np.where(self._visible[None, :], seen, unseen))

    @cached_property
    def _unseen_ratio(self) -> Floats:
        """For classes that no source records: stock against the recorded size, shared out by the models a class has."""
        catalogue, ratios = self._names.catalogue, self._priors.unseen_stock
        groups = [
            next((part for part in (one, *catalogue.ancestors(one)) if part in ratios), "default")
            for one in self._readings.classes
        ]
        leaves = np.bincount(self._readings.class_index, self._readings.is_leaf, len(groups))
        leaves = np.where(self._visible, 0.0, leaves)
        together: dict[str, float] = {}
        for group, count in zip(groups, leaves, strict=True):
            together[group] = together.get(group, 0.0) + float(count)
        return np.array(
            [
                ratios[group] * count / together[group] if together[group] else 0.0
                for group, count in zip(groups, leaves, strict=True)
            ]
        )

    @cached_property
    def makers(self) -> Floats:
        """Who makes each node, shape (nodes, parties), rows summing to 1 or 0; for a register's own node who exports it."""
        ledger, catalogue = self.ledger, self._names.catalogue
        at = {party: index for index, party in enumerate(ledger.parties)}
        table = np.zeros((len(ledger.nodes), len(ledger.parties)))
        for index, node in enumerate(ledger.nodes):
            if node in catalogue and self._readings.is_leaf[index]:
                for maker in catalogue.makers_in(node):
                    if maker in at:
                        table[index, at[maker]] = 1.0
        unmade = table.sum(axis=1) == 0
        known = ledger.supplier >= 0
        exported = _sums(
            (ledger.node * len(ledger.parties) + ledger.supplier)[known],
            ledger.weight[known],
            (len(ledger.nodes), len(ledger.parties)),
        )
        table[unmade] = exported[unmade]
        total = table.sum(axis=1, keepdims=True)
        return np.asarray(np.divide(table, total, out=np.zeros_like(table), where=total > 0))

    def _prevalence(self, aged: Floats) -> Floats:
        """How common each leaf is: recorded counts where a register sees its class, alike where none does."""
        leaf = self._readings.is_leaf.astype(np.float64)
        counts = np.bincount(self.ledger.node, aged, len(self.ledger.nodes)) if len(aged) else np.zeros(len(leaf))
        return np.asarray(leaf * np.where(self._visible[self._readings.class_index], counts + 1.0, 1.0))


def _shared(total: Floats, likely: Floats) -> Floats:
    """A total a party shared out over rows in proportion; nothing where no row is likely."""
    weight = likely.sum(axis=0)
    return np.asarray(likely * np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)[None, :])


def _sums(index: npt.NDArray[np.int64], weight: Floats, shape: tuple[int, int]) -> Floats:
    if not len(index):
        return np.zeros(shape)
    return np.bincount(index, weight, shape[0] * shape[1]).reshape(shape)
