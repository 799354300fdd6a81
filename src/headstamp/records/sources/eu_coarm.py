"""The EU's annual reports on arms exports (COARM): one line an exporter, a destination and a category.

Two forms are met. The table of 2005-2013 that the Open Knowledge Foundation made of the reports has the
licences issued, their value and the value exported in one line; it becomes a licence and an export, each only
where the line has a figure for it that is not nought: an export under last year's licence is no licence of
this year. The later form, one line a measure (a licences, b their value, c exports, d refusals, e criteria of
refusals), joins a and b of the same licences, and e to the d it explains. A value exported is no value
licensed, most states report the one and not the other (64 % of the lines have no export), and the lines
'Total' and the sums over exporters are kept as aggregates, which nothing adds up.
Format: https://www.eeas.europa.eu/eeas/annual-report-arms-exports_en
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from headstamp.records.sources.delimited import (
    Line,
    data_lines,
    delimiter_in,
    ends_within_a_row,
    head_line,
    header_at,
    rows_after,
    text_lines,
)
from headstamp.records.sources.form import Form, Known, Parsed, short
from headstamp.records.sources.rows import Rows, dated_in, delivered_in
from headstamp.records.sources.table import (
    Parties,
    Unfit,
    covering,
    keep,
    military_codes,
    parsed,
    whole_number,
    year,
)
from headstamp.world import RegionKind, region

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
_TOTAL = "ml:total"
_EUROS = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(?: [0-9]{3}){1,4}")
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
# The semicolon behind the last cell opens one more, which is empty.
_WITH_END = len(_MEASURES) + 1
_MEASURE = re.compile(r"[abcd]|e[0-9]?")
_STAGES = {"a": "authorised", "b": "authorised", "c": "delivered", "d": "refused", "e": "refused"}


@lru_cache(maxsize=1024)
def category_of(text: str) -> str:
    """The category of the Common Military List as scheme and code, or the total over all; raises Unfit."""
    plain = text.strip()
    if plain.casefold() == "total":
        return _TOTAL
    codes, others = military_codes(plain)
    if len(codes) != 1 or others:
        raise Unfit("CML-category", f"'{short(plain)}' is no category of the Common Military List")
    return f"ml:{codes[0]}"


@lru_cache(maxsize=1024)
def _is_somebody(name: str) -> bool:
    """Whether a cell names a party, and not that none is stated or that many are summed up."""
    found = region(name)
    return found is None or found.kind not in (RegionKind.NOT_STATED, RegionKind.AGGREGATE)


def _euros(text: str) -> tuple[float | None, bool]:
    """A value in whole euros, and whether the cell holds one that cannot be read.

    Values are whole euros; '7 56000', '131.354' and '32.5' may each be read in two ways: no guess is made.
    '386 000' can be read in one.
    """
    plain = text.strip()
    if not plain:
        return None, False
    return (float(plain.replace(" ", "")), False) if _EUROS.fullmatch(plain) else (None, True)


def _report(data: bytes, name: str, known: Known) -> Parsed:
    """Read the table of 2005-2013.

    Raises:
        RecordsUnreadable: the header is another one.
    """
    lines = text_lines(data)
    sign = delimiter_in(lines, _REPORT, ";")
    first = header_at(lines, _REPORT, sign, name, _TITLE) + 1
    rows, parties, years = Rows(SOURCE, hashlib.sha256(data).hexdigest()), Parties(known), set[int]()

    def add(line: Line) -> None:
        cells = line.cells
        when = year(cells[1], "year")
        importer = parties.named(cells[2], "importing-country")
        exporter = parties.named(cells[3], "exporting-country")
        category = category_of(cells[4])
        licences = whole_number(cells[5], "num-licenses-imported")
        told = _Told(line, exporter, importer, category, when, reference=cells[0].strip())
        _add_licences(rows, told, licences, cells[5], _euros(cells[6]))
        _add_exports(rows, told, _euros(cells[7]))
        years.add(when)

    taken = keep(rows_after(lines, first, len(_REPORT), sign), add)
    cut = ends_within_a_row(lines, taken.rejected)
    return parsed(rows, taken, data_lines(lines, first), covering(years), cut=cut)


@dataclass(slots=True)
class _Told:
    """Of what lines speak: exporter, destination, category and year; what the measures say, and whole lines.

    Attributes:
        said: amount by measure, of the form of one line a measure.
        joined: the lines after the first.
    """

    line: Line
    exporter: str
    destination: str
    category: str
    year: int
    reference: str | None = None
    embargo: bool = False
    said: dict[str, int] = field(default_factory=dict)
    joined: list[Line] = field(default_factory=list)

    @property
    def is_sum(self) -> bool:
        """Whether this sums up categories or exporters, as far as the exporter is told at all."""
        return self.category == _TOTAL or not _is_somebody(self.exporter)

    def shared(self, *comments: str) -> dict[str, Any]:
        """The cells of a record of any stage."""
        exporter = self.exporter if _is_somebody(self.exporter) else None
        notes = list(comments)
        if self.embargo:
            notes.append("the report marks the destination as under embargo")
        if exporter is None:
            notes.append(f"exporter given as '{self.exporter}'")
        return {
            "reported_by": exporter,
            "supplier": exporter,
            "recipient": self.destination if _is_somebody(self.destination) else None,
            "item": "",
            "category": self.category,
            "reference": self.reference,
            "comment": "; ".join(notes),
        }

    def raw(self) -> tuple[str, ...]:
        """The cells of the line; of several, each line as it stands."""
        return (self.line.raw, *(one.raw for one in self.joined)) if self.joined else self.line.cells


def _add_licences(
    rows: Rows, told: _Told, licences: int | None, raw: str, euros: tuple[float | None, bool]
) -> None:
    """The licences of a line, where it has a number or a value of any."""
    value, unread = euros
    if not (licences or value or unread):
        return
    rows.add(
        told.line.number,
        told.raw(),
        "authorised",
        **told.shared(),
        stage="authorised",
        quantity=None if licences is None else float(licences),
        quantity_unit="licence",
        quantity_raw=raw,
        quantity_status="aggregate" if told.is_sum else "blank" if licences is None else "reported",
        uncertain=["value"] if unread else [],
        value=value,
        currency="EUR" if value is not None else None,
        value_basis="licence",
        **dated_in(told.year),
    )


def _add_exports(rows: Rows, told: _Told, euros: tuple[float | None, bool]) -> None:
    """The exports of a line, where it has a value of any; nought exported is no delivery."""
    value, unread = euros
    if not (value or unread):
        return
    rows.add(
        told.line.number,
        told.raw(),
        "delivered",
        **told.shared(),
        stage="delivered",
        quantity_unit="object",
        quantity_status="aggregate" if told.is_sum else "blank",
        uncertain=["value"] if unread else [],
        value=value,
        currency="EUR" if value is not None else None,
        value_basis="delivered",
        **delivered_in(told.year),
    )


def _add_refusals(rows: Rows, told: _Told) -> None:
    refused = told.said.get("d")
    criteria = [f"criterion {one[1:]} given {times} times" for one, times in told.said.items() if one != "d"]
    if not any(told.said.values()):
        return
    rows.add(
        told.line.number,
        told.raw(),
        "refused",
        **told.shared(*criteria),
        stage="refused",
        quantity=None if refused is None else float(refused),
        quantity_unit="licence",
        quantity_status="aggregate" if told.is_sum else "blank" if refused is None else "reported",
        **dated_in(told.year),
    )


def _measures(data: bytes, name: str, known: Known) -> Parsed:
    """Read the form of one line a measure; raises nothing but what each line is rejected for."""
    lines = text_lines(data)
    rows, parties = Rows(SOURCE, hashlib.sha256(data).hexdigest()), Parties(known)
    latest: dict[tuple[str, str, str, int, str], _Told] = {}
    told, joined = list[_Told](), 0

    def add(line: Line) -> None:
        nonlocal joined
        one, measure, amount = _measure(line, parties)
        same = (one.exporter, one.destination, one.category, one.year, _STAGES[measure[0]])
        before = latest.get(same)
        # A measure told twice is no second half of a licence: both are kept, and none replaces the other.
        if before is None or measure in before.said or measure == "c":
            told.append(one)
            latest[same] = before = one
        else:
            before.joined.append(line)
            joined += 1
        before.said[measure] = amount

    taken = keep(rows_after(lines, 0, _WITH_END, ";"), add)
    for one in told:
        if "c" in one.said:
            _add_exports(rows, one, (float(one.said["c"]), False))
        elif one.said.keys() <= {"a", "b"}:
            value = float(one.said["b"]) if "b" in one.said else None
            _add_licences(rows, one, one.said.get("a"), str(one.said.get("a", "")), (value, False))
        else:
            _add_refusals(rows, one)
    cut = ends_within_a_row(lines, taken.rejected)
    years = {one.year for one in told}
    return parsed(rows, taken.joining(joined), data_lines(lines, 0), covering(years), cut=cut)


def _measure(line: Line, parties: Parties) -> tuple[_Told, str, int]:
    """What a line speaks of, its measure and its amount; raises Unfit."""
    cells = dict(zip(_MEASURES, (cell.strip() for cell in line.cells), strict=False))
    when = year(cells["year"], "year")
    exporter = parties.named(cells["exporter"], "exporter")
    destination = parties.named(cells["destination"], "destination")
    category, amount = category_of(cells["category"]), whole_number(cells["amount"], "amount")
    measure = cells["measure"]
    if not _MEASURE.fullmatch(measure):
        raise Unfit("measure", f"'{short(measure)}' is no measure from a to e")
    if amount is None:
        raise Unfit("amount", "the cell is empty")
    embargo = cells["embargo"] == "1"
    return _Told(line, exporter, destination, category, when, embargo=embargo), measure, amount


EU_COARM = Form(
    name="eu-coarm-report",
    source=SOURCE,
    title="EU annual reports on arms exports, 2005-2013",
    version=2,
    recognises=lambda head: "cml-category" in head_line(head).casefold(),
    parse=_report,
)
EU_COARM_MEASURES = Form(
    name="eu-coarm-measures",
    source=SOURCE,
    title="EU annual reports on arms exports, one line a measure",
    version=2,
    recognises=lambda head: _MEASURE_LINE.match(head_line(head)) is not None,
    parse=_measures,
)
