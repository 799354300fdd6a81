"""What each supply would show of a sighting's findings, on the day it was seen and on days of loss.

Nothing here knows of mechanisms: the numbers are expected counts of what a custodian held, from whom, and how
much of it fits. Records can be taken out, as if they had never been told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, partial

import numpy as np

from headstamp.tracing.columns import Columns, Part
from headstamp.tracing.deliveries import Flows
from headstamp.tracing.findings import Findings
from headstamp.tracing.ledger import Floats, Ints, added
from headstamp.tracing.observation import Observation
from headstamp.tracing.patch import Patch
from headstamp.tracing.priors import Priors
from headstamp.tracing.stock import Estimate, Leaning, Stocks

# Delivered, in use, in use with later deliveries in full; then as read, in time, with year, with marks.
_BASE, _AGED, _ALL, _READ, _IN_TIME, _YEAR, _MARKED = range(7)

Days = Iterable[tuple[int, float]]
Lost = Mapping[tuple[str, int], Days]
On = Callable[[int], tuple[Floats, Floats]]
Estimated = Callable[[int], tuple[Estimate, tuple[Floats, ...]]]


@dataclass(frozen=True, slots=True)
class Supply:
    """What each supply would show.

    Attributes:
        sums: as in `headstamp.tracing.rows.Rows`, before the way, shape (len(STEPS), supplies);
            only the last of them, shape (1, supplies), where no more was asked for.
        total: Q(A), one a party.
        lost: (mechanism, party index) to such sums of that party's supplies, where incidents tell of losses.
        world: share of what was found in all stocks together.
    """

    sums: Floats
    total: Floats
    lost: Mapping[tuple[str, int], Floats]
    world: float


class Supplies:
    """Everything of one sighting that does not change when some records are taken out."""

    def __init__(
        self, seen: Observation, findings: Findings, columns: Columns, stocks: Stocks, priors: Priors
    ) -> None:
        self.seen, self.findings, self.columns, self.stocks = seen, findings, columns, stocks
        self._late_penalty, self._ledger = priors.late_penalty, stocks.ledger
        self._shown: dict[tuple[int, int | None], tuple[Floats, Floats]] = {}
        self._leanings: dict[int, Leaning] = {}
        self._estimates: dict[int, tuple[Estimate, tuple[Floats, ...]]] = {}

    def supply(self, lost: Lost) -> Supply:
        """What each supply would show.

        Args:
            lost: (mechanism, party index) to days on which weapons were lost and the part of the reach that
                is theirs; the rest of it is what the party held when the weapon was seen.
        """
        sums, total = self._on(self.seen.day, None)
        mixed = {key: self._mixed(days, partial(self._on, party=key[1])) for key, days in lost.items()}
        return Supply(sums, total, mixed, _share(sums[-1], total))

    def less(self, supply: Supply, lost: Lost, patch: Patch) -> Supply:
        """The last of the sums, which is all that chains need, as if some entries had never been told."""
        sums, total, mixed = supply.sums[-1:].copy(), supply.total.copy(), dict(supply.lost)
        untold = cache(lambda year: (patch.on(year), self._untold(patch.on(year), year)))
        for party in patch.places:
            on = cache(partial(self._left, party, patch, untold))
            sums[:, self.columns.of(party).columns], total[[party]] = on(self.seen.day)
            mixed.update((key, self._mixed(lost[key], on)) for key in lost if key[1] == party)
        return Supply(sums, total, mixed, _share(sums[-1], total))

    def _mixed(self, days: Days, on: On) -> Floats:
        """Sums of one party as they stood when it was seen and on days of loss, by the parts of each."""
        now, total = on(self.seen.day)
        mixed = now * (1.0 - sum(part for _, part in days))
        for day, part in days:
            then, held = on(day)
            if held[0] > 0:
                mixed += then * (part * total[0] / held[0])
        return np.asarray(mixed)

    def _on(self, day: int, party: int | None) -> tuple[Floats, Floats]:
        """The sums of every supply on a day and Q of every party, or those of one party."""
        if (day, party) not in self._shown:
            part = self.columns.all if party is None else self.columns.of(party)
            flows = self.stocks.flows(day)
            told = self._pairs(flows if party is None else flows.of(part.entries), part, part.entries)
            estimate, untold = self._estimated(date.fromordinal(day).year)
            untold = tuple(one[:, part.parties] for one in untold)
            missing = (estimate.unrecorded + estimate.own)[part.parties]
            self._shown[day, party] = _with_estimates(told[_AGED], _steps(told), untold, missing, part)
        return self._shown[day, party]

    def _left(self, party: int, patch: Patch, untold: Estimated, day: int) -> tuple[Floats, Floats]:
        """The last of the sums of one party and its Q, as if some entries had never been told."""
        part, places = self.columns.of(party), patch.places[party]
        aged, marked = self._pairs(patch.flows(day).of(places), part, patch.entries[places], lean=True)
        estimate, steps = untold(date.fromordinal(day).year)
        row = np.searchsorted(estimate.parties, [party])
        missing = (estimate.unrecorded + estimate.own)[row]
        last = tuple(one[-1:, row] for one in steps)
        return _with_estimates(aged, marked[None, :], last, missing, part)

    def _pairs(self, flows: Flows, part: Part, entries: Ints, *, lean: bool = False) -> Floats:
        """What some entries tell of each pair, shape (7, pairs of the part), or (2, pairs) when lean."""
        found = self.findings
        # All entries in their order need no copies.
        chosen = slice(None) if entries is self.columns.all.entries else entries
        place = part.place[self._ledger.pairs.entry[chosen]]
        node = found.node[self._ledger.node[chosen]]
        base, in_use, everything = flows.weight, flows.aged, flows.aged
        if not self.seen.reviewed:
            # An unverified date excludes nothing: what came later stays in, and is held against the route.
            counted = self._late_penalty * flows.late
            base, in_use, everything = base + counted, in_use + counted, in_use + flows.late
        in_time = in_use * node
        read = in_time if everything is in_use else everything * node
        year = in_time if found.year is None else in_time * found.year[chosen]
        marks = year if found.line is None else year * found.line[chosen]
        told = (in_use, marks) if lean else (base, in_use, everything, read, in_time, year, marks)
        # With a reviewed date and no marks most of them are one and the same.
        distinct = {id(one): one for one in told}
        summed = {name: added(place, one, len(part.pairs)) for name, one in distinct.items()}
        sums = np.stack([summed[id(one)] for one in told])
        sums[-1] *= found.party[self._ledger.pairs.custodian[part.pairs]]
        return sums

    def _estimated(self, year: int) -> tuple[Estimate, tuple[Floats, ...]]:
        if year not in self._estimates:
            estimate = self.stocks.on(year)
            self._estimates[year] = estimate, self._untold(estimate, year)
        return self._estimates[year]

    def _untold(self, estimate: Estimate, year: int) -> tuple[Floats, Floats]:
        """Sums of unrecorded imports and of own make, shape (len(STEPS), parties) each."""
        if year not in self._leanings:
            self._leanings[year] = self.stocks.leaning(year, self.findings.node)
        party = self.findings.party[estimate.parties]
        unrecorded = self.stocks.unrecorded(estimate, self._leanings[year])
        own = self.stocks.own(estimate, self._makes)
        return (
            self._steps_of(estimate.unrecorded, unrecorded, party),
            self._steps_of(estimate.own, own, party),
        )

    @cached_property
    def _makes(self) -> Floats:
        return self.stocks.makes(self.findings.node)

    def _steps_of(self, total: Floats, weapon: Floats, party: Floats) -> Floats:
        dated = weapon * self.findings.any_year
        return np.stack([total, total, weapon, weapon, weapon, dated, dated * self.findings.untold * party])


def _with_estimates(
    aged: Floats, recorded: Floats, untold: tuple[Floats, ...], missing: Floats, part: Part
) -> tuple[Floats, Floats]:
    """The steps of recorded supplies, and beside them those that are estimated; Q of the part's parties."""
    unrecorded, own = untold
    unrecorded = unrecorded.copy()
    # Records that do not name the supplier say as little of who it was as no record.
    unrecorded[:, part.receivers[part.nameless]] += recorded[:, part.nameless]
    total = added(part.receivers, aged, len(part.parties)) + missing
    return np.concatenate([recorded[:, part.recorded], unrecorded, own], axis=1), total


def _share(found: Floats, total: Floats) -> float:
    return float(found.sum() / total.sum()) if total.sum() > 0 else 0.0


def _steps(told: Floats) -> Floats:
    """The partial sums of recorded supplies.

    What was late of everything stands in the supply already, so the date weighs how late this weapon was.
    """
    counted = np.divide(told[_AGED], told[_ALL], out=np.ones_like(told[_ALL]), where=told[_ALL] > 0)
    read = told[_READ] * counted
    return np.stack([told[_BASE], told[_AGED], read, read, told[_IN_TIME], told[_YEAR], told[_MARKED]])
