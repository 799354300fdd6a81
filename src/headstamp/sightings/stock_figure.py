"""A figure of what somebody held, made or destroyed: an opening stock, an audit, a declaration.

What follows from it for a balance is drawn up in `headstamp.stocks`; here stands what the row says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from headstamp.sightings import cells as read
from headstamp.tables import read_table
from headstamp.values.citation import Credibility
from headstamp.values.quantity import Quantity
from headstamp.values.time import Span


@dataclass(frozen=True, slots=True)
class StockKind:
    """A word that stands in the column `kind`, and what it says.

    Attributes:
        part: opening, counted, declared, produced or destroyed.
    """

    kind: str
    part: str
    meaning: str


def _kinds() -> Mapping[str, StockKind]:
    rows = (row.cells for row in read_table(Path(__file__).with_name("data") / "stock_kinds.csv").rows)
    return MappingProxyType(
        {one["kind"]: StockKind(one["kind"], one["part"], one["meaning"]) for one in rows}
    )


STOCK_KINDS: Mapping[str, StockKind] = _kinds()
"""The kinds of figure that a balance understands, in the order of `data/stock_kinds.csv`."""


@dataclass(frozen=True, slots=True)
class StockFigure:
    """One figure, as one source gives it.

    Attributes:
        id: the row's id.
        actor: whose stock, in the row's words.
        weapon: of what: (text as given, weight), weights summing to 1.
        at: when it was counted or declared, or during which time weapons were made or destroyed.
        kind: what sort of figure, in the row's words; a balance understands `STOCK_KINDS`.
        count: how many objects; blank where the row does not say.
        place: where; a figure of a place speaks of that place alone.
        credibility: Admiralty digit of the row.
        source: id of the source.
        note: remarks.
    """

    id: str
    actor: str
    weapon: tuple[tuple[str, float], ...]
    at: Span
    kind: str
    count: Quantity
    place: str | None
    credibility: Credibility | None
    source: str | None
    note: str | None

    @classmethod
    def from_cells(cls, key: str, cells: read.Cells) -> StockFigure:
        """Read a row of the table `stocks`.

        Raises:
            ValueUnreadable: a cell cannot be read; its `column` says which.
        """
        return cls(
            id=key,
            actor=read.required(cells, "actor"),
            weapon=read.candidates(cells, "weapon"),
            at=read.time(cells, "at"),
            kind=read.required(cells, "kind"),
            count=read.quantity(cells, "count_low", "count_high", "object"),
            place=read.text(cells, "place"),
            credibility=read.credibility(cells),
            source=read.text(cells, "source"),
            note=read.text(cells, "note"),
        )

    @property
    def part(self) -> str | None:
        """What a balance makes of it: the part of its kind; None for a kind that it does not know."""
        found = STOCK_KINDS.get(self.kind.strip().casefold())
        return found.part if found else None
