"""ACLED's lists of conflict events: the old upper-case columns, those of today, and copies with more of them.

Columns are found by name. How exactly an event is dated and placed is kept as ACLED says it: precision 2
means a week and 3 a month, and a week is taken as every seven days that hold the day given, because editions
differ on whether that day is the middle. Events are evidence of what happened, not of what weapons moved.
https://acleddata.com/knowledge-base/codebook
"""

from __future__ import annotations

from datetime import date, timedelta
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
    same_year,
)
from headstamp.records.sources.named_columns import NamedTable, column_key, first_columns, named_table
from headstamp.records.sources.table import Unfit
from headstamp.records.sources.written_days import Order, written_day
from headstamp.values import Precision, Span

SOURCE = "acled"
TITLE = "ACLED, conflict events"
_MARKS = frozenset(
    map(
        column_key,
        (
            "event_id_cnty",
            "event_date",
            "time_precision",
            "event_type",
            "actor1",
            "inter1",
            "interaction",
            "geo_precision",
            "fatalities",
        ),
    )
)
_REQUIRED = (
    ("event_date",),
    ("event_type",),
    ("country",),
    ("actor1",),
    ("latitude",),
    ("longitude",),
    ("notes",),
)
_ACTORS = (
    ("actor1",),
    ("assocactor1", "allyactor1"),
    ("actor2",),
    ("assocactor2", "allyactor2"),
)
_WEEK = timedelta(days=6)


def recognises(head: bytes) -> bool:
    """Whether the first line names most of the columns that ACLED alone has."""
    return len(first_columns(head) & _MARKS) >= 6


def _file(data: bytes, name: str) -> EventFile:
    table = named_table(data, name, TITLE, _REQUIRED)
    order = days_order(table, lambda line: (table.cell(line, "eventdate"),))
    return event_file(data, table, SOURCE, partial(_event, order=order))


def _event(table: NamedTable, line: Line, *, order: Order) -> Event:
    def cell(*names: str) -> str:
        return table.cell(line, *names)

    day = written_day(cell("eventdate"), "event_date", order)
    same_year(day, cell("year"), "year")
    return {
        "reference": cell("eventidcnty", "dataid") or None,
        "kind": filled(cell("eventtype"), "event_type"),
        "sub_kind": cell("subeventtype") or None,
        **_when(day, cell("timeprecision")),
        "actors": _actors(table, line),
        "country": filled(cell("country"), "country"),
        "admin1": cell("admin1") or None,
        "admin2": cell("admin2") or None,
        "place": cell("location") or None,
        **place(table, line),
        "place_precision": cell("geoprecision") or None,
        "deaths": count(cell("fatalities"), "fatalities"),
        "told_by": cell("source") or None,
        "note": cell("notes") or None,
    }


def _when(day: date, precision: str) -> dict[str, Any]:
    if precision in ("", "1"):
        return {"from": day, "to": day, "precision": Precision.DAY.value}
    if precision == "2":
        return {"from": day - _WEEK, "to": day + _WEEK, "precision": Precision.RANGE.value}
    if precision == "3":
        month = Span.month(day.year, day.month)
        return {"from": month.from_, "to": month.to, "precision": Precision.MONTH.value}
    raise Unfit("time_precision", f"'{precision[:40]}' is not 1, 2 or 3")


def _actors(table: NamedTable, line: Line) -> list[str]:
    """Both sides and those beside them, each once, in the order of the file."""
    filled(table.cell(line, "actor1"), "actor1")
    named = (part.strip() for names in _ACTORS for part in table.cell(line, *names).split(";"))
    return list(dict.fromkeys(filter(None, named)))


ACLED = event_form("acled", SOURCE, TITLE, recognises, _file)
