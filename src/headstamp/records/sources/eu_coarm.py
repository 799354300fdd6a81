"""The EU's annual reports on arms exports (COARM): one line an exporter, a destination and a category.

Two forms are met. The table of 2005-2013 that the Open Knowledge Foundation made of the reports has the
licences issued, their value and the value exported in one line; it becomes a licence and an export. The later
form, one line a measure (a licences, b their value, c exports, d refusals, e criteria of refusals), joins a
and b of the same licence. A value exported is no value licensed, most states report the one and not the other
(64 % of the lines have no export), and the lines 'Total' and the sums over exporters are kept as aggregates,
which nothing adds up. Format: https://www.eeas.europa.eu/eeas/annual-report-arms-exports_en
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from headstamp.records.sources.delimited import Line, data_lines, head_line, header_at, rows_after, text_lines
from headstamp.records.sources.form import Form, Known, Parsed, short
from headstamp.records.sources.rows import Rows, delivery, span_cells
from headstamp.records.sources.table import Parties, Unfit, covering, keep, parsed, whole_number, year
from headstamp.values import Span

SOURCE = "eu-coarm"
_TITLE = "the EU's annual reports on arms exports"
_REPORT = [
    "unique-id",
    ' "year"',
    "importing-country",
    "exporting-country",
    "CML-category",
    "num-licenses-imported",
    "val-licenses-imported",
    "val-arms-imported",
]
_CATEGORY = re.compile(r"ML ?(\d{1,2})")
_MEASURE_LINE = re.compile(r"\d{4}; ?[01];(?: ?[A-Z]{2}; ?[^;]+;){2} ?[^;]*; ?[^;]*; ?ML ?\d+; ?[a-e]")
_MEASURES = (
    "year",
    "embargo",
    "from",
    "exporter",
    "to",
    "destination",
    "area",
    "region",
    "category",
    "measure",
    "amount",
)
_WITH_END = len(_MEASURES) + 1


def category_of(text: str) -> str:
    """The category of the Common Military List as scheme and code, or the total over all; raises Unfit."""
    plain = text.strip()
    if plain.casefold() == "total":
        return "ml:total"
    if found := _CATEGORY.fullmatch(plain):
        return f"ml:ML{int(found[1])}"
    raise Unfit("CML-category", f"'{short(plain)}' is no category of the Common Military List")


def _euros(text: str) -> tuple[float | None, bool]:
    """A value in whole euros, and whether the cell holds one that cannot be read.

    Values are whole euros; '7 56000', '131.354' and '32.5' may each be read in two ways: no guess is made.
    """
    plain = text.strip()
    if not plain:
        return None, False
    return (float(plain), False) if plain.isdigit() else (None, True)


def _report(data: bytes, name: str, known: Known) -> Parsed:
    """Read the table of 2005-2013.

    Raises:
        RecordsUnreadable: the header is another one.
    """
    lines = text_lines(data)
    first = header_at(lines, _REPORT, ";", name, _TITLE) + 1
    rows, parties, years = Rows(SOURCE, hashlib.sha256(data).hexdigest()), Parties(known), set[int]()

    def add(line: Line) -> None:
        cells = line.cells
        when = Span.year(year(cells[1], "year"))
        importer = parties.named(cells[2], "importing-country")
        exporter = parties.named(cells[3], "exporting-country")
        category = category_of(cells[4])
        licences = whole_number(cells[5], "num-licenses-imported")
        licensed, licensed_unread = _euros(cells[6])
        exported, exported_unread = _euros(cells[7])
        together = category == "ml:total" or exporter.casefold().startswith("total")
        shared = {
            "reported_by": exporter,
            "supplier": exporter,
            "recipient": importer,
            "item": "",
            "category": category,
            "reference": cells[0].strip(),
            "first_year": when.first_year,
            "last_year": when.last_year,
        }
        rows.add(
            line.number,
            cells,
            "authorised",
            **shared,
            stage="authorised",
            quantity=None if licences is None else float(licences),
            quantity_unit="licence",
            quantity_raw=cells[5],
            quantity_status="aggregate" if together else "blank" if licences is None else "reported",
            uncertain=["value"] if licensed_unread else [],
            **_money(licensed, "licence"),
            **span_cells("dated", when),
        )
        if exported is not None or exported_unread:
            rows.add(
                line.number,
                cells,
                "delivered",
                **shared,
                stage="delivered",
                quantity_unit="object",
                quantity_status="aggregate" if together else "blank",
                uncertain=["value"] if exported_unread else [],
                deliveries=[delivery(when)],
                **_money(exported, "delivered"),
            )
        years.add(when.first_year or 0)

    taken = keep(rows_after(lines, first, len(_REPORT), ";"), add)
    return parsed(rows, taken, data_lines(lines, first), covering(years))


def _money(value: float | None, basis: str, currency: str = "EUR") -> dict[str, Any]:
    return {"value": value, "currency": currency if value is not None else None, "value_basis": basis}


@dataclass(slots=True)
class _Licence:
    """What the lines a and b of one exporter, destination, category and year say together."""

    line: Line
    exporter: str
    destination: str
    category: str
    year: int
    said: dict[str, float] = field(default_factory=dict)


def _measures(data: bytes, name: str, known: Known) -> Parsed:
    """Read the form of one line a measure; lines of one licence are joined."""
    lines = text_lines(data)
    rows, parties = Rows(SOURCE, hashlib.sha256(data).hexdigest()), Parties(known)
    licences: dict[tuple[str, str, str, int], _Licence] = {}
    years, joined = set[int](), 0

    def add(line: Line) -> None:
        nonlocal joined
        cells = dict(zip(_MEASURES, (cell.strip() for cell in line.cells), strict=False))
        when = year(cells["year"], "year")
        exporter = parties.named(cells["exporter"], "exporter")
        destination = parties.named(cells["destination"], "destination")
        category, amount = category_of(cells["category"]), whole_number(cells["amount"], "amount")
        measure = cells["measure"][:1]
        if measure not in "abcde" or amount is None:
            raise Unfit("measure", f"'{short(cells['measure'])}' is no measure from a to e with an amount")
        years.add(when)
        if measure in "ab":
            known_as = (exporter, destination, category, when)
            if known_as in licences:
                joined += 1
            found = licences.setdefault(known_as, _Licence(line, exporter, destination, category, when))
            found.said[measure] = float(amount)
            return
        stage = "delivered" if measure == "c" else "refused"
        span = Span.year(when)
        rows.add(
            line.number,
            line.cells,
            stage=stage,
            reported_by=exporter,
            supplier=exporter,
            recipient=destination,
            item="",
            category=category,
            quantity=float(amount) if measure == "d" else None,
            quantity_unit="object" if measure == "c" else "licence",
            quantity_status="reported" if measure == "d" else "blank",
            comment=f"criterion {cells['measure'][1:]} given {amount} times" if measure == "e" else "",
            deliveries=[delivery(span)] if measure == "c" else [],
            first_year=when,
            last_year=when,
            **_money(float(amount) if measure == "c" else None, "delivered"),
            **(span_cells("dated", span) if measure != "c" else {}),
        )

    taken = keep(rows_after(lines, 0, _WITH_END, ";"), add)
    for one in licences.values():
        issued = one.said.get("a")
        rows.add(
            one.line.number,
            one.line.cells,
            stage="authorised",
            reported_by=one.exporter,
            supplier=one.exporter,
            recipient=one.destination,
            item="",
            category=one.category,
            quantity=issued,
            quantity_unit="licence",
            quantity_status="blank" if issued is None else "reported",
            first_year=one.year,
            last_year=one.year,
            **_money(one.said.get("b"), "licence"),
            **span_cells("dated", Span.year(one.year)),
        )
    return parsed(rows, taken.joining(joined), data_lines(lines, 0), covering(years))


EU_COARM = Form(
    name="eu-coarm-report",
    source=SOURCE,
    title="EU annual reports on arms exports, 2005-2013",
    version=1,
    recognises=lambda head: "cml-category" in head_line(head).casefold(),
    parse=_report,
)
EU_COARM_MEASURES = Form(
    name="eu-coarm-measures",
    source=SOURCE,
    title="EU annual reports on arms exports, one line a measure",
    version=1,
    recognises=lambda head: _MEASURE_LINE.match(head_line(head)) is not None,
    parse=_measures,
)
