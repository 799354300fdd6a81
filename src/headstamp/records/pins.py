"""Which editions of records a case is traced against, so that the same case gives the same answer next year.

Pins are fingerprints with what names an edition to people when it is gone. Where a case keeps them is left to
the case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from headstamp.records.errors import SnapshotMissing
from headstamp.values import Json, decode

if TYPE_CHECKING:
    from headstamp.records.library import Library


@dataclass(frozen=True, slots=True)
class Pin:
    """An edition that a case is traced against."""

    sha256: str
    source: str
    generated: datetime | None

    def __str__(self) -> str:
        day = f", generated {self.generated.date().isoformat()}" if self.generated else ""
        return f"{self.source}{day}, pinned by this case"


def read_pins(setting: Json) -> tuple[Pin, ...] | None:
    """Pins as a case kept them; None where it never pinned anything."""
    return tuple(decode(Pin, one) for one in setting) if isinstance(setting, list) else None


def pins_of(library: Library) -> tuple[Pin, ...]:
    """What a library holds today, in the order of the fingerprints."""
    held = (Pin(one.sha256, one.source, one.generated) for one in library.snapshots())
    return tuple(sorted(held, key=lambda one: one.sha256))


def still_held(pins: tuple[Pin, ...], library: Library) -> tuple[str, ...]:
    """The fingerprints of pins that the library still holds, all of them.

    Raises:
        SnapshotMissing: one is no longer there.
    """
    held = {one.sha256 for one in library.snapshots()}
    for one in pins:
        if one.sha256 not in held:
            raise SnapshotMissing(one.sha256, str(one))
    return tuple(one.sha256 for one in pins)
