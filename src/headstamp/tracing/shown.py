"""What each supply would show of a sighting's findings, on the day it was seen and on days of loss.

Nothing here knows of mechanisms: the numbers are expected counts of what a custodian held, from whom, and how
much of it fits. Only classes that the reading tells apart are looked at entry by entry; of all others each
weapon shows the findings with the same chance, so that their sums, kept by the month, are enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from headstamp.tracing.columns import Columns
from headstamp.tracing.findings import Findings
from headstamp.tracing.held_then import HeldThen, PartyThen, Thens
from headstamp.tracing.ledger import Floats, Ints, added
from headstamp.tracing.observation import Observation
from headstamp.tracing.priors import Priors
from headstamp.tracing.rows import (
    AGED,
    BASE,
    DATE,
    MARKS,
    OWN,
    UNRECORDED,
    WAY,
    WEAPON,
    YEAR,
)
from headstamp.tracing.stock import Stocks, month_of

Days = Iterable[tuple[int, float]]
Lost = Mapping[tuple[str, int], Days]
# Classes whose likeliest weapon shows the findings so much less often than the likeliest of all are not told
# apart by them.
_TOLD_APART = 1e-3


@dataclass(frozen=True)
class Lasting:
    """What was lost in incidents, in columns of one length; all supplies of each loser take part.

    Attributes:
        at: the place of the mechanism and party in `Shown.lost`.
        column: the supply.
        last: expected count that shows all findings.
        in_use: everything in use, whatever it shows.
    """

    at: Ints
    column: Ints
    last: Floats
    in_use: Floats


@dataclass(frozen=True, slots=True)
class Kept:
    """What a sighting shows, without what is quickly worked out again.

    Attributes:
        last: of the supplies that were looked into.
        lasting: as `Lasting.last` and `Lasting.in_use`, shape (2, supplies).
    """

    last: Floats
    lasting: Floats

    @property
    def size(self) -> int:
        """In bytes."""
        return self.last.nbytes + self.lasting.nbytes


@dataclass(frozen=True)
class Shown:
    """What the supplies of one ledger would show of one sighting.

    Attributes:
        lost: (mechanism, party index) to days on which weapons were lost and the part of the reach that is
            theirs; the rest of it is what the party held when the weapon was seen.
        kept: what was worked out before of the same sighting.
    """

    seen: Observation
    findings: Findings
    columns: Columns
    stocks: Stocks
    thens: Thens
    priors: Priors
    lost: Lost
    kept: Kept | None = None

    @cached_property
    def last(self) -> Floats:
        """Expected count that shows all findings, one a supply."""
        stocks, found, many = self.stocks, self.findings, len(self.columns)
        least, _ = self._focus
        table = (least * found.any_year * found.untold) * self._held
        if self.kept is not None:
            table = self._finished(table[None, :], self.columns.custodian)[0]
            table[self._looked_into] = self.kept.last
            return np.asarray(table)
        for part in self._parts:
            flows = stocks.deliveries.on(self.seen.day, part)
            weight = flows.aged + self._late * flows.late if self._late else flows.aged
            _, marked = self._marked(found.read(part), part)
            surplus = weight * (marked - least * found.any_year * found.untold)
            table += added(self.columns.of_entry[part], surplus, many)
        estimate = stocks.on(self._year)
        for first, counts, imported in (
            (self.columns.unrecorded(0), estimate.imported, True),
            (self.columns.own(0), estimate.produced, False),
        ):
            mine = slice(first, first + len(counts))
            table[mine] += self._untold(counts, slice(None), imported, whole=False)[-1]
        return np.asarray(self._finished(table[None, :], self.columns.custodian)[0])

    def keep(self) -> Kept:
        """What took longest, so that the same sighting need not be worked out twice."""
        lasting = self.lasting
        return Kept(self.last[self._looked_into], np.stack([lasting.last, lasting.in_use]))

    @cached_property
    def _looked_into(self) -> Ints:
        """The supplies of which more is told than how much of them is in use."""
        recorded = self.columns.recorded
        if self.findings.marks.documented:
            return np.arange(len(self.columns))
        of_classes = [self.stocks.columns_of(one) for one in self._looked_at]
        return np.concatenate([*of_classes, np.arange(recorded, len(self.columns))])

    @cached_property
    def total(self) -> Floats:
        """Q(A), one a party."""
        return self.stocks.total(month_of(self.seen.day), self._late)

    @cached_property
    def lasting(self) -> Lasting:
        """What was lost in incidents that shows all findings, as `last`, for the supplies of the losers."""
        of_each = [self.columns.of(party) for _, party in self.lost]
        if not of_each:
            return Lasting(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
        at = np.repeat(np.arange(len(of_each)), [len(one) for one in of_each])
        column = np.concatenate(of_each)
        last, in_use = self.kept.lasting if self.kept is not None else self._mixed(of_each)
        return Lasting(at, column, last, in_use)

    def _mixed(self, of_each: Sequence[Ints]) -> Floats:
        """What losers held when it was seen and on days of loss, by the parts of each, loser by loser.

        Returns:
            What shows all findings, and all in use, shape (2, supplies).
        """
        then, mixed = self._then, []
        shown, held = self._last_then()
        for mine, ((_, party), days) in zip(of_each, self.lost.items(), strict=True):
            now = np.stack([self.last[mine], self.in_use[mine]])
            told = now * (1.0 - sum(part for _, part in days))
            for day, part in days:
                index = self._at_then[party, month_of(day)]
                if held[index] > 0:
                    first, end = then.bounds[index], then.bounds[index + 1]
                    told = told + shown[:, first:end] * (part * self.total[party] / held[index])
            mixed.append(told)
        return np.concatenate(mixed, axis=1)

    def steps(self, columns: Ints) -> Floats:
        """The partial sums of some supplies up to marks, shape (MARKS + 1, supplies), before the way."""
        stocks, found, late = self.stocks, self.findings, self._late
        least, _ = self._focus
        held, many = stocks.held(month_of(self.seen.day)), len(columns)
        base, aged, after = (one[columns] for one in (held.base, held.aged, held.late))
        table = np.zeros((MARKS + 1, many))
        in_use = aged + late * after if late else aged
        counted = self._counted(aged, after)
        table[BASE], table[AGED] = base + late * after, in_use
        table[WEAPON] = least * (counted * (aged + after) if late else in_use)
        table[DATE], table[YEAR] = least * in_use, (least * found.any_year) * in_use
        table[MARKS] = (least * found.any_year * found.untold) * in_use
        into, entries = self._entries_of(columns, self._looked_at)
        if len(entries):
            flows = stocks.deliveries.on(self.seen.day, entries)
            weight = flows.aged + late * flows.late if late else flows.aged
            node = found.read(entries)
            dated, marked = self._marked(node, entries)
            every = flows.aged + flows.late if late else weight
            table[WEAPON] += counted * added(into, every * (node - least), many)
            table[DATE] += added(into, weight * (node - least), many)
            table[YEAR] += added(into, weight * (dated - least * found.any_year), many)
            table[MARKS] += added(into, weight * (marked - least * found.any_year * found.untold), many)
        estimate, custodian = stocks.on(self._year), self.columns.custodian[columns]
        for kind, counts, imported in (
            (UNRECORDED, estimate.imported, True),
            (OWN, estimate.produced, False),
        ):
            mine = np.flatnonzero(self.columns.kind[columns] == kind)
            if len(mine):
                whose = custodian[mine]
                table[:, mine] += self._untold(counts[whose], whose, imported, whole=True)
        return self._finished(table, custodian)

    def lost_steps(self, mechanism: str, party: int, columns: Ints, now: Floats) -> Floats:
        """The partial sums of what one party lost in incidents, as `steps`, for some of its supplies.

        Args:
            columns: in ascending order.
            now: the `steps` of these.
        """
        days, many = self.lost[mechanism, party], len(columns)
        thens = [self.thens.one(party, month_of(day)) for day, _ in days]
        late = self._late
        held = [one.told[0] + late * one.told[1] + sum(one.estimated) for one in thens]
        mixed = now * (1.0 - sum(part for _, part in days))
        then = self._steps_then(party, columns, thens)
        for number, ((_, part), whole) in enumerate(zip(days, held, strict=True)):
            if whole > 0:
                mine = slice(number * many, (number + 1) * many)
                mixed = mixed + then[:, mine] * (part * self.total[party] / whole)
        return np.asarray(mixed)

    @property
    def part(self) -> Floats:
        """The part of all that its custodian held that each supply is, one a supply."""
        return self.stocks.part(month_of(self.seen.day), self._late)

    @property
    def in_use(self) -> Floats:
        """Everything in use when it was seen, whatever it shows, one a supply."""
        return self.stocks.in_use(month_of(self.seen.day), self._late)

    @cached_property
    def world(self) -> float:
        """Share of what was found in all stocks together."""
        whole = float(self.total.sum())
        return float(self.last.sum()) / whole if whole > 0 else 0.0

    @cached_property
    def _held(self) -> Floats:
        """All recorded supplies in use, those that came later in part, one a supply."""
        held, late = self.stocks.held(month_of(self.seen.day)), self._late
        return held.aged + late * held.late if late else held.aged

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

    @property
    def _parts(self) -> Iterator[slice]:
        """The entries that are looked at, in slices."""
        if self.findings.marks.documented:
            yield slice(0, len(self.columns.of_entry))
            return
        for one in self._looked_at:
            part = self.stocks.entries(one)
            if part.stop > part.start:
                yield part

    def _entries_of(self, columns: Ints, classes: Sequence[int]) -> tuple[Ints, Ints]:
        """The entries of some classes that add to some supplies, and the place of each one's supply."""
        found = [self.columns.entries(one) for one in columns.tolist()]
        entries = np.concatenate(found) if found else np.zeros(0, np.int64)
        into = np.repeat(np.arange(len(columns)), [len(one) for one in found])
        wanted = np.zeros(len(self.stocks.some), bool)
        wanted[list(classes)] = True
        chosen = wanted[self.findings.readings.class_index[self.stocks.ledger.node[entries]]]
        return into[chosen], entries[chosen]

    def _marked(self, node: Floats, part: slice | Ints) -> tuple[Floats, Floats]:
        """The chance of what was read with some entries: with the year, and with all marks."""
        year, line = self.findings.year(part), self.findings.line(part)
        dated = node if year is None else node * year
        return dated, dated if line is None else dated * line

    def _weighed(self, entries: Ints) -> tuple[Floats, Floats, Floats]:
        """The chance of what was read with some entries, as `_marked`, those of other classes all alike."""
        found, (least, focus) = self.findings, self._focus
        node = found.read(entries)
        dated, marked = self._marked(node, entries)
        if found.marks.documented:
            return node, dated, marked
        looked_at = np.isin(found.readings.class_index[self.stocks.ledger.node[entries]], focus)
        narrowed = np.where(looked_at, node, least)
        if dated is node:
            return narrowed, narrowed, narrowed
        dated = np.where(looked_at, dated, least * found.any_year)
        return narrowed, dated, dated

    def _counted(self, aged: Floats, late: Floats) -> Floats:
        """The part of everything in use that counts, when what came late counts less.

        What was late of everything stands in the supply already, so the date weighs how late this weapon was.
        """
        every = aged + late
        return np.divide(aged + self._late * late, every, out=np.ones_like(every), where=every > 0)

    def _untold(
        self, counts: Floats, parties: slice | Ints, imported: bool, *, whole: bool, year: int | None = None
    ) -> Floats:
        """Partial sums of what no record tells of some parties, shape (7 or 1, parties)."""
        found, (least, focus) = self.findings, self._focus
        read, dated = least * counts, (least * found.any_year) * counts
        for one in focus:
            estimated = self.stocks.estimated(one, self._year if year is None else year)
            table = (estimated.imported if imported else estimated.produced)[parties]
            whose = 1.0 if imported else found.own(parties)
            by_year, by_node = self._surplus[imported]
            told = whose * np.einsum("pn,n->p", table, by_year[estimated.nodes])
            dated = dated + told
            if whole and found.marks.year is None:
                read = read + told
            elif whole:
                read = read + whose * np.einsum("pn,n->p", table, by_node[estimated.nodes])
        last = dated * found.untold
        return np.stack([counts, counts, read, read, read, dated, last]) if whole else last[None, :]

    @cached_property
    def _surplus(self) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        """By how much the findings are likelier with each node than with weapons of other classes.

        Returns:
            With the year marked and without it, for what a state made itself and for what came unrecorded.
        """
        found, (least, focus) = self.findings, self._focus
        nodes = np.arange(len(found.node))
        year, imported = found.year_of_node(nodes), found.node
        if found.maker is not None:
            for one in focus:
                imported = imported * found.imported(one)
        own, came = (
            (np.asarray(node * year - least * found.any_year), node - least)
            for node in (found.node, imported)
        )
        return own, came

    def _finished(self, table: Floats, custodian: Ints) -> Floats:
        """Marks that name the custodian come last; a step that all supplies share copies its neighbour."""
        if len(table) > 1:
            table[WAY] = table[WEAPON]
        if self.findings.marks.imported_by or self.findings.marks.consignee:
            table[-1] *= self.findings.party[custodian]
        return np.asarray(np.maximum(table, 0.0, out=table))

    @cached_property
    def _at_then(self) -> dict[tuple[int, int], int]:
        """The parties and months in which anything was lost, in their order."""
        pairs = ((party, month_of(day)) for (_, party), days in self.lost.items() for day, _ in days)
        return {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}

    @cached_property
    def _then(self) -> HeldThen:
        return self.thens.together(tuple(self._at_then))

    def _last_then(self) -> tuple[Floats, Floats]:
        """What supplies showed of all findings on days of loss and held then of all, and the parties' Q."""
        then, found, late, (least, focus) = self._then, self.findings, self._late, self._focus
        weight, recorded = then.in_use(late)
        looked_at = then.of_classes(self._looked_at, found.readings.class_index)
        entries, outside = then.entries[looked_at], least * found.any_year * found.untold
        surplus = self._marked(found.read(entries), entries)[1] - outside
        shown = outside * recorded + added(then.slot[looked_at], weight[looked_at] * surplus, len(recorded))
        counts = (least * found.any_year) * then.estimated
        whose = np.stack([np.ones(len(then.party)), found.own(then.party) * np.ones(len(then.party))])
        for one in focus:
            weighed = self._surplus[True][0], self._surplus[False][0]
            counts = counts + whose * then.untold(self.stocks, one, *weighed)
        shown[then.bounds[1:] - 2] += counts[0] * found.untold
        shown[then.bounds[1:] - 1] += counts[1] * found.untold
        in_use = recorded.copy()
        in_use[then.bounds[1:] - 2] += then.estimated[0]
        in_use[then.bounds[1:] - 1] += then.estimated[1]
        held = then.told[0] + late * then.told[1] + then.estimated.sum(axis=0)
        last = self._finished(shown[None, :], self.columns.custodian[then.columns])
        return np.concatenate([last, in_use[None, :]]), held

    def _steps_then(self, party: int, columns: Ints, thens: Sequence[PartyThen]) -> Floats:
        """The partial sums of some supplies of one party on some days of loss, day by day."""
        stocks, late, many = self.stocks, self._late, len(columns)
        mine = self.columns.of(party)
        place = np.full(len(mine), -1)
        place[np.searchsorted(mine, columns)] = np.arange(many)
        # The party's entries are the same on every day.
        at = place[thens[0].slot]
        chosen = np.flatnonzero(at >= 0)
        entries = thens[0].entries[chosen]
        into = (np.arange(len(thens))[:, None] * many + at[chosen]).ravel()
        base, aged, after = (
            np.stack([getattr(one, name)[chosen] for one in thens]) for name in ("weight", "aged", "late")
        )
        base, weight = base + late * after, aged + late * after if late else aged
        node, dated, marked = self._weighed(entries)
        every = (aged + after) * node
        table = np.zeros((MARKS + 1, len(thens) * many))
        for row, one in ((BASE, base), (AGED, weight), (WEAPON, every), (DATE, weight * node)):
            table[row] = added(into, one.ravel(), len(thens) * many)
        # Where neither year nor documents were read the sums stay what they were.
        for row, one, before in ((YEAR, dated, node), (MARKS, marked, dated)):
            same = one is before
            table[row] = table[row - 1] if same else added(into, (weight * one).ravel(), len(thens) * many)
        table[WEAPON] *= self._counted(
            added(into, aged.ravel(), len(thens) * many), added(into, after.ravel(), len(thens) * many)
        )
        for slot, imported in ((-2, True), (-1, False)):
            if place[slot] < 0:
                continue
            for era in dict.fromkeys(one.era for one in thens):
                days = np.array([number for number, one in enumerate(thens) if one.era == era])
                estimate, whose = stocks.on(era), np.array([party])
                counts = (estimate.imported if imported else estimate.produced)[whose]
                told = self._untold(counts, whose, imported, whole=True, year=era)
                table[:, days * many + place[slot]] += told
        return self._finished(table, np.full(len(thens) * many, party))
