"""What registers tell beside transfers: conflict events, embargoes, totals, and who reported in which year.

They are snapshots of their own kind with schemas of their own; like transfers they stay as the source wrote
them. What an event moves, and what an embargo forbids on a day, is decided elsewhere.
"""

from __future__ import annotations

import pyarrow as pa


def _schema(*fields: tuple[str, pa.DataType]) -> pa.Schema:
    first = [
        pa.field("id", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("row", pa.int32(), nullable=False),
    ]
    return pa.schema([*first, *(pa.field(name, kind) for name, kind in fields), pa.field("raw", pa.string())])


EVENT_SCHEMA = _schema(
    ("reference", pa.string()),
    ("kind", pa.string()),
    ("sub_kind", pa.string()),
    ("from", pa.date32()),
    ("to", pa.date32()),
    ("precision", pa.string()),
    ("actors", pa.list_(pa.string())),
    ("country", pa.string()),
    ("admin1", pa.string()),
    ("admin2", pa.string()),
    ("place", pa.string()),
    ("lat", pa.float64()),
    ("lon", pa.float64()),
    ("place_precision", pa.string()),
    ("deaths_low", pa.int32()),
    ("deaths", pa.int32()),
    ("deaths_high", pa.int32()),
    ("item", pa.string()),
    ("told_by", pa.string()),
    ("note", pa.string()),
)
"""An event of a conflict as its source tells it: when, where, who, how many died, what was lost, who says so.

Degrees for `lat` and `lon`; `place_precision` in the source's own scale.
"""

EMBARGO_SCHEMA = _schema(
    ("body", pa.string()),
    ("target", pa.string()),
    ("scope", pa.string()),
    ("from", pa.date32()),
    ("to", pa.date32()),
    ("suspended", pa.date32()),
    ("document", pa.string()),
    ("uncertain", pa.list_(pa.string())),
)
"""An arms embargo as a list tells it: `to` is the day it was lifted, null where it is not told; `uncertain`
names the columns in which the list cannot be right."""

TOTAL_SCHEMA = _schema(
    ("party", pa.string()),
    ("role", pa.string()),
    ("year", pa.int16()),
    ("volume", pa.float64()),
    ("low", pa.float64()),
    ("high", pa.float64()),
    ("unit", pa.string()),
)
"""A total of one party and year without its partners; a volume index is no money and no number of weapons."""

REPORTING_SCHEMA = _schema(("party", pa.string()), ("year", pa.int16()))
"""That a state reported to a register for a year; a state that never did has one row without a year."""
