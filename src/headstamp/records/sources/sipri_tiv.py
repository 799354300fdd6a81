"""SIPRI's tables of trend-indicator values: what each state got or sent in each year, without its partners.

The value is an index of volume in millions, never money and no number of weapons. '0 ' stands for a volume
between 0 and 0.5 and is kept as these bounds; an empty cell means that no delivery is known and makes no row.
Columns of percentages and of sums over years are no years. The last line, the total of the world, is counted
among the lines read and kept and makes no row: it is no party's. It tells whether the table is whole: one
whose last line is the total of a single partner speaks of that partner alone and is refused, lest its figures
pass for everything that a state got or sent.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from headstamp.records.event_schemas import TOTAL_SCHEMA
from headstamp.records.sources.delimited import Line, text_lines
from headstamp.records.sources.form import Coverage, Form, Kind, Known, Parsed, RecordsUnreadable, short
from headstamp.records.sources.rows import Rows
from headstamp.records.sources.sipri_lines import whole_lines
from headstamp.records.sources.sipri_tables import as_published, is_cut, party, preamble_of, table_of
from headstamp.records.sources.table import Parties, Unfit, keep, parsed, whole_number

SOURCE = "sipri-tiv"
UNIT = "million TIV"
_TITLE = "SIPRI's table of values"
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_SUM = re.compile(r"((?:19|20)[0-9]{2})-((?:19|20)[0-9]{2})")
_WORLD = ("Total world import", "Total world export")
_AGAIN = "download the table of all suppliers or of all recipients again and add it unchanged"


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the columns of a table stand: `summed` is that of the sum over all the years."""

    index: int
    role: str
    width: int
    years: dict[int, int]
    summed: int | None


def parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read a table of values by recipient or by supplier.

    Args:
        data: the bytes of the file.
        name: what to call the file in messages.
        known: whether a party name is known; a state that is not is rejected with its line.

    Returns:
        One total a party and year in which there was a delivery.

    Raises:
        RecordsUnreadable: the header is absent, or the table is not of the whole world.
    """
    lines = as_published(text_lines(data))
    header = _header(lines, name)
    whole = list(whole_lines(lines, header.index + 1, header.width, _TITLE))
    _check_world([one.cells[0] for one, _ in whole if isinstance(one, Line)], name)
    rows, parties = Rows(SOURCE, hashlib.sha256(data).hexdigest(), TOTAL_SCHEMA), Parties(known)

    def add(line: Line) -> None:
        if line.cells[0].strip().startswith("Total "):
            return
        who = party(parties, line.cells[0], header.role.capitalize())
        told = {year: _total(line.cells[at], str(year)) for year, at in header.years.items()}
        _check_sum(line, header, [cell["volume"] for cell in told.values() if cell])
        for year, cells in told.items():
            if cells:
                raw = [line.cells[0], str(year), line.cells[header.years[year]]]
                rows.add(line.number, raw, f"/{year}", party=who, role=header.role, year=year, **cells)

    taken = keep(whole, add)
    return parsed(
        rows,
        taken,
        sum(1 for line in lines[header.index + 1 :] if line.strip()),
        Coverage(None, None, (min(header.years), max(header.years)), (header.role,)),
        selection=f"Volume of transfers of major arms by {header.role}",
        generated=preamble_of(lines[: header.index]).generated,
        cut=is_cut(whole),
    )


def _header(lines: list[str], name: str) -> _Header:
    for index, line in enumerate(lines[:40]):
        cells = [cell.strip(' "\ufeff') for cell in line.split(",")]
        if cells[0] not in ("Recipient", "Supplier"):
            continue
        years = [int(cell) for cell in cells[1:] if _YEAR.fullmatch(cell)]
        if not years or len(set(years)) < len(years):
            raise RecordsUnreadable(
                f"{name}, line {index + 1}: the columns are not the years of {_TITLE}",
                file=name,
                line=index + 1,
                do=_AGAIN,
            )
        places = {int(cell): at for at, cell in enumerate(cells) if _YEAR.fullmatch(cell)}
        every = f"{min(years)}-{max(years)}"
        summed = next((at for at, cell in enumerate(cells) if _SUM.fullmatch(cell) and cell == every), None)
        return _Header(index, cells[0].casefold(), len(cells), places, summed)
    raise RecordsUnreadable(
        f"{name} ends before the header of {_TITLE}, so the download was cut short", file=name, do=_AGAIN
    )


def _check_world(names: list[str], name: str) -> None:
    """Refuse a table of one partner, and one that has lost the line which tells."""
    totals = [one.strip() for one in names if one.strip().startswith("Total ")]
    if any(one in _WORLD for one in totals):
        return
    what = (
        f"is a table of one partner ('{short(totals[-1])}'), whose figures are no state's total"
        if totals
        else "has no line of the total, so that nobody can tell of whose transfers it speaks"
    )
    raise RecordsUnreadable(f"{name} {what}", file=name, do=_AGAIN)


def _total(text: str, column: str) -> dict[str, float | str | None] | None:
    """The volume in a cell, or its bounds; None for an empty one; raises Unfit."""
    value = whole_number(text, column)
    if value is None:
        return None
    if value == 0:
        return {"volume": None, "low": 0.0, "high": 0.5, "unit": UNIT}
    return {"volume": float(value), "low": None, "high": None, "unit": UNIT}


def _check_sum(line: Line, header: _Header, volumes: list[float | str | None]) -> None:
    """Reject a line whose years and sum differ by more than rounding, as when cells have moved."""
    if header.summed is None:
        return
    stated = whole_number(line.cells[header.summed], "the sum") or 0
    told = sum(float(one) for one in volumes if one is not None)
    if abs(told - stated) > (len(volumes) + 1) / 2:
        raise Unfit(None, f"its years add up to {told:.0f} where the line says {stated}")


SIPRI_TIV = Form(
    name="sipri-tiv",
    source=SOURCE,
    title="SIPRI trend-indicator values by recipient or supplier",
    version=1,
    recognises=lambda head: table_of(head) == "sipri-tiv",
    parse=parse,
    kind=Kind.TOTALS,
)
