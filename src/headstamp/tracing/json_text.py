"""The JSON of an assessment as text: its hundreds of chains are written out directly, the rest by the codec.

A sighting has hundreds of supply chains, and a case thousands of sightings; the codec would take longer over
them than the assessment takes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from headstamp.records import Party
from headstamp.tracing.assessment import ActorWeight, RouteAssessment, SupplyChain
from headstamp.tracing.chains import ChainList
from headstamp.values import encode

_HERE = "supply chains here"


def assessment_text(assessment: RouteAssessment, *, ascii_only: bool = False) -> str:
    """The JSON of one assessment, as `headstamp.trace/1` has it.

    Args:
        ascii_only: escape whatever is not ASCII, for an output that cannot show it.
    """
    told = encode(replace(assessment, supply_chains=()))
    assert isinstance(told, dict)
    told["supply_chains"] = _HERE
    text = json.dumps(told, ensure_ascii=ascii_only, allow_nan=False)
    before, after = text.split(f'"supply_chains": "{_HERE}"', 1)
    return f'{before}"supply_chains": {_chains(assessment.supply_chains, ascii_only)}{after}'


def _chains(chains: Sequence[SupplyChain], ascii_only: bool) -> str:
    if not isinstance(chains, ChainList):
        return json.dumps(encode(tuple(chains)), ensure_ascii=ascii_only, allow_nan=False)
    parties = {-1: "null", -2: _party(chains.holder, ascii_only)}
    for index in {int(one) for one in chains.ends.ravel() if one >= 0}:
        parties[index] = _party(chains.parties[index], ascii_only)
    likely = {rank: json.dumps(encode(told), ensure_ascii=ascii_only) for rank, told in chains.likely.items()}
    rows = zip(
        chains.ends.tolist(),
        chains.probability.tolist(),
        chains.low.tolist(),
        chains.high.tolist(),
        strict=True,
    )
    return (
        "["
        + ", ".join(
            f'{{"supplier": {parties[supplier]}, "custodian": {parties[custodian]}, "probability": {p!r}, '
            f'"low": {low!r}, "high": {high!r}, "likely_suppliers": {likely.get(rank, "[]")}}}'
            for rank, ((supplier, custodian), p, low, high) in enumerate(rows)
        )
        + "]"
    )


def _likely(told: tuple[ActorWeight, ...], ascii_only: bool) -> str:
    parts = (
        f'{_party(Party(one.id, one.name), ascii_only)[:-1]}, "weight": {one.weight!r}}}' for one in told
    )
    return f"[{', '.join(parts)}]"


@lru_cache(maxsize=4096)
def _party(party: Party, ascii_only: bool) -> str:
    return json.dumps(encode(party), ensure_ascii=ascii_only)
