"""What is published of ties and events: relations and incidents, incomplete, misdated and partly false."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from headstamp.tracing.simulate.arming import Lot
from headstamp.tracing.simulate.clock import HISTORY, KEPT, STEPS, day_in, first_day, year_of
from headstamp.tracing.simulate.conflict import UNIT, Event, Holder, Tie
from headstamp.tracing.simulate.dials import MECHANISMS, Dials, Rng
from headstamp.tracing.simulate.geography import States

_QUIET: Final = {
    "leakage": ("leakage", "theft"),
    "illicit_purchase": ("illicit_purchase", "seizure"),
    "unauthorised_retransfer": ("unauthorised_retransfer",),
    "covert_supply": ("covert_supply",),
    "hand_over": ("hand_over",),
    "local_manufacture": ("local_manufacture",),
    "other": ("other", "theft"),
}
_TRUE_GRADES: Final = ((1, 2, 3, 4, 6), (0.15, 0.35, 0.30, 0.10, 0.10))
_FALSE_GRADES: Final = ((2, 3, 4, 5, 6), (0.10, 0.30, 0.30, 0.15, 0.15))


@dataclass(frozen=True, slots=True)
class ToldRelation:
    """One published relation: ids of both sides, its kind, years, and how far it is to be believed."""

    from_actor: str
    to_actor: str
    kind: str
    first: int
    last: int | None
    credibility: int


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """One published incident.

    Attributes:
        kind: one of the kinds of incident.
        from_actor, to_actor: ids, or 'not known'.
        first, last: days between which it happened, as told.
        where: index of the state on whose soil.
        lat, lon: degrees, or None where no place is told.
        weapons: leaves that are named, indices.
        count: how many at least, or None.
        credibility: Admiralty digit.
    """

    kind: str
    from_actor: str
    to_actor: str
    first: date
    last: date
    where: int
    lat: float | None
    lon: float | None
    weapons: tuple[int, ...]
    count: int | None
    credibility: int


def _grade(rng: Rng, grades: tuple[tuple[int, ...], tuple[float, ...]]) -> int:
    return int(rng.choice(grades[0], p=grades[1]))


def tell_relations(
    rng: Rng, dials: Dials, states: States, holders: tuple[Holder, ...]
) -> tuple[ToldRelation, ...]:
    """Relations as published: true ones in part, and a few that never were."""
    found: list[ToldRelation] = []
    for holder in holders:
        if holder.kind != UNIT:
            found += _of(rng, dials, states, holder)
    for _ in range(round(dials.relation_false * len(found))):
        holder = holders[int(rng.integers(len(holders)))]
        if holder.kind == UNIT:
            continue
        first = int(rng.integers(holder.first, max(holder.first + 1, holder.last - 4)))
        tie = Tie(int(rng.integers(len(states))), first, holder.last)
        kind = "backs" if rng.random() < 0.7 else "fights"
        found.append(_told(states, holder, tie, kind, rng, _grade(rng, _FALSE_GRADES)))
    return tuple({(one.from_actor, one.to_actor, one.kind, one.first): one for one in found}.values())


def _of(rng: Rng, dials: Dials, states: States, holder: Holder) -> list[ToldRelation]:
    found = [
        _told(states, holder, tie, "fights", rng, _grade(rng, _TRUE_GRADES))
        for tie in holder.enemies
        if rng.random() < dials.relation_recall
    ]
    for tie in holder.backers:
        if tie.state == holder.home:
            if rng.random() < dials.relation_recall:
                kind = "allied_with" if rng.random() < 0.5 else "backs"
                found.append(_told(states, holder, tie, kind, rng, _grade(rng, _TRUE_GRADES)))
        elif rng.random() >= dials.unlisted:
            kind = "trains" if rng.random() < 0.15 else "backs"
            found.append(_told(states, holder, tie, kind, rng, _grade(rng, _TRUE_GRADES)))
    return found


def _told(states: States, holder: Holder, tie: Tie, kind: str, rng: Rng, grade: int) -> ToldRelation:
    first = year_of(tie.first) + int(rng.choice((-1, 0, 0, 0, 1)))
    last = year_of(min(tie.last, STEPS - 1))
    open_ = tie.last >= STEPS - 1 or rng.random() < 0.2
    return ToldRelation(
        states.ids[tie.state], holder.id, kind, first, None if open_ else max(first, last), grade
    )


def tell_incidents(
    rng: Rng,
    dials: Dials,
    states: States,
    holders: tuple[Holder, ...],
    events: tuple[Event, ...],
    lots: tuple[Lot, ...],
    leaves: int,
) -> tuple[ToldIncident, ...]:
    """Incidents as published: of true events, of quiet acquisitions here and there, and of nothing."""
    gained: dict[int, list[Lot]] = {}
    for lot in lots:
        if lot.event >= 0:
            gained.setdefault(lot.event, []).append(lot)
    found = [
        _of_event(rng, dials, states, holders, event, gained.get(index, []))
        for index, event in enumerate(events)
        if rng.random() < dials.incident_recall
    ]
    for lot in lots:
        kinds = _QUIET.get(MECHANISMS[lot.mechanism])
        if kinds and rng.random() < dials.quiet_recall:
            found.append(_of_lot(rng, dials, states, holders, lot, kinds))
    for _ in range(round(dials.incident_false * len(found))):
        found.append(_false(rng, dials, states, holders, leaves))
    return tuple(sorted(found, key=lambda one: (one.first, one.last, one.kind, one.from_actor)))


def _span(rng: Rng, dials: Dials, day: date) -> tuple[date, date]:
    """A day as told: often the month or a day that is off by some weeks."""
    told = day + timedelta(days=int(30 * rng.normal(0, dials.incident_date)))
    width = int(rng.choice((0, 3, 30, 90), p=(0.4, 0.2, 0.3, 0.1)))
    return told - timedelta(days=width // 2), told + timedelta(days=width - width // 2)


def _of_event(
    rng: Rng, dials: Dials, states: States, holders: tuple[Holder, ...], event: Event, gained: list[Lot]
) -> ToldIncident:
    first, last = _span(rng, dials, day_in(event.step, event.share))
    to = holders[event.holder].id if event.holder >= 0 else "not known"
    if event.holder < 0 and gained and rng.random() < 0.6:
        to = holders[gained[int(rng.integers(len(gained)))].holder].id
    placed = rng.random() < 0.7
    named = {lot.leaf for lot in gained if rng.random() < 0.3}
    return ToldIncident(
        kind=event.kind,
        from_actor=states.ids[event.state] if rng.random() < 0.93 else "not known",
        to_actor=to if rng.random() < 0.9 else "not known",
        first=first,
        last=last,
        where=event.where,
        lat=event.lat if placed else None,
        lon=event.lon if placed else None,
        weapons=tuple(sorted(named)),
        count=max(1, round(40 * event.amount)) if rng.random() < 0.3 else None,
        credibility=_grade(rng, _TRUE_GRADES),
    )


def _of_lot(
    rng: Rng, dials: Dials, states: States, holders: tuple[Holder, ...], lot: Lot, kinds: tuple[str, ...]
) -> ToldIncident:
    first, last = _span(rng, dials, day_in(HISTORY + lot.step, float(rng.random())))
    holder = holders[lot.holder]
    known = lot.describable and lot.state >= 0 and rng.random() < 0.7
    kind = kinds[int(rng.integers(len(kinds)))]
    local = kind == "local_manufacture"
    return ToldIncident(
        kind=kind,
        from_actor=holder.id if local else states.ids[lot.state] if known else "not known",
        to_actor=holder.id,
        first=first,
        last=last,
        where=holder.home,
        lat=None,
        lon=None,
        weapons=(lot.leaf,) if rng.random() < 0.5 else (),
        count=None,
        credibility=_grade(rng, _TRUE_GRADES),
    )


def _false(rng: Rng, dials: Dials, states: States, holders: tuple[Holder, ...], leaves: int) -> ToldIncident:
    holder = holders[int(rng.integers(len(holders)))]
    kind = ("battlefield_capture", "depot_loss", "defection", "covert_supply")[int(rng.integers(4))]
    near = (holder.home, *states.neighbours[holder.home])
    state = int(rng.choice(near)) if rng.random() < 0.7 else int(rng.integers(len(states)))
    first, last = _span(rng, dials, first_day(HISTORY + int(rng.integers(KEPT))))
    return ToldIncident(
        kind=kind,
        from_actor=states.ids[state],
        to_actor=holder.id,
        first=first,
        last=last,
        where=state,
        lat=None,
        lon=None,
        weapons=(int(rng.integers(leaves)),) if rng.random() < 0.2 else (),
        count=None,
        credibility=_grade(rng, _FALSE_GRADES),
    )
