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
from headstamp.tracing.deliveries import Deliveries, Flows
from headstamp.tracing.identification import Readings
from headstamp.tracing.ledger import Floats, Ints, Ledger, added
from headstamp.tracing.priors import Priors

Visible = Callable[[str], bool]
# Keeps every leaf of a class possible, however little is known of its makers.
_LEAST_LIKELY = 1e-6


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
class Leaning:
    """Which weapons imports without a record lean on, weighed by one number a node.

    Attributes:
        least: what counts of every node alike; the rest is by class and maker.
        classes: the classes of which more counts.
        maker, column, weight: how much more of a class, by its position among `classes`, by a maker, by its
            position among all makers; in the order of the classes.
        any: how much more of each class whoever made it.
    """

    least: float
    classes: Ints
    maker: Ints
    column: Ints
    weight: Floats
    any: Floats


@dataclass(frozen=True, slots=True)
class World:
    """What estimates lean on in a year, beside the custodian's own records.

    Attributes:
        mix: share of each class in all that is recorded.
        floor: stock of a state of which nothing is recorded.
        prevalence: how common each node is among the leaves of its class.
        all: what imports lean on when every node counts alike.
    """

    mix: Floats
    floor: float
    prevalence: Floats
    all: Leaning


@dataclass(frozen=True, slots=True)
class Estimate:
    """What no record tells of some parties, at the middle of a year; one row a party.

    Attributes:
        parties: which parties.
        unrecorded, own: expected counts of unrecorded imports and of own make, one a party.
        imported, made: the factors by which a leaf's likeliness becomes its expected count, shape (parties,
            classes).
        supplied_by: share of a party's imports by those who make anything, with a floor, shape (parties,
            makers).
        carried: how readily all that a party held moves in a way, by mechanism, one number a party.
    """

    parties: Ints
    unrecorded: Floats
    own: Floats
    imported: Floats
    made: Floats
    supplied_by: Floats
    carried: Mapping[str, Floats]
    world: World


