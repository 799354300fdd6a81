"""The event log and the case's store: the only place where a case is written.

A case can be disputed years later, so nothing in it is changed, only added: every change is one line of
an append-only log that a stranger can verify, and the tables people see are a projection of those lines.
A line holds salted commitments, never a value, so that a value can later be withheld without breaking
the log. What the rows mean, and whether their cells are well formed, is left to the packages that own
the tables; files of evidence live in the vault, not here.

    CustodyError                 the log and what it says no longer agree, or it cannot be used now
    ├── StoreMissing             no store stands at the path given
    ├── StoreExists              a store would be made where one already stands
    ├── StoreLocked              another program is writing, and did not finish in time
    ├── StoreNewer               the store was written by a later release
    ├── StoreDamaged             the file is not, or is no longer, a store that can be relied on
    ├── EventUnreadable          one line of the log is not an event in its canonical form
    ├── WriteFailed              the disk refused a change; the change was undone
    ├── CheckpointUnreadable     a text is not a signed checkpoint in its exact form
    ├── KeyUnusable              a key cannot be read, or others could read it
    └── StampRefused             a time stamp is of something else, or nobody trusted vouches for it
"""

from __future__ import annotations

from headstamp.custody.change import Change, Outcome
from headstamp.custody.check import Damage, Withheld, check_history
from headstamp.custody.checkpoint import (
    Against,
    Checkpoint,
    Cosignature,
    check_against,
    make_checkpoint,
    origin_of,
    read_checkpoint,
)
from headstamp.custody.disclosures import Disclosure
from headstamp.custody.errors import (
    CheckpointUnreadable,
    CustodyError,
    EventUnreadable,
    KeyUnusable,
    StampRefused,
    StoreDamaged,
    StoreExists,
    StoreLocked,
    StoreMissing,
    StoreNewer,
    WriteFailed,
)
from headstamp.custody.events import Event, make_event, read_line, subject_of
from headstamp.custody.folder import made_whole
from headstamp.custody.history import CaseChange, RowEvent, changes, row_history, undo
from headstamp.custody.home import home
from headstamp.custody.keys import PublicKey, SigningKey, machine_key, read_public
from headstamp.custody.merkle import Tree, leaf_hash, tree_root, verify_consistency, verify_inclusion
from headstamp.custody.projection import Projection, StoredRow
from headstamp.custody.readings import Page
from headstamp.custody.stamps import Stamp, fetch_stamp, read_stamp, stamp_request
from headstamp.custody.store import Store

__all__ = [
    "Against",
    "CaseChange",
    "Change",
    "Checkpoint",
    "CheckpointUnreadable",
    "Cosignature",
    "CustodyError",
    "Damage",
    "Disclosure",
    "Event",
    "EventUnreadable",
    "KeyUnusable",
    "Outcome",
    "Page",
    "Projection",
    "PublicKey",
    "RowEvent",
    "SigningKey",
    "Stamp",
    "StampRefused",
    "Store",
    "StoreDamaged",
    "StoreExists",
    "StoreLocked",
    "StoreMissing",
    "StoreNewer",
    "StoredRow",
    "Tree",
    "Withheld",
    "WriteFailed",
    "changes",
    "check_against",
    "check_history",
    "fetch_stamp",
    "home",
    "leaf_hash",
    "machine_key",
    "made_whole",
    "make_checkpoint",
    "make_event",
    "origin_of",
    "read_checkpoint",
    "read_line",
    "read_public",
    "read_stamp",
    "row_history",
    "stamp_request",
    "subject_of",
    "tree_root",
    "undo",
    "verify_consistency",
    "verify_inclusion",
]
