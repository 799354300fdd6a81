"""What is not known, gathered from the whole case: the heading that a reader should find at once."""

from __future__ import annotations

from headstamp.publishing import seen
from headstamp.publishing.lookup import Lookup
from headstamp.publishing.words import band, count, listed
from headstamp.tracing.assessment import RouteAssessment, Trace
from headstamp.values import QuantityStatus

_WORTH_SAYING = 0.2


def gaps(trace: Trace, lookup: Lookup) -> tuple[str, ...]:
    """One sentence for each thing that is not known, with the sightings it is true of."""
    return (*_who(trace), *_of_case(trace, lookup))


def _who(trace: Trace) -> list[str]:
    found = []
    none = [one.sighting for one in trace.assessments if not one.supply_chains]
    if none:
        found.append(f"No supply chain could be assessed for {listed(none)}.")
    nameless = [one.sighting for one in trace.assessments if _nameless(one)]
    if nameless:
        found.append(f"The first chain names no supplier for {listed(nameless)}.")
    missing = [(one.sighting, one.not_recorded) for one in trace.assessments]
    found += _by_band("That no record names the supplier", missing)
    strange = [(one.sighting, one.unknown.probability) for one in trace.assessments]
    return found + _by_band("That it came by a way which no route here describes", strange)


def _nameless(one: RouteAssessment) -> bool:
    return bool(one.supply_chains) and one.supply_chains[0].supplier is None


def _by_band(what: str, shares: list[tuple[str, float]]) -> list[str]:
    worth = sorted(
        ((share, one) for one, share in shares if share >= _WORTH_SAYING), key=lambda pair: -pair[0]
    )
    bands = dict.fromkeys(band(share) for share, _ in worth)
    return [
        f"{what}: {told} for {listed([one for share, one in worth if band(share) == told])}."
        for told in bands
    ]


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
