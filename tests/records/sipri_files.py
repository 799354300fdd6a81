"""Files in the forms of SIPRI's database, byte by byte as the site gives them, with made-up deals.

The forms are the real ones (of the trade register: Latin-1, eleven lines of preamble, three columns named by
a blank, no quotes, sixteen cells); the sentences of the preamble that nothing reads are in our own words, and
no deal here ever took place.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from headstamp.world import Actors

HEADER = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,"
    "Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,"
    "SIPRI TIV of delivered weapons"
)
WHOLE_WORLD = (
    "Transfers of major conventional arms from All countries  to All countries . "
    "Deals with deliveries made for the year range 'Not specified' to 'Not specified' "
)
MAY_2026 = "18 May 2026 2:29:20 PM"
OCTOBER_2024 = "13 Oct 2024 2:20:11 PM"


@dataclass(frozen=True)
class Deal:
    """One row; a number that is an estimate ends in '?', as people cite it."""

    recipient: str = "Bhutan"
    supplier: str = "Iceland"
    ordered: str = "2011"
    number: str = "12"
    item: str = "Model-1 Testtank"
    described: str = "tank"
    delivered: str = "12"
    years: str = "2012"
    status: str = "New"
    comment: str = ""
    tiv: tuple[str, str, str] = ("0.5", "6", "6")

    def __str__(self) -> str:
        cells = [self.recipient, self.supplier, *_flagged(self.ordered), *_flagged(self.number)]
        cells += [self.item, self.described, *_flagged(self.delivered), self.years, self.status]
        return ",".join([*cells, self.comment, *self.tiv])


def _flagged(number: str) -> tuple[str, str]:
    return (number[:-1], "?") if number.endswith("?") else (number, "")


def selection(supplier: str, recipient: str, first: int, last: int) -> str:
    """The first line of a file for which the person chose parties and years."""
    return (
        f"Transfers of major conventional arms from {supplier}  to {recipient} . "
        f"Deals with deliveries or orders made for year range '{first}' to '{last}' "
    )


def preamble(said: str = WHOLE_WORLD, generated: str = MAY_2026) -> list[str]:
    """The eleven lines before the header."""
    return [
        said,
        "A '?' means that the figure is uncertain.",
        "No 'Number ordered' means that it is not known yet.",
        "Values (TIVs) are in millions.",
        "No total value means that it cannot be worked out.",
        "No value of deliveries means that none is known.",
        "Figures may not add up.",
        "For the method see <https://www.sipri.org/databases/armstransfers/sources-and-methods>.",
        "",
        "Source: SIPRI Arms Transfers Database (c) SIPRI.",
        f"Data generated: {generated}",
    ]


def sipri(
    rows: Iterable[Deal | str],
    *,
    said: str = WHOLE_WORLD,
    generated: str = MAY_2026,
    header: str = HEADER,
    with_preamble: bool = True,
    newline: str = "\n",
    encoding: str = "latin-1",
) -> bytes:
    """A whole file; a row given as text is written as it is."""
    lines = [*(preamble(said, generated) if with_preamble else ()), header, *map(str, rows)]
    return (newline.join(lines) + newline).encode(encoding)


def whole_world(extra: Sequence[Deal] = (), *, suppliers: int = 70, recipients: int = 130) -> list[Deal]:
    """Deals between so many states that a file of them speaks of all, and then the extra ones.

    The fillers are of 1950 and 2023, so that every such file covers the same years.
    """
    names = [state.name for state in Actors.load().states if "," not in state.name]
    fillers = [
        Deal(
            recipient=names[index % recipients],
            supplier=names[-1 - index % suppliers],
            item=f"Filler-{index}",
            ordered="1950" if index % 2 else "2022",
            years="1950" if index % 2 else "2023",
        )
        for index in range(max(suppliers, recipients))
    ]
    return [*fillers, *extra]


DELIVERIES_HEADER = (
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,"
    "Order date is estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,"
    "Delivery year is estimate,Status,SIPRI estimate,TIV deal unit,TIV delivery values,Local production"
)
DELIVERIES_SAID = (
    "Transfers of major conventional arms from All countries  to All countries . "
    "Deals with deliveries made for the year range '1995' to '2025' "
)


@dataclass(frozen=True)
class Shipment:
    """One row of the delivery form; flags as the site writes them: Yes, No or nothing."""

    number: str = "90001"
    supplier: str = "Iceland"
    recipient: str = "Bhutan"
    item: str = "Model-1 Testtank"
    described: str = "tank"
    category: str = "Armoured vehicles"
    ordered: str = "2011"
    ordered_flag: str = "No"
    count: str = "12"
    count_flag: str = "No"
    year: str = "2012"
    year_flag: str = "No"
    status: str = "New"
    tiv: tuple[str, str, str] = ("0.5", "0.5", "6")
    local: str = "No"

    def __str__(self) -> str:
        cells = [self.number, self.supplier, self.recipient, self.item, self.described, self.category]
        cells += [self.ordered, self.ordered_flag, self.count, self.count_flag, self.year, self.year_flag]
        return ",".join([*cells, self.status, *self.tiv, self.local])


def deliveries(
    rows: Iterable[Shipment | str],
    *,
    said: str = DELIVERIES_SAID,
    generated: str = MAY_2026,
    header: str = DELIVERIES_HEADER,
    with_preamble: bool = True,
) -> bytes:
    """A whole file in the delivery form."""
    lines = [*(preamble(said, generated) if with_preamble else ()), header, *map(str, rows)]
    return ("\n".join(lines) + "\n").encode("latin-1")


def json_answer(table: bytes) -> bytes:
    """What the site's back end answers: the table in base64 in JSON."""
    return json.dumps({"bytes": base64.b64encode(table).decode("ascii")}, separators=(",", ":")).encode()


