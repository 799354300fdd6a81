"""A mine, booby-trap or submunition that was seen: what kind, how it is set off, whether it was made anew.

How a device is set off is kept in the case and never published: a page says what follows from it only.
"""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.sightings import cells as read
from headstamp.values.citation import Credibility

DEVICE_KINDS = ("improvised", "anti_personnel_mine", "anti_vehicle_mine", "submunition", "other")
"""Improvised: made by hand from whatever there is; the others: made as such in a factory."""

ACTIVATIONS = ("person", "vehicle", "command", "time", "not known")
"""What sets it off: a person's presence, proximity or contact; a vehicle; somebody from afar; a clock."""

"""Whether a device made against vehicles is set off by a person as well."""

REUSES = ("as made", "converted", "not known")
"""Whether a submunition is used as it was made or was built into something else."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device, or several alike, of one sighting.

    Attributes:
        id: the row's id.
        sighting: id of the sighting that it belongs to.
        kind: one of `DEVICE_KINDS`.
        activation: one of `ACTIVATIONS`.
        sensitive: whether a device against vehicles is said to go off by a person's touch as well; None
            where the row does not say.
        reuse: one of `REUSES`; None where the row does not say.
        basis: what the identification rests on.
        credibility: Admiralty digit of the row.
        source: id of the source.
        locator: place in the source.
        note: remarks.
    """

    id: str
    sighting: str
    kind: str
    activation: str
    sensitive: bool | None
    reuse: str | None
    basis: str | None
    credibility: Credibility | None
    source: str | None
    locator: str | None
    note: str | None

    @classmethod
    def from_cells(cls, key: str, cells: read.Cells) -> Device:
        """Read a row of the table `devices`.

        Raises:
            ValueUnreadable: a cell cannot be read; its `column` says which.
        """
        return cls(
            id=key,
            sighting=read.required(cells, "sighting"),
            kind=read.one_of(cells, "kind", DEVICE_KINDS),
            activation=read.choice(cells, "activation", ACTIVATIONS) or ACTIVATIONS[-1],
            sensitive=read.yes_no(cells, "sensitive"),
            reuse=read.choice(cells, "reuse", REUSES),
            basis=read.text(cells, "basis"),
            credibility=read.credibility(cells),
            source=read.text(cells, "source"),
            locator=read.text(cells, "locator"),
            note=read.text(cells, "note"),
        )
