"""The Dutch government's lists of export licences, 2004-2014: one line a licence, with the goods in words.

What no other licence register gives: the destination, the final destination and the origin of the goods side
by side. The final destination is the end user's; where the two differ, the first is where the goods are sent.
Not every licence is for an export: the column U/D holds 2 (2014: U) for exports, 3 (D) for transit and 4 for
brokering. The lists do not explain the figures; those of 2014 write U and D, and lines with 3 or 4 come from
other states. Such goods are not supplied by the licensing state: whence they come stands as supplier.
A licence may have several lines, and one that is renewed (Verl. = J) is listed again with its whole value;
they share their number, the `reference`, and nothing is counted.
Days are month first; the columns of earlier days are partly broken ('3122003' has lost a nought) and stay in
the raw cells. Lists: https://www.rijksoverheid.nl/onderwerpen/exportcontrole-strategische-goederen
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

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
from headstamp.records.sources.dutch_text import categories, day, is_component, journey
from headstamp.records.sources.form import Form, Known, Parsed
from headstamp.records.sources.rows import Rows, dated
from headstamp.records.sources.table import Parties, covering, keep, number, parsed
from headstamp.records.visibility import reporter_of

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
_TRANSIT, _BROKERING = frozenset({"3", "D"}), frozenset({"4"})


def _parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read the licences.

    Raises:
        RecordsUnreadable: the header is another one.
    """
    lines = text_lines(data)
    sign = delimiter_in(lines, _COLUMNS, ",")
    first = header_at(lines, _COLUMNS, sign, name, "Dutch export licences") + 1
    rows, parties, years = Rows(SOURCE, hashlib.sha256(data).hexdigest()), Parties(known), set[int]()
    reporter = reporter_of(SOURCE)

    def add(line: Line) -> None:
        cells = dict(zip(_COLUMNS, line.cells, strict=True))
        when = day(cells["afgifte datum"], "afgifte datum")
        sent = journey(parties.named(cells["land van bestemming"], "land van bestemming"))
        final = parties.as_named(cells["land van eindbestemming"], "land van eindbestemming")
        end = journey(final) if final else sent
        value = number(cells["waarde (€)"], "waarde (€)")
        item = " ".join(cells["goederen omschrijving"].split())
        source = _source(cells, parties, reporter)
        stops = [*source.via, *sent.via, *end.via]
        rows.add(
            line.number,
            line.cells,
            stage="authorised",
            reported_by=reporter,
            supplier=source.supplier,
            recipient=sent.to,
            end_user=end.to if end.to.casefold() != sent.to.casefold() else None,
            via=list(dict.fromkeys(stops)),
            origin=source.origin,
            item=item,
            category=categories(cells["SGP"]),
            component=is_component(item),
            quantity_unit="licence",
            quantity_status="blank",
            value=value,
            currency="EUR" if value is not None else None,
            value_basis="licence",
            reference=cells["nummer"].strip(),
            comment=_comment(cells),
            **dated(when),
        )
        years.add(when.first_year or 0)

    taken = keep(rows_after(lines, first, len(_COLUMNS), sign), add)
    cut = ends_within_a_row(lines, taken.rejected)
    return parsed(rows, taken, data_lines(lines, first), covering(years), cut=cut)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where goods come from: who supplies them, what they pass through, where they were made."""

    supplier: str | None
    via: tuple[str, ...]
    origin: str | None


def _source(cells: Mapping[str, str], parties: Parties, reporter: str) -> _Source:
    """The licensing state supplies what it lets out, and not what passes through or is brokered."""
    made = parties.as_named(cells["land van oorsprong"], "land van oorsprong")
    sent_from = parties.as_named(cells["oorsprong /herkomst"], "oorsprong /herkomst")
    origin = made or sent_from
    kind = cells["U/D"].strip()
    if kind in _TRANSIT:
        return _Source(sent_from or made, (reporter,), origin)
    if kind in _BROKERING:
        return _Source(sent_from or made, (), origin)
    return _Source(reporter, (), origin)


def _comment(cells: Mapping[str, str]) -> str:
    kind = cells["U/D"].strip()
    said = {
        "temporary": cells["D/T"].strip() == "T",
        "renewal of an earlier licence": cells["Verl."].strip() == "J",
        "transit licence": kind in _TRANSIT,
        "brokering licence": kind in _BROKERING,
    }
    return "; ".join(what for what, so in said.items() if so)


NL_LICENCES = Form(
    name="nl-licences",
    source=SOURCE,
    title="Dutch export licences, 2004-2014",
    version=2,
    recognises=lambda head: "afgifte datum" in head_line(head) and "SGP" in head_line(head),
    parse=_parse,
)
