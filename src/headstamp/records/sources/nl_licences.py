"""The Dutch government's lists of export licences, 2004-2014: one line a licence, with the goods in words.

What no other licence register gives: the destination, the final destination and the origin of the goods side
by side. The final destination is the end user's; where the two differ, the first is where the goods are sent.
Days are month first; the columns of earlier days are partly broken ('3122003' has lost a nought) and stay in
the raw cells. Lists: https://www.rijksoverheid.nl/onderwerpen/exportcontrole-strategische-goederen
"""

from __future__ import annotations

import hashlib

from headstamp.records.sources.delimited import Line, data_lines, head_line, header_at, rows_after, text_lines
from headstamp.records.sources.dutch_text import categories, day, is_component, journey
from headstamp.records.sources.form import Form, Known, Parsed
from headstamp.records.sources.rows import Rows, span_cells
from headstamp.records.sources.table import Parties, covering, keep, number, parsed
from headstamp.records.visibility import reporter_of
from headstamp.values import Span

SOURCE = "nl-licences"
_COLUMNS = [
    "afgifte datum",
    "nummer",
    "SGP",
    "CAT",
    "goederen omschrijving",
    "D/T",
    "Verl.",
    "V/N",
    "U/D",
    "T.v.v.",
    "land van bestemming",
    "land van eindbestemming",
    "oorsprong /herkomst",
    "land van oorsprong",
    "waarde (€)",
    "verval datum",
]


def _parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read the licences.

    Raises:
        RecordsUnreadable: the header is another one.
    """
    lines = text_lines(data)
    first = header_at(lines, _COLUMNS, ",", name, "Dutch export licences") + 1
    rows, parties, years = Rows(SOURCE, hashlib.sha256(data).hexdigest()), Parties(known), set[int]()
    reporter = reporter_of(SOURCE)

    def add(line: Line) -> None:
        cells = dict(zip(_COLUMNS, line.cells, strict=True))
        when = Span.day(day(cells["afgifte datum"], "afgifte datum"))
        sent = journey(parties.named(cells["land van bestemming"], "land van bestemming"))
        final = parties.as_named(cells["land van eindbestemming"], "land van eindbestemming")
        end = journey(final) if final else sent
        origin = cells["land van oorsprong"].strip() or cells["oorsprong /herkomst"].strip()
        item = " ".join(cells["goederen omschrijving"].split())
        value = number(cells["waarde (€)"], "waarde (€)")
        rows.add(
            line.number,
            line.cells,
            stage="authorised",
            reported_by=reporter,
            supplier=reporter,
            recipient=sent.to,
            end_user=end.to if end.to.casefold() != sent.to.casefold() else None,
            via=[*sent.via, *(stop for stop in end.via if stop not in sent.via)],
            origin=parties.as_named(origin, "land van oorsprong"),
            item=item,
            category=categories(cells["SGP"]),
            component=is_component(item),
            quantity_unit="licence",
            quantity=1.0,
            quantity_status="reported",
            value=value,
            currency="EUR" if value is not None else None,
            value_basis="licence",
            reference=cells["nummer"].strip(),
            comment="temporary" if cells["D/T"].strip() == "T" else "",
            first_year=when.first_year,
            last_year=when.last_year,
            **span_cells("dated", when),
        )
        years.add(when.first_year or 0)

    taken = keep(rows_after(lines, first, len(_COLUMNS)), add)
    return parsed(rows, taken, data_lines(lines, first), covering(years, suppliers=[reporter]))


NL_LICENCES = Form(
    name="nl-licences",
    source=SOURCE,
    title="Dutch export licences, 2004-2014",
    version=1,
    recognises=lambda head: "afgifte datum" in head_line(head) and "SGP" in head_line(head),
    parse=_parse,
)