class Stocks:
    """Stocks of one ledger on any day; years are kept, for the world changes slowly and sightings are many.

    Args:
        visible: whether any source at hand records weapons of a class node.
    """

    def __init__(
        self, ledger: Ledger, readings: Readings, names: Names, priors: Priors, visible: Visible
    ) -> None:
        self.ledger, self.priors = ledger, priors
        self._readings, self._names = readings, names
        self._visible = np.array([visible(one) for one in readings.classes], bool)
        # A dissolved state holds nothing any more; everybody else may hold what nobody recorded.
        self._holds = np.array([names.actors.get(one).kind != "former_state" for one in ledger.parties], bool)
        self.deliveries = Deliveries(ledger, priors)
        self.on = lru_cache(maxsize=48)(self._on)
        self._among = lru_cache(maxsize=64)(self._makers_among)

    def flows(self, day: int) -> Flows:
        """The ledger's entries as they stand on a day."""
        return self.deliveries.on(day)

    def _on(self, year: int) -> Estimate:
        ledger = self.ledger
        aged = self.flows(middle_of(year)).aged
        received = self._by_class(ledger.custodian, np.arange(len(ledger.line)), aged, len(ledger.parties))
        held, everything = received.sum(axis=1), received.sum(axis=0)
        known = everything.sum()
        mix = everything / known if known > 0 else np.full(len(everything), 1.0 / len(everything))
        prevalence = self._prevalence(aged)
        every_class = np.arange(len(self._readings.classes))
        alike = self._lean(prevalence, 0.0, np.ones(len(ledger.nodes)), every_class)
        world = World(mix, self._floor(held), prevalence, alike)
        return self.estimate(np.arange(len(ledger.parties)), np.arange(len(ledger.line)), aged, year, world)

    def estimate(self, parties: Ints, entries: Ints, aged: Floats, year: int, world: World) -> Estimate:
        """What no record tells of some parties, if these entries are all that they received.

        Args:
            entries: entries of the ledger, all received by these parties.
            aged: what of each of them is in use at the middle of the year.
        """
        place = np.full(len(self.ledger.parties), -1)
        place[parties] = np.arange(len(parties))
        row = place[self.ledger.custodian[entries]]
        received = self._by_class(row, entries, aged, len(parties))
        held, holds = received.sum(axis=1), self._holds[parties]
        size = np.where(holds, held + world.floor, 0.0)
        wanted = self._unrecorded_by_class(received, size, world.mix) * holds[:, None]
        # A state has at least as much of a kind as it is recorded to have exported.
        made = self.priors.own_made * wanted
        made = np.where(
            self._visible & holds[:, None], np.maximum(self._sent(place, parties, year), made), made
        )
        supplied_by = self._supplied_by(row, entries, aged, size)
        imported, wanted = _scaled(wanted, _likely(supplied_by, world.all))
        made, own = _scaled(made, self._alike[parties])
        return Estimate(
            parties=parties,
            unrecorded=wanted.sum(axis=1),
            own=own.sum(axis=1),
            imported=imported,
            made=made,
            supplied_by=supplied_by,
            carried=self._carried(received + wanted + own),
            world=world,
        )

    def _by_class(self, row: Ints, entries: Ints, weight: Floats, rows: int) -> Floats:
        class_of = self._readings.class_index[self.ledger.node[entries]]
        return _table(row, class_of, weight, (rows, len(self._readings.classes)))

    def _sent(self, place: Ints, parties: Ints, year: int) -> Floats:
        """What some parties are recorded to have exported, by class."""
        sent = np.flatnonzero((self.ledger.supplier >= 0) & (place[self.ledger.supplier] >= 0))
        aged = self.flows(middle_of(year)).aged[sent]
        return self._by_class(place[self.ledger.supplier[sent]], sent, aged, len(parties))

    def _supplied_by(self, row: Ints, entries: Ints, aged: Floats, size: Floats) -> Floats:
        at = np.append(np.full(len(self.ledger.parties), -1), -1)
        at[self.makers.party] = self.makers.row
        maker = at[self.ledger.supplier[entries]]
        known = np.flatnonzero(maker >= 0)
        shape = (len(size), self._makers)
        traded = _table(row[known], maker[known], aged[known], shape)
        affinity = np.divide(traded, size[:, None], out=np.zeros_like(traded), where=size[:, None] > 0)
        return np.asarray(affinity + self.priors.affinity_floor / len(self.ledger.parties))

    def leaning(self, year: int, node: Floats) -> Leaning:
        """What imports without a record lean on, weighed by one number a node."""
        least = float(node.min())
        # What is the same for all needs no table; mostly only a class or two differ.
        classes = np.unique(self._readings.class_index[node > least])
        return self._lean(self.on(year).world.prevalence, least, node - least, classes)

    def unrecorded(self, estimate: Estimate, leaning: Leaning) -> Floats:
        """Imports without a record, weighed and added up for each party of an estimate."""
        more = estimate.imported[:, leaning.classes] * _likely(estimate.supplied_by, leaning)
        return np.asarray(leaning.least * estimate.unrecorded + more.sum(axis=1))

    def own(self, estimate: Estimate, makes: Floats) -> Floats:
        """Own make, weighed and added up for each party of an estimate.

        Args:
            makes: what `makes` gives.
        """
        return np.asarray((estimate.made * makes[estimate.parties]).sum(axis=1))

    def makes(self, node: Floats) -> Floats:
        """What each party makes of each class, weighed by one number a node, shape (parties, classes)."""
        nodes, party = self._own_makes
        shape = (len(self.ledger.parties), len(self._readings.classes))
        return _table(party, self._readings.class_index[nodes], node[nodes], shape)

    @cached_property
    def _alike(self) -> Floats:
        return self.makes(np.ones(len(self.ledger.nodes)))

    def _carried(self, by_class: Floats) -> dict[str, Floats]:
        held = by_class.sum(axis=1)
        found = {}
        for mechanism in self.priors.mechanisms:
            if mechanism.carries:
                moved = (by_class * self._readings.carried(mechanism)).sum(axis=1)
                found[mechanism.id] = np.divide(moved, held, out=np.ones_like(held), where=held > 0)
        return found

    def unrecorded_of(self, year: int, custodian: int, nodes: Ints) -> Floats:
        """Expected imports of one party without a record, one number a node asked for."""
        estimate, makers = self.on(year), self.makers_among(nodes)
        supplied = added(makers.node, makers.share * estimate.supplied_by[custodian, makers.row], len(nodes))
        imported = estimate.imported[custodian, self._readings.class_index[nodes]]
        return np.asarray((supplied + _LEAST_LIKELY) * estimate.world.prevalence[nodes] * imported)

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
        return float(np.median(some)) * self.priors.stock_floor if len(some) else 1.0

    def _unrecorded_by_class(self, received: Floats, size: Floats, mix: Floats) -> Floats:
        coverage = self.priors.record_coverage
        leaning = received + self.priors.class_shrink * mix[None, :] * size[:, None]
        seen = leaning * (1.0 - coverage) / coverage
        unseen = size[:, None] * self._unseen_ratio[None, :]
        return np.asarray(np.where(self._visible[None, :], seen, unseen))

    @cached_property
    def _unseen_ratio(self) -> Floats:
        """For classes that no source records: stock against the recorded size, shared out by leaves."""
        ratios = self.priors.unseen_stock
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
        for node, supplier, count in zip(ledger.node, ledger.supplier, self.deliveries.in_full, strict=True):
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
        return self._among(nodes.tobytes())

    def _makers_among(self, nodes: bytes) -> Makers:
        asked_for = np.frombuffer(nodes, np.int64)
        place = np.full(len(self.ledger.nodes), -1)
        place[asked_for] = np.arange(len(asked_for))
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

    def _lean(self, prevalence: Floats, least: float, more: Floats, classes: Ints) -> Leaning:
        place = np.full(len(self._readings.classes), -1)
        place[classes] = np.arange(len(classes))
        at, makers = place[self._readings.class_index], self.makers
        weighed = prevalence * more
        asked = np.flatnonzero(at[makers.node] >= 0)
        keys, key = np.unique(at[makers.node[asked]] * self._makers + makers.row[asked], return_inverse=True)
        weight = added(key.reshape(-1), (makers.share * weighed[makers.node])[asked], len(keys))
        inside = np.flatnonzero(at >= 0)
        least_likely = _LEAST_LIKELY * added(at[inside], weighed[inside], len(classes))
        return Leaning(least, classes, keys % self._makers, keys // self._makers, weight, least_likely)

    @cached_property
    def _makers(self) -> int:
        return int(self.makers.row.max(initial=0)) + 1


def _likely(supplied_by: Floats, leaning: Leaning) -> Floats:
    """Likeliness of imports by who makes them and whom they supply, shape (parties, classes)."""
    # Written out, for a matrix library would start threads, which cost more than so small a product.
    by_maker = supplied_by[:, leaning.maker] * leaning.weight
    found = np.tile(leaning.any, (len(supplied_by), 1))
    if len(leaning.column):
        columns, starts = np.unique(leaning.column, return_index=True)
        found[:, columns] += np.add.reduceat(by_maker, starts, axis=1)
    return found


def middle_of(year: int) -> int:
    """The day in the middle of a year, as a day number."""
    return date(year, 6, 30).toordinal()


def _scaled(wanted: Floats, likely: Floats) -> tuple[Floats, Floats]:
    """Factors that share out what is wanted of each class over its leaves, and what there are leaves for."""
    factor = np.divide(wanted, likely, out=np.zeros_like(wanted), where=likely > 0)
    return factor, np.where(likely > 0, wanted, 0.0)


def _table(row: Ints, column: Ints, weight: Floats, shape: tuple[int, int]) -> Floats:
    return added(row * shape[1] + column, weight, shape[0] * shape[1]).reshape(shape)
