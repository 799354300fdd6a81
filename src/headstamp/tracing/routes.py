"""The routes of one sighting: each mechanism by which each custodian may have lost what each supply gave it.

Lambda(m, A, E) = rho_m * a(A | m, holder, time) * Q(E, A; findings) / Q(A)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from headstamp.tracing.findings import Findings, findings
from headstamp.tracing.ledger import Floats, Ints, added
from headstamp.tracing.observation import Observation
from headstamp.tracing.priors import Mechanism, Priors
from headstamp.tracing.reach import Reach
from headstamp.tracing.rows import AGED, LOCAL, NOBODY, WAY, Rows
from headstamp.tracing.sharing import Shared
from headstamp.tracing.shown import Shown

if TYPE_CHECKING:
    from headstamp.tracing.solve import Model

_LEAST = 1e-30


@dataclass(frozen=True)
class Weights:
    """Every route that is not impossible, unnormalised, in columns of one length.

    Attributes:
        mechanism: index into the priors' mechanisms.
        column: the supply, as `headstamp.tracing.columns.Columns` numbers it; past them what the holder made.
        weight: Lambda.
    """

    mechanism: Ints
    column: Ints
    weight: Floats


@dataclass(frozen=True)
class Routes:
    """The routes of one sighting, not yet scored.

    Attributes:
        model: what it is scored against.
        reach: who can have been the custodian.
        told: what other sightings of the holder say; None is nothing.
    """

    model: Model
    seen: Observation
    reach: Reach
    told: Shared | None = None

    @property
    def priors(self) -> Priors:
        """The preset."""
        return self.model.priors

    @cached_property
    def findings(self) -> Findings:
        """What was found."""
        return findings(self.seen, self.model.ledger, self.model.readings, self.priors)

    @property
    def node(self) -> Floats:
        """P(reading and maker's mark | node)."""
        return self.findings.node

    @cached_property
    def shown(self) -> Shown:
        """What each supply would show."""
        model = self.model
        return Shown(self.seen, self.findings, model.columns, model.stocks, self.priors, self.reach.lost)

    @cached_property
    def shares(self) -> Floats:
        """The prior share of each mechanism."""
        return np.array([self.reach.share.get(one.id, 0.0) for one in self.priors.mechanisms])

    @cached_property
    def kernel(self) -> Floats:
        """The share of each mechanism times that of each custodian within it, shape (mechanisms, parties)."""
        table = np.zeros((len(self.shares), len(self.model.ledger.parties)))
        for index, one in enumerate(self.priors.mechanisms):
            if (row := self.reach.kernel.get(one.id)) is not None:
                table[index] = self.shares[index] * row
        return table

    @cached_property
    def way(self) -> Floats:
        """How readily the weapon moves in a way, against all that was held, shape (mechanisms, parties)."""
        table = np.ones_like(self.kernel)
        if not self.seen.weapon:
            return table
        carried = self.model.stocks.on(date.fromordinal(self.seen.day).year).carried
        for index, one in enumerate(self.priors.mechanisms):
            if (average := carried.get(one.id)) is not None:
                table[index] = self._as_seen(one) / np.maximum(average, _LEAST)
        return table

    def _as_seen(self, mechanism: Mechanism) -> float:
        carried = self.model.readings.carries
        return sum(one.weight * carried(mechanism, one.id) for one in self.seen.weapon)

    @cached_property
    def local(self) -> tuple[tuple[int, float, float], ...]:
        """Mechanisms by which holders make weapons: index, share, P(findings | the holder made it)."""
        made = ((index, one) for index, one in enumerate(self.priors.mechanisms) if one.makes)
        marked = self.findings.made_by_holder
        return tuple(
            (index, float(self.shares[index]), self.model.readings.mean_of(one.makes, self.node) * marked)
            for index, one in made
        )

    @cached_property
    def world(self) -> float:
        """P(findings | unknown): how common they are in all stocks, and among what others make themselves."""
        others = self.priors.shares_for("default")
        made = [(others.get(self.priors.mechanisms[index].id, 0.0), found) for index, _, found in self.local]
        bought = 1.0 - sum(share for share, _ in made)
        return max(bought * self.shown.world + sum(share * found for share, found in made), _LEAST)

    @cached_property
    def before(self) -> Floats:
        """What each custodian, the holder's own make and the unknown have before anything is found."""
        own = sum(share for _, share, _ in self.local)
        return np.append(self.kernel.sum(axis=0), [own, self.priors.unknown])

    @cached_property
    def factor(self) -> Floats:
        """How much likelier other sightings make each custodian, the holder's make and the unknown."""
        if self.told is None or self.told.weight == 0.0:
            return np.ones(len(self.before))
        factor = self.told.factor(self.before, self.priors.shared["prior"], self.priors.shared["belief"])
        # What is known of the custodian before anything is found on the item still sums to 1.
        return np.asarray(factor / float((factor * self.before).sum()))

    @cached_property
    def custodians(self) -> Floats:
        """The probability of each custodian, then of the holder's own make and of the unknown."""
        chains, unknown = self.chains()
        columns = self.model.columns
        parties = added(columns.chain_custodian[:-1], chains[:-1], len(self.model.ledger.parties))
        return np.append(parties, [chains[-1], unknown])

    @cached_property
    def _rates(self) -> Floats:
        return self.kernel * self.way * self.factor[:-2]

    @cached_property
    def ratio(self) -> Floats:
        """The part of all that its custodian held that each supply would show, one a column."""
        held = self.shown.total[self.model.columns.custodian]
        return np.divide(self.shown.last, held, out=np.zeros_like(held), where=held > 0)

    def _mechanism(self, name: str) -> int:
        return next(index for index, one in enumerate(self.priors.mechanisms) if one.id == name)

    @cached_property
    def _lost(self) -> list[tuple[int, int, Ints, Floats]]:
        """Mechanism, party, its columns, and what they show of losses, where incidents tell of them."""
        total = self.shown.total
        return [
            (
                self._mechanism(name),
                party,
                self.model.columns.of(party),
                np.maximum(mixed, 0.0) / total[party],
            )
            for (name, party), mixed in self.shown.lasting.items()
            if total[party] > 0
        ]

    def weights(self) -> Weights:
        """Lambda of every route."""
        columns = self.model.columns
        mechanism, column, weight = [], [], []
        for index, row in enumerate(self._rates):
            mine = np.flatnonzero((row > 0)[columns.custodian])
            if not len(mine):
                continue
            lambdas = row[columns.custodian[mine]] * self.ratio[mine]
            for at, party, its, ratio in self._lost:
                if at == index:
                    lambdas[np.searchsorted(mine, its)] = row[party] * ratio
            mechanism.append(np.full(len(mine), index))
            column.append(mine)
            weight.append(lambdas)
        for index, share, found in self.local:
            if share > 0:
                mechanism.append(np.array([index]))
                column.append(np.array([len(columns)]))
                weight.append(np.array([share * found * self.factor[-2]]))
        if not weight:
            nothing = np.zeros(0, np.int64)
            return Weights(nothing, nothing, np.zeros(0))
        return Weights(np.concatenate(mechanism), np.concatenate(column), np.concatenate(weight))

    def mechanisms(self, factors: Floats | None = None) -> Floats:
        """The probability of each mechanism; what was not placed is given back to those it was taken from.

        Args:
            factors: as in `chains`.
        """
        weight = np.ones(len(self.shares)) if factors is None else factors
        at_party = added(self.model.columns.custodian, self.ratio, len(self.model.ledger.parties))
        found = ((self._rates * weight[:, None]) * at_party[None, :]).sum(axis=1)
        for at, party, mine, ratio in self._lost:
            found[at] += weight[at] * self._rates[at, party] * float((ratio - self.ratio[mine]).sum())
        for index, share, shown in self.local:
            found[index] += share * weight[index] * shown * self.factor[-2]
        found = found / (found.sum() + self.unknown)
        names = [one.id for one in self.priors.mechanisms]
        for name, drawn in self.reach.drawn.items():
            at = names.index(name)
            whole, placed = sum(drawn.values()), found[at]
            if whole > 0 and set(drawn) != {name}:
                found[at] = 0.0
                for one, part in drawn.items():
                    found[names.index(one)] += placed * part / whole
        return np.asarray(found)

    @cached_property
    def unknown(self) -> float:
        """Lambda of what no route here describes."""
        return float(self.priors.unknown * self.world * self.factor[-1])

    def rows(self, mechanism: Ints, column: Ints) -> Rows:
        """Some routes, with the partial sums that their terms are ratios of."""
        columns, shown = self.model.columns, self.shown
        made = column == len(columns)
        at = np.where(made, 0, column)
        custodian = np.where(made, NOBODY, columns.custodian[at])
        sums = shown.steps[:, at].copy()
        for name, party in shown.lost:
            here = np.flatnonzero((mechanism == self._mechanism(name)) & (custodian == party) & ~made)
            if len(here):
                place = np.searchsorted(columns.of(party), column[here])
                sums[:, here] = shown.lost_steps(name, party)[:, place]
        reach = np.divide(
            self.kernel[mechanism, custodian],
            self.shares[mechanism],
            out=np.ones(len(column)),
            where=~made & (self.shares[mechanism] > 0),
        )
        sums[WAY:] *= self.way[mechanism, custodian]
        found = {index: one for index, _, one in self.local}
        for row in np.flatnonzero(made):
            # No stock tells of what the holder made, so only what would be found counts.
            sums[: AGED + 1, row], sums[AGED + 1 :, row] = 1.0, found[int(mechanism[row])]
        return Rows(
            mechanism=mechanism,
            custodian=custodian,
            supplier=np.where(made, NOBODY, columns.supplier[at]),
            kind=np.where(made, LOCAL, columns.kind[at]),
            share=self.shares[mechanism],
            reach=reach,
            total=np.where(made, 1.0, shown.total[custodian]),
            shared=np.where(made, self.factor[-2], self.factor[custodian]),
            sums=sums,
            world=self.world,
        )

    def prior(self, mechanism: Ints, column: Ints) -> Floats:
        """The probability of some routes before anything is found on the item, one a route."""
        columns, shown = self.model.columns, self.shown
        made = column == len(columns)
        at = np.where(made, 0, column)
        custodian = columns.custodian[at]
        total = shown.total[custodian]
        held = np.divide(shown.in_use[at], total, out=np.zeros(len(at)), where=total > 0)
        for name, party in shown.lost:
            here = np.flatnonzero((mechanism == self._mechanism(name)) & (custodian == party) & ~made)
            if len(here) and shown.total[party] > 0:
                place = np.searchsorted(columns.of(party), column[here])
                held[here] = shown.lost_steps(name, party)[AGED, place] / shown.total[party]
        prior = self.kernel[mechanism, custodian] * self.factor[custodian] * held
        own = self.shares[mechanism] * self.factor[-2]
        return np.asarray(np.where(made, own, prior))

    @cached_property
    def prior_of_chains(self) -> Floats:
        """The probability of each supply chain before anything is found on the item."""
        columns, shown = self.model.columns, self.shown
        held = shown.total[columns.custodian]
        share = np.divide(shown.in_use, held, out=np.zeros_like(held), where=held > 0)
        before = (self.before * self.factor)[:-2]
        chains = added(columns.chain, share * before[columns.custodian], len(columns.chain_supplier))
        chains[-1] = float(self.before[-2] * self.factor[-2])
        return chains

    @cached_property
    def evidence(self) -> float:
        """P(findings), over all routes and the unknown, up to a factor that is the same for every holder."""
        return float(self.weights().weight.sum()) + self.unknown

    def chains(self, factors: Floats | None = None) -> tuple[Floats, float]:
        """The probability of each supply chain, all mechanisms together, and of the unknown.

        Args:
            factors: one a mechanism, to weigh it more or less than the priors do.
        """
        columns = self.model.columns
        weight = np.ones(len(self.shares)) if factors is None else factors
        rates = self._rates * weight[:, None]
        likely = self.ratio * rates.sum(axis=0)[columns.custodian]
        for at, party, mine, ratio in self._lost:
            likely[mine] += rates[at, party] * (ratio - self.ratio[mine])
        chains = added(columns.chain, np.maximum(likely, 0.0), len(columns.chain_supplier))
        chains[-1] = (
            sum(share * weight[index] * found for index, share, found in self.local) * self.factor[-2]
        )
        whole = chains.sum() + self.unknown
        return chains / whole, self.unknown / whole
