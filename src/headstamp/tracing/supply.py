"""What each supply would show of a sighting's findings, on the day it was seen and on days of loss.

Nothing here knows of mechanisms: the numbers are expected counts of what a custodian held, from whom, and how
much of it fits. Records can be taken out, as if they had never been told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

import numpy as np

from headstamp.tracing.columns import Columns, Part
from headstamp.tracing.findings import Findings
from headstamp.tracing.ledger import Floats, Ints, added
from headstamp.tracing.observation import Observation
from headstamp.tracing.priors import Priors
from headstamp.tracing.stock import Stocks

# Delivered, in use, in use with later deliveries in full; then as read, in time, with year, with marks.
_BASE, _AGED, _ALL, _READ, _IN_TIME, _YEAR, _MARKED = range(7)
_LEAN = np.array([_AGED, _MARKED])

Days = Iterable[tuple[int, float]]
Lost = Mapping[tuple[str, int], Days]
On = Callable[[int], tuple[Floats, Floats]]


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
        self._told: dict[tuple[int, int | None], Floats] = {}
        self._shown: dict[tuple[int, int | None], tuple[Floats, Floats]] = {}
        self._estimates: dict[int, tuple[Floats, Floats]] = {}

    def supply(self, lost: Lost) -> Supply:
        """What each supply would show.

        Args:
            lost: (mechanism, party index) to days on which weapons were lost and the part of the reach that
                is theirs; the rest of it is what the party held when the weapon was seen.
        """
        sums, total = self._on(self.seen.day, None, None)
        mixed = {key: self._mixed(days, partial(self._on, party=key[1])) for key, days in lost.items()}
        return Supply(sums, total, mixed, _share(sums[-1], total))

    def less(self, supply: Supply, lost: Lost, without: Ints) -> Supply:
        """The last of the sums, which is all that chains need, as if some entries had never been told."""
        sums, total, mixed = supply.sums[-1:].copy(), supply.total.copy(), dict(supply.lost)
        for party in np.unique(self._ledger.custodian[without]).tolist():
            theirs = without[self._ledger.custodian[without] == party]
            on = cache(partial(self._on, party=party, without=theirs))
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

    def _on(self, day: int, party: int | None, without: Ints | None = None) -> tuple[Floats, Floats]:
        """The sums of every supply on a day and Q of every party, or those of one party."""
        part = self.columns.all if party is None else self.columns.of(party)
        if (day, party) not in self._told:
            self._told[day, party] = self._pairs(day, part, part.entries)
        told = self._told[day, party]
        if without is not None:
            aged, marked = _left(told[_LEAN], self._pairs(day, part, without, lean=True))
            return self._with_estimates(aged, marked[None, :], part, day)
        if (day, party) not in self._shown:
            self._shown[day, party] = self._with_estimates(told[_AGED], _steps(told), part, day)
        return self._shown[day, party]

    def _pairs(self, day: int, part: Part, entries: Ints, *, lean: bool = False) -> Floats:
        """What some entries tell of each pair, shape (7, pairs of the part), or (2, pairs) when lean."""
        found, flows = self.findings, self.stocks.flows(day)
        # All entries in their order need no copies.
        chosen = slice(None) if entries is self.columns.all.entries else entries
        place = part.place[self._ledger.pairs.entry[chosen]]
        node = found.node[self._ledger.node[chosen]]
        weight, aged = flows.weight[chosen], flows.aged[chosen]
        base, in_use, everything = weight, aged, aged
        if not self.seen.reviewed:
            # An unverified date excludes nothing: what came later stays in, and is held against the route.
            late = flows.late[chosen]
            counted = self._late_penalty * late
            base, in_use, everything = weight + counted, aged + counted, aged + late
        in_time = in_use * node
        year = in_time if found.year is None else in_time * found.year[chosen]
        marks = year if found.line is None else year * found.line[chosen]
        told = (
            (in_use, marks) if lean else (base, in_use, everything, everything * node, in_time, year, marks)
        )
        # With a reviewed date and no marks most of them are one and the same.
        summed = {
            id(one): added(place, one, len(part.pairs)) for one in {id(one): one for one in told}.values()
        }
        sums = np.stack([summed[id(one)] for one in told])
        sums[-1] *= found.party[self._ledger.pairs.custodian[part.pairs]]
        return sums

    def _with_estimates(self, aged: Floats, recorded: Floats, part: Part, day: int) -> tuple[Floats, Floats]:
        """The steps of recorded supplies, and beside them those that are estimated; Q of every party."""
        year = date.fromordinal(day).year
        estimate, steps = self.stocks.on(year), len(recorded)
        total = added(part.receivers, aged, len(part.parties))
        total += estimate.unrecorded[part.parties] + estimate.own[part.parties]
        unrecorded, own = (one[-steps:, part.parties] for one in self._estimated(year))
        # Records that do not name the supplier say as little of who it was as no record.
        unrecorded[:, part.receivers[part.nameless]] += recorded[:, part.nameless]
        return np.concatenate([recorded[:, part.recorded], unrecorded, own], axis=1), total

    def _estimated(self, year: int) -> tuple[Floats, Floats]:
        """Sums of unrecorded imports and of own make, shape (len(STEPS), parties) each."""
        if year not in self._estimates:
            estimate, node = self.stocks.on(year), self.findings.node
            self._estimates[year] = (
                self._untold(estimate.unrecorded, self.stocks.unrecorded(year, node)),
                self._untold(estimate.own, self.stocks.own(year, node)),
            )
        return self._estimates[year]

    def _untold(self, total: Floats, weapon: Floats) -> Floats:
        dated = weapon * self.findings.any_year
        marks = dated * self.findings.untold * self.findings.party
        return np.stack([total, total, weapon, weapon, weapon, dated, marks])


def _share(found: Floats, total: Floats) -> float:
    return float(found.sum() / total.sum()) if total.sum() > 0 else 0.0


def _steps(told: Floats) -> Floats:
    """The partial sums of recorded supplies.

    What was late of everything stands in the supply already, so the date weighs how late this weapon was.
    """
    counted = np.divide(told[_AGED], told[_ALL], out=np.ones_like(told[_ALL]), where=told[_ALL] > 0)
    read = told[_READ] * counted
    return np.stack([told[_BASE], told[_AGED], read, read, told[_IN_TIME], told[_YEAR], told[_MARKED]])


def _left(everything: Floats, part: Floats) -> Floats:
    # What was told by these entries alone leaves rounding behind, which is no supply.
    left = everything - part
    return np.asarray(np.where(left > 1e-9 * everything, left, 0.0))
