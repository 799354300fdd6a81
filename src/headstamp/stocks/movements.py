"""What incidents say of a stock: what was lost, handed over, captured or made.

What each kind of incident does to a stock stands in `data/incident_parts.csv`. An incident is believed as far
as its Admiralty digit says; one that gives no number takes nothing away and is said to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from types import MappingProxyType

from headstamp.sightings import Incident
from headstamp.stocks.flows import Figure, Flow, Period, Telling
from headstamp.stocks.ledger import LeftOut
from headstamp.stocks.subject import Fit, Subject
from headstamp.tables import read_table

_MONTH = 31


@lru_cache(maxsize=1)
def parts_of_kinds() -> Mapping[str, tuple[str, str]]:
    """Kind of incident to what it is for whoever lost and whoever got the weapons; '' for neither."""
    rows = read_table(Path(__file__).with_name("data") / "incident_parts.csv").rows
    return MappingProxyType({one.cells["kind"]: (one.cells["out"], one.cells["in"]) for one in rows})


@dataclass(frozen=True, slots=True)
class IncidentParts:
    """What incidents add to a ledger."""

    flows: tuple[Flow, ...]
    left_out: tuple[LeftOut, ...]


def incident_parts(
    incidents: Sequence[Incident], subject: Subject, believed: Callable[[int | None], float]
) -> IncidentParts:
    """The movements that incidents tell.

    Args:
        believed: how far an incident of a grade is believed.
    """
    flows: list[Flow] = []
    left_out: list[LeftOut] = []
    kept: list[Incident] = []
    vague: list[Incident] = []
    for one in incidents:
        part = _part(one, subject)
        if not part:
            continue
        fits = [subject.fit(subject.names.resolver.resolve(text).candidates) for text in one.weapons]
        named = [subject.names.resolver.resolve(text).candidates for text in one.weapons]
        weight = max((subject.weight(each) for each in named), default=0.0)
        if weight <= 0.0:
            if not one.weapons or Fit.WIDER in fits:
                vague.append(one)
            continue
        figure, why = Figure.of(one.count), _lacking(one, subject)
        period = _period(one)
        if why is not None or period is None or figure.value is None:
            opens = "in" if part in ("captured", "produced") else "out"
            first = period.first if period is not None else None
            left_out.append(LeftOut(_words(one), why or "gives no day", (one.id,), opens, first))
            continue
        chance = min(1.0, weight) * believed(one.credibility)
        telling = Telling(one.source or "case", figure, (period,))
        flows.append(Flow(part, (telling,), chance, len(one.weapons), (one.id,), _words(one)))
        kept.append(one)
    if vague:
        ids = tuple(one.id for one in vague)
        what = f"{len(vague):,} incident{'s' if len(vague) != 1 else ''} of {subject.actor.name}"
        verb = "names" if len(vague) == 1 else "name"
        why = f"{verb} no weapon, or a wider kind that may include this one"
        periods = (_period(one) for one in vague)
        first = min((one.first for one in periods if one is not None), default=None)
        left_out.append(LeftOut(what, why, ids, "", first))
    return IncidentParts(tuple(flows), (*left_out, *_twice(kept)))


def _part(one: Incident, subject: Subject) -> str:
    lost, got = subject.is_member(one.from_actor), subject.is_member(one.to_actor)
    out, into = parts_of_kinds()[one.kind]
    if lost and got:
        # Within the actor nothing changes hands; what it makes itself is new.
        return into if into == "produced" else ""
    if lost:
        return out
    return into if got else ""


def _lacking(one: Incident, subject: Subject) -> str | None:
    if not subject.counts(one.count.unit):
        return f"is counted in units of {one.count.unit}"
    return "does not say how many" if one.count.status.value == "blank" else None


def _period(one: Incident) -> Period | None:
    first, last = one.span.from_ or one.span.to, one.span.to or one.span.from_
    return Period(first, last) if first is not None and last is not None else None


def _words(one: Incident) -> str:
    what = one.kind.replace("_", " ")
    return f"{what}{f' at {one.place.name}' if one.place.name else ''}, {one.span}"


def _twice(kept: Sequence[Incident]) -> tuple[LeftOut, ...]:
    """Pairs of incidents that may be one event told twice; both count."""
    why = "may be one event told twice (both are counted)"
    pairs = ((one.id, other.id) for one, other in combinations(kept, 2) if may_be_one(one, other))
    return tuple(LeftOut(" and ".join(pair), why, pair) for pair in pairs)


def may_be_one(one: Incident, other: Incident) -> bool:
    """Whether two rows may tell of one event: the same parties, no two places, and times that meet.

    Most rows tell only by when something had happened; such days meet when they lie within a month.
    """
    if (one.from_actor, one.to_actor) != (other.from_actor, other.to_actor):
        return False
    if one.place.name and other.place.name and one.place.name != other.place.name:
        return False
    if one.span.from_ is not None and other.span.from_ is not None:
        return one.span.overlaps(other.span) is True
    first, second = _period(one), _period(other)
    if first is None or second is None:
        return True
    return abs((first.last - second.last).days) <= _MONTH
