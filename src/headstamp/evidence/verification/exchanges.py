"""What is denied and what answers it, side by side; and what was said beside that.

A claim answers another when it is about it, a proof when it names it. Whether the answer settles the matter
is for the reader: nothing here is struck out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from headstamp.sightings import Claim, Proof

DENIES = "denies"


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as it is told."""

    id: str
    text: str
    stance: str | None
    speaker: str | None
    when: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A denial, with the claims and proofs that answer it; both empty where nothing does."""

    denial: Said
    claims: tuple[Said, ...]
    proofs: tuple[str, ...]


def exchanges(
    records: Iterable[str], claims: Iterable[Claim], proofs: Iterable[Proof]
) -> tuple[tuple[Exchange, ...], tuple[Said, ...]]:
    """Denials about records with their answers, and all other claims about these records.

    Args:
        records: ids of sightings, items and violations.
        claims: the case's claims.
        proofs: the case's proofs.
    """
    wanted, all_claims, all_proofs = set(records), tuple(claims), tuple(proofs)
    about = [one for one in all_claims if wanted & set(one.about)]
    denials = [one for one in about if one.stance == DENIES]
    found = []
    answering: set[str] = set()
    for denial in denials:
        answers = [one for one in all_claims if denial.id in one.about and one.stance != DENIES]
        answering |= {one.id for one in answers}
        by = tuple(one.id for one in all_proofs if denial.id in one.answers)
        found.append(Exchange(_said(denial), tuple(map(_said, answers)), by))
    rest = (one for one in about if one not in denials and one.id not in answering)
    return tuple(found), tuple(map(_said, rest))


def _said(one: Claim) -> Said:
    when = None if one.date is None else str(one.date)
    return Said(one.id, one.text, one.stance, one.speaker, when, one.source)
