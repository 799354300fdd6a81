"""What the page of checks shows, as plain rows; `checked` fills them and the template lays them out."""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.publishing.lookup import Cites
from headstamp.publishing.timeline import Timeline


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One proof: what was found, on what, and what follows for the time."""

    id: str
    kind: str
    side: str
    side_words: str
    says: str
    details: tuple[str, ...]
    time: str
    cites: Cites


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check with its proofs; `counts` where somebody else looked again."""

    id: str
    of: str
    check: str
    status: str
    counts: bool
    why: str
    result: str
    method: str
    by: str
    reviewer: str
    needs: str
    note: str
    cites: Cites
    proofs: tuple[ProofRow, ...]


@dataclass(frozen=True, slots=True)
class ClueRow:
    """One clue to the holder: its own shares, how much it counts, and where the first stands after it."""

    id: str
    kind: str
    side: str
    says: str
    shares: str
    weight: str
    known: str
    after: str
    cites: Cites


@dataclass(frozen=True, slots=True)
class Time:
    """What is left of the time for some records; `alarm` where nothing is."""

    records: str
    words: str
    alarm: bool


@dataclass(frozen=True, slots=True)
class SaidRow:
    """A claim: who said what, when."""

    id: str
    text: str
    who: str
    cites: Cites


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """A denial and what answers it."""

    denial: SaidRow
    claims: tuple[SaidRow, ...]
    proofs: tuple[ProofRow, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Everything about one subject."""

    n: int
    title: str
    records: str
    verified: tuple[Time, ...]
    all: tuple[Time, ...]
    timeline: Timeline | None
    checks: tuple[CheckRow, ...]
    unchecked: str
    holder: str
    holder_first: str
    clues: tuple[ClueRow, ...]
    rows_say: tuple[str, ...]
    exchanges: tuple[ExchangeRow, ...]
    responses: tuple[tuple[str, str], ...]
    said: tuple[SaidRow, ...]
