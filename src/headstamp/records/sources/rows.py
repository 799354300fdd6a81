"""Rows of a schema gathered one by one and turned into columns at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from headstamp.records.transfer import TRANSFER_SCHEMA, transfer_id
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
        self._rows: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return len(self._rows)

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
        cells["raw"] = json.dumps(raw, ensure_ascii=False)
        self._rows.append(cells)

    def table(self) -> pa.Table:
        """Everything kept so far, in the schema."""
        return pa.table([self._column(field) for field in self._schema], schema=self._schema)

    def _column(self, field: pa.Field) -> pa.Array:
        size = len(self._rows)
        if field.name == "source":
            return pa.array([self._source] * size, field.type)
        name = field.name
        empty: list[str] | None = [] if pa.types.is_list(field.type) else None
        return pa.array([row.get(name, empty) for row in self._rows], field.type)


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
