"""One file of records as imported: fingerprint, source, what it speaks of, what became of its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from headstamp.records.sources import Coverage, Facts, Kind


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A file of records in the library, and the facts that a citation of it needs.

    Attributes:
        sha256: of the bytes as they were added.
        source: whose records they are, as in `records/data/sources.csv`.
        form: the format they were read as, with the version of the parser that read them.
        generated: when the source made the file, by its own word.
        added: when it came into this library (UTC).
        selection: what the file says it holds; `coverage` is what its content shows.
        read: non-blank data lines; read = kept + merged + rejected.
        records: how many rows these lines became; one line may tell of several transfers.
        kind: what the rows are: transfers, events, embargoes, totals or reporting.
        cut: whether the file ends in the middle of a row, as a broken download does.
    """

    sha256: str
    source: str
    form: str
    parser: int
    file: str
    generated: datetime | None
    added: datetime
    selection: str
    coverage: Coverage
    read: int
    kept: int
    merged: int
    rejected: int
    records: int
    kind: Kind
    cut: bool = False

    @property
    def age(self) -> tuple[bool, datetime, int, datetime]:
        """What editions are ordered by, the greatest being the newest.

        A file that was cut never silences a whole one, and of two made on one day the fuller one answers: the
        other is a selection or a part of it.
        """
        return (not self.cut, self.generated or datetime.min, self.kept, self.added)

    @property
    def short(self) -> str:
        """The first twelve digits of the fingerprint: enough to name it in a sentence."""
        return self.sha256[:12]

    @property
    def edition(self) -> str:
        """How a reader cites it: the source and the day it was generated, else the years it speaks of."""
        years = self.coverage.years
        told = f", {years[0]}-{years[1]}" if years else ""
        if self.generated:
            told = f", generated {self.generated.day} {self.generated:%B %Y}"
        return f"{self.source.upper()}{told}{', cut short' if self.cut else ''}"


def snapshot_of(
    facts: Facts,
    *,
    records: int,
    kind: Kind,
    sha256: str,
    source: str,
    form: str,
    parser: int,
    file: str,
    added: datetime,
) -> Snapshot:
    """The facts of a file that has just been read."""
    return Snapshot(
        sha256=sha256,
        source=source,
        form=form,
        parser=parser,
        file=file,
        generated=facts.generated,
        added=added,
        selection=facts.selection,
        coverage=facts.coverage,
        read=facts.read,
        kept=facts.kept,
        merged=facts.merged,
        rejected=facts.rejected,
        records=records,
        kind=kind,
        cut=facts.cut,
    )
