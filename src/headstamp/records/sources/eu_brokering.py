"""The EU's brokering licences: who may arrange what from where to where, without it touching his own soil.

The file has no header; a line holds year, broker's state, decision, destination, licences, value, categories,
quantity, a remark and where the goods come from. The published description exchanges the two ends: goods
named as coming from a maker's state and going to an embargoed one show which is which. Lines in which a
program left its own notation (`[u'...`) cannot be told apart any more and are rejected with their text.
"""

from __future__ import annotations

import hashlib
import re

from headstamp.records.sources.delimited import Line, data_lines, head_line, rows_after, text_lines
from headstamp.records.sources.form import Form, Known, Parsed, short
from headstamp.records.sources.rows import Rows, span_cells
from headstamp.records.sources.table import Parties, Unfit, covering, keep, number, parsed, whole_number, year
from headstamp.values import Span

SOURCE = "eu-brokering"
_WIDTH = 13
_FIRST = re.compile(r"(?:19|20)\d{2},[A-Z]{2},[^,]+,(?:issued|refused),[A-Z]*,")
_STAGES = {"issued": "authorised", "refused": "refused"}
_COUNT = re.compile(r"(\d{1,9})(?: ?(?:pcs|pce|pieces|units)\.?)?", re.I)


def _parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read the licences; raises nothing but what each line is rejected for."""
    lines = text_lines(data)
    rows, parties, years = Rows(SOURCE, hashlib.sha256(data).hexdigest()), Parties(known), set[int]()

    def add(line: Line) -> None:
        cells = line.cells
        when = Span.year(year(cells[0], "year"))
        broker = parties.named(cells[2], "broker")
        stage = _STAGES.get(cells[3].strip())
        if stage is None:
            raise Unfit("decision", f"'{short(cells[3])}' is neither issued nor refused")
        licences, value = whole_number(cells[6], "licences"), number(cells[7], "value")
        categories = [part.strip() for part in cells[8].split(";") if part.strip()]
        count = _COUNT.fullmatch(cells[9].strip())
        rows.add(
            line.number,
            cells,
            stage=stage,
            reported_by=broker,
            supplier=parties.perhaps(cells[12], "origin"),
            recipient=parties.perhaps(cells[5], "destination"),
            item="",
            category=f"ml:{';'.join(categories)}" if categories else None,
            quantity=float(count[1]) if count else None if licences is None else float(licences),
            quantity_unit="object" if count else "licence",
            quantity_status="reported" if count or licences is not None else "blank",
            quantity_raw=cells[9],
            value=value,
            currency="EUR" if value is not None else None,
            value_basis="licence",
            comment=f"brokered from {broker}",
            first_year=when.first_year,
            last_year=when.last_year,
            **span_cells("dated", when),
        )
        years.add(when.first_year or 0)

    taken = keep(rows_after(lines, 0, _WIDTH), add)
    return parsed(rows, taken, data_lines(lines, 0), covering(years))


EU_BROKERING = Form(
    name="eu-brokering",
    source=SOURCE,
    title="EU brokering licences",
    version=1,
    recognises=lambda head: _FIRST.match(head_line(head)) is not None,
    parse=_parse,
)
