"""Claims as annotations have them, to be scored one to one; see `scoring`."""

from __future__ import annotations

from headstamp.reading.claim import Claim, Named
from headstamp.reading.scoring import Annotated

CLAIM_TYPES = (
    "transfer",
    "diversion",
    "holder",
    "origin",
    "supplier_stat",
    "rule",
    "statement",
    "attribution",
    "denial",
    "unknown",
    "verification",
)
"""The types of claims that are annotated."""


def claim_as_annotated(claim: Claim) -> Annotated:
    """A claim with its fields as annotations write them: parties by id, or by their words."""
    fields = {one.name: _plain(one.value) for one in claim.slots}
    return Annotated(claim.type.value, claim.start, claim.end, fields)


def _plain(value: object) -> object:
    if isinstance(value, Named):
        return value.id or value.name
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
