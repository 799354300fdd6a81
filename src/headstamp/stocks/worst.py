"""The least and the most that can be there: every number, day and share at whichever end is worse.

No distribution is behind it. It is wide because nothing cancels; what no bound is told for leaves it open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import exp

from headstamp.stocks.assumptions import Assumptions
from headstamp.stocks.flows import IN, Figure, Flow, Telling
from headstamp.stocks.ledger import Ledger

_FAR = 2.5758293035489004
"""Standard deviations that leave one number in a hundred outside."""


@dataclass(frozen=True, slots=True)
class Worst:
    """The least and the most; `high` is None where nothing bounds it."""

    low: float
    high: float | None


def worst(ledger: Ledger, assumptions: Assumptions, at: int) -> Worst:
    """The ends of what can be there at the end of a year, within what is assumed of errors and wear."""
    end = date(at, 12, 31)
    wear = assumptions.wear(ledger.line)
    unseen = assumptions.unrecorded["seen" if ledger.seen else "unseen"]
    beside = 1.0 + _untold_beside(unseen[1])
    least = most = 0.0
    unbounded = False
    for flow in ledger.flows:
        ends = [_ends(one, assumptions, flow, end) for one in flow.tellings]
        low, high = min(one[0] for one in ends), max(one[1] for one in ends)
        if flow.part in IN:
            hidden = beside if flow.part == "delivered" else 1.0
            least += low * _left(wear[1], flow.first, end)
            most += high * hidden * _left(wear[0], min(flow.last, end), end)
            unbounded |= flow.first <= end and any(one.figure.high is None for one in flow.tellings)
        else:
            least -= high
            most -= low * _left(wear[1], flow.first, end)
            if flow.first <= end and any(one.figure.high is None for one in flow.tellings):
                least = float("-inf")
    for one in ledger.left_out:
        if one.opens and (one.first is None or one.first <= end):
            unbounded |= one.opens == "in"
            least = float("-inf") if one.opens == "out" else least
    # A stock that was empty once may have filled again, so what went out before says nothing of the most.
    refilled = _refilled(ledger, assumptions, end, beside)
    high_end = None if unbounded else float(round(max(0.0, most, refilled)))
    return Worst(float(round(max(0.0, least))), high_end)


def _refilled(ledger: Ledger, assumptions: Assumptions, end: date, beside: float) -> float:
    """The most that came after the last day on which anything went out."""
    gone = [flow.last for flow in ledger.flows if flow.part not in IN and flow.first <= end]
    if not gone:
        return 0.0
    return sum(
        max(_ends(one, assumptions, flow, end)[1] for one in flow.tellings) * beside
        for flow in ledger.flows
        if flow.part in IN and flow.last >= min(gone)
    )


def _untold_beside(share: float) -> int:
    """How many deliveries no record tells beside a recorded one, in all but one of a hundred cases."""
    mean = share / (1.0 - share)
    number, term = 0, exp(-mean)
    reached = term
    while reached < 0.99:
        number += 1
        term *= mean / number
        reached += term
    return number


def _left(wear: float, since: date, end: date) -> float:
    return float((1.0 - wear) ** (max(0, (end - since).days) / 365.25))


def _ends(telling: Telling, assumptions: Assumptions, flow: Flow, end: date) -> tuple[float, float]:
    """The least and the most that a movement can have been by a day, in one source's words."""
    low, high = _bounds(telling.figure, assumptions)
    began = [one for one in telling.periods if one.first <= end]
    if not began:
        return 0.0, 0.0
    over = [one for one in telling.periods if one.last <= end]
    if len(over) < len(telling.periods):
        known = [one.number for one in telling.periods if one.number is not None]
        total = sum(known)
        # Of a sum spread over years nobody knows how much of it a year saw.
        low = low * sum(one.number or 0.0 for one in over) / total if total else 0.0
        high = high * sum(one.number or 0.0 for one in began) / total if total else high
    if flow.chance < 1.0 or flow.sharing > 1:
        low = 0.0
    return low, high


def _bounds(figure: Figure, assumptions: Assumptions) -> tuple[float, float]:
    value = figure.value or 0.0
    if figure.status in ("between", "up_to"):
        return figure.low or 0.0, figure.high if figure.high is not None else value
    status = "estimate" if figure.status in ("estimate", "at_least") else "reported"
    factor = exp(_FAR * assumptions.error[status] * assumptions.scale[1])
    return (value if figure.status == "at_least" else value / factor), value * factor
