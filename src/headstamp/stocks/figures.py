"""What the table of stocks says: where a ledger begins, what was made and destroyed, what was counted.

A figure of a year stands for its end. One dated to a day stands for that day, so that what moved on or before
it lies behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from headstamp.records import WeaponWeight
from headstamp.records.names import weighed
from headstamp.sightings import StockFigure
from headstamp.stocks.flows import Figure, Flow, Period, Telling
from headstamp.stocks.ledger import Counted, LeftOut
from headstamp.stocks.subject import Fit, Subject

_ALONE = 0.999


@dataclass(frozen=True, slots=True)
class FigureParts:
    """What figures add to a ledger.

    Attributes:
        begins: the day after the opening figure; None without one.
    """

    flows: tuple[Flow, ...]
    counts: tuple[Counted, ...]
    left_out: tuple[LeftOut, ...]
    begins: date | None


def figure_parts(figures: Sequence[StockFigure], subject: Subject, by: date | None = None) -> FigureParts:
    """Everything that figures say of the actor and the weapon.

    Args:
        by: no opening after this day is taken; None takes the last.
    """
    flows: list[Flow] = []
    counts: list[Counted] = []
    openings: list[tuple[date, StockFigure]] = []
    left_out: list[LeftOut] = []
    for one in figures:
        if not subject.is_member(one.actor) or (fit := _fit(one, subject)) is Fit.OTHER:
            continue
        whole = _whole(one, subject, fit)
        if one.part in ("produced", "destroyed"):
            flow = _moved(one, subject, fit)
            if flow is not None:
                flows.append(flow)
            else:
                left_out.append(LeftOut(_words(one), _unused(one, fit), (one.id,)))
        elif one.part == "opening":
            if whole or one.at.to is None or Figure.of(one.count).value is None:
                why = whole or _unused(one, fit)
                left_out.append(LeftOut(_words(one), f"is no opening of this ledger: it {why}", (one.id,)))
            elif by is None or one.at.to <= by:
                openings.append((one.at.to, one))
        else:
            counts.append(_counted(one, whole))
    counts.sort(key=lambda one: (one.on or date.max, one.id))
    begins = None
    if openings:
        day, opening = max(openings, key=lambda each: (each[0], each[1].id))
        begins = day + timedelta(days=1)
        flows.append(_flow("opening", opening, Period(day, day), 1.0))
        left_out += [
            LeftOut(_words(one), "is an opening figure that a later one replaces", (one.id,))
            for _, one in openings
            if one is not opening
        ]
    return FigureParts(tuple(flows), tuple(counts), tuple(left_out), begins)


def _fit(one: StockFigure, subject: Subject) -> Fit:
    return subject.fit(_candidates(one, subject))


def _candidates(one: StockFigure, subject: Subject) -> tuple[WeaponWeight, ...]:
    return weighed(
        [
            (each, weight)
            for text, weight in one.weapon
            for each in subject.names.resolver.resolve(text).candidates
        ]
    )


def _whole(one: StockFigure, subject: Subject, fit: Fit) -> str:
    """Why a figure does not speak of the actor and the weapon as a whole; empty where it does."""
    actor = subject.names.actor(one.actor)
    if actor is None or actor.id != subject.actor.id:
        return f"speaks of a part of {subject.actor.name} only"
    if fit is Fit.WIDER:
        return "speaks of a wider kind of weapon"
    if fit is Fit.BELOW:
        return "speaks of a narrower kind of weapon"
    if subject.weight(_candidates(one, subject)) < _ALONE:
        return "is not sure to be of this weapon"
    return "speaks of one place only" if one.place else ""


def _moved(one: StockFigure, subject: Subject, fit: Fit) -> Flow | None:
    first, last = one.at.from_ or one.at.to, one.at.to or one.at.from_
    if fit is Fit.WIDER or first is None or last is None or Figure.of(one.count).value is None:
        return None
    return _flow(one.part or "", one, Period(first, last), subject.weight(_candidates(one, subject)))


def _flow(part: str, one: StockFigure, period: Period, weight: float) -> Flow:
    telling = Telling(one.source or "case", Figure.of(one.count), (period,))
    return Flow(part, (telling,), min(1.0, weight), 1, (one.id,), _words(one))


def _unused(one: StockFigure, fit: Fit) -> str:
    if fit is Fit.WIDER:
        return "speaks of a wider kind of weapon"
    return "gives no number" if Figure.of(one.count).value is None else "gives no day"


def _counted(one: StockFigure, whole: str) -> Counted:
    why = whole
    if one.part is None:
        why = why or "is of a kind that a ledger does not know"
    if Figure.of(one.count).value is None:
        why = why or "gives no number"
    if one.at.to is None:
        why = why or "gives no day"
    credibility = int(one.credibility) if one.credibility is not None else None
    return Counted(
        one.id, one.kind, one.part, one.at, one.at.to, one.count, not why, why, one.source, credibility
    )


def _words(one: StockFigure) -> str:
    return f"{one.kind} of {one.count}, {one.at}"
