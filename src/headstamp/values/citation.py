"""Where a fact stands, and how far its source and its content are to be trusted.

Grades follow the Admiralty code: a letter for the source, a digit for the content, judged independently of
each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from headstamp.values.errors import ValueUnreadable


class Reliability(StrEnum):
    """How far a source is to be trusted (Admiralty letters)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"

    @property
    def words(self) -> str:
        """The letter in words, 'usually reliable'."""
        return _RELIABILITY[self]


class Credibility(IntEnum):
    """How far one piece of content is to be believed (Admiralty digits)."""

    CONFIRMED = 1
    PROBABLY_TRUE = 2
    POSSIBLY_TRUE = 3
    DOUBTFUL = 4
    IMPROBABLE = 5
    CANNOT_BE_JUDGED = 6

    @property
    def words(self) -> str:
        """The digit in words, 'probably true'."""
        return _CREDIBILITY[self]


_RELIABILITY = {
    Reliability.A: "completely reliable",
    Reliability.B: "usually reliable",
    Reliability.C: "fairly reliable",
    Reliability.D: "not usually reliable",
    Reliability.E: "unreliable",
    Reliability.F: "reliability cannot be judged",
}
_CREDIBILITY = {
    Credibility.CONFIRMED: "confirmed by other sources",
    Credibility.PROBABLY_TRUE: "probably true",
    Credibility.POSSIBLY_TRUE: "possibly true",
    Credibility.DOUBTFUL: "doubtful",
    Credibility.IMPROBABLE: "improbable",
    Credibility.CANNOT_BE_JUDGED: "truth cannot be judged",
}


@dataclass(frozen=True, slots=True)
class Grade:
    """An Admiralty grade; either half may be missing.

    >>> str(Grade.parse("B2"))
    'B2: usually reliable, probably true'
    """

    reliability: Reliability | None = None
    credibility: Credibility | None = None

    @classmethod
    def parse(cls, text: str) -> Grade:
        """Read 'B2', 'B' or '2'; blank text is no grade. Raises ValueUnreadable for anything else."""
        found = re.fullmatch(r"([A-Fa-f])?(?:(?<=\w)[\s-]*(?=\d))?([1-6])?", text.strip())
        if found is None:
            raise ValueUnreadable(
                f"'{text}' is not an Admiralty grade",
                text=text,
                kind="grade",
                do="write a letter A-F and a digit 1-6, such as B2",
            )
        letter, digit = found.groups()
        return cls(
            Reliability(letter.upper()) if letter else None, Credibility(int(digit)) if digit else None
        )

    def __str__(self) -> str:
        halves = [half for half in (self.reliability, self.credibility) if half is not None]
        if not halves:
            return "not graded"
        return f"{''.join(str(half.value) for half in halves)}: {', '.join(half.words for half in halves)}"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a fact stands.

    Attributes:
        source: id of the source.
        locator: place inside the source, such as a page or an address.
        snapshot: sha256 of the file of records, if it stands in one.
        row: row in that file, counted from 1.
        quote: exact words.
    """

    source: str
    locator: str | None = None
    snapshot: str | None = None
    row: int | None = None
    quote: str | None = None

    def __str__(self) -> str:
        parts = [self.source]
        if self.locator:
            parts.append(self.locator)
        if self.snapshot:
            parts.append(f"snapshot {self.snapshot[:12]}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        return ", ".join(parts) + (f": '{self.quote}'" if self.quote else "")
