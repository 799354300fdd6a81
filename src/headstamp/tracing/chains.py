"""Supply chains: who supplied whom, over all mechanisms, with the range over three assumptions.

Supplier and custodian can be told apart far better than the mechanism, so chains are what is reported first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from headstamp.records import Party
from headstamp.tracing.assessment import ActorWeight, Rest, Scenario, SupplyChain
from headstamp.tracing.ledger import Floats, Ints
from headstamp.tracing.model import HOLDER, ChainTable, Scores
from headstamp.tracing.observation import Observation
from headstamp.tracing.solve import Model
from headstamp.tracing.stock import Stock

_LISTED = 1e-6
_LIKELY_FROM = 0.005
_MOST_LIKELY = 8
NOBODY = -1


@dataclass(frozen=True)
class ChainParties:
    """Says who the two numbers of a chain are; kept apart from the scores, which are large and soon let go."""

    model: Model
    holder: Party

    def __call__(self, key: tuple[int, int]) -> tuple[Party | None, Party | None]:
        """Supplier and custodian of a chain."""
        supplier, custodian = key
        if supplier == HOLDER:
            return self.holder, None
        parties, names = self.model.ledger.parties, self.model.names
        return (names.party(parties[supplier]) if supplier >= 0 else None), names.party(parties[custodian])


@dataclass(frozen=True)
class ChainList(Sequence[SupplyChain]):
    """The supply chains of one sighting, most probable first, each made when it is asked for.

    Attributes:
        keys: supplier and custodian, shape (2, chains); `parties` says who they are.
        probability, low, high: one a chain.
        likely: index of a chain without a recorded supplier to who may have been.
    """

    parties: ChainParties
    keys: Ints
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
        """The chain of a rank, from 0, or several."""
        if isinstance(index, slice):
            return tuple(self[one] for one in range(*index.indices(len(self))))
        at = range(len(self))[index]
        supplier, custodian = self.parties((int(self.keys[0, at]), int(self.keys[1, at])))
        return SupplyChain(
            supplier,
            custodian,
            float(self.probability[at]),
            float(self.low[at]),
            float(self.high[at]),
            self.likely.get(at, ()),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True)
class Chains:
    """The supply chains of one sighting, from its scored routes.

    Attributes:
        holder: whom a chain of the holder's own make is ascribed to.
    """

    model: Model
    seen: Observation
    scores: Scores
    holder: Party

    @cached_property
    def _table(self) -> ChainTable:
        return self.scores.chains

    @cached_property
    def under(self) -> dict[str, Floats]:
        """Each assumption and the probability of every chain under it."""
        return {name: self._under(factors) for name, factors in self.model.priors.scenarios.items()}

    def _under(self, factors: Mapping[str, float]) -> Floats:
        mechanisms = self.model.priors.mechanisms
        raw = np.array([factors.get(one.id, 1.0) for one in mechanisms])
        rows = self.scores.rows
        share = np.zeros(len(mechanisms))
        share[rows.mechanism] = rows.share
        return self.scores.chains_under(raw * (share.sum() / max(1e-300, float((share * raw).sum()))))

    @cached_property
    def all(self) -> ChainList:
        """Every chain above one in a million, most probable first, each made when it is asked for."""
        table = self._table
        count = int((table.probability >= _LISTED).sum())
        stacked = np.stack([table.probability, *self.under.values()])[:, :count]
        likely = {
            index: self._likely(int(table.custodian[index]))
            for index in range(count)
            if table.supplier[index] == NOBODY and table.probability[index] >= _LIKELY_FROM
        }
        keys = np.stack([table.supplier[:count], table.custodian[:count]])
        return ChainList(self.parties, keys, stacked[0], stacked.min(axis=0), stacked.max(axis=0), likely)

    def listed(self, most: int) -> tuple[SupplyChain, ...]:
        """The first chains, without the range over assumptions: what a comparison needs."""
        return self._plain(self._table.probability, range(min(most, len(self._table.probability))))

    def _plain(self, probability: Floats, chosen: Iterable[int]) -> tuple[SupplyChain, ...]:
        found = [(self.parties(self._key(index)), float(probability[index])) for index in chosen]
        return tuple(SupplyChain(*parties, probability=p, low=p, high=p) for parties, p in found)

    def _key(self, index: int) -> tuple[int, int]:
        return int(self._table.supplier[index]), int(self._table.custodian[index])

    @property
    def rest(self) -> Rest:
        """What the listed chains leave out."""
        small = self._table.probability[self._table.probability < _LISTED]
        return Rest(len(small), float(small.sum()))

    def under_each(self, most: int = 5) -> tuple[Scenario, ...]:
        """The first chains under each assumption."""
        return tuple(
            Scenario(name, self._plain(under, np.argsort(-under, kind="stable")[:most].tolist()))
            for name, under in self.under.items()
        )

    @property
    def first_everywhere(self) -> bool:
        """Whether the most probable chain is so under every assumption."""
        return all(not len(under) or int(np.argmax(under)) == 0 for under in self.under.values())

    @property
    def first(self) -> tuple[int, int] | None:
        """The most probable chain, or None when there is none."""
        return self._key(0) if len(self._table.probability) else None

    @cached_property
    def parties(self) -> ChainParties:
        """Who a chain's supplier and custodian are."""
        return ChainParties(self.model, self.holder)

    def _likely(self, custodian: int) -> tuple[ActorWeight, ...]:
        """Who may have supplied what no record names: makers of what it may be, by whom else they supply."""
        stock = self.model.stocks.on(self.seen.seen.to.year if self.seen.seen.to else 2000)
        held = self._leaves(stock)[0][:, custodian] * self._reading[self._nodes]
        split = self._makers * stock.affinity[:, custodian][None, :]
        total = split.sum(axis=1, keepdims=True)
        weight = held @ np.divide(split, total, out=np.zeros_like(split), where=total > 0)
        weight[custodian] = 0.0
        if weight.sum() == 0.0:
            return ()
        weight = weight / weight.sum()
        names, parties = self.model.names, self.model.ledger.parties
        order = np.argsort(-weight, kind="stable")[:_MOST_LIKELY]
        found = [(names.party(parties[one]), float(weight[one])) for one in order if weight[one] >= 0.01]
        rest = 1.0 - sum(share for _, share in found)
        if rest < 0.005:  # too little to name: the shares of those named then make up the whole
            return tuple(ActorWeight(party.id, party.name, share / (1.0 - rest)) for party, share in found)
        named = tuple(ActorWeight(party.id, party.name, share) for party, share in found)
        return (*named, ActorWeight(None, "others", rest))

    def leaf_shares(self, most: int) -> Floats | None:
        """For the first chains, which leaf the weapon would be; None when it is identified as far as it goes.

        Returns:
            Rows sum to 1, shape (chains + 1, leaves); the last row stands for all that is not listed.
        """
        if len(self._nodes) < 2 or self._reading[self._nodes].max() == 0.0:
            return None
        shown = len(self.all[:most])
        table = np.ones((shown + 1, len(self._nodes)))
        stock = self.model.stocks.on(self.seen.seen.to.year if self.seen.seen.to else 2000)
        unrecorded, own = self._leaves(stock)
        for index in range(shown):
            key = self._key(index)
            if key[0] == NOBODY:
                table[index] = unrecorded[:, key[1]]
            elif key[0] == key[1]:
                table[index] = own[:, key[1]]
            elif key[0] != HOLDER:
                table[index] = self._recorded(key)[self._nodes]
        table = table * self._reading[self._nodes][None, :]
        table[table.sum(axis=1) == 0.0] = self._reading[self._nodes]
        return np.asarray(table / table.sum(axis=1, keepdims=True))

    def _recorded(self, key: tuple[int, int]) -> Floats:
        ledger = self.model.ledger
        entries = ledger.pairs.entries.get(key, np.zeros(0, np.int64))
        aged = self.model.stocks.flows(self.seen.day).aged[entries]
        return np.bincount(ledger.node[entries], aged, len(ledger.nodes))

    def year_shares(self, most: int) -> Floats | None:
        """For the first chains, the five-year bin in which the weapon was made; None when a year was read already.

        Recorded deliveries put it at the delivery or before; where nothing is recorded every bin is as likely.
        """
        if self.seen.marks.year is not None:
            return None
        shown = [self._key(index) for index in range(len(self.all[:most]))]
        bins = 15
        table = np.full((len(shown) + 1, bins), 1.0 / bins)
        ledger, aged = self.model.ledger, self.model.stocks.flows(self.seen.day).aged
        for index, key in enumerate(shown):
            entries = ledger.pairs.entries.get(key)
            if entries is None or key[0] < 0:
                continue
            weight = aged[entries] * self._reading[ledger.node[entries]]
            if weight.sum() == 0.0:
                continue
            back = np.clip((self.seen.day - ledger.end[entries]) // 1826, 0, bins - 1)
            row = np.bincount(back, weight, bins)
            table[index] = 0.9 * row / row.sum() + 0.1 / bins
        return table

    @cached_property
    def _reading(self) -> Floats:
        return self.model.readings.likelihood(self.seen.weapon, self.seen.confidence)

    @cached_property
    def _nodes(self) -> np.typing.NDArray[np.int64]:
        reading = np.where(self.model.readings.is_leaf, self._reading, 0.0)
        return np.flatnonzero(reading >= 1e-3 * reading.max())

    def _leaves(self, stock: Stock) -> tuple[Floats, Floats]:
        """What custodians held of the likely leaves: imported without a record, and of own make; shape (leaves, parties)."""
        parties, nodes = len(self.model.ledger.parties), len(self.model.ledger.nodes)
        at = np.full(nodes, -1, np.int64)
        at[self._nodes] = np.arange(len(self._nodes))
        unrecorded, own = np.zeros((len(self._nodes), parties)), np.zeros((len(self._nodes), parties))
        for index in np.unique(self.model.readings.class_index[self._nodes]):
            held = stock.of(int(index))
            mine = at[held.nodes] >= 0
            unrecorded[at[held.nodes][mine]] = held.unrecorded[mine]
            own[at[held.nodes][mine]] = held.own[mine]
        return unrecorded, own

    @cached_property
    def _makers(self) -> Floats:
        return np.asarray(self.model.stocks.makers[self._nodes])


def smallest_set(probability: Floats, mass: float = 0.9) -> tuple[int, ...]:
    """Indices of the smallest set of chains that holds so much probability; empty when all together do not.

    Args:
        probability: of each chain, most probable first.
    """
    total = np.cumsum(probability)
    enough = np.flatnonzero(total >= mass)
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
