"""The routes of one sighting: each mechanism by which each custodian may have lost what each supply gave it.

Lambda(m, A, E) = rho_m * a(A | m, holder, time) * Q(E, A; findings) / Q(A)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from headstamp.tracing.findings import Findings, findings
from headstamp.tracing.ledger import Floats, Ints, Truths, added
from headstamp.tracing.lots import Told
from headstamp.tracing.observation import Observation
from headstamp.tracing.priors import Mechanism, Priors
from headstamp.tracing.reach import Reach
from headstamp.tracing.rows import AGED, LOCAL, MARKS, NOBODY, WAY, WEAPON, Rows
from headstamp.tracing.sharing import Shared
from headstamp.tracing.shown import Kept, Shown

if TYPE_CHECKING:
    from headstamp.tracing.solve import Model

_LEAST = 1e-30
_LEAST_SHOWN = 1e-12


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


@dataclass(frozen=True, slots=True)
class Lost:
    """What supplies show of losses that incidents tell of, in columns of one length, loser by loser.

    Attributes:
        mechanism, party, column: whose loss, and which of its supplies.
        ratio: the part of all that the party held that the supply would show.
        part: the part of it that the supply is.
    """

    mechanism: Ints
    party: Ints
    column: Ints
    ratio: Floats
    part: Floats


@dataclass(frozen=True)
class Routes:
    """The routes of one sighting, not yet scored.

    Attributes:
        model: what it is scored against.
        reach: who can have been the custodian.
        told: what other sightings of the holder say; None is nothing.
        lots: what those say that may be of one lot with it, by the ends of each chain; None is nothing.
        kept: what was worked out before of the same sighting.
    """

    model: Model
    seen: Observation
    reach: Reach
    told: Shared | None = None
    lots: Told | None = None
    kept: Kept | None = None

    @property
    def priors(self) -> Priors:
        """The preset."""
        return self.model.priors

    @cached_property
    def findings(self) -> Findings:
        """What was found."""
        return findings(
            self.seen, self.model.ledger, self.model.readings, self.model.stocks.making, self.priors
        )

    @property
    def node(self) -> Floats:
        """P(reading and maker's mark | node)."""
        return self.findings.node

    @cached_property
    def shown(self) -> Shown:
        """What each supply would show."""
        model = self.model
        return Shown(
            self.seen,
            self.findings,
            model.columns,
            model.stocks,
            model.thens,
            self.priors,
            self.reach.lost,
            self.kept,
        )

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
    def lot(self) -> Floats:
        """How much likelier sightings that may be of one lot make each chain; the unknown comes last."""
        ends = self.model.columns.ends
        if self.lots is None:
            return np.ones(len(ends) + 1)
        factor = self.lots.of(ends)
        columns = self.model.columns
        prior = added(
            columns.chain, (self.before * self.factor)[columns.custodian] * self.shown.part, len(ends)
        )
        prior[-1] = self.before[-2] * self.factor[-2]
        whole = float((prior * factor[:-1]).sum() + self.before[-1] * self.factor[-1] * factor[-1])
        # What is known before anything is found on the item still sums to what it did.
        held = float(prior.sum() + self.before[-1] * self.factor[-1])
        return np.asarray(factor * (held / whole)) if whole > 0 else np.ones_like(factor)

    @cached_property
    def _lot_of_column(self) -> Floats:
        return self.lot[self.model.columns.chain]

    @cached_property
    def found(self) -> Floats:
        """P(findings and chain) of every chain, and of the unknown last; before any rounding to a whole."""
        return np.append(self._counts(np.ones(len(self.shares))), self.unknown)

    @cached_property
    def custodians(self) -> Floats:
        """The probability of each custodian, then of the holder's own make and of the unknown."""
        chains, unknown = self._plain
        columns = self.model.columns
        parties = added(columns.chain_custodian[:-1], chains[:-1], len(self.model.ledger.parties))
        return np.append(parties, [chains[-1], unknown])

    @cached_property
    def _reached(self) -> Floats:
        """What each custodian has in each mechanism before anything is found, shape (mechanisms, parties)."""
        return np.asarray(self.kernel * self.factor[:-2])

    @cached_property
    def _misled(self) -> float:
        """P(findings and that they mislead): they are then as common as in all stocks."""
        return self.priors.doubt * self.shown.world

    @cached_property
    def _rates(self) -> Floats:
        """What findings that do not mislead are weighed by, shape (mechanisms, parties)."""
        return np.asarray((1.0 - self.priors.doubt) * self._reached * self.way)

    def _made(self, found: float) -> float:
        """P(findings | the holder made it), misleading or not."""
        return (1.0 - self.priors.doubt) * found + self._misled

    @cached_property
    def ratio(self) -> Floats:
        """The part of all that its custodian held that each supply would show, one a column."""
        held = self.shown.total[self.model.columns.custodian]
        return np.divide(self.shown.last, held, out=np.zeros_like(held), where=held > 0)

    def _mechanism(self, name: str) -> int:
        return next(index for index, one in enumerate(self.priors.mechanisms) if one.id == name)

    @cached_property
    def _lost(self) -> Lost:
        """What supplies show of losses, where incidents tell of them."""
        lasting, total = self.shown.lasting, self.shown.total
        names = {one.id: index for index, one in enumerate(self.priors.mechanisms)}
        pairs = np.array([(names[name], party) for name, party in self.shown.lost], np.int64).reshape(-1, 2)
        mechanism, party = pairs[lasting.at].T
        held = total[party]
        some = held > 0
        if not some.all():
            mechanism, party, held = mechanism[some], party[some], held[some]
        column, last, in_use = lasting.column[some], lasting.last[some], lasting.in_use[some]
        return Lost(mechanism, party, column, np.maximum(last, 0.0) / held, np.maximum(in_use, 0.0) / held)

    def weights(self) -> Weights:
        """Lambda of every route, mechanism by mechanism and custodian by custodian."""
        columns, lost = self.model.columns, self._lost
        by_party, bounds = columns.by_party
        mechanism, party = np.nonzero(self._reached > 0)
        many = bounds[party + 1] - bounds[party]
        first = np.cumsum(many) - many
        within = np.arange(int(many.sum())) - np.repeat(first, many)
        column = by_party[np.repeat(bounds[party], many) + within]
        weight = np.repeat(self._rates[mechanism, party], many) * self.ratio[column]
        weight += np.repeat(self._misled * self._reached[mechanism, party], many) * self.shown.part[column]
        if len(lost.column):
            begins = np.full(self._rates.shape, -1)
            begins[mechanism, party] = first
            # All of a loser's supplies are told of, in the order of its columns.
            turn = np.append(True, (np.diff(lost.mechanism) != 0) | (np.diff(lost.party) != 0))
            runs = np.flatnonzero(turn)
            inside = np.arange(len(turn)) - np.repeat(runs, np.diff(np.append(runs, len(turn))))
            at = begins[lost.mechanism, lost.party]
            reached = at >= 0
            weight[(at + inside)[reached]] = self._of_lost(lost.ratio, lost.part)[reached]
        weight *= self._lot_of_column[column]
        mechanisms, own = np.repeat(mechanism, many), [one for one in self.local if one[1] > 0]
        return Weights(
            np.append(mechanisms, [index for index, _, _ in own]).astype(np.int64),
            np.append(column, np.full(len(own), len(columns))),
            np.append(weight, [share * self._made(found) * self._own_factor for _, share, found in own]),
        )

    def mechanisms(self, factors: Floats | None = None) -> Floats:
        """The probability of each mechanism; what was not placed is given back to those it was taken from.

        Args:
            factors: as in `chains`.
        """
        weight = np.ones(len(self.shares)) if factors is None else factors
        found = weight * self._by_mechanism
        found = found / (found.sum() + self.unknown)
        for at, placed in self._placed:
            back, found[at] = found[at] * placed, 0.0
            found = found + back
        return np.asarray(found)

    @cached_property
    def _by_mechanism(self) -> Floats:
        """Lambda of all routes of each mechanism."""
        lost, columns = self._lost, self.model.columns
        lot, parties = self._lot_of_column, len(self.model.ledger.parties)
        at_party = added(columns.custodian, self.ratio * lot, parties)
        in_use = added(columns.custodian, self.shown.part * lot, parties)
        found = np.einsum("mp,p->m", self._rates, at_party)
        found += self._misled * np.einsum("mp,p->m", self._reached, in_use)
        found += added(lost.mechanism, self._more * lot[lost.column], len(found))
        for index, share, shown in self.local:
            found[index] += share * self._made(shown) * self._own_factor
        return np.asarray(found)

    @cached_property
    def _placed(self) -> list[tuple[int, Floats]]:
        """Mechanisms that take in what no reason places, and the parts of those that it was taken from."""
        names = [one.id for one in self.priors.mechanisms]
        told = []
        for name, drawn in self.reach.drawn.items():
            whole = sum(drawn.values())
            if whole > 0 and set(drawn) != {name}:
                parts = np.zeros(len(names))
                for one, part in drawn.items():
                    parts[names.index(one)] = part / whole
                told.append((names.index(name), parts))
        return told

    @cached_property
    def unknown(self) -> float:
        """Lambda of what no route here describes."""
        return float(self.priors.unknown * self.world * self.factor[-1] * self.lot[-1])

    @property
    def _own_factor(self) -> float:
        """How much likelier other sightings make what the holder made."""
        return float(self.factor[-2] * self.lot[-2])

    def rows(self, mechanism: Ints, column: Ints) -> Rows:
        """Some routes, with the partial sums that their terms are ratios of."""
        columns, shown = self.model.columns, self.shown
        made = column == len(columns)
        at = np.where(made, 0, column)
        custodian = np.where(made, NOBODY, columns.custodian[at])
        sums = self._steps_at(at)
        for here, name, party in self._of_losses(mechanism, custodian, made):
            sums[:, here] = self._lost_steps_at(name, party, column[here], sums[:, here])
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
        doubted = (1.0 - self.priors.doubt) * sums[MARKS] + self._misled * sums[AGED]
        # What only misleading findings speak for has terms too.
        sums[WEAPON:] = np.maximum(sums[WEAPON:], _LEAST_SHOWN * doubted)
        sums = np.concatenate([sums, doubted[None, :]])
        return Rows(
            mechanism=mechanism,
            custodian=custodian,
            supplier=np.where(made, NOBODY, columns.supplier[at]),
            kind=np.where(made, LOCAL, columns.kind[at]),
            share=self.shares[mechanism],
            reach=reach,
            total=np.where(made, 1.0, shown.total[custodian]),
            shared=np.where(made, self._own_factor, self.factor[custodian] * self._lot_of_column[at]),
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
        for here, name, party in self._of_losses(mechanism, custodian, made):
            if shown.total[party] > 0:
                held[here] = self._lost_steps_at(name, party, column[here])[AGED] / shown.total[party]
        prior = self.kernel[mechanism, custodian] * self.factor[custodian] * self._lot_of_column[at] * held
        own = self.shares[mechanism] * self._own_factor
        return np.asarray(np.where(made, own, prior))

    def _of_losses(self, mechanism: Ints, custodian: Ints, made: Truths) -> Iterator[tuple[Ints, str, int]]:
        """Of some routes those that incidents tell of: their places, by mechanism and party."""
        names = [one.id for one in self.priors.mechanisms]
        places: dict[tuple[str, int], list[int]] = {}
        for at, key in enumerate(zip(mechanism.tolist(), custodian.tolist(), strict=True)):
            if not made[at] and (told := (names[key[0]], key[1])) in self.shown.lost:
                places.setdefault(told, []).append(at)
        for (name, party), here in places.items():
            yield np.array(here), name, party

    def _steps_at(self, columns: Ints) -> Floats:
        """The partial sums of some supplies, kept, for a prior is asked for beside a score."""
        wanted, at = np.unique(columns, return_inverse=True)
        return np.asarray(self.shown.steps(wanted)[:, at.reshape(-1)])

    def _lost_steps_at(self, name: str, party: int, columns: Ints, now: Floats | None = None) -> Floats:
        """The partial sums of some supplies that one party lost, kept.

        Args:
            now: those of what the party held when it was seen, where they are at hand.
        """
        key = (name, party, tuple(columns.tolist()))
        if key not in self._kept_steps:
            order = np.argsort(columns, kind="stable")
            held = self.shown.steps(columns[order]) if now is None else now[:, order]
            lost = np.empty_like(held)
            lost[:, order] = self.shown.lost_steps(name, party, columns[order], held)
            self._kept_steps[key] = lost
        return self._kept_steps[key]

    @cached_property
    def _kept_steps(self) -> dict[tuple[str, int, tuple[int, ...]], Floats]:
        return {}

    def prior_of_chain(self, chain: int) -> float:
        """The probability of one supply chain before anything is found on the item."""
        columns, shown = self.model.columns, self.shown
        if chain == len(columns.chain_supplier) - 1:
            return float(self.before[-2] * self._own_factor)
        custodian = int(columns.chain_custodian[chain])
        mine = columns.of(custodian)
        mine = mine[columns.chain[mine] == chain]
        held = float(shown.total[custodian])
        before = float(self.before[custodian] * self.factor[custodian] * self.lot[chain])
        return float((shown.in_use[mine] / held).sum()) * before if held > 0 else 0.0

    @cached_property
    def evidence(self) -> float:
        """P(findings), over all routes and the unknown, up to a factor that is the same for every holder."""
        return float(self._by_mechanism.sum()) + self.unknown

    def chains(self, factors: Floats | None = None) -> tuple[Floats, float]:
        """The probability of each supply chain, all mechanisms together, and of the unknown.

        Args:
            factors: one a mechanism, to weigh it more or less than the priors do.
        """
        return self._plain if factors is None else self._chains(factors)

    @cached_property
    def _plain(self) -> tuple[Floats, float]:
        whole = float(self.found.sum())
        return self.found[:-1] / whole, self.unknown / whole

    def _chains(self, weight: Floats) -> tuple[Floats, float]:
        chains = self._counts(weight)
        whole = chains.sum() + self.unknown
        return chains / whole, self.unknown / whole

    def _counts(self, weight: Floats) -> Floats:
        """Lambda of every chain, mechanisms weighed by one number each."""
        columns, lost = self.model.columns, self._lost
        rates, reached = (np.einsum("m,mp->p", weight, one) for one in (self._rates, self._reached))
        likely = rates[columns.custodian]
        likely *= self.ratio
        likely += (self._misled * reached)[columns.custodian] * self.shown.part
        likely += added(lost.column, self._more * weight[lost.mechanism], len(columns))
        chains = added(columns.chain, np.maximum(likely, 0.0, out=likely), len(columns.chain_supplier))
        chains *= self.lot[:-1]
        chains[-1] = (
            sum(share * weight[index] * self._made(found) for index, share, found in self.local)
            * self._own_factor
        )
        return np.asarray(chains)

    def misled(self) -> Floats:
        """The part of each supply chain's probability for which findings must mislead, one a chain."""
        columns, lost = self.model.columns, self._lost
        told = self._reached.sum(axis=0)[columns.custodian] * self.shown.part
        less = self._reached[lost.mechanism, lost.party] * (lost.part - self.shown.part[lost.column])
        told = self._misled * np.maximum(told + added(lost.column, less, len(columns)), 0.0)
        chains, unknown = self.chains()
        # The unknown is what it was, so that it gives the measure back.
        scale = unknown / self.unknown if self.unknown > 0 else 0.0
        found = scale * added(columns.chain, told, len(chains)) * self.lot[:-1]
        found[-1] = scale * self._misled * float(self.before[-2] * self._own_factor)
        return np.divide(found, chains, out=np.zeros_like(found), where=chains > 0)

    @cached_property
    def _more(self) -> Floats:
        """By how much what was lost shows more than what is held when it was seen, as Lambda."""
        lost = self._lost
        return self._of_lost(lost.ratio - self.ratio[lost.column], lost.part - self.shown.part[lost.column])

    def _of_lost(self, ratio: Floats, part: Floats) -> Floats:
        """Lambda of what was lost, or of some difference in it.

        Args:
            ratio, part: as in `Lost`.
        """
        at = self._lost.mechanism, self._lost.party
        return np.asarray(self._rates[at] * ratio + self._misled * self._reached[at] * part)
