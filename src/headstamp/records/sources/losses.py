"""Lists of equipment lost in a war, one row an object with a picture: what was captured changed hands.

The widespread copies are made from visually confirmed lists and share a few column names. The day in them is
the day on which a loss was written down, so the loss itself is only known to lie on or before it; only a
column that says it is the day of the loss is taken as one. Where it happened is not told. Counts per model
(totals) are no list of losses and are not read.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from headstamp.records.sources.delimited import Line
from headstamp.records.sources.events_file import (
    Event,
    EventFile,
    days_order,
    event_file,
    event_form,
    filled,
)
from headstamp.records.sources.named_columns import NamedTable, first_columns, named_table
from headstamp.records.sources.written_days import Order, written_day
from headstamp.values import Precision

SOURCE = "loss-lists"
TITLE = "list of equipment losses, one row an object"
_SIDE = ("country", "side", "party")
_ITEM = ("system", "model", "equipment")
_LINK = ("url", "evidenceurl", "link", "proof")
_CLASS = ("class", "category", "equipmenttype", "type")
_RECORDED = ("daterecorded", "asofdate", "recorded", "date")
_LOST = ("dateofloss", "lossdate", "datelost")
_REQUIRED = (
    ("country", "side", "party"),
    ("system", "model", "equipment"),
    ("status",),
    ("url", "evidence_url", "link", "proof"),
)
_NOT_TOLD = frozenset({"", "na", "n/a", "none", "null"})


def recognises(head: bytes) -> bool:
    """Whether the first line names a side, a model, its status and a link to the picture."""
    columns = first_columns(head)
    told = (columns & frozenset(one) for one in (_SIDE, _ITEM, _LINK))
    return "status" in columns and all(told)


def _file(data: bytes, name: str) -> EventFile:
    table = named_table(data, name, TITLE, _REQUIRED)
    order = days_order(table, lambda line: (_day_cell(table, line),))
    return event_file(data, table, SOURCE, partial(_event, order=order))


def _event(table: NamedTable, line: Line, *, order: Order) -> Event:
    side = _told(table.cell(line, *_SIDE))
    return {
        "reference": _told(table.cell(line, "matid", "urlhash", "caseid", "id")) or None,
        "kind": "equipment loss",
        "sub_kind": filled(table.cell(line, "status"), "status").casefold(),
        **_when(table, line, order),
        "actors": [side] if side else [],
        "item": filled(_told(table.cell(line, *_ITEM)), "system"),
        "told_by": _told(table.cell(line, *_LINK)) or None,
        "note": _note(table, line),
    }


def _told(text: str) -> str:
    return "" if text.casefold() in _NOT_TOLD else text


def _note(table: NamedTable, line: Line) -> str:
    """The object in the list's own words, with its class and where it was made, which no column holds."""
    item = filled(_told(table.cell(line, *_ITEM)), "system")
    kind, origin = _told(table.cell(line, *_CLASS)), _told(table.cell(line, "origin", "countryofproduction"))
    more = [part for part in (kind, f"made in {origin}" if origin else "") if part]
    return f"{item} ({'; '.join(more)})" if more else item


def _day_cell(table: NamedTable, line: Line) -> str:
    return _told(table.cell(line, *_LOST)) or _told(table.cell(line, *_RECORDED))


def _when(table: NamedTable, line: Line, order: Order) -> dict[str, Any]:
    text = _day_cell(table, line)
    if not text:
        return _span(None, None, Precision.UNKNOWN)
    # Copies write the moment of collecting; its hour says nothing of the loss.
    day = written_day(text.split("T")[0] if text[:4].isdigit() else text, "date", order)
    if _told(table.cell(line, *_LOST)):
        return _span(day, day, Precision.DAY)
    return _span(None, day, Precision.RANGE)


def _span(start: date | None, end: date | None, precision: Precision) -> dict[str, Any]:
    return {"from": start, "to": end, "precision": precision.value}


LOSSES = event_form("loss-list", SOURCE, TITLE, recognises, _file)
