"""When an actor bore a name, so that a name which passed from one state to another can be read by its date.

The shipped table `data/dated_names.csv` says it of names that several states have borne, and of names that a
state has laid down; a name that is not in it is borne for as long as its actor lasts. Whom a name stands for
is said by `Actors`; nothing here decides for an actor without a date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from headstamp.values import Span


@dataclass(frozen=True, slots=True)
class Tenure:
    """The time for which an actor bears a name.

    Attributes:
        id: the actor.
        from_: since when it bears the name; None where that is not recorded.
        to: until when; None where it still does, or where that is not recorded.
    """

    id: str
    from_: Span | None = None
    to: Span | None = None

    @property
    def is_dated(self) -> bool:
        """Whether either end is recorded."""
        return self.from_ is not None or self.to is not None

    def held(self, on: Span) -> bool | None:
        """Whether the name was borne then: True for the whole of the time, False for none, else None."""
        if self._outside(on):
            return False
        begun = self.from_ is None or self.from_.to is None or _first(on) >= self.from_.to
        lasting = self.to is None or self.to.from_ is None or _last(on) <= self.to.from_
        return True if begun and lasting else None

    def _outside(self, on: Span) -> bool:
        early = self.from_ is not None and on.before(self.from_) is True
        return early or (self.to is not None and on.after(self.to) is True)

    def __str__(self) -> str:
        ends = (("from", self.from_), ("to", self.to))
        return " ".join(f"{word} {end}" for word, end in ends if end is not None) or "at no recorded time"


def bearers(tenures: Iterable[Tenure], on: Span) -> tuple[str, ...]:
    """The ids of those who bore a name then; where none did for the whole time, of those who may have."""
    held = [(tenure.id, tenure.held(on)) for tenure in tenures]
    surely = dict.fromkeys(one for one, known in held if known)
    return tuple(surely or dict.fromkeys(one for one, known in held if known is None))


def as_span(on: Span | date | None) -> Span | None:
    """A day or time as a span; None where nothing is known of it."""
    if isinstance(on, datetime):
        on = on.date()
    span = Span.day(on) if isinstance(on, date) else on
    return span if span is not None and span.is_known else None


def _first(span: Span) -> date:
    return date.min if span.from_ is None else span.from_


def _last(span: Span) -> date:
    return date.max if span.to is None else span.to
