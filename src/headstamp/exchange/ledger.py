"""What became of every row of a foreign file, so that nothing is lost in silence.

For every file: rows read = understood + kept raw + rejected. A row is understood when every part of it was;
kept raw when some part could only be kept as text; rejected when nothing of it went in, with the reason.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

WHOLE = "."
"""The file under which remarks about the export as a whole stand."""


class Outcome(StrEnum):
    """What became of a row."""

    UNDERSTOOD = "understood"
    KEPT_RAW = "kept raw"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know about a row or a file.

    Attributes:
        line: line of the file, row of a worksheet or position in a list, from 1; None for the whole file.
        why: a sentence.
        outcome: what became of the row for this reason; None where it changed nothing.
    """

    line: int | None
    why: str
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class FileLedger:
    """What became of one file's rows.

    Attributes:
        file: its name within the export.
        understood: rows that were understood whole.
        kept_raw: rows of which some part is only kept as text.
        rejected: rows that did not go in.
        remarks: reasons and warnings, in file order.
    """

    file: str
    understood: int
    kept_raw: int
    rejected: int
    remarks: tuple[Remark, ...]

    @property
    def read(self) -> int:
        """How many rows there are."""
        return self.understood + self.kept_raw + self.rejected


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of an export, file by file."""

    files: tuple[FileLedger, ...] = ()

    @property
    def read(self) -> int:
        """How many rows there are in all files."""
        return sum(one.read for one in self.files)

    @property
    def understood(self) -> int:
        """How many rows of all files were understood whole."""
        return sum(one.understood for one in self.files)

    @property
    def kept_raw(self) -> int:
        """How many rows of all files are in part only kept as text."""
        return sum(one.kept_raw for one in self.files)

    @property
    def rejected(self) -> int:
        """How many rows of all files did not go in."""
        return sum(one.rejected for one in self.files)


@dataclass(slots=True)
class Count:
    """A file's ledger while it is being read; rows are closed one after the other."""

    file: str
    _outcomes: Counter[Outcome] = field(default_factory=Counter)
    _remarks: list[Remark] = field(default_factory=list)

    def close(self, line: int | None, doubts: list[str]) -> None:
        """A row went in: understood if nothing was in doubt, else kept raw for these reasons."""
        outcome = Outcome.KEPT_RAW if doubts else Outcome.UNDERSTOOD
        self._outcomes[outcome] += 1
        self._remarks += [Remark(line, why, outcome) for why in doubts]

    def reject(self, line: int | None, why: str) -> None:
        """A row did not go in."""
        self._outcomes[Outcome.REJECTED] += 1
        self._remarks.append(Remark(line, why, Outcome.REJECTED))

    def remark(self, line: int | None, why: str) -> None:
        """Something to know that changes the outcome of no row."""
        self._remarks.append(Remark(line, why))

    def done(self) -> FileLedger:
        """The ledger of the file."""
        by = self._outcomes
        return FileLedger(
            self.file,
            by[Outcome.UNDERSTOOD],
            by[Outcome.KEPT_RAW],
            by[Outcome.REJECTED],
            tuple(sorted(self._remarks, key=lambda one: one.line or 0)),
        )


@dataclass(slots=True)
class Ledgers:
    """The ledgers of an export while it is being read."""

    _counts: dict[str, Count] = field(default_factory=dict)

    def of(self, file: str) -> Count:
        """The ledger of a file, begun when it is first asked for."""
        return self._counts.setdefault(file, Count(file))

    def done(self) -> Ledger:
        """All of them."""
        made = (count.done() for count in self._counts.values())
        return Ledger(tuple(one for one in made if one.file != WHOLE or one.remarks))
