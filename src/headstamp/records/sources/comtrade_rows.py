"""Rows of a customs file as transfers, many at a time: whole columns are turned, never single cells."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from headstamp.records.sources.comtrade_layout import (
    AGGREGATE,
    FIRST_YEAR,
    MONTHS,
    areas,
    flows,
    headings,
)
from headstamp.records.sources.comtrade_once import PART, SUM
from headstamp.records.sources.form import short
from headstamp.records.transfer_schema import TRANSFER_SCHEMA
from headstamp.values import Precision, SpanStatus

CELLS = pa.schema(
    [
        pa.field("trade", pa.uint64()),
        *(pa.field(name, pa.string()) for name in ("code", "reporter", "partner", "item", "unit")),
        pa.field("quantity", pa.float64()),
        pa.field("status", pa.uint8()),
        pa.field("quantity_raw", pa.string()),
        pa.field("value", pa.float64()),
        pa.field("on_board", pa.bool_()),
    ]
)
"""What is taken of each row on the first reading, until it is known whether the row is kept."""

_STATUSES = ("reported", "estimate", "blank", "aggregate")
_PART_NOTE = "one part of a sum that the file breaks down and does not tell"
_SUM_NOTE = "a sum of longer codes of the same file"

Numbers = npt.NDArray[np.int32]


def transfers(
    cells: pa.RecordBatch, marks: npt.NDArray[np.uint8], rows: Numbers, raw: pa.Array, prefix: str
) -> pa.RecordBatch:
    """Rows in TRANSFER_SCHEMA.

    Args:
        cells: in the schema CELLS.
        marks: the verdict on each of them.
        rows: their lines in the file.
        raw: their text.
        prefix: eight hexadecimal digits that their ids begin with.
    """
    trade = cells["trade"].to_numpy(zero_copy_only=False)
    time, flow = trade & np.uint64(0xFFF), (trade >> np.uint64(12)) & np.uint64(15)
    reporter = _named(cells["reporter"], trade >> np.uint64(26))
    partner = _named(cells["partner"], (trade >> np.uint64(16)) & np.uint64(1023))
    leaves = pa.array(_exits()[flow])
    status = np.where((marks & SUM) != 0, AGGREGATE, cells["status"].to_numpy(zero_copy_only=False))
    valued = pc.is_valid(cells["value"])
    columns = {
        "id": ids(prefix, rows),
        "source": _same("comtrade", len(rows)),
        "row": pa.array(rows),
        "stage": _taken(tuple(one.stage for one in flows()), flow),
        "reported_by": reporter,
        "supplier": pc.if_else(leaves, reporter, partner),
        "recipient": pc.if_else(leaves, partner, reporter),
        "item": _items(cells["item"], cells["code"]),
        "category": pc.binary_join_element_wise("hs:", cells["code"], ""),
        "component": _components(cells["code"]),
        "quantity": cells["quantity"],
        "quantity_unit": cells["unit"],
        "quantity_status": _taken(_STATUSES, status),
        "quantity_raw": cells["quantity_raw"],
        "value": cells["value"],
        "currency": pc.if_else(valued, "USD", pa.scalar(None, pa.string())),
        "value_basis": pc.if_else(
            valued, pc.if_else(cells["on_board"], "fob", "cif"), pa.scalar(None, pa.string())
        ),
        "comment": _comments(flow, marks),
        "raw": raw,
        **_times(time),
    }
    return pa.record_batch(
        [_filled(columns.get(field.name), field, len(rows)) for field in TRANSFER_SCHEMA],
        schema=TRANSFER_SCHEMA,
    )


def ids(prefix: str, rows: Numbers) -> pa.Array:
    """Sixteen hexadecimal digits a row: the prefix, and the line as eight digits."""
    digits = np.frombuffer(b"0123456789abcdef", np.uint8)
    text = np.empty((len(rows), 16), np.uint8)
    text[:, :8] = np.frombuffer(prefix.encode(), np.uint8)
    for place in range(8):
        text[:, 8 + place] = digits[(rows >> (28 - 4 * place)) & 15]
    offsets = np.arange(len(rows) + 1, dtype=np.int32) * 16
    return pa.StringArray.from_buffers(len(rows), pa.py_buffer(offsets), pa.py_buffer(text))


def _filled(column: pa.Array | None, field: pa.Field, size: int) -> pa.Array:
    """A column in the type of its field; one that is not given is null or, of lists, empty lists."""
    if column is not None:
        return column if column.type == field.type else column.cast(field.type)
    if pa.types.is_list(field.type):
        offsets = pa.array(np.zeros(size + 1, np.int32))
        return pa.ListArray.from_arrays(offsets, pa.array([], field.type.value_type))
    return pa.nulls(size, field.type)


def _same(text: str, size: int) -> pa.Array:
    return pa.repeat(pa.scalar(text), size)


def _taken(texts: tuple[str | None, ...], numbers: npt.NDArray[np.integer]) -> pa.Array:
    """The texts that numbers stand for."""
    return pc.take(pa.array(texts, pa.string()), pa.array(numbers))


@lru_cache(maxsize=1)
def _exits() -> npt.NDArray[np.bool_]:
    return np.array([flow.stage == "customs_exit" for flow in flows()])


def _named(names: pa.Array, codes: npt.NDArray[np.uint64]) -> pa.Array:
    """Names of areas, those that the file leaves out by their numbers."""
    if not names.null_count:
        return names
    known = [areas()[code].name if code in areas() else None for code in range(1024)]
    return pc.coalesce(names, _taken(tuple(known), codes))


def _items(items: pa.Array, codes: pa.Array) -> pa.Array:
    """What the goods are, those that the file does not describe in the words of the shipped headings."""
    if not items.null_count:
        return items
    told = codes.dictionary_encode()
    words = [_described(code) for code in told.dictionary.to_pylist()]
    return pc.coalesce(items, pc.take(pa.array(words, pa.string()), told.indices))


def _described(code: str) -> str:
    return next((one.what for one in headings() if code.startswith(one.code)), f"goods of code {short(code)}")


def _components(codes: pa.Array) -> pa.Array:
    """True for headings of parts alone; null for others, which may hold parts."""
    told = codes.dictionary_encode()
    parts = [True if _is_component(code) else None for code in told.dictionary.to_pylist()]
    return pc.take(pa.array(parts, pa.bool_()), told.indices)


def _is_component(code: str) -> bool:
    return next((one.component for one in headings() if code.startswith(one.code)), False)


def _comments(flow: npt.NDArray[np.uint64], marks: npt.NDArray[np.uint8]) -> pa.Array:
    """What has to be said of a flow, of a part and of a sum; null for most rows."""
    notes = []
    for bits in range(4):
        for one in flows():
            said = (one.comment, _PART_NOTE if bits & 1 else None, _SUM_NOTE if bits & 2 else None)
            notes.append("; ".join(note for note in said if note) or None)
    bits = ((marks & PART) != 0).astype(np.uint8) + 2 * ((marks & SUM) != 0).astype(np.uint8)
    return _taken(tuple(notes), bits * np.uint64(len(flows())) + flow)


def _times(time: npt.NDArray[np.uint64]) -> dict[str, pa.Array]:
    """When: a year or a month, as bounds."""
    first, last = _bounds()
    year = (time // np.uint64(MONTHS)).astype(np.int16) + np.int16(FIRST_YEAR)
    whole = (time % np.uint64(MONTHS) == 0).astype(np.uint8)
    precision = (str(Precision.MONTH.value), str(Precision.YEAR.value))
    return {
        "dated_from": pa.array(first[time]).cast(pa.date32()),
        "dated_to": pa.array(last[time]).cast(pa.date32()),
        "dated_precision": _taken(precision, whole),
        "dated_status": _same(str(SpanStatus.REPORTED.value), len(time)),
        "first_year": pa.array(year),
        "last_year": pa.array(year),
    }


@lru_cache(maxsize=1)
def _bounds() -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """First and last day of each time that a number stands for, as days since 1970."""
    days: list[tuple[int, int]] = []
    for year in range(FIRST_YEAR, 2101):
        starts = [date(year + month // 12, month % 12 + 1, 1).toordinal() for month in range(MONTHS)]
        days.append((starts[0], starts[12] - 1))
        days += [(starts[month], starts[month + 1] - 1) for month in range(12)]
    since = np.array(days, np.int32) - np.int32(date(1970, 1, 1).toordinal())
    return since[:, 0].copy(), since[:, 1].copy()
