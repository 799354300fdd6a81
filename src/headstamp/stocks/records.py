"""What records of transfers say of a stock: deliveries to the actor and from it, other stages beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from headstamp.records import STAGES, Party, Transfer, link
from headstamp.stocks.flows import Figure, Flow, Period, Telling
from headstamp.stocks.ledger import Beside, LeftOut
from headstamp.stocks.subject import Fit, Subject

_COUNTS = "delivered"
_NOT_TELLING = ("blank", "withheld")


@dataclass(frozen=True, slots=True)
class RecordParts:
    """What records add to a ledger."""

    flows: tuple[Flow, ...]
    beside: tuple[Beside, ...]
    left_out: tuple[LeftOut, ...]


def record_parts(received: Sequence[Transfer], sent: Sequence[Transfer], subject: Subject) -> RecordParts:
    """The movements that records tell.

    Args:
        received: what came to the actor, its members, or those of whom it is a part.
        sent: what these sent.
        subject: whom and what it is about.
    """
    came, gone = _Side("delivered", subject), _Side("exported", subject)
    came.take(received, _holder)
    gone.take(sent, lambda one: one.supplier)
    return RecordParts((*came.flows, *gone.flows), tuple(came.beside), (*came.left_out(), *gone.left_out()))


def _known(party: Party | None) -> bool:
    return party is not None and party.id not in (None, "not-known")


class _Side:
    """One side: what came in, or what went out."""

    def __init__(self, part: str, subject: Subject) -> None:
        self._part, self._subject = part, subject
        self.flows: list[Flow] = []
        self.beside: list[Beside] = []
        self._wider: list[Transfer] = []
        self._of_others: list[Transfer] = []
        self._out: list[LeftOut] = []

    def take(self, rows: Sequence[Transfer], whose: Callable[[Transfer], Party]) -> None:
        mine = []
        for one in rows:
            party = whose(one)
            other = one.supplier if self._part == "delivered" else _holder(one)
            if other.id in self._subject.members:
                # Moved within: the stock is the same.
                continue
            fit = self._subject.fit(one.weapon)
            if fit is Fit.OTHER:
                continue
            if party.id not in self._subject.members:
                self._of_others += [one] if fit is not Fit.WIDER else []
            elif fit is Fit.WIDER:
                self._wider.append(one)
            else:
                mine.append(one)
        self._count(mine)

    def _count(self, rows: list[Transfer]) -> None:
        by_id = {one.id: one for one in rows}
        told = link((self._as_of_actor(one) for one in rows), self._subject.names).clusters
        stages: dict[str, list[list[Transfer]]] = defaultdict(list)
        for cluster in told:
            # A whole whose parts are told does not count beside them.
            if not cluster.explained:
                stages[cluster.stage].append([by_id[one] for one in cluster.records])
        for group in stages[_COUNTS]:
            self._deliver(group)
        for stage in STAGES:
            if stage != _COUNTS:
                self.beside += [self._standing(stage, group) for group in stages[stage]]
        clustered = {one for cluster in told for one in cluster.records}
        self._silent(one for one in rows if one.id not in clustered)

    def _as_of_actor(self, one: Transfer) -> Transfer:
        """The row as of the actor itself, so that 'to the army' and 'to the state' can be one transfer."""
        if self._part == "delivered":
            return replace(one, recipient=self._subject.actor, end_user=None)
        return replace(one, supplier=self._subject.actor)

    def _deliver(self, rows: list[Transfer]) -> None:
        told, ids = [], tuple(one.id for one in rows)
        missing: LeftOut | None = None
        for one in rows:
            if one.stage != _COUNTS:
                continue
            why = self._lacking(one)
            if why is None:
                told.append(Telling(one.source, Figure.of(one.quantity), periods(one)))
            else:
                first = min((period.first for period in periods(one)), default=None)
                opens = "in" if self._part == "delivered" else "out"
                missing = LeftOut(self._words(one), why, ids, opens, first)
        if told:
            weight = max(self._subject.weight(one.weapon) for one in rows)
            words = self._words(rows[0])
            self.flows.append(Flow(self._part, tuple(told), min(1.0, weight), 1, ids, words))
        elif missing is not None:
            self._out.append(missing)

    def _lacking(self, one: Transfer) -> str | None:
        if not self._subject.counts(one.quantity.unit):
            return f"is counted in units of {one.quantity.unit}"
        if one.quantity.status.value in _NOT_TELLING or Figure.of(one.quantity).value is None:
            return "gives no number"
        if one.quantity.status.value == "aggregate":
            return "is a sum over several things"
        return None if periods(one) else "gives no day of delivery"

    def _words(self, one: Transfer) -> str:
        other = f"from {one.supplier.name}" if self._part == "delivered" else f"to {_holder(one).name}"
        return f"{one.quantity} {one.item} {other}"

    def _standing(self, stage: str, rows: list[Transfer]) -> Beside:
        number = rows[0].quantity.value if self._subject.counts(rows[0].quantity.unit) else None
        days = [day for one in rows for day in (one.ordered.from_, one.dated.from_) if day is not None]
        ids = tuple(one.id for one in rows)
        return Beside(stage, float(number) if number is not None else None, ids, min(days, default=None))

    def _silent(self, rows: Iterable[Transfer]) -> None:
        """What no cluster holds: sums over several flows, and reports that nothing was delivered."""
        for one in rows:
            if one.stage != _COUNTS:
                continue
            first = min((period.first for period in periods(one)), default=None)
            why, opens = "says that none was delivered", ""
            if one.quantity.status.value == "aggregate":
                why, opens = "is a sum over several things", "in" if self._part == "delivered" else "out"
            self._out.append(LeftOut(self._words(one), why, (one.id,), opens, first))

    def left_out(self) -> tuple[LeftOut, ...]:
        """Everything of this side that may belong in the ledger and is not counted."""
        came = self._part == "delivered"
        found = list(self._out)
        side = "to" if came else "from"
        if wider := [one for one in self._wider if one.stage == _COUNTS]:
            what = f"{_many(wider)} {side} {self._subject.actor.name}"
            why = f"{_verb(wider, 'names', 'name')} a wider kind of goods that may include this one"
            found.append(LeftOut(what, why, tuple(one.id for one in wider), "", _first(wider)))
        if others := [one for one in self._of_others if one.stage == _COUNTS]:
            names = ", ".join(sorted({(one.recipient if came else one.supplier).name for one in others}))
            what = f"{_many(others)} {side} {names}"
            verb = _verb(others, "does", "do")
            why = f"{verb} not say whether it was {'for' if came else 'from'} {self._subject.actor.name}"
            found.append(LeftOut(what, why, tuple(one.id for one in others), "", _first(others)))
        return tuple(found)


def _holder(one: Transfer) -> Party:
    return one.end_user if one.end_user is not None and _known(one.end_user) else one.recipient


def _many(rows: Sequence[Transfer]) -> str:
    return f"{len(rows):,} record{'s' if len(rows) != 1 else ''} of deliveries"


def _verb(rows: Sequence[Transfer], one: str, several: str) -> str:
    return one if len(rows) == 1 else several


def _first(rows: Iterable[Transfer]) -> date | None:
    return min((period.first for one in rows for period in periods(one)), default=None)


def periods(one: Transfer) -> tuple[Period, ...]:
    """When a delivery was made: one period for each that is named and dated."""
    found = []
    for each in one.deliveries:
        first, last = each.when.from_ or each.when.to, each.when.to or each.when.from_
        if first is not None and last is not None:
            number = float(each.quantity.value) if each.quantity.value is not None else None
            found.append(Period(first, last, number))
    if any(period.number is None for period in found):
        found = [replace(period, number=None) for period in found]
    return tuple(found)
