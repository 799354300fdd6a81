"""What every foreign format of records has to offer, and how a file of it can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from headstamp.records.event_schemas import EMBARGO_SCHEMA, EVENT_SCHEMA, REPORTING_SCHEMA, TOTAL_SCHEMA
from headstamp.records.transfer_schema import TRANSFER_SCHEMA
from headstamp.values import HeadstampError


class RecordsUnreadable(HeadstampError):  # noqa: N818
    """A file of records cannot be read as the register it claims to be; nothing of it was stored."""

    code = "records-unreadable"


class FileNotRecognised(RecordsUnreadable):
    """The bytes bear the marks of no register that is known here.

    Attributes:
        known: the titles of the formats that were tried.
    """

    code = "file-not-recognised"

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.known = known
        super().__init__(
            f"{name} is not a file of records in any of the {len(known)} forms that headstamp knows",
            file=name,
            do="add the file as its site gives it, not saved in between; docs/formats.md lists the forms",
        )


class Kind(StrEnum):
    """What the rows of a snapshot are; each kind has a schema of its own and answers its own questions."""

    TRANSFERS = "transfers"
    EVENTS = "events"
    EMBARGOES = "embargoes"
    TOTALS = "totals"
    REPORTING = "reporting"


SCHEMAS = {
    Kind.TRANSFERS: TRANSFER_SCHEMA,
    Kind.EVENTS: EVENT_SCHEMA,
    Kind.EMBARGOES: EMBARGO_SCHEMA,
    Kind.TOTALS: TOTAL_SCHEMA,
    Kind.REPORTING: REPORTING_SCHEMA,
}
"""The schema of the rows of each kind."""

REJECT_SCHEMA = pa.schema(
    [
        pa.field("line", pa.int64(), nullable=False),
        pa.field("column", pa.string()),
        pa.field("why", pa.string(), nullable=False),
        pa.field("raw", pa.string(), nullable=False),
    ]
)
"""Rows that could not be kept, as Parquet keeps them."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be kept: where it stands, why, and its text in full, so that nothing is lost."""

    line: int
    column: str | None
    why: str
    raw: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a file speaks of, judged by its content: party names and years (both ends included).

    `suppliers` or `recipients` None means all of the register's; `stages` None that no stage is left
    out; of totals it holds the role that the parties have. `reporters` and `categories` None likewise.
    """

    suppliers: tuple[str, ...] | None
    recipients: tuple[str, ...] | None
    years: tuple[int, int] | None
    stages: tuple[str, ...] | None = None
    reporters: tuple[str, ...] | None = None
    categories: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What became of the lines of a file, and what it says of itself.

    read = kept + merged + rejected, where `read` counts non-blank data lines (of a file without lines, its
    entries) and `merged` lines that were joined to another. A kept line may tell of several transfers. `cut`
    where the file ends in the middle of a row.
    """

    read: int
    kept: int
    merged: int
    rejected: int
    generated: datetime | None
    selection: str
    coverage: Coverage
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says: `rows` in the schema of its kind, the rejects, and the facts of the file."""

    rows: pa.Table
    rejected: tuple[Reject, ...]
    read: int
    kept: int
    merged: int
    generated: datetime | None
    selection: str
    coverage: Coverage
    cut: bool = False

    @property
    def facts(self) -> Facts:
        """What became of the lines."""
        return Facts(
            read=self.read,
            kept=self.kept,
            merged=self.merged,
            rejected=len(self.rejected),
            generated=self.generated,
            selection=self.selection,
            coverage=self.coverage,
            cut=self.cut,
        )


@dataclass(frozen=True, slots=True)
class Streamed:
    """What a file too large for memory says: batches to be taken once, and then its facts.

    Attributes:
        rows: in the schema of the kind.
        rejected: in REJECT_SCHEMA; to be taken after the rows.
        facts: known once both have been taken to their end.
    """

    rows: Iterator[pa.RecordBatch]
    rejected: Iterator[pa.RecordBatch]
    facts: Callable[[], Facts]


Known = Callable[[str], bool]
"""Whether a party's name is an actor, a region or an aggregate that is known."""


@dataclass(frozen=True, slots=True)
class Form:
    """A foreign format: its name, whose it is, and the pure functions that recognise and read it.

    Attributes:
        name: of the format, such as 'sipri-deals'.
        source: whose records they are, as in `records/data/sources.csv`.
        title: for people.
        version: of the parser; raised when the same bytes are read differently.
        recognises: whether the first 64 KiB of a file bear its marks.
        parse: bytes, the file's name and who is known, to what the file says.
        stream: for files that may outgrow memory, read from the folder instead of `parse`; is also given the
            SHA-256 of the file, which has been worked out before.
    """

    name: str
    source: str
    title: str
    version: int
    recognises: Callable[[bytes], bool]
    parse: Callable[[bytes, str, Known], Parsed]
    kind: Kind = Kind.TRANSFERS
    stream: Callable[[Path, str, Known, str], Streamed] | None = None


def short(text: str) -> str:
    """Text of a stranger's file, fit to stand inside a sentence."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return plain if len(plain) <= 40 else plain[:39] + "…"
