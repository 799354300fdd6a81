"""The Dutch government's lists of arms in transit, 2005-2015: what passed through, from where to where.

One line a notification or request for consent, dated by the day of the request, with the number and the goods
in words. The column VP/AN takes some of it back: AN means that the exporter gave the transit up when told
that a licence would be demanded, VP that one was demanded; whether it was granted stands elsewhere, so these
are notified and no transit. From 2015 on many lines have the calibre in a cell of its own, which pushes the
rest one column on; such a line is known by its destination standing where only 'yes', 'no' or nothing can.
'v.v.' behind the destination or the place of exit means that the goods come back (hunters' rifles mostly). A
number without a unit counts objects, of cartridges rounds; '41' for 'a rifle and cartridges' counts both
together and says of neither how many.
Columns explained: https://www.rijksoverheid.nl/documenten/rapporten/2016/10/01/overzicht-doorvoer-militaire-goederen
and https://www.opennieuwsbank.nl/rijksoverheid/2006/11/08/maandoverzichten-doorvoer-2005 (AN).
"""

from __future__ import annotations

import hashlib
import re
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
from headstamp.records.sources.dutch_text import (
    Journey,
    class_of_goods,
    counted,
    day,
    is_component,
    journey,
)
from headstamp.records.sources.form import Form, Known, Parsed
from headstamp.records.sources.rows import Rows, dated
from headstamp.records.sources.table import Parties, covering, keep, parsed
from headstamp.records.visibility import reporter_of

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
_NUMBER = r"([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3})+)"
_PLAIN = re.compile(rf"{_NUMBER}\s*(?:stuks?|suk|st)?\.?", re.I)
# '15.422 kg' and '2,268 kg' were typed by hand: a thousand or a decimal sign, nobody can tell.
_KILOS = re.compile(r"([0-9]{1,9}|[0-9]{1,6}[.,][0-9]{1,2})\s*kg\.?", re.I)
_PACKED = re.compile(r"([0-9]{1,9})\s*(?:zending(?:en)?|kist(?:en)?|cartons?|colli|dozen|doos)\.?", re.I)
_TWO = re.compile(r"[0-9]+\s*en\s*[0-9]+\s*kg\.?", re.I)
_MARKS = frozenset({"", "j", "n", "vp"})
_THERE_AND_BACK = re.compile(r"\bv\.?\s?v\.?\s*$", re.I)


@dataclass(frozen=True, slots=True)
class _Goods:
    item: str
    origin: str
    destination: str
    marks: str


def _goods(cells: tuple[str, ...]) -> _Goods:
    """The goods, both ends and the marks, also of a line that a calibre in its own cell has pushed on."""
    if cells[6].strip().casefold() in _MARKS:
        return _Goods(" ".join(cells[3].split()), cells[4], cells[5], f"{cells[6]} {cells[7]}".casefold())
    return _Goods(" ".join(f"{cells[3]} {cells[4]}".split()), cells[5], cells[6], cells[7].casefold())


@dataclass(frozen=True, slots=True)
class _Decided:
    stage: str
    comment: str


def _decided(marks: str) -> _Decided:
    """What the marks of a line say became of the request."""
    told = frozenset(marks.replace("/", " ").split())
    if "afgew" in told:
        return _Decided("refused", "a licence was demanded and refused")
    if "an" in told:
        return _Decided("notified", "given up by the exporter when a licence was to be demanded")
    if "retour" in told:
        return _Decided("notified", "a licence was demanded, and the goods went back")
    if told & {"vp", "j"}:
        return _Decided("notified", "a licence was demanded")
    return _Decided("transit", "")


@dataclass(frozen=True, slots=True)
class _Number:
    value: float | None
    unit: str
    status: str
    uncertain: bool = False


def _quantity(text: str, item: str) -> _Number:
    """The number, what it counts, and how it is meant; 'kg.' may stand before the goods."""
    plain, goods = text.strip(), counted(item)
    if found := _PLAIN.fullmatch(plain):
        status = "aggregate" if goods.together else "reported"
        return _Number(float(found[1].replace(",", "")), goods.unit, status)
    if found := _KILOS.fullmatch(plain):
        return _Number(float(found[1].replace(",", ".")), "kg", "reported")
    if found := _PACKED.fullmatch(plain):
        return _Number(float(found[1]), "package", "reported")
    if _TWO.fullmatch(plain):
        return _Number(None, "object", "aggregate")
    # 'x x x x' and an empty cell are no numbers; what else stands here is one that was not understood.
    return _Number(None, "object", "blank", uncertain=any(sign.isdigit() for sign in plain))


def _parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read the notifications.

    Raises:
        RecordsUnreadable: the header is another one.
    """
    lines = text_lines(data)
    sign = delimiter_in(lines, _COLUMNS, ",")
    first = header_at(lines, _COLUMNS, sign, name, "Dutch transit notifications") + 1
    rows, parties, years = Rows(SOURCE, hashlib.sha256(data).hexdigest()), Parties(known), set[int]()
    reporter = reporter_of(SOURCE)

    def add(line: Line) -> None:
        cells, goods = line.cells, _goods(line.cells)
        when = day(cells[0], "Datum aanvraag")
        origin = journey(parties.named(goods.origin, "land van herkomst"))
        sent = journey(parties.named(goods.destination, "land van bestemming"))
        number, decided = _quantity(cells[2], goods.item), _decided(goods.marks)
        rows.add(
            line.number,
            cells,
            stage=decided.stage,
            reported_by=reporter,
            supplier=origin.to,
            recipient=sent.to,
            via=list(dict.fromkeys([*origin.via, reporter, *sent.via])),
            item=goods.item,
            category=class_of_goods(goods.item),
            component=is_component(goods.item),
            quantity=number.value,
            quantity_unit=number.unit,
            quantity_status=number.status,
            quantity_raw=cells[2],
            uncertain=["quantity"] if number.uncertain else [],
            reference=cells[1].strip(),
            comment=_comment(sent, cells[9], decided),
            **dated(when),
        )
        years.add(when.first_year or 0)

    taken = keep(rows_after(lines, first, len(_COLUMNS), sign), add)
    cut = ends_within_a_row(lines, taken.rejected)
    return parsed(rows, taken, data_lines(lines, first), covering(years), cut=cut)


def _comment(sent: Journey, leaves_at: str, decided: _Decided) -> str:
    back = sent.returns or _THERE_AND_BACK.search(leaves_at) is not None
    return "; ".join(said for said in (decided.comment, "and back" if back else "") if said)


NL_TRANSIT = Form(
    name="nl-transit",
    source=SOURCE,
    title="Dutch transit notifications, 2005-2015",
    version=3,
    recognises=lambda head: "Consent nummer" in head_line(head),
    parse=_parse,
)
