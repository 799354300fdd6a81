"""What each supply would show of a sighting's findings, on the day it was seen and on days of loss.

Nothing here knows of mechanisms: the numbers are expected counts of what a custodian held, from whom, and how
much of it fits. Only classes that the reading tells apart are looked at entry by entry; of all others each
weapon shows the findings with the same chance, so that their sums, kept by the month, are enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from headstamp.tracing.columns import Columns
from headstamp.tracing.findings import Findings
from headstamp.tracing.ledger import Floats, Ints, added
from headstamp.tracing.observation import Observation
from headstamp.tracing.priors import Priors
from headstamp.tracing.stock import Stocks, month_of

Days = Iterable[tuple[int, float]]
Lost = Mapping[tuple[str, int], Days]
# Classes whose likeliest weapon shows the findings so much less often than the likeliest of all are not told
# apart by them.
_TOLD_APART = 1e-3
_ERA = 5


@dataclass(frozen=True)
class Shown:
    """What the supplies of one ledger would show of one sighting.

    Attributes:
        lost: (mechanism, party index) to days on which weapons were lost and the part of the reach that is
            theirs; the rest of it is what the party held when the weapon was seen.
    """

    seen: Observation
    findings: Findings
    columns: Columns
    stocks: Stocks
    priors: Priors
    lost: Lost

    @cached_property
    def last(self) -> Floats:
        """Expected count that shows all findings, one a supply."""
        return np.asarray(self._sums(self.seen.day, whole=False)[-1])

    @cached_property
    def total(self) -> Floats:
        """Q(A), one a party."""
        return self.stocks.total(month_of(self.seen.day), self._late)

    @cached_property
    def lasting(self) -> dict[tuple[str, int], Floats]:
        """What was lost in incidents that shows all findings, as `last`, for the supplies of the party."""
        return {key: self._mixed(days, key[1], whole=False)[-1] for key, days in self.lost.items()}

    @cached_property
    def steps(self) -> Floats:
        """The partial sums of every supply, shape (len(STEPS), supplies), before the way."""
        return self._sums(self.seen.day, whole=True)

    def lost_steps(self, mechanism: str, party: int) -> Floats:
        """The partial sums of what one party lost in incidents, as `steps`, for its supplies."""
        key = (mechanism, party)
        if key not in self._lost_steps:
            self._lost_steps[key] = self._mixed(self.lost[key], party, whole=True)
        return self._lost_steps[key]

    @cached_property
    def _lost_steps(self) -> dict[tuple[str, int], Floats]:
        return {}

    @cached_property
    def in_use(self) -> Floats:
        """Everything in use when it was seen, whatever it shows, one a supply."""
        held, estimate = self.stocks.held(month_of(self.seen.day)), self.stocks.on(self._year)
        aged = np.array(held.aged + self._late * held.late)
        parties = len(self.stocks.ledger.parties)
        aged[-2 * parties : -parties] += estimate.imported
        aged[-parties:] += estimate.produced
        return aged

    @cached_property
    def world(self) -> float:
        """Share of what was found in all stocks together."""
        whole = float(self.total.sum())
        return float(self.last.sum()) / whole if whole > 0 else 0.0

    @property
    def _year(self) -> int:
        return date.fromordinal(self.seen.day).year

    @property
    def _late(self) -> float:
        # An unverified date excludes nothing: what came later stays in, and is held against the route.
        return 0.0 if self.seen.reviewed else self.priors.late_penalty

    @cached_property
    def _focus(self) -> tuple[float, tuple[int, ...]]:
        """The chance of the findings with weapons of other classes, and the classes that are told apart."""
        node, of_class = self.findings.node, self.findings.readings.class_index
        some = self.stocks.some
        if np.ptp(node) == 0.0:
            return (0.0, tuple(np.flatnonzero(some).tolist())) if self.findings.marks.year else (node[0], ())
        best = np.zeros(len(some))
        np.maximum.at(best, of_class, node)
        apart = some & (best > float(node.min()) * (1.0 + 1e-9)) & (best > _TOLD_APART * best.max())
        outside = node[(some & ~apart)[of_class]]
        return float(outside.mean()) if len(outside) else 0.0, tuple(np.flatnonzero(apart).tolist())

    @property
    def _looked_at(self) -> tuple[int, ...]:
        """The classes whose entries are looked at one by one: all where an entry may name the item."""
        everything = self.findings.marks.documented
        return tuple(np.flatnonzero(self.stocks.some).tolist()) if everything else self._focus[1]

    def _sums(self, day: int, *, whole: bool) -> Floats:
        """Partial sums on a day of every supply; only the last of them unless whole."""
        stocks, found, many = self.stocks, self.findings, len(self.columns)
        least, _ = self._focus
        held, late = stocks.held(month_of(day)), self._late
        aged = held.aged + late * held.late if late else held.aged
        table = np.zeros((7 if whole else 1, many))
        table[-1] = (least * found.any_year * found.untold) * aged
        if whole:
            counted = self._counted(held.aged, held.late)
            table[0], table[1] = held.base + late * held.late, aged
            table[2] = least * (counted * (held.aged + held.late) if late else aged)
            table[4], table[5] = least * aged, (least * found.any_year) * aged
        for one in self._looked_at:
            part = stocks.entries(one)
            if part.stop == part.start:
                continue
            flows = stocks.deliveries.on(day, part)
            weight = flows.aged + late * flows.late if late else flows.aged
            node = found.node[stocks.ledger.node[part]]
            dated, marked = self._marked(node, part)
            into = self.columns.of_entry[part]
            table[-1] += added(into, weight * (marked - least * found.any_year * found.untold), many)
            if whole:
                every = flows.aged + flows.late if late else weight
                table[2] += counted * added(into, every * (node - least), many)
                table[4] += added(into, weight * (node - least), many)
                table[5] += added(into, weight * (dated - least * found.any_year), many)
        estimate = stocks.on(date.fromordinal(day).year)
        for first, counts, imported in (
            (self.columns.unrecorded(0), estimate.imported, True),
            (self.columns.own(0), estimate.produced, False),
        ):
            mine = slice(first, first + len(counts))
            year = date.fromordinal(day).year
            table[:, mine] += self._untold(year, counts, slice(None), imported, whole)
        return self._finished(table, self.columns.custodian)

    def _marked(self, node: Floats, part: slice | Ints) -> tuple[Floats, Floats]:
        """The chance of what was read with some entries: with the year, and with all marks."""
        year, line = self.findings.year(part), self.findings.line(part)
        dated = node if year is None else node * year
        return dated, dated if line is None else dated * line

    def _counted(self, aged: Floats, late: Floats) -> Floats:
        """The part of everything in use that counts, when what came late counts less.

        What was late of everything stands in the supply already, so the date weighs how late this weapon was.
        """
        every = aged + late
        return np.divide(aged + self._late * late, every, out=np.ones_like(every), where=every > 0)

    def _untold(self, year: int, counts: Floats, parties: slice, imported: bool, whole: bool) -> Floats:
        """Partial sums of what no record tells of some parties, shape (7 or 1, parties)."""
        found, (least, focus) = self.findings, self._focus
        read, dated = least * counts, (least * found.any_year) * counts
        for one in focus:
            estimated = self.stocks.estimated(one, year)
            table = (estimated.imported if imported else estimated.produced)[parties]
            node = found.node[estimated.nodes]
            with_year = node * found.year_of_node(estimated.nodes)
            dated = dated + (table * (with_year - least * found.any_year)).sum(axis=1)
            if whole:
                read = read + (table * (node - least)).sum(axis=1)
        last = dated * found.untold
        return np.stack([counts, counts, read, read, read, dated, last]) if whole else last[None, :]

    def _finished(self, table: Floats, custodian: Ints) -> Floats:
        """Marks that name the custodian come last; a step that all supplies share copies its neighbour."""
        if len(table) > 1:
            table[3] = table[2]
        table[-1] *= self.findings.party[custodian]
        return np.asarray(np.maximum(table, 0.0, out=table))

    def _once(self, day: int, party: int, *, whole: bool) -> tuple[Floats, float]:
        """The same for the supplies of one party, on a day of loss, and its Q on that day."""
        stocks, found, late = self.stocks, self.findings, self._late
        entries, flows = stocks.of_party(party, month_of(day))
        # Losses lie all over the years, and what is estimated changes slowly.
        year = date.fromordinal(day).year // _ERA * _ERA
        estimate = stocks.on(year)
        columns = self.columns.of(party)
        many, start = len(columns), int(columns[0])
        into = self.columns.of_entry[entries] - start
        # A record that names no supplier adds to what is not recorded.
        into = np.where(into < many - 2, into, many - 2)
        weight = flows.aged + late * flows.late if late else flows.aged
        node = found.node[stocks.ledger.node[entries]]
        dated, marked = self._marked(node, entries)
        told = [weight * marked]
        if whole:
            every = flows.aged + flows.late
            steps = [flows.weight + late * flows.late, weight, every * node, every * node, weight * node]
            told = [*steps, weight * dated, *told]
        table = np.stack([added(into, one, many) for one in told])
        if whole:
            aged, after = added(into, flows.aged, many), added(into, flows.late, many)
            table[2:4] *= self._counted(aged, after)
        for at, counts, imported in ((-2, estimate.imported, True), (-1, estimate.produced, False)):
            mine = slice(party, party + 1)
            table[:, at] += self._untold(year, counts[mine], mine, imported, whole)[:, 0]
        total = float(weight.sum() + estimate.imported[party] + estimate.produced[party])
        return self._finished(table, self.columns.custodian[columns]), total

    def _mixed(self, days: Days, party: int, *, whole: bool) -> Floats:
        """Sums of one party as they stood when it was seen and on days of loss, by the parts of each."""
        chosen = self.columns.of(party)
        now = self.steps[:, chosen] if whole else self.last[None, chosen]
        total = self.total[party]
        mixed = now * (1.0 - sum(part for _, part in days))
        for day, part in days:
            then, held = self._once(day, party, whole=whole)
            if held > 0:
                mixed = mixed + then * (part * total / held)
        return np.asarray(mixed)
