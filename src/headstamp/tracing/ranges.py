"""What may be supplied of a class of weapon, and by whom, where no record tells it.

Which models follows what a supplier makes and is recorded to have exported; who it was is told by `gravity`.
How much there is in all is for `stock` to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from headstamp.records import Names
from headstamp.tracing.deliveries import Deliveries
from headstamp.tracing.gravity import Gravity, bands
from headstamp.tracing.identification import Readings
from headstamp.tracing.ledger import Floats, Ints, Ledger, added
from headstamp.tracing.priors import Priors

# Keeps every leaf of a class possible, however little is known of its makers.
_LEAST_LIKELY = 1e-3


@dataclass(frozen=True, slots=True)
class Range:
    """What may be supplied of one class, and by whom: pairs of supplier and node in columns of one length.

    Attributes:
        suppliers: parties that make or export any of it.
        node, at: the node, and the place of the supplier among `suppliers`.
        share: share of the node in what this supplier sends of the class; sums to 1 for each supplier.
        makes: for each of `own_node`, `own_party`: leaves of the catalogue and who makes them.
        own_share: share of the leaf in what that party makes of the class for itself.
    """

    suppliers: Ints
    node: Ints
    at: Ints
    share: Floats
    own_node: Ints
    own_party: Ints
    own_share: Floats


class Ranges:
    """The ranges of suppliers of one ledger, kept by class and year.

    Args:
        bounds: where the entries of each class begin, and where the last end.
    """

    def __init__(
        self,
        ledger: Ledger,
        readings: Readings,
        names: Names,
        priors: Priors,
        deliveries: Deliveries,
        bounds: Ints,
    ) -> None:
        self.ledger, self.priors, self._deliveries = ledger, priors, deliveries
        self._readings, self._names, self._bounds = readings, names, bounds
        self._shape = len(ledger.parties), len(readings.classes)
        self.of = lru_cache(maxsize=1024)(self._range)
        self.suppliers = lru_cache(maxsize=512)(self._suppliers)
        self._ties = lru_cache(maxsize=32)(self._gravity)

    def _entries(self, of_class: int) -> slice:
        return slice(int(self._bounds[of_class]), int(self._bounds[of_class + 1]))

    @cached_property
    def _makers(self) -> tuple[Ints, Ints]:
        """Node and party in columns: who makes each leaf of the catalogue."""
        at = {party: index for index, party in enumerate(self.ledger.parties)}
        catalogue = self._names.catalogue
        found = [
            (index, at[one])
            for index, node in enumerate(self.ledger.nodes)
            if self._readings.is_leaf[index] and node in catalogue
            for one in dict.fromkeys(catalogue.makers_in(node))
            if one in at
        ]
        table = np.array(found, np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    @cached_property
    def makes(self) -> Floats:
        """1 where a party makes anything of a class, shape (parties, classes)."""
        node, party = self._makers
        table = np.zeros(self._shape)
        table[party, self._readings.class_index[node]] = 1.0
        return table

    def _range(self, of_class: int, year: int) -> Range:
        ledger, parties, nodes = self.ledger, self._shape[0], len(self.ledger.nodes)
        states_have = self._readings.is_leaf & ~self._readings.of_workshops
        leaves = np.flatnonzero(states_have & (self._readings.class_index == of_class))
        node, party = self._makers
        inside = self._readings.class_index[node] == of_class
        own_node, own_party = node[inside], party[inside]
        part = self._entries(of_class)
        came = self._deliveries.on(first_of(year), part).weight
        told = (ledger.supplier[part] >= 0) & self._readings.is_leaf[ledger.node[part]] & (came > 0)
        sent = ledger.supplier[part][told] * nodes + ledger.node[part][told]
        keys, place = np.unique(np.append(own_party * nodes + own_node, sent), return_inverse=True)
        weight = added(place.reshape(-1), np.append(np.ones(len(own_node)), came[told]), len(keys))
        suppliers, at = np.unique(keys // nodes, return_inverse=True)
        at = at.reshape(-1)
        if not len(suppliers) and len(leaves):
            # Nobody is known to make or to send any: whoever did is not told apart.
            suppliers = np.arange(parties)
        whole = added(at, weight, len(suppliers))
        # Beside what it is known for a supplier passes on a little of everything.
        other = _LEAST_LIKELY if len(keys) else 1.0
        known = (1.0 - other) * weight / whole[at]
        every = np.repeat(np.arange(len(suppliers)), len(leaves))
        spread = np.full(len(every), other / max(1, len(leaves)))
        counts = added(own_party, np.ones(len(own_party)), parties)
        return Range(
            suppliers=suppliers,
            node=np.append(keys % nodes, np.tile(leaves, len(suppliers))),
            at=np.append(at, every),
            share=np.append(known, spread),
            own_node=own_node,
            own_party=own_party,
            own_share=1.0 / counts[own_party],
        )

    def _gravity(self, year: int) -> Floats:
        """Nearness times tie of any two parties, shape (parties, parties), supplier last."""
        return Gravity(self.ledger, first_of(year), self.priors, self._bands).ties()

    @cached_property
    def _bands(self) -> Ints:
        return bands(self.ledger.parties, self._names)

    def _suppliers(self, of_class: int, year: int) -> Floats:
        """Share of each supplier in a party's unrecorded imports of a class, shape (parties, suppliers)."""
        found, part = self.of(of_class, year), self._entries(of_class)
        suppliers, parties = found.suppliers, self._shape[0]
        if not len(suppliers):
            return np.zeros((parties, 0))
        supplier, told = self.ledger.supplier[part], self.ledger.supplier[part] >= 0
        aged = self._deliveries.on(first_of(year), part).aged
        sent = added(supplier[told], aged[told], parties)[suppliers]
        flows = len(np.unique(self.ledger.flow[part][aged > 0]))
        made = added(found.own_party, np.ones(len(found.own_party)), parties)[suppliers]
        capacity = _mixed(sent, made, self.priors.maker_lean / (self.priors.maker_lean + flows))
        share = capacity[None, :] * self._ties(year)[:, suppliers]
        # Nobody supplies itself: that is its own make.
        share[suppliers, np.arange(len(suppliers))] = 0.0
        whole = share.sum(axis=1, keepdims=True)
        share = np.divide(share, whole, out=np.zeros_like(share), where=whole > 0)
        floor = self.priors.affinity_floor
        return np.asarray((1.0 - floor) * share + floor / len(suppliers))


def _mixed(sent: Floats, made: Floats, lean: float) -> Floats:
    """Capacity: what was sent, and leaning on what is made where little is recorded."""
    told, models = sent.sum(), made.sum()
    by_sent = sent / told if told > 0 else np.zeros_like(sent)
    by_made = made / models if models > 0 else np.full_like(made, 1.0 / len(made))
    if told == 0:
        return np.asarray(by_made)
    return np.asarray((1.0 - lean) * by_sent + lean * by_made)


def first_of(year: int) -> int:
    """The first day of a year, as a day number: estimates lean on what had come by then."""
    return date(min(9999, max(1, year)), 1, 1).toordinal()
