"""What states and registers reported: transfers, the library of snapshots, their names, counts with a scope.

Registers of other formats live in `sources/`, one file a format. Every row stays one source's claim: what
several sources tell of one transfer is linked in `clusters` and never merged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

# Loaded now, so that the function `sources` takes its name over.
import headstamp.records.sources  # noqa: F401
from headstamp.records.clusters import Cluster, Link, Linked, LinkKind, link
from headstamp.records.designation import Resolution, Resolver
from headstamp.records.errors import LibraryDamaged, SnapshotMissing
from headstamp.records.manual import TRANSFERS, CaseTransfer, rows_of
from headstamp.records.names import Names
from headstamp.records.transfer import STAGES, Delivery, Money, Party, Transfer, WeaponWeight
from headstamp.records.visibility import CannotSee, Source, cannot_see, sees, sources
from headstamp.values.later import later

if TYPE_CHECKING:
    from headstamp.records.asides import Event, ListedEmbargo, Reporting, embargoes, events, reporting
    from headstamp.records.difference import Changed, Difference, diff
    from headstamp.records.finding import Filters, Found, find
    from headstamp.records.handing_on import HandedOn, MoreThanAllowed, allowed_lines, check_terms, hand_on
    from headstamp.records.library import Added, Library
    from headstamp.records.mirroring import Mirror, MirroredFlow, Trust, mirror
    from headstamp.records.money import Values, ValueSeries, YearWorth, values
    from headstamp.records.snapshot import Snapshot
    from headstamp.records.sources import Kind, Reject
    from headstamp.records.supplying import Claimed, PartyShare, SupplierCount, recipients, suppliers
    from headstamp.records.transfer_schema import TRANSFER_SCHEMA

__all__ = [
    "STAGES",
    "TRANSFERS",
    "TRANSFER_SCHEMA",
    "Added",
    "CannotSee",
    "CaseTransfer",
    "Changed",
    "Claimed",
    "Cluster",
    "Delivery",
    "Difference",
    "Event",
    "Filters",
    "Found",
    "HandedOn",
    "Kind",
    "Library",
    "LibraryDamaged",
    "Link",
    "LinkKind",
    "Linked",
    "ListedEmbargo",
    "Mirror",
    "MirroredFlow",
    "Money",
    "MoreThanAllowed",
    "Names",
    "Party",
    "PartyShare",
    "Reject",
    "Reporting",
    "Resolution",
    "Resolver",
    "Snapshot",
    "SnapshotMissing",
    "Source",
    "SupplierCount",
    "Transfer",
    "Trust",
    "ValueSeries",
    "Values",
    "WeaponWeight",
    "YearWorth",
    "allowed_lines",
    "cannot_see",
    "check_terms",
    "diff",
    "embargoes",
    "events",
    "find",
    "hand_on",
    "link",
    "mirror",
    "recipients",
    "reporting",
    "rows_of",
    "sees",
    "sources",
    "suppliers",
    "values",
]

# What asks the library costs a database to load; a case that only takes tables in needs none of it.
__getattr__ = later(
    __name__,
    {
        "asides": ("Event", "ListedEmbargo", "Reporting", "embargoes", "events", "reporting"),
        "difference": ("Changed", "Difference", "diff"),
        "finding": ("Filters", "Found", "find"),
        "handing_on": ("HandedOn", "MoreThanAllowed", "allowed_lines", "check_terms", "hand_on"),
        "library": ("Added", "Library"),
        "mirroring": ("Mirror", "MirroredFlow", "Trust", "mirror"),
        "money": ("ValueSeries", "Values", "YearWorth", "values"),
        "snapshot": ("Snapshot",),
        "sources": ("Kind", "Reject"),
        "supplying": ("Claimed", "PartyShare", "SupplierCount", "recipients", "suppliers"),
        "transfer_schema": ("TRANSFER_SCHEMA",),
    },
)
