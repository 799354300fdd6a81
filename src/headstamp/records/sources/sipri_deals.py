"""SIPRI's Arms Transfers Database as the site's 'trade register' button gives it: one row a deal.

How its lines become rows of sixteen cells is told in `sipri_lines`, what its comments say in
`sipri_comments`. Nothing is guessed: a row that does not hold together is rejected with its text.
What the register means (53 % of the order years and 56 % of the quantities are estimates, SIPRI's '?') is
kept as a status on the value, not as a range, because SIPRI gives none:
https://www.sipri.org/databases/armstransfers/sources-and-methods
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from headstamp.records.sources.delimited import Line, text_lines
from headstamp.records.sources.form import Coverage, Form, Parsed, Reject, short
from headstamp.records.sources.sipri_comments import remarks
from headstamp.records.sources.sipri_lines import find_header, whole_lines
from headstamp.records.sources.sipri_tables import (
    as_published,
    coverage,
    has_preamble,
    preamble_of,
    table_of,
)
from headstamp.records.transfer import transfer_id
from headstamp.records.transfer_schema import TRANSFER_SCHEMA

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_COUNT = re.compile(r"[0-9]{1,9}")


def recognises(data: bytes) -> bool:
    """Whether a file bears the header of SIPRI's deal form, or the preamble and no header that is known."""
    table = table_of(data)
    return table == "sipri-deals" or (table is None and has_preamble(data))


@dataclass(frozen=True, slots=True)
class _Deal:
    line: Line
    order_year: int | None
    ordered: int | None
    delivered: int
    years: tuple[int, ...]


class _Unfit(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, column: str, why: str) -> None:
        self.column, self.why = column, why


def _number(text: str, column: str) -> int | None:
    if not text.strip():
        return None
    if not _COUNT.fullmatch(text.strip()):
        raise _Unfit(column, f"'{short(text)}' is not a whole number")
    return int(text)


def _flag(text: str, column: str) -> bool:
    if text.strip() not in ("", "?"):
        raise _Unfit(column, f"'{short(text)}' stands where only '?' or nothing can")
    return text.strip() == "?"


def _deal(line: Line, known: Callable[[str], bool]) -> _Deal:
    cells = line.cells
    for index, column in ((0, "Recipient"), (1, "Supplier")):
        name = cells[index].strip()
        if not name:
            raise _Unfit(column, "the cell is empty")
        # SIPRI stars what is not a state; new armed groups appear in every edition and are kept as named.
        if not name.endswith("*") and not known(name):
            raise _Unfit(column, f"'{short(name)}' is no state that headstamp knows")
    if not cells[6].strip():
        raise _Unfit("Weapon designation", "the cell is empty")
    order_year = _number(cells[2], "Year of order")
    if order_year is not None and not 1900 <= order_year <= 2100:
        raise _Unfit("Year of order", f"'{short(cells[2])}' is not a year")
    for index, column in (
        (3, "Year of order flag"),
        (5, "Number ordered flag"),
        (9, "Number delivered flag"),
    ):
        _flag(cells[index], column)
    years: list[int] = []
    for part in filter(None, (part.strip() for part in cells[10].split(";"))):
        if not _YEAR.fullmatch(part):
            raise _Unfit("Year(s) of delivery", f"'{short(part)}' is not a year")
        years.append(int(part))
    delivered = _number(cells[8], "Number delivered") or 0
    return _Deal(line, order_year, _number(cells[4], "Number ordered"), delivered, tuple(years))


def _deliveries(deals: list[_Deal]) -> pa.Array:
    """One element a delivery year; the form gives no split, so only a single year has a count."""
    offsets, starts, ends, counts, statuses = [0], [], [], [], []
    for deal in deals:
        alone = len(deal.years) == 1 and deal.delivered > 0
        for year in deal.years:
            starts.append(date(year, 1, 1))
            ends.append(date(year, 12, 31))
            counts.append(float(deal.delivered) if alone else None)
            statuses.append(("estimate" if deal.line.cells[9].strip() else "reported") if alone else "blank")
        offsets.append(len(starts))
    kind = TRANSFER_SCHEMA.field("deliveries").type.value_type
    size = len(starts)
    arrays = [
        pa.array(starts, pa.date32()),
        pa.array(ends, pa.date32()),
        pa.array(["year"] * size, pa.string()),
        pa.array(["reported"] * size, pa.string()),
        pa.array(counts, pa.float64()),
        pa.array(statuses, pa.string()),
    ]
    return pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), pa.StructArray.from_arrays(arrays, fields=list(kind))
    )


def _status(flag: str, value: object) -> str:
    if value is None:
        return "blank"
    return "estimate" if flag.strip() else "reported"


