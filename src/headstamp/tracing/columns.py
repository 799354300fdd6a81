"""The supplies that a ledger can tell of, whatever the mechanism, and the supply chains they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from headstamp.tracing.ledger import Ints, Ledger
from headstamp.tracing.rows import HOLDER, NOBODY, OWN, RECORDED, UNRECORDED


@dataclass(frozen=True, slots=True)
class Part:
    """The supplies of some custodians, in the order of the columns.

    Attributes:
        entries: the ledger's entries that these custodians received.
        pairs: the ledger's pairs; `place` gives the position here of each pair of the ledger.
        parties: the custodians.
        recorded: positions among `pairs` of those with a known supplier.
        nameless: positions among `pairs` of those without.
        receivers: position among `parties` of the custodian of each of the pairs.
        columns: which supplies these are.
    """

    entries: Ints
    pairs: Ints
    place: Ints
    parties: Ints
    recorded: Ints
    nameless: Ints
    receivers: Ints
    columns: Ints


class Columns:
    """Recorded pairs, then unrecorded imports and own make of every party.

    Attributes:
        custodian, supplier, kind: one a supply, as in `headstamp.tracing.rows.Rows`.
        chain: index of the supply chain that a supply belongs to; the last chain is the holder's own make.
        ends: chain_supplier and chain_custodian of each chain.
        chain_supplier, chain_custodian: one a chain; -1 a supplier not recorded, -2 and -1 the holder's make.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        pairs, everybody = ledger.pairs, np.arange(len(ledger.parties))
        named = np.flatnonzero(pairs.supplier >= 0)
        self.custodian: Ints = np.concatenate([pairs.custodian[named], everybody, everybody])
        self.supplier: Ints = np.concatenate(
            [pairs.supplier[named], np.full(len(everybody), NOBODY), everybody]
        )
        self.kind: Ints = np.repeat([RECORDED, UNRECORDED, OWN], [len(named), len(everybody), len(everybody)])
        keys, chain = np.unique((self.supplier + 1) * len(everybody) + self.custodian, return_inverse=True)
        self.chain: Ints = chain.reshape(-1)
        self.chain_supplier: Ints = np.append(keys // len(everybody) - 1, HOLDER)
        self.chain_custodian: Ints = np.append(keys % len(everybody), NOBODY)
        self.ends = list(zip(self.chain_supplier.tolist(), self.chain_custodian.tolist(), strict=True))
        self._parts: dict[int, Part] = {}

    @cached_property
    def all(self) -> Part:
        """Every supply."""
        everything = np.arange(len(self.ledger.pairs.supplier))
        return self._part(np.arange(len(self.ledger.line)), everything, np.arange(len(self.ledger.parties)))

    def of(self, party: int) -> Part:
        """The supplies of one custodian."""
        if party not in self._parts:
            mine = np.flatnonzero(self.ledger.pairs.custodian == party)
            entries = np.flatnonzero(self.ledger.custodian == party)
            self._parts[party] = self._part(entries, mine, np.array([party]))
        return self._parts[party]

    def _part(self, entries: Ints, pairs: Ints, parties: Ints) -> Part:
        place = np.full(len(self.ledger.pairs.supplier), -1)
        place[pairs] = np.arange(len(pairs))
        known = self.ledger.pairs.supplier[pairs] >= 0
        custodians = self.ledger.pairs.custodian[pairs]
        return Part(
            entries=entries,
            pairs=pairs,
            place=place,
            parties=parties,
            recorded=np.flatnonzero(known),
            nameless=np.flatnonzero(~known),
            receivers=np.searchsorted(parties, custodians),
            columns=np.flatnonzero(np.isin(self.custodian, parties)),
        )
