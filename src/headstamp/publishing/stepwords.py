"""A step in words that claim no more than its records: signed is not delivered, announced is not signed."""

from __future__ import annotations

from functools import reduce

from headstamp.publishing.lookup import Lookup
from headstamp.publishing.words import STAGES, listed, plain, span
from headstamp.records import Transfer
from headstamp.tracing.assessment import Step
from headstamp.values import Span

STATES = {
    "recorded": "recorded",
    "undelivered": "recorded, delivery not shown",
    "own": "within one state",
    "diversion": "diversion",
    "unrecorded": "not recorded",
}
"""Kind of a step to its word."""

_ARRIVED = frozenset({"delivered", "delivery_verified", "customs_entry"})
# Mechanisms by which a weapon never left its lawful custodian.
_OWN = frozenset({"own_stock", "production"})


def kind(step: Step, lookup: Lookup) -> str:
    """Which sort of step it is, a key of `STATES`."""
    if step.how in _OWN:
        return "own"
    if step.how in lookup.facts.mechanisms or step.how in lookup.facts.mechanisms.values():
        return "diversion"
    if not step.records or step.from_.id is None:
        return "unrecorded"
    known = _records(step, lookup)
    return "recorded" if not known or any(one.stage in _ARRIVED for one in known) else "undelivered"


def how(step: Step, lookup: Lookup) -> str:
    """How, in words: the stages that its records are at, or the mechanism."""
    known = _records(step, lookup)
    if kind(step, lookup) not in ("recorded", "undelivered") or not known:
        return lookup.mechanism(step.how)
    stages = {one.stage for one in known}
    words = [word for name, (word, _) in STAGES.items() if name in stages and name in _ARRIVED]
    words += [word for name, (word, _) in STAGES.items() if name in stages and name not in _ARRIVED]
    return listed(words) or plain(step.how)


def when(step: Step, lookup: Lookup) -> str:
    """When: the years of the deliveries that records tell of, else what the route says; empty if unknown."""
    told = [
        one.delivered for one in _records(step, lookup) if one.stage in _ARRIVED and one.delivered is not None
    ]
    found: Span | None = reduce(Span.hull, told) if told and kind(step, lookup) == "recorded" else step.when
    return span(found) if found is not None and found.is_known else ""


def _records(step: Step, lookup: Lookup) -> list[Transfer]:
    transfers = lookup.facts.transfers
    return [transfers[one] for one in step.records if one in transfers]
