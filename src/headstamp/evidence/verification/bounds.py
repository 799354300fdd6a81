"""Times that bound one another: what is left when all hold, which set each end, and which cannot both hold.

Every bound is a span of days in which it can have been. On a line of days, spans have no day in common only
if two of them have none, so that an empty intersection is always the fault of pairs, and these are named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import combinations

from headstamp.values import Span


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two bounds that cannot both hold: `earlier` ends before `later` begins."""

    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """What several bounds leave.

    Attributes:
        span: the days on which all of them can hold; None when there are none; unknown without bounds.
        earliest: ids of those that set its first day, in order; empty where that end is open.
        latest: ids of those that set its last day.
        conflicts: every pair that cannot both hold; empty where a day is left.
    """

    span: Span | None
    earliest: tuple[str, ...] = ()
    latest: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def bounds(told: Iterable[tuple[str, Span]]) -> Bounds:
    """Intersect bounds; the order in which they come does not matter.

    Args:
        told: id and span of each. One that is not known at all takes nothing away.
    """
    known = sorted(((name, span) for name, span in told if span.is_known), key=lambda one: one[0])
    if not known:
        return Bounds(Span.unknown())
    conflicts = tuple(
        Conflict(*((a, b) if first.before(second) else (b, a)))
        for (a, first), (b, second) in combinations(known, 2)
        if first.overlaps(second) is False
    )
    if conflicts:
        return Bounds(None, conflicts=conflicts)
    left = reduce(_both, (span for _, span in known))
    return Bounds(
        left,
        tuple(name for name, span in known if left.from_ is not None and span.from_ == left.from_),
        tuple(name for name, span in known if left.to is not None and span.to == left.to),
    )


def _both(one: Span, other: Span) -> Span:
    found = one.intersect(other)
    assert found is not None, "spans that overlap two by two have a day in common"
    return found
