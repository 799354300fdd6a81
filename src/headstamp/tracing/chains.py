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
from headstamp.tracing.assessment import ActorWeight, MechanismShare, Rest, Scenario, SupplyChain
from headstamp.tracing.ledger import Floats, Ints, added, first_of, ranked
from headstamp.tracing.model import LISTED
from headstamp.tracing.routes import Routes
from headstamp.tracing.rows import HOLDER, NOBODY
from headstamp.tracing.solve import Model
from headstamp.tracing.stock import month_of
from headstamp.tracing.terms import decibans

_LIKELY_FROM = 0.005
_MOST_LIKELY = 8
_NAMED_FROM = 0.01
# A node that is read as the weapon a thousand times less often than another needs no name among the likely.
_WORTH_NAMING = 1e-3
_SCENARIO_CHAINS = 5


@dataclass(frozen=True)
class Chains:
    """The supply chains of one sighting; chains are numbered as the columns of the model number them.

    Attributes:
        holder: whom a chain of the holder's own make is ascribed to.
    """

    routes: Routes
    holder: Party

    @property
    def model(self) -> Model:
        """What the routes are scored against."""
        return self.routes.model

    @cached_property
    def _solved(self) -> tuple[Floats, float]:
        return self.routes.chains()

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
    def _scaled(self) -> dict[str, Floats]:
        """What each assumption multiplies each mechanism's share by."""
        priors, reach = self.model.priors, self.routes.reach
        return {name: reach.factors(priors.mechanisms, told) for name, told in priors.scenarios.items()}

    @cached_property
    def under_scenarios(self) -> dict[str, Floats]:
        """The probability of each chain under each assumption on the mechanisms."""
        return {name: self.routes.chains(factors)[0] for name, factors in self._scaled.items()}

    def mechanisms(self) -> tuple[MechanismShare, ...]:
        """Each way's probability with its range over the assumptions, the most probable first."""
        priors, under = self.model.priors, self._scaled.values()
        found = np.stack([self.routes.mechanisms(), *(self.routes.mechanisms(one) for one in under)])
        order = np.argsort(-found[0], kind="stable")
        return tuple(
            MechanismShare(
                priors.mechanisms[at].id,
                priors.mechanisms[at].words,
                float(found[0, at]),
                float(found[:, at].min()),
                float(found[:, at].max()),
            )
            for at in order.tolist()
            if found[0, at] > 0
        )

    @cached_property
    def all(self) -> ChainList:
        """Every chain above one in a million, most probable first."""
        listed = self.order
        columns = self.model.columns
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
            Scenario(name, self._bare(first_of(under, LISTED, _SCENARIO_CHAINS), under))
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

    @property
    def strength_db(self) -> float:
        """Decibans of the findings given the first chain against its rivals; 0 where there is no chain."""
        if self.first is None:
            return 0.0
        before, after = self.routes.prior_of_chain(self.first), float(self.probability[self.first])
        odds = [max(one, 1e-300) / max(1.0 - one, 1e-300) for one in (after, before)]
        return float(decibans(np.array(odds[0] / odds[1])))

    def ends(self, chain: int) -> tuple[int, int]:
        """Indices of supplier and custodian of a chain, as in `headstamp.tracing.rows.Columns`."""
        return self.model.columns.ends[chain]

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
        ends = ((rank, *self.ends(chain)) for rank, chain in enumerate(listed[:probable].tolist()))
        nameless = {rank: custodian for rank, supplier, custodian in ends if supplier == NOBODY}
        custodians = np.array(list(nameless.values()), np.int64)
        weight = np.zeros((len(custodians), len(self.model.ledger.parties)))
        for one in self.classes:
            weight += self.model.stocks.suppliers_of(
                self.year, custodians, one, self.routes.node, self.routes.findings.maker
            )
        weight[np.arange(len(custodians)), custodians] = 0.0
        return {rank: self._likely(mine) for rank, mine in zip(nameless, weight, strict=True)}

    def _likely(self, weight: Floats) -> tuple[ActorWeight, ...]:
        """Who may have supplied what no record names.

        Args:
            weight: one a party.
        """
        whole = float(weight.sum())
        return self._named(weight / whole) if whole > 0.0 else ()

    def _named(self, weight: Floats) -> tuple[ActorWeight, ...]:
        order, parties = first_of(weight, _NAMED_FROM, _MOST_LIKELY), self.model.parties
        found = [(parties[one], float(weight[one])) for one in order.tolist()]
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

    def told_by(self, chain: int) -> dict[str, float]:
        """Sources that tell of a chain, and the part of it that nobody else tells of."""
        ledger = self.model.ledger
        supplier, custodian = self.ends(chain)
        entries = ledger.pairs.entries.get((supplier, custodian), np.zeros(0, np.int64))
        day = self.routes.seen.day
        weight = self.aged(entries) * self.routes.findings.read(entries)
        entries, weight = entries[weight > 0], weight[weight > 0]
        whole = float(weight.sum())
        if whole == 0.0 or supplier < 0 or day < 1:
            return {}
        # What another source tells too counts in full again when the first is left out.
        told = weight * ledger.told[entries] / np.maximum(ledger.count[entries], 1e-12)
        source = ledger.lines.source[ledger.line[entries]]
        by_source = added(source, told, len(ledger.lines.sources))
        every = float(by_source.sum())
        return {
            name: 1.0 - min(1.0, (every - float(by_source[number])) / whole)
            for number, name in enumerate(ledger.lines.sources)
            if by_source[number] > 0
        }

    def without(self, share: float) -> tuple[int, float]:
        """The first chain and its probability when a share of what is now the first is not told."""
        first = self.first
        assert first is not None
        left = self.probability.copy()
        left[first] *= 1.0 - share
        left = left / (left.sum() + self.unknown)
        best = int(left.argmax())
        return best, float(left[best])

    def untold(self, custodian: int, *, imported: bool) -> Floats:
        """Expected unrecorded imports, or own make, of one party: one number for each of `nodes`."""
        table = np.zeros(len(self.model.ledger.nodes))
        for one in self.classes:
            found = self.model.stocks.estimated(one, self.year)
            came, made = self.routes.findings.of_untold(one, found)
            table[found.nodes] = (came if imported else made)[custodian]
        return table[self.nodes]

    def aged(self, entries: Ints) -> Floats:
        """What of some entries of one custodian, in their order, is in use when it was seen, one an entry."""
        if not len(entries):
            return np.zeros(0)
        custodian = int(self.model.ledger.custodian[entries[0]])
        mine, flows = self.model.stocks.of_party(custodian, month_of(self.routes.seen.day))
        return np.asarray(flows.aged[np.searchsorted(mine, entries)])

    @cached_property
    def classes(self) -> list[int]:
        """The classes of these."""
        return [int(one) for one in np.unique(self.model.readings.class_index[self.nodes])]


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

    def parties_of(self, rank: int) -> tuple[Party | None, Party | None]:
        """Supplier and custodian of a chain."""
        supplier, custodian = self.ends[rank].tolist()
        gave = self.holder if supplier == HOLDER else self.parties[supplier] if supplier >= 0 else None
        return gave, self.parties[custodian] if custodian >= 0 else None

    def _chain(self, rank: int) -> SupplyChain:
        supplier, custodian = self.parties_of(rank)
        return SupplyChain(
            supplier=supplier,
            custodian=custodian,
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
