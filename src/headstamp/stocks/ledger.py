"""The ledger of one actor and weapon: every movement that counts, and all that does not, with why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from headstamp.records import Party
from headstamp.stocks.flows import Flow
from headstamp.values import Quantity, Span


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure of what was held, set beside the balance of its day.

    Attributes:
        part: counted (somebody looked), declared (somebody said), or None for a kind that no ledger knows.
        on: the day with whose balance it is compared, the last that it can speak of.
        compares: whether it speaks of this actor and weapon as a whole.
        why: why not, where it does not.
    """

    id: str
    kind: str
    part: str | None
    at: Span
    on: date | None
    count: Quantity
    compares: bool
    why: str
    source: str | None
    credibility: int | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A transfer told at a stage that does not count: licensed is not delivered, and neither is ordered.

    Attributes:
        quantity: the number told; None where none is.
        ids: of the records that tell it.
        first: the first day that it speaks of; None where it has no date.
    """

    stage: str
    quantity: float | None
    ids: tuple[str, ...]
    first: date | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What may belong in the ledger and is not counted.

    Attributes:
        what: what it is, in words.
        why: why it does not count.
        ids: of the records, incidents or figures.
        opens: 'in' where something unknown came in by it, 'out' where it went out, '' where neither is said.
        first: the first day on which that may have been.
    """

    what: str
    why: str
    ids: tuple[str, ...]
    opens: str = ""
    first: date | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that speaks of what an actor has of a weapon.

    Attributes:
        members: those whose weapons are counted with the actor's: its units and police.
        line: the weapon's node and all above it, nearest first.
        unit: what is counted.
        begins: the day before which everything lies inside an opening figure; None without one.
        flows: the movements that count, the opening first.
        counts: audits, counts and declarations, the earliest first.
        seen: whether a register at hand records weapons of this class at all.
        maker: whether the actor itself makes such weapons.
        predecessors: dissolved states whose stocks the actor took over, which no figure here includes.
    """

    actor: Party
    weapon: Party
    members: tuple[Party, ...]
    line: tuple[str, ...]
    unit: str
    begins: date | None
    flows: tuple[Flow, ...]
    counts: tuple[Counted, ...]
    beside: tuple[Beside, ...]
    left_out: tuple[LeftOut, ...]
    seen: bool
    maker: bool
    predecessors: tuple[Party, ...]

    @property
    def first(self) -> date | None:
        """The first day of which anything is told; None where nothing is."""
        days = [flow.first for flow in self.flows]
        days += [one.on for one in self.counts if one.on is not None and one.compares]
        days += [one.first for one in self.left_out if one.first is not None]
        return min(days, default=None)

    def of(self, part: str) -> tuple[Flow, ...]:
        """The movements of one part."""
        return tuple(flow for flow in self.flows if flow.part == part)
