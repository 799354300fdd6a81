"""Files in the form of SIPRI's trade register, byte by byte as the site gives them, with made-up deals.

The form is the real one (Latin-1, eleven lines of preamble, three columns named by a blank, no quotes,
sixteen cells); the sentences of the preamble that nothing reads are in our own words, and no deal here ever
took place.
"""

from __future__ import annotations

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
