"""Every route of one sighting as a row of numbers, before any score: partial sums in the order in which they narrow.

    base    everything that went from supplier to custodian by the day
    aged    what of it is still in use
    weapon  what of that is read as the weapon seen was read
    way     the same, by how readily such a weapon moves in this way
    date    the same, with what came after an unverified date held against it
    year    the same, with the production year read on it
    marks   the same, with lots, serials, contracts and import marks

Each term of a score is the ratio of two neighbours, so that the terms of a route sum to its score whatever
they are. What a custodian lost in an incident is drawn from what it held on the day of the incident.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from headstamp.records import Names
from headstamp.tracing.findings import Findings, findings
from headstamp.tracing.identification import Readings
from headstamp.tracing.ledger import Floats, Ints, Ledger, added
from headstamp.tracing.observation import Observation
from headstamp.tracing.priors import Mechanism, Priors
from headstamp.tracing.reach import Reach
from headstamp.tracing.stock import PairSums, Stocks

RECORDED, UNRECORDED, OWN, LOCAL = range(4)
STEPS = ("base", "aged", "weapon", "way", "date", "year", "marks")
BASE, AGED, WEAPON, WAY, DATE, YEAR, MARKS = range(len(STEPS))
NOBODY, HOLDER = -1, -2


@dataclass(frozen=True, slots=True)
class Rows:
    """Routes as columns of one length.

    Attributes:
        mechanism: index into the priors' mechanisms.
        custodian, supplier: indices into the ledger's parties; -1 is nobody or nobody known.
        kind: RECORDED, UNRECORDED (supplier not recorded), OWN (the custodian's own make) or LOCAL (the holder's).
        share, reach: the mechanism's prior share, and the custodian's share within it.
        total: Q(A), what the custodian held of everything.
        sums: the partial sums, shape (len(STEPS), rows).
        world: share of the weapon as read in all stocks: what the unknown route would show.
    """

    mechanism: Ints
    custodian: Ints
    supplier: Ints
    kind: Ints
    share: Floats
    reach: Floats
    total: Floats
    sums: Floats
    world: float

    def __len__(self) -> int:
        return len(self.mechanism)

    def taken(self, chosen: Ints) -> Rows:
        """Some of the rows, in an order."""
        columns = (self.mechanism, self.custodian, self.supplier, self.kind, self.share, self.reach, self.total)
        return Rows(*(column[chosen] for column in columns), sums=self.sums[:, chosen], world=self.world)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Columns:
    """Supplies, whatever the mechanism: recorded pairs, then imports without a record and own make of every party.

    Attributes:
        custodian, supplier, kind: one a supply, as in `Rows`.
        pair: for the recorded ones, which pair of the ledger.
        chain: index of the supply chain that a supply belongs to; the last chain is the holder's own make.
        chain_supplier, chain_custodian: one a chain; -1 a supplier not recorded, -2 and -1 the holder's own make.
    """

    custodian: Ints
    supplier: Ints
    kind: Ints
    pair: Ints
    chain: Ints
    chain_supplier: Ints
    chain_custodian: Ints


def columns_of(ledger: Ledger) -> Columns:
    """The supplies that a ledger can tell of."""
    pairs, everybody = ledger.pairs, np.arange(len(ledger.parties))
    pair = np.flatnonzero(pairs.supplier >= 0)
    custodian = np.concatenate([pairs.custodian[pair], everybody, everybody])
    supplier = np.concatenate([pairs.supplier[pair], np.full(len(everybody), NOBODY), everybody])
    kind = np.repeat([RECORDED, UNRECORDED, OWN], [len(pair), len(everybody), len(everybody)])
    keys, chain = np.unique((supplier + 1) * len(everybody) + custodian, return_inverse=True)
    return Columns(
        custodian=custodian,
        supplier=supplier,
        kind=kind,
        pair=pair,
        chain=chain.reshape(-1),
        chain_supplier=np.append(keys // len(everybody) - 1, HOLDER),
        chain_custodian=np.append(keys % len(everybody), NOBODY),
    )


@dataclass(frozen=True, slots=True)
class Supply:
    """What each supply would show, as if some entries had never been told.

    Attributes:
        sums: shape (len(STEPS), supplies), the way being still the same for all.
        total: Q(A), one a party.
        lost: (mechanism index, party index) to the supplies of that party and their sums, where incidents say when
            they were lost.
        world: as in `Rows`.
    """

    sums: Floats
    total: Floats
    lost: dict[tuple[int, int], tuple[Ints, Floats]]
    world: float


class Routes:
    """Everything of one sighting that does not change when some records are left out.

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
        self.seen, self.reach, self.columns, self.stocks, self.priors = seen, reach, columns, stocks, priors
        self.findings: Findings = findings(seen, stocks.ledger, readings, priors)
        self._readings, self._names = readings, names
        self._pair_sums: dict[tuple[int, int | None], tuple[PairSums, Floats]] = {}
        self._estimates: dict[int, tuple[Floats, Floats]] = {}
        self._mechanisms = [(index, one) for index, one in enumerate(priors.mechanisms) if one.id in reach.kernel]

    @property
    def node(self) -> Floats:
        """P(reading and maker's mark | node)."""
        return self.findings.node

    @cached_property
    def kernel(self) -> Floats:
        """The share of each mechanism times that of each custodian within it, shape (mechanisms, parties)."""
        table = np.zeros((len(self.priors.mechanisms), len(self.stocks.ledger.parties)))
        for index, mechanism in self._mechanisms:
            table[index] = self.reach.share[mechanism.id] * self.reach.kernel[mechanism.id]
        return table

    @cached_property
    def way(self) -> Floats:
        """How readily the weapon moves in a way, against all that each custodian held, shape (mechanisms, parties)."""
        table = np.ones_like(self.kernel)
        by_class = self.stocks.on(self._year(self.seen.day)).by_class
        held = by_class.sum(axis=1)
        for index, mechanism in self._mechanisms:
            if mechanism.carries:
                classes = np.array([self._carried(mechanism, one) for one in self._readings.classes])
                average = np.divide(by_class @ classes, held, out=np.ones_like(held), where=held > 0)
                table[index] = self._carried_as_seen(mechanism) / np.maximum(average, 1e-12)
        return table

    def _carried(self, mechanism: Mechanism, node: str) -> float:
        """How readily a node moves, by itself or the nearest above it that the preset names."""
        return next((mechanism.carries[one] for one in self._names.line(node) if one in mechanism.carries), 1.0)

    def _carried_as_seen(self, mechanism: Mechanism) -> float:
        if not self.seen.weapon:
            return 1.0
        return sum(one.weight * self._carried(mechanism, one.id) for one in self.seen.weapon)

    @cached_property
    def made_by_holder(self) -> dict[int, float]:
        """For each mechanism by which holders make weapons themselves: P(findings | made by the holder)."""
        found = {}
        for index, mechanism in enumerate(self.priors.mechanisms):
            if mechanism.makes:
                below = {node for one in mechanism.makes for node in self._names.under(one)}
                leaves = self._readings.is_leaf & np.array([node in below for node in self._readings.nodes], bool)
                reading = float(self.node[leaves].mean()) if leaves.any() else 0.0
                found[index] = reading * self.findings.made_by_holder
        return found

    def supply(self, without: Ints | None = None) -> Supply:
        """What each supply would show.

        Args:
            without: indices of entries that do not count, as if they had never been told.
        """
        sums, total = self._on(self.seen.day, without, None)
        lost = {}
        for (mechanism, party), days in self._lost.items():
            mine = np.flatnonzero(self.columns.custodian == party)
            mixed = (1.0 - sum(part for _, part in days)) * sums[:, mine]
            for day, part in days:
                then, held = self._on(day, without, party)
                if held[party] > 0:
                    mixed += part * then[:, mine] * (total[party] / held[party])
            lost[mechanism, party] = (mine, mixed)
        return Supply(sums, total, lost, self._world(sums, total))

    @cached_property
    def _lost(self) -> dict[tuple[int, int], list[tuple[int, float]]]:
        at = {mechanism.id: index for index, mechanism in self._mechanisms}
        return {(at[name], party): days for (name, party), days in self.reach.lost.items() if name in at}

    def _world(self, sums: Floats, total: Floats) -> float:
        stocks = float(sums[MARKS].sum() / total.sum()) if total.sum() > 0 else 0.0
        # What holders make themselves stands in no stock, so that another's make stays possible for the unknown.
        others = self.priors.shares_for("default")
        made = sum(
            others.get(self.priors.mechanisms[index].id, 0.0) * reading
            for index, reading in self.made_by_holder.items()
        )
        return stocks + made

    def _on(self, day: int, without: Ints | None, party: int | None) -> tuple[Floats, Floats]:
        """The partial sums of every supply on a day, and Q of every party; for one party only its own are right."""
        base, narrowed = self._told(day, party)
        if without is not None and party is not None:
            without = without[self.stocks.ledger.custodian[without] == party]
        if without is not None and len(without):
            base, narrowed = self._less(base, narrowed, day, without)
        total = self.stocks.total(base, self._year(day))
        return self._with_estimates(base, narrowed, self._year(day)), total

    def _told(self, day: int, party: int | None) -> tuple[PairSums, Floats]:
        if (day, party) not in self._pair_sums:
            base = self.stocks.pair_sums(day, self.seen.reviewed)
            custodian = self.stocks.ledger.custodian
            entries = np.arange(len(custodian)) if party is None else np.flatnonzero(custodian == party)
            self._pair_sums[day, party] = base, self._narrowed(day, entries)
        return self._pair_sums[day, party]

    def _less(self, base: PairSums, narrowed: Floats, day: int, without: Ints) -> tuple[PairSums, Floats]:
        told = self.stocks.sums_of(without, self.stocks.flows(day), self.seen.reviewed)
        less = PairSums(_left(base.base, told.base), _left(base.aged, told.aged), _left(base.all, told.all))
        return less, _left(narrowed, self._narrowed(day, without))

    def _narrowed(self, day: int, entries: Ints) -> Floats:
        """Of each pair what some entries tell: as read, in time, with the year, with the marks; shape (4, pairs)."""
        ledger, found, flows = self.stocks.ledger, self.findings, self.stocks.flows(day)
        node = found.node[ledger.node[entries]]
        weapon = in_time = flows.aged[entries] * node
        if not self.seen.reviewed:
            # An unverified date excludes nothing: what came later stays in, and is held against the route.
            late = flows.late[entries] * node
            weapon, in_time = weapon + late, in_time + self.priors.late_penalty * late
        year = in_time if found.year is None else in_time * found.year[entries]
        marks = year if found.line is None else year * found.line[entries]
        steps = np.stack([ledger.pairs.sum_of(entries, values) for values in (weapon, in_time, year, marks)])
        steps[3] *= found.party[ledger.pairs.custodian]
        return steps

    def _with_estimates(self, base: PairSums, narrowed: Floats, year: int) -> Floats:
        weapon, in_time, dated, marks = narrowed
        # What was late of everything stands in the supply already; the date weighs how late this weapon was.
        known = np.divide(base.aged, base.all, out=np.ones_like(base.all), where=base.all > 0)
        recorded = np.stack([base.base, base.aged, weapon * known, weapon * known, in_time, dated, marks])
        unrecorded, own = self._estimated(year)
        unrecorded = unrecorded.copy()
        # Records that do not name the supplier say as little of who it was as no record.
        nameless = np.flatnonzero(self.stocks.ledger.pairs.supplier == NOBODY)
        unrecorded[:, self.stocks.ledger.pairs.custodian[nameless]] += recorded[:, nameless]
        return np.concatenate([recorded[:, self.columns.pair], unrecorded, own], axis=1)

    def _estimated(self, year: int) -> tuple[Floats, Floats]:
        if year not in self._estimates:
            estimate, node = self.stocks.on(year), self.node
            self._estimates[year] = (
                self._untold(estimate.unrecorded, self.stocks.unrecorded(year, node)),
                self._untold(estimate.own, self.stocks.own(year, node)),
            )
        return self._estimates[year]

    def _untold(self, total: Floats, weapon: Floats) -> Floats:
        dated = weapon * self.findings.any_year
        marks = dated * self.findings.untold * self.findings.party
        return np.stack([total, total, weapon, weapon, weapon, dated, marks])

    def _year(self, day: int) -> int:
        return date.fromordinal(day).year

    def rows(self, supply: Supply) -> Rows:
        """Every route that is not impossible."""
        columns = self.columns
        possible = (self.kernel[:, columns.custodian] > 0) & (supply.sums[AGED] > 0)
        mechanism, column = np.nonzero(possible)
        sums = supply.sums[:, column]
        custodian = columns.custodian[column]
        for (index, party), (mine, mixed) in supply.lost.items():
            place = np.full(len(columns.custodian), -1)
            place[mine] = np.arange(len(mine))
            here = np.flatnonzero((mechanism == index) & (custodian == party))
            sums[:, here] = mixed[:, place[column[here]]]
        sums[WAY:] *= self.way[mechanism, custodian]
        share = np.array([self.reach.share.get(one.id, 0.0) for one in self.priors.mechanisms])[mechanism]
        recorded = Rows(
            mechanism=mechanism,
            custodian=custodian,
            supplier=columns.supplier[column],
            kind=columns.kind[column],
            share=share,
            reach=self.kernel[mechanism, custodian] / share,
            total=supply.total[custodian],
            sums=sums,
            world=supply.world,
        )
        return _with_local(recorded, self._local())

    def _local(self) -> list[tuple[int, float, float]]:
        """Mechanism, share and what would be found, for each way in which the holder can have made it."""
        shares = ((index, self.reach.share.get(self.priors.mechanisms[index].id, 0.0)) for index in self.made_by_holder)
        return [(index, share, self.made_by_holder[index]) for index, share in shares if share > 0]

    def chains(self, supply: Supply, factors: Floats | None = None) -> tuple[Floats, float]:
        """The probability of each supply chain, all mechanisms together, and of the unknown.

        Args:
            factors: one a mechanism, to weigh it more or less than the priors do.
        """
        columns = self.columns
        weight = np.ones(len(self.kernel)) if factors is None else factors
        reach = self.kernel * self.way * weight[:, None]
        rate = reach.sum(axis=0)
        shown = np.divide(
            supply.sums[MARKS],
            supply.total[columns.custodian],
            out=np.zeros(len(columns.custodian)),
            where=supply.total[columns.custodian] > 0,
        )
        likely = shown * rate[columns.custodian]
        for (index, party), (mine, mixed) in supply.lost.items():
            likely[mine] += reach[index, party] * (mixed[MARKS] / supply.total[party] - shown[mine])
        chains = added(columns.chain, np.maximum(likely, 0.0), len(columns.chain_supplier))
        chains[-1] = sum(share * weight[index] * found for index, share, found in self._local())
        unknown = self.priors.unknown * max(supply.world, 1e-30)
        return chains / (chains.sum() + unknown), float(unknown / (chains.sum() + unknown))


def _left(everything: Floats, part: Floats) -> Floats:
    # What was told by these entries alone leaves rounding behind, which is no supply.
    left = everything - part
    return np.asarray(np.where(left > 1e-9 * everything, left, 0.0))


def _with_local(rows: Rows, local: list[tuple[int, float, float]]) -> Rows:
    """The routes and those of the holder's own make, of which no stock tells."""
    if not local:
        return rows
    mechanism, share, found = (np.array(column) for column in zip(*local, strict=True))
    one, nobody = np.ones(len(local)), np.full(len(local), NOBODY)
    sums = np.stack([one, one, *([found] * (len(STEPS) - 2))])
    return Rows(
        mechanism=np.append(rows.mechanism, mechanism),
        custodian=np.append(rows.custodian, nobody),
        supplier=np.append(rows.supplier, nobody),
        kind=np.append(rows.kind, np.full(len(local), LOCAL)),
        share=np.append(rows.share, share),
        reach=np.append(rows.reach, one),
        total=np.append(rows.total, one),
        sums=np.concatenate([rows.sums, sums], axis=1),
        world=rows.world,
    )
