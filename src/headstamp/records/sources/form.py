"""What every foreign format of records has to offer, and how a file of it can fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

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
            f"{name} is not a file of records that headstamp knows ({', '.join(known)})",
            file=name,
            do="download the register again and add the file as the site gives it, not saved in between",
        )


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

    `suppliers` or `recipients` None means all of the register's.
    """

    suppliers: tuple[str, ...] | None
    recipients: tuple[str, ...] | None
    years: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says: `rows` in the Transfer schema, the rejects, and the facts of the file.

    read = kept + merged + rejected, where `read` counts non-blank data lines and `merged` lines that were
    joined to the one before. `cut` where the file ends in the middle of a row.
    """

    rows: pa.Table
    rejected: tuple[Reject, ...]
    read: int
    merged: int
    generated: datetime | None
    selection: str
    coverage: Coverage
    cut: bool = False

    @property
    def kept(self) -> int:
        """How many rows were kept."""
        return int(self.rows.num_rows)


@dataclass(frozen=True, slots=True)
class Form:
    """A foreign format: its name, whose it is, and the pure functions that recognise and read it."""

    name: str
    source: str
    title: str
    version: int
    recognises: Callable[[bytes], bool]
    parse: Callable[[bytes, str, Callable[[str], bool]], Parsed]
