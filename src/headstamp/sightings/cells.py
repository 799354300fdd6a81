"""Reading the cells of a row into values, so that every noun of this package refuses bad cells alike.

The tables check a file before its rows get here; these functions guard rows that came another way. Each
raises `ValueUnreadable` with the name of the column. An absent cell is an empty one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from headstamp.sightings.vocabulary import COUNT_UNITS
from headstamp.tables import parse_weighted, split_list
from headstamp.values.citation import Credibility
from headstamp.values.errors import HeadstampError, SpanInverted, ValueUnreadable
from headstamp.values.place import Place
from headstamp.values.precision import SpanStatus
from headstamp.values.quantity import Quantity, QuantityStatus
from headstamp.values.time import Span

Cells = Mapping[str, str]


@contextmanager
def column(name: str) -> Iterator[None]:
    """Give every refusal inside the block the name of the column it is about.

    Raises:
        ValueUnreadable: whenever the block cannot read its cell; SpanInverted stays what it is.
    """
    try:
        yield
    except (HeadstampError, ValueError) as error:
        kind = SpanInverted if isinstance(error, SpanInverted) else ValueUnreadable
        text, what = getattr(error, "text", ""), getattr(error, "kind", "")
        raise kind(str(error), text=text, kind=what, column=name) from error


def text(cells: Cells, name: str) -> str | None:
    """A cell's text, None where it is empty."""
    return cells.get(name) or None


def required(cells: Cells, name: str) -> str:
    """A cell's text, refused where it is empty."""
    found = cells.get(name)
    if not found:
        raise ValueUnreadable("A cell that is needed is empty", kind="text", column=name, do="fill it in")
    return found


def choice(cells: Cells, name: str, choices: Collection[str]) -> str | None:
    """A cell that holds one word of a closed list."""
    found = cells.get(name) or None
    if found is not None and found not in choices:
        do = f"use one of {', '.join(choices)}"
        raise ValueUnreadable(f"'{found}' is not a known word", text=found, kind="word", column=name, do=do)
    return found


YES_NO = ("yes", "no")


def yes_no(cells: Cells, name: str) -> bool | None:
    """A cell that holds yes or no; None where it is empty."""
    told = choice(cells, name, YES_NO)
    return None if told is None else told == "yes"


def one_of(cells: Cells, name: str, choices: Collection[str]) -> str:
    """A cell that holds one word of a closed list, refused where it is empty."""
    required(cells, name)
    return choice(cells, name, choices) or ""


def several(cells: Cells, name: str) -> tuple[str, ...]:
    """A cell with a list, parted by ';'."""
    return split_list(cells.get(name, ""))


def candidates(cells: Cells, name: str) -> tuple[tuple[str, float], ...]:
    """A cell with one name, or with weighted ones: (text as given, weight), weights summing to 1."""
    with column(name):
        return parse_weighted(required(cells, name))


def number(cells: Cells, name: str, low: float, high: float) -> float | None:
    """A cell with a number from `low` to `high`, both included."""
    found = cells.get(name)
    if not found:
        return None
    with column(name):
        value = float(found)
    if not low <= value <= high:
        do = f"write a number from {low:g} to {high:g}"
        raise ValueUnreadable(f"'{found}' is out of range", text=found, kind="number", column=name, do=do)
    return value


def credibility(cells: Cells) -> Credibility | None:
    """The Admiralty digit of the row, 1 to 6."""
    found = cells.get("credibility")
    if not found:
        return None
    with column("credibility"):
        return Credibility(int(found))


def span(cells: Cells, name: str) -> Span | None:
    """A cell with a time."""
    found = cells.get(name)
    if not found:
        return None
    with column(name):
        return Span.parse(found)


def time(cells: Cells, name: str) -> Span:
    """A cell with a time, refused where it is empty."""
    with column(name):
        return Span.parse(required(cells, name))


def until(cells: Cells) -> Span:
    """The time that `from` and `to` bound, where `to` says by when at the latest.

    Reaches from the first day of `from` to the last day of `to`. Without `from` the beginning stays open:
    what was seen on a day may have been there long before.
    """
    seen = _between(span(cells, "from"), time(cells, "to"))
    if seen.to is None:
        do = "write the last day on which it can have been"
        raise ValueUnreadable(
            f"'{cells['to']}' has no end", text=cells["to"], kind="date", column="to", do=do
        )
    return seen


def when(cells: Cells) -> Span:
    """The time that `from` and `to` bound, where an empty `to` means the end of `from`."""
    first = span(cells, "from")
    return first if first is not None and not cells.get("to") else _between(first, time(cells, "to"))


def place(cells: Cells) -> Place:
    """Where: names as given, coordinates in degrees (WGS 84), radius in kilometres."""
    lat, lon = number(cells, "lat", -90, 90), number(cells, "lon", -180, 180)
    radius = number(cells, "radius_km", 0, float("inf"))
    with column(_lone(lat, lon) or "radius_km"):
        return Place(
            text(cells, "place"),
            text(cells, "country"),
            text(cells, "admin1"),
            text(cells, "admin2"),
            lat,
            lon,
            radius,
        )


def count(cells: Cells) -> Quantity:
    """How many things, from `count_low` and `count_high`, counted in `count_unit` (objects when empty)."""
    unit = choice(cells, "count_unit", COUNT_UNITS) or COUNT_UNITS[0]
    return quantity(cells, "count_low", "count_high", unit)


def quantity(cells: Cells, low_name: str, high_name: str, unit: str) -> Quantity:
    """How many, from a least and a greatest number; both empty is a blank, not one."""
    low, high = _whole(cells, low_name), _whole(cells, high_name)
    if low is None and high is None:
        return Quantity(None, unit=unit, status=QuantityStatus.BLANK)
    if low is None:
        return Quantity(high, None, high, unit, QuantityStatus.UP_TO)
    if high is None:
        return Quantity(low, low, None, unit, QuantityStatus.AT_LEAST)
    if low == high:
        return Quantity(low, unit=unit)
    with column(low_name):
        return Quantity(None, low, high, unit)


def _lone(lat: float | None, lon: float | None) -> str | None:
    if (lat is None) == (lon is None):
        return None
    return "lat" if lon is None else "lon"


def _whole(cells: Cells, name: str) -> int | None:
    found = cells.get(name)
    if not found:
        return None
    with column(name):
        value = int(found)
    if value < 0:
        raise ValueUnreadable(f"'{found}' is negative", text=found, kind="number", column=name)
    return value


def _between(first: Span | None, last: Span) -> Span:
    if first == last:
        return last
    estimate = SpanStatus.ESTIMATE in (last.status, None if first is None else first.status)
    status = SpanStatus.ESTIMATE if estimate else SpanStatus.REPORTED
    raw = last.raw if first is None else f"{first.raw} to {last.raw}"
    with column("to" if first is None else "from"):
        return Span.between(None if first is None else first.from_, last.to, status, raw)
