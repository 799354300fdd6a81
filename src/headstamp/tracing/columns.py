"""The supplies that a ledger can tell of, whatever the mechanism, and the supply chains they belong to.

Columns stand by custodian, so that what one custodian held is one slice: recorded suppliers first, then for
every party what came unrecorded and what it made itself.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from headstamp.tracing.ledger import Ints, Ledger
from headstamp.tracing.rows import HOLDER, NOBODY, OWN, RECORDED, UNRECORDED


class Columns:
    """Recorded pairs by custodian, then unrecorded imports and own make of every party.

    Attributes:
        custodian, supplier, kind: one a supply, as in `headstamp.tracing.rows.Rows`.
        of_entry: the column that each entry of the ledger adds to; a record that does not name the supplier
            says as little of who it was as no record.
        chain: index of the supply chain that a supply belongs to; the last chain is the holder's own make.
        chain_at: the number of each chain by its ends.
        ends: supplier and custodian of each chain; -1 a supplier not recorded, -2 and -1 the holder's make.
    """

    def __init__(self, ledger: Ledger) -> None:
        parties = len(ledger.parties)
        everybody = np.arange(parties)
        named = ledger.supplier >= 0
        keys, place = np.unique(
            ledger.custodian[named] * parties + ledger.supplier[named], return_inverse=True
        )
        self.recorded = len(keys)
        self.custodian: Ints = np.concatenate([keys // parties, everybody, everybody])
        self.supplier: Ints = np.concatenate([keys % parties, np.full(parties, NOBODY), everybody])
        self.kind: Ints = np.repeat([RECORDED, UNRECORDED, OWN], [len(keys), parties, parties])
        self.of_entry: Ints = self.recorded + ledger.custodian
        self.of_entry[named] = place.reshape(-1)
        self._starts = np.searchsorted(keys // parties, np.arange(parties + 1))
        chains, chain = np.unique((self.supplier + 1) * parties + self.custodian, return_inverse=True)
        self.chain: Ints = chain.reshape(-1)
        self.chain_supplier: Ints = np.append(chains // parties - 1, HOLDER)
        self.chain_custodian: Ints = np.append(chains % parties, NOBODY)
        self.ends = list(zip(self.chain_supplier.tolist(), self.chain_custodian.tolist(), strict=True))
        self.chain_at = {ends: number for number, ends in enumerate(self.ends)}
        self._parties = parties
        self._of: dict[int, Ints] = {}

    def __len__(self) -> int:
        return len(self.custodian)

    def of(self, party: int) -> Ints:
        """The columns of one custodian."""
        if party not in self._of:
            recorded = np.arange(self._starts[party], self._starts[party + 1])
            self._of[party] = np.append(recorded, [self.unrecorded(party), self.own(party)])
        return self._of[party]

    def unrecorded(self, party: int) -> int:
        """The column of what a custodian imported unrecorded."""
        return self.recorded + party

    def own(self, party: int) -> int:
        """The column of what a custodian made itself."""
        return self.recorded + self._parties + party

    def entries(self, column: int) -> Ints:
        """The entries of the ledger that add to a supply, in their order."""
        order, bounds = self._by_column
        return order[bounds[column] : bounds[column + 1]]

    @cached_property
    def _by_column(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.of_entry, kind="stable")
        return order, np.searchsorted(self.of_entry[order], np.arange(len(self) + 1))

    @cached_property
    def by_party(self) -> tuple[Ints, Ints]:
        """The columns of every party in turn, each as `of` has them, and where each party's begin."""
        order = np.argsort(self.custodian, kind="stable")
        return order, np.searchsorted(self.custodian[order], np.arange(self._parties + 1))

    @cached_property
    def own_chains(self) -> tuple[Ints, Ints]:
        """The chain without a recorded supplier, and that of its own production, of every party."""
        return self.chain[self.kind == UNRECORDED], self.chain[self.kind == OWN]

    @cached_property
    def merged(self) -> Ints:
        """The chain of each supply, own production put to what is not recorded."""
        merged = self.chain.copy()
        merged[self.kind == OWN] = merged[self.kind == UNRECORDED]
        return merged
