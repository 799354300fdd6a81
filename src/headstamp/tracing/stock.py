"""What each custodian can have held by a day: recorded, unrecorded, and made by itself.

    Q(A) = recorded + unrecorded + own production, over all classes of weapon

Recorded are the ledger's entries up to that day, less what age has worn out. Unrecorded is estimated: within
the scope of a register from its coverage and the flows it does record; outside every scope from the size of
the state's recorded stock, as a multiple that the priors state. Which node an unrecorded import is leans on
who makes it and whom they supply, so that 'supplier not recorded' has likely suppliers inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from headstamp.records import Names
from headstamp.tracing.identification import Readings
from headstamp.tracing.ledger import Floats, Ints, Ledger, added
from headstamp.tracing.priors import Priors

Visible = Callable[[str], bool]
# Keeps every leaf of a class possible, however little is known of its makers.
_LEAST_LIKELY = 1e-6


@dataclass(frozen=True, slots=True)
class Flows:
    """The ledger's entries as they stand on a day, one number an entry.

    Attributes:
        weight: expected counts delivered by that day, a large flow counting for less than its size.
        aged: the same times the share still in use.
        late: expected counts delivered after that day.
    """

    weight: Floats
    aged: Floats
    late: Floats


@dataclass(frozen=True, slots=True)
class Makers:
    """Who makes which node, in columns of one length.

    Attributes:
        row: position of the party among all that make anything.
        share: the shares of a node sum to 1.
    """

    node: Ints
    party: Ints
    row: Ints
    share: Floats


@dataclass(frozen=True, slots=True)
class Estimate:
    """What no record tells, at the middle of a year.

    Attributes:
        unrecorded, own: expected counts of unrecorded imports and of own make, one a party.
        imported, made: the factors by which a leaf's likeliness becomes its expected count, shape (parties,
            classes).
        supplied_by: share of a party's imports by those who make anything, with a floor, shape (parties,
            makers).
        prevalence: how common each node is among the leaves of its class.
        carried: how readily all that a party held moves in a way, by mechanism, one number a party.
    """

    unrecorded: Floats
    own: Floats
    imported: Floats
    made: Floats
    supplied_by: Floats
    prevalence: Floats
    carried: Mapping[str, Floats]


class Stocks:
    """Stocks of one ledger on any day; years are kept, for the world changes slowly and sightings are many.

    Args:
        visible: whether any source at hand records weapons of a class node.
    """

    def __init__(
        self, ledger: Ledger, readings: Readings, names: Names, priors: Priors, visible: Visible
    ) -> None:
        self.ledger = ledger
        self._readings, self._names, self._priors = readings, names, priors
        self._visible = np.array([visible(one) for one in readings.classes], bool)
        # A dissolved state holds nothing any more; everybody else may hold what nobody recorded.
        self._holds = np.array([names.actors.get(one).kind != "former_state" for one in ledger.parties], bool)
        self.on = lru_cache(maxsize=32)(self._on)
        self.flows = lru_cache(maxsize=32)(self._flows)

    @cached_property
    def _timing(self) -> tuple[Ints, Floats, Floats]:
        """First day that counts, length in days, and survival to a day in common, one an entry."""
        ledger = self.ledger
        # A record that marks its own date as an estimate may be out by so much; no other has slack.
        start = ledger.start - np.where(ledger.estimated, self._priors.slack_days, 0)
        middle = (ledger.start + ledger.end) / 2.0
        return (
            start,
            (ledger.end - ledger.start + 1).astype(np.float64),
            self._survival(self._reference - middle),
        )

    @cached_property
    def _reference(self) -> float:
        return float(self.ledger.end.max(initial=0))

    def _survival(self, days: Floats | float) -> Floats:
        return np.asarray(self._priors.yearly_survival ** (np.asarray(days) / 365.25))

    @cached_property
    def _in_full(self) -> Floats:
        """Each entry's tempered count once all of its flow has come."""
        return self._tempered(self.ledger.count)

    def _tempered(self, count: Floats) -> Floats:
        flow = self.ledger.flow
        if not len(flow):
            return np.zeros(0)
        total = added(flow, count, int(flow.max()) + 1)
        scale = np.power(
            total, self._priors.quantity_exponent - 1.0, out=np.zeros_like(total), where=total > 0
        )
        return np.asarray(count * scale[flow])

    def _flows(self, day: int) -> Flows:
        """The entries on a day; a delivery spread over a year counts in part while the year runs."""
        start, length, survived = self._timing
        by_then = np.clip((day - start + 1) / length, 0.0, 1.0)
        weight = self._tempered(self.ledger.count * by_then)
        in_use = np.minimum(1.0, survived * float(self._survival(day - self._reference)))
        return Flows(weight, weight * in_use, self._in_full * (1.0 - by_then))

    def _on(self, year: int) -> Estimate:
        ledger, readings = self.ledger, self._readings
        parties, classes = len(ledger.parties), len(readings.classes)
        aged = self.flows(date(year, 6, 30).toordinal()).aged
        class_of = readings.class_index[ledger.node]
        known = ledger.supplier >= 0
        recorded = _table(ledger.custodian, class_of, aged, (parties, classes))
        exported = _table(ledger.supplier[known], class_of[known], aged[known], (parties, classes))
        traded = _table(ledger.supplier[known], ledger.custodian[known], aged[known], (parties, parties))
        held = recorded.sum(axis=1)
        size = np.where(self._holds, held + self._floor(held), 0.0)
        wanted = self._unrecorded_by_class(recorded, size)
        # A state has at least as much of a kind as it is recorded to have exported.
        made = self._priors.own_made * wanted
        made = np.where(self._visible & self._holds[:, None], np.maximum(exported, made), made)
        affinity = np.divide(traded, size, out=np.zeros_like(traded), where=size > 0)
        affinity += self._priors.affinity_floor / parties
        supplied_by = np.ascontiguousarray(affinity[self._suppliers].T)
        prevalence = self._prevalence(aged)
        likely = self._likely(supplied_by, prevalence, np.ones(len(ledger.nodes)), np.arange(classes))
        imported, wanted = _scaled(wanted, likely)
        made, own = _scaled(made, self._makes())
        return Estimate(
            unrecorded=wanted.sum(axis=1),
            own=own.sum(axis=1),
            imported=imported,
            made=made,
            supplied_by=supplied_by,
            prevalence=prevalence,
            carried=self._carried(recorded + wanted + own),
        )

    def unrecorded(self, year: int, node: Floats) -> Floats:
        """Imports without a record, weighed by one number a node, added up for each party."""
        estimate, index = self.on(year), self._readings.class_index
        least = float(node.min())
        # What is the same for all needs no table; mostly only a class or two differ.
        classes = np.unique(index[node > least])
        likely = self._likely(estimate.supplied_by, estimate.prevalence, node - least, classes)
        return np.asarray(least * estimate.unrecorded + (estimate.imported[:, classes] * likely).sum(axis=1))

    def own(self, year: int, node: Floats) -> Floats:
        """Own make, weighed by one number a node, added up for each party."""
        node_of, party = self._own_makes
        made = self.on(year).made[party, self._readings.class_index[node_of]]
        return added(party, made * node[node_of], len(self.ledger.parties))

    def _carried(self, by_class: Floats) -> dict[str, Floats]:
        held = by_class.sum(axis=1)
        found = {}
        for mechanism in self._priors.mechanisms:
            if mechanism.carries:
                moved = by_class @ self._readings.carried(mechanism)
                found[mechanism.id] = np.divide(moved, held, out=np.ones_like(held), where=held > 0)
        return found

    def unrecorded_of(self, year: int, custodian: int, nodes: Ints) -> Floats:
        """Expected imports of one party without a record, one number a node asked for."""
        estimate, makers = self.on(year), self.makers_among(nodes)
        supplied = added(makers.node, makers.share * estimate.supplied_by[custodian, makers.row], len(nodes))
        imported = estimate.imported[custodian, self._readings.class_index[nodes]]
        return np.asarray((supplied + _LEAST_LIKELY) * estimate.prevalence[nodes] * imported)

    def suppliers_of(self, year: int, custodian: int, nodes: Ints, weight: Floats) -> Floats:
        """Who may have supplied what a party imported without a record, one number a party.

        Args:
            weight: how much of each node asked for counts.
        """
        makers = self.makers_among(nodes)
        part = makers.share * self.on(year).supplied_by[custodian, makers.row]
        whole = added(makers.node, part, len(nodes))[makers.node]
        share = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
        return added(makers.party, share * weight[makers.node], len(self.ledger.parties))

    def own_of(self, year: int, custodian: int, nodes: Ints) -> Floats:
        """Expected own make of one party, one number a node asked for."""
        node, party = self._own_makes
        own = np.isin(nodes, node[party == custodian])
        return np.asarray(own * self.on(year).made[custodian, self._readings.class_index[nodes]])

    def _floor(self, held: Floats) -> float:
        some = held[held > 0]
        return float(np.median(some)) * self._priors.stock_floor if len(some) else 1.0

    def _unrecorded_by_class(self, recorded: Floats, size: Floats) -> Floats:
        world = recorded.sum(axis=0)
        mix = world / world.sum() if world.sum() > 0 else np.full(len(world), 1.0 / len(world))
        coverage = self._priors.record_coverage
        leaning = recorded + self._priors.class_shrink * mix[None, :] * size[:, None]
        seen = leaning * (1.0 - coverage) / coverage
        unseen = size[:, None] * self._unseen_ratio[None, :]
        return np.asarray(np.where(self._visible[None, :], seen, unseen) * self._holds[:, None])

    @cached_property
    def _unseen_ratio(self) -> Floats:
        """For classes that no source records: stock against the recorded size, shared out by leaves."""
        ratios = self._priors.unseen_stock
        groups = [
            next((part for part in self._names.line(one) if part in ratios), "default")
            for one in self._readings.classes
        ]
        leaves = added(self._readings.class_index, self._readings.is_leaf.astype(np.float64), len(groups))
        leaves = np.where(self._visible, 0.0, leaves)
        together: dict[str, float] = {}
        for group, count in zip(groups, leaves, strict=True):
            together[group] = together.get(group, 0.0) + float(count)
        shares = zip(groups, leaves, strict=True)
        return np.array(
            [ratios[group] * count / together[group] if count else 0.0 for group, count in shares]
        )

    @cached_property
    def makers(self) -> Makers:
        """Who makes each node, by the catalogue; for a register's own node who exports it."""
        ledger, catalogue = self.ledger, self._names.catalogue
        at = {party: index for index, party in enumerate(ledger.parties)}
        found: dict[tuple[int, int], float] = {}
        for index, node in enumerate(ledger.nodes):
            if node in catalogue and self._readings.is_leaf[index]:
                found.update(((index, at[one]), 1.0) for one in catalogue.makers_in(node) if one in at)
        made = {node for node, _ in found}
        for node, supplier, count in zip(ledger.node, ledger.supplier, self._in_full, strict=True):
            if supplier >= 0 and node not in made:
                key = (int(node), int(supplier))
                found[key] = found.get(key, 0.0) + float(count)
        nodes = np.array([node for node, _ in found], np.int64)
        shares = np.array(list(found.values()), np.float64)
        total = added(nodes, shares, len(ledger.nodes))[nodes]
        shares = np.divide(shares, total, out=np.zeros_like(shares), where=total > 0)
        party = np.array([party for _, party in found], np.int64)
        return Makers(nodes, party, np.unique(party, return_inverse=True)[1].reshape(-1), shares)

    def makers_among(self, nodes: Ints) -> Makers:
        """The makers of some nodes, `node` being the position among those asked for."""
        place = np.full(len(self.ledger.nodes), -1)
        place[nodes] = np.arange(len(nodes))
        at = place[self.makers.node]
        asked = np.flatnonzero(at >= 0)
        makers = self.makers
        return Makers(at[asked], makers.party[asked], makers.row[asked], makers.share[asked])

    @cached_property
    def _own_makes(self) -> tuple[Ints, Ints]:
        """Node and party of everything that counts as own make: leaves of the catalogue, by their makers."""
        catalogued = np.array([node in self._names.catalogue for node in self.ledger.nodes], bool)
        own = (self._readings.is_leaf & catalogued)[self.makers.node]
        return self.makers.node[own], self.makers.party[own]

    def _prevalence(self, aged: Floats) -> Floats:
        """How common each leaf is: recorded counts where a register sees its class, alike where none does."""
        counts = added(self.ledger.node, aged, len(self.ledger.nodes))
        seen = self._visible[self._readings.class_index]
        return np.asarray(self._readings.is_leaf * np.where(seen, counts + 1.0, 1.0))

    def _likely(self, supplied_by: Floats, prevalence: Floats, node: Floats, classes: Ints) -> Floats:
        """Likeliness of imports by who makes them and whom they supply, shape (parties, classes)."""
        place = np.full(len(self._readings.classes), -1)
        place[classes] = np.arange(len(classes))
        at, makers = place[self._readings.class_index], self.makers
        weighed = prevalence * node
        asked = np.flatnonzero(at[makers.node] >= 0)
        # Few make anything of one class, so that the table of suppliers stays small.
        rows, row = np.unique(makers.row[asked], return_inverse=True)
        weight = (makers.share * weighed[makers.node])[asked]
        supplied = _table(row.reshape(-1), at[makers.node[asked]], weight, (len(rows), len(classes)))
        least = _LEAST_LIKELY * added(at[at >= 0], weighed[at >= 0], len(classes))
        return np.asarray(supplied_by[:, rows] @ supplied + least[None, :])

    @cached_property
    def _suppliers(self) -> Ints:
        return np.unique(self.makers.party)

    def _makes(self) -> Floats:
        """How many leaves of each class a party makes itself, shape (parties, classes)."""
        node, party = self._own_makes
        shape = (len(self.ledger.parties), len(self._readings.classes))
        return _table(party, self._readings.class_index[node], np.ones(len(node)), shape)


def _scaled(wanted: Floats, likely: Floats) -> tuple[Floats, Floats]:
    """Factors that share out what is wanted of each class over its leaves, and what there are leaves for."""
    factor = np.divide(wanted, likely, out=np.zeros_like(wanted), where=likely > 0)
    return factor, np.where(likely > 0, wanted, 0.0)


def _table(row: Ints, column: Ints, weight: Floats, shape: tuple[int, int]) -> Floats:
    return added(row * shape[1] + column, weight, shape[0] * shape[1]).reshape(shape)
