"""SIPRI's Arms Transfers Database as its former site answered until 2021: one row a deal, in short columns.

The codes of buyer and seller are SIPRI's own and only look like ISO ones, so parties are taken from the
columns `buyer` and `seller`; the flags are an X or nothing. `coprod` does not mean production in the
recipient's country (deals marked L there are 'No' in the later column 'Local production'); `term` LIC does.
The numbers `tidn` are those that the delivery form calls 'SIPRI AT Database ID'. How several years of
delivery were written was never seen; a list between semicolons or blanks and a span with a hyphen are read.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from headstamp.records.sources.delimited import Line, text_lines
from headstamp.records.sources.form import Form, Known, Parsed, short
from headstamp.records.sources.rows import Rows, delivery, span_cells, years_of
from headstamp.records.sources.sipri_lines import whole_lines
from headstamp.records.sources.sipri_tables import (
    as_published,
    coverage,
    header_of,
    is_cut,
    named,
    party,
    table_of,
)
from headstamp.records.sources.table import Parties, Unfit, keep, number, parsed, whole_number, year
from headstamp.values import Span

_HEADER = (
    "tidn,buyercod,sellercod,odat,odai,onum,onai,ldat,term,desig2,wcat,desc,coprod,nrdel,nrdelai,delyears,"
    "buyer,seller,status,tivunit,tivorder,tivdel"
)
COLUMNS = tuple(_HEADER.split(","))
_TITLE = "SIPRI's answers until 2021"
_ID = re.compile(r"[0-9]{1,9}")
_CONDITIONS = {"N": "New"}


def parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read an answer of SIPRI's former site.

    Args:
        data: the bytes of the file.
        name: what to call the file in messages.
        known: whether a party name is known; a state that is not is rejected with its row.

    Returns:
        One row a deal, in file order.

    Raises:
        RecordsUnreadable: the header is another one.
    """
    lines = as_published(text_lines(data))
    header = header_of(lines, COLUMNS, name, _TITLE)
    rows, parties = Rows("sipri", hashlib.sha256(data).hexdigest()), Parties(known)
    suppliers, recipients, years = set[str](), set[str](), set[int]()

    def add(line: Line) -> None:
        cell = {column: text.strip() for column, text in zip(COLUMNS, line.cells, strict=True)}
        seller, buyer = party(parties, cell["seller"], "seller"), party(parties, cell["buyer"], "buyer")
        came, ordered = _years(cell["delyears"]), _ordered(cell)
        spoken = years_of(_hull(came), ordered)
        rows.add(
            line.number,
            line.cells,
            supplier=seller,
            recipient=buyer,
            **_deal(cell, came),
            **(span_cells("ordered", ordered) if ordered else {}),
            **spoken,
        )
        suppliers.add(seller)
        recipients.add(buyer)
        years.update(one for one in spoken.values() if one is not None)

    whole = list(whole_lines(lines, header + 1, len(COLUMNS), _TITLE))
    taken = keep(whole, add)
    read = sum(1 for line in lines[header + 1 :] if line.strip())
    return parsed(rows, taken, read, coverage(suppliers, recipients, years, ""), cut=is_cut(whole))


def _deal(cell: dict[str, str], came: list[Span]) -> dict[str, Any]:
    """What was ordered and delivered; raises Unfit."""
    if not _ID.fullmatch(cell["tidn"]):
        raise Unfit("tidn", f"'{short(cell['tidn'])}' is no number of SIPRI's database")
    for column in ("tivunit", "tivorder", "tivdel"):
        number(cell[column], column)
    ordered = whole_number(cell["onum"], "onum")
    delivered = whole_number(cell["nrdel"], "nrdel") or 0
    asked, got = _status(cell, "onai", ordered), _status(cell, "nrdelai", delivered)
    # The form gives no split between the years of delivery, so only a single year has a count.
    alone = len(came) == 1 and delivered > 0
    ordered_raw = cell["onum"] + ("?" if cell["onai"] else "")
    return {
        "stage": "delivered" if delivered else "ordered",
        "terms": "licensed_production" if cell["term"] == "LIC" else None,
        "item": named(cell["desig2"], "desig2"),
        "item_class": cell["desc"] or None,
        "quantity": float(delivered) if delivered else _float(ordered),
        "quantity_unit": "object",
        "quantity_status": got if delivered else asked,
        "quantity_raw": cell["nrdel"] + ("?" if cell["nrdelai"] else "") if delivered else ordered_raw,
        "ordered_quantity": _float(ordered),
        "ordered_quantity_status": asked,
        "ordered_quantity_raw": ordered_raw,
        "deliveries": [delivery(one, float(delivered), got) if alone else delivery(one) for one in came],
        "condition": _CONDITIONS.get(cell["status"], cell["status"]) or None,
        "reference": cell["tidn"],
        "comment": "",
    }


def _float(count: int | None) -> float | None:
    return None if count is None else float(count)


def _status(cell: dict[str, str], column: str, count: int | None) -> str:
    estimated = _flag(cell, column)
    return "blank" if count is None else "estimate" if estimated else "reported"


def _flag(cell: dict[str, str], column: str) -> bool:
    if cell[column] not in ("", "X"):
        raise Unfit(column, f"'{short(cell[column])}' stands where only X or nothing can")
    return cell[column] == "X"


def _ordered(cell: dict[str, str]) -> Span | None:
    """The year of the order, None where it is empty or, as the form also writes it, 0."""
    estimated = _flag(cell, "odai")
    return None if cell["odat"] in ("", "0") else Span.year(year(cell["odat"], "odat"), estimated)


def _years(text: str) -> list[Span]:
    """The years of delivery in order; a span whose gaps are not told stays one span."""
    spans = []
    for part in text.replace(";", " ").split():
        first, hyphen, last = part.partition("-")
        begin = year(first, "delyears")
        end = year(last, "delyears") if hyphen else begin
        if end < begin:
            raise Unfit("delyears", f"'{short(part)}' runs backwards")
        spans.append(Span.year(begin) if end == begin else Span.years(begin, end))
    return sorted(spans, key=lambda span: (span.first_year or 0, span.last_year or 0))


def _hull(spans: list[Span]) -> Span | None:
    firsts = [span.first_year for span in spans if span.first_year]
    lasts = [span.last_year for span in spans if span.last_year]
    return Span.years(min(firsts), max(lasts)) if firsts and lasts else None


SIPRI_API_2021 = Form(
    name="sipri-api-2021",
    source="sipri",
    title="SIPRI trade register, answer of the former site",
    version=1,
    recognises=lambda head: table_of(head) == "sipri-api-2021",
    parse=parse,
)
