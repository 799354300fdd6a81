"""Tables of reports to the UN Register and under the Arms Trade Treaty, as pasted from a report.

Both have a row a category and partner: number of items or value, state of origin, places on the way,
description and comments; treaty reports also say of each figure whether it was authorised or actual. Rows
name categories and seldom models. A report with nothing in it ('Nil') tells that nothing was reported, which
is a fact about the report and no transfer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from headstamp.records.sources.delimited import Line
from headstamp.records.sources.form import Coverage, Form, Known, Parsed, RecordsUnreadable, short
from headstamp.records.sources.register_sheet import Sheet, sheet_of
from headstamp.records.sources.rows import Rows, delivery, span_cells
from headstamp.records.sources.table import Parties, Unfit, keep, parsed
from headstamp.records.sources.unroca_categories import (
    category_of,
    section_of,
    section_of_category,
    stage_told,
)
from headstamp.tables import split_list
from headstamp.values import Quantity, QuantityStatus, Span, ValueUnreadable

UNROCA, ATT = "unroca", "att"
_TREATY = re.compile(r"\b(?i:arms trade treaty)\b|\bATT\b")
_NIL = re.compile(
    r"(?:nil|none|not applicable|n/?a|-+|no (?:exports|imports|transfers)\b.*)(?: report)?\.?", re.I
)
_TOTAL = re.compile(r"(?:grand |sub-? ?)?totals?\b.*", re.I)
_WITHHELD = frozenset(
    {
        "classified",
        "confidential",
        "commercially sensitive",
        "withheld",
        "not disclosed",
        "national security",
        "c",
    }
)
_MONEY = re.compile(
    r"(?P<before>[A-Z]{3}|€|£)?\s*(?P<amount>\d[\d ,.'’]*?)\s*(?P<after>[A-Z]{3}|€|£)?", re.ASCII
)
_CURRENCY = re.compile(r"\b([A-Z]{3})\b|(€|£)")
_SIGNS = {"€": "EUR", "£": "GBP"}
_STAGES = {
    "a": "authorised",
    "auth": "authorised",
    "authorised": "authorised",
    "authorized": "authorised",
    "ac": "delivered",
    "act": "delivered",
    "actual": "delivered",
}


@dataclass(slots=True)
class _Report:
    """A table that is being read: whose it is, for which year, and which list of the form it has come to."""

    register: str
    sheet: Sheet
    state: str
    year: int
    parties: Parties
    rows: Rows
    heading: str = ""
    groups: frozenset[str] = frozenset()

    @property
    def exports(self) -> bool:
        return "importer" in self.sheet.columns

    @property
    def partner_field(self) -> str:
        return "importer" if self.exports else "exporter"


def _parse(data: bytes, name: str, known: Known, *, register: str) -> Parsed:
    """Read a report's table.

    Raises:
        RecordsUnreadable: there is no such table, or the lines above it do not say whose it is and for which
            year.
    """
    report = _report(data, name, known, register)
    taken = keep(report.sheet.lines, partial(_add, report))
    what = f"{report.state}, {'exports' if report.exports else 'imports'} {report.year}"
    return parsed(report.rows, taken, report.sheet.read, _coverage(report), selection=what)


def _report(data: bytes, name: str, known: Known, register: str) -> _Report:
    sheet = sheet_of(data, name)
    if sheet is None:
        raise RecordsUnreadable(
            f"{name} has no table of exports or imports",
            file=name,
            do="paste the table with its header, which names category, state and number of items",
        )
    if {"importer", "exporter"} <= sheet.columns.keys():
        raise RecordsUnreadable(
            f"{name} names both an importing and an exporting state in each row",
            file=name,
            do="paste a report's own table, or use the table of transfers",
        )
    if sheet.state is None or sheet.year is None:
        raise RecordsUnreadable(
            f"{name} does not say whose report it is and for which year",
            file=name,
            do="add the two lines 'Reporting State: NAME' and 'Calendar year: YYYY' above the table",
        )
    if not known(sheet.state):
        raise RecordsUnreadable(
            f"{name} is of '{short(sheet.state)}', a state that headstamp does not know",
            file=name,
            do="correct the line 'Reporting State'",
        )
    rows = Rows(register, hashlib.sha256(data).hexdigest())
    return _Report(register, sheet, sheet.state, sheet.year, Parties(known), rows)


def _coverage(report: _Report) -> Coverage:
    """A later table covers an earlier one of the same state, direction and lists of the form, and no other.

    Naming the parties would let an exporter's table silence what the importer tells of the same year.
    """
    way = "exports" if report.exports else "imports"
    labels = tuple(sorted(f"the report of {report.state}: {way}, {group}" for group in report.groups))
    return Coverage(labels, labels, (report.year, report.year))


def _add(report: _Report, line: Line) -> None:
    """Keep a row's transfer; headings and nil lines are kept and tell of none."""
    filled = [" ".join(cell.split()) for cell in line.cells if cell.strip()]
    if _is_nil(report, line, filled):
        return
    if len(filled) == 1:
        _take_heading(report, filled[0])
        return
    cells = _transfer(report, line)
    report.rows.add(line.number, line.cells, **cells)
    report.groups |= {section_of_category(cells["category"]) or "major"}


def _is_nil(report: _Report, line: Line, filled: list[str]) -> bool:
    partner = report.sheet.cell(line, report.partner_field)
    told = [report.sheet.cell(line, field) for field in ("number", "value")]
    nothing = [one for one in told if one and not _NIL.fullmatch(one) and one != "0"]
    alone = bool(filled) and _NIL.fullmatch(filled[0]) is not None and len(filled) == 1
    return alone or (bool(any(told)) and not nothing and (not partner or _NIL.fullmatch(partner) is not None))