def r_answer(table: bytes) -> bytes:
    """The answer as an R session that recorded it writes it down, the JSON escaped inside a text."""
    escaped = json_answer(table).decode("ascii").replace("\\", "\\\\").replace('"', '\\"')
    return (
        'structure(list(method = "POST", url = "https://atbackend.sipri.org/api/p/trades/", \n'
        '    status_code = 200L, headers = structure(list(`content-type` = "application/json"), '
        'class = "httr2_headers"), \n'
        f'    body = charToRaw("{escaped}"), \n    cache = new.env(parent = emptyenv())), '
        'class = "httr2_response")\n'
    ).encode()


API_2021_HEADER = (
    "tidn,buyercod,sellercod,odat,odai,onum,onai,ldat,term,desig2,wcat,desc,coprod,nrdel,nrdelai,delyears,"
    "buyer,seller,status,tivunit,tivorder,tivdel"
)
API_2021_ROW = (
    "90001,BHU,ICE,2011,X,12,,2012,LIC,Model-1 Testtank,AV,Tank,L,10,X,2012,Bhutan,Iceland,N,0.5,6,5"
)


def api_2021(*rows: str, header: str = API_2021_HEADER) -> bytes:
    """An answer of the former site, which had no preamble."""
    return ("\n".join([header, *rows]) + "\n").encode()


TIV_HEADER = "Recipient,2010,2011,2012,2010-2012,Percentage,Sum total years,Percentage of total"
TIV_ROWS = (
    "Bhutan,3,,0 ,3,75%,3,75%",
    "Made-up rebels (Bhutan)*,,1,,1,25%,1,25%",
    "Total world import,3,1,0 ,4,100%,4,",
)


def tiv(*rows: str, header: str = TIV_HEADER, with_preamble: bool = True) -> bytes:
    """A table of trend-indicator values."""
    said = [
        "Volume of transfers of major arms",
        "Figures are in millions (TIVs).",
        "A '0' means less than half a million.",
        "Figures may not add up.",
        "For the method see <https://www.sipri.org/databases/armstransfers/sources-and-methods>.",
        "",
        "Source: SIPRI Arms Transfers Database (c) SIPRI.",
        f"Data generated: {OCTOBER_2024}",
        "",
    ]
    return ("\n".join([*(said if with_preamble else ()), header, *rows]) + "\n").encode()
