"""Strategic export licences as the Campaign Against Arms Trade serves them: one line a licence and rating.

Each line is a decision on so many licences of one rating for one destination; 1 under `refused` makes it a
refusal, which has no value. Ratings outside the Military List (dual-use, torture goods, national controls)
are kept under their own codes and mean no class of weapon. Low values may be off by a pound or two, and open
licences have none (README of the source).
"""

from __future__ import annotations

import hashlib
import re
from datetime import date

from headstamp.records.sources.delimited import Line, data_lines, head_line, header_at, rows_after, text_lines
from headstamp.records.sources.form import Form, Known, Parsed, short
from headstamp.records.sources.rows import Rows, span_cells
from headstamp.records.sources.table import Parties, Unfit, covering, keep, number, parsed, whole_number
from headstamp.records.visibility import reporter_of
from headstamp.values import Span

SOURCE = "uk-licences"
_TITLE = "the export licences of the Campaign Against Arms Trade"
_COLUMNS = ["licence_group", "date", "rating", "count", "value", "country", "refused"]
_LATER = ["licence_id", "licence_cohort_id", *_COLUMNS[1:]]
_MILITARY = re.compile(r"ML\d{1,2}")


def _parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read the licences.

    Raises:
        RecordsUnreadable: the header is another one.
    """
    lines = text_lines(data)
    columns = _LATER if "licence_cohort_id" in head_line(data[:4096]) else _COLUMNS
    first = header_at(lines, columns, ",", name, _TITLE) + 1
    rows, parties, years = Rows(SOURCE, hashlib.sha256(data).hexdigest()), Parties(known), set[int]()
    reporter = reporter_of(SOURCE)

    def add(line: Line) -> None:
        cells = dict(zip(columns, line.cells, strict=True))
        when = Span.day(_day(cells["date"]))
        recipient = parties.named(cells["country"], "country")
        if cells["refused"] not in ("0", "1"):
            raise Unfit("refused", f"'{short(cells['refused'])}' is neither 0 nor 1")
        value, licences = number(cells["value"], "value"), whole_number(cells["count"], "count")
        rating = cells["rating"].strip()
        rows.add(
            line.number,
            line.cells,
            stage="refused" if cells["refused"] == "1" else "authorised",
            reported_by=reporter,
            supplier=reporter,
            recipient=recipient,
            item="",
            category=f"ml:{rating}" if _MILITARY.fullmatch(rating) else f"national:{rating}",
            quantity=None if licences is None else float(licences),
            quantity_unit="licence",
            quantity_status="blank" if licences is None else "reported",
            quantity_raw=cells["count"],
            value=value,
            currency="GBP" if value is not None else None,
            value_basis="licence",
            reference=line.cells[0],
            first_year=when.first_year,
            last_year=when.last_year,
            **span_cells("dated", when),
        )
        years.add(when.first_year or 0)

    taken = keep(rows_after(lines, first, len(columns)), add)
    return parsed(rows, taken, data_lines(lines, first), covering(years, suppliers=[reporter]))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Unfit("date", f"'{short(text)}' is no day such as 2008-01-02") from None


UK_LICENCES = Form(
    name="uk-licences",
    source=SOURCE,
    title="Strategic export licences, Campaign Against Arms Trade",
    version=1,
    recognises=lambda head: {"rating", "refused", "country"} <= set(head_line(head).split(",")),
    parse=_parse,
)
