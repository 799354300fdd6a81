"""The first supply chain's steps as stops and lines, with the same in words for those who cannot see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headstamp.publishing import chains, stepwords
from headstamp.publishing.drawing import Drawing, Hop, Stop, drawings
from headstamp.publishing.lookup import Lookup
from headstamp.publishing.words import count, listed, sentence
from headstamp.records import Party
from headstamp.tracing.assessment import Route, RouteAssessment, Step


@dataclass(frozen=True, slots=True)
class Picture:
    """The first chain's steps as a drawing, with the same in words."""

    title: str
    text: str
    forms: tuple[Drawing, ...]
    kinds: tuple[str, ...]


def picture(assessment: RouteAssessment, lookup: Lookup) -> Picture | None:
    """The likeliest route of the first supply chain, drawn; None where there is no route."""
    route = _of_first_chain(assessment)
    steps = [one for one in route.steps if not chains.same(one.from_, one.to)] if route else []
    if route is None or not steps:
        return None
    hops = [_hop(one, lookup) for one in steps]
    stops = _stops(route, steps, lookup)
    text = " ".join(
        sentence(
            f"{stops[i].name} to {stops[i + 1].name}: {hop.how}, {hop.detail} ({stepwords.STATES[hop.kind]})"
        )
        for i, hop in enumerate(hops)
    )
    kinds = tuple(dict.fromkeys(hop.kind for hop in hops))
    return Picture(f"{stops[0].name} to {stops[-1].name}, step by step", text, drawings(stops, hops), kinds)


def _hop(step: Step, lookup: Lookup) -> Hop:
    rests = [
        count(len(found), noun)
        for found, noun in ((step.records, "record"), (step.incidents, "incident"))
        if found
    ]
    what = stepwords.kind(step, lookup)
    none = "no incident on record" if what == "diversion" else ""
    parts = [part for part in (stepwords.when(step, lookup), listed(rests) or none) if part]
    return Hop(stepwords.how(step, lookup), ", ".join(parts), what)


def _stops(route: Route, steps: Sequence[Step], lookup: Lookup) -> list[Stop]:
    parties = [steps[0].from_, *(one.to for one in steps)]
    stops = []
    for index, party in enumerate(parties):
        last = index == len(parties) - 1
        role = "seen with" if last else _role(party, route)
        shape = (
            "seen" if last else {"supplier": "source", "last custodian on record": "stock"}.get(role, "stock")
        )
        shape = "missing" if role == "supplier" and route.supplier is None else shape
        stops.append(Stop(lookup.party(party, "not known"), role, shape))
    return stops


def _role(party: Party, route: Route) -> str:
    if route.custodian is not None and chains.same(party, route.custodian):
        return "last custodian on record"
    if route.supplier is None or chains.same(party, route.supplier):
        return "supplier"
    return "holder on the way"


def _of_first_chain(assessment: RouteAssessment) -> Route | None:
    if assessment.supply_chains:
        first = assessment.supply_chains[0]
        for route in assessment.routes:
            if chains.same(route.supplier, first.supplier) and chains.same(route.custodian, first.custodian):
                return route
    return assessment.routes[0] if assessment.routes else None
