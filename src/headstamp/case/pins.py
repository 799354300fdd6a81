"""Which snapshots of the library a case rests on, so that it says the same again years later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headstamp.case.tables import CaseTables
from headstamp.custody.author import author
from headstamp.values import encode

if TYPE_CHECKING:
    from headstamp.records import Library, Transfer
    from headstamp.records.pins import Pin

_PINS = "snapshots"


class CasePins(CaseTables):
    """The records that a case is held against."""

    @property
    def pins(self) -> tuple[Pin, ...] | None:
        """The snapshots that this case is traced against, or None before the first trace."""
        from headstamp.records.pins import read_pins

        return read_pins(self.store.setting(_PINS))

    def pin(self, library: Library, *, again: bool = False, who: str | None = None) -> tuple[str, ...]:
        """The snapshots to trace against: those of the first trace, unless they are to be pinned again.

        Raises:
            SnapshotMissing: a pinned snapshot is no longer in the library.
        """
        from headstamp.records.pins import pins_of, still_held

        pins = None if again else self.pins
        if pins is not None:
            return still_held(pins, library)
        today = pins_of(library)
        if today:
            with self.store.change(who or author(), "pin snapshots") as change:
                change.set(_PINS, encode(today))
        return tuple(one.sha256 for one in today)

    def transfers(
        self, library: Library, snapshots: tuple[str, ...], wanted: frozenset[str]
    ) -> dict[str, Transfer]:
        """The transfers of the library and the case that have these ids."""
        from headstamp.records.finding import transfer_of

        rows = [row for row in self.transfer_rows().to_pylist() if row["id"] in wanted]
        told = library.transfers(snapshots=snapshots, actors=self.actors) if snapshots else None
        if told is not None:
            rows += told.filter(told.id.isin(sorted(wanted))).to_pyarrow().to_pylist()
        return {row["id"]: transfer_of(row, self.names) for row in rows}
