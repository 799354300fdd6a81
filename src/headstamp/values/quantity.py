"""Counts and amounts as sources state them: exact, estimated, bounded, blank and withheld are not alike.

Only reading, bounds and wording stand here; adding quantities up is left to those who know whether they may
be added.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from headstamp.values.errors import ValueUnreadable
from headstamp.values.quantity_reading import read_quantity


class QuantityStatus(StrEnum):
    """What kind of statement a quantity is.

    ``aggregate`` is a figure that covers several things at once, so that this one's share is not known.
    """

    REPORTED = "reported"
    ESTIMATE = "estimate"
    AT_LEAST = "at_least"
    UP_TO = "up_to"
    BLANK = "blank"
    WITHHELD = "withheld"
    AGGREGATE = "aggregate"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of things, as stated.

    Attributes:
        value: the number stated; None for a plain range, a blank or a withheld number.
        low: least possible number, where the source gives one.
        high: greatest possible number, where the source gives one.
        unit: 'object', 'round', 'box', 'tonne' ...
        status: what kind of statement it is. An estimate keeps its number as both bounds: no invented width.
        raw: the words of the source; not compared.

    Raises:
        ValueUnreadable: if a number is negative or ``low`` exceeds ``high``.
    """

    value: int | Decimal | None
    low: int | Decimal | None = None
    high: int | Decimal | None = None
    unit: str = "object"
    status: QuantityStatus = QuantityStatus.REPORTED
    raw: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if any(n is not None and n < 0 for n in (self.value, self.low, self.high)):
            raise _unreadable(self.raw or str(self.value), "is negative", "write a number of 0 or more")
        if self.low is not None and self.high is not None and self.high < self.low:
            raise _unreadable(
                self.raw or f"{self.low}-{self.high}", "runs downwards", "exchange the two numbers"
            )

    @classmethod
    def parse(cls, text: str, unit: str = "object") -> Quantity:
        """Read a quantity as people write it; docs/values.md lists every phrase.

        >>> str(Quantity.parse("200?"))
        'about 200'

        Raises:
            ValueUnreadable: if no quantity can be read, or a point may be a thousands mark ('1.200' objects).
        """
        found = read_quantity(text, unit)
        return cls(found.value, found.low, found.high, unit, QuantityStatus(found.status), text)

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Least and greatest number that the statement allows; None where it sets no limit."""
        status, value = self.status, self.value
        low = value if self.low is None and status not in _NO_LOW else self.low
        high = value if self.high is None and status not in _NO_HIGH else self.high
        return (None if low is None else Decimal(low)), (None if high is None else Decimal(high))

    def at_least(self, number: int | Decimal) -> bool | None:
        """Whether it is ``number`` or more; None when the bounds leave it open."""
        low, high = self.bounds
        if low is not None and low >= number:
            return True
        return False if high is not None and high < number else None

    def __str__(self) -> str:
        about = "about " if self.status is QuantityStatus.ESTIMATE else ""
        match self.status:
            case QuantityStatus.BLANK:
                return "not reported"
            case QuantityStatus.WITHHELD:
                return "withheld"
        low, high = self.bounds
        if self.status is QuantityStatus.AGGREGATE and self.value is not None:
            return f"part of {_figure(self.value)}"
        if low is None and high is None:
            return "not reported"
        if high is None:
            return f"at least {_figure(low)}"
        if low is None:
            return f"up to {_figure(high)}"
        if self.value is not None or low == high:
            return about + _figure(high if self.value is None else self.value)
        return f"{about}{_figure(low)} to {_figure(high)}"


_NO_LOW = frozenset(
    {QuantityStatus.UP_TO, QuantityStatus.BLANK, QuantityStatus.WITHHELD, QuantityStatus.AGGREGATE}
)
_NO_HIGH = frozenset({QuantityStatus.AT_LEAST, QuantityStatus.BLANK, QuantityStatus.WITHHELD})


def _figure(number: int | Decimal | None) -> str:
    if number is None:
        return "not reported"
    return f"{number:,}" if isinstance(number, int) else f"{number.normalize():,f}"


def _unreadable(text: str, why: str, do: str) -> ValueUnreadable:
    return ValueUnreadable(f"'{text}' {why}", text=text, kind="quantity", do=do)
