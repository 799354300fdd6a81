"""The case in short: a sentence and a table row for each sighting, in the wording that the evidence allows.

How far a sentence may go is the assessment's `wording`; nothing here goes further. Bands stand in the text,
numbers only in the tables below it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from headstamp.publishing import chains, seen, tested
from headstamp.publishing.lookup import Lookup
from headstamp.publishing.words import band, listed, sentence, span
from headstamp.records import CannotSee
from headstamp.tracing.assessment import RouteAssessment

_WORTH_SAYING = 0.2
_BARE = {
    "best supported": "best supported is the chain {}",
    "consistent with": "the findings are consistent with the chain {}",
    "not separated from": "the chain {} comes first but is not separated from its rivals",
    "not excluded": "the chain {} comes first and is not excluded; no more can be said",
}


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One sighting in the summary."""

    n: int
    id: str
    weapon: str
    holder: str
    when: str
    where: str
    what: str
    sentence: str
    chain: str
    band: str
    against: tuple[str, ...]


def row(n: int, assessment: RouteAssessment, lookup: Lookup) -> SummaryRow:
    """The summary of one assessment; `n` is its number everywhere in the report."""
    first = assessment.supply_chains[0] if assessment.supply_chains else None
    return SummaryRow(
        n=n,
        id=assessment.sighting,
        weapon=seen.weapon(assessment),
        holder=seen.holder(assessment, lookup),
        when=span(assessment.seen),
        where=seen.place(lookup.facts.sightings.get(assessment.sighting), lookup),
        what=f"{seen.first_weapon(assessment)}, seen with {seen.first_holder(assessment, lookup)}",
        sentence=verdict(assessment, lookup),
        chain=sentence(chains.name(first, lookup))[:-1] if first else "No chain could be assessed",
        band=band(first.probability) if first else "",
        against=_against(assessment, lookup),
    )


def verdict(assessment: RouteAssessment, lookup: Lookup) -> str:
    """What a reader may take away: the allowed wording, and the band of the first chain."""
    if not assessment.supply_chains:
        return sentence(assessment.wording or "no supply chain could be assessed")
    first = assessment.supply_chains[0]
    how = _BARE.get(assessment.wording.strip().casefold())
    if how is not None:
        return sentence(f"{how.format(chains.name(first, lookup))}: {band(first.probability)}")
    return f"{sentence(assessment.wording)} {sentence(f'First chain: {band(first.probability)}')}"


def _titles(told: Iterable[CannotSee], lookup: Lookup) -> str:
    return listed([lookup.title(one.source) for one in told])


def _against(assessment: RouteAssessment, lookup: Lookup) -> tuple[str, ...]:
    found = []
    if tested.flips(assessment, lookup):
        found.append("Another chain comes first under another assumption.")
    if len(assessment.supply_chains) > 1:
        rival = assessment.supply_chains[1]
        found.append(f"Rival: {chains.name(rival, lookup)}, {band(rival.probability)}.")
    if assessment.unknown.probability >= _WORTH_SAYING:
        found.append(f"A way not described here: {band(assessment.unknown.probability)}.")
    found += tested.upset_by(assessment, lookup)
    if assessment.cannot_see:
        blind = [one for one in assessment.cannot_see if "does not record" in one.why]
        coarse = [one for one in assessment.cannot_see if one not in blind]
        if blind:
            found.append(f"{_titles(blind, lookup)} cannot see this kind of weapon.")
        if coarse:
            found.append(f"{_titles(coarse, lookup)} can show it only within a wider line.")
    return tuple(found)
