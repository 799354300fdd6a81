"""What every list of events does alike: rows by named columns, in batches, for lists outgrow memory.

A format says which columns it needs and how one row becomes one event; counting and rejecting are done here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import pyarrow as pa

from headstamp.records.event_schemas import EVENT_SCHEMA
from headstamp.records.sources.delimited import Line, ends_within_a_row
from headstamp.records.sources.form import (
    REJECT_SCHEMA,
    Coverage,
    Facts,
    Form,
    Kind,
    Parsed,
    Reject,
    Streamed,
)
from headstamp.records.sources.named_columns import NamedTable
from headstamp.records.sources.rows import Rows
from headstamp.records.sources.table import Unfit, covering, keep, number, whole_number
from headstamp.records.sources.written_days import SLASHED, Order, order_of

_BATCH = 20_000

Event = dict[str, Any]
"""One event, by columns of EVENT_SCHEMA."""


@dataclass(slots=True)
class EventFile:
    """A list of events that is being read: what became of its lines so far, and what it speaks of.

    Attributes:
        table: its lines and columns.
        source: whose events they are.
        snapshot: sha256 of the file.
        event: one row as an event; raises Unfit.
    """

    table: NamedTable
    source: str
    snapshot: str
    event: Callable[[NamedTable, Line], Event]
    kept: int = 0
    merged: int = 0
    rejected: list[Reject] = field(default_factory=list)
    spoken_of: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The events in EVENT_SCHEMA, to be taken once."""
        lines = self.table.lines()
        while some := list(islice(lines, _BATCH)):
            rows = Rows(self.source, self.snapshot, EVENT_SCHEMA)
            taken = keep(some, lambda line, rows=rows: self._add(rows, line))  # type: ignore[misc]
            self.kept += taken.kept
            self.merged += taken.merged
            self.rejected += taken.rejected
            if len(rows):
                yield from rows.table().to_batches()

    def _add(self, rows: Rows, line: Line) -> None:
        event = self.event(self.table, line)
        rows.add(line.number, self.table.raw(line), **event)
        self.spoken_of.add(_spoken_of(event))
        self.years |= {day.year for day in (event["from"], event["to"]) if day is not None}

    def facts(self) -> Facts:
        """What became of the lines, once the batches were taken."""
        cut = ends_within_a_row(self.table.text, self.rejected)
        rejected = len(self.rejected)
        return Facts(self.table.read, self.kept, self.merged, rejected, None, "", self.coverage(), cut)

    def coverage(self) -> Coverage:
        """Where the events lie, in the place of recipients, and their years."""
        return covering(self.years, recipients=self.spoken_of)


def _spoken_of(event: Event) -> str:
    """The country of an event; where none is told, whose loss of which kind: such lists are often split."""
    country: str | None = event.get("country")
    return country or f"{event['kind']} of {', '.join(event['actors']) or 'not told'}: {event['sub_kind']}"


def event_file(
    data: bytes, table: NamedTable, source: str, event: Callable[[NamedTable, Line], Event]
) -> EventFile:
    """A list of events, ready to be read."""
    return EventFile(table, source, hashlib.sha256(data).hexdigest(), event)


def whole(events: EventFile) -> Parsed:
    """Everything a list tells, at once."""
    rows = pa.Table.from_batches(events.batches(), schema=EVENT_SCHEMA)
    facts = events.facts()
    return Parsed(
        rows,
        tuple(events.rejected),
        facts.read,
        facts.kept,
        facts.merged,
        None,
        "",
        facts.coverage,
        facts.cut,
    )


def streamed(events: EventFile) -> Streamed:
    """What a list tells, batch by batch."""

    def rejects() -> Iterator[pa.RecordBatch]:
        told = [asdict(one) for one in events.rejected]
        yield from pa.Table.from_pylist(told, schema=REJECT_SCHEMA).to_batches()

    return Streamed(events.batches(), rejects(), events.facts)


def days_order(table: NamedTable, cell: Callable[[Line], Sequence[str]]) -> Order:
    """Which figure of a date with slashes is the day, as the whole file proves.

    Args:
        cell: the dates of a row.
    """
    # A list of a gigabyte is not taken apart twice for a question that its dates do not raise.
    if not any(SLASHED.search(line) for line in table.text):
        return Order.NOT_SHOWN
    rows = (line for line, _ in table.lines() if not isinstance(line, Reject))
    return order_of(text for line in rows for text in cell(line))


def place(table: NamedTable, line: Line) -> Event:
    """Degrees of an event, or neither; none is taken for the other or for nought.

    Raises:
        Unfit: only one is given, or it lies outside the globe.
    """
    lat = _degrees(table.cell(line, "latitude"), "latitude", 90)
    lon = _degrees(table.cell(line, "longitude"), "longitude", 180)
    if (lat is None) != (lon is None):
        raise Unfit("latitude" if lat is None else "longitude", "only one coordinate is given")
    return {"lat": lat, "lon": lon}


def _degrees(text: str, column: str, most: int) -> float | None:
    size = number(text.removeprefix("-"), column)
    if size is None:
        return None
    if size > most:
        raise Unfit(column, f"'{text}' lies outside -{most} to {most}")
    return -size if text.startswith("-") else size


def filled(text: str, column: str) -> str:
    """The cell; raises Unfit where it is empty."""
    if not text:
        raise Unfit(column, "the cell is empty")
    return text


def count(text: str, column: str) -> int | None:
    """A number of people, None for an empty cell; raises Unfit."""
    found = whole_number(text, column)
    if found is not None and found > 2**31 - 1:
        raise Unfit(column, f"{found} is more people than there are")
    return found


def same_year(day: date, text: str, column: str) -> None:
    """Raise Unfit where a column for the year contradicts the date."""
    year = whole_number(text, column)
    if year is not None and year != day.year:
        raise Unfit(column, f"the year {year} contradicts the date {day.isoformat()}")


def event_form(
    name: str,
    source: str,
    title: str,
    recognises: Callable[[bytes], bool],
    read: Callable[[bytes, str], EventFile],
) -> Form:
    """A format of events, read at once or batch by batch.

    Args:
        name: of the format; `source`, `title` and `recognises` as in `Form`.
        read: bytes and the file's name to the list; raises RecordsUnreadable where a column is missing that
            every edition has.
    """
    return Form(
        name=name,
        source=source,
        title=title,
        version=1,
        recognises=recognises,
        parse=lambda data, file, known: whole(read(data, file)),
        kind=Kind.EVENTS,
        stream=lambda path, file, known, sha256: streamed(read(path.read_bytes(), file)),
    )
