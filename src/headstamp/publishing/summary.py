"""The case on one page: a sentence and a table row for each sighting, in the wording that the evidence allows.

How far a sentence may go is the assessment's `wording`; nothing here goes further. Bands stand in the text, numbers only in
the tables below it.
"""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.publishing import chains, seen, tested
from headstamp.publishing.lookup import Lookup
from headstamp.publishing.words import band, sentence
from headstamp.tracing.assessment import RouteAssessment

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
        when=str(assessment.seen),
        where=seen.where(lookup.facts.sightings.get(assessment.sighting), lookup),
        sentence=verdict(assessment, lookup),
        chain=sentence(chains.name(first, lookup))[:-1] if first else "No chain could be assessed",
        band=band(first.probability) if first else "",
        against=_against(assessment, lookup),
    )


def verdict(assessment: RouteAssessment, lookup: Lookup) -> str:
    """What a reader may take away: the allowed wording, and the band of the first chain."""
    if not assessment.supply_chains:
        return sentence(tested.in_words(assessment.wording) or "no supply chain could be assessed")
    first = assessment.supply_chains[0]
    how = _BARE.get(assessment.wording.strip().casefold())
    if how is not None:
        return sentence(f"{how.format(chains.name(first, lookup))}: {band(first.probability)}")
    return f"{sentence(tested.in_words(assessment.wording))} {sentence(f'The first chain is {band(first.probability)}')}"


def _against(assessment: RouteAssessment, lookup: Lookup) -> tuple[str, ...]:
    found = []
    if tested.flips(assessment, lookup):
        found.append("Another chain comes first under another assumption.")
    if len(assessment.supply_chains) > 1:
        rival = assessment.supply_chains[1]
        found.append(f"Rival: {chains.name(rival, lookup)}, {band(rival.probability)}.")
    worst = min(
        (one for one in assessment.routes[:1] for one in one.terms if (one.versus_next or 0) < 0),
        key=lambda term: term.versus_next or 0,
        default=None,
    )
    if worst is not None:
        found.append(sentence(worst.because))
    return tuple(found)