def _take_heading(report: _Report, text: str) -> None:
    if section_of(text) is None and category_of(text) is None:
        raise Unfit(None, "the line names no state and no number, and is no heading of the form")
    report.heading = text


def _transfer(report: _Report, line: Line) -> dict[str, Any]:
    text, category = _category(report, line)
    quantity = _quantity(report, line)
    together = _is_total(report, line)
    stage = _stage(report, line, category)
    partner = None if together else _partner(report, line)
    supplier, recipient = (report.state, partner) if report.exports else (partner, report.state)
    status = "aggregate" if together else str(quantity.status.value)
    return {
        "stage": stage,
        "reported_by": report.state,
        "supplier": supplier,
        "recipient": recipient,
        "origin": report.parties.as_named(report.sheet.cell(line, "origin"), "origin"),
        "via": list(split_list(report.sheet.cell(line, "via"))),
        "item": report.sheet.cell(line, "description") or text,
        "item_reported_as": text,
        "category": category,
        "quantity": _float(quantity.value),
        "quantity_low": _float(quantity.low),
        "quantity_high": _float(quantity.high),
        "quantity_unit": "object",
        "quantity_status": status,
        "quantity_raw": report.sheet.cell(line, "number"),
        **_money(report, line, stage),
        **_dated(report.year, stage, quantity, status),
        "uncertain": [] if category else ["category"],
        "comment": report.sheet.cell(line, "comment"),
    }


def _category(report: _Report, line: Line) -> tuple[str, str | None]:
    """The category in the table's words, and its code where a rule knows it; raises Unfit."""
    parts = [report.sheet.cell(line, field) for field in ("category", "sub_category")]
    text = ": ".join(part for part in parts if part) or report.heading
    if not text:
        raise Unfit(report.sheet.names["category"], "the cell is empty, and no heading above it tells")
    narrow = parts[1] or text
    section = section_of(text) or section_of(report.heading)
    return text, category_of(narrow, section) or category_of(text, section)


def _is_total(report: _Report, line: Line) -> bool:
    told = (report.sheet.cell(line, field) for field in ("category", report.partner_field))
    return any(_TOTAL.fullmatch(one) for one in told)


def _partner(report: _Report, line: Line) -> str:
    column = report.sheet.names[report.partner_field]
    return report.parties.named(report.sheet.cell(line, report.partner_field), column)


def _stage(report: _Report, line: Line, category: str | None) -> str:
    if "stage" in report.sheet.columns or report.register == ATT:
        told = report.sheet.cell(line, "stage") or report.sheet.figures or ""
        found = _STAGES.get(told.casefold().strip(" ."))
        if found is None:
            column = report.sheet.names.get("stage")
            raise Unfit(column, f"'{short(told)}' says neither authorised (A) nor actual (Ac)")
        return found
    return stage_told(report.state, category) if report.exports else "delivered"


def _quantity(report: _Report, line: Line) -> Quantity:
    text = report.sheet.cell(line, "number")
    if text.casefold().strip("() .") in _WITHHELD:
        return Quantity(None, status=QuantityStatus.WITHHELD, raw=text)
    try:
        return Quantity.parse("" if text in ("-", "--") else text)
    except ValueUnreadable:
        column = report.sheet.names.get("number")
        raise Unfit(column, f"'{short(text)}' cannot be read as a number of items") from None


def _money(report: _Report, line: Line, stage: str) -> dict[str, Any]:
    """What the transfer was worth, in a currency that the cell, its column or a column of its own names."""
    text = report.sheet.cell(line, "value")
    if not text or text == "-" or text.casefold().strip("() .") in _WITHHELD:
        return {}
    column = report.sheet.names["value"]
    found = _MONEY.fullmatch(text)
    if found is None:
        raise Unfit(column, f"'{short(text)}' cannot be read as a value")
    named = _CURRENCY.search(report.sheet.cell(line, "currency") or column)
    currency = found["before"] or found["after"] or (named[0] if named else None)
    if currency is None:
        raise Unfit(column, f"'{short(text)}' names no currency")
    try:
        amount = Quantity.parse(found["amount"])
    except ValueUnreadable:
        raise Unfit(column, f"'{short(text)}' cannot be read as a value") from None
    basis = "licence" if stage == "authorised" else "delivered"
    return {
        "value": _float(amount.value),
        "currency": _SIGNS.get(currency, currency),
        "value_basis": basis,
    }


def _dated(year: int, stage: str, quantity: Quantity, status: str) -> Mapping[str, Any]:
    when = Span.year(year)
    told: dict[str, Any] = {"first_year": year, "last_year": year}
    if stage == "delivered":
        return told | {"deliveries": [delivery(when, _float(quantity.value), status)]}
    return told | span_cells("dated", when)


def _float(number: object) -> float | None:
    return None if number is None else float(str(number))


def _recognises(head: bytes) -> str | None:
    """Which register the table of a file was reported to; None where it holds no such table."""
    try:
        sheet = sheet_of(head, "")
    except RecordsUnreadable:
        return None
    if sheet is None:
        return None
    treaty = "stage" in sheet.columns or any(_TREATY.search(one) for one in sheet.above)
    return ATT if treaty else UNROCA


def _form(register: str, title: str) -> Form:
    return Form(
        name=f"{register}-table",
        source=register,
        title=title,
        version=1,
        recognises=lambda head: _recognises(head) == register,
        parse=partial(_parse, register=register),
    )


UNROCA_TABLE = _form(UNROCA, "table of a report to the UN Register")
ATT_TABLE = _form(ATT, "table of a report under the Arms Trade Treaty")
