"""What went into a stock and out of it: each movement once, with every number that sources give for it.

A movement is told by one or several sources; each tells a number, the periods in which it moved, and how
many in each where it says so. What a number means stays its source's: nothing here widens or adds up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from headstamp.values import Quantity, QuantityStatus

IN = ("opening", "delivered", "unrecorded", "produced", "captured")
"""Parts of a ledger that add to a stock, in the order in which they are told."""

OUT = ("exported", "handed_over", "lost", "destroyed", "attrition")
"""Parts that take from it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a balance reads it.

    Attributes:
        value: the number to start from; None where no source gives one.
        low, high: what it lies between by the source's own words; None is open.
        status: how the source puts it.
    """

    value: float | None
    low: float | None
    high: float | None
    status: str

    @classmethod
    def of(cls, quantity: Quantity) -> Figure:
        """The number of a quantity, its bounds as the source sets them."""
        low, high = quantity.bounds
        ends = [float(one) for one in (low, high) if one is not None]
        value = float(quantity.value) if quantity.value is not None else None
        if value is None and len(ends) == 2:
            value = sum(ends) / 2
        elif value is None and ends:
            value = ends[0]
        # 'Up to 100' and a range say where the number lies; a plain number is not known to be free of error.
        plain = quantity.status in (QuantityStatus.REPORTED, QuantityStatus.ESTIMATE) and low == high
        status = "between" if not plain and low is not None and high is not None else quantity.status.value
        return cls(
            value,
            float(low) if low is not None else None,
            float(high) if high is not None else None,
            status,
        )


@dataclass(frozen=True, slots=True)
class Period:
    """A time in which a part of a movement happened, both days included.

    Attributes:
        number: how many in this period; None where the source tells only the sum.
    """

    first: date
    last: date
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """One source's word on a movement."""

    source: str
    figure: Figure
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """One movement.

    Attributes:
        part: one of `IN` or `OUT`.
        tellings: each source's word; where there are several, each is as likely to be right as any other.
        chance: how likely it is that this was the weapon asked about and that it happened.
        sharing: how many sorts of weapon the number is of; 1 where it is of this one alone.
        ids: of the records, incidents or figures that tell it.
        words: what it is, in words.
    """

    part: str
    tellings: tuple[Telling, ...]
    chance: float
    sharing: int
    ids: tuple[str, ...]
    words: str

    @property
    def first(self) -> date:
        """The first day on which any of it can have moved."""
        return min(period.first for telling in self.tellings for period in telling.periods)

    @property
    def last(self) -> date:
        """The last day on which any of it can have moved."""
        return max(period.last for telling in self.tellings for period in telling.periods)

    @property
    def stated(self) -> float:
        """The number as sources state it, the mean where they differ; of several sorts their sum."""
        told = [one.figure.value for one in self.tellings if one.figure.value is not None]
        return sum(told) / len(told) if told else 0.0
