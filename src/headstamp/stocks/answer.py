"""What a balance tells, as values: these are the shapes of `headstamp.stock/1`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from headstamp.records import CannotSee, Party
from headstamp.stocks.balance import UNTOLD, Spread
from headstamp.stocks.flows import IN, OUT
from headstamp.stocks.ledger import LeftOut
from headstamp.stocks.worst import Worst

PARTS = (*IN, *OUT, UNTOLD)
"""The parts of a balance in the order in which they are told."""

PART_WORDS = {
    "opening": "held when the ledger begins, as entered",
    "delivered": "delivered by the records, each transfer once",
    "unrecorded": "estimated: came in and no record tells",
    "produced": "made by itself or for it, as entered",
    "captured": "captured or taken over",
    "exported": "delivered to others by the records",
    "handed_over": "handed over to others",
    "lost": "known losses",
    "destroyed": "destroyed under control, as entered",
    "attrition": "estimated: worn out, broken or used up",
    UNTOLD: "must have been there untold: more went out than is known to have come in",
}
"""What each part of a balance is."""

CAVEAT = (
    "A balance of what is told: losses that nobody reported are not in it, and nothing here says where a "
    "missing weapon is. Ranges are checked on made-up stocks only."
)


def about(number: float) -> str:
    """A number that is an estimate, with the three digits that it can bear: '173,000', '874'."""
    if abs(number) >= 1000:
        number = float(f"{number:.3g}")
    return f"{number:,.0f}"


def spread(one: Spread | Unaccounted) -> str:
    """A median and its range: '173,000 (117,000 to 446,000)'."""
    return f"{about(one.median)} ({about(one.low90)} to {about(one.high90)})"


@dataclass(frozen=True, slots=True)
class Term:
    """One part of the balance.

    Attributes:
        sign: 1 for what adds, -1 for what takes away.
        recorded: the sum as sources state it; None for what is estimated.
        ids: of the records, incidents or figures behind it.
    """

    part: str
    sign: int
    recorded: float | None
    median: float
    low90: float
    high90: float
    because: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unaccounted:
    """How many an audit leaves unaccounted for; see `headstamp.stocks.balance.Missing`."""

    median: float
    low90: float
    high90: float
    p_positive: float
    p_surplus: float
    on: date
    expected: Spread


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure beside the balance; `unaccounted` is None where it cannot be compared, and `why` says why."""

    id: str
    kind: str
    at: str
    low: float | None
    high: float | None
    unaccounted: Unaccounted | None
    why: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement that counts, as its sources tell it.

    Attributes:
        number: as stated, the mean where sources differ.
        chance: how likely it is that it happened and was this weapon.
        sources: ids of the sources, each once.
    """

    part: str
    words: str
    first: date
    last: date
    number: float
    chance: float
    sources: tuple[str, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """What is told at a stage that does not count, up to the year asked about.

    Attributes:
        transfers: how many, each counted once.
        quantity: the sum of the numbers told; None where none is.
        ids: of the records.
    """

    stage: str
    transfers: int
    quantity: float | None
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """The end of one year.

    Attributes:
        delivered: the sum delivered in all years so far, as sources state it.
    """

    year: int
    median: float
    low90: float
    high90: float
    delivered: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """The same balance under one other assumption."""

    name: str
    words: str
    expected: Spread
    unaccounted: Spread | None
    p_positive: float | None


@dataclass(frozen=True, slots=True)
class Stock:
    """The answer.

    Attributes:
        at: the year through whose end the balance runs.
        opening_known: whether an opening figure is entered; without one the balance is of what came since
            `since`, and what was there before is not in it.
        since: the first day that the balance speaks of.
        expected: None where nothing told speaks of a time up to that year; `wording` then says what there is.
        worst: the least and the most that can be there.
        audited: the last figure of somebody who counted, up to that year.
        unaccounted: what that figure leaves unaccounted for on its day.
        p_short: how likely it is that more went out than is known to have come in.
    """

    actor: Party
    weapon: Party
    at: int
    unit: str
    case: str | None
    members: tuple[Party, ...]
    opening_known: bool
    since: date | None
    expected: Spread | None
    worst: Worst | None
    audited: Compared | None
    unaccounted: Unaccounted | None
    p_short: float | None
    terms: tuple[Term, ...]
    movements: tuple[Movement, ...]
    years: tuple[Year, ...]
    counts: tuple[Compared, ...]
    scenarios: tuple[Scenario, ...]
    beside: tuple[Stage, ...]
    not_counted: tuple[LeftOut, ...]
    cannot_see: tuple[CannotSee, ...]
    assumptions: str
    assumed: tuple[str, ...]
    notes: tuple[str, ...]
    wording: str
    caveat: str
    snapshots: tuple[str, ...]
