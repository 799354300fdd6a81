"""What states and registers reported: transfers, the library of snapshots, their names, counts with a scope.

Registers of other formats live in `sources/`, one file a format. Every row stays one source's claim: what
several sources tell of one transfer is linked in `clusters` and never merged.
"""

from __future__ import annotations

from headstamp.records.asides import Event, ListedEmbargo, Reporting, embargoes, events, reporting
from headstamp.records.clusters import Cluster, Link, Linked, LinkKind, link
from headstamp.records.designation import Resolution, Resolver
from headstamp.records.diff import Changed, Difference, diff
from headstamp.records.errors import LibraryDamaged, SnapshotMissing
from headstamp.records.find import Filters, Found, find
from headstamp.records.handing_on import HandedOn, MoreThanAllowed, allowed_lines, check_terms, hand_on
from headstamp.records.library import Added, Library
from headstamp.records.manual import TRANSFERS, CaseTransfer, rows_of
from headstamp.records.mirror import Mirror, MirroredFlow, Trust, mirror
from headstamp.records.money import Values, ValueSeries, YearWorth, values
from headstamp.records.names import Names
from headstamp.records.snapshot import Snapshot
from headstamp.records.sources import Kind, Reject
from headstamp.records.suppliers import Claimed, PartyShare, SupplierCount, recipients, suppliers
from headstamp.records.transfer import STAGES, TRANSFER_SCHEMA, Delivery, Money, Party, Transfer, WeaponWeight
from headstamp.records.visibility import CannotSee, Source, cannot_see, sees, sources

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
