"""SIPRI's Arms Transfers Database as the site's back end gives it: one row a deal and year of delivery.

Unlike the deal form it says how many came in which year, whether a year of delivery is an estimate, and
whether the weapons were made in the country that got them; it has no comments, no numbers ordered and no
orders of which nothing has come. An empty flag is not 'No': it means that SIPRI has not decided. The column
'SIPRI estimate' is no flag either but the trend-indicator value of a new unit, an index of volume like the
other two, which stay in `raw` and are never money.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Any

from headstamp.records.sources.delimited import Line, text_lines
from headstamp.records.sources.form import Form, Known, Parsed, short
from headstamp.records.sources.rows import Rows, delivery, span_cells
from headstamp.records.sources.sipri_lines import whole_lines
from headstamp.records.sources.sipri_tables import (
    as_published,
    coverage,
    header_of,
    is_cut,
    named,
    party,
    preamble_of,
    table_of,
)
from headstamp.records.sources.table import Parties, Unfit, keep, number, parsed, whole_number, year
from headstamp.values import Precision, Span, SpanStatus

COLUMNS = (
    "SIPRI AT Database ID",
    "Supplier",
    "Recipient",
    "Designation",
    "Description",
    "Armament category",
    "Order date",
    "Order date is estimate",
    "Numbers delivered",
    "Numbers delivered is estimate",
    "Delivery year",
    "Delivery year is estimate",
    "Status",
    "SIPRI estimate",
    "TIV deal unit",
    "TIV delivery values",
    "Local production",
)
_TITLE = "SIPRI's delivery form"
# 'Bushmaster -', 'AIFV --': marks of SIPRI's own bookkeeping, which the deal form does not print.
_DASHES = re.compile(r"(?<=\S)\s+-+$")
_ID = re.compile(r"[0-9]{1,9}")
_YEAR_STATUS = {"Yes": SpanStatus.ESTIMATE, "No": SpanStatus.REPORTED, "": SpanStatus.FLAG_MISSING}
# Of a quantity there is no status for a missing flag; 'reported' would claim a 'No' that SIPRI did not write.
_COUNT_STATUS = {"Yes": "estimate", "No": "reported", "": "estimate"}


def designation(text: str) -> str:
    """A designation as it is looked up, blanks and the dashes behind it taken away.

    >>> designation("Model-1  Testtank --")
    'Model-1 Testtank'
    """
    return _DASHES.sub("", " ".join(text.split()))


def parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read SIPRI's delivery form.

    Args:
        data: the bytes of the file.
        name: what to call the file in messages.
        known: whether a party name is known; a state that is not is rejected with its row.

    Returns:
        One row a line, in file order.

    Raises:
        RecordsUnreadable: the header is absent or not the one the site gives.
    """
    return read(data, name, known, hashlib.sha256(data).hexdigest())


def read(data: bytes, name: str, known: Known, snapshot: str) -> Parsed:
    """The same, for a table that came inside another file, whose fingerprint `snapshot` is."""
    lines = as_published(text_lines(data))
    header = header_of(lines, COLUMNS, name, _TITLE)
    rows, parties = Rows("sipri", snapshot), Parties(known)
    suppliers, recipients, years = set[str](), set[str](), set[int]()

    def add(line: Line) -> None:
        cells = _cells(line, parties)
        rows.add(line.number, line.cells, **cells)
        suppliers.add(cells["supplier"])
        recipients.add(cells["recipient"])
        years.add(cells["first_year"])

    whole = list(whole_lines(lines, header + 1, len(COLUMNS), _TITLE))
    taken = keep(whole, add)
    said = preamble_of(lines[:header])
    return parsed(
        rows,
        taken,
        sum(1 for line in lines[header + 1 :] if line.strip()),
        # What was ordered and not delivered stands in the deal form only.
        replace(coverage(suppliers, recipients, years, said.selection), stages=("delivered",)),
        selection=said.selection,
        generated=said.generated,
        cut=is_cut(whole),
    )


def _cells(line: Line, parties: Parties) -> dict[str, Any]:
    """A line as the columns of a transfer.

    Raises:
        Unfit: a cell does not hold what its column tells.
    """
    cell = dict(zip(COLUMNS, line.cells, strict=True))
    if not _ID.fullmatch(cell[COLUMNS[0]].strip()):
        raise Unfit(COLUMNS[0], f"'{short(cell[COLUMNS[0]])}' is no number of SIPRI's database")
    for column in ("SIPRI estimate", "TIV deal unit", "TIV delivery values"):
        # Nothing is made of them, but words here mean that the columns have moved.
        number(cell[column], column)
    came = _year(cell, "Delivery year")
    if came is None:
        raise Unfit("Delivery year", "the cell is empty")
    count, status = _count(cell)
    ordered = _year(cell, "Order date")
    return {
        "stage": "delivered",
        "supplier": party(parties, cell["Supplier"], "Supplier"),
        "recipient": party(parties, cell["Recipient"], "Recipient"),
        # What is made in the recipient's country under the supplier's licence crosses no border.
        "terms": "licensed_production" if _flag(cell, "Local production") == "Yes" else None,
        "item": designation(named(cell["Designation"], "Designation")),
        "item_class": " ".join(cell["Description"].split()) or None,
        "quantity": count,
        "quantity_unit": "object",
        "quantity_status": status,
        "quantity_raw": cell["Numbers delivered"].strip()
        + ("?" if cell["Numbers delivered is estimate"].strip() == "Yes" else ""),
        "ordered_quantity_status": "blank",
        "ordered_quantity_raw": "",
        **(span_cells("ordered", ordered) if ordered else {}),
        "deliveries": [delivery(came, count, status)],
        "first_year": came.first_year,
        "last_year": came.last_year,
        "condition": cell["Status"].strip() or None,
        "reference": cell[COLUMNS[0]].strip(),
        "comment": "",
    }


def _count(cell: dict[str, str]) -> tuple[float | None, str]:
    """How many came, and what kind of statement that is."""
    flag = _flag(cell, "Numbers delivered is estimate")
    count = whole_number(cell["Numbers delivered"], "Numbers delivered")
    if count == 0:
        raise Unfit("Numbers delivered", "0 delivered in a year of delivery")
    return (None, "blank") if count is None else (float(count), _COUNT_STATUS[flag])


def _year(cell: dict[str, str], column: str) -> Span | None:
    """A year with what its flag says of it, None for an empty cell."""
    status = _YEAR_STATUS[_flag(cell, f"{column} is estimate")]
    if not cell[column].strip():
        return None
    whole = Span.year(year(cell[column], column))
    return Span(whole.from_, whole.to, Precision.YEAR, status)


def _flag(cell: dict[str, str], column: str) -> str:
    flag = cell[column].strip()
    if flag not in _YEAR_STATUS:
        raise Unfit(column, f"'{short(flag)}' stands where only Yes, No or nothing can")
    return flag


SIPRI_DELIVERIES = Form(
    name="sipri-deliveries",
    source="sipri",
    title="SIPRI trade register, one row a delivery year",
    version=1,
    recognises=lambda head: table_of(head) == "sipri-deliveries",
    parse=parse,
)
