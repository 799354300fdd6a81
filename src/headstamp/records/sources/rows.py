"""Rows of a schema gathered one by one and turned into columns at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from headstamp.records.transfer import transfer_id
from headstamp.records.transfer_schema import TRANSFER_SCHEMA
from headstamp.values import Span


class Rows:
    """The rows of one file.

    Args:
        source: whose records they are.
        snapshot: sha256 of the file.
        schema: with the columns `id`, `source`, `row` and `raw`; cells that are not given stay null, of a
            list column empty.
    """

    def __init__(self, source: str, snapshot: str, schema: pa.Schema = TRANSFER_SCHEMA) -> None:
        self._source, self._snapshot, self._schema = source, snapshot, schema
        # Values alone, under the names that they have in common: a dictionary for each of a hundred thousand
        # rows would take most of the time.
        self._alike: dict[tuple[str, ...], _Alike] = {}
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, line: int, raw: Sequence[str] | Mapping[str, object], part: str = "", **cells: Any) -> None:
        """Keep a row.

        Args:
            line: of the file, from 1.
            raw: the cells as the file writes them.
            part: what tells the row from others of the same line.
            cells: by column of the schema.
        """
        cells["id"] = transfer_id(self._source, self._snapshot, f"{line}{part}")
        cells["row"] = line
        cells["raw"] = _as_json(raw)
        names = tuple(cells)
        alike = self._alike.get(names)
        if alike is None:
            alike = self._alike[names] = _Alike()
        alike.rows.append(tuple(cells.values()))
        alike.at.append(self._size)
        self._size += 1

    def table(self) -> pa.Table:
        """Everything kept so far, in the schema and in the order in which it was kept."""
        if len(self._alike) < 2:
            parts = [self._part(names, alike) for names, alike in self._alike.items()]
            return parts[0] if parts else self._schema.empty_table()
        told = pa.concat_tables(self._part(names, alike) for names, alike in self._alike.items())
        at = pa.array([place for alike in self._alike.values() for place in alike.at], pa.int64())
        return told.take(pc.sort_indices(at))

    def _part(self, names: tuple[str, ...], alike: _Alike) -> pa.Table:
        columns = dict(zip(names, zip(*alike.rows, strict=True), strict=True))
        arrays = [self._column(one, columns.get(one.name), len(alike.rows)) for one in self._schema]
        return pa.table(arrays, schema=self._schema)

    def _column(self, column: pa.Field, values: Sequence[Any] | None, size: int) -> pa.Array:
        if values is None:
            empty: list[str] | None = [] if pa.types.is_list(column.type) else None
            return pa.repeat(pa.scalar(self._source if column.name == "source" else empty, column.type), size)
        # A register says the same in a third of its columns: whose it is, its currency, what it counts.
        if all(value is values[0] for value in values):
            return pa.repeat(pa.scalar(values[0], column.type), size)
        return pa.array(values, column.type)


@dataclass(slots=True)
class _Alike:
    """Rows that give the same columns: their values, and which rows they are in the order of the file."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    at: list[int] = field(default_factory=list)


_JSON = json.JSONEncoder(ensure_ascii=False)


def _as_json(raw: Sequence[str] | Mapping[str, object]) -> str:
    # The cells of lines are most of what is written, and texts need no encoder that looks for more.
    if isinstance(raw, tuple):
        return f"[{', '.join(map(encode_basestring, raw))}]"
    return _JSON.encode(raw)


def years_of(*spans: Span | None) -> dict[str, Any]:
    """First and last year of the first span that is known: in which years a selection finds a record."""
    for span in spans:
        if span is not None and span.is_known:
            return {"first_year": span.first_year, "last_year": span.last_year}
    return {"first_year": None, "last_year": None}


def span_cells(prefix: str, span: Span) -> dict[str, Any]:
    """A span as the columns `<prefix>_from`, `_to`, `_precision`, `_status`."""
    return {
        f"{prefix}_from": span.from_,
        f"{prefix}_to": span.to,
        f"{prefix}_precision": str(span.precision.value),
        f"{prefix}_status": str(span.status.value),
    }


@lru_cache(maxsize=4096)
def dated(span: Span) -> Mapping[str, Any]:
    """The time that a record speaks of, as the columns `dated_*`, `first_year` and `last_year`."""
    return {**span_cells("dated", span), **years_of(span)}


@lru_cache(maxsize=256)
def dated_in(year: int) -> Mapping[str, Any]:
    """A year that a record speaks of, as the columns `dated_*`, `first_year` and `last_year`."""
    return dated(Span.year(year))


@lru_cache(maxsize=256)
def delivered_in(year: int) -> Mapping[str, Any]:
    """A year in which it was delivered, as the columns `deliveries`, `first_year` and `last_year`."""
    return {"deliveries": [delivery(Span.year(year))], "first_year": year, "last_year": year}


def delivery(span: Span, quantity: float | None = None, status: str | None = None) -> dict[str, Any]:
    """One element of the column `deliveries`."""
    return {
        "from": span.from_,
        "to": span.to,
        "precision": str(span.precision.value),
        "status": str(span.status.value),
        "quantity": quantity,
        "quantity_status": status or ("blank" if quantity is None else "reported"),
    }
