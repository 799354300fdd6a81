"""A step in the life of a consignment: a licence, a certificate, a check, a loss report, a trace request.

What is due, done and overdue on a day is told by `headstamp.stocks.consignments`; here stands what the row
says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from headstamp.sightings import cells as read
from headstamp.tables import read_table
from headstamp.values.citation import Credibility
from headstamp.values.errors import ValueUnreadable
from headstamp.values.quantity import Quantity
from headstamp.values.time import Span

_DATA = Path(__file__).with_name("data")


def _steps() -> Mapping[str, str]:
    rows = (row.cells for row in read_table(_DATA / "control_steps.csv").rows)
    return MappingProxyType({one["step"]: one["meaning"] for one in rows})


@dataclass(frozen=True, slots=True)
class ControlStatus:
    """How far a step may be.

    Attributes:
        stands: open, partly (some of it is done), done, adverse (it ended badly) or closed (given up).
    """

    status: str
    stands: str
    meaning: str


def _statuses() -> Mapping[str, Mapping[str, ControlStatus]]:
    found: dict[str, dict[str, ControlStatus]] = {}
    for row in read_table(_DATA / "control_statuses.csv").rows:
        one = ControlStatus(row.cells["status"], row.cells["stands"], row.cells["meaning"])
        found.setdefault(row.cells["step"], {})[one.status] = one
    return MappingProxyType(found)


STEPS: Mapping[str, str] = _steps()
"""Each step of a consignment's life with its meaning, in the order in which they follow each other."""

STATUSES_OF: Mapping[str, Mapping[str, ControlStatus]] = _statuses()
"""How far each step may be: step to status to what it means."""

CONTROL_STATUSES: tuple[str, ...] = tuple(dict.fromkeys(one for told in STATUSES_OF.values() for one in told))
"""Every status of any step."""


@dataclass(frozen=True, slots=True)
class Control:
    """One step, as one source tells it.

    Attributes:
        id: the row's id.
        consignment: which consignment, in the row's words; rows with the same words are one.
        step: one of `STEPS`.
        status: one of the statuses of its step.
        from_: when it was begun, sent or issued.
        due: by when it has to be done.
        done: when it was done or answered.
        until: until when what came of it holds, such as a licence.
        transfers: ids of the transfers that it is about.
        weapon: what it is about: (text as given, weight); () where the row does not say.
        count: how many; blank where the row does not say.
        by: who has to do it, or did.
        of: whose duty or stock it concerns, or who is asked.
        reference: number of the paper.
        answers: id of the step that it follows up.
        incidents: ids of the incidents that it reports.
        result: what came of it.
        place: where.
        known_from: since when it could be known.
        credibility: Admiralty digit of the row.
        source: id of the source.
        locator: place in the source.
        note: remarks.
    """

    id: str
    consignment: str
    step: str
    status: str
    from_: Span | None
    due: Span | None
    done: Span | None
    until: Span | None
    transfers: tuple[str, ...]
    weapon: tuple[tuple[str, float], ...]
    count: Quantity
    by: str | None
    of: str | None
    reference: str | None
    answers: str | None
    incidents: tuple[str, ...]
    result: str | None
    place: str | None
    known_from: Span | None
    credibility: Credibility | None
    source: str | None
    locator: str | None
    note: str | None

    @classmethod
    def from_cells(cls, key: str, cells: read.Cells) -> Control:
        """Read a row of the table `controls`.

        Raises:
            ValueUnreadable: a cell cannot be read, or the status is none of its step; `column` says which.
        """
        step = read.one_of(cells, "step", tuple(STEPS))
        status = read.required(cells, "status")
        if status not in STATUSES_OF[step]:
            raise ValueUnreadable(
                f"A {step.replace('_', ' ')} cannot be '{status}'",
                text=status,
                kind="word",
                column="status",
                do=f"use one of {', '.join(STATUSES_OF[step])}",
            )
        return cls(
            id=key,
            consignment=read.required(cells, "consignment"),
            step=step,
            status=status,
            from_=read.span(cells, "from"),
            due=read.span(cells, "due"),
            done=read.span(cells, "done"),
            until=read.span(cells, "until"),
            transfers=read.several(cells, "transfers"),
            weapon=read.candidates(cells, "weapon") if cells.get("weapon") else (),
            count=read.quantity(cells, "count_low", "count_high", "object"),
            by=read.text(cells, "by"),
            of=read.text(cells, "of"),
            reference=read.text(cells, "reference"),
            answers=read.text(cells, "answers"),
            incidents=read.several(cells, "incidents"),
            result=read.text(cells, "result"),
            place=read.text(cells, "place"),
            known_from=read.span(cells, "known_from"),
            credibility=read.credibility(cells),
            source=read.text(cells, "source"),
            locator=read.text(cells, "locator"),
            note=read.text(cells, "note"),
        )

    @property
    def stands(self) -> str:
        """What its status comes to: open, partly, done, adverse or closed."""
        return STATUSES_OF[self.step][self.status].stands
