"""The columns in which transfers are kept and asked: one flat Arrow schema for registers and cases."""

from __future__ import annotations

import pyarrow as pa

_DELIVERY = pa.struct(
    [
        pa.field("from", pa.date32()),
        pa.field("to", pa.date32()),
        pa.field("precision", pa.string()),
        pa.field("status", pa.string()),
        pa.field("quantity", pa.float64()),
        pa.field("quantity_status", pa.string()),
    ]
)

TRANSFER_SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("row", pa.int32(), nullable=False),
        pa.field("stage", pa.string(), nullable=False),
        pa.field("reported_by", pa.string()),
        pa.field("supplier", pa.string()),
        pa.field("recipient", pa.string()),
        pa.field("end_user", pa.string()),
        pa.field("origin", pa.string()),
        pa.field("via", pa.list_(pa.string())),
        pa.field("financed_by", pa.list_(pa.string())),
        pa.field("terms", pa.string()),
        pa.field("item", pa.string()),
        pa.field("item_class", pa.string()),
        pa.field("item_reported_as", pa.string()),
        pa.field("category", pa.string()),
        pa.field("component", pa.bool_()),
        pa.field("quantity", pa.float64()),
        pa.field("quantity_low", pa.float64()),
        pa.field("quantity_high", pa.float64()),
        pa.field("quantity_unit", pa.string()),
        pa.field("quantity_status", pa.string()),
        pa.field("quantity_raw", pa.string()),
        pa.field("value", pa.float64()),
        pa.field("currency", pa.string()),
        pa.field("value_basis", pa.string()),
        pa.field("ordered_quantity", pa.float64()),
        pa.field("ordered_quantity_high", pa.float64()),
        pa.field("ordered_quantity_status", pa.string()),
        pa.field("ordered_quantity_raw", pa.string()),
        pa.field("ordered_from", pa.date32()),
        pa.field("ordered_to", pa.date32()),
        pa.field("ordered_precision", pa.string()),
        pa.field("ordered_status", pa.string()),
        pa.field("dated_from", pa.date32()),
        pa.field("dated_to", pa.date32()),
        pa.field("dated_precision", pa.string()),
        pa.field("dated_status", pa.string()),
        pa.field("deliveries", pa.list_(_DELIVERY)),
        pa.field("first_year", pa.int16()),
        pa.field("last_year", pa.int16()),
        pa.field("condition", pa.string()),
        pa.field("uncertain", pa.list_(pa.string())),
        pa.field("lots", pa.list_(pa.string())),
        pa.field("serial_from", pa.string()),
        pa.field("serial_to", pa.string()),
        pa.field("contract_no", pa.string()),
        pa.field("reference", pa.string()),
        pa.field("derived_from", pa.list_(pa.string())),
        pa.field("comment", pa.string()),
        pa.field("raw", pa.string()),
    ]
)
"""Columns of every Parquet file of transfers.

Parties and items stand as text, quantities in `quantity_unit`, values in whole units of `currency` (never
SIPRI's volume index), dates as bounds. `category` is a scheme and its code, such as 'ml:ML1'; `dated` the
time that a record speaks of when it is neither an order's nor a delivery's; `reference` the source's own
number of the record; `component` null where the source does not say.
"""
