"""The routes of one sighting: each mechanism by which each custodian may have lost what each supply gave it.

Lambda(m, A, E) = rho_m * a(A | m, holder, time) * Q(E, A; findings) / Q(A)
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

import numpy as np

from headstamp.records import Names
from headstamp.tracing.columns import Columns
from headstamp.tracing.findings import findings
from headstamp.tracing.identification import Readings
from headstamp.tracing.ledger import Floats, added
from headstamp.tracing.observation import Observation
from headstamp.tracing.patch import Patch
from headstamp.tracing.priors import Mechanism, Priors
from headstamp.tracing.reach import Reach
from headstamp.tracing.rows import AGED, LOCAL, NOBODY, STEPS, WAY, Rows
from headstamp.tracing.stock import Stocks
from headstamp.tracing.supply import Supplies, Supply

_LEAST = 1e-30


class Routes:
    """The routes of one sighting, not yet scored.

    Args:
        seen: what was seen.
        reach: who can have been the custodian.
        columns: the supplies of the ledger that the stocks read.
    """

    def __init__(
        self,
        seen: Observation,
        reach: Reach,
        columns: Columns,
        stocks: Stocks,
        readings: Readings,
        names: Names,
        priors: Priors,
    ) -> None:
        self.seen, self.reach, self.columns, self.priors = seen, reach, columns, priors
        self._stocks, self._readings, self._names = stocks, readings, names
        self.findings = findings(seen, stocks.ledger, readings, priors)
        self._supplies = Supplies(seen, self.findings, columns, stocks, priors)
        self._at = {one.id: index for index, one in enumerate(priors.mechanisms)}

    @property
    def node(self) -> Floats:
        """P(reading and maker's mark | node)."""
        return self.findings.node

    @cached_property
    def supply(self) -> Supply:
        """What each supply would show, with everything that is told."""
        return self._supplies.supply(self.reach.lost)

    def supply_without(self, patch: Patch) -> Supply:
        """What each supply would show to chains, as if some entries had never been told."""
        return self._supplies.less(self.supply, self.reach.lost, patch)

    @cached_property
    def shares(self) -> Floats:
        """The prior share of each mechanism."""
        return np.array([self.reach.share.get(one.id, 0.0) for one in self.priors.mechanisms])

    @cached_property
    def kernel(self) -> Floats:
        """The share of each mechanism times that of each custodian within it, shape (mechanisms, parties)."""
        table = np.zeros((len(self.shares), len(self._stocks.ledger.parties)))
        for mechanism, row in self.reach.kernel.items():
            table[self._at[mechanism]] = self.shares[self._at[mechanism]] * row
        return table

    @cached_property
    def way(self) -> Floats:
        """How readily the weapon moves in a way, against all that was held, shape (mechanisms, parties)."""
        table = np.ones_like(self.kernel)
        year = date.fromordinal(self.seen.day).year
        if not self.seen.weapon:
            return table
        for mechanism, average in self._stocks.on(year).carried.items():
            carried = self._as_seen(self.priors.mechanism(mechanism))
            table[self._at[mechanism]] = carried / np.maximum(average, _LEAST)
        return table

    @cached_property
    def _rates(self) -> Floats:
        return self.kernel * self.way

    def _as_seen(self, mechanism: Mechanism) -> float:
        carried = self._readings.carries
        return sum(one.weight * carried(mechanism, one.id) for one in self.seen.weapon)

    @cached_property
    def local(self) -> tuple[tuple[int, float, float], ...]:
        """Mechanisms by which holders make weapons: index, share, P(findings | the holder made it)."""
        made = ((index, one) for index, one in enumerate(self.priors.mechanisms) if one.makes)
        marked = self.findings.made_by_holder
        return tuple(
            (index, float(self.shares[index]), self._readings.mean_of(one.makes, self.node) * marked)
            for index, one in made
        )

    def world(self, supply: Supply) -> float:
        """P(findings | unknown): how common they are in all stocks, and among what others make themselves."""
        others = self.priors.shares_for("default")
        made = [(others.get(self.priors.mechanisms[index].id, 0.0), found) for index, _, found in self.local]
        bought = 1.0 - sum(share for share, _ in made)
        return max(bought * supply.world + sum(share * found for share, found in made), _LEAST)

    def rows(self) -> Rows:
        """Every route that is not impossible."""
        columns, supply = self.columns, self.supply
        mechanism, column = np.nonzero((self.kernel[:, columns.custodian] > 0) & (supply.sums[AGED] > 0))
        custodian, sums = columns.custodian[column], supply.sums[:, column]
        for (name, party), mixed in supply.lost.items():
            mine = columns.of(party).columns
            here = np.flatnonzero((mechanism == self._at[name]) & (custodian == party))
            sums[:, here] = mixed[:, np.searchsorted(mine, column[here])]
        sums[WAY:] *= self.way[mechanism, custodian]
        made = [one for one in self.local if one[1] > 0]
        return Rows(
            mechanism=np.append(mechanism, [index for index, _, _ in made]).astype(np.int64),
            custodian=np.append(custodian, np.full(len(made), NOBODY)),
            supplier=np.append(columns.supplier[column], np.full(len(made), NOBODY)),
            kind=np.append(columns.kind[column], np.full(len(made), LOCAL)),
            share=np.append(self.shares[mechanism], [share for _, share, _ in made]),
            reach=np.append(self.kernel[mechanism, custodian] / self.shares[mechanism], np.ones(len(made))),
            total=np.append(supply.total[custodian], np.ones(len(made))),
            sums=np.concatenate([sums, _own_make([found for _, _, found in made])], axis=1),
            world=self.world(supply),
        )

    @cached_property
    def evidence(self) -> float:
        """P(findings), over all routes and the unknown, up to a factor that is the same for every holder."""
        rows = self.rows()
        weight = rows.share * rows.reach * rows.sums[-1] / rows.total
        return float(weight.sum()) + self.priors.unknown * rows.world

    def chains(self, supply: Supply, factors: Floats | None = None) -> tuple[Floats, float]:
        """The probability of each supply chain, all mechanisms together, and of the unknown.

        Args:
            factors: one a mechanism, to weigh it more or less than the priors do.
        """
        columns = self.columns
        weight = np.ones(len(self.shares)) if factors is None else factors
        rates = self._rates * weight[:, None]
        held = supply.total[columns.custodian]
        shown = np.divide(supply.sums[-1], held, out=np.zeros_like(held), where=held > 0)
        likely = shown * rates.sum(axis=0)[columns.custodian]
        for (name, party), mixed in supply.lost.items():
            mine = columns.of(party).columns
            likely[mine] += rates[self._at[name], party] * (mixed[-1] / supply.total[party] - shown[mine])
        chains = added(columns.chain, np.maximum(likely, 0.0), len(columns.chain_supplier))
        chains[-1] = sum(share * weight[index] * found for index, share, found in self.local)
        unknown = self.priors.unknown * self.world(supply)
        return chains / (chains.sum() + unknown), float(unknown / (chains.sum() + unknown))


def _own_make(found: list[float]) -> Floats:
    """Sums of what the holder made: no stock tells of it, so only what would be found counts."""
    table = np.ones((len(STEPS), len(found)))
    table[AGED + 1 :] = np.array(found).reshape(-1)
    return table
