"""The Dutch government's lists of arms in transit, 2005-2015: what passed through, from where to where.

One line a notification or consent, with the number and the goods in words. From 2015 on many lines have the
calibre in a cell of its own, which pushes the rest one column on; such a line is known by its destination
standing where only 'yes', 'no' or nothing can. 'v.v.' behind a destination means that the goods come back
(hunters' rifles mostly). A number without a unit counts objects, of cartridges rounds.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from headstamp.records.sources.delimited import Line, data_lines, head_line, header_at, rows_after, text_lines
from headstamp.records.sources.dutch_text import are_rounds, day, is_component, journey
from headstamp.records.sources.form import Form, Known, Parsed
from headstamp.records.sources.rows import Rows, span_cells
from headstamp.records.sources.table import Parties, covering, keep, parsed
from headstamp.records.visibility import reporter_of
from headstamp.values import Span

SOURCE = "nl-transit"
_COLUMNS = [
    "Datum aanvraag",
    "Consent nummer",
    "Aantal",
    "Goederen omschrijving",
    "land van herkomst",
    "land van bestemming (**)",
    "Ad-hoc J/N (***)",
    "VP/AN (****)",
    "Vervoermiddel",
    "Plaats van uitgang",
]
_PLAIN = re.compile(r"(\d{1,9}|\d{1,3}(?:,\d{3})+)(?:\s*(?:stuks?|suk))?\.?", re.I)
_KILOS = re.compile(r"(\d{1,9}(?:\.\d{1,3})?|\d{1,3}(?:,\d{3})+)\s*kg\.?", re.I)
_MARKS = frozenset({"", "j", "n", "vp"})


@dataclass(frozen=True, slots=True)
class _Goods:
    item: str
    origin: str
    destination: str


def _goods(cells: tuple[str, ...]) -> _Goods:
    """The goods and both ends, also of a line that a calibre in its own cell has pushed on."""
    if cells[6].strip().casefold() in _MARKS:
        return _Goods(" ".join(cells[3].split()), cells[4], cells[5])
    return _Goods(" ".join(f"{cells[3]} {cells[4]}".split()), cells[5], cells[6])


def _quantity(text: str, item: str) -> tuple[float | None, str]:
    """The number and its unit; 'kg.' may stand in front of the goods instead of behind the number."""
    plain = text.strip()
    weighed = item.casefold().startswith(("kg", "kilo"))
    if found := _KILOS.fullmatch(plain):
        return float(found[1].replace(",", "")), "kg"
    if found := _PLAIN.fullmatch(plain):
        unit = "kg" if weighed else "round" if are_rounds(item) else "object"
        return float(found[1].replace(",", "")), unit
    return None, "object"


def _parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read the notifications.

    Raises:
        RecordsUnreadable: the header is another one.
    """
    lines = text_lines(data)
    first = header_at(lines, _COLUMNS, ",", name, "Dutch transit notifications") + 1
    rows, parties, years = Rows(SOURCE, hashlib.sha256(data).hexdigest()), Parties(known), set[int]()
    reporter = reporter_of(SOURCE)

    def add(line: Line) -> None:
        cells, goods = line.cells, _goods(line.cells)
        when = Span.day(day(cells[0], "Datum aanvraag"))
        origin = journey(parties.named(goods.origin, "land van herkomst"))
        sent = journey(parties.named(goods.destination, "land van bestemming"))
        quantity, unit = _quantity(cells[2], goods.item)
        rows.add(
            line.number,
            cells,
            stage="transit",
            reported_by=reporter,
            supplier=origin.to,
            recipient=sent.to,
            via=list(dict.fromkeys([*origin.via, reporter, *sent.via])),
            terms="return" if sent.returns else None,
            item=goods.item,
            component=is_component(goods.item),
            quantity=quantity,
            quantity_unit=unit,
            quantity_status="blank" if quantity is None else "reported",
            quantity_raw=cells[2],
            reference=cells[1].strip(),
            comment="and back" if sent.returns else "",
            first_year=when.first_year,
            last_year=when.last_year,
            **span_cells("dated", when),
        )
        years.add(when.first_year or 0)

    taken = keep(rows_after(lines, first, len(_COLUMNS)), add)
    return parsed(rows, taken, data_lines(lines, first), covering(years))


NL_TRANSIT = Form(
    name="nl-transit",
    source=SOURCE,
    title="Dutch transit notifications, 2005-2015",
    version=1,
    recognises=lambda head: "Consent nummer" in head_line(head),
    parse=_parse,
)
