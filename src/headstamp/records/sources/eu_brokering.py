"""The EU's brokering licences: who may arrange what from where to where, without it touching his own soil.

The file has no header; a line holds year, broker's state, decision, destination, licences, value, categories,
quantity, a remark and where the goods come from. The published description exchanges the two ends: goods
named as coming from a maker's state and going to an embargoed one show which is which. A quantity that
repeats the value is no number of goods (refusals of one state have such ones). Lines in which a program left
its own notation (`[u'...`) have lost their year and cannot be told apart any more; they are rejected with
their text.
"""

from __future__ import annotations

import hashlib
import re

from headstamp.records.sources.delimited import (
    Line,
    data_lines,
    ends_within_a_row,
    head_line,
    rows_after,
    text_lines,
)
from headstamp.records.sources.form import Form, Known, Parsed, Reject, short
from headstamp.records.sources.rows import Rows, dated_in
from headstamp.records.sources.table import (
    Parties,
    Unfit,
    covering,
    keep,
    military_codes,
    number,
    parsed,
    whole_number,
    year,
)

SOURCE = "eu-brokering"
_WIDTH = 13
_FIRST = re.compile(r"(?:19|20)\d{2},[A-Z]{2},[^,]+,(?:issued|refused),[A-Z]*,")
_STAGES = {"issued": "authorised", "refused": "refused"}
_COUNT = re.compile(r"([0-9]{1,9}) ?(?:pcs|pce|pieces?|units?)?\.?", re.I)
_NOTATION = "[u'"


def _parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read the licences; raises nothing but what each line is rejected for."""
    lines = text_lines(data)
    rows, parties, years = Rows(SOURCE, hashlib.sha256(data).hexdigest()), Parties(known), set[int]()

    def add(line: Line) -> None:
        cells = line.cells
        when = year(cells[0], "year")
        broker = parties.named(cells[2], "broker")
        stage = _STAGES.get(cells[3].strip())
        if stage is None:
            raise Unfit("decision", f"'{short(cells[3])}' is neither issued nor refused")
        licences, value = whole_number(cells[6], "licences"), number(cells[7], "value")
        origin, destination = parties.perhaps(cells[12], "origin"), parties.perhaps(cells[5], "destination")
        codes, others = military_codes(cells[8])
        goods = _goods(cells[9], value)
        told = float(licences) if goods is None and licences is not None else goods
        several = goods is not None and len(codes) + len(others) > 1
        rows.add(
            line.number,
            cells,
            stage=stage,
            reported_by=broker,
            supplier=origin,
            recipient=destination,
            item="",
            category=f"ml:{';'.join(codes)}" if codes else None,
            quantity=told,
            quantity_unit="licence" if goods is None else "object",
            quantity_status="aggregate" if several else "blank" if told is None else "reported",
            quantity_raw=cells[6] if goods is None else cells[9],
            value=value,
            currency="EUR" if value is not None else None,
            value_basis="licence",
            comment=_comment(broker, cells[9], others),
            **dated_in(when),
        )
        years.add(when)

    taken = keep((_said_plainly(one) for one in rows_after(lines, 0, _WIDTH)), add)
    cut = ends_within_a_row(lines, taken.rejected)
    return parsed(rows, taken, data_lines(lines, 0), covering(years), cut=cut)


def _said_plainly(row: tuple[Line | Reject, int]) -> tuple[Line | Reject, int]:
    line, joined = row
    if not line.raw.startswith(_NOTATION):
        return row
    number = line.number if isinstance(line, Line) else line.line
    return Reject(number, None, "a program left its own notation instead of the cells", line.raw), joined


def _goods(text: str, value: float | None) -> float | None:
    """How many goods a cell says, where it says a number of them only."""
    found = _COUNT.fullmatch(text.strip())
    count = float(found[1]) if found else 0.0
    return count if count and count != value else None


def _comment(broker: str, goods: str, others: tuple[str, ...]) -> str:
    said = [f"brokering licence of {broker}"]
    if goods.strip():
        said.append(f"quantity '{' '.join(goods.split())}'")
    if others:
        said.append(f"also under {', '.join(others)}")
    return "; ".join(said)


EU_BROKERING = Form(
    name="eu-brokering",
    source=SOURCE,
    title="EU brokering licences",
    version=2,
    recognises=lambda head: _FIRST.match(head_line(head)) is not None,
    parse=_parse,
)
