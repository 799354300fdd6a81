"""Who supplies whom where no record says so: a gravity estimate fitted on what is recorded.

    share(E | A, class) = capacity(E, class) * nearness(E, A) * tie(E, A), normalised over E

Capacity is what a supplier is recorded to have exported of the class, and with few records how many of its
models it makes. Nearness is a step function of distance by which recorded flows differ from what exporters'
and importers' totals alone would give, fitted by iterative scaling, which for such factors is the Poisson
pseudo-likelihood estimate (Santos Silva and Tenreyro, doi 10.1162/rest.88.4.641). The tie is how much more
often two parties trade than that, shrunk towards 1. After Lebacher, Thurner and Kauermann (arXiv 1902.09292),
who read unreported arms trade from such a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from headstamp.records import Names
from headstamp.tracing.geography import kilometres, points
from headstamp.tracing.ledger import Floats, Ints, Ledger, added
from headstamp.tracing.priors import Priors

_EDGES_KM = (500.0, 1500.0, 3000.0, 6000.0)
_ROUNDS = 6


@dataclass(frozen=True)
class Gravity:
    """Ties between the parties of one ledger.

    Attributes:
        ledger: whose flows are counted; a flow is one supplier, custodian, node and stage, however large.
        band: as `bands` gives it.
        day: only what began before it counts, a day number: nothing later than a sighting may speak for it.
    """

    ledger: Ledger
    day: int
    priors: Priors
    band: Ints

    def ties(self) -> Floats:
        """Nearness times tie of any two parties, shape (parties, parties), supplier last."""
        out, into, nearness = self._fitted
        near = nearness[self.band]
        expected = into[:, None] * out[None, :] * near
        supplier, custodian = self._flows
        many = len(self.ledger.parties)
        seen = added(custodian * many + supplier, np.ones(len(supplier)), many * many).reshape(many, many)
        inertia = self.priors.tie_shrink
        return np.asarray(near * (seen + inertia) / (expected + inertia))

    @cached_property
    def _flows(self) -> tuple[Ints, Ints]:
        """Supplier and custodian of each flow with both known and distinct."""
        told = np.flatnonzero((self.ledger.start < self.day) & (self.ledger.count > 0))
        _, first = np.unique(self.ledger.flow[told], return_index=True)
        supplier, custodian = self.ledger.supplier[told[first]], self.ledger.custodian[told[first]]
        told = (supplier >= 0) & (supplier != custodian)
        return supplier[told], custodian[told]

    @cached_property
    def _fitted(self) -> tuple[Floats, Floats, Floats]:
        """Factors of suppliers, custodians and bands of distance; their totals are the recorded ones."""
        supplier, custodian = self._flows
        many, bands = len(self.ledger.parties), len(_EDGES_KM) + 2
        ones = np.ones(len(supplier))
        sent, came = added(supplier, ones, many), added(custodian, ones, many)
        if not len(supplier):
            return sent, came, np.ones(bands)
        exporters, importers = np.flatnonzero(sent), np.flatnonzero(came)
        band = self.band[np.ix_(importers, exporters)]
        seen = added(self.band[custodian, supplier], ones, bands)
        out, into, near = sent[exporters] / len(supplier), came[importers], np.ones(bands)
        apart = (importers[:, None] != exporters[None, :]).astype(np.float64)
        for _ in range(_ROUNDS):
            cells = into[:, None] * out[None, :] * apart
            expected = added(band.reshape(-1), cells.reshape(-1), bands)
            # A band in which little is expected stays near 1.
            near = (seen + self.priors.tie_shrink) / (expected + self.priors.tie_shrink)
            factor = near[band] * apart
            out = sent[exporters] / np.maximum((into[:, None] * factor).sum(axis=0), 1e-12)
            into = came[importers] / np.maximum((out[None, :] * factor).sum(axis=1), 1e-12)
        all_out, all_into = np.zeros(many), np.zeros(many)
        all_out[exporters], all_into[importers] = out, into
        return all_out, all_into, near


def bands(parties: Sequence[str], names: Names) -> Ints:
    """The band of distance of each two parties, shape (parties, parties); the last is of those not known."""
    where = points(parties, names)
    km = kilometres(where[:, None, :], where[None, :, :])
    return np.where(np.isnan(km), len(_EDGES_KM) + 1, np.digitize(km, _EDGES_KM))
