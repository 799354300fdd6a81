"""What each custodian can have held by a day: recorded, unrecorded, and made by itself.

    Q(A) = recorded + unrecorded + own production, over all classes of weapon

Recorded are the ledger's entries up to that day, less what age has worn out. Unrecorded is estimated: where
records see a class from their coverage and the flows that they tell of; where none does from the size of the
state's recorded stock, as a multiple that the priors state. Who supplied it is told by `gravity`, so that
'supplier not recorded' has likely suppliers inside it; which models, by what that supplier makes and exports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from headstamp.records import Names
from headstamp.tracing.columns import Columns
from headstamp.tracing.coverage import Coverage
from headstamp.tracing.deliveries import Deliveries, Flows
from headstamp.tracing.identification import Readings
from headstamp.tracing.ledger import Floats, Ints, Ledger, Truths, added
from headstamp.tracing.making import Making
from headstamp.tracing.priors import Priors
from headstamp.tracing.ranges import Ranges, first_of

Visible = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Held:
    """Supplies on a day, one number a column: recorded ones, and 0 for what is estimated.

    Attributes:
        base: everything that came by the day.
        aged: what of it is in use.
        late: what came later.
    """

    base: Floats
    aged: Floats
    late: Floats


@dataclass(frozen=True, slots=True)
class Estimate:
    """What no record tells, at the middle of a year.

    Attributes:
        unrecorded, own: expected counts of unrecorded imports and of own make, shape (parties, classes).
        imported, produced: the same over all classes, one a party.
        carried: how readily all that a party held moves in a way, by mechanism, one number a party.
    """

    unrecorded: Floats
    own: Floats
    imported: Floats
    produced: Floats
    carried: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Estimated:
    """What no record tells of one class in a year, weapon by weapon.

    Attributes:
        nodes: the weapons.
        imported, produced: expected counts of unrecorded imports and of own make, shape (parties, nodes).
    """

    nodes: Ints
    imported: Floats
    produced: Floats


class Stocks:
    """Stocks of one ledger on any day; months and years are kept, for sightings are many.

    Args:
        ledger: its entries stand by class, custodian and flow.
        visible: whether any register at hand records weapons of a class node.
    """

    def __init__(
        self,
        ledger: Ledger,
        columns: Columns,
        readings: Readings,
        names: Names,
        priors: Priors,
        visible: Visible,
    ) -> None:
        self.ledger, self.columns, self.priors = ledger, columns, priors
        self._readings, self._names = readings, names
        self.deliveries = Deliveries(ledger, priors)
        self.coverage = Coverage(ledger, readings, priors, visible)
        # A dissolved state holds nothing any more; everybody else may hold what nobody recorded.
        self._holds = np.array([names.actors.get(one).kind != "former_state" for one in ledger.parties], bool)
        self._class_of_entry = readings.class_index[ledger.node]
        self.bounds: Ints = np.searchsorted(self._class_of_entry, np.arange(len(readings.classes) + 1))
        self.ranges = Ranges(ledger, readings, names, priors, self.deliveries, self.bounds)
        self.making = Making(self.ranges, names, priors)
        self.held = lru_cache(maxsize=600)(self._held)
        self.on = lru_cache(maxsize=80)(self._on)
        self.total = lru_cache(maxsize=600)(self._total)
        self.estimated = lru_cache(maxsize=2048)(self._estimated)
        self.of_party = lru_cache(maxsize=4096)(self._of_party)
        self.of_class = lru_cache(maxsize=512)(self._of_class)
        self.in_use = lru_cache(maxsize=600)(self._in_use)
        self.part = lru_cache(maxsize=600)(self._part)
        self.columns_of = lru_cache(maxsize=None)(self._columns_of)

    @property
    def _shape(self) -> tuple[int, int]:
        return len(self.ledger.parties), len(self._readings.classes)

    def entries(self, of_class: int, party: int | None = None) -> slice:
        """The entries of one class, or what one custodian received of it."""
        start, end = int(self.bounds[of_class]), int(self.bounds[of_class + 1])
        if party is None:
            return slice(start, end)
        first, last = np.searchsorted(self.ledger.custodian[start:end], [party, party + 1])
        return slice(start + int(first), start + int(last))

    def _columns_of(self, of_class: int) -> Ints:
        """The supplies that entries of a class add to."""
        return np.unique(self.columns.of_entry[self.entries(of_class)])

    def _held(self, month: int) -> Held:
        """Supplies at the end of a month, counted from the year 0."""
        flows = self.deliveries.on(end_of(month))
        into, many = self.columns.of_entry, len(self.columns)
        return Held(
            added(into, flows.weight, many), added(into, flows.aged, many), added(into, flows.late, many)
        )

    def _on(self, year: int) -> Estimate:
        aged = self.deliveries.on(first_of(year)).aged
        received = self._by_class(self.ledger.custodian, aged)
        size = np.where(self._holds, received.sum(axis=1) + self._floor(received.sum(axis=1)), 0.0)
        everything = received.sum(axis=0)
        known = everything.sum()
        mix = everything / known if known > 0 else np.full(len(everything), 1.0 / len(everything))
        leaning = received + self.priors.class_shrink * mix[None, :] * size[:, None]
        seen = leaning * (1.0 / self.coverage.of_class(first_of(year)) - 1.0)[None, :]
        sees = self.coverage.sees(first_of(year))[None, :]
        unseen = size[:, None] * self._unseen_ratio[None, :]
        wanted = (sees * seen + (1.0 - sees) * unseen) * self._holds[:, None]
        # Leaves there must be, else nothing of the class can be held.
        wanted = wanted * (self._leaves > 0)[None, :]
        # A state has at least as much of a kind as it is recorded to have exported.
        named = self.ledger.supplier >= 0
        sent = self._by_class(self.ledger.supplier[named], aged[named], self._class_of_entry[named])
        own = (
            np.maximum(self.priors.own_made * wanted, self.priors.own_kept * sent * sees)
            * self.ranges.makes
            * self._holds[:, None]
        )
        return Estimate(
            unrecorded=wanted,
            own=own,
            imported=wanted.sum(axis=1),
            produced=own.sum(axis=1),
            carried=self._carried(received + wanted + own),
        )

    def _by_class(self, party: Ints, weight: Floats, of_class: Ints | None = None) -> Floats:
        parties, classes = self._shape
        column = self._class_of_entry if of_class is None else of_class
        return added(party * classes + column, weight, parties * classes).reshape(parties, classes)

    def _carried(self, by_class: Floats) -> dict[str, Floats]:
        held = by_class.sum(axis=1)
        found = {}
        for mechanism in self.priors.mechanisms:
            if mechanism.carries:
                moved = (by_class * self._readings.carried(mechanism)).sum(axis=1)
                found[mechanism.id] = np.divide(moved, held, out=np.ones_like(held), where=held > 0)
        return found

    def _floor(self, held: Floats) -> float:
        some = held[held > 0]
        return float(np.median(some)) * self.priors.stock_floor if len(some) else 1.0

    @cached_property
    def _leaves(self) -> Floats:
        """How many weapons of each class there are."""
        leaf = self._readings.is_leaf.astype(np.float64)
        return added(self._readings.class_index, leaf, self._shape[1])

    @cached_property
    def some(self) -> Truths:
        """Which classes anybody may have anything of."""
        return np.asarray((self._leaves > 0) | (np.diff(self.bounds) > 0))

    @cached_property
    def _unseen_ratio(self) -> Floats:
        """For classes that no source records: stock against the recorded size, shared out by leaves."""
        ratios = self.priors.unseen_stock
        groups = [
            next((part for part in self._names.line(one) if part in ratios), "default")
            for one in self._readings.classes
        ]
        together: dict[str, float] = {}
        for group, count in zip(groups, self._leaves, strict=True):
            together[group] = together.get(group, 0.0) + float(count)
        shares = zip(groups, self._leaves, strict=True)
        return np.array([ratios[group] * mine / together[group] if mine else 0.0 for group, mine in shares])

    def _estimated(self, of_class: int, year: int) -> Estimated:
        found, estimate, parties = self.ranges.of(of_class, year), self.on(year), self._shape[0]
        share = self.ranges.suppliers(of_class, year)
        nodes = np.unique(np.append(found.node, found.own_node))
        column, own_column = np.searchsorted(nodes, found.node), np.searchsorted(nodes, found.own_node)
        sends = np.zeros((len(found.suppliers), len(nodes)))
        np.add.at(sends, (found.at, column), found.share)
        made = np.zeros((parties, len(nodes)))
        made[found.own_party, own_column] = found.own_share
        # Written out, for a matrix library would start threads, whose number must not change a digit.
        imported = np.einsum("ps,sn->pn", share, sends)
        return Estimated(
            nodes=nodes,
            imported=estimate.unrecorded[:, of_class, None] * imported,
            produced=estimate.own[:, of_class, None] * made,
        )

    def _total(self, month: int, late: float) -> Floats:
        """Q of every party at the end of a month; of what came later a part counts."""
        held, estimate = self.held(month), self.on(month // 12)
        told = held.aged + late * held.late if late else held.aged
        recorded = added(self.columns.custodian, told, self._shape[0])
        return recorded + estimate.imported + estimate.produced

    def _in_use(self, month: int, late: float) -> Floats:
        """Everything in use at the end of a month, one a supply; of what came later a part counts."""
        held, estimate, parties = self.held(month), self.on(month // 12), self._shape[0]
        aged = np.array(held.aged + late * held.late)
        aged[-2 * parties : -parties] += estimate.imported
        aged[-parties:] += estimate.produced
        return aged

    def _part(self, month: int, late: float) -> Floats:
        """The part of all that its custodian had in use that each supply is, one a supply."""
        held = self.total(month, late)[self.columns.custodian]
        return np.divide(self.in_use(month, late), held, out=np.zeros_like(held), where=held > 0)

    def suppliers_of(
        self, year: int, parties: Ints, of_class: int, node: Floats, maker: tuple[int, ...] | None = None
    ) -> Floats:
        """What each party may have supplied unrecorded to some, weighed by one number a node.

        Args:
            maker: the parties whose mark it would show; None for whatever mark it has.

        Returns:
            Shape (len(parties), parties of the ledger).
        """
        found = self.ranges.of(of_class, year)
        fits = found.share * node[found.node]
        if maker is not None:
            fits = fits * self.making.passed_on(maker, found.node, found.suppliers[found.at])
        shown = added(found.at, fits, len(found.suppliers))
        share = self.ranges.suppliers(of_class, year)[parties]
        table = np.zeros((len(parties), self._shape[0]))
        table[:, found.suppliers] = self.on(year).unrecorded[parties, of_class, None] * share * shown
        return table

    def _of_class(self, of_class: int, month: int) -> Flows:
        """The entries of one class as they stood at the end of a month."""
        return self.deliveries.on(end_of(month), self.entries(of_class))

    def _of_party(self, party: int, month: int) -> tuple[Ints, Flows]:
        """All that one custodian received, as it stood at the end of a month."""
        mine = np.flatnonzero(self.ledger.custodian == party)
        return mine, self.deliveries.on(end_of(month), mine)


@lru_cache(maxsize=65536)
def month_of(day: int) -> int:
    """The month that a day number is in, counted from the year 0."""
    when = date.fromordinal(day)
    return when.year * 12 + when.month - 1


def end_of(month: int) -> int:
    """The last day of a month, as a day number."""
    year, at = divmod(month + 1, 12)
    return date.max.toordinal() if year > 9999 else date(year, at + 1, 1).toordinal() - 1
