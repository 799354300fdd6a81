"""What is not known, gathered from the whole case: the heading that a reader should find without searching."""

from __future__ import annotations

from headstamp.publishing import seen
from headstamp.publishing.lookup import Lookup
from headstamp.publishing.words import band, count, listed
from headstamp.tracing.assessment import RouteAssessment, Trace
from headstamp.values import QuantityStatus


def gaps(trace: Trace, lookup: Lookup) -> tuple[str, ...]:
    """One sentence for each thing that is not known, those about single sightings first."""
    found: list[str] = []
    for one in trace.assessments:
        found += _of(one, lookup)
    return (*found, *_of_case(trace, lookup))


def _of(one: RouteAssessment, lookup: Lookup) -> list[str]:
    label = f"{one.sighting} ({seen.first_weapon(one)})"
    found = []
    if (
        one.supply_chains
        and one.supply_chains[0].supplier is None
        and one.supply_chains[0].custodian is not None
    ):
        found.append(f"{label}: in the first chain the supplier is not recorded.")
    if one.not_recorded >= 0.2:
        found.append(f"{label}: that no record names the supplier is {band(one.not_recorded)}.")
    if one.unknown.probability >= 0.2:
        found.append(
            f"{label}: that it came by a way which no route here describes is {band(one.unknown.probability)}."
        )
    if not one.supply_chains:
        found.append(f"{label}: no supply chain could be assessed.")
    return found


def _of_case(trace: Trace, lookup: Lookup) -> list[str]:
    facts, number = lookup.facts, len(trace.assessments)
    ids = {one.sighting for one in trace.assessments}
    sightings = [one for one in facts.sightings.values() if one.id in ids]
    found = []
    undated = [one.sighting for one in trace.assessments if one.seen.from_ is None]
    if undated:
        found.append(
            f"Since when: {_some(undated, number)} no earliest date; the item may have been there long before."
        )
    loose = [one.id for one in sightings if not one.date_reviewed]
    if loose:
        found.append(f"When: {_some(loose, number)} a date that nobody has reviewed.")
    unplaced = [one.id for one in sightings if seen.where(one, lookup) == "not known"]
    if unplaced:
        found.append(f"Where: {_some(unplaced, number)} no place.")
    blank = sum(one.quantity.status is QuantityStatus.BLANK for one in facts.transfers.values())
    if blank:
        found.append(
            f"How many: {blank:,} of the {count(len(facts.transfers), 'record')} cited give no number."
        )
    ungraded = sum(not row.get("reliability") for row in facts.sources.values())
    if ungraded:
        found.append(
            f"How reliable: {ungraded:,} of the case's {count(len(facts.sources), 'source')} have no grade."
        )
    return found


def _some(ids: list[str], number: int) -> str:
    named = listed(ids) if len(ids) <= 8 else f"{len(ids)} of {number} sightings"
    return f"{named} {'has' if len(ids) == 1 else 'have'}"
