"""What somebody should still have, by the case's own rows and its pinned editions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headstamp.case.pins import CasePins
from headstamp.sightings import StockFigure

if TYPE_CHECKING:
    from headstamp.records import Library
    from headstamp.stocks import Assumptions, Book


class CaseStocks(CasePins):
    """The stocks that a case tells of."""

    def book(self, library: Library, actor: str, assumptions: Assumptions | None = None) -> Book:
        """What the case and its pinned editions, else the library's, tell of an actor's stocks.

        Args:
            actor: an id, name or alias.
            assumptions: what is assumed where no record tells; None takes the shipped set.

        Raises:
            NotFound: nobody known bears the name.
            SnapshotMissing: a pinned snapshot is no longer in the library.
        """
        from headstamp.records.pins import still_held
        from headstamp.stocks import load_assumptions, open_book

        pins = self.pins
        return open_book(
            library,
            self.names,
            [actor],
            assumptions or load_assumptions(),
            snapshots=still_held(pins, library) if pins is not None else None,
            own=self.transfer_rows(),
            incidents=self.incidents,
            figures=[StockFigure.from_cells(row.key, row.cells) for row in self.store.rows("stocks")],
        )
