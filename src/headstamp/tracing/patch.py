"""Some custodians as if some records had never been told, and what is then estimated of them.

Only the custodians that these records name change; what the estimates lean on beside, the mix of the world
and how common each weapon is, stays. A register's absence changes more, and makes another model.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np

from headstamp.tracing.deliveries import Deliveries, Flows
from headstamp.tracing.ledger import Ints, Truths
from headstamp.tracing.stock import Estimate, Stocks, middle_of


class Patch:
    """What changes without some entries.

    Args:
        without: one truth an entry of the ledger; true is taken out.

    Attributes:
        parties: the custodians that the entries name.
        entries: what is left of all that these received.
    """

    def __init__(self, stocks: Stocks, without: Truths) -> None:
        ledger = stocks.ledger
        self._stocks = stocks
        self.parties: Ints = np.unique(ledger.custodian[without])
        kept = ~without & np.isin(ledger.custodian, self.parties)
        self.entries: Ints = np.flatnonzero(kept)
        self._deliveries = Deliveries(ledger.among(kept), stocks.priors)
        self.on = lru_cache(maxsize=16)(self._on)

    @cached_property
    def places(self) -> dict[int, Ints]:
        """For each of the custodians, the places of its entries among `entries`."""
        custodian = self._stocks.ledger.custodian[self.entries]
        return {int(party): np.flatnonzero(custodian == party) for party in self.parties}

    def flows(self, day: int) -> Flows:
        """The entries that are left as they stand on a day."""
        return self._deliveries.on(day)

    def _on(self, year: int) -> Estimate:
        aged = self.flows(middle_of(year)).aged
        return self._stocks.estimate(self.parties, self.entries, aged, year, self._stocks.on(year).world)