def _columns(deals: list[_Deal], snapshot: str) -> dict[str, object]:
    seen: Counter[str] = Counter()
    ids = []
    for deal in deals:
        key = hashlib.sha256(deal.line.raw.encode()).hexdigest()
        ids.append(transfer_id("sipri", snapshot, f"{key}#{seen[key]}"))
        seen[key] += 1
    cells = [deal.line.cells for deal in deals]
    said = [remarks(row[12]) for row in cells]
    years = [_spoken_of(deal) for deal in deals]
    order = [deal.order_year for deal in deals]
    size = len(deals)
    return {
        "id": ids,
        "source": ["sipri"] * size,
        "row": [deal.line.number for deal in deals],
        "stage": ["delivered" if deal.delivered > 0 else "ordered" for deal in deals],
        "supplier": [row[1].strip() for row in cells],
        "recipient": [row[0].strip() for row in cells],
        "via": [list(remark.via) for remark in said],
        "financed_by": [list(remark.financed_by) for remark in said],
        "terms": [remark.terms for remark in said],
        "item": [" ".join(row[6].split()) for row in cells],
        "item_class": [" ".join(row[7].split()) or None for row in cells],
        "item_reported_as": [remark.reported_as for remark in said],
        "quantity": [float(deal.delivered) if deal.delivered else _as_float(deal.ordered) for deal in deals],
        "quantity_low": [
            float(remark.down_to) if remark.down_to and remark.down_to < _moved(deal) else None
            for deal, remark in zip(deals, said, strict=True)
        ],
        "quantity_high": [
            float(remark.up_to) if remark.up_to and remark.up_to > _moved(deal) else None
            for deal, remark in zip(deals, said, strict=True)
        ],
        "quantity_unit": ["object"] * size,
        "quantity_status": [
            _status(row[9], deal.delivered) if deal.delivered else _status(row[5], deal.ordered)
            for deal, row in zip(deals, cells, strict=True)
        ],
        "quantity_raw": [
            (row[8] + row[9] if deal.delivered else row[4] + row[5]).strip()
            for deal, row in zip(deals, cells, strict=True)
        ],
        "value": [remark.worth.amount if remark.worth else None for remark in said],
        "currency": [remark.worth.currency if remark.worth else None for remark in said],
        "value_basis": ["contract" if remark.worth else None for remark in said],
        "ordered_quantity": [_as_float(deal.ordered) for deal in deals],
        "ordered_quantity_high": [
            float(deal.ordered + remark.option) if deal.ordered and remark.option else None
            for deal, remark in zip(deals, said, strict=True)
        ],
        "ordered_quantity_status": [
            _status(row[5], deal.ordered) for deal, row in zip(deals, cells, strict=True)
        ],
        "ordered_quantity_raw": [(row[4] + row[5]).strip() for row in cells],
        "ordered_from": [date(year, 1, 1) if year else None for year in order],
        "ordered_to": [date(year, 12, 31) if year else None for year in order],
        "ordered_precision": ["year" if year else None for year in order],
        "ordered_status": [
            ("estimate" if row[3].strip() else "reported") if year else None
            for year, row in zip(order, cells, strict=True)
        ],
        "first_year": [min(found) if found else None for found in years],
        "last_year": [max(found) if found else None for found in years],
        "condition": [row[11].strip() or None for row in cells],
        "uncertain": [list(remark.uncertain) for remark in said],
        "lots": [[]] * size,
        "derived_from": [[]] * size,
        "comment": [" ".join(row[12].split()) for row in cells],
        "raw": [json.dumps(row, ensure_ascii=False) for row in cells],
    }


def _moved(deal: _Deal) -> int:
    """The number that a comment's 'could be' speaks of: what was delivered, else what was ordered."""
    return deal.delivered or deal.ordered or 0


def _as_float(number: int | None) -> float | None:
    return None if number is None else float(number)


def _spoken_of(deal: _Deal) -> tuple[int, ...]:
    """The years in which a selection by year finds a deal: of its deliveries, else of its order."""
    return deal.years or ((deal.order_year,) if deal.order_year else ())


def _coverage(deals: list[_Deal], selection: str) -> Coverage:
    return coverage(
        (deal.line.cells[1].strip() for deal in deals),
        (deal.line.cells[0].strip() for deal in deals),
        (year for deal in deals for year in _spoken_of(deal)),
        selection,
    )


def parse(data: bytes, name: str, known: Callable[[str], bool]) -> Parsed:
    """Read SIPRI's deal form.

    Args:
        data: the bytes of the file.
        name: what to call the file in messages.
        known: whether a party name is a state or other actor that is known; unknown states are rejected row
            by row.

    Returns:
        One row a deal, in file order; exact duplicates are kept, as SIPRI means them.

    Raises:
        RecordsUnreadable: the header is absent or not the one the site gives.
    """
    return read(data, name, known, hashlib.sha256(data).hexdigest())


def read(data: bytes, name: str, known: Callable[[str], bool], snapshot: str) -> Parsed:
    """The same, for a table that came inside another file, whose fingerprint `snapshot` is."""
    lines = as_published(text_lines(data))
    header = find_header(lines, name)
    preamble = preamble_of(lines[:header])
    deals: list[_Deal] = []
    rejected: list[Reject] = []
    merged, cut = 0, False
    names: dict[str, bool] = {}

    def is_known(party: str) -> bool:
        if party not in names:
            names[party] = known(party)
        return names[party]

    for line, joined in whole_lines(lines, header + 1):
        merged += joined
        cut = isinstance(line, Reject)
        if isinstance(line, Reject):
            rejected.append(line)
            continue
        try:
            deals.append(_deal(line, is_known))
        except _Unfit as unfit:
            rejected.append(Reject(line.number, unfit.column, unfit.why, line.raw))
    columns = _columns(deals, snapshot)
    arrays = {
        field.name: _deliveries(deals)
        if field.name == "deliveries"
        else pa.array(columns.get(field.name, [None] * len(deals)), field.type)
        for field in TRANSFER_SCHEMA
    }
    return Parsed(
        kept=len(deals),
        rows=pa.table(arrays, schema=TRANSFER_SCHEMA),
        rejected=tuple(rejected),
        read=sum(1 for text in lines[header + 1 :] if text.strip()),
        merged=merged,
        generated=preamble.generated,
        selection=preamble.selection,
        coverage=_coverage(deals, preamble.selection),
        # Only a row that does not hold together at the very end tells that the download broke off.
        cut=cut,
    )


SIPRI_DEALS = Form(
    name="sipri-deals",
    source="sipri",
    title="SIPRI trade register, one row a deal",
    version=3,
    recognises=recognises,
    parse=parse,
)
