"""The balance of a ledger: what should be there, as a distribution, and what audits leave unaccounted for.

    stock(t) = stock(t-1) less wear + opening, deliveries, what no record tells, own make, captures
                                    - exports, hand-overs, known losses, destruction

Nothing falls below zero: where more went out than is known to have come, the difference is told as what must
have been there untold. Losses that nobody reported are in no part of this; they are what an audit shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from headstamp.stocks.assumptions import Assumptions
from headstamp.stocks.draws import Draws, Floats, Moved, Truths
from headstamp.stocks.flows import OUT, Figure
from headstamp.stocks.ledger import Counted, Ledger

UNTOLD = "untold"
"""What must have been there though nothing tells of it, because more went out than came in."""

_ENDS = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Spread:
    """A number as a distribution: its median, and ends that leave one in twenty outside on either side."""

    median: float
    low90: float
    high90: float

    @classmethod
    def of(cls, draws: Floats) -> Spread:
        """Of some draws of a count, in whole numbers."""
        (found,) = spreads(np.asarray(draws)[None, :])
        return found


def spreads(draws: Floats) -> tuple[Spread, ...]:
    """The spread of each row of draws, in whole numbers; shape (rows, draws)."""
    # Sorting whole rows is six times as fast as asking for quantiles.
    ordered = np.sort(draws, axis=1)
    at = [round(end * (ordered.shape[1] - 1)) for end in _ENDS]
    told = np.rint(ordered[:, at]).tolist()
    return tuple(Spread(median, low, high) for low, median, high in told)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a figure leaves unaccounted for on its day.

    Attributes:
        expected: what should have been there then.
        unaccounted: how many more than were found, 0 where no more.
        p_positive: how likely it is that any are missing.
        p_surplus: how likely it is that more were found than should have been there.
    """

    counted: Counted
    expected: Spread
    unaccounted: Spread
    p_positive: float
    p_surplus: float


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance through the end of a year.

    Attributes:
        years: the years drawn up, the last of them the one asked about.
        stock: what should have been there at the end of each.
        parts: each part summed up to the end of the last year, `untold` among them.
        missing: for each figure that compares, what it leaves unaccounted for.
        p_short: how likely it is that more went out than is known to have come in.
    """

    years: tuple[int, ...]
    stock: tuple[Spread, ...]
    parts: Mapping[str, Spread]
    missing: tuple[Missing, ...]
    p_short: float

    @property
    def expected(self) -> Spread:
        """What should be there at the end of the year asked about."""
        return self.stock[-1]


def balance(ledger: Ledger, assumptions: Assumptions, at: int) -> Balance | None:
    """Draw up the balance of a ledger.

    Args:
        at: the year through whose end it runs.

    Returns:
        None where nothing that counts speaks of a time up to that year.
    """
    end = date(at, 12, 31)
    flows = [flow for flow in ledger.flows if flow.first <= end]
    if not flows:
        return None
    start = ledger.begins or min(flow.first for flow in flows)
    first = date(start.year, 1, 1) if ledger.begins is None else start
    if first > end:
        return None
    compared = [
        one for one in ledger.counts if one.compares and one.on is not None and first <= one.on <= end
    ]
    years = tuple(range(first.year, at + 1))
    moments = _moments(first - timedelta(days=1), years, [one.on for one in compared if one.on is not None])
    draws = Draws(ledger, assumptions)
    path = _path(ledger, draws, moments)
    row = {moment: index for index, moment in enumerate(moments[1:])}
    return Balance(
        years=years,
        stock=spreads(path.stock[[row[date(year, 12, 31)] for year in years]]),
        parts={name: Spread.of(drawn) for name, drawn in path.parts.items()},
        missing=tuple(
            _missing(one, path.stock[row[one.on]], draws) for one in compared if one.on is not None
        ),
        p_short=float(np.mean(np.rint(path.parts[UNTOLD]) > 0)),
    )


def _moments(before: date, years: Sequence[int], days: Sequence[date]) -> list[date]:
    """The ends of the years and the days of figures, after the day before which nothing counts."""
    ends = {date(year, 12, 31) for year in years} | set(days)
    return [before, *sorted(one for one in ends if one > before)]


@dataclass(frozen=True, slots=True)
class _Path:
    """A stock in all draws: shape (moments - 1, draws), and the sums of its parts, one a draw."""

    stock: Floats
    parts: Mapping[str, Floats]


def _path(ledger: Ledger, draws: Draws, moments: Sequence[date]) -> _Path:
    spans, many = len(moments) - 1, len(draws.shared.wear)
    net, moved_in = np.zeros((2, spans, many)), np.zeros(spans, bool)
    parts: dict[str, Floats] = {}

    def take(part: str, moved: Moved) -> None:
        net[int(part in OUT), moved.spans] += moved.number
        moved_in[moved.spans] = True
        parts[part] = parts.get(part, 0.0) + moved.number.sum(axis=0)

    for flow in ledger.flows:
        if flow.part == "opening" or flow.first > moments[-1]:
            continue
        moved = draws.moved(flow, moments)
        take(flow.part, moved)
        if flow.part == "delivered":
            take("unrecorded", Moved(moved.first, moved.number * draws.untold_beside()))
    held = _opening(ledger, draws, moments, many)
    if ledger.of("opening"):
        parts["opening"] = held
    return _run(held, net, moved_in, draws.shared.wear, moments, parts)


def _run(
    held: Floats,
    net: Floats,
    moved_in: Truths,
    wear: Floats,
    moments: Sequence[date],
    parts: dict[str, Floats],
) -> _Path:
    """Let a stock run through its spans, wear first, and never below zero."""
    into, out = net
    stock, worn, untold = np.empty_like(into), np.zeros_like(held), np.zeros_like(held)
    years = (np.diff([one.toordinal() for one in moments]) / 365.25).tolist()
    # What comes in the middle of a span wears for half of it; years are of two lengths only.
    halves = {span: np.power(1.0 - wear, span / 2) for span in set(years)}
    for index, span in enumerate(years):
        halfway = halves[span]
        left = held * halfway * halfway
        worn += held - left
        if moved_in[index]:
            came = into[index] * halfway
            worn += into[index] - came
            left += came - out[index]
            untold -= np.minimum(0.0, left)
            left = np.maximum(0.0, left)
        held = stock[index] = left
    return _Path(np.rint(stock), {**parts, "attrition": worn, UNTOLD: untold})


def _opening(ledger: Ledger, draws: Draws, moments: Sequence[date], many: int) -> Floats:
    told = np.zeros(many)
    for flow in ledger.of("opening"):
        told = told + draws.moved(flow, [moments[0] - timedelta(days=1), moments[0]]).number.sum(axis=0)
    return told


def _missing(one: Counted, stock: Floats, draws: Draws) -> Missing:
    figure = Figure.of(one.count)
    low = figure.low if figure.low is not None else 0.0
    high = figure.high if figure.high is not None else max(low, figure.value or 0.0)
    found = np.rint(draws.between(low, high))
    gap = stock - found
    return Missing(
        counted=one,
        expected=Spread.of(stock),
        unaccounted=Spread.of(np.maximum(0.0, gap)),
        p_positive=float(np.mean(gap > 0)),
        p_surplus=float(np.mean(gap < 0)),
    )
