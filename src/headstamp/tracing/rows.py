"""Every route of one sighting as a row of numbers, before any score: partial sums in the order in which they narrow.

    base    everything that went from supplier to custodian by the day
    aged    what of it is still in use
    weapon  what of that is read as the weapon seen was read
    date    the same, with what came after an unverified date held against it
    year    the same, with the production year read on it
    marks   the same, with lots, serials, contracts and import marks

Each term of a score is the ratio of two neighbours, so that the terms of a route sum to its score whatever they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from headstamp.records import Names
from headstamp.tracing.identification import Readings
from headstamp.tracing.ledger import Floats, Ints, Ledger
from headstamp.tracing.observation import Marks, Observation
from headstamp.tracing.priors import Mechanism, Priors
from headstamp.tracing.reach import Reach
from headstamp.tracing.stock import Stocks

RECORDED, UNRECORDED, OWN, LOCAL = range(4)
STEPS = ("base", "aged", "weapon", "date", "year", "marks")
NOBODY = -1
_SEEN_YEARS = 60.0
# Below this share of the best reading a node counts as not read at all: it keeps the sums to the weapon's own class.
_NEGLIGIBLE = 1e-5
_WEAPON = STEPS.index("weapon")


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class _Findings:
    """What is found on the item, as factors: one a node for the reading, one an entry for the year and the marks."""

    node: Floats
    year: Floats | None
    line: Floats | None
    custodian: Floats | None
    unrecorded_year: float
    unrecorded_line: float


class Routes:
    """Everything of one sighting that does not change when some records are left out.

    Args:
        seen: what was seen.
        reach: who can have been the custodian.
    """

    def __init__(
        self, seen: Observation, reach: Reach, stocks: Stocks, readings: Readings, names: Names, priors: Priors
    ) -> None:
        self.seen, self.reach, self._stocks, self._priors = seen, reach, stocks, priors
        self._year = seen.seen.to.year if seen.seen.to else date.fromordinal(seen.day).year
        self._stock = stocks.on(self._year)
        self._findings = _findings(seen, stocks.ledger, readings, names, priors)
        node = self._findings.node
        self._node = np.where(node >= _NEGLIGIBLE * node.max(), node, 0.0)
        self._entries = np.flatnonzero(self._node[stocks.ledger.node])
        self._unrecorded, self._own = self._estimates(readings)
        self._local = {
            one.id: _local(one.makes, readings, names, self._findings) for one in priors.mechanisms if one.makes
        }
        self._line = names.line(seen.weapon[0].id) if seen.weapon else ()
        self._days: dict[int, Floats] = {}

    def rows(self, without: Ints | None = None) -> Rows:
        """Every route that is not impossible.

        Args:
            without: indices of entries that do not count, as if they had never been told.
        """
        builder = _Builder(self, without)
        for index, mechanism in enumerate(self._priors.mechanisms):
            if mechanism.id in self._local:
                builder.made_by_holder(index, mechanism.id, self._local[mechanism.id])
            elif mechanism.id in self.reach.kernel:
                builder.by_custodian(index, mechanism.id, self._carried(mechanism))
        return builder.rows()

    def _estimates(self, readings: Readings) -> tuple[Floats, Floats]:
        """Expected counts of what is read so, imported without a record and of own make, one a party each."""
        unrecorded = np.zeros(len(self._stock.total))
        own = np.zeros(len(self._stock.total))
        for index in np.unique(readings.class_index[self._node > 0]):
            stock = self._stock.of(int(index))
            reading = self._node[stock.nodes]
            unrecorded += reading @ stock.unrecorded
            own += reading @ stock.own
        return unrecorded, own

    def _carried(self, mechanism: Mechanism) -> float:
        """How readily the weapon moves in this way, by its class or the nearest one above that the preset names."""
        return next((mechanism.carries[one] for one in self._line if one in mechanism.carries), 1.0)

    def sums(self, day: int) -> Floats:
        """The partial sums of every pair on a day, shape (len(STEPS), pairs)."""
        if day not in self._days:
            base, aged = self._stocks.pair_sums(day, self.seen.reviewed)
            self._days[day] = np.vstack([base, aged, *self._narrowed(day, self._entries)])
        return self._days[day]

    def told_by(self, day: int, entries: Ints) -> Floats:
        """What of the partial sums some entries alone make up."""
        flows = self._stocks.flows(day)
        late = 0.0 if self.seen.reviewed else flows.late[entries]
        pairs = self._stocks.ledger.pairs
        first = [pairs.sum_of(entries, values) for values in (flows.weight[entries] + late, flows.aged[entries] + late)]
        return np.vstack([*first, *self._narrowed(day, entries)])

    def _narrowed(self, day: int, entries: Ints) -> list[Floats]:
        ledger, findings, flows = self._stocks.ledger, self._findings, self._stocks.flows(day)
        node = self._node[ledger.node[entries]]
        aged, late = flows.aged[entries], flows.late[entries]
        if self.seen.reviewed:
            weapon = in_time = aged * node
        else:
            # An unverified date excludes nothing: what came later stays in, and is held against the route.
            weapon, in_time = (aged + late) * node, (aged + self._priors.late_penalty * late) * node
        year = in_time if findings.year is None else in_time * findings.year[entries]
        marks = year if findings.line is None else year * findings.line[entries]
        steps = [ledger.pairs.sum_of(entries, values) for values in (weapon, in_time, year, marks)]
        steps[-1] = steps[-1] * self.custodian_marks[ledger.pairs.custodian]
        return steps

    @cached_property
    def custodian_marks(self) -> Floats:
        """Import marks and consignees as one factor a party."""
        found = self._findings.custodian
        return found if found is not None else np.ones(len(self._stocks.ledger.parties))


def _local(makes: tuple[str, ...], readings: Readings, names: Names, findings: _Findings) -> float:
    """How the weapon is read if the holder made it: holders make only what stands under these nodes."""
    below = {node for one in makes if one in names.catalogue for node in names.catalogue.descendants(one)}
    inside = np.array([node in below for node in readings.nodes], bool)
    leaves = inside & readings.is_leaf
    return float(findings.node[leaves].mean()) if leaves.any() else 0.0


def _findings(seen: Observation, ledger: Ledger, readings: Readings, names: Names, priors: Priors) -> _Findings:
    marks = seen.marks
    node = readings.likelihood(seen.weapon, seen.confidence)
    if marks.maker:
        node = node * _made_by(marks.maker, readings, names, priors)
    documented = marks.lot or marks.serial or marks.contract
    return _Findings(
        node=node,
        year=_year(marks, ledger, priors) if marks.year else None,
        line=_line(marks, ledger, priors) if documented else None,
        custodian=_custodian(marks, ledger, priors),
        unrecorded_year=1.0 / _SEEN_YEARS if marks.year else 1.0,
        unrecorded_line=priors.undocumented_mark if documented else 1.0,
    )


def _made_by(mark: str, readings: Readings, names: Names, priors: Priors) -> Floats:
    """A maker's mark narrows the models: by a maker's name in the catalogue, or by the state it names."""
    state = names.actors.find(mark)
    wanted = mark.casefold()
    result = np.full(len(readings.nodes), priors.wrong_mark)
    for index, node in enumerate(readings.nodes):
        if node not in names.catalogue:
            continue
        weapon = names.catalogue.node(node)
        if any(wanted in maker.casefold() for maker in weapon.makers) or (
            state is not None and state.id in names.catalogue.makers_in(node)
        ):
            result[index] = 1.0
    return result if (result == 1.0).any() else np.ones(len(readings.nodes))


def _year(marks: Marks, ledger: Ledger, priors: Priors) -> Floats:
    made = sum(marks.year or (0, 0)) / 2.0
    delivered = np.array([date.fromordinal(int(day)).year for day in ledger.end], np.float64)
    lag = delivered - made + np.where(ledger.estimated, 1.0, 0.0)
    new, surplus = priors.year_lag["new_years"], priors.year_lag["surplus_years"]
    if_new = ((lag >= 0) & (lag <= new)) / (new + 1.0)
    if_used = ((lag >= 0) & (lag <= surplus)) / (surplus + 1.0)
    return np.asarray(ledger.new * if_new + (1.0 - ledger.new) * if_used)


def _line(marks: Marks, ledger: Ledger, priors: Priors) -> Floats:
    factor = np.full(len(ledger.lines), priors.undocumented_mark)
    for index, told in ledger.marks.items():
        answers = [
            answer
            for answer in (
                _same(marks.lot, told["lots"]),
                _in_range(marks.serial, told["serial_from"], told["serial_to"]),
                _same(marks.contract, [told["contract_no"]] if told["contract_no"] else None),
            )
            if answer is not None
        ]
        if answers:
            factor[index] = 1.0 - priors.wrong_mark if all(answers) else priors.wrong_mark * priors.undocumented_mark
    return np.asarray(factor[ledger.line]) if len(ledger.line) else np.zeros(0)


def _same(read: str | None, told: list[str] | None) -> bool | None:
    if read is None or not told:
        return None
    return read.casefold().replace(" ", "") in {one.casefold().replace(" ", "") for one in told}


def _in_range(read: str | None, first: str | None, last: str | None) -> bool | None:
    if read is None or first is None:
        return None
    end = last or first
    if len(first) == len(end) == len(read):  # serials of one series have one length, so their text order is their order
        return first <= read <= end
    return False


def _custodian(marks: Marks, ledger: Ledger, priors: Priors) -> Floats | None:
    """An import mark or a consignee on a box says whose it was before it was lost."""
    named = [one for one in (marks.imported_by, marks.consignee) if one is not None]
    if not named:
        return None
    factor = np.ones(len(ledger.parties))
    for one in named:
        factor *= np.array([1.0 - priors.wrong_mark if party == one else priors.wrong_mark for party in ledger.parties])
    return factor


class _Builder:
    """Gathers the rows of one ranking."""

    def __init__(self, routes: Routes, without: Ints | None) -> None:
        self._routes, self._without = routes, without
        self._pairs = routes._stocks.ledger.pairs
        self._columns: list[tuple[Ints, Ints, Ints, Ints, Floats, Floats, Floats]] = []
        self._sums: list[Floats] = []
        self._days: dict[int, Floats] = {}
        total = routes._stock.total
        if without is not None:
            total = np.maximum(total - routes._stocks.lost(routes._year, without), 1e-12)
        self._total = total

    def made_by_holder(self, mechanism: int, name: str, reading: float) -> None:
        share = self._routes.reach.share.get(name, 0.0)
        if share == 0.0 or reading == 0.0:
            return
        one = np.ones(1)
        sums = np.array([[1.0], [1.0], [reading], [reading], [reading], [reading]])
        self._append(mechanism, np.array([NOBODY]), np.array([NOBODY]), LOCAL, share, one, one, sums)

    def by_custodian(self, mechanism: int, name: str, carries: float) -> None:
        share, kernel = self._routes.reach.share[name], self._routes.reach.kernel[name]
        sums = self._recorded(name, carries)
        pairs = self._pairs
        fits = (sums[-1] > 0) & (kernel[pairs.custodian] > 0) & (pairs.supplier >= 0)
        chosen = np.flatnonzero(fits)
        custodian = pairs.custodian[chosen]
        self._append(
            mechanism,
            custodian,
            pairs.supplier[chosen],
            RECORDED,
            share,
            kernel[custodian],
            self._total[custodian],
            sums[:, chosen],
        )
        stock, routes = self._routes._stock, self._routes
        self._estimated(mechanism, UNRECORDED, share, kernel, self._unknown_suppliers(sums, carries))
        self._estimated(mechanism, OWN, share, kernel, self._six(stock.own_total, routes._own, carries))

    def _recorded(self, name: str, carries: float) -> Floats:
        seen, reach = self._routes.seen, self._routes.reach
        sums = self._on(seen.day).copy()
        for (mechanism, index), day in reach.until.items():
            if mechanism == name and day < seen.day:
                mine = self._pairs.custodian == index
                sums[:, mine] = self._on(day)[:, mine]
        sums[_WEAPON:] *= carries
        return sums

    def _on(self, day: int) -> Floats:
        if self._without is None:
            return self._routes.sums(day)
        if day not in self._days:
            left = self._routes.sums(day) - self._routes.told_by(day, self._without)
            # What was told by these entries alone leaves rounding behind, which is no supply.
            self._days[day] = np.where(left > 1e-9 * self._routes.sums(day), left, 0.0)
        return self._days[day]

    def _six(self, total: Floats, weapon: Floats, carries: float) -> Floats:
        findings = self._routes._findings
        weapon = weapon * carries
        year = weapon * findings.unrecorded_year
        marks = year * findings.unrecorded_line * self._routes.custodian_marks
        return np.stack([total, total, weapon, weapon, year, marks])

    def _unknown_suppliers(self, sums: Floats, carries: float) -> Floats:
        """Imports without a record, and records that do not name the supplier: neither says who it was."""
        stock, routes = self._routes._stock, self._routes
        steps = self._six(stock.unrecorded_total, routes._unrecorded, carries)
        for pair in np.flatnonzero(self._pairs.supplier == NOBODY):
            steps[:, self._pairs.custodian[pair]] += sums[:, pair]
        return steps

    def _estimated(self, mechanism: int, kind: int, share: float, kernel: Floats, steps: Floats) -> None:
        chosen = np.flatnonzero((kernel > 0) & (steps[-1] > 0))
        supplier = chosen if kind == OWN else np.full(len(chosen), NOBODY)
        self._append(mechanism, chosen, supplier, kind, share, kernel[chosen], self._total[chosen], steps[:, chosen])

    def _append(
        self,
        mechanism: int,
        custodian: Ints,
        supplier: Ints,
        kind: int,
        share: float,
        reach: Floats,
        total: Floats,
        sums: Floats,
    ) -> None:
        count = len(custodian)
        shares = np.full(count, share)
        self._columns.append(
            (np.full(count, mechanism), custodian, supplier, np.full(count, kind), shares, reach, total)
        )
        self._sums.append(sums)

    def rows(self) -> Rows:
        columns = [np.concatenate(column) for column in zip(*self._columns, strict=True)]
        routes = self._routes
        estimated = self._six(np.zeros(len(routes._own)), routes._unrecorded + routes._own, 1.0)[-1]
        everything = self._on(routes.seen.day)[-1].sum() + estimated.sum()
        return Rows(
            mechanism=columns[0],
            custodian=columns[1],
            supplier=columns[2],
            kind=columns[3],
            share=columns[4],
            reach=columns[5],
            total=columns[6],
            sums=np.concatenate(self._sums, axis=1),
            # What holders make themselves stands in no stock, so that another's make stays possible for the unknown route.
            world=float(everything / self._total.sum()) + sum(routes.reach.share.get(one, 0.0) * reading for one, reading in routes._local.items()),
        )
