"""What is true of each sighting, and the answer on which a trace is scored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

UNKNOWN: Final = "unknown"
"""The label of what no pair of states describes."""

Chain = tuple[str | None, str]
"""(supplier, custodian); the supplier None where no record tells of it, the custodian '' for local make."""

Label = Chain | str
"""A chain, or `UNKNOWN`."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of one sighting.

    Attributes:
        sighting: its id.
        object: id of the physical thing; what shows the same thing again has the same.
        cluster: id of the first sighting of that thing.
        group: id of the holder.
        mechanism: how the holder came by it.
        root: how it first left lawful hands; differs where it came from another group.
        custodian: id of the last lawful custodian; '' without one that can be named.
        supplier: id of who delivered it there; the custodian for what it made, the holder for local make.
        model: id of the leaf of the catalogue that it is.
        published: whether a record tells of the very delivery, under the names of both sides, at whatever
            stage but refused or revoked, however coarsely.
        describable: whether a pair of states (or local make) describes the way.
        deal: index of the delivery in the world's deals; -1 without one.
        delivered: year in which that delivery began; None without one.
        lot: number of the holder's lot; items of one lot came together.
        acquired: the first day of the quarter in which the holder got it.
        seen: the day on which it was filmed.
    """

    sighting: str
    object: str
    cluster: str
    group: str
    mechanism: str
    root: str
    custodian: str
    supplier: str
    model: str
    published: bool
    describable: bool
    deal: int
    delivered: int | None
    lot: int
    acquired: date
    seen: date


def label(truth: Truth) -> Label:
    """The answer on which a trace of the sighting is scored.

    'unknown' where no pair of states describes the way; (holder, '') for local make; (supplier, custodian)
    where a record tells of the delivery; (None, custodian) where none does.
    """
    if not truth.describable:
        return UNKNOWN
    if not truth.custodian:
        return (truth.supplier, "")
    return (truth.supplier if truth.published else None, truth.custodian)
