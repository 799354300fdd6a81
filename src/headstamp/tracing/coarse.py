"""Lines of a register that name a category and no weapon, gathered to one line a flow before they are read.

'ML1, three licences' says that some small arms may have gone, and says it again every year and for every
licence. Its number of licences is no number of weapons, so that all such lines of one source, supplier,
recipient, stage and category together say one thing: that there was a flow, from when to when. Gathering them
first keeps a hundred thousand licences from becoming millions of entries, and keeps how finely a register is
cut from counting as evidence. Sums over categories or states say nothing of any one flow and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

_SAME = ["source", "supplier", "recipient", "end_user", "stage", "category"]


def gathered(table: pa.Table) -> Iterator[pa.Table]:
    """The lines that name an item as they are, and the others one a flow.

    Args:
        table: rows in the Transfer schema.

    Yields:
        Tables with the columns of the given one; a flow bears the id and the cells of its newest line, with
        the time from its first line to its last.
    """
    named = pc.or_(pc.not_equal(pc.fill_null(table["item"], ""), ""), pc.is_null(table["category"]))
    yield table.filter(named)
    coarse = table.filter(pc.invert(named))
    coarse = coarse.filter(pc.not_equal(pc.fill_null(coarse["quantity_status"], ""), "aggregate"))
    if coarse.num_rows:
        yield _flows(coarse)


def _flows(lines: pa.Table) -> pa.Table:
    order = pc.sort_indices(lines, sort_keys=[("last_year", "descending"), ("id", "ascending")])
    lines = lines.take(order)
    numbered = lines.append_column("at", pa.array(range(lines.num_rows), pa.int64()))
    flows = numbered.group_by(_SAME, use_threads=False).aggregate(
        [("at", "min"), ("first_year", "min"), ("last_year", "max")]
    )
    flows = flows.sort_by("at_min")
    found = lines.take(flows["at_min"])
    start, end = _days(flows["first_year_min"], 1, 1), _days(flows["last_year_max"], 12, 31)
    delivered = pc.equal(found["stage"], "delivered").to_pylist()
    spans = [
        [{**_SPAN, "from": first, "to": last}] if there and first is not None else []
        for there, first, last in zip(delivered, start.to_pylist(), end.to_pylist(), strict=True)
    ]
    for name, column in (
        ("deliveries", pa.array(spans, found.schema.field("deliveries").type)),
        ("dated_from", start),
        ("dated_to", end),
        ("quantity", pa.nulls(found.num_rows, pa.float64())),
    ):
        found = found.set_column(found.schema.get_field_index(name), found.schema.field(name), column)
    return found


_SPAN = {"precision": "range", "status": "reported", "quantity": None, "quantity_status": "blank"}


def _days(years: pa.ChunkedArray, month: int, day: int) -> pa.Array:
    """A day of each year; null where there is no year."""
    texts = [None if year is None else f"{year:04d}-{month:02d}-{day:02d}" for year in years.to_pylist()]
    return pc.cast(pa.array(texts, pa.string()), pa.date32())
