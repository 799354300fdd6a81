"""UCDP's Georeferenced Event Dataset: one row an event with at least one death, counted low, best and high.

Both ends of an event's dates are the dataset's own; `date_prec` above 1 means that the day is not known, so
such an event never becomes a day. Nothing is said here about which actor a name stands for.
https://ucdp.uu.se/downloads/
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from headstamp.records.sources.delimited import Line
from headstamp.records.sources.events_file import (
    Event,
    EventFile,
    count,
    days_order,
    event_file,
    event_form,
    filled,
    place,
)
from headstamp.records.sources.named_columns import NamedTable, column_key, first_columns, named_table
from headstamp.records.sources.table import Unfit
from headstamp.records.sources.written_days import Order, written_day
from headstamp.values import Precision, Span

SOURCE = "ucdp-ged"
TITLE = "UCDP Georeferenced Event Dataset"
_REQUIRED = tuple(
    (one,)
    for one in (
        "id",
        "type_of_violence",
        "side_a",
        "side_b",
        "latitude",
        "longitude",
        "country",
        "date_start",
        "date_end",
        "date_prec",
        "best",
        "high",
        "low",
    )
)
_MARKS = frozenset(
    map(
        column_key,
        (
            "type_of_violence",
            "conflict_name",
            "dyad_name",
            "where_prec",
            "where_coordinates",
            "priogrid_gid",
            "event_clarity",
            "date_prec",
            "date_start",
            "deaths_civilians",
        ),
    )
)
_VIOLENCE: Mapping[str, str] = {
    "1": "state-based conflict",
    "2": "non-state conflict",
    "3": "one-sided violence",
}


def recognises(head: bytes) -> bool:
    """Whether the first line names most of the columns that this dataset alone has."""
    return len(first_columns(head) & _MARKS) >= 6


def _file(data: bytes, name: str) -> EventFile:
    table = named_table(data, name, TITLE, _REQUIRED)
    order = days_order(table, lambda line: (table.cell(line, "datestart"), table.cell(line, "dateend")))
    return event_file(data, table, SOURCE, partial(_event, order=order))


def _event(table: NamedTable, line: Line, *, order: Order) -> Event:
    def cell(*names: str) -> str:
        return table.cell(line, *names)

    start = written_day(cell("datestart"), "date_start", order)
    end = written_day(cell("dateend"), "date_end", order)
    violence = filled(cell("typeofviolence"), "type_of_violence")
    sides = (filled(cell("sidea"), "side_a"), filled(cell("sideb"), "side_b"))
    return {
        "reference": filled(cell("id"), "id"),
        "kind": _VIOLENCE.get(violence.removesuffix(".0"), violence),
        "sub_kind": cell("conflictname", "dyadname") or None,
        **_when(start, end, cell("dateprec")),
        "actors": list(dict.fromkeys(sides)),
        "country": filled(cell("country"), "country"),
        "admin1": cell("adm1") or None,
        "admin2": cell("adm2") or None,
        "place": cell("wherecoordinates", "wheredescription") or None,
        **place(table, line),
        "place_precision": cell("whereprec") or None,
        **_deaths(cell("low"), cell("best"), cell("high")),
        "told_by": cell("sourcearticle", "sourceoriginal") or None,
        "note": cell("sourceheadline") or None,
    }


def _when(start: date, end: date, precision: str) -> dict[str, Any]:
    if precision.removesuffix(".0") not in ("1", "2", "3", "4", "5"):
        raise Unfit("date_prec", f"'{precision[:40]}' is not 1 to 5")
    if end < start:
        raise Unfit("date_end", f"the event ends on {end} before it begins on {start}")
    shown = Span.between(start, end).precision
    exact = precision.removesuffix(".0") == "1"
    # A day beside a precision above 1 is a placeholder, not a day that is known.
    told = Precision.RANGE if shown is Precision.DAY and not exact else shown
    return {"from": start, "to": end, "precision": told.value}


def _deaths(low: str, best: str, high: str) -> dict[str, Any]:
    """The counts; bounds that the best estimate contradicts bound nothing, and stand in `raw` alone.

    Of the 16,566 events of one country (edition of 2019), 101 have such bounds.
    """
    counts = (count(low, "low"), count(best, "best"), count(high, "high"))
    told = [one for one in counts if one is not None]
    bounds = (counts[0], counts[2]) if told == sorted(told) else (None, None)
    return {"deaths_low": bounds[0], "deaths": counts[1], "deaths_high": bounds[1]}


UCDP_GED = event_form("ucdp-ged", SOURCE, TITLE, recognises, _file)
