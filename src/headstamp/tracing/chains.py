"""Supply chains: who supplied whom, over all mechanisms, with the range over three assumptions.

Supplier and custodian can be told apart far better than the mechanism, so chains are what is reported first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from headstamp.records import Party
from headstamp.tracing.assessment import ActorWeight, Rest, Scenario, SupplyChain
from headstamp.tracing.ledger import Floats, Ints, ranked
from headstamp.tracing.model import LISTED
from headstamp.tracing.routes import Routes
from headstamp.tracing.rows import HOLDER, NOBODY
from headstamp.tracing.solve import Model
from headstamp.tracing.supply import Supply

_LIKELY_FROM = 0.005
_MOST_LIKELY = 8
_NAMED_FROM = 0.01
# A node that is read as the weapon a thousand times less often than another needs no name among the likely.
_WORTH_NAMING = 1e-3
_SCENARIO_CHAINS = 5


@dataclass(frozen=True)
class Chains:
    """The supply chains of one sighting; chains are numbered as the columns of the routes number them.

    Attributes:
        supply: what each supply would show, with everything told or without some of it.
        holder: whom a chain of the holder's own make is ascribed to.
    """

    model: Model
    routes: Routes
    supply: Supply
    holder: Party

    @cached_property
    def _solved(self) -> tuple[Floats, float]:
        return self.routes.chains(self.supply)

    @property
    def probability(self) -> Floats:
        """One a chain."""
        return self._solved[0]

    @property
    def unknown(self) -> float:
        """The share of what no route describes."""
        return self._solved[1]

    @cached_property
    def order(self) -> Ints:
        """The numbers of the listed chains, the most probable first."""
        return ranked(self.probability, LISTED)

    @cached_property
    def under_scenarios(self) -> dict[str, Floats]:
        """The probability of each chain under each assumption on the mechanisms."""
        priors, reach = self.model.priors, self.routes.reach
        return {
            name: self.routes.chains(self.supply, reach.factors(priors.mechanisms, scaled))[0]
            for name, scaled in priors.scenarios.items()
        }

    @cached_property
    def all(self) -> ChainList:
        """Every chain above one in a million, most probable first."""
        listed = self.order
        columns = self.routes.columns
        spread = np.stack([self.probability[listed], *(one[listed] for one in self.under_scenarios.values())])
        return ChainList(
            parties=self.model.parties,
            holder=self.holder,
            ends=np.stack([columns.chain_supplier[listed], columns.chain_custodian[listed]], axis=1),
            probability=spread[0],
            low=spread.min(axis=0),
            high=spread.max(axis=0),
            likely=self._all_likely(listed),
        )

    def listed(self, most: int) -> tuple[SupplyChain, ...]:
        """The first chains, without the range over assumptions: what a comparison needs."""
        return self._bare(self.order[:most], self.probability)

    @property
    def rest(self) -> Rest:
        """What the listed chains leave out."""
        small = self.probability[(self.probability > 0) & (self.probability < LISTED)]
        return Rest(len(small), float(small.sum()))

    def scenarios(self) -> tuple[Scenario, ...]:
        """The first chains under each assumption."""
        return tuple(
            Scenario(name, self._bare(ranked(under, LISTED)[:_SCENARIO_CHAINS], under))
            for name, under in self.under_scenarios.items()
        )

    @property
    def first_everywhere(self) -> bool:
        """Whether the first chain is the first under every assumption."""
        return self.first is not None and all(
            int(under.argmax()) == self.first for under in self.under_scenarios.values()
        )

    @property
    def first(self) -> int | None:
        """The most probable chain, or None when there is none."""
        best = int(self.probability.argmax())
        return best if self.probability[best] > 0 else None

    def ends(self, chain: int) -> tuple[int, int]:
        """Indices of supplier and custodian of a chain, as in `headstamp.tracing.rows.Columns`."""
        return self.routes.columns.ends[chain]

    def parties(self, chain: int) -> tuple[Party | None, Party | None]:
        """Supplier and custodian of a chain."""
        supplier, custodian = self.ends(chain)
        if supplier == HOLDER:
            return self.holder, None
        parties = self.model.parties
        return (parties[supplier] if supplier >= 0 else None), parties[custodian]

    def _parties(self, chains: Ints) -> list[tuple[Party | None, Party | None]]:
        return [self.parties(chain) for chain in chains.tolist()]

    def _bare(self, chains: Ints, probability: Floats) -> tuple[SupplyChain, ...]:
        found = zip(self._parties(chains), probability[chains].tolist(), strict=True)
        return tuple(SupplyChain(*parties, probability=p, low=p, high=p) for parties, p in found if p > 0)

    def _all_likely(self, listed: Ints) -> dict[int, tuple[ActorWeight, ...]]:
        """Likely suppliers by rank, where nobody is named and the chain is worth it."""
        probable = int((self.probability[listed] >= _LIKELY_FROM).sum())
        custodians = ((rank, *self.ends(chain)) for rank, chain in enumerate(listed[:probable].tolist()))
        return {
            rank: self._likely(custodian) for rank, supplier, custodian in custodians if supplier == NOBODY
        }

    def _likely(self, custodian: int) -> tuple[ActorWeight, ...]:
        """Who may have supplied what no record names: makers of what it may be, by whom else they supply."""
        stocks, year = self.model.stocks, self.year
        held = stocks.unrecorded_of(year, custodian, self.nodes) * self.routes.node[self.nodes]
        weight = stocks.suppliers_of(year, custodian, self.nodes, held)
        weight[custodian] = 0.0
        if weight.sum() == 0.0:
            return ()
        return self._named(weight / weight.sum())

    def _named(self, weight: Floats) -> tuple[ActorWeight, ...]:
        names, parties = self.model.names, self.model.ledger.parties
        order = np.argsort(-weight, kind="stable")[:_MOST_LIKELY]
        found = [
            (names.party(parties[one]), float(weight[one])) for one in order if weight[one] >= _NAMED_FROM
        ]
        rest = 1.0 - sum(share for _, share in found)
        if rest < _LIKELY_FROM:  # too little to name: the shares of those named then make up the whole
            return tuple(ActorWeight(party.id, party.name, share / (1.0 - rest)) for party, share in found)
        named = tuple(ActorWeight(party.id, party.name, share) for party, share in found)
        return (*named, ActorWeight(None, "others", rest))

    @property
    def year(self) -> int:
        """The year by which it was seen."""
        last = self.routes.seen.seen.to
        return last.year if last is not None else 1

    @cached_property
    def nodes(self) -> Ints:
        """The leaves that it may well be."""
        reading = np.where(self.model.readings.is_leaf, self.routes.node, 0.0)
        return np.flatnonzero(reading >= _WORTH_NAMING * reading.max())


@dataclass(frozen=True)
class ChainList(Sequence[SupplyChain]):
    """The listed chains of one sighting, by rank, each made when it is asked for.

    Attributes:
        parties: the ledger's, which `ends` index: supplier and custodian of each chain.
        likely: who may have supplied, by rank.
    """

    parties: tuple[Party, ...]
    holder: Party
    ends: Ints
    probability: Floats
    low: Floats
    high: Floats
    likely: Mapping[int, tuple[ActorWeight, ...]]

    def __len__(self) -> int:
        return len(self.probability)

    @overload
    def __getitem__(self, index: int) -> SupplyChain: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[SupplyChain, ...]: ...
    def __getitem__(self, index: int | slice) -> SupplyChain | tuple[SupplyChain, ...]:
        """The chain of a rank, from 0."""
        if isinstance(index, slice):
            return tuple(self._chain(rank) for rank in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._chain(index % len(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return id(self)

    def _chain(self, rank: int) -> SupplyChain:
        supplier, custodian = self.ends[rank].tolist()
        return SupplyChain(
            supplier=self.holder if supplier == HOLDER else self.parties[supplier] if supplier >= 0 else None,
            custodian=self.parties[custodian] if custodian >= 0 else None,
            probability=float(self.probability[rank]),
            low=float(self.low[rank]),
            high=float(self.high[rank]),
            likely_suppliers=self.likely.get(rank, ()),
        )


def smallest_set(probability: Floats, mass: float = 0.9) -> tuple[int, ...]:
    """Indices of the smallest set that holds so much probability; empty when all together have less.

    Args:
        probability: the greatest first.
    """
    enough = np.flatnonzero(np.cumsum(probability) >= mass)
    return tuple(range(int(enough[0]) + 1)) if len(enough) else ()


def words(supplier: Party | None, custodian: Party | None) -> str:
    """A chain as people read it."""
    if custodian is None:
        return f"made by {supplier.name}" if supplier else "not known"
    if supplier is None:
        return f"supplier not recorded -> {custodian.name}"
    if supplier == custodian:
        return f"{custodian.name} (own production)"
    return f"{supplier.name} -> {custodian.name}"
