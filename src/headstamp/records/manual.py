"""Transfers that people type: national reports, audits and replies that no file format carries.

They have the columns of the table `transfers`, live in the case, and become rows of the same schema as a
register's, so that everything after this reads both alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from headstamp.records.transfer import CODE_SCHEMES, STAGES, TERMS
from headstamp.tables import CellKind, Column, TableSpec, split_list
from headstamp.values import Quantity, Span

if TYPE_CHECKING:
    import pyarrow as pa

QUANTITY_STATUSES = ("reported", "estimate", "at_least", "up_to", "blank", "withheld", "aggregate")

TRANSFERS = TableSpec(
    name="transfers",
    key=("id",),
    columns=(
        Column("supplier", CellKind.ACTOR, required=True, what="the state or other party that transfers"),
        Column("recipient", CellKind.ACTOR, required=True, what="the party it is transferred to"),
        Column(
            "stage", CellKind.CHOICE, required=True, choices=STAGES, what="what the source says has happened"
        ),
        Column("source", what="id of a row of the table sources"),
        Column("id", CellKind.ID, what="without one, the row is named by a hash of its cells"),
        Column("reported_by", CellKind.ACTOR),
        Column("origin", CellKind.ACTOR),
        Column("exporter", what="the company or agency that exports"),
        Column("buyer"),
        Column("consignee"),
        Column("end_user", what="who is to use it, when not the recipient"),
        Column("end_user_unit"),
        Column("broker"),
        Column("carrier"),
        Column("via", CellKind.LIST, what="states or places it passes through"),
        Column("financed_by", CellKind.LIST),
        Column("terms", CellKind.CHOICE, choices=TERMS),
        Column(
            "item_type",
            CellKind.CHOICE,
            choices=("weapon", "ammunition", "munition", "component", "vehicle", "uncrewed"),
        ),
        Column("weapon", CellKind.WEIGHTED),
        Column("description"),
        Column("category_scheme", what="such as unroca, att, ml, hs"),
        Column("category"),
        Column("quantity", CellKind.QUANTITY),
        Column("quantity_status", CellKind.CHOICE, choices=QUANTITY_STATUSES),
        Column("unit", what="object, round, box, kg, licence"),
        Column("value", CellKind.NUMBER, low=0),
        Column("currency"),
        Column("value_basis", what="licence, contract, notified, fob, cif, aid"),
        Column("ordered", CellKind.SPAN),
        Column("dated_from", CellKind.SPAN, what="first day of the period that the record speaks of"),
        Column("dated_to", CellKind.SPAN),
        Column("delivered_from", CellKind.SPAN),
        Column("delivered_to", CellKind.SPAN),
        Column("condition"),
        Column("licence_no"),
        Column("contract_no"),
        Column("euc_no", what="number of the end-user certificate"),
        Column("serial_from"),
        Column("serial_to"),
        Column("lots", CellKind.LIST),
        Column("derived_from", CellKind.LIST, what="sources that this record rests on"),
        Column("comment"),
        Column("locator", what="page, table or paragraph"),
    ),
)
"""The table of transfers that people import; `id` may be left out."""


@dataclass(frozen=True, slots=True)
class CaseTransfer:
    """A row of the case's table of transfers: its key and its cells as text."""

    key: str
    cells: Mapping[str, str]


def rows_of(transfers: Iterable[CaseTransfer], derived: Mapping[str, tuple[str, ...]]) -> pa.Table:
    """A case's transfers in the Transfer schema.

    Args:
        transfers: in the order of the case.
        derived: for each source of the case, the sources it derives from.

    Raises:
        ValueUnreadable: a cell that the import should not have let in.
    """
    # An import of a table knows its columns from here, and needs no Arrow.
    import pyarrow as pa

    from headstamp.records.transfer_schema import TRANSFER_SCHEMA

    rows = [_row(number, one, derived) for number, one in enumerate(transfers, start=1)]
    return pa.Table.from_pylist(rows, schema=TRANSFER_SCHEMA)


