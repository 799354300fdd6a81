"""The life of consignments on a day: what is done, what is due, what is overdue, and what papers disagree on.

Rows of `controls` are steps, rows of `certificates` what end-user certificates say; the case's transfers are
what was licensed and delivered. Nothing is assumed to be owed: a step is due where a row sets a day, and
wanted where a certificate promises it or where a delivery has none of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from headstamp.records import Transfer
from headstamp.sightings import STEPS, Certificate, Control
from headstamp.stocks.papers import Disagreement, certificate_faults, step_faults
from headstamp.values import Span

CAVEAT = (
    "What the case's rows say. A step that no row tells may have been done all the same; one that is told as "
    "done was not looked at again here."
)
STATES = ("overdue", "adverse", "due", "open", "to come", "partly", "done", "closed")
"""How a step stands on a day, what needs somebody first.

overdue: due before the day and not done; adverse: it ended badly; due: the day lies within the time for it,
or that time is too vague to tell; open: begun, and nobody set a day; to come: due later; partly: answered in
part; done; closed: given up by those who could ask for it.
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One step as it stands on the day.

    Attributes:
        state: one of `STATES`.
        status: as the row has it; `waits` tells how many days it has been open, None where no row says.
        lapsed: whether what came of it held only until before the day.
    """

    id: str
    step: str
    state: str
    status: str
    begun: str
    due: str
    done: str
    waits: int | None
    lapsed: bool
    by: str | None
    of: str | None
    reference: str | None
    result: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Consignment:
    """One consignment.

    Attributes:
        steps: in the order of its life.
        wanted: steps that something in the rows calls for and no row tells, each with why.
        untold: steps that no row tells and nothing calls for.
    """

    consignment: str
    transfers: tuple[str, ...]
    steps: tuple[Step, ...]
    wanted: tuple[tuple[str, str], ...]
    untold: tuple[str, ...]
    disagreements: tuple[Disagreement, ...]

    def count(self, state: str) -> int:
        """How many of its steps stand so."""
        return sum(one.state == state for one in self.steps)


@dataclass(frozen=True, slots=True)
class Consignments:
    """All consignments on a day, those with something overdue first."""

    on: date
    consignments: tuple[Consignment, ...]
    overdue: int
    caveat: str


def consignments(
    controls: Sequence[Control],
    certificates: Sequence[Certificate],
    transfers: Sequence[Transfer],
    on: date,
    *,
    incidents: frozenset[str] = frozenset(),
    same_actor: Callable[[str, str], bool | None] = lambda one, other: None,
    only: str | None = None,
) -> Consignments:
    """How each consignment stands on a day.

    Args:
        transfers: of the case.
        on: the day; what was done after it is not done yet.
        incidents: ids of the case's incidents, which a loss report should name.
        same_actor: whether two names stand for one actor; None where that cannot be told.
        only: one consignment, in the words of its rows.
    """
    told: dict[str, tuple[list[Control], list[Certificate]]] = defaultdict(lambda: ([], []))
    for control in controls:
        told[control.consignment][0].append(control)
    for certificate in certificates:
        if not _after(certificate.signed, on):
            told[certificate.consignment][1].append(certificate)
    rows = {one.id: one for one in transfers}
    found = [
        _consignment(name, steps, papers, rows, on, incidents, same_actor)
        for name, (steps, papers) in told.items()
        if only is None or name == only
    ]
    found.sort(key=lambda one: (-one.count("overdue"), -one.count("adverse"), one.consignment))
    return Consignments(on, tuple(found), sum(one.count("overdue") for one in found), CAVEAT)


def _consignment(
    name: str,
    controls: Sequence[Control],
    certificates: Sequence[Certificate],
    rows: dict[str, Transfer],
    on: date,
    incidents: frozenset[str],
    same_actor: Callable[[str, str], bool | None],
) -> Consignment:
    order = list(STEPS)
    begun = [one for one in controls if not _after(one.from_ or (None if one.due else one.done), on)]
    begun.sort(key=lambda one: (order.index(one.step), _first_day(one), one.id))
    steps = [_step(one, on) for one in begun]
    named = [one.transfers for one in controls] + [one.transfers for one in certificates]
    ids = dict.fromkeys(each for told in named for each in told)
    mine = [rows[each] for each in ids if each in rows]
    there = {one.step for one in controls} | ({"end_user_certificate"} if certificates else set())
    wanted = tuple(_wanted(there, certificates, mine))
    calls = {step for step, _ in wanted}
    unknown = tuple(each for each in ids if each not in rows)
    disagreements = [
        *certificate_faults(certificates, mine, same_actor),
        *step_faults(begun, mine, incidents),
    ]
    if unknown:
        disagreements.append(
            Disagreement(f"No transfer of the case has the id {', '.join(unknown)}.", unknown)
        )
    return Consignment(
        name,
        tuple(ids),
        tuple(steps),
        wanted,
        tuple(one for one in order if one not in there and one not in calls and one not in _ON_OCCASION),
        tuple(disagreements),
    )


_ON_OCCASION = ("audit", "loss_report", "trace_request")
"""Steps that are taken where there is a reason, and missing where there is none."""


def _first_day(one: Control) -> date:
    """When a step was begun, or is due: what puts steps of one sort in order."""
    when = one.from_ or one.due or one.done
    return (when.from_ if when is not None else None) or date.max


def _after(when: Span | None, on: date) -> bool:
    """Whether something surely lies after the day."""
    return when is not None and when.from_ is not None and when.from_ > on


def _step(one: Control, on: date) -> Step:
    state = _state(one, on)
    waits = None
    if state in ("overdue", "due", "open", "partly") and one.from_ is not None and one.from_.to is not None:
        waits = max(0, (on - one.from_.to).days)
    return Step(
        id=one.id,
        step=one.step,
        state=state,
        status=one.status,
        begun=str(one.from_) if one.from_ is not None else "",
        due=str(one.due) if one.due is not None else "",
        done=str(one.done) if one.done is not None else "",
        waits=waits,
        lapsed=one.until is not None and one.until.to is not None and one.until.to < on,
        by=one.by,
        of=one.of,
        reference=one.reference,
        result=one.result,
        source=one.source,
    )


def _state(one: Control, on: date) -> str:
    if one.stands in ("done", "adverse", "closed") and not _after(one.done, on):
        return one.stands
    if one.due is not None:
        today = Span.day(on)
        if one.due.before(today) is True:
            return "overdue"
        if one.due.after(today) is True:
            return "partly" if one.stands == "partly" else "to come"
        return "due"
    return "partly" if one.stands == "partly" else "open"


def _wanted(
    there: set[str], certificates: Sequence[Certificate], transfers: Sequence[Transfer]
) -> Iterator[tuple[str, str]]:
    """Steps that something calls for and no row tells."""
    delivered = [one for one in transfers if one.stage == "delivered"]
    promises = {
        "delivery_verification": [one.id for one in certificates if one.verification_promised],
        "post_shipment_check": [one.id for one in certificates if one.onsite_consent],
    }
    for step, why in promises.items():
        if step not in there and why:
            yield (
                step,
                f"{', '.join(why)} {'promises' if step == 'delivery_verification' else 'consents to'} it",
            )
    if not delivered:
        return
    told = ", ".join(one.id for one in delivered)
    for step in ("licence", "end_user_certificate", "delivery_verification"):
        if step not in there and not promises.get(step):
            yield step, f"{told} is told as delivered"
