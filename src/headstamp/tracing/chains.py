"""Supply chains: who supplied whom, over all mechanisms, with the range over three assumptions.

Supplier and custodian can be told apart far better than the mechanism, so chains are what is reported first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from headstamp.records import Party
from headstamp.tracing.assessment import ActorWeight, Rest, Scenario, SupplyChain
from headstamp.tracing.ledger import Floats
from headstamp.tracing.model import Scores
from headstamp.tracing.observation import Observation
from headstamp.tracing.solve import Model

_LISTED = 1e-6
_LIKELY_FROM = 0.005
_MOST_LIKELY = 8
HOLDER = -2
NOBODY = -1


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
    def _main(self) -> tuple[list[tuple[int, int]], Floats]:
        supplier, custodian, probability = self.scores.chains()
        return [(int(one), int(two)) for one, two in zip(supplier, custodian, strict=True)], probability

    @cached_property
    def scenarios(self) -> tuple[tuple[str, Mapping[tuple[int, int], float]], ...]:
        """Each assumption's name and the probability of each chain under it."""
        return tuple((name, self._under(factors)) for name, factors in self.model.priors.scenarios.items())

    def _under(self, factors: Mapping[str, float]) -> Mapping[tuple[int, int], float]:
        mechanisms = self.model.priors.mechanisms
        raw = np.array([factors.get(one.id, 1.0) for one in mechanisms])
        rows = self.scores.rows
        share = np.zeros(len(mechanisms))
        share[rows.mechanism] = rows.share
        scaled = raw * (share.sum() / max(1e-300, float((share * raw).sum())))
        supplier, custodian, probability = self.scores.chains_under(scaled)
        return {(int(one), int(two)): float(p) for one, two, p in zip(supplier, custodian, probability, strict=True)}

    @cached_property
    def all(self) -> tuple[SupplyChain, ...]:
        """Every chain above one in a million, most probable first."""
        keys, probability = self._main
        return tuple(self._chain(key, float(p)) for key, p in zip(keys, probability, strict=True) if p >= _LISTED)

    def listed(self, most: int) -> tuple[SupplyChain, ...]:
        """The first chains, without the range over assumptions: what a comparison needs."""
        keys, probability = self._main
        found = [(self.parties(key), float(p)) for key, p in zip(keys[:most], probability, strict=False)]
        return tuple(SupplyChain(*parties, probability=p, low=p, high=p) for parties, p in found)

    @property
    def rest(self) -> Rest:
        """What the listed chains leave out."""
        _, probability = self._main
        small = probability[probability < _LISTED]
        return Rest(len(small), float(small.sum()))

    def under_each(self, most: int = 5) -> tuple[Scenario, ...]:
        """The first chains under each assumption."""
        found = []
        for name, under in self.scenarios:
            ranked = sorted(under.items(), key=lambda one: -one[1])[:most]
            chains = tuple(SupplyChain(*self.parties(key), probability=p, low=p, high=p) for key, p in ranked)
            found.append(Scenario(name, chains))
        return tuple(found)

    def first_under_each(self) -> tuple[tuple[int, int], ...]:
        """The first chain of each assumption."""
        return tuple(max(under, key=lambda key: under[key]) for _, under in self.scenarios if under)

    @property
    def first(self) -> tuple[int, int] | None:
        """The most probable chain, or None when there is none."""
        return self._main[0][0] if self._main[0] else None

    def parties(self, key: tuple[int, int]) -> tuple[Party | None, Party | None]:
        """Supplier and custodian of a chain."""
        supplier, custodian = key
        if supplier == HOLDER:
            return self.holder, None
        parties, names = self.model.ledger.parties, self.model.names
        return (names.party(parties[supplier]) if supplier >= 0 else None), names.party(parties[custodian])

    def _chain(self, key: tuple[int, int], probability: float) -> SupplyChain:
        supplier, custodian = self.parties(key)
        under = [one.get(key, 0.0) for _, one in self.scenarios]
        likely = self._likely(key[1]) if key[0] == NOBODY and probability >= _LIKELY_FROM else ()
        return SupplyChain(supplier, custodian, probability, min(probability, *under), max(probability, *under), likely)

    def _likely(self, custodian: int) -> tuple[ActorWeight, ...]:
        """Who may have supplied what no record names: makers of what it may be, by whom else they supply."""
        stock = self.model.stocks.on(self.seen.seen.to.year if self.seen.seen.to else 2000)
        held = stock.unrecorded[custodian, self._nodes] * self._reading[self._nodes]
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
        for index, key in enumerate(self._main[0][:shown]):
            if key[0] == NOBODY:
                table[index] = stock.unrecorded[key[1], self._nodes]
            elif key[0] == key[1]:
                table[index] = stock.own[key[1], self._nodes]
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
        shown = self._main[0][: len(self.all[:most])]
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

    @cached_property
    def _makers(self) -> Floats:
        return np.asarray(self.model.stocks.makers[self._nodes])


def smallest_set(chains: tuple[SupplyChain, ...], mass: float = 0.9) -> tuple[int, ...]:
    """Indices of the smallest set of chains that holds so much probability; empty when all together do not."""
    total, chosen = 0.0, []
    for index, chain in enumerate(chains):
        chosen.append(index)
        total += chain.probability
        if total >= mass:
            return tuple(chosen)
    return ()


def words(supplier: Party | None, custodian: Party | None) -> str:
    """A chain as people read it."""
    if custodian is None:
        return f"made by {supplier.name}" if supplier else "not known"
    if supplier is None:
        return f"supplier not recorded -> {custodian.name}"
    if supplier == custodian:
        return f"{custodian.name} (own production)"
    return f"{supplier.name} -> {custodian.name}"
