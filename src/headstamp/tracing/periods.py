"""When each line says that it was delivered, one row a delivery.

An order, a licence or a notice without a delivery date may be filled within some years.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import FloatingValue, Table

from headstamp.values import SpanStatus

TIMES = (
    *("deliveries", "ordered_from", "ordered_to", "ordered_status"),
    *("dated_from", "dated_to", "dated_status"),
)
"""The columns of a record that are read here."""
PERIOD = ("start", "end", "estimated", "part")
"""The columns that stand for them."""


def exactly(number: float) -> FloatingValue:
    """A number as it is; a bare one would be a decimal to an engine, and round otherwise than Python does."""
    return ibis.literal(repr(number)).cast("float64")


def by_period(lines: Table, years_to_delivery: int) -> Table:
    """One row a line and time of delivery, with the first and last day and the part of the total.

    Args:
        lines: columns of the Transfer schema and `at`, a number of their own.

    Returns:
        The other columns with start, end, estimated and part; a line without a time has no row.
    """
    kept = [name for name in lines.columns if name not in TIMES]
    told = _told(lines, kept)
    untold = lines.anti_join(told, "at")
    return ibis.union(told, _claimed(untold, kept, years_to_delivery), distinct=False)


def _told(lines: Table, kept: list[str]) -> Table:
    # A list is unnested as a column of its own: lambdas are spelt differently by every engine.
    each = lines.filter(lines.deliveries.length() > 0).unnest("deliveries", offset="nth")
    one = each.deliveries
    each = each.select(
        *kept,
        "nth",
        start=ibis.coalesce(one["from"], one["to"]),
        end=ibis.coalesce(one["to"], one["from"]),
        estimated=(one["status"] == SpanStatus.ESTIMATE).fill_null(False),
        number=one["quantity"],
    )
    each = each.filter(each.start.notnull())
    # In one order, for the last digit of a sum depends on it.
    line = ibis.window(group_by="at", order_by="nth", preceding=None, following=None)
    many, counted = each.at.count().over(line), each.number.count().over(line)
    total = each.number.sum().over(line)
    # A source that does not say how the total was split gives every delivery the same part.
    split = (counted == many) & (total != 0.0)
    each = each.mutate(part=ibis.ifelse(split, each.number / total, exactly(1.0) / many))
    return each.select(*kept, *PERIOD)


def _claimed(lines: Table, kept: list[str], years_to_delivery: int) -> Table:
    ordered = lines.ordered_from.notnull() | lines.ordered_to.notnull()
    told = lines.mutate(
        start=ibis.ifelse(
            ordered,
            ibis.coalesce(lines.ordered_from, lines.ordered_to),
            ibis.coalesce(lines.dated_from, lines.dated_to),
        ),
        claimed=ibis.ifelse(ordered, lines.ordered_to, lines.dated_to),
        status=ibis.ifelse(ordered, lines.ordered_status, lines.dated_status),
    )
    told = told.filter(told.start.notnull())
    last = ibis.coalesce(told.claimed, told.start).year() + years_to_delivery
    return told.mutate(
        end=ibis.date(last, 12, 31),
        estimated=(told.status == SpanStatus.ESTIMATE).fill_null(False),
        part=exactly(1.0),
    ).select(*kept, *PERIOD)
