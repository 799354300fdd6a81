"""What is not known, gathered from the whole case: the heading that a reader should find at once."""

from __future__ import annotations

from headstamp.publishing import seen
from headstamp.publishing.lookup import Lookup
from headstamp.publishing.words import band, count, listed
from headstamp.tracing.assessment import RouteAssessment, Trace
from headstamp.values import QuantityStatus

_WORTH_SAYING = 0.2


def gaps(trace: Trace, lookup: Lookup) -> tuple[str, ...]:
    """One sentence for each thing that is not known, those about single sightings first."""
    found: list[str] = []
    for one in trace.assessments:
        found += _of(one)
    return (*found, *_of_case(trace, lookup))


def _of(one: RouteAssessment) -> list[str]:
    parts = []
    first = one.supply_chains[0] if one.supply_chains else None
    if first is None:
        parts.append("no supply chain could be assessed")
    elif first.supplier is None:
        parts.append("in the first chain the supplier is not recorded")
    if one.not_recorded >= _WORTH_SAYING:
        parts.append(f"that no record names the supplier: {band(one.not_recorded)}")
    if one.unknown.probability >= _WORTH_SAYING:
        parts.append(f"that it came by a way not described here: {band(one.unknown.probability)}")
    return [f"{one.sighting}, {seen.first_weapon(one)}: {'; '.join(parts)}."] if parts else []


def _of_case(trace: Trace, lookup: Lookup) -> list[str]:
    facts, number = lookup.facts, len(trace.assessments)
    ids = {one.sighting for one in trace.assessments}
    sightings = [one for one in facts.sightings.values() if one.id in ids]
    found = []
    undated = [one.sighting for one in trace.assessments if one.seen.from_ is None]
    if undated:
        found.append(
            f"Since when: {_some(undated, number)} no earliest date; the item may have been there before."
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