def _row(number: int, transfer: CaseTransfer, derived: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    cells = transfer.cells
    source = cells.get("source") or "case"
    unit = cells.get("unit") or "object"
    quantity = Quantity.parse(cells.get("quantity", ""), unit)
    ordered = Span.parse(cells["ordered"]) if cells.get("ordered") else None
    delivered = _span(cells, "delivered")
    dated = _span(cells, "dated")
    when = delivered or (dated if cells["stage"] == "delivered" else None)
    if ordered is None and cells["stage"] == "ordered":
        ordered, dated = dated, None
    bounds = [span for span in (when, ordered, dated) if span is not None]
    years = [year for span in bounds[:1] for year in (span.first_year, span.last_year) if year is not None]
    value = float(quantity.value) if quantity.value is not None else None
    status = cells.get("quantity_status") or str(quantity.status.value)
    return {
        "id": transfer.key,
        "source": source,
        "row": number,
        "stage": cells["stage"],
        "reported_by": cells.get("reported_by"),
        "supplier": cells["supplier"],
        "recipient": cells["recipient"],
        "end_user": cells.get("end_user"),
        "origin": cells.get("origin"),
        "via": list(split_list(cells.get("via", ""))),
        "financed_by": list(split_list(cells.get("financed_by", ""))),
        "terms": cells.get("terms"),
        "item": cells.get("weapon") or _coded(cells) or cells.get("description") or cells.get("category"),
        "item_class": None,
        "item_reported_as": cells.get("description"),
        "category": _coded(cells),
        "component": cells["item_type"] == "component" if cells.get("item_type") else None,
        "quantity": value,
        "quantity_low": float(quantity.low) if quantity.low is not None else None,
        "quantity_high": float(quantity.high) if quantity.high is not None else None,
        "quantity_unit": unit,
        "quantity_status": status,
        "quantity_raw": cells.get("quantity"),
        "value": float(cells["value"]) if cells.get("value") else None,
        "currency": cells.get("currency"),
        "value_basis": cells.get("value_basis"),
        "ordered_quantity": value if cells["stage"] == "ordered" else None,
        "ordered_quantity_status": status if cells["stage"] == "ordered" else "blank",
        "ordered_quantity_raw": cells.get("quantity") if cells["stage"] == "ordered" else None,
        **_span_columns("ordered", ordered),
        **_span_columns("dated", dated),
        "deliveries": [_delivery(when, value, status)] if when is not None else [],
        "first_year": min(years) if years else None,
        "last_year": max(years) if years else None,
        "condition": cells.get("condition"),
        "uncertain": [],
        "lots": list(split_list(cells.get("lots", ""))),
        "serial_from": cells.get("serial_from"),
        "serial_to": cells.get("serial_to"),
        "contract_no": cells.get("contract_no"),
        "reference": cells.get("licence_no"),
        "derived_from": sorted({*split_list(cells.get("derived_from", "")), *derived.get(source, ())}),
        "comment": cells.get("comment") or "",
        "raw": json.dumps(dict(cells), ensure_ascii=False),
    }


def _coded(cells: Mapping[str, str]) -> str | None:
    """A category as its scheme and code, such as 'ml:ML1', for a record that names no weapon."""
    scheme, code = cells.get("category_scheme", "").casefold(), cells.get("category")
    return f"{scheme}:{code}" if scheme in CODE_SCHEMES and code else None


def _span(cells: Mapping[str, str], prefix: str) -> Span | None:
    start, end = cells.get(f"{prefix}_from"), cells.get(f"{prefix}_to")
    if not start and not end:
        return None
    first = Span.parse(start) if start else None
    last = Span.parse(end) if end else None
    if first is None or last is None:
        return first or last
    return first.hull(last)


def _span_columns(prefix: str, span: Span | None) -> dict[str, date | str | None]:
    return {
        f"{prefix}_from": span.from_ if span else None,
        f"{prefix}_to": span.to if span else None,
        f"{prefix}_precision": str(span.precision.value) if span else None,
        f"{prefix}_status": str(span.status.value) if span else None,
    }


def _delivery(when: Span, value: float | None, status: str) -> dict[str, date | float | str | None]:
    return {
        "from": when.from_,
        "to": when.to,
        "precision": str(when.precision.value),
        "status": str(when.status.value),
        "quantity": value,
        "quantity_status": status,
    }
